//! The file itself: who may copy it, what comes back, what is refused untouched.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use deskside::domain::person::{Person, Role, Status};
use deskside::domain::school::{AcademicSession, Import, SessionKind};
use deskside::store::Store;
use deskside::store::rows::Table;

use super::{Place, Said, keys};
use crate::desk::day;

#[test]
fn a_backup_is_an_administrators_and_comes_back_as_it_was() {
    let place = Place::room_12();
    let backup = place.at("copy.db");
    let words = |extra: &[&str]| -> Vec<OsString> {
        let mut words: Vec<OsString> = extra.iter().map(OsString::from).collect();
        words.push(backup.clone().into());
        words
    };
    place.run(words(&["backup"])).refuses(1, "administrators");
    assert!(!backup.exists());
    let said = place.run(words(&["--as", "head", "backup"]));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("3 students, 3 check-ins"), "{}", said.out);
    assert_eq!(place.mode("copy.db"), 0o600);
    place
        .run(words(&["--as", "head", "backup"]))
        .refuses(1, "already");

    let before = place.says("due --all --json").out;
    assert_eq!(place.says("log ben").code, 0);
    assert_ne!(place.says("due --all --json").out, before);
    place
        .run(words(&["--as", "head", "restore"]))
        .refuses(1, "--replace");
    place
        .run(words(&["restore", "--replace"]))
        .refuses(1, "administrators");
    let said = place.run(words(&["--as", "head", "restore", "--replace"]));
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(place.says("due --all --json").out, before);
    assert_eq!(place.mode("school.db"), 0o600);
    let kept: Vec<PathBuf> = fs::read_dir(place.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains(".replaced-"))
        .collect();
    assert_eq!(kept.len(), 1);
    let aside = place
        .command()
        .arg("--db")
        .arg(&kept[0])
        .args(["show", "ben", "--json"])
        .output()
        .unwrap();
    let aside = Said::of(aside).data();
    assert_eq!(aside["check_ins"].as_array().unwrap().len(), 2);

    let fresh = place.at("elsewhere/new.db");
    let said = place
        .command()
        .arg("--db")
        .arg(&fresh)
        .args(["--as", "head", "restore"])
        .arg(&backup)
        .output()
        .unwrap();
    assert_eq!(Said::of(said).code, 0);
    assert_eq!(place.mode("elsewhere/new.db"), 0o600);
    assert_eq!(place.says("--as head check").code, 0);
}

/// "errors on stderr as one plain sentence that says what to do next": with the path as given.
#[test]
fn a_backup_into_no_folder_names_the_path_and_what_to_do() {
    let place = Place::room_12();
    let said = place.run(["--as", "head", "backup", "./nodir/x.db"]);
    said.refuses(1, "./nodir/x.db can't be made: there is no folder ./nodir.");
    said.refuses(1, "Make the folder first");
    assert!(!said.err.contains("copying"), "{}", said.err);
}

#[test]
fn restore_refuses_a_bad_backup_and_an_open_database() {
    let place = Place::room_12();
    let backup = place.at("copy.db");
    let path = backup.to_str().unwrap();
    assert_eq!(place.run(["--as", "head", "backup", path]).code, 0);
    let restore = || place.run(["--as", "head", "restore", "--replace", path]);
    let session = Store::open(&place.db()).unwrap();
    restore().refuses(1, "session");
    session.close();
    let db = place.db();
    place
        .run(["--as", "head", "restore", "--replace", db.to_str().unwrap()])
        .refuses(1, "itself");

    let whole = fs::read(&backup).unwrap();
    let mut torn = whole.clone();
    let middle = torn.len() / 2;
    torn[middle..].fill(0xa5);
    fs::write(&backup, &torn).unwrap();
    assert_eq!(restore().code, 4);
    fs::write(&backup, "not a database").unwrap();
    restore().refuses(4, "not a Deskside database");
    assert_eq!(place.check_ins("12").len(), 1);
    let left = fs::read_dir(place.folder.path()).unwrap();
    let names: Vec<String> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.contains("ing-")), "{names:?}");

    fs::remove_file(&backup).unwrap();
    restore().refuses(1, "no backup");
    // A damaged database gives way to a sound backup.
    fs::write(&backup, &whole).unwrap();
    fs::write(place.db(), "not a database").unwrap();
    assert_eq!(restore().code, 0);
    assert_eq!(place.check_ins("12").len(), 1);
}

#[test]
fn check_says_what_is_wrong_and_what_to_do() {
    let place = Place::room_12();
    let sound = place.says("check --json").data();
    assert_eq!(sound["ok"], true);
    for finding in sound["findings"].as_array().unwrap() {
        assert_eq!(keys(finding), ["do", "severity", "what"]);
        assert_eq!(finding["severity"], "info", "{finding}");
    }
    fs::set_permissions(place.db(), fs::Permissions::from_mode(0o644)).unwrap();
    let said = place.says("check --json");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("chmod 600"), "{}", said.out);
    assert_eq!(place.mode("school.db"), 0o644, "check mends nothing");
    fs::set_permissions(place.db(), fs::Permissions::from_mode(0o600)).unwrap();

    fs::write(place.at("school.db.copying-1"), "").unwrap();
    let said = place.says("check");
    assert_eq!(said.code, 0);
    assert!(said.out.contains("left behind"), "{}", said.out);

    let by_hand = |sql: &str| {
        let connection = rusqlite::Connection::open(place.db()).unwrap();
        connection.execute_batch(sql).unwrap();
    };
    by_hand("UPDATE bucket SET n = n + 1");
    let said = place.says("check --json");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("roster"), "{}", said.out);
    by_hand(
        "UPDATE bucket SET n = n - 1; DROP TRIGGER audit_kept; UPDATE audit SET action = 'x' WHERE id = 2;",
    );
    let said = place.says("check");
    assert_eq!(said.code, 4);
    assert!(said.out.contains("Row 2 of the audit"), "{}", said.out);
    assert!(said.out.contains("triggers"), "{}", said.out);
    place.says("--as nobody check").refuses(1, "nobody");
}

#[test]
fn a_file_that_is_not_ours_is_left_alone() {
    let place = Place::room_12();
    let try_all = |file: &Path, code: i32| {
        for words in [
            &["due"][..],
            &["log", "12"],
            &["show", "12", "--json"],
            &["search", "x"],
        ] {
            let said = place.command().arg("--db").arg(file).args(words).output();
            let said = Said::of(said.unwrap());
            assert_eq!(said.code, code, "{file:?} {words:?} {}", said.err);
            assert!(!said.err.is_empty() && said.out.is_empty());
        }
        let said = place
            .command()
            .arg("--db")
            .arg(file)
            .args(["check", "--json"])
            .output();
        let said = Said::of(said.unwrap());
        assert_eq!(said.code, code, "{}", said.out);
        assert!(said.out.contains("\"ok\":false"), "{}", said.out);
    };
    let text = place.at("notes.txt");
    fs::write(&text, "Dear all,\n".repeat(100)).unwrap();
    try_all(&text, 4);
    assert_eq!(fs::read_to_string(&text).unwrap().len(), 1_000);
    try_all(place.folder.path(), 4);
    let pipe = place.at("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    try_all(&pipe, 4);
    let other = place.at("other.db");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE a(b)")
        .unwrap();
    try_all(&other, 4);
    let newer = place.at("newer.db");
    fs::copy(place.db(), &newer).unwrap();
    rusqlite::Connection::open(&newer)
        .unwrap()
        .execute_batch("PRAGMA user_version = 1001")
        .unwrap();
    try_all(&newer, 3);
    let damaged = place.at("damaged.db");
    let mut bytes = fs::read(place.db()).unwrap();
    bytes[4096..].fill(0x5a);
    fs::write(&damaged, bytes).unwrap();
    try_all(&damaged, 4);
}

/// A school year that began since a line of the roster was written isn't a fault of the file.
#[test]
fn a_new_school_year_leaves_a_sound_file_sound() {
    let place = Place::with(|school| {
        for (title, begins, ends) in [
            ("2026-2027", "2026-08-17", "2027-06-18"),
            ("2027-2028", "2027-08-16", "2028-06-16"),
        ] {
            let year = AcademicSession {
                id: school.mint.id(school.now),
                import: Import::default(),
                title: title.into(),
                kind: SessionKind::SchoolYear,
                begins: day(begins),
                ends: day(ends),
                parent: None,
                status: Status::Active,
            };
            let written = school.store.write(|connection| year.insert(connection));
            written.unwrap();
        }
        school.student("Ada Okafor", 12);
    });
    let on = |date: &str, words: &[&str]| place.run([&["--today", date], words].concat());
    let absent = [
        "log",
        "12",
        "--outcome",
        "student_absent",
        "--kind",
        "weekly",
    ];
    assert_eq!(on("2027-06-10", &absent).code, 0);
    let absences =
        |date| on(date, &["due", "--all", "--json"]).data()["students"][0]["absences"].clone();
    assert_eq!(absences("2027-06-11"), 1);
    let said = on("2027-09-06", &["check"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert_eq!(absences("2027-09-06"), 0);
}

/// A chain that is cut off is whole as far as it goes.
#[test]
fn an_audit_without_its_end_is_found() {
    let by_hand = |place: &Place, sql: &str| {
        let connection = rusqlite::Connection::open(place.db()).unwrap();
        let trigger = "SELECT sql FROM sqlite_schema WHERE name = 'audit_stays'";
        let trigger: String = connection.query_row(trigger, [], |row| row.get(0)).unwrap();
        let all = format!("DROP TRIGGER audit_stays; {sql}; {trigger}");
        connection.execute_batch(&all).unwrap();
    };
    let last = "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)";
    for sql in ["DELETE FROM audit", last] {
        let place = Place::room_12();
        assert_eq!(place.says("check").code, 0);
        by_hand(&place, sql);
        let said = place.says("check");
        assert_eq!(said.code, 1, "{}", said.out);
        assert!(
            said.out.contains("The end of the audit is missing"),
            "{}",
            said.out
        );
    }
    // An import has no entry in the journal.
    let place = Place::room_12();
    fs::write(place.at("list.csv"), "First name,Last name\nAna,Silva\n").unwrap();
    let list = place.at("list.csv").to_str().unwrap().to_owned();
    assert_eq!(place.run(["import", "roster", &list]).code, 0);
    assert_eq!(place.says("check").code, 0);
    by_hand(&place, last);
    assert_eq!(place.says("check").code, 1);
}

#[test]
fn a_check_does_not_wait_for_another_session_that_writes() {
    let place = Place::room_12();
    let other = rusqlite::Connection::open(place.db()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let said = place.says("check");
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("couldn't be looked at"), "{}", said.out);
    assert!(
        said.out.ends_with("sound, with warnings.\n"),
        "{}",
        said.out
    );
}

/// SQLite has a name for its memory, and a file may have it.
#[test]
fn a_file_of_any_name_is_a_file() {
    let place = Place::empty();
    let run = |words: &[&str]| {
        let mut command = place.command();
        command
            .current_dir(place.folder.path())
            .args(["--db", ":memory:"]);
        Said::of(command.args(words).output().unwrap())
    };
    assert_eq!(run(&["init"]).code, 0);
    assert_eq!(run(&["check"]).code, 0);
    assert_eq!(run(&["due"]).code, 0);
    assert!(fs::metadata(place.at(":memory:")).unwrap().len() > 4_096);
}

/// "triggers/views not on our list -> refuse": nothing of the file is run.
#[test]
fn a_file_with_triggers_of_somebody_else_or_without_its_own_is_opened_by_no_command() {
    let evil = "CREATE TRIGGER evil AFTER INSERT ON check_in BEGIN DELETE FROM draft; END;";
    let view = "CREATE VIEW seen AS SELECT * FROM note;";
    let other = "DROP TRIGGER note_kept;
        CREATE TRIGGER note_kept BEFORE UPDATE ON note BEGIN SELECT 1; END;";
    for (sql, words) in [
        (evil, "triggers or views that no Deskside made"),
        (view, "triggers or views that no Deskside made"),
        (other, "triggers or views that no Deskside made"),
        (
            "DROP TRIGGER audit_stays;",
            "triggers that keep its history are missing",
        ),
    ] {
        let place = Place::room_12();
        let connection = rusqlite::Connection::open(place.db()).unwrap();
        connection.execute_batch(sql).unwrap();
        for words_of in ["due", "log 12", "show 12", "search x"] {
            place.says(words_of).refuses(4, words);
        }
        fs::set_permissions(place.db(), fs::Permissions::from_mode(0o400)).unwrap();
        place.says("due").refuses(4, words);
        let said = place.says("check");
        assert_eq!(said.code, 4, "{}", said.out);
        assert!(said.out.contains(words), "{}", said.out);
        let count = "SELECT count(*) FROM check_in";
        let stored: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(stored, 3);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_in_one_sentence() {
    use std::os::unix::process::CommandExt;
    let place = Place::room_12();
    // Where everybody may run it, also if the build may not be entered.
    let program = place.at("deskside");
    fs::copy(super::PROGRAM, &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(place.db(), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = Command::new(program);
    command.env_clear().env("DESKSIDE_DB", place.db());
    command.env("DESKSIDE_USER", "vasko");
    if rustix::process::getuid().is_root() {
        command.uid(65_534);
    }
    let output = command.args(["log", "12"]).output();
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    Said::of(output.unwrap()).refuses(1, "can't be written");
}

#[test]
fn a_damaged_database_names_the_newest_good_copy() {
    use deskside::store::copies::{Halt, Keeping, make};
    let place = Place::room_12();
    let keeping = Keeping {
        daily: 7,
        weekly: 5,
    };
    let none = place.says("check --json").data().to_string();
    assert!(
        none.contains("No good copy was made by itself yet."),
        "{none}"
    );
    for date in ["2026-11-20", "2026-11-23"] {
        let date = date.parse().unwrap();
        make(&place.db(), date, keeping, &Halt::default()).unwrap();
    }
    let copy = place.at("backups/school-2026-11-20.db");
    fs::write(place.at("backups/school-2026-11-23.db"), "torn").unwrap();
    let named = place.says("check --json").data().to_string();
    assert!(named.contains(copy.to_str().unwrap()), "{named}");

    let whole = fs::read(place.db()).unwrap();
    let mut torn = whole.clone();
    torn[4096..].fill(0x5a);
    let way_back = format!("`deskside restore {} --replace`", copy.display());
    for bytes in [torn, b"no database at all".to_vec()] {
        fs::write(place.db(), bytes).unwrap();
        place.says("due").refuses(4, &way_back);
        let said = place.says("check");
        assert_eq!(said.code, 4);
        assert!(said.out.contains(copy.to_str().unwrap()), "{}", said.out);
    }
    // What it says can be done.
    let copy = copy.to_str().unwrap();
    let said = place.run(["restore", copy, "--replace", "--as", "head"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(place.check_ins("12").len(), 1);
}

#[test]
fn a_login_that_the_file_does_not_know_is_refused_by_every_command() {
    let place = Place::room_12();
    let backup = place.at("b.db");
    let path = backup.to_str().unwrap();
    assert_eq!(place.run(["--as", "head", "backup", path]).code, 0);
    for words in [
        &["due"][..],
        &["log", "12"],
        &["show", "12"],
        &["search", "x"],
        &["backup", "c.db"],
        &["check"],
        &["restore", "--replace", path],
    ] {
        let mut all = vec!["--as", "mallory"];
        all.extend(words);
        place.run(all).refuses(1, "mallory");
    }
}

#[test]
fn a_login_of_two_members_of_staff_is_refused_and_found_by_check() {
    let place = Place::with(|school| {
        let id = school.mint.id(school.now);
        let coach = Person {
            login: Some("vasko".into()),
            ..crate::desk::person(id, Role::Coach, "Vera", "Vasko")
        };
        let coach = |connection: &_| coach.insert(connection);
        school.store.write(coach).unwrap();
    });
    place.says("due").refuses(1, "it can't be told who you are");
    let said = place.says("check --as head");
    assert_eq!(said.code, 1, "{}", said.err);
    let told = "error: 2 members of staff have the login vasko";
    assert!(said.out.contains(told), "{}", said.out);
}

/// "Passwords, demographics and flags are never stored": no byte of them is in any file.
#[test]
fn nothing_of_a_password_a_birth_date_or_a_flag_reaches_the_disk() {
    let place = Place::room_12();
    let source = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = source.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    file(
        "manifest.csv",
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\n\
         file.academicSessions,bulk\nfile.classes,bulk\nfile.users,bulk\n\
         file.enrollments,bulk\nfile.demographics,bulk\n",
    );
    file(
        "orgs.csv",
        "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n\
         o1,,,Hill,school,,\n",
    );
    file(
        "academicSessions.csv",
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,\
         schoolYear\nt1,,,Year,schoolYear,2026-08-01,2027-07-31,,2027\n",
    );
    file(
        "classes.csv",
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,\
         location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n\
         c1,,,Room 9,03,k1,,homeroom,,o1,t1,,,\n",
    );
    file(
        "users.csv",
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,\
         givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,\
         password,metadata.lunch\nu1,,,true,o1,student,zq,,Keptname,Zaquero,,,,,,,03,\
         canaryPassword1,canaryFlag1\n",
    );
    file(
        "enrollments.csv",
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,\
         primary,beginDate,endDate\ne1,,,c1,o1,u1,student,,,\n",
    );
    file(
        "demographics.csv",
        "sourcedId,status,dateLastModified,birthDate,sex,cityOfBirth,\
         publicSchoolResidenceStatus\nu1,,,2017-07-19,female,canaryCity1,canaryFlag2\n",
    );
    let roster = file(
        "roster.csv",
        "First name,Last name,Class,Password,Date of birth,Ethnicity,Free lunch\n\
         Othername,Zabo,Room 9,canaryPassword2,2017-07-18,canaryDemographic,canaryFlag3\n",
    );
    let bundle = source.path().to_str().unwrap();
    let said = place.run(["--as", "head", "import", "oneroster", bundle]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = place.run(["--as", "head", "import", "roster", roster.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{}", said.err);

    let mut bytes = Vec::new();
    for entry in fs::read_dir(place.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(fs::read(path).unwrap());
        }
    }
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds("Keptname") && holds("Othername"), "nobody came in");
    for canary in [
        "canaryPassword1",
        "canaryPassword2",
        "canaryCity1",
        "canaryFlag1",
        "canaryFlag2",
        "canaryFlag3",
        "canaryDemographic",
        "2017-07-18",
        "2017-07-19",
    ] {
        assert!(!holds(canary), "{canary} was stored");
    }
}
