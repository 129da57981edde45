//! How many colours the terminal has, and whether it is dark: decided from what it says of
//! itself in the environment, which is given here as values. Nothing is ever asked of it.

/// How many colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No colours at all.
    None,
    /// The sixteen the user has chosen for the terminal.
    Ansi16,
    /// The fixed table of 256.
    Ansi256,
    /// Any.
    True,
}

/// What the environment says; empty and absent are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told<'a> {
    /// `NO_COLOR`
    pub no_color: Option<&'a str>,
    /// `COLORTERM`
    pub colorterm: Option<&'a str>,
    /// `TERM`
    pub term: Option<&'a str>,
}

impl Level {
    /// The level for a terminal that says this of itself.
    pub fn of(told: Told<'_>) -> Self {
        let term = told.term.unwrap_or_default();
        if told.no_color.is_some_and(|value| !value.is_empty()) || is_colourless(term) {
            return Self::None;
        }
        let promised = matches!(told.colorterm, Some("truecolor" | "24bit"));
        // GNU screen inherits the promise of the terminal around it and cannot keep it.
        if term.starts_with("screen") && promised {
            return Self::Ansi256;
        }
        let known = [
            "xterm-kitty",
            "xterm-ghostty",
            "alacritty",
            "foot",
            "wezterm",
        ];
        if promised || term.ends_with("-direct") || known.iter().any(|name| term.starts_with(name))
        {
            return Self::True;
        }
        if term.contains("256color") {
            Self::Ansi256
        } else {
            Self::Ansi16
        }
    }
}

/// Whether text is shown on a dark ground.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Shade {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Shade {
    /// What was configured, else what `COLORFGBG` says ("15;0": text, ground).
    pub fn of(configured: Self, colorfgbg: Option<&str>) -> Self {
        if configured != Self::Unknown {
            return configured;
        }
        let ground = colorfgbg.and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
        match ground {
            Some(0..=6 | 8) => Self::Dark,
            Some(7 | 9..=15) => Self::Light,
            _ => Self::Unknown,
        }
    }
}

fn is_colourless(term: &str) -> bool {
    let old = [
        "vt52", "vt100", "vt102", "vt220", "vt320", "dumb", "unknown",
    ];
    term.is_empty() || old.contains(&term) || term.ends_with("-mono") || term.ends_with("-m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Level {
        Level::of(Told {
            no_color,
            colorterm,
            term,
        })
    }

    #[test]
    fn no_color_wins_over_everything() {
        assert_eq!(
            level(Some("1"), Some("truecolor"), Some("xterm-256color")),
            Level::None
        );
    }

    #[test]
    fn an_empty_no_color_says_nothing() {
        assert_eq!(
            level(Some(""), None, Some("xterm-256color")),
            Level::Ansi256
        );
    }

    #[test]
    fn a_dumb_or_nameless_terminal_has_no_colours() {
        for term in [
            None,
            Some(""),
            Some("dumb"),
            Some("vt100"),
            Some("xterm-mono"),
        ] {
            assert_eq!(level(None, Some("truecolor"), term), Level::None);
        }
    }

    #[test]
    fn colorterm_promises_every_colour() {
        assert_eq!(
            level(None, Some("truecolor"), Some("xterm-256color")),
            Level::True
        );
        assert_eq!(
            level(None, Some("24bit"), Some("tmux-256color")),
            Level::True
        );
        assert_eq!(level(None, Some("yes"), Some("xterm")), Level::Ansi16);
    }

    #[test]
    fn gnu_screen_cannot_keep_the_promise_of_the_terminal_around_it() {
        assert_eq!(
            level(None, Some("truecolor"), Some("screen.xterm-256color")),
            Level::Ansi256
        );
    }

    #[test]
    fn a_name_can_be_promise_enough() {
        assert_eq!(level(None, None, Some("xterm-kitty")), Level::True);
        assert_eq!(level(None, None, Some("xterm-direct")), Level::True);
        assert_eq!(level(None, None, Some("tmux-256color")), Level::Ansi256);
        assert_eq!(level(None, None, Some("linux")), Level::Ansi16);
    }

    #[test]
    fn the_ground_is_the_last_number() {
        assert_eq!(Shade::of(Shade::Unknown, Some("15;0")), Shade::Dark);
        assert_eq!(
            Shade::of(Shade::Unknown, Some("0;default;15")),
            Shade::Light
        );
        assert_eq!(Shade::of(Shade::Unknown, Some("0;default")), Shade::Unknown);
        assert_eq!(Shade::of(Shade::Unknown, None), Shade::Unknown);
    }

    #[test]
    fn what_was_configured_wins_over_what_the_terminal_says() {
        assert_eq!(Shade::of(Shade::Light, Some("15;0")), Shade::Light);
    }
}
