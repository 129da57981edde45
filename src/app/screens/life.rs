//! The forms of a plan's life and what they come to: reasons, what becomes of a
//! goal, what the student says in looking back. Not when they are open; that is
//! `planning`.

use serde::{Deserialize, Serialize};

use crate::app::form::{self, Form};
use crate::domain::change::{Change, Delta, Edit, Entry, Hand};
use crate::domain::fate::{self, Fate};
use crate::domain::framework::GoalCompetency;
use crate::domain::ids::Id;
use crate::domain::pacing::{Pace, PaceOverride};
use crate::domain::plan::{Goal, Horizon, Reflection, Stage};
use crate::domain::query::{PlanRecord, StudentRecord};
use crate::domain::rating::LevelOverride;
use crate::domain::stage::{self, Missing};
use crate::domain::{Word, dates, words};

use super::edit;
use super::goal;
use super::replacing;

/// What a form of a plan's life is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Life {
    /// Why the next stage is entered although something is missing.
    Override(Stage),
    /// Why a closed plan is opened again.
    Reopen,
    /// What becomes of a goal, the ones decided on before it, and the reason where the
    /// plan is closed although something is missing.
    Decide {
        /// The goal.
        goal: Box<Goal>,
        /// What becomes of the goals before it.
        decided: Vec<(Id<Goal>, Fate)>,
        /// Why it is closed all the same.
        reason: Option<String>,
    },
    /// What the student says in looking back.
    Reflect {
        /// On this goal; on the whole plan where there is none.
        goal: Option<Id<Goal>>,
        /// What is asked.
        prompt: Option<String>,
    },
    /// A goal in place of one that is dropped, with the reason.
    Replace(Box<Goal>),
    /// A goal for today, under a longer one where there is one.
    ForToday(Option<Id<Goal>>),
    /// A level set by hand.
    SetLevel(Id<Goal>),
    /// A pace said by hand.
    SayPace(Id<Goal>),
    /// By when a competency is expected.
    Expect(Box<GoalCompetency>),
}

/// What a filled form comes to.
pub enum Outcome {
    /// A change to be stored.
    Change(Change),
    /// The next form of the walk.
    Next(Life),
}

/// Before the name of the draft of what becomes of a goal.
const DECIDE: &str = "decide";

impl Life {
    /// The name of this form's draft.
    pub fn draft_name(&self) -> String {
        let on = |form: &str, goal: &Id<Goal>| format!("{form}/{}", goal.number());
        match self {
            Self::Override(stage) => format!("override/{}", stage.word()),
            Self::Reopen => "reopen".to_owned(),
            Self::Decide { goal, .. } => on(DECIDE, &goal.id),
            Self::Reflect { goal, .. } => {
                let form = "reflection";
                goal.map_or(form.to_owned(), |goal| on(form, &goal))
            }
            Self::Replace(goal) => on("replace", &goal.id),
            Self::ForToday(goal) => {
                let form = "today";
                goal.map_or(form.to_owned(), |goal| on(form, &goal))
            }
            Self::SetLevel(goal) => on("level", goal),
            Self::SayPace(goal) => on("pace", goal),
            Self::Expect(link) => on("expected", &link.goal),
        }
    }

    /// The drafts of the forms that the walk to this one went through.
    pub fn walked(&self) -> Vec<String> {
        let Self::Decide {
            decided, reason, ..
        } = self
        else {
            return vec![];
        };
        let goals = decided.iter();
        let goals = goals.map(|(goal, _)| format!("{DECIDE}/{}", goal.number()));
        let why = reason.as_ref();
        let why = why.map(|_| Self::Override(Stage::Closed).draft_name());
        why.into_iter().chain(goals).collect()
    }

    /// The form to be filled in.
    pub fn form(&self, record: Option<&StudentRecord>) -> Form {
        let reason = || vec![form::lines("reason", "Why", "", "this stays on record")];
        match self {
            Self::Override(stage) => Form::new(
                format!("Although something is missing: {}", entering(*stage)),
                reason(),
            ),
            Self::Reopen => Form::new("Open the closed plan again", reason()),
            Self::Decide { goal, .. } => Form::new(
                format!("What becomes of: {}", goal.text),
                vec![
                    form::choices("fate", "It", fates()),
                    form::lines("words", "Words", "", "the new words, or why it is dropped"),
                ],
            ),
            Self::Reflect { prompt, .. } => {
                let title = edit::whose(record).say(
                    "Looking back, in the student's own words",
                    "Looking back, in the own words of whose plan it is",
                );
                let asked = prompt.as_deref().unwrap_or(PROMPT);
                let question = form::lines("prompt", "Question", asked, "what was asked");
                let answer = form::lines("text", "Answer", "", "verbatim");
                let mut form = Form::new(title, vec![question, answer]);
                // The question is there already; what is typed first is the answer.
                form.focus_on("text");
                form
            }
            Self::ForToday(_) => {
                let text = form::line(
                    "text",
                    "Today",
                    "",
                    edit::whose(record).say("in the student's words", "in own words"),
                );
                // What is meant for a day is what the student sets out to do.
                let proposer = record.and_then(|record| goal::proposer(record, None, true));
                Form::new(
                    "A goal for today",
                    std::iter::once(text).chain(proposer).collect(),
                )
            }
            Self::SetLevel(_) => Form::new(
                "A level in place of what the ratings come to",
                vec![
                    form::line("level", "Level", "", "a level of the plan's scale"),
                    form::lines("reason", "Why", "", "this stays on record"),
                ],
            ),
            Self::SayPace(_) => Form::new(
                "How it stands, whatever its dates say",
                vec![
                    form::choice("pace", "It is", Pace::OnPace),
                    form::line("until", "Until", "", "a date in words: wed, +2w, 4 dec"),
                    form::lines("reason", "Note", "", "this stays on record"),
                ],
            ),
            Self::Expect(link) => {
                let by = link.expected_by.map_or(String::new(), |by| by.to_string());
                let hint = "a date in words: wed, +2w, 4 dec; blank for none";
                Form::new(
                    "By when the competency is expected",
                    vec![form::line("by", "By", &by, hint)],
                )
            }
            Self::Replace(goal) => replacing::form(goal, record),
        }
    }

    /// What a filled form comes to, or the sentence why it can't.
    pub fn outcome(
        &self,
        filled: &Form,
        record: &StudentRecord,
        hand: &mut Hand<'_>,
    ) -> Result<Outcome, String> {
        let plan = record
            .plan
            .as_ref()
            .ok_or("There is no plan here any more.")?;
        match self {
            Self::Override(to) => {
                let reason = edit::required(filled, "reason", WHY)?;
                enter(record, plan, *to, Some(reason), hand)
            }
            Self::Reopen => {
                let reason = edit::required(filled, "reason", WHY)?;
                let edits = plan
                    .live(|life| life.reopen(&reason, hand))
                    .map_err(|missing| sentence(&missing, record))?;
                let label = format!("opened {}'s closed plan again", record.person.called());
                Ok(Outcome::Change(Change::about(
                    record.person.id,
                    label,
                    edits,
                )))
            }
            Self::Decide {
                goal,
                decided,
                reason,
            } => {
                let fate = fate(filled)?;
                let mut decided = decided.clone();
                decided.push((goal.id, fate));
                close(record, plan, decided, reason.clone(), hand)
            }
            Self::Reflect { goal, .. } => {
                let reflection = Reflection {
                    id: hand.mint.id(hand.now),
                    plan: plan.plan.id,
                    goal: *goal,
                    prompt: edit::cleaned(filled, "prompt"),
                    text: edit::required(filled, "text", "Write the answer first.")?,
                    author: record.person.id,
                    typed_by: hand.person,
                    on: hand.today,
                    entered_at: hand.now,
                    restores: None,
                };
                let label = format!("wrote down how {} looks back", record.person.called());
                let edits = vec![Edit::Reflection(Entry::Append(reflection))];
                Ok(Outcome::Change(Change::about(
                    record.person.id,
                    label,
                    edits,
                )))
            }
            Self::ForToday(parent) => {
                let text = edit::required(filled, "text", "Write the goal first.")?;
                let text = words::clean_line(&text).text;
                let (id, place) = (hand.mint.id(hand.now), plan.goals.len() as u16 + 1);
                let by = goal::proposed_by(filled, record, None, hand);
                let new = Goal::proposed(id, plan.plan.id, place, text, by, hand.now);
                let toward = plan
                    .goals
                    .iter()
                    .find(|record| Some(record.goal.id) == *parent);
                let goal = Goal {
                    horizon: Horizon::Day,
                    status: stage::begins_as(Some(plan.plan.stage)),
                    area: toward.map_or(new.area, |record| record.goal.area),
                    parent: *parent,
                    day: Some(hand.today),
                    ..new
                };
                let label = format!("added a goal for today for {}", record.person.called());
                let edits = fate::goal_edits(None, goal, hand);
                Ok(Outcome::Change(Change::about(
                    record.person.id,
                    label,
                    edits,
                )))
            }
            Self::SetLevel(goal) => {
                let level = edit::level(filled, "level", Some(&plan.scale))?
                    .ok_or("Write the level first, as a number or a word.")?;
                let set = LevelOverride {
                    id: hand.mint.id(hand.now),
                    person: record.person.id,
                    goal: *goal,
                    level,
                    reason: edit::required(filled, "reason", WHY)?,
                    by: hand.person,
                    on: hand.today,
                    entered_at: hand.now,
                    restores: None,
                };
                let label = format!("set a level of {}'s by hand", record.person.called());
                let edits = vec![Edit::LevelOverride(Entry::Append(set))];
                Ok(Outcome::Change(Change::about(
                    record.person.id,
                    label,
                    edits,
                )))
            }
            Self::SayPace(goal) => {
                let typed = filled.value("until");
                let until = dates::parse(&typed, hand.today, &record.calendar)
                    .map_err(|sentence| sentence.as_str().to_owned())?
                    .filter(|until| *until >= hand.today)
                    .ok_or("Say until when, as a date from today on.")?;
                let said = PaceOverride {
                    id: hand.mint.id(hand.now),
                    person: record.person.id,
                    goal: *goal,
                    pace: Pace::from_word(&filled.value("pace")).unwrap_or(Pace::OnPace),
                    note: edit::required(filled, "reason", "Write the note first.")?,
                    until,
                    by: hand.person,
                    on: hand.today,
                    entered_at: hand.now,
                    restores: None,
                };
                let label = format!("said the pace of a goal of {}'s", record.person.called());
                let edits = vec![Edit::PaceOverride(Entry::Append(said))];
                Ok(Outcome::Change(Change::about(
                    record.person.id,
                    label,
                    edits,
                )))
            }
            Self::Expect(link) => {
                let typed = filled.value("by");
                let expected_by = match typed.trim().parse() {
                    Ok(date) => Some(date),
                    Err(_in_words) => dates::parse(&typed, hand.today, &record.calendar)
                        .map_err(|sentence| sentence.as_str().to_owned())?,
                };
                let after = GoalCompetency {
                    expected_by,
                    ..(**link).clone()
                };
                let name = record.person.called();
                let label = format!("said by when a competency of {name}'s is expected");
                let edits = vec![Edit::GoalCompetency(Delta::update((**link).clone(), after))];
                let change = Change::about(record.person.id, label, edits);
                Ok(Outcome::Change(change))
            }
            Self::Replace(old) => replacing::outcome(old, filled, record, hand),
        }
    }
}

/// What is asked in looking back where no template asks something else.
const PROMPT: &str = "What went well, what was hard, what comes next?";
pub(super) const WHY: &str = "Write the reason first; it stays on record.";

fn fates() -> Vec<(String, String)> {
    [
        ("carry", "goes on in the next plan"),
        ("rewrite", "goes on in other words"),
        ("met", "is met"),
        ("partly_met", "is partly met"),
        ("drop", "is dropped, with a reason"),
    ]
    .map(|(word, shown)| (word.to_owned(), shown.to_owned()))
    .to_vec()
}

fn fate(filled: &Form) -> Result<Fate, String> {
    let words = |sentence| edit::required(filled, "words", sentence);
    Ok(match filled.value("fate").as_str() {
        "rewrite" => Fate::Rewrite(words("Write the new words of the goal.")?),
        "drop" => Fate::Drop(words("A goal is dropped with a reason; write it below.")?),
        "met" => Fate::Met,
        "partly_met" => Fate::PartlyMet,
        _ => Fate::Carry,
    })
}

pub(super) fn entering(stage: Stage) -> &'static str {
    match stage {
        Stage::Active => "make the plan active",
        Stage::Reflecting => "begin to look back",
        Stage::Closed => "close the plan",
        Stage::Draft => "make it a draft",
    }
}

fn entered(stage: Stage, name: &str) -> String {
    match stage {
        Stage::Active => format!("made {name}'s plan active"),
        Stage::Reflecting => format!("began to look back with {name}"),
        Stage::Closed => format!("closed {name}'s plan"),
        Stage::Draft => format!("made {name}'s plan a draft"),
    }
}

/// What is missing, as one sentence.
fn sentence(missing: &[Missing], record: &StudentRecord) -> String {
    let (whose, name) = (record.whose(), record.person.first_name());
    let words = missing.iter().map(|missing| missing.words_for(whose, name));
    let words: Vec<String> = words.collect();
    let mut text = words.join(", and ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    format!("{text}.")
}

/// Enters a stage; closing first walks through the goals that aren't decided on.
pub(super) fn enter(
    record: &StudentRecord,
    plan: &PlanRecord,
    to: Stage,
    reason: Option<String>,
    hand: &mut Hand<'_>,
) -> Result<Outcome, String> {
    if to == Stage::Closed {
        return close(record, plan, Vec::new(), reason, hand);
    }
    let edits = plan
        .live(|life| life.enter(to, reason.as_deref(), hand))
        .map_err(|missing| sentence(&missing, record))?;
    let label = entered(to, &record.person.called());
    Ok(Outcome::Change(Change::about(
        record.person.id,
        label,
        edits,
    )))
}

/// The next goal that nobody has decided on, or the plan closed.
fn close(
    record: &StudentRecord,
    plan: &PlanRecord,
    decided: Vec<(Id<Goal>, Fate)>,
    reason: Option<String>,
    hand: &mut Hand<'_>,
) -> Result<Outcome, String> {
    let is_open =
        |goal: &Goal| goal.needs_decision() && !decided.iter().any(|(known, _)| *known == goal.id);
    let next = plan
        .goals
        .iter()
        .map(|goal| &goal.goal)
        .find(|goal| is_open(goal));
    if let Some(goal) = next {
        let goal = Box::new(goal.clone());
        return Ok(Outcome::Next(Life::Decide {
            goal,
            decided,
            reason,
        }));
    }
    let edits = plan
        .live(|life| life.close(&decided, reason.as_deref(), hand))
        .map_err(|missing| sentence(&missing, record))?;
    let label = entered(Stage::Closed, &record.person.called());
    Ok(Outcome::Change(Change::about(
        record.person.id,
        label,
        edits,
    )))
}

/// Both agreements and the active stage in one change. Goals that were proposed
/// are what is agreed to.
pub(super) fn agree_both(
    record: &StudentRecord,
    plan: &PlanRecord,
    hand: &mut Hand<'_>,
) -> Result<Outcome, String> {
    if plan.plan.stage != Stage::Draft {
        return Err("Only a draft is agreed to; this plan is past that.".into());
    }
    let mut edits = Vec::new();
    let mut agreed = plan.clone();
    let was_whole = plan.plan.agreed_by_student.is_some() && plan.plan.agreed_by_adult.is_some();
    if was_whole {
        edits.extend(agreed.live(|life| life.agree_goals(hand)));
    }
    for by_student in [true, false] {
        let noted = agreed.live(|life| life.agree(by_student, hand));
        if !noted.is_empty() {
            edits.extend(noted);
            let field = if by_student {
                &mut agreed.plan.agreed_by_student
            } else {
                &mut agreed.plan.agreed_by_adult
            };
            *field = Some(hand.today);
        }
    }
    // What is agreed now is what the plan becomes active with.
    for edit in &edits {
        if let Edit::Goal(delta) = edit
            && let Some(after) = &delta.after
            && let Some(goal) = agreed
                .goals
                .iter_mut()
                .find(|goal| goal.goal.id == after.id)
        {
            goal.goal = after.clone();
        }
    }
    let entering = agreed
        .live(|life| life.enter(Stage::Active, None, hand))
        .map_err(|missing| sentence(&missing, record))?;
    edits.extend(entering);
    let label = format!("agreed the plan with {}", record.person.called());
    Ok(Outcome::Change(Change::about(
        record.person.id,
        label,
        edits,
    )))
}
