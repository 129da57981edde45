//! Which days count: the sessions and calendar days of one school, and counting
//! in school days. It knows nothing of students; `cadence` does.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::school::{DayKind, SessionKind};

/// The last day this calendar reckons with; a school day that never comes is this one.
pub const FAR: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// How many days are stepped over one by one.
const NEAR: i32 = 24;

/// A stretch of the school's time, as the calendar needs it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Session {
    /// Its id in the book.
    pub id: String,
    /// School year, term and so on.
    pub kind: SessionKind,
    /// Its first day.
    pub begin: NaiveDate,
    /// The day after its last.
    pub end: NaiveDate,
}

impl Session {
    /// Whether the session holds this date.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.begin <= date && date < self.end
    }
}

/// One calendar day, or several in a row that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalendarDays {
    /// The first.
    pub begin: NaiveDate,
    /// The day after the last.
    pub end: NaiveDate,
    /// What they are.
    pub kind: DayKind,
}

/// A stretch of days whose kind is said, with no other overlapping it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    begin: i32,
    end: i32,
    counts: bool,
    /// By how many the school days of all earlier spans exceed their weekdays.
    excess: i64,
}

impl Span {
    /// By how many the school days of this span before `day` exceed its weekdays.
    fn excess_until(&self, day: i32) -> i64 {
        let until = day.min(self.end);
        let days = if self.counts {
            i64::from(until - self.begin)
        } else {
            0
        };
        days - (weekdays_before(until) - weekdays_before(self.begin))
    }
}

/// The calendar of one school. Monday to Friday count, inside a session and
/// where there is none, but not between two terms of a school year, unless a
/// calendar day says otherwise. Counting costs
/// the same over a week and over ten years.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    sessions: Vec<Session>,
    spans: Vec<Span>,
}

impl Calendar {
    /// Joins a school's sessions and calendar days. Where days overlap, the
    /// shorter stretch wins, then the one given later: so give the days of the
    /// organisations above the school first.
    pub fn new(sessions: Vec<Session>, days: &[CalendarDays]) -> Self {
        let mut ordered: Vec<&CalendarDays> = days.iter().filter(|d| d.begin < d.end).collect();
        ordered.sort_by_key(|d| Reverse(d.end - d.begin));
        let mut painted = BTreeMap::new();
        // A break between two terms of a school year; what calendar days say goes over it.
        for (begin, end) in breaks(&sessions) {
            paint(&mut painted, begin, end, false);
        }
        for d in ordered {
            let (begin, end) = (number(d.begin), number(d.end));
            paint(&mut painted, begin, end, d.kind != DayKind::Holiday);
        }
        let mut excess = 0;
        let spans = painted
            .into_iter()
            .map(|(begin, (end, counts))| {
                let span = Span {
                    begin,
                    end,
                    counts,
                    excess,
                };
                excess += span.excess_until(end);
                span
            })
            .collect();
        Self { sessions, spans }
    }

    /// The sessions it was made of.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// Whether school is held that day.
    pub fn is_school_day(&self, date: NaiveDate) -> bool {
        let day = number(date);
        match self.span_begun_by(day) {
            Some(span) if day < span.end => span.counts,
            _ => date.weekday().num_days_from_monday() < 5,
        }
    }

    /// The school year that holds a date.
    pub fn school_year_of(&self, date: NaiveDate) -> Option<&Session> {
        nearest(
            self.sessions
                .iter()
                .filter(|s| s.kind == SessionKind::SchoolYear && s.contains(date)),
        )
    }

    /// The first day of the school year a date belongs to; in the summer after
    /// a year has ended, still that year's.
    pub fn year_start(&self, date: NaiveDate) -> Option<NaiveDate> {
        if let Some(year) = self.school_year_of(date) {
            return Some(year.begin);
        }
        self.sessions
            .iter()
            .filter(|s| s.kind == SessionKind::SchoolYear && s.begin <= date)
            .map(|s| s.begin)
            .max()
    }

    /// How many school days lie after `after`, up to and including `upto`.
    pub fn school_days_between(&self, after: NaiveDate, upto: NaiveDate) -> u32 {
        let days = self.before(number(upto) + 1) - self.before(number(after) + 1);
        u32::try_from(days).unwrap_or(0)
    }

    /// The same where it can be known: as far as the school years go that the calendar holds,
    /// and for a year without any.
    pub fn known_school_days_between(&self, after: NaiveDate, upto: NaiveDate) -> Option<u32> {
        let mut years = self.sessions.iter();
        let has_years = years.any(|session| session.kind == SessionKind::SchoolYear);
        let is_known = if has_years {
            self.school_year_of(upto).is_some()
        } else {
            upto.signed_duration_since(after).num_days() <= 366
        };
        is_known.then(|| self.school_days_between(after, upto))
    }

    /// The n-th school day after a date; the date itself for none, `FAR` where
    /// the calendar holds no such day.
    pub fn nth_school_day_after(&self, date: NaiveDate, n: u32) -> NaiveDate {
        if n == 0 || date >= FAR {
            return date;
        }
        let first = number(date) + 1;
        self.near_day(first, n)
            .unwrap_or_else(|| self.day_that_makes(self.before(first) + i64::from(n), first))
    }

    /// The n-th school day from `first` on where it is near, stepping from day to day: a
    /// cadence asks for no other, and each bucket of the roster asks twice.
    fn near_day(&self, first: i32, n: u32) -> Option<NaiveDate> {
        let mut next = self.spans.partition_point(|span| span.begin <= first);
        let mut left = n;
        for day in first..first.checked_add(NEAR)? {
            while self.spans.get(next).is_some_and(|span| span.begin <= day) {
                next += 1;
            }
            let span = next.checked_sub(1).and_then(|at| self.spans.get(at));
            let counts = match span {
                Some(span) if day < span.end => span.counts,
                // Day 1 of the common era was a Monday.
                _ => (day - 1).rem_euclid(7) < 5,
            };
            left -= u32::from(counts);
            if left == 0 {
                return NaiveDate::from_num_days_from_ce_opt(day).map(|day| day.min(FAR));
            }
        }
        None
    }

    /// The first school day on or after a date.
    pub fn school_day_from(&self, date: NaiveDate) -> NaiveDate {
        if self.is_school_day(date) {
            date
        } else {
            self.nth_school_day_after(date, 1)
        }
    }

    /// The last school day before a date; the day before it where there is none.
    pub fn school_day_before(&self, date: NaiveDate) -> NaiveDate {
        let day = number(date);
        let held = self.before(day);
        // Weeks of holiday are stepped over by doubling, not day by day.
        let mut reach = 7;
        while reach < 1 << 22 {
            let from = day.saturating_sub(reach);
            if self.before(from) < held {
                return self.day_that_makes(held, from);
            }
            reach *= 2;
        }
        date.checked_sub_days(Days::new(1)).unwrap_or(date)
    }

    /// The span that begins on or before a day and is nearest to it.
    fn span_begun_by(&self, day: i32) -> Option<&Span> {
        let at = self.spans.partition_point(|span| span.begin <= day);
        at.checked_sub(1).and_then(|i| self.spans.get(i))
    }

    /// School days before a day, reckoned from an arbitrary but fixed one.
    fn before(&self, day: i32) -> i64 {
        let plain = weekdays_before(day);
        match self.span_begun_by(day) {
            Some(span) => plain + span.excess + span.excess_until(day),
            None => plain,
        }
    }

    /// The first day from `first` on with which the count of school days
    /// reaches `count`.
    fn day_that_makes(&self, count: i64, first: i32) -> NaiveDate {
        let last = number(FAR);
        let (mut low, mut step) = (first, 8);
        // Gallop to a bound, then halve: near answers are the usual ones.
        let mut high = low.saturating_add(step).min(last);
        while high < last && self.before(high + 1) < count {
            low = high + 1;
            step *= 2;
            high = low.saturating_add(step).min(last);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.before(middle + 1) < count {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        NaiveDate::from_num_days_from_ce_opt(low).unwrap_or(FAR)
    }
}

/// The stretches of each school year that lie between its terms and in none of them. A year
/// whose terms aren't known has none, nor has what lies before the first and after the last.
fn breaks(sessions: &[Session]) -> Vec<(i32, i32)> {
    let stretch = |session: &Session| (number(session.begin), number(session.end));
    let (years, terms): (Vec<&Session>, Vec<&Session>) = sessions
        .iter()
        .partition(|session| session.kind == SessionKind::SchoolYear);
    let mut terms: Vec<(i32, i32)> = terms.into_iter().map(stretch).collect();
    terms.sort_unstable();
    let mut breaks = Vec::new();
    for (begin, end) in years.into_iter().map(stretch) {
        let mut reached: Option<i32> = None;
        for (from, to) in terms.iter().filter(|(from, to)| begin < *to && *from < end) {
            if let Some(reached) = reached.filter(|reached| reached < from) {
                breaks.push((reached, *from));
            }
            reached = Some(reached.map_or(*to, |reached| reached.max(*to)));
        }
    }
    breaks
}

/// Lays a stretch over those laid before it.
fn paint(painted: &mut BTreeMap<i32, (i32, bool)>, begin: i32, end: i32, counts: bool) {
    let under: Vec<(i32, (i32, bool))> = painted
        .range(..end)
        .rev()
        .take_while(|(_, (under_end, _))| *under_end > begin)
        .map(|(from, rest)| (*from, *rest))
        .collect();
    for (from, (until, kind)) in under {
        painted.remove(&from);
        if from < begin {
            painted.insert(from, (begin, kind));
        }
        if until > end {
            painted.insert(end, (until, kind));
        }
    }
    painted.insert(begin, (end, counts));
}

fn nearest<'a>(sessions: impl Iterator<Item = &'a Session>) -> Option<&'a Session> {
    sessions.min_by(|a, b| {
        let key = |s: &Session| (s.end - s.begin, Reverse(s.begin));
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    })
}

fn number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// Mondays to Fridays before a day; day 1 of the common era was a Monday.
fn weekdays_before(day: i32) -> i64 {
    let since = i64::from(day) - 1;
    since.div_euclid(7) * 5 + since.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(begin: &str, end: &str, kind: DayKind) -> CalendarDays {
        CalendarDays {
            begin: day(begin),
            end: day(end),
            kind,
        }
    }

    fn session(id: &str, kind: SessionKind, begin: &str, end: &str) -> Session {
        Session {
            id: id.into(),
            kind,
            begin: day(begin),
            end: day(end),
        }
    }

    #[test]
    fn monday_to_friday_count_where_nothing_is_said() {
        let plain = Calendar::default();
        assert!(plain.is_school_day(day("2026-11-23")));
        assert!(plain.is_school_day(day("2026-11-27")));
        assert!(!plain.is_school_day(day("2026-11-28")));
        assert!(!plain.is_school_day(day("2026-11-29")));
        assert_eq!(
            plain.school_days_between(day("2026-11-20"), day("2026-11-27")),
            5
        );
        assert_eq!(
            plain.school_days_between(day("2026-11-27"), day("2026-11-20")),
            0
        );
    }

    #[test]
    fn calendar_days_say_otherwise() {
        let calendar = Calendar::new(
            vec![],
            &[
                days("2026-11-25", "2026-11-28", DayKind::Holiday),
                days("2026-12-05", "2026-12-06", DayKind::School),
                days("2026-12-13", "2026-12-14", DayKind::Flexible),
            ],
        );
        assert!(!calendar.is_school_day(day("2026-11-25")));
        assert!(!calendar.is_school_day(day("2026-11-27")));
        assert!(calendar.is_school_day(day("2026-11-30")));
        assert!(
            calendar.is_school_day(day("2026-12-05")),
            "a school Saturday"
        );
        assert!(
            calendar.is_school_day(day("2026-12-13")),
            "a flexible Sunday"
        );
        assert_eq!(
            calendar.nth_school_day_after(day("2026-11-24"), 1),
            day("2026-11-30")
        );
        assert_eq!(
            calendar.school_day_before(day("2026-11-30")),
            day("2026-11-24")
        );
    }

    #[test]
    fn a_shorter_stretch_lies_over_a_longer_one() {
        let calendar = Calendar::new(
            vec![],
            &[
                days("2026-12-22", "2026-12-23", DayKind::School),
                days("2026-12-21", "2027-01-04", DayKind::Holiday),
            ],
        );
        assert!(!calendar.is_school_day(day("2026-12-21")));
        assert!(calendar.is_school_day(day("2026-12-22")));
        assert!(!calendar.is_school_day(day("2026-12-23")));
        assert_eq!(
            calendar.school_days_between(day("2026-12-18"), day("2027-01-04")),
            2
        );
    }

    #[test]
    fn counting_agrees_with_asking_day_by_day() {
        let calendar = Calendar::new(
            vec![],
            &[
                days("2024-02-26", "2024-03-04", DayKind::Holiday),
                days("2024-02-29", "2024-03-02", DayKind::Flexible),
                days("2024-03-02", "2024-03-10", DayKind::School),
                days("2024-03-05", "2024-03-06", DayKind::Holiday),
                days("2024-03-07", "2024-03-07", DayKind::Holiday),
            ],
        );
        let start = day("2024-02-01");
        let mut asked = 0;
        for date in start.iter_days().skip(1).take(120) {
            asked += u32::from(calendar.is_school_day(date));
            assert_eq!(calendar.school_days_between(start, date), asked, "{date}");
            if calendar.is_school_day(date) {
                assert_eq!(calendar.nth_school_day_after(start, asked), date);
                let first = number(start) + 1;
                let count = calendar.before(first) + i64::from(asked);
                assert_eq!(calendar.day_that_makes(count, first), date);
                let next = date.succ_opt().unwrap();
                assert_eq!(calendar.school_day_before(next), date);
            }
        }
    }

    #[test]
    fn a_year_goes_on_into_the_summer_after_it() {
        use SessionKind::{SchoolYear, Term};
        let calendar = Calendar::new(
            vec![
                session("year", SchoolYear, "2026-08-31", "2027-06-19"),
                session("b", Term, "2026-08-31", "2026-11-30"),
                session("a", Term, "2026-08-31", "2026-11-30"),
                session("late", Term, "2026-11-02", "2027-02-01"),
            ],
            &[],
        );
        assert_eq!(
            calendar.year_start(day("2026-12-01")),
            Some(day("2026-08-31"))
        );
        assert_eq!(
            calendar.year_start(day("2027-07-10")),
            Some(day("2026-08-31"))
        );
        assert_eq!(calendar.year_start(day("2026-08-30")), None);
    }

    #[test]
    fn a_break_between_two_terms_of_a_year_has_no_school_days() {
        let sessions = vec![
            session("year", SessionKind::SchoolYear, "2026-08-24", "2027-06-13"),
            session("fall", SessionKind::Semester, "2026-08-24", "2026-12-20"),
            session("spring", SessionKind::Semester, "2027-01-04", "2027-06-13"),
        ];
        let calendar = Calendar::new(
            sessions.clone(),
            &[days("2026-12-29", "2026-12-30", DayKind::School)],
        );
        assert!(!calendar.is_school_day(day("2026-12-21")));
        assert!(!calendar.is_school_day(day("2027-01-01")));
        assert!(
            calendar.is_school_day(day("2026-12-29")),
            "a calendar day says otherwise"
        );
        assert!(calendar.is_school_day(day("2027-01-04")));
        assert_eq!(
            calendar.school_days_between(day("2026-12-18"), day("2027-01-04")),
            2
        );
        let only_year = Calendar::new(sessions[..1].to_vec(), &[]);
        assert!(
            only_year.is_school_day(day("2026-12-21")),
            "whose terms aren't known"
        );
    }

    #[test]
    fn a_calendar_without_school_answers_too() {
        let never = Calendar::new(
            vec![],
            &[CalendarDays {
                begin: NaiveDate::MIN,
                end: NaiveDate::MAX,
                kind: DayKind::Holiday,
            }],
        );
        let today = day("2026-11-23");
        assert_eq!(never.nth_school_day_after(today, 1), FAR);
        assert_eq!(never.school_day_before(today), day("2026-11-22"));
        assert_eq!(never.school_days_between(NaiveDate::MIN, FAR), 0);
    }
}
