//! What the book remembers of imports: each batch with its counts, and mappings of columns under
//! the names they were saved by.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::Id;

use super::super::error::Result;
use super::super::{Actor, Store, audit};
use super::{Batch, Conditions, Counts, File};

/// A batch as `import list` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// The batch.
    pub batch: Id<Batch>,
    /// `oneroster`, `roster` or `framework`.
    pub kind: String,
    /// The source.
    pub source: String,
    /// The date it was made on.
    pub on: String,
    /// The name of who made it.
    pub actor: String,
    /// What became of the rows.
    pub counts: Counts,
    /// Taken back.
    pub undone: bool,
}

impl Store {
    /// The mapping of columns remembered under a name.
    pub fn saved_mapping(&self, name: &str) -> Result<Option<String>> {
        Ok(self
            .reading()
            .prepare_cached("SELECT mapping FROM import_mapping WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?)
    }

    /// The names under which mappings are remembered.
    pub fn mapping_names(&self) -> Result<Vec<String>> {
        let mut statement = self
            .reading()
            .prepare_cached("SELECT name FROM import_mapping ORDER BY name")?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// All imports, the newest first.
    pub fn batches(&self) -> Result<Vec<BatchLine>> {
        let mut statement = self.reading().prepare_cached(
            r#"SELECT b.id, b.kind, b.source, b."on", p.given, p.family, b.created, b.updated,
                 b.unchanged, b.skipped, b.failed, b.undone IS NOT NULL
               FROM import_batch b JOIN person p ON p.id = b.actor ORDER BY b.id DESC"#,
        )?;
        let lines = statement.query_map([], |row| {
            let (given, family): (String, String) = (row.get(4)?, row.get(5)?);
            Ok(BatchLine {
                batch: Id::new(row.get(0)?),
                kind: row.get(1)?,
                source: row.get(2)?,
                on: row.get(3)?,
                actor: crate::domain::person::full_name(&given, &family),
                counts: Counts {
                    created: row.get::<_, i64>(6)? as u64,
                    updated: row.get::<_, i64>(7)? as u64,
                    unchanged: row.get::<_, i64>(8)? as u64,
                    skipped: row.get::<_, i64>(9)? as u64,
                    failed: row.get::<_, i64>(10)? as u64,
                },
                undone: row.get(11)?,
            })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

/// Remembers the mapping of columns under the name that was asked for.
pub(super) fn remember_mapping(
    connection: &Connection,
    file: &File<'_>,
    conditions: &Conditions,
) -> Result<()> {
    if let (Some(name), Some(mapping)) = (&conditions.save_mapping, file.mapping) {
        connection
            .prepare_cached(
                "INSERT INTO import_mapping (name, mapping) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET mapping = ?2",
            )?
            .execute([name.as_str(), mapping])?;
    }
    Ok(())
}

/// Remembers an import that was stored.
pub(super) fn remember(
    connection: &Connection,
    actor: &Actor,
    batch: Id<Batch>,
    file: &File<'_>,
    conditions: &Conditions,
    counts: Counts,
) -> Result<()> {
    connection
        .prepare_cached(
            r#"INSERT INTO import_batch (id, kind, source, hash, mapping, at, "on", actor, created,
                 updated, unchanged, skipped, failed)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"#,
        )?
        .execute(params![
            batch.number(),
            file.kind,
            file.source,
            conditions.hash,
            file.mapping,
            actor.now.0,
            actor.today.to_string(),
            actor.person.number(),
            counts.created as i64,
            counts.updated as i64,
            counts.unchanged as i64,
            counts.skipped as i64,
            counts.failed as i64,
        ])?;
    audit::append(
        connection,
        actor,
        "imported",
        None,
        Some(&batch.to_string()),
    )
}
