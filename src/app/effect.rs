//! Wishes: everything the program can do to the world, as data. `run` carries
//! them out; a test reads them.

use std::sync::Arc;

use crate::domain::change::Change;
use crate::domain::person::PersonId;
use crate::domain::pin::Pin;
use crate::domain::query::{Draft, Spent};

/// Something the world should do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Store this change; the ticket comes back with the answer.
    Apply {
        /// Comes back with the answer.
        ticket: u64,
        /// What becomes of the book.
        change: Box<Change>,
        /// The draft that is forgotten in the same piece.
        forget: Option<Spent>,
    },
    /// Take back the last change of this session, or of an earlier one too.
    Undo {
        /// Whether an earlier session's change may be taken back.
        earlier: bool,
    },
    /// Bring again what was taken back.
    Redo,
    /// Keep what is being typed, in place of one of these texts, this session's own.
    KeepDraft(Draft, Vec<Arc<str>>),
    /// Forget a draft.
    ForgetDraft(Spent),
    /// Write what isn't on the disk to a rescue file.
    Rescue(String),
    /// Note that this student's record was opened.
    NoteOpened(PersonId),
    /// Draw everything anew.
    Redraw,
    /// Let the shell have the terminal for a while.
    Suspend,
    /// Forget what can be scrolled back to.
    ClearScrollback,
    /// Make an empty school and open it.
    StartEmpty,
    /// Make the sample school and open it.
    StartSample,
    /// See what this file or folder would bring, and store nothing.
    TryImport(String),
    /// Make a school from this file or folder and open it.
    StartImport(String),
    /// See whether a PIN opens: a student's of this number, or at the way out that of whoever
    /// opened student mode.
    TryPin {
        /// Comes back with the answer.
        ticket: u64,
        /// The number; none at the way out.
        number: Option<String>,
        /// What was typed.
        pin: Pin,
    },
    /// Leave the program.
    Quit,
}
