//! Text being typed: the one place that knows the text area. Moves and deletes
//! by what a reader calls one letter; what comes in is cleaned at the door.

use tui_textarea::{CursorMove, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::note;
use crate::domain::words;

use super::action::Action;

/// How many steps typing can be taken back.
const HISTORY: usize = 2_000;

/// A text field of one line or of many.
#[derive(Debug, Clone)]
pub struct Field {
    area: TextArea<'static>,
    is_multi: bool,
}

impl Default for Field {
    fn default() -> Self {
        Self::line("")
    }
}

impl Field {
    /// A field of one line, wrapped where it is drawn with room for more.
    pub fn line(text: &str) -> Self {
        Self::new(text, false)
    }

    /// A field of many lines, softly wrapped.
    pub fn lines(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, is_multi: bool) -> Self {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let mut area = TextArea::new(lines);
        area.set_max_histories(HISTORY);
        area.set_cursor_line_style(ratatui::style::Style::default());
        area.set_cursor_style(ratatui::style::Style::default());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, is_multi }
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing but blanks was typed.
    pub fn is_blank(&self) -> bool {
        self.area.lines().iter().all(|line| line.trim().is_empty())
    }

    /// Whether the field holds many lines.
    pub fn is_multi(&self) -> bool {
        self.is_multi
    }

    /// The widget that draws it.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// Row and column of the caret in the text, in characters.
    pub fn caret(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Types one letter. False when the note is full.
    pub fn insert(&mut self, letter: char) -> bool {
        if self.room() < letter.len_utf8() {
            return false;
        }
        // A joiner is judged beside its neighbours when it is stored; alone it is none.
        let joins = matches!(letter, '\u{200c}' | '\u{200d}') && self.letter_left() > 0;
        let cleaned = words::clean_line(&letter.to_string());
        if joins {
            self.area.insert_char(letter);
        } else if !cleaned.changed && !letter.is_control() {
            self.area.insert_str(cleaned.text);
        }
        true
    }

    /// Pastes text. False when not all of it fits.
    pub fn paste(&mut self, text: &str) -> bool {
        let cleaned = if self.is_multi {
            words::clean_text(text)
        } else {
            words::clean_line(text)
        };
        let room = self.room();
        let whole = cleaned.cut.is_none() && cleaned.text.len() <= room;
        let end = cleaned
            .text
            .floor_char_boundary(room.min(cleaned.text.len()));
        let kept = cleaned
            .text
            .get(..end)
            .unwrap_or_default()
            .replace('\t', "    ");
        self.area.insert_str(kept);
        whole
    }

    /// Replaces everything.
    pub fn set(&mut self, text: &str) {
        *self = Self::new(text, self.is_multi);
    }

    fn room(&self) -> usize {
        let used: usize = self.area.lines().iter().map(|line| line.len() + 1).sum();
        note::LONGEST.saturating_sub(used)
    }

    /// Edits or moves. False when the action says nothing to a text field, or
    /// leads out of one of a single line.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::CaretLeft => self.step_left(),
            Action::CaretRight => self.step_right(),
            Action::CaretUp if self.is_multi => self.area.move_cursor(CursorMove::Up),
            Action::CaretDown if self.is_multi => self.area.move_cursor(CursorMove::Down),
            Action::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Action::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Action::LineStart => self.area.move_cursor(CursorMove::Head),
            Action::LineEnd => self.area.move_cursor(CursorMove::End),
            Action::TextStart => self.area.move_cursor(CursorMove::Top),
            Action::TextEnd => {
                self.area.move_cursor(CursorMove::Bottom);
                self.area.move_cursor(CursorMove::End);
            }
            Action::NewLine if self.is_multi => {
                if self.room() > 0 {
                    self.area.insert_newline();
                }
            }
            Action::DeleteLeft => self.delete_left(),
            Action::DeleteRight => {
                let count = self.letter_right();
                self.area.delete_str(count.max(1));
            }
            Action::DeleteWordLeft => {
                self.area.delete_word();
            }
            Action::DeleteWordRight => {
                self.area.delete_next_word();
            }
            Action::DeleteToStart => {
                self.area.delete_line_by_head();
            }
            Action::DeleteToEnd => {
                self.area.delete_line_by_end();
            }
            Action::UndoTyping => {
                self.area.undo();
            }
            Action::RedoTyping => {
                self.area.redo();
            }
            _ => return false,
        }
        true
    }

    /// How many characters the letter left of the caret has.
    fn letter_left(&self) -> usize {
        let (row, column) = self.caret();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let before: String = line.chars().take(column).collect();
        before
            .graphemes(true)
            .next_back()
            .map_or(0, |letter| letter.chars().count())
    }

    fn letter_right(&self) -> usize {
        let (row, column) = self.caret();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let after: String = line.chars().skip(column).collect();
        after
            .graphemes(true)
            .next()
            .map_or(0, |letter| letter.chars().count())
    }

    fn step_left(&mut self) {
        for _character in 0..self.letter_left().max(1) {
            self.area.move_cursor(CursorMove::Back);
        }
    }

    fn step_right(&mut self) {
        for _character in 0..self.letter_right().max(1) {
            self.area.move_cursor(CursorMove::Forward);
        }
    }

    fn delete_left(&mut self) {
        for _character in 0..self.letter_left().max(1) {
            self.area.delete_char();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_backspace_takes_one_letter_whatever_it_is_made_of() {
        let mut field = Field::line("a👩‍👧");
        assert!(field.act(Action::DeleteLeft));
        assert_eq!(field.text(), "a");
    }

    #[test]
    fn what_is_pasted_is_cleaned_and_ends_at_the_limit() {
        let mut field = Field::lines("");
        assert!(field.paste("A\u{1b}[31mB\r\nC"));
        assert_eq!(field.text(), "A[31mB\nC");
        assert!(!field.paste(&"x".repeat(5_000_000)));
        assert!(field.text().len() <= note::LONGEST);
        assert!(!field.insert('y'));
    }

    #[test]
    fn a_line_takes_no_second_line() {
        let mut field = Field::line("");
        field.paste("one\ntwo");
        assert_eq!(field.text(), "one two");
        assert!(!field.act(Action::NewLine));
    }
}
