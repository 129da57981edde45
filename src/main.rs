//! Arguments in, exit code out: the one place, beside the screen, that reads
//! the clock, the environment and chance.

use std::env::VarError;
use std::path::Path;
use std::process::ExitCode;

use color_eyre::eyre::{WrapErr, eyre};
use deskside::cli::demo::{Demo, Made};
use deskside::cli::kiosk::Kiosk;
use deskside::cli::{self, Command, Complaint, Global, Session, World};
use deskside::config::Environment;
use deskside::domain::Moment;
use deskside::domain::pin::Steady;
use deskside::{cli::say, run, term};

fn main() -> ExitCode {
    match begin() {
        Ok(code) => ExitCode::from(code),
        Err(report) => {
            // The whole report, with its trace, is for whoever asks for one.
            let trace = matches!(variable("RUST_BACKTRACE"), Ok(Some(on)) if on != "0");
            let text = if trace {
                format!("{report:?}")
            } else {
                format!("{report:#}")
            };
            say::complain(&Complaint::refused(text, ""), false);
            ExitCode::FAILURE
        }
    }
}

fn begin() -> color_eyre::Result<u8> {
    color_eyre::config::HookBuilder::default()
        .display_env_section(false)
        .install()?;
    std::panic::set_hook(Box::new(|info| {
        // Never the panic's own words, which may quote a note.
        let place = info.location().map_or(String::new(), |at| {
            format!(" ({}:{})", at.file(), at.line())
        });
        term::say(&format!(
            "Deskside stopped because of a mistake in the program{place}."
        ));
    }));
    term::guard::keep_to_ourselves().wrap_err("The system refuses its protections")?;
    let world = World {
        environment: environment()?,
        date: date(),
        clock: now,
        seed: chance()?,
        chance: bytes,
        unseen: term::unseen::ask,
        terminal_name: terminal_name(),
    };
    let arguments = match cli::read(&std::env::args_os().collect::<Vec<_>>()) {
        Ok(arguments) => arguments,
        Err(code) => return Ok(code),
    };
    Ok(match arguments.command {
        Some(Command::Demo(demo)) if demo.opens() => open_sample(demo, &arguments.global, &world),
        Some(Command::Kiosk(kiosk)) => open_kiosk(&kiosk, &arguments.global, &world),
        Some(command) => cli::run(command, &arguments.global, &world),
        None => open_screen(&arguments.global, &world),
    })
}

/// Opens the roster.
fn open_screen(global: &Global, world: &World) -> u8 {
    told(screen(global, world, false, None))
}

/// Opens student mode.
fn open_kiosk(kiosk: &Kiosk, global: &Global, world: &World) -> u8 {
    let opened = needs_terminal("Student mode", world)
        .and_then(|()| Session::new(global, world))
        .and_then(|session| kiosk.look(&session))
        .map(|opened| run::KioskSetup {
            title: opened.title,
            class: opened.class,
            terminal: world.terminal_name.clone(),
            steady,
        });
    told(opened.and_then(|kiosk| screen(global, world, false, Some(kiosk))))
}

/// Makes the sample school in a folder of its own, and opens it.
fn open_sample(demo: Demo, global: &Global, world: &World) -> u8 {
    told(sample(demo, global, world))
}

fn told(opened: cli::Result<u8>) -> u8 {
    opened.unwrap_or_else(|complaint| {
        say::complain(&complaint, false);
        complaint.code
    })
}

fn needs_terminal(what: &str, world: &World) -> cli::Result {
    if term::is_terminal() && world.environment.term.as_deref() != Some("dumb") {
        return Ok(());
    }
    Err(Complaint::refused(
        format!("{what} needs a terminal."),
        "Run it in one; `deskside --help` lists what works without, like `deskside due`.",
    ))
}

fn sample(demo: Demo, global: &Global, world: &World) -> cli::Result<u8> {
    needs_terminal("The roster", world)?;
    let session = Session::new(global, world)?;
    let (login, now) = (session.login()?, now());
    let made = demo.make(session.today, now, login, &mut std::io::stderr(), true)?;
    match made {
        Made::ToOpen { path, folder } => {
            let global = Global {
                db: Some(path),
                ..global.clone()
            };
            let code = screen(&global, world, true, None);
            drop(folder);
            code
        }
        Made::Kept(..) => Ok(0),
    }
}

/// Opens the roster of the book that is named, or of a sample that is gone afterwards; or
/// student mode.
fn screen(
    global: &Global,
    world: &World,
    is_sample: bool,
    kiosk: Option<run::KioskSetup>,
) -> cli::Result<u8> {
    needs_terminal("The roster", world)?;
    let session = Session::new(global, world)?;
    let settings = run::look(
        &world.environment,
        global.config.as_deref(),
        global.theme.as_deref(),
    )
    .map_err(|mistakes| Complaint::usage(mistakes, ""))?;
    let path = session.database()?;
    let beside = path.parent().map(Path::to_owned);
    let setup = run::Setup {
        rescue: beside
            .into_iter()
            .chain(world.environment.rescue_folders())
            .collect(),
        is_sample,
        kiosk,
        path,
        login: session.login()?.to_owned(),
        today: session.pretended,
        look: settings.look,
        settings: settings.app,
        copies: settings.copies.filter(|_| !is_sample),
        templates: session.templates.clone(),
        clock: now,
        date,
        seed: world.seed,
    };
    let path = setup.path.clone();
    session.tell_of_a_long_way()?;
    run::open(setup).map_err(|error| Complaint::from(error).with_way_back(&path))
}

#[expect(clippy::disallowed_methods, reason = "main reads the clock")]
fn now() -> Moment {
    #[cfg(debug_assertions)]
    fail_on_purpose();
    Moment(chrono::Utc::now().timestamp_millis())
}

/// Fails, in debug builds alone, with the text of the file that `DESKSIDE_FAIL` names once it
/// is there: a test sees what a mistake in the program leaves behind.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "that is what it is for")]
fn fail_on_purpose() {
    let file = variable("DESKSIDE_FAIL").ok().flatten();
    if let Some(text) = file.and_then(|file| std::fs::read_to_string(file).ok()) {
        panic!("{text}");
    }
}

#[expect(clippy::disallowed_methods, reason = "main reads the clock")]
fn date() -> chrono::NaiveDate {
    chrono::Local::now().date_naive()
}

/// A number that no other process has.
fn chance() -> color_eyre::Result<u64> {
    let bytes = bytes().wrap_err("The system has no random numbers")?;
    Ok(u128::from_ne_bytes(bytes) as u64)
}

/// Bytes that nobody can guess.
fn bytes() -> std::io::Result<[u8; 16]> {
    let mut bytes = [0_u8; 16];
    rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty())?;
    Ok(bytes)
}

/// By a clock that nobody sets. Where the system doesn't say which start it is, each process
/// counts for itself, and a wait begins anew in the next one.
fn steady() -> Steady {
    #[cfg(target_os = "linux")]
    let (clock, start) = (
        rustix::time::ClockId::Boottime,
        std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok(),
    );
    #[cfg(not(target_os = "linux"))]
    let (clock, start) = (rustix::time::ClockId::Monotonic, None::<String>);
    let now = rustix::time::clock_gettime(clock);
    Steady {
        start: start.map_or_else(
            || format!("process {}", std::process::id()),
            |start| start.trim().to_owned(),
        ),
        at: now.tv_sec * 1_000 + now.tv_nsec / 1_000_000,
    }
}

/// The computer and the account: whoever sits here types into the same count of wrong PINs.
fn terminal_name() -> String {
    let node = rustix::system::uname();
    let account = rustix::process::getuid().as_raw();
    format!("{} {account}", node.nodename().to_string_lossy())
}

/// The variables that the program knows, read once.
fn environment() -> color_eyre::Result<Environment> {
    let first = |names: &[&str]| -> color_eyre::Result<Option<String>> {
        for name in names {
            if let Some(value) = variable(name)?.filter(|value| !value.is_empty()) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    };
    Ok(Environment {
        home: variable("HOME")?,
        xdg_data_home: variable("XDG_DATA_HOME")?,
        xdg_state_home: variable("XDG_STATE_HOME")?,
        xdg_config_home: variable("XDG_CONFIG_HOME")?,
        db: variable("DESKSIDE_DB")?,
        user: variable("DESKSIDE_USER")?,
        today: variable("DESKSIDE_TODAY")?,
        theme: variable("DESKSIDE_THEME")?,
        config: variable("DESKSIDE_CONFIG")?,
        login: first(&["LOGNAME", "USER"])?.or_else(account),
        no_color: variable("NO_COLOR")?,
        colorterm: variable("COLORTERM")?,
        term: variable("TERM")?,
        colorfgbg: variable("COLORFGBG")?,
        lang: first(&["LC_ALL", "LC_CTYPE", "LANG"])?,
    })
}

#[expect(clippy::disallowed_methods, reason = "main reads the environment")]
fn variable(name: &str) -> color_eyre::Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        // What only colours the screen may be anything; our own has to be text.
        Err(VarError::NotUnicode(_)) if !name.starts_with("DESKSIDE_") => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(eyre!(
            "The variable {name} holds bytes that are no text. Set it again, or unset it."
        )),
    }
}

/// The account's name in the list of accounts, where no variable tells it.
fn account() -> Option<String> {
    let own = rustix::process::getuid().as_raw().to_string();
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == own && !name.is_empty()).then(|| name.to_owned())
    })
}
