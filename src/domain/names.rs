//! Names as they are sought and shortened: folded for finding, so that "jose"
//! finds José, and down to initials. It never changes what is kept.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::words::{MARKS, Nature, nature};

/// A name as it is sought: no accents, no capitals, no apostrophes, and letters
/// that a keyboard lacks spelled out. Vowel signs and voicing marks, which make
/// another letter, stay.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // What most texts are made of is told without tables.
        let letters = text.chars().filter(|c| !matches!(c, '\'' | '`'));
        return letters
            .map(|c| match c {
                ' ' | '\0'..='\x1f' | '\x7f' => ' ',
                c => c.to_ascii_lowercase(),
            })
            .collect();
    }
    fold_any(text)
}

/// The same of any letters.
fn fold_any(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let letters = text.chars().filter(|c| !is_passed_over(*c)).nfkd();
    for c in letters.flat_map(char::to_lowercase) {
        match c {
            _ if is_passed_over(c) || is_accent(c) => {}
            _ if c.is_whitespace() || c.is_control() => folded.push(' '),
            _ => match spelled(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            },
        }
    }
    folded
}

fn is_passed_over(c: char) -> bool {
    let apostrophe = matches!(
        c,
        '\'' | '`'
            | '´'
            | '‘'
            | '’'
            | '‛'
            | '′'
            | 'ʹ'
            | 'ʻ'
            | 'ʼ'
            | 'ʽ'
            | 'ʾ'
            | 'ʿ'
            | '＇'
            | '｀'
    );
    let stretch = matches!(c, '\u{640}' | '\u{34f}');
    let unseen = matches!(
        nature(c),
        Nature::Hidden | Nature::Joiner | Nature::Form | Nature::Style
    );
    apostrophe || stretch || unseen
}

/// Marks that only colour a letter, by their combining class.
fn is_accent(c: char) -> bool {
    is_combining_mark(c) && matches!(canonical_combining_class(c), 1..=7 | 10..=36 | 200..=240)
}

fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' | 'ƚ' => "l",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ø' | 'ɔ' => "o",
        'ß' => "ss",
        'ı' | 'ɨ' => "i",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŋ' | 'ɲ' => "n",
        'ħ' => "h",
        'ŧ' => "t",
        'ĸ' => "q",
        'ɓ' => "b",
        'ƙ' => "k",
        'ƴ' => "y",
        'ə' | 'ɛ' | 'ǝ' => "e",
        'ʉ' => "u",
        'ς' => "σ",
        _ => return None,
    })
}

/// The first letters of a name's first and last word: "Liam van der Berg" is LB. A word of a
/// single letter is left out, since its first letter is all of it: "小雨 林" is 小, and nothing
/// is left of "伟 王".
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_letter);
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).collect()
}

/// The initials, else the class number, so that somebody can be told from others without a part
/// of the name being shown.
pub fn initials_or_number(name: &str, number: Option<u16>) -> String {
    match (initials(name), number) {
        (initials, Some(number)) if initials.is_empty() => format!("#{number}"),
        (initials, None) if initials.is_empty() => "a student".to_owned(),
        (initials, _) => initials,
    }
}

/// The first letter of a word with its marks; none where no other letter follows.
fn first_letter(word: &str) -> Option<String> {
    let composed: String = word.nfc().collect();
    let mut chars = composed.chars().skip_while(|c| !c.is_alphanumeric());
    let first = chars.next()?;
    let rest: Vec<char> = chars.collect();
    let is_letter = |c: &char| c.is_alphanumeric() && !is_combining_mark(*c);
    rest.iter().find(|c| is_letter(c))?;
    let marks = rest.into_iter().take_while(|c| is_combining_mark(*c));
    Some(first.to_uppercase().chain(marks.take(MARKS)).collect())
}

/// Cyrillic and Greek letters and the Latin ones that they are taken for, in
/// either case.
const TWINS: &[(char, char)] = &[
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('н', 'h'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('α', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('η', 'h'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('μ', 'm'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'y'),
    ('χ', 'x'),
    ('ζ', 'z'),
];

fn twin(letter: char) -> Option<char> {
    let found = TWINS.iter().find(|(other, _)| *other == letter);
    found.map(|(_, ours)| *ours)
}

/// Whether a name has letters that are easily taken for Latin ones.
pub fn has_twin_letters(name: &str) -> bool {
    !name.is_ascii()
        && name
            .chars()
            .flat_map(char::to_lowercase)
            .any(|c| twin(c).is_some())
}

/// What a name looks like: two names that look alike have the same.
pub fn skeleton(name: &str) -> String {
    fold(name).chars().map(|c| twin(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::words::tests::troubled;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_plain_text_is_folded_as_any_other() {
        for c in '\0'..='\x7f' {
            let text = format!("A{c}b {c}");
            assert_eq!(fold(&text), fold_any(&text), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_folds_once(text in troubled()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn accents_and_cleaning_never_change_what_is_found(text in troubled()) {
            let composed: String = text.nfc().collect();
            let apart: String = text.nfd().collect();
            prop_assert_eq!(fold(&composed), fold(&apart));
            initials(&text);
        }
    }

    #[test]
    fn names_are_found_however_they_are_typed() {
        for (name, typed) in [
            ("José García", "jose garcia"),
            ("Łukasz", "lukasz"),
            ("Đorđe", "dorde"),
            ("Nguyễn", "nguyen"),
            ("Weiß", "weiss"),
            ("WEIẞ", "weiss"),
            ("Sørensen", "sorensen"),
            ("İpek Işık", "ipek isik"),
            ("O’Brien", "o'brien"),
            ("O'Brien", "obrien"),
            ("МАРИЯ", "мария"),
            ("Þóra Æsa", "thora aesa"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("ＡＤＡ", "ada"),
            ("أحمد", "احمد"),
        ] {
            assert_eq!(fold(name), fold(typed), "{name}");
        }
        assert_ne!(fold("はな"), fold("ばな"));
        assert_ne!(fold("कि"), fold("का"));
    }

    #[test]
    fn every_character_folds_for_good() {
        for c in '\0'..=char::MAX {
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&folded), folded, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Ada Okafor"), "AO");
        assert_eq!(initials("liam van der Berg"), "LB");
        assert_eq!(initials("小明"), "小");
        assert_eq!(initials("(Zhào) Mei-Ling"), "ZM");
        assert_eq!(initials("E\u{301}mile"), "É");
        assert_eq!(initials(" - "), "");
    }

    #[test]
    fn initials_never_show_a_whole_part_of_a_name() {
        for (name, shown) in [
            ("伟 王", ""),
            ("小雨 林", "小"),
            ("지우 김", "지"),
            ("J Okafor", "O"),
            ("Ada O", "A"),
            ("E\u{301} Berg", "B"),
            ("(伟) 欧阳", "欧"),
            ("कि शर्मा", "श"),
            ("X", ""),
        ] {
            assert_eq!(initials(name), shown, "{name}");
        }
        assert_eq!(initials_or_number("伟 王", Some(12)), "#12");
        assert_eq!(initials_or_number("伟 王", None), "a student");
        assert_eq!(initials_or_number("Ada Okafor", Some(12)), "AO");
    }

    #[test]
    fn letters_of_another_script_look_alike_and_are_not() {
        let (latin, mixed) = ("Anna Petrov", "\u{410}nn\u{430} Petrov");
        assert!(has_twin_letters(mixed) && !has_twin_letters(latin));
        assert_eq!(skeleton(mixed), skeleton(latin));
        assert_ne!(fold(mixed), fold(latin));
        assert!(!has_twin_letters("José Müller"));
    }
}
