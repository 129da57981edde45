//! The life of a plan: what each step from stage to stage asks for, the edits it
//! makes and the record it leaves. Not the plan itself, and not how it is stored.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::change::{Delta, Edit, Entry, Hand};
use super::closed::Word;
use super::fate::{Fate, decide, decided, goal_edits};
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::plan::{Goal, GoalStatus, Plan, Stage};
use super::whose::Whose;

/// One step of a plan's life, or one change of a goal of it. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEvent {
    /// Ours.
    pub id: Id<PlanEvent>,
    /// Whose life it is.
    pub plan: Id<Plan>,
    /// The goal it is about; none for the plan itself.
    pub goal: Option<Id<Goal>>,
    /// What happened.
    pub kind: EventKind,
    /// What it became: a goal's status, or its new words.
    pub what: Option<String>,
    /// What it was before, likewise; of a goal that was added, the question it answers.
    pub was: Option<String>,
    /// Why; for a stage entered although something was missing, why that was right.
    pub reason: Option<String>,
    /// The day.
    pub on: NaiveDate,
    /// Who did it.
    pub by: PersonId,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone event that this one brings back.
    pub restores: Option<Id<PlanEvent>>,
}

impl Named for PlanEvent {
    const PREFIX: char = 'q';
}

/// What happened to a plan, in the order of its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The draft was begun.
    Opened,
    /// A goal was added.
    GoalAdded,
    /// A goal was put in other words.
    GoalChanged,
    /// A goal stands somewhere else.
    GoalStatus,
    /// The student agreed.
    AgreedByStudent,
    /// An adult agreed.
    AgreedByAdult,
    /// It is checked in against from here on.
    Activated,
    /// Looking back began.
    Reflecting,
    /// It was frozen.
    Closed,
    /// It was opened once more.
    Reopened,
}

impl Word for EventKind {
    const WHAT: &'static str = "what happened to a plan";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Opened, "opened"),
        (Self::AgreedByStudent, "agreed_by_student"),
        (Self::AgreedByAdult, "agreed_by_adult"),
        (Self::Activated, "activated"),
        (Self::Reflecting, "reflecting"),
        (Self::Closed, "closed"),
        (Self::Reopened, "reopened"),
        (Self::GoalAdded, "goal_added"),
        (Self::GoalChanged, "goal_changed"),
        (Self::GoalStatus, "goal_status"),
    ];
}

/// What the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Life<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its goals, each with the teacher's and the student's level.
    pub goals: &'a [Standing<'a>],
    /// How many reflections there are, the undone ones apart.
    pub reflections: usize,
    /// The first day on which it may be looked back on, as `reflecting_from` says.
    pub reflecting_from: Option<NaiveDate>,
}

/// A goal and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The goal.
    pub goal: &'a Goal,
    /// The teacher's level.
    pub level: Option<i64>,
    /// The student's own.
    pub own_level: Option<i64>,
}

/// What stands in the way of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The stage isn't reached from where the plan is.
    Way {
        /// Where it is.
        from: Stage,
        /// Where it should go.
        to: Stage,
    },
    /// No goal is agreed.
    AgreedGoal,
    /// The student hasn't agreed.
    StudentsAgreement,
    /// No adult has agreed.
    AdultsAgreement,
    /// It is too early to look back.
    Time(NaiveDate),
    /// Nothing was said in looking back.
    Reflection,
    /// It isn't said what becomes of these goals.
    Decisions(Vec<Id<Goal>>),
    /// Reopening is on record, with a reason.
    Reason,
}

impl Missing {
    /// Whether the stage can be entered all the same, with a reason on record.
    pub fn may_be_overridden(&self) -> bool {
        match self {
            Self::StudentsAgreement | Self::AdultsAgreement | Self::Time(_) | Self::Reflection => {
                true
            }
            Self::Way { .. } | Self::AgreedGoal | Self::Decisions(_) | Self::Reason => false,
        }
    }

    /// What is missing, for people: no full stop. The other one is named: `name` is whose plan
    /// it is.
    pub fn words_for(&self, whose: Whose, name: &str) -> String {
        match (self, whose) {
            (Self::StudentsAgreement, Whose::Staff) => format!("{name} hasn't agreed"),
            (Self::AdultsAgreement, Whose::Staff) => "the partner hasn't agreed".to_owned(),
            _ => self.words(),
        }
    }

    /// What is missing in a student's plan.
    pub fn words(&self) -> String {
        match self {
            Self::Way { from, to } => {
                format!("a plan doesn't go from {} to {}", from.word(), to.word())
            }
            Self::AgreedGoal => "no goal is agreed yet".to_owned(),
            Self::StudentsAgreement => "the student hasn't agreed".to_owned(),
            Self::AdultsAgreement => "no adult has agreed".to_owned(),
            Self::Time(day) => format!("looking back begins on {day}"),
            Self::Reflection => "there is no reflection".to_owned(),
            Self::Decisions(goals) if goals.len() == 1 => {
                "it isn't said what becomes of one goal".to_owned()
            }
            Self::Decisions(goals) => {
                format!("it isn't said what becomes of {} goals", goals.len())
            }
            Self::Reason => "reopening needs a reason".to_owned(),
        }
    }
}

/// The stage after this one.
pub fn next(stage: Stage) -> Option<Stage> {
    match stage {
        Stage::Draft => Some(Stage::Active),
        Stage::Active => Some(Stage::Reflecting),
        Stage::Reflecting => Some(Stage::Closed),
        Stage::Closed => None,
    }
}

/// The first of the last `days` school days before `ends`, the day after a
/// session's last; none where there are none.
pub fn reflecting_from(calendar: &Calendar, ends: NaiveDate, days: u16) -> Option<NaiveDate> {
    let mut first = None;
    let mut left = days;
    let mut day = ends.pred_opt()?;
    // A session is at most a year long; school days before it don't count for it.
    for _day in 0..400 {
        if left == 0 {
            break;
        }
        if calendar.is_school_day(day) {
            first = Some(day);
            left -= 1;
        }
        day = day.pred_opt()?;
    }
    first
}

impl Life<'_> {
    /// What stands in the way of `to` on a day; nothing when it can be entered.
    pub fn missing(&self, to: Stage, today: NaiveDate) -> Vec<Missing> {
        let from = self.plan.stage;
        if next(from) != Some(to) {
            return vec![Missing::Way { from, to }];
        }
        let mut missing = Vec::new();
        match to {
            Stage::Active => {
                let is_agreed =
                    |goal: &Goal| goal.status.is_open() && goal.status != GoalStatus::Proposed;
                if !self.goals.iter().any(|standing| is_agreed(standing.goal)) {
                    missing.push(Missing::AgreedGoal);
                }
                if self.plan.agreed_by_student.is_none() {
                    missing.push(Missing::StudentsAgreement);
                }
                if self.plan.agreed_by_adult.is_none() {
                    missing.push(Missing::AdultsAgreement);
                }
            }
            Stage::Reflecting => {
                if let Some(from) = self.reflecting_from.filter(|from| today < *from) {
                    missing.push(Missing::Time(from));
                }
            }
            Stage::Closed => {
                missing.extend(self.unsaid(&[]));
            }
            Stage::Draft => {}
        }
        missing
    }

    /// What isn't said yet for closing it, where these goals are decided on in the same step.
    fn unsaid(&self, fates: &[(Id<Goal>, Fate)]) -> Vec<Missing> {
        let mut missing = Vec::new();
        if self.reflections == 0 {
            missing.push(Missing::Reflection);
        }
        let is_said = |goal: &Goal| fates.iter().any(|(id, _)| *id == goal.id);
        let undecided: Vec<Id<Goal>> = self
            .goals
            .iter()
            .map(|standing| standing.goal)
            .filter(|goal| goal.needs_decision() && !is_said(goal))
            .map(|goal| goal.id)
            .collect();
        if !undecided.is_empty() {
            missing.push(Missing::Decisions(undecided));
        }
        missing
    }

    /// The edits that bring the plan to its next stage. With a reason, what may
    /// be overridden is, on record.
    pub fn enter(
        &self,
        to: Stage,
        reason: Option<&str>,
        hand: &mut Hand<'_>,
    ) -> Result<Vec<Edit>, Vec<Missing>> {
        self.entered(to, self.missing(to, hand.today), reason, hand)
    }

    /// The same, where it is known what is missing.
    fn entered(
        &self,
        to: Stage,
        missing: Vec<Missing>,
        reason: Option<&str>,
        hand: &mut Hand<'_>,
    ) -> Result<Vec<Edit>, Vec<Missing>> {
        let is_refused = |missing: &Missing| reason.is_none() || !missing.may_be_overridden();
        if missing.iter().any(is_refused) {
            return Err(missing);
        }
        let mut plan = self.plan.clone();
        plan.stage = to;
        let kind = match to {
            Stage::Active => {
                plan.active_since = Some(hand.today);
                EventKind::Activated
            }
            Stage::Reflecting => {
                plan.reflecting_since = Some(hand.today);
                EventKind::Reflecting
            }
            Stage::Closed => {
                plan.closed = Some(hand.today);
                EventKind::Closed
            }
            Stage::Draft => EventKind::Opened,
        };
        let skipped: Vec<String> = missing.iter().map(Missing::words).collect();
        let event = PlanEvent {
            what: Some(skipped.join("; ")).filter(|skipped| !skipped.is_empty()),
            reason: reason.filter(|_| !skipped.is_empty()).map(str::to_owned),
            ..happened(self.plan.id, None, kind, hand)
        };
        let mut edits = vec![Edit::Plan(Delta::update(self.plan.clone(), plan))];
        if to == Stage::Closed {
            edits.extend(self.frozen(true));
        }
        edits.push(Edit::PlanEvent(Entry::Append(event)));
        Ok(edits)
    }

    /// The edits that say what becomes of each goal that isn't met, and close the
    /// plan: all of it, or nothing.
    pub fn close(
        &self,
        fates: &[(Id<Goal>, Fate)],
        reason: Option<&str>,
        hand: &mut Hand<'_>,
    ) -> Result<Vec<Edit>, Vec<Missing>> {
        let mut edits = Vec::new();
        let mut goals: Vec<Goal> = Vec::with_capacity(self.goals.len());
        for standing in self.goals {
            let goal = standing.goal;
            match fates.iter().find(|(id, _)| *id == goal.id) {
                Some((_, fate)) if goal.needs_decision() => {
                    goals.push(decided(goal, fate));
                    edits.extend(decide(goal, fate, hand));
                }
                _ => goals.push(goal.clone()),
            }
        }
        let standings: Vec<Standing<'_>> = self
            .goals
            .iter()
            .zip(&goals)
            .map(|(standing, goal)| Standing { goal, ..*standing })
            .collect();
        let life = Life {
            goals: &standings,
            ..*self
        };
        // A goal that ends partly met is decided on, and still open by its status.
        let missing = match self.plan.stage {
            Stage::Reflecting => self.unsaid(fates),
            _ => self.missing(Stage::Closed, hand.today),
        };
        edits.extend(life.entered(Stage::Closed, missing, reason, hand)?);
        Ok(edits)
    }

    /// The edits that open a closed plan once more, to be looked back on.
    pub fn reopen(&self, reason: &str, hand: &mut Hand<'_>) -> Result<Vec<Edit>, Vec<Missing>> {
        let from = self.plan.stage;
        if from != Stage::Closed {
            let to = Stage::Reflecting;
            return Err(vec![Missing::Way { from, to }]);
        }
        if reason.trim().is_empty() {
            return Err(vec![Missing::Reason]);
        }
        let plan = Plan {
            stage: Stage::Reflecting,
            closed: None,
            ..self.plan.clone()
        };
        let event = PlanEvent {
            reason: Some(reason.to_owned()),
            ..happened(self.plan.id, None, EventKind::Reopened, hand)
        };
        let mut edits = vec![Edit::Plan(Delta::update(self.plan.clone(), plan))];
        edits.extend(self.frozen(false));
        edits.push(Edit::PlanEvent(Entry::Append(event)));
        Ok(edits)
    }

    /// The edits that keep each goal's levels as they are now, or let them go.
    fn frozen(&self, is_frozen: bool) -> impl Iterator<Item = Edit> {
        self.goals.iter().filter_map(move |standing| {
            let before = standing.goal;
            let after = Goal {
                level_at_close: standing.level.filter(|_| is_frozen),
                own_level_at_close: standing.own_level.filter(|_| is_frozen),
                ..before.clone()
            };
            (after != *before).then(|| Edit::Goal(Delta::update(before.clone(), after)))
        })
    }

    /// The edits that note an agreement of the student or of an adult; none
    /// where it is noted already or the plan isn't a draft. What both agree to are
    /// the goals that were proposed.
    pub fn agree(&self, by_student: bool, hand: &mut Hand<'_>) -> Vec<Edit> {
        let mut plan = self.plan.clone();
        let (field, kind) = if by_student {
            (&mut plan.agreed_by_student, EventKind::AgreedByStudent)
        } else {
            (&mut plan.agreed_by_adult, EventKind::AgreedByAdult)
        };
        if field.is_some() || self.plan.stage != Stage::Draft {
            return Vec::new();
        }
        *field = Some(hand.today);
        let is_whole = plan.agreed_by_student.is_some() && plan.agreed_by_adult.is_some();
        let event = happened(self.plan.id, None, kind, hand);
        let mut edits = vec![
            Edit::Plan(Delta::update(self.plan.clone(), plan)),
            Edit::PlanEvent(Entry::Append(event)),
        ];
        if is_whole {
            edits.extend(self.agree_goals(hand));
        }
        edits
    }

    /// The edits that agree to each goal that waits for it.
    pub fn agree_goals(&self, hand: &mut Hand<'_>) -> Vec<Edit> {
        let goals = self.goals.iter().map(|standing| standing.goal);
        goals.flat_map(|goal| agree_goal(goal, hand)).collect()
    }
}

/// The edits that agree to one goal; none where it doesn't wait for it, or was for a day
/// that is over.
pub fn agree_goal(goal: &Goal, hand: &mut Hand<'_>) -> Vec<Edit> {
    if goal.status != GoalStatus::Proposed || !goal.is_current(hand.today) {
        return Vec::new();
    }
    let after = Goal {
        status: GoalStatus::Active,
        ..goal.clone()
    };
    goal_edits(Some(goal), after, hand)
}

/// The status that a goal begins with in a plan at this stage: in a draft it waits until
/// it is agreed with the plan; later, writing it down together is the agreement.
pub fn begins_as(stage: Option<Stage>) -> GoalStatus {
    match stage {
        None | Some(Stage::Draft) => GoalStatus::Proposed,
        Some(_) => GoalStatus::Active,
    }
}

/// The record that something happened, by the hand that acts.
pub fn happened(
    plan: Id<Plan>,
    goal: Option<Id<Goal>>,
    kind: EventKind,
    hand: &mut Hand<'_>,
) -> PlanEvent {
    PlanEvent {
        id: hand.mint.id(hand.now),
        plan,
        goal,
        kind,
        what: None,
        was: None,
        reason: None,
        on: hand.today,
        by: hand.person,
        entered_at: hand.now,
        restores: None,
    }
}
