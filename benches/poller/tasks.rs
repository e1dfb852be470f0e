//! Simulated task durations: several distributions, with the same samples for every schedule.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A distribution of task durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tasks {
    /// Around 105 s, one in ten beyond 117 s.
    Narrow,
    /// Around 105 s, one in ten beyond 187 s.
    Wide,
    /// Most take 75 s, three of ten 240 s.
    Bimodal,
    /// Repeatedly rises slowly from 75 s to 240 s, then drops back at once.
    Drifting,
    /// A quarter of what the prior says.
    Shorter,
    /// Four times what the prior says.
    Longer,
    /// Changes abruptly every hundred tasks: as the prior says, a quarter of it, as before, four
    /// times as long.
    Jumping,
}

/// The median of the prior of the default model, in seconds.
const PRIOR_MEDIAN: f64 = 134.0;
/// Tasks between two changes of [`Tasks::Jumping`].
pub const JUMP: usize = 100;

/// The results of a schedule.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    pub calls: f64,
    pub mean: f64,
    pub p95: f64,
    pub longest: f64,
    pub most_in_a_second: usize,
}

/// A task: its seconds in the provider's queue, and its seconds of processing.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    pub queue: f64,
    pub run: f64,
}

fn normal(rng: &mut StdRng) -> f64 {
    let (u, v): (f64, f64) = (rng.random_range(1e-12..1.0), rng.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

impl Tasks {
    pub const ALL: [Tasks; 4] = [Tasks::Narrow, Tasks::Wide, Tasks::Bimodal, Tasks::Drifting];

    pub fn name(self) -> &'static str {
        match self {
            Tasks::Narrow => "narrow",
            Tasks::Wide => "wide",
            Tasks::Bimodal => "bimodal",
            Tasks::Drifting => "drifting",
            Tasks::Shorter => "four times shorter",
            Tasks::Longer => "four times longer",
            Tasks::Jumping => "jumping",
        }
    }

    /// Those that the prior does not fit, with those that it does.
    pub const COLD: [Tasks; 3] = [Tasks::Narrow, Tasks::Shorter, Tasks::Longer];

    /// Whether a single distribution describes all tasks.
    pub fn is_steady(self) -> bool {
        self != Tasks::Drifting
    }

    /// The n-th task of a run.
    pub fn draw(self, n: usize) -> Task {
        let mut rng = StdRng::seed_from_u64(n as u64 * 7_919 + self as u64);
        let deviation = normal(&mut rng);
        let around = |middle: f64, width: f64| middle * (width * deviation).exp();
        let run = match self {
            Tasks::Narrow => around(100.0, 0.08),
            Tasks::Wide => around(100.0, 0.45),
            Tasks::Bimodal if rng.random_bool(0.7) => around(70.0, 0.06),
            Tasks::Bimodal => around(235.0, 0.08),
            Tasks::Shorter => around(PRIOR_MEDIAN / 4.0, 0.08),
            Tasks::Longer => around(PRIOR_MEDIAN * 4.0, 0.08),
            Tasks::Jumping => {
                let middle = [PRIOR_MEDIAN, PRIOR_MEDIAN / 4.0, PRIOR_MEDIAN, PRIOR_MEDIAN * 4.0];
                around(middle[n / JUMP % middle.len()], 0.08)
            }
            Tasks::Drifting => around(70.0 + 165.0 * (n % 1_000) as f64 / 1_000.0, 0.08),
        };
        // The published samples were queued for 0 to 11 s.
        Task { queue: rng.random_range(0.5..10.0), run }
    }
}

/// Sums up delays and calls.
pub fn outcome(delays: &mut [f64], calls: usize, at: &[f64]) -> Outcome {
    delays.sort_by(f64::total_cmp);
    let n = delays.len().max(1);
    let mut most = 0;
    let mut from = 0;
    let mut sorted = at.to_vec();
    sorted.sort_by(f64::total_cmp);
    for until in 0..sorted.len() {
        // Permits are a twentieth of a second apart; their floating-point sums are inexact.
        while sorted[until] - sorted[from] >= 1.0 - 1e-6 {
            from += 1;
        }
        most = most.max(until - from + 1);
    }
    Outcome {
        calls: calls as f64 / n as f64,
        mean: delays.iter().sum::<f64>() / n as f64,
        p95: delays.get(n * 95 / 100).copied().unwrap_or_default(),
        longest: delays.last().copied().unwrap_or_default(),
        most_in_a_second: most,
    }
}

/// An even rate limit, in calls per second: the provider's limit for each kind of call.
#[derive(Debug, Default)]
pub struct Limit {
    next: f64,
}

impl Limit {
    pub fn take(&mut self, now: f64) -> f64 {
        let at = self.next.max(now);
        self.next = at + 0.05;
        at
    }
}
