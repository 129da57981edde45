//! One row of each file into its typed value. What is alike for all files is
//! in `sheet.rs`; what one row says about another in `people.rs` and `references.rs`.

use super::super::dates::Written;
use super::dated::NO_DATE;
use super::rows::{Class, Enrollment, Org, OrgKind, Role, SessionKind, User};
use super::sheet::{Cells, Problem, Word};

const ORG_KINDS: &[(&str, OrgKind)] = &[
    ("school", OrgKind::School),
    ("district", OrgKind::District),
    ("department", OrgKind::Department),
    ("local", OrgKind::Local),
    ("state", OrgKind::State),
    ("national", OrgKind::National),
];

const SESSION_KINDS: &[(&str, SessionKind)] = &[
    ("schoolYear", SessionKind::SchoolYear),
    ("term", SessionKind::Term),
    ("semester", SessionKind::Semester),
    ("gradingPeriod", SessionKind::GradingPeriod),
];

const ROLES: &[(&str, Role)] = &[
    ("student", Role::Student),
    ("teacher", Role::Teacher),
    ("administrator", Role::Administrator),
    ("principal", Role::Administrator),
    ("siteAdministrator", Role::Administrator),
    ("districtAdministrator", Role::Administrator),
    ("systemAdministrator", Role::Administrator),
    ("counselor", Role::Coach),
    ("guardian", Role::Guardian),
    ("parent", Role::Guardian),
    ("relative", Role::Guardian),
    ("aide", Role::NoAccess),
    ("proctor", Role::NoAccess),
];

/// A session whose dates aren't decided yet.
pub(super) struct SessionDraft {
    pub(super) title: String,
    pub(super) kind: SessionKind,
    pub(super) parent: Option<String>,
}

/// A row of `roles.csv`.
pub(super) struct RoleRow {
    pub(super) user: String,
    pub(super) role: Role,
    pub(super) org: Option<String>,
    pub(super) is_primary: bool,
}

pub(super) fn org(cells: &mut Cells<'_>) -> Result<Org, Problem> {
    let kind = match cells.word("type", ORG_KINDS) {
        Word::Known(kind) => kind,
        Word::Blank => OrgKind::School,
        Word::Unknown => {
            cells.warn(
                "type",
                "Not a kind of org in the standard; kept as another kind.",
            );
            OrgKind::Other
        }
    };
    Ok(Org {
        name: cells.needed("name")?,
        kind,
        identifier: cells.text("identifier")?,
        parent: cells.id("parentSourcedId")?,
    })
}

pub(super) fn session(cells: &mut Cells<'_>) -> Result<(SessionDraft, [Written; 2]), Problem> {
    let kind = match cells.word("type", SESSION_KINDS) {
        Word::Known(kind) => kind,
        Word::Blank => SessionKind::Term,
        Word::Unknown => {
            cells.warn(
                "type",
                "Not a kind of session in the standard; read as term.",
            );
            SessionKind::Term
        }
    };
    let draft = SessionDraft {
        title: cells.needed("title")?,
        kind,
        parent: cells.id("parentSourcedId")?,
    };
    let mut dates = [Written::Blank; 2];
    for (date, column) in dates.iter_mut().zip(["startDate", "endDate"]) {
        *date = cells.date(column);
        match *date {
            Written::Blank => return Err(cells.problem(column, "a required value is blank")),
            Written::Wrong => return Err(cells.problem(column, "not a date")),
            Written::Day(_) | Written::Pair(..) => {}
        }
    }
    Ok((draft, dates))
}

pub(super) fn course(cells: &mut Cells<'_>) -> Result<Option<String>, Problem> {
    cells.text("title")
}

pub(super) fn user(cells: &mut Cells<'_>, needs_role: bool) -> Result<User, Problem> {
    let given = cells.text("givenName")?;
    let family = cells.text("familyName")?;
    if given.is_none() && family.is_none() {
        return Err(cells.problem("givenName", "no name"));
    }
    let role = role(cells)?;
    if needs_role && role.is_none() {
        return Err(cells.problem("role", "a required value is blank"));
    }
    let mut orgs = cells.ids("orgSourcedIds")?;
    if let Some(primary) = cells.id("primaryOrgSourcedId")? {
        orgs.retain(|org| *org != primary);
        orgs.insert(0, primary);
    }
    Ok(User {
        given: given.unwrap_or_default(),
        family: family.unwrap_or_default(),
        middle: cells.text("middleName")?,
        preferred_given: cells.text("preferredGivenName")?,
        preferred_family: cells.text("preferredFamilyName")?,
        pronouns: cells.text("pronouns")?,
        username: cells.text("username")?,
        identifier: cells.text("identifier")?,
        email: cells.text("email")?,
        role,
        enabled: cells.flag("enabledUser", true),
        orgs,
        grades: cells.words("grades"),
        agents: cells.ids("agentSourcedIds")?,
        teaches: false,
    })
}

pub(super) fn role_row(cells: &mut Cells<'_>) -> Result<(RoleRow, [Written; 2]), Problem> {
    let user = cells.needed_id("userSourcedId")?;
    let role = role(cells)?;
    let role = role.ok_or_else(|| cells.problem("role", "a required value is blank"))?;
    let primary = [
        ("primary", true),
        ("secondary", false),
        ("true", true),
        ("false", false),
    ];
    let is_primary = matches!(cells.word("roleType", &primary), Word::Known(true));
    let row = RoleRow {
        user,
        role,
        org: cells.id("orgSourcedId")?,
        is_primary,
    };
    Ok((row, [Written::Blank, optional_date(cells, "endDate")]))
}

pub(super) fn class(cells: &mut Cells<'_>) -> Result<(Class, Option<String>), Problem> {
    let homeroom = [("homeroom", true), ("scheduled", false)];
    let class = Class {
        title: cells.text("title")?.unwrap_or_default(),
        code: cells.text("classCode")?,
        is_homeroom: matches!(cells.word("classType", &homeroom), Word::Known(true)),
        school: cells.needed_id("schoolSourcedId")?,
        sessions: cells.ids("termSourcedIds")?,
        grades: cells.words("grades"),
    };
    Ok((class, cells.id("courseSourcedId")?))
}

pub(super) fn enrollment(cells: &mut Cells<'_>) -> Result<(Enrollment, [Written; 2]), Problem> {
    let role = role(cells)?;
    let enrollment = Enrollment {
        class: cells.needed_id("classSourcedId")?,
        user: cells.needed_id("userSourcedId")?,
        school: cells.id("schoolSourcedId")?,
        role: role.ok_or_else(|| cells.problem("role", "a required value is blank"))?,
        is_primary: cells.flag("primary", false),
        begin: None,
        end: None,
    };
    let dates = [
        optional_date(cells, "beginDate"),
        optional_date(cells, "endDate"),
    ];
    Ok((enrollment, dates))
}

fn optional_date(cells: &mut Cells<'_>, column: &'static str) -> Written {
    let date = cells.date(column);
    if date == Written::Wrong {
        cells.warn(column, NO_DATE);
        return Written::Blank;
    }
    date
}

fn role(cells: &mut Cells<'_>) -> Result<Option<Role>, Problem> {
    match cells.word("role", ROLES) {
        Word::Known(role) => Ok(Some(role)),
        Word::Blank => Ok(None),
        Word::Unknown if cells.begins("role", "ext:") => {
            cells.warn(
                "role",
                "A role of the vendor's own; a person without access.",
            );
            Ok(Some(Role::NoAccess))
        }
        Word::Unknown => Err(cells.problem("role", "not a role of OneRoster")),
    }
}
