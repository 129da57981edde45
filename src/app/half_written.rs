//! What is half-written, form by form, as this session knows it. It answers three questions:
//! what a student's drafts are, before the disk says so; which texts on the disk are this
//! session's own, to be forgotten with a save; and what is where, to be named on leaving.

use std::sync::Arc;

use crate::domain::ids::Moment;
use crate::domain::person::PersonId;
use crate::domain::query::{Draft, Spent};

/// How long the disk may take to say what was kept or forgotten, in milliseconds.
const SETTLED: i64 = 15_000;
/// How many texts of one form are remembered: those that may still be on their way to the
/// disk, two a second.
const ON_THE_WAY: usize = 20;

/// Every form in which something was written, or taken up.
#[derive(Debug, Clone, Default)]
pub struct HalfWritten(Vec<Written>);

/// What is known of one form.
#[derive(Debug, Clone)]
struct Written {
    student: PersonId,
    form: String,
    last: Option<Last>,
    /// What was kept of it or taken up, the latest last.
    texts: Vec<Arc<str>>,
    /// The same of what is stored by now, which an older answer may still hold.
    stored: Vec<Arc<str>>,
    held: Option<Held>,
}

/// What was done with it last: kept as this, or forgotten.
#[derive(Debug, Clone)]
struct Last {
    draft: Option<Draft>,
    at: Moment,
    is_on_disk: bool,
}

/// What was sent to be kept, until it is saved as what it is.
#[derive(Debug, Clone)]
pub struct Held {
    /// The fields.
    pub draft: Draft,
    /// About whom: "Ada Okafor".
    pub name: String,
    /// The same as plain text, for a rescue file.
    pub text: String,
    /// Where it is.
    pub place: Place,
}

/// Where something half-written is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On its way to the disk.
    OnItsWay,
    /// There.
    OnDisk,
    /// In this program alone.
    OnlyHere,
    /// In a rescue file, and here.
    InAFile,
}

impl Written {
    /// Whether it is of this form, and of this session.
    fn is_own(&self, draft: &Draft) -> bool {
        let mut texts = self.texts.iter().chain(&self.stored);
        self.form == draft.form && texts.any(|text| **text == *draft.body)
    }
}

impl HalfWritten {
    fn of(&mut self, student: PersonId, form: &str) -> &mut Written {
        let is_it = |one: &Written| one.student == student && one.form == form;
        let place = self.0.iter().position(is_it).unwrap_or_else(|| {
            self.0.push(Written {
                student,
                form: form.to_owned(),
                last: None,
                texts: Vec::new(),
                stored: Vec::new(),
                held: None,
            });
            self.0.len() - 1
        });
        &mut self.0[place]
    }

    /// A draft was sent to be kept, with whom it is about and its plain text, which may be known
    /// from before alone.
    pub(super) fn kept(&mut self, draft: Draft, written: Option<(String, String)>, now: Moment) {
        self.know(&draft);
        let one = self.of(draft.student, &draft.form);
        one.last = Some(Last {
            draft: Some(draft.clone()),
            at: now,
            is_on_disk: false,
        });
        let before = one.held.take().map(|held| (held.name, held.text));
        let (name, text) = written.or(before).unwrap_or_default();
        one.held = Some(Held {
            draft,
            name,
            text,
            place: Place::OnItsWay,
        });
    }

    /// A draft was taken up: it is this session's own from now on. Where it is another than
    /// the one that was written here, that one is left where it is kept.
    pub(super) fn take_up(&mut self, draft: &Draft) {
        let texts = &mut self.of(draft.student, &draft.form).texts;
        if !texts.iter().any(|text| **text == *draft.body) {
            texts.clear();
        }
        self.know(draft);
    }

    fn know(&mut self, draft: &Draft) {
        let texts = &mut self.of(draft.student, &draft.form).texts;
        if texts.last().is_some_and(|text| **text == *draft.body) {
            return;
        }
        if texts.len() == ON_THE_WAY {
            // The oldest may still be what the disk has, where nothing newer reached it.
            texts.remove(1);
        }
        texts.push(draft.body.as_str().into());
    }

    /// The texts of a form that are this session's own.
    pub(super) fn texts(&self, student: PersonId, form: &str) -> Vec<Arc<str>> {
        let is_it = |one: &&Written| one.student == student && one.form == form;
        let one = self.0.iter().find(is_it);
        one.map_or_else(Vec::new, |one| one.texts.clone())
    }

    /// The latest text of a form that was kept or taken up.
    pub(super) fn latest(&self, student: PersonId, form: &str) -> Option<&str> {
        let is_it = |one: &&Written| one.student == student && one.form == form;
        let found = self.0.iter().find(is_it)?;
        found.texts.last().map(AsRef::as_ref)
    }

    /// A draft goes with what is being stored or thrown away.
    pub(super) fn is_over(&mut self, student: PersonId, form: &str, now: Moment) {
        self.of(student, form).last = Some(Last {
            draft: None,
            at: now,
            is_on_disk: true,
        });
    }

    /// It was emptied, or is stored with something else: nothing is held of it.
    pub(super) fn let_go(&mut self, student: PersonId, form: &str) {
        self.of(student, form).held = None;
    }

    /// It is stored as what it is: another terminal's draft that happens to say the same as one
    /// of its drafts is another.
    pub(super) fn saved(&mut self, student: PersonId, form: &str) {
        let one = self.of(student, form);
        one.stored = std::mem::take(&mut one.texts);
        one.held = None;
    }

    /// It is on the disk.
    pub(super) fn on_disk(&mut self, student: PersonId, form: &str) {
        let one = self.of(student, form);
        if let Some(last) = &mut one.last {
            last.is_on_disk = true;
        }
        if let Some(held) = &mut one.held {
            held.place = Place::OnDisk;
        }
    }

    /// It is nowhere but here.
    pub(super) fn only_here(&mut self, student: PersonId, form: &str) {
        if let Some(held) = &mut self.of(student, form).held {
            held.place = Place::OnlyHere;
        }
    }

    /// What was only here is in a rescue file too.
    pub(super) fn in_a_file(&mut self) {
        let all = self.0.iter_mut().filter_map(|one| one.held.as_mut());
        for held in all.filter(|held| held.place == Place::OnlyHere) {
            held.place = Place::InAFile;
        }
    }

    /// A student's drafts as they were read, and as this session left them since, the newest
    /// first.
    pub(super) fn drafts(&self, student: PersonId, read: &[Draft], now: Moment) -> Vec<Draft> {
        let of_student = self.0.iter().filter(|one| one.student == student);
        let newer: Vec<(&Written, &Last)> = of_student
            .filter_map(|one| Some((one, one.last.as_ref()?)))
            .filter(|(_, last)| !last.is_on_disk || last.at.plus(SETTLED) > now)
            .collect();
        let is_left = |draft: &&Draft| {
            let is_own =
                |(one, last): &(&Written, &Last)| one.is_own(draft) && draft.kept_at <= last.at;
            draft.student == student && !newer.iter().any(is_own)
        };
        let mut drafts: Vec<Draft> = read.iter().filter(is_left).cloned().collect();
        for (one, last) in newer {
            // Another terminal may have taken it up, and kept it again.
            let is_read = drafts.iter().any(|draft| one.is_own(draft));
            drafts.extend(last.draft.clone().filter(|_| !is_read));
        }
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.kept_at.0));
        drafts
    }

    /// What is done with once this text is stored or thrown away: it, and what this session
    /// kept of its form before. A newer text of another terminal's stays.
    pub(super) fn spent(&self, draft: Draft) -> Spent {
        let mut bodies = self.texts(draft.student, &draft.form);
        bodies.push(draft.body.into());
        Spent {
            student: draft.student,
            form: draft.form,
            bodies,
            known: None,
        }
    }

    /// What is held in any of these places.
    pub(super) fn held(&self, places: &'static [Place]) -> impl Iterator<Item = &Held> {
        let all = self.0.iter().filter_map(|one| one.held.as_ref());
        all.filter(|held| places.contains(&held.place))
    }
}
