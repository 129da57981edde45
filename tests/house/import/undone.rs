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
