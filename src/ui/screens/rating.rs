//! The goals of a check-in with the levels given now, and the scale's words, drawn. What the
//! keys do to them is `app::screens::check_in`.

use ratatui::layout::Rect;

use crate::app::screens::check_in::{CheckIn, Focus};
use crate::domain::person::PersonId;
use crate::domain::plan::Horizon;
use crate::domain::query::GoalRecord;
use crate::domain::rating::RaterKind;
use crate::domain::scale::{Level, Scale};
use crate::ui::parts::canvas::Canvas;
use crate::ui::theme::Role;
use crate::ui::width;

/// The cells that a goal's words have at least, where levels stand in words beside them.
const GOAL_LEAST: u16 = 28;
/// The cells that are free behind the longest goal at most: a level stands near its goal.
pub(super) const GAP_MOST: u16 = 24;

/// The columns of levels: where each begins, how wide all are, and whether they hold
/// numbers alone.
struct Columns {
    before: u16,
    now: Vec<(u16, RaterKind)>,
    wide: u16,
    is_short: bool,
}

/// How the scale's words are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Not at all.
    None,
    /// Numbers, the level in question with its label; a line of what it looks like.
    Short,
    /// Every label, over so many lines; so many lines of what the level in question looks
    /// like; and what shows that the goal is reached, where there is room.
    Labels(u16, u16, bool),
    /// Every level on a line of its own, with what it looks like.
    Table(u16),
}

impl Words {
    fn lines(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Short => 2,
            Self::Labels(labels, looks, has_success) => labels + looks + u16::from(has_success),
            Self::Table(lines) => lines,
        }
    }
}

/// Draws them from the top of `area` and says on which line the note may begin.
pub fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    form: &CheckIn,
    writer: PersonId,
    tight: bool,
) -> u16 {
    let goals = form.goals();
    let Some(scale) = form.scale() else {
        return area.y;
    };
    let gap = u16::from(!tight);
    if goals.is_empty() {
        let text = "No open goals to rate; write one on the Plan tab.";
        canvas.put(area.x, area.y, area.width, text, Role::Muted);
        return area.y + 1 + gap;
    }
    let columns = columns(area, form, scale, writer, &goals);
    let goal_room = columns.before.saturating_sub(area.x + 4);
    // The heading, the note with its own heading, and the blank lines between.
    let note_least = if tight { 2 } else { 3 };
    let room = area.height.saturating_sub(1 + note_least + 3 * gap);
    let wrapped: Vec<Vec<&str>> = goals
        .iter()
        .map(|goal| width::wrap(&goal.goal.text, usize::from(goal_room).max(1)))
        .collect();
    let whole: Vec<u16> = wrapped.iter().map(|lines| lines.len() as u16).collect();
    // In a low window the scale gives way to the note that is being written.
    let has_scale = area.height > 6 || form.focus == Focus::Goals;
    let words = if has_scale {
        words(area.width, room, &goals, &whole, scale)
    } else {
        Words::None
    };
    let left = room.saturating_sub(words.lines());
    let (top, heights) = heights(&whole, form.goal, left.max(1));
    draw_headings(canvas, area, form, &columns);
    let mut y = area.y + 1;
    let seen = goals.iter().zip(&wrapped).enumerate().skip(top);
    let (first, glyphs) = (y, canvas.look.glyphs);
    for ((place, (goal, lines)), height) in seen.zip(&heights) {
        let role = draw_mark(canvas, (area.x, y), form, place);
        let (last, before) = (usize::from(*height).saturating_sub(1), lines.iter());
        for (line, y) in before.take(last).zip(y..) {
            canvas.put(area.x + 2, y, goal_room, line, role);
        }
        // What goes on below its last line is cut there, with the mark of what is cut.
        let rest = lines.get(last..).unwrap_or_default().join(" ");
        canvas.put(area.x + 2, y + last as u16, goal_room, &rest, role);
        draw_levels(canvas, y, form, scale, goal, &columns);
        y += height;
    }
    let below = top + heights.len() < goals.len();
    let marks = [
        (top > 0, first, glyphs.above),
        (below, y.saturating_sub(1), glyphs.below),
    ];
    for (_, y, mark) in marks.into_iter().filter(|(is_so, ..)| *is_so) {
        canvas.put(area.right(), y, 1, mark, Role::Muted);
    }
    if words == Words::None {
        return y + gap;
    }
    y += gap;
    let place = Rect { y, ..area };
    draw_words(
        canvas,
        place,
        form,
        goals.get(form.goal).copied(),
        scale,
        words,
    );
    y + words.lines() + gap
}

/// The first goal that is seen, and the lines of each from there on: the goal under the cursor
/// is whole, the others where there is room.
fn heights(whole: &[u16], goal: usize, left: u16) -> (usize, Vec<u16>) {
    let under_cursor = whole.get(goal).copied().unwrap_or(1).clamp(1, left);
    let others = whole.len().saturating_sub(1) as u16;
    let mut spare = left.saturating_sub(under_cursor + others);
    let mut heights = Vec::with_capacity(whole.len());
    for (place, whole) in whole.iter().enumerate() {
        heights.push(if place == goal {
            under_cursor
        } else if *whole > 1 && *whole - 1 <= spare {
            spare -= *whole - 1;
            *whole
        } else {
            1
        });
    }
    // The cursor's goal is the last of those seen, where not all of them are.
    let before = usize::from(left - under_cursor);
    let is_all = usize::from(left) >= heights.iter().map(|lines| usize::from(*lines)).sum();
    let top = if is_all {
        0
    } else {
        goal.saturating_sub(before)
    };
    let mut used = 0;
    let seen = heights.into_iter().skip(top).take_while(|lines| {
        used += lines;
        used <= left
    });
    (top, seen.collect())
}

/// Where the levels stand: before, now, and what the student says, where both have room.
fn columns(
    area: Rect,
    form: &CheckIn,
    scale: &Scale,
    writer: PersonId,
    goals: &[&GoalRecord],
) -> Columns {
    let is_narrow = area.width < 56;
    let raters = match (form.has_both(writer), is_narrow) {
        (true, false) => vec![RaterKind::Teacher, RaterKind::Own],
        (true, true) => vec![form.rater],
        (false, _) => vec![RaterKind::Teacher],
    };
    let longest = scale
        .levels
        .iter()
        .map(|level| width::cells(&level.shown()));
    let labels = (longest.max().unwrap_or(0) as u16 + 2).clamp(11, 18);
    let count = raters.len() as u16 + 1;
    let is_numbered = scale.levels.iter().all(|level| level.numbered);
    let is_short = is_narrow || (is_numbered && area.width < count * labels + GOAL_LEAST);
    // A mark stands between two headings, with a blank at each side.
    let wide = match (is_short, raters.len()) {
        (true, 1) => 7,
        (true, _) => 9,
        (false, _) => labels,
    };
    let longest = goals.iter().map(|goal| width::cells(&goal.goal.text));
    let longest = longest.max().unwrap_or(0).min(usize::from(area.width)) as u16;
    // The gap of two cells behind each column isn't needed behind the last.
    let before = (area.right() + 2).saturating_sub(wide * count);
    let before = before.min(area.x + 2 + longest + GAP_MOST);
    let first = before + wide;
    Columns {
        before,
        now: raters
            .into_iter()
            .zip(0..)
            .map(|(rater, place)| (first + place * wide, rater))
            .collect(),
        wide,
        is_short,
    }
}

/// As many of the scale's words as the lines hold beside the goals.
fn words(wide: u16, room: u16, goals: &[&GoalRecord], whole: &[u16], scale: &Scale) -> Words {
    let count = goals.len() as u16;
    // So many lines they have where the longest of them is under the cursor.
    let longest = whole.iter().copied().max().unwrap_or(1).max(1);
    let most_lines = count + longest - 1;
    let line = usize::from(wide.saturating_sub(2)).max(1);
    let labels = label_lines(scale, line).len() as u16;
    let levels = scale.levels.iter();
    let looks = levels.map(|level| width::wrap(&looks_like(level), line).len() as u16);
    let most = looks.max().unwrap_or(1).clamp(1, 2);
    let levels = scale.levels.iter().enumerate();
    let lines = levels.map(|(place, level)| width::wrap(&whole_words(place, level), line).len());
    let success = goals
        .iter()
        .any(|goal| goal.goal.success_criteria.is_some());
    let table = lines.sum::<usize>() as u16 + u16::from(success);
    // A table leaves the note the lines of a short one, and two more.
    if most_lines + table + 2 <= room {
        return Words::Table(table);
    }
    // All goals are seen rather than a second line on one of them.
    let ways = [(most, success), (most, false), (1, false)];
    let ways = ways.map(|(looks, success)| Words::Labels(labels, looks, success));
    let fits = |count: u16| {
        let mut ways = ways.into_iter();
        ways.find(move |words| count + words.lines() <= room)
    };
    fits(most_lines)
        .or_else(|| fits(count.max(longest)))
        .or_else(|| fits(count.min(4).max(longest)))
        .unwrap_or(Words::Short)
}

/// "3 Proficient", with the key that gives it where that isn't printed.
fn labelled(place: usize, level: &Level) -> String {
    if level.numbered {
        level.shown()
    } else {
        format!("{} {}", place + 1, level.label)
    }
}

/// The labels of all levels, over as many lines as they take.
fn label_lines(scale: &Scale, room: usize) -> Vec<Vec<(String, i64)>> {
    let mut lines: Vec<Vec<(String, i64)>> = vec![Vec::new()];
    let mut used = 0;
    for (place, level) in scale.levels.iter().enumerate() {
        let text = labelled(place, level);
        let cells = width::cells(&text);
        if used > 0 && used + cells > room {
            lines.push(Vec::new());
            used = 0;
        }
        used += cells + 3;
        if let Some(line) = lines.last_mut() {
            line.push((text, level.value));
        }
    }
    lines
}

/// "Proficient: does it alone, and can explain it".
fn looks_like(level: &Level) -> String {
    if level.descriptor.is_empty() {
        level.label.clone()
    } else {
        format!("{}: {}", level.label, level.descriptor)
    }
}

/// The same with the key: "3 Proficient: does it alone, and can explain it".
fn whole_words(place: usize, level: &Level) -> String {
    let label = labelled(place, level);
    if level.descriptor.is_empty() {
        label
    } else {
        format!("{label}: {}", level.descriptor)
    }
}

fn draw_headings(canvas: &mut Canvas<'_>, area: Rect, form: &CheckIn, columns: &Columns) {
    let has_focus = form.focus == Focus::Goals;
    let y = area.y;
    canvas.put(area.x + 2, y, 20, "GOAL", Role::Heading);
    let room = columns.wide.saturating_sub(1);
    canvas.put(columns.before, y, room, "BEFORE", Role::Heading);
    let name = form.record.as_ref();
    let name = name.map_or(String::new(), |record| {
        record.person.first_name().to_uppercase()
    });
    let is_one = columns.now.len() == 1;
    for (x, rater) in &columns.now {
        let title = match rater {
            RaterKind::Teacher => "NOW",
            RaterKind::Own => name.as_str(),
        };
        // The column that the keys rate in is marked beside its heading too.
        let is_rated = *rater == form.rater || is_one;
        let role = match (is_rated, has_focus) {
            (true, true) => Role::Focus,
            _ => Role::Heading,
        };
        if is_rated && has_focus && !is_one {
            canvas.put(x - 2, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
        }
        let room = room.min(area.right().saturating_sub(*x));
        let title = width::fit(title, usize::from(room), canvas.look.glyphs.cut);
        canvas.put(*x, y, room, &title, role);
    }
}

/// Draws the cursor's mark where a goal has it, and says how the goal looks.
fn draw_mark(canvas: &mut Canvas<'_>, (x, y): (u16, u16), form: &CheckIn, place: usize) -> Role {
    let has_focus = form.focus == Focus::Goals;
    if place != form.goal {
        return Role::Base;
    }
    let (mark, goal) = if has_focus {
        canvas.set_cursor(x, y);
        (Role::Cursor, Role::Selected)
    } else {
        (Role::Muted, Role::SelectedInactive)
    };
    canvas.put(x, y, 1, canvas.look.glyphs.cursor, mark);
    goal
}

fn draw_levels(
    canvas: &mut Canvas<'_>,
    y: u16,
    form: &CheckIn,
    scale: &Scale,
    goal: &GoalRecord,
    columns: &Columns,
) {
    let shown = |value: i64| match scale.level(value) {
        Some(level) if columns.is_short && level.numbered => level.value.to_string(),
        Some(level) => level.shown(),
        None => String::new(),
    };
    let room = columns.wide.saturating_sub(2);
    let before = marks(canvas, form, scale, goal, room)
        .or_else(|| form.level_before(goal).map(shown))
        .unwrap_or_default();
    canvas.put(columns.before, y, room, &before, Role::Muted);
    // What the student said last stands there until they say something new, which alone is saved.
    let is_beside = columns.now.len() > 1;
    for (x, rater) in &columns.now {
        if let Some(level) = form.levels_of(*rater).get(&goal.goal.id) {
            let role = if *rater == form.rater {
                Role::Accent
            } else {
                Role::Base
            };
            canvas.put(*x, y, room, &shown(*level), role);
        } else if *rater == RaterKind::Own
            && is_beside
            && let Some(level) = goal.own_level
        {
            canvas.put(*x, y, room, &shown(level), Role::Muted);
        }
    }
}

/// For a goal of the day, whether it was reached the last times, as its teacher saw it.
fn marks(
    canvas: &Canvas<'_>,
    form: &CheckIn,
    scale: &Scale,
    goal: &GoalRecord,
    room: u16,
) -> Option<String> {
    let is_daily = goal.goal.horizon == Horizon::Day && !goal.recent.is_empty();
    if !is_daily || form.rater == RaterKind::Own {
        return None;
    }
    let glyphs = &canvas.look.glyphs;
    let marks = goal.recent.iter().map(|(_, level)| {
        if *level >= scale.proficient_from {
            glyphs.done
        } else {
            glyphs.missed
        }
    });
    let marks: Vec<&str> = marks.collect();
    let apart = if marks.len() * 2 > usize::from(room) + 1 {
        ""
    } else {
        " "
    };
    Some(marks.join(apart))
}

fn draw_words(
    canvas: &mut Canvas<'_>,
    area: Rect,
    form: &CheckIn,
    goal: Option<&GoalRecord>,
    scale: &Scale,
    words: Words,
) {
    let (x, room) = (area.x + 2, area.width.saturating_sub(2));
    let line = usize::from(room).max(1);
    let rated = goal.and_then(|goal| {
        form.level_now(goal.goal.id)
            .or_else(|| form.level_before(goal))
    });
    let role = |value: i64| {
        if Some(value) == rated {
            Role::Base
        } else {
            Role::Muted
        }
    };
    let success = goal.and_then(|goal| goal.goal.success_criteria.as_ref());
    let success = success.map(|success| format!("success: {success}"));
    // Nothing is rated yet: what proficient looks like is what is worked toward.
    let told = scale.level(rated.unwrap_or(scale.proficient_from));
    let mut y = area.y;
    match words {
        Words::None => {}
        Words::Short => {
            let mut x = x;
            for (place, level) in scale.levels.iter().enumerate() {
                let text = if Some(level.value) == rated || !level.numbered {
                    labelled(place, level)
                } else {
                    level.value.to_string()
                };
                let room = area.right().saturating_sub(x);
                x = canvas.put(x, y, room, &text, role(level.value)) + 3;
            }
            if let Some(level) = told {
                canvas.put(area.x + 2, y + 1, room, &looks_like(level), Role::Muted);
            }
        }
        Words::Labels(_, looks, has_success) => {
            for labels in label_lines(scale, line) {
                let mut x = x;
                for (text, value) in labels {
                    let room = area.right().saturating_sub(x);
                    x = canvas.put(x, y, room, &text, role(value)) + 3;
                }
                y += 1;
            }
            let text = told.map_or(String::new(), looks_like);
            for text in width::wrap(&text, line).iter().take(usize::from(looks)) {
                canvas.put(x, y, room, text, Role::Muted);
                y += 1;
            }
            if has_success && let Some(success) = success {
                canvas.put(x, y, room, &success, Role::Muted);
            }
        }
        Words::Table(_) => {
            for (place, level) in scale.levels.iter().enumerate() {
                for text in width::wrap(&whole_words(place, level), line) {
                    canvas.put(x, y, room, text, role(level.value));
                    y += 1;
                }
            }
            if let Some(success) = success {
                canvas.put(x, y, room, &success, Role::Muted);
            }
        }
    }
}
