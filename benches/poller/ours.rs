//! wanbot's own schedule: the poller's code, with a tick every half second and a provider that
//! responds after a tenth of a second.

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};

use wanbot::forecast::{
    Forecast, Observation, OutstandingTask, Phase, PollScheduler, Sample, TaskClass,
};
use wanbot::generation::catalogue::Interval;
use wanbot::generation::{Mode, Resolution};
use wanbot::job::JobId;

use crate::CALL;
use crate::tasks::{Limit, Outcome, Task, Tasks, outcome};

/// The default of run.tick_interval.
const TICK: f64 = 0.5;
/// The latency of a response.
const ANSWER: f64 = 0.1;
/// Rows per page of the list.
const PAGE: usize = 50;
/// The number of tasks in the learning phase.
const COLD: usize = 30;

/// Statistics of the learning phase, and of the rest.
pub struct Run {
    pub cold: Outcome,
    pub warm: Outcome,
}

/// A task that was found.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// From its end to the call that found it, in seconds.
    pub delay: f64,
    pub calls: f64,
}

/// Statistics of these tasks.
pub fn summary<'a>(found: impl IntoIterator<Item = &'a Found>) -> Outcome {
    let (mut delays, mut calls) = (Vec::new(), 0.0);
    for found in found {
        delays.push(found.delay);
        calls += found.calls;
    }
    let n = delays.len().max(1) as f64;
    Outcome { calls: calls / n, ..outcome(&mut delays, 0, &[]) }
}

struct Going {
    out: OutstandingTask,
    task: Task,
    calls: f64,
}

impl Going {
    fn ends(&self) -> f64 {
        self.out.submitted + self.task.queue + self.task.run
    }

    fn runs(&self, now: f64) -> bool {
        now >= self.out.submitted + self.task.queue && now < self.ends()
    }
}

/// Lists all pages of running tasks as fast as the limit allows; each page shows its rows at the
/// time of its call.
fn look(
    going: &mut BTreeMap<JobId, Going>,
    limit: &mut Limit,
    times: &mut Vec<f64>,
    out: usize,
    now: f64,
) -> (f64, HashSet<JobId>, usize) {
    let rows: Vec<_> = going.values().filter(|g| g.runs(now)).map(|g| g.out.job).collect();
    let pages = rows.len().div_ceil(PAGE).max(1);
    let (mut running, mut last) = (HashSet::new(), now);
    for page in 0..pages {
        // The first page contains the total.
        let at = limit.take(if page == 0 { now } else { now + ANSWER });
        times.push(at);
        last = at + ANSWER;
        let rows = rows.iter().skip(page * PAGE).take(PAGE);
        running.extend(rows.filter(|job| going.get(job).is_some_and(|g| g.runs(at))));
    }
    for g in going.values_mut() {
        g.calls += pages as f64 / out as f64;
    }
    (last, running, pages)
}

pub fn run(tasks: Tasks, out: usize, total: usize) -> Run {
    let (found, most_in_a_second) = all(tasks, out, total, 0);
    let (cold, warm) = found.split_at(COLD.min(found.len()));
    let of = |part| Outcome { most_in_a_second, ..summary(part) };
    Run { cold: of(cold), warm: of(warm) }
}

/// The tasks in the order in which they are found, and the most calls in a second. The first task
/// is the one with this number.
pub fn all(tasks: Tasks, out: usize, total: usize, first: usize) -> (Vec<Found>, usize) {
    // As in the catalogue for the default model.
    let forecast =
        Forecast::with_priors([("m".to_owned(), Interval { low: 60, high: 300 })].into());
    let kind = TaskClass {
        model: "m".into(),
        mode: Mode::TextToVideo,
        resolution: Resolution::P720,
        size: 5,
    };
    let mut scheduler = PollScheduler::new(CALL, true);
    let mut going: BTreeMap<JobId, Going> = BTreeMap::new();
    let begun = Cell::new(0);
    let begin = |now: f64, going: &mut BTreeMap<JobId, Going>| {
        let job = JobId::from_bits(begun.get() as u64 * 2_654_435_761);
        let out =
            OutstandingTask { job, kind: kind.clone(), submitted: now, phase: Phase::Pending };
        going.insert(job, Going { out, task: tasks.draw(first + begun.get()), calls: 0.0 });
        begun.set(begun.get() + 1);
    };
    for n in 0..out.min(total) {
        begin(n as f64 * 0.2, &mut going);
    }
    let (mut queries, mut lists) = (Limit::default(), Limit::default());
    let mut done: Vec<Found> = Vec::new();
    let (mut query_times, mut list_times) = (Vec::new(), Vec::new());
    let mut now: f64 = 0.0;
    let mut in_flight: HashSet<JobId> = HashSet::new();
    // Responses in transit, and a list.
    let mut answers: Vec<(f64, JobId, Observation)> = Vec::new();
    let mut list: Option<(f64, HashSet<JobId>, usize)> = None;
    while !going.is_empty() {
        let outs: Vec<_> =
            going.values().filter(|g| g.out.submitted <= now).map(|g| g.out.clone()).collect();
        let plan = scheduler.plan(now, &outs, &forecast);
        let mut due = plan.single;
        if plan.list {
            list = Some(look(&mut going, &mut lists, &mut list_times, outs.len(), now));
        }
        // Within the tick: the list that has arrived, and every task that it shows as ended.
        if let Some((_, running, pages)) = list.take_if(|(at, ..)| *at <= now + TICK) {
            due.extend(scheduler.listed(now, &running, pages));
        }
        for job in due {
            let Some(g) = going.get_mut(&job) else { continue };
            if !in_flight.insert(job) {
                continue;
            }
            let at = queries.take(now);
            query_times.push(at);
            g.calls += 1.0;
            let begins = g.out.submitted + g.task.queue;
            let observed = if at >= g.ends() {
                Observation::Over { took: Some(g.task.queue + g.task.run) }
            } else if at >= begins {
                Observation::Running { since: Some(begins) }
            } else {
                Observation::Pending
            };
            answers.push((at + ANSWER, job, observed));
        }
        now += TICK;
        answers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let come = answers.partition_point(|(at, ..)| *at <= now);
        for (at, job, observed) in answers.drain(..come) {
            in_flight.remove(&job);
            scheduler.observed(job, at, observed);
            if let (Observation::Running { since: Some(since) }, Some(g)) =
                (observed, going.get_mut(&job))
            {
                g.out.phase = Phase::Running { since };
            }
            if matches!(observed, Observation::Over { .. })
                && let Some(g) = going.remove(&job)
            {
                forecast.learn(&kind, Sample { queue: g.task.queue, run: g.task.run });
                done.push(Found { delay: at - ANSWER - g.ends(), calls: g.calls });
                if begun.get() < total {
                    begin(at, &mut going);
                }
            }
        }
    }
    let most = |times: &[f64]| outcome(&mut [0.0], 0, times).most_in_a_second;
    (done, most(&query_times).max(most(&list_times)))
}
