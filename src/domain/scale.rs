//! Proficiency scales: ordered levels with the school's own words. Not the
//! ratings given on them.

use serde::{Deserialize, Serialize};

use super::ids::{Id, Named};

/// An ordered set of levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// Ours.
    pub id: Id<Scale>,
    /// "1-4".
    pub title: String,
    /// From the lowest to the highest.
    pub levels: Vec<Level>,
    /// The value from which a student counts as proficient.
    pub proficient_from: i64,
}

impl Named for Scale {
    const PREFIX: char = 'v';
}

/// One level of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// What a rating stores: the printed number, else the place from 1.
    pub value: i64,
    /// Whether the value is printed beside the label.
    pub numbered: bool,
    /// "Proficient".
    pub label: String,
    /// What it looks like, in a sentence; may be empty.
    pub descriptor: String,
}

impl Level {
    /// "3 Proficient", or the label alone where the scale has no numbers.
    pub fn shown(&self) -> String {
        if self.numbered {
            format!("{} {}", self.value, self.label)
        } else {
            self.label.clone()
        }
    }
}

impl Scale {
    /// The level with this value.
    pub fn level(&self, value: i64) -> Option<&Level> {
        self.levels.iter().find(|level| level.value == value)
    }

    /// The level named by a number, a label or both, as it is printed, in any case.
    pub fn read(&self, text: &str) -> Option<&Level> {
        let text = text.trim();
        let by_number = text.parse().ok().and_then(|value| self.level(value));
        by_number.or_else(|| {
            let typed = text.to_lowercase();
            let number_apart = |level: &Level| {
                let rest = typed.strip_prefix(&level.value.to_string())?;
                rest.starts_with(' ').then(|| rest.trim_start().to_owned())
            };
            self.levels.iter().find(|level| {
                let label = level.label.to_lowercase();
                label == typed || number_apart(level) == Some(label)
            })
        })
    }

    /// The level a digit stands for while rating: its printed number, else its
    /// place from 1. A scale of more than ten levels has no digits.
    pub fn by_digit(&self, digit: u8) -> Option<&Level> {
        if self.levels.len() > 10 {
            return None;
        }
        self.level(i64::from(digit))
    }

    /// The next level up or down from `value`; the lowest from none, whichever way.
    pub fn step(&self, value: Option<i64>, up: bool) -> Option<i64> {
        let place = value.and_then(|v| self.levels.iter().position(|level| level.value == v));
        let next = match (place, up) {
            (None, _) => 0,
            (Some(place), true) => (place + 1).min(self.levels.len() - 1),
            (Some(place), false) => place.saturating_sub(1),
        };
        self.levels.get(next).map(|level| level.value)
    }

    /// Where `value` stands between the lowest level (0) and the highest (1).
    pub fn height(&self, value: i64) -> f64 {
        let place = self.levels.iter().position(|level| level.value == value);
        match (place, self.levels.len()) {
            (Some(place), count) if count > 1 => place as f64 / (count - 1) as f64,
            _ => 0.0,
        }
    }

    /// The range of printed values, for a message: "1 to 4".
    pub fn range(&self) -> String {
        match (self.levels.first(), self.levels.last()) {
            (Some(low), Some(high)) => format!("{} to {}", low.value, high.value),
            _ => "no levels".to_owned(),
        }
    }

    /// A built-in scale by its name: `1-4`, `0-8` or `yes/not yet`.
    pub fn preset(name: &str, id: Id<Self>) -> Option<Self> {
        let numbered = |labels: &[(i64, &str, &str)]| {
            labels
                .iter()
                .map(|(value, label, descriptor)| Level {
                    value: *value,
                    numbered: true,
                    label: (*label).to_owned(),
                    descriptor: (*descriptor).to_owned(),
                })
                .collect::<Vec<_>>()
        };
        let (title, levels, proficient_from) = match name.trim().to_lowercase().as_str() {
            "1-4" => (
                "1-4",
                numbered(&[
                    (1, "Not yet", "needs help to begin"),
                    (2, "Developing", "does parts of it, with help"),
                    (3, "Proficient", "does it alone, and can explain it"),
                    (4, "Beyond", "uses it somewhere new, or teaches it"),
                ]),
                3,
            ),
            "0-8" => (
                "0-8",
                numbered(&[
                    (0, "No evidence", "nothing to look at yet"),
                    (1, "Starting", "a first try, with much help"),
                    (2, "Emerging", "parts of it, with help"),
                    (3, "Developing", "most of it, with help"),
                    (4, "Approaching", "most of it alone"),
                    (5, "Meeting", "all of it alone"),
                    (6, "Secure", "all of it, each time"),
                    (7, "Extending", "in places where it wasn't taught"),
                    (8, "Leading", "so that others learn it too"),
                ]),
                5,
            ),
            "yes/not yet" | "yes" | "yes-not-yet" | "yes/not-yet" => (
                "yes/not yet",
                vec![
                    Level {
                        value: 1,
                        numbered: false,
                        label: "Not yet".to_owned(),
                        descriptor: "not this time".to_owned(),
                    },
                    Level {
                        value: 2,
                        numbered: false,
                        label: "Yes".to_owned(),
                        descriptor: "done".to_owned(),
                    },
                ],
                2,
            ),
            _ => return None,
        };
        Some(Self {
            id,
            title: title.to_owned(),
            levels,
            proficient_from,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four() -> Scale {
        Scale::preset("1-4", Id::new(1)).unwrap()
    }

    #[test]
    fn a_level_is_read_by_number_or_label() {
        assert_eq!(four().read("3").unwrap().value, 3);
        assert_eq!(four().read(" proficient ").unwrap().value, 3);
        assert_eq!(four().read("3 proficient").unwrap().value, 3);
        assert!(four().read("2 proficient").is_none());
        assert!(four().read("5").is_none());
    }

    #[test]
    fn stepping_stops_at_both_ends() {
        assert_eq!(four().step(Some(4), true), Some(4));
        assert_eq!(four().step(Some(1), false), Some(1));
        assert_eq!(four().step(None, true), Some(1));
        assert_eq!(four().step(None, false), Some(1));
        assert_eq!(four().step(Some(2), true), Some(3));
    }

    #[test]
    fn a_scale_without_numbers_takes_places() {
        let scale = Scale::preset("yes/not yet", Id::new(1)).unwrap();
        assert_eq!(scale.by_digit(2).unwrap().label, "Yes");
        assert_eq!(scale.by_digit(2).unwrap().shown(), "Yes");
    }
}
