//! `manifest.csv`: the version, and how each file is to be taken. Its rows
//! aren't data rows.

use std::collections::HashMap;
use std::io::Read;

use super::super::clean;
use super::super::finding::{Fault, Warnings};
use super::super::table::Table;
use super::rows::Mode;

/// What the manifest says.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) version: Option<String>,
    pub(super) system: Option<String>,
    modes: HashMap<String, Mode>,
}

impl Manifest {
    /// Reads it.
    pub(super) fn read(
        file: &str,
        source: impl Read,
        warnings: &mut Warnings,
    ) -> Result<Manifest, Fault> {
        let mut manifest = Manifest::default();
        let Some(mut table) = Table::open(file, source)? else {
            warnings.file(file, "The manifest is empty.");
            return Ok(manifest);
        };
        let header = table.headers().to_vec();
        let first = header.first().map_or("", String::as_str);
        if !first.eq_ignore_ascii_case("propertyName") {
            let value = header.get(1).map_or("", String::as_str);
            manifest.note(file, first, value, 1, warnings);
        }
        while let Some(row) = table.next_row()? {
            manifest.note(file, row.cell(0), row.cell(1), row.line, warnings);
        }
        Ok(manifest)
    }

    fn note(&mut self, file: &str, key: &str, value: &str, line: u64, warnings: &mut Warnings) {
        let (key, value) = (key.trim(), value.trim());
        let (group, name) = key.split_once('.').unwrap_or((key, ""));
        match (group, name) {
            ("oneroster", "version") => self.version = Some(value.to_owned()),
            ("source", "systemName") if !value.is_empty() => {
                self.system = Some(clean::clean(value).text);
            }
            ("source", "systemCode") if !value.is_empty() && self.system.is_none() => {
                self.system = Some(clean::clean(value).text);
            }
            ("manifest" | "source", _) => {}
            (_, "") => warnings.value(file, key, value, "This line isn't known.", line),
            (group, name) => {
                if group != "file" {
                    let text = "Read as file.…, which is how it is written.";
                    warnings.value(file, key, value, text, line);
                }
                let mode = match value.to_lowercase().as_str() {
                    "absent" => Mode::Absent,
                    "bulk" => Mode::Bulk,
                    "delta" => Mode::Delta,
                    _ => {
                        let text = "Neither absent, bulk nor delta; the file, if it is there, is taken as changes only.";
                        warnings.value(file, key, value, text, line);
                        return;
                    }
                };
                self.modes.insert(name.to_lowercase(), mode);
            }
        }
    }

    /// How a file is to be taken, if the manifest says.
    pub(super) fn mode(&self, name: &str) -> Option<Mode> {
        self.modes.get(&name.to_lowercase()).copied()
    }

    /// The names of files it says are there.
    pub(super) fn promised(&self) -> impl Iterator<Item = &str> {
        let there = self.modes.iter().filter(|(_, mode)| **mode != Mode::Absent);
        there.map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_keys_and_blank_values_are_read_with_a_warning() {
        let text = "propertyName,value\noneroster.version,1.2\nfiel.users,bulk\nfile.orgs,\nfile.classes,DELTA\n";
        let mut warnings = Warnings::default();
        let manifest = Manifest::read("manifest.csv", text.as_bytes(), &mut warnings).unwrap();
        assert_eq!(manifest.version.as_deref(), Some("1.2"));
        assert_eq!(manifest.mode("users"), Some(Mode::Bulk));
        assert_eq!(manifest.mode("orgs"), None);
        assert_eq!(manifest.mode("classes"), Some(Mode::Delta));
        assert_eq!(warnings.into_vec().len(), 2);
    }
}
