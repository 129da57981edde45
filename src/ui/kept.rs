//! What the last frame showed, stretch by stretch, so that a key draws only what it changed.
//! It knows nothing of what is drawn: a screen names its stretches, and by what each is told
//! from another.

use std::hash::{Hash, Hasher};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// The stretches of the last frame, over the buffer that still holds it.
#[derive(Debug, Default)]
pub struct Kept {
    area: Rect,
    last: Vec<Stretch>,
    now: Vec<Stretch>,
    rows: Vec<Row>,
    /// Whether this frame is drawn whole.
    is_whole: bool,
    /// Whether its stretches aren't those of the last one, so that what is left of them may
    /// stand anywhere.
    is_other: bool,
    /// Whether a stretch is being drawn.
    is_inside: bool,
}

/// A part of the screen that one thing is drawn on, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    area: Rect,
    shown: u64,
}

/// What is known of a row.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    /// Something stands there outside of stretches: it is emptied before the next frame.
    is_loose: bool,
    /// It was emptied before this frame.
    was_loose: bool,
    /// It may differ from the last frame.
    is_drawn: bool,
}

impl Kept {
    /// Begins a frame over the last one; false where that can't be.
    pub(super) fn go_on(&mut self, buffer: &mut Buffer) -> bool {
        if self.area != buffer.area || self.last.is_empty() {
            return false;
        }
        self.begin(false);
        let width = usize::from(self.area.width).max(1);
        for (row, cells) in self.rows.iter_mut().zip(buffer.content.chunks_mut(width)) {
            if row.was_loose {
                cells.iter_mut().for_each(Cell::reset);
            }
        }
        true
    }

    /// Begins a frame with nothing in it.
    pub(super) fn start_over(&mut self, buffer: &mut Buffer) {
        buffer.reset();
        self.area = buffer.area;
        self.rows = vec![Row::default(); usize::from(self.area.height)];
        self.begin(true);
    }

    fn begin(&mut self, is_whole: bool) {
        self.now.clear();
        self.is_whole = is_whole;
        self.is_other = false;
        for row in &mut self.rows {
            row.was_loose = std::mem::take(&mut row.is_loose);
            row.is_drawn = is_whole || row.was_loose;
        }
    }

    /// Ends the frame; false where it has to be drawn whole after all.
    pub(super) fn end(&mut self) -> bool {
        let is_good = self.is_whole || (!self.is_other && self.now.len() == self.last.len());
        std::mem::swap(&mut self.last, &mut self.now);
        is_good
    }

    /// Whether each row may differ from the last frame.
    pub(super) fn drawn(&self) -> Vec<bool> {
        self.rows.iter().map(|row| row.is_drawn).collect()
    }

    /// Something is put on this row.
    pub(super) fn touched(&mut self, y: u16) {
        if !self.is_inside
            && let Some(row) = self.rows.get_mut(usize::from(y))
        {
            row.is_loose = true;
            row.is_drawn = true;
        }
    }

    /// Something may be put anywhere.
    pub(super) fn touched_all(&mut self) {
        for y in 0..self.area.height {
            self.touched(y);
        }
    }

    /// Whether the stretch has to be drawn; what stood there is gone then.
    pub(super) fn enter(&mut self, area: Rect, shown: impl Hash, buffer: &mut Buffer) -> bool {
        let mut hasher = Told::default();
        shown.hash(&mut hasher);
        let stretch = Stretch {
            area,
            shown: hasher.finish(),
        };
        let before = self.last.get(self.now.len()).copied();
        self.now.push(stretch);
        if self.is_whole {
            self.is_inside = true;
            return true;
        }
        self.is_other |= before.is_none_or(|before| before.area != area);
        let rows = usize::from(area.top())..usize::from(area.bottom());
        let mut rows = self.rows.get_mut(rows).unwrap_or_default().iter_mut();
        if before == Some(stretch) && rows.all(|row| !row.was_loose) {
            return false;
        }
        self.is_inside = true;
        for y in area.top()..area.bottom() {
            if let Some(row) = self.rows.get_mut(usize::from(y)) {
                row.is_drawn = true;
            }
            for x in area.left()..area.right() {
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        true
    }

    /// The stretch is drawn.
    pub(super) fn leave(&mut self) {
        self.is_inside = false;
    }
}

/// What a stretch is told by, in one number: each word is multiplied into what came before,
/// and the product's halves are folded. All stretches of each frame are told, which the
/// standard hasher, made to withstand an attacker, does ten times slower.
#[derive(Debug, Default)]
struct Told(u64);

impl Hasher for Told {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            for (place, byte) in word.iter_mut().zip(piece) {
                *place = *byte;
            }
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }

    fn write_u16(&mut self, n: u16) {
        self.write_u64(n.into());
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(n.into());
    }

    fn write_u64(&mut self, n: u64) {
        // The digits of pi and of e, as good as any and no trick.
        let mixed = self.0 ^ n ^ 0x2436_f6a8_885a_308d;
        let product = u128::from(mixed) * u128::from(0xb7e1_5162_8aed_2a6b_u64 | 1)
            + u128::from(self.0.rotate_left(32));
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn what_differs_a_little_is_told_apart() {
        let told = |shown: &dyn Fn(&mut Told)| {
            let mut hasher = Told::default();
            shown(&mut hasher);
            hasher.finish()
        };
        let mut seen = HashSet::new();
        for n in 0..20_000_u64 {
            assert!(seen.insert(told(&|hasher| (n, "Ada", n % 7).hash(hasher))));
            assert!(seen.insert(told(&|hasher| ("Ada", n).hash(hasher))));
            assert!(seen.insert(told(&|hasher| format!("Ada {n}").hash(hasher))));
            assert!(seen.insert(told(&|hasher| (format!("Ada {n}"), "").hash(hasher))));
        }
    }

    /// A frame of rows that each show a word, by what it is told from others; what was drawn.
    fn frame(kept: &mut Kept, buffer: &mut Buffer, words: &[&str]) -> (bool, Vec<usize>) {
        let is_on = kept.go_on(buffer);
        if !is_on {
            kept.start_over(buffer);
        }
        let mut drawn = Vec::new();
        for (y, word) in words.iter().enumerate() {
            let area = Rect::new(0, y as u16, 9, 1);
            if kept.enter(area, word, buffer) {
                buffer.set_string(0, area.y, word, ratatui::style::Style::new());
                drawn.push(y);
                kept.leave();
            }
        }
        (kept.end() && is_on, drawn)
    }

    #[test]
    fn only_what_changed_is_drawn_and_nothing_is_left_of_what_stood_there() {
        let mut kept = Kept::default();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 3));
        let all = frame(&mut kept, &mut buffer, &["Ada", "Benjamin", "Carmen"]);
        assert_eq!(all, (false, vec![0, 1, 2]));
        let one = frame(&mut kept, &mut buffer, &["Ada", "Ben", "Carmen"]);
        assert_eq!(one, (true, vec![1]));
        assert_eq!(kept.drawn(), [false, true, false]);
        let wanted = Buffer::with_lines(["Ada      ", "Ben      ", "Carmen   "]);
        assert_eq!(buffer, wanted);
    }

    #[test]
    fn a_row_with_something_loose_on_it_is_drawn_anew() {
        let mut kept = Kept::default();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 2));
        frame(&mut kept, &mut buffer, &["Ada", "Ben"]);
        kept.touched(1);
        assert_eq!(
            frame(&mut kept, &mut buffer, &["Ada", "Ben"]),
            (true, vec![1])
        );
        assert_eq!(
            frame(&mut kept, &mut buffer, &["Ada", "Ben"]),
            (true, vec![])
        );
    }

    #[test]
    fn other_stretches_and_other_windows_are_drawn_whole() {
        let mut kept = Kept::default();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 2));
        frame(&mut kept, &mut buffer, &["Ada", "Ben"]);
        assert!(!frame(&mut kept, &mut buffer, &["Ada"]).0);
        let mut other = Buffer::empty(Rect::new(0, 0, 8, 2));
        assert!(!kept.go_on(&mut other));
    }
}
