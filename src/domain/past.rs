//! A plan, its goals and its steps as they were at the end of a day, as far as their own
//! dates and the plan's history say. Not how later changes of a row are taken back; that
//! is the store's.

use chrono::NaiveDate;

use super::closed::Word;
use super::plan::{ActionStep, Goal, GoalStatus, Plan, Stage};
use super::stage::{EventKind, PlanEvent};

/// A plan as it was at the end of a day; `events` is its history, oldest first.
#[must_use]
pub fn plan_on(plan: Plan, events: &[PlanEvent], on: NaiveDate) -> Plan {
    let stages = |event: &&PlanEvent| event.on <= on && stage_of(event.kind).is_some();
    let last = events.iter().rfind(stages);
    let (stage, closed) = match last {
        Some(event) if event.kind == EventKind::Closed => (Stage::Closed, Some(event.on)),
        Some(event) => (stage_of(event.kind).unwrap_or(plan.stage), None),
        None => (stage_by_dates(&plan, on), plan.closed),
    };
    let by_then = |date: Option<NaiveDate>| date.filter(|date| *date <= on);
    Plan {
        stage,
        closed: by_then(closed),
        agreed_by_student: by_then(plan.agreed_by_student),
        agreed_by_adult: by_then(plan.agreed_by_adult),
        active_since: by_then(plan.active_since),
        reflecting_since: by_then(plan.reflecting_since),
        ..plan
    }
}

/// The stage that an event leads to.
fn stage_of(kind: EventKind) -> Option<Stage> {
    match kind {
        EventKind::Opened => Some(Stage::Draft),
        EventKind::Activated => Some(Stage::Active),
        EventKind::Reflecting | EventKind::Reopened => Some(Stage::Reflecting),
        EventKind::Closed => Some(Stage::Closed),
        EventKind::GoalAdded
        | EventKind::GoalChanged
        | EventKind::GoalStatus
        | EventKind::AgreedByStudent
        | EventKind::AgreedByAdult => None,
    }
}

/// The stage of a plan without a history, from its dates.
fn stage_by_dates(plan: &Plan, on: NaiveDate) -> Stage {
    let was = |since: Option<NaiveDate>| since.is_some_and(|since| since <= on);
    match plan.stage {
        Stage::Closed if plan.closed.is_none_or(|closed| closed <= on) => Stage::Closed,
        _ if was(plan.reflecting_since) => Stage::Reflecting,
        _ if plan.active_since.is_some_and(|since| since > on) => Stage::Draft,
        Stage::Closed => Stage::Active,
        Stage::Reflecting if plan.reflecting_since.is_some() => Stage::Active,
        stage => stage,
    }
}

/// A goal as it was at the end of a day, and whether its status then is on record; none
/// where it wasn't in its plan yet. `plan` is the plan as it was then.
pub fn goal_on(
    goal: Goal,
    plan: &Plan,
    events: &[PlanEvent],
    on: NaiveDate,
) -> Option<(Goal, bool)> {
    let of_goal = || events.iter().filter(|event| event.goal == Some(goal.id));
    let added = of_goal().find(|event| event.kind == EventKind::GoalAdded);
    if added.is_some_and(|added| added.on > on) || goal.day.is_some_and(|day| day > on) {
        return None;
    }
    // Words and status that a later event took the place of stand in that event.
    let text = of_goal()
        .find(|event| event.kind == EventKind::GoalChanged && event.on > on)
        .and_then(|event| event.was.clone());
    let told = status_on(&goal, events, on);
    let is_known = told.is_some() || plan.stage == Stage::Closed || goal.status.is_undecided();
    let status = told.unwrap_or(goal.status);
    let is_closed = plan.stage == Stage::Closed;
    let is_begun = goal.baseline_on.is_none_or(|day| day <= on);
    let goal = Goal {
        reason: goal.reason.filter(|_| status == goal.status),
        text: text.unwrap_or(goal.text),
        status,
        baseline: goal.baseline.filter(|_| is_begun),
        baseline_on: goal.baseline_on.filter(|_| is_begun),
        level_at_close: goal.level_at_close.filter(|_| is_closed),
        own_level_at_close: goal.own_level_at_close.filter(|_| is_closed),
        ..goal
    };
    Some((goal, is_known))
}

/// The status a goal had at the end of a day, from its plan's history; none where the
/// history says nothing of it.
pub fn status_on(goal: &Goal, events: &[PlanEvent], on: NaiveDate) -> Option<GoalStatus> {
    let of_goal = || {
        events.iter().filter(|event| {
            event.goal == Some(goal.id)
                && matches!(event.kind, EventKind::GoalAdded | EventKind::GoalStatus)
        })
    };
    let order = |event: &&PlanEvent| (event.on, event.entered_at, event.id);
    let word = |text: &Option<String>| text.as_deref().and_then(GoalStatus::from_word);
    let last = of_goal().filter(|event| event.on <= on).max_by_key(order);
    if let Some(status) = last.and_then(|event| word(&event.what)) {
        return Some(status);
    }
    let first = of_goal().min_by_key(order);
    first.and_then(|event| word(&event.was))
}

/// A step as it was at the end of a day.
#[must_use]
pub fn step_on(step: ActionStep, on: NaiveDate) -> ActionStep {
    ActionStep {
        done_on: step.done_on.filter(|done| *done <= on),
        ..step
    }
}
