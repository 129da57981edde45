//! Surveys: one question a screen, answered by digits and Enter, repeated and compared.

use crate::desk::desk;

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
        .says("Saved: kept");
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
