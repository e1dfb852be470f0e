//! Tasks of a class that is not learned: the first ones, and those after an abrupt change.

use crate::ours::{self, Found};
use crate::tasks::{JUMP, Outcome, Tasks};

/// Numbers of outstanding tasks.
const OUT: [usize; 4] = [1, 2, 5, 30];
/// The first tasks of a run, of which a class is learned, and the first after a change.
const FIRST: [usize; 2] = [5, 30];
/// Tasks after which a change is noticed.
const NOTICED: usize = 2;

pub fn compare(runs: usize) {
    println!("\n## Not learned yet ({runs} runs each)\n");
    println!(
        "| tasks, in progress | first | calls a task | mean delay | 95th percentile | longest |"
    );
    println!("|---|---|---|---|---|---|");
    for tasks in Tasks::COLD {
        for out in OUT {
            let all = |run: usize| ours::all(tasks, out, 30 + out, run * 1_000).0;
            let all: Vec<_> = (0..runs).map(all).collect();
            for first in FIRST {
                let found = all.iter().flat_map(|found| found.iter().take(first));
                print(&format!("{}, {out} | {first}", tasks.name()), &ours::summary(found));
            }
        }
    }
    for out in OUT {
        let total = 8 * JUMP;
        let all = |run: usize| ours::all(Tasks::Jumping, out, total, run * 4 * JUMP).0;
        let all: Vec<_> = (0..runs.div_ceil(10)).map(all).collect();
        let after = |found: &Vec<Found>, from: usize, until: usize| {
            let changes = (JUMP..total).step_by(JUMP);
            changes.flat_map(|at| found[at + from..at + until].to_vec()).collect::<Vec<_>>()
        };
        // Those in progress were planned before the change was noticed.
        let noticed = NOTICED + out - 1;
        for (from, until) in [(0, noticed), (noticed, noticed + 28)] {
            let found: Vec<_> = all.iter().flat_map(|found| after(found, from, until)).collect();
            let name = format!("jumping, {out} | {} to {until} after a change", from + 1);
            print(&name, &ours::summary(&found));
        }
    }
}

fn print(name: &str, o: &Outcome) {
    println!("| {name} | {:.1} | {:.2} s | {:.1} s | {:.1} s |", o.calls, o.mean, o.p95, o.longest);
}
