//! `import framework`: a competency framework from a file. What a file says,
//! `exchange` reads; what of it is new, the store says.

use std::path::PathBuf;

use crate::domain::plan::Area;
use crate::exchange::finding::counted;
use crate::exchange::framework::{self, Format};
use crate::store::import::Conditions;

use super::super::complaint::Result;
use super::super::say::Out;
use super::super::session::{Book, Session};
use super::super::{a_path, word};
use super::answer::{Page, answer};
use super::file::bytes;
use super::progress::Progress;
use super::{How, asking};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import framework mathematics.json --dry-run\n  \
    deskside import framework mathematics.json\n  \
    deskside import framework wellbeing.csv --area sel\n\n\
    Repeating an import adds nothing. What is no longer in the file is retired and stays readable.")]
pub(super) struct Framework {
    /// A CASE 1.0 or 1.1 package (JSON), or Moodle's competency CSV
    #[arg(value_parser = a_path())]
    file: PathBuf,
    /// What it is about: academic, sel or other [default: academic, or what was said before]
    #[arg(long, value_parser = word::<Area>)]
    area: Option<Area>,
    #[command(flatten)]
    pub(super) how: How,
}

impl Framework {
    pub(super) fn run(&self, session: &mut Session, book: &mut Book, out: &mut Out) -> Result {
        let bytes = bytes(&self.file)?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let read = framework::read(&name, bytes.as_slice())?;
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let mut conditions = Conditions {
            area: self.area,
            ..self.how.conditions(hash, false)
        };
        let page = Page {
            preview: preview(&read),
            row_word: read.format.row_word(),
        };
        let outcome = asking(&self.how, &mut conditions, |conditions| {
            let actor = session.actor(book.viewer.person);
            let mut progress = Progress::new();
            let done = book.store.import_framework(
                &book.viewer,
                &actor,
                &mut session.mint,
                &read,
                conditions,
                &mut |phase, done, all| progress.tell(phase, done, all),
            );
            progress.clear();
            Ok(done?)
        })?;
        answer(&self.how, &page, &outcome, out)
    }
}

/// What was found in the file.
fn preview(read: &framework::Framework) -> Vec<String> {
    let format = match read.format {
        Format::Case => "CASE",
        Format::Moodle => "Moodle",
    };
    let by = |text: &Option<String>, before: &str| {
        let text = text.as_deref();
        text.map_or(String::new(), |text| format!("{before}{text}"))
    };
    let rated = read.items.iter().filter(|item| item.rateable).count();
    let mut lines = vec![
        format!(
            "{format}: {}{}{}{}",
            read.title,
            by(&read.creator, ", by "),
            by(&read.version, ", version "),
            by(&read.adoption, ", "),
        ),
        format!(
            "  {} on {}; {rated} can be chosen for a goal",
            counted(read.items.len() as u64, "competency", "competencies"),
            counted(read.levels as u64, "level", "levels"),
        ),
    ];
    if !read.subjects.is_empty() {
        lines.push(format!("  subjects: {}", read.subjects.join(", ")));
    }
    lines
}
