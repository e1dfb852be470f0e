//! When to try again what failed: soon, then ever more rarely.

use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::JobId;

/// Attempts by job. Kept in memory only: after a restart everything is tried at once.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    attempts: DashMap<JobId, Attempt>,
}

/// The longest wait between two attempts.
const LONGEST: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy)]
struct Attempt {
    failed: u32,
    next: Timestamp,
    wait: Duration,
}

impl Backoff {
    /// Whether the time for the next attempt has come.
    pub(super) fn is_due(&self, job: JobId, now: Timestamp) -> bool {
        // Farther ahead than it was put off: the clock was set back meanwhile.
        self.attempts.get(&job).is_none_or(|a| a.next <= now || a.next > now + a.wait)
    }

    /// Notes a failed attempt and says how many there were.
    pub(super) fn failed(&self, job: JobId, now: Timestamp) -> u32 {
        let failed = self.attempts.get(&job).map_or(0, |a| a.failed) + 1;
        let wait = Duration::from_secs(1 << failed.min(7)).min(LONGEST);
        self.attempts.insert(job, Attempt { failed, next: now + wait, wait });
        failed
    }

    /// Whether a job failed since it last went on.
    pub(super) fn has_failed(&self, job: JobId) -> bool {
        self.attempts.contains_key(&job)
    }

    /// Waits at least this long from now.
    pub(super) fn wait(&self, job: JobId, now: Timestamp, wait: Duration) {
        let failed = self.attempts.get(&job).map_or(0, |a| a.failed);
        self.attempts.insert(job, Attempt { failed, next: now + wait, wait });
    }

    /// Forgets a job that went on.
    pub(super) fn clear(&self, job: JobId) {
        self.attempts.remove(&job);
    }

    /// Forgets all jobs but some.
    pub(super) fn keep(&self, which: impl Fn(&JobId) -> bool) {
        self.attempts.retain(|id, _| which(id));
    }
}
