//! What floats over a screen, drawn.

mod help;

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::action::Action;
use crate::app::layers::calendar::Month;
use crate::app::layers::confirm::Confirm;
use crate::app::layers::palette::Palette;
use crate::app::layers::pick::{self, Pick};
use crate::app::layers::search::Search;
use crate::app::layers::{Ask, Layer};
use crate::app::layout;
use crate::app::screens::Screen;
use crate::domain::{dates, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::parts::page::Page;
use crate::ui::theme::Role;
use crate::ui::width;

use super::screens::roster::card;

/// How wide a layer is at most.
const WIDE: u16 = 74;

/// Draws the topmost layer.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, layer: &Layer, size: (u16, u16)) {
    match layer {
        Layer::Palette(palette) => draw_palette(canvas, palette, size),
        Layer::Help(scrolled) => help::draw(canvas, model, *scrolled, size),
        Layer::Confirm(confirm) => draw_confirm(canvas, confirm, size),
        Layer::Pick(pick) => draw_pick(canvas, pick, size),
        Layer::Ask(ask) => draw_ask(canvas, ask, size),
        Layer::Calendar(month) => draw_month(canvas, model, *month, size),
        Layer::Search(search) => draw_search(canvas, model, search, size),
        Layer::Card => draw_card(canvas, model, size),
        Layer::Lock => {}
    }
}

/// Draws the locked screen: nothing about anybody.
pub fn lock(canvas: &mut Canvas<'_>, area: Rect) {
    let text = "Locked. Press Enter to go on.";
    let wide = width::cells(text) as u16;
    let x = area.x + area.width.saturating_sub(wide) / 2;
    let y = area.y + area.height / 2;
    canvas.put(x, y, wide, text, Role::Muted);
    canvas.set_cursor(x, y);
}

/// A floating list under a field: draws frame and field, says where rows go.
fn field_over_list(
    canvas: &mut Canvas<'_>,
    title: &str,
    typed: &crate::app::field::Field,
    hint: &str,
    rows: usize,
    (wide, size): (u16, (u16, u16)),
) -> Rect {
    // A low window is covered down to its footer.
    let most = size.1.saturating_sub(if size.1 < 16 { 1 } else { 6 });
    let height = (rows as u16).saturating_add(4).clamp(5, most.max(5));
    let inner = titled(canvas, title, height, (wide, size));
    let line = Rect { height: 1, ..inner };
    if typed.is_blank() {
        canvas.put(line.x, line.y, line.width, hint, Role::Placeholder);
        canvas.set_cursor(line.x, line.y);
    } else {
        field::draw(canvas, line, typed, true, "");
    }
    Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(2),
        ..inner
    }
}

/// The frame of a layer for so many lines, with its title in the border, or whole within where
/// it is longer.
fn titled(
    canvas: &mut Canvas<'_>,
    title: &str,
    height: u16,
    (wide, size): (u16, (u16, u16)),
) -> Rect {
    let area = layout::floating(size, wide, height);
    let room = usize::from(area.width.saturating_sub(4));
    let lines = width::wrap(title, room.max(1));
    if width::cells(title) + 2 <= room {
        return canvas.frame(area, title);
    }
    let more = (lines.len() as u16 + 1).min(size.1 / 3);
    let area = layout::floating(size, wide, height.saturating_add(more));
    let inner = canvas.frame(area, "");
    for (line, y) in lines.into_iter().zip(inner.y..inner.y + more) {
        canvas.put(inner.x, y, inner.width, line, Role::Title);
    }
    Rect {
        y: inner.y + more,
        height: inner.height.saturating_sub(more),
        ..inner
    }
}

/// The first row to show so that the cursor is seen.
fn top_of(cursor: usize, height: u16) -> usize {
    (cursor + 1).saturating_sub(usize::from(height).max(1))
}

/// A row of a list: its words, and the mark and the keys beside them.
struct Row<'a> {
    mark: Option<&'a str>,
    words: &'a str,
    keys: String,
}

impl<'a> Row<'a> {
    /// Where its words begin.
    fn indent(&self) -> u16 {
        if self.mark.is_some() { 4 } else { 2 }
    }

    /// Its words over as many lines as they take, of so many cells with what is beside them.
    fn lines(&self, room: u16) -> Vec<&'a str> {
        let beside = match width::cells(&self.keys) as u16 {
            0 => self.indent(),
            keys => self.indent() + keys + 2,
        };
        let lines = width::wrap(self.words, usize::from(room.saturating_sub(beside).max(1)));
        if lines.is_empty() { vec![""] } else { lines }
    }
}

/// How many lines these rows take in a list that floats in a window of this size.
fn lines_of<'a>(rows: impl IntoIterator<Item = Row<'a>>, size: (u16, u16)) -> usize {
    let room = layout::floating(size, WIDE, 5).width.saturating_sub(4);
    rows.into_iter().map(|row| row.lines(room).len()).sum()
}

/// Draws rows from the first on that lets the whole of the one under the cursor be seen.
fn draw_rows(canvas: &mut Canvas<'_>, area: Rect, rows: &[Row<'_>], cursor: usize) {
    let wrapped: Vec<Vec<&str>> = rows.iter().map(|row| row.lines(area.width)).collect();
    let height = usize::from(area.height);
    let seen = |top: usize| -> usize {
        let shown = wrapped.iter().take(cursor + 1).skip(top);
        shown.map(Vec::len).sum()
    };
    let top = (0..cursor)
        .find(|top| seen(*top) <= height)
        .unwrap_or(cursor);
    let mut y = area.y;
    for (place, (row, lines)) in rows.iter().zip(&wrapped).enumerate().skip(top) {
        if y >= area.bottom() {
            break;
        }
        let role = row_role(canvas, area, y, place == cursor);
        if let Some(mark) = row.mark {
            canvas.put(area.x + 2, y, 1, mark, Role::Done);
        }
        canvas.put_right(area.right(), y, 24, &row.keys, Role::Key);
        for line in lines.iter().take(usize::from(area.bottom() - y)) {
            let x = area.x + row.indent();
            canvas.put(x, y, area.right().saturating_sub(x), line, role);
            y += 1;
        }
    }
}

fn row_role(canvas: &mut Canvas<'_>, area: Rect, y: u16, is_selected: bool) -> Role {
    if is_selected {
        canvas.put(area.x, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
        Role::Selected
    } else {
        Role::Base
    }
}

fn draw_palette(canvas: &mut Canvas<'_>, palette: &Palette, size: (u16, u16)) {
    let left = palette.rows();
    let rows: Vec<Row<'_>> = left
        .iter()
        .map(|action| Row {
            mark: None,
            words: action.words(),
            keys: key_words(canvas, *action, palette),
        })
        .collect();
    let height = rows.len();
    let hint = "type what you want to do";
    let place = (WIDE, size);
    let area = field_over_list(canvas, "Actions", &palette.field, hint, height, place);
    draw_rows(canvas, area, &rows, palette.cursor);
    if rows.is_empty() {
        let words = "Nothing that can be done here is called that.";
        draw_nothing(canvas, area, words);
    }
}

/// Says that what is typed leaves nothing.
fn draw_nothing(canvas: &mut Canvas<'_>, area: Rect, words: &str) {
    let room = area.width.saturating_sub(2);
    let lines = width::wrap(words, usize::from(room).max(1));
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        canvas.put(area.x + 2, y, room, line, Role::Muted);
    }
}

/// The keys that mean an action where the palette was opened, at most two.
fn key_words(canvas: &Canvas<'_>, action: Action, palette: &Palette) -> String {
    let glyphs = &canvas.look.glyphs;
    let keymap = &canvas.look.keymap;
    let keys = keymap.keys_here(action, &palette.contexts, palette.is_typing);
    let labels: Vec<String> = keys.iter().take(2).map(|key| glyphs.label(key)).collect();
    labels.join("  ")
}

fn draw_pick(canvas: &mut Canvas<'_>, pick: &Pick, size: (u16, u16)) {
    let done = canvas.look.glyphs.done;
    let rows: Vec<Row<'_>> = pick
        .left()
        .into_iter()
        .map(|row| row_of(row, done))
        .collect();
    // What is typed to narrow it doesn't move its end.
    let height = lines_of(pick.rows.iter().map(|row| row_of(row, done)), size);
    let room = layout::floating(size, WIDE, 5).width.saturating_sub(6);
    let note = width::wrap(pick.note, usize::from(room).max(1));
    let below = match note.len() as u16 {
        0 => 0,
        lines => lines + 1,
    };
    let mut area = field_over_list(
        canvas,
        &pick.title,
        &pick.field,
        "type to narrow",
        height + usize::from(below),
        (WIDE, size),
    );
    // What can be chosen goes before what should be known.
    if below > 0 && area.height >= below + 2 {
        area.height -= below;
        for (line, y) in note.into_iter().zip(area.bottom() + 1..) {
            canvas.put(area.x + 2, y, room, line, Role::Muted);
        }
    }
    draw_rows(canvas, area, &rows, pick.cursor);
    if rows.is_empty() {
        let words = if pick.rows.is_empty() {
            "There is nothing to choose from yet."
        } else {
            "Nothing is left by that."
        };
        draw_nothing(canvas, area, words);
    }
}

fn row_of<'a>(row: &'a pick::Row, done: &'a str) -> Row<'a> {
    Row {
        mark: Some(if row.is_on { done } else { " " }),
        words: &row.words,
        keys: String::new(),
    }
}

fn draw_ask(canvas: &mut Canvas<'_>, ask: &Ask, size: (u16, u16)) {
    let inner = titled(canvas, &ask.title, 3, (WIDE, size));
    field::draw(canvas, Rect { height: 1, ..inner }, &ask.field, true, "");
}

fn draw_confirm(canvas: &mut Canvas<'_>, confirm: &Confirm, size: (u16, u16)) {
    let room = usize::from(WIDE.min(size.0.saturating_sub(8)))
        .saturating_sub(4)
        .max(10);
    let lines = width::wrap(&confirm.question, room).len() as u16;
    let area = layout::floating(size, WIDE, lines + 4);
    let inner = canvas.frame(area, "");
    // The answers are never what there is no room for.
    let lines = lines.min(inner.height.saturating_sub(1));
    let mut page = Page::new(inner.width);
    page.text(0, &confirm.question, Role::Base, usize::from(lines));
    page.draw(
        canvas,
        Rect {
            height: lines,
            ..inner
        },
        Some(0),
    );
    let y = (inner.y + lines + 1).min(inner.bottom().saturating_sub(1));
    let mut x = inner.x;
    for (words, is_marked) in [(confirm.no, !confirm.is_yes), (confirm.yes, confirm.is_yes)] {
        let mark = if is_marked {
            canvas.look.glyphs.cursor
        } else {
            " "
        };
        canvas.put(x, y, 1, mark, Role::Cursor);
        if is_marked {
            canvas.set_cursor(x, y);
        }
        let role = if is_marked {
            Role::Selected
        } else {
            Role::Base
        };
        x = canvas.put(x + 2, y, inner.width, words, role) + 4;
    }
}

fn draw_month(canvas: &mut Canvas<'_>, model: &Model, month: Month, size: (u16, u16)) {
    let area = layout::floating(size, 34, 11);
    let title = month.day.format("%B %Y").to_string();
    let inner = canvas.frame(area, &title);
    for (place, day) in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
        .iter()
        .enumerate()
    {
        canvas.put(inner.x + place as u16 * 4, inner.y, 2, day, Role::Heading);
    }
    let calendar = match model.screen() {
        Screen::CheckIn(form) => form.record.as_ref().map(|record| &record.calendar),
        _ => None,
    };
    for (week, y) in month.weeks().iter().zip(inner.y + 1..) {
        for (place, day) in week.iter().enumerate() {
            let Some(day) = day else { continue };
            let date = chrono::Datelike::with_day(&month.day, *day).unwrap_or(month.day);
            let x = inner.x + place as u16 * 4;
            let is_selected = date == month.day;
            let counts = calendar.is_none_or(|calendar| calendar.is_school_day(date));
            let role = match (is_selected, date < month.from || !counts) {
                (true, _) => Role::Selected,
                (false, true) => Role::Muted,
                (false, false) => Role::Base,
            };
            canvas.put_right(x + 2, y, 2, &day.to_string(), role);
            if is_selected {
                canvas.put(
                    x.saturating_sub(1),
                    y,
                    1,
                    canvas.look.glyphs.cursor,
                    Role::Cursor,
                );
                canvas.set_cursor(x.saturating_sub(1), y);
            }
        }
    }
    let days = calendar.map_or(Some(0), |calendar| {
        calendar.known_school_days_between(model.today, month.day)
    });
    let is_school_day = calendar.is_none_or(|calendar| calendar.is_school_day(month.day));
    let distance = match days {
        _ if !is_school_day => "no school day".to_owned(),
        Some(1) => "+1 school day".to_owned(),
        Some(days) => format!("+{days} school days"),
        None => String::new(),
    };
    // The year stands in the title.
    let text = format!("{}  {distance}", dates::say_day(month.day));
    canvas.put(
        inner.x,
        inner.bottom().saturating_sub(1),
        inner.width,
        &text,
        Role::Muted,
    );
}

fn draw_search(canvas: &mut Canvas<'_>, model: &Model, search: &Search, size: (u16, u16)) {
    let hint = "type two letters or more: a name, a word of a note, a goal";
    let rows = usize::from(size.1).saturating_sub(8);
    // What was found has the room of the window, so that a wider one never shows less of it.
    let wide = if size.0 < layout::WIDE {
        size.0
    } else {
        size.0 - 6 * layout::MARGIN
    };
    let place = (wide, size);
    let area = field_over_list(canvas, "Find anything", &search.field, hint, rows, place);
    if search.hits.is_empty() {
        let is_answered = search.query().is_some() && search.answered == search.field.text().trim();
        if is_answered {
            let words = if search.has_stopped {
                "Nothing among the first few hundred names; type more."
            } else {
                "Nothing of yours says that."
            };
            draw_nothing(canvas, area, words);
        }
        return;
    }
    let top = top_of(search.cursor, area.height);
    for ((place, hit), y) in search
        .hits
        .iter()
        .enumerate()
        .skip(top)
        .zip(area.y..area.bottom())
    {
        let role = row_role(canvas, area, y, place == search.cursor);
        let on = hit
            .on
            .map_or(String::new(), |on| dates::say(on, model.today));
        // In a narrow window what was found is worth more than what it is and when.
        let is_narrow = area.width < 56;
        let from = if is_narrow {
            area.right() + 1
        } else {
            canvas.put_right(area.right(), y, 15, &on, Role::Muted)
        };
        let (wide, text_at) = if is_narrow { (12, 15) } else { (18, 31) };
        let name = width::fit(&words::display(&hit.name), wide, canvas.look.glyphs.cut);
        canvas.put(area.x + 2, y, wide as u16, &name, role);
        if !is_narrow {
            canvas.put(area.x + 21, y, 9, hit.kind.word(), Role::Muted);
        }
        let x = area.x + text_at;
        let room = from.saturating_sub(x + 1);
        let text = around(&hit.text, &search.field.text(), usize::from(room));
        canvas.put(x, y, room, &text, Role::Base);
    }
}

/// The line of a text in which the first word stands: whole where it has the room, else from a
/// little before that word on.
fn around(text: &str, typed: &str, room: usize) -> String {
    let first = typed.split_whitespace().next().unwrap_or_default();
    let wanted = crate::domain::names::fold(first);
    let line = text
        .lines()
        .find(|line| crate::domain::names::fold(line).contains(&wanted))
        .or(text.lines().next())
        .unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let place = words
        .iter()
        .position(|word| crate::domain::names::fold(word).contains(&wanted));
    let mut from = place.map_or(0, |place| place.saturating_sub(3));
    let rest = |from: usize| words.get(from..).unwrap_or_default().join(" ");
    // Two cells for the mark that something stands before.
    while from > 0 && width::cells(&rest(from - 1)) + 2 <= room {
        from -= 1;
    }
    let before = from.checked_sub(1).and_then(|before| words.get(before));
    let is_within = before.is_some_and(|word| !word.ends_with(['.', '!', '?']));
    let text = rest(from);
    if is_within {
        format!("\u{2026} {text}")
    } else {
        text
    }
}

fn draw_card(canvas: &mut Canvas<'_>, model: &Model, size: (u16, u16)) {
    let area = layout::floating(size, WIDE, size.1.saturating_sub(4));
    let inner = canvas.frame(area, "");
    canvas.set_cursor(inner.x, inner.y);
    let record = model.roster.card.as_deref();
    if let Some(record) = record.filter(|record| Some(record.person.id) == model.roster.cursor()) {
        card(inner.width, model, record).draw(canvas, inner, Some(0));
    }
}
