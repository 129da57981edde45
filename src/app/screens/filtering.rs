//! Which students the roster shows and in what order, in words: what there is to choose, and what
//! is chosen.

use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::domain::cadence::{Kind, State};
use crate::domain::plan::Stage;
use crate::domain::query::{Choices, Filter, Lack, Sort};
use crate::domain::{Word, words};

/// The words of an order.
pub fn sort_words(sort: Sort) -> &'static str {
    match sort {
        Sort::Need => "who has waited longest first",
        Sort::Name => "by name",
        Sort::Number => "by class number",
    }
}

/// The orders there are.
pub(super) fn sort_pick(now: Sort) -> Pick {
    let rows = [Sort::Need, Sort::Name, Sort::Number];
    let rows = rows.into_iter().map(|sort| Row {
        words: sort_words(sort).to_owned(),
        is_on: sort == now,
        chosen: Chosen::Sort(sort),
    });
    Pick::new("Order", rows.collect())
}

pub(super) fn class_pick(choices: &Choices) -> Pick {
    let rows = choices.classes.iter();
    let rows = rows.map(|(class, title)| row(title.clone(), Chosen::Number(*class)));
    Pick::new("Number which class?", rows.collect())
}

pub(super) fn filter_pick(now: &Filter, choices: &Choices, untouched: u32) -> Pick {
    let mut rows = vec![Row {
        words: "everybody".into(),
        is_on: now.is_open(),
        chosen: Chosen::Everybody,
    }];
    let mut add = |words: String, is_on: bool, chosen: Chosen| {
        rows.push(Row {
            words,
            is_on,
            chosen,
        });
    };
    for (state, _word) in State::ALL {
        let words = format!("state: {}", words::state_word(*state));
        add(words, now.state == Some(*state), Chosen::State(*state));
    }
    add("state: never met".into(), now.never_met, Chosen::NeverMet);
    for (class, title) in &choices.classes {
        add(
            format!("class: {title}"),
            now.class == Some(*class),
            Chosen::Class(*class),
        );
    }
    for line in &choices.groups {
        let group = line.group.id;
        add(
            format!("group: {} ({})", line.group.title, line.members.len()),
            now.group == Some(group),
            Chosen::Group(group),
        );
    }
    for grade in &choices.grades {
        let is_on = now.grade.as_ref() == Some(grade);
        add(
            format!("grade: {grade}"),
            is_on,
            Chosen::Grade(grade.clone()),
        );
    }
    for (stage, word) in Stage::ALL {
        let is_on = now.stage == Some(Some(*stage));
        add(format!("plan: {word}"), is_on, Chosen::Stage(Some(*stage)));
    }
    add(
        "plan: none".into(),
        now.stage == Some(None),
        Chosen::Stage(None),
    );
    for lack in Lack::all(untouched) {
        let is_on = now.lack == Some(lack);
        add(lack.words(), is_on, Chosen::Lack(lack));
    }
    for (kind, word) in Kind::ALL {
        add(
            format!("check-ins: {word}"),
            now.kind == Some(*kind),
            Chosen::Kind(*kind),
        );
    }
    Pick::new("Show", rows)
}

/// The filter in words: "overdue, Room 12".
pub fn filter_words(filter: &Filter, choices: Option<&Choices>) -> String {
    let mut list: Vec<String> = Vec::new();
    if let Some(class) = filter.class {
        let title = choices.and_then(|choices| {
            choices
                .classes
                .iter()
                .find(|(id, _)| *id == class)
                .map(|(_, title)| title.clone())
        });
        list.push(title.unwrap_or_else(|| "one class".into()));
    }
    if let Some(group) = filter.group {
        let title = choices.and_then(|choices| {
            let found = choices.groups.iter().find(|line| line.group.id == group);
            found.map(|line| line.group.title.clone())
        });
        list.push(title.unwrap_or_else(|| "one group".into()));
    }
    list.extend(
        filter
            .state
            .map(|state| words::state_word(state).to_owned()),
    );
    list.extend(filter.never_met.then(|| "never met".to_owned()));
    list.extend(filter.grade.as_ref().map(|grade| format!("grade {grade}")));
    list.extend(filter.stage.map(|stage| match stage {
        Some(stage) => format!("plan {}", stage.word()),
        None => "no plan".to_owned(),
    }));
    list.extend(filter.lack.map(|lack| lack.short().to_owned()));
    list.extend(filter.kind.map(|kind| kind.word().to_owned()));
    list.join(", ")
}
