//! Who sees what, against cases written by hand: a case is a table of
//! `cases/visibility.toml`; a new one needs no Rust.

use std::collections::BTreeMap;

use deskside::domain::Word;
use deskside::domain::change::{Change, Delta, Edit, Entry};
use deskside::domain::note::{Note, Visibility};
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

/// Whoever may not read the wording that stands isn't shown what it was before it was narrowed.
#[test]
fn a_note_and_an_entry_that_were_narrowed_are_taken_from_those_who_read_them() {
    let (mut school, people) = school();
    let (ada, author) = (people["ada"], school.teacher);
    let mut filled = school.filled(ada, "2026-11-20");
    filled.note = "Waits for the bell".into();
    school.log(&filled);
    let notes = school
        .store
        .write(|connection| Note::list(connection, "", []));
    let note = notes.unwrap().remove(0);
    let entry = ProfileEntry {
        id: school.mint.id(school.now),
        person: ada,
        section: Section::Strengths,
        text: "Waits for nobody".into(),
        source: Source::Observation,
        author,
        typed_by: author,
        on: school.today,
        entered_at: school.now,
        supersedes: None,
        visibility: Visibility::Team,
        restores: None,
    };
    let edits = vec![Edit::Profile(Entry::Append(entry.clone()))];
    school.apply(&Change::about(ada, "wrote an entry", edits));
    let colleague = viewer(&school, people["coach"], false);
    assert_eq!(
        is_seen(&mut school, &colleague, ada, "Waits for the"),
        [true; 3]
    );
    let narrowed = Note {
        id: school.mint.id(school.now),
        visibility: Visibility::OnlyMe,
        revises: Some(note.id),
        ..note
    };
    let mine = ProfileEntry {
        id: school.mint.id(school.now),
        visibility: Visibility::OnlyMe,
        supersedes: Some(entry.id),
        ..entry
    };
    let edits = vec![
        Edit::Note(Entry::Append(narrowed)),
        Edit::Profile(Entry::Append(mine)),
    ];
    school.apply(&Change::about(ada, "narrowed them", edits));
    assert_eq!(
        is_seen(&mut school, &colleague, ada, "Waits for"),
        [false; 3]
    );
    let own = school.viewer();
    assert_eq!(is_seen(&mut school, &own, ada, "Waits for the"), [true; 3]);
}

/// Of a teacher's own students the newest texts are found, whoever stands first.
#[test]
fn the_newest_texts_are_found_among_all_students() {
    let (mut school, people) = school();
    let ben = school.student("Ben Ito", 2);
    for day in 2..=20 {
        let mut filled = school.filled(people["ada"], &format!("2026-10-{day:02}"));
        filled.note = "Counted in threes".into();
        school.log(&filled);
    }
    let mut filled = school.filled(ben, "2026-11-20");
    filled.note = "Counted in fives".into();
    school.log(&filled);
    let query = Query::Search {
        text: "counted".into(),
        limit: 5,
    };
    let (own, today) = (school.viewer(), school.today);
    let Ok(Answer::Search(found)) = school.store.ask(&own, &query, today) else {
        panic!("no answer");
    };
    let texts: Vec<&str> = found.rows.iter().map(|hit| hit.text.as_str()).collect();
    assert_eq!((texts.len(), texts[0]), (5, "Counted in fives"));
}

/// "self-ratings are shown beside the teacher's": however often somebody rates themselves, the
/// teacher's level stays, and the other way round.
#[test]
fn a_level_outlives_any_number_of_ratings_by_the_other() {
    let (mut school, people) = school();
    let ada = people["ada"];
    let goal = school.plan(ada, &["Explain fractions"])[0];
    let mut filled = school.filled(ada, "2026-09-01");
    filled.ratings = vec![(goal, 3)];
    school.log(&filled);
    for day in 1..=30 {
        let mut filled = school.filled(ada, &format!("2026-10-{day:02}"));
        filled.own_ratings = vec![(goal, 2)];
        school.log(&filled);
    }
    let levels = |school: &mut School| {
        let (own, today) = (school.viewer(), school.today);
        match school.store.ask(&own, &Query::Student(ada), today) {
            Ok(Answer::Student(Some(record))) => {
                let goal = &record.plan.unwrap().goals[0];
                (goal.level, goal.own_level)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(levels(&mut school), (Some(3), Some(2)));
    for day in 1..=30 {
        let mut filled = school.filled(ada, &format!("2026-11-{:02}", day % 20 + 1));
        filled.ratings = vec![(goal, 4)];
        school.log(&filled);
    }
    assert_eq!(levels(&mut school), (Some(4), Some(2)));
}
