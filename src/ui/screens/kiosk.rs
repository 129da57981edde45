//! Student mode, drawn: the door, the way out, and a visit: for the first grades one question a
//! screen and nothing else, for older students their whole day on one page.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::field::Field;
use crate::app::layout::Areas;
use crate::app::screens::kiosk::{Door, Kiosk, Place};
use crate::app::screens::visit::{Item, Visit};
use crate::domain::dates;
use crate::domain::query::GoalRecord;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::parts::page::Page;
use crate::ui::theme::Role;
use crate::ui::width;

use super::{header, inset};

/// Where the large screens begin, at the left.
const LARGE: u16 = 8;
/// The width of a label before a field.
const LABEL: u16 = 16;

/// Draws the screen.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, kiosk: &Kiosk) {
    match &kiosk.at {
        Place::Door(door) => draw_door(canvas, areas, model, kiosk, door),
        Place::WayOut(door) => draw_way_out(canvas, areas, door),
        Place::In(visit) => draw_visit(canvas, areas, model, visit),
    }
    if let Some(left) = kiosk.countdown(model.last_key(), model.now) {
        let text = format!("leaving in {left} s");
        let y = areas.body.bottom().saturating_sub(1);
        let end = inset(areas.body).right();
        canvas.put_right(end, y, 20, &text, Role::Warn);
    }
}

fn draw_door(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, kiosk: &Kiosk, door: &Door) {
    let day = dates::say_day(model.today);
    header(
        canvas,
        areas.header,
        &[(kiosk.title.as_str(), Role::Title)],
        &day,
    );
    let body = large(areas.body);
    let mut y = body.y + body.height / 5;
    canvas.put(body.x, y, body.width, "Hello! Who is here?", Role::Title);
    y += 2;
    line(
        canvas,
        body,
        y,
        "Your number",
        &door.number,
        !door.is_on_pin,
    );
    y += 2;
    masked(canvas, body, y, "Your PIN", door, door.is_on_pin);
    let hint = if door.is_tried {
        "One moment\u{2026}"
    } else if door.is_on_pin {
        "Type your PIN, then press Enter."
    } else {
        "Type your number, then press Enter."
    };
    canvas.put(body.x, y + 2, body.width, hint, Role::Muted);
}

fn draw_way_out(canvas: &mut Canvas<'_>, areas: Areas, door: &Door) {
    header(canvas, areas.header, &[("Student mode", Role::Title)], "");
    let body = large(areas.body);
    let mut y = body.y + body.height / 5;
    canvas.put(body.x, y, body.width, "Only for the teacher", Role::Title);
    y += 2;
    masked(canvas, body, y, "Your PIN", door, true);
    let hint = if door.is_tried {
        "One moment\u{2026}"
    } else {
        "The PIN of whoever opened student mode ends it."
    };
    canvas.put(body.x, y + 2, body.width, hint, Role::Muted);
}

/// A body with more room around it.
fn large(body: Rect) -> Rect {
    let margin = LARGE.min(body.width / 10);
    Rect {
        x: body.x + margin,
        width: body.width.saturating_sub(2 * margin),
        ..body
    }
}

fn label(canvas: &mut Canvas<'_>, area: Rect, y: u16, text: &str, has_focus: bool) -> Rect {
    let role = if has_focus {
        Role::Focus
    } else {
        Role::Heading
    };
    canvas.put(area.x, y, LABEL, text, role);
    Rect::new(area.x + LABEL, y, area.width.saturating_sub(LABEL), 1)
}

fn line(canvas: &mut Canvas<'_>, area: Rect, y: u16, text: &str, typed: &Field, has_focus: bool) {
    let place = label(canvas, area, y, text, has_focus);
    field::draw(canvas, place, typed, has_focus, "");
}

/// A PIN: as many dots as it has digits.
fn masked(canvas: &mut Canvas<'_>, area: Rect, y: u16, text: &str, door: &Door, has_focus: bool) {
    let place = label(canvas, area, y, text, has_focus);
    let dots = "*".repeat(door.pin.text().chars().count());
    let end = canvas.put(place.x, y, place.width, &dots, Role::Input);
    if has_focus {
        canvas.set_cursor(end.min(place.right().saturating_sub(1)), y);
    }
}

fn draw_visit(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, visit: &Visit) {
    let Some(record) = visit.record.as_deref() else {
        return;
    };
    let hello = format!("Hello, {}!", record.person.first_name());
    let day = dates::say_day(model.today);
    if visit.is_saving {
        header(canvas, areas.header, &[(hello.as_str(), Role::Title)], &day);
        return;
    }
    if visit.is_young() {
        draw_question(canvas, areas, visit, &hello);
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

/// One question, large, and nothing else.
fn draw_question(canvas: &mut Canvas<'_>, areas: Areas, visit: &Visit, hello: &str) {
    let body = large(areas.body);
    let items = visit.items();
    let tight = body.height < 14;
    let gap = if tight { 1 } else { 2 };
    let mut y = body.y + u16::from(!tight);
    canvas.put(body.x, y, body.width, hello, Role::Title);
    let place = format!("{} of {}", visit.at + 1, items.len());
    canvas.put_right(body.right(), y, body.width / 2, &place, Role::Muted);
    y += gap;
    let item = visit.item();
    let (question, words) = asked(visit, item);
    for text in [question, words.as_str()] {
        let role = if text == question {
            Role::Base
        } else {
            Role::Accent
        };
        for part in width::wrap(text, usize::from(body.width).max(1)) {
            if part.is_empty() || y + 3 >= body.bottom() {
                continue;
            }
            canvas.put(body.x, y, body.width, part, role);
            y += 1;
        }
        y += u16::from(!tight);
    }
    let choices = answers(visit, item);
    if choices.is_empty() {
        draw_answer_text(
            canvas,
            Rect {
                y,
                height: body.bottom().saturating_sub(y),
                ..body
            },
            visit,
            item,
        );
        return;
    }
    canvas.set_cursor(body.x, y);
    let apart = if usize::from(body.bottom().saturating_sub(y)) > choices.len() * 2 + 2 {
        2
    } else {
        1
    };
    for (key, text, is_chosen) in choices {
        if y >= body.bottom() {
            break;
        }
        if is_chosen {
            canvas.put(body.x, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
            canvas.set_cursor(body.x, y);
        }
        let role = if is_chosen {
            Role::Selected
        } else {
            Role::Base
        };
        canvas.put(body.x + 3, y, 2, &key, Role::Key);
        canvas.put(body.x + 7, y, body.width.saturating_sub(7), &text, role);
        y += apart;
    }
    if y + 1 < body.bottom() {
        canvas.put(
            body.x,
            y + u16::from(apart == 1),
            body.width,
            "press a number",
            Role::Muted,
        );
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
                ("1".into(), "yes".into(), said && on),
                ("2".into(), "not yet".into(), said && !on),
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
    let hint = "in your own words; your teacher reads it";
    field::draw(canvas, place, &visit.words, item == Item::Words, hint);
    y += height + u16::from(!tight);
    if has_goal {
        let place = label(canvas, body, y, "MY OWN GOAL", item == Item::OwnGoal);
        let hint = "something you want to work on; you agree on it together";
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
    let items = visit.items();
    for item in &items {
        let own = match item {
            Item::Today(_) => "Today",
            Item::Again(_) => "From last time; again today?",
            Item::Goal(_) | Item::Step(..) => "My goals",
            Item::Words | Item::OwnGoal => break,
        };
        if own != heading {
            page.heading(own);
            heading = own;
        }
        let is_selected = *item == focus;
        match item {
            Item::Goal(id) => {
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
            "You have no plan yet; your teacher begins one with you."
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
    let text = if width::cells(&whole) <= usize::from(area.width) {
        whole
    } else {
        visit.scale().map_or(String::new(), |scale| scale.range())
    };
    canvas.put(
        area.x + 2,
        area.y,
        area.width.saturating_sub(2),
        &text,
        Role::Muted,
    );
}
