//! What can be done with a plan now, as choices in words: the likeliest first, with
//! what is missing beside what can't be done yet. What they do is `planning`.

use crate::app::Model;
use crate::app::layers::pick::{Chosen, Row, row};
use crate::domain::plan::{Goal, GoalStatus, Horizon, Plan, Stage};
use crate::domain::query::{PlanGlance, StudentRecord, Term};
use crate::domain::stage::{self, Missing};
use crate::domain::template::TemplateKind;
use crate::domain::{dates, words};

use super::life::entering;
use super::planning::Step;

/// A plan can be begun so many days before its term, where this term's isn't closed.
const AHEAD: i64 = 45;

/// How a plan is begun: the likeliest first, which is the next term's once this one's is closed.
fn beginnings(record: &StudentRecord, model: &Model) -> Vec<Row> {
    let begin = |words: String, term, from: Option<&PlanGlance>| {
        let from = from.map(|last| last.plan.id);
        row(words, Chosen::Plan(Step::Begin(term, from)))
    };
    let last = record.others.first();
    let of_term = |whose: &str, term| {
        let from = last.and_then(|last| last.session.as_deref());
        let from = from.unwrap_or("the last plan");
        let going_on = last.map(|last| {
            let words = format!("begin {whose} plan with what goes on from {from}");
            begin(words, term, Some(last))
        });
        let empty = begin(format!("begin {whose} plan, empty"), term, None);
        going_on.into_iter().chain([empty])
    };
    let is_closed = record.has_closed_this_term();
    let next = record
        .next
        .as_ref()
        .filter(|next| is_closed || (next.begins - model.today).num_days() <= AHEAD);
    let next = next.map(|next| of_term(&format!("{}'s", words::display(&next.title)), Term::Next));
    let mut rows: Vec<Row> = of_term("this term's", Term::Present).collect();
    let at = if is_closed { 0 } else { rows.len() };
    rows.splice(at..at, next.into_iter().flatten());
    let draft = last.filter(|last| last.plan.stage == Stage::Draft);
    let draft = draft.and_then(|last| taking_over(record, &last.plan, last.session.as_deref()));
    rows.splice(0..0, draft);
    let kind = TemplateKind::of_plan(record.person.role);
    let term = match &record.next {
        Some(_) if is_closed => Term::Next,
        _ => Term::Present,
    };
    rows.extend(model.templates.of(kind).map(|template| {
        let words = format!("begin it as: {}", template.title);
        let step = Step::BeginFrom(term, template.id.clone());
        row(words, Chosen::Plan(step))
    }));
    rows
}

/// To take a draft of a term that is over into this one, where there is no plan yet.
fn taking_over(record: &StudentRecord, draft: &Plan, session: Option<&str>) -> Option<Row> {
    let is_taken = record.others.iter().any(|other| {
        other.plan.id != draft.id
            && other.plan.session == record.session
            && other.plan.stage != Stage::Closed
    });
    let of = session.map_or(String::new(), |title| {
        format!(" of {}", words::display(title))
    });
    let words = format!("take the draft{of} into this term");
    (!is_taken && record.session.is_some())
        .then(|| row(words, Chosen::Plan(Step::TakeOver(Box::new(draft.clone())))))
}

/// What can be done with a student's plan now, the likeliest first.
pub(super) fn choices(record: &StudentRecord, selected: Option<&Goal>, model: &Model) -> Vec<Row> {
    let name = record.person.first_name();
    let mut rows = Vec::new();
    let add = |rows: &mut Vec<Row>, words: String, step| rows.push(row(words, Chosen::Plan(step)));
    let Some(plan) = &record.plan else {
        return beginnings(record, model);
    };
    let stage_now = plan.plan.stage;
    let is_own = record.person.id == model.viewer.person;
    if stage_now == Stage::Draft && plan.is_left_open(model.today) {
        rows.extend(taking_over(record, &plan.plan, plan.session.as_deref()));
    } else if stage_now == Stage::Draft {
        let both = plan.plan.agreed_by_student.is_none() && plan.plan.agreed_by_adult.is_none();
        if both && !is_own {
            add(
                &mut rows,
                match plan.begins_later(model.today) {
                    None => format!("{name} and I agree; it is active from today"),
                    Some(_) => format!("{name} and I agree"),
                },
                Step::AgreeBoth,
            );
        }
        if plan.plan.agreed_by_student.is_none() {
            add(
                &mut rows,
                if is_own {
                    "I agree".to_owned()
                } else {
                    format!("{name} agrees")
                },
                Step::Agree { by_student: true },
            );
        }
        if plan.plan.agreed_by_adult.is_none() && !is_own {
            add(
                &mut rows,
                "I agree".into(),
                Step::Agree { by_student: false },
            );
        }
    }
    if let Some(to) = stage::next(stage_now) {
        let missing = plan.live(|life| life.missing(to, model.today));
        let hard: Vec<&Missing> = missing
            .iter()
            .filter(|missing| !missing.may_be_overridden())
            .filter(|missing| !matches!(missing, Missing::Decisions(_)))
            .collect();
        let soft: Vec<String> = missing
            .iter()
            .filter(|missing| missing.may_be_overridden())
            .map(|missing| match missing {
                Missing::Time(day) => {
                    format!("looking back begins {}", dates::say(*day, model.today))
                }
                missing => missing.words_for(record.whose(), name),
            })
            .collect();
        let words = entering(to);
        if let Some(missing) = hard.first() {
            add(
                &mut rows,
                format!("{words}: {}", missing.words_for(record.whose(), name)),
                Step::Enter(to),
            );
        } else if soft.is_empty() {
            add(&mut rows, words.into(), Step::Enter(to));
        } else {
            let words = format!("{words}, with a reason: {}", soft.join(", "));
            add(&mut rows, words, Step::Override(to));
        }
    }
    if matches!(stage_now, Stage::Draft | Stage::Active) {
        for record in plan.left_over(model.today, &record.calendar) {
            let words = format!("again today: {}", record.goal.text);
            add(&mut rows, words, Step::Again(record.goal.id));
        }
        let under = selected.filter(|goal| goal.horizon > Horizon::Day);
        let words = match under {
            Some(_) => "a goal for today, toward this one",
            None => "a goal for today",
        };
        add(
            &mut rows,
            words.into(),
            Step::ForToday(under.map(|goal| goal.id)),
        );
    }
    if matches!(stage_now, Stage::Active | Stage::Reflecting) {
        if let Some(goal) = selected {
            let words = format!("write how {name} looks back on this goal");
            add(&mut rows, words, Step::Reflect(Some(goal.id)));
        }
        let words = format!("write how {name} looks back on the whole plan");
        add(&mut rows, words, Step::Reflect(None));
    }
    if stage_now == Stage::Reflecting {
        // Closing is what comes next, but only when something was said.
        rows.rotate_left(usize::from(plan.reflections.is_empty()));
    }
    if let Some(goal) = selected.filter(|_| !plan.is_locked()) {
        if goal.status == GoalStatus::Proposed && goal.is_current(model.today) && !is_own {
            let words = format!("{name} and I agree on this goal");
            add(&mut rows, words, Step::AgreeGoal(goal.id));
        }
        let words = "choose the longer goal that this one serves";
        add(&mut rows, words.into(), Step::ChooseParent(goal.id));
        let words = "link it to a competency";
        add(&mut rows, words.into(), Step::FindCompetency(goal.id));
        let words = "browse the frameworks for a competency to link";
        add(&mut rows, words.into(), Step::BrowseCompetencies(goal.id));
        let record = plan.goals.iter().find(|record| record.goal.id == goal.id);
        for (link, name) in record.iter().flat_map(|record| &record.competencies) {
            let words = format!("say by when {name} is expected");
            add(&mut rows, words, Step::Expect(Box::new(link.clone())));
            let words = format!("take the link to {name} away");
            add(&mut rows, words, Step::Unlink(Box::new(link.clone())));
        }
        if goal.status.is_open() {
            let words = "put another goal in its place, with a reason";
            add(&mut rows, words.into(), Step::Replace(goal.id));
        }
    }
    if let Some(record) = selected
        .and_then(|goal| plan.goals.iter().find(|record| record.goal.id == goal.id))
        .filter(|_| !plan.is_locked())
    {
        let goal = record.goal.id;
        add(
            &mut rows,
            "set the level by hand, with a reason".into(),
            Step::SetLevel(goal),
        );
        if record.set_by_hand.is_some() {
            let words = "let the level follow the ratings again";
            add(&mut rows, words.into(), Step::FreeLevel(goal));
        }
        if plan.plan.rules.pacing.is_some() {
            add(
                &mut rows,
                "say its pace by hand, with a note".into(),
                Step::SayPace(goal),
            );
        }
    }
    if !plan.is_locked() {
        let is_on = plan.plan.rules.pacing.is_some();
        let words = if is_on {
            "turn pacing off"
        } else {
            "turn pacing on"
        };
        add(&mut rows, words.into(), Step::Pacing(!is_on));
    }
    if stage_now == Stage::Closed {
        add(
            &mut rows,
            "open it again, with a reason".into(),
            Step::Reopen,
        );
    }
    rows
}
