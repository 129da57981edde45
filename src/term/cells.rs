//! What one cell of the screen shows, in the one form in which two screens can be compared.
//! Here dangerous characters end, whatever let them through before.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

/// Modifiers that can be seen on an empty cell.
const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// More code points than this in one cell are an attack or an accident.
const CODE_POINTS_IN_A_CELL: usize = 16;

/// A colour as one number, since every cell of a drawn row is compared by it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ink(u32);

/// Named colours, each at its number; the first is the terminal's own.
const NAMED: [Color; 17] = [
    Color::Reset,
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

impl From<Color> for Ink {
    // Each cell of a drawn row comes through here.
    #[inline]
    fn from(color: Color) -> Self {
        Self(match color {
            Color::Rgb(r, g, b) => u32::from_be_bytes([2, r, g, b]),
            Color::Indexed(n) => u32::from_be_bytes([1, 0, 0, n]),
            Color::Reset => 0,
            Color::Black => 1,
            Color::Red => 2,
            Color::Green => 3,
            Color::Yellow => 4,
            Color::Blue => 5,
            Color::Magenta => 6,
            Color::Cyan => 7,
            Color::Gray => 8,
            Color::DarkGray => 9,
            Color::LightRed => 10,
            Color::LightGreen => 11,
            Color::LightYellow => 12,
            Color::LightBlue => 13,
            Color::LightMagenta => 14,
            Color::LightCyan => 15,
            Color::White => 16,
        })
    }
}

impl From<Ink> for Color {
    fn from(ink: Ink) -> Self {
        match ink.0.to_be_bytes() {
            [2, r, g, b] => Self::Rgb(r, g, b),
            [1, _, _, n] => Self::Indexed(n),
            [.., n] => NAMED.get(usize::from(n)).copied().unwrap_or_default(),
        }
    }
}

impl std::fmt::Debug for Ink {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Color::from(*self).fmt(out)
    }
}

/// Colours and modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    pub fg: Ink,
    pub bg: Ink,
    pub modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg.into(),
            bg: cell.bg.into(),
            modifier: cell.modifier,
        }
    }

    /// The same look as far as it can be seen on an empty cell.
    fn on_blank(self) -> Self {
        let modifier = self.modifier.intersection(VISIBLE_ON_BLANK);
        let fg = if modifier.is_empty() {
            Ink::default()
        } else {
            self.fg
        };
        Self {
            fg,
            bg: self.bg,
            modifier,
        }
    }

    /// What to wear to print a blank that looks like `self`: as much of `worn` as does no harm.
    pub fn for_blank(self, worn: Self) -> Self {
        let kept = worn.modifier.difference(VISIBLE_ON_BLANK);
        let fg = if self.modifier.is_empty() {
            worn.fg
        } else {
            self.fg
        };
        Self {
            fg,
            bg: self.bg,
            modifier: kept.union(self.modifier),
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    Char(char),
    Cluster(Box<str>),
    /// Covered by the wide glyph to the left.
    Rest,
}

/// One cell: its text, its look, and how far the terminal can be trusted with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glyph {
    text: Text,
    pub look: Look,
    /// Cells it covers.
    pub width: u16,
    /// Cells it may cover on a terminal of another opinion.
    pub reach: u16,
    /// Whether every terminal agrees on where the cursor stands after it.
    pub settled: bool,
}

impl Glyph {
    /// An empty cell in the terminal's own colours.
    pub const BLANK: Self = Self {
        text: Text::Char(' '),
        look: Look {
            fg: Ink(0),
            bg: Ink(0),
            modifier: Modifier::empty(),
        },
        width: 1,
        reach: 1,
        settled: true,
    };

    fn rest(look: Look) -> Self {
        Self {
            text: Text::Rest,
            look,
            width: 1,
            reach: 1,
            settled: true,
        }
    }

    fn char(c: char, look: Look) -> Self {
        let look = if c == ' ' { look.on_blank() } else { look };
        Self {
            text: Text::Char(c),
            look,
            width: 1,
            reach: 1,
            settled: true,
        }
    }

    /// The glyph of a drawn cell that has `room` cells to the end of its row.
    fn of(cell: &Cell, room: u16) -> Self {
        let look = Look::of(cell);
        let symbol = cell.symbol();
        if let [byte @ 0x20..=0x7e] = symbol.as_bytes() {
            return Self::char(char::from(*byte), look);
        }
        if symbol.is_empty() {
            return Self::char(' ', look);
        }
        if is_dangerous(symbol) {
            return Self::char('\u{FFFD}', look);
        }
        let width = match cell.diff_option {
            CellDiffOption::ForcedWidth(forced) => forced.get(),
            _ => symbol.cell_width(),
        };
        let at_most: usize = symbol.chars().filter_map(UnicodeWidthChar::width).sum();
        if width > room || at_most > usize::from(room) {
            return Self::char(' ', look);
        }
        let mut chars = symbol.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            let settled = is_settled(c);
            let reach = if settled { width } else { 2 };
            return Self {
                text: Text::Char(c),
                look,
                width,
                reach,
                settled,
            };
        }
        let most = symbol.chars().filter(|c| c.width() != Some(0)).count() as u16 * 2;
        let text = Text::Cluster(symbol.into());
        Self {
            text,
            look,
            width,
            reach: most.max(width),
            settled: false,
        }
    }

    /// Whether it is that of a drawn cell, told quickly for plain letters and blanks: most
    /// cells are those, and stay as they are.
    fn is_of(&self, cell: &Cell) -> bool {
        let (Text::Char(c), [byte @ 0x20..=0x7e]) = (&self.text, cell.symbol().as_bytes()) else {
            return false;
        };
        let look = Look::of(cell);
        let look = if *byte == b' ' { look.on_blank() } else { look };
        *c == char::from(*byte) && self.look == look && self.width == 1
    }

    /// Whether nothing stands here.
    pub fn is_blank(&self) -> bool {
        self.text == Text::Char(' ')
    }

    /// Whether the cell belongs to the wide glyph on its left.
    pub fn is_rest(&self) -> bool {
        self.text == Text::Rest
    }

    /// Adds its text to the bytes.
    pub fn spell(&self, bytes: &mut Vec<u8>) {
        match &self.text {
            Text::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Text::Cluster(cluster) => bytes.extend_from_slice(cluster.as_bytes()),
            Text::Rest => {}
        }
    }

    /// How many bytes its text takes.
    pub fn length(&self) -> usize {
        match &self.text {
            Text::Char(c) => c.len_utf8(),
            Text::Cluster(cluster) => cluster.len(),
            Text::Rest => 0,
        }
    }

    /// A number that tells its text from other texts, for looking up rows.
    pub fn fingerprint(&self) -> u32 {
        match &self.text {
            Text::Char(c) => u32::from(*c),
            Text::Cluster(cluster) => cluster
                .bytes()
                .fold(7, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b))),
            Text::Rest => 1,
        }
    }
}

/// Never sent, whoever asks: controls, direction marks, invisible characters, tags, marks with
/// nothing to stand on, and piles of them.
fn is_dangerous(symbol: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c,
                '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
                | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
    };
    symbol.chars().any(hidden)
        || symbol.chars().next().is_some_and(|c| c.width() == Some(0))
        || symbol.chars().count() > CODE_POINTS_IN_A_CELL
}

/// Whether terminals old and new agree on the width of this character by itself.
fn is_settled(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{10FF}'                              // alphabets
        | '\u{1E00}'..='\u{1FFF}'                         // more Latin, more Greek
        | '\u{2010}'..='\u{25FF}' | '\u{2800}'..='\u{28FF}' // punctuation, arrows, lines, blocks, Braille
        | '\u{2B26}' | '\u{2B25}' | '\u{FFFD}'
        | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF60}')
        && !matches!(
            c,
            '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23FA}' | '\u{25FD}' | '\u{25FE}'
        )
}

/// A screenful of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Grid {
    pub width: u16,
    pub height: u16,
    glyphs: Vec<Glyph>,
}

impl Grid {
    /// An empty screen.
    pub fn blank(width: u16, height: u16) -> Self {
        let glyphs = vec![Glyph::BLANK; usize::from(width) * usize::from(height)];
        Self {
            width,
            height,
            glyphs,
        }
    }

    /// Takes over what a frame has drawn.
    pub fn copy(&mut self, buffer: &Buffer) {
        *self = Self::blank(buffer.area.width, buffer.area.height);
        let width = usize::from(self.width).max(1);
        for (y, cells) in (0..self.height).zip(buffer.content.chunks(width)) {
            self.copy_row(y, cells);
        }
    }

    /// Takes over one row of a frame, and says whether it is another one.
    pub fn copy_row(&mut self, y: u16, cells: &[Cell]) -> bool {
        let width = self.width;
        let mut is_other = false;
        let mut covered: Option<(u16, Look)> = None;
        for ((x, cell), place) in (0..width).zip(cells).zip(self.row_mut(y)) {
            let is_covered = covered.is_some_and(|(until, _)| x < until);
            if !is_covered && place.is_of(cell) {
                continue;
            }
            let glyph = match covered {
                Some((until, look)) if x < until => Glyph::rest(look),
                _ => Glyph::of(cell, width - x),
            };
            if glyph.width > 1 {
                covered = Some((x + glyph.width, glyph.look));
            }
            if *place != glyph {
                *place = glyph;
                is_other = true;
            }
        }
        is_other
    }

    /// Takes over one row of another screen of the same size.
    pub fn take_row(&mut self, y: u16, from: &Self) {
        self.row_mut(y).clone_from_slice(from.row(y));
    }

    fn row_mut(&mut self, y: u16) -> &mut [Glyph] {
        let width = usize::from(self.width);
        let start = usize::from(y) * width;
        self.glyphs
            .get_mut(start..start + width)
            .unwrap_or_default()
    }

    /// One row; empty where there is none.
    pub fn row(&self, y: u16) -> &[Glyph] {
        let start = usize::from(y) * usize::from(self.width);
        self.glyphs
            .get(start..start + usize::from(self.width))
            .unwrap_or(&[])
    }

    /// Moves the rows from `top` to `bottom` up by so many (down where negative), as a scroll
    /// region does; the rows that come in are empty.
    pub fn shift(&mut self, top: u16, bottom: u16, by: i32) {
        let width = usize::from(self.width);
        let range = usize::from(top) * width..(usize::from(bottom) + 1) * width;
        let Some(region) = self.glyphs.get_mut(range) else {
            return;
        };
        let count = (by.unsigned_abs() as usize * width).min(region.len());
        if by > 0 {
            region.rotate_left(count);
            let kept = region.len() - count;
            region
                .iter_mut()
                .skip(kept)
                .for_each(|glyph| *glyph = Glyph::BLANK);
        } else {
            region.rotate_right(count);
            region
                .iter_mut()
                .take(count)
                .for_each(|glyph| *glyph = Glyph::BLANK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(symbol: &str) -> String {
        let mut cell = Cell::default();
        cell.set_symbol(symbol);
        let mut bytes = Vec::new();
        Glyph::of(&cell, 10).spell(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_dangerous_character_in_a_cell_becomes_a_replacement_mark() {
        for danger in [
            "\x1b]52;c;eA==\x07",
            "\u{9b}31m",
            "\r",
            "\t",
            "a\u{202E}b",
            "\u{200B}",
            "x\u{E0041}",
            "\u{2066}",
            "\u{FEFF}",
            "\u{7f}",
            "\u{2028}",
            "\u{301}",
        ] {
            assert_eq!(sent(danger), "\u{FFFD}", "{danger:?}");
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in ["a", "é", "e\u{301}", "字", "▸", "👩\u{200D}👧", "한", "ж"] {
            assert_eq!(sent(text), text);
        }
    }

    #[test]
    fn a_pile_of_marks_is_not_sent() {
        assert_eq!(sent(&format!("e{}", "\u{301}".repeat(40))), "\u{FFFD}");
    }

    #[test]
    fn a_wide_glyph_without_room_is_left_out() {
        let mut cell = Cell::default();
        cell.set_symbol("字");
        assert!(Glyph::of(&cell, 1).is_blank());
    }

    #[test]
    fn terminals_agree_on_letters_and_not_on_emoji() {
        let settled = |symbol: &str| {
            let mut cell = Cell::default();
            cell.set_symbol(symbol);
            Glyph::of(&cell, 10).settled
        };
        assert!(
            ["a", "é", "字", "한", "▸", "─", "▂", "⬦"]
                .into_iter()
                .all(settled)
        );
        assert!(
            !["👍", "✓", "e\u{301}", "❤\u{FE0F}", "🇫🇮", "⌚"]
                .into_iter()
                .any(settled)
        );
    }

    #[test]
    fn an_ink_is_the_colour_it_was_made_of() {
        let numbered = (0..=255).map(Color::Indexed);
        let mixed = [Color::Rgb(0, 0, 0), Color::Rgb(1, 2, 3)];
        for color in NAMED.into_iter().chain(numbered).chain(mixed) {
            assert_eq!(Color::from(Ink::from(color)), color);
        }
        assert_eq!(Ink::from(Color::Reset), Ink::default());
    }

    #[test]
    fn what_cannot_be_seen_on_a_blank_makes_no_difference() {
        let mut bold = Cell::default();
        bold.modifier = Modifier::BOLD;
        bold.fg = Color::Red;
        assert_eq!(Glyph::of(&bold, 5), Glyph::BLANK);
        bold.modifier = Modifier::REVERSED;
        assert_ne!(Glyph::of(&bold, 5), Glyph::BLANK);
    }
}
