//! What the book refuses whoever asks, on a screen or in the shell: parts of a closed plan, a
//! second open plan of a session, a longer goal that reaches no further, a second wording in
//! place of the same one; and of a student what isn't theirs to write. Not how a change is written; that is `journal`.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::change::{Change, Delta, Edit, Entry};
use crate::domain::ids::Id;
use crate::domain::person::{PersonId, Role, Status};
use crate::domain::plan::{Goal, Plan, Stage};
use crate::domain::{Word, fate};

use super::error::{Error, Result};
use super::rows::Table;

mod own;

/// What a student is told who writes what isn't theirs.
const NOT_THEIRS: &str = "This isn't a student's to write; ask your teacher.";

/// The guard of one change.
pub(super) struct Guard {
    /// Plans that the change brings from one stage to another, or begins: what it does to
    /// their goals is part of that step.
    moved: BTreeSet<Id<Plan>>,
    /// The student who writes, where it is one.
    student: Option<PersonId>,
}

impl Guard {
    /// The guard of a change by whoever acts.
    pub(super) fn of(connection: &Connection, actor: PersonId, change: &Change) -> Result<Self> {
        let who: Option<(String, String)> = connection
            .prepare_cached("SELECT role, status FROM person WHERE id = ?1")?
            .query_row([actor.number()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let is_student = match who {
            Some((role, status)) if role == Role::Student.word() => {
                if status != Status::Active.word() {
                    return Err(Error::refused(NOT_THEIRS));
                }
                true
            }
            Some(_) => false,
            None => return Err(Error::refused("Nobody in this file acts by this id.")),
        };
        let moved = change.edits.iter().filter_map(|edit| match edit {
            Edit::Plan(delta) => moves(delta),
            _ => None,
        });
        Ok(Self {
            moved: moved.collect(),
            student: is_student.then_some(actor),
        })
    }

    /// Refuses an edit that the rules don't allow, as the book stands before it.
    pub(super) fn check(&self, connection: &Connection, edit: &Edit) -> Result<()> {
        if let Some(student) = self.student
            && !(own::Theirs {
                connection,
                student,
            })
            .may(edit)?
        {
            return Err(Error::refused(NOT_THEIRS));
        }
        let goal = match edit {
            Edit::Plan(delta) => {
                if let Some(plan) = &delta.after {
                    refuse_second_open(connection, plan)?;
                }
                let plan = delta.before.as_ref().or(delta.after.as_ref());
                return match plan {
                    Some(plan) => self.refuse_closed(connection, plan.id),
                    None => Ok(()),
                };
            }
            Edit::Goal(delta) => {
                for goal in delta.before.iter().chain(&delta.after) {
                    self.refuse_closed(connection, goal.plan)?;
                }
                return refuse_lineage(connection, delta);
            }
            Edit::Note(Entry::Append(note)) => {
                let asked = (note.person, note.revises.map(Id::number), note.id.number());
                return refuse_second(connection, ("note", "revises"), asked, "The note");
            }
            Edit::Profile(Entry::Append(entry)) => {
                let before = entry.supersedes.map(Id::number);
                let asked = (entry.person, before, entry.id.number());
                let place = ("profile_entry", "supersedes");
                return refuse_second(connection, place, asked, "The profile entry");
            }
            Edit::Note(Entry::Void(_)) | Edit::Profile(Entry::Void(_)) => return Ok(()),
            Edit::PlanEvent(entry) => return self.refuse_closed(connection, entry.row().plan),
            Edit::Reflection(entry) => return self.refuse_closed(connection, entry.row().plan),
            Edit::Step(delta) => either(delta).map(|row| row.goal),
            Edit::GoalCompetency(delta) => either(delta).map(|row| row.goal),
            Edit::Rating(entry) => Some(entry.row().goal),
            Edit::Evidence(entry) => Some(entry.row().goal),
            Edit::Strategy(entry) => Some(entry.row().goal),
            Edit::LevelOverride(entry) => Some(entry.row().goal),
            Edit::PaceOverride(entry) => Some(entry.row().goal),
            Edit::Person(_)
            | Edit::Enrollment(_)
            | Edit::Caseload(_)
            | Edit::CalendarDay(_)
            | Edit::Cadence(_)
            | Edit::CheckIn(_)
            | Edit::Scale(_)
            | Edit::Group(_)
            | Edit::GroupMember(_)
            | Edit::GroupSnapshot(_)
            | Edit::GroupNote(_)
            | Edit::GroupStrategy(_)
            | Edit::Survey(_) => None,
        };
        let Some(goal) = goal else { return Ok(()) };
        let plan: Option<i64> = connection
            .prepare_cached("SELECT plan FROM goal WHERE id = ?1")?
            .query_row([goal.number()], |row| row.get(0))
            .optional()?;
        match plan {
            Some(plan) => self.refuse_closed(connection, Id::new(plan)),
            None => Ok(()),
        }
    }

    /// A closed plan stays as it is, until it is opened again.
    fn refuse_closed(&self, connection: &Connection, plan: Id<Plan>) -> Result<()> {
        if self.moved.contains(&plan) {
            return Ok(());
        }
        let stage: Option<String> = connection
            .prepare_cached("SELECT stage FROM plan WHERE id = ?1")?
            .query_row([plan.number()], |row| row.get(0))
            .optional()?;
        if stage.as_deref() != Some(Stage::Closed.word()) {
            return Ok(());
        }
        Err(Error::refused(
            "The plan is closed and stays as it is; open it again first, on its page with p and a reason.",
        ))
    }
}

/// What stands in place of an entry is one: a second one was written over what somebody else has
/// rewritten meanwhile. `place` is the table, and its column that names what is replaced.
fn refuse_second(
    connection: &Connection,
    place: (&str, &str),
    (person, before, id): (PersonId, Option<i64>, i64),
    what: &'static str,
) -> Result<()> {
    let Some(before) = before else {
        return Ok(());
    };
    let (table, column) = place;
    let is_there: bool = connection
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM {table} AS other
               WHERE person = ?1 AND {column} = ?2 AND id <> ?3
                 AND NOT EXISTS (SELECT 1 FROM void WHERE entry = other.id))"
        ))?
        .query_row([person.number(), before, id], |row| row.get(0))?;
    if is_there {
        return Err(Error::Stale(what));
    }
    Ok(())
}

/// The plan whose stage is another one afterwards.
fn moves(delta: &Delta<Plan>) -> Option<Id<Plan>> {
    let stage = |plan: &Option<Plan>| plan.as_ref().map(|plan| plan.stage);
    let plan = either(delta)?;
    (stage(&delta.before) != stage(&delta.after)).then_some(plan.id)
}

fn either<T>(delta: &Delta<T>) -> Option<&T> {
    delta.before.as_ref().or(delta.after.as_ref())
}

/// One plan that isn't closed per person and session.
fn refuse_second_open(connection: &Connection, plan: &Plan) -> Result<()> {
    if plan.stage == Stage::Closed {
        return Ok(());
    }
    let is_second: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM plan WHERE person = ?1 AND coalesce(session, 0) = ?2
               AND stage <> 'closed' AND id <> ?3)",
        )?
        .query_row(
            params![
                plan.person.number(),
                plan.session.map_or(0, Id::number),
                plan.id.number()
            ],
            |row| row.get(0),
        )?;
    if is_second {
        return Err(Error::refused(
            "There is another plan of the same term that isn't closed, and there is only ever one. Close that one first.",
        ));
    }
    Ok(())
}

/// A longer goal is one of the same person's and reaches further. What was so already is left
/// alone, so that a file that holds such a thing can be put right.
fn refuse_lineage(connection: &Connection, delta: &Delta<Goal>) -> Result<()> {
    let Some(goal) = &delta.after else {
        return Ok(());
    };
    let is_as_before = |old: &Goal| {
        old.parent == goal.parent && old.horizon == goal.horizon && old.plan == goal.plan
    };
    if delta.before.as_ref().is_some_and(is_as_before) {
        return Ok(());
    }
    let longer = match goal.parent {
        Some(longer) => Goal::find(connection, longer.number())?,
        None => None,
    };
    if let Some(longer) = &longer
        && longer.plan != goal.plan
        && person_of(connection, longer.plan)? != person_of(connection, goal.plan)?
    {
        return Err(Error::refused(
            "The longer goal is somebody else's; choose one of the same plan.",
        ));
    }
    let shorter = match &delta.before {
        Some(old) if old.horizon != goal.horizon => shorter_ones(connection, goal)?,
        _ => Vec::new(),
    };
    match fate::refuses_horizon(goal, longer.as_ref(), shorter.iter()) {
        Some(sentence) => Err(Error::refused(sentence)),
        None => Ok(()),
    }
}

/// Whose plan it is.
fn person_of(connection: &Connection, plan: Id<Plan>) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT person FROM plan WHERE id = ?1")?
        .query_row([plan.number()], |row| row.get(0))
        .optional()?)
}

/// The goals that serve one, in all the plans of its person.
fn shorter_ones(connection: &Connection, goal: &Goal) -> Result<Vec<Goal>> {
    Goal::list(
        connection,
        "WHERE parent = ?1 AND plan IN (SELECT id FROM plan WHERE person =
           (SELECT person FROM plan WHERE id = ?2)) ORDER BY id",
        params![goal.id.number(), goal.plan.number()],
    )
}
