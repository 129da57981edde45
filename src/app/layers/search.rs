//! Anything by its words: notes, next steps, goals, profile entries, names.

use crate::app::field::Field;
use crate::app::screens::student::{Student, Tab, Wanted};
use crate::domain::check_in::CheckIn;
use crate::domain::ids::Id;
use crate::domain::note::Note;
use crate::domain::plan::Goal;
use crate::domain::profile::ProfileEntry;
use crate::domain::query::{Hit, HitKind, Query};

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

/// The screen of whoever it was found with, which goes to it once it is read.
pub(super) fn opened(hit: &Hit) -> Student {
    let id = &hit.id;
    let (tab, number) = match hit.kind {
        HitKind::Student => (Tab::Overview, None),
        HitKind::Note => (Tab::CheckIns, id.parse().ok().map(Id::<Note>::number)),
        HitKind::NextStep => (Tab::CheckIns, id.parse().ok().map(Id::<CheckIn>::number)),
        HitKind::Goal => (Tab::Plan, id.parse().ok().map(Id::<Goal>::number)),
        HitKind::Profile => (
            Tab::Profile,
            id.parse().ok().map(Id::<ProfileEntry>::number),
        ),
    };
    let mut screen = Student::new(hit.student, tab);
    let plan = hit.plan;
    screen.wanted = number.map(|number| Wanted { number, plan });
    screen
}
