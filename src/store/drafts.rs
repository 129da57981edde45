//! What is being typed, kept on a connection of its own with a lighter flush:
//! it survives a killed process at once and a power cut within moments. Not
//! the record; a draft counts nowhere.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use crate::domain::Moment;
use crate::domain::person::PersonId;
use crate::domain::query::{Draft, Spent};
use crate::domain::viewer::{Company, Viewer};

use super::error::{Error, Result};
use super::{Store, connect, place};

/// The connection that keeps drafts.
#[derive(Debug)]
pub struct Drafts {
    connection: Connection,
    author: PersonId,
    path: PathBuf,
    identity: Option<place::Identity>,
}

impl Drafts {
    /// Opens the keeper for one author.
    pub fn open(path: &Path, author: PersonId) -> Result<Self> {
        let connection = connect(path, false)?;
        connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64;")?;
        Ok(Self {
            connection,
            author,
            path: path.to_owned(),
            identity: place::identity(path),
        })
    }

    /// Whose drafts it keeps.
    pub fn author(&self) -> PersonId {
        self.author
    }

    /// Keeps a draft in place of the last one of the same form.
    pub fn keep(&self, draft: &Draft) -> Result<()> {
        // A file that was taken away would take the draft with it.
        if place::identity(&self.path) != self.identity {
            return Err(Error::Moved(self.path.clone()));
        }
        keep(&self.connection, self.author, draft)
    }

    /// Forgets a draft that was saved or thrown away.
    pub fn forget(&self, spent: &Spent) -> Result<()> {
        forget(&self.connection, self.author, spent)
    }
}

impl Store {
    /// Keeps a draft through the main connection.
    pub fn keep_draft(&mut self, author: PersonId, draft: &Draft) -> Result<()> {
        self.write(|connection| keep(connection, author, draft))
    }

    /// Forgets a draft through the main connection.
    pub fn forget_draft(&mut self, author: PersonId, spent: &Spent) -> Result<()> {
        self.write(|connection| forget(connection, author, spent))
    }
}

fn keep(connection: &Connection, author: PersonId, draft: &Draft) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO draft (author, student, form, body, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (author, student, form) DO UPDATE SET body = ?4, kept_at = ?5",
        )?
        .execute(params![
            author.number(),
            draft.student.number(),
            draft.form,
            draft.body,
            draft.kept_at.0
        ])?;
    Ok(())
}

/// Forgets a draft by its text: one that another terminal has kept since is still to be
/// offered.
pub(super) fn forget(connection: &Connection, author: PersonId, spent: &Spent) -> Result<()> {
    let (student, form) = (spent.student.number(), &spent.form);
    let mut statement = connection.prepare_cached(
        "DELETE FROM draft WHERE author = ?1 AND student = ?2 AND form = ?3 AND body = ?4",
    )?;
    for body in &spent.bodies {
        statement.execute(params![author.number(), student, form, body])?;
    }
    Ok(())
}

/// The viewer's drafts, for one student or all, the newest first: in the two-person view
/// those alone that were written in it.
pub(super) fn list(
    connection: &Connection,
    viewer: &Viewer,
    student: Option<PersonId>,
) -> Result<Vec<Draft>> {
    let mut statement = connection.prepare_cached(
        "SELECT student, form, body, kept_at FROM draft
         WHERE author = ?1 AND (?2 IS NULL OR student = ?2) ORDER BY kept_at DESC",
    )?;
    let rows = statement.query_map(
        params![viewer.person.number(), student.map(PersonId::number)],
        |row| {
            Ok(Draft {
                student: PersonId::new(row.get(0)?),
                form: row.get(1)?,
                body: row.get(2)?,
                kept_at: Moment(row.get(3)?),
            })
        },
    )?;
    let mut drafts: Vec<Draft> = rows.collect::<rusqlite::Result<_>>()?;
    drafts.retain(|draft| viewer.company == Company::Alone || draft.is_beside());
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LIGHT, is_settled};
    use super::*;

    #[test]
    fn drafts_are_flushed_lightly_and_settled_as_the_book_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("school.db");
        Store::create(&path).unwrap().close();
        let drafts = Drafts::open(&path, PersonId::new(1)).unwrap();
        is_settled(&drafts.connection, LIGHT, "wal");
    }
}
