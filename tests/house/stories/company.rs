//! The two-person view: a screen that a student reads along shows nothing that is for others,
//! nor what is half-written for them, nor anybody else's record.

use deskside::app::action::Action;
use deskside::app::effect::Effect;
use deskside::app::msg::Msg;
use deskside::domain::change::{Change, Edit, Entry};
use deskside::domain::ids::Id;
use deskside::domain::plan::Goal;
use deskside::domain::strategy::Strategy;

use super::ada_and_ben;
use crate::desk::{Desk, desk};

/// "Student mode and the two-person view hold nothing above `student`": not half-written either.
#[test]
fn a_form_kept_for_the_team_stays_away_until_the_view_is_off() {
    let desk = ada_and_ben()
        .press("enter 2 n tab")
        .types("Worried about home.")
        .press("esc esc f7 enter")
        .shows("Ada Okafor")
        .hides("Worried about home.")
        .hides("Your draft is back")
        .press("2 n tab")
        .hides("Worried about home.")
        .types("Likes to build.")
        .press("esc esc f7 enter");
    desk.shows("Worried about home.")
        .press("ctrl-s")
        .says("Saved: added an entry")
        .press("2 n")
        .shows("Likes to build.");
}

#[test]
fn a_note_kept_for_the_team_stays_away_until_the_view_is_off() {
    ada_and_ben()
        .press("c tab")
        .types("Worried about home.")
        .press("esc f7 c tab")
        .hides("Worried about home.")
        .types("Said so beside Ada.")
        .press("esc c")
        .shows("Said so beside Ada.")
        .press("esc f7 c")
        .shows("Worried about home.")
        .hides("Said so beside Ada.");
}

/// What is on the screen for the team goes off it, and isn't lost; what the student may read
/// stays.
#[test]
fn what_is_being_written_for_the_team_goes_off_the_screen() {
    ada_and_ben()
        .press("c tab")
        .types("Worried about home.")
        .press("f7")
        .hides("Worried about home.")
        .says("it is kept, and comes back when the view is off.")
        .press("f7 c")
        .shows("Worried about home.");
    ada_and_ben()
        .press("c 3 f7")
        .shows("3 Proficient")
        .shows("two-person view")
        .clock(500)
        .killed_and_opened()
        .press("f7 c")
        .shows("3 Proficient");
    ada_and_ben()
        .press("enter 2 n tab")
        .types("Worried about home.")
        .press("f7")
        .hides("Worried about home.")
        .press("f7")
        .shows("Worried about home.");
}

/// "hides other names".
#[test]
fn no_message_and_no_choice_names_another_student() {
    ada_and_ben()
        .press("m")
        .types("a new group")
        .press("enter")
        .types("Late readers")
        .press("enter f7 m")
        .says("Not in the two-person view")
        .hides("Okafor")
        .press("f")
        .hides("Late readers")
        .press("esc a")
        .says("Saved.")
        .hides("Okafor")
        .press("g a")
        .hides("Okafor")
        .hides("Ito");
}

/// "hides other names": a part of a single letter is a whole part, and isn't its initial.
#[test]
fn no_whole_part_of_a_short_name_is_shown() {
    desk()
        .with(["伟 王", "小雨 林", "J Okafor"])
        .press("f7")
        .shows("#1")
        .hides("王")
        .hides("伟")
        .hides("林")
        .shows("小")
        .hides("J")
        .press("1 enter a")
        .says("Saved.")
        .press("a")
        .says("#1 is marked absent today already.")
        .press("tab")
        .hides("王");
}

/// The one whose record is on the screen sits here: another's opens when the seats changed.
#[test]
fn another_students_record_opens_only_when_the_seats_have_changed() {
    let beside_ada = || {
        ada_and_ben()
            .press("enter f7")
            .shows("Ada Okafor")
            .shows("two-person view")
            .press("]")
            .says("Not in the two-person view")
            .press("esc j")
    };
    for key in ["enter", "c"] {
        beside_ada()
            .press(key)
            .shows("This is another student's record")
            .hides("Finish a story")
            .press("esc")
            .hides("Finish a story")
            .press(key)
            .press("y")
            .shows("Ben Ito")
            .shows("Finish a story")
            .shows("two-person view")
            .press("esc k enter")
            .shows("This is another student's record");
    }
    // Saving one check-in and going on to the next is no way round.
    beside_ada()
        .press("k c 3 ctrl-n")
        .shows("This is another student's record")
        .hides("Finish a story");
}

/// A round goes on from its summary, when the next one has sat down.
#[test]
fn a_round_waits_until_the_next_student_sits_here() {
    ada_and_ben()
        .press("R")
        .shows("round 1 of 2")
        .press("f7 3 ctrl-s")
        .shows("Enter goes on when the next student sits here.")
        .hides("Finish a story")
        .press("enter y")
        .shows("round 2 of 2")
        .shows("Finish a story");
}

/// The rule stands where records are read.
#[test]
fn nothing_of_another_student_is_read() {
    use deskside::domain::query::{Answer, Query};
    use deskside::domain::viewer::{Company, Viewer};
    let mut desk = ada_and_ben();
    let (ada, ben, today) = (desk.id("Ada Okafor"), desk.id("Ben Ito"), desk.school.today);
    let viewer = Viewer {
        company: Company::WithStudent(Some(ada)),
        ..desk.school.viewer()
    };
    let mut is_read = |student| {
        let answer = desk
            .school
            .store
            .ask(&viewer, &Query::Student(student), today);
        matches!(answer, Ok(Answer::Student(Some(_))))
    };
    assert!(is_read(ada));
    assert!(!is_read(ben));
}

/// What is tried for a goal is for the team.
#[test]
fn strategies_are_hidden() {
    let tried = |desk: Desk| {
        let ada = desk.id("Ada Okafor");
        desk.given(|school| {
            let goal: Id<Goal> = school
                .store
                .write(|connection| {
                    use deskside::store::rows::Table;
                    let goals = Goal::list(connection, "ORDER BY id", [])?;
                    Ok(goals[0].id)
                })
                .unwrap();
            let strategy = Strategy {
                id: school.mint.id(school.now),
                person: ada,
                goal,
                text: "Ask the psychologist".into(),
                author: school.teacher,
                on: school.today,
                entered_at: school.now,
                restores: None,
            };
            let edits = vec![Edit::Strategy(Entry::Append(strategy))];
            school.apply(&Change::about(ada, "tried", edits));
        })
    };
    tried(ada_and_ben())
        .press("enter 3")
        .shows("Ask the psychologist")
        .press("f7")
        .hides("Ask the psychologist");
}

/// What lies over the screen goes with the view: it was found for one pair of eyes.
#[test]
fn what_was_found_about_others_goes_off_the_screen() {
    ada_and_ben()
        .press("enter ctrl-f")
        .types("finish a")
        .shows("Finish a story")
        .press("f7")
        .says("Two-person view")
        .hides("Find anything")
        .hides("Finish a story")
        .hides("Ben");
}

/// Two saves that are on their way at once name nobody either.
#[test]
fn of_two_saves_at_once_neither_names_another_student() {
    let mut desk = ada_and_ben().press("f7");
    let mut tickets = vec![];
    for action in [
        Action::MarkAbsentToday,
        Action::Down,
        Action::MarkAbsentToday,
    ] {
        for effect in desk.model.update(Msg::Meant(action)) {
            if let Effect::Apply { ticket, .. } = effect {
                tickets.push(ticket);
            }
        }
    }
    assert_eq!(tickets.len(), 2);
    for ticket in tickets {
        desk.model.update(Msg::Saved(ticket));
    }
    desk.says("Saved. 1 more saved before.");
}
