//! A start: everything that the journal says is open goes on from where it stands.

use jiff::Timestamp;
use tracing::{info, warn};

use crate::job::{Event, State};
use crate::journal::JournalError;
use crate::pipeline::parts::Parts;

/// Loads the open jobs. A job found "submitting" was cut off between its intent and its outcome:
/// its answer is lost, and the task list will say.
pub(super) async fn recover(parts: &Parts, now: Timestamp) -> Result<usize, JournalError> {
    let open = parts.records.load(now).await?;
    parts.forecast.restore(parts.records.journal().timings().await?);
    for job in parts.records.upstream(|j| matches!(j.state, State::Submitting { .. })) {
        info!(job.id = %job.id, "was cut off while being handed over; asking the task list");
        parts.records.advance(job.id, Event::AnswerLost, now).await?;
    }
    parts.records.journal().forget_sketches(now).await?;
    sweep(parts).await;
    Ok(open)
}

/// Inputs that nothing can be made of any more: of jobs that failed or were taken down, or that
/// never came to be, because a crash left them behind.
async fn sweep(parts: &Parts) {
    let kept = match parts.archive.jobs_with_inputs().await {
        Ok(kept) => kept,
        Err(e) => return warn!(error = %e, "the inputs in the archive could not be listed"),
    };
    let closed = kept.into_iter().filter(|job| parts.records.open(*job).is_none()).collect();
    match parts.records.journal().without_inputs(closed).await {
        Ok(needless) => {
            for job in needless {
                if let Err(e) = parts.archive.remove_inputs(job).await {
                    warn!(job.id = %job, error = %e, "needless inputs could not be removed");
                }
            }
        }
        Err(e) => warn!(error = %e, "could not ask which inputs are needless"),
    }
}
