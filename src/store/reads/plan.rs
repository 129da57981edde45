//! One plan of a student: its life, its goals with their levels and their pace,
//! what was said in looking back. Plans of many are read by `plans`.

use chrono::NaiveDate;
use rusqlite::params;

use crate::domain::evidence::Evidence;
use crate::domain::framework::{Competency, GoalCompetency};
use crate::domain::pacing::{self, Expected, Pace, PaceOverride};
use crate::domain::person::PersonId;
use crate::domain::plan::{ActionStep, Goal, Plan, Reflection, Stage};
use crate::domain::query::{GoalRecord, PlanGlance, PlanRecord};
use crate::domain::rating::{LevelOverride, RaterKind, Rating};
use crate::domain::scale::Scale;
use crate::domain::school::AcademicSession;
use crate::domain::stage::{self, PlanEvent};
use crate::domain::strategy::Strategy;
use crate::domain::viewer::Company;
use crate::domain::{Id, Word, past};

use super::super::error::{Error, Result};
use super::super::rows::Table;
use super::past::Later;
use super::{NOT_VOID, Reader};

/// How many longer goals of a goal are followed: one more than there are horizons.
const LINEAGE: usize = 4;

/// How many of a goal's latest ratings are shown.
const RECENT: usize = 5;

impl Reader<'_> {
    /// The plan that is worked on on a day, of those that weren't closed by then.
    pub(super) fn open_plan(
        &self,
        student: PersonId,
        on: NaiveDate,
        later: &Later,
    ) -> Result<Option<Plan>> {
        let plans = if on >= self.today {
            Plan::list(
                self.connection,
                "WHERE person = ?1 AND opened <= ?2 AND stage <> 'closed'
                 ORDER BY opened DESC, id DESC",
                params![student.number(), on.to_string()],
            )?
        } else {
            self.plans_on(student, on, later)?
        };
        let of = |plan: &Plan| Some((plan.session.map_or(0, Id::number), plan.stage));
        self.worked_on(plans.into_iter(), of, on)
    }

    /// The stage of the plan that is worked on today.
    pub(super) fn stage_of(&self, student: PersonId) -> Result<Option<Stage>> {
        let open = self.open_plan(student, self.today, &Later::default())?;
        Ok(open.map(|plan| plan.stage))
    }

    /// A student's plans as they were on a day, newest first.
    fn plans_on(&self, student: PersonId, on: NaiveDate, later: &Later) -> Result<Vec<Plan>> {
        let now = Plan::list(self.connection, "WHERE person = ?1", [student.number()])?;
        let mut plans = later.rows(now, |plan| plan.person == student);
        plans.retain(|plan| plan.opened <= on);
        plans.sort_by_key(|plan| std::cmp::Reverse((plan.opened, plan.id)));
        if on >= self.today {
            return Ok(plans);
        }
        let plans = plans.into_iter().map(|plan| {
            let events = self.events(&plan)?;
            Ok(past::plan_on(plan, &events, on))
        });
        plans.collect()
    }

    /// A plan's goals as they were on a day, in order, and whether their status then is on
    /// record. `plan` is the plan as it was then.
    fn goals_on(&self, plan: &Plan, on: NaiveDate, later: &Later) -> Result<Vec<(Goal, bool)>> {
        let now = Goal::list(
            self.connection,
            "WHERE plan = ?1 ORDER BY position, id",
            [plan.id.number()],
        )?;
        if on >= self.today {
            return Ok(now.into_iter().map(|goal| (goal, true)).collect());
        }
        let mut goals = later.rows(now, |goal| goal.plan == plan.id);
        goals.sort_by_key(|goal| (goal.position, goal.id));
        let events = self.events(plan)?;
        let then = goals.into_iter();
        Ok(then
            .filter_map(|goal| past::goal_on(goal, plan, &events, on))
            .collect())
    }

    /// One plan of a student the viewer reaches, as it is on a day.
    pub(super) fn plan(
        &mut self,
        student: PersonId,
        plan: Id<Plan>,
        as_of: NaiveDate,
    ) -> Result<Option<PlanRecord>> {
        if !self.reaches(student)? {
            return Ok(None);
        }
        match Plan::find(self.connection, plan.number())?.filter(|plan| plan.person == student) {
            Some(plan) => {
                let mut record = self.plan_record(plan, as_of, &Later::default())?;
                record.events = self.life_of(&record.plan, as_of)?;
                Ok(Some(record))
            }
            None => Ok(None),
        }
    }

    pub(super) fn plan_record(
        &mut self,
        plan: Plan,
        as_of: NaiveDate,
        later: &Later,
    ) -> Result<PlanRecord> {
        let scale = Scale::find(self.connection, plan.scale.number())?
            .ok_or_else(|| Error::Damaged("a plan's scale is missing".into()))?;
        let session = plan
            .session
            .map(|session| AcademicSession::find(self.connection, session.number()))
            .transpose()?
            .flatten();
        let mut goals = Vec::new();
        for (goal, is_known) in self.goals_on(&plan, as_of, later)? {
            goals.push(GoalRecord {
                is_status_known: is_known,
                ..self.goal_record(goal, &plan, &scale, as_of, later)?
            });
        }
        let reflections = Reflection::list(
            self.connection,
            &format!(r#"WHERE plan = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on", id"#),
            params![plan.id.number(), as_of.to_string()],
        )?;
        let reflecting_from = match &session {
            Some(session) if plan.stage == Stage::Active => {
                let calendar = self.calendar_of(plan.person)?;
                stage::reflecting_from(&calendar, session.ends, plan.rules.reflecting_days)
            }
            _ => None,
        };
        let touched_on = self.touched_on(&plan, &goals, as_of)?;
        Ok(PlanRecord {
            touched_on,
            span: session
                .as_ref()
                .map(|session| (session.begins, session.ends)),
            session: session.map(|session| session.title),
            plan,
            scale,
            goals,
            reflections,
            reflecting_from,
            events: Vec::new(),
        })
    }

    /// The last day on which a plan was changed, a goal of the person's rated or a step done.
    fn touched_on(&self, plan: &Plan, goals: &[GoalRecord], as_of: NaiveDate) -> Result<NaiveDate> {
        let latest: Option<String> = self
            .connection
            .prepare_cached(&format!(
                r#"SELECT max(coalesce((SELECT max("on") FROM plan_event
                     WHERE plan = ?1 AND "on" <= ?3 AND {NOT_VOID}), ''),
                   coalesce((SELECT max(observed_on) FROM rating
                     WHERE person = ?2 AND observed_on <= ?3 AND {NOT_VOID}), ''))"#
            ))?
            .query_row(
                params![plan.id.number(), plan.person.number(), as_of.to_string()],
                |row| row.get(0),
            )?;
        let latest: Option<NaiveDate> = latest.and_then(|day| day.parse().ok());
        let steps = goals.iter().flat_map(|goal| &goal.steps);
        let done = steps.filter_map(|step| step.done_on).max();
        Ok(latest
            .into_iter()
            .chain(done)
            .fold(plan.opened, NaiveDate::max))
    }

    /// What happened to a plan, oldest first.
    fn events(&self, plan: &Plan) -> Result<Vec<PlanEvent>> {
        let mut events = PlanEvent::list(
            self.connection,
            &format!(r#"WHERE plan = ?1 AND {NOT_VOID} ORDER BY "on", id"#),
            [plan.id.number()],
        )?;
        // What was brought back has a newer id, and stands where it stood.
        events.sort_by_key(|event| (event.on, event.entered_at, event.kind));
        Ok(events)
    }

    /// The same until a day, with who did it.
    fn life_of(&self, plan: &Plan, as_of: NaiveDate) -> Result<Vec<(PlanEvent, String)>> {
        let mut told = Vec::new();
        for event in self.events(plan)? {
            if event.on <= as_of {
                let by = self.name_of(event.by)?;
                told.push((event, by));
            }
        }
        Ok(told)
    }

    /// A student's plans but one, as they were on a day, newest first.
    pub(super) fn other_plans(
        &self,
        student: PersonId,
        but: Option<Id<Plan>>,
        as_of: NaiveDate,
        later: &Later,
    ) -> Result<Vec<PlanGlance>> {
        let plans = self.plans_on(student, as_of, later)?;
        let mut glances = Vec::with_capacity(plans.len());
        for plan in plans.into_iter().filter(|plan| Some(plan.id) != but) {
            let session = plan.session.map(|session| {
                self.connection
                    .prepare_cached("SELECT title FROM academic_session WHERE id = ?1")?
                    .query_row([session.number()], |row| row.get(0))
            });
            let goals = self.goals_on(&plan, as_of, later)?;
            let goals = goals.iter().map(|(goal, _)| goal);
            glances.push(PlanGlance::of(plan, session.transpose()?, goals));
        }
        Ok(glances)
    }

    /// The latest ratings of a goal by one kind of rater, newest first.
    fn ratings_by(
        &self,
        goal: Id<Goal>,
        by: RaterKind,
        as_of: NaiveDate,
        most: i64,
    ) -> Result<Vec<Rating>> {
        Rating::list(
            self.connection,
            &format!(
                "WHERE goal = ?1 AND rater_kind = ?2 AND observed_on <= ?3 AND {NOT_VOID}
                 ORDER BY observed_on DESC, id DESC LIMIT ?4"
            ),
            params![goal.number(), by.word(), as_of.to_string(), most],
        )
    }

    fn goal_record(
        &mut self,
        goal: Goal,
        plan: &Plan,
        scale: &Scale,
        as_of: NaiveDate,
        later: &Later,
    ) -> Result<GoalRecord> {
        let roll_up = plan.rules.roll_up;
        let whole = roll_up.needs_the_whole_log();
        let most = if whole { -1 } else { RECENT as i64 };
        let ratings = self.ratings_by(goal.id, RaterKind::Teacher, as_of, most)?;
        let mut recent: Vec<(NaiveDate, i64)> = ratings
            .iter()
            .take(RECENT)
            .map(|rating| (rating.observed_on, rating.level))
            .collect();
        recent.reverse();
        let set_by_hand = LevelOverride::list(
            self.connection,
            &format!(
                r#"WHERE goal = ?1 AND "on" <= ?2 AND {NOT_VOID}
                   ORDER BY "on" DESC, entered_at DESC, id DESC LIMIT 1"#
            ),
            params![goal.id.number(), as_of.to_string()],
        )?;
        let set_by_hand = match set_by_hand.into_iter().next() {
            Some(set) => {
                let by = self.name_of(set.by)?;
                Some((set, by))
            }
            None => None,
        };
        let steps = self.steps_on(goal.id, as_of, later)?;
        // What a closed plan shows was frozen when it was closed.
        let set = set_by_hand.as_ref().map(|(set, _)| set.level);
        let now = set.or_else(|| roll_up.level(&ratings, RaterKind::Teacher, scale));
        let own = self.ratings_by(goal.id, RaterKind::Own, as_of, 1)?.pop();
        let own_on = own
            .as_ref()
            .map(|rating| rating.observed_on)
            .filter(|_| goal.own_level_at_close.is_none());
        let own = own.map(|rating| rating.level);
        let competencies = self.competencies_of(goal.id, later)?;
        let (pace, pace_note) = match plan.rules.pacing {
            Some(buffer) if goal.status.is_open() => {
                let links = competencies
                    .iter()
                    .filter_map(|(link, _)| Expected::of_link(link, &goal, now, scale, as_of));
                let steps = steps.iter().filter_map(Expected::of_step);
                let expected: Vec<Expected> = steps.chain(links).collect();
                self.pace(&goal, plan, &expected, buffer, as_of)?
            }
            _ => (None, None),
        };
        Ok(GoalRecord {
            level: goal.level_at_close.or(now),
            own_level: goal.own_level_at_close.or(own),
            own_on,
            serves: self.served_by(&goal)?,
            proposed_by: self.name_of(goal.proposed_by)?,
            competencies,
            evidence: Evidence::list(
                self.connection,
                &format!(r#"WHERE goal = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on", id"#),
                params![goal.id.number(), as_of.to_string()],
            )?,
            strategies: self.strategies_of(goal.id, as_of)?,
            is_current: goal.is_current(as_of),
            is_of_the_day: goal.counts_on(as_of),
            is_status_known: true,
            set_by_hand,
            pace,
            pace_note,
            recent,
            steps,
            goal,
        })
    }

    /// The longer goals that a goal serves, the nearest first. A file may hold a circle,
    /// which ends where it comes around.
    fn served_by(&self, goal: &Goal) -> Result<Vec<Goal>> {
        let mut line: Vec<Goal> = Vec::new();
        let mut next = goal.parent;
        while let Some(longer) = next.filter(|_| line.len() < LINEAGE) {
            let is_known = longer == goal.id || line.iter().any(|known| known.id == longer);
            let found = Goal::find(self.connection, longer.number())?;
            let Some(found) = found.filter(|_| !is_known) else {
                break;
            };
            next = found.parent;
            line.push(found);
        }
        Ok(line)
    }

    /// What is tried for a goal, with who tries it: for the team, as a note that says nothing
    /// else is.
    fn strategies_of(&self, goal: Id<Goal>, as_of: NaiveDate) -> Result<Vec<(Strategy, String)>> {
        if self.viewer.company != Company::Alone {
            return Ok(Vec::new());
        }
        let tried = Strategy::list(
            self.connection,
            &format!(r#"WHERE goal = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on", id"#),
            params![goal.number(), as_of.to_string()],
        )?;
        self.with_names(tried, |strategy| strategy.author)
    }

    /// A goal's steps as they were on a day, in order.
    fn steps_on(&self, goal: Id<Goal>, as_of: NaiveDate, later: &Later) -> Result<Vec<ActionStep>> {
        let now = ActionStep::list(
            self.connection,
            "WHERE goal = ?1 ORDER BY position, id",
            [goal.number()],
        )?;
        if as_of >= self.today {
            return Ok(now);
        }
        let mut steps = later.rows(now, |step| step.goal == goal);
        steps.sort_by_key(|step| (step.position, step.id));
        let steps = steps.into_iter();
        Ok(steps.map(|step| past::step_on(step, as_of)).collect())
    }

    /// The competencies a goal is linked to, with code and short name.
    fn competencies_of(
        &self,
        goal: Id<Goal>,
        later: &Later,
    ) -> Result<Vec<(GoalCompetency, String)>> {
        let links = GoalCompetency::list(
            self.connection,
            "WHERE goal = ?1 ORDER BY id",
            [goal.number()],
        )?;
        let mut links = later.rows(links, |link| link.goal == goal);
        links.sort_by_key(|link| link.id);
        let mut named = Vec::with_capacity(links.len());
        for link in links {
            if let Some(found) = Competency::find(self.connection, link.competency.number())? {
                let words = found.words();
                named.push((link, words));
            }
        }
        Ok(named)
    }

    /// How a goal stands against its dates, or what somebody said instead.
    fn pace(
        &mut self,
        goal: &Goal,
        plan: &Plan,
        expected: &[Expected],
        buffer: u16,
        as_of: NaiveDate,
    ) -> Result<(Option<Pace>, Option<String>)> {
        let said = PaceOverride::list(
            self.connection,
            &format!("WHERE goal = ?1 AND {NOT_VOID}"),
            [goal.id.number()],
        )?;
        if let Some(said) = pacing::standing(&said, as_of) {
            return Ok((Some(said.pace), Some(said.note.clone())));
        }
        let calendar = self.calendar_of(plan.person)?;
        Ok((pacing::pace(expected, as_of, buffer, &calendar), None))
    }
}
