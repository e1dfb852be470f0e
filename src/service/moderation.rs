//! The service that front ends call for moderators. `moderation` implements it, so that front ends
//! do not depend on how it works.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::generation::{Credits, Money};
use crate::job::{Job, JobId, MessageId, RoleId, Tenant, UserId};
use crate::quota::{AuditEntry, BudgetView, InvalidCommand, ModerationCommand, Policy};
use crate::service::{Caller, CancelAnswer, QuotaAnswer, RequestContext};

/// Why a moderation command was not carried out. Nothing changed, unless the variant states
/// otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum ModerationError {
    /// The caller does not moderate this server.
    NotModerator,
    /// The command is invalid.
    InvalidCommand(InvalidCommand),
    /// The model is not on offer.
    NoSuchModel(String),
    /// Somebody else changed the same document concurrently.
    Changed,
    /// No such audit entry in this server, or none that can be undone.
    NoSuchEntry,
    /// It was already undone.
    Undone {
        /// Number of the audit entry that undid it.
        by: u64,
    },
    /// The audit entry changed nothing that can be undone.
    NotUndoable,
    /// A later audit entry changed the same document.
    ChangedSince,
    /// No such job, or message about a job, in this server.
    NoSuchJob,
    /// The job has no result to remove.
    NoResult,
    /// The result is still in the archive.
    NotArchived {
        /// Whether at least the post was deleted.
        deleted: bool,
    },
    /// Grants and deductions apply to members and roles, not to everyone.
    Everyone,
    /// Discord did not delete the post; the removal is recorded and the archive is cleared.
    NotDeleted(String),
    /// The journal cannot be read or written.
    JournalUnavailable,
}

/// How a moderator refers to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobRef {
    /// By job ID.
    Job(JobId),
    /// By one of the bot's messages about it.
    Message(MessageId),
}

/// What one member spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spender {
    /// The member.
    pub user: UserId,
    /// Number of jobs.
    pub jobs: usize,
    /// Credits reserved and spent.
    pub credits: Credits,
    /// Money reserved and billed.
    pub money: Money,
}

/// What a server spent.
#[derive(Debug, Clone)]
pub struct Spending {
    /// By member, highest spender first.
    pub members: Vec<Spender>,
    /// By day in the server's time zone, oldest first; days without spending are included.
    pub days: Vec<(jiff::civil::Date, Credits)>,
}

/// Carries out moderators' commands. Callers who do not moderate are refused here, whatever Discord
/// allowed.
#[async_trait]
pub trait ModerationService: Send + Sync + 'static {
    /// Whether the caller moderates this server: they can manage it or have the moderator role.
    fn moderates(&self, caller: &Caller) -> bool;

    /// Carries out a command and records it in the audit log. For a command about a member, `roles`
    /// are that member's roles.
    async fn decide(
        &self,
        caller: &Caller,
        command: ModerationCommand,
        roles: &[RoleId],
        reason: &str,
    ) -> Result<AuditEntry, ModerationError>;

    /// Undoes an audit entry: the one with the given number, or the last.
    async fn undo(
        &self,
        caller: &Caller,
        number: Option<u64>,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError>;

    /// A member's account.
    fn account(&self, tenant: Tenant, user: UserId, roles: &[RoleId]) -> QuotaAnswer;

    /// The server's policy.
    fn policy(&self, tenant: Tenant) -> Arc<Policy>;

    /// The server's budgets, daily and monthly.
    fn budgets(&self, tenant: Tenant) -> [BudgetView; 2];

    /// The current time.
    fn now(&self) -> Timestamp;

    /// Audit entries, newest first.
    async fn entries(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<AuditEntry>, ModerationError>;

    /// What was spent in the last `days` days, today included.
    async fn spending(&self, tenant: Tenant, days: u32) -> Result<Spending, ModerationError>;

    /// Jobs of a server or of one member, newest first.
    async fn jobs(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, ModerationError>;

    /// A job of the server.
    async fn job(&self, tenant: Tenant, job: JobRef) -> Result<Job, ModerationError>;

    /// Cancels a job.
    async fn cancel(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<CancelAnswer, ModerationError>;

    /// Deletes a result from the channel and the archive; the job's record stays.
    async fn remove(
        &self,
        caller: &Caller,
        job: JobRef,
        reason: &str,
    ) -> Result<Job, ModerationError>;

    /// Deletes a result for its requester, or for a moderator.
    async fn discard(&self, context: &RequestContext, job: JobId) -> Result<Job, ModerationError>;

    /// Records a report about a result; returns whether the server has a log channel in which
    /// moderators are notified.
    async fn report(
        &self,
        context: &RequestContext,
        job: JobId,
        reason: &str,
    ) -> Result<bool, ModerationError>;

    /// Blocks a job's inputs in the server.
    async fn block_inputs(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError>;
}
