//! A survey at the student's screen: one question at a time, answered by digits and
//! Enter, stored as a whole. How it is drawn stands in `ui::screens::survey`.

use serde::{Deserialize, Serialize};

use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::form::{Form, FormField, Value};
use crate::app::layers::Layer;
use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::app::{Model, Tone};
use crate::domain::change::{Change, Edit, Entry, Hand};
use crate::domain::framework;
use crate::domain::note::Visibility;
use crate::domain::profile::{ProfileEntry, Section, Source};
use crate::domain::query::StudentRecord;
use crate::domain::survey::SurveyResponse;
use crate::domain::template::{ItemKind, Survey};
use crate::domain::words;

use super::edit::Purpose;
use super::student::Selected;

/// A survey that is being answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answering(pub Survey);

impl Answering {
    /// A field a question: its choices, with none chosen yet, or a text.
    pub fn form(&self) -> Form {
        let fields = self.0.items.iter().map(|item| FormField {
            name: item.id.clone().into(),
            label: item.question.clone().into(),
            value: match item.kind {
                ItemKind::Text => Value::Text(Field::lines("")),
                ItemKind::Choice | ItemKind::Face => {
                    let none = (String::new(), String::new());
                    let choices = item.choices.iter().map(|text| (text.clone(), text.clone()));
                    Value::Choice(std::iter::once(none).chain(choices).collect(), 0)
                }
            },
            hint: "write, then press Enter",
        });
        Form::new(self.0.title.clone(), fields.collect())
    }

    /// The answers that were given, as one change.
    pub fn change(
        &self,
        filled: &Form,
        record: &StudentRecord,
        hand: &mut Hand<'_>,
    ) -> Result<Change, String> {
        let mut edits = Vec::new();
        for (place, item) in self.0.items.iter().enumerate() {
            let answer = words::clean_text(&filled.value(&item.id))
                .text
                .trim()
                .to_owned();
            if answer.is_empty() {
                continue;
            }
            edits.push(Edit::Survey(Entry::Append(SurveyResponse {
                id: hand.mint.id(hand.now),
                person: record.person.id,
                survey: self.0.id.clone(),
                title: self.0.title.clone(),
                item: item.id.clone(),
                position: place as u16 + 1,
                question: item.question.clone(),
                answer,
                section: item.section.clone(),
                typed_by: hand.person,
                on: hand.today,
                entered_at: hand.now,
                restores: None,
            })));
        }
        if edits.is_empty() {
            return Err("Nothing is answered yet; Esc leaves the survey.".into());
        }
        let label = format!(
            "kept {}'s answers to {}",
            record.person.called(),
            self.0.title
        );
        Ok(Change::about(record.person.id, label, edits))
    }
}

/// A grade as a number, kindergarten and the years before it 0; none for what is no grade.
pub(super) fn grade(text: &str) -> Option<u8> {
    let order = framework::grade_order(text)?;
    u8::try_from(order.max(0)).ok()
}

impl Model {
    /// Begins the survey of the student's grade, or asks which where there are several.
    pub(super) fn choose_survey(&mut self) {
        let mut rows = self.survey_rows();
        match rows.len() {
            0 => self.say(Tone::Look, "No survey is made for this grade."),
            1 => {
                if let Chosen::Survey(survey) = rows.remove(0).chosen {
                    self.begin_survey(*survey);
                }
            }
            _ => self
                .layers
                .push(Layer::Pick(Pick::new("Which survey?", rows))),
        }
    }

    /// The surveys for the student's grade, as rows to choose from.
    fn survey_rows(&mut self) -> Vec<Row> {
        let templates = std::sync::Arc::clone(&self.templates);
        let Some(record) = self.student().and_then(|screen| screen.record.as_ref()) else {
            return Vec::new();
        };
        let Some(grade) = record.person.grade.as_deref().and_then(grade) else {
            return Vec::new();
        };
        let surveys = templates.sound().flat_map(|template| &template.surveys);
        surveys
            .filter(|survey| (survey.from_grade..=survey.to_grade).contains(&grade))
            .map(|survey| {
                row(
                    survey.title.clone(),
                    Chosen::Survey(Box::new(survey.clone())),
                )
            })
            .collect()
    }

    /// Begins a survey.
    pub(in crate::app) fn begin_survey(&mut self, survey: Survey) {
        self.open_form(Purpose::Survey(Answering(survey)));
    }

    /// A digit in a survey chooses an answer.
    pub(in crate::app) fn answer_by_digit(&mut self, digit: u8) {
        let now = self.now;
        let Some(open) = self.student().and_then(|screen| screen.form.as_mut()) else {
            return;
        };
        let focus = open.form.focus;
        if matches!(open.purpose, Purpose::Survey(_))
            && let Some(Value::Choice(choices, at)) = open
                .form
                .fields
                .get_mut(focus)
                .map(|field| &mut field.value)
            && digit > 0
            && usize::from(digit) < choices.len()
        {
            *at = usize::from(digit);
            open.touched(now);
        }
    }

    /// Enter in a survey goes on to the next question, and stores it all behind the last.
    /// None when no survey is open.
    pub(super) fn go_on_in_survey(&mut self) -> Option<Vec<Effect>> {
        let open = self.student()?.form.as_mut()?;
        if !matches!(open.purpose, Purpose::Survey(_)) {
            return None;
        }
        if open.form.focus + 1 < open.form.fields.len() {
            open.form.focus += 1;
            return Some(vec![]);
        }
        Some(self.save_open_form())
    }

    /// The selected answer becomes an entry of the profile, in the student's words.
    pub(super) fn answer_to_entry(&mut self) -> Vec<Effect> {
        let (person, now) = (self.viewer.person, self.now);
        let id = self.mint.id(now);
        let Some(screen) = self.student() else {
            return vec![];
        };
        let Some(Selected::Answer(answered)) = screen.selected() else {
            return vec![];
        };
        let Some(response) = answered.shown().cloned() else {
            return vec![];
        };
        let known = screen.record.as_ref().is_some_and(|record| {
            let entries = record.profile.iter();
            let mut all =
                entries.flat_map(|known| std::iter::once(&known.entry).chain(&known.history));
            all.any(|entry| response.is_in(entry))
        });
        if known {
            self.say(Tone::Look, "This answer is in the profile already.");
            return vec![];
        }
        let entry = ProfileEntry {
            id,
            person: response.person,
            section: response.section.clone().unwrap_or(Section::Other),
            text: response.in_words(),
            source: Source::Survey,
            author: response.person,
            typed_by: person,
            on: response.on,
            entered_at: now,
            supersedes: None,
            visibility: Visibility::Student,
            restores: None,
        };
        let edits = vec![Edit::Profile(Entry::Append(entry))];
        let label = "made an answer an entry of the profile";
        self.save_key(Change::about(response.person, label, edits))
    }
}
