//! A window on many rows. The cursor is a person and not a line, so that it
//! stays on the student when rows move; only the rows around it are here.

use crate::domain::person::PersonId;
use crate::domain::query::{At, RosterPage, RosterRow};

/// Rows around the cursor.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct List {
    rows: Vec<RosterRow>,
    more_before: bool,
    more_after: bool,
    cursor: Option<PersonId>,
    top: usize,
    at: Option<At>,
    pending: isize,
}

/// How the list moves when the cursor leaves what is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scroll {
    /// By a row: cheap where a whole line moves.
    Row,
    /// By half a screenful: cheap where something stands beside the list.
    Half,
}

impl List {
    /// A list of all its rows.
    pub fn of(rows: Vec<RosterRow>) -> Self {
        let cursor = rows.first().map(|row| row.student);
        Self {
            rows,
            cursor,
            ..Self::default()
        }
    }

    /// Where the rows should be read around.
    pub fn at(&self) -> At {
        self.at.unwrap_or(At::First)
    }

    /// The student under the cursor.
    pub fn cursor(&self) -> Option<PersonId> {
        self.cursor
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<&RosterRow> {
        self.rows
            .iter()
            .find(|row| Some(row.student) == self.cursor)
    }

    /// Whether what is seen is what will be seen once rows that are being read are here.
    pub fn is_complete(&self, height: usize) -> bool {
        let is_elsewhere = match self.at {
            Some(At::First) => self.more_before,
            Some(At::Last) => self.more_after,
            Some(At::Student(_)) | None => false,
        };
        !is_elsewhere
            && !self.is_waiting()
            && self.row().is_some()
            && (!self.more_after || self.top + height <= self.rows.len())
            && (!self.more_before || self.top > 0)
    }

    /// All the rows that are here.
    pub fn rows(&self) -> &[RosterRow] {
        &self.rows
    }

    /// Whether a move waits for rows that are being read.
    pub fn is_waiting(&self) -> bool {
        self.pending != 0
    }

    /// The rows seen in a window of this height.
    pub fn seen(&self, height: usize) -> &[RosterRow] {
        let end = (self.top + height).min(self.rows.len());
        self.rows.get(self.top.min(end)..end).unwrap_or_default()
    }

    /// How many rows there are, where all of them are here.
    pub fn count(&self) -> Option<usize> {
        (!self.more_before && !self.more_after).then_some(self.rows.len())
    }

    /// Whether the first of all rows is here, so that places can be counted.
    pub fn is_whole_before(&self) -> bool {
        !self.more_before
    }

    /// Whether rows stand above or below what is seen.
    pub fn more(&self, height: usize) -> (bool, bool) {
        (
            self.more_before || self.top > 0,
            self.more_after || self.top + height < self.rows.len(),
        )
    }

    fn place(&self) -> usize {
        self.rows
            .iter()
            .position(|row| Some(row.student) == self.cursor)
            .unwrap_or(0)
    }

    /// Takes rows that were read. The cursor stays on its student, on the same
    /// line of the screen where it can.
    pub fn take(&mut self, page: RosterPage, height: usize, scroll: Scroll) {
        let line = self.place().saturating_sub(self.top);
        let is_at_top = self.top == 0 && !self.more_before && !page.more_before;
        let neighbours = self.neighbours();
        self.rows = page.rows;
        self.more_before = page.more_before;
        self.more_after = page.more_after;
        let is_here = |student: &PersonId| self.rows.iter().any(|row| row.student == *student);
        if !self.cursor.as_ref().is_some_and(is_here) {
            // Who was under the cursor left: whoever stood next is taken.
            self.cursor = match self.at {
                Some(At::First) if self.cursor.is_none() => {
                    self.rows.first().map(|row| row.student)
                }
                Some(At::Last) => self.rows.last().map(|row| row.student),
                _ if self.cursor.is_none() => self.rows.first().map(|row| row.student),
                _ => neighbours
                    .into_iter()
                    .find(is_here)
                    .or(self.rows.first().map(|r| r.student)),
            };
        }
        if self.at == Some(At::Last) {
            self.cursor = self.rows.last().map(|row| row.student);
        }
        // Whoever comes to stand before the others is seen where the first of all were.
        self.top = if is_at_top && self.place() < height {
            0
        } else {
            self.place().saturating_sub(line)
        };
        self.show_cursor(height, scroll);
        let pending = std::mem::take(&mut self.pending);
        if pending != 0 {
            self.step(pending, height, scroll);
        }
    }

    /// Students after the cursor, then before it: who is next when it goes.
    fn neighbours(&self) -> Vec<PersonId> {
        let place = self.place();
        let after = self.rows.iter().skip(place + 1).map(|row| row.student);
        let before = self.rows.iter().take(place).rev().map(|row| row.student);
        after.chain(before).collect()
    }

    /// Moves by `by` rows.
    pub fn step(&mut self, by: isize, height: usize, scroll: Scroll) {
        if self.rows.is_empty() {
            return;
        }
        let place = self.place();
        let wanted = place.saturating_add_signed(by);
        let target = wanted.min(self.rows.len() - 1);
        let missing = if by < 0 {
            place as isize + by - target as isize
        } else {
            wanted as isize - target as isize
        };
        let more = if by < 0 {
            self.more_before
        } else {
            self.more_after
        };
        self.cursor = self.rows.get(target).map(|row| row.student);
        if missing != 0 && more {
            self.pending += missing;
        }
        self.show_cursor(height, scroll);
        self.read_on(height);
    }

    /// Reads around the cursor from now on where it has come near the end of what is here.
    fn read_on(&mut self, height: usize) {
        let place = self.place();
        let near_top = self.more_before && place < 2 * height;
        let near_end = self.more_after && place + 2 * height >= self.rows.len();
        if near_top || near_end {
            self.at = self.cursor.map(At::Student);
        }
    }

    /// Goes to the first row of all.
    pub fn first(&mut self) {
        if self.more_before {
            self.at = Some(At::First);
            self.cursor = None;
        } else {
            self.cursor = self.rows.first().map(|row| row.student);
        }
        self.top = 0;
    }

    /// Goes to the last row of all.
    pub fn last(&mut self, height: usize) {
        if self.more_after {
            self.at = Some(At::Last);
        }
        self.cursor = self.rows.last().map(|row| row.student);
        self.show_cursor(height, Scroll::Row);
    }

    /// Goes to a student, wherever they stand. What was read around them already and doesn't
    /// hold them is not asked again: then the cursor stays where it is.
    pub fn go_to(&mut self, student: PersonId, height: usize) {
        if self.rows.iter().any(|row| row.student == student) {
            self.cursor = Some(student);
            self.show_cursor(height, Scroll::Row);
            self.read_on(height);
        } else if self.at != Some(At::Student(student)) {
            self.cursor = Some(student);
            self.at = Some(At::Student(student));
        }
    }

    /// Reads around the cursor from now on: the window holds another number of rows.
    pub fn stay(&mut self) {
        self.at = self.cursor.map(At::Student).or(self.at);
    }

    /// The student who stands `by` rows from another.
    pub fn neighbour(&self, student: PersonId, by: isize) -> Option<PersonId> {
        let place = self.rows.iter().position(|row| row.student == student)?;
        let wanted = place.checked_add_signed(by)?;
        self.rows.get(wanted).map(|row| row.student)
    }

    fn show_cursor(&mut self, height: usize, scroll: Scroll) {
        let height = height.max(1);
        let place = self.place();
        let jump = match scroll {
            Scroll::Row => 0,
            Scroll::Half => height / 2,
        };
        if place < self.top {
            self.top = place.saturating_sub(jump);
        } else if place >= self.top + height {
            self.top = place + 1 + jump - height;
        }
        let last_top = self.rows.len().saturating_sub(height);
        if !self.more_after {
            self.top = self.top.min(last_top);
        }
        self.top = self.top.min(place);
    }
}
