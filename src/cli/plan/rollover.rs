//! `plan rollover`: the plans of a session begun for everybody, in one piece that
//! is taken back in one piece.

use std::io::IsTerminal;

use serde::Serialize;

use crate::domain::change::{Change, Edit, Hand};
use crate::domain::person::PersonId;
use crate::domain::plan::PlanRules;
use crate::domain::{fate, opening};
use crate::store::reads::plans::Unplanned;

use super::super::complaint::{Complaint, Result};
use super::super::meant;
use super::super::say::Out;
use super::super::session::Session;
use super::{begins, session_meant};

/// How many plans one rollover may begin: what takes them all back is one
/// entry of the journal, and has to fit into a row.
const MOST: usize = 2_000;

/// `deskside plan rollover`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan rollover \"Term 3\" --dry-run\n  \
    deskside plan rollover \"Term 3\" --class \"Room 12\"\n\n\
    Goals that were carried in closing, and those nobody decided on, wait in the new\n\
    drafts to be agreed. `u` on the screen takes the whole rollover back.")]
pub struct Rollover {
    /// The session: its title or id
    session: String,
    /// Only students of this class: its title, code or id
    #[arg(long)]
    class: Option<String>,
    /// Show what would be begun, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Rolled<'a> {
    session: &'a str,
    dry_run: bool,
    opened: usize,
    goals: usize,
    students: Vec<Student<'a>>,
}

#[derive(Serialize)]
struct Student<'a> {
    id: PersonId,
    name: &'a str,
    from: Option<&'a str>,
    goals: Vec<&'a str>,
}

impl Rollover {
    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        let today = session.today;
        let class = self
            .class
            .as_deref()
            .map(|class| meant::class(&mut book, class, today))
            .transpose()?;
        let Some(term) = session_meant(&mut book, Some(&self.session), &session)? else {
            return Err(Complaint::usage("There is no such session.", ""));
        };
        let scale = book.store.scale_of_new_plans()?.ok_or_else(|| {
            Complaint::refused(
                "This school has no scale to rate on.",
                "Make the school with `deskside init`.",
            )
        })?;
        let is_seen = std::io::stderr().is_terminal();
        let unplanned =
            book.store
                .unplanned(&book.viewer, class, term.id, today, &mut |done, all| {
                    tell(is_seen, done, all);
                })?;
        tell(is_seen, 0, 0);
        if unplanned.len() > MOST {
            return Err(Complaint::refused(
                format!(
                    "{} plans are more than one rollover begins at once ({MOST}).",
                    unplanned.len()
                ),
                "Roll over class by class with --class.",
            ));
        }
        let actor = session.actor(book.viewer.person);
        let mut hand = Hand {
            person: actor.person,
            mint: &mut session.mint,
            now: actor.now,
            today,
        };
        let begins = begins(Some(&term), today);
        let mut edits: Vec<Edit> = Vec::new();
        for who in &unplanned {
            let (_, begun) = match &who.last {
                Some(last) => fate::go_on(who.student, Some(term.id), begins, last, &mut hand),
                None => opening::open(
                    who.student,
                    Some(term.id),
                    scale.id,
                    PlanRules::default(),
                    &mut hand,
                ),
            };
            edits.extend(begun);
        }
        if !self.dry_run && !unplanned.is_empty() {
            let people = match unplanned.len() {
                1 => "1 student".to_owned(),
                many => format!("{many} students"),
            };
            let change = Change {
                label: format!("began the plans of {} for {people}", term.title),
                subject: None,
                edits,
            };
            book.store.apply(&actor, &change)?;
        }
        let goals = unplanned.iter().map(|who| going_on(who).count()).sum();
        if self.json {
            out.data(&Rolled {
                session: &term.title,
                dry_run: self.dry_run,
                opened: unplanned.len(),
                goals,
                students: unplanned.iter().map(student).collect(),
            })?;
        } else {
            self.tell_people(&unplanned, &term.title, goals, out)?;
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }

    fn tell_people(
        &self,
        unplanned: &[Unplanned],
        title: &str,
        goals: usize,
        out: &mut Out,
    ) -> Result {
        if unplanned.is_empty() {
            return out.say(&format!("Everybody has a plan for {title} already."));
        }
        if self.dry_run {
            for who in unplanned {
                let texts: Vec<&str> = going_on(who).collect();
                let goals = if texts.is_empty() {
                    "an empty draft".to_owned()
                } else {
                    texts.join("; ")
                };
                out.say(&format!("{}: {goals}", who.name))?;
            }
        }
        let verb = if self.dry_run { "Would begin" } else { "Began" };
        out.say(&format!(
            "{verb} {} for {title}, with {} from earlier ones to agree on.",
            counted(unplanned.len(), "plan"),
            counted(goals, "goal"),
        ))
    }
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}

/// The words of the goals that go on.
fn going_on(who: &Unplanned) -> impl Iterator<Item = &str> {
    let goals = who.last.iter().flat_map(|last| {
        let goals = last.goals.iter().map(|record| &record.goal);
        goals.filter(|goal| fate::goes_on(&last.plan, goal))
    });
    goals.map(|goal| goal.carry_as.as_deref().unwrap_or(&goal.text))
}

fn student(who: &Unplanned) -> Student<'_> {
    Student {
        id: who.student,
        name: &who.name,
        from: who.last.as_ref().and_then(|last| last.session.as_deref()),
        goals: going_on(who).collect(),
    }
}

/// How far it is, on a terminal; nothing of the book but numbers.
fn tell(is_seen: bool, done: usize, all: usize) {
    use std::io::Write;
    if !is_seen || !done.is_multiple_of(100) {
        return;
    }
    let text = if all == 0 {
        "\r                              \r".to_owned()
    } else {
        format!("\rplans: {done} of {all}")
    };
    let _nobody = std::io::stderr().lock().write_all(text.as_bytes());
}
