//! What a student's goals work toward, each with the level last said of it, kept in one piece
//! a student, so that the grid is one read a student. What a file of an older version doesn't
//! hold yet is asked of the record itself.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::framework::Competency;
use crate::domain::person::PersonId;
use crate::domain::plan::{Goal, GoalStatus};
use crate::domain::rating::RollUp;
use crate::domain::{Id, Word};

use super::super::error::{Error, Result};
use super::day;

/// That a goal works toward a competency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The competency.
    pub competency: Id<Competency>,
    /// The goal.
    pub goal: Id<Goal>,
    /// The scale of its plan.
    pub scale: i64,
    /// How its plan rolls ratings up.
    pub roll_up: RollUp,
    /// Whether it is still worked on.
    pub is_open: bool,
}

/// A level with what it is ordered by: a teacher's rating, or what was set in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Last {
    /// The day, and the id of the rating.
    pub at: (NaiveDate, i64),
    /// The level.
    pub level: i64,
    /// Whether it was set by hand.
    pub is_set: bool,
}

/// What is kept of one link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The link.
    pub link: Link,
    /// When its plan was opened.
    pub opened: NaiveDate,
    /// The level last said of the goal.
    pub last: Option<Last>,
}

const RATED: &str = "SELECT observed_on, id, level FROM rating
     WHERE goal = ?1 AND rater_kind = 'teacher' AND observed_on <= ?2
       AND NOT EXISTS (SELECT 1 FROM void WHERE entry = id)
     ORDER BY observed_on DESC, id DESC LIMIT 1";
const SET: &str = r#"SELECT "on", id, level FROM level_override
     WHERE goal = ?1 AND "on" <= ?2 AND NOT EXISTS (SELECT 1 FROM void WHERE entry = id)
     ORDER BY "on" DESC, entered_at DESC, id DESC LIMIT 1"#;
/// Later than any day that is said.
const EVER: &str = "9999-12-31";
/// The bytes of a link: competency, goal, scale, rating, level, the days of the plan and of
/// the rating (0 where there is none), how often for a roll-up, its kind, and two yes or no.
const BYTES: usize = 5 * 8 + 2 * 4 + 2 + 3;

/// Whether any level of the file was ever set by hand.
pub fn has_overrides(connection: &Connection) -> Result<bool> {
    let any = "SELECT EXISTS (SELECT 1 FROM level_override)";
    Ok(connection
        .prepare_cached(any)?
        .query_row([], |row| row.get(0))?)
}

/// The level last said of a goal up to `until`, read from the record.
pub fn last_said(
    connection: &Connection,
    goal: Id<Goal>,
    until: &str,
    has_overrides: bool,
) -> Result<Option<Last>> {
    let read = |sql, is_set| -> Result<Option<Last>> {
        let mut statement = connection.prepare_cached(sql)?;
        let found = statement.query_row(params![goal.number(), until], |row| {
            Ok(Last {
                at: (day(row, 0)?, row.get(1)?),
                level: row.get(2)?,
                is_set,
            })
        });
        Ok(found.optional()?)
    };
    let set = if has_overrides {
        read(SET, true)?
    } else {
        None
    };
    match set {
        Some(set) => Ok(Some(set)),
        None => read(RATED, false),
    }
}

/// What a student's goals work toward in plans opened up to `until`, the latest plan's first,
/// each with the day its plan was opened: read from the record.
pub fn recorded(
    connection: &Connection,
    student: PersonId,
    until: &str,
) -> Result<Vec<(Link, NaiveDate)>> {
    let mut statement = connection.prepare_cached(
        "SELECT l.competency, g.id, p.scale, p.roll_up, g.status, p.stage, p.opened FROM plan p CROSS JOIN goal g ON g.plan = p.id
         CROSS JOIN goal_competency l ON l.goal = g.id
         WHERE p.person = ?1 AND p.opened <= ?2
         ORDER BY p.opened DESC, p.id DESC, g.position DESC, l.id",
    )?;
    let rows = statement.query_map(params![student.number(), until], |row| {
        Ok((link(row)?, day(row, 6)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    let status = GoalStatus::from_word(row.get_ref(4)?.as_str()?);
    let is_closed = row.get_ref(5)?.as_str()? == "closed";
    Ok(Link {
        competency: Id::new(row.get(0)?),
        goal: Id::new(row.get(1)?),
        scale: row.get(2)?,
        roll_up: row.get_ref(3)?.as_str()?.parse().unwrap_or_default(),
        is_open: !is_closed && status.is_some_and(GoalStatus::is_open),
    })
}

/// Writes what the record says now of a student's goals.
pub fn put(connection: &Connection, student: PersonId) -> Result<()> {
    let recorded = recorded(connection, student, EVER)?;
    let has_overrides = !recorded.is_empty() && has_overrides(connection)?;
    let mut said = HashMap::new();
    let mut links = Vec::with_capacity(recorded.len());
    for (link, opened) in recorded {
        let last = match said.get(&link.goal) {
            Some(last) => *last,
            None => last_said(connection, link.goal, EVER, has_overrides)?,
        };
        said.insert(link.goal, last);
        links.push(Kept { link, opened, last });
    }
    if links.is_empty() && !has_plans(connection, student)? {
        return forget(connection, student);
    }
    write(connection, student, &links)
}

/// Whether there is anything that could work toward a competency: who has plans and no link
/// is kept with none, so that the record isn't asked again.
fn has_plans(connection: &Connection, student: PersonId) -> Result<bool> {
    let any = "SELECT EXISTS (SELECT 1 FROM plan WHERE person = ?1)";
    Ok(connection
        .prepare_cached(any)?
        .query_row([student.number()], |row| row.get(0))?)
}

/// Writes what a student's goals work toward, the latest plan's first.
pub fn write(connection: &Connection, student: PersonId, links: &[Kept]) -> Result<()> {
    let opened = links.first().map_or(0, |kept| days(kept.opened));
    let mut competencies: Vec<i64> = links
        .iter()
        .map(|kept| kept.link.competency.number())
        .collect();
    competencies.sort_unstable();
    competencies.dedup();
    let competencies: Vec<u8> = competencies
        .into_iter()
        .flat_map(i64::to_le_bytes)
        .collect();
    let links: Vec<u8> = links.iter().flat_map(written).collect();
    connection
        .prepare_cached(
            "INSERT INTO reached (student, opened, competencies, links) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (student) DO UPDATE SET opened = ?2, competencies = ?3, links = ?4
               WHERE links <> ?4",
        )?
        .execute(params![student.number(), opened, competencies, links])?;
    Ok(())
}

/// Removes what is kept of a student.
pub fn forget(connection: &Connection, student: PersonId) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM reached WHERE student = ?1")?
        .execute([student.number()])?;
    Ok(())
}

/// What is kept of a student, the latest plan's first; none where nothing is, and the record
/// has to be asked.
pub fn read(connection: &Connection, student: PersonId) -> Result<Option<Vec<Kept>>> {
    let mut statement =
        connection.prepare_cached("SELECT links FROM reached WHERE student = ?1")?;
    let mut rows = statement.query([student.number()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let pieces = row.get_ref(0)?.as_blob().unwrap_or_default();
    let pieces = pieces.chunks_exact(BYTES);
    if !pieces.remainder().is_empty() {
        return Err(damaged());
    }
    pieces
        .map(|piece| kept(piece).ok_or_else(damaged))
        .collect::<Result<_>>()
        .map(Some)
}

/// Competencies of many students, each once, in the order of their ids.
#[derive(Debug, Default)]
pub struct Union {
    all: Vec<i64>,
    /// What the student before had: those of one class mostly have the same.
    before: Vec<u8>,
}

impl Union {
    /// Adds the competencies that a student's goals work toward; whether they are kept, as they
    /// are of plans opened up to `today`.
    pub fn add_kept(
        &mut self,
        connection: &Connection,
        student: PersonId,
        today: NaiveDate,
    ) -> Result<bool> {
        let mut statement = connection
            .prepare_cached("SELECT competencies, opened FROM reached WHERE student = ?1")?;
        let mut rows = statement.query([student.number()])?;
        let Some(row) = rows.next()? else {
            return Ok(false);
        };
        if row.get::<_, i32>(1)? > days(today) {
            return Ok(false);
        }
        let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
        if bytes != self.before {
            let (numbers, rest) = bytes.as_chunks();
            if !rest.is_empty() {
                return Err(damaged());
            }
            self.merge(numbers.iter().map(|number| i64::from_le_bytes(*number)));
            bytes.clone_into(&mut self.before);
        }
        Ok(true)
    }

    /// Adds competencies in any order.
    pub fn add(&mut self, competencies: impl Iterator<Item = Id<Competency>>) {
        let mut numbers: Vec<i64> = competencies.map(Id::number).collect();
        numbers.sort_unstable();
        self.merge(numbers.into_iter());
    }

    /// Takes numbers in order.
    fn merge(&mut self, numbers: impl Iterator<Item = i64>) {
        let mut from = 0;
        for number in numbers {
            while self.all.get(from).is_some_and(|known| *known < number) {
                from += 1;
            }
            if self.all.get(from) != Some(&number) {
                self.all.insert(from, number);
            }
        }
    }

    /// All of them.
    pub fn all(self) -> Vec<i64> {
        self.all
    }
}

fn damaged() -> Error {
    Error::Damaged("a student's levels can't be read".into())
}

fn days(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

fn written(kept: &Kept) -> Vec<u8> {
    let Kept { link, opened, last } = kept;
    let (kind, times) = match link.roll_up {
        RollUp::Latest => (0_u8, 0),
        RollUp::Highest => (1, 0),
        RollUp::Times(times) => (2, times),
        RollUp::Decaying => (3, 0),
    };
    let (rating, level, on) =
        last.map_or((0, 0, 0), |last| (last.at.1, last.level, days(last.at.0)));
    let mut bytes = Vec::with_capacity(BYTES);
    bytes.extend(link.competency.number().to_le_bytes());
    bytes.extend(link.goal.number().to_le_bytes());
    bytes.extend(link.scale.to_le_bytes());
    bytes.extend(rating.to_le_bytes());
    bytes.extend(level.to_le_bytes());
    bytes.extend(days(*opened).to_le_bytes());
    bytes.extend(on.to_le_bytes());
    bytes.extend(times.to_le_bytes());
    bytes.push(kind);
    bytes.push(u8::from(link.is_open));
    bytes.push(u8::from(last.is_some_and(|last| last.is_set)));
    bytes
}

fn kept(mut piece: &[u8]) -> Option<Kept> {
    fn take<const N: usize>(piece: &mut &[u8]) -> Option<[u8; N]> {
        let (head, rest) = piece.split_first_chunk()?;
        *piece = rest;
        Some(*head)
    }
    let mut number = || take(&mut piece).map(i64::from_le_bytes);
    let (competency, goal, scale) = (number()?, number()?, number()?);
    let (rating, level) = (number()?, number()?);
    let opened = NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(take(&mut piece)?))?;
    let on = i32::from_le_bytes(take(&mut piece)?);
    let times = u16::from_le_bytes(take(&mut piece)?);
    let [kind, is_open, is_set] = take(&mut piece)?;
    let roll_up = match kind {
        0 => RollUp::Latest,
        1 => RollUp::Highest,
        2 => RollUp::Times(times),
        3 => RollUp::Decaying,
        _ => return None,
    };
    let on = NaiveDate::from_num_days_from_ce_opt(on).filter(|_| on != 0);
    Some(Kept {
        link: Link {
            competency: Id::new(competency),
            goal: Id::new(goal),
            scale,
            roll_up,
            is_open: is_open != 0,
        },
        opened,
        last: on.map(|on| Last {
            at: (on, rating),
            level,
            is_set: is_set != 0,
        }),
    })
}
