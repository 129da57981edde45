//! The doors of student mode: a number and a PIN let one student in, a PIN of whoever opened it
//! lets out. What a PIN is worth is the book's to say; it is looked at there, and what comes
//! back opens only what is still asked.

use std::fmt;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::{Model, Tone};
use crate::domain::ids::Id;
use crate::domain::pin::{Pin, Tried};
use crate::domain::viewer::Viewer;

use super::kiosk::{Kiosk, Place};
use super::visit::Visit;

/// What is typed to be let through.
#[derive(Clone, Default)]
pub struct Door {
    /// The student's number; not asked at the way out.
    pub number: Field,
    /// The PIN.
    pub pin: Field,
    /// Whether the PIN has the focus.
    pub is_on_pin: bool,
    /// The ticket under which it is being looked at; an answer to another one is for nobody.
    pub tried: Option<u64>,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not what is typed.
        let door = &mut f.debug_struct("Door");
        door.field("tried", &self.tried).finish_non_exhaustive()
    }
}

impl Model {
    /// A key at the door.
    pub(super) fn act_at_door(&mut self, action: Action) -> Vec<Effect> {
        // Whoever left is nobody here any more.
        self.viewer = Viewer::at_kiosk(Id::new(0));
        let ticket = self.next_ticket();
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
                door.tried = Some(ticket);
                return vec![Effect::TryPin {
                    ticket,
                    number: Some(door.number.text()),
                    pin: Pin::tried(&door.pin.text()),
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

    /// A key at the way out.
    pub(super) fn act_at_way_out(&mut self, action: Action) -> Vec<Effect> {
        let ticket = self.next_ticket();
        let Some(kiosk) = self.kiosk_mut() else {
            return vec![];
        };
        let Place::WayOut(door) = &mut kiosk.at else {
            return vec![];
        };
        match action {
            Action::GoOn if !door.pin.is_blank() => {
                door.tried = Some(ticket);
                return vec![Effect::TryPin {
                    ticket,
                    number: None,
                    pin: Pin::tried(&door.pin.text()),
                }];
            }
            Action::SayGoodbye | Action::EndKiosk => kiosk.at = Place::Door(Door::default()),
            action => {
                door.pin.act(action);
            }
        }
        vec![]
    }

    /// A PIN was looked at. What it opens is what it was typed for, and still asked.
    pub(in crate::app) fn pin_tried(&mut self, ticket: u64, tried: Tried) -> Vec<Effect> {
        let (now, today) = (self.now, self.today);
        let Some(kiosk) = self.kiosk_mut() else {
            return vec![];
        };
        let (Place::Door(door) | Place::WayOut(door)) = &mut kiosk.at else {
            return vec![];
        };
        if door.tried != Some(ticket) {
            return vec![];
        }
        // Whoever may try once more at once has their number; anybody else begins anew.
        let is_once_more = matches!(tried, Tried::Wrong(0));
        *door = Door {
            number: if is_once_more {
                std::mem::take(&mut door.number)
            } else {
                Field::default()
            },
            is_on_pin: is_once_more,
            ..Door::default()
        };
        let is_way_out = matches!(kiosk.at, Place::WayOut(_));
        match tried {
            Tried::Right(_) if is_way_out => return self.leave_kiosk(),
            Tried::Right(student) => {
                kiosk.at = Place::In(Box::new(Visit::new(student, now, today)));
                self.viewer = Viewer::at_kiosk(student);
            }
            Tried::Wrong(_) | Tried::Waits(_) | Tried::Several if is_way_out => {
                self.say(Tone::Look, tried.at_way_out());
            }
            Tried::Wrong(_) | Tried::Waits(_) | Tried::Several => {
                self.say(Tone::Look, tried.at_door());
            }
        }
        // Whoever has just come in has the whole time.
        self.last_key = now;
        vec![]
    }

    /// Ends student mode. What a student wrote and the disk didn't take is written to a rescue
    /// file first; the PIN is asked once more then.
    fn leave_kiosk(&mut self) -> Vec<Effect> {
        if let Some(kiosk) = self.kiosk_mut()
            && !std::mem::replace(&mut kiosk.is_rescued, true)
            && let Some(text) = self.text_only_here()
        {
            return vec![Effect::Rescue(text)];
        }
        vec![Effect::Quit]
    }

    /// A PIN couldn't be looked at.
    pub(in crate::app) fn pin_not_tried(&mut self, ticket: u64) {
        if let Some(Kiosk {
            at: Place::Door(door) | Place::WayOut(door),
            ..
        }) = self.kiosk_mut()
            && door.tried == Some(ticket)
        {
            door.tried = None;
            door.pin.set("");
            self.say(
                Tone::Refused,
                "This doesn't work right now. Tell your teacher.",
            );
        }
    }
}
