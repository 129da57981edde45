//! At rest: bytes, wake-ups, processor (P13), and memory (P14, P15).

use std::time::Duration;

use color_eyre::eyre::Result;

use crate::Plan;
use crate::process;
use crate::programs::Program;
use crate::schools::School;
use crate::table::{Base, Figure, Must, Unit};
use crate::terminal::{Terminal, WIDE};

const STRETCH: Duration = Duration::from_secs(10);

struct Rest {
    bytes: f64,
    wakes: Option<f64>,
    cpu: Option<f64>,
}

fn rest(terminal: &mut Terminal) -> Rest {
    // What the last key started is over by then.
    terminal.hush(Duration::from_millis(1_500));
    let (sleeps, cpu) = (
        process::sleeps(terminal.id()),
        process::cpu_ms(terminal.id()),
    );
    let bytes = terminal.listen(STRETCH) as f64;
    let seconds = STRETCH.as_secs_f64();
    let wakes = process::sleeps(terminal.id()).zip(sleeps);
    let spent = process::cpu_ms(terminal.id()).zip(cpu);
    Rest {
        bytes,
        wakes: wakes.map(|(after, before)| (after - before) as f64 / seconds),
        cpu: spent.map(|(after, before)| (after - before) / seconds),
    }
}

/// Memory after the start, and after finding and opening.
fn memory(program: Program, school: &School) -> Result<(Terminal, [Option<f64>; 3])> {
    let mut terminal = program.start(school, WIDE)?;
    let pause = Duration::from_millis(300);
    let before = process::resident_mib(terminal.id());
    terminal.press_and_rest(program.find(), pause)?;
    for letter in ["m", "a", "r"] {
        terminal.press_and_rest(letter, pause)?;
    }
    if program == Program::Deskside {
        terminal.press_and_rest("\r", pause)?;
        terminal.press_and_rest("\r", pause)?;
    }
    let after = process::resident_mib(terminal.id());
    let own = process::own_mib(terminal.id());
    Ok((terminal, [before, after, own]))
}

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let (mut terminal, ours) = memory(Program::Deskside, &plan.large)?;
    let idle = rest(&mut terminal);
    terminal.end();
    let mut p14 = [
        Figure::new("P14", "memory after the start", ours[0], Unit::Mib).must(Must::AtMost(10.0)),
        Figure::new("P14", "memory after find and open", ours[1], Unit::Mib)
            .must(Must::AtMost(14.0)),
        Figure::new("P14", "of which nobody shares", ours[2], Unit::Mib),
    ];
    let mut p13 = [
        Figure::new(
            "P13",
            "at rest: bytes in 10 s",
            Some(idle.bytes),
            Unit::Bytes,
        )
        .must(Must::AtMost(0.0)),
        Figure::new("P13", "at rest: wake-ups", idle.wakes, Unit::PerSecond)
            .must(Must::AtMost(1.0)),
        Figure::new("P13", "at rest: processor a second", idle.cpu, Unit::Ms)
            .must(Must::AtMost(0.5)),
    ];
    for program in Program::all() {
        let Some(base) = program.base() else { continue };
        let (mut terminal, theirs) = memory(program, &plan.large)?;
        for (figure, value) in p14.iter_mut().zip(theirs) {
            figure.beside.push((base, value));
        }
        if base == Base::Fzf {
            let idle = rest(&mut terminal);
            let theirs = [Some(idle.bytes), idle.wakes, idle.cpu];
            for (figure, value) in p13.iter_mut().zip(theirs) {
                figure.beside.push((base, value));
            }
        }
        terminal.end();
    }
    let (terminal, few) = memory(Program::Deskside, &plan.small)?;
    terminal.end();
    let growth = |which: usize| -> Option<f64> { Some((*ours.get(which)?)? / (*few.get(which)?)?) };
    let p15 = [
        ("growth of memory after the start", growth(0)),
        ("growth of memory after find and open", growth(1)),
    ]
    .map(|(what, times)| Figure::new("P15", what, times, Unit::Times).must(Must::AtMost(1.3)));
    Ok(p13.into_iter().chain(p14).chain(p15).collect())
}
