//! The rescue file: what the book couldn't take, as plain text that its owner
//! alone can read. Its name holds no student's.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::DateTime;

use crate::domain::ids::Moment;
use crate::store::Error;

/// Writes the text to the first of these folders that takes it, and says where.
pub fn write(folders: &[PathBuf], text: &str, now: Moment) -> Result<PathBuf, Error> {
    let mut why = String::from("There is no folder for it");
    for folder in folders {
        match write_to(folder, text, now) {
            Ok(path) => return Ok(path),
            Err(error) => why = error.to_string(),
        }
    }
    Err(Error::Failed(format!(
        "The rescue file can't be written: {why}."
    )))
}

fn write_to(folder: &Path, text: &str, now: Moment) -> std::io::Result<PathBuf> {
    if !folder.exists() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let at = DateTime::from_timestamp_millis(now.0).unwrap_or_default();
    let stamp = at.format("%Y%m%d-%H%M%S%3f");
    let path = folder.join(format!("deskside-rescue-{stamp}.txt"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a file would be taken for the whole.
        let _gone = fs::remove_file(&path);
    }
    written.map(|()| path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_first_folder_that_takes_it_has_it_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let (file, below) = (folder.path().join("a file"), folder.path().join("state"));
        fs::write(&file, "").unwrap();
        let path = write(
            &[file.join("below"), below.clone()],
            "Drew thirds.\n",
            Moment(1_795_420_800_000),
        )
        .unwrap();
        assert_eq!(path, below.join("deskside-rescue-20261123-080000000.txt"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "Drew thirds.\n");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&below)), (0o600, 0o700));
        let again = write(&[below], "Another", Moment(1_795_420_800_000));
        assert!(again.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "Drew thirds.\n");
    }
}
