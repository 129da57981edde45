//! Going on from one student to the next: nobody is marked as met who wasn't, a slip is
//! taken back where it was made, and a refused save is gone back to.

use deskside::domain::query::{Answer, Query};

use super::ada_and_ben;
use crate::desk::{Desk, desk};

fn four() -> Desk {
    let names = ["Ada Okafor", "Ben Ito", "Cai Wu", "Dee Lima"];
    let desk = desk().with(names);
    names
        .into_iter()
        .fold(desk, |desk, name| desk.with_plan(name, ["Read every day"]))
}

/// How many check-ins there are, of all students together, voided ones not counted.
fn check_ins(desk: &mut Desk) -> usize {
    let (today, viewer) = (desk.school.today, desk.school.viewer());
    let mut count = 0;
    for (_, student) in desk.people.clone() {
        let asked = Query::History { student, limit: 50 };
        match desk.school.store.ask(&viewer, &asked, today) {
            Ok(Answer::History(history)) => {
                count += history.iter().filter(|one| one.voided.is_none()).count();
            }
            other => panic!("{other:?}"),
        }
    }
    count
}

/// A held key goes through the list and stops at its end; nobody is met by it.
#[test]
fn going_on_saves_nothing_that_nobody_wrote() {
    let mut desk = four()
        .press("c 3 ctrl-n ctrl-n")
        .says("Nothing to save for Ben Ito; on to Cai Wu.")
        .shows("Check in   Cai Wu")
        .press("f9")
        .shows("Check in   Dee Lima")
        .press("ctrl-n ctrl-n ctrl-n ctrl-n")
        .says("Nothing to save for Dee Lima, the last student.")
        .shows("Check in   Dee Lima");
    assert_eq!(check_ins(&mut desk), 1);
    // Whoever was met today stands at the end of the roster, and isn't gone on to.
    let mut desk = desk
        .press("4 ctrl-n")
        .says("Saved: Dee Lima, 1 rating. Nobody follows on the roster.")
        .shows("Roster");
    assert_eq!(check_ins(&mut desk), 2);
}

/// One press by intent: an empty check-in can still be saved, and taken back as everything.
#[test]
fn an_empty_check_in_is_saved_by_the_key_that_saves() {
    let mut desk = ada_and_ben()
        .press("c ctrl-s")
        .says("Saved: Ada Okafor.")
        .selects("Ben Ito");
    assert_eq!(check_ins(&mut desk), 1);
}

/// In a round whoever is passed by comes again, once, and the round adds up.
#[test]
fn in_a_round_whoever_is_passed_by_comes_again() {
    let mut desk = four()
        .press("R ctrl-n")
        .says("Nothing to save for Ada Okafor, who comes again at the end of the round.")
        .shows("Check in   Ben Ito")
        .press("ctrl-n ctrl-n ctrl-n ctrl-n ctrl-n")
        .says("Nothing to save for Ada Okafor; nobody else is left in the round.")
        .shows("Check in   Ada Okafor")
        .shows("round 1 of 4");
    assert_eq!(check_ins(&mut desk), 0);
}

/// "undone in place": a slip of `a` in a round is taken back where it led, and the student
/// who was left has the turn again; so has a check-in, as it was written.
#[test]
fn a_slip_in_a_round_is_taken_back_in_place() {
    let mut desk = four()
        .press("R a")
        .says("Saved: marked absent: Ada Okafor.")
        .says("u undo")
        .shows("Check in   Ben Ito")
        .press("u")
        .says("Took back: marked absent: Ada Okafor.")
        .shows("Check in   Ada Okafor")
        .shows("round 1 of 4");
    assert_eq!(check_ins(&mut desk), 0);
    let mut desk = desk
        .press("3 tab")
        .types("Half a thought")
        .press("ctrl-s")
        .shows("Check in   Ben Ito")
        .press("u")
        .shows("Check in   Ada Okafor")
        .shows("Half a thought")
        .shows("3 Proficient");
    assert_eq!(check_ins(&mut desk), 0);
    let desk = desk.press("ctrl-s a a a").shows("The round is done.");
    desk.shows("1  held")
        .shows("3  absent")
        .press("u")
        .shows("Check in   Dee Lima")
        .shows("round 4 of 4");
}

/// The footer says only what acts: in a text `u` is a letter, and on a form in which
/// something is written it takes nothing back.
#[test]
fn undo_is_offered_only_where_it_acts() {
    let no_undo = |desk: &Desk| assert!(!desk.screen().contains("u undo"), "{}", desk.screen());
    desk()
        .with(["Ada Okafor", "Ben Ito"])
        .press("R")
        .types("A thought")
        .press("ctrl-n")
        .says("Saved: Ada Okafor.")
        .shows("Check in   Ben Ito")
        .but(no_undo);
    four()
        .press("R a 3 u")
        .says("What was saved is taken back from the roster")
        .shows("Check in   Ben Ito");
}

/// "The list changes when the commit has returned": after a refused save the cursor is on
/// the student who isn't saved.
#[test]
fn after_a_refused_save_the_cursor_is_on_who_is_not_saved() {
    ada_and_ben()
        .press("c 3")
        .full_disk(true)
        .press("ctrl-s")
        .says("Not saved: The disk is full.")
        .press("esc")
        .selects("Ada Okafor")
        .press("c")
        .shows("Check in   Ada Okafor");
    ada_and_ben()
        .press("enter c 3")
        .full_disk(true)
        .press("ctrl-n")
        .says("Not saved: The disk is full.")
        .press("esc esc esc")
        .shows("Roster")
        .selects("Ada Okafor");
}
