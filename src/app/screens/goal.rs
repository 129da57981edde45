//! The form of a goal, and what a filled one comes to: its words, the question they answer,
//! who proposed it. Not what becomes of a goal in its plan's life; that is `life`.

use crate::app::form::{self, Form, FormField, Value};
use crate::domain::change::{Change, Hand};
use crate::domain::person::{PersonId, Role};
use crate::domain::plan::{Area, Goal, GoalStatus, Horizon};
use crate::domain::query::{GoalRecord, StudentRecord, Term};
use crate::domain::template::{PromptStage, Templates};
use crate::domain::{fate, stage, words};

use super::edit::{cleaned, level, new_plan, required, whose, word};
use super::quoting;

/// The form for a new goal, or for one that is changed.
pub(super) fn form(
    old: Option<&Goal>,
    templates: &Templates,
    record: Option<&StudentRecord>,
) -> Form {
    let text = |of: fn(&Goal) -> Option<&String>| old.and_then(of).map_or("", String::as_str);
    let whose = whose(record);
    let plan = record.and_then(|record| record.plan.as_ref());
    let begins_as = stage::begins_as(plan.map(|plan| plan.plan.stage));
    let mut fields = vec![form::line(
        "text",
        "Goal",
        old.map_or("", |old| &old.text),
        whose.say(
            "in the words agreed with the student",
            "in the words both of you agree on",
        ),
    )];
    let template = plan.and_then(|plan| plan.plan.rules.template.as_deref());
    if old.is_none() {
        fields.extend(question(&templates.prompts(template, PromptStage::Goals)));
    }
    fields.extend([
        form::choice("area", "Area", old.map_or(Area::Academic, |old| old.area)),
        form::choice(
            "horizon",
            "Reaches",
            old.map_or(Horizon::Term, |old| old.horizon),
        ),
        form::choice("status", "Status", old.map_or(begins_as, |old| old.status)),
    ]);
    let is_students =
        |record: &StudentRecord| old.is_some_and(|old| old.proposed_by == record.person.id);
    fields.extend(record.and_then(|record| proposer(record, old, is_students(record))));
    fields.extend([
        form::line(
            "why",
            "Why it matters",
            text(|g| g.why.as_ref()),
            whose.say("to the student", "to whose plan it is"),
        ),
        form::line(
            "success_criteria",
            "Success",
            text(|g| g.success_criteria.as_ref()),
            "what shows that it is reached",
        ),
        form::line(
            "supports",
            "Supports",
            text(|g| g.supports.as_ref()),
            "what helps, and who named it",
        ),
        form::line(
            "baseline",
            "Begins at",
            &level_text(old.and_then(|old| old.baseline)),
            "the level when the goal was set",
        ),
        form::line(
            "target",
            "Aims at",
            &level_text(old.and_then(|old| old.target)),
            "a level of the plan's scale",
        ),
        form::line(
            "reason",
            "Reason",
            text(|g| g.reason.as_ref()),
            "only for a goal that is dropped",
        ),
    ]);
    Form::new(if old.is_some() { "Goal" } else { "New goal" }, fields)
}

fn level_text(level: Option<i64>) -> String {
    level.map_or(String::new(), |level| level.to_string())
}

/// The question that the goal answers, where the template asks any while goals are set.
fn question(prompts: &[&str]) -> Option<FormField> {
    if prompts.is_empty() {
        return None;
    }
    let mut words: Vec<(String, String)> = prompts
        .iter()
        .map(|prompt| ((*prompt).to_owned(), (*prompt).to_owned()))
        .collect();
    words.push((String::new(), "none of the plan's questions".to_owned()));
    Some(form::choices("prompt", "Question", words))
}

/// Who proposed a goal, where two may have: whoever types, unless it is said to be the
/// student's. On a plan of staff nobody speaks for another.
pub(super) fn proposer(
    record: &StudentRecord,
    old: Option<&Goal>,
    is_students: bool,
) -> Option<FormField> {
    if record.person.role != Role::Student {
        return None;
    }
    let goals = record.plan.iter().flat_map(|plan| &plan.goals);
    let is_it = |goal: &&GoalRecord| old.is_some_and(|old| old.id == goal.goal.id);
    let adult = goals
        .into_iter()
        .find(is_it)
        .filter(|goal| goal.goal.proposed_by != record.person.id)
        .map_or_else(|| "you".to_owned(), |goal| goal.proposed_by.clone());
    let words = vec![
        ("adult".to_owned(), adult),
        ("student".to_owned(), record.person.first_name().to_owned()),
    ];
    let mut field = form::choices("proposed_by", "Proposed by", words);
    if let Value::Choice(_, at) = &mut field.value {
        *at = usize::from(is_students);
    }
    Some(field)
}

/// Whom a filled form says that proposed it.
pub(super) fn proposed_by(
    filled: &Form,
    record: &StudentRecord,
    old: Option<&Goal>,
    hand: &Hand<'_>,
) -> PersonId {
    let student = record.person.id;
    let known = old.map(|old| old.proposed_by);
    match filled.value("proposed_by").as_str() {
        "student" => student,
        "adult" => known.filter(|by| *by != student).unwrap_or(hand.person),
        _ => known.unwrap_or(hand.person),
    }
}

/// The goal added or changed; the plan is begun with its first one.
pub(super) fn change(
    filled: &Form,
    record: &StudentRecord,
    old: Option<&Goal>,
    hand: &mut Hand<'_>,
) -> Result<Change, String> {
    let student = record.person.id;
    let name = record.person.called();
    let mut edits = Vec::new();
    let plan = match &record.plan {
        Some(plan) => plan.plan.id,
        None => {
            let (plan, opening) = new_plan(record, Term::Present, hand)?;
            edits.extend(opening);
            plan.id
        }
    };
    let stage = record.plan.as_ref().map(|plan| plan.plan.stage);
    let status = word(filled, "status").unwrap_or(stage::begins_as(stage));
    let reason = cleaned(filled, "reason");
    if status == GoalStatus::Dropped && reason.is_none() {
        return Err("A goal is dropped with a reason; write it in the last field.".into());
    }
    let position = old.map_or_else(
        || {
            record
                .plan
                .as_ref()
                .map_or(1, |plan| plan.goals.len() as u16 + 1)
        },
        |old| old.position,
    );
    let text = words::clean_line(&required(
        filled,
        "text",
        "Write the goal first; Esc leaves without one.",
    )?)
    .text;
    let why = cleaned(filled, "why");
    let cited = quoting::cited(record, &[&text, why.as_deref().unwrap_or_default()]);
    let cited = cited.map(|entry| entry.id);
    let known = old.cloned().unwrap_or_else(|| {
        let id = hand.mint.id(hand.now);
        Goal::proposed(id, plan, position, String::new(), hand.person, hand.now)
    });
    let scale = record
        .plan
        .as_ref()
        .map(|plan| &plan.scale)
        .or(record.scales.first());
    let baseline = level(filled, "baseline", scale)?;
    let goal = Goal {
        baseline,
        baseline_on: if baseline == known.baseline {
            known.baseline_on
        } else {
            baseline.map(|_| hand.today)
        },
        target: level(filled, "target", scale)?,
        text,
        area: word(filled, "area").unwrap_or(known.area),
        horizon: word(filled, "horizon").unwrap_or(known.horizon),
        why,
        cites: cited.or(known.cites),
        success_criteria: cleaned(filled, "success_criteria"),
        supports: cleaned(filled, "supports"),
        status,
        reason,
        proposed_by: proposed_by(filled, record, old, hand),
        ..known
    };
    if let Some(sentence) = refuses_horizon(record, &goal) {
        return Err(sentence);
    }
    let label = match old {
        Some(_) => format!("changed a goal of {name}"),
        None => format!("added a goal for {name}"),
    };
    edits.extend(match old {
        Some(old) => fate::goal_edits(Some(old), goal, hand),
        None => fate::answer(goal, filled.filled("prompt"), hand),
    });
    Ok(Change::about(student, label, edits))
}

/// Why a goal can't reach as far as it does beside what it serves and what serves it.
fn refuses_horizon(record: &StudentRecord, goal: &Goal) -> Option<String> {
    let goals = &record.plan.as_ref()?.goals;
    let known = goals.iter().find(|other| other.goal.id == goal.id)?;
    let shorter = goals.iter().map(|other| &other.goal);
    let shorter = shorter.filter(|other| other.parent == Some(goal.id));
    fate::refuses_horizon(goal, known.serves.first(), shorter)
}
