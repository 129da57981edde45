//! The texts in a folder: files of one ending, by name. Nothing is read deeper, and
//! what can't be read is left out.

use std::path::Path;

/// The largest file that is taken for a text of ours.
const LARGEST: u64 = 1024 * 1024;

/// Each file of `folder` that ends in `ending`, with its text, by name.
pub fn texts(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut texts: Vec<(String, String)> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .filter(|path| path.metadata().is_ok_and(|data| data.len() <= LARGEST))
        .filter_map(|path| {
            let bytes = std::fs::read(&path).ok()?;
            // Bytes that are no UTF-8 become replacements, and are told as mistakes are.
            Some((
                path.display().to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            ))
        })
        .collect();
    texts.sort();
    texts
}
