//! Surveys: one question a screen, answered by digits and Enter, repeated and compared.

use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::person::Person;

use crate::desk::{Desk, desk};

/// "a grade 2 student sees only the grade 1-3 set; whole set by digits + Enter": the students of
/// the stories are in grade 3.
#[test]
fn a_survey_of_the_students_grade_is_answered_by_digits_and_enter() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 v")
        .shows("How I like to learn")
        .shows("When I learn something new, I like to")
        .shows("1  build or draw it")
        .shows("1 of 6")
        .hides("I like to work")
        .press("1 enter")
        .shows("I like to work")
        .hides("When I learn something new")
        .press("9")
        .shows("press a number")
        .press("2 enter 3 enter 1 enter 3 enter")
        .shows("What are you good at?")
        .types("I can build a bridge")
        .press("enter")
        .says("Saved: kept Ada Okafor's answers to How I like to learn.")
        .shows("HOW I LIKE TO LEARN")
        .shows("\u{201c}build or draw it\u{201d}")
        .shows("\u{201c}I can build a bridge\u{201d}")
        .press("u")
        .says("Took back:")
        .hides("build or draw it");
}

/// "repeatable; two dates side by side with changes marked; an answer becomes a profile entry in
/// one key".
#[test]
fn two_dates_stand_side_by_side_and_an_answer_becomes_an_entry() {
    let first = desk()
        .with(["Ada Okafor"])
        .press("enter 2 v 1 enter 2 enter ctrl-s")
        .says("Saved: kept")
        .shows("today, typed by Ms Vasko");
    first
        .on("2026-11-30")
        .press("v 3 enter 2 enter ctrl-s")
        .shows("Mon 23 Nov, then today")
        .shows("\u{201c}talk about it\u{201d}, before: \u{201c}build or draw it\u{201d} (changed)")
        .shows("\u{201c}with a friend\u{201d}")
        .hides("with a friend\u{201d} (changed)")
        .press("space")
        .says("Saved: made an answer an entry of the profile.")
        .shows("HOW I LIKE TO LEARN")
        .shows("Ada's words, survey")
        .press("G space")
        .says("Saved: made an answer");
}

/// "Nothing typed is ever lost": a survey that is left comes back at its first open question.
#[test]
fn a_survey_that_is_left_comes_back_with_its_answers() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 v 4 enter esc esc enter")
        .says("Your draft is back")
        .shows("2 of 6")
        .press("shift-tab")
        .shows("When I learn something new")
        .shows("4  watch somebody do it")
        .shows("Enter goes on")
        .press("ctrl-s")
        .says("Saved: kept");
}

/// A student of a grade.
fn of_grade(name: &str, grade: &str) -> Desk {
    let desk = desk().with([name]);
    let id = desk.id(name);
    desk.given(|school| {
        let before = school.store.person(id).unwrap().unwrap();
        let after = Person {
            grade: Some(grade.into()),
            ..before.clone()
        };
        let edits = vec![Edit::Person(Delta::update(before, after))];
        school.apply(&Change::about(id, "a grade", edits));
    })
}

/// "an answer can become a profile entry with source `survey`": each answer one, with its
/// question, also where two questions have the same answer; the same answer only once.
#[test]
fn two_answers_in_the_same_words_become_two_entries() {
    of_grade("Zoë Adler", "4")
        .press("enter 2 v")
        .shows("How I learn")
        .shows("Before I begin a piece of work, I make a plan")
        .press("3 enter 3 enter ctrl-s")
        .says("Saved: kept Zoë Adler's answers to How I learn.")
        .press("g space")
        .says("Saved: made an answer an entry of the profile.")
        .shows("\u{201c}Before I begin a piece of work, I make a plan often\u{201d}")
        .press("j space")
        .says("Saved: made an answer an entry of the profile.")
        .shows("\u{201c}When I think I am done, I check my work often\u{201d}")
        .shows("2 of 2 in Zoë's words")
        .press("space")
        .says("This answer is in the profile already.");
}

/// "a grade 2 student sees only the grade 1-3 set", and from grade 4 on there is another.
#[test]
fn the_survey_is_that_of_the_grade() {
    for (grade, title, other) in [
        ("2", "How I like to learn", "How I learn"),
        ("K", "No survey is made for this grade.", "How I"),
        ("4", "How I learn", "How I like to learn"),
        ("12", "How I learn", "How I like to learn"),
    ] {
        let desk = of_grade("Zoë Adler", grade).press("enter 2 v");
        let screen = desk.screen();
        assert!(screen.contains(title), "{grade}: {screen}");
        assert!(!screen.contains(other), "{grade}: {screen}");
    }
}

/// "kind (choice, face scale, text)": faces from sad to glad in plain letters, the number and the
/// word under each; where there is no room, the words alone.
#[test]
fn a_face_scale_is_drawn_as_faces() {
    let desk = of_grade("Zoë Adler", "2")
        .press("enter 2 v 1 enter 2 enter")
        .shows("How do you feel when you read?")
        .shows("(  o o  )      (  o o  )      (  o o  )")
        .shows("(  /-\\  )      (  ---  )      (  \\_/  )")
        .shows("press a number");
    let rows = desk.frame().rows();
    let words = rows.iter().position(|row| row.contains("so-so")).unwrap();
    let numbers: Vec<&str> = rows[words - 1].split_whitespace().collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    assert!(rows[words].contains("sad") && rows[words].contains("glad"));
    let chosen = desk.press("3").shows("Enter goes on");
    let row = &chosen.frame().rows()[words - 1];
    assert!(row.contains("\u{25b8} 3"), "{row}");
    chosen.resize(40, 18).hides("(  o o  )").shows("3  glad");
}
