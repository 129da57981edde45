//! A roster too large to sort: its order comes from the buckets of equal dates,
//! a page at a time, each bucket read from its index. Nobody is counted.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use rusqlite::{OptionalExtension, params};

use crate::domain::cadence::OrderKey;
use crate::domain::person::PersonId;
use crate::domain::query::{At, Filter, RosterQuery, Sort};

use super::super::error::Result;
use super::roster::{Line, passes};
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
        let needs = self.needs(filter.kind)?;
        let mut keyed = Vec::new();
        for (place, kept) in buckets.iter().enumerate() {
            if !self.is_in_reach(kept, &reach) {
                continue;
            }
            if let Some((key, state)) = needs[place]
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

    pub(super) fn bucket_of(
        &self,
        student: PersonId,
        buckets: &[KeptBucket],
    ) -> Result<Option<usize>> {
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
}

/// The place to read from: the key, or before everything, or past it.
fn bounds(from: Option<&Key>, way: Way) -> (i64, String, i64) {
    match (from, way) {
        (Some(key), _) => (key.number, key.name.clone(), key.student),
        (None, Way::Down) => (-1, String::new(), 0),
        (None, Way::Up) => (i64::MAX, "\u{10ffff}".to_owned(), i64::MAX),
    }
}
