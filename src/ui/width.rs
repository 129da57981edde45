//! How many cells a text takes, and how it gives way when there are fewer. It measures as
//! ratatui draws: a reader's letter at a time, control characters not at all.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The cells that a text takes on the screen.
pub fn cells(text: &str) -> usize {
    plain(text).unwrap_or_else(|| text.graphemes(true).map(letter).sum())
}

/// The cells of a text in which each character is a letter of one cell, beside whatever it
/// stands, as nearly all that is shown is; nothing of another.
pub fn plain(text: &str) -> Option<usize> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Some(text.len());
    }
    let mut cells = 0;
    for c in text.chars() {
        if !is_plain(c) {
            return None;
        }
        cells += 1;
    }
    Some(cells)
}

/// Latin, Greek and Cyrillic letters in one piece, and the signs that screens are made of.
fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{386}'..='\u{38a}'
        | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3ff}' | '\u{400}'..='\u{482}'
        | '\u{48a}'..='\u{52f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}'
        | '\u{2190}'..='\u{2199}' | '\u{2500}'..='\u{25fc}' | '\u{2713}' | '\u{2717}'
        | '\u{2800}'..='\u{28ff}')
}

/// The cells of one letter as a reader sees it.
fn letter(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) {
        0
    } else {
        grapheme.width()
    }
}

/// A name in so many cells, never cut in half: it gives way at a word, then to initials.
/// `edge` is the mark for what is missing.
pub fn fit(name: &str, room: usize, edge: &str) -> String {
    if cells(name) <= room {
        return name.to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let shorter = (1..words.len()).rev().map(|kept| {
        words
            .iter()
            .take(kept)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let initials = (1..=words.len()).rev().map(|kept| {
        let letters = words.iter().take(kept).map(|word| initial(word));
        letters.collect::<Vec<_>>().join(" ")
    });
    first_that_fits(shorter.chain(initials), name, room, edge)
}

/// A name in so many cells, where it is known which part is which: the family name stays
/// as long as it can, since two in a class are more often called Ada than Okafor, and of a
/// longer one its first word, as people are called.
pub fn fit_name(given: &str, family: &str, room: usize, edge: &str) -> String {
    let whole = [given, family].join(" ");
    let whole = whole.trim();
    if cells(whole) <= room {
        return whole.to_owned();
    }
    let first = given.split_whitespace().next().unwrap_or_default();
    let last = family.split_whitespace().next_back().unwrap_or_default();
    // Of a family name of several words the first that isn't a particle goes with those before.
    let mut words = family.split_whitespace();
    let is_name = |word: &str| !word.starts_with(char::is_lowercase);
    let head = words
        .position(is_name)
        .map_or(usize::MAX, |place| place + 1);
    let words: Vec<&str> = family.split_whitespace().take(head).collect();
    let head = words.join(" ");
    let shorter = [
        format!("{first} {family}"),
        format!("{first} {head}"),
        format!("{} {head}", initial(first)),
        format!("{first} {}", initial(last)),
        first.to_owned(),
        format!("{} {}", initial(first), initial(last)),
        initial(first),
    ];
    let shorter = shorter.into_iter().map(|name| name.trim().to_owned());
    first_that_fits(shorter.filter(|name| !name.is_empty()), whole, room, edge)
}

/// The first of the shorter forms that fits with the edge behind it, else the first letter,
/// else the edge alone, else nothing.
fn first_that_fits(
    mut shorter: impl Iterator<Item = String>,
    name: &str,
    room: usize,
    edge: &str,
) -> String {
    let Some(left) = room.checked_sub(cells(edge)) else {
        return String::new();
    };
    let kept = shorter.find(|form| cells(form) <= left).unwrap_or_else(|| {
        let first = name.graphemes(true).next().unwrap_or_default();
        if cells(first) <= left {
            first.to_owned()
        } else {
            String::new()
        }
    });
    kept + edge
}

/// The first letter of a word with a full stop. A word of wide letters stands without one:
/// there the letter is a word.
fn initial(word: &str) -> String {
    match word.graphemes(true).next() {
        Some(first) if letter(first) > 1 => first.to_owned(),
        Some(first) => format!("{first}."),
        None => String::new(),
    }
}

/// The words of a title that are whole in so many cells, with the edge behind them; of a first
/// word that is too long as much as there is room for.
pub fn fit_words(title: &str, room: usize, edge: &str) -> String {
    if cells(title) <= room {
        return title.to_owned();
    }
    let left = room.saturating_sub(cells(edge));
    let mut kept = "";
    for (end, _) in title.match_indices(' ') {
        match title.get(..end) {
            Some(begin) if cells(begin) <= left => kept = begin,
            _ => break,
        }
    }
    if kept.is_empty() {
        return cut(title, room, edge);
    }
    format!("{kept}{edge}")
}

/// The start of a sentence in so many cells, ended at a word if there is one in its second
/// half, with the edge behind it. For text; names have `fit`.
pub fn cut(text: &str, room: usize, edge: &str) -> String {
    if cells(text) <= room {
        return text.to_owned();
    }
    let Some(left) = room.checked_sub(cells(edge)) else {
        return String::new();
    };
    let mut taken = 0;
    let mut end = 0;
    let mut word_end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        if grapheme.trim().is_empty() && 2 * taken >= left {
            word_end = at;
        }
        taken += letter(grapheme);
        if taken > left {
            break;
        }
        end = at + grapheme.len();
    }
    let end = if word_end > 0 { word_end } else { end };
    let kept = text.get(..end).unwrap_or_default().trim_end();
    [kept, edge].concat()
}

/// The lines of a text in so many cells: broken at blanks, beside wide letters, and inside
/// a word only where the word is longer than a line. Blank lines stay; the indent of a
/// line stays; blanks at a break are not shown. A letter wider than the room is left out,
/// so that no line is ever too long.
pub fn wrap(text: &str, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    if room > 0 {
        for line in text.lines() {
            wrap_line(line, room, &mut lines);
        }
    }
    lines
}

fn wrap_line<'a>(line: &'a str, room: usize, lines: &mut Vec<&'a str>) {
    let mut start = 0;
    let mut taken = 0;
    // Where this line may be broken: its end, and where the next one would start.
    let mut chance: Option<(usize, usize)> = None;
    let mut in_blanks_from: Option<usize> = None;
    let mut has_words = false;
    let mut push = |from: usize, to: usize| {
        lines.push(line.get(from..to).unwrap_or_default().trim_end());
    };
    for (at, grapheme) in line.grapheme_indices(true) {
        let width = letter(grapheme);
        if grapheme.trim().is_empty() {
            in_blanks_from.get_or_insert(at);
            taken += width;
            continue;
        }
        if width > room {
            push(start, in_blanks_from.take().unwrap_or(at));
            (start, taken, chance, has_words) = (at + grapheme.len(), 0, None, false);
            continue;
        }
        if let Some(end) = in_blanks_from.take() {
            if has_words {
                chance = Some((end, at));
            }
        } else if width > 1 && has_words {
            chance = Some((at, at));
        }
        if taken + width > room {
            let (end, next) = chance.take().unwrap_or((at, at));
            push(start, end);
            start = next;
            taken = cells(line.get(start..at).unwrap_or_default());
        }
        taken += width;
        has_words = true;
        if width > 1 && chance.is_none_or(|(end, _)| end < at) {
            chance = Some((at + grapheme.len(), at + grapheme.len()));
        }
    }
    if has_words || start == 0 {
        push(start, line.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_takes_the_cells_that_a_reader_sees() {
        assert_eq!(cells("Siobhán"), 7);
        assert_eq!(cells("Siobha\u{301}n"), 7);
        assert_eq!(cells("漢字"), 4);
        assert_eq!(cells("👩‍👩‍👧"), 2);
        assert_eq!(cells("a\u{7}b"), 2);
    }

    #[test]
    fn a_plain_character_is_a_letter_of_one_cell_beside_whatever_it_stands() {
        let all: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain(*c)).collect();
        let neighbours = ['a', 'é', 'Ж', '·', '▸', '─', '…', '⣿', '©', 'ǰ'];
        for c in &all {
            let text: String = neighbours.iter().flat_map(|next| [*next, *c, *c]).collect();
            assert_eq!(text.graphemes(true).count(), text.chars().count(), "{c:?}");
            assert!(text.graphemes(true).all(|one| letter(one) == 1), "{c:?}");
        }
        assert!(all.len() > 1_000);
        assert_eq!(plain("Zoë ▸ Ünal"), Some(10));
        assert_eq!(plain("Zoe\u{308}"), None);
        assert_eq!(plain("漢"), None);
        assert_eq!(plain("a\u{7}"), None);
    }

    #[test]
    fn a_name_gives_way_at_a_word_and_then_to_initials() {
        let name = "Liam van der Berg";
        assert_eq!(fit(name, 17, "›"), name);
        assert_eq!(fit(name, 16, "›"), "Liam van der›");
        assert_eq!(fit(name, 7, "›"), "Liam›");
        assert_eq!(fit(name, 4, "›"), "L.›");
        assert_eq!(fit(name, 2, "›"), "L›");
        assert_eq!(fit(name, 1, "›"), "›");
        assert_eq!(fit(name, 0, "›"), "");
    }

    #[test]
    fn the_family_name_stays_as_long_as_it_can() {
        let fitted = |room| fit_name("Maria Fernanda", "de la Cruz", room, "›");
        assert_eq!(fitted(25), "Maria Fernanda de la Cruz");
        assert_eq!(fitted(24), "Maria de la Cruz›");
        assert_eq!(fitted(15), "M. de la Cruz›");
        assert_eq!(fitted(10), "Maria C.›");
        assert_eq!(fitted(6), "Maria›");
        assert_eq!(fitted(5), "M.›");
        assert_eq!(
            fit_name("Nayeli", "Hernández Cruz", 18, "›"),
            "Nayeli Hernández›"
        );
        assert_eq!(
            fit_name("Isa", "dos Santos Ferreira", 18, "›"),
            "Isa dos Santos›"
        );
        assert_eq!(
            fit_name("Isa", "dos Santos Ferreira", 14, "›"),
            "I. dos Santos›"
        );
        assert_eq!(fit_name("", "Okafor", 8, "›"), "Okafor");
        assert_eq!(fit_name("小明", "王", 4, "›"), "小›");
    }

    #[test]
    fn no_form_of_a_name_is_wider_than_its_room() {
        for name in [
            "Ada Okafor",
            "Zhào Mei-Ling",
            "王 小明",
            "👩‍👩‍👧 X",
            "Nguyễn Thị Minh Khai",
            "",
        ] {
            for room in 0..30 {
                assert!(cells(&fit(name, room, "›")) <= room);
                assert!(cells(&cut(name, room, "›")) <= room);
                let (given, family) = name.split_once(' ').unwrap_or_default();
                assert!(cells(&fit_name(given, family, room, "›")) <= room);
            }
        }
    }

    #[test]
    fn a_sentence_is_cut_at_a_word() {
        assert_eq!(
            cut("Explain fractions with pictures", 24, "›"),
            "Explain fractions with›"
        );
        assert_eq!(
            cut("Explain fractions with pictures", 23, "›"),
            "Explain fractions with›"
        );
        assert_eq!(cut("Donaudampfschifffahrt", 10, "›"), "Donaudamp›");
        assert_eq!(cut("漢字漢字", 6, "›"), "漢字›");
    }

    #[test]
    fn a_text_is_wrapped_at_its_blanks() {
        let text = "Drew thirds as pizza slices.\n\n  Wants to teach";
        assert_eq!(
            wrap(text, 12),
            [
                "Drew thirds",
                "as pizza",
                "slices.",
                "",
                "  Wants to",
                "teach"
            ]
        );
        assert_eq!(wrap("one two", 7), ["one two"]);
        assert_eq!(wrap("one   two", 5), ["one", "two"]);
        assert_eq!(wrap("", 5), Vec::<&str>::new());
    }

    #[test]
    fn a_long_word_is_broken_between_letters_only() {
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("漢字漢字", 5), ["漢字", "漢字"]);
        assert_eq!(
            wrap("e\u{301}e\u{301}e\u{301}", 2),
            ["e\u{301}e\u{301}", "e\u{301}"]
        );
        assert_eq!(wrap("ab漢字", 4), ["ab漢", "字"]);
    }

    #[test]
    fn no_line_is_wider_than_its_room_and_no_word_is_lost() {
        let text = "Ada 漢字 explains it, 👩‍👩‍👧 with a very-long-hyphenated-word and   blanks  ";
        for room in 1..40 {
            let lines = wrap(text, room);
            assert!(
                lines.iter().all(|line| cells(line) <= room),
                "{room}: {lines:?}"
            );
            if room > 1 {
                let kept: String = lines.concat().split_whitespace().collect();
                assert_eq!(kept, text.split_whitespace().collect::<String>(), "{room}");
            }
        }
    }
}
