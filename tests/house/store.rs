//! The book: what is applied can be taken back, a stale row is refused, and
//! what follows from the record is always what it would be if counted anew.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop")]

use deskside::domain::cadence::State;
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::person::PersonId;
use deskside::domain::query::{Answer, At, Filter, Query, RosterQuery, RosterRow, Sort};
use deskside::store::journal::{Back, Step};
use deskside::store::{Actor, Error};

use crate::desk::School;

fn rows(school: &mut School) -> Vec<RosterRow> {
    let asked = RosterQuery {
        filter: Filter::default(),
        sort: Sort::Need,
        at: At::First,
        before: 0,
        after: 100,
    };
    let (viewer, today) = (school.viewer(), school.today);
    let answer = school.store.ask(&viewer, &Query::Roster(asked), today);
    let Answer::Roster(page) = answer.unwrap() else {
        unreachable!("asked for the roster")
    };
    page.rows
}

fn states(school: &mut School) -> Vec<(String, State)> {
    rows(school)
        .into_iter()
        .map(|row| (row.given, row.standing.state))
        .collect()
}

#[test]
fn the_roster_puts_who_has_waited_longest_first() {
    let mut school = School::in_memory();
    let ada = school.student("Ada Okafor", 12);
    let ben = school.student("Ben Ito", 3);
    let cai = school.student("Cai Wu", 4);
    school.held(ada, "2026-11-20");
    school.held(ben, "2026-11-02");
    school.held(cai, "2026-11-16");
    assert_eq!(
        states(&mut school),
        [
            ("Ben".to_owned(), State::Overdue),
            ("Cai".to_owned(), State::Due),
            ("Ada".to_owned(), State::Ok)
        ]
    );
}

#[test]
fn a_check_in_taken_back_counts_nowhere_and_comes_back_under_a_new_id() {
    let mut school = School::in_memory();
    let ada = school.student("Ada Okafor", 12);
    let goals = school.plan(ada, &["Explain fractions"]);
    let before = states(&mut school);
    let mut filled = school.filled(ada, "2026-11-23");
    filled.note = "Drew thirds as pizza slices.".into();
    filled.ratings = vec![(goals[0], 3)];
    school.log(&filled);
    assert_eq!(states(&mut school)[0].1, State::Ok);

    let actor = school.actor();
    let step = school
        .store
        .undo(&actor, &mut school.mint, Back::ThisSession)
        .unwrap();
    assert_eq!(step, Step::Done("checked in with Ada Okafor".into()));
    assert_eq!(states(&mut school), before);

    let step = school.store.redo(&actor, &mut school.mint).unwrap();
    assert_eq!(step, Step::Done("checked in with Ada Okafor".into()));
    let viewer = school.viewer();
    let (record, history) = school
        .store
        .record(&viewer, ada, school.today, school.today)
        .unwrap()
        .unwrap();
    assert_eq!(record.plan.unwrap().goals[0].level, Some(3));
    assert_eq!(history.len(), 1);
    assert_eq!(
        history[0].note.as_ref().unwrap().note.text,
        "Drew thirds as pizza slices."
    );
    assert_eq!(history[0].ratings.len(), 1);
}

#[test]
fn undo_never_takes_back_a_colleagues_change_and_asks_before_an_earlier_session() {
    let mut school = School::in_memory();
    let ada = school.student("Ada Okafor", 12);
    school.held(ada, "2026-11-23");
    let elsewhere = Actor {
        terminal: 2,
        ..school.actor()
    };
    let step = school
        .store
        .undo(&elsewhere, &mut school.mint, Back::ThisSession)
        .unwrap();
    assert_eq!(step, Step::Older("checked in with Ada Okafor".into()));
    let colleague = Actor {
        person: ada,
        ..school.actor()
    };
    let step = school
        .store
        .undo(&colleague, &mut school.mint, Back::Earlier)
        .unwrap();
    assert_eq!(step, Step::Nothing);
}

#[test]
fn a_stale_row_is_never_overwritten() {
    let mut school = School::in_memory();
    let ada = school.student("Ada Okafor", 12);
    let before = school.store.person(ada).unwrap().unwrap();
    let mut mine = before.clone();
    mine.preferred = Some("Adaeze".into());
    let mut theirs = before.clone();
    theirs.pronouns = Some("she/her".into());
    let edit = |after| {
        Change::about(
            ada,
            "edited",
            vec![Edit::Person(Delta::update(before.clone(), after))],
        )
    };
    school.apply(&edit(theirs.clone()));
    let actor = school.actor();
    let refused = school.store.apply(&actor, &edit(mine));
    assert_eq!(refused, Err(Error::Stale("The person's data")));
    assert_eq!(school.store.person(ada).unwrap().unwrap(), theirs);
}

#[test]
fn the_audit_chain_is_whole_and_a_row_changed_by_hand_is_found() {
    let mut school = School::in_memory();
    let ada = school.student("Ada Okafor", 12);
    school.held(ada, "2026-11-23");
    assert_eq!(school.store.broken_audit_row().unwrap(), None);
    school
        .store
        .write(|connection| {
            connection.execute_batch(
                "DROP TRIGGER audit_kept; UPDATE audit SET action = 'nothing' WHERE id = 2;",
            )?;
            Ok(())
        })
        .unwrap();
    assert_eq!(school.store.broken_audit_row().unwrap(), Some(2));
}

#[test]
fn find_knows_names_without_their_accents_in_any_order() {
    let mut school = School::in_memory();
    let jose: PersonId = school.student("José García", 7);
    school.student("Ada Okafor", 12);
    let viewer = school.viewer();
    for text in ["jose", "garcia jose", "GARC", "7", "room 12 jos", "jsé"] {
        let asked = Query::Find {
            text: text.into(),
            filter: Filter::default(),
            limit: 5,
        };
        let Answer::Find(found) = school.store.ask(&viewer, &asked, school.today).unwrap() else {
            unreachable!("asked to find")
        };
        assert_eq!(
            found.rows.first().map(|row| row.student),
            Some(jose),
            "{text}"
        );
    }
}
