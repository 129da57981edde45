//! The one way from a command to standard output and standard error: whatever
//! the text holds, nothing in it moves a cursor or turns a direction.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;

use crate::domain::words;

use super::complaint::{Complaint, Result};

/// Standard output.
#[derive(Debug)]
pub struct Out(BufWriter<StdoutLock<'static>>);

impl Out {
    /// Standard output, written in large pieces.
    pub fn standard() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Says a text of one or more lines.
    pub fn say(&mut self, text: &str) -> Result {
        for line in text.split('\n') {
            self.bytes(words::display(line).trim_end().as_bytes())?;
            self.bytes(b"\n")?;
        }
        Ok(())
    }

    /// Says data on a line of its own.
    pub fn data(&mut self, value: &impl Serialize) -> Result {
        self.part(&json(value)?)?;
        self.bytes(b"\n")
    }

    /// Says a part of a longer piece of data, as it is written.
    pub fn part(&mut self, json: &str) -> Result {
        self.bytes(json.as_bytes())
    }

    /// Says what holds no word of the book's: a completion script, a manual.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result {
        self.0
            .write_all(bytes)
            .map_err(|error| Complaint::unwritten(&error))
    }

    /// Sends what was said.
    pub fn flush(&mut self) -> Result {
        self.0.flush().map_err(|error| Complaint::unwritten(&error))
    }
}

/// Says on standard error what went wrong. Where nobody listens, that is that.
pub fn complain(complaint: &Complaint, as_data: bool) {
    if complaint.is_silent() {
        return;
    }
    let mut text = String::new();
    if as_data {
        let data = complaint.data().to_string();
        let _infallible = writeln!(text, "{}", plain_json(&data));
    } else {
        for line in complaint.sentence().split('\n') {
            let _infallible = writeln!(text, "{}", words::display(line).trim_end());
        }
    }
    let _nobody = io::stderr().lock().write_all(text.as_bytes());
}

/// Says on standard error what should be known beside the answer.
pub fn note(text: &str) {
    let line = format!("{}\n", words::display(text));
    let _nobody = io::stderr().lock().write_all(line.as_bytes());
}

/// Data as JSON on one line, with every character that isn't plain escaped:
/// exact to a program, harmless to a terminal.
pub fn json(value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(value).map_err(|error| {
        Complaint::refused(format!("The answer can't be written as JSON: {error}."), "")
    })?;
    Ok(match plain_json(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => text,
    })
}

fn plain_json(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| {
        matches!(c, ' '..='~')
            || (!c.is_ascii()
                && words::display(c.encode_utf8(&mut [0; 4])) == c.encode_utf8(&mut [0; 4]) as &str)
    };
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_plain(c) {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _infallible = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_exact_and_acts_on_no_terminal() {
        let hostile = "A\u{1b}]52;c;x\u{7} \u{9b}31m \u{202e}b\u{7f}\u{e0041} José 👩\u{200d}🔬\n";
        let written = json(&hostile).unwrap();
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
        assert!(!written.chars().any(|c| c.is_control()));
        assert!(!written.contains('\u{202e}') && !written.contains('\u{e0041}'));
        assert!(written.contains("José"));
        assert_eq!(json(&"plain").unwrap(), "\"plain\"");
    }

    #[test]
    fn a_complaint_says_what_to_do_and_names_the_candidates() {
        let complaint = Complaint {
            candidates: vec!["Ada".into(), "Adam".into()],
            ..Complaint::usage("Who is meant?", "Say more.")
        };
        assert_eq!(
            complaint.sentence(),
            "Who is meant? Say more.\n  Ada\n  Adam"
        );
        assert_eq!(
            complaint.data().to_string(),
            r#"{"error":{"candidates":["Ada","Adam"],"do":"Say more.","what":"Who is meant?"}}"#
        );
    }
}
