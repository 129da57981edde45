//! Making a school (P20) and the program's size (P21).

use std::fs;

use color_eyre::eyre::Result;

use crate::Plan;
use crate::numbers::Numbers;
use crate::schools::{DESKSIDE, School, folder};
use crate::table::{Figure, Must, Unit};

/// The lines of the table.
pub fn measure(_plan: &Plan) -> Result<Vec<Figure>> {
    let mut speed = Numbers::default();
    for _time in 0..3 {
        let path = folder()?.join("made.db");
        if path.exists() {
            fs::remove_file(&path)?;
        }
        let made = School {
            students: 2_000,
            check_ins: 200_000,
            lines: path.with_extension("txt"),
            path,
        };
        speed.add(made.make()?);
    }
    let size = fs::metadata(DESKSIDE)?.len() as f64;
    Ok(vec![
        Figure::new(
            "P20",
            "rows a second of `demo --out`",
            speed.median(),
            Unit::PerSecond,
        )
        .must(Must::AtLeast(200_000.0)),
        Figure::new("P21", "the program", Some(size), Unit::Bytes).must(Must::AtMost(8e6)),
    ])
}
