//! The class grid: students by competencies, with the level each stands at. Who and
//! what is on it is read whole, levels only for a window. Not how it is drawn.

use std::sync::Arc;

use chrono::NaiveDate;

use super::super::framework::{Competency, Framework, gap};
use super::super::ids::Id;
use super::super::person::PersonId;
use super::super::plan::{Area, Goal};
use super::super::scale::Scale;
use super::Filter;

/// Whose levels on what, and which part of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridQuery {
    /// Which students.
    pub filter: Filter,
    /// Which competencies.
    pub subject: Subject,
    /// From which student on, and how many.
    pub rows: (usize, usize),
    /// From which competency on, and how many.
    pub columns: (usize, usize),
}

/// Which competencies are the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Subject {
    /// Those that a goal of one of the students works toward.
    #[default]
    Linked,
    /// All of a framework that a student can be rated on.
    Framework(Id<Framework>),
}

/// The students and the competencies of a grid, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GridFrame {
    /// By name.
    pub students: Vec<GridStudent>,
    /// By framework, then by code.
    pub competencies: Vec<GridCompetency>,
    /// The title of the framework whose competencies these all are.
    pub title: Option<String>,
    /// Whether there are more students than fit on a grid, so that none is here.
    pub is_too_wide: bool,
}

impl GridFrame {
    /// Whether there is no cell in it.
    pub fn is_empty(&self) -> bool {
        self.students.is_empty() || self.competencies.is_empty()
    }
}

/// A row's student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridStudent {
    /// The student.
    pub id: PersonId,
    /// The class number among the asker's students.
    pub number: Option<u16>,
    /// Given name, the preferred one where there is one.
    pub given: String,
    /// Family name.
    pub family: String,
    /// The grade.
    pub grade: Option<String>,
}

/// A column's competency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCompetency {
    /// The competency.
    pub competency: Competency,
    /// The area of its framework.
    pub area: Area,
}

/// A window on the levels of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct GridPage {
    /// Who and what is on the grid.
    pub frame: Arc<GridFrame>,
    /// From which student on, and how many.
    pub rows: (usize, usize),
    /// From which competency on, and how many.
    pub columns: (usize, usize),
    /// Row by row; none where no goal of the student's works toward the competency.
    pub cells: Vec<Option<Cell>>,
}

/// How a student stands on a competency.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The latest goal that works toward it.
    pub goal: Id<Goal>,
    /// Whether one of the goals is still worked on.
    pub is_open: bool,
    /// The teacher's level, with its day and the scale it stands on; none before the
    /// first rating. It is that of the goal rated last, as its plan rolls it up.
    pub level: Option<(i64, NaiveDate, Arc<Scale>)>,
}

impl Cell {
    /// Whether the level is proficient; none before the first rating.
    pub fn is_proficient(&self) -> Option<bool> {
        let (level, _, scale) = self.level.as_ref()?;
        let place = |value: i64| scale.levels.iter().position(|level| level.value == value);
        Some(place(*level)? >= place(scale.proficient_from)?)
    }

    /// How many grades below the student's own a competency lies that isn't reached:
    /// a hole to be filled. None where there is no such hole.
    pub fn below_grade(&self, student: &GridStudent, column: &GridCompetency) -> Option<i32> {
        let grade = student.grade.as_deref()?;
        let below = gap(&column.competency.education_level, grade).filter(|below| *below > 0)?;
        (self.is_proficient() == Some(false)).then_some(below)
    }
}

impl GridPage {
    /// How a student stands on a competency, by their places; none outside the
    /// window, and where there is nothing.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        let row = row
            .checked_sub(self.rows.0)
            .filter(|at| *at < self.rows.1)?;
        let column = column.checked_sub(self.columns.0)?;
        let column = Some(column).filter(|at| *at < self.columns.1)?;
        self.cells.get(row * self.columns.1 + column)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::framework::CompetencyStatus;
    use crate::domain::school::Import;

    fn cell(level: i64) -> Cell {
        let scale = Scale::preset("1-4", Id::new(1)).unwrap();
        Cell {
            goal: Id::new(7),
            is_open: true,
            level: Some((level, "2026-11-02".parse().unwrap(), Arc::new(scale))),
        }
    }

    #[test]
    fn a_level_that_is_not_proficient_below_the_grade_is_a_hole() {
        let student = |grade: Option<&str>| GridStudent {
            id: Id::new(1),
            number: None,
            given: "Ada".into(),
            family: "Okafor".into(),
            grade: grade.map(str::to_owned),
        };
        let column = |grade: &str| GridCompetency {
            competency: Competency {
                id: Id::new(2),
                framework: Id::new(3),
                import: Import::default(),
                code: Some("2.OA.1".into()),
                statement: "Adds".into(),
                short: None,
                education_level: vec![grade.into()],
                item_type: None,
                parent: None,
                position: 1,
                precedes: vec![],
                replaced_by: vec![],
                rateable: true,
                status: CompetencyStatus::Active,
            },
            area: Area::Academic,
        };
        let sixth = student(Some("6"));
        assert_eq!(cell(2).below_grade(&sixth, &column("02")), Some(4));
        assert_eq!(cell(3).below_grade(&sixth, &column("02")), None);
        assert_eq!(cell(1).below_grade(&sixth, &column("06")), None);
        assert_eq!(cell(1).below_grade(&sixth, &column("07")), None);
        assert_eq!(cell(1).below_grade(&student(None), &column("02")), None);
        let unrated = Cell {
            level: None,
            ..cell(1)
        };
        assert_eq!(unrated.below_grade(&sixth, &column("02")), None);
    }

    #[test]
    fn a_cell_is_found_in_its_window_alone() {
        let page = GridPage {
            frame: Arc::default(),
            rows: (10, 2),
            columns: (4, 3),
            cells: vec![None, Some(cell(1)), None, None, None, Some(cell(3))],
        };
        let level = |row, column| {
            let found = page.cell(row, column)?;
            found.level.as_ref().map(|(level, ..)| *level)
        };
        assert_eq!(level(10, 5), Some(1));
        assert_eq!(level(11, 6), Some(3));
        for (row, column) in [(9, 5), (12, 5), (10, 3), (10, 7), (11, 4)] {
            assert_eq!(level(row, column), None, "{row} {column}");
        }
    }
}
