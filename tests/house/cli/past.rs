//! `show --as-of`: what is on record of a past day, and what isn't said so.

use std::fs;

use deskside::domain::plan::{Goal, GoalStatus};
use deskside::store::rows::Table;
use serde_json::Value;

use super::Place;
use crate::desk::day;

/// "no guess": a goal that is met, without a word on when, has no status on an earlier day.
#[test]
fn a_status_that_is_not_on_record_is_not_guessed() {
    let place = Place::with(|school| {
        school.today = day("2026-09-01");
        let ada = school.student("Ada Okafor", 12);
        let goals = school.plan(ada, &["Explain fractions", "Ask for help"]);
        let set = school.store.write(|connection| {
            let goal = Goal::find(connection, goals[0].number())?.unwrap();
            Goal {
                status: GoalStatus::Met,
                ..goal
            }
            .replace(connection)
        });
        set.unwrap();
    });
    let then = place.says("show 12 --as-of 2026-10-31 --json").data();
    assert_eq!(then["plan"]["goals"][0]["status"], Value::Null);
    assert_eq!(then["plan"]["goals"][1]["status"], "active");
    let said = place.says("show 12 --as-of 2026-10-31");
    assert!(said.out.contains("academic, status not on record;"));
    let now = place.says("show 12 --json").data();
    assert_eq!(now["plan"]["goals"][0]["status"], "met");
}

/// "report as of any date": who the student was then, whatever an import or somebody at the
/// screen has changed since.
#[test]
fn a_person_is_as_they_were_before_a_later_import() {
    let place = Place::empty();
    let file = place.at("class.csv");
    let import = |grade: &str, on: &str| {
        let rows = format!(
            "First name,Last name,Student ID,Grade,Class\nAda,Okafor,501,{grade},Room 12\n"
        );
        fs::write(&file, rows).unwrap();
        let path = file.to_str().unwrap();
        let said = place.run(["--today", on, "import", "roster", path, "--as", "vasko"]);
        assert_eq!(said.code, 0, "{}", said.err);
    };
    let made = place.says("init --school Hill --year 2026-2027");
    assert_eq!(made.code, 0, "{}", made.err);
    import("3", "2026-09-01");
    import("4", "2026-11-20");
    let grade = |more: &str| {
        let said = place.says(&format!("show ada --json{more}")).data();
        said["student"]["grade"].clone()
    };
    assert_eq!(grade(""), "4");
    assert_eq!(grade(" --as-of 2026-11-20"), "4");
    assert_eq!(grade(" --as-of 2026-11-19"), "3");
}

/// "report as of any date": any that has been.
#[test]
fn a_day_to_come_is_refused() {
    let place = Place::room_12();
    for more in ["", " --json"] {
        let said = place.says(&format!("show 12 --as-of 2026-11-24{more}"));
        said.refuses(2, "Tue 24 Nov 2026 is still to come.");
    }
    let said = place.says("show 12 --as-of 2026-11-23");
    assert_eq!(said.code, 0, "{}", said.err);
}
