//! The plan's tab of the student's screen, drawn: the plan's life, its goals with
//! what they serve and their steps, what was said in looking back, other plans.

use crate::app::Model;
use crate::app::form::plain;
use crate::app::screens::planning;
use crate::app::screens::student::Student;
use crate::domain::person::Role as PersonRole;
use crate::domain::plan::{ActionStep, Goal, GoalStatus, Stage};
use crate::domain::profile::ProfileEntry;
use crate::domain::query::{GoalRecord, PlanGlance, PlanRecord, StudentRecord};
use crate::domain::stage::{EventKind, PlanEvent};
use crate::domain::template::{Part, PromptStage};
use crate::domain::{Id, Word, dates, words};
use crate::ui::glyph::Glyphs;
use crate::ui::parts::page::{Line, Page};
use crate::ui::theme::Role;

use super::overview::level;

/// How many of the latest events are shown.
const EVENTS: usize = 8;

/// The tab as a page.
pub fn page(
    room: u16,
    glyphs: &Glyphs,
    model: &Model,
    student: &Student,
    record: &StudentRecord,
) -> Page {
    let mut page = Page::of_entries(room);
    let count = student.items().len();
    let cursor = student.cursor.min(count.saturating_sub(1));
    let mut place = 0;
    if let Some(plan) = &record.plan {
        head(&mut page, model, record, plan);
        if let Some(area) = student.area {
            let count = student.goals_shown().count();
            let words = format!(
                "only {} goals: {count}; f shows the next area",
                plain(area.word())
            );
            page.text(0, &words, Role::Accent, 2);
        }
        for goal in student.goals_of_the_day() {
            page.gap();
            let of = (record, plan, goal);
            place = goal_with_steps(&mut page, glyphs, model, of, (place, cursor));
        }
        let earlier: Vec<&GoalRecord> = student.goals_of_other_days().collect();
        if !earlier.is_empty() {
            page.gap();
            let line = Line::of(2, earlier_words(&earlier), Role::Muted);
            page.push(line.selected(place == cursor));
            place += 1;
        }
        for goal in earlier.iter().filter(|_| student.is_unfolded) {
            page.gap();
            let of = (record, plan, *goal);
            place = goal_with_steps(&mut page, glyphs, model, of, (place, cursor));
        }
        reflections(&mut page, model, record, plan);
    } else {
        let is_draft = |other: &PlanGlance| other.plan.stage == Stage::Draft;
        let words = if record.has_closed_this_term() {
            "This term's plan is closed and stands below. p begins the next one with what goes on from it."
        } else if record.others.first().is_some_and(is_draft) {
            "There is no plan for this term yet. p takes the draft below into it; n writes a first goal."
        } else if record.others.is_empty() {
            "There is no plan for this term yet. n writes the first goal, and the plan begins with it as a draft."
        } else {
            "There is no plan for this term yet. p begins it with what goes on from the last one; n writes a first goal."
        };
        page.text(0, words, Role::Muted, 3);
    }
    if !record.others.is_empty() {
        page.gap();
        page.push(Line::of(0, "OTHER PLANS", Role::Heading));
        for other in &record.others {
            other_line(&mut page, model, other, place == cursor);
            place += 1;
        }
    }
    if let Some(plan) = &record.plan {
        history(&mut page, model, record, plan);
    }
    page
}

fn head(page: &mut Page, model: &Model, record: &StudentRecord, plan: &PlanRecord) {
    let is_own = record.person.id == model.viewer.person;
    let right = if plan.plan.stage == Stage::Draft && !is_own {
        "A: agreed by both"
    } else {
        ""
    };
    page.title("PLAN", &stage_words(plan, model), (right, Role::Muted));
    if plan.plan.stage == Stage::Draft {
        let name = record.person.first_name();
        let agreed = |by: &str, on: Option<chrono::NaiveDate>| match on {
            Some(on) => format!("{by} agreed {}", dates::say(on, model.today)),
            None => format!("{by} hasn\u{2019}t agreed"),
        };
        let words = [
            agreed(name, plan.plan.agreed_by_student),
            agreed(adult(record), plan.plan.agreed_by_adult),
        ];
        page.text(0, &words.join("   "), Role::Muted, 2);
    }
    if let Some(words) = left_open(record, plan, model) {
        page.text(0, words, Role::Warn, 3);
    }
    if let Some(begins) = plan.begins_later(model.today) {
        let words = format!(
            "for the term that begins {}",
            dates::say(begins, model.today)
        );
        page.text(0, &words, Role::Muted, 2);
    }
    if let Some(days) = plan.untouched(model.today, model.settings.untouched_days) {
        page.push(Line::of(
            0,
            format!("untouched for {days} days"),
            Role::Warn,
        ));
    }
    template_lines(page, model, record, plan);
    if plan.goals.is_empty() {
        page.text(0, "It has no goals yet; n writes one.", Role::Muted, 1);
    }
}

/// What the plan's template asks for: its parts with what is there already, a question
/// while goals are set, the conference's agenda in looking back.
fn template_lines(page: &mut Page, model: &Model, record: &StudentRecord, plan: &PlanRecord) {
    let template = plan.plan.rules.template.as_deref();
    let Some(template) = template.and_then(|id| model.templates.find(id)) else {
        return;
    };
    let is_there = |part: Part| match part {
        Part::Profile => !record.profile.is_empty(),
        Part::Goals => !plan.goals.is_empty(),
        Part::DailyGoals => plan.goals.iter().any(|goal| goal.goal.day.is_some()),
        Part::Record => plan.goals.iter().any(|goal| goal.level.is_some()),
        Part::Reflection => !plan.reflections.is_empty(),
        Part::Artifacts => plan.goals.iter().any(|goal| !goal.evidence.is_empty()),
        Part::Conference => false,
    };
    let parts: Vec<String> = template
        .parts
        .iter()
        .map(|part| {
            let word = plain(part.word());
            match part {
                Part::Conference => word,
                part if is_there(*part) => format!("{word} (begun)"),
                _ => format!("{word} (none yet)"),
            }
        })
        .collect();
    let words = format!("{}: {}", template.title, parts.join(", "));
    page.text(0, &words, Role::Muted, 2);
    if plan.plan.stage == Stage::Draft {
        let prompts = template.prompts.iter();
        for prompt in prompts.filter(|prompt| prompt.stage == PromptStage::Goals) {
            page.text(0, &prompt.text, Role::Muted, 2);
        }
    }
    if plan.plan.stage == Stage::Reflecting && !template.agenda.is_empty() {
        page.gap();
        page.push(Line::of(0, "AGENDA OF THE CONFERENCE", Role::Heading));
        for (place, item) in template.agenda.iter().enumerate() {
            page.text(2, &format!("{}. {item}", place + 1), Role::Base, 2);
        }
    }
}

/// What to do with a plan of an earlier term that nobody closed.
pub fn left_open(record: &StudentRecord, plan: &PlanRecord, model: &Model) -> Option<&'static str> {
    plan.is_left_open(model.today).then_some(match plan.plan.stage {
        Stage::Draft if record.session.is_none() => "It is a draft of an earlier term.",
        Stage::Draft => "It is a draft of an earlier term: p takes it into this one.",
        _ => "It is of an earlier term and still open: p looks back and closes it, and begins this term's then.",
    })
}

/// "Term 2, active since 19 Oct".
pub fn stage_words(plan: &PlanRecord, model: &Model) -> String {
    let session = plan
        .session
        .as_ref()
        .map_or(String::new(), |session| format!("{session}, "));
    let since = |words: &str, since: Option<chrono::NaiveDate>| {
        since.map_or_else(
            || planning::stage_word(plan.plan.stage).to_owned(),
            |since| format!("{words} {}", dates::say(since, model.today)),
        )
    };
    let stage = match plan.plan.stage {
        Stage::Draft => planning::stage_word(Stage::Draft).to_owned(),
        Stage::Active => since("active since", plan.plan.active_since),
        Stage::Reflecting => since("looking back since", plan.plan.reflecting_since),
        Stage::Closed => since("closed", plan.plan.closed),
    };
    format!("{session}{stage}")
}

/// The longer goals that a goal serves, the farthest first: "dream > term goal". One that
/// ended with an earlier plan says how: "Be a vet (met)".
fn lineage(plan: &PlanRecord, record: &GoalRecord) -> Option<String> {
    let line = record.serves.iter().rev().map(|longer| {
        let is_here = longer.plan == plan.plan.id;
        if is_here || longer.status.is_undecided() {
            longer.text.clone()
        } else {
            format!("{} ({})", longer.text, plain(longer.status.word()))
        }
    });
    let line: Vec<String> = line.collect();
    Some(line.join(" > ")).filter(|line| !line.is_empty())
}

/// The question that a goal answers, as its plan's life has it.
fn question<'a>(plan: &'a PlanRecord, goal: &Goal) -> Option<&'a str> {
    let events = plan.events.iter().map(|(event, _)| event);
    let added =
        |event: &&PlanEvent| event.goal == Some(goal.id) && event.kind == EventKind::GoalAdded;
    events.into_iter().find(added)?.was.as_deref()
}

/// Before which step today's line stands, where the plan has pacing and the steps
/// with a date stand in the order of their dates.
fn today_line(plan: &PlanRecord, record: &GoalRecord, model: &Model) -> Option<usize> {
    plan.plan.rules.pacing?;
    let dated: Vec<_> = record.steps.iter().filter_map(|step| step.due).collect();
    if !dated.is_sorted() {
        return None;
    }
    let is_later = |step: &ActionStep| step.due.is_some_and(|due| due > model.today);
    record.steps.iter().position(is_later)
}

/// A goal and its steps from a place on; says at which place what follows stands.
fn goal_with_steps(
    page: &mut Page,
    glyphs: &Glyphs,
    model: &Model,
    (record, plan, goal): (&StudentRecord, &PlanRecord, &GoalRecord),
    (mut place, cursor): (usize, usize),
) -> usize {
    goal_lines(page, glyphs, model, (record, plan, goal), place == cursor);
    place += 1;
    let today = today_line(plan, goal, model);
    for (at, step) in goal.steps.iter().enumerate() {
        if today == Some(at) {
            let words = "today: what stands above should be done";
            page.text(6, words, Role::Muted, 2);
        }
        step_line(page, glyphs, model, (record, step), place == cursor);
        place += 1;
    }
    place
}

/// "4 earlier days: 3 met", and of how many goals, where a day had several.
fn earlier_words(goals: &[&GoalRecord]) -> String {
    let mut days: Vec<_> = goals.iter().filter_map(|record| record.goal.day).collect();
    days.sort_unstable();
    days.dedup();
    let is_met = |record: &&&GoalRecord| record.goal.status == GoalStatus::Met;
    let met = goals.iter().filter(is_met).count();
    let days = match (days.len(), goals.len()) {
        (1, 1) => "1 earlier day".to_owned(),
        (1, goals) => format!("{goals} goals of 1 earlier day"),
        (days, goals) if days == goals => format!("{days} earlier days"),
        (days, goals) => format!("{goals} goals of {days} earlier days"),
    };
    match met {
        0 => format!("{days}: none met"),
        met => format!("{days}: {met} met"),
    }
}

fn goal_lines(
    page: &mut Page,
    glyphs: &Glyphs,
    model: &Model,
    (student, plan, record): (&StudentRecord, &PlanRecord, &GoalRecord),
    is_selected: bool,
) {
    let goal = &record.goal;
    let (mark, role) = if goal.status == GoalStatus::Met {
        (format!("{} ", glyphs.done), Role::Done)
    } else {
        (String::new(), Role::Base)
    };
    let (done, all) = record.steps_done();
    let is_students = goal.proposed_by == student.person.id;
    let by = if is_students {
        student.person.first_name()
    } else {
        &record.proposed_by
    };
    let words = format!("{mark}{}", goal.text);
    let level = (level(plan, record.level), Role::Base);
    page.item(2, (&words, role), level, is_selected);
    // What is selected is whole.
    let most = |lines: usize| if is_selected { usize::MAX } else { lines };
    let mut about = vec![
        plain(goal.area.word()),
        match goal.day {
            Some(day) => format!("for {}", dates::say(day, model.today)),
            None => plain(goal.horizon.word()),
        },
        match goal.status {
            GoalStatus::Proposed => format!("proposed by {by}"),
            status => plain(status.word()),
        },
    ];
    about.extend(record.pace.map(|pace| plain(pace.word())));
    if all > 0 {
        about.push(format!("{done} of {all} steps"));
    }
    if let Some(words) = growth(plan, record) {
        about.push(words);
    }
    // A goal of the student's own says so; an adult's where it is looked at.
    if goal.status != GoalStatus::Proposed && (is_students || is_selected) {
        about.push(format!("proposed by {by}"));
    }
    page.text(4, &about.join(", "), Role::Muted, usize::MAX);
    if let Some(asked) = question(plan, goal).filter(|_| is_selected) {
        page.text(4, &format!("answers: {asked}"), Role::Muted, most(2));
    }
    for (link, name) in &record.competencies {
        let by = link.expected_by.map_or(String::new(), |by| {
            format!(", expected by {}", dates::say(by, model.today))
        });
        page.text(4, &format!("competency: {name}{by}"), Role::Muted, most(2));
    }
    for evidence in &record.evidence {
        let place = evidence.place.as_ref();
        let place = place.map_or(String::new(), |place| format!(", {place}"));
        page.text(
            4,
            &format!("shown by: {}{place}", evidence.title),
            Role::Muted,
            most(2),
        );
    }
    for (strategy, author) in &record.strategies {
        let on = dates::say(strategy.on, model.today);
        let words = format!("tried: {} ({author}, {on})", strategy.text);
        page.text(4, &words, Role::Muted, most(3));
    }
    if let Some(line) = lineage(plan, record) {
        page.text(4, &format!("serves: {line}"), Role::Muted, most(2));
    }
    if let Some(cited) = goal.cites {
        page.text(4, &cited_words(model, student, cited), Role::Muted, most(2));
    }
    if let Some((set, by)) = &record.set_by_hand {
        let on = dates::say(set.on, model.today);
        let words = format!("level set by {by}, {on}: {}", set.reason);
        page.text(4, &words, Role::Muted, most(2));
    }
    if let Some(note) = &record.pace_note {
        page.text(4, &format!("pace: {note}"), Role::Muted, most(2));
    }
    let carried = goal
        .carry_as
        .as_ref()
        .map(|words| format!("goes on as: {words}"));
    let from = goal
        .carried_from
        .map(|_| "goes on from an earlier goal".to_owned());
    let more = [
        ("why", &goal.why),
        ("success", &goal.success_criteria),
        ("supports", &goal.supports),
        ("reason", &goal.reason),
    ];
    for (title, text) in more {
        if let Some(text) = text {
            page.text(4, &format!("{title}: {text}"), Role::Muted, most(2));
        }
    }
    for words in carried.into_iter().chain(from.filter(|_| is_selected)) {
        page.text(4, &words, Role::Muted, most(2));
    }
}

/// "from the profile: interests, Thu 4 Sep 2025".
fn cited_words(model: &Model, record: &StudentRecord, cited: Id<ProfileEntry>) -> String {
    let entries = record.profile.iter().map(|record| &record.entry);
    match entries.into_iter().find(|entry| entry.id == cited) {
        Some(entry) => {
            let section = words::uncapitalized(&model.templates.title_of(&entry.section));
            let on = dates::say(entry.on, model.today);
            format!("from the profile: {section}, {on}")
        }
        None => "from an earlier entry of the profile".to_owned(),
    }
}

/// "from 1 Not yet, aims at 3 Proficient".
fn growth(plan: &PlanRecord, record: &GoalRecord) -> Option<String> {
    let shown = |value: i64| plan.scale.level(value).map(|level| level.shown());
    let from = record.goal.baseline.and_then(shown);
    let to = record.goal.target.and_then(shown);
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("from {from}, aims at {to}")),
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(to)) => Some(format!("aims at {to}")),
        (None, None) => None,
    }
}

fn step_line(
    page: &mut Page,
    glyphs: &Glyphs,
    model: &Model,
    (record, step): (&StudentRecord, &ActionStep),
    is_on: bool,
) {
    let (mark, role) = match step.done_on {
        Some(_) => (glyphs.done, Role::Done),
        None => (glyphs.ok, Role::Base),
    };
    let when = match (step.done_on, step.due) {
        (Some(on), _) => format!("done {}", dates::say(on, model.today)),
        (None, Some(due)) => format!("by {}", dates::say(due, model.today)),
        (None, None) => String::new(),
    };
    let owner = record.whose().owner(step.owner, record.person.first_name());
    let right = if when.is_empty() {
        owner
    } else {
        format!("{owner}, {when}")
    };
    let words = format!("{mark} {}", step.text);
    page.item(6, (&words, role), (right, Role::Muted), is_on);
}

fn reflections(page: &mut Page, model: &Model, record: &StudentRecord, plan: &PlanRecord) {
    if plan.reflections.is_empty() {
        return;
    }
    page.gap();
    let title = format!("{} LOOKS BACK", record.person.first_name().to_uppercase());
    page.push(Line::of(0, title, Role::Heading));
    for reflection in &plan.reflections {
        let about = reflection.goal.and_then(|id| {
            let found = plan.goals.iter().find(|goal| goal.goal.id == id);
            found.map(|goal| goal.goal.text.clone())
        });
        let on = dates::say(reflection.on, model.today);
        let mut words = vec![about.unwrap_or_else(|| "the whole plan".to_owned()), on];
        let typist = record.typed_by(reflection.typed_by, reflection.author);
        words.extend(typist.map(|typist| format!("typed by {typist}")));
        words.extend(reflection.prompt.clone());
        page.text(2, &words.join(", "), Role::Muted, 2);
        let said = format!("\u{201c}{}\u{201d}", reflection.text);
        page.text(2, &said, Role::StudentWords, usize::MAX);
    }
}

fn other_line(page: &mut Page, model: &Model, other: &PlanGlance, is_selected: bool) {
    let session = other.session.as_deref().unwrap_or("no session");
    let stage = match (other.plan.stage, other.plan.closed) {
        (Stage::Closed, Some(on)) => format!("closed {}", dates::say(on, model.today)),
        (stage, _) => planning::stage_word(stage).to_owned(),
    };
    let goals = format!("{} of {} goals met", other.met, other.goals);
    let words = format!("{session}   {stage}");
    page.item(2, (&words, Role::Base), (goals, Role::Muted), is_selected);
}

fn history(page: &mut Page, model: &Model, record: &StudentRecord, plan: &PlanRecord) {
    let told: Vec<&(PlanEvent, String)> = plan.events.iter().rev().take(EVENTS).collect();
    if told.is_empty() {
        return;
    }
    page.gap();
    page.push(Line::of(0, "HISTORY", Role::Heading));
    for (event, by) in told {
        let on = dates::say(event.on, model.today);
        let words = event_words(event, record, plan);
        let who = (format!("{by}, {on}"), Role::Muted);
        page.item(2, (&words, Role::Muted), who, false);
        let asked = event.was.as_ref();
        if let Some(asked) = asked.filter(|_| event.kind == EventKind::GoalAdded) {
            page.text(4, &format!("asked: {asked}"), Role::Muted, 2);
        }
        if let Some(reason) = &event.reason {
            page.text(4, &format!("because: {reason}"), Role::Muted, 2);
        }
    }
}

/// With whom a plan is agreed.
fn adult(record: &StudentRecord) -> &'static str {
    match record.person.role {
        PersonRole::Student => "the teacher",
        _ => "the partner",
    }
}

/// What happened, in words.
fn event_words(event: &PlanEvent, record: &StudentRecord, plan: &PlanRecord) -> String {
    let goal = event.goal.and_then(|id| {
        let found = plan.goals.iter().find(|record| record.goal.id == id);
        found.map(|record| record.goal.text.as_str())
    });
    let goal = goal.unwrap_or("a goal");
    let what = event.what.as_deref().unwrap_or_default();
    let although = if what.is_empty() {
        String::new()
    } else {
        format!(", although {what}")
    };
    match event.kind {
        EventKind::Opened => "the draft was begun".to_owned(),
        EventKind::AgreedByStudent => format!("{} agreed", record.person.first_name()),
        EventKind::AgreedByAdult => format!("{} agreed", adult(record)),
        EventKind::Activated => format!("it became active{although}"),
        EventKind::Reflecting => format!("looking back began{although}"),
        EventKind::Closed => format!("it was closed{although}"),
        EventKind::Reopened => "it was opened again".to_owned(),
        EventKind::GoalAdded => format!("new goal: {goal}"),
        EventKind::GoalChanged => {
            format!("reworded: {}", event.was.as_deref().unwrap_or_default())
        }
        EventKind::GoalStatus => format!("{}: {goal}", plain(what)),
    }
}
