//! The roster: its order, a stretch of it, its counts. A scope of some
//! hundreds is sorted whole and kept; a district is never read whole, its
//! order comes from the buckets of equal dates, page by page.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use crate::domain::cadence::{self, Kind, OrderKey, State};
use crate::domain::person::PersonId;
use crate::domain::query::{
    At, Counts, Filter, RosterPage, RosterQuery, RosterRow, Sort, Standing, Summary,
};
use crate::domain::viewer::{Reach, Viewer};

use super::super::derived::{Bucket, NO_NUMBER};
use super::super::error::Result;
use super::{KeptBucket, Reader};

/// Up to this many students are sorted in memory.
const SMALL: u64 = 2_000;

/// Which order was worked out.
pub type Asked = (Viewer, Filter, Sort, NaiveDate);

/// A student's place in the order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    need: Option<OrderKey>,
    pub(super) number: i64,
    name: String,
    pub(super) student: PersonId,
    bucket: usize,
}

/// Which way a stretch is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

/// A stretch of a large roster, read from an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    number: i64,
    name: String,
    student: i64,
}

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
            let buckets = self.orders.buckets(self.connection)?;
            for line in order.iter() {
                if let Some((_, state)) = self.need(&buckets[line.bucket], open.kind)? {
                    counts.add(state, 1);
                }
            }
        } else {
            let reach = self.orgs()?;
            let buckets = self.orders.buckets(self.connection)?;
            for kept in buckets.iter() {
                if self.is_in_reach(kept, &reach)
                    && let Some((_, state)) = self.need(kept, open.kind)?
                {
                    counts.add(state, kept.n);
                }
            }
        }
        Ok(Summary {
            counts,
            term: self.term()?,
            class: self.class_title(filter)?,
            viewer: self.viewer_name()?,
            drafts: super::super::drafts::list(self.connection, self.viewer.person, None)?.len(),
        })
    }

    /// Who has this class number among the students the filter leaves.
    pub(super) fn numbered(&mut self, number: u16, filter: &Filter) -> Result<Vec<PersonId>> {
        if let Some(order) = self.order(filter, Sort::Need)? {
            let same = order.iter().filter(|line| line.number == i64::from(number));
            return Ok(same.map(|line| line.student).collect());
        }
        let reach = self.orgs()?;
        let buckets = self.orders.buckets(self.connection)?;
        let by_id: HashMap<i64, &KeptBucket> = buckets.iter().map(|kept| (kept.id, kept)).collect();
        let mut statement = self.connection.prepare_cached(
            "SELECT student, bucket FROM roster WHERE class_number = ?1 ORDER BY name LIMIT 2000",
        )?;
        let found: Vec<(i64, i64)> = statement
            .query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut students = Vec::new();
        for (student, bucket) in found {
            let Some(kept) = by_id.get(&bucket) else {
                continue;
            };
            if self.is_in_reach(kept, &reach) && self.need(kept, filter.kind)?.is_some() {
                students.push(PersonId::new(student));
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
        let buckets = self.orders.buckets(self.connection)?;
        let mut order = Vec::with_capacity(lines.len());
        for mut line in lines {
            let Some((key, state)) = self.need(&buckets[line.bucket], filter.kind)? else {
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
            _ => None,
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

    fn is_in_reach(&self, kept: &KeptBucket, orgs: &BTreeSet<i64>) -> bool {
        match &self.viewer.reach {
            Reach::Everybody => true,
            Reach::Org(_) => kept.org.is_some_and(|org| orgs.contains(&org)),
            Reach::Own => false,
        }
    }

    /// Where a bucket stands today and in which state; none when its students
    /// aren't enrolled today, or no cadence asks for a check-in.
    fn need(&mut self, kept: &KeptBucket, kind: Option<Kind>) -> Result<Option<(OrderKey, State)>> {
        let today = self.today;
        let calendar = self.orders.calendars(self.connection)?.of(kept.org);
        let year = calendar.year_start(today);
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

    /// A stretch of a roster too large to sort.
    fn stretch(&mut self, asked: &RosterQuery) -> Result<(Vec<Line>, bool, bool)> {
        let groups = self.groups(&asked.filter)?;
        let order: Vec<Vec<usize>> = match asked.sort {
            Sort::Need => groups,
            Sort::Name | Sort::Number => vec![groups.into_iter().flatten().collect()],
        };
        let buckets = self.orders.buckets(self.connection)?;
        let start = match asked.at {
            At::Student(student) => self.place_in(student, &order, &buckets)?,
            At::First => None,
            At::Last => Some((order.len(), None)),
        };
        let (group, key) = start.unwrap_or((0, None));
        let mut up = Vec::new();
        self.collect(
            asked,
            &order,
            (group, key.clone()),
            Way::Up,
            asked.before + 1,
            &mut up,
        )?;
        let mut down = Vec::new();
        let wanted = asked.after.saturating_sub(usize::from(key.is_some())) + 1;
        self.collect(
            asked,
            &order,
            (group, key.clone()),
            Way::Down,
            wanted,
            &mut down,
        )?;
        let more_before = up.len() > asked.before;
        let more_after = down.len() >= wanted;
        up.truncate(asked.before);
        down.truncate(wanted - 1);
        up.reverse();
        if let (Some(key), At::Student(student)) = (key, asked.at)
            && asked.after > 0
        {
            let bucket = self.bucket_of(student, &buckets)?.unwrap_or(0);
            up.push(Line {
                need: None,
                number: key.number,
                name: key.name,
                student,
                bucket,
            });
        }
        up.extend(down);
        Ok((up, more_before, more_after))
    }

    /// The buckets the filter leaves, in groups that stand together, in order.
    fn groups(&mut self, filter: &Filter) -> Result<Vec<Vec<usize>>> {
        let reach = self.orgs()?;
        let buckets = self.orders.buckets(self.connection)?;
        let mut keyed = Vec::new();
        for (place, kept) in buckets.iter().enumerate() {
            if !self.is_in_reach(kept, &reach) {
                continue;
            }
            if let Some((key, state)) = self.need(kept, filter.kind)?
                && passes(filter, key, state)
            {
                keyed.push((key, place));
            }
        }
        keyed.sort_unstable();
        let mut groups: Vec<(OrderKey, Vec<usize>)> = Vec::new();
        for (key, place) in keyed {
            match groups.last_mut() {
                Some((last, places)) if *last == key => places.push(place),
                _ => groups.push((key, vec![place])),
            }
        }
        Ok(groups.into_iter().map(|(_key, places)| places).collect())
    }

    /// Whether the filter and the viewer's reach leave the students of a bucket.
    pub(super) fn is_bucket_left(&mut self, bucket: i64, filter: &Filter) -> Result<bool> {
        let reach = self.orgs()?;
        let buckets = self.orders.buckets(self.connection)?;
        let Some(kept) = buckets.iter().find(|kept| kept.id == bucket) else {
            return Ok(false);
        };
        let need = self.need(kept, filter.kind)?;
        Ok(self.is_in_reach(kept, &reach)
            && need.is_some_and(|(key, state)| passes(filter, key, state)))
    }

    fn bucket_of(&self, student: PersonId, buckets: &[KeptBucket]) -> Result<Option<usize>> {
        let id: Option<i64> = self
            .connection
            .prepare_cached("SELECT bucket FROM roster WHERE student = ?1")?
            .query_row([student.number()], |row| row.get(0))
            .optional()?;
        Ok(id.and_then(|id| buckets.iter().position(|kept| kept.id == id)))
    }

    fn place_in(
        &self,
        student: PersonId,
        order: &[Vec<usize>],
        buckets: &[KeptBucket],
    ) -> Result<Option<(usize, Option<Key>)>> {
        let Some(bucket) = self.bucket_of(student, buckets)? else {
            return Ok(None);
        };
        let Some(group) = order.iter().position(|group| group.contains(&bucket)) else {
            return Ok(None);
        };
        let key = self
            .connection
            .prepare_cached("SELECT class_number, name, student FROM roster WHERE student = ?1")?
            .query_row([student.number()], |row| {
                Ok(Key {
                    number: row.get(0)?,
                    name: row.get(1)?,
                    student: row.get(2)?,
                })
            })?;
        Ok(Some((group, Some(key))))
    }

    /// Reads `wanted` lines from a place on, up or down, over as many groups as it takes.
    fn collect(
        &self,
        asked: &RosterQuery,
        order: &[Vec<usize>],
        from: (usize, Option<Key>),
        way: Way,
        wanted: usize,
        lines: &mut Vec<Line>,
    ) -> Result<()> {
        let (mut group, mut key) = from;
        if key.is_none() && way == Way::Up {
            if group == 0 {
                return Ok(());
            }
            group -= 1;
        }
        while let Some(places) = order.get(group) {
            if asked.sort == Sort::Need {
                self.merge(asked, places, key.take().as_ref(), way, wanted, lines)?;
            } else {
                self.scan(asked, places, key.take().as_ref(), way, wanted, lines)?;
            }
            if lines.len() >= wanted {
                return Ok(());
            }
            match way {
                Way::Down => group += 1,
                Way::Up if group == 0 => return Ok(()),
                Way::Up => group -= 1,
            }
        }
        Ok(())
    }

    /// Merges the buckets of one group, each read from its index a few at a time.
    fn merge(
        &self,
        asked: &RosterQuery,
        places: &[usize],
        from: Option<&Key>,
        way: Way,
        wanted: usize,
        lines: &mut Vec<Line>,
    ) -> Result<()> {
        let buckets = self.orders.buckets.clone().unwrap_or_default();
        let batch = (2 * wanted / places.len().max(1)).clamp(4, wanted.max(4));
        let mut streams: Vec<(usize, VecDeque<Key>)> = Vec::new();
        let mut heap = BinaryHeap::new();
        let turned = |key: Key| match way {
            Way::Down => (Some(Reverse(key)), None),
            Way::Up => (None, Some(key)),
        };
        for place in places {
            let mut waiting = self.batch(asked, buckets[*place].id, from, way, batch)?;
            if let Some(first) = waiting.pop_front() {
                heap.push((turned(first), streams.len()));
                streams.push((*place, waiting));
            }
        }
        while let Some(((down, up), stream)) = heap.pop() {
            let Some(key) = down.map(|Reverse(key)| key).or(up) else {
                continue;
            };
            let (place, waiting) = &mut streams[stream];
            if waiting.is_empty() {
                *waiting = self.batch(asked, buckets[*place].id, Some(&key), way, batch)?;
            }
            if let Some(next) = waiting.pop_front() {
                heap.push((turned(next), stream));
            }
            let student = PersonId::new(key.student);
            let bucket = *place;
            if self.passes_plan(&asked.filter, student)? {
                lines.push(Line {
                    need: None,
                    number: key.number,
                    name: key.name,
                    student,
                    bucket,
                });
            }
            if lines.len() >= wanted {
                return Ok(());
            }
        }
        Ok(())
    }

    fn batch(
        &self,
        asked: &RosterQuery,
        bucket: i64,
        from: Option<&Key>,
        way: Way,
        limit: usize,
    ) -> Result<VecDeque<Key>> {
        let sql = match way {
            Way::Down => {
                "SELECT class_number, name, student FROM roster
                 WHERE bucket = ?1 AND (class_number, name, student) > (?2, ?3, ?4)
                   AND (?5 IS NULL OR grade = ?5)
                 ORDER BY class_number, name, student LIMIT ?6"
            }
            Way::Up => {
                "SELECT class_number, name, student FROM roster
                 WHERE bucket = ?1 AND (class_number, name, student) < (?2, ?3, ?4)
                   AND (?5 IS NULL OR grade = ?5)
                 ORDER BY class_number DESC, name DESC, student DESC LIMIT ?6"
            }
        };
        let (number, name, student) = bounds(from, way);
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(
            params![
                bucket,
                number,
                name,
                student,
                asked.filter.grade,
                limit as i64
            ],
            |row| {
                Ok(Key {
                    number: row.get(0)?,
                    name: row.get(1)?,
                    student: row.get(2)?,
                })
            },
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Reads along the index of names or numbers, taking who is in these buckets.
    fn scan(
        &self,
        asked: &RosterQuery,
        places: &[usize],
        from: Option<&Key>,
        way: Way,
        wanted: usize,
        lines: &mut Vec<Line>,
    ) -> Result<()> {
        let buckets = self.orders.buckets.clone().unwrap_or_default();
        let taken: HashMap<i64, usize> = places
            .iter()
            .map(|place| (buckets[*place].id, *place))
            .collect();
        let columns = "SELECT class_number, name, student, bucket FROM roster WHERE";
        let grade = "AND (?4 IS NULL OR grade = ?4) ORDER BY";
        let sql = match (asked.sort, way) {
            (Sort::Name, Way::Down) => {
                format!("{columns} ?1 = ?1 AND (name, student) > (?2, ?3) {grade} name, student")
            }
            (Sort::Name, Way::Up) => format!(
                "{columns} ?1 = ?1 AND (name, student) < (?2, ?3) {grade} name DESC, student DESC"
            ),
            (_, Way::Down) => format!(
                "{columns} (class_number, name, student) > (?1, ?2, ?3) {grade} class_number, name, student"
            ),
            (_, Way::Up) => format!(
                "{columns} (class_number, name, student) < (?1, ?2, ?3) {grade} class_number DESC, name DESC, student DESC"
            ),
        };
        let (number, name, student) = bounds(from, way);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![number, name, student, asked.filter.grade])?;
        while let Some(row) = rows.next()? {
            let Some(bucket) = taken.get(&row.get::<_, i64>(3)?).copied() else {
                continue;
            };
            let student = PersonId::new(row.get(2)?);
            if self.passes_plan(&asked.filter, student)? {
                lines.push(Line {
                    need: None,
                    number: row.get(0)?,
                    name: row.get(1)?,
                    student,
                    bucket,
                });
            }
            if lines.len() >= wanted {
                break;
            }
        }
        Ok(())
    }

    fn passes_plan(&self, filter: &Filter, student: PersonId) -> Result<bool> {
        match filter.stage {
            None => Ok(true),
            Some(stage) => Ok(self.stage_of(student)? == stage),
        }
    }

    /// How each kind stands for one student today, the row's kind first.
    pub(super) fn standings(
        &mut self,
        student: PersonId,
        kind: Option<Kind>,
    ) -> Result<Vec<Standing>> {
        let buckets = self.orders.buckets(self.connection)?;
        let Some(place) = self.bucket_of(student, &buckets)? else {
            return Ok(Vec::new());
        };
        self.standings_of(student, &buckets[place], kind)
    }

    fn standings_of(
        &mut self,
        student: PersonId,
        kept: &KeptBucket,
        kind: Option<Kind>,
    ) -> Result<Vec<Standing>> {
        let tries = self.absences(student)?;
        let today = self.today;
        let calendar = self.orders.calendars(self.connection)?.of(kept.org);
        let year = calendar.year_start(today);
        let of = |kind: Kind| standing(&kept.bucket, kind, calendar, year, today, tries);
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

    fn absences(&self, student: PersonId) -> Result<[u32; 2]> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT kind = 'daily', absences FROM standing WHERE student = ?1")?;
        let mut rows = statement.query([student.number()])?;
        let mut tries = [0; 2];
        while let Some(row) = rows.next()? {
            let daily: bool = row.get(0)?;
            tries[usize::from(daily)] = row.get(1)?;
        }
        Ok(tries)
    }

    /// One line of the roster with all that it shows.
    fn row(&mut self, line: &Line, filter: &Filter) -> Result<RosterRow> {
        let buckets = self.orders.buckets(self.connection)?;
        let standing = self
            .standings_of(line.student, &buckets[line.bucket], filter.kind)?
            .into_iter()
            .next()
            .ok_or_else(|| super::super::Error::Damaged("a student's dates are missing".into()))?;
        let number = u16::try_from(line.number)
            .ok()
            .filter(|n| i64::from(*n) != NO_NUMBER);
        self.row_of(line.student, number, standing)
    }
}

/// How one kind stands, with the dates it follows from.
fn standing(
    bucket: &Bucket,
    kind: Kind,
    calendar: &crate::domain::calendar::Calendar,
    year: Option<NaiveDate>,
    today: NaiveDate,
    tries: [u32; 2],
) -> Option<(Standing, cadence::Dates)> {
    let facts = bucket.facts(kind, today)?;
    let dates = cadence::dates(&facts, calendar, year);
    let state = cadence::state_on(&dates, today);
    let over = if state == State::Overdue {
        cadence::days_over(&dates, facts.pause, calendar, today)
    } else {
        0
    };
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
        absences: tries[usize::from(kind == Kind::Daily)],
        paused_until: dates.paused_until,
    };
    Some((standing, dates))
}

/// Whether a state is left by the filter.
fn passes(filter: &Filter, key: OrderKey, state: State) -> bool {
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
    })
}

/// The place to read from: the key, or before everything, or past it.
fn bounds(from: Option<&Key>, way: Way) -> (i64, String, i64) {
    match (from, way) {
        (Some(key), _) => (key.number, key.name.clone(), key.student),
        (None, Way::Down) => (-1, String::new(), 0),
        (None, Way::Up) => (i64::MAX, "\u{10ffff}".to_owned(), i64::MAX),
    }
}
