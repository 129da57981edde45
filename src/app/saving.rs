//! Saving: what was sent to the disk and isn't there yet, what is said when it
//! is, and how a text comes back when it couldn't be stored. Drafts are `drafts`.

use crate::domain::change::Change;
use crate::domain::dates;
use crate::domain::person::PersonId;
use crate::domain::query::Spent;

use super::effect::Effect;
use super::layers::Layer;
use super::layers::confirm::{Confirm, Purpose};
use super::msg::Refusal;
use super::screens::Screen;
use super::screens::check_in::CheckIn;
use super::screens::group_note::GroupNote;
use super::screens::round::Turn;
use super::screens::student::{Open, Student, Tab};
use super::{HELD_UP, Model, Tone};

/// A change on its way to the disk, with what is lost if it doesn't arrive.
#[derive(Debug, Clone)]
pub struct Saving {
    ticket: u64,
    /// What the book calls it.
    label: String,
    said: String,
    /// About whom it is.
    about: Option<PersonId>,
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
    /// A note to a group.
    GroupNote(Box<GroupNote>),
    /// Something a single key did.
    Key,
    /// A student's own review at the shared terminal.
    Review(PersonId),
}

impl Saving {
    /// A student's own review; what is said of it, the door says.
    pub(super) fn review(ticket: u64, student: PersonId) -> Self {
        Self {
            ticket,
            label: String::new(),
            said: String::new(),
            about: Some(student),
            what: What::Review(student),
        }
    }

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
        let on = form.day.filter(|day| day.on < self.today);
        let on = on.map_or(String::new(), |day| format!(", on {}", day.said(day.on)));
        let said = format!("Saved: {}{on}{ratings}{own}{next}.", filled.name);
        let draft = form.draft(self.now);
        self.draft_is_over(draft.student, &draft.form);
        // What is on its way already is of this terminal.
        let is_theirs = |saving: &&Saving| saving.about == Some(form.student);
        let on_its_way = self.saving.iter().filter(is_theirs).count() as u64;
        let forget = Some(Spent {
            known: form.known.map(|known| known + on_its_way),
            ..self.half_written.spent(draft)
        });
        let ticket = self.next_ticket();
        self.saving.push(Saving {
            ticket,
            label: change.label.clone(),
            said,
            about: Some(form.student),
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
        let draft = open.draft(student, self.now);
        self.draft_is_over(student, &draft.form);
        let forget = Some(self.half_written.spent(draft));
        self.saving.push(Saving {
            ticket,
            label: change.label.clone(),
            said,
            about: Some(student),
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
        if self.refuse_read_only() {
            return vec![];
        }
        let ticket = self.next_ticket();
        let said = format!("Saved: {}.", change.label);
        self.saving.push(Saving {
            ticket,
            label: change.label.clone(),
            said,
            about: change.subject,
            what: What::Key,
        });
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget: None,
        }]
    }

    /// Sends a note to a group to the disk.
    pub(super) fn save_note_to_group(
        &mut self,
        note: Box<GroupNote>,
        change: Change,
    ) -> Vec<Effect> {
        let ticket = self.next_ticket();
        let draft = note.open.draft(self.viewer.person, self.now);
        self.draft_is_over(draft.student, &draft.form);
        let forget = Some(self.half_written.spent(draft));
        self.saving.push(Saving {
            ticket,
            label: change.label.clone(),
            said: format!("Saved: {}.", change.label),
            about: None,
            what: What::GroupNote(note),
        });
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget,
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
            label: change.label.clone(),
            said,
            about: Some(student),
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
            let mut ended = None;
            let form = match saving.what {
                What::CheckIn(form, mut turn) => {
                    self.half_written.saved(form.student, &form.draft_name());
                    // Whoever is met beside a round that is kept doesn't wait in it any more.
                    if let (Some(round), None) = (&mut self.round, turn)
                        && round.can_go_on()
                        && round.queue.contains(&form.student)
                    {
                        let taken = form.turn_taken();
                        round.end_turn(form.student, taken);
                        turn = Some(taken);
                    }
                    ended = turn.map(|turn| (form.student, turn));
                    Some(form)
                }
                What::Turn(student, turn) => {
                    ended = Some((student, turn));
                    None
                }
                What::Form(student, open) => {
                    self.half_written.saved(student, &open.draft_name);
                    None
                }
                What::GroupNote(note) => {
                    self.half_written
                        .saved(self.viewer.person, &note.open.draft_name);
                    None
                }
                What::Review(student) => return self.review_saved(student),
                What::Key => None,
            };
            self.trail.saved(saving.label, saving.about, ended);
            self.has_saved = true;
            self.step_saved(ticket, form);
            // Several that were sent before the first was there are said together.
            let before = self.saved_at_once;
            self.saved_at_once += 1;
            let said = self.said_for_two(saving.said, saving.about);
            match &mut self.notice {
                Some(notice) if before > 0 && notice.tone == Tone::Done => {
                    notice.text = format!("{said} {before} more saved before.");
                }
                Some(_) => {}
                None => self.say(Tone::Done, said),
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
        // A check-in takes nobody else's place: whoever saves it again wants both.
        let sentence = if refusal.stale && !matches!(saving.what, What::CheckIn(..)) {
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
                form.known = form.known.filter(|_| !refusal.stale);
                if is_writing {
                    let draft = form.draft(self.now);
                    self.screens.insert(place, Screen::CheckIn(form));
                    effects.push(self.keep_draft(draft));
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
                        effects.push(self.keep_draft(draft));
                    }
                }
            }
            What::Turn(student, turn) => {
                self.put_turn_back(student, Some(turn));
                self.step_refused(student);
            }
            What::GroupNote(mut note) => {
                note.open.touched(self.now);
                let draft = note.open.draft(self.viewer.person, self.now);
                self.screens.insert(place, Screen::GroupNote(note));
                effects.push(self.keep_draft(draft));
            }
            What::Review(student) => {
                self.review_refused(student, refusal.stale);
                return vec![];
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

    pub(super) fn ask_about_older(&mut self, label: &str) {
        self.layers.push(Layer::Confirm(Confirm::new(
            format!("Your last change is of an earlier session: {label}. Take it back?"),
            "take it back",
            "leave it",
            Purpose::UndoEarlier,
        )));
    }
}
