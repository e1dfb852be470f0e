//! Whether a job's result was posted before its journal was restored from a backup: such a job is
//! charged, whatever became of its task since.

use crate::job::{Class, Failure, Job, MessageId};
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
    if job.restored.is_none() {
        return Ok(false);
    }
    let from = MessageId(job.origin.interaction.0);
    for channel in [Ok(job.place.channel), messenger.direct(job.requester).await] {
        let found = match channel {
            Ok(channel) => {
                messenger.find_post(channel, from, Known::Readable, Sought::Result(job.id)).await
            }
            Err(e) => Err(e),
        };
        match found {
            Ok(Lookup::Found(_)) => return Ok(true),
            // A channel that cannot be read shows nothing.
            Ok(_)
            | Err(
                MessengerError::Forbidden(_) | MessengerError::Gone(_) | MessengerError::Refused(_),
            ) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(false)
}
