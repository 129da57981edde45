//! The student's screen: profile, plan and check-ins, enough to check in against.

use super::{ada_and_ben, room_12};
use crate::desk::{Desk, desk, desk_in_a_file};
use deskside::domain::change::{Change, Delta, Edit, Entry};
use deskside::domain::ids::Id;
use deskside::domain::person::{Role, Status};
use deskside::domain::rating::{RaterKind, Rating};
use deskside::domain::school::{Class, Import};
use deskside::store::rows::Table;

fn with_record() -> Desk {
    let desk = ada_and_ben();
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let mut filled = school.filled(ada, "2026-11-09");
        filled.note = "Drew thirds as pizza slices.".into();
        filled.next_step = "Teach thirds to the twins".into();
        school.log(&filled);
    })
    .press("1 enter enter")
}

/// "Overview (profile card, current plan, last note and next step, all visible at 80x24)".
#[test]
fn the_overview_has_promise_goals_and_last_note_on_one_screen() {
    with_record()
        .press("n")
        .types("profile entry")
        .press("enter tab")
        .types("I like to build things first.")
        .press("ctrl-s")
        .shows("Teach thirds to the twins")
        .shows("Explain fractions")
        .shows("I like to build things first.")
        .shows("Drew thirds as pizza slices.")
        .shows("#1")
        .shows("Grade 3");
}

/// "previous / next with tab and field kept".
#[test]
fn the_next_student_is_a_key_away_on_the_same_tab_and_field() {
    room_12()
        .press("enter 4 ]")
        .shows("Ada Okafor")
        .shows("Mon 2 Nov   weekly")
        .shows("2 of 5")
        .press("]")
        .shows("José García")
        .shows("Wed 11 Nov   weekly")
        .press("[ ctrl-left")
        .shows("Noor Haddad")
        .shows("No check-in with Noor yet")
        .press("[")
        .says("This is the first student.")
        .press("esc")
        .selects("Noor Haddad");
    ada_and_ben()
        .press("enter 3 j j")
        .selects("Read every day")
        .press("] [")
        .selects("Read every day");
}

/// "The Student screen has the profile (typed entries, append-only)": an entry says how it
/// is known, a newer one takes its place, and the old one stays readable.
#[test]
fn the_profile_is_append_only_and_every_entry_has_a_source() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2")
        .shows("n writes the first entry")
        .press("n")
        .shows("New profile entry")
        .shows("How it is known")
        .press("tab")
        .types("Builds first")
        .press("tab ctrl-s")
        .says("Saved: added an entry to Ada Okafor's profile.")
        .shows("STRENGTHS")
        .shows("Builds first")
        .shows("Ms Vasko, observation, today")
        .press("e")
        .shows("In place of this entry")
        .types(", then reads")
        .press("ctrl-s")
        .says("Saved: rewrote an entry in Ada Okafor's profile.")
        .shows("Builds first, then reads")
        .shows("before, today: Builds first")
        .press("u")
        .says("Took back: rewrote an entry in Ada Okafor's profile.")
        .hides("then reads")
        .shows("Builds first");
}

/// "`e` edit what is selected": the form of an entry begins in its text, where a blank is text.
#[test]
fn an_entry_is_edited_where_its_words_are() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 n tab")
        .types("Builds first")
        .press("ctrl-s e")
        .types(" and reads later")
        .press("ctrl-s")
        .says("Saved: rewrote an entry in Ada Okafor's profile.")
        .shows("STRENGTHS")
        .shows("Builds first and reads later");
}

/// "the profile (typed entries …)": the student's own words are theirs, whoever typed them.
#[test]
fn the_students_own_words_stand_as_such() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 n tab")
        .types("I build first.")
        .press("tab left ctrl-s")
        .shows("“I build first.”")
        .shows("Ada's words")
        .shows("typed by Ms Vasko")
        .shows("SUPPORT LEVEL   own: Writes alone.");
}

/// "student's own words first and labelled" (23): before what adults wrote in the same section,
/// though that is newer, and on the overview before all of it.
#[test]
fn the_students_own_words_stand_first() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 n tab")
        .types("I build first.")
        .press("tab left ctrl-s")
        .press("n tab")
        .types("Patient with the twins")
        .press("ctrl-s")
        .shows_in_order([
            "STRENGTHS",
            "“I build first.”",
            // What a student says is theirs to read.
            "Ada's words, student, today, typed by Ms Vasko, student may read it",
            "Patient with the twins",
        ])
        .press("1")
        .shows_in_order([
            "IN ADA'S WORDS",
            "“I build first.”",
            "STRENGTHS",
            "Patient with the twins",
        ]);
}

/// A form that isn't filled in says what is missing, and stays.
#[test]
fn an_empty_entry_is_not_saved() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 n ctrl-s")
        .says("Not saved: Write the entry first")
        .shows("New profile entry");
}

/// "the current plan (goals with area, status, action steps: add …)": a first goal begins a
/// draft, and the plan is agreed by both.
#[test]
fn a_first_goal_begins_a_plan_that_is_then_agreed() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 3")
        .shows("There is no plan for this term yet")
        .press("n")
        .types("Read aloud")
        .press("tab right ctrl-s")
        .says("Saved: added a goal for Ada Okafor.")
        .shows("draft, not agreed yet")
        .shows("SEL")
        .press("A")
        .says("Saved: agreed the plan with Ada Okafor.")
        .shows("active since today")
        .press("A")
        .says("Only a draft is agreed to; this plan is past that.");
}

/// "goals with area, status, action steps: add, edit, done, reorder".
#[test]
fn goals_and_steps_are_added_edited_done_and_moved() {
    ada_and_ben()
        .press("enter 3")
        .shows_in_order(["Explain fractions", "Ask for help early", "Read every day"])
        .press("J")
        .says("Saved: moved a goal of Ada Okafor.")
        .shows_in_order(["Ask for help early", "Explain fractions", "Read every day"])
        .selects("Explain fractions")
        .press("e ctrl-e")
        .types(" with pictures")
        .press("ctrl-s")
        .says("Saved: changed a goal of Ada Okafor.")
        .shows("Explain fractions with pictures")
        .press("n")
        .types("step")
        .press("enter")
        .types("Cut a pizza")
        .press("tab tab")
        .types("fri")
        .press("ctrl-s")
        .says("Saved: added a step for Ada Okafor.")
        .shows("Cut a pizza")
        .shows("by Fri 27 Nov")
        .shows("0 of 1 steps")
        .press("n")
        .types("step")
        .press("enter")
        .types("Draw a cake")
        .press("ctrl-s")
        .press("j space")
        .says("Saved: marked a step done for Ada Okafor.")
        .shows("1 of 2 steps")
        .shows("done today")
        .press("J")
        .shows_in_order(["Draw a cake", "Cut a pizza"])
        .selects("Cut a pizza")
        .press("e ctrl-e")
        .types(" in thirds")
        .press("ctrl-s")
        .shows("Cut a pizza in thirds")
        .press("space")
        .says("Saved: opened a step again for Ada Okafor.");
}

/// "goals with … status": a goal is met with a key, and dropped only with a reason.
#[test]
fn a_goal_is_met_with_a_key_and_dropped_only_with_a_reason() {
    ada_and_ben()
        .press("enter 3 space")
        .says("Saved: marked a goal met for Ada Okafor.")
        .shows("✓ Explain fractions")
        .press("space")
        .says("Saved: opened a goal again for Ada Okafor.")
        .press("e tab tab tab left left")
        .but(|desk| assert!(desk.screen().contains("Status")))
        .press("right right right right")
        .press("esc");
    ada_and_ben()
        .press("enter 3 e tab tab tab right right right")
        .shows("[dropped]")
        .press("ctrl-s")
        .says("Not saved: A goal is dropped with a reason")
        .press("shift-tab shift-tab shift-tab shift-tab")
        .types("Moved to the spring")
        .press("ctrl-s")
        .says("Saved: changed a goal of Ada Okafor.")
        .shows("reason: Moved to the spring")
        .press("esc")
        .press("c")
        .hides("Explain fractions");
}

/// "Check-ins": newest first, with what was said; a note is reworded, never overwritten.
#[test]
fn a_note_is_reworded_and_its_first_wording_stays() {
    with_record()
        .press("4")
        .shows("Mon 9 Nov   weekly")
        .press("e ctrl-end")
        .types(" Twice.")
        .press("ctrl-s")
        .says("Saved: reworded a note on Ada Okafor.")
        .shows("Drew thirds as pizza slices. Twice.")
        .shows("before: Drew thirds as pizza slices.");
}

/// The student's own card: the name to use, how it is said, pronouns.
#[test]
fn the_card_says_what_the_student_is_called() {
    ada_and_ben()
        .press("enter n")
        .types("card")
        .press("enter")
        .types("Adaeze")
        .press("tab")
        .types("ah-DAH-eh-zeh")
        .press("tab")
        .types("she/her")
        .press("ctrl-s")
        .shows("Adaeze Okafor   ah-DAH-eh-zeh   she/her")
        .press("esc")
        .shows("Adaeze Okafor");
}

/// "at 80x24 and wider": what was asked by the screen below is known to the one above.
#[test]
fn a_check_in_opens_from_the_students_screen_and_beside_the_card() {
    ada_and_ben()
        .press("enter c")
        .shows("GOAL")
        .press("3")
        .shows("3 Proficient");
    ada_and_ben()
        .resize(120, 40)
        .clock(1_000)
        .press("c")
        .shows("GOAL")
        .press("3")
        .shows("3 Proficient")
        .press("esc enter")
        .shows("Explain fractions");
}

/// "history": a student's own rating stands beside the teacher's, and says whose it is.
#[test]
fn whose_rating_it_is_can_be_read_in_the_history() {
    let met = desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("c 3 ctrl-s");
    let ada = met.id("Ada Okafor");
    met.given(|school| {
        let (viewer, today) = (school.viewer(), school.today);
        let record = school.store.record(&viewer, ada, today, today);
        let (_, history) = record.unwrap().unwrap();
        let own = Rating {
            id: school.mint.id(school.now),
            level: 2,
            rater: ada,
            rater_kind: RaterKind::Own,
            ..history[0].ratings[0].0.clone()
        };
        school.apply(&Change {
            label: "rated herself".into(),
            subject: Some(ada),
            edits: vec![Edit::Rating(Entry::Append(own))],
        });
    })
    .press("enter 4")
    .shows("3 Proficient")
    .shows("Ada: 2 Developing");
}

/// "Living documents: untouched for n days flag": on the plan and in the filter, after as many
/// days as are set.
#[test]
fn a_plan_that_nobody_touched_says_for_how_many_days() {
    let mut desk = ada_and_ben()
        .press("enter 3")
        .shows("untouched for 83 days")
        .press("esc c 3 ctrl-s")
        .on("2026-12-06")
        .press("1 enter enter 3")
        .hides("untouched")
        .on("2026-12-07")
        .shows("untouched for 14 days");
    desk.model.settings.untouched_days = 18;
    desk.on("2026-12-10")
        .hides("untouched")
        .on("2026-12-11")
        .shows("untouched for 18 days")
        .press("esc f")
        .types("untouched")
        .shows("untouched: the plan, for 18 days")
        .press("enter")
        .shows("Ada Okafor")
        .shows("Ben Ito");
}

/// Whatever lies below the last row that can be selected is reached, and left again by the
/// same number of keys.
#[test]
fn a_page_scrolls_on_past_its_last_row() {
    let note: Vec<String> = (1..=60).map(|line| format!("Line {line} of it.")).collect();
    let long = || {
        let desk = ada_and_ben();
        let ada = desk.id("Ada Okafor");
        let note = note.join("\n");
        desk.given(|school| {
            let mut filled = school.filled(ada, "2026-11-20");
            filled.note = note;
            school.log(&filled);
        })
    };
    long()
        .press("1 enter enter 4")
        .shows("Line 1 of it.")
        .hides("Line 60 of it.")
        .press("G")
        .shows("Line 60 of it.")
        .press("pagedown down pageup pageup pageup pageup")
        .shows("Line 1 of it.")
        .press("down down down up")
        .hides("Line 1 of it.")
        .press("up")
        .shows("Line 1 of it.");
    // One that others follow is read to its end before the next is selected.
    let two = long();
    let ada = two.id("Ada Okafor");
    let keys = "down ".repeat(70);
    two.given(|school| school.held(ada, "2026-11-02"))
        .press("1 enter enter 4 pagedown pagedown pagedown")
        .shows("Line 60 of it.")
        .press(&keys)
        .selects("2 Nov");
}

/// One mark says that a text goes on, and it is seen whole.
#[test]
fn a_text_that_is_cut_ends_with_the_mark_of_every_cut() {
    let desk = ada_and_ben();
    let ada = desk.id("Ada Okafor");
    let words = "word ".repeat(80);
    desk.given(|school| {
        let mut filled = school.filled(ada, "2026-11-20");
        filled.next_step = words.trim().to_owned();
        school.log(&filled);
    })
    .press("1 enter enter")
    .shows("word word\u{203a}")
    .hides("\u{2026}");
}

/// "Until when" is read whole, and so is for how long nobody met.
#[test]
fn what_matters_at_the_end_of_a_line_stays() {
    ada_and_ben()
        .press("enter n")
        .types("a new step")
        .press("enter")
        .types("Draw what a quarter of a pizza looks like and explain it to a friend")
        .press("tab tab")
        .types("2 dec")
        .press("ctrl-s")
        .shows(", by Wed 2 Dec")
        .shows("never met, here 70 school days, 63 over");
}

/// A form is longer than a low window.
#[test]
fn the_field_with_the_focus_is_seen_in_a_low_window() {
    ada_and_ben()
        .resize(80, 12)
        .press("enter 3 e shift-tab")
        .shows("only for a goal that is dropped")
        .cursor_is_on("Reason");
}

/// The words of a choice stand where they stand, whichever is chosen.
#[test]
fn the_words_of_a_choice_stay_in_their_order() {
    let row = |desk: &crate::desk::Desk| {
        let rows = desk.frame().rows();
        let row = rows.into_iter().find(|row| row.contains("Status")).unwrap();
        row.replace(['[', ']'], " ").trim_end().to_owned()
    };
    let desk = ada_and_ben()
        .press("enter 3 e tab tab tab")
        .shows("[active]");
    let before = row(&desk);
    let desk = desk.press("right");
    assert_eq!(before, row(&desk));
    ada_and_ben()
        .press("enter 2 n left")
        .shows("other [study habits]");
}

/// "one profile per student across classes", "new class teacher sees it on day 1": one entry and
/// one plan, whichever class is taught.
#[test]
fn a_profile_is_seen_from_every_class_the_student_is_in() {
    let mut desk = desk_in_a_file()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("enter 2 n tab")
        .types("Builds first, reads later")
        .press("ctrl-s esc");
    let ada = desk.id("Ada Okafor");
    let art: Id<Class> = desk.school.mint.id(desk.school.now);
    let row = Class {
        id: art,
        import: Import::default(),
        org: None,
        title: "Art".into(),
        code: None,
        homeroom: false,
        sessions: vec![],
        status: Status::Active,
    };
    let written = desk.school.store.write(|connection| row.insert(connection));
    written.unwrap();
    // The colleague teaches Art alone, and Ada comes in today.
    desk.school.class = art;
    let beside = desk.colleague().hides("Ada Okafor");
    desk.school.enroll(ada, Role::Student, None, "2026-11-23");
    let beside = beside.killed_and_opened().shows("Ada Okafor");
    beside
        .press("enter 2")
        .shows("Builds first, reads later")
        .press("3")
        .shows("Explain fractions");
}

/// Nobody is asked to meet a student who has left, and their page says why.
#[test]
fn the_page_of_a_student_who_has_left_says_so() {
    let desk = with_record();
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let before = school.store.person(ada).unwrap().unwrap();
        let mut after = before.clone();
        after.status = Status::Inactive;
        let edit = Edit::Person(Delta::update(before, after));
        school.apply(&Change::about(ada, "marked as left", vec![edit]));
    })
    .press("ctrl-f")
    .types("thirds as pizza")
    .press("enter 1")
    .shows("Has left.");
}
