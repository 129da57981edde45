//! The pen of an import: writes rows and notes for each what it was before
//! and after, counts, and collects what is to be reported. Which rows, the
//! readers of the formats say.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::framework::{Competency, CompetencyStatus, Framework};
use crate::domain::ids::{Id, Mint, Named};
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::school::{AcademicSession, Class, Enrollment, Import, Org};
use crate::exchange::RowReport;
use crate::exchange::finding::{Warnings, shown};

use super::super::rows::Table;
use super::super::{Actor, Error, Result};
use super::{Batch, Counts, Fate, Report};

/// A row that imports make.
pub(super) trait Imported: Table + Serialize + DeserializeOwned {
    /// Where it came from.
    fn import(&self) -> &Import;
    /// Whether it is still there.
    fn status(&self) -> Status;
    /// The same row, there or left.
    fn with_status(&self, status: Status) -> Self;
}

macro_rules! imported {
    ($($type:ty),+) => {$(
        impl Imported for $type {
            fn import(&self) -> &Import {
                &self.import
            }
            fn status(&self) -> Status {
                self.status
            }
            fn with_status(&self, status: Status) -> Self {
                Self { status, ..self.clone() }
            }
        }
    )+};
}
imported!(Org, AcademicSession, Class, Person, Enrollment);

/// What of a framework is left is retired.
macro_rules! imported_retiring {
    ($($type:ty),+) => {$(
        impl Imported for $type {
            fn import(&self) -> &Import {
                &self.import
            }
            fn status(&self) -> Status {
                match self.status {
                    CompetencyStatus::Active => Status::Active,
                    CompetencyStatus::Retired => Status::Inactive,
                }
            }
            fn with_status(&self, status: Status) -> Self {
                let status = match status {
                    Status::Active => CompetencyStatus::Active,
                    Status::Inactive => CompetencyStatus::Retired,
                };
                Self { status, ..self.clone() }
            }
        }
    )+};
}
imported_retiring!(Framework, Competency);

/// A row as it is, and as the last import said it was. What differs between
/// the two was typed here, and stays.
pub(super) struct Told<'a, T> {
    pub(super) present: &'a T,
    pub(super) base: Option<&'a T>,
}

impl<T> Told<'_, T> {
    /// A field that the school's system keeps: news from there counts, an old
    /// word doesn't undo what was typed here, and silence changes nothing.
    pub(super) fn take<F: PartialEq + Clone>(
        &self,
        field: impl Fn(&T) -> &F,
        said: Option<F>,
    ) -> F {
        let present = field(self.present);
        match (said, self.base.map(&field)) {
            (None, _) => present.clone(),
            (Some(said), Some(base)) if said == *base => present.clone(),
            (Some(said), _) => said,
        }
    }

    /// A field that people keep here: once typed, it stays.
    pub(super) fn keep<F: PartialEq + Clone>(
        &self,
        field: impl Fn(&T) -> &F,
        said: Option<F>,
    ) -> F {
        let present = field(self.present);
        match (said, self.base.map(&field)) {
            (Some(said), None) => said,
            (Some(said), Some(base)) if base == present => said,
            _ => present.clone(),
        }
    }
}

/// The place of a row in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) file: &'a str,
    pub(super) line: u64,
}

/// Why a row is left out.
#[derive(Debug)]
pub(super) struct Objection {
    pub(super) fate: Fate,
    pub(super) column: Option<&'static str>,
    pub(super) value: String,
    pub(super) reason: &'static str,
}

impl Objection {
    /// The row can't be taken.
    pub(super) fn failed(column: &'static str, value: &str, reason: &'static str) -> Self {
        Self {
            fate: Fate::Failed,
            column: Some(column),
            value: value.to_owned(),
            reason,
        }
    }

    /// The same, for another row.
    pub(super) fn again(&self) -> Self {
        Self {
            value: self.value.clone(),
            ..*self
        }
    }

    /// The row isn't taken, and nothing is wrong with it.
    pub(super) fn skipped(column: &'static str, value: &str, reason: &'static str) -> Self {
        Self {
            fate: Fate::Skipped,
            ..Self::failed(column, value, reason)
        }
    }
}

/// What writes, counts and reports.
pub(super) struct Ledger<'a> {
    pub(super) connection: &'a Connection,
    pub(super) mint: &'a mut Mint,
    pub(super) actor: Actor,
    pub(super) batch: Id<Batch>,
    pub(super) source: &'a str,
    pub(super) counts: Counts,
    pub(super) left: u64,
    pub(super) staff_left: u64,
    pub(super) enrollments_ended: u64,
    pub(super) back: u64,
    /// Competencies that are no longer in their framework.
    pub(super) retired: u64,
    pub(super) reports: Vec<Report>,
    pub(super) warnings: Warnings,
    /// Students whose derived rows must be made anew.
    pub(super) touched: BTreeSet<PersonId>,
    /// The calendar moved, and with it everybody's dates.
    pub(super) calendar_moved: bool,
    pub(super) sequence: i64,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        mint: &'a mut Mint,
        actor: Actor,
        source: &'a str,
    ) -> Self {
        let batch = mint.id(actor.now);
        Self::of(connection, mint, actor, source, batch)
    }

    /// The pen of a batch that is there.
    pub(super) fn of(
        connection: &'a Connection,
        mint: &'a mut Mint,
        actor: Actor,
        source: &'a str,
        batch: Id<Batch>,
    ) -> Self {
        Self {
            connection,
            mint,
            actor,
            batch,
            source,
            counts: Counts::default(),
            left: 0,
            staff_left: 0,
            enrollments_ended: 0,
            back: 0,
            retired: 0,
            reports: Vec::new(),
            warnings: Warnings::default(),
            touched: BTreeSet::new(),
            calendar_moved: false,
            sequence: 0,
        }
    }

    /// A new id.
    pub(super) fn id<T: Named>(&mut self) -> Id<T> {
        self.mint.id(self.actor.now)
    }

    /// Where a row of this source comes from.
    pub(super) fn import(&self, sourced_id: &str) -> Import {
        Import {
            source: Some(self.source.to_owned()),
            sourced_id: Some(sourced_id.to_owned()),
        }
    }

    /// Adds a row.
    pub(super) fn insert<T: Imported>(&mut self, row: &T) -> Result<()> {
        row.insert(self.connection)?;
        self.note(row.key(), None::<&T>, Some(row), None)
    }

    /// Changes a row. `said` is the row as the file has it, where what was
    /// typed here makes another of it.
    pub(super) fn update<T: Imported>(
        &mut self,
        before: &T,
        after: &T,
        said: Option<&T>,
    ) -> Result<()> {
        after.replace(self.connection)?;
        self.note(after.key(), Some(before), Some(after), said)
    }

    /// Takes a row away.
    pub(super) fn remove<T: Imported>(&mut self, row: &T) -> Result<()> {
        T::remove(self.connection, row.key())?;
        self.note(row.key(), Some(row), None, None)
    }

    /// Marks a row as left; none when it is already.
    pub(super) fn leave<T: Imported>(&mut self, row: &T) -> Result<Option<T>> {
        if row.status() == Status::Inactive {
            return Ok(None);
        }
        let gone = self.withdraw(row, |row| row.with_status(Status::Inactive))?;
        Ok(Some(gone))
    }

    /// Changes a row in one respect, and what the file last said of it likewise.
    pub(super) fn withdraw<T: Imported>(&mut self, row: &T, change: impl Fn(&T) -> T) -> Result<T> {
        let after = change(row);
        let said = self.base::<T>(row.key())?.map(|base| change(&base));
        let said = said.filter(|said| *said != after);
        self.update(row, &after, said.as_ref())?;
        Ok(after)
    }

    /// Merges what a file says into a row that is there, and says what became
    /// of it; none when nothing did.
    pub(super) fn settle<T: Imported>(
        &mut self,
        present: &T,
        merge: impl Fn(&Told<'_, T>) -> T,
    ) -> Result<Option<T>> {
        let over = |present| {
            merge(&Told {
                present,
                base: None,
            })
        };
        if over(present) == *present {
            return Ok(None);
        }
        let base = self.base::<T>(present.key())?;
        let merged = merge(&Told {
            present,
            base: base.as_ref(),
        });
        if merged == *present {
            return Ok(None);
        }
        let said = base.as_ref().map(over).filter(|said| *said != merged);
        self.update(present, &merged, said.as_ref())?;
        Ok(Some(merged))
    }

    /// A row as the last import had it.
    fn base<T: Imported>(&self, key: i64) -> Result<Option<T>> {
        let text: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT coalesce(said, after) FROM import_row
                 WHERE id = ?1 AND after IS NOT NULL ORDER BY batch DESC, seq DESC LIMIT 1",
            )?
            .query_row([key], |row| row.get(0))
            .optional()?;
        // A row noted by an older program that no longer reads is as good as none.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn note<T: Imported>(
        &mut self,
        key: i64,
        before: Option<&T>,
        after: Option<&T>,
        said: Option<&T>,
    ) -> Result<()> {
        self.sequence += 1;
        self.connection
            .prepare_cached(
                "INSERT INTO import_row (batch, seq, entity, id, before, after, said)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                self.batch.number(),
                self.sequence,
                T::TABLE,
                key,
                before.map(written).transpose()?,
                after.map(written).transpose()?,
                said.map(written).transpose()?,
            ])?;
        Ok(())
    }

    /// Reports a row that isn't taken, and counts it.
    pub(super) fn object(&mut self, spot: Spot<'_>, objection: &Objection) {
        match objection.fate {
            Fate::Failed => self.counts.failed += 1,
            Fate::Skipped => self.counts.skipped += 1,
        }
        self.reports.push(Report {
            outcome: objection.fate,
            row: RowReport {
                file: shown(spot.file),
                line: spot.line,
                value: objection.column.map(|_| shown(&objection.value)),
                column: objection.column.map(str::to_owned),
                reason: objection.reason.to_owned(),
            },
        });
    }

    /// Counts a row that is there by whether it changed.
    pub(super) fn count(&mut self, has_changed: bool) {
        if has_changed {
            self.counts.updated += 1;
        } else {
            self.counts.unchanged += 1;
        }
    }

    /// Remembers that a person's derived rows must be made anew.
    pub(super) fn touch(&mut self, person: &Person) {
        if person.role == Role::Student {
            self.touched.insert(person.id);
        }
    }
}

pub(super) fn written<T: Serialize>(row: &T) -> Result<String> {
    serde_json::to_string(row)
        .map_err(|_unwritable| Error::Failed("A row can't be written down.".into()))
}
