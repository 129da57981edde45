//! Names that look alike and aren't: letters of another script in the place of
//! ours. It only warns; who is who, nobody can tell by a name.

use std::collections::HashMap;

use crate::domain::names::{fold, has_twin_letters, skeleton};

use super::ledger::Ledger;

/// Warns of names in one file that look like another's there. `names` are those
/// of its rows, each with its line.
pub(super) fn warn(
    ledger: &mut Ledger<'_>,
    file: &str,
    column: &str,
    names: impl Iterator<Item = (String, u64)> + Clone,
) {
    let mut seen: HashMap<String, String> = HashMap::new();
    for (name, _) in names.clone().filter(|(name, _)| has_twin_letters(name)) {
        seen.insert(skeleton(&name), fold(&name));
    }
    if seen.is_empty() {
        return;
    }
    for (name, line) in names {
        let folded = fold(&name);
        let twin = seen.get(&skeleton(&name));
        if twin.is_some_and(|other| *other != folded) {
            let text = "This name looks like another's, which is written with letters of another script; see whether they are one person.";
            ledger.warnings.value(file, column, &name, text, line);
        }
    }
}
