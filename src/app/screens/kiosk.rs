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
use crate::domain::query::{Draft, Query, StudentRecord};
use crate::domain::viewer::Viewer;

use super::Screen;
use super::door::Door;
use super::visit::{self, Visit};

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
    /// Whether what the disk didn't take was to be written to a rescue file.
    pub is_rescued: bool,
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

impl Kiosk {
    /// Nobody is here.
    pub fn new(title: String) -> Self {
        Self {
            title,
            at: Place::Door(Door::default()),
            is_rescued: false,
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

    pub(super) fn text_mut(&mut self) -> Option<&mut Field> {
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

    /// What of that isn't here yet.
    pub fn lacks(&self) -> Vec<Query> {
        let is_here = |visit: &Visit| visit.record.is_some() && visit.knows_draft;
        if self.visit().is_none_or(is_here) {
            return Vec::new();
        }
        self.needs()
    }

    /// Whether the next key can't be understood yet.
    pub fn is_waiting(&self) -> bool {
        match &self.at {
            Place::Door(door) | Place::WayOut(door) => door.tried.is_some(),
            Place::In(visit) => !visit.is_ready(),
        }
    }

    /// How many seconds are left until whoever is here is taken to have left, once they are
    /// counted.
    pub fn seconds_left(&self, last_key: Moment, now: Moment) -> Option<i64> {
        let is_somebody = match &self.at {
            Place::Door(door) if door.tried.is_none() => {
                !door.number.is_blank() || !door.pin.is_blank()
            }
            Place::WayOut(door) => door.tried.is_none(),
            Place::Door(_) => false,
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

    pub(super) fn kiosk_mut(&mut self) -> Option<&mut Kiosk> {
        match self.screen_mut() {
            Some(Screen::Kiosk(kiosk)) => Some(kiosk),
            _ => None,
        }
    }

    fn visit_mut(&mut self) -> Option<&mut Visit> {
        self.kiosk_mut()?.visit_mut()
    }

    /// Whether keys that are typed ahead are for nobody: another may sit here when they are
    /// heard.
    pub fn drops_keys(&self) -> bool {
        matches!(self.screen(), Screen::Kiosk(kiosk) if kiosk.is_waiting())
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
                let is_blank = visit.is_blank();
                let student = visit.student;
                let is_only_here = self.only_here().any(|draft| draft.student == student);
                return self.sign_out(match (is_blank, is_only_here) {
                    (true, _) => "Good-bye!",
                    (_, true) => "Good-bye! Tell your teacher: what you did couldn't be kept.",
                    _ => "Good-bye! What you did so far is kept for you.",
                });
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

    /// Letters for the text with the focus; the end is missing when they were cut.
    pub(in crate::app) fn typed_at_kiosk(&mut self, letters: &str, cut: bool) {
        let now = self.now;
        let Some(kiosk) = self.kiosk_mut().filter(|kiosk| !kiosk.is_waiting()) else {
            return;
        };
        let is_in = kiosk.visit().is_some();
        let Some(field) = kiosk.text_mut() else {
            return;
        };
        let room = LONGEST.saturating_sub(field.text().chars().count());
        let letters: String = if is_in {
            letters.to_owned()
        } else {
            letters.chars().take(room).collect()
        };
        let is_whole = field.paste(&letters) && !cut;
        if let Some(visit) = kiosk.visit_mut() {
            visit.touched(now);
        }
        if !is_whole {
            self.say(Tone::Look, "The text is full; what follows isn't taken.");
        }
    }

    /// A digit where nothing is typed: an answer.
    pub(in crate::app) fn digit_at_kiosk(&mut self, digit: u8) {
        let now = self.now;
        let Some(visit) = self.visit_mut().filter(|visit| visit.is_ready()) else {
            return;
        };
        match visit.answer(digit) {
            Ok(()) => visit.touched(now),
            Err(sentence) => self.say(Tone::Look, sentence),
        }
    }

    /// The record of whoever is in; without one they are nobody here. What is on its way to
    /// the disk is waited for first.
    pub(in crate::app) fn own_record_came(
        &mut self,
        student: PersonId,
        record: Option<Box<StudentRecord>>,
    ) -> Vec<Effect> {
        let visit = self.visit_mut().filter(|visit| visit.student == student);
        match (visit, record) {
            (Some(visit), _) if visit.is_saving => vec![],
            (Some(visit), Some(record)) => {
                if visit.take_record(record) {
                    self.say(
                        Tone::Look,
                        "Your teacher has changed something; look again.",
                    );
                }
                vec![]
            }
            (Some(_), None) => self.sign_out("There is no page for you here. Ask your teacher."),
            (None, _) => vec![],
        }
    }

    /// The record can't be read right now: one that is here stays, and is asked for again.
    pub(in crate::app) fn own_record_unread(&mut self) -> Vec<Effect> {
        match self.visit_mut() {
            Some(visit) if visit.record.is_none() => {
                self.sign_out("This doesn't work right now. Tell your teacher.")
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
        self.notice = None;
        vec![Effect::Apply {
            ticket,
            change: Box::new(change),
            forget,
        }]
    }

    /// A student's review is on the disk.
    pub(in crate::app) fn review_saved(&mut self, student: PersonId) -> Vec<Effect> {
        let form = Draft::name_beside(visit::FORM);
        self.half_written.let_go(student, &form);
        let visit = self.visit_mut().filter(|visit| visit.student == student);
        if let Some(visit) = visit {
            visit.unkept = None;
            return self.sign_out("It is kept. Good-bye!");
        }
        vec![]
    }

    /// A student's review isn't on the disk: it stays on the screen.
    pub(in crate::app) fn review_refused(&mut self, student: PersonId, is_stale: bool) {
        let now = self.now;
        let visit = self.visit_mut().filter(|visit| visit.student == student);
        let Some(visit) = visit else { return };
        visit.is_saving = false;
        visit.touched(now);
        self.say(
            Tone::Refused,
            if is_stale {
                "Not kept yet: your teacher has changed something. Look again."
            } else {
                "Not kept: something is wrong here. Tell your teacher."
            },
        );
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

    /// Time has passed: whoever went away without a word is signed out. A clock that was set
    /// back gives nobody more than the whole time once more.
    pub(in crate::app) fn elapsed_at_kiosk(&mut self) -> Vec<Effect> {
        self.last_key = self.last_key.min(self.now);
        self.expired_at_kiosk().unwrap_or_default()
    }

    /// Whoever is in is signed out, where their time is over.
    pub(in crate::app) fn expired_at_kiosk(&mut self) -> Option<Vec<Effect>> {
        let (last_key, now) = (self.last_key, self.now);
        let left = self.kiosk_mut()?.seconds_left(last_key, now);
        (left == Some(0)).then(|| self.sign_out(""))
    }
}
