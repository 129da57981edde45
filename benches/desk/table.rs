//! The table: each figure beside what it is measured against, and what it must be.

use std::fmt;

/// In what a figure is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Bytes.
    Bytes,
    /// MiB.
    Mib,
    /// Times as much.
    Times,
    /// So many.
    Count,
    /// A second.
    PerSecond,
}

/// Who or what a figure is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The least ratatui program that does the same.
    Ratatui,
    /// The same with hand-written escapes and a word index.
    Hand,
    /// SQLite alone.
    Bare,
    /// The finder, where it is installed.
    Fzf,
}

impl Base {
    fn word(self) -> &'static str {
        match self {
            Self::Ratatui => "ratatui",
            Self::Hand => "hand",
            Self::Bare => "bare",
            Self::Fzf => "fzf",
        }
    }
}

/// What a figure must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Must {
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
    /// At most so many times the base.
    Times(Base, f64),
    /// At most the base and so much.
    Plus(Base, f64),
    /// Told, not judged.
    Told,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The budget's number: "P4".
    pub budget: &'static str,
    /// What was measured.
    pub what: String,
    /// How much it was.
    pub value: Option<f64>,
    /// In what.
    pub unit: Unit,
    /// The same for others, where they could be measured.
    pub beside: Vec<(Base, Option<f64>)>,
    /// What it must be.
    pub must: Must,
}

impl Figure {
    /// A figure that is only told, until more is said of it.
    pub fn new(
        budget: &'static str,
        what: impl Into<String>,
        value: Option<f64>,
        unit: Unit,
    ) -> Self {
        Self {
            budget,
            what: what.into(),
            value,
            unit,
            beside: Vec::new(),
            must: Must::Told,
        }
    }

    /// The same for another.
    #[must_use]
    pub fn beside(mut self, base: Base, value: Option<f64>) -> Self {
        self.beside.push((base, value));
        self
    }

    /// What it must be.
    #[must_use]
    pub fn must(mut self, must: Must) -> Self {
        self.must = must;
        self
    }

    fn base(&self, base: Base) -> Option<f64> {
        self.beside.iter().find(|(name, _)| *name == base)?.1
    }

    /// Whether it is what it must be; none where that can't be told.
    pub fn holds(&self) -> Option<bool> {
        let value = self.value?;
        match self.must {
            Must::AtMost(most) => Some(value <= most),
            Must::AtLeast(least) => Some(value >= least),
            Must::Times(base, times) => Some(value <= times * self.base(base)?),
            Must::Plus(base, more) => Some(value <= self.base(base)? + more),
            Must::Told => None,
        }
    }

    fn must_words(&self) -> String {
        match self.must {
            Must::AtMost(most) => format!("<= {}", amount(most, self.unit)),
            Must::AtLeast(least) => format!(">= {}", amount(least, self.unit)),
            Must::Times(base, times) => format!("<= {times:.2} x {}", base.word()),
            Must::Plus(base, more) => format!("<= {} + {}", base.word(), amount(more, self.unit)),
            Must::Told => String::new(),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self
            .value
            .map_or("-".to_owned(), |value| amount(value, self.unit));
        let verdict = match self.holds() {
            Some(true) => "ok",
            Some(false) => "OVER",
            None => "",
        };
        write!(
            f,
            "{:<4} {:<46} {value:>12}  {verdict:<4}  {:<20}",
            self.budget,
            self.what,
            self.must_words()
        )?;
        for (base, other) in &self.beside {
            match (other, self.value) {
                (Some(other), Some(value)) if *other > 0.0 => write!(
                    f,
                    "  {} {} ({:.2}x)",
                    base.word(),
                    amount(*other, self.unit),
                    value / other
                )?,
                (Some(other), _) => write!(f, "  {} {}", base.word(), amount(*other, self.unit))?,
                (None, _) => write!(f, "  {} not measured", base.word())?,
            }
        }
        Ok(())
    }
}

fn amount(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ms => format!("{value:.3} ms"),
        Unit::Bytes => format!("{value:.0} B"),
        Unit::Mib => format!("{value:.1} MiB"),
        Unit::Times => format!("{value:.2} x"),
        Unit::Count => format!("{value:.1}"),
        Unit::PerSecond => format!("{value:.0}/s"),
    }
}
