//! The screen to draw on: ratatui's cells in front, our writer behind.

use std::io;
use std::os::fd::BorrowedFd;

use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use signal_hook::consts::SIGTSTP;

use super::tty::{self, Tty};
use super::writer::Writer;

/// The whole terminal, entered; given back when it is dropped.
#[derive(Debug)]
pub struct Screen {
    /// The last frame. Not ratatui's `Terminal`: it holds two, and compares all their cells for
    /// a backend that does so itself.
    frame: Buffer,
    writer: Writer<Tty<BorrowedFd<'static>>>,
    /// A stop of our own is over before its SIGCONT is heard.
    resumed: bool,
}

impl Screen {
    /// Enters the terminal. Nothing is drawn yet.
    pub fn enter() -> io::Result<Self> {
        if !tty::is_terminal() {
            return Err(io::Error::other(
                "The screen needs a terminal to be shown on and to read keys from.",
            ));
        }
        let (width, height) = tty::size().unwrap_or_default();
        let screen = Self {
            frame: Buffer::empty(Rect::new(0, 0, width, height)),
            writer: Writer::new(tty::output()),
            resumed: false,
        };
        // Where entering fails half way, dropping the screen leaves.
        tty::enter()?;
        Ok(screen)
    }

    /// Columns and rows as last heard.
    pub fn size(&self) -> (u16, u16) {
        let size = self.frame.area;
        (size.width, size.height)
    }

    /// Draws over the last frame and sends what differs from it, of the rows that `view` says it
    /// drew on; the cursor is where it says, or hidden. A terminal without cells gets nothing.
    pub fn draw(
        &mut self,
        view: impl FnOnce(&mut Buffer) -> (Option<(u16, u16)>, Vec<bool>),
    ) -> io::Result<()> {
        let (width, height) = self.size();
        if width == 0 || height == 0 {
            self.writer.forget();
            return Ok(());
        }
        let (cursor, rows) = view(&mut self.frame);
        self.writer.take(&self.frame, &rows);
        self.writer.commit(cursor)
    }

    /// The window has another size: the next frame is a whole one.
    pub fn resize(&mut self, width: u16, height: u16) {
        if self.size() != (width, height) {
            self.frame = Buffer::empty(Rect::new(0, 0, width, height));
        }
        self.writer.forget();
    }

    /// The next frame is a whole one, for a screen that something else has written on.
    pub fn redraw(&mut self) {
        self.writer.forget();
    }

    /// Leaves, stops the process and, when it is continued, enters again. Does nothing (false)
    /// where there is no shell that could continue us.
    pub fn suspend(&mut self) -> io::Result<bool> {
        if !someone_could_continue_us() {
            return Ok(false);
        }
        tty::leave();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.enter_again()?;
        self.resumed = true;
        Ok(true)
    }

    /// Enters again when we were stopped by somebody else: whoever had the terminal since may
    /// have changed all of it. After `suspend` there is nothing left to do.
    pub fn resume(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.resumed) {
            return Ok(());
        }
        tty::leave();
        self.enter_again()
    }

    fn enter_again(&mut self) -> io::Result<()> {
        tty::enter()?;
        if let Some((width, height)) = tty::size() {
            self.resize(width, height);
        }
        self.redraw();
        Ok(())
    }

    /// Forgets what can be scrolled back to, on terminals that keep it.
    pub fn clear_scrollback(&mut self) -> io::Result<()> {
        self.writer.send_aside(b"\x1b[3J")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        tty::leave();
    }
}

/// Whether a shell stands above us in our session, in another group: only then does a stopped
/// process ever go on. A program started by sshd itself would be stopped for good. In a container
/// the numbers of a parent, a session or a group outside it are 0: nobody we know of.
fn someone_could_continue_us() -> bool {
    let outside = Pid::from_raw(0);
    let parent = getppid();
    let known = |found: nix::Result<Pid>| found.ok().filter(|pid| *pid != outside);
    parent != outside
        && known(getsid(Some(parent))).is_some_and(|session| getsid(None) == Ok(session))
        && known(getpgid(Some(parent))).is_some_and(|group| group != getpgrp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_there_is_no_screen_and_a_sentence() {
        if !tty::is_terminal() {
            let refusal = Screen::enter().unwrap_err().to_string();
            assert!(refusal.ends_with('.'), "{refusal}");
        }
    }
}
