//! Keeps house: what is over for long enough leaves the archive and the journal.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tracing::{error, info, warn};

use crate::job::Job;
use crate::pipeline::parts::Parts;
use crate::quota::QuotaBook;

/// How often.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// Jobs in one transaction, and transactions at a time: others want the journal too.
const AT_ONCE: u32 = 100;
const ROUNDS: usize = 20;

/// The room that keeps house.
pub(super) struct Upkeep {
    parts: Arc<Parts>,
    /// Milliseconds since 1970.
    last: AtomicI64,
}

impl Upkeep {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self { parts, last: AtomicI64::new(i64::MIN) }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let (last, ms) = (self.last.load(Ordering::SeqCst), now.as_millisecond());
        // A clock that was set back does not stop it.
        if last <= ms && ms < last.saturating_add(EVERY.as_millis() as i64) {
            return;
        }
        self.last.store(ms, Ordering::SeqCst);
        if let Err(e) = self.parts.records.journal().forget_sketches(now).await {
            warn!(error = %e, "old offers could not be forgotten");
        }
        let Some(keep) = self.parts.settings.keep else { return };
        // What somebody spent this month or window is reckoned from their jobs.
        let before = (now - keep).min(QuotaBook::matters_since(now));
        let mut forgotten = 0;
        for _ in 0..ROUNDS {
            match self.forget(before).await {
                Ok(0) => break,
                Ok(some) => forgotten += some,
                Err(e) => {
                    error!(error = %e, "old jobs could not be forgotten");
                    break;
                }
            }
        }
        if forgotten > 0 {
            info!(jobs = forgotten, "forgot jobs that are over for longer than storage.keep");
        }
    }

    /// Says how many were forgotten.
    async fn forget(&self, before: Timestamp) -> Result<usize, crate::journal::JournalError> {
        let journal = self.parts.records.journal();
        let mut gone = Vec::new();
        for job in journal.old_jobs(before, AT_ONCE).await? {
            // The files first: nothing would know of them afterwards.
            if self.clear(&job).await {
                gone.push(job.id);
            }
        }
        let count = gone.len();
        journal.forget_jobs(gone).await?;
        Ok(count)
    }

    async fn clear(&self, job: &Job) -> bool {
        let archive = &self.parts.archive;
        let mut done = archive.remove_inputs(job.id).await;
        for key in job.results() {
            done = done.and(archive.remove(key).await);
        }
        if let Err(e) = &done {
            warn!(job.id = %job.id, error = %e, "an old job's files could not be removed");
        }
        done.is_ok()
    }
}
