//! The class grid: who and what is on it, kept until the file moves on, and the
//! levels of the window that is looked at, each by the ratings behind it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use crate::domain::Id;
use crate::domain::framework::{Competency, Framework, compare_codes};
use crate::domain::person::PersonId;
use crate::domain::plan::{Area, Goal};
use crate::domain::query::{
    Cell, Filter, GridCompetency, GridFrame, GridPage, GridQuery, GridStudent, Sort, Subject,
};
use crate::domain::rating::{RaterKind, Rating, RollUp};
use crate::domain::scale::Scale;
use crate::domain::viewer::{Company, Viewer};

use super::super::derived::NO_NUMBER;
use super::super::derived::reached::{self, Last, Link, Union};
use super::super::error::Result;
use super::super::rows::Table;
use super::super::schema;
use super::{NOT_VOID, Reader};

/// What a grid was read for, and what was found.
#[derive(Debug)]
pub struct Known {
    asked: (Viewer, Filter, Subject, NaiveDate),
    frame: Arc<GridFrame>,
}

/// What levels follow from, kept until the file moves on.
#[derive(Debug, Default)]
pub struct Levels {
    scales: Option<HashMap<i64, Arc<Scale>>>,
    /// Whether any level of the file was ever set by hand.
    has_overrides: Option<bool>,
    /// Whether the file keeps what goals work toward: one that can't be written may be of
    /// an older version.
    is_kept: Option<bool>,
    /// What the goals of each student who was asked about work toward, the latest plan's first.
    toward: HashMap<PersonId, Arc<[Toward]>>,
    /// The teacher's latest rating of each goal that was asked about, or the level set
    /// by hand in its place.
    last: HashMap<Id<Goal>, Option<Last>>,
}

/// A link with the level last said of its goal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Toward {
    pub(super) link: Link,
    said: Said,
}

/// A level as far as it is known.
#[derive(Debug, Clone, Copy)]
enum Said {
    /// None was said, or this one.
    Known(Option<Last>),
    /// It has to be read from the record.
    Unread,
}

/// A level, the day of its rating, and its scale.
type Standing = (i64, NaiveDate, Arc<Scale>);

/// The schema that keeps links with their levels.
const KEEPS_LINKS: i64 = 15;

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
        let frame = self.know_grid(asked)?;
        page.rows = window(asked.rows, frame.students.len());
        page.columns = window(asked.columns, frame.competencies.len());
        let columns = frame.competencies.iter();
        let columns: Vec<_> = columns.skip(page.columns.0).take(page.columns.1).collect();
        let rows = frame.students.iter();
        for student in rows.skip(page.rows.0).take(page.rows.1) {
            let toward = self.links_of(student.id)?;
            for column in &columns {
                let id = column.competency.id;
                let linked = || toward.iter().filter(|one| one.link.competency == id);
                let cell = match linked().next() {
                    Some(latest) => Some(Cell {
                        goal: latest.link.goal,
                        is_open: linked().any(|one| one.link.is_open),
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
    fn know_grid(&mut self, asked: &GridQuery) -> Result<Arc<GridFrame>> {
        let key = (
            self.viewer.clone(),
            asked.filter.clone(),
            asked.subject,
            self.today,
        );
        if let Some(known) = &self.orders.grid
            && known.asked == key
        {
            return Ok(Arc::clone(&known.frame));
        }
        let order = self.order(&asked.filter, Sort::Name)?;
        let mut frame = GridFrame {
            is_too_wide: order.is_none(),
            ..GridFrame::default()
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(preferred, given), family, grade FROM person WHERE id = ?1",
        )?;
        for line in order.iter().flat_map(|order| order.iter()) {
            let number = u16::try_from(line.number).ok();
            let found = statement.query_row([line.student.number()], |row| {
                Ok(GridStudent {
                    id: line.student,
                    number: number.filter(|number| i64::from(*number) != NO_NUMBER),
                    given: row.get(0)?,
                    family: row.get(1)?,
                    grade: row.get(2)?,
                })
            });
            frame.students.extend(found.optional()?);
        }
        if let Subject::Framework(framework) = asked.subject {
            let found = Framework::find(self.connection, framework.number())?;
            frame.title = found.map(|framework| framework.title);
        }
        frame.competencies = self.columns(asked.subject, &frame.students)?;
        let frame = Arc::new(frame);
        self.orders.grid = Some(Known {
            asked: key,
            frame: Arc::clone(&frame),
        });
        Ok(frame)
    }

    /// What a student's goals work toward, the latest plan's first.
    pub(super) fn links_of(&mut self, student: PersonId) -> Result<Arc<[Toward]>> {
        if let Some(known) = self.orders.levels.toward.get(&student) {
            return Ok(Arc::clone(known));
        }
        let today = self.today;
        let kept = if self.keeps_links()? {
            reached::read(self.connection, student)?
        } else {
            None
        };
        let found: Arc<[Toward]> = if let Some(kept) = kept {
            // With the clock set back, what was said later doesn't count yet.
            let has_come = |last: Option<Last>| last.is_none_or(|last| last.at.0 <= today);
            let kept = kept.into_iter().filter(|one| one.opened <= today);
            kept.map(|one| Toward {
                link: one.link,
                said: if has_come(one.last) {
                    Said::Known(one.last)
                } else {
                    Said::Unread
                },
            })
            .collect()
        } else {
            let recorded = reached::recorded(self.connection, student, &today.to_string())?;
            let unread = |(link, _opened)| Toward {
                link,
                said: Said::Unread,
            };
            recorded.into_iter().map(unread).collect()
        };
        let kept = Arc::clone(&found);
        self.orders.levels.toward.insert(student, kept);
        Ok(found)
    }

    fn keeps_links(&mut self) -> Result<bool> {
        let is_kept = match self.orders.levels.is_kept {
            Some(is_kept) => is_kept,
            None => schema::version(self.connection)? >= KEEPS_LINKS,
        };
        self.orders.levels.is_kept = Some(is_kept);
        Ok(is_kept)
    }

    /// What the goals of all these students work toward.
    fn linked(&mut self, students: &[GridStudent]) -> Result<Vec<i64>> {
        let is_kept = self.keeps_links()?;
        let mut all = Union::default();
        for student in students {
            if !(is_kept && all.add_kept(self.connection, student.id, self.today)?) {
                let toward = self.links_of(student.id)?;
                all.add(toward.iter().map(|one| one.link.competency));
            }
        }
        Ok(all.all())
    }

    /// Whose goals work toward a competency, of everybody nearby.
    pub(super) fn who_works_toward(&self, competency: Id<Competency>) -> Result<Vec<PersonId>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{} SELECT DISTINCT p.person
             FROM goal_competency l CROSS JOIN goal g ON g.id = l.goal
             CROSS JOIN plan p ON p.id = g.plan
             WHERE l.competency = ?3 AND p.opened <= ?2 AND p.person IN nearby",
            self.with_nearby()
        ))?;
        let asked = params![
            self.viewer.person.number(),
            self.today.to_string(),
            competency.number()
        ];
        let rows = statement.query_map(asked, |row| row.get(0).map(PersonId::new))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The competencies that are the columns, in order.
    fn columns(
        &mut self,
        subject: Subject,
        students: &[GridStudent],
    ) -> Result<Vec<GridCompetency>> {
        let found = match subject {
            Subject::Framework(framework) => Competency::list(
                self.connection,
                "WHERE framework = ?1 AND rateable AND status = 'active'",
                [framework.number()],
            )?,
            Subject::Linked => {
                let ids = serde_json::json!(self.linked(students)?).to_string();
                let among = "WHERE id IN (SELECT value FROM json_each(?1))";
                Competency::list(self.connection, among, [ids])?
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
        toward: impl Iterator<Item = &'a Toward>,
    ) -> Result<Option<Standing>> {
        let mut latest: Option<(Last, &Link)> = None;
        for Toward { link, said } in toward {
            let last = match said {
                Said::Known(last) => *last,
                Said::Unread => self.last_level(link.goal)?,
            };
            if let Some(last) = last
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
            self.rolled_up(link.goal, link.roll_up, &scale)?
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

    /// Takes what is kept of a student's levels, for [`Self::last_level`].
    pub(super) fn know_levels(&mut self, student: PersonId) -> Result<()> {
        for Toward { link, said } in self.links_of(student)?.iter() {
            if let Said::Known(last) = said {
                self.orders.levels.last.insert(link.goal, *last);
            }
        }
        Ok(())
    }

    /// The level last said of a goal.
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

    /// What the teacher's ratings of a goal come to.
    pub(super) fn rolled_up(
        &self,
        goal: Id<Goal>,
        roll_up: RollUp,
        scale: &Scale,
    ) -> Result<Option<i64>> {
        let log = Rating::list(
            self.connection,
            &format!("WHERE goal = ?1 AND observed_on <= ?2 AND {NOT_VOID}"),
            params![goal.number(), self.today.to_string()],
        )?;
        Ok(roll_up.level(&log, RaterKind::Teacher, scale))
    }
}

/// A window as far as there is something in it.
fn window((from, many): (usize, usize), all: usize) -> (usize, usize) {
    let from = from.min(all);
    (from, many.min(all - from))
}
