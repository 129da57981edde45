//! What the system says of a process: time on a processor, memory, wake-ups.
//! Linux only; elsewhere every figure is missing.

use std::fs;

/// Milliseconds all its threads have been on a processor.
pub fn cpu_ms(process: u32) -> Option<f64> {
    let nanoseconds: Option<u64> = threads(process)?
        .iter()
        .map(|thread| {
            let text = fs::read_to_string(format!("{thread}/schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        })
        .sum();
    nanoseconds.map(|nanoseconds| nanoseconds as f64 / 1e6)
}

/// How often its threads went to sleep, and so how often they were woken.
pub fn sleeps(process: u32) -> Option<u64> {
    threads(process)?
        .iter()
        .map(|thread| field(&format!("{thread}/status"), "voluntary_ctxt_switches:"))
        .sum()
}

/// MiB of memory it has now.
pub fn resident_mib(process: u32) -> Option<f64> {
    field(&format!("/proc/{process}/status"), "VmRSS:").map(|kib| kib as f64 / 1024.0)
}

/// MiB of that which no other process shares.
pub fn own_mib(process: u32) -> Option<f64> {
    field(&format!("/proc/{process}/status"), "RssAnon:").map(|kib| kib as f64 / 1024.0)
}

fn threads(process: u32) -> Option<Vec<String>> {
    let folder = fs::read_dir(format!("/proc/{process}/task")).ok()?;
    Some(
        folder
            .flatten()
            .map(|entry| entry.path().display().to_string())
            .collect(),
    )
}

fn field(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
