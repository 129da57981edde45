//! The schema and how an older file becomes a newer one: migrations in order,
//! in one transaction, after a copy. Never touches a file newer than itself.

use rusqlite::{Connection, TransactionBehavior};

use super::error::{Error, Result};

/// "Desk" in ASCII: marks the file as ours.
pub const APPLICATION_ID: i64 = 0x4465_736b;

/// One script a version, in order. Never edited after release.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
    include_str!("schema/0008.sql"),
    include_str!("schema/0009.sql"),
    include_str!("schema/0010.sql"),
    include_str!("schema/0011.sql"),
    include_str!("schema/0012.sql"),
    include_str!("schema/0013.sql"),
    include_str!("schema/0014.sql"),
    include_str!("schema/0015.sql"),
];

/// The newest schema this program knows.
pub const NEWEST: i64 = MIGRATIONS.len() as i64;

/// The schema of the open file.
pub fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the open file to the newest schema, all or nothing. Two sessions
/// that start at once take turns; the second finds nothing left to do. A file
/// that holds something is copied first, by `keep_a_copy`, while nobody else writes.
pub fn migrate(
    connection: &mut Connection,
    keep_a_copy: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&tx)?;
    if found > NEWEST {
        return Err(Error::TooNew {
            file: found,
            program: NEWEST,
        });
    }
    if (1..NEWEST).contains(&found) {
        keep_a_copy()?;
    }
    for script in MIGRATIONS.iter().skip(found as usize) {
        tx.execute_batch(script)?;
    }
    if found < NEWEST {
        tx.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {NEWEST};"
        ))?;
    }
    tx.commit()?;
    Ok(())
}

/// Whether triggers or views are there that the file's own schema doesn't make;
/// a file from elsewhere could run SQL of its own through them.
pub fn is_ours(connection: &Connection) -> Result<bool> {
    let reference = Connection::open_in_memory()?;
    for script in MIGRATIONS.iter().take(version(connection)? as usize) {
        reference.execute_batch(script)?;
    }
    let list = |connection: &Connection| -> Result<Vec<(String, Option<String>)>> {
        let mut statement = connection.prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger','view') ORDER BY name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    Ok(list(connection)? == list(&reference)?)
}
