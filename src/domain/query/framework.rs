//! Questions about frameworks and the competencies in them, for a screen that
//! browses the tree and finds in it. Nothing here is of a student.

use super::super::framework::{Competency, Framework};
use super::super::ids::Id;

/// Which competencies, and how many of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetencyQuery {
    /// Of this framework. None finds in all of them, and browses nowhere but
    /// under a competency.
    pub framework: Option<Id<Framework>>,
    /// Which.
    pub wanted: Wanted,
    /// Those behind this one; none for the first ones.
    pub after: Option<Id<Competency>>,
    /// How many at the most.
    pub limit: usize,
    /// Whether what is retired is among them.
    pub with_retired: bool,
}

/// Which competencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// What hangs directly under one, or directly under the framework, in order.
    Under(Option<Id<Competency>>),
    /// What has this code, a code that begins so, or these words; best first.
    Text(String),
}

/// A framework, with how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkLine {
    /// The framework.
    pub framework: Framework,
    /// Competencies that are in it.
    pub active: u64,
    /// Competencies that were.
    pub retired: u64,
}

/// A stretch of competencies, as found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompetencyPage {
    /// What the rows hang under, the root first; empty directly under a
    /// framework and where text was sought.
    pub path: Vec<Competency>,
    /// The rows, in order.
    pub rows: Vec<CompetencyRow>,
    /// Whether rows stand behind the last.
    pub more_after: bool,
}

/// One competency's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetencyRow {
    /// The competency.
    pub competency: Competency,
    /// How many hang directly under it.
    pub children: u64,
    /// What it hangs under, by their short names, the framework's title first;
    /// empty where the page's own path says it.
    pub trail: Vec<String>,
}
