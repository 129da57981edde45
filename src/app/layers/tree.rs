//! Frameworks as a tree, browsed level by level and found in by code or words: to link a
//! goal, or to see on the grid who works toward a competency.

use crate::app::Model;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::form::plain;
use crate::app::screens::planning;
use crate::app::{Tone, layers};
use crate::domain::framework::{Competency, CompetencyStatus, Framework};
use crate::domain::ids::Id;
use crate::domain::plan::Goal;
use crate::domain::query::{
    CompetencyPage, CompetencyQuery, CompetencyRow, FrameworkLine, Query, Wanted,
};
use crate::domain::{Word, words};

use super::pick::{Chosen, Pick, Row, row};
use super::{Ask, Layer};

/// How many competencies of one level are shown at the most.
const LEVEL: usize = 500;
/// How many that were found.
const FOUND: usize = 30;

/// A level of the tree that is being read, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The goal that is to be linked; none to look on the grid.
    pub goal: Option<Id<Goal>>,
    /// Which level.
    pub at: Level,
}

/// A level of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Level {
    /// The frameworks.
    Frameworks,
    /// What hangs under a competency, or directly under its framework.
    Under(Box<FrameworkLine>, Option<Id<Competency>>),
    /// What has these words, in all of them.
    Found(String),
}

/// A step in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To this level.
    To(Tree),
    /// Ask for words to find.
    Find(Option<Id<Goal>>),
    /// This one.
    Take(Option<Id<Goal>>, Id<Framework>, Id<Competency>),
}

impl Tree {
    /// The question for the level.
    pub(in crate::app) fn query(&self) -> Query {
        let (framework, wanted, limit) = match &self.at {
            Level::Frameworks => return Query::Frameworks,
            Level::Under(line, parent) => (Some(line.framework.id), Wanted::Under(*parent), LEVEL),
            Level::Found(text) => (None, Wanted::Text(text.clone()), FOUND),
        };
        Query::Competencies(CompetencyQuery {
            framework,
            wanted,
            after: None,
            limit,
            with_retired: false,
        })
    }

    fn to(&self, at: Level) -> Chosen {
        Chosen::Tree(Step::To(Self {
            goal: self.goal,
            at,
        }))
    }

    fn take(&self, competency: &Competency) -> Chosen {
        let step = Step::Take(self.goal, competency.framework, competency.id);
        Chosen::Tree(step)
    }

    fn rows(&self, page: &CompetencyPage) -> Vec<Row> {
        let mut rows = Vec::new();
        if let Level::Under(line, Some(_)) = &self.at {
            let above = page.path.len().checked_sub(2);
            let above = above.and_then(|at| page.path.get(at)).map(|item| item.id);
            rows.push(row(".. up", self.to(Level::Under(line.clone(), above))));
            let here = page.path.last().filter(|item| item.rateable);
            rows.extend(here.map(|item| row(item.words(), self.take(item))));
        }
        let is_found = matches!(self.at, Level::Found(_));
        // What was found is to be rated on; a heading only leads further down.
        let shown = page
            .rows
            .iter()
            .filter(|found| !is_found || found.competency.rateable);
        rows.extend(shown.map(|found| self.row(found)));
        if page.more_after {
            let words = "there are more: find by a code or by words";
            rows.push(row(words, Chosen::Tree(Step::Find(self.goal))));
        }
        rows
    }

    fn row(&self, found: &CompetencyRow) -> Row {
        let item = &found.competency;
        match &self.at {
            Level::Under(line, _) if found.children > 0 => {
                let words = format!("{}   ({} within)", item.words(), found.children);
                row(words, self.to(Level::Under(line.clone(), Some(item.id))))
            }
            _ => row(item.words(), self.take(item)),
        }
    }
}

impl Model {
    /// Asks for a level of the tree.
    pub(in crate::app) fn browse(&mut self, goal: Option<Id<Goal>>, at: Level) {
        self.tree = Some(Tree { goal, at });
    }

    pub(in crate::app) fn frameworks_came(&mut self, lines: Vec<FrameworkLine>) {
        let Some(tree) = self.tree.take() else { return };
        let is_in_use = |line: &FrameworkLine| line.framework.status == CompetencyStatus::Active;
        let lines: Vec<FrameworkLine> = lines.into_iter().filter(is_in_use).collect();
        if lines.is_empty() {
            let text = "There is no framework yet; `deskside import framework FILE` brings one in.";
            self.say(Tone::Look, text);
            return;
        }
        let mut rows = vec![row(
            "find by code or words",
            Chosen::Tree(Step::Find(tree.goal)),
        )];
        for line in lines {
            let (title, area) = (&line.framework.title, plain(line.framework.area.word()));
            let words = format!("{title}   ({area}, {})", line.active);
            rows.push(row(words, tree.to(Level::Under(Box::new(line), None))));
        }
        let mut pick = Pick::new("Frameworks", rows);
        pick.cursor = 1;
        self.layers.push(Layer::Pick(pick));
    }

    /// A level that was read, as a picker.
    pub(in crate::app) fn level_came(&mut self, page: &CompetencyPage) {
        let Some(tree) = self.tree.take() else {
            return;
        };
        let rows = tree.rows(page);
        let title = match &tree.at {
            Level::Frameworks => return,
            Level::Under(line, _) => {
                let path = page.path.iter().map(|item| item.name().to_owned());
                let path = std::iter::once(line.framework.title.clone()).chain(path);
                path.collect::<Vec<_>>().join(", ")
            }
            Level::Found(_) if tree.goal.is_some() => "Which competency?".to_owned(),
            Level::Found(text) => text.clone(),
        };
        if rows.is_empty() {
            let text = match (&tree.at, tree.goal) {
                (Level::Found(sought), Some(_)) => format!(
                    "No competency has {}; `deskside import framework` brings them in.",
                    words::display(sought)
                ),
                (Level::Found(sought), None) => {
                    format!("No competency has {}.", words::display(sought))
                }
                _ => format!("There is nothing in {}.", words::display(&title)),
            };
            self.say(Tone::Look, text);
            return;
        }
        let mut pick = Pick::new(title, rows);
        // The way back up stands first and is seldom meant.
        pick.cursor = usize::from(matches!(tree.at, Level::Under(_, Some(_))));
        self.layers.push(Layer::Pick(pick));
    }

    /// Goes a step in the tree.
    pub(in crate::app) fn step_tree(&mut self, step: Step) -> Vec<Effect> {
        match step {
            Step::To(tree) => self.tree = Some(tree),
            Step::Find(goal) => self.layers.push(Layer::Ask(Ask {
                title: "A competency's code, or words of it".into(),
                field: Field::default(),
                purpose: layers::Purpose::FindInTree(goal),
            })),
            Step::Take(Some(goal), _, competency) => {
                return self.step_plan(planning::Step::Link(goal, competency));
            }
            Step::Take(None, framework, competency) => {
                self.open_grid_at(framework, competency);
            }
        }
        vec![]
    }
}
