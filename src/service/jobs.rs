//! What a front end asks of the application for members.

use async_trait::async_trait;

use crate::generation::{Catalogue, Price};
use crate::job::{GuildId, Job, JobId, MessageId, Preferences, UserId};
use crate::service::{
    Accepted, Caller, CancelAnswer, Collected, JobRequest, PendingSelection, Preview, QuotaAnswer,
    Refusal, RequestContext, Unreadable,
};

/// Where requests are decided.
#[async_trait]
pub trait JobService: Send + Sync + 'static {
    /// What can be said at once, without waiting for anything outside; and what it will cost at
    /// least.
    async fn screen(&self, job_request: &JobRequest) -> Result<Price, Refusal>;

    /// Fetches and checks the inputs and makes the job durable. The same interaction twice is the
    /// same job.
    async fn accept(&self, job_request: JobRequest) -> Result<Accepted, Refusal>;

    /// Checks a request to the end, inputs and all, and says what it would cost; nothing is sent,
    /// set aside or kept.
    async fn preview(&self, job_request: JobRequest) -> Result<Preview, Refusal>;

    /// What somebody may spend.
    fn quota(&self, caller: &Caller) -> QuotaAnswer;

    /// The card is in the channel.
    async fn shown(&self, job: JobId, card: MessageId);

    /// A member's jobs in a server, newest first; `None` when they cannot be read.
    async fn jobs_of(&self, caller: &Caller, skip: u32, most: u32) -> Option<Vec<Accepted>>;

    /// A job that somebody may look at there: their own, one whose result everybody in that
    /// channel sees, or, for those who manage the server, any.
    async fn job(&self, context: &RequestContext, job: JobId) -> Result<Option<Job>, Unreadable>;

    /// The job whose result a message of ours is, if it may be used there; for its requester, any
    /// message about it will do.
    async fn job_of_result(&self, context: &RequestContext, message: MessageId) -> Option<Job>;

    /// The jobs that were made from one and that somebody may look at there, oldest first.
    async fn made_from(&self, context: &RequestContext, job: JobId) -> Vec<Job>;

    /// Gives a result that could not be posted to its requester, who pays for it then if nobody
    /// has paid for it yet.
    async fn collect(&self, context: &RequestContext, job: &Job) -> Result<Collected, Refusal>;

    /// What can be asked for.
    fn catalogue(&self) -> &Catalogue;

    /// What somebody wants when they say nothing.
    fn preferences(&self, user: UserId) -> Preferences;

    /// Writes down what somebody wants when they say nothing, and says whether it was written.
    async fn prefer(&self, user: UserId, what: Preferences) -> bool;

    /// Keeps what somebody pointed at for a day, and says whether it was written.
    async fn keep(&self, selection: &PendingSelection) -> bool;

    /// What somebody pointed at, while it is kept.
    async fn kept(&self, id: u64) -> Result<Option<PendingSelection>, Unreadable>;

    /// Whether requests of a server are taken.
    fn serves(&self, guild: GuildId) -> bool;

    /// The answer to an interaction came too late to be shown: a job that it made and that still
    /// waits is cancelled.
    async fn not_shown(&self, job: JobId, caller: &Caller);

    /// Whether last pictures can be taken out of clips.
    fn takes_last_frames(&self) -> bool;

    /// Stops a job, if it is this person's to stop. Stopping somebody else's is a moderator's act,
    /// and written down with the reason.
    async fn cancel(&self, job: JobId, caller: &Caller, reason: &str) -> CancelAnswer;
}
