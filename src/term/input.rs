//! The thread that reads the terminal. It decides nothing: bytes become events, and a terminal
//! that is gone becomes a hang-up.
//!
//! crossterm's reader is not used. On a dead terminal it spins and never returns (crossterm#793),
//! it hears a split arrow as Esc and letters (#993), and a paste without an end swallows every
//! key and all memory (#1060); nothing around it can cure that.

use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::SIGHUP;

use super::Event;
use super::decoder::Decoder;
use super::tty;

/// Between two looks at a terminal that isn't ours for the moment.
const LEFT_ALONE: Duration = Duration::from_millis(5);

/// Begins to read keys and pastes from standard input; what is read at once is told at once, so
/// that it becomes one frame. A hang-up is raised as SIGHUP, which
/// reaches us even where a shell above us ignores it.
pub fn listen<T: From<Vec<Event>> + Send + 'static>(tx: Sender<T>) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        if read_until_hang_up(rustix::stdio::stdin(), &tx, tty::is_entered) {
            // Where it cannot be raised, nobody watches for it either.
            let _ = signal_hook::low_level::raise(SIGHUP);
        }
    })?;
    Ok(())
}

/// Reads until the terminal is gone (true) or nobody listens any more (false).
///
/// Once the terminal was given back, what is typed is left to whoever has it next.
fn read_until_hang_up<T: From<Vec<Event>>>(
    terminal: impl AsFd,
    tx: &Sender<T>,
    is_ours: impl Fn() -> bool,
) -> bool {
    let mut decoder = Decoder::default();
    let mut buffer = [0; 4096];
    loop {
        let patience = decoder.patience().map(|time| Timespec {
            tv_sec: time.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: time.subsec_nanos().into(),
        });
        let mut ready = [PollFd::new(&terminal, PollFlags::IN)];
        let events = match poll(&mut ready, patience.as_ref()) {
            Err(Errno::INTR) => continue,
            Err(_) => return true,
            Ok(0) => decoder.give_up(),
            Ok(_) if !is_ours() && !is_gone(&ready) => {
                thread::sleep(LEFT_ALONE);
                continue;
            }
            // Read also where only the hang-up is told: what was typed before it comes first.
            Ok(_) => match rustix::io::read(&terminal, &mut buffer) {
                Err(Errno::INTR | Errno::AGAIN) => continue,
                Ok(0) | Err(_) => return true,
                Ok(count) => decoder.feed(buffer.get(..count).unwrap_or_default()),
            },
        };
        if !events.is_empty() && tx.send(events.into()).is_err() {
            return false;
        }
    }
}

fn is_gone(ready: &[PollFd<'_>]) -> bool {
    ready
        .iter()
        .any(|fd| fd.revents().intersects(PollFlags::HUP | PollFlags::ERR))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::net::UnixStream;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::keys::Key;

    #[test]
    fn what_is_typed_arrives_and_then_the_hang_up_is_noticed() {
        let (mut person, terminal) = UnixStream::pair().unwrap();
        person.write_all(b"a\x1b[200~text\x1b[201~").unwrap();
        drop(person);
        let (tx, rx) = channel::<Vec<Event>>();
        assert!(read_until_hang_up(terminal, &tx, || true));
        drop(tx);
        let paste = Event::Paste {
            text: "text".into(),
            cut: false,
        };
        assert_eq!(
            rx.iter().flatten().collect::<Vec<_>>(),
            [Event::Key(Key::char('a')), paste]
        );
    }

    #[test]
    fn an_esc_arrives_by_itself_while_the_line_stays_open() {
        let (mut person, terminal) = UnixStream::pair().unwrap();
        let (tx, rx) = channel::<Vec<Event>>();
        let reader = thread::spawn(move || read_until_hang_up(terminal, &tx, || true));
        person.write_all(b"\x1b").unwrap();
        assert_eq!(
            rx.recv().unwrap(),
            [Event::Key(Key::plain(crate::keys::Code::Esc))]
        );
        drop(person);
        assert!(reader.join().unwrap());
    }

    #[test]
    fn nobody_listening_ends_it_without_a_hang_up() {
        let (mut person, terminal) = UnixStream::pair().unwrap();
        person.write_all(b"a").unwrap();
        let (tx, rx) = channel::<Vec<Event>>();
        drop(rx);
        assert!(!read_until_hang_up(terminal, &tx, || true));
    }

    #[test]
    fn what_is_typed_after_leaving_is_left_to_the_shell() {
        let (mut person, terminal) = UnixStream::pair().unwrap();
        person.write_all(b"exit\n").unwrap();
        let mut shell = terminal.try_clone().unwrap();
        let (tx, rx) = channel::<Vec<Event>>();
        let reader = thread::spawn(move || read_until_hang_up(terminal, &tx, || false));
        let mut typed = [0; 5];
        std::io::Read::read_exact(&mut shell, &mut typed).unwrap();
        assert_eq!(&typed, b"exit\n");
        drop(person);
        assert!(reader.join().unwrap());
        assert_eq!(rx.iter().count(), 0);
    }
}
