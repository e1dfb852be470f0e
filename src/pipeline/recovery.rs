//! Startup: every job that is open in the journal is resumed.

use std::time::Duration;

use jiff::Timestamp;
use tracing::{info, warn};

use crate::archive::Archive;
use crate::job::{Event, State};
use crate::journal::JournalError;
use crate::pipeline::context::PipelineContext;

/// Inputs younger than this are not removed.
const SPARED: Duration = Duration::from_secs(24 * 3600);

/// Loads the open jobs. A job found "submitting" was interrupted between its intent and its
/// outcome: its response is lost, and the reconciler checks the task list.
pub(super) async fn recover(ctx: &PipelineContext, now: Timestamp) -> Result<usize, JournalError> {
    let open = ctx.store.load(now).await?;
    let marks = ctx.store.journal().restored_marks().await?;
    if let Some(backed_up_at) = marks.backed_up_at {
        restored(ctx, backed_up_at, now).await?;
    }
    if let Some(since) = marks.report_since.or(marks.backed_up_at) {
        ctx.store.set_restored(since);
    }
    ctx.forecast.restore(ctx.store.journal().timings().await?);
    for job in ctx.store.upstream(|j| matches!(j.state, State::Submitting { .. })) {
        info!(job.id = %job.id, "interrupted during submission, checking the task list");
        ctx.store.advance(job.id, Event::AnswerLost, now).await?;
    }
    ctx.store.journal().forget_selections(now).await?;
    sweep(ctx, now).await;
    Ok(open)
}

/// Handles a restored backup, which lacks what was submitted and posted since. Every open job is
/// treated as one whose responses were lost.
async fn restored(
    ctx: &PipelineContext,
    backed_up_at: Timestamp,
    now: Timestamp,
) -> Result<(), JournalError> {
    let open = ctx.store.select(|_| true);
    warn!(
        jobs = open.len(),
        "the journal was restored from a backup of {backed_up_at}: the provider's tasks are \
         checked before anything is submitted again, and the channels before anything is posted \
         again; jobs accepted since are unknown"
    );
    for job in open {
        let event = Event::Restored { backed_up_at };
        match ctx.store.advance(job.id, event, now).await {
            // The job has ended; only its card is still open.
            Ok(_) | Err(JournalError::NotAllowed(_)) => {}
            Err(e) => return Err(e),
        }
    }
    ctx.store.journal().note_restored().await
}

/// Removes inputs that have no further use: of jobs that failed or were removed, or that were never
/// created because of a crash. Inputs younger than a day stay: if this is the wrong journal, no
/// input is lost that a job still waits for.
async fn sweep(ctx: &PipelineContext, now: Timestamp) {
    let stored = match ctx.archive.jobs_with_inputs(now - SPARED).await {
        Ok(stored) => stored,
        Err(e) => return warn!(error = %e, "failed to list the inputs in the archive"),
    };
    let closed = stored.into_iter().filter(|job| ctx.store.open(*job).is_none()).collect();
    match ctx.store.journal().without_inputs(closed).await {
        Ok(unused) => {
            for job in unused {
                if let Err(e) = ctx.archive.remove_inputs(job).await {
                    warn!(job.id = %job, error = %e, "failed to remove unused inputs");
                }
            }
        }
        Err(e) => warn!(error = %e, "failed to query which inputs are unused"),
    }
    // A crash may leave behind videos that were shrunk for a post.
    for job in ctx.archive.jobs_with_compressed().await.unwrap_or_default() {
        if ctx.store.open(job).is_none()
            && let Err(e) = ctx.archive.remove(&Archive::compressed_key(job)).await
        {
            warn!(job.id = %job, error = %e, "failed to remove an unused video");
        }
    }
}
