//! Retry delays: short at first, then growing.

use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::JobId;
use crate::pipeline::pause::Pause;

/// Failed attempts by job. In memory only: after a restart everything is retried immediately.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    attempts: DashMap<JobId, Attempt>,
}

/// Longest delay between two attempts.
const LONGEST: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy)]
struct Attempt {
    failed: u32,
    pause: Pause,
}

impl Backoff {
    /// Whether the next attempt is due.
    pub(super) fn is_due(&self, job: JobId, now: Timestamp) -> bool {
        self.attempts.get(&job).is_none_or(|attempt| attempt.pause.is_over(now))
    }

    /// Records a failed attempt. Returns how many there were.
    pub(super) fn failed(&self, job: JobId, now: Timestamp) -> u32 {
        let failed = self.attempts.get(&job).map_or(0, |a| a.failed) + 1;
        let wait = Duration::from_secs(1 << failed.min(7)).min(LONGEST);
        self.attempts.insert(job, Attempt { failed, pause: Pause::new(now, wait) });
        failed
    }

    /// Whether a job has failed since it last made progress.
    pub(super) fn has_failed(&self, job: JobId) -> bool {
        self.attempts.contains_key(&job)
    }

    /// Delays the next attempt by at least `wait` from now.
    pub(super) fn wait(&self, job: JobId, now: Timestamp, wait: Duration) {
        let failed = self.attempts.get(&job).map_or(0, |a| a.failed);
        self.attempts.insert(job, Attempt { failed, pause: Pause::new(now, wait) });
    }

    /// Removes a job that made progress.
    pub(super) fn clear(&self, job: JobId) {
        self.attempts.remove(&job);
    }

    /// Removes all jobs except those that match.
    pub(super) fn retain(&self, which: impl Fn(&JobId) -> bool) {
        self.attempts.retain(|id, _| which(id));
    }
}
