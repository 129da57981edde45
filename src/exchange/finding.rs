//! What a reader has to say about a file: a fault that stops it, a row that
//! failed, a warning. It words them; it doesn't print them.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use super::clean;

/// Why a whole file can't be taken, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What happened, as one sentence that names the file.
    pub what: String,
    /// What to do next, as one sentence.
    pub hint: String,
}

impl Fault {
    /// A fault from its two sentences.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// The fault inside an input error, if a reader of ours put one there.
    pub(crate) fn from_reading(file: &str, error: &std::io::Error) -> Fault {
        let ours = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Fault>());
        ours.cloned().unwrap_or_else(|| {
            Fault::new(
                format!("{} can't be read: {}.", shown(file), in_words(error)),
                "Export it again, or check that you may read it.",
            )
        })
    }
}

/// Why the system wouldn't, without its number.
pub fn in_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::InvalidData => "it holds bytes that are no text".to_owned(),
        _ => {
            let words = error.to_string();
            let said = words.split(" (os error").next().unwrap_or_default();
            said.to_lowercase()
        }
    }
}

/// A number with its noun: "1 row", "3 rows".
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.hint)
    }
}

impl std::error::Error for Fault {}

/// One row that was left out, or (in a list of notes) one value that was changed on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowReport {
    /// The file the row is in.
    pub file: String,
    /// The line the row begins on, the header being line 1.
    pub line: u64,
    /// The column at fault, by the file's own name for it.
    pub column: Option<String>,
    /// The value as it stands in the file; what can't be shown is written `\u{…}`.
    pub value: Option<String>,
    /// Why; the same words for the same cause, so that a thousand can be one line.
    pub reason: String,
}

/// Something to know about a file that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The file it is about.
    pub file: String,
    /// The column, if it is about one.
    pub column: Option<String>,
    /// The value, if it is about one; fit for the screen.
    pub value: Option<String>,
    /// The sentence.
    pub text: String,
    /// How often.
    pub count: u64,
    /// The line where it was first seen.
    pub line: Option<u64>,
}

/// Collects warnings, each once with a count, in the order they first came.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    found: Vec<Warning>,
    places: HashMap<(String, Option<String>, Option<String>, String), usize>,
}

impl Warnings {
    /// A warning about a file.
    pub(crate) fn file(&mut self, file: &str, text: impl Into<String>) {
        self.push(file, None, None, text.into(), None);
    }

    /// A warning about a value in a column.
    pub(crate) fn value(&mut self, file: &str, column: &str, value: &str, text: &str, line: u64) {
        self.push(file, Some(column), Some(value), text.to_owned(), Some(line));
    }

    /// A warning about a column.
    pub(crate) fn column(&mut self, file: &str, column: &str, text: &str) {
        self.push(file, Some(column), None, text.to_owned(), None);
    }

    /// A warning about a column, and where it was first seen.
    pub(crate) fn column_at(&mut self, file: &str, column: &str, text: &str, line: u64) {
        let line = (line > 0).then_some(line);
        self.push(file, Some(column), None, text.to_owned(), line);
    }

    fn push(
        &mut self,
        file: &str,
        column: Option<&str>,
        value: Option<&str>,
        text: String,
        line: Option<u64>,
    ) {
        let column = column.map(shown);
        let value = value.map(shown);
        let key = (file.to_owned(), column.clone(), value.clone(), text.clone());
        if let Some(place) = self.places.get(&key) {
            if let Some(warning) = self.found.get_mut(*place) {
                warning.count += 1;
            }
            return;
        }
        self.places.insert(key, self.found.len());
        self.found.push(Warning {
            file: shown(file),
            column,
            value,
            text,
            count: 1,
            line,
        });
    }

    /// All of them.
    pub(crate) fn into_vec(self) -> Vec<Warning> {
        self.found
    }
}

/// Foreign text, fit for a report.
pub(crate) fn shown(text: &str) -> String {
    clean::shown(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_warning_twice_is_one_with_a_count() {
        let mut warnings = Warnings::default();
        warnings.value("users.csv", "role", "TEACHER", "case", 2);
        warnings.value("users.csv", "role", "TEACHER", "case", 9);
        warnings.value("users.csv", "role", "Teacher", "case", 10);
        let found = warnings.into_vec();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].count, found[0].line), (2, Some(2)));
    }

    #[test]
    fn a_fault_inside_an_input_error_keeps_its_words() {
        let inner = Fault::new("Too much.", "Send less.");
        let error = std::io::Error::other(inner.clone());
        assert_eq!(Fault::from_reading("a.csv", &error), inner);
    }
}
