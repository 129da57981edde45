//! The terminal and nothing else: entering and leaving it, drawing on it, hearing from it.
//! It never asks the terminal anything, because an answer may come late, or never, or as keys.

mod cells;
mod decoder;
pub mod guard;
pub mod input;
pub mod panic;
mod pen;
#[cfg(test)]
mod replay;
mod screen;
mod shift;
pub mod signals;
mod tty;
pub mod unseen;
mod way;
pub mod writer;

pub use decoder::PASTE_KEPT;
pub use screen::Screen;
pub use tty::{is_terminal, leave, say, size};

use crate::keys::Key;
use tty::leave_without_waiting;

/// What the terminal and the system have to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted, not yet cleaned; `cut` where there was more than `PASTE_KEPT` bytes.
    Paste {
        /// The text.
        text: String,
        /// Whether its end is missing.
        cut: bool,
    },
    /// The window has so many columns and rows now.
    Resize(u16, u16),
    /// A signal that ends the program. The draft is saved; leave within half a second, and
    /// without a word after a hang-up (1).
    Signal(i32),
    /// Somebody asks us to stop for a while: `Screen::suspend`.
    Stop,
    /// We were stopped and go on: `Screen::resume`.
    Continued,
    /// Another thread failed. Leave, and say this sentence.
    Panicked(String),
}
