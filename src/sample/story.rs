//! What a student of the sample is like and works toward: profile, plans,
//! goals, steps.

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::note::Visibility;
use crate::domain::person::PersonId;
use crate::domain::plan::{
    ActionStep, Area, Goal, GoalStatus, Horizon, Owner, Plan, Reflection, Stage,
};
use crate::domain::profile::{ProfileEntry, Section, Source};
use crate::domain::school::AcademicSession;

use super::goals::{ACADEMIC, GoalText, LOOKED_BACK};
use super::growing::{DREAMS, GROWING};
use super::moment;
use super::profile::{AROUND, NEEDS, OWN_WORDS, STRENGTHS, SUPPORTS};
use super::record::Record;
use super::student::{Start, Students};

/// A plan that check-ins are held against.
pub(super) struct Course {
    pub plan: Id<Plan>,
    /// Goals of a draft aren't rated yet.
    pub is_agreed: bool,
    pub goals: Vec<Aim>,
}

/// A goal on its way.
pub(super) struct Aim {
    pub id: Id<Goal>,
    pub text: &'static GoalText,
    /// The level at first and the level now, in hundredths.
    pub from: i64,
    pub to: i64,
    /// Notes that were written, and steps that were promised, a bit each.
    pub said: u32,
}

impl Students {
    /// The whole story of one student.
    pub(super) fn tell(&mut self, mut start: Start<'_>, record: &mut Record) {
        let stories = self.sample.has_stories();
        self.add_profile(&mut start, stories, record);
        let texts = texts(&mut start, stories);
        let [now, before] = &start.school.timeline.terms;
        let earlier = before
            .as_ref()
            .filter(|_| stories && start.fate.is_met())
            .map(|term| self.add_plan(&mut start, term, Stage::Closed, &texts, record));
        let stage = stage(&mut start, stories);
        let current = now
            .as_ref()
            .zip(stage)
            .map(|(term, stage)| self.add_plan(&mut start, term, stage, &texts, record));
        self.meet(&mut start, earlier, current, record);
    }

    fn add_profile(&mut self, start: &mut Start<'_>, stories: bool, record: &mut Record) {
        if !start.fate.is_met() && start.fate.ago() < 2 {
            return;
        }
        let year = start.school.timeline.begin;
        let on = (year + chrono::Days::new(32 + start.chance.below(8) as u64))
            .max(start.entry)
            .min(start.school.timeline.today);
        // In turn, so that few in a class say the same.
        let words = (start.place as usize * 2 + start.chance.below(2)) % OWN_WORDS.len();
        let mut own = vec![words];
        if stories {
            own.push((words + 9 + start.chance.below(4)) % OWN_WORDS.len());
        }
        for place in own {
            let (section, source, text) = &OWN_WORDS[place];
            let own = (section.clone(), *source, Visibility::Student);
            self.add_entry(start, own, text, on, start.student, record);
        }
        let seen = |section| (section, Source::Observation, Visibility::Team);
        let strength = *start.chance.pick(STRENGTHS);
        let teacher = start.teacher;
        self.add_entry(
            start,
            seen(Section::Strengths),
            strength,
            on,
            teacher,
            record,
        );
        if !stories {
            return;
        }
        let need = *start.chance.pick(NEEDS);
        let support = *start.chance.pick(SUPPORTS);
        self.add_entry(start, seen(Section::GapAreas), need, on, teacher, record);
        let helps = (
            Section::SupportsThatHelp,
            Source::Conference,
            Visibility::Family,
        );
        self.add_entry(start, helps, support, on, teacher, record);
        if start.chance.percent(60) {
            let (section, source, text) = start.chance.pick(AROUND);
            let said = (section.clone(), *source, Visibility::Team);
            self.add_entry(start, said, text, on, teacher, record);
        }
    }

    fn add_entry(
        &mut self,
        start: &Start<'_>,
        (section, source, visibility): (Section, Source, Visibility),
        text: &str,
        on: NaiveDate,
        author: PersonId,
        record: &mut Record,
    ) {
        record.profile.push(ProfileEntry {
            id: self.ids.id(),
            person: start.student,
            section,
            text: text.to_owned(),
            source,
            author,
            typed_by: author,
            on,
            entered_at: moment(on, 13 * 60 + 20),
            supersedes: None,
            visibility,
            restores: None,
        });
    }

    fn add_plan(
        &mut self,
        start: &mut Start<'_>,
        term: &AcademicSession,
        stage: Stage,
        texts: &[&'static GoalText],
        record: &mut Record,
    ) -> Course {
        let today = start.school.timeline.today;
        let opened = (term.begins + chrono::Days::new(start.chance.below(5) as u64))
            .max(start.entry)
            .min(today);
        let closed = (stage == Stage::Closed).then(|| term.ends.pred_opt().unwrap_or(today));
        let agreed = (stage != Stage::Draft).then_some(opened);
        let plan = self.ids.id();
        let (student, scale) = (start.student, start.school.scale.id);
        record.plans.push(Plan {
            stage,
            agreed_by_student: agreed,
            agreed_by_adult: agreed,
            active_since: agreed,
            closed,
            reflecting_since: closed,
            ..Plan::draft(plan, student, Some(term.id), scale, opened)
        });
        if let Some(on) = closed {
            let said = LOOKED_BACK[start.place as usize % LOOKED_BACK.len()];
            record.reflections.push(Reflection {
                id: self.ids.id(),
                plan,
                goal: None,
                prompt: Some("What went well, and what was hard?".to_owned()),
                text: said.to_owned(),
                author: student,
                typed_by: student,
                on,
                entered_at: moment(on, 10 * 60 + 30),
                restores: None,
            });
        }
        let stories = self.sample.has_stories();
        let texts = if closed.is_some() {
            others(texts, start.place as usize)
        } else {
            texts.to_vec()
        };
        let dream = (stories && closed.is_none() && start.place.is_multiple_of(3))
            .then(|| DREAMS[start.place as usize / 3 % DREAMS.len()]);
        let mut goals = Vec::with_capacity(texts.len());
        let mut position = 0;
        for text in &texts {
            let aim = aim(start, text);
            let status = status(start, stage, &aim);
            position += 1;
            let row = goal_row(self.ids.id(), start, plan, position, text, opened, status);
            self.add_steps(start, &row, text, opened, closed, record);
            let link = start.school.learned.link(&row, &mut self.ids);
            record.links.extend(link);
            goals.push(Aim { id: row.id, ..aim });
            record.goals.push(row);
        }
        if stories && closed.is_none() && start.place.is_multiple_of(2) {
            position += 1;
            let text = texts[0];
            let day = Goal {
                text: text.daily.to_owned(),
                horizon: Horizon::Day,
                parent: goals.first().map(|aim| aim.id),
                why: None,
                success_criteria: None,
                supports: None,
                target: None,
                ..goal_row(
                    self.ids.id(),
                    start,
                    plan,
                    position,
                    text,
                    opened,
                    GoalStatus::Active,
                )
            };
            record.goals.push(day);
        }
        if let Some(dream) = dream {
            let id = self.ids.id();
            let row = Goal {
                text: dream.to_owned(),
                area: Area::Other,
                horizon: Horizon::LongTerm,
                why: None,
                success_criteria: None,
                supports: None,
                target: None,
                ..goal_row(
                    id,
                    start,
                    plan,
                    position + 1,
                    texts[0],
                    opened,
                    GoalStatus::Active,
                )
            };
            // The dream stands first in the file, as its goals refer to it.
            let first = record.goals.len() - position as usize;
            for goal in record.goals.iter_mut().skip(first) {
                goal.parent = goal.parent.or(Some(id));
            }
            record.goals.insert(first, row);
        }
        Course {
            plan,
            is_agreed: agreed.is_some(),
            goals,
        }
    }

    fn add_steps(
        &mut self,
        start: &mut Start<'_>,
        goal: &Goal,
        text: &GoalText,
        opened: NaiveDate,
        closed: Option<NaiveDate>,
        record: &mut Record,
    ) {
        let timeline = &start.school.timeline;
        let open = matches!(goal.status, GoalStatus::Active | GoalStatus::Proposed);
        let done = match goal.status {
            GoalStatus::Proposed => 0,
            _ if open => start.chance.below(3),
            _ => text.steps.len(),
        };
        let wanted = if self.sample.has_stories() { 3 } else { 2 };
        for (place, (owner, step)) in text.steps.iter().take(wanted).enumerate() {
            let ago = 3 + (wanted - place) * 4 + start.chance.below(3);
            let day = closed.map_or(timeline.back(ago), |closed| {
                closed - chrono::Days::new(ago as u64)
            });
            let done_on = (place < done).then(|| day.max(opened));
            let due = closed.unwrap_or(timeline.ahead(2 + place * 5 + start.chance.below(4)));
            record.steps.push(ActionStep {
                id: self.ids.id(),
                goal: goal.id,
                position: place as u16 + 1,
                text: (*step).to_owned(),
                owner: *owner,
                due: (*owner != Owner::Family).then_some(done_on.unwrap_or(due)),
                done_on,
            });
        }
    }
}

/// The goals of a student: two about subjects, one about growing up, or fewer.
fn texts(start: &mut Start<'_>, stories: bool) -> Vec<&'static GoalText> {
    let first = start.chance.below(ACADEMIC.len());
    let second = (first + 1 + start.chance.below(ACADEMIC.len() - 1)) % ACADEMIC.len();
    let mut texts = vec![&ACADEMIC[first], start.chance.pick(GROWING)];
    if !stories || start.place % 3 == 1 {
        texts.push(&ACADEMIC[second]);
    }
    texts
}

/// Two goals that aren't among these, for the term before.
fn others(texts: &[&'static GoalText], turn: usize) -> Vec<&'static GoalText> {
    let fresh = |list: &'static [GoalText]| {
        let turned = list.iter().cycle().skip(turn % list.len()).take(list.len());
        turned
            .filter(|text| texts.iter().all(|taken| taken.text != text.text))
            .take(1)
    };
    fresh(ACADEMIC).chain(fresh(GROWING)).collect()
}

fn stage(start: &mut Start<'_>, stories: bool) -> Option<Stage> {
    if !start.fate.is_met() {
        return (start.fate.ago() > 2).then_some(Stage::Draft);
    }
    if stories {
        return Some(match start.place {
            6 | 21 => Stage::Draft,
            _ => Stage::Active,
        });
    }
    match start.chance.below(100) {
        0..2 => None,
        2..7 => Some(Stage::Draft),
        7..10 => Some(Stage::Reflecting),
        _ => Some(Stage::Active),
    }
}

/// From which level to which: mostly up, sometimes level, now and then down.
fn aim(start: &mut Start<'_>, text: &'static GoalText) -> Aim {
    let from = 100 + start.chance.below(130) as i64;
    let to = match start.chance.below(20) {
        0 => from - 80,
        1..5 => from + 20,
        5..15 => from + 130,
        _ => from + 220,
    };
    Aim {
        id: Id::new(0),
        text,
        from,
        to,
        said: 0,
    }
}

fn status(start: &mut Start<'_>, stage: Stage, aim: &Aim) -> GoalStatus {
    match stage {
        Stage::Draft => GoalStatus::Proposed,
        Stage::Closed if aim.to < 280 => GoalStatus::PartlyMet,
        Stage::Closed => GoalStatus::Met,
        _ if aim.to >= 330 && start.chance.percent(70) => GoalStatus::Met,
        _ => GoalStatus::Active,
    }
}

fn goal_row(
    id: Id<Goal>,
    start: &Start<'_>,
    plan: Id<Plan>,
    position: u16,
    text: &GoalText,
    opened: NaiveDate,
    status: GoalStatus,
) -> Goal {
    let words = text.text.to_owned();
    let entered = moment(opened, 9 * 60 + 40);
    Goal {
        area: text.area,
        why: Some(text.why.to_owned()),
        success_criteria: Some(text.criteria.to_owned()),
        supports: Some(text.supports.to_owned()),
        status,
        target: Some(start.school.scale.proficient_from),
        ..Goal::proposed(id, plan, position, words, start.student, entered)
    }
}
