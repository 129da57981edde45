//! Plans from the shell: begun, listed, closed with each guard refused once, and rolled over.

use serde_json::json;

use super::{Place, Said};
use crate::desk::{School, day};
use deskside::domain::ids::Id;
use deskside::domain::person::Status;
use deskside::domain::plan::{Plan, Stage};
use deskside::domain::school::{AcademicSession, Import, SessionKind};
use deskside::store::rows::Table;

/// A term of the school.
fn term(school: &mut School, title: &str, begins: &str, ends: &str) -> Id<AcademicSession> {
    let id = school.mint.id(school.now);
    let row = AcademicSession {
        id,
        import: Import::default(),
        title: title.into(),
        kind: SessionKind::Term,
        begins: day(begins),
        ends: day(ends),
        parent: None,
        status: Status::Active,
    };
    school
        .store
        .write(|connection| row.insert(connection))
        .unwrap();
    id
}

fn in_term_2() -> Place {
    Place::with(|school| {
        term(school, "Term 1", "2026-08-17", "2026-10-19");
        term(school, "Term 2", "2026-10-19", "2026-12-21");
        term(school, "Term 3", "2027-01-04", "2027-03-22");
        let ada = school.student("Ada Okafor", 12);
        school.student("Ben Ito", 3);
        school.plan(ada, &["Explain fractions", "Ask for help"]);
    })
}

/// "one plan that isn't closed per person and session": "a second active plan" is refused.
#[test]
fn a_second_plan_of_a_session_is_refused() {
    let place = in_term_2();
    let data = place.says("plan open 12 --json").data();
    assert_eq!(data["session"], "Term 2");
    assert_eq!(data["stage"], "draft");
    place
        .says("plan open 12")
        .refuses(1, "Ada Okafor has a plan for Term 2 already");
    place
        .run(["plan", "open", "3", "--session", "Term 9"])
        .refuses(2, "No session is called");
    let shown = place.says("show 12 --json").data();
    assert_eq!(shown["plan"]["stage"], "draft");
    assert_eq!(shown["plan"]["session"], "Term 2");
    let listed = place.says("plan list --stage draft --json").data();
    assert_eq!(listed["plans"][0]["name"], "Ada Okafor");
    assert_eq!(listed["plans"][0]["id"], shown["plan"]["id"]);
}

/// What is worked on goes on, and not what an older plan left open.
#[test]
fn a_plan_from_the_last_one_takes_what_is_worked_on_now() {
    let place = Place::with(|school| {
        let first = term(school, "Term 1", "2026-08-17", "2026-10-19");
        let second = term(school, "Term 2", "2026-10-19", "2026-12-21");
        term(school, "Term 3", "2027-01-04", "2027-03-22");
        let ada = school.student("Ada Okafor", 12);
        for (session, goal) in [(first, "Know the letters"), (second, "Read a page")] {
            school.plan(ada, &[goal]);
            let written = school.store.write(|connection| {
                let newest = "WHERE session IS NULL";
                for plan in Plan::list(connection, newest, [])? {
                    let is_over = session == first;
                    Plan {
                        session: Some(session),
                        stage: if is_over { Stage::Closed } else { plan.stage },
                        closed: is_over.then(|| day("2026-10-18")),
                        opened: day(if is_over { "2026-08-20" } else { "2026-10-20" }),
                        ..plan
                    }
                    .replace(connection)?;
                }
                Ok(())
            });
            written.unwrap();
        }
    });
    let open = ["plan", "open", "12", "--session", "Term 3", "--from-last"];
    assert_eq!(place.run(open).code, 0);
    let shown = place
        .command()
        .args(["--today", "2027-01-05", "show", "12", "--json"])
        .output();
    let shown = Said::of(shown.unwrap()).data();
    assert_eq!(shown["plan"]["session"], "Term 3");
    let goals: Vec<&str> = shown["plan"]["goals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|goal| goal["text"].as_str().unwrap())
        .collect();
    assert_eq!(goals, ["Read a page"]);
}

/// The stages' guards, from the shell: nothing is half done.
#[test]
fn a_plan_is_closed_only_with_what_is_missing_said() {
    let place = Place::room_12();
    place
        .says("plan close ben")
        .refuses(1, "There is no plan for no session");
    place.says("plan close 12").refuses(
        1,
        "there is no reflection, and it isn't said what becomes of 2 goals",
    );
    place
        .run(["plan", "close", "12", "--carry-all"])
        .refuses(1, "there is no reflection");
    place
        .run(["plan", "close", "12", "--carry", "7"])
        .refuses(2, "The plan has no goal \"7\"");
    place
        .run(["plan", "close", "12", "--met", "1", "--carry", "1"])
        .refuses(2, "Goal 1 is named twice");
    place
        .run(["plan", "close", "12", "--drop", "1="])
        .refuses(2, "no words behind the =");
    assert_eq!(
        place.says("show 12 --json").data()["plan"]["stage"],
        "active"
    );
    let said = place.run([
        "plan",
        "close",
        "12",
        "--met",
        "1",
        "--rewrite",
        "2=Ask before giving up",
        "--although",
        "moved away",
        "--json",
    ]);
    let data = said.data();
    assert_eq!(data["stage"], "closed");
    assert_eq!(data["carried"], 1);
    assert!(place.says("show 12 --json").data()["plan"].is_null());
    let next = place
        .run(["plan", "open", "12", "--from-last", "--json"])
        .data();
    assert_eq!(next["goals"], 1);
    let goals = place.says("show 12 --json").data()["plan"]["goals"].clone();
    assert_eq!(goals[0]["text"], "Ask before giving up");
    assert_eq!(goals[0]["status"], "proposed");
    assert_eq!(goals.as_array().map(Vec::len), Some(1));
}

/// "`plan rollover SESSION` for everyone, with preview": the preview counts what is begun,
/// and a second time there is nothing left to begin.
#[test]
fn a_rollover_begins_what_its_preview_says_and_only_once() {
    let place = in_term_2();
    let preview = place
        .run(["plan", "rollover", "Term 3", "--dry-run", "--json"])
        .data();
    assert_eq!(preview["opened"], 2);
    assert_eq!(preview["goals"], 2);
    let none = place.says("plan list --json --stage draft").data();
    assert_eq!(none, json!({"plans": []}));
    let told = place.run(["plan", "rollover", "Term 3", "--dry-run"]);
    let open = "One earlier plan isn't closed yet; close it on the screen (p), or with";
    assert!(told.out.contains(open), "{}", told.out);
    let mut done = place.run(["plan", "rollover", "Term 3", "--json"]).data();
    done["dry_run"] = json!(true);
    assert_eq!(done, preview);
    let listed = place
        .run(["plan", "list", "--session", "Term 3", "--json"])
        .data();
    assert_eq!(listed["plans"].as_array().map(Vec::len), Some(2));
    let again = place.run(["plan", "rollover", "Term 3", "--json"]).data();
    assert_eq!(again["opened"], 0);
    let said = place.run(["plan", "rollover", "Term 3"]);
    assert_eq!(said.out, "Everybody has a plan for Term 3 already.\n");
    // The term after the next begins where nobody decided: at the same goals.
    let later = place.run(["--today", "2027-01-05", "show", "12", "--json"]);
    let plan = later.data()["plan"].clone();
    assert_eq!(plan["session"], "Term 3");
    assert_eq!(plan["goals"][0]["text"], "Explain fractions");
}

/// "Any staff member as the subject … same screens and rules; nobody else sees it": by login,
/// for oneself and the partner alone.
#[test]
fn a_plan_of_staff_is_meant_by_its_login_for_whom_it_is() {
    use deskside::domain::person::{Person, PersonId, Role};
    let place = Place::with(|school| {
        term(school, "Term 2", "2026-10-19", "2026-12-21");
        school.student("Ada Okafor", 12);
        let id: PersonId = school.mint.id(school.now);
        let principal = Person {
            login: Some("adeyemi".into()),
            ..crate::desk::person(id, Role::Administrator, "Ruth", "Adeyemi")
        };
        school
            .store
            .write(|connection| principal.insert(connection))
            .unwrap();
    });
    let data = place
        .says("plan open vasko --template staff-growth-plan --json")
        .data();
    assert_eq!(data["stage"], "draft");
    let shown = place.says("show vasko --json").data();
    assert_eq!(shown["plan"]["stage"], "draft");
    for name in ["Ms Vasko", "ms vasko", "Vasko, Ms"] {
        let by_name = place.run(["show", name, "--json"]).data();
        assert_eq!(by_name, shown, "{name}");
    }
    for name in ["vasko", "Ms Vasko"] {
        place
            .run(["show", name, "--as", "adeyemi"])
            .refuses(2, "None of your students is");
    }
    place.says("show Ada --as adeyemi --json").data();
    let due = place.says("due --all --json --as adeyemi").data();
    assert_eq!(due["students"].as_array().unwrap().len(), 1);
    let listed = place.says("plan list --json --as adeyemi").data();
    assert_eq!(listed["plans"], json!([]));
}

/// "supports, with who named it": "listed per class".
#[test]
fn supports_are_listed_for_a_class_with_who_named_them() {
    use deskside::domain::change::{Change, Delta, Edit, Entry};
    use deskside::domain::note::Visibility;
    use deskside::domain::plan::Goal;
    use deskside::domain::profile::{ProfileEntry, Section, Source};
    let place = Place::with(|school| {
        let ada = school.student("Ada Okafor", 12);
        school.student("Ben Ito", 3);
        let goals = school.plan(ada, &["Explain fractions"]);
        let goal = school
            .store
            .write(|connection| Goal::find(connection, goals[0].number()))
            .unwrap()
            .unwrap();
        let after = Goal {
            supports: Some("Fraction tiles".into()),
            ..goal.clone()
        };
        let entry = |id, text: &str, visibility| ProfileEntry {
            id,
            person: ada,
            section: Section::SupportsThatHelp,
            text: text.into(),
            source: Source::Student,
            author: ada,
            typed_by: ada,
            on: day("2026-09-02"),
            entered_at: school.now,
            supersedes: None,
            visibility,
            restores: None,
        };
        let quiet = entry(
            school.mint.clone().id(school.now),
            "A quiet corner",
            Visibility::Student,
        );
        let own = entry(
            school.mint.clone().id(school.now.plus(1)),
            "A private thing",
            Visibility::OnlyMe,
        );
        let edits = vec![
            Edit::Goal(Delta::update(goal, after)),
            Edit::Profile(Entry::Append(quiet)),
            Edit::Profile(Entry::Append(own)),
        ];
        school.apply(&Change::about(ada, "told what helps", edits));
    });
    let said = place.says("plan supports --json").data();
    let texts: Vec<&str> = said["supports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["A quiet corner", "Fraction tiles"]);
    assert_eq!(said["supports"][0]["named_by"], "Ada Okafor");
    assert_eq!(said["supports"][0]["on"], "2026-09-02");
    assert_eq!(said["supports"][1]["goal"], "Explain fractions");
    let shown = place.says("show 12 --json").data();
    assert_eq!(shown["plan"]["goals"][0]["proposed_by"], "Ada Okafor");
    let shown = place.says("show 12").out;
    assert!(shown.contains("active; proposed by Ada Okafor."), "{shown}");
    let text = place.run(["plan", "supports", "--class", "Room 12"]);
    assert!(
        text.out
            .contains("Ada Okafor\n  A quiet corner (Ada Okafor, "),
        "{}",
        text.out
    );
}

/// "a rollover of 1,000 plans in one transaction": more than one entry of the journal holds, all
/// or nothing, and one undo takes everything back; what was undone comes again in one piece too.
#[test]
fn a_rollover_of_any_size_is_taken_back_in_one_piece() {
    use deskside::domain::change::{Change, Delta, Edit};
    use deskside::domain::person::Role;
    use deskside::store::journal::{Back, Step};
    use deskside::store::{Actor, Store};
    let place = Place::with(|school| {
        term(school, "Term 2", "2026-10-19", "2026-12-21");
        term(school, "Term 3", "2027-01-04", "2027-03-22");
        let ada = school.student("Ada Okafor", 12);
        school.plan(ada, &["Explain fractions", "Ask for help"]);
        let mut edits = Vec::new();
        for number in 1..=450_u16 {
            let id = school.mint.id(school.now);
            let row = crate::desk::person(id, Role::Student, "Kim", &format!("Number {number}"));
            edits.push(Edit::Person(Delta::insert(row)));
            edits.push(Edit::Enrollment(Delta::insert(
                deskside::domain::school::Enrollment {
                    id: school.mint.id(school.now),
                    import: Import::default(),
                    class: school.class,
                    person: id,
                    role: Role::Student,
                    class_number: None,
                    begins: day("2026-08-17"),
                    ends: None,
                    status: Status::Active,
                },
            )));
        }
        school.apply(&Change::about(ada, "enrolled many", edits));
    });
    place.says("log 12 --note Hello");
    let done = place.run(["plan", "rollover", "Term 3", "--json"]).data();
    assert_eq!(done["opened"], 451);
    assert_eq!(done["goals"], 2);
    let begun = || {
        let listed = place.run(["plan", "list", "--session", "Term 3", "--json"]);
        listed.data()["plans"].as_array().unwrap().len()
    };
    assert_eq!(begun(), 451);
    let mut store = Store::open(&place.db()).unwrap();
    let vasko = store.viewer("vasko").unwrap().person;
    let actor = Actor {
        person: vasko,
        terminal: 3,
        now: crate::desk::NOW.plus(1_000_000),
        today: day("2026-11-23"),
    };
    let mut mint = deskside::domain::Mint::new(77);
    let label = "began the plans of Term 3 for 451 students".to_owned();
    let back = store.undo(&actor, &mut mint, Back::Earlier).unwrap();
    assert_eq!(back, Step::Done(label.clone()));
    assert_eq!(begun(), 0);
    assert_eq!(
        store.redo(&actor, &mut mint).unwrap(),
        Step::Done(label.clone())
    );
    assert_eq!(begun(), 451);
    let back = store.undo(&actor, &mut mint, Back::Earlier).unwrap();
    assert_eq!(back, Step::Done(label));
    assert_eq!(begun(), 0);
    // What was done before it is another piece.
    let before = store.undo(&actor, &mut mint, Back::Earlier).unwrap();
    assert_eq!(before, Step::Done("checked in with Ada Okafor".to_owned()));
}

/// A file may hold goals that serve each other in a circle: a rollover leaves such links out, with
/// a word, and carries the goals.
#[test]
fn a_rollover_leaves_out_lineage_that_goes_in_a_circle() {
    use deskside::domain::Id;
    use deskside::domain::plan::{ActionStep, Goal, Owner};
    let place = Place::with(|school| {
        term(school, "Term 3", "2027-01-04", "2027-03-22");
        let ada = school.student("Ada Okafor", 12);
        let goals = school.plan(ada, &["Explain fractions", "Ask for help"]);
        school
            .store
            .write(|connection| {
                for (this, other) in [(goals[0], goals[1]), (goals[1], goals[0])] {
                    let goal = Goal::find(connection, this.number())?.unwrap();
                    Goal {
                        parent: Some(other),
                        ..goal
                    }
                    .replace(connection)?;
                }
                for (id, due) in [(7_001, "2026-12-04"), (7_002, "2027-01-15")] {
                    ActionStep {
                        id: Id::new(id),
                        goal: goals[0],
                        position: 1,
                        text: "Cut a pizza".into(),
                        owner: Owner::Student,
                        due: Some(day(due)),
                        done_on: None,
                    }
                    .insert(connection)?;
                }
                Ok(())
            })
            .unwrap();
    });
    let done = place.run(["plan", "rollover", "Term 3", "--json"]).data();
    assert_eq!(done["goals"], 2);
    let shown = place
        .run(["--today", "2027-01-05", "show", "12", "--json"])
        .data();
    let goals = shown["plan"]["goals"].as_array().unwrap();
    assert_eq!(goals.len(), 2);
    assert!(goals.iter().all(|goal| goal["parent"].is_null()));
    // A date before the new term begins isn't one of its dates.
    let steps = goals[0]["steps"].as_array().unwrap();
    let dates: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["due"].as_str())
        .collect();
    assert_eq!((steps.len(), dates), (2, vec!["2027-01-15"]));
}

/// A template of a profile or of staff is no plan of a student's: which ones are is listed.
#[test]
fn a_plan_follows_only_a_template_that_is_meant_for_it() {
    let place = in_term_2();
    let profile = place.says("plan open 12 --template whole-child-profile");
    assert!(profile.err.contains("five-term-plan"), "{}", profile.err);
    assert!(
        !profile.err.contains("staff-growth-plan"),
        "{}",
        profile.err
    );
    profile.refuses(
        2,
        "\"whole-child-profile\" is a template of a profile, not of a plan.",
    );
    place
        .says("plan open 12 --template staff-growth-plan")
        .refuses(
            2,
            "\"staff-growth-plan\" is for plans of staff, not of students.",
        );
    place
        .says("plan open vasko --template five-term-plan")
        .refuses(
            2,
            "\"five-term-plan\" is for plans of students, not of staff.",
        );
    place
        .says("plan open 12 --template five-term-plan --json")
        .data();
}

/// "Closing walks through each unmet goal": what is met in part goes on where that is said, and
/// nothing is said of a goal that is at its end.
#[test]
fn what_is_partly_met_goes_on_when_it_is_carried() {
    use deskside::domain::change::{Change, Delta, Edit};
    use deskside::domain::plan::{Goal, GoalStatus};
    let place = Place::with(|school| {
        term(school, "Term 3", "2027-01-04", "2027-03-22");
        let ada = school.student("Ada Okafor", 12);
        let goals = school.plan(ada, &["Explain fractions", "Ask for help", "Read"]);
        for (goal, status) in [
            (goals[0], GoalStatus::PartlyMet),
            (goals[2], GoalStatus::Met),
        ] {
            let before = school
                .store
                .write(|connection| Goal::find(connection, goal.number()))
                .unwrap()
                .unwrap();
            let after = Goal {
                status,
                ..before.clone()
            };
            let edits = vec![Edit::Goal(Delta::update(before, after))];
            school.apply(&Change::about(ada, "said where a goal stands", edits));
        }
    });
    // Where nobody decided, it goes on like any other that isn't met.
    let rolled = place.run(["plan", "rollover", "Term 3", "--dry-run", "--json"]);
    assert_eq!(rolled.data()["goals"], 2);
    place
        .says("plan close 12 --although moved --carry 2")
        .refuses(1, "it isn't said what becomes of one goal");
    place
        .says("plan close 12 --although moved --carry 1 --carry 2 --carry 3")
        .refuses(1, "Nothing is left to say of goal 3: it is met.");
    let closed = place
        .says("plan close 12 --although moved --carry 1 --carry 2 --json")
        .data();
    assert_eq!(closed["carried"], 2);
    let next = place.says("plan open 12 --from-last --json").data();
    assert_eq!(next["goals"], 2);
}
