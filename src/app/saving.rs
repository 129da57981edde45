//! Saving: what was sent to the disk and isn't there yet, what is said when it
//! is, and how a text comes back when it couldn't be stored. Drafts too.

use std::sync::Arc;

use crate::domain::change::Change;
use crate::domain::dates;
use crate::domain::person::PersonId;
use crate::domain::query::Draft;

use super::effect::Effect;
use super::layers::Layer;
use super::layers::confirm::{Confirm, Purpose};
use super::msg::Refusal;
use super::screens::Screen;
use super::screens::check_in::{self, CheckIn};
use super::screens::edit;
use super::screens::round::Turn;
use super::screens::student::{Open, Student, Tab};
use super::{HELD_UP, Model, Tone};

/// A change on its way to the disk, with what is lost if it doesn't arrive.
#[derive(Debug, Clone)]
pub struct Saving {
    ticket: u64,
    said: String,
    what: What,
}

/// What is being saved.
#[derive(Debug, Clone)]
enum What {
    /// A check-in, with its form, and what it ends in a round.
    CheckIn(Box<CheckIn>, Option<Turn>),
    /// A form of the student's screen.
    Form(PersonId, Box<Open>),
    /// A turn of a round without a form.
    Turn(PersonId, Turn),
    /// Something a single key did.
    Key,
}

impl Saving {
    /// Adds a sentence to what is said once it is on the disk.
    pub(super) fn add(&mut self, sentence: &str) {
        self.said.push(' ');
        self.said.push_str(sentence);
    }
}

impl Model {
    /// Sends a filled check-in to the disk and takes its form off the screen;
    /// the form comes back if it can't be stored.
    pub(super) fn save_check_in(
        &mut self,
        form: Box<CheckIn>,
        turn: Option<Turn>,
    ) -> Result<Vec<Effect>, String> {
        let filled = form.filled(self.viewer.person, self.today)?;
        let (_id, change) = filled.change(&mut self.mint, self.now, self.today)?;
        let ratings = match filled.ratings.len() {
            0 => String::new(),
            1 => ", 1 rating".to_owned(),
            n => format!(", {n} ratings"),
        };
        let own = match filled.own_ratings.len() {
            0 => String::new(),
            1 => ", 1 own rating".to_owned(),
            n => format!(", {n} own ratings"),
        };
        let next = filled.next_date.map_or(String::new(), |next| {
            format!(", next {}", dates::say(next, self.today))
        });
        let said = format!("Saved: {}{ratings}{own}{next}.", filled.name);
        let forget = Some(self.drafts.spent(form.draft(self.now)));
        let ticket = self.next_ticket();
        self.saving.push(Saving {
            ticket,
            said,
            what: What::CheckIn(form, turn),
        });
        Ok(vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget,
        }])
    }

    /// Sends a filled form of the student's screen to the disk.
    pub(super) fn save_form(
        &mut self,
        student: PersonId,
        open: Box<Open>,
        change: Change,
    ) -> Vec<Effect> {
        let ticket = self.next_ticket();
        let said = format!("Saved: {}.", change.label);
        let forget = Some(self.drafts.spent(open.draft(student, self.now)));
        self.saving.push(Saving {
            ticket,
            said,
            what: What::Form(student, open),
        });
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget,
        }]
    }

    /// Sends what a single key did to the disk.
    pub(super) fn save_key(&mut self, change: Change) -> Vec<Effect> {
        let ticket = self.next_ticket();
        let said = format!("Saved: {}.", change.label);
        self.saving.push(Saving {
            ticket,
            said,
            what: What::Key,
        });
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget: None,
        }]
    }

    /// Sends a turn of a round without a form to the disk.
    pub(super) fn save_turn(
        &mut self,
        student: PersonId,
        turn: Turn,
        change: Change,
    ) -> Vec<Effect> {
        let ticket = self.next_ticket();
        let said = format!("Saved: {}.", change.label);
        self.saving.push(Saving {
            ticket,
            said,
            what: What::Turn(student, turn),
        });
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget: None,
        }]
    }

    /// Whether a check-in with this student is on its way to the disk.
    pub fn is_saving(&self) -> bool {
        !self.saving.is_empty()
    }

    /// Whether the disk has been waited for so long that another session must be writing.
    pub fn is_held_up(&self) -> bool {
        self.is_saving() && self.now >= self.sent_at.plus(HELD_UP)
    }

    pub(super) fn saved(&mut self, ticket: u64) -> Vec<Effect> {
        if let Some(place) = self
            .saving
            .iter()
            .position(|saving| saving.ticket == ticket)
        {
            let saving = self.saving.remove(place);
            let form = match saving.what {
                What::CheckIn(form, _) => {
                    self.let_go(form.student, check_in::FORM);
                    Some(form)
                }
                What::Form(student, open) => {
                    self.let_go(student, open.purpose.form_name());
                    None
                }
                What::Turn(..) | What::Key => None,
            };
            self.has_saved = true;
            self.step_saved(ticket, form);
            // Several that were sent before the first was there are said together.
            let before = self.saved_at_once;
            self.saved_at_once += 1;
            match &mut self.notice {
                Some(notice) if before > 0 && notice.tone == Tone::Done => {
                    notice.text = format!("{} {before} more saved before.", saving.said);
                }
                Some(_) => {}
                None => self.say(Tone::Done, saving.said),
            }
        }
        vec![]
    }

    /// Nothing was stored: the text comes back to the screen, or stands below it
    /// while something else is being written, and is a draft where that can be kept.
    pub(super) fn refused(&mut self, ticket: u64, refusal: &Refusal) -> Vec<Effect> {
        let Some(place) = self
            .saving
            .iter()
            .position(|saving| saving.ticket == ticket)
        else {
            return vec![];
        };
        let saving = self.saving.remove(place);
        let sentence = if refusal.stale {
            format!(
                "Not saved: {} Your text is kept; look at the newer version, then save again.",
                refusal.what
            )
        } else {
            format!(
                "Not saved: {} {} Your text is kept.",
                refusal.what, refusal.hint
            )
        };
        let is_writing = matches!(self.screen(), Screen::CheckIn(_))
            || matches!(self.screen(), Screen::Student(student) if student.form.is_some());
        // Under what is being written, or on top.
        let place = self.screens.len().saturating_sub(usize::from(is_writing));
        let mut effects = Vec::new();
        match saving.what {
            What::CheckIn(mut form, turn) => {
                self.put_turn_back(form.student, turn);
                self.step_refused(form.student);
                form.unkept = Some((self.now, self.now));
                if is_writing {
                    effects.push(self.keep_check_in(&form));
                    self.screens.insert(place, Screen::CheckIn(form));
                } else {
                    if matches!(self.screen(), Screen::Summary) {
                        self.screens.pop();
                    }
                    self.screens.push(Screen::CheckIn(form));
                }
            }
            What::Form(student, mut open) => {
                open.unkept = Some((self.now, self.now));
                open.is_stale = refusal.stale;
                let draft = open.draft(student, self.now);
                match self.screen_mut() {
                    Some(Screen::Student(screen))
                        if screen.student == student && screen.form.is_none() =>
                    {
                        screen.form = Some(*open);
                    }
                    _ => {
                        self.put_form_back(place, student, *open);
                        effects.push(self.keep(draft));
                    }
                }
            }
            What::Turn(student, turn) => {
                self.put_turn_back(student, Some(turn));
                self.step_refused(student);
            }
            What::Key => {}
        }
        let sentence = if effects.is_empty() {
            sentence
        } else {
            format!("{sentence} It comes back when you leave this one.")
        };
        self.say(Tone::Refused, sentence);
        effects
    }

    /// The turn of a round that couldn't be stored is still to come: next, where
    /// another one has begun.
    fn put_turn_back(&mut self, student: PersonId, turn: Option<Turn>) {
        let is_turn = self.is_turn();
        if let (Some(round), Some(turn)) = (&mut self.round, turn) {
            round.put_back(student, turn, is_turn);
            round.ended = None;
        }
    }

    /// Puts a form back that couldn't be stored, on its student's screen if that is
    /// open below, else on one at this place of the stack.
    fn put_form_back(&mut self, place: usize, student: PersonId, open: Open) {
        let below = self.screens.iter_mut().find_map(|screen| match screen {
            Screen::Student(screen) if screen.student == student && screen.form.is_none() => {
                Some(screen)
            }
            _ => None,
        });
        if let Some(screen) = below {
            screen.form = Some(open);
            return;
        }
        let mut screen = Student::new(student, Tab::Overview);
        screen.form = Some(open);
        screen.knows_draft = true;
        self.screens
            .insert(place, Screen::Student(Box::new(screen)));
    }

    /// Keeps what is half-written, at once.
    pub(super) fn keep_draft_now(&mut self) -> Vec<Effect> {
        if self.unkept().is_none() {
            return vec![];
        }
        let is_blank = matches!(self.screen(), Screen::CheckIn(form) if form.is_blank());
        let effect = self.draft().map(|draft| {
            if is_blank {
                self.let_go(draft.student, &draft.form);
                Effect::ForgetDraft(self.drafts.spent(draft))
            } else {
                self.keep(draft)
            }
        });
        match self.screen_mut() {
            Some(Screen::CheckIn(form)) => form.unkept = None,
            Some(Screen::Student(student)) => {
                if let Some(open) = &mut student.form {
                    open.unkept = None;
                }
            }
            _ => {}
        }
        effect.into_iter().collect()
    }

    pub(super) fn draft_kept(&mut self, student: PersonId, form: &str) -> Vec<Effect> {
        let now = self.now;
        match self.screen_mut() {
            Some(Screen::CheckIn(open)) if open.student == student && form == check_in::FORM => {
                open.kept_at = Some(now);
            }
            Some(Screen::Student(screen)) if screen.student == student => {
                if let Some(open) = &mut screen.form {
                    open.kept_at = Some(now);
                }
            }
            _ => {}
        }
        self.held_on_disk(student, form)
    }

    /// Kept drafts: a check-in's goes into its form, another's opens its form.
    pub(super) fn drafts_came(&mut self, drafts: &[Draft]) {
        let templates = Arc::clone(&self.templates);
        let drafts = &self.with_held(drafts);
        let mut restored = None;
        let mut taken = None;
        match self.screen_mut() {
            Some(Screen::CheckIn(form)) => {
                let was_known = form.knows_draft;
                let of =
                    |draft: &&Draft| draft.form == check_in::FORM && draft.student == form.student;
                let kept = drafts.iter().find(of);
                form.take_draft(kept);
                restored = form.kept_at.filter(|_| !was_known && form.is_restored);
                taken = kept.filter(|_| restored.is_some());
            }
            Some(Screen::Student(screen)) if !screen.knows_draft => {
                screen.knows_draft = true;
                let kept = drafts
                    .iter()
                    .find(|draft| draft.student == screen.student && draft.form != check_in::FORM);
                if let Some(draft) = kept
                    && screen.form.is_none()
                    && let Ok((purpose, content)) =
                        serde_json::from_str::<(edit::Purpose, super::form::Content)>(&draft.body)
                {
                    let mut form = purpose.form(&templates, screen.record.as_deref());
                    form.fill(&content);
                    screen.form = Some(Open {
                        form,
                        purpose,
                        unkept: None,
                        kept_at: Some(draft.kept_at),
                        is_stale: false,
                    });
                    restored = Some(draft.kept_at);
                    taken = Some(draft);
                }
            }
            _ => {}
        }
        if let Some(draft) = taken {
            self.drafts.know(draft);
        }
        if restored.is_some() {
            self.say(Tone::Look, "Your draft is back; it isn't saved yet.");
        }
    }

    pub(super) fn ask_about_older(&mut self, label: &str) {
        self.layers.push(Layer::Confirm(Confirm::new(
            format!("Your last change is of an earlier session: {label}. Take it back?"),
            "take it back",
            "leave it",
            Purpose::UndoEarlier,
        )));
    }
}
