//! A framework into the book: known by its id in its source, each competency by
//! its id in the framework. What is no longer in the file is retired, never
//! removed. Not how a file says it; that is `exchange`.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use crate::domain::framework::{Competency, CompetencyStatus, Framework};
use crate::domain::ids::{Id, Mint};
use crate::domain::person::Role;
use crate::domain::plan::Area;
use crate::domain::viewer::Viewer;
use crate::exchange::framework::{self as file, Format, Item};

use super::super::rows::Table;
use super::super::{Actor, Error, Result, Store};
use super::ledger::{Ledger, Told};
use super::{Conditions, Fate, File, Outcome, Phase, Progress, Report, named_source};

impl Store {
    /// Brings a competency framework into the book. Administrators only.
    pub fn import_framework(
        &mut self,
        viewer: &Viewer,
        actor: &Actor,
        mint: &mut Mint,
        read: &file::Framework,
        conditions: &Conditions,
        progress: Progress<'_>,
    ) -> Result<Outcome> {
        if viewer.role != Role::Administrator {
            return Err(Error::refused(
                "Only an administrator may import a framework. Ask one.",
            ));
        }
        let source = named_source(conditions)?;
        let source = source.unwrap_or_else(|| read.format.source().to_owned());
        let area = conditions.area;
        let work = |ledger: &mut Ledger<'_>, progress: Progress<'_>| {
            import(ledger, read, area, progress)?;
            Ok(None)
        };
        let file = File {
            kind: "framework",
            source: &source,
            mapping: None,
            notes: &read.notes,
            warnings: &read.warnings,
        };
        self.import(actor, mint, &file, conditions, progress, work)
    }
}

/// Brings a framework into the book. `area` is what whoever imports says of it.
fn import(
    ledger: &mut Ledger<'_>,
    read: &file::Framework,
    area: Option<Area>,
    progress: Progress<'_>,
) -> Result<()> {
    ledger.counts.failed = read.failed.len() as u64;
    ledger.reports.extend(read.failed.iter().map(|row| Report {
        outcome: Fate::Failed,
        row: row.clone(),
    }));
    let framework = take_framework(ledger, read, area)?;
    let known = Competency::list(
        ledger.connection,
        "WHERE framework = ?1",
        [framework.number()],
    )?;
    let known: HashMap<String, Competency> = known
        .into_iter()
        .filter_map(|row| Some((row.import.sourced_id.clone()?, row)))
        .collect();
    let mut ids = Vec::with_capacity(read.items.len());
    for item in &read.items {
        let present = known.get(&item.sourced_id);
        ids.push(present.map_or_else(|| ledger.id(), |row| row.id));
    }
    let here = read.items.iter().zip(&ids);
    let taking = Taking {
        read,
        framework,
        here: here
            .map(|(item, id)| (item.sourced_id.as_str(), *id))
            .collect(),
        known,
        ids,
    };
    for (place, item) in read.items.iter().enumerate() {
        if place % 500 == 0 {
            progress(Phase::Rows, place, read.items.len());
        }
        taking.take(ledger, place, item)?;
    }
    progress(Phase::Rows, read.items.len(), read.items.len());
    taking.retire(ledger)
}

fn take_framework(
    ledger: &mut Ledger<'_>,
    read: &file::Framework,
    area: Option<Area>,
) -> Result<Id<Framework>> {
    let present = Framework::list(
        ledger.connection,
        "WHERE source = ?1 AND sourced_id = ?2",
        [ledger.source, read.sourced_id.as_str()],
    )?;
    let fresh = Framework {
        id: present.first().map_or_else(|| ledger.id(), |row| row.id),
        import: ledger.import(&read.sourced_id),
        title: read.title.clone(),
        creator: read.creator.clone(),
        version: read.version.clone(),
        adoption: read.adoption.clone(),
        language: read.language.clone(),
        subjects: read.subjects.clone(),
        area: area.unwrap_or(Area::Academic),
        status: if read.is_retired {
            CompetencyStatus::Retired
        } else {
            CompetencyStatus::Active
        },
    };
    // In Moodle's file the framework is a row like the others.
    let is_row = read.format == Format::Moodle;
    let Some(present) = present.first() else {
        ledger.insert(&fresh)?;
        ledger.counts.created += u64::from(is_row);
        return Ok(fresh.id);
    };
    let merge = |told: &Told<'_, Framework>| Framework {
        title: told.take(|f| &f.title, Some(fresh.title.clone())),
        creator: told.take(|f| &f.creator, Some(fresh.creator.clone())),
        version: told.take(|f| &f.version, Some(fresh.version.clone())),
        adoption: told.take(|f| &f.adoption, Some(fresh.adoption.clone())),
        language: told.take(|f| &f.language, Some(fresh.language.clone())),
        subjects: told.take(|f| &f.subjects, Some(fresh.subjects.clone())),
        area: told.take(|f| &f.area, area),
        status: told.take(|f| &f.status, Some(fresh.status)),
        ..told.present.clone()
    };
    let has_changed = ledger.settle(present, merge)?.is_some();
    if is_row {
        ledger.count(has_changed);
    } else if has_changed {
        let text = "What is said of the framework itself changed.";
        ledger.warnings.file(&read.file, text);
    }
    Ok(present.id)
}

/// A framework's items being taken.
struct Taking<'a> {
    read: &'a file::Framework,
    framework: Id<Framework>,
    /// The items of the file, by their ids there.
    here: HashMap<&'a str, Id<Competency>>,
    /// The competencies of the book, by their ids there.
    known: HashMap<String, Competency>,
    /// The ids here, in the order of the items.
    ids: Vec<Id<Competency>>,
}

impl Taking<'_> {
    fn take(&self, ledger: &mut Ledger<'_>, place: usize, item: &Item) -> Result<()> {
        let Some(id) = self.ids.get(place).copied() else {
            return Ok(());
        };
        let id_at = |place: &usize| self.ids.get(*place).copied();
        let is_over = item.ends.is_some_and(|ends| ends <= ledger.actor.today);
        let fresh = Competency {
            id,
            framework: self.framework,
            import: ledger.import(&item.sourced_id),
            code: item.code.clone(),
            statement: item.statement.clone(),
            short: item.short.clone(),
            education_level: item.education_level.clone(),
            item_type: item.item_type.clone(),
            parent: item.parent.as_ref().and_then(id_at),
            position: item.position,
            precedes: item.precedes.iter().filter_map(id_at).collect(),
            replaced_by: self.replaced_by(ledger, item)?,
            rateable: item.rateable,
            status: if is_over {
                CompetencyStatus::Retired
            } else {
                CompetencyStatus::Active
            },
        };
        let Some(present) = self.known.get(&item.sourced_id) else {
            ledger.insert(&fresh)?;
            ledger.counts.created += 1;
            return Ok(());
        };
        let merge = |told: &Told<'_, Competency>| Competency {
            code: told.take(|c| &c.code, Some(fresh.code.clone())),
            statement: told.take(|c| &c.statement, Some(fresh.statement.clone())),
            short: told.take(|c| &c.short, Some(fresh.short.clone())),
            education_level: told.take(|c| &c.education_level, Some(fresh.education_level.clone())),
            item_type: told.take(|c| &c.item_type, Some(fresh.item_type.clone())),
            parent: told.take(|c| &c.parent, Some(fresh.parent)),
            position: told.take(|c| &c.position, Some(fresh.position)),
            precedes: told.take(|c| &c.precedes, Some(fresh.precedes.clone())),
            replaced_by: told.take(|c| &c.replaced_by, Some(fresh.replaced_by.clone())),
            rateable: told.keep(|c| &c.rateable, Some(fresh.rateable)),
            status: told.take(|c| &c.status, Some(fresh.status)),
            ..told.present.clone()
        };
        let has_changed = ledger.settle(present, merge)?.is_some();
        ledger.count(has_changed);
        Ok(())
    }

    /// What took an item's place: in this file, else in the book.
    fn replaced_by(&self, ledger: &mut Ledger<'_>, item: &Item) -> Result<Vec<Id<Competency>>> {
        let mut found = Vec::new();
        for id in &item.replaced_by {
            let here = self.here.get(id.as_str()).copied();
            let id = match here {
                Some(id) => Some(id),
                None => elsewhere(ledger, id)?,
            };
            match id {
                Some(id) => found.push(id),
                None => {
                    let text = "what took an item's place isn't in the book yet";
                    let file = &self.read.file;
                    ledger
                        .warnings
                        .column_at(file, "replacedBy", text, item.row);
                }
            }
        }
        found.dedup();
        Ok(found)
    }

    /// What is no longer in the file. A file without items says nothing of them,
    /// and an item that failed is still there.
    fn retire(&self, ledger: &mut Ledger<'_>) -> Result<()> {
        if self.read.items.is_empty() {
            return Ok(());
        }
        let mut gone: Vec<&Competency> = self
            .known
            .iter()
            .filter(|(id, row)| {
                row.status == CompetencyStatus::Active
                    && !self.here.contains_key(id.as_str())
                    && !self.read.failed_ids.contains(*id)
            })
            .map(|(_, row)| row)
            .collect();
        gone.sort_by_key(|row| row.id);
        for row in gone {
            if ledger.leave(row)?.is_some() {
                ledger.retired += 1;
            }
        }
        Ok(())
    }
}

/// A competency of another framework with this id, one in use before a retired one.
fn elsewhere(ledger: &Ledger<'_>, sourced_id: &str) -> Result<Option<Id<Competency>>> {
    Ok(ledger
        .connection
        .prepare_cached(
            "SELECT id FROM competency WHERE sourced_id = ?1 ORDER BY status, id LIMIT 1",
        )?
        .query_row([sourced_id], |row| row.get(0).map(Id::new))
        .optional()?)
}
