//! Typing a name: each letter's frame and processor time, the first letter too
//! (P7, P8, P10), and how they grow with the school (P15).

use std::time::Duration;

use color_eyre::eyre::Result;

use super::keys::line;
use crate::Plan;
use crate::numbers::Numbers;
use crate::process;
use crate::programs::Program;
use crate::schools::School;
use crate::table::{Base, Figure, Must, Unit};
use crate::terminal::WIDE;

/// What a letter cost.
#[derive(Debug, Clone, Default)]
struct Letters {
    ms: Numbers,
    first: Numbers,
    cpu: Numbers,
    bytes: Numbers,
}

/// Types these words, letter by letter.
fn letters(program: Program, school: &School, words: &[String], all: &mut Letters) -> Result<()> {
    // A finder may think a while before it shows what it found.
    let quiet = Duration::from_millis(if program == Program::Fzf { 60 } else { 20 });
    let mut terminal = program.start(school, WIDE)?;
    let before = process::cpu_ms(terminal.id());
    let mut count = 0;
    for word in words {
        if !program.find().is_empty() {
            terminal.press_and_rest(program.find(), Duration::from_millis(30))?;
        }
        for (place, letter) in word.chars().enumerate() {
            let frame = terminal.press_until(&letter.to_string(), quiet, |_| true)?;
            all.ms.add(frame.ms);
            all.bytes.add(frame.bytes.len() as f64);
            if place == 0 {
                all.first.add(frame.ms);
            }
            count += 1;
        }
        terminal.press_and_rest(program.forget(), Duration::from_millis(120))?;
    }
    if let (Some(before), Some(after)) = (before, process::cpu_ms(terminal.id())) {
        all.cpu.add((after - before) / f64::from(count.max(1)));
    }
    terminal.end();
    Ok(())
}

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let programs = Program::all();
    let words = plan.large.beginnings(12)?;
    let mut all = vec![Letters::default(); programs.len()];
    for _round in 0..plan.rounds {
        for (program, letters_of) in programs.iter().zip(&mut all) {
            letters(*program, &plan.large, &words, letters_of)?;
        }
    }
    let told = |of: &dyn Fn(&Letters) -> Option<f64>| -> Vec<(Program, Option<f64>)> {
        programs.iter().copied().zip(all.iter().map(of)).collect()
    };
    let has_peer = programs.contains(&Program::Fzf);
    // Without the peer, its place in quality.md as a share of the floor there.
    let must = |peer: f64, floor: f64| {
        if has_peer {
            Must::Times(Base::Fzf, peer)
        } else {
            Must::Times(Base::Ratatui, floor)
        }
    };
    let mut figures = vec![
        line(
            "P7",
            "a typed letter of find p50",
            Unit::Ms,
            must(0.25, 0.8 / 3.0),
            &told(&|l| l.ms.median()),
        ),
        line(
            "P7",
            "a typed letter of find p99",
            Unit::Ms,
            must(0.25, 4.5 / 5.3),
            &told(&|l| l.ms.p99()),
        ),
        line(
            "P7",
            "the first letter p50",
            Unit::Ms,
            must(0.25, 0.8 / 3.0),
            &told(&|l| l.first.median()),
        ),
        line(
            "P8",
            "processor a typed letter",
            Unit::Ms,
            must(0.2, 1.1 / 3.0),
            &told(&|l| l.cpu.median()),
        ),
        line(
            "P10",
            "bytes, a typed letter of find",
            Unit::Bytes,
            Must::AtMost(0.35 * 4_690.0),
            &told(&|l| l.bytes.mean()),
        ),
    ];
    let [mut few, mut some, mut many] = std::array::from_fn(|_school| Letters::default());
    let schools = [&plan.small, &plan.medium, &plan.large];
    for _round in 0..plan.rounds {
        for (school, of) in schools.into_iter().zip([&mut few, &mut some, &mut many]) {
            letters(Program::Deskside, school, &school.beginnings(12)?, of)?;
        }
    }
    for (what, of) in [
        (
            "growth of find p50",
            (|l| l.ms.median()) as fn(&Letters) -> Option<f64>,
        ),
        ("growth of find p99", |l| l.ms.p99()),
    ] {
        let times = of(&few).zip(of(&many)).map(|(few, many)| many / few);
        figures.push(Figure::new("P15", what, times, Unit::Times).must(Must::AtMost(1.3)));
    }
    // Thirty students never fill the window that a hundred thousand fill with every letter.
    let first = |of: &Letters| of.first.median();
    let times = first(&some).zip(first(&many));
    let times = times.map(|(some, many)| many / some);
    let what = "growth of a first letter from 1,000, the window full in both";
    figures.push(Figure::new("P15", what, times, Unit::Times).must(Must::AtMost(1.3)));
    Ok(figures)
}
