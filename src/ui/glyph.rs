//! The marks beside the words, in Unicode and in ASCII. Each takes one cell, and none
//! carries a meaning that a word beside it does not say.

use ratatui::symbols::border;

use crate::keys::key::Key;

/// One set of marks.
///
/// The marks of the columns are of neutral width, so that a terminal set up for Chinese,
/// Japanese or Korean draws them one cell wide too. Only the trend, the last column of its
/// row, and the border are of ambiguous width: there is nothing neutral that looks like
/// them. Who sees them drawn wide sets `ascii = true`.
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
    /// Something was done.
    pub done: &'static str,
    /// Something was not done.
    pub missed: &'static str,
    /// The edge of a text that goes on.
    pub cut: &'static str,
    /// More rows above.
    pub above: &'static str,
    /// More rows below.
    pub below: &'static str,
    /// A small trend, from low to high.
    pub spark: [&'static str; 7],
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
            done: "✓",
            missed: "∙",
            cut: "›",
            above: "▴",
            below: "▾",
            spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇"],
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
            done: "x",
            missed: ".",
            cut: ">",
            above: "^",
            below: "v",
            spark: ["_", ".", ",", "-", "+", "*", "#"],
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
        let label = key.label();
        if !self.ascii {
            return label;
        }
        ARROWS
            .iter()
            .fold(label, |label, (arrow, word)| label.replace(arrow, word))
    }

    /// The bar for a share of the whole, from 0 to 1.
    pub fn bar(&self, share: f64) -> &'static str {
        let last = self.spark.len() - 1;
        let at = (share.clamp(0.0, 1.0) * last as f64).round() as usize;
        self.spark.get(at).copied().unwrap_or_default()
    }
}

const ARROWS: [(&str, &str); 4] = [("←", "Left"), ("→", "Right"), ("↑", "Up"), ("↓", "Down")];

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
            glyphs.done,
            glyphs.missed,
            glyphs.cut,
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
            for mark in glyphs.spark {
                assert_eq!(mark.width(), 1, "{mark}");
            }
        }
    }

    #[test]
    fn the_states_and_the_steps_of_a_trend_have_marks_of_their_own() {
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            let mut states = marks(&glyphs);
            states.truncate(6);
            for some in [states, glyphs.spark.to_vec()] {
                for (at, mark) in some.iter().enumerate() {
                    assert!(
                        !some.iter().skip(at + 1).any(|other| other == mark),
                        "{mark}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_ascii_set_is_ascii_keys_included() {
        let glyphs = Glyphs::ascii();
        assert!(
            marks(&glyphs)
                .iter()
                .chain(&glyphs.spark)
                .all(|mark| mark.is_ascii())
        );
        for (written, label) in [("ctrl-left", "Ctrl-Left"), ("down", "Down")] {
            assert_eq!(glyphs.label(&written.parse().unwrap()), label);
        }
        assert_eq!(Glyphs::unicode().label(&"down".parse().unwrap()), "↓");
    }

    #[test]
    fn a_bar_grows_with_its_share() {
        let glyphs = Glyphs::unicode();
        assert_eq!(
            [glyphs.bar(-1.0), glyphs.bar(0.5), glyphs.bar(9.0)],
            ["▁", "▄", "▇"]
        );
        assert_eq!(glyphs.bar(f64::NAN), "▁");
    }
}
