//! What goes wrong under a command: killed in the middle, damaged files, a cut
//! log, many at once, a clock that jumps. Nothing half, nothing lost, no panic.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that finds nothing should stop"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Instant;

use serde_json::Value;

use crate::terminal::session::Place;

/// How many students the bundle brings.
const BROUGHT: usize = 300;

/// A OneRoster bundle of one class.
fn bundle(path: &Path) {
    let mut users = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,\
        userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,\
        password\nt1,,,true,o1,teacher,tess,,Tess,Teacher,,,,,,,,\n"
        .to_owned();
    let mut enrollments = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,\
        userSourcedId,role,primary,beginDate,endDate\net,,,c1,o1,t1,teacher,true,,\n"
        .to_owned();
    for n in 1..=BROUGHT {
        let user = format!("s{n},,,true,o1,student,st{n},,Given{n},Family{n},,{n},,,,,4,\n");
        users.push_str(&user);
        enrollments.push_str(&format!("e{n},,,c1,o1,s{n},student,,,\n"));
    }
    let mut manifest =
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n".to_owned();
    let files = [
        (
            "orgs",
            "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n\
             o1,,,Hill School,school,1,\n"
                .to_owned(),
        ),
        (
            "academicSessions",
            "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,\
             schoolYear\ny1,,,2026-2027,schoolYear,2026-08-15,2027-06-10,,2027\n"
                .to_owned(),
        ),
        (
            "classes",
            "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,\
             location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n\
             c1,,,Room 5,,,R5,homeroom,,o1,y1,,,\n"
                .to_owned(),
        ),
        ("users", users),
        ("enrollments", enrollments),
    ];
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in &files {
        manifest.push_str(&format!("file.{name},bulk\n"));
        zip.start_file(format!("{name}.csv"), options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("manifest.csv", options).unwrap();
    zip.write_all(manifest.as_bytes()).unwrap();
    zip.finish().unwrap();
}

fn everybody(place: &Place) -> usize {
    let due = place.data(&["due", "--all"]);
    due["students"].as_array().unwrap().len()
}

/// That a command ended in its own words, and how.
fn ended(output: &Output, what: &str) -> i32 {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !said.contains("panicked") && !said.contains("mistake in the program"),
        "{what}: {said}"
    );
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("{what}: {:?}", output.status))
}

#[test]
fn an_import_killed_at_any_moment_has_come_in_whole_or_not_at_all() {
    let place = Place::sample();
    let zip = place.at("roster.zip");
    bundle(&zip);
    let copy = place.at("sound.db");
    fs::copy(place.db(), &copy).unwrap();
    let import = || {
        let mut command = place.command();
        command.args(["import", "oneroster"]).arg(&zip);
        command
    };
    let begun = Instant::now();
    let whole = import().output().unwrap();
    assert!(whole.status.success(), "{whole:?}");
    let typical = begun.elapsed();
    assert_eq!(everybody(&place), 30 + BROUGHT);
    let rounds = 16;
    for round in 0..rounds {
        for end in ["-wal", "-shm"] {
            let _none = fs::remove_file(place.at(&format!("school.db{end}")));
        }
        fs::copy(&copy, place.db()).unwrap();
        let mut child = import()
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(typical * round / (rounds - 3));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = everybody(&place);
        assert!(found == 30 || found == 30 + BROUGHT, "{found} of them");
        let checked = place.command().arg("check").output().unwrap();
        assert_eq!(ended(&checked, "check"), 0, "{checked:?}");
    }
    assert!(import().output().unwrap().status.success());
    assert_eq!(everybody(&place), 30 + BROUGHT);
}

/// Runs the three commands that read on a file of this name.
fn read_all(place: &Place, file: &Path, what: &str) -> Vec<(i32, Output)> {
    let commands: [&[&str]; 4] = [
        &["check"],
        &["due", "--all", "--json"],
        &["show", "Seun Afolabi", "--json"],
        &["search", "the", "--json"],
    ];
    commands
        .iter()
        .map(|words| {
            let output = place
                .command()
                .arg("--db")
                .arg(file)
                .args(*words)
                .output()
                .unwrap();
            (ended(&output, &format!("{words:?} {what}")), output)
        })
        .collect()
}

#[test]
fn a_damaged_page_is_refused_or_what_is_sound_is_shown() {
    let place = Place::sample();
    let sound = fs::read(place.db()).unwrap();
    let damaged = place.at("damaged.db");
    let mut refused = 0;
    for round in 0..30_usize {
        let mut bytes = sound.clone();
        let step = sound.len() / 31;
        let at = (round + 1) * step + round * 97;
        let what = match round % 3 {
            0 => {
                bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0xff);
                "flipped"
            }
            1 => {
                let page = at / 4_096 * 4_096;
                bytes[page..page + 4_096].fill(0);
                "emptied"
            }
            _ => {
                bytes.truncate(at);
                "cut"
            }
        };
        fs::write(&damaged, &bytes).unwrap();
        for (place_in_list, (code, output)) in
            read_all(&place, &damaged, &format!("{what} at {at}"))
                .into_iter()
                .enumerate()
        {
            assert!([0, 1, 2, 4].contains(&code), "{what} at {at}: {output:?}");
            // Not knowing the student (2) is an answer only where the file isn't sound.
            refused += usize::from(code != 0);
            if place_in_list == 1 && code == 0 {
                let due: Value = serde_json::from_slice(&output.stdout).unwrap();
                let list = due["students"].as_array().unwrap();
                assert!(!list.is_empty(), "{what} at {at}: silently nobody");
            }
        }
    }
    assert!(refused > 0, "nothing was damaged");
}

#[test]
fn a_cut_log_is_an_earlier_state_without_a_hole() {
    let place = Place::sample();
    let (student, _name) = place.first();
    // Somebody who reads keeps the log from being emptied.
    let reading = rusqlite::Connection::open(place.db()).unwrap();
    reading
        .execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")
        .unwrap();
    for n in 0..6 {
        let words = ["log", &student, "--id", &format!("cut-{n}")];
        assert!(place.command().args(words).status().unwrap().success());
    }
    let log = fs::read(place.at("school.db-wal")).unwrap();
    assert!(log.len() > 32 + 6 * 4_120, "{}", log.len());
    let db = fs::read(place.db()).unwrap();
    drop(reading);
    let mut states = BTreeSet::new();
    for round in 0..=24 {
        let folder = place.at(&format!("cut{round}"));
        fs::create_dir(&folder).unwrap();
        let file: PathBuf = folder.join("school.db");
        fs::write(&file, &db).unwrap();
        let mut bytes = log.clone();
        if round % 2 == 0 {
            bytes.truncate(log.len() * round / 24);
        } else {
            let at = log.len() * round / 24;
            bytes[at..at + 8].iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
        fs::write(folder.join("school.db-wal"), bytes).unwrap();
        let output = place
            .command()
            .arg("--db")
            .arg(&file)
            .args(["show", &student, "--json"])
            .output()
            .unwrap();
        assert_eq!(ended(&output, "show"), 0, "{output:?}");
        let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
        let stored: BTreeSet<usize> = shown["check_ins"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["id"].as_str()?.strip_prefix("cut-")?.parse().ok())
            .collect();
        assert_eq!(stored, (0..stored.len()).collect(), "a hole");
        states.insert(stored.len());
        let checked = place
            .command()
            .arg("--db")
            .arg(&file)
            .arg("check")
            .output()
            .unwrap();
        assert_eq!(ended(&checked, "check"), 0, "{checked:?}");
    }
    assert!(states.contains(&0) && states.contains(&6), "{states:?}");
    assert!(states.len() > 3, "{states:?}");
}

#[test]
fn eight_sessions_at_once_are_all_stored_once_and_none_is_refused() {
    let place = Place::sample();
    let (student, _name) = place.first();
    std::thread::scope(|scope| {
        for session in 0..8 {
            let (place, student) = (&place, &student);
            scope.spawn(move || {
                for n in 0..25 {
                    let words = ["log", student, "--id", &format!("at-once-{session}-{n}")];
                    let output = place.command().args(words).output().unwrap();
                    assert!(output.status.success(), "{output:?}");
                }
            });
        }
    });
    let shown = place.data(&["show", &student]);
    let ids: Vec<&str> = shown["check_ins"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["id"].as_str())
        .filter(|id| id.starts_with("at-once-"))
        .collect();
    assert_eq!(ids.len(), 200);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 200);
}

#[test]
fn a_clock_set_back_and_odd_days_lose_nothing() {
    let place = Place::sample();
    let (student, _name) = place.first();
    for (n, today) in ["2026-11-23", "2026-11-19", "2028-02-29", "2026-11-20"]
        .iter()
        .enumerate()
    {
        let id = format!("clock-{n}");
        let words = ["--today", today, "log", &student, "--id", &id];
        let output = place.command().args(words).output().unwrap();
        assert_eq!(ended(&output, today), 0, "{output:?}");
    }
    let shown = place.data(&["--today", "2028-03-01", "show", &student]);
    let stored: Vec<(&str, &str)> = shown["check_ins"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| Some((row["id"].as_str()?, row["on"].as_str()?)))
        .filter(|(id, _on)| id.starts_with("clock-"))
        .collect();
    assert_eq!(
        stored,
        [
            ("clock-2", "2028-02-29"),
            ("clock-0", "2026-11-23"),
            ("clock-3", "2026-11-20"),
            ("clock-1", "2026-11-19"),
        ]
    );
    for today in [
        "1970-01-01",
        "2028-02-29",
        "2038-01-20",
        "2100-02-28",
        "9999-12-31",
        "0001-01-01",
    ] {
        for words in [
            &["due", "--all", "--json"][..],
            &["show", &student],
            &["check"],
        ] {
            let output = place
                .command()
                .args(["--today", today])
                .args(words)
                .output()
                .unwrap();
            let code = ended(&output, &format!("{today} {words:?}"));
            assert!(code <= 2, "{today} {words:?}: {output:?}");
        }
    }
}
