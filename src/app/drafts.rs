//! Drafts: what is half-written, kept on every pause and offered again. What this session
//! kept last is known before the disk says it, in `half_written`, so that a form that is closed
//! and opened again at once has its text.

use crate::domain::person::PersonId;
use crate::domain::query::{Draft, StudentRecord};

use super::effect::Effect;
use super::screens::Screen;
use super::screens::check_in;
use super::screens::edit::Purpose;
use super::screens::student::Open;
use super::screens::visit;
use super::{Model, Tone};

impl Model {
    /// Keeps what is half-written, at once.
    pub(super) fn keep_draft_now(&mut self) -> Vec<Effect> {
        if self.unkept().is_none() {
            return vec![];
        }
        let today = self.today;
        if let Some(form) = self.form().filter(|form| form.kept_at.is_none()) {
            // It may have stood open since another day without a word in it.
            form.begun = form.day.map_or(today, |_| form.begun);
        }
        let Some(draft) = self.draft() else {
            return vec![];
        };
        let mut is_blank = false;
        match self.screen_mut() {
            Some(Screen::Kiosk(kiosk)) => {
                if let Some(visit) = kiosk.visit_mut() {
                    visit.unkept = None;
                    is_blank = visit.is_blank();
                }
            }
            Some(Screen::CheckIn(form)) => {
                form.unkept = None;
                is_blank = form.is_blank();
            }
            Some(screen) => {
                if let Some(open) = screen.open_mut() {
                    open.unkept = None;
                    is_blank = open.is_unchanged();
                    // It would only be there until the disk says the opposite.
                    open.kept_at = open.kept_at.filter(|_| !is_blank);
                }
            }
            None => {}
        }
        if is_blank {
            self.forget_draft(draft)
        } else {
            vec![self.keep_draft(draft)]
        }
    }

    pub(super) fn keep_draft(&mut self, draft: Draft) -> Effect {
        let written = self.in_plain_text(&draft);
        self.half_written.kept(draft.clone(), written, self.now);
        let own = self.half_written.texts(draft.student, &draft.form);
        Effect::KeepDraft(draft, own)
    }

    pub(super) fn forget_draft(&mut self, draft: Draft) -> Vec<Effect> {
        self.draft_is_over(draft.student, &draft.form);
        self.half_written.let_go(draft.student, &draft.form);
        vec![Effect::ForgetDraft(self.half_written.spent(draft))]
    }

    /// A draft goes with the change that is being stored.
    pub(super) fn draft_is_over(&mut self, student: PersonId, form: &str) {
        self.half_written.is_over(student, form, self.now);
    }

    pub(super) fn draft_kept(&mut self, student: PersonId, form: &str) -> Vec<Effect> {
        let now = self.now;
        self.half_written.on_disk(student, form);
        match self.screen_mut() {
            Some(Screen::CheckIn(open)) if open.student == student && open.draft_name() == form => {
                open.kept_at = Some(now);
            }
            Some(screen) => {
                let is_of = match screen {
                    Screen::Student(screen) => screen.student == student,
                    _ => matches!(screen, Screen::GroupNote(_)),
                };
                let open = screen.open_mut().filter(|_| is_of);
                if let Some(open) = open.filter(|open| open.draft_name == form) {
                    open.kept_at = Some(now);
                }
            }
            None => {}
        }
        self.leave_now()
    }

    /// A student's drafts as they were read, and as this session left them since: in the
    /// two-person view only those that were written in it.
    fn drafts_of(&self, student: PersonId, read: &[Draft]) -> Vec<Draft> {
        let mut drafts = self.half_written.drafts(student, read, self.now);
        drafts.retain(|draft| !self.is_with_student() || draft.is_beside());
        drafts
    }

    /// Kept drafts: a check-in's goes into its form, another's opens its form when the
    /// student is opened, and is there when its form is opened again.
    pub(super) fn drafts_came(&mut self, read: &[Draft]) {
        let (mut is_restored, mut another) = (false, None);
        let (mut of, today) = (String::new(), self.today);
        match self.screen() {
            Screen::CheckIn(form) => {
                let drafts = self.drafts_of(form.student, read);
                let mut drafts = drafts
                    .iter()
                    .filter(|draft| draft.plain_form() == check_in::FORM);
                let draft = drafts.clone().find(|draft| !draft.is_beside());
                let draft = draft.or(drafts.clone().next()).cloned();
                let taken = draft.as_ref().map(|draft| (&draft.form, &draft.body));
                another = drafts
                    .find(|other| Some((&other.form, &other.body)) != taken)
                    .cloned();
                if let Some(Screen::CheckIn(form)) = self.screen_mut() {
                    let was_known = form.knows_draft;
                    form.take_draft(draft.as_ref(), today);
                    let day = form.day.map(|day| day.said(form.begun));
                    of = day.map_or(of, |day| format!(" of {day}"));
                    is_restored = !was_known && form.is_restored;
                }
                if let Some(draft) = draft.filter(|_| is_restored) {
                    self.half_written.take_up(&draft);
                }
            }
            Screen::Kiosk(kiosk) => {
                let Some(student) = kiosk.visit().map(|visit| visit.student) else {
                    return;
                };
                let drafts = self.drafts_of(student, read);
                let mut drafts = drafts.into_iter();
                let draft = drafts.find(|draft| draft.plain_form() == visit::FORM);
                if let Some(Screen::Kiosk(kiosk)) = self.screen_mut()
                    && let Some(visit) = kiosk.visit_mut()
                {
                    is_restored = visit.take_draft(draft.as_ref());
                }
                if let Some(draft) = draft.filter(|_| is_restored) {
                    self.half_written.take_up(&draft);
                }
                if is_restored {
                    self.say(Tone::Done, "Here is what you did before.");
                }
                return;
            }
            Screen::GroupNote(note) => {
                let purpose = note.open.purpose.clone();
                let drafts = self.drafts_of(self.viewer.person, read);
                let opened = self.take_up(&drafts, Some(&purpose));
                if let Some(Screen::GroupNote(note)) = self.screen_mut()
                    && !std::mem::replace(&mut note.knows_draft, true)
                    && let Some(opened) = opened
                {
                    let title = std::mem::take(&mut note.open.form.title);
                    note.open = opened;
                    note.open.form.title = title;
                    is_restored = true;
                }
            }
            Screen::Student(screen) => {
                let is_first = !screen.knows_draft;
                let drafts = self.drafts_of(screen.student, read);
                let mut opened = None;
                if is_first && screen.form.is_none() && !self.is_read_only {
                    opened = self.take_up(&drafts, None);
                }
                is_restored = opened.is_some();
                if let Some(Screen::Student(screen)) = self.screen_mut() {
                    screen.knows_draft = true;
                    screen.drafts = read.to_vec();
                    if opened.is_some() {
                        screen.form = opened;
                    }
                }
            }
            _ => {}
        }
        if !is_restored {
            return;
        }
        let after = match another {
            Some(another) if another.is_beside() => {
                " Another one, written in the two-person view, comes after it."
            }
            Some(_) => " Another one comes after it.",
            None => "",
        };
        self.say_draft_is_back(&of, after);
    }

    /// The first of these drafts that has a form, with what was typed in it: it is this
    /// terminal's own from now on.
    fn take_up(&mut self, drafts: &[Draft], wanted: Option<&Purpose>) -> Option<Open> {
        let (draft, open) = drafts
            .iter()
            .find_map(|draft| Some((draft, self.opened(draft, wanted)?)))?;
        self.half_written.take_up(draft);
        Some(open)
    }

    /// The form of a draft with what was typed in it; none where it says what is saved, or
    /// was meant for something else than `wanted`.
    fn opened(&self, draft: &Draft, wanted: Option<&Purpose>) -> Option<Open> {
        let (kept, content) =
            serde_json::from_str::<(Purpose, super::form::Content)>(&draft.body).ok()?;
        let record = self.record_of(draft.student);
        let mut newer = None;
        let purpose = match wanted {
            // A staff member's own record has no such form.
            None if matches!(kept, Purpose::GroupNote(_)) => return None,
            Some(wanted) => {
                let (is_its, rewritten) = wanted.takes_up(&kept, record);
                if !is_its {
                    return None;
                }
                // Where a walk has got to is newer than its draft; so is what was rewritten.
                let is_newer = rewritten.is_some() || matches!(wanted, Purpose::Life(_));
                newer = rewritten;
                if is_newer { wanted.clone() } else { kept }
            }
            None => kept,
        };
        let mut open = Open::new(purpose, &self.templates, record);
        open.fill(&content);
        if let Some(newer) = newer {
            open.says_newer(&newer);
        }
        open.kept_at = Some(draft.kept_at);
        open.draft_name.clone_from(&draft.form);
        (!open.is_unchanged()).then_some(open)
    }

    /// The record of the student on the screen.
    fn record_of(&self, student: PersonId) -> Option<&StudentRecord> {
        match self.screen() {
            Screen::Student(screen) if screen.student == student => screen.record.as_deref(),
            _ => None,
        }
    }

    /// Opens a form, with the draft that was kept of it.
    pub(in crate::app) fn open_form(&mut self, purpose: Purpose) {
        if self.refuse_read_only() {
            return;
        }
        let Some(screen) = self.student() else { return };
        let (student, read) = (screen.student, screen.drafts.clone());
        let drafts = self.drafts_of(student, &read);
        let kept = self.take_up(&drafts, Some(&purpose));
        let is_restored = kept.is_some();
        let open = kept.unwrap_or_else(|| {
            let mut open = Open::new(purpose, &self.templates, self.record_of(student));
            if self.is_with_student() {
                open.draft_name = Draft::name_beside(&open.draft_name);
            }
            open
        });
        if let Some(screen) = self.student() {
            screen.form = Some(open);
        }
        if is_restored {
            self.say_draft_is_back("", "");
        }
    }

    /// Says so, and of which day it is where that isn't today, and what comes after it.
    fn say_draft_is_back(&mut self, of: &str, after: &str) {
        let sentence = format!("Your draft{of} is back; it isn't saved yet.{after}");
        self.say(Tone::Look, sentence);
    }
}
