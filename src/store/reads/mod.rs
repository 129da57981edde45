//! Answers: every question of `domain::query`, read for a viewer. There is no
//! way to read a record without saying who looks.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::person::PersonId;
use crate::domain::query::{Answer, Query};
use crate::domain::school::AcademicSession;
use crate::domain::viewer::Viewer;

use super::derived::{Bucket, Calendars};
use super::error::Result;
use super::{Store, drafts, version};

pub mod cadence;
pub mod choices;
pub mod district;
pub mod find;
pub mod framework;
pub mod gone;
pub mod grid;
pub mod groups;
pub mod growth;
pub mod log;
pub mod past;
pub mod people;
pub mod plan;
pub mod plans;
pub mod roster;
pub mod scope;
pub mod search;
pub mod staff;
pub mod student;
pub mod terms;

use past::Later;

/// Of rows that can be taken back, those that weren't.
const NOT_VOID: &str = "NOT EXISTS (SELECT 1 FROM void WHERE entry = id)";

/// What was worked out for the roster and still holds: kept until the file
/// moves on, so that paging doesn't sort anew.
#[derive(Debug, Default)]
pub struct Orders {
    version: i64,
    calendars: Option<Calendars>,
    /// By their ids.
    buckets: Option<Arc<Vec<KeptBucket>>>,
    order: Option<(roster::Asked, Arc<Vec<roster::Line>>)>,
    session: Option<(NaiveDate, Option<AcademicSession>)>,
    needs: Option<(roster::NeedAsked, Arc<Vec<roster::Need>>)>,
    rows: roster::KnownRows,
    candidates: Option<find::Known>,
    left: Option<find::Left>,
    keeps_places: Option<bool>,
    competencies: Option<framework::Known>,
    grid: Option<grid::Known>,
    levels: grid::Levels,
    taught: Option<(PersonId, Arc<HashSet<i64>>)>,
}

/// A bucket with how many students are in it.
#[derive(Debug, Clone, Copy)]
pub struct KeptBucket {
    id: i64,
    org: Option<i64>,
    bucket: Bucket,
    n: u64,
}

impl Orders {
    /// Forgets everything when the file has moved on.
    fn keep_for(&mut self, version: i64) {
        if self.version != version {
            *self = Self {
                version,
                ..Self::default()
            };
        }
    }

    fn calendars(&mut self, connection: &Connection) -> Result<&mut Calendars> {
        if self.calendars.is_none() {
            self.calendars = Some(Calendars::load(connection)?);
        }
        self.calendars.as_mut().ok_or(super::Error::Busy)
    }

    fn buckets(&mut self, connection: &Connection) -> Result<Arc<Vec<KeptBucket>>> {
        if let Some(buckets) = &self.buckets {
            return Ok(Arc::clone(buckets));
        }
        let mut statement = connection
            .prepare_cached("SELECT id, org, key, n FROM bucket WHERE n > 0 ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut buckets = Vec::new();
        while let Some(row) = rows.next()? {
            let key = row.get_ref(2)?.as_str().unwrap_or_default();
            let Some(bucket) = key
                .split_once(';')
                .and_then(|(_org, key)| Bucket::from_key(key))
            else {
                continue;
            };
            let n: i64 = row.get(3)?;
            buckets.push(KeptBucket {
                id: row.get(0)?,
                org: row.get(1)?,
                bucket,
                n: n as u64,
            });
        }
        let buckets = Arc::new(buckets);
        self.buckets = Some(Arc::clone(&buckets));
        Ok(buckets)
    }
}

impl Store {
    /// Answers a question, as far as `viewer` may see, as of `today`.
    pub fn ask(&mut self, viewer: &Viewer, query: &Query, today: NaiveDate) -> Result<Answer> {
        self.with_reader(viewer, today, |reader| reader.answer(query))
    }

    /// Reads in one piece: whatever is read is of one state of the file.
    pub(super) fn with_reader<T>(
        &mut self,
        viewer: &Viewer,
        today: NaiveDate,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        self.confine(viewer.confined_to())?;
        let (connection, orders) = (&self.connection, &mut self.orders);
        // A check reads within the transaction that it throws away.
        let piece = if connection.is_autocommit() {
            Some(connection.unchecked_transaction()?)
        } else {
            None
        };
        // Within the piece, or another's save between the two would be taken for what is kept.
        orders.keep_for(version(connection, self.own_writes)?);
        let mut reader = Reader {
            connection,
            orders,
            viewer,
            today,
        };
        reader.know_session()?;
        let found = read(&mut reader);
        if let Some(piece) = piece {
            piece.finish()?;
        }
        found
    }
}

impl Reader<'_> {
    fn answer(&mut self, query: &Query) -> Result<Answer> {
        let (connection, viewer, today) = (self.connection, self.viewer, self.today);
        let reader = self;
        Ok(match query {
            Query::Roster(asked) => Answer::Roster(reader.roster(asked)?),
            Query::Summary(filter) => Answer::Summary(reader.summary(filter)?),
            Query::Student(student) => {
                let now = Later::default();
                Answer::Student(reader.student(*student, today, &now)?.map(Box::new))
            }
            Query::Plan { student, plan } => {
                Answer::Plan(reader.plan(*student, *plan, today)?.map(Box::new))
            }
            Query::Surveys(student) => Answer::Surveys(reader.surveys(*student)?),
            Query::Growth(student) => Answer::Growth(Box::new(reader.growth(*student)?)),
            Query::Marks { student, grown } => Answer::Marks(reader.marks(*student, *grown)?),
            Query::History { student, limit } => {
                Answer::History(reader.history(*student, *limit, today, &Later::default())?)
            }
            Query::Queue(filter, sort) => Answer::Queue(reader.queue(filter, *sort)?),
            Query::Find {
                text,
                filter,
                limit,
            } => Answer::Find(reader.find(text, filter, *limit)?),
            Query::Search { text, limit } => Answer::Search(reader.search(text, *limit)?),
            Query::Numbered(number, filter) => Answer::Numbered(reader.numbered(*number, filter)?),
            Query::Choices => Answer::Choices(reader.choices()?),
            Query::Grid(asked) => Answer::Grid(Box::new(reader.grid(asked)?)),
            Query::Staff => Answer::Staff(reader.staff()?),
            Query::Groups => Answer::Groups(reader.study_groups()?),
            Query::Drafts(student) => Answer::Drafts(drafts::list(connection, viewer, *student)?),
            Query::Cadence(scope, subject) => {
                Answer::Cadence(Box::new(reader.cadence(*scope, *subject)?))
            }
            Query::Members(class) => Answer::Members(reader.members(*class)?),
            Query::Frameworks => Answer::Frameworks(reader.frameworks()?),
            Query::Competencies(asked) => Answer::Competencies(reader.competencies(asked)?),
        })
    }

    /// Reads the session of today once, since every plan is asked for by it.
    fn know_session(&mut self) -> Result<()> {
        if self
            .orders
            .session
            .as_ref()
            .is_none_or(|(day, _)| *day != self.today)
        {
            let session = self.read_session(self.today)?;
            self.orders.session = Some((self.today, session));
            // What counts by the day is another set on another day.
            self.orders.levels = grid::Levels::default();
        }
        Ok(())
    }

    /// What was said, each with the name of who said it.
    fn with_names<T>(
        &self,
        said: Vec<T>,
        author: impl Fn(&T) -> PersonId,
    ) -> Result<Vec<(T, String)>> {
        said.into_iter()
            .map(|one| {
                let name = self.name_of(author(&one))?;
                Ok((one, name))
            })
            .collect()
    }
}

impl Store {
    /// Everybody a viewer reaches, row by row in the roster's order, for
    /// commands that print them all.
    pub fn whole_roster(
        &mut self,
        viewer: &Viewer,
        filter: &crate::domain::query::Filter,
        today: NaiveDate,
        each: &mut dyn FnMut(
            crate::domain::query::RosterRow,
            Vec<crate::domain::query::Standing>,
        ) -> bool,
    ) -> Result<()> {
        self.with_reader(viewer, today, |reader| reader.each_row(filter, each))
    }

    /// A student's record as it stood at the end of `as_of`.
    pub fn record(
        &mut self,
        viewer: &Viewer,
        student: crate::domain::person::PersonId,
        as_of: NaiveDate,
        today: NaiveDate,
    ) -> Result<
        Option<(
            crate::domain::query::StudentRecord,
            Vec<crate::domain::query::CheckInRecord>,
        )>,
    > {
        self.with_reader(viewer, today, |reader| {
            let later = reader.later(student, as_of)?;
            let Some(record) = reader.student(student, as_of, &later)? else {
                return Ok(None);
            };
            let mut history = reader.history(student, usize::MAX >> 1, as_of, &later)?;
            history.retain(|record| record.voided.is_none());
            Ok(Some((record, history)))
        })
    }
}

/// One question being answered.
pub(super) struct Reader<'a> {
    connection: &'a Connection,
    orders: &'a mut Orders,
    viewer: &'a Viewer,
    today: NaiveDate,
}
