//! A survey, drawn: one question a screen, its answers under it by number, and nothing
//! else that a child could stumble over.

use ratatui::layout::Rect;

use crate::app::form::{Form, Value};
use crate::domain::template::{ItemKind, Survey};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::theme::Role;
use crate::ui::width;

/// How wide a face is with the space around it, and how tall it is with its number and word.
const FACE: (u16, u16) = (15, 7);
/// The mouths, from sad to glad.
const MOUTHS: [&str; 5] = ["/-\\", ".-.", "---", "\\-/", "\\_/"];

/// Draws the question with the focus.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, survey: &Survey, form: &Form) {
    let Some(question) = form.fields.get(form.focus) else {
        return;
    };
    let all = form.fields.len();
    canvas.put(area.x, area.y, area.width, &form.title, Role::Title);
    let place = format!("{} of {all}", form.focus + 1);
    canvas.put_right(area.right(), area.y, area.width / 2, &place, Role::Muted);
    let left = area.x + 4;
    let room = area.right().saturating_sub(left);
    let mut y = area.y + 3;
    for line in width::wrap(&question.label, usize::from(room).max(1)) {
        canvas.put(left, y, room, line, Role::Accent);
        y += 1;
    }
    y += 1;
    match &question.value {
        Value::Text(text) => {
            let height = area.bottom().saturating_sub(y).clamp(1, 6);
            field::draw(
                canvas,
                Rect::new(left, y, room, height),
                text,
                true,
                question.hint,
            );
        }
        Value::Choice(choices, at) => {
            let is_face = survey
                .items
                .get(form.focus)
                .is_some_and(|item| item.kind == ItemKind::Face);
            let many = choices.len().saturating_sub(1) as u16;
            let fits = many * FACE.0 <= room && y + FACE.1 <= area.bottom();
            let faces = is_face && fits;
            if faces {
                draw_faces(canvas, (left, y), choices, *at);
                y += FACE.1;
            }
            // Where faces have no room, their words stand as lines.
            let lines = if faces { 0 } else { choices.len() };
            for (digit, (_, shown)) in choices.iter().enumerate().take(lines).skip(1) {
                if y >= area.bottom() {
                    break;
                }
                let is_chosen = digit == *at;
                let role = if is_chosen {
                    Role::Selected
                } else {
                    Role::Base
                };
                if is_chosen {
                    canvas.put(left, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
                    canvas.set_cursor(left, y);
                }
                canvas.put(left + 2, y, 2, &digit.to_string(), Role::Key);
                canvas.put(left + 5, y, room.saturating_sub(5), shown, role);
                y += 1;
                if choices.len() <= 6 && y < area.bottom() {
                    y += 1;
                }
            }
            if *at == 0 {
                canvas.set_cursor(left, area.y + 3);
            }
            if y + 1 < area.bottom() {
                let words = if *at == 0 {
                    "press a number"
                } else {
                    "Enter goes on; another number changes it"
                };
                canvas.put(left, y + 1, room, words, Role::Muted);
            }
        }
    }
}

/// Faces side by side, from sad to glad, each with its number and its word. They are of plain
/// letters: every terminal has them, at the same width.
fn draw_faces(
    canvas: &mut Canvas<'_>,
    (left, top): (u16, u16),
    choices: &[(String, String)],
    at: usize,
) {
    let last = choices.len().saturating_sub(2).max(1);
    let mut x = left;
    for (digit, (_, shown)) in choices.iter().enumerate().skip(1) {
        let mouth = ((digit - 1) * (MOUTHS.len() - 1) + last / 2) / last;
        let mouth = MOUTHS.get(mouth).copied().unwrap_or_default();
        let is_chosen = digit == at;
        let role = if is_chosen {
            Role::Selected
        } else {
            Role::Base
        };
        let face = [
            " .-----. ".to_owned(),
            "(  o o  )".to_owned(),
            format!("(  {mouth}  )"),
            " '-----' ".to_owned(),
        ];
        for (row, line) in face.iter().zip(top..) {
            canvas.put(x, line, FACE.0, row, role);
        }
        let y = top + FACE.1 - 3;
        if is_chosen {
            canvas.put(x + 2, y, 1, canvas.look.glyphs.cursor, Role::Cursor);
            canvas.set_cursor(x + 2, y);
        }
        canvas.put(x + 4, y, 2, &digit.to_string(), Role::Key);
        let wide = usize::from(FACE.0 - 2);
        let word = width::cells(shown).min(wide) as u16;
        let middle = x + 4_u16.saturating_sub(word / 2);
        canvas.put(middle, y + 1, wide as u16, shown, role);
        x += FACE.0;
    }
}
