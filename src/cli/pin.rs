//! `pin`: PINs for the shared terminal. A PIN is asked for or read from standard input, never
//! an argument: everybody on a computer can read those.

use std::io::{IsTerminal, Read};

use clap::Subcommand;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::domain::person::{PersonId, full_name};
use crate::domain::pin::Pin;
use crate::domain::query::{Filter, RosterRow};
use crate::domain::words;
use crate::store::Error;
use crate::store::pins::Setting;

use super::complaint::{Complaint, Result};
use super::meant;
use super::say::Out;
use super::session::{Book, Session};

/// The most PINs that are made at once: each takes a tenth of a second.
const AT_ONCE: usize = 600;

/// `deskside pin`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside pin set --own\n  \
    deskside pin new --class \"Room 12\"\n  \
    deskside pin list\n  \
    deskside pin forgive \"Ada Okafor\"")]
pub struct Pins {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Set a student's PIN, or your own, which ends student mode; it is asked for, or read from
    /// standard input
    #[command(after_help = "Examples:\n  \
        deskside pin set --own\n  \
        deskside pin set \"Ada Okafor\"")]
    Set {
        /// Whose
        #[arg(required_unless_present = "own", conflicts_with = "own")]
        student: Option<String>,
        /// Your own
        #[arg(long)]
        own: bool,
    },
    /// Make PINs for students who have none, and say them once, to hand out
    #[command(after_help = "Examples:\n  \
        deskside pin new --class \"Room 12\"\n  \
        deskside pin new \"Ada Okafor\" --again")]
    New {
        /// For whom; without one, for all your students
        students: Vec<String>,
        /// For the students of this class: its title, code or id
        #[arg(long, conflicts_with = "students")]
        class: Option<String>,
        /// Also for those who have one, in its place
        #[arg(long)]
        again: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Who has a PIN, and who typed wrong ones; the PINs themselves are kept nowhere
    #[command(after_help = "Examples:\n  deskside pin list --json")]
    List {
        /// Only students of this class: its title, code or id
        #[arg(long)]
        class: Option<String>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a student try again at once, after wrong PINs
    #[command(after_help = "Examples:\n  deskside pin forgive \"Ada Okafor\"")]
    Forgive {
        /// Whom
        student: String,
    },
    /// Take a student's PIN away
    #[command(after_help = "Examples:\n  deskside pin remove \"Ada Okafor\"")]
    Remove {
        /// Whose
        student: String,
    },
}

#[derive(Serialize)]
struct Listed {
    pins: Vec<Line>,
}

/// One student's line.
#[derive(Serialize)]
struct Line {
    id: PersonId,
    class_number: Option<u16>,
    name: String,
    classes: Vec<String>,
    has_pin: bool,
    wrong: u32,
}

#[derive(Serialize)]
struct Made<'a> {
    pins: &'a [Handed],
}

/// A PIN on its way to its owner.
#[derive(Serialize)]
struct Handed {
    id: PersonId,
    class_number: Option<u16>,
    name: String,
    classes: Vec<String>,
    pin: String,
}

impl Pins {
    pub(super) fn wants_data(&self) -> bool {
        match &self.what {
            What::New { json, .. } | What::List { json, .. } => *json,
            What::Set { .. } | What::Forgive { .. } | What::Remove { .. } => false,
        }
    }

    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let mut book = session.open()?;
        match self.what {
            What::Set { student, .. } => set(&mut book, session, student.as_deref(), out)?,
            What::New {
                students,
                class,
                again,
                json,
            } => make(
                &mut book,
                session,
                (&students, class.as_deref()),
                again,
                json,
                out,
            )?,
            What::List { class, json } => list(&mut book, session, class.as_deref(), json, out)?,
            What::Forgive { student } => {
                let student = meant::student(&mut book, &student, session.today)?;
                let actor = session.actor(book.viewer.person);
                book.store.forgive_pin(&book.viewer, &actor, student)?;
                out.say(&format!("{} may try again.", name_of(&book, student)?))?;
            }
            What::Remove { student } => {
                let student = meant::student(&mut book, &student, session.today)?;
                let actor = session.actor(book.viewer.person);
                let name = name_of(&book, student)?;
                let is_gone = book.store.remove_pin(&book.viewer, &actor, student)?;
                out.say(&if is_gone {
                    format!("{name} has no PIN any more.")
                } else {
                    format!("{name} had no PIN.")
                })?;
            }
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

fn name_of(book: &Book, person: PersonId) -> Result<String> {
    let found = book.store.person(person)?;
    Ok(found.map_or(String::new(), |person| person.called()))
}

fn set(book: &mut Book, session: &Session, student: Option<&str>, out: &mut Out) -> Result {
    let person = match student {
        Some(student) => meant::student(book, student, session.today)?,
        None => book.viewer.person,
    };
    let name = name_of(book, person)?;
    let pin = read_pin(session, &name)?;
    let actor = session.actor(book.viewer.person);
    let salt = session.chance()?;
    let setting = Setting { person, pin, salt };
    book.store
        .set_pins(&book.viewer, &actor, &[setting], &mut || Ok(()))?;
    out.say(&match student {
        Some(_) => format!("{name} has a PIN."),
        None => "You have a PIN. It ends student mode at a shared terminal.".to_owned(),
    })
}

/// A PIN, asked for twice at a terminal, else the first line of standard input.
fn read_pin(session: &Session, name: &str) -> Result<Pin> {
    let refused = |sentence: &str| {
        Complaint::refused(
            sentence.to_owned(),
            "Nothing was set; run the command again.",
        )
    };
    let text = if std::io::stdin().is_terminal() {
        let ask = |question: &str| {
            (session.unseen)(question)
                .map_err(|_no_terminal| refused("The terminal can't be read."))?
                .ok_or_else(|| refused("No PIN was typed."))
        };
        let first = ask(&format!("A PIN for {}: ", words::display(name)))?;
        Pin::new(&first).map_err(refused)?;
        if ask("The same again: ")? != first {
            return Err(refused("The two weren't the same."));
        }
        first
    } else {
        let mut text = String::new();
        std::io::stdin()
            .take(1_000)
            .read_to_string(&mut text)
            .map_err(|_no_text| refused("Standard input holds no text."))?;
        text.lines().next().unwrap_or_default().to_owned()
    };
    Pin::new(&text).map_err(refused)
}

/// The students meant, as they stand on the roster.
fn rows(book: &mut Book, session: &Session, class: Option<&str>) -> Result<Vec<RosterRow>> {
    let today = session.today;
    let class = class
        .map(|class| meant::class(book, class, today))
        .transpose()?;
    let filter = Filter {
        class,
        ..Filter::default()
    };
    let mut rows = Vec::new();
    book.store
        .whole_roster(&book.viewer, &filter, today, &mut |row, _standings| {
            rows.push(row);
            true
        })?;
    rows.sort_by(|one, other| {
        let key = |row: &RosterRow| {
            let number = row.number.unwrap_or(u16::MAX);
            (number, full_name(&row.given, &row.family), row.student)
        };
        key(one).cmp(&key(other))
    });
    Ok(rows)
}

fn make(
    book: &mut Book,
    session: &Session,
    (students, class): (&[String], Option<&str>),
    again: bool,
    json: bool,
    out: &mut Out,
) -> Result {
    let rows = rows(book, session, class)?;
    let mut wanted = Vec::new();
    for student in students {
        let found = meant::student(book, student, session.today)?;
        if !rows.iter().any(|row| row.student == found) {
            return Err(Complaint::refused(
                format!("{} isn't on your roster now.", name_of(book, found)?),
                "`deskside due --all` lists who is.",
            ));
        }
        wanted.push(found);
    }
    let people: Vec<PersonId> = rows.iter().map(|row| row.student).collect();
    let known = book.store.pins_of(&people)?;
    let meant = rows.iter().zip(known).filter(|(row, known)| {
        let is_wanted = students.is_empty() || wanted.contains(&row.student);
        is_wanted && (again || !known.has_pin)
    });
    let (mut pins, mut settings) = (Vec::new(), Vec::new());
    for (row, _known) in meant {
        if pins.len() == AT_ONCE {
            return Err(Complaint::refused(
                format!("More than {AT_ONCE} students are meant; a PIN takes a moment each."),
                "Make them class by class, with --class.",
            ));
        }
        let pin = loop {
            if let Some(pin) = Pin::from_chance(session.chance()?) {
                break pin;
            }
        };
        pins.push(Handed {
            id: row.student,
            class_number: row.number,
            name: full_name(&row.given, &row.family),
            classes: row.classes.clone(),
            pin: pin.digits().to_owned(),
        });
        settings.push(Setting {
            person: row.student,
            pin,
            salt: session.chance()?,
        });
    }
    let actor = session.actor(book.viewer.person);
    let mut said = Ok(());
    // A PIN that nobody could read is set for nobody.
    let done = book
        .store
        .set_pins(&book.viewer, &actor, &settings, &mut || {
            said = hand_out(&pins, json, out);
            match &said {
                Ok(()) => Ok(()),
                Err(_unread) => Err(Error::refused("The PINs couldn't be said.")),
            }
        });
    said?;
    done.map_err(|error| Complaint {
        hint: format!("None of these PINs is set. {}", error.hint()),
        ..error.into()
    })
}

/// Says the PINs, to the last byte.
fn hand_out(pins: &[Handed], json: bool, out: &mut Out) -> Result {
    if json {
        out.data(&Made { pins })?;
        return out.flush();
    }
    if pins.is_empty() {
        return out.say("Everybody meant has a PIN; --again makes new ones.");
    }
    let wide = pins.iter().map(|made| made.name.width()).max();
    for made in pins {
        let number = made
            .class_number
            .map_or(String::new(), |number| number.to_string());
        let name = pad(&made.name, wide.unwrap_or(0));
        let classes = made.classes.join(", ");
        out.say(&format!("{number:>4}  {name}  {}  {classes}", made.pin))?;
    }
    out.say("These are said only now; they can't be read again.")?;
    out.flush()
}

fn pad(text: &str, wide: usize) -> String {
    let gap = wide.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(gap))
}

fn list(
    book: &mut Book,
    session: &Session,
    class: Option<&str>,
    json: bool,
    out: &mut Out,
) -> Result {
    let rows = rows(book, session, class)?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.student).collect();
    let known = book.store.pins_of(&people)?;
    let pins: Vec<Line> = rows
        .iter()
        .zip(known)
        .map(|(row, known)| Line {
            id: row.student,
            class_number: row.number,
            name: full_name(&row.given, &row.family),
            classes: row.classes.clone(),
            has_pin: known.has_pin,
            wrong: known.wrong,
        })
        .collect();
    if json {
        return out.data(&Listed { pins });
    }
    if pins.is_empty() {
        return out.say("You have no students yet.");
    }
    let wide = pins.iter().map(|line| line.name.width()).max();
    for line in &pins {
        let number = line
            .class_number
            .map_or(String::new(), |number| number.to_string());
        let name = pad(&line.name, wide.unwrap_or(0));
        let has = if line.has_pin { "has a PIN" } else { "no PIN" };
        let wrong = match line.wrong {
            0 => String::new(),
            1 => ", one wrong try".to_owned(),
            many => format!(", {many} wrong tries"),
        };
        let classes = line.classes.join(", ");
        out.say(&format!("{number:>4}  {name}  {has:<9}  {classes}{wrong}"))?;
    }
    Ok(())
}
