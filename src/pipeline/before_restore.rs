//! Whether a job's result or its notice was posted before its journal was restored from a backup. A
//! job whose result was posted is charged, also if its task or its result is lost since.

use crate::job::{Class, Failure, Job, MessageId, Place};
use crate::service::{Known, Lookup, Messenger, MessengerError, Sought};

/// The failure of a job whose task or result is lost. The job is charged if its result was posted
/// before the restore.
pub(super) async fn lost(messenger: &dyn Messenger, job: &Job) -> Result<Failure, MessengerError> {
    let charged = was_delivered(messenger, job).await?;
    Ok(Failure { charged, ..Failure::of(Class::Lost) })
}

/// Whether a job's result was posted before the journal was restored, as far as the bot can read.
pub(super) async fn was_delivered(
    messenger: &dyn Messenger,
    job: &Job,
) -> Result<bool, MessengerError> {
    is_posted(messenger, job, Sought::Result(job.id)).await
}

/// Whether a job's result, or the notice that it failed, was posted before the journal was restored.
pub(super) async fn has_ended(
    messenger: &dyn Messenger,
    job: &Job,
) -> Result<bool, MessengerError> {
    is_posted(messenger, job, Sought::Post(job.id)).await
}

/// Whether the notice that a job failed was posted before the journal was restored.
pub(super) async fn has_failed(
    messenger: &dyn Messenger,
    job: &Job,
) -> Result<bool, MessengerError> {
    Ok(has_ended(messenger, job).await? && !was_delivered(messenger, job).await?)
}

async fn is_posted(
    messenger: &dyn Messenger,
    job: &Job,
    what: Sought,
) -> Result<bool, MessengerError> {
    if job.restored.is_none() {
        return Ok(false);
    }
    if is_posted_in(messenger, job, job.place, what).await? {
        return Ok(true);
    }
    if job.place.tenant.is_direct() {
        return Ok(false);
    }
    match messenger.direct(job.requester).await {
        Ok(direct) => is_posted_in(messenger, job, Place::direct(direct), what).await,
        Err(e) => unreadable(e),
    }
}

async fn is_posted_in(
    messenger: &dyn Messenger,
    job: &Job,
    place: Place,
    what: Sought,
) -> Result<bool, MessengerError> {
    let from = MessageId(job.origin.interaction.0);
    match messenger.find_post(place, from, Known::Readable, what).await {
        Ok(found) => Ok(matches!(found, Lookup::Found(_))),
        Err(e) => unreadable(e),
    }
}

/// A channel that cannot be read shows nothing.
fn unreadable(error: MessengerError) -> Result<bool, MessengerError> {
    match error {
        MessengerError::Forbidden(_) | MessengerError::Gone(_) | MessengerError::Refused(_) => {
            Ok(false)
        }
        e => Err(e),
    }
}
