//! Students who have left: their record says so, and their name is nobody else's.

use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::person::{PersonId, Status};
use deskside::domain::school::Enrollment;
use deskside::store::rows::Table;

use super::Place;
use crate::desk::{School, day};

/// Marks a student as left, as a list does that leaves them out.
fn leaves(school: &mut School, student: PersonId, on: Option<&str>) {
    let person = school.store.person(student).unwrap().unwrap();
    let mut gone = person.clone();
    gone.status = Status::Inactive;
    let mut edits = vec![Edit::Person(Delta::update(person, gone))];
    if let Some(on) = on {
        let places = school.store.write(|connection| {
            Enrollment::list(connection, "WHERE person = ?1", [student.number()])
        });
        let place = places.unwrap().remove(0);
        let mut over = place.clone();
        over.ends = Some(day(on));
        edits.push(Edit::Enrollment(Delta::update(place, over)));
    }
    school.apply(&Change::about(student, "marked as left", edits));
}

fn two_mayas() -> Place {
    Place::with(|school| {
        let maya = school.student("Maya Patel", 1);
        school.student("Maya Patel-Smith", 2);
        school.student("Ada Okafor", 3);
        leaves(school, maya, Some("2026-11-20"));
    })
}

#[test]
fn the_name_of_a_student_who_has_left_logs_nothing_about_another() {
    let place = two_mayas();
    for login in ["head", "vasko"] {
        let said = place.run(["--as", login, "log", "maya patel"]);
        said.refuses(2, "\"maya patel\" is the name of a student who has left");
        assert!(said.err.contains("Maya Patel-Smith  #2"), "{}", said.err);
        assert!(said.err.contains("has left\n"), "{}", said.err);
    }
    assert!(place.check_ins("Maya Patel-Smith").is_empty());
    // A name in part means who is there, and so does the whole one.
    assert_eq!(place.says("log maya").code, 0);
    assert_eq!(place.run(["log", "Maya Patel-Smith"]).code, 0);
    assert_eq!(place.check_ins("Maya Patel-Smith").len(), 2);
    // Reading finds the record that the name is of.
    let read = place.run(["--as", "head", "show", "Maya Patel", "--json"]);
    assert_eq!(read.data()["student"]["name"], "Maya Patel");
}

#[test]
fn that_a_student_has_left_is_said_where_their_record_is_shown_and_written() {
    let place = two_mayas();
    let said = place.run(["--as", "head", "show", "Maya Patel"]);
    assert!(
        said.out.contains("Left on Fri 20 Nov 2026.\n"),
        "{}",
        said.out
    );
    let id = place
        .run(["--as", "head", "show", "Maya Patel", "--json"])
        .data();
    let id = id["student"]["id"].as_str().unwrap().to_owned();
    let said = place.run(["--as", "head", "log", &id, "--on", "2026-11-19"]);
    assert!(
        said.out.ends_with(" Left on Fri 20 Nov 2026.\n"),
        "{}",
        said.out
    );
    assert!(!place.says("show ada").out.contains("eft"));

    let place = Place::with(|school| {
        let maya = school.student("Maya Patel", 1);
        leaves(school, maya, None);
    });
    let said = place.run(["--as", "head", "show", "Maya Patel"]);
    assert!(said.out.contains("Has left.\n"), "{}", said.out);
}
