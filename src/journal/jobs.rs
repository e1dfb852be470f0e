//! Jobs: their acceptance, their events, and how they are found.

use jiff::Timestamp;

use crate::job::{ChannelId, Event, InteractionId, Job, JobId, MessageId, TaskId, Tenant, UserId};
use crate::journal::error::JournalError;
use crate::journal::{Backend, Journal};
use crate::quota::Charge;

/// The outcome of [`Journal::accept`].
#[derive(Debug, Clone, PartialEq)]
pub enum Acceptance {
    /// The job is durable.
    Accepted,
    /// This interaction already created a job.
    Duplicate(JobId),
    /// Another job has this ID; generate a new one.
    DuplicateId,
}

/// An event of a job.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// When it happened.
    pub at: Timestamp,
    /// The event.
    pub event: Event,
}

impl Journal {
    /// Writes an accepted job and its reservation durably, in one transaction.
    ///
    /// # Errors
    /// When it cannot be written; the job is then not accepted.
    pub async fn accept(
        &self,
        job: Job,
        charge: Charge,
        now: Timestamp,
    ) -> Result<Acceptance, JournalError> {
        run!(self.accept(job, charge, now))
    }

    /// Applies an event to a job and writes both durably, in one transaction. An event that ends
    /// the job settles its charge in the same transaction.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`] when the job's state does not allow the event,
    /// [`JournalError::TaskTaken`] when another job has the event's task.
    pub async fn apply(
        &self,
        id: JobId,
        event: Event,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        run!(self.apply(id, event, now))
    }

    /// Records that the requester collected a result that could not be posted, and its charge, in
    /// one transaction.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`] when the result was already collected or charged.
    pub async fn collect(
        &self,
        id: JobId,
        charge: Charge,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        run!(self.collect(id, charge, now))
    }

    /// Every job that is not settled, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn open_jobs(&self) -> Result<Vec<Job>, JournalError> {
        run!(self.open_jobs())
    }

    /// Whether the journal contains any job. Deleted jobs do not count.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn has_jobs(&self) -> Result<bool, JournalError> {
        run!(self.has_jobs())
    }

    /// A job by ID.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, JournalError> {
        run!(self.job(id))
    }

    /// The job that an interaction created, if any.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job_by_interaction(
        &self,
        interaction: InteractionId,
    ) -> Result<Option<JobId>, JournalError> {
        run!(self.job_by_interaction(interaction))
    }

    /// The job that one of the bot's messages is about.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job_by_message(&self, message: MessageId) -> Result<Option<JobId>, JournalError> {
        run!(self.job_by_message(message))
    }

    /// Jobs of a server, or of one member there, newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn jobs_in(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        run!(self.jobs_in(tenant, member, skip, most))
    }

    /// The newest jobs, optionally only those in the state with this name.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn newest_jobs(
        &self,
        state: Option<String>,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        run!(self.newest_jobs(state, most))
    }

    /// All events of a job, in order.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn events(&self, id: JobId) -> Result<Vec<EventRow>, JournalError> {
        run!(self.events(id))
    }

    /// At most `most` jobs made from a job, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn made_from(&self, job: JobId, most: u32) -> Result<Vec<Job>, JournalError> {
        run!(self.made_from(job, most))
    }

    /// Returns those of `tasks` that belong to no job.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unknown_tasks(&self, tasks: Vec<TaskId>) -> Result<Vec<TaskId>, JournalError> {
        run!(self.unknown_tasks(tasks))
    }

    /// Returns those of `jobs` that the journal does not know.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unknown_jobs(&self, jobs: Vec<JobId>) -> Result<Vec<JobId>, JournalError> {
        run!(self.unknown_jobs(jobs))
    }

    /// Returns those of `jobs` whose inputs are not needed any more: the job is unknown, or is over
    /// and has no result to make again.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn without_inputs(&self, jobs: Vec<JobId>) -> Result<Vec<JobId>, JournalError> {
        run!(self.without_inputs(jobs))
    }

    /// The distinct channels of the newest `jobs` jobs, newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn recent_channels(&self, jobs: u32) -> Result<Vec<ChannelId>, JournalError> {
        run!(self.recent_channels(jobs))
    }

    /// Settled jobs accepted before a time and not paid by a grant. The latter are retained because
    /// a grant's balance is computed from what it paid.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn old_jobs(&self, before: Timestamp, most: u32) -> Result<Vec<Job>, JournalError> {
        run!(self.old_jobs(before, most))
    }

    /// Jobs accepted between two times that were cancelled, never had a task, and were charged to
    /// nobody. Requesting and cancelling is free and must not fill the disk.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn abandoned_jobs(
        &self,
        from: Timestamp,
        before: Timestamp,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        run!(self.abandoned_jobs(from, before, most))
    }

    /// Deletes jobs and everything that belongs to them, in one transaction.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn forget_jobs(&self, jobs: Vec<JobId>) -> Result<(), JournalError> {
        run!(self.forget_jobs(jobs))
    }
}
