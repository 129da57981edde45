//! Names by a few letters. In a scope of some hundreds everybody is compared;
//! in a district an index of folded words gives the candidates, so that a
//! letter costs the same whatever the number of students.

use std::collections::HashSet;
use std::sync::Arc;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rusqlite::params;

use crate::domain::names;
use crate::domain::person::PersonId;
use crate::domain::query::{Filter, RosterRow, Sort};

use super::super::error::Result;
use super::Reader;
use super::roster::Line;

/// How many candidates of an index are looked at, at the most.
const CANDIDATES: i64 = 400;
/// How many are enough for a single word: several screenfuls.
const FEW: i64 = 120;

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

/// A candidate of an index, with what the filter looks at.
struct Found {
    candidate: Candidate,
    bucket: i64,
    grade: Option<String>,
}

impl Reader<'_> {
    /// Students whose name, preferred name, class number or class match, best first.
    pub(super) fn find(
        &mut self,
        text: &str,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<RosterRow>> {
        let typed = names::fold(text);
        let typed: Vec<&str> = typed
            .split([' ', '-'])
            .filter(|word| !word.is_empty())
            .collect();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let candidates = match self.small_candidates(filter)? {
            Some(all) => all,
            None => Arc::new(self.indexed_candidates(&typed, filter)?),
        };
        let matcher = SkimMatcherV2::default();
        let mut found: Vec<(u32, i64, &str, PersonId)> = candidates
            .iter()
            .filter_map(|candidate| {
                let (tier, score) = rank(&matcher, &typed, candidate)?;
                Some((tier, -score, candidate.text.as_str(), candidate.student))
            })
            .collect();
        found.sort_unstable();
        found.truncate(limit);
        let mut rows = Vec::with_capacity(found.len());
        for (.., student) in found {
            rows.extend(self.found_row(student, filter.kind)?);
        }
        Ok(rows)
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
        for place in line.places.iter().filter(|place| place.holds(self.today)) {
            text.push('\n');
            text.push_str(&place.title);
        }
        Ok(Candidate {
            student,
            number,
            text: names::fold(&text),
        })
    }

    /// Candidates from the index of words: those whose words begin with the
    /// longest word typed, then those that hold it in the middle. What is
    /// compared is in the roster's own lines, so that nobody's record is read.
    fn indexed_candidates(&mut self, typed: &[&str], filter: &Filter) -> Result<Vec<Candidate>> {
        let longest = typed
            .iter()
            .max_by_key(|word| word.chars().count())
            .copied()
            .unwrap_or("");
        let most = if typed.len() == 1 { FEW } else { CANDIDATES };
        let past = format!("{longest}\u{10ffff}");
        let mut found = self.lines(
            "SELECT r.student, r.class_number, r.name || char(10) || w.word, r.bucket, r.grade
             FROM name_word w JOIN roster r ON r.student = w.student
             WHERE w.word >= ?1 AND w.word < ?2 LIMIT ?3",
            params![longest, past, most],
        )?;
        let part: String = longest.chars().take(3).collect();
        if (found.len() as i64) < FEW && part.chars().count() == 3 {
            found.extend(self.lines(
                "SELECT r.student, r.class_number, r.name, r.bucket, r.grade
                 FROM name_part w JOIN roster r ON r.student = w.student
                 WHERE w.part = ?1 AND ?2 = ?2 LIMIT ?3",
                params![part, past, CANDIDATES],
            )?);
        }
        let title = typed.join(" ");
        let titles_past = format!("{title}\u{10ffff}");
        found.extend(self.lines(
            "SELECT r.student, r.class_number, r.name || char(10) || lower(c.title), r.bucket, r.grade
             FROM (SELECT id, title FROM class
                   WHERE lower(title) >= ?1 AND lower(title) < ?2 LIMIT 3) c
             JOIN enrollment e ON e.class = c.id AND e.status = 'active' AND e.role = 'student'
             JOIN roster r ON r.student = e.person LIMIT ?3",
            params![title, titles_past, 60],
        )?);
        if let [word] = typed
            && let Ok(number) = word.parse::<u16>()
        {
            found.extend(self.lines(
                "SELECT student, class_number, name, bucket, grade FROM roster
                 WHERE class_number = ?1 AND ?2 = ?2 LIMIT ?3",
                params![number, past, 60],
            )?);
        }
        self.left(found, filter)
    }

    fn lines(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Found>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| {
            Ok(Found {
                candidate: Candidate {
                    student: PersonId::new(row.get(0)?),
                    number: row.get(1)?,
                    text: row.get(2)?,
                },
                bucket: row.get(3)?,
                grade: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Those whom the filter and the viewer's reach leave, each once.
    fn left(&mut self, found: Vec<Found>, filter: &Filter) -> Result<Vec<Candidate>> {
        let buckets = self.orders.buckets(self.connection)?;
        let left = self.left_buckets(filter)?;
        let kept: HashSet<i64> = left
            .iter()
            .map(|(_key, place)| buckets[*place].id)
            .collect();
        let mut seen = HashSet::new();
        let mut candidates = Vec::new();
        for one in found {
            let student = one.candidate.student;
            if !seen.insert(student) || (filter.grade.is_some() && filter.grade != one.grade) {
                continue;
            }
            let is_kept = kept.contains(&one.bucket);
            if is_kept && self.passes_plan(filter, student)? {
                candidates.push(one.candidate);
            }
        }
        Ok(candidates)
    }
}

/// How well a candidate matches: words at word starts, then inside, then
/// scattered letters; none when a typed word is nowhere.
fn rank(matcher: &SkimMatcherV2, typed: &[&str], candidate: &Candidate) -> Option<(u32, i64)> {
    let mut tier = 0;
    let mut score = 0;
    for (place, word) in typed.iter().enumerate() {
        let starts: Vec<&str> = candidate.text.split([' ', '-', '\n', '.']).collect();
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
    Some((tier, score))
}
