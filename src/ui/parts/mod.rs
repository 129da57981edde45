//! What screens are made of: a canvas for text, pages that scroll, fields,
//! the footer, and how states and trends are shown.

pub mod canvas;
pub mod field;
pub mod footer;
pub mod page;
pub mod state;
