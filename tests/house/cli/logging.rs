//! `log`: stored once, whole, and only what the rules allow.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::person::{Person, PersonId};
use deskside::store::Store;
use serde_json::{Value, json};

use super::{Place, Said, keys};

#[test]
fn a_check_in_is_logged_with_all_that_was_said_and_shown_again() {
    let place = Place::room_12();
    let said = place.run([
        "log",
        "12",
        "--note",
        "--help is what she asked for",
        "--rate",
        "1=3",
        "--rate",
        "2=Beyond",
        "--next",
        "bring the chart",
        "--next-date",
        "wed",
        "--kind",
        "ad hoc",
        "--visibility",
        "student",
        "--json",
    ]);
    let logged = said.data();
    assert_eq!(logged["on"], "2026-11-23");
    assert_eq!(
        logged["student"],
        place.says("show 12 --json").data()["student"]["id"]
    );

    let shown = place.run(["show", "ada okafor", "--json"]).data();
    assert_eq!(
        keys(&shown),
        [
            "check_ins",
            "group_notes",
            "other_plans",
            "plan",
            "profile",
            "profile_entries",
            "profile_in_own_words",
            "student"
        ]
    );
    assert_eq!(shown["student"]["name"], "Ada Okafor");
    assert_eq!(shown["student"]["preferred_name"], Value::Null);
    assert_eq!(shown["student"]["status"], "active");
    assert_eq!(shown["student"]["support"], "own");
    let check_in = &shown["check_ins"][0];
    assert_eq!(check_in["id"], logged["id"]);
    assert_eq!(check_in["note"], "--help is what she asked for");
    assert_eq!(check_in["kind"], "ad_hoc");
    assert_eq!(check_in["outcome"], "held");
    assert_eq!(check_in["adult"], "Ms Vasko");
    assert_eq!(check_in["next_step"], "bring the chart");
    assert_eq!(check_in["next_date"], "2026-11-25");
    assert_eq!(check_in["visibility"], "student");
    let goals = shown["plan"]["goals"].as_array().unwrap();
    assert_eq!(
        check_in["ratings"][1],
        json!({"goal": goals[1]["id"], "level": 4, "rater_kind": "teacher"})
    );
    assert_eq!(
        (&goals[0]["level"], &goals[0]["level_label"]),
        (&json!(3), &json!("Proficient"))
    );
    assert_eq!(goals[0]["self_level"], Value::Null);
    assert_eq!(goals[0]["steps"], json!([]));
    assert_eq!(shown["plan"]["stage"], "active");

    let text = place.says("show 12").out;
    let titles: Vec<&str> = text
        .split("\n\n")
        .filter_map(|part| part.lines().next())
        .collect();
    assert_eq!(
        &titles[..5],
        [
            "Ada Okafor",
            "How check-ins stand",
            "Last next step",
            "Plan, active",
            "Check-ins"
        ]
    );
    assert!(text.contains("1. Explain fractions"), "{text}");
    assert!(text.contains("level 3 Proficient"), "{text}");

    let before = place.says("show 12 --as-of 2026-11-22 --json").data();
    assert_eq!(before["check_ins"].as_array().unwrap().len(), 1);
    assert_eq!(before["plan"]["goals"][0]["level"], Value::Null);
}

#[test]
fn the_kind_is_that_of_the_row_and_the_day_may_be_past() {
    let place = Place::room_12();
    let logged = place
        .says("log ben --on 2026-11-19 --next-date 2026-11-20 --json")
        .data();
    assert_eq!(logged["on"], "2026-11-19");
    let check_in = &place.check_ins("ben")[0];
    assert_eq!(
        (&check_in["kind"], &check_in["next_date"]),
        (&json!("weekly"), &json!("2026-11-20"))
    );
    let absent = place.run(["log", "ben", "--outcome", "Student-Absent"]);
    assert_eq!(absent.code, 0);
    assert!(
        absent.out.contains("Ben Ito, student absent, today"),
        "{}",
        absent.out
    );
}

#[test]
fn what_breaks_a_rule_is_refused_and_nothing_is_stored() {
    let place = Place::room_12();
    for (words, code, why) in [
        ("log 12 --rate 1=5", 2, "1 to 4"),
        ("log 12 --rate 7=3", 2, "no goal 7"),
        ("log 12 --rate 1=3 --rate 1=2", 2, "twice"),
        ("log 12 --rate three", 2, "1=3"),
        ("log 12 --self 1=5", 2, "1 to 4"),
        ("log 12 --self 1=3 --self 1=2", 2, "twice"),
        ("log ben --self 1=3", 1, "no plan"),
        ("log 12 --outcome skipped --self 1=3", 1, "held"),
        ("log ben --rate 1=3", 1, "no plan"),
        ("log 12 --on 2026-11-24", 1, "future"),
        ("log 12 --on tomorrow", 1, "future"),
        ("log 12 --next-date yesterday", 1, "after"),
        ("log 12 --note first --note second", 2, "multiple times"),
        ("log 12 --on someday", 2, "2026-12-02"),
        ("log 12 --next-date 2026-11-23", 1, "after"),
        ("log 12 --next-date someday", 2, "no date"),
        ("log 12 --kind yearly", 2, "ad_hoc"),
        ("log 12 --outcome maybe", 2, "student_absent"),
        ("log 12 --visibility all", 2, "only_me"),
        ("log 12 --outcome skipped --rate 1=3", 1, "held"),
        ("log 99", 2, "99"),
        ("log", 2, "STUDENT"),
        ("log 12 --batch x", 2, "batch"),
    ] {
        place.says(words).refuses(code, why);
    }
    place.run(["log", "12", "--id", " "]).refuses(2, "id");
    assert_eq!(place.check_ins("12").len(), 1);
    assert_eq!(place.check_ins("ben").len(), 1);
}

#[test]
fn a_note_comes_from_standard_input_whole_or_not_at_all() {
    let place = Place::room_12();
    let note = "Zeile eins\n\tzwei: thirds 🍕\n";
    assert_eq!(place.given("log 12 --note -", note.as_bytes()).code, 0);
    assert_eq!(place.check_ins("12")[0]["note"], note.trim_end());
    let long = vec![b'x'; 64 * 1024];
    assert_eq!(place.given("log 12 --note -", &long).code, 0);
    let too_long = vec![b'x'; 64 * 1024 + 1];
    place
        .given("log 12 --note -", &too_long)
        .refuses(1, "64 kB");
    place
        .given("log 12 --note -", &vec![b'x'; 2_000_000])
        .refuses(1, "64 kB");
    assert_eq!(place.check_ins("12").len(), 3);
    let hostile = place.given("log 12 --note -", b"caf\xc3\xa9 \x1b]0;x\x07");
    assert_eq!(hostile.code, 0, "{}", hostile.err);
    assert_eq!(place.check_ins("12")[0]["note"], "caf\u{e9} ]0;x");
    // What an older program writes would come out as other letters.
    let latin = place.given("log 12 --note -", b"caf\xe9");
    latin.refuses(1, "no UTF-8; nothing was stored");
    assert_eq!(place.check_ins("12").len(), 4);
}

/// "`--id ID` (the same id is not stored twice)": the same again answers the same.
#[test]
fn the_same_id_is_stored_once_and_answers_the_same() {
    let place = Place::room_12();
    let words = "log 12 --id monday-ada --next one --rate 1=3 --self 1=2 --json";
    let first = place.says(words);
    let second = place.says(words);
    assert_eq!(first.data(), second.data());
    assert_eq!(first.data()["id"], "monday-ada");
    let check_ins = place.check_ins("12");
    assert_eq!(check_ins.len(), 2);
    assert_eq!(check_ins[0]["next_step"], "one");
    let said = place.says(words.trim_end_matches(" --json")).out;
    assert_eq!(
        said,
        "Logged before: Ada Okafor, held, today. Nothing new was stored.\n"
    );
}

/// The same: what differs under that id isn't thrown away in silence.
#[test]
fn another_content_under_the_same_id_is_refused() {
    let place = Place::room_12();
    let log = |words: &[&str]| {
        let first = [
            "log", "12", "--id", "abc", "--note", "First.", "--next", "one",
        ];
        place.run(first.iter().chain(words).copied())
    };
    assert_eq!(log(&["--rate", "1=3"]).code, 0);
    for other in [
        &["--rate", "1=2"][..],
        &["--rate", "2=3"],
        &["--rate", "1=3", "--rate", "2=3"],
        &[],
        &["--rate", "1=3", "--next-date", "wed"],
        &["--rate", "1=3", "--kind", "ad_hoc"],
        &["--rate", "1=3", "--visibility", "student"],
        &["--rate", "1=3", "--on", "yesterday"],
    ] {
        log(other).refuses(
            1,
            "Under this id a check-in is stored that says something else",
        );
    }
    let said = place.run(["log", "12", "--id", "abc", "--note", "Second."]);
    said.refuses(1, "Give this one an id of its own");
    assert_eq!(log(&["--rate", "1=3", "--kind", "weekly"]).code, 0);
    assert_eq!(place.check_ins("12").len(), 2);
    assert_eq!(place.check_ins("12")[0]["note"], "First.");
}

#[test]
fn an_id_is_one_check_in_of_one_student() {
    let place = Place::room_12();
    let first = place.says("log 12 --next one --json").data();
    assert_eq!(place.says("log 12 --id mine --next two --json").code, 0);
    place
        .says("log ben --id mine --next lost")
        .refuses(1, "another student");
    assert_eq!(place.check_ins("ben").len(), 1, "as before");
    // The id that we made for the first one is known as well.
    let minted = first["id"].as_str().unwrap();
    let again = place.run(["log", "12", "--id", minted, "--next", "one", "--json"]);
    assert_eq!(again.data(), first);
    assert_eq!(place.check_ins("12").len(), 3);
    place
        .says("log 12 --id 12345")
        .refuses(2, "An id of digits alone");
}

#[test]
fn what_is_stored_is_not_asked_for_again_where_the_answer_cannot_be_written() {
    let place = Place::room_12();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = place.command();
    command.args(["log", "12", "--next", "one", "--json"]);
    let said = Said::of(command.stdout(full).output().unwrap());
    said.refuses(
        1,
        "The check-in is stored all the same; don't log it again.",
    );
    assert_eq!(place.check_ins("12").len(), 2);
}

#[test]
fn an_error_as_data_has_what_to_do() {
    let place = Place::room_12();
    for words in [
        "log 12 --on 2030-01-01 --json",
        "log 99 --json",
        "due --as nobody --json",
        "log 12 --next-date today --json",
        "log 12 --next-date soon --json",
        "log 12 --next-date yesterday --json",
        "log 12 --on soon --json",
        "log 12 --outcome skipped --rate 1=3 --json",
    ] {
        let said: Value = serde_json::from_str(&place.says(words).err).unwrap();
        let hint = &said["error"]["do"];
        assert!(said["error"]["what"].as_str().unwrap().ends_with('.'));
        assert!(hint.as_str().is_some_and(|hint| !hint.is_empty()), "{said}");
    }
    let nobody: Value = serde_json::from_str(&place.says("due --as nobody --json").err).unwrap();
    assert!(nobody["error"]["do"].as_str().unwrap().contains("--as"));
}

#[test]
fn a_record_as_of_a_day_has_the_plan_of_that_day() {
    let place = Place::empty();
    let file = place.db();
    let file = file.to_str().unwrap();
    let said = place.run(["demo", "--out", file]);
    assert_eq!(said.code, 0, "{}", said.err);
    let mut closed = 0;
    let due = place.says("due --all --json").data();
    for student in due["students"].as_array().unwrap() {
        let id = student["id"].as_str().unwrap();
        let show = |day: &str| {
            let said = place.run(["show", id, "--as-of", day, "--json"]);
            said.data()["plan"].clone()
        };
        let (then, now) = (show("2026-09-10"), show("2026-11-23"));
        if then.is_null() {
            continue;
        }
        closed += 1;
        assert_ne!(then["id"], now["id"], "another term's");
        assert_ne!(then["stage"], "closed", "it wasn't by then");
    }
    assert!(closed > 0);
}

/// "Untouched for n days": in `show`, after the days that the config says.
#[test]
fn show_says_for_how_many_days_nobody_touched_the_plan() {
    let place = Place::room_12();
    assert!(place.says("show 12").out.contains("Untouched for 83 days."));
    let plan = &place.says("show 12 --json").data()["plan"];
    assert_eq!(plan["untouched_days"], 83);
    assert_eq!(plan["touched_on"], "2026-09-01");
    fs::write(place.at("config.toml"), "untouched_after_days = 84\n").unwrap();
    let config = place.at("config.toml");
    let said = place.run([
        OsStr::new("--config"),
        config.as_os_str(),
        OsStr::new("show"),
        OsStr::new("12"),
    ]);
    assert!(!said.out.contains("Untouched"), "{}{}", said.out, said.err);
}

/// "Self-ratings are shown beside the teacher's": by an option, and in a batch.
#[test]
fn a_students_own_rating_is_logged_beside_the_teachers() {
    let place = Place::room_12();
    place
        .says("log 12 --rate 1=3 --self 1=2 --self 2=Beyond --json")
        .data();
    let shown = place.says("show 12 --json").data();
    let goals = &shown["plan"]["goals"];
    assert_eq!(
        (&goals[0]["level"], &goals[0]["self_level"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(goals[1]["self_level"], 4);
    let kinds = shown["check_ins"][0]["ratings"].as_array().unwrap();
    let own = kinds.iter().filter(|rating| rating["rater_kind"] == "self");
    assert_eq!(own.count(), 2);
    assert!(
        place
            .says("show 12")
            .out
            .contains("Own rating 2 Developing")
    );

    let line = "{\"student\":12,\"ratings\":{\"1\":4},\"self_ratings\":{\"1\":3}}\n";
    place.given("log --batch -", line.as_bytes()).data();
    let goal = &place.says("show 12 --json").data()["plan"]["goals"][0];
    assert_eq!(
        (&goal["level"], &goal["self_level"]),
        (&json!(4), &json!(3))
    );
}

#[test]
fn a_batch_goes_on_past_bad_lines_and_says_which_they_are() {
    let place = Place::room_12();
    let lines = [
        json!({"student": 12, "note": "a", "ratings": {"1": 2, "2": "Proficient"}, "id": "b1"}),
        json!({"student": "nobody"}),
        json!({"student": "ben", "next": "x", "next_date": "fri", "on": "2026-11-20"}),
        json!({"student": "ben", "nxt": "a typo"}),
        json!({"student": "12", "note": "a", "ratings": {"2": 3, "1": "Developing"}, "id": "b1"}),
        json!({"student": "cai", "outcome": "student absent", "kind": "Daily"}),
        json!({"student": "12", "note": "again", "id": "b1"}),
    ];
    let mut input = lines.map(|line| line.to_string()).join("\n");
    input.push_str("\n\n{broken\n");
    let said = place.given("log --batch -", input.as_bytes());
    said.refuses(1, "4 of 8 lines were not logged");
    let answers: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 8);
    assert_eq!(answers[0]["id"], "b1");
    assert_eq!(answers[1]["line"], 2);
    assert_eq!(answers[3]["line"], 4);
    assert_eq!(answers[4], answers[0]);
    assert_eq!(answers[6]["line"], 7);
    assert!(
        answers[6]["error"]
            .as_str()
            .unwrap()
            .contains("says something else")
    );
    assert_eq!(answers[7]["line"], 9);
    assert!(
        answers[7]["error"]
            .as_str()
            .unwrap()
            .contains("no check-in")
    );
    assert_eq!(place.check_ins("12").len(), 2);
    assert_eq!(place.check_ins("ben")[0]["next_date"], "2026-11-27");

    fs::write(place.at("batch.jsonl"), "{\"student\":12}\n").unwrap();
    let file = place.at("batch.jsonl");
    let said = place.run([OsStr::new("log"), OsStr::new("--batch"), file.as_os_str()]);
    assert_eq!(said.code, 0, "{}", said.err);
    place
        .says("log --batch /nowhere.jsonl")
        .refuses(1, "can't be read");
}

#[test]
fn eight_writers_at_once_are_all_heard() {
    let place = Place::room_12();
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let lines: String = (0..10)
                .map(|line| {
                    json!({"student": 12, "id": format!("w{writer}-{line}")}).to_string() + "\n"
                })
                .collect();
            let mut child = place
                .command()
                .args(["log", "--batch", "-"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            child
                .stdin
                .take()
                .unwrap()
                .write_all(lines.as_bytes())
                .unwrap();
            child
        })
        .collect();
    for writer in writers {
        let said = Said::of(writer.wait_with_output().unwrap());
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        assert_eq!(said.out.lines().count(), 10);
    }
    assert_eq!(place.check_ins("12").len(), 81);
    assert_eq!(place.says("check").code, 0);
}

#[test]
fn what_was_acknowledged_survives_a_kill_exactly_once() {
    let place = Place::room_12();
    let lines: String = (0..400)
        .map(|line| {
            json!({"student": 12, "note": format!("note {line}"), "id": format!("k{line}")})
                .to_string()
                + "\n"
        })
        .collect();
    let mut acknowledged = 0;
    for kill in 0..20 {
        let mut child = place
            .command()
            .args(["log", "--batch", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let all = lines.clone();
        let feeding = std::thread::spawn(move || {
            let _killed = input.write_all(all.as_bytes());
        });
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut answer = String::new();
        let mut heard = 0;
        // Each round hears a little more than the last: repeats first, then new ones.
        while heard <= acknowledged + kill % 7 {
            answer.clear();
            if answers.read_line(&mut answer).unwrap() == 0 {
                break;
            }
            assert!(answer.contains(&format!("\"id\":\"k{heard}\"")), "{answer}");
            heard += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        feeding.join().unwrap();
        acknowledged = acknowledged.max(heard);
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for check_in in place.check_ins("12") {
        *times
            .entry(check_in["id"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    assert!(acknowledged >= 20);
    for line in 0..acknowledged {
        assert_eq!(times.get(&format!("k{line}")), Some(&1), "k{line}");
    }
    assert!(times.values().all(|n| *n == 1));
    assert_eq!(place.says("check").code, 0);
}

#[test]
#[ignore = "waits ten seconds for a session that hangs"]
fn a_database_that_stays_busy_ends_with_five() {
    let place = Place::room_12();
    let other = rusqlite::Connection::open(place.db()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    place.says("log 12").refuses(5, "busy");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(place.says("log 12").code, 0);
}

#[test]
fn what_was_logged_here_can_be_taken_back_on_the_screen() {
    use deskside::store::journal::{Back, Step};
    let place = Place::room_12();
    assert_eq!(place.says("log 12").code, 0);
    let mut store = Store::open(&place.db()).unwrap();
    let teacher: PersonId = store.viewer("vasko").unwrap().person;
    let actor = deskside::store::Actor {
        person: teacher,
        terminal: 77,
        now: crate::desk::NOW,
        today: crate::desk::monday(),
    };
    let mut mint = deskside::domain::ids::Mint::new(5);
    let step = store.undo(&actor, &mut mint, Back::ThisSession).unwrap();
    assert_eq!(step, Step::Older("checked in with Ada Okafor".into()));
    store.undo(&actor, &mut mint, Back::Earlier).unwrap();
    store.close();
    assert_eq!(place.check_ins("12").len(), 1);
}

#[test]
fn a_goal_or_a_level_that_is_not_there_is_wrong_usage_with_the_candidates() {
    let place = Place::room_12();
    let said = place.says("log 12 --rate 9=3");
    said.refuses(2, "The plan has no goal 9.");
    assert!(
        said.err
            .contains("\n  1  Explain fractions\n  2  Ask for help"),
        "{}",
        said.err
    );
    let said = place.says("log 12 --rate 1=9");
    said.refuses(2, "9 is no level of the scale");
    assert!(said.err.lines().count() > 3, "{}", said.err);
    assert_eq!(
        place.says("show 12 --json").data()["check_ins"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_plan_without_goals_has_none_to_choose_from() {
    let place = Place::with(|school| {
        let ada = school.student("Ada Okafor", 12);
        school.plan(ada, &[]);
    });
    let said = place.says("log 12 --rate 1=3");
    said.refuses(
        1,
        "The plan has no goals yet. Leave --rate out, or add a goal first.",
    );
}

#[test]
fn a_past_day_is_named_by_the_words_of_the_screen() {
    let place = Place::room_12();
    for (words, on) in [
        ("yesterday", "2026-11-22"),
        ("wed", "2026-11-18"),
        ("last fri", "2026-11-20"),
        ("2 nov", "2026-11-02"),
        ("2026-11-03", "2026-11-03"),
    ] {
        let said = place.run(["log", "12", "--on", words, "--json"]);
        assert_eq!(said.data()["on"], on, "{words}");
    }
    place
        .says("log 12 --on 0001-01-01")
        .refuses(2, "before 1900");
    place
        .says("log 12 --on 2026-12-02")
        .refuses(1, "in the future");
    place.says("log 12 --on soon").refuses(2, "no day I know");
}

/// "rows exactly as the rules allow": nobody was met here before they were here.
#[test]
fn a_check_in_of_a_day_before_the_student_was_enrolled_is_refused() {
    let place = Place::room_12();
    for day in ["1900-01-01", "2026-08-16"] {
        let said = place.run(["log", "12", "--on", day]);
        said.refuses(
            1,
            "is before Ada Okafor was enrolled, on Mon 17 Aug 2026; nothing was stored.",
        );
        assert!(
            said.err.contains("Write a day from then on."),
            "{}",
            said.err
        );
    }
    assert_eq!(place.run(["log", "12", "--on", "2026-08-17"]).code, 0);
}

#[test]
fn a_note_of_nothing_that_can_be_shown_is_refused() {
    let place = Place::room_12();
    place
        .given("log 12 --note -", b"\x01\x02\n")
        .refuses(1, "holds no letter");
    let check_ins = place.says("show 12 --json").data()["check_ins"].clone();
    assert_eq!(check_ins.as_array().unwrap().len(), 1);
    assert_eq!(place.given("log 12 --note -", b" \n").code, 0);
}

#[test]
fn a_batch_speaks_plain_words() {
    let place = Place::room_12();
    let said = place.given(
        "log --batch -",
        b"\xef\xbb\xbf{\"student\":12}\nnope\n{\"nxt\":1}\n",
    );
    assert_eq!(said.code, 1);
    assert!(
        said.out.lines().next().unwrap().contains("\"student\""),
        "{}",
        said.out
    );
    assert!(said.out.contains("isn't written as JSON"), "{}", said.out);
    assert!(!said.out.contains("expected"), "{}", said.out);
    let said = place.says("log --batch nowhere.jsonl");
    said.refuses(1, "there is no such file");
    assert!(!said.err.contains("os error"), "{}", said.err);
}

#[test]
fn a_kind_that_nobody_is_asked_for_is_told_from_one_that_everybody_had() {
    let place = Place::room_12();
    let said = place.says("due --kind daily");
    assert!(
        said.out.contains("No cadence asks for a daily check-in"),
        "{}",
        said.out
    );
    assert!(!place.says("due --kind weekly").out.contains("No cadence"));
}

#[test]
fn absences_are_told_in_the_words_of_the_screen() {
    let place = Place::room_12();
    for day in ["2026-11-21", "2026-11-22"] {
        let said = place.run([
            "log",
            "12",
            "--on",
            day,
            "--outcome",
            "student_absent",
            "--kind",
            "weekly",
        ]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    let shown = place.says("show 12").out;
    assert!(shown.contains("Tried, absent twice."), "{shown}");
}

/// "A note typed as an argument is public": said to a script, which could as well send it.
#[test]
fn a_script_that_names_the_note_is_told_that_others_could_read_it() {
    let place = Place::room_12();
    let said = place.run(["log", "12", "--note", "Drew thirds."]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.err.contains("others on this computer could read"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("Drew"), "{}", said.err);
    assert_eq!(place.given("log 12 --note -", b"Drew fourths.").err, "");
    assert_eq!(place.says("log 12").err, "");
}

/// A student is called by the name to use, as on every screen.
#[test]
fn what_was_logged_is_said_with_the_name_to_use() {
    let place = Place::with(|school| {
        let id = school.student("Oluwaseun Afolabi", 7);
        let before = school.store.person(id).unwrap().unwrap();
        let after = Person {
            preferred: Some("Seun".into()),
            ..before.clone()
        };
        let edits = vec![Edit::Person(Delta::update(before, after))];
        school.apply(&Change::about(id, "named", edits));
    });
    assert_eq!(
        place.says("log 7").out,
        "Logged: Seun Afolabi, held, today.\n"
    );
}
