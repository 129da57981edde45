//! One student, drawn: overview, profile, plan and check-ins on pages that
//! scroll, and a form in their place while one is open.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::form::plain;
use crate::app::layout::{self, Areas};
use crate::app::screens::Screen;
use crate::app::screens::edit::Purpose;
use crate::app::screens::student::{Student, TABS, Tab};
use crate::domain::check_in::Outcome;
use crate::domain::person::Role as PersonRole;
use crate::domain::plan::{GoalStatus, Horizon};
use crate::domain::profile::Section;
use crate::domain::query::{
    CheckInRecord, GoalRecord, NextUp, PlanRecord, ProfileRecord, StudentRecord,
};
use crate::domain::rating::RaterKind;
use crate::domain::scale::Scale;
use crate::domain::survey::SurveyResponse;
use crate::domain::{Word, dates, words};
use crate::ui::glyph::Glyphs;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::parts::state;
use crate::ui::theme::Role;
use crate::ui::width;

use super::{beside, growth, header, inset, open, plan, survey};

/// Below so many cells, tables show the numbers of levels without their labels.
pub(super) const NARROW: u16 = 64;

/// Draws the student's screen.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, student: &Student) {
    let Some(record) = student.record.as_deref() else {
        header(canvas, areas.header, &[("Student", Role::Title)], "");
        return;
    };
    draw_header(canvas, areas.header, model, student, record);
    let body = inset(areas.body);
    draw_tabs(canvas, Rect { height: 1, ..body }, student);
    let page_area = page_area(body);
    if let Some(open) = &student.form {
        if let Purpose::Survey(answering) = &open.purpose {
            survey::draw(canvas, page_area, &answering.0, &open.form);
            return;
        }
        open::draw(canvas, page_area, model, open);
        return;
    }
    canvas.set_cursor(page_area.x, page_area.y);
    let glyphs = canvas.look.glyphs;
    match page(page_area.width, &glyphs, model, student, record) {
        Some(page) => page
            .scrolled(student.scrolled)
            .draw(canvas, page_area, None),
        None => growth::draw(canvas, page_area, model, student, record),
    }
}

/// The tab as a page; growth is a chart and none.
fn page(
    room: u16,
    glyphs: &Glyphs,
    model: &Model,
    student: &Student,
    record: &StudentRecord,
) -> Option<Page> {
    Some(match student.tab {
        Tab::Overview => overview(room, glyphs, model, student, record),
        Tab::Profile => profile(room, model, student, record),
        Tab::Plan => plan::page(room, glyphs, model, student, record),
        Tab::CheckIns => check_ins(room, model, student, record),
        Tab::Growth => return None,
    })
}

/// The place of the page under the tabs.
fn page_area(body: Rect) -> Rect {
    Rect {
        y: body.y + 2,
        height: body.height.saturating_sub(2),
        ..body
    }
}

/// How many lines of what is selected, and of what follows the last that can be, lie below
/// the window.
pub fn below(model: &Model) -> usize {
    let Screen::Student(student) = model.screen() else {
        return 0;
    };
    let area = page_area(inset(layout::areas(model.size).body));
    let page = student.record.as_deref().and_then(|record| {
        let glyphs = Glyphs::unicode();
        page(area.width, &glyphs, model, student, record)
    });
    page.map_or(0, |page| {
        page.below(usize::from(area.height), student.is_at_last())
    })
}

fn draw_header(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    student: &Student,
    record: &StudentRecord,
) {
    let person = &record.person;
    let name = person.called();
    let grade = person.grade.as_ref().map(|grade| format!("Grade {grade}"));
    let number = record.number.map(|number| format!("#{number}"));
    let class = record.classes.first().cloned();
    let mut left = vec![(name.as_str(), Role::Title)];
    left.extend(beside(model));
    let parts = [
        &person.pronunciation,
        &person.pronouns,
        &grade,
        &class,
        &number,
    ];
    left.extend(
        parts
            .into_iter()
            .flatten()
            .map(|part| (part.as_str(), Role::Muted)),
    );
    let list = model.roster.shown();
    let place = list
        .rows()
        .iter()
        .position(|row| row.student == student.student);
    let right = match place {
        Some(place) if list.is_whole_before() && !model.roster.filter.never_met => {
            let all = if model.roster.is_finding() {
                list.rows().len() as u64
            } else {
                let counts = model.roster.summary.counts;
                let filter = &model.roster.filter;
                filter.state.map_or(counts.all(), |state| counts.of(state))
            };
            format!("{} of {all}", place + 1)
        }
        _ => String::new(),
    };
    header(canvas, area, &left, &right);
}

fn draw_tabs(canvas: &mut Canvas<'_>, area: Rect, student: &Student) {
    let mut x = area.x;
    let whole: usize = TABS.iter().map(|(_, title)| width::cells(title) + 5).sum();
    let has_room = whole <= usize::from(area.width) + 3;
    for (place, (tab, title)) in TABS.iter().enumerate() {
        let is_shown = *tab == student.tab;
        let title = if is_shown || has_room { title } else { "" };
        let (key, role) = if is_shown {
            (Role::Selected, Role::Selected)
        } else {
            (Role::Key, Role::Muted)
        };
        let end = canvas.put(
            x,
            area.y,
            area.right().saturating_sub(x),
            &format!("{}", place + 1),
            key,
        );
        x = if title.is_empty() {
            end + 3
        } else {
            let room = area.right().saturating_sub(end + 1);
            canvas.put(end + 1, area.y, room, title, role) + 3
        };
    }
}

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

fn overview(
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
        let source = plain(entry.entry.source.word());
        let on = dates::say(entry.entry.on, model.today);
        let title = format!("IN {}'S WORDS", person.first_name().to_uppercase());
        page.title(&title, "", (&format!("{source}, {on}"), Role::Muted));
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
        let name = person.first_name();
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
    let waited = standing.map_or(String::new(), |standing| {
        format!(
            "{} {}",
            state::mark(glyphs, standing.state),
            state::waited(standing)
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
        format!(
            "{kind}: {}, {}",
            state::words(other, model.today),
            state::waited(other)
        )
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
            if plan::closed_this_term(record) {
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
    let columns = Glance::of(room);
    let stage = plan::stage_words(plan, model);
    let mut heading = Line::of(0, "GOALS", Role::Heading);
    if columns.kind.is_some() {
        heading = heading.and(format!("   {stage}"), Role::Muted);
    }
    let name = record.person.first_name();
    let name = width::fit(name, usize::from(room - columns.own), glyphs.cut);
    page.push(
        heading
            .at(columns.teacher, "you", Role::Muted)
            .at(columns.own, name, Role::Muted),
    );
    if columns.kind.is_none() {
        page.text(0, &stage, Role::Muted, 2);
    }
    if let Some(words) = plan::left_open(record, plan) {
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
    let (longer, today) = student.goals_at_a_glance();
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
    fn of(room: u16) -> Self {
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

/// Whether a goal for today is met, or one for each day was reached today.
fn is_done_today(plan: &PlanRecord, goal: &GoalRecord, model: &Model) -> bool {
    let is_reached = |(on, level): &(chrono::NaiveDate, i64)| {
        *on == model.today && *level >= plan.scale.proficient_from
    };
    goal.goal.status == GoalStatus::Met || goal.recent.last().is_some_and(is_reached)
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

fn profile(room: u16, model: &Model, student: &Student, record: &StudentRecord) -> Page {
    let mut page = Page::of_entries(room);
    let entries = student.entries();
    if record.person.role == PersonRole::Student {
        let support = record.person.support;
        let word = plain(support.word());
        let meaning = words::support_meaning(support);
        let level = format!("{word}: {meaning}");
        page.title("SUPPORT LEVEL", &level, ("", Role::Muted));
    }
    if entries.is_empty() && student.surveys.is_empty() {
        let name = record.person.first_name();
        page.text(0, &format!("{name}'s profile will stand here: strengths, gaps, interests, dreams, how {name} likes to learn. n writes the first entry."), Role::Muted, 3);
        return page;
    }
    let cursor = student.cursor.min(student.items().len().saturating_sub(1));
    if !entries.is_empty() {
        let (own, all) = (record.own_entries(), entries.len());
        let words = format!("{own} of {all} in {}'s words", record.person.first_name());
        page.push(Line::of(0, words, Role::Muted));
    }
    let mut section = None;
    for (place, entry) in entries.iter().enumerate() {
        if section != Some(&entry.entry.section) {
            section = Some(&entry.entry.section);
            page.heading(&model.templates.title_of(&entry.entry.section));
        }
        let is_selected = place == cursor;
        profile_entry(&mut page, model, record, entry, is_selected);
    }
    let mut place = entries.len();
    for survey in &student.surveys {
        page.heading(&survey.title);
        let latest = dates::say(survey.latest, model.today);
        let days = match survey.before {
            Some(before) => format!("{}, then {latest}", dates::say(before, model.today)),
            None => latest,
        };
        let typists = survey.answers.iter().filter_map(|answered| {
            let shown = answered.shown()?;
            record.typed_by(shown.typed_by, shown.person)
        });
        let mut typists: Vec<&str> = typists.collect();
        typists.sort_unstable();
        typists.dedup();
        let days = if typists.is_empty() {
            days
        } else {
            format!("{days}, typed by {}", typists.join(" and "))
        };
        let key = ("Space: into the profile".to_owned(), Role::Muted);
        page.item(0, (&days, Role::Muted), key, false);
        for answered in &survey.answers {
            if let Some(shown) = answered.shown() {
                let question = (shown.question.as_str(), Role::Muted);
                let nothing = (String::new(), Role::Muted);
                page.item(2, question, nothing, place == cursor);
            }
            let said = |response: &SurveyResponse| format!("\u{201c}{}\u{201d}", response.answer);
            let words = match (&answered.before, &answered.latest) {
                (Some(before), Some(latest)) if answered.has_changed() => {
                    format!("{}, before: {} (changed)", said(latest), said(before))
                }
                (_, Some(latest)) => said(latest),
                (Some(before), None) => format!("{}, not asked again", said(before)),
                (None, None) => String::new(),
            };
            let most = if place == cursor { usize::MAX } else { 3 };
            page.text(4, &words, Role::StudentWords, most);
            place += 1;
        }
    }
    page
}

fn profile_entry(
    page: &mut Page,
    model: &Model,
    record: &StudentRecord,
    entry: &ProfileRecord,
    is_selected: bool,
) {
    let own = entry.entry.is_students_own();
    let text = if own {
        format!("\u{201c}{}\u{201d}", entry.entry.text)
    } else {
        entry.entry.text.clone()
    };
    let role = if own { Role::StudentWords } else { Role::Base };
    let lines: Vec<String> = text
        .split('\n')
        .flat_map(|paragraph| {
            width::wrap(paragraph, usize::from(page.room()).saturating_sub(2).max(1))
        })
        .map(str::to_owned)
        .collect();
    let most = if is_selected { usize::MAX } else { 3 };
    for (place, line) in lines.iter().take(most).enumerate() {
        page.push(Line::of(2, line.clone(), role).selected(is_selected && place == 0));
    }
    let who = if own {
        format!("{}'s words", record.person.first_name())
    } else {
        entry.author.clone()
    };
    let mut about = format!(
        "{who}, {}, {}",
        plain(entry.entry.source.word()),
        dates::say(entry.entry.on, model.today)
    );
    if own && entry.entry.typed_by != entry.entry.author {
        about = format!("{about}, typed by {}", entry.typed_by);
    }
    about = format!(
        "{about}, {} may read it",
        plain(entry.entry.visibility.word())
    );
    page.text(2, &about, Role::Muted, 2);
    if is_selected {
        for old in entry.history.iter().take(4) {
            let text = format!(
                "before, {}: {}",
                dates::say(old.on, model.today),
                old.text.replace('\n', " ")
            );
            page.text(4, &text, Role::Muted, 2);
        }
    }
}

fn check_ins(room: u16, model: &Model, student: &Student, record: &StudentRecord) -> Page {
    let mut page = Page::of_entries(room);
    if student.history.is_empty() && record.group_notes.is_empty() {
        let name = record.person.first_name();
        page.text(
            0,
            &format!("No check-in with {name} yet. c begins one."),
            Role::Muted,
            2,
        );
        return page;
    }
    for (note, author, group) in record.group_notes.iter().take(3) {
        let on = dates::say(note.on, model.today);
        let words = format!("{on}   note to {group}");
        page.item(
            2,
            (&words, Role::Muted),
            (author.clone(), Role::Muted),
            false,
        );
        page.text(4, &note.text, Role::Base, 3);
    }
    let cursor = student.cursor.min(student.history.len().saturating_sub(1));
    let name = record.person.first_name();
    for (place, check_in) in student.history.iter().enumerate() {
        page.gap();
        check_in_lines(&mut page, model, check_in, name, place == cursor);
    }
    page
}

fn check_in_lines(
    page: &mut Page,
    model: &Model,
    record: &CheckInRecord,
    name: &str,
    is_selected: bool,
) {
    let check_in = &record.check_in;
    let mut title = format!(
        "{}   {}",
        dates::say(check_in.on, model.today),
        plain(check_in.kind.word())
    );
    if check_in.outcome != Outcome::Held {
        title = format!("{title}   {}", words::outcome_word(check_in.outcome));
    }
    let role = if record.voided.is_some() {
        Role::Muted
    } else {
        Role::Base
    };
    let mut right = record.adult.clone().unwrap_or_default();
    if record.voided.is_some() {
        right = format!("taken back   {right}");
    }
    page.item(2, (&title, role), (right, Role::Muted), is_selected);
    let most = if is_selected { usize::MAX } else { 2 };
    if let Some(note) = &record.note {
        page.text(4, &note.note.text, role, most);
        if is_selected {
            let who = format!(
                "{}, {}",
                plain(note.note.kind.word()),
                note.note.visibility.sentence()
            );
            page.text(4, &who, Role::Muted, 2);
            for old in note.history.iter().take(4) {
                page.text(
                    4,
                    &format!("before: {}", old.text.replace('\n', " ")),
                    Role::Muted,
                    3,
                );
            }
        }
    }
    if !record.ratings.is_empty() {
        let most = if is_selected { record.ratings.len() } else { 0 };
        for (rating, goal, level) in record.ratings.iter().take(most) {
            let level = match rating.rater_kind {
                RaterKind::Teacher => (level.clone(), role),
                RaterKind::Own => (format!("{name}: {level}"), Role::Muted),
            };
            page.item(4, (goal, Role::Muted), level, false);
        }
        if !is_selected {
            let levels: Vec<&str> = record
                .ratings
                .iter()
                .filter(|(rating, ..)| rating.rater_kind == RaterKind::Teacher)
                .map(|(_, _, level)| level.as_str())
                .collect();
            page.text(4, &levels.join(", "), Role::Muted, 1);
        }
    }
    if let Some(step) = &check_in.next_step {
        let next = check_in.next_date.map_or(String::new(), |next| {
            format!("   {}", dates::say(next, model.today))
        });
        page.text(
            4,
            &format!("next: {step}{next}"),
            Role::Muted,
            if is_selected { usize::MAX } else { 1 },
        );
    } else if let Some(next) = check_in.next_date {
        page.push(Line::of(
            4,
            format!("next: {}", dates::say(next, model.today)),
            Role::Muted,
        ));
    }
}
