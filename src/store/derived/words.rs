//! The folded words a student is found by, with what puts them in order; and the middles of
//! words, by the word: a district has far fewer of those than students.

use rusqlite::{Connection, params};

use crate::domain::names;
use crate::domain::person::{Person, PersonId};

use super::super::error::Result;

/// What stands between the words of a name.
pub const BETWEEN: [char; 2] = [' ', '-'];

/// The words of a name, each with where it stands: 0 for the one that the name begins with,
/// 1 for all others.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    name: String,
    words: Vec<(i64, String)>,
}

impl Named {
    /// Every word of all names of a person, by the name to say.
    fn of(person: &Person) -> Self {
        let name = names::fold(&person.called());
        let words = |text: &str| -> Vec<String> {
            let words = text.split(BETWEEN).filter(|word| !word.is_empty());
            words.map(str::to_owned).collect()
        };
        let first = words(&name).into_iter().next();
        let mut rest = words(&name);
        rest.extend(words(&names::fold(&person.given)));
        rest.retain(|word| Some(word) != first.as_ref());
        rest.sort();
        rest.dedup();
        let words = first.into_iter().map(|word| (0, word));
        Self {
            words: words
                .chain(rest.into_iter().map(|word| (1, word)))
                .collect(),
            name,
        }
    }
}

/// Every three letters in a row of a word.
pub fn parts(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters
        .windows(3)
        .map(|window| window.iter().collect())
        .collect()
}

/// Writes the words of a student where they aren't what they were.
pub fn put(connection: &Connection, person: &Person) -> Result<()> {
    let wanted = Named::of(person);
    let mut statement = connection.prepare_cached(
        "SELECT place, word, name = ?2 FROM name_word WHERE student = ?1 ORDER BY place, word",
    )?;
    let student = person.id.number();
    let mut is_same = true;
    let found: Vec<(i64, String)> = statement
        .query_map(params![student, wanted.name], |row| {
            is_same &= row.get::<_, bool>(2)?;
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    if is_same && found == wanted.words {
        return Ok(());
    }
    forget(connection, person.id)?;
    write(connection, student, &wanted)
}

/// Writes the words of a student who has none.
pub fn insert(connection: &Connection, person: &Person) -> Result<()> {
    write(connection, person.id.number(), &Named::of(person))
}

fn write(connection: &Connection, student: i64, named: &Named) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO name_word (place, word, name, student) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut insert_part = connection
        .prepare_cached("INSERT OR IGNORE INTO name_part (part, word) VALUES (?1, ?2)")?;
    for (place, word) in &named.words {
        if !is_anybodys(connection, word)? {
            for part in parts(word) {
                insert_part.execute(params![part, word])?;
            }
        }
        insert.execute(params![place, word, named.name, student])?;
    }
    Ok(())
}

/// Whether anybody is found by this word.
fn is_anybodys(connection: &Connection, word: &str) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM name_word WHERE place = 0 AND word = ?1)
           OR EXISTS (SELECT 1 FROM name_word WHERE place = 1 AND word = ?1)",
    )?;
    Ok(statement.query_row([word], |row| row.get(0))?)
}

/// Removes the words of a student, and the middles of those that nobody else has.
pub fn forget(connection: &Connection, student: PersonId) -> Result<()> {
    let words: Vec<String> = connection
        .prepare_cached("SELECT word FROM name_word WHERE student = ?1")?
        .query_map([student.number()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    connection
        .prepare_cached("DELETE FROM name_word WHERE student = ?1")?
        .execute([student.number()])?;
    let mut delete =
        connection.prepare_cached("DELETE FROM name_part WHERE part = ?1 AND word = ?2")?;
    for word in words {
        if !is_anybodys(connection, &word)? {
            for part in parts(&word) {
                delete.execute(params![part, word])?;
            }
        }
    }
    Ok(())
}
