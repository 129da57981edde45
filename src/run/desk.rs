//! The two threads that serve the screen from the book: one writes and may wait
//! for another session, one reads and never waits. And the last draft, which a
//! signal can't wait for.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;

use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::domain::ids::{Id, Mint};
use crate::domain::person::PersonId;
use crate::domain::pin::{Pin, Steady, Tried};
use crate::domain::query::{Answer, Draft, Query};
use crate::domain::school::Class;
use crate::domain::viewer::Viewer;
use crate::store::drafts::Drafts;
use crate::store::pins::{Door, WayOut};
use crate::store::place::Identity;
use crate::store::{Actor, Error, Store};
use crate::term::input::Post;

use super::Heard;
use super::outcome::{self, refusal};

/// How often another session's writes are looked for.
const LOOK: Duration = Duration::from_secs(1);

/// The desk: what the screen asks and wishes, served by threads.
pub struct Desk {
    /// The reader's book, here until its thread is started.
    reader: Option<Store>,
    /// The book's version before the first question.
    seen: i64,
    mint: Option<Mint>,
    path: Option<PathBuf>,
    identity: Option<Identity>,
    heard: Post<Heard>,
    questions: Option<Sender<Question>>,
    wishes: Option<Sender<Wish>>,
    reading: Option<thread::JoinHandle<()>>,
    writer: Option<thread::JoinHandle<()>>,
    door: Option<Keeper>,
    way_out: Option<WayOut>,
}

struct Question {
    asking: u64,
    queries: Vec<Query>,
    /// Whether this is everything the screen shows.
    is_whole: bool,
    viewer: Viewer,
    today: NaiveDate,
}

enum Wish {
    Do(Actor, Box<Effect>),
    Close,
}

impl Desk {
    /// A desk over an open book. Its threads start with `start`.
    pub fn new(store: Store, mint: Mint, heard: Post<Heard>) -> Self {
        Self {
            path: store.path().map(Path::to_owned),
            identity: store.identity(),
            seen: store.version().unwrap_or(0),
            reader: Some(store),
            mint: Some(mint),
            heard,
            questions: None,
            wishes: None,
            reading: None,
            writer: None,
            door: None,
            way_out: None,
        }
    }

    /// Lets students in by their PINs, as student mode does.
    #[must_use]
    pub fn with_door(mut self, door: Keeper) -> Self {
        let known = |store: &Store| store.way_out(door.viewer.person).ok();
        self.way_out = self.reader.as_ref().and_then(known).flatten();
        self.door = Some(door);
        self
    }

    /// Answers at once, before the threads are started.
    pub fn ask_now(
        &mut self,
        viewer: &Viewer,
        query: &Query,
        today: NaiveDate,
    ) -> Result<Answer, Error> {
        match &mut self.reader {
            Some(store) => store.ask(viewer, query, today),
            None => Err(Error::Busy),
        }
    }

    /// Starts the threads.
    pub fn start(&mut self) -> Result<(), Error> {
        let (Some(reader), Some(path), Some(identity), Some(mint)) = (
            self.reader.take(),
            self.path.clone(),
            self.identity,
            self.mint.take(),
        ) else {
            return Ok(());
        };
        let failed =
            |error: std::io::Error| Error::Failed(format!("No thread can be started: {error}."));
        let (questions, asked) = mpsc::channel();
        let (heard, seen) = (self.heard.clone(), self.seen);
        let reading = thread::Builder::new()
            .name("reader".into())
            .spawn(move || read(reader, seen, &asked, &heard))
            .map_err(failed)?;
        let (wishes, wished) = mpsc::channel();
        let heard = self.heard.clone();
        let writer = Writer {
            path,
            identity,
            mint,
            store: None,
            drafts: None,
            way_out: self.way_out.take(),
            door: self.door.take(),
        };
        let writer = thread::Builder::new()
            .name("writer".into())
            .spawn(move || write(writer, &wished, &heard))
            .map_err(failed)?;
        self.questions = Some(questions);
        self.wishes = Some(wishes);
        self.reading = Some(reading);
        self.writer = Some(writer);
        Ok(())
    }

    /// Asks something; the answers are heard, and with the last one that it is the last.
    pub fn ask(
        &self,
        asking: u64,
        queries: Vec<Query>,
        is_whole: bool,
        viewer: Viewer,
        today: NaiveDate,
    ) {
        if let Some(questions) = &self.questions {
            // A reader that is gone was stopped together with the program.
            let _gone = questions.send(Question {
                asking,
                queries,
                is_whole,
                viewer,
                today,
            });
        }
    }

    /// Wishes; what comes of it is heard.
    pub fn perform(&self, actor: Actor, effect: Effect) {
        if let Some(wishes) = &self.wishes {
            let _gone = wishes.send(Wish::Do(actor, Box::new(effect)));
        }
    }

    /// Waits until everything wished is done, and leaves the file tidy.
    pub fn close(mut self) {
        drop(self.questions.take());
        // The writer is the last one out, who empties the log.
        if let Some(reading) = self.reading.take() {
            let _panicked = reading.join();
        }
        if let Some(wishes) = self.wishes.take() {
            let _gone = wishes.send(Wish::Close);
        }
        if let Some(writer) = self.writer.take() {
            let _panicked = writer.join();
        }
    }

    /// Leaves without waiting, on a signal: what was wished goes on until the
    /// process ends, and the draft is kept already.
    pub fn leave(self) {
        drop(self.questions);
        if let Some(wishes) = self.wishes {
            let _gone = wishes.send(Wish::Close);
        }
    }
}

fn read(mut store: Store, mut seen: i64, asked: &Receiver<Question>, heard: &Post<Heard>) {
    loop {
        let question = match asked.recv_timeout(LOOK) {
            Ok(question) => question,
            Err(RecvTimeoutError::Timeout) => {
                let now = store.version().unwrap_or(seen);
                if now != seen {
                    seen = now;
                    if heard.send(Heard::Moved).is_err() {
                        return;
                    }
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if question.is_whole {
            // As it is before the first answer: what is written between two of
            // them has to be noticed afterwards.
            seen = store.version().unwrap_or(seen);
        }
        let mut left = question.queries.len();
        for query in question.queries {
            let msg = match store.ask(&question.viewer, &query, question.today) {
                Ok(answer) => Msg::Answered(query, answer),
                Err(error) => Msg::Unanswered(query, refusal(&error)),
            };
            left -= 1;
            let last_of = (left == 0).then_some(question.asking);
            if heard.send(Heard::Answer(Box::new(msg), last_of)).is_err() {
                return;
            }
        }
    }
}

/// The writer's two connections, opened when they are first needed.
struct Writer {
    path: PathBuf,
    identity: Identity,
    mint: Mint,
    store: Option<Store>,
    drafts: Option<Drafts>,
    /// Who opened student mode, where this is it.
    door: Option<Keeper>,
    /// The way out of it, should the book be gone.
    way_out: Option<WayOut>,
}

/// Who opened student mode, and for whom.
#[derive(Clone)]
pub struct Keeper {
    /// They themselves.
    pub viewer: Viewer,
    /// The class that comes in.
    pub class: Option<Id<Class>>,
    /// The terminal's own name.
    pub terminal: String,
    /// The clock that nobody sets.
    pub steady: fn() -> Steady,
}

fn write(mut writer: Writer, wished: &Receiver<Wish>, heard: &Post<Heard>) {
    while let Ok(wish) = wished.recv() {
        let (actor, effect) = match wish {
            Wish::Do(actor, effect) => (actor, *effect),
            Wish::Close => break,
        };
        let msg = writer.perform(actor, effect);
        if let Some(msg) = msg
            && heard.send(Heard::Msg(Box::new(msg))).is_err()
        {
            break;
        }
    }
    drop(writer.drafts.take());
    let closing = writer.store.take().map_or_else(|| writer.open(), Ok);
    if let Ok(store) = closing {
        store.close();
    }
}

impl Writer {
    /// The reader has the book open in this process.
    fn open(&self) -> Result<Store, Error> {
        Store::open_again(&self.path, self.identity)
    }

    fn store(&mut self) -> Result<&mut Store, Error> {
        if let Some(store) = &self.store {
            store.still_there()?;
        } else {
            self.store = Some(self.open()?);
        }
        self.store.as_mut().ok_or(Error::Busy)
    }

    /// The keeper of somebody's drafts: at a shared terminal it isn't always the same.
    fn drafts(&mut self, author: PersonId) -> Result<&Drafts, Error> {
        if let Some(store) = &self.store {
            store.still_there()?;
        }
        if self
            .drafts
            .as_ref()
            .is_none_or(|drafts| drafts.author() != author)
        {
            self.drafts = Some(Drafts::open(&self.path, author)?);
        }
        self.drafts.as_ref().ok_or(Error::Busy)
    }

    /// Looks at a PIN. The way out is open without the book too: it may have been moved away.
    fn try_pin(
        &mut self,
        actor: &Actor,
        number: Option<String>,
        pin: &Pin,
    ) -> Result<Tried, Error> {
        let Some(keeper) = self.door.clone() else {
            return Err(Error::refused("This isn't student mode."));
        };
        let door = Door {
            at: (keeper.steady)(),
            keeper: keeper.viewer,
            class: keeper.class,
            terminal: keeper.terminal,
        };
        let Some(number) = number else {
            let tried = self
                .store()
                .and_then(|store| store.try_keeper(&door, actor, pin));
            return tried.or_else(|error| match &mut self.way_out {
                Some(way_out) => way_out.try_pin(door.keeper.person, pin, &door.at),
                None => Err(error),
            });
        };
        self.store()
            .and_then(|store| store.try_student(&door, actor, &number, pin))
    }

    /// Carries out one wish, and says what came of it.
    fn perform(&mut self, actor: Actor, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::Apply {
                ticket,
                change,
                forget,
            } => {
                let done = self
                    .store()
                    .and_then(|store| store.apply_and_forget(&actor, &change, forget.as_ref()));
                Some(outcome::saved(ticket, done))
            }
            Effect::Undo { earlier } => {
                let mut mint = self.mint.clone();
                let step = self
                    .store()
                    .and_then(|store| store.undo(&actor, &mut mint, outcome::back(earlier)));
                self.mint = mint;
                Some(outcome::stepped(step, true))
            }
            Effect::Redo => {
                let mut mint = self.mint.clone();
                let step = self.store().and_then(|store| store.redo(&actor, &mut mint));
                self.mint = mint;
                Some(outcome::stepped(step, false))
            }
            Effect::KeepDraft(draft, own) => {
                let kept = self
                    .drafts(actor.person)
                    .and_then(|drafts| drafts.keep(&draft, &own));
                Some(outcome::kept(draft, kept))
            }
            Effect::ForgetDraft(spent) => {
                let forgotten = self
                    .drafts(actor.person)
                    .and_then(|drafts| drafts.forget(&spent));
                outcome::forgotten(forgotten)
            }
            Effect::NoteOpened(student) => {
                // Reading goes on where the audit can't be written: the file is
                // read-only then, which the header says.
                let noted = self
                    .store()
                    .and_then(|store| store.note_opened(&actor, student));
                drop(noted);
                None
            }
            Effect::TryPin {
                ticket,
                number,
                pin,
            } => Some(outcome::tried(ticket, self.try_pin(&actor, number, &pin))),
            Effect::Redraw
            | Effect::Suspend
            | Effect::Rescue(_)
            | Effect::ClearScrollback
            | Effect::StartEmpty
            | Effect::StartSample
            | Effect::TryImport(_)
            | Effect::StartImport(_)
            | Effect::Quit => None,
        }
    }
}

/// The draft that isn't on the disk yet, for the thread that hears signals.
#[derive(Debug, Clone, Default)]
pub struct LastDraft(Arc<Mutex<Unkept>>);

/// A draft with its author, and the texts in whose place it is kept.
pub type Latest = (PersonId, Draft, Vec<Arc<str>>);

#[derive(Debug, Default)]
struct Unkept {
    draft: Option<Latest>,
    book: Option<PathBuf>,
}

impl LastDraft {
    /// Says in which book drafts are kept.
    pub fn belongs_to(&self, path: &Path) {
        let mut unkept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unkept.book = Some(path.to_owned());
    }

    /// The latest draft with its author, or none once it is kept.
    pub fn set(&self, draft: Option<Latest>) {
        let mut unkept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unkept.draft = draft;
    }

    /// Keeps the draft by a connection of its own.
    pub fn keep(&self) {
        let unkept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unkept.keep();
    }

    /// The same without waiting for whoever holds the draft; says whether it is safe.
    pub fn try_keep(&self) -> bool {
        self.0.try_lock().is_ok_and(|unkept| unkept.keep())
    }
}

impl Unkept {
    fn keep(&self) -> bool {
        match (&self.draft, &self.book) {
            (Some((author, draft, own)), Some(path)) => {
                let kept = Drafts::open(path, *author).and_then(|drafts| drafts.keep(draft, own));
                kept.is_ok()
            }
            _ => true,
        }
    }
}
