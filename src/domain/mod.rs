//! What a check-in is: the nouns and rules of one-on-one check-ins, as plain
//! data and pure functions. Knows nothing of files, SQL, screens or the clock.

pub mod cadence;
pub mod calendar;
pub mod change;
pub mod check_in;
pub mod closed;
pub mod dates;
pub mod evidence;
pub mod fate;
pub mod framework;
pub mod group;
pub mod growth;
pub mod ids;
pub mod names;
pub mod note;
pub mod opening;
pub mod pacing;
pub mod past;
pub mod person;
pub mod pin;
pub mod plan;
pub mod profile;
pub mod query;
pub mod rating;
pub mod scale;
pub mod school;
pub mod stage;
pub mod stay;
pub mod strategy;
pub mod survey;
pub mod template;
pub mod viewer;
pub mod whose;
pub mod words;

pub use closed::Word;
pub use ids::{Id, Mint, Moment};
