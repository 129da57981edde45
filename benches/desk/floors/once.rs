//! The floor of `log`: a process that opens the file, stores a check-in in one
//! durable transaction, and ends.

use std::path::Path;
use std::time::Instant;

use color_eyre::eyre::Result;
use rusqlite::{Connection, TransactionBehavior, params};

/// SQLite alone on a file of ours.
#[derive(Debug)]
pub struct Bare {
    connection: Connection,
    student: i64,
    next: i64,
}

impl Bare {
    /// Opens the file as every connection of ours is opened, as far as it costs anything.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON;",
        )?;
        let student =
            connection.query_row("SELECT min(student) FROM roster", [], |row| row.get(0))?;
        let next = connection.query_row(
            "SELECT max((SELECT max(id) FROM check_in), (SELECT max(id) FROM note)) + 1",
            [],
            |row| row.get(0),
        )?;
        Ok(Self {
            connection,
            student,
            next,
        })
    }

    /// One transaction with a check-in, its note, what takes it back, who did it and
    /// how the student stands; the milliseconds until the disk has it.
    pub fn store(&mut self) -> Result<f64> {
        let begun = Instant::now();
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (id, student) = (self.next, self.student);
        self.next += 2;
        let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<()> {
            tx.prepare_cached(sql)?.execute(values)?;
            Ok(())
        };
        run(
            r#"INSERT INTO check_in (id, student, kind, "on", entered_at, outcome)
               VALUES (?1, ?2, 'weekly', '2026-11-23', ?1, 'held')"#,
            params![id, student],
        )?;
        run(
            "INSERT INTO note (id, person, check_in, kind, text, visibility, author, entered_at)
             VALUES (?1, ?2, ?3, 'observation', 'Drew thirds.', 'team', ?2, ?1)",
            params![id + 1, student, id],
        )?;
        run(
            "INSERT INTO journal (at, actor, terminal, label, kind, live, body)
             VALUES (?1, ?2, 1, 'check-in', 'change', 1, ?3)",
            params![id, student, "x".repeat(600)],
        )?;
        run(
            "INSERT INTO audit (at, actor, action, subject, hash) VALUES (?1, ?2, 'change', ?2, ?3)",
            params![id, student, "0".repeat(64)],
        )?;
        run(
            "UPDATE standing SET last_met = '2026-11-23' WHERE student = ?1",
            params![student],
        )?;
        tx.commit()?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }
}

/// The process.
pub fn run(path: &Path) -> Result<()> {
    Bare::open(path)?.store()?;
    Ok(())
}
