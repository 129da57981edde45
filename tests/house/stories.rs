//! Stories: keys in, screen out. One file for each screen; each story names the
//! sentence of the issue "The main job, end to end" that it proves.

#![allow(clippy::unwrap_used, reason = "a story that finds nothing should stop")]

mod cadence;
mod check_in;
mod company;
mod drafts;
mod footers;
mod frameworks;
mod going_on;
mod grid;
mod groups;
mod growth;
mod hostile;
mod kiosk;
mod layers;
mod plan;
mod plan_life;
mod rescue;
mod roster;
mod round;
mod staff;
mod start;
mod student;
mod survey;
mod two_terminals;
mod undo;
mod windows;

use deskside::domain::framework::{Competency, CompetencyStatus, Framework};
use deskside::domain::plan::Area;
use deskside::domain::school::Import;
use deskside::store::rows::Table;

use crate::desk::{Desk, School, desk};

/// Five students: two overdue by name, one never met, one due, one just met.
fn room_12() -> Desk {
    desk()
        .with([
            "Ada Okafor",
            "José García",
            "Zhào Mei-Ling",
            "Liam van der Berg",
            "Noor Haddad",
        ])
        .met("Ada Okafor", "2026-11-02")
        .met("José García", "2026-11-11")
        .met("Zhào Mei-Ling", "2026-11-13")
        .met("Liam van der Berg", "2026-11-19")
}

/// Ada with three goals, and Ben, who follows her.
fn ada_and_ben() -> Desk {
    desk()
        .with(["Ada Okafor", "Ben Ito"])
        .with_plan(
            "Ada Okafor",
            ["Explain fractions", "Ask for help early", "Read every day"],
        )
        .with_plan("Ben Ito", ["Finish a story"])
}

/// A framework of these competencies: code, statement, grade. "3.NF.1" hangs under "3.NF",
/// where that is one of them.
pub(crate) fn competencies(school: &mut School, list: &[(&str, &str, &str)]) {
    let framework = Framework {
        id: school.mint.id(school.now),
        import: Import::default(),
        title: "Mathematics".into(),
        creator: None,
        version: None,
        adoption: None,
        language: None,
        subjects: vec![],
        area: Area::Academic,
        status: CompetencyStatus::Active,
    };
    let now = school.now;
    let mint = &mut school.mint;
    let mut rows: Vec<Competency> = list
        .iter()
        .zip(1..)
        .map(|((code, statement, grade), position)| Competency {
            id: mint.id(now),
            framework: framework.id,
            import: Import::default(),
            code: Some((*code).into()),
            statement: (*statement).into(),
            short: None,
            education_level: vec![(*grade).into()],
            item_type: None,
            parent: None,
            position,
            precedes: vec![],
            replaced_by: vec![],
            rateable: true,
            status: CompetencyStatus::Active,
        })
        .collect();
    for place in 0..rows.len() {
        let code = rows[place].code.clone().unwrap();
        let above = rows[..place].iter().rev().find(|other| {
            let prefix = format!("{}.", other.code.as_ref().unwrap());
            code.starts_with(&prefix)
        });
        rows[place].parent = above.map(|above| above.id);
    }
    let written = school.store.write(|connection| {
        framework.insert(connection)?;
        rows.iter().try_for_each(|row| row.insert(connection))
    });
    written.unwrap();
}
