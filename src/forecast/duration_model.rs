//! A distribution of durations, on a grid that is finer where durations are short.

/// The shortest duration that is told from nought, in seconds.
const LEAST: f64 = 0.25;
/// Each cell is so much longer than the one before: 3 % is finer than tasks are alike.
const STEP: f64 = 1.03;
/// Cells up to some 20 hours; tasks end, or are given up, long before (3 h, wan-api §3.6).
const CELLS: usize = 430;

/// A distribution of durations in seconds.
#[derive(Debug, Clone)]
pub struct DurationModel {
    /// The chance of each cell.
    mass: Vec<f64>,
    /// The chance to last beyond the beginning of each cell.
    lasting: Vec<f64>,
    mean: f64,
}

/// Where each cell begins, and where the last one ends.
static EDGES: [f64; CELLS + 1] = {
    let mut edges = [0.0; CELLS + 1];
    let (mut n, mut edge) = (1, LEAST);
    while n <= CELLS {
        edges[n] = edge;
        edge *= STEP;
        n += 1;
    }
    edges
};

/// Where a cell begins.
fn edge(cell: usize) -> f64 {
    EDGES[cell]
}

fn cell(seconds: f64) -> usize {
    if seconds < LEAST {
        return 0;
    }
    let n = (seconds / LEAST).ln() / STEP.ln();
    (n as usize + 1).min(CELLS - 1)
}

/// A sum of bumps, from which a curve is made.
#[derive(Debug)]
pub(super) struct Bumps {
    mass: Vec<f64>,
}

impl Bumps {
    pub(super) fn none() -> Self {
        Self { mass: vec![0.0; CELLS] }
    }

    /// Adds a bump around a duration; its width is relative, so that long tasks vary by more
    /// seconds than short ones.
    pub(super) fn add(&mut self, seconds: f64, width: f64, weight: f64) {
        let middle = seconds.max(LEAST).ln();
        let at = cell(seconds);
        let reach = (4.0 * width / STEP.ln()).ceil() as usize + 1;
        let (from, to) = (at.saturating_sub(reach), (at + reach).min(CELLS - 1));
        let near = |n: usize| {
            let centre = (edge(n).max(LEAST / 2.0) * edge(n + 1)).sqrt().ln();
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
        let mut lasting = vec![0.0; CELLS + 1];
        for n in (0..CELLS).rev() {
            lasting[n] = lasting[n + 1] + mass[n];
        }
        let middle = |n: usize| (edge(n) + edge(n + 1)) / 2.0;
        let mean = mass.iter().enumerate().map(|(n, m)| m * middle(n)).sum();
        DurationModel { mass, lasting, mean }
    }
}

impl DurationModel {
    /// The chance to last longer.
    pub fn lasts(&self, seconds: f64) -> f64 {
        let n = cell(seconds);
        let part = ((seconds - edge(n)) / (edge(n + 1) - edge(n))).clamp(0.0, 1.0);
        (self.lasting[n] - part * self.mass[n]).max(0.0)
    }

    /// The chance to end in the next second, having lasted so long.
    pub fn hazard(&self, seconds: f64) -> f64 {
        self.cell_hazard(cell(seconds))
    }

    fn cell_hazard(&self, n: usize) -> f64 {
        // Half of the cell's own chance is behind by its middle.
        let lasting = self.lasting[n] - self.mass[n] / 2.0;
        // Beyond all that was seen nothing is known; what has lasted so long may last as long again.
        if lasting < 1e-9 {
            return 1.0 / edge(n).max(1.0);
        }
        self.mass[n] / ((edge(n + 1) - edge(n)) * lasting)
    }

    /// The duration that a share of all stays below.
    pub fn quantile(&self, share: f64) -> f64 {
        self.remaining(0.0, share)
    }

    /// The duration that a share of those which lasted to an age stays below, age included.
    pub fn remaining(&self, age: f64, share: f64) -> f64 {
        let goal = self.lasts(age) * (1.0 - share);
        if goal < 1e-9 {
            return age;
        }
        let n = (cell(age)..CELLS).find(|n| self.lasting[n + 1] <= goal).unwrap_or(CELLS - 1);
        let part = ((self.lasting[n] - goal) / self.mass[n].max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        (edge(n) + part * (edge(n + 1) - edge(n))).max(age)
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// How far from `age` the integral of the square root of the hazard, times `rate`, reaches
    /// one; `most` if it does not come so soon.
    pub fn gap(&self, age: f64, rate: f64, most: f64) -> f64 {
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
