//! Where each student of the sample stands today: who has waited too long, who
//! is due, booked, new. Decided first; the check-ins then lead there.

use std::ops::RangeInclusive;

use super::Sample;

/// How a student stands; the numbers are school days up to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Last met so long ago.
    Met(usize),
    /// Last met so long ago, and absent when it was tried again.
    Missed(usize),
    /// Last met so long ago, with the next date so many school days from now;
    /// 0 is today.
    Booked(usize, usize),
    /// Last met three school days ago, and the next date has passed.
    Passed,
    /// Last met so long ago, and resting for two weeks.
    Paused(usize),
    /// Here since then and never met.
    Never(usize),
}

use Fate::{Booked, Met, Missed, Never, Passed, Paused};

impl Fate {
    /// Whether the student has ever been met.
    pub fn is_met(self) -> bool {
        !matches!(self, Never(_))
    }

    /// School days since the last meeting, or since the student came.
    pub fn ago(self) -> usize {
        match self {
            Met(ago) | Missed(ago) | Booked(ago, _) | Paused(ago) | Never(ago) => ago,
            Passed => 3,
        }
    }
}

/// The demo: 4 overdue, 6 due, 2 booked, 3 new, 1 paused, 14 ok.
const FEW: [Fate; 30] = [
    Missed(11),
    Met(3),
    Met(6),
    Met(1),
    Met(10),
    Never(2),
    Met(2),
    Met(5),
    Booked(5, 0),
    Met(1),
    Never(9),
    Met(4),
    Met(2),
    Passed,
    Met(3),
    Met(8),
    Met(2),
    Never(1),
    Met(7),
    Met(1),
    Met(4),
    Booked(3, 2),
    Met(5),
    Met(3),
    Met(2),
    Paused(9),
    Met(6),
    Never(0),
    Met(4),
    Met(1),
];

/// Of a hundred: 8 overdue, 15 due, 5 booked, 3 new, the rest ok.
const MANY: [(Fate, u8); 22] = [
    (Met(8), 3),
    (Met(9), 1),
    (Met(10), 1),
    (Met(11), 1),
    (Missed(12), 1),
    (Never(9), 1),
    (Met(5), 7),
    (Met(6), 4),
    (Met(7), 3),
    (Passed, 1),
    (Booked(5, 0), 1),
    (Booked(4, 1), 1),
    (Booked(3, 2), 1),
    (Booked(3, 3), 1),
    (Booked(2, 4), 1),
    (Never(0), 1),
    (Never(1), 1),
    (Never(3), 1),
    (Met(1), 17),
    (Met(2), 18),
    (Met(3), 17),
    (Met(4), 17),
];

/// How the student at this place stands.
pub fn of(sample: &Sample, place: u64) -> Fate {
    if sample.has_stories() {
        let turn = if sample.seed == super::SEED {
            0
        } else {
            sample.seed % 30
        };
        return FEW[((place + turn) % 30) as usize];
    }
    // 61 has no factor in common with 100, so each hundred holds them all.
    let mut left = ((place * 61 + sample.seed % 100) % 100) as u8;
    for (fate, share) in MANY {
        if left < share {
            return fate;
        }
        left -= share;
    }
    Met(1)
}

/// School days from one check-in of a student to the next.
pub fn gaps(sample: &Sample) -> RangeInclusive<usize> {
    if sample.each() <= 12 { 4..=6 } else { 1..=3 }
}
