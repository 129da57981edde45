//! OneRoster 1.1 and 1.2 CSV, and bundles without a manifest, into typed rows.
//! It says what the files say; what of it is new or has left, the store says.
//!
//! Columns are found by exact name in any order; old names, other cases and
//! other words are taken with a warning, misspelt ones aren't guessed.
//! Passwords, demographics and flags are never kept.

mod columns;
mod dated;
mod manifest;
mod parse;
mod people;
mod plan;
mod references;
mod rows;
mod sheet;

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use chrono::NaiveDate;

use super::bundle::Bundle;
use super::dates::Written;
use super::finding::{Fault, RowReport, Warning, shown};
use super::table::Table;

pub use references::Dangling;
pub use rows::{
    Class, Enrollment, Kind, LooseRole, Mode, Org, OrgKind, Role, Row, Session, SessionKind,
    Status, User,
};
pub use sheet::FileSummary;

use people::DatedRole;
use plan::Plan;
use sheet::{Findings, Paper, Sheet};

/// The version of the standard that a bundle follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Without a manifest.
    V1_0,
    /// 1.1
    V1_1,
    /// 1.2 and 1.2.1
    V1_2,
}

/// Everything a bundle says, in the order in which nothing dangles.
///
/// `rows_read` = the rows of the five lists + `skipped` + `failed`.
#[derive(Debug)]
pub struct Records {
    /// The version.
    pub version: Version,
    /// The program that made it, if the manifest says.
    pub system: Option<String>,
    /// How each file is to be taken.
    modes: HashMap<Kind, Mode>,
    /// The name of each file as it is written there.
    names: HashMap<Kind, String>,
    /// Ids of rows that failed, by file.
    failed_ids: HashSet<(String, String)>,
    /// Schools and what is above them.
    pub orgs: Vec<Row<Org>>,
    /// School years and terms.
    pub sessions: Vec<Row<Session>>,
    /// People, with their roles.
    pub users: Vec<Row<User>>,
    /// Classes.
    pub classes: Vec<Row<Class>>,
    /// Who is in which class.
    pub enrollments: Vec<Row<Enrollment>>,
    /// Roles of people whose own row isn't in the bundle.
    pub loose_roles: Vec<LooseRole>,
    /// References that lead nowhere in the bundle.
    pub dangling: Vec<Dangling>,
    /// Rows that were left out, one report each.
    pub failed: Vec<RowReport>,
    /// Values that lost characters on their way in; their rows were taken.
    pub notes: Vec<RowReport>,
    /// What else was noticed.
    pub warnings: Vec<Warning>,
    /// What each file was.
    pub files: Vec<FileSummary>,
    /// Data rows of files that aren't stored: courses, roles, demographics, results, unknown ones.
    pub skipped: u64,
    /// Data rows in all, the manifest's not counted.
    pub rows_read: u64,
}

impl Records {
    /// How a file is to be taken.
    pub fn mode(&self, kind: Kind) -> Mode {
        self.modes.get(&kind).copied().unwrap_or(Mode::Absent)
    }

    /// A file's name as it is written there; blank where it isn't.
    pub fn file(&self, kind: Kind) -> &str {
        self.names.get(&kind).map_or("", String::as_str)
    }

    /// Whether a row with this id is in the file and failed: it isn't missing.
    pub fn has_failed(&self, kind: Kind, id: &str) -> bool {
        let row = (self.file(kind).to_owned(), id.to_owned());
        self.failed_ids.contains(&row)
    }
}

/// Reads a bundle. `today` tells which roles have ended.
pub fn read<R: Read + Seek>(bundle: &mut Bundle<R>, today: NaiveDate) -> Result<Records, Fault> {
    let mut findings = Findings::default();
    let opening = bundle.warnings();
    let plan = Plan::of(bundle, &mut findings.warnings)?;
    bundle.check_sizes(plan.files.values().chain(&plan.rest).map(String::as_str))?;
    let mut reading = Reading {
        bundle,
        plan,
        findings,
    };

    let orgs = reading.rows(Kind::Orgs, parse::org, no_id)?;
    let sessions = reading.rows(Kind::AcademicSessions, parse::session, no_id)?;
    let courses = reading.rows(Kind::Courses, parse::course, no_id)?;
    let needs_role = !reading.plan.needs(Kind::Users).is_empty();
    let users = reading.rows(Kind::Users, |cells| parse::user(cells, needs_role), no_id)?;
    let roles = reading.rows(Kind::Roles, parse::role_row, role_id)?;
    let classes = reading.rows(Kind::Classes, parse::class, no_id)?;
    let enrollments = reading.rows(Kind::Enrollments, parse::enrollment, enrollment_id)?;
    reading.count_the_rest()?;

    let Reading { plan, findings, .. } = reading;
    let mut findings = findings;
    findings.skipped += (courses.rows.len() + roles.rows.len()) as u64;
    let sessions = decide_sessions(sessions, &mut findings);
    let enrollments = decide_enrollments(enrollments, &mut findings);
    let mut users = users.rows;
    let roles = roles.decide_dates(
        ["beginDate", "endDate"],
        false,
        &mut findings,
        |row, days| Ok(DatedRole { row, end: days[1] }),
    );
    let loose_roles = people::merge_roles(&mut users, roles, today);
    if plan.mode(Kind::Users) != Mode::Absent {
        let file = plan.file(Kind::Users);
        let mode = plan.mode(Kind::Users);
        people::note_missing_roles(&users, mode, file, &mut findings.warnings);
    }
    let file = plan.file(Kind::Enrollments);
    people::note_teachers(&mut users, &enrollments, file, &mut findings.warnings);
    let parts = references::Parts {
        orgs: &orgs.rows,
        sessions: &sessions,
        courses: &courses.rows,
        users: &users,
        classes: &classes.rows,
        enrollments: &enrollments,
    };
    let dangling = parts.dangling(&plan);
    let mut warnings = opening;
    warnings.extend(findings.warnings.into_vec());
    Ok(Records {
        version: plan.version,
        system: plan.system,
        modes: plan.modes,
        names: plan.files,
        failed_ids: findings.failed_ids,
        orgs: orgs.rows,
        sessions,
        users,
        classes: titled(classes.rows, &courses.rows),
        enrollments,
        loose_roles,
        dangling,
        failed: findings.failed,
        notes: findings.notes,
        warnings,
        files: findings.files,
        skipped: findings.skipped,
        rows_read: findings.rows_read,
    })
}

struct Reading<'a, R: Read + Seek> {
    bundle: &'a mut Bundle<R>,
    plan: Plan,
    findings: Findings,
}

impl<R: Read + Seek> Reading<'_, R> {
    fn rows<T>(
        &mut self,
        kind: Kind,
        parse: impl FnMut(&mut sheet::Cells<'_>) -> Result<T, sheet::Problem>,
        stand_in: impl Fn(&T) -> String,
    ) -> Result<Sheet<T>, Fault> {
        let Some(file) = self.plan.files.get(&kind) else {
            return Ok(Sheet {
                file: String::new(),
                rows: Vec::new(),
            });
        };
        let source = self.bundle.read(file)?;
        let paper = Paper {
            kind,
            file,
            mode: self.plan.mode(kind),
            needs: self.plan.needs(kind),
        };
        sheet::read(&paper, source, &mut self.findings, parse, stand_in)
    }

    /// Counts the rows of files that aren't stored. The limits hold for those of
    /// OneRoster too; any other that can't be read is passed over.
    fn count_the_rest(&mut self) -> Result<(), Fault> {
        for file in std::mem::take(&mut self.plan.rest) {
            self.count(&file)?;
        }
        for file in std::mem::take(&mut self.plan.strays) {
            let fits = self.bundle.check_sizes([file.as_str()].into_iter());
            if fits.and_then(|()| self.count(&file)).is_err() {
                let text = "It can't be read as CSV, and was passed over.";
                self.findings.warnings.file(&file, text);
            }
        }
        Ok(())
    }

    fn count(&mut self, file: &str) -> Result<(), Fault> {
        let source = self.bundle.read(file)?;
        let mut rows = 0;
        let mut encoding = "";
        if let Some(mut table) = Table::open(file, source)? {
            while table.next_row()?.is_some() {
                rows += 1;
            }
            encoding = table.encoding().name();
        }
        self.findings.rows_read += rows;
        self.findings.skipped += rows;
        self.findings.files.push(FileSummary {
            file: shown(file),
            mode: Mode::Absent,
            rows,
            is_stored: false,
            encoding,
            known: 0,
            unknown: Vec::new(),
            missing: Vec::new(),
        });
        Ok(())
    }
}

/// These rows have no other id than their own.
fn no_id<T>(_: &T) -> String {
    String::new()
}

fn role_id(row: &(parse::RoleRow, [Written; 2])) -> String {
    let (role, _) = row;
    let org = role.org.as_deref().unwrap_or_default();
    format!("{}/{org}/{}", role.user, role.role.word())
}

fn enrollment_id(row: &(Enrollment, [Written; 2])) -> String {
    let (enrollment, _) = row;
    format!(
        "{}/{}/{}",
        enrollment.class,
        enrollment.user,
        enrollment.role.word()
    )
}

fn decide_sessions(
    sessions: Sheet<(parse::SessionDraft, [Written; 2])>,
    findings: &mut Findings,
) -> Vec<Row<Session>> {
    sessions.decide_dates(["startDate", "endDate"], true, findings, |draft, days| {
        let [Some(start), Some(end)] = days else {
            return Err((0, "not a date"));
        };
        if end <= start {
            return Err((1, "ends before it begins"));
        }
        Ok(Session {
            title: draft.title,
            kind: draft.kind,
            start,
            end,
            parent: draft.parent,
        })
    })
}

fn decide_enrollments(
    enrollments: Sheet<(Enrollment, [Written; 2])>,
    findings: &mut Findings,
) -> Vec<Row<Enrollment>> {
    enrollments.decide_dates(["beginDate", "endDate"], false, findings, |item, days| {
        let [begin, end] = days;
        if let (Some(begin), Some(end)) = (begin, end)
            && end < begin
        {
            return Err((1, "ends before it begins"));
        }
        Ok(Enrollment { begin, end, ..item })
    })
}

/// Classes with a title each: their own, else the course's, else the code or the id.
fn titled(
    classes: Vec<Row<(Class, Option<String>)>>,
    courses: &[Row<Option<String>>],
) -> Vec<Row<Class>> {
    let titles: HashMap<&str, &str> = courses
        .iter()
        .filter_map(|row| Some((row.sourced_id.as_str(), row.item.as_deref()?)))
        .collect();
    classes
        .into_iter()
        .map(|row| {
            let (mut class, course) = row.item;
            if class.title.is_empty() {
                let title = course.and_then(|id| titles.get(id.as_str()).copied());
                let title = title.or(class.code.as_deref()).unwrap_or(&row.sourced_id);
                title.clone_into(&mut class.title);
            }
            Row {
                sourced_id: row.sourced_id,
                status: row.status,
                line: row.line,
                item: class,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
