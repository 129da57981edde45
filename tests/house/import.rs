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

mod bundles;
mod commands;
mod frameworks;
mod people;
mod rosters;
mod undone;

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

impl Office {
    fn try_bundle_as_teacher(&mut self) -> Result<Outcome, Error> {
        let teacher = self.school.teacher;
        let office = std::mem::replace(&mut self.administrator, teacher);
        let denied = self.try_bundle(&school_of(1), &plain());
        self.administrator = office;
        denied
    }
}
