//! What the goals of the sample school work toward: two small frameworks, one of
//! subjects and one not, written for the sample. Only text, and rows made of it.

use crate::domain::framework::{Competency, CompetencyStatus, Framework, GoalCompetency};
use crate::domain::plan::{Area, Goal};
use crate::domain::school::Import;

use super::Ids;

/// A competency: code, short form, statement, grade; and the goal that works toward it.
struct Learning {
    code: &'static str,
    short: &'static str,
    statement: &'static str,
    grade: &'static str,
    goal: &'static str,
}

const SUBJECTS: [Learning; 9] = [
    Learning {
        code: "MA.3.1",
        short: "Fractions as parts of a whole",
        statement: "Shows a fraction in more than one picture and says why both are right",
        grade: "3",
        goal: "Explain fractions with pictures",
    },
    Learning {
        code: "MA.2.1",
        short: "Times tables",
        statement: "Knows products of two numbers up to ten by heart",
        grade: "2",
        goal: "Know my times tables up to ten",
    },
    Learning {
        code: "MA.4.1",
        short: "Word problems",
        statement: "Solves a problem told in words in several steps and shows the way",
        grade: "4",
        goal: "Solve word problems in my own way and show it",
    },
    Learning {
        code: "LA.2.1",
        short: "Spelling",
        statement: "Spells the words of every day",
        grade: "2",
        goal: "Spell the words I use most",
    },
    Learning {
        code: "LA.3.1",
        short: "Reading longer texts",
        statement: "Reads a book of chapters and tells what happened and why",
        grade: "3",
        goal: "Read chapter books and talk about them",
    },
    Learning {
        code: "LA.3.2",
        short: "Stories",
        statement: "Writes a story whose events follow from each other",
        grade: "3",
        goal: "Write a story with a beginning, a middle and an end",
    },
    Learning {
        code: "LA.3.3",
        short: "Speaking in full sentences",
        statement: "Tells others about work in sentences they can follow",
        grade: "3",
        goal: "Tell people about my work in full sentences in English",
    },
    Learning {
        code: "LA.4.1",
        short: "Evidence",
        statement: "Gives a reason from the text for an opinion",
        grade: "4",
        goal: "Use evidence when I say what I think",
    },
    Learning {
        code: "SC.4.1",
        short: "A fair test",
        statement: "Plans a test in which one thing changes and the rest stays",
        grade: "4",
        goal: "Plan and carry out a fair test in science",
    },
];

const TOGETHER: [Learning; 6] = [
    Learning {
        code: "SE.1",
        short: "Asking for help",
        statement: "Asks for help before giving up, and says what was tried",
        grade: "",
        goal: "Ask for help before giving up",
    },
    Learning {
        code: "SE.2",
        short: "Listening",
        statement: "Lets others finish and takes up what they said",
        grade: "",
        goal: "Listen until the other person has finished",
    },
    Learning {
        code: "SE.3",
        short: "Calming down",
        statement: "Notices strong feelings and waits before deciding",
        grade: "",
        goal: "Calm down before I decide what to do",
    },
    Learning {
        code: "SE.4",
        short: "Finishing",
        statement: "Brings what was begun to an end",
        grade: "",
        goal: "Finish what I start",
    },
    Learning {
        code: "SE.5",
        short: "Working in a group",
        statement: "Takes a part in a group and helps it go on",
        grade: "",
        goal: "Join a group and help it work",
    },
    Learning {
        code: "SE.6",
        short: "Being ready",
        statement: "Comes with what is needed and a plan for the day",
        grade: "",
        goal: "Come ready: things, time and plan",
    },
];

/// The frameworks with their competencies, and the goal each belongs to.
#[derive(Debug, Default)]
pub struct Learned {
    /// The frameworks.
    pub frameworks: Vec<Framework>,
    /// Their competencies.
    pub competencies: Vec<Competency>,
    goals: Vec<&'static str>,
}

impl Learned {
    pub(super) fn new(ids: &mut Ids) -> Self {
        let mut learned = Self::default();
        learned.add("Learning targets", Area::Academic, &SUBJECTS, ids);
        learned.add("Growing together", Area::Sel, &TOGETHER, ids);
        learned
    }

    fn add(&mut self, title: &str, area: Area, list: &'static [Learning], ids: &mut Ids) {
        let framework = Framework {
            id: ids.id(),
            import: Import::default(),
            title: title.to_owned(),
            creator: None,
            version: None,
            adoption: None,
            language: Some("en".to_owned()),
            subjects: Vec::new(),
            area,
            status: CompetencyStatus::Active,
        };
        for (learning, position) in list.iter().zip(1..) {
            let grade = (!learning.grade.is_empty()).then(|| learning.grade.to_owned());
            self.goals.push(learning.goal);
            self.competencies.push(Competency {
                id: ids.id(),
                framework: framework.id,
                import: Import::default(),
                code: Some(learning.code.to_owned()),
                statement: learning.statement.to_owned(),
                short: Some(learning.short.to_owned()),
                education_level: grade.into_iter().collect(),
                item_type: None,
                parent: None,
                position,
                precedes: Vec::new(),
                replaced_by: Vec::new(),
                rateable: true,
                status: CompetencyStatus::Active,
            });
        }
        self.frameworks.push(framework);
    }

    /// What a goal works toward.
    pub(super) fn link(&self, goal: &Goal, ids: &mut Ids) -> Option<GoalCompetency> {
        let place = self.goals.iter().position(|text| *text == goal.text)?;
        Some(GoalCompetency {
            id: ids.id(),
            goal: goal.id,
            competency: self.competencies.get(place)?.id,
            target: goal.target,
            expected_by: None,
        })
    }
}
