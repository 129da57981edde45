//! `restore`: puts a backup in the database's place, once it was read whole.

use std::path::PathBuf;

use crate::domain::person::Role;
use crate::store::{Error, Store, backup};

use super::a_path;
use super::backup::administrators_only;
use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::Session;

/// `deskside restore`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside restore school-2026-11-23.db\n  \
    deskside restore school-2026-11-23.db --replace\n  \
    deskside --db elsewhere.db restore school-2026-11-23.db")]
pub struct Restore {
    /// The backup
    #[arg(value_parser = a_path())]
    file: PathBuf,
    /// Put it in place of the database that is there, which is kept beside it
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let path = session.database()?;
        let login = session.login()?;
        let in_the_backup = |error: Error| match error {
            Error::Missing(_) => Complaint::refused(
                format!("There is no backup at {}.", self.file.display()),
                "Name the file that `deskside backup` made.",
            ),
            Error::Damaged(_) => Complaint {
                hint: "Use another backup; the database was left alone.".into(),
                ..error.into()
            },
            other => other.into(),
        };
        let looked_at = Store::open_to_look(&self.file).map_err(in_the_backup)?;
        let viewer = looked_at.viewer(login).map_err(in_the_backup)?;
        if viewer.role != Role::Administrator {
            return Err(administrators_only("A backup"));
        }
        drop(looked_at);
        let now = (session.clock)();
        let restored =
            backup::restore(&self.file, &path, self.replace, now).map_err(|error| match error {
                Error::Exists(_) => Complaint::refused(
                    error.to_string(),
                    "Add --replace to put the backup in its place; the present file is kept beside it.",
                ),
                other => in_the_backup(other),
            })?;
        let mut store = Store::open(&path)?;
        let actor = session.actor(viewer.person);
        store.note_done(&actor, "restore", &self.file.display().to_string())?;
        store.close();
        out.say(&format!(
            "Restored {} from {}: {} students, {} check-ins.",
            path.display(),
            self.file.display(),
            restored.held.students,
            restored.held.check_ins
        ))?;
        if let Some(replaced) = &restored.replaced {
            out.say(&format!(
                "The file that was there is now {}.",
                replaced.display()
            ))?;
        }
        Ok(())
    }
}
