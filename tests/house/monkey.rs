//! Random keys, pastes, pauses and windows: nothing breaks, nothing is lost, and what
//! follows from the record is what counting anew would give.

#![allow(
    clippy::unwrap_used,
    reason = "a monkey that finds nothing should stop"
)]

use deskside::domain::query::Summary;
use deskside::keys::{Code, Key};
use deskside::store::derived;

use crate::desk::{Desk, desk};

/// xorshift64: the same walk for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }
}

/// Keys that do something, the likelier ones more than once.
const KEYS: &str = "c c c enter enter enter tab tab tab shift-tab esc esc j j k k down down up up \
    left right 1 2 3 4 5 0 9 - space space ctrl-s ctrl-s ctrl-s ctrl-n f8 f9 n n e e a s d R f6 \
    f10 f / / ] [ J K A u u ctrl-r ctrl-r g G pageup pagedown home end ? f1 : f2 ctrl-p ctrl-f f3 \
    f4 f7 ctrl-w ctrl-u ctrl-k ctrl-z ctrl-y ctrl-q ctrl-a ctrl-e backspace delete ctrl-left \
    ctrl-right alt-b alt-f ctrl-d ctrl-l h l y t x b ctrl-c f12";

const LETTERS: [char; 14] = [
    'a', 'e', 'o', ' ', '3', 'é', '王', '👩', '\u{200d}', '\u{301}', 'q', '/', '+', 'w',
];

const PASTES: [&str; 5] = [
    "wed",
    "+2w",
    "Read\ntwo\tpages \u{1b}[31m",
    "👩‍👧 Zhào",
    "a\u{202e}b",
];

const SIZES: [(u16, u16); 8] = [
    (80, 24),
    (120, 40),
    (40, 10),
    (100, 30),
    (1, 1),
    (60, 15),
    (200, 60),
    (79, 19),
];

fn school() -> Desk {
    let names = [
        "Ada Okafor",
        "Ben Ito",
        "Cai Wu",
        "Dee Lima",
        "Eva Noor",
        "Finn Berg",
        "Gao Li",
        "Hana Kim",
        "Ivo Petrov",
        "Jun Sato",
    ];
    let mut desk = desk().with(names);
    for name in &names[..6] {
        desk = desk.with_plan(name, ["Explain fractions", "Ask for help", "Read"]);
    }
    desk.met("Ada Okafor", "2026-11-20")
        .met("Ben Ito", "2026-11-12")
}

/// All that is derived, as text in a fixed order.
fn derived_rows(desk: &mut Desk) -> Vec<String> {
    let mut rows = Vec::new();
    let read =
        |connection: &rusqlite::Connection| {
            for sql in [
            "SELECT student||' '||kind||' '||coalesce(last_met,'-')||' '||coalesce(next_date,'-')
               ||' '||due_on||' '||overdue_on||' '||never_met||' '||absences
             FROM standing ORDER BY 1",
            "SELECT r.student||' '||b.key||' '||r.class_number||' '||r.name||' '||r.line
             FROM roster r JOIN bucket b ON b.id = r.bucket ORDER BY 1",
            "SELECT key||' '||n||' '||coalesce(org,'-') FROM bucket WHERE n > 0 ORDER BY 1",
            "SELECT place||' '||word||' '||name||' '||student FROM name_word ORDER BY 1",
            "SELECT part||' '||word FROM name_part ORDER BY 1",
            "SELECT student||' '||opened||' '||hex(competencies)||' '||hex(links) FROM reached
             ORDER BY 1",
        ] {
            let mut statement = connection.prepare(sql).unwrap();
            let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
            rows.extend(found.map(|row| row.unwrap()));
        }
            Ok(())
        };
    desk.school.store.write(read).unwrap();
    rows
}

fn assert_consistent(desk: &mut Desk) {
    let before = derived_rows(desk);
    let today = desk.school.today;
    desk.school
        .store
        .write(|connection| {
            connection.execute_batch(
                "DELETE FROM standing; DELETE FROM roster; DELETE FROM bucket;
                 DELETE FROM name_word; DELETE FROM name_part; DELETE FROM reached;",
            )?;
            derived::refresh_all(connection, today, &mut |_done, _all| {})
        })
        .unwrap();
    let after = derived_rows(desk);
    assert_eq!(before, after);
    assert_eq!(desk.school.store.broken_audit_row().unwrap(), None);
    let Summary { counts, .. } = &desk.model.roster.summary;
    assert!(counts.all() <= 10);
}

fn walk(seed: u64, steps: usize) {
    let keys: Vec<Key> = KEYS
        .split_whitespace()
        .map(|key| key.parse().unwrap())
        .collect();
    let mut dice = Dice(seed);
    let mut desk = school();
    let mut trail: Vec<String> = vec![];
    for step in 0..steps {
        let what = dice.roll(1_000);
        let done = match what {
            0..700 => {
                let key = dice.one_of(&keys);
                desk.key(key);
                key.to_string()
            }
            700..930 => {
                let letter = dice.one_of(&LETTERS);
                desk.key(Key::char(letter));
                format!("{letter:?}")
            }
            930..945 => {
                let text = dice.one_of(&PASTES);
                desk = desk.pastes(text);
                format!("paste {text:?}")
            }
            945..965 => {
                let (width, height) = dice.one_of(&SIZES);
                desk = desk.resize(width, height);
                format!("{width}x{height}")
            }
            965..990 => {
                let time = dice.one_of(&[100, 600, 2_000, 400_000]);
                desk = desk.clock(time);
                format!("{time} ms")
            }
            990..995 => {
                let is_full = desk.refusing.is_none();
                desk = desk.full_disk(is_full);
                format!("full: {is_full}")
            }
            _ => {
                desk.key(Key::plain(Code::Enter));
                "Enter".to_owned()
            }
        };
        trail.push(done);
        if desk.has_left {
            desk.opened();
        }
        if let Some(round) = &desk.model.round {
            let sum = round.done() + round.queue.len();
            assert_eq!(
                sum,
                round.total,
                "seed {seed}: {:?}",
                trail.iter().rev().take(30)
            );
        }
        if step % 7 == 0 {
            let shown = desk.frame();
            if desk.has_room() {
                assert!(
                    shown.cursor.is_some(),
                    "seed {seed}, no cursor on\n{}",
                    desk.screen()
                );
            }
        }
    }
    assert_consistent(&mut desk);
}

#[test]
fn ten_thousand_random_keys_break_nothing() {
    walk(0x5eed_0001, 10_000);
}

#[test]
fn ten_thousand_other_keys_break_nothing() {
    walk(0x0bad_cafe, 10_000);
}

/// "leaving it needs a teacher's key", "no other name ever on the screen": whatever is pressed in
/// student mode, the screen shows the name of whoever is in and of nobody else.
#[test]
fn the_monkey_in_student_mode_sees_one_student_at_a_time() {
    let names = [
        "Adaxa Qorana",
        "Benxa Qorbin",
        "Caixa Qorcel",
        "Deexa Qordun",
        "Evaxa Qorefi",
        "Finxa Qorfol",
        "Gaoxa Qorgip",
        "Hanxa Qorhut",
        "Ivoxa Qorira",
        "Junxa Qorjen",
    ];
    let mut desk = desk().with(names);
    for name in names {
        let (given, family) = name.split_once(' ').unwrap();
        let (one, other) = (format!("{given} counts"), format!("{family} reads"));
        desk = desk.with_plan(name, [one.as_str(), other.as_str()]);
    }
    let mut desk = desk.kiosk();
    let keys: Vec<Key> = KEYS
        .split_whitespace()
        .filter(|key| *key != "f10" && *key != "ctrl-c")
        .map(|key| key.parse().unwrap())
        .collect();
    let mut dice = Dice(0x51de_b0ad);
    let mut let_in = 0;
    for step in 0..4_000 {
        if step % 40 == 0 {
            let number = dice.roll(9) + 1;
            desk = desk
                .press("esc esc")
                .types(&number.to_string())
                .press("enter");
            desk = desk
                .types(&format!("{number}{number}{number}815"))
                .press("enter");
            let_in += usize::from(desk.screen().contains("Hello, "));
        } else if dice.roll(12) == 0 {
            desk = desk.clock(dice.one_of(&[300, 2_000, 70_000]));
        } else {
            desk.key(dice.one_of(&keys));
        }
        assert!(!desk.has_left);
        let screen = desk.screen();
        let seen = names.iter().filter(|name| {
            let mut parts = name.split(' ');
            parts.any(|part| screen.contains(part))
        });
        let seen: Vec<&&str> = seen.collect();
        let is_in = screen.contains("Hello, ");
        assert!(
            seen.len() <= usize::from(is_in),
            "step {step}: {seen:?}\n{screen}"
        );
    }
    assert!(let_in > 30, "hardly anybody came in: {let_in}");
}

#[test]
#[ignore = "takes minutes; `.ci/run` adds the long ones"]
fn half_a_million_random_keys_break_nothing() {
    for seed in 1..=25 {
        walk(0x9e37_79b9 * seed, 20_000);
    }
}

#[test]
#[ignore = "takes minutes; `.ci/run` adds the long ones"]
fn half_a_million_other_keys_break_nothing() {
    for seed in 26..=50 {
        walk(0x9e37_79b9 * seed, 20_000);
    }
}
