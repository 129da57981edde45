//! The sample's time: school years of five terms up to today's, a few
//! holidays, and the school days counted back and ahead from today.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::domain::Id;
use crate::domain::calendar::{Calendar, CalendarDays, Session};
use crate::domain::person::Status;
use crate::domain::school::{AcademicSession, CalendarDay, DayKind, Import, SessionKind};

use super::Ids;

/// Terms in a school year.
const TERMS: u64 = 5;
/// School years at the most; what reaches further back stays in the first.
const YEARS: usize = 40;
/// School days that a year holds at the least.
const YEAR_DAYS: usize = 220;

/// School years and days, around today.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// School years and their terms, oldest first.
    pub sessions: Vec<AcademicSession>,
    /// The days without school.
    pub days: Vec<CalendarDay>,
    /// The school year of today.
    pub year: Id<AcademicSession>,
    /// The term of today, and the one before it.
    pub terms: [Option<AcademicSession>; 2],
    /// The first day of the first school year.
    pub begin: NaiveDate,
    /// The date that today is.
    pub today: NaiveDate,
    back: Vec<NaiveDate>,
    ahead: Vec<NaiveDate>,
}

impl Timeline {
    /// Years enough for `reach` school days before today.
    pub fn new(today: NaiveDate, reach: usize, ids: &mut Ids) -> Self {
        let this_year = today.year() - i32::from(today.month() < 8);
        let begun = august(this_year);
        let so_far = (today - begun).num_days() as usize * 5 / 7 * 9 / 10;
        let earlier = reach.saturating_sub(so_far).div_ceil(YEAR_DAYS).min(YEARS);
        let first = this_year - earlier as i32;
        let (mut sessions, mut days) = (Vec::new(), Vec::new());
        let mut year_id = ids.id();
        for year in first..=this_year {
            year_id = ids.id();
            add_year(year, year_id, ids, &mut sessions);
            for (date, title) in holidays(year) {
                days.push(CalendarDay {
                    id: ids.id(),
                    org: None,
                    date,
                    kind: DayKind::Holiday,
                    title: title.to_owned(),
                });
            }
        }
        let calendar = calendar(&sessions, &days);
        let begin = august(first);
        let back = begin
            .iter_days()
            .take_while(|date| *date <= today)
            .filter(|date| calendar.is_school_day(*date))
            .collect::<Vec<_>>();
        let ahead = (1..=40)
            .map(|n| calendar.nth_school_day_after(today, n))
            .collect();
        let term = |date: NaiveDate| {
            sessions
                .iter()
                .find(|session| {
                    session.kind == SessionKind::Term
                        && session.begins <= date
                        && date < session.ends
                })
                .cloned()
        };
        let now = term(today);
        let before = now
            .as_ref()
            .and_then(|now| now.begins.pred_opt())
            .and_then(term);
        Self {
            year: year_id,
            terms: [now, before],
            begin,
            today,
            back: back.into_iter().rev().collect(),
            ahead,
            sessions,
            days,
        }
    }

    /// The day after which `n` school days have gone, today among them: 0 is
    /// today, or the last school day before it.
    pub fn back(&self, n: usize) -> NaiveDate {
        let place = n.min(self.back.len().saturating_sub(1));
        self.back.get(place).copied().unwrap_or(self.begin)
    }

    /// The n-th school day after today.
    pub fn ahead(&self, n: usize) -> NaiveDate {
        let last = self.ahead.len().saturating_sub(1);
        let place = n.saturating_sub(1).min(last);
        self.ahead.get(place).copied().unwrap_or(self.today)
    }
}

/// The calendar of these sessions and days.
fn calendar(sessions: &[AcademicSession], days: &[CalendarDay]) -> Calendar {
    let sessions = sessions.iter().map(|session| Session {
        id: session.id.to_string(),
        kind: session.kind,
        begin: session.begins,
        end: session.ends,
    });
    let days: Vec<CalendarDays> = days
        .iter()
        .map(|day| CalendarDays {
            begin: day.date,
            end: day.date.succ_opt().unwrap_or(day.date),
            kind: day.kind,
        })
        .collect();
    Calendar::new(sessions.collect(), &days)
}

fn add_year(
    year: i32,
    id: Id<AcademicSession>,
    ids: &mut Ids,
    sessions: &mut Vec<AcademicSession>,
) {
    let (begins, ends) = (august(year), august(year + 1));
    let session = |id, title: String, kind, begins, ends, parent| AcademicSession {
        id,
        import: Import::default(),
        title,
        kind,
        begins,
        ends,
        parent,
        status: Status::Active,
    };
    let title = format!("{year}-{}", year + 1);
    sessions.push(session(
        id,
        title,
        SessionKind::SchoolYear,
        begins,
        ends,
        None,
    ));
    let length = (ends - begins).num_days() as u64;
    for term in 0..TERMS {
        sessions.push(session(
            ids.id(),
            format!("Term {}", term + 1),
            SessionKind::Term,
            begins + Days::new(length * term / TERMS),
            begins + Days::new(length * (term + 1) / TERMS),
            Some(id),
        ));
    }
}

/// A few days without school, of the school year that begins in August of `year`.
fn holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let nth =
        |year, month, weekday, n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n);
    let mut days = Vec::new();
    days.extend(nth(year, 9, Weekday::Mon, 1).map(|day| (day, "Labor Day")));
    if let Some(thursday) = nth(year, 11, Weekday::Thu, 4) {
        days.push((thursday, "Thanksgiving"));
        days.push((thursday + Days::new(1), "Thanksgiving"));
    }
    let winter = NaiveDate::from_ymd_opt(year, 12, 24).into_iter();
    let winter = winter.flat_map(|day| day.iter_days().take(9));
    days.extend(
        winter
            .filter(|day| is_weekday(*day))
            .map(|day| (day, "Winter break")),
    );
    days.extend(nth(year + 1, 1, Weekday::Mon, 3).map(|day| (day, "Martin Luther King Day")));
    days.extend(nth(year + 1, 2, Weekday::Mon, 3).map(|day| (day, "Presidents' Day")));
    let spring = nth(year + 1, 4, Weekday::Mon, 1).into_iter();
    let spring = spring.flat_map(|day| day.iter_days().take(5));
    days.extend(spring.map(|day| (day, "Spring break")));
    if let Some(last) = NaiveDate::from_ymd_opt(year + 1, 5, 31) {
        let back = Days::new(last.weekday().num_days_from_monday().into());
        days.push((last - back, "Memorial Day"));
    }
    days
}

fn is_weekday(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() < 5
}

fn august(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 8, 1).unwrap_or(NaiveDate::MIN)
}
