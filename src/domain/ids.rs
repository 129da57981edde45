//! Typed ids, minted from time and a seed, so that records made at two
//! terminals never meet and tests repeat exactly. Not the ids of other
//! systems: those are kept beside ours as `sourced_id`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment `milliseconds` later.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0 + milliseconds)
    }
}

/// What an id names. The prefix makes every written id begin with a letter,
/// so that it can't be taken for a class number.
pub trait Named: 'static {
    /// The first letter of a written id of this kind.
    const PREFIX: char;
}

/// The id of one record of kind `T`: 63 bits, in the file an INTEGER PRIMARY
/// KEY, in writing the kind's letter and 13 letters or digits.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl<T> Id<T> {
    /// The id with this number. Ids made here are positive.
    pub const fn new(number: i64) -> Self {
        Self(number, PhantomData)
    }

    /// The number behind the id.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl<T: Named> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(14);
        text.push(T::PREFIX);
        for place in (0..13).rev() {
            let digit = (self.0 >> (place * 5)) & 31;
            text.push(char::from(DIGITS[digit as usize]));
        }
        f.write_str(&text)
    }
}

/// The text is no id of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl<T: Named> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut letters = text.chars();
        if letters.next() != Some(T::PREFIX) || text.len() != 14 {
            return Err(NotAnId);
        }
        let mut number: i64 = 0;
        for letter in letters {
            let digit = DIGITS
                .iter()
                .position(|d| char::from(*d) == letter)
                .ok_or(NotAnId)?;
            number = number.checked_mul(32).ok_or(NotAnId)? | digit as i64;
        }
        Ok(Self::new(number))
    }
}

impl<T: Named> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: Named> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, T: Named> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// 2020-01-01T00:00:00Z, where the time in an id begins.
const EPOCH: i64 = 1_577_836_800_000;
/// Bits of an id that aren't time.
const SALT_BITS: u32 = 21;

/// Makes ids: the time in the high bits, salt from a seed in the low ones,
/// always larger than the last one made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mint {
    last: i64,
    salt: u64,
}

impl Mint {
    /// A mint whose ids depend on `seed` and on the moments given to it.
    pub fn new(seed: u64) -> Self {
        Self {
            last: 0,
            salt: seed | 1,
        }
    }

    /// A new id, for a record made at `now`.
    pub fn id<T>(&mut self, now: Moment) -> Id<T> {
        // xorshift64: enough to keep two terminals apart within a millisecond.
        self.salt ^= self.salt << 13;
        self.salt ^= self.salt >> 7;
        self.salt ^= self.salt << 17;
        let salt = (self.salt >> 20) as i64 & ((1 << SALT_BITS) - 1);
        let time = (now.0 - EPOCH).max(0) << SALT_BITS;
        self.last = (time | salt).max(self.last + 1);
        Id::new(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;
    impl Named for Thing {
        const PREFIX: char = 't';
    }

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let id: Id<Thing> = Mint::new(7).id(Moment(1_790_000_000_000));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().starts_with('t'));
    }

    #[test]
    fn another_kind_or_a_number_is_no_id() {
        assert_eq!("12".parse::<Id<Thing>>(), Err(NotAnId));
        assert_eq!("x0000000000000".parse::<Id<Thing>>(), Err(NotAnId));
    }

    #[test]
    fn ids_grow_even_when_the_clock_is_set_back() {
        let mut mint = Mint::new(3);
        let first: Id<Thing> = mint.id(Moment(1_790_000_000_000));
        let second: Id<Thing> = mint.id(Moment(1_780_000_000_000));
        assert!(second > first);
    }
}
