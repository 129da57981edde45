//! Templates: what a plan or a profile is made of, as a school says it in a file.
//! Plain data; how a file is read stands in `config::template`.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::cadence::Kind;
use super::closed::Word;
use super::person::Role;
use super::plan::PlanRules;
use super::profile::Section;
use super::scale::Scale;

/// One template.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Its name in commands and files: "five-term-plan".
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Which practice it serves.
    pub practice: String,
    /// What it is a template of.
    pub kind: TemplateKind,
    /// How many terms of a year it is made for.
    pub terms: Option<u8>,
    /// Sections of the profile beside the usual ones, or with another title.
    pub sections: Vec<SectionDef>,
    /// What a plan is made of, in order.
    pub parts: Vec<Part>,
    /// The scale its goals are rated on; none for the school's own. Its id means nothing.
    pub scale: Option<Scale>,
    /// How often to meet.
    pub cadences: Vec<CadenceDef>,
    /// Questions for the stages of a plan.
    pub prompts: Vec<Prompt>,
    /// What a plan takes from it when it is begun.
    pub rules: PlanRules,
    /// What is talked of at the conference, in order.
    pub agenda: Vec<String>,
    /// Its surveys.
    pub surveys: Vec<Survey>,
}

/// What a template is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateKind {
    /// Of a learner profile.
    Profile,
    /// Of a student's plan.
    Plan,
    /// Of a staff member's plan.
    StaffPlan,
}

impl Word for TemplateKind {
    const WHAT: &'static str = "a kind of template";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Profile, "profile"),
        (Self::Plan, "plan"),
        (Self::StaffPlan, "staff_plan"),
    ];
}

impl TemplateKind {
    /// What somebody's plan is made of.
    pub fn of_plan(whose: Role) -> Self {
        match whose {
            Role::Student => Self::Plan,
            _ => Self::StaffPlan,
        }
    }
}

/// A section of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionDef {
    /// Which.
    pub section: Section,
    /// Its title.
    pub title: String,
    /// A question that helps to fill it.
    pub prompt: Option<String>,
}

/// A part of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The learner profile.
    Profile,
    /// Goals and action steps.
    Goals,
    /// Goals for a day.
    DailyGoals,
    /// The record of achievement: ratings.
    Record,
    /// Artifacts: evidence with the ratings.
    Artifacts,
    /// Looking back.
    Reflection,
    /// A conference with the family.
    Conference,
}

impl Word for Part {
    const WHAT: &'static str = "a part of a plan";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Profile, "profile"),
        (Self::Goals, "goals"),
        (Self::DailyGoals, "daily_goals"),
        (Self::Record, "record"),
        (Self::Artifacts, "artifacts"),
        (Self::Reflection, "reflection"),
        (Self::Conference, "conference"),
    ];
}

/// How often to meet, for a plan that is begun from a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CadenceDef {
    /// Which check-ins.
    pub kind: Kind,
    /// School days after which the next is due.
    pub ideal: u16,
    /// School days after which it has been too long.
    pub maximum: u16,
    /// A fixed weekday instead.
    pub weekday: Option<Weekday>,
}

/// A question for one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// When it is asked.
    pub stage: PromptStage,
    /// The question.
    pub text: String,
}

/// When a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptStage {
    /// While goals are set.
    Goals,
    /// In looking back on one goal.
    Goal,
    /// In looking back on the whole plan.
    Plan,
}

impl Word for PromptStage {
    const WHAT: &'static str = "a stage of a question";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Goals, "goals"),
        (Self::Goal, "goal_reflection"),
        (Self::Plan, "plan_reflection"),
    ];
}

/// A survey for a band of grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Its name in files.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The lowest grade it is for; kindergarten is 0.
    pub from_grade: u8,
    /// The highest.
    pub to_grade: u8,
    /// Its questions, in order.
    pub items: Vec<Item>,
}

/// One question of a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its name in files, the same over the years.
    pub id: String,
    /// How it is answered.
    pub kind: ItemKind,
    /// The question.
    pub question: String,
    /// The answers to choose from; those of a face scale from sad to glad.
    pub choices: Vec<String>,
    /// The section of the profile that an answer becomes an entry of.
    pub section: Option<Section>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// By one of several answers.
    Choice,
    /// By a face.
    Face,
    /// In words.
    Text,
}

impl Word for ItemKind {
    const WHAT: &'static str = "a kind of question";
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Choice, "choice"),
        (Self::Face, "face"),
        (Self::Text, "text"),
    ];
}

/// A template with where it comes from and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The template, as far as it could be read.
    pub template: Template,
    /// "built in", or the file.
    pub source: String,
    /// File, line, what is wrong and what was expected.
    pub mistakes: Vec<String>,
}

/// All templates, each id once: a file of the school's own stands in the place of
/// a built-in one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Templates {
    /// In order: built in first, then by file.
    pub list: Vec<Listed>,
}

impl Templates {
    /// Those that can be used: without a mistake.
    pub fn sound(&self) -> impl Iterator<Item = &Template> {
        let sound = self.list.iter().filter(|listed| listed.mistakes.is_empty());
        sound.map(|listed| &listed.template)
    }

    /// The one with this id, if it can be used.
    pub fn find(&self, id: &str) -> Option<&Template> {
        self.sound().find(|template| template.id == id)
    }

    /// Those of one kind.
    pub fn of(&self, kind: TemplateKind) -> impl Iterator<Item = &Template> {
        self.sound().filter(move |template| template.kind == kind)
    }

    /// The sections of a profile: the usual ones, then those that templates add, each
    /// once; a template's title stands in the place of the usual one.
    pub fn sections(&self) -> Vec<(Section, String)> {
        let mut sections: Vec<(Section, String)> = Section::usual()
            .map(|section| (section.clone(), section.title()))
            .collect();
        for def in self.sound().flat_map(|template| &template.sections) {
            match sections.iter_mut().find(|(known, _)| *known == def.section) {
                Some((_, title)) => title.clone_from(&def.title),
                None => sections.push((def.section.clone(), def.title.clone())),
            }
        }
        sections
    }

    /// What a section of the profile is called.
    pub fn title_of(&self, section: &Section) -> String {
        let mut defs = self.sound().flat_map(|template| &template.sections);
        let named = defs.find(|def| def.section == *section);
        named.map_or_else(|| section.title(), |def| def.title.clone())
    }

    /// The questions of a template for a stage.
    pub fn prompts(&self, template: Option<&str>, stage: PromptStage) -> Vec<&str> {
        let chosen = template.and_then(|id| self.find(id));
        let prompts = chosen.into_iter().flat_map(|template| &template.prompts);
        prompts
            .filter(|prompt| prompt.stage == stage)
            .map(|prompt| prompt.text.as_str())
            .collect()
    }
}
