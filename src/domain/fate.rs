//! What becomes of a goal: changed with its old words on record, decided on when
//! its plan is closed, carried into the next one. Not the plan's own stages; those
//! are `stage`.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::change::{Delta, Edit, Entry, Hand};
use super::closed::Word;
use super::framework::GoalCompetency;
use super::ids::Id;
use super::opening;
use super::person::PersonId;
use super::plan::{ActionStep, Goal, GoalStatus, Horizon, Plan, Stage};
use super::query::PlanRecord;
use super::school::AcademicSession;
use super::stage::{EventKind, PlanEvent, happened};

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
        None => return added(after, None, None, hand),
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

/// The edits that put a new goal in the book, with the question it answers.
pub fn answer(goal: Goal, asked: Option<String>, hand: &mut Hand<'_>) -> Vec<Edit> {
    added(goal, asked, None, hand)
}

/// The same, with what else is to be said of that.
fn added(
    goal: Goal,
    asked: Option<String>,
    reason: Option<String>,
    hand: &mut Hand<'_>,
) -> Vec<Edit> {
    let event = PlanEvent {
        what: Some(goal.status.word().to_owned()),
        was: asked,
        reason,
        ..happened(goal.plan, Some(goal.id), EventKind::GoalAdded, hand)
    };
    vec![
        Edit::Goal(Delta::insert(goal)),
        Edit::PlanEvent(Entry::Append(event)),
    ]
}

/// A goal for one day taken up again for today, at this place of its plan.
pub fn again(old: &Goal, position: u16, hand: &mut Hand<'_>) -> Goal {
    Goal {
        id: hand.mint.id(hand.now),
        position,
        entered_at: hand.now,
        carried_from: Some(old.id),
        day: Some(hand.today),
        ..old.clone()
    }
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
    /// The longer goal it serves, also one of an earlier plan.
    serves: Option<&'a Goal>,
    /// The teacher's level: the baseline of the goal that goes on.
    level: Option<i64>,
}

/// Whether the next plan goes on with a goal of this one: what was carried in closing,
/// and what nobody has decided on. In a closed plan, what is partly met ended so. A goal
/// for a day is never carried in silence.
pub fn goes_on(from: &Plan, goal: &Goal) -> bool {
    match goal.status {
        GoalStatus::Carried => true,
        GoalStatus::PartlyMet if from.stage == Stage::Closed => false,
        GoalStatus::Active | GoalStatus::Proposed | GoalStatus::PartlyMet => {
            goal.horizon != Horizon::Day
        }
        GoalStatus::Met | GoalStatus::Dropped => false,
    }
}

/// A new draft that goes on from an earlier plan: its scale, its template and
/// the goals that aren't at their end. `begins` is the first day it is worked on.
pub fn go_on(
    person: PersonId,
    session: Option<Id<AcademicSession>>,
    begins: NaiveDate,
    from: &PlanRecord,
    hand: &mut Hand<'_>,
) -> (Plan, Vec<Edit>) {
    let (scale, rules) = (from.plan.scale, from.plan.rules.clone());
    let (plan, mut edits) = opening::open(person, session, scale, rules, hand);
    let goals: Vec<Carried<'_>> = from
        .goals
        .iter()
        .filter(|goal| goes_on(&from.plan, &goal.goal))
        .map(|goal| Carried {
            goal: &goal.goal,
            steps: &goal.steps,
            links: goal.competencies.iter().map(|(link, _)| link).collect(),
            serves: goal.serves.first(),
            level: goal.level,
        })
        .collect();
    edits.extend(carry(&plan, begins, &goals, hand));
    (plan, edits)
}

/// The edits that put the goals of an earlier plan into a new draft, as
/// proposed: each linked to where it comes from and to what it works toward,
/// with the level reached as its baseline and the steps that weren't done. A
/// longer goal that goes on as well stays the parent of a shorter one; one that
/// doesn't is still served where it stands. A date that is over when the new plan
/// begins isn't one of its dates.
fn carry(plan: &Plan, begins: NaiveDate, goals: &[Carried<'_>], hand: &mut Hand<'_>) -> Vec<Edit> {
    let new: HashMap<Id<Goal>, Id<Goal>> = goals
        .iter()
        .map(|carried| (carried.goal.id, hand.mint.id(hand.now)))
        .collect();
    let mut edits = Vec::new();
    // Parents stand before their children, so that each row finds what it points at.
    let mut ordered: Vec<(usize, &Carried<'_>)> = goals.iter().enumerate().collect();
    ordered.sort_by_key(|(_, carried)| std::cmp::Reverse(carried.goal.horizon));
    for (place, carried) in ordered {
        let old = carried.goal;
        // An older file may hold a longer goal that reaches no further; such a link ends here.
        let serves = carried.serves;
        let serves = serves.filter(|longer| refuses_parent(old.horizon, longer).is_none());
        let parent = serves.map(|longer| new.get(&longer.id).copied().unwrap_or(longer.id));
        let lost = old.parent.filter(|_| parent.is_none());
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
        let lost = lost.map(|_| LINK_LOST.to_owned());
        edits.extend(added(goal, None, lost, hand));
        let links: Vec<GoalCompetency> = carried
            .links
            .iter()
            .map(|link| GoalCompetency {
                expected_by: link.expected_by.filter(|by| *by >= begins),
                ..(*link).clone()
            })
            .collect();
        edits.extend(linked(id, &links, hand));
        edits.extend(open_steps(id, carried.steps, begins, hand));
    }
    edits
}

/// Why a goal that goes on serves none of the longer goals any more.
const LINK_LOST: &str = "the longer goal it served reaches no further than it does";

/// The edits that give a goal the open steps of another one, without dates that are over.
pub fn open_steps(
    goal: Id<Goal>,
    steps: &[ActionStep],
    begins: NaiveDate,
    hand: &mut Hand<'_>,
) -> Vec<Edit> {
    let open = steps.iter().filter(|step| step.done_on.is_none());
    open.zip(1..)
        .map(|(step, position)| {
            Edit::Step(Delta::insert(ActionStep {
                id: hand.mint.id(hand.now),
                goal,
                position,
                due: step.due.filter(|due| *due >= begins),
                ..step.clone()
            }))
        })
        .collect()
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

/// Why a goal can't serve another; none when it can. A child's horizon is
/// shorter than its parent's, so that no goal is its own forebear.
pub fn refuses_parent(child: Horizon, parent: &Goal) -> Option<String> {
    if parent.horizon > child {
        return None;
    }
    Some(format!(
        "A goal for {} can't serve one for {}; only what reaches further is served. \
         Change how far one of them reaches, or with p what is served.",
        reach(child),
        reach(parent.horizon),
    ))
}

/// Why a goal can't reach as far as it does, with what it serves and what serves it; none
/// when it can.
pub fn refuses_horizon<'a>(
    goal: &Goal,
    longer: Option<&Goal>,
    mut shorter: impl Iterator<Item = &'a Goal>,
) -> Option<String> {
    longer
        .and_then(|longer| refuses_parent(goal.horizon, longer))
        .or_else(|| shorter.find_map(|child| refuses_parent(child.horizon, goal)))
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
