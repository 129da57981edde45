//! Of whom a record is: a student, with whoever meets them, or a member of staff, with a
//! partner. The same forms and screens speak of either, in the words that stand here.

use super::check_in::Outcome;
use super::note::Visibility;
use super::person::Role;
use super::plan::Owner;
use super::profile::Source;
use super::{Word, words};

/// Of whom a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A student.
    Student,
    /// A member of staff, whose record nobody but the partner sees.
    Staff,
}

impl Whose {
    /// By the role of whom it is about.
    pub fn of(role: Role) -> Self {
        match role {
            Role::Student => Self::Student,
            _ => Self::Staff,
        }
    }

    /// The one for a student, or the other for a member of staff.
    pub fn say<'a>(self, student: &'a str, staff: &'a str) -> &'a str {
        match self {
            Self::Student => student,
            Self::Staff => staff,
        }
    }

    /// What became of a check-in.
    pub fn outcome(self, outcome: Outcome) -> &'static str {
        match (self, outcome) {
            (Self::Staff, Outcome::StudentAbsent) => "absent",
            (Self::Staff, Outcome::AdultAbsent) => "partner absent",
            _ => words::outcome_word(outcome),
        }
    }

    /// Who reads something, in a word or two.
    pub fn readers(self, visibility: Visibility) -> &'static str {
        match (self, visibility) {
            (_, Visibility::OnlyMe) => "only me",
            (Self::Staff, _) => "both of you",
            (Self::Student, Visibility::Team) => "team",
            (Self::Student, Visibility::Student) => "student",
            (Self::Student, Visibility::Family) => "family",
        }
    }

    /// What whoever chooses who may read a note should know.
    pub fn note_on_readers(self) -> &'static str {
        self.say(
            "In the US, what others may read is a record that a parent may inspect.",
            "",
        )
    }

    /// Who will read it, as a short sentence shown before saving.
    pub fn may_read(self, visibility: Visibility) -> &'static str {
        match (self, visibility) {
            (Self::Staff, Visibility::Team | Visibility::Student | Visibility::Family) => {
                "both of you may read this"
            }
            _ => visibility.sentence(),
        }
    }

    /// How something is known; none where its words say it.
    pub fn source(self, source: Source) -> Option<&'static str> {
        (self == Self::Student || source != Source::Student).then(|| source.word())
    }

    /// Who does a step: `name` is whose record it is.
    pub fn owner(self, owner: Owner, name: &str) -> String {
        match (self, owner) {
            (Self::Staff, Owner::Student) => name.to_owned(),
            (Self::Staff, Owner::Teacher) => "partner".to_owned(),
            (_, Owner::Family) => "family".to_owned(),
            (Self::Student, Owner::Student) => "student".to_owned(),
            (Self::Student, Owner::Teacher) => "teacher".to_owned(),
        }
    }
}
