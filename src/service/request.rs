//! A request for a job, and what is known of the job once it is accepted.

use jiff::Timestamp;

use crate::generation::{PartialRequest, Price, Request};
use crate::job::{Job, MadeFrom};
use crate::queue::Rank;
use crate::quota::View;
use crate::service::{InputRef, RequestContext};

/// A request for a generation, with holes that the desk fills.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// Who asks, and where.
    pub context: RequestContext,
    /// What is asked.
    pub partial: PartialRequest,
    /// Its inputs; their roles are in the wish too.
    pub uploads: Vec<InputRef>,
    /// Only check it and say what it would cost.
    pub preview: bool,
    /// The job that it goes on from.
    pub made_from: Option<MadeFrom>,
}

/// Why a job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// Members take turns.
    Turns,
    /// It is its requester's first of the window, and the quick place is taken.
    First,
    /// Its requester has as many being made as one member may, so many.
    Share(usize),
    /// The provider takes nothing at the moment, and nobody knows until when.
    Stalled,
    /// The provider does not know its task at the moment, and nobody knows whether it will.
    Unknown,
}

/// What is ahead of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eta {
    /// Its place in the queue, until it has left it.
    pub place: Option<Rank>,
    /// Why it waits, where there is more to say than that others are before it.
    pub why: WaitReason,
    /// When the clip may be there at the earliest.
    pub earliest: Timestamp,
    /// When it should be there at the latest.
    pub latest: Timestamp,
}

/// A job that is durable.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The job.
    pub job: Job,
    /// What is ahead of it.
    pub eta: Option<Eta>,
}

/// What a request would cost, had it been made.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Its price.
    pub price: Price,
    /// The requester's account.
    pub account: View,
    /// Its details, as they would stand on the card.
    pub request: Request,
}
