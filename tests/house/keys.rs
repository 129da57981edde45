//! The keys of the design: reachable, unambiguous, and every mistake explained.

use deskside::app::action::{Action, Context};
use deskside::config::{Config, Environment};
use deskside::keys::key::{Code, Key};
use deskside::keys::keymap::{Keymap, makes_text};

const ROSTER: &[Context] = &[Context::Roster, Context::Lists, Context::Anywhere];
const STUDENT: &[Context] = &[Context::Student, Context::Lists, Context::Anywhere];
const GOALS: &[Context] = &[Context::CheckInGoals, Context::CheckIn, Context::Anywhere];
const CHECK_IN: &[Context] = &[Context::CheckIn, Context::Anywhere];
const ROUND: &[Context] = &[
    Context::CheckInGoals,
    Context::Round,
    Context::CheckIn,
    Context::Anywhere,
];
const FORM: &[Context] = &[Context::Form, Context::Anywhere];
const SCREENS: [&[Context]; 6] = [ROSTER, STUDENT, GOALS, CHECK_IN, ROUND, FORM];
const LAYERS: [Context; 4] = [
    Context::Picker,
    Context::Confirm,
    Context::Calendar,
    Context::Lock,
];

fn key(written: &str) -> Key {
    written.parse().expect("the tests name keys that are there")
}

#[track_caller]
fn means(contexts: &[Context], text_focus: bool, keys: &str, action: Action) {
    let keymap = Keymap::built_in();
    for written in keys.split(' ') {
        assert_eq!(
            keymap.resolve(contexts, key(written), text_focus),
            Some(action),
            "{written}"
        );
    }
}

#[test]
fn anywhere_has_the_keys_of_the_design() {
    for screen in SCREENS {
        means(screen, false, "? f1", Action::Help);
        means(screen, false, ": f2 ctrl-p", Action::Palette);
        means(screen, false, "u", Action::Undo);
        means(screen, false, "ctrl-r", Action::Redo);
        means(screen, false, "ctrl-f f3", Action::FindAnything);
        means(screen, false, "f7", Action::TwoPersonView);
        means(screen, false, "f12", Action::Lock);
        means(screen, false, "ctrl-l", Action::Redraw);
        means(screen, false, "ctrl-z", Action::Suspend);
        means(screen, false, "ctrl-c", Action::Interrupt);
        means(screen, false, "q", Action::QuitOrBack);
    }
    means(ROSTER, false, "esc", Action::Back);
}

#[test]
fn lists_have_the_keys_of_the_design() {
    for screen in [ROSTER, STUDENT] {
        means(screen, false, "j down", Action::Down);
        means(screen, false, "k up", Action::Up);
        means(screen, false, "g home", Action::First);
        means(screen, false, "G end", Action::Last);
        means(screen, false, "ctrl-d", Action::PageDown);
        means(screen, false, "ctrl-u", Action::PageUp);
        means(screen, false, "enter l", Action::Open);
        means(screen, false, "h", Action::GoBack);
    }
    let (page_up, page_down) = (plain(Code::PageUp), plain(Code::PageDown));
    let keymap = Keymap::built_in();
    assert_eq!(keymap.resolve(ROSTER, page_up, false), Some(Action::PageUp));
    assert_eq!(
        keymap.resolve(ROSTER, page_down, false),
        Some(Action::PageDown)
    );
}

#[test]
fn the_roster_and_the_student_have_the_keys_of_the_design() {
    means(ROSTER, false, "/", Action::Find);
    means(ROSTER, false, "c f5", Action::CheckIn);
    means(ROSTER, false, "R f6", Action::StartRound);
    means(ROSTER, false, "f", Action::Filter);
    means(ROSTER, false, "s", Action::Sort);
    means(ROSTER, false, "a", Action::MarkAbsentToday);
    means(ROSTER, false, "tab", Action::Card);
    means(STUDENT, false, "[ ctrl-left", Action::PreviousStudent);
    means(STUDENT, false, "] ctrl-right", Action::NextStudent);
    means(STUDENT, false, "1", Action::TabOverview);
    means(STUDENT, false, "4", Action::TabCheckIns);
    means(STUDENT, false, "c f5", Action::CheckIn);
    means(STUDENT, false, "e", Action::Edit);
    means(STUDENT, false, "n", Action::New);
    means(STUDENT, false, "space", Action::Done);
}

#[test]
fn the_check_in_and_the_round_have_the_keys_of_the_design() {
    for screen in [GOALS, ROUND] {
        means(screen, false, "up", Action::Up);
        means(screen, false, "down", Action::Down);
        means(screen, false, "left", Action::LowerRating);
        means(screen, false, "right", Action::RaiseRating);
        means(screen, false, "-", Action::ClearRating);
    }
    for (screen, typing) in [(GOALS, false), (CHECK_IN, true), (ROUND, true)] {
        means(screen, typing, "tab", Action::NextField);
        means(screen, typing, "shift-tab", Action::PreviousField);
        means(screen, typing, "ctrl-s f8", Action::Save);
        means(screen, typing, "ctrl-n f9", Action::SaveAndNext);
        means(screen, typing, "esc", Action::Leave);
    }
    means(ROUND, false, "s", Action::Skip);
    means(ROUND, false, "a", Action::Absent);
    means(ROUND, false, "d", Action::Defer);
    means(ROUND, true, "f10", Action::RoundMenu);
}

#[test]
fn text_and_pickers_have_the_keys_of_the_design() {
    means(CHECK_IN, true, "ctrl-z", Action::UndoTyping);
    means(CHECK_IN, true, "ctrl-y", Action::RedoTyping);
    means(CHECK_IN, true, "ctrl-w", Action::DeleteWordLeft);
    means(CHECK_IN, true, "ctrl-u", Action::DeleteToStart);
    means(CHECK_IN, true, "ctrl-a", Action::LineStart);
    means(CHECK_IN, true, "ctrl-e", Action::LineEnd);
    means(CHECK_IN, true, "ctrl-q", Action::QuoteRecord);
    means(CHECK_IN, true, "ctrl-c", Action::Interrupt);
    means(&[Context::Picker], true, "down ctrl-n", Action::Down);
    means(&[Context::Picker], true, "up ctrl-p", Action::Up);
    means(&[Context::Picker], true, "enter", Action::Accept);
    means(&[Context::Picker], true, "esc", Action::Close);
}

#[test]
fn no_digit_is_taken_from_the_class_numbers_and_the_ratings() {
    let keymap = Keymap::built_in();
    for digit in '0'..='9' {
        let digit = plain(Code::Char(digit));
        for screen in [ROSTER, GOALS, CHECK_IN, ROUND] {
            assert_eq!(keymap.resolve(screen, digit, false), None);
        }
    }
}

#[test]
fn no_key_shadows_text_in_a_field() {
    let keymap = Keymap::built_in();
    for letter in (' '..='~').chain(['é', '漢']) {
        for contexts in SCREENS.into_iter().chain([LAYERS.as_slice()]) {
            assert_eq!(
                keymap.resolve(contexts, plain(Code::Char(letter)), true),
                None,
                "{letter}"
            );
        }
    }
}

#[test]
fn every_action_has_words_and_a_place() {
    for action in Action::all() {
        assert!(!action.contexts().is_empty(), "{action}");
        assert!(
            !action.short().is_empty() && action.short().chars().count() <= 22,
            "{action}"
        );
        let words = action.words();
        assert!(words.contains(' ') || words.len() > 4, "{action}: {words}");
        assert!(
            !words.ends_with('.') && words.starts_with(char::is_lowercase),
            "{action}: {words}"
        );
    }
}

#[test]
fn every_screen_opens_the_palette_with_a_key_of_every_keyboard() {
    for screen in SCREENS {
        means(screen, false, "f2", Action::Palette);
        means(screen, true, "f2", Action::Palette);
    }
}

/// The palette can't be opened over a layer, so a layer must be reachable by itself. Yes
/// and no are the two answers that `other_answer` and `accept` reach.
#[test]
fn every_action_of_a_layer_has_a_key_of_every_keyboard() {
    let keymap = Keymap::built_in();
    for layer in LAYERS {
        for action in keymap.actions(layer) {
            let keys = keymap.keys_for(action, layer);
            let everywhere = keys
                .iter()
                .any(|key| !makes_text(*key) && !key.ctrl && !key.alt);
            let spared = matches!(action, Action::Yes | Action::No | Action::Redraw);
            assert!(everywhere || spared, "{action} in {}", layer.name());
        }
    }
}

/// A user who learnt these in one place must find them in all.
#[test]
fn no_screen_takes_a_key_that_works_anywhere() {
    let keymap = Keymap::built_in();
    for screen in Context::ALL {
        // Nothing works anywhere in a picker, when locked and in student mode.
        let apart = [Context::Picker, Context::Lock, Context::Kiosk];
        let spared = *screen == Context::Anywhere || apart.contains(screen);
        if spared {
            continue;
        }
        for row in keymap.rows(*screen) {
            let anywhere = keymap
                .rows(Context::Anywhere)
                .find(|other| other.key == row.key);
            let leaves = matches!(row.action, Action::Leave | Action::Close);
            let typing = *screen == Context::Text && row.action == Action::UndoTyping;
            assert!(
                anywhere.is_none() || leaves || typing,
                "{} in {}",
                row.key,
                screen.name()
            );
        }
    }
}

#[test]
fn every_action_that_is_not_of_the_palette_alone_has_a_key() {
    let keymap = Keymap::built_in();
    for action in Action::all() {
        let bound = Context::ALL
            .iter()
            .any(|context| !keymap.keys_for(*action, *context).is_empty());
        let is_of_palette = matches!(action, Action::NumberClass | Action::RoundLength);
        let spared = action.is_meant_by_digits() || is_of_palette;
        assert_eq!(bound, !spared, "{action}");
    }
}

/// `mistakes/NAME.toml` is a config; `mistakes/NAME.txt` is what a person is told.
#[test]
fn every_mistake_in_a_config_is_explained() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/house/mistakes");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let (_, mistakes) = Config::read("config.toml", Some(&text), &Environment::default());
        if mistakes.to_string().trim() != expected.trim() {
            wrong.push(format!("{}\n{mistakes}\n", path.display()));
        }
        seen += 1;
    }
    assert!(
        wrong.is_empty(),
        "these are told something else:\n{}",
        wrong.join("\n")
    );
    assert!(seen >= 5, "only {seen} files of mistakes were found");
}

#[test]
fn a_word_that_is_no_key_is_told_with_its_line() {
    let text = "[keys.roster]\n\"shift-ctrl-\" = \"filter\"\n\"f99\" = \"filter\"\n";
    let (_, mistakes) = Config::read("config.toml", Some(text), &Environment::default());
    let told = mistakes.to_string();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(
        lines[0].starts_with("config.toml:2: ") && lines[0].contains("shift-ctrl-"),
        "{told}"
    );
    assert!(
        lines[1].starts_with("config.toml:3: ") && lines[1].contains("f99"),
        "{told}"
    );
}

#[test]
fn what_is_right_in_a_config_with_mistakes_is_kept() {
    let text = "ascii = true\ntheme = 3\n[keys.roster]\n\"x\" = \"filter\"\n\"y\" = \"filtre\"\n";
    let (config, mistakes) = Config::read("config.toml", Some(text), &Environment::default());
    assert!(config.ascii && !mistakes.is_empty());
    assert_eq!(
        config.keymap.resolve(ROSTER, key("x"), false),
        Some(Action::Filter)
    );
}

fn plain(code: Code) -> Key {
    Key {
        code,
        ctrl: false,
        alt: false,
        shift: false,
    }
}

/// A key may be written as the footer and the help write it.
#[test]
fn keys_are_read_in_any_case_as_labels_have_them() {
    for (label, written) in [
        ("Ctrl-S", "ctrl-s"),
        ("CTRL-Alt-Delete", "ctrl-alt-delete"),
        ("F2", "f2"),
        ("Shift-Tab", "shift-tab"),
        ("PgUp", "pageup"),
        ("Space", "space"),
    ] {
        let key: Key = label.parse().unwrap();
        assert_eq!(key, written.parse().unwrap(), "{label}");
    }
    assert_ne!("R".parse::<Key>().unwrap(), "r".parse().unwrap());
    assert!("Strg-S".parse::<Key>().is_err());
}
