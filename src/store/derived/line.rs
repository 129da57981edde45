//! What a line of the roster shows besides its dates: names, classes, the plan at a glance, the
//! trend. Kept with the line in one piece, so that a page of a district is one read a student.
//! Free of the day: what depends on it is chosen when it is read.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::cadence::{CheckIn, Facts};
use crate::domain::check_in::Outcome;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{GoalStatus, Stage};
use crate::domain::scale::Scale;
use crate::domain::{Word, dates, names};

use super::super::error::{Error, Result};
use super::Table;

/// What a line shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Given name, the preferred one where there is one.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Given name, where another is preferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formal: Option<String>,
    /// Places in classes, past and to come.
    pub places: Vec<Placed>,
    /// Plans that aren't closed, the oldest first.
    pub plans: Vec<Planned>,
    /// The last day on which the student was marked absent.
    #[serde(default, deserialize_with = "maybe_day")]
    pub absent_on: Option<NaiveDate>,
    /// The last day on which the student was met in a check-in of whatever kind, where it is
    /// that of no kind that is asked for.
    #[serde(
        default,
        deserialize_with = "maybe_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub met_on: Option<NaiveDate>,
    /// Tries since the last check-in that was held: weekly, daily.
    pub absences: [u32; 2],
    /// A digit a day with ratings, oldest first: 0 for the lowest level, 7 for the highest.
    pub trend: String,
}

/// A line as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it shows.
    pub line: Line,
    /// The grade.
    pub grade: Option<String>,
    /// Whose dates the student has.
    pub bucket: i64,
}

impl Kept {
    /// Reads the written form of a line.
    pub fn of(line: &str, grade: Option<String>, bucket: i64) -> Result<Self> {
        let line = serde_json::from_str(line)
            .map_err(|_unreadable| Error::Damaged("a line of the roster can't be read".into()))?;
        Ok(Self {
            line,
            grade,
            bucket,
        })
    }
}

/// A place in a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The class.
    pub class: i64,
    /// Its title.
    pub title: String,
    /// The class number there.
    pub number: Option<u16>,
    /// Whether it is where the student belongs.
    pub homeroom: bool,
    /// The first day.
    #[serde(deserialize_with = "day")]
    pub begins: NaiveDate,
    /// The first day after it.
    #[serde(default, deserialize_with = "maybe_day")]
    pub ends: Option<NaiveDate>,
}

impl Placed {
    /// Whether the student is there on that day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.begins <= day && self.ends.is_none_or(|end| day < end)
    }
}

/// A plan at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The session it is for; 0 where the school has none.
    pub session: i64,
    /// The day it was opened.
    #[serde(deserialize_with = "day")]
    pub opened: NaiveDate,
    /// The word of its stage.
    pub stage: String,
    /// Goals that are met, those for one day apart.
    pub met: u16,
    /// Goals that count, likewise.
    pub goals: u16,
    /// The same of the goals for one day, day by day: a day's are added where it is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<(NaiveDate, u16, u16)>,
}

/// A day of a line, read the quick way.
struct Day(NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        struct Iso;
        impl Visitor<'_> for Iso {
            type Value = Day;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a date")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Day, E> {
                dates::iso(text)
                    .map(Day)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        from.deserialize_str(Iso)
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<NaiveDate, D::Error> {
    Day::deserialize(from).map(|day| day.0)
}

fn maybe_day<'de, D: Deserializer<'de>>(
    from: D,
) -> std::result::Result<Option<NaiveDate>, D::Error> {
    Option::<Day>::deserialize(from).map(|day| day.map(|day| day.0))
}

impl Planned {
    /// Goals that are met, and goals, as they count on a day.
    pub fn goals_on(&self, today: NaiveDate) -> (u16, u16) {
        let of_today = self.days.iter().find(|(day, ..)| *day == today);
        let (_, met, goals) = of_today.copied().unwrap_or_default();
        (self.met + met, self.goals + goals)
    }

    /// Its stage.
    pub fn stage(&self) -> Option<Stage> {
        Stage::from_word(&self.stage)
    }
}

impl Line {
    /// A line with what the record says of a student's names, plans and ratings.
    pub fn of(connection: &Connection, person: &Person) -> Result<Self> {
        Ok(Self {
            plans: plans(connection, person.id)?,
            trend: trend(connection, person.id)?,
            ..Self::named(person)
        })
    }

    /// A line with nothing but the names.
    pub fn named(person: &Person) -> Self {
        Self {
            given: person.preferred.as_ref().unwrap_or(&person.given).clone(),
            family: person.family.clone(),
            formal: person.preferred.as_ref().map(|_| person.given.clone()),
            ..Self::default()
        }
    }

    /// Takes the last day absent from check-ins, and the last day met where the facts of the
    /// kinds that are asked for don't have it.
    pub fn tried(&mut self, check_ins: &[CheckIn], asked: [Option<Facts>; 2]) {
        let last = |outcome| {
            let such = check_ins.iter().filter(|tried| tried.outcome == outcome);
            such.map(|tried| tried.on).max()
        };
        self.absent_on = last(Outcome::StudentAbsent);
        let is_asked = |met: &NaiveDate| asked.iter().flatten().any(|f| f.last_held == Some(*met));
        self.met_on = last(Outcome::Held).filter(|met| !is_asked(met));
    }

    /// Reads the line of a student; none who isn't on the roster.
    pub fn read(connection: &Connection, student: PersonId) -> Result<Option<Kept>> {
        let mut statement = connection
            .prepare_cached("SELECT line, grade, bucket FROM roster WHERE student = ?1")?;
        let mut rows = statement.query([student.number()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let line = row.get_ref(0)?.as_str().unwrap_or_default();
        Kept::of(line, row.get(1)?, row.get(2)?).map(Some)
    }

    fn written(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|_unwritable| Error::Failed("The roster's line can't be written.".into()))
    }
}

fn plans(connection: &Connection, student: PersonId) -> Result<Vec<Planned>> {
    let words = GoalStatus::ALL
        .iter()
        .filter(|(status, _)| status.is_counted());
    let words: Vec<String> = words.map(|(_, word)| format!("'{word}'")).collect();
    let counted = words.join(",");
    let mut statement = connection.prepare_cached(&format!(
        "SELECT p.id, coalesce(p.session, 0), p.opened, p.stage, g.day,
           coalesce(sum(g.status = 'met'), 0), count(g.id) FROM plan p
         LEFT JOIN goal g ON g.plan = p.id AND g.status IN ({counted})
         WHERE p.person = ?1 AND p.stage <> 'closed'
         GROUP BY p.id, g.day ORDER BY p.opened, p.id, g.day",
    ))?;
    let rows = statement.query_map([student.number()], |row| {
        let planned = Planned {
            session: row.get(1)?,
            opened: super::day(row, 2)?,
            stage: row.get(3)?,
            met: 0,
            goals: 0,
            days: Vec::new(),
        };
        let day = match row.get_ref(4)?.as_str_or_null()? {
            Some(_) => Some(super::day(row, 4)?),
            None => None,
        };
        Ok((
            row.get::<_, i64>(0)?,
            planned,
            day,
            row.get(5)?,
            row.get(6)?,
        ))
    })?;
    let mut plans: Vec<(i64, Planned)> = Vec::new();
    for row in rows {
        let (plan, planned, day, met, goals) = row?;
        if plans.last().is_none_or(|(last, _)| *last != plan) {
            plans.push((plan, planned));
        }
        let Some((_, planned)) = plans.last_mut() else {
            continue;
        };
        match day {
            Some(day) => planned.days.push((day, met, goals)),
            None => (planned.met, planned.goals) = (met, goals),
        }
    }
    Ok(plans.into_iter().map(|(_, planned)| planned).collect())
}

/// Writes the roster's line of a student; who counts the bucket is the caller's matter.
pub fn put_line(
    connection: &Connection,
    person: &Person,
    org: Option<i64>,
    bucket: i64,
    number: i64,
    line: &Line,
) -> Result<()> {
    let line = line.written()?;
    let values = params![
        person.id.number(),
        bucket,
        org,
        number,
        names::fold(&person.called()),
        person.grade,
        line
    ];
    // After a check-in the dates alone are others: the orders by name and number stay untouched.
    let moved = connection
        .prepare_cached(
            "UPDATE roster SET bucket = ?2, line = ?7 WHERE student = ?1 AND org IS ?3
               AND class_number = ?4 AND name = ?5 AND grade IS ?6",
        )?
        .execute(values)?;
    if moved == 0 {
        connection
            .prepare_cached(
                "INSERT INTO roster (student, bucket, org, class_number, name, grade, line)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (student) DO UPDATE SET bucket = ?2, org = ?3, class_number = ?4,
                   name = ?5, grade = ?6, line = ?7",
            )?
            .execute(values)?;
    }
    Ok(())
}

/// How many days with ratings the trend shows.
const TREND: usize = 4;

/// How many of the latest ratings are looked at for it.
pub const RATED: usize = 24;

/// The teacher's ratings of the last days that have any, a digit a day, oldest
/// first: 0 for the lowest level of the scale, 7 for the highest.
fn trend(connection: &Connection, student: PersonId) -> Result<String> {
    let mut statement = connection.prepare_cached(
        "SELECT r.observed_on, r.level, p.scale FROM rating r
         JOIN goal g ON g.id = r.goal JOIN plan p ON p.id = g.plan
         WHERE r.person = ?1 AND r.rater_kind = 'teacher'
           AND NOT EXISTS (SELECT 1 FROM void WHERE entry = r.id)
         ORDER BY r.observed_on DESC, r.id DESC LIMIT ?2",
    )?;
    let rated: Vec<(String, i64, i64)> = statement
        .query_map(params![student.number(), RATED as i64], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut scales: HashMap<i64, Option<Scale>> = HashMap::new();
    let mut heights = Vec::with_capacity(rated.len());
    for (on, level, scale) in &rated {
        if !scales.contains_key(scale) {
            scales.insert(*scale, Scale::find(connection, *scale)?);
        }
        if let Some(scale) = &scales[scale] {
            heights.push((on.as_str(), scale.height(*level)));
        }
    }
    Ok(trend_of(heights))
}

/// The trend of ratings, newest first: the day, and the height on its scale.
pub fn trend_of<D: PartialEq>(rated: impl IntoIterator<Item = (D, f64)>) -> String {
    let mut days: Vec<(D, f64, f64)> = Vec::new();
    for (on, height) in rated {
        match days.last_mut() {
            Some((day, sum, count)) if *day == on => {
                *sum += height;
                *count += 1.0;
            }
            _ => days.push((on, height, 1.0)),
        }
    }
    days.truncate(TREND);
    let digit = |mean: f64| char::from(b'0' + (mean * 7.0).round() as u8);
    days.iter()
        .rev()
        .map(|(_day, sum, count)| digit(sum / count))
        .collect()
}
