//! Polling schedules: ours against those of public clients and against the optimum for a known
//! distribution, on the same tasks. `cargo bench --bench poller`; docs/performance.md explains the
//! results. With `-- --plot FOLDER` the charts are written there; with `-- --cold` only the first
//! part runs.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "the numbers and lists are the benchmark's own"
)]

mod baselines;
mod cold;
mod optimum;
mod ours;
mod plot;
mod tasks;

use baselines::Schedule;
use tasks::{Outcome, Tasks};

/// The cost of a call in seconds of waiting: the default of wan.poll_cost.
pub const CALL: f64 = 0.5;

/// Numbers of outstanding tasks.
const OUT: [usize; 4] = [1, 5, 30, 1_000];

fn main() {
    let args: Vec<_> = std::env::args().collect();
    // `cargo test --bench poller` only checks that it runs.
    let brief = !args.iter().any(|a| a == "--bench");
    let folder = args.iter().skip_while(|a| *a != "--plot").nth(1);
    cold::compare(if brief { 1 } else { 50 });
    if args.iter().any(|a| a == "--cold") {
        return;
    }
    let mut charts = plot::Charts::default();
    for tasks in Tasks::ALL {
        for out in OUT {
            let total = match (brief, out) {
                (true, _) => 40 + 2 * out,
                (false, 1_000) => 20_000,
                (false, _) => 3_000,
            };
            compare(tasks, out, total, &mut charts);
        }
    }
    if let Some(folder) = folder {
        charts.write(std::path::Path::new(folder)).expect("the charts can be written");
    }
}

fn compare(tasks: Tasks, out: usize, total: usize, charts: &mut plot::Charts) {
    println!("\n## {} tasks, {out} out at once ({total} in all)\n", tasks.name());
    println!("| schedule | calls a task | mean delay | 95th percentile | most calls in a second |");
    println!("|---|---|---|---|---|");
    let report = |name: &str, o: &Outcome| {
        println!(
            "| {name} | {:.1} | {:.2} s | {:.1} s | {} |",
            o.calls, o.mean, o.p95, o.most_in_a_second
        );
    };
    let run = ours::run(tasks, out, total);
    report("wanbot, the first 30 tasks", &run.cold);
    report("wanbot, from then on", &run.warm);
    charts.add(tasks, out, "wanbot", run.warm.calls, run.warm.mean);
    for schedule in Schedule::ALL {
        let outcome = baselines::run(schedule, tasks, out, total);
        report(schedule.name(), &outcome);
        charts.add(tasks, out, schedule.name(), outcome.calls, outcome.mean);
    }
    if out == 1 && tasks.is_steady() {
        let best = optimum::of(tasks, CALL);
        println!(
            "| optimum, the distribution known | {:.1} | {:.2} s | | |",
            best.calls, best.mean
        );
        charts.frontier(tasks, optimum::frontier(tasks));
        let cost = |calls: f64, mean: f64| CALL * calls + mean;
        let (ours, least) = (cost(run.warm.calls, run.warm.mean), cost(best.calls, best.mean));
        let more = 100.0 * (ours / least - 1.0);
        println!("\nA call taken as {CALL} s: {ours:.2} against {least:.2}, {more:.0} % more.");
    }
}
