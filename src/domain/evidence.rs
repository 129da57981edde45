//! What shows that a goal is reached: a piece of work, by a link, a path, or where
//! it lies. The work itself stays where it is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::Goal;

/// One piece of evidence (CLR 2.0 `evidence`). Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Ours.
    pub id: Id<Evidence>,
    /// Whose goal it is.
    pub person: PersonId,
    /// The goal.
    pub goal: Id<Goal>,
    /// What it is: "A poster about thirds".
    pub title: String,
    /// A link, a path, or where it lies.
    pub place: Option<String>,
    /// Who added it.
    pub author: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone one that this one brings back.
    pub restores: Option<Id<Evidence>>,
}

impl Named for Evidence {
    const PREFIX: char = 'h';
}
