//! Whether a check-in was logged before under the id that it has now: the same again is no
//! mistake, and something else under that id would be lost without a word.

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::check_in::Outcome;
use crate::domain::note::NoteKind;
use crate::domain::person::PersonId;
use crate::domain::plan::Goal;
use crate::domain::query::{Answer, Query};
use crate::domain::rating::RaterKind;
use crate::domain::words;
use crate::store::reads::log::LoggedAs;

use super::complaint::{Complaint, Result};
use super::log::{Logged, Wish, ratings};
use super::session::Book;

/// What is stored under this id already, where that is what is wished for; an id is one
/// check-in of one student.
pub(super) fn stored(
    wish: &Wish,
    id: Option<&str>,
    student: PersonId,
    today: NaiveDate,
    book: &mut Book,
) -> Result<Option<Logged>> {
    let Some(id) = id else { return Ok(None) };
    let Some(found) = book.store.logged_as(&book.viewer, id, today)? else {
        return Ok(None);
    };
    if found.check_in.student != student {
        return Err(Complaint::refused(
            "This id is that of another student's check-in; nothing was stored.",
            "Give this check-in an id of its own.",
        ));
    }
    if !is_the_same(wish, &found, today, book)? {
        return Err(Complaint::refused(
            "Under this id a check-in is stored that says something else; nothing was stored.",
            "Give this one an id of its own, or repeat what was logged; `show` has it.",
        ));
    }
    Ok(Some(Logged {
        id: id.to_owned(),
        student,
        on: found.check_in.on,
        is_repeat: true,
        left: None,
    }))
}

/// Whether it says what is stored. What wasn't said took its value from the day on which it
/// was logged, and doesn't count.
fn is_the_same(wish: &Wish, found: &LoggedAs, today: NaiveDate, book: &mut Book) -> Result<bool> {
    let check_in = &found.check_in;
    let step = words::clean_line(wish.next.trim()).text;
    // Days in words counted from the day on which it was logged, which a repeat needn't be.
    let days = [today, check_in.on];
    let is_same_day = wish.on.is_none()
        || days
            .iter()
            .any(|day| wish.on(*day).is_ok_and(|on| on == check_in.on));
    let is_next_date = |day: &NaiveDate| {
        let next = wish.next_date(check_in.student, *day, book);
        next.is_ok_and(|next| next == check_in.next_date)
    };
    let is_same_next = days.iter().any(is_next_date);
    Ok(is_same_day
        && is_same_next
        && check_in.outcome == wish.outcome.unwrap_or(Outcome::Held)
        && wish.kind.is_none_or(|kind| kind == check_in.kind)
        && step.trim() == check_in.next_step.as_deref().unwrap_or_default()
        && is_same_note(wish, found)
        && is_rated_alike(wish, found, today, book)?)
}

fn is_same_note(wish: &Wish, found: &LoggedAs) -> bool {
    let text = words::clean_text(wish.note.trim()).text;
    let usual = NoteKind::Observation.default_visibility();
    match &found.note {
        None => text.trim().is_empty(),
        Some(note) => text == note.text && wish.visibility.unwrap_or(usual) == note.visibility,
    }
}

fn is_rated_alike(
    wish: &Wish,
    found: &LoggedAs,
    today: NaiveDate,
    book: &mut Book,
) -> Result<bool> {
    if wish.rates.len() + wish.own_rates.len() != found.ratings.len() {
        return Ok(false);
    }
    if found.ratings.is_empty() {
        return Ok(true);
    }
    let query = Query::Student(found.check_in.student);
    let Answer::Student(Some(record)) = book.store.ask(&book.viewer, &query, today)? else {
        return Ok(true);
    };
    let plan = record.plan.as_ref();
    let given = ratings(&wish.rates, "--rate", plan)
        .and_then(|given| Ok((given, ratings(&wish.own_rates, "--self", plan)?)));
    // A goal that can't be rated any more was rated when this was logged.
    let Ok((by_adult, own)) = given else {
        return Ok(true);
    };
    // Who logs their own work rates it as its owner.
    let is_own = book.viewer.person == found.check_in.student;
    let by_adult = by_adult
        .into_iter()
        .map(|(goal, level)| (goal, level, is_own));
    let own = own.into_iter().map(|(goal, level)| (goal, level, true));
    let stored = found.ratings.iter().map(|rating| {
        let is_own = rating.rater_kind == RaterKind::Own;
        (rating.goal, rating.level, is_own)
    });
    Ok(sorted(by_adult.chain(own)) == sorted(stored))
}

/// Ratings in one order: goal, level, whether the student's own.
fn sorted(ratings: impl Iterator<Item = (Id<Goal>, i64, bool)>) -> Vec<(Id<Goal>, i64, bool)> {
    let mut ratings: Vec<_> = ratings.collect();
    ratings.sort_unstable();
    ratings
}
