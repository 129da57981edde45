//! A page of lines that scrolls so that the selected one is seen. One that is to be
//! seen at a glance gives up its blank lines first when it doesn't fit.

use ratatui::layout::Rect;

use crate::ui::theme::Role;
use crate::ui::width;

use super::canvas::Canvas;

/// Lines to be shown.
#[derive(Debug, Clone, Default)]
pub struct Page {
    lines: Vec<Line>,
    room: u16,
    keeps_gaps: bool,
    scrolled: usize,
}

/// One line of a page.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// How far it stands from the left.
    indent: u16,
    /// Its pieces from the left.
    pieces: Vec<(String, Role)>,
    /// Pieces at fixed columns.
    columns: Vec<(u16, String, Role)>,
    /// A piece at the right.
    right: Option<(String, Role)>,
    /// Whether the cursor is on it.
    is_selected: bool,
}

impl Line {
    /// A line of one piece.
    pub fn of(indent: u16, text: impl Into<String>, role: Role) -> Self {
        Self {
            indent,
            pieces: vec![(text.into(), role)],
            ..Self::default()
        }
    }

    /// Adds a piece.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, role: Role) -> Self {
        self.pieces.push((text.into(), role));
        self
    }

    /// Adds a piece at a column.
    #[must_use]
    pub fn at(mut self, column: u16, text: impl Into<String>, role: Role) -> Self {
        self.columns.push((column, text.into(), role));
        self
    }

    /// Adds a piece at the right.
    #[must_use]
    pub fn right(mut self, text: impl Into<String>, role: Role) -> Self {
        self.right = Some((text.into(), role));
        self
    }

    /// Puts the cursor on it.
    #[must_use]
    pub fn selected(mut self, is_selected: bool) -> Self {
        self.is_selected = is_selected;
        self
    }

    fn is_blank(&self) -> bool {
        self.pieces.is_empty() && self.columns.is_empty() && self.right.is_none()
    }
}

impl Page {
    /// An empty page for lines of so many cells.
    pub fn new(room: u16) -> Self {
        Self {
            lines: Vec::new(),
            room,
            keeps_gaps: false,
            scrolled: 0,
        }
    }

    /// An empty page for a list whose entries stand apart by blank lines: it scrolls
    /// rather than give them up.
    pub fn of_entries(room: u16) -> Self {
        Self {
            keeps_gaps: true,
            ..Self::new(room)
        }
    }

    /// How many cells a line has.
    pub fn room(&self) -> u16 {
        self.room
    }

    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds a blank line, unless there is one already.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_blank()) {
            self.lines.push(Line::default());
        }
    }

    /// Adds a heading in small capitals.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.lines
            .push(Line::of(0, text.to_uppercase(), Role::Heading));
    }

    /// Adds a heading with a day behind it, as days are written everywhere.
    pub fn dated_heading(&mut self, text: &str, day: &str) {
        self.gap();
        let heading = Line::of(0, text.to_uppercase(), Role::Heading);
        self.push(heading.and(format!("   {day}"), Role::Muted));
    }

    /// Adds a heading with words behind it and a piece at the right; what has no room beside
    /// stands below.
    pub fn title(&mut self, heading: &str, words: &str, (right, role): (&str, Role)) {
        let room = usize::from(self.room);
        let mut line = Line::of(0, heading, Role::Heading);
        let mut taken = width::cells(heading);
        let mut below: Vec<(&str, Role)> = Vec::new();
        if taken + 3 + width::cells(words) > room {
            below.push((words, Role::Muted));
        } else if !words.is_empty() {
            line = line.and(format!("   {words}"), Role::Muted);
            taken += 3 + width::cells(words);
        }
        if below.is_empty() && taken + 2 + width::cells(right) <= room {
            line = line.right(right, role);
        } else if !right.is_empty() {
            below.push((right, role));
        }
        self.push(line);
        for (text, role) in below {
            self.text(0, text, role, 2);
        }
    }

    /// Adds text over as many lines as it takes, `most` at the most.
    pub fn text(&mut self, indent: u16, text: &str, role: Role, most: usize) {
        let room = usize::from(self.room.saturating_sub(indent)).max(1);
        let mut lines: Vec<String> = Vec::new();
        for paragraph in text.split('\n') {
            lines.extend(width::wrap(paragraph, room).into_iter().map(str::to_owned));
        }
        // What doesn't fit is cut where it is drawn, with the mark that every cut text has.
        let more = lines.split_off(most.min(lines.len()));
        if let (Some(last), Some(next)) = (lines.last_mut(), more.first()) {
            let next = more.iter().find(|line| !line.is_empty()).unwrap_or(next);
            *last = [last.as_str(), next, &" ".repeat(room)].join(" ");
        }
        for line in lines {
            self.lines.push(Line::of(indent, line, role));
        }
    }

    /// Adds text, whole, with the cursor on its first line and a piece at the right of it. A
    /// piece that would leave the text less than half a line stands below it.
    pub fn item(
        &mut self,
        indent: u16,
        (text, role): (&str, Role),
        (right, right_role): (String, Role),
        is_selected: bool,
    ) {
        let whole = usize::from(self.room.saturating_sub(indent)).max(1);
        let beside = match width::cells(&right) {
            0 => 0,
            cells => cells + 2,
        };
        let left = whole.saturating_sub(beside);
        let is_below = left < width::cells(text) && left < whole / 2;
        let room = if is_below { whole } else { left };
        let mut right = Some(right).filter(|right| !right.is_empty());
        let lines = width::wrap(text, room.max(1));
        for (place, line) in lines.into_iter().enumerate() {
            let line = Line::of(indent, line, role).selected(is_selected && place == 0);
            self.push(match right.take_if(|_| !is_below) {
                Some(right) => line.right(right, right_role),
                None => line,
            });
        }
        if let Some(right) = right {
            self.push(Line::default().right(right, right_role));
        }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Scrolls so many lines past what the selected line asks for.
    #[must_use]
    pub fn scrolled(mut self, lines: usize) -> Self {
        self.scrolled = lines;
        self
    }

    /// How many lines of what is selected, or of all where nothing follows it, lie below a
    /// window of this height.
    pub fn below(mut self, height: usize, is_last: bool) -> usize {
        self.fit(height);
        let end = if is_last {
            self.lines.len()
        } else {
            self.selected().map_or(0, |(_, end)| end)
        };
        end.saturating_sub(height)
            .saturating_sub(self.first_top(height))
    }

    /// The selected line, and where what belongs to it ends: at the next blank line.
    fn selected(&self) -> Option<(usize, usize)> {
        let place = self.lines.iter().rposition(|line| line.is_selected)?;
        let mut after = self.lines.iter().skip(place);
        let end = after.position(Line::is_blank);
        Some((place, end.map_or(self.lines.len(), |end| place + end)))
    }

    /// The first line that is seen: what is selected is seen whole where it can be, and its
    /// first line always.
    fn first_top(&self, height: usize) -> usize {
        self.selected().map_or(0, |(place, end)| {
            let least = (place + 2).saturating_sub(height);
            least.max(end.saturating_sub(height).min(place))
        })
    }

    /// Blank lines give way where that saves the page from scrolling.
    fn fit(&mut self, height: usize) {
        let written = self.lines.iter().filter(|line| !line.is_blank()).count();
        while !self.keeps_gaps && written <= height && self.lines.len() > height {
            let Some(blank) = self.lines.iter().rposition(Line::is_blank) else {
                break;
            };
            self.lines.remove(blank);
        }
    }

    /// Draws the page from line `top` on, or so that the selected line is seen.
    pub fn draw(mut self, canvas: &mut Canvas<'_>, area: Rect, top: Option<usize>) {
        let height = usize::from(area.height);
        self.fit(height);
        let last_top = self.lines.len().saturating_sub(height);
        let top = top.unwrap_or_else(|| self.first_top(height) + self.scrolled);
        let top = top.min(last_top);
        for (y, line) in (area.y..area.bottom()).zip(self.lines.iter().skip(top)) {
            draw_line(
                canvas,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                line,
            );
        }
        let (above, below) = (top > 0, top < last_top);
        if above {
            canvas.put(
                area.right(),
                area.y,
                1,
                canvas.look.glyphs.above,
                Role::Muted,
            );
        }
        if below {
            canvas.put(
                area.right(),
                area.bottom().saturating_sub(1),
                1,
                canvas.look.glyphs.below,
                Role::Muted,
            );
        }
    }
}

fn draw_line(canvas: &mut Canvas<'_>, area: Rect, line: &Line) {
    if line.is_selected {
        let mark = canvas.look.glyphs.cursor;
        let x = area.x + line.indent.saturating_sub(2);
        canvas.put(x, area.y, 1, mark, Role::Cursor);
        canvas.set_cursor(x, area.y);
    }
    let mut end = area.right();
    if let Some((text, role)) = &line.right {
        // What the left doesn't need is the right's.
        let left: usize = line.pieces.iter().map(|(text, _)| width::cells(text)).sum();
        let left = line.indent.saturating_add(left as u16).saturating_add(2);
        let room = (area.width / 2).max(area.width.saturating_sub(left));
        end = canvas
            .put_right(area.right(), area.y, room, text, *role)
            .saturating_sub(2);
    }
    for (column, text, role) in &line.columns {
        let x = area.x + column;
        if x < end {
            canvas.put(x, area.y, end - x, text, *role);
        }
    }
    let stop = line.columns.first().map_or(end, |(column, ..)| {
        (area.x + column).saturating_sub(2).min(end)
    });
    let mut x = area.x + line.indent;
    for (place, (text, role)) in line.pieces.iter().enumerate() {
        if x >= stop {
            break;
        }
        let role = if line.is_selected && place == 0 {
            Role::Selected
        } else {
            *role
        };
        x = canvas.put(x, area.y, stop - x, text, role);
    }
}
