//! What moderators ask for: `moderation` implements it, so that this room needs to know nothing of
//! how it is done.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::generation::{Credits, Money};
use crate::job::{GuildId, Job, JobId, MessageId, RoleId, UserId};
use crate::quota::{AuditEntry, BudgetView, InvalidCommand, ModerationCommand, Policy};
use crate::service::{Caller, CancelAnswer, QuotaAnswer, RequestContext};

/// Something was not done, and nothing changed.
#[derive(Debug, Clone, PartialEq)]
pub enum ModerationError {
    /// They do not moderate here.
    NotModerator,
    /// It makes no sense.
    InvalidCommand(InvalidCommand),
    /// No such model is on offer.
    NoSuchModel(String),
    /// Somebody else changed the same thing at the same moment.
    Changed,
    /// There is no such act in this server, or none that can be taken back.
    NoSuchEntry,
    /// It was taken back already.
    Undone {
        /// By this act.
        by: u64,
    },
    /// The act changed nothing that can be taken back.
    NotUndoable,
    /// Another act has changed the same since.
    ChangedSince,
    /// There is no such job or message of a job in this server.
    NoSuchJob,
    /// The job has no result to remove.
    NoResult,
    /// The clip is still in the archive.
    NotArchived {
        /// Whether the post is gone at least.
        deleted: bool,
    },
    /// Grants and takes are for members and roles.
    Everyone,
    /// Discord did not delete the post; the record and the archive are done.
    NotDeleted(String),
    /// The records cannot be read or written.
    JournalUnavailable,
}

/// A job, named one way or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobRef {
    /// By its name.
    Job(JobId),
    /// By a message of ours about it.
    Message(MessageId),
}

/// What one member spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spender {
    /// Who.
    pub user: UserId,
    /// Jobs.
    pub jobs: usize,
    /// Credits held and spent.
    pub credits: Credits,
    /// Money set aside and billed.
    pub money: Money,
}

/// What a server spent.
#[derive(Debug, Clone)]
pub struct Spending {
    /// By member, the most first.
    pub members: Vec<Spender>,
    /// By day of the server's time zone, oldest first, days without any included.
    pub days: Vec<(jiff::civil::Date, Credits)>,
}

/// Where moderators' acts are decided. Whoever does not moderate is refused here, whatever
/// Discord let through.
#[async_trait]
pub trait ModerationService: Send + Sync + 'static {
    /// Whether somebody moderates here: they manage the server, or have the role.
    fn moderates(&self, caller: &Caller) -> bool;

    /// Carries out a decision and writes it down. For a decision about a member, `roles` are
    /// theirs.
    async fn decide(
        &self,
        caller: &Caller,
        decision: ModerationCommand,
        roles: &[RoleId],
        reason: &str,
    ) -> Result<AuditEntry, ModerationError>;

    /// Takes an act back: the one with a number, or the last.
    async fn undo(
        &self,
        caller: &Caller,
        number: Option<u64>,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError>;

    /// A member's account.
    fn account(&self, guild: GuildId, user: UserId, roles: &[RoleId]) -> QuotaAnswer;

    /// What the server allows.
    fn policy(&self, guild: GuildId) -> Arc<Policy>;

    /// The server's budgets.
    fn budgets(&self, guild: GuildId) -> [BudgetView; 2];

    /// The time.
    fn now(&self) -> Timestamp;

    /// Acts, newest first.
    async fn entries(
        &self,
        guild: GuildId,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<AuditEntry>, ModerationError>;

    /// What was spent in so many days, today included.
    async fn spending(&self, guild: GuildId, days: u32) -> Result<Spending, ModerationError>;

    /// Jobs of a server or of one member, newest first.
    async fn jobs(
        &self,
        guild: GuildId,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, ModerationError>;

    /// A job of the server.
    async fn job(&self, guild: GuildId, job: JobRef) -> Result<Job, ModerationError>;

    /// Stops a job.
    async fn cancel(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<CancelAnswer, ModerationError>;

    /// Deletes a result, here and in the archive; the record stays.
    async fn remove(
        &self,
        caller: &Caller,
        job: JobRef,
        reason: &str,
    ) -> Result<Job, ModerationError>;

    /// Deletes a result for its requester, or for a moderator.
    async fn discard(&self, context: &RequestContext, job: JobId) -> Result<Job, ModerationError>;

    /// Writes down that somebody finds fault with a result, and says whether there is a channel in
    /// which the moderators are told.
    async fn report(
        &self,
        context: &RequestContext,
        job: JobId,
        reason: &str,
    ) -> Result<bool, ModerationError>;

    /// Shuts a job's inputs out.
    async fn block_inputs(
        &self,
        caller: &Caller,
        job: JobId,
        reason: &str,
    ) -> Result<AuditEntry, ModerationError>;
}
