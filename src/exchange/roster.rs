//! A CSV export of students, of any school system, into rows. Every row is a
//! student; who of them is known already, the store says.
//!
//! Passwords and demographics are never read, whatever the columns are called.

mod columns;
mod names;
mod words;

use std::collections::HashMap;
use std::io::Read;

use super::clean::{self, fold};
use super::finding::{Fault, RowReport, Warning, Warnings, shown};
use super::table::{Row, Table};
use super::text::Encoding;
use columns::Columns;
pub use columns::{Field, Mapping};

const LONGEST_TEXT: usize = 1024;
const SAMPLES: usize = 3;

/// By what a student is known within the source, the first that the row has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The id in the other system, exact.
    Id(String),
    /// The school number, exact.
    SchoolNumber(String),
    /// The e-mail, in lower case.
    Email(String),
    /// Name and class, without case and accents.
    NameAndClass(String, String),
}

impl Key {
    /// One text that holds the key and its kind.
    pub fn text(&self) -> String {
        match self {
            Key::Id(id) => format!("id:{id}"),
            Key::SchoolNumber(number) => format!("school_number:{number}"),
            Key::Email(email) => format!("email:{email}"),
            Key::NameAndClass(name, class) => format!("name:{name}/{class}"),
        }
    }
}

/// One student, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    /// The line.
    pub line: u64,
    /// By what the student is known within this source.
    pub key: Key,
    /// Given name; blank where only the family name is there.
    pub given: String,
    /// Family name; blank for a person with one name.
    pub family: String,
    /// The name that is used.
    pub preferred: Option<String>,
    /// Grade, in the file's words.
    pub grade: Option<String>,
    /// Class, homeroom or section.
    pub class: Option<String>,
    /// The number in the class.
    pub number: Option<u32>,
    /// School number.
    pub school_number: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Login.
    pub login: Option<String>,
    /// Pronouns.
    pub pronouns: Option<String>,
    /// Id in the other system.
    pub id: Option<String>,
}

/// Everything a file says. `rows_read` = `students` + `skipped` + `failed`.
#[derive(Debug)]
pub struct Roster {
    /// The file.
    pub file: String,
    /// The encoding that was guessed.
    pub encoding: Encoding,
    /// The separator that was found.
    pub separator: char,
    /// Names by which a person can see whether the encoding is right: first those beyond ASCII.
    pub sample_names: Vec<String>,
    /// Which column was read as what.
    pub mapping: Mapping,
    /// Columns that nothing is read from.
    pub unknown: Vec<String>,
    /// Columns that are never read: passwords, demographics.
    pub never_read: Vec<String>,
    /// The students.
    pub students: Vec<Student>,
    /// Rows that were left out, one report each, in the order of lines.
    pub failed: Vec<RowReport>,
    /// Values that lost characters on their way in; their rows were taken.
    pub notes: Vec<RowReport>,
    /// What else was noticed.
    pub warnings: Vec<Warning>,
    /// Rows that are no students, as `Points Possible`.
    pub skipped: u64,
    /// Data rows in all, blank ones not counted.
    pub rows_read: u64,
}

/// Reads a file by the mapping given and by the names of its columns.
pub fn read(file: &str, source: impl Read, given: &Mapping) -> Result<Roster, Fault> {
    let Some(mut table) = Table::open(file, source)? else {
        return Err(Fault::new(
            format!("{} is empty.", shown(file)),
            "Export it again.",
        ));
    };
    let headers = table.headers().to_vec();
    let columns = Columns::find(file, &headers, given)?;
    let named = [Field::Given, Field::Family, Field::Name];
    if !named.iter().any(|field| columns.has(*field)) {
        return Err(nameless(file, &headers));
    }
    let mut reading = Reading {
        file,
        headers: &headers,
        columns: &columns,
        failed: Vec::new(),
        notes: Vec::new(),
        warnings: Warnings::default(),
    };
    let mut students = Vec::new();
    let mut skipped = 0;
    let mut rows_read = 0;
    while let Some(row) = table.next_row()? {
        rows_read += 1;
        if is_points_possible(&row) {
            skipped += 1;
            continue;
        }
        match reading.student(&row) {
            Ok(student) => students.push(student),
            Err(problem) => reading.fail(row.line, &problem),
        }
    }
    if table.short_rows() > 0 {
        let text = format!(
            "Rows with fewer cells than the header: {}.",
            table.short_rows()
        );
        reading.warnings.file(file, text);
    }
    if rows_read == 0 {
        let text = "The file has a header and no rows.";
        reading.warnings.file(file, text);
    }
    let students = reading.refuse_alike(students);
    let Reading {
        mut failed,
        notes,
        warnings,
        ..
    } = reading;
    failed.sort_by_key(|report| report.line);
    let (never_read, unknown) = columns.left(&headers);
    Ok(Roster {
        file: file.to_owned(),
        encoding: table.encoding(),
        separator: table.separator(),
        sample_names: samples(&students),
        mapping: columns.mapping(&headers),
        unknown,
        never_read,
        students,
        failed,
        notes,
        warnings: warnings.into_vec(),
        skipped,
        rows_read,
    })
}

struct Problem {
    field: Option<Field>,
    value: String,
    reason: &'static str,
}

struct Reading<'a> {
    file: &'a str,
    headers: &'a [String],
    columns: &'a Columns,
    failed: Vec<RowReport>,
    notes: Vec<RowReport>,
    warnings: Warnings,
}

impl Reading<'_> {
    fn student(&mut self, row: &Row) -> Result<Student, Problem> {
        let whole = |reason| Problem {
            field: None,
            value: String::new(),
            reason,
        };
        if row.is_damaged {
            return Err(whole("letters that can't be read in the file's encoding"));
        }
        if row.is_long {
            return Err(whole(
                "more cells than the header has; a separator inside a value may lack its quotes",
            ));
        }
        let notes = self.notes.len();
        self.cells(row).inspect_err(|_| self.notes.truncate(notes))
    }

    fn cells(&mut self, row: &Row) -> Result<Student, Problem> {
        let given = self.text(row, Field::Given)?;
        let family = self.text(row, Field::Family)?;
        let (mut given, mut family) = (given.unwrap_or_default(), family.unwrap_or_default());
        if let Some(name) = self.text(row, Field::Name)? {
            let (split_given, split_family) = names::split(&name);
            if given.is_empty() && family.is_empty() {
                (given, family) = (split_given, split_family);
            }
        }
        if given.is_empty() && family.is_empty() {
            let named = [Field::Name, Field::Family, Field::Given];
            let field = named.into_iter().find(|field| self.columns.has(*field));
            return Err(Problem {
                field,
                value: String::new(),
                reason: "no name",
            });
        }
        let class = self.text(row, Field::Class)?;
        let school_number = self.text(row, Field::SchoolNumber)?;
        let email = self.text(row, Field::Email)?;
        let id = self.text(row, Field::Id)?;
        let key = match (&id, &school_number, &email) {
            (Some(id), _, _) => Key::Id(id.clone()),
            (None, Some(number), _) => Key::SchoolNumber(number.clone()),
            (None, None, Some(email)) => Key::Email(email.to_lowercase()),
            (None, None, None) => Key::NameAndClass(
                fold(format!("{given} {family}").trim()),
                fold(class.as_deref().unwrap_or_default()),
            ),
        };
        Ok(Student {
            line: row.line,
            key,
            given,
            family,
            preferred: self.text(row, Field::Preferred)?,
            grade: self.text(row, Field::Grade)?,
            class,
            number: self.number(row)?,
            school_number,
            email,
            login: self.text(row, Field::Login)?,
            pronouns: self.text(row, Field::Pronouns)?,
            id,
        })
    }

    fn text(&mut self, row: &Row, field: Field) -> Result<Option<String>, Problem> {
        let place = self.columns.place(field);
        let raw = place.map_or("", |place| row.cell(place).trim());
        let raw = without_guard(raw);
        if matches!(raw, "" | "NULL" | "NA" | "N/A" | "#N/A") {
            return Ok(None);
        }
        let cleaned = clean::clean(raw);
        if cleaned.text.chars().count() > LONGEST_TEXT {
            return Err(Problem {
                field: Some(field),
                value: raw.to_owned(),
                reason: "longer than 1,024 letters",
            });
        }
        if cleaned.dropped {
            let reason = "characters that can't be shown were taken off";
            let note = self.report(row.line, Some(field), raw, reason);
            self.notes.push(note);
        }
        Ok(Some(cleaned.text).filter(|text| !text.is_empty()))
    }

    fn number(&mut self, row: &Row) -> Result<Option<u32>, Problem> {
        let Some(text) = self.text(row, Field::Number)? else {
            return Ok(None);
        };
        let bare = text.trim_start_matches('#').trim_end_matches('.');
        let number = bare
            .parse()
            .ok()
            .filter(|number| (1..=9999).contains(number));
        if number.is_none() {
            let why = "This is no class number and was left out.";
            let header = self.header(Field::Number);
            self.warnings
                .value(self.file, &header, &text, why, row.line);
        }
        Ok(number)
    }

    /// Rows that can't be told apart all fail, each naming another's line.
    fn refuse_alike(&mut self, students: Vec<Student>) -> Vec<Student> {
        let mut lines: HashMap<Key, Vec<u64>> = HashMap::new();
        for student in &students {
            lines
                .entry(student.key.clone())
                .or_default()
                .push(student.line);
        }
        let mut kept = Vec::with_capacity(students.len());
        for student in students {
            let twin = lines
                .get(&student.key)
                .and_then(|lines| lines.iter().find(|line| **line != student.line));
            let Some(twin) = twin else {
                kept.push(student);
                continue;
            };
            let (field, value, reason) = match &student.key {
                Key::Id(id) => (Field::Id, id.clone(), "another row has the same id"),
                Key::SchoolNumber(number) => (
                    Field::SchoolNumber,
                    number.clone(),
                    "another row has the same school number",
                ),
                Key::Email(email) => (
                    Field::Email,
                    email.clone(),
                    "another row has the same e-mail",
                ),
                Key::NameAndClass(..) => (
                    self.name_field(),
                    format!("{} {}", student.given, student.family),
                    "another row has the same name and class, and no id, school number or e-mail tells them apart",
                ),
            };
            let value = format!("{} (line {twin})", value.trim());
            self.fail(
                student.line,
                &Problem {
                    field: Some(field),
                    value,
                    reason,
                },
            );
        }
        kept
    }

    fn name_field(&self) -> Field {
        let named = [Field::Name, Field::Family, Field::Given];
        let field = named.into_iter().find(|field| self.columns.has(*field));
        field.unwrap_or(Field::Name)
    }

    fn header(&self, field: Field) -> String {
        let place = self.columns.place(field);
        let header = place.and_then(|place| self.headers.get(place));
        header.cloned().unwrap_or_else(|| field.word().to_owned())
    }

    fn report(&self, line: u64, field: Option<Field>, value: &str, reason: &str) -> RowReport {
        RowReport {
            file: shown(self.file),
            line,
            column: field.map(|field| self.header(field)),
            value: field.map(|_| shown(value)),
            reason: reason.to_owned(),
        }
    }

    fn fail(&mut self, line: u64, problem: &Problem) {
        let report = self.report(line, problem.field, &problem.value, problem.reason);
        self.failed.push(report);
    }
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn without_guard(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'');
    let is_guarded = |bare: &&str| {
        let start = bare.trim_start_matches([' ', '"', '\'']);
        start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    };
    bare.filter(is_guarded).map_or(cell, str::trim)
}

/// The row Canvas puts between the header and the students.
fn is_points_possible(row: &Row) -> bool {
    let mut filled = row.cells.iter().map(|cell| cell.trim());
    let first = filled.find(|cell| !cell.is_empty()).unwrap_or_default();
    first.eq_ignore_ascii_case("Points Possible")
}

fn nameless(file: &str, headers: &[String]) -> Fault {
    let looks_like_data = headers.iter().any(|header| {
        let is_number = header.bytes().any(|b| b.is_ascii_digit())
            && header
                .bytes()
                .all(|b| b.is_ascii_digit() || b"./-: ".contains(&b));
        is_number || header.contains('@')
    });
    if looks_like_data {
        return Fault::new(
            format!(
                "{}: the first line looks like a student and not like names of columns.",
                shown(file)
            ),
            "Put a line such as `First name,Last name,Class` above it, with as many names as there are columns.",
        );
    }
    Fault::new(
        format!(
            "No column of {} is known as a student's name; it has {}.",
            shown(file),
            shown(&headers.join(", "))
        ),
        "Say which it is with --map given=COLUMN,family=COLUMN or --map name=COLUMN; if the first line is a student, put a line with names of columns above it.",
    )
}

fn samples(students: &[Student]) -> Vec<String> {
    let name = |student: &Student| {
        format!("{} {}", student.given, student.family)
            .trim()
            .to_owned()
    };
    let is_plain = |student: &&Student| student.given.is_ascii() && student.family.is_ascii();
    let beyond = students.iter().filter(|student| !is_plain(student));
    let plain = students.iter().filter(is_plain);
    beyond.chain(plain).take(SAMPLES).map(name).collect()
}

#[cfg(test)]
mod tests;
