//! `import`: files of other systems into the book, the list of imports, and
//! taking one back. It reads the files; what their rows mean, others say.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use crate::domain::{Id, words};
use crate::exchange::oneroster::{self, Mode, Records, Version};
use crate::exchange::roster::{self, Mapping, Roster};
use crate::exchange::text::FILE_LIMIT;
use crate::exchange::{Fault, RowReport, Warning, bundle};
use crate::store::import::{Batch, Conditions, Fate, Outcome, Phase, Refusal, Report};

use super::a_path;
use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::{Book, Session};

/// `deskside import`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import oneroster export.zip --dry-run\n  \
    deskside import roster students.csv --class \"Room 12\"\n  \
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
    /// Go on where more than a tenth of the students would be marked as left
    #[arg(long)]
    yes: bool,
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
    Repeating an import adds nothing. Passwords and demographics are never stored.")]
struct OneRoster {
    /// The folder or the zip
    #[arg(value_parser = a_path())]
    path: PathBuf,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside import roster students.csv\n  \
    deskside import roster list.csv --class \"Room 12\" --dry-run\n  \
    deskside import roster sis.csv --map given=Rufname,family=Name --save-map sis\n  \
    deskside import roster sis.csv --map sis\n\n\
    A student is known by id, school number or e-mail, else by name and class.")]
struct Plain {
    /// The file
    #[arg(value_parser = a_path())]
    file: PathBuf,
    /// Which column is what: given, family, name, preferred, grade, class, number,
    /// school_number, email, login, pronouns, id; or the name of a saved mapping
    #[arg(long, value_name = "FIELD=COLUMN,…|NAME")]
    map: Option<String>,
    /// Remember the mapping under a name
    #[arg(long, value_name = "NAME")]
    save_map: Option<String>,
    /// The class of rows that name none [default: without a column of classes, the file's name]
    #[arg(long, value_name = "TITLE")]
    class: Option<String>,
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
            What::List(what) => what.json,
            What::Undo(what) => what.json,
        }
    }

    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        match self.what {
            What::Oneroster(what) => what.run(&mut session, &mut book, out),
            What::Roster(what) => what.run(&mut session, &mut book, out),
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
    fn conditions(&self, hash: String) -> Conditions {
        Conditions {
            hash,
            source: self.source.clone(),
            dry_run: self.dry_run,
            strict: self.strict,
            yes: self.yes,
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
        let mut conditions = self.how.conditions(hash(&self.path)?);
        let preview = preview_of_records(&records);
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
        answer(&self.how, &preview, &outcome, out)
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
                .conditions(blake3::hash(&bytes).to_hex().to_string())
        };
        let preview = preview_of_roster(&roster);
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
        answer(&self.how, &preview, &outcome, out)
    }

    /// The mapping that was typed, or the one remembered under the name that was.
    fn mapping(&self, book: &Book) -> Result<Mapping> {
        let Some(text) = self.map.as_deref() else {
            return Ok(Mapping::default());
        };
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

/// A whole file, as far as one may be long; a reader tells when it is longer.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FILE_LIMIT + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

/// The hash of a zip, or of the CSV files of a folder with their names.
fn hash(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let found = path.read_dir().map_err(|error| unreadable(path, &error))?;
        files = found.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| {
            let ending = file.extension().unwrap_or_default();
            file.is_file() && ending.eq_ignore_ascii_case("csv")
        });
        files.sort();
    }
    for file in files {
        let name = file.file_name().unwrap_or_default();
        if files_apart(path, &file) {
            hasher.update(name.as_encoded_bytes());
        }
        let mut source = File::open(&file).map_err(|error| unreadable(&file, &error))?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = source.read(&mut piece);
            match read.map_err(|error| unreadable(&file, &error))? {
                0 => break,
                n => hasher.update(piece.get(..n).unwrap_or_default()),
            };
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Whether a file is one of several, so that its name is a part of the whole.
fn files_apart(path: &Path, file: &Path) -> bool {
    path != file
}

fn unreadable(path: &Path, error: &io::Error) -> Complaint {
    Complaint::refused(
        format!("{} can't be read: {error}.", path.display()),
        "Check the path, and that you may read it.",
    )
}

/// Imports; where many would be marked as left and somebody is there to ask,
/// asks, and imports again with the answer.
fn asking(
    how: &How,
    conditions: &mut Conditions,
    mut import: impl FnMut(&Conditions) -> Result<Outcome>,
) -> Result<Outcome> {
    let outcome = import(conditions)?;
    let Some(Refusal::ManyLeft { left, of }) = outcome.refusal else {
        return Ok(outcome);
    };
    let somebody = io::stdin().is_terminal() && io::stderr().is_terminal();
    if how.dry_run || how.json || !somebody {
        return Ok(outcome);
    }
    let asked = format!("{} Go on? [y/N] ", many_left(left, of));
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

fn many_left(left: u64, of: u64) -> String {
    format!("This would mark {left} of {of} students as left.")
}

/// How far a long import is, on a terminal; nowhere else.
struct Progress {
    is_seen: bool,
    said: String,
}

impl Progress {
    fn new() -> Self {
        Self {
            is_seen: io::stderr().is_terminal(),
            said: String::new(),
        }
    }

    fn tell(&mut self, phase: Phase, done: usize, all: usize) {
        if !self.is_seen || all < 2_000 {
            return;
        }
        let what = match phase {
            Phase::Rows => "rows",
            Phase::Dates => "students' dates",
        };
        let percent = done * 100 / all;
        let text = format!("{what}: {percent} %");
        if text != self.said {
            self.write(&text);
            self.said = text;
        }
    }

    fn clear(&mut self) {
        if !self.said.is_empty() {
            self.write("");
        }
    }

    fn write(&self, text: &str) {
        let width = self.said.chars().count();
        let line = format!("\r{text:<width$}\r{text}");
        let _nobody = io::stderr().lock().write_all(line.as_bytes());
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    batch: Option<Id<Batch>>,
    created: u64,
    updated: u64,
    unchanged: u64,
    skipped: u64,
    failed: u64,
    rows: &'a [Report],
    source: &'a str,
    left: u64,
    back: u64,
    notes: &'a [RowReport],
    warnings: &'a [Warning],
}

/// Says what an import did, and complains where it did nothing of it.
fn answer(how: &How, preview: &[String], outcome: &Outcome, out: &mut Out) -> Result {
    if how.json {
        let counts = outcome.counts;
        out.data(&Answer {
            batch: outcome.batch,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            skipped: counts.skipped,
            failed: counts.failed,
            rows: &outcome.reports,
            source: &outcome.source,
            left: outcome.left,
            back: outcome.back,
            notes: &outcome.notes,
            warnings: &outcome.warnings,
        })?;
    } else {
        for line in preview {
            out.say(line)?;
        }
        for line in lines(outcome) {
            out.say(&line)?;
        }
    }
    match outcome.refusal {
        None => Ok(()),
        Some(Refusal::Strict { failed }) => Err(Complaint::refused(
            format!("{failed} rows failed, and with --strict none may; nothing was stored."),
            "Mend the file, or leave --strict out to take the good rows.",
        )),
        Some(Refusal::ManyLeft { left, of }) if how.dry_run => {
            if how.json {
                return Ok(());
            }
            out.say(&format!("{} That needs --yes.", many_left(left, of)))
        }
        Some(Refusal::ManyLeft { left, of }) => Err(Complaint::refused(
            format!("{} Nothing was stored.", many_left(left, of)),
            "If that is right, say so with --yes; if the file is of another system, name that with --source.",
        )),
    }
}

/// What was found in a bundle, a line a file.
fn preview_of_records(records: &Records) -> Vec<String> {
    let version = match records.version {
        Version::V1_0 => "1.0",
        Version::V1_1 => "1.1",
        Version::V1_2 => "1.2",
    };
    let system = records.system.as_deref();
    let mut lines = vec![format!(
        "OneRoster {version}{}",
        system.map_or(String::new(), |system| format!(" of {system}"))
    )];
    for file in &records.files {
        let mode = match (file.is_stored, file.mode) {
            (false, _) => "not stored as such",
            (true, Mode::Bulk) => "the full list",
            (true, Mode::Delta | Mode::Absent) => "changes only",
        };
        lines.push(format!(
            "  {}: {} rows, {mode}, {}",
            file.file, file.rows, file.encoding
        ));
    }
    lines
}

/// How a roster was read.
fn preview_of_roster(roster: &Roster) -> Vec<String> {
    let separator = match roster.separator {
        '\t' => "tabs".to_owned(),
        other => format!("\"{other}\""),
    };
    let mut lines = vec![
        format!(
            "{}: {} rows, {}, separated by {separator}; names: {}",
            roster.file,
            roster.rows_read,
            roster.encoding.name(),
            roster.sample_names.join(" · ")
        ),
        format!("  columns: {}", roster.mapping),
    ];
    if !roster.unknown.is_empty() {
        lines.push(format!("  not read: {}", roster.unknown.join(", ")));
    }
    if !roster.never_read.is_empty() {
        lines.push(format!("  never read: {}", roster.never_read.join(", ")));
    }
    lines
}

/// What became of the rows, with what is alike in one line.
fn lines(outcome: &Outcome) -> Vec<String> {
    let counts = outcome.counts;
    let mut lines = Vec::new();
    for (word, fate) in [("failed", Fate::Failed), ("skipped", Fate::Skipped)] {
        let rows = outcome.reports.iter();
        let rows = rows.filter(|report| report.outcome == fate);
        lines.extend(grouped(rows.map(|report| &report.row), word));
    }
    lines.extend(grouped(outcome.notes.iter(), "changed"));
    for warning in &outcome.warnings {
        lines.push(said(warning));
    }
    lines.push(format!(
        "{} rows: {} created, {} updated, {} unchanged, {} skipped, {} failed.",
        counts.rows(),
        counts.created,
        counts.updated,
        counts.unchanged,
        counts.skipped,
        counts.failed
    ));
    if outcome.left > 0 || outcome.back > 0 {
        lines.push(format!(
            "{} students left, {} people are back.",
            outcome.left, outcome.back
        ));
    }
    lines.push(match outcome.batch {
        Some(batch) => format!("Stored. `deskside import undo {batch}` takes it back."),
        None => "Nothing was stored.".to_owned(),
    });
    lines
}

/// Rows with the same reason in one line with their number.
fn grouped<'a>(rows: impl Iterator<Item = &'a RowReport>, word: &str) -> Vec<String> {
    let mut groups: Vec<(&RowReport, u64)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for row in rows {
        let key = (&row.file, &row.column, &row.reason);
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, n)) => *n += 1,
            None => groups.push((row, 1)),
        }
    }
    let line = |(row, n): (&RowReport, u64)| {
        let column = row
            .column
            .as_deref()
            .map_or(String::new(), |c| format!(" {c}"));
        let value = row.value.as_deref().filter(|value| !value.is_empty());
        let value = value.map_or(String::new(), |value| format!(" \"{value}\""));
        let place = if n == 1 {
            format!("line {}", row.line)
        } else {
            format!("{n} rows, first line {}", row.line)
        };
        format!(
            "{word}: {} {place}:{column}{value}: {}",
            row.file, row.reason
        )
    };
    groups.into_iter().map(line).collect()
}

fn said(warning: &Warning) -> String {
    let column = warning
        .column
        .as_deref()
        .map_or(String::new(), |c| format!(" {c}"));
    let value = warning
        .value
        .as_deref()
        .map_or(String::new(), |v| format!(" \"{v}\""));
    let count = if warning.count > 1 {
        format!(" ({} times)", warning.count)
    } else {
        String::new()
    };
    format!(
        "note: {}{column}{value}: {}{count}",
        warning.file, warning.text
    )
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
                out.say(&format!(
                    "{}  {}  {} of {}, by {}: {} created, {} updated{undone}",
                    line.batch,
                    line.on,
                    line.kind,
                    line.source,
                    line.actor,
                    counts.created,
                    counts.updated
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
            "Taken back: {} rows are gone, {} are as before, {} stay.",
            undone.removed,
            undone.restored,
            undone.stayed.len()
        ))
    }
}
