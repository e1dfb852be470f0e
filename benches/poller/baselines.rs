//! The polling schedules of public clients, as measured or read from their source. Each task is
//! polled separately; all schedules respect the account's limit, which the clients themselves do
//! not.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::tasks::{Limit, Outcome, Task, Tasks, outcome};

/// When a client polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// Python 1.x and Java: immediately, then after 1, 1, 2, 2, 2, 4, 4, 4, 5, 5 …
    Sdk,
    /// Python v2: after 1, then 2, 4, 8, 8 …
    SdkTwo,
    Five,
    Seven,
    Fifteen,
}

impl Schedule {
    pub const ALL: [Schedule; 5] =
        [Schedule::Sdk, Schedule::SdkTwo, Schedule::Five, Schedule::Seven, Schedule::Fifteen];

    pub fn name(self) -> &'static str {
        match self {
            Schedule::Sdk => "official SDK (1, 1, 2, 2, 2, 4, 4, 4, 5 …)",
            Schedule::SdkTwo => "official SDK v2 (1, 2, 4, 8 …)",
            Schedule::Five => "every 5 s",
            Schedule::Seven => "every 7 s",
            Schedule::Fifteen => "every 15 s",
        }
    }

    /// Seconds before a call, by the number of earlier calls.
    fn gap(self, calls: usize) -> f64 {
        match self {
            Schedule::Sdk => [0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0].get(calls).copied(),
            Schedule::SdkTwo => [1.0, 2.0, 4.0].get(calls).copied(),
            Schedule::Five => Some(5.0),
            Schedule::Seven => Some(7.0),
            Schedule::Fifteen => Some(15.0),
        }
        .unwrap_or(if self == Schedule::Sdk { 5.0 } else { 8.0 })
    }
}

/// Milliseconds, because integers are totally ordered.
type Due = Reverse<(u64, usize)>;

pub fn run(schedule: Schedule, tasks: Tasks, out: usize, total: usize) -> Outcome {
    let mut due: BinaryHeap<Due> = BinaryHeap::new();
    let mut of: Vec<(f64, Task, usize)> = Vec::new();
    let ms = |t: f64| (t * 1000.0) as u64;
    let begin = |n: usize, at: f64, due: &mut BinaryHeap<Due>, of: &mut Vec<_>| {
        of.push((at, tasks.draw(n), 0));
        due.push(Reverse((ms(at + schedule.gap(0)), n)));
    };
    for n in 0..out.min(total) {
        begin(n, n as f64 * 0.2, &mut due, &mut of);
    }
    let (mut limit, mut delays, mut at) = (Limit::default(), Vec::new(), Vec::new());
    while let Some(Reverse((when, n))) = due.pop() {
        let now = limit.take(when as f64 / 1000.0);
        at.push(now);
        let (began, task, calls) = &mut of[n];
        *calls += 1;
        let end = *began + task.queue + task.run;
        if now >= end {
            delays.push(now - end);
            let next = of.len();
            if next < total {
                begin(next, now, &mut due, &mut of);
            }
        } else {
            due.push(Reverse((ms(now + schedule.gap(*calls)), n)));
        }
    }
    outcome(&mut delays, at.len(), &at)
}
