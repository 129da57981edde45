//! `plan open`: the draft of one student's plan, begun.

use serde::Serialize;

use crate::domain::change::{Change, Hand};
use crate::domain::person::PersonId;
use crate::domain::plan::{Plan, PlanRules, Stage};
use crate::domain::query::{Answer, Query};
use crate::domain::{Id, fate, opening};

use super::super::complaint::{Complaint, Result};
use super::super::meant;
use super::super::say::Out;
use super::super::session::Session;
use super::{begins, id, record, session_meant, templates, title};

/// `deskside plan open`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan open \"Arjun Balasubramanian\"\n  \
    deskside plan open \"Ada Okafor\" --session \"Term 3\" --from-last")]
pub struct Open {
    /// Whose plan: class number, name, school number or id
    student: String,
    /// The session it is for: its title or id [default: the session of today]
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
    /// The template it follows: an id of `deskside plan templates`
    #[arg(long, value_name = "ID", conflicts_with = "from_last")]
    template: Option<String>,
    /// Begin with the goals that go on from the student's last plan
    #[arg(long)]
    from_last: bool,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Opened {
    id: Id<Plan>,
    student: PersonId,
    session: Option<String>,
    stage: Stage,
    goals: usize,
}

impl Open {
    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        let student = meant::student(&mut book, &self.student, session.today)?;
        let term = session_meant(&mut book, self.session.as_deref(), &session)?;
        let asked = Query::Student(student);
        let found = match book.store.ask(&book.viewer, &asked, session.today)? {
            Answer::Student(found) => found,
            _ => None,
        };
        let Some(known) = found else {
            return Err(Complaint::refused("This student isn't one of yours.", ""));
        };
        let name = known.person.called();
        if let Some(plan) = book.store.plan_in(student, id(term.as_ref()))?
            && plan.stage != Stage::Closed
        {
            return Err(Complaint::refused(
                format!("{name} has a plan for {} already.", title(term.as_ref())),
                "There is one plan that isn't closed in a session; close it first.",
            ));
        }
        let Some(scale) = known.scales.first() else {
            return Err(Complaint::refused(
                "This school has no scale to rate on.",
                "Make the school with `deskside init`.",
            ));
        };
        // The one that is worked on goes before those that lie behind it.
        let last = match (&known.plan, known.others.first()) {
            (Some(last), other)
                if self.from_last && other.is_none_or(|o| o.plan.opened <= last.plan.opened) =>
            {
                Some(Box::new(last.clone()))
            }
            (_, Some(last)) if self.from_last => record(&mut book, &last.plan, &session)?,
            _ => None,
        };
        let templates = templates::read(&session);
        let template = match &self.template {
            Some(id) => Some(templates::plan_meant(&templates, id, known.person.role)?),
            None => None,
        };
        let actor = session.actor(book.viewer.person);
        let mut hand = Hand {
            person: actor.person,
            mint: &mut session.mint,
            now: actor.now,
            today: actor.today,
        };
        let from_template = template.and_then(|template| {
            let session = id(term.as_ref());
            let own = &known.own_cadences;
            opening::open_from(template, &known.scales, student, session, own, &mut hand)
        });
        let (plan, edits) = match (from_template, &last) {
            (Some(begun), _) => begun,
            (None, Some(last)) => {
                let begins = begins(term.as_ref(), session.today);
                fate::go_on(student, id(term.as_ref()), begins, last, &mut hand)
            }
            (None, None) => opening::open(
                student,
                id(term.as_ref()),
                scale.id,
                PlanRules::default(),
                &mut hand,
            ),
        };
        let change = Change::about(student, format!("began a plan with {name}"), edits);
        book.store.apply(&actor, &change)?;
        let goals = match record(&mut book, &plan, &session)? {
            Some(record) => record.goals.len(),
            None => 0,
        };
        if self.json {
            out.data(&Opened {
                id: plan.id,
                student,
                session: term.map(|term| term.title),
                stage: plan.stage,
                goals,
            })?;
        } else {
            let goals = match goals {
                0 => String::new(),
                1 => ", with 1 goal to agree on".to_owned(),
                goals => format!(", with {goals} goals to agree on"),
            };
            out.say(&format!(
                "Began the draft of {name}'s plan for {}{goals}.",
                title(term.as_ref())
            ))?;
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }
}
