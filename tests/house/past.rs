//! A record as it stood on a past day: what a report of that day would have said then.

use chrono::NaiveDate;
use deskside::domain::plan::{GoalStatus, Stage};
use deskside::domain::query::StudentRecord;

use crate::desk::{Desk, day, desk};

/// What is known of Ada, read now as of a day.
fn record(desk: &mut Desk, on: &str) -> StudentRecord {
    let (ada, viewer, today) = (
        desk.id("Ada Okafor"),
        desk.school.viewer(),
        desk.school.today,
    );
    let read = desk.school.store.record(&viewer, ada, day(on), today);
    read.unwrap().unwrap().0
}

/// "status at any past date is reproducible", "report as of any date": what was read on each day
/// of a plan's life is what is read of that day later, word for word.
#[test]
fn what_a_record_said_on_a_day_it_says_of_that_day_for_good() {
    // Each day's keys, from the list on the plan's tab.
    let story = [
        ("2026-10-26", "enter 3 n", "Explain fractions", "ctrl-s"),
        ("2026-10-27", "g n down enter", "Draw one half", "ctrl-s"),
        ("2026-10-28", "p enter", "", ""),
        ("2026-11-03", "g j space", "", ""),
        ("2026-11-05", "c 2 tab", "Drew thirds", "ctrl-s"),
        ("2026-11-06", "3 g j space", "", ""),
        ("2026-11-09", "g j e", " and one third", "ctrl-s"),
        ("2026-11-10", "g n enter", "Read at home", "ctrl-s"),
        ("2026-11-12", "g e", " with pictures", "ctrl-s"),
        ("2026-11-13", "G space", "", ""),
        ("2026-11-16", "g J", "", ""),
        ("2026-11-17", "2 n tab", "Likes to build", "ctrl-s"),
        ("2026-11-18", "2 g e", " and to draw", "ctrl-s"),
        (
            "2026-11-19",
            "1 g n down down down down down enter",
            "Adi",
            "ctrl-s",
        ),
        ("2026-11-20", "3 G space", "", ""),
    ];
    let mut desk = desk().with(["Ada Okafor", "Ben Ito"]);
    let mut said: Vec<(&str, StudentRecord)> = Vec::new();
    for (on, keys, words, save) in story {
        desk = desk.on(on).press(keys).types(words).press(save);
        let now = record(&mut desk, on);
        if let Some((before, then)) = said.last() {
            let is_same = told(then) == told(&now);
            assert!(!is_same, "{before}, then {on}: nothing was done");
        }
        said.push((on, now));
    }
    desk = desk.on("2026-11-23");
    for (on, then) in &said {
        let now = record(&mut desk, on);
        let (then, now) = (told(then), told(&now));
        let mut lines = then.lines().zip(now.lines());
        if let Some((then, now)) = lines.find(|(then, now)| then != now) {
            panic!("of {on}: {then}, and later {now}");
        }
        assert_eq!(then.len(), now.len(), "of {on}");
    }
    let before = record(&mut desk, "2026-10-23");
    assert!(before.plan.is_none() && before.others.is_empty());
}

/// What of a record is of its day: all but how check-ins stand.
fn told(record: &StudentRecord) -> String {
    format!(
        "{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}",
        record.person, record.profile, record.plan, record.others, record.promise, record.last_note
    )
}

fn status(record: &StudentRecord) -> (GoalStatus, Stage) {
    let plan = record.plan.as_ref().unwrap();
    (plan.goals[0].goal.status, plan.plan.stage)
}

/// What was taken back counts on no day, as with every entry: not in between either.
#[test]
fn what_was_undone_counts_on_no_day() {
    let mut desk = desk()
        .with(["Ada Okafor"])
        .on("2026-11-02")
        .press("enter 3 n")
        .types("Explain fractions")
        .press("ctrl-s p enter")
        .on("2026-11-10")
        .press("g space")
        .on("2026-11-12")
        .press("u")
        .says("Took back: marked a goal met for Ada Okafor");
    assert_eq!(
        status(&record(&mut desk, "2026-11-11")),
        (GoalStatus::Active, Stage::Active)
    );
    desk = desk.on("2026-11-16").press("space").on("2026-11-23");
    let of = |desk: &mut Desk, on: &str| status(&record(desk, on)).0;
    assert_eq!(of(&mut desk, "2026-11-13"), GoalStatus::Active);
    assert_eq!(of(&mut desk, "2026-11-16"), GoalStatus::Met);
}

/// Counts of the other plans are those of the day, and a closed plan is as it was before.
#[test]
fn other_plans_are_counted_as_they_were() {
    let mut desk = desk()
        .with(["Ada Okafor"])
        .given(|school| {
            school.today = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        })
        .with_plan("Ada Okafor", ["Explain fractions", "Ask for help"])
        .on("2026-11-10")
        .press("enter 3 g space")
        .on("2026-11-12")
        .press("p")
        .types("begin to look")
        .press("enter p")
        .types("close")
        .press("enter")
        .types("early")
        .press("ctrl-s ctrl-s ctrl-s")
        .says("Saved: closed Ada Okafor's plan.")
        .on("2026-11-23");
    let closed = record(&mut desk, "2026-11-20");
    assert!(closed.plan.is_none());
    assert_eq!((closed.others[0].goals, closed.others[0].met), (2, 1));
    let open = record(&mut desk, "2026-11-11").plan.unwrap();
    assert_eq!(open.plan.closed, None);
    assert_eq!(open.goals[0].goal.status, GoalStatus::Met);
    assert_eq!(open.goals[1].goal.status, GoalStatus::Active);
    let early = record(&mut desk, "2026-11-09").plan.unwrap();
    assert_eq!(early.goals[0].goal.status, GoalStatus::Active);
}
