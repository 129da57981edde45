//! One student: overview, profile, plan and check-ins, with the one before and
//! the one after a key away.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::{Model, Tone};
use crate::domain::Word;
use crate::domain::change::Hand;
use crate::domain::growth::{Grown, Growth, GrowthLine, Marks};
use crate::domain::ids::Id;
use crate::domain::person::PersonId;
use crate::domain::plan::{ActionStep, Area, Horizon, Plan};
use crate::domain::query::{
    CheckInRecord, Draft, GoalRecord, PlanGlance, PlanRecord, ProfileRecord, Query, StudentRecord,
    Term,
};
use crate::domain::survey::{self, Answered, Compared, SurveyResponse};
use crate::domain::whose::Whose;

use super::Screen;
use super::edit;

pub use super::open::Open;

/// How many check-ins are read at first, and more when the end is near.
const STRETCH: usize = 30;

/// The screen's state.
#[derive(Debug, Clone)]
pub struct Student {
    /// Who.
    pub student: PersonId,
    /// Which tab.
    pub tab: Tab,
    /// The area whose goals the plan shows, kept from student to student; none for all.
    pub area: Option<Area>,
    /// Whether the plan's goals for other days are shown, each on its line.
    pub is_unfolded: bool,
    /// Which of the tab's items is under the cursor, kept from student to student.
    pub cursor: usize,
    /// How many lines the page is scrolled past what the cursor asks for.
    pub scrolled: usize,
    /// The record; none until it has been read.
    pub record: Option<Box<StudentRecord>>,
    /// The check-ins read so far, newest first.
    pub history: Vec<CheckInRecord>,
    /// Surveys, the last two days of each side by side.
    pub surveys: Vec<Compared>,
    /// Goals and competencies from their baselines to now, once they are read.
    pub growth: Option<Box<Growth>>,
    /// What is to be looked at, once it is read.
    pub wanted: Option<Wanted>,
    /// The ratings behind what is looked at of the growth.
    pub marks: Option<Marks>,
    /// How many check-ins are asked for.
    pub limit: usize,
    /// The form that is open.
    pub form: Option<Open>,
    /// Whether a kept draft of a form was looked for.
    pub knows_draft: bool,
    /// The drafts of forms as they were read.
    pub(in crate::app) drafts: Vec<Draft>,
    /// The plan that is looked at, where it isn't the present one.
    pub viewing: Option<Id<Plan>>,
    /// That plan, once it has been read; it stands in the record's place of the present one.
    pub(super) viewed: Option<Box<PlanRecord>>,
    /// The record as it was read, meanwhile.
    pub(super) present: Option<Box<StudentRecord>>,
    /// The plan that the next one begins with, while it is being read.
    pub begin_from: Option<(Id<Plan>, Term)>,
}

/// What is to be looked at, once it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The number of the record.
    pub number: i64,
    /// The plan of a goal, where it may be another than the present one.
    pub plan: Option<Id<Plan>>,
}

/// A tab of the student's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Everything that matters now.
    Overview,
    /// The learner profile.
    Profile,
    /// The plan.
    Plan,
    /// The check-ins.
    CheckIns,
    /// From baselines to now.
    Growth,
}

/// The tabs in order, with their titles.
pub const TABS: [(Tab, &str); 5] = [
    (Tab::Overview, "Overview"),
    (Tab::Profile, "Profile"),
    (Tab::Plan, "Plan"),
    (Tab::CheckIns, "Check-ins"),
    (Tab::Growth, "Growth"),
];

/// What is under the cursor.
#[derive(Debug, Clone, Copy)]
pub enum Selected<'a> {
    /// A goal.
    Goal(&'a GoalRecord),
    /// A step of a goal.
    Step(&'a GoalRecord, &'a ActionStep),
    /// An entry of the profile.
    Entry(&'a ProfileRecord),
    /// A check-in.
    CheckIn(&'a CheckInRecord),
    /// Another plan.
    Plan(&'a PlanGlance),
    /// The plan's goals for other days, folded into a line or below it.
    Earlier,
    /// The growth of a goal or a competency.
    Growth(&'a GrowthLine),
    /// An answer to a survey, beside the one before.
    Answer(&'a Answered),
}

impl Student {
    /// A student's screen on a tab.
    pub fn new(student: PersonId, tab: Tab) -> Self {
        Self {
            student,
            tab,
            area: None,
            is_unfolded: false,
            cursor: 0,
            scrolled: 0,
            record: None,
            history: Vec::new(),
            surveys: Vec::new(),
            growth: None,
            wanted: None,
            marks: None,
            limit: STRETCH,
            form: None,
            knows_draft: false,
            drafts: Vec::new(),
            viewing: None,
            viewed: None,
            present: None,
            begin_from: None,
        }
    }

    /// Goes to another student, with tab and place kept.
    pub fn turn_to(&mut self, student: PersonId) {
        *self = Self {
            cursor: self.cursor,
            area: self.area,
            ..Self::new(student, self.tab)
        };
    }

    /// What the screen asks for.
    pub fn needs(&self) -> Vec<Query> {
        let mut queries = vec![Query::Student(self.student)];
        if self.tab == Tab::CheckIns {
            queries.push(Query::History {
                student: self.student,
                limit: self.limit,
            });
        }
        if self.tab == Tab::Profile {
            queries.push(Query::Surveys(self.student));
        }
        if self.tab == Tab::Growth {
            queries.push(Query::Growth(self.student));
            queries.extend(self.grown().map(|line| Query::Marks {
                student: self.student,
                grown: line.grown,
            }));
        }
        // The plan's own tab shows its life too.
        let present = self.record.as_ref().and_then(|record| record.plan.as_ref());
        let present = present
            .filter(|_| self.tab == Tab::Plan && self.viewing.is_none())
            .map(|plan| plan.plan.id);
        for plan in self
            .viewing
            .into_iter()
            .chain(present)
            .chain(self.begin_from.map(|(plan, _)| plan))
        {
            queries.push(Query::Plan {
                student: self.student,
                plan,
            });
        }
        queries
    }

    /// The goals, in the order shown.
    pub fn goals(&self) -> &[GoalRecord] {
        let plan = self.record.as_ref().and_then(|record| record.plan.as_ref());
        plan.map_or(&[], |plan| plan.goals.as_slice())
    }

    /// The goals of the area that the plan shows.
    pub fn goals_shown(&self) -> impl Iterator<Item = &GoalRecord> {
        let area = self.area;
        let goals = self.goals().iter();
        goals.filter(move |record| area.is_none_or(|area| record.goal.area == area))
    }

    /// Those of them that count today.
    pub fn goals_of_the_day(&self) -> impl Iterator<Item = &GoalRecord> {
        self.goals_shown().filter(|record| record.is_of_the_day)
    }

    /// Those of them that were for one day, and not for this one.
    pub fn goals_of_other_days(&self) -> impl Iterator<Item = &GoalRecord> {
        self.goals_shown().filter(|record| !record.is_of_the_day)
    }

    /// The goals of the overview: those that reach further, then today's.
    pub fn goals_at_a_glance(&self) -> (Vec<&GoalRecord>, Vec<&GoalRecord>) {
        let of_the_day = self.goals().iter().filter(|record| record.is_of_the_day);
        of_the_day.partition(|record| record.goal.horizon > Horizon::Day)
    }

    /// Shows the next area's goals; all after the last.
    pub fn turn_area(&mut self) {
        let areas = Area::ALL.iter().map(|(area, _)| Some(*area));
        let around: Vec<Option<Area>> = std::iter::once(None).chain(areas).collect();
        let place = around.iter().position(|area| *area == self.area);
        let next = place.map_or(0, |place| (place + 1) % around.len());
        self.area = around.get(next).copied().flatten();
        self.cursor = 0;
    }

    /// The plans that aren't looked at.
    pub fn others(&self) -> &[PlanGlance] {
        self.record.as_ref().map_or(&[], |record| &record.others)
    }

    /// Whether the plan that is looked at can't be changed.
    pub fn is_locked(&self) -> bool {
        let plan = self.record.as_ref().and_then(|record| record.plan.as_ref());
        plan.is_some_and(PlanRecord::is_locked)
    }

    /// The goals and competencies whose growth is shown.
    fn growing(&self) -> &[GrowthLine] {
        self.growth.as_ref().map_or(&[], |growth| &growth.lines)
    }

    /// The one whose growth is looked at.
    pub fn grown(&self) -> Option<&GrowthLine> {
        let lines = self.growing();
        lines.get(self.cursor.min(lines.len().checked_sub(1)?))
    }

    /// The profile's entries, section by section, the student's own words first.
    pub fn entries(&self) -> Vec<&ProfileRecord> {
        let Some(record) = &self.record else {
            return Vec::new();
        };
        let mut entries: Vec<&ProfileRecord> = record.profile.iter().collect();
        entries.sort_by_key(|entry| (entry.entry.section.clone(), !entry.entry.is_students_own()));
        entries
    }

    /// The items of the tab that the cursor moves over.
    pub fn items(&self) -> Vec<Selected<'_>> {
        match self.tab {
            Tab::Overview => {
                let (longer, today) = self.goals_at_a_glance();
                longer
                    .into_iter()
                    .chain(today)
                    .map(Selected::Goal)
                    .collect()
            }
            Tab::Profile => {
                let answers = self.surveys.iter().flat_map(|survey| &survey.answers);
                let entries = self.entries().into_iter().map(Selected::Entry);
                entries.chain(answers.map(Selected::Answer)).collect()
            }
            Tab::Plan => {
                let mut items: Vec<Selected<'_>> =
                    self.goals_of_the_day().flat_map(with_steps).collect();
                if self.goals_of_other_days().next().is_some() {
                    items.push(Selected::Earlier);
                }
                if self.is_unfolded {
                    items.extend(self.goals_of_other_days().flat_map(with_steps));
                }
                items.extend(self.others().iter().map(Selected::Plan));
                items
            }
            Tab::CheckIns => self.history.iter().map(Selected::CheckIn).collect(),
            Tab::Growth => self.growing().iter().map(Selected::Growth).collect(),
        }
    }

    /// What is under the cursor.
    pub fn selected(&self) -> Option<Selected<'_>> {
        let items = self.items();
        let place = self.cursor.min(items.len().checked_sub(1)?);
        items.into_iter().nth(place)
    }

    /// Whether nothing that the cursor could go to follows.
    pub fn is_at_last(&self) -> bool {
        self.cursor + 1 >= self.items().len()
    }

    /// Moves the cursor.
    pub fn step(&mut self, by: isize) {
        let count = self.items().len();
        let last = count.saturating_sub(1);
        self.wanted = None;
        self.scrolled = 0;
        self.cursor = self.cursor.min(last).saturating_add_signed(by).min(last);
        let all = self
            .record
            .as_ref()
            .map_or(0, |record| record.check_ins as usize);
        if self.tab == Tab::CheckIns && self.cursor + 10 >= self.limit && self.limit <= all {
            self.limit += STRETCH;
        }
    }

    /// The number of what is under the cursor, to find it again when rows move.
    pub(super) fn followed(&self) -> Option<i64> {
        // A place past the end is kept for the next student, and follows nothing.
        let items = self.items();
        items.get(self.cursor).map(number)
    }

    /// Puts the cursor on what it stood on, wherever that is now.
    pub(super) fn follow(&mut self, followed: Option<i64>) {
        let is_it = |item: &Selected<'_>| Some(number(item)) == followed;
        let place = self.items().iter().position(is_it);
        self.cursor = place.unwrap_or(self.cursor);
    }

    /// Takes a record that was read; the cursor stays on what it stood on, and goes to the top
    /// of a plan that was begun.
    pub fn take_record(&mut self, record: Box<StudentRecord>) {
        let had_none = self.record.as_ref().is_some_and(|old| old.plan.is_none());
        let is_begun = self.tab == Tab::Plan && had_none && record.plan.is_some();
        if let Some(open) = &mut self.form {
            open.follow(&record);
        }
        let followed = self.followed();
        self.record = Some(record);
        self.present = None;
        self.put_viewed();
        self.follow(followed);
        if is_begun && self.viewing.is_none() {
            self.cursor = 0;
            self.scrolled = 0;
        }
        self.go_to_wanted();
        if matches!(self.tab, Tab::Plan | Tab::Profile) {
            // A goal that isn't here may stand in another plan, which is opened for it.
            let plan = self.wanted.take_if(|_| self.viewing.is_none());
            let plan = plan.and_then(|wanted| Some((wanted, wanted.plan?)));
            let is_other = |id| self.others().iter().any(|other| other.plan.id == id);
            if let Some((wanted, plan)) = plan.filter(|(_, plan)| is_other(*plan)) {
                self.wanted = Some(wanted);
                self.viewing = Some(plan);
            }
        }
    }

    /// Takes check-ins that were read, likewise. More are asked for until what is wanted is here.
    pub fn take_history(&mut self, history: Vec<CheckInRecord>) {
        if let Some(open) = &mut self.form {
            open.follow_note(&history);
        }
        let followed = self.followed();
        self.history = history;
        self.follow(followed);
        self.go_to_wanted();
        if self.history.len() < self.limit {
            self.wanted = None;
        } else if self.wanted.is_some() {
            self.limit *= 2;
        }
    }

    /// Puts the cursor on what is wanted, if it is here.
    pub(super) fn go_to_wanted(&mut self) {
        let Some(Wanted { number, .. }) = self.wanted else {
            return;
        };
        let is_it = |record: &GoalRecord| record.goal.id.number() == number;
        if self.goals_of_other_days().any(is_it) {
            self.is_unfolded = true;
        }
        let place = self.items().iter().position(|item| is_number(item, number));
        if let Some(place) = place {
            self.cursor = place;
            self.wanted = None;
        }
    }

    /// Takes the answers that were read, likewise.
    pub fn take_surveys(&mut self, responses: &[SurveyResponse]) {
        let followed = self.followed();
        self.surveys = survey::compare(responses);
        self.follow(followed);
    }

    /// Takes the growth that was read, likewise.
    pub fn take_growth(&mut self, growth: Box<Growth>) {
        let followed = self.followed();
        self.growth = Some(growth);
        self.follow(followed);
        self.go_to_wanted();
        self.wanted = None;
    }

    /// Goes to a tab.
    pub fn show(&mut self, tab: Tab) {
        if self.tab != tab {
            // An older plan is looked at on its own tab; the others show the present one.
            self.leave_viewed();
            self.tab = tab;
            self.wanted = None;
            self.cursor = 0;
            self.scrolled = 0;
        }
    }

    /// Forgets what was read for other eyes.
    pub(in crate::app) fn forget_read(&mut self) {
        self.record = None;
        self.history.clear();
        self.growth = None;
        self.marks = None;
        self.present = None;
        self.viewed = None;
        self.drafts.clear();
        self.knows_draft = false;
    }

    /// Goes some tabs on, around the end.
    pub fn turn_tab(&mut self, by: isize) {
        let place = TABS
            .iter()
            .position(|(tab, _)| *tab == self.tab)
            .unwrap_or(0) as isize;
        let next = (place + by).rem_euclid(TABS.len() as isize);
        if let Some((tab, _)) = TABS.get(next as usize) {
            self.show(*tab);
        }
    }
}

/// A goal and its steps, in order.
fn with_steps(goal: &GoalRecord) -> impl Iterator<Item = Selected<'_>> {
    let steps = goal.steps.iter();
    let steps = steps.map(move |step| Selected::Step(goal, step));
    std::iter::once(Selected::Goal(goal)).chain(steps)
}

/// The number of what a cursor stands on.
fn number(selected: &Selected<'_>) -> i64 {
    match selected {
        Selected::Goal(goal) => goal.goal.id.number(),
        Selected::Step(_, step) => step.id.number(),
        Selected::Entry(entry) => entry.entry.id.number(),
        Selected::CheckIn(check_in) => check_in.check_in.id.number(),
        Selected::Plan(plan) => plan.plan.id.number(),
        // No row has this number.
        Selected::Earlier => -1,
        Selected::Growth(line) => match line.grown {
            Grown::Goal(goal) => goal.number(),
            Grown::Competency(competency) => competency.number(),
        },
        Selected::Answer(answered) => answered.shown().map_or(0, |shown| shown.id.number()),
    }
}

/// Whether what a cursor stands on has this number, or says what has it.
fn is_number(selected: &Selected<'_>, wanted: i64) -> bool {
    let note = match selected {
        Selected::CheckIn(check_in) => check_in.note.as_ref().map(|note| note.note.id.number()),
        _ => None,
    };
    number(selected) == wanted || note == Some(wanted)
}

impl Model {
    pub(in crate::app) fn student(&mut self) -> Option<&mut Student> {
        match self.screen_mut() {
            Some(Screen::Student(student)) => Some(student),
            _ => None,
        }
    }

    pub(in crate::app) fn act_on_student(&mut self, action: Action) -> Option<Vec<Effect>> {
        if self.student()?.form.is_some() {
            return self.act_on_form(action);
        }
        let page = usize::from(self.size.1).saturating_sub(8).max(1) as isize;
        if self.scroll_student(action, page as usize) {
            return Some(vec![]);
        }
        let is_for_two = self.is_with_student();
        let screen = self.student()?;
        match action {
            Action::Up => screen.step(-1),
            Action::Down => screen.step(1),
            Action::PageUp => screen.step(-page),
            Action::PageDown => screen.step(page),
            Action::First => screen.step(isize::MIN >> 1),
            Action::Last => screen.step(isize::MAX >> 1),
            Action::TabOverview => screen.show(Tab::Overview),
            Action::TabProfile => screen.show(Tab::Profile),
            Action::TabPlan => screen.show(Tab::Plan),
            Action::TabCheckIns => screen.show(Tab::CheckIns),
            Action::TabGrowth => screen.show(Tab::Growth),
            Action::NextTab => screen.turn_tab(1),
            Action::PreviousTab => screen.turn_tab(-1),
            // Who sits beside one student doesn't see the next one's record.
            Action::PreviousStudent | Action::NextStudent if is_for_two => {
                self.say_not_for_two();
            }
            Action::PreviousStudent => self.turn_student(-1),
            Action::NextStudent => self.turn_student(1),
            Action::CheckIn => {
                let student = screen.student;
                self.open_check_in(student);
            }
            Action::Edit | Action::Open => self.edit_selected(),
            Action::New => self.new_part(),
            Action::Done if matches!(screen.selected(), Some(Selected::Answer(_))) => {
                return Some(self.answer_to_entry());
            }
            Action::Done => return Some(self.toggle_selected()),
            Action::MoveUp => return Some(self.move_selected(-1)),
            Action::MoveDown => return Some(self.move_selected(1)),
            Action::AgreePlan => return Some(self.agree_plan()),
            Action::PlanMenu => self.open_plan_menu(),
            Action::GoalArea => {
                screen.show(Tab::Plan);
                screen.turn_area();
            }
            Action::Survey => self.choose_survey(),
            Action::Back | Action::GoBack if screen.viewing.is_some() => self.leave_other_plan(),
            _ => return None,
        }
        Some(vec![])
    }

    /// Scrolls the page where what is under the cursor, or what stands below the last that it
    /// can go to, isn't seen whole. False where the cursor is to move.
    fn scroll_student(&mut self, action: Action, page: usize) -> bool {
        let below = (self.below)(self);
        let Some(screen) = self.student() else {
            return false;
        };
        let scrolled = screen.scrolled.min(below);
        screen.scrolled = match action {
            Action::Down if scrolled < below => scrolled + 1,
            Action::PageDown if scrolled < below => (scrolled + page).min(below),
            Action::Last if screen.is_at_last() => below,
            Action::Up if scrolled > 0 => scrolled - 1,
            Action::PageUp if scrolled > 0 => scrolled.saturating_sub(page),
            _ => return false,
        };
        true
    }

    /// Goes to the student before or after, in the roster's order.
    fn turn_student(&mut self, by: isize) {
        let height = self.roster.height(self.size);
        let Some(present) = self.student().map(|screen| screen.student) else {
            return;
        };
        let Some(next) = self.roster.shown().neighbour(present, by) else {
            let whose = self
                .student()
                .map(|screen| edit::whose(screen.record.as_deref()));
            let words = if whose == Some(Whose::Staff) {
                "Nobody stands before or after a member of staff; p on the roster has the plans of staff."
            } else if by < 0 {
                "This is the first student."
            } else {
                "This is the last student."
            };
            self.say(Tone::Look, words);
            return;
        };
        self.roster.shown_mut().go_to(next, height);
        let scroll = self.roster.scroll(self.size);
        self.roster.shown_mut().step(0, height, scroll);
        if let Some(screen) = self.student() {
            screen.turn_to(next);
        }
    }

    fn toggle_selected(&mut self) -> Vec<Effect> {
        if self.refuse_locked() {
            return vec![];
        }
        let (person, now, today) = (self.viewer.person, self.now, self.today);
        let mut mint = self.mint.clone();
        let mut hand = Hand {
            person,
            mint: &mut mint,
            now,
            today,
        };
        let change = self.student().and_then(|screen| {
            let record = screen.record.as_deref()?;
            match screen.selected()? {
                Selected::Goal(goal) => Some(edit::toggle_goal(record, &goal.goal, &mut hand)),
                Selected::Step(_, step) => Some(edit::toggle_step(record, step, today)),
                Selected::Entry(_)
                | Selected::CheckIn(_)
                | Selected::Plan(_)
                | Selected::Earlier
                | Selected::Growth(_)
                | Selected::Answer(_) => None,
            }
        });
        self.mint = mint;
        change.map_or(vec![], |change| self.save_key(change))
    }

    fn move_selected(&mut self, by: isize) -> Vec<Effect> {
        if self.refuse_locked() {
            return vec![];
        }
        let change = self.student().and_then(|screen| {
            let record = screen.record.as_deref()?;
            match screen.selected()? {
                Selected::Goal(goal) => {
                    let shown: Vec<&GoalRecord> = screen.goals_of_the_day().collect();
                    edit::move_goal(record, screen.goals(), &shown, goal.goal.id, by)
                }
                Selected::Step(goal, step) => edit::move_step(record, goal, step.id, by),
                Selected::Entry(_)
                | Selected::CheckIn(_)
                | Selected::Plan(_)
                | Selected::Earlier
                | Selected::Growth(_)
                | Selected::Answer(_) => None,
            }
        });
        let Some(change) = change else { return vec![] };
        self.save_key(change)
    }
}
