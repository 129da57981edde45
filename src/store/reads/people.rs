//! People by login, id, number or name; classes and terms by title. Finds who
//! is meant; what is known of them is read elsewhere.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use crate::domain::Id;
use crate::domain::person::{Person, PersonId, Status, full_name};
use crate::domain::query::{Filter, RosterRow, Standing};
use crate::domain::school::{Class, Enrollment};
use crate::domain::viewer::{Reach, Viewer};
use crate::domain::{Word, names, words};

use super::super::derived::{Kept, Planned};
use super::super::error::{Error, Result};
use super::super::rows::Table;
use super::super::{Store, check};
use super::Reader;
use super::gone::Purpose;

/// A student as a candidate, where a name wasn't enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The student.
    pub student: PersonId,
    /// Name, class number, grade and classes in one line.
    pub line: String,
    /// Whether they have left.
    pub has_left: bool,
}

impl Store {
    /// The viewer a login stands for.
    pub fn viewer(&self, login: &str) -> Result<Viewer> {
        let found = Person::list(
            self.reading(),
            "WHERE login = ?1 AND status = 'active'
             ORDER BY role IN ('teacher', 'administrator', 'coach') DESC, role = 'student', id",
            [login],
        )?;
        let Some(person) = found.first() else {
            if let Some(other) = self.login_in_other_case(login)? {
                return Err(Error::refused(format!(
                    "This file knows nobody with the login {}, but knows {}. Upper and lower case count; name yours with --as.",
                    words::display(login),
                    words::display(&other)
                )));
            }
            return Err(Error::refused(format!(
                "This file knows nobody with the login {}. Name yours with --as, or ask an administrator to add you.",
                words::display(login)
            )));
        };
        if found.get(1).is_some_and(|other| Viewer::of(other).is_ok()) {
            return Err(Error::refused(format!(
                "More than one member of staff has the login {}, so it can't be told who you are. {}",
                words::display(login),
                check::GIVE_EACH_A_LOGIN
            )));
        }
        Viewer::of(person).map_err(|none| {
            Error::refused(format!(
                "The login {} is that of somebody who has no place at this desk ({}). Name a staff login with --as.",
                words::display(login),
                none.0.word()
            ))
        })
    }

    fn login_in_other_case(&self, login: &str) -> Result<Option<String>> {
        let wanted = login.to_lowercase();
        let people = Person::list(
            self.reading(),
            "WHERE login IS NOT NULL AND status = 'active' AND role <> 'student'",
            [],
        )?;
        let mut logins = people.into_iter().filter_map(|person| person.login);
        Ok(logins.find(|other| other.to_lowercase() == wanted))
    }

    /// One person's own data.
    pub fn person(&self, person: PersonId) -> Result<Option<Person>> {
        Person::find(self.reading(), person.number())
    }

    /// Everybody STUDENT may mean on the command line: an exact id; a class
    /// number among the viewer's students; a school number; an exact name; a
    /// name found. One is an answer, more are candidates. The exact name of a student who
    /// has left is theirs: for writing, those who are found by it stand beside them.
    pub fn resolve(
        &mut self,
        viewer: &Viewer,
        text: &str,
        today: NaiveDate,
        purpose: Purpose,
    ) -> Result<Vec<Candidate>> {
        self.with_reader(viewer, today, |reader| {
            let students = reader.meant(&in_single_blanks(text), purpose)?;
            students
                .into_iter()
                .take(12)
                .map(|student| reader.candidate(student))
                .collect()
        })
    }

    /// The class CLASS means: a title, code or id, exact or the only one that begins so.
    pub fn resolve_class(
        &mut self,
        viewer: &Viewer,
        text: &str,
        today: NaiveDate,
    ) -> Result<Vec<(Id<Class>, String)>> {
        let wanted = names::fold(&in_single_blanks(text));
        let mut classes = self.with_reader(viewer, today, |reader| reader.classes_in_reach())?;
        if let Ok(id) = text.trim().parse::<Id<Class>>() {
            classes.retain(|class| class.id == id);
            return Ok(classes
                .into_iter()
                .map(|class| (class.id, class.title))
                .collect());
        }
        let is_exact = |class: &Class| {
            names::fold(&class.title) == wanted
                || class
                    .code
                    .as_deref()
                    .is_some_and(|code| names::fold(code) == wanted)
                || class.import.sourced_id.as_deref() == Some(text.trim())
        };
        let exact: Vec<Class> = classes
            .iter()
            .filter(|class| is_exact(class))
            .cloned()
            .collect();
        let found = if exact.is_empty() {
            classes.retain(|class| names::fold(&class.title).starts_with(&wanted));
            classes
        } else {
            exact
        };
        Ok(found
            .into_iter()
            .map(|class| (class.id, class.title))
            .collect())
    }
}

/// A text with one blank where it has several.
fn in_single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Reader<'_> {
    fn meant(&mut self, text: &str, purpose: Purpose) -> Result<Vec<PersonId>> {
        let (mut found, mut left) = (Vec::new(), Vec::new());
        if let Ok(id) = text.parse::<PersonId>() {
            found.extend(Person::find(self.connection, id.number())?.map(|person| person.id));
        }
        if found.is_empty() && !text.is_empty() {
            let digits = text.strip_prefix('#').unwrap_or(text);
            if let Ok(number) = digits.parse::<u16>() {
                found = self.numbered(number, &Filter::default())?;
            }
        }
        if found.is_empty() {
            found = self.listed("school_number = ?1", text)?;
        }
        if found.is_empty() && !text.chars().all(|c| c.is_ascii_digit()) {
            found = self.listed("sourced_id = ?1", text)?;
        }
        if found.is_empty() {
            found = self.staff_of_login(text)?;
        }
        if found.is_empty() {
            let wanted = names::fold(text);
            let names = self.find(text, &Filter::default(), 50)?.rows;
            // A name letter by letter, else without its accents, else by whole words, else what
            // finding finds: Ada is no part of Hadad.
            let mut exact = [Vec::new(), Vec::new(), Vec::new()];
            for row in &names {
                let near = self.likeness(row.student, text, &wanted)?;
                if let Some(step) = near.and_then(|near| exact.get_mut(near)) {
                    step.push(row.student);
                }
            }
            let all = names.into_iter().map(|row| row.student).collect();
            let [same, unaccented, by_words] = exact;
            let staff = self.staff_called(text, &wanted)?;
            if same.is_empty() && unaccented.is_empty() && staff.is_empty() {
                left = self.left_called(text, &wanted, purpose)?;
            }
            if left.is_empty() || purpose == Purpose::Writing {
                let mut steps = [same, unaccented, staff, by_words, all].into_iter();
                found = steps.find(|step| !step.is_empty()).unwrap_or_default();
            }
        }
        let mut reached = left;
        for student in found {
            if !reached.contains(&student) && self.reaches(student)? {
                reached.push(student);
            }
        }
        Ok(reached)
    }

    /// How near a student's name comes to a text, which is given folded as well: 0 where it is
    /// the same, 1 but for accents, 2 where each word written is a word of it and no part.
    pub(super) fn likeness(
        &self,
        student: PersonId,
        text: &str,
        folded: &str,
    ) -> Result<Option<usize>> {
        let Some(person) = Person::find(self.connection, student.number())? else {
            return Ok(None);
        };
        let forms = person.name_forms();
        let is_whole = |form: &String| {
            let form = names::fold(form);
            let has = |word: &str| form.split([' ', '-', ',']).any(|other| other == word);
            folded.split(' ').all(has)
        };
        let is_same = |form: &String| form == text;
        let is_folded = |form: &String| names::fold(form) == folded;
        Ok(if forms.iter().any(is_same) {
            Some(0)
        } else if forms.iter().any(is_folded) {
            Some(1)
        } else {
            forms.iter().any(is_whole).then_some(2)
        })
    }

    fn listed(&self, clause: &str, text: &str) -> Result<Vec<PersonId>> {
        let clause = format!("WHERE {clause} AND role = 'student' ORDER BY id LIMIT 50");
        Ok(Person::list(self.connection, &clause, [text])?
            .into_iter()
            .map(|p| p.id)
            .collect())
    }

    fn candidate(&mut self, student: PersonId) -> Result<Candidate> {
        let person = Person::find(self.connection, student.number())?;
        let (number, classes) = self.classes_of(student, self.today)?;
        let mut line = person.as_ref().map_or(String::new(), Person::name);
        if let Some(number) = number {
            let _infallible = write!(line, "  #{number}");
        }
        if let Some(grade) = person.as_ref().and_then(|person| person.grade.as_deref()) {
            let _infallible = write!(line, "  grade {grade}");
        }
        if !classes.is_empty() {
            let _infallible = write!(line, "  {}", classes.join(", "));
        }
        let _infallible = write!(line, "  {student}");
        let has_left = person.is_some_and(|person| person.status == Status::Inactive);
        if has_left {
            line.push_str("  has left");
        }
        Ok(Candidate {
            student,
            line,
            has_left,
        })
    }

    /// The number a student has, in a class of the viewer's before others, and the titles of
    /// all present classes, the homeroom first. Also of students who aren't on the roster.
    pub(super) fn classes_of(
        &mut self,
        student: PersonId,
        on: NaiveDate,
    ) -> Result<(Option<u16>, Vec<String>)> {
        let taught = self.taught()?;
        let mut statement = self.connection.prepare_cached(
            "SELECT c.id, c.title, e.class_number
             FROM enrollment e JOIN class c ON c.id = e.class
             WHERE e.person = ?1 AND e.role = 'student' AND e.status = 'active'
               AND e.begins <= ?2 AND (e.ends IS NULL OR e.ends > ?2)
             ORDER BY c.homeroom DESC, c.title",
        )?;
        let places = statement
            .query_map(params![student.number(), on.to_string()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(number_and_titles(places, &taught))
    }

    pub(super) fn classes_in_reach(&self) -> Result<Vec<Class>> {
        let today = self.today.to_string();
        let viewer = self.viewer.person.number();
        match &self.viewer.reach {
            Reach::Everybody => Class::list(
                self.connection,
                "WHERE status = 'active' ORDER BY title",
                [],
            ),
            Reach::Org(_) => {
                let orgs = self.orgs()?;
                let all = Class::list(
                    self.connection,
                    "WHERE status = 'active' ORDER BY title",
                    [],
                )?;
                let in_reach =
                    |class: &Class| class.org.is_some_and(|org| orgs.contains(&org.number()));
                Ok(all.into_iter().filter(in_reach).collect())
            }
            Reach::Own | Reach::Oneself => Class::list(
                self.connection,
                "WHERE status = 'active' AND id IN (SELECT class FROM enrollment
                   WHERE person = ?1 AND role <> 'student' AND status = 'active'
                     AND begins <= ?2 AND (ends IS NULL OR ends > ?2)) ORDER BY title",
                params![viewer, today],
            ),
        }
    }

    /// The students of a class with their places in it, by name.
    pub(super) fn members(&self, class: Id<Class>) -> Result<Vec<(Enrollment, Person)>> {
        let mut members = Vec::new();
        for student in self.class_students(class)?.into_keys() {
            let person = Person::find(self.connection, student.number())?;
            let place = Enrollment::list(
                self.connection,
                "WHERE person = ?1 AND class = ?2 AND role = 'student' AND status = 'active'
                 ORDER BY begins DESC LIMIT 1",
                params![student.number(), class.number()],
            )?;
            members.extend(place.into_iter().next().zip(person));
        }
        members.sort_by_key(|(_place, person)| {
            (
                names::fold(&person.family),
                names::fold(&person.given),
                person.id,
            )
        });
        Ok(members)
    }

    pub(super) fn class_title(&self, filter: &Filter) -> Result<Option<String>> {
        if let Some(class) = filter.class {
            return Ok(Class::find(self.connection, class.number())?.map(|class| class.title));
        }
        if self.viewer.reach == Reach::Own {
            let classes = self.classes_in_reach()?;
            if let [class] = classes.as_slice() {
                return Ok(Some(class.title.clone()));
            }
        }
        Ok(None)
    }

    pub(super) fn viewer_name(&self) -> Result<String> {
        let person = Person::find(self.connection, self.viewer.person.number())?;
        Ok(person.map_or(String::new(), |person| person.called()))
    }

    /// The name of an adult, or of anybody, for showing beside their words.
    pub(super) fn name_of(&self, person: PersonId) -> Result<String> {
        let found: Option<(String, String, Option<String>)> = self
            .connection
            .prepare_cached("SELECT given, family, preferred FROM person WHERE id = ?1")?
            .query_row([person.number()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        Ok(found.map_or(String::new(), |(given, family, preferred)| {
            full_name(preferred.as_deref().unwrap_or(&given), &family)
        }))
    }

    /// A roster row for a student whose standing is known, and whether they were met today by a
    /// kind that is asked for.
    pub(super) fn row_of(
        &mut self,
        student: PersonId,
        number: Option<u16>,
        (standing, is_met_today): (Standing, bool),
        Kept { line, grade, .. }: Kept,
    ) -> Result<RosterRow> {
        let until = self.today;
        let is_met_today = is_met_today || line.met_on == Some(until);
        // They come oldest first.
        let plans = line.plans.into_iter().rev();
        let plans = plans.filter(|plan| plan.opened <= until);
        let of = |plan: &Planned| plan.stage().map(|stage| (plan.session, stage));
        let plan = self.worked_on(plans, of, until)?;
        let mut places = line.places;
        places.retain(|place| place.holds(self.today));
        places.sort_by(|a, b| (!a.homeroom, &a.title).cmp(&(!b.homeroom, &b.title)));
        let taught = self.taught()?;
        let places = places
            .into_iter()
            .map(|place| (place.class, place.title, place.number));
        let (own_number, classes) = number_and_titles(places, &taught);
        let digits = line.trend.bytes();
        let goals = plan.as_ref().map(|plan| plan.goals_on(self.today));
        let (goals_met, goals) = goals.unwrap_or_default();
        Ok(RosterRow {
            student,
            number: number.or(own_number),
            given: line.given,
            family: line.family,
            grade,
            classes,
            standing,
            goals_met,
            goals,
            trend: digits
                .map(|digit| f64::from(digit.saturating_sub(b'0')) / 7.0)
                .collect(),
            stage: plan.and_then(|plan| plan.stage()),
            is_met_today,
            is_absent_today: line.absent_on == Some(self.today) && !is_met_today,
        })
    }

    /// The classes in which the viewer works, read once.
    fn taught(&mut self) -> Result<Arc<HashSet<i64>>> {
        if let Some((viewer, classes)) = &self.orders.taught
            && *viewer == self.viewer.person
        {
            return Ok(Arc::clone(classes));
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT class FROM enrollment
             WHERE person = ?1 AND role <> 'student' AND status = 'active'",
        )?;
        let classes = statement
            .query_map([self.viewer.person.number()], |row| row.get(0))?
            .collect::<rusqlite::Result<HashSet<i64>>>()?;
        let classes = Arc::new(classes);
        self.orders.taught = Some((self.viewer.person, Arc::clone(&classes)));
        Ok(classes)
    }
}

/// Of places in classes, in order: the number in a taught class before others, the lowest of
/// several; and each title once.
fn number_and_titles(
    places: impl IntoIterator<Item = (i64, String, Option<u16>)>,
    taught: &HashSet<i64>,
) -> (Option<u16>, Vec<String>) {
    let mut titles: Vec<String> = Vec::new();
    let mut numbers = Vec::new();
    for (class, title, number) in places {
        numbers.extend(number.map(|number| (!taught.contains(&class), number)));
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let number = numbers.into_iter().min().map(|(_is_others, number)| number);
    (number, titles)
}
