//! Student mode on a real terminal: what was ever sent to it, what a killed program leaves, and
//! a PIN that is typed without being seen.

use rustix::process::Signal;

use super::session::{Place, Terminal};

const OWN: &str = "424200";

/// Room 12 of the sample with PINs for all, and that of whoever opens student mode: the first
/// two, each with class number, given name and PIN, and every name there is.
struct Room {
    place: Place,
    first: (String, String, String),
    second: (String, String, String),
    names: Vec<String>,
}

fn room() -> Room {
    let place = Place::sample();
    let mut shell = place.shell(80, 24, "exec \"$0\" pin set --own");
    shell.shows("A PIN for");
    shell.press(&format!("{OWN}\r"));
    shell.shows("The same again");
    shell.press(&format!("{OWN}\r"));
    shell.shows("You have a PIN.");
    assert_eq!(shell.ended().exit_code(), 0);
    let raw = String::from_utf8_lossy(&shell.raw()).into_owned();
    assert!(!raw.contains(OWN), "the PIN was shown: {raw}");
    let made = place.data(&["pin", "new"]);
    let made = made["pins"].as_array().unwrap();
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let of_12: Vec<&serde_json::Value> = made
        .iter()
        .filter(|row| row["classes"][0] == "Room 12")
        .collect();
    let known = |place: usize| {
        let row = of_12[place];
        let given = text(row, "name").split(' ').next().unwrap().to_owned();
        (row["class_number"].to_string(), given, text(row, "pin"))
    };
    Room {
        first: known(0),
        second: known(1),
        names: made.iter().map(|row| text(row, "name")).collect(),
        place,
    }
}

fn opened(room: &Room) -> Terminal {
    let words = ["kiosk", "--class", "Room 12"];
    let terminal = room.place.start(80, 24, super::session::PROGRAM, &words);
    terminal.shows("Who is here?");
    terminal
}

fn come_in(terminal: &mut Terminal, (number, given, pin): &(String, String, String)) {
    terminal.press(&format!("{number}\r"));
    terminal.shows("Type your PIN");
    terminal.press(&format!("{pin}\r"));
    terminal.shows(&format!("Hello, {given}!"));
}

fn end(mut terminal: Terminal) {
    terminal.press("\x03");
    terminal.shows("Only for the teacher");
    terminal.press(&format!("{OWN}\r"));
    assert_eq!(terminal.ended().exit_code(), 0, "{}", terminal.text());
    super::is_given_back(&terminal);
}

/// "student A cannot open B", to the last byte; and nothing can be scrolled back to.
#[test]
fn no_other_name_is_ever_sent_to_the_terminal() {
    let room = room();
    let mut terminal = opened(&room);
    come_in(&mut terminal, &room.first);
    // What works elsewhere, and what leads on here.
    terminal.press("?:\x10\x06uqcRvm\x1b[18~");
    terminal.press("\x1a");
    terminal.press("\t\t\t\x1b[B\x1b[B");
    terminal.shows(&format!("Hello, {}!", room.first.1));
    terminal.press("\x1b");
    terminal.shows("Good-bye!");
    let raw = terminal.raw();
    let raw = String::from_utf8_lossy(&raw);
    for name in &room.names {
        assert!(!raw.contains(name.as_str()), "{name} was sent");
    }
    assert!(raw.contains("\x1b[3J"), "it can be scrolled back to");
    assert!(!raw.contains(&room.first.2), "a PIN was sent");
    come_in(&mut terminal, &room.second);
    terminal.hides(&room.first.1);
    terminal.press("\x1b");
    terminal.shows("Good-bye!");
    end(terminal);
}

/// "5 wrong PINs, kill -9, restart, set clock +1 day: still waiting?"
#[test]
fn a_killed_program_has_spent_its_tries() {
    let room = room();
    let mut terminal = opened(&room);
    let (number, given, pin) = &room.first;
    terminal.press(&format!("{number}\r"));
    terminal.shows("Type your PIN");
    for words in ["go together", "go together", "one minute"] {
        terminal.press("900900");
        terminal.hides(words);
        terminal.press("\r");
        terminal.shows(words);
    }
    terminal.kill();
    let mut terminal = opened(&room);
    terminal.press(&format!("{number}\r"));
    terminal.shows("Type your PIN");
    terminal.press(&format!("{pin}\r"));
    terminal.shows("one minute");
    terminal.hides(given);
    // The teacher lets them try again, from wherever they are.
    let forgiven = room
        .place
        .command()
        .args(["pin", "forgive", &format!("#{number}")])
        .output()
        .unwrap();
    // Both classes have this number; the id is nobody else's.
    assert_eq!(forgiven.status.code(), Some(2));
    let listed = room.place.data(&["pin", "list"]);
    let of = |row: &&serde_json::Value| row["wrong"] == 3;
    let wrong = listed["pins"].as_array().unwrap().iter().find(of).unwrap();
    let id = wrong["id"].as_str().unwrap();
    let forgiven = room.place.command().args(["pin", "forgive", id]).output();
    assert!(forgiven.unwrap().status.success());
    terminal.shows("Type your number");
    come_in(&mut terminal, &room.first);
    terminal.press("\x1b");
    terminal.shows("Good-bye!");
    end(terminal);
}

/// What is half done is kept in the student's own name, also where the program is killed or
/// told to go.
#[test]
fn what_is_half_done_survives_a_kill_and_a_signal() {
    let room = room();
    for signal in [Signal::KILL, Signal::TERM] {
        let mut terminal = opened(&room);
        come_in(&mut terminal, &room.first);
        for _question in 0..14 {
            terminal.press("\x1b[B");
        }
        terminal.press("My own words.");
        terminal.shows("My own words.");
        // "survive anything": at the latest half a second after the first letter.
        std::thread::sleep(std::time::Duration::from_millis(900));
        terminal.signal(signal);
        let _status = terminal.ended();
        let mut terminal = opened(&room);
        come_in(&mut terminal, &room.first);
        terminal.shows("Here is what you did before.");
        terminal.press("\x13");
        terminal.shows("It is kept. Good-bye!");
        end(terminal);
    }
}

/// Whoever opened student mode gets out of it where the file was moved away meanwhile too, and
/// nobody sees where it was.
#[test]
fn the_way_out_is_open_without_the_file() {
    let room = room();
    let mut terminal = opened(&room);
    std::fs::rename(room.place.db(), room.place.at("elsewhere.db")).unwrap();
    terminal.press(&format!("{}\r", room.first.0));
    terminal.shows("Type your PIN");
    terminal.press(&format!("{}\r", room.first.2));
    terminal.shows("Tell your teacher");
    terminal.hides("school.db");
    terminal.press("\x03");
    terminal.shows("Only for the teacher");
    terminal.press("900900\r");
    terminal.shows("This isn't the PIN.");
    terminal.press(&format!("{OWN}\r"));
    assert_eq!(terminal.ended().exit_code(), 0, "{}", terminal.text());
}
