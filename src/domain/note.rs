//! Notes: who wrote what, and who may read it. A correction revises, it never
//! overwrites.

use serde::{Deserialize, Serialize};

use super::check_in::CheckIn;
use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;

/// The largest note, in bytes of UTF-8.
pub const LONGEST: usize = 64 * 1024;

/// A note on a student.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Ours.
    pub id: Id<Note>,
    /// The student.
    pub person: PersonId,
    /// The check-in it was written in, if any.
    pub check_in: Option<Id<CheckIn>>,
    /// What kind of note.
    pub kind: NoteKind,
    /// The text, as typed.
    pub text: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// Who wrote it.
    pub author: PersonId,
    /// When it was stored.
    pub entered_at: Moment,
    /// The note this one takes the place of.
    pub revises: Option<Id<Note>>,
    /// The undone note that this one brings back.
    pub restores: Option<Id<Note>>,
}

impl Named for Note {
    const PREFIX: char = 'm';
}

/// What kind of note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// What was seen.
    Observation,
    /// Something to be glad about.
    Celebration,
    /// What was taught.
    TeachingPoint,
    /// What comes next.
    NextStep,
    /// A word with the family.
    FamilyContact,
    /// Anything else.
    Other,
}

impl Word for NoteKind {
    const WHAT: &'static str = "a kind of note";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Observation, "observation"),
        (Self::Celebration, "celebration"),
        (Self::TeachingPoint, "teaching_point"),
        (Self::NextStep, "next_step"),
        (Self::FamilyContact, "family_contact"),
        (Self::Other, "other"),
    ];
}

impl NoteKind {
    /// Who reads a note of this kind unless the author says otherwise.
    pub fn default_visibility(self) -> Visibility {
        match self {
            Self::Celebration | Self::NextStep => Visibility::Student,
            Self::Observation | Self::TeachingPoint | Self::FamilyContact | Self::Other => {
                Visibility::Team
            }
        }
    }
}

/// Who may read something, from the narrowest to the widest circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The author alone, in every role. Never a default.
    OnlyMe,
    /// Adults who have the student.
    Team,
    /// Also the student.
    Student,
    /// Also the family packet.
    Family,
}

impl Word for Visibility {
    const WHAT: &'static str = "a visibility";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::OnlyMe, "only_me"),
        (Self::Team, "team"),
        (Self::Student, "student"),
        (Self::Family, "family"),
    ];
}

impl Visibility {
    /// Who will read it, as a short sentence shown before saving.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OnlyMe => "only you may read this",
            Self::Team => "the team may read this",
            Self::Student => "the student may read this",
            Self::Family => "the family may read this",
        }
    }
}
