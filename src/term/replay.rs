//! For tests: a screen that replays our bytes and is compared cell by cell with every frame.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::cells::Grid;
use super::writer::Writer;

/// A screen that replays our bytes, and the writer that makes them.
pub(super) struct Replay {
    pub writer: Writer<Vec<u8>>,
    pub screen: vt100::Parser,
    pub sent: Vec<u8>,
}

fn side(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

impl Replay {
    pub fn new(width: u16, height: u16) -> Self {
        let screen = vt100::Parser::new(side(height), side(width), 0);
        Self {
            writer: Writer::new(Vec::new()),
            screen,
            sent: Vec::new(),
        }
    }

    /// Draws a frame, checks every cell and the cursor, and says how many bytes it took.
    pub fn draw(&mut self, frame: &Buffer, cursor: Option<(u16, u16)>) -> usize {
        let rows = vec![true; usize::from(frame.area.height)];
        self.writer.take(frame, &rows);
        self.writer.commit(cursor).unwrap();
        self.sent = std::mem::take(self.writer.out());
        self.screen.process(&self.sent);
        self.compare(frame);
        let screen = self.screen.screen();
        assert_eq!(screen.hide_cursor(), cursor.is_none());
        if let Some((x, y)) = cursor {
            assert_eq!(screen.cursor_position(), (y, x));
        }
        self.sent.len()
    }

    fn compare(&self, frame: &Buffer) {
        let mut wanted = Grid::default();
        wanted.copy(frame);
        let sent = String::from_utf8_lossy(&self.sent);
        for y in 0..frame.area.height {
            for (x, glyph) in (0..).zip(wanted.row(y)) {
                let cell = self.screen.screen().cell(y, x).unwrap();
                let at = || format!("cell {x},{y} of {:?}, after {sent:?}", frame.area);
                assert_eq!(cell.is_wide_continuation(), glyph.is_rest(), "{}", at());
                if glyph.is_rest() {
                    continue;
                }
                let mut text = Vec::new();
                glyph.spell(&mut text);
                let shown = if cell.has_contents() {
                    cell.contents()
                } else {
                    " "
                };
                assert_eq!(shown.as_bytes(), text, "{}", at());
                let worn = |modifier| glyph.look.modifier.contains(modifier);
                assert_eq!(cell.bgcolor(), colour(glyph.look.bg.into()), "{}", at());
                assert_eq!(cell.inverse(), worn(Modifier::REVERSED), "{}", at());
                assert_eq!(cell.underline(), worn(Modifier::UNDERLINED), "{}", at());
                if !glyph.is_blank() || worn(Modifier::REVERSED) {
                    assert_eq!(cell.fgcolor(), colour(glyph.look.fg.into()), "{}", at());
                }
                if !glyph.is_blank() {
                    assert_eq!(cell.bold(), worn(Modifier::BOLD), "{}", at());
                    assert_eq!(cell.dim(), worn(Modifier::DIM), "{}", at());
                    assert_eq!(cell.italic(), worn(Modifier::ITALIC), "{}", at());
                }
            }
        }
    }
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Red => vt100::Color::Idx(1),
        Color::LightBlue => vt100::Color::Idx(12),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        _ => vt100::Color::Default,
    }
}

const SYMBOLS: [&str; 13] = [
    " ", " ", " ", "a", "b", "é", "─", "▸", "字", "한", "👍", "e\u{301}", "✓",
];
const COLOURS: [Color; 6] = [
    Color::Reset,
    Color::Reset,
    Color::Red,
    Color::LightBlue,
    Color::Indexed(9),
    Color::Rgb(9, 8, 7),
];

#[derive(Debug, Clone)]
enum Step {
    Write {
        x: u16,
        y: u16,
        symbols: Vec<usize>,
        fg: usize,
        bg: usize,
        modifier: u16,
    },
    Roll {
        top: usize,
        bottom: usize,
        up: bool,
        by: usize,
    },
    Wipe {
        y: usize,
    },
    Resize {
        width: u16,
        height: u16,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let symbols = prop::collection::vec(0..SYMBOLS.len(), 1..30);
    prop_oneof![
        12 => (0..40u16, 0..12u16, symbols, 0..6usize, 0..6usize, 0..0b1_0000_0000u16)
            .prop_map(|(x, y, symbols, fg, bg, modifier)| Step::Write { x, y, symbols, fg, bg, modifier }),
        4 => (0..12usize, 0..12usize, any::<bool>(), 1..4usize)
            .prop_map(|(top, bottom, up, by)| Step::Roll { top, bottom, up, by }),
        1 => (0..12usize).prop_map(|y| Step::Wipe { y }),
        1 => (1..40u16, 1..12u16).prop_map(|(width, height)| Step::Resize { width, height }),
    ]
}

fn apply(frame: &mut Buffer, step: &Step) {
    let width = usize::from(frame.area.width);
    match step {
        Step::Write {
            x,
            y,
            symbols,
            fg,
            bg,
            modifier,
        } => {
            // Half of the cells are plain, as on a real screen.
            let plain = modifier & 0b1000_0000 == 0;
            let allowed = Modifier::BOLD
                | Modifier::DIM
                | Modifier::ITALIC
                | Modifier::UNDERLINED
                | Modifier::REVERSED;
            for (x, symbol) in (*x..).zip(symbols) {
                if let Some(cell) = frame.cell_mut((x, *y)) {
                    cell.reset();
                    cell.set_symbol(SYMBOLS[*symbol]);
                    if !plain {
                        cell.fg = COLOURS[*fg];
                        cell.bg = COLOURS[*bg];
                        cell.modifier = Modifier::from_bits_truncate(*modifier) & allowed;
                        if cell.modifier.contains(Modifier::BOLD) {
                            cell.modifier.remove(Modifier::DIM); // vt100 knows one weight
                        }
                    }
                }
            }
        }
        Step::Roll {
            top,
            bottom,
            up,
            by,
        } => {
            let rows = top * width..(bottom + 1) * width;
            if let Some(region) = frame.content.get_mut(rows) {
                let by = (by * width).min(region.len());
                if *up {
                    region.rotate_left(by);
                } else {
                    region.rotate_right(by);
                }
            }
        }
        Step::Wipe { y } => {
            if let Some(row) = frame.content.get_mut(y * width..(y + 1) * width) {
                for cell in row {
                    cell.reset();
                }
            }
        }
        Step::Resize { .. } => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig {  failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_terminal_that_replays_our_bytes_shows_every_frame(
        frames in prop::collection::vec(
            (prop::collection::vec(step(), 1..6), prop::option::of((0..40u16, 0..12u16))), 1..8),
    ) {
        let mut replay = Replay::new(40, 12);
        let mut frame = Buffer::empty(Rect::new(0, 0, 40, 12));
        // Something to scroll from the start.
        for y in 0..12 {
                frame.set_string(2, y, format!("row {y} of the list"), Style::new());
            }
        for (steps, cursor) in frames {
            for step in &steps {
                if let Step::Resize { width, height } = step {
                    frame.resize(Rect::new(0, 0, *width, *height));
                    replay.screen.screen_mut().set_size(side(*height), side(*width));
                }
                apply(&mut frame, step);
            }
            let area = frame.area;
            let cursor = cursor.map(|(x, y)| (x.min(area.width - 1), y.min(area.height - 1)));
            replay.draw(&frame, cursor);
        }
    }
}
