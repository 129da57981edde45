//! The model, drawn; it reads and never changes. Header, body, layers, footer,
//! and the terminal's cursor always on the focus.

pub mod glyph;
pub mod layers;
pub mod parts;
pub mod screens;
pub mod theme;
pub mod width;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layers::Layer;
use crate::app::layout;
use crate::app::screens::Screen;
use crate::keys::keymap::Keymap;

use glyph::Glyphs;
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

/// Draws the model, and says where the cursor is.
pub fn view(model: &Model, look: &Look, frame: &mut Frame<'_>) -> Option<(u16, u16)> {
    let area = frame.area();
    let size = (area.width, area.height);
    if area.is_empty() {
        return None;
    }
    let mut canvas = Canvas::new(frame.buffer_mut(), look);
    if layout::is_too_small(size) {
        canvas.put(
            area.x,
            area.y,
            area.width,
            "The window is too small.",
            Role::Base,
        );
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
