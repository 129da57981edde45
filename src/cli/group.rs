//! `group`: groups of students, live by a query or by hand, without the screen.

use std::io::Read;

use chrono::NaiveDate;
use clap::Subcommand;
use serde::Serialize;

use crate::domain::change::{Change, Edit, Entry};
use crate::domain::group::{Group, GroupLine, GroupNote, GroupSnapshot};
use crate::domain::note::{LONGEST, NoteKind, Visibility};
use crate::domain::person::PersonId;
use crate::domain::query::{Answer, Query};
use crate::domain::strategy::GroupStrategy;
use crate::domain::{Id, dates, words};

use super::complaint::{Complaint, Result};
use super::say::Out;
use super::session::{Book, Session};
use super::word;

mod new;
mod strategy;

/// `deskside group`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside group new \"Fractions again\" --competency MA.4.1 --at-most 2\n  \
    deskside group show \"Fractions again\"\n  \
    deskside group snapshot \"Fractions again\"\n  \
    echo \"Did thirds with bars.\" | deskside group note \"Fractions again\" -")]
pub struct Groups {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Your groups, with how many are in them today
    #[command(after_help = "Examples:\n  deskside group list --json")]
    List {
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Who is in a group today, what is tried, what was kept of it, and the notes to it
    #[command(after_help = "Examples:\n  deskside group show \"Fractions again\"")]
    Show {
        /// Its title or id
        group: String,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Keep who is in a group today
    #[command(after_help = "Examples:\n  deskside group snapshot \"Fractions again\"")]
    Snapshot {
        /// Its title or id
        group: String,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a group: live by one of the queries, else by hand
    New(new::New),
    /// Say what is tried with a group from today; what was tried before stays on record
    #[command(after_help = "Examples:\n  \
        deskside group strategy \"Fractions again\" \"Number line, ten minutes a day\"")]
    Strategy {
        /// Its title or id
        group: String,
        /// What is tried; `-` reads it from standard input
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a note to everybody who is in a group: one entry
    #[command(after_help = "Examples:\n  \
        echo \"Did thirds with bars.\" | deskside group note \"Fractions again\" -")]
    Note {
        /// Its title or id
        group: String,
        /// The note; `-` reads it from standard input
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// Who may read it: only_me, team, student or family [default: team]
        #[arg(long, value_parser = word::<Visibility>)]
        visibility: Option<Visibility>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
struct List {
    groups: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: Id<Group>,
    title: String,
    purpose: Option<String>,
    live: bool,
    by: String,
    members: usize,
}

#[derive(Serialize)]
struct Member {
    id: PersonId,
    name: String,
}

#[derive(Serialize)]
struct Shown {
    id: Id<Group>,
    title: String,
    purpose: Option<String>,
    live: bool,
    by: String,
    members: Vec<Member>,
    strategies: Vec<Tried>,
    snapshots: Vec<Kept>,
    notes: Vec<Noted>,
}

#[derive(Serialize)]
struct Kept {
    id: Id<GroupSnapshot>,
    on: NaiveDate,
    members: Vec<String>,
}

#[derive(Serialize)]
struct Tried {
    id: Id<GroupStrategy>,
    on: NaiveDate,
    author: String,
    text: String,
}

#[derive(Serialize)]
struct Noted {
    id: Id<GroupNote>,
    on: NaiveDate,
    author: String,
    text: String,
    visibility: Visibility,
    members: usize,
}

/// What was made.
#[derive(Serialize)]
struct Made<T> {
    id: T,
    members: usize,
}

impl Groups {
    pub(super) fn wants_data(&self) -> bool {
        match &self.what {
            What::List { json }
            | What::Show { json, .. }
            | What::Snapshot { json, .. }
            | What::Strategy { json, .. }
            | What::Note { json, .. } => *json,
            What::New(new) => new.json,
        }
    }

    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        match self.what {
            What::List { json } => list(&mut book, &session, json, out)?,
            What::Show { group, json } => {
                let line = group_meant(&mut book, &group, &session)?;
                show(&mut book, line, &session, json, out)?;
            }
            What::Snapshot { group, json } => {
                let line = group_meant(&mut book, &group, &session)?;
                snapshot(&mut book, line, &mut session, json, out)?;
            }
            What::New(new) => new.make(&mut book, &mut session, out)?,
            What::Strategy { group, text, json } => {
                let line = group_meant(&mut book, &group, &session)?;
                let text = read("strategy", &text)?;
                strategy::say(&mut book, &line, text, &mut session, json, out)?;
            }
            What::Note {
                group,
                text,
                visibility,
                json,
            } => {
                let line = group_meant(&mut book, &group, &session)?;
                let text = read("note", &text)?;
                note(&mut book, line, &text, visibility, &mut session, json, out)?;
            }
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

/// The one group that `text` means.
fn group_meant(book: &mut Book, text: &str, session: &Session) -> Result<GroupLine> {
    let mut found = book
        .store
        .resolve_group(&book.viewer, text, session.today)?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Complaint::usage(
            format!("None of your groups is \"{}\".", words::display(text)),
            "`deskside group list` shows them.",
        )),
        _ => Err(Complaint {
            candidates: found
                .iter()
                .map(|line| format!("{}  {}", line.group.title, line.group.id))
                .collect(),
            ..Complaint::usage(
                format!("\"{}\" could be several groups.", words::display(text)),
                "Write the id of one of these:",
            )
        }),
    }
}

fn line(line: &GroupLine) -> Line {
    Line {
        id: line.group.id,
        title: line.group.title.clone(),
        purpose: line.group.purpose.clone(),
        live: line.group.query.is_some(),
        by: line.by.clone(),
        members: line.members.len(),
    }
}

fn list(book: &mut Book, session: &Session, json: bool, out: &mut Out) -> Result {
    let groups = match book
        .store
        .ask(&book.viewer, &Query::Groups, session.today)?
    {
        Answer::Groups(groups) => groups,
        _ => Vec::new(),
    };
    if json {
        let groups = groups.iter().map(line).collect();
        return out.data(&List { groups });
    }
    if groups.is_empty() {
        return out.say("You have no groups. `deskside group new` makes one.");
    }
    for line in &groups {
        let count = counted(line.members.len());
        out.say(&format!("{}  {count}  {}", line.group.title, line.by))?;
    }
    Ok(())
}

fn counted(members: usize) -> String {
    match members {
        1 => "1 student".to_owned(),
        many => format!("{many} students"),
    }
}

fn show(book: &mut Book, found: GroupLine, session: &Session, json: bool, out: &mut Out) -> Result {
    let record = book
        .store
        .group_record(&book.viewer, found, session.today)?;
    let group = &record.line.group;
    if json {
        return out.data(&Shown {
            id: group.id,
            title: group.title.clone(),
            purpose: group.purpose.clone(),
            live: group.query.is_some(),
            by: record.line.by.clone(),
            members: record
                .names
                .iter()
                .map(|(id, name)| Member {
                    id: *id,
                    name: name.clone(),
                })
                .collect(),
            strategies: record
                .line
                .strategies
                .iter()
                .map(|(tried, author)| Tried {
                    id: tried.id,
                    on: tried.on,
                    author: author.clone(),
                    text: tried.text.clone(),
                })
                .collect(),
            snapshots: record
                .snapshots
                .into_iter()
                .map(|(kept, members)| Kept {
                    id: kept.id,
                    on: kept.on,
                    members,
                })
                .collect(),
            notes: record
                .notes
                .into_iter()
                .map(|(note, author)| Noted {
                    id: note.id,
                    on: note.on,
                    author,
                    text: note.text,
                    visibility: note.visibility,
                    members: note.members.len(),
                })
                .collect(),
        });
    }
    let today = session.today;
    out.say(&format!("{}, {}", group.title, record.line.by))?;
    if let Some(purpose) = &group.purpose {
        out.say(purpose)?;
    }
    out.say(&format!("\n{} today", counted(record.names.len())))?;
    for (_, name) in &record.names {
        out.say(&format!("  {name}"))?;
    }
    for (tried, author) in &record.line.strategies {
        let on = dates::say(tried.on, today);
        out.say(&format!("\nTried since {on}, {author}: {}", tried.text))?;
    }
    for (kept, members) in &record.snapshots {
        let on = dates::say(kept.on, today);
        out.say(&format!("\nKept {on}: {}", members.join(", ")))?;
    }
    for (note, author) in &record.notes {
        let on = dates::say(note.on, today);
        out.say(&format!(
            "\n{on}, {author}, to {}:",
            counted(note.members.len())
        ))?;
        out.say(&note.text)?;
    }
    Ok(())
}

/// A change about a group.
fn store(book: &mut Book, session: &Session, label: String, edits: Vec<Edit>) -> Result {
    let actor = session.actor(book.viewer.person);
    let change = Change {
        label,
        subject: None,
        edits,
    };
    book.store.apply(&actor, &change)?;
    Ok(())
}

fn snapshot(
    book: &mut Book,
    found: GroupLine,
    session: &mut Session,
    json: bool,
    out: &mut Out,
) -> Result {
    let now = (session.clock)();
    let kept = GroupSnapshot {
        id: session.mint.id(now),
        group: found.group.id,
        title: found.group.title.clone(),
        members: found.members,
        by: book.viewer.person,
        on: session.today,
        entered_at: now,
        restores: None,
    };
    let (id, members) = (kept.id, kept.members.len());
    let label = format!("kept who is in {} today", found.group.title);
    let edits = vec![Edit::GroupSnapshot(Entry::Append(kept))];
    store(book, session, label, edits)?;
    if json {
        return out.data(&Made { id, members });
    }
    out.say(&format!(
        "Kept who is in {} today: {}.",
        found.group.title,
        counted(members)
    ))
}

/// The text of a note or a strategy, from standard input where it is `-`.
fn read(what: &str, text: &str) -> Result<String> {
    let mut read = text.to_owned();
    if text == "-" {
        read.clear();
        let most = LONGEST as u64 + 1;
        std::io::stdin()
            .take(most)
            .read_to_string(&mut read)
            .map_err(|_unreadable| {
                Complaint::refused(
                    format!("The {what} can't be read as text."),
                    "Write it in UTF-8.",
                )
            })?;
    }
    let clean = words::clean_text(&read);
    let text = clean.text.trim().to_owned();
    if clean.cut.is_some() || read.len() > LONGEST {
        return Err(Complaint::refused(
            format!("The {what} is longer than 64 kB."),
            "Shorten it.",
        ));
    }
    if text.is_empty() {
        return Err(Complaint::refused(
            format!("The {what} is empty."),
            "Write it first.",
        ));
    }
    Ok(text)
}

fn note(
    book: &mut Book,
    found: GroupLine,
    text: &str,
    visibility: Option<Visibility>,
    session: &mut Session,
    json: bool,
    out: &mut Out,
) -> Result {
    if found.members.is_empty() {
        return Err(Complaint::refused(
            format!("Nobody is in {} today.", found.group.title),
            "",
        ));
    }
    let now = (session.clock)();
    let kind = NoteKind::Observation;
    let note = GroupNote {
        id: session.mint.id(now),
        group: found.group.id,
        kind,
        text: text.to_owned(),
        visibility: visibility.unwrap_or(kind.default_visibility()),
        members: found.members,
        author: book.viewer.person,
        on: session.today,
        entered_at: now,
        restores: None,
    };
    let (id, members) = (note.id, note.members.len());
    let label = format!("wrote a note to {members} in {}", found.group.title);
    let edits = vec![Edit::GroupNote(Entry::Append(note))];
    store(book, session, label, edits)?;
    if json {
        return out.data(&Made { id, members });
    }
    out.say(&format!(
        "Wrote a note to {} in {}.",
        counted(members),
        found.group.title
    ))
}
