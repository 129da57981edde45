//! The columns of each file, by the standard's names and by the old and
//! misspelt ones that were really seen. A name like none of these isn't guessed.

use super::super::finding::Warnings;
use super::rows::Kind;

/// A column that is read.
#[derive(Debug)]
pub(super) struct Column {
    name: &'static str,
    other_names: &'static [&'static str],
    is_needed: bool,
}

const fn needed(name: &'static str) -> Column {
    known(name, &[], true)
}

const fn wanted(name: &'static str) -> Column {
    known(name, &[], false)
}

const fn known(
    name: &'static str,
    other_names: &'static [&'static str],
    is_needed: bool,
) -> Column {
    Column {
        name,
        other_names,
        is_needed,
    }
}

const ORGS: &[Column] = &[
    needed("sourcedId"),
    wanted("status"),
    needed("name"),
    wanted("type"),
    wanted("identifier"),
    known("parentSourcedId", &["parentId"], false),
];
const SESSIONS: &[Column] = &[
    needed("sourcedId"),
    wanted("status"),
    needed("title"),
    wanted("type"),
    needed("startDate"),
    needed("endDate"),
    known("parentSourcedId", &["parentId"], false),
];
const COURSES: &[Column] = &[needed("sourcedId"), wanted("status"), wanted("title")];
const USERS: &[Column] = &[
    needed("sourcedId"),
    wanted("status"),
    wanted("enabledUser"),
    known("orgSourcedIds", &["orgSourcedId", "orgIds"], false),
    wanted("role"),
    wanted("username"),
    needed("givenName"),
    needed("familyName"),
    wanted("middleName"),
    wanted("identifier"),
    wanted("email"),
    known("agentSourcedIds", &["agents", "agentIds"], false),
    known("grades", &["grade"], false),
    known(
        "preferredGivenName",
        &["prefferedGivenName", "preferedGivenName"],
        false,
    ),
    known(
        "preferredFamilyName",
        &["prefferedFamilyName", "preferedFamilyName"],
        false,
    ),
    wanted("primaryOrgSourcedId"),
    wanted("pronouns"),
];
const ROLES: &[Column] = &[
    wanted("sourcedId"),
    wanted("status"),
    known("userSourcedId", &["userId"], true),
    known("roleType", &["isPrimary"], false),
    needed("role"),
    known("endDate", &["roleEndDate"], false),
    known("orgSourcedId", &["orgId", "orgSourcedIds"], false),
];
const CLASSES: &[Column] = &[
    needed("sourcedId"),
    wanted("status"),
    needed("title"),
    known("grades", &["grade"], false),
    known("courseSourcedId", &["courseId"], false),
    wanted("classCode"),
    wanted("classType"),
    known("schoolSourcedId", &["schoolId", "orgSourcedId"], true),
    known(
        "termSourcedIds",
        &["termSourcedId", "termId", "terms", "sessionSourcedIds"],
        false,
    ),
];
const ENROLLMENTS: &[Column] = &[
    wanted("sourcedId"),
    wanted("status"),
    known("classSourcedId", &["classId"], true),
    known("schoolSourcedId", &["schoolId"], false),
    known("userSourcedId", &["userId"], true),
    needed("role"),
    wanted("primary"),
    wanted("beginDate"),
    wanted("endDate"),
];

/// Columns of the standard that are passed over on purpose, so that they aren't called unknown.
const PASSED: &[&str] = &[
    "dateLastModified",
    "schoolYear",
    "schoolYearSourcedId",
    "courseCode",
    "orgSourcedId",
    "subjects",
    "subjectCodes",
    "location",
    "periods",
    "userIds",
    "sms",
    "phone",
    "password",
    "userMasterIdentifier",
    "resourceSourcedIds",
    "preferredMiddleName",
    "beginDate",
    "userProfileSourcedId",
    "grades",
    "courseSourcedId",
];

/// Where each column of one file stands.
#[derive(Debug)]
pub(super) struct Columns {
    places: Vec<(&'static str, usize, String)>,
    /// Columns that nothing is read from and the standard doesn't name.
    pub(super) unknown: Vec<String>,
    /// Columns that are wanted and not there.
    pub(super) missing: Vec<&'static str>,
    /// Columns without which the file can't be read.
    pub(super) lacking: Vec<&'static str>,
}

impl Columns {
    /// Matches a header, exact names first.
    pub(super) fn find(
        kind: Kind,
        file: &str,
        headers: &[String],
        warnings: &mut Warnings,
    ) -> Columns {
        let mut taken = vec![false; headers.len()];
        let mut columns = Columns {
            places: Vec::new(),
            unknown: Vec::new(),
            missing: Vec::new(),
            lacking: Vec::new(),
        };
        for column in layout(kind) {
            let place = position(headers, &taken, |header| header == column.name)
                .or_else(|| {
                    let place = position(headers, &taken, |h| h.eq_ignore_ascii_case(column.name))?;
                    let text = format!("Read as {}: upper and lower case differ.", column.name);
                    warn(warnings, file, headers, place, &text);
                    Some(place)
                })
                .or_else(|| {
                    let place = position(headers, &taken, |header| {
                        let names = column.other_names.iter();
                        names
                            .into_iter()
                            .any(|name| header.eq_ignore_ascii_case(name))
                    })?;
                    let text = format!("Read as {}, which is the name now.", column.name);
                    warn(warnings, file, headers, place, &text);
                    Some(place)
                });
            if let Some(place) = place {
                if let Some(taken) = taken.get_mut(place) {
                    *taken = true;
                }
                let header = headers.get(place).cloned().unwrap_or_default();
                columns.places.push((column.name, place, header));
            } else if column.is_needed {
                columns.lacking.push(column.name);
            } else {
                columns.missing.push(column.name);
            }
        }
        for (header, taken) in headers.iter().zip(taken) {
            let is_passed = PASSED.iter().any(|name| header.eq_ignore_ascii_case(name))
                || header.eq_ignore_ascii_case("dataLastModified");
            if header.eq_ignore_ascii_case("dataLastModified") {
                warnings.column(file, header, "Read as dateLastModified, which is the name.");
            } else if !taken && !is_passed && !header.is_empty() {
                columns.unknown.push(header.clone());
            }
        }
        columns
    }

    /// Where a column stands.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        let found = self.places.iter().find(|(known, ..)| *known == name);
        found.map(|(_, place, _)| *place)
    }

    /// What the file itself calls a column.
    pub(super) fn header<'a>(&'a self, name: &'a str) -> &'a str {
        let found = self.places.iter().find(|(known, ..)| *known == name);
        found.map_or(name, |(_, _, header)| header.as_str())
    }

    /// How many columns are read.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }
}

fn layout(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Orgs => ORGS,
        Kind::AcademicSessions => SESSIONS,
        Kind::Courses => COURSES,
        Kind::Users => USERS,
        Kind::Roles => ROLES,
        Kind::Classes => CLASSES,
        Kind::Enrollments => ENROLLMENTS,
    }
}

fn position(headers: &[String], taken: &[bool], fits: impl Fn(&str) -> bool) -> Option<usize> {
    let mut free = headers.iter().zip(taken);
    free.position(|(header, taken)| !taken && fits(header))
}

fn warn(warnings: &mut Warnings, file: &str, headers: &[String], place: usize, text: &str) {
    let header = headers.get(place).map_or("", String::as_str);
    warnings.column(file, header, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(kind: Kind, header: &str) -> (Columns, Vec<String>) {
        let headers: Vec<String> = header.split(',').map(str::to_owned).collect();
        let mut warnings = Warnings::default();
        let columns = Columns::find(kind, "x.csv", &headers, &mut warnings);
        let told = warnings.into_vec();
        (columns, told.into_iter().filter_map(|w| w.column).collect())
    }

    #[test]
    fn any_order_is_read_without_a_word() {
        let (columns, told) = find(Kind::Orgs, "name,parentSourcedId,type,sourcedId,status");
        assert_eq!(columns.place("sourcedId"), Some(3));
        assert!(told.is_empty() && columns.lacking.is_empty());
    }

    #[test]
    fn old_names_and_other_cases_are_read_with_a_warning() {
        let header =
            "SourcedID,givenName,familyName,grade,agents,dataLastModified,prefferedGivenName";
        let (columns, told) = find(Kind::Users, header);
        assert_eq!(columns.place("grades"), Some(3));
        assert_eq!(
            told,
            [
                "SourcedID",
                "agents",
                "grade",
                "prefferedGivenName",
                "dataLastModified"
            ]
        );
        assert!(columns.unknown.is_empty());
        let (columns, _) = find(
            Kind::Classes,
            "sourcedId,title,schoolSourcedId,termSourcedId",
        );
        assert_eq!(columns.place("termSourcedIds"), Some(3));
    }

    #[test]
    fn a_misspelt_name_is_not_guessed() {
        let (columns, _) = find(Kind::Users, "sourcedId,givenNmae,familyName,metadata.x,");
        assert_eq!(columns.lacking, ["givenName"]);
        assert_eq!(columns.unknown, ["givenNmae", "metadata.x"]);
    }
}
