//! Requests that wait for their member's choice of a part.

use serde::{Deserialize, Serialize};

use crate::generation::PartialRequest;
use crate::job::{InteractionId, MadeFrom, Place, UserId};
use crate::media::Part;
use crate::service::{InputRef, JobRequest, RequestContext};

/// A request that is complete but for the part of its videos that is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingRequest {
    /// ID of the interaction that it came with.
    pub id: u64,
    /// The member who made it.
    pub user: UserId,
    /// Where they made it.
    pub place: Place,
    /// What to generate.
    pub partial: PartialRequest,
    /// The inputs.
    pub uploads: Vec<InputRef>,
    /// The job that it is derived from.
    pub made_from: Option<MadeFrom>,
    /// The longest video that is accepted, in seconds.
    pub most: f64,
}

impl PendingRequest {
    /// Keeps what a request needs besides its context.
    pub fn of(job_request: JobRequest, most: f64) -> Self {
        let JobRequest { context, partial, uploads, made_from, .. } = job_request;
        let (user, place) = (context.caller.user, context.place);
        let id = context.origin.interaction.0;
        Self { id, user, place, partial, uploads, made_from, most }
    }

    /// The job request with a part, in the context of the choice. It has the ID of the original
    /// interaction, so that two choices create one job.
    pub fn job_request(self, mut context: RequestContext, part: Part) -> JobRequest {
        context.origin.interaction = InteractionId(self.id);
        // The answer to the choice is not the card.
        context.origin.token = None;
        let partial = PartialRequest { part: Some(part), ..self.partial };
        let Self { uploads, made_from, .. } = self;
        JobRequest { context, partial, uploads, preview: false, made_from }
    }
}
