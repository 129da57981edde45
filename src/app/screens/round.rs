//! A round: a queue made of the roster as filtered, gone through one by one.

use std::collections::VecDeque;

use crate::domain::ids::Moment;
use crate::domain::person::PersonId;

/// A round under way, or just ended.
#[derive(Debug, Clone)]
pub struct Round {
    /// Who is still to come; the first is on the screen.
    pub queue: VecDeque<PersonId>,
    /// How many there were at the start.
    pub total: usize,
    /// Check-ins held.
    pub held: usize,
    /// Students marked absent.
    pub absent: usize,
    /// Students skipped, with a reason.
    pub skipped: usize,
    /// Students moved to the end.
    pub deferred: usize,
    /// Who was passed by with nothing written.
    passed: Vec<PersonId>,
    /// When it began.
    pub started: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
}

/// What became of a student's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A check-in was saved.
    Held,
    /// Not there today.
    Absent,
    /// Not this time.
    Skipped,
}

impl Round {
    /// A round through these students.
    pub fn new(queue: Vec<PersonId>, now: Moment) -> Self {
        Self {
            total: queue.len(),
            queue: queue.into(),
            held: 0,
            absent: 0,
            skipped: 0,
            deferred: 0,
            passed: Vec::new(),
            started: now,
            ended: None,
        }
    }

    /// The student whose turn it is.
    pub fn current(&self) -> Option<PersonId> {
        self.queue.front().copied()
    }

    /// Ends the turn of a student, whatever their place, and counts it.
    pub fn end_turn(&mut self, student: PersonId, turn: Turn) {
        self.queue.retain(|other| *other != student);
        match turn {
            Turn::Held => self.held += 1,
            Turn::Absent => self.absent += 1,
            Turn::Skipped => self.skipped += 1,
        }
    }

    /// Puts a turn back that couldn't be stored: first, or behind the one on the
    /// screen where the next has begun.
    pub fn put_back(&mut self, student: PersonId, turn: Turn, has_gone_on: bool) {
        let place = usize::from(has_gone_on).min(self.queue.len());
        self.queue.insert(place, student);
        let count = match turn {
            Turn::Held => &mut self.held,
            Turn::Absent => &mut self.absent,
            Turn::Skipped => &mut self.skipped,
        };
        *count = count.saturating_sub(1);
    }

    /// Moves the student whose turn it is to the end.
    pub fn defer(&mut self) {
        if let Some(student) = self.queue.pop_front() {
            self.queue.push_back(student);
            self.deferred += 1;
        }
    }

    /// Moves the student whose turn it is to the end, with nothing written. False where
    /// everybody who is left was passed by already.
    pub fn pass_by(&mut self, student: PersonId) -> bool {
        if self.passed.contains(&student) || self.queue.len() < 2 {
            return false;
        }
        self.passed.push(student);
        self.defer();
        true
    }

    /// Whether it was left with somebody still to come.
    pub fn can_go_on(&self) -> bool {
        self.ended.is_some() && !self.queue.is_empty()
    }

    /// Takes up a round that was left; the time in between isn't counted.
    pub fn go_on(&mut self, now: Moment) {
        if let Some(ended) = self.ended.take() {
            self.started.0 += (now.0 - ended.0).max(0);
        }
    }

    /// Students done with, one way or the other.
    pub fn done(&self) -> usize {
        self.held + self.absent + self.skipped
    }

    /// Whole minutes since it began.
    pub fn minutes(&self, now: Moment) -> i64 {
        (self.ended.unwrap_or(now).0 - self.started.0).max(0) / 60_000
    }
}
