//! Counts instructions instead of time, for shared machines: valgrind counts those of a process
//! that runs a case a few times, and of one that runs it more often.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::cases;

/// The argument that starts such a process, before the index of the case and the repetitions.
pub const INNER: &str = "--do";
/// The repetitions of the two processes.
const TIMES: [u64; 2] = [10, 60];

/// Runs a case repeatedly.
pub fn work(mut arguments: impl Iterator<Item = String>) {
    let mut number = || arguments.next().and_then(|n| n.parse::<usize>().ok()).expect("a number");
    let (which, times) = (number(), number());
    let mut thing = cases::all().swap_remove(which);
    (0..times).for_each(|_| (thing.once)());
}

/// Prints the instructions of one repetition of each case.
pub fn count() {
    let found = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if !found.is_ok_and(|s| s.success()) {
        println!("skipped: valgrind is not there (Debian's package `valgrind`)");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    println!("| what | instructions |\n|---|---|");
    for (which, thing) in cases::all().iter().enumerate() {
        let [few, many] = TIMES.map(|times| instructions(which, times, folder.path()));
        let each = many.saturating_sub(few) / (TIMES[1] - TIMES[0]);
        println!("| {} | {each} |", thing.name);
    }
}

/// The instructions of a separate process that runs a case repeatedly.
fn instructions(which: usize, times: u64, folder: &Path) -> u64 {
    let out = folder.join("counted");
    let done = Command::new("valgrind")
        .args(["--tool=callgrind", "-q"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe().expect("this program"))
        .args([INNER, &which.to_string(), &times.to_string()])
        .status();
    assert!(done.is_ok_and(|s| s.success()), "valgrind did not end well");
    let counts = std::fs::read_to_string(out).expect("callgrind's output");
    let total = counts.lines().find_map(|l| l.strip_prefix("totals: "));
    total.and_then(|n| n.trim().parse().ok()).expect("a total")
}
