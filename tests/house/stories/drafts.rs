//! Drafts: what is being typed survives anything, and is no check-in.

use deskside::domain::query::{Answer, Query};

use super::ada_and_ben;
use crate::desk::{Desk, desk_in_a_file};

fn check_ins(desk: &mut Desk) -> usize {
    let (ada, today) = (desk.id("Ada Okafor"), desk.school.today);
    let viewer = desk.school.viewer();
    let asked = Query::History {
        student: ada,
        limit: 10,
    };
    match desk.school.store.ask(&viewer, &asked, today) {
        Ok(Answer::History(history)) => history.len(),
        other => panic!("{other:?}"),
    }
}

/// "A student with a draft kept is seen on the roster", and the header says how many wait.
#[test]
fn a_kept_draft_is_marked_on_the_roster_and_counted() {
    let desk = ada_and_ben()
        .hides("draft")
        .press("c tab")
        .types("Half a thought")
        .press("esc")
        .shows("Roster   1 draft")
        .selects("✎ ▴ overdue")
        .press("j")
        .selects("Ben Ito");
    let row = desk.frame().rows()[desk.line_of("Ben Ito")].clone();
    assert!(!row.contains('✎'), "{row}");
    let mut desk = desk;
    desk.look.glyphs = deskside::ui::glyph::Glyphs::ascii();
    desk.shows("* ! overdue")
        .press("k c ctrl-s")
        .hides("draft")
        .hides("* !");
}

/// "**Drafts** survive anything": the program is gone half a second after a key.
#[test]
fn a_draft_survives_a_killed_program_and_is_no_check_in() {
    let mut desk = ada_and_ben()
        .press("c 3 tab")
        .types("Half a thought")
        .press("tab")
        .types("half a promise")
        .clock(500)
        .shows("draft kept")
        .killed_and_opened();
    assert_eq!(check_ins(&mut desk), 0);
    let mut desk = desk
        .press("c")
        .says("Your draft is back; it isn't saved yet.")
        .shows("Half a thought")
        .shows("half a promise")
        .shows("3 Proficient")
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.")
        .killed_and_opened();
    assert_eq!(check_ins(&mut desk), 1);
    desk.press("G")
        .selects("Ada Okafor")
        .press("c")
        .hides("Half a thought");
}

/// "a draft is written at the latest 500 ms after its first unsaved key", typing on and on.
#[test]
fn somebody_who_never_pauses_is_kept_twice_a_second() {
    let mut desk = ada_and_ben().press("c tab");
    for _ in 0..6 {
        desk = desk.types("x").clock(100);
    }
    desk.killed_and_opened().press("c").shows("xxxxx");
}

/// "Esc leave, draft kept", and a form left blank keeps nothing.
#[test]
fn leaving_keeps_the_draft_at_once() {
    ada_and_ben()
        .press("c tab")
        .types("Half a thought")
        .press("esc")
        .killed_and_opened()
        .press("c")
        .shows("Half a thought")
        .press("ctrl-u backspace tab ctrl-u esc c")
        .hides("Your draft is back")
        .hides("Half a thought");
    ada_and_ben()
        .press("c tab esc")
        .press("c")
        .hides("Your draft is back");
}

/// The forms of the student's screen are kept as the check-in's is.
#[test]
fn an_open_form_survives_too() {
    ada_and_ben()
        .press("enter 3 e ctrl-e")
        .types(" with pictures")
        .clock(500)
        .killed_and_opened()
        .press("enter")
        .says("Your draft is back; it isn't saved yet.")
        .shows("Explain fractions with pictures")
        .press("ctrl-s")
        .says("Saved: changed a goal of Ada Okafor.")
        .shows("Explain fractions with pictures")
        .killed_and_opened()
        .press("enter")
        .hides("Your draft is back");
}

/// What is covered by another screen is safe before it is covered.
#[test]
fn a_form_covered_by_what_was_found_is_kept() {
    ada_and_ben()
        .press("c tab")
        .types("Half a thought")
        .press("ctrl-f")
        .types("ben")
        .press("enter")
        .shows("Finish a story")
        .killed_and_opened()
        .press("c")
        .shows("Half a thought");
}

/// "A lost terminal": the draft that isn't on the disk yet is known to whoever hears the
/// signal, and none is once it is kept.
#[test]
fn the_unkept_draft_is_there_for_a_signal() {
    let desk = ada_and_ben().press("c tab").types("Half");
    let (draft, _own) = desk.model.unkept_draft().unwrap();
    assert!(draft.body.contains("Half"));
    let desk = desk.clock(500);
    assert_eq!(desk.model.unkept_draft(), None);
}

/// "a full disk": a draft that can't be kept says so, and the text stays.
#[test]
fn a_draft_that_cannot_be_kept_says_so() {
    ada_and_ben()
        .press("c tab")
        .types("Half a thought")
        .full_disk(true)
        .clock(500)
        .says("The draft isn't kept: The disk is full.")
        .shows("Half a thought");
}

/// A draft is its author's alone.
#[test]
fn a_colleague_never_sees_a_draft() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor"])
        .press("c")
        .types("Half a thought")
        .clock(500);
    mine.colleague().press("c").hides("Half a thought");
    mine.killed_and_opened().press("c").shows("Half a thought");
}

/// "Nothing typed is ever lost": a form that is closed and opened again at once has its text,
/// and one draft never takes the place of another.
#[test]
fn a_form_left_and_opened_again_has_its_text() {
    ada_and_ben()
        .press("enter 3 p")
        .types("a goal for today")
        .press("enter")
        .types("Read two pages aloud.")
        .press("esc p")
        .types("a goal for today")
        .press("enter")
        .says("Your draft is back; it isn't saved yet.")
        .shows("Read two pages aloud.")
        .clock(500)
        .press("esc j e ctrl-e")
        .types(" and why")
        .clock(500)
        .press("esc k e ctrl-e")
        .hides("and why")
        .types(" well")
        .press("esc j e")
        .shows("and why")
        .press("esc k e")
        .shows(" well");
}

/// "Surveys … one question a screen": one that is left goes on at its first open question.
#[test]
fn a_survey_left_half_way_goes_on_there() {
    let begun = ada_and_ben().press("enter 2 v 1 enter 2 enter");
    let there = begun.screen();
    let again = begun.press("esc v");
    let question = |screen: &str| {
        let mut lines = screen.lines().map(str::trim).skip(2);
        lines
            .find(|line| line.ends_with('?') || line.ends_with('.'))
            .map(str::to_owned)
    };
    assert!(question(&there).is_some());
    assert_eq!(
        question(&there),
        question(&again.screen()),
        "{}",
        again.screen()
    );
}

/// What was thrown away, or put back as it is saved, is no draft.
#[test]
fn a_form_emptied_or_put_back_forgets_its_draft() {
    ada_and_ben()
        .press("enter 2 n tab")
        .types("Half")
        .clock(500)
        .press("ctrl-u")
        .clock(500)
        .press("esc esc enter")
        .hides("Your draft is back")
        .hides("New profile entry");
    ada_and_ben()
        .press("enter 3 e ctrl-e")
        .types("!")
        .clock(500)
        .press("backspace esc esc enter")
        .hides("Your draft is back")
        .press("3 e")
        .hides("Your draft is back");
}

/// What was written alone and what was written beside the student are two drafts; the first
/// says that the other waits.
#[test]
fn a_draft_says_that_another_one_waits() {
    ada_and_ben()
        .press("f7 c tab")
        .types("Said together")
        .press("esc f7 c")
        .says("Your draft is back; it isn't saved yet.")
        .hides("Another one")
        .press("tab ctrl-u backspace ctrl-u ctrl-a")
        .press("esc");
    ada_and_ben()
        .press("c tab")
        .types("For the team")
        .press("esc f7 c tab")
        .hides("For the team")
        .types("Said together")
        .press("esc f7 c")
        .shows("For the team")
        .says("Another one, written in the two-person view, comes after it.")
        .press("ctrl-s g c")
        .shows("Ben Ito")
        .press("esc G c")
        .shows("Said together")
        .says("Your draft is back; it isn't saved yet.")
        .hides("Another one");
}

/// A draft of an earlier day says which, is stored on it, and can be made one of today.
#[test]
fn a_draft_of_an_earlier_day_is_of_that_day_until_another_is_chosen() {
    let draft = || {
        ada_and_ben()
            .press("c 3 tab")
            .types("Half a thought")
            .clock(500)
            .killed_and_opened()
            .on("2026-11-25")
            .press("g c")
            .says("Your draft of Mon 23 Nov is back; it isn't saved yet.")
            .shows("Check in   Ada Okafor   weekly   Mon 23 Nov")
            .shows("ON Mon 23 Nov")
    };
    let on = |desk: Desk| {
        let ada = desk.id("Ada Okafor");
        let mut school = desk.school;
        let (viewer, today) = (school.viewer(), school.today);
        let record = school.store.record(&viewer, ada, today, today).unwrap();
        record.unwrap().1[0].check_in.on.to_string()
    };
    let saved = draft().press("ctrl-s");
    let saved = saved.says("Saved: Ada Okafor, on Mon 23 Nov, 1 rating.");
    assert_eq!(on(saved), "2026-11-23");
    let today = draft()
        .press("shift-tab left")
        .shows("ON today")
        .shows("Check in   Ada Okafor   weekly   Wed 25 Nov")
        .clock(500)
        .killed_and_opened()
        .press("g c")
        .shows("ON today")
        .press("ctrl-s")
        .says("Saved: Ada Okafor, 1 rating.");
    assert_eq!(on(today), "2026-11-25");
    // Another day between is picked by its name; a draft of today has no such field.
    let picked = draft().press("shift-tab f4").types("tue");
    let picked = picked.press("enter").shows("ON Tue 24 Nov").press("ctrl-s");
    assert_eq!(on(picked), "2026-11-24");
    ada_and_ben()
        .press("c 3 esc c")
        .says("Your draft is back; it isn't saved yet.")
        .hides(" ON ")
        .press("shift-tab")
        .cursor_is_on("KIND");
}
