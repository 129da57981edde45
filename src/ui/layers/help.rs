//! Help, drawn: the keys that work here, from the keymap, and what words and marks mean.

use crate::app::Model;
use crate::app::action::{Action, Context};
use crate::app::focus;
use crate::app::form::plain;
use crate::app::layers::help::Scrolled;
use crate::app::layout;
use crate::domain::cadence::State;
use crate::domain::check_in::Outcome;
use crate::domain::note::Visibility;
use crate::domain::pacing::Pace;
use crate::domain::person::SupportLevel;
use crate::domain::plan::{GoalStatus, Stage};
use crate::domain::{Word, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::parts::state;
use crate::ui::theme::Role;
use crate::ui::width;

use super::WIDE;

/// Where meanings begin, beside the words, and in a narrow window.
const MEANING: (u16, u16) = (22, 12);

/// A word or a mark, and what it means: beside it, or below where it is narrow there.
fn explain(page: &mut Page, word: String, role: Role, meaning: &str) {
    let (wide, narrow) = MEANING;
    let at = if page.room() < 2 * wide { narrow } else { wide };
    let is_beside = width::cells(&word) + 2 <= usize::from(at);
    let room = usize::from(page.room().saturating_sub(at)).max(1);
    let mut lines = width::wrap(meaning, room).into_iter().peekable();
    let line = Line::of(0, word, role);
    page.push(match lines.next_if(|_| is_beside) {
        Some(first) => line.at(at, first, Role::Base),
        None => line,
    });
    for more in lines {
        page.push(Line::default().at(at, more, Role::Base));
    }
}

/// Draws the page from a line on.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, scrolled: Scrolled, size: (u16, u16)) {
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
            let is_refused = focus::is_refused_for_two(model, action);
            if keys.is_empty() || is_refused || told.contains(&action) {
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
            explain(&mut page, labels.join("  "), Role::Key, action.words());
        }
        if context == Context::Roster {
            let keys = "0-9  Enter".to_owned();
            explain(&mut page, keys, Role::Key, Action::PickNumber.words());
        }
        if context == Context::CheckInGoals {
            explain(&mut page, "0-9".to_owned(), Role::Key, Action::Rate.words());
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
            "On the roster: what you typed about this student waits, and is not saved yet.",
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
    let last = page.len().saturating_sub(usize::from(inner.height));
    page.draw(canvas, inner, Some(scrolled.top(last)));
}
