//! When to ask how tasks are.
//!
//! A task alone is asked for whenever the integral of the square root of its hazard, weighed
//! against the price of a call, has grown by one (Keller, 1974). Of several that run, the
//! provider's list tells at once which still do: its calls follow the square root of the sum of
//! their hazards, and only what is not in it any more is asked for by itself.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::forecast::{Curves, DurationModel, Forecast, TaskClass};
use crate::job::JobId;

/// So many running tasks are worth the list: with fewer, the call for a finished one's result,
/// which the list does not have, eats what it saves.
const SEVERAL: usize = 3;
/// Nothing is asked for more often than so many prices of a call, whatever the hazard: a second as
/// it is shipped.
const LEAST_GAP: f64 = 2.0;
/// Nor less often: what went wrong must be met in time.
const MOST_GAP: f64 = 120.0;
/// In the list, each task is asked for by itself this often all the same.
const LISTED_GAP: f64 = 600.0;
/// Bounds of a look at the beginning, in prices of a call, 4 and 15 seconds as it is shipped: a task
/// with a bad input fails within three (wan-api reference §3.2), and its wait is over after some
/// ten.
const FIRST: (f64, f64) = (8.0, 30.0);
/// A task is taken to run when so many of all do.
const BEGUN: f64 = 0.9;
/// So often at most it is looked whether a task that waits has begun.
const WAITING_LOOKS: u64 = 3;
/// What is due within half a tick is asked for in this one: else every question would be late by
/// half a tick in the mean.
const NEAR: f64 = 0.25;
/// When the time of a task that waits has come, a look at the list is waited for no longer than so
/// many prices of a call: five seconds as it is shipped.
const PATIENT: f64 = 10.0;
/// And once it takes longer than nearly all did: the list may be wrong.
const OVERDUE_GAP: f64 = 60.0;
/// How far the list may lag behind unnoticed, in seconds.
const LAG: f64 = 2.0;
/// How often it may be caught before it is not believed any more, and for how long then.
const CAUGHT: u32 = 3;
const DISTRUST: f64 = 600.0;

/// What a task is doing, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Phase {
    /// It waits at the provider.
    Pending,
    /// It runs since a time, in seconds of the clock that the caller uses.
    Running {
        /// Since when.
        since: f64,
    },
}

/// A task that is out.
#[derive(Debug, Clone)]
pub struct OutstandingTask {
    /// Its job.
    pub job: JobId,
    /// Its kind.
    pub kind: TaskClass,
    /// When it was handed over.
    pub submitted: f64,
    /// What is known of it by others: a restart.
    pub phase: Phase,
}

/// What is to be asked now.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// Which tasks still run.
    pub list: bool,
    /// These, one by one.
    pub single: Vec<JobId>,
}

/// What was heard of a task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// It waits.
    Pending,
    /// It runs; since when, where the answer says so.
    Running {
        /// Since when.
        since: Option<f64>,
    },
    /// It is over; how long it took from submission, where the answer says so, in seconds.
    Over {
        /// From submission to end.
        took: Option<f64>,
    },
}

#[derive(Debug)]
struct Watched {
    curves: Arc<Curves>,
    submitted: f64,
    phase: Phase,
    /// When it was last seen to be going on, by a list or an answer.
    seen: f64,
    /// When it is asked for by itself.
    next: f64,
    /// When it was last asked for by itself.
    asked: f64,
    /// How often: so that no two keep step.
    times: u64,
    /// The age at which the list last said that it ran.
    listed_at_age: Option<f64>,
    /// While it is not known to run: when it is taken to.
    begins: f64,
}

/// The schedule of all tasks that are out.
#[derive(Debug)]
pub struct PollScheduler {
    /// In order, so that a run that is repeated adds the same numbers in the same order.
    tasks: BTreeMap<JobId, Watched>,
    /// The price of a call, in seconds of waiting.
    price: f64,
    /// `sqrt(1 / 2c)`, with that price c.
    rate: f64,
    /// How far the list's own integral has come.
    listing: f64,
    /// What it must reach: about one, never twice the same.
    goal: f64,
    lists: u64,
    /// Calls for one look at the list.
    pages: f64,
    caught: u32,
    distrusted_until: f64,
    /// When the list was last looked at.
    last_list: f64,
    last_plan: f64,
    was_listing: bool,
    /// A look at the list is under way, since when.
    looking: Option<f64>,
}

/// A number between 0 and 1 that looks drawn, the same for the same things (splitmix64).
fn drawn(of: u64, times: u64) -> f64 {
    let mut z = of.wrapping_add((times + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as f64 / u64::MAX as f64
}

/// A tenth more or less.
fn about(of: u64, times: u64) -> f64 {
    0.9 + 0.2 * drawn(of, times)
}

impl PollScheduler {
    /// A schedule in which a call costs as much as so many seconds of one member's waiting.
    pub fn new(call_costs: f64) -> Self {
        Self {
            tasks: BTreeMap::new(),
            price: call_costs.max(1e-4),
            rate: (1.0 / (2.0 * call_costs.max(1e-4))).sqrt(),
            listing: 0.0,
            goal: 1.0,
            lists: 0,
            pages: 1.0,
            caught: 0,
            distrusted_until: f64::MIN,
            last_list: f64::MIN,
            last_plan: f64::MIN,
            was_listing: false,
            looking: None,
        }
    }

    /// What is to be asked at a time about all tasks that are out.
    pub fn plan(&mut self, now: f64, outs: &[OutstandingTask], forecast: &Forecast) -> Plan {
        let out: HashSet<_> = outs.iter().map(|o| o.job).collect();
        self.tasks.retain(|job, _| out.contains(job));
        for out in outs {
            if !self.tasks.contains_key(&out.job) {
                self.insert(out, forecast, now);
            }
        }
        // A clock that was set back must not stop the schedule.
        let passed = (now - self.last_plan).clamp(0.0, 60.0);
        self.last_plan = now;
        let runs = |t: &&Watched| t.runs(now);
        let running = self.tasks.values().filter(runs).count();
        let listing = running >= SEVERAL && self.believes_list(now);
        let mut plan = Plan::default();
        if self.was_listing && !listing {
            self.spread(now);
        }
        self.was_listing = listing;
        if listing {
            let hazards: f64 = self.tasks.values().filter(runs).map(|t| t.hazard(now)).sum();
            self.listing += (hazards / self.pages).sqrt() * self.rate * passed;
            let long = now - self.last_list > MOST_GAP;
            let soon = now - self.last_list < LEAST_GAP * self.price && self.last_list <= now;
            // One at a time; a look that never came back is forgotten.
            let looking = self.looking.is_some_and(|at| (at..at + MOST_GAP).contains(&now));
            if (self.listing >= self.goal || long) && !soon && !looking {
                plan.list = true;
                self.looking = Some(now);
                self.listing = 0.0;
                self.lists += 1;
                self.goal = about(7, self.lists);
            }
        } else {
            self.listing = 0.0;
        }
        for (job, task) in &self.tasks {
            // What waits is asked for when its time has come and the next look at the list does
            // not have it, or no look comes.
            let next = match (listing, task.phase) {
                (false, _) => task.next,
                (true, Phase::Pending) => task.next + PATIENT * self.price,
                (true, Phase::Running { .. }) if task.is_overdue(now) => task.asked + OVERDUE_GAP,
                (true, Phase::Running { .. }) => task.asked + LISTED_GAP,
            };
            // Farther ahead than any gap: the clock was set back.
            if next <= now + NEAR || next > now + LISTED_GAP {
                plan.single.push(*job);
            }
        }
        plan
    }

    fn insert(&mut self, out: &OutstandingTask, forecast: &Forecast, now: f64) {
        let curves = forecast.curves(&out.kind);
        let soon = curves.queue.quantile(0.75).clamp(FIRST.0 * self.price, FIRST.1 * self.price);
        let mut first = curves.whole.gap(0.0, self.rate, MOST_GAP).max(soon);
        if curves.early * first > self.price || curves.begin_matters() {
            first = soon;
        }
        // One that is older is taken up after a restart: nobody knows when it was last asked for.
        let next = match out.submitted + soon < now {
            true => now,
            false => out.submitted + first * about(out.job.bits(), 0),
        };
        let task = Watched {
            begins: out.submitted + curves.queue.quantile(BEGUN),
            curves,
            submitted: out.submitted,
            phase: out.phase,
            seen: now.min(out.submitted),
            next,
            asked: now,
            times: 1,
            listed_at_age: None,
        };
        self.tasks.insert(out.job, task);
    }

    /// Takes in what was heard of a task that was asked for by itself.
    pub fn observed(&mut self, job: JobId, now: f64, observed: Observation) {
        let Some(task) = self.tasks.get_mut(&job) else { return };
        task.asked = now;
        task.times += 1;
        match observed {
            Observation::Over { took } => {
                let lied = took.zip(task.listed_at_age).map(|(took, age)| age > took + LAG);
                self.tasks.remove(&job);
                if let Some(lied) = lied {
                    self.catch(lied, now);
                }
            }
            Observation::Pending => {
                task.phase = Phase::Pending;
                task.seen = now;
                task.begins = task.submitted
                    + task.curves.queue.remaining((now - task.submitted).max(0.0), BEGUN);
                self.schedule(job, now);
            }
            Observation::Running { since } => {
                // The list did not have it although it runs.
                let missed =
                    task.seen < self.last_list && matches!(task.phase, Phase::Running { .. });
                let before = match task.phase {
                    Phase::Running { since } => since,
                    Phase::Pending => (task.seen + now) / 2.0,
                };
                task.phase = Phase::Running { since: since.unwrap_or(before) };
                task.seen = now;
                self.schedule(job, now);
                if missed {
                    self.catch(true, now);
                }
            }
        }
    }

    /// Whether the list told the truth of a task.
    fn catch(&mut self, lied: bool, now: f64) {
        self.caught = if lied { self.caught + 1 } else { self.caught.saturating_sub(1) };
        if self.caught >= CAUGHT {
            self.caught = 0;
            self.distrusted_until = now + DISTRUST;
            self.spread(now);
        }
    }

    /// Takes in a look at the list, `now` being when it was asked for, and says which tasks are to
    /// be asked for at once.
    pub fn listed(&mut self, now: f64, running: &HashSet<JobId>, pages: usize) -> Vec<JobId> {
        self.pages = pages.max(1) as f64;
        self.looking = None;
        let before = self.last_list;
        self.last_list = now;
        let mut gone = Vec::new();
        for (job, task) in &mut self.tasks {
            match (running.contains(job), task.phase) {
                (true, phase) => {
                    if phase == Phase::Pending {
                        // It began since somebody last looked.
                        let since = (task.seen.max(before).max(task.submitted) + now) / 2.0;
                        task.phase = Phase::Running { since };
                        task.asked = now;
                    }
                    task.seen = task.seen.max(now);
                    task.listed_at_age = Some(now - task.submitted);
                }
                // What is known better than the list could know.
                (false, _) if task.seen > now => {}
                (false, Phase::Running { .. }) => gone.push(*job),
                // It waits, or is over already.
                (false, Phase::Pending) if task.next <= now + NEAR => gone.push(*job),
                (false, Phase::Pending) => {}
            }
        }
        gone
    }

    /// The list could not be had: for a while tasks are asked for one by one.
    pub fn list_failed(&mut self, now: f64) {
        self.looking = None;
        self.distrusted_until = now + 60.0;
        self.spread(now);
    }

    /// Whether the list is believed.
    pub fn believes_list(&self, now: f64) -> bool {
        now >= self.distrusted_until
    }

    /// Everything has a time of its own again.
    fn spread(&mut self, now: f64) {
        self.was_listing = false;
        let jobs: Vec<_> = self.tasks.keys().copied().collect();
        for job in jobs {
            self.schedule(job, now);
        }
    }

    fn schedule(&mut self, job: JobId, now: f64) {
        let Some(task) = self.tasks.get_mut(&job) else { return };
        let (curve, age) = task.stands(now);
        let mut gap = curve.gap(age, self.rate, MOST_GAP);
        if task.phase == Phase::Pending && task.times <= WAITING_LOOKS {
            // When it began says more of its end than anything else.
            let waited = (now - task.submitted).max(0.0);
            let begins = task.curves.queue.remaining(waited, 0.75) - waited;
            gap = gap.min(begins.max(FIRST.0 * self.price));
        }
        task.next = now + gap.max(LEAST_GAP * self.price) * about(job.bits(), task.times);
    }
}

impl Curves {
    /// Whether waits differ more than work does, so that knowing when a task began says more of
    /// its end than anything else.
    fn begin_matters(&self) -> bool {
        let spread = |curve: &DurationModel| curve.quantile(0.9) - curve.quantile(0.1);
        spread(&self.queue) > spread(&self.run)
    }
}

impl Watched {
    /// It is known to run, or taken to.
    fn runs(&self, now: f64) -> bool {
        matches!(self.phase, Phase::Running { .. }) || now >= self.begins
    }

    /// On which curve it stands, and how far: of one of which nothing was heard all that is known
    /// is when it was submitted; one that was seen waiting begins then, at the earliest.
    fn stands(&self, now: f64) -> (&DurationModel, f64) {
        let (curve, from) = match self.phase {
            Phase::Running { since } => (&self.curves.run, since),
            Phase::Pending if self.seen > self.submitted => (&self.curves.run, self.seen),
            Phase::Pending => (&self.curves.whole, self.submitted),
        };
        (curve, (now - from).max(0.0))
    }

    /// It takes longer than nearly all of its kind did.
    fn is_overdue(&self, now: f64) -> bool {
        let (curve, age) = self.stands(now);
        curve.lasts(age) < 0.02
    }

    fn hazard(&self, now: f64) -> f64 {
        let (curve, age) = self.stands(now);
        curve.hazard(age)
    }
}
