//! Groups from the shell: live by current data, kept as they were, and noted in one entry.

use deskside::domain::change::{Change, Delta, Edit, Entry};
use deskside::domain::framework::{Competency, GoalCompetency};
use deskside::domain::note::Visibility;
use deskside::domain::plan::Goal;
use deskside::domain::profile::{ProfileEntry, Section, Source};
use deskside::domain::scale::Scale;
use deskside::store::rows::Table;
use serde_json::json;

use super::Place;
use crate::desk::day;
use crate::stories::competencies;

/// "Live query … and dated snapshots": the result changes right after what it follows from, the
/// snapshot does not.
#[test]
fn a_live_group_follows_the_data_and_its_snapshot_does_not() {
    let place = Place::room_12();
    let log = |who: &str, next: &str| {
        assert_eq!(place.run(["log", who, "--next", next]).code, 0);
    };
    log("12", "Read chapter 4 aloud");
    log("ben", "read chapter 4 to a friend");
    log("cai", "Draw a map");
    let made = place
        .run([
            "group",
            "new",
            "Chapter 4",
            "--next-step",
            "Chapter 4",
            "--json",
        ])
        .data();
    assert_eq!(made["members"], 2);
    let kept = place
        .run(["group", "snapshot", "chapter 4", "--json"])
        .data();
    assert_eq!(kept["members"], 2);
    log("ben", "Draw a map");
    let shown = place.run(["group", "show", "Chapter 4", "--json"]).data();
    assert_eq!(shown["members"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["members"][0]["name"], "Ada Okafor");
    assert_eq!(
        shown["snapshots"][0]["members"],
        json!(["Ada Okafor", "Ben Ito"])
    );
    assert_eq!(shown["live"], true);
    let listed = place.says("group list --json").data();
    assert_eq!(listed["groups"][0]["members"], 1);
}

/// "shared next step, support": a support named in a goal that is open or in the profile, and
/// nothing else that has the word.
#[test]
fn a_group_by_support_finds_who_named_it() {
    let place = Place::with(|school| {
        let ada = school.student("Ada Okafor", 12);
        let ben = school.student("Ben Ito", 3);
        let cai = school.student("Cai Wu", 4);
        let goals = school.plan(ada, &["Explain fractions"]);
        let named = school.store.write(|connection| {
            let goal = Goal::find(connection, goals[0].number())?.unwrap();
            let supports = Some("Picture cards, says Ada".into());
            Goal { supports, ..goal }.replace(connection)
        });
        named.unwrap();
        for (student, section) in [(ben, Section::SupportsThatHelp), (cai, Section::Interests)] {
            let entry = ProfileEntry {
                id: school.mint.id(school.now),
                person: student,
                section,
                text: "picture instructions".into(),
                source: Source::Observation,
                author: school.teacher,
                typed_by: school.teacher,
                on: day("2026-09-10"),
                entered_at: school.now,
                supersedes: None,
                visibility: Visibility::Team,
                restores: None,
            };
            let edits = vec![Edit::Profile(Entry::Append(entry))];
            school.apply(&Change::about(student, "noted", edits));
        }
    });
    let make = ["group", "new", "Pictures", "--support", "picture", "--json"];
    assert_eq!(place.run(make).data()["members"], 2);
    let shown = place.run(["group", "show", "Pictures", "--json"]).data();
    let names: Vec<&str> = shown["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| member["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Ada Okafor", "Ben Ito"]);
}

/// "query: competency + level": a level is one of a scale; the same number of another scale says
/// something else, and a level that isn't there is refused.
#[test]
fn a_group_by_level_compares_within_one_scale() {
    let place = Place::with(|school| {
        competencies(school, &[("3.NF", "Fractions", "3")]);
        for (name, number, scale) in [("Ada Okafor", 12, "1-4"), ("Ben Ito", 3, "0-8")] {
            let student = school.student(name, number);
            if scale == "0-8" {
                school.scale = school.mint.id(school.now);
                let row = Scale::preset(scale, school.scale).unwrap();
                let written = school.store.write(|connection| row.insert(connection));
                written.unwrap();
            }
            let goal = school.plan(student, &["Explain fractions"])[0];
            let found = school
                .store
                .write(|connection| Competency::list(connection, "", []));
            let link = GoalCompetency {
                id: school.mint.id(school.now),
                goal,
                competency: found.unwrap()[0].id,
                target: None,
                expected_by: None,
            };
            let edits = vec![Edit::GoalCompetency(Delta::insert(link))];
            school.apply(&Change::about(student, "linked", edits));
            let mut filled = school.filled(student, "2026-11-16");
            filled.ratings = vec![(goal, 3)];
            school.log(&filled);
        }
    });
    let made = |title: &str, more: &str| {
        let words = format!("group new {title} --competency 3.NF {more}");
        place.says(&words)
    };
    assert_eq!(made("One", "--at-least 3 --json").data()["members"], 1);
    let other = made("Two", "--at-most 3 --scale 0-8 --json");
    assert_eq!(other.data()["members"], 1);
    let shown = place.says("group show One");
    assert!(shown.out.contains("3 Proficient or more, of the scale 1-4"));
    assert!(shown.out.contains("Ada Okafor") && !shown.out.contains("Ben Ito"));
    let shown = place.says("group show Two");
    assert!(shown.out.contains("Ben Ito") && !shown.out.contains("Ada Okafor"));
    assert_eq!(
        made("Three", "--at-least proficient --json").data()["members"],
        1
    );
    made("Four", "--at-most 99").refuses(2, "99 is no level of the scale 1-4");
    made("Five", "--at-most 2 --scale 1-9").refuses(2, "No scale is called");
    let listed = place.says("group list --json").data();
    assert_eq!(listed["groups"].as_array().map(Vec::len), Some(3));
}

/// "a group note is one entry with n links": each member's record has it, by its visibility.
#[test]
fn a_note_to_a_group_is_one_entry_in_each_members_record() {
    let place = Place::room_12();
    let made = place
        .run([
            "group",
            "new",
            "Book club",
            "--student",
            "12",
            "--student",
            "ben",
            "--json",
        ])
        .data();
    assert_eq!(made["members"], 2);
    let noted = place.given("group note Book_club - --json", b"x");
    assert_eq!(noted.code, 2);
    let id = made["id"].as_str().unwrap();
    let noted = place.given(
        &format!("group note {id} - --json"),
        b"Read aloud in turns.",
    );
    assert_eq!(noted.data()["members"], 2);
    place
        .given(&format!("group note {id} -"), b"  ")
        .refuses(1, "The note is empty");
    let shown = place.run(["group", "show", id, "--json"]).data();
    assert_eq!(shown["notes"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["notes"][0]["text"], "Read aloud in turns.");
    for (who, has) in [("12", true), ("ben", true), ("cai", false)] {
        let record = place.run(["show", who, "--json"]).data();
        let notes = record["group_notes"].as_array().unwrap().len();
        assert_eq!(notes == 1, has, "{who}");
        let said = place.run(["show", who]);
        assert_eq!(said.out.contains("Read aloud in turns."), has, "{who}");
    }
    place
        .run(["group", "show", "Nobody"])
        .refuses(2, "None of your groups");
}

/// "strategies on goal or group: dated, with author": what was tried before stays.
#[test]
fn what_is_tried_with_a_group_is_dated_and_kept() {
    let place = Place::room_12();
    place.says("group new Fractions --student 12");
    let tries = |who: &str, on: &str, text: &str| {
        let words = [
            "--as",
            who,
            "--today",
            on,
            "group",
            "strategy",
            "Fractions",
            text,
        ];
        let said = place.run(words);
        assert_eq!(said.code, 0, "{}", said.err);
    };
    tries("vasko", "2026-11-23", "Number line, ten minutes a day");
    tries("head", "2026-11-30", "Folding paper");
    place
        .run(["group", "strategy", "Fractions", "  "])
        .refuses(1, "The strategy is empty");
    let show = |on: &str| {
        let words = ["--today", on, "group", "show", "Fractions", "--json"];
        place.run(words).data()["strategies"].clone()
    };
    let tried = show("2026-11-30");
    assert_eq!(tried[0]["text"], "Folding paper");
    assert_eq!(tried[0]["author"], "Ruth Head");
    assert_eq!(tried[1]["on"], "2026-11-23");
    assert_eq!(tried[1]["author"], "Ms Vasko");
    assert_eq!(show("2026-11-23").as_array().map(Vec::len), Some(1));
    let said = place.run(["--today", "2026-11-30", "group", "show", "Fractions"]);
    let line = "Tried since today, Ruth Head: Folding paper";
    assert!(said.out.contains(line), "{}", said.out);
}
