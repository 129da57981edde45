//! `backup`: a verified copy of the whole database, for its administrators.

use std::path::PathBuf;

use crate::domain::person::Role;
use crate::store::Error;

use super::a_path;
use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::Session;

/// `deskside backup`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside backup school-2026-11-23.db\n  \
    deskside backup /media/stick/school.db\n\n\
    Others may go on working meanwhile. The copy holds everything, notes that only\n\
    their authors may read included: keep it as safe as the database itself.")]
pub struct Backup {
    /// Where the copy goes; a file that is there is left alone
    #[arg(value_parser = a_path())]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        if book.viewer.role != Role::Administrator {
            return Err(administrators_only("A backup"));
        }
        self.refuse_no_folder()?;
        let held = book.store.backup(&self.file).map_err(|error| match error {
            Error::Exists(_) => Complaint::refused(error.to_string(), "Name another file."),
            Error::ReadOnly => Complaint::refused(
                format!("{} can't be written.", self.file.display()),
                "Name a file in a folder where you may write.",
            ),
            other => other.into(),
        })?;
        let actor = session.actor(book.viewer.person);
        let place = self.file.display().to_string();
        match book.store.note_done(&actor, "backup", &place) {
            // A book that can only be read has no place to write it down.
            Ok(()) | Err(Error::ReadOnly) => {}
            Err(error) => return Err(error.into()),
        }
        out.say(&format!(
            "Backed up to {place}: {} students, {} check-ins. The copy was read back whole.",
            held.students, held.check_ins
        ))?;
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

impl Backup {
    /// Where the folder isn't there, nothing is begun.
    fn refuse_no_folder(&self) -> Result {
        let folder = self.file.parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir());
        let Some(folder) = folder else { return Ok(()) };
        Err(Complaint::refused(
            format!(
                "{} can't be made: there is no folder {}.",
                self.file.display(),
                folder.display()
            ),
            "Make the folder first, or name a file in another one.",
        ))
    }
}

/// What is the custodian's alone.
pub(super) fn administrators_only(what: &str) -> Complaint {
    Complaint::refused(
        format!("{what} holds everybody's record, and is for administrators."),
        "Ask one, or name an administrator's login with --as.",
    )
}
