//! Every key that works here: how far its page is scrolled. How long it is the keymap says, which
//! isn't known here, so that its end has a name of its own.

use crate::app::action::Action;

/// How many lines a screenful moves it.
const SCREENFUL: usize = 15;

/// Which line of the page stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrolled {
    /// So many lines from its first.
    FromFirst(usize),
    /// So many lines before the page shows its last.
    FromLast(usize),
}

impl Scrolled {
    /// Which line stands first where `last` does at the end.
    pub fn top(self, last: usize) -> usize {
        match self {
            Self::FromFirst(lines) => lines.min(last),
            Self::FromLast(lines) => last.saturating_sub(lines),
        }
    }

    /// Moves. False when the action doesn't.
    pub(super) fn act(&mut self, action: Action) -> bool {
        let by = |lines: usize, on: bool| match (*self, on) {
            (Self::FromFirst(top), true) => Self::FromFirst(top + lines),
            (Self::FromFirst(top), false) => Self::FromFirst(top.saturating_sub(lines)),
            (Self::FromLast(top), true) => Self::FromLast(top.saturating_sub(lines)),
            (Self::FromLast(top), false) => Self::FromLast(top + lines),
        };
        *self = match action {
            Action::Up => by(1, false),
            Action::Down => by(1, true),
            Action::PageUp => by(SCREENFUL, false),
            Action::PageDown => by(SCREENFUL, true),
            Action::First => Self::FromFirst(0),
            Action::Last => Self::FromLast(0),
            _ => return false,
        };
        true
    }
}
