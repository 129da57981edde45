//! Plain rosters: who is known again, and who only might be.

use super::*;
use deskside::store::reads::gone::Purpose;

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
    // What an import needed of the memory for itself is given back.
    let cache = |connection: &rusqlite::Connection| {
        Ok(connection.query_row("PRAGMA cache_size", [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(office.school.store.write(cache).unwrap(), -2_048);
    let viewer = office.viewer(teacher);
    let today = office.school.today;
    let found = office
        .school
        .store
        .resolve(&viewer, "Bo Lund", today, Purpose::Reading)
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
fn a_bundle_of_people_known_from_another_system_says_how_to_name_it() {
    let mut office = Office::new();
    let registry = Conditions {
        source: Some("Registry".into()),
        ..plain()
    };
    office.bundle(&school_of(3), &registry);
    let outcome = office.bundle(&school_of(3), &plain());
    let told: Vec<_> = outcome
        .warnings
        .iter()
        .filter(|w| w.text.contains("--source \"Registry\""))
        .map(|w| w.count)
        .collect();
    assert_eq!(told, [4], "{:?}", outcome.warnings);
    assert_eq!(office.bundle(&school_of(3), &registry).batch, None);
}

#[test]
fn a_class_is_made_when_somebody_comes_into_it() {
    let mut office = Office::new();
    office.roster("a.csv", "First name,Last name,Class,ID\nA,B,R1,1\n");
    let skipped = office.roster("b.csv", "First name,Last name,Class,ID\nX,Y,R9,1\n");
    assert_eq!((skipped.batch, skipped.counts.skipped), (None, 1));
    let titles = |office: &mut Office| -> Vec<String> {
        let classes: Vec<Class> = office.rows_where("WHERE title LIKE 'R_' ORDER BY id");
        classes.into_iter().map(|class| class.title).collect()
    };
    assert_eq!(titles(&mut office), ["R1"]);
    let text = "First name,Last name,Class,ID\nX,Y,R9,1\nC,D,R9,2\nE,F,R9,3\n";
    let taken = office.roster("c.csv", text);
    assert_eq!((taken.counts.created, taken.counts.skipped), (2, 1));
    assert_eq!(titles(&mut office), ["R1", "R9"]);
    assert_eq!(office.roster("c.csv", text).batch, None);
    office.undo(&taken);
    assert_eq!(titles(&mut office), ["R1"]);
    office.is_whole();
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

#[test]
fn a_student_who_moved_to_another_class_leaves_the_old_one() {
    let mut office = Office::new();
    let list = "id,First name,Last name,Class\n1,Ana,Silva,A\n2,Bo,Lund,A\n";
    office.roster("one.csv", list);
    let student = office.person("id:1").id;
    let begins = office.places(student)[0].begins;
    office.school.today = day("2026-11-30");
    let outcome = office.roster("two.csv", &list.replace("Silva,A", "Silva,B"));
    assert_eq!((outcome.counts.updated, outcome.counts.unchanged), (1, 1));
    assert!(
        outcome
            .warnings
            .iter()
            .any(|w| w.text.contains("in another class now"))
    );
    let places = office.places(student);
    assert_eq!(
        places.len(),
        2,
        "leaving ends an enrollment and never deletes it"
    );
    assert_eq!(
        (places[0].begins, places[0].ends),
        (begins, Some(day("2026-11-30")))
    );
    assert_eq!(
        (places[1].begins, places[1].ends),
        (day("2026-11-30"), None)
    );
    assert_eq!(
        office.count("SELECT count(*) FROM roster"),
        2,
        "one row a student"
    );
    office.is_whole();

    // Back again a week later; and the same file twice changes nothing.
    office.school.today = day("2026-12-07");
    office.roster("one.csv", list);
    let places = office.places(student);
    assert_eq!(
        (places[0].ends, places[1].ends),
        (None, Some(day("2026-12-07")))
    );
    let again = office.roster("one.csv", list);
    assert_eq!((again.counts.updated, again.counts.unchanged), (0, 2));
    office.undo(&outcome);
    office.is_whole();
}

#[test]
fn a_list_of_one_class_takes_nobody_out_of_another() {
    let mut office = Office::new();
    let list = "id,First name,Last name\n1,Ana,Silva\n2,Bo,Lund\n3,Cai,Wu\n";
    let of = |title: &str| Conditions {
        class: Some(title.into()),
        ..plain()
    };
    let who = office.administrator;
    office.roster_as(who, "a.csv", list.as_bytes(), &of("Mathematics"));
    let outcome = office.roster_as(who, "b.csv", list.as_bytes(), &of("Science"));
    assert!(
        outcome
            .warnings
            .iter()
            .any(|w| w.text.contains("stay in both"))
    );
    let student = office.person("id:1").id;
    let places = office.places(student);
    assert_eq!(places.len(), 2);
    assert!(places.iter().all(|place| place.ends.is_none()));
}

#[test]
fn a_teacher_s_list_ends_no_place_in_a_colleague_s_class() {
    let mut office = Office::new();
    let teacher = office.school.teacher;
    office.roster(
        "all.csv",
        "id,First name,Last name,Class\n1,Ana,Silva,Theirs\n",
    );
    let student = office.person("id:1").id;
    office
        .school
        .enroll(student, Role::Student, None, "2026-09-01");
    let outcome = office.roster_as(
        teacher,
        "mine.csv",
        b"id,First name,Last name,Class\n1,Ana,Silva,Mine\n",
        &plain(),
    );
    assert_eq!(outcome.counts.skipped, 0, "{:?}", outcome.reports);
    let places = office.places(student);
    assert_eq!(places.len(), 3);
    assert!(places.iter().all(|place| place.ends.is_none()));
}

#[test]
fn the_same_name_in_the_same_class_of_another_source_is_doubtful() {
    let mut office = Office::new();
    office.roster(
        "list.csv",
        "First name,Last name,Class\nGiven1,Family1,Room 5\nAna,Silva,Room 5\n",
    );
    let contents = office.people(Role::Student);
    let other = Conditions {
        source: Some("another".into()),
        ..plain()
    };
    let who = office.administrator;
    let list = b"First name,Last name,Class\nGIVEN1,Family1,room 5\nAna,Silva,Room 6\n";
    let outcome = office.roster_as(who, "other.csv", list, &other);
    assert_eq!((outcome.counts.created, outcome.counts.skipped), (1, 1));
    assert!(
        outcome.reports[0]
            .row
            .reason
            .contains("this name in this class")
    );
    assert_eq!(office.people(Role::Student), contents + 1);

    let outcome = office.bundle(&school_of(2), &plain());
    let skipped: Vec<_> = outcome
        .reports
        .iter()
        .filter(|r| r.outcome == Fate::Skipped)
        .collect();
    assert!(
        skipped[0].row.reason.contains("this name in this class"),
        "{skipped:?}"
    );
    assert_eq!(outcome.counts.failed, 0);
    assert_eq!(office.people(Role::Student), contents + 2, "Given2 alone");
}

#[test]
fn names_that_look_alike_in_other_letters_are_warned_of() {
    let mut office = Office::new();
    let text = "id,First name,Last name,Class\n1,Anna,Petrov,A\n2,\u{410}nn\u{430},Petrov,A\n3,\u{410}нна,Петрова,A\n";
    let outcome = office.roster("list.csv", text);
    assert_eq!(outcome.counts.created, 3);
    let warned: Vec<_> = outcome
        .warnings
        .iter()
        .filter(|w| w.text.contains("looks like another's"))
        .collect();
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert_eq!(warned[0].value.as_deref(), Some("Anna Petrov"));
}
