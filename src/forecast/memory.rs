//! The recent tasks of a class, and the curve they make.

use std::collections::VecDeque;

use crate::forecast::duration_model::{DurationModel, KernelSum};
use crate::generation::catalogue::Interval;

/// Number of recent tasks that are retained.
pub const RETAINED_SAMPLES: usize = 150;
/// Weight of a task relative to the next newer one: about the last fifty decide.
const DECAY: f64 = 0.98;
/// Number of unexpected durations in a row after which older samples are dropped.
const MAX_SURPRISES: usize = 3;
/// A duration is unexpected if fewer than this share of tasks would take as long, or as short.
const UNLIKELY: f64 = 0.08;
/// Number of unexpected durations in a row after which what was learned may no longer be true.
const DOUBTFUL_SURPRISES: u32 = 2;
/// Longest intervals between polls while a class is not learned, in seconds: up to this number of
/// tasks, and from this share of the shortest of them on. The curves are then little more than the
/// prior, which can be wrong by any factor.
///
/// With jitter, a tick and an answer, a result is found within five seconds (nearly always) by the
/// first interval, and within eight by the second. The first number is above [`MAX_SURPRISES`], so
/// that a class has to be learned again after a drift.
const UNLEARNED: [(usize, f64, f64); 2] = [(5, 0.7, 4.6), (30, 0.85, 6.6)];
/// Initial weight of the prior, in tasks; it decreases with the number of samples.
const PRIOR_WEIGHT: f64 = 3.0;
/// Initial total weight of other classes of the same model, in tasks.
const RELATED_WEIGHT: f64 = 2.0;
/// Width of a prior interval in standard deviations: its ends are the 10 % and 90 % quantiles of a
/// normal distribution.
const INTERVAL_WIDTH: f64 = 2.563;

/// A task that fails within this many seconds is an early failure: an invalid input fails within
/// three (docs/reference/wan-api.md §3.2), after its wait.
pub(super) const EARLY_FAILURE: f64 = 30.0;
/// Prior of the probability of an early failure, and its weight in tasks.
const EARLY_PRIOR: (f64, f64) = (0.05, 2.0);

/// The durations of one task, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// From submission until the provider started.
    pub queue: f64,
    /// From start to end.
    pub run: f64,
}

/// The recent tasks of a class, newest first.
#[derive(Debug, Default)]
pub(super) struct Samples {
    last: VecDeque<Sample>,
    /// Number of unexpected durations in a row: shorter (-) or longer (+) than expected.
    surprises: i32,
    /// Early failures, older ones weighing less.
    failed: f64,
}

impl Samples {
    pub(super) fn len(&self) -> usize {
        self.last.len()
    }

    /// Adds a task recorded by an earlier run of the program.
    pub(super) fn restore(&mut self, sample: Sample) {
        self.last.push_front(sample);
        self.last.truncate(RETAINED_SAMPLES);
        // Failures are not stored. Assuming one makes the scheduler look for early failures again.
        self.failed = 1.0;
    }

    /// Adds an early failure.
    pub(super) fn fail(&mut self) {
        self.failed = self.failed * DECAY + 1.0;
    }

    /// Adds a finished task; `expected` is the curve before it.
    pub(super) fn note(&mut self, sample: Sample, expected: &DurationModel) {
        let survival = expected.survival(sample.run);
        let side = i32::from(survival < UNLIKELY) - i32::from(survival > 1.0 - UNLIKELY);
        self.surprises = match side {
            0 => 0,
            side if side == self.surprises.signum() => self.surprises + side,
            side => side,
        };
        self.last.push_front(sample);
        self.failed *= DECAY;
        if self.surprises.unsigned_abs() as usize >= MAX_SURPRISES
            && self.last.len() > MAX_SURPRISES
        {
            self.last.truncate(MAX_SURPRISES);
            self.surprises = 0;
        }
        self.last.truncate(RETAINED_SAMPLES);
    }
}

/// A bound on the interval between polls, where the curves cannot be relied on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PollBound {
    /// The age of a task in seconds, from which it may end at any time.
    pub from: f64,
    /// The longest interval from then on, in seconds.
    pub interval: f64,
}

/// The bound that applies until a class is learned.
pub(super) fn bound(own: Option<&Samples>) -> Option<PollBound> {
    let [(_, share, interval), _] = UNLEARNED;
    let Some(own) = own else { return Some(PollBound { from: 0.0, interval }) };
    let shortest = own.last.iter().map(|s| s.queue + s.run).reduce(f64::min).unwrap_or(0.0);
    if own.surprises.unsigned_abs() >= DOUBTFUL_SURPRISES {
        return Some(PollBound { from: shortest * share, interval });
    }
    let (_, share, interval) = UNLEARNED.into_iter().find(|(most, ..)| own.last.len() < *most)?;
    Some(PollBound { from: shortest * share, interval })
}

/// The probability of an early failure.
pub(super) fn early(own: Option<&Samples>) -> f64 {
    let (share, counts) = EARLY_PRIOR;
    let (failed, well) = own.map_or((0.0, 0.0), |s| (s.failed, total_weight(s.last.len())));
    (failed + share * counts) / (failed + well + counts)
}

/// The total weight of this many tasks, each weighing less than the next newer one.
fn total_weight(tasks: usize) -> f64 {
    (0..tasks).map(decayed).sum()
}

/// The weight of a task by the number of newer ones.
fn decayed(newer: usize) -> f64 {
    DECAY.powi(i32::try_from(newer).unwrap_or(i32::MAX))
}

/// The curve of a class: its own tasks, some of related classes, and a prior whose weight
/// decreases.
pub(super) fn curve(
    own: Option<&Samples>,
    related: &[&Samples],
    prior: Interval,
    of: impl Fn(&Sample) -> f64,
) -> DurationModel {
    let mut kernels = KernelSum::none();
    let own: Vec<f64> = own.into_iter().flat_map(|s| &s.last).map(&of).collect();
    let weight = total_weight(own.len());
    let width = width(&own, weight);
    for (n, seconds) in own.iter().enumerate() {
        kernels.add(*seconds, width, decayed(n));
    }
    let unfamiliarity = 1.0 / (1.0 + own.len() as f64 / 3.0);
    let others: Vec<_> = related.iter().flat_map(|s| s.last.iter().take(5)).map(of).collect();
    for seconds in &others {
        kernels.add(*seconds, 0.4, unfamiliarity * RELATED_WEIGHT / others.len() as f64);
    }
    let (low, high) = (f64::from(prior.low.max(1)), f64::from(prior.high.max(2)));
    let wide = ((high / low).ln() / INTERVAL_WIDTH).max(0.1);
    // Never zero: a duration that was never seen is possible, and is then polled at the prior's
    // pace.
    kernels.add((low * high).sqrt(), wide, (unfamiliarity * PRIOR_WEIGHT).max(0.003 * weight));
    kernels.curve()
}

/// Candidate kernel widths, on the logarithm: from durations that agree to a few hundredths to some
/// that differ by a factor of three.
const WIDTHS: [f64; 7] = [0.02, 0.03, 0.045, 0.07, 0.11, 0.18, 0.3];
/// Number of recent tasks used to choose the width.
const WIDTH_SAMPLES: usize = 60;

/// The width of a task's kernel: the one that maximizes the leave-one-out likelihood (Duin, 1976).
/// A rule from the overall spread would take two modes for a single wide one.
fn width(durations: &[f64], weight: f64) -> f64 {
    // With few tasks, the next ones may be further away.
    let extra = 0.15 / weight.max(0.6);
    let logs: Vec<_> = durations.iter().take(WIDTH_SAMPLES).map(|d| d.max(0.25).ln()).collect();
    if logs.len() < 3 {
        return 0.1 + extra;
    }
    let likelihood = |width: f64| -> f64 {
        let kernel = |a: f64, b: f64| f64::exp(-0.5 * ((a - b) / width).powi(2));
        let of = |(n, log): (usize, &f64)| {
            let others = logs.iter().enumerate().filter(|(m, _)| *m != n);
            let sum: f64 = others.map(|(_, other)| kernel(*other, *log)).sum();
            // A single outlier must not decide.
            (sum / width).max(1e-3).ln()
        };
        logs.iter().enumerate().map(of).sum()
    };
    let best = WIDTHS.into_iter().max_by(|a, b| likelihood(*a).total_cmp(&likelihood(*b)));
    best.unwrap_or(0.1) + extra / 3.0
}
