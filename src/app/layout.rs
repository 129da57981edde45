//! Where things stand: a pure function of the window's size, asked by `update`
//! (how much fits) and by the view (where it is drawn), so that both agree.

use ratatui::layout::Rect;

/// The least window in which anything is drawn.
pub const LEAST: (u16, u16) = (40, 10);
/// The width from which the roster has the card at its right.
pub const WIDE: u16 = 100;
/// The most columns that the roster's list is wide.
pub const LIST: u16 = 112;
/// Columns left free at both sides.
pub const MARGIN: u16 = 2;

/// The three parts of every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// One line: where, who, when.
    pub header: Rect,
    /// Everything between.
    pub body: Rect,
    /// One line: the keys that matter here, or a message.
    pub footer: Rect,
}

/// Header, body and footer of a window.
pub fn areas(size: (u16, u16)) -> Areas {
    let (width, height) = size;
    let line = |y: u16| Rect::new(0, y, width, 1.min(height.saturating_sub(y)));
    Areas {
        header: line(0),
        body: Rect::new(0, 1, width, height.saturating_sub(2)),
        footer: line(height.saturating_sub(1)),
    }
}

/// Whether a window is too small for anything but a sentence.
pub fn is_too_small(size: (u16, u16)) -> bool {
    size.0 < LEAST.0 || size.1 < LEAST.1
}

/// The parts of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roster {
    /// The line of counts.
    pub counts: Rect,
    /// The titles of the columns.
    pub titles: Rect,
    /// The rows.
    pub rows: Rect,
    /// The selected student's card, where there is room.
    pub card: Option<Rect>,
}

/// The parts of the roster in a window; `card` says whether it is wanted.
pub fn roster(size: (u16, u16), card: bool) -> Roster {
    let body = areas(size).body;
    let beside = (card && size.0 >= WIDE).then(|| {
        let beside = (size.0 * 2 / 5 - 5).clamp(36, 64);
        beside.max(size.0.saturating_sub(LIST))
    });
    let width = body.width - beside.unwrap_or(0).min(body.width);
    let tight = size.1 < 20;
    let top = if tight { 1 } else { 2 };
    let line = |y: u16| Rect::new(0, body.y + y, width, 1.min(body.height.saturating_sub(y)));
    let used = top + 1;
    let below = u16::from(!tight);
    Roster {
        counts: Rect {
            width: body.width,
            ..line(0)
        },
        titles: line(top),
        rows: Rect::new(
            0,
            body.y + used,
            width,
            body.height.saturating_sub(used + below),
        ),
        card: beside.map(|beside| {
            Rect::new(
                width,
                body.y + top,
                beside,
                body.height.saturating_sub(top + below),
            )
        }),
    }
}

/// How many rows the roster shows.
pub fn roster_height(size: (u16, u16), card: bool) -> usize {
    usize::from(roster(size, card).rows.height).max(1)
}

/// The parts of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The names of the competencies, over their columns.
    pub titles: Rect,
    /// The rows, names and levels.
    pub rows: Rect,
    /// Where the first level stands.
    pub first: u16,
    /// How many competencies are seen.
    pub columns: usize,
    /// What is under the cursor, in words.
    pub detail: Rect,
}

/// How wide a competency's column is, with the blank behind it.
pub const CELL: u16 = 6;

/// The parts of the grid in a window.
pub fn grid(size: (u16, u16)) -> Grid {
    let body = areas(size).body;
    let tight = size.1 < 20;
    let (above, titles) = if tight { (0, 2) } else { (1, 3) };
    let detail = 3.min(body.height);
    let line = |y: u16, height: u16| {
        let y = y.min(body.height);
        Rect::new(0, body.y + y, body.width, height.min(body.height - y))
    };
    let top = above + titles;
    let name = (body.width / 3).clamp(16, 34);
    let first = MARGIN + 4 + name;
    Grid {
        titles: line(above, titles),
        rows: line(top, body.height.saturating_sub(top + detail)),
        first,
        columns: usize::from(body.width.saturating_sub(first + MARGIN) / CELL).max(1),
        detail: line(body.height - detail, detail),
    }
}

/// The place of a layer that floats near the top, so wide and so high at most.
pub fn floating(size: (u16, u16), width: u16, height: u16) -> Rect {
    // A strip beside it would show the ends of words that it covers.
    let width = if size.0 < width + 6 * MARGIN {
        size.0
    } else {
        width
    };
    let top = if size.1 < 16 { 0 } else { 2 };
    let height = height.min(size.1.saturating_sub(top + 1));
    Rect::new((size.0 - width) / 2, top, width, height)
}
