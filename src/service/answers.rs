//! What the application answers.

use std::sync::Arc;

use jiff::Timestamp;

use crate::generation::{Price, Resolution};
use crate::job::Job;
use crate::quota::{BudgetView, Policy, View};
use crate::service::FileStream;

/// What somebody may spend, and what it is good for.
#[derive(Debug, Clone)]
pub struct QuotaAnswer {
    /// The account.
    pub account: View,
    /// What the server allows.
    pub policy: Arc<Policy>,
    /// The server's budgets, by day and by month.
    pub budgets: [BudgetView; 2],
    /// What a clip of five seconds at 720P costs.
    pub sample: Price,
    /// What a second or a picture of each model costs, at each resolution.
    pub units: Vec<(String, Resolution, Price)>,
}

/// The journal cannot be read at the moment, which is not the same as that something is not in it.
/// Logged where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// A result that could not be posted, for its requester.
pub struct Collected {
    /// The job, as it is now.
    pub job: Job,
    /// Those of its files that fit a message.
    pub files: Vec<FileStream>,
    /// A link to a clip that does not fit, and until when it is good.
    pub link: Option<(String, Timestamp)>,
    /// Why some of it, or all, is neither among the files nor linked.
    pub missing: Option<Missing>,
}

/// Why a part of a held result cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It does not fit a message, and there are no links.
    TooLarge,
    /// The archive cannot be read at the moment.
    Unreadable,
    /// It is not in the archive.
    Gone,
}

/// How a request to cancel ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelAnswer {
    /// The journal cannot be read at the moment.
    Unreadable,
    /// Stopped; nothing is charged.
    Cancelled,
    /// The provider is at work on it and cannot be stopped.
    Working,
    /// It is being handed over at this moment; ask again.
    Between,
    /// It is over already.
    Over,
    /// No such job in this server.
    Unknown,
    /// It belongs to someone else.
    NotOwner,
    /// It is not known whether it was stopped: the provider did not answer.
    Unsure,
}
