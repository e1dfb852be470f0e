//! When to poll tasks.
//!
//! A single task is polled whenever the integral of the square root of its hazard, weighted by the
//! cost of a call, has grown by one (Keller, 1974). When several tasks run, one call for the
//! provider's list shows which of them still do: these calls follow the square root of the summed
//! hazards, and only tasks missing from the list are polled individually.
//!
//! Until a class of tasks is learned, there is an upper bound on both intervals.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::forecast::{Curves, DurationModel, Forecast, TaskClass};
use crate::job::JobId;

/// Number of running tasks from which the list is used: with fewer, the extra call for the result
/// of a finished task, which the list does not contain, costs more than the list saves.
const LIST_THRESHOLD: usize = 3;
/// Shortest interval between polls, in call costs, whatever the hazard: a second by default.
const MIN_INTERVAL: f64 = 2.0;
/// Longest interval in seconds, so that problems are noticed in time.
const MAX_INTERVAL: f64 = 120.0;
/// Interval at which tasks in the list are still polled individually, in seconds.
const LISTED_INTERVAL: f64 = 600.0;
/// Bounds of the first poll, in call costs, by default 4 and 15 seconds after submission: a task
/// with an invalid input fails within three seconds (docs/reference/wan-api.md §3.2), and its wait
/// is over after about ten.
const FIRST_POLL: (f64, f64) = (8.0, 30.0);
/// A waiting task is assumed to run once this share of all tasks would.
const STARTED_SHARE: f64 = 0.9;
/// Most polls to find out whether a waiting task has started.
const WAITING_POLLS: u64 = 3;
/// Polls due within half a tick, in seconds, are made in this tick; else every poll would be half a
/// tick late on average.
const HALF_TICK: f64 = 0.25;
/// When a waiting task is due, the longest wait for the next list, in call costs: five seconds by
/// default.
const LIST_WAIT: f64 = 10.0;
/// Interval of individual polls for an overdue task, in seconds, in case the list is wrong.
const OVERDUE_INTERVAL: f64 = 60.0;
/// Tolerated lag of the list, in seconds.
const LIST_LAG: f64 = 2.0;
/// Number of times the list may be found wrong before it is distrusted, and for how many seconds.
const MAX_WRONG_LISTS: u32 = 3;
const DISTRUST: f64 = 600.0;

/// The phase of a task, as far as known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Phase {
    /// It waits at the provider.
    Pending,
    /// It is running.
    Running {
        /// When it started, in seconds of the caller's clock.
        since: f64,
    },
}

/// A task at the provider.
#[derive(Debug, Clone)]
pub struct OutstandingTask {
    /// Its job.
    pub job: JobId,
    /// Its class.
    pub kind: TaskClass,
    /// When it was submitted, in seconds of the caller's clock.
    pub submitted: f64,
    /// What is known from before a restart.
    pub phase: Phase,
}

/// What to poll now.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// Whether to request the list of running tasks.
    pub list: bool,
    /// Tasks to poll individually.
    pub single: Vec<JobId>,
}

/// What a poll showed about a task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// It waits.
    Pending,
    /// It is running.
    Running {
        /// When it started, if the response says so.
        since: Option<f64>,
    },
    /// It has ended.
    Over {
        /// Seconds from submission to end, if the response says so.
        took: Option<f64>,
    },
}

#[derive(Debug)]
struct ScheduledTask {
    curves: Arc<Curves>,
    submitted: f64,
    phase: Phase,
    /// When a list or poll last showed it unfinished.
    last_seen: f64,
    /// When it is due for an individual poll.
    due: f64,
    /// When it was last polled individually.
    last_polled: f64,
    /// Number of individual polls; seeds the jitter that keeps two tasks from being polled in step.
    polls: u64,
    /// The age at which the list last showed it running.
    listed_at_age: Option<f64>,
    /// When a waiting task is assumed to start.
    expected_start: f64,
}

/// The schedule of all tasks at the provider. Times are in seconds of the caller's clock.
#[derive(Debug)]
pub struct PollScheduler {
    /// Ordered, so that a repeated run sums in the same order.
    tasks: BTreeMap<JobId, ScheduledTask>,
    /// The cost of a call, in seconds of waiting.
    call_cost: f64,
    /// Whether the provider has a list of running tasks.
    has_list: bool,
    /// `sqrt(1 / 2c)` for the call cost c.
    rate: f64,
    /// The list's own integral so far.
    list_integral: f64,
    /// The value at which the list is requested: about one, with jitter.
    list_target: f64,
    lists: u64,
    /// Number of calls for one list.
    pages: f64,
    wrong_lists: u32,
    distrusted_until: f64,
    /// When the last list was requested.
    last_list: f64,
    last_plan: f64,
    was_listing: bool,
    /// The changes of the forecast that are taken into account.
    known_changes: u64,
    /// When the pending request for the list was sent.
    list_pending_since: Option<f64>,
}

/// A pseudo-random number between 0 and 1, determined by its arguments (splitmix64).
fn pseudo_random(of: u64, times: u64) -> f64 {
    let mut z = of.wrapping_add((times + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as f64 / u64::MAX as f64
}

/// A jitter factor of 1 ± 0.1.
fn jitter(of: u64, times: u64) -> f64 {
    0.9 + 0.2 * pseudo_random(of, times)
}

impl PollScheduler {
    /// A schedule in which a call costs as much as `call_cost` seconds of one member's waiting.
    /// Without a list of running tasks (`has_list`), each task is polled individually.
    pub fn new(call_cost: f64, has_list: bool) -> Self {
        Self {
            tasks: BTreeMap::new(),
            has_list,
            call_cost: call_cost.max(1e-4),
            rate: (1.0 / (2.0 * call_cost.max(1e-4))).sqrt(),
            list_integral: 0.0,
            list_target: 1.0,
            lists: 0,
            pages: 1.0,
            wrong_lists: 0,
            distrusted_until: f64::MIN,
            last_list: f64::MIN,
            last_plan: f64::MIN,
            was_listing: false,
            known_changes: 0,
            list_pending_since: None,
        }
    }

    /// What to poll at `now`, given all tasks at the provider.
    pub fn plan(&mut self, now: f64, outstanding: &[OutstandingTask], forecast: &Forecast) -> Plan {
        let out: HashSet<_> = outstanding.iter().map(|o| o.job).collect();
        self.tasks.retain(|job, _| out.contains(job));
        let news = forecast.changes() != self.known_changes;
        self.known_changes = forecast.changes();
        for out in outstanding {
            match self.tasks.get_mut(&out.job) {
                None => self.insert(out, forecast, now),
                // What was expected of it when it was submitted may no longer be true.
                Some(task) if news => {
                    let curves = forecast.curves(&out.kind);
                    if curves.bound.is_some() && curves.bound != task.curves.bound {
                        task.curves = curves;
                        let due = task.due;
                        self.schedule(out.job, now);
                        if let Some(task) = self.tasks.get_mut(&out.job) {
                            task.due = task.due.min(due);
                        }
                    }
                }
                Some(_) => {}
            }
        }
        // A clock that was set back must not stop the schedule.
        let elapsed = (now - self.last_plan).clamp(0.0, 60.0);
        self.last_plan = now;
        let runs = |t: &&ScheduledTask| t.is_running(now);
        let running = self.tasks.values().filter(runs).count();
        let listing = self.has_list && running >= LIST_THRESHOLD && self.believes_list(now);
        let mut plan = Plan::default();
        if self.was_listing && !listing {
            self.reschedule_all(now);
        }
        self.was_listing = listing;
        if listing {
            let hazards: f64 = self.tasks.values().filter(runs).map(|t| t.hazard(now)).sum();
            self.list_integral += (hazards / self.pages).sqrt() * self.rate * elapsed;
            let bounds = self.tasks.values().filter(runs).filter_map(|t| t.bound_at(now));
            let most = bounds.map(|most| most - HALF_TICK).fold(MAX_INTERVAL, f64::min);
            let long = now - self.last_list > most;
            let soon =
                now - self.last_list < MIN_INTERVAL * self.call_cost && self.last_list <= now;
            // One request at a time; one that got no response is forgotten after a while.
            let pending =
                self.list_pending_since.is_some_and(|at| (at..at + MAX_INTERVAL).contains(&now));
            if (self.list_integral >= self.list_target || long) && !soon && !pending {
                plan.list = true;
                self.list_pending_since = Some(now);
                self.list_integral = 0.0;
                self.lists += 1;
                self.list_target = jitter(7, self.lists);
            }
        } else {
            self.list_integral = 0.0;
        }
        for (job, task) in &self.tasks {
            // In list mode, a waiting task is polled individually once it is due and no list has
            // shown it running since.
            let due = match (listing, task.phase) {
                (false, _) => task.due,
                (true, Phase::Pending) if task.curves.bound.is_some() => task.due,
                (true, Phase::Pending) => task.due + LIST_WAIT * self.call_cost,
                (true, Phase::Running { .. }) if task.is_overdue(now) => {
                    task.last_polled + OVERDUE_INTERVAL
                }
                (true, Phase::Running { .. }) => task.last_polled + LISTED_INTERVAL,
            };
            // Further ahead than any interval: the clock was set back.
            if due <= now + HALF_TICK || due > now + LISTED_INTERVAL {
                plan.single.push(*job);
            }
        }
        plan
    }

    fn insert(&mut self, out: &OutstandingTask, forecast: &Forecast, now: f64) {
        let curves = forecast.curves(&out.kind);
        let soon = curves
            .queue
            .quantile(0.75)
            .clamp(FIRST_POLL.0 * self.call_cost, FIRST_POLL.1 * self.call_cost);
        let mut first = curves.whole.poll_interval(0.0, self.rate, MAX_INTERVAL).max(soon);
        if curves.early * first > self.call_cost || curves.start_matters() {
            first = soon;
        }
        if let Some(bound) = curves.bound {
            first = first.min(bound.from.max(bound.interval));
        }
        // An older task was submitted before a restart; its last poll is unknown.
        let due = if out.submitted + soon < now {
            now
        } else {
            out.submitted + first * jitter(out.job.bits(), 0)
        };
        let task = ScheduledTask {
            expected_start: out.submitted + curves.queue.quantile(STARTED_SHARE),
            curves,
            submitted: out.submitted,
            phase: out.phase,
            last_seen: now.min(out.submitted),
            due,
            last_polled: now,
            polls: 1,
            listed_at_age: None,
        };
        self.tasks.insert(out.job, task);
    }

    /// Applies the result of an individual poll.
    pub fn observed(&mut self, job: JobId, now: f64, observed: Observation) {
        let Some(task) = self.tasks.get_mut(&job) else { return };
        task.last_polled = now;
        task.polls += 1;
        match observed {
            Observation::Over { took } => {
                let wrong = took.zip(task.listed_at_age).map(|(took, age)| age > took + LIST_LAG);
                self.tasks.remove(&job);
                if let Some(wrong) = wrong {
                    self.record_list_accuracy(wrong, now);
                }
            }
            Observation::Pending => {
                task.phase = Phase::Pending;
                task.last_seen = now;
                task.expected_start = task.submitted
                    + task.curves.queue.remaining((now - task.submitted).max(0.0), STARTED_SHARE);
                self.schedule(job, now);
            }
            Observation::Running { since } => {
                // The last list did not contain it although it runs.
                let missed =
                    task.last_seen < self.last_list && matches!(task.phase, Phase::Running { .. });
                let before = match task.phase {
                    Phase::Running { since } => since,
                    Phase::Pending => (task.last_seen + now) / 2.0,
                };
                task.phase = Phase::Running { since: since.unwrap_or(before) };
                task.last_seen = now;
                self.schedule(job, now);
                if missed {
                    self.record_list_accuracy(true, now);
                }
            }
        }
    }

    /// Records whether the list was right about a task.
    fn record_list_accuracy(&mut self, wrong: bool, now: f64) {
        self.wrong_lists =
            if wrong { self.wrong_lists + 1 } else { self.wrong_lists.saturating_sub(1) };
        if self.wrong_lists >= MAX_WRONG_LISTS {
            self.wrong_lists = 0;
            self.distrusted_until = now + DISTRUST;
            self.reschedule_all(now);
        }
    }

    /// Applies a list requested at `now`; returns the tasks to poll individually now.
    pub fn listed(&mut self, now: f64, running: &HashSet<JobId>, pages: usize) -> Vec<JobId> {
        self.pages = pages.max(1) as f64;
        self.list_pending_since = None;
        let before = self.last_list;
        self.last_list = now;
        let mut missing = Vec::new();
        for (job, task) in &mut self.tasks {
            match (running.contains(job), task.phase) {
                (true, phase) => {
                    if phase == Phase::Pending {
                        // It started since the last poll.
                        let since = (task.last_seen.max(before).max(task.submitted) + now) / 2.0;
                        task.phase = Phase::Running { since };
                        task.last_polled = now;
                    }
                    task.last_seen = task.last_seen.max(now);
                    task.listed_at_age = Some(now - task.submitted);
                }
                // A newer poll knows better than the list.
                (false, _) if task.last_seen > now => {}
                (false, Phase::Running { .. }) => missing.push(*job),
                // It still waits, or has already ended.
                (false, Phase::Pending) if task.due <= now + HALF_TICK => missing.push(*job),
                (false, Phase::Pending) => {}
            }
        }
        missing
    }

    /// The list could not be fetched: tasks are polled individually for a minute.
    pub fn list_failed(&mut self, now: f64) {
        self.list_pending_since = None;
        self.distrusted_until = now + 60.0;
        self.reschedule_all(now);
    }

    /// Whether the list is trusted.
    pub fn believes_list(&self, now: f64) -> bool {
        now >= self.distrusted_until
    }

    /// Schedules every task individually again.
    fn reschedule_all(&mut self, now: f64) {
        self.was_listing = false;
        let jobs: Vec<_> = self.tasks.keys().copied().collect();
        for job in jobs {
            self.schedule(job, now);
        }
    }

    fn schedule(&mut self, job: JobId, now: f64) {
        let Some(task) = self.tasks.get_mut(&job) else { return };
        let (curve, age) = task.curve_and_age(now);
        let mut gap = curve.poll_interval(age, self.rate, MAX_INTERVAL);
        if task.phase == Phase::Pending && task.polls <= WAITING_POLLS {
            // The start of a task predicts its end better than anything else.
            let waited = (now - task.submitted).max(0.0);
            let until_start = task.curves.queue.remaining(waited, 0.75) - waited;
            gap = gap.min(until_start.max(FIRST_POLL.0 * self.call_cost));
        }
        if let Some(bound) = task.curves.bound {
            gap = gap.min((task.submitted + bound.from - now).max(bound.interval));
        }
        task.due = now + gap.max(MIN_INTERVAL * self.call_cost) * jitter(job.bits(), task.polls);
    }
}

impl Curves {
    /// Whether waits vary more than runs, so that the start of a task predicts its end better than
    /// anything else.
    fn start_matters(&self) -> bool {
        let spread = |curve: &DurationModel| curve.quantile(0.9) - curve.quantile(0.1);
        spread(&self.queue) > spread(&self.run)
    }
}

impl ScheduledTask {
    /// Whether it runs, or is assumed to.
    fn is_running(&self, now: f64) -> bool {
        matches!(self.phase, Phase::Running { .. }) || now >= self.expected_start
    }

    /// The applicable curve and the task's age on it. Before the first poll only the submission
    /// time is known; a task that was seen waiting starts at that time at the earliest.
    fn curve_and_age(&self, now: f64) -> (&DurationModel, f64) {
        let (curve, from) = match self.phase {
            Phase::Running { since } => (&self.curves.run, since),
            Phase::Pending if self.last_seen > self.submitted => (&self.curves.run, self.last_seen),
            Phase::Pending => (&self.curves.whole, self.submitted),
        };
        (curve, (now - from).max(0.0))
    }

    /// The bound of the interval between polls, where there is one at this time.
    fn bound_at(&self, now: f64) -> Option<f64> {
        let bound = self.curves.bound.filter(|bound| now - self.submitted >= bound.from)?;
        Some(bound.interval)
    }

    /// Whether it takes longer than nearly all tasks of its class.
    fn is_overdue(&self, now: f64) -> bool {
        let (curve, age) = self.curve_and_age(now);
        curve.survival(age) < 0.02
    }

    fn hazard(&self, now: f64) -> f64 {
        let (curve, age) = self.curve_and_age(now);
        curve.hazard(age)
    }
}
