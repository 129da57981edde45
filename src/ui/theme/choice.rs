//! Which theme, in how many colours: a pure answer to what was asked for and to what the
//! environment says. Nothing is asked of the terminal.

use super::level::Level;

/// Whether the terminal is dark or light, where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

/// What was asked for, and what the environment says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// `--theme`.
    pub flag: Option<&'a str>,
    /// `DESKSIDE_THEME`.
    pub variable: Option<&'a str>,
    /// `theme` in the config.
    pub config: Option<&'a str>,
    /// `background` in the config.
    pub background: Option<Background>,
    /// `NO_COLOR`.
    pub no_color: Option<&'a str>,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `COLORTERM`.
    pub colorterm: Option<&'a str>,
    /// `COLORFGBG`.
    pub colorfgbg: Option<&'a str>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name of a theme, or a file.
    pub theme: String,
    /// In how many colours it is shown.
    pub level: Level,
    /// What is known of the background.
    pub background: Option<Background>,
}

/// Terminals that show every colour and don't always say so.
const TRUE_COLOUR: [&str; 7] = [
    "alacritty",
    "contour",
    "foot",
    "wezterm",
    "xterm-ghostty",
    "xterm-kitty",
    "rio",
];

/// The first of the flag, the variable and the config; else none, chalkboard or whiteboard
/// where that is known to be right; else the terminal's own colours. A theme that was asked
/// for is shown even where `NO_COLOR` is set, as no-color.org has it: what a person says to
/// the program itself comes before what is said to all programs.
pub fn choose(asked: &Asked<'_>) -> Choice {
    let set = |value: Option<&'_ str>| value.filter(|value| !value.is_empty()).map(str::to_owned);
    let background = asked
        .background
        .or_else(|| asked.colorfgbg.and_then(background_of));
    let level = level_of(
        asked.term.unwrap_or_default(),
        asked.colorterm.unwrap_or_default(),
    );
    let named = set(asked.flag)
        .or_else(|| set(asked.variable))
        .or_else(|| set(asked.config));
    let (theme, level) = match named {
        Some(name) if name == "none" => ("ansi".to_owned(), Level::None),
        Some(name) => (name, level),
        None if set(asked.no_color).is_some() => ("ansi".to_owned(), Level::None),
        None => {
            let theme = match (level, background) {
                (Level::True, Some(Background::Dark)) => "chalkboard",
                (Level::True, Some(Background::Light)) => "whiteboard",
                _ => "ansi",
            };
            (theme.to_owned(), level)
        }
    };
    Choice {
        theme,
        level,
        background,
    }
}

/// How many colours a terminal of this name shows. One that nobody has heard of has its
/// own sixteen, as nearly all do.
fn level_of(term: &str, colorterm: &str) -> Level {
    let colourless = term == "dumb" || term.ends_with("-mono") || term.starts_with("vt");
    if colourless {
        Level::None
    } else if matches!(colorterm, "truecolor" | "24bit")
        || term.contains("direct")
        || TRUE_COLOUR.iter().any(|name| term.starts_with(name))
    {
        Level::True
    } else if term.contains("256color") {
        Level::TwoFiftySix
    } else {
        Level::Sixteen
    }
}

/// `COLORFGBG` ends with the number of the background: 7 and 9 to 15 are light, as vim
/// reads it.
fn background_of(colorfgbg: &str) -> Option<Background> {
    match colorfgbg.rsplit(';').next()?.parse::<u8>().ok()? {
        0..=6 | 8 => Some(Background::Dark),
        7 | 9..=15 => Some(Background::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DARK: Asked<'_> = Asked {
        flag: None,
        variable: None,
        config: None,
        background: None,
        no_color: None,
        term: Some("xterm-256color"),
        colorterm: Some("truecolor"),
        colorfgbg: Some("15;0"),
    };

    fn chosen(asked: &Asked<'_>) -> (String, Level) {
        let choice = choose(asked);
        (choice.theme, choice.level)
    }

    #[test]
    fn the_flag_comes_before_the_variable_and_the_variable_before_the_config() {
        let mut asked = Asked {
            flag: Some("a"),
            variable: Some("b"),
            config: Some("c"),
            ..DARK
        };
        assert_eq!(choose(&asked).theme, "a");
        asked.flag = None;
        assert_eq!(choose(&asked).theme, "b");
        asked.variable = Some("");
        assert_eq!(choose(&asked).theme, "c");
    }

    #[test]
    fn no_color_takes_all_colours_away() {
        let asked = Asked {
            no_color: Some("1"),
            ..DARK
        };
        assert_eq!(chosen(&asked), ("ansi".to_owned(), Level::None));
        let empty = Asked {
            no_color: Some(""),
            ..DARK
        };
        assert_eq!(chosen(&empty), ("chalkboard".to_owned(), Level::True));
    }

    #[test]
    fn a_theme_that_was_asked_for_is_shown_in_spite_of_no_color() {
        let asked = Asked {
            flag: Some("whiteboard"),
            no_color: Some("1"),
            ..DARK
        };
        assert_eq!(chosen(&asked), ("whiteboard".to_owned(), Level::True));
    }

    #[test]
    fn a_dumb_terminal_has_no_colours_whatever_was_asked_for() {
        let dumb = Asked {
            term: Some("dumb"),
            ..DARK
        };
        assert_eq!(chosen(&dumb), ("ansi".to_owned(), Level::None));
        assert_eq!(
            choose(&Asked {
                flag: Some("chalkboard"),
                ..dumb
            })
            .level,
            Level::None
        );
    }

    #[test]
    fn a_known_dark_terminal_with_true_colour_gets_the_chalkboard() {
        assert_eq!(chosen(&DARK), ("chalkboard".to_owned(), Level::True));
    }

    #[test]
    fn a_known_light_terminal_with_true_colour_gets_the_whiteboard() {
        let asked = Asked {
            colorfgbg: Some("0;default;15"),
            ..DARK
        };
        assert_eq!(chosen(&asked), ("whiteboard".to_owned(), Level::True));
    }

    #[test]
    fn what_the_config_says_of_the_background_comes_before_what_the_terminal_says() {
        let asked = Asked {
            background: Some(Background::Light),
            ..DARK
        };
        assert_eq!(choose(&asked).theme, "whiteboard");
    }

    #[test]
    fn without_a_known_background_the_terminals_own_colours_are_right() {
        let asked = Asked {
            colorfgbg: None,
            ..DARK
        };
        assert_eq!(chosen(&asked), ("ansi".to_owned(), Level::True));
    }

    #[test]
    fn over_ssh_where_only_term_arrives_the_terminals_own_colours_are_right() {
        let asked = Asked {
            colorterm: None,
            ..DARK
        };
        assert_eq!(chosen(&asked), ("ansi".to_owned(), Level::TwoFiftySix));
        assert_eq!(choose(&Asked::default()).level, Level::Sixteen);
    }

    #[test]
    fn the_theme_called_none_is_the_terminals_own_text_without_colours() {
        let asked = Asked {
            flag: Some("none"),
            ..DARK
        };
        assert_eq!(chosen(&asked), ("ansi".to_owned(), Level::None));
    }
}
