//! Undo and redo of every change, saying what was taken back.

use super::{ada_and_ben, room_12};
use crate::desk::Desk;

/// The body of the screen, where the record stands.
fn body(desk: &Desk) -> Vec<String> {
    let mut rows = desk.frame().rows();
    rows.pop();
    rows
}

/// Does something on the student's tab, takes it back, brings it again.
#[track_caller]
fn undone(start: Desk, keys: impl FnOnce(Desk) -> Desk, label: &str) {
    let before = body(&start);
    let done = keys(start).says(&format!("Saved: {label}."));
    let after = body(&done);
    assert_ne!(before, after, "nothing is seen of it");
    let back = done.press("u").says(&format!("Took back: {label}."));
    assert_eq!(body(&back), before, "not as it was");
    let again = back.press("ctrl-r").says(&format!("Done again: {label}."));
    assert_eq!(body(&again), after, "not as it was done");
    let back = again.press("u").says(&format!("Took back: {label}."));
    assert_eq!(body(&back), before, "not as it was, the second time");
}

/// "**Undo and redo** of every change, saying what it took back": goals and steps.
#[test]
fn every_change_of_a_plan_is_taken_back_and_brought_again() {
    let plan = || ada_and_ben().press("enter 3");
    undone(plan(), |desk| desk.press("J"), "moved a goal of Ada Okafor");
    undone(
        plan(),
        |desk| desk.press("space"),
        "marked a goal met for Ada Okafor",
    );
    undone(
        plan(),
        |desk| desk.press("e").types("!").press("ctrl-s"),
        "changed a goal of Ada Okafor",
    );
    undone(
        plan(),
        |desk| desk.press("n enter").types("Sleep well").press("ctrl-s"),
        "added a goal for Ada Okafor",
    );
    let new_step = |desk: Desk| {
        desk.press("n down enter")
            .types("Cut a pizza")
            .press("ctrl-s")
    };
    undone(plan(), new_step, "added a step for Ada Okafor");
    let with_step = || new_step(plan()).press("j");
    undone(
        with_step(),
        |desk| desk.press("space"),
        "marked a step done for Ada Okafor",
    );
    undone(
        with_step(),
        |desk| desk.press("e").types("!").press("ctrl-s"),
        "changed a step of Ada Okafor",
    );
    let two_steps = || {
        new_step(new_step(plan()))
            .press("j e")
            .types(" first")
            .press("ctrl-s")
    };
    undone(
        two_steps(),
        |desk| desk.press("J"),
        "moved a step of Ada Okafor",
    );
}

/// The same for a plan's beginning and agreement.
#[test]
fn a_plans_first_goal_and_its_agreement_are_taken_back() {
    let draft = |desk: Desk| desk.press("n").types("Read aloud").press("ctrl-s");
    undone(
        room_12().press("enter 3"),
        draft,
        "added a goal for Noor Haddad",
    );
    undone(
        draft(room_12().press("enter 3")),
        |desk| desk.press("A"),
        "agreed the plan with Noor Haddad",
    );
}

/// The same for profile, card and notes.
#[test]
fn what_is_append_only_is_taken_back_by_appending() {
    let entry = |desk: Desk| desk.press("n tab").types("Builds first").press("ctrl-s");
    let label = "added an entry to Ada Okafor's profile";
    undone(ada_and_ben().press("enter 2"), entry, label);
    undone(
        entry(ada_and_ben().press("enter 2")),
        |desk| desk.press("e").types("!").press("ctrl-s"),
        "rewrote an entry in Ada Okafor's profile",
    );
    undone(
        ada_and_ben().press("enter"),
        |desk| {
            desk.press("n")
                .types("card")
                .press("enter tab tab")
                .types("they/them")
                .press("ctrl-s")
        },
        "changed Ada Okafor's card",
    );
    let note = |desk: Desk| desk.press("c tab").types("Drew thirds").press("ctrl-s");
    undone(
        note(ada_and_ben().press("enter")).press("4"),
        |desk| desk.press("e").types("!").press("ctrl-s"),
        "reworded a note on Ada Okafor",
    );
}

/// The same for a check-in: on the roster everything is as before.
#[test]
fn a_check_in_is_taken_back_with_its_ratings_and_its_note() {
    let done = ada_and_ben()
        .press("c 3 tab")
        .types("Drew thirds")
        .press("ctrl-s");
    let back = done
        .shows("1 overdue   1 ok")
        .press("u")
        .says("Took back: checked in with Ada Okafor.")
        .shows("2 overdue")
        .press("g enter")
        .hides("3 Proficient")
        .hides("Drew thirds");
    back.press("4")
        .shows("taken back")
        .press("esc ctrl-r")
        .says("Done again: checked in with Ada Okafor.")
        .shows("1 overdue   1 ok")
        .press("G enter")
        .shows("3 Proficient");
    undone(
        room_12(),
        |desk| desk.press("a"),
        "marked absent: Noor Haddad",
    );
}

/// The same for how often a student, or a class, is met.
#[test]
fn a_cadence_is_taken_back_and_brought_again() {
    let choose =
        |words: &'static str| move |desk: Desk| desk.press("w").types(words).press("enter");
    let ada = || room_12().press("/").types("Okafor").press("enter enter");
    let label = "changed how often to meet: Ada Okafor";
    for words in ["after 20", "Fridays", "daily check-ins too"] {
        undone(ada(), choose(words), label);
    }
    let paused = |desk: Desk| choose("pause until")(desk).types("7 dec").press("enter");
    undone(ada(), paused, "paused until Mon 7 Dec 2026: Ada Okafor");
    undone(choose("after 20")(ada()), choose("as in the class"), label);
    let class = || room_12().press("f").types("Room 12").press("enter");
    let label = "changed how often to meet: Room 12";
    let of_class = |desk| choose("Room 12")(desk).types("after 20").press("enter");
    undone(class(), of_class, label);
}

/// The same for a turn of a round that was skipped: it is history, and counts nowhere.
#[test]
fn a_skip_is_taken_back_and_brought_again() {
    let times = |desk: &Desk, word: &str| desk.screen().matches(word).count();
    ada_and_ben()
        .press("R s")
        .types("at the nurse")
        .press("enter")
        .says("Saved: skipped Ada Okafor.")
        .press("esc esc")
        .shows("Roster")
        .press("g enter 4")
        .shows("Ada Okafor")
        .but(|desk| assert_eq!((times(desk, "skipped"), times(desk, "taken back")), (1, 0)))
        .press("u")
        .says("Took back: skipped Ada Okafor.")
        .but(|desk| assert_eq!(times(desk, "taken back"), 1))
        .press("ctrl-r")
        .says("Done again: skipped Ada Okafor.")
        .but(|desk| assert_eq!(times(desk, "taken back"), 1))
        .press("u")
        .says("Took back: skipped Ada Okafor.")
        .but(|desk| assert_eq!(times(desk, "taken back"), 2));
}

/// The same for class numbers.
#[test]
fn numbers_by_name_are_taken_back_and_brought_again() {
    let number = |desk: Desk| {
        desk.press(":")
            .types("numbers by name")
            .press("enter enter")
    };
    let label = "numbered 5 students of a class by name";
    undone(room_12(), number, label);
}

/// "`u` goes back over this session's own changes, then asks before older ones".
#[test]
fn an_earlier_sessions_change_is_taken_back_only_after_a_yes() {
    let older = || ada_and_ben().press("c 3 ctrl-s").killed_and_opened();
    older()
        .press("u")
        .shows("earlier session: checked in with Ada Okafor.")
        .press("enter")
        .shows("1 ok")
        .press("u y")
        .says("Took back: checked in with Ada Okafor.")
        .shows("2 overdue");
    older()
        .press("g a")
        .says("Saved: marked absent")
        .press("u")
        .says("Took back: marked absent")
        .press("u")
        .shows("earlier session");
}

/// Nothing to bring again says so, and a new change ends what could be.
#[test]
fn redo_ends_with_the_next_change() {
    ada_and_ben()
        .press("ctrl-r")
        .says("There is nothing of yours to take back or do again.")
        .press("a u j a ctrl-r")
        .says("There is nothing of yours to take back or do again.");
}

/// "nothing half done": what was rated since stays, and the reason is told.
#[test]
fn a_goal_that_was_rated_since_stays_and_says_why() {
    ada_and_ben()
        .press("enter 3 n enter")
        .types("Read aloud")
        .press("ctrl-s")
        .says("Saved: added a goal for Ada Okafor.")
        .press("c 3 3 3 3 ctrl-s")
        .says("4 ratings")
        .press("u")
        .says("Took back: checked in with Ada Okafor")
        .press("u")
        .says("Not taken back: The goal has been checked in on or rated since")
        .shows("Read aloud");
}

/// Redo stops at what was done since, also where that was taken back in its turn.
#[test]
fn redo_brings_nothing_from_before_what_was_done_since() {
    ada_and_ben()
        .press("a u")
        .says("Took back: marked absent: Ada Okafor.")
        .press("j a u")
        .says("Took back: marked absent: Ben Ito.")
        .press("ctrl-r")
        .says("Done again: marked absent: Ben Ito.")
        .press("ctrl-r")
        .says("There is nothing");
}

/// A check-in that an undo gave back to be written is spent when it is done again.
#[test]
fn what_is_done_again_leaves_no_draft_to_be_saved_twice() {
    ada_and_ben()
        .press("R 2 tab")
        .types("Drew thirds")
        .press("ctrl-s u")
        .shows("Drew thirds")
        .clock(1_000)
        .press("esc")
        .resize(120, 30)
        .shows("1 draft")
        .press("ctrl-r")
        .says("Done again: checked in with Ada Okafor.")
        .hides("1 draft")
        .press("g c")
        .hides("Drew thirds");
}

/// A letter beside a question takes back nothing that is saved.
#[test]
fn a_letter_beside_a_question_takes_nothing_back() {
    ada_and_ben()
        .press("a")
        .says("Saved: marked absent: Ada Okafor.")
        .press("ctrl-c")
        .shows("Leave Deskside?")
        .press("u")
        .hides("Took back")
        .press("esc u")
        .says("Took back: marked absent: Ada Okafor.");
}

/// "Nothing typed is ever lost": what is written on after an undo outlives the redo.
#[test]
fn what_is_written_after_an_undo_outlives_the_redo() {
    ada_and_ben()
        .press("c 3 tab")
        .types("AAA first")
        .press("ctrl-n")
        .says("Saved: Ada Okafor")
        .press("u")
        .shows("AAA first")
        .press("tab end")
        .types(" BBB more")
        .press("esc ctrl-r")
        .says("Done again: checked in with Ada Okafor")
        .press("/")
        .types("ada")
        .press("enter c")
        .shows("BBB more");
}
