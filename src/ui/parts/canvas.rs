//! Putting text on cells: everything that is shown goes through here, made
//! safe for a screen on its way.

use std::hash::Hash;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::words;
use crate::ui::Look;
use crate::ui::kept::Kept;
use crate::ui::theme::Role;
use crate::ui::width;

/// The cells of a frame, with the look, and where the cursor is to be.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    kept: &'a mut Kept,
    /// Theme, marks, keys.
    pub look: &'a Look,
    cursor: Option<(u16, u16)>,
}

impl<'a> Canvas<'a> {
    /// A canvas over a frame's cells.
    pub fn new(buffer: &'a mut Buffer, kept: &'a mut Kept, look: &'a Look) -> Self {
        Self {
            buffer,
            kept,
            look,
            cursor: None,
        }
    }

    /// Where the terminal's cursor is to be.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    /// Puts the terminal's cursor on the focus.
    pub fn set_cursor(&mut self, x: u16, y: u16) {
        self.cursor = Some((x, y));
    }

    /// Draws a part of the screen, unless it stands there already. `shown` is all that it is
    /// told by from what else could stand there; nothing else is put on its cells.
    pub fn keep(&mut self, area: Rect, shown: impl Hash, draw: impl FnOnce(&mut Self)) {
        if self.kept.enter(area, shown, self.buffer) {
            draw(self);
            self.kept.leave();
        }
    }

    /// The cells, for a widget.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.kept.touched_all();
        self.buffer
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        self.look.theme.style(role)
    }

    /// Puts text from `x` on, at most `room` cells, and says where it ended.
    pub fn put(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        let style = self.style(role);
        self.put_styled(x, y, room, text, style)
    }

    /// The same in a style.
    pub fn put_styled(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return x;
        }
        let text = &*self.look.glyphs.spell(text);
        self.kept.touched(y);
        let room = room.min(area.right() - x);
        if width::plain(text).is_some_and(|cells| cells <= usize::from(room)) {
            return self.put_plain(x, y, text, style);
        }
        let shown = words::display(text);
        let text = width::cut(&shown, usize::from(room), self.look.glyphs.cut);
        let (end, _y) = self
            .buffer
            .set_stringn(x, y, text, usize::from(room), style);
        end
    }

    /// Puts text of which each character is a cell, as most of it is: nothing has to be measured.
    fn put_plain(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        let start = self.buffer.index_of(x, y);
        let cells = self.buffer.content.get_mut(start..).unwrap_or_default();
        let mut end = x;
        for (c, cell) in text.chars().zip(cells) {
            cell.set_char(c).set_style(style);
            end += 1;
        }
        end
    }

    /// Puts text so that it ends before `end`.
    pub fn put_right(&mut self, end: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        let text = &*self.look.glyphs.spell(text);
        let wide = width::plain(text).unwrap_or_else(|| width::cells(&words::display(text)));
        let wide = (wide as u16).min(room);
        let x = end.saturating_sub(wide);
        self.put(x, y, wide, text, role);
        x
    }

    /// Blanks an area, for what floats over it.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            self.kept.touched(y);
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        // A wide letter whose second half was covered would be half a letter.
        if area.left() > 0 {
            for y in area.top()..area.bottom() {
                if let Some(cell) = self.buffer.cell_mut((area.left() - 1, y))
                    && width::cells(cell.symbol()) > 1
                {
                    cell.reset();
                }
            }
        }
    }

    /// Blanks an area and draws the border of a layer around it, with a title.
    pub fn frame(&mut self, area: Rect, title: &str) -> Rect {
        self.clear(area);
        let style = self.style(Role::Border);
        let block = ratatui::widgets::Block::bordered()
            .border_set(self.look.glyphs.border)
            .border_style(style);
        let inner = block.inner(area);
        ratatui::widgets::Widget::render(block, area, self.buffer);
        if !title.is_empty() {
            let text = format!(" {title} ");
            self.put(
                area.x + 2,
                area.y,
                area.width.saturating_sub(4),
                &text,
                Role::Title,
            );
        }
        Rect {
            x: inner.x + 1,
            width: inner.width.saturating_sub(2),
            ..inner
        }
    }
}
