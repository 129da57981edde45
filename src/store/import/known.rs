//! What the book has from one source already, read once so that no row of a
//! file asks for itself.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::names::fold;
use crate::domain::person::{Person, PersonId, Role, Status, full_name};
use crate::domain::school::Enrollment;

use super::super::error::Result;
use super::super::rows::Table;
use super::ledger::Imported;

/// The rows of one table that a source has brought, by their ids there.
pub(super) struct Known<T> {
    rows: HashMap<String, T>,
}

impl<T: Imported> Known<T> {
    /// Reads them.
    pub(super) fn load(connection: &Connection, source: &str) -> Result<Self> {
        let list = T::list(connection, "WHERE source = ?1", [source])?;
        let rows = list
            .into_iter()
            .filter_map(|row| Some((row.import().sourced_id.clone()?, row)))
            .collect();
        Ok(Self { rows })
    }

    /// The row with an id.
    pub(super) fn row(&self, sourced_id: &str) -> Option<&T> {
        self.rows.get(sourced_id)
    }

    /// Keeps a row as it is now.
    pub(super) fn keep(&mut self, row: T) {
        if let Some(id) = row.import().sourced_id.clone() {
            self.rows.insert(id, row);
        }
    }

    /// Keeps a row that changed, if one did.
    pub(super) fn keep_changed(&mut self, row: Option<T>) {
        if let Some(row) = row {
            self.keep(row);
        }
    }

    /// All rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.values()
    }

    /// The ids of rows, in a fixed order, for which this holds.
    pub(super) fn ids(&self, holds: impl Fn(&str, &T) -> bool) -> Vec<String> {
        let mut ids: Vec<String> = self
            .rows
            .iter()
            .filter(|(id, row)| holds(id, row))
            .map(|(id, _)| id.clone())
            .collect();
        ids.sort();
        ids
    }
}

/// On which side of the desk somebody is; only people of one side are taken
/// for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Student,
    Staff,
    Family,
}

impl Side {
    pub(super) fn of(role: Role) -> Self {
        match role {
            Role::Student => Self::Student,
            Role::Teacher | Role::Administrator | Role::Coach | Role::Other => Self::Staff,
            Role::Guardian => Self::Family,
        }
    }
}

/// What somebody is known by, with the source that says it; none where it was typed here.
type Sources = HashMap<(Side, String), Option<String>>;

/// People of other sources, and those typed here, by what might tell that one
/// of them is meant.
pub(super) struct Strangers {
    numbers: Sources,
    emails: Sources,
    /// Students by folded name: the folded titles of their classes, and their number.
    names: HashMap<String, Vec<(String, Option<String>)>>,
}

/// Why somebody who has a stranger's name in the same class is left out.
pub(super) const NAMESAKE: &str =
    "a student of another source has this name in this class; whether it is the same can't be told";

/// By what a stranger is like somebody.
pub(super) enum Likeness {
    Number,
    Email,
}

/// A stranger who might be somebody.
pub(super) struct Like<'a> {
    pub(super) by: Likeness,
    /// Where the stranger comes from.
    pub(super) source: Option<&'a str>,
}

impl Strangers {
    /// Reads them.
    pub(super) fn load(connection: &Connection, source: &str, today: NaiveDate) -> Result<Self> {
        let people = Person::list(
            connection,
            "WHERE source IS NOT ?1 AND (school_number IS NOT NULL OR email IS NOT NULL)",
            [source],
        )?;
        let mut strangers = Self {
            numbers: HashMap::new(),
            emails: HashMap::new(),
            names: HashMap::new(),
        };
        let mut statement = connection.prepare(
            "SELECT p.given, p.family, p.school_number, c.title
             FROM person p JOIN enrollment e ON e.person = p.id JOIN class c ON c.id = e.class
             WHERE p.source IS NOT ?1 AND p.status = 'active' AND e.role = 'student'
               AND e.status = 'active' AND (e.ends IS NULL OR e.ends > ?2)",
        )?;
        let mut places = statement.query((source, today.to_string()))?;
        while let Some(place) = places.next()? {
            let (given, family): (String, String) = (place.get(0)?, place.get(1)?);
            let title: String = place.get(3)?;
            let name = fold(&full_name(&given, &family));
            let namesakes = strangers.names.entry(name).or_default();
            namesakes.push((fold(&title), place.get(2)?));
        }
        for person in people {
            let side = Side::of(person.role);
            let source = person.import.source;
            if let Some(number) = person.school_number {
                strangers.numbers.insert((side, number), source.clone());
            }
            if let Some(email) = person.email {
                strangers
                    .emails
                    .insert((side, email.to_lowercase()), source);
            }
        }
        Ok(strangers)
    }

    /// Whether somebody of another source might be this person. Families share
    /// an e-mail, so they are never asked.
    pub(super) fn like(
        &self,
        role: Role,
        number: Option<&str>,
        email: Option<&str>,
    ) -> Option<Like<'_>> {
        let side = Side::of(role);
        if side == Side::Family {
            return None;
        }
        let number = number.and_then(|number| self.numbers.get(&(side, number.to_owned())));
        let (by, source) = match (number, email) {
            (Some(source), _) => (Likeness::Number, source),
            (None, Some(email)) => {
                let source = self.emails.get(&(side, email.to_lowercase()))?;
                (Likeness::Email, source)
            }
            (None, None) => return None,
        };
        Some(Like {
            by,
            source: source.as_deref(),
        })
    }

    /// Whether a student of another source has this name in a class of one of
    /// these titles. Two numbers tell two people apart.
    pub(super) fn has_namesake<'t>(
        &self,
        name: &str,
        number: Option<&str>,
        titles: impl Iterator<Item = &'t str>,
    ) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let Some(namesakes) = self.names.get(&fold(name)) else {
            return false;
        };
        let titles: HashSet<String> = titles.map(fold).collect();
        namesakes.iter().any(|(title, theirs)| {
            let both = theirs.as_deref().zip(number);
            titles.contains(title) && both.is_none_or(|(theirs, number)| theirs == number)
        })
    }
}

/// Logins in use, of active people, one holder a side.
pub(super) struct Logins {
    taken: HashMap<(Side, String), PersonId>,
}

impl Logins {
    /// Reads them, but for the people whose login a file is about to say.
    pub(super) fn load(connection: &Connection, told: &HashSet<PersonId>) -> Result<Self> {
        let people = Person::list(
            connection,
            "WHERE login IS NOT NULL AND status = 'active' ORDER BY id",
            [],
        )?;
        Ok(Self::held(
            people.iter().filter(|person| !told.contains(&person.id)),
        ))
    }

    /// Reads who has one login.
    pub(super) fn of(connection: &Connection, login: &str) -> Result<Self> {
        let people = Person::list(
            connection,
            "WHERE login = ?1 AND status = 'active' ORDER BY id",
            [login],
        )?;
        Ok(Self::held(people.iter()))
    }

    fn held<'p>(people: impl Iterator<Item = &'p Person>) -> Self {
        let mut logins = Self {
            taken: HashMap::new(),
        };
        for person in people {
            logins.take(person);
        }
        logins
    }

    /// Whether somebody else has this login.
    pub(super) fn is_taken(&self, role: Role, login: &str, by_other_than: PersonId) -> bool {
        self.taken
            .get(&(Side::of(role), login.to_owned()))
            .is_some_and(|holder| *holder != by_other_than)
    }

    /// Notes who has a login from now on.
    pub(super) fn take(&mut self, person: &Person) {
        if let (Some(login), Status::Active) = (&person.login, person.status) {
            let key = (Side::of(person.role), login.clone());
            self.taken.entry(key).or_insert(person.id);
        }
    }
}

/// Whether an enrollment goes on after a day, or is yet to begin.
pub(super) fn is_open(row: &Enrollment, today: NaiveDate) -> bool {
    row.status == Status::Active && row.ends.is_none_or(|end| today < end)
}
