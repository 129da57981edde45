//! Names by a few letters. In a scope of some hundreds everybody is compared; in a district an
//! index of folded words gives the students in the order in which they are shown, so that a
//! letter reads the lines it shows and costs the same whatever the number of students.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rusqlite::params;

use crate::domain::names;
use crate::domain::person::PersonId;
use crate::domain::query::{Filter, Found, RosterRow, Sort};
use crate::domain::viewer::Viewer;

use super::super::derived::Kept;
use super::super::derived::words::{BETWEEN, parts};
use super::super::error::Result;
use super::super::schema;
use super::Reader;
use super::roster::Line;

/// At how many students of an index is looked at the most, where a filter or the viewer's
/// reach leaves only some of them.
const LOOKED: usize = 400;
/// How many names are compared of those that have a typed word, where several are typed.
const COMPARED: i64 = 400;
/// How many of the classes whose title is typed are looked into.
const CLASSES: i64 = 3;
/// How many students of them.
const OF_CLASSES: usize = 60;
/// The first schema whose words stand in the order in which they are found.
const KEEPS_PLACES: i64 = 13;

/// A student that could be meant, with what is compared.
#[derive(Debug)]
pub struct Candidate {
    student: PersonId,
    number: i64,
    /// Folded name, preferred and given, and class titles.
    text: String,
}

/// Everybody of a small scope as candidates, and the order they were made from.
pub type Known = (Arc<Vec<Line>>, Arc<Vec<Candidate>>);

/// The places of the buckets that are left, by their ids, and for whom they were found out.
pub type Left = ((Viewer, Filter, NaiveDate), Arc<HashMap<i64, usize>>);

/// What is found, the best first, until the window is full.
struct Finding<'a> {
    filter: &'a Filter,
    limit: usize,
    /// The buckets that are left; none where everybody that is sought is known to be.
    left: Option<Arc<HashMap<i64, usize>>>,
    seen: HashSet<PersonId>,
    rows: Vec<RosterRow>,
    /// Whether more could be meant than were named.
    is_cut: bool,
}

impl<'a> Finding<'a> {
    fn new(filter: &'a Filter, limit: usize, left: Option<Arc<HashMap<i64, usize>>>) -> Self {
        Self {
            filter,
            limit,
            left,
            seen: HashSet::new(),
            rows: Vec::with_capacity(limit),
            is_cut: false,
        }
    }

    /// Whether as many are looked at as may be, where only some of them are shown.
    fn has_looked_enough(&self) -> bool {
        self.left.is_some() && self.seen.len() >= LOOKED
    }

    /// Whether nobody further is looked at.
    fn is_over(&self) -> bool {
        self.rows.len() >= self.limit || self.has_looked_enough()
    }

    /// What was found, and whether somebody may be further on.
    fn found(self) -> Found<RosterRow> {
        let has_stopped = self.is_cut || self.has_looked_enough();
        Found {
            has_stopped: has_stopped && self.rows.len() < self.limit,
            rows: self.rows,
        }
    }
}

impl Reader<'_> {
    /// Students whose name, preferred name, class number or class match, best first.
    pub(super) fn find(
        &mut self,
        text: &str,
        filter: &Filter,
        limit: usize,
    ) -> Result<Found<RosterRow>> {
        let typed = names::fold(text);
        let typed: Vec<&str> = typed
            .split(BETWEEN)
            .filter(|word| !word.is_empty())
            .collect();
        if typed.is_empty() {
            return Ok(Found::default());
        }
        if let Some(all) = self.small_candidates(filter)? {
            let mut finding = Finding::new(filter, limit, None);
            self.show_ranked(&typed, &all, &mut finding)?;
            return Ok(finding.found());
        }
        let left = self.left_places(filter)?;
        let mut finding = Finding::new(filter, limit, Some(left));
        if self.keeps_places()? {
            match typed.as_slice() {
                [word] => self.find_word(word, &mut finding)?,
                _ => self.find_words(&typed, &mut finding)?,
            }
        } else {
            let everybody =
                self.candidates("SELECT student, name, class_number FROM roster", [])?;
            self.show_ranked(&typed, &everybody, &mut finding)?;
        }
        Ok(finding.found())
    }

    /// Whether the file keeps words by place: one that can't be written may be an older one.
    fn keeps_places(&mut self) -> Result<bool> {
        if let Some(known) = self.orders.keeps_places {
            return Ok(known);
        }
        let keeps = schema::version(self.connection)? >= KEEPS_PLACES;
        self.orders.keeps_places = Some(keeps);
        Ok(keeps)
    }

    /// The buckets that the filter and the viewer's reach leave; kept for the next letter.
    pub(super) fn left_places(&mut self, filter: &Filter) -> Result<Arc<HashMap<i64, usize>>> {
        let asked = (self.viewer.clone(), filter.clone(), self.today);
        if let Some((known, left)) = &self.orders.left
            && *known == asked
        {
            return Ok(Arc::clone(left));
        }
        let buckets = self.orders.buckets(self.connection)?;
        let left = self.left_buckets(filter)?.into_iter();
        let left: HashMap<i64, usize> = left
            .map(|(_key, place)| (buckets[place].id, place))
            .collect();
        let left = Arc::new(left);
        self.orders.left = Some((asked, Arc::clone(&left)));
        Ok(left)
    }

    /// One word, in the order of the index: the class number; names that begin with it, by
    /// name; other words of names that do; classes; and words that hold it.
    fn find_word(&mut self, word: &str, finding: &mut Finding<'_>) -> Result<()> {
        let past = past(word);
        if let Ok(number) = word.parse::<u16>() {
            let sql = "SELECT student FROM roster WHERE class_number = ?1 ORDER BY name, student";
            self.show(sql, [number], finding)?;
        }
        let beginning = "SELECT student FROM name_word
             WHERE place = ?1 AND word >= ?2 AND word < ?3 ORDER BY word, name, student";
        for place in [0, 1] {
            self.show(beginning, params![place, word, past], finding)?;
        }
        if finding.is_over() {
            return Ok(());
        }
        for student in self.of_classes(word, finding)? {
            self.look_at(student.student, finding)?;
        }
        let holding = "SELECT student FROM name_word
             WHERE place = ?1 AND word = ?2 ORDER BY name, student";
        for held in self.words_like(word)? {
            for place in [0, 1] {
                self.show(holding, params![place, held], finding)?;
            }
            if finding.is_over() {
                break;
            }
        }
        Ok(())
    }

    /// Words of names that have this one in the middle, then those that have its letters in
    /// this order and three of them in a row; the nearest first.
    fn words_like(&self, word: &str) -> Result<Vec<String>> {
        let parts = parts(word);
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
            return Ok(Vec::new());
        };
        let mut statement = self
            .connection
            .prepare_cached("SELECT word FROM name_part WHERE part = ?1 OR part = ?2")?;
        let matcher = SkimMatcherV2::default();
        let mut like = Vec::new();
        let mut rows = statement.query(params![first, last])?;
        while let Some(row) = rows.next()? {
            let held: String = row.get(0)?;
            if held.starts_with(word) {
                continue;
            }
            if held.contains(word) {
                like.push((0, 0, held));
            } else if let Some(score) = matcher.fuzzy_match(&held, word) {
                like.push((1, -score, held));
            }
        }
        like.sort_unstable();
        like.dedup();
        Ok(like.into_iter().map(|(.., held)| held).collect())
    }

    /// Several words: whose name begins with them, or has the first one in the middle and
    /// begins with the others; then whoever has the longest of them, compared with them all.
    fn find_words(&mut self, typed: &[&str], finding: &mut Finding<'_>) -> Result<()> {
        let whole = typed.join(" ");
        let limit = finding.limit as i64;
        let mut found = self.candidates(
            "SELECT student, name, class_number FROM roster
             WHERE name >= ?1 AND name < ?2 ORDER BY name, student LIMIT ?3",
            params![whole, past(&whole), limit],
        )?;
        if let Some((first, others)) = typed.split_first() {
            let others = others.join(" ");
            found.extend(self.candidates(
                "SELECT student, name, 0 FROM name_word
                 WHERE place = 1 AND word = ?1 AND name >= ?2 AND name < ?3
                 ORDER BY name, student LIMIT ?4",
                params![first, others, past(&others), limit],
            )?);
        }
        // A class number is looked up only where one could be meant.
        let has_number = typed.iter().any(|word| word.parse::<u16>().is_ok());
        let number = if has_number {
            "(SELECT class_number FROM roster r WHERE r.student = w.student)"
        } else {
            "0"
        };
        let longest = typed.iter().max_by_key(|word| word.chars().count());
        let longest = longest.copied().unwrap_or_default();
        for place in [0, 1] {
            let beginning = format!(
                "SELECT student, name || char(10) || word, {number} FROM name_word w
                 WHERE place = ?1 AND word >= ?2 AND word < ?3
                 ORDER BY word, name, student LIMIT ?4"
            );
            let asked = params![place, longest, past(longest), COMPARED];
            let some = self.candidates(&beginning, asked)?;
            finding.is_cut |= some.len() as i64 >= COMPARED;
            found.extend(some);
        }
        for held in self.words_like(longest)? {
            if found.len() as i64 > 2 * COMPARED {
                finding.is_cut = true;
                break;
            }
            for place in [0, 1] {
                let holding = format!(
                    "SELECT student, name || char(10) || word, {number} FROM name_word w
                     WHERE place = ?1 AND word = ?2 ORDER BY name, student LIMIT ?3"
                );
                let some = self.candidates(&holding, params![place, held, COMPARED])?;
                finding.is_cut |= some.len() as i64 >= COMPARED;
                found.extend(some);
            }
        }
        found.extend(self.of_classes(&whole, finding)?);
        self.show_ranked(typed, &found, finding)
    }

    /// Some students of the classes whose title begins so, by name.
    fn of_classes(&self, title: &str, finding: &mut Finding<'_>) -> Result<Vec<Candidate>> {
        let classes: i64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM class
                 WHERE lower(title) >= ?1 AND lower(title) < ?2 LIMIT ?3)",
            )?
            .query_row(params![title, past(title), CLASSES + 1], |row| row.get(0))?;
        let mut found = self.candidates(
            "SELECT r.student, r.name || char(10) || c.title, 0
             FROM (SELECT id, lower(title) AS title FROM class
                   WHERE lower(title) >= ?1 AND lower(title) < ?2 ORDER BY lower(title), id
                   LIMIT ?5) c
             CROSS JOIN enrollment e ON e.class = c.id AND e.role = 'student'
               AND e.status = 'active' AND e.begins <= ?3 AND (e.ends IS NULL OR e.ends > ?3)
             CROSS JOIN roster r ON r.student = e.person LIMIT ?4",
            params![
                title,
                past(title),
                self.today.to_string(),
                OF_CLASSES as i64,
                CLASSES
            ],
        )?;
        finding.is_cut |= classes > CLASSES || found.len() >= OF_CLASSES;
        found.sort_unstable_by(|a, b| (&a.text, a.student).cmp(&(&b.text, b.student)));
        Ok(found)
    }

    fn candidates(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Candidate>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| {
            Ok(Candidate {
                student: PersonId::new(row.get(0)?),
                text: row.get(1)?,
                number: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Shows those of `all` who match, the best first.
    fn show_ranked(
        &mut self,
        typed: &[&str],
        all: &[Candidate],
        finding: &mut Finding<'_>,
    ) -> Result<()> {
        let matcher = SkimMatcherV2::default();
        let mut found: Vec<(u32, i64, &str, PersonId)> = all
            .iter()
            .filter_map(|candidate| {
                let (tier, score) = rank(&matcher, typed, candidate)?;
                Some((tier, -score, candidate.text.as_str(), candidate.student))
            })
            .collect();
        found.sort_unstable();
        for (.., student) in found {
            if finding.is_over() {
                break;
            }
            self.look_at(student, finding)?;
        }
        Ok(())
    }

    /// Shows the students that a question names, one by one until the window is full.
    fn show(
        &mut self,
        sql: &str,
        params: impl rusqlite::Params,
        finding: &mut Finding<'_>,
    ) -> Result<()> {
        if finding.is_over() {
            return Ok(());
        }
        let connection = self.connection;
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            self.look_at(PersonId::new(row.get(0)?), finding)?;
            if finding.is_over() {
                break;
            }
        }
        Ok(())
    }

    /// Reads the line of a student, and shows it if the filter and the viewer's reach leave it.
    fn look_at(&mut self, student: PersonId, finding: &mut Finding<'_>) -> Result<()> {
        if finding.is_over() || !finding.seen.insert(student) {
            return Ok(());
        }
        let connection = self.connection;
        let mut statement = connection
            .prepare_cached("SELECT bucket, grade, line FROM roster WHERE student = ?1")?;
        let mut rows = statement.query([student.number()])?;
        let Some(row) = rows.next()? else {
            return Ok(());
        };
        let bucket: i64 = row.get(0)?;
        if let Some(left) = &finding.left
            && !left.contains_key(&bucket)
        {
            return Ok(());
        }
        let (grade, wanted): (Option<String>, _) = (row.get(1)?, &finding.filter.grade);
        if wanted.is_some() && grade != *wanted {
            return Ok(());
        }
        let line = row.get_ref(2)?.as_str().unwrap_or_default();
        let kept = Kept::of(line, grade, bucket)?;
        if self.passes_plan(finding.filter, student)? {
            let found = self.found_row(student, kept, finding.filter.kind)?;
            finding.rows.extend(found);
        }
        Ok(())
    }

    /// Everybody of a scope small enough to compare one by one; kept for the next letter.
    fn small_candidates(&mut self, filter: &Filter) -> Result<Option<Arc<Vec<Candidate>>>> {
        let Some(order) = self.order(filter, Sort::Name)? else {
            return Ok(None);
        };
        if let Some((of, all)) = &self.orders.candidates
            && Arc::ptr_eq(of, &order)
        {
            return Ok(Some(Arc::clone(all)));
        }
        let mut all = Vec::with_capacity(order.len());
        for line in order.iter() {
            all.push(self.find_candidate(line.student, line.number)?);
        }
        let all = Arc::new(all);
        self.orders.candidates = Some((order, Arc::clone(&all)));
        Ok(Some(all))
    }

    fn find_candidate(&self, student: PersonId, number: i64) -> Result<Candidate> {
        let line = self.line(student)?.line;
        let mut text = format!("{} {}", line.given, line.family);
        if let Some(formal) = &line.formal {
            text.push(' ');
            text.push_str(formal);
        }
        // Each on a line of its own, which folding would take away.
        let mut text = names::fold(&text);
        for place in line.places.iter().filter(|place| place.holds(self.today)) {
            text.push('\n');
            text.push_str(&names::fold(&place.title));
        }
        Ok(Candidate {
            student,
            number,
            text,
        })
    }
}

/// What lies behind everything that begins so.
fn past(text: &str) -> String {
    format!("{text}\u{10ffff}")
}

/// How well a candidate matches: words at word starts, then inside, then
/// scattered letters; none when a typed word is nowhere.
fn rank(matcher: &SkimMatcherV2, typed: &[&str], candidate: &Candidate) -> Option<(u32, i64)> {
    let mut tier = 0;
    let mut score = 0;
    let starts: Vec<&str> = candidate.text.split([' ', '-', '\n', '.']).collect();
    for (place, word) in typed.iter().enumerate() {
        if word.parse() == Ok(candidate.number) {
            score += 200;
        } else if starts.first().is_some_and(|first| first.starts_with(word)) && place == 0 {
            score += 100;
        } else if starts.iter().any(|start| start.starts_with(word)) {
            score += 60;
        } else if candidate.text.contains(word) {
            tier = tier.max(1);
            score += 10;
        } else {
            let scattered = starts
                .iter()
                .filter_map(|start| matcher.fuzzy_match(start, word))
                .max()?;
            tier = tier.max(2);
            score += scattered / 10;
        }
    }
    // A class by its whole title comes before whoever has its number.
    let title = typed.join(" ");
    let mut titles = candidate.text.split('\n').skip(1);
    if typed.len() > 1 && titles.any(|other| other.starts_with(&title)) {
        score += 1_000;
    }
    Some((tier, score))
}
