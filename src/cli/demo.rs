//! `demo`: a sample school, opened from a private folder that goes when the
//! program does, or written to a file of any size. Opening it is the caller's.

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use chrono::NaiveDate;
use tempfile::TempDir;

use crate::domain::Moment;
use crate::sample;
use crate::store::bulk::{self, Sample, Written};
use crate::store::{Error, Result};

use super::say::Out;
use super::session::Session;

/// `deskside demo`
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside demo\n  \
    deskside demo --students 100000 --checkins 10000000 --out district.db\n  \
    deskside --db district.db due")]
pub struct Demo {
    /// How many students
    #[arg(long, value_name = "N", default_value_t = sample::STUDENTS, value_parser = a_number_of_students)]
    students: u64,
    /// How many check-ins they have had together [default: eight a student]
    #[arg(long = "checkins", alias = "check-ins", value_name = "M")]
    check_ins: Option<u64>,
    /// Another seed, another school
    #[arg(long, value_name = "S", default_value_t = sample::SEED)]
    seed: u64,
    /// Write it to this new file instead of opening it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What `demo` made.
#[derive(Debug)]
pub enum Made {
    /// A school to look around in; it is gone when the folder is dropped.
    ToOpen {
        /// The database.
        path: PathBuf,
        /// Keeps the folder, which only the owner can enter.
        folder: TempDir,
    },
    /// A file to keep.
    Kept(PathBuf, Written),
}

impl Demo {
    /// Whether the school is opened, rather than written to a file to keep.
    pub fn opens(&self) -> bool {
        self.out.is_none()
    }

    /// Writes the school to its file.
    pub(super) fn run(self, session: &Session, out: &mut Out) -> super::Result {
        let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let (now, login) = ((session.clock)(), session.login()?);
        let made = self.make(
            session.today,
            now,
            login,
            &mut std::io::stderr(),
            is_terminal,
        )?;
        if let Some(sentence) = made.sentence() {
            out.say(&sentence)?;
        }
        Ok(())
    }

    /// Makes the school. `login` becomes its administrator and the teacher of
    /// its first classes. How far it has come goes to `told`: on a terminal as
    /// one line that changes, elsewhere now and then.
    pub fn make(
        self,
        today: NaiveDate,
        now: Moment,
        login: &str,
        told: &mut dyn Write,
        is_terminal: bool,
    ) -> Result<Made> {
        let each = sample::CHECK_INS / sample::STUDENTS;
        let sample = Sample {
            students: self.students,
            check_ins: self.check_ins.unwrap_or(self.students.saturating_mul(each)),
            seed: self.seed,
            today,
            now,
            login: login.to_owned(),
        };
        let mut progress = Progress {
            told,
            is_terminal,
            last: 0,
            check_ins: sample.check_ins,
        };
        let folder = match self.out {
            Some(path) => {
                let tell = &mut |done, all| progress.tell(done, all);
                let written = bulk::write_sample(&path, &sample, tell)?;
                return Ok(Made::Kept(path, written));
            }
            None => private_folder()?,
        };
        let path = folder.path().join("demo.db");
        bulk::write_sample(&path, &sample, &mut |done, all| progress.tell(done, all))?;
        Ok(Made::ToOpen { path, folder })
    }
}

/// A folder that only the owner can enter, gone when it is dropped.
fn private_folder() -> Result<TempDir> {
    tempfile::Builder::new()
        .prefix("deskside-demo-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(|error| {
            Error::Failed(format!(
                "There is no place for the sample school: {error}. Make room, or name a file with --out."
            ))
        })
}

impl Made {
    /// What to say of a file that was written.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::ToOpen { .. } => None,
            Self::Kept(path, written) => Some(format!(
                "{} holds {} with {}. Open it with --db.",
                path.display(),
                counted(written.students, "student"),
                counted(written.check_ins, "check-in"),
            )),
        }
    }
}

fn counted(n: u64, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(n))
}

/// 10,000,000
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Tells how far it has come, for schools that take a while.
struct Progress<'a> {
    told: &'a mut dyn Write,
    is_terminal: bool,
    /// The last hundredth that was told.
    last: u64,
    check_ins: u64,
}

/// A school with fewer check-ins is there before anybody could read a line.
const SILENT: u64 = 100_000;

impl Progress<'_> {
    fn tell(&mut self, done: u64, all: u64) {
        let percent = done * 100 / all.max(1);
        let step = if self.is_terminal { 1 } else { 10 };
        if self.check_ins < SILENT || percent / step == self.last / step {
            return;
        }
        self.last = percent;
        let (done, all) = (grouped(done), grouped(all));
        let line = if self.is_terminal {
            let end = if percent == 100 { "\n" } else { "" };
            format!("\r{done} of {all} students{end}")
        } else {
            format!("{done} of {all} students\n")
        };
        // Progress that can't be told stops nothing.
        let _nobody = self.told.write_all(line.as_bytes());
        let _nobody = self.told.flush();
    }
}

/// Reads how many students a school has.
fn a_number_of_students(text: &str) -> std::result::Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "a school has one student or more, written in digits".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Demo {
        Demo {
            students: sample::STUDENTS,
            check_ins: None,
            seed: sample::SEED,
            out: None,
        }
    }

    fn made(demo: Demo, told: &mut dyn Write) -> Made {
        let today = "2026-11-23".parse().unwrap();
        demo.make(today, Moment(0), "vasko", told, false).unwrap()
    }

    #[test]
    fn a_demo_lies_in_a_folder_of_ones_own_that_goes_with_it() {
        let mut told = Vec::new();
        let Made::ToOpen { path, folder } = made(demo(), &mut told) else {
            unreachable!("no file was named")
        };
        assert!(path.exists() && told.is_empty());
        let mode = std::fs::metadata(folder.path()).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o700);
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_demo_of_any_size_is_written_to_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("school.db");
        let demo = Demo {
            students: 40,
            check_ins: Some(1_000),
            out: Some(path.clone()),
            ..demo()
        };
        let made = made(demo, &mut Vec::new());
        let sentence = made.sentence().unwrap();
        assert!(
            sentence.contains("40 students with 1,000 check-ins"),
            "{sentence}"
        );
        assert!(path.exists());
    }

    #[test]
    fn progress_is_told_now_and_then_and_on_a_terminal_in_one_line() {
        let tell = |is_terminal| {
            let mut told = Vec::new();
            let mut progress = Progress {
                told: &mut told,
                is_terminal,
                last: 0,
                check_ins: SILENT,
            };
            for done in 0..=2_000 {
                progress.tell(done, 2_000);
            }
            String::from_utf8(told).unwrap()
        };
        assert_eq!(tell(false).lines().count(), 10);
        assert!(tell(false).ends_with("2,000 of 2,000 students\n"));
        assert_eq!(tell(true).matches('\n').count(), 1);
        assert_eq!(tell(true).matches('\r').count(), 100);
    }
}
