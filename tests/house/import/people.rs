//! People of a bundle over time: left, back, changed here and there.

use super::*;

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
    office.bundle(&zipped(&[("users", USERS)]), &yes());
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

/// A list of staff and a student, each by id, role and login.
fn under(rows: &[(&str, &str, &str)]) -> oneroster::Records {
    let users = rows.iter().map(|(id, role, login)| {
        format!("{id},,,true,o1,{role},{login},,Given{id},Family{id},,,,,,,,\n")
    });
    let users = format!("{USERS}{}", users.collect::<String>());
    zipped(&[("orgs", ORGS), ("users", &users)])
}

#[test]
fn a_login_is_that_of_one_member_of_staff_whoever_comes_or_changes_sides() {
    let mut office = Office::new();
    let logins = |office: &mut Office| {
        ["tch1", "u1"].map(|id| office.person(id).login.as_deref() == Some("okafor"))
    };
    office.bundle(
        &under(&[("u1", "student", "okafor"), ("tch1", "teacher", "okafor")]),
        &plain(),
    );
    assert_eq!(logins(&mut office), [true, true], "a student beside them");

    let raised = under(&[("u1", "teacher", "okafor"), ("tch1", "teacher", "okafor")]);
    let outcome = office.bundle(&raised, &plain());
    assert_eq!(logins(&mut office), [true, false]);
    assert!(
        outcome
            .warnings
            .iter()
            .any(|w| w.text.contains("stays with the first"))
    );
    let tch1 = office.person("tch1").id;
    assert_eq!(office.school.store.viewer("okafor").unwrap().person, tch1);
    assert_eq!(office.bundle(&raised, &plain()).batch, None);
}

#[test]
fn who_comes_back_leaves_a_login_to_whoever_has_it_now() {
    for login in ["okafor", ""] {
        let mut office = Office::new();
        office.bundle(&under(&[("tch1", "teacher", "okafor")]), &plain());
        office.bundle(&under(&[("tch9", "teacher", "okafor")]), &yes());
        let both = under(&[("tch1", "teacher", login), ("tch9", "teacher", "okafor")]);
        office.bundle(&both, &plain());
        assert_eq!(office.person("tch1").status, Status::Active);
        assert_eq!(office.person("tch1").login, None);
        assert_eq!(office.person("tch9").login.as_deref(), Some("okafor"));
        assert_eq!(office.bundle(&both, &plain()).batch, None);
    }
}

#[test]
fn a_student_who_is_enrolled_as_a_teacher_takes_no_login_of_the_staff_along() {
    let mut office = Office::new();
    office.bundle(&school_of(1), &plain());
    office.bundle(
        &zipped(&[(
            "delta:users",
            &format!(
                "{USERS}s9,active,2026-11-01T00:00:00.000Z,true,o1,student,tess,,Sam,Nine,,,,,,,,\n"
            ),
        )]),
        &plain(),
    );
    assert_eq!(office.person("s9").login.as_deref(), Some("tess"));
    let teaches = format!("{ENROLLMENTS}e9,active,2026-11-01T00:00:00.000Z,c1,o1,s9,teacher,,,\n");
    office.bundle(&zipped(&[("delta:enrollments", &teaches)]), &plain());
    let raised = office.person("s9");
    assert_eq!((raised.role, raised.login), (Role::Teacher, None));
}

#[test]
fn staff_come_before_others_of_their_login_and_two_of_them_are_nobody() {
    let mut office = Office::new();
    office.bundle(
        &under(&[("g1", "guardian", "okafor"), ("tch1", "teacher", "okafor")]),
        &plain(),
    );
    let tch1 = office.person("tch1").id;
    assert_eq!(office.school.store.viewer("okafor").unwrap().person, tch1);
    let other = office.administrator;
    office.edit(other, |person| person.login = Some("okafor".into()));
    let refused = office.school.store.viewer("okafor").unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("More than one member of staff"),
        "{refused}"
    );
}

#[test]
fn a_student_who_comes_back_after_school_days_away_begins_anew() {
    let mut office = Office::new();
    office.bundle(&school_of(3), &plain());
    let student = office.person("s2").id;
    let (users, enrollments) = class_of(3);
    let without = enrollments.replace("e2,,,c1,o1,s2,student,,,\n", "");
    office.bundle(&zipped(&[("enrollments", &without)]), &plain());
    let away = office.places(student);
    assert_eq!(away[0].ends, Some(day("2026-11-23")));

    office.school.today = day("2026-12-07");
    let back = office.bundle(&school_of(3), &plain());
    let spans = |places: &[Enrollment]| -> Vec<_> {
        let spans = places.iter().map(|p| (p.begins, p.ends));
        spans.collect()
    };
    let first = (day("2026-08-15"), Some(day("2026-11-23")));
    let anew = [(day("2026-12-07"), None), first];
    let places = office.places(student);
    assert_eq!(spans(&places), anew);
    assert_eq!(places[0].id, away[0].id, "the row of the file goes on");
    let overdue = format!(
        "SELECT count(*) FROM standing WHERE student = {} AND overdue_on <= '2026-12-07'",
        student.number()
    );
    assert_eq!(office.count(&overdue), 0);
    assert_eq!(office.bundle(&school_of(3), &plain()).batch, None);
    office.school.today = day("2026-12-08");
    assert_eq!(office.bundle(&school_of(3), &plain()).batch, None);
    office.undo(&back);
    assert_eq!(office.places(student), away);

    // A begin that the file says is the begin.
    let said = enrollments.replace("s2,student,,,", "s2,student,,2026-09-01,");
    let records = zipped(&[("users", &users), ("enrollments", &said)]);
    office.bundle(&records, &plain());
    assert_eq!(spans(&office.places(student)), [(day("2026-09-01"), None)]);
    office.is_whole();
}

#[test]
fn a_role_that_a_delta_takes_back_is_gone_unless_it_is_given_elsewhere() {
    const PEOPLE: &str =
        "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName\n";
    const ROLES: &str =
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,orgSourcedId\n";
    let delta = |users: &str, roles: &str| {
        let users = format!("{PEOPLE}{users}");
        let roles = format!("{ROLES}{roles}");
        zipped(&[
            ("delta:orgs", ORGS),
            ("delta:users", &users),
            ("delta:roles", &roles),
        ])
    };
    let mut office = Office::new();
    let here = "u2,active,2026-11-01,true,tom,Tom,Thumb\n";
    let given = "r1,active,2026-11-01,u2,primary,districtAdministrator,o1\n\
                 r2,active,2026-11-01,u2,secondary,districtAdministrator,o2\n";
    office.bundle(&delta(here, given), &plain());
    assert_eq!(office.person("u2").role, Role::Administrator);

    let one = "r1,tobedeleted,2026-11-02,u2,primary,districtAdministrator,o1\n";
    let other = "r2,active,2026-11-02,u2,primary,districtAdministrator,o2\n";
    office.bundle(&delta(here, &format!("{one}{other}")), &plain());
    let still = office.person("u2");
    assert_eq!(
        (still.role, still.status),
        (Role::Administrator, Status::Active)
    );

    let gone = here.replace("active", "tobedeleted");
    office.bundle(&delta(&gone, one), &plain());
    let left = office.person("u2");
    assert_eq!((left.role, left.status), (Role::Other, Status::Inactive));
    office.bundle(&delta(here, ""), &plain());
    assert_eq!(office.person("u2").role, Role::Other, "back without it");
}

#[test]
fn a_role_taken_back_beside_its_own_person_is_gone() {
    let mut office = Office::new();
    let users = |status: &str| {
        format!(
            "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName\nu2,{status},2026-11-01,true,tom,Tom,Thumb\n"
        )
    };
    let roles = |status: &str| {
        format!(
            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,orgSourcedId\nr1,{status},2026-11-01,u2,primary,districtAdministrator,o1\n"
        )
    };
    for (status, role) in [
        ("active", Role::Administrator),
        ("tobedeleted", Role::Other),
    ] {
        let (users, roles) = (users("active"), roles(status));
        let records = zipped(&[
            ("delta:orgs", ORGS),
            ("delta:users", &users),
            ("delta:roles", &roles),
        ]);
        office.bundle(&records, &plain());
        assert_eq!(office.person("u2").role, role, "{status}");
    }
}
