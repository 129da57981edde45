//! The classes that a roster's titles mean: those that are there and the
//! importer may fill, and new ones.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::names::fold;
use crate::domain::person::{Role, Status};
use crate::domain::school::{AcademicSession, Class, Enrollment, Org};
use crate::domain::viewer::Viewer;

use super::super::super::Result;
use super::super::super::rows::Table;
use super::super::known::is_open;
use super::super::ledger::{Imported, Ledger, Objection};

/// Classes by title.
pub(super) struct Classes {
    org: Option<Id<Org>>,
    teacher: Option<crate::domain::person::PersonId>,
    there: Vec<Class>,
    found: HashMap<String, std::result::Result<Class, Objection>>,
    /// Classes that a title means and nobody is in yet; with each the row it was
    /// before it was marked as left, if it was here.
    planned: HashMap<Id<Class>, Option<Class>>,
    begins: HashMap<Id<AcademicSession>, NaiveDate>,
}

impl Classes {
    /// Reads the classes that the importer may fill: a teacher's are those
    /// they teach, so that no list opens a colleague's class to them.
    pub(super) fn load(ledger: &Ledger<'_>, viewer: &Viewer, org: Option<Id<Org>>) -> Result<Self> {
        let connection = ledger.connection;
        let mut there = Class::list(connection, "WHERE status = 'active' ORDER BY id", [])?;
        there.retain(|class| org.is_none() || class.org.is_none() || class.org == org);
        let teacher = (viewer.role == Role::Teacher).then_some(viewer.person);
        if let Some(teacher) = teacher {
            let places = Enrollment::list(
                connection,
                "WHERE person = ?1 AND role IN ('teacher','administrator','coach')",
                [teacher.number()],
            )?;
            let today = ledger.actor.today;
            let own: HashSet<Id<Class>> = places
                .into_iter()
                .filter(|place| is_open(place, today))
                .map(|place| place.class)
                .collect();
            there.retain(|class| own.contains(&class.id));
        }
        let sessions = AcademicSession::list(connection, "", [])?;
        Ok(Self {
            org,
            teacher,
            there,
            found: HashMap::new(),
            planned: HashMap::new(),
            begins: sessions.into_iter().map(|s| (s.id, s.begins)).collect(),
        })
    }

    /// A class the importer may fill.
    pub(super) fn own(&self, id: Id<Class>) -> Option<Class> {
        self.there.iter().find(|class| class.id == id).cloned()
    }

    /// The first day of the class's first term.
    pub(super) fn first_term(&self, class: &Class) -> Option<NaiveDate> {
        let begins = class.sessions.iter();
        begins.filter_map(|id| self.begins.get(id)).min().copied()
    }

    /// The class of a title; a new one where there is none, yet to be opened.
    pub(super) fn named(
        &mut self,
        ledger: &mut Ledger<'_>,
        title: &str,
    ) -> Result<std::result::Result<Class, Objection>> {
        let folded = fold(title.trim());
        if let Some(found) = self.found.get(&folded) {
            return Ok(match found {
                Ok(class) => Ok(class.clone()),
                Err(objection) => Err(objection.again()),
            });
        }
        let is_meant = |class: &&Class| {
            let code = class.code.as_deref();
            fold(&class.title) == folded || code.is_some_and(|code| fold(code) == folded)
        };
        let meant: Vec<&Class> = self.there.iter().filter(is_meant).collect();
        let is_ours = |class: &&&Class| class.import.source.as_deref() == Some(ledger.source);
        let ours: Vec<&&Class> = meant.iter().filter(is_ours).collect();
        let found = match (ours.as_slice(), meant.as_slice()) {
            ([only], _) => Ok((**only).clone()),
            (_, [only]) => Ok((*only).clone()),
            (_, []) => Ok(self.plan(ledger, title.trim(), &folded)?),
            _ => Err(Objection::skipped(
                "class",
                title,
                "more than one class is called so; name one by its code",
            )),
        };
        let kept = match &found {
            Ok(class) => Ok(class.clone()),
            Err(objection) => Err(objection.again()),
        };
        self.found.insert(folded, kept);
        Ok(found)
    }

    /// A class as it will be once somebody is in it.
    fn plan(&mut self, ledger: &mut Ledger<'_>, title: &str, folded: &str) -> Result<Class> {
        let org = self.org.map_or("-".to_owned(), |org| org.to_string());
        let teacher = self.teacher.map_or("-".to_owned(), |id| id.to_string());
        let key = format!("class:{org}/{teacher}/{folded}");
        let left = Class::list(
            ledger.connection,
            "WHERE source = ?1 AND sourced_id = ?2",
            [ledger.source, &key],
        )?;
        let left = left.into_iter().next();
        let class = match &left {
            Some(class) => class.with_status(Status::Active),
            None => Class {
                id: ledger.id(),
                import: ledger.import(&key),
                org: self.org,
                title: if title.is_empty() { "Class" } else { title }.to_owned(),
                code: None,
                homeroom: true,
                sessions: Vec::new(),
                status: Status::Active,
            },
        };
        self.planned.insert(class.id, left);
        self.there.push(class.clone());
        Ok(class)
    }

    /// Makes a class that was planned, as somebody comes into it; a teacher who
    /// brings it teaches it.
    pub(super) fn open(&mut self, ledger: &mut Ledger<'_>, class: &Class) -> Result<()> {
        match self.planned.remove(&class.id) {
            None => return Ok(()),
            Some(None) => ledger.insert(class)?,
            Some(Some(left)) => {
                ledger.withdraw(&left, |class| class.with_status(Status::Active))?;
            }
        }
        if let Some(teacher) = self.teacher {
            let id = ledger.id();
            let today = ledger.actor.today;
            ledger.insert(&Enrollment {
                id,
                import: ledger.import(&format!("{teacher}/{}/{id}", class.id)),
                class: class.id,
                person: teacher,
                role: Role::Teacher,
                class_number: None,
                begins: today,
                ends: None,
                status: Status::Active,
            })?;
        }
        Ok(())
    }
}
