//! Foreign text made fit to store and to show, by the rules of `domain::words`
//! and one more: blanks run together. It never corrects spelling.

use crate::domain::words::{clean_line, escape_original};

pub(super) use crate::domain::names::fold;

/// The mark the decoder leaves where bytes made no letter; never part of real text.
pub(super) const DAMAGE: char = '\u{FDD0}';
const LONGEST_SHOWN: usize = 200;

/// A value fit to store, and whether characters were taken off.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned {
    pub(super) text: String,
    pub(super) dropped: bool,
}

/// One line of text: composed, trimmed, blanks run together, without what can't be shown.
pub(super) fn clean(raw: &str) -> Cleaned {
    if raw.bytes().all(|b| (b' '..=b'~').contains(&b)) && !raw.contains("  ") {
        return Cleaned {
            text: raw.trim().to_owned(),
            dropped: false,
        };
    }
    let cleaned = clean_line(raw);
    let words: Vec<&str> = cleaned.text.split_whitespace().collect();
    Cleaned {
        text: words.join(" "),
        dropped: cleaned.changed,
    }
}

/// Foreign text for a report: what `clean` would take off is written `\u{…}`, and the whole is kept short.
pub(super) fn shown(raw: &str) -> String {
    let mut short: String = raw.chars().take(LONGEST_SHOWN).collect();
    if short.len() < raw.len() {
        short.push('…');
    }
    escape_original(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_are_taken_off_and_said() {
        let cleaned = clean("Bob\u{1b}]52;c;x\u{7}\u{202e}ecila");
        assert_eq!(cleaned.text, "Bob]52;c;xecila");
        assert!(cleaned.dropped);
        assert_eq!(shown("a\u{1b}b\u{202e}"), "a\\u{1b}b\\u{202e}");
    }

    #[test]
    fn blanks_are_trimmed_without_a_word() {
        let cleaned = clean("  Ana \t María\u{a0} ");
        assert_eq!(cleaned.text, "Ana María");
        assert!(!cleaned.dropped);
    }

    #[test]
    fn joiners_stay_inside_words_and_letters_are_composed() {
        assert_eq!(clean("ක්\u{200D}ෂ").text, "ක්\u{200D}ෂ");
        assert_eq!(clean("Jose\u{301}").text, "José");
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("Z{}", "\u{334}".repeat(40));
        assert!(clean(&tower).text.chars().count() <= 9);
    }

    #[test]
    fn folding_forgets_case_and_accents() {
        assert_eq!(fold("ÉLÈVE Müller"), "eleve muller");
    }
}
