//! `plan rollover`: the plans of a session begun for everybody, in one piece that
//! is taken back in one piece.

use std::io::IsTerminal;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::change::{Change, Edit, Hand};
use crate::domain::person::PersonId;
use crate::domain::plan::PlanRules;
use crate::domain::scale::Scale;
use crate::domain::school::AcademicSession;
use crate::domain::{fate, opening};
use crate::store::reads::plans::Unplanned;

use super::super::complaint::{Complaint, Result};
use super::super::meant;
use super::super::say::Out;
use super::super::session::Session;
use super::{begins, session_meant};

/// How many plans one entry of the journal holds: what takes them back has to fit into a row.
const PART: usize = 200;

/// `deskside plan rollover`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan rollover \"Term 3\" --dry-run\n  \
    deskside plan rollover \"Term 3\" --class \"Room 12\"\n\n\
    Goals that were carried in closing, and those nobody decided on, wait in the new\n\
    drafts to be agreed. However many plans they are, all are begun or none, and `u` on the\n\
    screen takes the whole rollover back.")]
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
        let actor = session.actor(book.viewer.person);
        let mut hand = Hand {
            person: actor.person,
            mint: &mut session.mint,
            now: actor.now,
            today,
        };
        if !self.dry_run && !unplanned.is_empty() {
            let people = match unplanned.len() {
                1 => "1 student".to_owned(),
                many => format!("{many} students"),
            };
            let label = format!("began the plans of {} for {people}", term.title);
            let begins = begins(Some(&term), today);
            let parts = unplanned.chunks(PART).map(|part| Change {
                label: label.clone(),
                subject: None,
                edits: part
                    .iter()
                    .flat_map(|who| begun(who, &term, begins, &scale, &mut hand))
                    .collect(),
            });
            let all = unplanned.len();
            book.store.apply_parts(&actor, parts, &mut |done| {
                tell(is_seen, (done * PART).min(all), all);
            })?;
            tell(is_seen, 0, 0);
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
        ))?;
        let is_open = |who: &&Unplanned| who.last.as_ref().is_some_and(|last| !last.is_locked());
        let where_to = "on the screen (p), or with `deskside plan close`";
        match unplanned.iter().filter(is_open).count() {
            0 => Ok(()),
            1 => out.say(&format!(
                "One earlier plan isn't closed yet; close it {where_to}."
            )),
            open => out.say(&format!(
                "{open} earlier plans aren't closed yet; close them {where_to}."
            )),
        }
    }
}

/// The edits that begin one student's plan.
fn begun(
    who: &Unplanned,
    term: &AcademicSession,
    begins: NaiveDate,
    scale: &Scale,
    hand: &mut Hand<'_>,
) -> Vec<Edit> {
    let session = Some(term.id);
    let (_, edits) = match &who.last {
        Some(last) => fate::go_on(who.student, session, begins, last, hand),
        None => opening::open(who.student, session, scale.id, PlanRules::default(), hand),
    };
    edits
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
    if let Some(text) = progress(done, all).filter(|_| is_seen) {
        let _nobody = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// The line that says how far it is: at each hundred and at the end; of nothing, a blank one.
fn progress(done: usize, all: usize) -> Option<String> {
    if all == 0 {
        return Some("\r                              \r".to_owned());
    }
    let is_said = done == all || done.is_multiple_of(100);
    is_said.then(|| format!("\rplans: {done} of {all}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_said_at_each_hundred_and_at_the_end() {
        assert_eq!(progress(0, 250).as_deref(), Some("\rplans: 0 of 250"));
        assert_eq!(progress(99, 250), None);
        assert_eq!(progress(200, 250).as_deref(), Some("\rplans: 200 of 250"));
        assert_eq!(progress(250, 250).as_deref(), Some("\rplans: 250 of 250"));
        assert!(progress(0, 0).unwrap().trim().is_empty());
    }
}
