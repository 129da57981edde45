//! The rules of "Overdue" against cases written by hand, and by chance. A case
//! is a file in `cases/cadence`; a new one needs no Rust.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use std::path::Path;

use chrono::{Days, NaiveDate, Weekday};
use deskside::domain::cadence::{
    Cadence, CheckIn, Dates, Facts, Kind, Pause, SchoolYear, State, dates, days_over, met,
    order_key, row_kind, school_days, state_on,
};
use deskside::domain::calendar::{Calendar, CalendarDays, Session};
use deskside::domain::school::{DayKind, SessionKind};
use deskside::domain::stay;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    #[serde(default)]
    sessions: Vec<CaseSession>,
    #[serde(default)]
    days: Vec<CaseDays>,
    #[serde(default)]
    weekly: Option<CaseCadence>,
    #[serde(default)]
    daily: Option<CaseCadence>,
    enrollments: Vec<CaseStay>,
    #[serde(default)]
    check_ins: Vec<CheckIn>,
    #[serde(default)]
    pause: Option<Pause>,
    expect: Vec<Expect>,
}

/// People write last days; the program keeps the day after.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseSession {
    kind: SessionKind,
    first: NaiveDate,
    last: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseDays {
    kind: DayKind,
    first: NaiveDate,
    last: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseStay {
    first: NaiveDate,
    last: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseCadence {
    ideal: Option<u16>,
    maximum: Option<u16>,
    weekday: Option<Weekday>,
}

impl CaseCadence {
    fn cadence(&self, kind: Kind) -> Cadence {
        let usual = Cadence::default_for(kind);
        Cadence {
            ideal: self.ideal.unwrap_or(usual.ideal),
            maximum: self.maximum.unwrap_or(usual.maximum),
            weekday: self.weekday,
        }
    }
}

/// What must hold on a day; what isn't said isn't looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    on: NaiveDate,
    /// Without it, the kind of the student's row, which `row` can check.
    kind: Option<Kind>,
    row: Option<Kind>,
    state: CaseState,
    anchor: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    overdue_on: Option<NaiveDate>,
    school_days: Option<u32>,
    days_over: Option<u32>,
    absences: Option<u32>,
    never_met: Option<bool>,
}

#[derive(Deserialize, Debug, PartialEq, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum CaseState {
    Overdue,
    Due,
    Booked,
    New,
    Ok,
    Paused,
    NotEnrolled,
}

impl From<State> for CaseState {
    fn from(state: State) -> Self {
        match state {
            State::Overdue => Self::Overdue,
            State::Due => Self::Due,
            State::Booked => Self::Booked,
            State::New => Self::New,
            State::Ok => Self::Ok,
            State::Paused => Self::Paused,
        }
    }
}

fn after(last: NaiveDate) -> NaiveDate {
    last.succ_opt().unwrap()
}

impl Case {
    fn calendar(&self) -> Calendar {
        let sessions = self.sessions.iter().enumerate().map(|(i, s)| Session {
            id: format!("s{i}"),
            kind: s.kind,
            begin: s.first,
            end: after(s.last),
        });
        let days: Vec<CalendarDays> = self
            .days
            .iter()
            .map(|d| CalendarDays {
                begin: d.first,
                end: after(d.last),
                kind: d.kind,
            })
            .collect();
        Calendar::new(sessions.collect(), &days)
    }

    fn faults(&self) -> Vec<String> {
        let calendar = self.calendar();
        let stays: Vec<_> = self
            .enrollments
            .iter()
            .map(|stay| (stay.first, stay.last.map(after)))
            .collect();
        let mut faults = Vec::new();
        for expect in &self.expect {
            let runs = stay::runs(&stays, &calendar);
            let counts = stay::that_count(&runs, expect.on);
            let Some((run, _)) = counts.filter(|(run, _)| run.contains(expect.on)) else {
                if expect.state != CaseState::NotEnrolled {
                    faults.push(format!("{}: not enrolled", expect.on));
                }
                continue;
            };
            let year = SchoolYear::on(expect.on, &calendar);
            let known = |kind: Kind, cadence: &Option<CaseCadence>| {
                let cadence = cadence.as_ref()?.cadence(kind);
                let mut check_ins = self.check_ins.clone();
                check_ins.sort_by_key(|check_in| check_in.on);
                let met = met(kind, run.begin, year, check_ins);
                let facts = Facts::new(run.begin, &met, self.pause, cadence);
                Some((dates(&facts, &calendar, year), met))
            };
            let weekly = known(Kind::Weekly, &self.weekly);
            let daily = known(Kind::Daily, &self.daily);
            let dates_of = |known: &Option<(Dates, _)>| known.map(|(dates, _)| dates);
            let row = row_kind(
                expect.on,
                dates_of(&weekly).as_ref(),
                dates_of(&daily).as_ref(),
            );
            let (dates, met) = match expect.kind.or(row).expect("a case has a cadence") {
                Kind::Weekly => weekly.expect("a weekly cadence"),
                Kind::Daily => daily.expect("a daily cadence"),
            };
            let mut check = |what: &str, wanted: Option<String>, found: String| {
                if wanted.as_ref().is_some_and(|wanted| *wanted != found) {
                    let wanted = wanted.unwrap();
                    faults.push(format!("{}: {what} is {found}, not {wanted}", expect.on));
                }
            };
            let state = CaseState::from(state_on(&dates, expect.on));
            let elapsed = school_days(&dates, self.pause, &calendar, expect.on);
            let over = days_over(&dates, self.pause, &calendar, expect.on);
            let say = |date: Option<NaiveDate>| date.map(|d| d.to_string());
            check(
                "state",
                Some(format!("{:?}", expect.state)),
                format!("{state:?}"),
            );
            check("anchor", say(expect.anchor), dates.anchor.to_string());
            check("due_on", say(expect.due_on), dates.due_on.to_string());
            check(
                "overdue_on",
                say(expect.overdue_on),
                dates.overdue_on.to_string(),
            );
            check(
                "school_days",
                expect.school_days.map(|n| n.to_string()),
                elapsed.to_string(),
            );
            check(
                "days_over",
                expect.days_over.map(|n| n.to_string()),
                over.to_string(),
            );
            check(
                "absences",
                expect.absences.map(|n| n.to_string()),
                met.absences.to_string(),
            );
            check(
                "never_met",
                expect.never_met.map(|b| b.to_string()),
                dates.never_met.to_string(),
            );
            check(
                "row",
                expect.row.map(|k| format!("{k:?}")),
                format!("{:?}", row.unwrap()),
            );
        }
        faults
    }
}

#[test]
fn every_case_of_the_cadence_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house/cases/cadence");
    let mut faults = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 25, "only {} cases were found", files.len());
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        match toml::from_str::<Case>(&text) {
            Ok(case) => {
                let of_case = case.faults().into_iter();
                faults.extend(of_case.map(|f| format!("{name} ({}): {f}", case.title)));
            }
            Err(error) => faults.push(format!("{name}: {error}")),
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn day(offset: u16) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, 3).unwrap() + Days::new(offset.into())
}

prop_compose! {
    fn calendars()(
        spans in prop::collection::vec((0u16..400, 1u16..20, 0u8..4), 0..8),
        year in prop::option::of(0u16..200),
    ) -> (Calendar, Option<SchoolYear>) {
        let days: Vec<CalendarDays> = spans
            .into_iter()
            .map(|(begin, length, kind)| CalendarDays {
                begin: day(begin),
                end: day(begin + length),
                kind: match kind {
                    0 => DayKind::School,
                    1 => DayKind::Flexible,
                    _ => DayKind::Holiday,
                },
            })
            .collect();
        let calendar = Calendar::new(vec![], &days);
        let year = year.map(|start| SchoolYear::begun(day(start), &calendar));
        (calendar, year)
    }
}

prop_compose! {
    fn any_facts()(
        entry in 0u16..200,
        held in prop::option::of(0u16..300),
        next in prop::option::of(0u16..320),
        pause in prop::option::of((0u16..300, 0u16..40)),
        ideal in 0u16..9,
        maximum in 0u16..12,
        weekday in prop::option::of(0u8..7),
    ) -> Facts {
        Facts {
            entry: day(entry),
            last_held: held.map(day),
            next_date: next.map(day),
            pause: pause.map(|(from, days)| Pause { from: day(from), until: day(from + days) }),
            cadence: Cadence {
                ideal,
                maximum,
                weekday: weekday.map(|n| Weekday::try_from(n).unwrap()),
            },
        }
    }
}

proptest! {
    #[test]
    fn who_is_overdue_stays_overdue_until_something_is_done(
        facts in any_facts(), (calendar, year) in calendars(),
    ) {
        let dates = dates(&facts, &calendar, year);
        let mut was_overdue = false;
        let mut was_over = 0;
        for t in (0..420).map(day) {
            let state = state_on(&dates, t);
            prop_assert!(!was_overdue || state == State::Overdue, "{state:?} on {t}");
            was_overdue = state == State::Overdue;
            let over = days_over(&dates, facts.pause, &calendar, t);
            prop_assert!(over >= was_over);
            was_over = over;
        }
    }

    #[test]
    fn elapsed_days_agree_with_the_stored_dates(
        facts in any_facts(), (calendar, year) in calendars(),
    ) {
        let facts = Facts {
            next_date: None,
            cadence: Cadence { weekday: None, ..facts.cadence },
            ..facts
        };
        let dates = dates(&facts, &calendar, year);
        let (ideal, maximum) = (u32::from(facts.cadence.ideal), u32::from(facts.cadence.maximum));
        for t in (0..420).map(day).filter(|t| *t >= dates.anchor) {
            let elapsed = school_days(&dates, facts.pause, &calendar, t);
            prop_assert_eq!(elapsed >= ideal, t >= dates.due_on, "due on {}", t);
            prop_assert_eq!(elapsed > maximum, t >= dates.overdue_on, "overdue on {}", t);
            let over = days_over(&dates, facts.pause, &calendar, t);
            prop_assert_eq!(over, elapsed.saturating_sub(maximum));
        }
    }

    #[test]
    fn the_nth_school_day_is_one_and_has_n_behind_it(
        (calendar, _) in calendars(), from in 0u16..420, n in 1u32..300,
    ) {
        let nth = calendar.nth_school_day_after(day(from), n);
        prop_assert!(calendar.is_school_day(nth));
        prop_assert_eq!(calendar.school_days_between(day(from), nth), n);
        prop_assert_eq!(calendar.school_day_before(after(nth)), nth);
    }

    #[test]
    fn the_order_never_puts_a_calmer_state_first(
        a in any_facts(), b in any_facts(), (calendar, year) in calendars(), t in 0u16..420,
    ) {
        let t = day(t);
        let (a, b) = (dates(&a, &calendar, year), dates(&b, &calendar, year));
        let place = |dates: &Dates| match (state_on(dates, t), dates.next_date == Some(t)) {
            (State::Overdue, _) => 0,
            (State::Due, _) => 1,
            (State::Booked, true) => 2,
            (State::New, _) => 3,
            (State::Ok | State::Booked, _) => 4,
            (State::Paused, _) => 5,
        };
        let (first, second) = if order_key(&a, t) <= order_key(&b, t) { (a, b) } else { (b, a) };
        prop_assert!(place(&first) <= place(&second));
        if place(&first) == 0 && place(&second) == 0 {
            prop_assert!(first.overdue_on <= second.overdue_on);
        }
    }
}
