//! The command line as a script meets it: the built program, its exit codes,
//! its words and its data.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that finds nothing should stop"
)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use deskside::domain::person::{Person, Role};
use deskside::store::Store;
use deskside::store::rows::Table;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk::{School, person};

mod custody;
mod examples;
mod group;
mod left;
mod logging;
mod past;
mod pins;
mod plan;
mod wording;

const PROGRAM: &str = env!("CARGO_BIN_EXE_deskside");

/// A folder with a school in it: Room 12, Ms Vasko (`vasko`) and an
/// administrator (`head`).
struct Place {
    folder: TempDir,
}

/// What came of a command.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let said = Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        for text in [&said.out, &said.err] {
            assert!(
                !text.chars().any(|c| c.is_control() && c != '\n'),
                "{text:?}"
            );
            assert!(!text.contains("panicked"), "{text}");
        }
        said
    }

    /// The data it answered.
    fn data(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// That it ended with this code, saying these words in one line of its complaint.
    fn refuses(&self, code: i32, words: &str) {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.err.contains(words), "{}", self.err);
        assert!(self.err.lines().count() == 1 || self.err.contains("\n  "));
    }
}

impl Place {
    /// With a school that `fill` fills.
    fn with(fill: impl FnOnce(&mut School)) -> Self {
        let place = Self::empty();
        let mut school = School::new(Store::create(&place.db()).unwrap());
        let head = school.mint.id(school.now);
        school
            .store
            .write(|connection| {
                Person {
                    login: Some("head".into()),
                    ..person(head, Role::Administrator, "Ruth", "Head")
                }
                .insert(connection)
            })
            .unwrap();
        fill(&mut school);
        school.store.close();
        place
    }

    /// Ada (12), Ben (3) and Cai (4), as on the roster of the other tests.
    fn room_12() -> Self {
        Self::with(|school| {
            let ada = school.student("Ada Okafor", 12);
            let ben = school.student("Ben Ito", 3);
            let cai = school.student("Cai Wu", 4);
            school.plan(ada, &["Explain fractions", "Ask for help"]);
            school.held(ada, "2026-11-20");
            school.held(ben, "2026-11-02");
            school.held(cai, "2026-11-16");
        })
    }

    fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn db(&self) -> PathBuf {
        self.at("school.db")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("DESKSIDE_DB", self.db())
            .env("DESKSIDE_USER", "vasko")
            .env("DESKSIDE_TODAY", "2026-11-23")
            .stdin(Stdio::null());
        command
    }

    fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Said {
        Said::of(self.command().args(words).output().unwrap())
    }

    /// Runs a command given as words between blanks.
    fn says(&self, words: &str) -> Said {
        self.run(words.split(' '))
    }

    fn given(&self, words: &str, input: &[u8]) -> Said {
        let mut child = self
            .command()
            .args(words.split(' '))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses early doesn't read on.
        let _unread = child.stdin.take().unwrap().write_all(input);
        Said::of(child.wait_with_output().unwrap())
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.at(name)).unwrap().permissions().mode() & 0o777
    }

    fn check_ins(&self, student: &str) -> Vec<Value> {
        let said = self.run(["show", student, "--json"]).data();
        said["check_ins"].as_array().unwrap().clone()
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn names(value: &Value) -> Vec<String> {
    let students = value["students"].as_array().unwrap();
    students
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn init_makes_a_private_file_whatever_the_umask_and_refuses_a_second() {
    let place = Place::empty();
    let script =
        "umask 000; exec \"$0\" --db \"$1\" --as ruth init --school 'Hill School' --year 2026-2027";
    let file = place.at("a/b/school.db");
    let mut command = place.command();
    let args = [OsStr::new("-c"), OsStr::new(script), OsStr::new(PROGRAM)];
    let mut shell = Command::new("/bin/sh");
    shell.args(args).arg(&file);
    for (name, value) in command.get_envs().filter_map(|(n, v)| Some((n, v?))) {
        shell.env(name, value);
    }
    let said = Said::of(shell.output().unwrap());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Hill School"), "{}", said.out);
    assert_eq!(place.mode("a/b/school.db"), 0o600);
    assert_eq!(place.mode("a/b"), 0o700);
    let in_folder = fs::read_dir(place.at("a/b")).unwrap().count();
    assert_eq!(in_folder, 1, "nothing is left behind");

    command.arg("--db").arg(&file);
    let again = command.args(["--as", "ruth", "init"]).output().unwrap();
    Said::of(again).refuses(1, "already");
    let due = place.run([
        OsStr::new("--db"),
        file.as_os_str(),
        OsStr::new("--as"),
        OsStr::new("ruth"),
        OsStr::new("due"),
        OsStr::new("--json"),
    ]);
    assert_eq!(due.data()["students"], json!([]));
}

#[test]
fn init_hears_year_terms_and_scale_and_refuses_what_is_none() {
    let place = Place::empty();
    let said = place.says("init --year 2027-2028 --terms 3 --scale 0-8");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("3 terms"), "{}", said.out);
    // "number of terms" of a template, unless another is said.
    for (more, terms) in [("", "5 terms"), (" --terms 4", "4 terms")] {
        let said = Place::empty().says(&format!("init --template five-term-plan{more}"));
        assert!(said.out.contains(terms), "{} {}", said.out, said.err);
    }
    let other = Place::empty();
    let profile = "init --template whole-child-profile";
    other.says(profile).refuses(2, "not of a plan");
    other.says("init --year 2027-2029").refuses(2, "2026-2027");
    other.says("init --scale 1-7").refuses(2, "0-8");
    other.says("init --terms 0").refuses(2, "terms");
    assert!(!other.db().exists());
}

#[test]
fn without_a_file_a_command_names_init() {
    let place = Place::empty();
    for words in [
        "due",
        "show ada",
        "log ada",
        "search x",
        "backup b.db",
        "check",
    ] {
        place.says(words).refuses(1, "deskside init");
    }
    assert!(!place.db().exists());
}

#[test]
fn due_lists_who_waits_in_the_rosters_order() {
    let place = Place::room_12();
    let due = place.says("due --json").data();
    assert_eq!(names(&due), ["Ben Ito", "Cai Wu"]);
    assert_eq!(due["today"], "2026-11-23");
    assert_eq!(
        due["counts"],
        json!({"overdue": 1, "due": 1, "booked": 0, "new": 0, "ok": 1, "paused": 0})
    );
    let ben = &due["students"][0];
    for key in [
        "id",
        "class_number",
        "name",
        "grade",
        "classes",
        "kind",
        "state",
        "school_days",
        "days_over",
        "also",
        "due_on",
        "overdue_on",
        "last_met",
        "next_date",
        "never_met",
        "absences",
    ] {
        assert!(ben.get(key).is_some(), "{key}");
    }
    assert_eq!(ben["class_number"], 3);
    assert_eq!(ben["classes"], json!(["Room 12"]));
    assert_eq!(
        (&ben["kind"], &ben["state"]),
        (&json!("weekly"), &json!("overdue"))
    );
    assert_eq!(ben["last_met"], "2026-11-02");
    assert_eq!(ben["next_date"], Value::Null);
    assert_eq!(
        (&ben["school_days"], &ben["days_over"]),
        (&json!(15), &json!(8))
    );
    assert_eq!(ben["also"], json!([]));

    let all = place.says("due --all --json").data();
    assert_eq!(names(&all), ["Ben Ito", "Cai Wu", "Ada Okafor"]);
    assert_eq!(
        names(
            &place
                .run(["due", "--class", "room 12", "--all", "--json"])
                .data()
        )
        .len(),
        3
    );
    assert_eq!(
        names(&place.says("due --kind daily --json").data()).len(),
        0
    );
    place
        .run(["due", "--class", "Room 13"])
        .refuses(2, "Room 13");
    place.says("due --kind yearly").refuses(2, "daily, weekly");

    let text = place.says("due");
    assert!(text.out.contains("1 overdue, 1 due"), "{}", text.out);
    assert!(text.out.contains("overdue 8d"), "{}", text.out);
    assert!(!text.out.contains("Ada"), "{}", text.out);
}

#[test]
fn due_is_a_table_of_aligned_columns() {
    let place = Place::with(|school| {
        school.student("小明 李", 1);
        school.student("José García", 22);
    });
    let said = place.says("--today 2026-12-10 due");
    let columns: Vec<usize> = said
        .out
        .lines()
        .filter_map(|line| {
            Some(unicode_width::UnicodeWidthStr::width(
                line.get(..line.find("Room 12")?)?,
            ))
        })
        .collect();
    assert_eq!(columns.len(), 2, "{}", said.out);
    assert_eq!(columns[0], columns[1], "{}", said.out);
}

#[test]
fn who_is_meant_is_one_student_or_a_list_to_choose_from() {
    let place = Place::with(|school| {
        school.student("Ada Okafor", 12);
        school.student("Adam Ito", 3);
    });
    let said = place.says("show ad --json");
    assert_eq!(said.code, 2);
    let error: Value = serde_json::from_str(&said.err).unwrap();
    assert!(error["error"]["what"].as_str().unwrap().contains("ad"));
    assert!(!error["error"]["do"].as_str().unwrap().is_empty());
    assert_eq!(error["error"]["candidates"].as_array().unwrap().len(), 2);
    place.says("log ad").refuses(2, "Adam Ito");
    // A whole word wins over a part of one.
    for words in ["show 12", "show #3", "show adam", "show ada"] {
        assert_eq!(place.says(words).code, 0, "{words}");
    }
    let id = place.says("show 12 --json").data()["student"]["id"].clone();
    assert_eq!(place.run(["show", id.as_str().unwrap()]).code, 0);
}

#[test]
fn search_finds_what_the_asker_may_see() {
    let place = Place::room_12();
    let note = [
        "log",
        "12",
        "--note",
        "Drew thirds as PIZZA slices",
        "--visibility",
        "only_me",
    ];
    assert_eq!(place.run(note).code, 0);
    let found = place.says("search pizza --json").data();
    assert_eq!(keys(&found), ["results"]);
    let hit = &found["results"][0];
    for key in ["student", "kind", "id", "on", "text"] {
        assert!(hit.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&hit["kind"], &hit["on"]),
        (&json!("note"), &json!("2026-11-23"))
    );
    let shown = place.says("show 12 --json").data();
    assert_eq!(hit["student"], shown["student"]["id"]);
    let elsewhere = place.says("--as head search pizza --json").data();
    assert_eq!(elsewhere["results"], json!([]));
    assert!(
        place
            .says("search explain fractions")
            .out
            .contains("Ada Okafor, goal")
    );
    assert!(place.says("search zebra").out.contains("Nothing found"));
}

#[test]
fn what_is_typed_wrong_ends_with_two_and_one_sentence() {
    let place = Place::room_12();
    for words in [
        "duee",
        "due --nope",
        "--today 23.11.2026 due",
        "backup",
        "completions nosh",
    ] {
        place
            .says(words)
            .refuses(2, "--help` to see how it is written");
    }
    for (words, command) in [
        ("export", ""),
        ("report class", ""),
        ("import scores x", "import "),
    ] {
        let said = place.says(words);
        let word = words.trim_start_matches(command).split(' ').next().unwrap();
        said.refuses(2, &format!("There is no command {word} in this version."));
        assert!(!said.err.contains("similar"), "{}", said.err);
    }
    // What an alias holds can be said otherwise; flags say the same twice.
    for words in [
        "--as nobody due --as vasko --json --json",
        "log 12 --json --json",
    ] {
        assert_eq!(place.says(words).code, 0, "{words}");
    }
    let said = place.says("due --json --nope");
    assert_eq!(said.code, 2);
    let error: Value = serde_json::from_str(&said.err).unwrap();
    assert!(error["error"]["what"].as_str().unwrap().contains("--nope"));
    let broken = [OsStr::new("show"), OsStr::from_bytes(b"Ad\xff")];
    assert_eq!(place.run(broken).code, 2);
    let variable = place
        .command()
        .env("DESKSIDE_TODAY", "soon")
        .arg("due")
        .output();
    Said::of(variable.unwrap()).refuses(2, "DESKSIDE_TODAY");
    let variable = place
        .command()
        .env("DESKSIDE_DB", OsStr::from_bytes(b"\xff.db"))
        .arg("due")
        .output();
    Said::of(variable.unwrap()).refuses(1, "DESKSIDE_DB");
    assert_eq!(Said::of(place.command().output().unwrap()).code, 1);
}

#[test]
fn every_command_has_help_completions_and_a_page() {
    let place = Place::empty();
    let help = place.says("--help").out;
    for command in [
        "init",
        "due",
        "log",
        "show",
        "search",
        "backup",
        "restore",
        "check",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {command}")), "{command}");
        let own = place.run([command, "--help"]);
        assert_eq!(own.code, 0);
        assert!(own.out.contains("Examples:"), "{command}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = place
            .command()
            .args(["completions", shell])
            .output()
            .unwrap();
        let script = String::from_utf8(script.stdout).unwrap();
        assert!(script.contains("batch"), "{shell}");
    }
    let page = place.says("man").out;
    assert_eq!(page.matches(".TH ").count(), 1);
    assert!(page.contains(".TH deskside 1") && page.contains("next\\-date"));
    assert!(page.contains(".SS \"deskside import undo\""));
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let place = Place::room_12();
    for words in ["man", "due --all --json", "show 12"] {
        let mut child = place
            .command()
            .args(words.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{words}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{words}");
    }
    let closed = Command::new("/bin/sh")
        .args(["-c", "exec \"$0\" man >&- 2>&-", PROGRAM])
        .status()
        .unwrap();
    assert!(matches!(closed.code(), Some(0 | 1)));
    let full = Command::new("/bin/sh")
        .args(["-c", "exec \"$0\" man >/dev/full", PROGRAM])
        .output()
        .unwrap();
    Said::of(full).refuses(1, "couldn't be written");
}

#[test]
fn hostile_names_act_on_no_terminal() {
    let mut hostile: Vec<String> = [
        "\u{1b}]52;c;QQ==\u{7}",
        "\u{9b}2J",
        "a\r\nb\tc",
        "\u{202e}gpj.exe",
    ]
    .map(str::to_owned)
    .to_vec();
    let list = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/hostile-strings/blns.json"
    );
    if let Ok(json) = fs::read_to_string(list) {
        let all: Vec<String> = serde_json::from_str(&json).unwrap();
        let some = all.into_iter().filter(|text| !text.trim().is_empty());
        hostile.extend(some.step_by(5));
    }
    let place = Place::with(|school| {
        for (place, name) in hostile.iter().enumerate() {
            let id = school.student(name, place as u16 + 1);
            school.plan(id, &[name.as_str()]);
        }
    });
    // `Said` itself looks for control characters in all that is printed.
    let due = place.says("due --all --json").data();
    assert_eq!(due["students"].as_array().unwrap().len(), hostile.len());
    let text = place.says("due --all");
    assert_eq!(text.out.lines().count(), hostile.len() + 3);
    assert!(!text.out.contains('\u{202e}'));
    for number in 1..=8 {
        let said = place.run(["show", &number.to_string()]);
        assert_eq!(said.code, 0);
        assert!(!said.out.contains('\u{202e}'));
    }
    let unknown = place.run(["show", "\u{1b}[2J\u{202e}zz"]);
    assert_eq!(unknown.code, 2);
    assert!(!unknown.err.contains('\u{202e}'));
}
