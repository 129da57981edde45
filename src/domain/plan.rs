//! The Personalized Learning Plan (PLP) of one person in one session: goals,
//! action steps and what was said in looking back. Not how a plan goes from
//! stage to stage; that is `stage`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::closed::Word;
use super::ids::{Id, Moment, Named};
use super::person::PersonId;
use super::profile::ProfileEntry;
use super::rating::RollUp;
use super::scale::Scale;
use super::school::AcademicSession;

/// A plan. One that isn't closed per person and session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Ours.
    pub id: Id<Plan>,
    /// Whose plan it is.
    pub person: PersonId,
    /// The session it is for; none where the school has no sessions.
    pub session: Option<Id<AcademicSession>>,
    /// The scale its goals are rated on.
    pub scale: Id<Scale>,
    /// Where it is in its life.
    pub stage: Stage,
    /// When the student agreed.
    pub agreed_by_student: Option<NaiveDate>,
    /// When an adult agreed.
    pub agreed_by_adult: Option<NaiveDate>,
    /// The day it was opened.
    pub opened: NaiveDate,
    /// The day it became active.
    pub active_since: Option<NaiveDate>,
    /// The day it was closed.
    pub closed: Option<NaiveDate>,
    /// The day looking back began.
    #[serde(default)]
    pub reflecting_since: Option<NaiveDate>,
    /// What it was begun with.
    #[serde(default)]
    pub rules: PlanRules,
}

/// What a plan takes from its template when it is begun, so that a template that
/// is changed later changes no plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRules {
    /// The template it follows, by its id; none follows the school's own.
    pub template: Option<String>,
    /// How ratings become a level.
    pub roll_up: RollUp,
    /// In how many of its session's last school days it may be looked back on.
    pub reflecting_days: u16,
    /// The buffer of its pacing in school days; none where pacing is off.
    pub pacing: Option<u16>,
}

impl Default for PlanRules {
    fn default() -> Self {
        Self {
            template: None,
            roll_up: RollUp::Latest,
            reflecting_days: REFLECTING_DAYS,
            pacing: None,
        }
    }
}

/// How many school days before its session ends a plan may be looked back on,
/// where its template says nothing else.
pub const REFLECTING_DAYS: u16 = 10;

impl Plan {
    /// A draft, with nothing agreed.
    pub fn draft(
        id: Id<Self>,
        person: PersonId,
        session: Option<Id<AcademicSession>>,
        scale: Id<Scale>,
        opened: NaiveDate,
    ) -> Self {
        Self {
            id,
            person,
            session,
            scale,
            stage: Stage::Draft,
            agreed_by_student: None,
            agreed_by_adult: None,
            opened,
            active_since: None,
            closed: None,
            reflecting_since: None,
            rules: PlanRules::default(),
        }
    }
}

impl Named for Plan {
    const PREFIX: char = 'n';
}

/// Where a plan is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being written together.
    Draft,
    /// Checked in against.
    Active,
    /// Looked back on.
    Reflecting,
    /// Frozen.
    Closed,
}

impl Word for Stage {
    const WHAT: &'static str = "a stage";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Draft, "draft"),
        (Self::Active, "active"),
        (Self::Reflecting, "reflecting"),
        (Self::Closed, "closed"),
    ];
}

/// What the student is working toward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Ours.
    pub id: Id<Goal>,
    /// The plan it stands in.
    pub plan: Id<Plan>,
    /// Its place in the plan, from 1.
    pub position: u16,
    /// The goal, in the words agreed.
    pub text: String,
    /// Academic, social-emotional or other.
    pub area: Area,
    /// How far it reaches.
    pub horizon: Horizon,
    /// The longer goal this one serves.
    pub parent: Option<Id<Goal>>,
    /// Why it matters to the student.
    pub why: Option<String>,
    /// What shows that it is reached.
    pub success_criteria: Option<String>,
    /// What helps, and who named it.
    pub supports: Option<String>,
    /// Where it stands.
    pub status: GoalStatus,
    /// Why it was dropped.
    pub reason: Option<String>,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// When it was stored.
    pub entered_at: Moment,
    /// Where the student stood when the goal was set, on the plan's scale.
    #[serde(default)]
    pub baseline: Option<i64>,
    /// The day that level was seen.
    #[serde(default)]
    pub baseline_on: Option<NaiveDate>,
    /// The level that is aimed at, on the plan's scale.
    #[serde(default)]
    pub target: Option<i64>,
    /// The goal of an earlier plan that this one goes on with.
    #[serde(default)]
    pub carried_from: Option<Id<Goal>>,
    /// The words it goes on with in the next plan, where it was rewritten in closing.
    #[serde(default)]
    pub carry_as: Option<String>,
    /// The entry of the profile that it grows from.
    #[serde(default)]
    pub cites: Option<Id<ProfileEntry>>,
    /// The teacher's level as it was when the plan was closed.
    #[serde(default)]
    pub level_at_close: Option<i64>,
    /// The student's own level as it was then.
    #[serde(default)]
    pub own_level_at_close: Option<i64>,
    /// The one day it is for; none where it is for more than a day, or for each.
    #[serde(default)]
    pub day: Option<NaiveDate>,
}

impl Named for Goal {
    const PREFIX: char = 'g';
}

impl Goal {
    /// A goal with nothing but its words, proposed by somebody.
    pub fn proposed(
        id: Id<Self>,
        plan: Id<Plan>,
        position: u16,
        text: String,
        by: PersonId,
        at: Moment,
    ) -> Self {
        Self {
            id,
            plan,
            position,
            text,
            area: Area::Academic,
            horizon: Horizon::Term,
            parent: None,
            why: None,
            success_criteria: None,
            supports: None,
            status: GoalStatus::Proposed,
            reason: None,
            proposed_by: by,
            entered_at: at,
            baseline: None,
            baseline_on: None,
            target: None,
            carried_from: None,
            carry_as: None,
            cites: None,
            level_at_close: None,
            own_level_at_close: None,
            day: None,
        }
    }

    /// Whether it is worked on: open, and not for another day.
    pub fn is_current(&self, today: NaiveDate) -> bool {
        self.status.is_open() && self.counts_on(today)
    }

    /// Whether it counts on a day: it is for no single day, or for that one.
    pub fn counts_on(&self, today: NaiveDate) -> bool {
        self.day.is_none_or(|day| day == today)
    }

    /// Whether it was for the last school day before this one, or for a day since, and
    /// nobody has said where it ended: it is offered again, and never copied in silence.
    pub fn is_left_over(&self, today: NaiveDate, calendar: &Calendar) -> bool {
        let is_recent = |day| day < today && calendar.school_day_before(today) <= day;
        self.status.is_undecided() && self.day.is_some_and(is_recent)
    }

    /// Whether its plan can't be closed before it is said what becomes of it: it isn't
    /// met, or not wholly. A goal for one day ends with that day.
    pub fn needs_decision(&self) -> bool {
        self.status.is_open() && self.day.is_none()
    }
}

/// What a goal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// A subject.
    Academic,
    /// Social and emotional learning.
    Sel,
    /// Anything else.
    Other,
}

impl Word for Area {
    const WHAT: &'static str = "an area";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Academic, "academic"),
        (Self::Sel, "sel"),
        (Self::Other, "other"),
    ];
}

/// How far a goal reaches. A child's horizon is shorter than its parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// Today.
    Day,
    /// This week.
    Week,
    /// This term.
    Term,
    /// A dream.
    LongTerm,
}

impl Word for Horizon {
    const WHAT: &'static str = "a horizon";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Term, "term"),
        (Self::Week, "week"),
        (Self::Day, "day"),
        (Self::LongTerm, "long_term"),
    ];
}

/// Where a goal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalStatus {
    /// Waits for agreement.
    Proposed,
    /// Worked on.
    Active,
    /// Reached.
    Met,
    /// Reached in part.
    PartlyMet,
    /// Given up, with a reason.
    Dropped,
    /// Taken over into the next plan.
    Carried,
}

impl Word for GoalStatus {
    const WHAT: &'static str = "a status of a goal";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Proposed, "proposed"),
        (Self::Active, "active"),
        (Self::Met, "met"),
        (Self::PartlyMet, "partly_met"),
        (Self::Dropped, "dropped"),
        (Self::Carried, "carried"),
    ];
}

impl GoalStatus {
    /// Whether the goal is still checked in against.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Active | Self::PartlyMet)
    }

    /// Whether the roster counts it: agreed, and neither given up nor taken over elsewhere.
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Active | Self::Met | Self::PartlyMet)
    }

    /// Whether nobody has said where it ends.
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Proposed | Self::Active)
    }
}

/// One small step toward a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionStep {
    /// Ours.
    pub id: Id<ActionStep>,
    /// The goal it serves.
    pub goal: Id<Goal>,
    /// Its place under the goal, from 1.
    pub position: u16,
    /// What will be done.
    pub text: String,
    /// Who does it.
    pub owner: Owner,
    /// By when.
    pub due: Option<NaiveDate>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
}

impl Named for ActionStep {
    const PREFIX: char = 't';
}

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The student.
    Student,
    /// The teacher.
    Teacher,
    /// The family.
    Family,
}

impl Word for Owner {
    const WHAT: &'static str = "an owner of a step";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Student, "student"),
        (Self::Teacher, "teacher"),
        (Self::Family, "family"),
    ];
}

/// What the student says in looking back, on one goal or on the whole plan.
/// Append-only, and the student's own words whoever typed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflection {
    /// Ours.
    pub id: Id<Reflection>,
    /// The plan that is looked back on.
    pub plan: Id<Plan>,
    /// The goal; none for the plan as a whole.
    pub goal: Option<Id<Goal>>,
    /// The question that was answered, kept with the answer.
    pub prompt: Option<String>,
    /// The answer, verbatim.
    pub text: String,
    /// Whose words they are.
    pub author: PersonId,
    /// Who typed them.
    pub typed_by: PersonId,
    /// The day.
    pub on: NaiveDate,
    /// When it was stored.
    pub entered_at: Moment,
    /// The undone reflection that this one brings back.
    pub restores: Option<Id<Reflection>>,
}

impl Named for Reflection {
    const PREFIX: char = 'x';
}
