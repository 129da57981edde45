//! Writes a whole sample school into a new file, fast: rows in the order of
//! their keys, one transaction, what is derived beside what it follows from.
//! Not how anything else is written; that is `journal`.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs::File;
use std::marker::PhantomData;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Statement, params, params_from_iter};

use crate::domain::Word;
use crate::domain::cadence::{self, Facts, Kind};
use crate::domain::check_in::CheckIn;
use crate::domain::framework::GoalCompetency;
use crate::domain::ids::Id;
use crate::domain::note::Note;
use crate::domain::plan::{ActionStep, Goal, GoalStatus, Plan, Reflection, Stage};
use crate::domain::profile::ProfileEntry;
use crate::domain::rating::{RaterKind, Rating};
use crate::domain::school::Enrollment;
use crate::domain::{person::Person, stay};
use crate::sample::{Record, School, Students};

use super::derived::reached::{self, Last, Link};
use super::derived::{self, Bucket, Cadences, Calendars, Line, NO_NUMBER, Placed, Planned};
use super::error::{Error, Result};
use super::rows::Table;
use super::{Actor, audit, connect, place, schema};

pub use crate::sample::Sample;

/// Check-ins a student can have in a sample.
const MOST_EACH: u64 = 20_000;
/// Students in a sample.
const MOST_STUDENTS: u64 = 10_000_000;
/// Progress is told after so many students.
const STRIDE: u64 = 100;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Students.
    pub students: u64,
    /// Their check-ins.
    pub check_ins: u64,
    /// Rows of all tables, derived ones too.
    pub rows: u64,
}

/// Makes a new file at `path` with a sample school in it, refusing one that is
/// taken. The file has its name only once it is whole and on the disk.
/// `progress` hears how many students of how many are done.
pub fn write_sample(
    path: &Path,
    sample: &Sample,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Written> {
    allow(sample)?;
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists(path.to_owned()));
    }
    if let Some(kind) = place::network(path) {
        return Err(Error::Network(kind));
    }
    place::make_folder(path)?;
    let unfinished = place::beside(path, &format!(".new-{}", std::process::id()));
    place::make_file(&unfinished)?;
    let written = fill(&unfinished, sample, progress).and_then(|written| {
        let file = File::open(&unfinished).and_then(|file| file.sync_all());
        file.map_err(|error| place::from_io(&error, &unfinished))?;
        place::publish(&unfinished, path, false)?;
        Ok(written)
    });
    if written.is_err() {
        let _unfinished = std::fs::remove_file(&unfinished);
    }
    written
}

fn allow(sample: &Sample) -> Result<()> {
    if !(1..=MOST_STUDENTS).contains(&sample.students) {
        return Err(Error::refused(format!(
            "A sample school has 1 to {MOST_STUDENTS} students; choose a number between."
        )));
    }
    if sample.check_ins / sample.students > MOST_EACH {
        return Err(Error::refused(format!(
            "That is more than {MOST_EACH} check-ins a student; choose fewer, or more students."
        )));
    }
    Ok(())
}

fn fill(path: &Path, sample: &Sample, progress: &mut dyn FnMut(u64, u64)) -> Result<Written> {
    let mut connection = connect(path, false)?;
    schema::migrate(&mut connection, || Ok(()))?;
    // Nobody else knows the file yet, and a half-written one is thrown away:
    // nothing has to survive a crash. Rows are right by their types, and refer
    // only to rows that are there; a test looks whether the file agrees.
    connection.execute_batch(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA ignore_check_constraints = ON; PRAGMA cell_size_check = OFF;
         PRAGMA secure_delete = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536;",
    )?;
    let written = {
        let tx = connection.transaction()?;
        let written = write_all(&tx, sample, progress)?;
        tx.commit()?;
        written
    };
    connection.execute_batch("PRAGMA analysis_limit = 1000; ANALYZE;")?;
    connection
        .close()
        .map_err(|(_open, error)| Error::from(error))?;
    Ok(written)
}

fn write_all(
    connection: &Connection,
    sample: &Sample,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Written> {
    let before = connection.total_changes();
    let (school, mut students) = School::of(sample);
    write_school(connection, sample, &school)?;
    let check_ins = write_students(connection, sample, &school, &mut students, progress)?;
    Ok(Written {
        students: sample.students,
        check_ins,
        rows: connection.total_changes() - before,
    })
}

/// The school, its time and its adults.
fn write_school(connection: &Connection, sample: &Sample, school: &School) -> Result<()> {
    insert_all(connection, &school.orgs)?;
    insert_all(connection, &school.timeline.sessions)?;
    insert_all(connection, &school.timeline.days)?;
    school.scale.insert(connection)?;
    insert_all(connection, &school.learned.frameworks)?;
    insert_all(connection, &school.learned.competencies)?;
    insert_all(connection, &school.adults)?;
    insert_all(connection, &school.classes)?;
    insert_all(connection, &school.staff)?;
    connection.execute(
        "INSERT INTO setting (name, value) VALUES ('scale', ?1)",
        [school.scale.id.to_string()],
    )?;
    if let Some(viewer) = school.viewer() {
        let actor = Actor {
            person: viewer.id,
            terminal: 0,
            now: sample.now,
            today: sample.today,
        };
        audit::append(connection, &actor, "demo", None, None)?;
    }
    Ok(())
}

fn insert_all<T: Table>(connection: &Connection, rows: &[T]) -> Result<()> {
    rows.iter().try_for_each(|row| row.insert(connection))
}

fn write_students(
    connection: &Connection,
    sample: &Sample,
    school: &School,
    students: &mut Students,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64> {
    let mut tables = Tables::new(connection)?;
    let mut derive = Derive {
        connection,
        calendars: Calendars::load(connection)?,
        members: HashMap::new(),
    };
    let mut record = Record::default();
    let (mut done, mut check_ins) = (0, 0);
    while students.fill(school, &mut record) {
        tables.append(&record)?;
        derive.write(&record, sample, school)?;
        check_ins += record.check_ins.len() as u64;
        done += 1;
        if done % STRIDE == 0 || done == sample.students {
            progress(done, sample.students);
        }
    }
    tables.finish()?;
    derive.count()?;
    Ok(check_ins)
}

/// Rows written by one statement.
const BATCH: usize = 32;

/// Insertions into one table, gathered until there are enough for a statement
/// of several rows: that opens the table and its indexes once for all of them.
struct Append<'c, T> {
    one: Statement<'c>,
    several: Statement<'c>,
    /// The values of the rows that wait.
    waiting: Vec<Value>,
    columns: usize,
    table: PhantomData<T>,
}

impl<'c, T: Table> Append<'c, T> {
    fn new(connection: &'c Connection) -> Result<Self> {
        let columns = T::COLUMNS.split(',').count();
        let row = format!("({})", vec!["?"; columns].join(","));
        let insert = |rows: usize| {
            format!(
                "INSERT INTO {} ({}) VALUES {}",
                T::TABLE,
                T::COLUMNS,
                vec![row.as_str(); rows].join(",")
            )
        };
        Ok(Self {
            one: connection.prepare(&insert(1))?,
            several: connection.prepare(&insert(BATCH))?,
            waiting: Vec::with_capacity(BATCH * columns),
            columns,
            table: PhantomData,
        })
    }

    fn rows(&mut self, rows: &[T]) -> Result<()> {
        for row in rows {
            self.waiting.append(&mut row.values());
            if self.waiting.len() >= BATCH * self.columns {
                self.several.execute(params_from_iter(&self.waiting))?;
                self.waiting.clear();
            }
        }
        Ok(())
    }

    /// Writes the rows that still wait.
    fn finish(&mut self) -> Result<()> {
        for row in self.waiting.chunks(self.columns) {
            self.one.execute(params_from_iter(row))?;
        }
        self.waiting.clear();
        Ok(())
    }
}

/// The tables that grow with every student.
struct Tables<'c> {
    connection: &'c Connection,
    people: Append<'c, Person>,
    enrollments: Append<'c, Enrollment>,
    profile: Append<'c, ProfileEntry>,
    plans: Append<'c, Plan>,
    goals: Append<'c, Goal>,
    steps: Append<'c, ActionStep>,
    links: Append<'c, GoalCompetency>,
    reflections: Append<'c, Reflection>,
    check_ins: Append<'c, CheckIn>,
    notes: Append<'c, Note>,
    ratings: Append<'c, Rating>,
}

impl<'c> Tables<'c> {
    fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            people: Append::new(connection)?,
            enrollments: Append::new(connection)?,
            profile: Append::new(connection)?,
            plans: Append::new(connection)?,
            goals: Append::new(connection)?,
            steps: Append::new(connection)?,
            links: Append::new(connection)?,
            reflections: Append::new(connection)?,
            check_ins: Append::new(connection)?,
            notes: Append::new(connection)?,
            ratings: Append::new(connection)?,
        })
    }

    fn append(&mut self, record: &Record) -> Result<()> {
        self.people.rows(record.person.as_slice())?;
        self.enrollments.rows(record.enrollment.as_slice())?;
        if let Some(row) = &record.caseload {
            row.insert(self.connection)?;
        }
        if let Some(row) = &record.cadence {
            row.insert(self.connection)?;
        }
        self.profile.rows(&record.profile)?;
        self.plans.rows(&record.plans)?;
        self.goals.rows(&record.goals)?;
        self.steps.rows(&record.steps)?;
        self.links.rows(&record.links)?;
        self.reflections.rows(&record.reflections)?;
        self.check_ins.rows(&record.check_ins)?;
        self.notes.rows(&record.notes)?;
        self.ratings.rows(&record.ratings)
    }

    fn finish(&mut self) -> Result<()> {
        self.people.finish()?;
        self.enrollments.finish()?;
        self.profile.finish()?;
        self.plans.finish()?;
        self.goals.finish()?;
        self.steps.finish()?;
        self.links.finish()?;
        self.reflections.finish()?;
        self.check_ins.finish()?;
        self.notes.finish()?;
        self.ratings.finish()
    }
}

/// What follows from a record, by the same rules as after any change.
struct Derive<'c> {
    connection: &'c Connection,
    calendars: Calendars,
    /// How many students are in each bucket.
    members: HashMap<i64, i64>,
}

impl Derive<'_> {
    fn write(&mut self, record: &Record, sample: &Sample, school: &School) -> Result<()> {
        let (Some(person), Some(place)) = (&record.person, &record.enrollment) else {
            return Ok(());
        };
        let class = school.classes.get(record.class);
        let org = person.org.or(class.and_then(|class| class.org));
        let org = org.map(Id::number);
        let (calendar, year) = self.calendars.on(org, sample.today);
        let runs = stay::runs(&[(place.begins, place.ends)], calendar);
        let Some((run, following)) = stay::that_count(&runs, sample.today) else {
            return Ok(());
        };
        let mut bucket = Bucket {
            runs: [Some(run), following],
            weekly: None,
            daily: None,
        };
        let cadences = Cadences::new(record.cadence.iter().cloned().collect());
        let tried: Vec<cadence::CheckIn> = record
            .check_ins
            .iter()
            .map(|row| cadence::CheckIn {
                on: row.on,
                kind: row.kind,
                outcome: row.outcome,
                next_date: row.next_date,
            })
            .collect();
        let mut line = Line::named(person);
        for kind in [Kind::Weekly, Kind::Daily] {
            let Some((asked, pause)) = cadences.of(kind, person.id, &[place.class.number()]) else {
                continue;
            };
            let met = cadence::met(kind, run.begin, year, tried.iter().copied());
            line.absences[usize::from(kind == Kind::Daily)] = met.absences;
            let facts = Facts::new(run.begin, &met, pause, asked);
            let dates = cadence::dates(&facts, calendar, year);
            derived::store_standing(self.connection, person.id, kind, &met, &dates)?;
            match kind {
                Kind::Weekly => bucket.weekly = Some(facts),
                Kind::Daily => bucket.daily = Some(facts),
            }
        }
        line.tried(&tried, [bucket.weekly, bucket.daily]);
        let id = derived::bucket_id(self.connection, org, &bucket)?;
        *self.members.entry(id).or_default() += 1;
        line.trend = derived::trend_of(
            record
                .ratings
                .iter()
                .rev()
                .filter(|rating| rating.rater_kind == RaterKind::Teacher)
                .take(derived::RATED)
                .map(|rating| (rating.observed_on, school.scale.height(rating.level))),
        );
        line.plans = plans(record);
        line.places.extend(class.map(|class| Placed {
            class: place.class.number(),
            title: class.title.clone(),
            number: place.class_number,
            homeroom: class.homeroom,
            begins: place.begins,
            ends: place.ends,
        }));
        let number = place.class_number.map_or(NO_NUMBER, i64::from);
        derived::put_line(self.connection, person, org, id, number, &line)?;
        if !record.plans.is_empty() {
            reached::write(self.connection, person.id, &links(record))?;
        }
        derived::words::insert(self.connection, person)
    }

    /// Writes down how many are in each bucket.
    fn count(&self) -> Result<()> {
        let mut statement = self
            .connection
            .prepare("UPDATE bucket SET n = ?2 WHERE id = ?1")?;
        for (bucket, n) in &self.members {
            statement.execute(params![bucket, n])?;
        }
        Ok(())
    }
}

/// The plans of a record that aren't closed, at a glance.
fn plans(record: &Record) -> Vec<Planned> {
    let glance = |plan: &Plan| {
        let goals = || {
            let counted = |goal: &&Goal| {
                goal.plan == plan.id && goal.day.is_none() && goal.status.is_counted()
            };
            record.goals.iter().filter(counted)
        };
        let met = goals().filter(|goal| goal.status == GoalStatus::Met);
        Planned {
            session: plan.session.map_or(0, Id::number),
            opened: plan.opened,
            stage: plan.stage.word().to_owned(),
            met: met.count() as u16,
            goals: goals().count() as u16,
            // The sample has no goals for one day alone.
            days: Vec::new(),
        }
    };
    let open = record
        .plans
        .iter()
        .filter(|plan| plan.stage != Stage::Closed);
    open.map(glance).collect()
}

/// What the goals of a record work toward, the latest plan's first, with the last rating.
fn links(record: &Record) -> Vec<reached::Kept> {
    let mut plans: Vec<&Plan> = record.plans.iter().collect();
    plans.sort_by_key(|plan| Reverse((plan.opened, plan.id)));
    let mut links = Vec::with_capacity(record.links.len());
    for plan in plans {
        let mut goals: Vec<&Goal> = record.goals.iter().collect();
        goals.retain(|goal| goal.plan == plan.id);
        goals.sort_by_key(|goal| Reverse(goal.position));
        for goal in goals {
            let of_goal = |rating: &&Rating| {
                rating.goal == goal.id && rating.rater_kind == RaterKind::Teacher
            };
            let last = record.ratings.iter().filter(of_goal);
            let last = last.map(|rating| Last {
                at: (rating.observed_on, rating.id.number()),
                level: rating.level,
                is_set: false,
            });
            let last = last.max_by_key(|last| last.at);
            let toward = record.links.iter().filter(|link| link.goal == goal.id);
            links.extend(toward.map(|link| reached::Kept {
                link: Link {
                    competency: link.competency,
                    goal: goal.id,
                    scale: plan.scale.number(),
                    roll_up: plan.rules.roll_up,
                    is_open: plan.stage != Stage::Closed && goal.status.is_open(),
                },
                opened: plan.opened,
                last,
            }));
        }
    }
    links
}
