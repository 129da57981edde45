//! Who wrote and who read whose record: an append-only chain in which each
//! row hashes the one before, so that a row changed by hand is found.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::ids::{Id, Moment};
use crate::domain::person::PersonId;

use super::error::Result;
use super::import::Batch;
use super::{Actor, Store};

/// What the first row hashes.
const FIRST: &str = "deskside";

/// Appends a row inside an open transaction. `detail` names no content.
pub(super) fn append(
    connection: &Connection,
    actor: &Actor,
    action: &str,
    subject: Option<PersonId>,
    detail: Option<&str>,
) -> Result<()> {
    let last: Option<String> = connection
        .prepare_cached("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let row = Link {
        at: actor.now,
        actor: Some(actor.person.number()),
        action,
        subject: subject.map(PersonId::number),
        detail,
    };
    let hash = row.hash(last.as_deref().unwrap_or(FIRST));
    connection
        .prepare_cached(
            "INSERT INTO audit (at, actor, action, subject, detail, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            row.at.0,
            row.actor,
            row.action,
            row.subject,
            row.detail,
            hash
        ])?;
    Ok(())
}

impl Store {
    /// How many milliseconds this moment lies before the last row that was written, where the
    /// clock must have been set back meanwhile. Clocks a few minutes apart are no matter.
    pub fn clock_behind(&self, now: Moment) -> Result<Option<i64>> {
        const A_LITTLE: i64 = 10 * 60_000;
        let last: Option<i64> = self
            .reading()
            .prepare_cached("SELECT at FROM audit ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let behind = last.map(|last| last - now.0);
        Ok(behind.filter(|behind| *behind > A_LITTLE))
    }
}

struct Link<'a> {
    at: Moment,
    actor: Option<i64>,
    action: &'a str,
    subject: Option<i64>,
    detail: Option<&'a str>,
}

impl Link<'_> {
    fn hash(&self, before: &str) -> String {
        let text = serde_json::json!([
            before,
            self.at,
            self.actor,
            self.action,
            self.subject,
            self.detail
        ]);
        blake3::hash(text.to_string().as_bytes())
            .to_hex()
            .to_string()
    }
}

impl Store {
    /// Notes that the actor opened a student's record; once an hour is enough.
    pub fn note_opened(&mut self, actor: &Actor, student: PersonId) -> Result<()> {
        let recently: Option<i64> = self
            .reading()
            .prepare_cached(
                "SELECT 1 FROM (SELECT at, actor, action, subject FROM audit
                   ORDER BY id DESC LIMIT 64)
                 WHERE actor = ?1 AND subject = ?2 AND action = 'opened' AND at > ?3",
            )?
            .query_row(
                params![
                    actor.person.number(),
                    student.number(),
                    actor.now.0 - 3_600_000
                ],
                |row| row.get(0),
            )
            .optional()?;
        if recently.is_some() || self.is_read_only() {
            return Ok(());
        }
        self.write(|connection| append(connection, actor, "opened", Some(student), None))
    }

    /// Notes something done with the file as a whole: an import, a backup.
    pub fn note_done(&mut self, actor: &Actor, action: &str, detail: &str) -> Result<()> {
        self.write(|connection| append(connection, actor, action, None, Some(detail)))
    }

    /// Whether what was written last isn't in the chain: rows cut off its end leave the rest as
    /// it was. Each entry of the journal and each import has its row, of the same moment.
    pub fn is_audit_cut(&self) -> Result<bool> {
        // The parts of one change are alike; the last of them may be gone.
        let is_journal_cut: bool = self.reading().query_row(
            "SELECT coalesce((SELECT (SELECT count(*) FROM audit a
                 WHERE a.at = last.at AND a.actor = last.actor AND a.action = last.kind)
               < (SELECT count(*) FROM journal j
                 WHERE j.at = last.at AND j.actor = last.actor AND j.kind = last.kind)
             FROM (SELECT at, actor, kind FROM journal ORDER BY id DESC LIMIT 1) AS last), 0)",
            [],
            |row| row.get(0),
        )?;
        let last = self
            .reading()
            .query_row(
                "SELECT id, at FROM import_batch ORDER BY at DESC, id DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let is_import_cut = match last {
            Some((batch, at)) => {
                let batch: Id<Batch> = Id::new(batch);
                let at: i64 = at;
                let is_there: bool = self.reading().query_row(
                    "SELECT EXISTS (SELECT 1 FROM audit
                       WHERE at = ?1 AND action = 'imported' AND detail = ?2)",
                    params![at, batch.to_string()],
                    |row| row.get(0),
                )?;
                !is_there
            }
            None => false,
        };
        // A sample is written without a journal.
        let is_empty: bool = self.reading().query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM audit) AND (EXISTS (SELECT 1 FROM check_in)
               OR EXISTS (SELECT 1 FROM note) OR EXISTS (SELECT 1 FROM profile_entry))",
            [],
            |row| row.get(0),
        )?;
        Ok(is_journal_cut || is_import_cut || is_empty)
    }

    /// The first row of the chain that isn't as it was written, if any.
    pub fn broken_audit_row(&self) -> Result<Option<i64>> {
        let mut statement = self.reading().prepare(
            "SELECT id, at, actor, action, subject, detail, hash FROM audit ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        let mut before = FIRST.to_owned();
        while let Some(row) = rows.next()? {
            let (action, detail): (String, Option<String>) = (row.get(3)?, row.get(5)?);
            let link = Link {
                at: Moment(row.get(1)?),
                actor: row.get(2)?,
                action: &action,
                subject: row.get(4)?,
                detail: detail.as_deref(),
            };
            let found: String = row.get(6)?;
            if link.hash(&before) != found {
                return Ok(Some(row.get(0)?));
            }
            before = found;
        }
        Ok(None)
    }
}
