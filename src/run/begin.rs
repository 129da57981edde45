//! How a first run gets its book: an empty school, the sample, or an import.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::domain::ids::Mint;
use crate::exchange::roster::Mapping;
use crate::exchange::{self, Fault};
use crate::sample;
use crate::store::bulk::{self, Sample};
use crate::store::founding::{self, Founding};
use crate::store::import::{Conditions, Phase};
use crate::store::{Actor, Error, Store};

use super::Setup;

/// Makes an empty school at the setup's place, with the person as its administrator.
pub fn empty(setup: &Setup) -> Result<(), Error> {
    let now = (setup.clock)();
    let today = setup.today.unwrap_or_else(setup.date);
    let founding = Founding::usual(&setup.login, today);
    let mut mint = Mint::new(setup.seed);
    let (store, _founded) = founding::create(&setup.path, &founding, &mut mint, now, today)?;
    store.close();
    Ok(())
}

/// Makes the sample school in a folder of its own, gone when it is dropped.
pub fn sample(setup: &Setup) -> Result<(TempDir, PathBuf), Error> {
    let folder = tempfile::Builder::new()
        .prefix("deskside-demo-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(|error| {
            Error::Failed(format!("There is no place for the sample school: {error}."))
        })?;
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

/// Makes a school at the setup's place from a OneRoster folder or zip, or from
/// any CSV. When nothing can be read from it, no school is left behind.
pub fn import(setup: &Setup, from: &str) -> Result<(), Error> {
    let from = Path::new(from.trim());
    let hash = String::new();
    let conditions = Conditions {
        hash,
        ..Conditions::default()
    };
    let today = setup.today.unwrap_or_else(setup.date);
    let is_table = from.is_file()
        && from
            .extension()
            .is_some_and(|end| !end.eq_ignore_ascii_case("zip"));
    let told = |fault: Fault| Error::Refused(format!("{} {}", fault.what, fault.hint));
    let read = if is_table {
        let file = std::fs::File::open(from).map_err(|error| unreadable(from, &error))?;
        let name = from
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("roster.csv");
        let roster = exchange::roster::read(name, file, &Mapping::default()).map_err(told)?;
        Read::Table(Box::new(roster), from.to_owned())
    } else {
        let mut bundle = exchange::bundle::open(from).map_err(told)?;
        Read::Bundle(Box::new(
            exchange::oneroster::read(&mut bundle, today).map_err(told)?,
        ))
    };
    empty(setup)?;
    let done = (|| {
        let mut store = Store::open(&setup.path)?;
        let viewer = store.viewer(&setup.login)?;
        let actor = Actor {
            person: viewer.person,
            terminal: (setup.seed >> 1) as i64,
            now: (setup.clock)(),
            today,
        };
        let mut mint = Mint::new(setup.seed.rotate_left(7));
        let progress = &mut |_phase: Phase, _done: usize, _all: usize| {};
        let outcome = match read {
            Read::Bundle(records) => store.import_oneroster(
                &viewer,
                &actor,
                &mut mint,
                &records,
                &conditions,
                progress,
            )?,
            Read::Table(roster, from) => {
                let stem = from
                    .file_stem()
                    .and_then(|stem| stem.to_str())
                    .unwrap_or("Roster");
                let conditions = Conditions {
                    class: Some(stem.to_owned()),
                    ..conditions
                };
                store.import_roster(&viewer, &actor, &mut mint, &roster, &conditions, progress)?
            }
        };
        let counts = outcome.counts;
        if counts.created == 0 {
            let failed = counts.failed;
            return Err(Error::Refused(format!(
                "Nothing could be taken from it: {failed} rows failed. Try `deskside import` for the reasons."
            )));
        }
        store.close();
        Ok(())
    })();
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

/// What was read from the file or folder.
enum Read {
    Bundle(Box<exchange::oneroster::Records>),
    Table(Box<exchange::roster::Roster>, PathBuf),
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::Refused(format!("{} can't be read: {error}.", path.display()))
}
