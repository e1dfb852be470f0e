//! What the doors ask the desk beside requests: jobs, preferences, what somebody pointed at.

use tracing::{error, warn};

use super::Intake;
use crate::job::{GuildId, Job, JobId, MessageId, Preferences, State, UserId};
use crate::journal::JournalError;
use crate::service::{Accepted, Caller, PendingSelection, RequestContext, Unreadable};

/// How many jobs that were made from one are looked up.
const CHILDREN: u32 = 10;

/// Logs what the journal said; the member is told that nothing can be read.
fn read<T>(what: &str, got: Result<T, JournalError>) -> Option<T> {
    got.map_err(|e| error!(error = %e, "{what} could not be read")).ok()
}

/// Whether somebody may make something of a job: it is theirs, or its result is in the very channel
/// in which they ask, for all who are there to see.
pub(super) fn may_use(spot: &RequestContext, job: &Job) -> bool {
    let here = job.place.guild == spot.place.guild;
    let direct = spot.place.guild == GuildId::DIRECT;
    if job.requester == spot.who.user {
        return here || direct;
    }
    let shown = match job.state {
        State::Delivered { channel, .. } => {
            channel == job.place.channel && spot.within().contains(&channel)
        }
        _ => false,
    };
    here && !direct && shown && job.removed.is_none()
}

/// Whether somebody may look at a job. Manage Server, unlike Manage Messages, is the same in every
/// channel.
fn may_see(spot: &RequestContext, job: &Job) -> bool {
    let manages = spot.who.manages && spot.place.guild != GuildId::DIRECT;
    may_use(spot, job) || manages && job.place.guild == spot.place.guild
}

impl Intake {
    pub(super) async fn look_at(
        &self,
        spot: &RequestContext,
        job: JobId,
    ) -> Result<Option<Job>, Unreadable> {
        let found = read("a job", self.parts.records.journal().job(job).await);
        Ok(found.ok_or(Unreadable)?.filter(|job| may_see(spot, job)))
    }

    pub(super) async fn look_at_result(
        &self,
        spot: &RequestContext,
        message: MessageId,
    ) -> Option<Job> {
        let journal = self.parts.records.journal();
        let id = read("a message's job", journal.job_by_message(message).await)??;
        let job = read("a job", journal.job(id).await)??;
        let own = job.requester == spot.who.user;
        let result = matches!(job.state, State::Delivered { message: m, .. } if m == message);
        ((own || result) && may_use(spot, &job)).then_some(job)
    }

    pub(super) async fn children(&self, spot: &RequestContext, job: JobId) -> Vec<Job> {
        let found = self.parts.records.journal().made_from(job, CHILDREN).await;
        let mut jobs = read("what was made from a job", found).unwrap_or_default();
        jobs.retain(|job| may_see(spot, job));
        jobs
    }

    pub(super) async fn own_jobs(
        &self,
        who: &Caller,
        skip: u32,
        most: u32,
    ) -> Option<Vec<Accepted>> {
        let journal = self.parts.records.journal();
        let jobs = journal.jobs_in(who.guild, Some(who.user), skip, most).await;
        let jobs = read("a member's jobs", jobs)?;
        Some(jobs.into_iter().map(|job| self.with_outlook(job)).collect())
    }

    pub(super) async fn write_preferences(&self, user: UserId, what: Preferences) -> bool {
        let written = self.parts.records.prefer(user, what).await;
        if let Err(e) = &written {
            error!(user.id = %user, error = %e, "preferences could not be written");
        }
        written.is_ok()
    }

    pub(super) async fn keep_sketch(&self, sketch: &PendingSelection) -> bool {
        let Ok(doc) = serde_json::to_string(sketch) else { return false };
        let journal = self.parts.records.journal();
        let kept = journal.keep_sketch(sketch.id, doc, self.parts.clock.now()).await;
        if let Err(e) = &kept {
            error!(error = %e, "what somebody pointed at could not be kept");
        }
        kept.is_ok()
    }

    pub(super) async fn kept_sketch(
        &self,
        id: u64,
    ) -> Result<Option<PendingSelection>, Unreadable> {
        let found = self.parts.records.journal().sketch(id, self.parts.clock.now()).await;
        let Some(doc) = read("what somebody pointed at", found).ok_or(Unreadable)? else {
            return Ok(None);
        };
        let sketch = serde_json::from_str(&doc);
        Ok(sketch.map_err(|e| warn!(error = %e, "what somebody pointed at makes no sense")).ok())
    }
}
