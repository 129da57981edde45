//! The model, drawn; it reads and never changes.
pub mod glyph;
pub mod theme;
pub mod width;
