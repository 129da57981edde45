//! What adults try so that a goal is reached, or with a group: said on a day by somebody, kept, and
//! never changed. What helps a student in general is a support, and stands in the
//! profile or the goal itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::group::Group;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::Goal;

/// One strategy for a goal. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// Ours.
    pub id: Id<Strategy>,
    /// Whose goal it is.
    pub person: PersonId,
    /// The goal.
    pub goal: Id<Goal>,
    /// What is tried: "Fractions on the number line, in threes".
    pub text: String,
    /// Who tries it.
    pub author: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone one that this one brings back.
    pub restores: Option<Id<Strategy>>,
}

impl Named for Strategy {
    const PREFIX: char = 's';
}

/// One strategy for a group. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupStrategy {
    /// Ours.
    pub id: Id<GroupStrategy>,
    /// The group.
    pub group: Id<Group>,
    /// What is tried: "Fractions on the number line, twice a week".
    pub text: String,
    /// Who tries it.
    pub author: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone one that this one brings back.
    pub restores: Option<Id<GroupStrategy>>,
}

impl Named for GroupStrategy {
    const PREFIX: char = 's';
}
