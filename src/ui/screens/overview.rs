//! The overview's tab of the student's screen, drawn: the promise, the goals at a glance, the
//! student's own words, what is known and the last note, all of it at 80x24.

use crate::app::Model;
use crate::app::form::plain;
use crate::app::screens::student::Student;
use crate::domain::cadence::State;
use crate::domain::person::Role as PersonRole;
use crate::domain::plan::{GoalStatus, Horizon};
use crate::domain::profile::Section;
use crate::domain::query::{GoalRecord, Left, NextUp, PlanRecord, StudentRecord};
use crate::domain::scale::Scale;
use crate::domain::{Word, dates};
use crate::ui::glyph::Glyphs;
use crate::ui::parts::page::{Line, Page};
use crate::ui::parts::state;
use crate::ui::theme::Role;
use crate::ui::width;

use super::plan;
use super::rating::GAP_MOST;

/// Below so many cells, tables show the numbers of levels without their labels.
pub(super) const NARROW: u16 = 64;
/// The cells that tables take at least where they are there: those of a window of 80.
const USUAL: u16 = 76;

/// "3 Proficient", or a dash where nothing was rated.
pub(super) fn level(plan: &PlanRecord, level: Option<i64>) -> String {
    level
        .and_then(|level| plan.scale.level(level))
        .map_or_else(|| "-".to_owned(), |level| level.shown())
}

fn goal_status(goal: &GoalRecord) -> Option<&'static str> {
    match goal.goal.status {
        GoalStatus::Active => None,
        other => Some(other.word()),
    }
}

/// What stands beside a goal: its area, or how near it is meant to be reached.
fn goal_kind(goal: &GoalRecord) -> String {
    match goal.goal.horizon {
        Horizon::Day => "today".to_owned(),
        Horizon::Week => "this week".to_owned(),
        Horizon::LongTerm => "dream".to_owned(),
        Horizon::Term => plain(goal.goal.area.word()),
    }
}

/// The tab as a page.
pub fn page(
    room: u16,
    glyphs: &Glyphs,
    model: &Model,
    student: &Student,
    record: &StudentRecord,
) -> Page {
    let mut page = Page::new(room);
    promised(&mut page, glyphs, model, record);
    goals(&mut page, glyphs, model, student, record);
    let person = &record.person;
    let own = record
        .profile
        .iter()
        .find(|entry| entry.entry.is_students_own());
    if let Some(entry) = own {
        page.gap();
        let source = record.whose().source(entry.entry.source);
        let on = dates::say(entry.entry.on, model.today);
        let right = source.map_or(on.clone(), |source| format!("{}, {on}", plain(source)));
        let title = match person.role {
            PersonRole::Student => format!("IN {}'S WORDS", person.first_name().to_uppercase()),
            _ => "IN THEIR OWN WORDS".to_owned(),
        };
        page.title(&title, "", (&right, Role::Muted));
        let said = format!("\u{201c}{}\u{201d}", entry.entry.text);
        page.text(0, &said, Role::StudentWords, 2);
    }
    page.gap();
    let shown = [
        (Section::Strengths, "STRENGTHS"),
        (Section::GapAreas, "NEEDS"),
        (Section::Interests, "INTERESTS"),
        (Section::SupportsThatHelp, "SUPPORTS"),
    ];
    for (section, title) in shown {
        let texts: Vec<&str> = record
            .profile
            .iter()
            .filter(|entry| entry.entry.section == section)
            .filter(|entry| own.is_none_or(|own| own.entry.id != entry.entry.id))
            .take(3)
            .map(|entry| entry.entry.text.as_str())
            .collect();
        if !texts.is_empty() {
            let line = Line::of(0, title, Role::Heading);
            page.push(line.at(11, texts.join("; "), Role::Base));
        }
    }
    if let Some(note) = &record.last_note {
        let on = dates::say(note.on, model.today);
        page.gap();
        let line = Line::of(0, "LAST NOTE", Role::Heading);
        page.push(line.and(format!("   {on}, {}", note.author), Role::Muted));
        page.text(0, &note.note.text, Role::Base, 2);
    }
    if record.profile.is_empty() && record.last_note.is_none() {
        page.gap();
        let is_own = person.id == model.viewer.person;
        let name = match person.role {
            PersonRole::Student => person.first_name().to_owned(),
            _ if is_own => "you".to_owned(),
            _ => person.called(),
        };
        page.text(
            0,
            &format!(
                "What is known of {name} will stand here; n writes the first entry of the profile."
            ),
            Role::Muted,
            2,
        );
    }
    page
}

fn promised(page: &mut Page, glyphs: &Glyphs, model: &Model, record: &StudentRecord) {
    let standing = record.standings.first();
    // Of who has left no check-in is asked for.
    let left = || record.left.map_or(String::new(), Left::sentence);
    let waited = standing.map_or_else(left, |standing| {
        format!(
            "{} {}",
            state::mark(glyphs, standing.state),
            state::waited(standing, model.today)
        )
    });
    let role = standing.map_or(Role::Muted, |standing| state::role(standing.state));
    let promised = record.promise.as_ref().map_or(String::new(), |promise| {
        let on = dates::say(promise.on, model.today);
        let with = promise.adult.as_ref();
        with.map_or(on.clone(), |adult| format!("{on}, with {adult}"))
    });
    page.title("PROMISED", &promised, (&waited, role));
    match &record.promise {
        Some(promise) => page.text(0, &promise.text, Role::Promise, 2),
        None => page.text(
            0,
            "Nothing yet; the next step of a check-in will stand here.",
            Role::Muted,
            2,
        ),
    }
    let others = record.standings.iter().skip(1).map(|other| {
        let kind = plain(other.kind.word());
        let waited = state::waited(other, model.today);
        match other.state {
            // That it rests is said with its end.
            State::Paused => format!("{kind}: {waited}"),
            _ => format!("{kind}: {}, {waited}", state::words(other, model.today)),
        }
    });
    let aside: Vec<String> = standing
        .and_then(state::tried)
        .into_iter()
        .chain(others)
        .collect();
    if !aside.is_empty() {
        page.text(0, &aside.join("   "), Role::Muted, 2);
    }
}

fn goals(
    page: &mut Page,
    glyphs: &Glyphs,
    model: &Model,
    student: &Student,
    record: &StudentRecord,
) {
    page.gap();
    let Some(plan) = &record.plan else {
        page.push(Line::of(0, "GOALS", Role::Heading));
        page.text(
            0,
            if record.has_closed_this_term() {
                "This term's plan is closed; it can be read on the Plan tab, 3."
            } else {
                "There is no plan for this term yet; n begins one with its first goal."
            },
            Role::Muted,
            2,
        );
        return;
    };
    let room = page.room();
    let (longer, today) = student.goals_at_a_glance();
    let all = longer.iter().chain(&today);
    // With its mark.
    let cells = all.map(|goal| width::cells(&goal.goal.text) + 2);
    let columns = Glance::of(room, cells.max().unwrap_or(0));
    let stage = plan::stage_words(plan, model);
    let mut heading = Line::of(0, "GOALS", Role::Heading);
    if columns.kind.is_some() {
        heading = heading.and(format!("   {stage}"), Role::Muted);
    }
    // Whose plan it is sees the partner's levels beside their own.
    let is_own = record.person.id == model.viewer.person;
    let (adult, name) = if is_own {
        ("partner", "you")
    } else {
        ("you", record.person.first_name())
    };
    let room_for = |from: u16, to: u16| usize::from(to.saturating_sub(from));
    let name = width::fit(name, room_for(columns.own, room), glyphs.cut);
    let apart = room_for(columns.teacher + 1, columns.own);
    let adult = width::fit(adult, apart, glyphs.cut);
    page.push(
        heading
            .at(columns.teacher, adult, Role::Muted)
            .at(columns.own, name, Role::Muted),
    );
    if columns.kind.is_none() {
        page.text(0, &stage, Role::Muted, 2);
    }
    if let Some(words) = plan::left_open(record, plan, model) {
        page.text(0, words, Role::Warn, 2);
    }
    if plan.goals.is_empty() {
        page.text(
            0,
            "The plan has no goals yet; n writes one.",
            Role::Muted,
            1,
        );
    }
    let count = longer.len() + today.len();
    let cursor = student.cursor.min(count.saturating_sub(1));
    for (place, goal) in longer.iter().enumerate() {
        let is_selected = place == cursor;
        let role = if goal.goal.status == GoalStatus::Met {
            Role::Done
        } else {
            Role::Base
        };
        let mark = if goal.goal.status == GoalStatus::Met {
            format!("{} ", glyphs.done)
        } else {
            String::new()
        };
        let beside = goal_status(goal).map_or_else(|| goal_kind(goal), plain);
        let words = format!("{mark}{}", goal.goal.text);
        let line = columns.line(plan, goal, (words, role), beside);
        page.push(line.selected(is_selected));
        if is_selected {
            let room = usize::from(room.saturating_sub(4));
            let words = next_words(plan, goal, model, (room, glyphs.cut));
            page.text(4, &words, Role::Muted, 2);
        }
    }
    let left_over: Vec<&GoalRecord> = plan.left_over(model.today, &record.calendar).collect();
    if today.is_empty() && left_over.is_empty() {
        return;
    }
    page.gap();
    let done = today.iter().filter(|goal| is_done_today(plan, goal, model));
    let words = format!("   {} of {} done", done.count(), today.len());
    page.push(Line::of(0, "TODAY", Role::Heading).and(words, Role::Muted));
    for (goal, place) in today.iter().zip(longer.len()..) {
        let (mark, role) = if is_done_today(plan, goal, model) {
            (glyphs.done, Role::Done)
        } else {
            (glyphs.missed, Role::Base)
        };
        let each = match goal.goal.day {
            Some(_) => "today",
            None => "each day",
        };
        let beside = goal_status(goal).filter(|_| goal.goal.status != GoalStatus::Met);
        let beside = beside.map_or(each.to_owned(), plain);
        let words = format!("{mark} {}", goal.goal.text);
        let line = columns.line(plan, goal, (words, role), beside);
        page.push(line.selected(place == cursor));
    }
    for goal in left_over {
        let on = goal.goal.day.map(|day| dates::say(day, model.today));
        let on = on.unwrap_or_default();
        let words = format!("left from {on}, p takes it up again: {}", goal.goal.text);
        page.text(4, &words, Role::Muted, 2);
    }
}

/// Where the columns of goals at a glance begin; a narrow window has the numbers of levels
/// alone.
struct Glance {
    kind: Option<u16>,
    teacher: u16,
    own: u16,
}

impl Glance {
    fn of(room: u16, longest: usize) -> Self {
        let longest = longest.min(usize::from(room)) as u16;
        // The levels stay near their goals in a wide window.
        let room = room.min((2 + longest + GAP_MOST + 40).max(USUAL));
        let from_right = |cells: u16| room.saturating_sub(cells);
        if room < NARROW {
            return Self {
                kind: None,
                teacher: from_right(12),
                own: from_right(7),
            };
        }
        Self {
            kind: Some(from_right(40)),
            teacher: from_right(29),
            own: from_right(12),
        }
    }

    fn line(
        &self,
        plan: &PlanRecord,
        goal: &GoalRecord,
        (words, role): (String, Role),
        beside: String,
    ) -> Line {
        let shown = |value: Option<i64>| match self.kind {
            Some(_) => level(plan, value),
            None => short_level(&plan.scale, value),
        };
        let line = Line::of(2, words, role);
        let line = match self.kind {
            Some(kind) => line.at(kind, beside, Role::Muted),
            None => line,
        };
        line.at(self.teacher, shown(goal.level), Role::Base).at(
            self.own,
            shown(goal.own_level),
            Role::Muted,
        )
    }
}

/// The number of a level, where its label has no room; the label, where it has no number.
pub(super) fn short_level(scale: &Scale, level: Option<i64>) -> String {
    let level = level.and_then(|level| scale.level(level));
    level.map_or_else(
        || "-".to_owned(),
        |level| {
            if level.numbered {
                level.value.to_string()
            } else {
                level.shown()
            }
        },
    )
}

/// Whether a goal for today is met, or one for each day was reached today, as the teacher or
/// the student says.
fn is_done_today(plan: &PlanRecord, goal: &GoalRecord, model: &Model) -> bool {
    let is_reached = |(on, level): &(chrono::NaiveDate, i64)| {
        *on == model.today && *level >= plan.scale.proficient_from
    };
    let own = goal.own_on.zip(goal.own_level);
    let said = goal.recent.last().into_iter().chain(own.as_ref());
    goal.goal.status == GoalStatus::Met || said.into_iter().any(is_reached)
}

/// How many steps are done, and what can be done next.
fn next_words(
    plan: &PlanRecord,
    goal: &GoalRecord,
    model: &Model,
    (room, edge): (usize, &str),
) -> String {
    let (done, all) = goal.steps_done();
    let steps = match (done, all) {
        (_, 0) => "no steps yet".to_owned(),
        (done, all) if done == all => format!("{done} of {all} steps, all done"),
        (done, all) => format!("{done} of {all} steps"),
    };
    let next = match goal.next(&plan.scale) {
        Some(NextUp::Step(step)) => {
            let by = step.due.map_or(String::new(), |due| {
                format!(", by {}", dates::say(due, model.today))
            });
            // Until when is read whole; the words of the step give way, or go on below.
            let beside = width::cells(&steps) + width::cells("; next: ") + width::cells(&by);
            let left = room.saturating_sub(beside);
            let text = if left < room / 3 {
                step.text.clone()
            } else {
                width::fit_words(&step.text, left, edge)
            };
            format!("{text}{by}")
        }
        Some(NextUp::Level(value)) => level(plan, Some(value)),
        Some(NextUp::Reached) => "what it aimed at is reached".to_owned(),
        None => return steps,
    };
    format!("{steps}; next: {next}")
}
