//! `plan supports`: what helps the asker's students, with who named it and when.

use serde::Serialize;

use crate::domain::{dates, words};
use crate::store::reads::plans::SupportLine;

use super::super::complaint::Result;
use super::super::meant;
use super::super::say::Out;
use super::super::session::Session;

/// `deskside plan supports`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside plan supports --class \"Room 12\"\n  \
    deskside plan supports --json")]
pub struct Supports {
    /// Only students of this class: its title, code or id
    #[arg(long)]
    class: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Data<'a> {
    supports: &'a [SupportLine],
}

impl Supports {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let mut book = session.open_to_read()?;
        let today = session.today;
        let class = self
            .class
            .as_deref()
            .map(|class| meant::class(&mut book, class, today))
            .transpose()?;
        let lines = book.store.supports(&book.viewer, class, today)?;
        if self.json {
            out.data(&Data { supports: &lines })?;
        } else if lines.is_empty() {
            out.say("Nobody has named a support yet.")?;
        } else {
            let mut name = "";
            for line in &lines {
                if name != line.name {
                    out.say(&words::display(&line.name))?;
                    name = &line.name;
                }
                let about = line.goal.as_ref();
                let about = about.map_or(String::new(), |goal| format!(", for: {goal}"));
                let on = dates::say(line.on, today);
                let text = format!("  {} ({}, {on}{about})", line.text, line.named_by);
                out.say(&words::display(&text))?;
            }
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }
}
