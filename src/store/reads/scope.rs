//! Whose records a viewer reaches, on a day. Every other read goes through here.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use crate::domain::Id;
use crate::domain::person::PersonId;
use crate::domain::school::Class;
use crate::domain::viewer::Reach;

use super::super::error::Result;
use super::Reader;

/// The students of the classes and the caseload of ?1 on the day ?2, and the class number
/// each has there.
const OWN: &str = "SELECT s.person AS student, s.class_number FROM enrollment t
     JOIN enrollment s ON s.class = t.class AND s.role = 'student' AND s.status = 'active'
     WHERE t.person = ?1 AND t.status = 'active'
       AND t.role IN ('teacher','administrator','coach')
       AND t.begins <= ?2 AND (t.ends IS NULL OR t.ends > ?2)
       AND s.begins <= ?2 AND (s.ends IS NULL OR s.ends > ?2)
     UNION ALL
     SELECT student, NULL FROM caseload
     WHERE adult = ?1 AND begins <= ?2 AND (ends IS NULL OR ends > ?2)";

impl Reader<'_> {
    /// The students of the viewer's own classes and caseload today, with the
    /// class number each has there.
    pub(super) fn own_students(&self) -> Result<BTreeMap<PersonId, Option<u16>>> {
        let mut statement = self.connection.prepare_cached(OWN)?;
        let today = self.today.to_string();
        let rows = statement.query_map(params![self.viewer.person.number(), today], |row| {
            Ok((PersonId::new(row.get(0)?), row.get::<_, Option<u16>>(1)?))
        })?;
        numbered(rows)
    }

    /// The beginning of a question about everybody a live group can be made of, as `nearby`:
    /// the asker's own students, and for an administrator all of the reach. It takes the
    /// viewer as ?1 and today as ?2.
    pub(super) fn with_nearby(&self) -> String {
        let who = match self.viewer.reach {
            Reach::Own => OWN,
            Reach::Oneself => "SELECT student FROM roster WHERE student = ?1 AND ?2 IS NOT NULL",
            Reach::Org(_) | Reach::Everybody => {
                "SELECT student FROM roster WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL"
            }
        };
        format!("WITH nearby AS MATERIALIZED (SELECT DISTINCT student FROM ({who}))")
    }

    /// The students of a class today, with their numbers there, as far as the
    /// viewer reaches them.
    pub(super) fn class_students(
        &self,
        class: Id<Class>,
    ) -> Result<BTreeMap<PersonId, Option<u16>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT person, class_number FROM enrollment
             WHERE class = ?1 AND role = 'student' AND status = 'active'
               AND begins <= ?2 AND (ends IS NULL OR ends > ?2)",
        )?;
        let rows = statement.query_map(params![class.number(), self.today.to_string()], |row| {
            Ok((PersonId::new(row.get(0)?), row.get::<_, Option<u16>>(1)?))
        })?;
        let mut students = numbered(rows)?;
        match &self.viewer.reach {
            Reach::Everybody => {}
            Reach::Oneself => students.retain(|student, _number| *student == self.viewer.person),
            Reach::Own => {
                let own = self.own_students()?;
                students.retain(|student, _number| own.contains_key(student));
            }
            Reach::Org(_) => {
                let orgs = self.orgs()?;
                let mut kept = BTreeMap::new();
                for (student, number) in students {
                    if self.is_of_orgs(student, &orgs)? {
                        kept.insert(student, number);
                    }
                }
                students = kept;
            }
        }
        Ok(students)
    }

    /// The orgs an administrator's reach spans; empty for everybody else.
    pub(super) fn orgs(&self) -> Result<BTreeSet<i64>> {
        let Reach::Org(top) = &self.viewer.reach else {
            return Ok(BTreeSet::new());
        };
        let mut statement = self.connection.prepare_cached(
            "WITH RECURSIVE below(id) AS (
               SELECT ?1 UNION SELECT org.id FROM org JOIN below ON org.parent = below.id)
             SELECT id FROM below",
        )?;
        let rows = statement.query_map([top.number()], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn is_of_orgs(&self, student: PersonId, orgs: &BTreeSet<i64>) -> Result<bool> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce((SELECT org FROM roster WHERE student = ?1), org)
             FROM person WHERE id = ?1",
        )?;
        let org: Option<i64> = statement.query_row([student.number()], |row| row.get(0))?;
        Ok(org.is_some_and(|org| orgs.contains(&org)))
    }

    /// Whether the viewer may open this person's record at all. That of a member of
    /// staff is theirs and their partner's alone, whatever else somebody reaches.
    pub(in crate::store) fn reaches(&self, student: PersonId) -> Result<bool> {
        if !self.viewer.may_open(student) {
            return Ok(false);
        }
        if self.is_staff(student)? {
            return Ok(student == self.viewer.person || self.looks_after(student)?);
        }
        match &self.viewer.reach {
            Reach::Everybody => Ok(true),
            Reach::Oneself => Ok(student == self.viewer.person),
            Reach::Org(_) => {
                let orgs = self.orgs()?;
                self.is_of_orgs(student, &orgs)
            }
            Reach::Own => {
                let mut statement = self.connection.prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM enrollment s
                       JOIN enrollment t ON t.class = s.class AND t.person = ?1
                         AND t.status = 'active' AND t.role IN ('teacher','administrator','coach')
                         AND t.begins <= ?3 AND (t.ends IS NULL OR t.ends > ?3)
                       WHERE s.person = ?2 AND s.role = 'student' AND s.status = 'active'
                         AND s.begins <= ?3 AND (s.ends IS NULL OR s.ends > ?3))
",
                )?;
                let viewer = self.viewer.person.number();
                let asked = params![viewer, student.number(), self.today.to_string()];
                let is_in_class: bool = statement.query_row(asked, |row| row.get(0))?;
                Ok(is_in_class || self.looks_after(student)?)
            }
        }
    }

    /// Whether this is nobody's student.
    pub(super) fn is_staff(&self, person: PersonId) -> Result<bool> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT role <> 'student' FROM person WHERE id = ?1")?;
        let role = statement.query_row([person.number()], |row| row.get(0));
        Ok(role.optional()?.unwrap_or(false))
    }

    /// Whether this person is in the viewer's caseload today: a student, or a
    /// colleague whose partner the viewer is.
    fn looks_after(&self, person: PersonId) -> Result<bool> {
        let mut statement = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM caseload WHERE adult = ?1 AND student = ?2
               AND begins <= ?3 AND (ends IS NULL OR ends > ?3))",
        )?;
        let viewer = self.viewer.person.number();
        let asked = params![viewer, person.number(), self.today.to_string()];
        Ok(statement.query_row(asked, |row| row.get(0))?)
    }
}

/// Students with the lowest number each of them has.
fn numbered(
    rows: impl Iterator<Item = rusqlite::Result<(PersonId, Option<u16>)>>,
) -> Result<BTreeMap<PersonId, Option<u16>>> {
    let mut students: BTreeMap<PersonId, Option<u16>> = BTreeMap::new();
    for row in rows {
        let (student, number) = row?;
        let known = students.entry(student).or_default();
        *known = match (*known, number) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(students)
}
