//! The forms of the student's screen and what becomes of them: entries, goals,
//! steps, the student's own data, another wording of a note.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::app::form::{self, Form, FormField, Value};
use crate::domain::change::{Change, Delta, Edit, Entry, Hand};
use crate::domain::group::Group;
use crate::domain::ids::Id;
use crate::domain::note::{Note, NoteKind, Visibility};
use crate::domain::person::{Person, PersonId, SupportLevel};
use crate::domain::plan::{ActionStep, Goal, GoalStatus, Owner, Plan, PlanRules};
use crate::domain::profile::{ProfileEntry, Section, Source};
use crate::domain::query::{GoalRecord, ProfileRecord, StudentRecord, Term};
use crate::domain::scale::Scale;
use crate::domain::template::Templates;
use crate::domain::whose::Whose;
use crate::domain::{Word, dates, fate, opening, stage, words};

use super::beside;
use super::goal;
use super::life::{Life, Outcome};
use super::survey::Answering;

/// What becomes of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A new entry, in place of an older one where there is one.
    Entry(Option<Box<ProfileEntry>>),
    /// A new goal, or a changed one.
    Goal(Option<Box<Goal>>),
    /// A new step of a goal, or a changed one.
    Step(Id<Goal>, Option<Box<ActionStep>>),
    /// What shows that this goal is reached.
    Evidence(Id<Goal>),
    /// What is tried so that this goal is reached.
    Strategy(Id<Goal>),
    /// The student's own data.
    Person(Box<Person>),
    /// Another wording of a note.
    Note(Box<Note>),
    /// A step of the plan's life.
    Life(Life),
    /// A survey that is being answered.
    Survey(Answering),
    /// A note to everybody in this group, at a screen of its own.
    GroupNote(Id<Group>),
}

impl Purpose {
    /// The name of this form's draft: what it is for and on which row, so that one that is
    /// half-written never takes the place of another.
    pub fn draft_name(&self) -> String {
        match self {
            Self::Entry(None) => "entry".to_owned(),
            Self::Entry(Some(old)) => format!("entry/{}", old.id.number()),
            Self::Goal(None) => "goal".to_owned(),
            Self::Goal(Some(old)) => format!("goal/{}", old.id.number()),
            Self::Step(goal, None) => format!("step/of/{}", goal.number()),
            Self::Step(_, Some(old)) => format!("step/{}", old.id.number()),
            Self::Evidence(goal) => format!("evidence/{}", goal.number()),
            Self::Strategy(goal) => format!("strategy/{}", goal.number()),
            Self::Person(_) => "person".to_owned(),
            Self::Note(old) => format!("note/{}", old.id.number()),
            Self::Life(life) => life.draft_name(),
            Self::Survey(answering) => format!("survey/{}", answering.0.id),
            Self::GroupNote(group) => format!("group_note/{}", group.number()),
        }
    }

    /// The form to be filled in, with what the templates and the record offer.
    pub fn form(&self, templates: &Templates, record: Option<&StudentRecord>) -> Form {
        match self {
            Self::Entry(old) => entry_form(old.as_deref(), &templates.sections(), record),
            Self::Goal(old) => goal::form(old.as_deref(), templates, record),
            Self::Step(goal, old) => step_form(*goal, old.as_deref(), record),
            Self::Evidence(_) => beside::evidence_form(),
            Self::Strategy(_) => beside::strategy_form(whose(record)),
            Self::Person(person) => person_form(person),
            Self::Life(life) => life.form(record),
            Self::Survey(answering) => answering.form(),
            Self::GroupNote(_) => group_note_form(),
            Self::Note(note) => Form::new(
                "Another wording of the note",
                vec![
                    form::lines("text", "Note", &note.text, ""),
                    readers(note.visibility, whose(record)),
                ],
            ),
        }
    }

    /// What a filled form comes to, or the sentence why it can't.
    pub fn outcome(
        &self,
        filled: &Form,
        record: &StudentRecord,
        hand: &mut Hand<'_>,
    ) -> Result<Outcome, String> {
        match self {
            Self::Life(life) => life.outcome(filled, record, hand),
            other => other.change(filled, record, hand).map(Outcome::Change),
        }
    }

    fn change(
        &self,
        filled: &Form,
        record: &StudentRecord,
        hand: &mut Hand<'_>,
    ) -> Result<Change, String> {
        let name = record.person.called();
        let student = record.person.id;
        match self {
            Self::Entry(old) => {
                let entry = entry(filled, student, old.as_deref(), hand)?;
                let verb = if old.is_some() {
                    "rewrote an entry in"
                } else {
                    "added an entry to"
                };
                let edits = vec![Edit::Profile(Entry::Append(entry))];
                Ok(Change::about(
                    student,
                    format!("{verb} {name}'s profile"),
                    edits,
                ))
            }
            Self::Life(_) => Err("This is a step of the plan's life.".into()),
            Self::Survey(answering) => answering.change(filled, record, hand),
            Self::GroupNote(_) => Err("This note is about a group.".into()),
            Self::Goal(old) => goal::change(filled, record, old.as_deref(), hand),
            Self::Evidence(goal) => beside::evidence_change(filled, record, *goal, hand),
            Self::Strategy(goal) => beside::strategy_change(filled, record, *goal, hand),
            Self::Step(goal, old) => step_change(filled, record, *goal, old.as_deref(), hand),
            Self::Person(old) => {
                let mut person = (**old).clone();
                person.preferred = cleaned(filled, "preferred");
                person.pronunciation = cleaned(filled, "pronunciation");
                person.pronouns = cleaned(filled, "pronouns");
                person.support = word(filled, "support").unwrap_or(old.support);
                let edits = vec![Edit::Person(Delta::update((**old).clone(), person))];
                Ok(Change::about(
                    student,
                    format!("changed {name}'s card"),
                    edits,
                ))
            }
            Self::Note(old) => {
                let text = required(
                    filled,
                    "text",
                    "Write the note, or press Esc to leave it as it is.",
                )?;
                let note = Note {
                    id: hand.mint.id(hand.now),
                    text,
                    visibility: word(filled, "visibility").unwrap_or(old.visibility),
                    author: hand.person,
                    entered_at: hand.now,
                    revises: Some(old.id),
                    restores: None,
                    ..(**old).clone()
                };
                let edits = vec![Edit::Note(Entry::Append(note))];
                Ok(Change::about(
                    student,
                    format!("reworded a note on {name}"),
                    edits,
                ))
            }
        }
    }
}

/// The choice of a section, with the present one chosen, also where no template
/// has it any more.
fn section_field(chosen: &Section, sections: &[(Section, String)]) -> FormField {
    let mut words: Vec<(String, String)> = sections
        .iter()
        .map(|(section, title)| (section.word().to_owned(), words::uncapitalized(title)))
        .collect();
    if !sections.iter().any(|(section, _)| section == chosen) {
        words.push((chosen.word().to_owned(), chosen.title()));
    }
    let at = words.iter().position(|(word, _)| word == chosen.word());
    let mut field = form::choices("section", "Section", words);
    if let Value::Choice(_, place) = &mut field.value {
        *place = at.unwrap_or(0);
    }
    field
}

fn entry_form(
    old: Option<&ProfileEntry>,
    sections: &[(Section, String)],
    record: Option<&StudentRecord>,
) -> Form {
    let (section, source) = old.map_or((Section::Strengths, Source::Observation), |old| {
        (old.section.clone(), old.source)
    });
    let visibility = old.map_or(Visibility::Team, |old| old.visibility);
    let whose = whose(record);
    let known = |source: Source| match (whose, source) {
        (Whose::Staff, Source::Student) => Some("own words".to_owned()),
        (Whose::Staff, Source::Family) => None,
        _ => Some(form::plain(source.word())),
    };
    let text = old.map_or("", |old| old.text.as_str());
    let mut form = Form::new(
        if old.is_some() {
            "In place of this entry"
        } else {
            "New profile entry"
        },
        vec![
            section_field(&section, sections),
            form::lines(
                "text",
                "Entry",
                text,
                whose.say(
                    "what is known; the student's own words, verbatim",
                    "what is known; own words verbatim",
                ),
            ),
            form::choice_as("source", "How it is known", source, known),
            readers(visibility, whose),
        ],
    )
    .suggesting("source", |source| {
        Source::from_word(source).map(Source::default_visibility)
    });
    // A new entry is first asked for its section; of an old one it is the text that changes.
    if old.is_some() {
        form.focus_on("text");
    }
    form
}

fn group_note_form() -> Form {
    let kind = NoteKind::Observation;
    Form::new(
        "Note to a group",
        vec![
            form::lines(
                "text",
                "Note",
                "",
                "one note, in the record of each of them",
            ),
            form::choice("kind", "Note is", kind),
            form::choice("visibility", "Who may read it", kind.default_visibility()),
        ],
    )
    .suggesting("kind", |kind| {
        NoteKind::from_word(kind).map(NoteKind::default_visibility)
    })
}

/// The level that a field names, by number or word; none where it is blank.
pub(super) fn level(
    filled: &Form,
    name: &str,
    scale: Option<&Scale>,
) -> Result<Option<i64>, String> {
    let (Some(typed), Some(scale)) = (cleaned(filled, name), scale) else {
        return Ok(None);
    };
    match scale.read(&typed) {
        Some(level) => Ok(Some(level.value)),
        None => Err(format!(
            "{} is no level; the scale goes from {}.",
            words::display(&typed),
            scale.range()
        )),
    }
}

fn step_form(goal: Id<Goal>, old: Option<&ActionStep>, record: Option<&StudentRecord>) -> Form {
    let whose = whose(record);
    let name = record.map_or("", |record| record.person.first_name());
    let owner = old.map_or(Owner::Student, |old| old.owner);
    let due = old
        .and_then(|old| old.due)
        .map_or(String::new(), |due| due.to_string());
    let plan = record.and_then(|record| record.plan.as_ref());
    let mut goals = plan.iter().flat_map(|plan| &plan.goals);
    let goal = goals.find(|record| record.goal.id == goal);
    let title = match (old, goal) {
        (Some(_), _) => "Step".to_owned(),
        (None, Some(goal)) => format!("New step for {}", words::display(&goal.goal.text)),
        (None, None) => "New step".to_owned(),
    };
    Form::new(
        title,
        vec![
            form::line(
                "text",
                "Step",
                old.map_or("", |old| &old.text),
                "one small thing to do",
            ),
            form::choice_as("owner", "Who does it", owner, |owner| {
                let is_left = whose == Whose::Student || owner != Owner::Family;
                is_left.then(|| whose.owner(owner, name))
            }),
            form::line("due", "By", &due, "a date in words: wed, +2w, 4 dec"),
        ],
    )
}

fn person_form(person: &Person) -> Form {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let whose = Whose::of(person.role);
    let mut form = Form::new(
        whose.say("The student's card", "Card"),
        vec![
            form::line(
                "preferred",
                "Called",
                &text(&person.preferred),
                "the name to use, where it isn't the given one",
            ),
            form::line(
                "pronunciation",
                "Said",
                &text(&person.pronunciation),
                "as it sounds, such as ah-DAH",
            ),
            form::line(
                "pronouns",
                "Pronouns",
                &text(&person.pronouns),
                whose.say("in the student's words", "in their own words"),
            ),
        ],
    );
    // How somebody writes is asked of students.
    if whose == Whose::Student {
        let support = form::choice::<SupportLevel>("support", "Support", person.support);
        form.fields.push(support);
    }
    form
}

/// Of whom the record is that a form is for.
pub(super) fn whose(record: Option<&StudentRecord>) -> Whose {
    record.map_or(Whose::Student, StudentRecord::whose)
}

/// The field of who may read something: of staff there is one other who may.
fn readers(chosen: Visibility, whose: Whose) -> FormField {
    form::choice_as("visibility", "Who may read it", chosen, |visibility| {
        let is_other = matches!(visibility, Visibility::Student | Visibility::Family);
        let is_left = whose == Whose::Student || !is_other || visibility == chosen;
        let is_twice =
            whose == Whose::Staff && visibility == Visibility::Team && chosen > Visibility::Team;
        (is_left && !is_twice).then(|| whose.readers(visibility).to_owned())
    })
}

pub(super) fn required(filled: &Form, name: &str, sentence: &str) -> Result<String, String> {
    let text = words::clean_text(&filled.value(name));
    if text.cut.is_some() {
        return Err(words::too_long("text"));
    }
    let text = text.text.trim().to_owned();
    if text.is_empty() {
        Err(sentence.to_owned())
    } else {
        Ok(text)
    }
}

pub(super) fn cleaned(filled: &Form, name: &str) -> Option<String> {
    let text = words::clean_line(&filled.filled(name)?)
        .text
        .trim()
        .to_owned();
    Some(text).filter(|text| !text.is_empty())
}

pub(super) fn word<W: Word>(filled: &Form, name: &str) -> Option<W> {
    W::from_word(&filled.value(name))
}

fn entry(
    filled: &Form,
    student: PersonId,
    old: Option<&ProfileEntry>,
    hand: &mut Hand<'_>,
) -> Result<ProfileEntry, String> {
    let source: Source = word(filled, "source").ok_or_else(|| "Say how it is known.".to_owned())?;
    let entry = ProfileEntry {
        id: hand.mint.id(hand.now),
        person: student,
        section: Section::from_word(&filled.value("section")).unwrap_or(Section::Other),
        text: required(
            filled,
            "text",
            "Write the entry first; Esc leaves without one.",
        )?,
        source,
        author: if source == Source::Student || source == Source::Survey {
            student
        } else {
            hand.person
        },
        typed_by: hand.person,
        on: hand.today,
        entered_at: hand.now,
        supersedes: old.map(|old| old.id),
        visibility: word(filled, "visibility").unwrap_or(Visibility::Team),
        restores: None,
    };
    let says = |entry: &ProfileEntry| {
        let ProfileEntry {
            section,
            text,
            source,
            visibility,
            ..
        } = entry.clone();
        (section, text, source, visibility)
    };
    if old.is_some_and(|old| says(old) == says(&entry)) {
        return Err("It says the same as before; Esc leaves it.".into());
    }
    Ok(entry)
}

/// The draft of a plan, begun with its first goal.
pub(super) fn new_plan(
    record: &StudentRecord,
    term: Term,
    hand: &mut Hand<'_>,
) -> Result<(Plan, Vec<Edit>), String> {
    let Some(scale) = record.scales.first() else {
        return Err(
            "This school has no scale to rate on; make the school with `deskside init`.".into(),
        );
    };
    let person = record.person.id;
    Ok(opening::open(
        person,
        record.begins(term, hand.today).0,
        scale.id,
        PlanRules::default(),
        hand,
    ))
}

fn step_change(
    filled: &Form,
    record: &StudentRecord,
    goal: Id<Goal>,
    old: Option<&ActionStep>,
    hand: &mut Hand<'_>,
) -> Result<Change, String> {
    let text = required(
        filled,
        "text",
        "Write the step first; Esc leaves without one.",
    )?;
    let typed = filled.value("due");
    let due = match typed.parse::<NaiveDate>() {
        Ok(date) => Some(date),
        Err(_in_words) => dates::parse(&typed, hand.today, &record.calendar)
            .map_err(|sentence| sentence.as_str().to_owned())?,
    };
    let plan = record.plan.as_ref();
    let steps = plan
        .and_then(|plan| plan.goals.iter().find(|other| other.goal.id == goal))
        .map_or(0, |goal| goal.steps.len());
    let step = ActionStep {
        id: old.map_or_else(|| hand.mint.id(hand.now), |old| old.id),
        goal,
        position: old.map_or(steps as u16 + 1, |old| old.position),
        text: words::clean_line(&text).text,
        owner: word(filled, "owner").unwrap_or(Owner::Student),
        due,
        done_on: old.and_then(|old| old.done_on),
    };
    let name = record.person.called();
    let label = if old.is_some() {
        format!("changed a step of {name}")
    } else {
        format!("added a step for {name}")
    };
    let edits = vec![Edit::Step(Delta {
        before: old.cloned(),
        after: Some(step),
    })];
    Ok(Change::about(record.person.id, label, edits))
}

/// Marks a step as done on `today`, or as open again.
pub fn toggle_step(record: &StudentRecord, step: &ActionStep, today: NaiveDate) -> Change {
    let done_on = if step.done_on.is_some() {
        None
    } else {
        Some(today)
    };
    let name = record.person.called();
    let verb = if done_on.is_some() {
        "marked a step done for"
    } else {
        "opened a step again for"
    };
    let after = ActionStep {
        done_on,
        ..step.clone()
    };
    let edits = vec![Edit::Step(Delta::update(step.clone(), after))];
    Change::about(record.person.id, format!("{verb} {name}"), edits)
}

/// Marks a goal as met, or opens it again as its plan's stage has it.
pub fn toggle_goal(record: &StudentRecord, goal: &Goal, hand: &mut Hand<'_>) -> Change {
    let status = if goal.status == GoalStatus::Met {
        stage::begins_as(record.plan.as_ref().map(|plan| plan.plan.stage))
    } else {
        GoalStatus::Met
    };
    let name = record.person.called();
    let verb = if status == GoalStatus::Met {
        "marked a goal met for"
    } else {
        "opened a goal again for"
    };
    let after = Goal {
        status,
        ..goal.clone()
    };
    let edits = fate::goal_edits(Some(goal), after, hand);
    Change::about(record.person.id, format!("{verb} {name}"), edits)
}

/// Moves a goal up or down past the next one that is shown.
pub fn move_goal(
    record: &StudentRecord,
    goals: &[GoalRecord],
    shown: &[&GoalRecord],
    goal: Id<Goal>,
    by: isize,
) -> Option<Change> {
    let seen = shown.iter().position(|other| other.goal.id == goal)?;
    let other = shown.get(seen.checked_add_signed(by)?)?;
    let place = goals.iter().position(|other| other.goal.id == goal)?;
    let this = &goals.get(place)?.goal;
    let edits = vec![
        Edit::Goal(Delta::update(
            this.clone(),
            Goal {
                position: place_of(goals, other),
                ..this.clone()
            },
        )),
        Edit::Goal(Delta::update(
            other.goal.clone(),
            Goal {
                position: place as u16 + 1,
                ..other.goal.clone()
            },
        )),
    ];
    Some(Change::about(
        record.person.id,
        format!("moved a goal of {}", record.person.called()),
        edits,
    ))
}

fn place_of(goals: &[GoalRecord], goal: &GoalRecord) -> u16 {
    goals
        .iter()
        .position(|other| other.goal.id == goal.goal.id)
        .map_or(1, |place| place as u16 + 1)
}

/// Moves a step up or down among its goal's steps.
pub fn move_step(
    record: &StudentRecord,
    goal: &GoalRecord,
    step: Id<ActionStep>,
    by: isize,
) -> Option<Change> {
    let place = goal.steps.iter().position(|other| other.id == step)?;
    let target = place.checked_add_signed(by)?;
    let (this, other) = (goal.steps.get(place)?, goal.steps.get(target)?);
    let edits = vec![
        Edit::Step(Delta::update(
            this.clone(),
            ActionStep {
                position: target as u16 + 1,
                ..this.clone()
            },
        )),
        Edit::Step(Delta::update(
            other.clone(),
            ActionStep {
                position: place as u16 + 1,
                ..other.clone()
            },
        )),
    ];
    Some(Change::about(
        record.person.id,
        format!("moved a step of {}", record.person.called()),
        edits,
    ))
}

/// The entry that a new one would take the place of.
pub fn superseding(entry: &ProfileRecord) -> Purpose {
    Purpose::Entry(Some(Box::new(entry.entry.clone())))
}
