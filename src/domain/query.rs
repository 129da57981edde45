//! Every question a screen or a command may ask of the book, and its answer.
//! Not how it is answered; that is `store::reads`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cadence::{Kind, State};
use super::framework::Framework;
use super::group::{Group, GroupLine, GroupMember};
use super::growth::{Grown, Growth, Marks};
use super::ids::{Id, Moment};
use super::person::{Person, PersonId};
use super::plan::{Plan, Stage};
use super::school::{CadenceScope, Caseload, Class, Enrollment};
use super::survey::SurveyResponse;

mod framework;
mod grid;
mod record;

pub use framework::{CompetencyPage, CompetencyQuery, CompetencyRow, FrameworkLine, Wanted};
pub use grid::{Cell, GridCompetency, GridFrame, GridPage, GridQuery, GridStudent, Subject};
pub use record::{
    CadenceRecord, CheckInRecord, GoalRecord, Left, NextUp, NoteRecord, PlanGlance, PlanRecord,
    ProfileRecord, Promise, StudentRecord, Term, Upcoming,
};

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
    Find(Found<RosterRow>),
    /// To `Query::Search`.
    Search(Found<Hit>),
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
    Cadence(Box<CadenceRecord>),
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
    /// That somebody agrees to a goal.
    Agreement,
    /// A change of the plan in the last so many days.
    Touch(u32),
}

/// Days without a change after which a plan counts as untouched, where nobody says otherwise.
pub const UNTOUCHED: u32 = 14;

impl Lack {
    /// All of them, in the order in which they are offered; untouched after so many days.
    pub const fn all(days: u32) -> [Self; 5] {
        [
            Self::Start,
            Self::Part,
            Self::Lineage,
            Self::Agreement,
            Self::Touch(days),
        ]
    }

    /// A word or two, for the header.
    pub fn short(self) -> &'static str {
        match self {
            Self::Start => "not started",
            Self::Part => "start incomplete",
            Self::Lineage => "no lineage",
            Self::Agreement => "goal to agree",
            Self::Touch(_) => "untouched",
        }
    }

    /// The words of the choice.
    pub fn words(self) -> String {
        match self {
            Self::Start => "not started: no survey, profile or plan".to_owned(),
            Self::Part => "start incomplete: survey, profile or plan missing".to_owned(),
            Self::Lineage => "no lineage: a goal serves no longer one".to_owned(),
            Self::Agreement => "not agreed: a goal waits to be agreed".to_owned(),
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
    /// Whether the student was met today, by any kind of check-in.
    pub is_met_today: bool,
    /// Whether the student is marked absent today, and wasn't met all the same.
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
    /// The plan of a goal, to look at it there.
    #[serde(skip)]
    pub plan: Option<Id<Plan>>,
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

/// What was found, the best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether there may be more with such a name than were looked at, though fewer were found
    /// than were asked for.
    pub has_stopped: bool,
}

// Not derived, which would ask the same of the rows.
impl<T> Default for Found<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            has_stopped: false,
        }
    }
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
    pub bodies: Vec<Arc<str>>,
    /// How many check-ins the student had as far as its writer knows: where there are more by
    /// now, nothing is stored. None where that says nothing.
    pub known: Option<u64>,
}
