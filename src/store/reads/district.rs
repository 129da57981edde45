//! A roster too large to sort: its order comes from the buckets of equal dates,
//! a page at a time, each bucket read from its index. Nobody is counted.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use rusqlite::{OptionalExtension, params};

use crate::domain::cadence::OrderKey;
use crate::domain::person::PersonId;
use crate::domain::query::{At, Filter, RosterQuery, Sort};

use super::super::error::Result;
use super::roster::{Line, Written, passes};
use super::{KeptBucket, Reader};

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

impl Key {
    /// From a row that begins with the columns of the order.
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            name: row.get(1)?,
            student: row.get(2)?,
        })
    }

    /// The line that stands there.
    fn line(self, bucket: usize, written: Option<Box<Written>>) -> Line {
        Line {
            need: None,
            number: self.number,
            name: self.name,
            student: PersonId::new(self.student),
            bucket,
            written,
        }
    }
}

/// One bucket, read a few rows at a time.
struct Stream {
    place: usize,
    waiting: VecDeque<(Key, Box<Written>)>,
    /// What the row shows whose key is compared with those of the other streams.
    written: Option<Box<Written>>,
}

impl Stream {
    /// The key of the next row.
    fn next(&mut self) -> Option<Key> {
        let (key, written) = self.waiting.pop_front()?;
        self.written = Some(written);
        Some(key)
    }
}

impl Reader<'_> {
    /// A stretch of a roster too large to sort.
    pub(super) fn stretch(&mut self, asked: &RosterQuery) -> Result<(Vec<Line>, bool, bool)> {
        let groups = self.groups(&asked.filter)?;
        let order: Vec<Vec<usize>> = match asked.sort {
            Sort::Need => groups,
            Sort::Name | Sort::Number => vec![groups.into_iter().flatten().collect()],
        };
        let buckets = self.orders.buckets(self.connection)?;
        let start = match asked.at {
            At::Student(student) => self.place_in(student, &order, &buckets)?,
            At::First | At::Last => None,
        };
        let group = match (&start, asked.at) {
            (Some((group, ..)), _) => *group,
            (None, At::Last) => order.len(),
            (None, _) => 0,
        };
        let key = start.as_ref().map(|(_group, _bucket, key)| key.clone());
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
        self.collect(asked, &order, (group, key), Way::Down, wanted, &mut down)?;
        let more_before = up.len() > asked.before;
        let more_after = down.len() >= wanted;
        up.truncate(asked.before);
        down.truncate(wanted - 1);
        up.reverse();
        if let Some((_group, bucket, key)) = start
            && asked.after > 0
        {
            up.push(key.line(bucket, None));
        }
        up.extend(down);
        Ok((up, more_before, more_after))
    }

    /// The buckets that the filter and the viewer's reach leave, by their places, with what
    /// orders them.
    pub(super) fn left_buckets(&mut self, filter: &Filter) -> Result<Vec<(OrderKey, usize)>> {
        let reach = self.orgs()?;
        let buckets = self.orders.buckets(self.connection)?;
        let needs = self.needs(filter.kind)?;
        let mut left = Vec::new();
        for (place, kept) in buckets.iter().enumerate() {
            if self.is_in_reach(kept, &reach)
                && let Some((key, state)) = needs[place]
                && passes(filter, key, state)
            {
                left.push((key, place));
            }
        }
        Ok(left)
    }

    /// The same in groups that stand together, in order.
    fn groups(&mut self, filter: &Filter) -> Result<Vec<Vec<usize>>> {
        let mut keyed = self.left_buckets(filter)?;
        keyed.sort_unstable();
        let groups = keyed.chunk_by(|a, b| a.0 == b.0);
        Ok(groups
            .map(|group| group.iter().map(|(_key, place)| *place).collect())
            .collect())
    }

    /// A student's group, bucket and place in it; none who isn't left.
    fn place_in(
        &self,
        student: PersonId,
        order: &[Vec<usize>],
        buckets: &[KeptBucket],
    ) -> Result<Option<(usize, usize, Key)>> {
        let found: Option<(Key, i64)> = self
            .connection
            .prepare_cached(
                "SELECT class_number, name, student, bucket FROM roster WHERE student = ?1",
            )?
            .query_row([student.number()], |row| Ok((Key::read(row)?, row.get(3)?)))
            .optional()?;
        let Some((key, id)) = found else {
            return Ok(None);
        };
        let Ok(bucket) = buckets.binary_search_by_key(&id, |kept| kept.id) else {
            return Ok(None);
        };
        let group = order.iter().position(|group| group.contains(&bucket));
        Ok(group.map(|group| (group, bucket, key)))
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
        let mut streams: Vec<Stream> = Vec::new();
        let mut heap = BinaryHeap::new();
        let turned = |key: Key| match way {
            Way::Down => (Some(Reverse(key)), None),
            Way::Up => (None, Some(key)),
        };
        for place in places {
            let mut stream = Stream {
                place: *place,
                waiting: self.batch(asked, buckets[*place].id, from, way, batch)?,
                written: None,
            };
            if let Some(first) = stream.next() {
                heap.push((turned(first), streams.len()));
                streams.push(stream);
            }
        }
        while let Some(((down, up), at)) = heap.pop() {
            let Some(key) = down.map(|Reverse(key)| key).or(up) else {
                continue;
            };
            let stream = &mut streams[at];
            let (place, written) = (stream.place, stream.written.take());
            if stream.waiting.is_empty() {
                stream.waiting = self.batch(asked, buckets[place].id, Some(&key), way, batch)?;
            }
            if let Some(next) = stream.next() {
                heap.push((turned(next), at));
            }
            if self.passes_plan(&asked.filter, PersonId::new(key.student))? {
                lines.push(key.line(place, written));
            }
            if lines.len() >= wanted {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The next rows of a bucket, all of them from its index: what they show stands there too.
    fn batch(
        &self,
        asked: &RosterQuery,
        bucket: i64,
        from: Option<&Key>,
        way: Way,
        limit: usize,
    ) -> Result<VecDeque<(Key, Box<Written>)>> {
        let sql = match way {
            Way::Down => {
                "SELECT class_number, name, student, line, grade FROM roster
                 WHERE bucket = ?1 AND (class_number, name, student) > (?2, ?3, ?4)
                   AND (?5 IS NULL OR grade = ?5)
                 ORDER BY class_number, name, student LIMIT ?6"
            }
            Way::Up => {
                "SELECT class_number, name, student, line, grade FROM roster
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
                let written = Written {
                    line: row.get(3)?,
                    grade: row.get(4)?,
                };
                Ok((Key::read(row)?, Box::new(written)))
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
            let key = Key::read(row)?;
            if self.passes_plan(&asked.filter, PersonId::new(key.student))? {
                lines.push(key.line(bucket, None));
            }
            if lines.len() >= wanted {
                break;
            }
        }
        Ok(())
    }
}

/// The place to read from: the key, or before everything, or past it.
fn bounds(from: Option<&Key>, way: Way) -> (i64, String, i64) {
    match (from, way) {
        (Some(key), _) => (key.number, key.name.clone(), key.student),
        (None, Way::Down) => (-1, String::new(), 0),
        (None, Way::Up) => (i64::MAX, "\u{10ffff}".to_owned(), i64::MAX),
    }
}
