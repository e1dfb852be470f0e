//! A distribution of durations, on a grid that is finer for short durations.

#![expect(
    clippy::indexing_slicing,
    reason = "`cell` returns a number below CELLS, the number of masses; of edges and survivals \
              there is one more"
)]

/// The shortest duration distinguished from 0, in seconds.
const MIN_DURATION: f64 = 0.25;
/// Ratio of the lengths of adjacent cells: 3 % is finer than the variation of tasks.
const STEP: f64 = 1.03;
/// Cells up to some 20 hours; tasks end, or are given up, long before (3 h,
/// docs/reference/wan-api.md §3.6).
const CELLS: usize = 430;

/// A distribution of durations in seconds.
#[derive(Debug, Clone)]
pub struct DurationModel {
    /// The probability of each cell.
    mass: Vec<f64>,
    /// The probability to last beyond the start of each cell.
    survival: Vec<f64>,
    mean: f64,
}

/// Where each cell starts, and where the last one ends, in seconds.
static EDGES: [f64; CELLS + 1] = {
    let mut edges = [0.0; CELLS + 1];
    let (mut n, mut edge) = (1, MIN_DURATION);
    while n <= CELLS {
        edges[n] = edge;
        edge *= STEP;
        n += 1;
    }
    edges
};

fn edge(cell: usize) -> f64 {
    EDGES[cell]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float stops at the limits"
)]
fn cell(seconds: f64) -> usize {
    if seconds < MIN_DURATION {
        return 0;
    }
    let n = (seconds / MIN_DURATION).ln() / STEP.ln();
    (n as usize + 1).min(CELLS - 1)
}

/// A sum of kernels, from which a distribution is made.
#[derive(Debug)]
pub(super) struct KernelSum {
    mass: Vec<f64>,
}

impl KernelSum {
    pub(super) fn none() -> Self {
        Self { mass: vec![0.0; CELLS] }
    }

    /// Adds a kernel around a duration. Its width is relative, as long tasks vary by more seconds
    /// than short ones.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    pub(super) fn add(&mut self, seconds: f64, width: f64, weight: f64) {
        let middle = seconds.max(MIN_DURATION).ln();
        let at = cell(seconds);
        let reach = (4.0 * width / STEP.ln()).ceil() as usize + 1;
        let (from, to) = (at.saturating_sub(reach), (at + reach).min(CELLS - 1));
        let near = |n: usize| {
            let centre = (edge(n).max(MIN_DURATION / 2.0) * edge(n + 1)).sqrt().ln();
            f64::exp(-0.5 * ((centre - middle) / width).powi(2))
        };
        let whole: f64 = (from..=to).map(near).sum();
        if whole <= 0.0 {
            self.mass[at] += weight;
            return;
        }
        for n in from..=to {
            self.mass[n] += weight * near(n) / whole;
        }
    }

    pub(super) fn curve(self) -> DurationModel {
        let whole: f64 = self.mass.iter().sum();
        let mass: Vec<_> = self.mass.iter().map(|m| m / whole.max(f64::MIN_POSITIVE)).collect();
        let mut survival = vec![0.0; CELLS + 1];
        for n in (0..CELLS).rev() {
            survival[n] = survival[n + 1] + mass[n];
        }
        let middle = |n: usize| (edge(n) + edge(n + 1)) / 2.0;
        let mean = mass.iter().enumerate().map(|(n, m)| m * middle(n)).sum();
        DurationModel { mass, survival, mean }
    }
}

impl DurationModel {
    /// The probability to last longer than this.
    pub fn survival(&self, seconds: f64) -> f64 {
        let n = cell(seconds);
        let part = ((seconds - edge(n)) / (edge(n + 1) - edge(n))).clamp(0.0, 1.0);
        (self.survival[n] - part * self.mass[n]).max(0.0)
    }

    /// The hazard rate: the probability to end in the next second, having lasted this long.
    pub fn hazard(&self, seconds: f64) -> f64 {
        self.cell_hazard(cell(seconds))
    }

    fn cell_hazard(&self, n: usize) -> f64 {
        // At the middle of a cell, half of its probability has passed.
        let survival = self.survival[n] - self.mass[n] / 2.0;
        // Nothing is known beyond the longest sample: a task that lasted this long is assumed to
        // last as long again.
        if survival < 1e-9 {
            return 1.0 / edge(n).max(1.0);
        }
        self.mass[n] / ((edge(n + 1) - edge(n)) * survival)
    }

    /// The duration below which this share of all tasks stays.
    pub fn quantile(&self, share: f64) -> f64 {
        self.remaining(0.0, share)
    }

    /// Among tasks that lasted to `age`, the duration below which this share stays, counted from
    /// the start of the task.
    pub fn remaining(&self, age: f64, share: f64) -> f64 {
        let goal = self.survival(age) * (1.0 - share);
        if goal < 1e-9 {
            return age;
        }
        let n = (cell(age)..CELLS).find(|n| self.survival[n + 1] <= goal).unwrap_or(CELLS - 1);
        let part =
            ((self.survival[n] - goal) / self.mass[n].max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        (edge(n) + part * (edge(n + 1) - edge(n))).max(age)
    }

    /// The mean, in seconds.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The time after `age` at which the integral of the square root of the hazard, times `rate`,
    /// reaches one; at most `most`.
    pub fn poll_interval(&self, age: f64, rate: f64, most: f64) -> f64 {
        let (mut at, mut sum) = (age, 0.0);
        let mut n = cell(age);
        while at < age + most {
            let end = if n + 1 >= CELLS { f64::INFINITY } else { edge(n + 1) }.min(age + most);
            let slope = rate * self.cell_hazard(n).sqrt();
            if sum + slope * (end - at) >= 1.0 {
                return at + (1.0 - sum) / slope - age;
            }
            sum += slope * (end - at);
            at = end;
            n = (n + 1).min(CELLS - 1);
        }
        most
    }
}
