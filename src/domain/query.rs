//! Every question a screen or a command may ask of the book, and its answer.
//! Not how it is answered; that is `store::reads`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cadence::{Kind, State};
use super::calendar::Calendar;
use super::check_in::CheckIn;
use super::evidence::Evidence;
use super::framework::{Framework, GoalCompetency};
use super::group::{Group, GroupLine, GroupMember, GroupNote};
use super::growth::{Grown, Growth, Marks};
use super::ids::{Id, Moment};
use super::note::Note;
use super::pacing::Pace;
use super::person::{Person, PersonId};
use super::plan::{ActionStep, Goal, Plan, Reflection, Stage};
use super::profile::ProfileEntry;
use super::rating::{LevelOverride, Rating};
use super::scale::Scale;
use super::school::{AcademicSession, CadenceRule, CadenceScope, Caseload, Class, Enrollment};
use super::stage::{self, Life, PlanEvent};
use super::strategy::Strategy;
use super::survey::SurveyResponse;
use super::whose::Whose;

mod framework;
mod grid;

pub use framework::{CompetencyPage, CompetencyQuery, CompetencyRow, FrameworkLine, Wanted};
pub use grid::{Cell, GridCompetency, GridFrame, GridPage, GridQuery, GridStudent, Subject};

/// A question. Equal questions are asked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// A stretch of the roster.
    Roster(RosterQuery),
    /// The counts of the roster's header, for everybody the filter leaves.
    Summary(Filter),
    /// One student's record: person, standing, profile, plan, last promise.
    Student(PersonId),
    /// One plan of a student's, present or past.
    Plan {
        /// The student.
        student: PersonId,
        /// The plan.
        plan: Id<Plan>,
    },
    /// A student's answers to surveys.
    Surveys(PersonId),
    /// A student's goals from their baselines to now.
    Growth(PersonId),
    /// The ratings behind one goal or competency of a student's.
    Marks {
        /// The student.
        student: PersonId,
        /// The goal or the competency.
        grown: Grown,
    },
    /// One stretch of a student's check-ins, newest first.
    History {
        /// The student.
        student: PersonId,
        /// How many at the most.
        limit: usize,
    },
    /// The queue of a round: everybody the filter leaves, in the roster's order.
    Queue(Filter, Sort),
    /// Names that match, best first.
    Find {
        /// What was typed.
        text: String,
        /// Among whom.
        filter: Filter,
        /// How many at the most.
        limit: usize,
    },
    /// Notes, next steps, goals, profile entries and names that match.
    Search {
        /// What was typed.
        text: String,
        /// How many at the most.
        limit: usize,
    },
    /// Who has this class number among the students the filter leaves.
    Numbered(u16, Filter),
    /// Classes, grades and groups that the roster can be filtered by.
    Choices,
    /// A window on the levels of many students on many competencies.
    Grid(GridQuery),
    /// Whose staff plans the asker sees, and who could be the asker's partner.
    Staff,
    /// The asker's groups, with who is in them today.
    Groups,
    /// The asker's kept drafts, for one student or for all.
    Drafts(Option<PersonId>),
    /// The students of a class, for giving numbers.
    Members(Id<Class>),
    /// The cadences set for exactly this scope.
    Cadence(CadenceScope, Option<i64>),
    /// All competency frameworks.
    Frameworks,
    /// A stretch of competencies: a level of a tree, or what text finds.
    Competencies(CompetencyQuery),
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To `Query::Roster`.
    Roster(RosterPage),
    /// To `Query::Summary`.
    Summary(Summary),
    /// To `Query::Student`; none when the student isn't the asker's.
    Student(Option<Box<StudentRecord>>),
    /// To `Query::Plan`; none when the student isn't the asker's.
    Plan(Option<Box<PlanRecord>>),
    /// To `Query::Surveys`, oldest first.
    Surveys(Vec<SurveyResponse>),
    /// To `Query::Growth`.
    Growth(Box<Growth>),
    /// To `Query::Marks`.
    Marks(Marks),
    /// To `Query::History`.
    History(Vec<CheckInRecord>),
    /// To `Query::Queue`.
    Queue(Vec<PersonId>),
    /// To `Query::Find`.
    Find(Vec<RosterRow>),
    /// To `Query::Search`.
    Search(Vec<Hit>),
    /// To `Query::Numbered`.
    Numbered(Vec<PersonId>),
    /// To `Query::Choices`.
    Choices(Choices),
    /// To `Query::Grid`.
    Grid(Box<GridPage>),
    /// To `Query::Staff`.
    Staff(Staff),
    /// To `Query::Groups`.
    Groups(Vec<GroupLine>),
    /// To `Query::Drafts`.
    Drafts(Vec<Draft>),
    /// To `Query::Members`.
    Members(Vec<(Enrollment, Person)>),
    /// To `Query::Cadence`.
    Cadence(Vec<CadenceRule>),
    /// To `Query::Frameworks`.
    Frameworks(Vec<FrameworkLine>),
    /// To `Query::Competencies`.
    Competencies(CompetencyPage),
}

/// Which students.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// Those of this class.
    pub class: Option<Id<Class>>,
    /// Those in this group today.
    pub group: Option<Id<Group>>,
    /// Those in this state.
    pub state: Option<State>,
    /// Those never met.
    pub never_met: bool,
    /// Those whose plan is at this stage; `Some(None)` those without a plan.
    pub stage: Option<Option<Stage>>,
    /// Those of whom this is missing.
    pub lack: Option<Lack>,
    /// Those of this grade.
    pub grade: Option<String>,
    /// By this kind of cadence alone.
    pub kind: Option<Kind>,
}

impl Filter {
    /// Whether everybody is left.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// What can be missing in a student's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lack {
    /// Survey, profile and plan: nothing is there yet.
    Start,
    /// One of these three, or more.
    Part,
    /// A longer goal that an open one serves.
    Lineage,
    /// A change of the plan in the last so many days.
    Touch(u32),
}

/// Days without a change after which a plan counts as untouched, where nobody says otherwise.
pub const UNTOUCHED: u32 = 14;

impl Lack {
    /// All of them, in the order in which they are offered; untouched after so many days.
    pub const fn all(days: u32) -> [Self; 4] {
        [Self::Start, Self::Part, Self::Lineage, Self::Touch(days)]
    }

    /// A word or two, for the header.
    pub fn short(self) -> &'static str {
        match self {
            Self::Start => "not started",
            Self::Part => "start incomplete",
            Self::Lineage => "no lineage",
            Self::Touch(_) => "untouched",
        }
    }

    /// The words of the choice.
    pub fn words(self) -> String {
        match self {
            Self::Start => "not started: no survey, profile or plan".to_owned(),
            Self::Part => "start incomplete: survey, profile or plan missing".to_owned(),
            Self::Lineage => "no lineage: a goal serves no longer one".to_owned(),
            Self::Touch(days) => format!("untouched: the plan, for {days} days"),
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Who has waited longest first.
    #[default]
    Need,
    /// By name.
    Name,
    /// By class number, then name.
    Number,
}

/// A stretch of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterQuery {
    /// Of whom.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// From where.
    pub at: At,
    /// How many rows before that place.
    pub before: usize,
    /// How many rows from that place on.
    pub after: usize,
}

/// A place in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// The first row.
    First,
    /// Past the last row.
    Last,
    /// This student's row, or the first when the student isn't there.
    Student(PersonId),
}

/// A stretch of the roster, as found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RosterPage {
    /// The rows, in order.
    pub rows: Vec<RosterRow>,
    /// Whether rows stand before the first.
    pub more_before: bool,
    /// Whether rows stand behind the last.
    pub more_after: bool,
}

/// One student's line.
#[derive(Debug, Clone, PartialEq)]
pub struct RosterRow {
    /// The student.
    pub student: PersonId,
    /// The class number among the asker's students.
    pub number: Option<u16>,
    /// Given name, the preferred one where there is one.
    pub given: String,
    /// Family name.
    pub family: String,
    /// The grade.
    pub grade: Option<String>,
    /// Titles of the classes.
    pub classes: Vec<String>,
    /// How the row's kind of check-in stands.
    pub standing: Standing,
    /// Goals of the current plan that are met, as they count today.
    pub goals_met: u16,
    /// Goals of the current plan, likewise.
    pub goals: u16,
    /// Mean heights (0 to 1) of the teacher's ratings, one a check-in, oldest first.
    pub trend: Vec<f64>,
    /// The stage of the current plan.
    pub stage: Option<Stage>,
    /// Whether the student is marked absent today.
    pub is_absent_today: bool,
}

/// How one kind of check-in stands for a student on the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Standing {
    /// Which kind; none where no cadence asks for any.
    pub kind: Kind,
    /// The state.
    pub state: State,
    /// School days since the anchor, less pauses.
    pub school_days: i64,
    /// School days past the maximum, else 0.
    pub days_over: i64,
    /// When the next one is due.
    pub due_on: NaiveDate,
    /// When it has been too long.
    pub overdue_on: NaiveDate,
    /// The last one held since entry.
    pub last_met: Option<NaiveDate>,
    /// The booking.
    pub next_date: Option<NaiveDate>,
    /// Whether none was ever held.
    pub never_met: bool,
    /// Tries without meeting since the anchor.
    pub absences: u32,
    /// The last day of a pause.
    pub paused_until: Option<NaiveDate>,
}

/// The roster's header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Students by state.
    pub counts: Counts,
    /// The session of today: "Term 2".
    pub term: Option<String>,
    /// The one class all the asker's students are in, or the filter's.
    pub class: Option<String>,
    /// Who asks.
    pub viewer: String,
    /// How many drafts of the asker's are kept.
    pub drafts: usize,
    /// About whom.
    #[serde(skip)]
    pub drafted: Vec<PersonId>,
    /// The forms of those that are about nobody, which their author keeps.
    #[serde(skip)]
    pub own_forms: Vec<String>,
}

/// Students by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Counts {
    /// Waited too long.
    pub overdue: u64,
    /// Due.
    pub due: u64,
    /// A date is agreed.
    pub booked: u64,
    /// Never met, and not due yet.
    pub new: u64,
    /// Met lately.
    pub ok: u64,
    /// Not counted for now.
    pub paused: u64,
}

impl Counts {
    /// Counts `n` more students in `state`.
    pub fn add(&mut self, state: State, n: u64) {
        match state {
            State::Overdue => self.overdue += n,
            State::Due => self.due += n,
            State::Booked => self.booked += n,
            State::New => self.new += n,
            State::Ok => self.ok += n,
            State::Paused => self.paused += n,
        }
    }

    /// Students in this state.
    pub fn of(&self, state: State) -> u64 {
        match state {
            State::Overdue => self.overdue,
            State::Due => self.due,
            State::Booked => self.booked,
            State::New => self.new,
            State::Ok => self.ok,
            State::Paused => self.paused,
        }
    }

    /// Everybody.
    pub fn all(&self) -> u64 {
        self.overdue + self.due + self.booked + self.new + self.ok + self.paused
    }
}

/// One student's record, as far as the asker may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentRecord {
    /// The student.
    pub person: Person,
    /// The class number among the asker's students.
    pub number: Option<u16>,
    /// Titles of the present classes.
    pub classes: Vec<String>,
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
}

impl StudentRecord {
    /// Whether it is a student's, or of a member of staff.
    pub fn whose(&self) -> Whose {
        Whose::of(self.person.role)
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

/// A goal with its steps and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalRecord {
    /// The goal.
    pub goal: Goal,
    /// The roll-up of the teacher's ratings, or what was set in its place.
    pub level: Option<i64>,
    /// The student's own latest rating.
    pub own_level: Option<i64>,
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

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The student, by name.
    pub name: String,
    /// The student.
    pub student: PersonId,
    /// What it is: `student`, `note`, `next_step`, `goal`, `profile`.
    pub kind: HitKind,
    /// The id of the record.
    pub id: String,
    /// Its date, where it has one.
    pub on: Option<NaiveDate>,
    /// Its text.
    pub text: String,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A name.
    Student,
    /// A note.
    Note,
    /// A next step.
    NextStep,
    /// A goal.
    Goal,
    /// A profile entry.
    Profile,
}

impl HitKind {
    /// The word shown and written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Note => "note",
            Self::NextStep => "next step",
            Self::Goal => "goal",
            Self::Profile => "profile",
        }
    }
}

/// What the roster can be filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// Classes with students of the asker's, by title.
    pub classes: Vec<(Id<Class>, String)>,
    /// Frameworks in use, by title.
    pub frameworks: Vec<(Id<Framework>, String)>,
    /// Grades, in order.
    pub grades: Vec<String>,
    /// The asker's groups, by title.
    pub groups: Vec<GroupLine>,
    /// The places in each of them that are filled by hand.
    pub places: Vec<Vec<GroupMember>>,
}

/// The plans of staff that the asker sees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Staff {
    /// Colleagues whose partner the asker is, by name.
    pub colleagues: Vec<(PersonId, String)>,
    /// The asker's own partner.
    pub partner: Option<(Caseload, String)>,
    /// Principals and coaches who could be, by name.
    pub candidates: Vec<(PersonId, String)>,
}

/// Something half-written, kept on every pause in typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// About whom.
    pub student: PersonId,
    /// Which form: `check_in`, `entry`, `goal`, …
    pub form: String,
    /// The fields, as data of `app`.
    pub body: String,
    /// When it was last kept.
    pub kept_at: Moment,
}

/// Before the name of a form that was written in the two-person view.
const BESIDE: &str = "beside/";

impl Draft {
    /// The name of a form's draft that is written in the two-person view: it is shown there
    /// again, and takes the place of none that was written alone.
    pub fn name_beside(form: &str) -> String {
        format!("{BESIDE}{form}")
    }

    /// Whether it was written in the two-person view.
    pub fn is_beside(&self) -> bool {
        self.form.starts_with(BESIDE)
    }

    /// Which form, however it was written.
    pub fn plain_form(&self) -> &str {
        self.form.strip_prefix(BESIDE).unwrap_or(&self.form)
    }
}

/// A draft that is done with: it is forgotten where it is still one of these texts. What
/// another terminal has kept meanwhile isn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// About whom.
    pub student: PersonId,
    /// Which form.
    pub form: String,
    /// The texts it may be: the one that was stored, and those it was kept as before.
    pub bodies: Vec<String>,
}
