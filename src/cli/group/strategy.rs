//! `group strategy`: what is tried with a group from today, by whoever says it.

use serde::Serialize;

use crate::domain::change::{Edit, Entry};
use crate::domain::group::GroupLine;
use crate::domain::ids::Id;
use crate::domain::strategy::GroupStrategy;

use super::super::complaint::Result;
use super::super::say::Out;
use super::super::session::{Book, Session};
use super::store;

/// What was said.
#[derive(Serialize)]
struct Said {
    id: Id<GroupStrategy>,
}

pub(super) fn say(
    book: &mut Book,
    found: &GroupLine,
    text: String,
    session: &mut Session,
    json: bool,
    out: &mut Out,
) -> Result {
    let now = (session.clock)();
    let strategy = GroupStrategy {
        id: session.mint.id(now),
        group: found.group.id,
        text,
        author: book.viewer.person,
        on: session.today,
        entered_at: now,
        restores: None,
    };
    let id = strategy.id;
    let label = format!("said what is tried in {}", found.group.title);
    let edits = vec![Edit::GroupStrategy(Entry::Append(strategy))];
    store(book, session, label, edits)?;
    if json {
        return out.data(&Said { id });
    }
    out.say(&format!("Kept what is tried in {}.", found.group.title))
}
