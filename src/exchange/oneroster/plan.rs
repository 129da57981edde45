//! Which file of a bundle is what, and how it is taken: the names that are
//! there laid beside the manifest. It opens no other file.

use std::collections::HashMap;
use std::io::{Read, Seek};

use super::super::bundle::{Bundle, is_csv};
use super::super::finding::{Fault, Warnings, shown};
use super::Version;
use super::manifest::Manifest;
use super::rows::{Kind, Mode};

/// Which file is what, and how it is taken.
pub(super) struct Plan {
    pub(super) version: Version,
    pub(super) system: Option<String>,
    pub(super) files: HashMap<Kind, String>,
    pub(super) modes: HashMap<Kind, Mode>,
    /// CSV files of OneRoster whose rows are only counted.
    pub(super) rest: Vec<String>,
    /// Other CSV files; whatever is in them stops nothing.
    pub(super) strays: Vec<String>,
}

const KNOWN_AND_SKIPPED: &[&str] = &[
    "demographics",
    "userProfiles",
    "categories",
    "lineItems",
    "results",
    "lineItemLearningObjectiveIds",
    "resultLearningObjectiveIds",
    "scoreScales",
    "lineItemScoreScales",
    "resultScoreScales",
    "resources",
    "classResources",
    "courseResources",
    "userResources",
];

impl Plan {
    /// Makes it from the names and the manifest.
    pub(super) fn of<R: Read + Seek>(
        bundle: &mut Bundle<R>,
        warnings: &mut Warnings,
    ) -> Result<Plan, Fault> {
        let names: Vec<String> = bundle.names().map(str::to_owned).collect();
        let named = |stem: &str| {
            let wanted = format!("{stem}.csv");
            let exact = names.iter().find(|name| **name == wanted);
            exact.or_else(|| names.iter().find(|name| name.eq_ignore_ascii_case(&wanted)))
        };
        let manifest = match named("manifest") {
            Some(name) => Some(Manifest::read(name, bundle.read(name)?, warnings)?),
            None => None,
        };
        let mut plan = Plan {
            version: version(manifest.as_ref(), named("roles").is_some(), warnings),
            system: manifest.as_ref().and_then(|m| m.system.clone()),
            files: HashMap::new(),
            modes: HashMap::new(),
            rest: Vec::new(),
            strays: Vec::new(),
        };
        for kind in Kind::ALL {
            let said = manifest.as_ref().and_then(|m| m.mode(kind.name()));
            let mode = match (named(kind.name()), said) {
                (None, Some(Mode::Bulk | Mode::Delta)) => return Err(promised(kind.name())),
                (None, _) => Mode::Absent,
                (Some(name), Some(Mode::Absent)) => {
                    let text = "The manifest says that this file is absent; it was not read.";
                    warnings.file(name, text);
                    Mode::Absent
                }
                (Some(_), Some(mode)) => mode,
                (Some(name), None) => {
                    if manifest.is_some() {
                        let text = "The manifest doesn't say how to take this file; taken as changes only.";
                        warnings.file(name, text);
                    }
                    Mode::Delta
                }
            };
            if let Some(name) = named(kind.name()).filter(|_| mode != Mode::Absent) {
                if *name != format!("{}.csv", kind.name()) {
                    let text = format!("Read as {}.csv: upper and lower case differ.", kind.name());
                    warnings.file(name, text);
                }
                plan.files.insert(kind, name.clone());
            }
            plan.modes.insert(kind, mode);
        }
        if let Some(manifest) = &manifest {
            let kinds = Kind::ALL.map(Kind::name);
            for name in manifest.promised() {
                let is_ours = kinds.iter().any(|kind| kind.eq_ignore_ascii_case(name));
                if !is_ours && named(name).is_none() {
                    let file = format!("{name}.csv");
                    warnings.file(
                        &file,
                        "The manifest says that this file is there; it isn't.",
                    );
                }
            }
        } else if plan.files.is_empty() {
            return Err(Fault::new(
                format!(
                    "There is no OneRoster file here; found: {}.",
                    shown(&names.join(", "))
                ),
                "Give the folder or zip with orgs.csv, users.csv, classes.csv and enrollments.csv; for one CSV file use `import roster`.",
            ));
        } else {
            let text = "There is no manifest, so the files are taken as changes only: no one who is missing is marked as left.";
            warnings.file("manifest.csv", text);
        }
        for name in names {
            let is_taken = plan.files.values().any(|file| *file == name);
            if is_taken || name.eq_ignore_ascii_case("manifest.csv") {
                continue;
            }
            if !is_csv(&name) {
                warnings.file(&name, "This is no CSV file and was not read.");
                continue;
            }
            let kinds = Kind::ALL.iter().map(|kind| kind.name());
            let is_known = KNOWN_AND_SKIPPED.iter().copied().chain(kinds).any(|stem| {
                let wanted = format!("{stem}.csv");
                name.eq_ignore_ascii_case(&wanted)
            });
            if !is_known {
                let text = "OneRoster has no file of this name; it was not stored.";
                warnings.file(&name, text);
                plan.strays.push(name);
                continue;
            }
            plan.rest.push(name);
        }
        Ok(plan)
    }

    /// How a file is taken.
    pub(super) fn mode(&self, kind: Kind) -> Mode {
        self.modes.get(&kind).copied().unwrap_or(Mode::Absent)
    }

    /// A file's name as it is written there.
    pub(super) fn file(&self, kind: Kind) -> &str {
        self.files.get(&kind).map_or("", String::as_str)
    }

    /// Columns that a file needs here beyond what it always needs: without `roles.csv` the users say their roles.
    pub(super) fn needs(&self, kind: Kind) -> &'static [&'static str] {
        let has_roles = self.files.contains_key(&Kind::Roles);
        if kind == Kind::Users && !has_roles && self.version != Version::V1_2 {
            &["role"]
        } else {
            &[]
        }
    }
}

fn promised(name: &str) -> Fault {
    Fault::new(
        format!("The manifest says that {name}.csv is there, and it isn't."),
        "Export again with all files, or change that line of manifest.csv to absent.",
    )
}

fn version(manifest: Option<&Manifest>, has_roles: bool, warnings: &mut Warnings) -> Version {
    let said = manifest.map(|m| m.version.clone().unwrap_or_default());
    match said.as_deref() {
        Some("1.0") => Version::V1_0,
        Some(text) if text == "1.1" || text.starts_with("1.1.") => Version::V1_1,
        Some(text) if text == "1.2" || text.starts_with("1.2.") => Version::V1_2,
        None if !has_roles => Version::V1_0,
        None => Version::V1_2,
        Some(other) => {
            let version = if has_roles {
                Version::V1_2
            } else {
                Version::V1_1
            };
            let text = "This version isn't known; the files are read as what they look like.";
            warnings.value("manifest.csv", "oneroster.version", other, text, 1);
            version
        }
    }
}
