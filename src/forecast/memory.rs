//! The last tasks of a kind, and the curve that they make.

use std::collections::VecDeque;

use crate::forecast::duration_model::{Bumps, DurationModel};
use crate::generation::catalogue::Interval;

/// How many of the last tasks are remembered.
pub const REMEMBERED: usize = 150;
/// Each task counts so much less than the one after it: the last fifty or so decide.
const FADING: f64 = 0.98;
/// Tasks in a row that were not to be expected, after which the past is not believed any more.
const TURNED: usize = 3;
/// What was not to be expected: fewer than so many of all would take so long, or so short.
const UNLIKELY: f64 = 0.08;
/// How much the prior counts against tasks that were seen: as much as this many of them at first,
/// and less and less.
const PRIOR: f64 = 3.0;
/// And other kinds of the same model, in all.
const KIN: f64 = 2.0;
/// Of a band, one in ten is quicker and one in ten slower: so many widths of the bell apart.
const BAND: f64 = 2.563;

/// A task that fails sooner, in seconds, failed at once: a bad input does within three (wan-api
/// reference §3.2), after its wait.
pub(super) const AT_ONCE: f64 = 30.0;
/// How many of all do so, before any was seen, and as how many tasks that counts.
const EARLY: (f64, f64) = (0.05, 2.0);

/// How one task went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// From submission until the provider began, in seconds.
    pub queue: f64,
    /// From then until the end.
    pub run: f64,
}

/// The last tasks of a kind, newest first.
#[derive(Debug, Default)]
pub(super) struct Samples {
    last: VecDeque<Sample>,
    /// How many in a row came sooner (-) or later (+) than was to be expected.
    surprises: i32,
    /// How many failed at once, those long past counting less.
    failed: f64,
}

impl Samples {
    pub(super) fn len(&self) -> usize {
        self.last.len()
    }

    /// Takes in a task of an earlier life.
    pub(super) fn restore(&mut self, sample: Sample) {
        self.last.push_front(sample);
        self.last.truncate(REMEMBERED);
        // What failed is not kept: one is taken to have, so that it is looked for anew.
        self.failed = 1.0;
    }

    /// Takes in a task that failed at once.
    pub(super) fn fail(&mut self) {
        self.failed = self.failed * FADING + 1.0;
    }

    /// Takes in a task; `expected` is the curve as it was before.
    pub(super) fn note(&mut self, sample: Sample, expected: &DurationModel) {
        let lasts = expected.lasts(sample.run);
        let side = i32::from(lasts < UNLIKELY) - i32::from(lasts > 1.0 - UNLIKELY);
        self.surprises = match side {
            0 => 0,
            side if side == self.surprises.signum() => self.surprises + side,
            side => side,
        };
        self.last.push_front(sample);
        self.failed *= FADING;
        if self.surprises.unsigned_abs() as usize >= TURNED && self.last.len() > TURNED {
            self.last.truncate(TURNED);
            self.surprises = 0;
        }
        self.last.truncate(REMEMBERED);
    }
}

/// The chance that a task of a kind fails at once.
pub(super) fn early(own: Option<&Samples>) -> f64 {
    let (share, counts) = EARLY;
    let (failed, well) = own.map_or((0.0, 0.0), |s| (s.failed, faded(s.last.len())));
    (failed + share * counts) / (failed + well + counts)
}

/// What so many tasks count for, each less than the one after it.
fn faded(tasks: usize) -> f64 {
    (0..tasks).map(|n| FADING.powi(n as i32)).sum()
}

/// The curve of a kind: its own tasks, some of its kin, and a prior that fades.
pub(super) fn curve(
    own: Option<&Samples>,
    kin: &[&Samples],
    prior: Interval,
    of: impl Fn(&Sample) -> f64,
) -> DurationModel {
    let mut bumps = Bumps::none();
    let own: Vec<f64> = own.into_iter().flat_map(|s| &s.last).map(&of).collect();
    let weight = faded(own.len());
    let width = width(&own, weight);
    for (n, seconds) in own.iter().enumerate() {
        bumps.add(*seconds, width, FADING.powi(n as i32));
    }
    let strange = 1.0 / (1.0 + own.len() as f64 / 3.0);
    let others: Vec<_> = kin.iter().flat_map(|s| s.last.iter().take(5)).map(of).collect();
    for seconds in &others {
        bumps.add(*seconds, 0.4, strange * KIN / others.len() as f64);
    }
    let (low, high) = (f64::from(prior.low.max(1)), f64::from(prior.high.max(2)));
    let wide = ((high / low).ln() / BAND).max(0.1);
    // Never nothing: what was never seen can happen, and is then asked for at the prior's pace.
    bumps.add((low * high).sqrt(), wide, (strange * PRIOR).max(0.003 * weight));
    bumps.curve()
}

/// Widths that are tried, on the logarithm: from tasks that are alike to a few hundredths to such
/// of which one takes three times as long as the other.
const WIDTHS: [f64; 7] = [0.02, 0.03, 0.045, 0.07, 0.11, 0.18, 0.3];
/// So many of the last tasks are looked at for it.
const LOOKED_AT: usize = 60;

/// How wide one task's bump is: the width under which each of the tasks is best foretold by the
/// others (Duin, 1976). A rule from the spread of all of them would take two modes for one wide
/// one.
fn width(durations: &[f64], weight: f64) -> f64 {
    // Few tasks say little of how far the next ones may be.
    let doubt = 0.15 / weight.max(0.6);
    let logs: Vec<_> = durations.iter().take(LOOKED_AT).map(|d| d.max(0.25).ln()).collect();
    if logs.len() < 3 {
        return 0.1 + doubt;
    }
    let foretold = |width: f64| -> f64 {
        let near = |a: f64, b: f64| f64::exp(-0.5 * ((a - b) / width).powi(2));
        let of = |n: usize| {
            let others = logs.iter().enumerate().filter(|(m, _)| *m != n);
            let sum: f64 = others.map(|(_, l)| near(*l, logs[n])).sum();
            // One straggler must not decide for all.
            (sum / width).max(1e-3).ln()
        };
        (0..logs.len()).map(of).sum()
    };
    let best = WIDTHS.into_iter().max_by(|a, b| foretold(*a).total_cmp(&foretold(*b)));
    best.unwrap_or(0.1) + doubt / 3.0
}
