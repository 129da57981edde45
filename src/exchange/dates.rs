//! Dates as exports write them. One alone may be ambiguous (`1/05/2023`); a
//! column of them is decided together. It knows no clock.

use chrono::NaiveDate;

/// A date as it stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Nothing there.
    Blank,
    /// A day that can be read only one way.
    Day(NaiveDate),
    /// Two small numbers and a year, in one order or the other.
    Pair(u32, u32, i32),
    /// No date.
    Wrong,
}

/// Which of two small numbers is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `8/27/2018`.
    MonthFirst,
    /// `27/8/2018`.
    DayFirst,
}

impl Order {
    /// The order in words.
    pub fn words(self) -> &'static str {
        match self {
            Order::MonthFirst => "month first",
            Order::DayFirst => "day first",
        }
    }
}

/// What a column's pairs say about their order.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    month_first: u64,
    day_first: u64,
    either: u64,
}

impl Tally {
    /// Counts one date.
    pub fn note(&mut self, written: Written) {
        if let Written::Pair(first, second, _) = written {
            match (first > 12, second > 12) {
                (true, _) => self.day_first += 1,
                (false, true) => self.month_first += 1,
                (false, false) if first != second => self.either += 1,
                (false, false) => {}
            }
        }
    }

    /// The order, and whether it was only assumed. None where no date needs one.
    pub fn order(self) -> Option<(Order, bool)> {
        if self.month_first + self.day_first + self.either == 0 {
            return None;
        }
        let order = if self.day_first > self.month_first {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
        Some((order, self.month_first == self.day_first))
    }
}

impl Written {
    /// Reads a cell: ISO 8601 with or without a time, `8/27/2018`, `27.8.2018`, `20180827`.
    pub fn read(cell: &str) -> Written {
        let cell = cell.trim();
        if cell.is_empty() {
            return Written::Blank;
        }
        let day = cell.split([' ', 'T']).next().unwrap_or_default();
        read_day(day).unwrap_or(Written::Wrong)
    }

    /// The day, once the order is known.
    pub fn day(self, order: Order) -> Option<NaiveDate> {
        match self {
            Written::Blank | Written::Wrong => None,
            Written::Day(day) => Some(day),
            Written::Pair(first, second, year) => {
                let (month, day) = match order {
                    Order::MonthFirst => (first, second),
                    Order::DayFirst => (second, first),
                };
                NaiveDate::from_ymd_opt(year, month, day)
            }
        }
    }
}

fn read_day(day: &str) -> Option<Written> {
    if !day
        .bytes()
        .all(|b| b.is_ascii_digit() || b"/.-".contains(&b))
    {
        return None;
    }
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        let number: u32 = day.parse().ok()?;
        let (year, month) = (number / 10_000, number / 100 % 100);
        return known(i32::try_from(year).ok()?, month, number % 100);
    }
    let mark = day.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = day.split(mark).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    if first.len() == 4 {
        return known(
            first.parse().ok()?,
            second.parse().ok()?,
            third.parse().ok()?,
        );
    }
    if first.len() > 2 || second.len() > 2 || !matches!(third.len(), 2 | 4) {
        return None;
    }
    let (one, two): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    let year: i32 = third.parse().ok()?;
    let year = if third.len() == 2 { 2000 + year } else { year };
    if mark == '.' {
        return known(year, two, one);
    }
    let fits = |month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day).is_some();
    (fits(one, two) || fits(two, one)).then_some(Written::Pair(one, two, year))
}

fn known(year: i32, month: u32, day: u32) -> Option<Written> {
    let is_likely = (1900..=2200).contains(&year);
    NaiveDate::from_ymd_opt(year, month, day)
        .filter(|_| is_likely)
        .map(Written::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn the_plain_ways_are_read() {
        let expected = Written::Day(date(2017, 5, 6));
        for cell in [
            "2017-05-06",
            " 2017-05-06 08:01:05",
            "2017-05-06T18:25:43.511Z",
            "06.05.2017",
            "6.5.17",
            "20170506",
            "2017/5/6",
        ] {
            assert_eq!(Written::read(cell), expected, "{cell}");
        }
        assert_eq!(Written::read("  "), Written::Blank);
        for cell in [
            "soon",
            "2017-13-40",
            "31/31/2018",
            "5",
            "0000-00-00",
            "2023-02-29",
        ] {
            assert_eq!(Written::read(cell), Written::Wrong, "{cell}");
        }
    }

    #[test]
    fn a_column_is_decided_by_its_clear_dates() {
        let mut tally = Tally::default();
        for cell in ["1/05/2023", "2/5/2023", "15/06/2023"] {
            tally.note(Written::read(cell));
        }
        assert_eq!(tally.order(), Some((Order::DayFirst, false)));
        let day = Written::read("1/05/2023").day(Order::DayFirst);
        assert_eq!(day, Some(date(2023, 5, 1)));
        assert_eq!(Written::read("8/27/2018").day(Order::DayFirst), None);
    }

    #[test]
    fn a_column_without_a_clear_date_is_assumed_and_says_so() {
        let mut tally = Tally::default();
        tally.note(Written::read("1/05/2023"));
        assert_eq!(tally.order(), Some((Order::MonthFirst, true)));
        assert_eq!(Tally::default().order(), None);
    }
}
