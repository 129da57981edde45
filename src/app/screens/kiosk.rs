//! Student mode at a shared terminal: the door, where a number and a PIN let one student in;
//! their visit; and the way out, which takes the PIN of whoever opened it. Nothing of the one
//! before is on the screen, nor can be scrolled back to, once they have left. What is asked in
//! a visit stands in `visit`, what may be read of a record is the viewer's to say.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::saving::Saving;
use crate::app::{Model, Tone};
use crate::domain::change::Hand;
use crate::domain::ids::{Id, Moment};
use crate::domain::person::PersonId;
use crate::domain::pin::{Pin, Tried};
use crate::domain::query::{Query, StudentRecord};
use crate::domain::viewer::Viewer;

use super::Screen;
use super::visit::Visit;

/// Milliseconds without a key after which a student is taken to have left.
const IDLE: i64 = 60_000;
/// For how many of the last seconds it is counted down.
const COUNTED: i64 = 20;
/// Most letters of a number or a PIN.
const LONGEST: usize = 40;

/// The screen.
#[derive(Debug, Clone)]
pub struct Kiosk {
    /// Whose terminal it is: "Room 12".
    pub title: String,
    /// Where somebody is.
    pub at: Place,
}

/// Where somebody is.
#[derive(Debug, Clone)]
pub enum Place {
    /// Before the door.
    Door(Door),
    /// In, with their own day.
    In(Box<Visit>),
    /// At the way out, which a PIN opens.
    WayOut(Door),
}

/// What is typed to be let through.
#[derive(Debug, Clone, Default)]
pub struct Door {
    /// The student's number; not asked at the way out.
    pub number: Field,
    /// The PIN.
    pub pin: Field,
    /// Whether the PIN has the focus.
    pub is_on_pin: bool,
    /// Whether it is being looked at.
    pub is_tried: bool,
}

impl Kiosk {
    /// Nobody is here.
    pub fn new(title: String) -> Self {
        Self {
            title,
            at: Place::Door(Door::default()),
        }
    }

    /// The visit, while somebody is in.
    pub fn visit(&self) -> Option<&Visit> {
        match &self.at {
            Place::In(visit) => Some(visit),
            Place::Door(_) | Place::WayOut(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn visit_mut(&mut self) -> Option<&mut Visit> {
        match &mut self.at {
            Place::In(visit) => Some(visit),
            Place::Door(_) | Place::WayOut(_) => None,
        }
    }

    /// The text with the focus.
    pub fn text(&self) -> Option<&Field> {
        match &self.at {
            Place::Door(door) if !door.is_on_pin => Some(&door.number),
            Place::Door(door) | Place::WayOut(door) => Some(&door.pin),
            Place::In(visit) => visit.text(),
        }
    }

    fn text_mut(&mut self) -> Option<&mut Field> {
        match &mut self.at {
            Place::Door(door) => Some(if door.is_on_pin {
                &mut door.pin
            } else {
                &mut door.number
            }),
            Place::WayOut(door) => Some(&mut door.pin),
            Place::In(visit) => visit.text_mut(),
        }
    }

    /// What it asks for: of whoever is in, and of nobody else.
    pub fn needs(&self) -> Vec<Query> {
        self.visit().map_or_else(Vec::new, |visit| {
            vec![
                Query::Student(visit.student),
                Query::Drafts(Some(visit.student)),
            ]
        })
    }

    /// Whether the next key can't be understood yet.
    pub fn is_waiting(&self) -> bool {
        match &self.at {
            Place::Door(door) | Place::WayOut(door) => door.is_tried,
            Place::In(visit) => !visit.is_ready(),
        }
    }

    /// How many seconds are left until whoever is here is taken to have left, once they are
    /// counted.
    pub fn seconds_left(&self, last_key: Moment, now: Moment) -> Option<i64> {
        let is_somebody = match &self.at {
            Place::Door(door) => !door.number.is_blank() || !door.pin.is_blank(),
            Place::WayOut(_) => true,
            Place::In(visit) => !visit.is_saving,
        };
        let left = (last_key.plus(IDLE).0 - now.0).max(0).div_euclid(1_000);
        is_somebody.then_some(left)
    }

    /// The next moment at which that changes what is shown.
    pub fn next_deadline(&self, last_key: Moment, now: Moment) -> Option<Moment> {
        let left = self.seconds_left(last_key, now)?;
        let end = last_key.plus(IDLE);
        // Counted from 20 down, at each whole second before the end.
        let next = if left > COUNTED {
            COUNTED
        } else {
            (left - 1).max(0)
        };
        Some(end.plus(-next * 1_000))
    }

    /// The seconds that are shown.
    pub fn countdown(&self, last_key: Moment, now: Moment) -> Option<i64> {
        let left = self.seconds_left(last_key, now)?;
        (left <= COUNTED).then_some(left)
    }
}

impl Model {
    /// Student mode: nobody is let in yet, and nobody is working.
    #[must_use]
    pub fn kiosk(mut self, title: String) -> Self {
        self.viewer = Viewer::at_kiosk(Id::new(0));
        self.screens = vec![Screen::Kiosk(Box::new(Kiosk::new(title)))];
        self
    }

    fn kiosk_mut(&mut self) -> Option<&mut Kiosk> {
        match self.screen_mut() {
            Some(Screen::Kiosk(kiosk)) => Some(kiosk),
            _ => None,
        }
    }

    fn visit_mut(&mut self) -> Option<&mut Visit> {
        self.kiosk_mut()?.visit_mut()
    }

    /// When the last key was pressed, for the countdown.
    pub fn last_key(&self) -> Moment {
        self.last_key
    }

    /// Everything that a key means here; what works elsewhere doesn't.
    pub(in crate::app) fn act_on_kiosk(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::Redraw {
            return vec![Effect::Redraw];
        }
        let Some(kiosk) = self.kiosk_mut() else {
            return vec![];
        };
        if kiosk.is_waiting() {
            return vec![];
        }
        match &kiosk.at {
            Place::Door(_) => self.act_at_door(action),
            Place::WayOut(_) => self.act_at_way_out(action),
            Place::In(_) => self.act_in_visit(action),
        }
    }

    fn act_at_door(&mut self, action: Action) -> Vec<Effect> {
        // Whoever left is nobody here any more.
        self.viewer = Viewer::at_kiosk(Id::new(0));
        let Some(kiosk) = self.kiosk_mut() else {
            return vec![];
        };
        let Place::Door(door) = &mut kiosk.at else {
            return vec![];
        };
        match action {
            Action::GoOn | Action::NextQuestion if !door.is_on_pin => {
                if !door.number.is_blank() {
                    door.is_on_pin = true;
                }
            }
            Action::GoOn if !door.pin.is_blank() => {
                door.is_tried = true;
                let number = door.number.text();
                let pin = Pin::tried(&door.pin.text());
                return vec![Effect::TryPin {
                    number: Some(number),
                    pin,
                }];
            }
            Action::QuestionBefore => door.is_on_pin = false,
            Action::SayGoodbye => *door = Door::default(),
            Action::EndKiosk => kiosk.at = Place::WayOut(Door::default()),
            action => {
                if let Some(field) = kiosk.text_mut() {
                    field.act(action);
                }
            }
        }
        vec![]
    }

    fn act_at_way_out(&mut self, action: Action) -> Vec<Effect> {
        let Some(kiosk) = self.kiosk_mut() else {
            return vec![];
        };
        let Place::WayOut(door) = &mut kiosk.at else {
            return vec![];
        };
        match action {
            Action::GoOn if !door.pin.is_blank() => {
                door.is_tried = true;
                let pin = Pin::tried(&door.pin.text());
                return vec![Effect::TryPin { number: None, pin }];
            }
            Action::SayGoodbye | Action::EndKiosk => kiosk.at = Place::Door(Door::default()),
            action => {
                door.pin.act(action);
            }
        }
        vec![]
    }

    fn act_in_visit(&mut self, action: Action) -> Vec<Effect> {
        let now = self.now;
        let Some(visit) = self.visit_mut() else {
            return vec![];
        };
        match action {
            Action::NextQuestion => {
                visit.step_on(1);
            }
            Action::QuestionBefore => {
                visit.step_on(-1);
            }
            // Behind the last question there is nothing but the end.
            Action::GoOn => {
                if !visit.step_on(1) {
                    return self.keep_review();
                }
            }
            Action::Tick => {
                if visit.tick() {
                    visit.touched(now);
                }
            }
            Action::RaiseRating | Action::LowerRating => {
                let up = action == Action::RaiseRating;
                if visit.text().is_none() && visit.shift_level(up) {
                    visit.touched(now);
                } else if let Some(field) = visit.text_mut() {
                    field.act(if up {
                        Action::CaretRight
                    } else {
                        Action::CaretLeft
                    });
                }
            }
            Action::Finish => return self.keep_review(),
            Action::SayGoodbye => {
                return self.sign_out("Good-bye! What you did so far is kept for you.");
            }
            Action::EndKiosk => {
                let effects = self.sign_out("");
                if let Some(kiosk) = self.kiosk_mut() {
                    kiosk.at = Place::WayOut(Door::default());
                }
                return effects;
            }
            action => {
                if visit.text_mut().is_some_and(|field| field.act(action)) {
                    visit.touched(now);
                }
            }
        }
        vec![]
    }

    /// A letter for the text with the focus.
    pub(in crate::app) fn typed_at_kiosk(&mut self, letters: &str) {
        let now = self.now;
        let mut is_full = false;
        let Some(kiosk) = self.kiosk_mut() else {
            return;
        };
        if kiosk.is_waiting() {
            return;
        }
        let is_in = kiosk.visit().is_some();
        if let Some(field) = kiosk.text_mut() {
            let room = LONGEST.saturating_sub(field.text().chars().count());
            let letters: String = if is_in {
                letters.to_owned()
            } else {
                letters.chars().take(room).collect()
            };
            is_full = !field.paste(&letters);
        }
        if let Some(visit) = kiosk.visit_mut() {
            visit.touched(now);
        }
        if is_full {
            self.say(Tone::Look, "The text is full; what follows isn't taken.");
        }
    }

    /// A digit where nothing is typed: an answer.
    pub(in crate::app) fn digit_at_kiosk(&mut self, digit: u8) {
        let now = self.now;
        let Some(visit) = self.visit_mut().filter(|visit| visit.is_ready()) else {
            return;
        };
        let answered = visit.answer(digit);
        visit.touched(now);
        if let Err(sentence) = answered {
            self.say(Tone::Look, sentence);
        }
    }

    /// A PIN was looked at.
    pub(in crate::app) fn pin_tried(&mut self, tried: Tried) -> Vec<Effect> {
        let (now, today) = (self.now, self.today);
        // Whoever has just come in has the whole time.
        self.last_key = now;
        let Some(kiosk) = self.kiosk_mut() else {
            return vec![];
        };
        let is_way_out = matches!(kiosk.at, Place::WayOut(_));
        if let Place::Door(door) | Place::WayOut(door) = &mut kiosk.at {
            *door = Door {
                number: std::mem::take(&mut door.number),
                is_on_pin: matches!(tried, Tried::Wrong(0)),
                ..Door::default()
            };
        }
        match tried {
            Tried::Right(_) if is_way_out => return vec![Effect::Quit],
            Tried::Right(student) => {
                kiosk.at = Place::In(Box::new(Visit::new(student, now, today)));
                self.viewer = Viewer::at_kiosk(student);
                return vec![];
            }
            Tried::Wrong(_) | Tried::Waits(_) | Tried::Several => {}
        }
        self.say(Tone::Look, tried.sentence(is_way_out));
        vec![]
    }

    /// No PIN could be looked at.
    pub(in crate::app) fn pin_not_tried(&mut self) {
        if let Some(Kiosk {
            at: Place::Door(door) | Place::WayOut(door),
            ..
        }) = self.kiosk_mut()
        {
            door.is_tried = false;
            door.pin.set("");
        }
    }

    /// The record of whoever is in; without one they are nobody here.
    pub(in crate::app) fn own_record_came(
        &mut self,
        student: PersonId,
        record: Option<Box<StudentRecord>>,
    ) -> Vec<Effect> {
        match (self.visit_mut(), record) {
            (Some(visit), Some(record)) if visit.student == student => {
                visit.take_record(record);
                vec![]
            }
            (Some(visit), None) if visit.student == student => {
                self.sign_out("There is no page for you here. Ask your teacher.")
            }
            _ => vec![],
        }
    }

    /// Sends the review to the disk; an empty one is none.
    fn keep_review(&mut self) -> Vec<Effect> {
        let (person, now, today) = (self.viewer.person, self.now, self.today);
        let mut mint = self.mint.clone();
        let Some(visit) = self.visit_mut() else {
            return vec![];
        };
        if visit.is_blank() {
            return self.sign_out("Good-bye!");
        }
        let mut hand = Hand {
            person,
            mint: &mut mint,
            now,
            today,
        };
        let change = match visit.change(&mut hand) {
            Ok(change) => change,
            Err(sentence) => {
                self.say(Tone::Look, sentence);
                return vec![];
            }
        };
        let draft = visit.draft(now);
        visit.is_saving = true;
        visit.unkept = None;
        self.mint = mint;
        self.draft_is_over(draft.student, &draft.form);
        let forget = Some(self.half_written.spent(draft));
        let ticket = self.next_ticket();
        self.saving.push(Saving::review(ticket, person));
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget,
        }]
    }

    /// The review is on the disk.
    pub(in crate::app) fn review_saved(&mut self) -> Vec<Effect> {
        if let Some(visit) = self.visit_mut() {
            let (student, form) = (visit.student, visit.draft(Moment(0)).form);
            visit.unkept = None;
            self.half_written.let_go(student, &form);
        }
        self.sign_out("It is kept. Good-bye!")
    }

    /// The review isn't on the disk: it stays on the screen.
    pub(in crate::app) fn review_refused(&mut self) {
        let now = self.now;
        if let Some(visit) = self.visit_mut() {
            visit.is_saving = false;
            visit.touched(now);
        }
    }

    /// Nobody is here any more: the screen, and what can be scrolled back to, hold nothing of
    /// whoever was. Their viewer stays until the next key, which is when what they left has
    /// been sent to the disk in their name; nothing is asked for meanwhile.
    fn sign_out(&mut self, sentence: &str) -> Vec<Effect> {
        let mut effects = self.keep_draft_now();
        if let Some(kiosk) = self.kiosk_mut() {
            kiosk.at = Place::Door(Door::default());
        }
        self.notice = None;
        if !sentence.is_empty() {
            self.say(Tone::Done, sentence);
        }
        effects.push(Effect::ClearScrollback);
        effects
    }

    /// Time has passed: whoever went away without a word is signed out.
    pub(in crate::app) fn elapsed_at_kiosk(&mut self) -> Vec<Effect> {
        let (last_key, now) = (self.last_key, self.now);
        let left = self
            .kiosk_mut()
            .and_then(|kiosk| kiosk.seconds_left(last_key, now));
        if left == Some(0) {
            return self.sign_out("");
        }
        vec![]
    }
}
