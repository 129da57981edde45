//! How a new book begins: a school, its year in equal terms, a scale, and the
//! first administrator. Not a sample school; that is filled in afterwards.

use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use rusqlite::params;

use crate::domain::ids::Mint;
use crate::domain::person::{Person, PersonId, Role, Status, SupportLevel};
use crate::domain::scale::Scale;
use crate::domain::school::{AcademicSession, Import, Org, SessionKind};
use crate::domain::{Id, Moment, words};

use super::error::{Error, Result};
use super::rows::Table;
use super::{Actor, Store, audit, backup, place};

/// Marks what a founding made, so that an import of sessions may take its place.
pub const SOURCE: &str = "init";

/// What a new book begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// The school's name.
    pub school: String,
    /// The year of the school year's first day, 1 August.
    pub first_year: i32,
    /// How many terms the year has.
    pub terms: u32,
    /// A built-in scale: `1-4`, `0-8` or `yes/not yet`.
    pub scale: String,
    /// The login of the first administrator.
    pub login: String,
}

/// What a founding made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founded {
    /// The first administrator, who sees everybody.
    pub administrator: PersonId,
    /// The school.
    pub org: Id<Org>,
    /// The scale that plans are rated on.
    pub scale: Id<Scale>,
    /// The school year.
    pub year: AcademicSession,
    /// Its terms, in order.
    pub terms: Vec<AcademicSession>,
}

impl Founding {
    /// What is usual: the school year of `today` in five terms, levels 1 to 4.
    pub fn usual(login: &str, today: NaiveDate) -> Self {
        Self {
            school: "Our school".to_owned(),
            first_year: today.year() - i32::from(today.month() < 8),
            terms: 5,
            scale: "1-4".to_owned(),
            login: login.to_owned(),
        }
    }
}

/// Makes a founded book at `path`, which has its name only once it is whole.
pub fn create(
    path: &Path,
    founding: &Founding,
    mint: &mut Mint,
    now: Moment,
    today: NaiveDate,
) -> Result<(Store, Founded)> {
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists(path.to_owned()));
    }
    let unfinished = place::beside(path, &format!(".founding-{}", std::process::id()));
    let made = (|| {
        let mut store = Store::create(&unfinished)?;
        let founded = found(&mut store, founding, mint, now, today)?;
        store.close();
        backup::publish(&unfinished, path)?;
        Ok((Store::open(path)?, founded))
    })();
    if made.is_err() {
        backup::discard(&unfinished);
    }
    made
}

/// Founds an empty book: everything that the first day needs, or nothing.
pub fn found(
    store: &mut Store,
    founding: &Founding,
    mint: &mut Mint,
    now: Moment,
    today: NaiveDate,
) -> Result<Founded> {
    let login = words::clean_line(founding.login.trim()).text;
    if login.is_empty() {
        return Err(Error::refused(
            "The first administrator needs a login; name one with --as.",
        ));
    }
    let org = Org {
        id: mint.id(now),
        import: import(),
        name: words::clean_line(founding.school.trim()).text,
        kind: "school".to_owned(),
        parent: None,
        status: Status::Active,
    };
    if org.name.is_empty() {
        return Err(Error::refused("A school needs a name; give it one."));
    }
    let scale = Scale::preset(&founding.scale, mint.id(now)).ok_or_else(|| {
        Error::refused(format!(
            "There is no scale called {}; there are 1-4, 0-8 and yes/not yet.",
            words::display(&founding.scale)
        ))
    })?;
    let (year, terms) = sessions(founding, mint, now)?;
    let administrator = Person {
        id: mint.id(now),
        import: Import::default(),
        org: None,
        given: login.clone(),
        family: String::new(),
        preferred: None,
        pronunciation: None,
        pronouns: None,
        grade: None,
        role: Role::Administrator,
        status: Status::Active,
        school_number: None,
        login: Some(login),
        email: None,
        support: SupportLevel::Own,
    };
    let actor = Actor {
        person: administrator.id,
        terminal: 0,
        now,
        today,
    };
    store.write(|connection| {
        org.insert(connection)?;
        year.insert(connection)?;
        for term in &terms {
            term.insert(connection)?;
        }
        administrator.insert(connection)?;
        scale.insert(connection)?;
        connection.execute(
            "INSERT INTO setting (name, value) VALUES ('scale', ?1)",
            params![scale.id.to_string()],
        )?;
        audit::append(connection, &actor, "init", None, None)
    })?;
    Ok(Founded {
        administrator: administrator.id,
        org: org.id,
        scale: scale.id,
        year,
        terms,
    })
}

fn import() -> Import {
    Import {
        source: Some(SOURCE.to_owned()),
        sourced_id: None,
    }
}

/// The year from 1 August to 31 July, and its terms: as long as each other but
/// for a day, one beginning where the last one ends.
fn sessions(
    founding: &Founding,
    mint: &mut Mint,
    now: Moment,
) -> Result<(AcademicSession, Vec<AcademicSession>)> {
    if !(1..=12).contains(&founding.terms) {
        return Err(Error::refused(
            "A school year has 1 to 12 terms; choose a number between.",
        ));
    }
    let august = |year| NaiveDate::from_ymd_opt(year, 8, 1).filter(|day| day.year() < 9_000);
    let Some((begins, ends)) = august(founding.first_year).zip(august(founding.first_year + 1))
    else {
        return Err(Error::refused(
            "That is no school year; write it like 2026-2027.",
        ));
    };
    let mut session = |title: String, kind, begins, ends, parent| AcademicSession {
        id: mint.id(now),
        import: import(),
        title,
        kind,
        begins,
        ends,
        parent,
        status: Status::Active,
    };
    let title = format!("{}-{}", founding.first_year, founding.first_year + 1);
    let year = session(title, SessionKind::SchoolYear, begins, ends, None);
    let days = ends.signed_duration_since(begins).num_days() as u64;
    let at = |place: u32| {
        begins
            .checked_add_days(Days::new(
                days * u64::from(place) / u64::from(founding.terms),
            ))
            .unwrap_or(ends)
    };
    let terms = (0..founding.terms)
        .map(|place| {
            let title = format!("Term {}", place + 1);
            session(
                title,
                SessionKind::Term,
                at(place),
                at(place + 1),
                Some(year.id),
            )
        })
        .collect();
    Ok((year, terms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn founded(terms: u32) -> Founded {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let founding = Founding {
            terms,
            ..Founding::usual("vasko", today)
        };
        let mut store = Store::in_memory().unwrap();
        found(
            &mut store,
            &founding,
            &mut Mint::new(1),
            Moment(1_795_420_800_000),
            today,
        )
        .unwrap()
    }

    #[test]
    fn terms_follow_each_other_and_fill_the_year() {
        for terms in [1, 3, 4, 5, 6, 12] {
            let founded = founded(terms);
            assert_eq!(founded.terms.len(), terms as usize);
            assert_eq!(founded.terms[0].begins, founded.year.begins);
            assert_eq!(founded.terms.last().unwrap().ends, founded.year.ends);
            for pair in founded.terms.windows(2) {
                assert_eq!(pair[0].ends, pair[1].begins);
                assert!(pair[0].begins < pair[0].ends);
            }
        }
        assert_eq!(founded(5).year.begins.to_string(), "2026-08-01");
    }

    #[test]
    fn the_school_year_turns_on_the_first_of_august() {
        let year = |text: &str| Founding::usual("a", text.parse().unwrap()).first_year;
        assert_eq!(year("2026-07-31"), 2025);
        assert_eq!(year("2026-08-01"), 2026);
        assert_eq!(year("2027-01-01"), 2026);
    }
}
