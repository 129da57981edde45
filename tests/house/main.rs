//! The house's tests: what Deskside promises, told as stories and cases.

mod cli;
mod desk;
mod domain;
mod import;
mod keys;
mod rules;
mod sample;
mod store;
mod themes;
