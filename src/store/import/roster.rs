//! A plain roster into the book: every row a student, known by id, school
//! number, e-mail, else by name and class within its source. What can't be
//! told for certain is skipped and said.

mod classes;
mod matching;

use std::collections::HashSet;

use rusqlite::Connection;

use crate::domain::ids::Id;
use crate::domain::person::{Person, PersonId, Role, Status, SupportLevel, full_name};
use crate::domain::school::{Class, Enrollment, Import, Org};
use crate::domain::viewer::{Reach, Viewer};
use crate::domain::words;
use crate::exchange::roster::{Field, Key, Roster, Student};

use super::super::Result;
use super::super::rows::Table;
use super::known::{Logins, is_open};
use super::ledger::{Ledger, Objection, Spot, Told};
use super::oneroster::tell;
use super::places::ended;
use super::{Fate, Progress, Report, alike};

use classes::Classes;
use matching::{Match, People};

/// Brings a roster into the book.
pub(super) fn import(
    ledger: &mut Ledger<'_>,
    viewer: &Viewer,
    roster: &Roster,
    class: Option<&str>,
    progress: Progress<'_>,
) -> Result<()> {
    ledger.counts.skipped = roster.skipped;
    ledger.counts.failed = roster.failed.len() as u64;
    ledger
        .reports
        .extend(roster.failed.iter().map(|row| Report {
            outcome: Fate::Failed,
            row: row.clone(),
        }));
    let org = org(ledger)?;
    let mut taking = Taking {
        roster,
        org,
        reach: Reached::of(ledger.connection, viewer, ledger)?,
        classes: Classes::load(ledger, viewer, org)?,
        people: People::load(ledger)?,
        logins: Logins::load(ledger.connection, &HashSet::new())?,
        seen: HashSet::new(),
    };
    let fallback = taking.fallback(ledger, class)?;
    for (done, student) in roster.students.iter().enumerate() {
        tell(progress, done, roster.students.len());
        taking.student(ledger, student, fallback.as_ref())?;
    }
    let students = roster.students.iter();
    let names = students.map(|row| (full_name(&row.given, &row.family), row.line));
    alike::warn(ledger, &roster.file, "name", names);
    Ok(())
}

/// The school a roster is of: that of who imports it, else the only one.
fn org(ledger: &Ledger<'_>) -> Result<Option<Id<Org>>> {
    let importer = Person::find(ledger.connection, ledger.actor.person.number())?;
    if let Some(org) = importer.and_then(|person| person.org) {
        return Ok(Some(org));
    }
    let schools = Org::list(
        ledger.connection,
        "WHERE status = 'active' AND kind = 'school' LIMIT 2",
        [],
    )?;
    Ok(match schools.as_slice() {
        [only] => Some(only.id),
        _ => None,
    })
}

/// Whose record the importer may change.
enum Reached {
    Everybody,
    These(HashSet<PersonId>),
}

impl Reached {
    fn of(connection: &Connection, viewer: &Viewer, ledger: &Ledger<'_>) -> Result<Self> {
        let (sql, asked) = match viewer.reach {
            Reach::Everybody => return Ok(Self::Everybody),
            Reach::Org(org) => (
                "WITH RECURSIVE below(id) AS (
                   SELECT ?1 UNION SELECT org.id FROM org JOIN below ON org.parent = below.id)
                 SELECT p.id FROM person p LEFT JOIN roster r ON r.student = p.id
                 WHERE coalesce(r.org, p.org) IN (SELECT id FROM below) AND ?2 IS NOT NULL",
                org.number(),
            ),
            Reach::Oneself => return Ok(Self::These(HashSet::new())),
            Reach::Own => (
                "SELECT s.person FROM enrollment t
                 JOIN enrollment s ON s.class = t.class AND s.role = 'student'
                 WHERE t.person = ?1 AND t.status = 'active'
                   AND t.role IN ('teacher','administrator','coach')
                   AND t.begins <= ?2 AND (t.ends IS NULL OR t.ends > ?2)
                 UNION SELECT student FROM caseload WHERE adult = ?1 AND begins <= ?2
                   AND (ends IS NULL OR ends > ?2)",
                viewer.person.number(),
            ),
        };
        let mut statement = connection.prepare(sql)?;
        let today = ledger.actor.today.to_string();
        let these = statement.query_map((asked, today), |row| row.get(0).map(PersonId::new))?;
        Ok(Self::These(these.collect::<rusqlite::Result<_>>()?))
    }

    fn holds(&self, person: PersonId) -> bool {
        match self {
            Self::Everybody => true,
            Self::These(these) => these.contains(&person),
        }
    }
}

/// A roster being taken.
struct Taking<'a> {
    roster: &'a Roster,
    org: Option<Id<Org>>,
    reach: Reached,
    classes: Classes,
    people: People,
    logins: Logins,
    seen: HashSet<PersonId>,
}

impl Taking<'_> {
    /// The class of rows that name none: the one asked for; without a column of
    /// classes the one that most of these students are in, else one named by
    /// the file. So a renamed copy adds nothing.
    fn fallback(
        &mut self,
        ledger: &mut Ledger<'_>,
        asked: Option<&str>,
    ) -> Result<Option<std::result::Result<Class, Objection>>> {
        if let Some(title) = asked {
            return self.classes.named(ledger, title).map(Some);
        }
        if self.roster.mapping.header(Field::Class).is_some() || self.roster.students.is_empty() {
            return Ok(None);
        }
        let most = self.people.class_of_most(&self.roster.students);
        if let Some(class) = most.and_then(|id| self.classes.own(id)) {
            return Ok(Some(Ok(class)));
        }
        let file = self.roster.file.as_str();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let title = words::clean_line(stem).text;
        self.classes.named(ledger, &title).map(Some)
    }

    fn student(
        &mut self,
        ledger: &mut Ledger<'_>,
        row: &Student,
        fallback: Option<&std::result::Result<Class, Objection>>,
    ) -> Result<()> {
        let spot = Spot {
            file: &self.roster.file,
            line: row.line,
        };
        let class = match (&row.class, fallback) {
            (Some(title), _) => Some(self.classes.named(ledger, title)?),
            (None, Some(Ok(class))) => Some(Ok(class.clone())),
            (None, Some(Err(objection))) => Some(Err(objection.again())),
            (None, None) => None,
        };
        let class = match class.transpose() {
            Ok(class) => class,
            Err(objection) => {
                ledger.object(spot, &objection);
                return Ok(());
            }
        };
        let present = match self.people.who(row, class.as_ref()) {
            Match::Nobody => None,
            Match::Somebody(person) if !self.reach.holds(person.id) => {
                ledger.object(spot, &beyond(row));
                return Ok(());
            }
            Match::Somebody(person) => Some(*person),
            Match::Doubtful(objection) => {
                ledger.object(spot, &objection);
                return Ok(());
            }
        };
        if let Some(person) = &present
            && !self.seen.insert(person.id)
        {
            let name = format!("{} {}", row.given, row.family);
            let reason = "an earlier row seems to be the same student";
            ledger.object(spot, &Objection::skipped("name", name.trim(), reason));
            return Ok(());
        }
        let (now, has_changed) = self.person(ledger, row, class.as_ref(), present.as_ref())?;
        self.seen.insert(now.id);
        let is_placed = if let Some(class) = &class {
            let has_moved = self.leave_others(ledger, row, class, &now)?;
            self.place(ledger, row, class, &now, has_moved)? || has_moved
        } else {
            let text = "No class is named; on no roster until somebody enrolls them.";
            ledger.warnings.file(&self.roster.file, text);
            false
        };
        if has_changed || is_placed {
            ledger.touched.insert(now.id);
        }
        if present.is_none() {
            ledger.counts.created += 1;
        } else {
            ledger.count(has_changed || is_placed);
        }
        Ok(())
    }

    /// Writes the person; true when that changed something.
    fn person(
        &mut self,
        ledger: &mut Ledger<'_>,
        row: &Student,
        class: Option<&Class>,
        present: Option<&Person>,
    ) -> Result<(Person, bool)> {
        let id = match present {
            Some(person) => person.id,
            None => ledger.id(),
        };
        let login = row.login.clone().filter(|login| {
            let is_taken = self.logins.is_taken(Role::Student, login, id);
            if is_taken {
                let text = "Another student has this login; it stays with the first.";
                let file = &self.roster.file;
                ledger.warnings.value(file, "login", login, text, row.line);
            }
            !is_taken
        });
        let key = key(row, class);
        let import = match present {
            Some(person) if strength(&key) <= held(&person.import) => None,
            _ => Some(ledger.import(&key)),
        };
        let Some(present) = present else {
            let fresh = Person {
                id,
                import: import.unwrap_or_default(),
                org: class.and_then(|class| class.org).or(self.org),
                given: row.given.clone(),
                family: row.family.clone(),
                preferred: row.preferred.clone(),
                pronunciation: None,
                pronouns: row.pronouns.clone(),
                grade: row.grade.clone(),
                role: Role::Student,
                status: Status::Active,
                school_number: row.school_number.clone(),
                login,
                email: row.email.clone(),
                support: SupportLevel::Own,
            };
            ledger.insert(&fresh)?;
            self.logins.take(&fresh);
            self.people.keep(&fresh);
            return Ok((fresh, true));
        };
        let merge = |told: &Told<'_, Person>| Person {
            import: told.take(|p| &p.import, import.clone()),
            given: told.take(|p| &p.given, Some(row.given.clone())),
            family: told.take(|p| &p.family, Some(row.family.clone())),
            preferred: told.keep(|p| &p.preferred, row.preferred.clone().map(Some)),
            pronouns: told.keep(|p| &p.pronouns, row.pronouns.clone().map(Some)),
            grade: told.take(|p| &p.grade, row.grade.clone().map(Some)),
            status: told.take(|p| &p.status, Some(Status::Active)),
            school_number: told.take(|p| &p.school_number, row.school_number.clone().map(Some)),
            login: told.take(|p| &p.login, login.clone().map(Some)),
            email: told.take(|p| &p.email, row.email.clone().map(Some)),
            ..told.present.clone()
        };
        let Some(now) = ledger.settle(present, merge)? else {
            return Ok((present.clone(), false));
        };
        if present.status == Status::Inactive && now.status == Status::Active {
            ledger.back += 1;
        }
        self.logins.take(&now);
        self.people.keep(&now);
        Ok((now, true))
    }

    /// Ends the places that this source gave a student in other classes, where
    /// the student's own row names another now; true when it named another.
    /// A list that is of one class says nothing of others, and neither does a name.
    fn leave_others(
        &mut self,
        ledger: &mut Ledger<'_>,
        row: &Student,
        class: &Class,
        person: &Person,
    ) -> Result<bool> {
        if person.status == Status::Inactive || matches!(row.key, Key::NameAndClass(..)) {
            return Ok(false);
        }
        let today = ledger.actor.today;
        let mut has_moved = false;
        for place in self.people.places_elsewhere(class.id, person.id) {
            if place.import.source.as_deref() != Some(ledger.source) || !is_open(&place, today) {
                continue;
            }
            if row.class.is_none() || self.classes.own(place.class).is_none() {
                let text =
                    "Students who are in another class of this source too; they stay in both.";
                ledger.warnings.file(&self.roster.file, text);
                continue;
            }
            let over = ledger.withdraw(&place, |place| ended(place, today))?;
            self.people.put(over);
            let text = "Students who are in another class now; their place in the old one ends.";
            ledger.warnings.file(&self.roster.file, text);
            has_moved = true;
        }
        Ok(has_moved)
    }

    /// Enrolls the student in the class; true when that changed something.
    fn place(
        &mut self,
        ledger: &mut Ledger<'_>,
        row: &Student,
        class: &Class,
        person: &Person,
        has_moved: bool,
    ) -> Result<bool> {
        if person.status == Status::Inactive {
            let text = "Students who were marked as left here; they stay so.";
            ledger.warnings.file(&self.roster.file, text);
            return Ok(false);
        }
        self.classes.open(ledger, class)?;
        let today = ledger.actor.today;
        let number = row.number.map(|number| number as u16);
        let places = self.people.places(class.id, person.id);
        let own = places
            .iter()
            .find(|place| place.import.source.as_deref() == Some(ledger.source));
        if let Some(own) = own.cloned() {
            let merge = |told: &Told<'_, Enrollment>| Enrollment {
                class_number: told.keep(|e| &e.class_number, number.map(Some)),
                ends: told.take(|e| &e.ends, Some(None)),
                status: told.take(|e| &e.status, Some(Status::Active)),
                ..told.present.clone()
            };
            let now = ledger.settle(&own, merge)?;
            if !is_open(now.as_ref().unwrap_or(&own), today) {
                let text = "Students listed in a class that they have left here; they stay so.";
                ledger.warnings.file(&self.roster.file, text);
            }
            let has_changed = now.is_some();
            if let Some(now) = now {
                self.people.put(now);
            }
            return Ok(has_changed);
        }
        if places.iter().any(|place| is_open(place, today)) {
            return Ok(false);
        }
        let id = ledger.id();
        let fresh = Enrollment {
            id,
            import: ledger.import(&format!("{}/{}", person.id, class.id)),
            class: class.id,
            person: person.id,
            role: Role::Student,
            class_number: number,
            // Who comes from another class was in that one until today.
            begins: match self.classes.first_term(class) {
                Some(first) if !has_moved => first,
                _ => today,
            },
            ends: None,
            status: Status::Active,
        };
        ledger.insert(&fresh)?;
        self.people.put(fresh);
        Ok(true)
    }
}

fn beyond(row: &Student) -> Objection {
    let name = format!("{} {}", row.given, row.family);
    let reason = "a student known by this is here already and isn't yours; ask an administrator, or name your list with --source if it is somebody else";
    Objection::skipped("name", name.trim(), reason)
}

/// By what the row's student is known in the source. A name counts in its class alone.
fn key(row: &Student, class: Option<&Class>) -> String {
    match &row.key {
        Key::NameAndClass(name, _) => {
            let class = class.map_or("-".to_owned(), |class| class.id.to_string());
            format!("name:{name}/{class}")
        }
        Key::Id(_) | Key::SchoolNumber(_) | Key::Email(_) => row.key.text(),
    }
}

/// How well a key tells people apart.
fn strength(key: &str) -> u8 {
    match key.split_once(':') {
        Some(("id", _)) => 3,
        Some(("school_number", _)) => 2,
        Some(("email", _)) => 1,
        _ => 0,
    }
}

fn held(import: &Import) -> u8 {
    import.sourced_id.as_deref().map_or(0, strength)
}
