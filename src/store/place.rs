//! Where the file lies: its kind, owner, mode, and the file system under it.
//! Looks and creates; never opens the database itself.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::exchange::finding::in_words;

use super::error::{Error, Result};
use super::schema;

/// Which file was opened: enough to see later that it was moved or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
}

/// The identity of the file at `path`, if there is one.
pub fn identity(path: &Path) -> Option<Identity> {
    let data = fs::metadata(path).ok()?;
    Some(Identity {
        device: data.dev(),
        inode: data.ino(),
    })
}

/// Looks at what lies at `path` before SQLite does: a sound-looking database
/// of ours, not newer than this program. Opens no FIFO and writes nothing.
pub fn look(path: &Path) -> Result<Identity> {
    let (data, header) = look_at_header(path)?;
    let version = number_at(&header, 60);
    if version > schema::NEWEST {
        return Err(Error::TooNew {
            file: version,
            program: schema::NEWEST,
        });
    }
    Ok(Identity {
        device: data.dev(),
        inode: data.ino(),
    })
}

/// A file from which so many bytes are copied in some seconds, before it is brought up to date.
const LARGE: u64 = 200_000_000;

/// How large a file is that opening will copy and bring up to date first, where that takes a
/// while. Only before it is opened: looking at it closes it again.
pub fn is_long_to_open(path: &Path) -> Option<u64> {
    let (data, header) = look_at_header(path).ok()?;
    is_long(number_at(&header, 60), data.len()).then_some(data.len())
}

fn is_long(version: i64, bytes: u64) -> bool {
    (1..schema::NEWEST).contains(&version) && bytes >= LARGE
}

/// What a file is, and how it begins; refuses what is no database of ours.
fn look_at_header(path: &Path) -> Result<(fs::Metadata, [u8; 100])> {
    let data = match fs::metadata(path) {
        Ok(data) => data,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::Missing(path.to_owned()));
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(Error::ReadOnly),
        Err(error) if is_of_disk(&error) => return Err(Error::disk()),
        Err(_unreadable) => return Err(Error::NotOurs(path.to_owned(), "it can't be reached")),
    };
    if data.is_dir() {
        return Err(Error::NotOurs(path.to_owned(), "it is a folder"));
    }
    if !data.is_file() {
        return Err(Error::NotOurs(path.to_owned(), "it is no plain file"));
    }
    let mut header = [0_u8; 100];
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(Error::ReadOnly),
        Err(error) if is_of_disk(&error) => return Err(Error::disk()),
        Err(_unreadable) => return Err(Error::NotOurs(path.to_owned(), "it can't be opened")),
    };
    if let Err(error) = file.read_exact(&mut header) {
        return Err(unread_header(&error, path));
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(Error::NotOurs(path.to_owned(), "it is no SQLite file"));
    }
    if number_at(&header, 68) != schema::APPLICATION_ID {
        return Err(Error::NotOurs(
            path.to_owned(),
            "it was made by another program",
        ));
    }
    Ok((data, header))
}

/// A disk that fails says nothing of the file on it.
fn unread_header(error: &std::io::Error, path: &Path) -> Error {
    match error.kind() {
        ErrorKind::UnexpectedEof => Error::NotOurs(path.to_owned(), "it is too short"),
        _ => Error::disk(),
    }
}

fn is_of_disk(error: &std::io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// A big-endian number of the SQLite header (file format, section 1.3).
fn number_at(header: &[u8; 100], offset: usize) -> i64 {
    header[offset..offset + 4]
        .iter()
        .fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

/// Makes the folder of `path`, for the owner alone, if it isn't there.
pub fn make_folder(path: &Path) -> Result<()> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    if folder.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| from_io(&error, folder))
}

/// Makes a new empty file, 0600 whatever the umask, refusing one that exists.
pub fn make_file(path: &Path) -> Result<File> {
    make_file_for(path, path)
}

/// The same for what becomes `target`, under which name whoever asked knows it.
pub fn make_file_for(path: &Path, target: &Path) -> Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| from_io(&error, target))
}

/// Says an input or output error in the book's words.
pub fn from_io(error: &std::io::Error, path: &Path) -> Error {
    match error.kind() {
        ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        ErrorKind::NotFound => {
            Error::Failed(format!("The folder of {} doesn't exist.", path.display()))
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Error::Full,
        _ if is_of_disk(error) => Error::disk(),
        _ => Error::Failed(format!(
            "{} can't be used: {}.",
            path.display(),
            in_words(error)
        )),
    }
}

/// Gives a finished file its final name, refusing one that is taken, and
/// makes the name durable.
pub fn publish(from: &Path, to: &Path, replace: bool) -> Result<()> {
    if replace {
        fs::rename(from, to).map_err(|error| from_io(&error, to))?;
    } else {
        fs::hard_link(from, to).map_err(|error| from_io(&error, to))?;
        fs::remove_file(from).map_err(|error| from_io(&error, from))?;
    }
    sync_folder(to);
    Ok(())
}

/// The folder that holds `path`.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Flushes the folder that holds `path`, so that a name survives a power cut.
pub fn sync_folder(path: &Path) {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        // A file system that can't flush a folder has nothing more to offer.
        let _unsupported = folder.sync_all();
    }
}

/// A name beside `path` for something unfinished.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The name of the network file system under `path`, if it is one (statfs(2)).
pub fn network(path: &Path) -> Option<&'static str> {
    let there = if path.exists() { path } else { path.parent()? };
    let there = if there.as_os_str().is_empty() {
        Path::new(".")
    } else {
        there
    };
    network_kind(kind_of(there)?)
}

/// The name of the network file system with this number (statfs(2)).
fn network_kind(kind: u64) -> Option<&'static str> {
    match kind {
        0x6969 => Some("NFS"),
        0xfe53_4d42 | 0xff53_4d42 | 0x517b => Some("SMB"),
        0x0102_1997 => Some("9p"),
        _ => None,
    }
}

/// Whether the file lies on FUSE: it may be a disk, or the network behind a mask.
pub fn is_fuse(path: &Path) -> bool {
    const FUSE: u64 = 0x6573_5546;
    kind_of(path) == Some(FUSE)
}

/// The number of the file system. Those beyond 31 bits come with their sign spread.
fn kind_of(path: &Path) -> Option<u64> {
    let kind = rustix::fs::statfs(path).ok()?.f_type;
    Some(kind as u64 & 0xffff_ffff)
}

/// Whether a write-ahead log lies beside the file, or what belongs to one.
pub fn has_log(path: &Path) -> bool {
    let is_there = |suffix| beside(path, suffix).symlink_metadata().is_ok();
    is_there("-wal") || is_there("-shm")
}

/// Whether something is written in the write-ahead log beside the file. An empty one is left by
/// a session that found no room for more.
pub fn has_written_log(path: &Path) -> bool {
    fs::symlink_metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// The address by which SQLite takes the file for one that nobody changes.
pub fn unchanging(path: &Path) -> String {
    let whole = fs::canonicalize(path).unwrap_or_else(|_gone| path.to_owned());
    let mut address = "file:".to_owned();
    for byte in whole.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(*byte));
            }
            other => {
                let _infallible = write!(address, "%{other:02x}");
            }
        }
    }
    address.push_str("?immutable=1");
    address
}

/// Bits by which others than the owner could read or write `path`.
pub fn open_bits(path: &Path) -> u32 {
    fs::metadata(path).map_or(0, |data| data.permissions().mode() & 0o077)
}

/// Takes those bits away.
pub fn close_bits(path: &Path) -> Result<()> {
    let mode = fs::metadata(path)
        .map_err(|error| from_io(&error, path))?
        .permissions()
        .mode();
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))
        .map_err(|error| from_io(&error, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_of_an_older_version_takes_long_to_open() {
        assert!(is_long(schema::NEWEST - 1, LARGE));
        assert!(!is_long(schema::NEWEST, LARGE));
        assert!(!is_long(schema::NEWEST - 1, LARGE - 1));
        assert!(!is_long(0, LARGE), "nothing is in it yet");
    }

    #[test]
    fn network_file_systems_are_known_by_their_numbers() {
        // As statfs(2) and the kernel's magic.h have them.
        let kinds = [
            (0x6969, Some("NFS")),
            (0x517b, Some("SMB")),
            (0xff53_4d42, Some("SMB")),
            (0xfe53_4d42, Some("SMB")),
            (0x0102_1997, Some("9p")),
            (0xef53, None),      // ext4
            (0x0102_1994, None), // tmpfs
            (0x9123_683e, None), // btrfs
            (0x6573_5546, None), // FUSE, which `check` warns of
        ];
        for (kind, name) in kinds {
            assert_eq!(network_kind(kind), name, "{kind:#x}");
        }
    }

    #[test]
    fn an_address_holds_any_path() {
        let odd = Path::new("/nowhere/a b?c#d%e/é.db");
        assert_eq!(
            unchanging(odd),
            "file:/nowhere/a%20b%3fc%23d%25e/%c3%a9.db?immutable=1"
        );
    }

    #[test]
    fn a_disk_that_fails_is_not_taken_for_a_damaged_file() {
        let failing = std::io::Error::from_raw_os_error(rustix::io::Errno::IO.raw_os_error());
        let path = Path::new("school.db");
        for said in [unread_header(&failing, path), from_io(&failing, path)] {
            assert_eq!(said.exit_code(), 1);
            assert!(said.to_string().starts_with("The disk reported an error"));
        }
        let short = std::io::Error::from(ErrorKind::UnexpectedEof);
        assert_eq!(unread_header(&short, path).exit_code(), 4);
    }
}
