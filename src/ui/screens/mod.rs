//! One file for each screen of `app::screens`, under the same name.

pub mod check_in;
pub mod grid;
pub mod group_note;
pub mod growth;
pub mod kiosk;
pub mod open;
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
use crate::ui::theme::Role;

use super::parts::canvas::Canvas;

/// Draws the header: where I am at the left, who and when at the right.
pub(super) fn header(canvas: &mut Canvas<'_>, area: Rect, left: &[(&str, Role)], right: &str) {
    let end = area.right().saturating_sub(MARGIN);
    let room = area.width.saturating_sub(2 * MARGIN);
    let from = canvas.put_right(end, area.y, room * 2 / 3, right, Role::Muted);
    let mut x = area.x + MARGIN;
    for (text, role) in left {
        let stop = from.saturating_sub(2);
        if x >= stop {
            break;
        }
        x = canvas.put(x, area.y, stop - x, text, *role) + 3;
    }
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
