//! What stands on the roster where nobody does: why, and what to do about it.

use crate::app::Model;

/// The words in place of rows.
pub(super) fn words(model: &Model) -> &'static str {
    let roster = &model.roster;
    if !roster.is_loaded {
        ""
    } else if roster.is_finding() && roster.has_stopped() {
        "Nobody among the first few hundred with that name, number or class. Type more of it."
    } else if roster.is_finding() && !roster.filter.is_open() {
        "Nobody among those shown has that name, number or class. Esc shows those again; f chooses another filter, or everybody."
    } else if roster.is_finding() {
        "Nobody has that name, number or class. Esc shows everybody again."
    } else if !roster.filter.is_open() {
        "Nobody is left by this filter. f chooses another, or everybody."
    } else {
        "Your students will stand here, who has waited longest first. \
         Bring them in with: deskside import oneroster FOLDER, or deskside import roster FILE.csv"
    }
}
