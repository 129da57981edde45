//! What a round came to, drawn.

use crate::app::Model;
use crate::app::layout::Areas;
use crate::domain::dates;
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::theme::Role;

use super::{beside, header, inset};

/// Draws the summary.
pub fn draw(canvas: &mut Canvas<'_>, areas: Areas, model: &Model) {
    let Some(round) = &model.round else { return };
    let mut left = vec![("Round", Role::Title)];
    left.extend(beside(model));
    header(canvas, areas.header, &left, &dates::say_day(model.today));
    let body = inset(areas.body);
    let mut page = Page::new(body.width);
    page.push(Line::default());
    let left = round.queue.len();
    let title = if left == 0 {
        "The round is done."
    } else {
        "The round is kept."
    };
    page.push(Line::of(0, title, Role::Title).selected(false));
    page.push(Line::default());
    let rows = [
        (round.held, "held"),
        (round.absent, "absent"),
        (round.skipped, "skipped"),
        (left, "left"),
    ];
    for (count, words) in rows {
        page.push(Line::of(0, format!("{count:>4}  {words}"), Role::Base));
    }
    page.push(Line::of(
        0,
        format!("{:>4}  in the round", round.total),
        Role::Muted,
    ));
    page.push(Line::default());
    let minutes = round.minutes(model.now);
    let each = if round.held > 0 {
        minutes / round.held as i64
    } else {
        0
    };
    let words = match (minutes, round.held) {
        (0, _) => "less than a minute".to_owned(),
        (1, _) => "1 minute".to_owned(),
        (_, 0 | 1) => format!("{minutes} minutes"),
        _ => format!("{minutes} minutes, about {each} a student"),
    };
    page.push(Line::of(0, words, Role::Muted));
    if model.is_with_student() && round.can_go_on() {
        page.push(Line::default());
        let words = "Enter goes on when the next student sits here.";
        page.push(Line::of(0, words, Role::Muted));
    }
    let length = model.settings.round_minutes;
    if length > 0 {
        let words = match round.minutes_left(model.now, length) {
            (minutes, _) if minutes < 0 => format!("{} over the {length} it had", -minutes),
            (minutes, _) if left == 0 => format!("{minutes} left of {length}"),
            (minutes, each) => format!("{minutes} left of {length}, {each} a student"),
        };
        page.push(Line::of(0, words, Role::Muted));
    }
    canvas.set_cursor(body.x, body.y + 1);
    page.draw(canvas, body, None);
}
