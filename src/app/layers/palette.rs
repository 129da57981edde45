//! Every action that can act here, by its words. Nothing that can't act here
//! is in it.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::app::action::{Action, Context};
use crate::app::field::Field;
use crate::app::{Model, focus};

/// The palette over a screen.
#[derive(Debug, Clone)]
pub struct Palette {
    /// What is typed.
    pub field: Field,
    /// Which row is under the cursor.
    pub cursor: usize,
    /// The contexts below it, whose actions it offers.
    pub contexts: Vec<Context>,
    /// Whether letters are text there.
    pub is_typing: bool,
    /// What can act there.
    actions: Vec<(Action, Context)>,
}

impl Palette {
    /// A palette over what is open.
    pub(in crate::app) fn new(model: &Model) -> Self {
        let (contexts, is_typing) = model.hearing();
        let actions = Action::all().iter().copied();
        let actions = actions.filter(|action| focus::can_act(model, *action));
        let actions = actions.filter_map(|action| Some((action, place_of(action, &contexts)?)));
        Self {
            field: Field::default(),
            cursor: 0,
            actions: actions.collect(),
            contexts,
            is_typing,
        }
    }

    /// The actions left, best first.
    pub fn rows(&self) -> Vec<Action> {
        let typed = self.field.text().to_lowercase();
        let typed: Vec<&str> = typed.split_whitespace().collect();
        let matcher = SkimMatcherV2::default();
        let mut rows: Vec<(i64, usize, (Action, Context))> = Vec::new();
        for (place, (action, context)) in self.actions.iter().enumerate() {
            let name = action.name().replace('_', " ");
            let text = format!("{} {name} {}", action.words(), action.short()).to_lowercase();
            let found = typed.iter().map(|word| found(&matcher, &text, word));
            if let Some(score) = found.sum::<Option<i64>>() {
                rows.push((-score, place, (*action, *context)));
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
        rows.into_iter().map(|(.., (action, _))| action).collect()
    }
}

/// How well a typed word is found: where a word begins with it, within one, or with letters left
/// out that stand close by; a sentence has nearly every letter somewhere.
fn found(matcher: &SkimMatcherV2, text: &str, typed: &str) -> Option<i64> {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    if words.any(|word| word.starts_with(typed)) {
        return Some(2_000);
    }
    if text.contains(typed) {
        return Some(1_000);
    }
    let (score, letters) = matcher.fuzzy_indices(text, typed)?;
    let span = letters.last()? + 1 - letters.first()?;
    (2 * span <= 3 * letters.len()).then_some(score)
}

/// The context in which an action would act here, if any.
fn place_of(action: Action, contexts: &[Context]) -> Option<Context> {
    if action.is_meant_by_digits() || action == Action::Palette {
        return None;
    }
    let mut contexts = contexts.iter().copied();
    contexts.find(|context| action.contexts().contains(context))
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
