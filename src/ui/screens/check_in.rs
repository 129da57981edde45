//! A check-in being written, drawn: the promise first, then goals with the
//! scale's words, note, next step, next date, outcome and who may read it.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::form::plain;
use crate::app::layout::Areas;
use crate::app::screens::check_in::{CheckIn, Focus};
use crate::domain::plan::Horizon;
use crate::domain::query::GoalRecord;
use crate::domain::scale::{Level, Scale};
use crate::domain::{Word, dates, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::theme::Role;
use crate::ui::width;

use super::student::kept_words;
use super::{beside, header, inset};

/// Draws the form.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model, form: &CheckIn) {
    let Some(record) = form.record.as_deref() else {
        header(canvas, areas.header, &[("Check in", Role::Title)], "");
        return;
    };
    let name = record.person.called();
    let kind = words::check_in_word(form.kind);
    let today = dates::say_day(model.today);
    let mut left = vec![("Check in", Role::Muted), (name.as_str(), Role::Title)];
    left.extend(beside(model));
    left.extend([(kind, Role::Muted), (today.as_str(), Role::Muted)]);
    header(canvas, areas.header, &left, &right_words(model, form));
    let body = inset(areas.body);
    // From the bottom up: choices, next date, next step; the note takes what is left.
    let tight = body.height < 16;
    let below = if tight { 3 } else { 5 };
    let fields_top = body.bottom().saturating_sub(below);
    let top = draw_promise(canvas, body, model, form, tight);
    let room = fields_top.saturating_sub(top);
    let goals = form.goals();
    // In a low window the scale gives way to the note that is being written.
    let has_scale = !goals.is_empty() && (room > 6 || form.focus == Focus::Goals);
    let scale_lines = if has_scale { 2 } else { 0 };
    let note_least = if tight { 2 } else { 4 };
    let for_goals = room.saturating_sub(note_least + scale_lines + u16::from(!tight) + 1);
    let goals_area = Rect {
        y: top,
        height: (goals.len() as u16 + 1).min(for_goals + 1),
        ..body
    };
    let gap = u16::from(!tight && !goals.is_empty());
    let y = draw_goals(canvas, goals_area, form, &goals, (tight, has_scale)) + gap;
    let note = Rect {
        y,
        height: fields_top.saturating_sub(y + u16::from(!tight)),
        ..body
    };
    draw_note(canvas, note, form);
    draw_fields(
        canvas,
        Rect {
            y: fields_top,
            height: below,
            ..body
        },
        model,
        form,
    );
}

fn right_words(model: &Model, form: &CheckIn) -> String {
    let mut parts = Vec::new();
    if let Some(round) = &model.round {
        let minutes = round.minutes(model.now);
        parts.push(format!("round {} of {}", round.done() + 1, round.total));
        parts.push(format!("{minutes} min"));
    }
    if form.unkept.is_none()
        && let Some(kept) = form.kept_at
    {
        parts.push(kept_words(model, kept));
    }
    parts.join("   ")
}

fn draw_promise(
    canvas: &mut Canvas<'_>,
    body: Rect,
    model: &Model,
    form: &CheckIn,
    tight: bool,
) -> u16 {
    let promise = form
        .record
        .as_ref()
        .and_then(|record| record.promise.as_ref());
    let Some(promise) = promise else {
        canvas.put(
            body.x,
            body.y,
            body.width,
            "Nothing was promised last time.",
            Role::Muted,
        );
        return body.y + if tight { 1 } else { 2 };
    };
    let label = format!("Promised {}: ", dates::say(promise.on, model.today));
    let x = canvas.put(body.x, body.y, body.width, &label, Role::Muted);
    let room = usize::from(body.right().saturating_sub(x)).max(1);
    let text = promise.text.replace('\n', " ");
    let first = width::wrap(&text, room)
        .first()
        .map_or(0, |line| line.len());
    let (one, rest) = text.split_at_checked(first).unwrap_or((&text, ""));
    canvas.put(x, body.y, room as u16, one, Role::Promise);
    let mut y = body.y + 1;
    let rest = rest.trim_start();
    if !rest.is_empty() && !tight {
        canvas.put(body.x, y, body.width, rest, Role::Promise);
        y += 1;
    }
    y + u16::from(!tight)
}

/// Draws the goals and the scale's words; says on which line it ended.
fn draw_goals(
    canvas: &mut Canvas<'_>,
    area: Rect,
    form: &CheckIn,
    goals: &[&GoalRecord],
    (tight, has_scale): (bool, bool),
) -> u16 {
    let Some(scale) = form.scale().cloned() else {
        return area.y;
    };
    if goals.is_empty() {
        let text = "No open goals to rate; write one on the student's Plan tab.";
        canvas.put(area.x, area.y, area.width, text, Role::Muted);
        return area.y + 1 + u16::from(!tight);
    }
    // In a narrow window the levels are numbers alone, so that the goals have names.
    let is_narrow = area.width < 56;
    let wide = if is_narrow { 7 } else { 18 };
    let now = area.right().saturating_sub(wide);
    let before = now.saturating_sub(wide);
    let shown = |level: &Level| {
        if is_narrow && level.numbered {
            level.value.to_string()
        } else {
            level.shown()
        }
    };
    let has_focus = form.focus == Focus::Goals;
    let heading = if has_focus {
        Role::Focus
    } else {
        Role::Heading
    };
    canvas.put(area.x + 2, area.y, 20, "GOAL", heading);
    canvas.put(before, area.y, 10, "BEFORE", Role::Heading);
    canvas.put(now, area.y, 10, "NOW", Role::Heading);
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    let top = (form.goal + 1).saturating_sub(height);
    for ((place, goal), y) in goals
        .iter()
        .enumerate()
        .skip(top)
        .take(height)
        .zip(area.y + 1..)
    {
        let is_selected = place == form.goal;
        if is_selected {
            let role = if has_focus { Role::Cursor } else { Role::Muted };
            canvas.put(area.x, y, 1, canvas.look.glyphs.cursor, role);
            if has_focus {
                canvas.set_cursor(area.x, y);
            }
        }
        let role = match (is_selected, has_focus) {
            (true, true) => Role::Selected,
            (true, false) => Role::SelectedInactive,
            _ => Role::Base,
        };
        canvas.put(
            area.x + 2,
            y,
            before.saturating_sub(area.x + 4),
            &goal.goal.text,
            role,
        );
        canvas.put(
            before,
            y,
            wide - 1,
            &before_words(canvas, &scale, goal, shown),
            Role::Muted,
        );
        let rated = form
            .levels
            .get(&goal.goal.id)
            .and_then(|level| scale.level(*level));
        if let Some(level) = rated {
            canvas.put(now, y, wide, &shown(level), Role::Accent);
        }
    }
    let mut y = area.y + 1 + goals.len().min(height) as u16;
    if !has_scale {
        return y;
    }
    if !tight {
        y += 1;
    }
    draw_scale(
        canvas,
        Rect {
            y,
            height: 2,
            ..area
        },
        form,
        goals,
        &scale,
    )
}

/// The level before; for a goal of the day, whether it was reached the last times.
fn before_words(
    canvas: &Canvas<'_>,
    scale: &Scale,
    goal: &GoalRecord,
    shown: impl Fn(&Level) -> String,
) -> String {
    if goal.goal.horizon == Horizon::Day && !goal.recent.is_empty() {
        let glyphs = &canvas.look.glyphs;
        let marks = goal.recent.iter().map(|(_, level)| {
            if *level >= scale.proficient_from {
                glyphs.done
            } else {
                glyphs.missed
            }
        });
        return marks.collect::<Vec<_>>().join(" ");
    }
    let level = goal.level.and_then(|level| scale.level(level));
    level.map_or(String::new(), shown)
}

fn draw_scale(
    canvas: &mut Canvas<'_>,
    area: Rect,
    form: &CheckIn,
    goals: &[&GoalRecord],
    scale: &Scale,
) -> u16 {
    let goal = goals.get(form.goal);
    let rated = goal.and_then(|goal| form.levels.get(&goal.goal.id).copied().or(goal.level));
    let all: u16 = scale
        .levels
        .iter()
        .map(|level| width::cells(&level.shown()) as u16 + 3)
        .sum();
    let mut x = area.x + 2;
    for (place, level) in scale.levels.iter().enumerate() {
        let mut text = if level.numbered {
            level.shown()
        } else {
            format!("{} {}", place + 1, level.label)
        };
        if all > area.width.saturating_sub(2) && Some(level.value) != rated {
            text = level.value.to_string();
        }
        let role = if Some(level.value) == rated {
            Role::Base
        } else {
            Role::Muted
        };
        x = canvas.put(x, area.y, area.right().saturating_sub(x), &text, role) + 3;
    }
    let mut y = area.y + 1;
    if let Some(level) = rated
        .and_then(|value| scale.level(value))
        .filter(|l| !l.descriptor.is_empty())
    {
        let text = format!("{}: {}", level.label, level.descriptor);
        canvas.put(
            area.x + 2,
            y,
            area.width.saturating_sub(2),
            &text,
            Role::Muted,
        );
        y += 1;
    } else if let Some(success) = goal.and_then(|goal| goal.goal.success_criteria.as_ref()) {
        canvas.put(
            area.x + 2,
            y,
            area.width.saturating_sub(2),
            &format!("success: {success}"),
            Role::Muted,
        );
        y += 1;
    }
    y.max(area.y + 2)
}

fn draw_note(canvas: &mut Canvas<'_>, area: Rect, form: &CheckIn) {
    if area.height == 0 {
        return;
    }
    let has_focus = form.focus == Focus::Note;
    let role = if has_focus {
        Role::Focus
    } else {
        Role::Heading
    };
    canvas.put(area.x, area.y, 10, "NOTE", role);
    canvas.put_right(
        area.right(),
        area.y,
        area.width - 10,
        form.visibility.sentence(),
        Role::Muted,
    );
    let text = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height - 1,
    };
    field::draw(
        canvas,
        text,
        &form.note,
        has_focus,
        "what you saw and heard; optional",
    );
}

fn draw_fields(canvas: &mut Canvas<'_>, area: Rect, model: &Model, form: &CheckIn) {
    let label = |canvas: &mut Canvas<'_>, y: u16, text: &str, has_focus: bool| {
        let role = if has_focus {
            Role::Focus
        } else {
            Role::Heading
        };
        canvas.put(area.x, y, 10, text, role);
    };
    let x = area.x + 12;
    let room = area.width.saturating_sub(12);
    label(canvas, area.y, "NEXT STEP", form.focus == Focus::NextStep);
    let place = Rect::new(x, area.y, room, 1);
    field::draw(
        canvas,
        place,
        &form.next_step,
        form.focus == Focus::NextStep,
        "what is promised until then",
    );
    let y = area.y + 1;
    label(canvas, y, "NEXT DATE", form.focus == Focus::NextDate);
    let typed = room.min(16);
    let hint = if room > 40 { "wed, +2w, 2 dec" } else { "" };
    field::draw(
        canvas,
        Rect::new(x, y, typed, 1),
        &form.next_date,
        form.focus == Focus::NextDate,
        hint,
    );
    match model.next_date_said() {
        Some(Ok(said)) => {
            canvas.put(
                x + typed + 2,
                y,
                room.saturating_sub(typed + 2),
                &said,
                Role::Muted,
            );
        }
        Some(Err(sentence)) => {
            canvas.put(
                x + typed + 2,
                y,
                room.saturating_sub(typed + 2),
                // What to write instead is said whole where it is refused.
                sentence.split(';').next().unwrap_or_default(),
                Role::Warn,
            );
        }
        None => {}
    }
    draw_choices(
        canvas,
        Rect {
            y: y + 1,
            height: 1,
            ..area
        },
        form,
    );
}

fn draw_choices(canvas: &mut Canvas<'_>, area: Rect, form: &CheckIn) {
    let parts = [
        (
            Focus::Outcome,
            "OUTCOME",
            words::outcome_word(form.outcome).to_owned(),
        ),
        (Focus::Visibility, "READ BY", plain(form.visibility.word())),
        (Focus::NoteKind, "NOTE IS", plain(form.note_kind.word())),
        (Focus::Kind, "KIND", plain(form.kind.word())),
    ];
    // Where they don't all fit, the line begins with one from which the focus is seen.
    let end_of_focus = |from: usize| {
        let focused = parts.iter().position(|(focus, ..)| *focus == form.focus);
        let until = focused.unwrap_or(from).max(from);
        let seen = parts.iter().take(until + 1).skip(from);
        let cells = seen.map(|(_, label, value)| width::cells(label) + width::cells(value) + 3);
        cells.sum::<usize>()
            + if from == 0 {
                12 - width::cells("OUTCOME ")
            } else {
                0
            }
    };
    let room = usize::from(area.width) + 2;
    let from = (0..parts.len())
        .find(|from| end_of_focus(*from) <= room)
        .unwrap_or(0);
    let mut x = area.x;
    for (place, (focus, label, value)) in parts.into_iter().enumerate().skip(from) {
        let has_focus = form.focus == focus;
        let (label_role, value_role) = if has_focus {
            (Role::Focus, Role::Selected)
        } else {
            (Role::Heading, Role::Base)
        };
        let room = area.right().saturating_sub(x);
        let end = canvas.put(x, area.y, room, label, label_role);
        let start = if place == 0 { area.x + 12 } else { end + 1 };
        if has_focus {
            canvas.set_cursor(start, area.y);
        }
        x = canvas.put(
            start,
            area.y,
            area.right().saturating_sub(start),
            &value,
            value_role,
        ) + 2;
    }
}
