//! The first run: import, a sample school, or an empty one.

use deskside::app::effect::Effect;
use deskside::app::msg::{Msg, Refusal};
use deskside::app::screens::start::Preview;

use crate::desk::first_run;

/// "First run without a database offers import, demo, empty school."
#[test]
fn the_first_run_offers_three_beginnings_and_says_where_the_file_will_be() {
    let desk = first_run()
        .shows("Import a roster")
        .shows("Open the sample school")
        .shows("Begin with an empty school")
        .shows("/home/vasko/school.db")
        .press("j enter");
    assert_eq!(desk.wishes, [Effect::StartSample]);
    let desk = first_run().press("G enter");
    assert_eq!(desk.wishes, [Effect::StartEmpty]);
    let desk = first_run()
        .press("enter")
        .shows("Folder, zip or CSV file to import")
        .types("/data/roster 2026.csv")
        .press("enter");
    assert_eq!(
        desk.wishes,
        [Effect::TryImport("/data/roster 2026.csv".into())]
    );
}

/// "Import with preview": counts, names and each failed row first, and only then the import.
#[test]
fn an_import_is_seen_before_it_is_made() {
    let preview = Preview {
        from: "/data/roster.csv".into(),
        found: vec!["roster.csv: 3 rows.".into(), "2 created, 1 failed.".into()],
        rows: vec!["failed: roster.csv line 3: There is no name.".into()],
        brings: true,
    };
    let mut desk = first_run().press("enter").types("/data/roster.csv");
    desk = desk.press("enter");
    desk.hear(Msg::ImportTried(preview.clone()));
    let mut desk = desk
        .hides("Folder, zip or CSV file to import")
        .shows("NOTHING IS STORED YET")
        .shows("roster.csv: 3 rows.")
        .shows("2 created, 1 failed.")
        .shows("failed: roster.csv line 3: There is no name.")
        .shows("Enter import")
        .press("esc")
        .shows("Begin with an empty school");
    assert_eq!(
        desk.wishes,
        [Effect::TryImport("/data/roster.csv".into())],
        "nothing was made"
    );
    desk.hear(Msg::ImportTried(preview));
    desk = desk.press("enter");
    assert_eq!(
        desk.wishes.last(),
        Some(&Effect::StartImport("/data/roster.csv".into()))
    );
}

/// A path that leads nowhere is put right where it was typed.
#[test]
fn a_wrong_path_stays_to_be_put_right() {
    let mut desk = first_run()
        .press("enter")
        .types("/data/rooster.csv")
        .press("enter");
    desk.hear(Msg::StartRefused(Refusal {
        what: "There is no file at /data/rooster.csv.".into(),
        hint: "Name another.".into(),
        stale: false,
    }));
    desk.says("There is no file at /data/rooster.csv.")
        .shows("Folder, zip or CSV file to import")
        .shows("/data/rooster.csv")
        .press("esc")
        .shows("Import a roster");
}

/// What can't be begun says why, and the beginnings are still there.
#[test]
fn a_beginning_that_fails_says_why() {
    let mut desk = first_run();
    desk.hear(Msg::StartRefused(Refusal {
        what: "There is no file at /nowhere.".into(),
        hint: "Name another.".into(),
        stale: false,
    }));
    desk.says("There is no file at /nowhere. Name another.")
        .shows("Import a roster")
        .press("q")
        .but(|desk| assert!(desk.has_left));
}

/// Before there is a school nothing waits to be locked, and no question is asked.
#[test]
fn the_first_run_sleeps_until_a_key_comes() {
    let desk = first_run().clock(3_600_000).shows("Import a roster");
    assert_eq!(desk.model.next_deadline(), None);
    assert_eq!(desk.model.needs(), []);
    desk.press("u ctrl-r f7 f12 ctrl-f")
        .but(|desk| assert!(!desk.has_left));
}
