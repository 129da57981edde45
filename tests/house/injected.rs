//! What the system can do to a command at any of its calls, told to it by strace: end it, fail,
//! be full, or be a network. What was acknowledged is stored, nothing is stored twice or half.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::old;
use crate::terminal::session::{PROGRAM, Place, can_watch};

/// Calls that a kill comes between.
const KILLED_AT: [&str; 12] = [
    "pread64",
    "pwrite64",
    "fcntl",
    "fdatasync",
    "fsync",
    "ftruncate",
    "unlink",
    "rename",
    "renameat2",
    "linkat",
    "write",
    "fchmod",
];
/// Calls that the disk refuses.
const REFUSED_AT: [&str; 5] = ["pwrite64", "fdatasync", "fsync", "ftruncate", "openat"];

/// A database in a folder of its own, and who works with it.
struct Bench {
    folder: TempDir,
    login: &'static str,
    today: &'static str,
}

impl Bench {
    fn new(bytes: &[u8], login: &'static str, today: &'static str) -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
            login,
            today,
        };
        fs::write(bench.db(), bytes).unwrap();
        bench
    }

    fn db(&self) -> PathBuf {
        self.folder.path().join("school.db")
    }

    fn dress(&self, command: &mut Command, words: &[&str]) {
        command.env_clear().stdin(Stdio::null());
        command.env("HOME", self.folder.path());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.current_dir(self.folder.path());
        let mut all = vec![PROGRAM, "--as", self.login, "--today", self.today];
        all.extend(["--db", "school.db"]);
        all.extend(words);
        command.args(all);
    }

    /// The program under strace with these options.
    fn watched(&self, options: &[&str], words: &[&str]) -> Output {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq"]).args(options);
        self.dress(&mut command, words);
        command.output().unwrap()
    }

    /// The program as it is.
    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new("env");
        self.dress(&mut command, words);
        command.output().unwrap()
    }

    fn data(&self, words: &[&str]) -> Value {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn is_sound(&self, what: &str) {
        let checked = self.run(&["check"]);
        assert_eq!(checked.status.code(), Some(0), "{what}: {checked:?}");
    }
}

/// How often a command makes each call.
fn counted(bench: &Bench, words: &[&str]) -> BTreeMap<String, usize> {
    let file = bench.folder.path().join("calls");
    let output = bench.watched(&["-o", file.to_str().unwrap()], words);
    assert!(output.status.success(), "{output:?}");
    let mut counts = BTreeMap::new();
    for line in fs::read_to_string(&file).unwrap().lines() {
        let call = line.split_whitespace().nth(1).unwrap_or_default();
        if let Some((name, _)) = call.split_once('(') {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// Every injection at these calls, as strace is told it.
fn injections(counts: &BTreeMap<String, usize>, calls: &[&str], what: &str) -> Vec<String> {
    let of = |call: &&str| {
        let count = counts.get(*call).copied().unwrap_or(0);
        let call = (*call).to_owned();
        let tell = move |n| format!("inject={call}:{what}:when={n}");
        (1..=count).map(tell).collect::<Vec<_>>()
    };
    calls.iter().flat_map(of).collect()
}

/// So many of them, spread over all.
fn some_of(all: Vec<String>, most: usize) -> Vec<String> {
    let step = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(step).collect()
}

fn all_three(counts: &BTreeMap<String, usize>) -> [Vec<String>; 3] {
    [
        injections(counts, &KILLED_AT, "signal=SIGKILL"),
        injections(counts, &REFUSED_AT, "error=EIO"),
        injections(counts, &REFUSED_AT, "error=ENOSPC"),
    ]
}

fn stored(bench: &Bench, student: &str) -> usize {
    let shown = bench.data(&["show", student, "--json"]);
    let rows = shown["check_ins"].as_array().unwrap();
    rows.iter()
        .filter(|row| row["id"] == "once" && row["next_step"] == "whole to the end")
        .count()
}

/// A check-in that is ended or refused at some of its calls, or at each.
fn log_under(most: usize) {
    let place = Place::sample();
    let (student, _name) = place.first();
    let sound = fs::read(place.db()).unwrap();
    let words = [
        "log",
        &student,
        "--id",
        "once",
        "--next",
        "whole to the end",
    ];
    let fresh = || Bench::new(&sound, "vasko", "2026-11-23");
    let counts = counted(&fresh(), &words);
    // What SQLite flushes with depends on how it was built.
    let flushes = ["fsync", "fdatasync"].map(|call| counts.get(call).copied().unwrap_or(0));
    let flushes: usize = flushes.iter().sum();
    assert!(counts["pwrite64"] > 20 && flushes > 2, "{counts:?}");
    let mut refused = 0;
    for injection in all_three(&counts)
        .into_iter()
        .flat_map(|all| some_of(all, most))
    {
        let bench = fresh();
        let output = bench.watched(&["-o", "/dev/null", "-e", &injection], &words);
        let is_said = output.status.success();
        refused += usize::from(!is_said);
        if !is_said && injection.contains("error=") {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!said.trim().is_empty(), "{injection}: nothing is said");
            assert!(
                !said.contains("mistake in the program"),
                "{injection}: {said}"
            );
        }
        let times = stored(&bench, &student);
        assert!(times <= 1, "{injection}: {times} times");
        assert!(!is_said || times == 1, "{injection}: said and not stored");
        let again = bench.run(&words);
        assert!(again.status.success(), "{injection}: {again:?}");
        assert_eq!(stored(&bench, &student), 1, "{injection}");
        bench.is_sound(&injection);
    }
    assert!(refused > 3, "nothing was injected");
}

#[test]
fn a_check_in_survives_a_kill_and_a_failing_disk_at_its_calls() {
    if can_watch("a_check_in_survives_a_kill_and_a_failing_disk_at_its_calls") {
        log_under(8);
    }
}

#[test]
#[ignore = "each call once, which takes minutes; `.ci/run` adds the long ones"]
fn a_check_in_survives_a_kill_and_a_failing_disk_at_every_call() {
    if can_watch("a_check_in_survives_a_kill_and_a_failing_disk_at_every_call") {
        log_under(usize::MAX);
    }
}

/// A file of the first schema that is brought up to date, ended or refused at some of its calls.
fn migrate_under(most: usize) {
    let fresh = || Bench::new(old::FIRST, "head", "2026-11-24");
    let due = ["due", "--all", "--json"];
    let show = ["show", "Ana Silva", "--json"];
    let rows = |bench: &Bench| [bench.data(&due), bench.data(&show)];
    let undisturbed = rows(&fresh());
    let counts = counted(&fresh(), &due);
    for injection in all_three(&counts)
        .into_iter()
        .flat_map(|all| some_of(all, most))
    {
        let bench = fresh();
        let _ended = bench.watched(&["-o", "/dev/null", "-e", &injection], &due);
        assert_eq!(rows(&bench), undisturbed, "{injection}");
        bench.is_sound(&injection);
        assert!(has_old_copy(bench.folder.path()), "{injection}: no copy");
    }
}

/// Whether a whole copy of the first schema lies in the folder.
fn has_old_copy(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().path());
    let is_copy = |path: &PathBuf| {
        let name = path.to_string_lossy().into_owned();
        name.contains(".before-schema-") && !name.contains(".copying-")
    };
    names.filter(is_copy).any(|path| {
        let copy = rusqlite::Connection::open(path).unwrap();
        let number = |sql| copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        number("PRAGMA user_version") == 1 && number("SELECT count(*) FROM note") == 1
    })
}

#[test]
fn a_crash_while_an_older_file_is_brought_up_to_date_loses_nothing() {
    if can_watch("a_crash_while_an_older_file_is_brought_up_to_date_loses_nothing") {
        migrate_under(8);
    }
}

#[test]
#[ignore = "each call once, which takes minutes; `.ci/run` adds the long ones"]
fn a_crash_at_every_call_of_bringing_up_to_date_loses_nothing() {
    if can_watch("a_crash_at_every_call_of_bringing_up_to_date_loses_nothing") {
        migrate_under(usize::MAX);
    }
}

#[test]
fn a_network_file_system_is_refused_and_fuse_is_warned_of() {
    if !can_watch("a_network_file_system_is_refused_and_fuse_is_warned_of") {
        return;
    }
    let place = Place::sample();
    let bench = Bench::new(&fs::read(place.db()).unwrap(), "vasko", "2026-11-23");
    // The first eight bytes of what statfs tells are the kind, the lowest first.
    let told = |kind: &str, words: &[&str]| {
        let inject = format!("inject=statfs:poke_exit=@arg2={kind}00000000");
        bench.watched(&["-o", "/dev/null", "-e", &inject], words)
    };
    let tried = told("53ef0000", &["due"]);
    if String::from_utf8_lossy(&tried.stderr).contains("poke_exit") {
        crate::terminal::session::skipped("a_network_file_system", "this strace can't poke");
        return;
    }
    assert!(tried.status.success(), "{tried:?}");
    for (kind, name) in [
        ("69690000", "NFS"),
        ("424d53ff", "SMB"),
        ("424d53fe", "SMB"),
        ("97190201", "9p"),
    ] {
        let before = fs::read(bench.db()).unwrap();
        for words in [&["due"][..], &["log", "Seun Afolabi"], &["init"]] {
            let refused = told(kind, words);
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(1), "{name} {words:?}: {said}");
            let is_there = words == ["init"] && said.contains("already");
            assert!(is_there || said.contains(name), "{name} {words:?}: {said}");
        }
        assert_eq!(fs::read(bench.db()).unwrap(), before);
    }
    let checked = told("46557365", &["check"]);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success() && said.contains("FUSE"), "{said}");
}
