//! What becomes of a goal: changed with its old words on record, decided on when
//! its plan is closed, carried into the next one. Not the plan's own stages; those
//! are `stage`.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::change::{Delta, Edit, Entry, Hand};
use super::closed::Word;
use super::framework::GoalCompetency;
use super::ids::Id;
use super::person::PersonId;
use super::plan::{ActionStep, Goal, GoalStatus, Horizon, Plan};
use super::query::PlanRecord;
use super::school::AcademicSession;
use super::stage::{self, EventKind, PlanEvent, happened};

/// What becomes of a goal that isn't met when its plan is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is met after all.
    Met,
    /// It is met in part, and ends so.
    PartlyMet,
    /// It goes on in the next plan.
    Carry,
    /// It goes on in other words.
    Rewrite(String),
    /// It is given up, with a reason.
    Drop(String),
}

impl Fate {
    /// The status it leads to.
    pub fn status(&self) -> GoalStatus {
        match self {
            Self::Met => GoalStatus::Met,
            Self::PartlyMet => GoalStatus::PartlyMet,
            Self::Carry | Self::Rewrite(_) => GoalStatus::Carried,
            Self::Drop(_) => GoalStatus::Dropped,
        }
    }
}

/// The edits that put a goal in the book or change it, with what its plan's
/// history says of it. The old words and the old status stay on record there.
pub fn goal_edits(before: Option<&Goal>, after: Goal, hand: &mut Hand<'_>) -> Vec<Edit> {
    let mut events = Vec::new();
    let (plan, goal) = (after.plan, Some(after.id));
    match before {
        None => events.push(PlanEvent {
            what: Some(after.status.word().to_owned()),
            ..happened(plan, goal, EventKind::GoalAdded, hand)
        }),
        Some(before) => {
            if before.text != after.text {
                events.push(PlanEvent {
                    what: Some(after.text.clone()),
                    was: Some(before.text.clone()),
                    reason: after
                        .reason
                        .clone()
                        .filter(|_| after.reason != before.reason),
                    ..happened(plan, goal, EventKind::GoalChanged, hand)
                });
            }
            if before.status != after.status {
                events.push(PlanEvent {
                    what: Some(after.status.word().to_owned()),
                    was: Some(before.status.word().to_owned()),
                    reason: after.reason.clone(),
                    ..happened(plan, goal, EventKind::GoalStatus, hand)
                });
            }
        }
    }
    let row = Delta {
        before: before.cloned(),
        after: Some(after),
    };
    let events = events
        .into_iter()
        .map(|event| Edit::PlanEvent(Entry::Append(event)));
    std::iter::once(Edit::Goal(row)).chain(events).collect()
}

/// The edits that say what becomes of a goal.
pub fn decide(goal: &Goal, fate: &Fate, hand: &mut Hand<'_>) -> Vec<Edit> {
    goal_edits(Some(goal), decided(goal, fate), hand)
}

pub(super) fn decided(goal: &Goal, fate: &Fate) -> Goal {
    let (reason, carry_as) = match fate {
        Fate::Drop(reason) => (Some(reason.clone()), None),
        Fate::Rewrite(words) => (goal.reason.clone(), Some(words.clone())),
        Fate::Met | Fate::PartlyMet | Fate::Carry => (goal.reason.clone(), None),
    };
    Goal {
        status: fate.status(),
        reason,
        carry_as,
        ..goal.clone()
    }
}

/// A goal of an earlier plan, as the next one goes on with it.
#[derive(Debug, Clone)]
struct Carried<'a> {
    goal: &'a Goal,
    steps: &'a [ActionStep],
    /// The competencies it works toward.
    links: Vec<&'a GoalCompetency>,
    /// The teacher's level: the baseline of the goal that goes on.
    level: Option<i64>,
}

/// Whether the next plan goes on with a goal: what was carried in closing, and
/// what nobody has decided on. A goal for a day is never carried in silence.
pub fn goes_on(goal: &Goal) -> bool {
    match goal.status {
        GoalStatus::Carried => true,
        GoalStatus::Active | GoalStatus::Proposed => goal.horizon != Horizon::Day,
        GoalStatus::Met | GoalStatus::PartlyMet | GoalStatus::Dropped => false,
    }
}

/// A new draft that goes on from an earlier plan: its scale, its template and
/// the goals that aren't at their end.
pub fn go_on(
    person: PersonId,
    session: Option<Id<AcademicSession>>,
    from: &PlanRecord,
    hand: &mut Hand<'_>,
) -> (Plan, Vec<Edit>) {
    let (scale, rules) = (from.plan.scale, from.plan.rules.clone());
    let (plan, mut edits) = stage::open(person, session, scale, rules, hand);
    let goals: Vec<Carried<'_>> = from
        .goals
        .iter()
        .map(|goal| Carried {
            goal: &goal.goal,
            steps: &goal.steps,
            links: goal.competencies.iter().map(|(link, _)| link).collect(),
            level: goal.level,
        })
        .collect();
    edits.extend(carry(&plan, &goals, hand));
    (plan, edits)
}

/// The edits that put the goals of an earlier plan into a new draft, as
/// proposed: each linked to where it comes from and to what it works toward,
/// with the level reached as its baseline and the steps that weren't done. A
/// longer goal that goes on as well stays the parent of a shorter one.
fn carry(plan: &Plan, goals: &[Carried<'_>], hand: &mut Hand<'_>) -> Vec<Edit> {
    let going: Vec<&Carried<'_>> = goals
        .iter()
        .filter(|carried| goes_on(carried.goal))
        .collect();
    let new: HashMap<Id<Goal>, Id<Goal>> = going
        .iter()
        .map(|carried| (carried.goal.id, hand.mint.id(hand.now)))
        .collect();
    let mut edits = Vec::new();
    // Parents stand before their children, so that each row finds what it points at.
    let mut ordered: Vec<(usize, &Carried<'_>)> = going.iter().copied().enumerate().collect();
    ordered.sort_by_key(|(_, carried)| std::cmp::Reverse(carried.goal.horizon));
    for (place, carried) in ordered {
        let old = carried.goal;
        let parent = old
            .parent
            .map(|parent| new.get(&parent).copied().unwrap_or(parent));
        let goal = Goal {
            id: new.get(&old.id).copied().unwrap_or(old.id),
            plan: plan.id,
            position: place as u16 + 1,
            text: old.carry_as.clone().unwrap_or_else(|| old.text.clone()),
            parent,
            status: GoalStatus::Proposed,
            reason: None,
            entered_at: hand.now,
            baseline: carried.level,
            baseline_on: carried.level.map(|_| hand.today),
            carried_from: Some(old.id),
            carry_as: None,
            level_at_close: None,
            own_level_at_close: None,
            ..old.clone()
        };
        let id = goal.id;
        edits.extend(goal_edits(None, goal, hand));
        edits.extend(linked(id, carried.links.iter().copied(), hand));
        let open = carried.steps.iter().filter(|step| step.done_on.is_none());
        for (place, step) in open.enumerate() {
            edits.push(Edit::Step(Delta::insert(ActionStep {
                id: hand.mint.id(hand.now),
                goal: id,
                position: place as u16 + 1,
                ..step.clone()
            })));
        }
    }
    edits
}

/// The edits that link a goal to what another one works toward.
pub fn linked<'a>(
    goal: Id<Goal>,
    links: impl IntoIterator<Item = &'a GoalCompetency>,
    hand: &mut Hand<'_>,
) -> Vec<Edit> {
    let links = links.into_iter().map(|link| GoalCompetency {
        id: hand.mint.id(hand.now),
        goal,
        ..link.clone()
    });
    links
        .map(|link| Edit::GoalCompetency(Delta::insert(link)))
        .collect()
}

/// Why a goal can't stand under another; none when it can. A child's horizon is
/// shorter than its parent's, so that no goal is its own forebear.
pub fn refuses_parent(child: Horizon, parent: &Goal) -> Option<String> {
    if parent.horizon > child {
        return None;
    }
    Some(format!(
        "a goal for {} can't stand under one for {}; a child's horizon is shorter than its parent's",
        reach(child),
        reach(parent.horizon)
    ))
}

/// How far a horizon reaches, for people.
pub fn reach(horizon: Horizon) -> &'static str {
    match horizon {
        Horizon::Day => "a day",
        Horizon::Week => "a week",
        Horizon::Term => "a term",
        Horizon::LongTerm => "the long term",
    }
}
