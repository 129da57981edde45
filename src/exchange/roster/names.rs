//! A whole name in one cell, split in two. A split is a guess: the preview
//! shows it, and columns of their own are always better.

/// Given and family name; one of them is blank for a person with one name.
pub(super) fn split(name: &str) -> (String, String) {
    if let Some((family, given)) = name.split_once([',', '、', '，']) {
        return (given.trim().to_owned(), family.trim().to_owned());
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some((last, before)) = words.split_last() else {
        return (String::new(), String::new());
    };
    if before.is_empty() {
        return ((*last).to_owned(), String::new());
    }
    if name.chars().all(|c| c.is_whitespace() || is_east_asian(c)) {
        let given = words.get(1..).unwrap_or_default().join(" ");
        return (given, words.first().map_or("", |word| word).to_owned());
    }
    let particle = before
        .iter()
        .skip(1)
        .position(|word| word.chars().all(char::is_lowercase))
        .map_or(before.len(), |place| place + 1);
    let (given, family) = words.split_at(particle.min(words.len()));
    (given.join(" "), family.join(" "))
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_as_they_are_written() {
        for (name, given, family) in [
            ("Fake Student, First", "First", "Fake Student"),
            ("Carole M Benefield", "Carole M", "Benefield"),
            ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
            (
                "Anna Coreth von und zu Starkenberg",
                "Anna Coreth",
                "von und zu Starkenberg",
            ),
            ("Plato", "Plato", ""),
            ("山田 太郎", "太郎", "山田"),
            ("O'Neil,", "", "O'Neil"),
            ("", "", ""),
        ] {
            assert_eq!(split(name), (given.into(), family.into()), "{name}");
        }
    }
}
