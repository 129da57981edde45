//! `due`: the roster as a table or as data, row by row, whatever its length.

use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use chrono::NaiveDate;

use crate::domain::cadence::{Kind, State};
use crate::domain::person::{PersonId, full_name};
use crate::domain::query::{Answer, Counts, Filter, Query, RosterRow, Standing};
use crate::domain::{dates, words};
use crate::store::Store;

use super::complaint::Result;
use super::say::{Out, json};
use super::session::Session;
use super::{meant, word};

/// `deskside due`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside due                        who is overdue, due, booked and new\n  \
    deskside due --all --class \"Room 12\"\n  \
    deskside due --kind daily --json")]
pub struct Due {
    /// Also those who are ok or paused
    #[arg(long)]
    all: bool,
    /// Only students of this class: its title, code or id
    #[arg(long)]
    class: Option<String>,
    /// Only by this kind of check-in: daily or weekly
    #[arg(long, value_parser = word::<Kind>)]
    kind: Option<Kind>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// Rows whose widths decide those of all.
const MEASURED: usize = 200;

#[derive(Serialize)]
struct Row<'a> {
    id: PersonId,
    class_number: Option<u16>,
    name: &'a str,
    preferred_name: Option<&'a str>,
    grade: Option<&'a str>,
    classes: &'a [String],
    kind: Kind,
    state: State,
    school_days: i64,
    days_over: i64,
    also: Vec<Also>,
    due_on: NaiveDate,
    overdue_on: NaiveDate,
    last_met: Option<NaiveDate>,
    next_date: Option<NaiveDate>,
    never_met: bool,
    absences: u32,
}

#[derive(Serialize)]
struct Also {
    kind: Kind,
    state: State,
    due_on: NaiveDate,
    overdue_on: NaiveDate,
}

impl Due {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let mut book = session.open_to_read()?;
        let today = session.today;
        let class = self
            .class
            .as_deref()
            .map(|class| meant::class(&mut book, class, today))
            .transpose()?;
        let filter = Filter {
            class,
            kind: self.kind,
            ..Filter::default()
        };
        let summary = book
            .store
            .ask(&book.viewer, &Query::Summary(filter.clone()), today)?;
        let counts = match summary {
            Answer::Summary(summary) => summary.counts,
            _ => Counts::default(),
        };
        let mut rows = if self.json {
            Rows::Data {
                // Names as the school writes them; the roster's are those to say.
                people: Box::new(book.store.again()?),
                any: false,
            }
        } else {
            Rows::Table {
                today,
                nobody: nobody(self.kind, &counts),
                waiting: Vec::new(),
                widths: None,
            }
        };
        rows.begin(today, &counts, out)?;
        let mut broken = Ok(());
        let Self { all, .. } = self;
        book.store
            .whole_roster(&book.viewer, &filter, today, &mut |row, standings| {
                match row.standing.state {
                    // Who is paused stands last; nobody follows who is wanted.
                    State::Paused if !all => return false,
                    State::Ok if !all => return true,
                    _ => {}
                }
                broken = rows.add(&row, &standings, out);
                broken.is_ok()
            })?;
        broken?;
        rows.end(out)?;
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

/// The rows on their way out.
enum Rows {
    Data {
        people: Box<Store>,
        any: bool,
    },
    Table {
        today: NaiveDate,
        /// Rows not said yet, because the widths aren't known.
        /// What is said where none comes.
        nobody: String,
        waiting: Vec<Vec<String>>,
        widths: Option<Vec<usize>>,
    },
}

impl Rows {
    fn begin(&mut self, today: NaiveDate, counts: &Counts, out: &mut Out) -> Result {
        match self {
            Self::Data { .. } => out.part(&format!(
                "{{\"today\":{},\"counts\":{},\"students\":[",
                json(&today)?,
                json(counts)?
            )),
            Self::Table { .. } => out.say(&format!(
                "{}: {}\n",
                dates::say_full(today),
                said_counts(counts)
            )),
        }
    }

    fn add(&mut self, row: &RosterRow, standings: &[Standing], out: &mut Out) -> Result {
        match self {
            Self::Data { people, any } => {
                let data = data(row, standings, people)?;
                out.part(if *any { ",\n" } else { "\n" })?;
                *any = true;
                out.part(&data)
            }
            Self::Table {
                today,
                waiting,
                widths,
                ..
            } => {
                let cells = cells(row, standings, *today);
                if let Some(widths) = widths {
                    return out.say(&aligned(&cells, widths));
                }
                waiting.push(cells);
                if waiting.len() < MEASURED {
                    return Ok(());
                }
                *widths = Some(say_measured(waiting, out)?);
                Ok(())
            }
        }
    }

    fn end(&mut self, out: &mut Out) -> Result {
        match self {
            Self::Data { any, .. } => out.part(if *any { "\n]}\n" } else { "]}\n" }),
            Self::Table {
                waiting,
                widths,
                nobody,
                ..
            } => {
                if widths.is_none() && waiting.is_empty() {
                    return out.say(nobody);
                }
                if widths.is_none() {
                    say_measured(waiting, out)?;
                }
                Ok(())
            }
        }
    }
}

/// What is said where no row is shown. A kind that nobody is asked for isn't
/// one that everybody has had.
fn nobody(kind: Option<Kind>, counts: &Counts) -> String {
    let is_asked = [
        counts.overdue,
        counts.due,
        counts.booked,
        counts.new,
        counts.ok,
        counts.paused,
    ]
    .into_iter()
    .any(|count| count > 0);
    match kind {
        Some(kind) if !is_asked => format!(
            "No cadence asks for a {} check-in here, so nobody can be due for one.",
            words::kind_word(kind)
        ),
        _ => "Nobody waits.".to_owned(),
    }
}

fn data(row: &RosterRow, standings: &[Standing], people: &Store) -> Result<String> {
    let person = people.person(row.student)?;
    let name = person.as_ref().map_or_else(
        || full_name(&row.given, &row.family),
        |person| person.name(),
    );
    let standing = &row.standing;
    json(&Row {
        id: row.student,
        class_number: row.number,
        name: &name,
        preferred_name: person
            .as_ref()
            .and_then(|person| person.preferred.as_deref()),
        grade: row.grade.as_deref(),
        classes: &row.classes,
        kind: standing.kind,
        state: standing.state,
        school_days: standing.school_days,
        days_over: standing.days_over,
        also: others(row, standings)
            .map(|other| Also {
                kind: other.kind,
                state: other.state,
                due_on: other.due_on,
                overdue_on: other.overdue_on,
            })
            .collect(),
        due_on: standing.due_on,
        overdue_on: standing.overdue_on,
        last_met: standing.last_met,
        next_date: standing.next_date,
        never_met: standing.never_met,
        absences: standing.absences,
    })
}

fn others<'a>(row: &'a RosterRow, standings: &'a [Standing]) -> impl Iterator<Item = &'a Standing> {
    standings
        .iter()
        .filter(|other| other.kind != row.standing.kind)
}

const TITLES: [&str; 7] = ["#", "name", "grade", "class", "state", "last met", "also"];

fn cells(row: &RosterRow, standings: &[Standing], today: NaiveDate) -> Vec<String> {
    let mut also = String::new();
    for other in others(row, standings).filter(|other| other.state != State::Ok) {
        let _infallible = write!(
            also,
            "{} {}",
            words::kind_word(other.kind),
            said_state(other, today)
        );
    }
    let standing = &row.standing;
    let last_met = match standing.last_met {
        Some(date) => dates::say(date, today),
        None => "never".to_owned(),
    };
    [
        row.number
            .map_or(String::new(), |number| number.to_string()),
        full_name(&row.given, &row.family),
        row.grade.clone().unwrap_or_default(),
        classes_said(&row.classes),
        said_state(standing, today),
        last_met,
        also,
    ]
    .into_iter()
    .map(|cell| words::display(&cell).into_owned())
    .collect()
}

/// A state with what belongs to it: days past the maximum, the day booked.
pub(super) fn said_state(standing: &Standing, today: NaiveDate) -> String {
    let word = words::state_word(standing.state);
    match (standing.state, standing.next_date, standing.paused_until) {
        (State::Overdue, ..) => format!("{word} {}d", standing.days_over),
        (State::Booked, Some(date), _) => format!("{word} {}", dates::say(date, today)),
        (State::Paused, _, Some(date)) => format!("{word} until {}", dates::say(date, today)),
        _ => word.to_owned(),
    }
}

fn said_counts(counts: &Counts) -> String {
    format!(
        "{} overdue, {} due, {} booked, {} new, {} ok, {} paused",
        counts.overdue, counts.due, counts.booked, counts.new, counts.ok, counts.paused
    )
}

/// Says the titles and the rows that waited, and how wide each column is.
fn say_measured(waiting: &mut Vec<Vec<String>>, out: &mut Out) -> Result<Vec<usize>> {
    let titles: Vec<String> = TITLES.iter().map(|title| (*title).to_owned()).collect();
    let mut widths: Vec<usize> = vec![0; TITLES.len()];
    for row in waiting.iter().chain([&titles]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    out.say(&aligned(&titles, &widths))?;
    for row in waiting.drain(..) {
        out.say(&aligned(&row, &widths))?;
    }
    Ok(widths)
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (place, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let blank = " ".repeat(width.saturating_sub(cell.width()));
        // Numbers stand at the right of their column.
        if place == 0 {
            line.push_str(&blank);
            line.push_str(cell);
        } else {
            line.push_str("  ");
            line.push_str(cell);
            line.push_str(&blank);
        }
    }
    line
}

/// The first class, and how many more there are.
fn classes_said(classes: &[String]) -> String {
    match classes {
        [] => String::new(),
        [one] => one.clone(),
        [first, more @ ..] => format!("{first} +{}", more.len()),
    }
}
