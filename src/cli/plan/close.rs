//! `plan close`: one student's plan brought to its end, all of it or nothing.

use serde::Serialize;

use crate::domain::change::{Change, Hand};
use crate::domain::fate::Fate;
use crate::domain::person::PersonId;
use crate::domain::plan::{Goal, GoalStatus, Plan, Stage};
use crate::domain::query::{GoalRecord, PlanRecord};
use crate::domain::{Id, Word, words};

use super::super::complaint::{Complaint, Result};
use super::super::meant;
use super::super::say::Out;
use super::super::session::Session;
use super::{id, missing, record, session_meant, title};

/// `deskside plan close`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan close \"Ada Okafor\" --carry-all --although \"the term ends early\"\n  \
    deskside plan close \"Maya Patel\" --met 1 --drop 3=\"done\" --although \"she moves\"\n\n\
    A GOAL is its number in `deskside show` or its id.")]
pub struct Close {
    /// Whose plan: class number, name, school number or id
    student: String,
    /// The session it is of: its title or id [default: the session of today]
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
    /// A goal that is met
    #[arg(long, value_name = "GOAL")]
    met: Vec<String>,
    /// A goal that is met in part
    #[arg(long, value_name = "GOAL")]
    partly_met: Vec<String>,
    /// A goal that goes on in the next plan
    #[arg(long, value_name = "GOAL")]
    carry: Vec<String>,
    /// A goal that goes on in other words
    #[arg(long, value_name = "GOAL=WORDS", value_parser = pair)]
    rewrite: Vec<(String, String)>,
    /// A goal that is given up, with the reason
    #[arg(long, value_name = "GOAL=REASON", value_parser = pair)]
    drop: Vec<(String, String)>,
    /// Every other goal that isn't met goes on in the next plan
    #[arg(long)]
    carry_all: bool,
    /// Close it although something is missing (a reflection, the time), with the reason
    #[arg(long, value_name = "REASON")]
    although: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Closed {
    id: Id<Plan>,
    student: PersonId,
    session: Option<String>,
    stage: Stage,
    carried: usize,
}

fn pair(text: &str) -> std::result::Result<(String, String), String> {
    let (goal, words) = text.split_once('=').ok_or("it is written GOAL=WORDS")?;
    let words = words::clean_line(words).text.trim().to_owned();
    if words.is_empty() {
        return Err("there are no words behind the =".into());
    }
    Ok((goal.trim().to_owned(), words))
}

impl Close {
    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        let student = meant::student(&mut book, &self.student, session.today)?;
        let term = session_meant(&mut book, self.session.as_deref(), &session)?;
        let none = || {
            Complaint::refused(
                format!("There is no plan for {}.", title(term.as_ref())),
                "`deskside plan list` shows the plans there are.",
            )
        };
        let plan = book
            .store
            .plan_in(student, id(term.as_ref()))?
            .ok_or_else(none)?;
        let plan = record(&mut book, &plan, &session)?.ok_or_else(none)?;
        let name = book
            .store
            .person(student)?
            .map_or(String::new(), |person| person.called());
        let fates = self.fates(&plan)?;
        let actor = session.actor(book.viewer.person);
        let mut hand = Hand {
            person: actor.person,
            mint: &mut session.mint,
            now: actor.now,
            today: actor.today,
        };
        let although = self.although.as_deref().map(words::clean_line);
        let although = although.as_ref().map(|clean| clean.text.trim());
        let refused = |lacking: &[crate::domain::stage::Missing]| {
            let may = lacking.iter().all(|lacking| lacking.may_be_overridden());
            let hint = if may {
                "Put it right, or close it with --although and the reason."
            } else {
                "Say it with --met, --carry, --rewrite, --drop or --carry-all, or go on with the plan first."
            };
            Complaint::refused(
                format!("{name}'s plan isn't closed: {}.", missing(lacking)),
                hint,
            )
        };
        let mut edits = Vec::new();
        let mut at = (*plan).clone();
        if at.plan.stage == Stage::Active {
            let looking = at
                .live(|life| life.enter(Stage::Reflecting, although, &mut hand))
                .map_err(|lacking| refused(&lacking))?;
            edits.extend(looking);
            at.plan.stage = Stage::Reflecting;
            at.plan.reflecting_since = Some(hand.today);
        }
        let closing = at
            .live(|life| life.close(&fates, although, &mut hand))
            .map_err(|lacking| refused(&lacking))?;
        edits.extend(closing);
        let change = Change::about(student, format!("closed {name}'s plan"), edits);
        book.store.apply(&actor, &change)?;
        let goes_on =
            |(_, fate): &&(Id<Goal>, Fate)| matches!(fate, Fate::Carry | Fate::Rewrite(_));
        let carried = fates.iter().filter(goes_on).count();
        if self.json {
            out.data(&Closed {
                id: plan.plan.id,
                student,
                session: plan.session.clone(),
                stage: Stage::Closed,
                carried,
            })?;
        } else {
            let carried = match carried {
                0 => String::new(),
                1 => " 1 goal goes on in the next one.".to_owned(),
                carried => format!(" {carried} goals go on in the next one."),
            };
            out.say(&format!(
                "Closed {name}'s plan for {}.{carried}",
                title(term.as_ref())
            ))?;
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }

    /// What becomes of each goal, as said.
    fn fates(&self, plan: &PlanRecord) -> Result<Vec<(Id<Goal>, Fate)>> {
        let mut fates: Vec<(Id<Goal>, Fate)> = Vec::new();
        let mut say = |which: &str, fate: Fate| -> Result {
            let goal = goal(plan, which)?;
            let is_it = |record: &&GoalRecord| record.goal.id == goal;
            let at_end = plan.goals.iter().find(is_it);
            if let Some(ended) = at_end.filter(|ended| !ended.goal.needs_decision()) {
                let stands = plain(ended.goal.status);
                return Err(Complaint::refused(
                    format!(
                        "Nothing is left to say of goal {}: it is {stands}.",
                        words::display(which)
                    ),
                    "Leave it out; `deskside show` says where each goal stands.",
                ));
            }
            if fates.iter().any(|(known, _)| *known == goal) {
                return Err(Complaint::usage(
                    format!("Goal {} is named twice.", words::display(which)),
                    "Say one thing of each goal.",
                ));
            }
            fates.push((goal, fate));
            Ok(())
        };
        for which in &self.met {
            say(which, Fate::Met)?;
        }
        for which in &self.partly_met {
            say(which, Fate::PartlyMet)?;
        }
        for which in &self.carry {
            say(which, Fate::Carry)?;
        }
        for (which, words) in &self.rewrite {
            say(which, Fate::Rewrite(words.clone()))?;
        }
        for (which, reason) in &self.drop {
            say(which, Fate::Drop(reason.clone()))?;
        }
        if self.carry_all {
            for goal in plan.goals.iter().map(|record| &record.goal) {
                let is_said = fates.iter().any(|(known, _)| *known == goal.id);
                if goal.needs_decision() && !is_said {
                    fates.push((goal.id, Fate::Carry));
                }
            }
        }
        Ok(fates)
    }
}

/// Where a goal stands, for people.
fn plain(status: GoalStatus) -> String {
    match status {
        GoalStatus::Proposed | GoalStatus::Active => "for a day".to_owned(),
        status => status.word().replace('_', " "),
    }
}

/// The goal that is meant by its number in `show`, or its id.
fn goal(plan: &PlanRecord, which: &str) -> Result<Id<Goal>> {
    let by_number = which
        .parse::<usize>()
        .ok()
        .and_then(|number| plan.goals.get(number.checked_sub(1)?));
    let by_id = || {
        let is_it = |id: Id<Goal>| move |record: &&_| goal_id(record) == id;
        which
            .parse::<Id<Goal>>()
            .ok()
            .and_then(|id| plan.goals.iter().find(is_it(id)))
    };
    by_number
        .or_else(by_id)
        .map(goal_id)
        .ok_or_else(|| Complaint {
            candidates: plan
                .goals
                .iter()
                .enumerate()
                .map(|(place, record)| format!("{}  {}", place + 1, record.goal.text))
                .collect(),
            ..Complaint::usage(
                format!("The plan has no goal \"{}\".", words::display(which)),
                "Write the number or the id of one of these:",
            )
        })
}

fn goal_id(record: &GoalRecord) -> Id<Goal> {
    record.goal.id
}
