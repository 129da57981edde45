//! Imports: what a file says becomes the book, once; what was typed here
//! stays; a dry run counts what the real one does; and all of it can be taken back.

#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test that finds nothing should stop"
)]

use std::io::Cursor;
use std::path::{Path, PathBuf};

use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::ids::{Id, Mint};
use deskside::domain::person::{Person, PersonId, Role, Status};
use deskside::domain::school::{AcademicSession, Class, Enrollment, Import, Org, SessionKind};
use deskside::domain::viewer::Viewer;
use deskside::exchange::bundle::{self, Bundle};
use deskside::exchange::oneroster;
use deskside::exchange::roster::{self, Mapping};
use deskside::store::Error;
use deskside::store::import::{Conditions, Fate, Outcome, Refusal};
use deskside::store::rows::Table;

use crate::desk::{NOW, School, day, person};

/// The collected files, where they lie.
fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    path.exists().then_some(path)
}

/// A school with an administrator beside the teacher of the desk.
struct Office {
    school: School,
    administrator: PersonId,
}

impl Office {
    fn new() -> Self {
        let mut school = School::in_memory();
        let administrator: PersonId = school.mint.id(NOW);
        let row = Person {
            login: Some("office".into()),
            grade: None,
            ..person(administrator, Role::Administrator, "Olu", "Office")
        };
        school
            .store
            .write(|connection| row.insert(connection))
            .unwrap();
        Self {
            school,
            administrator,
        }
    }

    fn viewer(&self, who: PersonId) -> Viewer {
        Viewer::of(&self.school.store.person(who).unwrap().unwrap()).unwrap()
    }

    fn bundle(&mut self, records: &oneroster::Records, conditions: &Conditions) -> Outcome {
        self.try_bundle(records, conditions).unwrap()
    }

    fn try_bundle(
        &mut self,
        records: &oneroster::Records,
        conditions: &Conditions,
    ) -> Result<Outcome, Error> {
        let viewer = self.viewer(self.administrator);
        let mut actor = self.school.actor();
        actor.person = self.administrator;
        self.school.now = self.school.now.plus(1_000);
        actor.now = self.school.now;
        let School { store, mint, .. } = &mut self.school;
        store.import_oneroster(
            &viewer,
            &actor,
            mint,
            records,
            conditions,
            &mut |_, _, _| {},
        )
    }

    fn roster_as(
        &mut self,
        who: PersonId,
        file: &str,
        text: &[u8],
        conditions: &Conditions,
    ) -> Outcome {
        let read = roster::read(file, text, &Mapping::default()).unwrap();
        let viewer = self.viewer(who);
        let mut actor = self.school.actor();
        actor.person = who;
        self.school.now = self.school.now.plus(1_000);
        actor.now = self.school.now;
        let School { store, mint, .. } = &mut self.school;
        store
            .import_roster(&viewer, &actor, mint, &read, conditions, &mut |_, _, _| {})
            .unwrap()
    }

    fn roster(&mut self, file: &str, text: &str) -> Outcome {
        self.roster_as(
            self.administrator,
            file,
            text.as_bytes(),
            &Conditions::default(),
        )
    }

    fn undo(&mut self, outcome: &Outcome) -> deskside::store::import::Undone {
        let viewer = self.viewer(self.administrator);
        let mut actor = self.school.actor();
        actor.person = self.administrator;
        self.school.now = self.school.now.plus(1_000);
        actor.now = self.school.now;
        let School { store, mint, .. } = &mut self.school;
        let batch = outcome.batch.unwrap();
        store
            .undo_import(&viewer, &actor, mint, batch, &mut |_, _, _| {})
            .unwrap()
    }

    fn rows<T: Table>(&mut self) -> Vec<T> {
        self.rows_where("ORDER BY id")
    }

    fn rows_where<T: Table>(&mut self, clause: &str) -> Vec<T> {
        let mut rows = Vec::new();
        self.school
            .store
            .write(|connection| {
                rows = T::list(connection, clause, [])?;
                Ok(())
            })
            .unwrap();
        rows
    }

    fn people(&mut self, role: Role) -> usize {
        let people: Vec<Person> = self.rows_where("WHERE source IS NOT NULL");
        people.iter().filter(|person| person.role == role).count()
    }

    fn person(&mut self, sourced_id: &str) -> Person {
        let people: Vec<Person> = self.rows();
        let wanted = |person: &&Person| person.import.sourced_id.as_deref() == Some(sourced_id);
        people.iter().find(wanted).unwrap().clone()
    }

    fn places(&mut self, person: PersonId) -> Vec<Enrollment> {
        self.rows_where(&format!("WHERE person = {} ORDER BY id", person.number()))
    }

    fn edit(&mut self, person: PersonId, change: impl FnOnce(&mut Person)) {
        let before = self.school.store.person(person).unwrap().unwrap();
        let mut after = before.clone();
        change(&mut after);
        let edit = Edit::Person(Delta::update(before, after));
        self.school.now = self.school.now.plus(1_000);
        self.school
            .apply(&Change::about(person, "edited", vec![edit]));
    }

    /// Everything in the tables that imports write, as text.
    fn contents(&mut self) -> String {
        let orgs: Vec<Org> = self.rows();
        let sessions: Vec<AcademicSession> = self.rows();
        let classes: Vec<Class> = self.rows();
        let people: Vec<Person> = self.rows();
        let places: Vec<Enrollment> = self.rows();
        format!("{orgs:#?}{sessions:#?}{classes:#?}{people:#?}{places:#?}")
    }

    fn count(&mut self, sql: &str) -> i64 {
        let mut n = 0;
        self.school
            .store
            .write(|connection| {
                n = connection.query_row(sql, [], |row| row.get(0))?;
                Ok(())
            })
            .unwrap();
        n
    }

    fn is_whole(&mut self) {
        assert_eq!(
            self.count("SELECT count(*) FROM pragma_foreign_key_check"),
            0
        );
        assert_eq!(self.school.store.broken_audit_row().unwrap(), None);
    }
}

/// A bundle made of text, every file the full picture unless its name says so.
fn zipped(files: &[(&str, &str)]) -> oneroster::Records {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut manifest =
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n".to_owned();
    for (name, text) in files {
        let (name, mode) = name
            .strip_prefix("delta:")
            .map_or((*name, "bulk"), |name| (name, "delta"));
        manifest += &format!("file.{name},{mode}\n");
        zip.start_file(format!("{name}.csv"), options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("manifest.csv", options).unwrap();
    zip.write_all(manifest.as_bytes()).unwrap();
    let mut bundle = Bundle::zip("test.zip", zip.finish().unwrap()).unwrap();
    oneroster::read(&mut bundle, day("2026-11-23")).unwrap()
}

fn collected(name: &str) -> Option<oneroster::Records> {
    let mut bundle = bundle::open(&data(name)?).unwrap();
    Some(oneroster::read(&mut bundle, day("2026-11-23")).unwrap())
}

fn plain() -> Conditions {
    Conditions::default()
}

fn dry() -> Conditions {
    Conditions {
        dry_run: true,
        ..plain()
    }
}

fn yes() -> Conditions {
    Conditions {
        yes: true,
        ..plain()
    }
}

const ORGS: &str = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,Hill School,school,1,\n";
const SESSIONS: &str = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n\
    y1,,,2026-2027,schoolYear,2026-08-15,2027-06-10,,2027\n";
const CLASSES: &str = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n\
    c1,,,Room 5,,,R5,homeroom,,o1,y1,,,\n";
const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n";
const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n";

/// `n` students and a teacher in one class.
fn class_of(n: usize) -> (String, String) {
    let mut users =
        format!("{USERS}t1,,,true,o1,teacher,tess,,Tess,Teacher,,,tess@x.edu,,,,,secret\n");
    let mut enrollments = format!("{ENROLLMENTS}et,,,c1,o1,t1,teacher,true,,\n");
    for i in 1..=n {
        users += &format!(
            "s{i},,,true,o1,student,st{i},,Given{i},Family{i},,{i:03},s{i}@x.edu,,,,4,secret\n"
        );
        enrollments += &format!("e{i},,,c1,o1,s{i},student,,,\n");
    }
    (users, enrollments)
}

fn school_of(n: usize) -> oneroster::Records {
    let (users, enrollments) = class_of(n);
    zipped(&[
        ("orgs", ORGS),
        ("academicSessions", SESSIONS),
        ("classes", CLASSES),
        ("users", &users),
        ("enrollments", &enrollments),
    ])
}

#[test]
fn a_district_comes_in_once_and_the_second_time_nothing_changes() {
    let Some(records) = collected("oneroster-1.1-district-small") else {
        return;
    };
    let mut office = Office::new();
    let tried = office.bundle(&records, &dry());
    assert_eq!(tried.batch, None);
    assert_eq!(office.people(Role::Student), 0);
    let first = office.bundle(&records, &plain());
    assert_eq!(
        (tried.counts, &tried.reports),
        (first.counts, &first.reports)
    );
    assert_eq!(first.counts.created, 4 + 2 + 268 + 119 + 1855);
    assert_eq!(first.counts.skipped, 91 + 248);
    assert_eq!(first.counts.rows(), records.rows_read);
    assert_eq!(first.counts.failed, 0);
    assert_eq!(office.people(Role::Student), 248);
    assert_eq!(office.people(Role::Teacher), 16);
    assert_eq!(office.people(Role::Administrator), 4);
    assert_eq!(office.count("SELECT count(*) FROM roster"), 248);
    let contents = office.contents();
    assert!(!contents.contains("secret"));
    let second = office.bundle(&records, &plain());
    assert_eq!((second.counts.created, second.counts.updated), (0, 0));
    assert_eq!(second.counts.unchanged, first.counts.created);
    assert_eq!(office.contents(), contents);
    office.is_whole();

    // Its administrators see their school, its teachers their classes.
    let viewer = office.school.store.viewer("yosef.yodelay").unwrap();
    assert_eq!(viewer.role, Role::Administrator);
}

#[test]
fn a_large_district_comes_in_whole() {
    let Some(records) = collected("oneroster-1.1-district-large/oneroster-district-large.zip")
    else {
        return;
    };
    let mut office = Office::new();
    let first = office.bundle(&records, &plain());
    assert_eq!(first.counts.created, 21 + 2 + 4441 + 1470 + 31_045);
    assert_eq!(first.counts.failed, 0);
    assert_eq!(office.people(Role::Student), 4225);
    let second = office.bundle(&records, &plain());
    assert_eq!((second.counts.created, second.counts.updated), (0, 0));
}

#[test]
fn who_teaches_is_a_teacher_whatever_the_list_of_people_says() {
    let Some(records) = collected("oneroster-1.1-rosterhub-en") else {
        return;
    };
    let mut office = Office::new();
    let first = office.bundle(&records, &plain());
    assert_eq!(first.counts.created, 1 + 4 + 20 + 5 + 30);
    assert!(first.warnings.iter().any(|w| w.text.contains("overlap")));
    assert_eq!(office.people(Role::Teacher), 2);
    let viewer = office.school.store.viewer("user01").unwrap();
    assert_eq!(viewer.role, Role::Teacher);
    let second = office.bundle(&records, &plain());
    assert_eq!((second.counts.created, second.counts.updated), (0, 0));
}

#[test]
fn a_delta_of_1_2_brings_its_one_student() {
    let Some(records) = collected("oneroster-1.2-delta-minimal") else {
        return;
    };
    let mut office = Office::new();
    let first = office.bundle(&records, &plain());
    assert_eq!(first.counts.created, 5);
    assert_eq!(first.counts.skipped, 4);
    let bruce = office.person("USER_0");
    assert_eq!(
        (bruce.role, bruce.login.as_deref()),
        (Role::Student, Some("brucewayne"))
    );
    assert!(!office.contents().contains("Batman"));
    let second = office.bundle(&records, &plain());
    assert_eq!((second.counts.created, second.counts.updated), (0, 0));
}

#[test]
fn plain_exports_of_many_systems_come_in_once() {
    for (name, file, rows, created) in [
        ("sds-v1-100-users/Student.csv", "Student.csv", 86, 86),
        (
            "sis-aspen-style/fake_students_export.csv",
            "students.csv",
            5,
            5,
        ),
        (
            "sis-german-bom-semicolon/Schueler.txt",
            "Schueler.txt",
            137,
            137,
        ),
        (
            "sis-openeduanalytics/students.csv",
            "students.csv",
            600,
            600,
        ),
    ] {
        let Some(path) = data(name) else {
            return;
        };
        let bytes = std::fs::read(path).unwrap();
        let mut office = Office::new();
        let who = office.administrator;
        let tried = office.roster_as(who, file, &bytes, &dry());
        let first = office.roster_as(who, file, &bytes, &plain());
        assert_eq!(tried.counts, first.counts, "{name}");
        assert_eq!(
            (first.counts.created, first.counts.rows()),
            (created, rows),
            "{name}"
        );
        let contents = office.contents();
        let again = office.roster_as(who, &format!("Copy of {file}"), &bytes, &plain());
        assert_eq!(
            (again.counts.created, again.counts.updated),
            (0, 0),
            "{name}"
        );
        assert_eq!(office.contents(), contents, "{name}");
        assert_eq!(
            office.count("SELECT count(*) FROM roster"),
            created as i64,
            "{name}"
        );
        office.is_whole();
    }
}

#[test]
fn a_student_missing_from_a_full_list_has_left_with_all_notes_kept_and_may_come_back() {
    let mut office = Office::new();
    office.bundle(&school_of(30), &plain());
    let student = office.person("s7").id;
    let mut filled = office.school.filled(student, "2026-11-20");
    filled.note = "Read aloud for the first time.".into();
    office.school.log(&filled);

    let (users, enrollments) = class_of(30);
    let without = |text: &str, id: &str| -> String {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with(&format!("{id},")));
        lines.map(|line| format!("{line}\n")).collect()
    };
    let smaller = zipped(&[
        ("orgs", ORGS),
        ("users", &without(&users, "s7")),
        ("enrollments", &without(&enrollments, "e7")),
    ]);
    let outcome = office.bundle(&smaller, &plain());
    assert_eq!((outcome.left, outcome.counts.updated), (1, 0));
    assert_eq!(office.person("s7").status, Status::Inactive);
    let place = &office.places(student)[0];
    assert_eq!(
        (place.status, place.ends),
        (Status::Active, Some(day("2026-11-23")))
    );
    assert_eq!(office.count("SELECT count(*) FROM note"), 1);
    assert_eq!(office.count("SELECT count(*) FROM roster"), 29);
    let again = office.bundle(&smaller, &plain());
    assert_eq!((again.left, again.counts.updated), (0, 0));

    let back = office.bundle(&school_of(30), &plain());
    assert_eq!(
        (back.back, back.counts.created, back.counts.updated),
        (1, 0, 2)
    );
    assert_eq!(office.person("s7").status, Status::Active);
    assert_eq!(office.places(student)[0].ends, None);
    assert_eq!(office.count("SELECT count(*) FROM roster"), 30);
    office.is_whole();
}

#[test]
fn a_row_that_can_t_be_read_is_not_a_student_who_left() {
    let mut office = Office::new();
    office.bundle(&school_of(5), &plain());
    let (users, enrollments) = class_of(5);
    let users = users.replace("Given3,Family3", ",");
    let records = zipped(&[("users", &users), ("enrollments", &enrollments)]);
    let outcome = office.bundle(&records, &plain());
    assert_eq!((outcome.counts.failed, outcome.left), (1, 0));
    assert_eq!(office.person("s3").status, Status::Active);
}

#[test]
fn a_list_without_many_of_the_students_asks_first() {
    let mut office = Office::new();
    office.bundle(&school_of(30), &plain());
    let (users, enrollments) = class_of(20);
    let fewer = zipped(&[("users", &users), ("enrollments", &enrollments)]);
    let contents = office.contents();
    let refused = office.bundle(&fewer, &plain());
    assert_eq!(
        refused.refusal,
        Some(Refusal::ManyLeft { left: 10, of: 30 })
    );
    assert_eq!(refused.batch, None);
    assert_eq!(office.contents(), contents);
    assert_eq!(office.bundle(&fewer, &dry()).refusal, refused.refusal);
    // A list of enrollments alone can empty a school just as well.
    let nobody = zipped(&[("enrollments", ENROLLMENTS)]);
    let emptied = office.bundle(&nobody, &plain());
    assert_eq!(
        emptied.refusal,
        Some(Refusal::ManyLeft { left: 30, of: 30 })
    );
    let taken = office.bundle(&fewer, &yes());
    assert_eq!((taken.left, taken.refusal), (10, None));
    assert_eq!(office.count("SELECT count(*) FROM roster"), 20);
}

#[test]
fn strict_stores_nothing_when_a_row_fails() {
    let mut office = Office::new();
    let (users, enrollments) = class_of(3);
    let enrollments =
        format!("{enrollments}e9,,,c1,o1,nobody,student,,,\ne8,,,nowhere,o1,s1,student,,,\n");
    let records = zipped(&[
        ("orgs", ORGS),
        ("academicSessions", SESSIONS),
        ("classes", CLASSES),
        ("users", &users),
        ("enrollments", &enrollments),
    ]);
    let contents = office.contents();
    let strict = Conditions {
        strict: true,
        ..plain()
    };
    let refused = office.bundle(&records, &strict);
    assert_eq!(refused.refusal, Some(Refusal::Strict { failed: 2 }));
    assert_eq!(office.contents(), contents);
    let taken = office.bundle(&records, &plain());
    assert_eq!((taken.counts.failed, taken.refusal), (2, None));
    let [person, class] = taken.reports.as_slice() else {
        unreachable!("two rows failed")
    };
    assert_eq!(
        (person.row.line, person.row.value.as_deref()),
        (6, Some("nobody"))
    );
    assert_eq!(person.row.column.as_deref(), Some("userSourcedId"));
    assert_eq!(class.row.column.as_deref(), Some("classSourcedId"));
    assert_eq!(taken.counts.rows(), records.rows_read);
}

#[test]
fn what_was_typed_here_outlives_the_next_import() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let student = office.person("s2").id;
    office.edit(student, |person| {
        person.preferred = Some("Bee".into());
        person.pronouns = Some("they/them".into());
        person.given = "Beatriz".into();
        person.grade = Some("5".into());
    });
    let place = office.places(student)[0].clone();
    let numbered = Enrollment {
        class_number: Some(9),
        ..place.clone()
    };
    let edit = Edit::Enrollment(Delta::update(place, numbered));
    office
        .school
        .apply(&Change::about(student, "numbered", vec![edit]));

    let contents = office.contents();
    let again = office.bundle(&school_of(3), &plain());
    assert_eq!(again.counts.updated, 0);
    assert_eq!(office.contents(), contents);

    // News from the school's system counts, and takes nothing else along.
    let (users, enrollments) = class_of(3);
    let users = users.replace("Family2,,002,s2@x.edu,,,,4", "Newname,,002,s2@x.edu,,,,6");
    let enrollments = enrollments.replace("e2,", "e2b,");
    let records = zipped(&[("users", &users), ("enrollments", &enrollments)]);
    let news = office.bundle(&records, &plain());
    assert_eq!((news.counts.updated, news.counts.created), (1, 1));
    let person = office.person("s2");
    assert_eq!(
        (person.given.as_str(), person.family.as_str()),
        ("Beatriz", "Newname")
    );
    assert_eq!(person.preferred.as_deref(), Some("Bee"));
    assert_eq!(person.grade.as_deref(), Some("6"));
    let places = office.places(student);
    assert_eq!(
        places.last().unwrap().class_number,
        Some(9),
        "the number goes along"
    );

    // Also past leaving and coming back.
    office.bundle(&zipped(&[("users", USERS)]), &plain());
    assert_eq!(office.person("s2").status, Status::Inactive);
    office.bundle(&records, &plain());
    let person = office.person("s2");
    assert_eq!(
        (person.given.as_str(), person.status),
        ("Beatriz", Status::Active)
    );
    assert_eq!(person.pronouns.as_deref(), Some("they/them"));
}

#[test]
fn terms_of_an_empty_school_give_way_and_come_back_with_an_undo() {
    let mut office = Office::new();
    let mut term = |title: &str, kind, parent, begins: &str, ends: &str| {
        let id: Id<AcademicSession> = office.school.mint.id(NOW);
        let row = AcademicSession {
            id,
            import: Import {
                source: Some("init".into()),
                sourced_id: Some(title.into()),
            },
            title: title.into(),
            kind,
            begins: day(begins),
            ends: day(ends),
            parent,
            status: Status::Active,
        };
        office
            .school
            .store
            .write(|connection| row.insert(connection))
            .unwrap();
        id
    };
    let year = term(
        "year",
        SessionKind::SchoolYear,
        None,
        "2026-08-01",
        "2027-08-01",
    );
    term(
        "Term 1",
        SessionKind::Term,
        Some(year),
        "2026-08-01",
        "2027-01-01",
    );
    term(
        "Term 2",
        SessionKind::Term,
        Some(year),
        "2027-01-01",
        "2027-08-01",
    );
    let contents = office.contents();
    let outcome = office.bundle(&school_of(2), &plain());
    let sessions: Vec<AcademicSession> = office.rows();
    assert_eq!(sessions.len(), 1);
    let student = office.person("s1").id;
    assert_eq!(office.places(student)[0].begins, day("2026-08-15"));
    let undone = office.undo(&outcome);
    assert_eq!(undone.stayed, []);
    assert_eq!(undone.restored, 3);
    assert_eq!(office.contents(), contents);
    office.is_whole();
}

#[test]
fn an_undone_import_leaves_nothing_but_what_was_written_about() {
    let mut office = Office::new();
    let contents = office.contents();
    let outcome = office.bundle(&school_of(4), &plain());
    let student = office.person("s3").id;
    office.school.held(student, "2026-11-20");
    let undone = office.undo(&outcome);
    assert_eq!(
        undone.removed,
        4 + 4,
        "people and places; the class and what it lies in stay"
    );
    let names: Vec<&str> = undone
        .stayed
        .iter()
        .map(|stayed| stayed.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Given3 Family3",
            "Given3 Family3",
            "Room 5",
            "2026-2027",
            "Hill School"
        ]
    );
    assert!(undone.stayed.iter().all(|stayed| stayed.inactive));
    assert_eq!(office.person("s3").status, Status::Inactive);
    assert_eq!(office.count("SELECT count(*) FROM check_in"), 1);
    assert_eq!(office.count("SELECT count(*) FROM roster"), 0);
    assert_eq!(
        office
            .count("SELECT count(*) FROM import_row WHERE coalesce(after, before) LIKE '%Given1%'"),
        0
    );
    office.is_whole();

    // It isn't undone twice; and the same file brings them back.
    let viewer = office.viewer(office.administrator);
    let actor = office.school.actor();
    let again = office.school.store.undo_import(
        &viewer,
        &actor,
        &mut Mint::new(1),
        outcome.batch.unwrap(),
        &mut |_, _, _| {},
    );
    assert!(matches!(again, Err(Error::Refused(_))));
    let back = office.bundle(&school_of(4), &plain());
    assert_eq!(back.counts.failed, 0);
    assert_eq!(office.person("s3").status, Status::Active);
    assert_eq!(office.person("s3").id, student);
    assert_eq!(office.count("SELECT count(*) FROM roster"), 4);

    let mut empty = Office::new();
    let outcome = empty.bundle(&school_of(4), &plain());
    let undone = empty.undo(&outcome);
    assert_eq!(
        (undone.removed, undone.stayed.len()),
        (1 + 1 + 1 + 5 + 5, 0)
    );
    assert_eq!(empty.contents(), contents);
    assert_eq!(empty.count("SELECT count(*) FROM import_row"), 0);
    assert!(empty.school.store.batches().unwrap()[0].undone);
    empty.is_whole();
}

#[test]
fn an_undo_puts_back_what_was_changed_unless_it_was_changed_since() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let (users, _) = class_of(3);
    let users = users.replace("edu,,,,4", "edu,,,,5");
    let outcome = office.bundle(&zipped(&[("users", &users)]), &plain());
    assert_eq!(outcome.counts.updated, 3);
    let student = office.person("s1").id;
    office.edit(student, |person| person.preferred = Some("Gi".into()));
    let undone = office.undo(&outcome);
    assert_eq!((undone.removed, undone.restored), (0, 2));
    assert_eq!(undone.stayed.len(), 1);
    assert_eq!(office.person("s1").grade.as_deref(), Some("5"));
    assert_eq!(office.person("s2").grade.as_deref(), Some("4"));
    assert_eq!(office.person("s1").status, Status::Active);
}

#[test]
fn hostile_names_come_in_clean_and_are_reported_as_they_were() {
    let mut office = Office::new();
    let text = "id,First name,Last name,Class\n\
        1,Bob\u{1b}]52;c;x\u{7},O'Drop\u{202e}Table,3A\n\
        2,\"Robert'); DROP TABLE person;--\",=1+1,3A\n\
        3,José,Weiß,3a\n";
    let outcome = office.roster("hostile.csv", text);
    assert_eq!((outcome.counts.created, outcome.counts.failed), (3, 0));
    assert!(
        outcome
            .notes
            .iter()
            .any(|note| { note.value.as_deref() == Some("Bob\\u{1b}]52;c;x\\u{7}") })
    );
    let people: Vec<Person> = office.rows_where("WHERE source = 'roster' ORDER BY id");
    assert_eq!(people[0].name(), "Bob]52;c;x O'DropTable");
    assert_eq!(people[1].given, "Robert'); DROP TABLE person;--");
    let classes: Vec<Class> = office.rows_where("WHERE source = 'roster'");
    assert_eq!(classes.len(), 1, "3A and 3a are one class");
}

#[test]
fn a_teacher_s_list_makes_a_class_of_their_own_with_numbers() {
    let mut office = Office::new();
    let teacher = office.school.teacher;
    let text = "Nr,Vorname,Nachname\n1,Ana,Silva\n2,Bo,Lund\n3,Cai,Wu\n";
    let first = office.roster_as(teacher, "Green Room.csv", text.as_bytes(), &plain());
    assert_eq!(first.counts.created, 3);
    let viewer = office.viewer(teacher);
    let today = office.school.today;
    let found = office
        .school
        .store
        .resolve(&viewer, "Bo Lund", today)
        .unwrap();
    assert_eq!(found.len(), 1, "the teacher sees the student");
    let places = office.places(found[0].student);
    assert_eq!((places[0].class_number, places[0].begins), (Some(2), today));

    // A renamed copy with one more row adds that row, to the same class.
    let more = format!("{text}4,Dee,Roy\n");
    let again = office.roster_as(teacher, "Copy.csv", more.as_bytes(), &plain());
    assert_eq!(
        (
            again.counts.created,
            again.counts.updated,
            again.counts.unchanged
        ),
        (1, 0, 3)
    );
    let classes: Vec<Class> = office.rows_where("WHERE source = 'roster'");
    assert_eq!(classes.len(), 1);
    assert_eq!(classes[0].title, "Green Room");
    let denied = office.try_bundle_as_teacher();
    assert!(matches!(denied, Err(Error::Refused(_))));
}

impl Office {
    fn try_bundle_as_teacher(&mut self) -> Result<Outcome, Error> {
        let teacher = self.school.teacher;
        let office = std::mem::replace(&mut self.administrator, teacher);
        let denied = self.try_bundle(&school_of(1), &plain());
        self.administrator = office;
        denied
    }
}

#[test]
fn a_teacher_s_list_opens_nobody_else_s_student_or_class() {
    let mut office = Office::new();
    office.roster(
        "all.csv",
        "Student Number,First name,Last name,Class\n77,Ana,Silva,Blue\n",
    );
    let text = "Student Number,First name,Last name,Class\n77,Ana,Silva,Mine\n";
    let number = "Student Number,First name,Last name,Class\n88,Eve,Poe,Blue\n";
    office.roster("numbers.csv", text);
    let teacher = office.school.teacher;
    let outcome = office.roster_as(teacher, "mine.csv", text.as_bytes(), &plain());
    assert_eq!((outcome.counts.skipped, outcome.counts.created), (1, 0));
    assert_eq!(outcome.reports[0].outcome, Fate::Skipped);
    let outcome = office.roster_as(teacher, "mine.csv", number.as_bytes(), &plain());
    assert_eq!(outcome.counts.created, 1);
    let classes: Vec<Class> = office.rows_where("WHERE title = 'Blue'");
    assert_eq!(classes.len(), 2, "a Blue of the teacher's own");
}

#[test]
fn who_might_be_somebody_of_another_source_is_skipped_and_said() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let text = "Student Number,First name,Last name,Class\n002,Given2,Family2,Room 5\n900,Given3,Family3,Room 5\n";
    let outcome = office.roster("list.csv", text);
    assert_eq!((outcome.counts.created, outcome.counts.skipped), (1, 1));
    assert_eq!(
        outcome.reports[0].row.column.as_deref(),
        Some("school_number")
    );
    // The same name is another person, and the same class is the same class.
    let classes: Vec<Class> = office.rows_where("WHERE title = 'Room 5'");
    assert_eq!(classes.len(), 1);

    // The same id of another system is another person.
    let (users, _) = class_of(1);
    let users = users.replace(
        "Given1,Family1,,001,s1@x.edu",
        "Other,Person,,701,other@x.edu",
    );
    let users = users
        .replace("tess@x.edu", "tom@x.edu")
        .replace("tess", "tom");
    let other = Conditions {
        source: Some("another system".into()),
        ..plain()
    };
    let records = zipped(&[("orgs", ORGS), ("users", &users)]);
    let outcome = office.bundle(&records, &other);
    assert_eq!((outcome.counts.created, outcome.left), (3, 0));
    assert_eq!(
        office.count("SELECT count(*) FROM person WHERE sourced_id = 's1'"),
        2
    );
}

#[test]
fn an_id_with_quite_another_name_is_doubtful() {
    let mut office = Office::new();
    office.roster(
        "one.csv",
        "id,First name,Last name,Class\n1,Ana,Silva,A\n2,Bo,Lund,A\n",
    );
    let outcome = office.roster(
        "two.csv",
        "id,First name,Last name,Class\n1,Zed,Quill,B\n2,Bo,Lund-Roy,A\n",
    );
    assert_eq!((outcome.counts.updated, outcome.counts.skipped), (1, 1));
    assert_eq!(office.person("id:1").given, "Ana");
    assert_eq!(office.person("id:2").family, "Lund-Roy");
}

#[test]
fn a_student_is_known_again_when_the_list_learns_better_ids() {
    let mut office = Office::new();
    office.roster(
        "one.csv",
        "First name,Last name,Class\nAna,Silva,A\nBo,Lund,A\n",
    );
    let outcome = office.roster(
        "two.csv",
        "Student Number,First name,Last name,Class\n5,Ana,Silva,A\n6,Bo,Lund,A\n",
    );
    assert_eq!((outcome.counts.created, outcome.counts.updated), (0, 2));
    let outcome = office.roster(
        "three.csv",
        "Student Number,First name,Last name,Class\n5,Anna,Silva,A\n6,Bo,Lund,A\n",
    );
    assert_eq!((outcome.counts.updated, outcome.counts.unchanged), (1, 1));
    assert_eq!(office.person("school_number:5").given, "Anna");
}

#[test]
fn an_administrator_without_an_org_is_not_made_by_leaving_it_out() {
    let mut office = Office::new();
    let orgs = format!("{ORGS}o2,,,Lake School,school,2,\n");
    let users = format!(
        "{USERS}a1,,,true,nowhere,administrator,alba,,Alba,Admin,,,,,,,,\n\
         a2,,,true,o2,administrator,abe,,Abe,Admin,,,,,,,,\n\
         a3,,,false,o2,teacher,ann,,Ann,Away,,,,,,,,\n\
         a4,,,true,o2,teacher,vasko,,Vera,Vasko,,,,,,,,\n"
    );
    let outcome = office.bundle(&zipped(&[("orgs", &orgs), ("users", &users)]), &plain());
    assert_eq!((outcome.counts.created, outcome.counts.failed), (5, 1));
    assert!(office.person("a2").org.is_some());
    assert_eq!(office.person("a3").login, None, "no login, yet there");
    assert_eq!(
        office.person("a4").login,
        None,
        "the login stays with the first"
    );
    assert!(
        outcome
            .warnings
            .iter()
            .any(|w| w.value.as_deref() == Some("vasko"))
    );
}

#[test]
fn what_a_delta_takes_away_has_left_and_logins_are_free_again() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let users = format!(
        "{USERS}s1,tobedeleted,2026-11-01T00:00:00.000Z,true,o1,student,st1,,Given1,Family1,,001,s1@x.edu,,,,4,\n\
         s4,active,2026-11-01T00:00:00.000Z,true,o1,student,st1,,Given4,Family4,,004,s4@x.edu,,,,4,\n\
         s9,tobedeleted,2026-11-01T00:00:00.000Z,true,o1,student,st9,,Given9,Family9,,009,s9@x.edu,,,,4,\n"
    );
    let enrollments = format!(
        "{ENROLLMENTS}e2,tobedeleted,2026-11-01T00:00:00.000Z,c1,o1,s2,student,,,2026-11-10\n\
         e9,active,2026-11-01T00:00:00.000Z,c1,o1,s9,student,,,\n"
    );
    let records = zipped(&[("delta:users", &users), ("delta:enrollments", &enrollments)]);
    let outcome = office.bundle(&records, &plain());
    let counts = outcome.counts;
    assert_eq!(
        (
            counts.created,
            counts.updated,
            counts.skipped,
            counts.failed
        ),
        (1, 2, 2, 0)
    );
    assert_eq!(office.person("s1").status, Status::Inactive);
    assert_eq!(office.person("s3").status, Status::Active);
    assert_eq!(office.person("s4").login.as_deref(), Some("st1"));
    let student = office.person("s2").id;
    assert_eq!(office.places(student)[0].ends, Some(day("2026-11-10")));
    let again = office.bundle(&records, &plain());
    assert_eq!((again.counts.created, again.counts.updated), (0, 0));
}

#[test]
fn an_import_is_one_audit_entry_and_no_step_of_undo() {
    let mut office = Office::new();
    let before = office.count("SELECT count(*) FROM audit");
    let outcome = office.bundle(&school_of(2), &plain());
    assert_eq!(office.count("SELECT count(*) FROM audit"), before + 1);
    assert_eq!(
        office.count("SELECT count(*) FROM journal WHERE label LIKE '%import%'"),
        0
    );
    let list = office.school.store.batches().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(Some(list[0].batch), outcome.batch);
    assert_eq!(
        (list[0].actor.as_str(), list[0].source.as_str()),
        ("Olu Office", "oneroster")
    );
}

#[test]
fn mappings_are_remembered_by_name_when_the_import_is_real() {
    let mut office = Office::new();
    let who = office.administrator;
    let text = b"First name,Last name,Class\nAna,Silva,A\n";
    let mut conditions = dry();
    conditions.save_mapping = Some("powerschool".into());
    office.roster_as(who, "a.csv", text, &conditions);
    assert_eq!(
        office.school.store.saved_mapping("powerschool").unwrap(),
        None
    );
    conditions.dry_run = false;
    office.roster_as(who, "a.csv", text, &conditions);
    let mapping = office.school.store.saved_mapping("powerschool").unwrap();
    assert_eq!(
        mapping.as_deref(),
        Some("given=First name,family=Last name,class=Class")
    );
    assert_eq!(
        office.school.store.mapping_names().unwrap(),
        ["powerschool"]
    );
}
