//! One file for each screen of `app::screens`, under the same name.

pub mod check_in;
mod door;
mod empty;
pub mod grid;
pub mod group_note;
pub mod growth;
pub mod kiosk;
pub mod open;
pub mod overview;
pub mod plan;
pub mod rating;
pub mod roster;
pub mod round;
pub mod start;
pub mod student;
pub mod survey;

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layout::MARGIN;
use crate::domain::words;
use crate::ui::theme::Role;
use crate::ui::width;

use super::parts::canvas::Canvas;

/// Draws the header: where I am at the left, who and when at the right.
pub(super) fn header(canvas: &mut Canvas<'_>, area: Rect, left: &[(&str, Role)], right: &str) {
    let end = area.right().saturating_sub(MARGIN);
    let room = area.width.saturating_sub(2 * MARGIN);
    let from = canvas.put_right(end, area.y, room * 2 / 3, right, Role::Muted);
    let mut x = area.x + MARGIN;
    let edge = canvas.look.glyphs.cut;
    for (place, (text, role)) in left.iter().enumerate() {
        let room = from.saturating_sub(2).saturating_sub(x);
        let text = words::display(text);
        // What has no room for a whole word is left out, but who it is about gives way.
        let has_word = width::cells(text.split(' ').next().unwrap_or_default()) < usize::from(room);
        let is_named = place == 0 || *role == Role::Title;
        let fitted = match has_word || width::cells(&text) <= usize::from(room) {
            true => width::fit_words(&text, usize::from(room), edge),
            false if is_named => width::fit(&text, usize::from(room), edge),
            false => break,
        };
        x = canvas.put(x, area.y, room, &fitted, *role) + 3;
    }
}

/// Whether a header has room for all of this.
pub(super) fn has_room(area: Rect, left: &[(&str, Role)], right: &str) -> bool {
    let room = usize::from(area.width.saturating_sub(2 * MARGIN));
    let left: usize = left.iter().map(|(text, _)| width::cells(text) + 3).sum();
    // Three blanks behind the last part are one more than the two that it needs.
    left + width::cells(right) <= room + 1
}

/// Says in a header that somebody sits beside.
pub(super) fn beside(model: &Model) -> Option<(&'static str, Role)> {
    model
        .is_with_student()
        .then_some(("two-person view", Role::Accent))
}

/// An area without its margins.
pub(super) fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + MARGIN,
        width: area.width.saturating_sub(2 * MARGIN),
        ..area
    }
}
