//! What a OneRoster reader must bear, with small bundles made here and with the collected ones.

use std::path::{Path, PathBuf};

use super::super::bundle::{self, tests::zipped};
use super::*;

const ORGS: &str =
    "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,Oak,school,,\n";
const SESSIONS: &str = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,,,Fall,term,2026-08-15,2027-01-10,,2027\n";
const CLASSES: &str = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\nc1,,,Maths,05,,M1,scheduled,,o1,t1,,,\n";
const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\nu1,,,true,o1,student,ada,,Ada,Byron,,007,,,,,05,secret\nu2,,,true,o1,teacher,tom,,Tom,Thumb,,,,,,,,\n";
const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\ne1,,,c1,o1,u1,student,,,\ne2,,,c1,o1,u2,teacher,true,,\n";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
}

fn manifest(mode: &str) -> String {
    let kinds = Kind::ALL.map(|kind| match kind {
        Kind::Courses | Kind::Roles => format!("file.{},absent\n", kind.name()),
        _ => format!("file.{},{mode}\n", kind.name()),
    });
    format!(
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n{}",
        kinds.concat()
    )
}

/// A whole bundle in which some files are other than usual.
fn try_with(changes: &[(&str, &str)]) -> Result<Records, Fault> {
    let manifest = manifest("bulk");
    let mut files = vec![
        ("manifest.csv", manifest.as_str()),
        ("orgs.csv", ORGS),
        ("academicSessions.csv", SESSIONS),
        ("users.csv", USERS),
        ("classes.csv", CLASSES),
        ("enrollments.csv", ENROLLMENTS),
    ];
    for (name, text) in changes {
        files.retain(|(known, _)| known != name);
        if !text.is_empty() {
            files.push((name, text));
        }
    }
    read(&mut zipped(&files), today()).inspect(adds_up)
}

fn with(changes: &[(&str, &str)]) -> Records {
    try_with(changes).unwrap()
}

fn adds_up(records: &Records) {
    let kept = records.orgs.len()
        + records.sessions.len()
        + records.users.len()
        + records.classes.len()
        + records.enrollments.len();
    let told = kept as u64 + records.skipped + records.failed.len() as u64;
    assert_eq!(told, records.rows_read, "{records:#?}");
}

fn warns(records: &Records, part: &str) -> bool {
    records.warnings.iter().any(|w| w.text.contains(part))
}

#[test]
fn a_correct_bundle_says_nothing() {
    let records = with(&[]);
    assert_eq!(records.version, Version::V1_1);
    assert_eq!(records.mode(Kind::Users), Mode::Bulk);
    assert!(records.warnings.is_empty(), "{:?}", records.warnings);
    assert!(records.failed.is_empty() && records.dangling.is_empty());
    assert_eq!(records.users[0].item.identifier.as_deref(), Some("007"));
    assert!(records.users[1].item.teaches && !records.users[0].item.teaches);
    assert!(!format!("{records:?}").contains("secret"));
}

#[test]
fn bulk_with_every_status_filled_is_taken() {
    let users = USERS
        .replace("u1,,,", "u1,active,2026-01-01,")
        .replace("u2,,,", "u2,toBeDeleted,,");
    let records = with(&[("users.csv", &users)]);
    assert_eq!(records.users[0].status, Status::Active);
    assert_eq!(records.users[1].status, Status::ToBeDeleted);
    assert!(warns(&records, "tobedeleted: upper and lower case"));
    let users = USERS
        .replace("u1,,,", "u1,inactive,,")
        .replace("u2,,,", "u2,gone,,");
    let records = with(&[("users.csv", &users)]);
    assert_eq!(records.users[0].status, Status::ToBeDeleted);
    assert_eq!(records.failed[0].column.as_deref(), Some("status"));
    assert_eq!(records.failed[0].value.as_deref(), Some("gone"));
    assert_eq!(records.failed[0].line, 3);
}

#[test]
fn dates_are_decided_by_the_whole_column() {
    let header = ENROLLMENTS.lines().next().unwrap();
    let day_first = format!(
        "{header}\ne1,,,c1,o1,u1,student,,1/05/2023,15/06/2023\ne2,,,c1,o1,u2,teacher,true,,\n"
    );
    let records = with(&[("enrollments.csv", &day_first)]);
    let begin = records.enrollments[0].item.begin;
    assert_eq!(begin, NaiveDate::from_ymd_opt(2023, 5, 1));
    assert!(warns(&records, "day first"));
    let sessions = SESSIONS.replace("2026-08-15,2027-01-10", "8/27/2018,1/5/2019");
    let records = with(&[("academicSessions.csv", &sessions)]);
    assert_eq!(
        records.sessions[0].item.end,
        NaiveDate::from_ymd_opt(2019, 1, 5).unwrap()
    );
}

#[test]
fn a_date_that_is_none_fails_only_where_it_is_needed() {
    let sessions = SESSIONS.replace("2026-08-15", "soon");
    let records = with(&[("academicSessions.csv", &sessions)]);
    assert_eq!(records.failed[0].reason, "not a date");
    assert_eq!(records.failed[0].value.as_deref(), Some("soon"));
    let enrollments = ENROLLMENTS.replace("u1,student,,,", "u1,student,,soon,");
    let records = with(&[("enrollments.csv", &enrollments)]);
    assert_eq!(records.enrollments[0].item.begin, None);
    assert!(warns(&records, "no date"));
}

#[test]
fn the_second_row_with_an_id_fails() {
    let users = format!("{USERS}u1,,,true,o1,student,x,,Xena,Y,,,,,,,,\n");
    let records = with(&[("users.csv", &users)]);
    assert_eq!((records.users.len(), records.failed.len()), (2, 1));
    assert_eq!(records.failed[0].line, 4);
}

#[test]
fn a_reference_that_leads_nowhere_is_said_once_with_a_count() {
    let enrollments = format!("{ENROLLMENTS}e3,,,c9,o1,u1,student,,,\ne4,,,c9,o1,u2,student,,,\n");
    let records = with(&[("enrollments.csv", &enrollments)]);
    assert_eq!(records.dangling.len(), 1);
    let dangling = &records.dangling[0];
    assert_eq!(
        (dangling.value.as_str(), dangling.count, dangling.line),
        ("c9", 2, 4)
    );
    assert!(dangling.is_certain);
    assert!(dangling.sentence().contains("classes.csv"));
}

#[test]
fn one_name_is_enough_and_none_fails() {
    let users = USERS
        .replace("Ada,Byron", ",Byron")
        .replace("Tom,Thumb", " ,\u{1b}");
    let records = with(&[("users.csv", &users)]);
    assert_eq!(records.users[0].item.given, "");
    assert_eq!(records.failed[0].reason, "no name");
}

#[test]
fn characters_that_cant_be_shown_are_taken_off_and_noted() {
    let users = USERS.replace("Ada,", "A\u{1b}]52;da\u{202e},");
    let records = with(&[("users.csv", &users)]);
    assert_eq!(records.users[0].item.given, "A]52;da");
    assert_eq!(
        records.notes[0].value.as_deref(),
        Some("A\\u{1b}]52;da\\u{202e}")
    );
    assert_eq!((records.notes[0].line, records.failed.len()), (2, 0));
}

#[test]
fn roles_of_1_2_are_merged() {
    let users = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,primaryOrgSourcedId\nu1,active,2026-01-01,TRUE,ada,,Ada,Byron,\nu2,active,2026-01-01,true,tom,,Tom,Thumb,o2\n";
    let roles = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\n\
        r1,active,,u1,primary,student,,,o1,\n\
        r2,active,,u2,secondary,principal,,,o1,\n\
        r3,active,,u2,primary,teacher,,,o1,\n\
        r4,active,,u2,primary,districtAdministrator,,2026-08-01,o1,\n\
        r5,tobedeleted,,u2,primary,principal,,,o1,\n\
        r6,active,,u9,primary,counselor,,,o1,\n";
    let manifest =
        "propertyName,value\noneroster.version,1.2\nfile.users,delta\nfile.roles,delta\n";
    let records = with(&[
        ("manifest.csv", manifest),
        ("users.csv", users),
        ("roles.csv", roles),
    ]);
    assert_eq!(records.version, Version::V1_2);
    assert_eq!(records.users[0].item.role, Some(Role::Student));
    assert_eq!(records.users[1].item.role, Some(Role::Teacher));
    assert_eq!(records.users[1].item.orgs, ["o2", "o1"]);
    assert_eq!(records.loose_roles[0].role, Role::Coach);
    assert_eq!(records.skipped, 6);
    assert!(!records.dangling.iter().any(|d| d.is_certain));
}

#[test]
fn every_role_of_the_standard_is_known_and_others_fail() {
    let role = |word: &str| {
        let users = USERS.replace("student", word);
        let records = with(&[("users.csv", &users)]);
        let found = records.users.iter().find(|u| u.sourced_id == "u1");
        found.and_then(|user| user.item.role)
    };
    for (word, expected) in [
        ("administrator", Role::Administrator),
        ("systemAdministrator", Role::Administrator),
        ("counselor", Role::Coach),
        ("relative", Role::Guardian),
        ("Aide", Role::NoAccess),
        ("ext:janitor", Role::NoAccess),
    ] {
        assert_eq!(role(word), Some(expected), "{word}");
    }
    assert_eq!(role("boss"), None);
    assert_eq!(role(""), None);
}

#[test]
fn the_manifest_and_the_files_must_agree() {
    let fault = try_with(&[("users.csv", "")]).unwrap_err();
    assert!(fault.what.contains("users.csv"), "{fault}");
    let text = manifest("bulk").replace("file.orgs,bulk", "file.orgs,absent");
    let records = with(&[("manifest.csv", &text)]);
    assert!(records.orgs.is_empty() && warns(&records, "absent"));
    assert_eq!(records.skipped, 1);
    let text = manifest("bulk").replace("file.users,bulk", "file.users,");
    let records = with(&[("manifest.csv", &text)]);
    assert_eq!(records.mode(Kind::Users), Mode::Delta);
    assert_eq!(records.users.len(), 2);
}

#[test]
fn no_manifest_is_read_as_changes_only() {
    let records = with(&[("manifest.csv", "")]);
    assert_eq!(records.version, Version::V1_0);
    assert_eq!(records.mode(Kind::Users), Mode::Delta);
    assert!(warns(&records, "no manifest"));
    let fault = read(&mut zipped(&[("Student.csv", "SIS ID\n1\n")]), today()).unwrap_err();
    assert!(fault.hint.contains("import roster"));
}

#[test]
fn a_manifest_alone_means_no_changes() {
    let text = "propertyName,value\noneroster.version,1.1\nfile.users,absent\n";
    let records = read(&mut zipped(&[("manifest.csv", text)]), today()).unwrap();
    assert_eq!((records.rows_read, records.warnings.len()), (0, 0));
}

#[test]
fn a_missing_column_is_a_fault_of_the_file() {
    for (file, text) in [
        ("users.csv", USERS.replace(",givenName", ",first")),
        ("users.csv", USERS.replace(",role,", ",rank,")),
        ("orgs.csv", ORGS.replace("sourcedId", "sourceId")),
    ] {
        let fault = try_with(&[(file, &text)]).unwrap_err();
        assert!(fault.what.starts_with(file), "{fault}");
    }
    // A full list of nobody would mark everybody as left.
    for file in ["users.csv", "enrollments.csv"] {
        let fault = try_with(&[(file, "\u{feff}")]).unwrap_err();
        assert!(
            fault.what.starts_with(&format!("{file} is empty")),
            "{fault}"
        );
    }
}

#[test]
fn empty_files_ragged_rows_and_unknown_files_are_borne() {
    let users = format!(
        "{USERS}u3,,,true,o1,student,z,,Zoë\n,,,\nu4,,,true,o1,student,x,,A,B,,,,,,,,,,9\n"
    );
    let records = with(&[
        ("academicSessions.csv", "\u{feff}"),
        ("orgs.csv", ORGS.lines().next().unwrap()),
        ("users.csv", &users),
        ("demographics.csv", "sourcedId,birthDate\nu1,2010-01-01\n"),
        ("Notes.csv", "a\n1\n2\n"),
        ("readme.txt", "hello"),
    ]);
    assert_eq!(records.users[2].item.given, "Zoë");
    assert!(records.failed[0].reason.contains("more cells"));
    assert!(warns(&records, "no rows") && warns(&records, "fewer cells"));
    assert!(warns(&records, "is empty") && warns(&records, "no file of this name"));
    assert_eq!(records.skipped, 3);
    assert!(!format!("{records:?}").contains("2010"));
}

#[test]
fn rows_without_ids_of_their_own_are_known_by_what_they_join() {
    let enrollments =
        "classSourcedId,userSourcedId,role\nc1,u1,student\nc1,u2,Teacher\nc1,u1,student\n";
    let records = with(&[("enrollments.csv", enrollments)]);
    assert_eq!(records.enrollments[0].sourced_id, "c1/u1/student");
    assert_eq!((records.enrollments.len(), records.failed.len()), (2, 1));
}

#[test]
fn a_class_without_a_title_takes_that_of_its_course() {
    let manifest = manifest("bulk").replace("file.courses,absent", "file.courses,bulk");
    let classes = CLASSES.replace("Maths,05,", ",[],k1");
    let records = with(&[
        ("manifest.csv", &manifest),
        ("classes.csv", &classes),
        ("courses.csv", "sourcedId,title\nk1,Algebra\n"),
    ]);
    assert_eq!(records.classes[0].item.title, "Algebra");
    assert!(records.classes[0].item.grades.is_empty());
    assert_eq!(records.skipped, 1);
}

#[test]
fn bytes_that_are_no_letters_fail_their_row() {
    let users = USERS.replace("Ada", "Ad\u{FDD0}");
    let records = with(&[("users.csv", &users)]);
    assert!(records.failed[0].reason.contains("encoding"));
}

fn collected(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    path.exists().then_some(path)
}

/// Orgs, sessions, users, classes, enrollments, skipped; none where the data isn't there.
fn counts(name: &str) -> Option<([usize; 5], u64, Records)> {
    let path = collected(name)?;
    let records = read(&mut bundle::open(&path).unwrap(), today()).unwrap();
    adds_up(&records);
    assert!(records.failed.is_empty(), "{:?}", records.failed);
    let counts = [
        records.orgs.len(),
        records.sessions.len(),
        records.users.len(),
        records.classes.len(),
        records.enrollments.len(),
    ];
    Some((counts, records.skipped, records))
}

#[test]
fn the_collected_districts_are_read_whole() {
    if let Some((counts, skipped, records)) = counts("oneroster-1.1-district-small") {
        assert_eq!(counts, [4, 2, 268, 119, 1855]);
        assert_eq!(skipped, 91 + 248);
        assert!(records.dangling.is_empty());
        let students = records
            .users
            .iter()
            .filter(|u| u.item.role == Some(Role::Student));
        assert_eq!(students.count(), 248);
        assert_eq!(records.users[1].item.grades, ["KG"]);
    }
    if let Some((counts, skipped, _)) =
        counts("oneroster-1.1-district-large/oneroster-district-large.zip")
    {
        assert_eq!(counts, [21, 2, 4441, 1470, 31045]);
        assert_eq!(skipped, 91 + 4225);
    }
}

#[test]
fn the_collected_japanese_bundle_is_read_as_folder_and_zip() {
    for name in [
        "oneroster-1.1-rosterhub-en",
        "oneroster-1.1-rosterhub-en/oneroster.zip",
    ] {
        let Some((counts, skipped, records)) = counts(name) else {
            return;
        };
        assert_eq!((counts, skipped), ([1, 4, 20, 5, 30], 2));
        let teachers = records.users.iter().filter(|u| u.item.teaches).count();
        assert_eq!(teachers, 2);
        assert!(warns(&records, "in that class the person is its teacher"));
        assert!(warns(&records, "Read as file."));
        assert!(records.dangling.is_empty());
    }
}

#[test]
fn the_collected_delta_is_read_as_folder_and_zip() {
    for name in [
        "oneroster-1.2-delta-minimal",
        "oneroster-1.2-delta-minimal/oneroster_test_data.zip",
    ] {
        let Some((counts, skipped, records)) = counts(name) else {
            return;
        };
        assert_eq!((counts, skipped), ([1, 1, 1, 1, 1], 4));
        assert_eq!(records.mode(Kind::Users), Mode::Delta);
        assert_eq!(records.users[0].item.role, Some(Role::Student));
        assert!(!format!("{records:?}").contains("Ru1ez"));
    }
}
