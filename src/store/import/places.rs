//! The enrollments of a OneRoster bundle: who is in which class from when,
//! and whose place there ends. An enrollment ends; it is never removed.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::school::{AcademicSession, Class, Enrollment, Import};
use crate::exchange::oneroster::{self as bundle, Kind, Mode, Row};

use super::super::Result;
use super::super::rows::Table;
use super::Progress;
use super::known::is_open;
use super::ledger::{Ledger, Objection, Told};
use super::oneroster::{Taking, gone, take as take_row, tell};
use super::people::{role, set_role};

/// Takes the enrollments, then ends those of people and classes that left and
/// those that a full list no longer has.
pub(super) fn take(
    taking: &mut Taking<'_>,
    ledger: &mut Ledger<'_>,
    progress: Progress<'_>,
) -> Result<()> {
    let rows = &taking.records.enrollments;
    let placing = Placing::new(taking, ledger)?;
    for (done, row) in rows.iter().enumerate() {
        tell(progress, done, rows.len());
        placing.enrollment(taking, ledger, row)?;
    }
    let today = ledger.actor.today;
    let missing = taking.missing(Kind::Enrollments, &taking.enrollments, rows);
    let missing: HashSet<String> = missing.into_iter().collect();
    let over = taking.enrollments.ids(|id, row| {
        is_open(row, today)
            && (missing.contains(id)
                || taking.gone_people.contains(&row.person)
                || taking.gone_classes.contains(&row.class))
    });
    for id in over {
        if let Some(row) = taking.enrollments.row(&id).cloned() {
            let now = ledger.withdraw(&row, |row| ended(row, today))?;
            touch(ledger, &now);
            taking.enrollments.keep(now);
        }
    }
    Ok(())
}

/// The enrollment as it is once its place is given up on a day: over, or taken
/// back altogether where it hadn't begun.
pub(super) fn ended(row: &Enrollment, on: NaiveDate) -> Enrollment {
    if on <= row.begins {
        return Enrollment {
            status: Status::Inactive,
            ..row.clone()
        };
    }
    Enrollment {
        ends: Some(row.ends.map_or(on, |end| end.min(on))),
        ..row.clone()
    }
}

/// Whether a student's place that was over before today goes on again.
fn is_back(was: &Enrollment, now: &Enrollment, today: NaiveDate) -> bool {
    let last = match was.status {
        Status::Active => was.ends,
        Status::Inactive => Some(was.begins),
    };
    now.role == Role::Student && last.is_some_and(|last| last < today) && is_open(now, today)
}

/// Keeps the time before somebody was away as an enrollment of its own, which
/// no row of a file names.
fn keep_stretch(ledger: &mut Ledger<'_>, was: &Enrollment) -> Result<()> {
    let stretch = Enrollment {
        id: ledger.id(),
        import: Import {
            sourced_id: None,
            ..was.import.clone()
        },
        ..was.clone()
    };
    ledger.insert(&stretch)
}

pub(super) fn touch(ledger: &mut Ledger<'_>, row: &Enrollment) {
    if row.role == Role::Student {
        ledger.touched.insert(row.person);
    }
}

/// What placing needs to know besides the row.
struct Placing<'a> {
    users: HashMap<&'a str, Option<bundle::Role>>,
    classes: HashSet<&'a str>,
    begins: HashMap<Id<AcademicSession>, NaiveDate>,
    /// Class numbers given here, for enrollments whose id in the source changed.
    numbers: HashMap<(Id<Class>, PersonId), u16>,
}

impl<'a> Placing<'a> {
    fn new(taking: &Taking<'a>, ledger: &Ledger<'_>) -> Result<Self> {
        let records = taking.records;
        let users = records.users.iter();
        let classes = records.classes.iter();
        let numbered = Enrollment::list(
            ledger.connection,
            "WHERE class_number IS NOT NULL AND status = 'active'",
            [],
        )?;
        let numbers = numbered
            .into_iter()
            .filter_map(|row| Some(((row.class, row.person), row.class_number?)));
        Ok(Self {
            users: users
                .map(|row| (row.sourced_id.as_str(), row.item.role))
                .collect(),
            classes: classes.map(|row| row.sourced_id.as_str()).collect(),
            begins: taking.sessions.rows().map(|s| (s.id, s.begins)).collect(),
            numbers: numbers.collect(),
        })
    }

    fn enrollment(
        &self,
        taking: &mut Taking<'_>,
        ledger: &mut Ledger<'_>,
        row: &Row<bundle::Enrollment>,
    ) -> Result<()> {
        let spot = taking.spot(Kind::Enrollments, row.line);
        let present = taking.enrollments.row(&row.sourced_id).cloned();
        if row.status == bundle::Status::ToBeDeleted {
            match present {
                Some(present) => end(taking, ledger, &present, row.item.end)?,
                None => ledger.object(spot, &gone(&row.sourced_id)),
            }
            return Ok(());
        }
        let (person, class) = match self.ends_of(taking, &row.item) {
            Ok((person, class)) => (person.clone(), class.clone()),
            Err(objection) => {
                ledger.object(spot, &objection);
                return Ok(());
            }
        };
        let said = role(row.item.role);
        let begins = row.item.begin.or_else(|| self.first_term(&class));
        let begins = begins.unwrap_or(ledger.actor.today);
        if row.item.end.is_some_and(|end| end < begins) && present.is_none() {
            let end = row.item.end.map(|end| end.to_string()).unwrap_or_default();
            let reason = "ends before the first term of its class";
            ledger.object(spot, &Objection::failed("endDate", &end, reason));
            return Ok(());
        }
        let fresh = Enrollment {
            id: match &present {
                Some(present) => present.id,
                None => ledger.id(),
            },
            import: ledger.import(&row.sourced_id),
            class: class.id,
            person: person.id,
            role: said,
            class_number: self.numbers.get(&(class.id, person.id)).copied(),
            begins,
            ends: row.item.end,
            status: Status::Active,
        };
        let today = ledger.actor.today;
        let begins_anew = |was: &Enrollment, now: &Enrollment| {
            row.item.begin.is_none() && is_back(was, now, today)
        };
        let merge = |told: &Told<'_, Enrollment>| {
            let now = Enrollment {
                class: told.take(|e| &e.class, Some(class.id)),
                person: told.take(|e| &e.person, Some(person.id)),
                role: told.take(|e| &e.role, Some(said)),
                begins: told.take(|e| &e.begins, row.item.begin),
                ends: told.take(|e| &e.ends, Some(row.item.end)),
                status: told.take(|e| &e.status, Some(Status::Active)),
                ..told.present.clone()
            };
            if begins_anew(told.present, &now) {
                return Enrollment {
                    begins: today,
                    ..now
                };
            }
            now
        };
        let now = take_row(ledger, row, present.as_ref(), &fresh, merge)?;
        if let Some(now) = now {
            if let Some(was) = &present {
                touch(ledger, was);
                if begins_anew(was, &now) && was.status == Status::Active {
                    keep_stretch(ledger, was)?;
                }
            }
            touch(ledger, &now);
            taking.enrollments.keep(now);
            self.raise(taking, ledger, row, &person)?;
        }
        Ok(())
    }

    /// The person and the class of a row, as far as both are there.
    fn ends_of<'t>(
        &self,
        taking: &'t Taking<'_>,
        row: &bundle::Enrollment,
    ) -> std::result::Result<(&'t Person, &'t Class), Objection> {
        let is_full = |kind| {
            taking.records.mode(kind) == Mode::Bulk
                && taking.records.mode(Kind::Enrollments) == Mode::Bulk
        };
        let no_person = || {
            let reason = "no person with this id is in the bundle or here";
            Objection::failed("userSourcedId", &row.user, reason)
        };
        let no_class = || {
            let reason = "no class with this id is in the bundle or here";
            Objection::failed("classSourcedId", &row.class, reason)
        };
        if taking.left_out.contains(&row.user) {
            let reason = "its person was left out";
            return Err(Objection::skipped("userSourcedId", &row.user, reason));
        }
        let person = taking.people.row(&row.user).ok_or_else(no_person)?;
        if person.status == Status::Inactive {
            if is_full(Kind::Users) && !self.users.contains_key(row.user.as_str()) {
                return Err(no_person());
            }
            let reason = "its person has left";
            return Err(Objection::skipped("userSourcedId", &row.user, reason));
        }
        let class = taking.classes.row(&row.class).ok_or_else(no_class)?;
        if class.status == Status::Inactive {
            if is_full(Kind::Classes) && !self.classes.contains(row.class.as_str()) {
                return Err(no_class());
            }
            let reason = "its class is no longer there";
            return Err(Objection::skipped("classSourcedId", &row.class, reason));
        }
        Ok((person, class))
    }

    fn first_term(&self, class: &Class) -> Option<NaiveDate> {
        let begins = class.sessions.iter();
        begins.filter_map(|id| self.begins.get(id)).min().copied()
    }

    /// Lets an enrollment say what somebody is of whom the bundle says nothing else.
    fn raise(
        &self,
        taking: &mut Taking<'_>,
        ledger: &mut Ledger<'_>,
        row: &Row<bundle::Enrollment>,
        person: &Person,
    ) -> Result<()> {
        if self
            .users
            .get(row.item.user.as_str())
            .copied()
            .flatten()
            .is_some()
        {
            return Ok(());
        }
        let spot = taking.spot(Kind::Enrollments, row.line);
        match (role(row.item.role), person.role) {
            (Role::Student, Role::Other) => set_role(taking, ledger, spot, person, Role::Student),
            (Role::Teacher, Role::Student | Role::Guardian | Role::Other) => {
                let text = "Enrolled as a teacher; from now on a teacher here.";
                let file = taking.records.file(Kind::Enrollments);
                ledger
                    .warnings
                    .value(file, "role", "teacher", text, row.line);
                set_role(taking, ledger, spot, person, Role::Teacher)
            }
            _ => Ok(()),
        }
    }
}

/// Ends an enrollment that a row says is over, on the day it says or today.
fn end(
    taking: &mut Taking<'_>,
    ledger: &mut Ledger<'_>,
    present: &Enrollment,
    said: Option<NaiveDate>,
) -> Result<()> {
    let today = ledger.actor.today;
    let on = said.map_or(today, |end| end.min(today));
    let is_over = !is_open(present, today);
    if !is_over {
        let now = ledger.withdraw(present, |row| ended(row, on))?;
        touch(ledger, &now);
        taking.enrollments.keep(now);
    }
    ledger.count(!is_over);
    Ok(())
}
