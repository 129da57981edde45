//! A round: a queue made of the roster as filtered, gone through one by one.

use std::collections::VecDeque;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::layers::confirm::Opening;
use crate::app::layers::pick::{Chosen, Pick, row};
use crate::app::layers::{Ask, Layer, Purpose};
use crate::app::{Model, Tone};
use crate::domain::check_in::{Filled, Outcome};
use crate::domain::ids::Moment;
use crate::domain::note::{NoteKind, Visibility};
use crate::domain::person::PersonId;

use super::Screen;
use super::checking_in::Then;

/// A round under way, or just ended.
#[derive(Debug, Clone)]
pub struct Round {
    /// Who is still to come; the first is on the screen.
    pub queue: VecDeque<PersonId>,
    /// How many there were at the start.
    pub total: usize,
    /// Check-ins held.
    pub held: usize,
    /// Students marked absent.
    pub absent: usize,
    /// Students skipped, with a reason.
    pub skipped: usize,
    /// Students moved to the end.
    pub deferred: usize,
    /// Who was passed by with nothing written.
    passed: Vec<PersonId>,
    /// When it began.
    pub started: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
}

/// What became of a student's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A check-in was saved.
    Held,
    /// Not there today.
    Absent,
    /// Not this time.
    Skipped,
}

impl Round {
    /// A round through these students.
    pub fn new(queue: Vec<PersonId>, now: Moment) -> Self {
        Self {
            total: queue.len(),
            queue: queue.into(),
            held: 0,
            absent: 0,
            skipped: 0,
            deferred: 0,
            passed: Vec::new(),
            started: now,
            ended: None,
        }
    }

    /// The student whose turn it is.
    pub fn current(&self) -> Option<PersonId> {
        self.queue.front().copied()
    }

    /// Ends the turn of a student, whatever their place, and counts it.
    pub fn end_turn(&mut self, student: PersonId, turn: Turn) {
        self.queue.retain(|other| *other != student);
        match turn {
            Turn::Held => self.held += 1,
            Turn::Absent => self.absent += 1,
            Turn::Skipped => self.skipped += 1,
        }
    }

    /// Puts a turn back that couldn't be stored: first, or behind the one on the
    /// screen where the next has begun.
    pub fn put_back(&mut self, student: PersonId, turn: Turn, has_gone_on: bool) {
        let place = usize::from(has_gone_on).min(self.queue.len());
        self.queue.insert(place, student);
        let count = match turn {
            Turn::Held => &mut self.held,
            Turn::Absent => &mut self.absent,
            Turn::Skipped => &mut self.skipped,
        };
        *count = count.saturating_sub(1);
    }

    /// Moves the student whose turn it is to the end.
    pub fn defer(&mut self) {
        if let Some(student) = self.queue.pop_front() {
            self.queue.push_back(student);
            self.deferred += 1;
        }
    }

    /// Moves the student whose turn it is to the end, with nothing written. False where
    /// everybody who is left was passed by already.
    pub fn pass_by(&mut self, student: PersonId) -> bool {
        if self.passed.contains(&student) || self.queue.len() < 2 {
            return false;
        }
        self.passed.push(student);
        self.defer();
        true
    }

    /// Whether it was left with somebody still to come.
    pub fn can_go_on(&self) -> bool {
        self.ended.is_some() && !self.queue.is_empty()
    }

    /// Takes up a round that was left; the time in between isn't counted.
    pub fn go_on(&mut self, now: Moment) {
        if let Some(ended) = self.ended.take() {
            self.started.0 += (now.0 - ended.0).max(0);
        }
    }

    /// Students done with, one way or the other.
    pub fn done(&self) -> usize {
        self.held + self.absent + self.skipped
    }

    /// Whole minutes that are left of a length, and how many of them each student to come
    /// has; fewer than none where it took longer.
    pub fn minutes_left(&self, now: Moment, length: i64) -> (i64, i64) {
        let left = length - self.minutes(now);
        (left, left.max(0) / (self.queue.len() as i64).max(1))
    }

    /// Whole minutes since it began.
    pub fn minutes(&self, now: Moment) -> i64 {
        (self.ended.unwrap_or(now).0 - self.started.0).max(0) / 60_000
    }
}

impl Model {
    /// Whether the form on the screen is the turn of a round, and not one that was
    /// opened beside it, or while the round was left.
    pub fn is_turn(&self) -> bool {
        let round = self.round.as_ref().filter(|round| round.ended.is_none());
        let current = round.and_then(Round::current);
        matches!(self.screen(), Screen::CheckIn(form) if Some(form.student) == current)
    }

    /// A round from the roster as filtered; where one was left, it is asked which.
    pub(in crate::app) fn want_round(&mut self) {
        match self.round.as_ref().filter(|round| round.can_go_on()) {
            Some(round) => self.layers.push(Layer::Pick(left_pick(round))),
            None => self.roster.wants_round = true,
        }
    }

    /// Leaves the round with its place and counts kept.
    pub(in crate::app) fn leave_round(&mut self) {
        if let Some(round) = &mut self.round {
            round.ended = Some(self.now);
            let left = round.queue.len();
            let words = format!("The round is kept, with {left} left; R goes on with it.");
            self.say(Tone::Look, words);
        }
    }

    /// Takes up the round that was left, where it was left.
    pub(in crate::app) fn go_on_with_round(&mut self) {
        self.screens
            .retain(|screen| !matches!(screen, Screen::Summary));
        if let Some(round) = &mut self.round {
            round.go_on(self.now);
            self.next_turn();
        }
    }

    /// Opens the form of the student whose turn it is, or the summary.
    pub(in crate::app) fn next_turn(&mut self) {
        let current = self.round.as_ref().and_then(Round::current);
        match current {
            // The one before still sits here; the summary waits until the seats have changed.
            Some(student) if self.is_beside_another(student) => self.end_round(),
            Some(student) => self.open_check_in(student),
            None => self.end_round(),
        }
    }

    pub(in crate::app) fn end_round(&mut self) {
        if matches!(self.screen(), Screen::CheckIn(_)) {
            self.screens.pop();
        }
        if let Some(round) = &mut self.round {
            round.ended = Some(self.now);
            self.screens.push(Screen::Summary);
        }
    }

    pub(in crate::app) fn act_on_summary(&mut self, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Open if self.round.as_ref().is_some_and(Round::can_go_on) => {
                let next = self.round.as_ref().and_then(Round::current);
                match next.filter(|next| self.is_beside_another(*next)) {
                    Some(next) => self.ask_seats(next, Opening::Turn),
                    None => self.go_on_with_round(),
                }
                Some(vec![])
            }
            Action::Open
            | Action::Back
            | Action::QuitOrBack
            | Action::GoBack
            | Action::Interrupt => {
                self.screens.pop();
                // With somebody still to come it is kept, and R goes on with it.
                self.round = self.round.take().filter(Round::can_go_on);
                self.forget_step();
                Some(vec![])
            }
            _ => None,
        }
    }

    pub(in crate::app) fn ask_skip_reason(&mut self) {
        self.layers.push(Layer::Ask(Ask {
            title: "Why is this student skipped?".into(),
            field: Field::line(""),
            purpose: Purpose::SkipReason,
        }));
    }

    pub(in crate::app) fn ask_round_length(&mut self) {
        self.layers.push(Layer::Ask(Ask {
            title: "How many minutes has a round? 0 for as many as it takes".into(),
            field: Field::line(""),
            purpose: Purpose::RoundLength,
        }));
    }

    pub(in crate::app) fn set_round_length(&mut self, text: &str) {
        match text.trim().parse::<i64>() {
            Ok(minutes @ 0..=600) => {
                self.settings.round_minutes = minutes;
                let words = match minutes {
                    0 => "A round has as many minutes as it takes.".to_owned(),
                    1 => "A round has 1 minute.".to_owned(),
                    n => format!("A round has {n} minutes."),
                };
                self.say(Tone::Done, words);
            }
            _ => self.say(
                Tone::Refused,
                "A round has from 1 to 600 minutes, or 0 for no limit; nothing was changed.",
            ),
        }
    }

    /// Moves the student whose turn it is to the end of the round.
    pub(in crate::app) fn defer(&mut self) -> Vec<Effect> {
        let name = self.form().and_then(|form| form.record.as_ref());
        let name = name.map_or_else(String::new, |record| record.person.called());
        let effects = self.close_screen();
        if let Some(round) = &mut self.round {
            round.defer();
        }
        self.next_turn();
        let words = if self.is_with_student() || name.is_empty() {
            "Comes again at the end of the round.".to_owned()
        } else {
            format!("{name} comes again at the end of the round.")
        };
        self.say(Tone::Look, words);
        effects
    }

    /// Ends a turn with a check-in that wasn't held, and a reason as its note.
    pub(in crate::app) fn turn_without_form(
        &mut self,
        outcome: Outcome,
        reason: String,
    ) -> Vec<Effect> {
        let (adult, today) = (self.viewer.person, self.today);
        let Some(form) = self.form() else {
            return vec![];
        };
        let student = form.student;
        let filled = form.filled(adult, today).map(|filled| Filled {
            outcome,
            on: today,
            ratings: vec![],
            own_ratings: vec![],
            next_step: String::new(),
            next_date: None,
            note: reason,
            note_kind: NoteKind::Other,
            visibility: Visibility::Team,
            ..filled
        });
        let turn = match outcome {
            Outcome::Skipped => Turn::Skipped,
            _ => Turn::Absent,
        };
        let change = filled.and_then(|filled| {
            filled
                .change(&mut self.mint, self.now, self.today)
                .map(|(_id, change)| change)
        });
        match change {
            Ok(change) => {
                let mut effects = self.close_screen();
                effects.extend(self.save_turn(student, turn, change));
                self.go_on_after((student, None), Some(turn), Then::Next);
                effects
            }
            Err(sentence) => {
                self.say(Tone::Refused, format!("Not saved: {sentence}"));
                vec![]
            }
        }
    }
}

pub(super) fn round_pick() -> Pick {
    Pick::new(
        "Round",
        vec![
            row("skip this student, with a reason", Chosen::Skip),
            row("absent today", Chosen::Absent),
            row("come back to this student at the end", Chosen::Defer),
            row("end the round", Chosen::EndRound),
        ],
    )
}

fn left_pick(round: &Round) -> Pick {
    let go_on = format!("go on with the round: {} left", round.queue.len());
    Pick::new(
        "Round",
        vec![
            row(go_on, Chosen::GoOnRound),
            row("a new round, from the roster as filtered", Chosen::NewRound),
            row("what the round came to so far", Chosen::RoundSummary),
        ],
    )
}
