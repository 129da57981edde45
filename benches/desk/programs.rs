//! The programs that are measured side by side: how each is started, how it is
//! known to be ready, and which keys move in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use color_eyre::eyre::Result;
use portable_pty::CommandBuilder;

use crate::schools::{DESKSIDE, LOGIN, School, TODAY, folder};
use crate::table::Base;
use crate::terminal::Terminal;

/// A program at a pseudo-terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Ours.
    Deskside,
    /// A floor.
    Ratatui,
    /// A floor.
    Hand,
    /// A peer.
    Fzf,
}

impl Program {
    /// All that can be started here.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Deskside, Self::Ratatui, Self::Hand];
        if is_installed("fzf") {
            all.push(Self::Fzf);
        }
        all
    }

    /// Its place in a line of the table; none for ours.
    pub fn base(self) -> Option<Base> {
        match self {
            Self::Deskside => None,
            Self::Ratatui => Some(Base::Ratatui),
            Self::Hand => Some(Base::Hand),
            Self::Fzf => Some(Base::Fzf),
        }
    }

    /// How it is started on a school.
    pub fn command(self, school: &School) -> Result<CommandBuilder> {
        let floor = |name: &str| -> Result<CommandBuilder> {
            let mut command = CommandBuilder::new(std::env::current_exe()?);
            command.args(["--floor", name, "--db"]);
            command.arg(&school.path);
            Ok(command)
        };
        let mut command = match self {
            Self::Deskside => {
                let mut command = CommandBuilder::new(DESKSIDE);
                command.arg("--db");
                command.arg(&school.path);
                command
            }
            Self::Ratatui => floor("ratatui")?,
            Self::Hand => floor("hand")?,
            Self::Fzf => {
                let mut command = CommandBuilder::new("sh");
                let lines = school.lines.display();
                command.args(["-c", &format!("exec fzf --layout=reverse < '{lines}'")]);
                command
            }
        };
        settle(&mut command)?;
        Ok(command)
    }

    /// How ours is started under strace, which writes down every flush.
    pub fn traced(self, school: &School, trace: &Path) -> Result<CommandBuilder> {
        let mut command = CommandBuilder::new("strace");
        command.args(["-f", "-e", "trace=fsync,fdatasync", "-o"]);
        command.arg(trace);
        for word in self.command(school)?.get_argv() {
            command.arg(word);
        }
        settle(&mut command)?;
        Ok(command)
    }

    /// Starts it on a school, and waits until all of it is there.
    pub fn start(self, school: &School, size: (u16, u16)) -> Result<Terminal> {
        let mut terminal = Terminal::start(self.command(school)?, size)?;
        let quiet = std::time::Duration::from_millis(120);
        let all = format!("{0}/{0}", school.students);
        terminal.first_frame(quiet, |screen| match self {
            Self::Fzf => screen.contains(&all),
            _ => is_useful(self, screen),
        })?;
        Ok(terminal)
    }

    /// The key that goes a row down.
    pub fn down(self) -> &'static str {
        match self {
            Self::Fzf => "\x0e",
            _ => "j",
        }
    }

    /// The key that goes a row up.
    pub fn up(self) -> &'static str {
        match self {
            Self::Fzf => "\x10",
            _ => "k",
        }
    }

    /// The key that begins a search, where one is needed.
    pub fn find(self) -> &'static str {
        match self {
            Self::Fzf => "",
            _ => "/",
        }
    }

    /// The key that forgets the search.
    pub fn forget(self) -> &'static str {
        match self {
            Self::Fzf => "\x15",
            _ => "\x1b",
        }
    }
}

/// The key that goes a window down, in all of them.
pub const PAGE: &str = "\x1b[6~";

/// A config without the day's copy, which would be made beside what is measured.
fn no_copies() -> Result<PathBuf> {
    let config = folder()?.join("config.toml");
    std::fs::write(&config, "daily_backups = 0\n")?;
    Ok(config)
}

/// The environment in which all of them run.
fn settle(command: &mut CommandBuilder) -> Result<()> {
    command.env_clear();
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
    command.env("HOME", folder()?);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env("DESKSIDE_TODAY", TODAY);
    command.env("DESKSIDE_USER", LOGIN);
    command.env("DESKSIDE_CONFIG", no_copies()?);
    Ok(())
}

/// Whether the first students can be read.
pub fn is_useful(program: Program, screen: &str) -> bool {
    let lines = screen.lines().filter(|line| line.len() > 10).count();
    match program {
        Program::Fzf => lines > 3,
        _ => lines > 8,
    }
}

/// Whether a program is there to be started.
pub fn is_installed(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
