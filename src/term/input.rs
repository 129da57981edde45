//! Where all that the program hears comes in: what is typed, read on the thread that draws, and
//! what other threads send. It decides nothing: bytes become events.
//!
//! crossterm's reader is not used. On a dead terminal it spins and never returns (crossterm#793),
//! it hears a split arrow as Esc and letters (#993), and a paste without an end swallows every
//! key and all memory (#1060); nothing around it can cure that.

use std::io::{self, Read, Write};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SendError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::SIGHUP;

use super::Event;
use super::decoder::Decoder;
use super::tty;

/// Where other threads put what the drawing one should hear.
#[derive(Debug)]
pub struct Post<T> {
    tx: Sender<T>,
    bell: Arc<Bell>,
}

/// Wakes the thread that draws where it sleeps over the terminal.
#[derive(Debug)]
struct Bell {
    /// Whether somebody sleeps, and has to be woken.
    is_asleep: AtomicBool,
    rope: UnixStream,
}

impl<T> Clone for Post<T> {
    fn clone(&self) -> Self {
        Self {
            tx: self.tx.clone(),
            bell: Arc::clone(&self.bell),
        }
    }
}

impl<T> Post<T> {
    /// Puts something in. An error where nobody hears any more.
    pub fn send(&self, heard: T) -> Result<(), SendError<T>> {
        self.tx.send(heard)?;
        if self.bell.is_asleep.swap(false, Ordering::SeqCst) {
            // A full pipe has rung already.
            let _rung = (&self.bell.rope).write(&[0]);
        }
        Ok(())
    }
}

/// What is typed and what is sent, one after another, for the thread that draws.
#[derive(Debug)]
pub struct Inbox<T> {
    sent: Receiver<T>,
    bell: Arc<Bell>,
    woken: UnixStream,
    terminal: OwnedFd,
    /// Whether the terminal is ours; what is typed otherwise is left to whoever has it next.
    is_ours: fn() -> bool,
    is_gone: bool,
    decoder: Decoder,
    /// When the rest of what is unfinished is no longer waited for.
    rest_until: Option<Instant>,
    buffer: Box<[u8; 4096]>,
}

/// An inbox over standard input, and the way into it.
pub fn inbox<T: From<Vec<Event>>>() -> io::Result<(Post<T>, Inbox<T>)> {
    let terminal = rustix::stdio::stdin().try_clone_to_owned()?;
    over(terminal, tty::is_entered)
}

fn over<T: From<Vec<Event>>>(
    terminal: OwnedFd,
    is_ours: fn() -> bool,
) -> io::Result<(Post<T>, Inbox<T>)> {
    let (rope, woken) = UnixStream::pair()?;
    rope.set_nonblocking(true)?;
    woken.set_nonblocking(true)?;
    let (tx, sent) = mpsc::channel();
    let bell = Arc::new(Bell {
        is_asleep: AtomicBool::new(false),
        rope,
    });
    let inbox = Inbox {
        sent,
        bell: Arc::clone(&bell),
        woken,
        terminal,
        is_ours,
        is_gone: false,
        decoder: Decoder::default(),
        rest_until: None,
        buffer: Box::new([0; 4096]),
    };
    Ok((Post { tx, bell }, inbox))
}

/// What ended a sleep.
enum Woken {
    /// There is something to read on the terminal.
    Typed,
    /// Somebody sent something.
    Rung,
    /// Nothing: the time is over.
    Late,
}

impl<T: From<Vec<Event>>> Inbox<T> {
    /// The next thing heard, or nothing within so long. What is read at once is told at once, so
    /// that it becomes one frame.
    pub fn next(&mut self, patience: Duration) -> Option<T> {
        let until = Instant::now() + patience;
        let heard = loop {
            // Said first: whoever sends after the look at what was sent rings the bell.
            self.bell.is_asleep.store(true, Ordering::SeqCst);
            if let Ok(heard) = self.sent.try_recv() {
                break Some(heard);
            }
            let now = Instant::now();
            if self.rest_until.take_if(|late| *late <= now).is_some() {
                let events = self.decoder.give_up();
                if !events.is_empty() {
                    break Some(events.into());
                }
            }
            let wake = self.rest_until.map_or(until, |rest| rest.min(until));
            match self.sleep(wake.saturating_duration_since(now)) {
                Woken::Typed => {
                    let events = self.read();
                    if !events.is_empty() {
                        break Some(events.into());
                    }
                }
                Woken::Rung => {
                    let _rung = (&self.woken).read(&mut [0; 64]);
                }
                Woken::Late if Instant::now() >= until => break None,
                Woken::Late => {}
            }
        };
        self.bell.is_asleep.store(false, Ordering::SeqCst);
        heard
    }

    fn sleep(&self, at_most: Duration) -> Woken {
        let time = Timespec {
            tv_sec: at_most.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: at_most.subsec_nanos().into(),
        };
        let mut ready = [
            PollFd::new(&self.woken, PollFlags::IN),
            PollFd::new(&self.terminal, PollFlags::IN),
        ];
        // A terminal that is gone, or another's, would wake us for ever.
        let listens = !self.is_gone && (self.is_ours)();
        let watched = if listens { 2 } else { 1 };
        match poll(ready.get_mut(..watched).unwrap_or_default(), Some(&time)) {
            Ok(0) => Woken::Late,
            Ok(_) if ready.first().is_some_and(|bell| !bell.revents().is_empty()) => Woken::Rung,
            Ok(_) => Woken::Typed,
            Err(_interrupted) => Woken::Rung,
        }
    }

    /// Reads once. Also where only the hang-up is told: what was typed before it comes first.
    fn read(&mut self) -> Vec<Event> {
        // Another thread may have given the terminal back meanwhile.
        if !(self.is_ours)() {
            return Vec::new();
        }
        let events = match rustix::io::read(&self.terminal, self.buffer.as_mut()) {
            Err(Errno::INTR | Errno::AGAIN) => return Vec::new(),
            Ok(0) | Err(_) => {
                // Whoever watches for hang-ups says what is to be done.
                self.is_gone = true;
                return Vec::new();
            }
            Ok(count) => self
                .decoder
                .feed(self.buffer.get(..count).unwrap_or_default()),
        };
        self.rest_until = self.decoder.patience().map(|rest| Instant::now() + rest);
        events
    }
}

/// Watches for a terminal that is gone, and raises SIGHUP then, which reaches us even where a
/// shell above us ignores it and whatever the thread that draws is doing.
pub fn watch_for_hang_up() -> io::Result<()> {
    thread::Builder::new().name("hang-up".into()).spawn(|| {
        wait_until_gone(rustix::stdio::stdin());
        // Where it cannot be raised, nobody watches for it either.
        let _ = signal_hook::low_level::raise(SIGHUP);
    })?;
    Ok(())
}

fn wait_until_gone(terminal: BorrowedFd<'_>) {
    loop {
        let mut ready = [PollFd::from_borrowed_fd(terminal, PollFlags::empty())];
        match poll(&mut ready, None) {
            Err(Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;
    use crate::keys::{Code, Key};

    const LONG: Duration = Duration::from_secs(20);

    fn typed(person: &mut UnixStream, bytes: &[u8]) {
        person.write_all(bytes).unwrap();
    }

    fn desk(is_ours: fn() -> bool) -> (UnixStream, Post<Vec<Event>>, Inbox<Vec<Event>>) {
        let (person, terminal) = UnixStream::pair().unwrap();
        let (post, inbox) = over(terminal.into(), is_ours).unwrap();
        (person, post, inbox)
    }

    #[test]
    fn what_is_typed_arrives_before_the_hang_up_and_then_nothing_spins() {
        let (mut person, post, mut inbox) = desk(|| true);
        typed(&mut person, b"a\x1b[200~text\x1b[201~");
        drop(person);
        let paste = Event::Paste {
            text: "text".into(),
            cut: false,
        };
        assert_eq!(
            inbox.next(LONG).unwrap(),
            [Event::Key(Key::char('a')), paste]
        );
        assert_eq!(inbox.next(Duration::from_millis(1)), None);
        assert!(inbox.is_gone, "it isn't read again");
        post.send(vec![Event::Stop]).unwrap();
        assert_eq!(inbox.next(LONG).unwrap(), [Event::Stop]);
    }

    #[test]
    fn a_terminal_that_is_gone_is_noticed_by_the_watch() {
        let (person, terminal) = UnixStream::pair().unwrap();
        let watch = thread::spawn(move || wait_until_gone(terminal.as_fd()));
        drop(person);
        watch.join().unwrap();
    }

    #[test]
    fn an_esc_arrives_by_itself_while_the_line_stays_open() {
        let (mut person, _post, mut inbox) = desk(|| true);
        typed(&mut person, b"\x1b");
        let heard = inbox.next(LONG).unwrap();
        assert_eq!(heard, [Event::Key(Key::plain(Code::Esc))]);
        drop(person);
    }

    #[test]
    fn an_esc_waits_for_its_rest_over_several_short_looks() {
        let (mut person, _post, mut inbox) = desk(|| true);
        typed(&mut person, b"\x1b");
        assert_eq!(inbox.next(Duration::ZERO), None);
        typed(&mut person, b"[A");
        assert_eq!(
            inbox.next(LONG).unwrap(),
            [Event::Key(Key::plain(Code::Up))]
        );
    }

    #[test]
    fn who_sends_wakes_who_sleeps() {
        let (_person, post, mut inbox) = desk(|| true);
        let sender = thread::spawn(move || {
            for _turn in 0..1000 {
                post.send(vec![Event::Stop]).unwrap();
            }
        });
        for _turn in 0..1000 {
            assert_eq!(inbox.next(LONG).unwrap(), [Event::Stop]);
        }
        sender.join().unwrap();
    }

    #[test]
    fn nobody_hearing_is_an_error_for_who_sends() {
        let (_person, post, inbox) = desk(|| true);
        drop(inbox);
        assert!(post.send(Vec::new()).is_err());
    }

    #[test]
    fn what_is_typed_after_leaving_is_left_to_the_shell() {
        let (mut person, terminal) = UnixStream::pair().unwrap();
        let mut shell = terminal.try_clone().unwrap();
        let (_post, mut inbox) = over::<Vec<Event>>(terminal.into(), || false).unwrap();
        typed(&mut person, b"exit\n");
        assert_eq!(inbox.next(Duration::from_millis(1)), None);
        let mut left = [0; 5];
        shell.read_exact(&mut left).unwrap();
        assert_eq!(&left, b"exit\n");
    }
}
