//! A month, to choose the next date from.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::app::action::Action;

/// A day under the cursor, in its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// The day under the cursor.
    pub day: NaiveDate,
    /// The first day that may be chosen.
    pub from: NaiveDate,
}

impl Month {
    /// A month with the cursor on `day`, or on the first day that may be chosen.
    pub fn new(day: Option<NaiveDate>, from: NaiveDate) -> Self {
        Self {
            day: day.unwrap_or(from).max(from),
            from,
        }
    }

    /// Moves the cursor. False when the action says nothing to a calendar.
    pub fn act(&mut self, action: Action) -> bool {
        let day = self.day;
        let moved = match action {
            Action::PreviousDay => day.pred_opt(),
            Action::NextDay => day.succ_opt(),
            Action::PreviousWeek => day.checked_sub_days(Days::new(7)),
            Action::NextWeek => day.checked_add_days(Days::new(7)),
            Action::PreviousMonth => day.checked_sub_months(Months::new(1)),
            Action::NextMonth => day.checked_add_months(Months::new(1)),
            Action::Today => Some(self.from),
            _ => return false,
        };
        self.day = moved.unwrap_or(day).max(self.from);
        true
    }

    /// The days of the month, weeks from Monday.
    pub fn weeks(&self) -> [[Option<u32>; 7]; 6] {
        crate::domain::dates::month(self.day.year(), self.day.month())
    }
}
