//! A goal in the place of another one in mid-term: what of the old one holds for the new one is
//! on the form and can be changed there. The old one is kept, dropped with its reason.

use chrono::NaiveDate;

use crate::app::form::{self, Form};
use crate::domain::change::{Change, Hand};
use crate::domain::fate::{self, Fate};
use crate::domain::plan::{Goal, GoalStatus};
use crate::domain::query::{GoalRecord, StudentRecord};
use crate::domain::{stage, words};

use super::edit::{cleaned, required, whose};
use super::goal;
use super::life::{Outcome, WHY};

/// The goal as it stands in the record.
fn found<'a>(old: &Goal, record: &'a StudentRecord) -> Option<&'a GoalRecord> {
    let goals = record.plan.iter().flat_map(|plan| &plan.goals);
    goals.into_iter().find(|other| other.goal.id == old.id)
}

/// The form, with what may hold for the new goal as well.
pub(super) fn form(old: &Goal, record: Option<&StudentRecord>) -> Form {
    let text = |of: &Option<String>| of.clone().unwrap_or_default();
    let whose = whose(record);
    let mut fields = vec![
        form::line(
            "text",
            "New goal",
            "",
            whose.say(
                "in the words agreed with the student",
                "in the words both of you agree on",
            ),
        ),
        form::lines(
            "reason",
            "Why",
            "",
            "why the old one is dropped; it stays on record",
        ),
    ];
    fields.extend(record.and_then(|record| goal::proposer(record, None, false)));
    let known = record.and_then(|record| found(old, record));
    let names = known.iter().flat_map(|known| &known.competencies);
    let names: Vec<&str> = names.map(|(_, name)| name.as_str()).collect();
    if !names.is_empty() {
        let kept = ("keep".to_owned(), names.join(", "));
        let none = ("none".to_owned(), "another competency, or none".to_owned());
        fields.push(form::choices("links", "Works toward", vec![kept, none]));
    }
    let steps = known.iter().flat_map(|known| &known.steps);
    let open = steps.filter(|step| step.done_on.is_none()).count();
    if open > 0 {
        let stay = ("stay".to_owned(), "stay with the old goal".to_owned());
        let go = (
            "go".to_owned(),
            format!("go over to the new one: {open} open"),
        );
        fields.push(form::choices("steps", "Its steps", vec![stay, go]));
    }
    fields.extend([
        form::line(
            "why",
            "Why it matters",
            &text(&old.why),
            whose.say("to the student", "to whose plan it is"),
        ),
        form::line(
            "success_criteria",
            "Success",
            &text(&old.success_criteria),
            "what shows that it is reached",
        ),
        form::line(
            "supports",
            "Supports",
            &text(&old.supports),
            "what helps, and who named it",
        ),
    ]);
    Form::new(format!("In place of: {}", old.text), fields)
}

/// The old goal dropped with its reason, and the new one that goes on from it.
pub(super) fn outcome(
    old: &Goal,
    filled: &Form,
    record: &StudentRecord,
    hand: &mut Hand<'_>,
) -> Result<Outcome, String> {
    let plan = record.plan.as_ref();
    let plan = plan.ok_or("There is no plan here any more.")?;
    let known = found(old, record).ok_or("This goal isn't there any more.")?;
    let text = required(filled, "text", "Write the new goal first.")?;
    let reason = required(filled, "reason", WHY)?;
    let keeps = filled.value("links") == "keep";
    let serves = known.serves.first();
    let serves = serves.filter(|longer| fate::refuses_parent(old.horizon, longer).is_none());
    let new = Goal::proposed(
        hand.mint.id(hand.now),
        plan.plan.id,
        plan.goals.len() as u16 + 1,
        words::clean_line(&text).text,
        goal::proposed_by(filled, record, None, hand),
        hand.now,
    );
    // A level of another competency says nothing on where this goal begins.
    let level = known.level.filter(|_| keeps);
    let goal = Goal {
        area: old.area,
        horizon: old.horizon,
        parent: serves.map(|longer| longer.id),
        day: old.day,
        why: cleaned(filled, "why"),
        success_criteria: cleaned(filled, "success_criteria"),
        supports: cleaned(filled, "supports"),
        status: match old.status {
            GoalStatus::Proposed => GoalStatus::Proposed,
            _ => stage::begins_as(Some(plan.plan.stage)),
        },
        baseline: level,
        baseline_on: level.map(|_| hand.today),
        target: old.target.filter(|_| keeps),
        carried_from: Some(old.id),
        ..new
    };
    let id = goal.id;
    let mut edits = fate::decide(old, &Fate::Drop(reason), hand);
    edits.extend(fate::goal_edits(None, goal, hand));
    if keeps {
        let links = known.competencies.iter().map(|(link, _)| link);
        edits.extend(fate::linked(id, links, hand));
    }
    if filled.value("steps") == "go" {
        edits.extend(fate::open_steps(id, &known.steps, NaiveDate::MIN, hand));
    }
    let name = record.person.called();
    let label = format!("put another goal in place of one of {name}");
    Ok(Outcome::Change(Change::about(
        record.person.id,
        label,
        edits,
    )))
}
