//! The last line: what can be done now, likeliest first, from the keymap; or a
//! message, until the next key.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::layers::Layer;
use crate::app::layout::MARGIN;
use crate::app::screens::Screen;
use crate::app::screens::check_in::{CheckIn, Focus};
use crate::app::screens::edit::Purpose;
use crate::app::screens::kiosk::{Kiosk, Place};
use crate::app::screens::round::Round;
use crate::app::screens::student::{Selected, Student, Tab};
use crate::app::screens::visit::Item;
use crate::app::{Model, Tone};
use crate::domain::query::GridFrame;
use crate::domain::rating::RaterKind;
use crate::domain::whose::Whose;
use crate::ui::theme::Role;
use crate::ui::width;

use super::canvas::Canvas;

/// Draws the footer.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let x = area.x + MARGIN;
    let room = area.width.saturating_sub(2 * MARGIN);
    if let Some(notice) = &model.notice {
        let role = match notice.tone {
            Tone::Done => Role::Note,
            Tone::Look => Role::Warn,
            Tone::Refused => Role::Error,
        };
        let is_saved = notice.tone == Tone::Done && notice.text.starts_with("Saved");
        let undo = (is_saved && model.undoes_here())
            .then(|| hint(canvas, model, Action::Undo))
            .flatten();
        let tail = undo.map_or(0, |(key, words)| {
            (width::cells(&key) + width::cells(words) + 4) as u16
        });
        let room_for_words = room.saturating_sub(tail);
        let rest = above(canvas, area, room_for_words, &notice.text, role);
        let end = canvas.put(x, area.y, room_for_words, rest, role);
        if let Some((key, words)) = hint(canvas, model, Action::Undo).filter(|_| tail > 0) {
            let end = canvas.put(end + 3, area.y, room, &key, Role::Key);
            canvas.put(end + 1, area.y, room, words, Role::Muted);
        }
        return;
    }
    if model.is_saving() {
        let words = if model.is_held_up() {
            "Saving\u{2026} waiting for another session"
        } else {
            "Saving\u{2026}"
        };
        canvas.put(x, area.y, room, words, Role::Muted);
        return;
    }
    if let Some(number) = model.roster.number
        && matches!(model.screen(), Screen::Roster)
        && model.layers.is_empty()
    {
        let text = format!("class number {number}");
        let end = canvas.put(x, area.y, room, &text, Role::Input);
        canvas.set_cursor(end, area.y);
        let end = canvas.put(end + 3, area.y, room, "Enter", Role::Key);
        canvas.put(end + 1, area.y, room, "select", Role::Muted);
        return;
    }
    if matches!(model.screen(), Screen::Roster) && model.layers.is_empty() {
        // What can be done there depends on where the keys go and on whether somebody is there.
        let roster = &model.roster;
        let nobody = roster.is_empty().then_some(roster.filter.is_open());
        let told = (model.hearing(), model.is_read_only, nobody);
        canvas.keep(area, told, |canvas| {
            draw_hints(canvas, area, model);
        });
    } else {
        draw_hints(canvas, area, model);
    }
}

/// What can be done now, as far as it has room; help always has.
fn draw_hints(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let mut x = area.x + MARGIN;
    let right = area.x + area.width.saturating_sub(MARGIN);
    let mut hints = Vec::new();
    let actions = actions(model).into_iter();
    for action in actions.filter(|action| !(model.is_read_only && action.begins_to_write())) {
        hints.extend(hint(canvas, model, action).map(|(key, words)| (action, key, words)));
    }
    let help = hints
        .iter()
        .position(|(action, ..)| *action == Action::Help)
        .map(|at| hints.remove(at));
    let reserved = help.as_ref().map_or(0, |(_, key, words)| {
        (width::cells(key) + width::cells(words) + 4) as u16
    });
    for (_, key, words) in hints.into_iter().take(6) {
        let wide = (width::cells(&key) + 1 + width::cells(words)) as u16;
        if x + wide + reserved > right {
            break;
        }
        let end = canvas.put(x, area.y, wide, &key, Role::Key);
        x = canvas.put(end + 1, area.y, wide, words, Role::Muted) + 3;
    }
    if let Some((_, key, words)) = help
        && x + reserved <= right + 3
    {
        let end = canvas.put(x, area.y, right.saturating_sub(x), &key, Role::Key);
        canvas.put(
            end + 1,
            area.y,
            right.saturating_sub(end),
            words,
            Role::Muted,
        );
    }
}

/// Puts the begin of a message that is too long for one line onto the lines above, over what
/// stands there, and says what is left: nothing of it is cut while there is half a screen.
fn above<'a>(canvas: &mut Canvas<'_>, area: Rect, room: u16, text: &'a str, role: Role) -> &'a str {
    let lines = width::wrap(text, usize::from(room));
    let more = (lines.len().saturating_sub(1) as u16).min(area.y / 2);
    let top = area.y - more;
    canvas.clear(Rect::new(area.x, top, area.width, more));
    let mut rest = text;
    for (line, y) in lines.into_iter().zip(top..area.y) {
        canvas.put(area.x + MARGIN, y, room, line, role);
        rest = rest.get(line.len()..).unwrap_or_default().trim_start();
    }
    rest
}

/// A key that works here for an action, and its words.
fn hint(canvas: &Canvas<'_>, model: &Model, action: Action) -> Option<(String, &'static str)> {
    let glyphs = &canvas.look.glyphs;
    if action == Action::Rate {
        let scale = match model.screen() {
            Screen::CheckIn(form) => form.scale()?,
            Screen::Kiosk(kiosk) => kiosk.visit()?.scale()?,
            _ => return None,
        };
        let (low, high) = (scale.levels.first()?, scale.levels.last()?);
        return (scale.levels.len() <= 10).then(|| {
            (
                format!("{}-{}", low.value, high.value),
                words(model, action),
            )
        });
    }
    let (contexts, typing) = model.hearing();
    let keys = canvas.look.keymap.keys_here(action, &contexts, typing);
    keys.first()
        .map(|key| (glyphs.label(key), words(model, action)))
}

fn words(model: &Model, action: Action) -> &'static str {
    match (action, model.screen()) {
        (Action::Choose | Action::NewLine, Screen::Student(student)) if is_survey(student) => {
            "next question"
        }
        (Action::PreviousField, Screen::Student(student)) if is_survey(student) => {
            "question before"
        }
        (Action::Done, Screen::Student(student))
            if matches!(student.selected(), Some(Selected::Answer(_))) =>
        {
            "into the profile"
        }
        (Action::Open, Screen::Student(student))
            if matches!(student.selected(), Some(Selected::Plan(_))) =>
        {
            "open this plan"
        }
        (Action::Open, Screen::Student(student))
            if matches!(student.selected(), Some(Selected::Earlier)) =>
        {
            if student.is_unfolded {
                "fold"
            } else {
                "unfold"
            }
        }
        (Action::Back, Screen::Student(student)) if student.viewing.is_some() => "present plan",
        (Action::Rate, Screen::CheckIn(form)) if form.rater == RaterKind::Own => "own rating",
        (Action::SwitchRater, Screen::CheckIn(form)) if form.rater == RaterKind::Own => {
            "your rating"
        }
        (Action::SwitchRater, Screen::CheckIn(form)) => {
            form.whose().say("student's own", "their own rating")
        }
        (Action::Open, Screen::Student(_)) => "edit",
        (Action::Back, _) if !model.layers.is_empty() => "close",
        (Action::QuitOrBack, Screen::Roster) => "quit",
        (Action::Accept, Screen::Roster) if model.layers.is_empty() => "keep",
        (Action::Close, Screen::Roster) if model.layers.is_empty() => "clear",
        (Action::Card, Screen::Roster) if !model.layers.is_empty() => "close",
        (Action::Open, Screen::Start(start)) if start.preview.is_some() => "import",
        (Action::Open, Screen::Roster | Screen::Start(_)) => "open",
        (Action::Open, Screen::Summary) if model.round.as_ref().is_some_and(Round::can_go_on) => {
            "go on"
        }
        (Action::SayGoodbye, Screen::Kiosk(kiosk)) => match kiosk.at {
            Place::Door(_) => "clear",
            Place::WayOut(_) => "back",
            Place::In(_) => action.short(),
        },
        (Action::Open | Action::Back, Screen::Summary) => "roster",
        (Action::Open, Screen::Grid(_)) => "ratings",
        (Action::Back, Screen::Grid(_)) => "roster",
        (Action::Back, Screen::Student(_)) => match model.screen_below() {
            Some(Screen::Grid(_)) => "grid",
            Some(Screen::Student(_) | Screen::CheckIn(_) | Screen::Summary) => "back",
            _ => "roster",
        },
        _ => action.short(),
    }
}

/// Whether a survey is being answered.
fn is_survey(student: &Student) -> bool {
    let open = student.form.as_ref();
    open.is_some_and(|open| matches!(open.purpose, Purpose::Survey(_)))
}

/// What can be done on a student's tab, with what is under the cursor.
fn on_student(student: &Student) -> Vec<Action> {
    let mut list = match (student.tab, student.selected()) {
        (Tab::Plan, Some(Selected::Plan(_))) => vec![Action::Open, Action::PlanMenu],
        (Tab::Plan, Some(Selected::Earlier)) => vec![Action::Open, Action::PlanMenu],
        (Tab::Plan, _) if student.is_locked() => vec![Action::PlanMenu],
        (Tab::Plan, _) => vec![
            Action::CheckIn,
            Action::PlanMenu,
            Action::Done,
            Action::Edit,
            Action::New,
        ],
        (Tab::Profile, Some(Selected::Answer(_))) => vec![Action::Done, Action::Survey],
        (Tab::Overview, _) => vec![
            Action::CheckIn,
            Action::NextTab,
            Action::NextStudent,
            Action::Done,
            Action::Edit,
        ],
        (Tab::Profile, _) => vec![Action::CheckIn, Action::Edit, Action::New, Action::Survey],
        (Tab::CheckIns, _) => vec![Action::CheckIn, Action::Edit, Action::NextStudent],
        (Tab::Growth, _) => vec![Action::CheckIn, Action::NextStudent],
    };
    // A member of staff is on no roster, and has no grade's survey.
    let whose = student.record.as_ref().map(|record| record.whose());
    if whose == Some(Whose::Staff) {
        list.retain(|action| !matches!(action, Action::NextStudent | Action::Survey));
    }
    for action in [Action::NextTab, Action::Back] {
        if !list.contains(&action) && list.len() < 6 {
            list.push(action);
        }
    }
    list.push(Action::Help);
    list
}

/// What can be done in a check-in: first what this part is for, then saving, which a narrow
/// window has room for too, and in a round its own ways to go on.
fn on_check_in(model: &Model, form: &CheckIn) -> Vec<Action> {
    let focus = form.focus;
    let mut list = match focus {
        Focus::Goals => vec![Action::Rate],
        Focus::NextDate => vec![Action::Choose],
        Focus::Note | Focus::NextStep => vec![],
        Focus::Outcome | Focus::Visibility | Focus::NoteKind | Focus::Kind | Focus::Day => {
            vec![Action::NextChoice]
        }
    };
    list.push(Action::Save);
    let has_both = focus == Focus::Goals && form.has_both(model.viewer.person);
    if has_both && !model.is_turn() {
        list.push(Action::SwitchRater);
    }
    let is_text = matches!(focus, Focus::Note | Focus::NextStep | Focus::NextDate);
    list.extend_from_slice(match (model.is_turn(), is_text) {
        (true, true) => &[Action::NextField, Action::RoundMenu],
        (true, false) => &[
            Action::Skip,
            Action::Absent,
            Action::Defer,
            Action::NextField,
        ],
        (false, true) => &[Action::NextField, Action::QuoteRecord, Action::SaveAndNext],
        (false, false) => &[Action::NextField, Action::SaveAndNext],
    });
    if has_both && model.is_turn() {
        let last = list.len() - 1;
        list.insert(last, Action::SwitchRater);
    }
    if form.whose() == Whose::Staff {
        list.retain(|action| *action != Action::SaveAndNext);
    }
    list.extend([Action::Leave, Action::Help]);
    list
}

/// What can be done in student mode.
fn at_kiosk(kiosk: &Kiosk) -> Vec<Action> {
    match &kiosk.at {
        Place::Door(_) => vec![Action::GoOn, Action::SayGoodbye, Action::EndKiosk],
        Place::WayOut(_) => vec![Action::GoOn, Action::SayGoodbye],
        Place::In(visit) => {
            let mut list = match visit.item() {
                Item::Goal(_) if !visit.is_by_digit() => vec![Action::RaiseRating],
                Item::Goal(_) => vec![Action::Rate],
                item if item.is_tick() && visit.is_young() => vec![],
                item if item.is_tick() => vec![Action::Tick],
                _ => vec![],
            };
            if visit.at + 1 < visit.items().len() {
                list.push(Action::NextQuestion);
            }
            list.extend([Action::Finish, Action::SayGoodbye, Action::QuestionBefore]);
            list
        }
    }
}

/// What can be done here, likeliest first.
fn actions(model: &Model) -> Vec<Action> {
    if let Some(layer) = model.layers.last() {
        return match layer {
            Layer::Help(_) => vec![Action::Down, Action::PageDown, Action::Back],
            Layer::Card => vec![Action::CheckIn, Action::Open, Action::Down, Action::Card],
            Layer::Confirm(_) => vec![Action::Accept, Action::OtherAnswer, Action::Close],
            Layer::Calendar(_) => vec![
                Action::NextDay,
                Action::NextWeek,
                Action::NextMonth,
                Action::Accept,
                Action::Close,
            ],
            Layer::Palette(_) | Layer::Pick(_) | Layer::Search(_) => {
                vec![Action::Accept, Action::Down, Action::Close]
            }
            Layer::Ask(_) => vec![Action::Accept, Action::Close],
            Layer::Lock => vec![],
        };
    }
    match model.screen() {
        Screen::Start(start) if start.preview.is_some() => {
            vec![Action::Open, Action::Down, Action::Back, Action::Help]
        }
        Screen::Start(_) => vec![Action::Open, Action::Down, Action::QuitOrBack, Action::Help],
        Screen::Roster if model.roster.is_typing() => {
            vec![Action::Accept, Action::Down, Action::Close]
        }
        Screen::Roster if model.roster.is_empty() && model.roster.filter.is_open() => {
            vec![Action::QuitOrBack, Action::Palette, Action::Help]
        }
        Screen::Roster if model.roster.is_empty() => {
            vec![Action::Filter, Action::QuitOrBack, Action::Help]
        }
        Screen::Roster => vec![
            Action::CheckIn,
            Action::Open,
            Action::Find,
            Action::StartRound,
            Action::Filter,
            Action::MarkAbsentToday,
            Action::Help,
        ],
        Screen::Student(student) if is_survey(student) => vec![
            Action::Choose,
            Action::NewLine,
            Action::PreviousField,
            Action::Save,
            Action::Leave,
            Action::Help,
        ],
        Screen::Student(student) if student.form.is_some() => {
            vec![
                Action::NextField,
                Action::NextChoice,
                Action::Save,
                Action::Leave,
                Action::Help,
            ]
        }
        Screen::GroupNote(_) => vec![
            Action::NextField,
            Action::NextChoice,
            Action::Save,
            Action::Leave,
            Action::Help,
        ],
        Screen::Student(student) => {
            let mut list = on_student(student);
            list.retain(|action| student.allows(*action, model.viewer.person));
            list
        }
        Screen::CheckIn(form) => on_check_in(model, form),
        Screen::Grid(grid) if grid.frame().is_some_and(GridFrame::is_empty) => {
            vec![Action::Filter, Action::Back, Action::Help]
        }
        Screen::Grid(_) => vec![
            Action::Open,
            Action::GoalFromGap,
            Action::Mark,
            Action::GroupFromGrid,
            Action::Filter,
            Action::Back,
            Action::Help,
        ],
        Screen::Kiosk(kiosk) => at_kiosk(kiosk),
        Screen::Summary => match &model.round {
            Some(round) if round.can_go_on() => {
                vec![Action::Open, Action::Back, Action::Help]
            }
            _ => vec![Action::Open, Action::Help],
        },
    }
}
