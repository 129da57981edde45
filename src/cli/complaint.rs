//! Why a command didn't do what was asked: a sentence, what to do next, and an
//! exit code. Not how it is printed.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::domain::words;
use crate::exchange::finding::in_words;
use crate::store;

/// A command that ends without having done all it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Complaint {
    /// What happened and why; empty where there is nobody to tell.
    pub what: String,
    /// What to do about it.
    pub hint: String,
    /// Who or what could have been meant, one a line.
    pub candidates: Vec<String>,
    /// The exit code.
    pub code: u8,
}

/// What a command comes to.
pub type Result<T = ()> = std::result::Result<T, Complaint>;

impl Complaint {
    /// It failed or was refused.
    pub fn refused(what: impl Into<String>, hint: impl Into<String>) -> Self {
        let (what, hint) = parted(what.into(), hint.into());
        Self {
            what,
            hint,
            code: 1,
            ..Self::default()
        }
    }

    /// It was asked in a way that isn't understood.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: 2,
            ..Self::refused(what, hint)
        }
    }

    /// A rule's sentence, with what to do where it says that itself, as in "that is past; write
    /// a later day", and else with what is said here.
    #[must_use]
    pub fn or_do(mut self, otherwise: &str) -> Self {
        if !self.hint.is_empty() {
            return self;
        }
        let parts = self.what.rsplit_once("; ");
        if let Some((what, hint)) =
            parts.map(|(what, hint)| (format!("{what}."), words::capitalized(hint)))
        {
            (self.what, self.hint) = (what, hint);
        } else {
            self.hint = otherwise.into();
        }
        self
    }

    /// An end with this code and without a word.
    pub fn silent(code: u8) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }

    /// Names the newest good copy, where the database at `path` is damaged.
    #[must_use]
    pub fn with_way_back(mut self, path: &Path) -> Self {
        if self.code == 4
            && !self.is_silent()
            && let Some(way_back) = store::copies::way_back(path)
        {
            if !self.hint.is_empty() {
                self.hint.push(' ');
            }
            self.hint.push_str(&way_back);
        }
        self
    }

    /// Whether there is nothing to say.
    pub fn is_silent(&self) -> bool {
        self.what.is_empty()
    }

    /// All of it as one sentence or two, with the candidates behind.
    pub fn sentence(&self) -> String {
        let mut text = self.what.clone();
        if !self.hint.is_empty() {
            text.push(' ');
            text.push_str(&self.hint);
        }
        for candidate in &self.candidates {
            text.push_str("\n  ");
            text.push_str(candidate);
        }
        text
    }

    /// The same as data.
    pub fn data(&self) -> serde_json::Value {
        let hint = Some(&self.hint).filter(|hint| !hint.is_empty());
        let mut error = serde_json::json!({"what": self.what, "do": hint});
        if !self.candidates.is_empty() {
            error["candidates"] = self.candidates.clone().into();
        }
        serde_json::json!({ "error": error })
    }

    /// What to say when the output can't be written. A reader that has gone
    /// away, as `head` does, is no mistake and hears nothing.
    pub fn unwritten(error: &io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            return Self::silent(0);
        }
        Self::refused(
            format!("The answer couldn't be written: {}.", in_words(error)),
            "Write it to a place with room, and try again.",
        )
    }
}

/// A rule's sentences in one piece, parted: what happened comes first, what to do about it after.
fn parted(what: String, hint: String) -> (String, String) {
    match what.split_once(". ") {
        Some((first, rest)) if hint.is_empty() && !what.contains('\n') => {
            (format!("{first}."), rest.to_owned())
        }
        _ => (what, hint),
    }
}

impl From<store::Error> for Complaint {
    fn from(error: store::Error) -> Self {
        Self {
            code: error.exit_code(),
            ..Self::refused(error.to_string(), error.hint())
        }
    }
}
