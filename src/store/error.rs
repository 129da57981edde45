//! What went wrong with the book: what happened, why, and what to do. Plain
//! sentences for people; no SQL text and nothing of a record's content.

use std::fmt;
use std::path::PathBuf;

/// The result of asking the book for something.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the book didn't do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There is no file at this place.
    Missing(PathBuf),
    /// There is a file already, and it is left alone.
    Exists(PathBuf),
    /// The file isn't a Deskside database, or is none at all.
    NotOurs(PathBuf, &'static str),
    /// The file is damaged.
    Damaged(String),
    /// The file was written by a newer program.
    TooNew {
        /// The schema of the file.
        file: i64,
        /// The newest schema this program knows.
        program: i64,
    },
    /// Another session kept the file for longer than ten seconds.
    Busy,
    /// The file or its folder may not be written.
    ReadOnly,
    /// The disk, or a quota, is full.
    Full,
    /// The file was moved, removed or replaced while it was open.
    Moved(PathBuf),
    /// The write-ahead log beside the file was removed or replaced while it was open.
    LogGone(PathBuf),
    /// The file lies on a network file system, where WAL isn't safe.
    Network(&'static str),
    /// A row is no longer as it was when the change was begun.
    Stale(&'static str),
    /// A check-in with the same student was stored since this one was begun.
    Overtaken,
    /// The rules say no; the sentence says why and what to do.
    Refused(String),
    /// Anything else from SQLite or the system.
    Failed(String),
}

impl Error {
    /// A refusal with its sentence.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// The disk failed; what is on it may be sound.
    pub fn disk() -> Self {
        Self::Failed("The disk reported an error while reading or writing. Look at the disk, its room and your quota, then try again.".into())
    }

    /// The exit code of a command that ends with this error (interface, table of exit codes).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::TooNew { .. } => 3,
            Self::NotOurs(..) | Self::Damaged(_) => 4,
            Self::Busy => 5,
            _ => 1,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing(_) => {
                "Run `deskside init` to make an empty one, or `deskside demo` to look around."
                    .into()
            }
            Self::Exists(_) => "Name another place, or move that one away.".into(),
            Self::NotOurs(..) => "Name the right file with --db.".into(),
            Self::Damaged(_) => {
                "Run `deskside check`; if it finds faults, `deskside restore` your newest backup."
                    .into()
            }
            Self::TooNew { .. } => "Use the newer program; the file was left unchanged.".into(),
            Self::Busy => "Try again; if it stays so, look for a session that hangs.".into(),
            Self::ReadOnly => "Give your account write access to the file and its folder.".into(),
            Self::Full => "Make room on the disk, then try again; nothing was lost.".into(),
            Self::Moved(_) => "Put the file back, or quit and open it at its new place.".into(),
            Self::LogGone(_) => {
                "Leave Deskside and open it again; let no other program delete what lies beside the file.".into()
            }
            Self::Network(_) => {
                "Keep the file on a local disk and reach it over SSH instead.".into()
            }
            Self::Stale(_) => "Look at the newer version, then make your change again.".into(),
            Self::Overtaken => "Save again to keep both, or leave this one.".into(),
            Self::Refused(_) | Self::Failed(_) => String::new(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "There is no database at {}.", path.display()),
            Self::Exists(path) => write!(f, "There is a file at {} already.", path.display()),
            Self::NotOurs(path, why) => {
                write!(f, "{} is not a Deskside database: {why}.", path.display())
            }
            Self::Damaged(why) => write!(f, "The database is damaged: {why}."),
            Self::TooNew { file, program } => write!(
                f,
                "The database was written by a newer Deskside: its schema is {file}, this program knows {program}."
            ),
            Self::Busy => f.write_str("Another session kept the database busy for too long."),
            Self::ReadOnly => f.write_str("The database can't be written."),
            Self::Full => f.write_str("The disk is full."),
            Self::Moved(path) => {
                write!(
                    f,
                    "The file at {} was moved or replaced while it was open.",
                    path.display()
                )
            }
            Self::LogGone(path) => write!(
                f,
                "The log beside {} was taken away while it was open, so nothing can be saved safely.",
                path.display()
            ),
            Self::Network(kind) => write!(
                f,
                "The file lies on a network file system ({kind}), where several sessions could damage it."
            ),
            Self::Stale(what) => write!(f, "{what} was changed at another terminal."),
            Self::Overtaken => {
                f.write_str("A check-in with this student was saved at another terminal meanwhile.")
            }
            Self::Refused(sentence) | Self::Failed(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let Some(code) = error.sqlite_error_code() else {
            return Self::Failed(format!(
                "The database didn't answer as expected: {}.",
                plain(&error)
            ));
        };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::DatabaseCorrupt => Self::Damaged("a page can't be read".into()),
            ErrorCode::NotADatabase => Self::Damaged("it has no database header".into()),
            ErrorCode::CannotOpen => Self::ReadOnly,
            // The log's index couldn't grow, as on a disk without room for it.
            ErrorCode::SystemIoFailure if is_without_room(&error) => Self::Full,
            ErrorCode::SystemIoFailure => Self::disk(),
            ErrorCode::ConstraintViolation => {
                Self::Failed(format!("The database refused a row: {}.", plain(&error)))
            }
            _ => Self::Failed(format!("The database reported an error ({code:?}).")),
        }
    }
}

fn is_without_room(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMOPEN, SQLITE_IOERR_SHMSIZE};
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(SQLITE_IOERR_SHMSIZE | SQLITE_IOERR_SHMOPEN))
}

/// SQLite's own words without values: constraint messages name columns only.
fn plain(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        rusqlite::Error::FromSqlConversionFailure(column, kind, _) => {
            format!("column {column} holds {kind:?}")
        }
        rusqlite::Error::QueryReturnedNoRows => "a row is missing".into(),
        _ => "unexpected shape".into(),
    }
}
