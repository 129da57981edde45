//! Frameworks: a file becomes a tree, once; what changed is changed, what left
//! the file is retired, and all of it can be taken back.

use deskside::domain::framework::{
    Competency, CompetencyStatus, Framework, GoalCompetency, children, gap,
};
use deskside::domain::plan::Area;
use deskside::exchange::framework::{self, Format};
use deskside::store::import::{Batch, Undone};
use serde_json::{Value, json};

use super::*;

impl Office {
    fn framework(&mut self, read: &framework::Framework, conditions: &Conditions) -> Outcome {
        let viewer = self.viewer(self.administrator);
        let mut actor = self.school.actor();
        actor.person = self.administrator;
        self.school.now = self.school.now.plus(1_000);
        actor.now = self.school.now;
        let School { store, mint, .. } = &mut self.school;
        store
            .import_framework(&viewer, &actor, mint, read, conditions, &mut |_, _, _| {})
            .unwrap()
    }

    fn take(&mut self, package: &Value) -> Outcome {
        self.framework(&read(package), &plain())
    }

    fn take_back(&mut self, batch: Id<Batch>) -> Undone {
        let viewer = self.viewer(self.administrator);
        let mut actor = self.school.actor();
        actor.person = self.administrator;
        self.school.now = self.school.now.plus(1_000);
        actor.now = self.school.now;
        let School { store, mint, .. } = &mut self.school;
        store
            .undo_import(&viewer, &actor, mint, batch, &mut |_, _, _| {})
            .unwrap()
    }

    fn competency(&mut self, code: &str) -> Competency {
        let mut found = self.rows_where::<Competency>(&format!("WHERE code = '{code}'"));
        assert_eq!(found.len(), 1, "{code}");
        found.remove(0)
    }

    /// The tree as one line: "a(b c(d))", with what is retired in brackets.
    fn tree(&mut self) -> String {
        fn below(items: &[Competency], parent: Option<Id<Competency>>) -> String {
            let each = children(items, parent).into_iter().map(|item| {
                let name = match item.status {
                    CompetencyStatus::Active => item.name().to_owned(),
                    CompetencyStatus::Retired => format!("[{}]", item.name()),
                };
                match below(items, Some(item.id)) {
                    inside if inside.is_empty() => name,
                    inside => format!("{name}({inside})"),
                }
            });
            each.collect::<Vec<_>>().join(" ")
        }
        below(&self.rows::<Competency>(), None)
    }

    /// Makes a goal that works toward a competency.
    fn goal_toward(&mut self, code: &str) {
        let competency = self.competency(code).id;
        let student = self.school.student("Ada Okafor", 12);
        let goal = self.school.plan(student, &["Explain fractions"])[0];
        let link = GoalCompetency {
            id: self.school.mint.id(self.school.now),
            goal,
            competency,
            target: Some(3),
            expected_by: Some(day("2026-12-18")),
        };
        self.school
            .store
            .write(|connection| link.insert(connection))
            .unwrap();
        assert_eq!(self.rows::<GoalCompetency>(), [link]);
    }
}

/// A package: each item its code, its parent's code and its number there.
fn package(items: &[(&str, &str, f64)]) -> Value {
    let item = |(code, ..): &(&str, &str, f64)| {
        json!({"identifier": format!("id-{code}"), "humanCodingScheme": code,
            "fullStatement": format!("Statement {code}"), "educationLevel": ["03"]})
    };
    let edge = |(code, parent, number): &(&str, &str, f64)| {
        json!({"associationType": "isChildOf", "sequenceNumber": number,
            "originNodeURI": {"identifier": format!("id-{code}")},
            "destinationNodeURI": {"identifier": format!("id-{parent}")}})
    };
    json!({
        "CFDocument": {"identifier": "id-", "title": "Mathematics", "creator": "Us"},
        "CFItems": items.iter().map(item).collect::<Value>(),
        "CFAssociations": items.iter().map(edge).collect::<Value>(),
    })
}

fn read(package: &Value) -> framework::Framework {
    framework::read("maths.json", package.to_string().as_bytes()).unwrap()
}

fn fractions() -> Value {
    package(&[
        ("4.10", "4", 3.0),
        ("4.2", "4", 2.5),
        ("4.1", "4", 2.0),
        ("4", "", 1.0),
    ])
}

fn counts(outcome: &Outcome) -> [u64; 5] {
    let c = outcome.counts;
    [c.created, c.updated, c.unchanged, c.skipped, c.failed]
}

#[test]
fn the_tree_has_the_order_of_the_numbers_and_repeating_adds_nothing() {
    let mut office = Office::new();
    let first = office.take(&fractions());
    assert_eq!(counts(&first), [4, 0, 0, 0, 0]);
    assert_eq!(office.tree(), "4(4.1 4.2 4.10)");
    let again = office.take(&fractions());
    assert_eq!((counts(&again), again.retired), ([0, 0, 4, 0, 0], 0));
    let frameworks: Vec<Framework> = office.rows();
    assert_eq!(frameworks.len(), 1);
    assert_eq!(frameworks[0].import.source.as_deref(), Some("case"));
    assert_eq!(frameworks[0].area, Area::Academic);
    let item = office.competency("4.1");
    assert_eq!(gap(&item.education_level, "5"), Some(2));
    assert!(item.rateable && !office.competency("4").rateable);
    office.is_whole();
}

#[test]
fn what_changed_is_changed_and_what_left_the_file_is_retired_and_may_come_back() {
    let mut office = Office::new();
    office.take(&fractions());
    let kept = office.competency("4.2").id;
    let mut next = package(&[("4", "", 1.0), ("4.1", "4", 2.0), ("4.3", "4", 3.0)]);
    next["CFItems"][1]["fullStatement"] = json!("Said better");
    next["CFDocument"]["version"] = json!("2");
    let changed = office.take(&next);
    assert_eq!((counts(&changed), changed.retired), ([1, 1, 1, 0, 0], 2));
    assert_eq!(office.tree(), "4(4.1 [4.2] 4.3 [4.10])");
    assert_eq!(office.competency("4.1").statement, "Said better");
    assert_eq!(office.competency("4.2").id, kept);
    let said = "What is said of the framework itself changed.";
    assert!(changed.warnings.iter().any(|warning| warning.text == said));
    let back = office.take(&fractions());
    assert_eq!((counts(&back), back.retired), ([0, 3, 1, 0, 0], 1));
    assert_eq!(office.tree(), "4(4.1 4.2 [4.3] 4.10)");
    office.is_whole();
}

#[test]
fn a_file_without_items_or_with_a_bad_one_retires_nothing_by_that() {
    let mut office = Office::new();
    office.take(&fractions());
    let mut bad = fractions();
    bad["CFItems"][0]["fullStatement"] = Value::Null;
    let outcome = office.take(&bad);
    assert_eq!((counts(&outcome), outcome.retired), ([0, 0, 3, 0, 1], 0));
    let row = &outcome.reports[0].row;
    assert_eq!((row.line, row.reason.as_str()), (1, "no statement"));
    let outcome = office.take(&package(&[]));
    assert_eq!((counts(&outcome), outcome.retired), ([0; 5], 0));
    assert_eq!(office.tree(), "4(4.1 4.2 4.10)");
}

#[test]
fn a_dry_run_counts_alike_and_stores_nothing_and_strict_refuses() {
    let mut office = Office::new();
    let mut bad = fractions();
    bad["CFItems"][0]["identifier"] = json!("id-4.1");
    let tried = office.framework(&read(&bad), &dry());
    let strict = Conditions {
        strict: true,
        ..plain()
    };
    let refused = office.framework(&read(&bad), &strict);
    assert_eq!(refused.refusal, Some(Refusal::Strict { failed: 1 }));
    assert!(office.rows::<Framework>().is_empty());
    let real = office.take(&bad);
    assert_eq!(counts(&tried), counts(&real));
    assert_eq!(counts(&real), [3, 0, 0, 0, 1]);
    assert_eq!(tried.reports, real.reports);
    assert_eq!((tried.batch, real.batch.is_some()), (None, true));
}

#[test]
fn an_area_is_kept_until_another_is_said_and_a_rating_may_be_decided_here() {
    let mut office = Office::new();
    let said = |area| Conditions {
        area: Some(area),
        ..plain()
    };
    office.framework(&read(&fractions()), &said(Area::Sel));
    office.take(&fractions());
    assert_eq!(office.rows::<Framework>()[0].area, Area::Sel);
    office.framework(&read(&fractions()), &said(Area::Other));
    assert_eq!(office.rows::<Framework>()[0].area, Area::Other);
    let heading = Competency {
        rateable: true,
        ..office.competency("4")
    };
    office
        .school
        .store
        .write(|connection| heading.replace(connection))
        .unwrap();
    office.take(&fractions());
    assert!(office.competency("4").rateable);
}

#[test]
fn an_import_is_taken_back_but_for_what_a_goal_needs() {
    let mut office = Office::new();
    let first = office.take(&fractions());
    let undone = office.take_back(first.batch.unwrap());
    assert_eq!((undone.removed, undone.stayed.len()), (5, 0));
    assert!(office.rows::<Framework>().is_empty());

    let again = office.take(&fractions());
    office.goal_toward("4.2");
    let undone = office.take_back(again.batch.unwrap());
    let mut stayed: Vec<(&str, &str, bool)> = undone
        .stayed
        .iter()
        .map(|row| (row.entity, row.name.as_str(), row.inactive))
        .collect();
    stayed.sort_unstable();
    assert_eq!(undone.removed, 2);
    assert_eq!(
        stayed,
        [
            ("competency", "4", true),
            ("competency", "4.2", true),
            ("framework", "Mathematics", true)
        ]
    );
    assert_eq!(office.tree(), "[4]([4.2])");
    office.is_whole();
}

#[test]
fn taking_back_a_newer_version_brings_the_older_one_back() {
    let mut office = Office::new();
    office.take(&fractions());
    let before: Vec<Competency> = office.rows();
    let mut next = package(&[("4", "", 1.0), ("4.1", "4", 2.0), ("4.3", "4.1", 1.0)]);
    let link = |kind: &str, from: &str, to: &str| {
        json!({"associationType": kind, "originNodeURI": {"identifier": from},
            "destinationNodeURI": {"identifier": to}})
    };
    let edges = next["CFAssociations"].as_array_mut().unwrap();
    // In a circle, which what goes must not be held by.
    edges.push(link("precedes", "id-4.1", "id-4.3"));
    edges.push(link("precedes", "id-4.3", "id-4.1"));
    let newer = office.take(&next);
    let (one, three) = (office.competency("4.1"), office.competency("4.3"));
    assert_eq!(
        (one.precedes, three.precedes),
        (vec![three.id], vec![one.id])
    );
    let undone = office.take_back(newer.batch.unwrap());
    assert_eq!((undone.removed, undone.stayed.len()), (1, 0));
    assert_eq!(office.rows::<Competency>(), before);
    office.is_whole();
}

#[test]
fn what_took_a_place_is_found_in_another_framework() {
    let mut office = Office::new();
    let mut newer = fractions();
    newer["CFDocument"]["identifier"] = json!("newer");
    let mut older = package(&[("old", "", 1.0)]);
    older["CFAssociations"].as_array_mut().unwrap().push(
        json!({"associationType": "replacedBy", "originNodeURI": {"identifier": "id-old"},
            "destinationNodeURI": {"identifier": "id-4.1"}}),
    );
    let early = office.take(&older);
    assert!(
        early
            .warnings
            .iter()
            .any(|warning| warning.text.contains("isn't in the book yet"))
    );
    let newest = office.take(&newer);
    let later = office.take(&older);
    assert_eq!(counts(&later), [0, 1, 0, 0, 0]);
    assert_eq!(
        office.competency("old").replaced_by,
        [office.competency("4.1").id]
    );
    let undone = office.take_back(newest.batch.unwrap());
    let stayed: Vec<&str> = undone.stayed.iter().map(|row| row.name.as_str()).collect();
    // What is named stays, and what that hangs under.
    assert_eq!(stayed, ["4", "4.1", "Mathematics"]);
    assert_eq!(office.tree(), "old [4]([4.1])");
}

#[test]
fn teachers_ask_an_administrator() {
    let mut office = Office::new();
    let viewer = office.viewer(office.school.teacher);
    let actor = office.school.actor();
    let School { store, mint, .. } = &mut office.school;
    let read = read(&fractions());
    let refused = store.import_framework(&viewer, &actor, mint, &read, &plain(), &mut |_, _, _| {});
    assert!(refused.unwrap_err().to_string().contains("administrator"));
}

#[test]
fn the_collected_files_are_taken_whole() {
    let files = [
        ("case-opensalt-small/Ordering.json", 28, 5, 57),
        ("case-opensalt-small/SmartLevelFramework.json", 14, 2, 0),
        ("case-opensalt-small/MarkdownFramework.json", 2, 1, 0),
        ("case-opensalt-small/SequenceNumberFramework.json", 2, 1, 0),
        ("case-opensalt-small/AdoptedTestFramework.json", 1, 1, 0),
        ("case-opensalt-small/ItemTypeTestFramework.json", 1, 1, 0),
        ("case-opensalt-small/Utf8TestFramework.json", 1, 1, 0),
        ("case-opensalt-small/EmptyExternalFramework.json", 0, 0, 0),
        (
            "case-1.1-opencase-ja/opencase_round_trip_baseline.json",
            36,
            3,
            189,
        ),
        ("moodle-competency-csv/example.csv", 64, 4, 40),
    ];
    for (name, items, levels, breaks) in files {
        let Some(path) = data(name) else { return };
        let bytes = std::fs::read(path).unwrap();
        let read = framework::read(name, bytes.as_slice()).unwrap();
        let told: u64 = read.warnings.iter().map(|warning| warning.count).sum();
        assert_eq!((read.levels, told), (levels, breaks), "{name}");
        let mut office = Office::new();
        let tried = office.framework(&read, &dry());
        let real = office.framework(&read, &plain());
        let rows = items + u64::from(read.format == Format::Moodle);
        assert_eq!(counts(&real), [rows, 0, 0, 0, 0], "{name}");
        assert_eq!(counts(&tried), counts(&real), "{name}");
        assert_eq!(office.rows::<Competency>().len() as u64, items, "{name}");
        let again = office.framework(&read, &plain());
        assert_eq!(counts(&again), [0, 0, rows, 0, 0], "{name}");
        office.is_whole();
        let undone = office.take_back(real.batch.unwrap());
        assert_eq!(
            (undone.removed, undone.stayed.len()),
            (items + 1, 0),
            "{name}"
        );
    }
}

#[test]
fn hostile_strings_in_every_field_come_to_nothing_worse_than_text() {
    let Some(path) = data("hostile-strings/blns.json") else {
        return;
    };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut all = package(&[]);
    let items: Vec<Value> = strings
        .iter()
        .enumerate()
        .map(|(n, text)| {
            json!({"identifier": format!("i{n}"), "fullStatement": text, "uri": text,
                "humanCodingScheme": text, "abbreviatedStatement": text, "CFItemType": text,
                "educationLevel": [text], "listEnumeration": text, "statusEndDate": text})
        })
        .collect();
    all["CFAssociations"] = strings
        .iter()
        .enumerate()
        .map(|(n, text)| {
            json!({"associationType": if n % 2 == 0 { "isChildOf" } else { text },
                "originNodeURI": format!("i{n}"), "destinationNodeURI": text,
                "sequenceNumber": text})
        })
        .collect();
    all["CFItems"] = json!(items);
    all["CFDocument"]["creator"] = json!(strings.concat());
    let mut office = Office::new();
    let outcome = office.take(&all);
    assert_eq!(outcome.counts.rows() as usize, strings.len());
    assert!(outcome.counts.created > 400, "{:?}", outcome.counts);
    let is_clean = |text: &str, free: &[char]| {
        let is_bad = |c: char| {
            (c.is_control() && !free.contains(&c)) || ('\u{202a}'..='\u{202e}').contains(&c)
        };
        assert!(!text.contains(is_bad), "{text:?}");
    };
    for item in office.rows::<Competency>() {
        is_clean(&item.statement, &['\n', '\t']);
        for line in [&item.code, &item.short, &item.item_type]
            .into_iter()
            .flatten()
        {
            is_clean(line, &[]);
        }
    }
    for warning in &outcome.warnings {
        is_clean(warning.value.as_deref().unwrap_or_default(), &[]);
        is_clean(warning.column.as_deref().unwrap_or_default(), &[]);
    }
    let again = office.take(&all);
    assert_eq!((again.counts.created, again.counts.updated), (0, 0));
    office.is_whole();
}

#[test]
fn the_collected_orders_and_statements_are_as_their_makers_meant() {
    let taken = |name: &str| {
        let bytes = std::fs::read(data(name)?).unwrap();
        let mut office = Office::new();
        let read = framework::read(name, bytes.as_slice()).unwrap();
        office.framework(&read, &plain());
        Some(office)
    };
    let Some(mut numbered) = taken("case-opensalt-small/SequenceNumberFramework.json") else {
        return;
    };
    let roots: Vec<Competency> = numbered.rows_where("ORDER BY position");
    let said: Vec<&str> = roots.iter().map(|item| item.statement.as_str()).collect();
    assert_eq!(said.len(), 2);
    assert_eq!(said[1], "First Added Item", "its number is 2");
    let mut markdown = taken("case-opensalt-small/MarkdownFramework.json").unwrap();
    let table = markdown.competency("MD.Table").statement;
    assert!(table.contains("| data 1 | data 2|\n"), "{table}");
    assert!(table.contains(r"\sqrt{b^2-4ac}"), "{table}");
    let mut moodle = taken("moodle-competency-csv/example.csv").unwrap();
    let all: Vec<Competency> = moodle.rows();
    assert!(all.iter().all(|item| !item.statement.contains(['<', '\r'])));
    let level = moodle.competency("level-1");
    assert!(level.statement.starts_with("Level 1 is typically"));
    assert_eq!(level.parent, Some(moodle.competency("levels").id));
}
