//! What the keys do in a check-in: rating, choosing, saving and leaving. What is in the form is
//! `check_in`'s, what follows a save `going_on`'s.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::layers::Layer;
use crate::app::layers::calendar::Month;
use crate::app::layers::pick::{Chosen, Pick, row};
use crate::app::{Model, Tone};
use crate::domain::check_in::Outcome;
use crate::domain::dates;

use super::Screen;
use super::check_in::{CheckIn, Focus};
use super::round::round_pick;

/// What follows a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Then {
    /// Back to the screen that opened the form.
    Back,
    /// The next student's form.
    Next,
}

impl Model {
    pub(in crate::app) fn form(&mut self) -> Option<&mut CheckIn> {
        match self.screen_mut() {
            Some(Screen::CheckIn(form)) => Some(form),
            _ => None,
        }
    }

    pub(in crate::app) fn act_on_check_in(&mut self, action: Action) -> Option<Vec<Effect>> {
        let (now, writer) = (self.now, self.viewer.person);
        let is_round = self.is_turn();
        match action {
            Action::Save => return Some(self.save_and(Then::Back)),
            Action::SaveAndNext => return Some(self.save_and(Then::Next)),
            Action::Leave | Action::Back | Action::Interrupt => return Some(self.leave_check_in()),
            Action::QuitOrBack | Action::GoBack => return Some(self.leave_check_in()),
            Action::RoundMenu if is_round => {
                self.layers.push(Layer::Pick(round_pick()));
                return Some(vec![]);
            }
            Action::Skip if is_round => {
                self.ask_skip_reason();
                return Some(vec![]);
            }
            Action::Absent if is_round => {
                return Some(self.turn_without_form(Outcome::StudentAbsent, String::new()));
            }
            Action::Defer if is_round => return Some(self.defer()),
            Action::QuoteRecord => {
                self.offer_quotes();
                return Some(vec![]);
            }
            _ => {}
        }
        let form = self.form()?;
        if form.act_on_text(action) {
            if !is_motion(action) {
                form.touched(now);
            }
            return Some(vec![]);
        }
        let asks_date = form.focus == Focus::NextDate && form.next_date.is_blank();
        match action {
            Action::NewLine if asks_date => self.choose(),
            Action::Up => form.move_goal(-1),
            Action::Down => form.move_goal(1),
            Action::First => form.goal = 0,
            Action::Last => form.move_goal(isize::MAX >> 1),
            Action::RaiseRating | Action::LowerRating => {
                form.shift_level(action == Action::RaiseRating);
                form.touched(now);
            }
            Action::ClearRating => {
                form.set_level(None);
                form.touched(now);
            }
            Action::SwitchRater if form.has_both(writer) => form.switch_rater(),
            Action::SwitchRater => {}
            Action::NextField | Action::CaretDown | Action::NewLine => form.move_focus(1),
            Action::PreviousField | Action::CaretUp => form.move_focus(-1),
            Action::NextChoice | Action::PreviousChoice => {
                if form.turn(if action == Action::NextChoice { 1 } else { -1 }) {
                    form.touched(now);
                }
            }
            Action::Choose => self.choose(),
            _ => return None,
        }
        Some(vec![])
    }

    /// Opens the choices of the part with the focus: levels, dates, words.
    fn choose(&mut self) {
        let today = self.today;
        let Some(form) = self.form() else { return };
        let layer = match form.focus {
            Focus::Goals => form.scale().map(|scale| {
                let rows = scale.levels.iter().map(|level| {
                    let words = if level.descriptor.is_empty() {
                        level.shown()
                    } else {
                        format!("{}: {}", level.shown(), level.descriptor)
                    };
                    row(words, Chosen::Level(level.value))
                });
                Layer::Pick(Pick::new("Level", rows.collect()))
            }),
            Focus::NextDate => form.record.as_ref().map(|record| {
                let typed = dates::parse(&form.next_date.text(), today, &record.calendar);
                let from = today.succ_opt().unwrap_or(today);
                Layer::Calendar(Month::new(typed.ok().flatten(), from))
            }),
            _ => form.choices().map(Layer::Pick),
        };
        self.layers.extend(layer);
    }

    /// Takes the word that was picked for the choice with the focus.
    pub(in crate::app) fn choose_word(&mut self, place: usize) {
        let now = self.now;
        match self.screen_mut() {
            Some(Screen::CheckIn(form)) => {
                form.choose_word(place);
                form.touched(now);
            }
            Some(Screen::Student(student)) => {
                if let Some(open) = &mut student.form {
                    open.form.choose(place);
                    open.touched(now);
                }
            }
            _ => {}
        }
    }

    fn save_and(&mut self, then: Then) -> Vec<Effect> {
        let is_turn = self.is_turn();
        // Going on saves nothing that nobody wrote; who means an empty check-in saves it.
        if then == Then::Next && self.form().is_some_and(|form| form.is_blank()) {
            return self.pass_by();
        }
        if let Some(sentence) = self.another_was_saved() {
            self.say(Tone::Refused, sentence);
            return vec![];
        }
        let Some(Screen::CheckIn(form)) = self.screens.pop() else {
            return vec![];
        };
        let left = (form.student, form.follower);
        let turn = is_turn.then(|| form.turn_taken());
        let kept = form.clone();
        match self.save_check_in(form, turn) {
            Ok(effects) => {
                self.go_on_after(left, turn, then);
                effects
            }
            Err(sentence) => {
                self.screens.push(Screen::CheckIn(kept));
                self.say(Tone::Refused, format!("Not saved: {sentence}"));
                vec![]
            }
        }
    }

    /// Whether a check-in with this student was saved at another terminal since the form was
    /// opened. It is said once; whoever saves again wants both.
    fn another_was_saved(&mut self) -> Option<String> {
        let Some(Screen::CheckIn(form)) = self.screen_mut() else {
            return None;
        };
        let record = form.record.as_ref()?;
        // None where it was said by the book itself.
        let known = form.known?;
        form.known = Some(record.check_ins);
        let is_more = record.check_ins > known;
        is_more.then(|| {
            format!(
                "Not saved yet: a check-in with {} was saved at another terminal meanwhile. Save again to keep both, or leave this one.",
                record.person.called()
            )
        })
    }

    /// Leaves the form with its draft kept; in a round, leaves the round for later.
    fn leave_check_in(&mut self) -> Vec<Effect> {
        let is_turn = self.is_turn();
        let effects = self.close_screen();
        if is_turn {
            self.leave_round();
        }
        effects
    }
}

/// Whether an action only moves the caret.
fn is_motion(action: Action) -> bool {
    matches!(
        action,
        Action::CaretLeft
            | Action::CaretRight
            | Action::CaretUp
            | Action::CaretDown
            | Action::WordLeft
            | Action::WordRight
            | Action::LineStart
            | Action::LineEnd
            | Action::TextStart
            | Action::TextEnd
    )
}
