//! What is posted and where, and why a post was not made.

use crate::discord::DiscordError;
use crate::job::Job;

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Result,
    Notice,
}

impl Kind {
    /// The name in the nonce.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Result => "result",
            Kind::Notice => "notice",
        }
    }
}

/// Where a post goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// In the job's channel.
    Here,
    /// In direct messages to its requester.
    Direct,
}

impl Destination {
    /// The destinations of a job, the preferred one first.
    pub(super) fn of(job: &Job) -> [Self; 2] {
        if job.delivery.private { [Self::Direct, Self::Here] } else { [Self::Here, Self::Direct] }
    }
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
pub(super) fn is_not_made(error: &DiscordError) -> bool {
    matches!(
        error,
        DiscordError::Forbidden(_)
            | DiscordError::Gone(_)
            | DiscordError::TooLarge
            | DiscordError::Refused(_)
            | DiscordError::Limited
            | DiscordError::Paused
            | DiscordError::Unauthorized
    )
}

/// Whether a post that was not made can be made in another destination.
pub(super) fn allows_other_destination(error: &DiscordError) -> bool {
    matches!(error, DiscordError::Forbidden(_) | DiscordError::Gone(_))
}
