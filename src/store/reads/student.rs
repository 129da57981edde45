//! One student's record: who, how they stand, profile, plan, what was
//! promised, and the check-ins, newest first.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::cadence::Kind;
use crate::domain::calendar::Calendar;
use crate::domain::check_in::CheckIn;
use crate::domain::note::Note;
use crate::domain::person::{Person, PersonId, Role};
use crate::domain::profile::ProfileEntry;
use crate::domain::query::{CheckInRecord, NoteRecord, ProfileRecord, Promise, StudentRecord};
use crate::domain::rating::Rating;
use crate::domain::scale::Scale;
use crate::domain::school::CadenceRule;
use crate::domain::survey::SurveyResponse;
use crate::domain::{Id, Moment};

use super::super::error::Result;
use super::super::rows::{self, Table};
use super::past::Later;
use super::{NOT_VOID, Reader};

/// How many check-ins a student had on a day, voided ones not counted.
pub(in crate::store) fn check_ins_of(
    connection: &Connection,
    student: PersonId,
    as_of: NaiveDate,
) -> Result<u64> {
    let counted = connection
        .prepare_cached(&format!(
            r#"SELECT count(*) FROM check_in WHERE student = ?1 AND "on" <= ?2 AND {NOT_VOID}"#
        ))?
        .query_row(params![student.number(), as_of.to_string()], |row| {
            row.get::<_, i64>(0)
        })?;
    Ok(counted as u64)
}

impl Reader<'_> {
    /// A student's record as of a day; none when the viewer doesn't reach them.
    pub(super) fn student(
        &mut self,
        student: PersonId,
        as_of: NaiveDate,
        later: &Later,
    ) -> Result<Option<StudentRecord>> {
        let Some(person) = Person::find(self.connection, student.number())? else {
            return Ok(None);
        };
        if !self.reaches(student)? {
            return Ok(None);
        }
        let person = self.person_on(person, later, as_of)?;
        let (number, classes) = self.classes_of(student, as_of)?;
        let standings = self.standings(student, None)?;
        let plan = match self.open_plan(student, as_of, later)? {
            Some(plan) => Some(self.plan_record(plan, as_of, later)?),
            None => None,
        };
        let check_ins = check_ins_of(self.connection, student, as_of)?;
        let present = plan.as_ref().map(|plan| plan.plan.id);
        let (session, next) = self.sessions_of_plans(as_of)?;
        Ok(Some(StudentRecord {
            others: self.other_plans(student, present, as_of, later)?,
            typists: self.typists(student)?,
            number,
            is_alone: person.role != Role::Student && self.is_without_partner(student)?,
            classes,
            left: self.left(&person)?,
            standings,
            profile: self.profile(student, as_of)?,
            plan,
            promise: self.promise(student, as_of)?,
            last_note: self.last_note(student, as_of, later)?,
            group_notes: self.group_notes(student, as_of)?,
            own_cadences: own_cadences(self.connection, student)?,
            scales: scales(self.connection)?,
            check_ins,
            calendar: self.calendar_of(student)?,
            session,
            next,
            person,
        }))
    }

    /// Who typed a student's words in surveys and in looking back, but the student.
    fn typists(&self, student: PersonId) -> Result<Vec<(PersonId, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT typed_by FROM survey_response WHERE person = ?1 AND typed_by <> person
             UNION SELECT r.typed_by FROM plan p JOIN reflection r ON r.plan = p.id
               WHERE p.person = ?1 AND r.typed_by <> r.author",
        )?;
        let typists = statement
            .query_map([student.number()], |row| row.get(0).map(PersonId::new))?
            .collect::<rusqlite::Result<Vec<PersonId>>>()?;
        let named = typists.into_iter();
        named
            .map(|person| Ok((person, self.name_of(person)?)))
            .collect()
    }

    /// The calendar that a person's school keeps.
    pub(super) fn calendar_of(&mut self, person: PersonId) -> Result<Calendar> {
        let org = school_of(self.connection, person)?;
        Ok(self.orders.calendars(self.connection)?.of(org).clone())
    }

    fn profile(&self, student: PersonId, as_of: NaiveDate) -> Result<Vec<ProfileRecord>> {
        let entries = ProfileEntry::list(
            self.connection,
            &format!(
                r#"WHERE person = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on" DESC, id DESC"#
            ),
            params![student.number(), as_of.to_string()],
        )?;
        // What stands in place of an entry does so also for those who may not read it.
        let superseded: Vec<i64> = entries
            .iter()
            .filter_map(|entry| entry.supersedes.map(Id::number))
            .collect();
        let seen: Vec<ProfileEntry> = entries
            .into_iter()
            .filter(|entry| self.viewer.may_see(entry.visibility, entry.typed_by))
            .collect();
        // A superseding entry that was brought back stands in place of the first one.
        let older: HashMap<i64, &ProfileEntry> = seen
            .iter()
            .map(|entry| (entry.id.number(), entry))
            .collect();
        let mut profile = Vec::new();
        for entry in seen
            .iter()
            .filter(|entry| !superseded.contains(&entry.id.number()))
        {
            let mut history = Vec::new();
            let mut next = entry.supersedes;
            while let Some(before) = next.and_then(|id| older.get(&id.number())) {
                history.push((*before).clone());
                next = before.supersedes;
            }
            profile.push(ProfileRecord {
                author: self.name_of(entry.author)?,
                typed_by: self.name_of(entry.typed_by)?,
                entry: entry.clone(),
                history,
            });
        }
        Ok(profile)
    }

    /// A student's answers to surveys, oldest first, as far as the viewer reaches them.
    pub(super) fn surveys(&mut self, student: PersonId) -> Result<Vec<SurveyResponse>> {
        if !self.reaches(student)? {
            return Ok(Vec::new());
        }
        SurveyResponse::list(
            self.connection,
            &format!(
                r#"WHERE person = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on", entered_at, id"#
            ),
            params![student.number(), self.today.to_string()],
        )
    }

    fn promise(&self, student: PersonId, as_of: NaiveDate) -> Result<Option<Promise>> {
        let found = self
            .connection
            .prepare_cached(&format!(
                r#"SELECT next_step, "on", adult FROM check_in
                   WHERE student = ?1 AND "on" <= ?2 AND next_step IS NOT NULL AND {NOT_VOID}
                   ORDER BY "on" DESC, id DESC LIMIT 1"#
            ))?
            .query_row(params![student.number(), as_of.to_string()], |row| {
                let on = rows::date(row.get_ref(1)?.as_str()?)?;
                Ok((row.get::<_, String>(0)?, on, row.get::<_, Option<i64>>(2)?))
            })
            .optional()?;
        let Some((text, on, adult)) = found else {
            return Ok(None);
        };
        let adult = adult
            .map(|adult| self.name_of(PersonId::new(adult)))
            .transpose()?;
        Ok(Some(Promise { text, on, adult }))
    }

    fn last_note(
        &self,
        student: PersonId,
        as_of: NaiveDate,
        later: &Later,
    ) -> Result<Option<NoteRecord>> {
        let recent = CheckIn::list(
            self.connection,
            &format!(
                r#"WHERE student = ?1 AND "on" <= ?2 AND {NOT_VOID}
                   ORDER BY "on" DESC, id DESC LIMIT 8"#
            ),
            params![student.number(), as_of.to_string()],
        )?;
        for check_in in recent {
            if let Some(note) = self.note_of(&check_in, later)? {
                return Ok(Some(note));
            }
        }
        Ok(None)
    }

    /// The newest wording of a check-in's note, where the viewer may see it.
    fn note_of(&self, check_in: &CheckIn, later: &Later) -> Result<Option<NoteRecord>> {
        let mut notes = Note::list(
            self.connection,
            &format!("WHERE check_in = ?1 AND {NOT_VOID} ORDER BY id DESC"),
            [check_in.id.number()],
        )?;
        notes.retain(|note| !later.has_reworded(note));
        // The wording that no other takes the place of, whatever order they came in.
        let revised: Vec<Id<Note>> = notes.iter().filter_map(|note| note.revises).collect();
        notes.sort_by_key(|note| revised.contains(&note.id));
        let may_see = |note: &Note| self.viewer.may_see(note.visibility, note.author);
        let mut wordings = notes.into_iter();
        // Who may not read the wording that stands isn't shown what it was before.
        let Some(note) = wordings.next().filter(may_see) else {
            return Ok(None);
        };
        Ok(Some(NoteRecord {
            author: self.name_of(note.author)?,
            on: check_in.on,
            history: wordings.filter(may_see).collect(),
            note,
        }))
    }

    /// A student's check-ins, newest first, voided ones marked.
    pub(super) fn history(
        &self,
        student: PersonId,
        limit: usize,
        as_of: NaiveDate,
        later: &Later,
    ) -> Result<Vec<CheckInRecord>> {
        if !self.reaches(student)? {
            return Ok(Vec::new());
        }
        let check_ins = CheckIn::list(
            self.connection,
            r#"WHERE student = ?1 AND "on" <= ?2 ORDER BY "on" DESC, id DESC LIMIT ?3"#,
            params![student.number(), as_of.to_string(), limit as i64],
        )?;
        let mut history = Vec::with_capacity(check_ins.len());
        for check_in in check_ins {
            let voided: Option<i64> = self
                .connection
                .prepare_cached("SELECT at FROM void WHERE entry = ?1")?
                .query_row([check_in.id.number()], |row| row.get(0))
                .optional()?;
            history.push(CheckInRecord {
                adult: check_in
                    .adult
                    .map(|adult| self.name_of(adult))
                    .transpose()?,
                note: if voided.is_none() {
                    self.note_of(&check_in, later)?
                } else {
                    None
                },
                ratings: self.ratings_of(check_in.id, voided.is_some())?,
                voided: voided.map(Moment),
                check_in,
            });
        }
        Ok(history)
    }

    fn ratings_of(
        &self,
        check_in: Id<CheckIn>,
        voided: bool,
    ) -> Result<Vec<(Rating, String, String)>> {
        let clause = if voided {
            "WHERE check_in = ?1 ORDER BY id".to_owned()
        } else {
            format!("WHERE check_in = ?1 AND {NOT_VOID} ORDER BY id")
        };
        let mut list = Vec::new();
        for rating in Rating::list(self.connection, &clause, [check_in.number()])? {
            let (text, scale): (String, i64) = self
                .connection
                .prepare_cached("SELECT g.text, p.scale FROM goal g JOIN plan p ON p.id = g.plan WHERE g.id = ?1")?
                .query_row([rating.goal.number()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let label = Scale::find(self.connection, scale)?
                .and_then(|scale| {
                    scale
                        .level(rating.level)
                        .map(crate::domain::scale::Level::shown)
                })
                .unwrap_or_default();
            list.push((rating, text, label));
        }
        Ok(list)
    }
}

/// The org whose calendar counts for a person: where they are on the roster, else their own.
pub(super) fn school_of(
    connection: &rusqlite::Connection,
    person: PersonId,
) -> Result<Option<i64>> {
    let org: Option<Option<i64>> = connection
        .prepare_cached(
            "SELECT coalesce((SELECT org FROM roster WHERE student = ?1), org)
             FROM person WHERE id = ?1",
        )?
        .query_row([person.number()], |row| row.get(0))
        .optional()?;
    Ok(org.flatten())
}

/// The kinds of check-in for which a person has a cadence of their own.
pub(crate) fn own_cadences(
    connection: &rusqlite::Connection,
    person: PersonId,
) -> Result<Vec<Kind>> {
    let rules = CadenceRule::list(
        connection,
        "WHERE kind IN ('daily','weekly') AND scope = 'student' AND coalesce(subject, 0) = ?1",
        [person.number()],
    )?;
    Ok(rules.into_iter().map(|rule| rule.kind).collect())
}

/// The scale that new plans are rated on.
pub(crate) fn default_scale(connection: &rusqlite::Connection) -> Result<Option<Scale>> {
    Ok(scales(connection)?.into_iter().next())
}

/// The scales of the file, that of new plans first.
pub(crate) fn scales(connection: &rusqlite::Connection) -> Result<Vec<Scale>> {
    let chosen: Option<String> = connection
        .prepare_cached("SELECT value FROM setting WHERE name = 'scale'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let chosen = chosen
        .and_then(|id| id.parse::<Id<Scale>>().ok())
        .map_or(0, Id::number);
    Scale::list(connection, "ORDER BY id <> ?1, id", [chosen])
}
