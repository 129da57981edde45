//! Stories: keys in, screen out. One file for each screen; each story names the
//! sentence of the issue "The main job, end to end" that it proves.

#![allow(clippy::unwrap_used, reason = "a story that finds nothing should stop")]

mod check_in;
mod drafts;
mod groups;
mod growth;
mod hostile;
mod layers;
mod plan;
mod roster;
mod round;
mod start;
mod student;
mod survey;
mod two_terminals;
mod undo;
mod windows;

use crate::desk::{Desk, desk};

/// Five students: two overdue by name, one never met, one due, one just met.
fn room_12() -> Desk {
    desk()
        .with([
            "Ada Okafor",
            "José García",
            "Zhào Mei-Ling",
            "Liam van der Berg",
            "Noor Haddad",
        ])
        .met("Ada Okafor", "2026-11-02")
        .met("José García", "2026-11-11")
        .met("Zhào Mei-Ling", "2026-11-13")
        .met("Liam van der Berg", "2026-11-19")
}

/// Ada with three goals, and Ben, who follows her.
fn ada_and_ben() -> Desk {
    desk()
        .with(["Ada Okafor", "Ben Ito"])
        .with_plan(
            "Ada Okafor",
            ["Explain fractions", "Ask for help early", "Read every day"],
        )
        .with_plan("Ben Ito", ["Finish a story"])
}
