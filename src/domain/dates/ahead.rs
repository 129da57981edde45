//! A day told by how far ahead it is: `+3`, `in 2 weeks`, `next month`.

use chrono::{Months, NaiveDate};

use super::super::calendar::{Calendar, FAR};
use super::{Sentence, is_number, plus, too_far};

/// `next week`, `next month`, `in 3 days`, `2 weeks`, `in a month`; none for anything else.
pub(super) fn in_words(words: &[&str], today: NaiveDate) -> Option<Result<NaiveDate, Sentence>> {
    let (count, unit) = match words {
        ["next", unit @ ("week" | "month")] => (1, *unit),
        ["in", count, unit] | [count, unit] => (number_of(count)?, *unit),
        _ => return None,
    };
    Some(match unit {
        "day" | "days" => plus(today, count.into()),
        "week" | "weeks" => plus(today, u64::from(count) * 7),
        // The 31st of a shorter month is its last day.
        "month" | "months" => today
            .checked_add_months(Months::new(count.into()))
            .ok_or_else(too_far),
        _ => return None,
    })
}

fn number_of(word: &str) -> Option<u16> {
    match word {
        "a" | "one" => Some(1),
        digits => digits.parse().ok().filter(|_| is_number(digits)),
    }
}

/// What follows the plus: school days, or days and weeks with their letter.
pub(super) fn counted(
    count: &str,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Option<NaiveDate>, Sentence> {
    let number = |digits: &str| digits.parse::<u16>().ok().filter(|_| is_number(digits));
    let date = if let Some(n) = number(count) {
        match calendar.nth_school_day_after(today, n.into()) {
            FAR => return Err(too_far()),
            date => date,
        }
    } else if let Some(n) = count.strip_suffix('d').and_then(number) {
        plus(today, n.into())?
    } else if let Some(n) = count.strip_suffix('w').and_then(number) {
        plus(today, u64::from(n) * 7)?
    } else {
        return Ok(None);
    };
    Ok(Some(date))
}
