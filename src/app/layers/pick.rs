//! A choice among several, narrowed by typing.

use crate::app::field::Field;
use crate::domain::cadence::{Kind, State};
use crate::domain::group::Group;
use crate::domain::ids::Id;
use crate::domain::names;
use crate::domain::plan::Stage;
use crate::domain::query::{Lack, Sort, Subject};
use crate::domain::school::Class;

/// The picker.
#[derive(Debug, Clone)]
pub struct Pick {
    /// What is chosen here.
    pub title: String,
    /// What is typed.
    pub field: Field,
    /// Which of the rows left is under the cursor.
    pub cursor: usize,
    /// All the rows.
    pub rows: Vec<Row>,
    /// What should be known before choosing; it stands below them.
    pub note: &'static str,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its words.
    pub words: String,
    /// Whether it holds now.
    pub is_on: bool,
    /// What it means.
    pub chosen: Chosen,
}

/// Something new in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewPart {
    /// A goal.
    Goal,
    /// A step for the goal under the cursor.
    Step,
    /// What shows that goal.
    Evidence,
    /// What is tried for it.
    Strategy,
    /// An entry of the profile.
    Entry,
    /// The card: name, pronouns, support.
    Card,
}

/// What a choice means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Show everybody.
    Everybody,
    /// Those of this class.
    Class(Id<Class>),
    /// Those in this group.
    Group(Id<Group>),
    /// These competencies on the grid.
    Columns(Subject),
    /// A step in the tree of competencies.
    Tree(super::tree::Step),
    /// Something done with a plan of staff.
    Staff(crate::app::screens::staff::Step),
    /// Something done with a group.
    Grouping(crate::app::screens::groups::Step),
    /// Those in this state.
    State(State),
    /// Those never met.
    NeverMet,
    /// Those of this grade.
    Grade(String),
    /// Those whose plan is at this stage, or without one.
    Stage(Option<Stage>),
    /// Those of whom this is missing.
    Lack(Lack),
    /// By this kind of check-in alone.
    Kind(Kind),
    /// The order.
    Sort(Sort),
    /// Skip this student in the round.
    Skip,
    /// This student is absent.
    Absent,
    /// Come back to this student at the end.
    Defer,
    /// End the round.
    EndRound,
    /// What becomes of what isn't on the disk.
    Leaving(crate::app::rescue::Leaving),
    /// Go on with the round that was left.
    GoOnRound,
    /// Begin another round in its place.
    NewRound,
    /// What the round that was left came to.
    RoundSummary,
    /// A level, for a scale with too many for digits.
    Level(i64),
    /// The word at this place, for the choice with the focus.
    Word(usize),
    /// A text to quote.
    Quote(String),
    /// How often to meet.
    Cadence(super::cadence::Choice),
    /// For whom a cadence is to be.
    CadenceOf(Box<super::cadence::Target>),
    /// Give numbers to this class.
    Number(Id<Class>),
    /// Something new in the record.
    NewPart(NewPart),
    /// Begin this survey.
    Survey(Box<crate::domain::template::Survey>),
    /// A step of the plan's life.
    Plan(crate::app::screens::planning::Step),
}

impl Pick {
    /// A picker of these rows, with the cursor on the one that holds.
    pub fn new(title: impl Into<String>, rows: Vec<Row>) -> Self {
        let cursor = rows.iter().position(|row| row.is_on).unwrap_or(0);
        Self {
            title: title.into(),
            field: Field::default(),
            cursor,
            rows,
            note: "",
        }
    }

    /// Says something below the rows.
    #[must_use]
    pub fn noting(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// The rows that what is typed leaves.
    pub fn left(&self) -> Vec<&Row> {
        let typed = names::fold(&self.field.text());
        let words: Vec<&str> = typed.split_whitespace().collect();
        let mut left: Vec<(bool, &Row)> = Vec::new();
        for row in &self.rows {
            let text = names::fold(&row.words);
            let begins = |word: &&str| {
                text.split_whitespace()
                    .any(|other| other.starts_with(*word))
            };
            if words.iter().all(|word| text.contains(word)) {
                left.push((!words.iter().all(begins), row));
            }
        }
        // "ok" means the state ok before it means a word like booked.
        left.sort_by_key(|(is_within, _row)| *is_within);
        left.into_iter().map(|(_, row)| row).collect()
    }
}

/// A row that doesn't hold now.
pub fn row(words: impl Into<String>, chosen: Chosen) -> Row {
    Row {
        words: words.into(),
        is_on: false,
        chosen,
    }
}
