//! A OneRoster bundle into the book, file by file in the order in which
//! nothing dangles: orgs, sessions and classes here, people and enrollments
//! beside it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::ids::{Id, Named};
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::school::{AcademicSession, Class, Enrollment, Org};
use crate::exchange::oneroster::{self as bundle, Kind, Mode, OrgKind, Records, Row};

use super::super::Result;
use super::super::derived;
use super::known::{Known, is_open};
use super::ledger::{Imported, Ledger, Objection, Spot, Told};
use super::{Phase, Progress, Share, people, places, sessions};

const GONE: &str = "marked as left, and never was here";

/// Brings a bundle into the book, and says which share of the students a full
/// list no longer has.
pub(super) fn import(
    ledger: &mut Ledger<'_>,
    records: &Records,
    progress: Progress<'_>,
) -> Result<Option<Share>> {
    ledger.counts.skipped = records.skipped;
    ledger.counts.failed = records.failed.len() as u64;
    ledger
        .reports
        .extend(records.failed.iter().map(|row| super::Report {
            outcome: super::Fate::Failed,
            row: row.clone(),
        }));
    let mut taking = Taking::new(ledger, records)?;
    let before = taking.present(ledger.actor.today);
    taking.orgs(ledger)?;
    sessions::take(&mut taking, ledger)?;
    people::take(&mut taking, ledger, progress)?;
    taking.classes(ledger)?;
    places::take(&mut taking, ledger, progress)?;
    taking.warn_of_dangling(ledger);
    Ok(Some(taking.share(ledger, &before)))
}

/// A bundle being taken, and what the book has of its source.
pub(super) struct Taking<'a> {
    pub(super) records: &'a Records,
    pub(super) orgs: Known<Org>,
    pub(super) sessions: Known<AcademicSession>,
    pub(super) classes: Known<Class>,
    pub(super) people: Known<Person>,
    pub(super) enrollments: Known<Enrollment>,
    /// People who were left out as doubtful or as gone; their enrollments are too.
    pub(super) left_out: HashSet<String>,
    /// People and classes that went inactive now; their enrollments end.
    pub(super) gone_people: HashSet<PersonId>,
    pub(super) gone_classes: HashSet<Id<Class>>,
}

/// Whom a source has, and who of them has a place in a class.
pub(super) struct Present {
    students: HashSet<PersonId>,
    staff: HashSet<PersonId>,
    teachers: HashSet<PersonId>,
    placed: HashSet<PersonId>,
    open: HashSet<Id<Enrollment>>,
}

impl<'a> Taking<'a> {
    fn new(ledger: &Ledger<'_>, records: &'a Records) -> Result<Self> {
        let (connection, source) = (ledger.connection, ledger.source);
        Ok(Self {
            records,
            orgs: Known::load(connection, source)?,
            sessions: Known::load(connection, source)?,
            classes: Known::load(connection, source)?,
            people: Known::load(connection, source)?,
            enrollments: Known::load(connection, source)?,
            left_out: HashSet::new(),
            gone_people: HashSet::new(),
            gone_classes: HashSet::new(),
        })
    }

    /// Where a row stands.
    pub(super) fn spot(&self, kind: Kind, line: u64) -> Spot<'a> {
        Spot {
            file: self.records.file(kind),
            line,
        }
    }

    /// The ids of a source's rows that a full list no longer has. A list
    /// without rows says nothing of orgs, sessions and classes.
    pub(super) fn missing<T: Imported, R>(
        &self,
        kind: Kind,
        known: &Known<T>,
        rows: &[Row<R>],
    ) -> Vec<String> {
        let is_list = !rows.is_empty() || matches!(kind, Kind::Users | Kind::Enrollments);
        if self.records.mode(kind) != Mode::Bulk || !is_list {
            return Vec::new();
        }
        let seen: HashSet<&str> = rows.iter().map(|row| row.sourced_id.as_str()).collect();
        known.ids(|id, row| {
            row.status() == Status::Active
                && !seen.contains(id)
                && !self.records.has_failed(kind, id)
        })
    }

    fn orgs(&mut self, ledger: &mut Ledger<'_>) -> Result<()> {
        let rows = &self.records.orgs;
        let ids = ids(ledger, &self.orgs, rows);
        let parents: HashMap<Id<Org>, Id<Org>> = rows
            .iter()
            .filter_map(|row| {
                let parent = ids.get(row.item.parent.as_deref()?)?;
                Some((*ids.get(row.sourced_id.as_str())?, *parent))
            })
            .collect();
        for row in rows {
            let spot = self.spot(Kind::Orgs, row.line);
            let present = self.orgs.row(&row.sourced_id).cloned();
            let Some(id) = known_or_new(ledger, spot, row, &ids) else {
                continue;
            };
            let parent = parents.get(&id).copied();
            let parent = parent.filter(|_| !is_own_parent(id, &parents));
            if parent.is_none() && row.item.parent.is_some() && ids.contains_key(&*row.sourced_id) {
                self.warn_of_circle(ledger, row, &ids);
            }
            let said_parent = match &row.item.parent {
                None => Some(None),
                Some(_) => parent.map(Some),
            };
            let fresh = Org {
                id,
                import: ledger.import(&row.sourced_id),
                name: row.item.name.clone(),
                kind: org_word(row.item.kind).to_owned(),
                parent,
                status: Status::Active,
            };
            let merge = |told: &Told<'_, Org>| Org {
                name: told.take(|o| &o.name, Some(fresh.name.clone())),
                kind: told.take(|o| &o.kind, Some(fresh.kind.clone())),
                parent: told.take(|o| &o.parent, said_parent),
                status: told.take(|o| &o.status, Some(Status::Active)),
                ..told.present.clone()
            };
            let now = take(ledger, row, present.as_ref(), &fresh, merge)?;
            ledger.calendar_moved |=
                present.is_some_and(|was| now.as_ref().is_some_and(|now| was.parent != now.parent));
            self.orgs.keep_changed(now);
        }
        for id in self.missing(Kind::Orgs, &self.orgs, rows) {
            if let Some(row) = self.orgs.row(&id).cloned() {
                let gone = ledger.leave(&row)?;
                self.orgs.keep_changed(gone);
            }
        }
        Ok(())
    }

    fn warn_of_circle(
        &self,
        ledger: &mut Ledger<'_>,
        row: &Row<bundle::Org>,
        ids: &HashMap<&str, Id<Org>>,
    ) {
        let Some(parent) = row.item.parent.as_deref().filter(|id| ids.contains_key(id)) else {
            return;
        };
        let text = "This org would lie inside itself; it is kept without an org above it.";
        let file = self.records.file(Kind::Orgs);
        ledger
            .warnings
            .value(file, "parentSourcedId", parent, text, row.line);
    }

    fn classes(&mut self, ledger: &mut Ledger<'_>) -> Result<()> {
        let rows = &self.records.classes;
        let ids = ids(ledger, &self.classes, rows);
        let has_orgs = self.orgs.rows().next().is_some();
        for row in rows {
            let spot = self.spot(Kind::Classes, row.line);
            let present = self.classes.row(&row.sourced_id).cloned();
            let org = self.org(&row.item.school);
            if org.is_none() && has_orgs && row.status == bundle::Status::Active {
                let reason = "no org with this id is in the bundle or here";
                let objection = Objection::failed("schoolSourcedId", &row.item.school, reason);
                ledger.object(spot, &objection);
                continue;
            }
            let Some(id) = known_or_new(ledger, spot, row, &ids) else {
                continue;
            };
            let sessions = row.item.sessions.iter();
            let sessions: Vec<_> = sessions
                .filter_map(|id| Some(self.sessions.row(id)?.id))
                .collect();
            let said_sessions = (!sessions.is_empty()).then_some(sessions.clone());
            let fresh = Class {
                id,
                import: ledger.import(&row.sourced_id),
                org,
                title: row.item.title.clone(),
                code: row.item.code.clone(),
                homeroom: row.item.is_homeroom,
                sessions,
                status: Status::Active,
            };
            let merge = |told: &Told<'_, Class>| Class {
                org: told.take(|c| &c.org, org.map(Some)),
                title: told.take(|c| &c.title, Some(fresh.title.clone())),
                code: told.take(|c| &c.code, fresh.code.clone().map(Some)),
                homeroom: told.take(|c| &c.homeroom, Some(fresh.homeroom)),
                sessions: told.take(|c| &c.sessions, said_sessions.clone()),
                status: told.take(|c| &c.status, Some(Status::Active)),
                ..told.present.clone()
            };
            let now = take(ledger, row, present.as_ref(), &fresh, merge)?;
            if let Some(now) = now {
                if present.is_some() {
                    let students = derived::students_of(ledger.connection, now.id)?;
                    ledger.touched.extend(students);
                }
                self.note_class(&now);
                self.classes.keep(now);
            }
        }
        for id in self.missing(Kind::Classes, &self.classes, rows) {
            if let Some(row) = self.classes.row(&id).cloned()
                && let Some(gone) = ledger.leave(&row)?
            {
                self.note_class(&gone);
                self.classes.keep(gone);
            }
        }
        Ok(())
    }

    fn note_class(&mut self, class: &Class) {
        if class.status == Status::Inactive {
            self.gone_classes.insert(class.id);
        }
    }

    /// Our id of an org of this source.
    pub(super) fn org(&self, sourced_id: &str) -> Option<Id<Org>> {
        self.orgs.row(sourced_id).map(|row| row.id)
    }

    /// References that lead nowhere and fail no row.
    fn warn_of_dangling(&self, ledger: &mut Ledger<'_>) {
        for dangling in &self.records.dangling {
            let id = dangling.value.as_str();
            let is_here = match dangling.target {
                Kind::Orgs => self.orgs.row(id).is_some(),
                Kind::AcademicSessions => self.sessions.row(id).is_some(),
                Kind::Users => self.people.row(id).is_some(),
                Kind::Classes | Kind::Courses | Kind::Enrollments | Kind::Roles => false,
            };
            let fails_its_row = matches!(dangling.column, "classSourcedId" | "userSourcedId")
                || (dangling.column == "schoolSourcedId"
                    && dangling.file == self.records.file(Kind::Classes));
            if is_here || fails_its_row {
                continue;
            }
            ledger.warnings.value(
                &dangling.file,
                dangling.column,
                id,
                &format!(
                    "No row of {}.csv has this id; kept without it (rows: {}).",
                    dangling.target.name(),
                    dangling.count
                ),
                dangling.line,
            );
        }
    }

    /// Whom the source has as they are now.
    fn present(&self, today: NaiveDate) -> Present {
        let people = |is_meant: &dyn Fn(Role) -> bool| {
            let people = self.people.rows();
            let people = people.filter(|p| p.status == Status::Active && is_meant(p.role));
            people.map(|person| person.id).collect()
        };
        let open = || self.enrollments.rows().filter(|row| is_open(row, today));
        let placed = open().filter(|row| row.role == Role::Student);
        Present {
            students: people(&|role| role == Role::Student),
            staff: people(&|role| {
                matches!(role, Role::Teacher | Role::Administrator | Role::Coach)
            }),
            teachers: people(&|role| role == Role::Teacher),
            placed: placed.map(|row| row.person).collect(),
            open: open().map(|row| row.id).collect(),
        }
    }

    /// Counts who has left and which places are over, and says how many of
    /// them a full list no longer has, or has in no class.
    fn share(&self, ledger: &mut Ledger<'_>, before: &Present) -> Share {
        let after = self.present(ledger.actor.today);
        let is_full = |kind| self.records.mode(kind) == Mode::Bulk;
        let has_left = |student: &PersonId| !after.students.contains(student);
        let has_no_place =
            |student: &PersonId| before.placed.contains(student) && !after.placed.contains(student);
        let count = |of: &dyn Fn(&PersonId) -> bool| {
            // Who is on staff from now on has not left.
            let students = before.students.difference(&after.staff);
            students.filter(|student| of(student)).count() as u64
        };
        ledger.left = count(&|student| has_left(student) || has_no_place(student));
        let gone = &self.gone_people;
        ledger.staff_left = before.staff.intersection(gone).count() as u64;
        ledger.enrollments_ended = before.open.difference(&after.open).count() as u64;
        let is_list_of_places = is_full(Kind::Enrollments) || is_full(Kind::Classes);
        let is_list_of_people = is_full(Kind::Users);
        Share {
            left: count(&|student| {
                (is_list_of_people && has_left(student))
                    || (is_list_of_places && has_no_place(student))
            }),
            of: before.students.len() as u64,
            staff_left: if is_list_of_people {
                ledger.staff_left
            } else {
                0
            },
            of_staff: before.staff.len() as u64,
            without_teachers: is_list_of_people
                && !before.teachers.is_empty()
                && before.teachers.is_subset(gone),
        }
    }
}

/// The ids of all rows that are here or come now, so that a row may name a later one.
pub(super) fn ids<'r, T: Imported + Named, R>(
    ledger: &mut Ledger<'_>,
    known: &Known<T>,
    rows: &'r [Row<R>],
) -> HashMap<&'r str, Id<T>> {
    let mut ids = HashMap::with_capacity(rows.len());
    for row in rows {
        let id = match known.row(&row.sourced_id) {
            Some(present) => Id::new(present.key()),
            None if row.status == bundle::Status::ToBeDeleted => continue,
            None => ledger.id(),
        };
        ids.insert(row.sourced_id.as_str(), id);
    }
    ids
}

/// The row's id; a row that has left and never was here has none and is skipped.
pub(super) fn known_or_new<T, R>(
    ledger: &mut Ledger<'_>,
    spot: Spot<'_>,
    row: &Row<R>,
    ids: &HashMap<&str, Id<T>>,
) -> Option<Id<T>> {
    let id = ids.get(row.sourced_id.as_str()).copied();
    if id.is_none() {
        ledger.object(spot, &gone(&row.sourced_id));
    }
    id
}

/// Why a row that has left isn't taken up.
pub(super) fn gone(sourced_id: &str) -> Objection {
    Objection::skipped("sourcedId", sourced_id, GONE)
}

/// Writes a row as new, merged or left, counts it, and says what it is now
/// where it changed.
pub(super) fn take<T: Imported, R>(
    ledger: &mut Ledger<'_>,
    row: &Row<R>,
    present: Option<&T>,
    fresh: &T,
    merge: impl Fn(&Told<'_, T>) -> T,
) -> Result<Option<T>> {
    let Some(present) = present else {
        ledger.insert(fresh)?;
        ledger.counts.created += 1;
        return Ok(Some(fresh.clone()));
    };
    let now = match row.status {
        bundle::Status::ToBeDeleted => ledger.leave(present)?,
        bundle::Status::Active => ledger.settle(present, merge)?,
    };
    ledger.count(now.is_some());
    Ok(now)
}

/// Tells every so often how far it is.
pub(super) fn tell(progress: Progress<'_>, done: usize, all: usize) {
    if done.is_multiple_of(500) || done == all {
        progress(Phase::Rows, done, all);
    }
}

fn is_own_parent(id: Id<Org>, parents: &HashMap<Id<Org>, Id<Org>>) -> bool {
    let mut seen = HashSet::new();
    let mut next = parents.get(&id).copied();
    while let Some(parent) = next {
        if parent == id {
            return true;
        }
        if !seen.insert(parent) {
            return false;
        }
        next = parents.get(&parent).copied();
    }
    false
}

fn org_word(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Department => "department",
        OrgKind::School => "school",
        OrgKind::District => "district",
        OrgKind::Local => "local",
        OrgKind::State => "state",
        OrgKind::National => "national",
        OrgKind::Other => "other",
    }
}
