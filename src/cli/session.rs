//! What every command begins with: where the book is, who works with it and
//! which day it is. It is given the clock and the environment, and reads neither.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::config::{Config, Environment};
use crate::domain::Moment;
use crate::domain::ids::Mint;
use crate::domain::person::PersonId;
use crate::domain::viewer::Viewer;
use crate::exchange::finding::in_words;
use crate::store::{Actor, Store, place};

use super::Global;
use super::complaint::{Complaint, Result};
use super::say;

/// The world as it was when the program started.
#[derive(Debug, Clone)]
pub struct World {
    /// The variables.
    pub environment: Environment,
    /// The date by the computer's clock.
    pub date: NaiveDate,
    /// Tells the moment.
    pub clock: fn() -> Moment,
    /// A number that no other process has.
    pub seed: u64,
    /// Bytes that nobody can guess.
    pub chance: fn() -> std::io::Result<[u8; 16]>,
    /// Asks at the terminal for a line that isn't shown.
    pub unseen: Unseen,
    /// The terminal's own name, by which wrong PINs are counted.
    pub terminal_name: String,
}

/// Asks at the terminal for a line that isn't shown; none where it was given up.
pub type Unseen = fn(&str) -> std::io::Result<Option<String>>;

/// A command's surroundings: the world, with what the options say instead.
#[derive(Debug)]
pub struct Session {
    /// Where the database is.
    pub database: Option<PathBuf>,
    /// Who works.
    pub login: Option<String>,
    /// The day, which may be pretended.
    pub today: NaiveDate,
    /// The day that is pretended, where one is.
    pub pretended: Option<NaiveDate>,
    /// Where a school's own templates lie.
    pub templates: Option<PathBuf>,
    /// Where the config lies.
    config: Option<PathBuf>,
    /// Tells the moment, which is always real.
    pub clock: fn() -> Moment,
    /// Makes ids.
    pub mint: Mint,
    /// This process's own number.
    pub terminal: i64,
    /// Asks at the terminal for a line that isn't shown.
    pub unseen: Unseen,
    chance: fn() -> std::io::Result<[u8; 16]>,
}

/// The open book and who looks at it.
#[derive(Debug)]
pub struct Book {
    /// The book.
    pub store: Store,
    /// Who looks.
    pub viewer: Viewer,
}

impl Session {
    /// Options come before variables, variables before what is usual.
    pub fn new(global: &Global, world: &World) -> Result<Self> {
        let environment = &world.environment;
        let pretended = match (global.today, environment.today.as_deref()) {
            (Some(today), _) => Some(today),
            (None, None | Some("")) => None,
            (None, Some(text)) => Some(read_date(text).map_err(|what| {
                Complaint::usage(
                    format!("DESKSIDE_TODAY: {what}."),
                    "Correct the variable, or unset it.",
                )
            })?),
        };
        Ok(Self {
            database: global.db.clone().or_else(|| environment.database()),
            login: global
                .login
                .clone()
                .or_else(|| environment.who().map(str::to_owned)),
            today: pretended.unwrap_or(world.date),
            pretended,
            templates: match &global.config {
                Some(config) => config.parent().map(|folder| folder.join("templates")),
                None => environment.templates_folder(),
            },
            config: match &global.config {
                Some(config) => Some(config.clone()),
                None => environment.config_file(),
            },
            clock: world.clock,
            mint: Mint::new(world.seed),
            unseen: world.unseen,
            chance: world.chance,
            terminal: (world.seed >> 1) as i64,
        })
    }

    /// Complains of a config that was named and can't be taken. A command needs
    /// nothing of it; who names one should hear that it is wrong all the same.
    pub fn check_config(global: &Global, world: &World) -> Result {
        let named = global.config.clone();
        let Some(file) = named.or_else(|| world.environment.named_config()) else {
            return Ok(());
        };
        let text = std::fs::read_to_string(&file).map_err(|error| {
            Complaint::usage(
                format!(
                    "The config {} can't be read: {}.",
                    file.display(),
                    in_words(&error)
                ),
                "Name another with --config, or leave it out.",
            )
        })?;
        // What the environment says beside it is looked at elsewhere.
        let nothing = Environment::default();
        let (_, mistakes) = Config::read(&file.display().to_string(), Some(&text), &nothing);
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Complaint::usage(mistakes.sentences(), mistakes.hint()))
    }

    /// After how many days without a change a plan counts as untouched. What is wrong with
    /// the config is told by whoever names it, and by the screen.
    pub fn untouched_days(&self) -> u32 {
        let file = self.config.as_ref();
        let text = file.and_then(|file| std::fs::read_to_string(file).ok());
        let (config, _told_elsewhere) =
            Config::read("config.toml", text.as_deref(), &Environment::default());
        config.untouched_after_days
    }

    /// Where the database is.
    pub fn database(&self) -> Result<PathBuf> {
        self.database.clone().ok_or_else(|| {
            Complaint::refused(
                "There is no home folder to keep the database in.",
                "Name the file with --db FILE.",
            )
        })
    }

    /// Who works.
    pub fn login(&self) -> Result<&str> {
        self.login.as_deref().ok_or_else(|| {
            Complaint::refused(
                "The system doesn't say who you are.",
                "Name your login with --as LOGIN.",
            )
        })
    }

    /// Says that a large file of an older version is brought up to date first, which nothing
    /// shows while it lasts.
    pub fn tell_of_a_long_way(&self) -> Result {
        let path = self.database()?;
        if let Some(bytes) = place::is_long_to_open(&path) {
            say::note(&format!(
                "{} is of an older version: it is copied, then brought up to date. With {} MB that takes a moment.",
                path.display(),
                bytes / 1_000_000
            ));
        }
        Ok(())
    }

    /// Opens the book for whoever works.
    pub fn open(&self) -> Result<Book> {
        let path = self.database()?;
        self.tell_of_a_long_way()?;
        let store = Store::open(&path)?;
        if store.was_open_to_others() {
            say::note(&format!(
                "Others on this computer could read {}; now only you can.",
                path.display()
            ));
        }
        let viewer = store.viewer(self.login()?)?;
        Ok(Book { store, viewer })
    }

    /// The same for a command that only reads, which says so of a file that can't be written.
    pub fn open_to_read(&self) -> Result<Book> {
        let book = self.open()?;
        if book.store.is_read_only() {
            let path = self.database()?;
            say::note(&format!("{} was opened read only.", path.display()));
        }
        Ok(book)
    }

    /// Bytes that nobody can guess.
    pub fn chance(&self) -> Result<[u8; 16]> {
        (self.chance)().map_err(|_none| {
            Complaint::refused(
                "The system has no random numbers.",
                "Try again in a moment.",
            )
        })
    }

    /// Who acts, now.
    pub fn actor(&self, person: PersonId) -> Actor {
        Actor {
            person,
            terminal: self.terminal,
            now: (self.clock)(),
            today: self.today,
        }
    }
}

/// Reads a date written like 2026-11-23, and in no other way.
pub fn read_date(text: &str) -> std::result::Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    date.filter(|date| date.to_string() == text)
        .ok_or_else(|| format!("\"{text}\" is no date; a date is written like 2026-11-23"))
}
