//! What the program is doing: the model, and `update`, which only routes.
//! Knows no keys, no SQL, no terminal and no clock.

pub mod action;
mod answers;
mod company;
mod drafts;
pub mod effect;
pub mod field;
pub mod focus;
pub mod form;
pub mod going_on;
mod half_written;
pub mod layers;
pub mod layout;
pub mod list;
pub mod msg;
pub mod rescue;
pub mod saving;
pub mod screens;
mod typing;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::dates;
use crate::domain::ids::{Id, Mint, Moment};
use crate::domain::person::Role;
use crate::domain::query::{Draft, Query, UNTOUCHED};
use crate::domain::template::Templates;
use crate::domain::viewer::{Company, Reach, Viewer};

use action::{Action, Context};
use effect::Effect;
use half_written::HalfWritten;
use layers::Layer;
use layers::cadence::Target;
use layers::tree::Tree;
use msg::Msg;
use saving::Saving;
use screens::Screen;
use screens::roster::Roster;
use screens::round::Round;

/// How long after the last key a draft is kept, in milliseconds.
const PAUSE: i64 = 300;
/// How long after the first unkept key at the latest.
const LATEST: i64 = 500;
/// How long a save takes, in milliseconds, until it is said that it waits.
const HELD_UP: i64 = 1_000;

/// Everything the program holds. The book itself is not in here.
#[derive(Debug, Clone)]
pub struct Model {
    /// The moment of this turn.
    pub now: Moment,
    /// The date of this turn, which may be pretended.
    pub today: NaiveDate,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// Who is working, and who else can see the screen.
    pub viewer: Viewer,
    /// The stack of screens; the last is shown.
    screens: Vec<Screen>,
    /// What floats over it; the last hears the keys.
    pub layers: Vec<Layer>,
    /// The roster, kept whatever is shown.
    pub roster: Roster,
    /// The round under way, or the one just ended.
    pub round: Option<Round>,
    /// For whom a cadence is being chosen.
    pub cadence: Option<Target>,
    /// The level of the frameworks that is being read.
    pub tree: Option<Tree>,
    /// What plans and profiles are made of; empty until they are read.
    pub templates: Arc<Templates>,
    /// What is being stored, until the disk has it.
    pub saving: Vec<Saving>,
    /// What is half-written, and where it is.
    half_written: HalfWritten,
    /// How the program is being left, while it isn't known what is on the disk.
    leaving: Option<Action>,
    /// Whether the school is the sample, which goes when the program is left.
    pub is_sample: bool,
    /// Whether something was saved here.
    has_saved: bool,
    /// The last step from one student to the next, until something else is done.
    step: Option<going_on::Step>,
    /// What this session has stored.
    trail: going_on::Trail,
    /// The draft of what the last step back gave back to be written.
    given_back: Option<(String, Draft)>,
    /// How much has been saved since the last key.
    saved_at_once: usize,
    /// A message in the footer's line, until the next key.
    pub notice: Option<Notice>,
    /// Whether the file can only be read.
    pub is_read_only: bool,
    /// What the person has set.
    pub settings: Settings,
    /// How many lines of what is selected lie below the window, as it is drawn.
    pub below: fn(&Model) -> usize,
    /// When the last key was pressed.
    last_key: Moment,
    mint: Mint,
    ticket: u64,
    /// Since when something has been on its way to the disk.
    sent_at: Moment,
}

/// What a person has set that isn't a matter of looks or keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Minutes without a key after which the screen is locked; 0 for never.
    pub lock_after: i64,
    /// Minutes that a round has; 0 for as many as it takes.
    pub round_minutes: i64,
    /// Days without a change after which a plan counts as untouched.
    pub untouched_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lock_after: 5,
            round_minutes: 0,
            untouched_days: UNTOUCHED,
        }
    }
}

/// A message in the footer's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something wants a look.
    Look,
    /// Something was not done.
    Refused,
}

impl Model {
    /// A model at the roster.
    pub fn new(viewer: Viewer, now: Moment, today: NaiveDate, size: (u16, u16), seed: u64) -> Self {
        Self {
            now,
            today,
            size,
            viewer,
            screens: vec![Screen::Roster],
            layers: Vec::new(),
            roster: Roster::default(),
            round: None,
            cadence: None,
            tree: None,
            templates: Arc::default(),
            saving: Vec::new(),
            half_written: HalfWritten::default(),
            leaving: None,
            is_sample: false,
            has_saved: false,
            step: None,
            trail: going_on::Trail::default(),
            given_back: None,
            saved_at_once: 0,
            notice: None,
            is_read_only: false,
            settings: Settings::default(),
            below: |_model| 0,
            last_key: now,
            mint: Mint::new(seed),
            ticket: 0,
            sent_at: now,
        }
    }

    /// A model without a book: the first run, which will be at `place`.
    pub fn first_run(place: String, now: Moment, today: NaiveDate, size: (u16, u16)) -> Self {
        let nobody = Viewer {
            person: Id::new(0),
            role: Role::Administrator,
            reach: Reach::Everybody,
            company: Company::Alone,
        };
        let mut model = Self::new(nobody, now, today, size, 1);
        model.screens = vec![Screen::Start(screens::start::Start::new(place))];
        model
    }

    /// The screen that is shown.
    pub fn screen(&self) -> &Screen {
        self.screens.last().unwrap_or(&Screen::Roster)
    }

    fn screen_mut(&mut self) -> Option<&mut Screen> {
        self.screens.last_mut()
    }

    /// The screen that is come back to.
    pub fn screen_below(&self) -> Option<&Screen> {
        self.screens.iter().rev().nth(1)
    }

    /// The contexts that hear a key now, and whether letters are text.
    pub fn hearing(&self) -> (Vec<Context>, bool) {
        focus::hearing(self)
    }

    /// Whether a check-in or a form is being filled in.
    fn is_filling_in(&self) -> bool {
        let (contexts, _) = self.hearing();
        contexts
            .iter()
            .any(|context| matches!(context, Context::CheckIn | Context::Form))
    }

    /// Whether `u` takes something back where we are.
    pub fn undoes_here(&self) -> bool {
        !self.is_filling_in() || self.can_step_back()
    }

    /// What the screen asks for. A pure function: `run` asks again when the
    /// answer would be another.
    pub fn needs(&self) -> Vec<Query> {
        let mut queries = Vec::new();
        match self.screen() {
            Screen::Start(_) => return queries,
            Screen::Kiosk(kiosk) => return kiosk.needs(),
            _ => {}
        }
        queries.extend(self.roster.needs(self.size, self.now));
        match self.screen() {
            Screen::Student(student) => {
                queries.extend(student.needs());
                queries.push(Query::Drafts(Some(student.student)));
            }
            Screen::CheckIn(form) => {
                queries.push(Query::Student(form.student));
                queries.push(Query::Drafts(Some(form.student)));
            }
            Screen::Grid(grid) => queries.extend(grid.needs(&self.roster.filter, self.size)),
            Screen::GroupNote(_) => queries.push(Query::Drafts(Some(self.viewer.person))),
            Screen::Start(_) | Screen::Roster | Screen::Summary | Screen::Kiosk(_) => {}
        }
        match self.layers.last() {
            Some(Layer::Search(search)) => queries.extend(search.query()),
            Some(Layer::Card) => queries.extend(self.roster.cursor().map(Query::Student)),
            _ => {}
        }
        if let Some(class) = self.roster.numbering {
            queries.push(Query::Members(class));
        }
        queries.extend(self.cadence.as_ref().map(Target::query));
        queries.extend(self.tree.as_ref().map(Tree::query));
        if self.roster.wants_round {
            queries.push(Query::Queue(self.roster.filter.clone(), self.roster.sort));
        }
        let mut asked: Vec<Query> = Vec::with_capacity(queries.len());
        for query in queries {
            // The card of another than who sits beside isn't read.
            if matches!(query, Query::Student(student) if self.is_beside_another(student)) {
                continue;
            }
            if !asked.contains(&query) {
                asked.push(query);
            }
        }
        asked
    }

    /// What the screen asks for and hasn't been told: asked again when nothing is
    /// on its way, though another screen may have asked the same before.
    pub fn lacks(&self) -> Vec<Query> {
        let mut queries = Vec::new();
        match self.screen() {
            Screen::Student(student) => {
                if student.record.is_none() {
                    queries.push(Query::Student(student.student));
                }
                if !student.knows_draft {
                    queries.push(Query::Drafts(Some(student.student)));
                }
            }
            Screen::CheckIn(form) => {
                if form.record.is_none() {
                    queries.push(Query::Student(form.student));
                }
                if !form.knows_draft {
                    queries.push(Query::Drafts(Some(form.student)));
                }
            }
            Screen::Grid(grid) if grid.is_waiting(&self.roster.filter) => {
                queries.extend(grid.needs(&self.roster.filter, self.size));
            }
            Screen::Start(_) => return queries,
            Screen::Kiosk(kiosk) => return kiosk.lacks(),
            Screen::GroupNote(note) if !note.knows_draft => {
                queries.push(Query::Drafts(Some(self.viewer.person)));
            }
            Screen::Roster | Screen::Grid(_) | Screen::GroupNote(_) | Screen::Summary => {}
        }
        if !self.roster.is_loaded {
            let needs = self.roster.needs(self.size, self.now);
            queries.extend(needs.into_iter().take(1));
        }
        let unread = self.cadence.as_ref().filter(|target| target.is_unread());
        queries.extend(unread.map(Target::query));
        queries.extend(self.tree.as_ref().map(Tree::query));
        if let Some(Layer::Card) = self.layers.last() {
            let shown = self.roster.card.as_ref().map(|record| record.person.id);
            let cursor = self.roster.cursor().filter(|id| Some(*id) != shown);
            let cursor = cursor.filter(|id| !self.is_beside_another(*id));
            queries.extend(cursor.map(Query::Student));
        }
        queries
    }

    /// Whether the next key can't be understood before an answer has come.
    pub fn is_waiting(&self) -> bool {
        let screen = match self.screen() {
            Screen::CheckIn(form) => !form.is_ready(),
            Screen::Student(student) => student.record.is_none() || !student.knows_draft,
            Screen::Roster => !self.roster.is_found() || !self.roster.is_loaded,
            Screen::Grid(grid) => grid.is_waiting(&self.roster.filter),
            Screen::GroupNote(note) => !note.knows_draft,
            Screen::Kiosk(kiosk) => return kiosk.is_waiting(),
            Screen::Start(_) | Screen::Summary => false,
        };
        screen
            || self.roster.wanted.is_some()
            || self.roster.wants_choices
            || self.roster.wants_staff
            || self.roster.numbering.is_some()
            || self.roster.wants_round
            || self.tree.is_some()
            || self.cadence.as_ref().is_some_and(Target::is_unread)
            || self.roster.shown().is_waiting()
    }

    /// Whether the frame of the last key can be drawn before everything asked for
    /// is here: what is still read stands outside the window, or follows at leisure.
    pub fn is_complete(&self) -> bool {
        let height = self.roster.height(self.size);
        let is_here = match self.screen() {
            Screen::Roster => self.roster.shown().is_complete(height),
            Screen::Grid(grid) => grid.is_complete(self.size),
            _ => false,
        };
        is_here && self.layers.is_empty() && !self.is_waiting()
    }

    /// The next moment at which something is due without a key.
    pub fn next_deadline(&self) -> Option<Moment> {
        let draft = self
            .unkept()
            .map(|(since, last)| last.plus(PAUSE).min(since.plus(LATEST)));
        let card = self
            .roster
            .card_due
            .filter(|_| self.roster.has_card(self.size) && matches!(self.screen(), Screen::Roster));
        let is_locked = matches!(self.layers.last(), Some(Layer::Lock));
        let is_start = matches!(self.screen(), Screen::Start(_));
        if let Screen::Kiosk(kiosk) = self.screen() {
            let idle = kiosk.next_deadline(self.last_key, self.now);
            return draft.into_iter().chain(idle).min();
        }
        let lock = (self.settings.lock_after > 0 && !is_locked && !is_start)
            .then(|| self.last_key.plus(self.settings.lock_after * 60_000));
        let word = (self.is_saving() && !self.is_held_up()).then(|| self.sent_at.plus(HELD_UP));
        [draft, card, lock, word].into_iter().flatten().min()
    }

    /// The draft that isn't on the disk yet, for a signal that can't wait, with the texts in
    /// whose place it is kept.
    pub fn unkept_draft(&self) -> Option<(Draft, Vec<Arc<str>>)> {
        self.unkept()?;
        let draft = self.draft()?;
        let own = self.half_written.texts(draft.student, &draft.form);
        Some((draft, own))
    }

    fn unkept(&self) -> Option<(Moment, Moment)> {
        match self.screen() {
            Screen::CheckIn(form) => form.unkept,
            Screen::Student(student) => student.form.as_ref().and_then(|open| open.unkept),
            Screen::GroupNote(note) => note.open.unkept,
            Screen::Kiosk(kiosk) => kiosk.visit().and_then(|visit| visit.unkept),
            Screen::Start(_) | Screen::Roster | Screen::Grid(_) | Screen::Summary => None,
        }
    }

    fn draft(&self) -> Option<Draft> {
        match self.screen() {
            Screen::CheckIn(form) => Some(form.draft(self.now)),
            Screen::Student(student) => {
                let open = student.form.as_ref();
                open.map(|open| open.draft(student.student, self.now))
            }
            // It is about nobody; its author keeps it.
            Screen::GroupNote(note) => Some(note.open.draft(self.viewer.person, self.now)),
            Screen::Kiosk(kiosk) => kiosk.visit().map(|visit| visit.draft(self.now)),
            Screen::Start(_) | Screen::Roster | Screen::Grid(_) | Screen::Summary => None,
        }
    }

    /// The clock was set back since the last entry: said once, until the next key.
    pub fn clock_is_behind(&mut self, milliseconds: i64) {
        let what = dates::clock_behind(milliseconds);
        self.say(Tone::Look, format!("{what} {}", dates::SET_THE_CLOCK));
    }

    /// Says something in the footer's line.
    pub(crate) fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            tone,
        });
    }

    fn next_ticket(&mut self) -> u64 {
        if self.saving.is_empty() {
            self.sent_at = self.now;
        }
        self.ticket += 1;
        self.ticket
    }

    /// Hears what has happened, and says what the world should do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = self.route(msg);
        self.forget_closed();
        effects.extend(self.leave_other_records());
        effects
    }

    fn route(&mut self, msg: Msg) -> Vec<Effect> {
        // Time is told by keys as well: one that comes when it is over finds nobody.
        let is_key = matches!(
            msg,
            Msg::Meant(_) | Msg::Typed(_) | Msg::Digit(_) | Msg::Pasted(..)
        );
        if is_key && let Some(effects) = self.expired_at_kiosk() {
            return effects;
        }
        match msg {
            Msg::Meant(action) => {
                self.heard_key();
                self.act(action)
            }
            Msg::Typed(letter) => {
                self.heard_key();
                self.typed(letter)
            }
            Msg::Digit(digit) => {
                self.heard_key();
                self.digit(digit)
            }
            Msg::Pasted(text, cut) => {
                self.heard_key();
                self.pasted(&text, cut)
            }
            Msg::Resized(width, height) => {
                self.size = (width, height);
                self.roster.list.stay();
                vec![Effect::Redraw]
            }
            Msg::Elapsed => self.elapsed(),
            Msg::Answered(query, answer) => self.answered(&query, answer),
            Msg::Unanswered(query, refusal) => self.unanswered(&query, &refusal),
            Msg::TemplatesRead(templates) => {
                self.templates = templates;
                vec![]
            }
            Msg::Saved(ticket) => self.saved(ticket),
            Msg::Refused(ticket, refusal) => self.refused(ticket, &refusal),
            Msg::TookBack(label) => {
                let done = self.trail.took_back(&label);
                let what = label.clone();
                let label = self.label_for_two(label);
                self.say(Tone::Done, format!("Took back: {label}."));
                self.stepped_back(done, what);
                vec![]
            }
            Msg::BroughtAgain(label) => {
                let done = self.trail.brought_again(&label);
                let said = self.label_for_two(label.clone());
                self.say(Tone::Done, format!("Done again: {said}."));
                let mut effects = self.stepped_again(done);
                effects.extend(self.stored_again(&label));
                effects
            }
            Msg::OlderFound(label) => {
                let label = self.label_for_two(label);
                self.ask_about_older(&label);
                vec![]
            }
            Msg::NothingToUndo => {
                self.say(
                    Tone::Look,
                    "There is nothing of yours to take back or do again.",
                );
                vec![]
            }
            Msg::UndoRefused(refusal) => {
                self.say(
                    Tone::Refused,
                    format!("Not taken back: {} {}", refusal.what, refusal.hint),
                );
                vec![]
            }
            Msg::DraftKept(student, form) => self.draft_kept(student, &form),
            Msg::DraftNotKept(draft, refusal) => {
                if matches!(self.screen(), Screen::Kiosk(_)) {
                    self.say(
                        Tone::Refused,
                        "This can't be kept right now. Tell your teacher.",
                    );
                }
                // What wasn't saved has been said, for the same reason, and says more.
                let is_said = |notice: &Notice| notice.tone == Tone::Refused;
                if !self.notice.as_ref().is_some_and(is_said) {
                    let text = format!("The draft isn't kept: {} {}", refusal.what, refusal.hint);
                    self.say(Tone::Refused, text);
                }
                draft.map_or(vec![], |draft| self.held_only_here(&draft))
            }
            Msg::PinTried(ticket, tried) => self.pin_tried(ticket, tried),
            Msg::PinNotTried(ticket) => {
                self.pin_not_tried(ticket);
                vec![]
            }
            Msg::Rescued(path) => {
                self.rescued(&path);
                vec![]
            }
            Msg::NotRescued(refusal) => {
                self.say(Tone::Refused, format!("{} {}", refusal.what, refusal.hint));
                vec![]
            }
            Msg::NotSuspended => {
                self.say(Tone::Look, "There is no shell to go to from here.");
                vec![]
            }
            Msg::ImportTried(preview) => {
                self.import_tried(preview);
                vec![]
            }
            Msg::StartRefused(refusal) => {
                self.say(Tone::Refused, format!("{} {}", refusal.what, refusal.hint));
                vec![]
            }
        }
    }

    fn heard_key(&mut self) {
        self.notice = None;
        self.saved_at_once = 0;
        self.last_key = self.now;
    }

    /// Routes an action: the topmost layer, then the screen, then what holds anywhere.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if matches!(self.screen(), Screen::Kiosk(_)) {
            return self.act_on_kiosk(action);
        }
        if !self.layers.is_empty()
            && let Some(effects) = self.act_on_layer(action)
        {
            return effects;
        }
        if self.layers.is_empty() && action.begins_to_write() && self.refuse_read_only() {
            return vec![];
        }
        if self.layers.is_empty() {
            let heard = match self.screen() {
                Screen::Start(_) => self.act_on_start(action),
                Screen::Roster => self.act_on_roster(action),
                Screen::Student(_) => self.act_on_student(action),
                Screen::CheckIn(_) => self.act_on_check_in(action),
                Screen::Grid(_) => self.act_on_grid(action),
                Screen::GroupNote(_) => self.act_on_group_note(action),
                Screen::Summary => self.act_on_summary(action),
                Screen::Kiosk(_) => None,
            };
            if let Some(effects) = heard {
                return effects;
            }
        }
        self.act_anywhere(action)
    }

    /// Says that nothing can be saved, where the file can only be read: before somebody writes
    /// what would be lost.
    pub(in crate::app) fn refuse_read_only(&mut self) -> bool {
        if self.is_read_only {
            self.say(
                Tone::Refused,
                "This file can only be read, so nothing can be saved in it. Whoever keeps it can change that.",
            );
        }
        self.is_read_only
    }

    fn act_anywhere(&mut self, action: Action) -> Vec<Effect> {
        if let Some(effects) = self.want_cadence(action) {
            return effects;
        }
        match action {
            Action::Help => self
                .layers
                .push(Layer::Help(layers::help::Scrolled::FromFirst(0))),
            Action::Palette => {
                let palette = layers::palette::Palette::new(self);
                self.layers.push(Layer::Palette(palette));
            }
            // Beside a question, a letter takes back nothing.
            Action::Undo | Action::Redo if !self.layers.is_empty() => {}
            Action::Undo if self.can_step_back() => return vec![Effect::Undo { earlier: false }],
            Action::Undo | Action::Redo if self.is_filling_in() => {
                // A letter that was meant as text must not take back what is saved elsewhere.
                let hint = "What was saved is taken back from the roster or a student's page: Esc.";
                self.say(Tone::Look, hint);
            }
            Action::Undo => return vec![Effect::Undo { earlier: false }],
            Action::Redo => return vec![Effect::Redo],
            Action::RoundLength => self.ask_round_length(),
            Action::FindAnything if self.is_with_student() => self.say_not_for_two(),
            Action::FindAnything => {
                self.layers
                    .push(Layer::Search(layers::search::Search::default()));
            }
            Action::TwoPersonView => return self.change_company(),
            Action::Lock => return self.lock(),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Back | Action::Interrupt | Action::QuitOrBack | Action::GoBack => {
                return self.go_back(action);
            }
            _ => {}
        }
        vec![]
    }

    /// Goes back a layer or a screen; at the roster `q` leaves, and Ctrl-C asks.
    fn go_back(&mut self, action: Action) -> Vec<Effect> {
        if self.layers.pop().is_some() {
            return vec![];
        }
        if self.screens.len() > 1 {
            return self.close_screen();
        }
        match action {
            Action::QuitOrBack | Action::Interrupt => self.leave(action),
            _ => vec![],
        }
    }

    /// Takes the topmost screen away, keeping what is half-written.
    fn close_screen(&mut self) -> Vec<Effect> {
        let effects = self.keep_draft_now();
        if self.screens.len() > 1
            && let Some(Screen::CheckIn(form)) = self.screens.pop()
        {
            self.say_only_here(form.student);
        }
        if self.round.is_none() {
            self.step = None;
        }
        effects
    }

    fn lock(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_draft_now();
        self.notice = None;
        self.layers.push(Layer::Lock);
        effects.push(Effect::ClearScrollback);
        effects
    }

    fn elapsed(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some((since, last)) = self.unkept()
            && self.now >= last.plus(PAUSE).min(since.plus(LATEST))
        {
            effects.extend(self.keep_draft_now());
        }
        if matches!(self.screen(), Screen::Kiosk(_)) {
            effects.extend(self.elapsed_at_kiosk());
            return effects;
        }
        if self.roster.card_due.is_some_and(|due| due <= self.now) {
            self.roster.card_due = None;
        }
        if self.settings.lock_after > 0
            && self.now >= self.last_key.plus(self.settings.lock_after * 60_000)
            && !matches!(self.layers.last(), Some(Layer::Lock))
            && !matches!(self.screen(), Screen::Start(_))
        {
            effects.extend(self.lock());
        }
        effects
    }
}
