//! Rust sources read as far as the rules need it: what a file uses, line by line,
//! and the same text without comments and strings. Not a parser.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::root;

/// Parts of the standard library that reach the world; the others are free.
pub const WORLDLY: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time",
];

/// A source file: its path below `src`, its text, and the text without comments
/// and strings, line for line.
pub struct Source {
    pub path: String,
    pub text: String,
    pub code: String,
    /// The line where its tests begin.
    pub tests: usize,
}

impl Source {
    /// `app/field.rs` is of the part `app`.
    pub fn part(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many modules stand above what is written in the file.
    fn depth(&self) -> usize {
        let steps = self.path.split('/').count();
        let is_root = matches!(self.path.as_str(), "lib.rs" | "main.rs");
        steps - usize::from(self.path.ends_with("/mod.rs") || is_root)
    }

    pub fn is_for_tests(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path == "term/replay.rs"
    }

    /// The lines of code, numbered, tests included.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line))
    }

    /// The lines of code outside tests.
    pub fn lines_that_run(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = if self.is_for_tests() { 0 } else { self.tests };
        self.lines().take_while(move |(line, _)| *line < tests)
    }

    pub fn place(&self, line: usize) -> String {
        format!("src/{}:{line}", self.path)
    }
}

pub fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

pub fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let mut files = Vec::new();
    rust_files(&folder, &mut files);
    assert!(files.len() > 100, "the sources weren't found");
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        let code = code_of(&text);
        let mut lines = code.lines().zip(code.lines().skip(1));
        let tests = lines.position(|(attribute, item)| {
            attribute == "#[cfg(test)]" && item.contains("mod ") && item.ends_with('{')
        });
        Source {
            path: file
                .strip_prefix(&folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            tests: tests.map_or(usize::MAX, |at| at + 1),
            text,
            code,
        }
    };
    files.into_iter().map(read).collect()
}

/// The text with blanks where comments and the insides of strings were.
pub fn code_of(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or('\0');
    let starts =
        |place: usize, what: &str| what.chars().enumerate().all(|(n, c)| at(place + n) == c);
    let mut code = String::with_capacity(text.len());
    let mut place = 0;
    while place < letters.len() {
        let is_name_before = place > 0 && (at(place - 1).is_alphanumeric() || at(place - 1) == '_');
        let until = |from: usize, ends: &dyn Fn(usize) -> bool| {
            let found = (from..letters.len()).find(|place| ends(*place));
            found.unwrap_or(letters.len())
        };
        let hashes = until(place + 1, &|at_end| at(at_end) != '#') - (place + 1).min(letters.len());
        let end = if starts(place, "//") {
            until(place, &|end| at(end) == '\n')
        } else if starts(place, "/*") {
            until(place + 2, &|end| starts(end, "*/")) + 2
        } else if at(place) == 'r' && !is_name_before && at(place + 1 + hashes) == '"' {
            let close = format!("\"{}", "#".repeat(hashes));
            until(place + 2 + hashes, &|end| starts(end, &close)) + 1 + hashes
        } else if at(place) == '"' {
            let mut end = place + 1;
            while end < letters.len() && at(end) != '"' {
                end += if at(end) == '\\' { 2 } else { 1 };
            }
            end + 1
        } else if at(place) == '\'' && at(place + 1) == '\\' {
            until(place + 3, &|end| at(end) == '\'') + 1
        } else if at(place) == '\'' && at(place + 2) == '\'' {
            place + 3
        } else {
            code.push(at(place));
            place += 1;
            continue;
        };
        let end = end.min(letters.len());
        code.extend(
            letters[place..end]
                .iter()
                .map(|c| if *c == '\n' { '\n' } else { ' ' }),
        );
        place = end;
    }
    code
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where a path that begins with `name` begins in a line: what follows each.
pub fn paths_after<'a>(line: &'a str, name: &str) -> Vec<&'a str> {
    let found = line.match_indices(name).filter(|(at, _)| {
        let before = line.get(..*at).unwrap().chars().next_back();
        !before.is_some_and(|c| is_of_name(c) || c == ':' || c == '\'')
    });
    found
        .map(|(at, _)| line.get(at + name.len()..).unwrap())
        .collect()
}

/// The first names of what follows `crate::`: one, or those between braces.
pub fn first_names(rest: &str) -> Vec<&str> {
    fn name(text: &str) -> &str {
        let text = text.trim_start();
        let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
        text.get(..end).unwrap()
    }
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(group.get(start..at).unwrap()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(group.get(start..at).unwrap()));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What the file uses, each with the line: parts of ours, crates, and what of
/// the standard library reaches the world.
pub fn used(
    source: &Source,
    parts: &BTreeSet<String>,
    crates: &BTreeSet<String>,
) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let joined = join_groups(&source.code);
    for (at, line) in joined.lines().enumerate() {
        let line_number = at + 1;
        let is_test = line_number >= source.tests || source.is_for_tests();
        let mut add = |name: &str| found.push((line_number, name.to_owned()));
        let own = if source.path == "main.rs" {
            "deskside::"
        } else {
            "crate::"
        };
        for name in paths_after(line, own).into_iter().flat_map(first_names) {
            if parts.contains(name) {
                add(name);
            }
        }
        for mut rest in paths_after(line, "super::") {
            let mut steps = 1;
            while let Some(further) = rest.strip_prefix("super::") {
                (rest, steps) = (further, steps + 1);
            }
            // Inline test modules stand one deeper than their file.
            let inline = usize::from(line_number >= source.tests);
            if steps >= source.depth() + inline {
                first_names(rest)
                    .into_iter()
                    .filter(|name| parts.contains(*name))
                    .for_each(&mut add);
            }
        }
        if is_test {
            continue;
        }
        for name in paths_after(line, "std::").into_iter().flat_map(first_names) {
            let name = format!("std::{name}");
            if WORLDLY.contains(&name.as_str()) {
                add(&name);
            }
        }
        for name in crates {
            let followed = |rest: &&str| rest.starts_with("::") || rest.starts_with(';');
            if paths_after(line, name).iter().any(followed) {
                add(name);
            }
        }
    }
    found
}

/// The code with each `use` of several lines on its first, and blank lines for
/// the others.
fn join_groups(code: &str) -> String {
    let mut joined = String::with_capacity(code.len());
    let mut behind = 0;
    let mut is_inside = false;
    for line in code.lines() {
        let trimmed = line.trim_start();
        let is_use = ["use ", "pub use ", "pub(crate) use "]
            .iter()
            .any(|start| trimmed.starts_with(start));
        is_inside |= is_use;
        joined.push_str(if is_inside && !is_use { trimmed } else { line });
        if is_inside && !line.contains(';') {
            behind += 1;
            continue;
        }
        is_inside = false;
        joined.push_str(&"\n".repeat(behind + 1));
        behind = 0;
    }
    joined
}

/// Whether the rules can fail: small sources with a breach, and without.
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        let code = code_of(text);
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            tests: usize::MAX,
        }
    }

    fn names(path: &str, text: &str) -> Vec<String> {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (parts, crates) = (set(&["app", "store", "ui"]), set(&["rusqlite", "chrono"]));
        let found = used(&source(path, text), &parts, &crates);
        found
            .into_iter()
            .map(|(line, name)| format!("{line} {name}"))
            .collect()
    }

    #[test]
    fn imports_are_found_however_they_are_written() {
        assert_eq!(names("ui/mod.rs", "use crate::store::Store;"), ["1 store"]);
        assert_eq!(names("ui/mod.rs", "use super::store;"), ["1 store"]);
        assert_eq!(
            names("ui/parts/page.rs", "use super::super::super::store::Error;"),
            ["1 store"]
        );
        assert_eq!(
            names("ui/parts/page.rs", "use super::store;"),
            Vec::<String>::new()
        );
        assert_eq!(
            names(
                "ui/mod.rs",
                "use crate::{\n    app::{Model, store},\n    store,\n};"
            ),
            ["1 app", "1 store"]
        );
        assert_eq!(
            names("ui/mod.rs", "fn f(_: &rusqlite::Row) {}"),
            ["1 rusqlite"]
        );
        assert_eq!(
            names("ui/mod.rs", "use std::{fmt, fs};\nuse chrono;"),
            ["1 std::fs", "2 chrono"]
        );
        assert_eq!(
            names("main.rs", "use deskside::{store, ui};"),
            ["1 store", "1 ui"]
        );
    }

    #[test]
    fn what_is_only_said_is_no_import() {
        assert_eq!(
            names("ui/mod.rs", "// crate::store\n/* use crate::store; */"),
            Vec::<String>::new()
        );
        assert_eq!(
            names(
                "ui/mod.rs",
                "let a = \"crate::store \\\" rusqlite::\"; let b = r#\"\"crate::store\"#;"
            ),
            Vec::<String>::new()
        );
        assert_eq!(
            names(
                "ui/mod.rs",
                "let quote = '\"'; use crate::store; let other = '\"';"
            ),
            ["1 store"]
        );
        assert_eq!(
            names("ui/mod.rs", "fn f<'a>(x: &'a str) { crate::store::f(x) }"),
            ["1 store"]
        );
    }
}
