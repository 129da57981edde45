//! Imports: rows that `exchange` has read become rows of the book, in one
//! transaction that can be tried dry and taken back. Knows no bytes and no
//! paths; a file is here only its rows, its name and its hash.

mod alike;
mod batch;
mod framework;
mod known;
mod ledger;
mod oneroster;
mod people;
mod places;
mod referred;
mod roster;
mod sessions;
mod undo;

use rusqlite::config::DbConfig;
use serde::Serialize;

use crate::domain::ids::{Id, Mint, Named};
use crate::domain::person::{PersonId, Role};
use crate::domain::plan::Area;
use crate::domain::viewer::Viewer;
use crate::exchange::RowReport;
use crate::exchange::finding::{Warning, counted};
use crate::exchange::oneroster::Records;
use crate::exchange::roster::Roster;

use super::error::{Error, Result};
use super::founding::SOURCE as INIT;
use super::{Actor, Store, USUAL_CACHE, derived};

pub use batch::BatchLine;
use batch::{remember, remember_mapping};
use ledger::Ledger;
pub use undo::{Stayed, Undone};

/// One import, as it is remembered.
#[derive(Debug)]
pub struct Batch;

impl Named for Batch {
    const PREFIX: char = 'b';
}

/// The source of plain rosters that name no other.
pub const ROSTER: &str = "roster";
/// The source of OneRoster bundles that name no other.
pub const ONEROSTER: &str = "oneroster";

/// How an import is to be made.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// The hash of the file's bytes.
    pub hash: String,
    /// The source to take the ids as of, instead of the file's own.
    pub source: Option<String>,
    /// Count and report, and store nothing.
    pub dry_run: bool,
    /// A failed row stops all.
    pub strict: bool,
    /// Go on where many would be marked as left.
    pub yes: bool,
    /// The class for students whose row names none.
    pub class: Option<String>,
    /// What a framework is about, where whoever imports it says so.
    pub area: Option<Area>,
    /// A name under which the mapping of columns is remembered.
    pub save_mapping: Option<String>,
}

/// What became of the data rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// New rows.
    pub created: u64,
    /// Rows that changed.
    pub updated: u64,
    /// Rows that say what is there already.
    pub unchanged: u64,
    /// Rows that aren't stored: of other files, or doubtful.
    pub skipped: u64,
    /// Rows with a fault.
    pub failed: u64,
}

impl Counts {
    /// All of them.
    pub fn rows(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped + self.failed
    }

    /// "3 rows: 2 created, 0 updated, 0 unchanged, 0 skipped, 1 failed."
    pub fn sentence(&self) -> String {
        let all = counted(self.rows(), "row", "rows");
        let Self {
            created,
            updated,
            unchanged,
            skipped,
            failed,
        } = self;
        format!(
            "{all}: {created} created, {updated} updated, {unchanged} unchanged, {skipped} skipped, {failed} failed."
        )
    }
}

/// Whether a row left out has a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It has.
    Failed,
    /// It hasn't.
    Skipped,
}

/// A row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Failed or skipped.
    pub outcome: Fate,
    /// Where and why.
    #[serde(flatten)]
    pub row: RowReport,
}

/// Why an import that could be read isn't stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Rows failed, and none may.
    Strict {
        /// How many.
        failed: u64,
    },
    /// More people would be marked as left than is likely.
    ManyLeft {
        /// How many students would be.
        left: u64,
        /// Of how many that this source has here.
        of: u64,
        /// How many members of staff would be.
        staff_left: u64,
        /// Of how many that this source has here.
        of_staff: u64,
    },
}

/// What an import did, or would do.
#[derive(Debug)]
pub struct Outcome {
    /// Its batch; none when nothing was stored, or nothing new was to be.
    pub batch: Option<Id<Batch>>,
    /// The source its ids are of.
    pub source: String,
    /// What became of the rows.
    pub counts: Counts,
    /// Students marked as left.
    pub left: u64,
    /// Members of staff marked as left.
    pub staff_left: u64,
    /// Places in a class that went on until now, and are over.
    pub enrollments_ended: u64,
    /// People who had left and are there again.
    pub back: u64,
    /// Competencies marked as retired.
    pub retired: u64,
    /// Rows left out.
    pub reports: Vec<Report>,
    /// Values that lost characters on their way in.
    pub notes: Vec<RowReport>,
    /// What else was noticed.
    pub warnings: Vec<Warning>,
    /// Why nothing was stored; in a dry run, why nothing would be.
    pub refusal: Option<Refusal>,
}

/// What an import is doing at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Comparing rows with the book and writing them.
    Rows,
    /// Working out anew who is due.
    Dates,
}

/// From so many on it is said how far an import is.
const LONG: usize = 2_000;

impl Phase {
    /// How far it is, where it takes long enough to be said: "rows: 57 %".
    pub fn words(self, done: usize, all: usize) -> Option<String> {
        let what = match self {
            Self::Rows => "rows",
            Self::Dates => "students' dates",
        };
        (all >= LONG).then(|| format!("{what}: {} %", done * 100 / all))
    }
}

/// Hears how many of how many are done.
pub type Progress<'a> = &'a mut dyn FnMut(Phase, usize, usize);

/// Pages kept in memory while an import writes, in kB: enough for the indexes.
const IMPORT_CACHE: i64 = -16_384;
/// From this many students on, a share is worth asking about.
const GUARDED_FROM: u64 = 20;

impl Store {
    /// Brings a OneRoster bundle into the book. Administrators only.
    pub fn import_oneroster(
        &mut self,
        viewer: &Viewer,
        actor: &Actor,
        mint: &mut Mint,
        records: &Records,
        conditions: &Conditions,
        progress: Progress<'_>,
    ) -> Result<Outcome> {
        if viewer.role != Role::Administrator {
            return Err(Error::refused(
                "Only an administrator may import OneRoster. Ask one, or import your class list with `import roster`.",
            ));
        }
        let source = match named_source(conditions)?.or_else(|| records.system.clone()) {
            Some(own) if own == INIT || own == ROSTER => format!("{ONEROSTER}:{own}"),
            Some(own) if !own.is_empty() => own,
            _ => ONEROSTER.to_owned(),
        };
        let work = |ledger: &mut Ledger<'_>, progress: Progress<'_>| {
            oneroster::import(ledger, records, progress)
        };
        let file = File {
            kind: ONEROSTER,
            source: &source,
            mapping: None,
            notes: &records.notes,
            warnings: &records.warnings,
        };
        self.import(actor, mint, &file, conditions, progress, work)
    }

    /// Brings a plain roster into the book. Administrators, and teachers for
    /// their own classes.
    pub fn import_roster(
        &mut self,
        viewer: &Viewer,
        actor: &Actor,
        mint: &mut Mint,
        roster: &Roster,
        conditions: &Conditions,
        progress: Progress<'_>,
    ) -> Result<Outcome> {
        if !matches!(viewer.role, Role::Administrator | Role::Teacher) {
            return Err(Error::refused(
                "Only administrators and teachers may import a roster. Ask one of them.",
            ));
        }
        let source = named_source(conditions)?.unwrap_or_else(|| ROSTER.to_owned());
        let mapping = roster.mapping.to_string();
        let work = |ledger: &mut Ledger<'_>, progress: Progress<'_>| {
            let class = conditions.class.as_deref();
            roster::import(ledger, viewer, roster, class, progress)?;
            Ok(None)
        };
        let file = File {
            kind: ROSTER,
            source: &source,
            mapping: Some(&mapping),
            notes: &roster.notes,
            warnings: &roster.warnings,
        };
        self.import(actor, mint, &file, conditions, progress, work)
    }

    fn import(
        &mut self,
        actor: &Actor,
        mint: &mut Mint,
        file: &File<'_>,
        conditions: &Conditions,
        progress: Progress<'_>,
        work: impl FnOnce(&mut Ledger<'_>, Progress<'_>) -> Result<Option<Share>>,
    ) -> Result<Outcome> {
        // Or SQLite plans anew for every student whose values it is given.
        self.connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.connection
            .pragma_update(None, "cache_size", IMPORT_CACHE)?;
        let mut outcome = None;
        let written = self.write(|connection| {
            connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let mut ledger = Ledger::new(connection, mint, *actor, file.source);
            let share = work(&mut ledger, progress)?;
            refresh(&ledger, progress)?;
            let Ledger {
                batch,
                counts,
                left,
                staff_left,
                enrollments_ended,
                back,
                retired,
                reports,
                warnings,
                sequence,
                ..
            } = ledger;
            let refusal = refusal(counts, share, conditions);
            let has_written = sequence > 0;
            let mut all = file.warnings.to_vec();
            all.extend(warnings.into_vec());
            let is_stored = refusal.is_none() && !conditions.dry_run;
            outcome = Some(Outcome {
                batch: (is_stored && has_written).then_some(batch),
                source: file.source.to_owned(),
                counts,
                left,
                staff_left,
                enrollments_ended,
                back,
                retired,
                reports,
                notes: file.notes.to_vec(),
                warnings: all,
                refusal,
            });
            if !is_stored {
                return Err(Error::refused(NOT_STORED));
            }
            remember_mapping(connection, file, conditions)?;
            if !has_written {
                // An import that says nothing new is none: there is nothing to take back.
                return Ok(());
            }
            remember(connection, actor, batch, file, conditions, counts)
        });
        self.connection
            .pragma_update(None, "cache_size", USUAL_CACHE)?;
        match (written, outcome) {
            (Ok(()), Some(outcome)) => Ok(outcome),
            (Err(Error::Refused(why)), Some(outcome)) if why == NOT_STORED => Ok(outcome),
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(Error::Failed("The import came to nothing.".into())),
        }
    }
}

/// Never shown: carries a dry run out of its transaction.
const NOT_STORED: &str = "not stored";

/// A file, as far as the book remembers it.
struct File<'a> {
    kind: &'static str,
    source: &'a str,
    mapping: Option<&'a str>,
    notes: &'a [RowReport],
    warnings: &'a [Warning],
}

/// How many of how many a full list no longer has.
#[derive(Debug, Clone, Copy)]
struct Share {
    left: u64,
    of: u64,
    staff_left: u64,
    of_staff: u64,
    /// Every teacher there was has left.
    without_teachers: bool,
}

impl Share {
    /// Whether it is worth asking about.
    fn is_large(&self) -> bool {
        let is_everybody = self.of > 0 && self.left == self.of;
        let is_a_tenth = self.of >= GUARDED_FROM && self.left * 10 > self.of;
        let is_most_staff = self.staff_left >= 2 && self.staff_left * 2 > self.of_staff;
        is_everybody || is_a_tenth || is_most_staff || self.without_teachers
    }
}

fn named_source(conditions: &Conditions) -> Result<Option<String>> {
    let Some(name) = conditions.source.as_deref() else {
        return Ok(None);
    };
    let name = crate::domain::words::clean_line(name)
        .text
        .trim()
        .to_owned();
    if name.is_empty() || name == INIT || name.chars().count() > 100 {
        return Err(Error::refused(
            "A source needs a name of at most 100 letters that isn't init; give another with --source.",
        ));
    }
    Ok(Some(name))
}

fn refusal(counts: Counts, share: Option<Share>, conditions: &Conditions) -> Option<Refusal> {
    if conditions.strict && counts.failed > 0 {
        return Some(Refusal::Strict {
            failed: counts.failed,
        });
    }
    let share = share.filter(Share::is_large)?;
    (!conditions.yes).then_some(Refusal::ManyLeft {
        left: share.left,
        of: share.of,
        staff_left: share.staff_left,
        of_staff: share.of_staff,
    })
}

/// Derives anew what follows from the rows that were written.
fn refresh(ledger: &Ledger<'_>, progress: Progress<'_>) -> Result<()> {
    let today = ledger.actor.today;
    if ledger.calendar_moved {
        let mut told = |done: usize, all: usize| progress(Phase::Dates, done.min(all), all);
        return derived::refresh_all(ledger.connection, today, &mut told);
    }
    let students: Vec<PersonId> = ledger.touched.iter().copied().collect();
    for (done, some) in students.chunks(500).enumerate() {
        progress(Phase::Dates, done * 500, students.len());
        derived::refresh(ledger.connection, some, today)?;
    }
    if !students.is_empty() {
        progress(Phase::Dates, students.len(), students.len());
    }
    Ok(())
}
