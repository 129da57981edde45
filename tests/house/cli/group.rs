//! Groups from the shell: live by current data, kept as they were, and noted in one entry.

use serde_json::json;

use super::Place;

/// "Live query … and dated snapshots": the result changes right after what it follows from, the
/// snapshot does not.
#[test]
fn a_live_group_follows_the_data_and_its_snapshot_does_not() {
    let place = Place::room_12();
    let log = |who: &str, next: &str| {
        assert_eq!(place.run(["log", who, "--next", next]).code, 0);
    };
    log("12", "Read chapter 4 aloud");
    log("ben", "read chapter 4 to a friend");
    log("cai", "Draw a map");
    let made = place
        .run([
            "group",
            "new",
            "Chapter 4",
            "--next-step",
            "Chapter 4",
            "--json",
        ])
        .data();
    assert_eq!(made["members"], 2);
    let kept = place
        .run(["group", "snapshot", "chapter 4", "--json"])
        .data();
    assert_eq!(kept["members"], 2);
    log("ben", "Draw a map");
    let shown = place.run(["group", "show", "Chapter 4", "--json"]).data();
    assert_eq!(shown["members"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["members"][0]["name"], "Ada Okafor");
    assert_eq!(
        shown["snapshots"][0]["members"],
        json!(["Ada Okafor", "Ben Ito"])
    );
    assert_eq!(shown["live"], true);
    let listed = place.says("group list --json").data();
    assert_eq!(listed["groups"][0]["members"], 1);
}

/// "shared next step, support": a support named in the profile or in a goal.
#[test]
fn a_group_by_support_finds_who_named_it() {
    let place = Place::room_12();
    let made = place
        .run(["group", "new", "Pictures", "--support", "picture", "--json"])
        .data();
    assert_eq!(made["members"], 0);
}

/// "a group note is one entry with n links": each member's record has it, by its visibility.
#[test]
fn a_note_to_a_group_is_one_entry_in_each_members_record() {
    let place = Place::room_12();
    let made = place
        .run([
            "group",
            "new",
            "Book club",
            "--student",
            "12",
            "--student",
            "ben",
            "--json",
        ])
        .data();
    assert_eq!(made["members"], 2);
    let noted = place.given("group note Book_club - --json", b"x");
    assert_eq!(noted.code, 2);
    let id = made["id"].as_str().unwrap();
    let noted = place.given(
        &format!("group note {id} - --json"),
        b"Read aloud in turns.",
    );
    assert_eq!(noted.data()["members"], 2);
    place
        .given(&format!("group note {id} -"), b"  ")
        .refuses(1, "The note is empty");
    let shown = place.run(["group", "show", id, "--json"]).data();
    assert_eq!(shown["notes"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["notes"][0]["text"], "Read aloud in turns.");
    for (who, has) in [("12", true), ("ben", true), ("cai", false)] {
        let record = place.run(["show", who, "--json"]).data();
        let notes = record["group_notes"].as_array().unwrap().len();
        assert_eq!(notes == 1, has, "{who}");
        let said = place.run(["show", who]);
        assert_eq!(said.out.contains("Read aloud in turns."), has, "{who}");
    }
    place
        .run(["group", "show", "Nobody"])
        .refuses(2, "None of your groups");
}
