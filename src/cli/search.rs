//! `search`: what the asker may see, by its words.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::person::PersonId;
use crate::domain::query::{Answer, Found, Hit, HitKind, Query};
use crate::domain::{dates, words};

use super::complaint::Result;
use super::say::{self, Out};
use super::session::Session;

/// `deskside search`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside search fractions\n  \
    deskside search \"pizza slices\" --json")]
pub struct Search {
    /// Words that all have to be there; accents and capitals don't matter
    #[arg(required = true, num_args = 1.., value_name = "TEXT")]
    text: Vec<String>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// How many of each kind are found at the most.
const LIMIT: usize = 200;

#[derive(Serialize)]
struct Results<'a> {
    results: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    student: PersonId,
    name: &'a str,
    kind: HitKind,
    id: &'a str,
    on: Option<NaiveDate>,
    text: &'a str,
}

impl Search {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let mut book = session.open_to_read()?;
        let asked = Query::Search {
            text: self.text.join(" "),
            limit: LIMIT,
        };
        let found = match book.store.ask(&book.viewer, &asked, session.today)? {
            Answer::Search(found) => found,
            _ => Found::default(),
        };
        let hits = found.rows;
        if self.json {
            out.data(&Results {
                results: hits.iter().map(result).collect(),
            })?;
        } else if hits.is_empty() {
            let more = ["", " yet"][usize::from(found.has_stopped)];
            out.say(&format!("Nothing found{more}."))?;
        }
        if !self.json {
            for hit in &hits {
                out.say(&line(hit, session.today))?;
            }
        }
        out.flush()?;
        if found.has_stopped {
            say::note("Only the first few hundred of that name were looked at; type more of it.");
        }
        book.store.close();
        Ok(())
    }
}

fn result(hit: &Hit) -> Row<'_> {
    Row {
        student: hit.student,
        name: &hit.name,
        kind: hit.kind,
        id: &hit.id,
        on: hit.on,
        text: &hit.text,
    }
}

fn line(hit: &Hit, today: NaiveDate) -> String {
    let on = hit
        .on
        .map_or(String::new(), |on| format!(", {}", dates::say(on, today)));
    let line = format!("{}, {}{on}: {}", hit.name, hit.kind.word(), hit.text);
    words::display(&line).into_owned()
}
