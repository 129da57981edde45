//! What follows from the record: how each student stands, the buckets of equal
//! dates, the roster's lines and the words of names. Written in the same
//! transaction as what it follows from, never counted anew on opening.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::Id;
use crate::domain::cadence::{self, Cadence, Facts, Kind, Met, Pause, SchoolYear};
use crate::domain::calendar::{Calendar, CalendarDays, Session};
use crate::domain::check_in::{CheckInKind, Outcome};
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::school::{AcademicSession, CalendarDay, Class, Org};
use crate::domain::stay::{self, Run};
use crate::domain::{Word, dates};

use super::error::Result;
use super::rows::Table;

mod cadences;
mod line;
pub(super) mod reached;
pub(super) mod words;

pub(super) use cadences::Cadences;
pub(super) use line::{Kept, Line, Placed, Planned, RATED, put_line, trend_of};

/// Stands for "no class number" in the roster's order: last.
pub const NO_NUMBER: i64 = 65_535;

/// The calendars of a file, one an org, made once a transaction or read.
#[derive(Debug, Clone)]
pub struct Calendars {
    sessions: Vec<Session>,
    days: Vec<CalendarDay>,
    parents: HashMap<i64, Option<i64>>,
    made: Vec<Made>,
    /// Where an org's calendar stands among those made: orgs without days of their own share
    /// that of the org above them.
    places: HashMap<Option<i64>, usize>,
    /// Which was asked for last: buckets of one org mostly stand together.
    last: Option<(Option<i64>, usize)>,
}

/// A calendar.
#[derive(Debug, Clone)]
struct Made {
    calendar: Calendar,
    /// The school year of the day that was asked about.
    year: Option<(NaiveDate, Option<SchoolYear>)>,
}

impl Calendars {
    /// Reads sessions, calendar days and the tree of orgs.
    pub fn load(connection: &Connection) -> Result<Self> {
        let sessions = AcademicSession::list(connection, "WHERE status = 'active'", [])?
            .into_iter()
            .map(|session| Session {
                id: session.id.to_string(),
                kind: session.kind,
                begin: session.begins,
                end: session.ends,
            })
            .collect();
        let days = CalendarDay::list(connection, "ORDER BY date", [])?;
        let parents = Org::list(connection, "", [])?
            .into_iter()
            .map(|org| (org.id.number(), org.parent.map(Id::number)))
            .collect();
        Ok(Self {
            sessions,
            days,
            parents,
            made: Vec::new(),
            places: HashMap::new(),
            last: None,
        })
    }

    /// The calendar of an org: its own days and those of the orgs above it.
    pub fn of(&mut self, org: Option<i64>) -> &Calendar {
        let place = self.place(org);
        &self.made[place].calendar
    }

    /// The same, with the school year that a day belongs to there.
    pub fn on(&mut self, org: Option<i64>, today: NaiveDate) -> (&Calendar, Option<SchoolYear>) {
        let place = self.place(org);
        let made = &mut self.made[place];
        let year = match made.year {
            Some((day, year)) if day == today => year,
            _ => {
                let year = SchoolYear::on(today, &made.calendar);
                made.year = Some((today, year));
                year
            }
        };
        (&made.calendar, year)
    }

    /// Where the calendar of an org stands, making it the first time.
    fn place(&mut self, org: Option<i64>) -> usize {
        if let Some((_, place)) = self.last.filter(|(known, _)| *known == org) {
            return place;
        }
        let place = match self.places.get(&org) {
            Some(place) => *place,
            None => self.make(org),
        };
        self.last = Some((org, place));
        place
    }

    fn make(&mut self, org: Option<i64>) -> usize {
        let mut line = Vec::new();
        let mut next = org;
        while let Some(id) = next.filter(|id| !line.contains(&Some(*id))) {
            line.push(Some(id));
            next = self.parents.get(&id).copied().flatten();
        }
        line.push(None);
        let has_days =
            |org: &Option<i64>| self.days.iter().any(|day| day.org.map(Id::number) == *org);
        line.retain(|org| org.is_none() || has_days(org));
        let nearest = line.first().copied().flatten();
        let shared = self.places.get(&nearest).copied();
        let place = shared.unwrap_or_else(|| {
            self.made.push(Made {
                calendar: Calendar::new(self.sessions.clone(), &self.days_along(&line)),
                year: None,
            });
            self.made.len() - 1
        });
        self.places.insert(nearest, place);
        self.places.insert(org, place);
        place
    }

    /// The days of these orgs from the top down: where days meet, the nearer org decides.
    fn days_along(&self, line: &[Option<i64>]) -> Vec<CalendarDays> {
        let mut days = Vec::new();
        for level in line.iter().rev() {
            let own = self.days.iter();
            let own = own.filter(|day| day.org.map(Id::number) == *level);
            days.extend(own.map(|day| CalendarDays {
                begin: day.date,
                end: day.date.succ_opt().unwrap_or(day.date),
                kind: day.kind,
            }));
        }
        days
    }
}

/// All that the state of a student depends on, whatever the day. Students of
/// one bucket have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// The run of enrollments that counts, and the one after it.
    pub runs: [Option<Run>; 2],
    /// Facts for the weekly kind, where a cadence asks for it.
    pub weekly: Option<Facts>,
    /// Facts for the daily kind, likewise.
    pub daily: Option<Facts>,
}

impl Bucket {
    /// The run that holds `today`; without one the student isn't on the roster.
    pub fn run_on(&self, today: NaiveDate) -> Option<Run> {
        self.runs
            .iter()
            .flatten()
            .find(|run| run.contains(today))
            .copied()
    }

    /// The facts of a kind as they are for the run that holds `today`.
    pub fn facts(&self, kind: Kind, today: NaiveDate) -> Option<Facts> {
        let facts = match kind {
            Kind::Weekly => self.weekly,
            Kind::Daily => self.daily,
        }?;
        Some(Facts {
            entry: self.run_on(today)?.begin,
            ..facts
        })
    }

    /// The written form: numbers of days, a blank where there is none.
    pub fn key(&self) -> String {
        let mut numbers: Vec<Option<i32>> = Vec::with_capacity(22);
        for run in self.runs {
            numbers.push(run.map(|run| run.begin.num_days_from_ce()));
            numbers.push(
                run.and_then(|run| run.end)
                    .map(|end| end.num_days_from_ce()),
            );
        }
        for facts in [self.weekly, self.daily] {
            let days = |date: Option<NaiveDate>| date.map(|date| date.num_days_from_ce());
            numbers.extend([
                facts.map(|f| i32::from(f.cadence.ideal)),
                facts.map(|f| i32::from(f.cadence.maximum)),
                facts
                    .and_then(|f| f.cadence.weekday)
                    .map(|day| day.num_days_from_monday() as i32),
                facts.and_then(|f| days(f.last_held)),
                facts.and_then(|f| days(f.next_date)),
                facts
                    .and_then(|f| f.pause)
                    .map(|pause| pause.from.num_days_from_ce()),
                facts
                    .and_then(|f| f.pause)
                    .map(|pause| pause.until.num_days_from_ce()),
            ]);
        }
        let texts: Vec<String> = numbers
            .into_iter()
            .map(|n| n.map_or(String::new(), |n| n.to_string()))
            .collect();
        texts.join(",")
    }

    /// Reads the written form.
    pub fn from_key(key: &str) -> Option<Self> {
        let mut numbers = key.split(',').map(whole_number);
        let mut next = || numbers.next();
        let day = |number: Option<i32>| number.and_then(NaiveDate::from_num_days_from_ce_opt);
        let mut runs = [None; 2];
        for run in &mut runs {
            let (begin, end) = (day(next()?), day(next()?));
            *run = begin.map(|begin| Run { begin, end });
        }
        let entry = runs[0].map_or(NaiveDate::MIN, |run| run.begin);
        let mut kinds = [None; 2];
        for kind in &mut kinds {
            let (ideal, maximum, weekday) = (next()?, next()?, next()?);
            let (last_held, next_date, from, until) =
                (day(next()?), day(next()?), day(next()?), day(next()?));
            *kind = ideal.zip(maximum).map(|(ideal, maximum)| Facts {
                entry,
                last_held,
                next_date,
                pause: from.zip(until).map(|(from, until)| Pause { from, until }),
                cadence: Cadence {
                    ideal: ideal as u16,
                    maximum: maximum as u16,
                    weekday: weekday.and_then(|day| Weekday::try_from(day as u8).ok()),
                },
            });
        }
        Some(Self {
            runs,
            weekly: kinds[0],
            daily: kinds[1],
        })
    }
}

/// A number of the written form: digits, or nothing at all. Twenty a bucket are read on the
/// way to the first frame.
fn whole_number(text: &str) -> Option<i32> {
    let mut number = (!text.is_empty()).then_some(0_i32)?;
    for byte in text.bytes() {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number = number.checked_mul(10)?.checked_add(i32::from(digit))?;
    }
    Some(number)
}

/// One present or past place of a student in a class.
struct Place {
    class: i64,
    title: String,
    org: Option<i64>,
    number: Option<i64>,
    homeroom: bool,
    begins: NaiveDate,
    ends: Option<NaiveDate>,
}

impl Place {
    /// Whether the student is there on that day.
    fn holds(&self, day: NaiveDate) -> bool {
        self.begins <= day && self.ends.is_none_or(|end| day < end)
    }
}

/// Derives anew what follows from these students' records. `today` decides
/// only which of several runs of enrollments is the present one.
pub fn refresh(connection: &Connection, students: &[PersonId], today: NaiveDate) -> Result<()> {
    let mut calendars = Calendars::load(connection)?;
    let cadences = Cadences::load(connection)?;
    for student in students {
        refresh_one(connection, *student, today, &mut calendars, &cadences)?;
    }
    Ok(())
}

/// Derives anew for everybody, after a change of calendar, cadence or term.
/// `progress` hears how many of how many are done.
pub fn refresh_all(
    connection: &Connection,
    today: NaiveDate,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<()> {
    let mut statement = connection.prepare("SELECT id FROM person WHERE role = 'student'")?;
    let students: Vec<PersonId> = statement
        .query_map([], |row| row.get(0).map(PersonId::new))?
        .collect::<rusqlite::Result<_>>()?;
    for (done, batch) in students.chunks(1_000).enumerate() {
        progress(done * 1_000, students.len());
        refresh(connection, batch, today)?;
    }
    progress(students.len(), students.len());
    Ok(())
}

fn refresh_one(
    connection: &Connection,
    student: PersonId,
    today: NaiveDate,
    calendars: &mut Calendars,
    cadences: &Cadences,
) -> Result<()> {
    let person = Person::find(connection, student.number())?
        .filter(|person| person.role == Role::Student && person.status == Status::Active);
    let places = places(connection, student)?;
    let spans: Vec<_> = places
        .iter()
        .map(|place| (place.begins, place.ends))
        .collect();
    let present = |place: &&Place| place.holds(today);
    let home = places
        .iter()
        .filter(present)
        .min_by_key(|place| (!place.homeroom, place.number.is_none(), place.number))
        .or(places.first());
    let org = person
        .as_ref()
        .and_then(|p| p.org.map(Id::number))
        .or(home.and_then(|p| p.org));
    let (calendar, year) = calendars.on(org, today);
    let runs = stay::runs(&spans, calendar);
    let Some((person, (run, following))) = person.zip(stay::that_count(&runs, today)) else {
        return forget(connection, student);
    };
    let classes: Vec<i64> = places
        .iter()
        .filter(present)
        .map(|place| place.class)
        .collect();
    let mut bucket = Bucket {
        runs: [Some(run), following],
        weekly: None,
        daily: None,
    };
    let tried = check_ins(connection, student, run.begin)?;
    connection
        .prepare_cached("DELETE FROM standing WHERE student = ?1")?
        .execute([student.number()])?;
    let mut line = Line::of(connection, &person)?;
    line.places = places.iter().map(Placed::from).collect();
    for kind in [Kind::Weekly, Kind::Daily] {
        let Some((asked, pause)) = cadences.of(kind, student, &classes) else {
            continue;
        };
        let met = cadence::met(kind, run.begin, year, tried.iter().copied());
        let facts = Facts::new(run.begin, &met, pause, asked);
        store_standing(
            connection,
            student,
            kind,
            &met,
            &cadence::dates(&facts, calendar, year),
        )?;
        line.absences[usize::from(kind == Kind::Daily)] = met.absences;
        match kind {
            Kind::Weekly => bucket.weekly = Some(facts),
            Kind::Daily => bucket.daily = Some(facts),
        }
    }
    line.tried(&tried, [bucket.weekly, bucket.daily]);
    let number = home.and_then(|place| place.number).unwrap_or(NO_NUMBER);
    store_line(connection, &person, org, &bucket, number, &line)?;
    reached::put(connection, student)?;
    words::put(connection, &person)
}

impl From<&Place> for Placed {
    fn from(place: &Place) -> Self {
        Self {
            class: place.class,
            title: place.title.clone(),
            number: place.number.and_then(|number| u16::try_from(number).ok()),
            homeroom: place.homeroom,
            begins: place.begins,
            ends: place.ends,
        }
    }
}

/// The classes a student is in on a day.
pub(super) fn classes_on(
    connection: &Connection,
    student: PersonId,
    today: NaiveDate,
) -> Result<Vec<i64>> {
    let places = places(connection, student)?.into_iter();
    let present = places.filter(|place| place.holds(today));
    Ok(present.map(|place| place.class).collect())
}

fn places(connection: &Connection, student: PersonId) -> Result<Vec<Place>> {
    let mut statement = connection.prepare_cached(
        "SELECT e.class, c.org, e.class_number, c.homeroom, e.begins, e.ends, c.title
         FROM enrollment e JOIN class c ON c.id = e.class
         WHERE e.person = ?1 AND e.role = 'student' AND e.status = 'active'
         ORDER BY e.begins, e.id",
    )?;
    let rows = statement.query_map([student.number()], |row| {
        Ok(Place {
            class: row.get(0)?,
            org: row.get(1)?,
            number: row.get(2)?,
            homeroom: row.get(3)?,
            begins: day(row, 4)?,
            ends: row
                .get::<_, Option<String>>(5)?
                .as_deref()
                .and_then(dates::iso),
            title: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn day(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<NaiveDate> {
    super::rows::date(row.get_ref(at)?.as_str()?).map_err(Into::into)
}

/// The student's check-ins from a day on, oldest first, voided ones left out.
fn check_ins(
    connection: &Connection,
    student: PersonId,
    from: NaiveDate,
) -> Result<Vec<cadence::CheckIn>> {
    let mut statement = connection.prepare_cached(
        r#"SELECT "on", kind, outcome, next_date FROM check_in
           WHERE student = ?1 AND "on" >= ?2
             AND NOT EXISTS (SELECT 1 FROM void WHERE entry = check_in.id)
           ORDER BY "on", id"#,
    )?;
    let rows = statement.query_map(params![student.number(), from.to_string()], |row| {
        let kind = CheckInKind::from_word(row.get_ref(1)?.as_str()?);
        let outcome = Outcome::from_word(row.get_ref(2)?.as_str()?);
        let next_date = row.get_ref(3)?.as_str_or_null()?.and_then(dates::iso);
        Ok(kind
            .zip(outcome)
            .map(|(kind, outcome)| (kind, outcome, next_date))
            .zip(day(row, 0).ok()))
    })?;
    let mut list = Vec::new();
    for row in rows {
        if let Some(((kind, outcome, next_date), on)) = row? {
            list.push(cadence::CheckIn {
                on,
                kind,
                outcome,
                next_date,
            });
        }
    }
    Ok(list)
}

pub(super) fn store_standing(
    connection: &Connection,
    student: PersonId,
    kind: Kind,
    met: &Met,
    dates: &cadence::Dates,
) -> Result<()> {
    let text = |date: Option<NaiveDate>| date.map(|date| date.to_string());
    connection
        .prepare_cached(
            "INSERT INTO standing (student, kind, last_met, next_date, paused_until, due_on,
               overdue_on, never_met, absences) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            student.number(),
            kind.word(),
            text(met.last_held),
            text(dates.next_date),
            text(dates.paused_until),
            dates.due_on.to_string(),
            dates.overdue_on.to_string(),
            dates.never_met,
            met.absences,
        ])?;
    Ok(())
}

/// Takes a student off the roster; the record stays.
fn forget(connection: &Connection, student: PersonId) -> Result<()> {
    let left = bucket_of(connection, student)?;
    leave_bucket(connection, left)?;
    reached::forget(connection, student)?;
    words::forget(connection, student)?;
    for sql in [
        "DELETE FROM standing WHERE student = ?1",
        "DELETE FROM roster WHERE student = ?1",
    ] {
        connection
            .prepare_cached(sql)?
            .execute([student.number()])?;
    }
    drop_if_empty(connection, left)
}

/// The bucket the student is in.
fn bucket_of(connection: &Connection, student: PersonId) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT bucket FROM roster WHERE student = ?1")?
        .query_row([student.number()], |row| row.get(0))
        .optional()?)
}

/// Counts a student out of a bucket.
fn leave_bucket(connection: &Connection, bucket: Option<i64>) -> Result<()> {
    if let Some(bucket) = bucket {
        connection
            .prepare_cached("UPDATE bucket SET n = n - 1 WHERE id = ?1")?
            .execute([bucket])?;
    }
    Ok(())
}

/// Removes a bucket that nobody is in any more.
fn drop_if_empty(connection: &Connection, bucket: Option<i64>) -> Result<()> {
    if let Some(bucket) = bucket {
        connection
            .prepare_cached("DELETE FROM bucket WHERE id = ?1 AND n <= 0")?
            .execute([bucket])?;
    }
    Ok(())
}

/// The bucket's id, making it when it is new.
pub fn bucket_id(connection: &Connection, org: Option<i64>, bucket: &Bucket) -> Result<i64> {
    let key = format!(
        "{};{}",
        org.map_or(String::new(), |org| org.to_string()),
        bucket.key()
    );
    let known = connection
        .prepare_cached("SELECT id FROM bucket WHERE key = ?1")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO bucket (org, key, n) VALUES (?1, ?2, 0)")?
        .execute(params![org, key])?;
    Ok(connection.last_insert_rowid())
}

fn store_line(
    connection: &Connection,
    person: &Person,
    org: Option<i64>,
    bucket: &Bucket,
    number: i64,
    line: &Line,
) -> Result<()> {
    let id = bucket_id(connection, org, bucket)?;
    let before = bucket_of(connection, person.id)?;
    if before != Some(id) {
        leave_bucket(connection, before)?;
        connection
            .prepare_cached("UPDATE bucket SET n = n + 1 WHERE id = ?1")?
            .execute([id])?;
    }
    put_line(connection, person, org, id, number, line)?;
    drop_if_empty(connection, before.filter(|before| *before != id))
}

/// Students whose derived rows depend on this class.
pub fn students_of(connection: &Connection, class: Id<Class>) -> Result<Vec<PersonId>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT person FROM enrollment WHERE class = ?1 AND role = 'student'",
    )?;
    let rows = statement.query_map([class.number()], |row| row.get(0).map(PersonId::new))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
