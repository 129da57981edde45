//! Whether a row's student is known in the source: by id, by school number, by
//! e-mail, by name in the class. A name alone is never enough.

use std::collections::{HashMap, HashSet};

use crate::domain::Id;
use crate::domain::names::fold;
use crate::domain::person::{Person, PersonId, Role, full_name};
use crate::domain::school::{Class, Enrollment};
use crate::exchange::roster::{Key, Student};

use super::super::super::Result;
use super::super::super::rows::Table;
use super::super::known::{Known, Likeness, NAMESAKE, Strangers, is_open};
use super::super::ledger::{Ledger, Objection};
use super::key;

/// Who a row's student is.
pub(super) enum Match {
    /// Nobody who is here.
    Nobody,
    /// Somebody the source brought before.
    Somebody(Box<Person>),
    /// It can't be told.
    Doubtful(Objection),
}

/// The students of a source, in all the ways a row may name them.
pub(super) struct People {
    known: Known<Person>,
    by_id: HashMap<PersonId, String>,
    numbers: HashMap<String, PersonId>,
    emails: HashMap<String, PersonId>,
    /// Students of the source by class and folded name, whenever they were in it.
    names: HashMap<(Id<Class>, String), Vec<PersonId>>,
    places: HashMap<(Id<Class>, PersonId), Vec<Enrollment>>,
    open: HashMap<PersonId, Vec<Id<Class>>>,
    strangers: Strangers,
}

impl People {
    /// Reads them.
    pub(super) fn load(ledger: &Ledger<'_>) -> Result<Self> {
        let mut all = Self {
            known: Known::load(ledger.connection, ledger.source)?,
            by_id: HashMap::new(),
            numbers: HashMap::new(),
            emails: HashMap::new(),
            names: HashMap::new(),
            places: HashMap::new(),
            open: HashMap::new(),
            strangers: Strangers::load(ledger.connection, ledger.source, ledger.actor.today)?,
        };
        let mut people: Vec<Person> = all.known.rows().cloned().collect();
        people.sort_by_key(|person| person.id);
        for person in &people {
            all.index(person);
        }
        let today = ledger.actor.today;
        let places = Enrollment::list(
            ledger.connection,
            "WHERE role = 'student' AND person IN (SELECT id FROM person WHERE source = ?1)
             ORDER BY id",
            [ledger.source],
        )?;
        for place in places {
            if is_open(&place, today) {
                all.open.entry(place.person).or_default().push(place.class);
            }
            all.put(place);
        }
        Ok(all)
    }

    fn index(&mut self, person: &Person) {
        if let Some(id) = &person.import.sourced_id {
            self.by_id.insert(person.id, id.clone());
        }
        if let Some(number) = &person.school_number {
            self.numbers.entry(number.clone()).or_insert(person.id);
        }
        if let Some(email) = &person.email {
            let email = email.to_lowercase();
            self.emails.entry(email).or_insert(person.id);
        }
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.known.row(self.by_id.get(&id)?)
    }

    /// Keeps a person as it is now.
    pub(super) fn keep(&mut self, person: &Person) {
        self.index(person);
        self.known.keep(person.clone());
    }

    /// Keeps an enrollment as it is now.
    pub(super) fn put(&mut self, place: Enrollment) {
        let name = self.person(place.person).map(|p| fold(&p.name()));
        if let Some(name) = name {
            let namesakes = self.names.entry((place.class, name)).or_default();
            if !namesakes.contains(&place.person) {
                namesakes.push(place.person);
            }
        }
        let places = self.places.entry((place.class, place.person)).or_default();
        places.retain(|known| known.id != place.id);
        places.push(place);
    }

    /// A student's places in a class, past ones too.
    pub(super) fn places(&self, class: Id<Class>, person: PersonId) -> Vec<Enrollment> {
        let places = self.places.get(&(class, person));
        places.cloned().unwrap_or_default()
    }

    /// A student's places in the other classes they were in when the import began.
    pub(super) fn places_elsewhere(&self, class: Id<Class>, person: PersonId) -> Vec<Enrollment> {
        let others = self.open.get(&person).into_iter().flatten();
        let others = others.filter(|other| **other != class);
        others
            .flat_map(|other| self.places(*other, person))
            .collect()
    }

    /// Who a row's student is, in a class.
    pub(super) fn who(&self, row: &Student, class: Option<&Class>) -> Match {
        if let Some(person) = self.known.row(&key(row, class)) {
            if matches!(row.key, Key::NameAndClass(..)) || shares_a_name(person, row) {
                return somebody(person);
            }
            return Match::Doubtful(Objection::skipped(
                "name",
                format!("{} {}", row.given, row.family).trim(),
                "this id is known with another name; if it is somebody else, name the list with --source",
            ));
        }
        let by_number = row.school_number.as_ref().and_then(|n| self.numbers.get(n));
        if let Some(person) = by_number.and_then(|id| self.person(*id)) {
            if differs(own_id(person), row.id.as_deref()) {
                return Match::Doubtful(Objection::skipped(
                    "school_number",
                    row.school_number.as_deref().unwrap_or_default(),
                    "this school number is known under another id",
                ));
            }
            return somebody(person);
        }
        let email = row.email.as_ref().map(|email| email.to_lowercase());
        let by_email = email.and_then(|email| self.emails.get(&email));
        let by_email = by_email.and_then(|id| self.person(*id));
        if let Some(person) = by_email.filter(|person| fits(person, row)) {
            if shares_a_name(person, row) {
                return somebody(person);
            }
            return Match::Doubtful(Objection::skipped(
                "email",
                row.email.as_deref().unwrap_or_default(),
                "this e-mail is known with another name",
            ));
        }
        let name = fold(format!("{} {}", row.given, row.family).trim());
        let namesakes = class.and_then(|class| self.names.get(&(class.id, name)));
        let mut namesakes = namesakes
            .into_iter()
            .flatten()
            .filter_map(|id| self.person(*id))
            .filter(|person| fits(person, row));
        match (namesakes.next(), namesakes.next()) {
            (Some(only), None) => return somebody(only),
            (Some(_), Some(_)) => {
                return Match::Doubtful(Objection::skipped(
                    "name",
                    format!("{} {}", row.given, row.family).trim(),
                    "more than one student of this class has this name",
                ));
            }
            (None, _) => {}
        }
        let (number, email) = (row.school_number.as_deref(), row.email.as_deref());
        let reason = match self
            .strangers
            .like(Role::Student, number, email)
            .map(|like| like.by)
        {
            Some(Likeness::Number) => Objection::skipped(
                "school_number",
                number.unwrap_or_default(),
                "a student of another source has this number; whether it is the same can't be told",
            ),
            Some(Likeness::Email) => Objection::skipped(
                "email",
                email.unwrap_or_default(),
                "a student of another source has this e-mail; whether it is the same can't be told",
            ),
            None => {
                let name = full_name(&row.given, &row.family);
                let titles = class.iter().map(|class| class.title.as_str());
                if !self.strangers.has_namesake(&name, number, titles) {
                    return Match::Nobody;
                }
                Objection::skipped("name", &name, NAMESAKE)
            }
        };
        Match::Doubtful(reason)
    }

    /// The class that at least half of these students are in.
    pub(super) fn class_of_most(&self, rows: &[Student]) -> Option<Id<Class>> {
        let mut named: HashMap<&str, HashSet<Id<Class>>> = HashMap::new();
        for (class, name) in self.names.keys() {
            named.entry(name).or_default().insert(*class);
        }
        let mut tally: HashMap<Id<Class>, usize> = HashMap::new();
        for row in rows {
            let known = match &row.key {
                Key::NameAndClass(name, _) => {
                    let classes = named.get(name.as_str()).into_iter().flatten();
                    classes.copied().collect()
                }
                Key::Id(_) | Key::SchoolNumber(_) | Key::Email(_) => {
                    let person = self.known.row(&key(row, None));
                    let classes = person.and_then(|person| self.open.get(&person.id));
                    classes.cloned().unwrap_or_default()
                }
            };
            for class in known {
                *tally.entry(class).or_default() += 1;
            }
        }
        let most = tally
            .into_iter()
            .max_by_key(|(class, n)| (*n, std::cmp::Reverse(*class)))?;
        (most.1 * 2 >= rows.len()).then_some(most.0)
    }
}

fn somebody(person: &Person) -> Match {
    Match::Somebody(Box::new(person.clone()))
}

/// The id somebody has in the other system, where the source gave one.
fn own_id(person: &Person) -> Option<&str> {
    person.import.sourced_id.as_deref()?.strip_prefix("id:")
}

fn differs(a: Option<&str>, b: Option<&str>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// Whether nothing that tells people apart says that these are two.
fn fits(person: &Person, row: &Student) -> bool {
    !differs(own_id(person), row.id.as_deref())
        && !differs(
            person.school_number.as_deref(),
            row.school_number.as_deref(),
        )
}

/// Whether a person and a row have a word of their names in common.
fn shares_a_name(person: &Person, row: &Student) -> bool {
    let words = |texts: &[&str]| -> HashSet<String> {
        let folded = fold(&texts.join(" "));
        let words = folded.split([' ', '-']).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let preferred = |text: &Option<String>| text.clone().unwrap_or_default();
    let here = words(&[&person.given, &person.family, &preferred(&person.preferred)]);
    let there = words(&[&row.given, &row.family, &preferred(&row.preferred)]);
    !here.is_disjoint(&there)
}
