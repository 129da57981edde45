//! The house's tests: what Deskside promises, told as stories and cases.

mod cli;
mod desk;
mod domain;
mod faults;
mod import;
mod keys;
mod monkey;
mod rules;
mod sample;
mod screens;
mod store;
mod stories;
mod terminal;
mod themes;
mod wire;
