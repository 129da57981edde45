//! A check-in: two people, one plan, a few minutes. Only a held one counts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cadence;
use super::change::{Change, Edit, Entry};
use super::closed::Word;
use super::ids::{Id, Mint, Moment, Named};
use super::note::{Note, NoteKind, Visibility};
use super::person::PersonId;
use super::plan::{Goal, Plan};
use super::rating::{RaterKind, Rating};
use super::words;

/// One check-in, held or tried. Its note and ratings are entries of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// Ours.
    pub id: Id<CheckIn>,
    /// The id a script gave it, which is never stored twice.
    pub given_id: Option<String>,
    /// Who was met.
    pub student: PersonId,
    /// Who met them; none for a student's own review.
    pub adult: Option<PersonId>,
    /// The plan it was held against.
    pub plan: Option<Id<Plan>>,
    /// What kind of check-in.
    pub kind: CheckInKind,
    /// The day.
    pub on: NaiveDate,
    /// When the screen was opened.
    pub started: Option<Moment>,
    /// When it was stored.
    pub entered_at: Moment,
    /// What came of it.
    pub outcome: Outcome,
    /// What was promised for the next time.
    pub next_step: Option<String>,
    /// When to meet next.
    pub next_date: Option<NaiveDate>,
    /// The undone check-in that this one brings back.
    pub restores: Option<Id<CheckIn>>,
}

impl Named for CheckIn {
    const PREFIX: char = 'k';
}

/// What kind of check-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckInKind {
    /// About today's goals.
    Daily,
    /// About the week.
    Weekly,
    /// With the family.
    Conference,
    /// Between times.
    AdHoc,
}

impl Word for CheckInKind {
    const WHAT: &'static str = "a kind of check-in";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Daily, "daily"),
        (Self::Weekly, "weekly"),
        (Self::Conference, "conference"),
        (Self::AdHoc, "ad_hoc"),
    ];
}

impl From<cadence::Kind> for CheckInKind {
    fn from(kind: cadence::Kind) -> Self {
        match kind {
            cadence::Kind::Daily => Self::Daily,
            cadence::Kind::Weekly => Self::Weekly,
        }
    }
}

/// What came of a check-in. Required; only `held` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// They met.
    Held,
    /// The student wasn't there.
    StudentAbsent,
    /// The adult wasn't there.
    AdultAbsent,
    /// Not this time.
    Skipped,
}

impl Word for Outcome {
    const WHAT: &'static str = "an outcome";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Held, "held"),
        (Self::StudentAbsent, "student_absent"),
        (Self::AdultAbsent, "adult_absent"),
        (Self::Skipped, "skipped"),
    ];
}

impl Outcome {
    /// The past tense of a label: "checked in with".
    fn verb(self) -> &'static str {
        match self {
            Self::Held => "checked in with",
            Self::StudentAbsent => "marked absent:",
            Self::AdultAbsent => "noted own absence for",
            Self::Skipped => "skipped",
        }
    }
}

/// A check-in as filled in, on screen or on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The id a script gave it.
    pub given_id: Option<String>,
    /// Who was met.
    pub student: PersonId,
    /// The student's name, for the label.
    pub name: String,
    /// Who met them.
    pub adult: PersonId,
    /// The plan it was held against.
    pub plan: Option<Id<Plan>>,
    /// What kind.
    pub kind: CheckInKind,
    /// The day.
    pub on: NaiveDate,
    /// When the screen was opened.
    pub started: Option<Moment>,
    /// What came of it.
    pub outcome: Outcome,
    /// The note as typed; blank for none.
    pub note: String,
    /// What kind of note.
    pub note_kind: NoteKind,
    /// Who may read the note.
    pub visibility: Visibility,
    /// The next step as typed; blank for none.
    pub next_step: String,
    /// When to meet next.
    pub next_date: Option<NaiveDate>,
    /// The teacher's ratings: goal and level.
    pub ratings: Vec<(Id<Goal>, i64)>,
    /// Where the student says they stand: goal and level.
    pub own_ratings: Vec<(Id<Goal>, i64)>,
}

impl Filled {
    /// The change that stores all of it, in one piece, and the check-in's id;
    /// or the sentence why not.
    pub fn change(
        &self,
        mint: &mut Mint,
        now: Moment,
        today: NaiveDate,
    ) -> Result<(Id<CheckIn>, Change), String> {
        if self.on > today {
            return Err(format!(
                "A check-in can't be in the future: {} is after {today}. Use the next date for what is planned.",
                self.on
            ));
        }
        let is_rated = !self.ratings.is_empty() || !self.own_ratings.is_empty();
        if self.outcome != Outcome::Held && is_rated {
            return Err(
                "Only a held check-in has ratings; clear them, or make the outcome held.".into(),
            );
        }
        if self.next_date.is_some_and(|next| next <= self.on) {
            return Err("The next date has to be after the check-in itself.".into());
        }
        let text = words::clean_text(self.note.trim());
        if text.cut.is_some() {
            return Err(words::too_long("note"));
        }
        let is_own = self.adult == self.student;
        let id = mint.id(now);
        let step = words::clean_line(self.next_step.trim()).text;
        let step = step.trim();
        let mut edits = vec![Edit::CheckIn(Entry::Append(CheckIn {
            id,
            given_id: self.given_id.clone(),
            student: self.student,
            // What somebody writes about their own work was said to nobody else.
            adult: Some(self.adult).filter(|_| !is_own),
            plan: self.plan,
            kind: self.kind,
            on: self.on,
            started: self.started,
            entered_at: now,
            outcome: self.outcome,
            next_step: Some(step)
                .filter(|step| !step.is_empty())
                .map(str::to_owned),
            next_date: self.next_date,
            restores: None,
        }))];
        if !text.text.trim().is_empty() {
            edits.push(Edit::Note(Entry::Append(Note {
                id: mint.id(now),
                person: self.student,
                check_in: Some(id),
                kind: self.note_kind,
                text: text.text,
                visibility: self.visibility,
                author: self.adult,
                entered_at: now,
                revises: None,
                restores: None,
            })));
        }
        // Who writes about their own work rates it as its owner.
        let given = if is_own {
            RaterKind::Own
        } else {
            RaterKind::Teacher
        };
        let rated = [
            (&self.ratings, self.adult, given),
            (&self.own_ratings, self.student, RaterKind::Own),
        ];
        for (ratings, rater, rater_kind) in rated {
            for (goal, level) in ratings {
                edits.push(Edit::Rating(Entry::Append(Rating {
                    id: mint.id(now),
                    person: self.student,
                    goal: *goal,
                    level: *level,
                    rater,
                    rater_kind,
                    observed_on: self.on,
                    entered_at: now,
                    check_in: Some(id),
                    restores: None,
                })));
            }
        }
        let label = format!("{} {}", self.outcome.verb(), self.name);
        Ok((id, Change::about(self.student, label, edits)))
    }
}
