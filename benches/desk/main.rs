//! The budgets, measured: the release program at a pseudo-terminal, beside the
//! floors, SQLite alone and the peers that are installed, in one run.
//!
//! `cargo bench --bench desk -- [--quick] [P1 P4 …]`

mod floors;
mod measures;
mod numbers;
mod process;
mod programs;
mod schools;
mod table;
mod terminal;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use color_eyre::eyre::{Result, eyre};

use schools::School;
use table::Figure;

/// What is measured, and how often.
pub struct Plan {
    /// The largest school.
    pub large: School,
    /// A school's worth of students, to write into.
    pub medium: School,
    /// A class or two.
    pub small: School,
    /// Sessions a program.
    pub rounds: usize,
    /// Starts a program.
    pub starts: usize,
    /// Saves.
    pub saves: usize,
}

impl Plan {
    fn of(is_quick: bool) -> Result<Self> {
        let large = if is_quick {
            School::of(10_000, 1_000_000)?
        } else {
            School::of(100_000, 10_000_000)?
        };
        Ok(Self {
            large,
            medium: School::of(1_000, 100_000)?,
            small: School::of(30, 240)?,
            rounds: if is_quick { 2 } else { 5 },
            starts: if is_quick { 9 } else { 25 },
            saves: if is_quick { 6 } else { 15 },
        })
    }

    /// The largest school, in words.
    pub fn large_words(&self) -> String {
        format!(
            "{} students, {} M check-ins",
            self.large.students,
            self.large.check_ins / 1_000_000
        )
    }
}

/// A subject: its budgets, and what measures them.
type Subject = (&'static [&'static str], fn(&Plan) -> Result<Vec<Figure>>);

const SUBJECTS: [Subject; 8] = [
    (&["P1", "P2", "P3", "P11"], measures::start::measure),
    (
        &["P4", "P5", "P6", "P9", "P10", "P12", "P15"],
        measures::keys::measure,
    ),
    (&["P7", "P8", "P10", "P15"], measures::find::measure),
    (&["P10", "P11"], measures::pages::measure),
    (&["P13", "P14", "P15"], measures::rest::measure),
    (&["P16", "P17"], measures::save::measure),
    (&["P18"], measures::reads::measure),
    (&["P18g"], measures::growth::measure),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match floor(&arguments) {
        Some(done) => done,
        None => bench(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody left to tell is no reason to fail otherwise.
            let _unheard = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs as one of the floors, where that is asked for.
fn floor(arguments: &[String]) -> Option<Result<()>> {
    let [flag, name, _db, path] = arguments else {
        return None;
    };
    if flag != "--floor" {
        return None;
    }
    let path = PathBuf::from(path);
    Some(match name.as_str() {
        "ratatui" => floors::ratatui::run(&path),
        "hand" => floors::hand::run(&path),
        "log" => floors::once::run(&path),
        other => Err(eyre!("there is no floor {other}")),
    })
}

fn bench(arguments: &[String]) -> Result<()> {
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let wanted: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let is_wanted = |budget: &&str| wanted.is_empty() || wanted.contains(budget);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "Making the schools that aren't there yet; the largest takes minutes, once."
    )?;
    let plan = Plan::of(is_quick)?;
    for peer in ["fzf", "sqlite3", "strace"] {
        if !programs::is_installed(peer) {
            writeln!(out, "{peer}: not installed")?;
        }
    }
    let file: Subject = (&["P20", "P21"], measures::file::measure);
    for (budgets, measure) in SUBJECTS.into_iter().chain([file]) {
        if !budgets.iter().any(is_wanted) {
            continue;
        }
        for figure in measure(&plan)? {
            if is_wanted(&figure.budget) {
                writeln!(out, "{figure}")?;
            }
        }
    }
    Ok(())
}
