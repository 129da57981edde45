//! A record as it is read: a student's, or a member of staff's, with the profile, the plan and its
//! goals, and the check-ins.

use chrono::NaiveDate;

use super::super::cadence::{Cadence, Kind};
use super::super::calendar::Calendar;
use super::super::check_in::CheckIn;
use super::super::dates;
use super::super::evidence::Evidence;
use super::super::framework::GoalCompetency;
use super::super::group::GroupNote;
use super::super::ids::{Id, Moment};
use super::super::note::{Note, Visibility};
use super::super::pacing::Pace;
use super::super::person::{Person, PersonId};
use super::super::plan::{ActionStep, Goal, GoalStatus, Plan, Reflection, Stage};
use super::super::profile::ProfileEntry;
use super::super::rating::{LevelOverride, Rating};
use super::super::scale::Scale;
use super::super::school::{AcademicSession, CadenceRule};
use super::super::stage::{self, Life, PlanEvent};
use super::super::strategy::Strategy;
use super::super::whose::Whose;

use super::Standing;

/// One student's record, as far as the asker may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentRecord {
    /// The student.
    pub person: Person,
    /// The class number among the asker's students.
    pub number: Option<u16>,
    /// Whether nobody but its subject reads it: of a member of staff who has no partner.
    pub is_alone: bool,
    /// Titles of the present classes.
    pub classes: Vec<String>,
    /// Where they have left.
    pub left: Option<Left>,
    /// How each kind stands that a cadence asks for, the row's kind first.
    pub standings: Vec<Standing>,
    /// Entries of the profile that aren't superseded, newest first.
    pub profile: Vec<ProfileRecord>,
    /// The plan that isn't closed, of today's session.
    pub plan: Option<PlanRecord>,
    /// The other plans, newest first.
    pub others: Vec<PlanGlance>,
    /// Who typed words of the student's in looking back and in surveys, where it was
    /// somebody else.
    pub typists: Vec<(PersonId, String)>,
    /// The last next step, with who agreed it and when.
    pub promise: Option<Promise>,
    /// The newest note.
    pub last_note: Option<NoteRecord>,
    /// Notes to groups the student was in, with author and group, newest first.
    pub group_notes: Vec<(GroupNote, String, String)>,
    /// The kinds of check-in for which the student has a cadence of their own.
    pub own_cadences: Vec<Kind>,
    /// The scales of the file; a new plan would be rated on the first.
    pub scales: Vec<Scale>,
    /// How many check-ins there are, voided ones not counted.
    pub check_ins: u64,
    /// The days of the student's school.
    pub calendar: Calendar,
    /// The session of today, for a plan that is begun now.
    pub session: Option<Id<AcademicSession>>,
    /// The term that begins next, for a plan that is begun ahead of it.
    pub next: Option<Upcoming>,
}

/// That somebody has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Since which day, where that is known.
    pub on: Option<NaiveDate>,
}

impl Left {
    /// As it is said.
    pub fn sentence(self) -> String {
        match self.on {
            Some(on) => format!("Left on {}.", dates::say_full(on)),
            None => "Has left.".to_owned(),
        }
    }
}

/// A term that begins later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The term.
    pub id: Id<AcademicSession>,
    /// Its title.
    pub title: String,
    /// Its first day.
    pub begins: NaiveDate,
}

/// For which term a plan is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// For that of today.
    Present,
    /// For the next one.
    Next,
}

impl StudentRecord {
    /// The session of a plan that is begun, and the first day on which it is worked on.
    pub fn begins(&self, term: Term, today: NaiveDate) -> (Option<Id<AcademicSession>>, NaiveDate) {
        match (term, &self.next) {
            (Term::Next, Some(next)) => (Some(next.id), next.begins.max(today)),
            _ => (self.session, today),
        }
    }

    /// Whether this term had a plan, and it is closed.
    pub fn has_closed_this_term(&self) -> bool {
        let is_this = |other: &PlanGlance| {
            self.session.is_some()
                && other.plan.session == self.session
                && other.plan.stage == Stage::Closed
        };
        self.others.iter().any(is_this)
    }

    /// Whether it is a student's, or of a member of staff.
    pub fn whose(&self) -> Whose {
        Whose::of(self.person.role)
    }

    /// Who will read something in it, as a short sentence.
    pub fn may_read(&self, visibility: Visibility) -> &'static str {
        if self.is_alone && visibility != Visibility::OnlyMe {
            "only you may read this, until you choose a partner"
        } else {
            self.whose().may_read(visibility)
        }
    }

    /// Who typed somebody's words, where it was somebody else.
    pub fn typed_by(&self, typist: PersonId, author: PersonId) -> Option<&str> {
        let mut typists = self.typists.iter().filter(|_| typist != author);
        let found = typists.find(|(person, _)| *person == typist)?;
        Some(found.1.as_str())
    }

    /// How many entries of the profile are the student's own words.
    pub fn own_entries(&self) -> usize {
        let own = |known: &&ProfileRecord| known.entry.is_students_own();
        self.profile.iter().filter(own).count()
    }
}

/// What was promised last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The next step, verbatim.
    pub text: String,
    /// When it was agreed.
    pub on: NaiveDate,
    /// With whom.
    pub adult: Option<String>,
}

/// A profile entry, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRecord {
    /// The entry.
    pub entry: ProfileEntry,
    /// Whose words it is.
    pub author: String,
    /// Who typed it.
    pub typed_by: String,
    /// Older entries that this one takes the place of, newest first.
    pub history: Vec<ProfileEntry>,
}

/// A plan with its goals.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRecord {
    /// The plan.
    pub plan: Plan,
    /// The session's title.
    pub session: Option<String>,
    /// The session's first day, and the day after its last.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// The scale it is rated on.
    pub scale: Scale,
    /// Its goals, in order.
    pub goals: Vec<GoalRecord>,
    /// What was said in looking back, oldest first.
    pub reflections: Vec<Reflection>,
    /// The day from which it may be looked back on.
    pub reflecting_from: Option<NaiveDate>,
    /// The last day on which it was changed, a goal of it rated or a step done.
    pub touched_on: NaiveDate,
    /// Its life, oldest first; read where the plan alone is asked for.
    pub events: Vec<(PlanEvent, String)>,
}

impl PlanRecord {
    /// Goals for one day that were left over from the last school day, and that nobody has
    /// taken up again.
    pub fn left_over(
        &self,
        today: NaiveDate,
        calendar: &Calendar,
    ) -> impl Iterator<Item = &GoalRecord> {
        let is_repeated = |id: Id<Goal>| {
            let mut goals = self.goals.iter();
            goals.any(move |other| other.goal.carried_from == Some(id))
        };
        self.goals
            .iter()
            .filter(move |record| record.goal.is_left_over(today, calendar))
            .filter(move |record| !is_repeated(record.goal.id))
    }

    /// What the rules of a plan's life look at, handed to `with`.
    pub fn live<T>(&self, with: impl FnOnce(&Life<'_>) -> T) -> T {
        let goals: Vec<stage::Standing<'_>> = self
            .goals
            .iter()
            .map(|record| stage::Standing {
                goal: &record.goal,
                level: record.level,
                own_level: record.own_level,
            })
            .collect();
        with(&Life {
            plan: &self.plan,
            goals: &goals,
            reflections: self.reflections.len(),
            reflecting_from: self.reflecting_from,
        })
    }

    /// For how many days nobody has touched it, once these are as many as the limit; a
    /// closed plan is left alone.
    pub fn untouched(&self, today: NaiveDate, limit: u32) -> Option<i64> {
        let days = (today - self.touched_on).num_days();
        (!self.is_locked() && days >= i64::from(limit)).then_some(days)
    }

    /// Whether nothing of it may be changed.
    pub fn is_locked(&self) -> bool {
        self.plan.stage == Stage::Closed
    }

    /// Whether its term is over, and it isn't closed.
    pub fn is_left_open(&self, today: NaiveDate) -> bool {
        !self.is_locked() && self.span.is_some_and(|(_, ends)| ends <= today)
    }

    /// The first day of its term, where that hasn't come yet.
    pub fn begins_later(&self, today: NaiveDate) -> Option<NaiveDate> {
        let (begins, _) = self.span?;
        (begins > today).then_some(begins)
    }
}

/// A plan among others: what stands on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanGlance {
    /// The plan.
    pub plan: Plan,
    /// The session's title.
    pub session: Option<String>,
    /// Goals that are met.
    pub met: u16,
    /// Its goals, dropped ones and those for one day apart.
    pub goals: u16,
}

impl PlanGlance {
    /// The line of a plan with these goals.
    pub fn of<'a>(
        plan: Plan,
        session: Option<String>,
        goals: impl Iterator<Item = &'a Goal>,
    ) -> Self {
        let (mut met, mut all) = (0, 0);
        // A goal for one day counts on its day alone.
        for goal in goals.filter(|goal| goal.day.is_none()) {
            met += u16::from(goal.status == GoalStatus::Met);
            all += u16::from(goal.status != GoalStatus::Dropped);
        }
        Self {
            plan,
            session,
            met,
            goals: all,
        }
    }
}

/// A goal with its steps and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalRecord {
    /// The goal.
    pub goal: Goal,
    /// The roll-up of the teacher's ratings, or what was set in its place.
    pub level: Option<i64>,
    /// The student's own latest rating.
    pub own_level: Option<i64>,
    /// The day of that rating, where it is the latest and not what the plan was closed with.
    pub own_on: Option<NaiveDate>,
    /// The longer goals it serves, the nearest first, also those of earlier plans.
    pub serves: Vec<Goal>,
    /// Who proposed it, by name.
    pub proposed_by: String,
    /// The competencies it is linked to: code and short name.
    pub competencies: Vec<(GoalCompetency, String)>,
    /// Whether it is worked on: open, and not for another day.
    pub is_current: bool,
    /// Whether it counts on the day asked about: it is for no single day, or for that one.
    pub is_of_the_day: bool,
    /// Whether the status is on record; on a past day it may not be.
    pub is_status_known: bool,
    /// What shows that it is reached, oldest first.
    pub evidence: Vec<Evidence>,
    /// What is tried so that it is reached, oldest first, with who tries it.
    pub strategies: Vec<(Strategy, String)>,
    /// The level set by hand, with who set it, where one stands.
    pub set_by_hand: Option<(LevelOverride, String)>,
    /// How it stands against its dates, where its plan has pacing.
    pub pace: Option<Pace>,
    /// Why the pace is what somebody said, where somebody did.
    pub pace_note: Option<String>,
    /// The teacher's latest ratings, oldest first.
    pub recent: Vec<(NaiveDate, i64)>,
    /// Its steps, in order.
    pub steps: Vec<ActionStep>,
}

impl GoalRecord {
    /// Steps done, and all steps.
    pub fn steps_done(&self) -> (usize, usize) {
        let done = self
            .steps
            .iter()
            .filter(|step| step.done_on.is_some())
            .count();
        (done, self.steps.len())
    }

    /// What can be done next: the first step that is open; without one, the next level
    /// toward what is aimed at. Something for every open goal, nothing for another.
    pub fn next(&self, scale: &Scale) -> Option<NextUp<'_>> {
        if !self.goal.status.is_open() {
            return None;
        }
        if let Some(step) = self.steps.iter().find(|step| step.done_on.is_none()) {
            return Some(NextUp::Step(step));
        }
        // Where nothing was rated yet, the lowest level is where everybody begins.
        let levels = || scale.levels.iter().map(|level| level.value);
        let reached = self.level.or(self.goal.baseline).or(levels().min());
        let last = self.goal.target.unwrap_or(i64::MAX);
        let higher = levels().filter(|level| Some(*level) > reached);
        match higher.filter(|level| *level <= last).min() {
            Some(level) => Some(NextUp::Level(level)),
            None => Some(NextUp::Reached),
        }
    }
}

/// What a student can do next for a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextUp<'a> {
    /// This step.
    Step(&'a ActionStep),
    /// Show this level.
    Level(i64),
    /// What was aimed at is reached: the goal can be marked as met, or aim higher.
    Reached,
}

/// A note with its author's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRecord {
    /// The note.
    pub note: Note,
    /// Who wrote it.
    pub author: String,
    /// The day of its check-in, or on which it was stored.
    pub on: NaiveDate,
    /// Earlier wordings, newest first.
    pub history: Vec<Note>,
}

/// A check-in with all that was said in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckInRecord {
    /// The check-in.
    pub check_in: CheckIn,
    /// The adult's name.
    pub adult: Option<String>,
    /// The note, where the asker may see it.
    pub note: Option<NoteRecord>,
    /// The ratings, in order, with the goal's text and the level's words.
    pub ratings: Vec<(Rating, String, String)>,
    /// When it was taken back; such a check-in counts nowhere.
    pub voided: Option<Moment>,
}

/// How often somebody is met: a student, a class or the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CadenceRecord {
    /// The rules of their own.
    pub own: Vec<CadenceRule>,
    /// What holds without them, of the kinds that are asked for.
    pub without_own: Vec<(Kind, Cadence)>,
    /// The days of their school.
    pub calendar: Calendar,
}
