//! Keeps house: what is over for long enough leaves the archive and the journal.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dashmap::DashMap;
use jiff::{SignedDuration, Timestamp};
use tracing::{debug, error, info, warn};

use crate::job::Job;
use crate::journal::JournalError;
use crate::pipeline::context::PipelineContext;
use crate::quota::QuotaBook;

/// How often.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How often the provider is asked for its limits.
const LIMITS_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// And how soon again where it did not say.
const LIMITS_AGAIN: SignedDuration = SignedDuration::from_mins(30);
/// How long a job that was cancelled before anything was made is kept.
const ABANDONED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// Jobs in one transaction, and transactions at a time: others want the journal too.
const AT_ONCE: u32 = 100;
const ROUNDS: usize = 20;

/// The room that keeps house.
pub(super) struct Janitor {
    ctx: Arc<PipelineContext>,
    /// Milliseconds since 1970.
    last: AtomicI64,
    /// When the provider was last asked what it runs at once, by model.
    asked: DashMap<String, Timestamp>,
}

impl Janitor {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx, last: AtomicI64::new(i64::MIN), asked: DashMap::new() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.ask_limits(now).await;
        let (last, ms) = (self.last.load(Ordering::SeqCst), now.as_millisecond());
        // A clock that was set back does not stop it.
        if last <= ms && ms < last.saturating_add(EVERY.as_millis() as i64) {
            return;
        }
        self.last.store(ms, Ordering::SeqCst);
        if let Err(e) = self.ctx.store.journal().forget_selections(now).await {
            warn!(error = %e, "old offers could not be forgotten");
        }
        self.forget_abandoned(now).await;
        let Some(keep) = self.ctx.settings.keep else { return };
        // What somebody spent this month or window is reckoned from their jobs.
        let before = (now - keep).min(QuotaBook::matters_since(now));
        let mut forgotten = 0;
        for _ in 0..ROUNDS {
            match self.forget_old(before).await {
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

    /// How many tasks of the models that are in use run at once: the provider may have raised it.
    async fn ask_limits(&self, now: Timestamp) {
        let stale = |model: &String| {
            self.asked.get(model).is_none_or(|at| *at + LIMITS_EVERY < now || *at > now)
        };
        let models: Vec<_> = self.ctx.store.models().into_iter().filter(stale).collect();
        if models.is_empty() {
            return;
        }
        let said = self.ctx.wan.limits(&models).await.unwrap_or_else(|e| {
            // The catalogue's figure holds: nothing is lost but a better one.
            debug!(error = %e, "the provider does not say how many tasks it runs at once");
            HashMap::new()
        });
        for model in models {
            let Some(at_once) = said.get(&model).copied() else {
                self.asked.insert(model, now - LIMITS_EVERY + LIMITS_AGAIN);
                continue;
            };
            if self.ctx.places(&model) != at_once {
                info!(model, at_once, "the provider says how many tasks it runs at once");
            }
            self.ctx.limits.insert(model.clone(), at_once);
            self.asked.insert(model, now);
        }
    }

    /// Forgets what was cancelled before anything was made.
    async fn forget_abandoned(&self, now: Timestamp) {
        for _ in 0..ROUNDS {
            match self.forget_some_abandoned(now).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(e) => return error!(error = %e, "cancelled jobs could not be forgotten"),
            }
        }
    }

    async fn forget_some_abandoned(&self, now: Timestamp) -> Result<usize, JournalError> {
        // What is older was looked at in the days before.
        let (from, before) = (now - ABANDONED_FOR * 8, now - ABANDONED_FOR);
        let journal = self.ctx.store.journal();
        self.forget(journal.abandoned_jobs(from, before, AT_ONCE).await?).await
    }

    async fn forget_old(&self, before: Timestamp) -> Result<usize, JournalError> {
        self.forget(self.ctx.store.journal().old_jobs(before, AT_ONCE).await?).await
    }

    /// Says how many were forgotten.
    async fn forget(&self, jobs: Vec<Job>) -> Result<usize, JournalError> {
        let journal = self.ctx.store.journal();
        let mut gone = Vec::new();
        for job in jobs {
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
        let archive = &self.ctx.archive;
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
