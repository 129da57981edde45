//! All the rows of one student, kept in one place and filled again for the
//! next, so that a district needs no more room than a class.

use crate::domain::check_in::CheckIn;
use crate::domain::framework::GoalCompetency;
use crate::domain::note::Note;
use crate::domain::person::Person;
use crate::domain::plan::{ActionStep, Goal, Plan, Reflection};
use crate::domain::profile::ProfileEntry;
use crate::domain::rating::Rating;
use crate::domain::school::{CadenceRule, Caseload, Enrollment};

/// One student's rows, each list in the order in which it is stored.
#[derive(Debug, Default)]
pub struct Record {
    /// The student.
    pub person: Option<Person>,
    /// The place of the class among the school's.
    pub class: usize,
    /// The place in the class.
    pub enrollment: Option<Enrollment>,
    /// Who sees the student besides.
    pub caseload: Option<Caseload>,
    /// A rest from check-ins.
    pub cadence: Option<CadenceRule>,
    /// The profile.
    pub profile: Vec<ProfileEntry>,
    /// Plans, the older first.
    pub plans: Vec<Plan>,
    /// Their goals.
    pub goals: Vec<Goal>,
    /// The goals' steps.
    pub steps: Vec<ActionStep>,
    /// The competencies they work toward.
    pub links: Vec<GoalCompetency>,
    /// What was said in looking back on the closed ones.
    pub reflections: Vec<Reflection>,
    /// Check-ins, oldest first.
    pub check_ins: Vec<CheckIn>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Ratings, oldest first.
    pub ratings: Vec<Rating>,
}

impl Record {
    pub(super) fn clear(&mut self) {
        self.person = None;
        self.enrollment = None;
        self.caseload = None;
        self.cadence = None;
        self.profile.clear();
        self.plans.clear();
        self.goals.clear();
        self.steps.clear();
        self.links.clear();
        self.reflections.clear();
        self.check_ins.clear();
        self.notes.clear();
        self.ratings.clear();
    }
}
