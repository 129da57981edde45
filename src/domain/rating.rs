//! Ratings: an append-only log, ordered by the date observed. A correction
//! voids and adds. Self-ratings stand beside the teacher's and never enter
//! the roll-up.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check_in::CheckIn;
use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::Goal;
use super::scale::Scale;

/// One rating of one goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Ours.
    pub id: Id<Rating>,
    /// The student.
    pub person: PersonId,
    /// What was rated.
    pub goal: Id<Goal>,
    /// The value of the level on the plan's scale.
    pub level: i64,
    /// Who rated.
    pub rater: PersonId,
    /// As what.
    pub rater_kind: RaterKind,
    /// The day it was observed; orders history.
    pub observed_on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The check-in it was given in.
    pub check_in: Option<Id<CheckIn>>,
    /// The undone rating that this one brings back.
    pub restores: Option<Id<Rating>>,
}

impl Named for Rating {
    const PREFIX: char = 'r';
}

/// Who rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaterKind {
    /// An adult.
    Teacher,
    /// The student.
    #[serde(rename = "self")]
    Own,
}

impl Word for RaterKind {
    const WHAT: &'static str = "a kind of rater";
    const ALL: &'static [(Self, &'static str)] = &[(Self::Teacher, "teacher"), (Self::Own, "self")];
}

/// How a goal's ratings become one level. Self-ratings never enter it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RollUp {
    /// The latest by the date observed.
    #[default]
    Latest,
    /// The highest ever reached.
    Highest,
    /// The highest level that was reached or passed at least so many times.
    Times(u16),
    /// Each newer rating counts 65 %, what came before it 35 %, by the levels' places.
    Decaying,
}

impl fmt::Display for RollUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Highest => f.write_str("highest"),
            Self::Times(times) => write!(f, "times:{times}"),
            Self::Decaying => f.write_str("decaying"),
        }
    }
}

impl FromStr for RollUp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let times = |text: &str| text.trim().parse().ok().filter(|times| *times > 0);
        match text.trim() {
            "latest" => Ok(Self::Latest),
            "highest" => Ok(Self::Highest),
            "decaying" => Ok(Self::Decaying),
            text => text
                .strip_prefix("times:")
                .and_then(times)
                .map(Self::Times)
                .ok_or_else(|| "a roll-up is latest, highest, times:3 or decaying".to_owned()),
        }
    }
}

impl TryFrom<String> for RollUp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<RollUp> for String {
    fn from(roll_up: RollUp) -> Self {
        roll_up.to_string()
    }
}

impl RollUp {
    /// Whether more than the latest rating enters it.
    pub fn needs_the_whole_log(self) -> bool {
        self != Self::Latest
    }

    /// The level that a log comes to, by one kind of rater; the order of the log
    /// doesn't matter. None where there is no rating, or too few of them.
    pub fn level(self, log: &[Rating], by: RaterKind, scale: &Scale) -> Option<i64> {
        let mut ratings: Vec<&Rating> = log
            .iter()
            .filter(|rating| rating.rater_kind == by)
            .collect();
        ratings.sort_by_key(|rating| (rating.observed_on, rating.id));
        let place = |value: i64| scale.levels.iter().position(|level| level.value == value);
        let value = |place: usize| scale.levels.get(place).map(|level| level.value);
        let mut places = ratings.iter().filter_map(|rating| place(rating.level));
        match self {
            Self::Latest => ratings.last().map(|rating| rating.level),
            Self::Highest => places.max().and_then(value),
            Self::Times(times) => {
                let places: Vec<usize> = places.collect();
                let reached = |level: usize| places.iter().filter(|at| **at >= level).count();
                let levels = 0..scale.levels.len();
                let highest = levels
                    .rev()
                    .find(|level| reached(*level) >= usize::from(times));
                highest.and_then(value)
            }
            Self::Decaying => {
                let first = places.next()? as f64;
                let mean = places.fold(first, |mean, at| at as f64 * 0.65 + mean * 0.35);
                value(mean.round() as usize)
            }
        }
    }
}

/// The current level: the latest by the date observed, then by entry.
pub fn latest<'a>(ratings: impl IntoIterator<Item = &'a Rating>, by: RaterKind) -> Option<i64> {
    ratings
        .into_iter()
        .filter(|rating| rating.rater_kind == by)
        .max_by_key(|rating| (rating.observed_on, rating.id))
        .map(|rating| rating.level)
}

/// A goal's level set by hand in place of what its ratings come to, until it is
/// taken away. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelOverride {
    /// Ours.
    pub id: Id<LevelOverride>,
    /// The student.
    pub person: PersonId,
    /// The goal.
    pub goal: Id<Goal>,
    /// The level that stands.
    pub level: i64,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub by: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone one that this one brings back.
    pub restores: Option<Id<LevelOverride>>,
}

impl Named for LevelOverride {
    const PREFIX: char = 'u';
}
