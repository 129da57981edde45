//! The thread that hears signals, and the promise that the process is gone soon after one that
//! says so, whatever the main loop is doing.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::input::Post;
use super::{Event, leave_without_waiting, size};

/// What the main loop has to leave cleanly, once the draft is saved.
const GRACE: Duration = Duration::from_millis(500);
/// What a draft that is still being saved gets on top.
const SAVING: Duration = Duration::from_millis(400);

/// Begins to hear signals. On one that ends the program, `save` is called first, on this thread;
/// then the event is sent; half a second later the process leaves by itself.
pub fn watch<T: From<Event> + Send + 'static>(
    post: Post<T>,
    mut save: impl FnMut() + Send + 'static,
) -> io::Result<()> {
    let heard = [SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];
    let mut signals = Signals::new(heard)?;
    let body = move || {
        let mut leaving = false;
        for signal in signals.forever() {
            let event = match signal {
                SIGTSTP => Event::Stop,
                SIGCONT => Event::Continued,
                SIGWINCH => match size() {
                    Some((width, height)) => Event::Resize(width, height),
                    None => continue,
                },
                signal if leaving => leave_now(signal),
                signal => {
                    leaving = true;
                    let saved = Arc::new(AtomicBool::new(false));
                    watch_over(signal, Arc::clone(&saved));
                    save();
                    saved.store(true, Ordering::SeqCst);
                    Event::Signal(signal)
                }
            };
            // A main loop that is gone needs no event; the signals are still heard.
            let _ = post.send(event.into());
        }
    };
    thread::Builder::new().name("signals".into()).spawn(body)?;
    Ok(())
}

fn watch_over(signal: i32, saved: Arc<AtomicBool>) {
    let watchdog = thread::Builder::new()
        .name("watchdog".into())
        .spawn(move || {
            thread::sleep(GRACE);
            if !saved.load(Ordering::SeqCst) {
                thread::sleep(SAVING);
            }
            leave_now(signal);
        });
    if watchdog.is_err() {
        // Without a watchdog there is no promise to keep but this one.
        leave_now(signal);
    }
}

/// Leaves the process without unwinding and without a word: after a hang-up both would panic.
fn leave_now(signal: i32) -> ! {
    if signal != SIGHUP {
        leave_without_waiting();
    }
    signal_hook::low_level::exit(128 + signal)
}
