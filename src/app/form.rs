//! Fields in order: labels, texts and choices, Tab between them. What a form
//! is for, and what becomes of it, is its screen's business.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::domain::Word;
use crate::domain::note::Visibility;

use super::action::Action;
use super::field::Field;

/// A form with the focus on one of its fields.
#[derive(Debug, Clone)]
pub struct Form {
    /// What the form is for: "New goal".
    pub title: String,
    /// The fields, in order.
    pub fields: Vec<FormField>,
    /// Which has the focus.
    pub focus: usize,
    /// The choice that suggests who may read what is written, and what it suggests.
    suggests: Option<(&'static str, Usual)>,
}

/// Who may usually read what goes with a word.
type Usual = fn(&str) -> Option<Visibility>;

/// One field of a form.
#[derive(Debug, Clone)]
pub struct FormField {
    /// The name in drafts and in code.
    pub name: Cow<'static, str>,
    /// The label shown.
    pub label: Cow<'static, str>,
    /// What is in it.
    pub value: Value,
    /// A word on what is expected, while it is empty.
    pub hint: &'static str,
}

/// What is in a field.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a form has a handful of fields")]
pub enum Value {
    /// Text.
    Text(Field),
    /// One of several words: as stored, and as shown.
    Choice(Vec<(String, String)>, usize),
}

/// A form's content, as a draft keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Content(Vec<(String, String)>);

impl Form {
    /// A form with the focus on its first field.
    pub fn new(title: impl Into<String>, fields: Vec<FormField>) -> Self {
        Self {
            title: title.into(),
            fields,
            focus: 0,
            suggests: None,
        }
    }

    /// Puts the focus on the field with this name.
    pub(super) fn focus_on(&mut self, name: &str) {
        let place = self.fields.iter().position(|field| field.name == *name);
        self.focus = place.unwrap_or(self.focus);
    }

    /// Lets a choice suggest who may read what is written, until somebody says another.
    #[must_use]
    pub(super) fn suggesting(mut self, choice: &'static str, usual: Usual) -> Self {
        self.suggests = Some((choice, usual));
        self
    }

    /// The text, or the chosen word, of a field.
    pub fn value(&self, name: &str) -> String {
        let field = self.fields.iter().find(|field| field.name == *name);
        field.map_or(String::new(), |field| match &field.value {
            Value::Text(text) => text.text().trim().to_owned(),
            Value::Choice(words, at) => words
                .get(*at)
                .map_or(String::new(), |(word, _shown)| word.clone()),
        })
    }

    /// Turns a choice, and who may read it with it, where that is what was suggested before.
    fn choosing(&mut self, choose: impl FnOnce(&mut Self)) {
        let suggested = |form: &Self| {
            let (choice, usual) = form.suggests?;
            usual(&form.value(choice))
        };
        let before = suggested(self);
        choose(self);
        let next = suggested(self);
        let present = Visibility::from_word(&self.value("visibility"));
        if let Some(next) = next.filter(|next| before != Some(*next) && present == before) {
            self.set_choice("visibility", next.word());
        }
    }

    fn set_choice(&mut self, name: &str, wanted: &str) {
        let mut fields = self.fields.iter_mut();
        if let Some(field) = fields.find(|field| field.name == *name)
            && let Value::Choice(words, at) = &mut field.value
        {
            let place = words.iter().position(|(word, _)| word == wanted);
            *at = place.unwrap_or(*at);
        }
    }

    /// The text of a field, or none where it is blank.
    pub fn filled(&self, name: &str) -> Option<String> {
        Some(self.value(name)).filter(|text| !text.is_empty())
    }

    /// Whether it has fields for words, and all of them are blank.
    pub fn is_wordless(&self) -> bool {
        let mut words = self.fields.iter().filter_map(|field| match &field.value {
            Value::Text(text) => Some(text.is_blank()),
            Value::Choice(..) => None,
        });
        words
            .next()
            .is_some_and(|is_blank| is_blank && words.all(|is_blank| is_blank))
    }

    /// The text field with the focus.
    pub fn text(&self) -> Option<&Field> {
        match self.fields.get(self.focus).map(|field| &field.value) {
            Some(Value::Text(field)) => Some(field),
            _ => None,
        }
    }

    /// The same, to be edited.
    pub fn text_mut(&mut self) -> Option<&mut Field> {
        match self
            .fields
            .get_mut(self.focus)
            .map(|field| &mut field.value)
        {
            Some(Value::Text(field)) => Some(field),
            _ => None,
        }
    }

    /// Edits the field with the focus or moves it. False when the action says
    /// nothing to a form.
    pub fn act(&mut self, action: Action) -> bool {
        if let Some(field) = self.text_mut()
            && field.act(action)
        {
            return true;
        }
        match action {
            Action::NextField | Action::CaretDown | Action::NewLine => self.move_focus(1),
            Action::PreviousField | Action::CaretUp => self.move_focus(-1),
            Action::NextChoice | Action::Choose => self.choosing(|form| form.turn(1)),
            Action::PreviousChoice => self.choosing(|form| form.turn(-1)),
            _ => return false,
        }
        true
    }

    fn move_focus(&mut self, by: isize) {
        let count = self.fields.len() as isize;
        self.focus = (self.focus as isize + by).rem_euclid(count.max(1)) as usize;
    }

    /// The words of the choice with the focus, and which holds.
    pub fn choices(&self) -> Option<(&[(String, String)], usize)> {
        match self.fields.get(self.focus).map(|field| &field.value) {
            Some(Value::Choice(words, at)) => Some((words, *at)),
            _ => None,
        }
    }

    /// Takes the word at this place of the choice with the focus.
    pub fn choose(&mut self, place: usize) {
        self.choosing(|form| {
            let field = form.fields.get_mut(form.focus);
            if let Some(Value::Choice(words, at)) = field.map(|field| &mut field.value) {
                *at = place.min(words.len().saturating_sub(1));
            }
        });
    }

    fn turn(&mut self, by: isize) {
        if let Some(Value::Choice(words, at)) = self
            .fields
            .get_mut(self.focus)
            .map(|field| &mut field.value)
        {
            let count = words.len() as isize;
            *at = (*at as isize + by).rem_euclid(count.max(1)) as usize;
        }
    }

    /// What is in it, for a draft.
    pub fn content(&self) -> Content {
        let fields = self.fields.iter();
        Content(
            fields
                .map(|field| (field.name.to_string(), self.value(&field.name)))
                .collect(),
        )
    }

    /// Puts a draft's content back.
    pub fn fill(&mut self, content: &Content) {
        for (name, text) in &content.0 {
            let Some(field) = self.fields.iter_mut().find(|field| field.name == *name) else {
                continue;
            };
            match &mut field.value {
                Value::Text(field) => field.set(text),
                Value::Choice(words, at) => {
                    *at = words
                        .iter()
                        .position(|(word, _shown)| word == text)
                        .unwrap_or(*at);
                }
            }
        }
    }
}

/// A text field of one line.
pub fn line(name: &'static str, label: &'static str, text: &str, hint: &'static str) -> FormField {
    FormField {
        name: name.into(),
        label: label.into(),
        value: Value::Text(Field::line(text)),
        hint,
    }
}

/// A text field of many lines.
pub fn lines(name: &'static str, label: &'static str, text: &str, hint: &'static str) -> FormField {
    FormField {
        name: name.into(),
        label: label.into(),
        value: Value::Text(Field::lines(text)),
        hint,
    }
}

/// A choice among closed words, with the present one chosen.
pub fn choice<W: crate::domain::Word>(
    name: &'static str,
    label: &'static str,
    chosen: W,
) -> FormField {
    let words: Vec<(String, String)> = W::ALL
        .iter()
        .map(|(_, word)| ((*word).to_owned(), plain(word)))
        .collect();
    let at = W::ALL
        .iter()
        .position(|(word, _)| *word == chosen)
        .unwrap_or(0);
    FormField {
        name: name.into(),
        label: label.into(),
        value: Value::Choice(words, at),
        hint: "",
    }
}

/// A choice among words whose labels depend on whom they are about; those without one are left
/// out.
pub fn choice_as<W: crate::domain::Word>(
    name: &'static str,
    label: &'static str,
    chosen: W,
    shown: impl Fn(W) -> Option<String>,
) -> FormField {
    let all = W::ALL.iter();
    let left = all.filter_map(|(word, stored)| Some((*word, *stored, shown(*word)?)));
    let left: Vec<(W, &str, String)> = left.collect();
    let at = left.iter().position(|(word, ..)| *word == chosen);
    let words = left
        .into_iter()
        .map(|(_, stored, shown)| (stored.to_owned(), shown));
    FormField {
        name: name.into(),
        label: label.into(),
        value: Value::Choice(words.collect(), at.unwrap_or(0)),
        hint: "",
    }
}

/// A choice among words that aren't closed: each as stored, and as shown.
pub fn choices(name: &'static str, label: &'static str, words: Vec<(String, String)>) -> FormField {
    FormField {
        name: name.into(),
        label: label.into(),
        value: Value::Choice(words, 0),
        hint: "",
    }
}

/// A closed word as people read it.
pub fn plain(word: &str) -> String {
    match word {
        "sel" => "SEL".to_owned(),
        word => word.replace('_', " "),
    }
}
