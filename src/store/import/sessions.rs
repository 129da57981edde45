//! The academic sessions of a OneRoster bundle. They move everybody's dates;
//! the terms that an empty school began with make room for them.

use std::collections::{BTreeMap, HashSet};

use crate::domain::Id;
use crate::domain::person::Status;
use crate::domain::school::{AcademicSession, SessionKind};
use crate::exchange::oneroster::{self as bundle, Kind};

use super::super::Result;
use super::super::rows::Table;
use super::INIT;
use super::ledger::{Ledger, Told};
use super::oneroster::{Taking, ids, known_or_new, take as take_row};
use super::referred::referred;

/// Takes the sessions.
pub(super) fn take(taking: &mut Taking<'_>, ledger: &mut Ledger<'_>) -> Result<()> {
    let rows = &taking.records.sessions;
    let ids = ids(ledger, &taking.sessions, rows);
    for row in rows {
        let spot = taking.spot(Kind::AcademicSessions, row.line);
        let present = taking.sessions.row(&row.sourced_id).cloned();
        let Some(id) = known_or_new(ledger, spot, row, &ids) else {
            continue;
        };
        let parent = row.item.parent.as_deref();
        let known = parent.and_then(|parent| ids.get(parent).copied());
        let said_parent = match parent {
            None => Some(None),
            Some(_) => known.filter(|parent| *parent != id).map(Some),
        };
        let fresh = AcademicSession {
            id,
            import: ledger.import(&row.sourced_id),
            title: row.item.title.clone(),
            kind: session_kind(row.item.kind),
            begins: row.item.start,
            ends: row.item.end,
            parent: said_parent.flatten(),
            status: Status::Active,
        };
        let merge = |told: &Told<'_, AcademicSession>| AcademicSession {
            title: told.take(|s| &s.title, Some(fresh.title.clone())),
            kind: told.take(|s| &s.kind, Some(fresh.kind)),
            begins: told.take(|s| &s.begins, Some(fresh.begins)),
            ends: told.take(|s| &s.ends, Some(fresh.ends)),
            parent: told.take(|s| &s.parent, said_parent),
            status: told.take(|s| &s.status, Some(Status::Active)),
            ..told.present.clone()
        };
        let now = take_row(ledger, row, present.as_ref(), &fresh, merge)?;
        if let Some(now) = now {
            ledger.calendar_moved = true;
            taking.sessions.keep(now);
        }
    }
    // A term that is over stays in the calendar, or its days would count anew.
    let today = ledger.actor.today;
    for id in taking.missing(Kind::AcademicSessions, &taking.sessions, rows) {
        let row = taking.sessions.row(&id).filter(|row| today < row.ends);
        if let Some(row) = row.cloned() {
            let gone = ledger.leave(&row)?;
            ledger.calendar_moved |= gone.is_some();
            taking.sessions.keep_changed(gone);
        }
    }
    if rows.iter().any(|row| row.status == bundle::Status::Active) {
        give_way(ledger)?;
        warn_of_overlaps(taking, ledger);
    }
    Ok(())
}

fn warn_of_overlaps(taking: &Taking<'_>, ledger: &mut Ledger<'_>) {
    let mut siblings: BTreeMap<_, Vec<&AcademicSession>> = BTreeMap::new();
    for row in taking.sessions.rows() {
        if row.status == Status::Active {
            let key = (row.kind, row.parent.map(Id::number));
            siblings.entry(key).or_default().push(row);
        }
    }
    let mut pairs = 0;
    for group in siblings.values_mut() {
        group.sort_by_key(|row| (row.begins, row.ends));
        let mut end = None;
        for row in group.iter() {
            pairs += u64::from(end.is_some_and(|end| row.begins < end));
            end = end.max(Some(row.ends));
        }
    }
    if pairs > 0 {
        let text = format!(
            "{pairs} sessions of one kind overlap others; of those that hold a day, the shortest counts."
        );
        let file = taking.records.file(Kind::AcademicSessions);
        ledger.warnings.file(file, text);
    }
}

/// Terms made by `init` that nothing refers to make room for the school's own.
fn give_way(ledger: &mut Ledger<'_>) -> Result<()> {
    let connection = ledger.connection;
    let mut made = AcademicSession::list(connection, "WHERE source = ?1", [INIT])?;
    if made.is_empty() {
        return Ok(());
    }
    let named = referred(connection, "academic_session", &["academic_session"])?;
    // From the inside out: a year stays when one of its terms does.
    made.sort_by_key(|row| std::cmp::Reverse(row.kind));
    let mut parents = HashSet::new();
    for row in made {
        if named.contains(&row.key()) || parents.contains(&row.id) {
            parents.extend(row.parent);
        } else {
            ledger.remove(&row)?;
            ledger.calendar_moved = true;
        }
    }
    Ok(())
}

fn session_kind(kind: bundle::SessionKind) -> SessionKind {
    match kind {
        bundle::SessionKind::GradingPeriod => SessionKind::GradingPeriod,
        bundle::SessionKind::Semester => SessionKind::Semester,
        bundle::SessionKind::SchoolYear => SessionKind::SchoolYear,
        bundle::SessionKind::Term => SessionKind::Term,
    }
}
