//! Styled snapshots that can be read: the text, then one letter a cell for its role.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use deskside::ui::theme::{Choice, File, Level, Role, Theme};
use ratatui::style::Color;

use crate::desk::{Desk, Shown, desk};

const LETTERS: &[u8] = b".mTHSsFBxKIp!dbno=DtNWE*>Pw????";

/// A theme in which each role is a colour of its own.
fn roles() -> Theme {
    let mut text = String::new();
    for (place, role) in Role::ALL.iter().enumerate() {
        text.push_str(&format!(
            "\"{}\" = \"#0000{:02x}\"\n",
            role.name(),
            place + 1
        ));
    }
    let choice = Choice {
        theme: "roles".into(),
        level: Level::True,
        background: None,
    };
    let file = File {
        name: "roles",
        text: &text,
    };
    Theme::load(&choice, &[file]).unwrap()
}

/// The letter of the role whose colour this is; blank for none.
fn letter(colour: Color) -> char {
    match colour {
        Color::Rgb(0, 0, place) if place > 0 => char::from(LETTERS[usize::from(place) - 1]),
        _ => ' ',
    }
}

fn role_rows(shown: &Shown) -> Vec<String> {
    let area = shown.buffer.area;
    let row = |y: u16| {
        let cells = (0..area.width).map(|x| {
            let cell = &shown.buffer[(x, y)];
            if cell.symbol().trim().is_empty() {
                ' '
            } else {
                letter(cell.fg)
            }
        });
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..area.height).map(row).collect()
}

/// Text, roles, legend, and where the terminal's cursor stands.
fn picture(mut desk: Desk) -> String {
    desk.look.theme = roles();
    let shown = desk.frame();
    let rows = role_rows(&shown);
    let mut page = shown.rows().join("\n");
    page.push_str("\n\n");
    page.push_str(&rows.join("\n"));
    let (x, y) = shown.cursor.unwrap();
    page.push_str(&format!("\n\ncursor: column {x}, line {y}\n"));
    for (place, role) in Role::ALL.iter().enumerate() {
        let mark = char::from(LETTERS[place]);
        if rows.iter().any(|row| row.contains(mark)) {
            page.push_str(&format!("{mark} {}\n", role.name()));
        }
    }
    page
}

fn class() -> Desk {
    let desk = desk()
        .with([
            "Ada Okafor",
            "José García",
            "Zhào Mei-Ling",
            "Liam van der Berg",
            "Noor Haddad",
            "Tomasz Wójcik",
        ])
        .with_plan(
            "Ada Okafor",
            [
                "Explain fractions with pictures",
                "Ask for help before giving up",
            ],
        )
        .with_plan("José García", ["Read twenty minutes"])
        .met("José García", "2026-11-11")
        .met("Zhào Mei-Ling", "2026-11-13")
        .met("Liam van der Berg", "2026-11-19");
    let ada = desk.id("Ada Okafor");
    let noor = desk.id("Noor Haddad");
    desk.given(|school| {
        let viewer = school.viewer();
        let (record, _) = school
            .store
            .record(&viewer, ada, school.today, school.today)
            .unwrap()
            .unwrap();
        let goal = record.plan.unwrap().goals[0].goal.id;
        for (on, level) in [("2026-10-19", 1), ("2026-10-26", 2), ("2026-11-02", 3)] {
            let mut filled = school.filled(ada, on);
            filled.ratings = vec![(goal, level)];
            filled.note = "Drew thirds as pizza slices and caught her own mistake.".into();
            filled.next_step =
                "Read chapter 4 aloud to a friend and tell me what surprised you.".into();
            school.log(&filled);
        }
        let mut filled = school.filled(noor, "2026-11-17");
        filled.next_date = Some(crate::desk::day("2026-11-25"));
        school.log(&filled);
    })
    .press("1 enter enter n up")
    .types("profile entry")
    .press("enter tab")
    .types("I like to build things first and then read how they work.")
    .press("tab left ctrl-s esc 1 enter")
}

#[test]
fn roster_80x24() {
    insta::assert_snapshot!(picture(class()));
}

#[test]
fn roster_120x40() {
    insta::assert_snapshot!(picture(class().resize(120, 40).clock(1_000)));
}

#[test]
fn student_80x24() {
    insta::assert_snapshot!(picture(class().press("enter")));
}

#[test]
fn check_in_80x24() {
    let desk = class()
        .press("c 3 tab")
        .types("Taught the twins.")
        .press("tab tab");
    insta::assert_snapshot!(picture(desk.types("wed")));
}

#[test]
fn help_80x24() {
    insta::assert_snapshot!(picture(class().press("?")));
}
