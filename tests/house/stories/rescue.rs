//! Typed text that can't be kept: it comes back, leaving says what would be lost, and it
//! can be written to a file. And what leaving says where nothing is lost.

use deskside::app::effect::Effect;
use deskside::app::msg::Msg;

use super::ada_and_ben;
use crate::desk::{Desk, desk};

fn half_a_thought() -> Desk {
    ada_and_ben()
        .press("c 3 tab")
        .types("Drew thirds.")
        .full_disk(true)
        .press("ctrl-s")
        .says("Not saved: The disk is full.")
        .press("esc")
        .shows("Roster")
}

/// "the text stays": kept here where it can't be kept on the disk, and shown again.
#[test]
fn text_that_cannot_be_kept_comes_back_when_it_is_opened() {
    half_a_thought()
        .clock(1_000)
        .press("c")
        .says("Your draft is back; it isn't saved yet.")
        .shows("Drew thirds.")
        .shows("3 Proficient")
        .press("esc")
        .says("What you wrote isn't on the disk.")
        .press("c")
        .full_disk(false)
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.")
        .press("q")
        .but(|desk| assert!(desk.has_left));
    // A form of a student's page too.
    ada_and_ben()
        .press("enter 3 e ctrl-e")
        .types(" with pictures")
        .full_disk(true)
        .press("esc esc enter")
        .says("Your draft is back")
        .shows("Explain fractions with pictures");
}

/// "leaving warns truthfully what would be lost", and offers a rescue file.
#[test]
fn leaving_says_what_would_be_lost_and_offers_a_file() {
    for key in ["q", "ctrl-c"] {
        half_a_thought()
            .press(key)
            .shows("lost when you leave: a check-in, Ada Okafor")
            .press("esc")
            .but(|desk| assert!(!desk.has_left))
            .press(key)
            .press("down down enter")
            .but(|desk| assert!(desk.has_left));
    }
    let mut desk = half_a_thought().press("q enter");
    let Some(Effect::Rescue(text)) = desk.wishes.pop() else {
        panic!("{:?}", desk.wishes);
    };
    for part in [
        "Check-in with Ada Okafor, Mon 23 Nov 2026",
        "Explain fractions: 3 Proficient",
        "Note: Drew thirds.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    desk.hear(Msg::Rescued("/school/deskside-rescue.txt".into()));
    desk.says("Written to /school/deskside-rescue.txt")
        .press("c")
        .shows("Drew thirds.")
        .press("esc q")
        .but(|desk| assert!(desk.has_left));
}

/// "Everything is saved" is said only where it is so.
#[test]
fn leaving_names_what_is_only_a_draft() {
    ada_and_ben()
        .press("ctrl-c")
        .shows("Leave Deskside? Everything is saved.");
    let drafted = || {
        ada_and_ben()
            .press("c tab")
            .types("Half a thought")
            .press("esc")
    };
    drafted()
        .press("ctrl-c")
        .hides("Everything is saved")
        .shows("Half-written and kept as a draft: a check-in, Ada")
        .press("esc c ctrl-s ctrl-c")
        .shows("Everything is saved.");
    // "`q` back, and quit at the roster": the draft is on the disk, and waits there.
    drafted().press("q").but(|desk| assert!(desk.has_left));
}

/// What couldn't be kept has the mark that a kept draft has, and the header says how much.
#[test]
fn text_that_is_only_here_is_marked_on_the_roster() {
    half_a_thought()
        .shows("1 not on the disk")
        .shows("✎ ▴ overdue")
        .press("c")
        .full_disk(false)
        .press("ctrl-s")
        .hides("not on the disk")
        .hides("✎");
}

/// A file that can only be read takes no text in that it couldn't keep.
#[test]
fn a_file_that_can_only_be_read_begins_no_check_in() {
    let mut desk = ada_and_ben();
    desk.model.is_read_only = true;
    desk.shows("read only")
        .hides("c check in")
        .hides("a absent")
        .press("c")
        .says("This file can only be read")
        .shows("Roster")
        .press("a")
        .says("This file can only be read");
}

/// The same for every form and every key that writes: nobody types what can't be saved.
#[test]
fn a_file_that_can_only_be_read_opens_no_form() {
    let mut desk = desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("enter 2 n tab")
        .types("Builds first")
        .press("ctrl-s 3 n down enter")
        .types("Draw one half")
        .press("ctrl-s esc");
    desk.model.is_read_only = true;
    let refused = |desk: Desk, key: &str| {
        let desk = desk.press(key).says("This file can only be read");
        assert!(desk.model.layers.is_empty(), "{key} opened something");
        desk
    };
    for key in ["w", "m", "c", "a", "R"] {
        desk = refused(desk, key);
    }
    desk = desk.press("enter");
    for key in ["enter", "e", "n", "space", "w", "v", "p"] {
        desk = refused(desk, key).shows("1 Overview");
    }
    desk = desk.press("2");
    for key in ["enter", "e", "n", "v"] {
        desk = refused(desk, key).hides("How it is known");
    }
    desk = desk.press("3").hides("e edit");
    for key in ["enter", "e", "n", "J", "space", "A", "p"] {
        desk = refused(desk, key).shows("Explain fractions");
    }
    desk = desk.press("j");
    for key in ["enter", "e"] {
        desk = refused(desk, key).hides("Who does it");
    }
    // What only looks is heard.
    desk.press("4 5 1 esc v")
        .hides("This file can only be read");
}

/// The sample school says what it is, and on leaving that what was saved goes with it.
#[test]
fn the_sample_school_says_that_it_goes() {
    let mut desk = ada_and_ben();
    desk.model.is_sample = true;
    let desk = desk
        .shows("sample school")
        .resize(120, 40)
        .shows("sample school, gone when you leave")
        .press("ctrl-c")
        .shows("The sample school is gone then.")
        .press("esc c 3 ctrl-s ctrl-c")
        .shows("The sample school is gone then, with what you saved in")
        .but(|desk| assert!(!desk.has_left))
        .press("esc q");
    assert!(desk.has_left);
}
