//! `check`: whether the database is sound, private and in a good place.

use serde::Serialize;

use crate::store::check::{self, Finding, Severity};
use crate::store::{Error, Store};

use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::Session;

/// `deskside check`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside check\n  \
    deskside check --json\n\n\
    Nothing is changed. The exit code is 0 where no error is found, else 1; 3 for a\n\
    database of a newer Deskside, 4 for one that is damaged or not Deskside's, 5 for one\n\
    that another session keeps busy for too long.")]
pub struct Check {
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    findings: &'a [Finding],
}

impl Check {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let path = session.database()?;
        // Whoever the file doesn't know is refused; a file that can't be asked is looked at.
        let login = session.login()?;
        let known = Store::open_to_look(&path).and_then(|store| store.viewer(login));
        if let Err(error @ (Error::Refused(_) | Error::Missing(_))) = known {
            return Err(error.into());
        }
        let found = check::check(&path, session.today, (session.clock)())?;
        if self.json {
            out.data(&Answer {
                ok: found.ok(),
                findings: &found.list,
            })?;
        } else {
            for finding in &found.list {
                let mut line = format!("{}: {}", finding.severity.word(), finding.what);
                if !finding.hint.is_empty() {
                    line.push(' ');
                    line.push_str(&finding.hint);
                }
                out.say(&line)?;
            }
            let worst = found.list.first().map(|finding| finding.severity);
            out.say(match worst {
                Some(Severity::Error) => "The database needs help.",
                Some(Severity::Warning) => "The database is sound, with warnings.",
                Some(Severity::Info) | None => "The database is sound.",
            })?;
        }
        out.flush()?;
        if found.ok() {
            Ok(())
        } else {
            // All was said on standard output.
            Err(Complaint::silent(found.exit_code))
        }
    }
}
