//! What a running session does with a file that moves, is held or is full, and
//! what it lets others see: screen, modes, `/proc`, temporary files.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use deskside::domain::ids::Moment;
use deskside::store::{Actor, Store};
use rustix::process::{Resource, Rlimit, prlimit};

use super::session::{Place, clock, skipped};
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
    terminal.shows("waiting for another session");
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

/// Nobody but root may write what root owns: root becomes nobody.
const AS_NOBODY: &str = "setpriv --reuid 65534 --clear-groups";

fn mode(path: &Path, bits: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).unwrap();
}

/// The school as somebody finds it who may read everything and write nothing.
fn read_only(place: &Place) -> String {
    let program = place.program_for_all();
    mode(&place.db(), 0o444);
    for folder in ["home/.config/deskside", "home/.config", "home", "tmp", "."] {
        mode(&place.at(folder), 0o555);
    }
    mode(&place.at("home/.config/deskside/config.toml"), 0o444);
    let program = program.display();
    if rustix::process::getuid().is_root() {
        format!("exec {AS_NOBODY} {program}")
    } else {
        format!("exec {program}")
    }
}

fn may_become_nobody(test: &str) -> bool {
    let script = format!("{AS_NOBODY} true");
    let is_root = rustix::process::getuid().is_root();
    let can = !is_root
        || Command::new("sh")
            .args(["-c", &script])
            .status()
            .is_ok_and(|status| status.success());
    if !can {
        skipped(test, "root can't become nobody here: there is no setpriv");
    }
    can
}

#[test]
fn a_file_that_cannot_be_written_is_opened_for_reading_and_begins_no_check_in() {
    if !may_become_nobody("a_file_that_cannot_be_written_is_opened_for_reading") {
        return;
    }
    let place = Place::sample();
    // A session has been there: the file says that it has a log, and none lies beside it.
    quit_at_the_roster(&place);
    let (student, name) = place.first();
    let program = read_only(&place);
    let due = |out: &str| {
        let said = place.shell_output(&format!("{program} {out}"));
        (said.status.code(), said)
    };
    let (code, said) = due("due");
    assert_eq!(code, Some(0), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains(&name));
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(told.contains("read only"), "{told}");
    let (code, said) = due(&format!("log {student}"));
    assert_eq!(code, Some(1), "{said:?}");
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(told.contains("can't be written"), "{told}");

    let mut terminal = place.shell(120, 24, &program);
    terminal.shows("read only");
    terminal.press("c");
    terminal.shows("This file can only be read");
    terminal.hides("NEXT STEP");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    mode(place.root(), 0o755);
}

/// "Disk full": what is on it can be read, though no log has room beside it.
#[test]
fn what_is_on_a_full_disk_can_be_read() {
    let place = Place::sample();
    let (student, name) = place.first();
    // No file may grow, the log's index neither.
    let full = |words: &str| {
        let program = super::session::PROGRAM;
        let script = format!("trap '' XFSZ; ulimit -f 0; exec {program} {words}");
        let said = place.shell_output(&script);
        let told = [said.stdout, said.stderr].concat();
        (said.status.code(), String::from_utf8(told).unwrap())
    };
    // What the first one leaves behind is in nobody's way.
    for words in ["due", "due", &format!("show {student}")] {
        let (code, told) = full(words);
        assert_eq!(code, Some(0), "{words}: {told}");
        assert!(told.contains(&name) && told.contains("read only"), "{told}");
    }
    let (code, told) = full(&format!("log {student}"));
    assert_eq!(
        (code, told.contains("The disk is full")),
        (Some(1), true),
        "{told}"
    );
    let (code, told) = full("check");
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("couldn't be looked at"), "{told}");
    let roomy = place.command().args(["log", &student]).output().unwrap();
    assert!(roomy.status.success(), "{roomy:?}");
}

#[test]
fn a_file_with_a_log_that_cannot_be_written_is_refused_with_what_to_do() {
    if !may_become_nobody("a_file_with_a_log_that_cannot_be_written_is_refused") {
        return;
    }
    let place = Place::sample();
    let (student, _name) = place.first();
    // Somebody who was killed left a log.
    let reading = rusqlite::Connection::open(place.db()).unwrap();
    reading
        .execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")
        .unwrap();
    let logged = place.command().args(["log", &student]).output().unwrap();
    assert!(logged.status.success(), "{logged:?}");
    assert!(place.at("school.db-wal").exists());
    let program = read_only(&place);
    let said = place.shell_output(&format!("{program} due"));
    assert_eq!(said.status.code(), Some(1), "{said:?}");
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(told.contains("open and close it once"), "{told}");
    mode(place.root(), 0o755);
}

fn quit_at_the_roster(place: &Place) {
    let terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    quit(terminal);
}

#[test]
fn a_clock_that_was_set_back_is_said_once_and_found_by_check() {
    let place = Place::sample();
    let (student, _name) = place.first();
    let mut store = Store::open(&place.db()).unwrap();
    let teacher = store.viewer("vasko").unwrap().person;
    let later = clock() + chrono::Duration::hours(50);
    let actor = Actor {
        person: teacher,
        terminal: 5,
        now: Moment(later.timestamp_millis()),
        today: crate::desk::monday(),
    };
    store.note_opened(&actor, student.parse().unwrap()).unwrap();
    store.close();
    let mut terminal = place.open(120, 24);
    terminal.shows("This computer's clock is 2 days behind the last entry.");
    terminal.press("j");
    terminal.hides("clock");
    quit(terminal);
    let checked = place.data(&["check"]);
    let findings = checked["findings"].as_array().unwrap();
    let said = |finding: &&serde_json::Value| {
        finding["severity"] == "warning" && finding["what"].as_str().unwrap().contains("2 days")
    };
    assert_eq!(findings.iter().filter(said).count(), 1, "{checked}");
    assert_eq!(checked["ok"], true);
}
