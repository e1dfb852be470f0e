//! Why a request exceeds a quota, as data; the Discord adapter writes the text.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::generation::{Credits, Money, Resolution};
use crate::job::ChannelId;

/// The period of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
}

impl Period {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Month => "month",
        }
    }
}

/// Whose budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// The server's.
    Server,
    /// The operator's, for all servers.
    Global,
}

/// The request is valid but quotas or rules forbid it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Denied {
    /// The member is blocked.
    #[error("blocked")]
    Blocked {
        /// When the block ends, if it does.
        until: Option<Timestamp>,
        /// The reason given by the moderator.
        reason: String,
    },
    /// The server accepts no jobs at the moment.
    #[error("paused")]
    Paused {
        /// The reason given by the moderator.
        reason: String,
    },
    /// The channel is not allowed.
    #[error("not in this channel")]
    Channel {
        /// The allowed channels.
        allowed: Vec<ChannelId>,
    },
    /// The model is not allowed.
    #[error("model {model} is not allowed here")]
    Model {
        /// The requested model.
        model: String,
    },
    /// The video is too long for this server.
    #[error("{seconds} s, limit {max} s")]
    TooLong {
        /// The requested duration, in seconds.
        seconds: u32,
        /// The limit, in seconds.
        max: u32,
    },
    /// The resolution is too high for this server.
    #[error("{resolution}, limit {max}")]
    ResolutionTooHigh {
        /// The requested resolution.
        resolution: Resolution,
        /// The limit.
        max: Resolution,
    },
    /// A moderator blocked one of the inputs.
    #[error("an input is blocked")]
    InputBlocked,
    /// Members' avatars may not be used.
    #[error("avatars are not allowed")]
    Avatars,
    /// Too few credits.
    #[error("{price} credits, {available} available")]
    Credits {
        /// The price.
        price: Credits,
        /// Credits available.
        available: Credits,
        /// When it would be possible, if nothing else is requested until then; `None`: never with
        /// the current quota.
        when: Option<Timestamp>,
    },
    /// A budget is exhausted.
    #[error("{budget:?} budget of the {}: {left} left of {limit}", period.name())]
    Budget {
        /// Whose budget.
        budget: Budget,
        /// Its period.
        period: Period,
        /// The budget.
        limit: Money,
        /// What is left of it.
        left: Money,
        /// What the job would cost.
        price: Money,
        /// When it would be possible, if nothing else is requested until then; `None`: never.
        until: Option<Timestamp>,
        /// When the next period begins.
        next: Timestamp,
    },
}
