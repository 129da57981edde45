//! Who hears a key: the contexts of what is on top, from the innermost out,
//! and whether letters are text there; and what an action could do there.

use super::Model;
use super::action::{Action, Context};
use super::layers::Layer;
use super::screens::Screen;
use super::screens::check_in::Focus;
use super::screens::edit::Purpose;

/// The contexts that hear a key now, and whether letters are text.
pub fn hearing(model: &Model) -> (Vec<Context>, bool) {
    if let Some(layer) = model.layers.last() {
        return match layer {
            Layer::Lock => (vec![Context::Lock], false),
            Layer::Help(_) => (vec![Context::Lists, Context::Anywhere], false),
            Layer::Card => (
                vec![Context::Roster, Context::Lists, Context::Anywhere],
                false,
            ),
            Layer::Confirm(_) => (vec![Context::Confirm, Context::Anywhere], false),
            Layer::Calendar(_) => (vec![Context::Calendar, Context::Anywhere], false),
            Layer::Palette(_) | Layer::Pick(_) | Layer::Search(_) => (
                vec![Context::Picker, Context::Text, Context::Anywhere],
                true,
            ),
            Layer::Ask(_) => (
                vec![Context::Picker, Context::Text, Context::Anywhere],
                true,
            ),
        };
    }
    below_layers(model)
}

/// The same as if no layer floated over the screen.
pub fn below_layers(model: &Model) -> (Vec<Context>, bool) {
    match model.screen() {
        Screen::Start(_) => (vec![Context::Lists, Context::Anywhere], false),
        Screen::Roster if model.roster.is_typing() => (
            vec![Context::Picker, Context::Text, Context::Anywhere],
            true,
        ),
        Screen::Roster => (
            vec![Context::Roster, Context::Lists, Context::Anywhere],
            false,
        ),
        Screen::Student(student) => match &student.form {
            Some(open) if open.form.text().is_some() => {
                (vec![Context::Text, Context::Form, Context::Anywhere], true)
            }
            Some(_) => (vec![Context::Form, Context::Anywhere], false),
            None => (
                vec![Context::Student, Context::Lists, Context::Anywhere],
                false,
            ),
        },
        Screen::GroupNote(note) if note.open.form.text().is_some() => {
            (vec![Context::Text, Context::Form, Context::Anywhere], true)
        }
        Screen::GroupNote(_) => (vec![Context::Form, Context::Anywhere], false),
        Screen::CheckIn(form) => {
            let mut contexts = Vec::with_capacity(5);
            match form.focus {
                Focus::Goals => contexts.push(Context::CheckInGoals),
                _ if form.text().is_some() => contexts.push(Context::Text),
                _ => {}
            }
            if model.is_turn() {
                contexts.push(Context::Round);
            }
            contexts.extend([Context::CheckIn, Context::Anywhere]);
            (contexts, form.text().is_some())
        }
        Screen::Grid(_) => (
            vec![Context::Grid, Context::Lists, Context::Anywhere],
            false,
        ),
        // Nothing of what works anywhere works here.
        Screen::Kiosk(kiosk) if kiosk.text().is_some() => {
            (vec![Context::Kiosk, Context::Text], true)
        }
        Screen::Kiosk(_) => (vec![Context::Kiosk], false),
        Screen::Summary => (vec![Context::Lists, Context::Anywhere], false),
    }
}

/// Whether an action would only be refused beside a student, whom other records don't concern.
pub fn is_refused_for_two(model: &Model, action: Action) -> bool {
    use Action::{FindAnything, Grid, Groups, NextStudent, PreviousStudent, StaffPlans};
    model.is_with_student()
        && matches!(
            action,
            FindAnything | Grid | Groups | NextStudent | PreviousStudent | StaffPlans
        )
}

/// Whether an action does something with what has the focus or is selected, so that it can be
/// offered here; not whether it is heard here, which the contexts say.
pub fn can_act(model: &Model, action: Action) -> bool {
    if is_refused_for_two(model, action) || model.is_read_only && action.begins_to_write() {
        return false;
    }
    let (is_choice, is_more) = match model.screen() {
        Screen::CheckIn(form) => (
            form.choices().is_some(),
            matches!(form.focus, Focus::Goals | Focus::NextDate),
        ),
        Screen::Student(student) => match &student.form {
            Some(open) => (
                open.form.choices().is_some(),
                matches!(open.purpose, Purpose::Survey(_)),
            ),
            None => return student.allows(action, model.viewer.person),
        },
        Screen::GroupNote(note) => (note.open.form.choices().is_some(), false),
        _ => return action != Action::QuoteRecord,
    };
    match action {
        Action::NextChoice | Action::PreviousChoice => is_choice,
        Action::Choose => is_choice || is_more,
        Action::Undo => model.undoes_here(),
        Action::Redo => false,
        _ => true,
    }
}
