//! The check-ins of a student of the sample, with what was noted, rated and
//! promised, up to where the student's fate wants them.

use chrono::NaiveDate;

use crate::domain::Id;
use crate::domain::check_in::{CheckIn, CheckInKind, Outcome};
use crate::domain::ids::Moment;
use crate::domain::note::{Note, NoteKind, Visibility};
use crate::domain::person::PersonId;
use crate::domain::rating::{RaterKind, Rating};

use super::fate::{self, Fate};
use super::moment;
use super::profile::{ASIDES, PRIVATE, SKIPPED};
use super::record::Record;
use super::story::{Aim, Course};
use super::student::{Start, Students};

/// One check-in, before it is written down.
struct Meeting {
    id: Id<CheckIn>,
    on: NaiveDate,
    adult: PersonId,
    at: Moment,
    /// How far the student has come by then, in hundredths.
    progress: i64,
    last: bool,
}

impl Students {
    /// Holds the check-ins, oldest first.
    pub(super) fn meet(
        &mut self,
        start: &mut Start<'_>,
        mut earlier: Option<Course>,
        mut current: Option<Course>,
        record: &mut Record,
    ) {
        let days = days(&self.sample, start);
        let stories = self.sample.has_stories();
        let timeline = &start.school.timeline;
        let [now, before] = &timeline.terms;
        let held_last = match start.fate {
            Fate::Missed(_) => days.len().saturating_sub(2),
            _ => days.len().saturating_sub(1),
        };
        // What was before this term has a beginning and an end of its own.
        let begins = now.as_ref().map_or(timeline.begin, |term| term.begins);
        let apart = if stories {
            days.partition_point(|ago| timeline.back(*ago) < begins)
        } else {
            0
        };
        for (place, ago) in days.iter().copied().enumerate() {
            let on = timeline.back(ago);
            let (come, of) = if place < apart {
                (place + 1, apart)
            } else {
                (place + 1 - apart, days.len() - apart)
            };
            let is_of = |term: &Option<crate::domain::school::AcademicSession>| {
                term.as_ref()
                    .is_some_and(|term| term.begins <= on && on < term.ends)
            };
            let course = if !stories || is_of(now) {
                current.as_mut()
            } else if is_of(before) {
                earlier.as_mut()
            } else {
                None
            };
            let tried = place > held_last;
            let outcome = match start.chance.below(100) {
                _ if tried => Outcome::StudentAbsent,
                _ if place == held_last => Outcome::Held,
                0..4 => Outcome::StudentAbsent,
                4..6 => Outcome::Skipped,
                6 => Outcome::AdultAbsent,
                _ => Outcome::Held,
            };
            let kind = if place >= held_last {
                CheckInKind::Weekly
            } else {
                kind(start, stories)
            };
            let minute = 8 * 60 + 30 + (start.place as i64 * 11 + place as i64 * 7) % 360;
            let meeting = Meeting {
                id: self.ids.id(),
                on,
                adult: adult(start, kind, place == held_last),
                at: moment(on, minute),
                progress: come as i64 * 100 / of as i64,
                last: place == held_last,
            };
            let next_date = match days.get(place + 1) {
                _ if tried => None,
                _ if place == held_last => arranged(start),
                Some(next) if start.chance.percent(12) => Some(timeline.back(*next)),
                _ => None,
            };
            let focus = course
                .as_ref()
                .map_or(0, |course| start.chance.below(course.goals.len()));
            let plan = course.as_ref().map(|course| course.plan);
            let mut next_step = None;
            if outcome == Outcome::Held {
                let wish = if stories { 65 } else { 21 };
                if let Some(course) = course {
                    if start.chance.percent(wish) || (stories && meeting.last) {
                        next_step = Some(promise(start, &mut course.goals[focus]));
                    }
                    self.note(start, &meeting, &mut course.goals[focus], record);
                    if course.is_agreed || !stories {
                        self.rate(start, &meeting, &course.goals, record);
                    }
                } else if start.chance.percent(40) {
                    self.aside(start, &meeting, record);
                }
            } else if outcome == Outcome::Skipped {
                let why = *start.chance.pick(SKIPPED);
                self.write(
                    start,
                    &meeting,
                    (NoteKind::Other, Visibility::Team),
                    why,
                    record,
                );
            }
            record.check_ins.push(CheckIn {
                id: meeting.id,
                given_id: None,
                student: start.student,
                adult: Some(meeting.adult),
                plan,
                kind,
                on,
                started: (outcome == Outcome::Held).then(|| meeting.at.plus(-260_000)),
                entered_at: meeting.at,
                outcome,
                next_step: next_step.map(str::to_owned),
                next_date: next_date.filter(|next| on < *next),
                restores: None,
            });
        }
    }

    fn note(
        &mut self,
        start: &mut Start<'_>,
        meeting: &Meeting,
        aim: &mut Aim,
        record: &mut Record,
    ) {
        let stories = self.sample.has_stories();
        let wish = if stories { 80 } else { 41 };
        let is_wished = start.chance.percent(wish) || (stories && meeting.last);
        if !is_wished {
            return;
        }
        if start.chance.percent(4) && !meeting.last {
            let text = *start.chance.pick(PRIVATE);
            let private = (NoteKind::Observation, Visibility::OnlyMe);
            return self.write(start, meeting, private, text, record);
        }
        let tier = match (aim.steady(meeting.progress) + 50) / 100 {
            ..=1 => 0,
            2 => 1,
            _ => 2,
        };
        let texts = aim.text.notes[tier];
        let mut pick = start.chance.below(texts.len());
        if stories {
            // Nobody writes the same sentence twice about the same child.
            let fresh = (0..texts.len()).find(|place| aim.said & (1 << (tier * 4 + place)) == 0);
            match fresh {
                Some(place) => pick = place,
                None => return self.aside(start, meeting, record),
            }
            aim.said |= 1 << (tier * 4 + pick);
        }
        let (kind, text) = texts[pick];
        let visibility = kind.default_visibility();
        self.write(start, meeting, (kind, visibility), text, record);
    }

    /// A note that has nothing to do with a goal.
    fn aside(&mut self, start: &mut Start<'_>, meeting: &Meeting, record: &mut Record) {
        let from = start.chance.below(ASIDES.len());
        let (kind, visibility, text) = ASIDES[from];
        if start.asides & (1 << from) != 0 {
            return;
        }
        start.asides |= 1 << from;
        self.write(start, meeting, (kind, visibility), text, record);
    }

    fn write(
        &mut self,
        start: &Start<'_>,
        meeting: &Meeting,
        (kind, visibility): (NoteKind, Visibility),
        text: &str,
        record: &mut Record,
    ) {
        record.notes.push(Note {
            id: self.ids.id(),
            person: start.student,
            check_in: Some(meeting.id),
            kind,
            text: text.to_owned(),
            visibility,
            author: meeting.adult,
            entered_at: meeting.at,
            revises: None,
            restores: None,
        });
    }

    fn rate(
        &mut self,
        start: &mut Start<'_>,
        meeting: &Meeting,
        aims: &[Aim],
        record: &mut Record,
    ) {
        let stories = self.sample.has_stories();
        let wish = if stories { 85 } else { 32 };
        let is_wished = start.chance.percent(wish) || (stories && meeting.last);
        if !is_wished {
            return;
        }
        let many = if stories {
            aims.len()
        } else {
            1 + start.chance.below(aims.len())
        };
        for aim in aims.iter().take(many) {
            let level = level(start, aim, meeting.progress);
            let mut rating = Rating {
                id: self.ids.id(),
                person: start.student,
                goal: aim.id,
                level,
                rater: meeting.adult,
                rater_kind: RaterKind::Teacher,
                observed_on: meeting.on,
                entered_at: meeting.at,
                check_in: Some(meeting.id),
                restores: None,
            };
            let own = stories && start.chance.percent(40);
            record.ratings.push(rating.clone());
            if own {
                let shift = start.chance.below(3) as i64 - 1;
                rating.id = self.ids.id();
                rating.level = (level + shift).clamp(1, 4);
                rating.rater = start.student;
                rating.rater_kind = RaterKind::Own;
                record.ratings.push(rating);
            }
        }
    }
}

/// The school days ago of each check-in, oldest first.
fn days(sample: &super::Sample, start: &mut Start<'_>) -> Vec<usize> {
    let gaps = fate::gaps(sample);
    let mut ago = start.fate.ago();
    let mut days = Vec::with_capacity(start.check_ins);
    if matches!(start.fate, Fate::Missed(_)) && start.check_ins > 1 {
        days.push(ago - 6);
    }
    while days.len() < start.check_ins {
        days.push(ago);
        ago += gaps.start() + start.chance.below(gaps.end() - gaps.start() + 1);
    }
    days.reverse();
    days
}

fn kind(start: &mut Start<'_>, stories: bool) -> CheckInKind {
    let daily = if stories { 0 } else { 42 };
    match start.chance.below(100) {
        0 if !stories => CheckInKind::Conference,
        1..8 => CheckInKind::AdHoc,
        chance if (8..8 + daily).contains(&chance) => CheckInKind::Daily,
        _ => CheckInKind::Weekly,
    }
}

/// Who held it: mostly the teacher.
fn adult(start: &mut Start<'_>, kind: CheckInKind, last: bool) -> PersonId {
    match (kind, start.coach, start.colleague) {
        (CheckInKind::AdHoc, Some(coach), _) => coach,
        (_, _, Some(colleague)) if !last && start.chance.percent(30) => colleague,
        _ => start.teacher,
    }
}

/// The next date as the last check-in arranged it.
fn arranged(start: &Start<'_>) -> Option<NaiveDate> {
    let timeline = &start.school.timeline;
    match start.fate {
        Fate::Booked(_, 0) => Some(timeline.today),
        Fate::Booked(_, days) => Some(timeline.ahead(days)),
        Fate::Passed => Some(timeline.back(1)),
        _ => None,
    }
}

/// What is promised: in turn, so that nothing is promised twice in a row.
fn promise(start: &mut Start<'_>, aim: &mut Aim) -> &'static str {
    let next = aim.text.next;
    let turn = (aim.said >> 16) as usize;
    let first = start.place as usize;
    aim.said += 1 << 16;
    next[(first + turn) % next.len()]
}

impl Aim {
    /// The level without chance, in hundredths.
    fn steady(&self, progress: i64) -> i64 {
        self.from + (self.to - self.from) * progress / 100
    }
}

/// The level of a goal, with a little chance in it.
fn level(start: &mut Start<'_>, aim: &Aim, progress: i64) -> i64 {
    let shaken = aim.steady(progress) + start.chance.below(50) as i64 - 25;
    ((shaken + 50) / 100).clamp(1, 4)
}
