//! The model, drawn; it reads and never changes. Header, body, layers, footer,
//! and the terminal's cursor always on the focus.

pub mod glyph;
pub mod kept;
pub mod layers;
pub mod parts;
pub mod screens;
pub mod theme;
pub mod width;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layers::Layer;
use crate::app::layout;
use crate::app::screens::Screen;
use crate::keys::keymap::Keymap;

use glyph::Glyphs;
use kept::Kept;
use parts::canvas::Canvas;
use theme::{Role, Theme};

/// What drawing needs and deciding does not.
#[derive(Debug, Clone)]
pub struct Look {
    /// How every role looks.
    pub theme: Theme,
    /// The marks.
    pub glyphs: Glyphs,
    /// The keys, for the footer and the help.
    pub keymap: Keymap,
}

pub use screens::student::below;

/// Draws the model on a frame with nothing on it, and says where the cursor is.
pub fn view(model: &Model, look: &Look, frame: &mut Frame<'_>) -> Option<(u16, u16)> {
    view_over(model, look, &mut Kept::default(), frame.buffer_mut()).0
}

/// Draws the model over the last frame, as far as it shows something else; says where the cursor
/// is, and which rows may differ. What comes of it is what `view` draws.
pub fn view_over(
    model: &Model,
    look: &Look,
    kept: &mut Kept,
    buffer: &mut Buffer,
) -> (Option<(u16, u16)>, Vec<bool>) {
    if kept.go_on(buffer) {
        let cursor = paint(model, look, kept, buffer);
        if kept.end() {
            debug_assert!(
                is_as_drawn_whole(model, look, buffer, cursor),
                "a stretch shows something that it isn't told by"
            );
            return (cursor, kept.drawn());
        }
    }
    kept.start_over(buffer);
    let cursor = paint(model, look, kept, buffer);
    kept.end();
    (cursor, kept.drawn())
}

/// Whether a frame drawn over another is what it would be by itself.
fn is_as_drawn_whole(
    model: &Model,
    look: &Look,
    drawn: &Buffer,
    cursor: Option<(u16, u16)>,
) -> bool {
    let mut whole = Buffer::empty(drawn.area);
    let mut kept = Kept::default();
    kept.start_over(&mut whole);
    paint(model, look, &mut kept, &mut whole) == cursor && whole == *drawn
}

fn paint(model: &Model, look: &Look, kept: &mut Kept, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let area = buffer.area;
    let size = (area.width, area.height);
    if area.is_empty() {
        return None;
    }
    let mut canvas = Canvas::new(buffer, kept, look);
    if layout::is_too_small(size) {
        let (columns, rows) = layout::LEAST;
        let text = format!("The window is too small. It takes {columns} columns and {rows} rows.");
        let lines = width::wrap(&text, usize::from(area.width)).into_iter();
        for (line, y) in lines.zip(area.top()..area.bottom()) {
            canvas.put(area.x, y, area.width, line, Role::Base);
        }
        return None;
    }
    match model.layers.last() {
        Some(Layer::Lock) => layers::lock(&mut canvas, area),
        _ => {
            let parts = layout::areas(size);
            match model.screen() {
                Screen::Start(start) => screens::start::draw(&mut canvas, parts, start),
                Screen::Roster => screens::roster::draw(&mut canvas, model, size),
                Screen::Student(student) => {
                    screens::student::draw(&mut canvas, parts, model, student);
                }
                Screen::CheckIn(form) => screens::check_in::draw(&mut canvas, parts, model, form),
                Screen::Grid(grid) => screens::grid::draw(&mut canvas, model, grid, size),
                Screen::GroupNote(note) => {
                    screens::group_note::draw(&mut canvas, parts, model, note);
                }
                Screen::Summary => screens::round::draw(&mut canvas, parts, model),
                Screen::Kiosk(kiosk) => screens::kiosk::draw(&mut canvas, parts, model, kiosk),
            }
            parts::footer::draw(&mut canvas, parts.footer, model);
            if let Some(layer) = model.layers.last() {
                layers::draw(&mut canvas, model, layer, size);
            }
        }
    }
    canvas
        .cursor()
        .filter(|(x, y)| Rect::new(0, 0, size.0, size.1).contains((*x, *y).into()))
}
