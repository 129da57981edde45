//! What the program is doing; it never meets a key, a byte or a file.
pub mod action;
