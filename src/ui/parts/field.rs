//! A text field, drawn: one line that follows its caret, or as many as it has room
//! for, softly wrapped.

use ratatui::buffer::CellWidth;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;

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
    for letter in text.graphemes(true) {
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
    // It breaks the text for its own moves, and keeps where it has scrolled to.
    widget.render(area, canvas.buffer());
    let mut rows = Vec::new();
    for line in widget.lines() {
        break_line(line, usize::from(area.width), &mut rows);
    }
    // In a field that has grown, no row is blank below while some are hidden above.
    let (top, _left) = widget.scroll_offset();
    let top = usize::from(top).min(rows.len().saturating_sub(usize::from(area.height)));
    let seen = rows.iter().skip(top).map(|row| row.text);
    let seen = seen.chain(std::iter::repeat(""));
    let (blank, wide) = (" ".repeat(area.width.into()), area.width.into());
    for (y, text) in (area.y..area.bottom()).zip(seen) {
        for text in [&blank, text] {
            let buffer = canvas.buffer();
            buffer.set_stringn(area.x, y, text, wide, Style::default());
        }
    }
    if !has_focus {
        return;
    }
    let at = widget.screen_cursor();
    let hanging = rows.get(at.row).map_or(0, |row| row.hanging);
    let (row, column) = if at.col < hanging && at.row > top {
        // Before the blanks at the end of the row above.
        (at.row - 1, usize::from(area.width))
    } else {
        (at.row, at.col.saturating_sub(hanging))
    };
    let x = (column as u16).min(area.width.saturating_sub(1));
    let y = (row.saturating_sub(top) as u16).min(area.height.saturating_sub(1));
    canvas.set_cursor(area.x + x, area.y + y);
}

/// A row of a softly wrapped text.
#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    text: &'a str,
    /// The blanks before it that had no room at the end of the row above, and hang there.
    hanging: usize,
}

/// Breaks a line as the text area does: between words, and inside one only where it is longer
/// than a row. No row but the first begins with the blank that it was broken at.
fn break_line<'a>(line: &'a str, wide: usize, rows: &mut Vec<Row<'a>>) {
    let cells = |text: &str| -> usize {
        let letters = text.chars().filter(|letter| !letter.is_control());
        let cells = letters.map(|letter| letter.encode_utf8(&mut [0; 4]).cell_width());
        cells.map(usize::from).sum()
    };
    let mut push = |from: usize, to: usize| {
        let text = line.get(from..to).unwrap_or_default();
        let shown = text.trim_start_matches(' ');
        rows.push(match from {
            0 => Row { text, hanging: 0 },
            _ => Row {
                text: shown,
                hanging: text.len() - shown.len(),
            },
        });
    };
    let (mut start, mut end, mut used) = (0, 0, 0);
    for (at, word) in line.split_word_bound_indices() {
        let needed = cells(word);
        if used + needed > wide && end > start {
            push(start, end);
            (start, used) = (end, 0);
        }
        end = at + word.len();
        used += needed;
        if needed <= wide {
            continue;
        }
        used = 0;
        for (place, letter) in word.grapheme_indices(true) {
            if used > 0 && used + cells(letter) > wide {
                push(start, at + place);
                (start, used) = (at + place, 0);
            }
            used += cells(letter);
        }
        push(start, end);
        (start, used) = (end, 0);
    }
    if end > start || line.is_empty() {
        push(start, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, wide: usize) -> Vec<(&str, usize)> {
        let mut rows = Vec::new();
        break_line(text, wide, &mut rows);
        rows.iter().map(|row| (row.text, row.hanging)).collect()
    }

    #[test]
    fn a_row_never_begins_with_the_blank_it_was_broken_at() {
        assert_eq!(
            broken("word word word word ", 9),
            [("word word", 0), ("word ", 1), ("word ", 0)]
        );
        assert_eq!(broken("", 9), [("", 0)]);
        assert_eq!(broken("  in", 9), [("  in", 0)]);
        assert_eq!(broken("word  word", 4), [("word", 0), ("", 2), ("word", 0)]);
        assert_eq!(broken("longer", 4), [("long", 0), ("er", 0)]);
    }

    /// The text area moves the caret by rows of its own: they are the same ones.
    #[test]
    fn rows_are_those_of_the_text_area() {
        let text = "A note about thirds, d\u{e9}j\u{e0} vu, \u{6f22}\u{5b57}\u{306e}\u{6587} and  a \
                    verylongwordthatisbroken, can't.\n\n \u{1f469}\u{200d}\u{1f467} end  ";
        for wide in 2..40 {
            // The caret is at its end.
            let field = Field::lines(text);
            let area = Rect::new(0, 0, wide, 50);
            field
                .area()
                .render(area, &mut ratatui::buffer::Buffer::empty(area));
            let mut rows = Vec::new();
            for line in field.area().lines() {
                break_line(line, usize::from(wide), &mut rows);
            }
            let last = field.area().screen_cursor().row;
            assert_eq!(rows.len(), last + 1, "{wide}");
        }
    }
}
