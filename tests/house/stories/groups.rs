//! Groups at the roster: a student in and out, the roster and a round by group, notes.

use super::room_12;

/// "roster and round can be filtered by group".
#[test]
fn a_group_is_made_filled_and_is_what_the_roster_and_a_round_show() {
    room_12()
        .press("m")
        .types("new group")
        .press("enter")
        .shows("What is the group called?")
        .types("Book club")
        .press("enter")
        .says("Saved: made the group Book club.")
        .press("j m")
        .types("in book club")
        .press("enter")
        .says("into a group")
        .press("f")
        .types("book club")
        .shows("group: Book club (2)")
        .press("enter")
        .shows("Ada Okafor")
        .shows("Noor Haddad")
        .hides("José García")
        .press("R")
        .shows("1 of 2");
}

/// "a group note is one entry with n links", taken back in one.
#[test]
fn a_note_to_a_group_stands_in_each_record_and_is_taken_back_in_one() {
    room_12()
        .press("m")
        .types("new group")
        .press("enter")
        .types("Book club")
        .press("enter m")
        .types("a note to")
        .press("enter")
        .types("Read aloud in turns.")
        .press("ctrl-s")
        .says("Saved: wrote a note to 1 in Book club.")
        .press("enter 4")
        .shows("note to Book club")
        .shows("Read aloud in turns.")
        .press("u")
        .hides("Read aloud in turns.")
        .press("ctrl-r")
        .shows("Read aloud in turns.");
}

/// "Live query and dated snapshots": out of the group from today, and what was kept stays.
#[test]
fn who_leaves_a_group_is_out_from_today() {
    room_12()
        .press("m")
        .types("new group")
        .press("enter")
        .types("Book club")
        .press("enter m")
        .types("keep")
        .press("enter")
        .says("Saved: kept who is in Book club today.")
        .press("m")
        .types("in book club")
        .press("enter")
        .says("out of a group")
        .press("f")
        .types("book club")
        .shows("group: Book club (0)")
        .press("esc m")
        .types("end book")
        .press("enter")
        .says("Saved: ended the group Book club.")
        .press("f")
        .hides("group: Book club");
}

/// "visibility is shown before saving, with a default per kind", and what is typed is never lost.
#[test]
fn a_note_to_a_group_is_a_form_that_is_kept() {
    let note = |desk: crate::desk::Desk| desk.press("m").types("a note to").press("enter");
    let begun = room_12()
        .press("m")
        .types("new group")
        .press("enter")
        .types("Book club")
        .press("enter");
    let begun = note(begun)
        .shows("Note to Book club (1 today)")
        .shows("Who may read it")
        .types(&"Read aloud in turns, then tell what surprised you. ".repeat(3))
        .shows("surprised you.")
        .press("esc")
        .shows("Noor Haddad")
        .press("m")
        .shows("a note to Book club (half-written)")
        .press("esc");
    let begun = note(begun)
        .says("Your draft is back; it isn't saved yet.")
        .clock(500)
        .killed_and_opened();
    let begun = note(begun)
        .shows("Read aloud in turns")
        .press("tab right")
        .shows("[celebration]")
        .shows("student")
        .full_disk(true)
        .press("ctrl-s")
        .says("Not saved: The disk is full.")
        .shows("Read aloud in turns")
        .full_disk(false)
        .press("ctrl-s")
        .says("Saved: wrote a note to 1 in Book club.");
    note(begun)
        .hides("Read aloud in turns")
        .press("esc f7 m")
        .says("Not in the two-person view");
}

/// "strategies on goal or group: dated, with author", said at the roster and taken back by a key.
#[test]
fn what_is_tried_with_a_group_is_said_where_the_group_is() {
    room_12()
        .press("m")
        .types("new group")
        .press("enter")
        .types("Book club")
        .press("enter m")
        .types("a strategy for book")
        .press("enter")
        .shows("What is tried with it")
        .types("Reading aloud")
        .press("enter")
        .says("Saved: said what is tried in Book club.")
        .resize(110, 30)
        .press("m")
        .shows("a strategy for Book club; now: Reading aloud (Ms Vasko, today)")
        .press("esc u")
        .says("Took back: said what is tried in Book club")
        .press("m")
        .shows("a strategy for Book club")
        .hides("Reading aloud");
}

/// "safe on a screen that two people share": a note to a group that is the team's is gone with
/// one key, as every other note of the team's is.
#[test]
fn a_note_of_the_teams_to_a_group_is_hidden_from_two() {
    room_12()
        .press("m")
        .types("new group")
        .press("enter")
        .types("Book club")
        .press("enter m")
        .types("a note to")
        .press("enter")
        .types("Needs an easier book.")
        .press("enter enter 4")
        .shows("Needs an easier book.")
        .press("f7")
        .hides("Needs an easier book.");
}
