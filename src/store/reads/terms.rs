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

    /// Which of several plans, the newest first, is worked on on a day: that of the day's
    /// session, then one that is still to be closed, then a draft for a session to come; never
    /// a closed one, nor a draft whose session has passed. `of` says a plan's session, 0
    /// without one, and its stage.
    pub(super) fn worked_on<T>(
        &self,
        plans: impl Iterator<Item = T>,
        of: impl Fn(&T) -> Option<(i64, Stage)>,
        on: NaiveDate,
    ) -> Result<Option<T>> {
        let present = self.session(on)?.map_or(0, |session| session.id.number());
        let mut first: Option<(u8, T)> = None;
        for plan in plans {
            let place = match of(&plan) {
                None | Some((_, Stage::Closed)) => continue,
                Some((session, _)) if session == present => 0,
                Some((_, Stage::Active | Stage::Reflecting)) => 1,
                Some((session, Stage::Draft)) if self.begins_later(session, on)? => 2,
                Some((_, Stage::Draft)) => continue,
            };
            if first.as_ref().is_none_or(|(known, _)| place < *known) {
                first = Some((place, plan));
            }
        }
        Ok(first.map(|(_, plan)| plan))
    }

    /// Whether a session begins after a day.
    fn begins_later(&self, session: i64, on: NaiveDate) -> Result<bool> {
        let found = AcademicSession::find(self.connection, session)?;
        Ok(found.is_some_and(|session| session.begins > on))
    }
}
