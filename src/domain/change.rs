//! What becomes of the book: a `Change` is a list of edits with a label, and
//! each edit has two sides, so that undoing needs nothing but the change
//! itself. Not how it is stored; that is `store`.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check_in::CheckIn;
use super::evidence::Evidence;
use super::framework::GoalCompetency;
use super::group::{Group, GroupMember, GroupNote, GroupSnapshot};
use super::ids::{Id, Mint, Moment};
use super::note::Note;
use super::pacing::PaceOverride;
use super::person::{Person, PersonId};
use super::plan::{ActionStep, Goal, Plan, Reflection};
use super::profile::ProfileEntry;
use super::rating::{LevelOverride, Rating};
use super::scale::Scale;
use super::school::{CadenceRule, CalendarDay, Caseload, Enrollment};
use super::stage::PlanEvent;
use super::strategy::{GroupStrategy, Strategy};
use super::survey::SurveyResponse;

/// One thing that somebody did, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What was done, in the past tense and with names: "checked in with Ada Okafor".
    pub label: String,
    /// The person it is about, for the audit.
    pub subject: Option<PersonId>,
    /// The edits, in an order in which they can be stored.
    pub edits: Vec<Edit>,
}

/// Who acts, when: what a change is built with.
pub struct Hand<'a> {
    /// Who acts.
    pub person: PersonId,
    /// Makes ids.
    pub mint: &'a mut Mint,
    /// The moment.
    pub now: Moment,
    /// The date.
    pub today: NaiveDate,
}

/// A row before and after. An insertion has no before, a removal no after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta<T> {
    /// The row as it was; writing refuses unless it still is.
    pub before: Option<T>,
    /// The row as it will be.
    pub after: Option<T>,
}

impl<T: Clone> Delta<T> {
    /// A new row.
    pub fn insert(after: T) -> Self {
        Self {
            before: None,
            after: Some(after),
        }
    }

    /// A changed row.
    pub fn update(before: T, after: T) -> Self {
        Self {
            before: Some(before),
            after: Some(after),
        }
    }

    /// A row taken away.
    pub fn remove(before: T) -> Self {
        Self {
            before: Some(before),
            after: None,
        }
    }

    fn inverse(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// A row of what is append-only. Taking it back appends a void, and bringing
/// it back appends the same content under a new id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry<T> {
    /// The row is added.
    Append(T),
    /// The row counts no more.
    Void(T),
}

/// One edit of one table. The compiler asks for the decision between `Delta`
/// and `Entry` when a table is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Somebody's own data.
    Person(Delta<Person>),
    /// A place in a class, or its number.
    Enrollment(Delta<Enrollment>),
    /// Who looks after whom.
    Caseload(Delta<Caseload>),
    /// A day of the calendar.
    CalendarDay(Delta<CalendarDay>),
    /// How often to meet.
    Cadence(Delta<CadenceRule>),
    /// A plan.
    Plan(Delta<Plan>),
    /// A goal.
    Goal(Delta<Goal>),
    /// An action step.
    Step(Delta<ActionStep>),
    /// A check-in.
    CheckIn(Entry<CheckIn>),
    /// A note.
    Note(Entry<Note>),
    /// A rating.
    Rating(Entry<Rating>),
    /// A profile entry.
    Profile(Entry<ProfileEntry>),
    /// A step of a plan's life.
    PlanEvent(Entry<PlanEvent>),
    /// What was said in looking back.
    Reflection(Entry<Reflection>),
    /// A scale, which is only ever added: one that is used is never changed.
    Scale(Delta<Scale>),
    /// A goal's link to a competency.
    GoalCompetency(Delta<GoalCompetency>),
    /// A group.
    Group(Delta<Group>),
    /// A place in a group.
    GroupMember(Delta<GroupMember>),
    /// Who was in a group, kept.
    GroupSnapshot(Entry<GroupSnapshot>),
    /// A note to a group.
    GroupNote(Entry<GroupNote>),
    /// What shows that a goal is reached.
    Evidence(Entry<Evidence>),
    /// What is tried for a goal.
    Strategy(Entry<Strategy>),
    /// What is tried with a group.
    GroupStrategy(Entry<GroupStrategy>),
    /// An answer to a survey.
    Survey(Entry<SurveyResponse>),
    /// A level set by hand.
    LevelOverride(Entry<LevelOverride>),
    /// A pace said by hand.
    PaceOverride(Entry<PaceOverride>),
}

/// A row that is only ever appended.
pub trait Appended: Clone {
    /// The same content under a new id, restoring this one.
    #[must_use]
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self;
}

impl Change {
    /// A change about one person.
    pub fn about(subject: PersonId, label: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            label: label.into(),
            subject: Some(subject),
            edits,
        }
    }

    /// The change that takes this one back: sides swapped, in reverse order;
    /// of what is append-only, a void for an entry and a new entry for a void.
    #[must_use]
    pub fn inverse(&self, mint: &mut Mint, now: Moment) -> Self {
        let mut edits: Vec<Edit> = self
            .edits
            .iter()
            .rev()
            .map(|edit| edit.inverse(mint, now))
            .collect();
        if edits.iter().any(Edit::restores_check_in) {
            // What is brought back points at the check-in that is brought back
            // with it, and stands behind it.
            let moved: HashMap<Id<CheckIn>, Id<CheckIn>> = edits
                .iter()
                .filter_map(|edit| match edit {
                    Edit::CheckIn(Entry::Append(row)) => Some((row.restores?, row.id)),
                    _ => None,
                })
                .collect();
            for edit in &mut edits {
                edit.follow(&moved);
            }
            edits.sort_by_key(|edit| !edit.restores_check_in());
        }
        Self {
            label: self.label.clone(),
            subject: self.subject,
            edits,
        }
    }
}

impl Edit {
    fn inverse(&self, mint: &mut Mint, now: Moment) -> Self {
        match self {
            Self::Person(delta) => Self::Person(delta.inverse()),
            Self::Enrollment(delta) => Self::Enrollment(delta.inverse()),
            Self::Caseload(delta) => Self::Caseload(delta.inverse()),
            Self::CalendarDay(delta) => Self::CalendarDay(delta.inverse()),
            Self::Cadence(delta) => Self::Cadence(delta.inverse()),
            Self::Plan(delta) => Self::Plan(delta.inverse()),
            Self::Goal(delta) => Self::Goal(delta.inverse()),
            Self::Step(delta) => Self::Step(delta.inverse()),
            Self::CheckIn(entry) => Self::CheckIn(entry.inverse(mint, now)),
            Self::Note(entry) => Self::Note(entry.inverse(mint, now)),
            Self::Rating(entry) => Self::Rating(entry.inverse(mint, now)),
            Self::Profile(entry) => Self::Profile(entry.inverse(mint, now)),
            Self::PlanEvent(entry) => Self::PlanEvent(entry.inverse(mint, now)),
            Self::Reflection(entry) => Self::Reflection(entry.inverse(mint, now)),
            Self::Scale(delta) => Self::Scale(delta.inverse()),
            Self::GoalCompetency(delta) => Self::GoalCompetency(delta.inverse()),
            Self::Group(delta) => Self::Group(delta.inverse()),
            Self::GroupMember(delta) => Self::GroupMember(delta.inverse()),
            Self::GroupSnapshot(entry) => Self::GroupSnapshot(entry.inverse(mint, now)),
            Self::GroupNote(entry) => Self::GroupNote(entry.inverse(mint, now)),
            Self::Evidence(entry) => Self::Evidence(entry.inverse(mint, now)),
            Self::Strategy(entry) => Self::Strategy(entry.inverse(mint, now)),
            Self::GroupStrategy(entry) => Self::GroupStrategy(entry.inverse(mint, now)),
            Self::Survey(entry) => Self::Survey(entry.inverse(mint, now)),
            Self::LevelOverride(entry) => Self::LevelOverride(entry.inverse(mint, now)),
            Self::PaceOverride(entry) => Self::PaceOverride(entry.inverse(mint, now)),
        }
    }

    fn restores_check_in(&self) -> bool {
        matches!(self, Self::CheckIn(Entry::Append(row)) if row.restores.is_some())
    }

    fn follow(&mut self, moved: &HashMap<Id<CheckIn>, Id<CheckIn>>) {
        let check_in = match self {
            Self::Note(Entry::Append(row)) => &mut row.check_in,
            Self::Rating(Entry::Append(row)) => &mut row.check_in,
            _ => return,
        };
        if let Some(new) = check_in.and_then(|old| moved.get(&old)) {
            *check_in = Some(*new);
        }
    }
}

impl<T: Appended> Entry<T> {
    fn inverse(&self, mint: &mut Mint, now: Moment) -> Self {
        match self {
            Self::Append(row) => Self::Void(row.clone()),
            Self::Void(row) => Self::Append(row.restored(mint, now)),
        }
    }
}

impl<T> Entry<T> {
    /// The row, whichever way it goes.
    pub fn row(&self) -> &T {
        match self {
            Self::Append(row) | Self::Void(row) => row,
        }
    }
}

impl Appended for CheckIn {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            given_id: None,
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for Note {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for Rating {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for PlanEvent {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for Reflection {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for GroupSnapshot {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for GroupNote {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for Evidence {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for Strategy {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for GroupStrategy {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for SurveyResponse {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for LevelOverride {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for PaceOverride {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}

impl Appended for ProfileEntry {
    fn restored(&self, mint: &mut Mint, now: Moment) -> Self {
        Self {
            id: mint.id(now),
            restores: Some(self.id),
            ..self.clone()
        }
    }
}
