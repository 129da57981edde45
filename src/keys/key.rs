//! A key, written and read: "ctrl-s", "f2", "R". It knows no terminal and no meaning.

use std::fmt;
use std::str::FromStr;

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key itself.
    pub code: Code,
    /// Held with Ctrl.
    pub ctrl: bool,
    /// Held with Alt.
    pub alt: bool,
    /// Held with Shift; never with a character, which carries its own.
    pub shift: bool,
}

/// A key without what was held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// Each named key: as written, on a label, and on a label in plain ASCII.
const NAMED: [(Code, &str, &str, &str); 14] = [
    (Code::Enter, "enter", "Enter", "Enter"),
    (Code::Esc, "esc", "Esc", "Esc"),
    (Code::Tab, "tab", "Tab", "Tab"),
    (Code::Backspace, "backspace", "Backspace", "Backspace"),
    (Code::Delete, "delete", "Delete", "Delete"),
    (Code::Insert, "insert", "Insert", "Insert"),
    (Code::Left, "left", "←", "Left"),
    (Code::Right, "right", "→", "Right"),
    (Code::Up, "up", "↑", "Up"),
    (Code::Down, "down", "↓", "Down"),
    (Code::Home, "home", "Home", "Home"),
    (Code::End, "end", "End", "End"),
    (Code::PageUp, "pageup", "PgUp", "PgUp"),
    (Code::PageDown, "pagedown", "PgDn", "PgDn"),
];

impl Key {
    /// A key by itself.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// A character by itself.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character held with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self {
            ctrl: true,
            ..Self::char(c)
        }
    }

    /// The character it types into a field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The one form in which keys are compared: a character carries its own shift, and Ctrl
    /// knows no capitals.
    #[must_use]
    pub fn in_one_form(mut self) -> Self {
        if self.code == Code::Tab && self.shift {
            self.code = Code::BackTab;
        }
        if let Code::Char(c) = self.code {
            if self.shift && c.is_ascii_lowercase() {
                self.code = Code::Char(c.to_ascii_uppercase());
            }
            if self.ctrl && c.is_ascii_uppercase() {
                self.code = Code::Char(c.to_ascii_lowercase());
            }
        }
        if matches!(self.code, Code::Char(_) | Code::BackTab) {
            self.shift = false;
        }
        self
    }

    /// For footers and help: `Ctrl-S`, `Enter`, `↓`.
    pub fn label(self) -> String {
        self.labelled(false)
    }

    /// The same where only ASCII can be shown: `Down` for `↓`.
    pub fn ascii_label(self) -> String {
        self.labelled(true)
    }

    fn labelled(self, ascii: bool) -> String {
        let mut label = String::new();
        for (held, name) in [
            (self.ctrl, "Ctrl-"),
            (self.alt, "Alt-"),
            (self.shift || self.code == Code::BackTab, "Shift-"),
        ] {
            if held {
                label.push_str(name);
            }
        }
        match self.code {
            Code::Char(' ') => label.push_str("Space"),
            Code::Char(c) if self.ctrl || self.alt => label.extend(c.to_uppercase()),
            Code::Char(c) => label.push(c),
            Code::F(n) => label.extend(["F", &n.to_string()]),
            Code::BackTab => label.push_str("Tab"),
            code => {
                let named = NAMED.iter().find(|named| named.0 == code);
                label.push_str(named.map_or("", |named| if ascii { named.3 } else { named.2 }));
            }
        }
        label
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shift = self.shift || self.code == Code::BackTab;
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.code {
            Code::Char(' ') => f.write_str("space"),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "f{n}"),
            Code::BackTab => f.write_str("tab"),
            code => {
                let named = NAMED.iter().find(|named| named.0 == code);
                f.write_str(named.map_or("", |named| named.1))
            }
        }
    }
}

/// Why a written key was not understood, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAKey(String);

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAKey {}

impl FromStr for Key {
    type Err = NotAKey;

    /// Names are read in any case, as labels have them: `Ctrl-S` is `ctrl-s`.
    fn from_str(written: &str) -> Result<Self, NotAKey> {
        let mut key = Self::char(' ');
        let mut rest = written;
        loop {
            let (held, after) = if let Some(after) = without(rest, "ctrl-") {
                (&mut key.ctrl, after)
            } else if let Some(after) = without(rest, "alt-") {
                (&mut key.alt, after)
            } else if let Some(after) = without(rest, "shift-") {
                (&mut key.shift, after)
            } else {
                break;
            };
            if *held {
                return Err(NotAKey(format!(
                    "\"{written}\" names the same held key twice."
                )));
            }
            *held = true;
            rest = after;
        }
        key.code = code(rest).ok_or_else(|| {
            NotAKey(format!(
                "\"{written}\" is not a key. Write it like \"ctrl-s\", \"f2\", \"R\", \"space\" or \"shift-tab\"."
            ))
        })?;
        if key.shift && matches!(key.code, Code::Char(c) if c != ' ') {
            return Err(NotAKey(format!(
                "\"{written}\" is not a key: write the character that shift makes of it, like \"R\"."
            )));
        }
        Ok(key.in_one_form())
    }
}

/// What follows a beginning in any case.
fn without<'a>(text: &'a str, begin: &str) -> Option<&'a str> {
    let (first, rest) = text.split_at_checked(begin.len())?;
    first.eq_ignore_ascii_case(begin).then_some(rest)
}

fn code(name: &str) -> Option<Code> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && c != ' ').then_some(Code::Char(c));
    }
    if name.eq_ignore_ascii_case("space") {
        return Some(Code::Char(' '));
    }
    let is_named = |named: &&(Code, &str, &str, &str)| {
        let (_, written, label, ascii) = named;
        [written, label, ascii]
            .into_iter()
            .any(|other| other.eq_ignore_ascii_case(name))
    };
    if let Some(named) = NAMED.iter().find(is_named) {
        return Some(named.0);
    }
    let n = without(name, "f").filter(|digits| !digits.starts_with(['0', '+']))?;
    n.parse().ok().filter(|n| (1..=24).contains(n)).map(Code::F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(written: &str) -> Key {
        written.parse().unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for written in [
            "ctrl-s",
            "f2",
            "f12",
            "R",
            "r",
            "shift-tab",
            "tab",
            "space",
            "ctrl-left",
            "alt-enter",
            "?",
            "-",
            "ctrl--",
            "ctrl-alt-shift-up",
            "pagedown",
            "é",
            "ctrl-space",
            "esc",
            "/",
        ] {
            assert_eq!(key(written).to_string(), written);
        }
    }

    #[test]
    fn shift_tab_is_the_key_that_goes_back() {
        assert_eq!(key("shift-tab").code, Code::BackTab);
        let held = Key {
            shift: true,
            ..Key::plain(Code::Tab)
        };
        assert_eq!(held.in_one_form(), key("shift-tab"));
    }

    #[test]
    fn a_character_carries_its_own_shift() {
        let held = Key {
            shift: true,
            ..Key::char('R')
        };
        assert_eq!(held.in_one_form(), key("R"));
        assert_ne!(key("R"), key("r"));
        assert!("shift-r".parse::<Key>().is_err());
        assert_eq!(key("ctrl-S"), key("ctrl-s"));
    }

    #[test]
    fn what_is_no_key_is_refused_in_a_sentence() {
        for written in [
            "",
            "strl-s",
            "ctrl-",
            "f0",
            "f25",
            "f02",
            "ctrl-ctrl-s",
            " ",
            "\u{7}",
            "word",
            "shift-r",
        ] {
            let refusal = written.parse::<Key>().unwrap_err().to_string();
            assert!(
                refusal.ends_with('.') && refusal.contains("key"),
                "{refusal}"
            );
        }
    }

    #[test]
    fn labels_are_for_people() {
        for (written, label, ascii) in [
            ("ctrl-s", "Ctrl-S", "Ctrl-S"),
            ("down", "↓", "Down"),
            ("ctrl-left", "Ctrl-←", "Ctrl-Left"),
            ("r", "r", "r"),
            ("R", "R", "R"),
            ("shift-tab", "Shift-Tab", "Shift-Tab"),
            ("space", "Space", "Space"),
            ("f2", "F2", "F2"),
            ("pageup", "PgUp", "PgUp"),
        ] {
            assert_eq!(
                (key(written).label(), key(written).ascii_label()),
                (label.into(), ascii.into())
            );
        }
    }

    #[test]
    fn only_a_character_by_itself_types() {
        assert_eq!(key("R").typed(), Some('R'));
        assert_eq!(key("space").typed(), Some(' '));
        assert_eq!(key("ctrl-s").typed(), None);
        assert_eq!(key("enter").typed(), None);
    }
}
