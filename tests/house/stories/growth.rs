//! The growth tab: baseline to latest, the ratings behind a goal over the years, and the
//! student's own beside the teacher's.

use deskside::domain::change::{Change, Delta, Edit, Entry, Hand};
use deskside::domain::fate;
use deskside::domain::framework::{Competency, GoalCompetency};
use deskside::domain::person::Status;
use deskside::domain::plan::{Goal, Plan, Stage};
use deskside::domain::rating::{RaterKind, Rating};
use deskside::domain::scale::Scale;
use deskside::domain::school::{AcademicSession, Import, SessionKind};
use deskside::store::rows::Table;

use super::competencies;
use crate::desk::{Desk, day, desk};

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

/// Ada's only plan goes on in a plan of the next term, and isn't closed.
fn rolled_over(desk: Desk) -> Desk {
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        let next = AcademicSession {
            id: school.mint.id(school.now),
            import: Import::default(),
            title: "Term 3".into(),
            kind: SessionKind::Term,
            begins: day("2027-01-04"),
            ends: day("2027-03-22"),
            parent: None,
            status: Status::Active,
        };
        let written = school.store.write(|connection| next.insert(connection));
        written.unwrap();
        let (viewer, today) = (school.viewer(), school.today);
        let read = school.store.record(&viewer, ada, today, today).unwrap();
        let plan = read.unwrap().0.plan.unwrap();
        let mut hand = Hand {
            person: school.teacher,
            mint: &mut school.mint,
            now: school.now,
            today,
        };
        let (_, edits) = fate::go_on(ada, Some(next.id), next.begins, &plan, &mut hand);
        school.apply(&Change::about(ada, "rolled over", edits));
    })
}

/// "each goal from where it began to now": a rating of the goal that goes on counts, also when
/// the one that follows is there already, and so does Ada's own.
#[test]
fn a_goal_that_was_rolled_over_is_as_the_plan_says() {
    let desk = rolled_over(rated(&[("2026-09-10", 2), ("2026-11-12", 3)]));
    let ada = desk.id("Ada Okafor");
    let desk = desk
        .given(|school| {
            let (viewer, today) = (school.viewer(), school.today);
            let read = school.store.record(&viewer, ada, today, today).unwrap();
            let goal = read.unwrap().0.plan.unwrap().goals[0].goal.id;
            let mut filled = school.filled(ada, "2026-11-23");
            filled.ratings = vec![(goal, 4)];
            school.log(&filled);
            let rating = Rating {
                id: school.mint.id(school.now),
                person: ada,
                goal,
                level: 1,
                rater: ada,
                rater_kind: RaterKind::Own,
                observed_on: today,
                entered_at: school.now,
                check_in: None,
                restores: None,
            };
            let edits = vec![Edit::Rating(Entry::Append(rating))];
            school.apply(&Change::about(ada, "rated by Ada", edits));
        })
        .press("enter 5");
    let goal = line(&desk, "Explain fractions");
    assert!(
        goal.contains("4 Beyond") && goal.contains("+2") && goal.contains("1 Not yet"),
        "{goal}"
    );
    assert_eq!(desk.screen().matches("Explain fractions").count(), 1);
}

/// "override, with who, when and why": growth says what the plan says, and that it was set by
/// hand; the ratings behind it stay as they are.
#[test]
fn a_level_set_by_hand_is_that_of_growth_too() {
    let desk = rated(&[("2026-09-10", 1), ("2026-11-12", 3)])
        .press("enter 3 p")
        .types("set the level")
        .press("enter")
        .types("4")
        .press("tab")
        .types("Seen in the play.")
        .press("ctrl-s 5")
        .shows("* the level was set by hand, today");
    let goal = line(&desk, "Explain fractions");
    assert!(goal.contains("4 Beyond *") && goal.contains("+3"), "{goal}");
    // The chart has the two ratings and no third one.
    let rows = desk.frame().rows();
    let chart = rows
        .iter()
        .skip_while(|row| !row.contains("RATINGS"))
        .skip(1);
    assert_eq!(chart.filter(|row| row.contains('\u{25aa}')).count(), 2);
    let back = desk
        .press("3 p")
        .types("let the level")
        .press("enter 5")
        .hides("set by hand");
    assert!(line(&back, "Explain fractions").contains("3 Proficient"));
}

/// Links both of Ada's goals to one competency, the second from a plan on another scale.
fn toward_one(desk: Desk, with_other_scale: bool) -> Desk {
    let ada = desk.id("Ada Okafor");
    desk.given(|school| {
        competencies(school, &[("3.NF", "Fractions", "3")]);
        let written = school.store.write(|connection| {
            let competency = Competency::list(connection, "", [])?[0].id;
            let goals = Goal::list(connection, "ORDER BY position, id", [])?;
            Ok((competency, goals))
        });
        let (competency, goals) = written.unwrap();
        let mut edits: Vec<Edit> = Vec::new();
        for goal in &goals {
            edits.push(Edit::GoalCompetency(Delta::insert(GoalCompetency {
                id: school.mint.id(school.now),
                goal: goal.id,
                competency,
                target: None,
                expected_by: None,
            })));
        }
        if with_other_scale {
            let id = school.mint.id(school.now);
            let scale = Scale::preset("0-8", id).unwrap();
            let plan = Plan {
                stage: Stage::Closed,
                closed: Some(day("2026-06-19")),
                ..Plan::draft(
                    school.mint.id(school.now),
                    ada,
                    None,
                    scale.id,
                    day("2025-09-01"),
                )
            };
            let id = school.mint.id(school.now);
            let goal = Goal::proposed(id, plan.id, 1, "Halves".into(), ada, school.now);
            let rating = Rating {
                id: school.mint.id(school.now),
                person: ada,
                goal: goal.id,
                level: 5,
                rater: school.teacher,
                rater_kind: RaterKind::Teacher,
                observed_on: day("2025-10-06"),
                entered_at: school.now,
                check_in: None,
                restores: None,
            };
            let link = GoalCompetency {
                id: school.mint.id(school.now),
                goal: goal.id,
                competency,
                target: None,
                expected_by: None,
            };
            edits.splice(
                0..0,
                [
                    Edit::Scale(Delta::insert(scale)),
                    Edit::Plan(Delta::insert(plan)),
                    Edit::Goal(Delta::insert(goal)),
                    Edit::GoalCompetency(Delta::insert(link)),
                    Edit::Rating(Entry::Append(rating)),
                ],
            );
        }
        school.apply(&Change::about(ada, "linked", edits));
    })
}

/// "baseline to latest for each goal and competency": by all goals that work toward it, with
/// its chart.
#[test]
fn a_competency_grows_by_all_goals_that_work_toward_it() {
    let desk = rated(&[("2026-09-10", 1), ("2026-11-12", 2)]);
    let ada = desk.id("Ada Okafor");
    let desk = toward_one(desk, false)
        .given(|school| {
            let (viewer, today) = (school.viewer(), school.today);
            let read = school.store.record(&viewer, ada, today, today).unwrap();
            let second = read.unwrap().0.plan.unwrap().goals[1].goal.id;
            let mut filled = school.filled(ada, "2026-11-19");
            filled.ratings = vec![(second, 4)];
            school.log(&filled);
        })
        .press("enter 5")
        .shows("competencies, by all goals")
        .press("G")
        .selects("3.NF Fractions");
    let grown = line(&desk, "3.NF Fractions");
    assert!(
        grown.contains(" 1 ") && grown.contains("4 Beyond"),
        "{grown}"
    );
    assert!(grown.contains("+3"), "{grown}");
    let rows = desk.frame().rows();
    let chart = rows.iter().skip_while(|row| !row.contains("RATINGS"));
    let marked = chart.skip(1).filter(|row| row.contains('\u{25aa}'));
    assert_eq!(marked.count(), 3, "{rows:?}");
}

/// "a multi-year timeline": a level of another scale keeps its scale's name, is no gain, and
/// isn't drawn among levels it isn't one of; the axis still begins where the record does.
#[test]
fn levels_of_two_scales_are_not_taken_for_one_another() {
    let desk = toward_one(rated(&[("2026-11-12", 3)]), true)
        .resize(110, 30)
        .press("enter 5 G")
        .selects("3.NF Fractions")
        .shows("RATINGS   and 1 on another scale")
        .shows("6 Oct 2025");
    let grown = line(&desk, "3.NF Fractions");
    assert!(
        grown.contains("5 of 0-8") && grown.contains("3 Proficient"),
        "{grown}"
    );
    assert!(!grown.contains("-2") && !grown.contains('='), "{grown}");
}
