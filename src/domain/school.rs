//! The school around the student: orgs, sessions, days, classes, who is
//! enrolled and whose caseload a student is on. Names follow OneRoster 1.1/1.2.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::closed::Word;
use super::ids::{Id, Named};
use super::person::{PersonId, Status};

/// Where a row came from: the source of an import and the row's id there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Import {
    /// The source, as named by its import; none for what was typed here.
    pub source: Option<String>,
    /// The id in that source, as exact text.
    pub sourced_id: Option<String>,
}

/// A school, or what holds schools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    /// Ours.
    pub id: Id<Org>,
    /// Where the row came from.
    pub import: Import,
    /// Its name.
    pub name: String,
    /// `school`, `district`, … as OneRoster says.
    pub kind: String,
    /// The org that holds this one.
    pub parent: Option<Id<Org>>,
    /// Whether it is still there.
    pub status: Status,
}

impl Named for Org {
    const PREFIX: char = 'o';
}

/// A school year, a term, a semester or a grading period. End-exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcademicSession {
    /// Ours.
    pub id: Id<AcademicSession>,
    /// Where the row came from.
    pub import: Import,
    /// "Term 2".
    pub title: String,
    /// What span of the year this is.
    pub kind: SessionKind,
    /// The first day.
    pub begins: NaiveDate,
    /// The day after the last.
    pub ends: NaiveDate,
    /// The session this one lies in.
    pub parent: Option<Id<AcademicSession>>,
    /// Whether it still counts.
    pub status: Status,
}

impl Named for AcademicSession {
    const PREFIX: char = 'a';
}

/// What span of the year a session is (OneRoster `type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// The whole year.
    SchoolYear,
    /// Half of it.
    Semester,
    /// One of its N terms.
    Term,
    /// What grades are given for.
    GradingPeriod,
}

impl Word for SessionKind {
    const WHAT: &'static str = "a kind of session";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::SchoolYear, "school_year"),
        (Self::Semester, "semester"),
        (Self::Term, "term"),
        (Self::GradingPeriod, "grading_period"),
    ];
}

/// One day that differs from the week's rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Ours.
    pub id: Id<CalendarDay>,
    /// The org it holds for; none for the whole file.
    pub org: Option<Id<Org>>,
    /// The day.
    pub date: NaiveDate,
    /// What it is.
    pub kind: DayKind,
    /// What it is called: "Thanksgiving".
    pub title: String,
}

impl Named for CalendarDay {
    const PREFIX: char = 'd';
}

/// What a day of the calendar is. `school` and `flexible` count, `holiday` doesn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// School is held.
    School,
    /// No school.
    Holiday,
    /// School, with time for one-on-one check-ins.
    Flexible,
}

impl Word for DayKind {
    const WHAT: &'static str = "a kind of day";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::School, "school"),
        (Self::Holiday, "holiday"),
        (Self::Flexible, "flexible"),
    ];
}

/// A class, homeroom or section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Ours.
    pub id: Id<Class>,
    /// Where the row came from.
    pub import: Import,
    /// The school it belongs to.
    pub org: Option<Id<Org>>,
    /// "Room 12".
    pub title: String,
    /// The short code other systems use.
    pub code: Option<String>,
    /// Whether this is where the student belongs, rather than one subject.
    pub homeroom: bool,
    /// The sessions it meets in, by id, in order.
    pub sessions: Vec<Id<AcademicSession>>,
    /// Whether it is still there.
    pub status: Status,
}

impl Named for Class {
    const PREFIX: char = 'c';
}

/// Somebody's place in a class. Leaving ends it; it is never deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrollment {
    /// Ours.
    pub id: Id<Enrollment>,
    /// Where the row came from.
    pub import: Import,
    /// The class.
    pub class: Id<Class>,
    /// Who is in it.
    pub person: PersonId,
    /// As what: `student` or `teacher` (others have no access through it).
    pub role: super::person::Role,
    /// The number for fast pick.
    pub class_number: Option<u16>,
    /// The first day.
    pub begins: NaiveDate,
    /// The day after the last; none while it is open.
    pub ends: Option<NaiveDate>,
    /// Inactive when the import took it back altogether.
    pub status: Status,
}

impl Named for Enrollment {
    const PREFIX: char = 'e';
}

/// A student an adult looks after outside of classes (advisory).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caseload {
    /// Ours.
    pub id: Id<Caseload>,
    /// Who looks after the student.
    pub adult: PersonId,
    /// The student.
    pub student: PersonId,
    /// The first day.
    pub begins: NaiveDate,
    /// The day after the last; none while it is open.
    pub ends: Option<NaiveDate>,
}

impl Named for Caseload {
    const PREFIX: char = 'l';
}

/// How often a check-in of one kind should be held, and for whom. The nearest
/// scope wins: student, class, then the whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadenceRule {
    /// Ours.
    pub id: Id<CadenceRule>,
    /// For whom.
    pub scope: CadenceScope,
    /// The class or student; none for the whole file.
    pub subject: Option<i64>,
    /// Which check-ins.
    pub kind: super::cadence::Kind,
    /// False turns the kind off in this scope.
    pub asked: bool,
    /// School days after which the next one is due.
    pub ideal: u16,
    /// School days after which the student has waited too long.
    pub maximum: u16,
    /// A fixed weekday (0 = Monday), instead of the two numbers.
    pub weekday: Option<u8>,
    /// First day of a pause.
    pub paused_from: Option<NaiveDate>,
    /// Last day of a pause.
    pub paused_until: Option<NaiveDate>,
}

impl Named for CadenceRule {
    const PREFIX: char = 'h';
}

/// Whom a cadence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CadenceScope {
    /// Everybody in the file.
    School,
    /// One class.
    Class,
    /// One student.
    Student,
}

impl Word for CadenceScope {
    const WHAT: &'static str = "a scope of a cadence";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::School, "school"),
        (Self::Class, "class"),
        (Self::Student, "student"),
    ];
}
