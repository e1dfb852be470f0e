//! Reasons for refusing a request, as data; front ends render them as text.

use crate::generation::{Price, RequestError, Role};
use crate::quota::Denied;
use crate::service::Permission;

/// A refused request. Nothing was charged and nothing was submitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The request itself is invalid.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The bot lacks permissions in this channel.
    #[error("missing permissions: {0:?}")]
    Permissions(Vec<Permission>),
    /// Requests are accepted in servers only, not in direct messages.
    #[error("not in a server")]
    OutsideServer,
    /// Valid, but not affordable or not allowed in this server.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The member already has too many queued jobs.
    #[error("{waiting} jobs are waiting, limit {limit}")]
    TooManyWaiting {
        /// Jobs queued now.
        waiting: usize,
        /// Maximum number of queued jobs.
        limit: usize,
    },
    /// The member makes requests too fast.
    #[error("more than {limit} requests within a minute")]
    TooFast {
        /// Requests allowed per minute.
        limit: usize,
        /// Seconds until the next one is allowed.
        wait: u64,
    },
    /// The journal could not be written, so nothing was accepted.
    #[error("the journal cannot be written")]
    JournalUnavailable,
    /// The options text contains words that are not options.
    #[error("options not understood")]
    Options(String),
    /// The source job does not exist, or the caller may not use it.
    #[error("the source job is not accessible")]
    SourceNotAccessible,
    /// The source was made in an age-restricted channel, and this channel is not age-restricted.
    #[error("made in an age-restricted channel")]
    AgeRestricted,
    /// There is neither an image nor a member to animate.
    #[error("neither an image nor a member")]
    NothingToAnimate,
    /// There are both an image and a member to animate.
    #[error("an image and a member")]
    ImageAndMember,
    /// The member has no avatar, only Discord's default.
    #[error("no avatar")]
    NoAvatar {
        /// Their name.
        name: String,
    },
    /// The user whose avatar is wanted is not in the server.
    #[error("not a member of the server")]
    NotAMember {
        /// Their name.
        name: String,
    },
    /// Somebody else's avatar in direct messages.
    #[error("somebody else's avatar in direct messages")]
    AvatarOfAnother,
    /// A video is too long, and the member can choose which part is used.
    #[error("{0:?} has to be cut")]
    WhichPart(PartQuestion),
    /// The bot is shutting down.
    #[error("shutting down")]
    Stopping,
    /// The bot does not serve this server.
    #[error("this server is not served")]
    ServerNotServed,
    /// The provider rejects the bot's account; the operator has been notified.
    #[error("the provider does not accept the account")]
    AccountRefused,
}

/// A video that is too long, and what a job with a part of it costs.
#[derive(Debug, Clone, PartialEq)]
pub struct PartQuestion {
    /// Its role.
    pub role: Role,
    /// The member's file name.
    pub name: String,
    /// Its length in seconds.
    pub seconds: f64,
    /// The longest that is accepted, in seconds.
    pub most: f64,
    /// Whether the choice holds for other videos too.
    pub for_several: bool,
    /// The price, with either part.
    pub price: Price,
}

impl Refusal {
    /// The category of the refusal, for metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Denied(Denied::Credits { .. }) => "credits",
            Self::Denied(Denied::Budget { .. }) => "budget",
            Self::Denied(_) => "rules",
            Self::TooManyWaiting { .. } | Self::TooFast { .. } => "waiting",
            Self::Request(RequestError::Input { .. }) => "input",
            Self::Permissions(_) | Self::SourceNotAccessible | Self::OutsideServer => "permissions",
            Self::WhichPart(_) => "part",
            Self::JournalUnavailable | Self::Stopping | Self::AccountRefused => "unavailable",
            _ => "request",
        }
    }
}
