//! What a student may write at the shared terminal: their own review of the day, and of their
//! plan no more than that a step of theirs is done, that a goal for one day is met, and a goal
//! that they propose. Whether they are who they say is `pins`' to find out.

use rusqlite::Connection;

use crate::domain::change::{Delta, Edit, Entry};
use crate::domain::check_in::{CheckIn, CheckInKind, Outcome};
use crate::domain::ids::Id;
use crate::domain::note::Visibility;
use crate::domain::person::PersonId;
use crate::domain::plan::{ActionStep, Goal, GoalStatus, Owner, Plan};
use crate::domain::rating::RaterKind;
use crate::domain::scale::Scale;
use crate::domain::stage::EventKind;

use super::super::error::Result;
use super::super::rows::Table;

/// The student, and the book.
pub(super) struct Theirs<'a> {
    pub(super) connection: &'a Connection,
    pub(super) student: PersonId,
}

impl Theirs<'_> {
    /// Whether an edit is the student's own to make.
    pub(super) fn may(&self, edit: &Edit) -> Result<bool> {
        let student = self.student;
        Ok(match edit {
            Edit::CheckIn(Entry::Append(row)) => {
                row.student == student
                    && row.adult.is_none()
                    && row.kind == CheckInKind::Daily
                    && row.outcome == Outcome::Held
                    && row.next_step.is_none()
                    && row.next_date.is_none()
                    && row.plan.map_or(Ok(true), |plan| self.has_plan(plan))?
            }
            Edit::Note(Entry::Append(row)) => {
                row.person == student
                    && row.author == student
                    && row.revises.is_none()
                    && row.visibility >= Visibility::Student
                    && self.is_own_review(row.check_in)?
            }
            Edit::Rating(Entry::Append(row)) => {
                row.person == student
                    && row.rater == student
                    && row.rater_kind == RaterKind::Own
                    && self.is_own_review(row.check_in)?
                    && self.has_level(row.goal, row.level)?
            }
            Edit::Step(Delta {
                before: Some(before),
                after: Some(after),
            }) => {
                let as_before = ActionStep {
                    done_on: before.done_on,
                    ..after.clone()
                };
                as_before == *before
                    && after.owner == Owner::Student
                    && self.plan_with(after.goal)?.is_some()
            }
            Edit::Goal(Delta {
                before: None,
                after: Some(goal),
            }) => {
                goal.status == GoalStatus::Proposed
                    && goal.proposed_by == student
                    && self.has_plan(goal.plan)?
                    && self.is_as_taken_up(goal)?
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
                    && self.has_plan(after.plan)?
            }
            Edit::PlanEvent(Entry::Append(row)) => {
                let goal = row.goal.map(|goal| self.plan_with(goal)).transpose()?;
                row.by == student
                    && matches!(row.kind, EventKind::GoalAdded | EventKind::GoalStatus)
                    && goal.flatten().is_some_and(|plan| plan.id == row.plan)
            }
            _ => false,
        })
    }

    fn has_plan(&self, plan: Id<Plan>) -> Result<bool> {
        let plan = Plan::find(self.connection, plan.number())?;
        Ok(plan.is_some_and(|plan| plan.person == self.student))
    }

    /// The plan of a goal of theirs.
    fn plan_with(&self, goal: Id<Goal>) -> Result<Option<Plan>> {
        let Some(goal) = Goal::find(self.connection, goal.number())? else {
            return Ok(None);
        };
        let plan = Plan::find(self.connection, goal.plan.number())?;
        Ok(plan.filter(|plan| plan.person == self.student))
    }

    /// Whether a new goal serves and cites nothing but what the one does that it takes up again.
    fn is_as_taken_up(&self, goal: &Goal) -> Result<bool> {
        let old = match goal.carried_from {
            Some(old) => Goal::find(self.connection, old.number())?,
            None => return Ok(goal.parent.is_none() && goal.cites.is_none()),
        };
        let of = |goal: &Goal| (goal.plan, goal.parent, goal.cites);
        Ok(old.is_some_and(|old| of(&old) == of(goal)))
    }

    /// Whether a goal of theirs is rated by a level of its plan's scale.
    fn has_level(&self, goal: Id<Goal>, level: i64) -> Result<bool> {
        let Some(plan) = self.plan_with(goal)? else {
            return Ok(false);
        };
        let scale = Scale::find(self.connection, plan.scale.number())?;
        Ok(scale.is_some_and(|scale| scale.level(level).is_some()))
    }

    /// Whether something belongs to a review of their own.
    fn is_own_review(&self, check_in: Option<Id<CheckIn>>) -> Result<bool> {
        let Some(check_in) = check_in else {
            return Ok(false);
        };
        let found = CheckIn::find(self.connection, check_in.number())?;
        Ok(found.is_some_and(|row| row.student == self.student && row.adult.is_none()))
    }
}
