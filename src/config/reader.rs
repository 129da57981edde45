//! Values of a TOML file as they are expected, with every mistake noted beside its
//! line. What the values mean is for whoever reads them.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::domain::Word;
use crate::keys::mistake::{self, Mistake, did_you_mean};

/// A text that is read, and what is wrong with it so far.
pub(super) struct Reader<'t> {
    /// The text of the file.
    pub(super) text: &'t str,
    /// What is wrong with it.
    pub(super) mistakes: Vec<Mistake>,
}

/// A section of the file.
pub(super) type Table<'i> = DeTable<'i>;

impl Reader<'_> {
    /// Notes a mistake.
    pub(super) fn wrong(&mut self, place: &Range<usize>, what: impl Into<String>) {
        let mistake = Mistake::at(self.text, place, what);
        self.mistakes.push(mistake);
    }

    /// Tells which keys of a table nobody knows.
    pub(super) fn only(&mut self, table: &Table<'_>, known: &[&str]) {
        for (key, place, _) in mistake::rows(table) {
            if !known.contains(&key) {
                let near = did_you_mean(key, known.iter().copied());
                let known = known.join(", ");
                self.wrong(
                    &place,
                    format!("{key} isn't known{near}; expected one of {known}"),
                );
            }
        }
    }

    /// A text that may be missing.
    pub(super) fn string(
        &mut self,
        table: &Table<'_>,
        key: &str,
    ) -> Option<(String, Range<usize>)> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some((text.trim().to_owned(), value.span()))
            }
            other => {
                let found = if matches!(other, DeValue::String(_)) {
                    "empty"
                } else {
                    mistake::kind(other)
                };
                let what = format!("{key} is {found}; expected words in quotes");
                self.wrong(&value.span(), what);
                None
            }
        }
    }

    /// A text that has to be there; `place` is where it is missed.
    pub(super) fn required(
        &mut self,
        table: &Table<'_>,
        key: &str,
        place: &Range<usize>,
    ) -> String {
        if !table.contains_key(key) {
            self.wrong(place, format!("{key} is missing; expected words in quotes"));
        }
        self.string(table, key)
            .map_or(String::new(), |(text, _)| text)
    }

    /// A closed word that may be missing.
    pub(super) fn word<W: Word>(&mut self, table: &Table<'_>, key: &str) -> Option<W> {
        let (text, place) = self.string(table, key)?;
        let word = W::from_word(&text);
        if word.is_none() {
            let what = format!("{text} isn't {}; expected one of {}", W::WHAT, W::list());
            self.wrong(&place, what);
        }
        word
    }

    /// A number that may be missing.
    pub(super) fn number(
        &mut self,
        table: &Table<'_>,
        key: &str,
        range: Range<i64>,
    ) -> Option<i64> {
        let value = table.get(key)?;
        let expected = format!(
            "expected a number from {} to {}",
            range.start,
            range.end - 1
        );
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            other => {
                let what = format!("{key} is {}; {expected}", mistake::kind(other));
                self.wrong(&value.span(), what);
                return None;
            }
        };
        match number.filter(|number| range.contains(number)) {
            Some(number) => Some(number),
            None => {
                self.wrong(&value.span(), format!("{key} is out of reach; {expected}"));
                None
            }
        }
    }

    /// A list of texts, each with its place.
    pub(super) fn strings(&mut self, table: &Table<'_>, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(list) = value.get_ref() else {
            let found = mistake::kind(value.get_ref());
            let what = format!("{key} is {found}; expected a list of words in quotes");
            self.wrong(&value.span(), what);
            return Vec::new();
        };
        if list.iter().next().is_none() {
            self.wrong(
                &value.span(),
                format!("{key} is empty; expected a list of words"),
            );
        }
        let mut texts = Vec::new();
        for item in list {
            match item.get_ref() {
                DeValue::String(text) => texts.push((text.trim().to_owned(), item.span())),
                other => {
                    let what = format!(
                        "{} in {key}; expected words in quotes",
                        mistake::kind(other)
                    );
                    self.wrong(&item.span(), what);
                }
            }
        }
        texts
    }

    /// The tables of a list, `[[key]]`.
    pub(super) fn tables<'a, 'i>(
        &mut self,
        table: &'a Table<'i>,
        key: &str,
    ) -> Vec<(&'a Table<'i>, Range<usize>)> {
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        let mut tables = Vec::new();
        let DeValue::Array(list) = value.get_ref() else {
            let found = mistake::kind(value.get_ref());
            self.wrong(
                &value.span(),
                format!("{key} is {found}; expected [[{key}]]"),
            );
            return tables;
        };
        for item in list {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((table, item.span())),
                other => {
                    let what = format!("{} in {key}; expected a section", mistake::kind(other));
                    self.wrong(&item.span(), what);
                }
            }
        }
        tables
    }
}
