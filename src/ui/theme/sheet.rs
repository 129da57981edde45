//! One theme file as it is written: palettes, and roles with colours by name. What the
//! names mean is known only when the files it inherits from are read too.

use std::ops::Range;

use ratatui::style::{Color, Modifier};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Role;
use crate::keys::mistake::{self, Mistake};

/// What stands in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The theme it refines, and the line that says so.
    pub inherits: Option<(String, usize)>,
    /// Its colours by their names.
    pub palette: Vec<(String, Color)>,
    /// Those that take their place on a light terminal.
    pub light: Vec<(String, Color)>,
    /// The styles of its roles.
    pub roles: Vec<(&'static str, Written)>,
}

/// A style as it is written: colours by name, with their lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The colour of the letters.
    pub fg: Option<(String, usize)>,
    /// The colour behind them.
    pub bg: Option<(String, usize)>,
    /// Bold and its like.
    pub modifiers: Modifier,
}

/// The colours of the terminal's own, by their names in a theme. Bright ones are missing:
/// bright black is the background in some schemes, and the others are greys in some.
const NAMES: [(&str, Color); 9] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::White),
];

/// The modifiers that a theme may use. Reversed is not among them: with colours inside it
/// can't be read, and it would restyle a whole row at each key.
const MODIFIERS: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
];

/// The names of the terminal's own colours.
pub fn names<'a>() -> impl Iterator<Item = &'a str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// A colour that needs no palette: "#e69f00" or "red".
pub fn colour(word: &str) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        return (digits.len() == 6).then_some(Color::Rgb(red, green, blue));
    }
    NAMES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, colour)| *colour)
}

/// Reads one file as far as it can be read, and tells every mistake.
pub fn read(text: &str) -> (Sheet, Vec<Mistake>) {
    let (table, mistakes) = mistake::read(text);
    let mut reader = Reader { text, mistakes };
    let sheet = reader.sheet(table.get_ref());
    (sheet, reader.mistakes)
}

struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, place: &Range<usize>, what: impl Into<String>) {
        self.mistakes.push(Mistake::at(self.text, place, what));
    }

    fn line(&self, place: &Range<usize>) -> usize {
        Mistake::at(self.text, place, "").line
    }

    fn sheet(&mut self, table: &DeTable<'_>) -> Sheet {
        let mut sheet = Sheet::default();
        for (name, place, value) in mistake::rows(table) {
            match (name, value.get_ref()) {
                ("inherits", DeValue::String(parent)) => {
                    sheet.inherits = Some((parent.to_string(), self.line(&value.span())));
                }
                ("palette", DeValue::Table(palette)) => sheet.palette = self.palette(palette),
                ("light", DeValue::Table(palette)) => sheet.light = self.palette(palette),
                ("inherits", other) => {
                    let what = format!("inherits names a theme, and not {}", mistake::kind(other));
                    self.mistake(&value.span(), what);
                }
                ("palette" | "light", other) => {
                    let kind = mistake::kind(other);
                    let what = format!("{name} is a section of colours, and not {kind}");
                    self.mistake(&value.span(), what);
                }
                _ => self.role(name, &place, value, &mut sheet),
            }
        }
        sheet
    }

    fn role(
        &mut self,
        name: &str,
        place: &Range<usize>,
        value: &Spanned<DeValue<'_>>,
        sheet: &mut Sheet,
    ) {
        if let Some(role) = Role::ALL.iter().find(|role| role.name() == name) {
            let written = self.style(value);
            sheet.roles.push((role.name(), written));
        } else {
            let meant = mistake::did_you_mean(name, Role::ALL.iter().map(|role| role.name()));
            self.mistake(place, format!("there is no role called {name}{meant}"));
        }
    }

    fn palette(&mut self, palette: &DeTable<'_>) -> Vec<(String, Color)> {
        let mut colours = Vec::new();
        for (name, _, value) in mistake::rows(palette) {
            let what = match value.get_ref() {
                DeValue::String(word) => match colour(word) {
                    Some(colour) => {
                        colours.push((name.to_owned(), colour));
                        continue;
                    }
                    None => format!("\"{word}\""),
                },
                other => mistake::kind(other).to_owned(),
            };
            let what = format!("a colour like \"#e69f00\" was expected, and not {what}");
            self.mistake(&value.span(), what);
        }
        colours
    }

    fn style(&mut self, value: &Spanned<DeValue<'_>>) -> Written {
        let mut written = Written::default();
        match value.get_ref() {
            DeValue::String(word) => {
                written.fg = Some((word.to_string(), self.line(&value.span())));
            }
            DeValue::Table(parts) => {
                for (name, place, part) in mistake::rows(parts) {
                    match (name, part.get_ref()) {
                        ("fg", DeValue::String(word)) => {
                            written.fg = Some((word.to_string(), self.line(&part.span())));
                        }
                        ("bg", DeValue::String(word)) => {
                            written.bg = Some((word.to_string(), self.line(&part.span())));
                        }
                        ("modifiers", DeValue::Array(words)) => {
                            for word in words {
                                written.modifiers |= self.modifier(word);
                            }
                        }
                        ("fg" | "bg", other) => {
                            let what =
                                format!("{name} is a colour, and not {}", mistake::kind(other));
                            self.mistake(&part.span(), what);
                        }
                        ("modifiers", _) => {
                            self.mistake(&part.span(), "modifiers are a list, like [\"bold\"]");
                        }
                        _ => {
                            let what = format!("a style has fg, bg and modifiers, and no {name}");
                            self.mistake(&place, what);
                        }
                    }
                }
            }
            other => {
                let what = format!(
                    "a colour, or a style like {{ fg = \"red\", modifiers = [\"bold\"] }}, was expected, and not {}",
                    mistake::kind(other)
                );
                self.mistake(&value.span(), what);
            }
        }
        written
    }

    fn modifier(&mut self, word: &Spanned<DeValue<'_>>) -> Modifier {
        let name = word.get_ref().as_str().unwrap_or_default();
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(known, _)| *known == name) {
            return *modifier;
        }
        let what =
            format!("there is no modifier \"{name}\"; there are bold, dim, italic and underline");
        self.mistake(&word.span(), what);
        Modifier::empty()
    }
}
