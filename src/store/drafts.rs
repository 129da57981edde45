//! What is being typed, kept on a connection of its own with a lighter flush:
//! it survives a killed process at once and a power cut within moments. Not
//! the record; a draft counts nowhere.
//!
//! A draft belongs to who wrote it and to the session that writes it: a session writes over
//! what it kept or took up itself, which it knows by the text, and beside what another one has
//! kept of the same form meanwhile. So nobody has to know which terminals are still there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

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

    /// Keeps a draft in place of one of the same form that is still among these texts, the
    /// session's own; else beside what is there.
    pub fn keep(&self, draft: &Draft, own: &[Arc<str>]) -> Result<()> {
        // A file that was taken away would take the draft with it.
        if place::identity(&self.path) != self.identity {
            return Err(Error::Moved(self.path.clone()));
        }
        // Two that look for a place at once would find the same one.
        let writing = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        keep(&writing, self.author, draft, own)?;
        Ok(writing.commit()?)
    }

    /// Forgets a draft that was saved or thrown away.
    pub fn forget(&self, spent: &Spent) -> Result<()> {
        forget(&self.connection, self.author, spent)
    }
}

impl Store {
    /// Keeps a draft through the main connection.
    pub fn keep_draft(&mut self, author: PersonId, draft: &Draft, own: &[Arc<str>]) -> Result<()> {
        self.write(|connection| keep(connection, author, draft, own))
    }

    /// Forgets a draft through the main connection.
    pub fn forget_draft(&mut self, author: PersonId, spent: &Spent) -> Result<()> {
        self.write(|connection| forget(connection, author, spent))
    }
}

/// Between a form and which of its drafts it is, from the second one on. No form's name has
/// it, also where a school has named it, as it does its surveys.
const NUMBER: char = '\u{1f}';

/// Which form, by the name under which one of its drafts is kept.
fn form_of(name: &str) -> &str {
    name.split_once(NUMBER).map_or(name, |(form, _number)| form)
}

/// The drafts of one form, by the names under which they are kept.
fn kept_of(
    connection: &Connection,
    author: PersonId,
    student: PersonId,
    form: &str,
) -> Result<Vec<(String, String)>> {
    let mut statement = connection
        .prepare_cached("SELECT form, body FROM draft WHERE author = ?1 AND student = ?2")?;
    let rows = statement.query_map([author.number(), student.number()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut kept: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    kept.retain(|(name, _body)| form_of(name) == form);
    Ok(kept)
}

/// The name under which a draft is kept: that of what it stands in for, else one that is free.
fn name_for(draft: &Draft, own: &[Arc<str>], kept: &[(String, String)]) -> String {
    let with = |text: &str| kept.iter().find(|(_, body)| body == text);
    // The oldest first: what was kept before goes before what happens to say the same.
    let mut texts = own.iter().map(AsRef::as_ref).chain([draft.body.as_str()]);
    if let Some((name, _body)) = texts.find_map(with) {
        return name.clone();
    }
    let is_free = |name: &String| kept.iter().all(|(other, _)| other != name);
    let numbered = (2..).map(|number: usize| format!("{}{NUMBER}{number}", draft.form));
    let mut names = std::iter::once(draft.form.clone()).chain(numbered);
    names.find(is_free).unwrap_or_else(|| draft.form.clone())
}

fn keep(connection: &Connection, author: PersonId, draft: &Draft, own: &[Arc<str>]) -> Result<()> {
    let kept = kept_of(connection, author, draft.student, &draft.form)?;
    let name = name_for(draft, own, &kept);
    connection
        .prepare_cached(
            "INSERT INTO draft (author, student, form, body, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (author, student, form) DO UPDATE SET body = ?4, kept_at = ?5",
        )?
        .execute(params![
            author.number(),
            draft.student.number(),
            name,
            draft.body,
            draft.kept_at.0
        ])?;
    Ok(())
}

/// Forgets a draft by its text: one that another terminal has kept since is still to be
/// offered.
pub(super) fn forget(connection: &Connection, author: PersonId, spent: &Spent) -> Result<()> {
    let mut kept = kept_of(connection, author, spent.student, &spent.form)?;
    kept.retain(|(_name, body)| spent.bodies.iter().any(|text| **text == **body));
    // By its text still: another terminal may have written over it since it was read.
    let mut statement = connection.prepare_cached(
        "DELETE FROM draft WHERE author = ?1 AND student = ?2 AND form = ?3 AND body = ?4",
    )?;
    for (name, body) in kept {
        statement.execute(params![author.number(), spent.student.number(), name, body])?;
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
            let name: String = row.get(1)?;
            Ok(Draft {
                student: PersonId::new(row.get(0)?),
                form: form_of(&name).to_owned(),
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

    /// A survey is named as the school's template has it, also with a sign of its own.
    #[test]
    fn a_draft_of_a_form_by_any_name_is_written_over_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("school.db");
        let mut store = Store::create(&path).unwrap();
        let (author, student) = (PersonId::new(1), PersonId::new(2));
        let draft = |body: &str| Draft {
            student,
            form: "survey/interests#2".into(),
            body: body.into(),
            kept_at: Moment(1),
        };
        let own = |texts: &[&str]| -> Vec<Arc<str>> {
            texts.iter().map(|text| Arc::from(*text)).collect()
        };
        let kept = |store: &Store| {
            let rows = kept_of(&store.connection, author, student, "survey/interests#2");
            let bodies = rows.unwrap().into_iter().map(|(_name, body)| body);
            bodies.collect::<Vec<_>>()
        };
        store
            .write(|connection| {
                connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
                keep(connection, author, &draft("one"), &[])?;
                keep(connection, author, &draft("two"), &own(&["one"]))?;
                keep(connection, author, &draft("of another"), &[])?;
                let spent = Spent {
                    student,
                    form: "survey/interests#2".into(),
                    bodies: own(&["one", "two"]),
                    known: None,
                };
                let before = kept_of(connection, author, student, "survey/interests#2")?;
                assert_eq!(before.len(), 2, "{before:?}");
                forget(connection, author, &spent)?;
                let left = kept_of(connection, author, student, "survey/interests#2")?;
                assert_eq!(left.len(), 1, "{left:?}");
                assert_eq!(left[0].1, "of another");
                connection.execute("DELETE FROM draft", [])?;
                Ok(())
            })
            .unwrap();
        assert!(kept(&store).is_empty());
    }
}
