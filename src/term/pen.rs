//! Where the terminal's cursor stands and what it wears, and the shortest bytes from there to
//! what comes next. Knows nothing of what is on the screen.

use ratatui::style::{Color, Modifier};

use super::cells::{Glyph, Ink, Look};

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
        self.bytes.extend_from_slice(&Few::control(count, b'X'));
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
        self.bytes.extend_from_slice(&Few::control(lines, way));
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
        self.bytes.extend_from_slice(&way);
        self.at = At::Cell(x, y);
    }

    /// The bytes of the shortest way to a cell; none if it stands there.
    pub fn way(&self, x: u16, y: u16) -> Few {
        let absolute = absolute(x, y);
        let (row, mut steps) = match self.at {
            At::Nowhere => return absolute,
            At::Cell(from, row) => (row, across(Some(from), x, self.width)),
            At::Row(row) => (row, across(None, x, self.width)),
        };
        steps.extend(&down(row, y));
        // Of two that are as long the one that doesn't depend on where the cursor was.
        absolute.or_shorter(steps)
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

/// A few bytes, put together without asking for memory: the ways to a cell and the changes of a
/// look, of which each frame weighs thousands. More than there is room for is never the shortest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Few {
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

    /// `CSI n final`, where 1 goes without saying.
    fn control(n: u16, last: u8) -> Self {
        let mut few = Self::begin();
        if n != 1 {
            few.number(n);
        }
        few.push(last);
        few
    }

    fn repeated(byte: u8, count: u16) -> Self {
        let mut few = Self::new();
        few.repeat(byte, count);
        few
    }

    /// How long it is; more than there is room for is endless.
    pub fn length(&self) -> usize {
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

    fn repeat(&mut self, byte: u8, count: u16) {
        for _time in 0..count {
            self.push(byte);
        }
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

fn absolute(x: u16, y: u16) -> Few {
    let mut few = Few::begin();
    if (x, y) != (0, 0) {
        few.number(y + 1);
    }
    if x > 0 {
        few.push(b';');
        few.number(x + 1);
    }
    few.push(b'H');
    few
}

/// Terminals begin with a stop every so many columns, and the programs before us relied on it.
const STOPS: u16 = 8;

/// Along the terminal's tab stops, and back from the next one where that is shorter.
fn tabbed(from: u16, x: u16, width: u16) -> Few {
    let tabs = |to: u16| Few::repeated(b'\t', to / STOPS - from / STOPS);
    let mut short = tabs(x);
    if !x.is_multiple_of(STOPS) {
        short.extend(&Few::control(x % STOPS, b'C'));
    }
    let next = (x / STOPS + 1) * STOPS;
    if next >= width {
        return short;
    }
    let mut beyond = tabs(next);
    beyond.repeat(b'\x08', next - x);
    short.or_shorter(beyond)
}

/// Within a row, from a column or from one that is not known.
fn across(from: Option<u16>, x: u16, width: u16) -> Few {
    if from == Some(x) {
        return Few::new();
    }
    let mut from_start = Few::repeated(b'\r', 1);
    if x > 0 {
        from_start.extend(&Few::control(x, b'C').or_shorter(tabbed(0, x, width)));
    }
    let to_column = Few::control(x + 1, b'G');
    let step = match from {
        Some(from) if from < x && from / STOPS < x / STOPS => {
            Few::control(x - from, b'C').or_shorter(tabbed(from, x, width))
        }
        Some(from) if from < x => Few::control(x - from, b'C'),
        Some(from) if from - x <= 4 => Few::repeated(b'\x08', from - x),
        Some(from) => Few::control(from - x, b'D'),
        None => to_column,
    };
    step.or_shorter(to_column).or_shorter(from_start)
}

/// Along a column.
fn down(from: u16, y: u16) -> Few {
    if from == y {
        return Few::new();
    }
    let step = if y > from && y - from <= 3 {
        Few::repeated(b'\n', y - from)
    } else if y > from {
        Few::control(y - from, b'B')
    } else {
        Few::control(from - y, b'A')
    };
    step.or_shorter(Few::control(y + 1, b'd'))
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

    fn way(from: (u16, u16), to: (u16, u16)) -> String {
        String::from_utf8(pen(from.0, from.1).way(to.0, to.1).to_vec()).unwrap()
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
        assert_eq!(*pen.way(0, 4), *b"\r\n");
        assert_eq!(*pen.way(118, 3), *b"\x1b[119G");
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
