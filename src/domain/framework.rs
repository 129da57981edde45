//! Competency frameworks: what a goal can be about, as a tree of statements.
//! Names in the docs are those of CASE 1.0/1.1. Not how a file says it; that
//! is `exchange`.

use std::cmp::Ordering;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::closed::Word;
use super::ids::{Id, Named};
use super::plan::{Area, Goal};
use super::school::Import;

/// The most levels a tree may have.
pub const DEEPEST: usize = 64;

/// A framework (CASE `CFDocument`): "Texas Essential Knowledge and Skills, Mathematics".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Framework {
    /// Ours.
    pub id: Id<Framework>,
    /// Where it came from; the id there is CASE `identifier`.
    pub import: Import,
    /// `title`.
    pub title: String,
    /// `creator`: who wrote it.
    pub creator: Option<String>,
    /// `version`, in the creator's words.
    pub version: Option<String>,
    /// `adoptionStatus`, in the creator's words; `Deprecated` makes it retired.
    pub adoption: Option<String>,
    /// `language`: "en".
    pub language: Option<String>,
    /// `subject`.
    pub subjects: Vec<String>,
    /// Academic or not; the standard has no word for it, so whoever imports says.
    pub area: Area,
    /// Whether goals may still be taken from it.
    pub status: CompetencyStatus,
}

impl Named for Framework {
    const PREFIX: char = 'w';
}

/// One statement of a framework (CASE `CFItem`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competency {
    /// Ours.
    pub id: Id<Competency>,
    /// The framework it is of.
    pub framework: Id<Framework>,
    /// Where it came from; the id there is CASE `identifier`, its own within
    /// the framework.
    pub import: Import,
    /// `humanCodingScheme`: "4.NF.1".
    pub code: Option<String>,
    /// `fullStatement`.
    pub statement: String,
    /// `abbreviatedStatement`.
    pub short: Option<String>,
    /// `educationLevel`: the grades it is written for, "03", "KG".
    pub education_level: Vec<String>,
    /// `CFItemType`: "Strand". The same word can mean several levels.
    pub item_type: Option<String>,
    /// What it hangs under (`isChildOf`); none directly under the framework.
    pub parent: Option<Id<Competency>>,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// What comes after it in learning (`precedes`).
    pub precedes: Vec<Id<Competency>>,
    /// What took its place (`replacedBy`).
    pub replaced_by: Vec<Id<Competency>>,
    /// Whether a student can be rated on it; a heading can't.
    pub rateable: bool,
    /// Whether it is still in the framework; a retired one stays readable.
    pub status: CompetencyStatus,
}

impl Named for Competency {
    const PREFIX: char = 'y';
}

impl Competency {
    /// What it is called in one word or few: its code, else its short form,
    /// else its statement.
    pub fn name(&self) -> &str {
        let code = self.code.as_deref().or(self.short.as_deref());
        code.unwrap_or(&self.statement)
    }

    /// The code, and behind it the short name or the statement: "3.NF.A.1 Fractions".
    pub fn words(&self) -> String {
        let what = self.short.as_ref().unwrap_or(&self.statement);
        match &self.code {
            Some(code) if code != what => format!("{code} {what}"),
            _ => what.clone(),
        }
    }
}

/// Whether something of a framework may still be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompetencyStatus {
    /// It may.
    Active,
    /// No longer in the framework; what was said about it stays readable.
    Retired,
}

impl Word for CompetencyStatus {
    const WHAT: &'static str = "a status of a competency";
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Active, "active"), (Self::Retired, "retired")];
}

/// That a goal works toward a competency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalCompetency {
    /// Ours.
    pub id: Id<GoalCompetency>,
    /// The goal.
    pub goal: Id<Goal>,
    /// The competency.
    pub competency: Id<Competency>,
    /// The level to reach, on the plan's scale.
    pub target: Option<i64>,
    /// The day by which it is expected.
    pub expected_by: Option<NaiveDate>,
}

impl Named for GoalCompetency {
    const PREFIX: char = 'j';
}

/// The children of `parent` in order: by position, then by id.
pub fn children(items: &[Competency], parent: Option<Id<Competency>>) -> Vec<&Competency> {
    let mut found: Vec<&Competency> = items.iter().filter(|item| item.parent == parent).collect();
    found.sort_by_key(|item| (item.position, item.id));
    found
}

/// The way from `item` up to the root: its parent first, the root last. A tree
/// that isn't one ends where it would begin again.
pub fn path_up<'a>(
    item: &Competency,
    find: impl Fn(Id<Competency>) -> Option<&'a Competency>,
) -> Vec<&'a Competency> {
    let mut path: Vec<&Competency> = Vec::new();
    let mut next = item.parent;
    while let Some(parent) = next.and_then(&find) {
        let is_met = parent.id == item.id || path.iter().any(|met| met.id == parent.id);
        if is_met || path.len() > DEEPEST {
            break;
        }
        path.push(parent);
        next = parent.parent;
    }
    path
}

/// The cycles among places of a list, each of which may name one parent: every
/// cycle once, from its first place on upwards.
pub fn cycles(parents: &[Option<usize>]) -> Vec<Vec<usize>> {
    // 0: not seen; else one more than the walk on which it was first seen.
    let mut seen = vec![0_usize; parents.len()];
    let mut found = Vec::new();
    for start in 0..parents.len() {
        let walk = start + 1;
        let mut at = Some(start);
        while let Some(place) = at
            && seen.get(place) == Some(&0)
        {
            if let Some(mark) = seen.get_mut(place) {
                *mark = walk;
            }
            at = parents.get(place).copied().flatten();
        }
        let Some(entry) = at.filter(|place| seen.get(*place) == Some(&walk)) else {
            continue;
        };
        let mut cycle = vec![entry];
        let mut next = parents.get(entry).copied().flatten();
        while let Some(place) = next.filter(|place| *place != entry) {
            cycle.push(place);
            next = parents.get(place).copied().flatten();
        }
        let first = cycle.iter().enumerate().min_by_key(|(_, place)| **place);
        let first = first.map_or(0, |(at, _)| at);
        cycle.rotate_left(first);
        found.push(cycle);
    }
    found
}

/// How many levels stand above each place; none for what is in a cycle or
/// hangs under one.
pub fn depths(parents: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut seen = vec![false; parents.len()];
    let mut depths: Vec<Option<usize>> = vec![None; parents.len()];
    for start in 0..parents.len() {
        let mut walk = Vec::new();
        let mut at = Some(start);
        while let Some(place) = at
            && seen.get(place) == Some(&false)
        {
            if let Some(mark) = seen.get_mut(place) {
                *mark = true;
            }
            walk.push(place);
            at = parents.get(place).copied().flatten();
        }
        // What was seen before and has no depth is in a cycle or under one.
        let mut next = match at {
            None => Some(0),
            Some(place) => depths.get(place).copied().flatten().map(|above| above + 1),
        };
        for place in walk.into_iter().rev() {
            if let Some(depth) = depths.get_mut(place) {
                *depth = next;
            }
            next = next.map(|depth| depth + 1);
        }
    }
    depths
}

/// Codes and enumerations as people sort them: "4.2" before "4.10".
pub fn compare_codes(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (pieces(one), pieces(other));
    loop {
        let order = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(Piece::Number(a)), Some(Piece::Number(b))) => (a.len(), a).cmp(&(b.len(), b)),
            (Some(Piece::Letter(a)), Some(Piece::Letter(b))) => a.cmp(&b),
            (Some(Piece::Number(_)), Some(Piece::Letter(_))) => Ordering::Less,
            (Some(Piece::Letter(_)), Some(Piece::Number(_))) => Ordering::Greater,
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// A letter of a code, or a whole number without its leading zeros.
enum Piece {
    Letter(char),
    Number(String),
}

fn pieces(code: &str) -> impl Iterator<Item = Piece> {
    let mut letters = code.chars().flat_map(char::to_lowercase).peekable();
    std::iter::from_fn(move || {
        let first = letters.next()?;
        if !first.is_ascii_digit() {
            return Some(Piece::Letter(first));
        }
        let mut number = String::from(first);
        while let Some(digit) = letters.next_if(char::is_ascii_digit) {
            number.push(digit);
        }
        Some(Piece::Number(number.trim_start_matches('0').to_owned()))
    })
}

/// Where a grade stands: -2 pre-kindergarten, -1 the year between, 0
/// kindergarten, 1 to 12, 13 after school. None for what is no grade.
pub fn grade_order(grade: &str) -> Option<i32> {
    let word: String = grade
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if grade.trim().starts_with('-') {
        return match word.as_str() {
            "1" => Some(-1),
            "2" => Some(-2),
            _ => None,
        };
    }
    let word = word.strip_prefix("grade").unwrap_or(&word);
    let word = word.strip_suffix("grade").unwrap_or(word);
    match word {
        "pk" | "prek" | "prekindergarten" | "pr" | "ps" => return Some(-2),
        "tk" | "transitionalkindergarten" => return Some(-1),
        "k" | "kg" | "kinder" | "kindergarten" => return Some(0),
        _ => {}
    }
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    let number: i32 = digits.parse().ok().filter(|_| is_number)?;
    (0..=13).contains(&number).then_some(number)
}

/// The lowest and the highest grade of `educationLevel`, which may write a
/// span ("K-2") or several in one ("09,10,11").
pub fn grade_span(levels: &[String]) -> Option<(i32, i32)> {
    let mut span: Option<(i32, i32)> = None;
    for level in levels.iter().flat_map(|level| level.split([',', ';'])) {
        let ends = match grade_order(level) {
            Some(grade) => Some((grade, grade)),
            None => level
                .split_once(['-', '–'])
                .and_then(|(from, to)| grade_order(from).zip(grade_order(to))),
        };
        if let Some((from, to)) = ends {
            let (low, high) = span.unwrap_or((from, to));
            span = Some((low.min(from).min(to), high.max(from).max(to)));
        }
    }
    span
}

/// How many grades a competency of these levels lies below a student's grade;
/// negative where it lies above, 0 where it is of the grade, none where one of
/// the two can't be told.
pub fn gap(levels: &[String], grade: &str) -> Option<i32> {
    let (low, high) = grade_span(levels)?;
    let grade = grade_order(grade)?;
    Some(if grade > high {
        grade - high
    } else {
        grade.min(low) - low
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: i64, parent: Option<i64>, position: u32) -> Competency {
        Competency {
            id: Id::new(id),
            framework: Id::new(1),
            import: Import::default(),
            code: None,
            statement: format!("Statement {id}"),
            short: None,
            education_level: vec![],
            item_type: None,
            parent: parent.map(Id::new),
            position,
            precedes: vec![],
            replaced_by: vec![],
            rateable: true,
            status: CompetencyStatus::Active,
        }
    }

    #[test]
    fn children_stand_in_the_order_of_their_positions() {
        let items = [
            item(1, None, 1),
            item(2, Some(1), 2),
            item(3, Some(1), 1),
            item(4, Some(3), 1),
        ];
        let ids = |parent: Option<i64>| -> Vec<i64> {
            let found = children(&items, parent.map(Id::new));
            found.iter().map(|item| item.id.number()).collect()
        };
        assert_eq!(ids(None), [1]);
        assert_eq!(ids(Some(1)), [3, 2]);
        let find = |id| items.iter().find(|item| item.id == id);
        let path: Vec<i64> = path_up(&items[3], find)
            .iter()
            .map(|item| item.id.number())
            .collect();
        assert_eq!(path, [3, 1]);
    }

    #[test]
    fn a_path_in_a_circle_ends() {
        let items = [item(1, Some(2), 1), item(2, Some(1), 1)];
        let find = |id| items.iter().find(|item| item.id == id);
        assert_eq!(path_up(&items[0], find).len(), 1);
    }

    #[test]
    fn every_cycle_is_found_once_and_trees_have_none() {
        assert!(cycles(&[None, Some(0), Some(1), Some(1)]).is_empty());
        let parents = [Some(2), Some(0), Some(1), Some(0), Some(4), None];
        assert_eq!(cycles(&parents), [vec![0, 2, 1], vec![4]]);
        assert_eq!(
            depths(&[Some(1), None, Some(0), Some(3), Some(3)]),
            [Some(1), Some(0), Some(2), None, None]
        );
    }

    #[test]
    fn codes_are_sorted_by_their_numbers() {
        let mut codes = ["4.10", "4.2", "K.1", "4.2.a", "4.02"];
        codes.sort_by(|a, b| compare_codes(a, b));
        assert_eq!(codes, ["4.2", "4.02", "4.2.a", "4.10", "K.1"]);
    }

    #[test]
    fn grades_of_many_spellings_are_in_one_order() {
        let spelled = [
            "PK", "TK", "KG", "01", "Grade 2", "3rd", "4", "05", "12", "13",
        ];
        let orders: Vec<i32> = spelled.iter().filter_map(|g| grade_order(g)).collect();
        assert_eq!(orders, [-2, -1, 0, 1, 2, 3, 4, 5, 12, 13]);
        assert_eq!((grade_order("-2"), grade_order("-1")), (Some(-2), Some(-1)));
        assert_eq!(
            (grade_order("3rd grade"), grade_order("Grade 3")),
            (Some(3), Some(3))
        );
        for none in ["", "undergraduate", "99", "-7", "1a", "th"] {
            assert_eq!(grade_order(none), None, "{none}");
        }
    }

    #[test]
    fn the_gap_is_counted_from_the_nearest_grade() {
        let levels = |text: &[&str]| text.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert_eq!(gap(&levels(&["03", "04"]), "5"), Some(1));
        assert_eq!(gap(&levels(&["03", "04"]), "4"), Some(0));
        assert_eq!(gap(&levels(&["03", "04"]), "K"), Some(-3));
        assert_eq!(gap(&levels(&["K-2"]), "04"), Some(2));
        assert_eq!(gap(&levels(&["09,10,11,12"]), "10"), Some(0));
        assert_eq!(gap(&[], "4"), None);
        assert_eq!(gap(&levels(&["04"]), "undergraduate"), None);
    }
}
