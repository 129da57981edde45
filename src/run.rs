//! The turn: hear, update, perform, ask, draw; what can be drawn already is drawn first.
//! Joins the terminal, the model and the book, and does nothing else.

mod asking;
mod begin;
mod copying;
mod desk;
pub mod outcome;
mod rescue;
mod theme;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::app::{self, Model};
use crate::config::template;
use crate::domain::ids::{Id, Mint, Moment};
use crate::domain::pin::Steady;
use crate::domain::query::{Query, RosterQuery};
use crate::domain::school::Class;
use crate::domain::viewer::Viewer;
use crate::exchange::folder;
use crate::keys::Code;
use crate::store::copies::Keeping;
use crate::store::import::Phase;
use crate::store::{Error, Store};
use crate::term::input::{Inbox, Post};
use crate::term::{self, Event, Screen};
use crate::ui::kept::Kept;
use crate::ui::{self, Look};

pub use asking::{Asking, meaning};
use copying::Copying;
use desk::{Desk, Keeper, LastDraft};
use outcome::refusal;
pub use theme::{Settings, look};

/// How long a key's frame waits for what the screen needs before it is drawn.
const PATIENCE: Duration = Duration::from_millis(12);

/// How long a word about how far an import is stands before the next one.
const BETWEEN: Duration = Duration::from_millis(200);

/// What the screen is opened with. The clock and chance come from `main`.
pub struct Setup {
    /// Where the book is, or will be.
    pub path: PathBuf,
    /// Who is working.
    pub login: String,
    /// The date, where it is pretended.
    pub today: Option<NaiveDate>,
    /// Theme, marks, keys.
    pub look: Look,
    /// What else the person has set.
    pub settings: app::Settings,
    /// How many daily copies are kept, where any are made.
    pub copies: Option<Keeping>,
    /// Where a school's own templates lie.
    pub templates: Option<PathBuf>,
    /// Where a rescue file is tried to be written, in this order.
    pub rescue: Vec<PathBuf>,
    /// Whether the school is the sample, which goes when the program is left.
    pub is_sample: bool,
    /// Whether students come in by their PINs, and of which class.
    pub kiosk: Option<KioskSetup>,
    /// The moment.
    pub clock: fn() -> Moment,
    /// The date.
    pub date: fn() -> NaiveDate,
    /// A number nobody else has.
    pub seed: u64,
}

/// What student mode is opened with.
#[derive(Debug, Clone)]
pub struct KioskSetup {
    /// What stands over the door: "Room 12".
    pub title: String,
    /// The class that comes in; none for all students of whoever opened it.
    pub class: Option<Id<Class>>,
    /// The terminal's own name.
    pub terminal: String,
    /// The clock that nobody sets.
    pub steady: fn() -> Steady,
}

/// Something heard: from the terminal, or from the desk's threads.
enum Heard {
    /// What was typed at once, or one thing the system says.
    Events(Vec<Event>),
    Msg(Box<Msg>),
    /// An answer; with the last one to what was asked at once, the number of that asking.
    Answer(Box<Msg>, Option<u64>),
    /// Somebody else wrote to the file.
    Moved,
}

impl From<Event> for Heard {
    fn from(event: Event) -> Self {
        Self::Events(vec![event])
    }
}

impl From<Vec<Event>> for Heard {
    fn from(events: Vec<Event>) -> Self {
        Self::Events(events)
    }
}

/// How a program ended.
enum Ended {
    /// The person left, or a signal said so: the exit code.
    Left(u8),
    /// There is a book now; begin again with it, and with a sentence about it.
    Begun(Option<(tempfile::TempDir, PathBuf)>, Option<String>),
}

/// Opens the screen and stays until it is left; the exit code comes back.
pub fn open(mut setup: Setup) -> Result<u8, Error> {
    let (post, mut inbox) = term::input::inbox::<Heard>()
        .map_err(|error| Error::Failed(format!("The terminal can't be heard: {error}.")))?;
    let last_draft = LastDraft::default();
    let mut screen = None;
    let mut sample = None;
    let mut said: Option<String> = None;
    loop {
        let opened = match Store::open(&setup.path) {
            Ok(store) => {
                let viewer = store.viewer(&setup.login)?;
                Some((store, viewer))
            }
            Err(Error::Missing(_)) if screen.is_none() => None,
            Err(error) => return Err(error),
        };
        let mut program = Program::new(&setup, opened, &post, &last_draft);
        let is_first = screen.is_none();
        let on = match screen.take() {
            Some(screen) => screen,
            None => enter(&post, &last_draft)?,
        };
        program.model.size = on.size();
        if let Some(sentence) = said.take() {
            program.model.begun(sentence);
        }
        let mut on = program.first_frame(on, &setup)?;
        if is_first {
            listen(&post, &last_draft)?;
            // A window that changed while it was entered told nobody.
            if let Some((width, height)) = term::size().filter(|size| *size != on.size()) {
                let _heard_here = post.send(Event::Resize(width, height).into());
            }
        }
        match program.stay(&mut on, &mut inbox, &setup)? {
            Ended::Left(code) => {
                drop(on);
                drop(sample);
                return Ok(code);
            }
            Ended::Begun(made, sentence) => {
                said = sentence;
                if let Some((folder, path)) = made {
                    setup.path = path;
                    setup.copies = None;
                    setup.is_sample = true;
                    sample = Some(folder);
                }
                on.redraw();
                screen = Some(on);
            }
        }
    }
}

fn enter(post: &Post<Heard>, last_draft: &LastDraft) -> Result<Screen, Error> {
    let kept = last_draft.clone();
    term::panic::set_hook(post.clone(), move || kept.try_keep());
    Screen::enter().map_err(|error| Error::Failed(error.to_string()))
}

fn listen(post: &Post<Heard>, last_draft: &LastDraft) -> Result<(), Error> {
    let kept = last_draft.clone();
    term::signals::watch(post.clone(), move || {
        kept.keep();
    })
    .and_then(|()| term::input::watch_for_hang_up())
    .map_err(|error| Error::Failed(format!("The terminal can't be heard: {error}.")))
}

/// The running program: the model, the desk that serves it, what was asked.
struct Program<'a> {
    model: Model,
    desk: Option<Desk>,
    copying: Option<Copying>,
    asking: Asking,
    last_draft: &'a LastDraft,
    /// What the last frame showed.
    kept: Kept,
    terminal: i64,
    quitting: bool,
    /// When it was last said how far an import is.
    told: Option<Instant>,
}

impl<'a> Program<'a> {
    fn new(
        setup: &Setup,
        opened: Option<(Store, Viewer)>,
        post: &Post<Heard>,
        last_draft: &'a LastDraft,
    ) -> Self {
        let now = (setup.clock)();
        let today = setup.today.unwrap_or_else(setup.date);
        let size = term::size().unwrap_or((80, 24));
        let terminal = (setup.seed >> 1) as i64;
        let (model, desk) = match opened {
            Some((store, viewer)) => {
                let mut model = Model::new(viewer.clone(), now, today, size, setup.seed);
                model.is_read_only = store.is_read_only();
                model.is_sample = setup.is_sample;
                model.settings = setup.settings;
                if let Ok(Some(behind)) = store.clock_behind(now) {
                    model.clock_is_behind(behind);
                }
                model.below = ui::below;
                let mint = Mint::new(setup.seed.rotate_left(17));
                let desk = Desk::new(store, mint, post.clone());
                last_draft.belongs_to(&setup.path);
                let Some(kiosk) = &setup.kiosk else {
                    return Self::at(model, Some(desk), last_draft, terminal);
                };
                let door = Keeper {
                    viewer,
                    class: kiosk.class,
                    terminal: kiosk.terminal.clone(),
                    steady: kiosk.steady,
                };
                let model = model.kiosk(kiosk.title.clone());
                (model, Some(desk.with_door(door)))
            }
            None => {
                let place = setup.path.display().to_string();
                (Model::first_run(place, now, today, size), None)
            }
        };
        Self::at(model, desk, last_draft, terminal)
    }

    fn at(model: Model, desk: Option<Desk>, last_draft: &'a LastDraft, terminal: i64) -> Self {
        Self {
            asking: Asking::new(model.viewer.clone()),
            model,
            desk,
            copying: None,
            last_draft,
            kept: Kept::default(),
            terminal,
            quitting: false,
            told: None,
        }
    }

    /// Draws the first frame, with the first answers in it, before any thread is started.
    fn first_frame(&mut self, mut screen: Screen, setup: &Setup) -> Result<Screen, Error> {
        let mut later = None;
        if let Some(desk) = &mut self.desk
            && let Some((number, queries, _is_whole)) = self.asking.next(&self.model)
        {
            let mut rest = Vec::new();
            for query in queries {
                let window = self.model.roster.height(self.model.size);
                let now = first_of(&query, window);
                let answer = desk.ask_now(&self.model.viewer, &now, self.model.today)?;
                if now != query {
                    rest.push(query.clone());
                }
                let _nothing_yet = self.model.update(Msg::Answered(query, answer));
            }
            if rest.is_empty() {
                self.asking.all_answered(number);
            } else {
                later = Some((number, rest));
            }
        }
        self.draw(&mut screen, setup)?;
        // Nobody has pressed a key yet that needs them.
        let files = setup.templates.as_deref();
        let files = files.map_or_else(Vec::new, |folder| folder::texts(folder, "toml"));
        let templates = Arc::new(template::read_all(&files));
        let _nothing_to_do = self.model.update(Msg::TemplatesRead(templates));
        if let Some(desk) = &mut self.desk {
            desk.start()?;
            if let Some((number, rest)) = later {
                let viewer = self.asking.viewer().clone();
                desk.ask(number, rest, false, viewer, self.model.today);
            }
            self.copy_the_day(setup);
        }
        Ok(screen)
    }

    /// Has the day's copy made, by the real date.
    fn copy_the_day(&mut self, setup: &Setup) {
        if let Some(keeping) = setup.copies.filter(|_| !self.model.is_read_only) {
            let begun = Copying::begin(setup.path.clone(), (setup.date)(), keeping);
            if let Some(last) = self.copying.replace(begun) {
                last.end();
            }
        }
    }

    fn draw(&mut self, screen: &mut Screen, setup: &Setup) -> Result<(), Error> {
        screen
            .draw(|buffer| ui::view_over(&self.model, &setup.look, &mut self.kept, buffer))
            .map_err(|error| Error::Failed(format!("The terminal can't be written: {error}.")))
    }

    /// Hears, updates, performs, asks and draws until the person leaves.
    fn stay(
        &mut self,
        screen: &mut Screen,
        inbox: &mut Inbox<Heard>,
        setup: &Setup,
    ) -> Result<Ended, Error> {
        let mut held: VecDeque<Event> = VecDeque::new();
        loop {
            let first = inbox.next(self.rest());
            self.tell_time(setup);
            if first.is_none() {
                let effects = self.model.update(Msg::Elapsed);
                if let Some(ended) = self.perform(effects, screen, setup) {
                    return Ok(ended);
                }
            }
            let mut next = first;
            let mut until: Option<Instant> = None;
            let mut is_news = false;
            // Everything that waits is heard before one frame is drawn; a key
            // that can't be understood yet is held until its answer is here.
            loop {
                if let Some(heard) = next.take() {
                    match heard {
                        Heard::Events(events) => held.extend(events),
                        other => {
                            // By what is asked now it is told whether an answer is still wanted.
                            if matches!(other, Heard::Answer(..)) {
                                self.ask();
                            }
                            is_news |= is_shown_at_once(&other);
                            if let Some(ended) = self.hear(other, screen, setup) {
                                return Ok(ended);
                            }
                        }
                    }
                }
                while let Some(event) = self.next_event(&mut held) {
                    is_news = true;
                    if let Some(ended) = self.hear_event(event, screen, setup)? {
                        return Ok(ended);
                    }
                }
                // What can be drawn already is drawn first: the reader would take its turn.
                let is_here = is_news && self.model.is_complete();
                if !is_here {
                    self.ask();
                }
                let is_done = is_here || self.asking.is_answered();
                let left = if is_done {
                    Duration::ZERO
                } else {
                    let until = *until.get_or_insert_with(|| Instant::now() + PATIENCE);
                    until.saturating_duration_since(Instant::now())
                };
                next = inbox.next(left);
                if next.is_none() {
                    break;
                }
            }
            if self.quitting && !self.model.is_saving() {
                self.last_draft.set(None);
                // The copy holds on to the log, which the last one out empties.
                if let Some(copying) = self.copying.take() {
                    copying.end();
                }
                if let Some(desk) = self.desk.take() {
                    desk.close();
                }
                return Ok(Ended::Left(0));
            }
            self.draw(screen, setup)?;
            self.ask();
        }
    }

    /// The next event that can be understood now.
    fn next_event(&self, held: &mut VecDeque<Event>) -> Option<Event> {
        if self.model.drops_keys() {
            held.retain(|event| !matches!(event, Event::Key(_) | Event::Paste { .. }));
        }
        let is_key = matches!(held.front()?, Event::Key(_) | Event::Paste { .. });
        if is_key && self.model.is_waiting() && self.desk.is_some() {
            // Esc and Ctrl-C are always understood; so is what isn't a key.
            let is_escape = matches!(
                held.front(),
                Some(Event::Key(key)) if key.code == Code::Esc || *key == crate::keys::Key::ctrl('c')
            );
            if !is_escape {
                let other = held
                    .iter()
                    .position(|event| !matches!(event, Event::Key(_) | Event::Paste { .. }));
                return other.and_then(|at| held.remove(at));
            }
        }
        held.pop_front()
    }

    /// How long to sleep where nothing is heard: until the model's next deadline.
    fn rest(&self) -> Duration {
        let hour = 3_600_000;
        let rest = self.model.next_deadline().map_or(hour, |deadline| {
            // A deadline is met late rather than early, and midnight within an hour.
            (deadline.0 - self.model.now.0).clamp(1, hour)
        });
        Duration::from_millis(rest as u64)
    }

    fn tell_time(&mut self, setup: &Setup) {
        self.model.now = (setup.clock)();
        let today = setup.today.unwrap_or_else(setup.date);
        if today != self.model.today {
            self.model.today = today;
            self.asking.moved_on();
            if setup.today.is_none() {
                self.copy_the_day(setup);
            }
        }
    }

    fn hear(&mut self, heard: Heard, screen: &mut Screen, setup: &Setup) -> Option<Ended> {
        let msg = match heard {
            Heard::Moved => {
                self.asking.moved_on();
                return None;
            }
            Heard::Answer(msg, last_of) => {
                if let Some(number) = last_of {
                    self.asking.all_answered(number);
                }
                *msg
            }
            Heard::Msg(msg) => *msg,
            Heard::Events(_) => return None, // held until understood
        };
        match &msg {
            // An answer to a question that is no longer asked is dropped.
            Msg::Answered(query, _) | Msg::Unanswered(query, _) if !self.asking.is_asked(query) => {
                return None;
            }
            Msg::Saved(_) | Msg::TookBack(_) | Msg::BroughtAgain(_) => self.asking.moved_on(),
            Msg::Refused(_, refusal) => {
                self.quitting = false;
                if refusal.stale {
                    self.asking.moved_on();
                }
            }
            _ => {}
        }
        let effects = self.model.update(msg);
        self.perform(effects, screen, setup)
    }

    fn hear_event(
        &mut self,
        event: Event,
        screen: &mut Screen,
        setup: &Setup,
    ) -> Result<Option<Ended>, Error> {
        let msg = match event {
            Event::Key(key) => match meaning(&self.model, &setup.look.keymap, key) {
                Some(msg) => msg,
                None => return Ok(None),
            },
            Event::Paste { text, cut } => Msg::Pasted(text, cut),
            Event::Resize(width, height) => {
                screen.resize(width, height);
                Msg::Resized(width, height)
            }
            Event::Signal(signal) => {
                if let Some(copying) = &self.copying {
                    copying.abandon();
                }
                if let Some(desk) = self.desk.take() {
                    desk.leave();
                }
                return Ok(Some(Ended::Left(128 + signal as u8)));
            }
            Event::Stop => {
                let effects = self.suspend(screen);
                return Ok(self.perform(effects, screen, setup));
            }
            Event::Continued => {
                // A terminal that is gone is noticed by the watch for hang-ups.
                let _gone = screen.resume();
                return Ok(None);
            }
            Event::Panicked(sentence) => return Err(Error::Failed(sentence)),
        };
        let effects = self.model.update(msg);
        let author = self.model.viewer.person;
        let unkept = self.model.unkept_draft();
        self.last_draft
            .set(unkept.map(|(draft, own)| (author, draft, own)));
        Ok(self.perform(effects, screen, setup))
    }

    fn suspend(&mut self, screen: &mut Screen) -> Vec<Effect> {
        match screen.suspend() {
            Ok(true) => vec![],
            Ok(false) | Err(_) => self.model.update(Msg::NotSuspended),
        }
    }

    /// Carries out wishes, and what the model wishes when it hears what came of them.
    fn perform(
        &mut self,
        effects: Vec<Effect>,
        screen: &mut Screen,
        setup: &Setup,
    ) -> Option<Ended> {
        let mut left = VecDeque::from(effects);
        while let Some(effect) = left.pop_front() {
            let begun = match effect {
                Effect::Redraw => {
                    screen.redraw();
                    continue;
                }
                Effect::Suspend => {
                    left.extend(self.suspend(screen));
                    continue;
                }
                Effect::ClearScrollback => {
                    let _gone = screen.clear_scrollback();
                    screen.redraw();
                    continue;
                }
                Effect::Rescue(text) => {
                    let msg = match rescue::write(&setup.rescue, &text, self.model.now) {
                        Ok(path) => Msg::Rescued(path.display().to_string()),
                        Err(error) => Msg::NotRescued(refusal(&error)),
                    };
                    left.extend(self.model.update(msg));
                    continue;
                }
                Effect::Quit => {
                    self.quitting = true;
                    continue;
                }
                Effect::StartEmpty => begin::empty(setup).map(|()| (None, None)),
                Effect::StartSample => begin::sample(setup).map(|made| (Some(made), None)),
                Effect::TryImport(from) => {
                    let mut told = |phase, done, all| self.tell(phase, done, all, screen, setup);
                    match begin::preview(setup, &from, &mut told) {
                        Ok(preview) => {
                            left.extend(self.model.update(Msg::ImportTried(preview)));
                            continue;
                        }
                        Err(error) => Err(error),
                    }
                }
                Effect::StartImport(from) => {
                    let mut told = |phase, done, all| self.tell(phase, done, all, screen, setup);
                    begin::import(setup, &from, &mut told).map(|said| (None, Some(said)))
                }
                wish => {
                    let actor = outcome::actor(&self.model, self.terminal);
                    if let Some(desk) = &self.desk {
                        desk.perform(actor, wish);
                    }
                    continue;
                }
            };
            match begun {
                Ok((made, said)) => return Some(Ended::Begun(made, said)),
                Err(error) => left.extend(self.model.update(Msg::StartRefused(refusal(&error)))),
            }
        }
        None
    }

    /// Draws how far a long import is, as often as somebody can read it.
    fn tell(&mut self, phase: Phase, done: usize, all: usize, screen: &mut Screen, setup: &Setup) {
        if self.told.is_some_and(|at| at.elapsed() < BETWEEN) {
            return;
        }
        if let Some(far) = phase.words(done, all) {
            self.told = Some(Instant::now());
            self.model.import_goes_on(&far);
            // A terminal that is gone is noticed by the watch for hang-ups.
            let _gone = self.draw(screen, setup);
        }
    }

    /// Asks what the screen needs and hasn't been asked, or everything once the
    /// file has moved on.
    fn ask(&mut self) {
        let Some(desk) = &self.desk else { return };
        if let Some((number, queries, is_whole)) = self.asking.next(&self.model) {
            let viewer = self.asking.viewer().clone();
            desk.ask(number, queries, is_whole, viewer, self.model.today);
        }
    }
}

/// What of a question the first frame needs: of the roster no more than its window.
fn first_of(query: &Query, window: usize) -> Query {
    match query {
        Query::Roster(asked) => Query::Roster(RosterQuery {
            before: 0,
            after: asked.after.min(window),
            ..asked.clone()
        }),
        other => other.clone(),
    }
}

/// Whether somebody waits to read this: news that no answer has to complete.
fn is_shown_at_once(heard: &Heard) -> bool {
    match heard {
        Heard::Msg(_) | Heard::Events(_) => true,
        Heard::Moved | Heard::Answer(..) => false,
    }
}
