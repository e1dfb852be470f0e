//! When to try again what failed: soon, then ever more rarely.

use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::JobId;

/// Attempts by job. Kept in memory only: after a restart everything is tried at once.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    attempts: DashMap<JobId, (u32, Timestamp)>,
}

/// The longest wait between two attempts.
const LONGEST: Duration = Duration::from_secs(120);

impl Backoff {
    /// Whether the time for the next attempt has come.
    pub(super) fn is_due(&self, job: JobId, now: Timestamp) -> bool {
        // Farther ahead than any wait: the clock was set back meanwhile.
        self.attempts.get(&job).is_none_or(|a| a.1 <= now || a.1 > now + LONGEST)
    }

    /// Notes a failed attempt and says how many there were.
    pub(super) fn failed(&self, job: JobId, now: Timestamp) -> u32 {
        let mut entry = self.attempts.entry(job).or_insert((0, now));
        entry.0 += 1;
        let wait = Duration::from_secs(1 << entry.0.min(7)).min(LONGEST);
        entry.1 = now + wait;
        entry.0
    }

    /// Waits at least this long from now.
    pub(super) fn wait(&self, job: JobId, now: Timestamp, wait: Duration) {
        self.attempts.entry(job).or_insert((0, now)).1 = now + wait;
    }

    /// Forgets a job that went on.
    pub(super) fn clear(&self, job: JobId) {
        self.attempts.remove(&job);
    }
}
