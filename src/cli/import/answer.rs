//! What an import has to say: what was found in the files, what became of the
//! rows, and why nothing did.

use serde::Serialize;

use crate::domain::Id;
use crate::domain::words::escape_original;
use crate::exchange::finding::counted;
use crate::exchange::oneroster::{Mode, Records, Version};
use crate::exchange::roster::Roster;
use crate::exchange::{RowReport, Warning};
use crate::store::import::{Batch, Fate, Outcome, Refusal, Report};

use super::super::complaint::{Complaint, Result};
use super::super::say::Out;
use super::How;

/// The sentence about many who would be marked as left, where they would be.
pub(super) fn many_left(outcome: &Outcome) -> Option<String> {
    let Some(Refusal::ManyLeft {
        left,
        of,
        staff_left,
        of_staff,
    }) = outcome.refusal
    else {
        return None;
    };
    let some = |n: u64, of: u64, one: &str, many: &str| {
        (n > 0).then(|| format!("{n} of {}", counted(of, one, many)))
    };
    let students = some(left, of, "student", "students");
    let staff = some(staff_left, of_staff, "member of staff", "members of staff");
    let who: Vec<String> = students.into_iter().chain(staff).collect();
    Some(format!("This would mark {} as left.", who.join(" and ")))
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
    staff_left: u64,
    enrollments_ended: u64,
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
            staff_left: outcome.staff_left,
            enrollments_ended: outcome.enrollments_ended,
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
    if let Some(Refusal::Strict { failed }) = outcome.refusal {
        let failed = counted(failed, "row", "rows");
        return Err(Complaint::refused(
            format!("{failed} failed, and with --strict none may; nothing was stored."),
            "Mend the file, or leave --strict out to take the good rows.",
        ));
    }
    match many_left(outcome) {
        None => Ok(()),
        Some(_) if how.dry_run && how.json => Ok(()),
        Some(many) if how.dry_run => out.say(&format!("{many} That needs --yes.")),
        Some(many) => Err(Complaint::refused(
            format!("{many} Nothing was stored."),
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
            "  {}: {}, {mode}, {}",
            file.file,
            counted(file.rows, "row", "rows"),
            file.encoding
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
            "{}: {}, {}, separated by {separator}; names: {}",
            escape_original(&roster.file),
            counted(roster.rows_read, "row", "rows"),
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
    lines.extend(went(outcome));
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

/// Who left, whose place is over and who is back, where anybody.
fn went(outcome: &Outcome) -> Option<String> {
    let moves = [
        (outcome.left, "student left", "students left"),
        (
            outcome.staff_left,
            "member of staff left",
            "members of staff left",
        ),
        (
            outcome.enrollments_ended,
            "enrollment ended",
            "enrollments ended",
        ),
        (outcome.back, "person is back", "people are back"),
    ];
    let told = moves.into_iter().filter(|(n, ..)| *n > 0);
    let told: Vec<String> = told.map(|(n, one, many)| counted(n, one, many)).collect();
    (!told.is_empty()).then(|| format!("{}.", told.join(", ")))
}

/// Rows with the same reason in one line with all their places; a value only where all share it.
fn grouped<'a>(
    rows: impl Iterator<Item = &'a RowReport>,
    word: &str,
    row_word: &str,
) -> Vec<String> {
    let mut groups: Vec<Vec<&RowReport>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for row in rows {
        let key = (&row.file, &row.column, &row.reason);
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    let line = |group: &Vec<&RowReport>| {
        let row = group.first()?;
        let column = row
            .column
            .as_deref()
            .map_or(String::new(), |c| format!(" {c}"));
        let value = row.value.as_deref().filter(|value| !value.is_empty());
        let value = value.filter(|_| group.iter().all(|other| other.value == row.value));
        let value = value.map_or(String::new(), |value| format!(" \"{value}\""));
        let place = match group.len() {
            1 => format!("{row_word} {}", row.line),
            n => format!("{n} rows, {row_word}s {}", ranges(group)),
        };
        let what = format!("{column}{value}");
        let what = what.trim_start();
        let colon = if what.is_empty() { "" } else { ": " };
        Some(format!(
            "{word}: {} {place}{colon}{what}: {}",
            row.file, row.reason
        ))
    };
    groups.iter().filter_map(line).collect()
}

/// Their lines: "2-13, 20".
fn ranges(rows: &[&RowReport]) -> String {
    let mut lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    lines.sort_unstable();
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if line <= *last + 1 => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    let words = ranges.into_iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    words.collect::<Vec<_>>().join(", ")
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
