//! What imports noted of the rows they wrote: of the one that is being taken
//! back and of those that were before, and which rows others still stand for.
//! It tells what a row was; what becomes of it is not decided here.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{Connection, params};

use crate::domain::ids::Id;
use crate::domain::person::Status;
use crate::domain::school::{AcademicSession, Org};

use super::super::super::error::Result;
use super::super::super::rows::Table;
use super::super::Batch;
use super::super::ledger::Imported;

/// One writing of a row, by the import being taken back or one that was.
struct Step {
    batch: i64,
    before: Option<String>,
    after: Option<String>,
}

/// All of them.
pub(super) struct Notes {
    batch: i64,
    /// The place of the import's last note.
    pub(super) last: i64,
    rows: BTreeMap<(String, i64), Vec<Step>>,
    /// Rows that an import wrote which stands, and those which one did later than this.
    standing: HashSet<i64>,
    later: HashSet<i64>,
}

impl Notes {
    /// Reads them.
    pub(super) fn load(connection: &Connection, batch: Id<Batch>) -> Result<Self> {
        let mut notes = Self {
            batch: batch.number(),
            last: 0,
            rows: BTreeMap::new(),
            standing: HashSet::new(),
            later: HashSet::new(),
        };
        let mut statement = connection.prepare(
            "SELECT r.entity, r.id, r.before, r.after, r.batch, r.seq
             FROM import_row r JOIN import_batch b ON b.id = r.batch
             WHERE b.id = ?1 OR b.undone IS NOT NULL ORDER BY b.at, b.id, r.seq",
        )?;
        let mut rows = statement.query([notes.batch])?;
        while let Some(row) = rows.next()? {
            let step = Step {
                before: row.get(2)?,
                after: row.get(3)?,
                batch: row.get(4)?,
            };
            if step.batch == notes.batch {
                notes.last = row.get(5)?;
            }
            let steps = notes.rows.entry((row.get(0)?, row.get(1)?)).or_default();
            steps.push(step);
        }
        let mut statement = connection.prepare(
            "SELECT r.id, max((b.at, b.id) > (this.at, this.id))
             FROM import_row r JOIN import_batch b ON b.id = r.batch
             JOIN import_batch this ON this.id = ?1
             WHERE b.undone IS NULL AND b.id <> this.id GROUP BY r.id",
        )?;
        let mut rows = statement.query([notes.batch])?;
        while let Some(row) = rows.next()? {
            notes.standing.insert(row.get(0)?);
            if row.get(1)? {
                notes.later.insert(row.get(0)?);
            }
        }
        Ok(notes)
    }

    /// How many rows they are of.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    fn steps<T: Table>(&self, key: i64) -> &[Step] {
        let steps = self.rows.get(&(T::TABLE.to_owned(), key));
        steps.map_or(&[], Vec::as_slice)
    }

    fn own<T: Table>(&self, key: i64) -> impl DoubleEndedIterator<Item = &Step> {
        let steps = self.steps::<T>(key).iter();
        steps.filter(|step| step.batch == self.batch)
    }

    fn keys<T: Table>(&self, holds: impl Fn(i64) -> bool) -> Vec<i64> {
        let of_table = self.rows.keys().filter(|(entity, _)| entity == T::TABLE);
        of_table
            .map(|(_, key)| *key)
            .filter(|key| holds(*key))
            .collect()
    }

    /// The rows that the import, or one taken back before, has made.
    pub(super) fn made<T: Table>(&self) -> Vec<i64> {
        self.keys::<T>(|key| self.is_made::<T>(key))
    }

    /// The rows that were there before the import, and that it changed.
    pub(super) fn changed<T: Table>(&self) -> Vec<i64> {
        self.keys::<T>(|key| {
            self.own::<T>(key)
                .next()
                .is_some_and(|step| step.before.is_some())
        })
    }

    /// Whether it is a row that was made so.
    pub(super) fn is_made<T: Table>(&self, key: i64) -> bool {
        let mut steps = self.steps::<T>(key).iter();
        steps.any(|step| step.before.is_none())
    }

    /// Whether the import itself wrote the row.
    pub(super) fn is_of_this<T: Table>(&self, key: i64) -> bool {
        self.own::<T>(key).next().is_some()
    }

    /// Whether an import that stands wrote the row too.
    pub(super) fn is_standing(&self, key: i64) -> bool {
        self.standing.contains(&key)
    }

    /// Whether the import took the row away.
    pub(super) fn was_removed<T: Table>(&self, key: i64) -> bool {
        let last = self.own::<T>(key).next_back();
        last.is_some_and(|step| step.after.is_none())
    }

    /// A changed row as it was before the import, and before those taken back
    /// that it goes on from.
    pub(super) fn before<T: Imported>(&self, key: i64) -> Option<T> {
        let mut state: T = read(self.own::<T>(key).next()?.before.as_deref())?;
        if self.is_standing(key) {
            return Some(state);
        }
        let mut earlier: Vec<&Step> = self.steps::<T>(key).iter().collect();
        let first = earlier.iter().position(|step| step.batch == self.batch)?;
        earlier.truncate(first);
        while let Some(step) = earlier.pop() {
            if read(step.after.as_deref()).as_ref() != Some(&state) {
                continue;
            }
            let Some(before) = read(step.before.as_deref()) else {
                break;
            };
            state = before;
        }
        Some(state)
    }

    /// Whether a row is still as the import left it.
    pub(super) fn is_as_left<T: Imported>(&self, row: &T) -> bool {
        let last = self.own::<T>(row.key()).next_back();
        let after: Option<T> = last.and_then(|step| read(step.after.as_deref()));
        after.as_ref() == Some(row) && !self.later.contains(&row.key())
    }

    /// Whether a row was made by what is taken back, and nobody has changed it since.
    pub(super) fn may_go<T: Imported>(&self, row: &T) -> bool {
        let key = row.key();
        if !self.is_made::<T>(key) || self.is_standing(key) || self.is_back(row) {
            return false;
        }
        let steps = self.steps::<T>(key);
        let afters = steps.iter().filter_map(|step| read(step.after.as_deref()));
        let afters: Vec<T> = afters.collect();
        let befores = steps.iter().filter_map(|step| read(step.before.as_deref()));
        afters.contains(row) && befores.into_iter().all(|before| afters.contains(&before))
    }

    /// Whether a row that an earlier undo marked as left was made to count
    /// again since, by hand.
    pub(super) fn is_back<T: Imported>(&self, row: &T) -> bool {
        let others = self.steps::<T>(row.key()).iter();
        let mut others = others.filter(|step| step.batch != self.batch);
        row.status() == Status::Active
            && others.any(|step| {
                let after: Option<T> = read(step.after.as_deref());
                after.is_some_and(|after| after.status() == Status::Inactive)
            })
    }

    /// Whether sessions or orgs are among the rows.
    pub(super) fn calendar_moved(&self) -> bool {
        let mut entities = self.rows.iter().filter(|(_, steps)| {
            let mut steps = steps.iter();
            steps.any(|step| step.batch == self.batch)
        });
        entities.any(|((entity, _), _)| entity == AcademicSession::TABLE || entity == Org::TABLE)
    }

    /// What is gone or put back leaves nothing of its content in the notes.
    pub(super) fn forget(
        &self,
        connection: &Connection,
        gone: &BTreeSet<i64>,
        kept: &BTreeSet<i64>,
    ) -> Result<()> {
        let mut statement =
            connection.prepare("DELETE FROM import_row WHERE id = ?1 AND batch = ?2")?;
        for ((_, key), steps) in &self.rows {
            let is_of_this = steps.iter().any(|step| step.batch == self.batch);
            if gone.contains(key) || (is_of_this && !kept.contains(key)) {
                for step in steps {
                    statement.execute(params![key, step.batch])?;
                }
            }
        }
        Ok(())
    }
}

/// A row as it was noted; one noted by an older program that no longer reads is as good as none.
fn read<T: Imported>(text: Option<&str>) -> Option<T> {
    serde_json::from_str(text?).ok()
}
