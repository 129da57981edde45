//! Taking an import back: what it made goes where nothing later refers to it,
//! what it changed is as it was before; the rest stays, inactive, and is said.
//! What an earlier undo had to leave goes with it, once nothing needs it more.

mod frameworks;
mod notes;
mod reach;

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::domain::framework::{Competency, Framework};
use crate::domain::ids::{Id, Mint};
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

use notes::Notes;
use reach::Reach;

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
    /// `person`, `class`, `enrollment`, `academic_session`, `org`, `framework`
    /// or `competency`.
    pub entity: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, code or title; whose enrollment it is.
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
            "The import {batch} was taken back already. `deskside import list` shows what stands."
        )));
    }
    Ok(source)
}

struct Undoing<'l, 'a> {
    ledger: &'l mut Ledger<'a>,
    notes: Notes,
    undone: Undone,
    kept: BTreeSet<i64>,
    gone: BTreeSet<i64>,
    students: BTreeSet<PersonId>,
}

impl<'l, 'a> Undoing<'l, 'a> {
    fn new(ledger: &'l mut Ledger<'a>) -> Result<Self> {
        let notes = Notes::load(ledger.connection, ledger.batch)?;
        ledger.sequence = notes.last;
        Ok(Self {
            ledger,
            notes,
            undone: Undone::default(),
            kept: BTreeSet::new(),
            gone: BTreeSet::new(),
            students: BTreeSet::new(),
        })
    }

    fn run(mut self, progress: Progress<'_>) -> Result<Undone> {
        let connection = self.ledger.connection;
        let today = self.ledger.actor.today;
        let classes = self.notes.changed::<Class>();
        for key in self.notes.made::<Class>().into_iter().chain(classes) {
            let students = derived::students_of(connection, Id::new(key))?;
            self.students.extend(students);
        }
        self.restore::<Org>()?;
        self.restore::<AcademicSession>()?;
        self.restore::<Class>()?;
        self.restore::<Person>()?;
        self.restore::<Enrollment>()?;
        self.restore::<Framework>()?;
        self.restore::<Competency>()?;
        let all = self.notes.len();
        progress(Phase::Rows, 0, all);
        self.people_and_places()?;
        self.remove_unreferred::<Class>(|connection, class| {
            let places = Enrollment::list(connection, "WHERE class = ?1", [class.id.number()])?;
            Ok(places.iter().any(|place| is_open(place, today)))
        })?;
        self.remove_unreferred::<AcademicSession>(|connection, session| {
            let key = session.id.number();
            let classes = Class::list(connection, "WHERE status = 'active'", [])?;
            let is_named = classes
                .iter()
                .any(|class| class.sessions.contains(&session.id));
            Ok(is_named || holds(connection, "academic_session", "parent", key)?)
        })?;
        self.remove_unreferred::<Org>(|connection, org| {
            let key = org.id.number();
            Ok(holds(connection, "org", "parent", key)?
                || holds(connection, "class", "org", key)?
                || holds(connection, "person", "org", key)?)
        })?;
        self.competencies_and_frameworks()?;
        progress(Phase::Rows, all, all);
        self.notes.forget(connection, &self.gone, &self.kept)?;
        let students: Vec<PersonId> = self.students.iter().copied().collect();
        derived::refresh(connection, &students, today)?;
        if self.notes.calendar_moved() {
            derived::refresh_all(connection, today, &mut |done, all| {
                progress(Phase::Dates, done.min(all), all);
            })?;
        }
        Ok(self.undone)
    }

    /// Puts back what the import changed or took away. What another import
    /// made that was taken back before goes on from there with the rows made.
    fn restore<T: Imported + Reach>(&mut self) -> Result<()> {
        for key in self.notes.changed::<T>() {
            let connection = self.ledger.connection;
            let before = self.notes.before::<T>(key);
            let is_made = self.notes.is_made::<T>(key);
            match (T::find(connection, key)?, before) {
                (None, Some(before)) if self.notes.was_removed::<T>(key) => {
                    before.insert(connection)?;
                }
                (Some(present), Some(before)) if self.notes.is_as_left(&present) => {
                    self.students.extend(present.student());
                    self.students.extend(before.student());
                    before.replace(connection)?;
                }
                (Some(present), _) => {
                    let is_inactive = present.status() == Status::Inactive;
                    if !is_made {
                        self.stays(&present, is_inactive)?;
                    }
                    continue;
                }
                (None, _) => continue,
            }
            if !is_made {
                self.undone.restored += 1;
            }
        }
        Ok(())
    }

    /// Enrollments and people: who has a record stays, with the enrollments
    /// that explain it, over as of today; who is of a later import stays with
    /// their places as they are.
    fn people_and_places(&mut self) -> Result<()> {
        let connection = self.ledger.connection;
        let today = self.ledger.actor.today;
        let mut named = referred(connection, Person::TABLE, &[Enrollment::TABLE])?;
        let mut needed = HashSet::new();
        let mut classes = HashSet::new();
        let mut places = Vec::new();
        for place in Enrollment::list(connection, "", [])? {
            if self.notes.may_go(&place) {
                places.push(place);
                continue;
            }
            named.insert(place.person.number());
            if !is_open(&place, today) {
                continue;
            }
            let is_standing = self.notes.is_standing(place.key());
            if is_standing {
                needed.insert(place.person.number());
            }
            let is_of_others = is_standing || !self.notes.is_made::<Enrollment>(place.key());
            if is_of_others && place.role == Role::Student {
                classes.insert(place.class);
            }
        }
        let mut leaving = HashSet::new();
        for key in self.notes.made::<Person>() {
            let Some(person) = Person::find(connection, key)? else {
                continue;
            };
            if self.notes.may_go(&person) && !named.contains(&key) {
                self.students.insert(person.id);
                leaving.insert(person.id);
                self.remove::<Person>(key)?;
                continue;
            }
            if self.notes.is_standing(key) {
                needed.insert(key);
            }
            let is_needed = person.id == self.ledger.actor.person || needed.contains(&key);
            self.leave(&person, is_needed)?;
        }
        let mine: HashSet<i64> = self.notes.made::<Person>().into_iter().collect();
        let is_needed = |place: &Enrollment| needed.contains(&place.person.number());
        for place in &places {
            let is_held = mine.contains(&place.person.number()) && is_needed(place);
            if is_held && is_open(place, today) {
                classes.insert(place.class);
            }
        }
        for place in places {
            let is_of_stayer =
                mine.contains(&place.person.number()) && !leaving.contains(&place.person);
            let is_of_staff_needed = !is_of_stayer
                && !leaving.contains(&place.person)
                && place.role != Role::Student
                && classes.contains(&place.class);
            if is_of_staff_needed || (is_of_stayer && is_needed(&place)) {
                self.end(&place, true)?;
            } else if is_of_stayer {
                self.end(&place, false)?;
            } else {
                self.students.insert(place.person);
                self.remove::<Enrollment>(place.key())?;
            }
        }
        // Those that were changed since, here or by an import that stands.
        for key in self.notes.made::<Enrollment>() {
            let changed = Enrollment::find(connection, key)?;
            if let Some(place) = changed.filter(|place| !self.kept.contains(&place.key())) {
                self.end(&place, self.notes.is_standing(key) || is_needed(&place))?;
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
        let mut left: Vec<i64> = self.notes.made::<T>();
        loop {
            let named = referred(connection, T::TABLE, &[])?;
            let before = left.len();
            let mut stays = Vec::new();
            for key in left {
                let Some(row) = T::find(connection, key)? else {
                    continue;
                };
                if self.notes.may_go(&row) && !named.contains(&key) {
                    self.remove::<T>(key)?;
                } else {
                    stays.push(key);
                }
            }
            left = stays;
            if left.len() == before || left.is_empty() {
                break;
            }
        }
        // What holds something that counts, counts; so the innermost are asked first.
        loop {
            let before = left.len();
            let mut stays = Vec::new();
            for key in left {
                let Some(row) = T::find(connection, key)? else {
                    continue;
                };
                if self.notes.is_standing(key) || is_needed(connection, &row)? {
                    stays.push(key);
                } else {
                    self.leave(&row, false)?;
                }
            }
            left = stays;
            if left.len() == before {
                break;
            }
        }
        for key in left {
            if let Some(row) = T::find(connection, key)? {
                self.leave(&row, true)?;
            }
        }
        Ok(())
    }

    fn remove<T: Imported>(&mut self, key: i64) -> Result<()> {
        T::remove(self.ledger.connection, key)?;
        self.gone.insert(key);
        self.undone.removed += 1;
        Ok(())
    }

    fn leave<T: Imported + Reach>(&mut self, row: &T, is_needed: bool) -> Result<()> {
        let mut has_changed = false;
        if !is_needed && !self.notes.is_back(row) {
            has_changed = self.ledger.leave(row)?.is_some();
        }
        if has_changed || self.notes.is_of_this::<T>(row.key()) {
            let is_inactive = has_changed || row.status() == Status::Inactive;
            self.stays(row, is_inactive)?;
        }
        self.kept.insert(row.key());
        Ok(())
    }

    /// Ends an enrollment that stays, unless it is needed.
    fn end(&mut self, place: &Enrollment, is_needed: bool) -> Result<()> {
        let today = self.ledger.actor.today;
        let mut place = place.clone();
        let mut has_changed = false;
        if !is_needed && is_open(&place, today) && !self.notes.is_back(&place) {
            place = self.ledger.withdraw(&place, |row| ended(row, today))?;
            has_changed = true;
        }
        if has_changed || self.notes.is_of_this::<Enrollment>(place.key()) {
            let is_over = !is_open(&place, today);
            self.stays(&place, is_over)?;
        }
        self.kept.insert(place.key());
        Ok(())
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
}

/// Whether an active row of a table names this one.
fn holds(connection: &Connection, table: &str, column: &str, key: i64) -> Result<bool> {
    let sql =
        format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?1 AND status = 'active')");
    Ok(connection
        .prepare_cached(&sql)?
        .query_row([key], |row| row.get(0))?)
}
