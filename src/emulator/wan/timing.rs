//! Task durations, drawn around the published samples (docs/reference/wan-api.md §3.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The longest duration here, small enough that a sum of several does not overflow a timestamp.
const MOST_SECONDS: f64 = 30.0 * 24.0 * 3600.0;

/// How long a task waits and how long it runs.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Timing {
    /// Drawn around the published samples.
    Published,
    /// Always the same durations.
    Fixed {
        /// Minimum seconds as PENDING.
        queue: f64,
        /// Seconds as RUNNING.
        run: f64,
    },
}

/// A duration from any number: zero if negative or not a number, at most a month.
pub(super) fn span(seconds: f64) -> Duration {
    let seconds = if seconds > 0.0 { seconds.min(MOST_SECONDS) } else { 0.0 };
    Duration::from_secs_f64(seconds)
}

impl Timing {
    /// Checks that tasks can take that long.
    ///
    /// # Errors
    /// When a duration is negative, not a number, or longer than a month.
    pub fn check(self) -> Result<(), String> {
        let Timing::Fixed { queue, run } = self else { return Ok(()) };
        for (name, seconds) in [("queue", queue), ("run", run)] {
            if !(0.0..=MOST_SECONDS).contains(&seconds) {
                return Err(format!("{name} must be 0 to {MOST_SECONDS} seconds"));
            }
        }
        Ok(())
    }

    /// The pending and running times of one task; `luck` is uniform between 0 and 1.
    pub(super) fn draw(self, model: &str, seconds: f64, luck: f64) -> (Duration, Duration) {
        match self {
            Timing::Fixed { queue, run } => (span(queue), span(run)),
            Timing::Published => {
                // Any number can be requested; a task with an illegal one never runs.
                let seconds = seconds.clamp(0.0, 60.0);
                // Differs: wan-timings
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
                (span(queue), span(run))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_gives_a_time() {
        for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -7.0, 1e300, 0.0, 3.5] {
            let fixed = Timing::Fixed { queue: seconds, run: seconds };
            let (queue, run) = fixed.draw("wan2.7-t2v", seconds, 0.5);
            assert_eq!(queue, run);
            assert!(queue.as_secs_f64() <= MOST_SECONDS);
            let possible = (0.0..=MOST_SECONDS).contains(&seconds);
            assert_eq!(fixed.check().is_ok(), possible, "{seconds}");
            Timing::Published.draw("wan2.7-t2v", seconds, 1.0);
        }
        assert_eq!(span(3.5), Duration::from_millis(3500));
        assert_eq!((span(f64::NAN), span(-1.0)), (Duration::ZERO, Duration::ZERO));
    }
}
