//! One student, drawn: the tabs, profile and check-ins on pages that scroll, and a form in their
//! place while one is open. The other tabs are `overview`, `plan` and `growth`.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::form::plain;
use crate::app::layout::{self, Areas};
use crate::app::screens::Screen;
use crate::app::screens::edit::Purpose;
use crate::app::screens::student::{Student, TABS, Tab};
use crate::domain::check_in::Outcome;
use crate::domain::person::Role as PersonRole;
use crate::domain::query::{CheckInRecord, ProfileRecord, StudentRecord};
use crate::domain::rating::RaterKind;
use crate::domain::survey::SurveyResponse;
use crate::domain::{Word, dates, words};
use crate::ui::glyph::Glyphs;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::theme::Role;
use crate::ui::width;

use super::{beside, growth, header, inset, open, overview, plan, survey};

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
        Tab::Overview => overview::page(room, glyphs, model, student, record),
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
    let on = dates::say(entry.entry.on, model.today);
    let whose = record.whose();
    let mut about = match whose.source(entry.entry.source) {
        Some(source) => format!("{who}, {}, {on}", plain(source)),
        None => format!("{who}, {on}"),
    };
    if own && entry.entry.typed_by != entry.entry.author {
        about = format!("{about}, typed by {}", entry.typed_by);
    }
    about = format!(
        "{about}, {} may read it",
        whose.readers(entry.entry.visibility)
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
    for (place, check_in) in student.history.iter().enumerate() {
        page.gap();
        check_in_lines(&mut page, model, check_in, record, place == cursor);
    }
    page
}

fn check_in_lines(
    page: &mut Page,
    model: &Model,
    record: &CheckInRecord,
    of: &StudentRecord,
    is_selected: bool,
) {
    let (whose, name) = (of.whose(), of.person.first_name());
    let check_in = &record.check_in;
    let mut title = format!(
        "{}   {}",
        dates::say(check_in.on, model.today),
        plain(check_in.kind.word())
    );
    if check_in.outcome != Outcome::Held {
        title = format!("{title}   {}", whose.outcome(check_in.outcome));
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
                of.may_read(note.note.visibility)
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
