//! How far a long import is, said on a terminal only. It holds nothing of the
//! book's but numbers.

use std::io::{self, IsTerminal, Stderr, Write};

use crate::store::import::Phase;

/// How far a long import is, on a terminal; nowhere else.
pub(super) struct Progress<W> {
    told: W,
    is_seen: bool,
    said: String,
}

impl Progress<Stderr> {
    pub(super) fn new() -> Self {
        let told = io::stderr();
        Self {
            is_seen: told.is_terminal(),
            told,
            said: String::new(),
        }
    }
}

impl<W: Write> Progress<W> {
    pub(super) fn tell(&mut self, phase: Phase, done: usize, all: usize) {
        let Some(text) = phase.words(done, all).filter(|_| self.is_seen) else {
            return;
        };
        if text != self.said {
            self.write(&text);
            self.said = text;
        }
    }

    pub(super) fn clear(&mut self) {
        if !self.said.is_empty() {
            self.write("");
        }
    }

    fn write(&mut self, text: &str) {
        let width = self.said.chars().count();
        let line = format!("\r{text:<width$}\r{text}");
        let _nobody = self.told.write_all(line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written while an import of so many rows goes by.
    fn told(is_seen: bool, all: usize) -> String {
        let mut progress = Progress {
            told: Vec::new(),
            is_seen,
            said: String::new(),
        };
        for done in 1..=all {
            progress.tell(Phase::Rows, done, all);
        }
        progress.tell(Phase::Dates, all / 2, all);
        progress.clear();
        String::from_utf8(progress.told).unwrap()
    }

    #[test]
    fn a_long_import_counts_on_one_line_and_clears_it() {
        let told = told(true, 5_000);
        assert!(!told.contains('\n'));
        let words: Vec<&str> = told.split('\r').map(str::trim).collect();
        // Each line is blanked before the next one is written over it.
        let counted: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| !word.is_empty())
            .collect();
        assert_eq!(counted.first(), Some(&"rows: 0 %"));
        assert!(counted.contains(&"rows: 57 %"));
        assert_eq!(counted.last(), Some(&"students' dates: 50 %"));
        // 0 to 100 and the dates, each twice: over the last one, and then alone.
        assert_eq!(counted.len(), 2 * 102);
        let blank = "students' dates: 50 %".len();
        assert!(told.ends_with(&format!("\r{:blank$}\r", "")));
    }

    #[test]
    fn a_short_import_and_one_that_nobody_watches_say_nothing() {
        assert_eq!(told(true, 1_999), "");
        assert_eq!(told(false, 5_000), "");
    }
}
