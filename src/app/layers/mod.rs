//! What floats over a screen. Layers are plain data, the topmost hears the
//! keys, and what they want comes back as a wish.

pub mod cadence;
pub mod calendar;
pub mod confirm;
pub mod help;
pub mod palette;
pub mod pick;
pub mod search;
pub mod tree;

use super::field::Field;

/// A layer over the screen.
#[derive(Debug, Clone)]
pub enum Layer {
    /// Every action by name.
    Palette(palette::Palette),
    /// Every key that works here.
    Help(help::Scrolled),
    /// A question with two answers.
    Confirm(confirm::Confirm),
    /// A choice among several.
    Pick(pick::Pick),
    /// A line asked for.
    Ask(Ask),
    /// A month, to choose a date from.
    Calendar(calendar::Month),
    /// Anything, by its words.
    Search(search::Search),
    /// The selected student's card, where the window is narrow.
    Card,
    /// Nothing is shown until somebody comes back.
    Lock,
}

/// A line asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What is asked.
    pub title: String,
    /// What is typed.
    pub field: Field,
    /// What becomes of it.
    pub purpose: Purpose,
}

/// What becomes of a line asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// The reason for skipping a student in a round.
    SkipReason,
    /// How many minutes a round has.
    RoundLength,
    /// A file or folder to begin from.
    ImportPath,
    /// Two numbers of school days.
    CadenceNumbers,
    /// The last day of a pause.
    PauseUntil,
    /// The name of a group of these students.
    NewGroup(Vec<PersonId>),
    /// The name of a group that follows the record.
    LiveGroup(GroupQuery),
    /// What is tried with a group.
    GroupStrategy(Id<Group>),
    /// Words of a competency, to link this goal or to look on the grid.
    FindInTree(Option<Id<Goal>>),
}

use chrono::Datelike;

use super::action::Action;
use super::effect::Effect;
use super::screens::Screen;
use super::screens::student::Tab;
use super::{Model, Notice, Tone};
use crate::domain::check_in::Outcome;
use crate::domain::dates;
use crate::domain::group::{Group, GroupQuery};
use crate::domain::ids::Id;
use crate::domain::person::PersonId;
use crate::domain::plan::Goal;
use crate::domain::query::Filter;
use pick::Chosen;

impl Model {
    /// Lets the topmost layer hear an action; none when it doesn't.
    pub(super) fn act_on_layer(&mut self, action: Action) -> Option<Vec<Effect>> {
        match self.layers.last_mut()? {
            Layer::Lock => {
                if action == Action::Unlock {
                    self.layers.pop();
                    return Some(vec![Effect::Redraw]);
                }
                (action != Action::Redraw).then(Vec::new)
            }
            Layer::Help(scrolled) => scrolled.act(action).then(Vec::new),
            Layer::Card => match action {
                Action::Open => {
                    self.layers.pop();
                    self.open_student(Tab::Overview);
                    Some(vec![])
                }
                Action::Card => {
                    self.layers.pop();
                    Some(vec![])
                }
                Action::CheckIn => {
                    self.layers.pop();
                    Some(self.act(action))
                }
                // The card follows the cursor.
                _ => self.move_in_list(action),
            },
            Layer::Confirm(confirm) => match action {
                Action::OtherAnswer => {
                    confirm.is_yes = !confirm.is_yes;
                    Some(vec![])
                }
                Action::Accept if confirm.is_yes => Some(self.confirmed()),
                Action::Yes => Some(self.confirmed()),
                Action::Accept | Action::No | Action::Close => {
                    self.layers.pop();
                    Some(vec![])
                }
                _ => None,
            },
            Layer::Calendar(month) => {
                if month.act(action) {
                    return Some(vec![]);
                }
                match action {
                    Action::Accept => {
                        let day = month.day;
                        self.layers.pop();
                        self.take_next_date(day);
                        Some(vec![])
                    }
                    Action::Close => {
                        self.layers.pop();
                        Some(vec![])
                    }
                    _ => None,
                }
            }
            Layer::Palette(palette) => {
                let count = palette.rows().len();
                match action {
                    Action::Accept => {
                        let chosen = palette.rows().get(palette.cursor).copied();
                        self.layers.pop();
                        Some(chosen.map_or(vec![], |action| self.act(action)))
                    }
                    Action::Close => {
                        self.layers.pop();
                        Some(vec![])
                    }
                    _ => in_picker(&mut palette.field, &mut palette.cursor, count, action)
                        .then(Vec::new),
                }
            }
            Layer::Pick(pick) => {
                let count = pick.left().len();
                match action {
                    Action::Accept => {
                        let chosen = pick.left().get(pick.cursor).map(|row| row.chosen.clone());
                        self.layers.pop();
                        Some(chosen.map_or(vec![], |chosen| self.chosen(chosen)))
                    }
                    Action::Close => {
                        self.layers.pop();
                        Some(vec![])
                    }
                    _ => in_picker(&mut pick.field, &mut pick.cursor, count, action).then(Vec::new),
                }
            }
            Layer::Search(search) => {
                let count = search.hits.len();
                match action {
                    Action::Accept => {
                        // What is half-written below is safe before it is covered.
                        let effects = self.keep_draft_now();
                        self.open_hit();
                        Some(effects)
                    }
                    Action::Close => {
                        self.layers.pop();
                        Some(vec![])
                    }
                    _ => in_picker(&mut search.field, &mut search.cursor, count, action)
                        .then(Vec::new),
                }
            }
            Layer::Ask(ask) => match action {
                Action::Accept => {
                    let (purpose, text) = (ask.purpose.clone(), ask.field.text());
                    Some(self.asked(purpose, text.trim()))
                }
                Action::Close => {
                    self.layers.pop();
                    Some(vec![])
                }
                _ => ask.field.act(action).then(Vec::new),
            },
        }
    }

    /// Forgets for whom a cadence was to be chosen, once nothing is open that asks for it.
    pub(super) fn forget_closed(&mut self) {
        if self.layers.is_empty() {
            self.cadence.take_if(|target| !target.is_unread());
        }
    }

    /// Letters for the field of the topmost layer.
    pub(super) fn typed_on_layer(&mut self, text: &str) {
        match self.layers.last_mut() {
            Some(Layer::Palette(palette)) => {
                palette.field.paste(text);
                palette.cursor = 0;
            }
            Some(Layer::Pick(pick)) => {
                pick.field.paste(text);
                pick.cursor = 0;
            }
            Some(Layer::Search(search)) => {
                search.field.paste(text);
                search.cursor = 0;
            }
            Some(Layer::Ask(ask)) => {
                ask.field.paste(text);
            }
            _ => {}
        }
    }

    fn confirmed(&mut self) -> Vec<Effect> {
        match self.layers.pop() {
            Some(Layer::Confirm(confirm)) => match confirm.purpose {
                confirm::Purpose::Quit => vec![Effect::Quit],
                confirm::Purpose::UndoEarlier => vec![Effect::Undo { earlier: true }],
                confirm::Purpose::ChangeSeats(student, opening) => {
                    self.seats_changed(student, opening)
                }
            },
            _ => vec![],
        }
    }

    fn take_next_date(&mut self, day: chrono::NaiveDate) {
        let now = self.now;
        if let Some(Screen::CheckIn(form)) = self.screen_mut() {
            form.next_date.set(&day.to_string());
            form.touched(now);
        }
    }

    fn asked(&mut self, purpose: Purpose, text: &str) -> Vec<Effect> {
        if text.is_empty() {
            self.say(Tone::Look, "Write it first; Esc leaves it.");
            return vec![];
        }
        // What can't be taken stays to be put right; so does a path until it was looked at.
        let asked = self.layers.pop();
        let is_path = purpose == Purpose::ImportPath;
        let effects = match purpose {
            Purpose::SkipReason => self.turn_without_form(Outcome::Skipped, text.to_owned()),
            Purpose::RoundLength => {
                self.set_round_length(text);
                vec![]
            }
            Purpose::CadenceNumbers => self.cadence_numbers(text),
            Purpose::PauseUntil => self.pause_until(text),
            Purpose::NewGroup(students) => self.new_group(&students, None, text),
            Purpose::LiveGroup(query) => self.new_group(&[], Some(query), text),
            Purpose::GroupStrategy(group) => self.try_with_group(group, text),
            Purpose::FindInTree(goal) => {
                self.browse(goal, tree::Level::Found(text.to_owned()));
                vec![]
            }
            Purpose::ImportPath => vec![Effect::TryImport(text.to_owned())],
        };
        let is_refused = |notice: &Notice| notice.tone != Tone::Done;
        if is_path || effects.is_empty() && self.notice.as_ref().is_some_and(is_refused) {
            self.layers.extend(asked);
        }
        effects
    }

    /// Carries out what was picked.
    fn chosen(&mut self, chosen: Chosen) -> Vec<Effect> {
        let filter = self.roster.filter.clone();
        match chosen {
            Chosen::Everybody => self.set_filter(Filter::default()),
            Chosen::Class(class) => {
                let class = Some(class).filter(|_| filter.class != Some(class));
                self.set_filter(Filter { class, ..filter });
            }
            Chosen::Group(group) => {
                let group = Some(group).filter(|_| filter.group != Some(group));
                self.set_filter(Filter { group, ..filter });
            }
            Chosen::Tree(step) => return self.step_tree(step),
            Chosen::Staff(step) => return self.step_staff(step),
            Chosen::Columns(subject) => self.show_columns(subject),
            Chosen::Grouping(step) => return self.step_group(step),
            Chosen::State(state) => {
                let state = Some(state).filter(|_| filter.state != Some(state));
                self.set_filter(Filter { state, ..filter });
            }
            Chosen::NeverMet => {
                self.set_filter(Filter {
                    never_met: !filter.never_met,
                    ..filter
                });
            }
            Chosen::Grade(grade) => {
                let grade = Some(grade).filter(|grade| filter.grade.as_ref() != Some(grade));
                self.set_filter(Filter { grade, ..filter });
            }
            Chosen::Stage(stage) => {
                let stage = Some(stage).filter(|stage| filter.stage.as_ref() != Some(stage));
                self.set_filter(Filter { stage, ..filter });
            }
            Chosen::Lack(lack) => {
                let lack = Some(lack).filter(|_| filter.lack != Some(lack));
                self.set_filter(Filter { lack, ..filter });
            }
            Chosen::Kind(kind) => {
                let kind = Some(kind).filter(|_| filter.kind != Some(kind));
                self.set_filter(Filter { kind, ..filter });
            }
            Chosen::Sort(sort) => self.set_sort(sort),
            Chosen::Leaving(leaving) => return self.chosen_leaving(leaving),
            Chosen::Skip => self.ask_skip_reason(),
            Chosen::Absent => return self.turn_without_form(Outcome::StudentAbsent, String::new()),
            Chosen::Defer => return self.defer(),
            Chosen::GoOnRound => self.go_on_with_round(),
            Chosen::NewRound => self.roster.wants_round = true,
            Chosen::RoundSummary => self.screens.push(Screen::Summary),
            Chosen::EndRound => {
                let effects = self.keep_draft_now();
                self.end_round();
                return effects;
            }
            Chosen::Level(level) => {
                let now = self.now;
                if let Some(Screen::CheckIn(form)) = self.screen_mut() {
                    form.set_level(Some(level));
                    form.move_goal(1);
                    form.touched(now);
                }
            }
            Chosen::Word(place) => self.choose_word(place),
            Chosen::Quote(quote) => self.quote(&quote),
            Chosen::Number(class) => self.roster.numbering = Some(class),
            Chosen::NewPart(part) => self.open_new(part),
            Chosen::Plan(step) => return self.step_plan(step),
            Chosen::Survey(survey) => self.begin_survey(*survey),
            Chosen::Cadence(choice) => return self.choose_cadence(choice),
            Chosen::CadenceOf(target) => self.cadence = Some(*target),
        }
        vec![]
    }

    /// Opens the student of what was found, on the tab where it stands, with the cursor on it.
    fn open_hit(&mut self) {
        let Some(Layer::Search(search)) = self.layers.last() else {
            return;
        };
        let Some(hit) = search.hits.get(search.cursor).cloned() else {
            return;
        };
        self.layers.pop();
        // A half-written form stays where it is, under the student that is opened.
        self.screens
            .push(Screen::Student(Box::new(search::opened(&hit))));
        let height = self.roster.height(self.size);
        self.roster.list.go_to(hit.student, height);
    }

    /// The next date of the form as it would be understood, for showing it.
    pub fn next_date_said(&self) -> Option<Result<String, String>> {
        let Screen::CheckIn(form) = self.screen() else {
            return None;
        };
        let record = form.record.as_ref()?;
        let typed = form.next_date.text();
        if typed.trim().is_empty() {
            return None;
        }
        Some(match dates::parse(&typed, self.today, &record.calendar) {
            Ok(Some(date)) if date <= self.today => {
                Err("The next date has to be after today.".to_owned())
            }
            Ok(Some(date)) => {
                let said = if date.year() == self.today.year() {
                    dates::say_day(date)
                } else {
                    dates::say_full(date)
                };
                if !record.calendar.is_school_day(date) {
                    return Some(Ok(format!("{said}  no school that day")));
                }
                let days = record.calendar.known_school_days_between(self.today, date);
                Ok(match days {
                    Some(1) => format!("{said}  (+1 school day)"),
                    Some(days) => format!("{said}  (+{days} school days)"),
                    None => said,
                })
            }
            Ok(None) => return None,
            Err(sentence) => Err(sentence.as_str().to_owned()),
        })
    }
}

/// Moves in a list under a field, or edits the field.
fn in_picker(field: &mut Field, cursor: &mut usize, count: usize, action: Action) -> bool {
    let last = count.saturating_sub(1);
    match action {
        Action::Up => *cursor = cursor.saturating_sub(1),
        Action::Down => *cursor = (*cursor + 1).min(last),
        Action::PageUp => *cursor = cursor.saturating_sub(10),
        Action::PageDown => *cursor = (*cursor + 10).min(last),
        _ => {
            if !field.act(action) {
                return false;
            }
            *cursor = 0;
        }
    }
    true
}
