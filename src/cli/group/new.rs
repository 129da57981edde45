//! `group new`: a group live by a query, or with members by hand.

use crate::domain::change::{Delta, Edit};
use crate::domain::framework::Competency;
use crate::domain::group::{Group, GroupMember, GroupQuery};
use crate::domain::query::{Answer, CompetencyQuery, CompetencyRow, Query, Wanted};
use crate::domain::scale::Scale;
use crate::domain::{Id, names, words};

use super::super::complaint::{Complaint, Result};
use super::super::meant;
use super::super::say::Out;
use super::super::session::{Book, Session};
use super::{Made, counted, store};

/// `deskside group new`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside group new \"Fractions again\" --competency MA.4.1 --at-most 2\n  \
    deskside group new \"Quiet corner\" --support \"quiet corner\"\n  \
    deskside group new \"Book club\" --student \"Ada Okafor\" --student \"Maya Patel\"")]
pub struct New {
    /// What it is called
    title: String,
    /// What it is for: the strategy, the intervention
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// Who has this competency, by its code or id …
    #[arg(long, value_name = "CODE", requires = "level")]
    competency: Option<String>,
    /// … at this level or lower, by number or word
    #[arg(long, value_name = "LEVEL", group = "level", requires = "competency")]
    at_most: Option<String>,
    /// … at this level or higher
    #[arg(long, value_name = "LEVEL", group = "level", requires = "competency")]
    at_least: Option<String>,
    /// The scale of that level, by its title [default: the school's own]
    #[arg(long, value_name = "SCALE", requires = "level")]
    scale: Option<String>,
    /// Who has these words in the present next step
    #[arg(long, value_name = "TEXT", conflicts_with = "competency")]
    next_step: Option<String>,
    /// Who named a support with these words
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["competency", "next_step"])]
    support: Option<String>,
    /// Who is in it by hand
    #[arg(long = "student", value_name = "STUDENT", conflicts_with_all =
        ["competency", "next_step", "support"])]
    students: Vec<String>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

impl New {
    pub(super) fn make(self, book: &mut Book, session: &mut Session, out: &mut Out) -> Result {
        let clean = |text: &str| words::clean_line(text).text.trim().to_owned();
        let title = clean(&self.title);
        if title.is_empty() {
            return Err(Complaint::usage("A group needs a name.", ""));
        }
        let today = session.today;
        let query = match (&self.competency, &self.next_step, &self.support) {
            (Some(code), ..) => {
                let competency = competency(book, code, session)?;
                let named = self.at_most.as_ref().or(self.at_least.as_ref());
                let named = named.map_or("", String::as_str);
                let (level, scale) = level(book, named, self.scale.as_deref())?;
                Some(if self.at_most.is_some() {
                    GroupQuery::AtMost(competency, level, Some(scale))
                } else {
                    GroupQuery::AtLeast(competency, level, Some(scale))
                })
            }
            (None, Some(text), _) => Some(GroupQuery::NextStep(clean(text))),
            (None, None, Some(text)) => Some(GroupQuery::Support(clean(text))),
            (None, None, None) => None,
        };
        let mut students = Vec::new();
        for student in &self.students {
            students.push(meant::student(book, student, today)?);
        }
        students.sort();
        students.dedup();
        let now = (session.clock)();
        let group = Group {
            id: session.mint.id(now),
            org: None,
            owner: book.viewer.person,
            title: title.clone(),
            purpose: self
                .purpose
                .as_deref()
                .map(clean)
                .filter(|text| !text.is_empty()),
            query,
            begins: today,
            ends: None,
        };
        let id = group.id;
        let mut edits = vec![Edit::Group(Delta::insert(group))];
        for person in students {
            edits.push(Edit::GroupMember(Delta::insert(GroupMember {
                id: session.mint.id(now),
                group: id,
                person,
                begins: today,
                ends: None,
            })));
        }
        store(book, session, format!("made the group {title}"), edits)?;
        let text = id.to_string();
        let members = book
            .store
            .resolve_group(&book.viewer, &text, today)?
            .first()
            .map_or(0, |line| line.members.len());
        if self.json {
            return out.data(&Made { id, members });
        }
        out.say(&format!("Made the group {title}: {}.", counted(members)))
    }
}

/// The level that `named` is, of the scale with this title, or of the school's own.
fn level(book: &Book, named: &str, title: Option<&str>) -> Result<(i64, Id<Scale>)> {
    let scales = book.store.scales()?;
    let is_meant = |scale: &&Scale| {
        title.is_none_or(|title| names::fold(&scale.title) == names::fold(title.trim()))
    };
    let Some(scale) = scales.iter().find(is_meant) else {
        let title = words::display(title.unwrap_or_default()).into_owned();
        return Err(Complaint {
            candidates: scales.iter().map(|scale| scale.title.clone()).collect(),
            ..Complaint::usage(
                format!("No scale is called \"{title}\"."),
                "Write the title of one of these:",
            )
        });
    };
    match scale.read(named) {
        Some(level) => Ok((level.value, scale.id)),
        None => Err(Complaint::usage(
            format!(
                "{} is no level of the scale {}.",
                words::display(named),
                scale.title
            ),
            format!(
                "It goes from {}; --scale names another scale.",
                scale.range()
            ),
        )),
    }
}

/// The one competency with this code, or with this id.
fn competency(book: &mut Book, code: &str, session: &Session) -> Result<Id<Competency>> {
    if let Ok(id) = code.parse::<Id<Competency>>() {
        return Ok(id);
    }
    let asked = Query::Competencies(CompetencyQuery {
        framework: None,
        wanted: Wanted::Text(code.to_owned()),
        after: None,
        limit: 12,
        with_retired: false,
    });
    let rows = match book.store.ask(&book.viewer, &asked, session.today)? {
        Answer::Competencies(page) => page.rows,
        _ => Vec::new(),
    };
    let is_it = |found: &&CompetencyRow| found.competency.code.as_deref() == Some(code.trim());
    let exact: Vec<_> = rows.iter().filter(is_it).collect();
    match exact.as_slice() {
        [one] => Ok(one.competency.id),
        _ => Err(Complaint {
            candidates: rows
                .iter()
                .map(|row| {
                    let code = row.competency.code.clone().unwrap_or_default();
                    format!("{code}  {}  {}", row.competency.name(), row.competency.id)
                })
                .collect(),
            ..Complaint::usage(
                format!(
                    "No one competency has the code \"{}\".",
                    words::display(code)
                ),
                "Write the code or the id of one, as its framework has it.",
            )
        }),
    }
}
