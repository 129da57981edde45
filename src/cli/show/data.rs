//! `show --json`: a student's record as data. Not how it is told; that is `show`.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::Word;
use crate::domain::query::{
    CheckInRecord, GoalRecord, NextUp, PlanRecord, ProfileRecord, StudentRecord,
};
use crate::domain::scale::Scale;

/// A student's record, and the check-ins, newest first.
pub(super) fn data(
    record: &StudentRecord,
    history: &[CheckInRecord],
    as_of: NaiveDate,
    untouched: u32,
) -> Value {
    let person = &record.person;
    let profile: Vec<Value> = record.profile.iter().map(profile_data).collect();
    let check_ins: Vec<Value> = history.iter().map(check_in_data).collect();
    json!({
        "student": {
            "id": person.id, "class_number": record.number, "name": person.name(),
            "preferred_name": person.preferred, "grade": person.grade,
            "status": person.status.word(), "support": person.support.word(), "classes": record.classes,
        },
        "profile": profile,
        "profile_entries": record.profile.len(), "profile_in_own_words": record.own_entries(),
        "plan": record.plan.as_ref().map(|plan| plan_data(record, plan, as_of, untouched)),
        "check_ins": check_ins,
        "group_notes": record.group_notes.iter().map(|(note, author, group)| json!({
            "id": note.id, "on": note.on, "group": group, "author": author, "text": note.text,
            "visibility": note.visibility.word(),
        })).collect::<Vec<Value>>(),
        "other_plans": record.others.iter().map(|other| json!({
            "id": other.plan.id, "session": other.session, "stage": other.plan.stage.word(),
            "goals": other.goals, "met": other.met, "closed": other.plan.closed,
        })).collect::<Vec<Value>>(),
    })
}

fn profile_data(record: &ProfileRecord) -> Value {
    let entry = &record.entry;
    json!({
        "id": entry.id, "section": entry.section.word(), "text": entry.text, "source": entry.source.word(),
        "author": record.author, "on": entry.on, "typed_by": record.typed_by, "visibility": entry.visibility.word(),
    })
}

fn plan_data(
    student: &StudentRecord,
    record: &PlanRecord,
    as_of: NaiveDate,
    untouched: u32,
) -> Value {
    let goals: Vec<Value> = record
        .goals
        .iter()
        .map(|goal| goal_data(goal, &record.scale))
        .collect();
    json!({
        "id": record.plan.id, "session": record.session, "stage": record.plan.stage.word(),
        "goals": goals, "template": record.plan.rules.template,
        "touched_on": record.touched_on, "untouched_days": record.untouched(as_of, untouched),
        "agreed_by_student": record.plan.agreed_by_student,
        "agreed_by_adult": record.plan.agreed_by_adult,
        "reflections": record.reflections.iter().map(|said| json!({
            "goal": said.goal, "prompt": said.prompt, "text": said.text, "on": said.on,
            "typed_by": student.typed_by(said.typed_by, said.author),
        })).collect::<Vec<Value>>(),
    })
}

fn goal_data(record: &GoalRecord, scale: &Scale) -> Value {
    #[derive(Serialize)]
    struct Step<'a> {
        text: &'a str,
        owner: &'static str,
        due: Option<NaiveDate>,
        done_on: Option<NaiveDate>,
    }
    let goal = &record.goal;
    let steps: Vec<Step> = record
        .steps
        .iter()
        .map(|step| Step {
            text: &step.text,
            owner: step.owner.word(),
            due: step.due,
            done_on: step.done_on,
        })
        .collect();
    let level = record.level.and_then(|level| scale.level(level));
    json!({
        "id": goal.id, "text": goal.text, "area": goal.area.word(),
        "horizon": goal.horizon.word(), "status": record.is_status_known.then(|| goal.status.word()),
        "level": record.level, "level_label": level.map(|level| &level.label),
        "self_level": record.own_level, "steps": steps,
        "evidence": record.evidence.iter().map(|shown| json!({
            "title": shown.title, "place": shown.place, "on": shown.on,
        })).collect::<Vec<_>>(),
        "cites": goal.cites, "next": record.next(scale).map(|next| match next {
            NextUp::Step(step) => json!({ "step": step.text }),
            NextUp::Level(level) => json!({ "level": level }),
            NextUp::Reached => json!({ "reached": true }),
        }),
        "strategies": record.strategies.iter().map(|(tried, author)| json!({
            "text": tried.text, "author": author, "on": tried.on,
        })).collect::<Vec<_>>(),
        "proposed_by": record.proposed_by,
        "serves": record.serves.iter().map(|longer| &longer.text).collect::<Vec<_>>(),
        "parent": goal.parent, "baseline": goal.baseline, "target": goal.target,
        "carried_from": goal.carried_from, "reason": goal.reason, "day": goal.day,
        "pace": record.pace.map(Word::word),
    })
}

fn check_in_data(record: &CheckInRecord) -> Value {
    let check_in = &record.check_in;
    let id = check_in
        .given_id
        .clone()
        .unwrap_or_else(|| check_in.id.to_string());
    let note = record.note.as_ref().map(|record| &record.note);
    let ratings: Vec<Value> = record
        .ratings
        .iter()
        .map(|(rating, _goal, _label)| {
            json!({
                "goal": rating.goal, "level": rating.level, "rater_kind": rating.rater_kind.word(),
            })
        })
        .collect();
    json!({
        "id": id, "on": check_in.on, "kind": check_in.kind.word(),
        "outcome": check_in.outcome.word(), "adult": record.adult,
        "note": note.map(|note| &note.text), "next_step": check_in.next_step,
        "next_date": check_in.next_date,
        "visibility": note.map(|note| note.visibility.word()), "ratings": ratings,
    })
}
