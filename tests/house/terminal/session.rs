//! A pseudo-terminal with the built program in it: keys in, screen and raw
//! bytes out. Knows nothing of what is tested.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use serde_json::Value;
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_deskside");
/// Long, because a machine may be busy; nothing is slower for it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A home of its own, with a school in it or none.
pub struct Place {
    folder: TempDir,
    /// What `TERM` says.
    pub term: &'static str,
}

impl Place {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let place = Self {
            folder,
            term: "xterm-256color",
        };
        // The day's copy is a test of its own, and would be in the way of the others.
        place.config("daily_backups = 0\n");
        place
    }

    /// Writes the config, for the owner alone.
    pub fn config(&self, text: &str) {
        let file = self.config_file();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn config_file(&self) -> PathBuf {
        self.at("home/.config/deskside/config.toml")
    }

    /// A copy of the program that everybody may run, also where the build may not be entered.
    pub fn program_for_all(&self) -> PathBuf {
        let program = self.at("deskside");
        std::fs::copy(PROGRAM, &program).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    /// The sample school, in which `vasko` sees everybody.
    pub fn sample() -> Self {
        Self::of(30, 240)
    }

    pub fn of(students: u32, check_ins: u32) -> Self {
        let place = Self::empty();
        let made = place
            .command()
            .arg("demo")
            .args(["--students", &students.to_string()])
            .args(["--checkins", &check_ins.to_string()])
            .arg("--out")
            .arg(place.db())
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        place
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn db(&self) -> PathBuf {
        self.at("school.db")
    }

    fn variables(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("HOME", self.at("home").into()),
            ("TMPDIR", self.at("tmp").into()),
            ("TERM", self.term.into()),
            ("LANG", "C.UTF-8".into()),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".into()),
            ("DESKSIDE_DB", self.db().into()),
            ("DESKSIDE_USER", "vasko".into()),
            ("DESKSIDE_TODAY", "2026-11-23".into()),
        ]
    }

    /// The program without a terminal.
    pub fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env_clear().stdin(Stdio::null());
        command.envs(self.variables());
        command
    }

    /// What a command answers with `--json`.
    pub fn data(&self, words: &[&str]) -> Value {
        let output = self.command().args(words).arg("--json").output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Who stands first on the roster: id and family name, which no nickname replaces.
    pub fn first(&self) -> (String, String) {
        let due = self.data(&["due"]);
        let text = |key: &str| due["students"][0][key].as_str().unwrap().to_owned();
        let family = text("name").rsplit(' ').next().unwrap().to_owned();
        (text("id"), family)
    }

    /// How often a check-in with this note is stored for a student.
    pub fn times(&self, student: &str, note: &str) -> usize {
        let shown = self.data(&["show", student]);
        let check_ins = shown["check_ins"].as_array().unwrap();
        let has = |check_in: &&Value| check_in["note"] == note;
        check_ins.iter().filter(has).count()
    }

    /// The roster on a terminal of this size.
    pub fn open(&self, width: u16, height: u16) -> Terminal {
        self.start(width, height, PROGRAM, &[])
    }

    /// A script of the shell, with the program as `$0`, on a terminal.
    pub fn shell(&self, width: u16, height: u16, script: &str) -> Terminal {
        self.start(width, height, "/bin/sh", &["-c", script, PROGRAM])
    }

    /// A script of the shell without a terminal.
    pub fn shell_output(&self, script: &str) -> std::process::Output {
        let mut command = Command::new("/bin/sh");
        command.env_clear().stdin(Stdio::null());
        command.envs(self.variables());
        command.current_dir(self.root());
        command.args(["-c", script]).output().unwrap()
    }

    pub fn start(&self, width: u16, height: u16, program: &str, words: &[&str]) -> Terminal {
        let mut command = CommandBuilder::new(program);
        command.args(words.iter().map(OsStr::new));
        command.env_clear();
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        command.cwd(self.root());
        command.umask(Some(0));
        Terminal::start(width, height, command)
    }

    /// Every file below but the config, with its mode.
    pub fn files(&self) -> Vec<(PathBuf, u32)> {
        let mut files = Vec::new();
        let mut folders = vec![self.root().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                // A file of SQLite's may go while we look.
                let Ok(data) = std::fs::symlink_metadata(&path) else {
                    continue;
                };
                if data.is_dir() {
                    folders.push(path);
                } else if path != self.config_file() {
                    files.push((path, data.permissions().mode() & 0o777));
                }
            }
        }
        files
    }
}

/// The computer's clock, which the program under test reads as well.
#[expect(clippy::disallowed_methods, reason = "what is tested goes by it")]
pub fn clock() -> chrono::DateTime<chrono::Local> {
    chrono::Local::now()
}

/// Says that a test proves nothing here, past what a harness swallows.
pub fn skipped(test: &str, why: &str) {
    let _nobody = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}

/// Whether programs can be watched: where strace is and may. Says so where it can't.
pub fn can_watch(test: &str) -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        skipped(test, "there is no strace here, or it may not watch");
    }
    can
}

struct Heard {
    raw: Vec<u8>,
    screen: vt100::Parser,
    last: Instant,
    is_over: bool,
}

struct Ear {
    heard: Mutex<Heard>,
    news: Condvar,
    is_deaf: AtomicBool,
}

impl Ear {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(|gone| gone.into_inner())
    }
}

/// The program, which doesn't outlive its test.
struct Program(Box<dyn Child + Send + Sync>);

impl Program {
    fn pid(&self) -> Pid {
        Pid::from_raw(self.0.process_id().unwrap() as i32).unwrap()
    }

    /// Waits until it is gone; none if it stays.
    fn ended(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.0.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            let _gone = kill_process(self.pid(), Signal::KILL);
            let _reaped = self.0.wait();
        }
    }
}

/// A terminal with a program running in it; both are gone when it is dropped.
pub struct Terminal {
    child: Program,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    ear: Arc<Ear>,
    reader: JoinHandle<()>,
    /// The modes before the program was started.
    pub modes: String,
}

fn side(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

fn pty_size(width: u16, height: u16) -> PtySize {
    PtySize {
        rows: height,
        cols: width,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn open_slave(master: &dyn MasterPty) -> OwnedFd {
    let name = master.tty_name().unwrap();
    rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap()
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", tcgetattr(open_slave(master)).unwrap())
}

impl Terminal {
    fn start(width: u16, height: u16, command: CommandBuilder) -> Self {
        let pair = native_pty_system()
            .openpty(pty_size(width, height))
            .unwrap();
        let slave = open_slave(&*pair.master);
        // Else the last word to the program would be an end of file of portable-pty's.
        let mut settings = tcgetattr(&slave).unwrap();
        settings.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&slave, OptionalActions::Now, &settings).unwrap();
        let modes = format!("{:?}", tcgetattr(&slave).unwrap());
        let child = Program(pair.slave.spawn_command(command).unwrap());
        let ear = Arc::new(Ear {
            heard: Mutex::new(Heard {
                raw: Vec::new(),
                screen: vt100::Parser::new(side(height), side(width), 0),
                last: Instant::now(),
                is_over: false,
            }),
            news: Condvar::new(),
            is_deaf: AtomicBool::new(false),
        });
        let mut output = pair.master.try_clone_reader().unwrap();
        let listening = Arc::clone(&ear);
        let reader = std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            loop {
                let count = output.read(&mut buffer).unwrap_or(0);
                let mut heard = listening.heard();
                heard.raw.extend_from_slice(&buffer[..count]);
                heard.screen.process(&buffer[..count]);
                heard.last = Instant::now();
                heard.is_over = count == 0;
                listening.news.notify_all();
                if count == 0 || listening.is_deaf.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self {
            child,
            master: pair.master,
            keys,
            ear,
            reader,
            modes,
        }
    }

    /// Presses keys, all in one write.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What the screen shows.
    pub fn text(&self) -> String {
        self.ear.heard().screen.screen().contents()
    }

    /// Waits until the screen is as wanted.
    pub fn wait_for(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut heard = self.ear.heard();
        while !is_so(heard.screen.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || heard.is_over {
                let seen = heard.screen.screen().contents();
                drop(heard);
                panic!("waited for {what}, and saw:\n{seen}");
            }
            let waited = self.ear.news.wait_timeout(heard, left);
            heard = waited.unwrap_or_else(|gone| gone.into_inner()).0;
        }
    }

    /// Waits until this text is on the screen.
    pub fn shows(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until this text is no longer on the screen.
    pub fn hides(&self, text: &str) {
        self.wait_for(&format!("no {text}"), |screen| {
            !screen.contents().contains(text)
        });
    }

    /// All bytes that came so far.
    pub fn raw(&self) -> Vec<u8> {
        self.ear.heard().raw.clone()
    }

    /// How many bytes came so far.
    pub fn count(&self) -> usize {
        self.ear.heard().raw.len()
    }

    /// Waits until more bytes than these have come, and then none for a while.
    pub fn quiet(&self, more_than: usize, rest: Duration) -> usize {
        let until = Instant::now() + PATIENCE;
        let mut heard = self.ear.heard();
        loop {
            let since = heard.last.elapsed();
            let has_come = heard.raw.len() > more_than;
            if (has_come && since >= rest) || heard.is_over || Instant::now() >= until {
                assert!(has_come, "no byte came");
                return heard.raw.len();
            }
            let nap = if has_come {
                rest.saturating_sub(since)
            } else {
                PATIENCE
            };
            let nap = nap.max(Duration::from_millis(1));
            let waited = self.ear.news.wait_timeout(heard, nap);
            heard = waited.unwrap_or_else(|gone| gone.into_inner()).0;
        }
    }

    pub fn resize(&self, width: u16, height: u16) {
        let mut heard = self.ear.heard();
        heard
            .screen
            .screen_mut()
            .set_size(side(height), side(width));
        self.master.resize(pty_size(width, height)).unwrap();
    }

    pub fn pid(&self) -> Pid {
        self.child.pid()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits until the program is gone and all it said was heard.
    pub fn ended(&mut self) -> ExitStatus {
        let status = self.exited();
        let until = Instant::now() + PATIENCE;
        while !self.reader.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        status
    }

    fn exited(&mut self) -> ExitStatus {
        match self.child.ended() {
            Some(status) => status,
            None => panic!("it is still there:\n{}", self.text()),
        }
    }

    /// Ends the program without a word.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        assert!(self.exited().signal().is_some());
    }

    /// The modes of the terminal now.
    pub fn modes_now(&self) -> String {
        modes(&*self.master)
    }

    /// Closes the terminal over the program, as a dropped line does, and waits until it is gone.
    pub fn hang_up(self) -> ExitStatus {
        let Self {
            mut child,
            master,
            keys,
            ear,
            reader,
            ..
        } = self;
        // The reader holds the terminal too: it leaves after the next byte.
        ear.is_deaf.store(true, Ordering::SeqCst);
        rustix::io::write(open_slave(&*master), b"\0").unwrap();
        reader.join().unwrap();
        drop(keys);
        drop(master);
        child.ended().expect("it ends without a terminal")
    }
}
