//! Copies that are made by themselves, in the folder `backups` beside the book: when one is
//! due, where it lies, how many stay, and which is the newest that is good. When a thread has
//! time for it is `run`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate};
use rusqlite::{Connection, InterruptHandle};
use rustix::fs::FlockOperation;

use super::backup::{self, Held};
use super::check::ROOM;
use super::error::{Error, Result};
use super::{connect, place};

/// How many copies stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// The newest ones.
    pub daily: usize,
    /// The last one of each of so many weeks.
    pub weekly: usize,
}

/// For how many days a copy stays at least to be allowed for: what was erased from the book
/// is gone from its copies after that.
const RETENTION: u64 = 35;

/// Pages copied in one go: a megabyte.
const PIECE: i32 = 256;
/// How long others have the disk to themselves after each piece.
const REST: Duration = Duration::from_millis(15);

/// Tells a copy that is being made that nobody waits for it any more.
#[derive(Clone, Default)]
pub struct Halt(Arc<Halted>);

#[derive(Default)]
struct Halted {
    is_asked: AtomicBool,
    at_work: Mutex<Vec<InterruptHandle>>,
}

impl Halt {
    /// Gives the copy up, in the middle of a long question too.
    pub fn ask(&self) {
        self.0.is_asked.store(true, Ordering::SeqCst);
        let at_work = self.0.at_work.lock();
        for connection in at_work.unwrap_or_else(PoisonError::into_inner).iter() {
            connection.interrupt();
        }
    }

    /// Whether the copy is given up.
    pub fn is_asked(&self) -> bool {
        self.0.is_asked.load(Ordering::SeqCst)
    }

    fn go_on(&self) -> Result<()> {
        if self.is_asked() {
            return Err(Error::Failed("The copy was given up.".into()));
        }
        Ok(())
    }
}

/// How fast a copy is made.
pub(super) enum Pace<'a> {
    /// In one go: somebody waits for it.
    AtOnce,
    /// Piece by piece behind whoever works, until it is given up.
    Behind(&'a Halt),
}

impl Pace<'_> {
    /// Looks after a connection that the copy is made with.
    pub(super) fn watch(&self, connection: &Connection) -> Result<()> {
        if let Self::Behind(halt) = self {
            connection.execute_batch("PRAGMA cache_size = -256;")?;
            let mut at_work = halt
                .0
                .at_work
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            at_work.push(connection.get_interrupt_handle());
        }
        Ok(())
    }

    /// How many pages are copied in one go.
    pub(super) fn pages(&self) -> i32 {
        match self {
            Self::AtOnce => -1,
            Self::Behind(_) => PIECE,
        }
    }

    /// Between two pieces: what was written goes to the disk now, so that nobody's save waits
    /// for all of it.
    pub(super) fn rest(&self, file: &File) -> Result<()> {
        if let Self::Behind(halt) = self {
            halt.go_on()?;
            let _flushed_at_the_end = file.sync_data();
            std::thread::sleep(REST);
            halt.go_on()?;
        }
        Ok(())
    }
}

/// Lets everybody else on the machine go first, for the thread that calls it.
pub fn step_back() {
    const LAST_IN_LINE: i32 = 19;
    let _as_it_was = rustix::process::setpriority_process(None, LAST_IN_LINE);
}

/// Makes the copy of this day, unless it is there or another session is making one, and
/// takes away those that are past their time. Says what the copy holds.
pub fn make(path: &Path, today: NaiveDate, keeping: Keeping, halt: &Halt) -> Result<Option<Held>> {
    let (Some(folder), Some(target)) = (folder(path), name(path, today)) else {
        return Ok(None);
    };
    if target.symlink_metadata().is_ok() {
        return Ok(None);
    }
    if !has_room(path) {
        return Err(Error::Full);
    }
    make_folder(&folder)?;
    // One session at a time; the lock goes with whoever holds it.
    let lock = File::open(&folder).map_err(|error| place::from_io(&error, &folder))?;
    if rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
        return Ok(None);
    }
    for unfinished in left_behind(path, &folder) {
        backup::discard(&unfinished);
    }
    halt.go_on()?;
    let book = connect(path, true)?;
    let pace = Pace::Behind(halt);
    pace.watch(&book)?;
    let held = backup::copy_to_new(&book, &target, &pace)?;
    let there: BTreeSet<NaiveDate> = all(path).into_keys().collect();
    let stay = staying(&there, keeping);
    for date in there.difference(&stay) {
        if let Some(old) = name(path, *date) {
            let _gone_already = fs::remove_file(old);
        }
    }
    Ok(Some(held))
}

/// The newest copy that reads back whole.
pub fn newest_good(path: &Path) -> Option<PathBuf> {
    all(path).into_values().rev().find(|copy| is_good(copy))
}

/// What to say of it to whoever has a damaged book.
pub fn way_back(path: &Path) -> Option<String> {
    let copy = newest_good(path)?;
    let copy = copy.display();
    Some(format!(
        "The newest good copy is {copy}: `deskside restore {copy} --replace`."
    ))
}

/// Whether a copy has room beside the book.
pub fn has_room(path: &Path) -> bool {
    let folder = place::folder_of(path);
    let size = fs::metadata(path).map_or(0, |data| data.len());
    rustix::fs::statvfs(folder)
        .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= size.saturating_add(ROOM))
}

/// Which copies stay: the newest ones, and the last of each week, none of them too old.
fn staying(there: &BTreeSet<NaiveDate>, keeping: Keeping) -> BTreeSet<NaiveDate> {
    let Some(newest) = there.last() else {
        return BTreeSet::new();
    };
    let days = RETENTION.max(keeping.weekly as u64 * 7);
    let oldest = newest.checked_sub_days(Days::new(days)).unwrap_or_default();
    let mut weeks = Vec::new();
    let stays = |(place, date): &(usize, &NaiveDate)| {
        let week = date.iso_week();
        let is_last = weeks.last() != Some(&week);
        if is_last {
            weeks.push(week);
        }
        *place < keeping.daily || (is_last && weeks.len() <= keeping.weekly)
    };
    let newest_first = there.iter().rev().enumerate();
    newest_first
        .filter(stays)
        .map(|(_place, date)| *date)
        .filter(|date| *date > oldest)
        .collect()
}

fn folder(path: &Path) -> Option<PathBuf> {
    path.file_name()?;
    Some(path.with_file_name("backups"))
}

/// `backups/school-2026-11-23.db`, of `school.db`.
fn name(path: &Path, date: NaiveDate) -> Option<PathBuf> {
    let (stem, end) = parts(path)?;
    Some(folder(path)?.join(format!("{stem}-{date}{end}")))
}

/// What a copy's name begins and ends with. A name that is no text has no copies.
fn parts(path: &Path) -> Option<(&str, String)> {
    let stem = path.file_stem()?.to_str()?;
    let end = match path.extension() {
        Some(end) => format!(".{}", end.to_str()?),
        None => String::new(),
    };
    Some((stem, end))
}

/// Every copy that is there, by its date.
fn all(path: &Path) -> BTreeMap<NaiveDate, PathBuf> {
    let (Some(folder), Some((stem, end))) = (folder(path), parts(path)) else {
        return BTreeMap::new();
    };
    let date_of = |name: &str| -> Option<NaiveDate> {
        let text = name.strip_prefix(stem)?.strip_prefix('-')?;
        let text = text.strip_suffix(end.as_str())?;
        let date: NaiveDate = text.parse().ok()?;
        (date.to_string() == text).then_some(date)
    };
    names_in(&folder)
        .filter_map(|name| Some((date_of(&name)?, folder.join(name))))
        .collect()
}

/// What a session that was killed left of a copy.
fn left_behind(path: &Path, folder: &Path) -> Vec<PathBuf> {
    let stem = parts(path).map(|(stem, _end)| format!("{stem}-"));
    names_in(folder)
        .filter(|name| {
            let is_ours = stem.as_ref().is_some_and(|stem| name.starts_with(stem));
            is_ours && name.contains(".copying-")
        })
        .map(|name| folder.join(name))
        .collect()
}

fn names_in(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}

fn is_good(copy: &Path) -> bool {
    let whole = || -> Result<bool> {
        place::look(copy)?;
        let connection = connect(copy, true)?;
        let verdict: String =
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(verdict == "ok")
    };
    whole().unwrap_or(false)
}

/// Makes the folder for the owner alone. What else has its name is left alone.
fn make_folder(folder: &Path) -> Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {
            place::sync_folder(folder);
            Ok(())
        }
        Err(_there) if folder.symlink_metadata().is_ok_and(|data| data.is_dir()) => Ok(()),
        Err(error) => Err(place::from_io(&error, folder)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::Store;
    use super::*;

    const USUAL: Keeping = Keeping {
        daily: 7,
        weekly: 5,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn book() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("school.db");
        Store::create(&path).unwrap().close();
        (folder, path)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    /// The copies after a session on each of these days.
    fn after(days: impl Iterator<Item = NaiveDate>, keeping: Keeping) -> Vec<String> {
        let mut there = BTreeSet::new();
        for date in days {
            there.insert(date);
            there = staying(&there, keeping);
        }
        there.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn seven_days_and_the_last_day_of_five_weeks_stay() {
        // From a Monday to a Wednesday, Monday to Friday as schools are.
        let term = day("2026-08-17").iter_days().take(101);
        let school_days = term.filter(|date| date.weekday().num_days_from_monday() < 5);
        assert_eq!(
            after(school_days, USUAL),
            [
                "2026-10-30",
                "2026-11-06",
                "2026-11-13",
                "2026-11-17",
                "2026-11-18",
                "2026-11-19",
                "2026-11-20",
                "2026-11-23",
                "2026-11-24",
                "2026-11-25",
            ]
        );
    }

    #[test]
    fn what_is_set_is_what_stays_and_the_newest_always_does() {
        let days = || day("2026-11-02").iter_days().take(24);
        let few = |daily, weekly| after(days(), Keeping { daily, weekly });
        assert_eq!(few(1, 0), ["2026-11-25"]);
        assert_eq!(few(1, 1), ["2026-11-25"]);
        let both = ["2026-11-15", "2026-11-22", "2026-11-24", "2026-11-25"];
        assert_eq!(few(2, 3), both);
        assert_eq!(few(90, 0).len(), 24);
        assert_eq!(few(90, 5).len(), 24);
    }

    #[test]
    fn a_copy_from_before_the_holidays_is_dropped_once_there_is_a_newer_one() {
        let rare = ["2026-06-12", "2026-06-19", "2026-08-17", "2026-09-01"];
        assert_eq!(
            after(rare.into_iter().map(day), USUAL),
            ["2026-08-17", "2026-09-01"]
        );
        // The turn of a year belongs to one week.
        let turn = ["2026-12-28", "2027-01-03", "2027-01-04"];
        let few = Keeping {
            daily: 1,
            weekly: 2,
        };
        assert_eq!(
            after(turn.into_iter().map(day), few),
            ["2027-01-03", "2027-01-04"]
        );
    }

    #[test]
    fn a_day_has_one_copy_whole_and_for_the_owner_alone() {
        let (folder, path) = book();
        let copy = folder.path().join("backups/school-2026-11-23.db");
        let made = make(&path, day("2026-11-23"), USUAL, &Halt::default()).unwrap();
        assert_eq!(made.unwrap().students, 0);
        assert_eq!(mode(&copy), 0o600);
        assert_eq!(mode(copy.parent().unwrap()), 0o700);
        assert_eq!(newest_good(&path).as_deref(), Some(copy.as_path()));
        let again = make(&path, day("2026-11-23"), USUAL, &Halt::default()).unwrap();
        assert_eq!(again, None);
        // What another killed session left is taken away, what isn't ours stays.
        let left = folder.path().join("backups/school-2026-11-22.db.copying-1");
        let other = folder.path().join("backups/notes.txt");
        fs::write(&left, "half").unwrap();
        fs::write(&other, "mine").unwrap();
        make(&path, day("2026-11-24"), USUAL, &Halt::default()).unwrap();
        assert!(!left.exists() && other.exists());
        assert_eq!(all(&path).len(), 2);
    }

    #[test]
    fn old_copies_go_when_a_new_one_is_there_and_never_before() {
        let (_folder, path) = book();
        let one = Keeping {
            daily: 1,
            weekly: 0,
        };
        make(&path, day("2026-11-23"), one, &Halt::default()).unwrap();
        let given_up = Halt::default();
        given_up.ask();
        assert!(make(&path, day("2026-11-24"), one, &given_up).is_err());
        assert_eq!(all(&path).len(), 1);
        make(&path, day("2026-11-24"), one, &Halt::default()).unwrap();
        let there: Vec<_> = all(&path).into_keys().collect();
        assert_eq!(there, [day("2026-11-24")]);
    }

    #[test]
    fn a_copy_that_is_given_up_in_the_middle_leaves_nothing() {
        let (folder, path) = book();
        let mut store = Store::open(&path).unwrap();
        store
            .write(|connection| {
                connection.execute_batch("CREATE TABLE filler (bytes BLOB)")?;
                for _megabyte in 0..40 {
                    connection.execute("INSERT INTO filler VALUES (zeroblob(1048576))", [])?;
                }
                Ok(())
            })
            .unwrap();
        let halt = Halt::default();
        std::thread::scope(|scope| {
            let making = scope.spawn(|| make(&path, day("2026-11-23"), USUAL, &halt));
            let backups = folder.path().join("backups");
            while names_in(&backups).next().is_none() && !making.is_finished() {
                std::thread::sleep(Duration::from_millis(1));
            }
            while !making.is_finished() {
                halt.ask();
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(making.join().unwrap().is_err());
            assert_eq!(names_in(&backups).count(), 0);
        });
    }

    #[test]
    fn only_one_session_makes_it() {
        let (folder, path) = book();
        let backups = folder.path().join("backups");
        make_folder(&backups).unwrap();
        let lock = File::open(&backups).unwrap();
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
        let beside = make(&path, day("2026-11-23"), USUAL, &Halt::default());
        assert_eq!(beside.unwrap(), None);
        drop(lock);
        assert!(
            make(&path, day("2026-11-23"), USUAL, &Halt::default())
                .unwrap()
                .is_some()
        );
    }

    #[test]
    fn the_way_back_passes_over_a_copy_that_is_damaged() {
        let (folder, path) = book();
        assert_eq!(way_back(&path), None);
        for date in ["2026-11-23", "2026-11-24"] {
            make(&path, day(date), USUAL, &Halt::default()).unwrap();
        }
        let newest = folder.path().join("backups/school-2026-11-24.db");
        let bytes = fs::read(&newest).unwrap();
        fs::write(&newest, &bytes[..bytes.len() / 2]).unwrap();
        let said = way_back(&path).unwrap();
        assert!(said.contains("school-2026-11-23.db --replace"), "{said}");
    }
}
