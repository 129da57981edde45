//! A student's visit at the shared terminal: what is asked of the day, what was ticked, rated
//! and written, and the one change that it comes to. Not how it is come to and left; that is
//! `kiosk`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::app::field::Field;
use crate::domain::change::{Change, Edit, Hand};
use crate::domain::check_in::{CheckInKind, Filled, Outcome};
use crate::domain::fate;
use crate::domain::ids::{Id, Moment};
use crate::domain::note::{NoteKind, Visibility};
use crate::domain::person::PersonId;
use crate::domain::plan::{ActionStep, Goal, GoalStatus, Horizon, Owner};
use crate::domain::query::{Draft, GoalRecord, PlanRecord, StudentRecord};
use crate::domain::scale::Scale;
use crate::domain::words;

use super::check_in::listed;
use super::{edit, survey};

/// The name of its drafts.
pub const FORM: &str = "visit";
/// Up to this grade one question stands on the screen at a time.
const YOUNG: u8 = 3;

/// One thing that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Item {
    /// Whether a goal for today is met.
    Today(Id<Goal>),
    /// Whether a goal left over from the last school day is taken up again.
    Again(Id<Goal>),
    /// Where the student stands with a goal.
    Goal(Id<Goal>),
    /// Whether a step is done.
    Step(Id<Goal>, Id<ActionStep>),
    /// How it went, in the student's words.
    Words,
    /// A goal that the student proposes.
    OwnGoal,
}

impl Item {
    /// Whether it is answered with yes or no.
    pub fn is_tick(self) -> bool {
        matches!(self, Self::Today(_) | Self::Again(_) | Self::Step(..))
    }
}

/// The visit.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who is here.
    pub student: PersonId,
    /// The day.
    pub today: NaiveDate,
    /// Their record, as far as it is for them; none until it has been read.
    pub record: Option<Box<StudentRecord>>,
    /// Whether a kept draft was looked for.
    pub knows_draft: bool,
    /// Which of the things asked has the focus.
    pub at: usize,
    /// What was ticked, or not any more.
    pub ticks: BTreeMap<Item, bool>,
    /// Where the student stands now.
    pub levels: BTreeMap<Id<Goal>, i64>,
    /// How it went.
    pub words: Field,
    /// A goal of their own.
    pub own_goal: Field,
    /// When they came.
    pub started: Moment,
    /// Since when something isn't kept yet, and when it was last touched.
    pub unkept: Option<(Moment, Moment)>,
    /// Whether it is on its way to the disk.
    pub is_saving: bool,
}

/// What a draft keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    on: NaiveDate,
    ticks: Vec<(Item, bool)>,
    levels: Vec<(Id<Goal>, i64)>,
    words: String,
    own_goal: String,
}

impl Visit {
    /// Nothing is said yet.
    pub fn new(student: PersonId, now: Moment, today: NaiveDate) -> Self {
        Self {
            student,
            today,
            record: None,
            knows_draft: false,
            at: 0,
            ticks: BTreeMap::new(),
            levels: BTreeMap::new(),
            words: Field::lines(""),
            own_goal: Field::line(""),
            started: now,
            unkept: None,
            is_saving: false,
        }
    }

    /// Whether keys can be understood: the record and the draft are here.
    pub fn is_ready(&self) -> bool {
        self.record.is_some() && self.knows_draft && !self.is_saving
    }

    /// Whether one question stands on the screen at a time, as for the first grades.
    pub fn is_young(&self) -> bool {
        let grade = self
            .record
            .as_ref()
            .and_then(|record| record.person.grade.as_deref());
        grade
            .and_then(survey::grade)
            .is_some_and(|grade| grade <= YOUNG)
    }

    /// The plan that is worked on.
    pub fn plan(&self) -> Option<&PlanRecord> {
        let plan = self.record.as_ref()?.plan.as_ref()?;
        (!plan.is_locked()).then_some(plan)
    }

    /// The scale goals are rated on.
    pub fn scale(&self) -> Option<&Scale> {
        self.plan().map(|plan| &plan.scale)
    }

    /// Whether each level of the scale has a digit.
    pub fn is_by_digit(&self) -> bool {
        self.scale().is_some_and(|scale| scale.levels.len() <= 10)
    }

    /// A goal of the plan.
    pub fn goal(&self, id: Id<Goal>) -> Option<&GoalRecord> {
        let goals = self.plan().map_or(&[][..], |plan| &plan.goals);
        goals.iter().find(|record| record.goal.id == id)
    }

    /// A step of a goal.
    pub fn step(&self, goal: Id<Goal>, step: Id<ActionStep>) -> Option<&ActionStep> {
        let steps = &self.goal(goal)?.steps;
        steps.iter().find(|other| other.id == step)
    }

    /// What is asked, in order: today's goals, those left over, each longer goal with the steps
    /// that are the student's to do, and last the student's own words.
    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        if let (Some(plan), Some(record)) = (self.plan(), &self.record) {
            let is_for_today = |record: &&GoalRecord| {
                record.goal.day == Some(self.today)
                    && matches!(record.goal.status, GoalStatus::Active | GoalStatus::Met)
            };
            let is_longer = |record: &&GoalRecord| {
                // A dream is what the others lead to, and nothing to be rated.
                record.goal.day.is_none()
                    && record.is_current
                    && record.goal.horizon != Horizon::LongTerm
                    && record.goal.status != GoalStatus::Proposed
            };
            let goals = plan.goals.iter();
            items.extend(
                goals
                    .filter(is_for_today)
                    .map(|one| Item::Today(one.goal.id)),
            );
            let left = plan.left_over(self.today, &record.calendar);
            items.extend(left.map(|one| Item::Again(one.goal.id)));
            // What is for each day is asked first, as of today.
            let (each_day, longer): (Vec<_>, Vec<_>) = plan
                .goals
                .iter()
                .filter(is_longer)
                .partition(|record| record.goal.horizon == Horizon::Day);
            for one in each_day.into_iter().chain(longer) {
                items.push(Item::Goal(one.goal.id));
                let steps = one.steps.iter().filter(|step| self.is_asked(step));
                items.extend(steps.map(|step| Item::Step(one.goal.id, step.id)));
            }
        }
        items.push(Item::Words);
        if self.plan().is_some() {
            items.push(Item::OwnGoal);
        }
        items
    }

    /// Whether a step is the student's to do, and not done before today.
    fn is_asked(&self, step: &ActionStep) -> bool {
        step.owner == Owner::Student && step.done_on.is_none_or(|day| day == self.today)
    }

    /// Whether it is a goal for each day: where the student stands with it is asked of today.
    pub fn is_each_day(&self, item: Item) -> bool {
        match item {
            Item::Goal(goal) => self
                .goal(goal)
                .is_some_and(|record| record.goal.horizon == Horizon::Day),
            _ => false,
        }
    }

    /// What has the focus.
    pub fn item(&self) -> Item {
        self.items().get(self.at).copied().unwrap_or(Item::Words)
    }

    /// Takes the record; the focus stays on what it was on. True where something that was said
    /// fell away, because what was asked has changed meanwhile.
    pub fn take_record(&mut self, record: Box<StudentRecord>) -> bool {
        let focus = self.record.is_some().then(|| self.item());
        self.record = Some(record);
        let items = self.items();
        let place = focus.and_then(|focus| items.iter().position(|item| *item == focus));
        self.at = place.unwrap_or(self.at.min(items.len().saturating_sub(1)));
        self.settle()
    }

    /// Lets go of what isn't asked, or can't be said. A goal of their own that there is no plan
    /// for stays among their words.
    fn settle(&mut self) -> bool {
        if self.record.is_none() {
            return false;
        }
        let items = self.items();
        let before = self.ticks.len() + self.levels.len();
        self.ticks.retain(|item, _on| items.contains(item));
        let mut levels = std::mem::take(&mut self.levels);
        let is_level = |level: i64| {
            self.scale()
                .is_some_and(|scale| scale.level(level).is_some())
        };
        levels.retain(|goal, level| items.contains(&Item::Goal(*goal)) && is_level(*level));
        self.levels = levels;
        let mut has_changed = self.ticks.len() + self.levels.len() < before;
        if self.plan().is_none() && !self.own_goal.is_blank() {
            let both = [self.words.text(), self.own_goal.text()];
            let both = both.iter().filter(|text| !text.trim().is_empty());
            let both: Vec<&str> = both.map(String::as_str).collect();
            self.words.set(&both.join("\n"));
            self.own_goal.set("");
            has_changed = true;
        }
        has_changed
    }

    /// Takes a kept draft, unless something was said already. Of an earlier day there are only
    /// the words left.
    pub fn take_draft(&mut self, draft: Option<&Draft>) -> bool {
        let is_first = !std::mem::replace(&mut self.knows_draft, true);
        let draft = draft.filter(|_| is_first && self.unkept.is_none());
        let kept = draft.and_then(|draft| serde_json::from_str::<Kept>(&draft.body).ok());
        let Some(kept) = kept else { return false };
        if kept.on == self.today {
            self.ticks = kept.ticks.into_iter().collect();
            self.levels = kept.levels.into_iter().collect();
        }
        self.words.set(&kept.words);
        self.own_goal.set(&kept.own_goal);
        self.settle();
        !self.is_blank()
    }

    /// What is said so far, as a draft.
    pub fn draft(&self, now: Moment) -> Draft {
        let kept = Kept {
            on: self.today,
            ticks: self.ticks.iter().map(|(item, on)| (*item, *on)).collect(),
            levels: listed(&self.levels),
            words: self.words.text(),
            own_goal: self.own_goal.text(),
        };
        Draft {
            student: self.student,
            form: Draft::name_beside(FORM),
            body: serde_json::to_string(&kept).unwrap_or_default(),
            kept_at: now,
        }
    }

    /// Something was said: the draft has to be kept soon.
    pub fn touched(&mut self, now: Moment) {
        let since = self.unkept.map_or(now, |(since, _last)| since);
        self.unkept = Some((since, now));
    }

    /// Whether nothing is said that isn't so already.
    pub fn is_blank(&self) -> bool {
        let is_as_it_was = |(item, on): (&Item, &bool)| *on == self.is_so(*item);
        self.ticks.iter().all(is_as_it_was)
            && self.levels.is_empty()
            && self.words.is_blank()
            && self.own_goal.is_blank()
    }

    /// Whether the record has it ticked.
    fn is_so(&self, item: Item) -> bool {
        match item {
            Item::Today(goal) => self
                .goal(goal)
                .is_some_and(|record| record.goal.status == GoalStatus::Met),
            Item::Step(goal, step) => self
                .step(goal, step)
                .is_some_and(|step| step.done_on.is_some()),
            Item::Again(_) | Item::Goal(_) | Item::Words | Item::OwnGoal => false,
        }
    }

    /// Whether it stands ticked now.
    pub fn is_ticked(&self, item: Item) -> bool {
        self.ticks
            .get(&item)
            .copied()
            .unwrap_or_else(|| self.is_so(item))
    }

    /// Ticks what has the focus, or takes the tick away. False where there is none.
    pub fn tick(&mut self) -> bool {
        let item = self.item();
        let on = !self.is_ticked(item);
        item.is_tick() && {
            self.ticks.insert(item, on);
            true
        }
    }

    /// A digit says where the student stands, or answers yes or no, and goes on. The sentence
    /// says why it can't.
    pub fn answer(&mut self, digit: u8) -> Result<(), String> {
        match self.item() {
            Item::Goal(goal) => {
                let scale = self.scale().ok_or("There is nothing to say it with.")?;
                if !self.is_by_digit() {
                    return Err("Choose with the arrows \u{2190} and \u{2192}.".into());
                }
                let level = scale.by_digit(digit).map(|level| level.value);
                let level =
                    level.ok_or_else(|| format!("The numbers go from {}.", scale.range()))?;
                self.levels.insert(goal, level);
            }
            item if item.is_tick() => {
                // As on a scale: the more, the higher.
                let on = match digit {
                    1 => false,
                    2 => true,
                    _ => return Err("Press 1 for not yet, or 2 for yes.".into()),
                };
                self.ticks.insert(item, on);
            }
            _ => return Ok(()),
        }
        self.step_on(1);
        Ok(())
    }

    /// Raises or lowers where the student stands by a level, from what was said last. False
    /// where there is nothing to raise.
    pub fn shift_level(&mut self, up: bool) -> bool {
        let Item::Goal(goal) = self.item() else {
            return false;
        };
        let before = self.goal(goal).and_then(|found| found.own_level);
        let now = self.levels.get(&goal).copied().or(before);
        let next = self.scale().and_then(|scale| scale.step(now, up));
        next.is_some_and(|level| {
            self.levels.insert(goal, level);
            true
        })
    }

    /// Moves the focus; false at either end.
    pub fn step_on(&mut self, by: isize) -> bool {
        let last = self.items().len().saturating_sub(1);
        let next = self.at.saturating_add_signed(by).min(last);
        std::mem::replace(&mut self.at, next) != next
    }

    /// The text with the focus.
    pub fn text(&self) -> Option<&Field> {
        match self.item() {
            Item::Words => Some(&self.words),
            Item::OwnGoal => Some(&self.own_goal),
            _ => None,
        }
    }

    /// The same, to be edited.
    pub fn text_mut(&mut self) -> Option<&mut Field> {
        match self.item() {
            Item::Words => Some(&mut self.words),
            Item::OwnGoal => Some(&mut self.own_goal),
            _ => None,
        }
    }

    /// All of it as one change: a daily check-in of the student's own, with what was ticked and
    /// proposed; or the sentence why not.
    pub fn change(&self, hand: &mut Hand<'_>) -> Result<Change, String> {
        let record = self
            .record
            .as_ref()
            .ok_or("Your page is still being read.")?;
        let name = record.person.called();
        let filled = Filled {
            given_id: None,
            student: self.student,
            name: name.clone(),
            adult: self.student,
            plan: self.plan().map(|plan| plan.plan.id),
            kind: CheckInKind::Daily,
            on: hand.today,
            started: Some(self.started),
            outcome: Outcome::Held,
            note: self.words.text(),
            note_kind: NoteKind::Other,
            visibility: Visibility::Student,
            next_step: String::new(),
            next_date: None,
            ratings: Vec::new(),
            own_ratings: listed(&self.levels),
        };
        let (_id, mut change) = filled.change(hand.mint, hand.now, hand.today)?;
        let goals = self.plan().map_or(0, |plan| plan.goals.len());
        let mut position = goals as u16;
        for (item, on) in &self.ticks {
            if *on != self.is_so(*item) {
                position += u16::from(matches!(item, Item::Again(_)));
                change.edits.extend(self.ticked(*item, position, hand));
            }
        }
        change.edits.extend(self.proposed(position + 1, hand)?);
        change.label = format!("{name}'s own review of the day");
        Ok(change)
    }

    /// The edits of one tick; a goal that is taken up again goes to this place of the plan.
    fn ticked(&self, item: Item, position: u16, hand: &mut Hand<'_>) -> Vec<Edit> {
        let Some(record) = &self.record else {
            return Vec::new();
        };
        match item {
            Item::Today(goal) => self.goal(goal).map_or(Vec::new(), |found| {
                edit::toggle_goal(record, &found.goal, hand).edits
            }),
            Item::Step(goal, step) => self.step(goal, step).map_or(Vec::new(), |step| {
                edit::toggle_step(record, step, hand.today).edits
            }),
            Item::Again(goal) => self.goal(goal).map_or(Vec::new(), |found| {
                let again = fate::again(&found.goal, position, hand);
                let again = Goal {
                    status: GoalStatus::Proposed,
                    proposed_by: hand.person,
                    ..again
                };
                fate::goal_edits(None, again, hand)
            }),
            Item::Goal(_) | Item::Words | Item::OwnGoal => Vec::new(),
        }
    }

    /// The edits that put the student's own goal before whoever agrees it, at this place.
    fn proposed(&self, position: u16, hand: &mut Hand<'_>) -> Result<Vec<Edit>, String> {
        let text = words::clean_line(self.own_goal.text().trim());
        let Some(plan) = self.plan().filter(|_| !text.text.is_empty()) else {
            return Ok(Vec::new());
        };
        if text.cut.is_some() {
            return Err(words::too_long("goal"));
        }
        let id = hand.mint.id(hand.now);
        let goal = Goal {
            horizon: Horizon::Week,
            ..Goal::proposed(id, plan.plan.id, position, text.text, hand.person, hand.now)
        };
        Ok(fate::goal_edits(None, goal, hand))
    }
}
