//! What is posted, and why a post was not made.

use crate::service::MessengerError;

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Result,
    Notice,
}

/// Who prevents a result from being posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its requester, who locked their own thread and accepts no direct messages.
    Requester,
    /// Somebody else, or it is unknown.
    Other,
}

/// Why a post was not made.
pub(super) enum NotPosted {
    /// Not now: it is retried.
    Later,
    /// It can be posted neither in the channel nor by direct message.
    Nowhere(Cause),
    /// The result does not exist any more.
    Lost,
    /// Discord rejects it as invalid, which is a bug of ours.
    Refused,
}

/// Whether a post was certainly not made: Discord refused it, or we did not send it.
pub(super) fn is_not_made(error: &MessengerError) -> bool {
    matches!(
        error,
        MessengerError::Forbidden(_)
            | MessengerError::Gone(_)
            | MessengerError::TooLarge
            | MessengerError::Refused(_)
            | MessengerError::Limited
            | MessengerError::Paused
            | MessengerError::Unauthorized
    )
}

/// Whether a post that was not made can be made in another destination.
pub(super) fn allows_other_destination(error: &MessengerError) -> bool {
    matches!(error, MessengerError::Forbidden(_) | MessengerError::Gone(_))
}
