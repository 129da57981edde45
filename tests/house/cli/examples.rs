//! The examples of `--help`, run on the sample school: each does what it says.

use std::process::Command;

use crate::terminal::session::{PROGRAM, Place};

/// The commands whose examples need nothing but the school.
const COMMANDS: [&str; 16] = [
    "due",
    "show",
    "search",
    "log",
    "check",
    "import list",
    "plan",
    "plan open",
    "plan list",
    "plan close",
    "plan templates",
    "plan supports",
    "plan rollover",
    "group",
    "group new",
    "group list",
];

/// The lines under "Examples:" of a command, without the words beside them.
fn examples(place: &Place, command: &str) -> Vec<String> {
    let words: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).collect();
    let help = place.command().args(words).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, after) = help.split_once("Examples:").unwrap();
    let lines = after.lines().skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    let lines = lines.map(|line| line.trim().split("    ").next().unwrap().trim().to_owned());
    lines.collect()
}

#[test]
fn the_examples_of_the_help_run_on_the_sample_school() {
    let mut failed = Vec::new();
    for command in COMMANDS {
        // Those of one command stand in the order in which somebody would try them.
        let place = Place::sample();
        let bin = std::path::Path::new(PROGRAM).parent().unwrap().to_owned();
        let line = "{\"student\":\"Ada Okafor\",\"note\":\"Drew thirds.\"}\n";
        std::fs::write(place.at("today.jsonl"), line).unwrap();
        for example in examples(&place, command) {
            let mut shell = Command::new("sh");
            let program = place.command();
            for (name, value) in program.get_envs() {
                shell.env(name, value.unwrap_or_default());
            }
            let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
            let done = shell
                .env("PATH", path)
                .current_dir(place.root())
                .args(["-c", &example])
                .output()
                .unwrap();
            if !done.status.success() {
                let why = String::from_utf8_lossy(&done.stderr).into_owned();
                failed.push(format!("{example}\n    {why}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
