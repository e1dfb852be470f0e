//! A start: everything that the journal says is open goes on from where it stands.

use jiff::Timestamp;
use tracing::{info, warn};

use crate::archive::ArchiveError;
use crate::job::{Event, State};
use crate::journal::JournalError;
use crate::pipeline::parts::Parts;

/// Loads the open jobs. A job found "submitting" was cut off between its intent and its outcome:
/// its answer is lost, and the task list will say.
pub(super) async fn recover(parts: &Parts, now: Timestamp) -> Result<usize, JournalError> {
    let open = parts.records.load(now).await?;
    parts.estimator.load(&parts.catalogue, &parts.records).await?;
    for job in parts.records.select(|j| matches!(j.state, State::Submitting { .. })) {
        info!(job.id = %job.id, "was cut off while being handed over; asking the task list");
        parts.records.advance(job.id, Event::AnswerLost, now).await?;
    }
    sweep(parts).await;
    Ok(open)
}

/// Inputs of jobs that are over, or that never came to be: a crash left them behind.
async fn sweep(parts: &Parts) {
    let swept = async {
        for job in parts.archive.jobs_with_inputs().await? {
            if parts.records.open(job).is_none() {
                parts.archive.remove_inputs(job).await?;
            }
        }
        Ok::<_, ArchiveError>(())
    };
    if let Err(e) = swept.await {
        warn!(error = %e, "inputs that nobody needs any more could not be removed");
    }
}
