//! Deskside: one-on-one check-ins between teachers and students, in the
//! terminal. This page is the map of the house; it is not what the program
//! does, which the README says.
//!
//! # One direction
//!
//! ```text
//!  the world      term        keys          app               run            store
//!  bytes  ──────▶ Key ──────▶ Action ─────▶ update ─────────▶ Effect ──────▶ apply(Change) ─▶ SQLite
//!                                            ▲   │                              │
//!                                            │   └─▶ needs() ─▶ Query ─▶ ask ───┤
//!                                            │                                  │
//!                                            └────────── Msg, a fact ◀──────────┘
//!                                           Model ─▶ ui::view ─▶ one frame ─▶ term: one write
//! ```
//!
//! A [`Key`](keys::Key) is what was pressed; an
//! [`Action`](app::action::Action) what was meant; an
//! [`Effect`](app::effect::Effect) what the world should do; a
//! [`Change`](domain::change::Change) what becomes of the book; a
//! [`Msg`](app::msg::Msg) what has happened. Wishes are imperatives and facts
//! are past tense, so that the direction of a value can be told from its name.
//! SQLite is the only truth; the [`Model`](app::Model) holds what the screen
//! shows and never a copy of the book.
//!
//! # Five ideas that carry the rest
//!
//! - **A change has two sides.** Each edit holds a row before and after, so that
//!   undo swaps the sides, the journal is the change itself, and writing refuses
//!   where the row is no longer as it was before.
//! - **A screen says what it needs.** `Model::needs` is pure; what it names is
//!   asked again only when it differs or the file has moved on, and a late answer
//!   to an old question is dropped. Nobody writes "reload".
//! - **The cursor is a person, not a line.** A list keeps the id of its row.
//! - **A frame is drawn over the last one.** `ui::kept` knows by what each stretch of it is
//!   told, so that a key draws the two rows it changed; debug builds compare every frame
//!   with one drawn whole.
//! - **Layout is a function** of size and model, asked by `update` and by the view.
//!
//! # A turn
//!
//! [`run`] sleeps until something is heard, takes all that waits, sets the
//! model's time, updates, performs the wishes, asks what is needed, waits a few
//! milliseconds for the answer, and draws once; what can be drawn without an answer is
//! drawn before the reader is asked. Two threads serve it from the
//! book, each with a connection of its own: one writes and may wait for another
//! session, one reads and never waits; a third copies the book once a day, behind them.
//! Keys are read where they are drawn, by
//! `term::input`, which other threads wake; two more hear signals and watch for a
//! hang-up. What two threads share is one draft, in a mutex, flags
//! that say whether the terminal is in our modes, whether somebody sleeps over it and whether the
//! draft is safe, and the word that a copy is given up.
//!
//! # The parts
//!
//! A part may import what stands under *knows*, from outside the crate and from
//! within, and nothing else. *Never* says which absences matter most. A row for
//! one file grants it something beside what its folder knows. The test
//! `rules` reads this table and the sources; what is granted and not used is a
//! breach as well. Tests inside a file may import more from outside.
//!
//! | Part | Is | Knows | Never |
//! |---|---|---|---|
//! | `domain` | what a check-in is: nouns, rules, dates, changes, questions, as plain data and pure functions | `chrono` `serde` `unicode_normalization` | `app` `store` `term` `ui` `rusqlite` `ratatui` `crossterm` `std::fs` `std::env` `std::io` `std::time` |
//! | `app` | what the program is doing: actions, messages, effects, screens, layers, forms; `update` only routes | `domain` `chrono` `fuzzy_matcher` `serde` `serde_json` `unicode_segmentation` | `keys` `store` `ui` `term` `run` `rusqlite` `crossterm` `std::fs` `std::env` `std::io` `std::time` |
//! | `app/layout.rs` | where things stand | `ratatui` | `crossterm` |
//! | `app/field.rs` | text being typed, the one place that knows the text area | `ratatui` `tui_textarea` | `crossterm` |
//! | `keys` | what a key means here: keys as text, the built-in table and the user's rows over it | `app` `toml` | `term` `store` `ui` `domain` `crossterm` `std::fs` `std::env` |
//! | `ui` | the model, drawn: screens and layers of the same names as in `app`, themes, marks, widths | `app` `domain` `keys` `chrono` `ratatui` `toml` `unicode_segmentation` `unicode_width` | `store` `term` `rusqlite` `crossterm` `std::fs` `std::env` `std::io` `std::time` |
//! | `store` | the one place that speaks SQL: applies, takes back, answers, imports, copies, checks | `domain` `exchange` `sample` `argon2` `blake3` `chrono` `fuzzy_matcher` `rusqlite` `rustix` `serde` `serde_json` `std::fs` `std::io` `std::os` `std::process` `std::thread` `std::time` | `app` `ui` `term` `keys` `cli` `ratatui` `crossterm` `std::env` |
//! | `term` | the terminal and nothing else: bytes to keys, one frame to one write, signals, giving it back | `keys` `crossterm` `nix` `ratatui` `rustix` `signal_hook` `unicode_width` `std::io` `std::os` `std::thread` `std::time` | `app` `ui` `store` `domain` `rusqlite` `std::env` `std::fs` |
//! | `exchange` | files of other programs, read into rows; what a row means for the book is the store's to say | `domain` `chrono` `serde` `serde_json` `std::io` | `store` `cli` `rusqlite` `std::env` `std::fs` |
//! | `exchange/bundle.rs` | a folder or a zip, opened for reading and never unpacked | `zip` `std::fs` | `store` |
//! | `exchange/folder.rs` | the texts in a folder | `std::fs` | `store` |
//! | `sample` | a school made from a seed and a date, row by row | `domain` `chrono` | `store` `rusqlite` `std::fs` `std::env` `std::io` `std::time` |
//! | `cli` | the command line, one file a command | `config` `domain` `exchange` `sample` `store` `blake3` `chrono` `clap` `clap_complete` `clap_mangen` `serde` `serde_json` `tempfile` `unicode_width` `std::fs` `std::io` `std::os` | `app` `ui` `term` `rusqlite` `crossterm` `ratatui` `std::env` |
//! | `config` | the settings, the templates and the environment, given as text and read into values | `domain` `keys` `ui` `chrono` `toml` | `app` `store` `term` `std::fs` `std::env` |
//! | `run` | the turn; joins all the others and does nothing else | `app` `config` `domain` `exchange` `keys` `sample` `store` `term` `ui` `chrono` `tempfile` `std::fs` `std::io` `std::os` `std::thread` `std::time` | `cli` `rusqlite` `crossterm` `ratatui` `std::env` |
//! | `main` | arguments in, exit code out; reads the clock, the environment and chance | `cli` `config` `domain` `run` `term` `chrono` `color_eyre` `rustix` `std::env` `std::fs` `std::io` `std::process` | `app` `ui` `store` `rusqlite` `crossterm` |
//!
//! # The rules, and who keeps them
//!
//! By the test `rules`, with file and line:
//!
//! 1. The table above, and that it is whole: each part has a row, each
//!    dependency somebody who knows it.
//! 2. Only `store` writes SQL. A read of a record takes a
//!    [`Viewer`](domain::viewer::Viewer), so that who sees what is in one place.
//! 3. Only `term` writes to the terminal while a screen is open. A command
//!    writes through `cli::say`; progress and one question go to standard error.
//! 4. Only `main` reads the environment and the clock on the wall; `run` alone
//!    measures how long a frame waits.
//! 5. No module named utils, common, helpers, manager, misc or types.
//! 6. No file past 500 lines, its tests apart, without a reason in the test.
//! 7. Each file opens by saying what it is.
//! 8. No macros but tables of rows: `contexts!`, `actions!`, `roles!`, `rows!`,
//!    `plain_columns!`, `list_columns!`, `word_columns!`, `imported!`,
//!    `imported_retiring!`.
//! 9. No global state but the flag of the terminal; nothing async; `dyn` only
//!    for a callback or a place to write.
//! 10. The README's keys are the keymap's, its commands those of `--help`, its
//!     links lead somewhere; the changelog has a place for what comes next.
//!
//! By the compiler and clippy: no `unsafe`; no `unwrap`, `panic` or slicing of
//! strings outside tests; public items are documented; `clippy.toml` bans the
//! clock, the environment and leaving the process, each with what to use.
//!
//! # Where the house differs from its first plan
//!
//! - `store` knows the row types of `exchange`, plain data, because an import
//!   compares them with the book inside one transaction.
//! - `store::bulk` knows `sample`, which is pure, because ten million check-ins
//!   are written as they are made and never held.
//! - `sample` is a part of its own, so that `cli`, `run` and the benches make the
//!   same school.
//! - `domain` knows unicode-normalization: `words` cleans text at the door and
//!   `names` folds it for finding, by one rule for every way in.
//! - The life of a plan is `domain::stage`, how it is begun `domain::opening`, and what becomes
//!   of a goal `domain::fate`, apart from the rows in `plan`: both the screen and the shell ask
//!   them. What no screen may write is refused once more by `store::guard`.
//! - A past day is read by taking later changes back, in `store::reads::past`, and by what rows
//!   and histories say of themselves, in `domain::past`; the journal keeps the day for it.
//! - `domain` has `stay` (enrollments joined into runs), `closed` (words with one
//!   written form), `names`, `dates` and `scale` beside the planned files: each is
//!   asked by two parts at least.
//! - `app` has `saving` (what is on its way to the disk), `half_written` (what is, where it is,
//!   and which texts are this session's own), `drafts` (how it comes back), `rescue` (what leaving
//!   says of it), `going_on` (from one student to the next, and back) and
//!   `company` (who sits beside), and keeps text as JSON where a draft is made of it. How far a
//!   page goes on below the window is asked of `ui` by a function that `run` hands to the
//!   model. Fuzzy names are found in `store`, because a district's names aren't in the model:
//!   the index of their words stands in the order in which they are shown.
//! - `term` reads keys with a decoder of its own, and writes with a writer of its
//!   own behind ratatui's buffer: crossterm only sets the modes. So a split escape
//!   sequence, a late answer and a paste of megabytes are ours to get right, and a
//!   frame is one write.
//! - `run` has leaves: `desk` (the two threads and the last draft), `copying` (the day's copy),
//!   `asking` (which
//!   questions are new), `outcome` (what the book did, as a message), `begin` (a first
//!   run and what an import would bring), `rescue` (the rescue file) and `theme` (the look).
//!   `config` opens no file; `run::theme` does.
//! - `exchange::decoder` reads the two old encodings of school software itself: a library for all
//!   of the web's was a thirtieth of the program.
//! - Student mode is a screen that is alone on the stack, `app::screens::kiosk` with the `visit`
//!   in it, and hears nothing that works elsewhere. What a student reads is kept to them twice:
//!   by their `Viewer`, and by `store::confine` on the connection; what they write by
//!   `store::guard::own`. PINs are `domain::pin` and `store::pins`.
//! - `store` has `copies`: which copies are made by themselves, and how many stay.
//! - `store` reads how long it has waited for another session by counting its
//!   tries, so that no clock is in it.
//! - Templates are read by `config::template` from texts that `exchange::folder` has read, after
//!   the first frame; a plan keeps what it took from its template.
//! - There is no `report` part yet, and no `purge` or `clipboard`.

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
