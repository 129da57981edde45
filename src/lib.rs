//! Deskside.
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod keys;
pub mod run;
pub mod sample;
pub mod store;
pub mod term;
pub mod ui;
