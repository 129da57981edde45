//! What an import has to say: what was found in the files, what became of the
//! rows, and why nothing did.

use serde::Serialize;

use crate::domain::Id;
use crate::domain::words::escape_original;
use crate::exchange::oneroster::{Mode, Records, Version};
use crate::exchange::roster::Roster;
use crate::exchange::{RowReport, Warning};
use crate::store::import::{Batch, Fate, Outcome, Refusal, Report};

use super::super::complaint::{Complaint, Result};
use super::super::say::Out;
use super::How;

/// The sentence about many who would be marked as left.
pub(super) fn many_left(left: u64, of: u64) -> String {
    format!("This would mark {left} of {of} students as left.")
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
    retired: u64,
    notes: &'a [RowReport],
    warnings: &'a [Warning],
}

/// What is said for people beside the outcome.
pub(super) struct Page {
    /// What was found in the file.
    pub(super) preview: Vec<String>,
    /// What a row's number counts: `line`, or `item` where a file has no lines.
    pub(super) row_word: &'static str,
}

impl Page {
    /// A page about files of lines.
    pub(super) fn of_lines(preview: Vec<String>) -> Self {
        Self {
            preview,
            row_word: "line",
        }
    }
}

/// Says what an import did, and complains where it did nothing of it.
pub(super) fn answer(how: &How, page: &Page, outcome: &Outcome, out: &mut Out) -> Result {
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
            retired: outcome.retired,
            notes: &outcome.notes,
            warnings: &outcome.warnings,
        })?;
    } else {
        for line in &page.preview {
            out.say(line)?;
        }
        for line in lines(outcome, how.dry_run, page.row_word) {
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
pub(super) fn preview_of_records(records: &Records) -> Vec<String> {
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
pub(super) fn preview_of_roster(roster: &Roster) -> Vec<String> {
    let separator = match roster.separator {
        '\t' => "tabs".to_owned(),
        other => format!("\"{other}\""),
    };
    let mut lines = vec![
        format!(
            "{}: {} rows, {}, separated by {separator}; names: {}",
            escape_original(&roster.file),
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
fn lines(outcome: &Outcome, dry_run: bool, row_word: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (word, fate) in [("failed", Fate::Failed), ("skipped", Fate::Skipped)] {
        let rows = outcome.reports.iter();
        let rows = rows.filter(|report| report.outcome == fate);
        lines.extend(grouped(rows.map(|report| &report.row), word, row_word));
    }
    lines.extend(grouped(outcome.notes.iter(), "changed", row_word));
    for warning in &outcome.warnings {
        lines.push(said(warning));
    }
    lines.push(outcome.counts.sentence());
    if outcome.left > 0 || outcome.back > 0 {
        lines.push(format!(
            "{} students left, {} people are back.",
            outcome.left, outcome.back
        ));
    }
    if outcome.retired > 0 {
        lines.push(format!(
            "{} retired: no longer in the file.",
            outcome.retired
        ));
    }
    lines.push(match outcome.batch {
        Some(batch) => format!("Stored. `deskside import undo {batch}` takes it back."),
        None if dry_run || outcome.refusal.is_some() => "Nothing was stored.".to_owned(),
        None => "Nothing in it is new; no import was added.".to_owned(),
    });
    lines
}

/// Rows with the same reason in one line with their number.
fn grouped<'a>(
    rows: impl Iterator<Item = &'a RowReport>,
    word: &str,
    row_word: &str,
) -> Vec<String> {
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
            format!("{row_word} {}", row.line)
        } else {
            format!("{n} rows, first {row_word} {}", row.line)
        };
        let what = format!("{column}{value}");
        let what = what.trim_start();
        let colon = if what.is_empty() { "" } else { ": " };
        format!("{word}: {} {place}{colon}{what}: {}", row.file, row.reason)
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
