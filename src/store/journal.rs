//! What was done: applies changes with their journal and audit rows in one
//! transaction, takes them back and brings them again.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::domain::Id;
use crate::domain::change::{Change, Delta, Edit, Entry};
use crate::domain::ids::Mint;
use crate::domain::person::PersonId;
use crate::domain::plan::{Goal, Plan};
use crate::domain::query::Spent;
use crate::domain::scale::Scale;
use crate::domain::school::CadenceScope;

use super::error::{Error, Result};
use super::guard::Guard;
use super::reads::student::check_ins_of;
use super::rows::Table;
use super::{Actor, Store, audit, derived, drafts};

/// What `undo` or `redo` found to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is done; the label says what was taken back or brought again.
    Done(String),
    /// The latest change is from an earlier session: ask before taking it back.
    Older(String),
    /// There is nothing left.
    Nothing,
}

/// How far back `undo` may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// Only over what this session did.
    ThisSession,
    /// Over earlier sessions of the same person too.
    Earlier,
}

/// Refuses a check-in whose writer doesn't know of another that was stored meanwhile.
fn not_overtaken(connection: &Connection, actor: &Actor, spent: &Spent) -> Result<()> {
    let Some(known) = spent.known else {
        return Ok(());
    };
    match check_ins_of(connection, spent.student, actor.today)? {
        now if now > known => Err(Error::Overtaken),
        _ => Ok(()),
    }
}

impl Store {
    /// Applies a change: rows, what follows from them, journal and audit, or nothing.
    pub fn apply(&mut self, actor: &Actor, change: &Change) -> Result<()> {
        self.write(|connection| {
            write_change(connection, actor, change, "change", None)?;
            Ok(())
        })
    }

    /// Applies a change and forgets the draft it came from, in one piece.
    pub fn apply_and_forget(
        &mut self,
        actor: &Actor,
        change: &Change,
        draft: Option<&Spent>,
    ) -> Result<()> {
        self.write(|connection| {
            if let Some(spent) = draft {
                not_overtaken(connection, actor, spent)?;
                drafts::forget(connection, actor.person, spent)?;
            }
            write_change(connection, actor, change, "change", None)?;
            Ok(())
        })
    }

    /// Applies a change that is too long for one entry of the journal: in one transaction, part
    /// by part, and taken back in one piece. `tell` hears how many parts are written.
    pub fn apply_parts(
        &mut self,
        actor: &Actor,
        parts: impl IntoIterator<Item = Change>,
        tell: &mut dyn FnMut(usize),
    ) -> Result<()> {
        self.write(|connection| {
            let mut first = None;
            for (place, part) in parts.into_iter().enumerate() {
                let entry = write_change(connection, actor, &part, "change", first)?;
                first = first.or(Some(entry));
                tell(place + 1);
            }
            Ok(())
        })
    }

    /// Takes back the actor's last change that still stands.
    pub fn undo(&mut self, actor: &Actor, mint: &mut Mint, back: Back) -> Result<Step> {
        self.write(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT id, terminal, label, body, kind FROM journal
                     WHERE actor = ?1 AND live = 1 AND kind IN ('change','redo')
                     ORDER BY id DESC LIMIT 1",
                )?
                .query_row([actor.person.number()], read_entry)
                .optional()?;
            let Some(entry) = found else {
                return Ok(Step::Nothing);
            };
            if entry.terminal != actor.terminal && back == Back::ThisSession {
                return Ok(Step::Older(entry.label));
            }
            let label = entry.label.clone();
            turn(connection, actor, mint, entry, "undo")?;
            Ok(Step::Done(label))
        })
    }

    /// Brings again what the actor took back last, unless something was done since.
    pub fn redo(&mut self, actor: &Actor, mint: &mut Mint) -> Result<Step> {
        self.write(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT id, terminal, label, body, kind FROM journal AS undone
                     WHERE actor = ?1 AND terminal = ?2 AND live = 1 AND kind = 'undo'
                       AND NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.actor = ?1
                         AND later.kind = 'change' AND later.id > undone.id)
                     ORDER BY id DESC LIMIT 1",
                )?
                .query_row([actor.person.number(), actor.terminal], read_entry)
                .optional()?;
            let Some(entry) = found else {
                return Ok(Step::Nothing);
            };
            let label = entry.label.clone();
            turn(connection, actor, mint, entry, "redo")?;
            Ok(Step::Done(label))
        })
    }
}

struct Kept {
    id: i64,
    terminal: i64,
    label: String,
    body: String,
    kind: String,
}

impl Kept {
    fn change(&self) -> Result<Change> {
        serde_json::from_str(&self.body)
            .map_err(|_unreadable| Error::Damaged("a journal entry can't be read".into()))
    }
}

fn read_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        id: row.get(0)?,
        terminal: row.get(1)?,
        label: row.get(2)?,
        body: row.get(3)?,
        kind: row.get(4)?,
    })
}

/// Writes the other side of an entry and of those that are one piece with it, the latest first.
fn turn(
    connection: &Connection,
    actor: &Actor,
    mint: &mut Mint,
    latest: Kept,
    kind: &str,
) -> Result<()> {
    let piece = first_part(connection, latest.id)?;
    let mut next = Some(latest);
    while let Some(entry) = next {
        let inverse = entry.change()?.inverse(mint, actor.now);
        write_change(connection, actor, &inverse, kind, Some(entry.id))?;
        retire(connection, entry.id)?;
        // One transaction wrote the parts, so nothing of anybody else's stands between them.
        let before = connection
            .prepare_cached(
                "SELECT id, terminal, label, body, kind FROM journal
                 WHERE id = ?1 AND kind = ?2 AND live = 1",
            )?
            .query_row(params![entry.id - 1, entry.kind], read_entry)
            .optional()?;
        next = match before {
            Some(before) if first_part(connection, before.id)? == piece => Some(before),
            _ => None,
        };
    }
    Ok(())
}

/// The first part of the change that an entry is a part of, or takes back, or brings again.
fn first_part(connection: &Connection, entry: i64) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT kind, of FROM journal WHERE id = ?1")?;
    let mut at = entry;
    loop {
        let found: (String, Option<i64>) =
            statement.query_row([at], |row| Ok((row.get(0)?, row.get(1)?)))?;
        match found {
            (kind, of) if kind == "change" => return Ok(of.unwrap_or(at)),
            // An entry is of an older one, or the file isn't ours.
            (_, Some(of)) if of < at => at = of,
            _ => return Ok(at),
        }
    }
}

fn retire(connection: &Connection, entry: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE journal SET live = 0 WHERE id = ?1")?
        .execute([entry])?;
    Ok(())
}

/// Writes a change inside an open transaction, and says which entry of the journal it is.
pub(super) fn write_change(
    connection: &Connection,
    actor: &Actor,
    change: &Change,
    kind: &str,
    of: Option<i64>,
) -> Result<i64> {
    let mut touched = Touched::default();
    let guard = Guard::of(connection, actor.person, change)?;
    for edit in &change.edits {
        guard.check(connection, edit)?;
        write_edit(connection, actor, edit, &mut touched)?;
    }
    if touched.everybody {
        derived::refresh_all(connection, actor.today, &mut |_done, _all| {})?;
    } else {
        let students: Vec<PersonId> = touched.students.into_iter().collect();
        derived::refresh(connection, &students, actor.today)?;
    }
    let dated = Dated {
        on: actor.today,
        change,
    };
    let body = serde_json::to_string(&dated)
        .map_err(|_unwritable| Error::Failed("The change can't be written down.".into()))?;
    connection
        .prepare_cached(
            "INSERT INTO journal (at, actor, terminal, label, kind, of, live, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)",
        )?
        .execute(params![
            actor.now.0,
            actor.person.number(),
            actor.terminal,
            change.label,
            kind,
            of,
            body
        ])?;
    let entry = connection.last_insert_rowid();
    audit::append(connection, actor, kind, change.subject, None)?;
    Ok(entry)
}

/// A change as the journal keeps it: with the day it counts for, which isn't that of the
/// clock where somebody works on another date.
#[derive(Serialize)]
struct Dated<'a> {
    on: NaiveDate,
    #[serde(flatten)]
    change: &'a Change,
}

/// Whose derived rows an edit reaches.
#[derive(Default)]
struct Touched {
    students: BTreeSet<PersonId>,
    everybody: bool,
}

fn write_edit(
    connection: &Connection,
    actor: &Actor,
    edit: &Edit,
    touched: &mut Touched,
) -> Result<()> {
    match edit {
        Edit::Person(delta) => {
            touched.students.extend(both(delta).map(|row| row.id));
            write_delta(connection, delta, "The person's data")
        }
        Edit::Enrollment(delta) => {
            touched.students.extend(both(delta).map(|row| row.person));
            write_delta(connection, delta, "The enrollment")
        }
        Edit::CalendarDay(delta) => {
            touched.everybody = true;
            write_delta(connection, delta, "The calendar")
        }
        Edit::Cadence(delta) => {
            for row in both(delta) {
                match (row.scope, row.subject) {
                    (CadenceScope::Student, Some(student)) => {
                        touched.students.insert(Id::new(student));
                    }
                    (CadenceScope::Class, Some(class)) => {
                        touched
                            .students
                            .extend(derived::students_of(connection, Id::new(class))?);
                    }
                    _ => touched.everybody = true,
                }
            }
            write_delta(connection, delta, "The cadence")
        }
        Edit::Plan(delta) => {
            touched.students.extend(both(delta).map(|row| row.person));
            write_delta(connection, delta, "The plan")
        }
        Edit::Goal(delta) => {
            for goal in both(delta) {
                touched.students.extend(whose(connection, goal.plan)?);
            }
            write_delta(connection, delta, "The goal")
        }
        Edit::Step(delta) => write_delta(connection, delta, "The step"),
        Edit::CheckIn(entry) => {
            touched.students.insert(entry.row().student);
            write_entry(connection, actor, entry, "The check-in")
        }
        Edit::Note(entry) => write_entry(connection, actor, entry, "The note"),
        Edit::Rating(entry) => {
            touched.students.insert(entry.row().person);
            write_entry(connection, actor, entry, "The rating")
        }
        Edit::Profile(entry) => write_entry(connection, actor, entry, "The profile entry"),
        Edit::PlanEvent(entry) => write_entry(connection, actor, entry, "The plan"),
        Edit::Reflection(entry) => write_entry(connection, actor, entry, "The reflection"),
        Edit::Caseload(delta) => write_delta(connection, delta, "Who looks after whom"),
        Edit::Scale(delta) => {
            if let (Some(before), Some(_)) = (&delta.before, &delta.after) {
                refuse_used(connection, before)?;
            }
            write_delta(connection, delta, "The scale")
        }
        Edit::GoalCompetency(delta) => {
            for link in both(delta) {
                let goal = Goal::find(connection, link.goal.number())?;
                let plan = goal.map(|goal| goal.plan);
                let person = plan.map(|plan| whose(connection, plan)).transpose()?;
                touched.students.extend(person.flatten());
            }
            write_delta(connection, delta, "The competency")
        }
        Edit::Group(delta) => write_delta(connection, delta, "The group"),
        Edit::GroupMember(delta) => write_delta(connection, delta, "The group"),
        Edit::GroupSnapshot(entry) => write_entry(connection, actor, entry, "The group"),
        Edit::GroupNote(entry) => {
            write_entry(connection, actor, entry, "The note")?;
            if let Entry::Append(note) = entry {
                for member in &note.members {
                    connection
                        .prepare_cached(
                            "INSERT INTO group_note_link (person, note) VALUES (?1, ?2)",
                        )?
                        .execute(params![member.number(), note.id.number()])?;
                }
            }
            Ok(())
        }
        Edit::Evidence(entry) => write_entry(connection, actor, entry, "The evidence"),
        Edit::Strategy(entry) => write_entry(connection, actor, entry, "The strategy"),
        Edit::GroupStrategy(entry) => write_entry(connection, actor, entry, "The strategy"),
        Edit::Survey(entry) => write_entry(connection, actor, entry, "The answer"),
        Edit::LevelOverride(entry) => {
            touched.students.insert(entry.row().person);
            write_entry(connection, actor, entry, "The level")
        }
        Edit::PaceOverride(entry) => write_entry(connection, actor, entry, "The pace"),
    }
}

/// Whose plan it is.
fn whose(connection: &Connection, plan: Id<Plan>) -> Result<Option<PersonId>> {
    Ok(Plan::find(connection, plan.number())?.map(|plan| plan.person))
}

/// A scale is locked once a plan is rated on it: it is changed by copying.
fn refuse_used(connection: &Connection, scale: &Scale) -> Result<()> {
    let is_used: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM plan WHERE scale = ?1)")?
        .query_row([scale.id.number()], |row| row.get(0))?;
    if is_used {
        return Err(Error::refused(format!(
            "The scale {} is used by plans and can't be changed. Make a copy with another name.",
            scale.title
        )));
    }
    Ok(())
}

fn both<T>(delta: &Delta<T>) -> impl Iterator<Item = &T> {
    delta.before.iter().chain(&delta.after)
}

/// Writes a row unless it is no longer what it was.
fn write_delta<T: Table>(
    connection: &Connection,
    delta: &Delta<T>,
    what: &'static str,
) -> Result<()> {
    let Some(key) = delta
        .before
        .as_ref()
        .or(delta.after.as_ref())
        .map(Table::key)
    else {
        return Ok(());
    };
    if T::find(connection, key)? != delta.before {
        return Err(Error::Stale(what));
    }
    match (&delta.before, &delta.after) {
        (None, Some(row)) => row.insert(connection),
        (Some(_), Some(row)) => row.replace(connection),
        (_, None) => T::remove(connection, key).map_err(|error| still_used(error, what)),
    }
}

/// What later entries refer to stays, also where those were taken back since: an
/// entry and its void are both history.
fn still_used(error: Error, what: &str) -> Error {
    match error {
        Error::Failed(words) if words.contains("FOREIGN KEY") => Error::refused(format!(
            "{what} has been checked in on or rated since, and stays on record; a goal can be dropped with a reason."
        )),
        error => error,
    }
}

/// Appends a row, or the void that takes one back.
fn write_entry<T: Table>(
    connection: &Connection,
    actor: &Actor,
    entry: &Entry<T>,
    what: &'static str,
) -> Result<()> {
    match entry {
        Entry::Append(row) => {
            if T::find(connection, row.key())?.is_some() {
                return Err(Error::Stale(what));
            }
            row.insert(connection)
        }
        Entry::Void(row) => {
            let added = connection
                .prepare_cached("INSERT OR IGNORE INTO void (entry, by, at) VALUES (?1, ?2, ?3)")?
                .execute(params![row.key(), actor.person.number(), actor.now.0])?;
            if added == 0 {
                return Err(Error::Stale(what));
            }
            Ok(())
        }
    }
}
