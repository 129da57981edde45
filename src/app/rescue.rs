//! Leaving: what of the half-written is on the disk and what is only here is named, and can be
//! written to a rescue file. Writing that file is `run`'s.

use crate::domain::Word;
use crate::domain::dates;
use crate::domain::person::PersonId;
use crate::domain::query::Draft;

use super::action::Action;
use super::effect::Effect;
use super::form::{Form, Value, plain};
use super::half_written::{Held, Place};
use super::layers::Layer;
use super::layers::confirm::{Confirm, Purpose};
use super::layers::pick::{Chosen, Pick, row};
use super::screens::Screen;
use super::screens::check_in::CheckIn;
use super::screens::round::Round;
use super::screens::visit::{Item, Visit};
use super::{Model, Tone};

/// The places of what isn't on the disk.
const ONLY_HERE: &[Place] = &[Place::OnlyHere, Place::InAFile];

/// What becomes of what is only here, on leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It is written to a file.
    Rescue,
    /// It is lost.
    Lose,
    /// Nobody leaves.
    Stay,
}

impl Model {
    /// About whom a draft is and what it says, where its form is open.
    pub(super) fn in_plain_text(&self, draft: &Draft) -> Option<(String, String)> {
        let on = dates::say_full(self.today);
        self.screens.iter().rev().find_map(|screen| match screen {
            Screen::CheckIn(form) if form.draft(draft.kept_at) == *draft => {
                let name = form.record.as_ref()?.person.called();
                let on = dates::say_full(form.on(self.today));
                let text = check_in_text(form, &name, &on);
                Some((name, text))
            }
            Screen::Student(screen) if screen.student == draft.student => {
                let open = screen.form.as_ref()?;
                let name = screen.record.as_ref()?.person.called();
                let text = form_text(&open.form, &name, &on);
                Some((name, text))
            }
            Screen::Kiosk(kiosk) => {
                let visit = kiosk
                    .visit()
                    .filter(|visit| visit.student == draft.student)?;
                let name = visit.record.as_ref()?.person.called();
                let text = format!("{name}, own review, {on}\n\n{}", review_text(visit));
                Some((name, text))
            }
            Screen::GroupNote(note) if note.open.draft_name == draft.form => {
                let text = form_text(&note.open.form, "for a group", &on);
                Some((String::new(), text))
            }
            _ => None,
        })
    }

    /// A draft is nowhere but here.
    pub(super) fn held_only_here(&mut self, draft: &Draft) -> Vec<Effect> {
        self.half_written.only_here(draft.student, &draft.form);
        self.leave_now()
    }

    /// Says that what was left is only here, when its form was left.
    pub(super) fn say_only_here(&mut self, student: PersonId) {
        let is_about = |held: &Held| held.draft.student == student;
        if self.half_written.held(ONLY_HERE).any(is_about) {
            self.say(
                Tone::Refused,
                "What you wrote isn't on the disk. It is kept here until you leave Deskside, and comes back when you open it.",
            );
        }
    }

    /// Leaves the program at the roster, after a question where something would be lost
    /// or where it is asked always.
    pub(super) fn leave(&mut self, action: Action) -> Vec<Effect> {
        if self.half_written.held(&[Place::OnItsWay]).next().is_some() {
            // Whether it is lost is known in a moment.
            self.leaving = Some(action);
            return vec![];
        }
        let lost = self.names_of(&[Place::OnlyHere]);
        if !lost.is_empty() {
            let title = format!("Not on the disk, and lost when you leave: {lost}");
            let rows = vec![
                row(
                    "write it to a rescue file",
                    Chosen::Leaving(Leaving::Rescue),
                ),
                row("stay", Chosen::Leaving(Leaving::Stay)),
                row("leave, and lose it", Chosen::Leaving(Leaving::Lose)),
            ];
            self.layers.push(Layer::Pick(Pick::new(title, rows)));
            return vec![];
        }
        // What is on the disk waits there; `q` asks nothing about it, unlike a round.
        let has_round = self.round.as_ref().is_some_and(Round::can_go_on);
        if action == Action::QuitOrBack && !has_round {
            return vec![Effect::Quit];
        }
        self.layers.push(Layer::Confirm(Confirm::new(
            self.leaving_question(),
            "leave",
            "stay",
            Purpose::Quit,
        )));
        vec![]
    }

    /// What leaving comes to.
    fn leaving_question(&self) -> String {
        let drafts = self.names_of(&[Place::OnDisk]);
        let round = self.round.as_ref().filter(|round| round.can_go_on());
        let mut said = vec!["Leave Deskside?".to_owned()];
        let gone = if self.has_saved {
            ", with what you saved in it"
        } else if drafts.is_empty() {
            ""
        } else {
            ", with what is half-written in it"
        };
        if self.is_sample {
            said.push(format!("The sample school is gone then{gone}."));
        } else if !drafts.is_empty() {
            said.push(format!("Half-written and kept as a draft: {drafts}."));
        }
        if let Some(round) = round {
            let left = round.queue.len();
            said.push(format!("The round ends there, with {left} left."));
        }
        if !self.is_sample {
            said.push(if said.len() > 1 {
                "Everything else is saved.".to_owned()
            } else {
                "Everything is saved.".to_owned()
            });
        }
        said.join(" ")
    }

    /// What is half-written and not on the disk; in the two-person view what was written in it.
    pub fn only_here(&self) -> impl Iterator<Item = &Draft> {
        let drafts = self.half_written.held(ONLY_HERE).map(|held| &held.draft);
        drafts.filter(|draft| !self.is_with_student() || draft.is_beside())
    }

    /// Whether something half-written about a student waits, on the disk or only here.
    pub fn is_drafted(&self, student: PersonId) -> bool {
        self.roster.summary.drafted.contains(&student)
            || self.only_here().any(|draft| draft.student == student)
    }

    /// Whether something half-written that is about nobody waits, by the name of its form.
    pub(super) fn is_own_drafted(&self, form: &str) -> bool {
        let own = &self.roster.summary.own_forms;
        own.iter().any(|kept| kept == form) || self.only_here().any(|draft| draft.form == form)
    }

    /// Goes on leaving, once it is known what is on the disk.
    pub(super) fn leave_now(&mut self) -> Vec<Effect> {
        match self.leaving.take() {
            Some(action) if self.screens.len() == 1 => self.leave(action),
            _ => vec![],
        }
    }

    /// What is somewhere, in a few words; nobody is named where somebody sits beside.
    fn names_of(&self, places: &'static [Place]) -> String {
        let mut all: Vec<String> = self
            .half_written
            .held(places)
            .map(|held| {
                let form = held.draft.plain_form().split('/').next();
                let what = match form.unwrap_or_default() {
                    super::screens::check_in::FORM => "a check-in".to_owned(),
                    other => format!("a form ({})", plain(other)),
                };
                if self.is_with_student() || held.name.is_empty() {
                    what
                } else {
                    format!("{what}, {}", held.name)
                }
            })
            .collect();
        all.dedup();
        all.join("; ")
    }

    /// All that is nowhere but here, as plain text.
    pub(super) fn text_only_here(&self) -> Option<String> {
        let lost = self.half_written.held(&[Place::OnlyHere]);
        let texts: Vec<&str> = lost.map(|held| held.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    /// Carries out what was chosen on leaving.
    pub(super) fn chosen_leaving(&mut self, leaving: Leaving) -> Vec<Effect> {
        match leaving {
            Leaving::Rescue => self
                .text_only_here()
                .map(Effect::Rescue)
                .into_iter()
                .collect(),
            Leaving::Lose => vec![Effect::Quit],
            Leaving::Stay => vec![],
        }
    }

    /// What was only here is in a file too.
    pub(super) fn rescued(&mut self, path: &str) {
        self.half_written.in_a_file();
        self.say(
            Tone::Done,
            if matches!(self.screen(), Screen::Kiosk(_)) {
                format!("Not on the disk, so written to {path}. Your PIN again leaves.")
            } else {
                format!("Written to {path}, which only you can read. q leaves.")
            },
        );
    }
}

/// What a student said in their own review.
fn review_text(visit: &Visit) -> String {
    let mut lines = Vec::new();
    for (item, on) in &visit.ticks {
        let text = match item {
            Item::Today(goal) | Item::Again(goal) => {
                visit.goal(*goal).map(|found| found.goal.text.clone())
            }
            Item::Step(goal, step) => visit.step(*goal, *step).map(|step| step.text.clone()),
            Item::Goal(_) | Item::Words | Item::OwnGoal => None,
        };
        let said = if *on { "yes" } else { "not yet" };
        lines.extend(text.map(|text| format!("{text}: {said}")));
    }
    for (goal, level) in &visit.levels {
        let found = visit.goal(*goal).map(|found| &found.goal.text);
        lines.extend(found.map(|text| format!("{text}: {level}")));
    }
    let texts = [visit.words.text(), visit.own_goal.text()];
    lines.extend(texts.into_iter().filter(|text| !text.trim().is_empty()));
    lines.join("\n")
}

/// A check-in as somebody reads it who has no other copy.
fn check_in_text(form: &CheckIn, name: &str, on: &str) -> String {
    let mut lines = vec![
        format!("Check-in with {name}, {on}"),
        format!("Kind: {}", plain(form.kind.word())),
        format!("Outcome: {}", form.whose().outcome(form.outcome)),
    ];
    for goal in form.goals() {
        let level = form.levels.get(&goal.goal.id);
        if let Some(level) = level.and_then(|level| form.scale()?.level(*level)) {
            lines.push(format!("{}: {}", goal.goal.text, level.shown()));
        }
    }
    lines.extend(labelled("Note", &form.note.text()));
    lines.extend(labelled("Next step", &form.next_step.text()));
    lines.extend(labelled("Next date", &form.next_date.text()));
    lines.push(format!(
        "Note read by: {}",
        form.whose().readers(form.visibility)
    ));
    lines.join("\n") + "\n"
}

/// A form of a student's page, label by label.
fn form_text(form: &Form, name: &str, on: &str) -> String {
    let mut lines = vec![format!("{}: {name}, {on}", form.title)];
    for field in &form.fields {
        let value = match &field.value {
            Value::Text(typed) => typed.text(),
            Value::Choice(words, at) => {
                let word = words.get(*at);
                word.map_or(String::new(), |(_, shown)| shown.clone())
            }
        };
        lines.extend(labelled(&field.label, &value));
    }
    lines.join("\n") + "\n"
}

fn labelled(label: &str, value: &str) -> Option<String> {
    (!value.trim().is_empty()).then(|| format!("{label}: {value}"))
}
