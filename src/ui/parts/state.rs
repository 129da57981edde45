//! States, trends and dates of a student, as they stand on a screen.

use chrono::{Datelike, NaiveDate};

use crate::domain::cadence::State;
use crate::domain::dates;
use crate::domain::query::Standing;
use crate::domain::words;
use crate::ui::glyph::Glyphs;
use crate::ui::theme::Role;

/// The mark of a state.
pub fn mark(glyphs: &Glyphs, state: State) -> &'static str {
    match state {
        State::Overdue => glyphs.overdue,
        State::Due => glyphs.due,
        State::Booked => glyphs.booked,
        State::New => glyphs.new,
        State::Ok => glyphs.ok,
        State::Paused => glyphs.paused,
    }
}

/// The role of a state.
pub fn role(state: State) -> Role {
    match state {
        State::Overdue => Role::Overdue,
        State::Due => Role::Due,
        State::Booked => Role::Booked,
        State::New => Role::New,
        State::Ok => Role::Ok,
        State::Paused => Role::Paused,
    }
}

/// "overdue 4d", "booked Wed".
pub fn words(standing: &Standing, today: NaiveDate) -> String {
    match (standing.state, standing.next_date) {
        (State::Overdue, _) => format!("overdue {}d", standing.days_over),
        (State::Booked, Some(next)) => format!("booked {}", soon(next, today)),
        (State::Due, _) => "due".to_owned(),
        (State::Booked, None) => "booked".to_owned(),
        (State::New, _) => "new".to_owned(),
        (State::Ok, _) => "ok".to_owned(),
        (State::Paused, _) => "paused".to_owned(),
    }
}

/// A day in the next week by its name, another by its date.
fn soon(day: NaiveDate, today: NaiveDate) -> String {
    let days = (day - today).num_days();
    if days == 0 {
        "today".to_owned()
    } else if (1..7).contains(&days) {
        dates::weekday_word(day.weekday()).to_owned()
    } else {
        format!("{} {}", day.day(), day.format("%b"))
    }
}

/// When the student was last met, in at most twelve cells.
pub fn last_met(standing: &Standing, today: NaiveDate) -> String {
    match standing.last_met {
        None => "never".to_owned(),
        Some(day) if day.year() == today.year() => dates::say(day, today),
        Some(day) => format!("{} {} {}", day.day(), day.format("%b"), day.year()),
    }
}

/// "not met for 11 school days, 4 over"; of a pause its end, since nothing is counted in it.
pub fn waited(standing: &Standing, today: NaiveDate) -> String {
    if let (State::Paused, Some(until)) = (standing.state, standing.paused_until) {
        let met = match standing.last_met {
            Some(day) => format!("last met {}", dates::say(day, today)),
            None => "never met".to_owned(),
        };
        return format!("paused until {}, {met}", dates::say(until, today));
    }
    let days = standing.school_days;
    let plural = if days == 1 { "" } else { "s" };
    let met = match (standing.never_met, days) {
        (true, _) => format!("never met, here {days} school day{plural}"),
        (false, 0) => "met today".to_owned(),
        (false, _) => format!("not met for {days} school day{plural}"),
    };
    let over = match standing.days_over {
        0 => String::new(),
        over => format!(", {over} over"),
    };
    format!("{met}{over}")
}

/// "tried, absent twice", where the student was absent since they were last met.
pub fn tried(standing: &Standing) -> Option<String> {
    words::tried(standing.absences)
}
