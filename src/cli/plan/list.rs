//! `plan list`: the plans of the asker's students.

use chrono::NaiveDate;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::domain::person::PersonId;
use crate::domain::plan::{Plan, Stage};
use crate::domain::{Id, Word, dates, words};
use crate::store::reads::plans::{PlanLine, PlansAsked};

use super::super::complaint::Result;
use super::super::say::Out;
use super::super::session::Session;
use super::super::{meant, word};
use super::session_meant;

/// `deskside plan list`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan list\n  \
    deskside plan list --stage draft --class \"Room 12\"\n  \
    deskside plan list --session \"Term 2\" --json")]
pub struct List {
    /// Only plans of this session: its title or id
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
    /// Only plans at this stage: draft, active, reflecting or closed
    #[arg(long, value_parser = word::<Stage>)]
    stage: Option<Stage>,
    /// Only students of this class: its title, code or id
    #[arg(long)]
    class: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Plans<'a> {
    plans: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Id<Plan>,
    student: PersonId,
    name: &'a str,
    session: Option<&'a str>,
    stage: Stage,
    template: Option<&'a str>,
    goals: u16,
    met: u16,
    opened: NaiveDate,
    agreed_by_student: Option<NaiveDate>,
    agreed_by_adult: Option<NaiveDate>,
    active_since: Option<NaiveDate>,
    reflecting_since: Option<NaiveDate>,
    closed: Option<NaiveDate>,
}

fn row(line: &PlanLine) -> Row<'_> {
    let plan = &line.glance.plan;
    Row {
        id: plan.id,
        student: plan.person,
        name: &line.name,
        session: line.glance.session.as_deref(),
        stage: plan.stage,
        template: plan.rules.template.as_deref(),
        goals: line.glance.goals,
        met: line.glance.met,
        opened: plan.opened,
        agreed_by_student: plan.agreed_by_student,
        agreed_by_adult: plan.agreed_by_adult,
        active_since: plan.active_since,
        reflecting_since: plan.reflecting_since,
        closed: plan.closed,
    }
}

impl List {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let mut book = session.open_to_read()?;
        let today = session.today;
        let class = self
            .class
            .as_deref()
            .map(|class| meant::class(&mut book, class, today))
            .transpose()?;
        let term = match &self.session {
            Some(text) => session_meant(&mut book, Some(text), session)?,
            None => None,
        };
        let asked = PlansAsked {
            class,
            session: super::id(term.as_ref()),
            stage: self.stage,
        };
        let lines = book.store.plans(&book.viewer, &asked, today)?;
        if self.json {
            let plans = lines.iter().map(row).collect();
            out.data(&Plans { plans })?;
        } else if lines.is_empty() {
            out.say("No plan is like this.")?;
        } else {
            table(&lines, today, out)?;
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

fn table(lines: &[PlanLine], today: NaiveDate, out: &mut Out) -> Result {
    let cells = |line: &PlanLine| {
        let glance = &line.glance;
        let plan = &glance.plan;
        let since = match plan.stage {
            Stage::Draft => Some(plan.opened),
            Stage::Active => plan.active_since,
            Stage::Reflecting => plan.reflecting_since,
            Stage::Closed => plan.closed,
        };
        [
            words::display(&line.name).into_owned(),
            glance.session.clone().unwrap_or_else(|| "-".to_owned()),
            plan.stage.word().to_owned(),
            since.map_or(String::new(), |since| dates::say(since, today)),
            format!("{} of {} goals met", glance.met, glance.goals),
        ]
    };
    let rows: Vec<[String; 5]> = lines.iter().map(cells).collect();
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    for row in &rows {
        let mut text = String::new();
        for (cell, width) in row.iter().zip(widths) {
            text.push_str(cell);
            let blanks = width - cell.width() + 2;
            text.extend(std::iter::repeat_n(' ', blanks));
        }
        out.say(text.trim_end())?;
    }
    Ok(())
}
