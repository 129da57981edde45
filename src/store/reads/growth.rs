//! A student's growth: what the growth tab shows, and no rating but those behind
//! the goal that is looked at.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use crate::domain::Id;
use crate::domain::growth::{GoalGrowth, Growth, Mark, Marks};
use crate::domain::person::PersonId;
use crate::domain::plan::{Goal, GoalStatus};
use crate::domain::rating::RaterKind;
use crate::domain::scale::Scale;

use super::super::error::Result;
use super::super::rows::{self, Table};
use super::Reader;

/// How many goals are shown at the most, the latest.
const GOALS: usize = 30;
/// How many goals one may go on from, and is followed.
const LINEAGE: usize = 60;

const NOT_VOID: &str = "NOT EXISTS (SELECT 1 FROM void WHERE entry = id)";

impl Reader<'_> {
    /// A student's growth up to today; nothing when the viewer doesn't reach them.
    pub(super) fn growth(&mut self, student: PersonId) -> Result<Growth> {
        if !self.reaches(student)? {
            return Ok(Growth::default());
        }
        // The last of each chain of goals, of the latest plans first; what was dropped after
        // it was begun stands behind the others of its plan.
        let goals = {
            let mut statement = self.connection.prepare_cached(
                "SELECT g.id, p.scale, s.title FROM plan p JOIN goal g ON g.plan = p.id
                 LEFT JOIN academic_session s ON s.id = p.session
                 WHERE p.person = ?1 AND g.horizon <> 'day' AND CASE g.status
                   WHEN 'dropped' THEN g.carried_from IS NOT NULL OR EXISTS (SELECT 1 FROM rating
                     WHERE goal = g.id AND NOT EXISTS (SELECT 1 FROM void WHERE entry = rating.id))
                   ELSE NOT EXISTS (SELECT 1 FROM goal later WHERE later.carried_from = g.id) END
                 ORDER BY p.opened DESC, p.id DESC, g.status = 'dropped', g.position LIMIT ?2",
            )?;
            let rows = statement.query_map(params![student.number(), GOALS as i64], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, Option<String>>(2)?,
                ))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let mut scales: HashMap<i64, Scale> = HashMap::new();
        let mut grown = Vec::with_capacity(goals.len());
        for (id, scale, session) in goals {
            let Some(goal) = Goal::find(self.connection, id)? else {
                continue;
            };
            if !scales.contains_key(&scale)
                && let Some(found) = Scale::find(self.connection, scale)?
            {
                scales.insert(scale, found);
            }
            let Some(scale) = scales.get(&scale).cloned() else {
                continue;
            };
            let first = self.first_of(&goal)?;
            let baseline = match first.baseline.zip(first.baseline_on) {
                Some((level, on)) => Some((on, level)),
                None => self.end_of(first.id, "ASC", RaterKind::Teacher)?,
            };
            let latest = match self.end_of(goal.id, "DESC", RaterKind::Teacher)? {
                Some(latest) => Some(latest),
                None => goal.baseline_on.zip(goal.baseline),
            };
            grown.push(GoalGrowth {
                session,
                scale,
                baseline,
                latest,
                own: self
                    .end_of(goal.id, "DESC", RaterKind::Own)?
                    .map(|(_, level)| level),
                goal,
            });
        }
        Ok(Growth {
            goals: grown,
            held: self.held(student)?,
            terms: self.terms()?,
        })
    }

    /// The ratings behind a goal and those it goes on from.
    pub(super) fn marks(&mut self, student: PersonId, goal: Id<Goal>) -> Result<Marks> {
        let mut marks = Vec::new();
        let mut next = Goal::find(self.connection, goal.number())?;
        let mut seen = 0;
        while let Some(present) = next.filter(|_| seen < LINEAGE) {
            seen += 1;
            if !self.reaches(student)? {
                break;
            }
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT id, observed_on, level, rater_kind = 'self' FROM rating
                 WHERE goal = ?1 AND person = ?2 AND observed_on <= ?3 AND {NOT_VOID}"
            ))?;
            let asked = params![
                present.id.number(),
                student.number(),
                self.today.to_string()
            ];
            let rows = statement.query_map(asked, |row| {
                let mark = Mark {
                    on: rows::date(row.get_ref(1)?.as_str()?)?,
                    level: row.get(2)?,
                    by: if row.get(3)? {
                        RaterKind::Own
                    } else {
                        RaterKind::Teacher
                    },
                };
                Ok((row.get::<_, i64>(0)?, mark))
            })?;
            for row in rows {
                marks.push(row?);
            }
            next = self.before(&present)?;
        }
        marks.sort_by_key(|(id, mark)| (mark.on, *id));
        Ok(Marks {
            goal,
            marks: marks.into_iter().map(|(_, mark)| mark).collect(),
        })
    }

    /// The goal that the chain begins with.
    fn first_of(&self, goal: &Goal) -> Result<Goal> {
        let mut first = goal.clone();
        for _step in 0..LINEAGE {
            match self.before(&first)? {
                Some(before) => first = before,
                None => break,
            }
        }
        Ok(first)
    }

    /// The goal whose levels a goal goes on from. One that was dropped for it was another
    /// goal, unless both work toward the same competency.
    fn before(&self, goal: &Goal) -> Result<Option<Goal>> {
        let Some(before) = goal.carried_from else {
            return Ok(None);
        };
        let found = Goal::find(self.connection, before.number())?;
        let Some(before) = found else {
            return Ok(None);
        };
        if before.status != GoalStatus::Dropped {
            return Ok(Some(before));
        }
        let is_same: bool = self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM goal_competency a JOIN goal_competency b
                   ON b.competency = a.competency WHERE a.goal = ?1 AND b.goal = ?2)",
            )?
            .query_row([goal.id.number(), before.id.number()], |row| row.get(0))?;
        Ok(Some(before).filter(|_| is_same))
    }

    /// The first or the latest rating of one goal.
    fn end_of(
        &self,
        goal: Id<Goal>,
        order: &str,
        by: RaterKind,
    ) -> Result<Option<(NaiveDate, i64)>> {
        use crate::domain::Word;
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT observed_on, level FROM rating
                 WHERE goal = ?1 AND rater_kind = ?2 AND observed_on <= ?3 AND {NOT_VOID}
                 ORDER BY observed_on {order}, id {order} LIMIT 1"
            ))?
            .query_row(
                params![goal.number(), by.word(), self.today.to_string()],
                |row| Ok((rows::date(row.get_ref(0)?.as_str()?)?, row.get(1)?)),
            )
            .optional()?)
    }

    /// The days on which a check-in was held, oldest first.
    fn held(&self, student: PersonId) -> Result<Vec<NaiveDate>> {
        let mut statement = self.connection.prepare_cached(&format!(
            r#"SELECT "on" FROM check_in WHERE student = ?1 AND "on" <= ?2
               AND outcome = 'held' AND {NOT_VOID} ORDER BY "on", id"#
        ))?;
        let rows = statement
            .query_map(params![student.number(), self.today.to_string()], |row| {
                Ok(rows::date(row.get_ref(0)?.as_str()?)?)
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Where terms begin.
    fn terms(&self) -> Result<Vec<(NaiveDate, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT begins, title FROM academic_session
             WHERE status = 'active' AND kind = 'term' AND begins <= ?1 ORDER BY begins, id",
        )?;
        let rows = statement.query_map([self.today.to_string()], |row| {
            Ok((rows::date(row.get_ref(0)?.as_str()?)?, row.get(1)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
