//! A check-in being written, drawn: the promise first, then goals with the scale's words
//! (those are `rating`'s), note, next step, next date, outcome and who may read it.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::form::plain;
use crate::app::layout::Areas;
use crate::app::screens::check_in::{CheckIn, Focus};
use crate::domain::{Word, dates, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::theme::Role;
use crate::ui::width;

use super::open::kept_words;
use super::{beside, has_room, header, inset, rating};

/// Draws the form.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, form: &CheckIn) {
    let Some(record) = form.record.as_deref() else {
        header(canvas, areas.header, &[("Check in", Role::Title)], "");
        return;
    };
    let name = record.person.called();
    let kind = words::check_in_word(form.kind);
    let today = dates::say_day(form.on(model.today));
    // In a narrow window who it is stands for itself.
    let title = Some(("Check in", Role::Muted)).filter(|_| areas.header.width >= 60);
    let named = (name.as_str(), Role::Title);
    let (kind, today) = ((kind, Role::Muted), (today.as_str(), Role::Muted));
    let right = right_words(model, form);
    // The kind, which stands below too, and what the form is give way to the day.
    let beside = beside(model);
    let lefts = [
        [beside.or(title), Some(named), Some(kind), Some(today)],
        [beside.or(title), Some(named), Some(today), None],
        [beside, Some(named), Some(today), None],
        [beside, Some(named), None, None],
    ];
    let mut lefts = lefts.map(|left| left.into_iter().flatten().collect::<Vec<_>>());
    let fits = lefts
        .iter()
        .position(|left| has_room(areas.header, left, &right));
    let left = std::mem::take(&mut lefts[fits.unwrap_or(3)]);
    header(canvas, areas.header, &left, &right);
    let body = inset(areas.body);
    // From the bottom up: choices, next date, next step; the note takes what is left.
    let tight = body.height < 16;
    let below = if tight { 3 } else { 5 };
    let fields_top = body.bottom().saturating_sub(below);
    let top = draw_promise(canvas, body, model, form, tight);
    let room = Rect {
        y: top,
        height: fields_top.saturating_sub(top),
        ..body
    };
    let y = rating::draw(canvas, room, form, model.viewer.person, tight);
    let note = Rect {
        y,
        height: fields_top.saturating_sub(y + u16::from(!tight)),
        ..body
    };
    draw_note(canvas, note, form);
    draw_fields(
        canvas,
        Rect {
            y: fields_top,
            height: below,
            ..body
        },
        model,
        form,
    );
}

fn right_words(model: &Model, form: &CheckIn) -> String {
    let mut parts = Vec::new();
    if let Some(round) = model.round.as_ref().filter(|_| model.is_turn()) {
        parts.push(format!("round {} of {}", round.done() + 1, round.total));
        let length = model.settings.round_minutes;
        parts.push(match round.minutes_left(model.now, length) {
            _ if length == 0 => format!("{} min", round.minutes(model.now)),
            (left, each) if left >= 0 => format!("{left} min left, {each} each"),
            (left, _) => format!("{} min over", -left),
        });
    }
    if form.unkept.is_none()
        && let Some(kept) = form.kept_at
    {
        parts.push(kept_words(model, kept));
    }
    parts.join("   ")
}

fn draw_promise(
    canvas: &mut Canvas<'_>,
    body: Rect,
    model: &Model,
    form: &CheckIn,
    tight: bool,
) -> u16 {
    let promise = form
        .record
        .as_ref()
        .and_then(|record| record.promise.as_ref());
    let Some(promise) = promise else {
        canvas.put(
            body.x,
            body.y,
            body.width,
            "Nothing was promised last time.",
            Role::Muted,
        );
        return body.y + if tight { 1 } else { 2 };
    };
    let label = format!("Promised {}: ", dates::say(promise.on, model.today));
    let x = canvas.put(body.x, body.y, body.width, &label, Role::Muted);
    let room = usize::from(body.right().saturating_sub(x)).max(1);
    let text = promise.text.replace('\n', " ");
    let first = width::wrap(&text, room)
        .first()
        .map_or(0, |line| line.len());
    let (one, rest) = text.split_at_checked(first).unwrap_or((&text, ""));
    // What has no second line is cut with the mark of what is.
    let one = if tight { text.as_str() } else { one };
    canvas.put(x, body.y, room as u16, one, Role::Promise);
    let mut y = body.y + 1;
    let rest = rest.trim_start();
    if !rest.is_empty() && !tight {
        canvas.put(body.x, y, body.width, rest, Role::Promise);
        y += 1;
    }
    y + u16::from(!tight)
}

fn draw_note(canvas: &mut Canvas<'_>, area: Rect, form: &CheckIn) {
    if area.height == 0 {
        return;
    }
    let has_focus = form.focus == Focus::Note;
    let role = if has_focus {
        Role::Focus
    } else {
        Role::Heading
    };
    canvas.put(area.x, area.y, 10, "NOTE", role);
    canvas.put_right(
        area.right(),
        area.y,
        area.width - 10,
        match &form.record {
            Some(record) => record.may_read(form.visibility),
            None => form.whose().may_read(form.visibility),
        },
        Role::Muted,
    );
    let text = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height - 1,
    };
    field::draw(
        canvas,
        text,
        &form.note,
        has_focus,
        "what you saw and heard; optional",
    );
}

fn draw_fields(canvas: &mut Canvas<'_>, area: Rect, model: &Model, form: &CheckIn) {
    let label = |canvas: &mut Canvas<'_>, y: u16, text: &str, has_focus: bool| {
        let role = if has_focus {
            Role::Focus
        } else {
            Role::Heading
        };
        canvas.put(area.x, y, 10, text, role);
    };
    let x = area.x + 12;
    let room = area.width.saturating_sub(12);
    label(canvas, area.y, "NEXT STEP", form.focus == Focus::NextStep);
    let place = Rect::new(x, area.y, room, 1);
    field::draw(
        canvas,
        place,
        &form.next_step,
        form.focus == Focus::NextStep,
        "what is promised until then",
    );
    let y = area.y + 1;
    label(canvas, y, "NEXT DATE", form.focus == Focus::NextDate);
    let typed = room.min(16);
    let hint = if room > 40 { "wed, +2w, 2 dec" } else { "" };
    field::draw(
        canvas,
        Rect::new(x, y, typed, 1),
        &form.next_date,
        form.focus == Focus::NextDate,
        hint,
    );
    match model.next_date_said() {
        Some(Ok(said)) => {
            canvas.put(
                x + typed + 2,
                y,
                room.saturating_sub(typed + 2),
                &said,
                Role::Muted,
            );
        }
        Some(Err(sentence)) => {
            canvas.put(
                x + typed + 2,
                y,
                room.saturating_sub(typed + 2),
                // What to write instead is said whole where it is refused.
                sentence.split(';').next().unwrap_or_default(),
                Role::Warn,
            );
        }
        None => {}
    }
    draw_choices(
        canvas,
        Rect {
            y: y + 1,
            height: 1,
            ..area
        },
        form,
    );
}

fn draw_choices(canvas: &mut Canvas<'_>, area: Rect, form: &CheckIn) {
    let parts = [
        (
            Focus::Outcome,
            "OUTCOME",
            form.whose().outcome(form.outcome).to_owned(),
        ),
        (
            Focus::Visibility,
            "READ BY",
            form.whose().readers(form.visibility).to_owned(),
        ),
        (Focus::NoteKind, "NOTE IS", plain(form.note_kind.word())),
        (Focus::Kind, "KIND", plain(form.kind.word())),
    ];
    let day = form.day.map(|day| (Focus::Day, "ON", day.said(day.on)));
    let parts: Vec<_> = parts.into_iter().chain(day).collect();
    // Long words take the gaps and the shorter label before any of them is cut.
    let whole: usize = parts
        .iter()
        .map(|(_, label, value)| width::cells(label) + 1 + width::cells(value) + 2)
        .sum::<usize>()
        + 12
        - width::cells("OUTCOME ");
    let is_tight = whole > usize::from(area.width) + 2;
    let shorter = |(focus, label, value)| match focus {
        Focus::NoteKind if is_tight => (focus, "NOTE", value),
        _ => (focus, label, value),
    };
    let parts: Vec<_> = parts.into_iter().map(shorter).collect();
    let (begins, gap) = if is_tight { (8, 1) } else { (12, 2) };
    // Where they don't all fit, the line begins with one from which the focus is seen.
    let end_of_focus = |from: usize| {
        let focused = parts.iter().position(|(focus, ..)| *focus == form.focus);
        let until = focused.unwrap_or(from).max(from);
        let seen = parts.iter().take(until + 1).skip(from);
        let cells =
            seen.map(|(_, label, value)| width::cells(label) + width::cells(value) + 1 + gap);
        cells.sum::<usize>()
            + if from == 0 {
                begins - width::cells("OUTCOME ")
            } else {
                0
            }
    };
    let room = usize::from(area.width) + gap;
    let from = (0..parts.len())
        .find(|from| end_of_focus(*from) <= room)
        .unwrap_or(0);
    let mut x = area.x;
    for (place, (focus, label, value)) in parts.into_iter().enumerate().skip(from) {
        let has_focus = form.focus == focus;
        let (label_role, value_role) = if has_focus {
            (Role::Focus, Role::Selected)
        } else {
            (Role::Heading, Role::Base)
        };
        let room = area.right().saturating_sub(x);
        let whole = (width::cells(label) + 1 + width::cells(&value)) as u16;
        if place > from && !has_focus && whole > room {
            canvas.put(x, area.y, room.min(1), canvas.look.glyphs.cut, Role::Muted);
            break;
        }
        let end = canvas.put(x, area.y, room, label, label_role);
        let start = if place == 0 {
            area.x + begins as u16
        } else {
            end + 1
        };
        if has_focus {
            canvas.set_cursor(start, area.y);
        }
        x = canvas.put(
            start,
            area.y,
            area.right().saturating_sub(start),
            &value,
            value_role,
        ) + gap as u16;
    }
}
