//! Every action that can act here, by its words. Nothing that can't act here
//! is in it.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::app::action::{Action, Context};
use crate::app::field::Field;

/// The palette over a screen.
#[derive(Debug, Clone)]
pub struct Palette {
    /// What is typed.
    pub field: Field,
    /// Which row is under the cursor.
    pub cursor: usize,
    /// The contexts below it, whose actions it offers.
    pub contexts: Vec<Context>,
}

impl Palette {
    /// A palette over these contexts.
    pub fn new(contexts: Vec<Context>) -> Self {
        Self {
            field: Field::default(),
            cursor: 0,
            contexts,
        }
    }

    /// The actions left, best first, each with the context it acts in.
    pub fn rows(&self) -> Vec<(Action, Context)> {
        let typed = self.field.text().to_lowercase();
        let typed: Vec<&str> = typed.split_whitespace().collect();
        let matcher = SkimMatcherV2::default();
        let mut rows: Vec<(i64, usize, (Action, Context))> = Vec::new();
        for (place, action) in Action::all().iter().enumerate() {
            let Some(context) = self.place_of(*action) else {
                continue;
            };
            let name = action.name().replace('_', " ");
            let text = format!("{} {name} {}", action.words(), action.short());
            let mut score = 0;
            let every = typed.iter().all(|word| {
                let found = if text.contains(word) {
                    Some(1_000)
                } else {
                    matcher.fuzzy_match(&text, word)
                };
                score += found.unwrap_or(0);
                found.is_some()
            });
            if every {
                rows.push((-score, place, (*action, context)));
            }
        }
        let own = |context: Context| match context {
            Context::Anywhere => 1,
            Context::Lists | Context::Text => 2,
            _ => 0,
        };
        rows.sort_by_key(|(score, place, (action, context))| {
            (*score, is_plain_move(*action), own(*context), *place)
        });
        rows.into_iter().map(|(.., row)| row).collect()
    }

    /// The context in which an action would act here, if any.
    fn place_of(&self, action: Action) -> Option<Context> {
        if action.is_meant_by_digits() || action == Action::Palette {
            return None;
        }
        self.contexts
            .iter()
            .copied()
            .find(|context| action.contexts().contains(context))
    }
}

/// Moves that everybody finds without a palette; they stand last in it.
fn is_plain_move(action: Action) -> bool {
    matches!(
        action,
        Action::Up
            | Action::Down
            | Action::First
            | Action::Last
            | Action::PageUp
            | Action::PageDown
            | Action::Open
            | Action::GoBack
            | Action::Interrupt
            | Action::NextField
            | Action::PreviousField
    )
}
