//! `plan templates`: what plans and profiles can be made of, and what is wrong with
//! a school's own files. Needs no database.

use serde::Serialize;

use crate::config::template;
use crate::domain::person::Role;
use crate::domain::template::{Listed, Template, TemplateKind, Templates};
use crate::domain::{Word, words};
use crate::exchange::folder;

use super::super::complaint::{Complaint, Result};
use super::super::say::Out;
use super::super::session::Session;

/// `deskside plan templates`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan templates\n  \
    deskside plan templates --json\n\n\
    A school's own templates lie in the folder templates beside the config.")]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct All<'a> {
    templates: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    practice: &'a str,
    kind: TemplateKind,
    source: &'a str,
    terms: Option<u8>,
    mistakes: &'a [String],
}

/// The templates that can be used here.
pub fn read(session: &Session) -> Templates {
    let files = session.templates.as_deref();
    let files = files.map_or_else(Vec::new, |folder| folder::texts(folder, "toml"));
    template::read_all(&files)
}

/// The template with this id that fits a person's plan, or which there are.
pub fn plan_meant<'t>(templates: &'t Templates, id: &str, whose: Role) -> Result<&'t Template> {
    let kind = TemplateKind::of_plan(whose);
    let found = templates.find(id.trim());
    if let Some(template) = found.filter(|template| template.kind == kind) {
        return Ok(template);
    }
    let id = words::display(id);
    let what = match found.map(|template| template.kind) {
        Some(TemplateKind::Profile) => {
            format!("\"{id}\" is a template of a profile, not of a plan.")
        }
        Some(TemplateKind::StaffPlan) => {
            format!("\"{id}\" is for plans of staff, not of students.")
        }
        Some(TemplateKind::Plan) => format!("\"{id}\" is for plans of students, not of staff."),
        None => format!("No template is called \"{id}\"."),
    };
    Err(Complaint {
        candidates: templates
            .of(kind)
            .map(|template| format!("{}  {}", template.id, template.title))
            .collect(),
        ..Complaint::usage(what, "Write the id of one of these:")
    })
}

fn row(listed: &Listed) -> Row<'_> {
    let template = &listed.template;
    Row {
        id: &template.id,
        title: &template.title,
        practice: &template.practice,
        kind: template.kind,
        source: &listed.source,
        terms: template.terms,
        mistakes: &listed.mistakes,
    }
}

impl List {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let templates = read(session);
        if self.json {
            let templates = templates.list.iter().map(row).collect();
            out.data(&All { templates })?;
        } else {
            for listed in &templates.list {
                let template = &listed.template;
                let kind = template.kind.word().replace('_', " ");
                out.say(&words::display(&format!(
                    "{}  {}, {kind}, {}",
                    template.id, template.title, listed.source
                )))?;
                out.say(&format!("  {}.", words::display(&template.practice)))?;
                for mistake in &listed.mistakes {
                    out.say(&format!("  {}", words::display(mistake)))?;
                }
            }
        }
        out.flush()?;
        let wrong = templates.list.iter().map(|listed| listed.mistakes.len());
        match wrong.sum::<usize>() {
            0 => Ok(()),
            _ if self.json => Err(Complaint::silent(1)),
            1 => Err(Complaint::refused(
                "One thing is wrong with the templates.",
                "Correct it where it is named above; the others can be used.",
            )),
            many => Err(Complaint::refused(
                format!("{many} things are wrong with the templates."),
                "Correct them where they are named above; the others can be used.",
            )),
        }
    }
}
