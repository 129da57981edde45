//! One frame, one write: compares a drawn frame with what the terminal shows, and sends the few
//! bytes between. Knows what the screen shows because nobody else writes to it; asks it nothing.

use std::io::{self, Write};
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cells::{Glyph, Grid, Look};
use super::pen::Pen;
use super::shift::{self, Shift};

/// Frames larger than this are marked as one, so that no terminal shows half of them.
const LARGE: usize = 512;

/// From here on erasing is shorter than printing blanks and stepping over them.
const LONG_BLANK: u16 = 12;

/// Fewer rows than this are written as they come: no other way is shorter.
const FEW: usize = 3;

/// The terminal's screen as we left it, and the way to it.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    shown: Grid,
    wanted: Grid,
    /// Rows in which what is shown may differ from what is wanted.
    changed: Vec<u16>,
    pen: Pen,
    /// Whether the cursor can be seen; nothing while that is not known.
    cursor_seen: Option<bool>,
    stale: bool,
}

impl<W: Write> Writer<W> {
    /// A writer that knows nothing of the screen yet: its first frame is a whole one.
    pub fn new(out: W) -> Self {
        Self {
            out,
            shown: Grid::default(),
            wanted: Grid::default(),
            changed: Vec::new(),
            pen: Pen::new(),
            cursor_seen: None,
            stale: true,
        }
    }

    /// Forgets what the screen shows: the next frame is a whole one.
    pub fn forget(&mut self) {
        self.stale = true;
    }

    /// Takes over a drawn frame, of which only the rows marked may differ from the last one;
    /// `commit` sends it.
    pub fn take(&mut self, frame: &Buffer, drawn: &[bool]) {
        let Rect { width, height, .. } = frame.area;
        if (self.wanted.width, self.wanted.height) != (width, height) {
            self.wanted.copy(frame);
            self.changed = (0..height).collect();
            return;
        }
        let rows = frame.content.chunks(usize::from(width).max(1));
        for ((y, is_drawn), row) in (0..height).zip(drawn).zip(rows) {
            if *is_drawn && self.wanted.copy_row(y, row) && !self.changed.contains(&y) {
                self.changed.push(y);
            }
        }
        self.changed.sort_unstable();
    }

    /// Sends what differs, with the cursor at its place or hidden, in one write, or none at all.
    pub fn commit(&mut self, cursor: Option<(u16, u16)>) -> io::Result<()> {
        let (width, height) = (self.wanted.width, self.wanted.height);
        if width == 0 || height == 0 {
            self.stale = true;
            return Ok(());
        }
        let resized = (self.shown.width, self.shown.height) != (width, height);
        // Nothing is torn where nothing was.
        let is_first = self.shown.width == 0;
        if self.stale || resized {
            self.pen.start_over(width);
            self.shown = Grid::blank(width, height);
            self.changed = (0..height).collect();
            self.cursor_seen = None;
        }
        self.pen = self.shortest();
        self.place(cursor.map(|(x, y)| (x.min(width - 1), y.min(height - 1))));
        for y in self.changed.drain(..) {
            self.shown.take_row(y, &self.wanted);
        }
        // Where a write fails, nobody knows how far it came.
        self.stale = true;
        self.send(is_first)?;
        self.stale = false;
        Ok(())
    }

    /// What it writes to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Sends bytes that change no cell.
    pub fn send_aside(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    /// The frame row by row, look by look, or by way of a moved block, whichever is shortest.
    fn shortest(&mut self) -> Pen {
        let mut plain = self.pen.clone();
        if self.changed.len() < FEW {
            encode(&self.shown, &self.wanted, &self.changed, &mut plain);
            return plain;
        }
        let mut layered = self.pen.clone();
        encode_by_look(&self.shown, &self.wanted, &self.changed, &mut layered);
        // What is longer already is not gone through to its end.
        let most = layered.bytes.len();
        for rows in self.changed.chunks(FEW) {
            encode(&self.shown, &self.wanted, rows, &mut plain);
            if plain.bytes.len() > most {
                break;
            }
        }
        let best = if plain.bytes.len() > most {
            layered
        } else {
            plain
        };
        let moved = shift::likeliest(&self.shown, &self.wanted, &self.changed);
        let moved = moved.map(|shift| self.shifted(shift));
        match moved {
            Some(moved) if moved.bytes.len() < best.bytes.len() => moved,
            _ => best,
        }
    }

    /// The frame by way of a moved block.
    fn shifted(&self, Shift { top, bottom, by }: Shift) -> Pen {
        let mut pen = self.pen.clone();
        pen.shift(top, bottom, self.shown.height - 1, by);
        let mut shown = self.shown.clone();
        shown.shift(top, bottom, by);
        let rows: Vec<u16> = (0..self.wanted.height)
            .filter(|y| (top..=bottom).contains(y) || self.changed.contains(y))
            .collect();
        encode(&shown, &self.wanted, &rows, &mut pen);
        pen
    }

    fn place(&mut self, cursor: Option<(u16, u16)>) {
        if let Some((x, y)) = cursor {
            self.pen.go(x, y);
        }
        if self.cursor_seen != Some(cursor.is_some()) {
            let sequence = if cursor.is_some() {
                b"\x1b[?25h"
            } else {
                b"\x1b[?25l"
            };
            self.pen.bytes.extend_from_slice(sequence);
        }
        self.cursor_seen = Some(cursor.is_some());
    }

    fn send(&mut self, is_first: bool) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.pen.bytes);
        if bytes.len() > LARGE && !is_first {
            bytes.splice(0..0, *b"\x1b[?2026h");
            bytes.extend_from_slice(b"\x1b[?2026l");
        }
        let outcome = if bytes.is_empty() {
            Ok(())
        } else {
            self.out.write_all(&bytes).and_then(|()| self.out.flush())
        };
        bytes.clear();
        self.pen.bytes = bytes;
        outcome
    }
}

/// Writes what differs in these rows, from top to bottom.
fn encode(shown: &Grid, wanted: &Grid, rows: &[u16], pen: &mut Pen) {
    for y in rows {
        let wanted = wanted.row(*y);
        encode_row(shown.row(*y), wanted, *y, 0..wanted.len(), |_| true, pen);
    }
}

/// A look, the rows in which something new wears it, and from where to where.
type Worn = (Look, Vec<(u16, Range<usize>)>);

/// Writes what differs in these rows, one look after another: a column of one colour is dressed
/// for once. Rows where a glyph may spill over its neighbours come at the end, whole.
fn encode_by_look(shown: &Grid, wanted: &Grid, rows: &[u16], pen: &mut Pen) {
    let is_settled = |y: &u16| wanted.row(*y).iter().all(|glyph| glyph.settled);
    let (settled, spilling): (Vec<u16>, Vec<u16>) = rows.iter().copied().partition(is_settled);
    let mut looks: Vec<Worn> = vec![(Look::default(), Vec::new())];
    for y in settled {
        let mut of = 0;
        let cells = shown.row(y).iter().zip(wanted.row(y)).enumerate();
        for (x, (before, after)) in cells {
            if before == after {
                continue;
            }
            if looks.get(of).is_none_or(|(look, _)| *look != after.look) {
                of = looks
                    .iter()
                    .position(|(look, _)| *look == after.look)
                    .unwrap_or(looks.len());
            }
            match looks.get_mut(of) {
                Some((_, rows)) => match rows.last_mut() {
                    Some((row, cells)) if *row == y => cells.end = x + 1,
                    _ => rows.push((y, x..x + 1)),
                },
                None => looks.push((after.look, vec![(y, x..x + 1)])),
            }
        }
    }
    for (look, rows) in looks {
        for (y, cells) in rows {
            let wears = |glyph: &Glyph| glyph.look == look;
            encode_row(shown.row(y), wanted.row(y), y, cells, wears, pen);
        }
    }
    encode(shown, wanted, &spilling, pen);
}

/// Writes what differs in these cells of a row, as far as it is of this layer.
fn encode_row(
    shown: &[Glyph],
    wanted: &[Glyph],
    y: u16,
    cells: Range<usize>,
    is_of_layer: impl Fn(&Glyph) -> bool,
    pen: &mut Pen,
) {
    // Cells that a glyph may have spilled into, on a terminal of another opinion.
    let mut doubtful = 0;
    let mut x = cells.start;
    while let Some(glyph) = wanted.get(x).filter(|_| x < cells.end) {
        let is_there = x >= doubtful && shown.get(x) == Some(glyph);
        if glyph.is_rest() || is_there || !is_of_layer(glyph) {
            x += 1;
            continue;
        }
        if *glyph == Glyph::BLANK {
            let rest = wanted.get(x..).unwrap_or_default();
            let run = rest
                .iter()
                .take_while(|glyph| **glyph == Glyph::BLANK)
                .count();
            let changes = (x..x + run)
                .rev()
                .find(|x| *x < doubtful || shown.get(*x) != wanted.get(*x));
            let count = changes.map_or(0, |last| last + 1 - x) as u16;
            if x + run == wanted.len() && count > 3 {
                reach(wanted, x as u16, y, pen);
                pen.erase_to_end();
                return;
            }
            if count > LONG_BLANK {
                reach(wanted, x as u16, y, pen);
                pen.erase(count);
                x += usize::from(count);
                continue;
            }
        }
        reach(wanted, x as u16, y, pen);
        pen.print(glyph, x as u16, y);
        if !glyph.settled {
            doubtful = doubtful.max(x + usize::from(glyph.reach));
        }
        x += 1;
    }
}

/// Comes to a cell by a move, or by printing again what lies between where that is no longer.
fn reach(wanted: &[Glyph], x: u16, y: u16, pen: &mut Pen) {
    if let Some((from, row)) = pen.place()
        && row == y
        && from < x
        && usize::from(x - from) <= 6
        && let Some(between) = wanted.get(usize::from(from)..usize::from(x))
    {
        let look = pen.look();
        let wears = |glyph: &Glyph| {
            let worn = if glyph.is_blank() {
                glyph.look.for_blank(look)
            } else {
                glyph.look
            };
            worn == look && glyph.width == 1 && glyph.settled && !glyph.is_rest()
        };
        let again: usize = between.iter().map(Glyph::length).sum();
        if between.iter().all(wears) && again <= pen.way(x, y).length() {
            for (x, glyph) in (from..x).zip(between) {
                pen.print(glyph, x, y);
            }
        }
    }
    pen.go(x, y);
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};

    use super::super::replay::Replay;
    use super::*;

    /// A list with a title and a footer, as the roster has; the chosen row is a mark and bold.
    fn list(width: u16, height: u16, first: usize, chosen: usize) -> (Buffer, Option<(u16, u16)>) {
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        frame.set_string(2, 0, "Roster", Style::new().bold());
        frame.set_string(
            2,
            height - 1,
            "c check in   Enter open   / find",
            Style::new(),
        );
        let mut cursor = None;
        for y in 3..height - 2 {
            let index = first + usize::from(y - 3);
            let name = if index == chosen {
                Style::new().bold()
            } else {
                Style::new()
            };
            if index == chosen {
                frame.set_string(1, y, "▸", Style::new());
                cursor = Some((1, y));
            }
            frame.set_string(3, y, format!("{index:>3}"), Style::new());
            frame.set_string(8, y, format!("Student Number{index}"), name);
            frame.set_string(34, y, "▴ overdue 4d", Style::new().fg(Color::Red));
            frame.set_string(
                50,
                y,
                format!("Fri {} Oct    2/4", index % 30),
                Style::new(),
            );
        }
        (frame, cursor)
    }

    #[test]
    fn a_moved_mark_takes_at_most_sixty_bytes() {
        let mut replay = Replay::new(120, 40);
        let (frame, cursor) = list(120, 40, 0, 5);
        replay.draw(&frame, cursor);
        let (frame, cursor) = list(120, 40, 0, 6);
        let bytes = replay.draw(&frame, cursor);
        assert!(
            bytes <= 60,
            "{bytes}: {:?}",
            String::from_utf8_lossy(&replay.sent)
        );
    }

    #[test]
    fn a_scrolled_list_takes_at_most_150_bytes() {
        for (from, to) in [((0, 34), (1, 35)), ((7, 7), (6, 6))] {
            let mut replay = Replay::new(120, 40);
            let (frame, cursor) = list(120, 40, from.0, from.1);
            replay.draw(&frame, cursor);
            let (frame, cursor) = list(120, 40, to.0, to.1);
            let bytes = replay.draw(&frame, cursor);
            assert!(
                bytes <= 150,
                "{bytes}: {:?}",
                String::from_utf8_lossy(&replay.sent)
            );
        }
    }

    #[test]
    fn an_unchanged_frame_sends_nothing() {
        let mut replay = Replay::new(120, 40);
        let (frame, cursor) = list(120, 40, 0, 5);
        replay.draw(&frame, cursor);
        assert_eq!(replay.draw(&frame, cursor), 0);
        assert!(replay.draw(&frame, None) > 0);
        assert_eq!(replay.draw(&frame, None), 0);
    }

    #[test]
    fn a_typed_letter_takes_one_byte() {
        let mut replay = Replay::new(80, 24);
        let mut frame = Buffer::empty(Rect::new(0, 0, 80, 24));
        frame.set_string(4, 4, "She read", Style::new());
        replay.draw(&frame, Some((12, 4)));
        frame.set_string(12, 4, "s", Style::new());
        assert_eq!(replay.draw(&frame, Some((13, 4))), 1);
    }

    #[test]
    fn a_forgotten_screen_is_drawn_whole() {
        let mut replay = Replay::new(120, 40);
        let (frame, cursor) = list(120, 40, 0, 5);
        let whole = replay.draw(&frame, cursor);
        replay
            .screen
            .process(b"\x1b[3;9r\x1b[7m\x1b[5;5Hgarbage from elsewhere");
        replay.writer.forget();
        // And in brackets, since something was there.
        assert_eq!(replay.draw(&frame, cursor), whole + 16);
    }

    #[test]
    fn a_large_frame_is_marked_as_one_and_a_small_one_is_not() {
        let mut replay = Replay::new(120, 40);
        let (frame, cursor) = list(120, 40, 0, 5);
        replay.draw(&frame, cursor);
        assert!(!replay.sent.starts_with(b"\x1b[?2026h"));
        replay.writer.forget();
        replay.draw(&frame, cursor);
        assert!(replay.sent.starts_with(b"\x1b[?2026h") && replay.sent.ends_with(b"\x1b[?2026l"));
        replay.draw(&list(120, 40, 0, 6).0, cursor);
        assert!(!replay.sent.starts_with(b"\x1b[?2026h"));
    }

    #[test]
    fn a_screen_without_cells_sends_nothing() {
        let mut writer = Writer::new(Vec::new());
        writer.take(&Buffer::empty(Rect::new(0, 0, 0, 9)), &[true; 9]);
        writer.commit(Some((3, 3))).unwrap();
        assert!(writer.out.is_empty());
    }

    #[test]
    fn what_an_emoji_may_have_covered_is_drawn_again() {
        let mut replay = Replay::new(20, 2);
        let mut frame = Buffer::with_lines(["abcdefgh            ", ""]);
        replay.draw(&frame, None);
        frame.set_string(1, 0, "👍", Style::new());
        replay.draw(&frame, None);
        let sent = String::from_utf8_lossy(&replay.sent).into_owned();
        assert_eq!(sent, "\x1b[7D  \x08\x08👍");
        frame.set_string(1, 0, "✓c", Style::new());
        replay.draw(&frame, None);
        let sent = String::from_utf8_lossy(&replay.sent).into_owned();
        assert_eq!(sent, "\x1b[2G✓\x1b[3Gc");
    }

    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn after_a_failed_write_the_next_frame_is_a_whole_one() {
        let mut writer = Writer::new(Broken);
        writer.take(&list(80, 24, 0, 0).0, &[true; 24]);
        assert!(writer.commit(None).is_err());
        assert!(writer.stale && writer.pen.bytes.is_empty());
    }
}
