//! `import`: files of other systems into the book, the list of imports, and
//! taking one back. It reads the files; what their rows mean, others say.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use crate::domain::{Id, words};
use crate::exchange::finding::counted;
use crate::exchange::roster::{self, Mapping};
use crate::exchange::{Fault, bundle, oneroster};
use crate::store::import::{Batch, Conditions, Outcome};

use super::a_path;
use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::{Book, Session};

mod answer;
mod file;
mod framework;
mod progress;

use answer::{Page, answer, many_left, preview_of_records, preview_of_roster};
use file::{bytes, hash};
use progress::Progress;

/// `deskside import`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import oneroster export.zip --dry-run\n  \
    deskside import roster students.csv --class \"Room 12\"\n  \
    deskside import framework mathematics.json\n  \
    deskside import list\n  \
    deskside import undo b0abcdefghjkm")]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// OneRoster 1.1 or 1.2 CSV, a folder or a zip
    Oneroster(OneRoster),
    /// A list of students as CSV, of any school system
    Roster(Plain),
    /// A competency framework: a CASE package, or Moodle's CSV
    Framework(framework::Framework),
    /// The imports so far, the newest first
    List(List),
    /// Take an import back
    Undo(Undo),
}

/// What all imports take.
#[derive(Debug, clap::Args)]
struct How {
    /// Count and report as the real run does, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Store nothing when a row fails
    #[arg(long)]
    strict: bool,
    /// The system the ids are of, instead of what the file says
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import oneroster export.zip --dry-run\n  \
    deskside import oneroster export/\n\n\
    Repeating an import adds nothing, and no line to `import list`. Passwords and demographics are never stored.")]
struct OneRoster {
    /// The folder or the zip
    #[arg(value_parser = a_path())]
    path: PathBuf,
    /// Go on where more than a tenth of the students, or most of the staff, would be marked as left
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import roster students.csv\n  \
    deskside import roster list.csv --class \"Room 12\" --dry-run\n  \
    deskside import roster sis.csv --map given=Rufname,family=Name --save-map sis\n  \
    deskside import roster sis.csv --map sis\n\n\
    A student is known by id, school number or e-mail, else by name and class. Who is\n\
    known and stands in another class now leaves the old one. Where the file has no\n\
    column of classes, nobody leaves any.")]
struct Plain {
    /// The file
    #[arg(value_parser = a_path())]
    file: PathBuf,
    /// Which column is what: given, family, name, preferred, grade, class, number,
    /// school_number, email, login, pronouns, id; or the name of a saved mapping
    #[arg(long, value_name = "FIELD=COLUMN,…|NAME")]
    map: Vec<String>,
    /// Remember the mapping under a name
    #[arg(long, value_name = "NAME")]
    save_map: Option<String>,
    /// The class of rows that name none [default: without a column of classes, the file's name]
    #[arg(long, value_name = "TITLE")]
    class: Option<String>,
    /// Taken as by the other imports; a roster marks nobody as left, so it asks nothing
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  deskside import list\n  deskside import list --json")]
struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import undo b0abcdefghjkm\n\n\
    What nothing later refers to goes; the rest stays, inactive, and is listed.")]
struct Undo {
    /// The import, as `deskside import list` names it
    #[arg(value_name = "BATCH")]
    batch: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Whether the answer is data.
    pub(super) fn wants_data(&self) -> bool {
        match &self.what {
            What::Oneroster(what) => what.how.json,
            What::Roster(what) => what.how.json,
            What::Framework(what) => what.how.json,
            What::List(what) => what.json,
            What::Undo(what) => what.json,
        }
    }

    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        match self.what {
            What::Oneroster(what) => what.run(&mut session, &mut book, out),
            What::Roster(what) => what.run(&mut session, &mut book, out),
            What::Framework(what) => what.run(&mut session, &mut book, out),
            What::List(what) => what.run(&book, out),
            What::Undo(what) => what.run(&mut session, &mut book, out),
        }?;
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

impl From<Fault> for Complaint {
    fn from(fault: Fault) -> Self {
        Self::refused(fault.what, fault.hint)
    }
}

impl How {
    fn conditions(&self, hash: String, yes: bool) -> Conditions {
        Conditions {
            hash,
            source: self.source.clone(),
            dry_run: self.dry_run,
            strict: self.strict,
            yes,
            ..Conditions::default()
        }
    }
}

impl OneRoster {
    fn run(&self, session: &mut Session, book: &mut Book, out: &mut Out) -> Result {
        let records = {
            let mut bundle = bundle::open(&self.path)?;
            oneroster::read(&mut bundle, session.today)?
        };
        let mut conditions = self.how.conditions(hash(&self.path)?, self.yes);
        let page = Page::of_lines(preview_of_records(&records));
        let outcome = asking(&self.how, &mut conditions, |conditions| {
            let actor = session.actor(book.viewer.person);
            let mut progress = Progress::new();
            let done = book.store.import_oneroster(
                &book.viewer,
                &actor,
                &mut session.mint,
                &records,
                conditions,
                &mut |phase, done, all| progress.tell(phase, done, all),
            );
            progress.clear();
            Ok(done?)
        })?;
        answer(&self.how, &page, &outcome, out)
    }
}

impl Plain {
    fn run(&self, session: &mut Session, book: &mut Book, out: &mut Out) -> Result {
        let mapping = self.mapping(book)?;
        let save_mapping = self.save_map.as_deref().map(mapping_name).transpose()?;
        let bytes = bytes(&self.file)?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let roster = roster::read(&name, bytes.as_slice(), &mapping)?;
        let mut conditions = Conditions {
            class: self
                .class
                .clone()
                .map(|title| words::clean_line(&title).text),
            save_mapping,
            ..self
                .how
                .conditions(blake3::hash(&bytes).to_hex().to_string(), self.yes)
        };
        let page = Page::of_lines(preview_of_roster(&roster));
        let outcome = asking(&self.how, &mut conditions, |conditions| {
            let actor = session.actor(book.viewer.person);
            let mut progress = Progress::new();
            let done = book.store.import_roster(
                &book.viewer,
                &actor,
                &mut session.mint,
                &roster,
                conditions,
                &mut |phase, done, all| progress.tell(phase, done, all),
            );
            progress.clear();
            Ok(done?)
        })?;
        answer(&self.how, &page, &outcome, out)
    }

    /// The mapping that was typed, or the one remembered under the name that was.
    fn mapping(&self, book: &Book) -> Result<Mapping> {
        if self.map.is_empty() {
            return Ok(Mapping::default());
        }
        // Given more than once, all of it counts.
        let joined = self.map.join(",");
        let text = joined.as_str();
        let name = text.strip_prefix('@');
        if name.is_none() && text.contains('=') {
            let typed = Mapping::parse(text);
            return typed.map_err(|fault| Complaint::usage(fault.what, fault.hint));
        }
        let name = name.unwrap_or(text);
        match book.store.saved_mapping(name)? {
            Some(saved) => Ok(Mapping::parse(&saved)?),
            None => Err(Complaint {
                candidates: book.store.mapping_names()?,
                ..Complaint::usage(
                    format!("No mapping is remembered as {name}."),
                    "Write FIELD=COLUMN, or remember one with --save-map NAME.",
                )
            }),
        }
    }
}

fn mapping_name(name: &str) -> Result<String> {
    let clean = words::clean_line(name).text.trim().to_owned();
    if clean.is_empty() || clean.contains(['=', '@']) {
        return Err(Complaint::usage(
            "A mapping needs a name without = and @.",
            "Give another with --save-map NAME.",
        ));
    }
    Ok(clean)
}

/// Imports; where many would be marked as left and somebody is there to ask,
/// asks, and imports again with the answer.
fn asking(
    how: &How,
    conditions: &mut Conditions,
    mut import: impl FnMut(&Conditions) -> Result<Outcome>,
) -> Result<Outcome> {
    let outcome = import(conditions)?;
    let Some(many_left) = many_left(&outcome) else {
        return Ok(outcome);
    };
    let somebody = io::stdin().is_terminal() && io::stderr().is_terminal();
    if how.dry_run || how.json || !somebody {
        return Ok(outcome);
    }
    let asked = format!("{many_left} Go on? [y/N] ");
    let _nobody = io::stderr().lock().write_all(asked.as_bytes());
    let mut line = String::new();
    let heard = io::stdin().lock().take(64);
    let mut heard = io::BufReader::new(heard);
    if heard.read_line(&mut line).is_err() || !matches!(line.trim(), "y" | "Y" | "yes") {
        return Ok(outcome);
    }
    conditions.yes = true;
    import(conditions)
}

#[derive(Serialize)]
struct BatchData {
    batch: Id<Batch>,
    kind: String,
    source: String,
    on: String,
    actor: String,
    created: u64,
    updated: u64,
    unchanged: u64,
    skipped: u64,
    failed: u64,
    undone: bool,
}

impl List {
    fn run(&self, book: &Book, out: &mut Out) -> Result {
        let batches = book.store.batches()?;
        if !self.json && batches.is_empty() {
            return out.say("Nothing was imported yet.");
        }
        let mut data = Vec::with_capacity(batches.len());
        for line in batches {
            let counts = line.counts;
            let undone = if line.undone { ", taken back" } else { "" };
            if self.json {
                data.push(BatchData {
                    batch: line.batch,
                    kind: line.kind,
                    source: line.source,
                    on: line.on,
                    actor: line.actor,
                    created: counts.created,
                    updated: counts.updated,
                    unchanged: counts.unchanged,
                    skipped: counts.skipped,
                    failed: counts.failed,
                    undone: line.undone,
                });
            } else {
                // What names no system is called by its kind alone.
                let what = if line.kind == line.source {
                    line.kind
                } else {
                    format!("{} of {}", line.kind, line.source)
                };
                out.say(&format!(
                    "{}  {}  {what}, by {}: {} created, {} updated{undone}",
                    line.batch, line.on, line.actor, counts.created, counts.updated
                ))?;
            }
        }
        if self.json {
            out.data(&serde_json::json!({ "batches": data }))?;
        }
        Ok(())
    }
}

impl Undo {
    fn run(&self, session: &mut Session, book: &mut Book, out: &mut Out) -> Result {
        let batch: Id<Batch> = self.batch.trim().parse().map_err(|_none| {
            Complaint::usage(
                format!("{} is no import.", self.batch),
                "`deskside import list` names them.",
            )
        })?;
        let actor = session.actor(book.viewer.person);
        let mut progress = Progress::new();
        let undone = book.store.undo_import(
            &book.viewer,
            &actor,
            &mut session.mint,
            batch,
            &mut |phase, done, all| progress.tell(phase, done, all),
        );
        progress.clear();
        let undone = undone?;
        if self.json {
            return out.data(&serde_json::json!({
                "batch": batch,
                "removed": undone.removed,
                "restored": undone.restored,
                "stayed": undone.stayed,
            }));
        }
        for stayed in &undone.stayed {
            let inactive = if stayed.inactive { ", inactive" } else { "" };
            out.say(&format!(
                "stays{inactive}: {} {} {}",
                stayed.entity, stayed.id, stayed.name
            ))?;
        }
        out.say(&format!(
            "Taken back: {} gone, {} as before, {}.",
            counted(undone.removed, "row is", "rows are"),
            counted(undone.restored, "is", "are"),
            counted(undone.stayed.len() as u64, "stays", "stay")
        ))
    }
}
