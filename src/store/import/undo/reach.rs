//! What is said of a row that an undo leaves: its id, what it is called, and
//! whose dates hang on it. Which rows those are is not decided here.

use rusqlite::Connection;

use crate::domain::ids::{Id, Named};
use crate::domain::person::{Person, PersonId};
use crate::domain::school::{AcademicSession, Class, Enrollment, Org};

use super::super::super::error::Result;
use super::super::super::rows::Table;

/// What a row is called, and whose dates hang on it.
pub(super) trait Reach: Table {
    fn written_id(&self) -> String;
    fn known_as(&self, connection: &Connection) -> Result<String>;
    fn student(&self) -> Option<PersonId> {
        None
    }
}

fn id_text<T: Named>(id: Id<T>) -> String {
    id.to_string()
}

impl Reach for Org {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.name.clone())
    }
}

impl Reach for AcademicSession {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.title.clone())
    }
}

impl Reach for Class {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.title.clone())
    }
}

impl Reach for Person {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, _connection: &Connection) -> Result<String> {
        Ok(self.name())
    }
    fn student(&self) -> Option<PersonId> {
        Some(self.id)
    }
}

impl Reach for Enrollment {
    fn written_id(&self) -> String {
        id_text(self.id)
    }
    fn known_as(&self, connection: &Connection) -> Result<String> {
        let person = Person::find(connection, self.person.number())?;
        Ok(person.map(|person| person.name()).unwrap_or_default())
    }
    fn student(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
