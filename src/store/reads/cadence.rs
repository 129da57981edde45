//! How often somebody is met, before it is changed: the rules of their own, and what holds
//! without them. Not what follows from it; that is with the roster.

use rusqlite::{OptionalExtension, params};

use crate::domain::Word;
use crate::domain::cadence::Kind;
use crate::domain::person::PersonId;
use crate::domain::query::CadenceRecord;
use crate::domain::school::{CadenceRule, CadenceScope};

use super::super::derived::{Cadences, classes_on};
use super::super::error::Result;
use super::super::rows::Table;
use super::Reader;
use super::student::school_of;

impl Reader<'_> {
    /// How often a student, a class or the school is met.
    pub(super) fn cadence(
        &mut self,
        scope: CadenceScope,
        subject: Option<i64>,
    ) -> Result<CadenceRecord> {
        let own = CadenceRule::list(
            self.connection,
            "WHERE scope = ?1 AND coalesce(subject, 0) = coalesce(?2, 0) ORDER BY kind",
            params![scope.word(), subject],
        )?;
        let (classes, org) = match (scope, subject) {
            (CadenceScope::Student, Some(student)) => {
                let student = PersonId::new(student);
                let classes = classes_on(self.connection, student, self.today)?;
                (classes, school_of(self.connection, student)?)
            }
            (CadenceScope::Class, Some(class)) => (vec![class], self.org_of(class)?),
            _ => (Vec::new(), None),
        };
        let cadences = Cadences::load(self.connection)?;
        let kinds = [Kind::Weekly, Kind::Daily].into_iter();
        let without_own = kinds.filter_map(|kind| {
            let cadence = cadences.without_own(kind, scope, &classes)?;
            Some((kind, cadence))
        });
        Ok(CadenceRecord {
            own,
            without_own: without_own.collect(),
            calendar: self.orders.calendars(self.connection)?.of(org).clone(),
        })
    }

    fn org_of(&self, class: i64) -> Result<Option<i64>> {
        let org: Option<Option<i64>> = self
            .connection
            .prepare_cached("SELECT org FROM class WHERE id = ?1")?
            .query_row([class], |row| row.get(0))
            .optional()?;
        Ok(org.flatten())
    }
}
