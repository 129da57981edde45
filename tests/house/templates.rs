//! Templates: what is built in is sound and says which practice it serves; a file of a
//! school's own needs no code, and each mistake in it is told with file and line.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use std::fs;
use std::path::Path;
use std::process::Command;

use deskside::config::template;
use deskside::domain::template::{PromptStage, TemplateKind};
use serde_json::Value;
use tempfile::TempDir;

use crate::desk::desk;

/// "Built in, named for what they are and saying which practice they serve".
#[test]
fn what_is_built_in_is_sound_and_says_which_practice_it_serves() {
    let templates = template::read_all(&[]);
    assert_eq!(templates.list.len(), 6);
    for listed in &templates.list {
        assert_eq!(listed.mistakes, Vec::<String>::new());
        assert_eq!(listed.source, "built in");
        assert!(listed.template.practice.len() > 40);
    }
    let five = templates.find("five-term-plan").unwrap();
    assert_eq!(five.terms, Some(5));
    assert_eq!(five.cadences.len(), 2);
    assert_eq!(five.agenda.len(), 5);
    assert!(five.rules.pacing.is_none());
    let skills = templates.find("long-term-goals-plan").unwrap();
    assert_eq!(skills.scale.as_ref().unwrap().levels.len(), 9);
    assert!(skills.rules.pacing.is_some());
    assert_eq!(templates.of(TemplateKind::Profile).count(), 1);
    assert_eq!(templates.of(TemplateKind::StaffPlan).count(), 1);
    let profile = templates.find("whole-child-profile").unwrap();
    let bands: Vec<(u8, u8)> = profile
        .surveys
        .iter()
        .map(|survey| (survey.from_grade, survey.to_grade))
        .collect();
    assert_eq!(bands, [(1, 3), (4, 12)]);
    let asked = templates.prompts(Some("five-term-plan"), PromptStage::Goal);
    assert_eq!(asked.len(), 1);
}

/// "a template with ten mistakes: a sentence that says what and where", all at once.
#[test]
fn a_template_with_ten_mistakes_is_told_ten() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house/mistakes/templates/ten.toml");
    let text = fs::read_to_string(path).unwrap();
    let templates = template::read_all(&[("ten.toml".to_owned(), text)]);
    let listed = templates.list.last().unwrap();
    let expected = [
        "ten.toml:1: practice is missing; expected words in quotes",
        "ten.toml:2: title is a number; expected words in quotes",
        "ten.toml:3: plam isn't a kind of template; expected one of profile, plan, staff_plan",
        "ten.toml:4: terms is out of reach; expected a number from 1 to 12",
        "ten.toml:5: recess is no part; expected one of",
        "ten.toml:6: roll_up is mean; a roll-up is latest, highest, times:3 or decaying",
        "ten.toml:7: colour isn't known",
        "proficient_from is 9; expected the value of a level",
        "ten.toml:17: the level 1 follows a higher one; expected them from the lowest up",
        "the maximum 3 is below the ideal 5; expected it at or above",
        "ten.toml:25: someday is no weekday; expected one such as wed",
        "to_grade 2 is below from_grade 4; expected a band of grades",
        "a survey has questions; expected [[survey.item]]",
    ];
    for words in expected {
        let is_told = listed
            .mistakes
            .iter()
            .any(|mistake| mistake.starts_with(words) || mistake.contains(words));
        assert!(is_told, "{words}\n{:#?}", listed.mistakes);
    }
    for mistake in &listed.mistakes {
        assert!(mistake.starts_with("ten.toml:"), "{mistake}");
        assert!(
            mistake.contains("expected") || mistake.contains("roll-up"),
            "{mistake}"
        );
    }
    assert!(templates.find("ten").is_none(), "it isn't used");
}

const OWN: &str = r#"
id = "garden-plan"
title = "Garden plan"
kind = "plan"
practice = "A plan for the school garden"
parts = ["goals", "reflection"]

[[section]]
id = "green_thumb"
title = "Green thumb"

[scale]
title = "Seeds"
proficient_from = 2

[[scale.level]]
value = 1
label = "Seed"

[[scale.level]]
value = 2
label = "Sprout"

[[scale.level]]
value = 3
label = "Tree"
"#;

fn run(home: &Path, words: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskside"))
        .env_clear()
        .env("HOME", home)
        .args(["--as", "head", "--today", "2026-11-23"])
        .args(words)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// "A new section or scale needs no code, and a test proves it with a template of its own":
/// "read from the user's folder", without a database.
#[test]
fn a_template_of_a_schools_own_is_listed_with_what_is_wrong_with_the_others() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join(".config/deskside/templates");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("garden.toml"), OWN).unwrap();
    let (code, out, _) = run(home.path(), &["plan", "templates", "--json"]);
    let data: Value = serde_json::from_str(&out).unwrap();
    let rows = data["templates"].as_array().unwrap();
    assert_eq!((code, rows.len()), (0, 7));
    assert_eq!(rows[6]["id"], "garden-plan");
    assert_eq!(rows[6]["kind"], "plan");
    assert!(rows[6]["source"].as_str().unwrap().ends_with("garden.toml"));
    assert_eq!(rows[6]["mistakes"].as_array().unwrap().len(), 0);

    fs::write(folder.join("broken.toml"), "id = \n").unwrap();
    let own = OWN.replace("garden-plan", "five-term-plan");
    fs::write(folder.join("garden.toml"), own).unwrap();
    let (code, out, _) = run(home.path(), &["plan", "templates", "--json"]);
    let data: Value = serde_json::from_str(&out).unwrap();
    let rows = data["templates"].as_array().unwrap();
    assert_eq!((code, rows.len()), (1, 7));
    let five = rows
        .iter()
        .find(|row| row["id"] == "five-term-plan")
        .unwrap();
    assert_eq!(five["title"], "Garden plan");
    assert!(
        five["source"]
            .as_str()
            .unwrap()
            .contains("in place of the built-in one")
    );
    let (code, out, err) = run(home.path(), &["plan", "templates"]);
    assert_eq!(code, 1);
    assert!(out.contains("broken.toml:1: this is not TOML"), "{out}");
    assert!(err.contains("wrong with the templates"), "{err}");

    let (code, _, err) = run(home.path(), &["init"]);
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = run(home.path(), &["plan", "open", "nobody", "--template", "x"]);
    assert_eq!(code, 2, "{err}");
}

/// The same on the screen: the section is offered, and the scale is what goals are rated on.
#[test]
fn a_section_and_a_scale_of_a_schools_own_need_no_code() {
    let mut desk = desk().with(["Ada Okafor"]);
    desk.take_templates(&[("garden.toml".to_owned(), OWN.to_owned())]);
    desk.press("enter 3 p")
        .shows("begin it as: Five-term plan")
        .types("garden")
        .press("enter")
        .says("Saved: began a plan with Ada Okafor.")
        .shows("Garden plan: goals (none yet), reflection (none yet)")
        .press("n")
        .types("Grow a bean")
        .press("ctrl-s c 2 ctrl-s")
        .says("1 rating")
        .shows("2 Sprout")
        .press("2 n left")
        .shows("green thumb")
        .press("tab")
        .types("Waters the beans")
        .press("ctrl-s")
        .shows("GREEN THUMB")
        .shows("Waters the beans");
}

/// "Locked once used: change by copying": a template whose scale was changed adds another.
#[test]
fn a_scale_that_is_used_is_never_changed() {
    let mut desk = desk().with(["Ada Okafor", "Ben Ito"]);
    desk.take_templates(&[("garden.toml".to_owned(), OWN.to_owned())]);
    let mut desk = desk
        .press("enter 3 p")
        .types("garden")
        .press("enter")
        .says("Saved: began a plan");
    let other = OWN.replace("Tree", "Forest");
    desk.take_templates(&[("garden.toml".to_owned(), other)]);
    let mut desk = desk
        .press("] p")
        .types("garden")
        .press("enter")
        .says("Saved: began a plan with Ben Ito.");
    let mut scales = desk.scales();
    scales.sort();
    assert_eq!(scales, ["1-4", "Seeds", "Seeds"]);
}
