//! How often to meet: chosen from the list that `w` opens, for a student, a class or the school,
//! and what the roster says then.

use deskside::domain::cadence::Kind;
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::person::{Person, PersonId, Role};
use deskside::domain::query::Query;
use deskside::domain::school::{CadenceRule, CadenceScope};
use deskside::store::rows::Table;

use super::room_12;
use crate::desk::{Desk, School, day, desk};

/// The student's screen, found by name.
fn opens(desk: Desk, name: &str) -> Desk {
    desk.press("/").types(name).press("enter enter")
}

/// What is chosen from the list.
fn chooses(desk: Desk, words: &str) -> Desk {
    desk.press("w").types(words).press("enter")
}

/// The same from the roster, which asks for whom.
fn chooses_for(desk: Desk, whom: &str, words: &str) -> Desk {
    chooses(desk, whom).types(words).press("enter")
}

/// What the roster says of the student who was found.
fn is_now(desk: Desk, state: &str) -> Desk {
    desk.press("esc").shows(state)
}

/// "**Cadence** scope … student": numbers from the list, and back to what the class has.
#[test]
fn a_student_is_met_less_often_and_then_as_the_class_again() {
    let rare = chooses(opens(room_12(), "García"), "after 10")
        .says("Saved: changed how often to meet: José García.");
    let rare = is_now(rare, "◦ ok").press("enter");
    let again =
        chooses(rare, "as in the class").says("Saved: changed how often to meet: José García.");
    let again = is_now(again, "▴ overdue").press("enter");
    chooses(again, "as in the class").says("It has no cadence of its own.");
}

/// "ideal days, maximum days": other numbers are typed, and wrong ones change nothing.
#[test]
fn other_numbers_are_typed() {
    let asked = || {
        chooses(opens(room_12(), "Liam"), "another number")
            .shows("Liam van der Berg: due, overdue after how many school days? 4 6")
    };
    let due = asked()
        .types("2 4")
        .press("enter")
        .says("Saved: changed how often to meet: Liam van der Berg.");
    is_now(due, "∙ due");
    for wrong in ["9 3", "0 4", "often", "3 201"] {
        let said = asked()
            .types(wrong)
            .press("enter")
            .says("That takes two numbers from 1 to 200")
            .press("esc");
        is_now(said, "◦ ok");
    }
}

/// "Weekday cadence": due on the weekday of the week after the last meeting.
#[test]
fn a_weekday_is_chosen_and_stands_in_the_list() {
    // Met on Thursday: due this Monday, which is today, and not before Wednesday.
    let monday = chooses(opens(room_12(), "Liam"), "Mondays");
    let monday = is_now(monday, "∙ due").press("enter");
    is_now(chooses(monday, "Wednesdays"), "◦ ok");
}

/// "Daily, when a template or the settings turn it on".
#[test]
fn daily_check_ins_are_turned_on_and_off() {
    let daily = chooses(opens(room_12(), "Liam"), "daily check-ins too");
    let daily = is_now(daily, "▴ overdue").press("enter");
    is_now(chooses(daily, "no daily"), "◦ ok");
}

/// "`paused_until`": whoever rests isn't counted, and the page says until when.
#[test]
fn a_pause_says_its_end_and_when_they_last_met() {
    let paused = || {
        let desk = desk()
            .with(["Ada Okafor", "Noor Haddad"])
            .met("Ada Okafor", "2026-11-10");
        let rules = desk.people.clone();
        desk.given(|school| {
            for (_, student) in rules {
                pauses(school, student, "2026-11-16", "2026-12-01");
            }
        })
    };
    paused()
        .press("1 enter enter")
        .shows("paused until Tue 1 Dec, last met Tue 10 Nov")
        .hides("not met for");
    paused()
        .press("2 enter enter")
        .shows("paused until Tue 1 Dec, never met");
    paused().press("tab").shows("paused until Tue 1 Dec");
}

fn pauses(school: &mut School, student: PersonId, from: &str, until: &str) {
    let rule = CadenceRule {
        id: school.mint.id(school.now),
        scope: CadenceScope::Student,
        subject: Some(student.number()),
        kind: Kind::Weekly,
        asked: true,
        ideal: 5,
        maximum: 7,
        weekday: None,
        paused_from: Some(day(from)),
        paused_until: Some(day(until)),
    };
    let edits = vec![Edit::Cadence(Delta::insert(rule))];
    school.apply(&Change::about(student, "paused", edits));
}

/// "can be paused until a date", and a pause is ended.
#[test]
fn a_pause_is_typed_shown_and_ended() {
    let paused = chooses(opens(room_12(), "Okafor"), "pause until")
        .types("7 dec")
        .press("enter")
        .says("Saved: changed how often to meet: Ada Okafor.");
    let paused = is_now(paused, "paused")
        .press("enter w")
        .shows("paused until Mon 7 Dec 2026")
        .press("esc");
    is_now(chooses(paused, "end the pause"), "▴ overdue");
    chooses(opens(room_12(), "Okafor"), "pause until")
        .types("1 nov 2026")
        .press("enter")
        .hides("Saved");
}

/// "scope … class": for everybody in it but those who have their own.
#[test]
fn a_class_has_its_own_and_a_student_beside_it_another() {
    let often = chooses(opens(room_12(), "Zhào"), "after 3").press("esc esc");
    let class = often.press("f").types("Room 12").press("enter");
    chooses_for(class, "Room 12", "after 20")
        .says("Saved: changed how often to meet: Room 12.")
        .shows("2 overdue   3 ok")
        .shows_in_order(["Noor Haddad", "Zhào Mei-Ling", "Ada Okafor"])
        .press("u")
        .says("Took back: changed how often to meet: Room 12.")
        .hides("3 ok");
}

/// "scope … school": an administrator's to say, and nobody else's.
#[test]
fn the_school_is_the_administrators_to_say() {
    room_12()
        .press("w")
        .hides("everybody in the school")
        .shows("How often to meet: ");
    let head = room_12().given(|school| {
        let teacher = school.store.person(school.teacher).unwrap().unwrap();
        let head = Person {
            role: Role::Administrator,
            ..teacher
        };
        let written = school.store.write(|connection| head.replace(connection));
        written.unwrap();
    });
    let said = chooses_for(head, "in the school", "after 20")
        .says("Saved: changed how often to meet: the school.");
    let said = said.shows("1 overdue   4 ok");
    chooses_for(said, "in the school", "as usual").shows("3 overdue   1 due   1 ok");
}

/// From the roster it is the student under the cursor first, and nobody else by mistake.
#[test]
fn the_student_under_the_cursor_is_the_first_who_can_be_meant() {
    let class = room_12().press("f").types("Room 12").press("enter");
    class
        .press("w")
        .shows_in_order(["Noor Haddad alone", "everybody in Room 12"])
        .press("enter")
        .shows("How often to meet: Noor Haddad")
        .types("pause until")
        .press("enter")
        .shows("Noor Haddad: paused until which day?")
        .types("7 dec")
        .press("enter")
        .says("Saved: changed how often to meet: Noor Haddad.")
        .shows("1 paused");
}

/// Once its list is closed, nothing more is asked for it.
#[test]
fn a_list_that_is_closed_asks_for_nothing_more() {
    let asks = |desk: &Desk| {
        let needs = desk.model.needs();
        needs
            .iter()
            .any(|query| matches!(query, Query::Cadence(..)))
    };
    for keys in ["esc", "ctrl-c"] {
        let open = opens(room_12(), "García").press("w");
        assert!(asks(&open));
        assert!(!asks(&open.press(keys)), "{keys}");
    }
}
