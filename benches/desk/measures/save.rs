//! Saving: from the key to "Saved" (P16), and `log` from the shell (P17).

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use color_eyre::eyre::{Result, eyre};

use super::pages::open_note;
use crate::Plan;
use crate::floors::once::Bare;
use crate::numbers::Numbers;
use crate::programs::{Program, is_installed, is_useful};
use crate::schools::{DESKSIDE, LOGIN, School, TODAY, folder};
use crate::table::{Base, Figure, Must, Unit};
use crate::terminal::{Terminal, WIDE};

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let school = plan.medium.copy("written")?;
    let beside = plan.medium.copy("written-bare")?;
    let mut figures = saved(plan, &school, &beside)?;
    figures.extend(logged(plan, &school, &beside)?);
    if is_installed("strace") {
        let flushes = flushes(&school)?;
        figures.push(
            Figure::new(
                "P16",
                "flushes of one save (strace)",
                Some(flushes),
                Unit::Count,
            )
            .must(Must::AtMost(1.0)),
        );
    }
    Ok(figures)
}

fn saved(plan: &Plan, school: &School, beside: &School) -> Result<Vec<Figure>> {
    let mut terminal = Program::Deskside.start(school, WIDE)?;
    let rest = Duration::from_millis(300);
    let mut bare = Bare::open(&beside.path)?;
    let (mut keys, mut bares, mut moves) =
        (Numbers::default(), Numbers::default(), Numbers::default());
    // The first save opens the writer's connection, as the first of a day does.
    for time in 0..=plan.saves {
        terminal.press_and_rest("j", rest)?;
        let moved = terminal.press("j")?.ms;
        terminal.hush(rest);
        open_note(&mut terminal)?;
        terminal.press_and_rest("Drew thirds as slices.", rest)?;
        let quiet = Duration::from_millis(40);
        // The frame with the word is the one that counts, not what follows it.
        let key = terminal.press_shown("\x13", quiet, |screen| screen.contains("Saved"))?;
        terminal.hush(rest);
        let alone = bare.store()?;
        if time > 0 {
            keys.add(key);
            bares.add(alone);
            moves.add(moved);
        }
    }
    terminal.end();
    let both = bares
        .median()
        .zip(moves.median())
        .map(|(bare, moved)| bare + moved);
    Ok(vec![
        Figure::new(
            "P16",
            "save key to \"Saved\" (bare: + a moved row)",
            keys.median(),
            Unit::Ms,
        )
        .beside(Base::Bare, both)
        .must(Must::Times(Base::Bare, 1.0)),
        Figure::new(
            "P16",
            "one bare WAL + FULL transaction",
            bares.median(),
            Unit::Ms,
        ),
    ])
}

fn logged(plan: &Plan, school: &School, beside: &School) -> Result<Vec<Figure>> {
    let student: i64 = school.reading()?.query_row(
        "SELECT student FROM roster ORDER BY name LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    let id = deskside::domain::person::PersonId::new(student).to_string();
    let (mut ours, mut bares) = (Numbers::default(), Numbers::default());
    for time in 0..plan.saves + 2 {
        let whole = run(log(school).args(["log", &id, "--note", "Drew thirds as slices."]))?;
        let mut floor = Command::new(std::env::current_exe()?);
        let alone = run(floor.args(["--floor", "log", "--db"]).arg(&beside.path))?;
        if time > 1 {
            ours.add(whole);
            bares.add(alone);
        }
    }
    Ok(vec![
        Figure::new(
            "P17",
            "`log`, exec to durable and exited",
            ours.median(),
            Unit::Ms,
        )
        .beside(Base::Bare, bares.median())
        .must(Must::AtMost(0.5 * 26.0)),
        Figure::new(
            "P17",
            "the same (moonshot: bare + 3 ms)",
            ours.median(),
            Unit::Ms,
        )
        .beside(Base::Bare, bares.median())
        .must(Must::Plus(Base::Bare, 3.0)),
    ])
}

fn log(school: &School) -> Command {
    let mut command = Command::new(DESKSIDE);
    command.arg("--db").arg(&school.path);
    command
        .env("DESKSIDE_TODAY", TODAY)
        .env("DESKSIDE_USER", LOGIN);
    command
}

fn run(command: &mut Command) -> Result<f64> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let status = command.status()?;
    let ms = begun.elapsed().as_secs_f64() * 1e3;
    if !status.success() {
        return Err(eyre!("{command:?} failed"));
    }
    Ok(ms)
}

/// How often the disk is flushed between the save key and the word, as strace sees it.
fn flushes(school: &School) -> Result<f64> {
    let trace = folder()?.join("trace.txt");
    let mut terminal = Terminal::start(Program::Deskside.traced(school, &trace)?, WIDE)?;
    let rest = Duration::from_millis(400);
    terminal.first_frame(rest, |screen| is_useful(Program::Deskside, screen))?;
    let seen = || -> Result<usize> {
        let text = std::fs::read_to_string(&trace)?;
        Ok(text.lines().filter(|line| line.contains("sync(")).count())
    };
    let (mut before, mut after) = (0, 0);
    for _time in 0..2 {
        // The first save finds a new write-ahead log, which is flushed on its own.
        open_note(&mut terminal)?;
        terminal.press_and_rest("Drew thirds as slices.", rest)?;
        terminal.hush(rest);
        before = seen()?;
        terminal.press_shown("\x13", rest, |screen| screen.contains("Saved"))?;
        after = seen()?;
        terminal.press_and_rest("j", rest)?;
    }
    terminal.end();
    Ok((after - before) as f64)
}
