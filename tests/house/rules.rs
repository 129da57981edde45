//! The rules of the house, read from the sources: who may import what, where
//! bytes and SQL are written, and whether README and changelog are current. The
//! table of who knows what is the one in `src/lib.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that finds nothing should stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use deskside::keys::keymap::{Keymap, markdown};

use reader::{Source, WORLDLY, code_of, first_names, paths_after, rust_files, sources, used};

mod reader;

/// Files that are long and why they stay whole. Before a file comes here, ask
/// whether it has begun to do two things.
const LONG: &[(&str, &str)] = &[
    (
        "app/mod.rs",
        "the hub: every message and every layer's wish has a line here",
    ),
    (
        "app/screens/check_in.rs",
        "the program's main form, with its fields, ratings and draft",
    ),
    (
        "app/screens/edit.rs",
        "ten forms alike, each a dozen lines of fields and its change",
    ),
    (
        "app/screens/student.rs",
        "five tabs, and what each key means on them",
    ),
    (
        "app/screens/roster.rs",
        "the program's main list, with find and what a key does to a row",
    ),
    (
        "domain/query.rs",
        "every question with its answer, a field a line",
    ),
    ("run.rs", "the turn, which is read from top to bottom"),
    (
        "ui/screens/plan.rs",
        "one tab, with a few lines for each thing that stands by a goal",
    ),
    (
        "store/derived.rs",
        "one rule, what follows from a record, for one student and for all",
    ),
    (
        "store/reads/roster.rs",
        "one order of the roster, whole in a class and by stretches in a district",
    ),
];
/// No list above makes a file of this length good.
const TOO_LONG: usize = 800;
const LONG_ENOUGH: usize = 500;

const NO_NAMES: &[&str] = &[
    "utils", "util", "common", "helpers", "helper", "manager", "misc", "types",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A row of the table in `lib.rs`.
struct Row {
    knows: BTreeSet<String>,
    never: BTreeSet<String>,
}

/// The table of `lib.rs`, by part or file.
fn table() -> BTreeMap<String, Row> {
    let text = read("src/lib.rs");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let quoted = |cell: &str| -> BTreeSet<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let row = |line: &str| {
        let (name, rest) = line.split_once('`').unwrap();
        let cells: Vec<&str> = rest.split('|').collect();
        assert_eq!(cells.len(), 5, "{line}");
        let row = Row {
            knows: quoted(cells[2]),
            never: quoted(cells[3]),
        };
        (name.to_owned(), row)
    };
    let table: BTreeMap<String, Row> = rows.map(row).collect();
    assert!(table.len() > 10, "lib.rs has no table of the parts");
    table
}

/// The names of Cargo.toml's dependencies, as code writes them.
fn dependencies() -> BTreeSet<String> {
    let text = read("Cargo.toml");
    let section = text
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1);
    let rows = section.take_while(|line| !line.starts_with('['));
    let names = rows
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| !name.starts_with('#'));
    names.map(|(name, _)| name.replace('-', "_")).collect()
}

#[track_caller]
fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn nobody_imports_what_the_map_does_not_grant() {
    let (table, crates) = (table(), dependencies());
    let sources = sources();
    let parts: BTreeSet<String> = sources
        .iter()
        .map(|source| source.part().to_owned())
        .collect();
    let mut breaches = Vec::new();
    let mut granted_and_used = BTreeSet::new();
    for source in sources.iter().filter(|source| source.path != "lib.rs") {
        let rows = [source.part(), source.path.as_str()];
        for (line, name) in used(source, &parts, &crates) {
            if name == source.part() {
                continue;
            }
            let by = rows.iter().find(|row| {
                table
                    .get(**row)
                    .is_some_and(|row| row.knows.contains(&name))
            });
            match by {
                Some(row) => {
                    granted_and_used.insert(((*row).to_owned(), name));
                }
                None => breaches.push(format!(
                    "{}: {} may not know {name}",
                    source.place(line),
                    source.part()
                )),
            }
        }
    }
    for (part, row) in &table {
        for name in &row.knows {
            if !granted_and_used.contains(&(part.clone(), name.clone())) {
                breaches.push(format!(
                    "src/lib.rs: {part} is granted {name} and doesn't use it"
                ));
            }
        }
    }
    none(&breaches);
}

#[test]
fn the_map_is_whole_and_names_nothing_that_is_not_there() {
    let (table, crates) = (table(), dependencies());
    let sources = sources();
    let parts: BTreeSet<&str> = sources
        .iter()
        .map(Source::part)
        .filter(|part| *part != "lib")
        .collect();
    let mut breaches = Vec::new();
    for part in &parts {
        if !table.contains_key(*part) {
            breaches.push(format!("src/{part} has no row in the table of src/lib.rs"));
        }
    }
    for (name, row) in &table {
        if !parts.contains(name.as_str()) && !sources.iter().any(|source| source.path == *name) {
            breaches.push(format!("src/lib.rs: there is no {name}"));
        }
        for other in row.knows.union(&row.never) {
            let is_known = parts.contains(other.as_str())
                || crates.contains(other)
                || WORLDLY.contains(&other.as_str());
            if !is_known {
                breaches.push(format!("src/lib.rs: {name}: nothing is called {other}"));
            }
        }
        for both in row.knows.intersection(&row.never) {
            breaches.push(format!(
                "src/lib.rs: {name} both knows and never knows {both}"
            ));
        }
    }
    let known: BTreeSet<&String> = table.values().flat_map(|row| &row.knows).collect();
    for name in crates.iter().filter(|name| !known.contains(name)) {
        breaches.push(format!("Cargo.toml: nobody knows {name}"));
    }
    none(&breaches);
}

#[test]
fn every_file_says_what_it_is_and_has_a_name_that_says_something() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    rust_files(&root().join("tests"), &mut files);
    rust_files(&root().join("benches"), &mut files);
    let mut breaches = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(root()).unwrap().display();
        if !text.starts_with("//! ") {
            breaches.push(format!("{name}:1: doesn't open by saying what it is"));
        }
        for step in file.strip_prefix(root()).unwrap() {
            let step = step.to_str().unwrap().trim_end_matches(".rs");
            if NO_NAMES.contains(&step) {
                breaches.push(format!("{name}: {step} says nothing of what is in it"));
            }
        }
        for (at, line) in code_of(&text).lines().enumerate() {
            let named = paths_after(line, "mod ").into_iter().flat_map(first_names);
            for word in named.filter(|word| NO_NAMES.contains(word)) {
                breaches.push(format!(
                    "{name}:{}: {word} says nothing of what is in it",
                    at + 1
                ));
            }
        }
    }
    none(&breaches);
}

#[test]
fn no_file_is_long_without_a_reason() {
    let mut breaches = Vec::new();
    for source in sources() {
        let lines = source.code.lines().count().min(source.tests - 1);
        let is_granted = LONG.iter().any(|(path, _)| *path == source.path);
        let most = if is_granted { TOO_LONG } else { LONG_ENOUGH };
        if lines > most && !source.is_for_tests() {
            breaches.push(format!(
                "{}: {lines} lines, and {most} are granted",
                source.place(lines)
            ));
        }
        if is_granted && lines <= LONG_ENOUGH * 9 / 10 {
            breaches.push(format!(
                "{}: is short now; take it off the list of this test",
                source.place(lines)
            ));
        }
    }
    for (path, _) in LONG {
        if !root().join("src").join(path).exists() {
            breaches.push(format!(
                "src/{path} is on the list of this test, and isn't there"
            ));
        }
    }
    none(&breaches);
}

#[test]
fn bytes_are_written_in_few_places() {
    const OUT: &[&str] = &["cli/say.rs", "term/tty.rs"];
    let mut breaches = Vec::new();
    for source in sources() {
        let path = source.path.as_str();
        for (line, code) in source.lines_that_run() {
            let mut breach = |what: &str| breaches.push(format!("{}: {what}", source.place(line)));
            if ["print!", "println!", "eprint!", "eprintln!", "dbg!"]
                .iter()
                .any(|name| !paths_after(code, name).is_empty())
            {
                breach("prints past the one way out; use cli::say");
            }
            if code.contains("stdout(") && !OUT.contains(&path) {
                breach("writes to standard output; only cli::say and term do");
            }
            if code.contains("stderr(")
                && !OUT.contains(&path)
                && source.part() != "cli"
                && path != "main.rs"
            {
                breach("writes to standard error; only commands and term do");
            }
        }
        let text = source.text.as_str();
        for sql in ["SELECT ", "INSERT INTO ", "DELETE FROM ", "PRAGMA "] {
            if source.part() != "store" && text.contains(sql) {
                breaches.push(format!(
                    "src/{path}: speaks SQL ({}); only store does",
                    sql.trim()
                ));
            }
        }
    }
    none(&breaches);
}

#[test]
fn clock_and_environment_are_read_where_the_program_begins() {
    let mut breaches = Vec::new();
    for source in sources() {
        for (line, code) in source.lines_that_run() {
            let mut breach = |what: &str| breaches.push(format!("{}: {what}", source.place(line)));
            let reads_wall_clock = ["Local::now", "Utc::now", "SystemTime::now"]
                .iter()
                .any(|name| code.contains(name));
            if source.path != "main.rs" && reads_wall_clock {
                breach("reads the clock; use the moment that is given");
            }
            if code.contains("Instant::now") && !matches!(source.part(), "run" | "term") {
                breach("measures time; only run and term wait for something");
            }
            if source.path != "main.rs" && code.contains("disallowed_methods") {
                breach("lifts a ban of clippy.toml that only main may lift");
            }
        }
    }
    none(&breaches);
}

#[test]
fn state_macros_and_dyn_are_where_the_map_says() {
    let map = read("src/lib.rs");
    let mut breaches = Vec::new();
    for source in sources() {
        for (line, code) in source.lines_that_run() {
            let mut breach = |what: &str| breaches.push(format!("{}: {what}", source.place(line)));
            for name in paths_after(code, "macro_rules! ")
                .into_iter()
                .flat_map(first_names)
            {
                if !map.contains(&format!("`{name}!`")) {
                    breach("a macro that the map doesn't list");
                }
            }
            let state = [
                "static ",
                "thread_local!",
                "OnceLock",
                "LazyLock",
                "OnceCell",
            ];
            if source.path != "term/tty.rs"
                && state.iter().any(|word| !paths_after(code, word).is_empty())
            {
                breach("global state");
            }
            if !paths_after(code, "async ").is_empty() || code.contains(".await") {
                breach("something async");
            }
            for what in paths_after(code, "dyn ") {
                if !["Fn", "Write", "Read"]
                    .iter()
                    .any(|name| what.starts_with(name))
                {
                    breach("a dyn where an enum may do");
                }
            }
        }
    }
    none(&breaches);
}

/// What stands between two comments of the README.
fn between<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text
        .split_once(&format!("<!-- {name} -->\n"))
        .unwrap_or_else(|| panic!("README.md has no mark {name}"));
    rest.split_once(&format!("<!-- /{name} -->"))
        .unwrap_or_else(|| panic!("README.md doesn't end {name}"))
        .0
}

#[test]
fn the_readme_has_the_keys_of_the_keymap() {
    let readme = read("README.md");
    let (there, keys) = (
        between(&readme, "keys").trim(),
        markdown(&Keymap::built_in()),
    );
    assert_eq!(
        there,
        keys.trim(),
        "\nREADME.md should have between its marks:\n\n{keys}"
    );
}

#[test]
fn the_readme_says_how_to_run_the_tests() {
    let readme = read("README.md");
    let command = between(&readme, "test").trim();
    assert_eq!(command.lines().next(), Some("```sh"));
    assert!(command.contains("\ncargo test\n"), "{command}");
    let gate = read(".ci/run");
    assert!(
        gate.contains("<!-- test -->"),
        ".ci/run doesn't run the README's command"
    );
}

/// The first command of the README: cargo knows which program it means, the program knows
/// `demo`, and the gate opens it in a terminal.
#[test]
fn the_first_command_of_the_readme_is_one_that_the_gate_runs() {
    let readme = read("README.md");
    let (_, block) = readme.split_once("```sh\n").unwrap();
    assert_eq!(block.lines().next(), Some("cargo run --release -- demo"));
    assert!(read("Cargo.toml").contains("\ndefault-run = \"deskside\"\n"));
    assert!(read(".ci/run").contains("\nscreen demo demo\n"));
    let program = env!("CARGO_BIN_EXE_deskside");
    let help = Command::new(program).args(["demo", "--help"]).output();
    assert!(help.unwrap().status.success());
}

#[test]
fn the_readme_names_every_command_and_option_of_the_help() {
    let program = env!("CARGO_BIN_EXE_deskside");
    let help = Command::new(program).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 8, "{help}");
    let (_, options) = help.split_once("Global options:\n").unwrap();
    let options = options.lines().filter_map(|line| {
        let words = line.trim_start().strip_prefix("--")?;
        words.split_whitespace().next()
    });
    let readme = read("README.md");
    let listed = between(&readme, "commands");
    let mut missing = Vec::new();
    for name in &commands {
        if !listed.contains(&format!("| `{name}")) {
            missing.push(format!("README.md: the command {name} isn't in its table"));
        }
    }
    for option in options {
        if !readme.contains(&format!("`--{option}")) {
            missing.push(format!("README.md: the option --{option} is nowhere"));
        }
    }
    for row in listed.lines().filter_map(|line| line.strip_prefix("| `")) {
        let name = row.split([' ', '`']).next().unwrap();
        if !commands.contains(&name) {
            missing.push(format!("README.md: there is no command {name}"));
        }
    }
    none(&missing);
}

#[test]
fn what_the_pages_link_to_is_there() {
    let mut breaches = Vec::new();
    for page in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        for (at, line) in read(page).lines().enumerate() {
            let links = line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split(')').next());
            for link in links.filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
                if !root().join(link).exists() {
                    breaches.push(format!("{page}:{}: {link} isn't there", at + 1));
                }
            }
        }
    }
    none(&breaches);
}

#[test]
fn the_changelog_has_a_place_for_what_comes_next() {
    let changelog = read("CHANGELOG.md");
    let (_, unreleased) = changelog
        .split_once("\n## [Unreleased]\n")
        .expect("CHANGELOG.md has no section [Unreleased]");
    let first = unreleased.lines().find(|line| !line.is_empty());
    assert!(
        first.is_none_or(|line| line.starts_with("## ") || line.starts_with("### ")),
        "{first:?}"
    );
}
