//! The rows both floors show: a window read by key, and names found by scan or
//! by index, from the same file.

use std::path::Path;

use color_eyre::eyre::Result;
use rusqlite::{Connection, OpenFlags, Row, params};

/// One row.
#[derive(Debug, Clone)]
pub struct Person {
    name: String,
    student: i64,
    /// What is shown.
    pub text: String,
}

/// The file.
#[derive(Debug)]
pub struct People {
    connection: Connection,
    /// All folded names, once they were needed.
    names: Option<Vec<(String, i64)>>,
}

const COLUMNS: &str = "r.name, r.student, p.given || ' ' || p.family, coalesce(p.grade, ''),
    coalesce(s.due_on, ''), r.line ->> 'trend' FROM roster r JOIN person p ON p.id = r.student
    LEFT JOIN standing s ON s.student = r.student AND s.kind = 'weekly'";

impl People {
    /// Opens the file for reading.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self {
            connection: Connection::open_with_flags(path, flags)?,
            names: None,
        })
    }

    /// So many rows after this one, or the first.
    pub fn after(&self, person: Option<&Person>, count: usize) -> Result<Vec<Person>> {
        let (name, student) = person.map_or(("", 0), |person| (&*person.name, person.student));
        let sql = format!(
            "SELECT {COLUMNS} WHERE (r.name, r.student) > (?1, ?2)
             ORDER BY r.name, r.student LIMIT ?3"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![name, student, count as i64], person_of)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// So many rows whose name holds these letters: everybody is looked at.
    pub fn scan(&mut self, letters: &str, count: usize) -> Result<Vec<Person>> {
        if self.names.is_none() {
            let mut statement = self
                .connection
                .prepare("SELECT name, student FROM roster ORDER BY name")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.names = Some(rows.collect::<rusqlite::Result<_>>()?);
        }
        let names = self.names.as_deref().unwrap_or_default();
        let mut found: Vec<(usize, i64)> = names
            .iter()
            .filter_map(|(name, student)| Some((name.find(letters)?, *student)))
            .collect();
        found.sort_unstable();
        found.truncate(count);
        self.these(found.into_iter().map(|(_place, student)| student))
    }

    /// So many rows with a word that begins with these letters.
    pub fn look_up(&self, letters: &str, count: usize) -> Result<Vec<Person>> {
        let past = format!("{letters}\u{10ffff}");
        let mut statement = self.connection.prepare_cached(
            "SELECT student FROM name_word
             WHERE place IN (0, 1) AND word >= ?1 AND word < ?2 LIMIT ?3",
        )?;
        let found: Vec<i64> = statement
            .query_map(params![letters, past, count as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        self.these(found.into_iter())
    }

    fn these(&self, students: impl Iterator<Item = i64>) -> Result<Vec<Person>> {
        let sql = format!("SELECT {COLUMNS} WHERE r.student = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut people = Vec::new();
        for student in students {
            people.push(statement.query_row([student], person_of)?);
        }
        Ok(people)
    }
}

fn person_of(row: &Row<'_>) -> rusqlite::Result<Person> {
    let (name, grade, due, trend): (String, String, String, String) =
        (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
    Ok(Person {
        name: row.get(0)?,
        student: row.get(1)?,
        text: format!("{name:<34} {grade:<4} {due:<12} {trend}"),
    })
}
