//! The growth tab of the student's screen, drawn: goals and competencies from baseline to
//! latest, a chart of the ratings behind the selected one, check-ins a week below it.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::screens::student::Student;
use crate::domain::dates;
use crate::domain::growth::{Axis, Grown, Growth, GrowthLine, Mark, Reached};
use crate::domain::query::StudentRecord;
use crate::domain::rating::RaterKind;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::theme::Role;
use crate::ui::width;

use super::overview::{NARROW, short_level};

/// Draws the tab.
pub fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    student: &Student,
    record: &StudentRecord,
) {
    let Some(growth) = &student.growth else {
        return;
    };
    if growth.lines.is_empty() {
        let mut page = Page::new(area.width);
        let name = record.person.first_name();
        page.text(
            0,
            &format!("{name}'s growth will stand here once a goal has a rating; 3 shows the plan."),
            Role::Muted,
            2,
        );
        page.draw(canvas, area, None);
        return;
    }
    let mut titles = Page::new(area.width);
    titles.push(headings(area.width, record, canvas.look.glyphs.cut));
    titles.draw(canvas, Rect { height: 1, ..area }, None);
    let area = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let chart = chart_height(growth, student, area.height);
    let lines = lines(area.width, model, student, growth);
    // The chart follows the list, which scrolls where both don't fit.
    let list = Rect {
        height: (lines.len() as u16).min(area.height.saturating_sub(chart)),
        ..area
    };
    lines.draw(canvas, list, None);
    if chart > 0 {
        let area = Rect {
            y: list.bottom(),
            height: chart,
            ..area
        };
        draw_chart(canvas, area, model, student, growth, record);
    }
}

/// How tall the chart is with its axis and bars: what its scale takes, where at
/// least four goals can stand above it.
fn chart_height(growth: &Growth, student: &Student, height: u16) -> u16 {
    let levels = student
        .grown()
        .map_or(0, |line| line.scale.levels.len() as u16);
    // A blank line, a heading, the axis and the bars.
    let wanted = levels + 4;
    let above = (growth.lines.len() as u16).min(4) + 1;
    if height >= wanted + above { wanted } else { 0 }
}

/// The titles of the columns, which stay where the list scrolls.
fn headings(room: u16, record: &StudentRecord, edge: &str) -> Line {
    let (from, to, _gain, own) = columns(room);
    let name = width::fit(record.person.first_name(), usize::from(room - own), edge);
    Line::of(0, "GROWTH", Role::Heading)
        .at(from, "began", Role::Muted)
        .at(to, "now", Role::Muted)
        .at(own, name, Role::Muted)
}

fn lines(room: u16, model: &Model, student: &Student, growth: &Growth) -> Page {
    let mut page = Page::new(room);
    let (from, to, gain, own) = columns(room);
    let cursor = student.cursor.min(growth.lines.len() - 1);
    let shown = |reached: Option<&Reached>| match reached {
        Some(reached) if room < NARROW => short_level(&reached.scale, Some(reached.level)),
        reached => shown(reached),
    };
    let mut part: Option<&str> = None;
    for (place, line) in growth.lines.iter().enumerate() {
        let title = match line.grown {
            Grown::Goal(_) => line.session.as_deref().unwrap_or("no session"),
            Grown::Competency(_) => "competencies, by all goals",
        };
        if place > 0 && part != Some(title) {
            page.push(Line::of(0, title.to_owned(), Role::Muted));
        }
        part = Some(title);
        let begun = match &line.baseline {
            Some(began) if is_narrow(room) || began.scale.id != line.scale.id => {
                of_scale(began, line)
            }
            began => shown(began.as_ref()),
        };
        let star = line.latest.as_ref().filter(|latest| latest.is_set);
        let now = shown(line.latest.as_ref());
        let now = star.map_or_else(|| now.clone(), |_| format!("{now} *"));
        let said = line.own.as_ref();
        let said = said.map_or_else(
            || "-".to_owned(),
            |own| {
                if own.scale.id == line.scale.id {
                    shown(Some(own))
                } else {
                    of_scale(own, line)
                }
            },
        );
        let (words, role) = if line.is_dropped {
            (format!("dropped: {}", line.text), Role::Muted)
        } else {
            (line.text.clone(), Role::Base)
        };
        page.push(
            Line::of(2, words, role)
                .at(from, begun, Role::Muted)
                .at(to, now, Role::Base)
                .at(gain, gained(line), Role::Muted)
                .at(own, said, Role::Muted)
                .selected(place == cursor),
        );
        if let Some(latest) = star.filter(|_| place == cursor) {
            let on = dates::say(latest.at.0, model.today);
            let words = format!("* the level was set by hand, {on}");
            page.text(4, &words, Role::Muted, 2);
        }
    }
    page
}

/// "3 Proficient", or a dash where nothing was said.
fn shown(reached: Option<&Reached>) -> String {
    reached
        .and_then(|reached| reached.scale.level(reached.level))
        .map_or_else(|| "-".to_owned(), |level| level.shown())
}

/// The number of a level, and of which scale it is where that isn't the line's.
fn of_scale(reached: &Reached, line: &GrowthLine) -> String {
    let level = reached.level;
    if reached.scale.id == line.scale.id {
        return level.to_string();
    }
    format!("{level} of {}", reached.scale.title)
}

/// Where the columns begin: baseline, latest, gain, the student's own.
fn columns(room: u16) -> (u16, u16, u16, u16) {
    if room < NARROW {
        let from_right = |cells: u16| room.saturating_sub(cells);
        return (
            from_right(21),
            from_right(14),
            from_right(10),
            from_right(7),
        );
    }
    let from = if is_narrow(room) { 43 } else { 50 };
    (
        room.saturating_sub(from),
        room.saturating_sub(34),
        room.saturating_sub(18),
        room.saturating_sub(13),
    )
}

/// Whether a baseline has room for no more than its number.
fn is_narrow(room: u16) -> bool {
    room < 96
}

/// "+2", "-1", "=": levels gained since the baseline.
fn gained(line: &GrowthLine) -> String {
    match line.gain() {
        Some(0) => "=".to_owned(),
        Some(gain) => format!("{gain:+}"),
        None => String::new(),
    }
}

fn draw_chart(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    student: &Student,
    growth: &Growth,
    record: &StudentRecord,
) {
    let Some(line) = student.grown() else { return };
    let known = student.marks.as_ref();
    let all: &[Mark] = known
        .filter(|marks| marks.grown == line.grown)
        .map_or(&[], |marks| marks.marks.as_slice());
    // A level of another scale has no row here; how many there are is said.
    let is_here = |mark: &&Mark| mark.scale == line.scale.id;
    let here: Vec<Mark> = all.iter().filter(is_here).copied().collect();
    let marks = here.as_slice();
    let elsewhere = all.len() - marks.len();
    let levels = &line.scale.levels;
    let label = levels
        .iter()
        .map(|level| width::cells(&level.shown()))
        .max()
        .unwrap_or(0)
        .min(usize::from(area.width / 4)) as u16;
    let left = area.x + 2 + label + 2;
    let room = area.right().saturating_sub(left);
    let first = all
        .first()
        .map(|mark| mark.on)
        .into_iter()
        .chain(line.baseline.as_ref().map(|began| began.at.0))
        .min();
    let axis = Axis::over(first, model.today, usize::from(room));
    let glyphs = canvas.look.glyphs;
    let mut y = area.y + 1;
    let end = canvas.put(area.x, y, area.width, "RATINGS", Role::Heading);
    if elsewhere > 0 {
        let words = format!("and {elsewhere} on another scale");
        let x = end + 3;
        canvas.put(x, y, area.right().saturating_sub(x), &words, Role::Muted);
    }
    let legend = format!(
        "{} {}   {} {}",
        glyphs.rated,
        record.whose().say("teacher", "partner"),
        glyphs.own_rated,
        record.person.first_name()
    );
    canvas.put_right(area.right(), y, area.width / 2, &legend, Role::Muted);
    y += 1;
    let teacher = axis.latest(marks, RaterKind::Teacher);
    let own = axis.latest(marks, RaterKind::Own);
    for level in levels.iter().rev() {
        canvas.put(area.x + 2, y, label, &level.shown(), Role::Muted);
        let mut present = None;
        for column in 0..axis.columns {
            let at = |list: &[Option<i64>]| list.get(column).copied().flatten();
            let x = left + column as u16;
            let is_own = at(&own) == Some(level.value);
            let rated = at(&teacher);
            present = rated.or(present);
            if rated == Some(level.value) {
                canvas.put(x, y, 1, glyphs.rated, Role::Accent);
            } else if is_own {
                canvas.put(x, y, 1, glyphs.own_rated, Role::StudentWords);
            } else if present == Some(level.value) {
                canvas.put(x, y, 1, glyphs.joined, Role::Muted);
            }
        }
        y += 1;
    }
    draw_terms(
        canvas,
        Rect {
            x: left,
            y,
            width: room,
            height: 1,
        },
        growth,
        &axis,
    );
    y += 1;
    let weekly = axis.weekly(&growth.held);
    let most = weekly.iter().copied().fold(1.0, f64::max);
    let shares: Vec<f64> = weekly.iter().map(|n| n / most).collect();
    canvas.put(area.x + 2, y, label, "a week", Role::Muted);
    for (column, share) in shares.iter().enumerate() {
        if *share > 0.0 {
            let bar = glyphs.bar(*share);
            canvas.put(left + column as u16, y, 1, &bar, Role::Trend);
        }
    }
}

/// Below the chart: where terms begin, or the months where none is known.
fn draw_terms(canvas: &mut Canvas<'_>, area: Rect, growth: &Growth, axis: &Axis) {
    let mut end = area.x;
    let mut put = |canvas: &mut Canvas<'_>, column: usize, text: &str| {
        let x = area.x + column as u16;
        let fits = x + width::cells(text) as u16 <= area.right();
        if x >= end && fits {
            end = canvas.put(x, area.y, area.right() - x, text, Role::Muted) + 1;
        }
    };
    put(canvas, 0, &dates::say(axis.from, axis.to));
    for (begins, title) in &growth.terms {
        if let Some(column) = axis.column(*begins) {
            put(
                canvas,
                column,
                &format!("{}{title}", canvas.look.glyphs.term),
            );
        }
    }
}
