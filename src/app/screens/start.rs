//! The first run: there is no book yet.

use crate::app::Model;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::layers::{Ask, Layer, Purpose};

use super::Screen;

/// Which of the three beginnings is under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Import, sample school, empty school.
    pub cursor: usize,
    /// Where the book will be.
    pub place: String,
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
}
