//! What stands beside a goal and is only added to: what shows that it is reached, and
//! what is tried so that it is. The goal itself and its steps are in `edit`.

use crate::app::form::{self, Form};
use crate::domain::change::{Change, Edit, Entry, Hand};
use crate::domain::evidence::Evidence;
use crate::domain::ids::Id;
use crate::domain::plan::Goal;
use crate::domain::query::StudentRecord;
use crate::domain::strategy::Strategy;
use crate::domain::whose::Whose;
use crate::domain::words;

use super::edit::{cleaned, required};

/// The form for what shows a goal.
pub(super) fn evidence_form() -> Form {
    Form::new(
        "What shows it",
        vec![
            form::line(
                "title",
                "What it is",
                "",
                "a poster, a recording, a page of the notebook",
            ),
            form::line("place", "Where", "", "a link, a path, or where it lies"),
        ],
    )
}

/// The form for what is tried for a goal.
pub(super) fn strategy_form(whose: Whose) -> Form {
    Form::new(
        "What we try",
        vec![form::lines(
            "text",
            "Strategy",
            "",
            whose.say(
                "a partner, smaller steps; the student may read it",
                "a visit, smaller steps; both of you may read it",
            ),
        )],
    )
}

/// What shows a goal, added to it.
pub(super) fn evidence_change(
    filled: &Form,
    record: &StudentRecord,
    goal: Id<Goal>,
    hand: &mut Hand<'_>,
) -> Result<Change, String> {
    let title = required(
        filled,
        "title",
        "Write what it is first; Esc leaves without one.",
    )?;
    let evidence = Evidence {
        id: hand.mint.id(hand.now),
        person: record.person.id,
        goal,
        title: words::clean_line(&title).text,
        place: cleaned(filled, "place"),
        author: hand.person,
        on: hand.today,
        entered_at: hand.now,
        restores: None,
    };
    let label = format!("noted what shows a goal of {}", record.person.called());
    let edits = vec![Edit::Evidence(Entry::Append(evidence))];
    Ok(Change::about(record.person.id, label, edits))
}

/// What is tried for a goal, added to it.
pub(super) fn strategy_change(
    filled: &Form,
    record: &StudentRecord,
    goal: Id<Goal>,
    hand: &mut Hand<'_>,
) -> Result<Change, String> {
    let strategy = Strategy {
        id: hand.mint.id(hand.now),
        person: record.person.id,
        goal,
        text: required(
            filled,
            "text",
            "Write what is tried first; Esc leaves without one.",
        )?,
        author: hand.person,
        on: hand.today,
        entered_at: hand.now,
        restores: None,
    };
    let label = format!("noted what is tried for {}", record.person.called());
    let edits = vec![Edit::Strategy(Entry::Append(strategy))];
    Ok(Change::about(record.person.id, label, edits))
}
