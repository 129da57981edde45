//! One file of a bundle, row by row: what is alike for all of them. Which
//! columns make which row is said in `parse.rs`.

use std::collections::HashSet;
use std::io::Read;

use super::super::clean;
use super::super::dates::Written;
use super::super::finding::{Fault, RowReport, Warnings, shown};
use super::super::table::{Row as Line, Table};
use super::columns::Columns;
use super::rows::{Kind, Mode, Row, Status};

const LONGEST_ID: usize = 255;
const LONGEST_TEXT: usize = 1024;

/// What a file was, for the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    /// Its name, as written there.
    pub file: String,
    /// How it was taken.
    pub mode: Mode,
    /// Data rows, blank ones not counted.
    pub rows: u64,
    /// Whether its rows are kept, or only counted as skipped.
    pub is_stored: bool,
    /// The encoding that was guessed.
    pub encoding: &'static str,
    /// How many columns were read.
    pub known: usize,
    /// Columns that no one knows.
    pub unknown: Vec<String>,
    /// Columns that were wanted and aren't there.
    pub missing: Vec<&'static str>,
}

/// What all files together have to say so far.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) warnings: Warnings,
    pub(super) failed: Vec<RowReport>,
    /// Ids of rows that failed, by file: such a row is there, though it can't be taken.
    pub(super) failed_ids: HashSet<(String, String)>,
    pub(super) notes: Vec<RowReport>,
    pub(super) files: Vec<FileSummary>,
    pub(super) skipped: u64,
    pub(super) rows_read: u64,
}

/// Why a row can't be taken.
#[derive(Debug)]
pub(super) struct Problem {
    column: Option<&'static str>,
    value: String,
    reason: &'static str,
}

/// The cells of one row, by the names of columns.
pub(super) struct Cells<'a> {
    file: &'a str,
    line: &'a Line,
    columns: &'a Columns,
    findings: &'a mut Findings,
}

impl Cells<'_> {
    fn raw(&self, column: &str) -> &str {
        let place = self.columns.place(column);
        place.map_or("", |place| self.line.cell(place).trim())
    }

    /// The failure of this row in a column.
    pub(super) fn problem(&self, column: &'static str, reason: &'static str) -> Problem {
        Problem {
            column: Some(column),
            value: self.raw(column).to_owned(),
            reason,
        }
    }

    /// A warning about a value.
    pub(super) fn warn(&mut self, column: &str, text: &str) {
        let value = self.raw(column).to_owned();
        let header = self.columns.header(column);
        let line = self.line.line;
        self.findings
            .warnings
            .value(self.file, header, &value, text, line);
    }

    /// A line of text, cleaned; none when blank.
    pub(super) fn text(&mut self, column: &'static str) -> Result<Option<String>, Problem> {
        let raw = self.raw(column);
        if raw.is_empty() {
            return Ok(None);
        }
        let cleaned = clean::clean(raw);
        if cleaned.text.chars().count() > LONGEST_TEXT {
            return Err(self.problem(column, "longer than 1,024 letters"));
        }
        if cleaned.dropped {
            let value = shown(raw);
            self.findings.notes.push(RowReport {
                file: self.file.to_owned(),
                line: self.line.line,
                column: Some(self.columns.header(column).to_owned()),
                value: Some(value),
                reason: "characters that can't be shown were taken off".into(),
            });
        }
        Ok(Some(cleaned.text).filter(|text| !text.is_empty()))
    }

    /// A line of text that must be there.
    pub(super) fn needed(&mut self, column: &'static str) -> Result<String, Problem> {
        let text = self.text(column)?;
        text.ok_or_else(|| self.problem(column, "a required value is blank"))
    }

    /// An id, exact; none when blank.
    pub(super) fn id(&self, column: &'static str) -> Result<Option<String>, Problem> {
        let raw = self.raw(column);
        if raw.is_empty() {
            return Ok(None);
        }
        self.checked_id(column, raw).map(Some)
    }

    /// An id that must be there.
    pub(super) fn needed_id(&self, column: &'static str) -> Result<String, Problem> {
        let id = self.id(column)?;
        id.ok_or_else(|| self.problem(column, "a required value is blank"))
    }

    /// A list of ids in one cell.
    pub(super) fn ids(&self, column: &'static str) -> Result<Vec<String>, Problem> {
        let mut ids = Vec::new();
        for part in list(self.raw(column)) {
            let id = self.checked_id(column, part)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// A list of words in one cell.
    pub(super) fn words(&self, column: &'static str) -> Vec<String> {
        let words = list(self.raw(column)).map(|word| clean::clean(word).text);
        words.filter(|word| !word.is_empty()).collect()
    }

    fn checked_id(&self, column: &'static str, id: &str) -> Result<String, Problem> {
        if id.chars().count() > LONGEST_ID {
            return Err(self.problem(column, "an id of more than 255 characters"));
        }
        if clean::clean(id).dropped {
            return Err(self.problem(column, "an id with characters that can't be shown"));
        }
        Ok(id.to_owned())
    }

    /// One of a list of words; another case is taken with a warning. Err holds what isn't on the list.
    pub(super) fn word<T: Copy>(&mut self, column: &'static str, words: &[(&str, T)]) -> Word<T> {
        let raw = self.raw(column);
        if raw.is_empty() {
            return Word::Blank;
        }
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == raw) {
            return Word::Known(*meaning);
        }
        let like = words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(raw));
        match like {
            Some((word, meaning)) => {
                self.warn(
                    column,
                    &format!("Read as {word}: upper and lower case differ."),
                );
                Word::Known(*meaning)
            }
            None => Word::Unknown,
        }
    }

    /// True or false; blank or unclear is the default given.
    pub(super) fn flag(&mut self, column: &'static str, default: bool) -> bool {
        let words = [("true", true), ("false", false), ("1", true), ("0", false)];
        match self.word(column, &words) {
            Word::Known(flag) => flag,
            Word::Blank => default,
            Word::Unknown => {
                self.warn(column, "Neither true nor false; passed over.");
                default
            }
        }
    }

    /// Whether a value begins so.
    pub(super) fn begins(&self, column: &str, start: &str) -> bool {
        self.raw(column).starts_with(start)
    }

    /// A date, not yet decided.
    pub(super) fn date(&self, column: &str) -> Written {
        Written::read(self.raw(column))
    }
}

/// What a closed word turned out to be.
pub(super) enum Word<T> {
    Blank,
    Known(T),
    Unknown,
}

/// A file about to be read.
pub(super) struct Paper<'a> {
    pub(super) kind: Kind,
    pub(super) file: &'a str,
    pub(super) mode: Mode,
    /// Columns it needs here beyond what it always needs.
    pub(super) needs: &'static [&'static str],
}

/// The rows of a file that were good.
pub(super) struct Sheet<T> {
    pub(super) file: String,
    pub(super) rows: Vec<Row<T>>,
}

/// Reads a file by a function that makes one row's item. The function may return a blank id where the
/// standard has none; then the item's own text stands in for it.
pub(super) fn read<T>(
    paper: &Paper<'_>,
    source: impl Read,
    findings: &mut Findings,
    mut parse: impl FnMut(&mut Cells<'_>) -> Result<T, Problem>,
    stand_in: impl Fn(&T) -> String,
) -> Result<Sheet<T>, Fault> {
    let Paper {
        kind,
        file,
        mode,
        needs,
    } = *paper;
    let mut sheet = Sheet {
        file: file.to_owned(),
        rows: Vec::new(),
    };
    let Some(mut table) = Table::open(file, source)? else {
        if mode == Mode::Bulk && matches!(kind, Kind::Users | Kind::Enrollments) {
            return Err(Fault::new(
                format!(
                    "{} is empty: a full list without the names of its columns is none.",
                    shown(file)
                ),
                "Export it again, or change its line of manifest.csv to absent.",
            ));
        }
        findings.warnings.file(file, "The file is empty.");
        return Ok(sheet);
    };
    let mut columns = Columns::find(kind, file, table.headers(), &mut findings.warnings);
    let further = needs.iter().filter(|name| columns.place(name).is_none());
    let further: Vec<&'static str> = further.copied().collect();
    columns.lacking.extend(further);
    if !columns.lacking.is_empty() {
        return Err(Fault::new(
            format!(
                "{} has no column {}; it has {}.",
                shown(file),
                columns.lacking.join(", "),
                shown(&table.headers().join(", "))
            ),
            "Columns are found by their exact names in the first line; export the file as OneRoster CSV.",
        ));
    }
    for header in columns
        .unknown
        .iter()
        .filter(|h| !h.starts_with("metadata."))
    {
        let text = "This column isn't known and wasn't read.";
        findings.warnings.column(file, header, text);
    }
    let mut seen = HashSet::new();
    let mut rows = 0;
    while let Some(line) = table.next_row()? {
        rows += 1;
        let notes = findings.notes.len();
        let mut cells = Cells {
            file,
            line: &line,
            columns: &columns,
            findings,
        };
        match row(&mut cells, mode, &mut seen, &mut parse, &stand_in) {
            Ok(row) => sheet.rows.push(row),
            Err(problem) => {
                findings.notes.truncate(notes);
                let place = columns.place("sourcedId");
                let id = place.map_or("", |place| line.cell(place).trim());
                findings.failed_ids.insert((file.to_owned(), id.to_owned()));
                findings
                    .failed
                    .push(report(file, line.line, &columns, &problem));
            }
        }
    }
    if rows == 0 {
        let text = "The file has a header and no rows.";
        findings.warnings.file(file, text);
    }
    if table.short_rows() > 0 {
        let text = format!(
            "Rows with fewer cells than the header: {}.",
            table.short_rows()
        );
        findings.warnings.file(file, text);
    }
    findings.rows_read += rows;
    findings.files.push(FileSummary {
        file: shown(file),
        mode,
        rows,
        is_stored: !matches!(kind, Kind::Courses | Kind::Roles),
        encoding: table.encoding().name(),
        known: columns.count(),
        unknown: columns.unknown,
        missing: columns.missing,
    });
    Ok(sheet)
}

fn row<T>(
    cells: &mut Cells<'_>,
    mode: Mode,
    seen: &mut HashSet<String>,
    parse: &mut impl FnMut(&mut Cells<'_>) -> Result<T, Problem>,
    stand_in: &impl Fn(&T) -> String,
) -> Result<Row<T>, Problem> {
    let whole = |reason| Problem {
        column: None,
        value: String::new(),
        reason,
    };
    if cells.line.is_damaged {
        return Err(whole("letters that can't be read in the file's encoding"));
    }
    if cells.line.is_long {
        return Err(whole(
            "more cells than the header has; a separator inside a value may lack its quotes",
        ));
    }
    let status = status(cells, mode)?;
    let own = cells.id("sourcedId")?;
    let item = parse(cells)?;
    let sourced_id = own
        .or_else(|| Some(stand_in(&item)).filter(|id| !id.is_empty()))
        .ok_or_else(|| cells.problem("sourcedId", "a required value is blank"))?;
    if !seen.insert(sourced_id.clone()) {
        return Err(Problem {
            column: Some("sourcedId"),
            value: sourced_id,
            reason: "the same id stands in an earlier row of this file",
        });
    }
    Ok(Row {
        sourced_id,
        status,
        line: cells.line.line,
        item,
    })
}

fn status(cells: &mut Cells<'_>, mode: Mode) -> Result<Status, Problem> {
    let words = [
        ("active", Status::Active),
        ("tobedeleted", Status::ToBeDeleted),
        ("inactive", Status::ToBeDeleted),
    ];
    match cells.word("status", &words) {
        Word::Known(status) => {
            if cells.raw("status").eq_ignore_ascii_case("inactive") {
                cells.warn(
                    "status",
                    "Read as tobedeleted; inactive is of OneRoster 1.0.",
                );
            }
            Ok(status)
        }
        Word::Blank => {
            if mode == Mode::Delta && cells.columns.place("status").is_some() {
                cells.warn(
                    "status",
                    "Blank where only changes are sent; read as active.",
                );
            }
            Ok(Status::Active)
        }
        Word::Unknown => Err(cells.problem("status", "neither active nor tobedeleted")),
    }
}

fn report(file: &str, line: u64, columns: &Columns, problem: &Problem) -> RowReport {
    let column = problem.column.map(|name| columns.header(name).to_owned());
    RowReport {
        file: file.to_owned(),
        line,
        value: column.as_ref().map(|_| shown(&problem.value)),
        column,
        reason: problem.reason.to_owned(),
    }
}

/// The parts of a list in one cell; `[]` is an empty one.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    let inner = cell
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let parts = inner.unwrap_or(cell).split(',');
    parts.map(str::trim).filter(|part| !part.is_empty())
}
