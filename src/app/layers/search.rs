//! Anything by its words: notes, next steps, goals, profile entries, names.

use crate::app::field::Field;
use crate::domain::query::{Hit, Query};

/// How many of each kind are looked for.
const LIMIT: usize = 20;

/// The search over a screen.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// What is typed.
    pub field: Field,
    /// Which row is under the cursor.
    pub cursor: usize,
    /// What was found.
    pub hits: Vec<Hit>,
    /// Whether more may have such a name than were looked at.
    pub has_stopped: bool,
    /// What it was found for.
    pub answered: String,
}

impl Search {
    /// The question, from two letters on.
    pub fn query(&self) -> Option<Query> {
        let text = self.field.text().trim().to_owned();
        (text.chars().count() >= 2).then_some(Query::Search { text, limit: LIMIT })
    }
}
