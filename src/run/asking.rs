//! Which questions are asked anew, and what a key means to the model now: the
//! parts of a turn that touch neither threads nor the terminal.

use crate::app::Model;
use crate::app::msg::Msg;
use crate::domain::query::Query;
use crate::domain::viewer::Viewer;
use crate::keys::Key;
use crate::keys::keymap::Keymap;

/// What was asked, and what of it is answered.
#[derive(Debug, Clone)]
pub struct Asking {
    /// What was asked last, in order.
    queries: Vec<Query>,
    /// For whom.
    viewer: Viewer,
    /// Counts askings, to know when the last one is answered.
    sent: u64,
    answered: u64,
    /// Whether the file moved on since.
    is_stale: bool,
}

impl Asking {
    /// Nothing asked yet, for this viewer.
    pub fn new(viewer: Viewer) -> Self {
        Self {
            queries: Vec::new(),
            viewer,
            sent: 0,
            answered: 0,
            is_stale: false,
        }
    }

    /// What is asked now, with its number: what wasn't asked before; what the
    /// screen still lacks though nothing is on its way; and everything once the
    /// file has moved on or somebody else looks, which is said last.
    pub fn next(&mut self, model: &Model) -> Option<(u64, Vec<Query>, bool)> {
        let needs = model.needs();
        let is_other = self.viewer != model.viewer;
        let all = std::mem::take(&mut self.is_stale) || is_other;
        if is_other {
            self.viewer = model.viewer.clone();
        }
        let lacks = if self.is_answered() {
            model.lacks()
        } else {
            Vec::new()
        };
        let new: Vec<Query> = needs
            .iter()
            .filter(|query| all || !self.queries.contains(query) || lacks.contains(query))
            .cloned()
            .collect();
        self.queries = needs;
        if new.is_empty() {
            return None;
        }
        self.sent += 1;
        Some((self.sent, new, all))
    }

    /// Whoever looks at the answers now.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Everything asked with this number is answered.
    pub fn all_answered(&mut self, number: u64) {
        self.answered = self.answered.max(number);
    }

    /// Whether no answer is on its way.
    pub fn is_answered(&self) -> bool {
        self.answered >= self.sent
    }

    /// Whether this is still asked; an answer to anything else is dropped.
    pub fn is_asked(&self, query: &Query) -> bool {
        self.queries.contains(query)
    }

    /// The file moved on: everything is asked again.
    pub fn moved_on(&mut self) {
        self.is_stale = true;
    }
}

/// What a key means to the model now: text where a field has the focus, else an
/// action of the keymap, else a digit, else nothing.
pub fn meaning(model: &Model, keymap: &Keymap, key: Key) -> Option<Msg> {
    let (contexts, typing) = model.hearing();
    if let Some(letter) = key.typed().filter(|_| typing) {
        return Some(Msg::Typed(letter));
    }
    if let Some(action) = keymap.resolve(&contexts, key, typing) {
        return Some(Msg::Meant(action));
    }
    let digit = key.typed()?.to_digit(10)?;
    Some(Msg::Digit(digit as u8))
}
