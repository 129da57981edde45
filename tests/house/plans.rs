//! The rules of plans against cases written by hand: stages, roll-ups and pacing. A case is
//! a table of a file in `cases`; a new one needs no Rust.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use deskside::domain::calendar::Calendar;
use deskside::domain::change::{Edit, Hand};
use deskside::domain::ids::{Id, Mint};
use deskside::domain::pacing::{self, Expected, Pace, PaceOverride};
use deskside::domain::plan::{ActionStep, Goal, GoalStatus, Owner, Plan, Stage};
use deskside::domain::rating::{RaterKind, Rating, RollUp};
use deskside::domain::scale::Scale;
use deskside::domain::stage::{Life, Missing, Standing};
use deskside::domain::{Word, fate, past};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::desk::{NOW, day, monday};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases<T> {
    case: Vec<T>,
}

fn cases<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/house/cases")
        .join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Cases<T> = toml::from_str(&text).unwrap();
    assert!(!cases.case.is_empty());
    cases.case
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RollUpCase {
    title: String,
    ratings: Vec<String>,
    /// 0 for none.
    expect: BTreeMap<String, i64>,
}

fn rating(place: usize, text: &str) -> Rating {
    let words: Vec<&str> = text.split(' ').collect();
    Rating {
        id: Id::new(place as i64 + 1),
        person: Id::new(1),
        goal: Id::new(1),
        level: words[1].parse().unwrap(),
        rater: Id::new(2),
        rater_kind: if words.get(2) == Some(&"self") {
            RaterKind::Own
        } else {
            RaterKind::Teacher
        },
        observed_on: day(words[0]),
        entered_at: NOW,
        check_in: None,
        restores: None,
    }
}

/// "roll-ups latest, highest, n times, decaying average".
#[test]
fn every_roll_up_comes_to_what_its_case_says() {
    let scale = Scale::preset("1-4", Id::new(1)).unwrap();
    for case in cases::<RollUpCase>("roll_up.toml") {
        let ratings = case.ratings.iter().enumerate();
        let log: Vec<Rating> = ratings.map(|(place, text)| rating(place, text)).collect();
        for (name, expected) in &case.expect {
            let roll_up: RollUp = name.parse().unwrap();
            assert_eq!(roll_up.to_string(), *name);
            let level = roll_up.level(&log, RaterKind::Teacher, &scale);
            assert_eq!(level.unwrap_or(0), *expected, "{}: {name}", case.title);
            let mut turned = log.clone();
            turned.reverse();
            assert_eq!(roll_up.level(&turned, RaterKind::Teacher, &scale), level);
        }
    }
    for wrong in ["", "times:0", "times:", "mean"] {
        assert!(wrong.parse::<RollUp>().is_err(), "{wrong}");
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PacingCase {
    title: String,
    steps: Vec<String>,
    buffer: u16,
    expect: String,
}

/// "ahead, on pace, behind with a buffer in school days": right on each side of the buffer.
#[test]
fn every_pace_is_what_its_case_says() {
    let calendar = Calendar::new(vec![], &[]);
    for case in cases::<PacingCase>("pacing.toml") {
        let step = |text: &String| {
            let mut words = text.split(' ');
            ActionStep {
                id: Id::new(1),
                goal: Id::new(1),
                position: 1,
                text: "Cut a pizza".into(),
                owner: Owner::Student,
                due: words.next().map(day),
                done_on: words.next().map(day),
            }
        };
        let steps: Vec<ActionStep> = case.steps.iter().map(step).collect();
        let expected: Vec<Expected> = steps.iter().filter_map(Expected::of_step).collect();
        let pace = pacing::pace(&expected, monday(), case.buffer, &calendar);
        let word = pace.map_or("none", Word::word);
        assert_eq!(word, case.expect, "{}", case.title);
    }
}

/// "manual override with note and expiry".
#[test]
fn a_pace_said_by_hand_stands_until_its_last_day_and_a_later_one_before_it() {
    let said = |id: i64, pace, on: &str, until: &str| PaceOverride {
        id: Id::new(id),
        person: Id::new(1),
        goal: Id::new(1),
        pace,
        note: "ill".into(),
        until: day(until),
        by: Id::new(2),
        on: day(on),
        entered_at: NOW,
        restores: None,
    };
    let list = [
        said(1, Pace::Behind, "2026-11-02", "2026-12-01"),
        said(2, Pace::OnPace, "2026-11-16", "2026-11-23"),
    ];
    let on = |date: &str| pacing::standing(&list, day(date)).map(|said| said.pace);
    assert_eq!(on("2026-11-01"), None);
    assert_eq!(on("2026-11-15"), Some(Pace::Behind));
    assert_eq!(on("2026-11-23"), Some(Pace::OnPace));
    assert_eq!(on("2026-11-24"), None);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StageCase {
    title: String,
    stage: Stage,
    to: Stage,
    goals: Vec<GoalStatus>,
    agreed: Vec<String>,
    reflecting_from: Option<NaiveDate>,
    #[serde(default)]
    reflections: usize,
    missing: Vec<String>,
    #[serde(rename = "override")]
    overridden: Option<bool>,
}

/// "Plans through their stages, with the guards of `domain.md`": what is missing is said, and
/// a reason is enough only where the rules say so.
#[test]
fn every_stage_is_entered_or_refused_as_its_case_says() {
    for case in cases::<StageCase>("stages.toml") {
        let agreed = |who: &str| case.agreed.iter().any(|other| other == who);
        let plan = Plan {
            stage: case.stage,
            agreed_by_student: agreed("student").then(monday),
            agreed_by_adult: agreed("adult").then(monday),
            ..Plan::draft(Id::new(1), Id::new(2), None, Id::new(3), day("2026-09-01"))
        };
        let goals: Vec<Goal> = case
            .goals
            .iter()
            .enumerate()
            .map(|(place, status)| Goal {
                status: *status,
                ..Goal::proposed(
                    Id::new(place as i64 + 10),
                    plan.id,
                    place as u16 + 1,
                    "Read".into(),
                    plan.person,
                    NOW,
                )
            })
            .collect();
        let standings: Vec<Standing<'_>> = goals
            .iter()
            .map(|goal| Standing {
                goal,
                level: Some(2),
                own_level: None,
            })
            .collect();
        let life = Life {
            plan: &plan,
            goals: &standings,
            reflections: case.reflections,
            reflecting_from: case.reflecting_from,
        };
        let missing = life.missing(case.to, monday());
        let words: Vec<String> = missing.iter().map(Missing::words).collect();
        assert_eq!(words, case.missing, "{}", case.title);
        let mut mint = Mint::new(1);
        let mut hand = Hand {
            person: Id::new(4),
            mint: &mut mint,
            now: NOW,
            today: monday(),
        };
        let plain = life.enter(case.to, None, &mut hand);
        assert_eq!(plain.is_ok(), missing.is_empty(), "{}", case.title);
        let reasoned = life.enter(case.to, Some("the family moved"), &mut hand);
        let expected = case.overridden.unwrap_or(true);
        assert_eq!(reasoned.is_ok(), expected, "{}", case.title);
        if let (Ok(edits), false) = (reasoned, missing.is_empty()) {
            let on_record = edits.iter().any(|edit| {
                matches!(edit, Edit::PlanEvent(entry)
                    if entry.row().reason.as_deref() == Some("the family moved"))
            });
            assert!(on_record, "{}", case.title);
        }
    }
}

/// "status at any past date is reproducible".
#[test]
fn a_goals_status_on_a_past_day_follows_from_its_history() {
    let mut mint = Mint::new(1);
    let goal = Goal::proposed(Id::new(7), Id::new(1), 1, "Read".into(), Id::new(2), NOW);
    let mut events = Vec::new();
    let mut now = goal.clone();
    for (date, status) in [
        ("2026-09-01", GoalStatus::Proposed),
        ("2026-09-10", GoalStatus::Active),
        ("2026-10-20", GoalStatus::Met),
        ("2026-11-02", GoalStatus::Active),
    ] {
        let mut hand = Hand {
            person: Id::new(4),
            mint: &mut mint,
            now: NOW,
            today: day(date),
        };
        let after = Goal {
            status,
            ..now.clone()
        };
        let before = (!events.is_empty()).then_some(&now);
        for edit in fate::goal_edits(before, after.clone(), &mut hand) {
            if let Edit::PlanEvent(entry) = edit {
                events.push(entry.row().clone());
            }
        }
        now = after;
    }
    let on = |date: &str| past::status_on(&now, &events, day(date)).unwrap();
    assert_eq!(on("2026-09-09"), GoalStatus::Proposed);
    assert_eq!(on("2026-09-10"), GoalStatus::Active);
    assert_eq!(on("2026-10-31"), GoalStatus::Met);
    assert_eq!(on("2026-11-23"), GoalStatus::Active);
}
