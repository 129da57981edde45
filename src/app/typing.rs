//! Letters, digits and pastes: to which text or list they go. What a key means that makes no
//! text stands in `mod`; what a text does with it in `field`.

use super::effect::Effect;
use super::screens::Screen;
use super::screens::check_in::Focus;
use super::{Model, Tone};

impl Model {
    /// A letter for the text with the focus.
    pub(super) fn typed(&mut self, letter: char) -> Vec<Effect> {
        if !self.layers.is_empty() {
            self.typed_on_layer(&letter.to_string());
            return vec![];
        }
        let now = self.now;
        let mut is_full = false;
        match self.screen_mut() {
            Some(Screen::Kiosk(_)) => self.typed_at_kiosk(&letter.to_string(), false),
            Some(Screen::Roster) => self.typed_to_find(&letter.to_string()),
            Some(Screen::CheckIn(form)) => {
                if let Some(field) = form.text_mut() {
                    is_full = !field.insert(letter);
                    form.touched(now);
                }
            }
            Some(screen) => {
                if let Some(open) = screen.open_mut()
                    && let Some(field) = open.form.text_mut()
                {
                    is_full = !field.insert(letter);
                    open.touched(now);
                }
            }
            None => {}
        }
        if is_full {
            self.say(
                Tone::Look,
                "The text is full at 64 kB; what follows isn't taken.",
            );
        }
        vec![]
    }

    /// A paste; its end is missing when it was cut.
    pub(super) fn pasted(&mut self, text: &str, cut: bool) -> Vec<Effect> {
        let now = self.now;
        if !self.layers.is_empty() {
            self.typed_on_layer(text);
            return vec![];
        }
        match self.screen() {
            Screen::Roster if self.roster.is_typing() => {
                self.typed_to_find(text);
                return vec![];
            }
            Screen::Kiosk(_) => {
                self.typed_at_kiosk(text, cut);
                return vec![];
            }
            _ => {}
        }
        let mut whole = true;
        match self.screen_mut() {
            Some(Screen::CheckIn(form)) => {
                if form.text().is_none() {
                    form.focus = Focus::Note;
                }
                if let Some(field) = form.text_mut() {
                    whole = field.paste(text);
                    form.touched(now);
                }
            }
            Some(screen @ (Screen::Student(_) | Screen::GroupNote(_))) => {
                if let Some(open) = screen.open_mut()
                    && let Some(field) = open.form.text_mut()
                {
                    whole = field.paste(text);
                    open.touched(now);
                }
            }
            _ => {
                self.say(
                    Tone::Look,
                    "Nothing here takes text; the paste was left out.",
                );
                return vec![];
            }
        }
        if cut || !whole {
            self.say(Tone::Look, "The paste was cut: a text holds 64 kB.");
        }
        vec![]
    }

    /// A digit outside text.
    pub(super) fn digit(&mut self, digit: u8) -> Vec<Effect> {
        if !self.layers.is_empty() {
            return vec![];
        }
        let now = self.now;
        match self.screen_mut() {
            Some(Screen::Roster) => self.digit_at_roster(digit),
            Some(Screen::Kiosk(_)) => self.digit_at_kiosk(digit),
            Some(Screen::Student(_)) => self.answer_by_digit(digit),
            // Digits rate where the goals have the focus, and do nothing beside a choice.
            Some(Screen::CheckIn(form)) if form.focus == Focus::Goals => {
                let rated = form.rate_digit(digit);
                form.touched(now);
                if let Err(sentence) = rated {
                    self.say(Tone::Look, sentence);
                }
            }
            _ => {}
        }
        vec![]
    }
}
