//! `plan`: plans of many students and their lives, without the screen. The rules
//! are `domain::stage` and `domain::fate`, as on the screen.

use chrono::NaiveDate;
use clap::Subcommand;

use crate::domain::Id;
use crate::domain::query::{Answer, PlanRecord, Query};
use crate::domain::school::AcademicSession;
use crate::domain::stage::Missing;
use crate::domain::words;

use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::{Book, Session};

mod close;
mod list;
mod open;
mod rollover;
mod supports;
pub mod templates;

/// `deskside plan`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan list --stage draft            whose plan isn't agreed yet\n  \
    deskside plan open \"Arjun Balasubramanian\"    begin the draft of this term's plan\n  \
    deskside plan rollover \"Term 3\" --dry-run    what the next term would begin with")]
pub struct Plan {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Begin the draft of a student's plan for a session
    Open(open::Open),
    /// Close a student's plan, saying what becomes of each goal that isn't met
    Close(close::Close),
    /// Plans of your students, by session, stage or class
    List(list::List),
    /// Begin the plans of a session for everybody, with what goes on from the last ones
    Rollover(rollover::Rollover),
    /// What helps your students, with who named it, by class
    Supports(supports::Supports),
    /// What plans and profiles can be made of, and what is wrong with a school's own files
    Templates(templates::List),
}

impl Plan {
    pub(super) fn wants_data(&self) -> bool {
        match &self.what {
            What::Open(open) => open.json,
            What::Close(close) => close.json,
            What::List(list) => list.json,
            What::Rollover(rollover) => rollover.json,
            What::Supports(list) => list.json,
            What::Templates(list) => list.json,
        }
    }

    pub(super) fn run(self, session: Session, out: &mut Out) -> Result {
        match self.what {
            What::Open(open) => open.run(session, out),
            What::Close(close) => close.run(session, out),
            What::List(list) => list.run(&session, out),
            What::Rollover(rollover) => rollover.run(session, out),
            What::Supports(list) => list.run(&session, out),
            What::Templates(list) => list.run(&session, out),
        }
    }
}

/// The session that is meant: by title or id, else that of today.
fn session_meant(
    book: &mut Book,
    text: Option<&str>,
    session: &Session,
) -> Result<Option<AcademicSession>> {
    let Some(text) = text else {
        return Ok(book.store.session_on(&book.viewer, session.today)?);
    };
    let found = book.store.resolve_session(text, session.today)?;
    match found.as_slice() {
        [one] => Ok(Some(one.clone())),
        [] => Err(Complaint::usage(
            format!("No session is called \"{}\".", words::display(text)),
            "Write the title of a term, such as \"Term 2\".",
        )),
        many => Err(Complaint {
            candidates: many
                .iter()
                .map(|session| {
                    format!("{}  from {}  {}", session.title, session.begins, session.id)
                })
                .collect(),
            ..Complaint::usage(
                format!("\"{}\" could be several sessions.", words::display(text)),
                "Write the id of one of these:",
            )
        }),
    }
}

/// A plan with its goals.
fn record(
    book: &mut Book,
    plan: &crate::domain::plan::Plan,
    session: &Session,
) -> Result<Option<Box<PlanRecord>>> {
    let asked = Query::Plan {
        student: plan.person,
        plan: plan.id,
    };
    match book.store.ask(&book.viewer, &asked, session.today)? {
        Answer::Plan(record) => Ok(record),
        _ => Ok(None),
    }
}

/// The title of a session, for people.
fn title(session: Option<&AcademicSession>) -> String {
    session.map_or_else(|| "no session".to_owned(), |session| session.title.clone())
}

/// What is missing, as one sentence.
fn missing(missing: &[Missing]) -> String {
    let words: Vec<String> = missing.iter().map(Missing::words).collect();
    words.join(", and ")
}

/// The first day on which a plan of a session is worked on, from today on.
fn begins(session: Option<&AcademicSession>, today: NaiveDate) -> NaiveDate {
    session.map_or(today, |session| session.begins.max(today))
}

/// The id of a session, where there is one.
fn id(session: Option<&AcademicSession>) -> Option<Id<AcademicSession>> {
    session.map(|session| session.id)
}
