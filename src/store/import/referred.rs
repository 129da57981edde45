//! Which rows other rows refer to, found from the schema itself, so that a
//! table added later is heeded without a word here.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::domain::Id;
use crate::domain::school::Class;

use super::super::error::Result;
use super::super::rows::Table;

/// Tables that are derived, or that imports make and ask about themselves.
const PASSED_OVER: &[&str] = &["standing", "roster", "bucket"];

/// References that the schema doesn't declare: table, column, what it refers to.
const UNDECLARED: &[(&str, &str, &str)] = &[
    ("draft", "author", "person"),
    ("draft", "student", "person"),
    ("audit", "actor", "person"),
];

/// The keys of rows of `table` that rows of other tables name. `except` lists
/// tables that don't count.
pub(super) fn referred(
    connection: &Connection,
    table: &str,
    except: &[&str],
) -> Result<HashSet<i64>> {
    let mut statement = connection.prepare(
        "SELECT s.name, f.\"from\" FROM sqlite_schema s, pragma_foreign_key_list(s.name) f
         WHERE s.type = 'table' AND f.\"table\" = ?1",
    )?;
    let mut places: Vec<(String, String)> = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (from, column, to) in UNDECLARED {
        if *to == table {
            places.push(((*from).to_owned(), (*column).to_owned()));
        }
    }
    let mut found = HashSet::new();
    for (from, column) in places {
        if PASSED_OVER.contains(&from.as_str()) || except.contains(&from.as_str()) {
            continue;
        }
        collect(
            connection,
            &format!(r#"SELECT DISTINCT "{column}" FROM "{from}" WHERE "{column}" IS NOT NULL"#),
            &mut found,
        )?;
    }
    match table {
        "academic_session" => {
            for class in Class::list(connection, "WHERE sessions <> '[]'", [])? {
                found.extend(class.sessions.into_iter().map(Id::number));
            }
        }
        "person" => collect(
            connection,
            "SELECT subject FROM cadence WHERE scope = 'student' AND subject IS NOT NULL",
            &mut found,
        )?,
        "class" => collect(
            connection,
            "SELECT subject FROM cadence WHERE scope = 'class' AND subject IS NOT NULL",
            &mut found,
        )?,
        _ => {}
    }
    Ok(found)
}

fn collect(connection: &Connection, sql: &str, found: &mut HashSet<i64>) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    let keys = statement.query_map([], |row| row.get::<_, i64>(0))?;
    for key in keys {
        found.insert(key?);
    }
    Ok(())
}
