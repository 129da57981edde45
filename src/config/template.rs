//! A template's file, read into a template with every mistake told at once: file,
//! line, what is wrong and what was expected. It opens no file.

use chrono::Weekday;
use toml::Spanned;
use toml::de::DeValue;

use crate::domain::Word;
use crate::domain::cadence::Kind;
use crate::domain::ids::Id;
use crate::domain::plan::PlanRules;
use crate::domain::profile::Section;
use crate::domain::scale::{Level, Scale};
use crate::domain::template::{
    CadenceDef, Item, ItemKind, Listed, Part, Prompt, PromptStage, SectionDef, Survey, Template,
    TemplateKind, Templates,
};
use crate::keys::mistake;

use super::reader::{Reader, Table};

/// The templates that are compiled in.
const BUILT_IN: [(&str, &str); 6] = [
    (
        "whole-child-profile.toml",
        include_str!("../../templates/whole-child-profile.toml"),
    ),
    (
        "weekly-conference-plan.toml",
        include_str!("../../templates/weekly-conference-plan.toml"),
    ),
    (
        "five-term-plan.toml",
        include_str!("../../templates/five-term-plan.toml"),
    ),
    (
        "five-part-plan.toml",
        include_str!("../../templates/five-part-plan.toml"),
    ),
    (
        "long-term-goals-plan.toml",
        include_str!("../../templates/long-term-goals-plan.toml"),
    ),
    (
        "staff-growth-plan.toml",
        include_str!("../../templates/staff-growth-plan.toml"),
    ),
];

/// The built-in templates, and those of a school's own files in order: name and text.
/// A file with the id of a built-in one stands in its place.
pub fn read_all(files: &[(String, String)]) -> Templates {
    let mut list: Vec<Listed> = BUILT_IN
        .iter()
        .map(|(name, text)| read(name, text, "built in"))
        .collect();
    let built_in = list.len();
    for (name, text) in files {
        let mut listed = read(name, text, name);
        let id = listed.template.id.clone();
        let place = list.iter().position(|known| known.template.id == id);
        match place {
            Some(place) if place < built_in && listed.mistakes.is_empty() => {
                listed.source = format!("{name}, in place of the built-in one");
                if let Some(known) = list.get_mut(place) {
                    *known = listed;
                }
            }
            Some(place) if place >= built_in && !id.is_empty() => {
                let other = list.get(place).map_or("", |known| known.source.as_str());
                let mistake = format!(
                    "{name}:1: the id {id} is that of {other} too; expected one of its own"
                );
                listed.mistakes.push(mistake);
                list.push(listed);
            }
            _ => list.push(listed),
        }
    }
    Templates { list }
}

/// Reads one file.
fn read(name: &str, text: &str, source: &str) -> Listed {
    let (table, mistakes) = mistake::read(text);
    let mut reader = Reader { text, mistakes };
    let template = reader.template(table.get_ref());
    reader.mistakes.sort();
    Listed {
        template,
        source: source.to_owned(),
        mistakes: reader
            .mistakes
            .iter()
            .map(|mistake| format!("{name}:{}: {}", mistake.line, mistake.what))
            .collect(),
    }
}

impl Reader<'_> {
    fn template(&mut self, table: &Table<'_>) -> Template {
        self.only(
            table,
            &[
                "id",
                "title",
                "practice",
                "kind",
                "terms",
                "parts",
                "roll_up",
                "reflecting_days",
                "pacing",
                "agenda",
                "scale",
                "section",
                "cadence",
                "prompt",
                "survey",
            ],
        );
        let top = 0..0;
        let id = self.required(table, "id", &top);
        let title = self.required(table, "title", &top);
        let practice = self.required(table, "practice", &top);
        if !table.contains_key("kind") {
            let list = TemplateKind::list();
            self.wrong(&top, format!("kind is missing; expected one of {list}"));
        }
        let kind = self.word(table, "kind").unwrap_or(TemplateKind::Plan);
        let mut rules = PlanRules {
            template: Some(id.clone()),
            ..PlanRules::default()
        };
        if let Some((text, place)) = self.string(table, "roll_up") {
            match text.parse() {
                Ok(roll_up) => rules.roll_up = roll_up,
                Err(expected) => self.wrong(&place, format!("roll_up is {text}; {expected}")),
            }
        }
        if let Some(days) = self.number(table, "reflecting_days", 1..100) {
            rules.reflecting_days = days as u16;
        }
        rules.pacing = self.number(table, "pacing", 0..60).map(|days| days as u16);
        let mut parts = Vec::new();
        for (text, place) in self.strings(table, "parts") {
            match Part::from_word(&text) {
                Some(part) if parts.contains(&part) => {
                    self.wrong(
                        &place,
                        format!("{text} is there twice; expected each part once"),
                    );
                }
                Some(part) => parts.push(part),
                None => {
                    let list = Part::list();
                    self.wrong(&place, format!("{text} is no part; expected one of {list}"));
                }
            }
        }
        Template {
            terms: self.number(table, "terms", 1..13).map(|terms| terms as u8),
            sections: self.sections(table),
            parts,
            scale: self.scale(table),
            cadences: self.cadences(table),
            prompts: self.prompts(table),
            rules,
            agenda: self
                .strings(table, "agenda")
                .into_iter()
                .map(|(text, _)| text)
                .collect(),
            surveys: self.surveys(table),
            id,
            title,
            practice,
            kind,
        }
    }

    fn section(&mut self, table: &Table<'_>, key: &str) -> Option<Section> {
        let (text, place) = self.string(table, key)?;
        let section = Section::from_word(&text);
        if section.is_none() {
            let what = format!(
                "{text} can't name a section; expected small letters, digits and underscores"
            );
            self.wrong(&place, what);
        }
        section
    }

    fn sections(&mut self, table: &Table<'_>) -> Vec<SectionDef> {
        let mut sections: Vec<SectionDef> = Vec::new();
        for (table, place) in self.tables(table, "section") {
            self.only(table, &["id", "title", "prompt"]);
            let title = self.required(table, "title", &place);
            if !table.contains_key("id") {
                self.wrong(&place, "id is missing; expected the section's written name");
            }
            let Some(section) = self.section(table, "id") else {
                continue;
            };
            if sections.iter().any(|known| known.section == section) {
                let word = section.word();
                self.wrong(
                    &place,
                    format!("the section {word} is there twice; expected it once"),
                );
                continue;
            }
            sections.push(SectionDef {
                section,
                title,
                prompt: self.string(table, "prompt").map(|(text, _)| text),
            });
        }
        sections
    }

    fn scale(&mut self, table: &Table<'_>) -> Option<Scale> {
        let value: &Spanned<DeValue<'_>> = table.get("scale")?;
        let place = value.span();
        let DeValue::Table(table) = value.get_ref() else {
            let found = mistake::kind(value.get_ref());
            self.wrong(&place, format!("scale is {found}; expected [scale]"));
            return None;
        };
        self.only(table, &["preset", "title", "proficient_from", "level"]);
        if let Some((name, place)) = self.string(table, "preset") {
            let preset = Scale::preset(&name, Id::new(0));
            if preset.is_none() {
                let what = format!("{name} is no preset; expected 1-4, 0-8 or yes/not yet");
                self.wrong(&place, what);
            }
            return preset;
        }
        let title = self.required(table, "title", &place);
        let mut levels: Vec<Level> = Vec::new();
        for (table, place) in self.tables(table, "level") {
            self.only(table, &["value", "label", "descriptor", "numbered"]);
            let label = self.required(table, "label", &place);
            if !table.contains_key("value") {
                self.wrong(&place, "value is missing; expected a number from 0 to 100");
            }
            let Some(value) = self.number(table, "value", 0..101) else {
                continue;
            };
            if levels.last().is_some_and(|level| level.value >= value) {
                let what = format!(
                    "the level {value} follows a higher one; expected them from the lowest up"
                );
                self.wrong(&place, what);
                continue;
            }
            let numbered = match table
                .get("numbered")
                .map(|value| (value.get_ref(), value.span()))
            {
                None => true,
                Some((DeValue::Boolean(numbered), _)) => *numbered,
                Some((other, place)) => {
                    let found = mistake::kind(other);
                    self.wrong(
                        &place,
                        format!("numbered is {found}; expected true or false"),
                    );
                    true
                }
            };
            levels.push(Level {
                value,
                numbered,
                label,
                descriptor: self
                    .string(table, "descriptor")
                    .map_or(String::new(), |(text, _)| text),
            });
        }
        if levels.len() < 2 {
            self.wrong(
                &place,
                "a scale has two levels or more; expected [[scale.level]]",
            );
        }
        let proficient_from = self.number(table, "proficient_from", 0..101);
        match proficient_from {
            None if !table.contains_key("proficient_from") => {
                self.wrong(
                    &place,
                    "proficient_from is missing; expected the value of a level",
                );
            }
            Some(value) if !levels.iter().any(|level| level.value == value) => {
                let what = format!("proficient_from is {value}; expected the value of a level");
                self.wrong(&place, what);
            }
            _ => {}
        }
        Some(Scale {
            id: Id::new(0),
            title,
            levels,
            proficient_from: proficient_from.unwrap_or_default(),
        })
    }

    fn cadences(&mut self, table: &Table<'_>) -> Vec<CadenceDef> {
        let mut cadences = Vec::new();
        for (table, place) in self.tables(table, "cadence") {
            self.only(table, &["kind", "ideal", "maximum", "weekday"]);
            let Some(kind) = self.word::<Kind>(table, "kind") else {
                if !table.contains_key("kind") {
                    self.wrong(&place, "kind is missing; expected daily or weekly");
                }
                continue;
            };
            let usual = crate::domain::cadence::Cadence::default_for(kind);
            let ideal = self.number(table, "ideal", 1..200);
            let maximum = self.number(table, "maximum", 1..200);
            let ideal = ideal.map_or(usual.ideal, |days| days as u16);
            let maximum = maximum.map_or(usual.maximum.max(ideal), |days| days as u16);
            if maximum < ideal {
                let what = format!(
                    "the maximum {maximum} is below the ideal {ideal}; expected it at or above"
                );
                self.wrong(&place, what);
            }
            let weekday = match self.string(table, "weekday") {
                None => None,
                Some((text, place)) => {
                    let day: Result<Weekday, _> = text.parse();
                    if day.is_err() {
                        let what = format!("{text} is no weekday; expected one such as wed");
                        self.wrong(&place, what);
                    }
                    day.ok()
                }
            };
            cadences.push(CadenceDef {
                kind,
                ideal,
                maximum,
                weekday,
            });
        }
        cadences
    }

    fn prompts(&mut self, table: &Table<'_>) -> Vec<Prompt> {
        let mut prompts = Vec::new();
        for (table, place) in self.tables(table, "prompt") {
            self.only(table, &["stage", "text"]);
            let text = self.required(table, "text", &place);
            match self.word(table, "stage") {
                Some(stage) => prompts.push(Prompt { stage, text }),
                None if !table.contains_key("stage") => {
                    let list = PromptStage::list();
                    self.wrong(&place, format!("stage is missing; expected one of {list}"));
                }
                None => {}
            }
        }
        prompts
    }

    fn surveys(&mut self, table: &Table<'_>) -> Vec<Survey> {
        let mut surveys = Vec::new();
        for (table, place) in self.tables(table, "survey") {
            self.only(table, &["id", "title", "from_grade", "to_grade", "item"]);
            let id = self.required(table, "id", &place);
            let title = self.required(table, "title", &place);
            let from = self.number(table, "from_grade", 0..14).unwrap_or(0);
            let to = self.number(table, "to_grade", 0..14).unwrap_or(13);
            if to < from {
                let what =
                    format!("to_grade {to} is below from_grade {from}; expected a band of grades");
                self.wrong(&place, what);
            }
            let items = self.items(table);
            if items.is_empty() {
                self.wrong(&place, "a survey has questions; expected [[survey.item]]");
            }
            surveys.push(Survey {
                id,
                title,
                from_grade: from as u8,
                to_grade: to as u8,
                items,
            });
        }
        surveys
    }

    fn items(&mut self, table: &Table<'_>) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for (table, place) in self.tables(table, "item") {
            self.only(table, &["id", "kind", "question", "choices", "section"]);
            let id = self.required(table, "id", &place);
            let question = self.required(table, "question", &place);
            if items.iter().any(|known| known.id == id) {
                self.wrong(
                    &place,
                    format!("the question {id} is there twice; expected each id once"),
                );
            }
            let choices: Vec<String> = self
                .strings(table, "choices")
                .into_iter()
                .map(|(text, _)| text)
                .collect();
            let Some(kind) = self.word(table, "kind") else {
                if !table.contains_key("kind") {
                    let list = ItemKind::list();
                    self.wrong(&place, format!("kind is missing; expected one of {list}"));
                }
                continue;
            };
            if kind != ItemKind::Text && !(2..=9).contains(&choices.len()) {
                let what = "a question of this kind has two to nine choices; expected choices = [\"yes\", \"no\"]";
                self.wrong(&place, what);
            }
            items.push(Item {
                id,
                kind,
                question,
                choices,
                section: self.section(table, "section"),
            });
        }
        items
    }
}
