//! A round: a queue made of the roster as filtered, and what it came to.

use deskside::app::screens::Screen;

use crate::desk::{Desk, desk};

fn four() -> Desk {
    let mut desk = desk().with(["Ada Okafor", "Ben Ito", "Cai Wu", "Dee Lima"]);
    for name in ["Ada Okafor", "Ben Ito", "Cai Wu", "Dee Lima"] {
        desk = desk.with_plan(name, ["Read every day"]);
    }
    desk
}

/// Held, absent, skipped and left make the round.
fn assert_adds_up(desk: &Desk) {
    let round = desk.model.round.as_ref().expect("a round");
    assert_eq!(round.done() + round.queue.len(), round.total);
}

/// "go through a round": one that was left goes on where it was, draft and counts with it,
/// and the time in between isn't counted.
#[test]
fn a_round_that_was_left_goes_on_where_it_was() {
    four()
        .press("R 3 ctrl-s tab")
        .types("half a note")
        .clock(120_000)
        .press("f10")
        .types("end the round")
        .press("enter")
        .shows("The round is kept.")
        .shows("3  left")
        .shows("Enter go on")
        .shows("Esc roster")
        .clock(200_000)
        .press("enter")
        .shows("Check in   Ben Ito")
        .shows("round 2 of 4")
        .shows("half a note")
        .but(assert_adds_up)
        .press("ctrl-s 3 ctrl-s 3 ctrl-s")
        .shows("The round is done.")
        .shows("2 minutes")
        .but(assert_adds_up)
        .press("enter")
        .shows("Roster");
}

/// "go through a round": next, skip with reason, absent, defer, and a summary at the end.
#[test]
fn a_round_goes_through_everybody_and_adds_up() {
    four()
        .press("R")
        .shows("Check in   Ada Okafor")
        .shows("round 1 of 4")
        .press("3 ctrl-s")
        .shows("Check in   Ben Ito")
        .shows("round 2 of 4")
        .but(assert_adds_up)
        .press("d")
        .shows("Check in   Cai Wu")
        .press("s")
        .shows("Why is this student skipped?")
        .types("at the nurse")
        .press("enter")
        .shows("Check in   Dee Lima")
        .says("Saved: skipped Cai Wu.")
        .press("a")
        .says("Saved: marked absent: Dee Lima.")
        .shows("Check in   Ben Ito")
        .shows("round 4 of 4")
        .but(assert_adds_up)
        .clock(180_000)
        .press("2 ctrl-n")
        .shows("The round is done.")
        .shows("2  held")
        .shows("1  absent")
        .shows("1  skipped")
        .shows("0  left")
        .shows("4  in the round")
        .shows("3 minutes")
        .but(assert_adds_up)
        .press("enter")
        .shows("Roster")
        .shows("2 overdue   2 ok");
}

/// "Esc back (never destroys anything)": a round that is left is kept, with its place, its
/// counts and the draft; from the roster it goes on, and a check-in beside it is no turn.
#[test]
fn esc_keeps_the_round_and_it_goes_on_from_the_roster() {
    four()
        .press("R 3 ctrl-s tab")
        .types("half a note")
        .clock(120_000)
        .press("esc")
        .shows("Roster   round kept, 3 left")
        .says("The round is kept, with 3 left; R goes on with it.")
        .press("2 enter c")
        .shows("half a note")
        .hides("round 2 of 4")
        .press("esc")
        .but(assert_adds_up)
        .clock(200_000)
        .press("R")
        .shows("go on with the round: 3 left")
        .types("came to")
        .press("enter")
        .shows("1  held")
        .shows("3  left")
        .press("esc")
        .shows("round kept, 3 left")
        .press("R enter")
        .shows("Check in   Ben Ito")
        .shows("round 2 of 4   2 min")
        .shows("half a note")
        .but(assert_adds_up)
        .press("ctrl-s 3 ctrl-s 3 ctrl-s")
        .shows("The round is done.")
        .but(assert_adds_up)
        .press("enter")
        .hides("round kept")
        .press("R")
        .shows("round 1 of 4");
    four()
        .press("R 3 ctrl-s esc R")
        .types("a new round")
        .press("enter")
        .shows("round 1 of 4");
}

/// "R … a queue made of the roster as filtered".
#[test]
fn a_round_is_of_the_roster_as_filtered() {
    four()
        .met("Ada Okafor", "2026-11-20")
        .met("Ben Ito", "2026-11-20")
        .press("f")
        .types("state: ok")
        .press("enter R")
        .shows("Check in   Ada Okafor")
        .shows("round 1 of 2");
    four()
        .press("f")
        .types("paused")
        .press("enter R")
        .says("Nobody is on the roster as filtered, so there is no round.");
}

/// "F10 menu (skip, absent, defer); outside text also `s` `a` `d`".
#[test]
fn in_a_note_the_rounds_letters_are_text_and_f10_has_the_choices() {
    four()
        .press("R tab")
        .types("sad")
        .shows("sad")
        .press("f10")
        .types("absent")
        .press("enter")
        .says("Saved: marked absent: Ada Okafor.")
        .shows("Check in   Ben Ito")
        .press("f10")
        .types("come back")
        .press("enter")
        .shows("Check in   Cai Wu")
        .press("f10")
        .types("end the round")
        .press("enter")
        .shows("3  left")
        .but(assert_adds_up);
}

/// "count and time left; minutes per student": a round with a length shows both.
#[test]
fn a_round_with_a_length_shows_the_time_left_and_how_much_each_has() {
    let begun = four()
        .press(":")
        .types("minutes a round")
        .press("enter")
        .shows("How many minutes has a round?")
        .types("soon")
        .press("enter")
        .says("A round has from 1 to 600 minutes, or 0 for no limit")
        .press("ctrl-u")
        .types("12")
        .press("enter")
        .says("A round has 12 minutes.")
        .press("R")
        .shows("round 1 of 4   12 min left, 3 each")
        .clock(180_000)
        .press("3 ctrl-s")
        .shows("round 2 of 4   9 min left, 3 each")
        .clock(240_000);
    let late = begun.press("3 ctrl-s").shows("5 min left, 2 each");
    let mut late = late.press("f10").types("end the round").press("enter");
    late = late.shows("5 left of 12, 2 a student").press("enter");
    late.clock(290_000)
        .press("up")
        .clock(200_000)
        .press("3 ctrl-s")
        .shows("round 4 of 4   3 min over")
        .but(assert_adds_up);
}

/// "skip (with reason)": without one nothing happens, and Esc goes back to the form.
#[test]
fn a_skip_wants_a_reason() {
    four()
        .press("R s enter")
        .says("Write it first; Esc leaves it.")
        .press("esc")
        .shows("Check in   Ada Okafor")
        .but(assert_adds_up);
}

/// A single student who is deferred comes again at once.
#[test]
fn the_last_one_deferred_comes_again() {
    desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Read every day"])
        .press("R d d")
        .shows("Check in   Ada Okafor")
        .press("3 ctrl-s")
        .shows("The round is done.");
}

/// "a full disk": a turn that couldn't be stored is still to come.
#[test]
fn a_turn_that_was_refused_is_still_to_come() {
    four()
        .full_disk(true)
        .press("R a")
        .says("Not saved: The disk is full.")
        .but(assert_adds_up)
        .but(|desk| assert_eq!(desk.model.round.as_ref().unwrap().absent, 0));
    four()
        .met("Ben Ito", "2026-11-20")
        .press("f")
        .types("state: ok")
        .press("enter R 3")
        .full_disk(true)
        .press("ctrl-s")
        .says("Not saved: The disk is full.")
        .shows("3 Proficient")
        .but(assert_adds_up)
        .full_disk(false)
        .press("ctrl-s")
        .shows("The round is done.")
        .shows("1  held");
}

/// A check-in opened beside the round, from a search, is no turn of it.
#[test]
fn a_check_in_beside_the_round_is_no_turn_of_it() {
    four()
        .press("R ctrl-f")
        .types("dee")
        .press("enter c")
        .shows("Check in   Dee Lima")
        .types("4")
        .press("ctrl-s")
        .says("Saved: Dee Lima, 1 rating.")
        .but(assert_adds_up)
        .press("esc")
        .shows("Check in   Ada Okafor")
        .but(|desk| assert!(matches!(desk.model.screen(), Screen::CheckIn(_))))
        .but(|desk| assert_eq!(desk.model.round.as_ref().unwrap().held, 0));
}

/// The form being written is gone back to, not opened twice.
#[test]
fn the_same_students_form_is_gone_back_to() {
    four()
        .press("c tab")
        .types("half a note")
        .press("ctrl-f")
        .types("ada")
        .press("enter c")
        .shows("half a note")
        .press("ctrl-s")
        .shows("Roster");
}

/// Whoever is met from the roster while a round is kept doesn't come again in it.
#[test]
fn who_is_met_beside_a_kept_round_does_not_wait_in_it() {
    four()
        .press("R esc")
        .says("The round is kept, with 4 left; R goes on with it.")
        .press("g j c 3 ctrl-s")
        .says("Saved: ")
        .press("R enter")
        .shows("round 2 of 4")
        .but(assert_adds_up);
}

/// What is taken back from the roster comes back into a round that is kept, turn by turn, and
/// what is done again ends its turn again.
#[test]
fn an_undo_puts_turns_back_into_a_kept_round() {
    four()
        .press("R esc R enter s")
        .types("at the nurse")
        .press("enter a esc")
        .says("The round is kept, with 2 left")
        .press("u")
        .says("Took back: marked absent: Ben Ito.")
        .shows("round kept, 3 left")
        .but(assert_adds_up)
        .press("u")
        .says("Took back: skipped Ada Okafor.")
        .shows("round kept, 4 left")
        .but(assert_adds_up)
        .press("ctrl-r")
        .says("Done again: skipped Ada Okafor.")
        .shows("round kept, 3 left")
        .but(assert_adds_up)
        .press("u R enter")
        .shows("Check in   Ada Okafor")
        .shows("round 1 of 4")
        .press("esc R")
        .types("a new round")
        .press("enter 3 ctrl-s esc u")
        .shows("round kept, 4 left")
        .but(assert_adds_up);
    // What was met beside it too; another round has nothing of the one before.
    four()
        .press("R esc g j c 3 ctrl-s")
        .shows("round kept, 3 left")
        .press("u")
        .shows("round kept, 4 left")
        .but(assert_adds_up);
    four()
        .press("R a esc R")
        .types("a new round")
        .press("enter esc u")
        .says("Took back: marked absent: Ada Okafor.")
        .but(assert_adds_up);
}

/// Leaving says that a round is kept no longer than the program is open.
#[test]
fn leaving_says_that_the_kept_round_ends() {
    for leaves in ["ctrl-c", "q"] {
        four()
            .press("R 3 ctrl-s esc")
            .press(leaves)
            .shows("The round ends there, with 3 left. Everything else is saved.")
            .but(|desk| assert!(!desk.has_left))
            .press("y")
            .but(|desk| assert!(desk.has_left));
    }
    // Whoever stays goes on with it.
    four()
        .press("R 3 ctrl-s esc q esc R enter")
        .shows("round 2 of 4");
    four().press("q").but(|desk| assert!(desk.has_left));
}

/// "**Whole words.**": a header leaves a part out before it cuts the day, or what is left of a
/// round.
#[test]
fn headers_leave_a_part_out_before_they_cut_one() {
    let names = std::array::from_fn::<_, 15, _>(|n| match n {
        0 => "Liam van der Berg",
        1 => "Ada Okafor",
        _ => "Ben Ito",
    });
    desk()
        .with(names)
        .press("R tab")
        .types("Drew thirds.")
        .clock(2_000)
        .shows("Liam van der Berg   Mon 23 Nov")
        .shows("round 1 of 15")
        .shows("draft kept")
        .press("esc")
        .shows("round kept, 15 left")
        .press("f7")
        .shows("two-person view   round kept, 15 left")
        .shows("Mon 23 Nov");
}
