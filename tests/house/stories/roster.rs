//! The roster: who has waited longest, found, filtered, sorted, numbered.

use deskside::app::action::Action;
use deskside::app::msg::Msg;
use deskside::domain::cadence::Kind;
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::check_in::CheckInKind;
use deskside::domain::person::{Role, Status};
use deskside::domain::query::{Answer, Filter, Found, Query};
use deskside::domain::school::{CadenceRule, CadenceScope, Class, Import};
use deskside::store::Error;
use deskside::store::rows::Table;

use super::{ada_and_ben, room_12};
use crate::desk::{Desk, School, desk};

/// "**Who is overdue.** Cadence, calendar, anchor, states and order exactly as
/// `domain.md` says".
#[test]
fn who_has_waited_longest_stands_first_with_the_days_past_the_maximum() {
    room_12()
        .shows_in_order([
            "Noor Haddad",
            "Ada Okafor",
            "José García",
            "Zhào Mei-Ling",
            "Liam van der Berg",
        ])
        .shows("▴ overdue 8d")
        .shows("▴ overdue 1d")
        .shows("∙ due")
        .shows("◦ ok")
        .selects("Noor Haddad");
}

/// "see who is overdue": the header says how many of each, who, where and when.
#[test]
fn the_header_says_where_who_when_and_how_many() {
    room_12()
        .shows("Ms Vasko   Room 12   Mon 23 Nov")
        .shows("3 overdue   1 due   1 ok")
        .shows("5 students");
}

/// "**Roster** … with find": jose finds José, Enter keeps what was found.
#[test]
fn jose_finds_josé_and_enter_keeps_the_filter() {
    room_12()
        .press("/")
        .types("jose")
        .shows("José García")
        .hides("Ada Okafor")
        .press("enter")
        .hides("Ada Okafor")
        .press("c")
        .shows("Check in   José García")
        .press("esc")
        .hides("Ada Okafor");
}

/// "**Roster** … with find": Esc clears, and the cursor is on who was found.
#[test]
fn esc_clears_the_find_and_stays_on_who_was_found() {
    room_12()
        .press("/")
        .types("zhao")
        .press("esc")
        .shows("Ada Okafor")
        .selects("Zhào Mei-Ling");
}

/// "**Roster** … with find": over the class number, the class and the name's parts.
#[test]
fn find_knows_numbers_classes_and_parts_of_names() {
    for typed in ["2", "gar jos", "josé", "room 12 jose"] {
        room_12().press("/").types(typed).selects("José García");
    }
    room_12()
        .press("/")
        .types("nobody at all")
        .shows("nobody found")
        .shows("Esc shows everybody again");
}

/// "**Roster** … with filters": by state, never met, class, grade, plan.
#[test]
fn filters_leave_who_was_asked_for_and_say_so_in_the_header() {
    let filtered = |typed: &str| room_12().press("f").types(typed).press("enter");
    filtered("state: ok")
        .shows("Liam van der Berg")
        .hides("Ada Okafor")
        .shows("Roster   ok")
        .press("enter")
        .shows("1 of 1");
    filtered("never")
        .shows("Noor Haddad")
        .hides("Ada Okafor")
        .shows("never met");
    filtered("room 12")
        .shows("Ada Okafor")
        .shows("Roster   Room 12");
    filtered("grade: 3").shows("5 students");
    filtered("plan: active").shows("Nobody is left by this filter");
    filtered("plan: none").shows("5 students");
    filtered("paused")
        .shows("Nobody is left by this filter. f chooses another")
        .press("f")
        .types("everybody")
        .press("enter")
        .shows("5 students");
}

/// "**Roster** … sort": by need, name and class number.
#[test]
fn the_roster_is_sorted_as_chosen_and_says_so() {
    room_12()
        .press("s")
        .types("number")
        .press("enter")
        .shows("by class number")
        .shows_in_order(["Ada Okafor", "José García", "Zhào Mei-Ling", "Liam", "Noor"])
        .selects("Ada Okafor")
        .press("s")
        .types("waited")
        .press("enter")
        .shows_in_order(["Noor Haddad", "Ada Okafor"]);
    desk()
        .with(["Cai Dunn", "Ben Clark", "Ada Berg"])
        .press("s")
        .types("by name")
        .press("enter")
        .shows_in_order(["Ada Berg", "Ben Clark", "Cai Dunn"]);
}

/// "**Roster** … sort": choosing the order that holds already leaves the roster as it is.
#[test]
fn the_same_order_again_changes_nothing() {
    room_12()
        .press("s enter")
        .shows("Ada Okafor")
        .press("j")
        .selects("Ada Okafor");
}

/// "**Roster** … class numbers": digits then Enter select, Enter again opens.
#[test]
fn digits_and_enter_select_by_class_number_and_enter_opens() {
    room_12()
        .press("3")
        .says("class number 3")
        .selects("Noor Haddad")
        .press("enter")
        .selects("Zhào Mei-Ling")
        .press("enter")
        .shows("1 Overview")
        .shows("Zhào Mei-Ling");
    room_12()
        .press("4 2 enter")
        .says("Nobody here has the class number 42.")
        .selects("Noor Haddad");
    room_12()
        .press("3 esc")
        .hides("class number")
        .press("enter")
        .shows("1 Overview");
}

/// "**Roster** … class numbers": a class without them is given them by name, in one change.
#[test]
fn a_class_is_numbered_by_name_and_that_can_be_taken_back() {
    room_12()
        .press(":")
        .types("number the class")
        .types("")
        .press("ctrl-u")
        .types("number_class")
        .press("ctrl-u")
        .types("numbers by name")
        .press("enter")
        .shows("Number which class?")
        .press("enter")
        .says("Saved: numbered 5 students of a class by name.")
        .press("u")
        .says("Took back: numbered 5 students of a class by name.")
        .press("3 enter")
        .selects("Zhào Mei-Ling");
}

/// "**Roster** … absent and skipped outcomes": absent today counts for nothing but is seen.
#[test]
fn absent_today_is_one_key_and_moves_no_date() {
    room_12()
        .press("j a")
        .says("Saved: marked absent: Ada Okafor.")
        .shows("absent")
        .shows("▴ overdue 8d")
        .selects("Ada Okafor")
        .press("a")
        .says("Ada Okafor is marked absent today already.")
        .press("enter")
        .shows("tried, absent once");
}

/// "only **held** counts": who came late was met today, and who was met isn't marked absent.
#[test]
fn who_was_met_today_is_not_absent() {
    let came_late = || room_12().press("j a").press("c").types("Came late.");
    came_late()
        .press("ctrl-s")
        .press("/")
        .types("okafor")
        .shows("today")
        .hides("absent");
    came_late()
        .press("ctrl-s")
        .press("/")
        .types("okafor")
        .press("enter a")
        .says("Ada Okafor was met today, and so isn't marked absent.")
        .press("enter")
        .shows("met today")
        .hides("tried, absent");
}

/// Who was met between times, by a kind that no cadence asks for, is still to be met; absent
/// they weren't.
#[test]
fn who_was_met_between_times_is_not_marked_absent() {
    let desk = ada_and_ben();
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let mut filled = school.filled(ada, "2026-11-23");
        filled.kind = CheckInKind::AdHoc;
        school.log(&filled);
    })
    .press("/")
    .types("okafor")
    .press("enter a")
    .says("Ada Okafor was met today, and so isn't marked absent.")
    .press("enter")
    .hides("tried, absent");
}

fn daily(school: &mut School) {
    let id = school.mint.id(school.now);
    let rule = CadenceRule {
        id,
        scope: CadenceScope::School,
        subject: None,
        kind: Kind::Daily,
        asked: true,
        ideal: 1,
        maximum: 2,
        weekday: None,
        paused_from: None,
        paused_until: None,
    };
    school.apply(&Change {
        label: "asked for daily check-ins".into(),
        subject: None,
        edits: vec![Edit::Cadence(Delta::insert(rule))],
    });
}

/// "**Roster** … two cadence kinds (daily, weekly)".
#[test]
fn daily_and_weekly_check_ins_are_told_apart() {
    let two_kinds = || {
        desk()
            .with(["Ada Okafor", "Ben Ito"])
            .met("Ada Okafor", "2026-11-20")
            .met("Ben Ito", "2026-11-20")
            .given(daily)
    };
    // Met weekly on Friday, and never for a day: the daily one has waited.
    two_kinds()
        .shows("▴ overdue")
        .press("c")
        .shows("Check in   Ada Okafor   daily");
    two_kinds()
        .press("f")
        .types("check-ins: weekly")
        .press("enter")
        .shows("◦ ok")
        .hides("overdue 6")
        .press("c")
        .shows("Check in   Ada Okafor   weekly");
    // A daily check-in is one for the day, and none for the week.
    two_kinds()
        .press("c")
        .types("Read two pages.")
        .press("ctrl-s")
        .press("f")
        .types("check-ins: daily")
        .press("enter")
        .shows_in_order(["Ben Ito", "Ada Okafor"])
        .press("G")
        .selects("◦ ok");
}

/// "**Roster** … at 80x24 and wider": from 100 columns the card, before that Tab.
#[test]
fn the_card_stands_beside_the_roster_or_a_key_away() {
    let with_promise = || {
        let desk = ada_and_ben();
        let ada = desk.id("Ada Okafor");
        desk.given(|school| {
            let mut filled = school.filled(ada, "2026-11-09");
            filled.next_step = "Read chapter 4 aloud".into();
            school.log(&filled);
        })
        .press("G")
        .selects("Ada Okafor")
    };
    with_promise()
        .hides("Read chapter 4 aloud")
        .press("tab")
        .shows("Read chapter 4 aloud")
        .shows("Explain fractions")
        .press("esc")
        .hides("Read chapter 4 aloud");
    with_promise()
        .resize(120, 40)
        .clock(1_000)
        .shows("Read chapter 4 aloud")
        .shows("Explain fractions")
        .press("k")
        .clock(1_000)
        .shows("Finish a story")
        .press("tab")
        .hides("Finish a story");
}

/// Rule 7 of `screens.md`, for "First run": an empty roster says what would be here.
#[test]
fn an_empty_roster_teaches() {
    desk()
        .shows("Your students will stand here")
        .shows("deskside import")
        .press("c a enter R tab j G 1 enter")
        .shows("Your students will stand here");
}

/// The same where something is done: what is true, what comes next, and no key that does nothing.
#[test]
fn an_empty_school_says_what_comes_next() {
    let footer = desk().footer();
    for key in ["c check in", "Enter open", "a absent", "R round"] {
        assert!(!footer.contains(key), "{key} is offered in {footer:?}");
    }
    for key in ["c", "a", "enter", "R"] {
        desk()
            .press(key)
            .says("There is no student here yet; import a roster first.");
    }
    desk()
        .press("v")
        .shows("Your students will stand here, with where each is.")
        .hides("Nobody is left by this filter");
    desk()
        .press("m")
        .says("There is no group yet, and nobody to make one of; import a roster first.")
        .hides("Nothing is left by that.");
    desk()
        .given(|school| {
            let leave = |connection: &rusqlite::Connection| {
                connection.execute("UPDATE enrollment SET status = 'inactive'", [])?;
                Ok(())
            };
            school.store.write(leave).unwrap();
        })
        .means(Action::NumberClass)
        .says("You have no class here to number")
        .hides("Nothing is left by that.");
    room_12()
        .press("f")
        .types("paused")
        .press("enter c")
        .says("Nobody is left by this filter; f chooses another.");
    room_12()
        .press("/")
        .types("zzz")
        .press("enter c")
        .says("Nobody is found by that; Esc shows the others again.");
}

/// "The header … who am I": a file that can't be written says so, and nothing is lost.
#[test]
fn a_file_that_can_only_be_read_says_so_and_keeps_the_text() {
    let mut desk = room_12();
    desk.model.is_read_only = true;
    let mut desk = desk.shows("read only");
    desk.model.is_read_only = false;
    let mut desk = desk.press("c").types("Drew thirds.");
    desk.refusing = Some(deskside::run::outcome::refusal(&Error::ReadOnly));
    desk.press("ctrl-s")
        .says("Not saved: The database can't be written.")
        .shows("Drew thirds.");
}

/// Sixty students, of whom a screenful is seen.
fn sixty() -> Desk {
    desk().given(|school| {
        for number in 1..=60 {
            school.student(&format!("Student N{number:02}"), number);
        }
    })
}

/// "Opening it reads one screenful": moving reaches everybody all the same.
#[test]
fn moving_reaches_everybody_however_many_there_are() {
    sixty()
        .selects("N01")
        .press("G")
        .selects("N60")
        .press("k")
        .selects("N59")
        .press("g")
        .selects("N01")
        .press("pagedown pagedown pagedown")
        .press("j")
        .but(|desk| {
            let seen = desk.model.roster.list.rows().len();
            assert!(seen <= 90, "{seen} rows are read for a screenful");
        })
        .press("g j j")
        .selects("N03");
}

/// "Ctrl-C never loses anything", and `q` leaves at the roster.
#[test]
fn leaving_is_q_and_ctrl_c_asks_once_more() {
    room_12().press("q").but(|desk| assert!(desk.has_left));
    room_12().press("esc h").but(|desk| assert!(!desk.has_left));
    room_12()
        .press("ctrl-c")
        .shows("Leave Deskside?")
        .press("enter")
        .but(|desk| assert!(!desk.has_left))
        .press("ctrl-c y")
        .but(|desk| assert!(desk.has_left));
}

/// "two cadence kinds": the list of cadences opens again where it was left without a choice.
#[test]
fn the_cadences_open_again_after_esc() {
    desk()
        .with(["Ada Okafor"])
        .press("enter w")
        .shows("How often to meet: Ada")
        .press("esc")
        .hides("How often to meet")
        .press("w")
        .shows("How often to meet: Ada")
        .press("esc q")
        .selects("Ada Okafor");
}

/// "roster filter \"not started\"", "orphan goals listed", "untouched for n days": what is missing
/// in a student's year is asked for by the filter.
#[test]
fn the_roster_is_filtered_by_what_is_missing() {
    room_12()
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("f")
        .types("untouched")
        .press("enter")
        .shows("Roster   untouched")
        .shows("1 student")
        .shows("Ada Okafor")
        .press("c 3 ctrl-s")
        .shows("Nobody is left by this filter.")
        .press("f")
        .types("everybody")
        .press("enter f")
        .types("serves no longer")
        .press("enter")
        .shows("Ada Okafor")
        .hides("José García")
        .press("f")
        .types("everybody")
        .press("enter f")
        .types("not started")
        .press("enter")
        .shows("4 students")
        .hides("Ada Okafor")
        .press("/")
        .types("okafor")
        .shows("nobody found")
        .press("esc f")
        .types("everybody")
        .press("enter f")
        .types("start incomplete")
        .press("enter")
        .shows("5 students");
}

/// "find": whoever goes on past what a window shows of it finds them all.
#[test]
fn all_that_is_found_is_reached_whatever_the_window() {
    let names = [
        "Ada Okafor",
        "Adam Ito",
        "Adele Wu",
        "Adil Noor",
        "Adina Berg",
        "Adisa Lima",
        "Aditi Rao",
        "Adnan Aziz",
        "Adolf Kim",
        "Adora Sato",
        "Adria Popa",
        "Adrian Moor",
    ];
    let desk = desk().with(names).resize(40, 10).press("/").types("ad");
    assert!(desk.screen().contains("or more"), "{}", desk.screen());
    desk.press("enter G")
        .shows("12 students")
        .press("G")
        .selects("Adrian");
}

/// A class by its title comes before whoever has its number elsewhere.
#[test]
fn a_class_comes_before_a_number() {
    desk()
        .given(|school| {
            let room_12 = school.class;
            let room_14: Class = Class {
                id: school.mint.id(school.now),
                import: Import::default(),
                org: None,
                title: "Room 14".into(),
                code: None,
                homeroom: true,
                sessions: vec![],
                status: Status::Active,
            };
            let insert = |connection: &rusqlite::Connection| room_14.insert(connection);
            school.store.write(insert).unwrap();
            school.class = room_14.id;
            school.enroll(school.teacher, Role::Teacher, None, "2026-08-17");
            school.student("Cai Wu", 3);
            school.class = room_12;
            school.student("Dee Lima", 14);
        })
        .press("/")
        .types("room 14")
        .shows_in_order(["Cai", "Dee"]);
}

/// "find (type …)": a search that stopped before its end doesn't say that nobody is there.
#[test]
fn a_find_that_stopped_asks_for_more_letters() {
    let mut desk = ada_and_ben().press("/").types("zq").shows("nobody found");
    let found = Found {
        rows: vec![],
        has_stopped: true,
    };
    let asked = Query::Find {
        text: "zq".into(),
        filter: Filter::default(),
        limit: 12,
    };
    desk.hear(Msg::Answered(asked, Answer::Find(found)));
    desk.shows("nobody yet; type more")
        .shows("Nobody among the first few hundred with that name")
        .hides("nobody found");
}

/// "The cursor stands on the focus": also where whoever was opened isn't left by the filter, and
/// was looked for among the others before.
#[test]
fn the_cursor_stands_on_somebody_whoever_was_opened() {
    let mut desk = room_12()
        .press("f")
        .types("overdue")
        .press("enter")
        .hides("Liam");
    for _time in 0..2 {
        desk = desk
            .press("ctrl-f")
            .types("Liam")
            .press("enter")
            .shows("Liam van der Berg   Grade 3")
            .press("esc esc esc")
            .shows("3 overdue");
        assert!(desk.frame().cursor.is_some(), "{}", desk.screen());
    }
}

/// The header says how many of those it counts are shown, and the class once.
#[test]
fn the_header_says_how_many_are_shown_of_those_it_counts() {
    room_12()
        .shows(" 5 students")
        .hides("of 5 students")
        .press("f")
        .types("state: overdue")
        .press("enter")
        .shows("3 overdue")
        .shows("3 of 5 students")
        .press("f")
        .types("everybody")
        .press("enter f")
        .types("never")
        .press("enter")
        .shows("1 of 5 students");
    let filtered = room_12().press("f").types("room 12").press("enter");
    let frame = filtered.frame();
    let header = &frame.rows()[0];
    assert_eq!(header.matches("Room 12").count(), 1, "{header}");
}

/// Whoever an undo brings back to the top is seen there, under the cursor.
#[test]
fn an_undo_goes_to_whom_it_brings_back() {
    let names: [String; 30] = std::array::from_fn(|n| format!("Ada Number{n:02}"));
    let mut desk = desk().with(std::array::from_fn::<&str, 30, _>(|n| names[n].as_str()));
    for name in &names[1..] {
        desk = desk.met(name, "2026-11-11");
    }
    desk = desk.met(&names[0], "2026-10-05");
    desk.opened();
    desk.selects("Ada Number00")
        .press("c tab")
        .types("note")
        .press("ctrl-s")
        .selects("Ada Number01")
        .press("u")
        .selects("Ada Number00")
        .press("j c tab")
        .types("note")
        .press("ctrl-s")
        .shows("Ada Number00")
        .press("u")
        .selects("Ada Number01")
        .shows("Ada Number00")
        .press("ctrl-r")
        .selects("Ada Number01");
}
