//! Who has left: since when, and who is meant by the exact name of one of them.

use chrono::NaiveDate;
use rusqlite::params;

use crate::domain::names;
use crate::domain::person::{Person, PersonId, Status};
use crate::domain::query::Left;
use crate::domain::viewer::Reach;

use super::super::error::Result;
use super::super::rows::{self, Table};
use super::Reader;

/// What somebody is sought for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For reading what is on record.
    Reading,
    /// For writing into the record, which must be nobody else's.
    Writing,
}

impl Reader<'_> {
    /// That a person has left, and on which day where the end of their last place says it.
    pub(super) fn left(&self, person: &Person) -> Result<Option<Left>> {
        if person.status == Status::Active {
            return Ok(None);
        }
        // Of a place without an end nobody knows when it was left.
        let last: Option<NaiveDate> = self
            .connection
            .prepare_cached(
                "SELECT max(coalesce(ends, '9999-12-31')) FROM enrollment
                 WHERE person = ?1 AND role = 'student'
                   AND (ends IS NOT NULL OR status = 'active')",
            )?
            .query_row([person.id.number()], |row| {
                let last = row.get_ref(0)?.as_str_or_null()?;
                Ok(last.map(rows::date).transpose()?)
            })?;
        Ok(Some(Left {
            on: last.filter(|last| *last <= self.today),
        }))
    }

    /// The students who have left and have exactly this name, but for accents and capitals. For
    /// writing, also those who were in a class of the viewer's: who means one of them must not
    /// come to write about another.
    pub(super) fn left_called(
        &self,
        text: &str,
        folded: &str,
        purpose: Purpose,
    ) -> Result<Vec<PersonId>> {
        let gone = Person::list(
            self.connection,
            "WHERE status = 'inactive' AND role = 'student' ORDER BY id",
            [],
        )?;
        let mut called = Vec::new();
        for person in gone.iter().filter(|person| is_called(person, text, folded)) {
            let was_taught = purpose == Purpose::Writing && self.was_taught(person.id)?;
            if was_taught || self.reaches(person.id)? {
                called.push(person.id);
            }
        }
        Ok(called)
    }

    /// Whether a student was in a class that the viewer has a place in.
    fn was_taught(&self, student: PersonId) -> Result<bool> {
        if self.viewer.reach != Reach::Own || !self.viewer.may_open(student) {
            return Ok(false);
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM enrollment s
               JOIN enrollment t ON t.class = s.class AND t.person = ?1
                 AND t.role IN ('teacher','administrator','coach')
               WHERE s.person = ?2 AND s.role = 'student')",
        )?;
        let asked = params![self.viewer.person.number(), student.number()];
        Ok(statement.query_row(asked, |row| row.get(0))?)
    }
}

fn is_called(person: &Person, text: &str, folded: &str) -> bool {
    let mut forms = person.name_forms().into_iter();
    forms.any(|form| form == text || names::fold(&form) == folded)
}
