//! Facts the program hears, in the past tense. Nothing here is a wish; those
//! are `Effect`s.

use std::sync::Arc;

use crate::domain::person::PersonId;
use crate::domain::pin::Tried;
use crate::domain::query::{Answer, Draft, Query};
use crate::domain::template::Templates;

use super::action::Action;
use super::screens::start::Preview;

/// Something that has happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key meant this.
    Meant(Action),
    /// A letter was typed into the field with the focus.
    Typed(char),
    /// A digit was pressed outside text.
    Digit(u8),
    /// Text was pasted; its end is missing when it was cut.
    Pasted(String, bool),
    /// The window has this many columns and rows.
    Resized(u16, u16),
    /// A deadline of the model's has passed.
    Elapsed,
    /// A question was answered.
    Answered(Query, Answer),
    /// A question couldn't be answered.
    Unanswered(Query, Refusal),
    /// What plans and profiles are made of was read.
    TemplatesRead(Arc<Templates>),
    /// The change with this ticket is on the disk.
    Saved(u64),
    /// The change with this ticket was refused, and nothing of it was stored.
    Refused(u64, Refusal),
    /// The last change was taken back; the label says which.
    TookBack(String),
    /// What was taken back was brought again.
    BroughtAgain(String),
    /// The last change is of an earlier session; it stands until somebody says yes.
    OlderFound(String),
    /// There was nothing to take back or bring again.
    NothingToUndo,
    /// Taking back was refused.
    UndoRefused(Refusal),
    /// The draft of this student's form is kept on the disk.
    DraftKept(PersonId, String),
    /// The draft couldn't be kept: it, unless it was one to forget.
    DraftNotKept(Option<Draft>, Refusal),
    /// The PIN with this ticket was looked at.
    PinTried(u64, Tried),
    /// The PIN with this ticket couldn't be looked at.
    PinNotTried(u64),
    /// What isn't on the disk was written to this file.
    Rescued(String),
    /// No rescue file could be written.
    NotRescued(Refusal),
    /// There is no shell to go to.
    NotSuspended,
    /// It was seen what an import would bring; nothing is stored.
    ImportTried(Preview),
    /// Starting failed: the book couldn't be made or opened.
    StartRefused(Refusal),
}

/// Why something was refused, in plain sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What happened and why.
    pub what: String,
    /// What to do.
    pub hint: String,
    /// Whether the row was changed at another terminal meanwhile.
    pub stale: bool,
}
