//! The texts in a folder: files of one ending, by name. Nothing is read deeper, and
//! what can't be read, or is no file of a size for a text, is left out.

use std::fs::File;
use std::io::{self, Read};
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
        .filter_map(|path| {
            let bytes = bytes(&path).ok()?;
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

/// The text of one file.
pub fn text(path: &Path) -> io::Result<String> {
    let text = String::from_utf8(bytes(path)?);
    text.map_err(|_bytes| io::ErrorKind::InvalidData.into())
}

/// The bytes of a file that is one: a pipe may never say anything, a device never end.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path)?.take(LARGEST + 1);
    file.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.toml"), "title = \"A\"").unwrap();
        std::fs::write(at("b.toml"), vec![b'#'; LARGEST as usize + 1]).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("c.toml")).unwrap();
        let pipe = std::process::Command::new("mkfifo")
            .arg(at("d.toml"))
            .status();
        assert!(pipe.unwrap().success());
        let texts = texts(folder.path(), "toml");
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].1, "title = \"A\"");
        assert_eq!(text(&at("a.toml")).unwrap(), "title = \"A\"");
        for other in ["b.toml", "c.toml", "d.toml", "e.toml"] {
            assert!(text(&at(other)).is_err(), "{other}");
        }
    }
}
