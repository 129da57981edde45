//! Endings nobody asked for: killed, hung up, told to stop, stopped for a while.
//! What was acknowledged is stored once; what was typed is offered again.

use std::time::Duration;

use rustix::process::Signal;

use super::session::{PROGRAM, Place};
use super::{ROSTER, draft_is_offered, is_given_back, is_saved, quit, write_note};

#[test]
fn a_kill_while_typing_keeps_the_draft_and_stores_nothing() {
    let place = Place::sample();
    let (student, _name) = place.first();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "half a thought");
    terminal.shows("draft kept");
    terminal.kill();
    draft_is_offered(&place, &student, "half a thought");
}

#[test]
fn a_kill_right_after_saved_loses_nothing_and_doubles_nothing() {
    let place = Place::sample();
    let (student, name) = place.first();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "acknowledged");
    terminal.press("\x13");
    is_saved(&terminal, &name);
    terminal.kill();
    assert_eq!(place.times(&student, "acknowledged"), 1);
    let again = place.open(80, 24);
    again.shows(ROSTER);
    quit(again);
    assert_eq!(place.times(&student, "acknowledged"), 1);
}

#[test]
fn a_kill_at_any_moment_stores_what_was_acknowledged_and_at_most_once() {
    let place = Place::sample();
    let (student, name) = place.first();
    for kill in 0..12_u64 {
        let note = format!("round {kill}");
        let mut terminal = place.open(80, 24);
        terminal.shows(ROSTER);
        terminal.press(&format!("/{name}\rc"));
        terminal.shows("NEXT STEP");
        // An earlier kill's draft may be back; it is another note.
        terminal.press(&format!("\t\x01\x0b{note}\x13"));
        std::thread::sleep(Duration::from_micros(kill * kill * 400));
        let is_said = terminal.text().contains("Saved: ");
        terminal.kill();
        let times = place.times(&student, &note);
        assert!(times <= 1, "{note}: {times}");
        assert!(!is_said || times == 1, "{note} was said to be saved");
        // Whatever wasn't stored must not come back twice later.
        let _offered = place.first();
    }
}

#[test]
fn a_hang_up_ends_it_and_keeps_the_draft() {
    let place = Place::sample();
    let (student, _name) = place.first();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "the line dropped");
    let status = terminal.hang_up();
    assert_eq!(status.exit_code(), 129, "{status:?}");
    draft_is_offered(&place, &student, "the line dropped");
}

#[test]
fn a_hang_up_that_a_shell_above_ignores_ends_it_too() {
    let place = Place::sample();
    let (student, _name) = place.first();
    let mut terminal = place.shell(80, 24, "trap '' HUP; exec \"$0\"");
    terminal.shows(ROSTER);
    write_note(&mut terminal, "nobody listens");
    let status = terminal.hang_up();
    assert_eq!(status.exit_code(), 129, "{status:?}");
    draft_is_offered(&place, &student, "nobody listens");
}

#[test]
fn signals_that_end_it_give_the_terminal_back_and_keep_the_draft() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let place = Place::sample();
        let (student, _name) = place.first();
        let mut terminal = place.open(80, 24);
        terminal.shows(ROSTER);
        write_note(&mut terminal, "told to stop");
        terminal.signal(signal);
        assert_eq!(terminal.ended().exit_code(), code);
        is_given_back(&terminal);
        draft_is_offered(&place, &student, "told to stop");
    }
}

#[test]
fn a_stop_gives_the_shell_its_terminal_and_going_on_draws_again() {
    let place = Place::sample();
    let (_id, name) = place.first();
    let mut terminal = place.start(80, 24, "/bin/sh", &["-i"]);
    terminal.press("PS1='ready> '\n");
    terminal.shows("ready>");
    terminal.press(&format!("{PROGRAM}\n"));
    terminal.shows(&name);
    terminal.press("\x1a");
    terminal.wait_for("the shell's screen", |screen| !screen.alternate_screen());
    terminal.shows("Stopped");
    assert!(!terminal.text().contains(&name));
    terminal.press("echo still $((40 + 2))\n");
    terminal.shows("still 42");
    terminal.press("fg\n");
    terminal.wait_for("the other screen", vt100::Screen::alternate_screen);
    terminal.shows(&name);
    terminal.shows(ROSTER);
    // Keys are heard, and the terminal is in our modes again.
    terminal.press("/zzz");
    terminal.shows("nobody found");
    terminal.press("\x1b");
    terminal.hides("nobody found");
    terminal.press("q");
    terminal.wait_for("the shell's screen", |screen| !screen.alternate_screen());
    terminal.press("exit\n");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn a_stop_without_a_shell_is_refused_with_a_sentence() {
    let place = Place::sample();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    terminal.press("\x1a");
    terminal.shows("There is no shell to go to from here.");
    quit(terminal);
}

#[test]
fn stopped_and_continued_by_somebody_else_it_draws_again() {
    let place = Place::sample();
    let mut terminal = place.open(80, 24);
    // A key that is heard: so are signals.
    terminal.press("5");
    terminal.shows("class number 5");
    terminal.press("\x1b");
    terminal.shows(ROSTER);
    let before = terminal.count();
    terminal.signal(Signal::STOP);
    terminal.signal(Signal::CONT);
    terminal.quiet(before, Duration::from_millis(200));
    terminal.shows(ROSTER);
    terminal.wait_for("the other screen", vt100::Screen::alternate_screen);
    terminal.press("/zzz");
    terminal.shows("nobody found");
    terminal.press("\x1b");
    terminal.hides("nobody found");
    quit(terminal);
}

/// Debug builds can be told to fail; the words of the failure are the file's.
#[cfg(debug_assertions)]
#[test]
fn a_mistake_in_the_program_gives_the_terminal_back_and_keeps_the_draft() {
    let place = Place::sample();
    let (student, _name) = place.first();
    let fault = place.at("fault");
    let script = format!("DESKSIDE_FAIL={} exec \"$0\"", fault.display());
    let mut terminal = place.shell(80, 24, &script);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "half a thought");
    std::fs::write(&fault, "canary8Ry: half a thought").unwrap();
    terminal.press("x");
    assert_eq!(terminal.ended().exit_code(), 101);
    is_given_back(&terminal);
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let (_screen, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
    assert!(
        after.contains("because of a mistake in the program (src/main.rs:"),
        "{after}"
    );
    assert!(
        after.contains("kept and offered at the next start"),
        "{after}"
    );
    // Neither the failure's own words, nor the note in them.
    assert!(
        !raw.contains("canary8Ry") && !after.contains("half a thought"),
        "{after}"
    );
    std::fs::remove_file(&fault).unwrap();
    draft_is_offered(&place, &student, "half a thought");
}

/// "file deleted": nothing is said to be kept in a file that isn't there, and what was
/// written can be taken along in a file that its owner alone can read.
#[test]
fn text_of_a_file_that_was_taken_away_can_be_written_to_another() {
    let place = Place::sample();
    let mut terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    write_note(&mut terminal, "half a");
    terminal.shows("draft kept");
    for end in ["", "-wal", "-shm"] {
        let mut path = place.db().into_os_string();
        path.push(end);
        let _not_there = std::fs::remove_file(path);
    }
    terminal.press(" thought\x13");
    terminal.shows("Not saved: ");
    terminal.press("\x1b");
    terminal.shows("Last met");
    terminal.press("q");
    terminal.shows("lost when you leave");
    terminal.press("\r");
    terminal.shows("Written to");
    let rescued: Vec<_> = place
        .files()
        .into_iter()
        .filter(|(path, _)| path.to_string_lossy().contains("deskside-rescue"))
        .collect();
    let [(path, mode)] = rescued.as_slice() else {
        panic!("{rescued:?}");
    };
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("half a thought"), "{text}");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}
