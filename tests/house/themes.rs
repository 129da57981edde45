//! The built-in themes: complete, readable, calm, and right in fewer colours.

use deskside::ui::theme::{Background, Choice, File, Level, Rgb, Role, Theme, contrast, level};
use ratatui::style::{Color, Modifier, Style};

const STATES: [Role; 4] = [Role::Overdue, Role::Due, Role::Booked, Role::New];
const LEVELS: [Level; 4] = [Level::None, Level::Sixteen, Level::TwoFiftySix, Level::True];
const BACKGROUNDS: [Option<Background>; 3] =
    [None, Some(Background::Dark), Some(Background::Light)];

fn load(name: &str, level: Level, background: Option<Background>) -> Theme {
    Theme::load(
        &Choice {
            theme: name.to_owned(),
            level,
            background,
        },
        &[],
    )
    .expect("the built-in themes have no mistake")
}

/// Every built-in theme at these levels, on every background.
fn each(levels: &[Level]) -> impl Iterator<Item = (String, Theme)> {
    let levels = levels.to_vec();
    Theme::built_in().flat_map(move |name| {
        levels.clone().into_iter().flat_map(move |level| {
            BACKGROUNDS.map(|background| {
                (
                    format!("{name} {level:?} {background:?}"),
                    load(name, level, background),
                )
            })
        })
    })
}

/// The colours of a role and of what is behind it, where the theme says both.
fn pair(theme: &Theme, style: Style) -> Option<(Rgb, Rgb)> {
    let behind = style.bg.and_then(level::rgb).or(theme.background())?;
    Some((level::rgb(style.fg?)?, behind))
}

#[test]
fn every_built_in_theme_is_complete() {
    for name in Theme::built_in() {
        let text = format!("inherits = \"{name}\"\nbase = \"#010203\"\n");
        let probe = File {
            name: "probe",
            text: &text,
        };
        let choice = Choice {
            theme: "probe".to_owned(),
            level: Level::True,
            background: None,
        };
        let theme = Theme::load(&choice, &[probe]).unwrap();
        for role in Role::ALL.iter().filter(|role| **role != Role::Base) {
            assert_ne!(
                theme.style(*role).fg,
                Some(Color::Rgb(1, 2, 3)),
                "{name}: {}",
                role.name()
            );
        }
    }
}

#[test]
fn text_reads_well_on_the_background_that_is_assumed() {
    let mut pairs = 0;
    for (name, theme) in each(&[Level::True, Level::TwoFiftySix]) {
        let least = if theme.name() == "high-contrast" {
            7.0
        } else {
            4.5
        };
        for role in Role::ALL {
            if let Some((letters, behind)) = pair(&theme, theme.style(*role)) {
                let ratio = contrast(letters, behind);
                assert!(ratio >= least, "{name}: {} has {ratio:.2}", role.name());
                pairs += 1;
            }
        }
    }
    assert!(pairs > 300, "only {pairs} pairs were looked at");
}

#[test]
fn in_high_contrast_every_colour_stands_on_a_ground_of_its_own() {
    let theme = load("high-contrast", Level::True, None);
    for role in Role::ALL {
        let style = theme.style(*role);
        assert_eq!(style.fg.is_some(), style.bg.is_some(), "{}", role.name());
        assert!(
            !style.add_modifier.contains(Modifier::DIM),
            "{}",
            role.name()
        );
    }
}

#[test]
fn without_colours_not_one_is_set() {
    for (name, theme) in each(&[Level::None]) {
        for role in Role::ALL {
            let style = theme.style(*role);
            assert_eq!(
                (style.fg, style.bg, style.underline_color),
                (None, None, None),
                "{name}"
            );
        }
        let loud = theme.style(Role::Selected).add_modifier;
        assert!(loud.contains(Modifier::BOLD), "{name}");
    }
}

#[test]
fn in_sixteen_colours_only_the_terminals_own_are_used_and_no_bright_black() {
    for (name, theme) in each(&[Level::Sixteen]) {
        for role in Role::ALL {
            let style = theme.style(*role);
            for colour in [style.fg, style.bg].into_iter().flatten() {
                let own = matches!(
                    colour,
                    Color::Black
                        | Color::Red
                        | Color::Green
                        | Color::Yellow
                        | Color::Blue
                        | Color::Magenta
                        | Color::Cyan
                        | Color::White
                );
                assert!(own, "{name}: {} is {colour:?}", role.name());
            }
        }
    }
}

#[test]
fn in_fewer_colours_than_all_no_true_colour_is_sent() {
    for (name, theme) in each(&[Level::TwoFiftySix]) {
        for role in Role::ALL {
            let style = theme.style(*role);
            let sent = [style.fg, style.bg];
            assert!(
                !sent
                    .iter()
                    .flatten()
                    .any(|colour| matches!(colour, Color::Rgb(..))),
                "{name}"
            );
        }
    }
}

#[test]
fn nothing_is_reversed_and_the_selected_row_has_no_ground() {
    for (name, theme) in each(&LEVELS) {
        for role in Role::ALL {
            assert!(
                !theme.style(*role).add_modifier.contains(Modifier::REVERSED),
                "{name}"
            );
        }
        let selected = theme.style(Role::Selected);
        assert_eq!(
            (selected.fg, selected.bg),
            (None, None),
            "{name}: a colour costs bytes at each key"
        );
        assert_eq!(
            theme.style(Role::Base),
            Style::new(),
            "{name}: plain text is the terminal's own"
        );
    }
}

#[test]
fn the_states_differ_wherever_there_are_colours() {
    for (name, theme) in each(&[Level::Sixteen, Level::TwoFiftySix, Level::True]) {
        for (at, one) in STATES.iter().enumerate() {
            for other in STATES.iter().skip(at + 1) {
                assert_ne!(
                    theme.style(*one),
                    theme.style(*other),
                    "{name}: {one:?} {other:?}"
                );
            }
        }
    }
}

#[test]
fn the_states_of_colorblind_differ_with_every_kind_of_colour_vision() {
    for background in BACKGROUNDS {
        let theme = load("colorblind", Level::True, background);
        for (kind, matrix) in KINDS {
            let seen = STATES.map(|role| {
                let (colour, _) = pair(&theme, theme.style(role)).unwrap();
                lab(see(colour, matrix))
            });
            for (at, one) in seen.iter().enumerate() {
                for (to, other) in seen.iter().enumerate().skip(at + 1) {
                    let apart = distance(*one, *other);
                    assert!(
                        apart > 0.06,
                        "{kind} {background:?}: {:?} {:?} {apart:.3}",
                        STATES[at],
                        STATES[to]
                    );
                }
            }
        }
    }
}

/// How the world looks without one kind of cone (Machado, Oliveira and Fernandes, 2009).
const KINDS: [(&str, [[f64; 3]; 3]); 4] = [
    (
        "all cones",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "no long",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "no medium",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "no short",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn see((red, green, blue): Rgb, matrix: [[f64; 3]; 3]) -> [f64; 3] {
    let linear = [red, green, blue].map(|part| (f64::from(part) / 255.0).powf(2.2));
    times(matrix, linear).map(|part| part.clamp(0.0, 1.0))
}

/// The colour as an eye measures differences (Oklab).
fn lab(linear: [f64; 3]) -> [f64; 3] {
    let cones = times(
        [
            [0.412_221_5, 0.536_332_5, 0.051_446_0],
            [0.211_903_5, 0.680_699_5, 0.107_397_0],
            [0.088_302_5, 0.281_718_8, 0.629_978_7],
        ],
        linear,
    );
    times(
        [
            [0.210_454_3, 0.793_617_8, -0.004_072_0],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904_0, 0.782_771_8, -0.808_675_8],
        ],
        cones.map(f64::cbrt),
    )
}

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(one, other)| one * other).sum())
}

fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter()
        .zip(other)
        .map(|(one, other)| (one - other).powi(2))
        .sum::<f64>()
        .sqrt()
}
