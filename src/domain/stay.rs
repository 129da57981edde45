//! How long a student has been here: enrollments joined into unbroken runs. It
//! knows no class; which enrollments are the school's is the caller's matter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;

/// An unbroken run of enrollments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Run {
    /// Its first day, the entry.
    pub begin: NaiveDate,
    /// The day after its last; none while it goes on.
    pub end: Option<NaiveDate>,
}

impl Run {
    /// Whether it holds a day.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.begin <= date && self.end.is_none_or(|end| date < end)
    }
}

/// Joins enrollments into runs, oldest first: a change of class doesn't end a
/// run, a gap of a school day or more does.
pub fn runs(enrollments: &[(NaiveDate, Option<NaiveDate>)], calendar: &Calendar) -> Vec<Run> {
    let mut sorted: Vec<Run> = enrollments
        .iter()
        .map(|&(begin, end)| Run { begin, end })
        .filter(|run| run.end.is_none_or(|end| run.begin < end))
        .collect();
    sorted.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for next in sorted {
        match runs.last_mut() {
            Some(run) if !is_broken(run.end, next.begin, calendar) => {
                run.end = run.end.zip(next.end).map(|(a, b)| a.max(b));
            }
            _ => runs.push(next),
        }
    }
    runs
}

/// Whether a school day lies between the end of one enrollment and the next.
fn is_broken(end: Option<NaiveDate>, begin: NaiveDate, calendar: &Calendar) -> bool {
    end.is_some_and(|end| end < begin && calendar.school_day_from(end) < begin)
}

/// The run that counts on a day, and the one after it: the run of that day, else the next one,
/// else the last that ended. None where there is no run at all.
pub fn that_count(runs: &[Run], today: NaiveDate) -> Option<(Run, Option<Run>)> {
    let open = runs
        .iter()
        .find(|run| run.end.is_none_or(|end| today < end));
    let run = *open.or(runs.last())?;
    let following = runs.iter().find(|later| run.begin < later.begin);
    Some((run, following.copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_found_now_and_next() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Fri 30 Oct is the last day; Wed 4 Nov begins anew; an empty one is none.
        let stays = [
            (day("2026-11-04"), None),
            (day("2026-08-31"), Some(day("2026-10-31"))),
            (day("2026-12-01"), Some(day("2026-12-01"))),
        ];
        let calendar = Calendar::default();
        let runs = runs(&stays, &calendar);
        let begins = |date: &str| {
            let (run, following) = that_count(&runs, day(date)).unwrap();
            (
                run.contains(day(date)),
                run.begin,
                following.map(|run| run.begin),
            )
        };
        let (august, november) = (day("2026-08-31"), day("2026-11-04"));
        assert_eq!(begins("2026-10-30"), (true, august, Some(november)));
        assert_eq!(begins("2026-10-31"), (false, november, None));
        assert_eq!(begins("2026-08-01"), (false, august, Some(november)));
        assert_eq!(begins("2030-01-01"), (true, november, None));
        assert_eq!(that_count(&[], day("2026-11-04")), None);
    }
}
