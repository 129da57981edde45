//! A note to a group, drawn: a form with who may read it.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layout::Areas;
use crate::app::screens::group_note::GroupNote;
use crate::domain::dates;
use crate::ui::parts::canvas::Canvas;
use crate::ui::theme::Role;

use super::open;
use super::{header, inset};

/// Draws the form.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, note: &GroupNote) {
    let today = dates::say_day(model.today);
    header(canvas, areas.header, &[("Note", Role::Title)], &today);
    let body = inset(areas.body);
    let area = Rect {
        y: body.y + 1,
        height: body.height.saturating_sub(1),
        ..body
    };
    open::draw(canvas, area, model, &note.open);
}
