//! What a running session does with a file that moves, is held or is full, and
//! what it lets others see: screen, modes, `/proc`, temporary files.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, prlimit};

use super::session::Place;
use super::{ROSTER, is_saved, quit, write_note};

/// A note that is nowhere else.
const CANARY: &str = "canary7Qx quietly told";

#[test]
fn a_file_moved_away_refuses_the_save_and_keeps_the_text() {
    let place = Place::sample();
    let (student, name) = place.first();
    let mut terminal = place.open(120, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "not to be swallowed");
    std::fs::rename(place.db(), place.at("elsewhere.db")).unwrap();
    terminal.press("\x13");
    terminal.shows("Not saved: ");
    terminal.shows("not to be swallowed");
    // Put back, it is taken.
    std::fs::rename(place.at("elsewhere.db"), place.db()).unwrap();
    terminal.press("\x13");
    is_saved(&terminal, &name);
    quit(terminal);
    assert_eq!(place.times(&student, "not to be swallowed"), 1);
}

#[test]
fn a_file_replaced_by_another_refuses_the_save_and_keeps_the_text() {
    let place = Place::sample();
    let mut terminal = place.open(120, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "not into the copy");
    std::fs::copy(place.db(), place.at("copy.db")).unwrap();
    std::fs::rename(place.at("copy.db"), place.db()).unwrap();
    terminal.press("\x13");
    terminal.shows("Not saved: ");
    terminal.shows("not into the copy");
    terminal.kill();
}

/// Whoever reads the file and goes again finds out by its locks whether somebody works with it,
/// and deletes the log where nobody seems to (an older `sqlite3` does, a newer one looks twice).
#[test]
fn a_session_holds_its_lock_on_the_file_after_a_save() {
    use std::os::unix::fs::MetadataExt;
    let place = Place::sample();
    let (_student, name) = place.first();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    let inode = std::fs::metadata(place.db()).unwrap().ino();
    let pid = terminal.pid().as_raw_nonzero().to_string();
    let is_locked = || {
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        locks.lines().any(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.contains(&"POSIX")
                && words.contains(&pid.as_str())
                && line.contains(&format!(":{inode} "))
        })
    };
    assert!(is_locked());
    write_note(&mut terminal, "seen by everybody");
    terminal.press("\x13");
    is_saved(&terminal, &name);
    assert!(is_locked(), "no file of ours was closed meanwhile");
    quit(terminal);
}

#[test]
fn a_log_taken_away_refuses_the_save_and_keeps_the_text() {
    let place = Place::sample();
    let mut terminal = place.open(120, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "not into a hole");
    terminal.shows("draft kept");
    std::fs::remove_file(place.at("school.db-wal")).unwrap();
    terminal.press("\x13");
    terminal.shows("Not saved: The log beside");
    terminal.shows("not into a hole");
    terminal.kill();
}

#[test]
fn a_session_that_waits_for_another_goes_on_and_saves_then() {
    let place = Place::sample();
    let (student, name) = place.first();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "patiently");
    terminal.shows("draft kept");
    let other = rusqlite::Connection::open(place.db()).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    terminal.press("\x13");
    terminal.shows("Saving");
    // Keys are served meanwhile, and nothing is said to be saved.
    terminal.press("/zzz");
    terminal.shows("nobody found");
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(!terminal.text().contains("Saved"));
    assert_eq!(place.times(&student, "patiently"), 0);
    terminal.press("\x1b");
    terminal.hides("nobody found");
    other.execute_batch("ROLLBACK").unwrap();
    is_saved(&terminal, &name);
    quit(terminal);
    assert_eq!(place.times(&student, "patiently"), 1);
}

#[test]
fn a_full_disk_keeps_the_text_on_the_screen_until_there_is_room() {
    let place = Place::sample();
    let (student, name) = place.first();
    let mut terminal = place.open(120, 24);
    terminal.shows(ROSTER);
    terminal.press("c");
    terminal.shows("NEXT STEP");
    let limit = |bytes: Option<u64>| Rlimit {
        current: bytes,
        maximum: None,
    };
    let before = prlimit(Some(terminal.pid()), Resource::Fsize, limit(Some(8_192))).unwrap();
    terminal.press("\tno room for this");
    terminal.shows("no room for this");
    terminal.press("\x13");
    terminal.shows("Not saved: ");
    terminal.shows("no room for this");
    assert_eq!(place.times(&student, "no room for this"), 0);
    prlimit(Some(terminal.pid()), Resource::Fsize, before).unwrap();
    terminal.press("\x13");
    is_saved(&terminal, &name);
    quit(terminal);
    assert_eq!(place.times(&student, "no room for this"), 1);
}

#[test]
fn the_locked_screen_shows_nobody_and_sends_nobody() {
    let place = Place::sample();
    let due = place.data(&["due", "--all"]);
    let names: Vec<String> = due["students"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| {
            row["name"]
                .as_str()
                .unwrap()
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|part| part.len() > 2)
        .collect();
    let mut terminal = place.open(120, 40);
    terminal.shows("GOALS");
    terminal.quiet(0, Duration::from_millis(400));
    let before = terminal.count();
    terminal.press("\x1b[24~");
    terminal.shows("Locked.");
    terminal.hides(ROSTER);
    // Neither other keys nor another size bring anything back.
    terminal.press("jc\t:\x10");
    terminal.resize(100, 30);
    terminal.shows("Locked.");
    terminal.resize(120, 40);
    terminal.shows("Locked.");
    let after = terminal.raw()[before..].to_vec();
    let after = String::from_utf8_lossy(&after).into_owned();
    assert!(after.contains("\x1b[3J"), "nothing can be scrolled back to");
    for name in &names {
        assert!(!terminal.text().contains(name.as_str()), "{name}");
        assert!(!after.contains(name.as_str()), "{name} was sent");
    }
    terminal.press("\r");
    terminal.shows(ROSTER);
    quit(terminal);
}

#[test]
fn a_session_leaves_no_trace_of_a_note_outside_the_book() {
    let place = Place::sample();
    let (_student, name) = place.first();
    let mut terminal = place.open(120, 40);
    terminal.shows(ROSTER);
    write_note(&mut terminal, CANARY);
    terminal.shows("draft kept");
    let pid = terminal.pid().as_raw_nonzero();
    let proc = |file: &str| std::fs::read(format!("/proc/{pid}/{file}"));
    let see = || {
        for (path, mode) in place.files() {
            assert_eq!(mode & 0o077, 0, "{path:?} is open to others");
            let bytes = std::fs::read(&path).unwrap_or_default();
            let holds = bytes
                .windows(CANARY.len())
                .any(|part| part == CANARY.as_bytes());
            let is_book = path.to_string_lossy().contains("school.db");
            assert!(is_book || !holds, "{path:?} holds the note");
        }
        let line = String::from_utf8(proc("cmdline").unwrap()).unwrap();
        assert!(!line.contains("canary") && !line.contains(&name), "{line}");
        let limits = String::from_utf8(proc("limits").unwrap()).unwrap();
        let core = limits.lines().find(|line| line.contains("core")).unwrap();
        let columns: Vec<&str> = core.split_whitespace().collect();
        assert_eq!(columns[4..6], ["0", "0"], "{core}");
    };
    see();
    terminal.press("\x13");
    is_saved(&terminal, &name);
    see();
    quit(terminal);
    let files = place.files();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0].1, 0o600);
}

#[test]
fn a_file_that_cannot_be_written_is_opened_for_reading_and_refuses_the_save() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sample();
    let mode = |path: &std::path::Path, bits: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).unwrap();
    };
    // The last session out left no log, so nobody needs to write to read.
    mode(&place.db(), 0o444);
    for folder in [place.root().to_owned(), place.at("home"), place.at("tmp")] {
        mode(&folder, 0o555);
    }
    let as_nobody = rustix::process::getuid().is_root();
    let mut terminal = if as_nobody {
        place.shell(
            120,
            24,
            "exec setpriv --reuid 65534 --clear-groups \"$0\" || exit 99",
        )
    } else {
        place.open(120, 24)
    };
    terminal.wait_for("a start", |screen| !screen.contents().trim().is_empty());
    if !terminal.text().contains("setpriv") {
        terminal.shows("read only");
        terminal.press("c");
        terminal.shows("NEXT STEP");
        terminal.press("\tnot to be stored");
        terminal.shows("not to be stored");
        terminal.press("\x13");
        terminal.shows("Not saved: ");
        terminal.shows("not to be stored");
        terminal.kill();
    }
    mode(place.root(), 0o755);
}
