//! Quoting the record where something is typed: in a check-in, and in the forms of the
//! student's screen. What is quoted is pasted in quotation marks, verbatim.

use crate::app::Model;
use crate::app::Tone;
use crate::app::layers::Layer;
use crate::app::layers::pick::{Chosen, Pick, row};
use crate::domain::names;
use crate::domain::profile::ProfileEntry;
use crate::domain::query::StudentRecord;
use crate::domain::words;

use super::Screen;

/// What may be quoted: the promise, the last note, the goals worked on, the profile.
fn quotes(record: &StudentRecord) -> Vec<String> {
    let mut quotes: Vec<String> = Vec::new();
    quotes.extend(record.promise.as_ref().map(|promise| promise.text.clone()));
    quotes.extend(record.last_note.as_ref().map(|note| note.note.text.clone()));
    let goals = record.plan.iter().flat_map(|plan| &plan.goals);
    let goals = goals.filter(|goal| goal.is_current);
    quotes.extend(goals.map(|goal| goal.goal.text.clone()));
    quotes.extend(record.profile.iter().map(|entry| entry.entry.text.clone()));
    quotes.dedup_by_key(|quote| names::fold(quote));
    quotes
}

/// Words as a quotation.
fn quoted(words: &str) -> String {
    format!("\u{201c}{}\u{201d}", words.trim())
}

/// The profile entry that stands as a quotation in one of these texts, where one does.
pub(super) fn cited<'a>(record: &'a StudentRecord, texts: &[&str]) -> Option<&'a ProfileEntry> {
    let entries = record.profile.iter().map(|record| &record.entry);
    entries.into_iter().find(|entry| {
        let quotation = quoted(&words::clean_line(&entry.text).text);
        texts.iter().any(|text| text.contains(&quotation))
    })
}

impl Model {
    /// Offers what can be quoted from the record of the student on the screen.
    pub(super) fn offer_quotes(&mut self) {
        let record = match self.screen_mut() {
            Some(Screen::CheckIn(form)) => form.record.as_deref(),
            Some(Screen::Student(screen)) => screen.record.as_deref(),
            _ => None,
        };
        let rows = record.map_or(Vec::new(), quotes).into_iter().map(|quote| {
            let line = quote.lines().next().unwrap_or_default().to_owned();
            row(line, Chosen::Quote(quote))
        });
        let pick = Pick::new("Quote", rows.collect());
        if pick.rows.is_empty() {
            self.say(Tone::Look, "There is nothing in the record to quote yet.");
        } else {
            self.layers.push(Layer::Pick(pick));
        }
    }

    /// Pastes what was picked where the caret stands.
    pub(in crate::app) fn quote(&mut self, words: &str) {
        let now = self.now;
        let quotation = format!("{} ", quoted(words));
        match self.screen_mut() {
            Some(Screen::CheckIn(form)) => {
                if let Some(field) = form.text_mut() {
                    field.paste(&quotation);
                    form.touched(now);
                }
            }
            Some(Screen::Student(screen)) => {
                let Some(open) = &mut screen.form else { return };
                if let Some(field) = open.form.text_mut() {
                    field.paste(&quotation);
                    open.touched(now);
                }
            }
            _ => {}
        }
    }
}
