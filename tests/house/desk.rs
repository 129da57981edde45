//! A desk for tests: a small school in a book in memory, built as a sentence.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that finds nothing should stop"
)]

mod sentence;

use chrono::NaiveDate;
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::check_in::{CheckInKind, Filled, Outcome};
use deskside::domain::ids::{Id, Mint, Moment};
use deskside::domain::note::{NoteKind, Visibility};
use deskside::domain::person::{Person, PersonId, Role, Status, SupportLevel};
use deskside::domain::plan::{Goal, GoalStatus, Plan, Stage};
use deskside::domain::scale::Scale;
use deskside::domain::school::{Class, Enrollment, Import};
use deskside::domain::viewer::Viewer;
use deskside::store::rows::Table;
use deskside::store::{Actor, Store};

pub use sentence::{Desk, Shown, desk, desk_in_a_file, first_run};

/// 2026-11-23 08:00 UTC, a Monday.
pub const NOW: Moment = Moment(1_795_420_800_000);

/// The Monday on which most stories play.
pub fn monday() -> NaiveDate {
    day("2026-11-23")
}

/// A date from its text.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A teacher with one class, and the book.
pub struct School {
    pub store: Store,
    pub mint: Mint,
    pub teacher: PersonId,
    pub class: Id<Class>,
    pub scale: Id<Scale>,
    pub today: NaiveDate,
    pub now: Moment,
}

/// A plain person.
pub fn person(id: PersonId, role: Role, given: &str, family: &str) -> Person {
    Person {
        id,
        import: Import::default(),
        org: None,
        given: given.into(),
        family: family.into(),
        preferred: None,
        pronunciation: None,
        pronouns: None,
        grade: Some("3".into()),
        role,
        status: Status::Active,
        school_number: None,
        login: None,
        email: None,
        support: SupportLevel::Own,
    }
}

impl School {
    /// A school with a teacher, Ms Vasko, and an empty Room 12.
    pub fn new(store: Store) -> Self {
        let mut mint = Mint::new(42);
        let teacher: PersonId = mint.id(NOW);
        let class = mint.id(NOW);
        let scale: Id<Scale> = mint.id(NOW);
        let mut school = Self {
            store,
            mint,
            teacher,
            class,
            scale,
            today: monday(),
            now: NOW,
        };
        school
            .store
            .write(|connection| {
                Person {
                    login: Some("vasko".into()),
                    ..person(teacher, Role::Teacher, "Ms", "Vasko")
                }
                .insert(connection)?;
                Class {
                    id: class,
                    import: Import::default(),
                    org: None,
                    title: "Room 12".into(),
                    code: None,
                    homeroom: true,
                    sessions: vec![],
                    status: Status::Active,
                }
                .insert(connection)?;
                Scale::preset("1-4", scale).unwrap().insert(connection)
            })
            .unwrap();
        school.enroll(teacher, Role::Teacher, None, "2026-08-17");
        school
    }

    /// Who and where, with a book of its own that holds nothing.
    pub fn empty_copy(&self) -> Self {
        Self {
            store: Store::in_memory().unwrap(),
            mint: self.mint.clone(),
            ..*self
        }
    }

    /// The same in memory.
    pub fn in_memory() -> Self {
        Self::new(Store::in_memory().unwrap())
    }

    pub fn actor(&self) -> Actor {
        Actor {
            person: self.teacher,
            terminal: 1,
            now: self.now,
            today: self.today,
        }
    }

    pub fn viewer(&self) -> Viewer {
        Viewer::of(&self.store.person(self.teacher).unwrap().unwrap()).unwrap()
    }

    pub fn apply(&mut self, change: &Change) {
        let actor = self.actor();
        self.store.apply(&actor, change).unwrap();
    }

    pub fn enroll(&mut self, who: PersonId, role: Role, number: Option<u16>, from: &str) {
        let id = self.mint.id(self.now);
        let change = Change {
            label: "enrolled".into(),
            subject: Some(who),
            edits: vec![Edit::Enrollment(Delta::insert(Enrollment {
                id,
                import: Import::default(),
                class: self.class,
                person: who,
                role,
                class_number: number,
                begins: day(from),
                ends: None,
                status: Status::Active,
            }))],
        };
        self.apply(&change);
    }

    /// A student of Room 12 since the year began.
    pub fn student(&mut self, name: &str, number: u16) -> PersonId {
        let (given, family) = name.split_once(' ').unwrap_or((name, ""));
        let id: PersonId = self.mint.id(self.now);
        let row = person(id, Role::Student, given, family);
        self.apply(&Change::about(
            id,
            "added",
            vec![Edit::Person(Delta::insert(row))],
        ));
        self.enroll(id, Role::Student, Some(number), "2026-08-17");
        id
    }

    /// A plan with these goals.
    pub fn plan(&mut self, student: PersonId, goals: &[&str]) -> Vec<Id<Goal>> {
        let plan = self.mint.id(self.now);
        let opened = day("2026-09-01");
        let mut edits = vec![Edit::Plan(Delta::insert(Plan {
            stage: Stage::Active,
            agreed_by_student: Some(self.today),
            agreed_by_adult: Some(self.today),
            active_since: Some(opened),
            ..Plan::draft(plan, student, None, self.scale, opened)
        }))];
        let mut ids = vec![];
        for (place, text) in goals.iter().enumerate() {
            let id = self.mint.id(self.now);
            ids.push(id);
            let goal = Goal::proposed(
                id,
                plan,
                place as u16 + 1,
                (*text).into(),
                student,
                self.now,
            );
            edits.push(Edit::Goal(Delta::insert(Goal {
                status: GoalStatus::Active,
                ..goal
            })));
        }
        self.apply(&Change::about(student, "planned", edits));
        ids
    }

    /// A held weekly check-in as filled in, to be changed and applied.
    pub fn filled(&self, student: PersonId, on: &str) -> Filled {
        Filled {
            given_id: None,
            student,
            name: self.store.person(student).unwrap().unwrap().name(),
            adult: self.teacher,
            plan: None,
            kind: CheckInKind::Weekly,
            on: day(on),
            started: None,
            outcome: Outcome::Held,
            note: String::new(),
            note_kind: NoteKind::Observation,
            visibility: Visibility::Team,
            next_step: String::new(),
            next_date: None,
            ratings: vec![],
            own_ratings: vec![],
        }
    }

    pub fn log(&mut self, filled: &Filled) {
        self.now = self.now.plus(60_000);
        let (_id, change) = filled.change(&mut self.mint, self.now, self.today).unwrap();
        self.apply(&change);
    }

    pub fn held(&mut self, student: PersonId, on: &str) {
        let filled = self.filled(student, on);
        self.log(&filled);
    }
}
