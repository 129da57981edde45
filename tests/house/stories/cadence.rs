//! How often to meet: chosen from the list that `w` opens, for a student, a class or the school,
//! and what the roster says then.

use deskside::domain::cadence::Kind;
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::person::{Person, PersonId, Role};
use deskside::domain::query::{Answer, Query};
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
        .says("Saved: paused until Mon 7 Dec 2026: Ada Okafor.");
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

/// A pause takes the cadence of the class along, rests from daily check-ins too, and leaves
/// nothing behind when it is ended.
#[test]
fn a_pause_keeps_the_cadence_of_the_class() {
    let desk = room_12().given(|school| {
        for (scope, subject, kind, ideal, maximum) in [
            (
                CadenceScope::Class,
                Some(school.class.number()),
                Kind::Weekly,
                10,
                14,
            ),
            (CadenceScope::School, None, Kind::Daily, 1, 2),
        ] {
            let rule = CadenceRule {
                id: school.mint.id(school.now),
                scope,
                subject,
                kind,
                asked: true,
                ideal,
                maximum,
                weekday: None,
                paused_from: None,
                paused_until: None,
            };
            let label = "changed how often to meet".to_owned();
            school.apply(&Change {
                label,
                subject: None,
                edits: vec![Edit::Cadence(Delta::insert(rule))],
            });
        }
    });
    // Met twelve school days ago: due after ten, and too long after fourteen.
    let own = |desk: &mut Desk| {
        let student = Some(desk.id("Ada Okafor").number());
        let query = Query::Cadence(CadenceScope::Student, student);
        let (viewer, today) = (desk.school.viewer(), desk.school.today);
        match desk.school.store.ask(&viewer, &query, today) {
            Ok(Answer::Cadence(record)) => record.own,
            other => panic!("{other:?}"),
        }
    };
    let mut paused = chooses(opens(desk, "Okafor"), "pause until")
        .types("7 dec")
        .press("enter")
        .says("Saved: paused until Mon 7 Dec 2026: Ada Okafor.")
        .press("w")
        .shows("✓ due after 10 school days, overdue after 14")
        .press("esc");
    let kept: Vec<(Kind, u16)> = own(&mut paused)
        .iter()
        .map(|rule| (rule.kind, rule.ideal))
        .collect();
    assert_eq!(kept, [(Kind::Daily, 1), (Kind::Weekly, 10)]);
    let paused = is_now(paused, "ǁ paused").press("enter");
    let mut ended = chooses(paused, "end the pause").says("Saved: ended the pause: Ada Okafor.");
    assert!(own(&mut ended).is_empty());
}

/// A pause of the past doesn't stand in the way of one of the school's.
#[test]
fn of_several_pauses_the_one_that_ends_last_counts() {
    let desk = desk()
        .with(["Ada Okafor", "Noor Haddad"])
        .met("Ada Okafor", "2026-09-01");
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        pauses(school, ada, "2026-09-07", "2026-09-18");
        let rule = CadenceRule {
            id: school.mint.id(school.now),
            scope: CadenceScope::School,
            subject: None,
            kind: Kind::Weekly,
            asked: true,
            ideal: 5,
            maximum: 7,
            weekday: None,
            paused_from: Some(day("2026-11-16")),
            paused_until: Some(day("2026-12-01")),
        };
        let (label, edits) = (
            "paused".to_owned(),
            vec![Edit::Cadence(Delta::insert(rule))],
        );
        school.apply(&Change {
            label,
            subject: None,
            edits,
        });
    })
    .shows("2 paused")
    .hides("overdue");
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
        .says("Saved: paused until Mon 7 Dec 2026: Noor Haddad.")
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
