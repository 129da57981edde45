//! Going on from one student to the next: what follows a save, what a key does
//! that has nothing to save, and how the last step is taken back. Storing is
//! `saving`'s.

use crate::domain::person::{PersonId, full_name};
use crate::domain::query::RosterRow;

use super::effect::Effect;
use super::layers::confirm::Opening;
use super::screens::Screen;
use super::screens::check_in::CheckIn;
use super::screens::checking_in::Then;
use super::screens::round::{Round, Turn};
use super::{Model, Tone};

/// The step from one student to the next that was made last.
#[derive(Debug, Clone)]
pub struct Step {
    /// Who was left.
    student: PersonId,
    /// Whose form it led to; none where it led to the end of a round.
    to: Option<PersonId>,
    /// What it ended in a round.
    turn: Option<Turn>,
    /// The change that it came with.
    ticket: u64,
    /// Whether the disk has that change.
    is_saved: bool,
    /// The form as it was sent, where there was one.
    form: Option<Box<CheckIn>>,
}

/// What this session has stored, change by change, so that an undo finds which turn of the
/// round it took back.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    done: Vec<Done>,
    undone: Vec<Done>,
}

/// A change, as the book calls it, about whom it is, and the turn of the round that it ended.
#[derive(Debug, Clone)]
pub(super) struct Done {
    label: String,
    about: Option<PersonId>,
    pub(super) turn: Option<(PersonId, Turn)>,
}

impl Trail {
    /// A change is on the disk.
    pub(super) fn saved(
        &mut self,
        label: String,
        about: Option<PersonId>,
        turn: Option<(PersonId, Turn)>,
    ) {
        self.undone.clear();
        self.done.push(Done { label, about, turn });
    }

    /// The last change was taken back, if it is one of these.
    pub(super) fn took_back(&mut self, label: &str) -> Option<Done> {
        let done = self.done.pop_if(|done| done.label == label)?;
        self.undone.push(done.clone());
        Some(done)
    }

    /// It was done again.
    pub(super) fn brought_again(&mut self, label: &str) -> Option<Done> {
        let done = self.undone.pop_if(|done| done.label == label)?;
        self.done.push(done.clone());
        Some(done)
    }

    /// Another round begins: what was done before has no turn in it.
    pub(super) fn begin_round(&mut self) {
        for done in self.done.iter_mut().chain(&mut self.undone) {
            done.turn = None;
        }
    }
}

impl Model {
    /// Moves on once a form was sent: the roster's cursor to who followed, a
    /// round to the next turn.
    pub(super) fn go_on_after(
        &mut self,
        (student, follower): (PersonId, Option<PersonId>),
        turn: Option<Turn>,
        then: Then,
    ) {
        let step = |to| Step {
            student,
            to,
            turn,
            ticket: self.ticket,
            is_saved: false,
            form: None,
        };
        if let (Some(round), Some(turn)) = (&mut self.round, turn) {
            round.end_turn(student, turn);
            self.step = Some(step(round.current()));
            self.next_turn();
            return;
        }
        if then == Then::Next {
            match self.next_to_meet(student, follower) {
                Some((next, _)) => {
                    self.step = Some(step(Some(next)));
                    self.go_to_form(next);
                }
                None => {
                    if let Some(saving) = self.saving.last_mut() {
                        saving.add("Nobody follows on the roster.");
                    }
                }
            }
        } else if matches!(self.screen(), Screen::Roster) {
            self.roster.go_on_from(student, follower, self.size);
            self.roster.moved(self.now);
        }
    }

    /// Goes on from a form in which nothing is: nothing is saved, and at the end
    /// of the list it stays.
    pub(super) fn pass_by(&mut self) -> Vec<Effect> {
        let Screen::CheckIn(form) = self.screen() else {
            return vec![];
        };
        let (student, follower) = (form.student, form.follower);
        let name = form.record.as_ref().map(|record| record.person.called());
        let name = name.filter(|_| !self.is_with_student());
        let for_whom = name.map_or(String::new(), |name| format!(" for {name}"));
        if self.is_turn() {
            return self.pass_by_in_round(student, &for_whom);
        }
        let Some((next, next_name)) = self.next_to_meet(student, follower) else {
            let rows = self.roster.shown().rows();
            let why = if rows.iter().any(|row| row.student == student) {
                "the last student"
            } else {
                "who isn't on the roster as it is shown"
            };
            self.say(Tone::Look, format!("Nothing to save{for_whom}, {why}."));
            return vec![];
        };
        let effects = self.close_screen();
        self.forget_step();
        self.go_to_form(next);
        self.say(
            Tone::Look,
            format!("Nothing to save{for_whom}; on to {next_name}."),
        );
        effects
    }

    /// In a round who is passed by comes again at the end, once.
    fn pass_by_in_round(&mut self, student: PersonId, for_whom: &str) -> Vec<Effect> {
        if !self
            .round
            .as_mut()
            .is_some_and(|round| round.pass_by(student))
        {
            let text = format!("Nothing to save{for_whom}; nobody else is left in the round.");
            self.say(Tone::Look, text);
            return vec![];
        }
        let effects = self.close_screen();
        self.step = None;
        self.next_turn();
        let text = format!("Nothing to save{for_whom}, who comes again at the end of the round.");
        self.say(Tone::Look, text);
        effects
    }

    /// Opens the form of who is next, on the screens below too.
    fn go_to_form(&mut self, next: PersonId) {
        let height = self.roster.height(self.size);
        self.roster.shown_mut().go_to(next, height);
        self.roster.moved(self.now);
        if self.is_beside_another(next) {
            self.ask_seats(next, Opening::CheckIn);
            return;
        }
        if let Some(Screen::Student(screen)) = self.screen_mut() {
            screen.turn_to(next);
        }
        self.open_check_in(next);
    }

    /// Who follows on the roster and isn't done with today, with what may be said of them: as it
    /// stood when the student's form was opened, where that can be told.
    fn next_to_meet(
        &self,
        student: PersonId,
        follower: Option<PersonId>,
    ) -> Option<(PersonId, String)> {
        let rows = self.roster.shown().rows();
        let is_to_meet =
            |row: &&RosterRow| row.student != student && row.standing.last_met != Some(self.today);
        let from = |first: PersonId| {
            let mut rows = rows.iter().skip_while(move |row| row.student != first);
            rows.find(is_to_meet)
        };
        let next = follower.and_then(from).or_else(|| from(student))?;
        let name = if self.is_with_student() {
            "the next student".to_owned()
        } else {
            full_name(&next.given, &next.family)
        };
        Some((next.student, name))
    }

    /// The disk has a change: the last step came with it, or is no longer the last thing done.
    pub(super) fn step_saved(&mut self, ticket: u64, form: Option<Box<CheckIn>>) {
        match &mut self.step {
            Some(step) if step.ticket == ticket => {
                step.is_saved = true;
                step.form = form;
            }
            _ => self.step = None,
        }
    }

    /// A student's change was refused: whoever had their turn has it again.
    pub(super) fn step_refused(&mut self, student: PersonId) {
        self.step = None;
        let height = self.roster.height(self.size);
        self.roster.shown_mut().go_to(student, height);
        self.roster.moved(self.now);
        if let Some(Screen::Student(screen)) = self.screen_mut()
            && screen.student != student
        {
            screen.turn_to(student);
        }
    }

    /// Somebody is somewhere else now: the last step isn't taken back from there.
    pub(super) fn forget_step(&mut self) {
        self.step = None;
    }

    /// Whether the last step can be taken back where it led to: on a form in which
    /// nothing is, outside text.
    pub fn can_step_back(&self) -> bool {
        let is_text = matches!(self.screen(), Screen::CheckIn(form) if form.text().is_some());
        !is_text
            && self
                .step
                .as_ref()
                .is_some_and(|step| step.is_saved && self.is_where_it_led(step))
    }

    fn is_where_it_led(&self, step: &Step) -> bool {
        match self.screen() {
            Screen::CheckIn(form) => form.is_untouched() && Some(form.student) == step.to,
            Screen::Summary => step.turn.is_some(),
            Screen::Start(_)
            | Screen::Roster
            | Screen::Student(_)
            | Screen::Grid(_)
            | Screen::GroupNote(_)
            | Screen::Kiosk(_) => false,
        }
    }

    /// The last change was taken back: a turn that it ended is still to come, and if a step
    /// came with it, the student who was left is gone back to, with the form as it was.
    pub(super) fn stepped_back(&mut self, done: Option<Done>, label: String) {
        self.go_to_changed(done.as_ref());
        let turn = done.and_then(|done| done.turn);
        let step = self.step.take().filter(|step| step.is_saved);
        let is_where_it_led = step.as_ref().is_some_and(|step| self.is_where_it_led(step));
        let has_gone_on = !is_where_it_led && self.has_turn_open();
        if let (Some(round), Some((student, turn))) = (&mut self.round, turn)
            && !round.queue.contains(&student)
        {
            round.put_back(student, turn, has_gone_on);
            if is_where_it_led {
                round.go_on(self.now);
            }
        }
        let Some(step) = step.filter(|_| is_where_it_led) else {
            return;
        };
        self.screens.pop();
        let (student, now) = (step.student, self.now);
        self.go_to_form(student);
        if let (Some(mut form), Some(Screen::CheckIn(open))) = (step.form, self.screen_mut())
            && open.is_untouched()
        {
            form.unkept = Some((now, now));
            let draft = form.draft(now);
            *open = form;
            self.given_back = Some((label, draft));
        }
    }

    /// At the roster, goes to whoever a change is about that was taken back or done again, since
    /// that moves them.
    fn go_to_changed(&mut self, done: Option<&Done>) {
        let Some(student) = done.and_then(|done| done.about) else {
            return;
        };
        if matches!(self.screen(), Screen::Roster) && !self.roster.is_finding() {
            let height = self.roster.height(self.size);
            self.roster.list.go_to(student, height);
            self.roster.moved(self.now);
        }
    }

    /// Whether the form of the turn under way is open, on the screen or below it.
    fn has_turn_open(&self) -> bool {
        let round = self.round.as_ref().filter(|round| round.ended.is_none());
        let current = round.and_then(Round::current);
        self.screens
            .iter()
            .any(|screen| matches!(screen, Screen::CheckIn(form) if Some(form.student) == current))
    }

    /// The last change that was taken back is done again, and ends the turn that it ended: its
    /// form, where it was open again, goes, and what was written in it since is kept.
    pub(super) fn stepped_again(&mut self, done: Option<Done>) -> Vec<Effect> {
        self.step = None;
        self.go_to_changed(done.as_ref());
        let Some((student, turn)) = done.and_then(|done| done.turn) else {
            return vec![];
        };
        let has_it = |round: &Round| round.queue.contains(&student);
        if !self.round.as_ref().is_some_and(has_it) {
            return vec![];
        }
        let is_under_way =
            self.has_turn_open() && self.round.as_ref().and_then(Round::current) == Some(student);
        let is_turn = self.is_turn();
        if let Some(round) = &mut self.round {
            round.end_turn(student, turn);
        }
        if !is_under_way {
            return vec![];
        }
        let effects = self.take_form_away(student);
        if is_turn {
            self.next_turn();
        } else {
            self.leave_round();
        }
        effects
    }

    /// Takes a student's open check-in off the screens; what is written in it is kept.
    fn take_form_away(&mut self, student: PersonId) -> Vec<Effect> {
        let is_theirs =
            |screen: &Screen| matches!(screen, Screen::CheckIn(form) if form.student == student);
        let place = self.screens.iter().position(is_theirs);
        match place.map(|place| self.screens.remove(place)) {
            Some(Screen::CheckIn(form)) if !form.is_blank() => {
                let draft = form.draft(self.now);
                vec![self.keep_draft(draft)]
            }
            _ => vec![],
        }
    }

    /// A change is stored again that an undo had given back to be written: its draft goes,
    /// unless something was written in it since.
    pub(super) fn stored_again(&mut self, label: &str) -> Vec<Effect> {
        let Some((_, draft)) = self.given_back.take_if(|(what, _)| what == label) else {
            return vec![];
        };
        let latest = self.half_written.latest(draft.student, &draft.form);
        if latest.is_none_or(|latest| latest == draft.body) {
            return self.forget_draft(draft);
        }
        vec![]
    }
}
