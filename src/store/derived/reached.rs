//! The level last said of each goal that works toward a competency, kept in one piece a
//! student, so that the grid is one read a student. What a file of an older version
//! doesn't hold yet is asked of the ratings themselves.

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::Id;
use crate::domain::person::PersonId;
use crate::domain::plan::Goal;

use super::super::error::{Error, Result};
use super::day;

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

const RATED: &str = "SELECT observed_on, id, level FROM rating
     WHERE goal = ?1 AND rater_kind = 'teacher' AND observed_on <= ?2
       AND NOT EXISTS (SELECT 1 FROM void WHERE entry = id)
     ORDER BY observed_on DESC, id DESC LIMIT 1";
const SET: &str = r#"SELECT "on", id, level FROM level_override
     WHERE goal = ?1 AND "on" <= ?2 AND NOT EXISTS (SELECT 1 FROM void WHERE entry = id)
     ORDER BY "on" DESC, entered_at DESC, id DESC LIMIT 1"#;
/// The bytes of a goal's level: goal, rating, level, day (0 where there is none), and
/// whether it was set.
const BYTES: usize = 8 + 8 + 8 + 4 + 1;

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

/// Writes what the record says now of a student's goals.
pub fn put(connection: &Connection, student: PersonId) -> Result<()> {
    let goals: Vec<i64> = connection
        .prepare_cached(
            "SELECT DISTINCT l.goal FROM plan p CROSS JOIN goal g ON g.plan = p.id
             CROSS JOIN goal_competency l ON l.goal = g.id WHERE p.person = ?1 ORDER BY l.goal",
        )?
        .query_map([student.number()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if goals.is_empty() {
        return forget(connection, student);
    }
    let has_overrides = has_overrides(connection)?;
    let mut levels = Vec::with_capacity(goals.len() * BYTES);
    for goal in goals {
        let last = last_said(connection, Id::new(goal), "9999-12-31", has_overrides)?;
        let (id, level, day) = last.map_or((0, 0, 0), |last| {
            (last.at.1, last.level, last.at.0.num_days_from_ce())
        });
        levels.extend(goal.to_le_bytes());
        levels.extend(id.to_le_bytes());
        levels.extend(level.to_le_bytes());
        levels.extend(day.to_le_bytes());
        levels.push(u8::from(last.is_some_and(|last| last.is_set)));
    }
    connection
        .prepare_cached(
            "INSERT INTO reached (student, levels) VALUES (?1, ?2)
             ON CONFLICT (student) DO UPDATE SET levels = ?2 WHERE levels <> ?2",
        )?
        .execute(params![student.number(), levels])?;
    Ok(())
}

/// Removes what is kept of a student.
pub fn forget(connection: &Connection, student: PersonId) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM reached WHERE student = ?1")?
        .execute([student.number()])?;
    Ok(())
}

/// What is kept of a student: each goal with its level, none where nobody said one.
/// Goals that aren't in it have to be asked about.
pub fn read(connection: &Connection, student: PersonId) -> Result<Vec<(Id<Goal>, Option<Last>)>> {
    let mut statement =
        connection.prepare_cached("SELECT levels FROM reached WHERE student = ?1")?;
    let mut rows = statement.query([student.number()])?;
    let Some(row) = rows.next()? else {
        return Ok(Vec::new());
    };
    let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
    let pieces = bytes.chunks_exact(BYTES);
    if !pieces.remainder().is_empty() {
        return Err(Error::Damaged("a student's levels can't be read".into()));
    }
    Ok(pieces.map(goal_read).collect())
}

fn goal_read(mut piece: &[u8]) -> (Id<Goal>, Option<Last>) {
    fn take<const N: usize>(piece: &mut &[u8]) -> [u8; N] {
        let (head, rest) = piece.split_first_chunk().unwrap_or((&[0; N], &[]));
        *piece = rest;
        *head
    }
    let goal = i64::from_le_bytes(take(&mut piece));
    let id = i64::from_le_bytes(take(&mut piece));
    let level = i64::from_le_bytes(take(&mut piece));
    let day = i32::from_le_bytes(take(&mut piece));
    let [is_set] = take(&mut piece);
    let on = NaiveDate::from_num_days_from_ce_opt(day).filter(|_| day != 0);
    let last = on.map(|on| Last {
        at: (on, id),
        level,
        is_set: is_set != 0,
    });
    (Id::new(goal), last)
}
