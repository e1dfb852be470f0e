//! Moderation: quotas, blocks and removals. Each action is one audit entry in the journal, from
//! where it is posted to the log channel.

mod audit_log;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use tracing::{error, info, warn};

use audit_log::journal_error;
pub use audit_log::{AuditLog, CommandOrigin};

use crate::job::{Event, Job, JobId, Place, RoleId, State, Tenant, UserId};
use crate::journal::{JournalError, NewEntry};
use crate::pipeline::{PipelineContext, quota_answer};
use crate::quota::{
    AuditChange, AuditEntry, Author, BudgetView, ModerationCommand, Payer, Policy, Scope,
};
use crate::service::{
    Caller, CancelAnswer, JobRef, JobService, MessengerError, ModerationError, ModerationService,
    QuotaAnswer, RequestContext, Spending, Unreadable,
};

/// The moderation service, on top of the pipeline's state.
pub struct Moderation {
    ctx: Arc<PipelineContext>,
    job_service: Arc<dyn JobService>,
    audit_log: AuditLog,
}

impl Moderation {
    /// A service over the pipeline's state; jobs are cancelled through `job_service`.
    pub fn new(ctx: Arc<PipelineContext>, job_service: Arc<dyn JobService>) -> Self {
        let models = ctx.catalogue.models().iter().map(|m| m.name.clone()).collect();
        let audit_log = AuditLog::new(ctx.store.journal().clone(), ctx.store.shared_book(), models);
        Self { ctx, job_service, audit_log }
    }

    fn origin<'a>(&self, caller: &Caller, reason: &'a str) -> CommandOrigin<'a> {
        let (tenant, by) = (caller.tenant, Author::Member(caller.user));
        let once = Some(format!("interaction {}", caller.interaction));
        CommandOrigin { tenant, by, reason, now: self.now(), once }
    }

    /// A job that the caller may view.
    async fn find_job(&self, context: &RequestContext, job: JobId) -> Result<Job, ModerationError> {
        let found = self
            .job_service
            .job(context, job)
            .await
            .map_err(|Unreadable| ModerationError::JournalUnavailable)?;
        found.ok_or(ModerationError::NoSuchJob)
    }

    fn require_moderator(&self, caller: &Caller) -> Result<(), ModerationError> {
        if self.moderates(caller) { Ok(()) } else { Err(ModerationError::NotModerator) }
    }

    /// Records that a result was removed, once per job, however often it is tried.
    async fn note_removal(
        &self,
        caller: &Caller,
        job: &Job,
        (reason, by_depicted): (&str, bool),
    ) -> Result<(), ModerationError> {
        let change = AuditChange::ResultRemoved { member: job.requester, job: job.id, by_depicted };
        let (scope, by) = (Scope::Tenant(caller.tenant), Author::Member(caller.user));
        let entry = AuditEntry::new(scope, by, change, reason, self.now());
        let once = Some(format!("removed {}", job.id));
        let new = NewEntry::reported(entry, once);
        self.ctx.store.journal().record_entry(new).await.map_err(journal_error)?;
        Ok(())
    }

    /// Deletes the post and all archived files of a job. The post goes first since everybody sees
    /// it; each step is attempted whatever the outcome of the others.
    async fn delete_everywhere(&self, job: Job) -> Result<Job, ModerationError> {
        let State::Delivered { channel, message, key, more, .. } = &job.state else {
            return Err(ModerationError::NoResult);
        };
        let here = job.place;
        let place = if *channel == here.channel { here } else { Place::direct(*channel) };
        let deleted = match self.ctx.messenger.delete(place, *message).await {
            // The channel was deleted, and the post with it.
            Err(MessengerError::Gone(_)) => Ok(()),
            other => other,
        };
        let inputs = job.request.inputs.iter().map(|i| &i.key);
        let mut archive_error = None;
        for key in std::iter::once(key).chain(more).chain(inputs) {
            if let Err(e) = self.ctx.archive.remove(key).await {
                archive_error = Some(e);
            }
        }
        if let Some(e) = archive_error {
            error!(job.id = %job.id, error = %e, "removed result is still in the archive");
            return Err(ModerationError::NotArchived { deleted: deleted.is_ok() });
        }
        if let Err(e) = deleted {
            warn!(job.id = %job.id, error = %e, "could not delete the post of a removed result");
            return Err(ModerationError::NotDeleted(e.to_string()));
        }
        if job.card.is_some()
            && let Err(e) = self.ctx.messenger.show_card(&job, None, self.now()).await
        {
            // The card only points to the result, which is gone.
            warn!(job.id = %job.id, error = %e, "card of a removed result not updated");
        }
        info!(job.id = %job.id, "result removed");
        Ok(job)
    }

    async fn mark_removed(&self, caller: &Caller, job: &Job) -> Result<Job, ModerationError> {
        if !matches!(job.state, State::Delivered { .. }) {
            return Err(ModerationError::NoResult);
        }
        if job.removed.is_some() {
            // The post may still exist, so its deletion is tried again.
            return Ok(job.clone());
        }
        let removed = Event::Removed { by: caller.user };
        match self.ctx.store.advance(job.id, removed, self.now()).await {
            Ok(job) => Ok(job),
            Err(JournalError::NotAllowed(_)) => Err(ModerationError::NoResult),
            Err(e) => Err(journal_error(e)),
        }
    }
}

#[async_trait]
impl ModerationService for Moderation {
    fn moderates(&self, caller: &Caller) -> bool {
        let role = self.policy(caller.tenant).moderator_role;
        caller.manages || role.is_some_and(|r| caller.roles.contains(&r))
    }

    async fn decide(
        &self,
        caller: &Caller,
        command: ModerationCommand,
        roles: &[RoleId],
        reason: &str,
    ) -> Result<AuditEntry, ModerationError> {
        self.require_moderator(caller)?;
        let entry = self.audit_log.decide(&self.origin(caller, reason), &command, roles).await?;
        info!(
            tenant = %caller.tenant,
            user.id = %caller.user,
            entry = entry.number,
            "moderation command carried out"
        );
        Ok(entry)
    }

    async fn undo(
        &self,
        caller: &Caller,
        number: Option<u64>,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError> {
        self.require_moderator(caller)?;
        self.audit_log.undo(&self.origin(caller, reason), number).await
    }

    fn account(&self, tenant: Tenant, user: UserId, roles: &[RoleId]) -> QuotaAnswer {
        let p = &self.ctx;
        let payer = Payer { tenant, user, roles };
        quota_answer(p, &payer, self.now())
    }

    fn policy(&self, tenant: Tenant) -> Arc<Policy> {
        self.ctx.store.book().policy(tenant)
    }

    fn budgets(&self, tenant: Tenant) -> [BudgetView; 2] {
        self.ctx.store.book().budgets(tenant, self.now())
    }

    fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    async fn entries(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<AuditEntry>, ModerationError> {
        let journal = self.ctx.store.journal();
        journal.entries_of(tenant, member, skip, most).await.map_err(journal_error)
    }

    async fn spending(&self, tenant: Tenant, days: u32) -> Result<Spending, ModerationError> {
        self.audit_log.spending(tenant, days, self.now()).await
    }

    async fn jobs(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, ModerationError> {
        let journal = self.ctx.store.journal();
        journal.jobs_in(tenant, member, skip, most).await.map_err(journal_error)
    }

    async fn job(&self, tenant: Tenant, job: JobRef) -> Result<Job, ModerationError> {
        let journal = self.ctx.store.journal();
        let id = match job {
            JobRef::Job(id) => Some(id),
            JobRef::Message(message) => {
                journal.job_by_message(message).await.map_err(journal_error)?
            }
        };
        let Some(id) = id else { return Err(ModerationError::NoSuchJob) };
        let job = journal.job(id).await.map_err(journal_error)?;
        job.filter(|j| j.place.tenant == tenant).ok_or(ModerationError::NoSuchJob)
    }

    async fn cancel(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<CancelAnswer, ModerationError> {
        self.require_moderator(caller)?;
        let caller = Caller { moderates: true, ..caller.clone() };
        Ok(self.job_service.cancel(job, &caller, reason).await)
    }

    async fn remove(
        &self,
        caller: &Caller,
        job: JobRef,
        reason: &str,
    ) -> Result<Job, ModerationError> {
        self.require_moderator(caller)?;
        let found = self.job(caller.tenant, job).await?;
        let job = self.mark_removed(caller, &found).await?;
        self.note_removal(caller, &job, (reason, false)).await?;
        self.delete_everywhere(job).await
    }

    async fn discard(&self, context: &RequestContext, job: JobId) -> Result<Job, ModerationError> {
        let caller = &context.caller;
        let found = self.find_job(context, job).await?;
        if !found.may_be_deleted_by(caller.user) {
            return self.remove(caller, JobRef::Job(job), "").await;
        }
        let job = self.mark_removed(caller, &found).await?;
        if caller.user != job.requester {
            // The member whom it shows decides about another member's result.
            self.note_removal(caller, &job, ("", true)).await?;
        }
        self.delete_everywhere(job).await
    }

    async fn report(
        &self,
        context: &RequestContext,
        job: JobId,
        reason: &str,
    ) -> Result<bool, ModerationError> {
        let caller = &context.caller;
        let job = self.find_job(context, job).await?;
        let State::Delivered { channel, message, .. } = job.state else {
            return Err(ModerationError::NoResult);
        };
        let change =
            AuditChange::ResultReported { member: job.requester, job: job.id, channel, message };
        let (scope, by) = (Scope::Tenant(job.place.tenant), Author::Member(caller.user));
        let entry = AuditEntry::new(scope, by, change, reason, self.now());
        // One report per reader: a second one adds nothing.
        let once = Some(format!("report {} {}", job.id, caller.user));
        let new = NewEntry::reported(entry, once);
        self.ctx.store.journal().record_entry(new).await.map_err(journal_error)?;
        info!(job.id = %job.id, user.id = %caller.user, "result reported");
        Ok(self.policy(job.place.tenant).log_channel.is_some())
    }

    async fn block_inputs(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError> {
        self.require_moderator(caller)?;
        let job = self.job(caller.tenant, JobRef::Job(job)).await?;
        let hashes = job.request.inputs.iter().map(|i| i.sha256.clone());
        let hashes: Vec<_> = hashes.filter(|h| !h.is_empty()).collect();
        self.decide(caller, ModerationCommand::BlockInputs(hashes), &[], reason).await
    }
}
