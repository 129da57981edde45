//! A form that is open: its fields, what becomes of it, and what its draft is. What it is for
//! is `edit`'s to say.

use crate::app::form::{Content, Form};
use crate::domain::Word;
use crate::domain::ids::Moment;
use crate::domain::note::Visibility;
use crate::domain::person::PersonId;
use crate::domain::query::{CheckInRecord, Draft, StudentRecord};
use crate::domain::template::Templates;

use super::edit::Purpose;

/// A form that is open.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its fields.
    pub form: Form,
    /// What becomes of it.
    pub purpose: Purpose,
    /// Since when something isn't kept yet, and when it was last touched.
    pub unkept: Option<(Moment, Moment)>,
    /// When the draft was last kept.
    pub kept_at: Option<Moment>,
    /// Whether its row was changed at another terminal, so that it waits for the newer one.
    pub is_stale: bool,
    /// The name of its draft.
    pub draft_name: String,
    /// What was in it before anything was typed.
    blank: Content,
}

impl Open {
    /// A form for a purpose.
    pub fn new(purpose: Purpose, templates: &Templates, record: Option<&StudentRecord>) -> Self {
        let form = purpose.form(templates, record);
        Self {
            blank: form.content(),
            draft_name: purpose.draft_name(),
            form,
            purpose,
            unkept: None,
            kept_at: None,
            is_stale: false,
        }
    }

    /// Puts a draft's content back; a survey goes on at its first open question.
    pub(in crate::app) fn fill(&mut self, content: &Content) {
        self.form.fill(content);
        if matches!(self.purpose, Purpose::Survey(_)) {
            let mut fields = self.form.fields.iter();
            let open = fields.position(|field| self.form.value(&field.name).is_empty());
            self.form.focus = open.unwrap_or(self.form.fields.len().saturating_sub(1));
        }
    }

    /// What is typed, as a draft.
    pub(in crate::app) fn draft(&self, student: PersonId, now: Moment) -> Draft {
        Draft {
            student,
            form: self.draft_name.clone(),
            body: serde_json::to_string(&(&self.purpose, self.form.content())).unwrap_or_default(),
            kept_at: now,
        }
    }

    /// Whether there is nothing worth keeping: it says what is saved, or no word at all.
    pub(in crate::app) fn is_unchanged(&self) -> bool {
        let is_survey = matches!(self.purpose, Purpose::Survey(_));
        self.form.content() == self.blank || (self.form.is_wordless() && !is_survey)
    }

    /// Whether it holds words that the student may not read.
    pub(in crate::app) fn is_private(&self) -> bool {
        let visibility = Visibility::from_word(&self.form.value("visibility"));
        let is_for_others = visibility.is_some_and(|visibility| visibility < Visibility::Student)
            || matches!(self.purpose, Purpose::Strategy(_));
        is_for_others && !self.form.is_wordless()
    }

    /// Goes on as something written beside the student; a draft of before is to be forgotten.
    pub(in crate::app) fn move_beside(&mut self, student: PersonId, now: Moment) -> Draft {
        let before = self.draft(student, now);
        self.draft_name = Draft::name_beside(&self.draft_name);
        self.kept_at = None;
        self.touched(now);
        before
    }

    /// Goes on from the newer row, where another terminal changed it meanwhile: what is
    /// typed stays, and the title says what the row says now.
    pub(super) fn follow(&mut self, record: &StudentRecord) {
        if self.is_stale && !matches!(self.purpose, Purpose::Note(_)) {
            self.go_on_from(self.purpose.renewed(record));
        }
    }

    /// The same for the wording of a note, once the check-ins have been read.
    pub(super) fn follow_note(&mut self, history: &[CheckInRecord]) {
        if self.is_stale && matches!(self.purpose, Purpose::Note(_)) {
            self.go_on_from(self.purpose.renewed_note(history));
        }
    }

    fn go_on_from(&mut self, (purpose, newer): (Purpose, Option<String>)) {
        self.is_stale = false;
        self.purpose = purpose;
        if let Some(newer) = newer {
            self.says_newer(&newer);
        }
    }

    /// Says over what is typed what its row says now.
    pub(in crate::app) fn says_newer(&mut self, newer: &str) {
        self.form.title = format!("At the other terminal: {newer}");
    }

    /// Something was typed: the draft has to be kept soon.
    pub fn touched(&mut self, now: Moment) {
        let since = self.unkept.map_or(now, |(since, _last)| since);
        self.unkept = Some((since, now));
    }
}
