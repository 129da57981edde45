//! A survey, drawn: one question a screen, its answers under it by number, and nothing
//! else that a child could stumble over.

use ratatui::layout::Rect;

use crate::app::form::{Form, Value};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::field;
use crate::ui::theme::Role;
use crate::ui::width;

/// Draws the question with the focus.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, form: &Form) {
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
            for (digit, (_, shown)) in choices.iter().enumerate().skip(1) {
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
