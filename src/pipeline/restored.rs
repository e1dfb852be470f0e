//! After a backup was restored: tells the operator of tasks and posts that no job knows any more.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tracing::{info, warn};

use crate::job::{ChannelId, MessageId};
use crate::pipeline::context::PipelineContext;

/// Channels that are looked through, those of the newest jobs, and pages of each.
const CHANNELS: usize = 50;
const PAGES: usize = 20;
/// Jobs whose channels are looked through.
const JOBS: u32 = 500;
/// How far the provider's clock may be from ours, as the reconciler sees it.
const SKEW: Duration = Duration::from_secs(4 * 3600);
/// The first millisecond of Discord's IDs (discord reference, "Snowflakes").
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// Looks once after a start that found a restored backup.
pub(super) struct RestoredReport {
    ctx: Arc<PipelineContext>,
    done: AtomicBool,
}

impl RestoredReport {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx, done: AtomicBool::new(false) }
    }

    pub(super) async fn tick(&self) {
        let Some(backed_up_at) = self.ctx.store.restored() else { return };
        if self.done.swap(true, Ordering::SeqCst) {
            return;
        }
        self.tasks(backed_up_at).await;
        self.posts(backed_up_at).await;
    }

    /// Tasks that were made since, of jobs that are gone or of another program on the account.
    async fn tasks(&self, backed_up_at: Timestamp) {
        let mut unknown = Vec::new();
        for model in self.ctx.catalogue.models().iter().filter(|m| m.enabled) {
            let listed = match self.ctx.wan.list(&model.name).await {
                Ok(listed) => listed,
                Err(e) => {
                    warn!(model = model.name, error = %e, "the task list cannot be had: see \
                        `wanbot jobs orphans` later");
                    continue;
                }
            };
            let since = |at: Timestamp| at + SKEW >= backed_up_at;
            let recent = listed.into_iter().filter(|t| t.created_at.is_none_or(since));
            let tasks = recent.map(|t| t.task).collect();
            match self.ctx.store.journal().unknown_tasks(tasks).await {
                Ok(tasks) => unknown.extend(tasks),
                Err(e) => warn!(error = %e, "which tasks are known could not be read"),
            }
        }
        if unknown.is_empty() {
            return info!("no task since the backup is unknown");
        }
        warn!(
            tasks = unknown.len(),
            "tasks since the backup are known to no job now: those of open jobs are found again by \
             themselves, the others belong to jobs that are lost with the journal; \
             `wanbot jobs orphans` lists them with their results"
        );
    }

    /// Posts that were made since, about jobs that are gone.
    async fn posts(&self, backed_up_at: Timestamp) {
        let mut lost = BTreeSet::new();
        for channel in self.channels().await {
            let mut from = Some(first_message_of(backed_up_at));
            for _ in 0..PAGES {
                let Some(after) = from else { break };
                match self.ctx.messenger.posts(channel, after).await {
                    Ok((jobs, next)) => {
                        let unknown = self.ctx.store.journal().unknown_jobs(jobs).await;
                        lost.extend(unknown.unwrap_or_default());
                        from = next;
                    }
                    // It may be gone, or closed: nothing hangs on it.
                    Err(_) => break,
                }
            }
        }
        if lost.is_empty() {
            return info!("no post since the backup is about an unknown job");
        }
        let jobs: Vec<_> = lost.iter().map(ToString::to_string).collect();
        warn!(
            jobs = jobs.join(", "),
            "posts since the backup are about jobs that are lost with the journal: their requesters \
             have the results, and the accounts do not know that they were paid for"
        );
    }

    async fn channels(&self) -> BTreeSet<ChannelId> {
        let recent = self.ctx.store.journal().recent_channels(JOBS).await;
        recent.unwrap_or_default().into_iter().take(CHANNELS).collect()
    }
}

/// The ID that a message of this time would have at the least.
fn first_message_of(at: Timestamp) -> MessageId {
    let ms = (at.as_millisecond() - DISCORD_EPOCH_MS).max(0) as u64;
    MessageId(ms << 22)
}
