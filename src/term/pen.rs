//! Where the terminal's cursor stands and what it wears, and the shortest bytes from there to
//! what comes next. Knows nothing of what is on the screen.

use ratatui::style::{Color, Modifier};

use super::cells::{Glyph, Ink, Look};
use super::way::{Step, Way};

/// What is known of the cursor's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Cell(u16, u16),
    /// In this row; the column is a matter of opinion (after the last cell, after an emoji).
    Row(u16),
    Nowhere,
}

/// Bytes for one frame, and the state they leave the terminal in.
#[derive(Debug, Clone)]
pub(super) struct Pen {
    pub bytes: Vec<u8>,
    at: At,
    look: Look,
    width: u16,
}

impl Pen {
    /// A pen that knows nothing until `home` is written.
    pub fn new() -> Self {
        Self {
            bytes: Vec::new(),
            at: At::Nowhere,
            look: Look::default(),
            width: 0,
        }
    }

    /// Empties the screen and begins at its first cell: right whatever was there before.
    pub fn start_over(&mut self, width: u16) {
        self.bytes.extend_from_slice(b"\x1b[m\x1b[r\x1b[H\x1b[J");
        self.at = At::Cell(0, 0);
        self.look = Look::default();
        self.width = width;
    }

    /// Column and row, where they are certain.
    pub fn place(&self) -> Option<(u16, u16)> {
        match self.at {
            At::Cell(x, y) => Some((x, y)),
            At::Row(_) | At::Nowhere => None,
        }
    }

    /// What it wears now.
    pub fn look(&self) -> Look {
        self.look
    }

    /// Prints a glyph where the cursor stands, and keeps account of where it then stands.
    pub fn print(&mut self, glyph: &Glyph, x: u16, y: u16) {
        self.go(x, y);
        if glyph.is_blank() {
            self.dress_for_blank(glyph.look);
        } else {
            self.dress(glyph.look);
        }
        if glyph.width > 1 && !glyph.settled {
            // A terminal that thinks it narrow would leave old text in its second cell.
            self.bytes
                .extend(std::iter::repeat_n(b' ', usize::from(glyph.width)));
            self.advance(x + glyph.width, y);
            self.go(x, y);
        }
        glyph.spell(&mut self.bytes);
        if glyph.settled {
            self.advance(x + glyph.width, y);
        } else {
            self.at = if x + glyph.reach < self.width {
                At::Row(y)
            } else {
                At::Nowhere
            };
        }
    }

    fn advance(&mut self, x: u16, y: u16) {
        // After the last cell terminals differ: most wait there, some have wrapped.
        self.at = if x < self.width {
            At::Cell(x, y)
        } else {
            At::Row(y)
        };
    }

    /// Empties the rest of the row. Only in default colours: not all terminals fill with others.
    pub fn erase_to_end(&mut self) {
        self.dress_for_blank(Look::default());
        self.bytes.extend_from_slice(b"\x1b[K");
    }

    /// Empties so many cells without moving.
    pub fn erase(&mut self, count: u16) {
        self.dress_for_blank(Look::default());
        Step::Control(count, b'X').write(&mut self.bytes);
    }

    /// Moves the rows `top..=bottom` up by so many, or down where negative.
    pub fn shift(&mut self, top: u16, bottom: u16, last: u16, by: i32) {
        // Deleting and inserting lines inside margins is understood by every terminal since the
        // VT102, the Linux console included, which has no CSI S. Lines come in wearing the pen.
        self.dress_for_blank(Look::default());
        let whole = bottom == last;
        if !whole {
            let mut margins = Few::begin();
            margins.number(top + 1);
            margins.push(b';');
            margins.number(bottom + 1);
            margins.push(b'r');
            self.bytes.extend_from_slice(&margins);
            self.at = At::Nowhere;
        }
        self.go(0, top);
        let lines = by.unsigned_abs() as u16;
        let way = if by > 0 { b'M' } else { b'L' };
        Step::Control(lines, way).write(&mut self.bytes);
        if !whole {
            self.bytes.extend_from_slice(b"\x1b[r");
            self.at = At::Nowhere; // home, says the standard; not all terminals do
        }
    }

    /// Moves to a cell, the shortest way.
    pub fn go(&mut self, x: u16, y: u16) {
        if self.at == At::Cell(x, y) {
            return;
        }
        let way = self.way(x, y);
        way.write(&mut self.bytes);
        self.at = At::Cell(x, y);
    }

    /// The shortest way to a cell; an empty one if it stands there.
    pub fn way(&self, x: u16, y: u16) -> Way {
        match self.at {
            At::Nowhere => Way::from_nowhere(x, y),
            At::Cell(from, row) => Way::from_row(Some(from), row, (x, y), self.width),
            At::Row(row) => Way::from_row(None, row, (x, y), self.width),
        }
    }

    /// Puts on a look with the fewest bytes: what changed, or everything anew.
    pub fn dress(&mut self, look: Look) {
        if look != self.look {
            let bytes = change(self.look, look);
            self.bytes.extend_from_slice(&bytes);
            self.look = look;
        }
    }

    fn dress_for_blank(&mut self, look: Look) {
        let partly = look.for_blank(self.look);
        if partly == self.look {
            return;
        }
        let short = change(self.look, look).length() < change(self.look, partly).length();
        self.dress(if short { look } else { partly });
    }
}

/// A few bytes, put together without asking for memory: the changes of a look, of which each
/// frame weighs hundreds. More than there is room for is never the shortest.
#[derive(Debug, Clone, Copy)]
struct Few {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Few {
    /// The longest change of a look takes 60.
    const ROOM: usize = 64;

    fn new() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            len: 0,
        }
    }

    /// Begins a control sequence.
    fn begin() -> Self {
        let mut few = Self::new();
        few.push(b'\x1b');
        few.push(b'[');
        few
    }

    /// How long it is; more than there is room for is endless.
    fn length(&self) -> usize {
        if self.len <= Self::ROOM {
            self.len
        } else {
            usize::MAX
        }
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
        }
        self.len += 1;
    }

    fn extend(&mut self, other: &Self) {
        for byte in &**other {
            self.push(*byte);
        }
        // What is missing of the other is missing here.
        self.len += other.len.saturating_sub(Self::ROOM);
    }

    fn number(&mut self, n: u16) {
        let mut unit = 1;
        while n / unit >= 10 {
            unit *= 10;
        }
        while unit > 0 {
            self.push(b'0' + (n / unit % 10) as u8);
            unit /= 10;
        }
    }

    /// A number more in a row of parameters.
    fn code(&mut self, n: u16) {
        if self.len > 0 {
            self.push(b';');
        }
        self.number(n);
    }

    /// The other one where that is shorter.
    fn or_shorter(self, other: Self) -> Self {
        if other.length() < self.length() {
            other
        } else {
            self
        }
    }
}

impl std::ops::Deref for Few {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&self.bytes)
    }
}

/// The sequence that turns one look into another.
fn change(from: Look, to: Look) -> Few {
    let mut anew = Few::new();
    if to != Look::default() {
        anew.code(0);
        put_on(&mut anew, to.modifier);
        colour(&mut anew, to.fg, 30);
        colour(&mut anew, to.bg, 40);
    }
    let mut delta = Few::new();
    let gone = from.modifier.difference(to.modifier);
    let mut added = to.modifier.difference(from.modifier);
    let weight = Modifier::BOLD.union(Modifier::DIM);
    if gone.intersects(weight) {
        delta.code(22); // ends both, so the other one is said again
        added = added.union(to.modifier.intersection(weight));
    }
    let blink = Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK);
    if gone.intersects(blink) {
        delta.code(25);
        added = added.union(to.modifier.intersection(blink));
    }
    for (modifier, off) in [
        (Modifier::ITALIC, 23),
        (Modifier::UNDERLINED, 24),
        (Modifier::REVERSED, 27),
        (Modifier::HIDDEN, 28),
        (Modifier::CROSSED_OUT, 29),
    ] {
        if gone.contains(modifier) {
            delta.code(off);
        }
    }
    put_on(&mut delta, added);
    for (from, to, base) in [(from.fg, to.fg, 30), (from.bg, to.bg, 40)] {
        if from != to && to == Ink::default() {
            delta.code(base + 9);
        } else if from != to {
            colour(&mut delta, to, base);
        }
    }
    let params = if delta.is_empty() {
        anew
    } else {
        delta.or_shorter(anew)
    };
    let mut bytes = Few::begin();
    bytes.extend(&params);
    bytes.push(b'm');
    bytes
}

fn put_on(params: &mut Few, modifier: Modifier) {
    for (one, on) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::SLOW_BLINK, 5),
        (Modifier::RAPID_BLINK, 6),
        (Modifier::REVERSED, 7),
        (Modifier::HIDDEN, 8),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if modifier.contains(one) {
            params.code(on);
        }
    }
}

/// The parameters of a colour; `base` is 30 for text and 40 for the ground behind it.
fn colour(params: &mut Few, ink: Ink, base: u16) {
    let basic = match Color::from(ink) {
        Color::Reset => return,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(n) => {
            for n in [base + 8, 5, u16::from(n)] {
                params.code(n);
            }
            return;
        }
        Color::Rgb(r, g, b) => {
            let rgb = [base + 8, 2, u16::from(r), u16::from(g), u16::from(b)];
            for n in rgb {
                params.code(n);
            }
            return;
        }
    };
    params.code(base + basic);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(x: u16, y: u16) -> Pen {
        Pen {
            bytes: Vec::new(),
            at: At::Cell(x, y),
            look: Look::default(),
            width: 120,
        }
    }

    fn written(way: Way) -> String {
        let mut bytes = Vec::new();
        way.write(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    fn way(from: (u16, u16), to: (u16, u16)) -> String {
        written(pen(from.0, from.1).way(to.0, to.1))
    }

    #[test]
    fn short_moves_are_relative_and_long_ones_absolute() {
        assert_eq!(way((5, 5), (5, 5)), "");
        assert_eq!(way((5, 5), (6, 5)), "\x1b[C");
        assert_eq!(way((5, 5), (4, 5)), "\x08");
        assert_eq!(way((5, 5), (0, 5)), "\r");
        assert_eq!(way((5, 5), (5, 6)), "\n");
        assert_eq!(way((5, 5), (0, 6)), "\r\n");
        assert_eq!(way((5, 5), (5, 4)), "\x1b[A");
        assert_eq!(way((80, 30), (0, 0)), "\x1b[H");
        assert_eq!(way((80, 30), (17, 3)), "\x1b[4;18H");
    }

    #[test]
    fn after_the_last_cell_no_relative_step_is_trusted() {
        let mut pen = pen(119, 3);
        pen.print(&Glyph::BLANK, 119, 3);
        assert_eq!(pen.place(), None);
        assert_eq!(written(pen.way(0, 4)), "\r\n");
        assert_eq!(written(pen.way(118, 3)), "\x1b[119G");
    }

    #[test]
    fn only_what_changes_is_said_of_a_look() {
        let bold = Look {
            modifier: Modifier::BOLD,
            ..Look::default()
        };
        let red = Look {
            fg: Color::Red.into(),
            ..bold
        };
        assert_eq!(*change(Look::default(), bold), *b"\x1b[1m");
        assert_eq!(*change(bold, red), *b"\x1b[31m");
        assert_eq!(*change(red, Look::default()), *b"\x1b[m");
        let dim = Look {
            modifier: Modifier::DIM,
            ..Look::default()
        };
        let both = Look {
            modifier: Modifier::DIM | Modifier::BOLD,
            ..Look::default()
        };
        assert_eq!(*change(both, dim), *b"\x1b[0;2m");
    }

    #[test]
    fn a_look_that_shares_its_end_with_another_is_said_again() {
        let rich = Look {
            fg: Color::Indexed(200).into(),
            bg: Color::Rgb(1, 2, 3).into(),
            modifier: Modifier::DIM | Modifier::BOLD,
        };
        let dim = Look {
            modifier: Modifier::DIM,
            ..rich
        };
        assert_eq!(*change(rich, dim), *b"\x1b[22;2m");
    }

    #[test]
    fn rows_in_the_middle_move_within_margins_and_those_at_the_end_without() {
        let mut middle = pen(7, 7);
        middle.shift(2, 37, 39, 1);
        assert_eq!(middle.bytes, b"\x1b[3;38r\x1b[3H\x1b[M\x1b[r");
        let mut end = pen(0, 7);
        end.shift(2, 39, 39, -2);
        assert_eq!(end.bytes, b"\x1b[3H\x1b[2L");
    }
}
