//! The schools that are measured: made once by `deskside demo`, kept beside the
//! build, and dated by a pretended day so that they never grow old.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use color_eyre::eyre::{Result, WrapErr, eyre};
use deskside::store::place;
use rusqlite::{Connection, OpenFlags};

/// The program that is measured.
pub const DESKSIDE: &str = env!("CARGO_BIN_EXE_deskside");
/// The day on which everything happens.
pub const TODAY: &str = "2026-11-23";
/// Who works in the schools: an administrator, who reaches everybody.
pub const LOGIN: &str = "bench";

/// A school in a file.
#[derive(Debug, Clone)]
pub struct School {
    /// How many students it has.
    pub students: u64,
    /// How many check-ins.
    pub check_ins: u64,
    /// The file.
    pub path: PathBuf,
    /// The same students as lines of text, for finders.
    pub lines: PathBuf,
}

/// The folder in which schools are kept from run to run.
pub fn folder() -> Result<PathBuf> {
    let target = Path::new(DESKSIDE)
        .ancestors()
        .nth(2)
        .ok_or_else(|| eyre!("the build has no folder"))?;
    let folder = target.join("bench-data");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl School {
    /// The school of this size, made if it isn't there yet.
    pub fn of(students: u64, check_ins: u64) -> Result<Self> {
        let folder = folder()?;
        let school = Self {
            students,
            check_ins,
            path: folder.join(format!("school-{students}-{check_ins}.db")),
            lines: folder.join(format!("school-{students}-{check_ins}.txt")),
        };
        if !school.path.exists() {
            school.make()?;
        }
        if !school.lines.exists() {
            school.write_lines()?;
        }
        Ok(school)
    }

    /// Makes it, and says how many rows a second were written.
    pub fn make(&self) -> Result<f64> {
        let begun = Instant::now();
        let status = Command::new(DESKSIDE)
            .args(["demo", "--students", &self.students.to_string()])
            .args(["--checkins", &self.check_ins.to_string(), "--out"])
            .arg(&self.path)
            .env("DESKSIDE_TODAY", TODAY)
            .env("DESKSIDE_USER", LOGIN)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .wrap_err("deskside can't be started")?;
        let seconds = begun.elapsed().as_secs_f64();
        if !status.success() {
            return Err(eyre!("{} couldn't be made", self.path.display()));
        }
        Ok(self.rows()? as f64 / seconds)
    }

    /// A copy to write into.
    pub fn copy(&self, name: &str) -> Result<Self> {
        let path = folder()?.join(format!("{name}.db"));
        for file in ["", "-wal", "-shm"] {
            let file = place::beside(&path, file);
            if file.exists() {
                fs::remove_file(file)?;
            }
        }
        fs::copy(&self.path, &path)?;
        Ok(Self {
            path,
            ..self.clone()
        })
    }

    /// SQLite alone, on this file, for reading.
    pub fn reading(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Connection::open_with_flags(&self.path, flags)?)
    }

    fn rows(&self) -> Result<i64> {
        let connection = self.reading()?;
        let mut statement = connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?;
        let tables: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut rows = 0;
        for table in tables {
            rows += connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                row.get::<_, i64>(0)
            })?;
        }
        Ok(rows)
    }

    fn write_lines(&self) -> Result<()> {
        let connection = self.reading()?;
        let mut statement = connection.prepare(
            "SELECT p.given || ' ' || p.family || '  ' || coalesce(p.grade, '')
             FROM roster r JOIN person p ON p.id = r.student ORDER BY r.name, r.student",
        )?;
        let mut text = String::new();
        for line in statement.query_map([], |row| row.get::<_, String>(0))? {
            text.push_str(&line?);
            text.push('\n');
        }
        Ok(fs::write(&self.lines, text)?)
    }

    /// Beginnings of family names, spread over the school, for finding.
    pub fn beginnings(&self, count: usize) -> Result<Vec<String>> {
        let connection = self.reading()?;
        let mut statement = connection.prepare(
            "SELECT word FROM name_word WHERE student = (SELECT student FROM roster
             WHERE student >= ?1 ORDER BY student LIMIT 1) ORDER BY length(word) DESC LIMIT 1",
        )?;
        let (first, last): (i64, i64) =
            connection.query_row("SELECT min(student), max(student) FROM roster", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let mut found = Vec::new();
        for place in 0..count as i64 {
            let from = first + (last - first) / count as i64 * place;
            let word: String = statement.query_row([from], |row| row.get(0))?;
            let letters: String = word
                .chars()
                .filter(char::is_ascii_alphabetic)
                .take(5)
                .collect();
            if letters.len() >= 3 {
                found.push(letters);
            }
        }
        Ok(found)
    }
}
