//! Bytes of opening a student and of a letter typed in a note (P10, P11).

use std::time::Duration;

use color_eyre::eyre::Result;

use crate::Plan;
use crate::numbers::Numbers;
use crate::programs::Program;
use crate::table::{Figure, Must, Unit};
use crate::terminal::{Terminal, WIDE};

/// Opens a check-in for the student under the cursor, with the cursor in the note.
pub fn open_note(terminal: &mut Terminal) -> Result<()> {
    let rest = Duration::from_millis(60);
    terminal.press_and_rest("c", rest)?;
    // From the goals, where there are any, the note is the next field.
    terminal.press_and_rest("\t", rest)?;
    Ok(())
}

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let mut terminal = Program::Deskside.start(&plan.large, WIDE)?;
    let rest = Duration::from_millis(300);
    let (mut opened, mut ms) = (Numbers::default(), Numbers::default());
    for _time in 0..10 {
        // The cursor rests, as it does when somebody reads before opening.
        terminal.press_and_rest("j", rest)?;
        let frame = terminal.press_until("\r", Duration::from_millis(60), |_| true)?;
        opened.add(frame.bytes.len() as f64);
        ms.add(frame.ms);
        terminal.press_and_rest("\x1b", rest)?;
    }
    terminal.end();
    // What is typed is kept as a draft, so it is typed into a copy.
    let written = plan.medium.copy("written")?;
    let mut terminal = Program::Deskside.start(&written, WIDE)?;
    open_note(&mut terminal)?;
    let mut typed = Numbers::default();
    for letter in "She read the whole page aloud and asked".chars() {
        typed.add(terminal.press(&letter.to_string())?.bytes.len() as f64);
    }
    terminal.end();
    Ok(vec![
        Figure::new(
            "P10",
            "bytes, opening a student",
            opened.mean(),
            Unit::Bytes,
        )
        .must(Must::AtMost(691.0)),
        Figure::new(
            "P4",
            "key to frame p50, opening a student",
            ms.median(),
            Unit::Ms,
        ),
        Figure::new(
            "P11",
            "bytes, a letter typed in a note",
            typed.mean(),
            Unit::Bytes,
        )
        .must(Must::AtMost(60.0)),
    ])
}
