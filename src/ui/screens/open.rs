//! A form that is open, drawn field by field: on a student's screen, or by itself. What its
//! fields are is `app`'s to say.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::form::{Form, Value};
use crate::app::screens::open::Open;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::theme::Role;
use crate::ui::width;

/// Draws a form: labels at the left, what is in them at the right.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, open: &Open) {
    let title = &open.form.title;
    // A long title goes on in the blank line below it.
    let lines = width::wrap(title, usize::from(area.width).max(1));
    let first = lines.first().copied().unwrap_or_default();
    canvas.put(area.x, area.y, area.width, first, Role::Title);
    let rest = title.get(first.len()..).unwrap_or_default().trim_start();
    canvas.put(area.x, area.y + 1, area.width, rest, Role::Title);
    if let Some(kept) = open.kept_at {
        let text = kept_words(model, kept);
        let is_free = width::cells(title) + 2 + width::cells(&text) <= usize::from(area.width);
        if is_free {
            canvas.put_right(area.right(), area.y, area.width, &text, Role::Muted);
        }
    }
    let label = open
        .form
        .fields
        .iter()
        .map(|field| width::cells(&field.label))
        .max()
        .unwrap_or(0) as u16
        + 2;
    let heights = heights(area, label, &open.form);
    let mut y = area.y + 2;
    let first = first_field(area, &heights, open.form.focus);
    let fields = open.form.fields.iter().zip(heights).enumerate();
    for (place, (form_field, height)) in fields.skip(first) {
        if y >= area.bottom() {
            break;
        }
        let has_focus = place == open.form.focus;
        let role = if has_focus { Role::Focus } else { Role::Muted };
        if has_focus {
            canvas.put(area.x, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
        }
        canvas.put(area.x + 2, y, label, &form_field.label, role);
        let x = area.x + 2 + label;
        let room = area.right().saturating_sub(x);
        match &form_field.value {
            Value::Text(text) => {
                let height = height.min(area.bottom() - y);
                field::draw(
                    canvas,
                    Rect::new(x, y, room, height),
                    text,
                    has_focus,
                    form_field.hint,
                );
                y += height;
            }
            Value::Choice(words, at) => {
                if has_focus {
                    draw_choices(canvas, Rect::new(x, y, room, 1), words, *at);
                } else {
                    let shown = words.get(*at).map_or("", |(_, shown)| shown.as_str());
                    canvas.put(x, y, room, shown, Role::Base);
                }
                y += 1;
            }
        }
    }
}

/// The first field that is drawn, so that the one with the focus is seen in a low window.
fn first_field(area: Rect, heights: &[u16], focus: usize) -> usize {
    let room = area.height.saturating_sub(2);
    let used = |first: usize| -> u16 { heights.iter().take(focus + 1).skip(first).sum() };
    (0..focus)
        .find(|first| used(*first) <= room)
        .unwrap_or(focus)
}

/// Draws words to choose from in their own order, from the first on that lets the chosen one
/// be seen, so that nothing moves while there is room.
fn draw_choices(canvas: &mut Canvas<'_>, area: Rect, words: &[(String, String)], at: usize) {
    // Brackets stand in the blanks between, so that the chosen one is told without colour.
    const APART: usize = 2;
    let wide = |(_, shown): &(String, String)| width::cells(shown) + APART;
    let room = usize::from(area.width);
    let seen = |from: usize| -> usize { words.iter().take(at + 1).skip(from).map(wide).sum() };
    let mut first = 0;
    if seen(0).saturating_sub(1) > room {
        while first < at && seen(first) + APART > room {
            first += 1;
        }
    }
    let mut x = area.x;
    if first > 0 {
        x = canvas.put(x, area.y, 1, canvas.look.glyphs.cut, Role::Muted) + 1;
    }
    for (place, (_, shown)) in words.iter().enumerate().skip(first) {
        let left = area.right().saturating_sub(x);
        let is_chosen = place == at;
        if !is_chosen && width::cells(shown) > usize::from(left) {
            canvas.put(x, area.y, left.min(1), canvas.look.glyphs.cut, Role::Muted);
            break;
        }
        let role = if is_chosen {
            Role::Selected
        } else {
            Role::Muted
        };
        let end = canvas.put(x, area.y, left, shown, role);
        if is_chosen {
            canvas.set_cursor(x, area.y);
            canvas.put(x.saturating_sub(1), area.y, 1, "[", Role::Focus);
            canvas.put(end, area.y, 1, "]", Role::Focus);
        }
        x = end + APART as u16;
    }
}

/// How many rows each field has: as many as its text needs while there is room, the last
/// text of many lines what is left.
fn heights(area: Rect, label: u16, form: &Form) -> Vec<u16> {
    let wide = usize::from(area.width.saturating_sub(2 + label)).max(1);
    let last = form.fields.iter().rposition(|field| is_multi(&field.value));
    let count = form.fields.len() as u16;
    let mut spare = area.height.saturating_sub(2 + count);
    let mut heights: Vec<u16> = Vec::with_capacity(form.fields.len());
    for (place, field) in form.fields.iter().enumerate() {
        let needed = match &field.value {
            Value::Text(text) if Some(place) != last => {
                let words = text.text();
                // The caret needs a place behind a line that is full.
                let is_full = |line: &&str| width::cells(line) >= wide;
                let mut rows = 0;
                let mut is_last_full = false;
                for line in words.split('\n') {
                    let wrapped = width::wrap(line, wide);
                    is_last_full = wrapped.len() > 1 && wrapped.last().is_some_and(is_full);
                    rows += wrapped.len().max(1) as u16;
                }
                let has_caret = place == form.focus && (text.is_multi() || is_last_full);
                rows + u16::from(has_caret)
            }
            _ => 1,
        };
        let height = needed.clamp(1, 8).min(1 + spare);
        spare -= height - 1;
        heights.push(height);
    }
    if let Some(height) = last.and_then(|last| heights.get_mut(last)) {
        *height = (1 + spare).min(8);
    }
    heights
}

fn is_multi(value: &Value) -> bool {
    matches!(value, Value::Text(field) if field.is_multi())
}

/// "draft kept", with the minutes since.
pub fn kept_words(model: &Model, kept: crate::domain::Moment) -> String {
    let minutes = (model.now.0 - kept.0).max(0) / 60_000;
    match minutes {
        0 => "draft kept".to_owned(),
        1..60 => format!("draft of {minutes} min ago"),
        60..1440 => format!("draft of {} h ago", minutes / 60),
        _ => format!("draft of {} days ago", minutes / 1440),
    }
}
