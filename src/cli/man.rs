//! `man`: the manual, a page for the program and one for each command.

use clap_mangen::Man;

use super::complaint::{Complaint, Result};
use super::definition;
use super::say::Out;

/// Prints every page, one behind the other.
pub(super) fn run(out: &mut Out) -> Result {
    let mut pages = Vec::new();
    let mut program = definition();
    program.build();
    let mut written = Man::new(program.clone()).render(&mut pages);
    for command in program.get_subcommands() {
        if command.get_name() != "help" {
            written = written.and_then(|()| Man::new(command.clone()).render(&mut pages));
        }
    }
    written.map_err(|error| Complaint::unwritten(&error))?;
    out.bytes(&pages)
}
