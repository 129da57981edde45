//! Whole bundles: counts, dry runs, guards.

use super::*;

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
fn a_list_without_many_of_the_students_asks_first() {
    let mut office = Office::new();
    office.bundle(&school_of(30), &plain());
    let (users, enrollments) = class_of(20);
    let fewer = zipped(&[("users", &users), ("enrollments", &enrollments)]);
    let contents = office.contents();
    let refused = office.bundle(&fewer, &plain());
    assert_eq!(
        refused.refusal,
        Some(Refusal::ManyLeft {
            left: 10,
            of: 30,
            staff_left: 0,
            of_staff: 1
        })
    );
    assert_eq!(refused.batch, None);
    assert_eq!(office.contents(), contents);
    assert_eq!(office.bundle(&fewer, &dry()).refusal, refused.refusal);
    // A list of enrollments alone can empty a school just as well.
    let nobody = zipped(&[("enrollments", ENROLLMENTS)]);
    let emptied = office.bundle(&nobody, &plain());
    assert_eq!(
        emptied.refusal,
        Some(Refusal::ManyLeft {
            left: 30,
            of: 30,
            staff_left: 0,
            of_staff: 1
        })
    );
    let taken = office.bundle(&fewer, &yes());
    assert_eq!((taken.left, taken.refusal), (10, None));
    assert_eq!(office.count("SELECT count(*) FROM roster"), 20);
}

#[test]
fn a_list_without_any_of_a_few_students_asks_first() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let contents = office.contents();
    let teacher = USERS.to_owned() + "t1,,,true,o1,teacher,tess,,Tess,Teacher,,,tess@x.edu,,,,,\n";
    for (file, text) in [("users", teacher.as_str()), ("enrollments", ENROLLMENTS)] {
        let refused = office.bundle(&zipped(&[(file, text)]), &plain()).refusal;
        let all = matches!(
            refused,
            Some(Refusal::ManyLeft {
                left: 3,
                of: 3,
                staff_left: 0,
                ..
            })
        );
        assert!(all, "{file}: {refused:?}");
    }
    assert_eq!(office.contents(), contents);
}

#[test]
fn a_list_without_the_teachers_counts_them_and_asks_first() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let contents = office.contents();
    let (users, enrollments) = class_of(3);
    let without = |text: &str, id: &str| -> String {
        let lines = text.split_inclusive('\n');
        lines.filter(|line| !line.starts_with(id)).collect()
    };
    let users = without(&users, "t1,");
    let enrollments = without(&enrollments, "et,");
    // Only the place is over: that is counted, and is no one who left.
    let places = zipped(&[("enrollments", &enrollments)]);
    let tried = office.bundle(&places, &dry());
    assert_eq!((tried.staff_left, tried.enrollments_ended), (0, 1));
    assert_eq!(tried.refusal, None);

    let both = zipped(&[("users", &users), ("enrollments", &enrollments)]);
    let refused = office.bundle(&both, &plain());
    assert_eq!(
        refused.refusal,
        Some(Refusal::ManyLeft {
            left: 0,
            of: 3,
            staff_left: 1,
            of_staff: 1
        })
    );
    assert_eq!(office.contents(), contents);
    let taken = office.bundle(&both, &yes());
    assert_eq!((taken.staff_left, taken.enrollments_ended), (1, 1));
    assert_eq!(office.person("t1").status, Status::Inactive);
    let again = office.bundle(&both, &plain());
    assert_eq!(
        (again.staff_left, again.enrollments_ended, again.refusal),
        (0, 0, None)
    );
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
