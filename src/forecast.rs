//! How long tasks take, and when to poll them. No I/O; learned from this installation's own tasks.
//!
//! For every [`TaskClass`] there are curves of the wait at the provider, of the run and of both
//! together, each a smoothed histogram of recent tasks over a broad prior from published timings.
//! [`PollScheduler`] polls at a rate proportional to the square root of the hazard (Keller, 1974),
//! and the estimates shown to members are quantiles of the same curves.

mod duration_model;
mod memory;
mod poll_scheduler;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

pub use duration_model::DurationModel;
pub use memory::{PollBound, RETAINED_SAMPLES, Sample};
pub use poll_scheduler::{Observation, OutstandingTask, Phase, Plan, PollScheduler};

use crate::generation::catalogue::Interval;
use crate::generation::{Catalogue, Mode, Request, Resolution};
use memory::Samples;

/// Tasks that take about equally long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskClass {
    /// The model.
    pub model: String,
    /// The mode.
    pub mode: Mode,
    /// The resolution.
    pub resolution: Resolution,
    /// The video's length in whole seconds, or the number of images.
    pub size: u32,
}

impl TaskClass {
    /// The class of a request's task.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    pub fn of(request: &Request) -> Self {
        let images = request.makes_images();
        Self {
            model: request.model.clone(),
            mode: request.mode(),
            resolution: request.resolution,
            size: if images { request.count } else { request.length().round() as u32 },
        }
    }
}

/// What is known about a class.
#[derive(Debug)]
pub struct Curves {
    /// From submission until the provider starts, in seconds.
    pub queue: DurationModel,
    /// From start to end, in seconds.
    pub run: DurationModel,
    /// From submission to end, in seconds, for tasks whose start is unknown.
    pub whole: DurationModel,
    /// The probability of an early failure, as from an invalid input.
    pub early: f64,
    /// While few tasks of the class are known, or the last ones took unexpectedly long or short.
    pub bound: Option<PollBound>,
}

impl Curves {
    /// The 10 % and 90 % quantiles of the time from submission to end, in seconds.
    pub fn band(&self) -> (f64, f64) {
        (self.whole.quantile(0.1), self.whole.quantile(0.9))
    }
}

/// The prior of the wait at the provider, in seconds: published samples show 0 to 11 s
/// (docs/reference/wan-api.md §3.3).
const QUEUE: Interval = Interval { low: 1, high: 12 };

#[derive(Debug, Default)]
struct Known {
    /// Ordered, because floating-point sums depend on the order.
    samples: BTreeMap<TaskClass, Samples>,
    curves: HashMap<TaskClass, Arc<Curves>>,
}

/// The duration models of all task classes.
#[derive(Debug)]
pub struct Forecast {
    /// The prior from submission to end, in seconds, by model.
    priors: HashMap<String, Interval>,
    known: RwLock<Known>,
    /// Number of changes of what is known.
    changes: AtomicU64,
}

impl Forecast {
    /// A forecast with the catalogue's priors only.
    pub fn new(catalogue: &Catalogue) -> Self {
        let priors = catalogue.models().iter().map(|m| (m.name.clone(), m.typical_seconds));
        Self::with_priors(priors.collect())
    }

    /// A forecast with these priors only, by model.
    pub fn with_priors(priors: HashMap<String, Interval>) -> Self {
        Self { priors, known: RwLock::default(), changes: AtomicU64::new(0) }
    }

    /// Records a finished task; call it in the order in which tasks finish.
    pub fn learn(&self, kind: &TaskClass, sample: Sample) {
        let curves = self.curves(kind);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.samples.entry(kind.clone()).or_default().note(sample, &curves.run);
        // Classes of the same model share samples.
        known.curves.retain(|k, _| k.model != kind.model);
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// A number that changes whenever a task was learned.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Records that a task failed, `after` seconds after its submission.
    pub fn failed(&self, kind: &TaskClass, after: f64) {
        if after < memory::EARLY_FAILURE {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.samples.entry(kind.clone()).or_default().fail();
            known.curves.remove(kind);
        }
    }

    /// Loads the samples of an earlier run of the program, in the order in which they were
    /// recorded.
    pub fn restore(&self, tasks: impl IntoIterator<Item = (TaskClass, Sample)>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for (kind, sample) in tasks {
            known.samples.entry(kind).or_default().restore(sample);
        }
        known.curves.clear();
    }

    /// The number of recent tasks of a class.
    pub fn seen(&self, kind: &TaskClass) -> usize {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.samples.get(kind).map_or(0, Samples::len)
    }

    /// The current curves of a class.
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
        let related = known.samples.iter().filter(|(k, _)| k.model == kind.model && *k != kind);
        let related: Vec<_> = related.map(|(_, s)| s).collect();
        let curves = Arc::new(Curves {
            queue: memory::curve(own, &related, QUEUE, |s| s.queue),
            run: memory::curve(own, &related, prior, |s| s.run),
            whole: memory::curve(own, &related, prior, |s| s.queue + s.run),
            early: memory::early(own),
            bound: memory::bound(own),
        });
        known.curves.insert(kind.clone(), Arc::clone(&curves));
        curves
    }
}

#[cfg(test)]
#[path = "forecast/forecast_tests.rs"]
mod tests;
