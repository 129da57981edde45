//! What a plan refuses, and what goes on from it: closed plans, lineage, goals that wait to be
//! agreed, goals in place of others, what is asked and answered.

use super::{ada_and_ben, competencies};
use crate::desk::{Desk, desk};

/// Ben, whose plan was closed with its one goal carried on.
pub(super) fn closed() -> Desk {
    ada_and_ben()
        .press("j enter 3 p")
        .types("begin to look")
        .press("enter p")
        .types("close")
        .press("enter")
        .types("The family moved away.")
        .press("ctrl-s ctrl-s")
        .says("Saved: closed Ben Ito's plan.")
}

/// Ada, whose first goal serves a dream, which stands last.
fn dreaming() -> Desk {
    ada_and_ben()
        .press("enter 3 n")
        .types("goal")
        .press("enter")
        .types("Be a vet")
        .press("tab tab right right right ctrl-s g p")
        .types("longer")
        .press("enter enter")
        .shows("serves: Be a vet")
}

/// "Frozen": no goal, step, evidence or strategy, and no form is opened for one.
#[test]
fn a_closed_plan_takes_nothing_new() {
    closed()
        .press("enter")
        .shows("academic, term, carried")
        .press("n")
        .says("This plan is closed and stays as it is")
        .hides("new goal");
}

/// "one plan that isn't closed per person and session": said before a reason is asked for.
#[test]
fn a_closed_plan_is_not_opened_again_beside_an_open_one() {
    closed()
        .press("p")
        .types("empty")
        .press("enter")
        .says("Saved: began a plan with Ben Ito.")
        .press("G enter p")
        .types("open it")
        .press("enter")
        .says("There is a plan that isn't closed; close that one first.")
        .hides("this stays on record");
}

/// "A child's horizon is shorter than its parent's": not by another reach of either.
#[test]
fn a_longer_goal_always_reaches_further() {
    dreaming()
        .press("e tab tab right right right ctrl-s")
        .says("Not saved: A goal for the long term can't serve one for the long term;")
        .press("esc G e tab tab right right ctrl-s")
        .says("Not saved: A goal for a term can't serve one for a week;")
        .press("esc p")
        .types("longer")
        .press("enter")
        .says("No goal reaches further than this one");
}

/// "lineage on every goal": what is served stays readable when it ended with the last plan.
#[test]
fn lineage_is_readable_across_plans() {
    dreaming()
        .press("G space p")
        .types("begin to look")
        .press("enter p")
        .types("close")
        .press("enter")
        .types("moving")
        .press("ctrl-s ctrl-s ctrl-s ctrl-s")
        .says("Saved: closed Ada Okafor's plan.")
        .press("p enter")
        .says("Saved: began a plan with Ada Okafor.")
        .hides("Be a vet  ")
        .shows("serves: Be a vet (met)");
}

/// "Closing walks through each unmet goal": also one that is partly met, which may end so.
#[test]
fn what_is_partly_met_is_asked_about_in_closing() {
    let walk = || {
        ada_and_ben()
            .press("j enter 3 e tab tab tab right right ctrl-s")
            .shows("partly met")
            .press("p")
            .types("begin to look")
            .press("enter p")
            .types("close")
            .press("enter")
            .types("moving")
            .press("ctrl-s")
            .shows("What becomes of: Finish a story")
    };
    walk()
        .press("ctrl-s")
        .says("Saved: closed")
        .press("p enter")
        .says("Saved: began a plan")
        .shows("Finish a story");
    walk()
        .press("right right right ctrl-s")
        .says("Saved: closed")
        .press("p enter")
        .says("Saved: began a plan")
        .shows("It has no goals yet");
}

/// "Esc back (never destroys anything)": whoever leaves the walk through the goals finds the
/// reason, and what was said of a goal, when it is begun again; a closed plan leaves no draft.
#[test]
fn the_walk_of_closing_remembers_what_was_said() {
    let close = |desk: crate::desk::Desk| desk.press("p").types("close").press("enter");
    let desk = ada_and_ben().press("enter 3 p").types("begin to look");
    let desk = close(desk.press("enter")).types("moving away");
    let desk = desk
        .press("ctrl-s")
        .shows("What becomes of: Explain fractions")
        .press("right tab")
        .types("too early")
        .press("ctrl-s")
        .shows("What becomes of: Ask for help early")
        .press("esc");
    let desk = close(desk)
        .says("Your draft is back")
        .shows("moving away")
        .press("ctrl-s")
        .shows("What becomes of: Explain fractions")
        .shows("too early")
        .press("ctrl-s ctrl-s ctrl-s")
        .says("Saved: closed Ada Okafor's plan.")
        .press("enter pgdn pgdn")
        .shows("because: moving away");
    desk.press("esc esc").shows("Roster").hides("draft");
}

/// "a goal waits as proposed until agreed": both agreements, one by one, are what it waits for.
#[test]
fn both_agreements_agree_the_goals_that_were_proposed() {
    closed()
        .press("p enter")
        .says("Saved: began a plan with Ben Ito.")
        .shows("proposed by Ben")
        .press("p")
        .types("ben agrees")
        .press("enter p")
        .types("i agree")
        .press("enter")
        .shows("academic, term, active")
        .press("p")
        .types("make")
        .press("enter")
        .says("Saved: made Ben Ito's plan active.")
        .press("u u")
        .says("Took back: agreed to Ben Ito's plan.")
        .shows("proposed by Ben");
}

/// "proposed by": the student or the adult, said in the form, shown with the goal.
#[test]
fn a_goal_says_who_proposed_it() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 3 n")
        .types("Read aloud")
        .shows("Proposed by")
        .press("ctrl-s")
        .shows("academic, term, proposed by Ms Vasko")
        .press("e tab tab tab tab right ctrl-s")
        .says("Saved: changed a goal")
        .shows("academic, term, proposed by Ada")
        .press("p")
        .types("agree on")
        .press("enter")
        .shows("academic, term, active")
        .shows("proposed by Ada")
        .press("p")
        .types("for today")
        .press("enter")
        .types("Read ten pages")
        .press("ctrl-s")
        .shows("academic, for today, proposed by Ada");
}

/// "What was open goes on": a date that is over isn't one of the new plan's.
#[test]
fn a_carried_step_leaves_its_old_date_behind() {
    ada_and_ben()
        .press("j enter 3 n")
        .types("step")
        .press("enter")
        .types("Draw it first")
        .press("tab tab")
        .types("2026-11-16")
        .press("ctrl-s n")
        .types("step")
        .press("enter")
        .types("Write it down")
        .press("tab tab")
        .types("2026-12-04")
        .press("ctrl-s")
        .shows("student, by Mon 16 Nov")
        .press("p")
        .types("begin to look")
        .press("enter p")
        .types("close")
        .press("enter")
        .types("moving")
        .press("ctrl-s ctrl-s p enter")
        .says("Saved: began a plan")
        .shows("Draw it first")
        .hides("by Mon 16 Nov")
        .shows("by Fri 4 Dec")
        .press("p")
        .types("turn pacing")
        .press("enter")
        .hides("behind");
}

/// "changes mid-term with the old goal kept": what of it holds for the new one is on the form;
/// another competency begins where nothing is known.
#[test]
fn a_goal_in_place_of_another_takes_over_what_the_form_says() {
    let replaced = |keys: &str| {
        ada_and_ben()
            .given(|school| competencies(school, &[("R.1", "Reads with joy", "3")]))
            .press("enter 3 p")
            .types("link")
            .press("enter")
            .types("R.1")
            .press("enter enter n")
            .types("step")
            .press("enter")
            .types("Find a book")
            .press("ctrl-s g c 2 ctrl-s p")
            .types("put another")
            .press("enter")
            .shows("R.1 Reads with joy")
            .shows("stay with the old goal")
            .types("Read to a friend")
            .press("tab")
            .types("Pictures are done.")
            .press(keys)
            .press("ctrl-s")
            .says("Saved: put another goal in place of one of Ada Okafor.")
            .press("G")
    };
    // Kept: the same competency, begun at the level reached.
    replaced("tab tab tab right")
        .shows("from 2 Developing")
        .shows("0 of 1 steps")
        .press("5")
        .shows("dropped: Explain fractions");
    // Another one: nothing is known yet, and the old one is still there.
    let other = replaced("tab tab right");
    assert_eq!(other.screen().matches("competency: R.1").count(), 1);
    let other = other
        .hides("from 2 Developing")
        .press("5")
        .shows("dropped: Explain fractions");
    let rows = other.frame().rows();
    let new = rows.iter().find(|row| row.contains("Read to a friend"));
    assert!(!new.unwrap().contains('2'), "{rows:#?}");
}

const ASKING: &str = r#"
id = "asking-plan"
title = "Asking plan"
kind = "plan"
practice = "A plan that asks more than one thing"
parts = ["goals", "reflection", "conference"]
agenda = ["What I am proud of", "What comes next"]

[[prompt]]
stage = "goals"
text = "What do I want?"

[[prompt]]
stage = "goals"
text = "How do I get there?"

[[prompt]]
stage = "goal_reflection"
text = "What shows it?"

[[prompt]]
stage = "plan_reflection"
text = "What was hard?"

[[prompt]]
stage = "plan_reflection"
text = "What was easy?"
"#;

/// "prompt bank per stage; the prompt used is stored with the answer": for goals, for one goal,
/// for the whole plan, each question of the template; the agenda stands there in looking back.
#[test]
fn each_question_of_the_template_is_offered_and_kept_with_its_answer() {
    let mut desk = desk().with(["Ada Okafor"]);
    desk.take_templates(&[("asking.toml".to_owned(), ASKING.to_owned())]);
    desk.press("enter 3 p")
        .types("asking")
        .press("enter n")
        .shows("What do I want?")
        .types("Bake bread")
        .press("tab right ctrl-s")
        .says("Saved: added a goal")
        .shows("answers: How do I get there?")
        .press("A")
        .hides("AGENDA")
        .press("p")
        .types("back on this")
        .press("enter")
        .shows("What shows it?")
        .types("My first loaf.")
        .press("ctrl-s p")
        .types("whole plan")
        .press("enter")
        .shows("What was hard?")
        .types("easy")
        .press("enter")
        .types("Kneading.")
        .press("ctrl-s")
        .resize(80, 40)
        .shows("Bake bread, today, typed by Ms Vasko, What shows it?")
        .shows("\u{201c}My first loaf.\u{201d}")
        .shows("the whole plan, today, typed by Ms Vasko, What was easy?")
        .shows("asked: How do I get there?")
        .press("p")
        .types("begin to look")
        .press("enter")
        .shows("AGENDA OF THE CONFERENCE")
        .shows("1. What I am proud of")
        .shows("2. What comes next");
}

/// The student speaks and the teacher types: the first word goes into the answer, and the
/// question stands one key before it.
#[test]
fn looking_back_begins_in_the_answer() {
    ada_and_ben()
        .press("enter 3 p")
        .types("whole plan")
        .press("enter")
        .types("I can explain halves.")
        .press("shift-tab ctrl-u")
        .types("What is easy now?")
        .press("ctrl-s")
        .says("Saved: wrote down how Ada Okafor looks back.")
        .resize(80, 40)
        .shows("\u{201c}I can explain halves.\u{201d}")
        .shows("What is easy now?");
}
