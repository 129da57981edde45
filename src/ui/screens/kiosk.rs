//! Student mode, drawn: a visit. The doors are `door`'s. For the first grades one question a
//! screen and nothing else, for older students their whole day on one page.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layout::Areas;
use crate::app::screens::kiosk::{Kiosk, Place};
use crate::app::screens::visit::{Item, Visit};
use crate::domain::dates;
use crate::domain::query::GoalRecord;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::parts::page::Page;
use crate::ui::theme::Role;
use crate::ui::width;

use super::{door, header, inset};

/// Where the large screens begin, at the left.
const LARGE: u16 = 8;
/// The width of a label before a field.
const LABEL: u16 = 16;

/// Draws the screen.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, kiosk: &Kiosk) {
    match &kiosk.at {
        Place::Door(door) => door::draw(canvas, areas, model, kiosk, door),
        Place::WayOut(door) => door::draw_way_out(canvas, areas, door),
        Place::In(visit) => draw_visit(canvas, areas, model, visit),
    }
    if let Some(left) = kiosk.countdown(model.last_key(), model.now) {
        // In place of what stands at the right of the header, so that nothing moves.
        let text = format!("   leaving in {left} s");
        let end = inset(areas.header).right();
        canvas.put_right(end, areas.header.y, areas.header.width, &text, Role::Warn);
    }
}

/// A body with more room around it.
pub(super) fn large(body: Rect) -> Rect {
    let margin = LARGE.min(body.width / 10);
    Rect {
        x: body.x + margin,
        width: body.width.saturating_sub(2 * margin),
        ..body
    }
}

/// The label of a field, and where the field stands.
pub(super) fn label(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    text: &str,
    has_focus: bool,
) -> Rect {
    let role = if has_focus {
        Role::Focus
    } else {
        Role::Heading
    };
    canvas.put(area.x, y, LABEL, text, role);
    Rect::new(area.x + LABEL, y, area.width.saturating_sub(LABEL), 1)
}

fn draw_visit(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, visit: &Visit) {
    let Some(record) = visit.record.as_deref() else {
        return;
    };
    let hello = format!("Hello, {}!", record.person.first_name());
    let day = dates::say_day(model.today);
    if visit.is_saving {
        header(canvas, areas.header, &[(hello.as_str(), Role::Title)], &day);
        let body = large(areas.body);
        canvas.put(
            body.x,
            body.y + body.height / 5,
            body.width,
            "One moment\u{2026}",
            Role::Muted,
        );
        return;
    }
    if visit.is_young() {
        let place = format!("{} of {}", visit.at + 1, visit.items().len());
        header(
            canvas,
            areas.header,
            &[(hello.as_str(), Role::Title)],
            &place,
        );
        draw_question(canvas, large(areas.body), visit);
        return;
    }
    header(canvas, areas.header, &[(hello.as_str(), Role::Title)], &day);
    draw_day(canvas, inset(areas.body), model, visit);
}

/// What is asked of one thing: the question over it, and its own words.
fn asked(visit: &Visit, item: Item) -> (&'static str, String) {
    let goal = |id| {
        let found = visit.goal(id);
        found.map_or(String::new(), |found| found.goal.text.clone())
    };
    match item {
        Item::Today(id) => ("Did you do this today?", goal(id)),
        Item::Again(id) => ("This is from last time. Will you do it today?", goal(id)),
        Item::Goal(id) if visit.is_each_day(item) => ("How did you do with this today?", goal(id)),
        Item::Goal(id) => ("Where are you with this?", goal(id)),
        Item::Step(id, step) => {
            let step = visit.step(id, step);
            (
                "Have you done this step?",
                step.map_or(String::new(), |step| step.text.clone()),
            )
        }
        Item::Words => ("How did it go?", String::new()),
        Item::OwnGoal => (
            "Is there something that you want to work on?",
            String::new(),
        ),
    }
}

/// One question, large, and nothing else. Where there is little room, the answers have it first.
fn draw_question(canvas: &mut Canvas<'_>, body: Rect, visit: &Visit) {
    let item = visit.item();
    let (question, words) = asked(visit, item);
    let wide = usize::from(body.width).max(1);
    let question = width::wrap(question, wide);
    let words: Vec<&str> = width::wrap(&words, wide)
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect();
    let choices = answers(visit, item);
    let height = usize::from(body.height);
    let gap = usize::from(height >= question.len() + words.len() + choices.len() + 7);
    let column = question.len() + choices.len() + 1;
    let is_column = column + words.len().min(2) <= height;
    let line = in_a_line(&choices);
    let line = width::wrap(&line, wide);
    let for_answers = match (choices.is_empty(), is_column) {
        (true, _) => 3,
        (_, true) => choices.len() + 1,
        (_, false) => line.len() + 1,
    };
    let mut y = body.y + gap as u16 * 2;
    let mut put = |canvas: &mut Canvas<'_>, text: &str, role: Role| {
        canvas.put(body.x, y, body.width, text, role);
        y += 1;
    };
    for text in &question {
        put(canvas, text, Role::Base);
    }
    if gap > 0 {
        put(canvas, "", Role::Base);
    }
    let room = height
        .saturating_sub(for_answers + question.len() + 3 * gap)
        .max(1);
    for (place, text) in words.iter().take(room).enumerate() {
        let is_cut = place + 1 == room && words.len() > room;
        let edge = if is_cut { canvas.look.glyphs.cut } else { "" };
        let room = wide.saturating_sub(width::cells(edge));
        let shown = width::cut(text, room, edge);
        put(canvas, &format!("{shown}{edge}"), Role::Accent);
    }
    y += gap as u16;
    let left = Rect {
        y,
        height: body.bottom().saturating_sub(y),
        ..body
    };
    let hint = match item {
        Item::Goal(_) if !visit.is_by_digit() => "\u{2190} and \u{2192} choose, Enter goes on",
        _ => "press a number",
    };
    if choices.is_empty() {
        draw_answer_text(canvas, left, visit, item);
    } else if is_column {
        draw_answers(canvas, left, &choices, hint);
    } else {
        canvas.set_cursor(left.x, left.y);
        let lines = line.into_iter().chain([hint]);
        for (text, y) in lines.zip(left.y..left.bottom()) {
            canvas.put(left.x, y, left.width, text, Role::Base);
        }
    }
}

/// Answers one after another, the chosen one in brackets.
fn in_a_line(choices: &[(String, String, bool)]) -> String {
    let words = choices.iter().map(|(key, text, is_chosen)| {
        if *is_chosen {
            format!("[{key} {text}]")
        } else {
            format!("{key} {text}")
        }
    });
    words.collect::<Vec<_>>().join("   ")
}

/// Answers one under another, so that the chosen one is seen.
fn draw_answers(
    canvas: &mut Canvas<'_>,
    area: Rect,
    choices: &[(String, String, bool)],
    hint: &str,
) {
    let height = usize::from(area.height);
    let apart: u16 = if height > choices.len() * 2 + 2 { 2 } else { 1 };
    canvas.set_cursor(area.x, area.y);
    let mut y = area.y;
    for (key, text, is_chosen) in choices {
        if *is_chosen {
            canvas.put(area.x, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
            canvas.set_cursor(area.x, y);
        }
        let role = if *is_chosen {
            Role::Selected
        } else {
            Role::Base
        };
        canvas.put(area.x + 3, y, 3, key, Role::Key);
        canvas.put(area.x + 7, y, area.width.saturating_sub(7), text, role);
        y += apart;
    }
    if y < area.bottom() {
        let y = y + u16::from(apart == 1 && y + 1 < area.bottom());
        canvas.put(area.x, y, area.width, hint, Role::Muted);
    }
}

/// The answers to choose from: the key, the words, whether it is chosen.
fn answers(visit: &Visit, item: Item) -> Vec<(String, String, bool)> {
    match item {
        Item::Goal(goal) => {
            let now = visit.levels.get(&goal).copied();
            let levels = visit.scale().map_or(&[][..], |scale| &scale.levels);
            levels
                .iter()
                .map(|level| {
                    let is_chosen = now == Some(level.value);
                    (level.value.to_string(), level.label.clone(), is_chosen)
                })
                .collect()
        }
        item if item.is_tick() => {
            let said = visit.ticks.contains_key(&item) || visit.is_ticked(item);
            let on = visit.is_ticked(item);
            vec![
                ("1".into(), "not yet".into(), said && !on),
                ("2".into(), "yes".into(), said && on),
            ]
        }
        _ => Vec::new(),
    }
}

fn draw_answer_text(canvas: &mut Canvas<'_>, area: Rect, visit: &Visit, item: Item) {
    let (text, hint) = match item {
        Item::OwnGoal => (&visit.own_goal, "write it here, or leave it open"),
        _ => (&visit.words, "write a little, or leave it open"),
    };
    let height = area.height.saturating_sub(2).clamp(1, 6);
    field::draw(canvas, Rect { height, ..area }, text, true, hint);
    let is_last = visit.at + 1 == visit.items().len();
    let words = if is_last {
        "Enter keeps it all"
    } else {
        "Enter goes on"
    };
    let y = (area.y + height + 1).min(area.bottom().saturating_sub(1));
    canvas.put(area.x, y, area.width, words, Role::Muted);
}

/// The whole day on one page: what is asked above, the student's own words below.
fn draw_day(canvas: &mut Canvas<'_>, body: Rect, model: &Model, visit: &Visit) {
    let tight = body.height < 14;
    let own: u16 = if tight { 2 } else { 6 };
    let scale: u16 = if matches!(visit.item(), Item::Goal(_)) && !tight {
        2
    } else {
        0
    };
    let has_goal = visit.plan().is_some();
    let own = if has_goal {
        own
    } else {
        own.saturating_sub(2).max(1)
    };
    let top = u16::from(!tight);
    let below = own + scale + u16::from(!tight);
    let list = Rect {
        y: body.y + top,
        height: body.height.saturating_sub(below + top),
        ..body
    };
    draw_list(canvas, list, model, visit);
    let mut y = list.bottom();
    if scale > 0 {
        draw_scale(
            canvas,
            Rect {
                y,
                height: 1,
                ..body
            },
            visit,
        );
        y += scale;
    }
    y += u16::from(!tight);
    let item = visit.item();
    let height = if tight { 1 } else { 3 };
    let place = label(canvas, body, y, "HOW IT WENT", item == Item::Words);
    let place = Rect { height, ..place };
    let is_narrow = place.width < 44;
    let hint = if is_narrow {
        "in your own words"
    } else {
        "in your own words; your teacher reads it"
    };
    field::draw(canvas, place, &visit.words, item == Item::Words, hint);
    y += height + u16::from(!tight);
    if has_goal {
        let place = label(canvas, body, y, "MY OWN GOAL", item == Item::OwnGoal);
        let hint = if is_narrow {
            "what you work on"
        } else {
            "what you want to work on; you agree on it together"
        };
        field::draw(canvas, place, &visit.own_goal, item == Item::OwnGoal, hint);
    }
}

fn draw_list(canvas: &mut Canvas<'_>, area: Rect, model: &Model, visit: &Visit) {
    let mut page = Page::new(area.width);
    let promise = visit
        .record
        .as_deref()
        .and_then(|record| record.promise.as_ref());
    if let Some(promise) = promise {
        page.heading("Promised last time");
        page.text(0, &promise.text.replace('\n', " "), Role::Promise, 2);
    }
    let focus = visit.item();
    let mut heading = "";
    let mut last_is_goal = false;
    let items = visit.items();
    for item in &items {
        let own = match item {
            Item::Today(_) => "Today",
            Item::Goal(_) if visit.is_each_day(*item) => "Each day",
            Item::Again(_) => "From last time; again today?",
            Item::Step(..) if !heading.is_empty() => heading,
            Item::Goal(_) | Item::Step(..) => "My goals",
            Item::Words | Item::OwnGoal => break,
        };
        if own != heading {
            page.heading(own);
            heading = own;
            last_is_goal = false;
        }
        let is_selected = *item == focus;
        match item {
            Item::Goal(id) => {
                // A goal stands with its steps; a blank line parts it from the next.
                if last_is_goal {
                    page.gap();
                }
                last_is_goal = true;
                if let Some(found) = visit.goal(*id) {
                    let (said, role) = level_words(visit, found);
                    page.item(2, (&found.goal.text, Role::Base), (said, role), is_selected);
                }
            }
            item => {
                let indent = if matches!(item, Item::Step(..)) { 4 } else { 2 };
                let (_question, words) = asked(visit, *item);
                let on = visit.is_ticked(*item);
                let mark = if on { canvas.look.glyphs.done } else { " " };
                let due = match item {
                    Item::Step(goal, step) => visit.step(*goal, *step).and_then(|step| step.due),
                    _ => None,
                };
                let due = due.map_or(String::new(), |due| {
                    format!("by {}", dates::say(due, model.today))
                });
                let role = if on { Role::Done } else { Role::Base };
                let text = format!("[{mark}] {words}");
                page.item(indent, (&text, role), (due, Role::Muted), is_selected);
            }
        }
    }
    if heading.is_empty() {
        page.gap();
        let text = if visit.plan().is_some() {
            "No goal of yours is agreed yet."
        } else {
            "No plan of yours is open now; your teacher goes on with it with you."
        };
        page.text(0, text, Role::Muted, 2);
    }
    page.draw(canvas, area, None);
}

/// Where the student stands with a goal: as said now, else as they said it last.
fn level_words(visit: &Visit, found: &GoalRecord) -> (String, Role) {
    let shown = |value: i64| {
        let level = visit.scale().and_then(|scale| scale.level(value));
        level.map(|level| level.shown()).unwrap_or_default()
    };
    match (visit.levels.get(&found.goal.id), found.own_level) {
        (Some(now), _) => (shown(*now), Role::StudentWords),
        (None, Some(before)) => (format!("last time {}", shown(before)), Role::Muted),
        (None, None) => (String::new(), Role::Muted),
    }
}

fn draw_scale(canvas: &mut Canvas<'_>, area: Rect, visit: &Visit) {
    let levels = visit.scale().map_or(&[][..], |scale| &scale.levels);
    let words: Vec<String> = levels
        .iter()
        .map(|level| format!("{} {}", level.value, level.label))
        .collect();
    let whole = words.join("   ");
    let range = visit.scale().map_or(String::new(), |scale| scale.range());
    let text = match (visit.is_by_digit(), width::cells(&whole)) {
        (false, _) => format!("\u{2190} and \u{2192} choose, {range}"),
        (true, cells) if cells <= usize::from(area.width) => whole,
        _ => range,
    };
    canvas.put(
        area.x + 2,
        area.y,
        area.width.saturating_sub(2),
        &text,
        Role::Muted,
    );
}
