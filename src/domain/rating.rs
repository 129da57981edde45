//! Ratings: an append-only log, ordered by the date observed. A correction
//! voids and adds. Self-ratings stand beside the teacher's and never enter
//! the roll-up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check_in::CheckIn;
use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::Goal;

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

/// The current level: the latest by the date observed, then by entry.
pub fn latest<'a>(ratings: impl IntoIterator<Item = &'a Rating>, by: RaterKind) -> Option<i64> {
    ratings
        .into_iter()
        .filter(|rating| rating.rater_kind == by)
        .max_by_key(|rating| (rating.observed_on, rating.id))
        .map(|rating| rating.level)
}
