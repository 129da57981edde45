//! The learner profile: dated, typed entries about a student. Append-only; a
//! newer entry may supersede an older one, which stays readable.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::note::Visibility;
use super::person::{Person, PersonId};

/// One thing known of a student, with who said it and how it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileEntry {
    /// Ours.
    pub id: Id<ProfileEntry>,
    /// The student.
    pub person: PersonId,
    /// Where in the profile it stands.
    pub section: Section,
    /// What it says, verbatim where the student said it.
    pub text: String,
    /// How it is known. Required.
    pub source: Source,
    /// Whose words or finding it is.
    pub author: PersonId,
    /// Who typed it.
    pub typed_by: PersonId,
    /// The date it holds for.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The entry this one takes the place of.
    pub supersedes: Option<Id<ProfileEntry>>,
    /// Who may read it.
    pub visibility: Visibility,
    /// The undone entry that this one brings back.
    pub restores: Option<Id<ProfileEntry>>,
}

impl Named for ProfileEntry {
    const PREFIX: char = 'f';
}

impl ProfileEntry {
    /// Whether these are the student's own words.
    pub fn is_students_own(&self) -> bool {
        self.author == self.person
    }

    /// Whose words these are, as a typed id.
    pub fn author_id(&self) -> Id<Person> {
        self.author
    }
}

/// A part of the learner profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What the student is good at.
    Strengths,
    /// What is still missing.
    GapAreas,
    /// What the student likes.
    Interests,
    /// What drives the student, and the long hope.
    MotivationAndDreams,
    /// How the student likes to learn.
    LearningPreferences,
    /// What helps.
    SupportsThatHelp,
    /// Health and wellness.
    HealthAndWellness,
    /// Culture and language.
    CultureAndLanguage,
    /// The family.
    FamilyContext,
    /// Anything else.
    Other,
}

impl Word for Section {
    const WHAT: &'static str = "a section of the profile";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Strengths, "strengths"),
        (Self::GapAreas, "gap_areas"),
        (Self::Interests, "interests"),
        (Self::MotivationAndDreams, "motivation_and_dreams"),
        (Self::LearningPreferences, "learning_preferences"),
        (Self::SupportsThatHelp, "supports_that_help"),
        (Self::HealthAndWellness, "health_and_wellness"),
        (Self::CultureAndLanguage, "culture_and_language"),
        (Self::FamilyContext, "family_context"),
        (Self::Other, "other"),
    ];
}

/// How something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The student said so.
    Student,
    /// Somebody saw it.
    Observation,
    /// Scores or attendance show it.
    Data,
    /// A conference of student, teacher and family.
    Conference,
    /// An answer of a survey.
    Survey,
    /// The family said so.
    Family,
}

impl Word for Source {
    const WHAT: &'static str = "a source";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Student, "student"),
        (Self::Observation, "observation"),
        (Self::Data, "data"),
        (Self::Conference, "conference"),
        (Self::Survey, "survey"),
        (Self::Family, "family"),
    ];
}
