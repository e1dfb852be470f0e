//! The service that front ends call for members.

use std::time::Duration;

use async_trait::async_trait;

use crate::generation::{Catalogue, Price};
use crate::job::{InteractionId, Job, JobId, MessageId, Preferences, Tenant, UserId};
use crate::media::Kind;
use crate::service::{
    Accepted, Caller, CancelAnswer, Collected, JobRequest, PendingRequest, PendingSelection,
    Preview, QuotaAnswer, Refusal, RequestContext, Unreadable,
};

/// Checks, accepts, cancels and reads jobs.
#[async_trait]
pub trait JobService: Send + Sync + 'static {
    /// Checks what can be checked without calling external services; returns the minimum price.
    async fn screen(&self, job_request: &JobRequest) -> Result<Price, Refusal>;

    /// Fetches and checks the inputs and writes the job to the journal. Idempotent: the same
    /// interaction yields the same job.
    async fn accept(&self, job_request: JobRequest) -> Result<Accepted, Refusal>;

    /// Checks a request completely, inputs included, and returns its price; nothing is submitted,
    /// reserved or stored.
    async fn preview(&self, job_request: JobRequest) -> Result<Preview, Refusal>;

    /// The caller's account, policy and prices.
    fn quota(&self, caller: &Caller) -> QuotaAnswer;

    /// Records that the job's card is posted as message `card`.
    async fn shown(&self, job: JobId, card: MessageId);

    /// A member's jobs in a server, newest first; `None` if they cannot be read.
    async fn jobs_of(&self, caller: &Caller, skip: u32, most: u32) -> Option<Vec<Accepted>>;

    /// A job that the caller may view: their own, one whose result everybody in that channel sees,
    /// or, for those who manage the server, any.
    async fn job(&self, context: &RequestContext, job: JobId) -> Result<Option<Job>, Unreadable>;

    /// The job whose result is `message`, if it may be used there; for its requester, any message
    /// about the job is accepted.
    async fn job_of_result(&self, context: &RequestContext, message: MessageId) -> Option<Job>;

    /// Jobs derived from `job` that the caller may view, oldest first.
    async fn made_from(&self, context: &RequestContext, job: JobId) -> Vec<Job>;

    /// Gives the requester a result that could not be posted, and charges them if nobody has been
    /// charged for it yet.
    async fn collect(&self, context: &RequestContext, job: &Job) -> Result<Collected, Refusal>;

    /// The model catalogue.
    fn catalogue(&self) -> &Catalogue;

    /// A member's defaults.
    fn preferences(&self, user: UserId) -> Preferences;

    /// Stores a member's defaults; returns whether they were written.
    async fn set_preferences(&self, user: UserId, what: Preferences) -> bool;

    /// Stores a pending selection for a day; returns whether it was written.
    async fn store_selection(&self, selection: &PendingSelection) -> bool;

    /// A pending selection, while it is stored.
    async fn stored_selection(&self, id: u64) -> Result<Option<PendingSelection>, Unreadable>;

    /// The kind of a file at Discord, by its first bytes; `None` if it is none that can be used, or
    /// cannot be fetched.
    async fn kind_of_file(&self, caller: &Caller, url: &str) -> Option<Kind>;

    /// Stores a request that waits for a choice, for a day; returns whether it was written.
    async fn store_request(&self, request: &PendingRequest) -> bool;

    /// A request that waits for a choice, while it is stored.
    async fn stored_request(&self, id: u64) -> Result<Option<PendingRequest>, Unreadable>;

    /// The place of a request in the line for the converters, from 1, while it waits there.
    fn place_in_line(&self, interaction: InteractionId) -> Option<usize>;

    /// Minimum time between two edits of one answer.
    fn card_edit_interval(&self) -> Duration;

    /// Whether requests from a server are accepted.
    fn serves(&self, tenant: Tenant) -> bool;

    /// The answer to an interaction came too late to be shown: a job that it created and that is
    /// still queued is cancelled.
    async fn answer_expired(&self, job: JobId, caller: &Caller);

    /// Whether last frames can be extracted from videos.
    fn takes_last_frames(&self) -> bool;

    /// Cancels a job if the caller may cancel it. Cancelling another member's job is a moderator's
    /// action and is recorded in the audit log with the reason.
    async fn cancel(&self, job: JobId, caller: &Caller, reason: &str) -> CancelAnswer;
}
