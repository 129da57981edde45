//! What a thing on the screen means, and how that looks: roles, read from TOML. Code names
//! a role; only a theme names a colour.

pub mod choice;
pub mod level;
mod sheet;

use std::collections::BTreeMap;
use std::fmt;

use ratatui::style::{Color, Style};

use crate::keys::mistake::{self, Mistake};
pub use choice::{Asked, Background, Choice, choose};
pub use level::{Level, Rgb, contrast};
use sheet::Sheet;

macro_rules! roles {
    ($($variant:ident $name:literal $words:literal)*) => {
        /// What a thing on the screen means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role {
            $(#[doc = $words] $variant),*
        }

        impl Role {
            /// Every role, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in a theme: "selected.inactive".
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it is for.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
        }
    };
}

// variant          name                 what it is for
roles! {
    Base             "base"               "Plain text."
    Muted            "muted"              "What may be overlooked: labels, counts, dates."
    Title            "title"              "Where I am: the screen, the student."
    Heading          "heading"            "The small capitals over a group."
    Selected         "selected"           "The name in the row under the cursor."
    SelectedInactive "selected.inactive"  "The same while another part has the focus."
    Focus            "focus"              "The label of the field that is being typed."
    Border           "border"             "The line around a layer that floats."
    Match            "match"              "The letters that were searched for."
    Key              "key"                "A key in the footer or the help."
    Input            "input"              "Text that is being typed."
    Placeholder      "placeholder"        "What an empty field is for."
    Overdue          "overdue"            "A check-in past its maximum."
    Due              "due"                "A check-in that may be held from today."
    Booked           "booked"             "A check-in with a date agreed."
    New              "new"                "A student never met."
    Ok               "ok"                 "A student met in time."
    Paused           "paused"             "A student not counted for now."
    Done             "done"               "A step or a goal that was reached."
    Trend            "trend"              "The small bars of a row."
    Note             "note"               "A message that something was done."
    Warn             "warn"               "A message that asks for a look."
    Error            "error"              "A message that something was not done."
    Accent           "accent"             "The one loud thing of a screen."
    Cursor           "accent.cursor"      "The mark beside the row under the cursor."
    Promise          "accent.promise"     "What was promised last time."
    StudentWords     "student_words"      "What the student said."
}

/// The themes that are compiled in.
const BUILT_IN: [File<'static>; 5] = [
    File {
        name: "ansi",
        text: include_str!("../../themes/ansi.toml"),
    },
    File {
        name: "chalkboard",
        text: include_str!("../../themes/chalkboard.toml"),
    },
    File {
        name: "whiteboard",
        text: include_str!("../../themes/whiteboard.toml"),
    },
    File {
        name: "high-contrast",
        text: include_str!("../../themes/high-contrast.toml"),
    },
    File {
        name: "colorblind",
        text: include_str!("../../themes/colorblind.toml"),
    },
];

/// The text of a theme, under the name by which it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File<'a> {
    /// "chalkboard", or the path that was given.
    pub name: &'a str,
    /// What stands in the file.
    pub text: &'a str,
}

/// How every role looks at this terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    background: Option<Rgb>,
    styles: Vec<Style>,
}

/// What is wrong with a theme: the file and the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the theme in which it stands.
    pub theme: String,
    /// The mistake; its line is 0 where there is no such theme to have one.
    pub mistake: Mistake,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mistake.line > 0 {
            write!(f, "theme {}:{}: ", self.theme, self.mistake.line)?;
        }
        f.write_str(&self.mistake.what)
    }
}

impl Theme {
    /// The names of the themes that are compiled in.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|file| file.name)
    }

    /// The theme that was chosen, from the user's files or from those compiled in, in the
    /// colours that there are. All its mistakes are told at once.
    pub fn load(choice: &Choice, users: &[File<'_>]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut chain = Vec::new();
        let mut next = Some((choice.theme.clone(), choice.theme.clone(), 0));
        while let Some((name, asker, line)) = next.take() {
            let fault = |what| Fault {
                theme: asker.clone(),
                mistake: Mistake { line, what },
            };
            match find(&name, users, &chain) {
                Ok(file) => {
                    let (sheet, mistakes) = sheet::read(file.text);
                    faults.extend(mistakes.into_iter().map(|mistake| Fault {
                        theme: file.name.to_owned(),
                        mistake,
                    }));
                    let parent = sheet.inherits.clone();
                    next = parent.map(|(parent, line)| (parent, name, line));
                    chain.push((file, sheet));
                }
                Err(what) => faults.push(fault(what)),
            }
        }
        let (background, styles) = resolve(&chain, choice.background, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let styles = Role::ALL
            .iter()
            .map(|role| {
                choice
                    .level
                    .show(style_of(&styles, role.name()), background)
            })
            .collect();
        Ok(Self {
            name: choice.theme.clone(),
            background,
            styles,
        })
    }

    /// The terminal's own colours, for where nothing else could be read.
    pub fn plain(level: Level) -> Self {
        let choice = Choice {
            theme: "ansi".to_owned(),
            level,
            background: None,
        };
        Self::load(&choice, &[]).unwrap_or_else(|_| Self {
            name: choice.theme,
            background: None,
            styles: Vec::new(),
        })
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The name by which it was asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The background that it assumes, where it assumes one. It is never painted.
    pub fn background(&self) -> Option<Rgb> {
        self.background
    }
}

/// The file of a name that is not yet part of the chain. A user's file comes first, so that
/// one called "ansi" may refine the built-in one of that name.
fn find<'a>(
    name: &str,
    users: &[File<'a>],
    chain: &[(File<'a>, Sheet)],
) -> Result<File<'a>, String> {
    let all = || users.iter().chain(&BUILT_IN).copied();
    let mut of_that_name = all().filter(|file| file.name == name).peekable();
    if of_that_name.peek().is_none() {
        let meant = mistake::did_you_mean(name, all().map(|file| file.name));
        let names: Vec<&str> = all().map(|file| file.name).collect();
        let known = if meant.is_empty() {
            format!("; name one of {}", names.join(", "))
        } else {
            meant
        };
        return Err(format!("there is no theme called {name}{known}"));
    }
    of_that_name
        .find(|file| !chain.iter().any(|(used, _)| used == file))
        .ok_or_else(|| {
            let names: Vec<&str> = chain.iter().map(|(used, _)| used.name).collect();
            format!("themes inherit in a circle: {}, {name}", names.join(", "))
        })
}

/// The style of a role, or of what its name refines, or of plain text.
fn style_of(styles: &BTreeMap<&str, Style>, role: &str) -> Style {
    std::iter::successors(Some(role), |name| Some(name.rsplit_once('.')?.0))
        .chain(["base"])
        .find_map(|name| styles.get(name).copied())
        .unwrap_or_default()
}

/// Puts the palettes and the roles of a chain together, the parents first.
fn resolve(
    chain: &[(File<'_>, Sheet)],
    background: Option<Background>,
    faults: &mut Vec<Fault>,
) -> (Option<Rgb>, BTreeMap<&'static str, Style>) {
    let mut palette: BTreeMap<&str, Color> = BTreeMap::new();
    for (_, sheet) in chain.iter().rev() {
        let light = sheet
            .light
            .iter()
            .filter(|_| background == Some(Background::Light));
        let colours = sheet.palette.iter().chain(light);
        palette.extend(colours.map(|(name, colour)| (name.as_str(), *colour)));
    }
    let mut styles = BTreeMap::new();
    for (file, sheet) in chain.iter().rev() {
        for (role, written) in &sheet.roles {
            let mut colour = |word: &Option<(String, usize)>| {
                let (word, line) = word.as_ref()?;
                let colour = palette
                    .get(word.as_str())
                    .copied()
                    .or_else(|| sheet::colour(word));
                if colour.is_none() {
                    let known = palette.keys().copied().chain(sheet::names());
                    let meant = mistake::did_you_mean(word, known);
                    let what = format!(
                        "\"{word}\" is no colour{meant}; a name of the palette, \"#rrggbb\" or one of the terminal's like \"red\" was expected"
                    );
                    faults.push(Fault {
                        theme: file.name.to_owned(),
                        mistake: Mistake { line: *line, what },
                    });
                }
                // Reset would be a colour command; the terminal's own is no command at all.
                colour.filter(|colour| *colour != Color::Reset)
            };
            let style = Style {
                fg: colour(&written.fg),
                bg: colour(&written.bg),
                ..Style::new().add_modifier(written.modifiers)
            };
            styles.insert(*role, style);
        }
    }
    (
        palette.get("background").copied().and_then(level::rgb),
        styles,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(theme: &str) -> Choice {
        Choice {
            theme: theme.to_owned(),
            level: Level::True,
            background: None,
        }
    }

    fn load(text: &str) -> Result<Theme, Vec<String>> {
        let file = File { name: "mine", text };
        Theme::load(&choice("mine"), &[file])
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_role_that_is_not_named_looks_like_what_its_name_refines() {
        let theme = load("base = \"cyan\"\naccent = \"red\"\n").unwrap();
        assert_eq!(theme.style(Role::Cursor).fg, Some(Color::Red));
        assert_eq!(theme.style(Role::SelectedInactive).fg, Some(Color::Cyan));
    }

    #[test]
    fn a_child_keeps_what_its_parent_says_and_may_change_its_colours() {
        let theme =
            load("inherits = \"chalkboard\"\n[palette]\nred_chalk = \"#ff0000\"\n").unwrap();
        assert_eq!(theme.style(Role::Overdue).fg, Some(Color::Rgb(255, 0, 0)));
        assert_eq!(
            theme.style(Role::Title),
            Theme::plain(Level::True).style(Role::Title)
        );
    }

    #[test]
    fn a_theme_of_the_user_may_refine_the_one_of_its_own_name() {
        let file = File {
            name: "ansi",
            text: "inherits = \"ansi\"\ndue = \"cyan\"\n",
        };
        let theme = Theme::load(&choice("ansi"), &[file]).unwrap();
        assert_eq!(theme.style(Role::Due).fg, Some(Color::Cyan));
        assert_eq!(theme.style(Role::Overdue).fg, Some(Color::Red));
    }

    #[test]
    fn themes_that_inherit_in_a_circle_are_told_apart() {
        let files = [
            File {
                name: "one",
                text: "inherits = \"two\"",
            },
            File {
                name: "two",
                text: "inherits = \"one\"",
            },
        ];
        let faults = Theme::load(&choice("one"), &files).unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "theme two:1: themes inherit in a circle: one, two, one"
        );
    }

    #[test]
    fn a_theme_that_is_not_there_is_told_with_the_nearest_name() {
        let faults = Theme::load(&choice("chalkbord"), &[]).unwrap_err();
        let told = "there is no theme called chalkbord (did you mean chalkboard?)";
        assert_eq!(faults[0].to_string(), told);
    }

    #[test]
    fn on_a_light_terminal_the_light_palette_takes_the_place_of_the_other() {
        let light = Choice {
            background: Some(Background::Light),
            ..choice("colorblind")
        };
        let theme = Theme::load(&light, &[]).unwrap();
        assert_eq!(theme.background(), Some((0xee, 0xe8, 0xd5)));
        assert_ne!(theme, Theme::load(&choice("colorblind"), &[]).unwrap());
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_line() {
        let text = "inherits = \"ansy\"\ntitel = \"red\"\ndue = \"orang\"\n\
                    key = { fg = \"#12\", weight = 1 }\nnew = { modifiers = [\"reversed\"] }\n\
                    [palette]\norange = \"#e69f00\"\nbad = 3\n";
        let mut faults = load(text).unwrap_err();
        faults.sort();
        assert_eq!(
            faults,
            [
                "theme mine:1: there is no theme called ansy (did you mean ansi?)",
                "theme mine:2: there is no role called titel (did you mean title?)",
                "theme mine:3: \"orang\" is no colour (did you mean orange?); a name of the palette, \"#rrggbb\" or one of the terminal's like \"red\" was expected",
                "theme mine:4: \"#12\" is no colour; a name of the palette, \"#rrggbb\" or one of the terminal's like \"red\" was expected",
                "theme mine:4: a style has fg, bg and modifiers, and no weight",
                "theme mine:5: there is no modifier \"reversed\"; there are bold, dim, italic and underline",
                "theme mine:8: a colour like \"#e69f00\" was expected, and not a number",
            ]
        );
    }
}
