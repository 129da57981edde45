//! A class over ten years: the grid of 200 students by 100 competencies from a million
//! ratings, groups, a student's growth, and a thousand plans rolled over (P18g).

use std::process::{Command, Stdio};
use std::time::Instant;

use color_eyre::eyre::{Result, eyre};
use deskside::domain::change::{Change, Delta, Edit};
use deskside::domain::group::GroupQuery;
use deskside::domain::growth::Grown;
use deskside::domain::ids::{Id, Moment};
use deskside::domain::person::PersonId;
use deskside::domain::query::{At, Filter, GridQuery, Query, RosterQuery, Sort, Subject};
use deskside::domain::school::{CalendarDay, DayKind};
use deskside::store::{Actor, Store};
use rusqlite::{Connection, params};

use crate::Plan;
use crate::numbers::Numbers;
use crate::schools::{DESKSIDE, LOGIN, School, TODAY};
use crate::table::{Figure, Must, Unit};

const TIMES: usize = 40;
/// The first id of what is added to the sample.
const FIRST: i64 = 300_000_000_000_000_000;
/// Students, plans of each, goals of a plan, ratings of a goal: a million ratings.
const STUDENTS: i64 = 200;
const PLANS: i64 = 20;
const GOALS: i64 = 5;
const RATINGS: i64 = 50;

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let school = grown()?;
    let today = TODAY.parse()?;
    let store = Store::open(&school.path)?;
    let viewer = store.viewer(LOGIN)?;
    let student = student(&school)?;
    let goal = Id::new(goal_id(0, PLANS - 1, 0));
    let grid = |rows, columns| {
        Query::Grid(GridQuery {
            filter: Filter::default(),
            subject: Subject::Linked,
            rows,
            columns,
        })
    };
    let mut figures = Vec::new();
    // As `v` finds it: a reader that has shown the roster and read nothing of a grid. What
    // stands around the window is asked once that is on the screen.
    let mut first = Numbers::default();
    for _time in 0..TIMES {
        let mut open = Store::open(&school.path)?;
        open.ask(&viewer, &roster(Sort::Need, None), today)?;
        let begun = Instant::now();
        open.ask(&viewer, &grid((0, 33), (0, 12)), today)?;
        first.add(begun.elapsed().as_secs_f64() * 1e3);
    }
    let what = "grid: who and what is on it, 200 x 100, with its first 33 x 12";
    let first = Figure::new("P18g", what, first.median(), Unit::Ms);
    figures.push(first.must(Must::AtMost(1.0)));
    let mut time = |what: &str, queries: Vec<Query>, must: Must| -> Result<()> {
        let mut numbers = Numbers::default();
        let mut open = Store::open(&school.path)?;
        for query in queries {
            let begun = Instant::now();
            open.ask(&viewer, &query, today)?;
            numbers.add(begun.elapsed().as_secs_f64() * 1e3);
        }
        figures.push(Figure::new("P18g", what, numbers.median(), Unit::Ms).must(must));
        Ok(())
    };
    let windows = |many| {
        let at = |place: usize| grid((place * 7 % 160, 33), (place * 13 % 88, many));
        (0..TIMES).map(at).collect::<Vec<_>>()
    };
    time(
        "grid: a window of 33 x 12 levels",
        windows(12),
        Must::AtMost(1.0),
    )?;
    time(
        "groups: four live ones at once, a millisecond each",
        vec![Query::Groups; TIMES],
        Must::AtMost(4.0),
    )?;
    for (place, what) in ["at most", "at least", "next step", "support"]
        .iter()
        .enumerate()
    {
        // By turns: an order that is kept doesn't answer.
        let turn = |time| {
            if time % 2 == 0 {
                Sort::Need
            } else {
                Sort::Name
            }
        };
        let of_group = |time| roster(turn(time), Some(group_id(place)));
        time(
            &format!("group by {what}: a page of its roster"),
            (0..TIMES).map(of_group).collect(),
            Must::AtMost(1.0),
        )?;
    }
    time(
        "growth of ten years",
        vec![Query::Growth(student); TIMES],
        Must::AtMost(1.0),
    )?;
    time(
        "the thousand ratings behind a goal",
        vec![
            Query::Marks {
                student,
                grown: Grown::Goal(goal)
            };
            TIMES
        ],
        Must::AtMost(1.0),
    )?;
    figures.push(rollover(plan)?);
    figures.push(framework(plan)?);
    Ok(figures)
}

/// A page of the roster, of a group's where one is named.
fn roster(sort: Sort, group: Option<i64>) -> Query {
    Query::Roster(RosterQuery {
        filter: Filter {
            group: group.map(Id::new),
            ..Filter::default()
        },
        sort,
        at: At::First,
        before: 0,
        after: 33,
    })
}

/// A CASE package of thousands of competencies in two levels, by the shell.
fn framework(plan: &Plan) -> Result<Figure> {
    const ITEMS: usize = 5_000;
    let id = |place: usize| format!("00000000-0000-4000-8000-{place:012}");
    let document = id(999_999);
    let items: Vec<String> = (0..ITEMS)
        .map(|place| {
            let (id, code) = (id(place), format!("M.{}.{}", place / 100, place % 100));
            format!(
                r#"{{"identifier":"{id}","uri":"u:{id}","humanCodingScheme":"{code}",
                "fullStatement":"Explain statement {place} with a picture of one's own.",
                "educationLevel":["0{}"],"lastChangeDateTime":"2024-01-01T00:00:00Z"}}"#,
                place % 8 + 1
            )
        })
        .collect();
    let links: Vec<String> = (0..ITEMS)
        .map(|place| {
            let above = if place < 50 {
                document.clone()
            } else {
                id(place % 50)
            };
            format!(
                r#"{{"identifier":"{}","uri":"a","associationType":"isChildOf","sequenceNumber":{place},
                "originNodeURI":{{"identifier":"{}","uri":"o","title":"o"}},
                "destinationNodeURI":{{"identifier":"{above}","uri":"d","title":"d"}},
                "lastChangeDateTime":"2024-01-01T00:00:00Z"}}"#,
                id(500_000 + place),
                id(place)
            )
        })
        .collect();
    let package = format!(
        r#"{{"CFDocument":{{"identifier":"{document}","uri":"u","title":"Maths","creator":"State",
        "lastChangeDateTime":"2024-01-01T00:00:00Z"}},"CFItems":[{}],"CFAssociations":[{}]}}"#,
        items.join(","),
        links.join(",")
    );
    let mut numbers = Numbers::default();
    for _time in 0..3 {
        let copy = plan.medium.copy("framework")?;
        let file = copy.path.with_extension("json");
        std::fs::write(&file, &package)?;
        let file = file.to_string_lossy();
        numbers.add(by_the_shell(&copy, &["import", "framework", &file])?);
    }
    let what = "a CASE package of 5,000 competencies, imported";
    Ok(Figure::new("P18g", what, numbers.median(), Unit::Ms).must(Must::AtMost(2_000.0)))
}

/// Every plan of a school of a thousand, in one transaction, by the shell.
fn rollover(plan: &Plan) -> Result<Figure> {
    let mut numbers = Numbers::default();
    for _time in 0..3 {
        let copy = plan.medium.copy("rollover")?;
        let next: String = copy.reading()?.query_row(
            "SELECT title FROM academic_session WHERE kind = 'term' AND begins > ?1
             ORDER BY begins LIMIT 1",
            [TODAY],
            |row| row.get(0),
        )?;
        numbers.add(by_the_shell(&copy, &["plan", "rollover", &next])?);
    }
    let what = "rollover of 1,000 students' plans, one transaction";
    Ok(Figure::new("P18g", what, numbers.median(), Unit::Ms).must(Must::AtMost(5_000.0)))
}

/// How many milliseconds a command takes on a school.
fn by_the_shell(school: &School, words: &[&str]) -> Result<f64> {
    let begun = Instant::now();
    let status = Command::new(DESKSIDE)
        .args(words)
        .arg("--db")
        .arg(&school.path)
        .env("DESKSIDE_TODAY", TODAY)
        .env("DESKSIDE_USER", LOGIN)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(eyre!("{words:?} failed"));
    }
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

fn student(school: &School) -> Result<PersonId> {
    let first = "SELECT student FROM roster ORDER BY student LIMIT 1";
    let id = school.reading()?.query_row(first, [], |row| row.get(0))?;
    Ok(PersonId::new(id))
}

fn group_id(place: usize) -> i64 {
    FIRST + 90_000 + place as i64
}

fn goal_id(student: i64, plan: i64, goal: i64) -> i64 {
    FIRST + 1_000_000 + (student * PLANS + plan) * GOALS + goal
}

/// The school of 200 with ten years behind it, made if it isn't there yet.
fn grown() -> Result<School> {
    let school = School::of(STUDENTS as u64, 2_000)?;
    let mut connection = Connection::open(&school.path)?;
    let is_grown: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM competency WHERE id >= ?1)",
        [FIRST],
        |row| row.get(0),
    )?;
    if is_grown {
        return Ok(school);
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    let tx = connection.transaction()?;
    fill(&tx)?;
    tx.commit()?;
    drop(connection);
    derive_anew(&school)?;
    let connection = Connection::open(&school.path)?;
    connection
        .execute_batch("PRAGMA analysis_limit = 1000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(school)
}

/// What follows from the rows is written by the store, as after a change of calendar.
fn derive_anew(school: &School) -> Result<()> {
    let mut store = Store::open(&school.path)?;
    let actor = Actor {
        person: store.viewer(LOGIN)?.person,
        terminal: 1,
        now: Moment(0),
        today: TODAY.parse()?,
    };
    let holiday = CalendarDay {
        id: Id::new(FIRST),
        org: None,
        date: "2040-01-02".parse()?,
        kind: DayKind::Holiday,
        title: "A holiday far away".into(),
    };
    let edits = vec![Edit::CalendarDay(Delta {
        before: None,
        after: Some(holiday),
    })];
    let change = Change {
        label: "noted a holiday".into(),
        subject: None,
        edits,
    };
    store.apply(&actor, &change)?;
    store.close();
    Ok(())
}

/// Twenty closed plans a student, two a year; each goal goes on from the plan before and
/// works toward one of a hundred competencies.
fn fill(connection: &Connection) -> Result<()> {
    let scale: i64 = connection.query_row("SELECT min(id) FROM scale", [], |row| row.get(0))?;
    let teacher: i64 = connection.query_row(
        "SELECT min(id) FROM person WHERE role <> 'student'",
        [],
        |row| row.get(0),
    )?;
    let students: Vec<i64> = {
        let mut statement = connection.prepare("SELECT student FROM roster ORDER BY student")?;
        statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?
    };
    connection.execute(
        "INSERT INTO framework VALUES (?1, NULL, NULL, 'Ten years', NULL, NULL, NULL, NULL, '[]', 'academic', 'active')",
        [FIRST],
    )?;
    for place in 0..PLANS * GOALS {
        connection.execute(
            "INSERT INTO competency (id, framework, code, statement, education_level, position, precedes, replaced_by, rateable, status)
             VALUES (?1, ?2, ?3, 'Something to learn', '[\"03\"]', ?4, '[]', '[]', 1, 'active')",
            params![FIRST + 1 + place, FIRST, format!("T.{place}"), place + 1],
        )?;
    }
    let mut plans = connection.prepare(
        "INSERT INTO plan (id, person, scale, stage, opened, closed) VALUES (?1, ?2, ?3, 'closed', ?4, ?4)",
    )?;
    let mut goals = connection.prepare(
        "INSERT INTO goal (id, plan, position, text, area, horizon, status, proposed_by, entered_at, carried_from)
         VALUES (?1, ?2, ?3, 'Something to learn', 'academic', 'term', 'carried', ?4, 0, ?5)",
    )?;
    let mut links = connection
        .prepare("INSERT INTO goal_competency (id, goal, competency) VALUES (?1, ?2, ?3)")?;
    let mut ratings = connection.prepare(
        "INSERT INTO rating (id, person, goal, level, rater, rater_kind, observed_on, entered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, date(?7, '+' || ?8 || ' days'), 0)",
    )?;
    let mut next = FIRST + 10_000_000;
    for (place, student) in (0..).zip(&students) {
        for plan in 0..PLANS {
            let id = FIRST + 100_000 + place * PLANS + plan;
            let opened = format!(
                "{}-{}-01",
                2016 + plan / 2,
                if plan % 2 == 0 { "01" } else { "07" }
            );
            plans.execute(params![id, student, scale, opened])?;
            for goal in 0..GOALS {
                let of = goal_id(place, plan, goal);
                let before = (plan > 0).then(|| goal_id(place, plan - 1, goal));
                goals.execute(params![of, id, goal + 1, teacher, before])?;
                next += 1;
                links.execute(params![next, of, FIRST + 1 + plan * GOALS + goal])?;
                for rating in 0..RATINGS {
                    next += 1;
                    let by = if rating % 5 == 4 { "self" } else { "teacher" };
                    let level = 1 + (place + plan + rating) % 4;
                    ratings.execute(params![
                        next,
                        student,
                        of,
                        level,
                        teacher,
                        by,
                        opened,
                        rating * 3
                    ])?;
                }
            }
        }
    }
    let queries = [
        GroupQuery::AtMost(Id::new(FIRST + 7), 2, None),
        GroupQuery::AtLeast(Id::new(FIRST + 50), 3, None),
        GroupQuery::NextStep("read".into()),
        GroupQuery::Support("tiles".into()),
    ];
    for (place, query) in queries.iter().enumerate() {
        let query = serde_json::to_string(query)?;
        connection.execute(
            "INSERT INTO study_group (id, owner, title, query, begins) VALUES (?1, ?2, ?3, ?4, '2026-09-01')",
            params![group_id(place), teacher, format!("Group {place}"), query],
        )?;
    }
    Ok(())
}
