//! How a first run gets its book: an empty school, the sample, or an import.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::app::screens::start::Preview;
use crate::domain::ids::Mint;
use crate::domain::person::full_name;
use crate::exchange::finding::counted;
use crate::exchange::roster::Mapping;
use crate::exchange::{self, Fault};
use crate::sample;
use crate::store::bulk::{self, Sample};
use crate::store::founding::{self, Founding};
use crate::store::import::{Conditions, Fate, Outcome, Progress};
use crate::store::{Actor, Error, Store};

use super::Setup;

/// Makes an empty school at the setup's place, with the person as its administrator.
pub fn empty(setup: &Setup) -> Result<(), Error> {
    empty_at(setup, &setup.path)
}

fn empty_at(setup: &Setup, path: &Path) -> Result<(), Error> {
    let now = (setup.clock)();
    let today = setup.today.unwrap_or_else(setup.date);
    let founding = Founding::usual(&setup.login, today);
    let mut mint = Mint::new(setup.seed);
    let (store, _founded) = founding::create(path, &founding, &mut mint, now, today)?;
    store.close();
    Ok(())
}

/// Makes the sample school in a folder of its own, gone when it is dropped.
pub fn sample(setup: &Setup) -> Result<(TempDir, PathBuf), Error> {
    let folder = private_folder()?;
    let path = folder.path().join("demo.db");
    let sample = Sample {
        students: sample::STUDENTS,
        check_ins: sample::CHECK_INS,
        seed: sample::SEED,
        today: setup.today.unwrap_or_else(setup.date),
        now: (setup.clock)(),
        login: setup.login.clone(),
    };
    bulk::write_sample(&path, &sample, &mut |_done, _all| {})?;
    Ok((folder, path))
}

/// A folder that only the owner can enter, gone when it is dropped.
fn private_folder() -> Result<TempDir, Error> {
    tempfile::Builder::new()
        .prefix("deskside-demo-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(|error| Error::Failed(format!("There is no place to try it: {error}.")))
}

/// What a OneRoster folder or zip, or any CSV, would bring: the import, tried in a school
/// that is gone afterwards.
pub fn preview(setup: &Setup, from: &str, progress: Progress<'_>) -> Result<Preview, Error> {
    let read = read(setup, from)?;
    let mut found = read.found();
    let folder = private_folder()?;
    let path = folder.path().join("dry.db");
    empty_at(setup, &path)?;
    let outcome = import_into(setup, &path, &read, true, progress)?;
    found.push(outcome.counts.sentence());
    if outcome.counts.created == 0 {
        found.push("Nothing could be taken from it.".to_owned());
    }
    let rows = outcome.reports.iter().map(|report| {
        let row = &report.row;
        let word = match report.outcome {
            Fate::Failed => "failed",
            Fate::Skipped => "skipped",
        };
        let column = row.column.as_deref().unwrap_or_default();
        let column = if column.is_empty() {
            String::new()
        } else {
            format!(", {column}")
        };
        format!(
            "{word}: {} line {}{column}: {}",
            row.file, row.line, row.reason
        )
    });
    Ok(Preview {
        from: from.to_owned(),
        found,
        rows: rows.collect(),
        brings: outcome.counts.created > 0,
    })
}

/// Makes a school at the setup's place from a OneRoster folder or zip, or from
/// any CSV, and says what came of it. When nothing can be read from it, no school is left
/// behind.
pub fn import(setup: &Setup, from: &str, progress: Progress<'_>) -> Result<String, Error> {
    let read = read(setup, from)?;
    // A school that somebody else has made there meanwhile is left alone.
    empty(setup)?;
    let done = import_into(setup, &setup.path, &read, false, progress);
    let done = done.and_then(|outcome| {
        if outcome.counts.created == 0 {
            let failed = counted(outcome.counts.failed, "row", "rows");
            return Err(Error::Refused(format!(
                "Nothing could be taken from it: {failed} failed. Try `deskside import` for the reasons."
            )));
        }
        Ok(format!("Imported. {}", outcome.counts.sentence()))
    });
    if done.is_err() {
        // A school nobody is in is no beginning; the next try starts clean.
        for end in ["", "-wal", "-shm"] {
            let mut path = setup.path.clone().into_os_string();
            path.push(end);
            let _not_there = std::fs::remove_file(path);
        }
    }
    done
}

fn read(setup: &Setup, from: &str) -> Result<Read, Error> {
    let from = Path::new(from.trim());
    let today = setup.today.unwrap_or_else(setup.date);
    let is_table = from.is_file()
        && from
            .extension()
            .is_some_and(|end| !end.eq_ignore_ascii_case("zip"));
    let told = |fault: Fault| Error::Refused(format!("{} {}", fault.what, fault.hint));
    if is_table {
        let file = std::fs::File::open(from).map_err(|error| unreadable(from, &error))?;
        let name = from
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("roster.csv");
        let roster = exchange::roster::read(name, file, &Mapping::default()).map_err(told)?;
        Ok(Read::Table(Box::new(roster), from.to_owned()))
    } else {
        let mut bundle = exchange::bundle::open(from).map_err(told)?;
        let records = exchange::oneroster::read(&mut bundle, today).map_err(told)?;
        Ok(Read::Bundle(Box::new(records)))
    }
}

/// Imports into the empty school at a place.
fn import_into(
    setup: &Setup,
    path: &Path,
    read: &Read,
    dry_run: bool,
    progress: Progress<'_>,
) -> Result<Outcome, Error> {
    let today = setup.today.unwrap_or_else(setup.date);
    let mut store = Store::open(path)?;
    let viewer = store.viewer(&setup.login)?;
    let actor = Actor {
        person: viewer.person,
        terminal: (setup.seed >> 1) as i64,
        now: (setup.clock)(),
        today,
    };
    let mut mint = Mint::new(setup.seed.rotate_left(7));
    let conditions = Conditions {
        dry_run,
        ..Conditions::default()
    };
    let outcome = match read {
        Read::Bundle(records) => {
            store.import_oneroster(&viewer, &actor, &mut mint, records, &conditions, progress)?
        }
        Read::Table(roster, from) => {
            let stem = from
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or("Roster");
            let conditions = Conditions {
                class: Some(stem.to_owned()),
                ..conditions
            };
            store.import_roster(&viewer, &actor, &mut mint, roster, &conditions, progress)?
        }
    };
    store.close();
    Ok(outcome)
}

/// What was read from the file or folder.
enum Read {
    Bundle(Box<exchange::oneroster::Records>),
    Table(Box<exchange::roster::Roster>, PathBuf),
}

impl Read {
    /// What was found in it, a line each.
    fn found(&self) -> Vec<String> {
        let rows = |n| counted(n, "row", "rows");
        match self {
            Self::Table(roster, _) => vec![
                format!("{}: {}.", roster.file, rows(roster.rows_read)),
                format!("Columns: {}", roster.mapping),
                format!("The first names: {}", roster.sample_names.join(", ")),
            ],
            Self::Bundle(records) => {
                let files = records.files.iter();
                let mut found: Vec<String> = files
                    .map(|file| format!("{}: {}.", file.file, rows(file.rows)))
                    .collect();
                let names = records.users.iter().take(3);
                let names: Vec<String> = names
                    .map(|user| full_name(&user.item.given, &user.item.family))
                    .collect();
                found.push(format!("The first names: {}", names.join(", ")));
                found
            }
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::Refused(format!("{} can't be read: {error}.", path.display()))
}
