//! Copies of the book, verified before they have a name: made while others
//! work, and put back with the present file kept aside. Not who may; that is
//! the command's to ask.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::domain::Moment;

use super::copies::Pace;
use super::error::{Error, Result};
use super::{Store, connect, place, schema};

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// How many students.
    pub students: u64,
    /// How many check-ins, voided ones not counted.
    pub check_ins: u64,
}

/// What was put back, and where the file that was there before is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the restored file holds.
    pub held: Held,
    /// The file that was in its place.
    pub replaced: Option<PathBuf>,
}

impl Store {
    /// Copies the open book to a new file at `target`, as it is at one moment,
    /// and reads the copy back before it gets its name.
    pub fn backup(&self, target: &Path) -> Result<Held> {
        if target.symlink_metadata().is_ok() {
            return Err(Error::Exists(target.to_owned()));
        }
        copy_to_new(self.reading(), target, &Pace::AtOnce)
    }
}

/// Puts the backup at `backup` in place of the database at `path`. A file that
/// is there is kept aside under a name with the date, and only with `replace`.
pub fn restore(backup: &Path, path: &Path, replace: bool, now: Moment) -> Result<Restored> {
    let source = place::look(backup)?;
    let present = place::identity(path);
    if present == Some(source) {
        return Err(Error::refused(
            "The backup is the database itself; name another file.",
        ));
    }
    if path.symlink_metadata().is_ok() && !replace {
        return Err(Error::Exists(path.to_owned()));
    }
    if path.is_dir() {
        return Err(Error::NotOurs(path.to_owned(), "it is a folder"));
    }
    if let Some(kind) = place::network(path) {
        return Err(Error::Network(kind));
    }
    let opened = connect(backup, true)?;
    schema::must_be_ours(&opened, backup)?;
    place::make_folder(path)?;
    let ready = place::beside(path, &format!(".restoring-{}", std::process::id()));
    let held = copy_to_new(&opened, &ready, &Pace::AtOnce)?;
    // A link that leads nowhere is kept aside like a file.
    let put = if path.symlink_metadata().is_ok() {
        put_in_place(&ready, path, now).map(Some)
    } else {
        publish(&ready, path).map(|()| None)
    };
    if put.is_err() {
        discard(&ready);
    }
    Ok(Restored {
        held,
        replaced: put?,
    })
}

/// Keeps a copy of a file that is about to get a newer schema beside it:
/// `school.db.before-schema-2`, with a number where that is taken.
pub(super) fn before_migration(path: &Path) -> Result<()> {
    let as_it_is = connect(path, true)?;
    let target = free_name(path, &format!(".before-schema-{}", schema::NEWEST));
    copy_to_new(&as_it_is, &target, &Pace::AtOnce)?;
    Ok(())
}

/// Gives a finished file its name, refusing one that is taken, also where the
/// file system knows no hard links (a USB stick).
pub(super) fn publish(from: &Path, to: &Path) -> Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => {
            place::sync_folder(to);
            Ok(())
        }
        Err(Errno::EXIST) => Err(Error::Exists(to.to_owned())),
        Err(_unknown) => place::publish(from, to, false),
    }
}

/// Takes away an unfinished file and what SQLite laid beside it.
pub(super) fn discard(unfinished: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _absent = fs::remove_file(place::beside(unfinished, suffix));
    }
}

/// Copies, verifies, flushes, and only then names the copy.
pub(super) fn copy_to_new(from: &Connection, target: &Path, pace: &Pace<'_>) -> Result<Held> {
    let unfinished = place::beside(target, &format!(".copying-{}", std::process::id()));
    let made = (|| {
        let file = place::make_file_for(&unfinished, target)?;
        let held = copy_and_verify(from, &unfinished, &file, pace)?;
        file.sync_all()
            .map_err(|error| place::from_io(&error, &unfinished))?;
        publish(&unfinished, target)?;
        Ok(held)
    })();
    if made.is_err() {
        discard(&unfinished);
    }
    made
}

fn copy_and_verify(
    from: &Connection,
    unfinished: &Path,
    file: &File,
    pace: &Pace<'_>,
) -> Result<Held> {
    // One reading transaction, so that what is counted is what was copied.
    let snapshot = from.unchecked_transaction()?;
    let expected = Contents::read(&snapshot)?;
    let mut to = connect(unfinished, false)?;
    pace.watch(&to)?;
    to.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    {
        let copying = Backup::new(&snapshot, &mut to)?;
        loop {
            match copying.step(pace.pages())? {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked => return Err(Error::Busy),
                _ => pace.rest(file)?,
            }
        }
    }
    // A copy has no log beside it: it is one file, and can be read anywhere.
    let _mode: String = to.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    to.close().map_err(|(_open, error)| Error::from(error))?;
    pace.rest(file)?;
    let copy = connect(unfinished, true)?;
    pace.watch(&copy)?;
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Error::Damaged("its copy doesn't read back whole".into()));
    }
    if Contents::read(&copy)? != expected {
        return Err(Error::Failed(
            "The copy doesn't hold what the database holds; it was thrown away.".into(),
        ));
    }
    Ok(expected.held)
}

/// Puts a whole file in place of the present one, which is kept aside.
fn put_in_place(ready: &Path, path: &Path, now: Moment) -> Result<PathBuf> {
    let when: DateTime<Utc> = DateTime::from_timestamp_millis(now.0).unwrap_or_default();
    let aside = free_name(
        path,
        &format!(".replaced-{}", when.format("%Y-%m-%d-%H%M%S")),
    );
    if place::look(path).is_ok() {
        close_log(path)?;
    }
    // A log left beside the name would be taken for the new file's.
    for suffix in ["-wal", "-shm", "-journal"] {
        let log = place::beside(path, suffix);
        if log.symlink_metadata().is_ok() {
            let kept = place::beside(&aside, suffix);
            fs::rename(&log, &kept).map_err(|error| place::from_io(&error, &log))?;
        }
    }
    // Linked first, so that there is a database at the name at every moment.
    if fs::hard_link(path, &aside).is_err() {
        fs::rename(path, &aside).map_err(|error| place::from_io(&error, path))?;
    }
    if place::open_bits(&aside) != 0 {
        let _others = place::close_bits(&aside);
    }
    place::publish(ready, path, true)?;
    Ok(aside)
}

/// Empties and removes the write-ahead log of the present file. That needs the
/// file for ourselves alone, and so finds out whether somebody works with it.
fn close_log(path: &Path) -> Result<()> {
    let Ok(connection) = connect(path, false) else {
        return Ok(()); // Damaged or unwritable: it is moved as it is.
    };
    connection.busy_timeout(std::time::Duration::from_millis(500))?;
    let mode: rusqlite::Result<String> =
        connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0));
    match mode.map_err(Error::from) {
        Err(Error::Busy) => Err(Error::refused(
            "Another session has the database open. Close it, then restore again.",
        )),
        _ => Ok(()),
    }
}

/// A name beside `path` that ends in `suffix`, with a number where that is taken:
/// `school.db.replaced-2026-11-23-081500-2`.
fn free_name(path: &Path, suffix: &str) -> PathBuf {
    let first = place::beside(path, suffix);
    let taken = |name: &Path| name.symlink_metadata().is_ok();
    let mut others = (2..).map(|n| place::beside(path, &format!("{suffix}-{n}")));
    if taken(&first) {
        others.find(|name| !taken(name)).unwrap_or(first)
    } else {
        first
    }
}

/// What a copy has to have in common with its original.
#[derive(PartialEq, Eq)]
struct Contents {
    held: Held,
    rows: Vec<(String, i64)>,
    audit: Option<String>,
}

impl Contents {
    fn read(connection: &Connection) -> Result<Self> {
        let mut statement = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
        let tables: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut rows = Vec::with_capacity(tables.len());
        for table in tables {
            let quoted = table.replace('"', "\"\"");
            let sql = format!("SELECT count(*) FROM \"{quoted}\"");
            rows.push((
                table,
                connection.query_row(&sql, [], |row| row.get::<_, i64>(0))?,
            ));
        }
        let audit = connection
            .query_row(
                "SELECT hash FROM audit ORDER BY id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        Ok(Self {
            held: held(connection)?,
            rows,
            audit,
        })
    }
}

fn held(connection: &Connection) -> Result<Held> {
    let (students, check_ins): (i64, i64) = connection.query_row(
        "SELECT (SELECT count(*) FROM person WHERE role = 'student'),
           (SELECT count(*) FROM check_in)
             - (SELECT count(*) FROM void JOIN check_in ON check_in.id = void.entry)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Held {
        students: students as u64,
        check_ins: check_ins as u64,
    })
}
