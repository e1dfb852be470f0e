//! How a job ended after the backup from which its journal was restored, as far as the channel shows
//! it. A job whose result was posted is charged, also if its task or its result is lost since.

use crate::job::{Class, Failure, Job, MessageId, Place};
use crate::service::{CancelButton, Known, Lookup, Messenger, MessengerError, Sought};

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

/// How a job ended before its journal was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    No,
    WithResult,
    /// It failed or was cancelled.
    WithoutResult,
}

/// How a job ended before the journal was restored: its result or its notice is posted, or its card
/// has no cancel button any more.
pub(super) async fn ended(messenger: &dyn Messenger, job: &Job) -> Result<Ended, MessengerError> {
    if job.restored.is_none() {
        return Ok(Ended::No);
    }
    if is_posted(messenger, job, Sought::Post(job.id)).await? {
        let with_result = was_delivered(messenger, job).await?;
        return Ok(if with_result { Ended::WithResult } else { Ended::WithoutResult });
    }
    let Some(card) = card(messenger, job).await? else { return Ok(Ended::No) };
    let is_closed = messenger.cancel_button(job.place, card).await? == CancelButton::Removed;
    Ok(if is_closed { Ended::WithoutResult } else { Ended::No })
}

/// A job's card. One that the backup does not know is looked for in the job's channel.
async fn card(messenger: &dyn Messenger, job: &Job) -> Result<Option<MessageId>, MessengerError> {
    if job.card.is_some() {
        return Ok(job.card);
    }
    let from = MessageId(job.origin.interaction.0);
    match messenger.find_post(job.place, from, Known::Readable, Sought::Card(job.id)).await {
        Ok(Lookup::Found(card)) => Ok(Some(card)),
        Ok(_)
        | Err(
            MessengerError::Forbidden(_) | MessengerError::Gone(_) | MessengerError::Refused(_),
        ) => Ok(None),
        Err(e) => Err(e),
    }
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
