//! What floats over the screens: help, palette, search, the two-person view, the lock.

use deskside::app::Model;
use deskside::app::action::{Action, Context};
use deskside::keys::keymap::Keymap;

use super::{ada_and_ben, room_12};
use crate::desk::{Desk, desk, desk_in_a_file, first_run};

/// The words of every action with a key in these contexts that no inner one takes.
fn words_of(model: &Model) -> Vec<&'static str> {
    let keymap = Keymap::built_in();
    let (contexts, typing) = model.hearing();
    let mut words = vec![];
    for context in &contexts {
        for binding in keymap.rows(*context) {
            if keymap.resolve(&contexts, binding.key, typing) == Some(binding.action) {
                words.push(binding.action.words());
            }
        }
    }
    words
}

#[track_caller]
fn assert_help_is_whole(desk: Desk) {
    let desk = desk.resize(200, 90);
    let words = words_of(&desk.model);
    assert!(words.len() > 10);
    let screen = desk.press("f1").screen();
    for words in words {
        let beginning: String = words.chars().take(40).collect();
        assert!(screen.contains(&beginning), "no {words:?} in\n{screen}");
    }
}

/// "**Help** … from the one action table": every key that works here is in it.
#[test]
fn help_shows_every_key_that_works_here() {
    assert_help_is_whole(room_12());
    assert_help_is_whole(room_12().press("enter 3"));
    assert_help_is_whole(ada_and_ben().press("c"));
    assert_help_is_whole(ada_and_ben().press("c tab"));
    assert_help_is_whole(ada_and_ben().press("R"));
    assert_help_is_whole(ada_and_ben().press("enter 2 n"));
    assert_help_is_whole(ada_and_ben().press("v"));
    room_12()
        .press("?")
        .shows("Keys that work here")
        .press("j j G g pagedown esc")
        .shows("Roster");
    room_12()
        .press("? G")
        .shows("it never enters")
        .press("k k")
        .hides("it never enters")
        .press("end g")
        .shows("find a student by name");
    room_12()
        .press("f7")
        .resize(100, 90)
        .press("?")
        .shows("choose which students")
        .hides(Action::Groups.words())
        .hides(Action::Grid.words())
        .hides(Action::StaffPlans.words());
}

/// "**Help**": what the states mean stands there too.
#[test]
fn help_says_what_the_states_mean() {
    room_12()
        .resize(100, 90)
        .press("?")
        .shows("▴ overdue")
        .shows("⬦ booked")
        .shows("ǁ paused");
}

/// "**palette** … from the one action table": it runs what its words say.
#[test]
fn the_palette_runs_actions_by_their_words() {
    let run = |typed: &str| room_12().press(":").types(typed).press("enter");
    run("start a round").shows("round 1 of 5");
    run("check in with").shows("Check in   Noor Haddad");
    run("take back").shows("earlier session");
    run("absent").says("marked absent");
    run("two-person").says("Two-person view");
    run("clear the screen").shows("Locked.");
    run("leave the program").but(|desk| assert!(desk.has_left));
    room_12()
        .press("f2")
        .types("xyzzy")
        .shows("Nothing that can be done here is called that.");
    // A long sentence has the letters of any word somewhere.
    room_12()
        .press(":")
        .types("theme")
        .shows("Nothing that can be done here is called that.");
    run("absnt").says("marked absent");
}

/// "palette": what can't act here isn't in it, and each row names its key.
#[test]
fn the_palette_offers_only_what_can_act_here() {
    room_12()
        .resize(100, 90)
        .press(":")
        .hides("rate this goal")
        .hides("quote from")
        .shows("start a round")
        .types("start a round")
        .shows("R  F6");
    ada_and_ben()
        .resize(100, 90)
        .press("c :")
        .hides("start a round")
        .shows("save and go back");
    // In a text, what is meant for choices isn't offered, nor a key that would be a letter.
    ada_and_ben()
        .resize(100, 90)
        .press("c tab f2")
        .hides("next choice")
        .hides("open the choices")
        .hides("take back your last")
        .press("esc f2")
        .types("show every key")
        .shows(" F1 ")
        .hides("?  F1");
    ada_and_ben()
        .resize(100, 90)
        .press("c tab tab tab f2")
        .shows("open the choices")
        .press("esc tab f2")
        .shows("open the choices")
        .shows("next choice");
}

/// "every action can be reached through the palette": none of them breaks anything.
#[test]
fn every_action_of_the_palette_can_be_run_everywhere() {
    let screens = [
        "",
        "enter",
        "enter 2",
        "enter 3",
        "enter 4",
        "c",
        "c tab",
        "enter n down enter",
    ];
    for keys in screens {
        let mut desk = ada_and_ben().press(keys);
        let start = desk.model.clone();
        for action in Action::all() {
            desk.model = start.clone();
            let (contexts, _) = desk.model.hearing();
            if contexts.iter().any(|context| action.applies_in(*context)) {
                desk = desk
                    .means(*action)
                    .but(|desk| assert!(!desk.screen().is_empty()));
            }
        }
    }
}

/// Rule 5 of `screens.md`: the footer says what now, at most seven keys.
#[test]
fn the_footer_has_seven_keys_at_most_and_always_the_help() {
    for keys in [
        "",
        "enter",
        "enter 2",
        "enter 3",
        "enter 4",
        "c",
        "c tab",
        "c tab tab tab",
        "R",
    ] {
        for width in [80, 120, 200] {
            let footer = ada_and_ben().resize(width, 30).press(keys).footer();
            let hints = footer
                .trim()
                .split("   ")
                .filter(|hint| !hint.trim().is_empty())
                .count();
            assert!((2..=7).contains(&hints), "{hints} hints in {footer:?}");
            let typing = keys.contains("c tab");
            let key = if typing { "F1 help" } else { "? help" };
            assert!(footer.contains(key), "no {key} in {footer:?}");
        }
    }
}

fn with_private_notes() -> Desk {
    let desk = ada_and_ben();
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let mut filled = school.filled(ada, "2026-11-09");
        filled.note = "Worried about home.".into();
        school.log(&filled);
        let mut filled = school.filled(ada, "2026-11-10");
        filled.note = "Proud of the pizza.".into();
        filled.visibility = deskside::domain::note::Visibility::Student;
        school.log(&filled);
    })
}

/// "Student mode and the two-person view hold nothing above `student`".
#[test]
fn the_two_person_view_hides_other_names_and_private_notes() {
    with_private_notes()
        .press("f7")
        .says("Two-person view")
        .hides("Okafor")
        .hides("Ben")
        .shows("two-person view")
        .press("1 enter enter 4")
        .hides("Worried about home.")
        .shows("Proud of the pizza.")
        .press("ctrl-f")
        .says("Not in the two-person view")
        .press("]")
        .says("Not in the two-person view")
        .shows("Proud of the pizza.")
        .press("f7")
        .says("Two-person view is off.")
        .shows("Worried about home.");
}

/// What was done for another student is taken back without their name.
#[test]
fn the_two_person_view_takes_back_without_a_name() {
    with_private_notes()
        .press("a")
        .says("absent")
        .press("f7 u")
        .says("Took back: your last change.");
}

/// The same for a screen that lies below: nothing read before is shown to two.
#[test]
fn the_two_person_view_reaches_the_screens_below() {
    with_private_notes()
        .press("1 enter enter 4")
        .shows("Worried about home.")
        .press("c f7 esc")
        .hides("Worried about home.")
        .shows("Proud of the pizza.")
        .press("1")
        .hides("Worried about home.");
    with_private_notes()
        .resize(120, 40)
        .press("1 enter")
        .clock(1_000)
        .press("f7")
        .clock(1_000)
        .hides("Worried")
        .hides("Okafor");
}

/// "lock": nothing is shown until Enter, and nothing is done meanwhile.
#[test]
fn the_lock_hides_everything_and_hears_only_enter() {
    let locked = with_private_notes().press("1 enter enter 4 f12");
    let rows = locked.frame().rows();
    let shown: Vec<&String> = rows.iter().filter(|row| !row.is_empty()).collect();
    assert_eq!(shown.len(), 1, "{rows:?}");
    locked
        .cursor_is_on("Locked. Press Enter to go on.")
        .press("u q esc ctrl-c f7 c : ?")
        .pastes("text")
        .shows("Locked.")
        .but(|desk| assert!(!desk.has_left))
        .but(|desk| assert!(!desk.model.is_with_student()))
        .press("enter")
        .shows("Worried about home.");
}

/// "on lock": after five minutes without a key, with the draft kept.
#[test]
fn the_screen_locks_itself_and_the_draft_is_safe() {
    let desk = ada_and_ben()
        .press("c tab")
        .types("half a note")
        .clock(299_000)
        .shows("half a note")
        .clock(2_000)
        .shows("Locked.")
        .hides("half a note");
    assert!(
        desk.model.next_deadline().is_none(),
        "the lock waits for something"
    );
    desk.press("enter").shows("half a note");
    // A key begins the five minutes anew.
    room_12()
        .clock(299_000)
        .press("j")
        .clock(299_000)
        .shows("Roster");
}

/// "Ctrl-F or F3 find anything": in notes, goals, next steps, entries, names.
#[test]
fn anything_is_found_by_its_words() {
    with_private_notes()
        .press("ctrl-f")
        .types("pizza")
        .shows("Proud of the pizza.")
        .press("enter")
        .shows("Ada Okafor")
        .shows("Tue 10 Nov   weekly")
        .press("f3")
        .types("finish")
        .shows("Finish a story")
        .press("enter")
        .shows("PLAN")
        .shows("Finish a story")
        .press("esc esc")
        .shows("Roster");
}

/// What was found is under the cursor, however far back it stands.
#[test]
fn what_was_found_is_gone_to() {
    let desk = ada_and_ben().resize(80, 24);
    let ada = desk.id("Ada Okafor");
    let found = desk
        .given(|school| {
            let mut filled = school.filled(ada, "2026-08-26");
            filled.note = "We spoke at length of his week. Then came the zebra.".into();
            school.log(&filled);
            for day in 0..70 {
                let on = crate::desk::day("2026-08-31") + chrono::Days::new(day);
                school.held(ada, &on.to_string());
            }
        })
        .press("ctrl-f")
        .types("zebra")
        .shows("Then came the zebra.")
        .hides("\u{2026} Then")
        .press("enter")
        .shows("Then came the zebra.")
        .cursor_is_on("26 Aug")
        .press("f3")
        .types("week")
        .shows("\u{2026} length of his week.")
        .press("esc f3")
        .types("every")
        .press("enter")
        .cursor_is_on("Read every day");
    // Once it was gone to, the cursor is whoever's it was.
    found.press("k").cursor_is_on("Ask for help early");
}

/// The same of a goal in a plan that is closed.
#[test]
fn a_goal_that_was_found_is_looked_at_in_its_plan() {
    super::plan_life::closed()
        .press("esc f3")
        .types("finish")
        .press("down enter")
        .cursor_is_on("Finish a story")
        .shows("closed");
}

/// A wider window never shows less of what was found.
#[test]
fn what_was_found_has_the_room_of_the_window() {
    let desk = ada_and_ben();
    let ada = desk.id("Ada Okafor");
    let desk = desk.given(|school| {
        let mut filled = school.filled(ada, "2026-11-09");
        filled.note = "Zebra: a long note goes on and on to where the window ends.".into();
        school.log(&filled);
    });
    let mut desk = desk.press("f3").types("zebra");
    for width in [80, 90, 100, 120] {
        desk = desk.resize(width, 24).shows("Zebra: a long note goes on");
    }
    let desk = desk.shows("on to where the window ends.").press("esc f3");
    // Around the end of it, as much of the beginning as has room.
    desk.types("ends")
        .shows("Zebra: a long note goes on and on to where the window ends.")
        .resize(80, 24)
        .shows("\u{2026} ")
        .shows("to where the window ends.")
        .hides("Zebra: a");
}

/// "only me: the author alone, in every role".
#[test]
fn a_note_for_me_alone_is_never_shown_to_a_colleague() {
    let mut mine = desk_in_a_file()
        .with(["Ada Okafor"])
        .press("c")
        .types("Zebra: mine alone.")
        .press("tab tab tab tab left")
        .shows("only you may read this")
        .press("ctrl-s")
        .press("enter 4")
        .shows("Zebra: mine alone.");
    mine.colleague()
        .shows("Mr Blau")
        .press("enter 4")
        .shows("weekly")
        .hides("Zebra")
        .press("1")
        .hides("Zebra")
        .press("ctrl-f")
        .types("zebra")
        .hides("mine alone")
        .press("esc c ctrl-q")
        .hides("Zebra");
}

/// "Esc back (never destroys anything)", from any depth.
#[test]
fn esc_goes_back_from_everywhere_to_the_roster() {
    for keys in [
        "?",
        ":",
        "f",
        "s",
        "tab",
        "ctrl-f",
        "c",
        "c ?",
        "enter 3 n",
        "c tab :",
        "R f10",
    ] {
        ada_and_ben()
            .press(keys)
            .press("esc esc esc esc esc")
            .shows("Roster")
            .shows("2 overdue");
    }
}

/// Each thing with the focus has the terminal's cursor on it.
#[test]
fn the_cursor_stands_on_the_focus() {
    room_12()
        .cursor_is_on("Noor Haddad")
        .press("j")
        .cursor_is_on("Ada Okafor");
    room_12()
        .press("/")
        .types("ad")
        .cursor_is_on("find")
        .press("enter")
        .cursor_is_on("Ada");
    room_12().press("4").cursor_is_on("class number 4");
    ada_and_ben().press("c").cursor_is_on("Explain fractions");
    ada_and_ben()
        .press("c tab")
        .types("Hello")
        .cursor_is_on("Hello");
    ada_and_ben().press("c tab tab").cursor_is_on("NEXT STEP");
    ada_and_ben()
        .press("c tab tab tab tab")
        .cursor_is_on("OUTCOME");
    ada_and_ben()
        .press("enter 3 j")
        .cursor_is_on("Ask for help early");
    ada_and_ben()
        .press("enter j")
        .cursor_is_on("Ask for help early");
    ada_and_ben()
        .press("enter 2 n tab")
        .types("Kind")
        .cursor_is_on("Kind");
    ada_and_ben().press(":").types("undo").cursor_is_on("undo");
    ada_and_ben()
        .press("ctrl-c")
        .cursor_is_on("stay")
        .press("right")
        .cursor_is_on("leave");
    first_run()
        .cursor_is_on("Import")
        .press("j")
        .cursor_is_on("sample");
    desk().press("?").but(|desk| {
        assert!(desk.frame().cursor.is_some());
        let (contexts, _) = desk.model.hearing();
        assert_eq!(contexts.last(), Some(&Context::Anywhere));
    });
}

/// "every state on screen has one": what the help is made of is walked word by word.
#[test]
fn help_explains_each_closed_word_that_stands_for_a_state() {
    use deskside::domain::Word;
    use deskside::domain::cadence::State;
    use deskside::domain::check_in::Outcome;
    use deskside::domain::note::Visibility;
    use deskside::domain::person::SupportLevel;
    use deskside::domain::plan::GoalStatus;
    use deskside::domain::words;
    let screen = room_12().resize(100, 200).press("?").screen();
    let lines: Vec<&str> = screen.lines().collect();
    let explains = |word: &str, meaning: &str| {
        let word = word.replace('_', " ");
        let begin = meaning.get(..12).unwrap();
        let is_said = |line: &&&str| line.contains(&word) && line.contains(begin);
        assert!(
            lines.iter().any(|line| is_said(&line)),
            "{word} in {screen}"
        );
    };
    for (status, word) in GoalStatus::ALL {
        explains(word, words::status_meaning(*status));
    }
    for (state, _) in State::ALL {
        explains(words::state_word(*state), words::state_meaning(*state));
    }
    for (outcome, word) in Outcome::ALL {
        explains(word, words::outcome_meaning(*outcome));
    }
    for (support, word) in SupportLevel::ALL {
        explains(word, words::support_meaning(*support));
    }
    for (visibility, word) in Visibility::ALL {
        explains(word, visibility.sentence());
    }
    explains("goal ended", "On the grid: no open goal");
}

/// "short explanation of each state on `?`": every stage, pace and mark has one.
#[test]
fn help_explains_every_word_and_mark_of_a_plan_and_the_grid() {
    use deskside::domain::Word;
    use deskside::domain::pacing::Pace;
    use deskside::domain::plan::Stage;
    use deskside::domain::words;
    let screen = room_12().resize(100, 200).press("?").screen();
    let begins = |meaning: &str| screen.contains(meaning.get(..30).unwrap());
    for (stage, word) in Stage::ALL {
        assert!(screen.contains(word), "{word} in {screen}");
        assert!(begins(words::stage_meaning(*stage)), "{word}");
    }
    for (pace, _) in Pace::ALL {
        assert!(begins(words::pace_meaning(*pace)), "{pace:?}");
    }
    for mark in ["▾", "▪", "▫", "✎", "✓"] {
        assert!(screen.contains(mark), "{mark}");
    }
}

/// A question keeps what was typed until it can be taken, and no letter of it is a key.
#[test]
fn a_question_stays_until_its_answer_can_be_taken() {
    ada_and_ben()
        .press("enter w")
        .types("pause")
        .press("enter")
        .shows("Ada Okafor: paused until which day?")
        .types("bogus")
        .press("enter")
        .shows("Ada Okafor: paused until which day?")
        .shows("bogus")
        .types("q")
        .shows("bogusq")
        .press("ctrl-u")
        .types("+2w")
        .press("enter")
        .hides("Ada Okafor: paused until which day?")
        .says("Saved: paused until Mon 7 Dec 2026: Ada Okafor.");
}
