//! The schema and how an older file becomes a newer one: migrations in order,
//! in one transaction, after a copy. Never touches a file newer than itself.

use std::path::Path;

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

/// What is there that the file's own schema doesn't make, or isn't there that it makes: a file
/// from elsewhere could run SQL of its own through a trigger or a view, and one without the
/// triggers that keep its history could have been written over. Nothing where all is as it was
/// made.
pub fn strange(connection: &Connection) -> Result<Option<&'static str>> {
    // The version and the triggers of one moment: another session may bring the file up to date.
    let moment = connection.unchecked_transaction()?;
    let version = version(&moment)?;
    let mut statement = moment
        .prepare("SELECT sql FROM sqlite_schema WHERE type IN ('trigger','view') ORDER BY sql")?;
    let found: Vec<Option<String>> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let ours = triggers(version);
    let known = |sql: &Option<String>| sql.as_deref().is_some_and(|sql| ours.contains(&sql));
    Ok(if !found.iter().all(known) {
        Some("it holds triggers or views that no Deskside made")
    } else if found.len() != ours.len() {
        Some("the triggers that keep its history are missing")
    } else {
        None
    })
}

/// Refuses a file that holds what no Deskside made, before anything of it runs.
pub(super) fn must_be_ours(connection: &Connection, path: &Path) -> Result<()> {
    match strange(connection)? {
        Some(why) => Err(Error::NotOurs(path.to_owned(), why)),
        None => Ok(()),
    }
}

/// The triggers of a schema, as the file keeps them. There are no views.
fn triggers(version: i64) -> Vec<&'static str> {
    let scripts = MIGRATIONS.iter().take(version.try_into().unwrap_or(0));
    let lines = scripts.flat_map(|script| script.lines());
    lines
        .filter(|line| line.starts_with("CREATE TRIGGER "))
        .map(|line| line.trim_end().trim_end_matches(';'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is written on one line, and told without making the schema at every start.
    #[test]
    fn the_triggers_of_every_schema_are_known_from_its_scripts() {
        let made = Connection::open_in_memory().unwrap();
        for (before, script) in MIGRATIONS.iter().enumerate() {
            made.execute_batch(script).unwrap();
            let version = before as i64 + 1;
            made.execute_batch(&format!("PRAGMA user_version = {version}"))
                .unwrap();
            assert_eq!(strange(&made).unwrap(), None, "schema {version}");
            let count: i64 = made
                .query_row(
                    "SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger','view')",
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(triggers(version).len() as i64, count, "schema {version}");
        }
    }
}
