//! A check-in being written: goals with their levels, note, next step, next
//! date, outcome, visibility. One save, one change; the draft is kept always.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::app::action::Action;
use crate::app::field::Field;
use crate::app::form::plain;
use crate::app::layers::pick::{Chosen, Pick, Row};
use crate::domain::Word;
use crate::domain::check_in::{CheckInKind, Filled, Outcome};
use crate::domain::dates;
use crate::domain::ids::{Id, Moment};
use crate::domain::note::{NoteKind, Visibility};
use crate::domain::person::PersonId;
use crate::domain::plan::Goal;
use crate::domain::query::{Draft, GoalRecord, StudentRecord};
use crate::domain::rating::RaterKind;
use crate::domain::scale::Scale;
use crate::domain::whose::Whose;

use super::edit;
use super::round::Turn;

/// The name of this form's drafts.
pub const FORM: &str = "check_in";

/// The form.
#[derive(Debug, Clone)]
pub struct CheckIn {
    /// Who is met.
    pub student: PersonId,
    /// The student's record; none until it has been read.
    pub record: Option<Box<StudentRecord>>,
    /// Whether a kept draft was looked for.
    pub knows_draft: bool,
    /// The part with the focus.
    pub focus: Focus,
    /// Which of the open goals is under the cursor.
    pub goal: usize,
    /// The ratings given now.
    pub levels: BTreeMap<Id<Goal>, i64>,
    /// Where the student says they stand now.
    pub own_levels: BTreeMap<Id<Goal>, i64>,
    /// Whose ratings the keys give.
    pub rater: RaterKind,
    /// The note.
    pub note: Field,
    /// The next step.
    pub next_step: Field,
    /// The next date, in words.
    pub next_date: Field,
    /// What came of it.
    pub outcome: Outcome,
    /// Who may read the note.
    pub visibility: Visibility,
    /// What kind of note.
    pub note_kind: NoteKind,
    /// What kind of check-in.
    pub kind: CheckInKind,
    /// The kind that the roster shows alone, if it does.
    pub asked: Option<CheckInKind>,
    /// When the screen was opened.
    pub started: Moment,
    /// When the draft was last kept on the disk.
    pub kept_at: Option<Moment>,
    /// Since when something isn't kept yet, and when it was last touched.
    pub unkept: Option<(Moment, Moment)>,
    /// The day on which it was begun.
    pub begun: NaiveDate,
    /// The day that it is of, where it came from an earlier day's draft; else it is of today.
    pub day: Option<Day>,
    /// Whether what is here came from a draft.
    pub is_restored: bool,
    /// Whether it is written in the two-person view, so that its draft may be shown there.
    pub is_beside: bool,
    /// How many check-ins the student had when the form was opened, or when the person was
    /// last told that there are more; none once that was said by the book.
    pub known: Option<u64>,
    /// Who followed on the roster when the form was opened.
    pub follower: Option<PersonId>,
}

/// The day of a check-in whose draft is of an earlier one, and the days it may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day that was chosen.
    pub on: NaiveDate,
    first: NaiveDate,
    last: NaiveDate,
}

impl Day {
    /// The day so many on, around the end, so that today stands beside the first.
    fn turn(&mut self, by: isize) {
        let count = self.last.signed_duration_since(self.first).num_days() + 1;
        let next = (self.place() as i64 + by as i64).rem_euclid(count.max(1));
        let next = self.first.checked_add_days(Days::new(next as u64));
        self.on = next.unwrap_or(self.on);
    }

    fn place(&self) -> usize {
        let days = self.on.signed_duration_since(self.first).num_days();
        days.max(0) as usize
    }

    fn all(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }

    /// "today", or the day by its name.
    pub fn said(&self, day: NaiveDate) -> String {
        if day == self.last {
            "today".to_owned()
        } else if day.year() == self.last.year() {
            dates::say_day(day)
        } else {
            dates::say_full(day)
        }
    }
}

/// A part of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The goals and their ratings.
    Goals,
    /// The note.
    Note,
    /// The next step.
    NextStep,
    /// The next date.
    NextDate,
    /// The outcome.
    Outcome,
    /// Who may read the note.
    Visibility,
    /// What kind of note it is.
    NoteKind,
    /// What kind of check-in it is.
    Kind,
    /// The day that it is of, where its draft is of an earlier one.
    Day,
}

const ORDER: [Focus; 9] = [
    Focus::Goals,
    Focus::Note,
    Focus::NextStep,
    Focus::NextDate,
    Focus::Outcome,
    Focus::Visibility,
    Focus::NoteKind,
    Focus::Kind,
    Focus::Day,
];

/// What a draft keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    levels: Vec<(Id<Goal>, i64)>,
    #[serde(default)]
    own_levels: Vec<(Id<Goal>, i64)>,
    note: String,
    next_step: String,
    next_date: String,
    outcome: Outcome,
    visibility: Visibility,
    note_kind: NoteKind,
    kind: CheckInKind,
    #[serde(default)]
    begun: Option<NaiveDate>,
    #[serde(default)]
    on: Option<NaiveDate>,
}

impl CheckIn {
    /// An empty form; the focus goes to the first goal once the record is here.
    pub fn new(student: PersonId, now: Moment, today: NaiveDate) -> Self {
        Self {
            student,
            record: None,
            knows_draft: false,
            focus: Focus::Goals,
            goal: 0,
            levels: BTreeMap::new(),
            own_levels: BTreeMap::new(),
            rater: RaterKind::Teacher,
            note: Field::lines(""),
            next_step: Field::line(""),
            next_date: Field::line(""),
            outcome: Outcome::Held,
            visibility: NoteKind::Observation.default_visibility(),
            note_kind: NoteKind::Observation,
            kind: CheckInKind::AdHoc,
            asked: None,
            started: now,
            kept_at: None,
            unkept: None,
            begun: today,
            day: None,
            is_restored: false,
            is_beside: false,
            known: None,
            follower: None,
        }
    }

    /// Whether keys can be understood: the record and the draft are here.
    pub fn is_ready(&self) -> bool {
        self.record.is_some() && self.knows_draft
    }

    /// The goals that are checked in against.
    pub fn goals(&self) -> Vec<&GoalRecord> {
        let plan = self.record.as_ref().and_then(|record| record.plan.as_ref());
        plan.map_or(Vec::new(), |plan| {
            plan.goals.iter().filter(|goal| goal.is_current).collect()
        })
    }

    /// The scale the goals are rated on.
    pub fn scale(&self) -> Option<&Scale> {
        let record = self.record.as_ref()?;
        record
            .plan
            .as_ref()
            .map(|plan| &plan.scale)
            .or(record.scales.first())
    }

    /// Takes the student's record. The first time it decides kind and focus.
    pub fn take_record(&mut self, record: Box<StudentRecord>) {
        let is_first = self.record.is_none();
        let under_cursor = self.goals().get(self.goal).map(|goal| goal.goal.id);
        self.known = self.known.or(Some(record.check_ins));
        self.record = Some(record);
        let goals: Vec<Id<Goal>> = self.goals().iter().map(|goal| goal.goal.id).collect();
        if is_first && !self.is_restored {
            self.kind = self.usual_kind();
        }
        if goals.is_empty() && self.focus == Focus::Goals {
            self.focus = Focus::Note;
        }
        // The cursor is a goal and not a line: a digit rates what was meant.
        let place = goals.iter().position(|goal| Some(*goal) == under_cursor);
        self.goal = place.unwrap_or(self.goal.min(goals.len().saturating_sub(1)));
        self.levels.retain(|goal, _level| goals.contains(goal));
        self.own_levels.retain(|goal, _level| goals.contains(goal));
    }

    /// Takes a kept draft, unless something was typed already. One of an earlier day is of that
    /// day until another is chosen.
    pub fn take_draft(&mut self, draft: Option<&Draft>, today: NaiveDate) {
        let is_first = !self.knows_draft;
        self.knows_draft = true;
        let Some(draft) = draft.filter(|_| is_first && self.unkept.is_none()) else {
            return;
        };
        let Ok(kept) = serde_json::from_str::<Kept>(&draft.body) else {
            return;
        };
        self.levels = kept.levels.into_iter().collect();
        self.own_levels = kept.own_levels.into_iter().collect();
        self.note.set(&kept.note);
        self.next_step.set(&kept.next_step);
        self.next_date.set(&kept.next_date);
        self.outcome = kept.outcome;
        self.visibility = kept.visibility;
        self.note_kind = kept.note_kind;
        self.kind = kept.kind;
        self.begun = kept.begun.unwrap_or(today);
        self.day = (self.begun < today).then(|| Day {
            on: kept.on.unwrap_or(self.begun).clamp(self.begun, today),
            first: self.begun,
            last: today,
        });
        self.kept_at = Some(draft.kept_at);
        self.is_restored = true;
        self.is_beside = draft.is_beside();
    }

    /// The name of its draft.
    pub fn draft_name(&self) -> String {
        if self.is_beside {
            Draft::name_beside(FORM)
        } else {
            FORM.to_owned()
        }
    }

    /// Whether it holds words that the student may not read.
    pub fn is_private(&self) -> bool {
        self.visibility < Visibility::Student && !self.note.is_blank()
    }

    /// Goes on as something written beside the student; a draft of before is to be forgotten.
    pub fn move_beside(&mut self, now: Moment) -> Draft {
        let before = self.draft(now);
        self.is_beside = true;
        self.kept_at = None;
        self.touched(now);
        before
    }

    /// The day that it is of.
    pub fn on(&self, today: NaiveDate) -> NaiveDate {
        self.day.map_or(today, |day| day.on)
    }

    /// What is typed, as a draft.
    pub fn draft(&self, now: Moment) -> Draft {
        let kept = Kept {
            levels: listed(&self.levels),
            own_levels: listed(&self.own_levels),
            note: self.note.text(),
            next_step: self.next_step.text(),
            next_date: self.next_date.text(),
            outcome: self.outcome,
            visibility: self.visibility,
            note_kind: self.note_kind,
            kind: self.kind,
            begun: Some(self.begun),
            on: self.day.map(|day| day.on),
        };
        Draft {
            student: self.student,
            form: self.draft_name(),
            body: serde_json::to_string(&kept).unwrap_or_default(),
            kept_at: now,
        }
    }

    /// Something was typed: the draft has to be kept soon.
    pub fn touched(&mut self, now: Moment) {
        let since = self.unkept.map_or(now, |(since, _last)| since);
        self.unkept = Some((since, now));
    }

    /// The kind of check-in that is expected of this student now.
    fn usual_kind(&self) -> CheckInKind {
        let record = self.record.as_ref();
        let standing = record.and_then(|record| record.standings.first());
        let asked = self.asked.or(standing.map(|standing| standing.kind.into()));
        asked.unwrap_or(CheckInKind::AdHoc)
    }

    /// Whether there is nothing worth keeping.
    pub fn is_blank(&self) -> bool {
        self.levels.is_empty()
            && self.own_levels.is_empty()
            && self.note.is_blank()
            && self.next_step.is_blank()
            && self.next_date.is_blank()
            && self.outcome == Outcome::Held
    }

    /// What it is in a round.
    pub fn turn_taken(&self) -> Turn {
        match self.outcome {
            Outcome::Held => Turn::Held,
            Outcome::StudentAbsent | Outcome::AdultAbsent => Turn::Absent,
            Outcome::Skipped => Turn::Skipped,
        }
    }

    /// Whether nobody has written in it, now or before.
    pub fn is_untouched(&self) -> bool {
        self.is_blank() && self.unkept.is_none() && !self.is_restored
    }

    /// The text field with the focus.
    pub fn text(&self) -> Option<&Field> {
        match self.focus {
            Focus::Note => Some(&self.note),
            Focus::NextStep => Some(&self.next_step),
            Focus::NextDate => Some(&self.next_date),
            _ => None,
        }
    }

    /// The same, to be edited.
    pub fn text_mut(&mut self) -> Option<&mut Field> {
        match self.focus {
            Focus::Note => Some(&mut self.note),
            Focus::NextStep => Some(&mut self.next_step),
            Focus::NextDate => Some(&mut self.next_date),
            _ => None,
        }
    }

    /// Rates the goal under the cursor and moves down; on the last goal the
    /// focus stays. The sentence says why a digit can't be a rating.
    pub fn rate_digit(&mut self, digit: u8) -> Result<(), String> {
        let Some(scale) = self.scale() else {
            return Err("This school has no scale to rate on.".into());
        };
        let Some(level) = scale.by_digit(digit).map(|level| level.value) else {
            return Err(format!("The scale goes from {}.", scale.range()));
        };
        if self.set_level(Some(level)) {
            self.goal = (self.goal + 1).min(self.goals().len().saturating_sub(1));
        }
        Ok(())
    }

    /// Sets or clears the rating of the goal under the cursor.
    pub fn set_level(&mut self, level: Option<i64>) -> bool {
        let Some(goal) = self.goals().get(self.goal).map(|goal| goal.goal.id) else {
            return false;
        };
        let levels = match self.rater {
            RaterKind::Teacher => &mut self.levels,
            RaterKind::Own => &mut self.own_levels,
        };
        match level {
            Some(level) => levels.insert(goal, level),
            None => levels.remove(&goal),
        };
        true
    }

    /// The rating given now to a goal, by whoever is rating.
    pub fn level_now(&self, goal: Id<Goal>) -> Option<i64> {
        self.levels_of(self.rater).get(&goal).copied()
    }

    /// The ratings given now by one kind of rater.
    pub fn levels_of(&self, rater: RaterKind) -> &BTreeMap<Id<Goal>, i64> {
        match rater {
            RaterKind::Teacher => &self.levels,
            RaterKind::Own => &self.own_levels,
        }
    }

    /// The level that a goal had before, by whoever is rating.
    pub fn level_before(&self, goal: &GoalRecord) -> Option<i64> {
        match self.rater {
            RaterKind::Teacher => goal.level,
            RaterKind::Own => goal.own_level,
        }
    }

    /// Whether the student's own ratings can stand beside those of the one who writes:
    /// who writes about their own work gives nothing else.
    pub fn has_both(&self, writer: PersonId) -> bool {
        self.student != writer
    }

    /// Lets the keys give the other one's ratings, from the first goal that lacks one.
    pub fn switch_rater(&mut self) {
        self.rater = match self.rater {
            RaterKind::Teacher => RaterKind::Own,
            RaterKind::Own => RaterKind::Teacher,
        };
        let levels = self.levels_of(self.rater);
        let lacks = |goal: &&GoalRecord| !levels.contains_key(&goal.goal.id);
        let first = self.goals().iter().position(lacks);
        self.goal = first.unwrap_or(self.goal);
    }

    /// Raises or lowers the rating under the cursor by a level, from the last
    /// one given where there is none yet.
    pub fn shift_level(&mut self, up: bool) -> bool {
        let goals = self.goals();
        let Some(goal) = goals.get(self.goal) else {
            return false;
        };
        let now = self
            .level_now(goal.goal.id)
            .or_else(|| self.level_before(goal));
        let next = self.scale().and_then(|scale| scale.step(now, up));
        next.is_some() && self.set_level(next)
    }

    /// Moves among the goals.
    pub fn move_goal(&mut self, by: isize) {
        let last = self.goals().len().saturating_sub(1);
        self.goal = self.goal.saturating_add_signed(by).min(last);
    }

    /// Moves to the next or previous part.
    pub fn move_focus(&mut self, by: isize) {
        let has_goals = !self.goals().is_empty();
        let place = ORDER
            .iter()
            .position(|focus| *focus == self.focus)
            .unwrap_or(0) as isize;
        let count = ORDER.len() as isize;
        let mut next = place;
        loop {
            next = (next + by).rem_euclid(count);
            self.focus = ORDER.get(next as usize).copied().unwrap_or(Focus::Note);
            match self.focus {
                Focus::Goals if !has_goals => {}
                Focus::Day if self.day.is_none() => {}
                _ => break,
            }
        }
    }

    /// Turns the choice with the focus. False when it is no choice.
    pub fn turn(&mut self, by: isize) -> bool {
        match self.focus {
            Focus::Outcome => self.outcome = turned(self.outcome, by),
            Focus::Visibility if self.whose() == Whose::Staff => {
                self.visibility = match self.visibility {
                    Visibility::OnlyMe => Visibility::Team,
                    _ => Visibility::OnlyMe,
                };
            }
            Focus::Visibility => self.visibility = turned(self.visibility, by),
            Focus::NoteKind => {
                let was_default = self.visibility == self.note_kind.default_visibility();
                self.note_kind = turned(self.note_kind, by);
                if was_default {
                    self.visibility = self.note_kind.default_visibility();
                }
            }
            Focus::Kind => self.kind = turned(self.kind, by),
            Focus::Day => {
                if let Some(day) = &mut self.day {
                    day.turn(by);
                }
            }
            Focus::Goals | Focus::Note | Focus::NextStep | Focus::NextDate => return false,
        }
        true
    }

    /// Of whom the record is.
    pub fn whose(&self) -> Whose {
        edit::whose(self.record.as_deref())
    }

    /// The words of the choice with the focus, to pick one.
    pub(in crate::app) fn choices(&self) -> Option<Pick> {
        let whose = self.whose();
        let shown = |word: &str| plain(word);
        match self.focus {
            Focus::Outcome => Some(words_pick("Outcome", self.outcome, |outcome, word| {
                whose.say(&shown(word), whose.outcome(outcome)).to_owned()
            })),
            Focus::Visibility => {
                let readers = |visibility, _: &str| whose.readers(visibility).to_owned();
                let pick = words_pick("Who may read it", self.visibility, readers);
                let mut pick = pick.noting(whose.note_on_readers());
                if whose == Whose::Staff {
                    // Only me, and both.
                    pick.rows.truncate(2);
                    pick.cursor = usize::from(self.visibility > Visibility::OnlyMe);
                    for (place, row) in pick.rows.iter_mut().enumerate() {
                        row.is_on = place == pick.cursor;
                    }
                }
                Some(pick)
            }
            Focus::NoteKind => Some(words_pick("The note is", self.note_kind, |_, word| {
                shown(word)
            })),
            Focus::Kind => Some(words_pick("Kind of check-in", self.kind, |_, word| {
                shown(word)
            })),
            Focus::Day => self.day.map(|day| {
                let rows = day.all().enumerate().map(|(place, on)| Row {
                    words: day.said(on),
                    is_on: on == day.on,
                    chosen: Chosen::Word(place),
                });
                Pick::new("The day they met", rows.collect())
            }),
            Focus::Goals | Focus::Note | Focus::NextStep | Focus::NextDate => None,
        }
    }

    /// Takes the word at this place of the choice with the focus.
    pub(super) fn choose_word(&mut self, place: usize) {
        let now = match self.focus {
            Focus::Outcome => place_of(self.outcome),
            Focus::Visibility if self.whose() == Whose::Staff => {
                usize::from(self.visibility > Visibility::OnlyMe)
            }
            Focus::Visibility => place_of(self.visibility),
            Focus::NoteKind => place_of(self.note_kind),
            Focus::Kind => place_of(self.kind),
            Focus::Day => self.day.map_or(0, |day| day.place()),
            Focus::Goals | Focus::Note | Focus::NextStep | Focus::NextDate => return,
        };
        if place != now {
            self.turn(place as isize - now as isize);
        }
    }

    /// Edits the field with the focus. False when the action says nothing to it.
    pub fn act_on_text(&mut self, action: Action) -> bool {
        if let Some(field) = self.text_mut()
            && field.act(action)
        {
            return true;
        }
        false
    }

    /// What is filled in, or the sentence why it can't be saved.
    pub fn filled(&self, adult: PersonId, today: NaiveDate) -> Result<Filled, String> {
        let Some(record) = &self.record else {
            return Err("The record is still being read.".into());
        };
        let next_date = dates::parse(&self.next_date.text(), today, &record.calendar)
            .map_err(|sentence| sentence.as_str().to_owned())?;
        Ok(Filled {
            given_id: None,
            student: self.student,
            name: record.person.called(),
            adult,
            plan: record.plan.as_ref().map(|plan| plan.plan.id),
            kind: self.kind,
            on: self.on(today),
            // A draft doesn't know at what time its day's meeting began.
            started: Some(self.started).filter(|_| self.on(today) == today),
            outcome: self.outcome,
            note: self.note.text(),
            note_kind: self.note_kind,
            visibility: self.visibility,
            next_step: self.next_step.text(),
            next_date,
            ratings: listed(&self.levels),
            own_ratings: listed(&self.own_levels),
        })
    }
}

pub(super) fn listed(levels: &BTreeMap<Id<Goal>, i64>) -> Vec<(Id<Goal>, i64)> {
    levels.iter().map(|(goal, level)| (*goal, *level)).collect()
}

/// The word `by` places on, around the end.
pub fn turned<W: Word>(word: W, by: isize) -> W {
    let place = W::ALL
        .iter()
        .position(|(other, _)| *other == word)
        .unwrap_or(0) as isize;
    let next = (place + by).rem_euclid(W::ALL.len() as isize);
    W::ALL.get(next as usize).map_or(word, |(other, _)| *other)
}

fn place_of<W: Word>(word: W) -> usize {
    let place = W::ALL.iter().position(|(other, _)| *other == word);
    place.unwrap_or(0)
}

/// A picker of all the words of a choice.
fn words_pick<W: Word>(title: &str, now: W, shown: impl Fn(W, &str) -> String) -> Pick {
    let rows = W::ALL.iter().enumerate().map(|(place, (word, text))| Row {
        words: shown(*word, text),
        is_on: *word == now,
        chosen: Chosen::Word(place),
    });
    Pick::new(title, rows.collect())
}
