//! Retention: deletes old jobs from the archive and the journal. Also refreshes the provider's
//! concurrency limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use jiff::{SignedDuration, Timestamp};
use tracing::{debug, error, info, warn};

use crate::job::Job;
use crate::journal::JournalError;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::pause::Pause;
use crate::pipeline::provider_accounts::ProviderAccount;
use crate::quota::QuotaBook;

/// Interval of the cleanup.
const EVERY: Duration = Duration::from_secs(3600);
/// How often the provider is asked for its concurrency limits.
const LIMITS_EVERY: Duration = Duration::from_secs(24 * 3600);
/// Delay before it is asked again where it reported none.
const LIMITS_AGAIN: Duration = Duration::from_secs(30 * 60);
/// How long a job that was cancelled before anything was generated is retained.
const ABANDONED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// Jobs per transaction, and transactions per tick: the journal has other users too.
const BATCH_SIZE: u32 = 100;
const ROUNDS: usize = 20;

/// The cleanup stage.
pub(super) struct Janitor {
    ctx: Arc<PipelineContext>,
    /// Until the next cleanup.
    pause: Mutex<Option<Pause>>,
    /// Until the provider is asked for the concurrency limit of a model again.
    asked: DashMap<String, Pause>,
}

impl Janitor {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx, pause: Mutex::default(), asked: DashMap::new() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.ask_limits(now).await;
        if !self.begin(now) {
            return;
        }
        if let Err(e) = self.ctx.store.journal().forget_selections(now).await {
            warn!(error = %e, "failed to delete expired selections");
        }
        self.forget_abandoned(now).await;
        let Some(keep) = self.ctx.settings.keep else { return };
        // Spending in the current month or window is computed from the jobs.
        let before = (now - keep).min(QuotaBook::matters_since(now));
        let mut deleted = 0;
        for _ in 0..ROUNDS {
            match self.forget_old(before).await {
                Ok(0) => break,
                Ok(some) => deleted += some,
                Err(e) => {
                    error!(error = %e, "failed to delete old jobs");
                    break;
                }
            }
        }
        if deleted > 0 {
            info!(jobs = deleted, "deleted jobs that ended longer ago than storage.retention");
        }
    }

    /// Whether a cleanup is due; the next one is due after a pause then.
    fn begin(&self, now: Timestamp) -> bool {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = pause.is_none_or(|pause| pause.is_over(now));
        if is_due {
            *pause = Some(Pause::new(now, EVERY));
        }
        is_due
    }

    /// Fetches the concurrency limits of the models in use: the provider may have raised them.
    async fn ask_limits(&self, now: Timestamp) {
        let stale = |model: &String| self.asked.get(model).is_none_or(|pause| pause.is_over(now));
        let mut stale: Vec<_> = self.ctx.store.models().into_iter().filter(stale).collect();
        for account in self.ctx.accounts.all() {
            let served = |model: &mut String| self.ctx.account(model).name == account.name;
            let models: Vec<_> = stale.extract_if(.., served).collect();
            if !models.is_empty() {
                self.ask_limits_of(account, models, now).await;
            }
        }
    }

    async fn ask_limits_of(&self, account: &ProviderAccount, models: Vec<String>, now: Timestamp) {
        let reported = account.provider.limits(&models).await.unwrap_or_else(|e| {
            // The limit in the catalogue applies.
            debug!(error = %e, "failed to fetch the provider's concurrency limits");
            HashMap::new()
        });
        for model in models {
            let Some(at_once) = reported.get(&model).copied() else {
                self.asked.insert(model, Pause::new(now, LIMITS_AGAIN));
                continue;
            };
            if self.ctx.concurrency(&model) != at_once {
                info!(model, at_once, "the provider reports a new concurrency limit");
            }
            account.limits.insert(model.clone(), at_once);
            self.asked.insert(model, Pause::new(now, LIMITS_EVERY));
        }
    }

    /// Deletes jobs that were cancelled before anything was generated.
    async fn forget_abandoned(&self, now: Timestamp) {
        for _ in 0..ROUNDS {
            match self.forget_some_abandoned(now).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(e) => return error!(error = %e, "failed to delete cancelled jobs"),
            }
        }
    }

    async fn forget_some_abandoned(&self, now: Timestamp) -> Result<usize, JournalError> {
        // Older jobs were handled in the days before.
        let (from, before) = (now - ABANDONED_FOR * 8, now - ABANDONED_FOR);
        let journal = self.ctx.store.journal();
        self.forget(journal.abandoned_jobs(from, before, BATCH_SIZE).await?).await
    }

    async fn forget_old(&self, before: Timestamp) -> Result<usize, JournalError> {
        self.forget(self.ctx.store.journal().old_jobs(before, BATCH_SIZE).await?).await
    }

    /// Deletes jobs with their files. Returns how many.
    async fn forget(&self, jobs: Vec<Job>) -> Result<usize, JournalError> {
        let journal = self.ctx.store.journal();
        let mut gone = Vec::new();
        for job in jobs {
            // The files first: without the job nothing would refer to them.
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
            warn!(job.id = %job.id, error = %e, "failed to remove an old job's files");
        }
        done.is_ok()
    }
}
