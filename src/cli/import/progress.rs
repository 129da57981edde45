//! How far a long import is, said on a terminal only. It holds nothing of the
//! book's but numbers.

use std::io::{self, IsTerminal, Write};

use crate::store::import::Phase;

/// How far a long import is, on a terminal; nowhere else.
pub(super) struct Progress {
    is_seen: bool,
    said: String,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            is_seen: io::stderr().is_terminal(),
            said: String::new(),
        }
    }

    pub(super) fn tell(&mut self, phase: Phase, done: usize, all: usize) {
        if !self.is_seen || all < 2_000 {
            return;
        }
        let what = match phase {
            Phase::Rows => "rows",
            Phase::Dates => "students' dates",
        };
        let percent = done * 100 / all;
        let text = format!("{what}: {percent} %");
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

    fn write(&self, text: &str) {
        let width = self.said.chars().count();
        let line = format!("\r{text:<width$}\r{text}");
        let _nobody = io::stderr().lock().write_all(line.as_bytes());
    }
}
