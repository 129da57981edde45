//! PINs in the book: set, taken away, tried. A try is counted on the disk before it is looked
//! at, so that a killed program has spent it too. What is worth a PIN is `domain::pin`'s to say.

use argon2::{Algorithm, Argon2, Params, Version};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::Id;
use crate::domain::person::{Person, PersonId, Role, Status};
use crate::domain::pin::{self, Pin, Steady, Tried};
use crate::domain::query::Filter;
use crate::domain::school::Class;
use crate::domain::viewer::Viewer;

use super::error::{Error, Result};
use super::{Actor, Store, audit};

/// Bytes of a salt.
pub const SALT: usize = 16;
const HASH: usize = 32;
/// KiB of memory, passes and lanes of one try (OWASP password storage cheat sheet, Argon2id).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
const MINUTE: i64 = 60_000;

/// Where somebody tries to come in: whose students, of which class, at which terminal, when.
#[derive(Debug, Clone)]
pub struct Door {
    /// Who opened the shared terminal.
    pub keeper: Viewer,
    /// The class that comes in; none for all of the keeper's students.
    pub class: Option<Id<Class>>,
    /// The terminal's own name.
    pub terminal: String,
    /// By the clock that nobody sets.
    pub at: Steady,
}

/// How somebody's PIN stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub person: PersonId,
    /// Whether there is one.
    pub has_pin: bool,
    /// Wrong ones since the last right one.
    pub wrong: u32,
}

/// What ends student mode where the book can't be asked any more: the hash of one PIN, and how
/// many wrong ones were tried here.
#[derive(Debug)]
pub struct WayOut {
    kept: Kept,
    wrong: u32,
    until: i64,
}

/// A salt and a hash.
type Kept = ([u8; SALT], [u8; HASH]);

impl WayOut {
    /// Looks at a PIN.
    pub fn try_pin(&mut self, keeper: PersonId, pin: &Pin, at: &Steady) -> Result<Tried> {
        let left = self.until - at.at;
        if left > 0 {
            return Ok(Tried::Waits(whole_minutes(left)));
        }
        let (salt, wanted) = &self.kept;
        if hash(pin, salt)? == *wanted {
            return Ok(Tried::Right(keeper));
        }
        self.wrong += 1;
        let wait = pin::wait(self.wrong, pin::FREE).min(pin::MOST_AT_WAY_OUT);
        self.until = at.at + i64::from(wait) * MINUTE;
        Ok(Tried::Wrong(wait))
    }
}

/// A PIN on its way into the book.
#[derive(Debug)]
pub struct Setting {
    /// Whose.
    pub person: PersonId,
    /// The PIN.
    pub pin: Pin,
    /// Bytes that nobody can guess.
    pub salt: [u8; SALT],
}

impl Store {
    /// Sets PINs, all of them or none: somebody's own, or those of students the viewer reaches.
    /// `last` is done before they stand, and what it refuses is set nowhere.
    pub fn set_pins(
        &mut self,
        viewer: &Viewer,
        actor: &Actor,
        settings: &[Setting],
        last: &mut dyn FnMut() -> Result<()>,
    ) -> Result<()> {
        let mut hashes = Vec::with_capacity(settings.len());
        for setting in settings {
            self.may_set_pin(viewer, actor, setting.person)?;
            hashes.push(hash(&setting.pin, &setting.salt)?);
        }
        self.write(|connection| {
            for (setting, hash) in settings.iter().zip(&hashes) {
                connection
                    .prepare_cached(
                        "INSERT INTO pin (person, salt, hash, set_by, set_at)
                         VALUES (?1, ?2, ?3, ?4, ?5)
                         ON CONFLICT (person) DO UPDATE
                           SET salt = ?2, hash = ?3, set_by = ?4, set_at = ?5",
                    )?
                    .execute(params![
                        setting.person.number(),
                        setting.salt.as_slice(),
                        hash.as_slice(),
                        actor.person.number(),
                        actor.now.0
                    ])?;
                forgive(connection, &of_person(setting.person))?;
                audit::append(connection, actor, "pin_set", Some(setting.person), None)?;
            }
            last()
        })
    }

    /// The way out of student mode for whoever opens it; none without a PIN.
    pub fn way_out(&self, keeper: PersonId) -> Result<Option<WayOut>> {
        let kept = find(self.reading(), keeper)?;
        Ok(kept.map(|kept| WayOut {
            kept,
            wrong: 0,
            until: 0,
        }))
    }

    /// Takes a PIN away; false where there was none.
    pub fn remove_pin(&mut self, viewer: &Viewer, actor: &Actor, person: PersonId) -> Result<bool> {
        self.may_set_pin(viewer, actor, person)?;
        self.write(|connection| {
            let gone = connection
                .prepare_cached("DELETE FROM pin WHERE person = ?1")?
                .execute([person.number()])?;
            forgive(connection, &of_person(person))?;
            if gone > 0 {
                audit::append(connection, actor, "pin_removed", Some(person), None)?;
            }
            Ok(gone > 0)
        })
    }

    /// Forgets somebody's wrong PINs, so that they may try again at once, and those that were
    /// counted at terminals.
    pub fn forgive_pin(&mut self, viewer: &Viewer, actor: &Actor, person: PersonId) -> Result<()> {
        self.may_set_pin(viewer, actor, person)?;
        self.write(|connection| {
            forgive(connection, &of_person(person))?;
            connection
                .prepare_cached("DELETE FROM pin_try WHERE subject LIKE 'at %'")?
                .execute([])?;
            audit::append(connection, actor, "pin_forgiven", Some(person), None)
        })
    }

    /// How the PINs of these people stand, in this order.
    pub fn pins_of(&self, people: &[PersonId]) -> Result<Vec<Standing>> {
        let mut statement = self.reading().prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM pin WHERE person = ?1),
               coalesce((SELECT wrong FROM pin_try WHERE subject = ?2), 0)",
        )?;
        let mut standings = Vec::with_capacity(people.len());
        for person in people {
            let asked = params![person.number(), of_person(*person)];
            standings.push(statement.query_row(asked, |row| {
                Ok(Standing {
                    person: *person,
                    has_pin: row.get(0)?,
                    wrong: row.get(1)?,
                })
            })?);
        }
        Ok(standings)
    }

    fn may_set_pin(&mut self, viewer: &Viewer, actor: &Actor, person: PersonId) -> Result<()> {
        let is_own = person == viewer.person && viewer.role != Role::Student;
        let today = actor.today;
        let is_student = |row: Person| row.role == Role::Student && row.status == Status::Active;
        let is_theirs = self.person(person)?.is_some_and(is_student)
            && self.with_reader(viewer, today, |reader| reader.reaches(person))?;
        if is_own || is_theirs {
            return Ok(());
        }
        Err(Error::refused(
            "A PIN is set for students who are here, by who teaches them, and by adults for themselves.",
        ))
    }

    /// Somebody at the door: a number, and a PIN that may be theirs.
    pub fn try_student(
        &mut self,
        door: &Door,
        actor: &Actor,
        number: &str,
        pin: &Pin,
    ) -> Result<Tried> {
        let Some(people) = self.at_the_door(door, number, actor.today)? else {
            return Ok(Tried::Several);
        };
        // One PIN that is held against two is two tries, so that no guess is cheaper for it.
        let terminal = Counted {
            subject: of_terminal(&door.terminal),
            free: pin::FREE_AT_TERMINAL,
            most: u32::MAX,
            by: people.len().max(1) as u32,
        };
        let own = people.iter().map(|person| Counted {
            subject: of_person(*person),
            free: pin::FREE,
            most: u32::MAX,
            by: 1,
        });
        let counted: Vec<Counted> = std::iter::once(terminal).chain(own).collect();
        self.try_pin(&counted, &door.at, actor, &people, pin)
    }

    /// Whoever opened the shared terminal, or somebody who looks like it. They aren't kept in by
    /// what others tried at the terminal.
    pub fn try_keeper(&mut self, door: &Door, actor: &Actor, pin: &Pin) -> Result<Tried> {
        let keeper = door.keeper.person;
        let own = Counted {
            subject: of_person(keeper),
            free: pin::FREE,
            most: pin::MOST_AT_WAY_OUT,
            by: 1,
        };
        self.try_pin(&[own], &door.at, actor, &[keeper], pin)
    }

    /// Who may come in by this number, that of the class or that of the school: two where it is
    /// one student's class number and another's school number, between whom the PIN decides.
    /// None where the number alone doesn't say who it is.
    fn at_the_door(
        &mut self,
        door: &Door,
        number: &str,
        today: NaiveDate,
    ) -> Result<Option<Vec<PersonId>>> {
        let filter = Filter {
            class: door.class,
            ..Filter::default()
        };
        let number = number.trim().trim_start_matches('#');
        self.with_reader(&door.keeper, today, |reader| {
            let by_class = match number.parse::<u16>() {
                Ok(number) => reader.numbered(number, &filter)?,
                Err(_no_class_number) => Vec::new(),
            };
            let by_school = match number {
                "" => Vec::new(),
                number => reader.school_numbered(number, &filter)?,
            };
            Ok(match (by_class.as_slice(), by_school.as_slice()) {
                ([one], [other]) if one != other => Some(vec![*one, *other]),
                ([one], _) | (_, [one]) => Some(vec![*one]),
                ([], []) => Some(vec![]),
                _ => None,
            })
        })
    }

    fn try_pin(
        &mut self,
        counted: &[Counted],
        at: &Steady,
        actor: &Actor,
        people: &[PersonId],
        pin: &Pin,
    ) -> Result<Tried> {
        let mut kept: Vec<Option<Kept>> = Vec::new();
        let spent = self.write(|connection| {
            let mut left = 0;
            for counted in counted {
                left = left.max(counted.minutes_left(connection, at)?);
            }
            if left > 0 {
                return Ok(Tried::Waits(left));
            }
            let mut next = 0;
            for counted in counted {
                next = next.max(counted.count(connection, at)?);
            }
            for person in people {
                kept.push(find(connection, *person)?);
            }
            Ok(Tried::Wrong(next))
        })?;
        if matches!(spent, Tried::Waits(_)) {
            return Ok(spent);
        }
        // The slow part is no part of a transaction; and it is as slow for a number that
        // nobody has.
        if kept.is_empty() {
            hash(pin, &[0; SALT])?;
        }
        let mut right = Vec::new();
        for (person, kept) in people.iter().zip(kept) {
            let (salt, wanted) = kept.unwrap_or(([0; SALT], [0; HASH]));
            if hash(pin, &salt)? == wanted && kept.is_some() {
                right.push(*person);
            }
        }
        // Whose it is can't be told where two have the same.
        let &[person] = right.as_slice() else {
            return Ok(spent);
        };
        let actor = Actor { person, ..*actor };
        self.write(|connection| {
            // What was tried with other numbers stays counted; of whoever shares this one, all
            // but this try, which was never meant for them.
            let shared = people.len().saturating_sub(1) as u32;
            let own = tries(connection, &of_person(person))?.max(1);
            for counted in counted {
                let of_other = people
                    .iter()
                    .any(|other| *other != person && counted.subject == of_person(*other));
                let by = if of_other { 1 } else { own + shared };
                take_off(connection, &counted.subject, by)?;
            }
            audit::append(connection, &actor, "pin_right", Some(person), None)
        })?;
        Ok(Tried::Right(person))
    }
}

/// Wrong ones that are counted under a name: so many are free, no wait is longer than the most,
/// and one try counts for so many.
struct Counted {
    subject: String,
    free: u32,
    most: u32,
    by: u32,
}

impl Counted {
    fn wait(&self, wrong: u32) -> u32 {
        pin::wait(wrong, self.free).min(self.most)
    }

    /// How many minutes are left until the next try. After another start of the computer, by
    /// whose clock nothing can be told, a wait begins anew.
    fn minutes_left(&self, connection: &Connection, at: &Steady) -> Result<u32> {
        let found: Option<(u32, String, i64)> = connection
            .prepare_cached("SELECT wrong, start, until FROM pin_try WHERE subject = ?1")?
            .query_row([&self.subject], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((wrong, start, until)) = found else {
            return Ok(0);
        };
        let whole = self.wait(wrong);
        if whole == 0 || start == at.start {
            return Ok(whole_minutes(until - at.at).min(whole));
        }
        connection
            .prepare_cached("UPDATE pin_try SET start = ?2, until = ?3 WHERE subject = ?1")?
            .execute(params![
                self.subject,
                at.start,
                at.at + i64::from(whole) * MINUTE
            ])?;
        Ok(whole)
    }

    /// Counts one more wrong one, and says how many minutes have to pass until the next try.
    fn count(&self, connection: &Connection, at: &Steady) -> Result<u32> {
        let wrong = tries(connection, &self.subject)? + self.by;
        let wait = self.wait(wrong);
        connection
            .prepare_cached(
                "INSERT INTO pin_try (subject, wrong, start, until) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (subject) DO UPDATE SET wrong = ?2, start = ?3, until = ?4",
            )?
            .execute(params![
                self.subject,
                wrong,
                at.start,
                at.at + i64::from(wait) * MINUTE
            ])?;
        Ok(wait)
    }
}

/// Minutes that hold so many milliseconds; none for a time that is over.
fn whole_minutes(milliseconds: i64) -> u32 {
    (milliseconds.max(0) as u64).div_ceil(MINUTE as u64) as u32
}

/// Wrong ones since the last right one.
fn tries(connection: &Connection, subject: &str) -> Result<u32> {
    Ok(connection
        .prepare_cached("SELECT wrong FROM pin_try WHERE subject = ?1")?
        .query_row([subject], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// Counts so many less, without a wait.
fn take_off(connection: &Connection, subject: &str, by: u32) -> Result<()> {
    let left = tries(connection, subject)?.saturating_sub(by);
    if left == 0 {
        return forgive(connection, subject);
    }
    connection
        .prepare_cached("UPDATE pin_try SET wrong = ?2, until = 0 WHERE subject = ?1")?
        .execute(params![subject, left])?;
    Ok(())
}

fn of_person(person: PersonId) -> String {
    person.to_string()
}

/// A terminal's name is told from a person's id by its first letters.
fn of_terminal(name: &str) -> String {
    let name: String = name.chars().take(200).collect();
    format!("at {name}")
}

fn find(connection: &Connection, person: PersonId) -> Result<Option<Kept>> {
    Ok(connection
        .prepare_cached("SELECT salt, hash FROM pin WHERE person = ?1")?
        .query_row([person.number()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn forgive(connection: &Connection, subject: &str) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM pin_try WHERE subject = ?1")?
        .execute([subject])?;
    Ok(())
}

/// The hash of a PIN: Argon2id, about a tenth of a second.
fn hash(pin: &Pin, salt: &[u8; SALT]) -> Result<[u8; HASH]> {
    let failed = |_no_more_said| Error::Failed("The PIN can't be looked at.".into());
    let (memory, passes, lanes) = COST;
    let cost = Params::new(memory, passes, lanes, Some(HASH)).map_err(failed)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
    let mut out = [0; HASH];
    argon
        .hash_password_into(pin.digits().as_bytes(), salt, &mut out)
        .map_err(failed)?;
    Ok(out)
}
