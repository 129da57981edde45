//! PINs: what one looks like, how long somebody waits after wrong ones, and the clock that
//! counts it. A PIN is a gate on a shared screen and not encryption. Not how it is kept; that
//! is `store::pins`.

use std::fmt;

use super::person::PersonId;

/// Fewest digits of a PIN.
const FEWEST: usize = 6;
/// Most digits of one.
const MOST: usize = 12;
/// How many wrong ones in a row cost nothing, of one person.
pub const FREE: u32 = 3;
/// How many wrong ones in a row cost nothing at one terminal, where a class of young children
/// takes turns.
pub const FREE_AT_TERMINAL: u32 = 10;
/// The longest wait of whoever opened student mode, who may be locked out by others at it.
pub const MOST_AT_WAY_OUT: u32 = 5;
/// Minutes to wait after each wrong one past the free ones; the last for all that follow.
const WAITS: [u32; 4] = [1, 5, 15, 60];

/// A PIN as typed. It is never shown, nor written in a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

impl Pin {
    /// What was typed to get in. It may be anything; only the right one opens.
    pub fn tried(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// A PIN to be set, or the sentence why it is none: 6 to 12 digits, not all the same and
    /// not counted up or down.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let digits: Vec<i32> = text
            .chars()
            .filter_map(|c| c.to_digit(10).map(|digit| digit as i32))
            .collect();
        if digits.len() != text.chars().count() || !(FEWEST..=MOST).contains(&digits.len()) {
            return Err("A PIN is 6 to 12 digits.");
        }
        let steps: Vec<i32> = digits
            .iter()
            .zip(digits.iter().skip(1))
            .map(|(one, next)| next - one)
            .collect();
        if [-1, 0, 1]
            .iter()
            .any(|by| steps.iter().all(|step| step == by))
        {
            return Err("This PIN is the first that anybody would try; choose another.");
        }
        Ok(Self(text.to_owned()))
    }

    /// A PIN of six digits from chance; none where these bytes make a bad one.
    pub fn from_chance(bytes: [u8; 16]) -> Option<Self> {
        // Of so many numbers, that the first are a little likelier is no matter.
        let number = u128::from_le_bytes(bytes);
        Self::new(&format!("{:06}", number % 1_000_000)).ok()
    }

    /// The digits, to be hashed or handed to their owner.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Minutes to wait after so many wrong ones in a row, of which so many are free.
pub fn wait(wrong: u32, free: u32) -> u32 {
    match wrong.checked_sub(free) {
        None => 0,
        Some(past) => {
            let last = WAITS.len() - 1;
            WAITS.get((past as usize).min(last)).copied().unwrap_or(60)
        }
    }
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It was right: who it is.
    Right(PersonId),
    /// It was wrong, or nobody has this number, or has no PIN: which isn't said. So many
    /// minutes have to pass until the next try.
    Wrong(u32),
    /// It wasn't looked at: so many minutes are left.
    Waits(u32),
    /// More than one student at this door has the number.
    Several,
}

impl Tried {
    /// The sentence for a student at the door.
    pub fn at_door(self) -> String {
        match self {
            Self::Right(_) => String::new(),
            Self::Wrong(0) => "This number and this PIN don't go together. Try again.".to_owned(),
            Self::Wrong(wait) | Self::Waits(wait) => {
                format!(
                    "Too many wrong tries: wait {}, or ask your teacher.",
                    minutes(wait)
                )
            }
            Self::Several => {
                "More than one of you has this number. Type your school number.".into()
            }
        }
    }

    /// The sentence for an adult at the way out.
    pub fn at_way_out(self) -> String {
        match self {
            Self::Right(_) => String::new(),
            Self::Wrong(0) | Self::Several => "This isn't the PIN.".to_owned(),
            Self::Wrong(wait) | Self::Waits(wait) => format!(
                "Too many wrong tries: wait {}, or set it anew: deskside pin set --own",
                minutes(wait)
            ),
        }
    }
}

fn minutes(minutes: u32) -> String {
    match minutes {
        1 => "one minute".to_owned(),
        many => format!("{many} minutes"),
    }
}

/// A moment by a clock that nobody can set: milliseconds since the computer was started, and
/// which start that was. A wait that is counted by it isn't shortened by changing the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steady {
    /// Which start; another one after each.
    pub start: String,
    /// Milliseconds since then, sleep included.
    pub at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_or_more_and_not_the_first_anybody_tries() {
        for good in ["420815", "135246", "900000000001", " 271828 "] {
            assert!(Pin::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "12345",
            "1234567890123",
            "abcdef",
            "12 345",
            "111111",
            "123456",
            "654321",
        ] {
            assert!(Pin::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pin_is_not_shown_by_accident() {
        let pin = Pin::new("420815").unwrap();
        assert!(!format!("{pin:?}").contains("420815"));
    }

    #[test]
    fn three_wrong_ones_are_free_and_an_hour_holds_no_more_than_ten() {
        let waits: Vec<u32> = (1..=8).map(|wrong| wait(wrong, FREE)).collect();
        assert_eq!(waits, [0, 0, 1, 5, 15, 60, 60, 60]);
        let (mut minute, mut tried) = (0, 0);
        while minute < 60 {
            tried += 1;
            minute += wait(tried, FREE);
        }
        assert!(tried <= 10, "{tried} in an hour");
        assert_eq!(wait(9, FREE_AT_TERMINAL), 0);
        assert_eq!(wait(10, FREE_AT_TERMINAL), 1);
    }

    #[test]
    fn chance_makes_pins_that_are_good() {
        assert_eq!(Pin::from_chance([0; 16]), None, "000000");
        let pin = Pin::from_chance(271_828_u128.to_le_bytes()).unwrap();
        assert_eq!(pin.digits(), "271828");
    }
}
