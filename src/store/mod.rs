//! The one place that speaks SQL: opens the book, applies changes, answers
//! questions. Knows nothing of screens, keys or the terminal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::domain::Moment;
use crate::domain::person::PersonId;

pub mod audit;
pub mod backup;
pub mod bulk;
pub mod check;
mod confine;
pub mod copies;
pub mod derived;
pub mod drafts;
pub mod error;
pub mod founding;
mod guard;
pub mod import;
pub mod journal;
pub mod pins;
pub mod place;
pub mod reads;
pub mod rows;
pub mod schema;

pub use error::{Error, Result};

/// The oldest SQLite without the WAL-reset bug (release news of 3.51.3).
const OLDEST_SQLITE: i32 = 3_051_003;

/// Who acts, where and when: what a write needs to know besides its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// The terminal's own number, so that undo takes back this session's changes first.
    pub terminal: i64,
    /// The moment, real even when the date is pretended.
    pub now: Moment,
    /// The date, which may be pretended.
    pub today: NaiveDate,
}

/// An open book.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: Option<PathBuf>,
    identity: Option<place::Identity>,
    /// The write-ahead log that this connection writes to.
    log: Option<place::Identity>,
    read_only: bool,
    was_open: bool,
    own_writes: i64,
    orders: reads::Orders,
    /// Whose records this connection shows.
    confined: confine::Confined,
}

impl Store {
    /// Opens the book at `path`, bringing an older schema up to date after a
    /// copy. A file that can't be written is opened for reading.
    ///
    /// Only the first time in a process: looking at the file closes it again, and with the
    /// first close of a file the system drops every lock that the process has on it, those
    /// of SQLite too. Another session would believe itself the last one out and delete the
    /// log that is written to. A second connection is opened by `open_again`.
    pub fn open(path: &Path) -> Result<Self> {
        let identity = place::look(path)?;
        Self::open_as(path, identity)
    }

    /// Another connection to the same book; one in memory has none.
    pub fn again(&self) -> Result<Self> {
        match (&self.path, self.identity) {
            (Some(path), Some(identity)) => Self::open_again(path, identity),
            _ => Err(Error::Missing(PathBuf::new())),
        }
    }

    /// Opens a book once more that this process has open, without looking at the file.
    pub fn open_again(path: &Path, identity: place::Identity) -> Result<Self> {
        if place::identity(path) != Some(identity) {
            return Err(Error::Moved(path.to_owned()));
        }
        Self::open_as(path, identity)
    }

    fn open_as(path: &Path, identity: place::Identity) -> Result<Self> {
        if let Some(kind) = place::network(path) {
            return Err(Error::Network(kind));
        }
        // Ours to mend when we own it; others can't and needn't.
        let was_open = place::open_bits(path) != 0 && place::close_bits(path).is_ok();
        let read_only = !is_writable(path);
        let (mut connection, read_only) = match connect(path, read_only) {
            // What is on a full disk can be read.
            Err(Error::Full) if !read_only => (connect(path, true)?, true),
            connected => (connected?, read_only),
        };
        schema::must_be_ours(&connection, path)?;
        if !read_only {
            if schema::version(&connection)? < schema::NEWEST {
                schema::migrate(&mut connection, || backup::before_migration(path))?;
            }
            use_wal(&connection)?;
        }
        // The first read opens the log, or makes it.
        schema::version(&connection)?;
        Ok(Self {
            connection,
            path: Some(path.to_owned()),
            identity: Some(identity),
            log: log_of(path),
            read_only,
            was_open,
            own_writes: 0,
            orders: reads::Orders::default(),
            confined: confine::Confined::ToNobody,
        })
    }

    /// Makes a new, empty book at `path`; refuses a file that exists. It has
    /// its name only once it is whole.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(Error::Exists(path.to_owned()));
        }
        if let Some(kind) = place::network(path) {
            return Err(Error::Network(kind));
        }
        place::make_folder(path)?;
        let unfinished = place::beside(path, ".new");
        let _left_behind = std::fs::remove_file(&unfinished);
        place::make_file(&unfinished)?;
        let made = (|| {
            let mut connection = connect(&unfinished, false)?;
            schema::migrate(&mut connection, || Ok(()))?;
            connection
                .close()
                .map_err(|(_open, error)| Error::from(error))?;
            place::publish(&unfinished, path, false)
        })();
        if made.is_err() {
            let _unfinished = std::fs::remove_file(&unfinished);
        }
        made?;
        Self::open(path)
    }

    /// A book in memory, for tests.
    pub fn in_memory() -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        settle(&mut connection)?;
        schema::migrate(&mut connection, || Ok(()))?;
        Ok(Self {
            connection,
            path: None,
            identity: None,
            log: None,
            read_only: false,
            was_open: false,
            own_writes: 0,
            orders: reads::Orders::default(),
            confined: confine::Confined::ToNobody,
        })
    }

    /// The file, where there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the file can only be read.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether others could read or write the file until it was opened.
    pub fn was_open_to_others(&self) -> bool {
        self.was_open
    }

    /// A number that moves with every write to the file, here or elsewhere.
    pub fn version(&self) -> Result<i64> {
        version(&self.connection, self.own_writes)
    }

    /// Runs `work` in one writing transaction, begun at once so that it waits
    /// its turn, and refused when the file is no longer where it was.
    pub fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.read_only {
            // Who may write it could only read it for want of room.
            let is_full = self.path.as_deref().is_some_and(is_writable);
            return Err(if is_full {
                Error::Full
            } else {
                Error::ReadOnly
            });
        }
        self.still_there()?;
        // What is kept to one student is what is read.
        self.confine(None)?;
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx)?;
        is_there(self.path.as_deref(), self.identity, self.log)?;
        tx.commit()?;
        self.own_writes += 1;
        Ok(result)
    }

    /// The connection, for reading.
    pub(crate) fn reading(&self) -> &Connection {
        &self.connection
    }

    /// Which file this is, where there is one.
    pub fn identity(&self) -> Option<place::Identity> {
        self.identity
    }

    /// Says whether the file and its log are still those that were opened.
    pub fn still_there(&self) -> Result<()> {
        is_there(self.path.as_deref(), self.identity, self.log)
    }

    /// Leaves the file tidy: the last session out empties the write-ahead log.
    pub fn close(self) {
        if self.path.is_some() && !self.read_only {
            let _busy = self.connection.execute_batch(
                "PRAGMA busy_timeout = 0; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);",
            );
        }
        let _closed = self.connection.close();
    }
}

/// The write-ahead log beside a file.
fn log_of(path: &Path) -> Option<place::Identity> {
    place::identity(&place::beside(path, "-wal"))
}

/// Says whether the file at `path` is still this one, with this log beside it: what is
/// written into a log that was taken away is seen by nobody and lost in the end.
fn is_there(
    path: Option<&Path>,
    identity: Option<place::Identity>,
    log: Option<place::Identity>,
) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    if identity.is_some() && place::identity(path) != identity {
        return Err(Error::Moved(path.to_owned()));
    }
    if log.is_some() && log_of(path) != log {
        return Err(Error::LogGone(path.to_owned()));
    }
    Ok(())
}

/// Whether the file and its folder can be written: WAL needs both.
fn is_writable(path: &Path) -> bool {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let may = |place: &Path| rustix::fs::access(place, rustix::fs::Access::WRITE_OK).is_ok();
    may(path) && may(folder.unwrap_or(Path::new(".")))
}

/// A file that only others may write is read as it stands where no log lies beside it. What is
/// in a log can't be read by somebody who can't write beside it.
fn without_its_log(error: Error, path: &Path) -> Error {
    if error == Error::ReadOnly && place::has_log(path) {
        return Error::refused(
            "The database can't be read: part of it lies in the log of a session beside it, and your account can't write there. Let the account that owns it open and close it once, or give yours write access to the file and its folder.",
        );
    }
    error
}

/// Opens SQLite on a file that is known to be there. Where it can't be written and has no log,
/// nobody changes it, which SQLite has to be told: it would make a log to read it. Where there is
/// no room for one, it is read so as well.
pub(crate) fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let is_unchanging = read_only && !is_writable(path) && !place::has_log(path);
    match connect_as(path, read_only, is_unchanging) {
        Err(Error::Full) if read_only && !is_unchanging && !place::has_written_log(path) => {
            connect_as(path, true, true)
        }
        connected => connected,
    }
}

fn connect_as(path: &Path, read_only: bool, is_unchanging: bool) -> Result<Connection> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(Error::Failed(
            "This build's SQLite is too old to be safe.".into(),
        ));
    }
    let mode = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    };
    let mode = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = if is_unchanging {
        let unchanging = place::unchanging(path);
        Connection::open_with_flags(unchanging, mode | OpenFlags::SQLITE_OPEN_URI)?
    } else {
        // A file may have the name by which SQLite knows its memory.
        let plain = Path::new(".").join(path);
        Connection::open_with_flags(plain, mode)?
    };
    let settled = settle(&mut connection).and_then(|()| schema::version(&connection));
    match settled {
        Ok(_version) => Ok(connection),
        Err(error) if read_only => Err(without_its_log(error, path)),
        Err(error) => Err(error),
    }
}

/// Changes with every write, another session's and our own; within a transaction, that of what
/// it reads.
fn version(connection: &Connection, own_writes: i64) -> Result<i64> {
    let others: i64 = connection
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))?;
    Ok(others + own_writes)
}

/// Pages that a connection keeps in memory, in kB.
const USUAL_CACHE: i64 = -2_048;

/// The settings every connection needs, whatever the file holds.
fn settle(connection: &mut Connection) -> Result<()> {
    connection.busy_handler(Some(wait_a_little::<PATIENCE>))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Plans don't depend on bound values, so that nothing is prepared twice.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    connection.set_prepared_statement_cache_capacity(96);
    connection.pragma_update(None, "cache_size", USUAL_CACHE)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = OFF;
         PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216;",
    )?;
    Ok(())
}

/// Switches to write-ahead logging. A new file's switch doesn't wait its turn
/// by itself, so it is tried again while another session is busy.
fn use_wal(connection: &Connection) -> Result<()> {
    for _try in 0..200 {
        let found: rusqlite::Result<String> =
            connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        match found {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_other) => return Err(Error::Network("no write-ahead log")),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Busy)
}

/// How often a session tries again while another writes: about ten seconds in all.
const PATIENCE: i32 = 4_000;

/// How long a session waits for another: 0.5 to 4.5 ms at a time, at random so
/// that nobody starves, and so many times.
fn wait_a_little<const MOST: i32>(tries: i32) -> bool {
    if tries > MOST {
        return false;
    }
    let salt = u64::from(std::process::id()) ^ (tries as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (salt ^ (salt >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32;
    std::thread::sleep(Duration::from_micros(500 + mixed % 4_000));
    true
}

#[cfg(test)]
mod tests;
