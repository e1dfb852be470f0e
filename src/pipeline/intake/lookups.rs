//! Lookups of the job service: jobs, preferences and pending selections.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::{error, warn};

use super::Intake;
use crate::job::{Job, JobId, MessageId, Preferences, State, UserId};
use crate::journal::JournalError;
use crate::service::{Accepted, Caller, RequestContext, Unreadable};

/// Most derived jobs that are looked up for one job.
const CHILDREN: u32 = 10;

/// Logs a journal error and returns `None`; callers then report that the data is unavailable.
fn read<T>(what: &str, got: Result<T, JournalError>) -> Option<T> {
    got.map_err(|e| error!(error = %e, "failed to read {what}")).ok()
}

/// Whether a member may derive something from a job: it is theirs, or its result is in the very
/// channel of the request, visible to everyone there.
pub(super) fn may_use(context: &RequestContext, job: &Job) -> bool {
    let here = job.place.tenant == context.place.tenant;
    let direct = context.place.tenant.is_direct();
    if job.requester == context.caller.user {
        return here || direct;
    }
    let shown = match job.state {
        State::Delivered { channel, .. } => {
            channel == job.place.channel && context.within().contains(&channel)
        }
        _ => false,
    };
    here && !direct && shown && job.removed.is_none()
}

/// Whether a member may look at a job. Manage Server, unlike Manage Messages, is the same in every
/// channel.
fn may_see(context: &RequestContext, job: &Job) -> bool {
    let manages = context.caller.manages && !context.place.tenant.is_direct();
    may_use(context, job) || manages && job.place.tenant == context.place.tenant
}

impl Intake {
    pub(super) async fn look_at(
        &self,
        context: &RequestContext,
        job: JobId,
    ) -> Result<Option<Job>, Unreadable> {
        let found = read("a job", self.ctx.store.journal().job(job).await);
        Ok(found.ok_or(Unreadable)?.filter(|job| may_see(context, job)))
    }

    pub(super) async fn look_at_result(
        &self,
        context: &RequestContext,
        message: MessageId,
    ) -> Option<Job> {
        let journal = self.ctx.store.journal();
        let id = read("a message's job", journal.job_by_message(message).await)??;
        let job = read("a job", journal.job(id).await)??;
        let own = job.requester == context.caller.user;
        let result = matches!(job.state, State::Delivered { message: m, .. } if m == message);
        ((own || result) && may_use(context, &job)).then_some(job)
    }

    pub(super) async fn children(&self, context: &RequestContext, job: JobId) -> Vec<Job> {
        let found = self.ctx.store.journal().made_from(job, CHILDREN).await;
        let mut jobs = read("derived jobs", found).unwrap_or_default();
        jobs.retain(|job| may_see(context, job));
        jobs
    }

    pub(super) async fn own_jobs(
        &self,
        caller: &Caller,
        skip: u32,
        most: u32,
    ) -> Option<Vec<Accepted>> {
        let journal = self.ctx.store.journal();
        let jobs = journal.jobs_in(caller.tenant, Some(caller.user), skip, most).await;
        let jobs = read("a member's jobs", jobs)?;
        Some(jobs.into_iter().map(|job| self.with_eta(job)).collect())
    }

    pub(super) async fn write_preferences(&self, user: UserId, what: Preferences) -> bool {
        let written = self.ctx.store.set_preferences(user, what).await;
        if let Err(e) = &written {
            error!(user.id = %user, error = %e, "failed to write preferences");
        }
        written.is_ok()
    }

    /// Stores something that waits for its member's next step.
    pub(super) async fn insert_pending<T: Serialize + Sync>(&self, id: u64, pending: &T) -> bool {
        let Ok(doc) = serde_json::to_string(pending) else { return false };
        let stored = self.ctx.store.journal().insert_selection(id, doc, self.ctx.clock.now()).await;
        if let Err(e) = &stored {
            error!(error = %e, "failed to store a pending selection");
        }
        stored.is_ok()
    }

    pub(super) async fn pending<T: DeserializeOwned>(
        &self,
        id: u64,
    ) -> Result<Option<T>, Unreadable> {
        let found = self.ctx.store.journal().selection(id, self.ctx.clock.now()).await;
        let Some(doc) = read("a pending selection", found).ok_or(Unreadable)? else {
            return Ok(None);
        };
        let pending = serde_json::from_str(&doc);
        Ok(pending.map_err(|e| warn!(error = %e, "a pending selection cannot be parsed")).ok())
    }
}
