//! How often to meet: for a student, a class or the whole school, from a short
//! list. What follows from it is `domain::cadence`'s business.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::screens::Screen;
use crate::app::{Model, Tone};
use crate::domain::cadence::{Cadence, Kind};
use crate::domain::change::{Change, Delta, Edit};
use crate::domain::dates;
use crate::domain::ids::Id;
use crate::domain::person::{PersonId, Role, full_name};
use crate::domain::query::{CadenceRecord, Query};
use crate::domain::school::{CadenceRule, CadenceScope};

use super::pick::{Chosen, Pick, Row, row};
use super::{Ask, Layer, Purpose};

/// For whom a cadence is being chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// A student, a class or everybody.
    pub scope: CadenceScope,
    /// Which.
    pub subject: Option<i64>,
    /// Its name, for the message.
    pub title: String,
    /// How often it is met, once it has been read.
    pub record: Option<CadenceRecord>,
}

impl Target {
    /// The question for its rules.
    pub(in crate::app) fn query(&self) -> Query {
        Query::Cadence(self.scope, self.subject)
    }

    /// Whether it is still to be read.
    pub(in crate::app) fn is_unread(&self) -> bool {
        self.record.is_none()
    }

    /// The rule of a kind that says no more than what holds without it.
    fn inherited(&self, kind: Kind, id: Id<CadenceRule>) -> CadenceRule {
        let record = self.record.iter();
        let mut around = record.flat_map(|record| &record.without_own);
        let usual = around.find(|(other, _cadence)| *other == kind);
        let cadence = usual.map_or(Cadence::default_for(kind), |(_kind, cadence)| *cadence);
        CadenceRule {
            id,
            scope: self.scope,
            subject: self.subject,
            kind,
            asked: usual.is_some(),
            ideal: cadence.ideal,
            maximum: cadence.maximum,
            weekday: cadence.weekday.map(|day| day.num_days_from_monday() as u8),
            paused_from: None,
            paused_until: None,
        }
    }

    /// Its own rule of a kind.
    fn own(&self, kind: Kind) -> Option<&CadenceRule> {
        let mut own = self.record.iter().flat_map(|record| &record.own);
        own.find(|rule| rule.kind == kind)
    }
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Due after so many school days, overdue after so many.
    Every(u16, u16),
    /// Other numbers, to be typed.
    Numbers,
    /// On a weekday, 0 for Monday.
    On(u8),
    /// Daily check-ins on or off.
    Daily(bool),
    /// Nothing of its own: as in the class or the school.
    Inherit,
    /// Paused until a date, to be typed.
    Pause,
    /// No longer paused.
    EndPause,
}

/// School days after which somebody is due, and overdue: what is offered.
const SPANS: [(u16, u16); 4] = [(3, 5), (5, 7), (10, 14), (20, 25)];

const DAYS: [(Weekday, &str); 5] = [
    (Weekday::Mon, "Mondays"),
    (Weekday::Tue, "Tuesdays"),
    (Weekday::Wed, "Wednesdays"),
    (Weekday::Thu, "Thursdays"),
    (Weekday::Fri, "Fridays"),
];

impl Model {
    /// Begins to choose a cadence: for the student on the screen; from the roster for the
    /// student under the cursor, the class of the filter, or everybody, which is an
    /// administrator's to say. Where several could be meant, it is asked.
    pub(in crate::app) fn want_cadence(&mut self, action: Action) -> Option<Vec<Effect>> {
        if action != Action::Cadence {
            return None;
        }
        let mut targets = self.cadence_targets();
        if targets.len() > 1 {
            let rows = targets.into_iter().map(|target| {
                let words = match target.scope {
                    CadenceScope::Student => format!("{} alone", target.title),
                    CadenceScope::Class => format!("everybody in {}", target.title),
                    CadenceScope::School => "everybody in the school".to_owned(),
                };
                row(words, Chosen::CadenceOf(Box::new(target)))
            });
            let pick = Pick::new("How often to meet, and whom?", rows.collect());
            self.layers.push(Layer::Pick(pick));
        } else if let Some(target) = targets.pop() {
            self.cadence = Some(target);
        } else {
            self.say(
                Tone::Look,
                "Open a student, or filter by a class first (f); for the whole school it is the administrator's to say.",
            );
        }
        Some(vec![])
    }

    /// For whom a cadence can be chosen here, the nearest first.
    fn cadence_targets(&self) -> Vec<Target> {
        let target = |scope, subject, title| Target {
            scope,
            subject,
            title,
            record: None,
        };
        let of_student =
            |id: PersonId, name| target(CadenceScope::Student, Some(id.number()), name);
        if let Screen::Student(student) = self.screen() {
            let record = student.record.as_ref();
            let name = record.map(|record| record.person.called());
            return name
                .map(|name| of_student(student.student, name))
                .into_iter()
                .collect();
        }
        // In the two-person view a student is named on their own screen alone.
        let row = self
            .roster
            .shown()
            .row()
            .filter(|_| !self.is_with_student());
        let student = row.map(|row| of_student(row.student, full_name(&row.given, &row.family)));
        let class = self.roster.filter.class.map(|class| {
            let title = self.roster.summary.class.clone();
            let title = title.unwrap_or_else(|| "this class".into());
            target(CadenceScope::Class, Some(class.number()), title)
        });
        let is_administrator = self.viewer.role == Role::Administrator;
        let school = (class.is_none() && is_administrator)
            .then(|| target(CadenceScope::School, None, "the school".into()));
        student.into_iter().chain(class).chain(school).collect()
    }

    pub(in crate::app) fn cadence_came(&mut self, record: CadenceRecord) {
        let Some(target) = &mut self.cadence else {
            return;
        };
        if target.record.is_some() {
            target.record = Some(record);
            return;
        }
        let rows = rows(target.scope, &record.own);
        target.record = Some(record);
        let title = format!("How often to meet: {}", target.title);
        self.layers.push(Layer::Pick(Pick::new(title, rows)));
    }

    /// Carries out what was chosen.
    pub(in crate::app) fn choose_cadence(&mut self, choice: Choice) -> Vec<Effect> {
        let whom = self.cadence.as_ref().map(|target| target.title.clone());
        let whom = whom.unwrap_or_default();
        let ask = |title: String, purpose| {
            Layer::Ask(Ask {
                title,
                field: Field::line(""),
                purpose,
            })
        };
        match choice {
            Choice::Numbers => {
                let title = format!("{whom}: due, overdue after how many school days? 4 6");
                self.layers.push(ask(title, Purpose::CadenceNumbers));
                vec![]
            }
            Choice::Pause => {
                let title = format!("{whom}: paused until which day? A date, or words: +2w, 7 jan");
                self.layers.push(ask(title, Purpose::PauseUntil));
                vec![]
            }
            Choice::Every(ideal, maximum) => self.set_cadence(Kind::Weekly, |rule| {
                *rule = CadenceRule {
                    asked: true,
                    ideal,
                    maximum,
                    weekday: None,
                    ..rule.clone()
                };
            }),
            Choice::On(day) => self.set_cadence(Kind::Weekly, |rule| {
                *rule = CadenceRule {
                    asked: true,
                    weekday: Some(day),
                    ..rule.clone()
                };
            }),
            Choice::Daily(asked) => self.set_cadence(Kind::Daily, |rule| rule.asked = asked),
            Choice::EndPause => self.end_pause(),
            Choice::Inherit => self.inherit_cadence(),
        }
    }

    /// Two numbers that were typed.
    pub(in crate::app) fn cadence_numbers(&mut self, text: &str) -> Vec<Effect> {
        let numbers: Vec<u16> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        match numbers.as_slice() {
            [ideal, maximum] if *ideal >= 1 && maximum >= ideal && *maximum <= 200 => {
                self.choose_cadence(Choice::Every(*ideal, *maximum))
            }
            _ => {
                self.say(
                    Tone::Refused,
                    "That takes two numbers from 1 to 200, the second not the smaller: 4 6.",
                );
                vec![]
            }
        }
    }

    /// The last day of a pause that was typed.
    pub(in crate::app) fn pause_until(&mut self, text: &str) -> Vec<Effect> {
        let today = self.today;
        let record = self.cadence.as_ref().and_then(|of| of.record.as_ref());
        let parsed = match record {
            Some(record) => dates::parse(text, today, &record.calendar),
            None => Ok(None),
        };
        match parsed {
            Ok(Some(until)) => self.pause(today, until),
            Ok(None) => vec![],
            Err(sentence) => {
                self.say(Tone::Refused, sentence.as_str().to_owned());
                vec![]
            }
        }
    }

    /// Rests from every kind of check-in that is asked for.
    fn pause(&mut self, from: NaiveDate, until: NaiveDate) -> Vec<Effect> {
        let said = dates::say_full(until);
        let label = |title: &str| format!("paused until {said}: {title}");
        self.set_rules(&[Kind::Weekly, Kind::Daily], label, |rule| {
            rule.paused_from = Some(from);
            rule.paused_until = Some(until);
        })
    }

    fn end_pause(&mut self) -> Vec<Effect> {
        let label = |title: &str| format!("ended the pause: {title}");
        self.set_rules(&[Kind::Weekly, Kind::Daily], label, |rule| {
            rule.paused_from = None;
            rule.paused_until = None;
        })
    }

    /// Stores the rule of the target as changed, or a new one.
    fn set_cadence(&mut self, kind: Kind, change: impl Fn(&mut CadenceRule)) -> Vec<Effect> {
        let label = |title: &str| format!("changed how often to meet: {title}");
        self.set_rules(&[kind], label, change)
    }

    /// Stores the target's rules of these kinds as changed, or new ones. Of several kinds those
    /// alone that are asked for; a rule that says no more than what holds anyway is none.
    fn set_rules(
        &mut self,
        kinds: &[Kind],
        label: impl Fn(&str) -> String,
        change: impl Fn(&mut CadenceRule),
    ) -> Vec<Effect> {
        let Some(target) = self.cadence.take() else {
            return vec![];
        };
        let mut edits = Vec::new();
        for kind in kinds {
            let before = target.own(*kind).cloned();
            let inherited = target.inherited(*kind, self.mint.id(self.now));
            let mut after = before.clone().unwrap_or_else(|| inherited.clone());
            if kinds.len() > 1 && !after.asked {
                continue;
            }
            change(&mut after);
            let id = after.id;
            let is_idle = kinds.len() > 1 && after == CadenceRule { id, ..inherited };
            let after = Some(after).filter(|_| !is_idle);
            if before != after {
                edits.push(Edit::Cadence(Delta { before, after }));
            }
        }
        if edits.is_empty() {
            return vec![];
        }
        let subject = (target.scope == CadenceScope::Student)
            .then_some(target.subject)
            .flatten();
        self.save_key(Change {
            label: label(&target.title),
            subject: subject.map(Id::new),
            edits,
        })
    }

    /// Removes the target's own rules.
    fn inherit_cadence(&mut self) -> Vec<Effect> {
        let Some(target) = self.cadence.take() else {
            return vec![];
        };
        let own = target.record.into_iter().flat_map(|record| record.own);
        let edits: Vec<Edit> = own.map(|rule| Edit::Cadence(Delta::remove(rule))).collect();
        if edits.is_empty() {
            self.say(Tone::Look, "It has no cadence of its own.");
            return vec![];
        }
        let label = format!("changed how often to meet: {}", target.title);
        let subject = (target.scope == CadenceScope::Student)
            .then_some(target.subject)
            .flatten();
        self.save_key(Change {
            label,
            subject: subject.map(Id::new),
            edits,
        })
    }
}

fn rows(scope: CadenceScope, rules: &[CadenceRule]) -> Vec<Row> {
    let weekly = rules.iter().find(|rule| rule.kind == Kind::Weekly);
    let daily = rules.iter().find(|rule| rule.kind == Kind::Daily);
    let mut rows = Vec::new();
    let mut add = |words: String, is_on: bool, choice: Choice| {
        rows.push(Row {
            words,
            is_on,
            chosen: Chosen::Cadence(choice),
        });
    };
    let own = match scope {
        CadenceScope::Student => "as in the class, or the school",
        CadenceScope::Class => "as in the school",
        CadenceScope::School => "as usual: due after 5 school days, overdue after 7",
    };
    add(own.into(), rules.is_empty(), Choice::Inherit);
    for (ideal, maximum) in SPANS {
        let is_on = weekly.is_some_and(|rule| {
            rule.weekday.is_none() && (rule.ideal, rule.maximum) == (ideal, maximum)
        });
        let words = format!("due after {ideal} school days, overdue after {maximum}");
        add(words, is_on, Choice::Every(ideal, maximum));
    }
    let other = weekly
        .filter(|rule| rule.weekday.is_none() && !SPANS.contains(&(rule.ideal, rule.maximum)));
    if let Some(rule) = other {
        let (ideal, maximum) = (rule.ideal, rule.maximum);
        let words = format!("due after {ideal} school days, overdue after {maximum}");
        add(words, true, Choice::Every(ideal, maximum));
    }
    add(
        "due after another number of school days".into(),
        false,
        Choice::Numbers,
    );
    for (day, words) in DAYS {
        let place = day.num_days_from_monday() as u8;
        let is_on = weekly.is_some_and(|rule| rule.weekday == Some(place));
        add(format!("each week, on {words}"), is_on, Choice::On(place));
    }
    let is_daily = daily.is_some_and(|rule| rule.asked);
    add("daily check-ins too".into(), is_daily, Choice::Daily(true));
    add("no daily check-ins".into(), false, Choice::Daily(false));
    let until = rules.iter().filter_map(|rule| rule.paused_until).max();
    let pause = until.map_or("pause until a date".to_owned(), |until| {
        format!("paused until {} {}", dates::say_day(until), until.year())
    });
    add(pause, until.is_some(), Choice::Pause);
    if until.is_some() {
        add("end the pause".into(), false, Choice::EndPause);
    }
    rows
}
