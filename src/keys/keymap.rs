//! Which key means which action, and where: the built-in table, with the user's rows over
//! it. It decides nothing about what an action does.

use toml::de::{DeTable, DeValue};

use crate::app::action::{Action, Context};
use crate::keys::key::{Code, Key};
use crate::keys::mistake::{self, Mistake};

/// The built-in table, as it is compiled in.
const DEFAULT: &str = include_str!("default.toml");

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Where the key is heard.
    pub context: Context,
    /// What is pressed.
    pub key: Key,
    /// What it means there.
    pub action: Action,
}

/// The table of keys, in the order of the design.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// What a row of a file asks for: an action, or that the key means nothing.
type Row = (Context, Key, Option<Action>);

impl Keymap {
    /// The built-in keys.
    pub fn built_in() -> Self {
        let (table, _) = mistake::read(DEFAULT);
        let mut keymap = Self::default();
        keymap.merge(DEFAULT, table.get_ref());
        keymap
    }

    /// Every mistake in the built-in table; a test keeps it empty.
    pub fn mistakes_of_the_built_in() -> Vec<Mistake> {
        let (table, mut mistakes) = mistake::read(DEFAULT);
        mistakes.extend(Self::default().merge(DEFAULT, table.get_ref()));
        mistakes
    }

    /// Adds the sections of a table to the keymap. What can be read is taken; every mistake
    /// is told. `text` is the whole file, so that the lines are those of the file.
    pub fn merge(&mut self, text: &str, sections: &DeTable<'_>) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let mut rows = Vec::new();
        read_sections(text, sections, "", &mut rows, &mut mistakes);
        for (context, key, action) in rows {
            self.bind(context, key, action);
        }
        mistakes
    }

    fn bind(&mut self, context: Context, key: Key, action: Option<Action>) {
        let here = |binding: &Binding| binding.context == context && binding.key == key;
        let old = self.bindings.iter().position(here);
        match (old, action) {
            (Some(at), Some(action)) => {
                if let Some(binding) = self.bindings.get_mut(at) {
                    binding.action = action;
                }
            }
            (Some(at), None) => drop(self.bindings.remove(at)),
            (None, Some(action)) => self.bindings.push(Binding {
                context,
                key,
                action,
            }),
            (None, None) => {}
        }
    }

    /// What a key means, asked in the contexts given, the innermost first.
    ///
    /// Where a field has the focus, a key that makes text means nothing here: it is text.
    /// The others are asked first of what has text but no use for lines of it (a picker, whose
    /// arrows are the list's; student mode, where Enter goes on), then of the field, then of the contexts that are heard while
    /// typing.
    pub fn resolve(&self, contexts: &[Context], key: Key, text_focus: bool) -> Option<Action> {
        let key = with_its_own_shift(key);
        if !text_focus {
            return contexts
                .iter()
                .find_map(|context| self.meaning(*context, key));
        }
        if makes_text(key) {
            return None;
        }
        let first = contexts
            .iter()
            .copied()
            .filter(|context| context.is_asked_before_text());
        let rest = contexts
            .iter()
            .copied()
            .filter(|context| context.is_heard_while_typing());
        first
            .chain([Context::Text])
            .chain(rest)
            .find_map(|context| self.meaning(context, key))
    }

    fn meaning(&self, context: Context, key: Key) -> Option<Action> {
        let here = |binding: &&Binding| binding.context == context && binding.key == key;
        self.bindings
            .iter()
            .find(here)
            .map(|binding| binding.action)
    }

    /// The keys of an action in one context, the first being the one to show.
    pub fn keys_for(&self, action: Action, context: Context) -> Vec<Key> {
        self.rows(context)
            .filter(|binding| binding.action == action)
            .map(|binding| binding.key)
            .collect()
    }

    /// The keys that really mean an action here: none that an inner context takes for
    /// itself, none that would be text.
    pub fn keys_here(&self, action: Action, contexts: &[Context], text_focus: bool) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        let text = text_focus.then_some(Context::Text);
        for context in text.iter().chain(contexts) {
            for key in self.keys_for(action, *context) {
                if !keys.contains(&key) && self.resolve(contexts, key, text_focus) == Some(action) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// The rows of one context, in their order.
    pub fn rows(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.context == context)
    }

    /// The actions of one context in the order of their first key, those meant by digits
    /// included: what the help and the README list.
    pub fn actions(&self, context: Context) -> Vec<Action> {
        let mut actions: Vec<Action> = Vec::new();
        let digits = |action: &Action| action.is_meant_by_digits() && action.applies_in(context);
        let typed = Action::all().iter().copied().filter(digits);
        for action in typed.chain(self.rows(context).map(|binding| binding.action)) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        actions
    }
}

/// Whether a key makes text in a field.
pub fn makes_text(key: Key) -> bool {
    matches!(key.code, Code::Char(_)) && !key.ctrl && !key.alt
}

/// A character says by itself whether shift was held; layouts differ in which need it.
fn with_its_own_shift(mut key: Key) -> Key {
    if matches!(key.code, Code::Char(_) | Code::BackTab) {
        key.shift = false;
    }
    key
}

/// Reads sections and, in them, sections of sections ("check_in.goals").
fn read_sections(
    text: &str,
    table: &DeTable<'_>,
    above: &str,
    rows: &mut Vec<Row>,
    mistakes: &mut Vec<Mistake>,
) {
    for (name, place, value) in mistake::rows(table) {
        let name = if above.is_empty() {
            name.to_owned()
        } else {
            format!("{above}.{name}")
        };
        let DeValue::Table(section) = value.get_ref() else {
            let what = format!(
                "\"{name}\" is not in a section; keys are written under where they work, like [keys.roster]"
            );
            mistakes.push(Mistake::at(text, &place, what));
            continue;
        };
        if let Some(context) = Context::from_name(&name) {
            read_rows(text, section, context, rows, mistakes);
        } else {
            let names = Context::ALL.iter().map(|context| context.name());
            let what = match mistake::did_you_mean(&name, names.clone()) {
                meant if meant.is_empty() => {
                    let names: Vec<&str> = names.collect();
                    format!(
                        "there is no place called {name}; there are {}",
                        names.join(", ")
                    )
                }
                meant => format!("there is no place called {name}{meant}"),
            };
            mistakes.push(Mistake::at(text, &place, what));
        }
    }
}

fn read_rows(
    text: &str,
    section: &DeTable<'_>,
    context: Context,
    rows: &mut Vec<Row>,
    mistakes: &mut Vec<Mistake>,
) {
    let mut seen: Vec<Key> = Vec::new();
    for (written, place, value) in mistake::rows(section) {
        if let DeValue::Table(_) = value.get_ref() {
            let inner = DeTable::from_iter([(
                toml::Spanned::new(place, written.to_owned().into()),
                value.clone(),
            )]);
            read_sections(text, &inner, context.name(), rows, mistakes);
            continue;
        }
        let key = match written.parse::<Key>() {
            Ok(key) => with_its_own_shift(key),
            Err(error) => {
                mistakes.push(Mistake::at(text, &place, error.to_string()));
                continue;
            }
        };
        if seen.contains(&key) {
            let what = format!("{} is bound twice in {}", key.label(), context.name());
            mistakes.push(Mistake::at(text, &place, what));
            continue;
        }
        seen.push(key);
        match read_action(value.get_ref(), context) {
            Ok(action) => rows.push((context, key, action)),
            Err(what) => mistakes.push(Mistake::at(text, &value.span(), what)),
        }
    }
}

fn read_action(value: &DeValue<'_>, context: Context) -> Result<Option<Action>, String> {
    let DeValue::String(name) = value else {
        return Err(format!(
            "an action was expected, like \"start_round\", and not {}",
            mistake::kind(value)
        ));
    };
    if name == "none" {
        return Ok(None);
    }
    let Some(action) = Action::from_name(name) else {
        let fitting = Action::all()
            .iter()
            .filter(|action| action.applies_in(context));
        let mut meant = mistake::did_you_mean(name, fitting.map(|action| action.name()));
        if meant.is_empty() {
            meant = mistake::did_you_mean(name, Action::all().iter().map(|action| action.name()));
        }
        return Err(format!("there is no action \"{name}\"{meant}"));
    };
    if action.is_meant_by_digits() {
        return Err(format!("{action} is meant by a digit and can't have a key"));
    }
    if !action.applies_in(context) {
        let places: Vec<&str> = action.contexts().iter().map(|place| place.name()).collect();
        return Err(format!(
            "{action} does nothing in {}; it belongs in {}",
            context.name(),
            places.join(" or ")
        ));
    }
    Ok(Some(action))
}

/// The table of keys for the README, in Markdown.
pub fn markdown(keymap: &Keymap) -> String {
    let mut page = String::from("| Where | Keys |\n|---|---|\n");
    for context in Context::ALL {
        let cells: Vec<String> = keymap
            .actions(*context)
            .into_iter()
            .map(|action| {
                let keys: Vec<String> = if action.is_meant_by_digits() {
                    vec!["digits".to_owned()]
                } else {
                    let keys = keymap.keys_for(action, *context);
                    keys.iter().map(|key| code_span(&key.label())).collect()
                };
                format!("{} {}", keys.join(" "), action.short())
            })
            .collect();
        if !cells.is_empty() {
            page.extend(["| ", context.title(), " | ", &cells.join(" · "), " |\n"]);
        }
    }
    page
}

/// A key between backquotes; a backquote needs two of them, a bar would end the cell.
fn code_span(label: &str) -> String {
    match label {
        "`" => "`` ` ``".to_owned(),
        "|" => "`\\|`".to_owned(),
        _ => format!("`{label}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(written: &str) -> Key {
        written.parse().unwrap()
    }

    fn merged(text: &str) -> (Keymap, Vec<Mistake>) {
        let mut keymap = Keymap::built_in();
        let (table, mut mistakes) = mistake::read(text);
        mistakes.extend(keymap.merge(text, table.get_ref()));
        (keymap, mistakes)
    }

    const ROSTER: &[Context] = &[Context::Roster, Context::Lists, Context::Anywhere];

    #[test]
    fn the_built_in_table_has_no_mistake() {
        assert_eq!(Keymap::mistakes_of_the_built_in(), []);
    }

    #[test]
    fn a_letter_is_text_where_a_field_has_the_focus() {
        let keymap = Keymap::built_in();
        let check_in = [Context::CheckIn, Context::Anywhere];
        assert_eq!(keymap.resolve(&check_in, key("u"), true), None);
        assert_eq!(
            keymap.resolve(&check_in, key("u"), false),
            Some(Action::Undo)
        );
        assert_eq!(
            keymap.resolve(&check_in, key("ctrl-s"), true),
            Some(Action::Save)
        );
        assert_eq!(
            keymap.resolve(&check_in, key("ctrl-z"), true),
            Some(Action::UndoTyping)
        );
        assert_eq!(
            keymap.resolve(&check_in, key("ctrl-z"), false),
            Some(Action::Suspend)
        );
    }

    #[test]
    fn a_list_is_not_moved_by_the_keys_of_a_field() {
        let keymap = Keymap::built_in();
        assert_eq!(
            keymap.resolve(ROSTER, key("ctrl-u"), true),
            Some(Action::DeleteToStart)
        );
        assert_eq!(keymap.resolve(ROSTER, key("ctrl-d"), true), None);
        assert_eq!(keymap.resolve(ROSTER, key("f5"), true), None);
        assert_eq!(
            keymap.resolve(ROSTER, key("f2"), true),
            Some(Action::Palette)
        );
    }

    #[test]
    fn in_a_picker_the_arrows_are_the_lists_and_the_rest_the_fields() {
        let keymap = Keymap::built_in();
        let picker = [Context::Picker];
        assert_eq!(
            keymap.resolve(&picker, key("down"), true),
            Some(Action::Down)
        );
        assert_eq!(
            keymap.resolve(&picker, key("enter"), true),
            Some(Action::Accept)
        );
        assert_eq!(
            keymap.resolve(&picker, key("ctrl-w"), true),
            Some(Action::DeleteWordLeft)
        );
    }

    #[test]
    fn a_row_of_the_user_is_added_and_none_takes_a_key_away() {
        let (keymap, mistakes) =
            merged("[roster]\nx = \"start_round\"\nR = \"none\"\nc = \"filter\"\n");
        assert_eq!(mistakes, []);
        assert_eq!(
            keymap.resolve(ROSTER, key("x"), false),
            Some(Action::StartRound)
        );
        assert_eq!(keymap.resolve(ROSTER, key("R"), false), None);
        assert_eq!(
            keymap.resolve(ROSTER, key("c"), false),
            Some(Action::Filter)
        );
        assert_eq!(
            keymap.resolve(ROSTER, key("f6"), false),
            Some(Action::StartRound)
        );
    }

    #[test]
    fn only_keys_that_are_heard_are_shown() {
        let keymap = Keymap::built_in();
        let round = [
            Context::CheckInGoals,
            Context::Round,
            Context::CheckIn,
            Context::Anywhere,
        ];
        assert_eq!(keymap.keys_here(Action::Skip, &round, false), [key("s")]);
        assert_eq!(keymap.keys_here(Action::Skip, &round, true), []);
        assert_eq!(keymap.keys_here(Action::Undo, &round, true), []);
        assert_eq!(
            keymap.keys_here(Action::RoundMenu, &round, true),
            [key("f10")]
        );
        assert_eq!(
            keymap.keys_here(Action::Open, ROSTER, false),
            [key("enter"), key("l")]
        );
    }

    #[test]
    fn the_table_of_the_readme_reads_like_the_design() {
        let page = markdown(&Keymap::built_in());
        assert!(
            page.contains("| anywhere | `?` `F1` help · `:` `F2` `Ctrl-P` palette · `Esc` back"),
            "{page}"
        );
        assert!(page.contains("digits class number"), "{page}");
        assert_eq!(page.lines().count(), 2 + Context::ALL.len());
    }
}
