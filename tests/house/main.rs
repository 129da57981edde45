//! The house's tests: what Deskside promises, told as stories and cases.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::print_stdout,
    clippy::invisible_characters,
    reason = "a test that finds nothing should stop, and says what it found"
)]

mod cli;
mod desk;
mod domain;
mod faults;
mod find;
mod frameworks;
mod guards;
mod import;
mod injected;
mod keys;
mod monkey;
mod old;
mod past;
mod plans;
mod rules;
mod sample;
mod screens;
mod store;
mod stories;
mod templates;
mod terminal;
mod themes;
mod visibility;
mod wire;
mod year;
