//! A question with two answers, asked only where undo can't help or where the
//! answer can't be known.

use crate::domain::person::PersonId;

/// The question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// What is asked, in full.
    pub question: String,
    /// What yes does, in a word or two.
    pub yes: &'static str,
    /// What no does.
    pub no: &'static str,
    /// Whether yes is marked. It never is at first.
    pub is_yes: bool,
    /// What is meant.
    pub purpose: Purpose,
}

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Leaving the program.
    Quit,
    /// Taking back a change of an earlier session.
    UndoEarlier,
    /// Whether another student sits here now, in the two-person view.
    ChangeSeats(PersonId, Opening),
}

/// What is opened for the student who sits here now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The record.
    Record,
    /// A check-in.
    CheckIn,
    /// The next turn of the round.
    Turn,
}

impl Confirm {
    /// A question whose answer no is marked.
    pub fn new(question: String, yes: &'static str, no: &'static str, purpose: Purpose) -> Self {
        Self {
            question,
            yes,
            no,
            is_yes: false,
            purpose,
        }
    }
}
