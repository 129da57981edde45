//! The drafts this terminal knows: the texts it had kept, or took up from the disk. Only
//! those are forgotten with a save; a newer text of another terminal's stays.

use std::collections::BTreeMap;

use crate::domain::person::PersonId;
use crate::domain::query::{Draft, Spent};

use super::effect::Effect;

/// How many texts of one form are remembered: those that may still be on their way to the
/// disk, two a second.
const ON_THE_WAY: usize = 20;

/// What this terminal knows of the drafts on the disk.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    texts: BTreeMap<(PersonId, String), Vec<String>>,
}

impl Texts {
    /// Remembers what is about to be kept.
    pub(super) fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::KeepDraft(draft) = effect {
                self.know(draft);
            }
        }
    }

    /// Remembers a draft that was kept, or taken up.
    pub(super) fn know(&mut self, draft: &Draft) {
        let form = (draft.student, draft.form.clone());
        let texts = self.texts.entry(form).or_default();
        if texts.last() == Some(&draft.body) {
            return;
        }
        if texts.len() == ON_THE_WAY {
            texts.remove(0);
        }
        texts.push(draft.body.clone());
    }

    /// What is done with once this text is stored or thrown away.
    pub(super) fn spent(&self, draft: Draft) -> Spent {
        let form = (draft.student, draft.form);
        let mut bodies = self.texts.get(&form).cloned().unwrap_or_default();
        bodies.push(draft.body);
        Spent {
            student: form.0,
            form: form.1,
            bodies,
        }
    }
}
