//! Plans of staff: whose partner the viewer is, and who the viewer's own partner is or
//! could be. Who reaches such a plan is said in `scope`.

use rusqlite::params;

use crate::domain::person::{Person, PersonId};
use crate::domain::query::Staff;
use crate::domain::school::Caseload;

use super::super::error::Result;
use super::super::rows::Table;
use super::Reader;

/// How many could be a partner, at the most.
const CANDIDATES: usize = 500;

impl Reader<'_> {
    /// The colleagues whose partner the viewer is, and the viewer's own.
    pub(super) fn staff(&self) -> Result<Staff> {
        let (viewer, today) = (self.viewer.person.number(), self.today.to_string());
        let mut colleagues: Vec<(PersonId, String)> = Vec::new();
        for row in Caseload::list(
            self.connection,
            "WHERE adult = ?1 AND begins <= ?2 AND (ends IS NULL OR ends > ?2)
             AND student IN (SELECT id FROM person WHERE role <> 'student')",
            params![viewer, today],
        )? {
            colleagues.push((row.student, self.name_of(row.student)?));
        }
        by_name(&mut colleagues);
        colleagues.dedup_by_key(|(person, _)| *person);
        let partner = match self.partner_of(self.viewer.person)? {
            Some(row) => {
                let name = self.name_of(row.adult)?;
                Some((row, name))
            }
            None => None,
        };
        let could = Person::list(
            self.connection,
            "WHERE role IN ('administrator','coach') AND status = 'active' AND id <> ?1
             LIMIT ?2",
            params![viewer, CANDIDATES as i64],
        )?;
        let mut candidates: Vec<_> = could
            .into_iter()
            .map(|person| (person.id, person.called()))
            .collect();
        by_name(&mut candidates);
        Ok(Staff {
            colleagues,
            partner,
            candidates,
        })
    }

    /// Who is a member of staff's partner today.
    fn partner_of(&self, person: PersonId) -> Result<Option<Caseload>> {
        let partners = Caseload::list(
            self.connection,
            "WHERE student = ?1 AND begins <= ?2 AND (ends IS NULL OR ends > ?2)
             ORDER BY begins DESC, id DESC LIMIT 1",
            params![person.number(), self.today.to_string()],
        )?;
        Ok(partners.into_iter().next())
    }

    /// Whether a member of staff has no partner today.
    pub(super) fn is_without_partner(&self, person: PersonId) -> Result<bool> {
        Ok(self.partner_of(person)?.is_none())
    }
}

impl Reader<'_> {
    /// Oneself, or a colleague whose partner one is, by login; others aren't reached.
    pub(super) fn staff_of_login(&self, login: &str) -> Result<Vec<PersonId>> {
        let staff = "WHERE login = ?1 AND role <> 'student' ORDER BY id LIMIT 5";
        let mut found = Vec::new();
        for person in Person::list(self.connection, staff, [login])? {
            if self.reaches(person.id)? {
                found.push(person.id);
            }
        }
        Ok(found)
    }

    /// Oneself, or colleagues whose partner one is, by their whole name, accents apart.
    pub(super) fn staff_called(&self, text: &str, folded: &str) -> Result<Vec<PersonId>> {
        let colleagues = self.staff()?.colleagues.into_iter();
        let mut called = Vec::new();
        for person in colleagues.map(|(id, _)| id).chain([self.viewer.person]) {
            let near = self.likeness(person, text, folded)?;
            if near.is_some_and(|near| near < 2) && self.reaches(person)? {
                called.push(person);
            }
        }
        Ok(called)
    }
}

fn by_name(people: &mut [(PersonId, String)]) {
    people.sort_by_cached_key(|(person, name)| (crate::domain::names::fold(name), *person));
}
