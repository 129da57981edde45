//! A plan through its stages, by keys alone: the guards of the domain, each refused once,
//! what stays on record, and the next plan begun from the last.

use super::{ada_and_ben, competencies};
use deskside::store::check::{Severity, check};

use crate::desk::{Desk, day, desk, desk_in_a_file};

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
        .shows("make the plan active: no goal is agreed yet")
        .types("agree on this goal")
        .press("enter")
        .says("Saved: agreed on a goal with Ada Okafor.")
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
        .given(|school| competencies(school, &[("R.1", "Reads with joy", "3")]))
        .press("enter 3 G p")
        .types("link")
        .press("enter")
        .types("R.1")
        .press("enter enter")
        .says("Saved: linked a goal")
        .press("g space p")
        .types("begin to look")
        .press("enter")
        .says("Saved: began to look back with Ada Okafor.")
        .shows("looking back since today")
        .press("p")
        .shows("close the plan, with a reason: there is no reflection")
        .types("whole plan")
        .press("enter")
        .types("I can explain halves now.")
        .press("ctrl-s")
        .says("Saved: wrote down how Ada Okafor looks back.")
        .shows("ADA LOOKS BACK")
        .shows("today, typed by Ms Vasko")
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
        .press("1")
        .shows("There is no plan for this term yet")
        .hides("Ask for help early")
        .press("3 enter")
        .shows("goes on as: Read every day, and tell one person about it")
        .press("esc p")
        .shows("begin this term's plan with what goes on")
        .press("enter")
        .says("Saved: began a plan with Ada Okafor.")
        .shows("Read every day, and tell one person about it")
        .shows("competency: R.1 Reads with joy")
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

/// "daily goals (yesterday's unmet goal is offered, never copied in silence)".
#[test]
fn yesterdays_goal_is_offered_again_and_never_copied_in_silence() {
    let desk = ada_and_ben()
        .press("enter 3 p")
        .types("for today")
        .press("enter")
        .types("Read ten pages")
        .press("ctrl-s")
        .says("Saved: added a goal for today for Ada Okafor.")
        .shows("academic, for today, active")
        .shows("serves: Explain fractions")
        .press("c")
        .shows("Read ten pages")
        .press("esc")
        .on("2026-11-24")
        .press("c")
        .hides("Read ten pages")
        .press("esc p")
        .shows("again today: Read ten pages")
        .types("again")
        .press("enter")
        .says("Saved: took a goal of Ada Okafor's up again for today.");
    desk.shows("1 earlier day: none met")
        .hides("for yesterday")
        .shows("for today")
        .press("p")
        .hides("again today")
        .press("esc c")
        .shows("Read ten pages")
        .press("esc G enter")
        .shows("for yesterday");
}

fn for_today(desk: Desk, text: &str) -> Desk {
    desk.press("p")
        .types("for today")
        .press("enter")
        .types(text)
        .press("ctrl-s")
}

/// "A goal for one day counts and shows only on its day": on the overview under today with
/// its tick, in the roster's count, in a check-in; the days before are folded on the plan.
#[test]
fn goals_for_one_day_count_and_show_on_their_day_alone() {
    let days = [
        "2026-11-16",
        "2026-11-17",
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
    ];
    let mut desk = ada_and_ben().press("enter 3");
    for (place, day) in days.iter().enumerate() {
        desk = for_today(desk.on(day).press("g"), &format!("Read page {place}"));
    }
    // A goal goes past the next one that is shown, not past one of another day.
    let desk = desk
        .press("G k K")
        .says("Saved: moved a goal")
        .shows_in_order(["Read page 4", "Read every day"])
        .press("J")
        .shows_in_order(["Read every day", "Read page 4"])
        .press("space")
        .press("1")
        .shows("TODAY   1 of 1 done")
        .shows("\u{2713} Read page 4")
        .shows("left from yesterday, p takes it up again: Read page 3")
        .hides("Read page 2")
        .press("esc")
        .shows("1/4");
    let mut desk = for_today(
        desk.on("2026-11-23").shows("0/3").press("enter 3"),
        "Tidy up",
    );
    desk = desk
        .press("1")
        .shows("TODAY   0 of 1 done")
        .shows("\u{2219} Tidy up")
        .hides("Read page")
        .press("G space")
        .shows("TODAY   1 of 1 done")
        .press("c")
        .hides("Read page")
        .press("esc 3")
        .shows("5 earlier days: 1 met")
        .hides("for yesterday");
    desk = desk.press("G").says("Enter unfold").press("enter");
    for place in 0..5 {
        desk = desk.press("j");
        let shown = desk.screen();
        assert!(shown.contains(&format!("Read page {place}")), "{shown}");
    }
    desk.press("esc").shows("1/4");
}

/// "Yesterday's unmet goal is offered": that of the last school day, and no older one.
#[test]
fn what_is_offered_again_was_left_on_the_last_school_day() {
    let desk = for_today(
        ada_and_ben().press("enter 3").on("2026-11-19"),
        "Thursday's",
    );
    let desk = for_today(desk.on("2026-11-20").press("g"), "Friday's");
    desk.on("2026-11-23")
        .press("p")
        .shows("again today: Friday's")
        .hides("again today: Thursday's")
        .press("esc 1")
        .shows("left from Fri 20 Nov, p takes it up again: Friday's")
        .hides("Thursday's")
        .on("2026-11-24")
        .hides("Friday's");
}

/// The roster's line holds no day: what is kept is what would be derived, on any day.
#[test]
fn the_rosters_line_of_goals_for_days_is_found_sound() {
    let desk = desk_in_a_file()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain fractions"])
        .press("enter 3");
    let desk = for_today(desk, "Read page 1").press("esc").shows("0/2");
    let found = check(&desk.path(), day("2026-11-24"), desk.model.now).unwrap();
    let errors = found
        .list
        .iter()
        .filter(|one| one.severity == Severity::Error);
    assert_eq!(
        errors.map(|one| one.what.as_str()).collect::<Vec<_>>(),
        [""; 0]
    );
    desk.on("2026-11-24").shows("0/1");
}

/// "overrides on record": a level set by hand says who, when and why, and can be let go.
#[test]
fn a_level_set_by_hand_says_who_and_why() {
    ada_and_ben()
        .press("enter 3 p")
        .types("set the level")
        .press("enter")
        .types("5")
        .press("tab")
        .types("Seen in the play.")
        .press("ctrl-s")
        .says("Not saved: 5 is no level; the scale goes from 1 to 4.")
        .press("shift-tab backspace")
        .types("beyond")
        .press("ctrl-s")
        .says("Saved: set a level of Ada Okafor's by hand.")
        .shows("4 Beyond")
        .shows("level set by Ms Vasko, today: Seen in the play.")
        .press("p")
        .types("let the level")
        .press("enter")
        .says("follow the ratings again")
        .hides("4 Beyond")
        .press("u")
        .shows("4 Beyond");
}

/// "Pacing where the template asks": off by default, ahead, on pace, behind, a today line, and
/// a pace said by hand with note and expiry.
#[test]
fn pacing_is_off_until_the_plan_turns_it_on() {
    ada_and_ben()
        .press("enter 3 n")
        .types("step")
        .press("enter")
        .types("Cut a pizza")
        .press("tab tab")
        .types("2026-11-16")
        .press("ctrl-s")
        .hides("behind")
        .press("p")
        .types("turn pacing")
        .press("enter")
        .says("Saved: turned pacing on for Ada Okafor.")
        .shows("behind")
        .press("g n")
        .types("step")
        .press("enter")
        .types("Draw a cake")
        .press("tab tab")
        .types("2026-12-04")
        .press("ctrl-s")
        .shows_in_order([
            "Cut a pizza",
            "today: what stands above should be done",
            "Draw a cake",
        ])
        .press("g p")
        .types("say its pace")
        .press("enter right right right tab")
        .types("+3")
        .press("tab")
        .types("Was ill.")
        .press("ctrl-s")
        .says("Saved: said the pace of a goal of Ada Okafor's.")
        .shows("pace: Was ill.")
        .hides("behind")
        .on("2026-11-27")
        .shows("behind");
}

/// "browse and find in the tree; link to goals": by code or by words, once, and taken back.
#[test]
fn a_goal_is_linked_to_a_competency_found_by_code_or_words() {
    ada_and_ben()
        .given(|school| {
            let of_third = (
                "3.NF.A.1",
                "Understand a fraction as one part of a whole",
                "3",
            );
            competencies(school, &[of_third]);
        })
        .press("enter 3 p")
        .types("link")
        .press("enter")
        .types("poetry")
        .press("enter")
        .says("No competency has poetry")
        .press("p")
        .types("link")
        .press("enter")
        .types("fraction whole")
        .press("enter")
        .shows("3.NF.A.1 Understand a fraction")
        .press("enter")
        .says("Saved: linked a goal of Ada Okafor to a competency.")
        .shows("competency: 3.NF.A.1 Understand a fraction as one part of a whole")
        .press("p")
        .types("link it")
        .press("enter")
        .types("3.NF.A.1")
        .press("enter enter")
        .says("This goal is linked to it already.")
        .press("u")
        .says("Took back: linked a goal")
        .hides("competency: 3.NF.A.1");
}

/// "evidence link or path" (the record of achievement and its artifacts): beside its goal, on the
/// plan's own list of parts, frozen with it, and taken back.
#[test]
fn what_shows_a_goal_stands_beside_it() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 3 p")
        .types("five-part")
        .press("enter")
        .shows("artifacts (none yet)")
        .press("n")
        .types("Explain thirds")
        .press("ctrl-s n")
        .types("shows this")
        .press("enter ctrl-s")
        .says("Not saved: Write what it is first")
        .types("A poster about thirds")
        .press("tab")
        .types("the blue folder")
        .press("ctrl-s")
        .says("Saved: noted what shows a goal of Ada Okafor.")
        .shows("shown by: A poster about thirds, the blue folder")
        .shows("artifacts (begun)")
        .press("u")
        .hides("A poster about thirds")
        .press("ctrl-r")
        .shows("A poster about thirds");
}

/// "filter by area lists exactly those goals", from student to student.
#[test]
fn the_plan_shows_the_goals_of_one_area() {
    ada_and_ben()
        .press("enter 3 e tab right ctrl-s")
        .says("Saved: changed a goal")
        .press("f")
        .shows("only academic goals: 2")
        .hides("Explain fractions     ")
        .shows("Read every day")
        .press("f")
        .shows("only SEL goals: 1")
        .selects("Explain fractions")
        .hides("Read every day")
        .press("]")
        .shows("only SEL goals: 0")
        .hides("Finish a story    ")
        .press("[ f f")
        .shows_in_order(["Explain fractions", "Ask for help early", "Read every day"])
        .hides("only");
}

/// "strategies on goal or group: dated, with author": beside the goal, taken back and brought back.
#[test]
fn what_is_tried_for_a_goal_stands_beside_it_with_who_and_when() {
    desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain thirds"])
        .press("enter 3 n")
        .types("strategy")
        .press("enter")
        .shows("a partner, smaller steps; the student may read it")
        .press("ctrl-s")
        .says("Not saved: Write what is tried first")
        .types("Paper strips, with a partner")
        .press("ctrl-s")
        .says("Saved: noted what is tried for Ada Okafor.")
        .shows("tried: Paper strips, with a partner (Ms Vasko, today)")
        .press("u")
        .hides("Paper strips")
        .press("ctrl-r")
        .shows("tried: Paper strips");
}

/// "quote note into plan key", "goal can cite a profile entry": Ctrl-Q in the goal's form, and
/// the goal says what it came from.
#[test]
fn a_goal_quotes_the_profile_and_says_so() {
    desk()
        .with(["Ada Okafor"])
        .press("enter 2 n tab")
        .types("I want to drive the ferry")
        .press("ctrl-s 3 n ctrl-q")
        .types("ferry")
        .press("enter")
        .shows("“I want to drive the ferry”")
        .press("ctrl-s")
        .says("Saved: added a goal for Ada Okafor.")
        .shows("from the profile: strengths, today");
}

/// "next I can do: never empty while a goal is open": a step, then the next level, then the end.
#[test]
fn an_open_goal_always_says_what_can_be_done_next() {
    desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", ["Explain thirds"])
        .press("enter")
        .shows("no steps yet; next: 2 Developing")
        .press("n")
        .types("new step")
        .press("enter")
        .shows("New step for Explain thirds")
        .types("Draw three thirds")
        .press("ctrl-s")
        .shows("0 of 1 steps; next: Draw three thirds")
        .press("3 down space 1")
        .shows("1 of 1 steps, all done; next: 2 Developing")
        .press("c 4 ctrl-s")
        .shows("next: what it aimed at is reached")
        .press("space")
        .hides("next:");
}

/// A long goal is seen whole in its form, with the caret in it and without.
#[test]
fn a_long_goal_is_whole_in_its_form() {
    let long = "Read a chapter book of more than a hundred pages to the end, and tell somebody \
                who hasn't read it what it is about and why it is worth their time";
    desk()
        .with(["Ada Okafor"])
        .press("enter 3 n")
        .types(long)
        .shows("Read a chapter book of more")
        .shows("worth their time")
        .press("tab tab tab tab")
        .shows("Read a chapter book of more")
        .shows("worth their time")
        .shows("Reason")
        .press("ctrl-s e")
        .shows("Read a chapter book of more")
        .shows("worth their time");
}

/// What is selected is read whole, and a goal's own words always.
#[test]
fn the_selected_goal_is_whole() {
    let goal = "Explain what a fraction is with pictures, with things from the kitchen and with a story of your own to a younger child";
    let why = "so that ".repeat(40) + "I can bake alone";
    super::desk()
        .with(["Ada Okafor"])
        .with_plan("Ada Okafor", [goal, "Read every day"])
        .press("enter 3")
        .shows("of your own to a younger child")
        .press("e tab tab tab tab tab")
        .types(&why)
        .press("ctrl-s")
        .shows("I can bake alone")
        .press("down")
        .hides("I can bake alone")
        .shows("to a younger child");
}
