//! How long tasks take: drawn around the published samples (wan-api reference §3.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How long a task waits and how long it is worked on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Timing {
    /// Drawn around the published samples.
    Published,
    /// Always the same.
    Fixed {
        /// Seconds as PENDING at least.
        queue: f64,
        /// Seconds as RUNNING.
        run: f64,
    },
}

impl Timing {
    /// The times of one task; `luck` is uniform between 0 and 1.
    pub(super) fn draw(self, model: &str, seconds: f64, luck: f64) -> (Duration, Duration) {
        match self {
            Timing::Fixed { queue, run } => {
                (Duration::from_secs_f64(queue), Duration::from_secs_f64(run))
            }
            Timing::Published => {
                // Medians: 720P 5 s about 105 s; i2v 10 s 90 s; r2v 429 s; edits 224 s.
                let median = if model.contains("image") {
                    20.0
                } else if model.contains("r2v") {
                    400.0
                } else if model.contains("videoedit") {
                    220.0
                } else if model.contains("i2v") {
                    60.0 + 4.0 * seconds
                } else {
                    60.0 + 9.0 * seconds
                };
                // A long tail to the right: the samples have 77 s and 699 s for one model.
                let spread = (2.0 * luck - 1.0) * 0.35 + (luck - 0.9).max(0.0) * 6.0;
                let queue = 1.0 + 10.0 * luck;
                let run = median * f64::exp(spread);
                (Duration::from_secs_f64(queue), Duration::from_secs_f64(run))
            }
        }
    }
}
