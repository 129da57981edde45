//! How a student has grown: each goal and each competency from its baseline to its latest
//! level, the ratings behind it over the years, check-ins a week. Not how that is drawn.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};

use super::framework::Competency;
use super::ids::Id;
use super::plan::Goal;
use super::rating::RaterKind;
use super::scale::Scale;

/// A student's growth, as a screen shows it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Growth {
    /// Goals, the present plan's first, then the latest, and after them the competencies
    /// that any goal works toward. A goal that goes on from an earlier one stands for both.
    pub lines: Vec<GrowthLine>,
    /// Days on which a check-in was held, oldest first.
    pub held: Vec<NaiveDate>,
    /// Where terms begin, oldest first, with their titles.
    pub terms: Vec<(NaiveDate, String)>,
}

/// What grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grown {
    /// A goal, with those it goes on from.
    Goal(Id<Goal>),
    /// A competency, by all goals that work toward it.
    Competency(Id<Competency>),
}

/// One goal or competency from its baseline to now.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthLine {
    /// Which.
    pub grown: Grown,
    /// The goal's words, or the competency's code and name.
    pub text: String,
    /// Whether the goal was dropped.
    pub is_dropped: bool,
    /// The title of the session of the goal's plan; none for a competency.
    pub session: Option<String>,
    /// The scale it is rated on now.
    pub scale: Arc<Scale>,
    /// Where it began: the baseline that was set, else the first rating.
    pub baseline: Option<Reached>,
    /// The teacher's level, as the plan of the goal that was rated last has it.
    pub latest: Option<Reached>,
    /// The student's own latest level.
    pub own: Option<Reached>,
}

/// A level, with its day and the scale it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// The day, and the id of what was said then.
    pub at: (NaiveDate, i64),
    /// The level.
    pub level: i64,
    /// The scale.
    pub scale: Arc<Scale>,
    /// Whether it was set by hand in place of what the ratings come to.
    pub is_set: bool,
}

/// One rating in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The day it was observed.
    pub on: NaiveDate,
    /// The level.
    pub level: i64,
    /// By whom.
    pub by: RaterKind,
    /// The scale the level is of.
    pub scale: Id<Scale>,
}

/// The ratings behind a goal, with those it goes on from, or behind a competency; by the
/// date observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Of which.
    pub grown: Grown,
    /// The ratings.
    pub marks: Vec<Mark>,
}

impl GrowthLine {
    /// Levels gained since the baseline, by their places on the scale; none where there is
    /// nothing to compare, or two scales that can't be compared.
    pub fn gain(&self) -> Option<i64> {
        let (from, to) = (self.baseline.as_ref()?, self.latest.as_ref()?);
        if from.scale.id != to.scale.id {
            return None;
        }
        let place = |value: i64| {
            let levels = to.scale.levels.iter();
            levels.clone().position(|level| level.value == value)
        };
        Some(place(to.level)? as i64 - place(from.level)? as i64)
    }
}

/// A stretch of time laid over so many columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many columns it has; at least one.
    pub columns: usize,
}

impl Axis {
    /// From the first of these days to `today`, and at least four weeks.
    pub fn over(first: Option<NaiveDate>, today: NaiveDate, columns: usize) -> Self {
        let four_weeks = today.checked_sub_days(Days::new(27)).unwrap_or(today);
        Self {
            from: first.map_or(four_weeks, |first| first.min(four_weeks)),
            to: today,
            columns: columns.max(1),
        }
    }

    /// The column of a day; none outside.
    pub fn column(&self, day: NaiveDate) -> Option<usize> {
        if day < self.from || day > self.to {
            return None;
        }
        let days = (self.to - self.from).num_days() + 1;
        let at = (day - self.from).num_days();
        Some((at * self.columns as i64 / days) as usize)
    }

    /// The level in each column: the latest of its day's ratings by one kind of rater.
    pub fn latest(&self, marks: &[Mark], by: RaterKind) -> Vec<Option<i64>> {
        let mut levels = vec![None; self.columns];
        for mark in marks.iter().filter(|mark| mark.by == by) {
            if let Some(level) = self.column(mark.on).and_then(|at| levels.get_mut(at)) {
                *level = Some(mark.level);
            }
        }
        levels
    }

    /// Check-ins a week, by column: each week counts where its Monday falls, and
    /// where weeks are narrower than columns, the column has their mean.
    pub fn weekly(&self, held: &[NaiveDate]) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        let mut weeks = vec![0.0; self.columns];
        let monday = |day: NaiveDate| {
            let back = u64::from(day.weekday().num_days_from_monday());
            day.checked_sub_days(Days::new(back)).unwrap_or(day)
        };
        let mut week = monday(self.from);
        while week <= self.to {
            let next = week.checked_add_days(Days::new(7)).unwrap_or(self.to);
            let in_week = held.iter().filter(|day| **day >= week && **day < next);
            let n = in_week.count() as f64;
            let begin = self.column(week.max(self.from)).unwrap_or(0);
            let end = self.column(next).unwrap_or(self.columns).max(begin + 1);
            for at in begin..end.min(self.columns) {
                if let (Some(sum), Some(count)) = (sums.get_mut(at), weeks.get_mut(at)) {
                    *sum += n;
                    *count += 1.0;
                }
            }
            if next <= week {
                break;
            }
            week = next;
        }
        sums.iter()
            .zip(&weeks)
            .map(|(sum, count)| if *count > 0.0 { sum / count } else { 0.0 })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_spread_over_the_columns_and_none_is_outside() {
        let axis = Axis {
            from: day("2026-09-01"),
            to: day("2026-09-30"),
            columns: 10,
        };
        assert_eq!(axis.column(day("2026-09-01")), Some(0));
        assert_eq!(axis.column(day("2026-09-03")), Some(0));
        assert_eq!(axis.column(day("2026-09-04")), Some(1));
        assert_eq!(axis.column(day("2026-09-30")), Some(9));
        assert_eq!(axis.column(day("2026-10-01")), None);
        assert_eq!(axis.column(day("2026-08-31")), None);
    }

    #[test]
    fn a_column_has_the_latest_level_of_its_days_and_the_student_apart() {
        let axis = Axis {
            from: day("2026-09-01"),
            to: day("2026-09-04"),
            columns: 2,
        };
        let mark = |on: &str, level, by| Mark {
            on: day(on),
            level,
            by,
            scale: Id::new(1),
        };
        let marks = [
            mark("2026-09-01", 1, RaterKind::Teacher),
            mark("2026-09-02", 3, RaterKind::Teacher),
            mark("2026-09-02", 2, RaterKind::Own),
        ];
        assert_eq!(axis.latest(&marks, RaterKind::Teacher), [Some(3), None]);
        assert_eq!(axis.latest(&marks, RaterKind::Own), [Some(2), None]);
    }

    #[test]
    fn weeks_count_from_monday_and_narrow_ones_share_a_column() {
        let held = [day("2026-09-07"), day("2026-09-11"), day("2026-09-14")];
        let wide = Axis {
            from: day("2026-09-07"),
            to: day("2026-09-20"),
            columns: 4,
        };
        assert_eq!(wide.weekly(&held), [2.0, 2.0, 1.0, 1.0]);
        let narrow = Axis { columns: 1, ..wide };
        assert_eq!(narrow.weekly(&held), [1.5]);
    }

    #[test]
    fn a_new_student_has_an_axis_of_four_weeks() {
        let axis = Axis::over(None, day("2026-11-23"), 0);
        assert_eq!(axis.from, day("2026-10-27"));
        assert_eq!(axis.column(day("2026-11-23")), Some(0));
    }
}
