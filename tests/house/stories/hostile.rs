//! Names and texts that were made to break screens.

use deskside::domain::person::{PersonId, Role};
use deskside::domain::words;
use deskside::store::rows::Table;

use crate::desk::{Desk, desk, person};

const FILE: &str = "../shared/data/hostile-strings/blns.json";

/// The strings that aren't plain, and a few that no list has.
fn strings() -> Vec<String> {
    let text = std::fs::read_to_string(FILE).unwrap_or_else(|_| "[]".into());
    let listed: Vec<String> = serde_json::from_str(&text).unwrap();
    let ours = [
        "A\u{1b}[31mB",
        "A\u{202e}B",
        "A\u{7}\u{8}\u{0}B",
        "\u{9b}2J",
        "a\u{300}\u{301}\u{302}\u{303}\u{304}b",
        "👩‍👧‍👦",
        "ﷺ",
        "​",
    ];
    let odd = listed
        .into_iter()
        .filter(|text| !text.is_ascii() || text.chars().any(char::is_control) || text.len() > 60);
    odd.chain(ours.map(str::to_owned))
        .filter(|text| !text.is_empty())
        .collect()
}

/// No cell holds anything that would move a terminal's cursor or turn its direction.
#[track_caller]
fn assert_is_safe(desk: &Desk) {
    for cell in &desk.frame().buffer.content {
        let symbol = cell.symbol();
        // In a field, a joiner waits for the letter it joins.
        let symbol = symbol.trim_end_matches(['\u{200c}', '\u{200d}']);
        assert_eq!(
            words::display(symbol),
            symbol,
            "{symbol:?} is on the screen"
        );
        assert!(!symbol.chars().any(char::is_control), "{symbol:?}");
    }
}

/// "control characters in a name (shown as replacement, never sent to the terminal: try
/// `../shared/data/hostile-strings`)": stored as they are, shown safely everywhere.
#[test]
fn hostile_names_are_shown_safely_on_every_screen() {
    for some in strings().chunks(18) {
        let desk = desk().given(|school| {
            for (place, text) in some.iter().enumerate() {
                let id: PersonId = school.mint.id(school.now);
                let row = person(id, Role::Student, text, text);
                school
                    .store
                    .write(|connection| row.insert(connection))
                    .unwrap();
                school.enroll(id, Role::Student, Some(place as u16 + 1), "2026-08-17");
            }
        });
        let desk = desk
            .but(assert_is_safe)
            .resize(120, 40)
            .clock(1_000)
            .but(assert_is_safe);
        let mut desk = desk.press("g enter").but(assert_is_safe);
        for _ in some {
            desk = desk.press("]").but(assert_is_safe);
        }
        desk.press("c")
            .but(assert_is_safe)
            .press("esc esc R")
            .but(assert_is_safe);
    }
}

/// The same typed and pasted into a note, and read again.
#[test]
fn hostile_texts_are_stored_and_shown_safely() {
    for some in strings().chunks(40) {
        desk()
            .with(["Ada Okafor"])
            .press("c")
            .pastes(&some.join("\n"))
            .but(assert_is_safe)
            .types(&some.concat().chars().take(200).collect::<String>())
            .but(assert_is_safe)
            .press("ctrl-s")
            .says("Saved: Ada Okafor.")
            .press("enter")
            .but(assert_is_safe)
            .press("4")
            .but(assert_is_safe);
    }
}

/// "invalid UTF-8" can't be typed, but what isn't a letter can be pressed.
#[test]
fn letters_of_every_script_are_typed_and_found() {
    desk()
        .with([
            "Þóra Jónsdóttir",
            "Nguyễn Thị Ánh",
            "王 小明",
            "Łukasz Żółć",
        ])
        .shows("王 小明")
        .press("/")
        .types("thora")
        .shows("Þóra")
        .press("esc /")
        .types("nguyen thi anh")
        .shows("Nguyễn")
        .press("esc /")
        .types("lukasz zolc")
        .shows("Łukasz")
        .press("esc /")
        .types("小明")
        .shows("王 小明");
}
