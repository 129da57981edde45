//! A student's growth: what the growth tab shows, and no rating but those behind
//! the goal or the competency that is looked at.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use crate::domain::framework::Competency;
use crate::domain::growth::{Grown, Growth, GrowthLine, Mark, Marks, Reached};
use crate::domain::person::PersonId;
use crate::domain::plan::{Goal, GoalStatus, Plan};
use crate::domain::rating::RaterKind;
use crate::domain::scale::Scale;
use crate::domain::{Id, Word};

use super::super::error::Result;
use super::super::rows::{self, Table};
use super::{NOT_VOID, Reader};

/// How many goals, and how many competencies, are shown at the most, the latest.
const LINES: usize = 30;
/// How many goals one may go on from, and is followed.
const LINEAGE: usize = 60;

/// A goal with the plan that says how it is rated, and on what.
struct Rated {
    goal: Goal,
    plan: Rc<Plan>,
    scale: Arc<Scale>,
}

/// The goals and plans that were read so far, since one goal is of many lines.
#[derive(Default)]
struct Read {
    goals: HashMap<Id<Goal>, Option<Rc<Rated>>>,
    plans: HashMap<Id<Plan>, Rc<Plan>>,
}

impl Reader<'_> {
    /// A student's growth up to today; nothing when the viewer doesn't reach them.
    pub(super) fn growth(&mut self, student: PersonId) -> Result<Growth> {
        if !self.reaches(student)? {
            return Ok(Growth::default());
        }
        self.know_levels(student)?;
        // The last of each chain of goals, of the latest plans first; what was dropped after
        // it was begun stands behind the others of its plan.
        let goals = {
            let mut statement = self.connection.prepare_cached(
                "SELECT g.id, s.title FROM plan p JOIN goal g ON g.plan = p.id
                 LEFT JOIN academic_session s ON s.id = p.session
                 WHERE p.person = ?1 AND g.horizon <> 'day' AND CASE g.status
                   WHEN 'dropped' THEN g.carried_from IS NOT NULL OR EXISTS (SELECT 1 FROM rating
                     WHERE goal = g.id AND NOT EXISTS (SELECT 1 FROM void WHERE entry = rating.id))
                   ELSE NOT EXISTS (SELECT 1 FROM goal later WHERE later.carried_from = g.id) END
                 ORDER BY p.opened DESC, p.id DESC, g.status = 'dropped', g.position LIMIT ?2",
            )?;
            let rows = statement.query_map(params![student.number(), LINES as i64], |row| {
                Ok((
                    Id::<Goal>::new(row.get(0)?),
                    row.get::<_, Option<String>>(1)?,
                ))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let mut read = Read::default();
        let mut lines = Vec::with_capacity(goals.len());
        for (id, session) in goals {
            let chain = self.chain(id, &mut read)?;
            let text = chain.first().map(|last| last.goal.text.clone());
            let line = self.growth_line(Grown::Goal(id), text.unwrap_or_default(), &chain)?;
            let is_dropped = chain
                .first()
                .is_some_and(|last| last.goal.status == GoalStatus::Dropped);
            lines.extend(line.map(|line| GrowthLine {
                is_dropped,
                session,
                ..line
            }));
        }
        let toward = self.worked_toward(student)?;
        for id in in_order(&toward).into_iter().take(LINES) {
            let Some(competency) = Competency::find(self.connection, id.number())? else {
                continue;
            };
            let goals = self.toward(&toward, id, &mut read)?;
            lines.extend(self.growth_line(Grown::Competency(id), competency.words(), &goals)?);
        }
        Ok(Growth {
            lines,
            held: self.held(student)?,
            terms: self.terms()?,
        })
    }

    /// What a student's goals work toward, the latest plan's first.
    fn worked_toward(&self, student: PersonId) -> Result<Vec<(Id<Competency>, Id<Goal>)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT l.competency, g.id FROM plan p CROSS JOIN goal g ON g.plan = p.id
             CROSS JOIN goal_competency l ON l.goal = g.id
             WHERE p.person = ?1 AND p.opened <= ?2
             ORDER BY p.opened DESC, p.id DESC, g.position, l.id",
        )?;
        let asked = params![student.number(), self.today.to_string()];
        let rows = statement.query_map(asked, |row| {
            Ok((Id::new(row.get(0)?), Id::new(row.get(1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The goals among these that work toward one competency.
    fn toward(
        &mut self,
        links: &[(Id<Competency>, Id<Goal>)],
        competency: Id<Competency>,
        read: &mut Read,
    ) -> Result<Vec<Rc<Rated>>> {
        let mut goals = Vec::new();
        for (_, goal) in links.iter().filter(|(one, _)| *one == competency) {
            goals.extend(self.rated(*goal, read)?);
        }
        Ok(goals)
    }

    /// A goal and those it goes on from, the last first.
    fn chain(&mut self, goal: Id<Goal>, read: &mut Read) -> Result<Vec<Rc<Rated>>> {
        let mut chain: Vec<Rc<Rated>> = Vec::new();
        let mut next = Some(goal);
        while let Some(id) = next.filter(|_| chain.len() < LINEAGE) {
            let Some(rated) = self.rated(id, read)? else {
                break;
            };
            next = self.before(&rated.goal)?.map(|before| before.id);
            chain.push(rated);
        }
        Ok(chain)
    }

    fn rated(&mut self, goal: Id<Goal>, read: &mut Read) -> Result<Option<Rc<Rated>>> {
        if let Some(known) = read.goals.get(&goal) {
            return Ok(known.clone());
        }
        let rated = match Goal::find(self.connection, goal.number())? {
            Some(goal) => self.with_plan(goal, read)?.map(Rc::new),
            None => None,
        };
        read.goals.insert(goal, rated.clone());
        Ok(rated)
    }

    fn with_plan(&mut self, goal: Goal, read: &mut Read) -> Result<Option<Rated>> {
        let plan = match read.plans.get(&goal.plan) {
            Some(plan) => Rc::clone(plan),
            None => match Plan::find(self.connection, goal.plan.number())? {
                Some(plan) => {
                    let plan = Rc::new(plan);
                    read.plans.insert(plan.id, Rc::clone(&plan));
                    plan
                }
                None => return Ok(None),
            },
        };
        let scale = self.scale(plan.scale.number())?;
        Ok(scale.map(|scale| Rated { goal, plan, scale }))
    }

    /// What some goals, the latest first, come to together; none without a goal.
    fn growth_line(
        &mut self,
        grown: Grown,
        text: String,
        goals: &[Rc<Rated>],
    ) -> Result<Option<GrowthLine>> {
        let Some(last) = goals.first() else {
            return Ok(None);
        };
        let (mut latest, mut own): (Option<Reached>, Option<Reached>) = (None, None);
        for rated in goals {
            // Nothing is said of a plan after the day it was closed.
            let is_older = |known: &Option<Reached>| {
                let closed = rated.plan.closed;
                let known = known.as_ref().map(|known| known.at.0);
                closed.is_some_and(|closed| known.is_some_and(|known| closed < known))
            };
            if !is_older(&latest) {
                latest = later(latest, self.level_of(rated)?);
            }
            if !is_older(&own) {
                own = later(own, self.end_of(rated, "DESC", RaterKind::Own)?);
            }
        }
        let mut baseline: Option<Reached> = None;
        for rated in goals.iter().rev() {
            // Nothing is said of a goal before its plan was opened.
            let begun = baseline.as_ref().map(|begun| begun.at.0);
            if begun.is_some_and(|begun| begun < rated.plan.opened) {
                break;
            }
            let from = rated.goal.carried_from;
            let goes_on = goals.iter().any(|other| from == Some(other.goal.id));
            // A goal that goes on began where the one before it did.
            let first = match set_out(rated).filter(|_| !goes_on) {
                Some(set) => Some(set),
                None => self.end_of(rated, "ASC", RaterKind::Teacher)?,
            };
            let both = baseline.into_iter().chain(first);
            baseline = both.min_by_key(|reached| reached.at);
        }
        let latest = latest.or_else(|| goals.iter().find_map(|rated| set_out(rated)));
        let scale = latest.as_ref().map_or(&last.scale, |latest| &latest.scale);
        Ok(Some(GrowthLine {
            grown,
            text,
            is_dropped: false,
            session: None,
            scale: Arc::clone(scale),
            baseline,
            own,
            latest,
        }))
    }

    /// The teacher's level of a goal, as its plan shows it: what it was closed with, what was
    /// set by hand, what the ratings come to.
    fn level_of(&mut self, rated: &Rated) -> Result<Option<Reached>> {
        let Some(last) = self.last_level(rated.goal.id)? else {
            return Ok(None);
        };
        let roll_up = rated.plan.rules.roll_up;
        let level = match rated.goal.level_at_close {
            Some(level) => Some(level),
            None if last.is_set || !roll_up.needs_the_whole_log() => Some(last.level),
            None => self.rolled_up(rated.goal.id, roll_up, &rated.scale)?,
        };
        Ok(level.map(|level| Reached {
            at: last.at,
            level,
            scale: Arc::clone(&rated.scale),
            is_set: last.is_set,
        }))
    }

    /// The ratings behind a goal and those it goes on from, or behind a competency.
    pub(super) fn marks(&mut self, student: PersonId, grown: Grown) -> Result<Marks> {
        let mut marks = Vec::new();
        let mut read = Read::default();
        let goals = match grown {
            _ if !self.reaches(student)? => Vec::new(),
            Grown::Goal(goal) => self.chain(goal, &mut read)?,
            Grown::Competency(competency) => {
                let links = self.worked_toward(student)?;
                self.toward(&links, competency, &mut read)?
            }
        };
        for rated in goals {
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT id, observed_on, level, rater_kind = 'self' FROM rating
                 WHERE goal = ?1 AND person = ?2 AND observed_on <= ?3 AND {NOT_VOID}"
            ))?;
            let asked = params![
                rated.goal.id.number(),
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
                    scale: rated.scale.id,
                };
                Ok((row.get::<_, i64>(0)?, mark))
            })?;
            for row in rows {
                marks.push(row?);
            }
        }
        marks.sort_by_key(|(id, mark)| (mark.on, *id));
        Ok(Marks {
            grown,
            marks: marks.into_iter().map(|(_, mark)| mark).collect(),
        })
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
    fn end_of(&self, rated: &Rated, order: &str, by: RaterKind) -> Result<Option<Reached>> {
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT observed_on, id, level FROM rating
                 WHERE goal = ?1 AND rater_kind = ?2 AND observed_on <= ?3 AND {NOT_VOID}
                 ORDER BY observed_on {order}, id {order} LIMIT 1"
            ))?
            .query_row(
                params![rated.goal.id.number(), by.word(), self.today.to_string()],
                |row| {
                    let on = rows::date(row.get_ref(0)?.as_str()?)?;
                    Ok(((on, row.get(1)?), row.get(2)?))
                },
            )
            .optional()?;
        Ok(found.map(|(at, level)| Reached {
            at,
            level,
            scale: Arc::clone(&rated.scale),
            is_set: false,
        }))
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

/// The competencies of some links, each once, in order.
fn in_order(links: &[(Id<Competency>, Id<Goal>)]) -> Vec<Id<Competency>> {
    let mut seen = HashSet::new();
    let all = links.iter().map(|(competency, _)| *competency);
    all.filter(|competency| seen.insert(*competency)).collect()
}

/// The baseline that was set for a goal.
fn set_out(rated: &Rated) -> Option<Reached> {
    let (level, on) = rated.goal.baseline.zip(rated.goal.baseline_on)?;
    Some(Reached {
        at: (on, 0),
        level,
        scale: Arc::clone(&rated.scale),
        is_set: false,
    })
}

/// What was said later.
fn later(one: Option<Reached>, other: Option<Reached>) -> Option<Reached> {
    one.into_iter()
        .chain(other)
        .max_by_key(|reached| reached.at)
}
