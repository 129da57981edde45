//! The thread that makes the day's copy of the book, behind everything else: it begins some
//! time after the first frame, and is given up when the program is left.

use std::path::PathBuf;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::NaiveDate;

use crate::store::copies::{self, Halt, Keeping};

/// A start has to itself at least this long.
const FIRST: Duration = Duration::from_secs(1);
/// How often somebody who leaves looks whether the thread has ended.
const LOOK: Duration = Duration::from_millis(2);

/// The thread at work, or done with it.
pub struct Copying {
    halt: Halt,
    thread: Option<JoinHandle<()>>,
}

impl Copying {
    /// Begins; no thread is started where the system has none to give.
    pub fn begin(path: PathBuf, today: NaiveDate, keeping: Keeping) -> Self {
        let halt = Halt::default();
        let heard = halt.clone();
        let work = move || {
            thread::park_timeout(FIRST);
            if heard.is_asked() {
                return;
            }
            copies::step_back();
            // What can't be copied is for `check` to say; nobody is held up with it here.
            let _made = copies::make(&path, today, keeping, &heard);
        };
        let thread = thread::Builder::new().name("copier".into()).spawn(work);
        Self {
            halt,
            thread: thread.ok(),
        }
    }

    /// Gives up what isn't finished, and waits until it is cleared away.
    pub fn end(mut self) {
        let Some(thread) = self.thread.take() else {
            return;
        };
        self.halt.ask();
        thread.thread().unpark();
        while !thread.is_finished() {
            self.halt.ask();
            thread::sleep(LOOK);
        }
    }

    /// Gives it up without waiting, on a signal.
    pub fn abandon(&self) {
        self.halt.ask();
    }
}
