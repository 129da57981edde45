//! Is the book sound, private and where it should be: looks at everything and
//! mends nothing. What is found says what to do about it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::ids::Moment;
use crate::domain::person::{PersonId, Role};
use crate::domain::query::{Answer, Query, Standing};
use crate::domain::viewer::{Company, Reach, Viewer};
use crate::domain::{dates, words};

use super::error::{Error, Result};
use super::{Store, connect, copies, derived, is_writable, place, reads, schema, wait_a_little};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something has to be done.
    Error,
    /// Something should be done.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub what: String,
    /// How bad it is.
    pub severity: Severity,
    /// What to do about it; empty where nothing is to be done.
    #[serde(rename = "do")]
    pub hint: String,
}

/// All that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The findings, the worst first.
    pub list: Vec<Finding>,
    /// 0 where there is no error, else the exit code of the command.
    pub exit_code: u8,
}

/// How many students are counted anew.
const SAMPLE: i64 = 40;

/// What to do where a login is that of two.
pub(super) const GIVE_EACH_A_LOGIN: &str = "Give each a login of their own in the school's system, and let an administrator with another login import it.";

/// Below this many free bytes, work should stop for a while.
pub(super) const ROOM: u64 = 64 * 1024 * 1024;

/// Looks at the file at `path` in every way.
pub fn check(path: &Path, today: NaiveDate, now: Moment) -> Result<Findings> {
    let mut found = Findings::default();
    match place::look(path) {
        Ok(_) => {}
        Err(error @ (Error::NotOurs(..) | Error::TooNew { .. })) => {
            found.fail(&error);
            found.look_at_copies(path);
            return Ok(found);
        }
        Err(error) => return Err(error),
    }
    found.look_at_place(path);
    if let Err(error) = found.look_inside(path, today, now) {
        found.fail(&error);
    }
    found.look_at_copies(path);
    found.list.sort_by_key(|finding| finding.severity);
    Ok(found)
}

impl Store {
    /// Opens the book to look at it: nothing is mended, copied or brought up to date.
    pub fn open_to_look(path: &Path) -> Result<Self> {
        let identity = place::look(path)?;
        Ok(Self::over(connect(path, true)?, path, identity, true))
    }

    fn over(
        connection: Connection,
        path: &Path,
        identity: place::Identity,
        read_only: bool,
    ) -> Self {
        Self {
            connection,
            path: Some(path.to_owned()),
            identity: Some(identity),
            log: None,
            read_only,
            was_open: false,
            own_writes: 0,
            orders: reads::Orders::default(),
            confined: super::confine::Confined::ToNobody,
        }
    }
}

impl Findings {
    /// Whether there is no error.
    pub fn ok(&self) -> bool {
        self.exit_code == 0
    }

    fn add(&mut self, severity: Severity, what: impl Into<String>, hint: impl Into<String>) {
        if severity == Severity::Error {
            self.exit_code = self.exit_code.max(1);
        }
        self.list.push(Finding {
            what: what.into(),
            severity,
            hint: hint.into(),
        });
    }

    fn fail(&mut self, error: &Error) {
        self.add(Severity::Error, error.to_string(), error.hint());
        self.exit_code = self.exit_code.max(error.exit_code());
    }

    fn look_at_place(&mut self, path: &Path) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let file = place::beside(path, suffix);
            let bits = place::open_bits(&file);
            if bits != 0 {
                let shown = file.display();
                self.add(
                    Severity::Error,
                    format!(
                        "Others on this computer can reach {shown} (its mode ends in {bits:02o})."
                    ),
                    format!("Run `chmod 600 {shown}`."),
                );
            }
        }
        let folder = place::folder_of(path);
        let bits = place::open_bits(folder);
        if bits & 0o022 != 0 {
            self.add(
                Severity::Warning,
                format!("Others can change what lies in {}.", said(folder)),
                "Keep the database in a folder of mode 700.",
            );
        } else if bits != 0 {
            self.add(
                Severity::Info,
                format!("Others can look into {}.", said(folder)),
                "Nothing has to be done; a folder of mode 700 hides the file's name too.",
            );
        }
        if let Some(kind) = place::network(path) {
            self.fail(&Error::Network(kind));
        } else if place::is_fuse(path) {
            self.add(
                Severity::Warning,
                "The file lies on a FUSE file system, which may be a network behind a mask.",
                "Keep the file on a local disk, unless you know this one to be local.",
            );
        }
        if let Ok(data) = rustix::fs::statvfs(folder) {
            let free = data.f_bavail.saturating_mul(data.f_frsize);
            if !copies::has_room(path) {
                self.add(
                    Severity::Warning,
                    format!("Only {} MB are free on the disk.", free / 1_000_000),
                    "Make room: a backup alone takes as much as the file, and none is made by itself until then.",
                );
            }
        }
        if !is_writable(path) {
            self.add(
                Severity::Warning,
                "The file or its folder can't be written by this account.",
                "It can be read; give the account write access to save in it.",
            );
        }
        self.look_for_leftovers(path, folder);
    }

    fn look_at_copies(&mut self, path: &Path) {
        match copies::newest_good(path) {
            Some(copy) => self.add(
                Severity::Info,
                format!("The newest good copy is {}.", copy.display()),
                "",
            ),
            None => self.add(
                Severity::Info,
                "No good copy was made by itself yet.",
                "The first session of a day on the screen makes one, unless the config says otherwise.",
            ),
        }
    }

    fn look_for_leftovers(&mut self, path: &Path, folder: &Path) {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            return;
        };
        let unfinished = |other: &str| {
            other.strip_prefix(name).is_some_and(|rest| {
                rest == ".new"
                    || [".founding-", ".copying-", ".restoring-"]
                        .iter()
                        .any(|kind| rest.starts_with(kind))
            })
        };
        let mut names: Vec<String> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|other| unfinished(other))
            .collect();
        names.sort();
        for other in names {
            self.add(
                Severity::Warning,
                format!("{other} was left behind by something interrupted."),
                "Delete it, unless a backup or a restore is running now.",
            );
        }
    }

    fn look_inside(&mut self, path: &Path, today: NaiveDate, now: Moment) -> Result<()> {
        let store = Store::open_to_look(path)?;
        let connection = store.reading();
        let mut statement = connection.prepare("PRAGMA integrity_check(8)")?;
        let faults: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        drop(statement);
        if faults != ["ok"] {
            return Err(Error::Damaged(format!(
                "{} of its pages or rows are not as they should be",
                if faults.len() > 7 {
                    "many".to_owned()
                } else {
                    faults.len().to_string()
                }
            )));
        }
        let version = schema::version(connection)?;
        self.add(
            Severity::Info,
            format!(
                "The file has schema {version}; this program knows {}, with SQLite {}.",
                schema::NEWEST,
                rusqlite::version()
            ),
            if version < schema::NEWEST {
                "The next command that opens it keeps a copy and brings it up to date."
            } else {
                ""
            },
        );
        // No command opens such a file; what else is wrong with it is told all the same.
        if let Some(why) = schema::strange(connection)? {
            let error = Error::NotOurs(path.to_owned(), why);
            self.add(
                Severity::Error,
                error.to_string(),
                "Ask where the file comes from; restore a backup of your own.",
            );
            self.exit_code = self.exit_code.max(error.exit_code());
        }
        if version < schema::NEWEST {
            return Ok(());
        }
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let loose = statement.query_map([], |_row| Ok(()))?.count();
        drop(statement);
        if loose > 0 {
            self.add(
                Severity::Error,
                format!("{loose} rows point at rows that aren't there."),
                "Restore your newest backup, and keep this file for whoever looks into it.",
            );
        }
        if let Some(row) = store.broken_audit_row()? {
            self.add(
                Severity::Error,
                format!("Row {row} of the audit isn't as it was written."),
                "Somebody changed the file by hand: compare it with a backup from before.",
            );
        }
        if store.is_audit_cut()? {
            self.add(
                Severity::Error,
                "The end of the audit is missing: what was written last has no row in it.",
                "Somebody changed the file by hand: compare it with a backup from before.",
            );
        }
        let mut statement = connection.prepare(
            "SELECT login, count(*) FROM person
             WHERE login IS NOT NULL AND status = 'active'
               AND role IN ('teacher', 'administrator', 'coach')
             GROUP BY login HAVING count(*) > 1 ORDER BY login",
        )?;
        let shared: Vec<(String, i64)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        drop(statement);
        for (login, n) in shared {
            let login = words::display(&login);
            self.add(
                Severity::Error,
                format!("{n} members of staff have the login {login}; none of them can work here."),
                GIVE_EACH_A_LOGIN,
            );
        }
        if let Some(behind) = store.clock_behind(now)? {
            self.add(
                Severity::Warning,
                dates::clock_behind(behind),
                dates::SET_THE_CLOCK,
            );
        }
        let counted: bool = connection.query_row(
            "SELECT (SELECT coalesce(sum(n), 0) FROM bucket) = (SELECT count(*) FROM roster)
               AND NOT EXISTS (SELECT 1 FROM bucket WHERE n <>
                 (SELECT count(*) FROM roster WHERE roster.bucket = bucket.id))",
            [],
            |row| row.get(0),
        )?;
        drop(store);
        let looked = if is_writable(path) {
            stands_as_recorded(path, today)
        } else {
            Ok(true)
        };
        let fresh = match looked {
            Err(error @ (Error::Busy | Error::Full)) => {
                let what = format!("The roster's dates couldn't be looked at: {error}");
                self.add(Severity::Warning, what, error.hint());
                true
            }
            found => found?,
        };
        if !counted || !fresh {
            self.add(
                Severity::Error,
                "The roster's dates or counts aren't what the check-ins say.",
                "The record itself is whole; a check-in puts its student's line right. Tell whoever looks after the program.",
            );
        }
        Ok(())
    }
}

/// A folder as a sentence ends with it.
fn said(folder: &Path) -> String {
    if folder == Path::new(".") {
        "this folder".to_owned()
    } else {
        format!("the folder {}", folder.display())
    }
}

/// Derives some students' rows anew in a transaction that is thrown away, and
/// says whether they stand as before.
fn stands_as_recorded(path: &Path, today: NaiveDate) -> Result<bool> {
    let identity = place::look(path)?;
    let mut store = Store::over(connect(path, false)?, path, identity, false);
    // A second: nothing is lost where somebody else writes for longer.
    store.connection.busy_handler(Some(wait_a_little::<400>))?;
    store.connection.execute_batch("BEGIN IMMEDIATE")?;
    let sample: Vec<PersonId> = store
        .connection
        .prepare("SELECT student FROM roster ORDER BY student DESC LIMIT ?1")?
        .query_map([SAMPLE], |row| row.get(0).map(PersonId::new))?
        .collect::<rusqlite::Result<_>>()?;
    // A run of enrollments or a school year that began since the line was written is told from
    // it where it is read: the dates are compared as they are seen, the rest as it is kept.
    let lines = |store: &Store| -> Result<Vec<Option<derived::Line>>> {
        let mut lines = Vec::with_capacity(sample.len());
        for student in &sample {
            let kept = derived::Line::read(&store.connection, *student)?;
            lines.push(kept.map(|kept| {
                let mut line = derived::Line {
                    absences: [0; 2],
                    absent_on: None,
                    met_on: None,
                    ..kept.line
                };
                // An older version counted the goals that wait to be agreed too.
                for plan in &mut line.plans {
                    plan.goals = 0;
                    plan.days.clear();
                }
                line
            }));
        }
        Ok(lines)
    };
    let links = |store: &Store| -> Result<Vec<_>> {
        let each = sample.iter();
        each.map(|student| derived::reached::read(&store.connection, *student))
            .collect()
    };
    let kept = links(&store)?;
    let before = (lines(&store)?, standings(&mut store, &sample, today)?);
    derived::refresh(&store.connection, &sample, today)?;
    store.orders = reads::Orders::default();
    let after = (lines(&store)?, standings(&mut store, &sample, today)?);
    // What an older version didn't keep says nothing.
    let is_kept = kept
        .iter()
        .zip(links(&store)?)
        .all(|(before, after)| before.is_none() || *before == after);
    store.connection.execute_batch("ROLLBACK")?;
    Ok(before == after && is_kept)
}

fn standings(
    store: &mut Store,
    sample: &[PersonId],
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, NaiveDate)>> {
    // Nobody sees what this viewer sees; only dates are compared.
    let nobody = Viewer {
        person: PersonId::new(0),
        role: Role::Administrator,
        reach: Reach::Everybody,
        company: Company::WithStudent(None),
    };
    let mut dates = Vec::new();
    for student in sample {
        if let Answer::Student(Some(record)) =
            store.ask(&nobody, &Query::Student(*student), today)?
        {
            let of = |standing: &Standing| (standing.due_on, standing.overdue_on);
            dates.extend(record.standings.iter().map(of));
        }
    }
    Ok(dates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_finding_decides_the_exit_code() {
        let mut found = Findings::default();
        found.add(Severity::Warning, "a", "b");
        assert!(found.ok());
        found.add(Severity::Error, "a", "b");
        assert_eq!(found.exit_code, 1);
        found.fail(&Error::Damaged("x".into()));
        found.fail(&Error::ReadOnly);
        assert_eq!(found.exit_code, 4);
    }
}
