//! The command line: what was asked, read and done, one file a command. Knows
//! no screen; without a command it only says so.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::NonEmptyStringValueParser;
use clap::error::{ContextKind, ContextValue};
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::domain::{Word, words};

pub mod complaint;
pub mod say;
pub mod session;

mod backup;
mod batch;
mod check;
mod completions;
pub mod demo;
mod due;
mod group;
mod import;
mod init;
pub mod kiosk;
mod log;
mod man;
mod meant;
mod pin;
mod plan;
mod repeat;
mod restore;
mod search;
mod show;

pub use complaint::{Complaint, Result};
pub use session::{Session, World};

use say::Out;

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "deskside",
    version,
    about = "One-on-one check-ins between teachers and students, in the terminal.",
    long_about = "One-on-one check-ins between teachers and students, in the terminal.\n\n\
        Without a command, the roster opens: who has waited longest stands first.",
    after_help = "Examples:\n  \
        deskside demo                              look around in a sample school\n  \
        deskside                                   open the roster\n  \
        deskside due --class \"Room 12\"             who is waiting\n  \
        echo \"Drew thirds.\" | deskside log \"Ada Okafor\" --note -\n  \
        deskside show \"Ada Okafor\"                 one student's record as text"
)]
pub struct Arguments {
    /// Options for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; the roster opens where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What opens the screen: no command.
#[derive(Debug, Parser)]
#[command(name = "deskside", disable_help_flag = true)]
struct Alone {
    #[command(flatten)]
    global: Global,
}

/// Options that every command takes. The last one counts, so that what an alias holds can be
/// said otherwise.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The database (or DESKSIDE_DB) [default: deskside/school.db in the XDG data folder]
    #[arg(long, value_name = "FILE", global = true, overrides_with = "db", value_parser = a_path())]
    pub db: Option<PathBuf>,
    /// Who is working (or DESKSIDE_USER) [default: the user of the operating system]
    #[arg(long = "as", value_name = "LOGIN", global = true, overrides_with = "login", value_parser = NonEmptyStringValueParser::new())]
    pub login: Option<String>,
    /// The date to take for today, like 2026-11-23 (or DESKSIDE_TODAY)
    #[arg(long, value_name = "YYYY-MM-DD", global = true, overrides_with = "today", value_parser = session::read_date)]
    pub today: Option<NaiveDate>,
    /// A built-in theme or a file (or DESKSIDE_THEME)
    #[arg(long, value_name = "NAME", global = true, overrides_with = "theme")]
    pub theme: Option<String>,
    /// The settings (or DESKSIDE_CONFIG) [default: deskside/config.toml in the XDG config folder]
    #[arg(long, value_name = "FILE", global = true, overrides_with = "config", value_parser = a_path())]
    pub config: Option<PathBuf>,
}

/// Each command, in the order of `--help`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a sample school to look around in, or write one of any size
    Demo(demo::Demo),
    /// Make an empty school; you are its first administrator
    Init(init::Init),
    /// Bring in rosters of other systems, list imports, take one back
    Import(import::Import),
    /// Who is overdue, due, booked and new
    Due(due::Due),
    /// Log a check-in
    Log(log::Log),
    /// One student's profile, plan and history as text
    Show(show::Show),
    /// Find notes, next steps, goals and profile entries
    Search(search::Search),
    /// Begin, close and list plans; begin those of the next term for everybody
    Plan(plan::Plan),
    /// Groups of students: live by a query, or by hand
    Group(group::Groups),
    /// Student mode for a shared terminal: students come in by number and PIN
    Kiosk(kiosk::Kiosk),
    /// PINs for the shared terminal
    Pin(pin::Pins),
    /// Make a verified copy of the database, for administrators
    Backup(backup::Backup),
    /// Put a backup in the database's place
    Restore(restore::Restore),
    /// Look whether the database is sound, private and in a good place
    Check(check::Check),
    /// Print shell completions
    Completions(completions::Completions),
    /// Print the manual page
    #[command(after_help = "Examples:\n  \
        deskside man | man -l -\n  \
        deskside man > ~/.local/share/man/man1/deskside.1")]
    Man,
}

impl Command {
    fn wants_data(&self) -> bool {
        match self {
            Self::Import(import) => import.wants_data(),
            Self::Due(due) => due.json,
            Self::Log(log) => log.json,
            Self::Show(show) => show.json,
            Self::Search(search) => search.json,
            Self::Plan(plan) => plan.wants_data(),
            Self::Group(group) => group.wants_data(),
            Self::Pin(pin) => pin.wants_data(),
            Self::Check(check) => check.json,
            Self::Demo(_)
            | Self::Init(_)
            | Self::Kiosk(_)
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::Completions(_)
            | Self::Man => false,
        }
    }

    fn run(self, session: Session, out: &mut Out) -> Result {
        match self {
            Self::Demo(demo) => demo.run(&session, out),
            Self::Init(init) => init.run(session, out),
            Self::Import(import) => import.run(session, out),
            Self::Due(due) => due.run(&session, out),
            Self::Log(log) => log.run(session, out),
            Self::Show(show) => show.run(&session, out),
            Self::Search(search) => search.run(&session, out),
            Self::Plan(plan) => plan.run(session, out),
            Self::Group(group) => group.run(session, out),
            Self::Kiosk(kiosk) => kiosk.look(&session).map(|_opened_elsewhere| ()),
            Self::Pin(pin) => pin.run(&session, out),
            Self::Backup(backup) => backup.run(&session, out),
            Self::Restore(restore) => restore.run(&session, out),
            Self::Check(check) => check.run(&session, out),
            Self::Completions(completions) => completions.run(out),
            Self::Man => man::run(out),
        }
    }
}

/// Reads what was typed. Help and mistakes are said here, and end with the
/// exit code that comes back instead.
pub fn read(typed: &[OsString]) -> std::result::Result<Arguments, u8> {
    // The screen's start doesn't wait until all commands are known.
    if let Ok(Alone { global }) = Alone::try_parse_from(typed) {
        return Ok(Arguments {
            global,
            command: None,
        });
    }
    understood(typed).map_err(|error| {
        let as_data = typed.iter().any(|word| word == "--json");
        let complaint = if error.use_stderr() {
            mistake(&error, &command_in(typed))
        } else {
            let mut out = Out::standard();
            let said = out
                .say(error.render().to_string().trim_end())
                .and_then(|()| out.flush());
            said.err().unwrap_or_default()
        };
        say::complain(&complaint, as_data);
        complaint.code
    })
}

/// Does what was asked and says what came of it; the exit code comes back.
pub fn run(command: Command, global: &Global, world: &World) -> u8 {
    let as_data = command.wants_data();
    let mut out = Out::standard();
    let done = Session::check_config(global, world)
        .and_then(|()| Session::new(global, world))
        .and_then(|session| {
            let database = session.database.clone();
            let done = command.run(session, &mut out);
            done.map_err(|complaint| match database {
                Some(path) => complaint.with_way_back(&path),
                None => complaint,
            })
        });
    // What was said before a mistake is sent before it is told.
    let sent = out.flush();
    let Err(complaint) = done.and(sent) else {
        return 0;
    };
    say::complain(&complaint, as_data);
    complaint.code
}

/// The whole command line, for help, completions and the manual. What is written to the book is
/// said once: of two notes the first would be lost. Elsewhere the last one counts, as behind an
/// alias.
fn definition() -> clap::Command {
    Arguments::command().mut_subcommands(|command| match command.get_name() {
        "log" | "import" => said_once(command),
        _ => command.args_override_self(true),
    })
}

/// A command whose options are given once each, unless they are flags, which say the same twice.
fn said_once(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| match arg.get_action() {
        ArgAction::SetTrue => {
            let itself = arg.get_id().clone();
            arg.overrides_with(itself)
        }
        _ => arg,
    });
    command.mut_subcommands(said_once)
}

fn understood(typed: &[OsString]) -> std::result::Result<Arguments, clap::Error> {
    let mut matches = definition().try_get_matches_from(typed)?;
    Arguments::from_arg_matches_mut(&mut matches)
}

/// The command that is meant, as far as it can be told: `deskside import undo`.
fn command_in(typed: &[OsString]) -> String {
    let mut command = definition();
    let mut name = command.get_name().to_owned();
    let mut words = typed.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if command.has_subcommands()
            && let Some(below) = command.find_subcommand(word)
        {
            name = format!("{name} {}", below.get_name());
            command = below.clone();
        } else if matches!(word, "--db" | "--as" | "--today" | "--theme" | "--config") {
            // Its value may be called like a command.
            words.next();
        }
    }
    name
}

/// Commands that are to come, and that whoever reads of them may try.
const TO_COME: [&str; 7] = [
    "deskside report",
    "deskside export",
    "deskside user",
    "deskside purge",
    "deskside server",
    "deskside import survey",
    "deskside import scores",
];

/// A mistake in what was typed, as one plain sentence.
fn mistake(error: &clap::Error, command: &str) -> Complaint {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && TO_COME.contains(&format!("{command} {word}").as_str())
    {
        // What is called alike does something else.
        return Complaint::usage(
            format!("There is no command {word} in this version."),
            format!("Run `{command} --help` to see which there are."),
        );
    }
    let rendered = error.render().to_string();
    let mut sentence = String::new();
    for line in rendered.lines() {
        let line = line.trim();
        if line.starts_with("Usage:") || line.starts_with("For more information") {
            break;
        }
        let line = line.strip_prefix("error: ").unwrap_or(line);
        let line = line.strip_prefix("tip: ").unwrap_or(line);
        if !line.is_empty() {
            if !sentence.is_empty() {
                sentence.push_str(if sentence.ends_with(':') { " " } else { "; " });
            }
            sentence.push_str(line);
        }
    }
    Complaint::usage(
        format!("{}.", words::capitalized(&sentence)),
        format!("Run `{command} --help` to see how it is written."),
    )
}

/// A path that is one.
fn a_path() -> impl clap::builder::TypedValueParser<Value = PathBuf> {
    use clap::builder::{PathBufValueParser, TypedValueParser};
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str().is_empty() {
            Err("a file has a name")
        } else {
            Ok(path)
        }
    })
}

/// Reads a closed word, or says which there are.
fn word<T: Word>(text: &str) -> std::result::Result<T, String> {
    T::from_word(text).ok_or_else(|| format!("{} is one of {}", T::WHAT, T::list()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        definition().debug_assert();
    }

    #[test]
    fn a_mistake_is_one_sentence() {
        let typed = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            let error = understood(&words).unwrap_err();
            mistake(&error, &command_in(&words))
        };
        let complaint = typed(&["deskside", "log", "12", "--kind", "yearly"]);
        assert_eq!(
            complaint.what,
            "Invalid value 'yearly' for '--kind <KIND>': a kind of check-in is one of daily, weekly, conference, ad_hoc."
        );
        assert_eq!(complaint.code, 2);
        assert_eq!(
            complaint.hint,
            "Run `deskside log --help` to see how it is written."
        );
        let hint = typed(&["deskside", "--as", "log", "import", "undo"]).hint;
        assert!(hint.contains("`deskside import undo --help`"), "{hint}");
        assert!(
            typed(&["deskside", "duee"])
                .hint
                .contains("`deskside --help`")
        );
        assert!(!typed(&["deskside", "duee"]).what.contains('\n'));
        assert!(!typed(&["deskside", "backup"]).what.contains('\n'));
    }

    #[test]
    fn every_command_shows_examples() {
        for command in definition().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            assert!(
                help.is_some_and(|help| help.contains("deskside ")),
                "{}",
                command.get_name()
            );
        }
    }
}
