//! A connection that is kept to one student: while a student looks, the tables that hold
//! records show theirs alone, and of what is written that which is for them. It stands behind
//! the rule of `Viewer`, so that a question that forgot to ask it finds nothing either. Not for
//! the connection that writes; what a student may write is `guard`'s to say.

use std::fmt::Write;

use rusqlite::Connection;

use crate::domain::person::PersonId;

use super::Store;
use super::error::Result;

/// What a student at the shared terminal may read.
pub(super) enum Shown {
    /// Nothing in it is anybody's record.
    Everything,
    /// The rows that this condition leaves; `?` is the student.
    Where(&'static str),
    /// Nothing.
    Nothing,
}

use Shown::{Everything, Nothing, Where};

/// Of every table. A table that isn't named here is a fault that a test finds.
pub(super) const TABLES: &[(&str, Shown)] = &[
    ("org", Everything),
    ("academic_session", Everything),
    ("calendar_day", Everything),
    ("class", Everything),
    ("cadence", Where("scope <> 'student' OR subject = ?")),
    ("scale", Everything),
    ("void", Everything),
    ("bucket", Everything),
    ("setting", Everything),
    ("framework", Everything),
    ("competency", Everything),
    // Adults are named beside what they wrote; fellow students are not.
    ("person", Where("id = ? OR role <> 'student'")),
    ("enrollment", Where("person = ? OR role <> 'student'")),
    ("caseload", Where("student = ?")),
    (
        "profile_entry",
        Where("person = ? AND visibility IN ('student','family')"),
    ),
    ("plan", Where("person = ?")),
    ("goal", Where(OF_THEIR_PLANS)),
    ("plan_event", Where(OF_THEIR_PLANS)),
    ("reflection", Where(OF_THEIR_PLANS)),
    ("step", Where(OF_THEIR_GOALS)),
    ("goal_competency", Where(OF_THEIR_GOALS)),
    ("check_in", Where("student = ?")),
    (
        "note",
        Where("person = ? AND visibility IN ('student','family')"),
    ),
    ("rating", Where("person = ?")),
    ("reached", Where("student = ?")),
    ("level_override", Where("person = ?")),
    ("pace_override", Where("person = ?")),
    ("evidence", Where("person = ?")),
    ("strategy", Nothing),
    ("survey_response", Where("person = ?")),
    ("standing", Where("student = ?")),
    ("roster", Where("student = ?")),
    ("name_word", Where("student = ?")),
    ("name_part", Nothing),
    ("group_member", Where("person = ?")),
    ("group_note_link", Where("person = ?")),
    (
        "group_note",
        Where(
            "visibility IN ('student','family')
             AND id IN (SELECT note FROM main.group_note_link WHERE person = ?)",
        ),
    ),
    // The title of a group may say more than its note does.
    ("study_group", Nothing),
    ("group_snapshot", Nothing),
    ("group_strategy", Nothing),
    ("draft", Where("author = ? AND student = ?")),
    ("journal", Nothing),
    ("audit", Nothing),
    ("import_batch", Nothing),
    ("import_row", Nothing),
    ("import_mapping", Nothing),
    ("pin", Nothing),
    ("pin_try", Nothing),
];

const OF_THEIR_PLANS: &str = "plan IN (SELECT id FROM main.plan WHERE person = ?)";
const OF_THEIR_GOALS: &str =
    "goal IN (SELECT g.id FROM main.plan p JOIN main.goal g ON g.plan = p.id
     WHERE p.person = ?)";

/// What a connection shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Confined {
    /// Everything.
    ToNobody,
    /// One student's record.
    To(PersonId),
    /// Nobody knows: the last change of it failed.
    HalfWay,
}

impl Store {
    /// Keeps what this connection reads to one student's record, or opens it again.
    pub(super) fn confine(&mut self, to: Option<PersonId>) -> Result<()> {
        let wanted = to.map_or(Confined::ToNobody, Confined::To);
        if self.confined == wanted {
            return Ok(());
        }
        self.confined = Confined::HalfWay;
        lift(&self.connection)?;
        if let Some(student) = to {
            narrow(&self.connection, student)?;
        }
        self.confined = wanted;
        self.orders = super::reads::Orders::default();
        Ok(())
    }
}

/// Puts a view of the same name before each table: a name without its schema means it.
fn narrow(connection: &Connection, student: PersonId) -> Result<()> {
    let number = student.number().to_string();
    let mut script = String::new();
    for (table, shown) in TABLES {
        let condition = match shown {
            Everything => continue,
            Where(condition) => condition.replace('?', &number),
            Nothing => "0".to_owned(),
        };
        let _infallible = writeln!(
            script,
            "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {condition};"
        );
    }
    connection.execute_batch(&script)?;
    Ok(())
}

fn lift(connection: &Connection) -> Result<()> {
    let mut script = String::new();
    for (table, _shown) in TABLES {
        let _infallible = writeln!(script, "DROP VIEW IF EXISTS temp.{table};");
    }
    connection.execute_batch(&script)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Id;

    #[test]
    fn every_table_says_what_a_student_reads_of_it() {
        let store = Store::in_memory().unwrap();
        let mut statement = store
            .connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            .unwrap();
        let tables: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(rusqlite::Result::unwrap)
            .collect();
        let mut known: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        known.sort_unstable();
        assert_eq!(tables, known);
    }

    #[test]
    fn a_confined_connection_finds_nobody_else() {
        let mut store = Store::in_memory().unwrap();
        store
            .connection
            .execute_batch(
                "INSERT INTO person (id, given, family, role, status, support) VALUES
                   (1, 'Ms', 'Vasko', 'teacher', 'active', 'own'),
                   (7, 'Ada', 'Okafor', 'student', 'active', 'own'),
                   (8, 'Ben', 'Ortiz', 'student', 'active', 'own');
                 INSERT INTO note (id, person, kind, text, visibility, author, entered_at) VALUES
                   (1, 7, 'other', 'for Ada', 'student', 1, 1),
                   (2, 7, 'other', 'for the team', 'team', 1, 1),
                   (3, 8, 'other', 'for Ben', 'student', 1, 1);",
            )
            .unwrap();
        let read = |store: &Store, sql: &str| -> Vec<String> {
            let mut statement = store.connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.map(rusqlite::Result::unwrap).collect()
        };
        let (names, notes) = (
            "SELECT given FROM person ORDER BY id",
            "SELECT text FROM note ORDER BY id",
        );
        store.confine(Some(Id::new(7))).unwrap();
        assert_eq!(read(&store, names), ["Ms", "Ada"]);
        assert_eq!(read(&store, notes), ["for Ada"]);
        store.confine(Some(Id::new(8))).unwrap();
        assert_eq!(read(&store, notes), ["for Ben"]);
        store.confine(None).unwrap();
        assert_eq!(read(&store, notes).len(), 3);
    }
}
