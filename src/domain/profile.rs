//! The learner profile: dated, typed entries about a student. Append-only; a
//! newer entry may supersede an older one, which stays readable.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::note::Visibility;
use super::person::PersonId;

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
}

/// A part of the learner profile: one of the usual ones, or a school's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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
    /// A section that a template adds, by its written name.
    Own(String),
    /// Anything else.
    Other,
}

/// The usual sections, as they are written.
const USUAL: [(Section, &str); 10] = [
    (Section::Strengths, "strengths"),
    (Section::GapAreas, "gap_areas"),
    (Section::Interests, "interests"),
    (Section::MotivationAndDreams, "motivation_and_dreams"),
    (Section::LearningPreferences, "learning_preferences"),
    (Section::SupportsThatHelp, "supports_that_help"),
    (Section::HealthAndWellness, "health_and_wellness"),
    (Section::CultureAndLanguage, "culture_and_language"),
    (Section::FamilyContext, "family_context"),
    (Section::Other, "other"),
];

/// The longest written name of a section.
const LONGEST_NAME: usize = 40;

impl Section {
    /// The sections that need no template.
    pub fn usual() -> impl Iterator<Item = &'static Self> {
        USUAL.iter().map(|(section, _)| section)
    }

    /// As it is written in files.
    pub fn word(&self) -> &str {
        if let Self::Own(name) = self {
            return name;
        }
        let usual = USUAL.iter().find(|(section, _)| section == self);
        usual.map_or("other", |(_, word)| word)
    }

    /// The section that is written so: small letters, digits and underscores, beginning
    /// with a letter; blanks, hyphens and capitals are taken for them.
    pub fn from_word(text: &str) -> Option<Self> {
        let word: String = text
            .trim()
            .chars()
            .map(|letter| match letter {
                ' ' | '-' => '_',
                letter => letter.to_ascii_lowercase(),
            })
            .collect();
        if let Some((section, _)) = USUAL.iter().find(|(_, usual)| *usual == word) {
            return Some(section.clone());
        }
        let is_name = word.len() <= LONGEST_NAME
            && word.starts_with(|letter: char| letter.is_ascii_lowercase())
            && word.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
            });
        is_name.then_some(Self::Own(word))
    }

    /// For people: "study habits".
    pub fn title(&self) -> String {
        self.word().replace('_', " ")
    }
}

impl TryFrom<String> for Section {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::from_word(&text).ok_or_else(|| "not the name of a section".to_owned())
    }
}

impl From<Section> for String {
    fn from(section: Section) -> Self {
        section.word().to_owned()
    }
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

impl Source {
    /// Who may usually read what is known in this way: a student reads their own words.
    pub fn default_visibility(self) -> Visibility {
        match self {
            Self::Student | Self::Survey => Visibility::Student,
            Self::Observation | Self::Data | Self::Conference | Self::Family => Visibility::Team,
        }
    }
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
