//! Cancels jobs: free while they are queued here, possible while they are queued at the provider.

use std::time::Duration;

use tracing::{error, info, warn};

use super::Intake;
use crate::job::{Event, Job, JobId, State};
use crate::journal::{JournalError, NewEntry};
use crate::pipeline::before_restore;
use crate::provider::{CancelOutcome, TaskState};
use crate::quota::{AuditChange, AuditEntry, Author, Scope};
use crate::service::{Caller, CancelAnswer};

/// A button must be answered within three seconds; the provider and the search of channels get half
/// of that together.
const CANCEL_PATIENCE: Duration = Duration::from_millis(1500);
/// Delay before a job that is being submitted is checked again.
const SUBMITTING_PAUSE: Duration = Duration::from_millis(50);

impl Intake {
    /// Cancels a job, if the caller may.
    pub(super) async fn stop_job(&self, id: JobId, caller: &Caller, reason: &str) -> CancelAnswer {
        // A submission takes a moment: a cancellation that arrives during it waits instead of
        // failing.
        let patience = tokio::time::Instant::now() + CANCEL_PATIENCE / 2;
        loop {
            let answer = self.cancel_now(id, caller).await;
            if answer == CancelAnswer::Cancelled {
                self.note_cancelled(id, caller, reason).await;
            }
            if answer != CancelAnswer::Submitting || tokio::time::Instant::now() > patience {
                return answer;
            }
            tokio::time::sleep(SUBMITTING_PAUSE).await;
        }
    }

    /// Cancels a job whose acceptance could not be shown in time: the member saw "did not respond"
    /// and must not be charged. A queued job is cancelled; a submitted one is delivered.
    pub(super) async fn cancel_not_shown(&self, id: JobId, caller: &Caller) {
        let waits = |job: &Job| matches!(job.state, State::Accepted { .. });
        if self.ctx.store.open(id).as_ref().is_some_and(waits) {
            info!(job.id = %id, "the response came too late to be shown, job cancelled");
            self.cancelled(id, caller, false).await;
        }
    }

    async fn cancel_upstream(&self, job: &Job, caller: &Caller) -> CancelAnswer {
        let Some(task) = job.task() else { return CancelAnswer::Ended };
        let provider = &self.ctx.account_of(job).provider;
        // All calls together have this time.
        let deadline = tokio::time::Instant::now() + CANCEL_PATIENCE;
        let asked = if provider.capabilities().cancels_pending {
            tokio::time::timeout_at(deadline, provider.cancel(task)).await
        } else {
            Ok(Ok(CancelOutcome::TooLate))
        };
        // A task that the provider does not know cannot be cancelled there, and occupies no slot.
        let unresolved = self.ctx.store.is_unknown(job.id);
        let is_known = async {
            let report = tokio::time::timeout_at(deadline, provider.query(task)).await;
            matches!(report, Ok(Ok(report)) if report.state != TaskState::Unknown)
        };
        match asked {
            Ok(Ok(CancelOutcome::Cancelled)) => self.cancelled(job.id, caller, false).await,
            // It may be known again by now, and running.
            Ok(Ok(CancelOutcome::TooLate)) if !unresolved || is_known.await => {
                CancelAnswer::Running
            }
            _ if unresolved => self.cancel_unknown(job, caller, deadline).await,
            Ok(Ok(CancelOutcome::TooLate)) => CancelAnswer::Running,
            Ok(Err(e)) => {
                warn!(task.id = %task, error = %e, "failed to cancel a task");
                CancelAnswer::Unconfirmed
            }
            Err(_) => CancelAnswer::Unconfirmed,
        }
    }

    /// Cancels a job whose task the provider does not know, unless its result was posted before a
    /// backup was restored: then it is paid for.
    async fn cancel_unknown(
        &self,
        job: &Job,
        caller: &Caller,
        deadline: tokio::time::Instant,
    ) -> CancelAnswer {
        let delivered = before_restore::was_delivered(&*self.ctx.messenger, job);
        match tokio::time::timeout_at(deadline, delivered).await {
            Ok(Ok(false)) => self.cancelled(job.id, caller, true).await,
            Ok(Ok(true)) => CancelAnswer::Ended,
            Ok(Err(e)) => {
                warn!(job.id = %job.id, error = %e, "failed to search a channel");
                CancelAnswer::Unconfirmed
            }
            Err(_) => CancelAnswer::Unconfirmed,
        }
    }

    async fn cancelled(&self, job: JobId, caller: &Caller, unresolved: bool) -> CancelAnswer {
        let event = Event::Cancelled { by: Some(caller.user), unresolved };
        match self.ctx.store.advance(job, event, self.ctx.clock.now()).await {
            Ok(_) => {
                info!(job.id = %job, user.id = %caller.user, "cancelled a job");
                CancelAnswer::Cancelled
            }
            // The job was submitted or cancelled concurrently.
            Err(JournalError::NotAllowed(_)) => CancelAnswer::Submitting,
            Err(e) => {
                error!(job.id = %job, error = %e, "failed to write a cancellation");
                CancelAnswer::Unconfirmed
            }
        }
    }

    /// Writes an audit entry when a moderator cancels another member's job.
    async fn note_cancelled(&self, id: JobId, caller: &Caller, reason: &str) {
        let journal = self.ctx.store.journal();
        let Ok(Some(job)) = journal.job(id).await else { return };
        if job.requester == caller.user {
            return;
        }
        let change = AuditChange::JobCancelled { member: job.requester, job: id };
        let (scope, by) = (Scope::Tenant(caller.tenant), Author::Member(caller.user));
        let entry = AuditEntry::new(scope, by, change, reason, self.ctx.clock.now());
        let once = Some(format!("cancelled {id}"));
        if let Err(e) = journal.record_entry(NewEntry::reported(entry, once)).await {
            error!(job.id = %id, error = %e, "failed to write an audit entry");
        }
    }

    async fn cancel_now(&self, id: JobId, caller: &Caller) -> CancelAnswer {
        let job = match self.ctx.store.open(id) {
            Some(job) => Some(job),
            None => match self.ctx.store.journal().job(id).await {
                Ok(job) => job,
                Err(e) => {
                    error!(job.id = %id, error = %e, "failed to read a job");
                    return CancelAnswer::Unreadable;
                }
            },
        };
        let Some(job) = job.filter(|j| j.place.tenant == caller.tenant) else {
            return CancelAnswer::Unknown;
        };
        let role = self.ctx.store.book().policy(caller.tenant).moderator_role;
        let moderates = caller.moderates || role.is_some_and(|r| caller.roles.contains(&r));
        if job.requester != caller.user && !moderates {
            return CancelAnswer::NotOwner;
        }
        match job.state {
            State::Accepted { .. } => self.cancelled(id, caller, false).await,
            State::Submitting { .. } | State::Unconfirmed { .. } => CancelAnswer::Submitting,
            State::Submitted { .. } | State::Running { .. } => {
                self.cancel_upstream(&job, caller).await
            }
            _ => CancelAnswer::Ended,
        }
    }
}
