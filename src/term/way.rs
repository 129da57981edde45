//! The shortest way from one cell to another: weighed before a byte of it is written, since each
//! frame weighs thousands.

/// Terminals begin with a stop every so many columns, and the programs before us relied on it.
const STOPS: u16 = 8;

/// A way to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To a column and a row, wherever the cursor was.
    Absolute(u16, u16),
    /// From where it was: along the row, then along the column.
    Steps(Across, Step),
}

/// A way within a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Across {
    /// Whether it begins at the first column.
    is_from_start: bool,
    step: Step,
}

/// One kind of move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// None at all.
    Stay,
    /// `CSI n final`, where 1 goes without saying.
    Control(u16, u8),
    /// A byte, so many times.
    Again(u8, u16),
    /// So many tab stops, and so many cells more.
    Tabs(u16, u16),
    /// So many tab stops, and so many cells back.
    TabsBack(u16, u16),
}

impl Way {
    /// To a cell from where nobody knows.
    pub fn from_nowhere(x: u16, y: u16) -> Self {
        Self::Absolute(x, y)
    }

    /// To a cell from a row, and from a column of it where that is known.
    pub fn from_row(from: Option<u16>, row: u16, (x, y): (u16, u16), width: u16) -> Self {
        let steps = Self::Steps(across(from, x, width), down(row, y));
        // Of two that are as long the one that doesn't depend on where the cursor was.
        if steps.length() < Self::Absolute(x, y).length() {
            steps
        } else {
            Self::Absolute(x, y)
        }
    }

    /// How many bytes it takes.
    pub fn length(self) -> usize {
        match self {
            Self::Absolute(0, 0) => 3,
            Self::Absolute(0, y) => 3 + digits(y + 1),
            Self::Absolute(x, y) => 4 + digits(y + 1) + digits(x + 1),
            Self::Steps(across, down) => across.length() + down.length(),
        }
    }

    /// Writes it.
    pub fn write(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Absolute(x, y) => {
                bytes.extend_from_slice(b"\x1b[");
                if (x, y) != (0, 0) {
                    number(y + 1, bytes);
                }
                if x > 0 {
                    bytes.push(b';');
                    number(x + 1, bytes);
                }
                bytes.push(b'H');
            }
            Self::Steps(across, down) => {
                if across.is_from_start {
                    bytes.push(b'\r');
                }
                across.step.write(bytes);
                down.write(bytes);
            }
        }
    }
}

impl Across {
    fn length(self) -> usize {
        usize::from(self.is_from_start) + self.step.length()
    }

    fn or_shorter(self, other: Self) -> Self {
        if other.length() < self.length() {
            other
        } else {
            self
        }
    }
}

impl Step {
    fn length(self) -> usize {
        match self {
            Self::Stay => 0,
            Self::Control(1, _) => 3,
            Self::Control(n, _) => 3 + digits(n),
            Self::Again(_, count) => usize::from(count),
            Self::Tabs(tabs, 0) => usize::from(tabs),
            Self::Tabs(tabs, more) => usize::from(tabs) + Self::Control(more, b'C').length(),
            Self::TabsBack(tabs, back) => usize::from(tabs) + usize::from(back),
        }
    }

    /// The other one where that is shorter.
    fn or_shorter(self, other: Self) -> Self {
        if other.length() < self.length() {
            other
        } else {
            self
        }
    }

    /// Writes it.
    pub fn write(self, bytes: &mut Vec<u8>) {
        let mut again = |byte, count| {
            for _time in 0..count {
                bytes.push(byte);
            }
        };
        match self {
            Self::Stay => {}
            Self::Control(n, last) => {
                bytes.extend_from_slice(b"\x1b[");
                if n != 1 {
                    number(n, bytes);
                }
                bytes.push(last);
            }
            Self::Again(byte, count) => again(byte, count),
            Self::Tabs(tabs, more) => {
                again(b'\t', tabs);
                if more > 0 {
                    Self::Control(more, b'C').write(bytes);
                }
            }
            Self::TabsBack(tabs, back) => {
                again(b'\t', tabs);
                again(b'\x08', back);
            }
        }
    }
}

/// How many digits a number is written with.
fn digits(n: u16) -> usize {
    match n {
        0..10 => 1,
        10..100 => 2,
        100..1_000 => 3,
        1_000..10_000 => 4,
        10_000.. => 5,
    }
}

fn number(n: u16, bytes: &mut Vec<u8>) {
    if n >= 10 {
        number(n / 10, bytes);
    }
    bytes.push(b'0' + (n % 10) as u8);
}

/// Along the terminal's tab stops, and back from the next one where that is shorter.
fn tabbed(from: u16, x: u16, width: u16) -> Step {
    let first = from / STOPS;
    let short = Step::Tabs(x / STOPS - first, x % STOPS);
    let next = (x / STOPS + 1) * STOPS;
    if next >= width {
        return short;
    }
    short.or_shorter(Step::TabsBack(next / STOPS - first, next - x))
}

/// Within a row, from a column or from one that is not known.
fn across(from: Option<u16>, x: u16, width: u16) -> Across {
    let along = |step| Across {
        is_from_start: false,
        step,
    };
    if from == Some(x) {
        return along(Step::Stay);
    }
    let from_start = Across {
        is_from_start: true,
        step: if x > 0 {
            Step::Control(x, b'C').or_shorter(tabbed(0, x, width))
        } else {
            Step::Stay
        },
    };
    let to_column = Step::Control(x + 1, b'G');
    let step = match from {
        Some(from) if from < x && from / STOPS < x / STOPS => {
            Step::Control(x - from, b'C').or_shorter(tabbed(from, x, width))
        }
        Some(from) if from < x => Step::Control(x - from, b'C'),
        Some(from) if from - x <= 4 => Step::Again(b'\x08', from - x),
        Some(from) => Step::Control(from - x, b'D'),
        None => to_column,
    };
    along(step.or_shorter(to_column)).or_shorter(from_start)
}

/// Along a column.
fn down(from: u16, y: u16) -> Step {
    if from == y {
        return Step::Stay;
    }
    let step = if y > from && y - from <= 3 {
        Step::Again(b'\n', y - from)
    } else if y > from {
        Step::Control(y - from, b'B')
    } else {
        Step::Control(from - y, b'A')
    };
    step.or_shorter(Step::Control(y + 1, b'd'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_as_long_as_it_was_weighed() {
        for from in [None, Some(0), Some(7), Some(60), Some(119), Some(1_200)] {
            for to in 0..1_300 {
                for y in [0, 4, 5, 6, 9, 300] {
                    let way = Way::from_row(from, 5, (to, y), 1_300);
                    let mut bytes = Vec::new();
                    way.write(&mut bytes);
                    assert_eq!(bytes.len(), way.length(), "{way:?}");
                    assert!(bytes.len() <= Way::from_nowhere(to, y).length());
                }
            }
        }
    }
}
