//! What the process gives up before it does anything: readable files, core dumps, and dying of
//! a full quota.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask,
};

/// Files are ours alone; memory, which holds notes, is never written to disk by the system;
/// and a write past the quota is an error to be told, not a death.
///
/// SIGPIPE needs nothing: Rust ignores it before `main`.
pub fn keep_to_ourselves() -> io::Result<()> {
    umask(Mode::RWXG.union(Mode::RWXO));
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    // Any handler will do in place of the deadly default; nobody reads the flag.
    let flag = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rustix::process::{dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn nothing_of_ours_can_be_read_by_others() {
        keep_to_ourselves().unwrap();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let ours = Mode::RWXG.union(Mode::RWXO);
        assert_eq!(umask(ours), ours);
        // Deadly by default; the test goes on.
        signal_hook::low_level::raise(signal_hook::consts::SIGXFSZ).unwrap();
    }
}
