//! Why somebody may not spend, as data; the words are the Discord room's.

use jiff::Timestamp;

use crate::generation::{Credits, Money, Resolution};
use crate::job::ChannelId;

/// The stretch of time that a budget is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Whose money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Budget {
    /// The server's.
    Server,
    /// The whole bot's.
    Global,
}

/// The request is sound, but it may not be paid for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Denied {
    /// The member is blocked.
    #[error("blocked")]
    Blocked {
        /// Until when, if it ends.
        until: Option<Timestamp>,
        /// Why, in the moderator's words.
        reason: String,
    },
    /// The server takes no jobs at the moment.
    #[error("paused")]
    Paused {
        /// Why, in the moderator's words.
        reason: String,
    },
    /// Not in this channel.
    #[error("not in this channel")]
    Channel {
        /// Where it would go.
        allowed: Vec<ChannelId>,
    },
    /// Not this model.
    #[error("model {model} is not allowed here")]
    Model {
        /// The one asked for.
        model: String,
    },
    /// Longer than the server allows.
    #[error("{seconds} s, longest {longest} s")]
    TooLong {
        /// Asked for.
        seconds: u32,
        /// Allowed.
        longest: u32,
    },
    /// Larger than the server allows.
    #[error("{resolution}, largest {largest}")]
    ResolutionTooHigh {
        /// Asked for.
        resolution: Resolution,
        /// Allowed.
        largest: Resolution,
    },
    /// An input that a moderator shut out.
    #[error("an input is blocked")]
    InputBlocked,
    /// Not enough credits.
    #[error("{price} credits, {available} available")]
    Credits {
        /// What it costs.
        price: Credits,
        /// What there is.
        available: Credits,
        /// When it would go through if nothing else is asked for meanwhile; `None`: never, as
        /// things stand.
        when: Option<Timestamp>,
    },
    /// A budget is used up.
    #[error("{budget:?} budget of the {}: {left} left of {limit}", period.name())]
    Budget {
        /// Whose.
        budget: Budget,
        /// For how long.
        period: Period,
        /// The budget.
        limit: Money,
        /// What is left of it.
        left: Money,
        /// What the job would cost.
        price: Money,
        /// When it would go through if nothing else is asked for; `None`: never.
        until: Option<Timestamp>,
        /// When the next period begins.
        next: Timestamp,
    },
}
