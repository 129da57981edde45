//! Taking an import back: what it made goes where nothing later refers to it,
//! what it changed is as it was before; the rest stays, inactive, and is said.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::domain::ids::{Id, Mint, Named};
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::school::{AcademicSession, Class, Enrollment, Org};
use crate::domain::viewer::Viewer;

use super::super::rows::Table;
use super::super::{Actor, Error, Result, Store, audit, derived};
use super::known::is_open;
use super::ledger::{Imported, Ledger};
use super::places::ended;
use super::referred::referred;
use super::{Batch, Phase, Progress};

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Undone {
    /// Rows of the import that are gone.
    pub removed: u64,
    /// Rows that are as they were before it.
    pub restored: u64,
    /// Rows that something refers to, or that were changed since.
    pub stayed: Vec<Stayed>,
}

/// A row that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stayed {
    /// `person`, `class`, `enrollment`, `academic_session` or `org`.
    pub entity: &'static str,
    /// Its id.
    pub id: String,
    /// Its name or title; whose enrollment it is.
    pub name: String,
    /// Whether it counts no more.
    pub inactive: bool,
}

impl Store {
    /// Takes an import back. Administrators, and whoever made it.
    pub fn undo_import(
        &mut self,
        viewer: &Viewer,
        actor: &Actor,
        mint: &mut Mint,
        batch: Id<Batch>,
        progress: Progress<'_>,
    ) -> Result<Undone> {
        // Removed rows are asked after all at once, not each in every table.
        self.connection.pragma_update(None, "foreign_keys", false)?;
        let undone = self.write(|connection| {
            let source = may_undo(connection, viewer, actor, batch)?;
            let mut ledger = Ledger::of(connection, mint, *actor, &source, batch);
            let undone = Undoing::new(&mut ledger)?.run(progress)?;
            connection
                .prepare_cached("UPDATE import_batch SET undone = ?2 WHERE id = ?1")?
                .execute(params![batch.number(), actor.now.0])?;
            let detail = batch.to_string();
            audit::append(connection, actor, "import undone", None, Some(&detail))?;
            Ok(undone)
        });
        self.connection.pragma_update(None, "foreign_keys", true)?;
        undone
    }
}

fn may_undo(
    connection: &Connection,
    viewer: &Viewer,
    actor: &Actor,
    batch: Id<Batch>,
) -> Result<String> {
    let found: Option<(String, i64, Option<i64>)> = connection
        .prepare_cached("SELECT source, actor, undone FROM import_batch WHERE id = ?1")?
        .query_row([batch.number()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((source, by, undone)) = found else {
        return Err(Error::refused(format!(
            "There is no import {batch}. `deskside import list` shows them."
        )));
    };
    if viewer.role != Role::Administrator && by != actor.person.number() {
        return Err(Error::refused(
            "This import is somebody else's. Ask them or an administrator to take it back.",
        ));
    }
    if undone.is_some() {
        return Err(Error::refused(format!(
            "The import {batch} was taken back already."
        )));
    }
    Ok(source)
}

/// A row as it was before the import and as the import left it.
struct Noted {
    before: Option<String>,
    after: Option<String>,
}

struct Undoing<'l, 'a> {
    ledger: &'l mut Ledger<'a>,
    noted: BTreeMap<(String, i64), Noted>,
    /// Rows that a later import that still stands wrote too.
    later: HashSet<i64>,
    undone: Undone,
    kept: BTreeSet<i64>,
    students: BTreeSet<PersonId>,
}

impl<'l, 'a> Undoing<'l, 'a> {
    fn new(ledger: &'l mut Ledger<'a>) -> Result<Self> {
        let connection = ledger.connection;
        let batch = ledger.batch.number();
        let mut statement = connection.prepare(
            "SELECT entity, id, before, after, seq FROM import_row WHERE batch = ?1 ORDER BY seq",
        )?;
        let mut rows = statement.query([batch])?;
        let mut noted: BTreeMap<(String, i64), Noted> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            ledger.sequence = row.get(4)?;
            noted
                .entry((row.get(0)?, row.get(1)?))
                .and_modify(|noted| noted.after.clone_from(&after))
                .or_insert(Noted { before, after });
        }
        let mut statement = connection.prepare(
            "SELECT DISTINCT r.id FROM import_row r JOIN import_batch b ON b.id = r.batch
             JOIN import_batch this ON this.id = ?1
             WHERE b.undone IS NULL AND (b.at, b.id) > (this.at, this.id)",
        )?;
        let later = statement.query_map([batch], |row| row.get(0))?;
        let later = later.collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            ledger,
            noted,
            later,
            undone: Undone::default(),
            kept: BTreeSet::new(),
            students: BTreeSet::new(),
        })
    }

    fn run(mut self, progress: Progress<'_>) -> Result<Undone> {
        let connection = self.ledger.connection;
        let today = self.ledger.actor.today;
        for key in self.made::<Class>().chain(self.changed::<Class>()) {
            let students = derived::students_of(connection, Id::new(key))?;
            self.students.extend(students);
        }
        self.restore::<Org>()?;
        self.restore::<AcademicSession>()?;
        self.restore::<Class>()?;
        self.restore::<Person>()?;
        self.restore::<Enrollment>()?;
        let all = self.noted.len();
        progress(Phase::Rows, 0, all);
        self.people_and_places()?;
        self.remove_unreferred::<Class>(|connection, class| {
            let open = Enrollment::list(connection, "WHERE class = ?1", [class.id.number()])?;
            Ok(open.iter().any(|place| is_open(place, today)))
        })?;
        self.remove_unreferred::<AcademicSession>(|_, _| Ok(false))?;
        self.remove_unreferred::<Org>(|_, _| Ok(false))?;
        progress(Phase::Rows, all, all);
        self.forget_notes()?;
        let has_moved = self
            .noted
            .keys()
            .any(|(entity, _)| entity == AcademicSession::TABLE || entity == Org::TABLE);
        let students: Vec<PersonId> = self.students.iter().copied().collect();
        derived::refresh(connection, &students, today)?;
        if has_moved {
            derived::refresh_all(connection, today, &mut |done, all| {
                progress(Phase::Dates, done.min(all), all);
            })?;
        }
        Ok(self.undone)
    }

    fn keys<T: Table>(&self, is_made: bool) -> std::vec::IntoIter<i64> {
        let keys: Vec<i64> = self
            .noted
            .iter()
            .filter(|((entity, _), noted)| entity == T::TABLE && noted.before.is_none() == is_made)
            .map(|((_, key), _)| *key)
            .collect();
        keys.into_iter()
    }

    fn made<T: Table>(&self) -> std::vec::IntoIter<i64> {
        self.keys::<T>(true)
    }

    fn changed<T: Table>(&self) -> std::vec::IntoIter<i64> {
        self.keys::<T>(false)
    }

    /// Whether a row is still as the import left it.
    fn is_as_left<T: Imported>(&self, row: &T) -> bool {
        let noted = self.noted.get(&(T::TABLE.to_owned(), row.key()));
        let after = noted.and_then(|noted| noted.after.as_deref());
        let after: Option<T> = after.and_then(|text| serde_json::from_str(text).ok());
        after.as_ref() == Some(row) && !self.later.contains(&row.key())
    }

    /// Puts back what the import changed or took away.
    fn restore<T: Imported + Reach>(&mut self) -> Result<()> {
        for key in self.changed::<T>() {
            let noted = self.noted.get(&(T::TABLE.to_owned(), key));
            let before = noted.and_then(|noted| noted.before.as_deref());
            let before: Option<T> = before.and_then(|text| serde_json::from_str(text).ok());
            let present = T::find(self.ledger.connection, key)?;
            let was_removed = noted.is_some_and(|noted| noted.after.is_none());
            match (present, before) {
                (None, Some(before)) if was_removed => before.insert(self.ledger.connection)?,
                (Some(present), Some(before)) if self.is_as_left(&present) => {
                    self.students.extend(present.student());
                    self.students.extend(before.student());
                    before.replace(self.ledger.connection)?;
                }
                (Some(present), _) => {
                    let is_inactive = present.status() == Status::Inactive;
                    self.stays(&present, is_inactive)?;
                    continue;
                }
                (None, _) => continue,
            }
            self.undone.restored += 1;
        }
        Ok(())
    }

    /// Enrollments and people: who has a record stays, with the enrollments
    /// that explain it, over as of today.
    fn people_and_places(&mut self) -> Result<()> {
        let connection = self.ledger.connection;
        let today = self.ledger.actor.today;
        let made: HashSet<i64> = self.made::<Enrollment>().collect();
        let mut named = referred(connection, Person::TABLE, &[Enrollment::TABLE])?;
        let mut places = Vec::with_capacity(made.len());
        for place in Enrollment::list(connection, "", [])? {
            if made.contains(&place.key()) && self.is_as_left(&place) {
                places.push(place);
            } else {
                named.insert(place.person.number());
            }
        }
        let mut going = HashSet::new();
        for key in self.made::<Person>() {
            let Some(person) = Person::find(connection, key)? else {
                continue;
            };
            self.students.insert(person.id);
            if self.is_as_left(&person) && !named.contains(&key) {
                going.insert(person.id);
                Person::remove(connection, key)?;
                self.undone.removed += 1;
            } else {
                let is_needed = person.id == self.ledger.actor.person || self.later.contains(&key);
                self.leave(&person, is_needed)?;
            }
        }
        let mine: HashSet<i64> = self.made::<Person>().collect();
        for place in places {
            self.students.insert(place.person);
            let is_of_stayer =
                mine.contains(&place.person.number()) && !going.contains(&place.person);
            if is_of_stayer && is_open(&place, today) {
                let now = self.ledger.withdraw(&place, |row| ended(row, today))?;
                self.stays(&now, true)?;
            } else if is_of_stayer {
                self.stays(&place, true)?;
            } else {
                Enrollment::remove(connection, place.key())?;
                self.undone.removed += 1;
            }
        }
        for key in made {
            let changed = Enrollment::find(connection, key)?;
            if let Some(place) = changed.filter(|place| !self.kept.contains(&place.key())) {
                let is_over = !is_open(&place, today);
                self.stays(&place, is_over)?;
            }
        }
        Ok(())
    }

    /// Removes the rows that nothing refers to, from the inside out.
    fn remove_unreferred<T: Imported + Reach>(
        &mut self,
        is_needed: impl Fn(&Connection, &T) -> Result<bool>,
    ) -> Result<()> {
        let connection = self.ledger.connection;
        let mut left: Vec<i64> = self.made::<T>().collect();
        loop {
            let named = referred(connection, T::TABLE, &[])?;
            let before = left.len();
            let mut stays = Vec::new();
            for key in left {
                let Some(row) = T::find(connection, key)? else {
                    continue;
                };
                if self.is_as_left(&row) && !named.contains(&key) {
                    T::remove(connection, key)?;
                    self.undone.removed += 1;
                } else {
                    stays.push(key);
                }
            }
            left = stays;
            if left.len() == before || left.is_empty() {
                break;
            }
        }
        for key in left {
            if let Some(row) = T::find(connection, key)? {
                let is_needed = self.later.contains(&key) || is_needed(connection, &row)?;
                self.leave(&row, is_needed)?;
            }
        }
        Ok(())
    }

    fn leave<T: Imported + Reach>(&mut self, row: &T, is_needed: bool) -> Result<()> {
        if !is_needed {
            self.ledger.leave(row)?;
        }
        let is_inactive = !is_needed || row.status() == Status::Inactive;
        self.stays(row, is_inactive)
    }

    fn stays<T: Imported + Reach>(&mut self, row: &T, inactive: bool) -> Result<()> {
        self.students.extend(row.student());
        self.kept.insert(row.key());
        self.undone.stayed.push(Stayed {
            entity: T::TABLE,
            id: row.written_id(),
            name: row.known_as(self.ledger.connection)?,
            inactive,
        });
        Ok(())
    }

    /// What is gone or put back leaves nothing of its content in the notes.
    fn forget_notes(&self) -> Result<()> {
        let batch = self.ledger.batch.number();
        let mut statement = self
            .ledger
            .connection
            .prepare("DELETE FROM import_row WHERE batch = ?1 AND id = ?2")?;
        for (_, key) in self.noted.keys() {
            if !self.kept.contains(key) {
                statement.execute([batch, *key])?;
            }
        }
        Ok(())
    }
}

/// What a row is called, and whose dates hang on it.
trait Reach: Table {
    fn written_id(&self) -> String;
    fn known_as(&self, connection: &Connection) -> Result<String>;
    fn student(&self) -> Option<PersonId> {
        None
    }
}

fn id_text<T: Named>(id: Id<T>) -> String {
    id.to_string()
}

impl Reach for Org {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.name.clone())
    }
}

impl Reach for AcademicSession {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.title.clone())
    }
}

impl Reach for Class {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.title.clone())
    }
}

impl Reach for Person {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.name())
    }
    fn student(&self) -> Option<PersonId> {
        Some(self.id)
    }
}

impl Reach for Enrollment {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, connection: &Connection) -> Result<String> {
        let person = Person::find(connection, self.person.number())?;
        Ok(person.map(|person| person.name()).unwrap_or_default())
    }
    fn student(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
