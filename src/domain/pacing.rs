//! Pacing, where a plan asks for it: where a goal's dated steps and competencies should be
//! today, with a buffer in school days. Off unless the plan turns it on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::closed::Word;
use super::framework::GoalCompetency;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::{ActionStep, Goal};
use super::scale::Scale;

/// The buffer where nobody says another: school days.
pub const BUFFER: u16 = 3;

/// How a goal stands against its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// Something that isn't due within the buffer is done, and nothing is late.
    Ahead,
    /// Neither ahead nor behind.
    OnPace,
    /// Something is late by more than the buffer.
    Behind,
}

impl Word for Pace {
    const WHAT: &'static str = "a pace";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Ahead, "ahead"),
        (Self::OnPace, "on_pace"),
        (Self::Behind, "behind"),
    ];
}

/// A pace that somebody said by hand, for a time. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaceOverride {
    /// Ours.
    pub id: Id<PaceOverride>,
    /// The student.
    pub person: PersonId,
    /// The goal.
    pub goal: Id<Goal>,
    /// The pace that stands.
    pub pace: Pace,
    /// Why.
    pub note: String,
    /// The last day on which it stands.
    pub until: NaiveDate,
    /// Who said it.
    pub by: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone one that this one brings back.
    pub restores: Option<Id<PaceOverride>>,
}

impl Named for PaceOverride {
    const PREFIX: char = 'z';
}

/// What is expected by a day: a step done, or a level of a competency reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// By when.
    pub by: NaiveDate,
    /// Since when it is there.
    pub since: Option<NaiveDate>,
}

impl Expected {
    /// What a step with a date expects.
    pub fn of_step(step: &ActionStep) -> Option<Self> {
        let since = step.done_on;
        step.due.map(|by| Self { by, since })
    }

    /// What a link with a date expects: the level it aims at, else the goal's, else the
    /// first that counts as proficient. `level` is where the goal stands today.
    pub fn of_link(
        link: &GoalCompetency,
        goal: &Goal,
        level: Option<i64>,
        scale: &Scale,
        today: NaiveDate,
    ) -> Option<Self> {
        let by = link.expected_by?;
        let aim = link.target.or(goal.target).unwrap_or(scale.proficient_from);
        let is_reached = level.is_some_and(|level| level >= aim);
        let since = is_reached.then_some(today);
        Some(Self { by, since })
    }
}

/// Where what is expected stands on a day: behind when something that isn't there is
/// late by more than `buffer` school days; ahead when nothing is late at all and
/// something that is expected beyond the buffer is there. None without a date.
pub fn pace(
    expected: &[Expected],
    today: NaiveDate,
    buffer: u16,
    calendar: &Calendar,
) -> Option<Pace> {
    expected.first()?;
    let (mut late, mut early) = (0, false);
    for one in expected {
        let due = one.by;
        let is_done = one.since.is_some_and(|since| since <= today);
        if !is_done && due < today {
            late = late.max(calendar.school_days_between(due, today));
        }
        if is_done && due > today {
            early |= calendar.school_days_between(today, due) > u32::from(buffer);
        }
    }
    Some(match late {
        0 if early => Pace::Ahead,
        late if late > u32::from(buffer) => Pace::Behind,
        _ => Pace::OnPace,
    })
}

/// The override that stands on a day: the latest that hasn't run out.
pub fn standing(overrides: &[PaceOverride], today: NaiveDate) -> Option<&PaceOverride> {
    overrides
        .iter()
        .filter(|said| said.on <= today)
        .max_by_key(|said| (said.on, said.entered_at, said.id))
        .filter(|said| said.until >= today)
}
