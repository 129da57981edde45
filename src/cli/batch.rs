//! `log --batch`: check-ins from lines of JSON, each a transaction of its own,
//! answered one by one once it is durable.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::Word;
use crate::exchange::finding::in_words;

use super::complaint::{Complaint, Result};
use super::log::Wish;
use super::say::Out;
use super::session::Session;
use super::word;

/// The longest line: a note of 64 kB with every character escaped, and room.
const LONGEST_LINE: usize = 1024 * 1024;

/// The fields of a line, as they are told.
const FIELDS: [&str; 11] = [
    "student",
    "note",
    "ratings",
    "self_ratings",
    "next",
    "next_date",
    "kind",
    "outcome",
    "visibility",
    "on",
    "id",
];

/// One line of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    student: Text,
    note: Option<String>,
    ratings: Option<BTreeMap<String, Text>>,
    self_ratings: Option<BTreeMap<String, Text>>,
    next: Option<String>,
    next_date: Option<String>,
    kind: Option<String>,
    outcome: Option<String>,
    visibility: Option<String>,
    on: Option<String>,
    id: Option<Text>,
}

/// A text, or a number written without quotes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    Words(String),
    Number(i64),
}

impl Text {
    fn into_text(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Logs every line of `file`; a bad one is told and the rest go on.
pub(super) fn run(file: &Path, session: Session, out: &mut Out) -> Result {
    if file == Path::new("-") {
        return log_lines(io::stdin().lock(), session, out);
    }
    match File::open(file) {
        Ok(file) => log_lines(BufReader::new(file), session, out),
        Err(error) => Err(Complaint::refused(
            format!("{} can't be read: {}.", file.display(), in_words(&error)),
            "Name a file of JSON Lines, or - for standard input.",
        )),
    }
}

fn log_lines(mut lines: impl BufRead, mut session: Session, out: &mut Out) -> Result {
    let mut book = session.open()?;
    let mut text = Vec::new();
    let mut number = 0_u64;
    let mut bad = 0_u64;
    let mut blank = 0_u64;
    loop {
        let next = next_line(&mut lines, &mut text).map_err(|error| {
            Complaint::refused(
                format!(
                    "The batch couldn't be read past line {number}: {}.",
                    in_words(&error)
                ),
                "Give the lines that weren't answered again.",
            )
        })?;
        if next == Next::End {
            break;
        }
        number += 1;
        if next == Next::Line && text.trim_ascii().is_empty() {
            blank += 1;
            continue;
        }
        let logged = match next {
            Next::TooLong => Err(Complaint::refused("The line is longer than 1 MB.", "")),
            _ => read(&text, number == 1).and_then(|wish| wish.log(&mut session, &mut book)),
        };
        let said = match &logged {
            Ok(logged) => out.data(logged),
            Err(complaint) => {
                bad += 1;
                out.data(&json!({"line": number, "error": complaint.sentence()}))
            }
        };
        // Somebody waits for this very line before sending the next.
        said.and_then(|()| out.flush()).map_err(|mut unheard| {
            unheard.code = 1;
            unheard
        })?;
        if let Err(complaint) = logged
            && complaint.code > 2
        {
            // The file itself is the trouble; no line after this one can do better.
            return Err(Complaint {
                what: format!("Stopped at line {number}. {}", complaint.what),
                ..complaint
            });
        }
    }
    book.store.close();
    if bad > 0 {
        return Err(Complaint::refused(
            format!(
                "{bad} of {} lines {} not logged.",
                number - blank,
                if bad == 1 { "was" } else { "were" }
            ),
            "Each is named above with its reason; correct it and give it again.",
        ));
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    TooLong,
    End,
}

/// Reads the next line, and no more of it than a line may have.
fn next_line(lines: &mut impl BufRead, text: &mut Vec<u8>) -> io::Result<Next> {
    text.clear();
    let limit = LONGEST_LINE as u64 + 1;
    if lines.by_ref().take(limit).read_until(b'\n', text)? == 0 {
        return Ok(Next::End);
    }
    if text.len() <= LONGEST_LINE || text.ends_with(b"\n") {
        return Ok(Next::Line);
    }
    loop {
        text.clear();
        let more = lines.by_ref().take(limit).read_until(b'\n', text)?;
        if more == 0 || text.ends_with(b"\n") {
            return Ok(Next::TooLong);
        }
    }
}

fn read(line: &[u8], first: bool) -> Result<Wish> {
    let line = if first {
        line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
    } else {
        line
    };
    let line: Line = serde_json::from_slice(line).map_err(|_in_its_words| {
        Complaint::usage(
            format!("The line is no check-in: {}.", what_is_wrong(line)),
            "",
        )
    })?;
    Ok(Wish {
        student: line.student.into_text(),
        note: line.note.unwrap_or_default(),
        rates: rates(line.ratings),
        own_rates: rates(line.self_ratings),
        next: line.next.unwrap_or_default(),
        next_date: line.next_date.unwrap_or_default(),
        kind: closed(line.kind.as_deref())?,
        outcome: closed(line.outcome.as_deref())?,
        visibility: closed(line.visibility.as_deref())?,
        on: line.on,
        id: line.id.map(Text::into_text),
    })
}

fn rates(ratings: Option<BTreeMap<String, Text>>) -> Vec<(String, String)> {
    let ratings = ratings.unwrap_or_default().into_iter();
    ratings
        .map(|(goal, level)| (goal, level.into_text()))
        .collect()
}

/// Why a line can't be read, in words for whoever wrote it.
fn what_is_wrong(line: &[u8]) -> String {
    let value: Value = match serde_json::from_slice(line) {
        Ok(value) => value,
        Err(error) if error.is_eof() => return "it ends too early".to_owned(),
        Err(error) => return format!("it isn't written as JSON at column {}", error.column()),
    };
    let Value::Object(fields) = value else {
        return "it isn't one object, written {…}".to_owned();
    };
    if !fields.contains_key("student") {
        return "it doesn't say which student".to_owned();
    }
    for (name, value) in &fields {
        let is_text = value.is_string() || value.is_null();
        let (is_right, what) = match name.as_str() {
            "student" => (
                value.is_string() || value.is_i64(),
                "text in quotes or a number",
            ),
            "id" => (is_text || value.is_i64(), "text in quotes or a number"),
            "ratings" | "self_ratings" => (
                value.is_null() || is_ratings(value),
                "an object of goals and levels, like {\"1\":3}",
            ),
            known if FIELDS.contains(&known) => (is_text, "text in quotes"),
            _ => {
                let fields = FIELDS.join(", ");
                return format!("\"{name}\" is none of its fields, which are {fields}");
            }
        };
        if !is_right {
            return format!("\"{name}\" has to be {what}");
        }
    }
    "a field stands in it twice".to_owned()
}

fn is_ratings(value: &Value) -> bool {
    let levels = value.as_object().map(serde_json::Map::values);
    levels.is_some_and(|mut levels| levels.all(|level| level.is_string() || level.is_i64()))
}

fn closed<T: Word>(text: Option<&str>) -> Result<Option<T>> {
    text.map(word)
        .transpose()
        .map_err(|why| Complaint::usage(format!("\"{}\": {why}.", text.unwrap_or_default()), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_too_long_is_passed_over_and_the_next_is_read() {
        let mut bytes = vec![b'x'; LONGEST_LINE + 5];
        bytes.extend_from_slice(b"\nshort\nlast");
        let mut lines = bytes.as_slice();
        let mut text = Vec::new();
        assert_eq!(next_line(&mut lines, &mut text).unwrap(), Next::TooLong);
        assert_eq!(next_line(&mut lines, &mut text).unwrap(), Next::Line);
        assert_eq!(text, b"short\n");
        assert_eq!(next_line(&mut lines, &mut text).unwrap(), Next::Line);
        assert_eq!(text, b"last");
        assert_eq!(next_line(&mut lines, &mut text).unwrap(), Next::End);
    }

    #[test]
    fn a_line_is_read_with_numbers_or_texts() {
        let wish = read(
            br#"{"student":12,"ratings":{"1":3,"2":"Beyond"},"id":7}"#,
            true,
        )
        .unwrap();
        assert_eq!(
            (wish.student.as_str(), wish.id.as_deref()),
            ("12", Some("7"))
        );
        assert_eq!(wish.rates[1], ("2".to_owned(), "Beyond".to_owned()));
        for bad in [
            "{",
            "[]",
            "{\"student\":\"a\",\"nxt\":\"typo\"}",
            "{\"note\":\"nobody\"}",
            "{\"student\":\"a\",\"kind\":\"yearly\"}",
        ] {
            assert_eq!(read(bad.as_bytes(), false).unwrap_err().code, 2, "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_plain_words() {
        for (line, words) in [
            ("{\"student\":", "it ends too early"),
            ("{student:1}", "it isn't written as JSON at column 2"),
            ("nope", "it isn't written as JSON at column 2"),
            ("[1]", "it isn't one object"),
            ("{\"note\":\"x\"}", "it doesn't say which student"),
            (
                "{\"student\":\"a\",\"nxt\":\"x\"}",
                "\"nxt\" is none of its fields",
            ),
            (
                "{\"student\":\"a\",\"note\":5}",
                "\"note\" has to be text in quotes",
            ),
            (
                "{\"student\":true}",
                "\"student\" has to be text in quotes or a number",
            ),
            (
                "{\"student\":1,\"ratings\":[1]}",
                "\"ratings\" has to be an object",
            ),
            (
                "{\"student\":1,\"ratings\":{\"1\":null}}",
                "\"ratings\" has to be an object",
            ),
            (
                "{\"student\":1,\"student\":2}",
                "a field stands in it twice",
            ),
        ] {
            let said = read(line.as_bytes(), false).unwrap_err().sentence();
            assert!(said.contains(words), "{line}: {said}");
        }
    }
}
