//! Plans of many: those of a session or a stage, what is missing in a student's year,
//! and what the next ones would go on from. One student's plan as a whole is read by `student`.

use chrono::{Days, NaiveDate};
use rusqlite::params;
use serde::Serialize;

use crate::domain::Id;
use crate::domain::names;
use crate::domain::person::{PersonId, full_name};
use crate::domain::plan::{Plan, Stage};
use crate::domain::profile::Section;
use crate::domain::query::{Filter, Lack, PlanGlance, PlanRecord};
use crate::domain::scale::Scale;
use crate::domain::school::{AcademicSession, Class};
use crate::domain::viewer::Viewer;

use super::super::Store;
use super::super::error::Result;
use super::super::rows::Table;
use super::past::Later;
use super::student::default_scale;
use super::{NOT_VOID, Reader};

/// Which plans.
#[derive(Debug, Clone, Default)]
pub struct PlansAsked {
    /// Those of students of this class.
    pub class: Option<Id<Class>>,
    /// Those of this session.
    pub session: Option<Id<AcademicSession>>,
    /// Those at this stage.
    pub stage: Option<Stage>,
}

/// A plan, with whose it is.
#[derive(Debug, Clone)]
pub struct PlanLine {
    /// The student's name.
    pub name: String,
    /// The plan.
    pub glance: PlanGlance,
}

/// Something that helps a student.
#[derive(Debug, Clone, Serialize)]
pub struct SupportLine {
    /// The student.
    pub student: PersonId,
    /// The student's name.
    pub name: String,
    /// What helps.
    pub text: String,
    /// Whose words it is: for a goal, who proposed it.
    pub named_by: String,
    /// Since when it is known: for a goal, since its plan was begun.
    pub on: NaiveDate,
    /// The goal it is meant for; none for all of learning.
    pub goal: Option<String>,
}

/// A student without a plan for a session, and the plan it would go on from.
#[derive(Debug)]
pub struct Unplanned {
    /// The student.
    pub student: PersonId,
    /// The student's name.
    pub name: String,
    /// The latest plan; none where there never was one.
    pub last: Option<PlanRecord>,
}

impl Reader<'_> {
    /// Whether something is missing in a student's year.
    pub(super) fn lacks(&self, lack: Lack, student: PersonId) -> Result<bool> {
        let today = self.today.to_string();
        let session = self
            .session(self.today)?
            .map_or(0, |session| session.id.number());
        let sql = match lack {
            Lack::Start | Lack::Part => {
                let all = [
                    "EXISTS (SELECT 1 FROM plan WHERE person = ?1 AND coalesce(session, 0) = ?3
                       AND opened <= ?2)"
                        .to_owned(),
                    format!(
                        r#"EXISTS (SELECT 1 FROM profile_entry WHERE person = ?1
                           AND "on" <= ?2 AND {NOT_VOID})"#
                    ),
                    format!(
                        r#"EXISTS (SELECT 1 FROM survey_response WHERE person = ?1
                           AND "on" <= ?2 AND {NOT_VOID})"#
                    ),
                ];
                let joined = all.join(if lack == Lack::Start { " OR " } else { " AND " });
                format!("SELECT NOT ({joined})")
            }
            Lack::Lineage => "SELECT EXISTS (SELECT 1 FROM plan p JOIN goal g ON g.plan = p.id
                WHERE p.person = ?1 AND coalesce(p.session, 0) = ?3 AND p.stage <> 'closed'
                  AND p.opened <= ?2 AND g.status IN ('proposed','active')
                  AND g.horizon <> 'long_term' AND g.parent IS NULL
                  AND (g.day IS NULL OR g.day = ?2))"
                .to_owned(),
            // Of whatever term the plan is that is worked on.
            Lack::Agreement => "SELECT EXISTS (SELECT 1 FROM plan p JOIN goal g ON g.plan = p.id
                WHERE p.person = ?1 AND p.stage <> 'closed' AND p.opened <= ?2 AND ?3 = ?3
                  AND g.status = 'proposed' AND (g.day IS NULL OR g.day = ?2))"
                .to_owned(),
            Lack::Touch(_) => format!(
                r#"SELECT EXISTS (SELECT 1 FROM plan p WHERE p.person = ?1
                     AND coalesce(p.session, 0) = ?3 AND p.stage <> 'closed' AND p.opened <= ?4
                     AND NOT EXISTS (SELECT 1 FROM plan_event WHERE plan = p.id
                       AND "on" > ?4 AND {NOT_VOID})
                     AND NOT EXISTS (SELECT 1 FROM rating WHERE person = ?1
                       AND observed_on > ?4 AND observed_on <= ?2 AND {NOT_VOID})
                     AND NOT EXISTS (SELECT 1 FROM goal g JOIN step s ON s.goal = g.id
                       WHERE g.plan = p.id AND s.done_on > ?4))"#
            ),
        };
        let days = match lack {
            Lack::Touch(days) => Some(days),
            Lack::Start | Lack::Part | Lack::Lineage | Lack::Agreement => None,
        };
        let since = days.and_then(|days| self.today.checked_sub_days(Days::new(days.into())));
        let since = since.unwrap_or(self.today).to_string();
        let mut statement = self.connection.prepare_cached(&sql)?;
        // A statement takes no more values than it names.
        let found = if days.is_some() {
            statement.query_row(params![student.number(), today, session, since], |row| {
                row.get(0)
            })
        } else {
            statement.query_row(params![student.number(), today, session], |row| row.get(0))
        };
        Ok(found?)
    }
}

impl Store {
    /// The sessions that `text` may mean: an exact id, or a title; of several
    /// with one title, the one of `today` or the next to come, if that is one.
    pub fn resolve_session(&self, text: &str, today: NaiveDate) -> Result<Vec<AcademicSession>> {
        let connection = self.reading();
        if let Ok(id) = text.trim().parse::<Id<AcademicSession>>() {
            return Ok(AcademicSession::find(connection, id.number())?
                .into_iter()
                .collect());
        }
        let wanted = names::fold(text.trim());
        let mut found = AcademicSession::list(
            connection,
            "WHERE status = 'active' ORDER BY begins, id",
            [],
        )?;
        found.retain(|session| names::fold(&session.title) == wanted);
        let coming = found.iter().find(|session| session.ends > today).cloned();
        Ok(match coming {
            Some(session) => vec![session],
            None => found,
        })
    }

    /// The scale that new plans are rated on.
    pub fn scale_of_new_plans(&self) -> Result<Option<Scale>> {
        default_scale(self.reading())
    }

    /// The session that holds a day.
    pub fn session_on(
        &mut self,
        viewer: &Viewer,
        on: NaiveDate,
    ) -> Result<Option<AcademicSession>> {
        self.with_reader(viewer, on, |reader| reader.session(on))
    }

    /// Plans of the viewer's students, in the roster's order, newest first for each.
    pub fn plans(
        &mut self,
        viewer: &Viewer,
        asked: &PlansAsked,
        today: NaiveDate,
    ) -> Result<Vec<PlanLine>> {
        let students = self.in_reach(viewer, asked.class, today)?;
        self.with_reader(viewer, today, |reader| {
            let mut lines = Vec::new();
            for (student, name) in &students {
                for glance in reader.other_plans(*student, None, reader.today, &Later::default())? {
                    let is_asked = asked.stage.is_none_or(|stage| glance.plan.stage == stage)
                        && (asked.session.is_none() || glance.plan.session == asked.session);
                    if is_asked {
                        lines.push(PlanLine {
                            name: name.clone(),
                            glance,
                        });
                    }
                }
            }
            Ok(lines)
        })
    }

    /// What helps the viewer's students, in the roster's order: entries of the profile
    /// the viewer may see, then what the present plan's goals say.
    pub fn supports(
        &mut self,
        viewer: &Viewer,
        class: Option<Id<Class>>,
        today: NaiveDate,
    ) -> Result<Vec<SupportLine>> {
        let students = self.in_reach(viewer, class, today)?;
        self.with_reader(viewer, today, |reader| {
            let mut lines = Vec::new();
            for (student, name) in &students {
                let Some(record) = reader.student(*student, today, &Later::default())? else {
                    continue;
                };
                let named = |text: &str, named_by: String, on, goal| SupportLine {
                    student: *student,
                    name: name.clone(),
                    text: text.to_owned(),
                    named_by,
                    on,
                    goal,
                };
                for entry in &record.profile {
                    if entry.entry.section == Section::SupportsThatHelp {
                        let by = entry.author.clone();
                        lines.push(named(&entry.entry.text, by, entry.entry.on, None));
                    }
                }
                let plan = record.plan.iter();
                for (plan, goal) in plan.flat_map(|plan| plan.goals.iter().map(move |g| (plan, g)))
                {
                    if let Some(text) = goal.goal.supports.as_ref().filter(|_| goal.is_current) {
                        let by = reader.name_of(goal.goal.proposed_by)?;
                        let about = Some(goal.goal.text.clone());
                        lines.push(named(text, by, plan.plan.opened, about));
                    }
                }
            }
            Ok(lines)
        })
    }

    /// The plan of a student in a session that isn't closed, else the newest of it.
    pub fn plan_in(
        &self,
        student: PersonId,
        session: Option<Id<AcademicSession>>,
    ) -> Result<Option<Plan>> {
        let plans = Plan::list(
            self.reading(),
            "WHERE person = ?1 AND coalesce(session, 0) = ?2
             ORDER BY stage = 'closed', opened DESC, id DESC LIMIT 1",
            params![student.number(), session.map_or(0, Id::number)],
        )?;
        Ok(plans.into_iter().next())
    }

    /// Everybody in reach who has no plan for a session, each with the latest
    /// plan of another. `tell` hears how many of how many are read.
    pub fn unplanned(
        &mut self,
        viewer: &Viewer,
        class: Option<Id<Class>>,
        session: Id<AcademicSession>,
        today: NaiveDate,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<Unplanned>> {
        let students = self.in_reach(viewer, class, today)?;
        self.with_reader(viewer, today, |reader| {
            let mut unplanned = Vec::new();
            for (place, (student, name)) in students.iter().enumerate() {
                tell(place, students.len());
                let plans = reader.other_plans(*student, None, reader.today, &Later::default())?;
                if plans.iter().any(|plan| plan.plan.session == Some(session)) {
                    continue;
                }
                let last = match plans.first() {
                    Some(last) => reader.plan(*student, last.plan.id, today)?,
                    None => None,
                };
                unplanned.push(Unplanned {
                    student: *student,
                    name: name.clone(),
                    last,
                });
            }
            Ok(unplanned)
        })
    }

    /// Everybody a viewer reaches, or those of a class, in the roster's order.
    fn in_reach(
        &mut self,
        viewer: &Viewer,
        class: Option<Id<Class>>,
        today: NaiveDate,
    ) -> Result<Vec<(PersonId, String)>> {
        let filter = Filter {
            class,
            ..Filter::default()
        };
        let mut students = Vec::new();
        self.whole_roster(viewer, &filter, today, &mut |row, _standings| {
            students.push((row.student, full_name(&row.given, &row.family)));
            true
        })?;
        Ok(students)
    }
}
