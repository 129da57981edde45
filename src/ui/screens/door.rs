//! The doors of student mode, drawn: a number and a PIN to come in, a PIN to end it. A PIN is as
//! many stars as it has digits.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::field::Field;
use crate::app::layout::Areas;
use crate::app::screens::door::Door;
use crate::app::screens::kiosk::Kiosk;
use crate::domain::dates;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::theme::Role;
use crate::ui::width;

use super::header;
use super::kiosk::{label, large};

/// Draws the door.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    areas: Areas,
    model: &Model,
    kiosk: &Kiosk,
    door: &Door,
) {
    let day = dates::say_day(model.today);
    header(
        canvas,
        areas.header,
        &[(kiosk.title.as_str(), Role::Title)],
        &day,
    );
    let body = large(areas.body);
    let apart = if body.height < 12 { 1 } else { 2 };
    let mut y = body.y + body.height / 5;
    canvas.put(body.x, y, body.width, "Hello! Who is here?", Role::Title);
    y += apart;
    line(
        canvas,
        body,
        y,
        "Your number",
        &door.number,
        !door.is_on_pin,
    );
    y += apart;
    masked(canvas, body, y, "Your PIN", door, door.is_on_pin);
    let hint = if door.tried.is_some() {
        "One moment\u{2026}"
    } else if door.is_on_pin {
        "Type your PIN, then press Enter."
    } else {
        "Type your number, then press Enter."
    };
    below(canvas, body, y + apart, hint);
}

/// A hint over as many lines as it takes.
fn below(canvas: &mut Canvas<'_>, area: Rect, y: u16, hint: &str) {
    let lines = width::wrap(hint, usize::from(area.width).max(1));
    for (line, y) in lines.into_iter().zip(y..area.bottom()) {
        canvas.put(area.x, y, area.width, line, Role::Muted);
    }
}

/// Draws the way out.
pub(super) fn draw_way_out(canvas: &mut Canvas<'_>, areas: Areas, door: &Door) {
    header(canvas, areas.header, &[("Student mode", Role::Title)], "");
    let body = large(areas.body);
    let apart = if body.height < 12 { 1 } else { 2 };
    let mut y = body.y + body.height / 5;
    canvas.put(body.x, y, body.width, "Only for the teacher", Role::Title);
    y += apart;
    masked(canvas, body, y, "Your PIN", door, true);
    let hint = if door.tried.is_some() {
        "One moment\u{2026}"
    } else {
        "The PIN of whoever opened student mode ends it."
    };
    below(canvas, body, y + apart, hint);
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
