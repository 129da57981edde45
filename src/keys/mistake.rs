//! A mistake in a file that a person wrote: its line, and what to do about it.
//! Not an error of the program.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One mistake, with the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line in the file, from 1.
    pub line: usize,
    /// What is wrong and what was expected, as a sentence without its full stop.
    pub what: String,
}

impl Mistake {
    /// A mistake at a place in the text of the file.
    pub fn at(text: &str, place: &Range<usize>, what: impl Into<String>) -> Self {
        let before = text.as_bytes().iter().take(place.start);
        Self {
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            what: what.into(),
        }
    }
}

/// Reads TOML as far as it can be read; what can't be is told, each with its line.
pub fn read(text: &str) -> (Spanned<DeTable<'_>>, Vec<Mistake>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mistakes = errors
        .iter()
        .map(|error| {
            let place = error.span().unwrap_or(0..0);
            let word = text.get(place.clone()).unwrap_or_default();
            let what = if error.message() == "duplicate key" {
                format!("{word} is written twice in one section")
            } else {
                let why = error
                    .message()
                    .split([',', '\n'])
                    .next()
                    .unwrap_or_default();
                format!("this is not TOML: {why}")
            };
            Mistake::at(text, &place, what)
        })
        .collect();
    (table, mistakes)
}

/// The rows of a table in the order in which they are written.
pub fn rows<'a, 'i>(
    table: &'a DeTable<'i>,
) -> Vec<(&'a str, Range<usize>, &'a Spanned<DeValue<'i>>)> {
    let mut rows: Vec<_> = table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
        .collect();
    rows.sort_by_key(|(_, place, _)| place.start);
    rows
}

/// What the kind of a value is called to a person.
pub fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "words in quotes",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}

/// " (did you mean x?)" if one of the words is close to the one written, else nothing.
pub fn did_you_mean<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let allowed = 1 + written.chars().count() / 4;
    words
        .into_iter()
        .map(|word| (distance(written, word), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map_or_else(String::new, |(_, word)| format!(" (did you mean {word}?)"))
}

/// How many letters must be added, removed or changed to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut left = above + 1;
        let mut next = vec![left];
        for ((kept, up), against) in row.iter().zip(row.iter().skip(1)).zip(&other) {
            let changed = kept + usize::from(letter != *against);
            left = changed.min(left + 1).min(up + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_word_is_proposed_and_a_far_one_is_not() {
        let words = ["start_round", "sort", "skip"];
        assert_eq!(
            did_you_mean("start_rund", words),
            " (did you mean start_round?)"
        );
        assert_eq!(did_you_mean("skpi", words), " (did you mean skip?)");
        assert_eq!(did_you_mean("teleport", words), "");
    }

    #[test]
    fn what_is_not_toml_is_told_with_its_line_and_the_rest_is_read() {
        let (table, mistakes) = read("a = 1\nb = = 2\nc = 3\na = 4\n");
        let lines: Vec<usize> = mistakes.iter().map(|mistake| mistake.line).collect();
        assert!(lines.contains(&2) && lines.contains(&4), "{mistakes:?}");
        assert!(table.get_ref().contains_key("c"));
    }

    #[test]
    fn rows_come_in_the_order_they_are_written() {
        let (table, _) = read("z = 1\na = 2\nm = 3\n");
        let names: Vec<&str> = rows(table.get_ref()).iter().map(|row| row.0).collect();
        assert_eq!(names, ["z", "a", "m"]);
    }
}
