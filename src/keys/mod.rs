//! What a key means here: keys as data, and the table that gives them their
//! actions. Knows no terminal and no screen.

pub mod key;
pub mod keymap;
pub mod mistake;

pub use key::{Code, Key};
