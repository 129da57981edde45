//! The floors: the least that does the same, run as programs of their own by
//! starting the benchmark again. They are no models to follow.

pub mod hand;
pub mod once;
pub mod people;
pub mod ratatui;
