//! The check-in: six keys, and nothing lost.

use deskside::app::screens::Screen;
use deskside::domain::check_in::Outcome;
use deskside::domain::plan::{Area, Goal};
use deskside::domain::scale::Scale;
use deskside::store::rows::Table;

use super::{ada_and_ben, room_12};
use crate::desk::{Desk, desk};

/// Letters meant for the note, typed before it has the focus, take back nothing that was
/// saved before, and digits beside a choice rate nothing.
#[test]
fn what_is_typed_outside_a_text_takes_nothing_back_and_rates_nothing() {
    ada_and_ben()
        .press("c 3 ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.")
        .press("c u")
        .says("What was saved is taken back from the roster")
        .press("tab tab tab tab 4")
        .hides("1 rating")
        .press("esc")
        .shows("Roster")
        .press("u")
        .says("Took back: checked in with Ada Okafor.");
}

/// "log a check-in with ratings and a note in six keys": the roster is on the next student.
#[test]
fn three_ratings_and_a_note_are_six_keys_and_the_roster_goes_on() {
    for (width, height) in [(80, 24), (120, 40), (40, 10)] {
        let keys = ["c", "3", "2", "4", "tab", "ctrl-s"];
        assert_eq!(keys.len(), 6);
        let saved = ada_and_ben()
            .resize(width, height)
            .clock(1_000)
            .selects("Ada")
            .press(&keys[..5].join(" "))
            .types("Drew thirds as pizza slices.")
            .press(keys[5])
            .says("Saved: Ada Okafor, 3")
            .shows("Roster")
            .selects("Ben")
            .says("u undo");
        let ada = saved.id("Ada Okafor");
        let mut school = saved.school;
        let (viewer, today) = (school.viewer(), school.today);
        let (record, history) = school
            .store
            .record(&viewer, ada, today, today)
            .unwrap()
            .unwrap();
        let levels: Vec<Option<i64>> = record
            .plan
            .unwrap()
            .goals
            .iter()
            .map(|goal| goal.level)
            .collect();
        assert_eq!(levels, [Some(3), Some(2), Some(4)]);
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].check_in.outcome, Outcome::Held);
        let note = &history[0].note.as_ref().unwrap().note;
        assert_eq!(note.text, "Drew thirds as pizza slices.");
    }
}

/// "next step shown first next time".
#[test]
fn what_was_promised_is_the_first_thing_shown_next_time() {
    let promised = desk()
        .with(["Ada Okafor", "Ben Ito"])
        .press("c tab")
        .types("Teach thirds to the twins")
        .press("ctrl-s")
        .on("2026-11-30")
        .press("1 enter c")
        .shows("Promised Mon 23 Nov: Teach thirds to the twins");
    assert_eq!(promised.line_of("Teach thirds to the twins"), 1);
}

fn to_next_date() -> Desk {
    ada_and_ben()
        .press("c tab tab tab")
        .cursor_is_on("NEXT DATE")
}

/// "next date with … words (\"wed\", \"+2w\")".
#[test]
fn next_dates_are_written_in_words_and_shown_as_days() {
    for (words, date) in [
        ("wed", "Wed 25 Nov"),
        ("+2w", "Mon 7 Dec"),
        ("2 dec", "Wed 2 Dec"),
        ("tomorrow", "Tue 24 Nov"),
    ] {
        to_next_date().types(words).shows(date).shows("school day");
    }
    to_next_date()
        .types("wed")
        .press("ctrl-s")
        .says("Saved: Ada Okafor, next Wed 25 Nov.")
        .shows("⬦ booked Wed");
    to_next_date()
        .types("blursday")
        .press("ctrl-s")
        .says("Not saved:")
        .shows("blursday");
    to_next_date()
        .types("today")
        .press("ctrl-s")
        .says("The next date has to be after the check-in itself.")
        .shows("today");
}

/// "next date with a small calendar": F4, or Enter while nothing is written.
#[test]
fn a_small_calendar_gives_the_next_date() {
    for key in ["f4", "enter"] {
        to_next_date()
            .press(key)
            .shows("November 2026")
            .cursor_is_on("24")
            .press("right down")
            .cursor_is_on("2")
            .shows("December 2026")
            .shows("Wed 2 Dec  +7 school days")
            .press("enter")
            .shows("2026-12-02")
            .shows("Wed 2 Dec")
            .press("ctrl-s")
            .says("next Wed 2 Dec.");
    }
    to_next_date()
        .press("f4 right right right right")
        .shows("Sat 28 Nov  no school day")
        .press("pageup left up")
        .cursor_is_on("24")
        .press("esc")
        .hides("2026");
}

/// "Where a text field has the focus, every key that makes text is text."
#[test]
fn a_digit_in_text_is_text() {
    ada_and_ben()
        .press("c tab")
        .types("3 of 4, q? u! [c] /s")
        .shows("3 of 4, q? u! [c] /s")
        .press("ctrl-s")
        .says("Saved: Ada Okafor.");
}

/// "a rating outside the scale": a sentence, and nothing is rated.
#[test]
fn a_rating_outside_the_scale_is_refused_with_the_scale() {
    ada_and_ben()
        .press("c 7")
        .says("The scale goes from 1 to 4.")
        .press("0")
        .says("The scale goes from 1 to 4.")
        .press("3 ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.");
}

fn levels(desk: &Desk) -> Vec<i64> {
    match desk.model.screen() {
        Screen::CheckIn(form) => form.levels.values().copied().collect(),
        _ => panic!("the form is gone"),
    }
}

/// "a digit rates and moves down; on the last goal the focus stays", arrows and `-`.
#[test]
fn ratings_are_given_raised_lowered_and_cleared() {
    ada_and_ben()
        .press("c 3")
        .cursor_is_on("Ask for help early")
        .press("2 4")
        .cursor_is_on("Read every day")
        .shows("4 Beyond")
        .but(|desk| assert_eq!(levels(desk), [3, 2, 4]))
        .press("left")
        .but(|desk| assert_eq!(levels(desk), [3, 2, 3]))
        .press("-")
        .but(|desk| assert_eq!(levels(desk), [3, 2]))
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 2 ratings.");
    ada_and_ben()
        .press("c right right")
        .but(|desk| assert_eq!(levels(desk), [2]))
        .press("up up down down down")
        .cursor_is_on("Read every day");
}

/// "Enter … a scale with more than ten opens a picker": F4 offers the levels in words.
#[test]
fn a_level_can_be_picked_by_its_words() {
    ada_and_ben()
        .press("c f4")
        .types("prof")
        .press("enter")
        .shows("3 Proficient")
        .cursor_is_on("Ask for help early");
}

/// "absent and skipped outcomes": only a held check-in counts.
#[test]
fn an_absence_is_kept_and_moves_nothing() {
    room_12()
        .selects("Noor Haddad")
        .press("c tab tab tab")
        .cursor_is_on("OUTCOME")
        .press("right")
        .shows("student absent")
        .press("ctrl-s")
        .says("Saved: Noor Haddad.")
        .shows("3 overdue")
        .press("g")
        .selects("Noor Haddad")
        .press("c tab tab tab left")
        .shows("skipped")
        .press("ctrl-s")
        .shows("3 overdue")
        .press("g enter 4")
        .shows("student absent")
        .shows("skipped");
}

/// "absent and skipped outcomes": who wasn't there can't be rated.
#[test]
fn ratings_of_somebody_absent_are_refused_and_kept() {
    ada_and_ben()
        .press("c 3 tab tab tab tab right ctrl-s")
        .says("Not saved: Only a held check-in has ratings")
        .shows("3 Proficient")
        .press("left ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.");
}

/// "visibility is shown before saving, with a default per kind".
#[test]
fn who_may_read_the_note_is_shown_before_saving() {
    ada_and_ben()
        .press("c")
        .shows("the team may read this")
        .press("tab tab tab tab tab tab right")
        .shows("celebration")
        .shows("the student may read this")
        .press("shift-tab left left")
        .shows("only you may read this")
        .press("f4")
        .shows("Who may read it")
        .shows("In the US, what others may read is a record that a parent may inspect.")
        .press("esc tab f4")
        .hides("a parent may inspect");
    ada_and_ben()
        .press("enter 2 n tab tab tab enter")
        .shows("Who may read it")
        .shows("a record that a parent may inspect.");
    // What can be chosen stands in the least window.
    ada_and_ben()
        .resize(40, 10)
        .press("c tab tab tab tab tab f4")
        .shows("team");
}

/// "Ctrl-Q quote from the record".
#[test]
fn the_record_can_be_quoted_into_the_note() {
    ada_and_ben()
        .press("c tab ctrl-q")
        .types("fractions")
        .press("enter")
        .shows("“Explain fractions”");
}

/// "Ctrl-N or F9 save and open the next student's".
#[test]
fn save_and_next_opens_the_next_students_form() {
    ada_and_ben()
        .press("c 3 ctrl-n")
        .shows("Check in   Ben Ito")
        .says("Saved: Ada Okafor, 1 rating.")
        .press("2 f9")
        .says("Saved: Ben Ito, 1 rating.");
}

/// "Focus starts on the first goal, or on the note when there is none."
#[test]
fn without_goals_the_note_has_the_focus() {
    desk()
        .with(["Ada Okafor"])
        .press("c")
        .types("3 apples")
        .shows("3 apples")
        .press("ctrl-s")
        .says("Saved: Ada Okafor.");
}

/// "`log` … save, back to the screen that opened it".
#[test]
fn saving_goes_back_to_the_screen_that_opened_the_form() {
    ada_and_ben()
        .press("enter 3 c 3 ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.")
        .shows("PLAN")
        .shows("3 Proficient");
}

/// "text: what an editor does": words, lines, undo of typing; the book isn't touched.
#[test]
fn the_note_is_edited_as_in_an_editor() {
    ada_and_ben()
        .press("c tab")
        .types("One two three")
        .press("ctrl-w")
        .hides("three")
        .press("ctrl-z")
        .shows("One two three")
        .types("\nSecond line")
        .press("ctrl-u")
        .hides("Second")
        .press("ctrl-a")
        .types("X")
        .shows("X");
}

/// "a full disk (the text stays on screen)".
#[test]
fn a_full_disk_keeps_the_text_on_the_screen_until_there_is_room() {
    let saved = ada_and_ben()
        .press("c 3 tab")
        .types("Drew thirds.")
        .full_disk(true)
        .press("ctrl-s")
        .says("Not saved: The disk is full.")
        .shows("Drew thirds.")
        .shows("3 Proficient")
        .full_disk(false)
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.")
        .press("enter")
        .but(|desk| assert!(!desk.model.is_saving()));
    assert!(!saved.screen().contains("Drew thirds."));
}

/// "a full disk": a form refused while another is being written stands below it.
#[test]
fn a_form_refused_after_the_next_was_opened_comes_back() {
    ada_and_ben()
        .press("c tab")
        .types("About Ada.")
        .full_disk(true)
        .press("ctrl-n")
        .says("Not saved: The disk is full.")
        .shows("Check in   Ben Ito")
        .press("esc")
        .shows("Check in   Ada Okafor")
        .shows("About Ada.")
        .full_disk(false)
        .press("ctrl-s")
        .says("Saved: Ada Okafor.");
}

/// "a paste of 5 MB".
#[test]
fn a_paste_of_five_megabytes_is_cut_and_says_so() {
    ada_and_ben()
        .press("c tab")
        .pastes(&"0123456789".repeat(500_000))
        .says("The paste was cut: a text holds 64 kB.")
        .types("y")
        .says("The text is full at 64 kB")
        .press("ctrl-s")
        .says("Saved: Ada Okafor.");
}

/// A paste outside text goes to the note, and is no rating.
#[test]
fn a_paste_on_the_goals_is_a_note() {
    ada_and_ben()
        .press("c")
        .pastes("3 2 4\u{1b}[31m\nsecond")
        .shows("3 2 4")
        .shows("second")
        .press("ctrl-s")
        .says("Saved: Ada Okafor.");
}

/// "Self-ratings are shown beside the teacher's and never enter the roll-up": one key lets
/// digits, arrows and `-` give the student's own, in a column of its own.
#[test]
fn the_students_own_ratings_are_given_beside_the_teachers() {
    let saved = ada_and_ben()
        .press("c 3")
        .says("o student's own")
        .press("o")
        .says("1-4 own rating")
        .says("o your rating")
        .cursor_is_on("Explain fractions")
        .press("2")
        .cursor_is_on("Ask for help early")
        .press("right right right")
        .press("down 4 - 4")
        .press("o")
        .cursor_is_on("Ask for help early")
        .press("1")
        .but(|desk| assert_eq!(levels(desk), [3, 1]))
        .but(|desk| assert_eq!(own_levels(desk), [2, 3, 4]))
        .press("f6 left")
        .but(|desk| assert_eq!(own_levels(desk), [2, 3, 3]))
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 2 ratings, 3 own ratings.");
    let ada = saved.id("Ada Okafor");
    let took_back = saved
        .press("1 enter enter")
        .shows("3 Proficient     2 Developing")
        .shows("1 Not yet        3 Proficient")
        .press("u")
        .says("Took back: checked in with Ada Okafor.")
        .hides("3 Proficient");
    let mut school = took_back.school;
    let (viewer, today) = (school.viewer(), school.today);
    let found = school.store.record(&viewer, ada, today, today);
    let plan = found.unwrap().unwrap().0.plan.unwrap();
    assert!(plan.goals.iter().all(|goal| goal.own_level.is_none()));
}

fn own_levels(desk: &Desk) -> Vec<i64> {
    match desk.model.screen() {
        Screen::CheckIn(form) => form.own_levels.values().copied().collect(),
        _ => panic!("the form is gone"),
    }
}

/// Own ratings are a part of the draft, and of what only a held check-in has.
#[test]
fn own_ratings_are_kept_as_a_draft_and_are_of_a_held_check_in() {
    ada_and_ben()
        .press("c o 2")
        .clock(1_000)
        .killed_and_opened()
        .press("1 enter c")
        .but(|desk| assert_eq!(own_levels(desk), [2]))
        .press("tab tab tab tab right ctrl-s")
        .says("Not saved: Only a held check-in has ratings");
}

/// "At 80x24 nothing may be cut": three columns of levels, and goals whole over two lines.
#[test]
fn both_columns_and_long_goals_are_whole_at_80x24() {
    let long = "Explain fractions with pictures you draw, of your own, alone";
    let rated = desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", [long, "Read every day"])
        .press("c 3 o 2")
        .shows("NOW")
        .shows("ADA")
        .shows("3 Proficient  2 Developing")
        .shows("Explain fractions with pictures")
        .shows("you draw, of your own, alone")
        .hides("\u{203a}");
    let row = rated.line_of("NOW");
    let headings = rated.frame().rows()[row].clone();
    assert!(headings.contains("\u{25b8} ADA"), "{headings}");
    assert!(!headings.contains("\u{25b8} NOW"), "{headings}");
    // In a narrow window the column that is rated stands alone.
    rated
        .resize(40, 12)
        .shows("ADA")
        .hides("NOW")
        .press("o")
        .shows("NOW")
        .hides("ADA");
}

/// "Self-ratings are shown beside the teacher's": what the student said last stands in their
/// column, and isn't saved again unless it is said again.
#[test]
fn what_the_student_said_last_stands_beside_what_is_rated_now() {
    let desk = ada_and_ben()
        .press("c o 2 ctrl-s")
        .says("1 own rating")
        .press("G")
        .selects("Ada Okafor")
        .press("c")
        .shows("NOW")
        .shows("2 Developing");
    let row = desk.line_of("2 Developing");
    let shown = desk.frame();
    assert!(shown.rows()[row].contains("Explain fractions"));
    desk.press("3")
        .shows("3 Proficient  2 Developing")
        .but(|desk| assert!(own_levels(desk).is_empty()))
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.");
}

/// "At 80x24 nothing may be cut": the mark of the column that is rated stands beside the
/// headings and never on one.
#[test]
fn the_mark_of_the_rated_column_covers_no_heading() {
    for width in [60, 64, 70, 76, 80, 120] {
        let desk = ada_and_ben().press("c").resize(width, 24);
        desk.shows("BEFORE ")
            .shows("▸ NOW")
            .shows("ADA")
            .press("o")
            .shows("▸ ADA");
    }
}

/// The goal under the cursor is whole, and one that is long cuts no other.
#[test]
fn a_long_goal_is_whole_under_the_cursor_and_cuts_no_other() {
    let long = "Explain fractions with pictures of your own to somebody who has never heard of \
                them before, in a kitchen";
    let two = "Ask for help before giving up on anything";
    desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", [two, long, "Read every day"])
        .press("c")
        .shows("giving up on")
        .shows("anything")
        .shows("Read every day")
        .press("down")
        .shows("kitchen")
        .shows("Read every day")
        .resize(40, 24)
        .shows("kitchen")
        .press("down down")
        .shows("▸ Read every day");
}

/// "The same at 80 and at 200 columns": a level stands near its goal.
#[test]
fn a_level_stands_near_its_goal_in_a_wide_window() {
    let before = |desk: &Desk| {
        let row = desk.line_of("GOAL");
        let row = desk.frame().rows()[row].clone();
        row.chars().count()
            - row
                .split("BEFORE")
                .nth(1)
                .unwrap_or_default()
                .chars()
                .count()
    };
    let desk = ada_and_ben().press("c");
    let usual = before(&desk);
    let desk = desk.resize(200, 40);
    let wide = before(&desk);
    assert!(wide < usual + 30, "{usual} {wide}");
    let desk = desk.press("esc enter").shows("GOALS");
    let row = desk.frame().rows()[desk.line_of("GOALS")].clone();
    assert!(row.trim_end().chars().count() < 110, "{row}");
}

/// "Level descriptors on screen while rating": every label, and what proficient looks like
/// before anything is rated; every level with its words where there is room.
#[test]
fn the_scales_words_stand_on_screen_before_anything_is_rated() {
    for (scale, labels, proficient, lowest) in [
        (
            "1-4",
            vec!["1 Not yet", "2 Developing", "3 Proficient", "4 Beyond"],
            "Proficient: does it alone, and can explain it",
            "1 Not yet: needs help to begin",
        ),
        (
            "0-8",
            vec!["0 No evidence", "3 Developing", "5 Meeting", "8 Leading"],
            "Meeting: all of it alone",
            "0 No evidence: nothing to look at yet",
        ),
        (
            "yes/not yet",
            vec!["1 Not yet", "2 Yes"],
            "Yes: done",
            "1 Not yet: not this time",
        ),
    ] {
        let mut opened = desk()
            .given(|school| {
                let id = school.mint.id(school.now);
                let scale_row = Scale::preset(scale, id).unwrap();
                school
                    .store
                    .write(|connection| scale_row.insert(connection))
                    .unwrap();
                school.scale = id;
            })
            .with(["Ada Okafor"])
            .with_plan("Ada Okafor", ["Fractions", "Asking", "Reading", "Writing"])
            .press("c")
            .shows(proficient)
            .shows("Writing")
            .hides("\u{203a}");
        for label in &labels {
            opened = opened.shows(label);
        }
        opened.resize(120, 40).shows(proficient).shows(lowest);
    }
}

/// "SEL rating takes the same keys", "level descriptors on screen": the words of the level are
/// there while it is given.
#[test]
fn a_social_goal_is_rated_with_the_same_keys_and_the_levels_words() {
    let desk = desk().with(["Ada Okafor"]);
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let goals = school.plan(ada, &["Ask for help early"]);
        let social = school.store.write(|connection| {
            let goal = Goal::find(connection, goals[0].number())?.unwrap();
            let area = Area::Sel;
            Goal { area, ..goal }.replace(connection)
        });
        social.unwrap();
    })
    .press("c 3")
    .shows("Proficient: does it alone, and can explain it")
    .press("left")
    .shows("Developing: does parts of it, with help")
    .press("ctrl-s")
    .says("Saved: Ada Okafor, 1 rating")
    .press("enter 3")
    .shows("SEL, term")
    .shows("2 Developing");
}

/// "With soft wrap": a line goes on with a word, and a window that has grown again shows as
/// much of the note as it holds.
#[test]
fn a_wrapped_note_begins_its_lines_with_words_and_fills_a_window_that_grows() {
    let words = |desk: &Desk| {
        let rows = desk.frame().rows();
        let words = rows.into_iter().filter(|row| row.contains("word"));
        words.collect::<Vec<_>>()
    };
    let wrapped = ada_and_ben().press("c tab").types(&"word ".repeat(60));
    let before = words(&wrapped);
    assert!(before.len() > 3, "{before:?}");
    for row in &before {
        assert!(row.starts_with("    word"), "{row:?}");
    }
    let again = wrapped.resize(40, 10).shows("word").resize(80, 24);
    assert_eq!(words(&again), before);
    let typed = again.types("and").frame();
    let (x, y) = typed.cursor.unwrap();
    let row: String = typed.rows()[usize::from(y)]
        .chars()
        .take(x.into())
        .collect();
    assert!(row.ends_with("word and"), "{row}");
}
