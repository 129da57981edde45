//! `kiosk`: student mode at a shared terminal. Finds out whose it is; the screen is opened by
//! whoever runs it.

use crate::domain::Id;
use crate::domain::query::{Answer, Query};
use crate::domain::school::Class;

use super::complaint::{Complaint, Result};
use super::meant;
use super::session::Session;

/// `deskside kiosk`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside pin set --own               the PIN that ends student mode\n  \
    deskside pin new --class \"Room 12\"   a PIN for each student, to hand out\n  \
    deskside kiosk --class \"Room 12\"     students come in by number and PIN")]
pub struct Kiosk {
    /// The class that comes in: its title, code or id [default: your only one]
    #[arg(long)]
    class: Option<String>,
}

/// Who comes in.
#[derive(Debug)]
pub struct Opened {
    /// What stands over the door.
    pub title: String,
    /// The class.
    pub class: Option<Id<Class>>,
}

impl Kiosk {
    /// Looks whether student mode can be opened, and for whom.
    pub fn look(&self, session: &Session) -> Result<Opened> {
        let mut book = session.open()?;
        if book.store.is_read_only() {
            return Err(Complaint::refused(
                "This file can only be read, so nothing could be kept in student mode.",
                "Whoever keeps the file can give your account write access.",
            ));
        }
        let own = book.viewer.person;
        let has_pin = book.store.pins_of(&[own])?.iter().any(|pin| pin.has_pin);
        if !has_pin {
            return Err(Complaint::refused(
                "Student mode is ended with your PIN, and you have none yet.",
                "Set it first: `deskside pin set --own`.",
            ));
        }
        let opened = match &self.class {
            Some(class) => {
                let class = meant::class(&mut book, class, session.today)?;
                (Some(class), title_of(&mut book, class, session)?)
            }
            None => match classes(&mut book, session)?.as_slice() {
                [] => (None, "My students".to_owned()),
                [(class, title)] => (Some(*class), title.clone()),
                many => {
                    return Err(Complaint {
                        candidates: many
                            .iter()
                            .take(12)
                            .map(|(_, title)| title.clone())
                            .collect(),
                        ..Complaint::usage(
                            "You have more than one class, and students come in by class number.",
                            "Say which one with --class:",
                        )
                    });
                }
            },
        };
        book.store.close();
        let (class, title) = opened;
        Ok(Opened { title, class })
    }
}

fn classes(book: &mut super::session::Book, session: &Session) -> Result<Vec<(Id<Class>, String)>> {
    let found = book
        .store
        .ask(&book.viewer, &Query::Choices, session.today)?;
    Ok(match found {
        Answer::Choices(choices) => choices.classes,
        _ => Vec::new(),
    })
}

fn title_of(
    book: &mut super::session::Book,
    class: Id<Class>,
    session: &Session,
) -> Result<String> {
    let all = classes(book, session)?;
    let found = all.into_iter().find(|(id, _)| *id == class);
    Ok(found.map_or(String::new(), |(_, title)| title))
}
