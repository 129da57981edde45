//! What is being typed, kept on a connection of its own with a lighter flush:
//! it survives a killed process at once and a power cut within moments. Not
//! the record; a draft counts nowhere.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::domain::Moment;
use crate::domain::person::PersonId;
use crate::domain::query::Draft;
use crate::domain::viewer::{Company, Viewer};

use super::error::Result;
use super::{Store, connect};

/// The connection that keeps drafts.
#[derive(Debug)]
pub struct Drafts {
    connection: Connection,
    author: PersonId,
}

impl Drafts {
    /// Opens the keeper for one author.
    pub fn open(path: &Path, author: PersonId) -> Result<Self> {
        let connection = connect(path, false)?;
        connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64;")?;
        Ok(Self { connection, author })
    }

    /// Keeps a draft in place of the last one of the same form.
    pub fn keep(&self, draft: &Draft) -> Result<()> {
        keep(&self.connection, self.author, draft)
    }

    /// Forgets a draft that was saved or thrown away.
    pub fn forget(&self, student: PersonId, form: &str) -> Result<()> {
        forget(&self.connection, self.author, student, form)
    }
}

impl Store {
    /// Keeps a draft through the main connection.
    pub fn keep_draft(&mut self, author: PersonId, draft: &Draft) -> Result<()> {
        self.write(|connection| keep(connection, author, draft))
    }

    /// Forgets a draft through the main connection.
    pub fn forget_draft(&mut self, author: PersonId, student: PersonId, form: &str) -> Result<()> {
        self.write(|connection| forget(connection, author, student, form))
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

pub(super) fn forget(
    connection: &Connection,
    author: PersonId,
    student: PersonId,
    form: &str,
) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM draft WHERE author = ?1 AND student = ?2 AND form = ?3")?
        .execute(params![author.number(), student.number(), form])?;
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
