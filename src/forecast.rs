//! How long tasks take, and when to ask how they are: pure, learned from this installation's own
//! tasks.
//!
//! For every [`TaskClass`] of task two curves are kept, one of the wait at the provider and one of the
//! work, each a smoothed histogram of the last tasks over a broad prior from the published
//! timings. [`PollScheduler`] asks at the rate that the square root of the hazard wants (Keller, 1974),
//! and the estimates that members read are quantiles of the same curves.

mod duration_model;
mod memory;
mod poll_scheduler;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

pub use duration_model::DurationModel;
pub use memory::{REMEMBERED, Sample};
pub use poll_scheduler::{Observation, OutstandingTask, Phase, Plan, PollScheduler};

use crate::generation::catalogue::Interval;
use crate::generation::{Catalogue, Mode, Request, Resolution};
use memory::Samples;

/// Tasks that take about as long as each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskClass {
    /// The model.
    pub model: String,
    /// What it does.
    pub mode: Mode,
    /// At which resolution.
    pub resolution: Resolution,
    /// The length of the clip in whole seconds, or how many pictures.
    pub size: u32,
}

impl TaskClass {
    /// The kind of a request's task.
    pub fn of(request: &Request) -> Self {
        let pictures = request.makes_pictures();
        Self {
            model: request.model.clone(),
            mode: request.mode(),
            resolution: request.resolution,
            size: if pictures { request.count } else { request.length().round() as u32 },
        }
    }
}

/// What is known of a kind.
#[derive(Debug)]
pub struct Curves {
    /// From submission until the provider begins, in seconds.
    pub queue: DurationModel,
    /// From then until the end.
    pub run: DurationModel,
    /// From submission to end, for tasks of which it is not known when they began.
    pub whole: DurationModel,
    /// The chance to fail at once: what was sent is found fault with.
    pub early: f64,
}

impl Curves {
    /// From submission to end: a quick one and a slow one of ten.
    pub fn band(&self) -> (f64, f64) {
        (self.whole.quantile(0.1), self.whole.quantile(0.9))
    }
}

/// What a wait at the provider is like before any was seen: published samples have 0 to 11 s
/// (wan-api reference §3.3).
const QUEUE: Interval = Interval { low: 1, high: 12 };

#[derive(Debug, Default)]
struct Known {
    /// In order: sums of fractions depend on it.
    samples: BTreeMap<TaskClass, Samples>,
    curves: HashMap<TaskClass, Arc<Curves>>,
}

/// Everything that is known of how long tasks take.
#[derive(Debug)]
pub struct Forecast {
    /// From submission to end, by model, before any was seen.
    priors: HashMap<String, Interval>,
    known: RwLock<Known>,
}

impl Forecast {
    /// Nothing is known but what the catalogue says.
    pub fn new(catalogue: &Catalogue) -> Self {
        let priors = catalogue.models().iter().map(|m| (m.name.clone(), m.typical_seconds));
        Self::with_priors(priors.collect())
    }

    /// Nothing is known but these bands, by model.
    pub fn with_priors(priors: HashMap<String, Interval>) -> Self {
        Self { priors, known: RwLock::default() }
    }

    /// Notes a finished task; called in the order in which they finished.
    pub fn learn(&self, kind: &TaskClass, sample: Sample) {
        let curves = self.curves(kind);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.samples.entry(kind.clone()).or_default().note(sample, &curves.run);
        // Kinds of the same model lean on each other.
        known.curves.retain(|k, _| k.model != kind.model);
    }

    /// Notes that a task failed, so many seconds after it was submitted.
    pub fn failed(&self, kind: &TaskClass, after: f64) {
        if after < memory::AT_ONCE {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.samples.entry(kind.clone()).or_default().fail();
            known.curves.remove(kind);
        }
    }

    /// Takes in what an earlier life learned, in the order in which it was learned.
    pub fn restore(&self, tasks: impl IntoIterator<Item = (TaskClass, Sample)>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for (kind, sample) in tasks {
            known.samples.entry(kind).or_default().restore(sample);
        }
        known.curves.clear();
    }

    /// How many tasks of a kind were seen lately.
    pub fn seen(&self, kind: &TaskClass) -> usize {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.samples.get(kind).map_or(0, Samples::len)
    }

    /// The curves of a kind as they are now.
    pub fn curves(&self, kind: &TaskClass) -> Arc<Curves> {
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(curves) = known.curves.get(kind) {
                return Arc::clone(curves);
            }
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let prior =
            self.priors.get(&kind.model).copied().unwrap_or(Interval { low: 60, high: 300 });
        let own = known.samples.get(kind);
        let kin = known.samples.iter().filter(|(k, _)| k.model == kind.model && *k != kind);
        let kin: Vec<_> = kin.map(|(_, s)| s).collect();
        let curves = Arc::new(Curves {
            queue: memory::curve(own, &kin, QUEUE, |s| s.queue),
            run: memory::curve(own, &kin, prior, |s| s.run),
            whole: memory::curve(own, &kin, prior, |s| s.queue + s.run),
            early: memory::early(own),
        });
        known.curves.insert(kind.clone(), Arc::clone(&curves));
        curves
    }
}

#[cfg(test)]
#[path = "forecast/forecast_tests.rs"]
mod tests;
