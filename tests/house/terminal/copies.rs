//! The copy of the day, as a session on a terminal makes it: behind the first frame, for the
//! owner alone, not of a sample, and not where it is turned off.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::session::{PATIENCE, PROGRAM, Place, can_watch, clock};
use super::{ROSTER, is_saved, quit, write_note};

/// The copies beside a school, by name, with what is unfinished.
fn copies(place: &Place) -> Vec<(PathBuf, u32)> {
    let mut found = place.files();
    found.retain(|(path, _)| path.to_string_lossy().contains("backups"));
    found
}

fn wait_for_a_copy(place: &Place) -> (PathBuf, u32) {
    let until = Instant::now() + PATIENCE;
    loop {
        let found = copies(place);
        if let [(path, mode)] = found.as_slice()
            && !path.to_string_lossy().contains("copying")
        {
            return (path.clone(), *mode);
        }
        assert!(Instant::now() < until, "no copy was made: {found:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_first_session_of_a_day_makes_a_copy_that_check_names() {
    let place = Place::sample();
    place.config("");
    let (_student, name) = place.first();
    let mut terminal = place.open(120, 40);
    terminal.shows(ROSTER);
    // Keys are served and saves stored meanwhile.
    write_note(&mut terminal, "while it is copied");
    terminal.press("\x13");
    is_saved(&terminal, &name);
    let (copy, mode) = wait_for_a_copy(&place);
    assert_eq!(mode, 0o600);
    quit(terminal);
    // By the real date, whatever date is pretended.
    assert!(!copy.ends_with("school-2026-11-23.db") || today() == "2026-11-23");
    assert!(
        copy.ends_with(format!("backups/school-{}.db", today())),
        "{copy:?}"
    );
    let checked = place.data(&["check"]).to_string();
    assert!(checked.contains(copy.to_str().unwrap()), "{checked}");
    // A second session finds it there.
    let again = place.open(80, 24);
    again.shows(ROSTER);
    std::thread::sleep(Duration::from_millis(1_300));
    quit(again);
    assert_eq!(copies(&place).len(), 1);
}

fn today() -> String {
    clock().date_naive().to_string()
}

#[test]
fn a_sample_and_a_session_that_is_left_at_once_make_none() {
    let place = Place::sample();
    place.config("");
    let mut demo = place.start(80, 24, PROGRAM, &["demo"]);
    demo.shows("overdue");
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(copies(&place), []);
    demo.press("q");
    assert_eq!(demo.ended().exit_code(), 0);
    let short = place.open(80, 24);
    short.shows(ROSTER);
    quit(short);
    assert_eq!(copies(&place), []);
}

#[test]
fn the_config_turns_it_off() {
    let place = Place::sample();
    place.config("daily_backups = 0\n");
    let terminal = place.open(80, 24);
    terminal.shows(ROSTER);
    std::thread::sleep(Duration::from_millis(1_500));
    quit(terminal);
    assert_eq!(copies(&place), []);
}

#[test]
fn the_first_frame_is_there_before_the_copy_is_begun() {
    if !can_watch("the_first_frame_is_there_before_the_copy_is_begun") {
        return;
    }
    let place = Place::sample();
    place.config("");
    let file = place.at("calls");
    let calls = [
        "-f",
        "-e",
        "trace=write,mkdir,mkdirat",
        "-o",
        file.to_str().unwrap(),
    ];
    let words: Vec<&str> = calls.into_iter().chain([PROGRAM]).collect();
    let terminal = place.start(80, 24, "strace", &words);
    terminal.shows(ROSTER);
    wait_for_a_copy(&place);
    quit(terminal);
    let text = std::fs::read_to_string(&file).unwrap();
    let line_of = |words: &str| text.lines().position(|line| line.contains(words));
    let (frame, copy) = (line_of("write(1, "), line_of("backups\""));
    assert!(copy.is_some() && frame < copy, "{frame:?} {copy:?}");
}
