//! Deskside on a real terminal: started, left, killed, hung up, stopped,
//! resized, two at once; what it leaves on the screen, on the disk and in `/proc`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that finds nothing should stop"
)]

mod copies;
mod custody;
mod endings;
mod kiosk;
pub mod session;

use std::time::Duration;

use session::{Place, Terminal};

/// The footer of the roster.
pub const ROSTER: &str = "c check in";

/// Leaves by the key, and says that the terminal is as it was.
pub fn quit(mut terminal: Terminal) {
    terminal.press("q");
    let status = terminal.ended();
    assert_eq!(status.exit_code(), 0, "{}", terminal.text());
    is_given_back(&terminal);
}

/// That the terminal is as it was before the program.
pub fn is_given_back(terminal: &Terminal) {
    assert_eq!(terminal.modes_now(), terminal.modes);
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
        ("\x1b[?25l", "\x1b[?25h"),
    ] {
        let (on, off) = (raw.rfind(on), raw.rfind(off));
        assert!(off.is_some() && on < off, "{on:?} {off:?}");
    }
}

/// Waits until a student's check-in is said to be saved.
pub fn is_saved(terminal: &Terminal, family: &str) {
    terminal.wait_for("Saved", |screen| {
        screen.contents().lines().any(|line| {
            let line = line.trim_start();
            line.starts_with("Saved: ") && line.contains(family)
        })
    });
}

/// Opens the first student's check-in and writes a note; waits until it is seen.
pub fn write_note(terminal: &mut Terminal, note: &str) {
    terminal.press("c");
    terminal.shows("NEXT STEP");
    terminal.press("\t");
    terminal.press(note);
    terminal.shows(note);
}

/// That the draft of the first student is offered again, and no check-in holds it.
pub fn draft_is_offered(place: &Place, student: &str, note: &str) {
    assert_eq!(place.times(student, note), 0, "a draft is no check-in");
    let mut again = place.open(80, 24);
    again.shows(ROSTER);
    again.press("c");
    again.shows(note);
    again.shows("Your draft is back");
    again.press("\x1b");
    again.shows(ROSTER);
    quit(again);
    assert_eq!(place.times(student, note), 0);
}

#[test]
fn a_start_shows_the_roster_on_the_other_screen_and_q_gives_the_terminal_back() {
    let place = Place::sample();
    let (_id, name) = place.first();
    for (width, height) in [(80, 24), (120, 40), (200, 60), (40, 10)] {
        let terminal = place.open(width, height);
        terminal.shows("overdue");
        terminal.wait_for("the other screen", vt100::Screen::alternate_screen);
        terminal.wait_for("pastes in brackets", vt100::Screen::bracketed_paste);
        assert!(terminal.text().contains(&name));
        quit(terminal);
    }
}

#[test]
fn a_check_in_of_six_keys_is_saved_and_shown() {
    let place = Place::sample();
    let (student, name) = place.first();
    for (width, height) in [(80, 24), (120, 40)] {
        let note = format!("saved at {width}");
        let mut terminal = place.open(width, height);
        terminal.shows(ROSTER);
        terminal.press("/");
        terminal.press(&name);
        terminal.shows("1 student");
        terminal.press("\rc");
        terminal.shows("NEXT STEP");
        terminal.press("3");
        terminal.shows("3 Proficient");
        terminal.press("2\t");
        terminal.press(&note);
        terminal.shows(&note);
        terminal.press("\x13");
        is_saved(&terminal, &name);
        assert!(terminal.text().contains(", 2 ratings"));
        quit(terminal);
        assert_eq!(place.times(&student, &note), 1);
    }
    let shown = place.data(&["show", &student]);
    let ratings = shown["check_ins"][0]["ratings"].as_array().unwrap();
    let levels: Vec<i64> = ratings.iter().filter_map(|r| r["level"].as_i64()).collect();
    assert_eq!(levels.len(), 2);
    assert!(levels.contains(&3) && levels.contains(&2));
}

#[test]
fn keys_typed_all_at_once_mean_the_same_even_before_the_start() {
    for (width, height) in [(80, 24), (120, 40)] {
        let place = Place::sample();
        let (student, name) = place.first();
        let mut terminal = place.open(width, height);
        // Before the first frame: the start keeps what is typed meanwhile. Ctrl-S would be
        // the terminal's own until it is ours.
        terminal.press("c32\ttyped bl");
        terminal.shows("NEXT STEP");
        terminal.press("indly\x13");
        is_saved(&terminal, &name);
        assert_eq!(place.times(&student, "typed blindly"), 1);
        terminal.press("c\tand once more\x13q");
        assert_eq!(terminal.ended().exit_code(), 0);
        let all = place.data(&["search", "and once more"]);
        assert_eq!(all["results"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_form_opens_wherever_its_student_was_shown_already() {
    let place = Place::sample();
    let (_student, name) = place.first();
    for (width, height) in [(80, 24), (120, 40)] {
        let mut terminal = place.open(width, height);
        terminal.shows(ROSTER);
        terminal.press("\r");
        terminal.shows("1 Overview");
        terminal.shows("LAST NOTE");
        terminal.press("c");
        terminal.shows("NEXT STEP");
        terminal.shows(&name);
        terminal.press("\x1b");
        terminal.shows("1 Overview");
        terminal.press("q");
        terminal.shows(ROSTER);
        quit(terminal);
    }
}

#[test]
fn no_size_of_the_window_is_too_much_or_too_little() {
    let place = Place::sample();
    let (_id, name) = place.first();
    let mut terminal = place.open(80, 24);
    terminal.shows(&name);
    let sizes = [
        (1, 1),
        (500, 200),
        (40, 10),
        (39, 9),
        (2, 60),
        (300, 1),
        (120, 40),
    ];
    for round in 0..30 {
        let (width, height) = sizes[round % sizes.len()];
        terminal.resize(width, height);
        if round % 3 == 0 {
            terminal.press("j");
        }
    }
    terminal.resize(39, 9);
    terminal.wait_for("a word on the window", |screen| {
        !screen.contents().trim().is_empty()
    });
    terminal.press("g");
    terminal.resize(80, 24);
    terminal.shows(ROSTER);
    terminal.shows(&name);
    terminal.resize(120, 40);
    terminal.shows("GOALS");
    quit(terminal);
}

#[test]
fn a_window_that_changes_during_the_start_is_noticed() {
    let place = Place::sample();
    for _start in 0..8 {
        let terminal = place.open(80, 24);
        terminal.wait_for("the other screen", vt100::Screen::alternate_screen);
        terminal.resize(120, 40);
        terminal.shows("GOALS");
        quit(terminal);
    }
}

#[test]
fn another_terminals_save_appears_by_itself() {
    let place = Place::sample();
    let (_id, name) = place.first();
    let overdue = place.data(&["due"])["counts"]["overdue"].as_i64().unwrap();
    let (mut one, other) = (place.open(80, 24), place.open(120, 40));
    one.shows(&format!("{overdue} overdue"));
    other.shows(&format!("{overdue} overdue"));
    write_note(&mut one, "seen by the other");
    one.press("\x13");
    is_saved(&one, &name);
    other.shows(&format!("{} overdue", overdue - 1));
    quit(one);
    quit(other);
    let rest: Vec<_> = place.files();
    assert!(
        !rest.iter().any(|(path, _)| path.ends_with("school.db-wal")),
        "the last one out empties the log: {rest:?}"
    );
}

#[test]
fn an_idle_screen_is_silent() {
    let place = Place::sample();
    let terminal = place.open(120, 40);
    terminal.shows("GOALS");
    let before = terminal.quiet(0, Duration::from_millis(500));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(terminal.count(), before, "an idle screen writes nothing");
    quit(terminal);
}

#[test]
fn the_first_run_offers_three_beginnings() {
    let place = Place::empty();
    let mut terminal = place.open(80, 24);
    for beginning in [
        "Import a roster",
        "Open the sample school",
        "Begin with an empty school",
    ] {
        terminal.shows(beginning);
    }
    assert!(!place.db().exists(), "looking makes no file");
    terminal.press("jj\r");
    terminal.shows("Your students will stand here");
    let others: Vec<_> = place
        .files()
        .into_iter()
        .filter(|(_, mode)| mode & 0o077 != 0)
        .collect();
    assert!(others.is_empty(), "{others:?}");
    quit(terminal);
    assert_eq!(place.files().len(), 1, "{:?}", place.files());
    assert_eq!(place.data(&["due"])["students"], serde_json::json!([]));
}

#[test]
fn the_first_run_imports_what_was_seen_before() {
    let place = Place::empty();
    let file = place.at("class 4.csv");
    std::fs::write(&file, "Given,Family,Grade\nAda,Okafor,3\n,,3\nBen,Ito,3\n").unwrap();
    let mut terminal = place.open(80, 24);
    terminal.shows("Import a roster");
    terminal.press(&format!("\r{}\r", file.display()));
    terminal.shows("NOTHING IS STORED YET");
    terminal.shows("Ada Okafor, Ben Ito");
    terminal.shows("2 created, 0 updated, 0 unchanged, 0 skipped, 1 failed.");
    terminal.shows("failed: class 4.csv line 3");
    assert!(!place.db().exists(), "looking makes no file");
    terminal.press("\r");
    terminal.shows("Imported. 3 rows: 2 created");
    terminal.shows("Ben Ito");
    quit(terminal);
    assert_eq!(
        place.data(&["due"])["students"].as_array().unwrap().len(),
        2
    );
}

/// Who looks at a file for long may find that somebody else has made the school meanwhile.
#[test]
fn the_first_run_s_import_leaves_a_school_that_came_meanwhile_alone() {
    let place = Place::empty();
    let file = place.at("class 4.csv");
    std::fs::write(&file, "Given,Family,Grade\nAda,Okafor,3\n").unwrap();
    let mut terminal = place.open(80, 24);
    terminal.shows("Import a roster");
    terminal.press(&format!("\r{}\r", file.display()));
    terminal.shows("NOTHING IS STORED YET");
    let made = place.command().args(["init"]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let school = std::fs::read(place.db()).unwrap();
    terminal.press("\r");
    terminal.shows("already");
    assert!(place.db().exists(), "the school is still there");
    assert_eq!(std::fs::read(place.db()).unwrap(), school);
    terminal.press("\u{3}");
    let due = place.data(&["due"]);
    assert_eq!(due["students"], serde_json::json!([]), "nobody came in");
}

/// A long import says how far it is, and nothing of that is left on the next screen.
#[test]
fn a_long_first_import_says_how_far_it_is() {
    let place = Place::empty();
    let file = place.at("all.csv");
    let rows = (1..=6_000).map(|n| format!("Given{n},Family{n},3\n"));
    let text: String = std::iter::once("Given,Family,Grade\n".to_owned())
        .chain(rows)
        .collect();
    std::fs::write(&file, text).unwrap();
    let mut terminal = place.open(80, 24);
    terminal.shows("Import a roster");
    terminal.press(&format!("\r{}\r", file.display()));
    terminal.shows("NOTHING IS STORED YET");
    let drawn = || String::from_utf8_lossy(&terminal.raw()).into_owned();
    assert!(
        drawn().contains("Reading the import, rows: "),
        "{}",
        drawn()
    );
    assert!(!terminal.text().contains("Reading the import"));
    terminal.press("\r");
    terminal.shows("Imported. 6000 rows: 6000 created");
    quit(terminal);
}

#[test]
fn the_first_run_opens_a_sample_that_is_gone_afterwards() {
    let place = Place::empty();
    let mut terminal = place.open(80, 24);
    terminal.shows("Begin with an empty school");
    terminal.press("j\r");
    terminal.shows("overdue");
    terminal.shows("sample school");
    let open = place.files();
    assert!(!open.is_empty(), "it has a folder of its own");
    assert!(open.iter().all(|(_, mode)| *mode == 0o600), "{open:?}");
    quit(terminal);
    assert!(place.files().is_empty(), "{:?}", place.files());
}

#[test]
fn without_a_terminal_there_is_one_sentence() {
    let mut place = Place::sample();
    let output = place.command().output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("The roster needs a terminal.") && said.lines().count() == 1,
        "{said}"
    );
    place.term = "dumb";
    let mut terminal = place.open(80, 24);
    assert_eq!(terminal.ended().exit_code(), 1);
    assert!(terminal.text().contains("The roster needs a terminal."));
    assert!(!terminal.raw().contains(&0x1b));
}

/// What was typed has no lines to correct; what the config names has one.
#[test]
fn a_theme_that_there_is_not_is_told_by_where_it_was_named() {
    let place = Place::sample();
    let said = |words: &[&str], code: u32| {
        let mut terminal = place.start(200, 40, session::PROGRAM, words);
        assert_eq!(terminal.ended().exit_code(), code);
        terminal
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let typed = said(&["--theme", "nope"], 2);
    assert!(
        typed.contains("There is no theme called nope; name one of ansi, "),
        "{typed}"
    );
    assert!(!typed.contains("these lines"), "{typed}");
    place.config("ascii = true\ntheme = \"nope\"\n");
    let named = said(&[], 2);
    assert!(
        named.contains("config.toml:2: there is no theme called nope; "),
        "{named}"
    );
    assert!(named.contains(". Correct these lines"), "{named}");
}

#[test]
fn a_config_with_ten_mistakes_names_all_ten() {
    let place = Place::sample();
    let config = "theme = 3\nbackround = \"dark\"\nbackground = \"grey\"\nascii = \"yes\"\n\
        lock_after_minutes = 999\nmouse = true\n[keys.roster]\n\"x\" = \"dance\"\n\
        \"nokey\" = \"up\"\n[keys.nowhere]\n\"x\" = \"up\"\n[keys.anywhere]\n\"c-c\" = \"lock\"\n";
    let folder = place.at("home/.config/deskside");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), config).unwrap();
    let mut terminal = place.open(200, 40);
    // Wrong usage, as where the file is named with --config.
    assert_eq!(terminal.ended().exit_code(), 2);
    let text = terminal.text();
    for line in [1, 2, 3, 4, 5, 6, 8, 9, 10, 13] {
        assert!(
            text.contains(&format!("config.toml:{line}: ")),
            "{line}: {text}"
        );
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(". Correct these lines"), "{words}");
    assert!(!terminal.raw().contains(&0x1b), "the screen isn't entered");
    assert_eq!(terminal.modes_now(), terminal.modes);
}
