//! Those who keep order: who gets how much, who is shut out, what is taken down. Each act is one
//! line in the journal, from where it is told in the log channel.

mod audit_log;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use tracing::{error, info, warn};

use audit_log::unrecorded;
pub use audit_log::{AuditLog, Author};

use crate::discord::{DiscordError, cards};
use crate::job::{Event, GuildId, Job, JobId, Place, RoleId, State, UserId};
use crate::journal::{JournalError, NewEntry};
use crate::pipeline::{PipelineContext, quota_answer};
use crate::quota::{AuditDiff, AuditEntry, BudgetView, ModerationCommand, Payer, Policy, Subject};
use crate::service::{Caller, CancelAnswer, JobService, QuotaAnswer, RequestContext, Unreadable};
use crate::service::{JobRef, ModerationError, ModerationService, Spending};

/// The office, over the parts of the road.
pub struct Moderation {
    parts: Arc<PipelineContext>,
    job_service: Arc<dyn JobService>,
    entries: AuditLog,
}

impl Moderation {
    /// An office over the parts of the road; jobs are cancelled at the desk.
    pub fn new(parts: Arc<PipelineContext>, job_service: Arc<dyn JobService>) -> Self {
        let models = parts.catalogue.models().iter().map(|m| m.name.clone()).collect();
        let entries =
            AuditLog::new(parts.store.journal().clone(), parts.store.shared_book(), models);
        Self { parts, job_service, entries }
    }

    fn by<'a>(&self, caller: &Caller, reason: &'a str) -> Author<'a> {
        let once = Some(format!("interaction {}", caller.interaction));
        Author { guild: caller.guild, user: caller.user, reason, now: self.now(), once }
    }

    /// A job that somebody may look at.
    async fn find_job(&self, context: &RequestContext, job: JobId) -> Result<Job, ModerationError> {
        let found = self
            .job_service
            .job(context, job)
            .await
            .map_err(|Unreadable| ModerationError::JournalUnavailable)?;
        found.ok_or(ModerationError::NoSuchJob)
    }

    fn admitted(&self, caller: &Caller) -> Result<(), ModerationError> {
        if self.moderates(caller) { Ok(()) } else { Err(ModerationError::NotModerator) }
    }

    /// Writes down that a result was removed, once, however often that is tried.
    async fn note_removal(
        &self,
        caller: &Caller,
        job: &Job,
        reason: &str,
    ) -> Result<(), ModerationError> {
        let change = AuditDiff {
            what: "remove result".into(),
            whom: Subject::Member(job.requester).to_string(),
            before: "posted".into(),
            after: format!("job `{}` removed", job.id),
        };
        let entry = AuditEntry::new(caller.guild, caller.user, change, reason, self.now());
        let once = Some(format!("removed {}", job.id));
        let new = NewEntry::reported(entry, once);
        self.parts.store.journal().decide(new).await.map_err(unrecorded)?;
        Ok(())
    }

    /// Deletes the post and all of a job that is in the archive: what everybody sees goes first,
    /// and each is tried whatever became of the others.
    async fn clear_away(&self, job: Job) -> Result<Job, ModerationError> {
        let State::Delivered { channel, message, key, more, .. } = &job.state else {
            return Err(ModerationError::NoResult);
        };
        let deleted = match self.parts.messenger.delete(*channel, *message).await {
            // The channel is gone, and all that was in it.
            Err(DiscordError::Gone(_)) => Ok(()),
            other => other,
        };
        let inputs = job.request.inputs.iter().map(|i| &i.key);
        let mut kept = None;
        for key in std::iter::once(key).chain(more).chain(inputs) {
            if let Err(e) = self.parts.archive.remove(key).await {
                kept = Some(e);
            }
        }
        if let Some(e) = kept {
            error!(job.id = %job.id, error = %e, "a removed result is still in the archive");
            return Err(ModerationError::NotArchived { deleted: deleted.is_ok() });
        }
        if let Err(e) = deleted {
            warn!(job.id = %job.id, error = %e, "a removed result could not be deleted");
            return Err(ModerationError::NotDeleted(e.to_string()));
        }
        if let Some(card) = job.card {
            let shown = cards::card(&job, None);
            if let Err(e) = self.parts.messenger.edit(job.place.channel, card, &shown).await {
                // The card is only a sign to what is gone.
                warn!(job.id = %job.id, error = %e, "the card of a removed result stays as it was");
            }
        }
        info!(job.id = %job.id, "removed a result");
        Ok(job)
    }

    async fn take_down(&self, caller: &Caller, job: &Job) -> Result<Job, ModerationError> {
        if !matches!(job.state, State::Delivered { .. }) {
            return Err(ModerationError::NoResult);
        }
        if job.removed.is_some() {
            // Perhaps the post is still there; that is looked after again.
            return Ok(job.clone());
        }
        let removed = Event::Removed { by: caller.user };
        match self.parts.store.advance(job.id, removed, self.now()).await {
            Ok(job) => Ok(job),
            Err(JournalError::NotAllowed(_)) => Err(ModerationError::NoResult),
            Err(e) => Err(unrecorded(e)),
        }
    }
}

#[async_trait]
impl ModerationService for Moderation {
    fn moderates(&self, caller: &Caller) -> bool {
        let role = self.policy(caller.guild).moderator_role;
        caller.manages || role.is_some_and(|r| caller.roles.contains(&r))
    }

    async fn decide(
        &self,
        caller: &Caller,
        decision: ModerationCommand,
        roles: &[RoleId],
        reason: &str,
    ) -> Result<AuditEntry, ModerationError> {
        self.admitted(caller)?;
        let entry = self.entries.decide(&self.by(caller, reason), &decision, roles).await?;
        info!(
            guild.id = %caller.guild,
            user.id = %caller.user,
            entry = entry.number,
            what = %entry.change.what,
            "a moderator decided"
        );
        Ok(entry)
    }

    async fn undo(
        &self,
        caller: &Caller,
        number: Option<u64>,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError> {
        self.admitted(caller)?;
        self.entries.undo(&self.by(caller, reason), number).await
    }

    fn account(&self, guild: GuildId, user: UserId, roles: &[RoleId]) -> QuotaAnswer {
        let p = &self.parts;
        let payer = Payer { guild, user, roles };
        quota_answer(&p.catalogue, p.settings.region, p.store.book(), &payer, self.now())
    }

    fn policy(&self, guild: GuildId) -> Arc<Policy> {
        self.parts.store.book().policy(guild)
    }

    fn budgets(&self, guild: GuildId) -> [BudgetView; 2] {
        self.parts.store.book().budgets(guild, self.now())
    }

    fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    async fn entries(
        &self,
        guild: GuildId,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<AuditEntry>, ModerationError> {
        let journal = self.parts.store.journal();
        journal.entries_of(guild, member, skip, most).await.map_err(unrecorded)
    }

    async fn spending(&self, guild: GuildId, days: u32) -> Result<Spending, ModerationError> {
        self.entries.spending(guild, days, self.now()).await
    }

    async fn jobs(
        &self,
        guild: GuildId,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, ModerationError> {
        let journal = self.parts.store.journal();
        journal.jobs_in(guild, member, skip, most).await.map_err(unrecorded)
    }

    async fn job(&self, guild: GuildId, job: JobRef) -> Result<Job, ModerationError> {
        let journal = self.parts.store.journal();
        let id = match job {
            JobRef::Job(id) => Some(id),
            JobRef::Message(message) => {
                journal.job_by_message(message).await.map_err(unrecorded)?
            }
        };
        let Some(id) = id else { return Err(ModerationError::NoSuchJob) };
        let job = journal.job(id).await.map_err(unrecorded)?;
        job.filter(|j| j.place.guild == guild).ok_or(ModerationError::NoSuchJob)
    }

    async fn cancel(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<CancelAnswer, ModerationError> {
        self.admitted(caller)?;
        let caller = Caller { moderates: true, ..caller.clone() };
        Ok(self.job_service.cancel(job, &caller, reason).await)
    }

    async fn remove(
        &self,
        caller: &Caller,
        job: JobRef,
        reason: &str,
    ) -> Result<Job, ModerationError> {
        self.admitted(caller)?;
        let found = self.job(caller.guild, job).await?;
        let job = self.take_down(caller, &found).await?;
        self.note_removal(caller, &job, reason).await?;
        self.clear_away(job).await
    }

    async fn discard(&self, context: &RequestContext, job: JobId) -> Result<Job, ModerationError> {
        let caller = &context.caller;
        let found = self.find_job(context, job).await?;
        if found.requester != caller.user {
            return self.remove(caller, JobRef::Job(job), "").await;
        }
        let job = self.take_down(caller, &found).await?;
        self.clear_away(job).await
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
        let place = Place { channel, ..job.place };
        let change = AuditDiff {
            what: "report".into(),
            whom: Subject::Member(job.requester).to_string(),
            before: String::new(),
            after: format!("job `{}` {}", job.id, cards::link(place, message)),
        };
        let entry = AuditEntry::new(job.place.guild, caller.user, change, reason, self.now());
        // Once by each reader: a second report says no more.
        let once = Some(format!("report {} {}", job.id, caller.user));
        let new = NewEntry::reported(entry, once);
        self.parts.store.journal().decide(new).await.map_err(unrecorded)?;
        info!(job.id = %job.id, user.id = %caller.user, "a result was reported");
        Ok(self.policy(job.place.guild).log_channel.is_some())
    }

    async fn block_inputs(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError> {
        self.admitted(caller)?;
        let job = self.job(caller.guild, JobRef::Job(job)).await?;
        let hashes = job.request.inputs.iter().map(|i| i.sha256.clone());
        let hashes: Vec<_> = hashes.filter(|h| !h.is_empty()).collect();
        self.decide(caller, ModerationCommand::BlockInputs(hashes), &[], reason).await
    }
}
