//! A start: everything that the journal says is open goes on from where it stands.

use jiff::Timestamp;
use tracing::info;

use crate::job::{Event, State};
use crate::journal::JournalError;
use crate::pipeline::parts::Parts;

/// Loads the open jobs. A job found "submitting" was cut off between its intent and its outcome:
/// its answer is lost, and the task list will say.
pub(super) async fn recover(parts: &Parts, now: Timestamp) -> Result<usize, JournalError> {
    let open = parts.records.load().await?;
    parts.estimator.load(&parts.catalogue, &parts.records).await?;
    for job in parts.records.select(|j| matches!(j.state, State::Submitting { .. })) {
        info!(job.id = %job.id, "was cut off while being handed over; asking the task list");
        parts.records.advance(job.id, Event::AnswerLost, now).await?;
    }
    Ok(open)
}
