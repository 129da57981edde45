//! The rows of a OneRoster bundle as typed values, each with the place it came
//! from. Ids are text, compared exactly; ranges are end-exclusive, as in the standard.

use chrono::NaiveDate;

/// One of the files whose rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `orgs.csv`
    Orgs,
    /// `academicSessions.csv`
    AcademicSessions,
    /// `courses.csv`, which only lends titles to classes
    Courses,
    /// `users.csv`
    Users,
    /// `roles.csv` of 1.2, merged into the users
    Roles,
    /// `classes.csv`
    Classes,
    /// `enrollments.csv`
    Enrollments,
}

impl Kind {
    /// In the order in which nothing dangles.
    pub const ALL: [Kind; 7] = [
        Kind::Orgs,
        Kind::AcademicSessions,
        Kind::Courses,
        Kind::Users,
        Kind::Roles,
        Kind::Classes,
        Kind::Enrollments,
    ];

    /// The file's name without its ending, as the standard writes it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Orgs => "orgs",
            Kind::AcademicSessions => "academicSessions",
            Kind::Courses => "courses",
            Kind::Users => "users",
            Kind::Roles => "roles",
            Kind::Classes => "classes",
            Kind::Enrollments => "enrollments",
        }
    }
}

/// How a file is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Not there, or not to be read.
    Absent,
    /// The full picture: what isn't in it any more has left.
    Bulk,
    /// Changes only: what isn't in it stays as it was.
    Delta,
}

/// What a row says about its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is there.
    Active,
    /// It has left; the history stays.
    ToBeDeleted,
}

/// A row with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T> {
    /// The id, exact.
    pub sourced_id: String,
    /// There, or left.
    pub status: Status,
    /// The line in its file, which is that of its kind.
    pub line: u64,
    /// What the row says.
    pub item: T,
}

/// A school, a district, a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
    /// The number people know it by.
    pub identifier: Option<String>,
    /// The org above it.
    pub parent: Option<String>,
}

/// The kinds of org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrgKind {
    /// Part of a school.
    Department,
    /// Where people meet.
    School,
    /// Several schools.
    District,
    /// Between district and state.
    Local,
    /// A state.
    State,
    /// A country.
    National,
    /// A word of the vendor's own.
    Other,
}

/// A school year, a term, or part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: SessionKind,
    /// The first day.
    pub start: NaiveDate,
    /// The day after the last, as the standard has it.
    pub end: NaiveDate,
    /// The session around it.
    pub parent: Option<String>,
}

/// The kinds of academic session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// Part of a term.
    GradingPeriod,
    /// Half a year.
    Semester,
    /// The year.
    SchoolYear,
    /// A term, and any word of the vendor's own.
    Term,
}

/// What a person may be here. The words of the standard are mapped to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Aides, proctors and words not known: a person without access.
    NoAccess,
    /// Guardian, parent, relative.
    Guardian,
    /// Student.
    Student,
    /// Counselor.
    Coach,
    /// Teacher.
    Teacher,
    /// Principal and every kind of administrator.
    Administrator,
}

impl Role {
    /// The role in lower snake_case.
    pub fn word(self) -> &'static str {
        match self {
            Role::NoAccess => "no_access",
            Role::Guardian => "guardian",
            Role::Student => "student",
            Role::Coach => "coach",
            Role::Teacher => "teacher",
            Role::Administrator => "administrator",
        }
    }
}

/// A person, with what `roles.csv` adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Given name; blank for people with one name that stands in the other column.
    pub given: String,
    /// Family name; blank likewise. One of the two is never blank.
    pub family: String,
    /// Middle name.
    pub middle: Option<String>,
    /// The given name that is used.
    pub preferred_given: Option<String>,
    /// The family name that is used.
    pub preferred_family: Option<String>,
    /// Pronouns.
    pub pronouns: Option<String>,
    /// The login.
    pub username: Option<String>,
    /// The number people know: the school number.
    pub identifier: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// None when the file doesn't say: in 1.2 without a row in `roles.csv`.
    pub role: Option<Role>,
    /// Whether the person may log in; false doesn't mean gone.
    pub enabled: bool,
    /// The orgs, the primary first.
    pub orgs: Vec<String>,
    /// Grades in the vendor's words.
    pub grades: Vec<String>,
    /// For a student, the guardians' ids (and the other way round).
    pub agents: Vec<String>,
    /// Enrolled as a teacher in at least one class, whatever `role` says.
    pub teaches: bool,
}

/// A role of someone whose own row isn't in this bundle (a delta may bring one alone).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseRole {
    /// The person's id.
    pub user: String,
    /// The role.
    pub role: Role,
    /// The org.
    pub org: Option<String>,
    /// Given, or taken away.
    pub status: Status,
    /// The line in `roles.csv`.
    pub line: u64,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its title; the course's, or the code, where it has none.
    pub title: String,
    /// The code.
    pub code: Option<String>,
    /// A homeroom and not a scheduled class.
    pub is_homeroom: bool,
    /// The school.
    pub school: String,
    /// The academic sessions it runs in.
    pub sessions: Vec<String>,
    /// Grades in the vendor's words.
    pub grades: Vec<String>,
}

/// A person in a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    /// The class's id.
    pub class: String,
    /// The person's id.
    pub user: String,
    /// The school's id.
    pub school: Option<String>,
    /// The person's role in this class.
    pub role: Role,
    /// The first among several teachers.
    pub is_primary: bool,
    /// The first day.
    pub begin: Option<NaiveDate>,
    /// The day after the last.
    pub end: Option<NaiveDate>,
}
