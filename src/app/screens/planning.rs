//! The life of a plan at the student's screen: what can be done with it now, and
//! which plan is looked at. The rules are `domain::stage`, the forms `life`.

use crate::app::effect::Effect;
use crate::app::layers::Layer;
use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::app::{Model, Tone};
use crate::domain::change::{Change, Delta, Edit, Hand};
use crate::domain::fate;
use crate::domain::ids::Id;
use crate::domain::plan::{Goal, GoalStatus, Plan, Stage};
use crate::domain::query::{GoalRecord, PlanGlance, PlanRecord, StudentRecord};
use crate::domain::stage::{self, Missing};
use crate::domain::{Word, dates};

use super::edit::{self, Purpose};
use super::life::{Life, Outcome, agree_both, enter, entering};
use super::student::{Selected, Student};

/// A step of a plan's life, as a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The student agrees, or an adult does.
    Agree {
        /// Whether it is the student.
        by_student: bool,
    },
    /// Both agree, and it is active from today.
    AgreeBoth,
    /// Enter the next stage; nothing is missing.
    Enter(Stage),
    /// Enter it although something is missing, with a reason.
    Override(Stage),
    /// Open it again, with a reason.
    Reopen,
    /// Write a reflection: on this goal, or on the whole plan.
    Reflect(Option<Id<Goal>>),
    /// Begin this session's plan, from an earlier one where there is one.
    Begin(Option<Id<Plan>>),
    /// Choose the longer goal that this one serves.
    ChooseParent(Id<Goal>),
    /// This goal serves that one, or none.
    Parent(Id<Goal>, Option<Id<Goal>>),
    /// Change a goal in mid-term: the old one is dropped with a reason.
    Replace(Id<Goal>),
}

/// What can be done with a student's plan now, the likeliest first.
fn choices(record: &StudentRecord, selected: Option<&Goal>, model: &Model) -> Vec<Row> {
    let name = record.person.first_name();
    let mut rows = Vec::new();
    let add = |rows: &mut Vec<Row>, words: String, step| rows.push(row(words, Chosen::Plan(step)));
    let Some(plan) = &record.plan else {
        if let Some(last) = record.others.first() {
            let from = last.session.as_deref().unwrap_or("the last plan");
            let words = format!("begin this term's plan with what goes on from {from}");
            add(&mut rows, words, Step::Begin(Some(last.plan.id)));
        }
        add(
            &mut rows,
            "begin this term's plan, empty".into(),
            Step::Begin(None),
        );
        return rows;
    };
    let stage_now = plan.plan.stage;
    if stage_now == Stage::Draft {
        let both = plan.plan.agreed_by_student.is_none() && plan.plan.agreed_by_adult.is_none();
        if both {
            add(
                &mut rows,
                format!("{name} and I agree; it is active from today"),
                Step::AgreeBoth,
            );
        }
        if plan.plan.agreed_by_student.is_none() {
            add(
                &mut rows,
                format!("{name} agrees"),
                Step::Agree { by_student: true },
            );
        }
        if plan.plan.agreed_by_adult.is_none() {
            add(
                &mut rows,
                "I agree".into(),
                Step::Agree { by_student: false },
            );
        }
    }
    if let Some(to) = stage::next(stage_now) {
        let missing = plan.live(|life| life.missing(to, model.today));
        let hard: Vec<&Missing> = missing
            .iter()
            .filter(|missing| !missing.may_be_overridden())
            .filter(|missing| !matches!(missing, Missing::Decisions(_)))
            .collect();
        let soft: Vec<String> = missing
            .iter()
            .filter(|missing| missing.may_be_overridden())
            .map(|missing| match missing {
                Missing::Time(day) => {
                    format!("looking back begins {}", dates::say(*day, model.today))
                }
                missing => missing.words(),
            })
            .collect();
        let words = entering(to);
        if let Some(missing) = hard.first() {
            add(
                &mut rows,
                format!("{words}: {}", missing.words()),
                Step::Enter(to),
            );
        } else if soft.is_empty() {
            add(&mut rows, words.into(), Step::Enter(to));
        } else {
            let words = format!("{words}, with a reason: {}", soft.join(", "));
            add(&mut rows, words, Step::Override(to));
        }
    }
    if matches!(stage_now, Stage::Active | Stage::Reflecting) {
        if let Some(goal) = selected {
            let words = format!("write how {name} looks back on this goal");
            add(&mut rows, words, Step::Reflect(Some(goal.id)));
        }
        let words = format!("write how {name} looks back on the whole plan");
        add(&mut rows, words, Step::Reflect(None));
    }
    if stage_now == Stage::Reflecting {
        // Closing is what comes next, but only when something was said.
        rows.rotate_left(usize::from(plan.reflections.is_empty()));
    }
    if let Some(goal) = selected.filter(|_| !plan.is_locked()) {
        let words = "choose the longer goal that this one serves";
        add(&mut rows, words.into(), Step::ChooseParent(goal.id));
        if goal.status.is_open() {
            let words = "put another goal in its place, with a reason";
            add(&mut rows, words.into(), Step::Replace(goal.id));
        }
    }
    if stage_now == Stage::Closed {
        add(
            &mut rows,
            "open it again, with a reason".into(),
            Step::Reopen,
        );
    }
    rows
}

impl Student {
    /// Takes the plan that is looked at.
    fn take_plan(&mut self, plan: Box<PlanRecord>) {
        if self.viewing == Some(plan.plan.id) {
            let followed = self.followed();
            self.viewed = Some(plan);
            self.put_viewed();
            self.follow(followed);
        }
    }

    /// Puts the plan that is looked at in the place of the present one, which stands
    /// among the others meanwhile.
    pub(super) fn put_viewed(&mut self) {
        let (Some(record), Some(viewed)) = (&mut self.record, &self.viewed) else {
            return;
        };
        match &self.present {
            Some(present) => record.clone_from(present),
            None => self.present = Some(record.clone()),
        }
        let is_other = |plan: &PlanGlance| plan.plan.id != viewed.plan.id;
        record.others.retain(is_other);
        let present = record.plan.replace((**viewed).clone());
        if let Some(present) = present.filter(|present| present.plan.id != viewed.plan.id) {
            record.others.insert(0, glance(&present));
        }
    }

    /// Goes back to the present plan.
    fn leave_viewed(&mut self) {
        self.viewed = None;
        self.viewing = None;
        if let Some(present) = self.present.take() {
            self.record = Some(present);
        }
    }
}

/// A plan's line among others.
fn glance(plan: &PlanRecord) -> PlanGlance {
    let goals = || {
        let kept = |goal: &&GoalRecord| goal.goal.status != GoalStatus::Dropped;
        plan.goals.iter().filter(kept)
    };
    let met = goals().filter(|goal| goal.goal.status == GoalStatus::Met);
    PlanGlance {
        plan: plan.plan.clone(),
        session: plan.session.clone(),
        met: met.count() as u16,
        goals: goals().count() as u16,
    }
}

impl Model {
    /// Shows another plan in place of the present one.
    pub(super) fn view_plan(&mut self, plan: Id<Plan>) {
        if let Some(screen) = self.student() {
            screen.leave_viewed();
            screen.viewing = Some(plan);
            screen.cursor = 0;
        }
    }

    /// Goes back to the present plan.
    pub(super) fn leave_other_plan(&mut self) {
        let Some(screen) = self.student() else { return };
        screen.leave_viewed();
        screen.cursor = 0;
    }

    /// A plan that was asked for: to be looked at, or to begin the next one with.
    pub(in crate::app) fn plan_came(&mut self, plan: Option<Box<PlanRecord>>) -> Vec<Effect> {
        let (Some(screen), Some(plan)) = (self.student(), plan) else {
            return vec![];
        };
        if screen.begin_from == Some(plan.plan.id) {
            return self.begin_from(&plan);
        }
        screen.take_plan(plan);
        vec![]
    }

    /// Says why a closed plan stays as it is; false when it can be changed.
    pub(super) fn refuse_locked(&mut self) -> bool {
        let is_locked = self.student().is_some_and(|screen| {
            let is_part = matches!(
                screen.selected(),
                Some(Selected::Goal(_) | Selected::Step(..))
            );
            is_part && screen.is_locked()
        });
        if is_locked {
            self.say(
                Tone::Look,
                "This plan is closed and stays as it is; p opens it again, with a reason.",
            );
        }
        is_locked
    }

    /// Opens the choices of the plan's life.
    pub(in crate::app) fn open_plan_menu(&mut self) {
        let Some(screen) = self.student() else { return };
        let selected = match screen.selected() {
            Some(Selected::Goal(goal) | Selected::Step(goal, _)) => Some(goal.goal.clone()),
            _ => None,
        };
        let Some(record) = screen.record.clone() else {
            return;
        };
        let rows = choices(&record, selected.as_ref(), self);
        self.layers.push(Layer::Pick(Pick::new("The plan", rows)));
    }

    /// Does what was chosen for the plan.
    pub(in crate::app) fn step_plan(&mut self, step: Step) -> Vec<Effect> {
        match step {
            Step::Override(to) => self.open_form(Purpose::Life(Life::Override(to))),
            Step::Reopen => self.open_form(Purpose::Life(Life::Reopen)),
            Step::Reflect(goal) => self.open_form(Purpose::Life(Life::Reflect(goal))),
            Step::Replace(goal) => {
                if let Some(goal) = self.goal(goal) {
                    self.open_form(Purpose::Life(Life::Replace(Box::new(goal))));
                }
            }
            Step::ChooseParent(goal) => self.choose_parent(goal),
            Step::Begin(Some(from)) => {
                if let Some(screen) = self.student() {
                    screen.begin_from = Some(from);
                }
            }
            step => return self.store_step(&step),
        }
        vec![]
    }

    fn goal(&mut self, goal: Id<Goal>) -> Option<Goal> {
        let goals = self.student()?.goals();
        let found = goals.iter().find(|record| record.goal.id == goal)?;
        Some(found.goal.clone())
    }

    fn choose_parent(&mut self, goal: Id<Goal>) {
        let Some(goal) = self.goal(goal) else { return };
        let Some(screen) = self.student() else { return };
        let longer = screen
            .goals()
            .iter()
            .map(|record| &record.goal)
            .filter(|other| fate::refuses_parent(goal.horizon, other).is_none());
        let mut rows: Vec<Row> = longer
            .map(|parent| Row {
                words: parent.text.clone(),
                is_on: goal.parent == Some(parent.id),
                chosen: Chosen::Plan(Step::Parent(goal.id, Some(parent.id))),
            })
            .collect();
        if rows.is_empty() {
            self.say(
                Tone::Look,
                "No goal reaches further than this one; write a long-term goal first.",
            );
            return;
        }
        rows.push(row("none", Chosen::Plan(Step::Parent(goal.id, None))));
        self.layers.push(Layer::Pick(Pick::new("It serves", rows)));
    }

    /// A step that needs no more than a key.
    fn store_step(&mut self, step: &Step) -> Vec<Effect> {
        let (person, now, today) = (self.viewer.person, self.now, self.today);
        let mut mint = self.mint.clone();
        let Some(record) = self.student().and_then(|screen| screen.record.clone()) else {
            return vec![];
        };
        let mut hand = Hand {
            person,
            mint: &mut mint,
            now,
            today,
        };
        match change(&record, step, &mut hand) {
            Ok(Outcome::Change(change)) => {
                self.mint = mint;
                self.save_key(change)
            }
            Ok(Outcome::Next(life)) => {
                self.open_form(Purpose::Life(life));
                vec![]
            }
            Err(sentence) => {
                self.say(Tone::Look, sentence);
                vec![]
            }
        }
    }

    /// Both agree: the key for the most common step of all.
    pub(in crate::app) fn agree_plan(&mut self) -> Vec<Effect> {
        self.store_step(&Step::AgreeBoth)
    }

    /// Begins this session's plan with what goes on from an earlier one, once that was read.
    pub(in crate::app) fn begin_from(&mut self, from: &PlanRecord) -> Vec<Effect> {
        let (person, now, today) = (self.viewer.person, self.now, self.today);
        let mut mint = self.mint.clone();
        let Some(screen) = self.student() else {
            return vec![];
        };
        screen.begin_from = None;
        let Some(record) = screen.record.clone().filter(|record| record.plan.is_none()) else {
            return vec![];
        };
        let mut hand = Hand {
            person,
            mint: &mut mint,
            now,
            today,
        };
        let (_, edits) = fate::go_on(record.person.id, record.session, from, &mut hand);
        self.mint = mint;
        let label = format!("began a plan with {}", record.person.called());
        self.save_key(Change::about(record.person.id, label, edits))
    }
}

/// The change a step makes, or the form that comes first, or why it can't be.
fn change(record: &StudentRecord, step: &Step, hand: &mut Hand<'_>) -> Result<Outcome, String> {
    let name = record.person.called();
    let about =
        |label: String, edits| Outcome::Change(Change::about(record.person.id, label, edits));
    let none = || "There is no plan for this term yet; n writes its first goal.".to_owned();
    match step {
        Step::Begin(_) => {
            if record.plan.is_some() {
                return Err("There is a plan for this term already.".into());
            }
            let (_, edits) = edit::new_plan(record, hand)?;
            Ok(about(format!("began a plan with {name}"), edits))
        }
        Step::Agree { by_student } => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let edits = plan.live(|life| life.agree(*by_student, hand));
            if edits.is_empty() {
                return Err("That was agreed before.".into());
            }
            let label = if *by_student {
                format!("noted that {name} agrees to the plan")
            } else {
                format!("agreed to {name}'s plan")
            };
            Ok(about(label, edits))
        }
        Step::AgreeBoth => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            agree_both(record, plan, hand)
        }
        Step::Enter(to) => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            enter(record, plan, *to, None, hand)
        }
        Step::Parent(goal, parent) => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let goals = || plan.goals.iter().map(|record| &record.goal);
            let before = goals()
                .find(|other| other.id == *goal)
                .ok_or("This goal isn't there any more.")?;
            let longer = parent.and_then(|parent| goals().find(|other| other.id == parent));
            if let Some(why) =
                longer.and_then(|parent| fate::refuses_parent(before.horizon, parent))
            {
                return Err(format!("Not saved: {why}."));
            }
            let after = Goal {
                parent: *parent,
                ..before.clone()
            };
            let edits = vec![Edit::Goal(Delta::update(before.clone(), after))];
            Ok(about(format!("said what a goal of {name} serves"), edits))
        }
        Step::Override(_)
        | Step::Reopen
        | Step::Reflect(_)
        | Step::ChooseParent(_)
        | Step::Replace(_) => Err("This asks for more first.".into()),
    }
}

/// A stage as a word of the screen.
pub fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "draft, not agreed yet",
        Stage::Reflecting => "looking back",
        stage => stage.word(),
    }
}
