//! The config file and the environment, read into values; every mistake is told at once.
//! It opens no file and reads no environment: both are given.

mod reader;
pub mod template;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};

use crate::domain::query::UNTOUCHED;
use crate::domain::words;
use crate::keys::keymap::Keymap;
use crate::keys::mistake::{self, Mistake};
use crate::ui::theme::{self, Asked, Background, Choice, Fault};

/// The variables that the program knows, as they were when it started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `HOME`
    pub home: Option<String>,
    /// `XDG_DATA_HOME`
    pub xdg_data_home: Option<String>,
    /// `XDG_STATE_HOME`
    pub xdg_state_home: Option<String>,
    /// `XDG_CONFIG_HOME`
    pub xdg_config_home: Option<String>,
    /// `DESKSIDE_DB`
    pub db: Option<String>,
    /// `DESKSIDE_USER`
    pub user: Option<String>,
    /// `DESKSIDE_TODAY`
    pub today: Option<String>,
    /// `DESKSIDE_THEME`
    pub theme: Option<String>,
    /// `DESKSIDE_CONFIG`
    pub config: Option<String>,
    /// The name of the user at the operating system: `LOGNAME`, else `USER`.
    pub login: Option<String>,
    /// `NO_COLOR`
    pub no_color: Option<String>,
    /// `COLORTERM`
    pub colorterm: Option<String>,
    /// `TERM`
    pub term: Option<String>,
    /// `COLORFGBG`
    pub colorfgbg: Option<String>,
    /// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set.
    pub lang: Option<String>,
}

impl Environment {
    /// Where the database lies.
    pub fn database(&self) -> Option<PathBuf> {
        let named = set(self.db.as_ref()).map(PathBuf::from);
        named.or_else(|| {
            Some(
                self.folder(self.xdg_data_home.as_ref(), ".local/share")?
                    .join("school.db"),
            )
        })
    }

    /// The config that `DESKSIDE_CONFIG` names.
    pub fn named_config(&self) -> Option<PathBuf> {
        set(self.config.as_ref()).map(PathBuf::from)
    }

    /// Where the config lies.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.named_config().or_else(|| {
            Some(
                self.folder(self.xdg_config_home.as_ref(), ".config")?
                    .join("config.toml"),
            )
        })
    }

    /// Where a person's own themes lie: `themes` beside the config.
    pub fn themes_folder(&self) -> Option<PathBuf> {
        Some(self.config_file()?.parent()?.join("themes"))
    }

    /// Where a school's own templates lie: `templates` beside the config.
    pub fn templates_folder(&self) -> Option<PathBuf> {
        Some(self.config_file()?.parent()?.join("templates"))
    }

    /// Where what can't be saved may be written, where the database's folder takes nothing.
    pub fn rescue_folders(&self) -> Vec<PathBuf> {
        let state = self.folder(self.xdg_state_home.as_ref(), ".local/state");
        let home = set(self.home.as_ref()).map(PathBuf::from);
        state.into_iter().chain(home).collect()
    }

    /// Who is working, where no flag says so.
    pub fn who(&self) -> Option<&str> {
        set(self.user.as_ref()).or_else(|| set(self.login.as_ref()))
    }

    /// Our folder in one of the XDG places. A relative one is not heard, as XDG has it.
    fn folder(&self, named: Option<&String>, below_home: &str) -> Option<PathBuf> {
        let named = set(named).map(Path::new).filter(|path| path.is_absolute());
        let home = || Some(Path::new(set(self.home.as_ref())?).join(below_home));
        Some(named.map(Path::to_owned).or_else(home)?.join("deskside"))
    }

    /// Whether the terminal is known to show nothing but ASCII: a console with a small
    /// font, or a locale that names another character set.
    fn shows_only_ascii(&self) -> bool {
        let term = self.term.as_deref().unwrap_or_default();
        let charset = self.lang.as_deref().and_then(|lang| lang.split_once('.'));
        let other = charset.is_some_and(|(_, charset)| {
            let charset = charset.to_lowercase();
            !charset.starts_with("utf-8") && !charset.starts_with("utf8")
        });
        other || matches!(term, "linux" | "dumb") || term.starts_with("vt")
    }
}

/// A variable that is set and not empty.
fn set(value: Option<&String>) -> Option<&str> {
    value.map(String::as_str).filter(|value| !value.is_empty())
}

/// What a person has set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The theme by name or by file.
    pub theme: Option<String>,
    /// The line that names it.
    theme_line: usize,
    /// Whether the terminal is dark or light.
    pub background: Option<Background>,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// After how many minutes without a key the screen is locked; 0 is never.
    pub lock_after_minutes: u32,
    /// How many of the copies that are made by themselves, one a day, stay; 0 makes none.
    pub daily_backups: u32,
    /// Of how many weeks the last copy stays.
    pub weekly_backups: u32,
    /// How many minutes a round has; 0 is as many as it takes.
    pub round_minutes: u32,
    /// After how many days without a change a plan counts as untouched.
    pub untouched_after_days: u32,
    /// The date to take for today.
    pub today: Option<NaiveDate>,
    /// The keys.
    pub keymap: Keymap,
}

/// The settings of the file.
const SETTINGS: [&str; 9] = [
    "theme",
    "background",
    "ascii",
    "lock_after_minutes",
    "daily_backups",
    "weekly_backups",
    "round_minutes",
    "untouched_after_days",
    "keys",
];

impl Config {
    /// Reads the config from the text of its file, if there is one, and from the
    /// environment. `name` is what the messages call the file. What has a mistake keeps its
    /// default.
    pub fn read(name: &str, text: Option<&str>, environment: &Environment) -> (Self, Mistakes) {
        let mut config = Self {
            theme: None,
            theme_line: 0,
            background: None,
            ascii: environment.shows_only_ascii(),
            lock_after_minutes: 5,
            daily_backups: 7,
            weekly_backups: 5,
            round_minutes: 0,
            untouched_after_days: UNTOUCHED,
            today: None,
            keymap: Keymap::built_in(),
        };
        let mut mistakes = Mistakes::default();
        if let Some(text) = text {
            let (table, unreadable) = mistake::read(text);
            let mut found = unreadable;
            config.read_settings(text, table.get_ref(), &mut found);
            found.sort();
            mistakes.add(name, found);
        }
        if let Some(date) = set(environment.today.as_ref()) {
            config.today = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok();
            if config.today.is_none() {
                mistakes.list.push(format!(
                    "DESKSIDE_TODAY: \"{date}\" is no date; a date is written like 2026-11-23"
                ));
            }
        }
        (config, mistakes)
    }

    fn read_settings(&mut self, text: &str, table: &DeTable<'_>, mistakes: &mut Vec<Mistake>) {
        for (name, place, value) in mistake::rows(table) {
            let value_place = value.span();
            let mut expected = |place: &Range<usize>, what: String| {
                mistakes.push(Mistake::at(text, place, what));
            };
            match (name, value.get_ref()) {
                ("theme", DeValue::String(theme)) => {
                    self.theme = Some(theme.to_string());
                    self.theme_line = Mistake::at(text, &value_place, "").line;
                }
                ("background", DeValue::String(word)) if word == "dark" => {
                    self.background = Some(Background::Dark);
                }
                ("background", DeValue::String(word)) if word == "light" => {
                    self.background = Some(Background::Light);
                }
                ("ascii", DeValue::Boolean(ascii)) => self.ascii = *ascii,
                ("lock_after_minutes", value) => match up_to(240, value) {
                    Some(minutes) => self.lock_after_minutes = minutes,
                    None => expected(
                        &value_place,
                        "lock_after_minutes is a number from 1 to 240, or 0 for never".to_owned(),
                    ),
                },
                ("daily_backups", value) => match up_to(90, value) {
                    Some(number) => self.daily_backups = number,
                    None => expected(
                        &value_place,
                        "daily_backups is a number from 1 to 90, or 0 for none".to_owned(),
                    ),
                },
                ("weekly_backups", value) => match up_to(52, value) {
                    Some(number) => self.weekly_backups = number,
                    None => expected(
                        &value_place,
                        "weekly_backups is a number from 0 to 52".to_owned(),
                    ),
                },
                ("round_minutes", value) => match up_to(600, value) {
                    Some(minutes) => self.round_minutes = minutes,
                    None => expected(
                        &value_place,
                        "round_minutes is a number from 1 to 600, or 0 for no limit".to_owned(),
                    ),
                },
                ("untouched_after_days", value) => {
                    match up_to(365, value).filter(|days| *days > 0) {
                        Some(days) => self.untouched_after_days = days,
                        None => expected(
                            &value_place,
                            "untouched_after_days is a number from 1 to 365".to_owned(),
                        ),
                    }
                }
                ("keys", DeValue::Table(sections)) => {
                    mistakes.extend(self.keymap.merge(text, sections));
                }
                ("theme", other) => {
                    let kind = mistake::kind(other);
                    expected(
                        &value_place,
                        format!("theme is a name like \"chalkboard\", and not {kind}"),
                    );
                }
                ("background", _) => {
                    expected(
                        &value_place,
                        "background is \"dark\" or \"light\"".to_owned(),
                    );
                }
                ("ascii", _) => expected(&value_place, "ascii is true or false".to_owned()),
                ("keys", _) => expected(
                    &value_place,
                    "keys are written in sections, like [keys.roster]".to_owned(),
                ),
                _ => {
                    let meant = mistake::did_you_mean(name, SETTINGS);
                    let known = if meant.is_empty() {
                        format!("; there are {}", SETTINGS.join(", "))
                    } else {
                        meant
                    };
                    expected(&place, format!("there is no setting called {name}{known}"));
                }
            }
        }
    }

    /// The line that names the theme, where neither the flag nor the variable does.
    pub fn line_of_theme(&self, flag: Option<&str>, environment: &Environment) -> Option<usize> {
        let is_named = |named: Option<&str>| named.is_some_and(|name| !name.is_empty());
        let is_asked = is_named(flag) || is_named(environment.theme.as_deref());
        (self.theme.is_some() && !is_asked).then_some(self.theme_line)
    }

    /// Which theme, in how many colours. The flag comes first.
    pub fn choose_theme(&self, flag: Option<&str>, environment: &Environment) -> Choice {
        theme::choose(&Asked {
            flag,
            variable: environment.theme.as_deref(),
            config: self.theme.as_deref(),
            background: self.background,
            no_color: environment.no_color.as_deref(),
            term: environment.term.as_deref(),
            colorterm: environment.colorterm.as_deref(),
            colorfgbg: environment.colorfgbg.as_deref(),
        })
    }
}

fn up_to(most: u32, value: &DeValue<'_>) -> Option<u32> {
    let written = value.as_integer()?;
    let number = u32::from_str_radix(written.as_str(), written.radix()).ok()?;
    (number <= most).then_some(number)
}

/// Everything that is wrong with what a person has set, each with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes {
    list: Vec<String>,
    /// Whether some stand on a line of a file.
    has_lines: bool,
}

impl Mistakes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds what is wrong with a theme, so that all is told at once. `named` is the line of the
    /// config that names it, where none of the options and variables does.
    pub fn add_theme(&mut self, faults: &[Fault], named: Option<(&str, usize)>) {
        for fault in faults {
            let said = match named {
                Some((file, line)) if fault.mistake.line == 0 => format!("{file}:{line}: {fault}"),
                None if fault.mistake.line == 0 => words::capitalized(&fault.to_string()),
                _ => fault.to_string(),
            };
            self.has_lines |= named.is_some() || fault.mistake.line > 0;
            self.list.push(said);
        }
    }

    /// What to do about them, where they don't say it themselves.
    pub fn hint(&self) -> &'static str {
        if self.has_lines {
            "Correct these lines, or start with --config /dev/null to use the built-in settings."
        } else {
            ""
        }
    }

    /// Each as a sentence of its own, safe to be shown.
    pub fn sentences(&self) -> String {
        let said = self.to_string();
        let lines = said.lines().map(|line| {
            let line = words::display(line);
            let stop = if line.ends_with(['.', '?', '!']) {
                ""
            } else {
                "."
            };
            format!("{line}{stop}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn add(&mut self, name: &str, mistakes: Vec<Mistake>) {
        let lines = mistakes
            .into_iter()
            .map(|mistake| format!("{name}:{}: {}", mistake.line, mistake.what));
        self.list.extend(lines);
        self.has_lines |= !self.list.is_empty();
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.list.join("\n"))
    }
}

impl std::error::Error for Mistakes {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Level;

    fn home(home: &str) -> Environment {
        Environment {
            home: Some(home.to_owned()),
            ..Environment::default()
        }
    }

    #[test]
    fn files_lie_where_xdg_says_and_else_below_the_home() {
        let mut environment = home("/home/vasko");
        assert_eq!(
            environment.database().unwrap(),
            Path::new("/home/vasko/.local/share/deskside/school.db")
        );
        assert_eq!(
            environment.themes_folder().unwrap(),
            Path::new("/home/vasko/.config/deskside/themes")
        );
        environment.xdg_data_home = Some("/data".to_owned());
        environment.xdg_config_home = Some("not/absolute".to_owned());
        assert_eq!(
            environment.database().unwrap(),
            Path::new("/data/deskside/school.db")
        );
        assert_eq!(
            environment.config_file().unwrap(),
            Path::new("/home/vasko/.config/deskside/config.toml")
        );
        environment.db = Some("here.db".to_owned());
        assert_eq!(environment.database().unwrap(), Path::new("here.db"));
        assert_eq!(Environment::default().database(), None);
    }

    #[test]
    fn without_a_file_everything_has_its_default() {
        let (config, mistakes) = Config::read("config.toml", None, &home("/home/vasko"));
        assert!(mistakes.is_empty());
        assert_eq!((config.lock_after_minutes, config.ascii), (5, false));
        assert_eq!((config.daily_backups, config.weekly_backups), (7, 5));
        assert_eq!(config.keymap, Keymap::built_in());
        let choice = config.choose_theme(None, &home("/home/vasko"));
        assert_eq!(
            (choice.theme.as_str(), choice.level),
            ("ansi", Level::Sixteen)
        );
    }

    #[test]
    fn every_setting_is_read() {
        let text = "theme = \"whiteboard\"\nbackground = \"light\"\nascii = true\nlock_after_minutes = 0\n\
            daily_backups = 0\nweekly_backups = 9\n";
        let (config, mistakes) = Config::read("config.toml", Some(text), &Environment::default());
        assert!(mistakes.is_empty(), "{mistakes}");
        assert_eq!(config.theme.as_deref(), Some("whiteboard"));
        assert_eq!(config.background, Some(Background::Light));
        assert_eq!((config.lock_after_minutes, config.ascii), (0, true));
        assert_eq!((config.daily_backups, config.weekly_backups), (0, 9));
        let text = "round_minutes = 40\nuntouched_after_days = 21\n";
        let (config, mistakes) = Config::read("config.toml", Some(text), &Environment::default());
        assert!(mistakes.is_empty(), "{mistakes}");
        assert_eq!(
            (config.round_minutes, config.untouched_after_days),
            (40, 21)
        );
    }

    #[test]
    fn a_console_and_another_character_set_show_ascii_unless_the_config_says_otherwise() {
        let console = Environment {
            term: Some("linux".to_owned()),
            ..Environment::default()
        };
        let latin = Environment {
            lang: Some("de_DE.ISO-8859-1".to_owned()),
            ..Environment::default()
        };
        let unicode = Environment {
            lang: Some("de_DE.UTF-8".to_owned()),
            ..Environment::default()
        };
        let ascii = |text, environment| Config::read("config.toml", text, environment).0.ascii;
        assert!(ascii(None, &console) && ascii(None, &latin));
        assert!(!ascii(None, &unicode) && !ascii(Some("ascii = false"), &console));
    }

    #[test]
    fn today_is_a_date_or_a_mistake() {
        let pretend = |date: &str| Environment {
            today: Some(date.to_owned()),
            ..Environment::default()
        };
        let (config, _) = Config::read("config.toml", None, &pretend("2026-11-23"));
        assert_eq!(config.today, NaiveDate::from_ymd_opt(2026, 11, 23));
        let (_, mistakes) = Config::read("config.toml", None, &pretend("23 Nov"));
        assert!(
            mistakes
                .to_string()
                .starts_with("DESKSIDE_TODAY: \"23 Nov\" is no date")
        );
    }
}
