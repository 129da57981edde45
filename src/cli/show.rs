//! `show`: one student's record as text that reads well aloud, or as data.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::domain::person::{PersonId, Role};
use crate::domain::query::{CheckInRecord, NoteRecord, PlanGlance, ProfileRecord, StudentRecord};
use crate::domain::rating::RaterKind;
use crate::domain::{Word, dates, words};
use crate::store::Error;

use super::complaint::{Complaint, Result};
use super::due::said_state;
use super::meant;
use super::say::Out;
use super::session::{Session, read_date};
use data::data;

mod data;

/// `deskside show`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside show \"Maya Patel\"\n  \
    deskside show \"Ada Okafor\" --as-of 2026-10-31\n  \
    deskside show ada --json")]
pub struct Show {
    /// Class number, name, school number or id
    student: String,
    /// The record as it stood at the end of this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = read_date)]
    as_of: Option<NaiveDate>,
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

impl Show {
    pub(super) fn run(self, session: &Session, out: &mut Out) -> Result {
        let untouched = session.untouched_days();
        let mut book = session.open_to_read()?;
        let today = session.today;
        let as_of = self.as_of.unwrap_or(today);
        if as_of > today {
            return Err(Complaint::usage(
                format!("{} is still to come.", dates::say_full(as_of)),
                "Write a day that is over, or leave --as-of out for today.",
            ));
        }
        let student = meant::student_to_read(&mut book, &self.student, today)?;
        note_opened(session, &mut book, student)?;
        let found = book.store.record(&book.viewer, student, as_of, today)?;
        let Some((record, history)) = found else {
            return Err(Complaint::usage(
                format!("\"{}\" is no student.", words::display(&self.student)),
                "`deskside due --all` lists the students.",
            ));
        };
        if self.json {
            out.data(&data(&record, &history, as_of, untouched))?;
        } else {
            let mut page = Page {
                untouched,
                ..Page::default()
            };
            page.write(&record, &history, as_of, today);
            out.say(page.text.trim_end())?;
        }
        out.flush()?;
        book.store.close();
        Ok(())
    }
}

/// Who reads whose record is written down, where anything can be written.
fn note_opened(session: &Session, book: &mut super::session::Book, student: PersonId) -> Result {
    let actor = session.actor(book.viewer.person);
    match book.store.note_opened(&actor, student) {
        Ok(()) | Err(Error::Full | Error::ReadOnly) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The record as sections, each with a title, a blank line between.
#[derive(Default)]
struct Page {
    text: String,
    /// The days after which a plan counts as untouched.
    untouched: u32,
}

impl Page {
    fn write(
        &mut self,
        record: &StudentRecord,
        history: &[CheckInRecord],
        as_of: NaiveDate,
        today: NaiveDate,
    ) {
        self.head(record, as_of, today);
        if as_of == today {
            self.standing(record, today);
        }
        if let Some(promise) = &record.promise {
            self.title("Last next step");
            let with = promise
                .adult
                .as_deref()
                .map_or(String::new(), |adult| format!(" with {adult}"));
            self.said("", &promise.text);
            self.line(&format!("Agreed {}{with}.", dates::say(promise.on, today)));
        }
        self.profile(record, today);
        self.plan(record, as_of, today);
        self.others(&record.others, today);
        if !record.group_notes.is_empty() {
            self.title("Notes to groups");
        }
        for (note, author, group) in &record.group_notes {
            let on = dates::say(note.on, today);
            self.said(&format!("{group}, {on}, {author}: "), &note.text);
            self.line(&format!("  {}.", note.visibility.sentence()));
        }
        self.title("Check-ins");
        if history.is_empty() {
            self.line("None yet.");
        }
        for (place, check_in) in history.iter().enumerate() {
            if place > 0 {
                self.text.push('\n');
            }
            self.check_in(check_in, today);
        }
    }

    fn title(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(title);
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(&words::display(line));
        self.text.push('\n');
    }

    /// Words of the record, which may be of several lines.
    fn said(&mut self, before: &str, words: &str) {
        let mut lines = words.split('\n');
        self.line(&format!("{before}{}", lines.next().unwrap_or_default()));
        for line in lines {
            self.line(&format!("  {line}"));
        }
    }

    fn head(&mut self, record: &StudentRecord, as_of: NaiveDate, today: NaiveDate) {
        let person = &record.person;
        self.title(&person.name());
        if let Some(preferred) = &person.preferred {
            self.line(&format!("Called {preferred}."));
        }
        if let Some(pronunciation) = &person.pronunciation {
            self.line(&format!("Said {pronunciation}."));
        }
        if let Some(pronouns) = &person.pronouns {
            self.line(&format!("Pronouns {pronouns}."));
        }
        let mut place = String::new();
        if let Some(number) = record.number {
            let _infallible = write!(place, "Number {number}. ");
        }
        if let Some(grade) = &person.grade {
            let _infallible = write!(place, "Grade {grade}. ");
        }
        if !record.classes.is_empty() {
            let _infallible = write!(place, "{}. ", record.classes.join(", "));
        }
        let _infallible = write!(place, "Id {}.", person.id);
        self.line(&place);
        if person.role == Role::Student {
            let meaning = words::support_meaning(person.support);
            self.line(&format!("Support {}: {meaning}", person.support.word()));
        }
        if as_of != today {
            self.line(&format!("As of {}.", dates::say_full(as_of)));
        }
    }

    fn standing(&mut self, record: &StudentRecord, today: NaiveDate) {
        self.title("How check-ins stand");
        if let Some(left) = record.left {
            self.line(&left.sentence());
        }
        if record.standings.is_empty() {
            self.line("No check-in is asked for.");
        }
        for standing in &record.standings {
            let mut line = format!(
                "{}: {}.",
                words::kind_word(standing.kind),
                said_state(standing, today)
            );
            match standing.last_met {
                Some(date) => {
                    let _infallible = write!(line, " Last met {}.", dates::say(date, today));
                }
                None => line.push_str(" Never met."),
            }
            if let Some(tried) = words::tried(standing.absences) {
                let _infallible = write!(line, " {}.", words::capitalized(&tried));
            }
            self.line(&line);
        }
    }

    fn profile(&mut self, record: &StudentRecord, today: NaiveDate) {
        if record.profile.is_empty() {
            return;
        }
        self.title("Profile");
        let (own, all) = (record.own_entries(), record.profile.len());
        let name = record.person.first_name();
        self.line(&format!("{own} of {all} in {name}'s words."));
        let mut entries: Vec<&ProfileRecord> = record.profile.iter().collect();
        entries.sort_by_key(|record| record.entry.section.clone());
        for record in entries {
            let entry = &record.entry;
            self.said(&format!("{}: ", plain(entry.section.word())), &entry.text);
            let typist = if entry.typed_by == entry.author {
                String::new()
            } else {
                format!(", typed by {}", record.typed_by)
            };
            self.line(&format!(
                "  {}, {}, {}{}; {}.",
                record.author,
                plain(entry.source.word()),
                dates::say(entry.on, today),
                typist,
                entry.visibility.sentence()
            ));
        }
    }

    fn others(&mut self, others: &[PlanGlance], today: NaiveDate) {
        if !others.is_empty() {
            self.title("Other plans");
        }
        for other in others {
            let session = other.session.as_deref().unwrap_or("No session");
            let closed = other.plan.closed;
            let on = closed.map_or(String::new(), |on| format!(" {}", dates::say(on, today)));
            let stage = other.plan.stage.word();
            let goals = match other.goals {
                1 => "1 goal".to_owned(),
                n => format!("{n} goals"),
            };
            let met = other.met;
            self.line(&format!("{session}: {stage}{on}, {goals}, {met} met."));
        }
    }

    fn plan(&mut self, record: &StudentRecord, as_of: NaiveDate, today: NaiveDate) {
        let Some(plan) = &record.plan else {
            self.title("Plan");
            self.line("None in this term.");
            return;
        };
        let session = plan
            .session
            .as_deref()
            .map_or(String::new(), |session| format!(" for {session}"));
        self.title(&format!("Plan{session}, {}", plan.plan.stage.word()));
        if let Some(days) = plan.untouched(as_of, self.untouched) {
            self.line(&format!("Untouched for {days} days."));
        }
        if plan.goals.is_empty() {
            self.line("No goals yet.");
        }
        for (place, told) in plan.goals.iter().enumerate() {
            let goal = &told.goal;
            self.said(&format!("{}. ", place + 1), &goal.text);
            let status = if told.is_status_known {
                plain(goal.status.word())
            } else {
                "status not on record".to_owned()
            };
            let mut line = format!("  {}, {status}", plain(goal.area.word()));
            if let Some(day) = goal.day {
                let _infallible = write!(line, ", for {}", dates::say(day, today));
            }
            let shown = |level: Option<i64>| level.and_then(|level| plan.scale.level(level));
            if let Some(level) = shown(told.level) {
                let _infallible = write!(line, "; level {}", level.shown());
            }
            if let Some(level) = shown(told.own_level) {
                let _infallible = write!(line, "; own rating {}", level.shown());
            }
            let _infallible = write!(line, "; proposed by {}.", told.proposed_by);
            self.line(&line);
            for longer in &told.serves {
                self.said("  Serves: ", &longer.text);
            }
            for shown in &told.evidence {
                let place = shown.place.as_ref();
                let place = place.map_or(String::new(), |place| format!(", {place}"));
                self.said("  Shown by: ", &format!("{}{place}", shown.title));
            }
            for (strategy, author) in &told.strategies {
                self.said("  Tried: ", &strategy.text);
                self.line(&format!(
                    "    {author}, {}.",
                    dates::say(strategy.on, today)
                ));
            }
            for step in &told.steps {
                let when = match (step.done_on, step.due) {
                    (Some(done), _) => format!("done {}", dates::say(done, today)),
                    (None, Some(due)) => format!("due {}", dates::say(due, today)),
                    (None, None) => "open".to_owned(),
                };
                self.said("  Step: ", &step.text);
                self.line(&format!("    {}, {when}.", step.owner.word()));
            }
        }
        for said in &plan.reflections {
            let about = said.goal.and_then(|goal| {
                let place = plan
                    .goals
                    .iter()
                    .position(|record| record.goal.id == goal)?;
                Some(format!("goal {}", place + 1))
            });
            let about = about.unwrap_or_else(|| "the whole plan".to_owned());
            self.said(&format!("Looking back on {about}: "), &said.text);
            let typist = record.typed_by(said.typed_by, said.author);
            let typist = typist.map_or(String::new(), |typist| format!(", typed by {typist}"));
            let on = dates::say(said.on, today);
            self.line(&format!("  the student's own words, {on}{typist}."));
        }
    }

    fn check_in(&mut self, record: &CheckInRecord, today: NaiveDate) {
        let check_in = &record.check_in;
        let adult = record
            .adult
            .as_deref()
            .map_or(String::new(), |adult| format!(", {adult}"));
        self.line(&format!(
            "{}: {}, {}{adult}.",
            dates::say_full(check_in.on),
            words::check_in_word(check_in.kind),
            words::outcome_word(check_in.outcome)
        ));
        if let Some(NoteRecord { note, .. }) = &record.note {
            self.said("Note: ", &note.text);
            self.line(&format!("  {}.", note.visibility.sentence()));
        }
        for (rating, goal, label) in &record.ratings {
            let own = if rating.rater_kind == RaterKind::Own {
                "Own rating"
            } else {
                "Rating"
            };
            self.said(&format!("{own} {label}: "), goal);
        }
        if let Some(step) = &check_in.next_step {
            self.said("Next step: ", step);
        }
        if let Some(date) = check_in.next_date {
            self.line(&format!("Next date: {}.", dates::say(date, today)));
        }
    }
}

/// A closed word as people write it.
fn plain(word: &str) -> String {
    word.replace('_', " ")
}
