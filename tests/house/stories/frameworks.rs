//! Frameworks at the screen: browsed level by level, found in, linked from.

use super::{ada_and_ben, competencies};
use crate::desk::{Desk, School, desk};

fn with_a_tree() -> Desk {
    ada_and_ben().given(|school: &mut School| {
        competencies(
            school,
            &[
                ("3", "Grade 3", "3"),
                ("3.NF", "Fractions", "3"),
                ("3.NF.1", "Understands a fraction as part of a whole", "3"),
                ("3.NF.2", "Finds a fraction on a number line", "3"),
                ("3.OA", "Operations", "3"),
            ],
        );
    })
}

/// "browse and find in the tree": down, up, and to who works toward a competency.
#[test]
fn a_framework_is_browsed_down_to_who_works_toward_a_competency() {
    with_a_tree()
        .press("t")
        .shows("Frameworks")
        .shows("Mathematics   (academic, 5)")
        .press("enter")
        .shows("3 Grade 3   (2 within)")
        .press("enter")
        .shows("Mathematics, 3")
        .shows("3.NF Fractions   (2 within)")
        .shows("3.OA Operations")
        .types("fractions")
        .press("enter")
        .shows("Mathematics, 3, 3.NF")
        .shows_in_order([".. up", "3.NF Fractions", "3.NF.1", "3.NF.2"])
        .types("up")
        .press("enter")
        .shows("3.OA Operations")
        .types("fractions")
        .press("enter")
        .types("number line")
        .press("enter")
        .shows("Grid   Mathematics")
        .shows("3.NF.2 Finds a fraction on a number line")
        .shows("4 of 5");
}

/// A short name is written as one.
#[test]
fn the_area_of_a_framework_is_written_as_it_is_called() {
    with_a_tree()
        .given(|school| {
            let sel = "UPDATE framework SET area = 'sel'";
            let written = school.store.write(|connection| {
                connection.execute_batch(sel)?;
                Ok(())
            });
            written.unwrap();
        })
        .press("t")
        .shows("Mathematics   (SEL, 5)");
}

/// "browse and find in the tree": by words, in all frameworks.
#[test]
fn a_competency_is_found_by_its_words() {
    with_a_tree()
        .press("t")
        .types("find by")
        .press("enter")
        .types("poetry")
        .press("enter")
        .says("No competency has poetry.")
        .press("t")
        .types("find by")
        .press("enter")
        .types("part whole")
        .press("enter")
        .shows("3.NF.1 Understands")
        .press("enter")
        .shows("3 of 5");
}

/// "link to goals", from the tree.
#[test]
fn a_goal_is_linked_from_the_tree() {
    with_a_tree()
        .press("enter 3 p")
        .types("browse the frameworks")
        .press("enter enter enter")
        .types("fractions")
        .press("enter")
        .types("3.nf.1")
        .press("enter")
        .says("Saved: linked a goal of Ada Okafor to a competency.")
        .shows("competency: 3.NF.1 Understands a fraction as part of a whole");
}

/// Of a long list the first part is shown, and how to reach the rest is said.
#[test]
fn a_long_list_says_how_to_find_the_rest() {
    let codes: Vec<String> = (1..=40).map(|n| format!("S.{n}")).collect();
    desk()
        .with(["Ada Okafor"])
        .given(move |school: &mut School| {
            let rows: Vec<_> = codes
                .iter()
                .map(|code| (code.as_str(), "Skill", "3"))
                .collect();
            competencies(school, &rows);
        })
        .press("t")
        .types("find by")
        .press("enter")
        .types("skill")
        .press("enter")
        .shows("S.1 Skill")
        .hides("S.40")
        .types("there are more")
        .press("enter")
        .types("s.40")
        .press("enter")
        .shows("S.40 Skill");
}

/// A file without frameworks says how one comes in.
#[test]
fn without_a_framework_the_way_to_one_is_told() {
    desk()
        .with(["Ada Okafor"])
        .press("t")
        .says("There is no framework yet; `deskside import framework FILE` brings one in.");
}

/// "expected-by drives pacing": said where the goal is linked, late on each side of the buffer of
/// three school days, and no more once the level is reached.
#[test]
fn the_day_a_competency_is_expected_by_drives_the_pace() {
    let desk = with_a_tree()
        .on("2026-11-02")
        .press("enter 3 p")
        .types("link it")
        .press("enter")
        .types("number line")
        .press("enter enter")
        .says("Saved: linked a goal of Ada Okafor to a competency.")
        .press("p")
        .types("pacing on")
        .press("enter")
        .hides("on pace")
        .press("p")
        .types("say by when")
        .press("enter")
        .types("2026-11-10")
        .press("ctrl-s")
        .says("Saved: said by when a competency of Ada Okafor's is expected.")
        .shows("expected by Tue 10")
        .shows("on pace")
        .on("2026-11-13")
        .shows("on pace")
        .on("2026-11-16")
        .shows("behind");
    let reached = desk
        .press("c 3 ctrl-s")
        .shows("on pace")
        .hides("behind")
        .press("p")
        .types("say by when")
        .press("enter ctrl-u ctrl-s");
    reached.hides("expected by").hides("on pace");
}
