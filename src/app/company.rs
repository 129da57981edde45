//! The two-person view: who sits beside, and what goes off the screen when somebody does.
//! What may be read of a record is the viewer's to say; here stands whose record it is.

use crate::domain::person::PersonId;
use crate::domain::viewer::Company;

use super::effect::Effect;
use super::layers::Layer;
use super::layers::confirm::{Confirm, Opening, Purpose};
use super::screens::Screen;
use super::screens::student::Tab;
use super::{Model, Tone};

impl Model {
    /// Whether somebody sits beside.
    pub fn is_with_student(&self) -> bool {
        self.viewer.company != Company::Alone
    }

    /// Whether the one who sits beside is another student than this one.
    pub(super) fn is_beside_another(&self, student: PersonId) -> bool {
        !self.viewer.may_open(student)
    }

    /// Turns the two-person view on or off.
    pub(super) fn change_company(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut text = "Two-person view is off.";
        let mut tone = Tone::Done;
        if self.is_with_student() {
            self.viewer.company = Company::Alone;
        } else {
            let shown = self.student_shown();
            let (kept, has_hidden) = self.put_private_away();
            effects = kept;
            // What lies over the screen was found or asked for one pair of eyes.
            self.layers.clear();
            self.cadence = None;
            self.viewer.company = Company::WithStudent(shown);
            self.keep_screens_of(shown);
            text = if has_hidden {
                tone = Tone::Look;
                "Two-person view: what you were writing is for the team; it is kept, and comes back when the view is off."
            } else {
                "Two-person view: other names and private notes are hidden."
            };
        }
        // A note to a group names it.
        self.screens
            .retain(|screen| !matches!(screen, Screen::GroupNote(_)));
        // What was read for one pair of eyes isn't shown to two.
        self.roster.card = None;
        self.screens
            .retain(|screen| !matches!(screen, Screen::Grid(_)));
        for screen in &mut self.screens {
            if let Screen::Student(student) = screen {
                student.forget_read();
            }
        }
        self.say(tone, text);
        effects
    }

    /// Whose record is on the screen.
    pub(super) fn student_shown(&self) -> Option<PersonId> {
        match self.screen() {
            Screen::Student(student) => Some(student.student),
            Screen::CheckIn(form) => Some(form.student),
            Screen::Start(_)
            | Screen::Roster
            | Screen::Grid(_)
            | Screen::GroupNote(_)
            | Screen::Kiosk(_)
            | Screen::Summary => None,
        }
    }

    /// Takes what is half-written for others than the student off the screens, and says
    /// whether there was any; its drafts are kept. What the student may read stays, as
    /// something written beside them.
    fn put_private_away(&mut self) -> (Vec<Effect>, bool) {
        let mut effects = self.keep_draft_now();
        let is_turn = self.is_turn();
        let count = self.screens.len();
        self.screens
            .retain(|screen| !matches!(screen, Screen::CheckIn(form) if form.is_private()));
        let mut has_hidden = self.screens.len() < count;
        if has_hidden && is_turn {
            self.end_round();
        }
        let now = self.now;
        let mut moved = Vec::new();
        for screen in &mut self.screens {
            match screen {
                Screen::Student(screen) => {
                    let is_private = |open: &mut super::screens::student::Open| open.is_private();
                    if screen.form.take_if(is_private).is_some() {
                        has_hidden = true;
                    } else if let Some(open) = &mut screen.form {
                        moved.push(open.move_beside(screen.student, now));
                    }
                }
                Screen::CheckIn(form) => moved.push(form.move_beside(now)),
                _ => {}
            }
        }
        for draft in moved {
            effects.extend(self.forget_draft(draft));
        }
        (effects, has_hidden)
    }

    /// Takes the screens of other students away; what is half-written there was kept
    /// when it was covered.
    fn keep_screens_of(&mut self, student: Option<PersonId>) {
        let Some(student) = student else { return };
        self.screens.retain(|screen| match screen {
            Screen::Student(screen) => screen.student == student,
            Screen::CheckIn(form) => form.student == student,
            _ => true,
        });
    }

    /// Whether a student's record may be opened now. The first one that is opened in the
    /// two-person view says who sits beside; another is opened when the seats have changed.
    pub(super) fn takes_seat(&mut self, student: PersonId, opening: Opening) -> bool {
        if self.is_beside_another(student) {
            self.ask_seats(student, opening);
            return false;
        }
        if self.is_with_student() {
            self.viewer.company = Company::WithStudent(Some(student));
        }
        true
    }

    /// In the two-person view no screen of another student's record stays on top, however it
    /// came there: it would wait for what isn't read. What is half-written on it is kept.
    pub(super) fn leave_other_records(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self
            .student_shown()
            .is_some_and(|student| self.is_beside_another(student))
        {
            effects.extend(self.keep_draft_now());
            if self.is_turn() {
                self.leave_round();
            }
            self.screens.pop();
        }
        effects
    }

    pub(super) fn ask_seats(&mut self, student: PersonId, opening: Opening) {
        self.layers.push(Layer::Confirm(Confirm::new(
            "This is another student's record, and the two-person view is on. Open it when that student sits here and the one before has gone.".into(),
            "open it",
            "leave it",
            Purpose::ChangeSeats(student, opening),
        )));
    }

    /// Another student sits here now.
    pub(super) fn seats_changed(&mut self, student: PersonId, opening: Opening) -> Vec<Effect> {
        let effects = self.keep_draft_now();
        self.viewer.company = Company::WithStudent(Some(student));
        self.keep_screens_of(Some(student));
        match opening {
            Opening::Record => self.open_student(Tab::Overview),
            Opening::CheckIn => self.open_check_in(student),
            Opening::Turn => self.go_on_with_round(),
        }
        effects
    }

    /// A change's label as the two may read it: it may name another student.
    pub(super) fn label_for_two(&self, label: String) -> String {
        if self.is_with_student() {
            "your last change".into()
        } else {
            label
        }
    }

    /// What was saved about somebody, as the two may read it.
    pub(super) fn said_for_two(&self, said: String, about: Option<PersonId>) -> String {
        let is_theirs = about.is_some_and(|about| self.viewer.is_beside(about));
        if self.is_with_student() && !is_theirs {
            "Saved.".into()
        } else {
            said
        }
    }

    /// Says that something would show other students' records to the one who sits here.
    pub(in crate::app) fn say_not_for_two(&mut self) {
        let text = "Not in the two-person view: other students' records stay off the screen.";
        self.say(Tone::Look, text);
    }
}
