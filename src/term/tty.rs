//! The modes of the terminal and the bytes to it. The one place that knows whether we are in it.

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::{stderr, stdin, stdout};

/// The other screen, and pastes in brackets.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// Everything that may be on, off, in an order that ends on the user's own screen.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?2004l\x1b[m\x1b[r\x1b[?1049l\x1b[?25h";

/// Whether the terminal is in our modes. The process has one terminal, and a panic, a signal and
/// the main loop may all want to leave it: whoever comes first does.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Whether both ends are a terminal.
pub fn is_terminal() -> bool {
    rustix::termios::isatty(stdin()) && rustix::termios::isatty(stdout())
}

/// Columns and rows, from the system and not from the terminal; nothing where there is none.
pub fn size() -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(stdout()).ok()?;
    Some((size.ws_col, size.ws_row))
}

/// Whether the terminal is ours; what is typed otherwise is the shell's.
pub(super) fn is_entered() -> bool {
    ENTERED.load(Ordering::SeqCst)
}

/// Puts the terminal in our modes.
pub(super) fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    Tty(stdout()).write_all(ENTER)
}

/// Gives the terminal back as it was. Does nothing the second time, and never fails: a terminal
/// that is gone needs nothing back.
pub fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let _ = Tty(stdout()).write_all(LEAVE);
        let _ = disable_raw_mode();
    }
}

/// The same for a process about to end, which must not wait for a terminal that takes nothing.
pub(super) fn leave_without_waiting() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let now = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let mut ready = [PollFd::from_borrowed_fd(stdout(), PollFlags::OUT)];
        if poll(&mut ready, Some(&now)) == Ok(1) {
            let _ = rustix::io::write(stdout(), LEAVE);
        }
        let _ = disable_raw_mode();
    }
}

/// Says a sentence on standard error, after leaving. Unlike `eprintln!` it survives a terminal
/// that is gone.
pub fn say(sentence: &str) {
    let _ = Tty(stderr()).write_all(format!("{sentence}\n").as_bytes());
}

/// Standard error, for a question asked before any screen is open.
pub(super) fn question() -> Tty<BorrowedFd<'static>> {
    Tty(stderr())
}

/// A terminal's output, without a buffer between: what is written at once is sent at once.
#[derive(Debug)]
pub struct Tty<F>(pub(super) F);

/// Standard output.
pub(super) fn output() -> Tty<BorrowedFd<'static>> {
    Tty(stdout())
}

impl<F: AsFd> Write for Tty<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(&self.0, bytes) {
                Ok(count) => return Ok(count),
                Err(Errno::INTR) => {}
                // Another program left the terminal unwilling to wait; then we wait.
                Err(Errno::AGAIN) => {
                    match poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], None) {
                        Ok(_) | Err(Errno::INTR) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn a_terminal_unwilling_to_wait_is_waited_for() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let frame = vec![b'x'; 4 << 20];
        let length = frame.len();
        let writer = std::thread::spawn(move || Tty(ours).write_all(&frame));
        let mut received = Vec::new();
        theirs.read_to_end(&mut received).unwrap();
        writer.join().unwrap().unwrap();
        assert_eq!(received.len(), length);
    }

    #[test]
    fn leaving_what_was_never_entered_does_nothing() {
        leave();
        leave_without_waiting();
        assert!(!ENTERED.load(Ordering::SeqCst));
    }
}
