//! A text field, drawn: one line that follows its caret, or as many as it has room
//! for, softly wrapped.

use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::app::field::Field;
use crate::ui::theme::Role;
use crate::ui::width;

use super::canvas::Canvas;

/// Draws a field; with the focus, the terminal's cursor stands at its caret.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, field: &Field, has_focus: bool, hint: &str) {
    if area.is_empty() {
        return;
    }
    // A hint stays until something is typed, also where the caret is.
    if field.text().is_empty() && !hint.is_empty() {
        canvas.put(area.x, area.y, area.width, hint, Role::Placeholder);
        if has_focus {
            canvas.set_cursor(area.x, area.y);
        }
        return;
    }
    if field.is_multi() || area.height > 1 {
        lines(canvas, area, field, has_focus);
    } else {
        line(canvas, area, field, has_focus);
    }
}

fn line(canvas: &mut Canvas<'_>, area: Rect, field: &Field, has_focus: bool) {
    let text = field.text();
    let (_row, column) = field.caret();
    let before: String = text.chars().take(column).collect();
    let caret = width::cells(&before);
    let room = usize::from(area.width);
    let skipped = if has_focus && caret >= room {
        caret + 1 - room
    } else {
        0
    };
    let mut seen = String::new();
    let mut at = 0;
    for letter in unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true) {
        let wide = width::cells(letter);
        if at >= skipped && at - skipped + wide <= room {
            seen.push_str(letter);
        }
        at += wide;
    }
    canvas.put(area.x, area.y, area.width, &seen, Role::Input);
    if has_focus {
        canvas.set_cursor(area.x + (caret - skipped) as u16, area.y);
    }
}

fn lines(canvas: &mut Canvas<'_>, area: Rect, field: &Field, has_focus: bool) {
    let widget = field.area();
    widget.render(area, canvas.buffer());
    if has_focus {
        let (top, left) = widget.scroll_offset();
        let at = widget.screen_cursor();
        let x = area.x
            + (at.col as u16)
                .saturating_sub(left)
                .min(area.width.saturating_sub(1));
        let y = area.y
            + (at.row as u16)
                .saturating_sub(top)
                .min(area.height.saturating_sub(1));
        canvas.set_cursor(x, y);
    }
}
