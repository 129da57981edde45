//! Who or what is meant by STUDENT and CLASS: exactly one, or a complaint with
//! everybody it could be.

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::person::PersonId;
use crate::domain::school::Class;
use crate::domain::words;
use crate::store::reads::gone::Purpose;

use super::complaint::{Complaint, Result};
use super::session::Book;

/// The one student that `text` means to the viewer, about whom something is written.
pub fn student(book: &mut Book, text: &str, today: NaiveDate) -> Result<PersonId> {
    the_one(book, text, today, Purpose::Writing)
}

/// The one student that `text` means to the viewer, whose record is only read.
pub fn student_to_read(book: &mut Book, text: &str, today: NaiveDate) -> Result<PersonId> {
    the_one(book, text, today, Purpose::Reading)
}

fn the_one(book: &mut Book, text: &str, today: NaiveDate, purpose: Purpose) -> Result<PersonId> {
    let found = book.store.resolve(&book.viewer, text, today, purpose)?;
    match found.as_slice() {
        [one] => Ok(one.student),
        [] => Err(Complaint::usage(
            format!("None of your students is \"{}\".", words::display(text)),
            "`deskside due --all` lists them with their numbers.",
        )),
        many => {
            let is_number = text.trim_start_matches('#').parse::<u16>().is_ok();
            let number = if is_number { "" } else { "number, the whole " };
            let what = if many.iter().any(|candidate| candidate.has_left) {
                "is the name of a student who has left, and of others in part"
            } else {
                "could be several students"
            };
            Err(Complaint {
                candidates: many
                    .iter()
                    .map(|candidate| candidate.line.clone())
                    .collect(),
                ..Complaint::usage(
                    format!("\"{}\" {what}.", words::display(text)),
                    format!("Write the {number}name or the id of one of these:"),
                )
            })
        }
    }
}

/// The one class that `text` means to the viewer.
pub fn class(book: &mut Book, text: &str, today: NaiveDate) -> Result<Id<Class>> {
    let found = book.store.resolve_class(&book.viewer, text, today)?;
    match found.as_slice() {
        [(one, _title)] => Ok(*one),
        [] => Err(Complaint::usage(
            format!("None of your classes is \"{}\".", words::display(text)),
            "Write its title, its code or its id.",
        )),
        many => Err(Complaint {
            candidates: many
                .iter()
                .take(12)
                .map(|(id, title)| format!("{title}  {id}"))
                .collect(),
            ..Complaint::usage(
                format!("\"{}\" could be several classes.", words::display(text)),
                "Write the whole title, the code or the id of one of these:",
            )
        }),
    }
}
