//! `man`: the manual, one page for the program and all its commands. The words
//! are those of `--help`; only how they are set is decided here.

use std::fmt::Write as _;
use std::io;

use clap_mangen::Man;

use super::complaint::{Complaint, Result};
use super::definition;
use super::say::Out;

/// What every part of clap_mangen's begins with; a page needs it once.
const PREAMBLE: &[&str] = &[".ie \\n(.g .ds Aq \\(aq", ".el .ds Aq '"];

/// Prints the page.
pub(super) fn run(out: &mut Out) -> Result {
    let text = page().map_err(|error| Complaint::unwritten(&error))?;
    out.bytes(text.as_bytes())
}

fn page() -> io::Result<String> {
    let mut program = definition()
        .disable_help_subcommand(true)
        .subcommand_value_name("COMMAND");
    program.build();
    let globals: Vec<clap::Id> = program
        .get_arguments()
        .filter(|argument| argument.is_global_set())
        .map(|argument| argument.get_id().clone())
        .collect();
    let man = Man::new(program.clone());
    let mut text = format!("{}\n", PREAMBLE.join("\n"));
    for part in [
        part(|page| man.render_title(page))?,
        part(|page| man.render_name_section(page))?,
        part(|page| man.render_synopsis_section(page))?,
        part(|page| man.render_description_section(page))?,
        part(|page| man.render_options_section(page))?,
    ] {
        text.push_str(&part);
    }
    text.push_str(".SH COMMANDS\n");
    for command in program.get_subcommands() {
        section(command, &globals, &mut text)?;
    }
    text.push_str(".SH EXAMPLES\n");
    text.push_str(&as_written(&part(|page| man.render_extra_section(page))?));
    text.push_str(&part(|page| man.render_version_section(page))?);
    Ok(text)
}

/// A command and those below it, each under a heading of its own.
fn section(command: &clap::Command, globals: &[clap::Id], text: &mut String) -> io::Result<()> {
    // Options for all commands stand above, once.
    let mut own = command.clone().subcommand_value_name("COMMAND");
    for id in globals.iter().map(clap::Id::as_str).chain(["help"]) {
        if own.get_arguments().any(|known| known.get_id() == id) {
            own = own.mut_arg(id, |argument| argument.hide(true));
        }
    }
    let man = Man::new(own);
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let _infallible = writeln!(text, ".SS \"{name}\"");
    for part in [
        part(|page| man.render_synopsis_section(page))?,
        part(|page| man.render_description_section(page))?,
        part(|page| man.render_options_section(page))?,
    ] {
        text.push_str(&without_heading(&part));
    }
    if command.get_after_help().is_some() {
        text.push_str(".PP\n");
        text.push_str(&as_written(&part(|page| man.render_extra_section(page))?));
    }
    for below in command.get_subcommands() {
        section(below, globals, text)?;
    }
    Ok(())
}

/// A part of a page, without what only the whole needs.
fn part(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = Vec::new();
    render(&mut bytes)?;
    let mut text = String::new();
    for c in String::from_utf8_lossy(&bytes).chars() {
        // Plain letters alone are read alike by every roff.
        if c.is_ascii() {
            text.push(c);
        } else {
            let _infallible = write!(text, "\\[u{:04X}]", u32::from(c));
        }
    }
    let lines = text.lines().filter(|line| !PREAMBLE.contains(line));
    Ok(lines.flat_map(|line| [line.trim_end(), "\n"]).collect())
}

/// A part without its heading, begun anew.
fn without_heading(part: &str) -> String {
    let lines = part.lines().map(|line| {
        if line.starts_with(".SH ") {
            ".PP"
        } else {
            line
        }
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A part without its heading, line by line as it is written.
fn as_written(part: &str) -> String {
    let lines = part.lines().filter(|line| !line.starts_with(".SH "));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    format!(".nf\n{text}.fi\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_is_one_page_with_every_command() {
        let page = page().unwrap();
        assert_eq!(page.matches("\n.TH ").count(), 1);
        assert_eq!(page.matches("\n.SH NAME\n").count(), 1);
        assert_eq!(page.matches("\n.SH COMMANDS\n").count(), 1);
        assert_eq!(page.matches("\\-\\-db\\fR \\fI").count(), 1, "said once");
        for command in [
            "demo",
            "log",
            "import",
            "import oneroster",
            "import undo",
            "man",
        ] {
            let heading = format!("\n.SS \"deskside {command}\"\n");
            assert_eq!(page.matches(&heading).count(), 1, "{command}");
        }
        assert_eq!(
            page.matches("\n.nf\n").count(),
            page.matches("\n.fi\n").count()
        );
        assert!(page.is_ascii());
    }
}
