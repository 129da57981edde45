//! A form on a student's screen: which one what is selected opens, what the keys do in it, and
//! what it comes to. Its fields are `edit`'s, its drafts `drafts`'.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::layers::Layer;
use crate::app::layers::pick::{Chosen, NewPart, Pick, Row, row};
use crate::app::{Model, Tone};
use crate::domain::change::Hand;
use crate::domain::person::PersonId;
use crate::domain::query::Draft;

use super::edit::{self, Purpose};
use super::life::Outcome;
use super::open::Open;
use super::student::{Selected, Student, Tab};

impl Student {
    /// Whether what is selected lets an action do something, for this writer; of the others it
    /// says nothing.
    pub fn allows(&self, action: Action, writer: PersonId) -> bool {
        let selected = self.selected();
        let is_locked = self.is_locked();
        match (action, selected) {
            (
                Action::Edit | Action::Open | Action::Done,
                Some(Selected::Goal(_) | Selected::Step(..)),
            ) => !is_locked,
            (Action::Done, selected) => matches!(selected, Some(Selected::Answer(_))),
            (Action::Edit | Action::Open, None) => self.tab == Tab::Overview,
            (Action::Edit | Action::Open, Some(Selected::CheckIn(check_in))) => {
                let note = check_in.note.as_ref();
                note.is_some_and(|note| note.note.author == writer)
            }
            (Action::Edit | Action::Open, Some(Selected::Growth(_) | Selected::Answer(_))) => false,
            _ => true,
        }
    }
}

impl Model {
    pub(super) fn edit_selected(&mut self) {
        // What only opens a line changes nothing, in a locked plan too.
        if let Some(screen) = self.student()
            && let Some(Selected::Earlier) = screen.selected()
        {
            screen.is_unfolded = !screen.is_unfolded;
            return;
        }
        if self.refuse_locked() {
            return;
        }
        let Some(screen) = self.student() else { return };
        if let Some(Selected::Plan(plan)) = screen.selected() {
            let plan = plan.plan.id;
            self.view_plan(plan);
            return;
        }
        let purpose = match screen.selected() {
            Some(
                Selected::Earlier | Selected::Plan(_) | Selected::Growth(_) | Selected::Answer(_),
            ) => None,
            Some(Selected::Goal(goal)) => Some(Purpose::Goal(Some(Box::new(goal.goal.clone())))),
            Some(Selected::Step(goal, step)) => {
                Some(Purpose::Step(goal.goal.id, Some(Box::new(step.clone()))))
            }
            Some(Selected::Entry(entry)) => Some(edit::superseding(entry)),
            Some(Selected::CheckIn(check_in)) => check_in
                .note
                .as_ref()
                .map(|note| Purpose::Note(Box::new(note.note.clone()))),
            None => screen
                .record
                .as_ref()
                .filter(|_| screen.tab == Tab::Overview)
                .map(|record| Purpose::Person(Box::new(record.person.clone()))),
        };
        match purpose {
            Some(Purpose::Note(note)) if note.author != self.viewer.person => {
                self.say(Tone::Look, "Only its author can reword a note.");
            }
            Some(purpose) => self.open_form(purpose),
            None => self.say(
                Tone::Look,
                "There is nothing here to edit; n writes something new.",
            ),
        }
    }

    /// Something new: an entry on the profile; elsewhere a goal, a step or an entry.
    pub(super) fn new_part(&mut self) {
        let Some(screen) = self.student() else { return };
        if screen.tab == Tab::Profile {
            self.open_form(Purpose::Entry(None));
            return;
        }
        // On another tab something new isn't meant for the plan alone.
        let is_locked = screen.is_locked();
        if is_locked && screen.tab == Tab::Plan {
            self.refuse_new_part();
            return;
        }
        let mut rows = Vec::new();
        if !is_locked {
            rows.push(row("a new goal", Chosen::NewPart(NewPart::Goal)));
        }
        let is_part = matches!(
            screen.selected(),
            Some(Selected::Goal(_) | Selected::Step(..))
        );
        if is_part && !is_locked {
            rows.push(row(
                "a new step for this goal",
                Chosen::NewPart(NewPart::Step),
            ));
            rows.push(row(
                "what shows this goal: a link, a path",
                Chosen::NewPart(NewPart::Evidence),
            ));
            rows.push(row(
                "what we try for this goal: a strategy",
                Chosen::NewPart(NewPart::Strategy),
            ));
        }
        rows.push(row("a new profile entry", Chosen::NewPart(NewPart::Entry)));
        let card = edit::whose(screen.record.as_deref()).say(
            "the student's own card: name, pronouns, support",
            "the card: name, pronouns",
        );
        rows.push(row(card, Chosen::NewPart(NewPart::Card)));
        if screen.goals().is_empty() && screen.tab == Tab::Plan {
            self.open_form(Purpose::Goal(None));
            return;
        }
        self.layers.push(Layer::Pick(Pick::new("New", rows)));
    }

    /// Opens the form that was picked for something new.
    pub(in crate::app) fn open_new(&mut self, part: NewPart) {
        let Some(screen) = self.student() else { return };
        let goal = match screen.selected() {
            Some(Selected::Goal(goal) | Selected::Step(goal, _)) => Some(goal.goal.id),
            _ => None,
        };
        let person = screen.record.as_ref().map(|record| record.person.clone());
        let purpose = match (part, goal, person) {
            (NewPart::Step, Some(goal), _) => Purpose::Step(goal, None),
            (NewPart::Evidence, Some(goal), _) => Purpose::Evidence(goal),
            (NewPart::Strategy, Some(goal), _) => Purpose::Strategy(goal),
            (NewPart::Card, _, Some(person)) => Purpose::Person(Box::new(person)),
            (NewPart::Entry, ..) => Purpose::Entry(None),
            // The goal or the record that it was meant for has gone meanwhile.
            (NewPart::Step | NewPart::Evidence | NewPart::Strategy | NewPart::Card, ..) => return,
            (NewPart::Goal, ..) => Purpose::Goal(None),
        };
        // The plan may have been closed while the picker was open.
        let is_of_plan = !matches!(purpose, Purpose::Entry(_) | Purpose::Person(_));
        if is_of_plan && self.refuse_new_part() {
            return;
        }
        self.open_form(purpose);
    }

    pub(super) fn act_on_form(&mut self, action: Action) -> Option<Vec<Effect>> {
        let now = self.now;
        match action {
            Action::Save => return Some(self.save_open_form()),
            Action::QuoteRecord => {
                let is_text = |open: &Open| open.form.text().is_some();
                if self.student()?.form.as_ref().is_some_and(is_text) {
                    self.offer_quotes();
                }
                return Some(vec![]);
            }
            Action::Choose | Action::NewLine => {
                if let Some(effects) = self.go_on_in_survey() {
                    return Some(effects);
                }
                if let Some(pick) = self.student().and_then(choice_pick) {
                    self.layers.push(Layer::Pick(pick));
                    return Some(vec![]);
                }
            }
            Action::Leave
            | Action::Back
            | Action::QuitOrBack
            | Action::GoBack
            | Action::Interrupt => {
                let effects = self.keep_draft_now();
                if let Some(screen) = self.student() {
                    screen.form = None;
                    let student = screen.student;
                    self.say_only_here(student);
                }
                return Some(effects);
            }
            _ => {}
        }
        let open = self.student()?.form.as_mut()?;
        let before = open.form.content();
        let heard = open.form.act(action);
        if open.form.content() != before {
            open.touched(now);
        }
        heard.then(Vec::new)
    }

    pub(super) fn save_open_form(&mut self) -> Vec<Effect> {
        let (person, now, today) = (self.viewer.person, self.now, self.today);
        let mut mint = self.mint.clone();
        let Some(screen) = self.student() else {
            return vec![];
        };
        let (Some(open), Some(record)) = (screen.form.take(), screen.record.clone()) else {
            return vec![];
        };
        let mut hand = Hand {
            person,
            mint: &mut mint,
            now,
            today,
        };
        let student = screen.student;
        match open.purpose.outcome(&open.form, &record, &mut hand) {
            Ok(Outcome::Change(change)) => {
                self.mint = mint;
                // What was said on the way here waits no longer.
                let walked = match &open.purpose {
                    Purpose::Life(life) => life.walked(),
                    _ => vec![],
                };
                let last = open.draft(student, now);
                let mut effects = self.save_form(student, Box::new(open), change);
                for form in walked {
                    let form = if last.is_beside() {
                        Draft::name_beside(&form)
                    } else {
                        form
                    };
                    let body = String::new();
                    effects.extend(self.forget_draft(Draft { form, body, ..last }));
                }
                effects
            }
            Ok(Outcome::Next(life)) => {
                // Whoever leaves the walk finds what was said when it is begun again.
                let draft = open.draft(student, now);
                let is_blank = open.is_unchanged();
                screen.form = Some(open);
                let effects = if is_blank {
                    self.forget_draft(draft)
                } else {
                    vec![self.keep_draft(draft)]
                };
                self.open_form(Purpose::Life(life));
                effects
            }
            Err(sentence) => {
                if let Some(screen) = self.student() {
                    screen.form = Some(open);
                }
                self.say(Tone::Refused, format!("Not saved: {sentence}"));
                vec![]
            }
        }
    }
}

/// A picker of the words of the choice with the focus, where there is one.
fn choice_pick(screen: &mut Student) -> Option<Pick> {
    let open = screen.form.as_ref()?;
    let (words, at) = open.form.choices()?;
    let title = open.form.fields.get(open.form.focus)?.label.clone();
    let rows = words.iter().enumerate().map(|(place, (_, shown))| Row {
        words: shown.clone(),
        is_on: place == at,
        chosen: Chosen::Word(place),
    });
    let field = open.form.fields.get(open.form.focus)?;
    let note = if field.name == "visibility" {
        edit::whose(screen.record.as_deref()).note_on_readers()
    } else {
        ""
    };
    Some(Pick::new(title, rows.collect()).noting(note))
}
