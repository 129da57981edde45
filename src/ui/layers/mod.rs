//! What floats over a screen, drawn.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::action::{Action, Context};
use crate::app::focus;
use crate::app::form::plain;
use crate::app::layers::calendar::Month;
use crate::app::layers::confirm::Confirm;
use crate::app::layers::palette::Palette;
use crate::app::layers::pick::Pick;
use crate::app::layers::search::Search;
use crate::app::layers::{Ask, Layer};
use crate::app::layout;
use crate::app::screens::Screen;
use crate::domain::cadence::State;
use crate::domain::check_in::Outcome;
use crate::domain::note::Visibility;
use crate::domain::pacing::Pace;
use crate::domain::person::SupportLevel;
use crate::domain::plan::{GoalStatus, Stage};
use crate::domain::{Word, dates, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::parts::{field, state};
use crate::ui::theme::Role;
use crate::ui::width;

use super::screens::roster::card;

/// How wide a layer is at most.
const WIDE: u16 = 74;

/// Draws the topmost layer.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, layer: &Layer, size: (u16, u16)) {
    match layer {
        Layer::Palette(palette) => draw_palette(canvas, palette, size),
        Layer::Help(top) => draw_help(canvas, model, *top, size),
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
    size: (u16, u16),
) -> Rect {
    let most = size.1.saturating_sub(6).max(5);
    let area = layout::floating(size, WIDE, (rows as u16 + 4).clamp(5, most));
    let inner = canvas.frame(area, title);
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

/// The first row to show so that the cursor is seen.
fn top_of(cursor: usize, height: u16) -> usize {
    (cursor + 1).saturating_sub(usize::from(height).max(1))
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
    let rows = palette.rows();
    let area = field_over_list(
        canvas,
        "Actions",
        &palette.field,
        "type what you want to do",
        rows.len(),
        size,
    );
    let top = top_of(palette.cursor, area.height);
    for ((place, (action, context)), y) in
        rows.iter().enumerate().skip(top).zip(area.y..area.bottom())
    {
        let role = row_role(canvas, area, y, place == palette.cursor);
        let keys = key_words(canvas, *action, *context);
        let from = canvas.put_right(area.right(), y, 24, &keys, Role::Key);
        let room = from.saturating_sub(area.x + 4);
        canvas.put(area.x + 2, y, room, action.words(), role);
    }
    if rows.is_empty() {
        canvas.put(
            area.x + 2,
            area.y,
            area.width,
            "Nothing that can be done here is called that.",
            Role::Muted,
        );
    }
}

/// The keys of an action in a context, at most two.
fn key_words(canvas: &Canvas<'_>, action: Action, context: Context) -> String {
    let glyphs = &canvas.look.glyphs;
    let keys = canvas.look.keymap.keys_for(action, context);
    let labels: Vec<String> = keys.iter().take(2).map(|key| glyphs.label(key)).collect();
    labels.join("  ")
}

fn draw_pick(canvas: &mut Canvas<'_>, pick: &Pick, size: (u16, u16)) {
    let rows = pick.left();
    let area = field_over_list(
        canvas,
        &pick.title,
        &pick.field,
        "type to narrow",
        pick.rows.len(),
        size,
    );
    let top = top_of(pick.cursor, area.height);
    for ((place, row), y) in rows.iter().enumerate().skip(top).zip(area.y..area.bottom()) {
        let role = row_role(canvas, area, y, place == pick.cursor);
        let mark = if row.is_on {
            canvas.look.glyphs.done
        } else {
            " "
        };
        canvas.put(area.x + 2, y, 1, mark, Role::Done);
        canvas.put(
            area.x + 4,
            y,
            area.width.saturating_sub(4),
            &row.words,
            role,
        );
    }
    if rows.is_empty() {
        canvas.put(
            area.x + 2,
            area.y,
            area.width,
            "Nothing is left by that.",
            Role::Muted,
        );
    }
}

fn draw_ask(canvas: &mut Canvas<'_>, ask: &Ask, size: (u16, u16)) {
    let area = layout::floating(size, WIDE, 3);
    let inner = canvas.frame(area, &ask.title);
    field::draw(canvas, Rect { height: 1, ..inner }, &ask.field, true, "");
}

fn draw_confirm(canvas: &mut Canvas<'_>, confirm: &Confirm, size: (u16, u16)) {
    let room = usize::from(WIDE.min(size.0.saturating_sub(8)))
        .saturating_sub(4)
        .max(10);
    let lines = width::wrap(&confirm.question, room).len() as u16;
    let area = layout::floating(size, WIDE, lines + 4);
    let inner = canvas.frame(area, "");
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
    let y = inner.y + lines + 1;
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
    let days = calendar.map_or(0, |calendar| {
        calendar.school_days_between(model.today, month.day)
    });
    let is_school_day = calendar.is_none_or(|calendar| calendar.is_school_day(month.day));
    let distance = match days {
        _ if !is_school_day => "no school day".to_owned(),
        1 => "+1 school day".to_owned(),
        days => format!("+{days} school days"),
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
    let area = field_over_list(canvas, "Find anything", &search.field, hint, rows, size);
    if search.hits.is_empty() {
        let is_answered = search.query().is_some() && search.answered == search.field.text().trim();
        if is_answered {
            canvas.put(
                area.x + 2,
                area.y,
                area.width,
                "Nothing of yours says that.",
                Role::Muted,
            );
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
        let from = canvas.put_right(area.right(), y, 15, &on, Role::Muted);
        let name = width::fit(&words::display(&hit.name), 18, canvas.look.glyphs.cut);
        canvas.put(area.x + 2, y, 18, &name, role);
        canvas.put(area.x + 21, y, 9, hit.kind.word(), Role::Muted);
        let text = around(&hit.text, &search.field.text());
        canvas.put(
            area.x + 31,
            y,
            from.saturating_sub(area.x + 32),
            &text,
            Role::Base,
        );
    }
}

/// The line of a text in which the first word stands.
fn around(text: &str, typed: &str) -> String {
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
    let from = place.map_or(0, |place| place.saturating_sub(3));
    words.get(from..).unwrap_or_default().join(" ")
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

/// A word or a mark, and beside it what it means.
fn explain(page: &mut Page, word: String, role: Role, meaning: &str) {
    let room = usize::from(page.room().saturating_sub(22)).max(10);
    let mut lines = width::wrap(meaning, room).into_iter();
    let line = Line::of(0, word, role);
    page.push(line.at(22, lines.next().unwrap_or_default(), Role::Base));
    for more in lines {
        page.push(Line::default().at(22, more, Role::Base));
    }
}

fn draw_help(canvas: &mut Canvas<'_>, model: &Model, top: usize, size: (u16, u16)) {
    let area = layout::floating(size, WIDE, size.1.saturating_sub(3));
    let inner = canvas.frame(area, "Keys that work here");
    canvas.set_cursor(inner.x, inner.y);
    let mut page = Page::new(inner.width);
    let (contexts, typing) = focus::below_layers(model);
    let mut told: Vec<Action> = Vec::new();
    for context in contexts {
        let mut is_first = true;
        for action in canvas.look.keymap.actions(context) {
            let keys = canvas.look.keymap.keys_here(action, &[context], typing);
            if keys.is_empty() || told.contains(&action) {
                continue;
            }
            if std::mem::take(&mut is_first) {
                page.heading(context.title());
            }
            told.push(action);
            let labels: Vec<String> = keys
                .iter()
                .take(3)
                .map(|key| canvas.look.glyphs.label(key))
                .collect();
            page.push(Line::of(0, labels.join("  "), Role::Key).at(22, action.words(), Role::Base));
        }
        if context == Context::Roster {
            page.push(Line::of(0, "0-9  Enter", Role::Key).at(
                22,
                Action::PickNumber.words(),
                Role::Base,
            ));
        }
        if context == Context::CheckInGoals {
            page.push(Line::of(0, "0-9", Role::Key).at(22, Action::Rate.words(), Role::Base));
        }
    }
    page.heading("What the states mean");
    for (this, _word) in State::ALL {
        let mark = state::mark(&canvas.look.glyphs, *this);
        let word = format!("{mark} {}", words::state_word(*this));
        explain(
            &mut page,
            word,
            state::role(*this),
            words::state_meaning(*this),
        );
    }
    page.heading("What a plan's words mean");
    for (stage, word) in Stage::ALL {
        explain(
            &mut page,
            plain(word),
            Role::Base,
            words::stage_meaning(*stage),
        );
    }
    for (pace, word) in Pace::ALL {
        explain(
            &mut page,
            plain(word),
            Role::Base,
            words::pace_meaning(*pace),
        );
    }
    page.heading("What a goal's words mean");
    for (status, word) in GoalStatus::ALL {
        let meaning = words::status_meaning(*status);
        explain(&mut page, plain(word), Role::Base, meaning);
    }
    explain(
        &mut page,
        "goal ended".to_owned(),
        Role::Base,
        "On the grid: no open goal works toward the competency; the level is the last one reached.",
    );
    page.heading("What a check-in's words mean");
    for (outcome, _) in Outcome::ALL {
        let word = words::outcome_word(*outcome).to_owned();
        explain(
            &mut page,
            word,
            Role::Base,
            words::outcome_meaning(*outcome),
        );
    }
    for (visibility, word) in Visibility::ALL {
        explain(&mut page, plain(word), Role::Base, visibility.sentence());
    }
    page.heading("How a student writes");
    for (support, word) in SupportLevel::ALL {
        let meaning = words::support_meaning(*support);
        explain(&mut page, plain(word), Role::Base, meaning);
    }
    page.heading("What the marks mean");
    let glyphs = canvas.look.glyphs;
    for (mark, meaning) in [
        (
            glyphs.draft,
            "On the roster: what you typed about this student is kept, and not saved yet.",
        ),
        (
            glyphs.done,
            "Beside a goal for today: met. Among a daily goal's last times: proficient.",
        ),
        (
            glyphs.gap,
            "On the grid: not proficient on what is taught in a lower grade.",
        ),
        (
            glyphs.missed,
            "On the grid: a goal works toward it, not rated yet.",
        ),
        (glyphs.rated, "In a chart: a teacher's rating."),
        (
            glyphs.own_rated,
            "In a chart: the student's own rating; it never enters the level.",
        ),
    ] {
        explain(&mut page, mark.to_owned(), Role::Base, meaning);
    }
    page.draw(canvas, inner, Some(top));
}
