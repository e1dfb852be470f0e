//! A start: everything that the journal says is open goes on from where it stands.

use std::time::Duration;

use jiff::Timestamp;
use tracing::{info, warn};

use crate::archive::Archive;
use crate::job::{Event, State};
use crate::journal::JournalError;
use crate::pipeline::context::PipelineContext;

/// Inputs that are younger than this are left where they are.
const SPARED: Duration = Duration::from_secs(24 * 3600);

/// Loads the open jobs. A job found "submitting" was cut off between its intent and its outcome:
/// its answer is lost, and the task list will say.
pub(super) async fn recover(ctx: &PipelineContext, now: Timestamp) -> Result<usize, JournalError> {
    let open = ctx.store.load(now).await?;
    if let Some(backed_up_at) = ctx.store.journal().backed_up_at().await? {
        restored(ctx, backed_up_at, now).await?;
    }
    ctx.forecast.restore(ctx.store.journal().timings().await?);
    for job in ctx.store.upstream(|j| matches!(j.state, State::Submitting { .. })) {
        info!(job.id = %job.id, "was cut off while being handed over; asking the task list");
        ctx.store.advance(job.id, Event::AnswerLost, now).await?;
    }
    ctx.store.journal().forget_selections(now).await?;
    sweep(ctx, now).await;
    Ok(open)
}

/// The journal is a backup: what was sent and posted since is not in it. Every open job is taken for
/// one whose answers were lost.
async fn restored(
    ctx: &PipelineContext,
    backed_up_at: Timestamp,
    now: Timestamp,
) -> Result<(), JournalError> {
    let open = ctx.store.select(|_| true);
    warn!(
        jobs = open.len(),
        "the journal was restored from a backup of {backed_up_at}: the provider's tasks are looked \
         at before anything is submitted again, and the channels before anything is posted again; \
         jobs that were accepted since are not known any more"
    );
    for job in open {
        let event = Event::Restored { backed_up_at };
        match ctx.store.advance(job.id, event, now).await {
            // Its end is known, but for its card.
            Ok(_) | Err(JournalError::NotAllowed(_)) => {}
            Err(e) => return Err(e),
        }
    }
    ctx.store.set_restored(backed_up_at);
    ctx.store.journal().forget_backup_time().await
}

/// Inputs that nothing can be made of any more: of jobs that failed or were taken down, or that
/// never came to be, because a crash left them behind. What is younger than a day stays: should
/// this be the wrong journal after all, nothing is lost that a job still waits for.
async fn sweep(ctx: &PipelineContext, now: Timestamp) {
    let kept = match ctx.archive.jobs_with_inputs(now - SPARED).await {
        Ok(kept) => kept,
        Err(e) => return warn!(error = %e, "the inputs in the archive could not be listed"),
    };
    let closed = kept.into_iter().filter(|job| ctx.store.open(*job).is_none()).collect();
    match ctx.store.journal().without_inputs(closed).await {
        Ok(needless) => {
            for job in needless {
                if let Err(e) = ctx.archive.remove_inputs(job).await {
                    warn!(job.id = %job, error = %e, "needless inputs could not be removed");
                }
            }
        }
        Err(e) => warn!(error = %e, "could not ask which inputs are needless"),
    }
    // A crash may leave behind what was made smaller for a post.
    for job in ctx.archive.jobs_with_fitted().await.unwrap_or_default() {
        if ctx.store.open(job).is_none()
            && let Err(e) = ctx.archive.remove(&Archive::fitted_key(job)).await
        {
            warn!(job.id = %job, error = %e, "a needless clip could not be removed");
        }
    }
}
