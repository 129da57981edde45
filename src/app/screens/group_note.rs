//! A note to everybody in a group, being written: its text, what kind it is and who may read
//! it. Which groups there are is `groups`' to say.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::{Model, Tone};
use crate::domain::Word;
use crate::domain::group::Group;
use crate::domain::ids::Id;
use crate::domain::note::{NoteKind, Visibility};

use super::Screen;
use super::edit::Purpose;
use super::open::Open;

/// The screen's state.
#[derive(Debug, Clone)]
pub struct GroupNote {
    /// To whom.
    pub group: Id<Group>,
    /// What is filled in.
    pub open: Open,
    /// Whether a kept draft was looked for.
    pub knows_draft: bool,
}

impl Model {
    /// Opens a note to a group, with the draft that was kept of it.
    pub(super) fn write_to_group(&mut self, group: Id<Group>, title: String) {
        let mut open = Open::new(Purpose::GroupNote(group), &self.templates, None);
        open.form.title = title;
        self.screens.push(Screen::GroupNote(Box::new(GroupNote {
            group,
            open,
            knows_draft: false,
        })));
    }

    pub(in crate::app) fn act_on_group_note(&mut self, action: Action) -> Option<Vec<Effect>> {
        let now = self.now;
        if action == Action::Save {
            return Some(self.save_group_note());
        }
        let Some(Screen::GroupNote(note)) = self.screen_mut() else {
            return None;
        };
        let open = &mut note.open;
        if matches!(
            action,
            Action::Leave | Action::Back | Action::QuitOrBack | Action::GoBack | Action::Interrupt
        ) {
            return Some(self.close_screen());
        }
        let before = open.form.content();
        let heard = open.form.act(action);
        if open.form.content() != before {
            open.touched(now);
        }
        heard.then(Vec::new)
    }

    fn save_group_note(&mut self) -> Vec<Effect> {
        let Some(Screen::GroupNote(note)) = self.screens.pop() else {
            return vec![];
        };
        let form = &note.open.form;
        let text = form.value("text");
        let kind = NoteKind::from_word(&form.value("kind")).unwrap_or(NoteKind::Observation);
        let visibility = Visibility::from_word(&form.value("visibility"));
        let visibility = visibility.unwrap_or(kind.default_visibility());
        let change = if text.is_empty() {
            Err("Write the note first; Esc leaves without one.")
        } else {
            self.note_to_group(note.group, &text, kind, visibility)
        };
        match change {
            Ok(change) => self.save_note_to_group(note, change),
            Err(sentence) => {
                self.screens.push(Screen::GroupNote(note));
                self.say(Tone::Refused, format!("Not saved: {sentence}"));
                vec![]
            }
        }
    }
}
