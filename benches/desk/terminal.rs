//! A program at a pseudo-terminal: keys in, bytes out, each with its moment.
//! It never answers what a program asks of its terminal.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use color_eyre::eyre::{Result, eyre};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Columns and rows of most measurements.
pub const WIDE: (u16, u16) = (120, 40);
/// The classic window.
pub const CLASSIC: (u16, u16) = (80, 24);

/// How long nothing may come until a frame is taken to be whole.
pub const QUIET: Duration = Duration::from_millis(18);
/// How long a program may take to say anything at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of a key, or of a start.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Milliseconds from the key to the last byte.
    pub ms: f64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A running program and its screen.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    heard: Receiver<(Instant, Vec<u8>)>,
    child: Box<dyn Child + Send + Sync>,
    parser: vt100::Parser,
    started: Instant,
}

impl Terminal {
    /// Starts a program in a window of this size.
    pub fn start(command: CommandBuilder, size: (u16, u16)) -> Result<Self> {
        let pair = native_pty_system()
            .openpty(PtySize {
                cols: size.0,
                rows: size.1,
                ..PtySize::default()
            })
            .map_err(|error| eyre!("no pseudo-terminal: {error}"))?;
        let lost = |error| eyre!("the pseudo-terminal can't be used: {error}");
        let mut reader = pair.master.try_clone_reader().map_err(lost)?;
        let writer = pair.master.take_writer().map_err(lost)?;
        let (tx, heard) = channel();
        thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            // A program that is gone is the end of it.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                let piece = bytes.get(..count).unwrap_or_default().to_vec();
                if tx.send((Instant::now(), piece)).is_err() {
                    break;
                }
            }
        });
        let cells = |n: u16| NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN);
        let started = Instant::now();
        let child = pair
            .slave
            .spawn_command(command)
            .map_err(|error| eyre!("the program can't be started: {error}"))?;
        Ok(Self {
            master: pair.master,
            writer,
            heard,
            child,
            parser: vt100::Parser::new(cells(size.1), cells(size.0), 0),
            started,
        })
    }

    /// What came from the start until nothing came for `quiet`, once `shown` says
    /// that what is wanted stands on the screen.
    pub fn first_frame(&mut self, quiet: Duration, shown: impl Fn(&str) -> bool) -> Result<Frame> {
        self.collect(self.started, quiet, shown)
    }

    /// Presses keys and takes the frame they make.
    pub fn press(&mut self, keys: &str) -> Result<Frame> {
        self.press_until(keys, QUIET, |_screen| true)
    }

    /// Presses keys, and waits until the screen shows what is wanted and is quiet.
    pub fn press_until(
        &mut self,
        keys: &str,
        quiet: Duration,
        shown: impl Fn(&str) -> bool,
    ) -> Result<Frame> {
        self.hush(Duration::ZERO);
        let pressed = Instant::now();
        self.writer.write_all(keys.as_bytes())?;
        self.collect(pressed, quiet, shown)
    }

    /// Presses keys; the milliseconds until the screen shows what is wanted.
    pub fn press_shown(
        &mut self,
        keys: &str,
        quiet: Duration,
        shown: impl Fn(&str) -> bool,
    ) -> Result<f64> {
        self.hush(Duration::ZERO);
        let pressed = Instant::now();
        self.writer.write_all(keys.as_bytes())?;
        loop {
            let (at, piece) = self
                .heard
                .recv_timeout(PATIENCE)
                .map_err(|error| eyre!("waited in vain ({error}):\n{}", self.text()))?;
            self.parser.process(&piece);
            if shown(&self.parser.screen().contents()) {
                self.hush(quiet);
                return Ok(at.duration_since(pressed).as_secs_f64() * 1e3);
            }
        }
    }

    /// Presses keys whose frame nobody measures.
    pub fn press_and_rest(&mut self, keys: &str, rest: Duration) -> Result<()> {
        self.writer.write_all(keys.as_bytes())?;
        self.hush(rest);
        Ok(())
    }

    /// Takes what still comes until nothing has come for so long; how many bytes it was.
    pub fn hush(&mut self, rest: Duration) -> usize {
        let mut count = 0;
        while let Ok((_at, piece)) = self.heard.recv_timeout(rest) {
            count += piece.len();
            self.parser.process(&piece);
        }
        count
    }

    /// Counts what comes in a stretch of time, quiet or not.
    pub fn listen(&mut self, stretch: Duration) -> usize {
        let end = Instant::now() + stretch;
        let mut count = 0;
        while let Ok((_at, piece)) = self
            .heard
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            count += piece.len();
            self.parser.process(&piece);
        }
        count
    }

    fn collect(
        &mut self,
        since: Instant,
        quiet: Duration,
        shown: impl Fn(&str) -> bool,
    ) -> Result<Frame> {
        let mut frame = Frame::default();
        let mut is_shown = false;
        loop {
            // A key that changes nothing makes no frame; everything else comes in time.
            let wait = if is_shown { quiet } else { PATIENCE };
            match self.heard.recv_timeout(wait) {
                Ok((at, piece)) => {
                    self.parser.process(&piece);
                    frame.ms = at.duration_since(since).as_secs_f64() * 1e3;
                    frame.bytes.extend_from_slice(&piece);
                    is_shown = is_shown || shown(&self.parser.screen().contents());
                }
                Err(RecvTimeoutError::Timeout) if is_shown => return Ok(frame),
                Err(error) => {
                    let text = self.text();
                    return Err(eyre!("waited for a frame in vain ({error}):\n{text}"));
                }
            }
        }
    }

    /// The text on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap_or(0)
    }

    /// Ends the program.
    pub fn end(mut self) {
        // One that has ended already is as good.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
        drop(self.master);
    }
}
