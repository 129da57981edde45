//! The marks beside the words, in Unicode and in ASCII. Each takes one cell, and none
//! carries a meaning that a word beside it does not say.

use std::borrow::Cow;

use ratatui::symbols::border;

use crate::keys::key::Key;

/// One set of marks.
///
/// All but the border are of neutral width, so that a terminal set up for Chinese, Japanese or
/// Korean draws them one cell wide too; the trend is in Braille for that, two bars a cell, since
/// blocks are of ambiguous width. Who sees borders drawn wide sets `ascii = true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Past the maximum.
    pub overdue: &'static str,
    /// May be met from today.
    pub due: &'static str,
    /// A date was agreed.
    pub booked: &'static str,
    /// Met in time.
    pub ok: &'static str,
    /// Never met and not yet late.
    pub new: &'static str,
    /// Not counted for the time being. Not the double bar, which is of ambiguous width.
    pub paused: &'static str,
    /// Beside the row under the cursor.
    pub cursor: &'static str,
    /// Something is typed and not saved yet.
    pub draft: &'static str,
    /// Something was done.
    pub done: &'static str,
    /// Something was not done.
    pub missed: &'static str,
    /// A level below the grade that isn't reached: a hole.
    pub gap: &'static str,
    /// A teacher's rating in a chart.
    pub rated: &'static str,
    /// A student's own.
    pub own_rated: &'static str,
    /// Between two ratings of a teacher's: the level that holds.
    pub joined: &'static str,
    /// Where a term begins in a chart.
    pub term: &'static str,
    /// The edge of a text that goes on.
    pub cut: &'static str,
    /// More columns at the left.
    pub before: &'static str,
    /// More rows above.
    pub above: &'static str,
    /// More rows below.
    pub below: &'static str,
    /// Around a layer that floats.
    pub border: border::Set<'static>,
    ascii: bool,
}

impl Glyphs {
    /// The set for terminals that show Unicode.
    pub const fn unicode() -> Self {
        Self {
            overdue: "▴",
            due: "∙",
            booked: "⬦",
            ok: "◦",
            new: "+",
            paused: "ǁ",
            cursor: "▸",
            draft: "✎",
            done: "✓",
            missed: "∙",
            gap: "▾",
            rated: "▪",
            own_rated: "▫",
            joined: "⠒",
            term: "⡇",
            cut: "›",
            before: "‹",
            above: "▵",
            below: "▿",
            border: border::ROUNDED,
            ascii: false,
        }
    }

    /// The set for terminals and fonts that show nothing else.
    pub const fn ascii() -> Self {
        Self {
            overdue: "!",
            due: ".",
            booked: "~",
            ok: "-",
            new: "+",
            paused: "=",
            cursor: ">",
            draft: "*",
            done: "x",
            missed: ".",
            gap: "!",
            rated: "#",
            own_rated: "o",
            joined: "-",
            term: "|",
            cut: ">",
            before: "<",
            above: "^",
            below: "v",
            border: border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
            ascii: true,
        }
    }

    /// A text in the letters of this set: typographic signs give way to plain ones.
    pub fn spell<'a>(&self, text: &'a str) -> Cow<'a, str> {
        const SIGNS: [(char, &str); 8] = [
            ('\u{201c}', "\""),
            ('\u{201d}', "\""),
            ('\u{201e}', "\""),
            ('\u{2018}', "'"),
            ('\u{2019}', "'"),
            ('\u{2013}', "-"),
            ('\u{2014}', "-"),
            ('\u{2026}', "..."),
        ];
        if !self.ascii || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let mut spelled = String::with_capacity(text.len());
        for letter in text.chars() {
            match SIGNS.iter().find(|(sign, _)| *sign == letter) {
                Some((_, plain)) => spelled.push_str(plain),
                None => spelled.push(letter),
            }
        }
        Cow::Owned(spelled)
    }

    /// The set that was asked for.
    pub const fn chosen(ascii: bool) -> Self {
        if ascii {
            Self::ascii()
        } else {
            Self::unicode()
        }
    }

    /// A key as it is shown: with arrows, or with words in their place.
    pub fn label(&self, key: &Key) -> String {
        if self.ascii {
            key.ascii_label()
        } else {
            key.label()
        }
    }

    /// One bar of a whole cell, for a share of the most, from 0 to 1.
    pub fn bar(&self, share: f64) -> String {
        if self.ascii {
            self.trend(&[share])
        } else {
            self.trend(&[share, share])
        }
    }

    /// A small trend: a bar for each share of the whole, from 0 to 1, of four heights.
    pub fn trend(&self, shares: &[f64]) -> String {
        let heights: Vec<usize> = shares
            .iter()
            .map(|share| (share.clamp(0.0, 1.0) * 3.0).round() as usize)
            .collect();
        let bar = |bars: [u32; 4], height: usize| bars.get(height).copied().unwrap_or_default();
        if self.ascii {
            let bars = heights.iter().map(|height| bar(ASCII_BARS, *height));
            return bars.filter_map(char::from_u32).collect();
        }
        // The last bar fills its cell, so that the latest ratings stand below each other.
        heights
            .rchunks(2)
            .rev()
            .filter_map(|pair| {
                let (left, right) = match pair {
                    [left, right] => (bar(LEFT_DOTS, *left), *right),
                    [right] => (0, *right),
                    _ => return None,
                };
                char::from_u32(BRAILLE | left | bar(RIGHT_DOTS, right))
            })
            .collect()
    }
}

/// The empty pattern; each of its eight low bits is a dot (Unicode, Braille Patterns).
const BRAILLE: u32 = 0x2800;
/// Bars of one to four dots in the left half of a cell.
const LEFT_DOTS: [u32; 4] = [0x40, 0x44, 0x46, 0x47];
/// The same in its right half.
const RIGHT_DOTS: [u32; 4] = [0x80, 0xA0, 0xB0, 0xB8];
const ASCII_BARS: [u32; 4] = ['_' as u32, '-' as u32, '+' as u32, '#' as u32];

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn marks(glyphs: &Glyphs) -> Vec<&'static str> {
        vec![
            glyphs.overdue,
            glyphs.due,
            glyphs.booked,
            glyphs.ok,
            glyphs.new,
            glyphs.paused,
            glyphs.cursor,
            glyphs.draft,
            glyphs.done,
            glyphs.missed,
            glyphs.gap,
            glyphs.rated,
            glyphs.own_rated,
            glyphs.joined,
            glyphs.term,
            glyphs.cut,
            glyphs.before,
            glyphs.above,
            glyphs.below,
        ]
    }

    #[test]
    fn every_mark_takes_one_cell_also_where_ambiguous_ones_take_two() {
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            for mark in marks(&glyphs) {
                assert_eq!((mark.width(), mark.width_cjk()), (1, 1), "{mark}");
            }
            for step in 0..4 {
                let bar = glyphs.trend(&[f64::from(step) / 3.0]);
                assert_eq!((bar.width(), bar.width_cjk()), (1, 1), "{bar}");
            }
        }
    }

    #[test]
    fn every_state_has_a_mark_of_its_own() {
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            let mut states = marks(&glyphs);
            states.truncate(6);
            for (at, mark) in states.iter().enumerate() {
                assert!(
                    !states.iter().skip(at + 1).any(|other| other == mark),
                    "{mark}"
                );
            }
        }
    }

    #[test]
    fn the_ascii_set_is_ascii_keys_included() {
        let glyphs = Glyphs::ascii();
        assert!(marks(&glyphs).iter().all(|mark| mark.is_ascii()));
        assert!(glyphs.trend(&[0.0, 0.4, 0.7, 1.0]).is_ascii());
        for (written, label) in [("ctrl-left", "Ctrl-Left"), ("down", "Down")] {
            assert_eq!(glyphs.label(&written.parse().unwrap()), label);
        }
        assert_eq!(Glyphs::unicode().label(&"down".parse().unwrap()), "↓");
    }

    #[test]
    fn a_bar_grows_with_its_share() {
        let third = 1.0 / 3.0;
        let shares = [0.0, third, 2.0 * third, 1.0];
        assert_eq!(Glyphs::unicode().trend(&shares), "⣠⣾");
        assert_eq!(Glyphs::ascii().trend(&shares), "_-+#");
        assert_eq!(Glyphs::unicode().trend(&[-1.0, 9.0]), "⣸");
        assert_eq!(Glyphs::unicode().trend(&[f64::NAN, 0.0]), "⣀");
    }

    #[test]
    fn the_latest_bar_is_at_the_right_of_its_cell() {
        assert_eq!(Glyphs::unicode().trend(&[1.0]), "⢸");
        assert_eq!(Glyphs::unicode().trend(&[1.0, 0.0, 1.0]), "⢸⣸");
        assert_eq!(Glyphs::unicode().trend(&[]), "");
    }
}
