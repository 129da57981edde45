//! What a check-in from the command line has to know before it is written: the
//! calendar for its next date, and whether its id was stored before.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::Id;
use crate::domain::calendar::Calendar;
use crate::domain::check_in::CheckIn;
use crate::domain::dates;
use crate::domain::note::Note;
use crate::domain::person::PersonId;
use crate::domain::rating::Rating;
use crate::domain::viewer::Viewer;

use super::super::error::{Error, Result};
use super::super::rows::Table;
use super::super::{Store, derived};
use super::student::school_of;

/// A check-in that a script stored under an id of its own, with what was written in it then.
#[derive(Debug)]
pub struct LoggedAs {
    /// The check-in.
    pub check_in: CheckIn,
    /// Its note, in its first wording.
    pub note: Option<Note>,
    /// The ratings given in it.
    pub ratings: Vec<Rating>,
}

impl LoggedAs {
    fn read(connection: &Connection, check_in: CheckIn) -> Result<Self> {
        let first =
            "WHERE check_in = ?1 AND revises IS NULL AND restores IS NULL ORDER BY id LIMIT 1";
        let note = Note::list(connection, first, [check_in.id.number()])?;
        let rated = "WHERE check_in = ?1 AND restores IS NULL ORDER BY id";
        Ok(Self {
            note: note.into_iter().next(),
            ratings: Rating::list(connection, rated, [check_in.id.number()])?,
            check_in,
        })
    }
}

impl Store {
    /// The check-in that a script stored under this id of its own, if there is
    /// one; refused when it is of a student whom the viewer doesn't reach.
    pub fn logged_as(
        &mut self,
        viewer: &Viewer,
        given_id: &str,
        today: NaiveDate,
    ) -> Result<Option<LoggedAs>> {
        self.with_reader(viewer, today, |reader| {
            // An id that we made ourselves, and said before, is known as well.
            let minted = given_id.parse::<Id<CheckIn>>().ok().map(Id::number);
            let found: Option<i64> = reader
                .connection
                .prepare_cached("SELECT id FROM check_in WHERE given_id = ?1 OR id = ?2")?
                .query_row(params![given_id, minted], |row| row.get(0))
                .optional()?;
            let Some(check_in) = found
                .map(|id| CheckIn::find(reader.connection, id))
                .transpose()?
                .flatten()
            else {
                return Ok(None);
            };
            if !reader.reaches(check_in.student)? {
                return Err(Error::refused(
                    "This id belongs to somebody else's check-in. Give yours another one.",
                ));
            }
            LoggedAs::read(reader.connection, check_in).map(Some)
        })
    }

    /// The calendar that a person's school keeps.
    pub fn calendar_for(&self, person: PersonId) -> Result<Calendar> {
        let org = school_of(self.reading(), person)?;
        let mut calendars = derived::Calendars::load(self.reading())?;
        Ok(calendars.of(org).clone())
    }

    /// The first day on which a student was in a class; none where they never were.
    pub fn first_enrolled(&self, student: PersonId) -> Result<Option<NaiveDate>> {
        let first: Option<String> = self
            .reading()
            .prepare_cached(
                "SELECT min(begins) FROM enrollment WHERE person = ?1 AND role = 'student'",
            )?
            .query_row([student.number()], |row| row.get(0))?;
        Ok(first.as_deref().and_then(dates::iso))
    }
}
