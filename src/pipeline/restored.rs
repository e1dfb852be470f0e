//! After a backup was restored: reports tasks and posts that no job knows any more to the operator.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tracing::{info, warn};

use crate::job::{ChannelId, MessageId};
use crate::pipeline::context::PipelineContext;

/// Channels that are searched, those of the newest jobs, and pages of each.
const CHANNELS: usize = 50;
const PAGES: usize = 20;
/// Jobs whose channels are searched.
const JOBS: u32 = 500;
/// Largest assumed difference between the provider's clock and ours, as in the reconciler.
const SKEW: Duration = Duration::from_secs(4 * 3600);
/// The first millisecond of Discord's IDs (docs/reference/discord.md §3.15).
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// Reports once after a backup was restored. If the process ends before the report is complete, the
/// next start repeats it.
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
        if let Err(e) = self.ctx.store.journal().note_reported().await {
            warn!(error = %e, "failed to record the report: the next start repeats it");
        }
    }

    /// Reports tasks created since the backup: of lost jobs, or of another program on the account.
    async fn tasks(&self, backed_up_at: Timestamp) {
        let mut unknown = Vec::new();
        for model in self.ctx.catalogue.models().iter().filter(|m| m.enabled) {
            let provider = &self.ctx.account(&model.name).provider;
            if !provider.capabilities().lists_tasks {
                continue;
            }
            let listed = match provider.list(&model.name).await {
                Ok(listed) => listed,
                Err(e) => {
                    warn!(model = model.name, error = %e, "failed to fetch the task list: see \
                        `wanbot jobs orphans` later");
                    continue;
                }
            };
            let since = |at: Timestamp| at + SKEW >= backed_up_at;
            let recent = listed.into_iter().filter(|t| t.created_at.is_none_or(since));
            let tasks = recent.map(|t| t.task).collect();
            match self.ctx.store.journal().unknown_tasks(tasks).await {
                Ok(tasks) => unknown.extend(tasks),
                Err(e) => warn!(error = %e, "failed to read which tasks are known"),
            }
        }
        if unknown.is_empty() {
            return info!("no unknown tasks since the backup");
        }
        warn!(
            tasks = unknown.len(),
            "tasks since the backup belong to no known job: those of open jobs are found again \
             automatically, the others belong to jobs that were lost with the journal; \
             `wanbot jobs orphans` lists them with their results"
        );
    }

    /// Reports posts made since the backup about lost jobs.
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
                    // The channel may be deleted or closed; the report can be incomplete.
                    Err(_) => break,
                }
            }
        }
        if lost.is_empty() {
            return info!("no posts about unknown jobs since the backup");
        }
        let jobs: Vec<_> = lost.iter().map(ToString::to_string).collect();
        warn!(
            jobs = jobs.join(", "),
            "posts since the backup are about jobs that were lost with the journal: their \
             requesters have the results, and the accounts do not include the charges"
        );
    }

    async fn channels(&self) -> BTreeSet<ChannelId> {
        let recent = self.ctx.store.journal().recent_channels(JOBS).await;
        recent.unwrap_or_default().into_iter().take(CHANNELS).collect()
    }
}

/// The lowest message ID of a time.
fn first_message_of(at: Timestamp) -> MessageId {
    let ms = u64::try_from(at.as_millisecond() - DISCORD_EPOCH_MS).unwrap_or_default();
    MessageId(ms << 22)
}
