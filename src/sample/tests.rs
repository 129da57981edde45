//! Whether the sample is whole, coherent and repeats.

use std::collections::HashSet;

use super::*;
use crate::domain::words;

fn demo() -> (School, Vec<Record>) {
    all(&Sample::demo(
        "2026-11-23".parse().unwrap(),
        Moment(0),
        "vasko",
    ))
}

fn all(sample: &Sample) -> (School, Vec<Record>) {
    let (school, mut students) = School::of(sample);
    let mut records = Vec::new();
    let mut record = Record::default();
    while students.fill(&school, &mut record) {
        records.push(std::mem::take(&mut record));
    }
    (school, records)
}

#[test]
fn the_demo_repeats_and_another_seed_is_another_school() {
    let text = |(school, records): (School, Vec<Record>)| format!("{school:?}{records:?}");
    assert!(text(demo()) == text(demo()));
    let other = Sample {
        seed: 5,
        ..Sample::demo("2026-11-23".parse().unwrap(), Moment(0), "vasko")
    };
    assert!(text(demo()) != text(all(&other)));
}

#[test]
fn there_are_as_many_students_and_check_ins_as_asked_for() {
    for (students, check_ins) in [(30, 240), (1, 0), (7, 3), (250, 5_001)] {
        let sample = Sample {
            students,
            check_ins,
            ..Sample::demo("2027-02-01".parse().unwrap(), Moment(0), "x")
        };
        let (_school, records) = all(&sample);
        assert_eq!(records.len() as u64, students);
        let held: usize = records.iter().map(|record| record.check_ins.len()).sum();
        assert_eq!(held as u64, check_ins, "{students}");
    }
}

#[test]
fn no_check_in_is_in_the_future_or_before_the_student_came() {
    for today in [
        "2026-11-23",
        "2026-08-03",
        "2027-07-31",
        "2024-02-29",
        "2026-12-26",
    ] {
        let sample = Sample::demo(today.parse().unwrap(), Moment(0), "x");
        let (_school, records) = all(&sample);
        for record in &records {
            let entry = record.enrollment.as_ref().unwrap().begins;
            let mut before = entry;
            for check_in in &record.check_ins {
                assert!(
                    before <= check_in.on && check_in.on <= sample.today,
                    "{today}"
                );
                assert!(check_in.next_date.is_none_or(|next| check_in.on < next));
                before = check_in.on;
            }
        }
    }
}

#[test]
fn every_text_is_clean_and_no_note_is_written_twice_about_one_student() {
    let (_school, records) = demo();
    let mut texts = Vec::new();
    for record in &records {
        let notes: Vec<&String> = record.notes.iter().map(|note| &note.text).collect();
        let other = |text: &&&String| !super::profile::SKIPPED.contains(&text.as_str());
        let fresh: Vec<&&String> = notes.iter().filter(other).collect();
        let different: HashSet<_> = fresh.iter().collect();
        assert!(different.len() + 1 >= fresh.len(), "{notes:?}");
        texts.extend(record.notes.iter().map(|note| note.text.clone()));
        texts.extend(record.profile.iter().map(|entry| entry.text.clone()));
        texts.extend(record.goals.iter().map(|goal| goal.text.clone()));
        texts.extend(record.check_ins.iter().filter_map(|c| c.next_step.clone()));
    }
    for text in texts {
        assert_eq!(words::clean_line(&text).text, text);
        assert!(text.chars().count() < 160, "{text}");
    }
}

#[test]
fn ids_are_unique_and_less_than_any_minted_later() {
    let (school, records) = demo();
    let today = "2026-11-23".parse().unwrap();
    let later: Id<Person> = Mint::new(1).id(moment(today, 0));
    let mut seen: HashSet<i64> = school
        .classes
        .iter()
        .map(|class| class.id.number())
        .collect();
    for record in &records {
        let ids = record.check_ins.iter().map(|row| row.id.number());
        let ids = ids.chain(record.notes.iter().map(|row| row.id.number()));
        let ids = ids.chain(record.ratings.iter().map(|row| row.id.number()));
        let ids = ids.chain(record.goals.iter().map(|row| row.id.number()));
        for id in ids {
            assert!(seen.insert(id));
            assert!(id < later.number());
        }
    }
}
