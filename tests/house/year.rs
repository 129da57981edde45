//! A year on the five-term plan by keys alone: made together, checked in on, looked back on,
//! closed, and gone on with, across every boundary of a term.

use crate::desk::{Desk, School, day, desk};
use deskside::domain::person::Status;
use deskside::domain::school::{AcademicSession, Import, SessionKind};
use deskside::store::rows::Table;

/// First day, and the day after the last, of five terms.
const TERMS: [(&str, &str); 5] = [
    ("2026-08-31", "2026-10-26"),
    ("2026-10-26", "2026-12-21"),
    ("2027-01-04", "2027-03-01"),
    ("2027-03-01", "2027-04-26"),
    ("2027-04-26", "2027-06-21"),
];

fn with_terms(school: &mut School) {
    let row = |school: &mut School, title: String, kind, (begins, ends): (&str, &str)| {
        let id = school.mint.id(school.now);
        let row = AcademicSession {
            id,
            import: Import::default(),
            title,
            kind,
            begins: day(begins),
            ends: day(ends),
            parent: None,
            status: Status::Active,
        };
        let written = school.store.write(|connection| row.insert(connection));
        written.unwrap();
    };
    let year = ("2026-08-31", "2027-06-21");
    row(school, "2026-27".into(), SessionKind::SchoolYear, year);
    for (place, term) in TERMS.iter().enumerate() {
        let title = format!("Term {}", place + 1);
        row(school, title, SessionKind::Term, *term);
    }
}

/// One student's term, from the first goal or the offered ones to the closed plan.
fn term(mut desk: Desk, place: usize, name: &str) -> Desk {
    let (begins, ends) = TERMS[place];
    desk = desk
        .on(begins)
        .press("3")
        .shows("There is no plan for this term yet");
    if place == 0 {
        // Co-create: the plan of the template, a goal, a step; it isn't active before both agree.
        desk = desk
            .press("p")
            .types("five-term")
            .press("enter")
            .says("Saved: began a plan")
            .shows("Term 1, draft, not agreed yet")
            .press("p")
            .shows("make the plan active: no goal is agreed yet")
            .press("esc n")
            .types("Explain fractions")
            .press("ctrl-s");
    } else {
        // Nothing is copied by hand: what goes on is offered, with the level reached.
        desk = desk
            .press("p")
            .shows(&format!(
                "begin this term's plan with what goes on from Term {place}"
            ))
            .press("enter")
            .shows("Explain fractions")
            .shows("proposed");
    }
    desk = desk
        .press("A")
        .says(&format!("Saved: agreed the plan with {name}."))
        .press("A")
        .says("Only a draft is agreed to");
    // Check in: a rating a month, better each term.
    let level = (place + 1).min(4);
    desk = desk
        .press("c")
        .press(&level.to_string())
        .press("tab")
        .types("Drew it.")
        .press("ctrl-s")
        .says("1 rating");
    // Reflect: too early is refused, in the last ten school days it is offered.
    desk = desk
        .press("p")
        .shows("begin to look back, with a reason")
        .press("esc");
    let last = day(ends).pred_opt().unwrap();
    let late = last - chrono::Days::new(5);
    desk = desk
        .on(&late.to_string())
        .press("p")
        .types("begin to look")
        .press("enter")
        .says(&format!("Saved: began to look back with {name}."))
        .shows("AGENDA OF THE CONFERENCE")
        .press("p")
        .shows("close the plan, with a reason: there is no reflection")
        .types("whole plan")
        .press("enter")
        .shows("What went well, what was hard, and what will I do differently")
        .shows("next term?")
        .press("tab")
        .types("I can draw it now.")
        .press("ctrl-s");
    // Close: the goal that isn't met goes on.
    desk.press("g p")
        .types("close the plan")
        .press("enter")
        .shows("What becomes of: Explain fractions")
        .press("ctrl-s")
        .says(&format!("Saved: closed {name}'s plan."))
}

/// "One story per practice: a year of it from start to next term through keys alone … across
/// every term boundary, each guard refused once": five plans a year.
#[test]
fn a_year_on_the_five_term_plan() {
    let mut desk = desk()
        .given(with_terms)
        .with(["Ada Okafor", "Ben Ito"])
        .press("enter");
    for place in 0..TERMS.len() {
        desk = term(desk, place, "Ada Okafor");
    }
    // Five closed plans, readable and locked; one goal with one history of five ratings.
    for place in 1..=TERMS.len() {
        desk = desk.shows(&format!("Term {place}   closed"));
    }
    desk = desk
        .press("enter e")
        .says("This plan is closed and stays as it is")
        .press("esc 5")
        .selects("Explain fractions");
    let rows = desk.frame().rows();
    let goal = rows
        .iter()
        .find(|row| row.contains("Explain fractions"))
        .unwrap();
    assert!(goal.contains("+3"), "{goal}");
    let marks: usize = rows.iter().map(|row| row.matches('\u{25aa}').count()).sum();
    assert_eq!(
        marks,
        5 + 1,
        "five ratings and the legend:\n{}",
        desk.screen()
    );
}
