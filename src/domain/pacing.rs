//! Pacing, where a plan asks for it: where a goal's dated steps should be today, with
//! a buffer in school days. Off unless the plan turns it on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::{ActionStep, Goal};

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

/// Where dated steps stand on a day: behind when one that isn't done is late by
/// more than `buffer` school days; ahead when none is late at all and one that is
/// due beyond the buffer is done. None without a dated step.
pub fn pace(
    steps: &[ActionStep],
    today: NaiveDate,
    buffer: u16,
    calendar: &Calendar,
) -> Option<Pace> {
    let mut dated = steps
        .iter()
        .filter_map(|step| step.due.map(|due| (due, step.done_on)))
        .peekable();
    dated.peek()?;
    let (mut late, mut early) = (0, false);
    for (due, done_on) in dated {
        let is_done = done_on.is_some_and(|done| done <= today);
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
