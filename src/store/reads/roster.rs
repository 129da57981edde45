//! The roster: its order, a stretch of it, its counts. A scope of some
//! hundreds is sorted whole and kept; a district is never read whole, its
//! order comes from the buckets of equal dates, page by page.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use crate::domain::cadence::{self, Kind, OrderKey, SchoolYear, State};
use crate::domain::person::PersonId;
use crate::domain::query::{
    At, Counts, Filter, RosterPage, RosterQuery, RosterRow, Sort, Standing, Summary,
};
use crate::domain::viewer::{Reach, Viewer};

use super::super::derived::{self, Bucket, NO_NUMBER};
use super::super::drafts;
use super::super::error::{Error, Result};
use super::{KeptBucket, Reader};

/// Up to this many students are sorted in memory.
const SMALL: u64 = 2_000;

/// Which order was worked out.
pub type Asked = (Viewer, Filter, Sort, NaiveDate);

/// A student's place in the order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub(super) need: Option<OrderKey>,
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) student: PersonId,
    pub(super) bucket: usize,
    /// What it shows, where that was read with its place.
    pub(super) written: Option<Box<Written>>,
}

/// What a line shows, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    pub(super) line: String,
    pub(super) grade: Option<String>,
}

/// Where a bucket stands today and in which state; none when its students
/// aren't enrolled today, or no cadence asks for a check-in.
pub type Need = Option<(OrderKey, State)>;
/// By which kind, and on which day.
pub type NeedAsked = (Option<Kind>, NaiveDate);

/// Rows that were read, so that the next page reads only what it adds.
#[derive(Debug, Default)]
pub struct KnownRows {
    /// For whom, and by which filter.
    of: Option<(Viewer, Filter, NaiveDate)>,
    rows: HashMap<PersonId, RosterRow>,
}

/// Several windows' worth.
const KNOWN: usize = 600;

impl Reader<'_> {
    /// A stretch of the roster.
    pub(super) fn roster(&mut self, asked: &RosterQuery) -> Result<RosterPage> {
        let (lines, more_before, more_after) = match self.order(&asked.filter, asked.sort)? {
            Some(order) => {
                let place = match asked.at {
                    At::First => 0,
                    At::Last => order.len(),
                    At::Student(student) => order
                        .iter()
                        .position(|line| line.student == student)
                        .unwrap_or(0),
                };
                let from = place.saturating_sub(asked.before);
                let to = (place + asked.after).min(order.len());
                (order[from..to].to_vec(), from > 0, to < order.len())
            }
            None => self.stretch(asked)?,
        };
        let mut rows = Vec::with_capacity(lines.len());
        for line in &lines {
            rows.push(self.row(line, &asked.filter)?);
        }
        Ok(RosterPage {
            rows,
            more_before,
            more_after,
        })
    }

    /// Everybody the filter leaves, in order.
    pub(super) fn queue(&mut self, filter: &Filter, sort: Sort) -> Result<Vec<PersonId>> {
        if let Some(order) = self.order(filter, sort)? {
            Ok(order.iter().map(|line| line.student).collect())
        } else {
            // A round through a district ends somewhere; a school year has no more days.
            let asked = RosterQuery {
                filter: filter.clone(),
                sort,
                at: At::First,
                before: 0,
                after: SMALL as usize,
            };
            let (lines, ..) = self.stretch(&asked)?;
            Ok(lines.into_iter().map(|line| line.student).collect())
        }
    }

    /// Calls `each` for everybody the filter leaves, until it says stop.
    pub(super) fn each_row(
        &mut self,
        filter: &Filter,
        each: &mut dyn FnMut(RosterRow, Vec<Standing>) -> bool,
    ) -> Result<()> {
        let mut at = At::First;
        loop {
            let asked = RosterQuery {
                filter: filter.clone(),
                sort: Sort::Need,
                at,
                before: 0,
                after: 500,
            };
            let page = self.roster(&asked)?;
            let skip = usize::from(at != At::First);
            let last = page.rows.last().map(|row| row.student);
            for row in page.rows.into_iter().skip(skip) {
                let others = self.standings(row.student, filter.kind)?;
                if !each(row, others) {
                    return Ok(());
                }
            }
            match last {
                Some(student) if page.more_after => at = At::Student(student),
                _ => return Ok(()),
            }
        }
    }

    /// The header's counts and words.
    pub(super) fn summary(&mut self, filter: &Filter) -> Result<Summary> {
        let open = Filter {
            state: None,
            never_met: false,
            ..filter.clone()
        };
        let mut counts = Counts::default();
        if let Some(order) = self.order(&open, Sort::Need)? {
            let needs = self.needs(open.kind)?;
            for line in order.iter() {
                if let Some((_, state)) = needs[line.bucket] {
                    counts.add(state, 1);
                }
            }
        } else {
            let left = self.left_buckets(&open)?;
            let buckets = self.orders.buckets(self.connection)?;
            let needs = self.needs(open.kind)?;
            let of_grade = self.counts_of_grade(&open)?;
            for (_key, place) in left {
                let n = match &of_grade {
                    Some(counts) => counts.get(&buckets[place].id).copied().unwrap_or(0),
                    None => buckets[place].n,
                };
                if let Some((_, state)) = needs[place] {
                    counts.add(state, n);
                }
            }
        }
        let drafts = drafts::list(self.connection, self.viewer, None)?;
        let own = drafts
            .iter()
            .filter(|draft| draft.student == self.viewer.person);
        Ok(Summary {
            own_forms: own.map(|draft| draft.form.clone()).collect(),
            counts,
            term: self.term()?,
            class: self.class_title(filter)?,
            viewer: self.viewer_name()?,
            drafts: drafts.len(),
            drafted: drafts.into_iter().map(|draft| draft.student).collect(),
        })
    }

    /// How many of each bucket have the grade of the filter, where it has one.
    fn counts_of_grade(&self, filter: &Filter) -> Result<Option<HashMap<i64, u64>>> {
        let Some(grade) = &filter.grade else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT bucket, count(*) FROM roster WHERE grade = ?1 GROUP BY bucket",
        )?;
        let counts = statement.query_map([grade], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))
        })?;
        Ok(Some(counts.collect::<rusqlite::Result<_>>()?))
    }

    /// Who has this class number among the students the filter leaves.
    pub(in crate::store) fn numbered(
        &mut self,
        number: u16,
        filter: &Filter,
    ) -> Result<Vec<PersonId>> {
        if let Some(order) = self.order(filter, Sort::Need)? {
            let same = order.iter().filter(|line| line.number == i64::from(number));
            return Ok(same.map(|line| line.student).collect());
        }
        let left = self.left_places(filter)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT student, bucket FROM roster
             WHERE class_number = ?1 AND (?2 IS NULL OR grade = ?2) ORDER BY name LIMIT 2000",
        )?;
        let found: Vec<(i64, i64)> = statement
            .query_map(params![number, filter.grade], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut students = Vec::new();
        for (student, bucket) in found {
            let student = PersonId::new(student);
            if left.contains_key(&bucket) && self.passes_plan(filter, student)? {
                students.push(student);
            }
        }
        Ok(students)
    }

    /// Who is known by this number in the school among the students the filter leaves.
    pub(in crate::store) fn school_numbered(
        &mut self,
        number: &str,
        filter: &Filter,
    ) -> Result<Vec<PersonId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM person WHERE school_number = ?1 AND role = 'student'
               AND status = 'active' ORDER BY id LIMIT 50",
        )?;
        let found: Vec<i64> = statement
            .query_map([number], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let of_class = match filter.class {
            Some(class) => Some(self.class_students(class)?),
            None => None,
        };
        let mut students = Vec::new();
        for student in found.into_iter().map(PersonId::new) {
            let is_there = of_class
                .as_ref()
                .is_none_or(|all| all.contains_key(&student));
            if is_there && self.reaches(student)? {
                students.push(student);
            }
        }
        Ok(students)
    }

    /// The order of a scope that is small enough to sort; none for a large one.
    pub(super) fn order(&mut self, filter: &Filter, sort: Sort) -> Result<Option<Arc<Vec<Line>>>> {
        let asked = (self.viewer.clone(), filter.clone(), sort, self.today);
        if let Some((known, order)) = &self.orders.order
            && *known == asked
        {
            return Ok(Some(Arc::clone(order)));
        }
        let Some(lines) = self.small_scope(filter)? else {
            return Ok(None);
        };
        let needs = self.needs(filter.kind)?;
        let mut order = Vec::with_capacity(lines.len());
        for mut line in lines {
            let Some((key, state)) = needs[line.bucket] else {
                continue;
            };
            if !passes(filter, key, state) || !self.passes_plan(filter, line.student)? {
                continue;
            }
            if sort == Sort::Need {
                line.need = Some(key);
            }
            order.push(line);
        }
        match sort {
            Sort::Need | Sort::Number => order.sort_unstable(),
            Sort::Name => {
                order.sort_unstable_by(|a, b| (&a.name, a.student).cmp(&(&b.name, b.student)));
            }
        }
        let order = Arc::new(order);
        self.orders.order = Some((asked, Arc::clone(&order)));
        Ok(Some(order))
    }

    /// The lines of a small scope, in no order.
    fn small_scope(&mut self, filter: &Filter) -> Result<Option<Vec<Line>>> {
        let buckets = self.orders.buckets(self.connection)?;
        let places: HashMap<i64, usize> = buckets
            .iter()
            .enumerate()
            .map(|(place, kept)| (kept.id, place))
            .collect();
        let students = match (&self.viewer.reach, filter.class) {
            (_, Some(class)) => Some(self.class_students(class)?),
            (Reach::Own, None) => Some(self.own_students()?),
            (Reach::Oneself, None) => Some([(self.viewer.person, None)].into()),
            _ => None,
        };
        let students = match (students, filter.group) {
            (students, None) => students,
            (Some(mut students), Some(group)) => {
                let members = self.in_group(group)?;
                students.retain(|student, _number| members.contains(student));
                Some(students)
            }
            (None, Some(group)) => {
                let mut students = BTreeMap::new();
                for member in self.in_group(group)? {
                    if self.reaches(member)? {
                        students.insert(member, None);
                    }
                }
                Some(students)
            }
        };
        let mut lines = Vec::new();
        if let Some(students) = students {
            let mut statement = self.connection.prepare_cached(
                "SELECT bucket, class_number, name, grade FROM roster WHERE student = ?1",
            )?;
            for (student, number) in students {
                let found = statement
                    .query_row([student.number()], |row| {
                        let own: i64 = row.get(1)?;
                        let number = number.map_or(own, i64::from);
                        Ok((row.get(0)?, number, row.get(2)?, row.get(3)?))
                    })
                    .optional()?;
                let Some(found) = found else { continue };
                lines.extend(line(&places, filter, student.number(), found));
            }
        } else {
            let reach = self.orgs()?;
            let all: u64 = buckets
                .iter()
                .filter(|kept| self.is_in_reach(kept, &reach))
                .map(|kept| kept.n)
                .sum();
            if all > SMALL {
                return Ok(None);
            }
            let mut statement = self.connection.prepare_cached(
                "SELECT student, bucket, class_number, name, grade, org FROM roster",
            )?;
            let rows = statement.query_map([], |row| {
                let found = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                Ok((row.get::<_, i64>(0)?, found, row.get::<_, Option<i64>>(5)?))
            })?;
            for row in rows {
                let (student, found, org) = row?;
                if self.viewer.reach == Reach::Everybody
                    || org.is_some_and(|org| reach.contains(&org))
                {
                    lines.extend(line(&places, filter, student, found));
                }
            }
        }
        Ok(Some(lines))
    }

    pub(super) fn is_in_reach(&self, kept: &KeptBucket, orgs: &BTreeSet<i64>) -> bool {
        match &self.viewer.reach {
            Reach::Everybody => true,
            Reach::Org(_) => kept.org.is_some_and(|org| orgs.contains(&org)),
            Reach::Own | Reach::Oneself => false,
        }
    }

    /// Where each bucket stands today, worked out once.
    pub(super) fn needs(&mut self, kind: Option<Kind>) -> Result<Arc<Vec<Need>>> {
        let asked = (kind, self.today);
        if let Some((known, needs)) = &self.orders.needs
            && *known == asked
        {
            return Ok(Arc::clone(needs));
        }
        let buckets = self.orders.buckets(self.connection)?;
        let mut needs = Vec::with_capacity(buckets.len());
        for kept in buckets.iter() {
            needs.push(self.need(kept, kind)?);
        }
        let needs = Arc::new(needs);
        self.orders.needs = Some((asked, Arc::clone(&needs)));
        Ok(needs)
    }

    fn need(&mut self, kept: &KeptBucket, kind: Option<Kind>) -> Result<Need> {
        let today = self.today;
        let calendars = self.orders.calendars(self.connection)?;
        let (calendar, year) = calendars.on(kept.org, today);
        let dates = |kind: Kind| {
            kept.bucket
                .facts(kind, today)
                .map(|facts| cadence::dates(&facts, calendar, year))
        };
        let (weekly, daily) = match kind {
            Some(Kind::Weekly) => (dates(Kind::Weekly), None),
            Some(Kind::Daily) => (None, dates(Kind::Daily)),
            None => (dates(Kind::Weekly), dates(Kind::Daily)),
        };
        let chosen = match cadence::row_kind(today, weekly.as_ref(), daily.as_ref()) {
            Some(Kind::Weekly) => weekly,
            Some(Kind::Daily) => daily,
            None => None,
        };
        Ok(chosen.map(|dates| {
            (
                cadence::order_key(&dates, today),
                cadence::state_on(&dates, today),
            )
        }))
    }

    pub(super) fn passes_plan(&self, filter: &Filter, student: PersonId) -> Result<bool> {
        let is_at_stage = match filter.stage {
            None => true,
            Some(stage) => self.stage_of(student)? == stage,
        };
        Ok(is_at_stage
            && match filter.lack {
                None => true,
                Some(lack) => self.lacks(lack, student)?,
            })
    }

    /// How each kind stands for one student today, the row's kind first.
    pub(super) fn standings(
        &mut self,
        student: PersonId,
        kind: Option<Kind>,
    ) -> Result<Vec<Standing>> {
        match derived::Line::read(self.connection, student)? {
            Some(kept) => self.standings_kept(&kept, kind),
            None => Ok(Vec::new()),
        }
    }

    fn standings_kept(
        &mut self,
        kept: &derived::Kept,
        kind: Option<Kind>,
    ) -> Result<Vec<Standing>> {
        let buckets = self.orders.buckets(self.connection)?;
        match buckets.binary_search_by_key(&kept.bucket, |bucket| bucket.id) {
            Ok(place) => self.standings_of(&buckets[place], kind, &kept.line),
            Err(_nobody_is_in_it) => Ok(Vec::new()),
        }
    }

    fn standings_of(
        &mut self,
        kept: &KeptBucket,
        kind: Option<Kind>,
        line: &derived::Line,
    ) -> Result<Vec<Standing>> {
        let today = self.today;
        let calendars = self.orders.calendars(self.connection)?;
        let (calendar, year) = calendars.on(kept.org, today);
        let of = |kind: Kind| standing(&kept.bucket, kind, calendar, year, today, line);
        let (weekly, daily) = (of(Kind::Weekly), of(Kind::Daily));
        let chosen = kind.or(cadence::row_kind(
            today,
            weekly.as_ref().map(|(_, dates)| dates),
            daily.as_ref().map(|(_, dates)| dates),
        ));
        let mut list: Vec<Standing> = [weekly, daily]
            .into_iter()
            .flatten()
            .map(|(standing, _)| standing)
            .collect();
        list.sort_by_key(|standing| Some(standing.kind) != chosen);
        Ok(list)
    }

    /// One line of the roster with all that it shows.
    fn row(&mut self, line: &Line, filter: &Filter) -> Result<RosterRow> {
        let of = Some((self.viewer.clone(), filter.clone(), self.today));
        let known = &mut self.orders.rows;
        if known.of != of || known.rows.len() > KNOWN {
            *known = KnownRows {
                of,
                ..KnownRows::default()
            };
        }
        if let Some(row) = known.rows.get(&line.student) {
            return Ok(row.clone());
        }
        let row = self.read_row(line, filter)?;
        self.orders.rows.rows.insert(line.student, row.clone());
        Ok(row)
    }

    fn read_row(&mut self, line: &Line, filter: &Filter) -> Result<RosterRow> {
        let buckets = self.orders.buckets(self.connection)?;
        let bucket = buckets[line.bucket].id;
        let kept = match &line.written {
            Some(written) => derived::Kept::of(&written.line, written.grade.clone(), bucket)?,
            None => self.line(line.student)?,
        };
        let standings = self.standings_of(&buckets[line.bucket], filter.kind, &kept.line)?;
        let standing = self.first_of(standings).ok_or_else(missing)?;
        let number = u16::try_from(line.number)
            .ok()
            .filter(|n| i64::from(*n) != NO_NUMBER);
        self.row_of(line.student, number, standing, kept)
    }

    /// The standing that a row shows, and whether the student was met today by any kind: who
    /// came later in the day isn't absent.
    fn first_of(&self, standings: Vec<Standing>) -> Option<(Standing, bool)> {
        let today = Some(self.today);
        let is_met = standings.iter().any(|standing| standing.last_met == today);
        let first = standings.into_iter().next()?;
        Some((first, is_met))
    }

    /// The row of a student who was found; none where no cadence asks for a check-in today.
    pub(super) fn found_row(
        &mut self,
        student: PersonId,
        kept: derived::Kept,
        kind: Option<Kind>,
    ) -> Result<Option<RosterRow>> {
        let standings = self.standings_kept(&kept, kind)?;
        let Some(standing) = self.first_of(standings) else {
            return Ok(None);
        };
        self.row_of(student, None, standing, kept).map(Some)
    }

    pub(super) fn line(&self, student: PersonId) -> Result<derived::Kept> {
        derived::Line::read(self.connection, student)?.ok_or_else(missing)
    }
}

fn missing() -> Error {
    Error::Damaged("a student's dates are missing".into())
}

/// How one kind stands, with the dates it follows from.
fn standing(
    bucket: &Bucket,
    kind: Kind,
    calendar: &crate::domain::calendar::Calendar,
    year: Option<SchoolYear>,
    today: NaiveDate,
    line: &derived::Line,
) -> Option<(Standing, cadence::Dates)> {
    let facts = bucket.facts(kind, today)?;
    let dates = cadence::dates(&facts, calendar, year);
    let state = cadence::state_on(&dates, today);
    let over = if state == State::Overdue {
        cadence::days_over(&dates, facts.pause, calendar, today)
    } else {
        0
    };
    // They were counted when the line was written; a year that began since begins anew.
    let since = facts.entry.max(year.map_or(facts.entry, |year| year.first));
    let still_counts = line.absent_on.is_some_and(|on| since <= on);
    let standing = Standing {
        kind,
        state,
        school_days: i64::from(cadence::school_days(&dates, facts.pause, calendar, today)),
        days_over: i64::from(over),
        due_on: dates.due_on,
        overdue_on: dates.overdue_on,
        last_met: facts.last_held.filter(|held| *held >= facts.entry),
        next_date: dates.next_date,
        never_met: dates.never_met,
        absences: if still_counts {
            line.absences[usize::from(kind == Kind::Daily)]
        } else {
            0
        },
        paused_until: dates.paused_until,
    };
    Some((standing, dates))
}

/// Whether a state is left by the filter.
pub(super) fn passes(filter: &Filter, key: OrderKey, state: State) -> bool {
    filter.state.is_none_or(|wanted| wanted == state) && (!filter.never_met || !key.met)
}

fn line(
    places: &HashMap<i64, usize>,
    filter: &Filter,
    student: i64,
    (bucket, number, name, grade): (i64, i64, String, Option<String>),
) -> Option<Line> {
    if filter.grade.is_some() && filter.grade != grade {
        return None;
    }
    let bucket = *places.get(&bucket)?;
    Some(Line {
        need: None,
        number,
        name,
        student: PersonId::new(student),
        bucket,
        written: None,
    })
}
