//! The first run, drawn.

use crate::app::layout::Areas;
use crate::app::screens::start::{BEGINNINGS, Start};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::theme::Role;

use super::{header, inset};

/// Draws the three beginnings.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, start: &Start) {
    header(canvas, areas.header, &[("Deskside", Role::Title)], "");
    let body = inset(areas.body);
    let mut page = Page::new(body.width);
    page.gap();
    page.push(Line::default());
    page.text(
        0,
        "One-on-one check-ins between teachers and students.",
        Role::Base,
        2,
    );
    page.text(
        0,
        "There is no school here yet. How would you like to begin?",
        Role::Base,
        2,
    );
    page.push(Line::default());
    for (place, (title, meaning)) in BEGINNINGS.iter().enumerate() {
        let is_selected = place == start.cursor;
        page.push(Line::of(4, *title, Role::Base).selected(is_selected));
        page.text(4, meaning, Role::Muted, 2);
        page.push(Line::default());
    }
    page.text(
        0,
        &format!("Everything will be in one file: {}", start.place),
        Role::Muted,
        2,
    );
    page.draw(canvas, body, None);
}
