//! The bytes of the files to import, and their hash.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::exchange::finding::in_words;
use crate::exchange::text::{FILE_LIMIT, too_large};

use super::super::complaint::{Complaint, Result};

/// A whole file, as far as one may be long; a longer one isn't read for nothing.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let said = file.metadata().map_or(0, |found| found.len());
    if said <= FILE_LIMIT {
        file.take(FILE_LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(path, &error))?;
    }
    if said.max(bytes.len() as u64) > FILE_LIMIT {
        return Err(too_large(&path.display().to_string()).into());
    }
    Ok(bytes)
}

/// The hash of a zip, or of the CSV files of a folder with their names.
pub(super) fn hash(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let found = path.read_dir().map_err(|error| unreadable(path, &error))?;
        files = found.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| {
            let ending = file.extension().unwrap_or_default();
            file.is_file() && ending.eq_ignore_ascii_case("csv")
        });
        files.sort();
    }
    for file in files {
        let name = file.file_name().unwrap_or_default();
        if files_apart(path, &file) {
            hasher.update(name.as_encoded_bytes());
        }
        let mut source = File::open(&file).map_err(|error| unreadable(&file, &error))?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = source.read(&mut piece);
            match read.map_err(|error| unreadable(&file, &error))? {
                0 => break,
                n => hasher.update(piece.get(..n).unwrap_or_default()),
            };
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Whether a file is one of several, so that its name is a part of the whole.
fn files_apart(path: &Path, file: &Path) -> bool {
    path != file
}

fn unreadable(path: &Path, error: &io::Error) -> Complaint {
    Complaint::refused(
        format!("{} can't be read: {}.", path.display(), in_words(error)),
        "Check the path, and that you may read it.",
    )
}
