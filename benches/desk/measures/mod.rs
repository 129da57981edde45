//! What is measured, a file a subject; each answers with lines of the table.

pub mod file;
pub mod find;
pub mod growth;
pub mod keys;
pub mod pages;
pub mod reads;
pub mod rest;
pub mod save;
pub mod start;
