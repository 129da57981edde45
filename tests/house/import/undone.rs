//! Imports taken back, and what is remembered of them.

use super::*;

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

/// Takes both back, in either order, after `between` has been done to the first import's people.
fn both_taken_back(
    import: [&dyn Fn(&mut Office) -> Outcome; 2],
    order: [usize; 2],
    between: &dyn Fn(&mut Office),
) -> (Office, Vec<deskside::store::import::Undone>) {
    let mut office = Office::new();
    let first = import[0](&mut office);
    between(&mut office);
    let second = import[1](&mut office);
    let made = [first, second];
    let undone = order.map(|which| {
        let undone = office.undo(&made[which]);
        office.is_whole();
        undone
    });
    (office, undone.into())
}

const ORDERS: [[usize; 2]; 2] = [[0, 1], [1, 0]];

#[test]
fn two_imports_taken_back_in_either_order_leave_nothing() {
    let one = "id,First name,Last name,Grade,Class\n1,Ana,Silva,4,A\n2,Bo,Lund,4,A\n3,Cai,Wu,4,B\n";
    // A grade changes, somebody joins a class of the first, one is as before.
    let two =
        "id,First name,Last name,Grade,Class\n1,Ana,Silva,5,A\n2,Bo,Lund,4,A\n4,Dee,Roy,4,B\n";
    let rosters: [&dyn Fn(&mut Office) -> Outcome; 2] =
        [&|office| office.roster("one.csv", one), &|office| {
            office.roster("two.csv", two)
        }];
    let bundles: [&dyn Fn(&mut Office) -> Outcome; 2] = [
        &|office| office.bundle(&school_of(3), &plain()),
        &|office| {
            let (users, enrollments) = class_of(4);
            let users = users.replace(
                "Given2,Family2,,002,s2@x.edu,,,,4",
                "Given2,Family2,,002,s2@x.edu,,,,5",
            );
            let enrollments = enrollments.replace("e1,,,c1", "e1b,,,c2");
            let classes = format!("{CLASSES}c2,,,Room 6,,,R6,homeroom,,o1,y1,,,\n");
            let records = zipped(&[
                ("classes", &classes),
                ("users", &users),
                ("enrollments", &enrollments),
            ]);
            office.bundle(&records, &yes())
        },
    ];
    for imports in [rosters, bundles] {
        for order in ORDERS {
            let start = Office::new().contents();
            let (mut office, undone) = both_taken_back(imports, order, &|_| {});
            assert_eq!(office.contents(), start, "{order:?}");
            assert_eq!(undone[1].stayed, [], "{order:?}");
            assert_eq!(
                office.count("SELECT count(*) FROM import_row"),
                0,
                "{order:?}"
            );
            assert_eq!(office.count("SELECT count(*) FROM roster"), 0, "{order:?}");
        }
    }
}

#[test]
fn who_was_written_about_stays_inactive_and_listed_whichever_import_goes_first() {
    let one = "id,First name,Last name,Grade,Class\n1,Ana,Silva,4,A\n2,Bo,Lund,4,A\n";
    let two = "id,First name,Last name,Grade,Class\n1,Ana,Silva,5,A\n2,Bo,Lund,5,A\n3,Cai,Wu,4,A\n";
    for order in ORDERS {
        let (mut office, undone) = both_taken_back(
            [&|office| office.roster("one.csv", one), &|office| {
                office.roster("two.csv", two)
            }],
            order,
            &|office| {
                let student = office.person("id:1").id;
                office.school.held(student, "2026-11-20");
            },
        );
        let people: Vec<Person> = office.rows_where("WHERE source = 'roster'");
        let places: Vec<Enrollment> = office.rows_where("WHERE source = 'roster'");
        let classes: Vec<Class> = office.rows_where("WHERE source = 'roster'");
        assert_eq!(
            (people.len(), places.len(), classes.len()),
            (1, 1, 1),
            "{order:?}"
        );
        assert_eq!(people[0].status, Status::Inactive, "{order:?}");
        assert_eq!(classes[0].status, Status::Inactive, "{order:?}");
        assert!(
            places[0].status == Status::Inactive || places[0].ends.is_some(),
            "{order:?}"
        );
        let last = &undone[1].stayed;
        for row in ["person", "enrollment", "class"] {
            let listed = last.iter().find(|stayed| stayed.entity == row);
            assert!(
                listed.is_some_and(|stayed| stayed.inactive),
                "{order:?} {row} {last:?}"
            );
        }
        assert_eq!(office.count("SELECT count(*) FROM roster"), 0, "{order:?}");
    }
}

#[test]
fn what_a_later_import_still_stands_for_keeps_its_place() {
    let mut office = Office::new();
    let one = "id,First name,Last name,Grade,Class\n1,Ana,Silva,4,A\n2,Bo,Lund,4,A\n";
    let first = office.roster("one.csv", one);
    office.roster("two.csv", &one.replace("1,Ana,Silva,4", "1,Ana,Silva,5"));
    let undone = office.undo(&first);
    assert!(
        undone.stayed.iter().all(|stayed| !stayed.inactive),
        "{undone:?}"
    );
    let student = office.person("id:1");
    assert_eq!(student.status, Status::Active);
    assert_eq!(
        office.count("SELECT count(*) FROM roster"),
        1,
        "on a roster, in a class that counts"
    );
    let people: Vec<Person> = office.rows_where("WHERE source = 'roster'");
    assert_eq!(people.len(), 1);
    office.is_whole();
}

#[test]
fn who_was_marked_active_by_hand_after_an_undo_is_left_alone_by_the_next() {
    let mut office = Office::new();
    let one = "id,First name,Last name,Grade,Class\n1,Ana,Silva,4,A\n";
    let first = office.roster("one.csv", one);
    let student = office.person("id:1").id;
    office.school.held(student, "2026-11-20");
    office.undo(&first);
    office.edit(student, |person| person.status = Status::Active);
    let other = office.roster("two.csv", "id,First name,Last name,Class\n2,Bo,Lund,B\n");
    let undone = office.undo(&other);
    assert_eq!(undone.stayed, []);
    assert_eq!(office.person("id:1").status, Status::Active);
}
