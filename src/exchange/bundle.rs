//! A folder or a zip of named files, opened for reading. The only file of this
//! module that takes a path. Nothing is ever written or unpacked, and no name
//! inside a zip is used as a path.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::finding::{Fault, Warning, Warnings, in_words, shown};
use super::text::{self, FILE_LIMIT};

const ENTRY_LIMIT: usize = 100;
const TOTAL_LIMIT: u64 = 256 * 1024 * 1024;
const RATIO_LIMIT: u64 = 200;

/// Named files that came together.
pub struct Bundle<R> {
    form: Form<R>,
    entries: Vec<Entry>,
    warnings: Warnings,
    total: u64,
}

enum Form<R> {
    Folder,
    Zip(Box<ZipArchive<R>>),
}

struct Entry {
    name: String,
    place: Place,
    /// The size it says it has; what it really has is counted while it is read.
    size: u64,
}

enum Place {
    Path(PathBuf),
    Index(usize),
}

/// One file of a bundle, being read. It stops at the limits with a fault.
pub struct Source<'a, R: Read + Seek> {
    inner: Inner<'a, R>,
    name: &'a str,
    total: &'a mut u64,
    count: u64,
    packed: Option<u64>,
}

enum Inner<'a, R: Read + Seek> {
    File(File),
    Zip(Box<ZipFile<'a, R>>),
}

/// Opens a folder or a zip, told apart by what is there and not by its name.
pub fn open(path: &Path) -> Result<Bundle<BufReader<File>>, Fault> {
    let whole = path.display().to_string();
    let name = shown(&whole);
    let unreadable = |error: std::io::Error| {
        Fault::new(
            format!("{name} can't be read: {}.", in_words(&error)),
            "Check the path, and that you may read it.",
        )
    };
    if path.metadata().map_err(unreadable)?.is_dir() {
        return Bundle::folder(path);
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut start = Vec::new();
    (&mut file)
        .take(2)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    if start != b"PK" {
        return Err(Fault::new(
            format!("{name} is neither a folder nor a zip."),
            "Give the folder with the CSV files, or the zip; for one CSV file use `import roster`.",
        ));
    }
    file.rewind().map_err(unreadable)?;
    Bundle::zip(&whole, BufReader::new(file))
}

impl Bundle<BufReader<File>> {
    fn folder(path: &Path) -> Result<Self, Fault> {
        let mut warnings = Warnings::default();
        let mut listing = list(path)?;
        let has_csv = |found: &Listing| found.files.iter().any(|(name, _)| is_csv(name));
        if let ([only], false) = (listing.folders.as_slice(), has_csv(&listing)) {
            let inner = list(only)?;
            if has_csv(&inner) {
                warnings.file(&base(only), ENCLOSED);
                listing = inner;
            }
        }
        for (name, why) in &listing.passed {
            warnings.file(name, *why);
        }
        let mut entries: Vec<Entry> = listing
            .files
            .into_iter()
            .map(|(name, path)| Entry {
                name,
                size: path.metadata().map_or(0, |found| found.len()),
                place: Place::Path(path),
            })
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Bundle::checked(Form::Folder, entries, warnings)
    }
}

const ENCLOSED: &str = "The files lie in a folder inside; OneRoster wants them at the root.";
const NOT_READ: &str = "This is not one of the files at the root and was not read.";
const LINK: &str = "This is a link and was not read.";

impl<R: Read + Seek> Bundle<R> {
    /// Looks into a zip.
    pub fn zip(name: &str, source: R) -> Result<Bundle<R>, Fault> {
        let damaged = |error: zip::result::ZipError| {
            Fault::new(
                format!("{} is damaged or no zip: {error}.", shown(name)),
                "Export or download it again.",
            )
        };
        let refused = |what: &str| {
            Fault::new(
                format!("{} was refused: {what}.", shown(name)),
                "Ask whoever made it for a plain OneRoster export.",
            )
        };
        let mut archive = ZipArchive::new(source).map_err(damaged)?;
        if archive.len() > ENTRY_LIMIT {
            return Err(refused("it holds more than 100 files"));
        }
        if archive.has_duplicate_names() {
            return Err(refused("two files in it have the same name"));
        }
        if archive.has_overlapping_entries().map_err(damaged)? {
            return Err(refused("files in it overlap"));
        }
        let mut warnings = Warnings::default();
        let mut found = Vec::new();
        let mut sizes = HashMap::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(damaged)?;
            let whole = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if entry.is_dir() || whole.ends_with(['/', '\\']) {
                continue;
            }
            let parts: Vec<String> = whole.split(['/', '\\']).map(str::to_owned).collect();
            let is_litter = parts.iter().any(|p| p == "__MACOSX" || p == ".DS_Store");
            if entry.is_symlink() {
                warnings.file(&whole, LINK);
            } else if parts.iter().any(|p| p == ".." || p.is_empty()) {
                warnings.file(&whole, NOT_READ);
            } else if !is_litter {
                sizes.insert(index, entry.size());
                found.push((index, whole, parts));
            }
        }
        let depth = depth_of_files(&found);
        if depth > 0 {
            warnings.file(name, ENCLOSED);
        }
        let mut entries = Vec::new();
        for (index, whole, mut parts) in found {
            match parts.pop() {
                Some(name) if parts.len() == depth => entries.push(Entry {
                    name,
                    place: Place::Index(index),
                    size: sizes.get(&index).copied().unwrap_or_default(),
                }),
                _ => warnings.file(&whole, NOT_READ),
            }
        }
        Bundle::checked(Form::Zip(Box::new(archive)), entries, warnings)
    }

    fn checked(form: Form<R>, entries: Vec<Entry>, warnings: Warnings) -> Result<Self, Fault> {
        let mut seen = HashSet::new();
        for entry in &entries {
            if is_csv(&entry.name) && !seen.insert(entry.name.to_lowercase()) {
                return Err(Fault::new(
                    format!("There are two files named {}.", shown(&entry.name)),
                    "Keep one of them.",
                ));
            }
        }
        if seen.len() > ENTRY_LIMIT {
            return Err(Fault::new(
                "There are more than 100 CSV files.",
                "Give the folder that holds only the OneRoster files.",
            ));
        }
        Ok(Bundle {
            form,
            entries,
            warnings,
            total: 0,
        })
    }

    /// The names of the files, as they are written there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// What was noticed on opening; empty when asked a second time.
    pub fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings).into_vec()
    }

    /// Refuses files that say themselves that they are larger than may be
    /// read, before any of them is.
    pub fn check_sizes<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<(), Fault> {
        let mut total = 0_u64;
        for name in names {
            let entry = self.entries.iter().find(|entry| entry.name == name);
            let size = entry.map_or(0, |entry| entry.size);
            if size > FILE_LIMIT {
                return Err(text::too_large(name));
            }
            total = total.saturating_add(size);
        }
        if total > TOTAL_LIMIT {
            return Err(Fault::new(
                "The files hold more than 256 MB in all.",
                "Export the files again, fewer rows at a time.",
            ));
        }
        Ok(())
    }

    /// Opens one of the files by its exact name.
    pub fn read<'a>(&'a mut self, name: &'a str) -> Result<Source<'a, R>, Fault> {
        let missing = || {
            Fault::new(
                format!("{} is not there.", shown(name)),
                "Export the files again.",
            )
        };
        let entry = self.entries.iter().find(|entry| entry.name == name);
        let entry = entry.ok_or_else(missing)?;
        let (inner, packed) = match (&mut self.form, &entry.place) {
            (Form::Zip(archive), Place::Index(index)) => {
                let file = archive.by_index(*index).map_err(|error| {
                    Fault::new(
                        format!("{} inside the zip can't be read: {error}.", shown(name)),
                        "Export or download it again, without a password.",
                    )
                })?;
                let packed = file.compressed_size();
                (Inner::Zip(Box::new(file)), Some(packed))
            }
            (_, Place::Path(path)) => {
                let file = File::open(path).map_err(|error| Fault::from_reading(name, &error))?;
                (Inner::File(file), None)
            }
            (Form::Folder, Place::Index(_)) => return Err(missing()),
        };
        Ok(Source {
            inner,
            name,
            total: &mut self.total,
            count: 0,
            packed,
        })
    }
}

impl<R: Read + Seek> Read for Source<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = match &mut self.inner {
            Inner::File(file) => file.read(buffer)?,
            Inner::Zip(file) => file.read(buffer)?,
        };
        self.count += read as u64;
        *self.total += read as u64;
        let over = |what: &str| {
            std::io::Error::other(Fault::new(
                format!("{} was refused: {what}.", shown(self.name)),
                "Export the files again, fewer rows at a time.",
            ))
        };
        if *self.total > TOTAL_LIMIT {
            return Err(over("the files hold more than 256 MB in all"));
        }
        let packed = self.packed.unwrap_or(u64::MAX);
        if self.count > packed.saturating_mul(RATIO_LIMIT) {
            return Err(over("it grows more than 200 times when unpacked"));
        }
        Ok(read)
    }
}

struct Listing {
    files: Vec<(String, PathBuf)>,
    folders: Vec<PathBuf>,
    passed: Vec<(String, &'static str)>,
}

fn list(path: &Path) -> Result<Listing, Fault> {
    let unreadable =
        |error: std::io::Error| Fault::from_reading(&path.display().to_string(), &error);
    let mut listing = Listing {
        files: Vec::new(),
        folders: Vec::new(),
        passed: Vec::new(),
    };
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if kind.is_file() {
            listing.files.push((name, entry.path()));
        } else if kind.is_dir() {
            listing.folders.push(entry.path());
        } else {
            listing.passed.push((name, LINK));
        }
    }
    Ok(listing)
}

fn base(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Whether a name ends as a CSV file's does.
pub(super) fn is_csv(name: &str) -> bool {
    name.to_lowercase().ends_with(".csv")
}

/// 0 when a CSV file is at the root, 1 when all lie in one folder, else 0: then none is found.
fn depth_of_files(found: &[(usize, String, Vec<String>)]) -> usize {
    let csv = || found.iter().filter(|(_, whole, _)| is_csv(whole));
    if csv().any(|(_, _, parts)| parts.len() == 1) {
        return 0;
    }
    let folders: HashSet<&str> = csv()
        .filter(|(_, _, parts)| parts.len() == 2)
        .filter_map(|(_, _, parts)| parts.first().map(String::as_str))
        .collect();
    usize::from(folders.len() == 1)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    /// A zip in memory.
    pub(in super::super) fn zipped(files: &[(&str, &str)]) -> Bundle<Cursor<Vec<u8>>> {
        Bundle::zip("test.zip", Cursor::new(bytes(files))).unwrap()
    }

    fn bytes(files: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn texts(bundle: &[Warning]) -> Vec<&str> {
        bundle.iter().map(|w| w.text.as_str()).collect()
    }

    fn fault(files: &[(&str, &str)]) -> Fault {
        let opened = Bundle::zip("test.zip", Cursor::new(bytes(files)));
        opened.err().expect("refused")
    }

    #[test]
    fn files_in_one_folder_are_found_with_a_warning() {
        let mut bundle = zipped(&[
            ("export/orgs.csv", "a"),
            ("__MACOSX/export/._orgs.csv", "b"),
        ]);
        assert_eq!(bundle.names().collect::<Vec<_>>(), ["orgs.csv"]);
        assert_eq!(texts(&bundle.warnings()), [ENCLOSED]);
    }

    #[test]
    fn names_that_climb_out_are_never_read() {
        let mut bundle = zipped(&[
            ("../users.csv", "x"),
            ("/users.csv", "y"),
            ("orgs.csv", "z"),
        ]);
        assert_eq!(bundle.names().collect::<Vec<_>>(), ["orgs.csv"]);
        assert_eq!(bundle.warnings().len(), 2);
    }

    #[test]
    fn links_are_never_followed() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .add_symlink("users.csv", "/etc/passwd", SimpleFileOptions::default())
            .unwrap();
        let cursor = writer.finish().unwrap();
        let mut bundle = Bundle::zip("test.zip", cursor).unwrap();
        assert_eq!(bundle.names().count(), 0);
        assert_eq!(texts(&bundle.warnings()), [LINK]);
    }

    #[test]
    fn the_same_name_twice_is_refused() {
        assert!(
            fault(&[("users.csv", "x"), ("Users.csv", "y")])
                .what
                .contains("two files")
        );
        let mut twins = bytes(&[("users.csv", "x"), ("userz.csv", "y")]);
        while let Some(place) = twins.windows(5).position(|w| w == b"userz") {
            twins[place + 4] = b's';
        }
        let opened = Bundle::zip("test.zip", Cursor::new(twins));
        assert!(opened.err().unwrap().what.contains("same name"));
    }

    #[test]
    fn more_than_a_hundred_files_are_refused() {
        let names: Vec<String> = (0..101).map(|n| format!("{n}.csv")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "")).collect();
        assert!(fault(&files).what.contains("100"));
    }

    #[test]
    fn what_grows_two_hundred_times_is_refused_while_it_is_read() {
        let mut bundle = zipped(&[("users.csv", &"a".repeat(1_000_000))]);
        let mut source = bundle.read("users.csv").unwrap();
        let error = std::io::copy(&mut source, &mut std::io::sink()).unwrap_err();
        assert!(
            Fault::from_reading("users.csv", &error)
                .what
                .contains("200 times")
        );
    }

    #[test]
    fn a_flipped_or_cut_zip_is_a_fault_and_no_panic() {
        let whole = bytes(&[("users.csv", "sourcedId,givenName\n1,Ada\n")]);
        for length in 0..whole.len() {
            assert!(Bundle::zip("t", Cursor::new(whole[..length].to_vec())).is_err());
        }
        for place in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[place] ^= 0x55;
            if let Ok(mut bundle) = Bundle::zip("t", Cursor::new(flipped)) {
                let names: Vec<String> = bundle.names().map(str::to_owned).collect();
                for name in names {
                    if let Ok(mut source) = bundle.read(&name) {
                        let _ = std::io::copy(&mut source, &mut std::io::sink());
                    }
                }
            }
        }
    }
}
