//! A framework as a file has it, whatever its format: items in the order of
//! their tree. Which of them are new, the store says.

use std::collections::HashSet;
use std::io::Read;

use chrono::NaiveDate;

use super::clean::{self, DAMAGE};
use super::finding::{Fault, RowReport, Warning, Warnings, shown};
use super::text::Text;
use super::{case, html, moodle};
use crate::domain::words::clean_text;

/// The most letters a code, a title or another line may have.
const LONGEST_LINE: usize = 1024;
/// The most letters an id may have.
const LONGEST_ID: usize = 255;
/// The most items of one framework.
pub(super) const MOST_ITEMS: usize = 200_000;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A CASE 1.0 or 1.1 package, JSON.
    Case,
    /// Moodle's competency CSV.
    Moodle,
}

impl Format {
    /// The source of files that name no other.
    pub fn source(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Moodle => "moodle",
        }
    }

    /// What a row's number counts.
    pub fn row_word(self) -> &'static str {
        match self {
            Self::Case => "item",
            Self::Moodle => "line",
        }
    }
}

/// Everything a file says. `rows_read` = `items` + `failed`, and one more for
/// the row of the framework itself where it is one (Moodle).
#[derive(Debug)]
pub struct Framework {
    /// The file.
    pub file: String,
    /// Its format.
    pub format: Format,
    /// CASE `identifier` of the document; Moodle's id number.
    pub sourced_id: String,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub creator: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its adoption status.
    pub adoption: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its subjects.
    pub subjects: Vec<String>,
    /// Whether the creator has withdrawn it.
    pub is_retired: bool,
    /// Its items, each after what it hangs under, siblings in order.
    pub items: Vec<Item>,
    /// Rows that were left out, in the order of the file.
    pub failed: Vec<RowReport>,
    /// The ids of rows that were left out; they aren't gone from the file.
    pub failed_ids: HashSet<String>,
    /// Values that lost something on their way in; their rows were taken.
    pub notes: Vec<RowReport>,
    /// What else was noticed: what isn't as the standard says, with counts.
    pub warnings: Vec<Warning>,
    /// Rows in all.
    pub rows_read: u64,
    /// How many levels the tree has.
    pub levels: usize,
}

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// Its place among the items from 1 (CASE), or its line.
    pub row: u64,
    /// Its id there.
    pub sourced_id: String,
    /// Its code.
    pub code: Option<String>,
    /// The statement, plain text.
    pub statement: String,
    /// The short form.
    pub short: Option<String>,
    /// Grades.
    pub education_level: Vec<String>,
    /// Its type, in the creator's words.
    pub item_type: Option<String>,
    /// The place in `items` of what it hangs under.
    pub parent: Option<usize>,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// The places in `items` of what comes after it.
    pub precedes: Vec<usize>,
    /// The ids of what took its place, in this framework or another.
    pub replaced_by: Vec<String>,
    /// Whether a student can be rated on it.
    pub rateable: bool,
    /// The day from which it no longer holds.
    pub ends: Option<NaiveDate>,
}

/// Reads a file of either format.
pub fn read(file: &str, source: impl Read) -> Result<Framework, Fault> {
    let text = decoded(file, source)?;
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        None => Err(Fault::new(
            format!("{} is empty.", shown(file)),
            "Export it again.",
        )),
        Some(b'{' | b'[') => case::read(file, &text),
        Some(_) => moodle::read(file, &text),
    }
}

/// The whole text as UTF-8, whatever its encoding; what made no letter is marked.
fn decoded(file: &str, source: impl Read) -> Result<Vec<u8>, Fault> {
    let mut text = Text::new(file, source);
    let mut all = Vec::new();
    loop {
        let waiting = text.waiting()?;
        let length = waiting.len();
        if length == 0 {
            return Ok(all);
        }
        all.extend_from_slice(waiting);
        text.take(length);
    }
}

/// Why a row is left out.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) column: &'static str,
    pub(super) value: String,
    pub(super) reason: &'static str,
}

impl Problem {
    pub(super) fn new(column: &'static str, value: &str, reason: &'static str) -> Self {
        Self {
            column,
            value: value.to_owned(),
            reason,
        }
    }
}

/// What the readers of both formats say about a file.
pub(super) struct Reading<'a> {
    pub(super) file: &'a str,
    pub(super) failed: Vec<RowReport>,
    pub(super) failed_ids: HashSet<String>,
    pub(super) notes: Vec<RowReport>,
    pub(super) warnings: Warnings,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            failed: Vec::new(),
            failed_ids: HashSet::new(),
            notes: Vec::new(),
            warnings: Warnings::default(),
        }
    }

    /// Leaves a row out.
    pub(super) fn fail(&mut self, row: u64, id: Option<&str>, problem: &Problem) {
        self.failed_ids.extend(id.map(str::to_owned));
        let report = self.report(row, problem.column, &problem.value, problem.reason);
        self.failed.push(report);
    }

    fn note(&mut self, row: u64, column: &str, value: &str, reason: &str) {
        let note = self.report(row, column, value, reason);
        self.notes.push(note);
    }

    fn report(&self, row: u64, column: &str, value: &str, reason: &str) -> RowReport {
        RowReport {
            file: shown(self.file),
            line: row,
            column: (!column.is_empty()).then(|| column.to_owned()),
            value: (!column.is_empty()).then(|| shown(value)),
            reason: reason.to_owned(),
        }
    }

    /// A text of one line; none where nothing is left of it.
    pub(super) fn line(&mut self, row: u64, column: &str, raw: &str) -> Option<String> {
        let cleaned = clean::clean(&html::plain(raw));
        let mut text = cleaned.text;
        if cleaned.dropped {
            self.note(row, column, raw, TAKEN_OFF);
        }
        if let Some((end, _)) = text.char_indices().nth(LONGEST_LINE) {
            text.truncate(end);
            self.note(row, column, raw, "cut at 1,024 letters");
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// A statement: plain text of one line or more; none where nothing is left of it.
    pub(super) fn statement(
        &mut self,
        row: u64,
        column: &'static str,
        raw: &str,
    ) -> Result<Option<String>, Problem> {
        if raw.contains(DAMAGE) {
            let reason = "letters that can't be read in the file's encoding";
            return Err(Problem::new(column, raw, reason));
        }
        let cleaned = clean_text(&html::plain(raw));
        if cleaned.changed {
            self.note(row, column, raw, TAKEN_OFF);
        }
        if cleaned.cut.is_some() {
            self.note(row, column, raw, "cut at 64 kB");
        }
        let mut text = String::with_capacity(cleaned.text.len());
        let mut blank = 0;
        for line in cleaned.text.lines().map(str::trim_end) {
            blank = if line.is_empty() { blank + 1 } else { 0 };
            // One blank line parts two paragraphs; more part nothing further.
            if blank < 2 {
                text.push_str(line);
                text.push('\n');
            }
        }
        let text = text.trim().to_owned();
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

/// An id, exact but for what can't be shown.
pub(super) fn id(column: &'static str, raw: &str) -> Result<String, Problem> {
    let cleaned = clean::clean(raw);
    if cleaned.dropped || raw.contains(DAMAGE) {
        let reason = "an id with characters that can't be shown";
        return Err(Problem::new(column, raw, reason));
    }
    if cleaned.text.chars().count() > LONGEST_ID {
        let reason = "an id of more than 255 letters";
        return Err(Problem::new(column, raw, reason));
    }
    Ok(cleaned.text)
}

const TAKEN_OFF: &str = "characters that can't be shown were taken off";
