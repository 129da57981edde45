//! Closed words: an enum whose every variant has one written form, the same in
//! the database, in JSON, in CSV and on the command line. Not the words shown
//! to people; those are in `words`.

/// An enum with a written form for each variant.
pub trait Word: Copy + PartialEq + Sized + 'static {
    /// What such a word is called in a message: "an outcome".
    const WHAT: &'static str;
    /// Every variant with its word, in the order in which they are offered.
    const ALL: &'static [(Self, &'static str)];

    /// The written form, lower snake_case.
    fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(variant, _)| *variant == self)
            .map_or("", |(_, word)| word)
    }

    /// Reads a word; blanks, hyphens and any case are taken too.
    fn from_word(text: &str) -> Option<Self> {
        let is = |wanted: &str| Self::ALL.iter().find(|(_, word)| *word == wanted);
        // As it is written down, hundreds of times a key.
        if let Some((variant, _)) = is(text) {
            return Some(*variant);
        }
        let wanted: String = text
            .trim()
            .chars()
            .map(|c| {
                if c == ' ' || c == '-' {
                    '_'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        is(&wanted).map(|(variant, _)| *variant)
    }

    /// All the words, for a message: "held, student_absent, skipped".
    fn list() -> String {
        Self::ALL
            .iter()
            .map(|(_, word)| *word)
            .collect::<Vec<_>>()
            .join(", ")
    }
}
