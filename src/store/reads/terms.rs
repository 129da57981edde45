//! Terms: that of a day, the one that begins next, and which of several plans is worked on.

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::plan::Stage;
use crate::domain::query::Upcoming;
use crate::domain::school::{AcademicSession, SessionKind};

use super::super::error::Result;
use super::super::rows::Table;
use super::Reader;

impl Reader<'_> {
    /// The session of today, if any: the shortest, then the latest to begin.
    pub(super) fn session(&self, on: NaiveDate) -> Result<Option<AcademicSession>> {
        match &self.orders.session {
            Some((day, session)) if *day == on => Ok(session.clone()),
            _ => self.read_session(on),
        }
    }

    pub(super) fn read_session(&self, on: NaiveDate) -> Result<Option<AcademicSession>> {
        let sessions = AcademicSession::list(
            self.connection,
            "WHERE status = 'active' AND begins <= ?1 AND ends > ?1
             ORDER BY julianday(ends) - julianday(begins), begins DESC, id LIMIT 1",
            [on.to_string()],
        )?;
        Ok(sessions.into_iter().next())
    }

    /// The term that begins next after a day: the shortest of those that begin first.
    pub(super) fn next_term(&self, on: NaiveDate) -> Result<Option<Upcoming>> {
        let sessions = AcademicSession::list(
            self.connection,
            "WHERE status = 'active' AND begins > ?1
             ORDER BY begins, julianday(ends) - julianday(begins), id LIMIT 1",
            [on.to_string()],
        )?;
        let next = sessions.into_iter().next();
        Ok(next.map(|session| Upcoming {
            id: session.id,
            title: session.title,
            begins: session.begins,
        }))
    }

    /// For which session a plan is begun on a day, and the term after it. Between two terms of
    /// a school year that is the one to come: a plan for the whole year would be in nobody's
    /// sight once it begins.
    pub(super) fn sessions_of_plans(
        &self,
        on: NaiveDate,
    ) -> Result<(Option<Id<AcademicSession>>, Option<Upcoming>)> {
        let (present, next) = (self.session(on)?, self.next_term(on)?);
        let is_term = |session: &AcademicSession| {
            let holds = next.as_ref().is_some_and(|next| next.begins < session.ends);
            session.kind != SessionKind::SchoolYear || !holds
        };
        Ok(match (present.filter(is_term), next) {
            (Some(term), next) => (Some(term.id), next),
            (None, Some(next)) => (Some(next.id), None),
            (None, None) => (None, None),
        })
    }

    pub(super) fn term(&self) -> Result<Option<String>> {
        Ok(self.session(self.today)?.map(|session| session.title))
    }

    /// Which of several plans is worked on on a day: that of the day's session, then one that
    /// is still to be closed, then a draft for a session to come. None for what is over: a
    /// closed plan, and a draft whose session has passed. Without a session, `session` is 0.
    pub(super) fn precedence(
        &self,
        session: i64,
        stage: Stage,
        on: NaiveDate,
    ) -> Result<Option<u8>> {
        let present = match &self.orders.session {
            Some((day, known)) if *day == on => known.as_ref().map(|session| session.id),
            _ => self.read_session(on)?.map(|session| session.id),
        };
        let present = present.map_or(0, Id::number);
        Ok(match stage {
            Stage::Closed => None,
            _ if session == present => Some(0),
            Stage::Active | Stage::Reflecting => Some(1),
            Stage::Draft => self.begins_later(session, on)?.then_some(2),
        })
    }

    /// Whether a session begins after a day.
    fn begins_later(&self, session: i64, on: NaiveDate) -> Result<bool> {
        let found = AcademicSession::find(self.connection, session)?;
        Ok(found.is_some_and(|session| session.begins > on))
    }
}
