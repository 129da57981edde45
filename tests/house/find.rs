//! Names found in a district: from an index, the best first, whatever the number of students,
//! and never more lines read than are shown.

use std::path::PathBuf;

use deskside::domain::Id;
use deskside::domain::cadence::State;
use deskside::domain::person::{Person, PersonId, Role, full_name};
use deskside::domain::query::{Answer, Filter, Found, Query, RosterRow};
use deskside::domain::school::{Import, Org};
use deskside::domain::viewer::{Reach, Viewer};
use deskside::store::bulk::{self, Sample};
use deskside::store::rows::Table;
use deskside::store::{Store, derived};

use crate::desk::{NOW, day};

/// A district too large to be compared one by one, in which some have names of their own.
struct District {
    store: Store,
    viewer: Viewer,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

const TODAY: &str = "2026-11-23";

fn named(person: &Person, name: &str) -> Person {
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let (given, preferred) = match given.split_once('/') {
        Some((given, preferred)) => (given, Some(preferred.to_owned())),
        None => (given, None),
    };
    Person {
        given: given.to_owned(),
        family: family.to_owned(),
        preferred,
        ..person.clone()
    }
}

impl District {
    /// Each name is a given name, with the preferred one after a slash, and a family name.
    fn with(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("school.db");
        let sample = Sample {
            students: 4_000,
            check_ins: 8_000,
            ..Sample::demo(day(TODAY), NOW, "vasko")
        };
        bulk::write_sample(&path, &sample, &mut |_done, _all| {}).unwrap();
        let store = Store::open(&path).unwrap();
        let viewer = store.viewer("vasko").unwrap();
        let mut district = Self {
            store,
            viewer,
            path,
            _folder: folder,
        };
        for (place, name) in names.iter().enumerate() {
            // Students stand far apart.
            district.rename(place * 97, name);
        }
        district
    }

    /// Gives the student at this place another name; that is undone by the name that comes back.
    fn rename(&mut self, place: usize, name: &str) -> String {
        let mut before = String::new();
        self.store
            .write(|connection| {
                let students = Person::list(connection, "WHERE role = 'student' ORDER BY id", [])?;
                let person = students.get(place).unwrap();
                before = full_name(&person.given, &person.family);
                assert_eq!(person.role, Role::Student);
                named(person, name).replace(connection)?;
                derived::refresh(connection, &[person.id], day(TODAY))
            })
            .unwrap();
        before
    }

    fn find_by(&mut self, text: &str, filter: Filter, limit: usize) -> Vec<RosterRow> {
        self.found_by(text, filter, limit).rows
    }

    fn found_by(&mut self, text: &str, filter: Filter, limit: usize) -> Found<RosterRow> {
        let asked = Query::Find {
            text: text.to_owned(),
            filter,
            limit,
        };
        match self.store.ask(&self.viewer, &asked, day(TODAY)) {
            Ok(Answer::Find(found)) => found,
            other => unreachable!("{other:?}"),
        }
    }

    fn find(&mut self, text: &str) -> Vec<String> {
        let found = self.find_by(text, Filter::default(), 30);
        let names = found.iter().map(|row| full_name(&row.given, &row.family));
        names.collect()
    }

    fn text(&self, sql: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(&self.path).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(|row| row.unwrap()).collect()
    }
}

#[test]
fn names_that_begin_so_come_before_words_that_do_and_these_before_words_that_hold_it() {
    let mut district = District::with(&[
        "Bo Zqella",
        "Zqara Moss",
        "Mazqet Lund",
        "Zqarb Aalto",
        "Åda Zqella",
        "Zqara Ábel",
        "Zquentin/Tin Moe",
        "Anne-Zqarie Cole",
    ]);
    let begin = ["Zqara Ábel", "Zqara Moss", "Zqarb Aalto"];
    assert_eq!(
        district.find("zqar"),
        [&begin[..], &["Anne-Zqarie Cole"]].concat()
    );
    assert_eq!(
        district.find("ZQE"),
        ["Åda Zqella", "Bo Zqella", "Mazqet Lund"]
    );
    // By the name on paper, in the middle, and with a letter left out.
    assert_eq!(district.find("zquen"), ["Tin Moe"]);
    assert_eq!(district.find("zqet"), ["Mazqet Lund"]);
    assert_eq!(district.find("zqlla"), ["Åda Zqella", "Bo Zqella"]);
    for (typed, found) in [
        ("zqara m", "Zqara Moss"),
        ("moss zqa", "Zqara Moss"),
        ("zqella ad", "Åda Zqella"),
        ("anne zqar", "Anne-Zqarie Cole"),
        ("anne-zqarie c", "Anne-Zqarie Cole"),
        ("mo zquentin", "Tin Moe"),
        ("lund azq", "Mazqet Lund"),
    ] {
        assert_eq!(
            district.find(typed).first().map(String::as_str),
            Some(found),
            "{typed}"
        );
    }
    assert_eq!(district.find("zqzq"), [""; 0]);
    assert_eq!(district.find("-"), [""; 0]);
}

#[test]
fn a_class_number_and_a_class_are_found_in_a_district_too() {
    let mut district = District::with(&[]);
    let seventh = "SELECT student || '' FROM roster WHERE class_number = 7
                   ORDER BY name, student LIMIT 30";
    let wanted = district.text(seventh);
    let found = district.find_by("7", Filter::default(), 30);
    let found: Vec<String> = found
        .iter()
        .map(|row| row.student.number().to_string())
        .collect();
    assert_eq!(found, wanted);
    let title = district.text("SELECT title FROM class WHERE homeroom ORDER BY title LIMIT 1");
    let title = title.first().unwrap().as_str();
    let found = district.find_by(title, Filter::default(), 30);
    assert!(found.len() > 10, "{title}: {}", found.len());
    for row in &found {
        assert!(row.classes.iter().any(|class| class.starts_with(title)));
    }
}

#[test]
fn a_filter_and_a_reach_leave_the_same_names_in_the_same_order() {
    let mut district = District::with(&[]);
    let grade = district.text("SELECT max(grade) FROM roster").pop();
    let of_grade = Filter {
        grade,
        ..Filter::default()
    };
    let found = district.find_by("ma", of_grade.clone(), 12);
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(|row| row.grade == of_grade.grade));
    let overdue = Filter {
        state: Some(State::Overdue),
        ..Filter::default()
    };
    let found = district.find_by("a", overdue, 12);
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(|row| row.standing.state == State::Overdue));

    // All schools but one come under a roof of their own.
    let schools = "SELECT org || '' FROM roster GROUP BY org ORDER BY count(*), org";
    let schools = district.text(schools);
    let number = |text: &String| text.parse::<i64>().unwrap();
    let (out, within) = schools.split_first().unwrap();
    assert!(within.len() > 2, "{schools:?}");
    let roof = number(&district.text("SELECT (max(id) + 1) || '' FROM org")[0]);
    district
        .store
        .write(|connection| {
            let org = Org::find(connection, number(out))?.unwrap();
            Org {
                id: Id::new(roof),
                import: Import::default(),
                ..org
            }
            .insert(connection)?;
            for school in within {
                let org = Org::find(connection, number(school))?.unwrap();
                let parent = Some(Id::new(roof));
                Org { parent, ..org }.replace(connection)?;
            }
            Ok(())
        })
        .unwrap();
    let everybody = district.find_by("ma", Filter::default(), 200);
    district.viewer.reach = Reach::Org(Id::new(roof));
    let reached = district.find_by("ma", Filter::default(), 200);
    let outside = format!("SELECT student || '' FROM roster WHERE org = {out}");
    let outside: Vec<PersonId> = district
        .text(&outside)
        .iter()
        .map(number)
        .map(Id::new)
        .collect();
    let wanted: Vec<&RosterRow> = everybody
        .iter()
        .filter(|row| !outside.contains(&row.student))
        .collect();
    assert!(wanted.len() < everybody.len(), "nobody is outside");
    // Where more match than are shown, others take the places of those outside.
    assert_eq!(
        reached.iter().take(wanted.len()).collect::<Vec<_>>(),
        wanted
    );
    assert!(reached.iter().all(|row| !outside.contains(&row.student)));
}

/// "among the students the filter leaves", where the roster isn't held: the counts of the header
/// and the class numbers follow the filter's grade.
#[test]
fn counts_and_class_numbers_follow_a_grade_in_a_district_too() {
    let mut district = District::with(&[]);
    let grade = district.text("SELECT max(grade) FROM roster").remove(0);
    let number = |sql: &str| district.text(sql)[0].parse::<u64>().unwrap();
    let all = number(&format!(
        "SELECT count(*) || '' FROM roster WHERE grade = '{grade}'"
    ));
    let seventh =
        format!("SELECT count(*) || '' FROM roster WHERE grade = '{grade}' AND class_number = 7");
    let seventh = number(&seventh);
    let filter = Filter {
        grade: Some(grade),
        ..Filter::default()
    };
    let mut ask = |query: &Query| district.store.ask(&district.viewer, query, day(TODAY));
    let Ok(Answer::Summary(summary)) = ask(&Query::Summary(filter.clone())) else {
        panic!("no summary");
    };
    assert_eq!(summary.counts.all(), all);
    let Ok(Answer::Numbered(found)) = ask(&Query::Numbered(7, filter)) else {
        panic!("no answer");
    };
    assert_eq!(found.len() as u64, seventh);
    assert!(
        0 < seventh && seventh < all && all < 4_000,
        "{seventh} of {all}"
    );
}

/// Lines that are looked at have an end; nobody is said not to be there who may be behind it.
#[test]
fn a_search_that_stopped_says_so_and_a_longer_word_finds_who_is_further_on() {
    let mut district = District::with(&[]);
    // As many as are looked at, and one behind them who alone has another grade.
    let named = "UPDATE person SET given = 'Zq', family = printf('Abel%04d', rowid % 10000)
                 WHERE id IN (SELECT id FROM person WHERE role = 'student' ORDER BY id LIMIT 450)";
    let last = "SELECT id || '' FROM person WHERE role = 'student' ORDER BY id LIMIT 450";
    let students = district.text(last);
    let ids: Vec<PersonId> = students
        .iter()
        .map(|id| Id::new(id.parse().unwrap()))
        .collect();
    let rare = Filter {
        grade: Some("99".into()),
        ..Filter::default()
    };
    district
        .store
        .write(|connection| {
            connection.execute(named, [])?;
            let person = Person::find(connection, ids[449].number())?.unwrap();
            Person {
                family: "Zulu".into(),
                grade: Some("99".into()),
                ..person
            }
            .replace(connection)?;
            derived::refresh(connection, &ids, day(TODAY))
        })
        .unwrap();
    let found = district.found_by("zq", rare.clone(), 12);
    assert!(found.rows.is_empty() && found.has_stopped);
    for typed in ["zulu", "zq zu"] {
        let found = district.found_by(typed, rare.clone(), 12);
        assert_eq!(found.rows.len(), 1, "{typed}");
        assert!(!found.has_stopped, "{typed}");
    }
    // Who is nowhere is said to be nowhere, and a full window to be full.
    assert_eq!(
        district.found_by("qzxv", rare.clone(), 12),
        Found::default()
    );
    assert!(!district.found_by("zq", Filter::default(), 12).has_stopped);
    // By the title of more classes than are looked into.
    let homerooms = "SELECT min(title) FROM class WHERE homeroom";
    let title = district.text(homerooms).remove(0);
    let first = title.chars().next().unwrap().to_string();
    let found = district.found_by(&format!("{first} "), rare, 12);
    assert!(found.rows.is_empty() && found.has_stopped, "{title}");
}

/// "nothing erased lives on in an index": the middles of a word go with the last who has it.
#[test]
fn a_name_that_is_changed_is_found_no_more_and_leaves_no_word_behind() {
    let mut district = District::with(&["Bo Zqella", "Åda Zqella"]);
    let parts = "SELECT part || ' ' || word FROM name_part WHERE word LIKE 'zq%' ORDER BY 1";
    let all = ["ell zqella", "lla zqella", "qel zqella", "zqe zqella"];
    assert_eq!(district.text(parts), all);
    district.rename(0, "Bo Lund");
    assert_eq!(district.find("zqel"), ["Åda Zqella"]);
    assert_eq!(district.text(parts), all, "somebody still has it");
    district.rename(97, "Åda Lund");
    assert_eq!(district.find("qel"), [""; 0]);
    assert_eq!(district.text(parts), [""; 0]);
    // A name of which only another word changes stands in its new place.
    district.rename(97, "Åda-Zqo Lund");
    district.rename(0, "Zqo Ek");
    assert_eq!(district.find("zqo"), ["Zqo Ek", "Åda-Zqo Lund"]);
    district.rename(97, "Zqo Åda Berg");
    assert_eq!(district.find("zqo"), ["Zqo Åda Berg", "Zqo Ek"]);
}

/// A district's file of an older version that can't be written is gone through whole.
#[test]
fn names_are_found_in_an_older_file_too() {
    let mut district = District::with(&["Bo Zqella", "Zqara Moss"]);
    let found = district.find("zq");
    let older = rusqlite::Connection::open(&district.path).unwrap();
    let older = older
        .execute_batch("DROP TABLE name_word; DROP TABLE name_part; PRAGMA user_version = 12;");
    older.unwrap();
    district.store = Store::open_to_look(&district.path).unwrap();
    assert_eq!(found, ["Zqara Moss", "Bo Zqella"]);
    // Letters that are scattered are found there too.
    assert!(district.find("zq").starts_with(&found));
}

/// How many pages of the file this thread has read, as the system counts them.
#[cfg(target_os = "linux")]
fn pages_read() -> u64 {
    let counted = std::fs::read_to_string("/proc/thread-self/io").unwrap();
    let line = counted
        .lines()
        .find_map(|line| line.strip_prefix("rchar: "));
    line.unwrap().parse::<u64>().unwrap() / 4096
}

/// "only rows that are shown are read": a letter costs the lines it shows and a few pages of an
/// index, though thousands match.
#[cfg(target_os = "linux")]
#[test]
fn a_letter_reads_the_lines_it_shows_and_a_few_pages_of_an_index() {
    let mut district = District::with(&[]);
    let shown = 12;
    // Each letter is the first of a connection that knows nothing but the buckets. The middle
    // of a word is sought word by word.
    let beginnings = ["m", "ma", "mar", "a", "s", "al", "nguy", "qzx", "7"];
    let beginnings = beginnings.into_iter().map(|typed| (typed, 12));
    for (typed, of_index) in beginnings.chain([("kov", 30)]) {
        district.store = Store::open(&district.path).unwrap();
        district.find("zzzz");
        let before = pages_read();
        let found = district.find_by(typed, Filter::default(), shown);
        let pages = pages_read() - before;
        let most = found.len() as u64 + of_index;
        assert!(pages <= most, "{typed}: {pages} pages, at the most {most}");
    }
}
