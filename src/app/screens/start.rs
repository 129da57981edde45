//! The first run: there is no book yet.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::layers::{Ask, Layer, Purpose};
use crate::app::{Model, Tone};

use super::Screen;

/// Which of the three beginnings is under the cursor, and what an import would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Import, sample school, empty school.
    pub cursor: usize,
    /// Where the book will be.
    pub place: String,
    /// What the import that was named would bring, until it is made or left.
    pub preview: Option<Preview>,
    /// How many of its rows are scrolled past.
    pub top: usize,
}

/// What an import would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The file or folder.
    pub from: String,
    /// What was found in it, and the counts, a line each.
    pub found: Vec<String>,
    /// The rows that would be left out, each with line and reason.
    pub rows: Vec<String>,
    /// Whether anything comes in.
    pub brings: bool,
}

impl Start {
    /// The first of the beginnings.
    pub fn new(place: String) -> Self {
        Self {
            cursor: 0,
            place,
            preview: None,
            top: 0,
        }
    }
}

/// The beginnings, with what each means.
pub const BEGINNINGS: [(&str, &str); 3] = [
    (
        "Import a roster",
        "a OneRoster folder or zip, or any CSV your school exports",
    ),
    (
        "Open the sample school",
        "30 students in two classes, to look around; gone when you leave",
    ),
    (
        "Begin with an empty school",
        "a school year in five terms, and you as its administrator",
    ),
];

impl Model {
    pub(in crate::app) fn act_on_start(&mut self, action: Action) -> Option<Vec<Effect>> {
        let Some(Screen::Start(start)) = self.screen_mut() else {
            return None;
        };
        if let Some(preview) = &start.preview {
            let last = preview.rows.len().saturating_sub(1);
            let (from, brings) = (preview.from.clone(), preview.brings);
            match action {
                Action::Open if brings => return Some(vec![Effect::StartImport(from)]),
                Action::Open => self.say(Tone::Look, "Nothing of it comes in; Esc goes back."),
                Action::Up => start.top = start.top.saturating_sub(1),
                Action::Down => start.top = (start.top + 1).min(last),
                Action::PageUp => start.top = start.top.saturating_sub(10),
                Action::PageDown => start.top = (start.top + 10).min(last),
                Action::First => start.top = 0,
                Action::Last => start.top = last,
                Action::Back | Action::Interrupt | Action::GoBack | Action::QuitOrBack => {
                    start.preview = None;
                }
                _ => return None,
            }
            return Some(vec![]);
        }
        let last = BEGINNINGS.len() - 1;
        match action {
            Action::Up => start.cursor = start.cursor.saturating_sub(1),
            Action::Down => start.cursor = (start.cursor + 1).min(last),
            Action::First => start.cursor = 0,
            Action::Last => start.cursor = last,
            Action::Open => match start.cursor {
                0 => self.layers.push(Layer::Ask(Ask {
                    title: "Folder, zip or CSV file to import".into(),
                    field: Field::line(""),
                    purpose: Purpose::ImportPath,
                })),
                1 => return Some(vec![Effect::StartSample]),
                _ => return Some(vec![Effect::StartEmpty]),
            },
            Action::Back | Action::Interrupt => return Some(vec![Effect::Quit]),
            _ => return None,
        }
        Some(vec![])
    }

    /// What an import would bring is shown before it is made.
    pub(in crate::app) fn import_tried(&mut self, preview: Preview) {
        self.layers.clear();
        self.notice = None;
        if let Some(Screen::Start(start)) = self.screen_mut() {
            start.preview = Some(preview);
            start.top = 0;
        }
    }

    /// Says how far a long import is.
    pub fn import_goes_on(&mut self, far: &str) {
        self.say(Tone::Done, format!("Reading the import, {far}"));
    }

    /// Says what came of a beginning, on the first frame of the new book.
    pub fn begun(&mut self, sentence: String) {
        self.say(Tone::Done, sentence);
    }
}
