//! The grid: the roster's students by competencies, from a level to the ratings
//! behind it, from a gap to a goal, from a selection to a group.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::layers::pick::{Chosen, Pick, Row, row};
use crate::app::layers::{Layer, tree};
use crate::app::layout;
use crate::app::{Model, Tone};
use crate::domain::change::{Change, Delta, Edit, Hand};
use crate::domain::framework::{Competency, Framework, GoalCompetency};
use crate::domain::group::GroupQuery;
use crate::domain::ids::Id;
use crate::domain::person::{PersonId, full_name};
use crate::domain::plan::Goal;
use crate::domain::query::{
    Cell, Choices, Filter, GridCompetency, GridFrame, GridPage, GridQuery, GridStudent, Query,
    StudentRecord, Subject, Term,
};
use crate::domain::{fate, stage, words};

use super::Screen;
use super::edit;
use super::filtering;
use super::groups::Step;
use super::roster::Picking;
use super::student::{Student, Tab, Wanted};

/// The screen's state.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Which competencies.
    pub subject: Subject,
    /// The levels around the cursor, once they are read, and for whom they were.
    page: Option<(Filter, Subject, GridPage)>,
    /// The row and the column under the cursor.
    pub cursor: (usize, usize),
    /// The first row and the first column that are seen.
    pub top: (usize, usize),
    /// The competency that is to be under the cursor, once it is read.
    aim: Option<Id<Competency>>,
    /// Students marked for a group.
    pub marked: BTreeSet<PersonId>,
    /// The student for whom a competency is to become a goal, while they are read.
    pub wanted: Option<(PersonId, Id<Competency>)>,
}

impl Grid {
    /// What the screen asks for: the window that is seen, and once that is here one on each
    /// side of it, anew only when the cursor has left the middle one.
    pub fn needs(&self, filter: &Filter, size: (u16, u16)) -> Vec<Query> {
        let (height, width) = seen(size);
        let is_first = !self.is_of(filter);
        let around = |top: usize, by: usize| {
            if is_first {
                return (top, by);
            }
            ((top / by).saturating_sub(1) * by, 3 * by)
        };
        let grid = Query::Grid(GridQuery {
            filter: filter.clone(),
            subject: self.subject,
            rows: around(self.top.0, height),
            columns: around(self.top.1, width),
        });
        let student = self.wanted.map(|(student, _)| Query::Student(student));
        std::iter::once(grid).chain(student).collect()
    }

    /// Whether what the filter leaves isn't known yet.
    pub fn is_waiting(&self, filter: &Filter) -> bool {
        self.wanted.is_some() || !self.is_of(filter)
    }

    /// Whether what was read is of these students and these competencies.
    fn is_of(&self, filter: &Filter) -> bool {
        let page = self.page.as_ref();
        page.is_some_and(|(of, on, _)| of == filter && *on == self.subject)
    }

    /// Whether all levels that are seen are here.
    pub fn is_complete(&self, size: (u16, u16)) -> bool {
        let Some((_, _, page)) = &self.page else {
            return false;
        };
        let holds = |(from, many): (usize, usize), top: usize, seen: usize, all: usize| {
            from <= top && (top + seen).min(all) <= from + many
        };
        let (height, width) = seen(size);
        holds(page.rows, self.top.0, height, page.frame.students.len())
            && holds(
                page.columns,
                self.top.1,
                width,
                page.frame.competencies.len(),
            )
    }

    /// Who and what is on it, once that is read.
    pub fn frame(&self) -> Option<&GridFrame> {
        self.page.as_ref().map(|(_, _, page)| page.frame.as_ref())
    }

    /// How a student stands on a competency, by their places.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.page.as_ref()?.2.cell(row, column)
    }

    /// What is under the cursor: whose level on what, and that level.
    pub fn selected(&self) -> Option<(&GridStudent, &GridCompetency, Option<&Cell>)> {
        let frame = self.frame()?;
        let student = frame.students.get(self.cursor.0)?;
        let competency = frame.competencies.get(self.cursor.1)?;
        Some((student, competency, self.cell(self.cursor.0, self.cursor.1)))
    }

    /// Takes a window that was read; the cursor stays on its student and its
    /// competency, wherever they are now.
    fn take(&mut self, asked: &GridQuery, page: GridPage, size: (u16, u16)) {
        let held = self
            .selected()
            .map(|(student, column, _)| (student.id, column.competency.id));
        let frame = Arc::clone(&page.frame);
        self.page = Some((asked.filter.clone(), asked.subject, page));
        if let Some((student, competency)) = held {
            let mut rows = frame.students.iter();
            let mut columns = frame.competencies.iter();
            let row = rows.position(|other| other.id == student);
            let column = columns.position(|other| other.competency.id == competency);
            self.cursor = (
                row.unwrap_or(self.cursor.0),
                column.unwrap_or(self.cursor.1),
            );
        }
        if let Some(aim) = self.aim.take() {
            let mut columns = frame.competencies.iter();
            let column = columns.position(|other| other.competency.id == aim);
            self.cursor.1 = column.unwrap_or(0);
        }
        self.marked
            .retain(|id| frame.students.iter().any(|student| student.id == *id));
        self.step((0, 0), size);
    }

    /// Moves the cursor by so many rows and columns.
    fn step(&mut self, by: (isize, isize), size: (u16, u16)) {
        let (rows, columns) = self.frame().map_or((0, 0), |frame| {
            (frame.students.len(), frame.competencies.len())
        });
        let seen = seen(size);
        let (row, top) = moved(self.cursor.0, self.top.0, by.0, rows, seen.0);
        let (column, left) = moved(self.cursor.1, self.top.1, by.1, columns, seen.1);
        self.cursor = (row, column);
        self.top = (top, left);
    }
}

/// How many rows and columns are seen.
fn seen(size: (u16, u16)) -> (usize, usize) {
    let parts = layout::grid(size);
    (usize::from(parts.rows.height).max(1), parts.columns)
}

/// A place and the first that is seen, after a move.
fn moved(place: usize, top: usize, by: isize, all: usize, seen: usize) -> (usize, usize) {
    let last = all.saturating_sub(1);
    let place = place.min(last).saturating_add_signed(by).min(last);
    let least = (place + 1).saturating_sub(seen);
    (
        place,
        top.clamp(least, place)
            .min(all.saturating_sub(seen).max(least)),
    )
}

impl Model {
    pub(in crate::app) fn open_grid(&mut self) {
        if self.is_with_student() {
            self.say_not_for_two();
            return;
        }
        self.screens.push(Screen::Grid(Box::default()));
    }

    /// A framework's competencies, with the cursor on this one: who works toward it.
    pub(in crate::app) fn open_grid_at(
        &mut self,
        framework: Id<Framework>,
        competency: Id<Competency>,
    ) {
        if !matches!(self.screen(), Screen::Grid(_)) {
            self.open_grid();
        }
        if let Some(grid) = self.grid() {
            grid.subject = Subject::Framework(framework);
            grid.aim = Some(competency);
            // What is known is of other columns, or of another place in these.
            grid.page = None;
        }
    }

    fn grid(&mut self) -> Option<&mut Grid> {
        match self.screen_mut() {
            Some(Screen::Grid(grid)) => Some(grid),
            _ => None,
        }
    }

    pub(in crate::app) fn act_on_grid(&mut self, action: Action) -> Option<Vec<Effect>> {
        let size = self.size;
        let (height, width) = seen(size);
        let page = (height.saturating_sub(1).max(1) as isize, width as isize);
        let far = isize::MAX >> 1;
        let by = match action {
            Action::Up => (-1, 0),
            Action::Down => (1, 0),
            Action::PageUp => (-page.0, 0),
            Action::PageDown => (page.0, 0),
            Action::First => (-far, 0),
            Action::Last => (far, 0),
            Action::CellLeft => (0, -1),
            Action::CellRight => (0, 1),
            Action::PageLeft => (0, -page.1),
            Action::PageRight => (0, page.1),
            Action::Open => {
                self.open_behind();
                return Some(vec![]);
            }
            Action::Mark => {
                self.mark();
                return Some(vec![]);
            }
            Action::GoalFromGap => {
                self.want_goal();
                return Some(vec![]);
            }
            Action::GroupFromGrid => {
                self.open_group_pick();
                return Some(vec![]);
            }
            Action::Frameworks => {
                self.browse(None, tree::Level::Frameworks);
                return Some(vec![]);
            }
            Action::Filter => {
                self.want_choices(Picking::Grid);
                return Some(vec![]);
            }
            _ => return None,
        };
        self.grid()?.step(by, size);
        Some(vec![])
    }

    pub(in crate::app) fn grid_came(&mut self, asked: &GridQuery, page: GridPage) {
        let size = self.size;
        if let Some(grid) = self.grid() {
            grid.take(asked, page, size);
        }
    }

    /// Other competencies.
    pub(in crate::app) fn show_columns(&mut self, subject: Subject) {
        if let Some(grid) = self.grid() {
            grid.subject = subject;
            grid.cursor.1 = 0;
            grid.top.1 = 0;
        }
    }

    /// Which competencies, then which students.
    pub(super) fn grid_pick(&mut self, choices: &Choices) -> Pick {
        let filter = self.roster.filter.clone();
        let now = self.grid().map(|grid| grid.subject);
        let columns = |words: String, subject| Row {
            words,
            is_on: now == Some(subject),
            chosen: Chosen::Columns(subject),
        };
        let mut rows = vec![columns(
            "columns: what goals here work toward".into(),
            Subject::Linked,
        )];
        for (framework, title) in &choices.frameworks {
            let subject = Subject::Framework(*framework);
            rows.push(columns(format!("columns: {title}"), subject));
        }
        rows.extend(filtering::filter_pick(&filter, choices, self.settings.untouched_days).rows);
        let mut pick = Pick::new("Show", rows);
        pick.cursor = 0;
        pick
    }

    /// The ratings behind the cell: the student's growth, on the cell's goal.
    fn open_behind(&mut self) {
        let Some((student, _, cell)) = self.grid().and_then(|grid| grid.selected()) else {
            return;
        };
        let Some(goal) = cell.map(|cell| cell.goal) else {
            let name = full_name(&student.given, &student.family);
            let text = format!("{name} isn't rated on this yet; + makes it a goal.");
            self.say(Tone::Look, text);
            return;
        };
        let mut screen = Student::new(student.id, Tab::Growth);
        screen.wanted = Some(Wanted {
            number: goal.number(),
            plan: None,
        });
        self.screens.push(Screen::Student(Box::new(screen)));
    }

    fn mark(&mut self) {
        let size = self.size;
        let Some(grid) = self.grid() else { return };
        let Some(student) = grid.selected().map(|(student, ..)| student.id) else {
            return;
        };
        if !grid.marked.remove(&student) {
            grid.marked.insert(student);
        }
        grid.step((1, 0), size);
    }

    /// Asks for the student's plan, to put a goal into it.
    fn want_goal(&mut self) {
        let Some((student, column, cell)) = self.grid().and_then(|grid| grid.selected()) else {
            return;
        };
        let wanted = (student.id, column.competency.id);
        if cell.is_some_and(|cell| cell.is_open) {
            let name = full_name(&student.given, &student.family);
            let text = format!("{name} works toward it already; Enter shows how it went.");
            self.say(Tone::Look, text);
            return;
        }
        if let Some(grid) = self.grid() {
            grid.wanted = Some(wanted);
        }
    }

    /// The student was read for whom a goal is wanted: it is of the competency under
    /// the cursor, linked to it, from the level that was reached.
    pub(in crate::app) fn student_came_to_grid(
        &mut self,
        student: PersonId,
        record: Option<&StudentRecord>,
    ) -> Vec<Effect> {
        let (person, now, today) = (self.viewer.person, self.now, self.today);
        let mut mint = self.mint.clone();
        let Some(grid) = self.grid() else {
            return vec![];
        };
        let wanted = grid.wanted.take_if(|(of, _)| *of == student);
        let Some(record) = record else {
            return vec![];
        };
        let selected = grid.selected().filter(|(student, column, _)| {
            wanted == Some((student.id, column.competency.id)) && record.person.id == student.id
        });
        let Some((_, column, cell)) = selected else {
            return vec![];
        };
        let mut hand = Hand {
            person,
            mint: &mut mint,
            now,
            today,
        };
        match goal_for(record, column, cell, &mut hand) {
            Ok(change) => {
                self.mint = mint;
                self.save_key(change)
            }
            Err(sentence) => {
                self.say(Tone::Refused, sentence);
                vec![]
            }
        }
    }

    fn open_group_pick(&mut self) {
        let Some(grid) = self.grid() else { return };
        let mut rows = Vec::new();
        if !grid.marked.is_empty() {
            let marked: Vec<PersonId> = grid.marked.iter().copied().collect();
            let words = match marked.len() {
                1 => "a group of the student marked".to_owned(),
                n => format!("a group of the {n} students marked"),
            };
            rows.push(row(words, Chosen::Grouping(Step::New(marked))));
        }
        if let Some((_, column, Some(cell))) = grid.selected()
            && let Some((level, _, scale)) = &cell.level
        {
            let (id, name) = (column.competency.id, column.competency.name());
            let of = Some(scale.id);
            let at = scale
                .level(*level)
                .map_or(level.to_string(), |found| found.shown());
            for (words, query) in [
                ("or less", GroupQuery::AtMost(id, *level, of)),
                ("or more", GroupQuery::AtLeast(id, *level, of)),
            ] {
                let words = format!("a live group: {at} {words} on {name}");
                rows.push(row(words, Chosen::Grouping(Step::Live(query))));
            }
        }
        if rows.is_empty() {
            let text = "Mark students with Space, or stand on a level, to make a group.";
            self.say(Tone::Look, text);
            return;
        }
        self.layers.push(Layer::Pick(Pick::new("A group", rows)));
    }
}

/// The change that makes a goal of a competency: linked, with the level reached as
/// its baseline; in a draft begun with it, where the student has no plan.
fn goal_for(
    record: &StudentRecord,
    column: &GridCompetency,
    cell: Option<&Cell>,
    hand: &mut Hand<'_>,
) -> Result<Change, String> {
    let name = record.person.called();
    let mut edits = Vec::new();
    let plan = match &record.plan {
        Some(plan) => plan.plan.id,
        None => {
            let (plan, opening) = edit::new_plan(record, Term::Present, hand)?;
            edits.extend(opening);
            plan.id
        }
    };
    let scale = match &record.plan {
        Some(plan) => Some(&plan.scale),
        None => record.scales.first(),
    };
    let place = record.plan.as_ref().map_or(0, |plan| plan.goals.len());
    let reached = cell.and_then(|cell| cell.level.as_ref());
    // A level of another scale says nothing on this one.
    let reached = reached.filter(|(.., on)| scale.is_some_and(|scale| scale.id == on.id));
    // Where that much is reached, the next level is aimed at.
    let target = scale.and_then(|scale| {
        let proficient = scale.proficient_from;
        match reached {
            Some((level, ..)) if scale.height(*level) >= scale.height(proficient) => {
                scale.step(Some(*level), true)
            }
            _ => Some(proficient),
        }
    });
    let competency = &column.competency;
    let text = competency.short.as_deref().unwrap_or(&competency.statement);
    let goal = Goal {
        area: column.area,
        status: stage::begins_as(record.plan.as_ref().map(|plan| plan.plan.stage)),
        baseline: reached.map(|(level, ..)| *level),
        baseline_on: reached.map(|(_, on, _)| *on),
        target,
        ..Goal::proposed(
            hand.mint.id(hand.now),
            plan,
            place as u16 + 1,
            words::clean_line(text).text,
            hand.person,
            hand.now,
        )
    };
    let link = GoalCompetency {
        id: hand.mint.id(hand.now),
        goal: goal.id,
        competency: competency.id,
        target,
        expected_by: None,
    };
    edits.extend(fate::goal_edits(None, goal, hand));
    edits.push(Edit::GoalCompetency(Delta::insert(link)));
    let label = format!("made a goal of {} for {name}", competency.name());
    Ok(Change::about(record.person.id, label, edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_asked_first_and_what_stands_around_it_then() {
        let size = (120, 40);
        let (height, width) = seen(size);
        let asked = |grid: &Grid| match grid.needs(&Filter::default(), size).first() {
            Some(Query::Grid(asked)) => (asked.rows, asked.columns),
            other => unreachable!("{other:?}"),
        };
        let mut grid = Grid::default();
        assert_eq!(asked(&grid), ((0, height), (0, width)));
        assert!(!grid.is_complete(size));
        let page = GridPage {
            frame: Arc::default(),
            rows: (0, height),
            columns: (0, width),
            cells: Vec::new(),
        };
        grid.page = Some((Filter::default(), grid.subject, page));
        assert_eq!(asked(&grid), ((0, 3 * height), (0, 3 * width)));
        assert!(grid.is_complete(size));
    }
}
