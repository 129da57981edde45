//! How many colours a terminal shows, and what a true colour becomes where there are
//! fewer. Sums on colours; which theme is chosen stands in `choice`.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// None at all: not one colour is set, only bold and its like.
    None,
    /// The terminal's own sixteen.
    Sixteen,
    /// The table of 256.
    TwoFiftySix,
    /// Every colour, by red, green and blue.
    True,
}

/// A colour by its red, green and blue.
pub type Rgb = (u8, u8, u8);

/// The steps of WCAG 2 for text that reads well, and best.
const READS_WELL: f64 = 4.5;
const READS_BEST: f64 = 7.0;

/// A grey weaker than this against the background becomes the terminal's faint where there
/// are only sixteen colours; a stronger one becomes plain text.
const PLAIN: f64 = 10.0;

impl Level {
    /// A style in the colours that there are. The background is the one that the theme
    /// assumes.
    pub fn show(self, style: Style, background: Option<Rgb>) -> Style {
        match self {
            Self::None => Style {
                fg: None,
                bg: None,
                underline_color: None,
                ..style
            },
            Self::Sixteen => sixteen(style, background),
            Self::TwoFiftySix => {
                let bg = style.bg.map(|colour| of_256(colour, None));
                let ground = bg.and_then(rgb).or(background);
                let fg = style.fg.map(|colour| of_256(colour, ground));
                Style { fg, bg, ..style }
            }
            Self::True => style,
        }
    }
}

/// How well one colour reads on another, from 1 to 21, as WCAG 2 counts it.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The red, green and blue of a colour that says them, or of one of the fixed 240.
pub fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index @ 232..) => {
            let grey = 8 + 10 * (index - 232);
            Some((grey, grey, grey))
        }
        Color::Indexed(index @ 16..) => {
            let step = |at: u8| if at == 0 { 0 } else { 55 + 40 * at };
            let index = index - 16;
            Some((step(index / 36), step(index / 6 % 6), step(index % 6)))
        }
        _ => None,
    }
}

fn luminance((red, green, blue): Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// The nearest of the 240 fixed colours, and one that reads as well if the ground is known;
/// the first sixteen are the person's own.
fn of_256(colour: Color, ground: Option<Rgb>) -> Color {
    let Color::Rgb(red, green, blue) = colour else {
        return colour;
    };
    let reads = |colour: Rgb| ground.map_or(0.0, |ground| contrast(colour, ground));
    let step = [READS_BEST, READS_WELL]
        .into_iter()
        .find(|step| reads((red, green, blue)) >= *step)
        .unwrap_or_default();
    let distance = |(r, g, b): Rgb| {
        let square = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
        3 * square(red, r) + 4 * square(green, g) + 2 * square(blue, b)
    };
    (16..=255)
        .map(Color::Indexed)
        .filter_map(|index| Some((index, rgb(index)?)))
        .filter(|(_, shown)| reads(*shown) >= step)
        .min_by_key(|(_, shown)| distance(*shown))
        .map_or(colour, |(index, _)| index)
}

/// A style in the terminal's own colours. On a ground of its own a letter is black or
/// white; on the terminal's, a grey is plain or faint and the rest goes by its hue.
fn sixteen(style: Style, background: Option<Rgb>) -> Style {
    let grounded = matches!(style.bg, Some(Color::Rgb(..)));
    let Some(Color::Rgb(red, green, blue)) = style.fg else {
        return Style {
            bg: style.bg.and_then(by_hue),
            ..style
        };
    };
    let colour = (red, green, blue);
    if grounded {
        let letter = if luminance(colour) > 0.5 {
            Color::White
        } else {
            Color::Black
        };
        return Style {
            fg: Some(letter),
            bg: style.bg.and_then(by_hue),
            ..style
        };
    }
    let shown = Style {
        fg: by_hue(Color::Rgb(red, green, blue)),
        ..style
    };
    let weak = background.is_some_and(|ground| contrast(colour, ground) < PLAIN);
    if shown.fg.is_none() && weak {
        shown.add_modifier(Modifier::DIM)
    } else {
        shown
    }
}

/// The one of the terminal's six hues that is nearest, or none for a grey. Bright ones are
/// not used: in some schemes they are greys.
fn by_hue(colour: Color) -> Option<Color> {
    let Color::Rgb(red, green, blue) = colour else {
        return Some(colour);
    };
    let most = i32::from(red.max(green).max(blue));
    let least = i32::from(red.min(green).min(blue));
    let span = most - least;
    if span * 4 < most {
        return None;
    }
    let (red, green, blue) = (i32::from(red), i32::from(green), i32::from(blue));
    let hue = if most == red {
        60 * (green - blue) / span
    } else if most == green {
        120 + 60 * (blue - red) / span
    } else {
        240 + 60 * (red - green) / span
    };
    Some(match hue.rem_euclid(360) {
        20..=70 => Color::Yellow,
        71..=150 => Color::Green,
        151..=204 => Color::Cyan,
        205..=259 => Color::Blue,
        260..=335 => Color::Magenta,
        _ => Color::Red,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_colours_means_that_none_is_set() {
        let style = Style::new()
            .fg(Color::Red)
            .bg(Color::Rgb(1, 2, 3))
            .add_modifier(Modifier::BOLD);
        assert_eq!(
            Level::None.show(style, None),
            Style::new().add_modifier(Modifier::BOLD)
        );
    }

    #[test]
    fn a_true_colour_becomes_the_nearest_of_the_fixed_ones() {
        let shown = |r, g, b| {
            Level::TwoFiftySix
                .show(Style::new().fg(Color::Rgb(r, g, b)), None)
                .fg
        };
        assert_eq!(shown(255, 215, 0), Some(Color::Indexed(220)));
        assert_eq!(shown(128, 128, 128), Some(Color::Indexed(244)));
        assert_eq!(rgb(Color::Indexed(220)), Some((255, 215, 0)));
    }

    #[test]
    fn in_sixteen_colours_a_grey_is_faint_and_never_bright_black() {
        let board = Some((0x2e, 0x34, 0x40));
        let grey = Style::new().fg(Color::Rgb(0xa9, 0xb3, 0xac));
        assert_eq!(
            Level::Sixteen.show(grey, board),
            Style::new().add_modifier(Modifier::DIM)
        );
        let white = Style::new().fg(Color::Rgb(255, 255, 255));
        assert_eq!(Level::Sixteen.show(white, board), Style::new());
    }

    #[test]
    fn black_on_white_is_the_strongest_contrast() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((contrast((9, 9, 9), (9, 9, 9)) - 1.0).abs() < 1e-9);
    }
}
