//! Files of other programs, read into rows of ours: pure, from bytes to values.
//! What a row means for the book, and whether it is new, is the store's to say.

pub mod bundle;
mod case;
mod clean;
pub mod dates;
mod decoder;
pub mod finding;
pub mod folder;
pub mod framework;
mod html;
mod moodle;
pub mod oneroster;
pub mod roster;
pub mod table;
pub mod text;
mod tree;

pub use finding::{Fault, RowReport, Warning};
