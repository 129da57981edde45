//! The grid: students by competencies, and what can be done from a cell.

use super::{competencies, room_12};
use crate::desk::{Desk, School, desk_in_a_file};

/// Room 12 with three competencies, of which Ada's goal is about the first.
fn room_with_competencies() -> Desk {
    with_competencies(room_12())
}

/// The same beside these students, of whom Ada is one.
fn with_competencies(desk: Desk) -> Desk {
    let three = |school: &mut School| {
        competencies(
            school,
            &[
                ("2.OA.1", "Adds and subtracts within twenty", "2"),
                ("3.NF.1", "Understands a fraction as part of a whole", "3"),
                ("3.NF.2", "Finds a fraction on a number line", "3"),
            ],
        );
    };
    desk.given(three)
        .with_plan("Ada Okafor", ["Add quickly"])
        .press("1 enter enter 3 p")
        .types("link")
        .press("enter")
        .types("2.OA.1")
        .press("enter enter")
        .says("linked a goal")
        .press("esc")
}

/// "Grid: class x competency with current levels", "below-grade gaps flagged": a cell is the
/// roll-up of its ratings, and follows them.
#[test]
fn a_cell_is_the_current_level_and_a_hole_below_the_grade_is_flagged() {
    room_with_competencies()
        .press("v")
        .shows("Grid")
        .shows("what goals work toward")
        .shows("2.OA.1 Adds and subtracts within twenty")
        .shows("Ada Okafor   not rated   open goal")
        .press("esc 1 enter c 2 ctrl-s")
        .says("Saved: Ada Okafor, 1 rating")
        .press("v")
        .but(|desk| {
            let row = desk.line_of("Ada Okafor");
            let rows = desk.frame().rows();
            assert!(rows[row].contains("▸2▾"), "{}", rows[row]);
        })
        .shows("Ada Okafor   2 Developing, today   ▾ 1 grade below")
        .press("esc 1 enter c 3 ctrl-s v")
        .shows("Ada Okafor   3 Proficient, today   open goal")
        .hides("▾");
}

/// "jump to the ratings behind a cell", and back to the same cell.
#[test]
fn enter_shows_the_ratings_behind_a_cell() {
    room_with_competencies()
        .press("1 enter c 2 ctrl-s v enter")
        .shows("GROWTH")
        .shows("RATINGS")
        .selects("Add quickly")
        .but(|desk| assert!(desk.footer().contains("Esc grid"), "{}", desk.footer()))
        .press("esc")
        .shows("Grid")
        .shows("Ada Okafor   2 Developing, today")
        .press("down enter")
        .says("isn't rated on this yet; + makes it a goal.")
        .shows("Grid");
}

/// "gap to goal in one action": the goal has the link and the level reached as its baseline.
#[test]
fn a_gap_becomes_a_goal_in_one_key() {
    room_with_competencies()
        .press("v")
        .press("f")
        .types("mathematics")
        .press("enter")
        .shows("1 of 3")
        .press("+")
        .says("Ada Okafor works toward it already; Enter shows how it went.")
        .press("right +")
        .says("Saved: made a goal of 3.NF.1 for Ada Okafor.")
        .shows("open goal")
        .press("enter 3")
        .shows("Understands a fraction as part of a whole")
        .shows("competency: 3.NF.1")
        .shows("aims at 3 Proficient")
        .press("esc u")
        .says("Took back: made a goal of 3.NF.1")
        .shows("no goal: + makes one")
        .press("down +")
        .says("Saved: made a goal of 3.NF.1 for José García.")
        .press("enter 3")
        .shows("draft");
}

/// "gap to goal": the baseline is the level that an earlier goal ended with.
#[test]
fn a_goal_from_a_gap_begins_at_the_level_reached() {
    room_with_competencies()
        .press("1 enter c 2 ctrl-s 1 enter enter 3 e")
        .press("tab tab tab right right right")
        .press("tab tab tab tab tab tab tab")
        .types("Something else is in the way.")
        .press("ctrl-s")
        .shows("dropped")
        .press("esc v")
        .shows("goal ended")
        .press("+")
        .says("Saved: made a goal of 2.OA.1 for Ada Okafor.")
        .press("enter")
        .shows("2 Developing")
        .press("3")
        .shows("from 2 Developing");
}

/// Where a competency's level is reached, a new goal aims at the next one.
#[test]
fn a_goal_from_a_level_that_is_reached_aims_at_the_next() {
    room_with_competencies()
        .press("1 enter c 3 ctrl-s 1 enter enter 3 space esc v")
        .shows("goal ended")
        .press("+")
        .says("Saved: made a goal of 2.OA.1 for Ada Okafor.")
        .press("enter 3")
        .shows("from 3 Proficient, aims at 4");
}

/// "group from a selection": by marks, and live by the level under the cursor.
#[test]
fn a_group_is_made_of_marked_students_or_by_level() {
    room_with_competencies()
        .press("v *")
        .says("Mark students with Space, or stand on a level, to make a group.")
        .press("space space *")
        .shows("a group of the 2 students marked")
        .press("enter")
        .types("Back table")
        .press("enter")
        .says("Saved: made the group Back table.")
        .press("f")
        .shows("group: Back table (2)")
        .press("esc esc 1 enter c 2 ctrl-s v *")
        .shows("a live group: 2 Developing or less on 2.OA.1")
        .press("enter")
        .types("Needs tens")
        .press("enter f")
        .shows("group: Needs tens (1)")
        .press("esc esc 1 enter c 3 ctrl-s v f")
        .shows("group: Needs tens (0)");
}

/// "sideways scroll": a hundred competencies in a narrow window, the cursor always seen.
#[test]
fn many_competencies_scroll_sideways_with_the_cursor_in_sight() {
    let many = |school: &mut School| {
        let codes: Vec<String> = (1..=100).map(|n| format!("CC.3.{n}")).collect();
        let list: Vec<_> = codes
            .iter()
            .map(|code| (code.as_str(), "Something to learn", "3"))
            .collect();
        competencies(school, &list);
    };
    let mut desk = room_12().given(many).press("v f");
    desk = desk.types("mathematics").press("enter").shows("1 of 100");
    for _ in 0..11 {
        desk = desk.press("right");
    }
    desk = desk
        .shows("12 of 100")
        .shows("CC.3.12 Something to learn")
        .press("ctrl-right ctrl-right ctrl-right")
        .press("ctrl-right ctrl-right ctrl-right ctrl-right ctrl-right ctrl-right ctrl-right")
        .press("ctrl-right ctrl-right ctrl-right ctrl-right ctrl-right")
        .shows("100 of 100")
        .cursor_is_on("▸")
        .resize(40, 10)
        .shows("CC.3.100")
        .cursor_is_on("▸")
        .resize(80, 24);
    desk.press("esc v").shows("what goals work toward");
}

/// "Not in the two-person view": a grid is of many students.
#[test]
fn the_grid_is_not_for_two_pairs_of_eyes() {
    room_with_competencies()
        .press("v f7")
        .hides("2.OA.1")
        .press("v")
        .says("Not in the two-person view");
}

/// An empty grid says what would be on it, and the key that puts it there.
#[test]
fn an_empty_grid_teaches() {
    room_12()
        .press("v")
        .shows("The competencies that goals work toward will stand here.")
        .press("+ * enter space down right");
}

/// The levels that the file keeps for the grid are those that the ratings come to: after a
/// rating, after one is taken back, and where the file keeps none.
#[test]
fn kept_levels_are_those_of_the_ratings() {
    let kept = |desk: &Desk| -> i64 {
        let book = rusqlite::Connection::open(desk.path()).unwrap();
        let count = "SELECT count(*) FROM reached";
        book.query_row(count, [], |row| row.get(0)).unwrap()
    };
    let desk = with_competencies(desk_in_a_file().with(["Ada Okafor"]))
        .press("1 enter c 2 ctrl-s 1 enter c 3 ctrl-s v")
        .shows("Ada Okafor   3 Proficient, today")
        .press("esc u")
        .press("v")
        .shows("Ada Okafor   2 Developing, today")
        .but(|desk| assert_eq!(kept(desk), 1))
        .but(|desk| {
            let book = rusqlite::Connection::open(desk.path()).unwrap();
            book.execute("DELETE FROM reached", []).unwrap();
        });
    desk.killed_and_opened()
        .press("v")
        .shows("Ada Okafor   2 Developing, today")
        .but(|desk| assert_eq!(kept(desk), 0))
        .press("esc 1 enter c 1 ctrl-s v")
        .shows("Ada Okafor   1 Not yet, today")
        .but(|desk| assert_eq!(kept(desk), 1));
}

/// A level that is set by hand, a goal that is dropped and a link that is taken away are kept
/// for the grid as ratings are: what it shows is read from there alone.
#[test]
fn what_is_kept_follows_levels_set_by_hand_and_links() {
    let desk = with_competencies(desk_in_a_file().with(["Ada Okafor"]))
        .press("1 enter c 2 ctrl-s 1 enter enter 3 p")
        .types("set the level")
        .press("enter")
        .types("4")
        .press("tab")
        .types("Seen in the play.")
        .press("ctrl-s esc v")
        .shows("Ada Okafor   4 Beyond, today   open goal")
        .press("esc u v")
        .shows("Ada Okafor   2 Developing, today   ▾ 1 grade below")
        .press("esc u u v")
        .shows("The competencies that goals work toward will stand here.")
        .press("esc ctrl-r ctrl-r v")
        .shows("Ada Okafor   2 Developing, today   ▾ 1 grade below");
    let desk = desk
        .press("esc esc g 1 enter enter 3 e")
        .press("tab tab tab right right right")
        .press("tab tab tab tab tab tab tab")
        .types("Something else is in the way.")
        .press("ctrl-s esc v")
        .shows("Ada Okafor   2 Developing, today   ▾ 1 grade below   goal ended")
        .press("esc u v")
        .shows("Ada Okafor   2 Developing, today   ▾ 1 grade below   open goal");
    // The links themselves aren't read.
    let book = rusqlite::Connection::open(desk.path()).unwrap();
    book.execute("DELETE FROM goal_competency", []).unwrap();
    drop(book);
    desk.killed_and_opened()
        .press("v")
        .shows("2.OA.1 Adds and subtracts within twenty")
        .shows("Ada Okafor   2 Developing, today   ▾ 1 grade below");
}

/// "What is said is read whole": at any width a message goes over as many lines as it needs,
/// over what stands there, and the next key brings that back.
#[test]
fn a_message_is_read_whole_at_any_width() {
    let narrow = room_with_competencies().resize(40, 10).press("v G");
    let before = narrow.frame().rows();
    let told = narrow.press("*");
    let rows = told.frame().rows();
    let lines: Vec<&str> = rows.iter().map(|row| row.trim()).collect();
    let text = "Mark students with Space, or stand on a level, to make a group.";
    assert!(lines.join(" ").contains(text), "{lines:#?}");
    assert!(!before[8].trim().is_empty(), "{before:#?}");
    let after = told.press("down").frame().rows();
    assert_eq!(before[..9], after[..9]);
}
