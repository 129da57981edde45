//! Names by a few letters. In a scope of some hundreds everybody is compared;
//! in a district an index of folded words gives the candidates, so that a
//! letter costs the same whatever the number of students.

use std::collections::HashSet;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rusqlite::params;

use crate::domain::names;
use crate::domain::person::PersonId;
use crate::domain::query::{Filter, RosterRow, Sort};

use super::super::error::Result;
use super::Reader;

/// How many candidates of an index are looked at, at the most.
const CANDIDATES: usize = 400;

/// A student that could be meant, with what is compared.
struct Candidate {
    student: PersonId,
    number: i64,
    /// Folded name, preferred and given, and class titles.
    text: String,
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
            None => self.indexed_candidates(&typed, filter)?,
        };
        let matcher = SkimMatcherV2::default();
        let mut found: Vec<(u32, i64, String, PersonId)> = candidates
            .into_iter()
            .filter_map(|candidate| {
                let (tier, score) = rank(&matcher, &typed, &candidate)?;
                Some((tier, -score, candidate.text, candidate.student))
            })
            .collect();
        found.sort();
        found.truncate(limit);
        let mut rows = Vec::with_capacity(found.len());
        for (.., student) in found {
            if let Some(standing) = self.standings(student, filter.kind)?.into_iter().next() {
                rows.push(self.row_of(student, None, standing)?);
            }
        }
        Ok(rows)
    }

    /// Everybody of a scope small enough to compare one by one.
    fn small_candidates(&mut self, filter: &Filter) -> Result<Option<Vec<Candidate>>> {
        let Some(order) = self.order_of_students(filter)? else {
            return Ok(None);
        };
        let mut all = Vec::with_capacity(order.len());
        for (student, number) in order {
            all.push(self.find_candidate(student, number)?);
        }
        Ok(Some(all))
    }

    fn find_candidate(&self, student: PersonId, number: i64) -> Result<Candidate> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT given, family, preferred FROM person WHERE id = ?1")?;
        let mut text = statement.query_row([student.number()], |row| {
            let (given, family): (String, String) = (row.get(0)?, row.get(1)?);
            let preferred: Option<String> = row.get(2)?;
            Ok(match preferred {
                Some(preferred) => format!("{preferred} {family} {given}"),
                None => format!("{given} {family}"),
            })
        })?;
        let (_number, classes) = self.classes_of(student, None)?;
        for class in classes {
            text.push('\n');
            text.push_str(&class);
        }
        Ok(Candidate {
            student,
            number,
            text: names::fold(&text),
        })
    }

    /// Candidates from the index of words: those whose words begin with the
    /// longest word typed, then those that hold it in the middle.
    fn indexed_candidates(&mut self, typed: &[&str], filter: &Filter) -> Result<Vec<Candidate>> {
        let longest = typed
            .iter()
            .max_by_key(|word| word.chars().count())
            .copied()
            .unwrap_or("");
        let past = format!("{longest}\u{10ffff}");
        let mut students: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT student FROM name_word WHERE word >= ?1 AND word < ?2 LIMIT ?3",
            )?
            .query_map(params![longest, past, CANDIDATES as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let part: String = longest.chars().take(3).collect();
        if students.len() < CANDIDATES && part.chars().count() == 3 {
            let inside: Vec<i64> = self
                .connection
                .prepare_cached("SELECT student FROM name_part WHERE part = ?1 LIMIT ?2")?
                .query_map(params![part, CANDIDATES as i64], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            students.extend(inside);
        }
        let classes: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT r.student FROM enrollment e JOIN class c ON c.id = e.class
                 JOIN roster r ON r.student = e.person
                 WHERE c.id IN (SELECT id FROM class WHERE title LIKE ?1 ESCAPE '\\' LIMIT 3)
                   AND e.status = 'active' AND e.role = 'student' LIMIT 60",
            )?
            .query_map([format!("{}%", escape(&typed.join(" ")))], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        students.extend(classes);
        if let [word] = typed
            && let Ok(number) = word.parse::<u16>()
        {
            students.extend(
                self.numbered(number, filter)?
                    .into_iter()
                    .take(60)
                    .map(PersonId::number),
            );
        }
        let mut seen = HashSet::new();
        let mut candidates = Vec::new();
        for student in students.into_iter().filter(|student| seen.insert(*student)) {
            let student = PersonId::new(student);
            if let Some(number) = self.number_if_left(student, filter)? {
                candidates.push(self.find_candidate(student, number)?);
            }
        }
        Ok(candidates)
    }

    /// The class number of a student that the filter and the viewer's reach leave.
    fn number_if_left(&mut self, student: PersonId, filter: &Filter) -> Result<Option<i64>> {
        if !self.reaches(student)? {
            return Ok(None);
        }
        let standings = self.standings(student, filter.kind)?;
        let Some(standing) = standings.first() else {
            return Ok(None);
        };
        if filter.state.is_some_and(|state| state != standing.state)
            || (filter.never_met && !standing.never_met)
            || (filter.stage.is_some() && filter.stage != Some(self.stage_of(student)?))
        {
            return Ok(None);
        }
        let (number, grade): (i64, Option<String>) = self
            .connection
            .prepare_cached("SELECT class_number, grade FROM roster WHERE student = ?1")?
            .query_row([student.number()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Some(number).filter(|_| filter.grade.is_none() || filter.grade == grade))
    }

    /// Students and class numbers of a small scope; none for a large one.
    fn order_of_students(&mut self, filter: &Filter) -> Result<Option<Vec<(PersonId, i64)>>> {
        Ok(self.order(filter, Sort::Name)?.map(|order| {
            order
                .iter()
                .map(|line| (line.student, line.number))
                .collect()
        }))
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

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
