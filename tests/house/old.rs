//! Files of older versions, as those versions made them: opened, copied first,
//! brought up to date, and nothing in them lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use deskside::domain::ids::Id;
use deskside::domain::person::Role;
use deskside::domain::query::{Answer, CompetencyPage, CompetencyQuery, Filter, Query, Wanted};
use deskside::domain::viewer::{Company, Reach, Viewer};
use deskside::store::{Store, derived, schema};
use serde_json::Value;
use tempfile::TempDir;

use crate::desk::day;

pub const FIRST: &[u8] = include_bytes!("old/0001.db");

/// A folder with the file of an older version in it.
fn place(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("school.db");
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    (folder, path)
}

fn run(path: &Path, words: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_deskside"))
        .env_clear()
        .env("HOME", path.parent().unwrap())
        .arg("--db")
        .arg(path)
        .args(["--as", "head", "--today", "2026-11-24"])
        .args(words)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{error}");
    output.stdout
}

fn show(path: &Path, words: &[&str]) -> Value {
    serde_json::from_slice(&run(path, words)).unwrap()
}

/// The copies beside a file, by name.
fn copies(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".before-schema-"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_of_the_first_schema_keeps_its_rows_and_a_copy_lies_beside_it() {
    let (folder, path) = place(FIRST);
    let record = show(&path, &["show", "Ana Silva", "--json"]);
    assert_eq!(
        record["check_ins"][0]["note"],
        "Drew thirds as pizza slices."
    );
    assert_eq!(
        record["check_ins"][0]["next_step"],
        "Thirds on a number line."
    );
    let due = show(&path, &["due", "--all", "--json"]);
    assert_eq!(due["students"].as_array().unwrap().len(), 2);
    assert_eq!(show(&path, &["check", "--json"])["ok"], true);

    let copy = format!("school.db.before-schema-{}", schema::NEWEST);
    assert_eq!(copies(&folder), [copy.as_str()], "one copy, made once");
    let copy = folder.path().join(copy);
    let mode = fs::metadata(&copy).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let version = |path: &Path| -> i64 {
        let connection = rusqlite::Connection::open(path).unwrap();
        schema::version(&connection).unwrap()
    };
    assert_eq!((version(&copy), version(&path)), (1, schema::NEWEST));
    let kept = rusqlite::Connection::open(&copy).unwrap();
    let notes: i64 = kept
        .query_row("SELECT count(*) FROM note", [], |row| row.get(0))
        .unwrap();
    assert_eq!(notes, 1);
    assert_eq!(schema::strange(&kept).unwrap(), None);
}

#[test]
fn a_file_that_can_only_be_looked_at_has_no_frameworks_and_stays_as_it_is() {
    let (folder, path) = place(FIRST);
    let mut store = Store::open_to_look(&path).unwrap();
    let viewer = Viewer {
        person: Id::new(1),
        role: Role::Administrator,
        reach: Reach::Everybody,
        company: Company::Alone,
    };
    let competencies = Query::Competencies(CompetencyQuery {
        framework: None,
        wanted: Wanted::Text("fractions".into()),
        after: None,
        limit: 5,
        with_retired: true,
    });
    let today = day("2026-11-24");
    let frameworks = store.ask(&viewer, &Query::Frameworks, today).unwrap();
    assert_eq!(frameworks, Answer::Frameworks(vec![]));
    let found = store.ask(&viewer, &competencies, today).unwrap();
    assert_eq!(found, Answer::Competencies(CompetencyPage::default()));
    assert!(copies(&folder).is_empty());
}

#[test]
fn a_copy_that_is_there_already_is_not_written_over() {
    let (folder, path) = place(FIRST);
    let name = format!("school.db.before-schema-{}", schema::NEWEST);
    fs::write(folder.path().join(&name), "somebody's").unwrap();
    Store::open(&path).unwrap().close();
    assert_eq!(copies(&folder), [name.clone(), format!("{name}-2")]);
    assert_eq!(
        fs::read_to_string(folder.path().join(&name)).unwrap(),
        "somebody's"
    );
}

#[test]
fn where_no_copy_can_be_made_the_file_stays_as_it_is() {
    let (folder, path) = place(FIRST);
    // What the copy is made under while it is unfinished is taken by a folder.
    let name = format!("school.db.before-schema-{}", schema::NEWEST);
    let unfinished = format!("{name}.copying-{}", std::process::id());
    fs::create_dir(folder.path().join(unfinished)).unwrap();
    Store::open(&path).unwrap_err();
    let connection = rusqlite::Connection::open(&path).unwrap();
    assert_eq!(schema::version(&connection).unwrap(), 1);
}

#[test]
fn a_file_with_a_trigger_of_somebody_else_is_neither_copied_nor_brought_up_to_date() {
    let (folder, path) = place(FIRST);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("CREATE TRIGGER evil AFTER INSERT ON person BEGIN DELETE FROM note; END")
        .unwrap();
    assert_eq!(Store::open(&path).unwrap_err().exit_code(), 4);
    assert_eq!(schema::version(&connection).unwrap(), 1);
    assert!(copies(&folder).is_empty());
}

#[test]
fn an_older_backup_is_put_back_and_brought_up_to_date() {
    let (folder, old) = place(FIRST);
    let path = folder.path().join("other.db");
    run(&path, &["restore", old.to_str().unwrap()]);
    let due = show(&path, &["due", "--all", "--json"]);
    assert_eq!(due["students"].as_array().unwrap().len(), 2);
}

/// The words of names as an older version kept them stand in the order of finding afterwards,
/// and are what counting anew gives.
#[test]
fn the_words_of_names_are_brought_into_the_order_of_finding() {
    let (_folder, path) = place(FIRST);
    let names = [
        (9_001, "anne-marie de la cruz", "anne cruz de la marie"),
        (9_002, "pepe garcia", "garcia jose pepe"),
        (9_003, "an annan", "an annan"),
        (9_004, "li", "li"),
        (9_005, "山田太郎 ng", "ng 山田太郎"),
    ];
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for (student, name, words) in names {
        old.execute(
            "INSERT INTO roster (student, bucket, class_number, name, line)
             VALUES (?1, 1, 1, ?2, '{}')",
            (student, name),
        )
        .unwrap();
        for word in words.split(' ') {
            old.execute("INSERT INTO name_word VALUES (?1, ?2)", (word, student))
                .unwrap();
        }
    }
    drop(old);
    let store = Store::open(&path).unwrap();
    let brought = rusqlite::Connection::open(&path).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = brought.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(|row| row.unwrap()).collect()
    };
    let words = "SELECT place || word || '/' || name FROM name_word
                 WHERE student BETWEEN 9001 AND 9005
                 ORDER BY student, place, word";
    assert_eq!(
        all(words),
        [
            "0anne/anne-marie de la cruz",
            "1cruz/anne-marie de la cruz",
            "1de/anne-marie de la cruz",
            "1la/anne-marie de la cruz",
            "1marie/anne-marie de la cruz",
            "0pepe/pepe garcia",
            "1garcia/pepe garcia",
            "1jose/pepe garcia",
            "0an/an annan",
            "1annan/an annan",
            "0li/li",
            "0山田太郎/山田太郎 ng",
            "1ng/山田太郎 ng",
        ]
    );
    let parts = "SELECT part || '/' || word FROM name_part WHERE word IN ('annan', '山田太郎')
                 OR length(word) < 3 ORDER BY part";
    let wanted = [
        "ann/annan",
        "nan/annan",
        "nna/annan",
        "山田太/山田太郎",
        "田太郎/山田太郎",
    ];
    assert_eq!(all(parts), wanted);

    // Those that the file came with are as they are written today.
    let ours = "SELECT place || word || '/' || name || student FROM name_word
                WHERE student NOT BETWEEN 9001 AND 9005 ORDER BY 1";
    let before = all(ours);
    assert!(before.len() >= 4, "{before:?}");
    drop(store);
    let mut store = Store::open(&path).unwrap();
    store
        .write(|connection| {
            connection.execute_batch("DELETE FROM name_word; DELETE FROM name_part;")?;
            derived::refresh_all(connection, day("2026-11-24"), &mut |_done, _all| {})
        })
        .unwrap();
    assert_eq!(all(ours), before);
}

/// Names are found in a file of an older version that can't be written.
#[test]
fn names_are_found_in_an_older_file_that_can_only_be_looked_at() {
    let (_folder, path) = place(FIRST);
    let mut store = Store::open_to_look(&path).unwrap();
    let viewer = store.viewer("head").unwrap();
    let asked = Query::Find {
        text: "silv".into(),
        filter: Filter::default(),
        limit: 5,
    };
    let found = store.ask(&viewer, &asked, day("2026-11-24")).unwrap();
    let Answer::Find(found) = found else {
        unreachable!("asked to find")
    };
    assert_eq!(
        found.rows.first().map(|row| row.family.as_str()),
        Some("Silva")
    );
}
