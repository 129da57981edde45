//! A plan through its stages, by keys alone: the guards of the domain, each refused once,
//! what stays on record, and the next plan begun from the last.

use super::ada_and_ben;
use crate::desk::desk;

/// "Draft to active needs one agreed goal or more, and both agreements (an override is
/// possible and recorded)".
#[test]
fn a_draft_becomes_active_when_goals_and_both_agree_or_with_a_reason_on_record() {
    let desk = desk()
        .with(["Ada Okafor"])
        .press("enter 3 n")
        .types("Read aloud")
        .press("ctrl-s")
        .shows("Ada hasn\u{2019}t agreed   the teacher hasn\u{2019}t agreed")
        .press("p")
        .types("ada agrees")
        .press("enter")
        .says("Saved: noted that Ada Okafor agrees to the plan.")
        .shows("Ada agreed today   the teacher hasn\u{2019}t agreed")
        .press("p")
        .shows("make the plan active, with a reason: no adult has agreed")
        .types("make")
        .press("enter ctrl-s")
        .says("Not saved: Write the reason first; it stays on record.")
        .types("The teacher is ill, the principal knows.")
        .press("ctrl-s")
        .says("Saved: made Ada Okafor's plan active.")
        .shows("active since today")
        .shows("it became active, although no adult has agreed")
        .shows("because: The teacher is ill, the principal knows.")
        .press("u")
        .says("Took back: made Ada Okafor's plan active.")
        .shows("draft, not agreed yet")
        .press("p")
        .types("i agree")
        .press("enter p")
        .types("make")
        .press("enter")
        .says("Saved: made Ada Okafor's plan active.");
    drop(desk);
}

/// "Draft to active needs one agreed goal": no reason stands in its place.
#[test]
fn a_plan_without_a_goal_is_never_active() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 3 p")
        .shows("begin this term's plan, empty")
        .press("enter")
        .says("Saved: began a plan with Ada Okafor.")
        .press("p")
        .shows("make the plan active: no goal is agreed yet")
        .types("make")
        .press("enter")
        .says("No goal is agreed yet")
        .shows("draft, not agreed yet");
}

/// "Reflecting to closed needs a reflection (override recorded). Closing walks through each
/// unmet goal: carry, drop with a reason, rewrite. A new term from the old one is one action."
#[test]
fn closing_walks_through_each_goal_and_the_next_plan_goes_on() {
    ada_and_ben()
        .press("enter 3 space p")
        .types("begin to look")
        .press("enter")
        .says("Saved: began to look back with Ada Okafor.")
        .shows("looking back since today")
        .press("p")
        .shows("close the plan, with a reason: there is no reflection")
        .types("whole plan")
        .press("enter tab")
        .types("I can explain halves now.")
        .press("ctrl-s")
        .says("Saved: wrote down how Ada Okafor looks back.")
        .shows("ADA LOOKS BACK")
        .shows("\u{201c}I can explain halves now.\u{201d}")
        .press("p")
        .types("close")
        .press("enter")
        .shows("What becomes of: Ask for help early")
        .press("right right right right tab ctrl-s")
        .says("Not saved: A goal is dropped with a reason; write it below.")
        .types("She does it by herself now.")
        .press("ctrl-s")
        .shows("What becomes of: Read every day")
        .press("right tab")
        .types("Read every day, and tell one person about it")
        .press("ctrl-s")
        .says("Saved: closed Ada Okafor's plan.")
        .shows("There is no plan for this term yet.")
        .shows("OTHER PLANS")
        .shows("closed today")
        .press("enter")
        .shows("goes on as: Read every day, and tell one person about it")
        .shows("reason: She does it by herself now.")
        .press("e")
        .says("This plan is closed and stays as it is")
        .press("space")
        .says("This plan is closed and stays as it is")
        .press("esc p")
        .shows("begin this term's plan with what goes on")
        .press("enter")
        .says("Saved: began a plan with Ada Okafor.")
        .shows("Read every day, and tell one person about it")
        .hides("Ask for help early")
        .shows("proposed")
        .shows("draft, not agreed yet")
        .press("u")
        .says("Took back: began a plan with Ada Okafor.")
        .shows("There is no plan for this term yet.");
}

/// "reopening is recorded", and asks for a reason; a closed plan shows the levels it was
/// closed with.
#[test]
fn a_closed_plan_is_opened_again_on_record() {
    ada_and_ben()
        .press("j enter 3 p")
        .types("begin to look")
        .press("enter p")
        .types("close")
        .press("enter")
        .types("The family moved away.")
        .press("ctrl-s")
        .shows("What becomes of: Finish a story")
        .press("ctrl-s")
        .says("Saved: closed")
        .press("enter")
        .shows("it was closed, although there is no reflection")
        .shows("because: The family moved away.")
        .press("p")
        .types("open it")
        .press("enter")
        .types("They came back.")
        .press("ctrl-s")
        .says("closed plan again")
        .shows("it was opened again")
        .shows("because: They came back.");
}

/// "changes mid-term with the old goal kept": the old one is dropped with its reason and
/// stands beside the new one.
#[test]
fn a_goal_is_changed_in_mid_term_and_the_old_one_is_kept() {
    ada_and_ben()
        .press("enter 3 p")
        .types("put another")
        .press("enter")
        .shows("In place of: Explain fractions")
        .types("Explain decimals")
        .press("tab")
        .types("Fractions are done.")
        .press("ctrl-s")
        .says("Saved: put another goal in place of one of Ada Okafor.")
        .shows("Explain decimals")
        .shows("Explain fractions")
        .shows("reason: Fractions are done.");
}

/// "lineage from dream to today"; "a goal whose parent has a shorter horizon" isn't offered.
#[test]
fn a_goal_says_which_longer_one_it_serves() {
    ada_and_ben()
        .press("enter 3 p")
        .types("longer")
        .press("enter")
        .says("No goal reaches further than this one; write a long-term goal first.")
        .press("n")
        .types("goal")
        .press("enter")
        .types("Be a vet")
        .press("tab tab right right right ctrl-s")
        .shows("long term")
        .press("g p")
        .types("longer")
        .press("enter enter")
        .says("Saved: said what a goal of Ada Okafor serves.")
        .shows("serves: Be a vet");
}
