//! Every screen at every size: nothing breaks, and the cursor is on the focus.

use deskside::app::layout;
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::plan::{ActionStep, Owner};

use super::{ada_and_ben, room_12};
use crate::desk::{Desk, day, desk, first_run};

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

/// Texts and names that are longer than any column.
fn long_texts() -> Desk {
    let ada = "Ada-Katharina Okafor-Featherstonehaugh";
    let desk = desk().with([ada, "Ben Ito"]).with_plan(
        ada,
        [
            "Explain fractions with pictures to somebody who has never heard of them",
            "Ask for help before giving up on something that takes longer than a minute",
            "Read",
        ],
    );
    let id = desk.id(ada);
    desk.given(|school| {
        let record = school
            .store
            .record(&school.viewer(), id, school.today, school.today);
        let goal = record.unwrap().unwrap().0.plan.unwrap().goals[0].goal.id;
        let step = ActionStep {
            id: school.mint.id(school.now),
            goal,
            position: 1,
            text: "Draw three quarters of a pizza and explain it to a friend at home".into(),
            owner: Owner::Student,
            due: Some(day("2026-12-08")),
            done_on: None,
        };
        let step = Edit::Step(Delta::insert(step));
        school.apply(&Change::about(id, "a step", vec![step]));
        let mut filled = school.filled(id, "2026-11-02");
        filled.ratings = vec![(goal, 3)];
        filled.own_ratings = vec![(goal, 2)];
        filled.next_step = "Read chapter 4 aloud to a friend and say what surprised you.".into();
        school.log(&filled);
    })
    .press("g j")
    .selects("Ada")
}

/// "ends in a cut at 80 columns where it should wrap": steps, goals and what is said of them
/// stand whole on the plan, and the cursor moves past them without moving a line.
#[test]
fn goals_and_steps_are_whole_at_eighty_columns_and_stay_where_they_are() {
    let desk = long_texts().press("enter 3");
    let goals = desk.line_of("Ask for help");
    desk.shows("heard of them")
        .shows("student, by Tue 8 Dec")
        .shows("  to a friend at home")
        .shows("academic, term, active, 0 of 1 steps, proposed by Ada-Katharina")
        .press("j")
        .selects("Draw three quarters")
        .but(|desk| assert_eq!(desk.line_of("Ask for help"), goals))
        .press("j")
        .selects("Ask for help")
        .but(|desk| assert_eq!(desk.line_of("Ask for help"), goals))
        .press("4")
        .shows("say what surprised you");
}

/// "At 40x10 Overview and Growth run together": a narrow window has the numbers alone, in
/// columns that stand apart.
#[test]
fn tables_stand_apart_in_the_least_window() {
    let desk = long_texts().press("enter").resize(40, 10);
    desk.shows("▸ Explain fractions›    3    2")
        .shows("1 Overview   2   3   4   5")
        .press("5")
        .shows("GROWTH         began  now    A.›")
        .shows("▸ Explain›     3      3   =  2")
        .press("4 enter")
        .resize(80, 24)
        .shows("Ada-Katharina: 2 Developing");
}

/// "long rows of pickers and some lines of help are cut": they go on in the next line, and what
/// a narrow window has no room for gives way at a word.
#[test]
fn rows_of_layers_are_whole_in_the_least_window() {
    let desk = long_texts().resize(40, 10);
    desk.press(":")
        .shows("find a student by name, number")
        .shows("or class")
        .hides("›")
        .press("esc ?")
        .shows("find a student by name,")
        .shows("number or class")
        .hides("›")
        .press("esc p")
        .shows("my partner: nobody yet; choose a")
        .shows("principal or a coach")
        .press("esc enter 3 n")
        .shows("what shows this goal: a link, a")
        .press("down down")
        .selects("what shows this goal")
        .press("esc esc c")
        .shows("Ada-Katharina›")
        .hides("obse›");
}
