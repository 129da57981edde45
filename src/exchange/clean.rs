//! Foreign text made fit to store and to show. It takes off what no name
//! needs; it never corrects spelling.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The mark the decoder leaves where bytes made no letter; never part of real text.
pub(super) const DAMAGE: char = '\u{FDD0}';
const MARKS_ON_ONE_LETTER: usize = 8;
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
    let mut text = String::with_capacity(raw.len());
    let mut dropped = false;
    let mut marks = 0;
    for c in raw.nfc() {
        let c = if is_blank(c) { ' ' } else { c };
        if is_combining_mark(c) {
            marks += 1;
        } else {
            marks = 0;
        }
        let stands_alone = text.chars().next_back().is_none_or(|before| before == ' ');
        if is_dropped(c) || marks > MARKS_ON_ONE_LETTER || (stands_alone && is_joiner(c)) {
            dropped = true;
        } else if c != ' ' || !stands_alone {
            text.push(c);
        }
    }
    let kept = text.trim_end_matches([' ', '\u{200C}', '\u{200D}']);
    Cleaned {
        text: kept.to_owned(),
        dropped,
    }
}

/// Foreign text for a report: what `clean` would take off is written `\u{…}`, and the whole is kept short.
pub(super) fn shown(raw: &str) -> String {
    let mut out = String::new();
    for (index, c) in raw.chars().enumerate() {
        if index == LONGEST_SHOWN {
            out.push('…');
            break;
        }
        if is_dropped(c) || is_joiner(c) || (is_blank(c) && c != ' ') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Text for comparing: no case, no accents.
pub(super) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Controls, invisible format characters, direction marks, private and unassigned places.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}'
            | '\u{890}' | '\u{891}' | '\u{8E2}' | '\u{180E}' | '\u{200B}'
            | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}' | '\u{F0000}'..='\u{10FFFF}')
        || (u32::from(c) & 0xFFFE) == 0xFFFE
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
