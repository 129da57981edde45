//! Tests of how the book is opened: the settings of every connection, read back, and how long
//! one waits for another. What is done with an open book is tested where it is done.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::Value;

use super::*;

/// `synchronous` of the record, and of drafts.
pub(super) const FULL: i64 = 2;
pub(super) const LIGHT: i64 = 1;

fn book() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("school.db");
    Store::create(&path).unwrap().close();
    (folder, path)
}

fn pragma(connection: &Connection, name: &str) -> Value {
    connection
        .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
        .unwrap()
}

/// That a connection has the settings of the design.
#[track_caller]
pub(super) fn is_settled(connection: &Connection, synchronous: i64, journal: &str) {
    for (name, value) in [
        ("synchronous", synchronous),
        ("foreign_keys", 1),
        ("recursive_triggers", 0),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("journal_size_limit", 16 * 1024 * 1024),
        ("auto_vacuum", 0),
        ("application_id", schema::APPLICATION_ID),
        ("user_version", schema::NEWEST),
    ] {
        assert_eq!(pragma(connection, name), Value::Integer(value), "{name}");
    }
    assert_eq!(
        pragma(connection, "journal_mode"),
        Value::Text(journal.into())
    );
    for (config, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        assert_eq!(connection.db_config(config).unwrap(), value, "{config:?}");
    }
    let length = connection.limit(Limit::SQLITE_LIMIT_LENGTH).unwrap();
    assert_eq!(length, 16 * 1024 * 1024);
    assert_eq!(connection.limit(Limit::SQLITE_LIMIT_ATTACHED).unwrap(), 1);
}

#[test]
fn the_sqlite_inside_is_past_the_bug_that_damages_logs() {
    assert!(rusqlite::version_number() >= 3_051_003);
    assert_eq!(OLDEST_SQLITE, 3_051_003);
}

/// By `.cargo/config.toml`, which is asked for where the program is built in its own folder.
#[test]
fn the_sqlite_inside_has_nothing_that_the_program_never_speaks_to() {
    let (_folder, path) = book();
    let store = Store::open(&path).unwrap();
    let refused = |sql: &str| store.reading().execute_batch(sql).is_err();
    for module in ["fts3", "fts5", "rtree", "dbstat"] {
        let sql = format!("CREATE VIRTUAL TABLE temp.odd USING {module}(text)");
        assert!(refused(&sql), "{module}");
    }
    assert!(refused("SELECT load_extension('odd')"));
    assert!(!refused("SELECT value FROM json_each('[1]')"));
}

#[test]
fn every_connection_has_the_settings_of_the_design() {
    let (_folder, path) = book();
    let created = path.with_file_name("other.db");
    is_settled(Store::create(&created).unwrap().reading(), FULL, "wal");
    // The screen's reader and writer and the command line open the book in the same way.
    let mut store = Store::open(&path).unwrap();
    is_settled(store.reading(), FULL, "wal");
    let cache = pragma(store.reading(), "cache_size");
    assert_eq!(cache, Value::Integer(USUAL_CACHE));
    let inside = |connection: &Connection| {
        is_settled(connection, FULL, "wal");
        Ok(())
    };
    store.write(inside).unwrap();
    is_settled(Store::open_to_look(&path).unwrap().reading(), FULL, "wal");
    let words = connect(&path, true)
        .unwrap()
        .execute("DELETE FROM draft", []);
    assert!(
        words.is_err(),
        "what is opened for reading can't be written"
    );
}

#[test]
fn a_copy_is_one_file_with_the_same_protections() {
    let (folder, path) = book();
    let copy = folder.path().join("copy.db");
    Store::open(&path).unwrap().backup(&copy).unwrap();
    is_settled(&connect(&copy, true).unwrap(), FULL, "delete");
}

#[test]
fn nobody_can_change_the_schema_by_hand_or_write_a_word_for_a_name() {
    let (_folder, path) = book();
    let store = Store::open(&path).unwrap();
    let refused = |sql: &str| store.reading().execute_batch(sql).is_err();
    assert!(refused(
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema;"
    ));
    assert!(refused("SELECT \"no such column\" FROM person;"));
}

#[test]
fn a_book_that_stays_busy_is_given_up_and_taken_again() {
    let (_folder, path) = book();
    let mut store = Store::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    store
        .connection
        .busy_handler(Some(wait_a_little::<20>))
        .unwrap();
    let busy = store.write(|_connection| Ok(())).unwrap_err();
    assert_eq!((busy.clone(), busy.exit_code()), (Error::Busy, 5));
    other.execute_batch("ROLLBACK").unwrap();
    store.write(|_connection| Ok(())).unwrap();
}

#[test]
fn a_session_waits_about_ten_seconds_and_then_no_longer() {
    // 2.5 ms each on average.
    assert!((3_000..=5_000).contains(&PATIENCE));
    assert!(!wait_a_little::<PATIENCE>(PATIENCE + 1));
    assert!(wait_a_little::<PATIENCE>(PATIENCE));
}

#[test]
fn a_file_that_only_others_write_is_read_without_a_log() {
    let (_folder, path) = book();
    // As somebody who may not write sees it; root may everything.
    let log = place::beside(&path, "-wal");
    assert!(!place::has_log(&path));
    let address = place::unchanging(&path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(address, flags).unwrap();
    assert_eq!(schema::version(&connection).unwrap(), schema::NEWEST);
    assert!(!Path::new(&log).exists());
    std::fs::write(&log, "").unwrap();
    assert!(place::has_log(&path));
    let refused = without_its_log(Error::ReadOnly, &path);
    assert!(refused.to_string().contains("open and close it once"));
    let elsewhere = without_its_log(Error::Full, &path);
    assert_eq!(elsewhere, Error::Full);
}
