//! What was changed after a day, so that rows are read as they were at its end: each later
//! change that stands is taken back in the reading. What was undone counts on no day. Not
//! what follows from a row's own dates; that is `domain::past`.

use chrono::{DateTime, NaiveDate};
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use crate::domain::Moment;
use crate::domain::change::{Change, Delta, Edit, Entry};
use crate::domain::framework::GoalCompetency;
use crate::domain::note::Note;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{ActionStep, Goal, Plan};

use super::super::error::{Error, Result};
use super::super::rows::Table;
use super::Reader;

/// The changes about a student that were made after a day, newest first; of today there
/// are none.
#[derive(Debug, Default)]
pub(super) struct Later(Vec<(Moment, Change)>);

/// The day a change was made on, as the journal keeps it beside the change.
#[derive(Deserialize)]
struct Dated {
    on: Option<NaiveDate>,
}

/// A row that is changed in place.
pub(super) trait Edited: Table {
    /// The edit of such a row.
    fn edited(edit: &Edit) -> Option<&Delta<Self>>;
}

impl Edited for Person {
    fn edited(edit: &Edit) -> Option<&Delta<Self>> {
        match edit {
            Edit::Person(delta) => Some(delta),
            _ => None,
        }
    }
}

impl Edited for Plan {
    fn edited(edit: &Edit) -> Option<&Delta<Self>> {
        match edit {
            Edit::Plan(delta) => Some(delta),
            _ => None,
        }
    }
}

impl Edited for Goal {
    fn edited(edit: &Edit) -> Option<&Delta<Self>> {
        match edit {
            Edit::Goal(delta) => Some(delta),
            _ => None,
        }
    }
}

impl Edited for ActionStep {
    fn edited(edit: &Edit) -> Option<&Delta<Self>> {
        match edit {
            Edit::Step(delta) => Some(delta),
            _ => None,
        }
    }
}

impl Edited for GoalCompetency {
    fn edited(edit: &Edit) -> Option<&Delta<Self>> {
        match edit {
            Edit::GoalCompetency(delta) => Some(delta),
            _ => None,
        }
    }
}

impl Later {
    /// Rows as they were: those there are now, less what was added since, with what was
    /// changed or removed since as it was. `is_wanted` says whether a row that is gone
    /// belongs to the list.
    pub(super) fn rows<T: Edited>(&self, now: Vec<T>, is_wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let mut rows = now;
        let edits = self
            .0
            .iter()
            .flat_map(|(_, change)| change.edits.iter().rev());
        for delta in edits.filter_map(T::edited) {
            let key = delta
                .before
                .as_ref()
                .or(delta.after.as_ref())
                .map(Table::key);
            rows.retain(|row| Some(row.key()) != key);
            rows.extend(delta.before.iter().filter(|row| is_wanted(row)).cloned());
        }
        rows
    }

    /// Whether a note was reworded into this one only later.
    pub(super) fn has_reworded(&self, note: &Note) -> bool {
        let edits = self.0.iter().flat_map(|(_, change)| &change.edits);
        let mut appended = edits.filter_map(|edit| match edit {
            Edit::Note(Entry::Append(row)) if row.revises.is_some() => Some(row.id),
            _ => None,
        });
        appended.any(|id| id == note.id)
    }
}

impl Reader<'_> {
    /// What was changed of a student's record after a day.
    pub(super) fn later(&self, student: PersonId, as_of: NaiveDate) -> Result<Later> {
        if as_of >= self.today {
            return Ok(Later::default());
        }
        // A student's id stands in each change about them, and about all of a school.
        let mut statement = self.connection.prepare_cached(
            "SELECT at, body FROM journal
             WHERE live = 1 AND kind IN ('change','redo') AND instr(body, ?1) > 0
             ORDER BY id DESC",
        )?;
        let mut rows = statement.query([student.to_string()])?;
        let mut later = Vec::new();
        while let Some(row) = rows.next()? {
            let (at, body): (i64, String) = (row.get(0)?, row.get(1)?);
            let unreadable = |_error| Error::Damaged("a journal entry can't be read".into());
            let dated: Dated = serde_json::from_str(&body).map_err(unreadable)?;
            let moment = || DateTime::from_timestamp_millis(at).map(|at| at.date_naive());
            if dated.on.or_else(moment).is_some_and(|on| on > as_of) {
                let change = serde_json::from_str(&body).map_err(unreadable)?;
                later.push((Moment(at), change));
            }
        }
        Ok(Later(later))
    }

    /// A person's own data as it was: before the first change of it since, be it typed or
    /// imported.
    pub(super) fn person_on(
        &self,
        person: Person,
        later: &Later,
        as_of: NaiveDate,
    ) -> Result<Person> {
        if as_of >= self.today {
            return Ok(person);
        }
        let is_own =
            |delta: &&Delta<Person>| delta.after.as_ref().is_some_and(|row| row.id == person.id);
        let typed = later.0.iter().rev().find_map(|(at, change)| {
            let mut edits = change.edits.iter().filter_map(Person::edited);
            Some((*at, edits.find(is_own)?.before.clone()?))
        });
        let imported = self
            .connection
            .prepare_cached(
                r#"SELECT b.at, r.before FROM import_row r JOIN import_batch b ON b.id = r.batch
                   WHERE r.id = ?1 AND r.entity = 'person' AND r.before IS NOT NULL
                     AND b."on" > ?2 AND b.undone IS NULL ORDER BY b.at, r.seq LIMIT 1"#,
            )?
            .query_row(params![person.id.number(), as_of.to_string()], |row| {
                Ok((Moment(row.get(0)?), row.get::<_, String>(1)?))
            })
            .optional()?;
        let imported =
            imported.and_then(|(at, text)| Some((at, serde_json::from_str(&text).ok()?)));
        let first = typed.into_iter().chain(imported).min_by_key(|(at, _)| *at);
        Ok(first.map_or(person, |(_, before)| before))
    }
}
