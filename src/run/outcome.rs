//! What the book did with a wish, as the model hears it. The tests' desk, which
//! has no threads, says it in the same words.

use crate::app::Model;
use crate::app::msg::{Msg, Refusal};
use crate::domain::pin::Tried;
use crate::domain::query::Draft;
use crate::store::journal::{Back, Step};
use crate::store::{Actor, Error};

/// Who acts now, at which terminal.
pub fn actor(model: &Model, terminal: i64) -> Actor {
    Actor {
        person: model.viewer.person,
        terminal,
        now: model.now,
        today: model.today,
    }
}

/// How far back an undo may go.
pub fn back(earlier: bool) -> Back {
    if earlier {
        Back::Earlier
    } else {
        Back::ThisSession
    }
}

/// What became of a change.
pub fn saved(ticket: u64, done: Result<(), Error>) -> Msg {
    match done {
        Ok(()) => Msg::Saved(ticket),
        Err(error) => Msg::Refused(ticket, refusal(&error)),
    }
}

/// What an undo or redo came to.
pub fn stepped(step: Result<Step, Error>, is_undo: bool) -> Msg {
    match step {
        Ok(Step::Done(label)) if is_undo => Msg::TookBack(label),
        Ok(Step::Done(label)) => Msg::BroughtAgain(label),
        Ok(Step::Older(label)) => Msg::OlderFound(label),
        Ok(Step::Nothing) => Msg::NothingToUndo,
        Err(error) => Msg::UndoRefused(refusal(&error)),
    }
}

/// What a look at a PIN came to.
pub fn tried(ticket: u64, done: Result<Tried, Error>) -> Msg {
    done.map_or(Msg::PinNotTried(ticket), |tried| {
        Msg::PinTried(ticket, tried)
    })
}

/// What became of a draft to keep.
pub fn kept(draft: Draft, done: Result<(), Error>) -> Msg {
    match done {
        Ok(()) => Msg::DraftKept(draft.student, draft.form),
        Err(error) => Msg::DraftNotKept(Some(draft), refusal(&error)),
    }
}

/// What became of a draft to forget: nothing is said where it is gone.
pub fn forgotten(done: Result<(), Error>) -> Option<Msg> {
    done.err()
        .map(|error| Msg::DraftNotKept(None, refusal(&error)))
}

/// An error of the book.
pub fn refusal(error: &Error) -> Refusal {
    Refusal {
        what: error.to_string(),
        hint: error.hint(),
        stale: matches!(error, Error::Stale(_) | Error::Overtaken),
    }
}
