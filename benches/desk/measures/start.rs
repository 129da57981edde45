//! From the start of the process to the first useful frame (P1, P2, P3, P11).

use std::time::Duration;

use color_eyre::eyre::Result;

use crate::Plan;
use crate::numbers::Numbers;
use crate::programs::{Program, is_useful};
use crate::schools::School;
use crate::table::{Base, Figure, Must, Unit};
use crate::terminal::{Frame, Terminal, WIDE};

/// Questions a program might ask its terminal, and then wait for the answer.
const QUESTIONS: [&str; 8] = [
    "\x1b[6n",
    "\x1b[5n",
    "\x1b[c",
    "\x1b[>c",
    "\x1b[?u",
    "\x1b]10;?",
    "\x1b]11;?",
    "\x1b[>q",
];

fn first_frame(program: Program, school: &School) -> Result<Frame> {
    let mut terminal = Terminal::start(program.command(school)?, WIDE)?;
    let quiet = Duration::from_millis(40);
    let frame = terminal.first_frame(quiet, |screen| is_useful(program, screen));
    terminal.end();
    frame
}

/// Starts of all programs on a school, taken in turns.
fn starts(programs: &[Program], school: &School, rounds: usize) -> Result<Vec<Numbers>> {
    let mut all = vec![Numbers::default(); programs.len()];
    for _round in 0..rounds {
        for (program, numbers) in programs.iter().zip(&mut all) {
            numbers.add(first_frame(*program, school)?.ms);
        }
    }
    Ok(all)
}

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let programs = Program::all();
    // The first of all reads files from the disk.
    starts(&programs, &plan.large, 2)?;
    starts(&programs, &plan.small, 2)?;
    let large = starts(&programs, &plan.large, plan.starts)?;
    let mut p1 = Figure::new(
        "P1",
        format!("start to useful frame, {}", plan.large_words()),
        large.first().and_then(Numbers::median),
        Unit::Ms,
    )
    .must(Must::Times(Base::Ratatui, 1.5));
    for (program, numbers) in programs.iter().zip(&large) {
        if let Some(base) = program.base() {
            p1 = p1.beside(base, numbers.median());
        }
    }
    let mut pairs = Numbers::default();
    for _round in 0..plan.starts {
        let few = first_frame(Program::Deskside, &plan.small)?.ms;
        pairs.add(first_frame(Program::Deskside, &plan.large)?.ms / few);
    }
    let p2 = Figure::new(
        "P2",
        "the same, against 30 students",
        pairs.median(),
        Unit::Times,
    )
    .must(Must::AtMost(1.1));
    let frame = first_frame(Program::Deskside, &plan.large)?;
    let sent = String::from_utf8_lossy(&frame.bytes).into_owned();
    let asked = QUESTIONS
        .iter()
        .filter(|asked| sent.contains(**asked))
        .count();
    let p3 = Figure::new(
        "P3",
        "questions to the terminal, which was mute",
        Some(asked as f64),
        Unit::Count,
    )
    .must(Must::AtMost(0.0));
    let mut p11 = Figure::new(
        "P11",
        "bytes of the first screen",
        Some(frame.bytes.len() as f64),
        Unit::Bytes,
    )
    .must(Must::AtMost(0.6 * 4_592.0));
    for program in programs {
        if let Some(base) = program.base() {
            let bytes = first_frame(program, &plan.large)?.bytes.len();
            p11 = p11.beside(base, Some(bytes as f64));
        }
    }
    Ok(vec![p1, p2, p3, p11])
}
