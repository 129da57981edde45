//! What the book refuses whoever asks: parts of a closed plan, lineage that goes in circles, a
//! second open plan, a scale that is used. Each by a change written by hand, past the screens.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use deskside::domain::change::{Change, Delta, Edit, Entry, Hand};
use deskside::domain::evidence::Evidence;
use deskside::domain::fate::Fate;
use deskside::domain::framework::GoalCompetency;
use deskside::domain::ids::Id;
use deskside::domain::pacing::{Pace, PaceOverride};
use deskside::domain::person::PersonId;
use deskside::domain::plan::{ActionStep, Goal, Horizon, Owner, Plan, Reflection, Stage};
use deskside::domain::query::{Answer, PlanRecord, Query};
use deskside::domain::rating::{LevelOverride, RaterKind, Rating};
use deskside::domain::scale::Scale;
use deskside::domain::strategy::Strategy;
use deskside::store::Actor;
use deskside::store::journal::{Back, Step};
use deskside::store::rows::Table;

use crate::desk::{School, day};

/// Ada with two goals, and her plan.
fn ada() -> (School, PersonId, Vec<Id<Goal>>) {
    let mut school = School::in_memory();
    let ada = school.student("Ada Okafor", 12);
    let goals = school.plan(ada, &["Explain fractions", "Read every day"]);
    (school, ada, goals)
}

fn row<T: Table>(school: &mut School, id: i64) -> T {
    let found = school.store.write(|connection| T::find(connection, id));
    found.unwrap().unwrap()
}

fn plan_of(school: &mut School, goal: Id<Goal>) -> Plan {
    let goal: Goal = row(school, goal.number());
    row(school, goal.plan.number())
}

fn record(school: &mut School, student: PersonId, plan: Id<Plan>) -> PlanRecord {
    let (viewer, today) = (school.viewer(), school.today);
    let asked = Query::Plan { student, plan };
    match school.store.ask(&viewer, &asked, today).unwrap() {
        Answer::Plan(Some(found)) => *found,
        other => panic!("{other:?}"),
    }
}

/// The plan looked back on and closed, both goals carried.
fn close(school: &mut School, student: PersonId, goals: &[Id<Goal>]) {
    let plan = plan_of(school, goals[0]).id;
    let mut at = record(school, student, plan);
    let mut mint = school.mint.clone();
    let mut hand = Hand {
        person: school.teacher,
        mint: &mut mint,
        now: school.now,
        today: school.today,
    };
    let mut edits = at
        .live(|life| life.enter(Stage::Reflecting, Some("early"), &mut hand))
        .unwrap();
    at.plan.stage = Stage::Reflecting;
    at.plan.reflecting_since = Some(school.today);
    let fates: Vec<(Id<Goal>, Fate)> = goals.iter().map(|goal| (*goal, Fate::Carry)).collect();
    let closing = at.live(|life| life.close(&fates, Some("moved away"), &mut hand));
    edits.extend(closing.unwrap());
    school.mint = mint;
    school.apply(&Change::about(student, "closed Ada's plan", edits));
}

fn refusal(school: &mut School, edits: Vec<Edit>) -> String {
    let actor = school.actor();
    let change = Change::about(school.teacher, "tried", edits);
    match school.store.apply(&actor, &change) {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// One edit of each part of a plan.
fn parts(school: &mut School, ada: PersonId, goal: Id<Goal>) -> Vec<(&'static str, Edit)> {
    let (now, today, by) = (school.now, school.today, school.teacher);
    let known: Goal = row(school, goal.number());
    let plan = plan_of(school, goal);
    let mut renamed = known.clone();
    renamed.text = "Other words".into();
    let mut paced = plan.clone();
    paced.rules.pacing = Some(2);
    let mint = &mut school.mint;
    vec![
        (
            "a new goal",
            Edit::Goal(Delta::insert(Goal::proposed(
                mint.id(now),
                plan.id,
                3,
                "Write".into(),
                by,
                now,
            ))),
        ),
        ("a changed goal", Edit::Goal(Delta::update(known, renamed))),
        (
            "a step",
            Edit::Step(Delta::insert(ActionStep {
                id: mint.id(now),
                goal,
                position: 1,
                text: "Cut a pizza".into(),
                owner: Owner::Student,
                due: None,
                done_on: None,
            })),
        ),
        (
            "evidence",
            Edit::Evidence(Entry::Append(Evidence {
                id: mint.id(now),
                person: ada,
                goal,
                title: "A poster".into(),
                place: None,
                author: by,
                on: today,
                entered_at: now,
                restores: None,
            })),
        ),
        (
            "a strategy",
            Edit::Strategy(Entry::Append(Strategy {
                id: mint.id(now),
                person: ada,
                goal,
                text: "Paper strips".into(),
                author: by,
                on: today,
                entered_at: now,
                restores: None,
            })),
        ),
        (
            "a reflection",
            Edit::Reflection(Entry::Append(Reflection {
                id: mint.id(now),
                plan: plan.id,
                goal: Some(goal),
                prompt: None,
                text: "It went well.".into(),
                author: ada,
                typed_by: by,
                on: today,
                entered_at: now,
                restores: None,
            })),
        ),
        (
            "a rating",
            Edit::Rating(Entry::Append(Rating {
                id: mint.id(now),
                person: ada,
                goal,
                level: 4,
                rater: by,
                rater_kind: RaterKind::Teacher,
                observed_on: today,
                entered_at: now,
                check_in: None,
                restores: None,
            })),
        ),
        (
            "a level by hand",
            Edit::LevelOverride(Entry::Append(LevelOverride {
                id: mint.id(now),
                person: ada,
                goal,
                level: 4,
                reason: "Seen in the play.".into(),
                by,
                on: today,
                entered_at: now,
                restores: None,
            })),
        ),
        (
            "a pace by hand",
            Edit::PaceOverride(Entry::Append(PaceOverride {
                id: mint.id(now),
                person: ada,
                goal,
                pace: Pace::Behind,
                note: "ill".into(),
                until: today,
                by,
                on: today,
                entered_at: now,
                restores: None,
            })),
        ),
        (
            "a link",
            Edit::GoalCompetency(Delta::insert(GoalCompetency {
                id: mint.id(now),
                goal,
                competency: Id::new(5),
                target: None,
                expected_by: None,
            })),
        ),
        ("the plan's pacing", Edit::Plan(Delta::update(plan, paced))),
    ]
}

/// "Closing freezes the ratings it shows": a closed plan takes no part of any kind, from whoever
/// writes, until it is opened again.
#[test]
fn a_closed_plan_takes_no_part_of_any_kind() {
    let (mut school, ada, goals) = ada();
    close(&mut school, ada, &goals);
    for (what, edit) in parts(&mut school, ada, goals[0]) {
        let said = refusal(&mut school, vec![edit]);
        assert!(
            said.contains("The plan is closed and stays as it is"),
            "{what}: {said}"
        );
    }
    let plan = plan_of(&mut school, goals[0]).id;
    let at = record(&mut school, ada, plan);
    let mut mint = school.mint.clone();
    let mut hand = Hand {
        person: school.teacher,
        mint: &mut mint,
        now: school.now,
        today: school.today,
    };
    let edits = at
        .live(|life| life.reopen("They came back.", &mut hand))
        .unwrap();
    school.mint = mint;
    school.apply(&Change::about(ada, "opened Ada's closed plan again", edits));
    for (what, edit) in parts(&mut school, ada, goals[0]) {
        if what != "a link" {
            assert_eq!(refusal(&mut school, vec![edit]), "done", "{what}");
        }
    }
}

/// What was written before a colleague closed the plan isn't taken out of it; that is said.
#[test]
fn what_was_written_before_closing_is_not_taken_back_out_of_a_closed_plan() {
    let (mut school, ada, goals) = ada();
    let step = parts(&mut school, ada, goals[0]).remove(2).1;
    school.apply(&Change::about(ada, "added a step", vec![step]));
    let vasko = school.actor();
    let other: PersonId = school.mint.id(school.now);
    let colleague =
        crate::desk::person(other, deskside::domain::person::Role::Teacher, "Mr", "Blau");
    school
        .store
        .write(|connection| colleague.insert(connection))
        .unwrap();
    school.enroll(
        other,
        deskside::domain::person::Role::Teacher,
        None,
        "2026-08-17",
    );
    let enrolled = school
        .store
        .undo(&vasko, &mut school.mint, Back::ThisSession)
        .unwrap();
    assert_eq!(enrolled, Step::Done("enrolled".into()));
    school.teacher = other;
    school.enroll(
        other,
        deskside::domain::person::Role::Teacher,
        None,
        "2026-08-17",
    );
    close(&mut school, ada, &goals);
    let refused = school
        .store
        .undo(&vasko, &mut school.mint, Back::ThisSession)
        .unwrap_err();
    assert!(
        refused.to_string().contains("The plan is closed"),
        "{refused}"
    );
    // Whoever closed it takes that back first.
    let blau = Actor {
        person: other,
        ..vasko
    };
    let closing = school
        .store
        .undo(&blau, &mut school.mint, Back::ThisSession)
        .unwrap();
    assert_eq!(closing, Step::Done("closed Ada's plan".into()));
    let step = school
        .store
        .undo(&vasko, &mut school.mint, Back::ThisSession)
        .unwrap();
    assert_eq!(step, Step::Done("added a step".into()));
}

/// "Closing freezes the ratings it shows": whatever an older program wrote into the closed plan
/// since, it shows the levels that it was closed with.
#[test]
fn a_closed_plan_shows_the_levels_it_was_closed_with() {
    let (mut school, ada, goals) = ada();
    let mut filled = school.filled(ada, "2026-11-20");
    filled.ratings = vec![(goals[0], 2)];
    school.log(&filled);
    close(&mut school, ada, &goals);
    let rating = parts(&mut school, ada, goals[0]).remove(6).1;
    let Edit::Rating(Entry::Append(rating)) = rating else {
        panic!("the seventh part is a rating");
    };
    school
        .store
        .write(|connection| rating.insert(connection))
        .unwrap();
    let plan = plan_of(&mut school, goals[0]).id;
    let shown = record(&mut school, ada, plan);
    assert_eq!(shown.goals[0].goal.level_at_close, Some(2));
    assert_eq!(shown.goals[0].level, Some(2));
    assert_eq!(shown.goals[1].level, None);
}

/// "A child's horizon is shorter than its parent's", whoever writes; what a file holds already
/// can still be changed otherwise.
#[test]
fn lineage_never_turns_back() {
    let (mut school, _, goals) = ada();
    let first: Goal = row(&mut school, goals[0].number());
    let second: Goal = row(&mut school, goals[1].number());
    let under = |goal: &Goal, parent: Id<Goal>, horizon| Goal {
        parent: Some(parent),
        horizon,
        ..goal.clone()
    };
    let update = |before: &Goal, after: &Goal| {
        vec![Edit::Goal(Delta::update(before.clone(), after.clone()))]
    };
    let alike = under(&first, second.id, Horizon::Term);
    let said = refusal(&mut school, update(&first, &alike));
    assert!(
        said.starts_with("A goal for a term can't serve one for a term"),
        "{said}"
    );
    let itself = under(&first, first.id, Horizon::Term);
    assert!(refusal(&mut school, update(&first, &itself)).starts_with("A goal for a term"));
    let weekly = under(&first, second.id, Horizon::Week);
    assert_eq!(refusal(&mut school, update(&first, &weekly)), "done");
    let shorter = Goal {
        horizon: Horizon::Day,
        ..second.clone()
    };
    let said = refusal(&mut school, update(&second, &shorter));
    assert!(
        said.starts_with("A goal for a week can't serve one for a day"),
        "{said}"
    );

    school
        .store
        .write(|connection| alike.replace(connection))
        .unwrap();
    let reworded = Goal {
        text: "Explain thirds".into(),
        ..alike.clone()
    };
    assert_eq!(refusal(&mut school, update(&alike, &reworded)), "done");
}

/// "One plan that isn't closed per person and session": a sentence, and nothing written.
#[test]
fn a_second_open_plan_is_refused_in_a_sentence() {
    let (mut school, ada, _) = ada();
    let second = Plan::draft(
        school.mint.id(school.now),
        ada,
        None,
        school.scale,
        day("2026-11-23"),
    );
    let said = refusal(&mut school, vec![Edit::Plan(Delta::insert(second))]);
    assert!(
        said.starts_with("There is another plan of the same term"),
        "{said}"
    );
}

/// "entry without source refused" (6): by the book itself, whatever writes.
#[test]
fn an_entry_of_the_profile_without_a_source_is_refused() {
    let (mut school, ada, ..) = ada();
    let teacher = school.teacher.number();
    for source in ["NULL", "''", "'rumour'"] {
        let sql = format!(
            "INSERT INTO profile_entry (id, person, section, text, source, author, typed_by, \"on\",
               entered_at, visibility)
             VALUES (1, {}, 'strengths', 'Builds first', {source}, {teacher}, {teacher},
               '2026-11-23', 1, 'team')",
            ada.number()
        );
        let done = school
            .store
            .write(|connection| Ok(connection.execute(&sql, [])?));
        assert!(done.is_err(), "{source} was taken");
    }
}

/// "Locked once used: change by copying": a scale of a plan, by a change written by hand.
#[test]
fn a_scale_that_is_used_is_refused_another_title() {
    let (mut school, ..) = ada();
    let scale = school.scale.number();
    let used: Scale = row(&mut school, scale);
    let renamed = Scale {
        title: "Stars".into(),
        ..used.clone()
    };
    let said = refusal(&mut school, vec![Edit::Scale(Delta::update(used, renamed))]);
    assert!(
        said.contains("is used by plans and can't be changed"),
        "{said}"
    );
}
