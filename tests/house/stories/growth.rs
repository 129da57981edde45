//! The growth tab: baseline to latest, the ratings behind a goal over the years, and the
//! student's own beside the teacher's.

use crate::desk::{Desk, desk};

/// Ada, whose first goal was rated on these days.
fn rated(ratings: &[(&str, i64)]) -> Desk {
    let desk = desk().with(["Ada Okafor"]);
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let goals = school.plan(ada, &["Explain fractions", "Ask for help early"]);
        for (on, level) in ratings {
            let mut filled = school.filled(ada, on);
            filled.ratings = vec![(goals[0], *level)];
            school.log(&filled);
        }
    })
}

fn line(desk: &Desk, text: &str) -> String {
    desk.frame().rows()[desk.line_of(text)].clone()
}

/// "Growth tab: baseline to latest for each goal", "ratings over time as a chart with self and
/// teacher told apart by mark as well as colour", "check-ins a week".
#[test]
fn a_goal_grows_from_its_first_rating_to_its_latest() {
    let desk = rated(&[("2026-09-10", 1), ("2026-11-12", 3)])
        .press("enter 5")
        .shows("began")
        .selects("Explain fractions")
        .shows("RATINGS")
        .shows("\u{25aa} teacher   \u{25ab} Ada")
        .shows("a week")
        .shows("Thu 10 Sep");
    let goal = line(&desk, "Explain fractions");
    assert!(
        goal.contains(" 1 ") && goal.contains("3 Proficient"),
        "{goal}"
    );
    assert!(goal.contains("+2"), "{goal}");
    let level = |words: &str| {
        let rows = desk.frame().rows();
        rows.into_iter()
            .find(|row| row.trim_start().starts_with(words))
            .unwrap()
    };
    let high = level("3 Proficient");
    assert!(high.contains('\u{25aa}'), "{high}");
    let low = level("1 Not yet");
    assert!(
        low.contains('\u{25aa}') && low.contains('\u{2812}'),
        "{low}"
    );
    desk.press("j")
        .selects("Ask for help early")
        .hides("\u{2812}");
}

/// "start the next term without copying anything": a goal that goes on from an earlier plan has
/// one history and one baseline.
#[test]
fn a_carried_goal_keeps_its_history_and_its_baseline() {
    let desk = rated(&[("2026-09-10", 1), ("2026-11-12", 2)])
        .press("enter 3 p")
        .types("begin to look")
        .press("enter p")
        .types("close")
        .press("enter")
        .types("early")
        .press("ctrl-s ctrl-s ctrl-s")
        .says("Saved: closed Ada Okafor's plan.")
        .press("p enter 5")
        .selects("Explain fractions")
        .shows("Thu 10 Sep");
    let goal = line(&desk, "Explain fractions");
    assert!(
        goal.contains("2 Developing") && goal.contains("+1"),
        "{goal}"
    );
    assert_eq!(desk.screen().matches("Explain fractions").count(), 1);
}
