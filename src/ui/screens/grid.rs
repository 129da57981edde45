//! The grid, drawn: a row a student, a column a competency, and below them in words
//! what is under the cursor.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::Model;
use crate::app::layout::{self, CELL, MARGIN};
use crate::app::screens::filtering::filter_words;
use crate::app::screens::grid::Grid;
use crate::domain::person::full_name;
use crate::domain::query::{Cell, GridFrame, GridStudent, Subject};
use crate::domain::{dates, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::theme::Role;
use crate::ui::width;

use super::{header, inset};

/// Draws the grid.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, grid: &Grid, size: (u16, u16)) {
    let parts = layout::grid(size);
    draw_header(canvas, layout::areas(size).header, model, grid);
    let Some(frame) = grid.frame() else { return };
    if frame.is_empty() {
        let area = inset(layout::areas(size).body);
        let lines = width::wrap(empty_words(model, grid, frame), usize::from(area.width));
        for (line, y) in lines.into_iter().zip(area.y + 1..area.bottom()) {
            canvas.put(area.x, y, area.width, line, Role::Muted);
        }
        canvas.set_cursor(area.x, area.y + 1);
        return;
    }
    draw_titles(canvas, &parts, grid, frame);
    let height = usize::from(parts.rows.height);
    let rows = frame.students.iter().enumerate().skip(grid.top.0);
    for ((row, student), y) in rows.take(height).zip(parts.rows.y..) {
        draw_row(canvas, &parts, grid, row, student, y);
    }
    let below = grid.top.0 + height < frame.students.len();
    let marks = [
        (grid.top.0 > 0, parts.rows.y, canvas.look.glyphs.above),
        (below, parts.rows.bottom() - 1, canvas.look.glyphs.below),
    ];
    for (_, y, mark) in marks.into_iter().filter(|(is_so, ..)| *is_so) {
        canvas.put(parts.rows.x, y, 1, mark, Role::Muted);
    }
    draw_detail(canvas, parts.detail, model, grid);
}

fn draw_header(canvas: &mut Canvas<'_>, area: Rect, model: &Model, grid: &Grid) {
    let filter = filter_words(&model.roster.filter, model.roster.choices.as_ref());
    let mut left = vec![("Grid", Role::Title)];
    if !filter.is_empty() {
        left.push((&filter, Role::Accent));
    }
    let title = grid.frame().and_then(|frame| frame.title.as_deref());
    let subject = match grid.subject {
        Subject::Linked => "what goals work toward",
        Subject::Framework(_) => title.unwrap_or_default(),
    };
    left.push((subject, Role::Muted));
    let (row, column) = grid.cursor;
    let place = grid
        .frame()
        .filter(|frame| !frame.students.is_empty() && !frame.competencies.is_empty());
    let place = place.map_or(String::new(), |frame| {
        format!(
            "{} of {}   {} of {}",
            row + 1,
            frame.students.len(),
            column + 1,
            frame.competencies.len()
        )
    });
    header(canvas, area, &left, &place);
}

fn empty_words(model: &Model, grid: &Grid, frame: &GridFrame) -> &'static str {
    if frame.is_too_wide {
        "These are too many students for a grid. f chooses a class or a group."
    } else if frame.students.is_empty() && model.roster.filter.is_open() {
        "Your students will stand here, with where each is. Bring them in with: \
         deskside import oneroster FOLDER, or deskside import roster FILE.csv"
    } else if frame.students.is_empty() {
        "Nobody is left by this filter. f chooses another, or everybody."
    } else if grid.subject == Subject::Linked {
        "The competencies that goals work toward will stand here. Link a goal to one in a \
         student's plan: p, then link it. f shows a whole framework instead; \
         deskside import framework FILE brings one in."
    } else {
        "Nothing in this framework can be rated. f chooses another."
    }
}

/// The names of the competencies, each in its column, down to the rows.
fn draw_titles(canvas: &mut Canvas<'_>, parts: &layout::Grid, grid: &Grid, frame: &GridFrame) {
    let names: Vec<&str> = frame
        .competencies
        .iter()
        .map(|column| column.competency.name())
        .collect();
    let height = usize::from(parts.titles.height);
    // What all codes begin with gives way only where they don't fit.
    let is_long = |name: &&str| width::cells(name) > usize::from(CELL - 1) * height;
    let shared = if names.iter().any(is_long) {
        shared(&names)
    } else {
        0
    };
    let seen = frame.competencies.iter().enumerate().skip(grid.top.1);
    for (place, column) in seen.take(parts.columns) {
        let x = parts.first + ((place - grid.top.1) as u16) * CELL;
        let name = column.competency.name();
        let has_code = column.competency.code.is_some();
        let name = name.get(shared..).filter(|_| has_code).unwrap_or(name);
        let lines = stacked(name, usize::from(CELL - 1), height, has_code);
        let top = parts.titles.bottom() - lines.len() as u16;
        let role = if place == grid.cursor.1 {
            Role::Selected
        } else {
            Role::Heading
        };
        for (line, y) in lines.iter().zip(top..) {
            canvas.put(x, y, CELL - 1, line, role);
        }
    }
    let y = parts.titles.bottom() - 1;
    canvas.put(MARGIN + 4, y, parts.first, "Student", Role::Heading);
    let glyphs = canvas.look.glyphs;
    let end = parts.first + parts.columns as u16 * CELL;
    if grid.top.1 > 0 {
        canvas.put(parts.first - 2, y, 1, glyphs.before, Role::Muted);
    }
    if grid.top.1 + parts.columns < frame.competencies.len() {
        canvas.put(end, y, 1, glyphs.cut, Role::Muted);
    }
}

/// How many bytes all these names begin with, up to a point between their parts.
fn shared(names: &[&str]) -> usize {
    let [first, rest @ ..] = names else { return 0 };
    let alike = |other: &&str| {
        let mut pairs = first.char_indices().zip(other.chars());
        pairs
            .find(|((_, one), two)| one != two)
            .map_or_else(|| first.len().min(other.len()), |((at, _), _)| at)
    };
    let most = rest.iter().map(alike).min().unwrap_or(0);
    let head = first.get(..most).unwrap_or_default();
    head.rfind(['.', '-', '_', ':', '/']).map_or(0, |at| at + 1)
}

/// A name in lines so wide, broken where its parts meet: of a code its end, which
/// tells it apart, of words their begin.
fn stacked(name: &str, wide: usize, height: usize, has_code: bool) -> Vec<String> {
    let shown = words::display(name);
    let breaks = |c: char| matches!(c, '.' | '-' | '_' | ':' | '/' | ' ');
    let parts: Vec<&str> = shown.split_inclusive(breaks).collect();
    let fits = |part: &&str| width::cells(part) <= wide;
    if has_code && parts.iter().all(fits) {
        let mut lines = packed_from_the_end(&parts, wide);
        lines.drain(..lines.len().saturating_sub(height));
        return lines;
    }
    let mut lines = packed(&parts, wide);
    if has_code {
        for first in 1..parts.len() {
            if lines.len() <= height {
                break;
            }
            lines = packed(parts.get(first..).unwrap_or_default(), wide);
        }
    }
    lines.truncate(height);
    lines
}

/// Parts in lines so wide, as much in the last as it takes: "LA." over "2.1".
fn packed_from_the_end(parts: &[&str], wide: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in parts.iter().rev() {
        let used = lines.first().map_or(0, |line| width::cells(line));
        if used > 0 && used + width::cells(part) > wide {
            lines.insert(0, String::new());
        }
        if let Some(line) = lines.first_mut() {
            line.insert_str(0, part);
        }
    }
    lines
}

/// Parts in lines so wide; a part that is wider goes on in the next line.
fn packed(parts: &[&str], wide: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for part in parts {
        let is_new = used > 0 && used + width::cells(part.trim_end()) > wide;
        if is_new {
            lines.push(String::new());
            used = 0;
        }
        for letter in part.graphemes(true) {
            let cells = width::cells(letter);
            if used + cells > wide && letter != " " {
                lines.push(String::new());
                used = 0;
            }
            used += cells;
            if let Some(line) = lines.last_mut() {
                line.push_str(letter);
            }
        }
    }
    lines
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    parts: &layout::Grid,
    grid: &Grid,
    row: usize,
    student: &GridStudent,
    y: u16,
) {
    let glyphs = canvas.look.glyphs;
    let is_selected = row == grid.cursor.0;
    if grid.marked.contains(&student.id) {
        canvas.put(MARGIN - 1, y, 1, glyphs.done, Role::Accent);
    }
    if let Some(number) = student.number {
        canvas.put_right(MARGIN + 3, y, 3, &number.to_string(), Role::Base);
    }
    let room = parts.first - 2 - (MARGIN + 4);
    let (given, family) = (
        words::display(&student.given),
        words::display(&student.family),
    );
    let name = width::fit_name(&given, &family, usize::from(room), glyphs.cut);
    let role = if is_selected {
        Role::Selected
    } else {
        Role::Base
    };
    canvas.put(MARGIN + 4, y, room, &name, role);
    for place in 0..parts.columns {
        let column = grid.top.1 + place;
        let x = parts.first + place as u16 * CELL;
        let is_here = is_selected && column == grid.cursor.1;
        if is_here {
            canvas.put(x, y, 1, glyphs.cursor, Role::Cursor);
            canvas.set_cursor(x, y);
        }
        let (Some(cell), Some(frame)) = (grid.cell(row, column), grid.frame()) else {
            continue;
        };
        let below = frame.competencies.get(column);
        let is_gap = below.is_some_and(|below| cell.below_grade(student, below).is_some());
        let role = match (is_gap, cell.is_proficient()) {
            (true, _) => Role::Overdue,
            (false, Some(true)) => Role::Done,
            (false, Some(false)) => Role::Base,
            (false, None) => Role::Muted,
        };
        let text = match &cell.level {
            Some((level, ..)) => level.to_string(),
            None => glyphs.missed.to_owned(),
        };
        let end = canvas.put(x + 1, y, CELL - 3, &text, role);
        if is_gap {
            canvas.put(end, y, 1, glyphs.gap, role);
        }
    }
}

/// What is under the cursor, in words.
fn draw_detail(canvas: &mut Canvas<'_>, area: Rect, model: &Model, grid: &Grid) {
    let Some((student, column, cell)) = grid.selected() else {
        return;
    };
    let area = inset(area);
    let line = |at: u16| area.y + at.min(area.height.saturating_sub(1));
    let what = words::display(&column.competency.words()).into_owned();
    let what = width::fit(&what, usize::from(area.width), canvas.look.glyphs.cut);
    canvas.put(area.x, line(1), area.width, &what, Role::Base);
    let name = full_name(&student.given, &student.family);
    let mut parts = vec![standing(cell, model)];
    let below = cell.and_then(|cell| cell.below_grade(student, column));
    parts.extend(below.map(|below| match below {
        1 => format!("{} 1 grade below", canvas.look.glyphs.gap),
        n => format!("{} {n} grades below", canvas.look.glyphs.gap),
    }));
    parts.push(match cell {
        Some(cell) if cell.is_open => "open goal".to_owned(),
        Some(_) => "goal ended".to_owned(),
        None => "no goal: + makes one".to_owned(),
    });
    let end = canvas.put(area.x, line(2), area.width, &name, Role::Selected);
    let room = area.right().saturating_sub(end + 3);
    canvas.put(end + 3, line(2), room, &parts.join("   "), Role::Muted);
}

fn standing(cell: Option<&Cell>, model: &Model) -> String {
    let level = cell.and_then(|cell| cell.level.as_ref());
    match level {
        Some((level, on, scale)) => {
            let shown = scale
                .level(*level)
                .map_or(level.to_string(), |level| level.shown());
            format!("{shown}, {}", dates::say(*on, model.today))
        }
        None => "not rated".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_codes_share_is_left_out_up_to_a_point() {
        assert_eq!(shared(&["CCSS.3.NF.1", "CCSS.3.NF.2", "CCSS.3.OA.1"]), 7);
        assert_eq!(shared(&["3.NF.1", "4.NF.1"]), 0);
        assert_eq!(shared(&["SEL1", "SEL2"]), 0);
        assert_eq!(shared(&["A.1"]), 0);
        assert_eq!(shared(&[]), 0);
        assert_eq!(shared(&["é.1", "é.2"]), 3);
    }

    #[test]
    fn a_code_is_stacked_by_its_end_and_words_by_their_begin() {
        assert_eq!(stacked("3.NF.A.1", 5, 3, true), ["3.NF.", "A.1"]);
        assert_eq!(stacked("Content.3.NF.A.1", 5, 2, true), ["3.NF.", "A.1"]);
        assert_eq!(stacked("LA.2.1", 5, 3, true), ["LA.", "2.1"]);
        assert_eq!(stacked("SEL", 5, 3, true), ["SEL"]);
        assert_eq!(
            stacked("Asks for help early", 5, 3, false),
            ["Asks ", "for ", "help "]
        );
        assert_eq!(
            stacked("Perseverance", 5, 3, false),
            ["Perse", "veran", "ce"]
        );
        assert_eq!(
            stacked("学会求助他人", 5, 3, false),
            ["学会", "求助", "他人"]
        );
    }
}
