//! The sample school: it opens, says the truth about who waits, and what is
//! written in bulk is what counting anew would give.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use deskside::app::screens::roster::empty_turn;
use deskside::domain::check_in::Outcome;
use deskside::domain::ids::Mint;
use deskside::domain::query::{
    Answer, At, Counts, Filter, Query, RosterPage, RosterQuery, Sort, Summary,
};
use deskside::store::bulk::{self, Sample, Written};
use deskside::store::{Actor, Error, Store, derived};
use rusqlite::Connection;

use crate::desk::{NOW, day};

fn written(sample: &Sample) -> (tempfile::TempDir, PathBuf, Written) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("school.db");
    let written = bulk::write_sample(&path, sample, &mut |_done, _all| {}).unwrap();
    (folder, path, written)
}

fn demo(today: &str) -> Sample {
    Sample::demo(day(today), NOW, "vasko")
}

fn roster(store: &mut Store, login: &str, sample: &Sample, after: usize) -> RosterPage {
    let asked = RosterQuery {
        filter: Filter::default(),
        sort: Sort::Need,
        at: At::First,
        before: 0,
        after,
    };
    let viewer = store.viewer(login).unwrap();
    match store.ask(&viewer, &Query::Roster(asked), sample.today) {
        Ok(Answer::Roster(page)) => page,
        other => unreachable!("{other:?}"),
    }
}

fn summary(store: &mut Store, login: &str, sample: &Sample) -> Summary {
    let viewer = store.viewer(login).unwrap();
    match store.ask(&viewer, &Query::Summary(Filter::default()), sample.today) {
        Ok(Answer::Summary(summary)) => summary,
        other => unreachable!("{other:?}"),
    }
}

/// All that is derived, as text in a fixed order.
fn derived_rows(connection: &Connection) -> Vec<String> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT student||' '||kind||' '||coalesce(last_met,'-')||' '||coalesce(next_date,'-')||' '
           ||coalesce(paused_until,'-')||' '||due_on||' '||overdue_on||' '||never_met||' '||absences
         FROM standing ORDER BY 1",
        "SELECT r.student||' '||b.key||' '||coalesce(r.org,'-')||' '||r.class_number||' '||r.name
           ||' '||coalesce(r.grade,'-')||' '||r.line
         FROM roster r JOIN bucket b ON b.id = r.bucket ORDER BY 1",
        "SELECT key||' '||n||' '||coalesce(org,'-') FROM bucket ORDER BY 1",
        "SELECT place||' '||word||' '||name||' '||student FROM name_word ORDER BY 1",
        "SELECT part||' '||word FROM name_part ORDER BY 1",
        "SELECT student||' '||opened||' '||hex(competencies)||' '||hex(links) FROM reached
         ORDER BY 1",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        let found = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        rows.extend(found.map(|row| row.unwrap()));
    }
    rows
}

fn assert_derived_is_as_counted_anew(path: &Path, sample: &Sample) {
    let mut connection = Connection::open(path).unwrap();
    let before = derived_rows(&connection);
    assert!(before.len() as u64 > 5 * sample.students);
    let tx = connection.transaction().unwrap();
    tx.execute_batch(
        "DELETE FROM standing; DELETE FROM roster; DELETE FROM bucket;
         DELETE FROM name_word; DELETE FROM name_part; DELETE FROM reached;",
    )
    .unwrap();
    derived::refresh_all(&tx, sample.today, &mut |_done, _all| {}).unwrap();
    let after = derived_rows(&tx);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    assert_eq!(before.len(), after.len());
}

fn assert_sound(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        rows.map(|row| row.unwrap()).collect()
    };
    assert_eq!(all("PRAGMA integrity_check"), ["ok"]);
    assert_eq!(
        all("SELECT \"table\" FROM pragma_foreign_key_check"),
        [""; 0]
    );
    let schema = "SELECT coalesce(sql, name) FROM sqlite_schema
                  WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1";
    let plain = tempfile::tempdir().unwrap();
    let plain = plain.path().join("empty.db");
    Store::create(&plain).unwrap().close();
    let empty = Connection::open(&plain).unwrap();
    let mut statement = empty.prepare(schema).unwrap();
    let wanted = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    let wanted: Vec<String> = wanted.map(|row| row.unwrap()).collect();
    assert_eq!(all(schema), wanted);
}

#[test]
fn the_demo_shows_every_state_and_one_student_booked_for_today() {
    let sample = demo("2026-11-23");
    let (_folder, path, written) = written(&sample);
    assert_eq!((written.students, written.check_ins), (30, 240));
    let mut store = Store::open(&path).unwrap();
    let counts = summary(&mut store, "vasko", &sample).counts;
    let wanted = Counts {
        overdue: 4,
        due: 6,
        booked: 2,
        new: 3,
        ok: 14,
        paused: 1,
    };
    assert_eq!(counts, wanted);
    let page = roster(&mut store, "vasko", &sample, 100);
    assert_eq!(page.rows.len(), 30);
    let days: Vec<i64> = page
        .rows
        .iter()
        .take(4)
        .map(|row| row.standing.days_over)
        .collect();
    assert_eq!(days, [4, 3, 2, 1]);
    let today = page
        .rows
        .iter()
        .filter(|row| row.standing.next_date == Some(sample.today));
    assert_eq!(today.count(), 1);
    assert!(page.rows.iter().filter(|row| row.trend.len() == 4).count() > 20);
    assert_eq!(summary(&mut store, "adeyemi", &sample).counts.all(), 15);
    assert_eq!(summary(&mut store, "rivera", &sample).counts.all(), 5);
}

#[test]
fn what_is_derived_in_bulk_is_what_counting_anew_gives() {
    for sample in [
        demo("2026-11-23"),
        demo("2026-08-03"),
        demo("2027-04-07"),
        Sample {
            students: 2_000,
            check_ins: 30_000,
            seed: 4,
            ..demo("2027-02-12")
        },
    ] {
        let (_folder, path, _written) = written(&sample);
        assert_sound(&path);
        assert_derived_is_as_counted_anew(&path, &sample);
    }
}

#[test]
fn a_large_school_has_its_shares_of_overdue_due_booked_and_new() {
    let sample = Sample {
        students: 2_000,
        check_ins: 20_000,
        seed: 1,
        ..demo("2026-11-23")
    };
    let (_folder, path, written) = written(&sample);
    assert_eq!(written.check_ins, 20_000);
    assert!(written.rows > 60_000);
    let mut store = Store::open(&path).unwrap();
    let counts = summary(&mut store, "vasko", &sample).counts;
    let wanted = Counts {
        overdue: 160,
        due: 300,
        booked: 100,
        new: 60,
        ok: 1_380,
        paused: 0,
    };
    assert_eq!(counts, wanted);
    assert_eq!(summary(&mut store, "teacher5", &sample).counts.all(), 25);
}

#[test]
fn the_file_is_the_owners_alone_and_one_that_is_there_stays() {
    let sample = demo("2026-11-23");
    let (folder, path, _written) = written(&sample);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = bulk::write_sample(&path, &sample, &mut |_done, _all| {});
    assert_eq!(again, Err(Error::Exists(path.clone())));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1);
}

/// "`demo`: a sample school": two months of check-ins, profiles that say where they come from,
/// and names from around the world.
#[test]
fn the_sample_has_what_its_page_says() {
    let today = day("2026-11-23");
    let (_folder, path, _written) = written(&demo("2026-11-23"));
    let book = Connection::open(path).unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = book.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(|row| row.unwrap()).collect()
    };
    let days = texts("SELECT \"on\" FROM check_in ORDER BY 1");
    let (first, last) = (day(&days[0]), day(days.last().unwrap()));
    assert!(last <= today && (today - last).num_days() < 7, "{last}");
    assert!((60..=100).contains(&(last - first).num_days()), "{first}");

    let sources = texts("SELECT DISTINCT source FROM profile_entry ORDER BY 1");
    let wanted = ["conference", "family", "observation", "student", "survey"];
    assert_eq!(sources, wanted);
    let sections = texts("SELECT DISTINCT section FROM profile_entry");
    assert!(sections.len() >= 8, "{sections:?}");
    let without = texts(
        "SELECT given FROM person WHERE role = 'student'
           AND NOT EXISTS (SELECT 1 FROM profile_entry WHERE person = person.id)",
    );
    assert!(without.len() <= 3, "those who are new: {without:?}");
    let own = texts("SELECT text FROM profile_entry WHERE author = person");
    assert!(own.len() > 20, "{}", own.len());

    let names = texts("SELECT given || ' ' || family FROM person WHERE role = 'student'");
    assert_eq!(names.len(), 30);
    // Arabic, Cyrillic, Han, Hangul, and Latin beyond ASCII.
    for range in [
        '\u{600}'..='\u{6ff}',
        '\u{400}'..='\u{4ff}',
        '\u{4e00}'..='\u{9fff}',
        '\u{ac00}'..='\u{d7a3}',
        '\u{c0}'..='\u{24f}',
    ] {
        let has = |name: &String| name.chars().any(|letter| range.contains(&letter));
        assert!(names.iter().any(has), "nobody is written with {range:?}");
    }
    assert!(
        names.iter().any(|name| name.chars().count() > 30),
        "no long name"
    );
    assert!(
        names.iter().any(|name| name.ends_with(' ')),
        "nobody has one name"
    );
}

#[test]
fn a_sample_of_nobody_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Sample {
        students: 0,
        ..demo("2026-11-23")
    };
    let path = folder.path().join("school.db");
    let refused = bulk::write_sample(&path, &sample, &mut |_done, _all| {});
    assert!(matches!(refused, Err(Error::Refused(_))));
    assert!(!path.exists());
}

/// A save writes what it changes: a page a table and an order, not one for each place in which
/// the student stands as before. Counted in the log, in which each page written is one frame.
#[test]
fn a_save_leaves_the_orders_by_name_and_number_untouched() {
    let sample = demo("2026-11-23");
    let (_folder, path, _written) = written(&sample);
    let mut store = Store::open(&path).unwrap();
    let viewer = store.viewer("vasko").unwrap();
    let students = roster(&mut store, "vasko", &sample, 6).rows;
    let log = path.with_extension("db-wal");
    let frames = || std::fs::metadata(&log).unwrap().len() / (4096 + 24);
    let mut mint = Mint::new(7);
    let mut most = 0;
    for row in students {
        let filled = empty_turn(&row, viewer.person, sample.today, Outcome::Held);
        let (_id, change) = filled.change(&mut mint, NOW, sample.today).unwrap();
        let actor = Actor {
            person: viewer.person,
            terminal: 1,
            now: NOW,
            today: sample.today,
        };
        let before = frames();
        store.apply(&actor, &change).unwrap();
        most = (frames() - before).max(most);
    }
    // The check-in and the journal with an order each, the audit, the bucket and its keys, how
    // the student stands, and the line with its place in the order, left and entered.
    assert!(most <= 13, "{most} pages");
}
