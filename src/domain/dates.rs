//! Dates as people say them, both ways: a date to a word or two, and what was
//! typed for a next date to a date. It knows which days are school days only
//! through the calendar it is given.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::calendar::{Calendar, FAR};

mod ahead;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const FULL_WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const FULL_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The first year that a check-in can be of.
const EARLIEST_YEAR: i32 = 1900;

/// How far ahead a day may lie that is written without its year.
const HALF_A_YEAR: Months = Months::new(6);

/// The most cells that `say` takes, for years of four digits.
pub const SAY_WIDTH: usize = 15;

/// One plain sentence that says what is wrong and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence(String);

impl Sentence {
    /// Its words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Sentence {}

/// Reads a date as files hold it, "2026-11-23". A screen reads hundreds of them a key; all other
/// ways to write a date are somebody else's to understand.
pub fn iso(text: &str) -> Option<NaiveDate> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else {
        return None;
    };
    let mut is_number = true;
    let mut number = |digits: &[u8]| {
        digits.iter().fold(0_u32, |number, digit| {
            is_number &= digit.is_ascii_digit();
            number * 10 + u32::from(digit.wrapping_sub(b'0'))
        })
    };
    let (year, month, day) = (
        number(&[*y0, *y1, *y2, *y3]),
        number(&[*m0, *m1]),
        number(&[*d0, *d1]),
    );
    let date = NaiveDate::from_ymd_opt(year as i32, month, day);
    date.filter(|_| is_number)
}

/// A date as people say it: "today", "Fri 6 Nov", and the year only when it
/// isn't this one.
pub fn say(date: NaiveDate, today: NaiveDate) -> String {
    match date.signed_duration_since(today).num_days() {
        0 => "today".into(),
        -1 => "yesterday".into(),
        1 => "tomorrow".into(),
        _ if date.year() == today.year() => say_day(date),
        _ => say_full(date),
    }
}

/// The same without "today" and its neighbours, for headers and reports.
pub fn say_day(date: NaiveDate) -> String {
    let month = MONTHS.get(date.month0() as usize).unwrap_or(&"");
    format!("{} {} {month}", weekday_word(date.weekday()), date.day())
}

/// Always with the year: "Fri 6 Nov 2026".
pub fn say_full(date: NaiveDate) -> String {
    format!("{} {}", say_day(date), date.year())
}

/// What to do about a clock that was set back.
pub const SET_THE_CLOCK: &str = "Set it right: what is written now is dated too early.";

/// A clock that is so many milliseconds behind what was written before.
pub fn clock_behind(milliseconds: i64) -> String {
    let minutes = milliseconds / 60_000;
    let (n, unit) = match minutes {
        0..120 => (minutes, "minutes"),
        120..2_880 => (minutes / 60, "hours"),
        _ => (minutes / 1_440, "days"),
    };
    format!("This computer's clock is {n} {unit} behind the last entry.")
}

/// A weekday in three letters.
pub fn weekday_word(day: Weekday) -> &'static str {
    WEEKDAYS
        .get(day.num_days_from_monday() as usize)
        .unwrap_or(&"")
}

/// Reads what was typed for a next date. Nothing at all is no date.
///
/// - `today`, `tomorrow`; `wed` is the next Wednesday after today, `next wed`
///   that of the following week
/// - `+3` is three school days on, `+3d` three days, `+2w` two weeks; `in 3 days`, `2 weeks`,
///   `next week`, `next month` too
/// - `2 dec`, `dec 2`, `2.12.`, with or without a year; `2026-12-02`. Without
///   one, the next such day that isn't past
///
/// A day that is past is refused, and so is `5/12`, which is two different days
/// to two readers. So is a day without a year that would come only in more than
/// half a year, and not in this school year: it is one that has passed as often as
/// one that is meant.
pub fn parse(
    text: &str,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Option<NaiveDate>, Sentence> {
    let typed = text.trim().to_lowercase().replace(',', " ");
    if matches!(typed.as_str(), "" | "-" | "none") {
        return Ok(None);
    }
    let words: Vec<&str> = typed.split_whitespace().collect();
    let half_a_year = today.checked_add_months(HALF_A_YEAR).unwrap_or(FAR);
    let year_ends = calendar.school_year_of(today).map(|year| year.end);
    let near = Near {
        from: today,
        until: Some(year_ends.map_or(half_a_year, |ends| ends.max(half_a_year))),
    };
    let date = match words.as_slice() {
        ["today"] => today,
        ["tomorrow" | "tom"] => plus(today, 1)?,
        ["yesterday"] => today.pred_opt().ok_or_else(too_early)?,
        words if let Some(date) = ahead::in_words(words, today) => date?,
        ["next", day] => match weekday(day) {
            Some(day) => {
                let monday = u64::from(7 - today.weekday().num_days_from_monday());
                plus(today, monday + u64::from(day.num_days_from_monday()))?
            }
            None => return Err(not_understood(text)),
        },
        [word] => match (weekday(word), word.strip_prefix('+')) {
            (Some(day), _) => {
                let ahead = day.days_since(today.weekday());
                plus(today, if ahead == 0 { 7 } else { u64::from(ahead) })?
            }
            (_, Some(count)) => {
                ahead::counted(count, today, calendar)?.ok_or_else(|| not_understood(text))?
            }
            _ => numeric(word, text, near)?,
        },
        [first, rest @ ..] => match weekday(first) {
            Some(day) => on_that_weekday(day, written(rest, text, near)?)?,
            None => written(&words, text, near)?,
        },
        [] => return Ok(None),
    };
    if date < today {
        return Err(Sentence(format!(
            "{} is past; write a day from today on.",
            say_full(date)
        )));
    }
    if date > FAR {
        return Err(too_far());
    }
    Ok(Some(date))
}

/// Reads what was typed for a day that is over, or is today.
///
/// - `today`, `yesterday`, and `tomorrow`, which is refused by whoever knows what it is for;
///   `wed` and `last wed` are the last Wednesday before today
/// - a date as `parse` takes it; without a year, the last such day
pub fn parse_past(text: &str, today: NaiveDate) -> Result<NaiveDate, Sentence> {
    let typed = text.trim().to_lowercase().replace(',', " ");
    let words: Vec<&str> = typed.split_whitespace().collect();
    let back = |days: u32| {
        let date = today.checked_sub_days(Days::new(days.into()));
        date.ok_or_else(too_early)
    };
    let past = Near {
        from: today,
        until: None,
    };
    let unknown = |_: Sentence| {
        Sentence(format!(
            "\"{}\" is no day I know; write for example yesterday, wed, 2 dec or 2026-12-02.",
            beginning(text)
        ))
    };
    let before = |day: Weekday| match today.weekday().days_since(day) {
        0 => back(7),
        days => back(days),
    };
    let date = match words.as_slice() {
        [] | ["today"] => today,
        ["yesterday"] => back(1)?,
        ["tomorrow" | "tom"] => plus(today, 1)?,
        ["last", word] => match weekday(word) {
            Some(day) => before(day)?,
            None => return Err(unknown(no_such_day())),
        },
        [word] => match weekday(word) {
            Some(day) => before(day)?,
            None => numeric(word, text, past).map_err(unknown)?,
        },
        [first, rest @ ..] => match weekday(first) {
            Some(day) => on_that_weekday(day, written(rest, text, past).map_err(unknown)?)?,
            None => written(&words, text, past).map_err(unknown)?,
        },
    };
    if date.year() < EARLIEST_YEAR {
        return Err(too_early());
    }
    Ok(date)
}

fn too_early() -> Sentence {
    Sentence(format!(
        "That is before {EARLIEST_YEAR}; write a day that somebody here has seen."
    ))
}

/// A date of several words.
fn written(words: &[&str], text: &str, near: Near) -> Result<NaiveDate, Sentence> {
    // "2. 12." and "2. 12. 2026" are written with blanks too.
    with_month(words, near).unwrap_or_else(|| numeric(&words.concat(), text, near))
}

/// "Wed 2 Dec" has to be a Wednesday, or one of the two was meant otherwise.
fn on_that_weekday(day: Weekday, date: NaiveDate) -> Result<NaiveDate, Sentence> {
    if date.weekday() == day {
        return Ok(date);
    }
    Err(Sentence(format!(
        "{} is the day you wrote, not a {}; write the one you mean.",
        say_full(date),
        weekday_word(day)
    )))
}

/// As much of what was typed as is told back.
fn beginning(text: &str) -> String {
    let shown = super::words::display(text.trim());
    shown.chars().take(20).collect()
}

fn not_understood(text: &str) -> Sentence {
    let shown = beginning(text);
    Sentence(format!(
        "\"{shown}\" is no date I know; write for example wed, next wed, 2 dec, 2026-12-02, \
         +3 (school days), +3d (days) or +2w (weeks)."
    ))
}

fn too_far() -> Sentence {
    Sentence("That is too far ahead; write a nearer day.".into())
}

/// A day without its year that may as well be the one that has passed.
fn year_needed(date: NaiveDate) -> Sentence {
    let month = MONTHS.get(date.month0() as usize).unwrap_or(&"");
    Sentence(format!(
        "Write the year too if you mean {} {} {}.",
        date.day(),
        month.to_lowercase(),
        date.year()
    ))
}

fn no_such_day() -> Sentence {
    Sentence("The calendar has no such day; write for example 2 dec or 2026-12-02.".into())
}

fn plus(date: NaiveDate, days: u64) -> Result<NaiveDate, Sentence> {
    date.checked_add_days(Days::new(days)).ok_or_else(too_far)
}

fn weekday(word: &str) -> Option<Weekday> {
    let at = beginning_of(word, 3, &FULL_WEEKDAYS).or(match word {
        "tu" => Some(1),
        "th" => Some(3),
        _ => None,
    })?;
    Weekday::try_from(at as u8).ok()
}

/// Which of the words this one is, or begins in that many letters or more.
fn beginning_of(word: &str, letters: usize, words: &[&str]) -> Option<usize> {
    let word = word.trim_end_matches('.');
    (word.len() >= letters)
        .then(|| words.iter().position(|full| full.starts_with(word)))
        .flatten()
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// `2 dec`, `dec 2`, `dec 2 2026`; none if no month is named in it.
fn with_month(words: &[&str], near: Near) -> Option<Result<NaiveDate, Sentence>> {
    let month = |word: &str| beginning_of(word, 3, &FULL_MONTHS).map(|at| at as u32 + 1);
    let (a, b, year) = match words {
        [a, b] => (a, b, None),
        [a, b, year] => (a, b, Some(*year)),
        _ => return None,
    };
    let (day, month) = match (month(a), month(b)) {
        (_, Some(month)) => (a, month),
        (Some(month), None) => (b, month),
        (None, None) => return None,
    };
    let day = day
        .trim_end_matches('.')
        .trim_end_matches("st")
        .trim_end_matches("nd")
        .trim_end_matches("rd")
        .trim_end_matches("th");
    Some(day_of(day, month, year, near))
}

/// `2026-12-02`, `2.12.`, `2.12.2026`, and `13/12` where only one reading is a day.
fn numeric(word: &str, text: &str, near: Near) -> Result<NaiveDate, Sentence> {
    let parts = |separator: char| -> Option<Vec<&str>> {
        let parts: Vec<&str> = word.split(separator).collect();
        parts.iter().all(|part| is_number(part)).then_some(parts)
    };
    let month = |digits: &str| digits.parse::<u32>().ok().filter(|m| (1..=12).contains(m));
    if let Some([year, m, day]) = parts('-').as_deref()
        && year.len() == 4
    {
        return day_of(day, month(m).ok_or_else(no_such_day)?, Some(year), near);
    }
    let dotted: Vec<&str> = word.trim_end_matches('.').split('.').collect();
    if dotted.iter().all(|part| is_number(part)) {
        match dotted.as_slice() {
            [day, m] => return day_of(day, month(m).ok_or_else(no_such_day)?, None, near),
            [day, m, year] => {
                return day_of(day, month(m).ok_or_else(no_such_day)?, Some(year), near);
            }
            _ => {}
        }
    }
    if let Some(slashed) = parts('/') {
        let (a, b, year) = match slashed.as_slice() {
            [a, b] => (*a, *b, None),
            [a, b, year] => (*a, *b, Some(*year)),
            _ => return Err(not_understood(text)),
        };
        return match (month(a), month(b)) {
            (Some(x), Some(y)) if x != y => Err(two_readings(x, y)),
            (_, Some(m)) => day_of(a, m, year, near),
            (Some(m), None) => day_of(b, m, year, near),
            (None, None) => Err(no_such_day()),
        };
    }
    Err(not_understood(text))
}

fn two_readings(a: u32, b: u32) -> Sentence {
    let word = |day: u32, month: u32| {
        let month = MONTHS.get(month as usize - 1).unwrap_or(&"");
        format!("{day} {}", month.to_lowercase())
    };
    Sentence(format!(
        "{a}/{b} may be {} or {}; write the one you mean.",
        word(a, b),
        word(b, a)
    ))
}

/// Where a day lies that was written without its year: from this one on, until that one; or,
/// without an end, from this one back.
#[derive(Debug, Clone, Copy)]
struct Near {
    from: NaiveDate,
    until: Option<NaiveDate>,
}

/// A day of a month; without a year, the next that isn't past, or the last that is.
fn day_of(day: &str, month: u32, year: Option<&str>, near: Near) -> Result<NaiveDate, Sentence> {
    let day = day
        .parse()
        .ok()
        .filter(|_| is_number(day))
        .ok_or_else(no_such_day)?;
    let found = match year {
        Some(year) if is_number(year) => {
            let written: i32 = year.parse().ok().ok_or_else(no_such_day)?;
            let year = match year.len() {
                2 => near.from.year() - near.from.year().rem_euclid(100) + written,
                4 => written,
                _ => return Err(no_such_day()),
            };
            NaiveDate::from_ymd_opt(year, month, day)
        }
        Some(_) => None,
        // Eight years hold a 29 February, even around 2100.
        None => {
            let of = |year| NaiveDate::from_ymd_opt(year, month, day);
            let from = near.from;
            match near.until {
                Some(_) => (0..=8)
                    .filter_map(|ahead| of(from.year() + ahead))
                    .find(|date| *date >= from),
                None => (0..=8)
                    .filter_map(|ago| of(from.year() - ago))
                    .find(|date| *date <= from),
            }
        }
    };
    let is_far = |date: &NaiveDate| near.until.is_some_and(|until| *date > until);
    if let Some(date) = found.filter(|date| year.is_none() && is_far(date)) {
        return Err(year_needed(date));
    }
    found.ok_or_else(no_such_day)
}

/// A month as a grid of six weeks from Monday on; empty for a month there isn't.
pub fn month(year: i32, month: u32) -> [[Option<u32>; 7]; 6] {
    let mut grid = [[None; 7]; 6];
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else {
        return grid;
    };
    let lead = first.weekday().num_days_from_monday() as usize;
    let cells = grid.iter_mut().flatten().skip(lead);
    for (cell, day) in cells.zip(1..=u32::from(first.num_days_in_month())) {
        *cell = Some(day);
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::super::calendar::CalendarDays;
    use super::super::calendar::Session;
    use super::super::school::{DayKind, SessionKind};
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Monday 23 November 2026, with the rest of the week from Thursday off.
    fn read(text: &str) -> Result<Option<NaiveDate>, String> {
        let off = CalendarDays {
            begin: day("2026-11-26"),
            end: day("2026-11-28"),
            kind: DayKind::Holiday,
        };
        let calendar = Calendar::new(vec![], &[off]);
        parse(text, day("2026-11-23"), &calendar).map_err(|sentence| sentence.to_string())
    }

    #[test]
    fn a_date_of_a_file_is_read_as_it_is_written_and_nothing_else_is() {
        let mut day = NaiveDate::from_ymd_opt(1999, 12, 25).unwrap();
        for _day in 0..3_000 {
            assert_eq!(iso(&day.to_string()), Some(day));
            day = day.succ_opt().unwrap();
        }
        for text in [
            "",
            "2026-11-2",
            "2026-11-231",
            "2026-02-30",
            "2026-13-01",
            "2026-00-10",
            "2026/11/23",
            "20a6-11-23",
            "2026-1\u{0}-23",
            "+026-11-23",
            "2026-11-é",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_said_as_people_say_them() {
        let today = day("2026-11-23");
        for (date, words) in [
            ("2026-11-23", "today"),
            ("2026-11-22", "yesterday"),
            ("2026-11-24", "tomorrow"),
            ("2026-11-06", "Fri 6 Nov"),
            ("2026-12-02", "Wed 2 Dec"),
            ("2025-11-06", "Thu 6 Nov 2025"),
            ("2027-01-04", "Mon 4 Jan 2027"),
        ] {
            assert_eq!(say(day(date), today), words);
            assert!(words.len() <= SAY_WIDTH);
        }
        assert_eq!(say(day("2025-12-31"), day("2026-01-01")), "yesterday");
    }

    #[test]
    fn words_become_dates() {
        for (words, date) in [
            ("today", "2026-11-23"),
            ("Tomorrow", "2026-11-24"),
            ("tom", "2026-11-24"),
            ("wed", "2026-11-25"),
            ("Wednesday", "2026-11-25"),
            ("mon", "2026-11-30"),
            ("sun", "2026-11-29"),
            ("next wed", "2026-12-02"),
            ("next mon", "2026-11-30"),
            ("+2", "2026-11-25"),
            ("+3", "2026-11-30"),
            ("+3d", "2026-11-26"),
            ("+2w", "2026-12-07"),
            ("next week", "2026-11-30"),
            ("in 2 weeks", "2026-12-07"),
            ("2 weeks", "2026-12-07"),
            ("in 3 days", "2026-11-26"),
            ("1 day", "2026-11-24"),
            ("a week", "2026-11-30"),
            ("In a week", "2026-11-30"),
            ("next month", "2026-12-23"),
            ("in 2 months", "2027-01-23"),
            ("2 dec", "2026-12-02"),
            ("Dec 2", "2026-12-02"),
            ("2nd December", "2026-12-02"),
            ("dec 2, 2027", "2027-12-02"),
            ("2. Dec. 2026", "2026-12-02"),
            ("2.12.", "2026-12-02"),
            ("2.12", "2026-12-02"),
            ("2. 12. 2026", "2026-12-02"),
            ("2.12.26", "2026-12-02"),
            ("2026-12-02", "2026-12-02"),
            ("5 jan", "2027-01-05"),
            ("23 nov", "2026-11-23"),
            ("22 may", "2027-05-22"),
            ("22 nov 2027", "2027-11-22"),
            ("29 feb 2028", "2028-02-29"),
            ("25/12", "2026-12-25"),
            ("12/25", "2026-12-25"),
            ("12/12", "2026-12-12"),
            ("may 3", "2027-05-03"),
            ("Wed 2 Dec", "2026-12-02"),
            ("wed, 2.12.", "2026-12-02"),
        ] {
            assert_eq!(read(words), Ok(Some(day(date))), "{words}");
        }
        for nothing in ["", "  ", "-", "none"] {
            assert_eq!(read(nothing), Ok(None));
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_what_to_write() {
        for (words, part) in [
            ("5/12", "5/12 may be 5 dec or 12 may"),
            ("5/12/2026", "may be 5 dec or 12 may"),
            ("31 feb", "no such day"),
            ("2.13.", "no such day"),
            ("0 dec", "no such day"),
            ("2026-11-20", "Fri 20 Nov 2026 is past"),
            ("2 nov 2026", "is past"),
            ("yesterday", "Sun 22 Nov 2026 is past"),
            ("20 nov", "Write the year too if you mean 20 nov 2027."),
            ("20.11.", "if you mean 20 nov 2027."),
            ("fri 20 nov", "if you mean 20 nov 2027."),
            ("24 may", "if you mean 24 may 2027."),
            ("29 feb", "if you mean 29 feb 2028."),
            (
                "thu 2 dec",
                "Wed 2 Dec 2026 is the day you wrote, not a Thu",
            ),
            ("soon", "+3 (school days), +3d (days)"),
            ("next", "no date I know"),
            ("next year", "no date I know"),
            ("in weeks", "no date I know"),
            ("2 terms", "no date I know"),
            ("99999999 weeks", "no date I know"),
            ("+", "no date I know"),
            ("++3", "no date I know"),
            ("+99999999w", "no date I know"),
            ("\u{1b}[31m", "\"\u{fffd}[31m\" is no date"),
        ] {
            let sentence = read(words).unwrap_err();
            assert!(sentence.contains(part), "{words}: {sentence}");
        }
    }

    /// "Same day clamped": a shorter month ends earlier.
    #[test]
    fn a_month_ahead_of_the_31st_is_the_last_day() {
        let read = |today| parse("next month", day(today), &Calendar::default());
        assert_eq!(read("2027-01-31"), Ok(Some(day("2027-02-28"))));
        assert_eq!(read("2026-10-31"), Ok(Some(day("2026-11-30"))));
    }

    #[test]
    fn a_day_of_this_school_year_needs_no_year() {
        let year = Session {
            id: "2026-27".into(),
            kind: SessionKind::SchoolYear,
            begin: day("2026-08-31"),
            end: day("2027-06-21"),
        };
        let calendar = Calendar::new(vec![year], &[]);
        let read = |text| parse(text, day("2026-09-07"), &calendar);
        assert_eq!(read("18 jun"), Ok(Some(day("2027-06-18"))));
        let refused = read("4 sep").unwrap_err();
        assert_eq!(
            refused.as_str(),
            "Write the year too if you mean 4 sep 2027."
        );
    }

    #[test]
    fn a_month_is_a_grid_from_monday_on() {
        let grid = month(2026, 11);
        assert_eq!(grid[0], [None, None, None, None, None, None, Some(1)]);
        assert_eq!(grid[1][0], Some(2));
        assert_eq!(grid[5], [Some(30), None, None, None, None, None, None]);
        assert_eq!(month(2028, 2).iter().flatten().flatten().count(), 29);
        assert_eq!(month(2026, 13), [[None; 7]; 6]);
    }

    proptest! {
        #[test]
        fn nothing_typed_can_stop_the_program(text in "\\PC{0,12}|[0-9+./ -]{0,12}") {
            if let Ok(Some(date)) = read(&text) {
                prop_assert!(date >= day("2026-11-23"));
            }
        }

        #[test]
        fn what_is_said_can_be_read_again(days in 0u64..5000) {
            let date = day("2026-11-23") + Days::new(days);
            let said = say_full(date);
            let (_, words) = said.split_once(' ').unwrap();
            prop_assert_eq!(read(words), Ok(Some(date)));
            prop_assert_eq!(read(&said), Ok(Some(date)), "with its weekday");
            prop_assert!(say(date, day("2026-11-23")).len() <= SAY_WIDTH);
        }
    }

    #[test]
    fn a_past_day_is_read_backwards() {
        // A Monday.
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for (typed, date) in [
            ("", "2026-11-23"),
            ("today", "2026-11-23"),
            ("Yesterday", "2026-11-22"),
            ("mon", "2026-11-16"),
            ("last fri", "2026-11-20"),
            ("fri", "2026-11-20"),
            ("2 dec", "2025-12-02"),
            ("24 nov", "2025-11-24"),
            ("29 feb", "2024-02-29"),
            ("tomorrow", "2026-11-24"),
            ("23 nov", "2026-11-23"),
            ("Fri 20 Nov", "2026-11-20"),
            ("20.11.", "2026-11-20"),
            ("2026-11-02", "2026-11-02"),
            ("1999-11-02", "1999-11-02"),
            // What is to come is refused where it is known what it is for.
            ("2026-12-02", "2026-12-02"),
        ] {
            assert_eq!(
                parse_past(typed, today).unwrap().to_string(),
                date,
                "{typed}"
            );
        }
        for typed in ["0001-01-01", "1899-12-31"] {
            let sentence = parse_past(typed, today).unwrap_err();
            assert!(sentence.as_str().contains("before 1900"), "{typed}");
        }
        for typed in ["soon", "+3", "last", "last week", "fri 19 nov", "5/12"] {
            assert!(parse_past(typed, today).is_err(), "{typed}");
        }
    }
}
