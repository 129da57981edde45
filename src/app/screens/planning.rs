//! The life of a plan at the student's screen: what can be done with it now. The
//! rules are `domain::stage` and `domain::fate`, the forms `life`.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::app::layers::{self, Layer};
use crate::app::{Model, Tone};
use crate::domain::Word;
use crate::domain::change::{Change, Delta, Edit, Entry, Hand};
use crate::domain::fate;
use crate::domain::framework::{Competency, GoalCompetency};
use crate::domain::ids::Id;
use crate::domain::opening;
use crate::domain::pacing;
use crate::domain::plan::{Goal, Plan, Stage};
use crate::domain::query::{PlanGlance, PlanRecord, StudentRecord, Term};
use crate::domain::stage;
use crate::domain::template::{PromptStage, Templates};

use super::edit::{self, Purpose};
use super::life::{Life, Outcome, agree_both, enter};
use super::plan_menu::choices;
use super::student::Selected;

/// Nobody agrees to their own plan in another's place.
const PARTNER_AGREES: &str =
    "Your partner agrees at their own desk; you agree for yourself: p, then I agree.";

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
    /// Both agree on this goal, which waits for it.
    AgreeGoal(Id<Goal>),
    /// Enter the next stage; nothing is missing.
    Enter(Stage),
    /// Enter it although something is missing, with a reason.
    Override(Stage),
    /// Open it again, with a reason.
    Reopen,
    /// Write a reflection: on this goal, or on the whole plan.
    Reflect(Option<Id<Goal>>),
    /// Write it in answer to this question, or to the usual one.
    Answer(Option<Id<Goal>>, Option<String>),
    /// Begin a term's plan, from an earlier one where there is one.
    Begin(Term, Option<Id<Plan>>),
    /// Take a draft of a term that is over into this one.
    TakeOver(Box<Plan>),
    /// Begin it from a template, by its id.
    BeginFrom(Term, String),
    /// Choose the longer goal that this one serves.
    ChooseParent(Id<Goal>),
    /// This goal serves that one, or none.
    Parent(Id<Goal>, Option<Id<Goal>>),
    /// Browse the frameworks for a competency to link this goal to.
    BrowseCompetencies(Id<Goal>),
    /// Find a competency to link this goal to.
    FindCompetency(Id<Goal>),
    /// Link this goal to that competency.
    Link(Id<Goal>, Id<Competency>),
    /// Take a link away.
    Unlink(Box<GoalCompetency>),
    /// Change a goal in mid-term: the old one is dropped with a reason.
    Replace(Id<Goal>),
    /// A goal for today, under this one where there is one.
    ForToday(Option<Id<Goal>>),
    /// Yesterday's goal, once more for today.
    Again(Id<Goal>),
    /// Set a goal's level by hand, with a reason.
    SetLevel(Id<Goal>),
    /// Let a goal's level follow its ratings again.
    FreeLevel(Id<Goal>),
    /// Turn the plan's pacing on or off.
    Pacing(bool),
    /// Say a goal's pace by hand, for a time.
    SayPace(Id<Goal>),
    /// Say by when a competency is expected.
    Expect(Box<GoalCompetency>),
}

impl Model {
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
            Step::Reopen => self.ask_reopen(),
            Step::Reflect(goal) => self.choose_question(goal),
            Step::Answer(goal, prompt) => {
                self.open_form(Purpose::Life(Life::Reflect { goal, prompt }));
            }
            Step::Replace(goal) => {
                if let Some(goal) = self.goal(goal) {
                    self.open_form(Purpose::Life(Life::Replace(Box::new(goal))));
                }
            }
            Step::ForToday(goal) => self.open_form(Purpose::Life(Life::ForToday(goal))),
            Step::SetLevel(goal) => self.open_form(Purpose::Life(Life::SetLevel(goal))),
            Step::SayPace(goal) => self.open_form(Purpose::Life(Life::SayPace(goal))),
            Step::Expect(link) => self.open_form(Purpose::Life(Life::Expect(link))),
            Step::FindCompetency(goal) => {
                return self.step_tree(layers::tree::Step::Find(Some(goal)));
            }
            Step::BrowseCompetencies(goal) => {
                self.browse(Some(goal), layers::tree::Level::Frameworks);
            }
            Step::ChooseParent(goal) => self.choose_parent(goal),
            Step::Begin(term, Some(from)) => {
                if let Some(screen) = self.student() {
                    screen.begin_from = Some((from, term));
                }
            }
            step => return self.store_step(&step),
        }
        vec![]
    }

    /// Asks why a closed plan is opened again, where no other one of its term is open.
    fn ask_reopen(&mut self) {
        let second = self.student().and_then(|screen| {
            let record = screen.record.as_deref()?;
            let closed = &record.plan.as_ref()?.plan;
            let is_open = |other: &&PlanGlance| {
                other.plan.session == closed.session && other.plan.stage != Stage::Closed
            };
            let open = record.others.iter().find(is_open)?;
            Some(open.session.clone())
        });
        let Some(session) = second else {
            self.open_form(Purpose::Life(Life::Reopen));
            return;
        };
        let session = session.map_or(String::new(), |session| format!(" for {session}"));
        self.say(
            Tone::Look,
            format!("There is a plan{session} that isn't closed; close that one first."),
        );
    }

    /// Offers what the plan's template asks in looking back, where it asks several things.
    fn choose_question(&mut self, goal: Option<Id<Goal>>) {
        let templates = Arc::clone(&self.templates);
        let record = self.student().and_then(|screen| screen.record.as_ref());
        let plan = record.and_then(|record| record.plan.as_ref());
        let template = plan.and_then(|plan| plan.plan.rules.template.as_deref());
        let stage = match goal {
            Some(_) => PromptStage::Goal,
            None => PromptStage::Plan,
        };
        let prompts = templates.prompts(template, stage);
        let answer = |prompt: &str| Step::Answer(goal, Some(prompt.to_owned()));
        if prompts.len() < 2 {
            let prompt = prompts.first().map(|prompt| (*prompt).to_owned());
            self.open_form(Purpose::Life(Life::Reflect { goal, prompt }));
            return;
        }
        let rows = prompts
            .iter()
            .map(|prompt| row(*prompt, Chosen::Plan(answer(prompt))));
        let rows = rows.chain([row(
            "another question",
            Chosen::Plan(Step::Answer(goal, None)),
        )]);
        let pick = Pick::new("Which question?", rows.collect());
        self.layers.push(Layer::Pick(pick));
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
        let templates = Arc::clone(&self.templates);
        match change(&record, step, &templates, &mut hand) {
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

    /// Begins a term's plan with what goes on from an earlier one, once that was read.
    pub(in crate::app) fn begin_from(&mut self, from: &PlanRecord, term: Term) -> Vec<Effect> {
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
        let (session, begins) = record.begins(term, today);
        let (_, edits) = fate::go_on(record.person.id, session, begins, from, &mut hand);
        self.mint = mint;
        let label = format!("began a plan with {}", record.person.called());
        self.save_key(Change::about(record.person.id, label, edits))
    }
}

/// The change a step makes, or the form that comes first, or why it can't be.
fn change(
    record: &StudentRecord,
    step: &Step,
    templates: &Templates,
    hand: &mut Hand<'_>,
) -> Result<Outcome, String> {
    let name = record.person.called();
    let about =
        |label: String, edits| Outcome::Change(Change::about(record.person.id, label, edits));
    let none = || "There is no plan for this term yet; n writes its first goal.".to_owned();
    match step {
        Step::Begin(term, _) => {
            if record.plan.is_some() {
                return Err("There is a plan already.".into());
            }
            let (_, edits) = edit::new_plan(record, *term, hand)?;
            Ok(about(format!("began a plan with {name}"), edits))
        }
        Step::BeginFrom(term, id) => {
            let template = templates
                .find(id)
                .ok_or("This template isn't there any more.")?;
            if record.plan.is_some() {
                return Err("There is a plan already.".into());
            }
            let (_, edits) = opening::open_from(
                template,
                &record.scales,
                record.person.id,
                record.begins(*term, hand.today).0,
                &record.own_cadences,
                hand,
            )
            .ok_or("This school has no scale to rate on.")?;
            Ok(about(format!("began a plan with {name}"), edits))
        }
        Step::TakeOver(draft) => {
            let moved = Plan {
                session: record.session,
                ..draft.as_ref().clone()
            };
            let edit = Edit::Plan(Delta::update(draft.as_ref().clone(), moved));
            Ok(about(
                format!("took {name}'s draft into this term"),
                vec![edit],
            ))
        }
        Step::Agree { by_student } => {
            if !by_student && record.person.id == hand.person {
                return Err(PARTNER_AGREES.into());
            }
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
            if record.person.id == hand.person {
                return Err(PARTNER_AGREES.into());
            }
            let plan = record.plan.as_ref().ok_or_else(none)?;
            agree_both(record, plan, hand)
        }
        Step::AgreeGoal(goal) => {
            if record.person.id == hand.person {
                return Err(PARTNER_AGREES.into());
            }
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let found = plan.goals.iter().find(|other| other.goal.id == *goal);
            let edits = found.map_or(vec![], |found| stage::agree_goal(&found.goal, hand));
            if edits.is_empty() {
                return Err("This goal doesn't wait to be agreed.".into());
            }
            Ok(about(format!("agreed on a goal with {name}"), edits))
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
                return Err(format!("Not saved: {why}"));
            }
            let after = Goal {
                parent: *parent,
                ..before.clone()
            };
            let edits = vec![Edit::Goal(Delta::update(before.clone(), after))];
            Ok(about(format!("said what a goal of {name} serves"), edits))
        }
        Step::Link(goal, competency) => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let linked = plan.goals.iter().find(|record| record.goal.id == *goal);
            let linked = linked.ok_or("This goal isn't there any more.")?;
            let mut links = linked.competencies.iter();
            if links.any(|(link, _)| link.competency == *competency) {
                return Err("This goal is linked to it already.".into());
            }
            let link = GoalCompetency {
                id: hand.mint.id(hand.now),
                goal: *goal,
                competency: *competency,
                target: linked.goal.target,
                expected_by: None,
            };
            let edits = vec![Edit::GoalCompetency(Delta::insert(link))];
            Ok(about(
                format!("linked a goal of {name} to a competency"),
                edits,
            ))
        }
        Step::Unlink(link) => {
            let edits = vec![Edit::GoalCompetency(Delta::remove((**link).clone()))];
            Ok(about(
                format!("took a competency from a goal of {name}"),
                edits,
            ))
        }
        Step::Again(goal) => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let again = plan.goals.iter().find(|other| other.goal.id == *goal);
            let again = again.ok_or("This goal isn't there any more.")?;
            let old = &again.goal;
            let goal = fate::again(old, plan.goals.len() as u16 + 1, hand);
            let links = again.competencies.iter().map(|(link, _)| link);
            let links = fate::linked(goal.id, links, hand);
            let mut edits = fate::goal_edits(None, goal, hand);
            edits.extend(links);
            Ok(about(
                format!("took a goal of {name}'s up again for today"),
                edits,
            ))
        }
        Step::FreeLevel(goal) => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let set = plan.goals.iter().find(|other| other.goal.id == *goal);
            let (set, _) = set
                .and_then(|record| record.set_by_hand.clone())
                .ok_or("No level is set by hand here.")?;
            let edits = vec![Edit::LevelOverride(Entry::Void(set))];
            Ok(about(
                format!("let a level of {name}'s follow the ratings again"),
                edits,
            ))
        }
        Step::Pacing(is_on) => {
            let plan = record.plan.as_ref().ok_or_else(none)?;
            let mut after = plan.plan.clone();
            after.rules.pacing = is_on.then_some(pacing::BUFFER);
            let edits = vec![Edit::Plan(Delta::update(plan.plan.clone(), after))];
            let turned = if *is_on { "on" } else { "off" };
            Ok(about(format!("turned pacing {turned} for {name}"), edits))
        }
        Step::ForToday(_)
        | Step::FindCompetency(_)
        | Step::BrowseCompetencies(_)
        | Step::SetLevel(_)
        | Step::SayPace(_)
        | Step::Expect(_)
        | Step::Override(_)
        | Step::Reopen
        | Step::Reflect(_)
        | Step::Answer(..)
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
