//! The application's answers to front ends.

use std::sync::Arc;

use jiff::Timestamp;

use crate::generation::{Price, Resolution};
use crate::job::Job;
use crate::quota::{BudgetView, Policy, View};
use crate::service::ResultFile;

/// A member's account and policy, with example prices.
#[derive(Debug, Clone)]
pub struct QuotaAnswer {
    /// The account.
    pub account: View,
    /// The server's policy.
    pub policy: Arc<Policy>,
    /// The server's budgets, daily and monthly.
    pub budgets: [BudgetView; 2],
    /// Price of a 5-second video at 720P.
    pub sample: Price,
    /// Price per second of video or per image, for each model and resolution.
    pub units: Vec<(String, Resolution, Price)>,
}

/// The journal cannot be read at the moment, so it is unknown whether the item exists. Logged where
/// the error occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// A result that could not be posted, for its requester to collect.
pub struct Collected {
    /// The job in its current state.
    pub job: Job,
    /// The files that fit in a message.
    pub files: Vec<ResultFile>,
    /// A link to a video that does not fit, and its expiry time.
    pub link: Option<(String, Timestamp)>,
    /// Why a part of the result, or all of it, is neither attached nor linked.
    pub missing: Option<Missing>,
}

/// Why a part of a held result cannot be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It does not fit in a message, and links are not configured.
    TooLarge,
    /// The archive cannot be read at the moment.
    Unreadable,
    /// It is not in the archive.
    Gone,
}

/// Outcome of a cancellation request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelAnswer {
    /// The journal cannot be read at the moment.
    Unreadable,
    /// Cancelled; nothing is charged.
    Cancelled,
    /// The provider is processing the task and cannot cancel it.
    Running,
    /// The job is being submitted right now; the member can retry.
    Submitting,
    /// The job has already ended.
    Ended,
    /// No such job in this server.
    Unknown,
    /// It belongs to someone else.
    NotOwner,
    /// Unknown whether it was cancelled: the provider did not answer.
    Unconfirmed,
}
