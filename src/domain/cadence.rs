//! When a check-in is due: the rules of "Overdue" as pure functions, from the
//! facts about one student to dates, state and place in the roster.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, FAR};
use super::check_in::{CheckInKind, Outcome};
use super::closed::Word;

/// The kinds of check-in that a cadence can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A short one each day.
    Daily,
    /// The weekly conversation.
    Weekly,
}

impl Word for Kind {
    const WHAT: &'static str = "a kind of cadence";
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Daily, "daily"), (Self::Weekly, "weekly")];
}

/// How often a check-in is wanted, in school days, or on which weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cadence {
    /// Due on this school day after the anchor.
    pub ideal: u16,
    /// Overdue when more school days than these have gone.
    pub maximum: u16,
    /// Due on this day of the week instead; the numbers aren't used then.
    #[serde(default)]
    pub weekday: Option<Weekday>,
}

impl Cadence {
    /// What holds where nothing is set.
    pub const fn default_for(kind: Kind) -> Self {
        let (ideal, maximum) = match kind {
            Kind::Daily => (1, 2),
            Kind::Weekly => (5, 7),
        };
        Self {
            ideal,
            maximum,
            weekday: None,
        }
    }

    fn rank(self) -> (u16, u16, Option<u32>) {
        let weekday = self.weekday.map(|day| day.num_days_from_monday());
        (self.ideal, self.maximum, weekday)
    }
}

impl Ord for Cadence {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Cadence {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A rest from the cadence; its last day belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pause {
    /// The first day that doesn't count.
    pub from: NaiveDate,
    /// The last day that doesn't count.
    pub until: NaiveDate,
}

impl Pause {
    fn contains(self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.until
    }
}

/// One check-in, as far as the cadence needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CheckIn {
    /// The day it was for.
    pub on: NaiveDate,
    /// Its kind.
    pub kind: CheckInKind,
    /// What became of it.
    pub outcome: Outcome,
    /// When they meant to meet again.
    #[serde(default)]
    pub next_date: Option<NaiveDate>,
}

impl CheckIn {
    /// Whether it bears on this kind: its own, or a held conference on the weekly.
    fn bears_on(&self, kind: Kind) -> bool {
        match (self.kind, kind) {
            (CheckInKind::Daily, Kind::Daily) | (CheckInKind::Weekly, Kind::Weekly) => true,
            (CheckInKind::Conference, Kind::Weekly) => self.outcome == Outcome::Held,
            _ => false,
        }
    }
}

/// What a student's check-ins come to, for one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Met {
    /// The last one held.
    pub last_held: Option<NaiveDate>,
    /// The date arranged by the latest that said one.
    pub next_date: Option<NaiveDate>,
    /// How often the student was absent since the anchor.
    pub absences: u32,
}

/// Goes through a student's check-ins, oldest first and in the order they were
/// entered within a day, voided ones left out. Those before `entry` are another
/// stay's; absences before the floor of the school `year` are last year's.
pub fn met(
    kind: Kind,
    entry: NaiveDate,
    year: Option<SchoolYear>,
    check_ins: impl IntoIterator<Item = CheckIn>,
) -> Met {
    let mut met = Met::default();
    for check_in in check_ins {
        if check_in.on < entry || !check_in.bears_on(kind) {
            continue;
        }
        match check_in.outcome {
            Outcome::Held => {
                met = Met {
                    last_held: Some(check_in.on),
                    next_date: check_in.next_date,
                    absences: 0,
                };
                continue;
            }
            Outcome::StudentAbsent if year.is_none_or(|year| year.floor < check_in.on) => {
                met.absences += 1;
            }
            Outcome::StudentAbsent | Outcome::AdultAbsent | Outcome::Skipped => {}
        }
        // One that wasn't held moves a booking but never clears it.
        met.next_date = check_in.next_date.or(met.next_date);
    }
    met
}

/// All that the dates of one student and kind depend on. Students with equal
/// facts have equal dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Facts {
    /// The begin of the present run of enrollments.
    pub entry: NaiveDate,
    /// The last held check-in that counts.
    pub last_held: Option<NaiveDate>,
    /// The date arranged.
    pub next_date: Option<NaiveDate>,
    /// A rest from the cadence.
    pub pause: Option<Pause>,
    /// How often.
    pub cadence: Cadence,
}

impl Facts {
    /// Facts from a student's check-ins.
    pub fn new(entry: NaiveDate, met: &Met, pause: Option<Pause>, cadence: Cadence) -> Self {
        Self {
            entry,
            last_held: met.last_held,
            next_date: met.next_date,
            pause,
            cadence,
        }
    }
}

/// What is stored for one student and kind, moved by pauses and bookings already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dates {
    /// Where counting begins; the day itself isn't counted.
    pub anchor: NaiveDate,
    /// Due from this day on.
    pub due_on: NaiveDate,
    /// Overdue from this day on.
    pub overdue_on: NaiveDate,
    /// The date arranged, where it still stands.
    pub next_date: Option<NaiveDate>,
    /// The last day of a pause.
    pub paused_until: Option<NaiveDate>,
    /// No held check-in of the kind since entry.
    pub never_met: bool,
}

/// The school year that today belongs to, as far as counting needs it. Stored
/// dates are moved when another one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolYear {
    /// Its first school day.
    pub first: NaiveDate,
    /// The school day before that: no anchor lies earlier, or June would make
    /// everyone overdue in September.
    pub floor: NaiveDate,
}

impl SchoolYear {
    /// The one that `today` belongs to, where the calendar knows one.
    pub fn on(today: NaiveDate, calendar: &Calendar) -> Option<Self> {
        let start = calendar.year_start(today)?;
        Some(Self::begun(start, calendar))
    }

    /// The one that begins on that day.
    pub fn begun(start: NaiveDate, calendar: &Calendar) -> Self {
        let first = calendar.school_day_from(start);
        Self {
            first,
            floor: calendar.school_day_before(first),
        }
    }
}

/// The dates of one student and kind, in the school year that today belongs to.
pub fn dates(facts: &Facts, calendar: &Calendar, year: Option<SchoolYear>) -> Dates {
    let last_held = facts.last_held.filter(|held| *held >= facts.entry);
    let floor = year.map(|year| year.floor);
    let begun = last_held.unwrap_or(facts.entry);
    let anchor = floor.map_or(begun, |floor| floor.max(begun));
    let days = ActiveDays::new(calendar, facts.pause);
    // A date that a later meeting, or the summer, has overtaken is no booking.
    let next_date = facts.next_date.filter(|next| {
        *next >= facts.entry
            && last_held.is_none_or(|held| held < *next)
            && floor.is_none_or(|floor| floor < *next)
    });
    let (ideal, overdue_on) = match facts.cadence.weekday {
        None => (
            days.nth_after(anchor, u32::from(facts.cadence.ideal)),
            days.nth_after(anchor, u32::from(facts.cadence.maximum) + 1),
        ),
        Some(weekday) => {
            let from = if last_held.is_some() {
                next_monday(anchor)
            } else {
                year.map_or(facts.entry, |year| year.first.max(facts.entry))
            };
            let due = days.weekday_from(from, weekday);
            (due, days.nth_after(due, 1))
        }
    };
    let due_on = next_date.map_or(ideal, |next| ideal.min(days.nth_after(next, 1)));
    Dates {
        anchor,
        due_on,
        overdue_on,
        next_date,
        paused_until: facts.pause.map(|pause| pause.until),
        never_met: last_held.is_none(),
    }
}

/// School days less paused ones.
#[derive(Clone, Copy)]
struct ActiveDays<'a> {
    calendar: &'a Calendar,
    pause: Option<Pause>,
}

impl<'a> ActiveDays<'a> {
    /// A pause that ends before it begins takes no day away.
    fn new(calendar: &'a Calendar, pause: Option<Pause>) -> Self {
        let pause = pause.filter(|pause| pause.from <= pause.until);
        Self { calendar, pause }
    }

    fn between(&self, after: NaiveDate, upto: NaiveDate) -> u32 {
        let all = self.calendar.school_days_between(after, upto);
        let paused = self.pause.map_or(0, |pause| {
            let before = pause.from.pred_opt().unwrap_or(pause.from);
            self.calendar
                .school_days_between(before.max(after), pause.until.min(upto))
        });
        all.saturating_sub(paused)
    }

    fn nth_after(&self, date: NaiveDate, n: u32) -> NaiveDate {
        let plain = self.calendar.nth_school_day_after(date, n);
        match self.pause {
            Some(pause) if n > 0 && pause.from <= plain && date < pause.until => {
                let before = pause.from.pred_opt().unwrap_or(pause.from);
                let earlier = self.calendar.school_days_between(date, before);
                let rest = n.saturating_sub(earlier);
                self.calendar
                    .nth_school_day_after(pause.until.max(date), rest)
            }
            _ => plain,
        }
    }

    /// That weekday in the first week from `from` on with a school day between
    /// `from` and it; the last such school day where the weekday is none. A
    /// week whose day falls into the pause is passed over.
    fn weekday_from(&self, from: NaiveDate, weekday: Weekday) -> NaiveDate {
        let mut from = from;
        loop {
            let first = self.calendar.school_day_from(from);
            if first >= FAR {
                return FAR;
            }
            let wanted = monday_of(first) + Days::new(weekday.num_days_from_monday().into());
            if wanted < first {
                from = next_monday(first);
                continue;
            }
            // `first` is a school day, so one is found in this week.
            let due = self.calendar.school_day_before(wanted + Days::new(1));
            match self.pause {
                Some(pause) if pause.contains(due) => {
                    from = next_monday(first).max(monday_of(pause.until));
                }
                _ => return due,
            }
        }
    }
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    let days = Days::new(date.weekday().num_days_from_monday().into());
    date.checked_sub_days(days).unwrap_or(date)
}

fn next_monday(date: NaiveDate) -> NaiveDate {
    monday_of(date)
        .checked_add_days(Days::new(7))
        .unwrap_or(FAR)
}

/// How a student stands for one kind, in the words of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// More school days than the maximum have gone.
    Overdue,
    /// It is time.
    Due,
    /// A date is arranged that isn't too late.
    Booked,
    /// Never met, and not yet due.
    New,
    /// Met lately enough.
    Ok,
    /// Resting.
    Paused,
}

impl Word for State {
    const WHAT: &'static str = "a state";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Overdue, "overdue"),
        (Self::Due, "due"),
        (Self::Booked, "booked"),
        (Self::New, "new"),
        (Self::Ok, "ok"),
        (Self::Paused, "paused"),
    ];
}

/// The state on a day: the first that holds.
pub fn state_on(dates: &Dates, today: NaiveDate) -> State {
    let booked = dates
        .next_date
        .is_some_and(|next| today <= next && next < dates.overdue_on);
    if dates.paused_until.is_some_and(|until| today <= until) {
        State::Paused
    } else if today >= dates.overdue_on {
        State::Overdue
    } else if booked {
        State::Booked
    } else if today >= dates.due_on {
        State::Due
    } else if dates.never_met {
        State::New
    } else {
        State::Ok
    }
}

/// School days after the anchor up to and including today, less paused ones.
pub fn school_days(
    dates: &Dates,
    pause: Option<Pause>,
    calendar: &Calendar,
    today: NaiveDate,
) -> u32 {
    ActiveDays::new(calendar, pause).between(dates.anchor, today)
}

/// School days past the maximum: 1 on `overdue_on` itself, 0 before it.
pub fn days_over(
    dates: &Dates,
    pause: Option<Pause>,
    calendar: &Calendar,
    today: NaiveDate,
) -> u32 {
    let before = dates.overdue_on.pred_opt().unwrap_or(dates.overdue_on);
    ActiveDays::new(calendar, pause).between(before, today)
}

/// The groups of the roster, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// Overdue, the earliest first.
    Overdue,
    /// Due.
    Due,
    /// Booked for today.
    Today,
    /// Never met.
    New,
    /// All is well, or booked for later: the nearest first.
    Later,
    /// Resting.
    Paused,
}

/// A student's place in the roster; class number and name settle what is equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderKey {
    /// The group.
    pub rank: Rank,
    /// What orders the group: overdue since, or the next date on which something happens.
    pub date: Option<NaiveDate>,
    /// Those never met come first.
    pub met: bool,
}

/// The place in the roster on a day.
pub fn order_key(dates: &Dates, today: NaiveDate) -> OrderKey {
    let (rank, date) = match state_on(dates, today) {
        State::Overdue => (Rank::Overdue, Some(dates.overdue_on)),
        State::Due => (Rank::Due, None),
        State::Booked if dates.next_date == Some(today) => (Rank::Today, None),
        State::Booked => (Rank::Later, dates.next_date),
        State::New => (Rank::New, None),
        State::Ok => (Rank::Later, Some(dates.due_on)),
        State::Paused => (Rank::Paused, None),
    };
    OrderKey {
        rank,
        date,
        met: !dates.never_met,
    }
}

/// The kind that stands for a student in the roster: the one whose state comes
/// first in the order, the weekly where both are alike.
pub fn row_kind(today: NaiveDate, weekly: Option<&Dates>, daily: Option<&Dates>) -> Option<Kind> {
    match (weekly, daily) {
        (Some(weekly), Some(daily)) => {
            let rank = |dates| order_key(dates, today).rank;
            Some(if rank(daily) < rank(weekly) {
                Kind::Daily
            } else {
                Kind::Weekly
            })
        }
        (Some(_), None) => Some(Kind::Weekly),
        (None, Some(_)) => Some(Kind::Daily),
        (None, None) => None,
    }
}
