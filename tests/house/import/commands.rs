//! `deskside import` as a script meets it.

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::data;

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        assert!(place.run(&["init"]).status.success());
        place
    }

    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_deskside"))
            .args(words)
            .env_clear()
            .env("HOME", self.0.path())
            .env("DESKSIDE_DB", self.0.path().join("school.db"))
            .env("DESKSIDE_USER", "head")
            .env("DESKSIDE_TODAY", "2026-11-23")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    fn data(&self, words: &[&str]) -> Value {
        let output = self.run(words);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{error}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn refused(&self, words: &[&str], code: i32, part: &str) {
        let output = self.run(words);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(error.contains(part), "{error}");
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn a_roster_is_imported_listed_and_taken_back() {
    let place = Place::new();
    let file = place.file(
        "Room 12.csv",
        "Nr;Vorname;Nachname\n1;Ana;Silva\n2;Bo;Lund\n",
    );
    let tried = place.data(&["import", "roster", &file, "--dry-run", "--json"]);
    assert_eq!(
        (&tried["batch"], &tried["created"]),
        (&Value::Null, &2.into())
    );
    let real = place.data(&["import", "roster", &file, "--json"]);
    let batch = real["batch"].as_str().unwrap();
    assert!(batch.starts_with('b'));
    for count in ["created", "updated", "unchanged", "skipped", "failed"] {
        assert_eq!(tried[count], real[count], "{count}");
    }
    let due = place.data(&["due", "--json"]);
    assert_eq!(due["students"][0]["classes"][0], "Room 12");
    let list = place.data(&["import", "list", "--json"]);
    assert_eq!(list["batches"][0]["batch"], batch);
    assert_eq!(list["batches"][0]["undone"], false);
    let undone = place.data(&["import", "undo", batch, "--json"]);
    assert_eq!(undone["stayed"].as_array().unwrap().len(), 0);
    place.refused(&["import", "undo", batch], 1, "taken back already");
    place.refused(&["import", "undo", "nothing"], 2, "import list");
}

#[test]
fn faults_of_a_file_store_nothing_and_say_what_to_do() {
    let place = Place::new();
    let file = place.file(
        "a.csv",
        "First name,Last name,Email\nAna,Silva,a@x\nBo,Lund,a@x\nCai,Wu,c@x\n",
    );
    place.refused(&["import", "roster", "nowhere.csv"], 1, "can't be read");
    place.refused(&["import", "oneroster", &file], 1, "import roster");
    place.refused(
        &["import", "roster", &file, "--map", "school"],
        2,
        "--save-map",
    );
    place.refused(
        &["import", "roster", &file, "--map", "shoe=Size"],
        2,
        "shoe",
    );
    // Of each mapping that was given nothing is lost, and so of nothing else.
    let mapped = [
        "import",
        "roster",
        &file,
        "--map",
        "given=First name",
        "--map",
        "shoe=Size",
    ];
    place.refused(&mapped, 2, "shoe");
    let twice = ["import", "roster", &file, "--class", "A", "--class", "B"];
    place.refused(&twice, 2, "multiple times");
    place.refused(&["import", "roster", &file, "--strict"], 1, "--strict");
    assert_eq!(
        place.data(&["import", "list", "--json"])["batches"],
        Value::Array(vec![])
    );
    let taken = place.data(&["import", "roster", &file, "--save-map", "ours", "--json"]);
    assert_eq!(
        (&taken["created"], &taken["failed"]),
        (&1.into(), &2.into())
    );
    let row = &taken["rows"][0];
    assert_eq!(
        (&row["file"], &row["line"], &row["column"]),
        (&"a.csv".into(), &2.into(), &"Email".into())
    );
    let again = place.data(&["import", "roster", &file, "--map", "ours", "--json"]);
    assert_eq!(again["unchanged"], 1);
}

#[test]
fn alike_reasons_are_one_line_and_a_list_without_many_names_yes() {
    let Some(small) = data("oneroster-1.1-district-small") else {
        return;
    };
    let place = Place::new();
    let small = small.to_str().unwrap();
    let first = place.run(&["import", "oneroster", small]);
    let said = String::from_utf8(first.stdout).unwrap();
    assert!(said.contains("2248 created, 0 updated, 0 unchanged, 339 skipped, 0 failed"));
    let folder = place.0.path().join("half");
    std::fs::create_dir(&folder).unwrap();
    for entry in std::fs::read_dir(small).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let is_users = entry.file_name() == "users.csv";
        let lines = text.lines().take(if is_users { 150 } else { usize::MAX });
        let text: Vec<&str> = lines.collect();
        std::fs::write(folder.join(entry.file_name()), text.join("\n")).unwrap();
    }
    let half = folder.to_str().unwrap();
    place.refused(&["import", "oneroster", half], 1, "--yes");
    let tried = place.run(&["import", "oneroster", half, "--dry-run"]);
    let said = String::from_utf8(tried.stdout).unwrap();
    assert_eq!(tried.status.code(), Some(0));
    assert!(said.contains("needs --yes"), "{said}");
    let failed = said
        .lines()
        .filter(|line| line.starts_with("failed:"))
        .count();
    assert_eq!(failed, 1, "{said}");
}

#[test]
fn each_row_left_out_is_named_by_its_line() {
    let place = Place::new();
    let file = place.file(
        "f.csv",
        "First name,Last name,Email\n,,\nAna,Silva,a@x\n,,b@x\n,,c@x\n,,d@x\nBo,Lund,a@x\nCai,Wu,c@x\n",
    );
    let said = place.run(&["import", "roster", &file, "--dry-run"]);
    let said = String::from_utf8(said.stdout).unwrap();
    for line in [
        "failed: f.csv 3 rows, lines 4-6: Last name: no name",
        "failed: f.csv 2 rows, lines 3, 7: Email: another row has the same e-mail",
        "6 rows: 1 created, 0 updated, 0 unchanged, 0 skipped, 5 failed.",
    ] {
        assert!(said.lines().any(|said| said == line), "{said}");
    }
    let one = place.file("g.csv", "First name,Last name\nAna,Silva\n");
    let said = place.run(&["import", "roster", &one]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("\n1 row: 1 created"), "{said}");
}

#[test]
fn who_left_is_told_in_words_and_as_data_and_an_empty_list_is_none() {
    let place = Place::new();
    let folder = place.0.path().join("bundle");
    std::fs::create_dir(&folder).unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let path = folder.to_str().unwrap();
    put(
        "manifest.csv",
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\n",
    );
    let users = "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\n\
                 s1,true,,student,ana,Ana,Silva\n";
    put(
        "users.csv",
        &format!("{users}t1,true,,teacher,tess,Tess,Teacher\n"),
    );
    place.data(&["import", "oneroster", path, "--json"]);
    put("users.csv", users);
    place.refused(
        &["import", "oneroster", path],
        1,
        "This would mark 1 of 1 member of staff as left.",
    );
    let said = place.run(&["import", "oneroster", path, "--dry-run"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("\n1 member of staff left.\n"), "{said}");
    let taken = place.data(&["import", "oneroster", path, "--yes", "--json"]);
    assert_eq!(
        (&taken["left"], &taken["staff_left"]),
        (&0.into(), &1.into())
    );
    assert_eq!(taken["enrollments_ended"], 0);
    put("users.csv", "");
    place.refused(
        &["import", "oneroster", path, "--yes"],
        1,
        "users.csv is empty",
    );
}

#[test]
fn an_import_that_says_nothing_new_adds_none() {
    let place = Place::new();
    let file = place.file("a.csv", "First name,Last name,Class\nAna,Silva,A\n");
    let first = place.data(&["import", "roster", &file, "--json"]);
    let again = place.data(&["import", "roster", &file, "--save-map", "ours", "--json"]);
    assert_eq!(
        (&again["batch"], &again["unchanged"]),
        (&Value::Null, &1.into())
    );
    let said = place.run(&["import", "roster", &file, "--map", "ours"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.contains("Nothing in it is new; no import was added."),
        "{said}"
    );
    let list = place.data(&["import", "list", "--json"]);
    assert_eq!(list["batches"].as_array().unwrap().len(), 1);
    assert_eq!(list["batches"][0]["batch"], first["batch"]);
    let list = place.run(&["import", "list"]);
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(list.contains("  roster, by "), "{list}");
    let help = place.run(&["import", "roster", "--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(!help.contains("a tenth"), "{help}");
}

#[test]
fn a_stray_file_stops_no_bundle_and_is_named() {
    let place = Place::new();
    let folder = place.0.path().join("bundle");
    std::fs::create_dir(&folder).unwrap();
    let orgs = "sourcedId,name,type\no1,Hill School,school\n";
    std::fs::write(folder.join("orgs.csv"), orgs).unwrap();
    std::fs::write(folder.join("notes.csv"), "a,b\n1,\0\n").unwrap();
    let huge = std::fs::File::create(folder.join("huge.csv")).unwrap();
    huge.set_len(80 * 1024 * 1024).unwrap();
    let folder = folder.to_str().unwrap();
    let taken = place.data(&["import", "oneroster", folder, "--json"]);
    assert_eq!(taken["created"], 1);
    let warnings = taken["warnings"].as_array().unwrap();
    for name in ["notes.csv", "huge.csv"] {
        let passed =
            |w: &&Value| w["file"] == name && w["text"].as_str().unwrap().contains("passed over");
        assert!(warnings.iter().any(|w| passed(&w)), "{name}: {warnings:?}");
    }
}

#[test]
fn a_file_over_the_limit_is_refused_before_it_is_read() {
    let place = Place::new();
    let folder = place.0.path().join("bundle");
    std::fs::create_dir(&folder).unwrap();
    // Were they read, the first fault would be another.
    std::fs::write(folder.join("orgs.csv"), "a\0").unwrap();
    let huge = std::fs::File::create(folder.join("users.csv")).unwrap();
    huge.set_len(80 * 1024 * 1024).unwrap();
    let folder_name = folder.to_str().unwrap();
    place.refused(
        &["import", "oneroster", folder_name],
        1,
        "users.csv is larger than 64 MB",
    );
    let users = folder.join("users.csv");
    place.refused(
        &["import", "roster", users.to_str().unwrap()],
        1,
        "larger than 64 MB",
    );
}

#[test]
fn a_hostile_file_name_is_escaped_once() {
    let place = Place::new();
    let file = place.file(
        "Room\u{1b}.csv",
        "Vorname;Nachname\nAna;Silva\nBo;\n;\u{7}\n",
    );
    let taken = place.data(&["import", "roster", &file, "--json"]);
    let failed = taken["rows"].as_array().unwrap();
    assert!(!failed.is_empty());
    for row in failed {
        assert_eq!(row["file"], "Room\\u{1b}.csv");
    }
    let folder = place.0.path().join("bundle");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        folder.join("orgs.csv"),
        "sourcedId,name,type\no1,Hill,school\n",
    )
    .unwrap();
    std::fs::write(folder.join("x\u{1b}.txt"), "").unwrap();
    let taken = place.data(&["import", "oneroster", folder.to_str().unwrap(), "--json"]);
    let warnings = taken["warnings"].as_array().unwrap();
    assert!(
        warnings.iter().any(|w| w["file"] == "x\\u{1b}.txt"),
        "{warnings:?}"
    );
}

#[test]
fn a_framework_is_imported_listed_and_taken_back() {
    let place = Place::new();
    let file = place.file(
        "maths.json",
        r#"{"CFDocument":{"identifier":"d","title":"Mathematics"},
            "CFItems":[{"identifier":"a","fullStatement":"Count \u001b[31mthings","humanCodingScheme":"K.1"},
                       {"identifier":"b"}]}"#,
    );
    let said = place.run(&["import", "framework", &file, "--dry-run"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("CASE: Mathematics"), "{said}");
    assert!(
        said.contains("failed: maths.json item 2: fullStatement: no statement"),
        "{said}"
    );
    assert!(said.contains("Nothing was stored."), "{said}");
    let real = place.data(&["import", "framework", &file, "--area", "sel", "--json"]);
    assert_eq!((&real["created"], &real["failed"]), (&1.into(), &1.into()));
    assert_eq!(real["rows"][0]["line"], 2);
    assert_eq!(real["notes"][0]["value"], "Count \\u{1b}[31mthings");
    place.refused(&["import", "framework", &file, "--strict"], 1, "--strict");
    place.refused(
        &["import", "framework", &file, "--area", "x"],
        2,
        "academic",
    );
    let list = place.data(&["import", "list", "--json"]);
    assert_eq!(list["batches"][0]["kind"], "framework");
    let batch = real["batch"].as_str().unwrap();
    let undone = place.data(&["import", "undo", batch, "--json"]);
    assert_eq!(undone["removed"], 2);
    let other = place.file("a.csv", "First name,Last name\nAna,Silva\n");
    place.refused(
        &["import", "framework", &other],
        1,
        "neither a CASE package",
    );
    let roster = place.file("b.json", "{\"users\":[]}");
    place.refused(&["import", "framework", &roster], 1, "CFDocument");
}
