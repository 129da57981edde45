//! Students, staff and guardians, and their names. Not what is known of a
//! student; that is the profile.

use serde::{Deserialize, Serialize};

use super::closed::Word;
use super::ids::{Id, Named};
use super::school::{Import, Org};

/// Somebody: a student, or an adult of the school or of the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Ours.
    pub id: PersonId,
    /// Where the row came from, if it was imported.
    pub import: Import,
    /// The school the person belongs to; none for those who see the whole file.
    pub org: Option<Id<Org>>,
    /// The given name, as the school writes it.
    pub given: String,
    /// The family name; empty for a person with one name.
    pub family: String,
    /// What the person is called.
    pub preferred: Option<String>,
    /// How the name is said.
    pub pronunciation: Option<String>,
    /// Pronouns, in the person's words.
    pub pronouns: Option<String>,
    /// The grade, as the school writes it.
    pub grade: Option<String>,
    /// What the person is here.
    pub role: Role,
    /// Inactive people keep their history.
    pub status: Status,
    /// The number other systems know the person by.
    pub school_number: Option<String>,
    /// The name the person works under.
    pub login: Option<String>,
    /// E-mail, for matching imports only.
    pub email: Option<String>,
    /// How much help the student has with typing and planning.
    pub support: SupportLevel,
}

/// The id of a person.
pub type PersonId = Id<Person>;

impl Named for Person {
    const PREFIX: char = 'p';
}

impl Person {
    /// Given and family name, as in a list: "Ada Okafor".
    pub fn name(&self) -> String {
        full_name(&self.given, &self.family)
    }

    /// The name to say: the preferred one, where there is one, and the family name.
    pub fn called(&self) -> String {
        full_name(
            self.preferred.as_deref().unwrap_or(&self.given),
            &self.family,
        )
    }

    /// The ways in which the whole name is written.
    pub fn name_forms(&self) -> [String; 3] {
        let turned = format!("{}, {}", self.family, self.given);
        [self.name(), self.called(), turned]
    }

    /// The one name to speak to: "Ada".
    pub fn first_name(&self) -> &str {
        self.preferred.as_deref().unwrap_or(&self.given)
    }
}

/// A given and a family name in one; either may be empty.
pub fn full_name(given: &str, family: &str) -> String {
    match (given.is_empty(), family.is_empty()) {
        (false, false) => format!("{given} {family}"),
        (false, true) => given.to_owned(),
        _ => family.to_owned(),
    }
}

/// What a person is. Imported principals and all kinds of administrators are
/// administrators, counselors are coaches (OneRoster 1.1 and 1.2 roles).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Learns here.
    Student,
    /// Teaches here.
    Teacher,
    /// Sees every student of the school.
    Administrator,
    /// Works with the students of a caseload.
    Coach,
    /// Family.
    Guardian,
    /// Known from an import, without access (aide, proctor).
    Other,
}

impl Word for Role {
    const WHAT: &'static str = "a role";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Student, "student"),
        (Self::Teacher, "teacher"),
        (Self::Administrator, "administrator"),
        (Self::Coach, "coach"),
        (Self::Guardian, "guardian"),
        (Self::Other, "other"),
    ];
}

/// Whether somebody, or something imported, is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There.
    Active,
    /// Left; all history is kept.
    Inactive,
}

impl Word for Status {
    const WHAT: &'static str = "a status";
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Active, "active"), (Self::Inactive, "inactive")];
}

/// How much support a student has in writing their own record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportLevel {
    /// Writes alone.
    Own,
    /// Is guided.
    Guided,
    /// Somebody else types.
    Scribed,
}

impl Word for SupportLevel {
    const WHAT: &'static str = "a support level";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Own, "own"),
        (Self::Guided, "guided"),
        (Self::Scribed, "scribed"),
    ];
}
