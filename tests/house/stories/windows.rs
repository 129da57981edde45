//! Every screen at every size: nothing breaks, and the cursor is on the focus.

use deskside::app::layout;

use super::{ada_and_ben, room_12};
use crate::desk::{Desk, desk, first_run};

/// Every screen and layer there is, with something on it.
fn everywhere() -> Vec<(&'static str, Desk)> {
    let mut all = vec![("first run", first_run()), ("empty", desk())];
    let keys = [
        "",
        "/ a",
        "/ x x x",
        "4",
        "f",
        "s",
        "tab",
        ":",
        "?",
        "ctrl-f a d",
        "ctrl-c",
        "f7",
        "f12",
        "enter",
        "enter 2",
        "enter 3",
        "enter 4",
        "enter n",
        "enter 3 e",
        "enter 2 n tab",
        "c",
        "c ?",
        "c f4",
        "c tab h i",
        "c tab ctrl-q",
        "c tab tab",
        "c tab tab tab f4",
        "c tab tab tab tab",
        "R",
        "R f10",
        "R s",
        "R esc",
    ];
    for keys in keys {
        let desk = ada_and_ben()
            .press("c 3 tab")
            .types("A note.")
            .press("ctrl-s g");
        all.push((keys, desk.press(keys)));
    }
    all
}

const WIDTHS: [u16; 11] = [40, 41, 55, 64, 76, 80, 99, 100, 120, 160, 200];
const HEIGHTS: [u16; 9] = [10, 11, 13, 15, 16, 19, 20, 24, 60];

/// "a 1x1 window" and all the others, up to 200x60: no panic, and "The terminal's cursor is
/// always on the focus".
#[test]
fn every_screen_can_be_drawn_at_every_size_with_the_cursor_on_it() {
    let small = (1..=30).flat_map(|width| (1..=30).map(move |height| (width, height)));
    let large = WIDTHS
        .iter()
        .flat_map(|width| HEIGHTS.map(|height| (*width, height)));
    let sizes: Vec<(u16, u16)> = small.chain(large).collect();
    for (keys, mut desk) in everywhere() {
        for (width, height) in &sizes {
            let size = (*width, *height);
            if layout::is_too_small(size) && keys != "c tab h i" {
                continue;
            }
            desk.model.size = size;
            let shown = desk.frame();
            if !layout::is_too_small(size) {
                let (x, y) = shown
                    .cursor
                    .unwrap_or_else(|| panic!("no cursor after {keys:?} at {size:?}"));
                assert!(x < *width && y < *height, "{keys:?} at {size:?}");
            }
        }
    }
}

/// "Below 40x10 the program says so and waits": the text is there when there is room again.
#[test]
fn a_window_that_is_too_small_says_so_and_loses_nothing() {
    ada_and_ben()
        .press("c tab")
        .types("Half a thought")
        .resize(39, 24)
        .shows("The window is too small.")
        .hides("Half")
        .resize(1, 1)
        .resize(80, 9)
        .shows("The window is too small.")
        .resize(40, 10)
        .shows("Half a thought")
        .resize(80, 24)
        .press("ctrl-s")
        .says("Saved: Ada Okafor.");
}

/// "at 80x24 and wider": the cursor's row stays in sight when the window shrinks.
#[test]
fn the_selected_student_is_in_sight_after_every_resize() {
    let mut desk = desk().given(|school| {
        for number in 1..=40 {
            school.student(&format!("Student N{number:02}"), number);
        }
    });
    desk = desk.resize(120, 60).press("G").selects("N40");
    for (width, height) in [(80, 24), (40, 10), (100, 12), (200, 60), (80, 24)] {
        desk = desk
            .resize(width, height)
            .selects("N40")
            .press("k")
            .selects("N39")
            .press("j");
    }
}

/// "at 80x24 and wider" on every screen: no name is cut in half where there is room.
#[test]
fn whole_names_are_shown_at_eighty_columns() {
    room_12()
        .shows("Liam van der Berg")
        .shows("Zhào Mei-Ling")
        .resize(40, 12)
        .shows("overdue");
}

/// "nothing cut": what to do about a message stands at its end, and is read on a second line.
#[test]
fn a_long_message_goes_on_in_the_blank_line_above() {
    crate::desk::desk()
        .with(["Ada Okafor"])
        .press("c tab tab")
        .types("sdfgh")
        .press("ctrl-s")
        .says("Not saved: \"sdfgh\" is no date I know;")
        .says("or +2w (weeks).");
}

/// "40x10 … usable": the field with the focus is seen in a form that is longer than the window.
#[test]
fn a_low_window_follows_the_focus_through_a_long_form() {
    let mut desk = ada_and_ben().resize(40, 10).press("enter 3 e");
    for _field in 0..12 {
        let shown = desk.frame();
        assert!(shown.cursor.is_some(), "no cursor on\n{}", desk.screen());
        desk = desk.press("tab");
    }
    desk.press("ctrl-s").says("Saved");
}
