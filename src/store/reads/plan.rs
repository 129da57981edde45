//! One plan of a student: its life, its goals with their levels and their pace,
//! what was said in looking back. Plans of many are read by `plans`.

use chrono::NaiveDate;
use rusqlite::params;

use crate::domain::evidence::Evidence;
use crate::domain::framework::{Competency, GoalCompetency};
use crate::domain::pacing::{self, Pace, PaceOverride};
use crate::domain::person::PersonId;
use crate::domain::plan::{ActionStep, Goal, Plan, Reflection, Stage};
use crate::domain::query::{GoalRecord, PlanGlance, PlanRecord};
use crate::domain::rating::{self, LevelOverride, RaterKind, Rating};
use crate::domain::scale::Scale;
use crate::domain::school::AcademicSession;
use crate::domain::stage::{self, PlanEvent};
use crate::domain::strategy::Strategy;
use crate::domain::viewer::Company;
use crate::domain::{Id, fate};

use super::super::error::{Error, Result};
use super::super::rows::Table;
use super::Reader;

/// The stage that a plan had at the end of a day.
fn stage_on(plan: &Plan, on: NaiveDate) -> Stage {
    let was = |since: Option<NaiveDate>| since.is_some_and(|since| since <= on);
    match plan.stage {
        Stage::Closed if plan.closed.is_none_or(|closed| closed <= on) => Stage::Closed,
        _ if was(plan.reflecting_since) => Stage::Reflecting,
        _ if plan.active_since.is_some_and(|since| since > on) => Stage::Draft,
        Stage::Closed => Stage::Active,
        Stage::Reflecting if plan.reflecting_since.is_some() => Stage::Active,
        stage => stage,
    }
}

const NOT_VOID: &str = "NOT EXISTS (SELECT 1 FROM void WHERE entry = id)";

/// How many of a goal's latest ratings are shown.
const RECENT: usize = 5;

impl Reader<'_> {
    /// The plan of the session that holds a day, as far as it wasn't closed by then; where
    /// there is none, that of an earlier one which is still to be closed.
    pub(super) fn open_plan(&self, student: PersonId, on: NaiveDate) -> Result<Option<Plan>> {
        let session = self.session(on)?.map_or(0, |session| session.id.number());
        let plans = Plan::list(
            self.connection,
            "WHERE person = ?1 AND (coalesce(session, 0) = ?2 OR stage <> 'draft') AND opened <= ?3
             AND (stage <> 'closed' OR closed > ?3)
             ORDER BY coalesce(session, 0) <> ?2, stage = 'closed', opened DESC LIMIT 1",
            params![student.number(), session, on.to_string()],
        )?;
        let plan = plans.into_iter().next();
        Ok(plan.map(|plan| Plan {
            stage: stage_on(&plan, on),
            ..plan
        }))
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
                let mut record = self.plan_record(plan, as_of)?;
                record.events = self.life_of(&record.plan, as_of)?;
                Ok(Some(record))
            }
            None => Ok(None),
        }
    }

    pub(super) fn plan_record(&mut self, plan: Plan, as_of: NaiveDate) -> Result<PlanRecord> {
        let scale = Scale::find(self.connection, plan.scale.number())?
            .ok_or_else(|| Error::Damaged("a plan's scale is missing".into()))?;
        let session = plan
            .session
            .map(|session| AcademicSession::find(self.connection, session.number()))
            .transpose()?
            .flatten();
        // What a goal was on a past day follows from the plan's life.
        let events = if as_of < self.today {
            self.events(&plan, as_of)?
        } else {
            Vec::new()
        };
        let mut goals = Vec::new();
        for mut goal in Goal::list(
            self.connection,
            "WHERE plan = ?1 ORDER BY position, id",
            [plan.id.number()],
        )? {
            if as_of < self.today {
                goal.status = fate::status_on(&goal, &events, as_of);
            }
            goals.push(self.goal_record(goal, &plan, &scale, as_of)?);
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
        Ok(PlanRecord {
            session: session.map(|session| session.title),
            plan,
            scale,
            goals,
            reflections,
            reflecting_from,
            events: Vec::new(),
        })
    }

    /// What happened to a plan until a day, oldest first.
    fn events(&self, plan: &Plan, as_of: NaiveDate) -> Result<Vec<PlanEvent>> {
        let mut events = PlanEvent::list(
            self.connection,
            &format!(r#"WHERE plan = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on", id"#),
            params![plan.id.number(), as_of.to_string()],
        )?;
        // What was brought back has a newer id, and stands where it stood.
        events.sort_by_key(|event| (event.on, event.entered_at, event.kind));
        Ok(events)
    }

    /// The same, with who did it.
    fn life_of(&self, plan: &Plan, as_of: NaiveDate) -> Result<Vec<(PlanEvent, String)>> {
        let mut told = Vec::new();
        for event in self.events(plan, as_of)? {
            let by = self.name_of(event.by)?;
            told.push((event, by));
        }
        Ok(told)
    }

    /// A student's plans but one, as they were on a day, newest first.
    pub(super) fn other_plans(
        &self,
        student: PersonId,
        but: Option<Id<Plan>>,
        as_of: NaiveDate,
    ) -> Result<Vec<PlanGlance>> {
        let plans = Plan::list(
            self.connection,
            "WHERE person = ?1 AND opened <= ?2 ORDER BY opened DESC, id DESC",
            params![student.number(), as_of.to_string()],
        )?;
        let mut glances = Vec::with_capacity(plans.len());
        for plan in plans.into_iter().filter(|plan| Some(plan.id) != but) {
            let session = plan.session.map(|session| {
                self.connection
                    .prepare_cached("SELECT title FROM academic_session WHERE id = ?1")?
                    .query_row([session.number()], |row| row.get(0))
            });
            let (met, goals) = self
                .connection
                .prepare_cached(
                    "SELECT total(status = 'met'), count(*) FROM goal
                     WHERE plan = ?1 AND status <> 'dropped'",
                )?
                .query_row([plan.id.number()], |row| {
                    Ok((row.get::<_, f64>(0)? as u16, row.get::<_, i64>(1)? as u16))
                })?;
            glances.push(PlanGlance {
                session: session.transpose()?,
                plan: Plan {
                    stage: stage_on(&plan, as_of),
                    closed: plan.closed.filter(|closed| *closed <= as_of),
                    ..plan
                },
                met,
                goals,
            });
        }
        Ok(glances)
    }

    fn goal_record(
        &mut self,
        goal: Goal,
        plan: &Plan,
        scale: &Scale,
        as_of: NaiveDate,
    ) -> Result<GoalRecord> {
        let roll_up = plan.rules.roll_up;
        let most = if roll_up.needs_the_whole_log() {
            -1
        } else {
            24
        };
        let ratings = Rating::list(
            self.connection,
            &format!(
                "WHERE goal = ?1 AND observed_on <= ?2 AND {NOT_VOID}
                 ORDER BY observed_on DESC, id DESC LIMIT ?3"
            ),
            params![goal.id.number(), as_of.to_string(), most],
        )?;
        let mut recent: Vec<(NaiveDate, i64)> = ratings
            .iter()
            .filter(|rating| rating.rater_kind == RaterKind::Teacher)
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
        let steps = ActionStep::list(
            self.connection,
            "WHERE goal = ?1 ORDER BY position, id",
            [goal.id.number()],
        )?;
        let (pace, pace_note) = match plan.rules.pacing {
            Some(buffer) if goal.status.is_open() => {
                self.pace(&goal, plan, &steps, buffer, as_of)?
            }
            _ => (None, None),
        };
        // What a closed plan shows was frozen when it was closed.
        let set = set_by_hand.as_ref().map(|(set, _)| set.level);
        let now = set.or_else(|| roll_up.level(&ratings, RaterKind::Teacher, scale));
        let own = rating::latest(&ratings, RaterKind::Own);
        Ok(GoalRecord {
            level: goal.level_at_close.or(now),
            own_level: goal.own_level_at_close.or(own),
            competencies: self.competencies_of(goal.id)?,
            evidence: Evidence::list(
                self.connection,
                &format!(r#"WHERE goal = ?1 AND "on" <= ?2 AND {NOT_VOID} ORDER BY "on", id"#),
                params![goal.id.number(), as_of.to_string()],
            )?,
            strategies: self.strategies_of(goal.id, as_of)?,
            is_current: goal.is_current(as_of),
            set_by_hand,
            pace,
            pace_note,
            recent,
            steps,
            goal,
        })
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
        let mut named = Vec::with_capacity(tried.len());
        for strategy in tried {
            let author = self.name_of(strategy.author)?;
            named.push((strategy, author));
        }
        Ok(named)
    }

    /// The competencies a goal is linked to, with code and short name.
    fn competencies_of(&self, goal: Id<Goal>) -> Result<Vec<(GoalCompetency, String)>> {
        let links = GoalCompetency::list(
            self.connection,
            "WHERE goal = ?1 ORDER BY id",
            [goal.number()],
        )?;
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
        steps: &[ActionStep],
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
        Ok((pacing::pace(steps, as_of, buffer, &calendar), None))
    }
}
