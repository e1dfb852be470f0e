//! A job request, and what is known about the job once it is accepted.

use bytes::Bytes;
use jiff::Timestamp;

use crate::generation::{PartialRequest, Price, Request};
use crate::job::{Job, MadeFrom};
use crate::queue::Rank;
use crate::quota::View;
use crate::service::{InputRef, RequestContext};

/// A request for a job; options that are left out are filled in on acceptance.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// The caller and the place.
    pub context: RequestContext,
    /// What to generate.
    pub partial: PartialRequest,
    /// The inputs; `partial` lists their roles too.
    pub uploads: Vec<InputRef>,
    /// Only check the request and return its price.
    pub preview: bool,
    /// The job that it is derived from.
    pub made_from: Option<MadeFrom>,
}

/// Why a job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// The queue serves members in turn.
    FairShare,
    /// It is its requester's first job of the window, and the express slot is in use.
    ExpressSlotBusy,
    /// The requester has as many jobs running as one member may have, which is this number.
    MemberLimit(usize),
    /// The provider accepts no tasks at the moment, and it is unknown until when.
    Stalled,
    /// The provider does not know the task at the moment, and it is unknown whether it will.
    Unknown,
}

/// Queue position and expected completion time of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eta {
    /// Queue position, while it is queued.
    pub place: Option<Rank>,
    /// Why it waits, where there is more to say than that other jobs are ahead.
    pub why: WaitReason,
    /// Earliest expected completion.
    pub earliest: Timestamp,
    /// Latest expected completion.
    pub latest: Timestamp,
}

/// A job that is stored in the journal.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The job.
    pub job: Job,
    /// Its queue position and expected completion time, if known.
    pub eta: Option<Eta>,
    /// A small JPEG of its first image, if the member's file would not show what it is now: drawn
    /// when the job is accepted, and not stored.
    pub thumbnail: Option<Bytes>,
}

/// What a request would cost.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The price.
    pub price: Price,
    /// The requester's account.
    pub account: View,
    /// The complete request, as the card would show it.
    pub request: Request,
}
