//! Who sees what, against cases written by hand: a case is a table of
//! `cases/visibility.toml`; a new one needs no Rust.

use std::collections::BTreeMap;

use deskside::domain::Word;
use deskside::domain::change::{Change, Delta, Edit, Entry};
use deskside::domain::note::Visibility;
use deskside::domain::person::{Person, PersonId, Role};
use deskside::domain::profile::{ProfileEntry, Section, Source};
use deskside::domain::query::{Answer, Query};
use deskside::domain::school::Caseload;
use deskside::domain::viewer::{Company, Viewer};
use deskside::store::Actor;
use deskside::store::rows::Table;
use serde::Deserialize;

use crate::desk::{School, day, person};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    viewer: String,
    about: String,
    author: String,
    note: String,
    #[serde(default)]
    beside: bool,
    sees: bool,
}

/// Ada in Room 12, and the adults around her.
fn school() -> (School, BTreeMap<&'static str, PersonId>) {
    let mut school = School::in_memory();
    let mut people = BTreeMap::from([("vasko", school.teacher)]);
    for (name, role) in [
        ("blau", Role::Teacher),
        ("okoro", Role::Teacher),
        ("coach", Role::Coach),
        ("principal", Role::Administrator),
        ("head", Role::Administrator),
    ] {
        let id: PersonId = school.mint.id(school.now);
        let row = person(id, role, "Somebody", name);
        school
            .store
            .write(|connection| row.insert(connection))
            .unwrap();
        people.insert(name, id);
    }
    school.enroll(people["blau"], Role::Teacher, None, "2026-08-17");
    let ada = school.student("Ada Okafor", 1);
    people.insert("ada", ada);
    for (adult, student) in [("coach", "ada"), ("principal", "vasko")] {
        let row = Caseload {
            id: school.mint.id(school.now),
            adult: people[adult],
            student: people[student],
            begins: day("2026-09-01"),
            ends: None,
        };
        let edits = vec![Edit::Caseload(Delta::insert(row))];
        school.apply(&Change::about(people[student], "looked after", edits));
    }
    (school, people)
}

fn viewer(school: &School, id: PersonId, beside: bool) -> Viewer {
    let row: Person = school.store.person(id).unwrap().unwrap();
    Viewer {
        company: if beside {
            Company::WithStudent(None)
        } else {
            Company::Alone
        },
        ..Viewer::of(&row).unwrap()
    }
}

/// Everything that the program can ask about one person's notes.
fn is_seen(school: &mut School, viewer: &Viewer, about: PersonId, text: &str) -> Vec<bool> {
    let today = school.today;
    let asked = [
        Query::Student(about),
        Query::History {
            student: about,
            limit: 10,
        },
        Query::Search {
            text: text.into(),
            limit: 10,
        },
    ];
    let mut seen = Vec::new();
    for query in asked {
        let answer = school.store.ask(viewer, &query, today).unwrap();
        seen.push(match answer {
            Answer::Student(record) => {
                record.is_some_and(|record| format!("{record:?}").contains(text))
            }
            answer => format!("{answer:?}").contains(text),
        });
    }
    seen
}

/// "Data-driven cases for … visibility", by every way a note can be read.
#[test]
fn who_sees_what_is_as_the_cases_say() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/house/cases/visibility.toml"
    );
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(cases.case.len() > 15);
    for case in cases.case {
        let (mut school, people) = school();
        let text = "Looked up when the bell rang";
        let mut filled = school.filled(people[case.about.as_str()], "2026-11-20");
        filled.adult = people[case.author.as_str()];
        filled.note = text.into();
        filled.visibility = Visibility::from_word(&case.note).unwrap();
        let (_id, change) = filled
            .change(&mut school.mint, school.now, school.today)
            .unwrap();
        let actor = Actor {
            person: filled.adult,
            ..school.actor()
        };
        school.store.apply(&actor, &change).unwrap();
        let entry = ProfileEntry {
            id: school.mint.id(school.now),
            person: filled.student,
            section: Section::Strengths,
            text: "Lends the others her pencils".into(),
            source: Source::Observation,
            author: filled.adult,
            typed_by: filled.adult,
            on: school.today,
            entered_at: school.now,
            supersedes: None,
            visibility: filled.visibility,
            restores: None,
        };
        let said = entry.text.clone();
        let edits = vec![Edit::Profile(Entry::Append(entry))];
        let change = Change::about(filled.student, "wrote an entry", edits);
        school.store.apply(&actor, &change).unwrap();
        let viewer = viewer(&school, people[case.viewer.as_str()], case.beside);
        let seen = is_seen(&mut school, &viewer, filled.student, text);
        assert_eq!(seen, [case.sees; 3], "{}", case.title);
        // An entry of the profile, likewise; it stands in no check-in.
        let seen = is_seen(&mut school, &viewer, filled.student, &said);
        let sees = [case.sees, false, case.sees];
        assert_eq!(seen, sees, "{}, an entry", case.title);
    }
}
