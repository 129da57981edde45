//! What a form is about once its row was changed at another terminal: the newer row, with what
//! was typed over the older one. Whether a change is refused is the store's to say.

use crate::domain::note::Note;
use crate::domain::profile::ProfileEntry;
use crate::domain::query::{CheckInRecord, ProfileRecord, StudentRecord};

use super::edit::{Purpose, superseding};

impl Purpose {
    /// The same purpose on the row as it is now, with the words it has now; where the row
    /// is gone, the purpose is a new one.
    pub fn renewed(&self, record: &StudentRecord) -> (Self, Option<String>) {
        let goals = record.plan.iter().flat_map(|plan| &plan.goals);
        match self {
            Self::Goal(Some(old)) => {
                let now = goals.map(|goal| &goal.goal).find(|goal| goal.id == old.id);
                let words = now.map(|goal| goal.text.clone());
                (Self::Goal(now.cloned().map(Box::new)), words)
            }
            Self::Step(goal, Some(old)) => {
                let now = goals
                    .flat_map(|goal| &goal.steps)
                    .find(|step| step.id == old.id);
                let words = now.map(|step| step.text.clone());
                (Self::Step(*goal, now.cloned().map(Box::new)), words)
            }
            Self::Entry(Some(old)) => {
                let now = record.profile.iter().find(|now| is_wording(now, old));
                let words = now.map(|now| now.entry.text.clone());
                (now.map_or_else(|| self.clone(), superseding), words)
            }
            Self::Person(_) => {
                let person = &record.person;
                let words = [&person.preferred, &person.pronunciation, &person.pronouns];
                let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
                (
                    Self::Person(Box::new(person.clone())),
                    Some(words.join(", ")),
                )
            }
            other => (other.clone(), None),
        }
    }

    /// The same for the wording of a note, which stands among the check-ins.
    pub fn renewed_note(&self, history: &[CheckInRecord]) -> (Self, Option<String>) {
        let Self::Note(old) = self else {
            return (self.clone(), None);
        };
        let notes = history.iter().filter_map(|row| row.note.as_ref());
        let now = notes.map(|now| &now.note).find(|now| is_reworded(now, old));
        match now {
            Some(now) => (Self::Note(Box::new(now.clone())), Some(now.text.clone())),
            None => (self.clone(), None),
        }
    }

    /// Whether what was typed for another purpose belongs here, and what this one's row says
    /// now where it was rewritten since.
    pub fn takes_up(&self, kept: &Self, record: Option<&StudentRecord>) -> (bool, Option<String>) {
        if self.draft_name() == kept.draft_name() {
            return (true, None);
        }
        let newer = match (self, kept) {
            (Self::Entry(Some(now)), Self::Entry(Some(old))) => {
                let mut profile = record.into_iter().flat_map(|record| &record.profile);
                let now = profile.find(|row| row.entry.id == now.id && is_wording(row, old));
                now.map(|row| row.entry.text.clone())
            }
            (Self::Note(now), Self::Note(old)) if is_reworded(now, old) => Some(now.text.clone()),
            _ => None,
        };
        (newer.is_some(), newer)
    }
}

/// Whether an entry stands in place of an older one, at whatever remove.
fn is_wording(now: &ProfileRecord, old: &ProfileEntry) -> bool {
    now.history.iter().any(|before| before.id == old.id)
}

/// Whether a note is another wording of an older one: a check-in has one note by its author.
fn is_reworded(now: &Note, old: &Note) -> bool {
    now.id != old.id
        && now.check_in.is_some()
        && now.check_in == old.check_in
        && now.author == old.author
}
