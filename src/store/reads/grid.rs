//! The class grid: who and what is on it, kept until the file moves on, and the
//! levels of the window that is looked at, each by the ratings behind it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::params;

use crate::domain::framework::{Competency, Framework, compare_codes};
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{Area, Goal, GoalStatus};
use crate::domain::query::{
    Cell, Filter, GridCompetency, GridFrame, GridPage, GridQuery, GridStudent, Sort, Subject,
};
use crate::domain::rating::{RaterKind, Rating, RollUp};
use crate::domain::scale::Scale;
use crate::domain::viewer::{Company, Viewer};
use crate::domain::{Id, Word};

use super::super::derived::NO_NUMBER;
use super::super::derived::reached::{self, Last};
use super::super::error::Result;
use super::super::rows::Table;
use super::super::schema;
use super::Reader;

/// What a grid was read for, and what was found.
#[derive(Debug)]
pub struct Known {
    asked: (Viewer, Filter, Subject, NaiveDate),
    frame: Arc<GridFrame>,
    /// What each student's goals work toward, in the order of the students.
    links: Arc<Vec<Vec<Link>>>,
}

/// What levels follow from, kept until the file moves on.
#[derive(Debug, Default)]
pub struct Levels {
    scales: Option<HashMap<i64, Arc<Scale>>>,
    /// Whether any level of the file was ever set by hand.
    has_overrides: Option<bool>,
    /// The students of whom it was taken what the file keeps.
    known: HashSet<PersonId>,
    /// The teacher's latest rating of each goal that was asked about, or the level set
    /// by hand in its place.
    last: HashMap<Id<Goal>, Option<Last>>,
}

/// A level, the day of its rating, and its scale.
type Standing = (i64, NaiveDate, Arc<Scale>);

/// That a goal works toward a competency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    competency: Id<Competency>,
    goal: Id<Goal>,
    scale: i64,
    roll_up: RollUp,
    is_open: bool,
}

const NOT_VOID: &str = "NOT EXISTS (SELECT 1 FROM void WHERE entry = id)";
/// The schema that keeps levels.
const KEEPS_LEVELS: i64 = 9;

impl Reader<'_> {
    /// A window on a grid. Nothing for two pairs of eyes: it is of many students.
    pub(super) fn grid(&mut self, asked: &GridQuery) -> Result<GridPage> {
        let mut page = GridPage {
            frame: Arc::default(),
            rows: (0, 0),
            columns: (0, 0),
            cells: Vec::new(),
        };
        if self.viewer.company != Company::Alone || !self.knows_frameworks()? {
            return Ok(page);
        }
        let links = self.know_grid(asked)?;
        let Some(known) = &self.orders.grid else {
            return Ok(page);
        };
        let frame = Arc::clone(&known.frame);
        page.rows = window(asked.rows, frame.students.len());
        page.columns = window(asked.columns, frame.competencies.len());
        let columns = frame.competencies.iter();
        let columns: Vec<_> = columns.skip(page.columns.0).take(page.columns.1).collect();
        let rows = frame.students.iter().zip(links.iter());
        for (student, of_student) in rows.skip(page.rows.0).take(page.rows.1) {
            self.know_levels(student.id)?;
            for column in &columns {
                let id = column.competency.id;
                let linked = || of_student.iter().filter(|link| link.competency == id);
                let cell = match linked().next() {
                    Some(latest) => Some(Cell {
                        goal: latest.goal,
                        is_open: linked().any(|link| link.is_open),
                        level: self.standing_on(linked())?,
                    }),
                    None => None,
                };
                page.cells.push(cell);
            }
        }
        page.frame = frame;
        Ok(page)
    }

    /// Reads who and what is on a grid, unless it is known.
    fn know_grid(&mut self, asked: &GridQuery) -> Result<Arc<Vec<Vec<Link>>>> {
        let key = (
            self.viewer.clone(),
            asked.filter.clone(),
            asked.subject,
            self.today,
        );
        if let Some(known) = &self.orders.grid
            && known.asked == key
        {
            return Ok(Arc::clone(&known.links));
        }
        let order = self.order(&asked.filter, Sort::Name)?;
        let mut frame = GridFrame {
            is_too_wide: order.is_none(),
            ..GridFrame::default()
        };
        let mut links = Vec::new();
        for line in order.iter().flat_map(|order| order.iter()) {
            let Some(person) = Person::find(self.connection, line.student.number())? else {
                continue;
            };
            let number = u16::try_from(line.number).ok();
            frame.students.push(GridStudent {
                id: line.student,
                number: number.filter(|number| i64::from(*number) != NO_NUMBER),
                given: person.first_name().to_owned(),
                family: person.family,
                grade: person.grade,
            });
            links.push(self.links_of(line.student)?);
        }
        if let Subject::Framework(framework) = asked.subject {
            let found = Framework::find(self.connection, framework.number())?;
            frame.title = found.map(|framework| framework.title);
        }
        frame.competencies = self.columns(asked.subject, &links)?;
        let links = Arc::new(links);
        self.orders.grid = Some(Known {
            asked: key,
            frame: Arc::new(frame),
            links: Arc::clone(&links),
        });
        Ok(links)
    }

    /// What a student's goals work toward, the latest plan's first.
    fn links_of(&self, student: PersonId) -> Result<Vec<Link>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT l.competency, g.id, p.scale, p.roll_up, g.status, p.stage
             FROM plan p CROSS JOIN goal g ON g.plan = p.id
             CROSS JOIN goal_competency l ON l.goal = g.id
             WHERE p.person = ?1 AND p.opened <= ?2
             ORDER BY p.opened DESC, p.id DESC, g.position DESC",
        )?;
        let today = self.today.to_string();
        let rows = statement.query_map(params![student.number(), today], link)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whose goals work toward a competency, person by person, of everybody nearby.
    pub(super) fn links_to(&self, competency: Id<Competency>) -> Result<Vec<(PersonId, Link)>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{} SELECT l.competency, g.id, p.scale, p.roll_up, g.status, p.stage, p.person
             FROM goal_competency l CROSS JOIN goal g ON g.id = l.goal
             CROSS JOIN plan p ON p.id = g.plan
             WHERE l.competency = ?3 AND p.opened <= ?2 AND p.person IN nearby
             ORDER BY p.person",
            self.with_nearby()
        ))?;
        let asked = params![
            self.viewer.person.number(),
            self.today.to_string(),
            competency.number()
        ];
        let rows =
            statement.query_map(asked, |row| Ok((PersonId::new(row.get(6)?), link(row)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The competencies that are the columns, in order.
    fn columns(&self, subject: Subject, links: &[Vec<Link>]) -> Result<Vec<GridCompetency>> {
        let found = match subject {
            Subject::Framework(framework) => Competency::list(
                self.connection,
                "WHERE framework = ?1 AND rateable AND status = 'active'",
                [framework.number()],
            )?,
            Subject::Linked => {
                let ids: BTreeSet<_> = links.iter().flatten().map(|link| link.competency).collect();
                let mut found = Vec::with_capacity(ids.len());
                for id in ids {
                    found.extend(Competency::find(self.connection, id.number())?);
                }
                found
            }
        };
        let mut areas: HashMap<Id<Framework>, (Area, String)> = HashMap::new();
        for framework in Framework::list(self.connection, "", [])? {
            areas.insert(framework.id, (framework.area, framework.title));
        }
        let of = |one: &Competency| areas.get(&one.framework);
        let mut columns = found;
        columns.sort_by(|one, other| {
            let codes = match (&one.code, &other.code) {
                (Some(one), Some(other)) => compare_codes(one, other),
                (one, other) => one.is_none().cmp(&other.is_none()),
            };
            of(one)
                .cmp(&of(other))
                .then(codes)
                .then_with(|| (one.position, one.id).cmp(&(other.position, other.id)))
        });
        let with_area = |competency: Competency| GridCompetency {
            area: of(&competency).map_or(Area::Other, |(area, _)| *area),
            competency,
        };
        Ok(columns.into_iter().map(with_area).collect())
    }

    /// The level that a student's goals come to, of all that work toward one
    /// competency: that of the goal rated last, as its plan rolls it up.
    pub(super) fn standing_on<'a>(
        &mut self,
        links: impl Iterator<Item = &'a Link>,
    ) -> Result<Option<Standing>> {
        let mut latest: Option<(Last, &Link)> = None;
        for link in links {
            if let Some(last) = self.last_level(link.goal)?
                && latest.as_ref().is_none_or(|(known, _)| last.at > known.at)
            {
                latest = Some((last, link));
            }
        }
        let Some((last, link)) = latest else {
            return Ok(None);
        };
        let Some(scale) = self.scale(link.scale)? else {
            return Ok(None);
        };
        let level = if last.is_set || !link.roll_up.needs_the_whole_log() {
            Some(last.level)
        } else {
            self.rolled_up(link, &scale)?
        };
        Ok(level.map(|level| (level, last.at.0, scale)))
    }

    pub(super) fn scale(&mut self, id: i64) -> Result<Option<Arc<Scale>>> {
        if self.orders.levels.scales.is_none() {
            let all = Scale::list(self.connection, "", [])?.into_iter();
            let all = all.map(|scale| (scale.id.number(), Arc::new(scale)));
            self.orders.levels.scales = Some(all.collect());
        }
        let scales = self.orders.levels.scales.as_ref();
        Ok(scales.and_then(|scales| scales.get(&id)).cloned())
    }

    /// Takes what is kept of a student's levels, unless it was taken before.
    pub(super) fn know_levels(&mut self, student: PersonId) -> Result<()> {
        if self.orders.levels.known.insert(student) && self.keeps_levels()? {
            for (goal, last) in reached::read(self.connection, student)? {
                // With the clock set back, what was said later doesn't count yet.
                if last.is_none_or(|last| last.at.0 <= self.today) {
                    self.orders.levels.last.insert(goal, last);
                }
            }
        }
        Ok(())
    }

    /// Whether the file keeps levels: one that can't be written may be an older one.
    fn keeps_levels(&self) -> Result<bool> {
        Ok(schema::version(self.connection)? >= KEEPS_LEVELS)
    }

    pub(super) fn last_level(&mut self, goal: Id<Goal>) -> Result<Option<Last>> {
        if let Some(known) = self.orders.levels.last.get(&goal) {
            return Ok(*known);
        }
        let has_overrides = match self.orders.levels.has_overrides {
            Some(has) => has,
            None => reached::has_overrides(self.connection)?,
        };
        self.orders.levels.has_overrides = Some(has_overrides);
        let today = self.today.to_string();
        let last = reached::last_said(self.connection, goal, &today, has_overrides)?;
        self.orders.levels.last.insert(goal, last);
        Ok(last)
    }

    fn rolled_up(&self, link: &Link, scale: &Scale) -> Result<Option<i64>> {
        let log = Rating::list(
            self.connection,
            &format!("WHERE goal = ?1 AND observed_on <= ?2 AND {NOT_VOID}"),
            params![link.goal.number(), self.today.to_string()],
        )?;
        Ok(link.roll_up.level(&log, RaterKind::Teacher, scale))
    }
}

fn link(row: &rusqlite::Row<'_>) -> rusqlite::Result<Link> {
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

/// A window as far as there is something in it.
fn window((from, many): (usize, usize), all: usize) -> (usize, usize) {
    let from = from.min(all);
    (from, many.min(all - from))
}
