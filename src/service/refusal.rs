//! Why a request is not taken, as data; front ends put it into words.

use crate::generation::RequestError;
use crate::quota::Denied;

/// A request that was refused. Nothing was charged, nothing was sent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The request itself is wrong.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The bot lacks permissions in this channel.
    #[error("missing permissions: {0:?}")]
    Permissions(Vec<&'static str>),
    /// Only servers, not direct messages.
    #[error("not in a server")]
    OutsideServer,
    /// Sound, but not to be paid for, or not allowed in this server.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The member has too many jobs waiting already.
    #[error("{waiting} jobs are waiting, limit {limit}")]
    TooManyWaiting {
        /// Jobs that wait now.
        waiting: usize,
        /// Most that may wait.
        limit: usize,
    },
    /// The member asks too often.
    #[error("more than {limit} requests within a minute")]
    TooFast {
        /// Requests that are allowed in a minute.
        limit: usize,
        /// Seconds until the next one is.
        wait: u64,
    },
    /// The journal could not be written, so nothing was accepted.
    #[error("the journal cannot be written")]
    JournalUnavailable,
    /// Words among the options that are none.
    #[error("options not understood")]
    Options(String),
    /// What it goes on from is not there for the one who asks.
    #[error("an earlier job is not theirs to use")]
    SourceNotAccessible,
    /// It was made in an age-restricted channel, and this one is not.
    #[error("made in an age-restricted channel")]
    AgeRestricted,
    /// The bot is shutting down.
    #[error("shutting down")]
    Stopping,
    /// The bot does not serve this server.
    #[error("this server is not served")]
    ServerNotServed,
    /// The provider does not accept the bot's account; the operator knows.
    #[error("the provider does not accept the account")]
    AccountRefused,
}

impl Refusal {
    /// What kind of reason it is, in a word: for counting.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Denied(Denied::Credits { .. }) => "credits",
            Self::Denied(Denied::Budget { .. }) => "budget",
            Self::Denied(_) => "rules",
            Self::TooManyWaiting { .. } | Self::TooFast { .. } => "waiting",
            Self::Request(RequestError::Input { .. }) => "input",
            Self::Permissions(_) | Self::SourceNotAccessible | Self::OutsideServer => "permissions",
            Self::JournalUnavailable | Self::Stopping | Self::AccountRefused => "unavailable",
            _ => "request",
        }
    }
}
