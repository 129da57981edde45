//! `log`: a check-in without the screen. It makes the same change as the
//! screen does, and answers only once that is durable.

use std::io::Read;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::check_in::{CheckInKind, Filled, Outcome};
use crate::domain::note::{LONGEST, NoteKind, Visibility};
use crate::domain::person::PersonId;
use crate::domain::plan::{Goal, GoalStatus};
use crate::domain::query::{Answer, Left, PlanRecord, Query};
use crate::domain::{Id, Word, dates, words};
use crate::exchange::finding::in_words;
use crate::store;

use super::complaint::{Complaint, Result};
use super::say::{self, Out};
use super::session::{Book, Session, read_date};
use super::{a_path, batch, meant, repeat, word};

/// `deskside log`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside log \"Maya Patel\"                          met her today\n  \
    deskside log \"Ada Okafor\" --rate 1=3 --rate 2=Developing --next \"bring the chart\"\n  \
    deskside log \"Ada Okafor\" --rate 1=3 --self 1=2              the student's own rating beside yours\n  \
    echo \"Drew thirds as pizza slices.\" | deskside log ada --note -\n  \
    deskside log \"Maya Patel\" --outcome student_absent --next-date \"next wed\"\n  \
    deskside log --batch today.jsonl\n\n\
    A note given as an argument can be seen by others on the same computer while the\n\
    command runs; --note - reads it from standard input instead.")]
pub struct Log {
    /// Who was met: class number, name, school number or id
    #[arg(required_unless_present = "batch")]
    student: Option<String>,
    /// What was said or seen; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,
    /// A goal's level: its number in `show` or its id, and a number or label of the scale
    #[arg(long = "rate", value_name = "GOAL=LEVEL", value_parser = a_rating)]
    rates: Vec<(String, String)>,
    /// Where the student says they stand with a goal; it stands beside yours
    #[arg(long = "self", value_name = "GOAL=LEVEL", value_parser = a_rating)]
    own_rates: Vec<(String, String)>,
    /// The next step that was agreed
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    next: Option<String>,
    /// When to meet next: a date, or words such as `wed`, `+3` (school days), `+2w`, `in 2 weeks`
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    next_date: Option<String>,
    /// daily, weekly, conference or ad_hoc [default: the kind of the student's row in `due`]
    #[arg(long, value_parser = word::<CheckInKind>)]
    kind: Option<CheckInKind>,
    /// held, student_absent, adult_absent or skipped [default: held]
    #[arg(long, value_parser = word::<Outcome>)]
    outcome: Option<Outcome>,
    /// Who may read the note: only_me, team, student or family [default: team]
    #[arg(long, value_parser = word::<Visibility>)]
    visibility: Option<Visibility>,
    /// The day of the check-in: a date, or words such as `yesterday`, `wed`, `2 dec` [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// An id of your own; the same id is never stored twice, so that trying again is harmless,
    /// and another content under it is refused
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Read check-ins from a file of JSON Lines, or from standard input with `-`
    #[arg(long, value_name = "FILE", value_parser = a_path(), conflicts_with_all =
        ["student", "note", "rates", "own_rates", "next", "next_date", "kind", "outcome", "visibility", "on", "id"])]
    batch: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// A check-in as asked for, on the command line or in a line of a batch.
#[derive(Debug, Default)]
pub struct Wish {
    pub student: String,
    pub note: String,
    pub rates: Vec<(String, String)>,
    pub own_rates: Vec<(String, String)>,
    pub next: String,
    pub next_date: String,
    pub kind: Option<CheckInKind>,
    pub outcome: Option<Outcome>,
    pub visibility: Option<Visibility>,
    pub on: Option<String>,
    pub id: Option<String>,
}

/// A check-in that is stored.
#[derive(Debug, Serialize)]
pub struct Logged {
    pub(super) id: String,
    pub(super) student: PersonId,
    pub(super) on: NaiveDate,
    /// Whether it was stored before.
    #[serde(skip)]
    pub(super) is_repeat: bool,
    /// Where the student has left.
    #[serde(skip)]
    pub(super) left: Option<Left>,
}

impl Log {
    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        if let Some(file) = &self.batch {
            return batch::run(file, session, out);
        }
        // The note is there before the book is opened: waiting for it holds nobody up.
        let note = match self.note.as_deref() {
            Some("-") => read_note(&mut std::io::stdin().lock())?,
            Some(note) => note.to_owned(),
            None => String::new(),
        };
        // A script, which could as well send it.
        let is_public = !matches!(self.note.as_deref(), None | Some("" | "-"))
            && !std::io::IsTerminal::is_terminal(&std::io::stdin());
        let wish = Wish {
            student: self.student.unwrap_or_default(),
            note,
            rates: self.rates,
            own_rates: self.own_rates,
            next: self.next.unwrap_or_default(),
            next_date: self.next_date.unwrap_or_default(),
            kind: self.kind,
            outcome: self.outcome,
            visibility: self.visibility,
            on: self.on,
            id: self.id,
        };
        let mut book = session.open()?;
        let logged = wish.log(&mut session, &mut book)?;
        let told = if self.json {
            out.data(&logged)
        } else {
            let person = book.store.person(logged.student)?;
            let name = person.map_or(String::new(), |person| person.called());
            let (day, logged_left) = (dates::say(logged.on, session.today), logged.left);
            let (logged, after) = if logged.is_repeat {
                ("Logged before", " Nothing new was stored.")
            } else {
                ("Logged", "")
            };
            let left = logged_left.map_or(String::new(), |left| format!(" {}", left.sentence()));
            out.say(&format!(
                "{logged}: {}, {}, {day}.{after}{left}",
                words::display(&name),
                words::outcome_word(wish.outcome.unwrap_or(Outcome::Held)),
            ))
        };
        after_storing(told.and_then(|()| out.flush()))?;
        if is_public {
            say::note(PUBLIC);
        }
        book.store.close();
        Ok(())
    }
}

impl Wish {
    /// Stores the check-in, and says under which id. A repeat of an id that
    /// was stored answers what was answered before; another content under it is refused.
    pub fn log(&self, session: &mut Session, book: &mut Book) -> Result<Logged> {
        let given_id = self.given_id()?;
        let today = session.today;
        let student = meant::student(book, &self.student, today)?;
        if let Some(logged) = repeat::stored(self, given_id.as_deref(), student, today, book)? {
            return Ok(logged);
        }
        let (filled, left) = self.filled(student, given_id, today, book)?;
        let mut tries = 0;
        loop {
            let actor = session.actor(book.viewer.person);
            let (id, change) = filled
                .change(&mut session.mint, actor.now, today)
                .map_err(|why| Complaint::refused(why, "").or_do("Write a later day after it."))?;
            match book.store.apply(&actor, &change) {
                Ok(()) => {
                    return Ok(Logged {
                        id: filled.given_id.unwrap_or_else(|| id.to_string()),
                        student,
                        on: filled.on,
                        is_repeat: false,
                        left,
                    });
                }
                // Two terminals minted the same number; the next one is free.
                Err(store::Error::Stale(_)) if tries < 3 => tries += 1,
                Err(error) => {
                    // Another session may have stored the same id meanwhile.
                    let id = filled.given_id.as_deref();
                    let logged = repeat::stored(self, id, student, today, book)?;
                    return logged.ok_or_else(|| error.into());
                }
            }
        }
    }

    fn filled(
        &self,
        student: PersonId,
        given_id: Option<String>,
        today: NaiveDate,
        book: &mut Book,
    ) -> Result<(Filled, Option<Left>)> {
        let answer = book
            .store
            .ask(&book.viewer, &Query::Student(student), today)?;
        let Answer::Student(Some(record)) = answer else {
            return Err(Complaint::usage(
                format!(
                    "None of your students is \"{}\".",
                    words::display(&self.student)
                ),
                "`deskside due --all` lists them with their numbers.",
            ));
        };
        let is_written = !self.note.trim().is_empty();
        if is_written && words::clean_text(&self.note).text.trim().is_empty() {
            return Err(Complaint::refused(
                "The note holds no letter, only characters that can't be shown; nothing was stored.",
                "Write it again, or leave --note out.",
            ));
        }
        let on = self.on(today)?;
        if let Some(first) = book.store.first_enrolled(student)?
            && on < first
        {
            return Err(Complaint::refused(
                format!(
                    "{} is before {} was enrolled, on {}; nothing was stored.",
                    dates::say_full(on),
                    words::display(&record.person.name()),
                    dates::say_full(first),
                ),
                "Write a day from then on.",
            ));
        }
        let next_date = self.next_date(student, today, book)?;
        let own_ratings = ratings(&self.own_rates, "--self", record.plan.as_ref())?;
        let ratings = ratings(&self.rates, "--rate", record.plan.as_ref())?;
        let is_rated = !ratings.is_empty() || !own_ratings.is_empty();
        let plan = record
            .plan
            .as_ref()
            .map(|plan| &plan.plan)
            .filter(|plan| plan.opened <= on || is_rated);
        let due = record
            .standings
            .first()
            .map(|standing| standing.kind.into());
        let note_kind = NoteKind::Observation;
        let filled = Filled {
            given_id,
            student,
            name: record.person.called(),
            adult: book.viewer.person,
            plan: plan.map(|plan| plan.id),
            kind: self.kind.or(due).unwrap_or(CheckInKind::AdHoc),
            on,
            started: None,
            outcome: self.outcome.unwrap_or(Outcome::Held),
            note: self.note.clone(),
            note_kind,
            visibility: self
                .visibility
                .unwrap_or_else(|| note_kind.default_visibility()),
            next_step: self.next.clone(),
            next_date,
            ratings,
            own_ratings,
        };
        Ok((filled, record.left))
    }

    fn given_id(&self) -> Result<Option<String>> {
        let Some(id) = self.id.as_deref() else {
            return Ok(None);
        };
        let id = id.trim();
        if id.is_empty() || id.len() > 200 || words::clean_line(id).text != id {
            return Err(Complaint::usage(
                "An id is one line of up to 200 plain characters.",
                "Write for example --id 2026-11-23-ada.",
            ));
        }
        if id.chars().all(|c| c.is_ascii_digit()) {
            return Err(Complaint::usage(
                "An id of digits alone would be taken for a class number.",
                "Put a letter into it, like --id c2026.",
            ));
        }
        Ok(Some(id.to_owned()))
    }

    pub(super) fn on(&self, today: NaiveDate) -> Result<NaiveDate> {
        let text = self.on.as_deref().unwrap_or_default();
        dates::parse_past(text, today).map_err(|sentence| unread(&sentence))
    }

    /// An ISO date may be past, as it is when an older check-in is written
    /// down later, and so may yesterday; words count from today.
    pub(super) fn next_date(
        &self,
        student: PersonId,
        today: NaiveDate,
        book: &Book,
    ) -> Result<Option<NaiveDate>> {
        if let Ok(date) = read_date(self.next_date.trim()) {
            return Ok(Some(date));
        }
        if self.next_date.trim().eq_ignore_ascii_case("yesterday") {
            return Ok(today.pred_opt());
        }
        if self.next_date.trim().is_empty() {
            return Ok(None);
        }
        let calendar = book.store.calendar_for(student)?;
        dates::parse(&self.next_date, today, &calendar).map_err(|sentence| unread(&sentence))
    }
}

/// A date that isn't one, or may be two.
fn unread(sentence: &dates::Sentence) -> Complaint {
    Complaint::usage(sentence.as_str(), "").or_do("A date is also written like 2026-12-02.")
}

/// What is said once a check-in is stored: where that can't be written, trying again would
/// only log it twice.
fn after_storing(told: Result) -> Result {
    told.map_err(|complaint| Complaint {
        hint: "The check-in is stored all the same; don't log it again.".into(),
        ..complaint
    })
}

/// Goals and levels on the plan's scale, each goal at most once; `option` is where they
/// were given.
pub(super) fn ratings(
    rates: &[(String, String)],
    option: &str,
    plan: Option<&PlanRecord>,
) -> Result<Vec<(Id<Goal>, i64)>> {
    let mut ratings: Vec<(Id<Goal>, i64)> = Vec::with_capacity(rates.len());
    for (which, level) in rates {
        let Some(plan) = plan else {
            return Err(Complaint::refused(
                "There is no plan in this term, and so no goal to rate.",
                format!("Leave {option} out, or make the plan first."),
            ));
        };
        let place = which.trim_start_matches('#').parse::<usize>().ok();
        let found = match place {
            Some(place) => place.checked_sub(1).and_then(|place| plan.goals.get(place)),
            None => plan
                .goals
                .iter()
                .find(|record| which.parse() == Ok(record.goal.id)),
        };
        if plan.goals.is_empty() {
            return Err(Complaint::refused(
                "The plan has no goals yet.",
                format!("Leave {option} out, or add a goal first."),
            ));
        }
        let Some(record) = found else {
            let goals = plan.goals.iter().enumerate();
            return Err(Complaint {
                candidates: goals
                    .map(|(place, record)| format!("{}  {}", place + 1, record.goal.text))
                    .collect(),
                ..Complaint::usage(
                    format!("The plan has no goal {}.", words::display(which)),
                    "Write the number of one of these:",
                )
            });
        };
        if matches!(
            record.goal.status,
            GoalStatus::Dropped | GoalStatus::Carried
        ) {
            return Err(Complaint::refused(
                format!(
                    "Goal {} is {} and isn't rated any more.",
                    words::display(which),
                    record.goal.status.word()
                ),
                "Rate another goal.",
            ));
        }
        if ratings.iter().any(|(goal, _)| *goal == record.goal.id) {
            return Err(Complaint::usage(
                format!("Goal {} is rated twice.", words::display(which)),
                "Give each goal one level.",
            ));
        }
        let Some(level) = plan.scale.read(level) else {
            let levels = plan.scale.levels.iter();
            return Err(Complaint {
                candidates: levels.map(|level| level.shown()).collect(),
                ..Complaint::usage(
                    format!(
                        "{} is no level of the scale, which goes from {}.",
                        words::display(level),
                        plan.scale.range()
                    ),
                    "Write the number or the label of one of these:",
                )
            });
        };
        ratings.push((record.goal.id, level.value));
    }
    Ok(ratings)
}

/// What a script is told that names the note among its arguments.
const PUBLIC: &str = "The note was an argument, which others on this computer could read while the command ran. Send it with --note - instead.";

/// Reads a note to its end, and no further than a note may go.
fn read_note(from: &mut impl Read) -> Result<String> {
    let limit = 4 * LONGEST as u64;
    let mut bytes = Vec::new();
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            let why = in_words(&error);
            Complaint::refused(format!("The note couldn't be read: {why}."), "Try again.")
        })?;
    if bytes.len() as u64 > limit {
        return Err(Complaint::refused(words::too_long("note"), ""));
    }
    String::from_utf8(bytes).map_err(|_bytes| {
        Complaint::refused(
            "The note holds bytes that are no UTF-8; nothing was stored.",
            "Send it as UTF-8, as `iconv` can write it.",
        )
    })
}

/// Reads GOAL=LEVEL.
fn a_rating(text: &str) -> std::result::Result<(String, String), String> {
    let parts = text
        .split_once('=')
        .map(|(goal, level)| (goal.trim(), level.trim()));
    match parts {
        Some((goal, level)) if !goal.is_empty() && !level.is_empty() => {
            Ok((goal.to_owned(), level.to_owned()))
        }
        _ => Err("a rating is written GOAL=LEVEL, like 1=3".to_owned()),
    }
}
