//! What a student may write at the shared terminal: their own review of the day, and of their
//! plan no more than that a step is done, that a goal for one day is met, and a goal that they
//! propose. Whether they are who they say is `pins`' to find out.

use rusqlite::Connection;

use crate::domain::change::{Delta, Edit, Entry};
use crate::domain::check_in::{CheckInKind, Outcome};
use crate::domain::ids::Id;
use crate::domain::note::Visibility;
use crate::domain::person::PersonId;
use crate::domain::plan::{ActionStep, Goal, GoalStatus, Plan};
use crate::domain::rating::RaterKind;
use crate::domain::stage::EventKind;

use super::super::error::Result;
use super::super::rows::Table;
use super::person_of;

/// Whether an edit is the student's own to make.
pub(super) fn is_theirs(connection: &Connection, student: PersonId, edit: &Edit) -> Result<bool> {
    let has_plan = |plan: Id<Plan>| -> Result<bool> {
        Ok(person_of(connection, plan)? == Some(student.number()))
    };
    Ok(match edit {
        Edit::CheckIn(Entry::Append(row)) => {
            row.student == student
                && row.adult.is_none()
                && row.kind == CheckInKind::Daily
                && row.outcome == Outcome::Held
                && row.next_date.is_none()
        }
        Edit::Note(Entry::Append(row)) => {
            row.person == student
                && row.author == student
                && row.check_in.is_some()
                && row.revises.is_none()
                && row.visibility >= Visibility::Student
        }
        Edit::Rating(Entry::Append(row)) => {
            let goal = Goal::find(connection, row.goal.number())?;
            row.person == student
                && row.rater == student
                && row.rater_kind == RaterKind::Own
                && match goal {
                    Some(goal) => has_plan(goal.plan)?,
                    None => false,
                }
        }
        Edit::Step(Delta {
            before: Some(before),
            after: Some(after),
        }) => {
            let as_before = ActionStep {
                done_on: before.done_on,
                ..after.clone()
            };
            let goal = Goal::find(connection, after.goal.number())?;
            as_before == *before
                && match goal {
                    Some(goal) => has_plan(goal.plan)?,
                    None => false,
                }
        }
        Edit::Goal(Delta {
            before: None,
            after: Some(goal),
        }) => {
            goal.status == GoalStatus::Proposed
                && goal.proposed_by == student
                && has_plan(goal.plan)?
        }
        Edit::Goal(Delta {
            before: Some(before),
            after: Some(after),
        }) => {
            let as_before = Goal {
                status: before.status,
                ..after.clone()
            };
            let turns = [before.status, after.status];
            before.day.is_some()
                && as_before == *before
                && [
                    [GoalStatus::Active, GoalStatus::Met],
                    [GoalStatus::Met, GoalStatus::Active],
                ]
                .contains(&turns)
                && has_plan(after.plan)?
        }
        Edit::PlanEvent(Entry::Append(row)) => {
            row.by == student
                && row.goal.is_some()
                && matches!(row.kind, EventKind::GoalAdded | EventKind::GoalStatus)
                && has_plan(row.plan)?
        }
        Edit::Reflection(Entry::Append(row)) => {
            row.author == student && row.typed_by == student && has_plan(row.plan)?
        }
        Edit::Survey(Entry::Append(row)) => row.person == student && row.typed_by == student,
        _ => false,
    })
}
