//! The first run, drawn.

use ratatui::layout::Rect;

use crate::app::layout::Areas;
use crate::app::screens::start::{BEGINNINGS, Preview, Start};
use crate::domain::words;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::theme::Role;

use super::{header, inset};

/// Draws the three beginnings.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, start: &Start) {
    header(canvas, areas.header, &[("Deskside", Role::Title)], "");
    let body = inset(areas.body);
    if let Some(preview) = &start.preview {
        draw_preview(canvas, body, preview, start.top);
        return;
    }
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

/// Draws what an import would bring, and which rows it would leave out.
fn draw_preview(canvas: &mut Canvas<'_>, body: Rect, preview: &Preview, top: usize) {
    let mut page = Page::new(body.width);
    page.heading("What this import would bring; nothing is stored yet");
    for line in &preview.found {
        page.text(0, &words::display(line), Role::Base, 3);
    }
    page.push(Line::default());
    if preview.brings {
        page.text(
            0,
            "Import it? Enter imports, Esc goes back.",
            Role::Accent,
            1,
        );
    } else {
        page.text(0, "Esc goes back.", Role::Accent, 1);
    }
    if !preview.rows.is_empty() {
        page.heading(&format!("Left out: {}", preview.rows.len()));
        for row in preview.rows.iter().skip(top) {
            page.text(0, &words::display(row), Role::Warn, 2);
        }
    }
    page.draw(canvas, body, None);
    canvas.set_cursor(body.x, body.y);
}
