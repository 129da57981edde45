//! What stands behind a screen, read through the library (P18).

use std::time::Instant;

use color_eyre::eyre::{Result, eyre};
use deskside::domain::query::{Answer, At, Filter, Query, RosterQuery, Sort};
use deskside::store::Store;
use rusqlite::params;

use crate::Plan;
use crate::numbers::Numbers;
use crate::schools::{LOGIN, TODAY};
use crate::table::{Figure, Must, Unit};

const TIMES: usize = 40;

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let mut store = Store::open(&plan.large.path)?;
    let viewer = store.viewer(LOGIN)?;
    let today = TODAY.parse()?;
    let page = |at| {
        Query::Roster(RosterQuery {
            filter: Filter::default(),
            sort: Sort::Need,
            at,
            before: 0,
            after: 40,
        })
    };
    let mut students = Vec::new();
    let mut at = At::First;
    for _page in 0..TIMES {
        let Answer::Roster(found) = store.ask(&viewer, &page(at), today)? else {
            return Err(eyre!("a roster was asked for"));
        };
        let Some(last) = found.rows.last() else { break };
        students.push(last.student);
        at = At::Student(last.student);
    }
    let mut figures = Vec::new();
    let limit = Must::AtMost(1.0);
    let mut time = |what: &str, queries: Vec<Query>, is_fresh: bool, must: Must| -> Result<()> {
        let mut numbers = Numbers::default();
        let mut open = Store::open(&plan.large.path)?;
        for query in queries {
            if is_fresh {
                // The first screen's connection knows nothing yet.
                open = Store::open(&plan.large.path)?;
            }
            let begun = Instant::now();
            open.ask(&viewer, &query, today)?;
            numbers.add(begun.elapsed().as_secs_f64() * 1e3);
        }
        figures.push(Figure::new("P18", what, numbers.median(), Unit::Ms).must(must));
        Ok(())
    };
    let summary = || Query::Summary(Filter::default());
    let of = |ask: fn(deskside::domain::person::PersonId) -> Query| -> Vec<Query> {
        students.iter().map(|student| ask(*student)).collect()
    };
    time(
        "first page of 40, first question of all",
        vec![page(At::First); 12],
        true,
        limit,
    )?;
    time(
        "first page of 40",
        vec![page(At::First); TIMES],
        false,
        limit,
    )?;
    time(
        "a further page of 40",
        of(|student| {
            Query::Roster(RosterQuery {
                filter: Filter::default(),
                sort: Sort::Need,
                at: At::Student(student),
                before: 0,
                after: 40,
            })
        }),
        false,
        limit,
    )?;
    time(
        "counts, first question of all",
        vec![summary(); 12],
        true,
        limit,
    )?;
    time("counts", vec![summary(); TIMES], false, limit)?;
    // A student's pages lie scattered: the first time they may come from the disk, whose time
    // it is then; the connection that answers again has read none of them.
    let first = "card and student, the first time since the machine read the file";
    time(first, of(Query::Student), false, Must::Told)?;
    time("card and student", of(Query::Student), false, limit)?;
    time(
        "last 50 check-ins of a student",
        of(|student| Query::History { student, limit: 50 }),
        false,
        limit,
    )?;
    figures.extend(bare(plan)?);
    Ok(figures)
}

/// SQLite alone: 40 names by key, and 40 by the index of need.
fn bare(plan: &Plan) -> Result<Vec<Figure>> {
    let connection = plan.large.reading()?;
    let mut by_name = connection.prepare(
        "SELECT name, student FROM roster WHERE (name, student) > (?1, 0)
         ORDER BY name, student LIMIT 40",
    )?;
    let mut by_need = connection.prepare(
        "SELECT student FROM roster WHERE bucket = ?1
         ORDER BY class_number, name, student LIMIT 40",
    )?;
    let (mut names, mut needs) = (Numbers::default(), Numbers::default());
    for time in 0..TIMES {
        let letter = char::from(b'a' + (time % 26) as u8).to_string();
        let begun = Instant::now();
        let rows: Vec<i64> = by_name
            .query_map(params![letter], |row| row.get(1))?
            .collect::<rusqlite::Result<_>>()?;
        names.add(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        let due: Vec<i64> = by_need
            .query_map(params![time as i64 + 1], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        needs.add(begun.elapsed().as_secs_f64() * 1e3);
        debug_assert!(rows.len() + due.len() <= 80);
    }
    Ok(vec![
        Figure::new("P18", "SQLite alone: 40 by key", names.median(), Unit::Ms),
        Figure::new(
            "P18",
            "SQLite alone: 40 due by index",
            needs.median(),
            Unit::Ms,
        ),
    ])
}
