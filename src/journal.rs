//! The journal: the durable record of every job, in one SQLite file.
//!
//! One thread owns the connection and runs all queued writes in one transaction (group commit), so
//! that many acceptances share one flush to disk. With `synchronous = FULL`, a caller gets its
//! answer only after the flush: the first law applies from the moment the member reads "accepted".

mod audit_log;
mod derived_jobs;
mod error;
mod examine;
mod ledger;
mod migrations;
mod overview;
mod reader;
mod restoring;
mod retention;
mod simulated;
mod timings;
mod writer;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

pub use audit_log::{Decided, NewEntry};
pub use error::JournalError;
pub use examine::IntegrityReport;
pub use ledger::SpentRow;
pub use migrations::CURRENT as SCHEMA;
pub use overview::Overview;
pub use reader::{ARCHIVE_ID, EventRow, JournalIdentity, JournalReader};
pub use restoring::RestoredMarks;
pub use simulated::{FaultHooks, SimulatedBackup};

use crate::job::{Event, GuildId, InteractionId, Job, JobId, TaskId, UserId};
use crate::journal::reader::{job_of, jobs_of};
use crate::journal::writer::Writer;
use crate::quota::Charge;
use crate::telemetry::Metrics;

/// The journal, opened for writing. Clones share one writer.
#[derive(Debug, Clone)]
pub struct Journal {
    writer: Writer,
}

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

impl Journal {
    /// Opens or creates the journal and takes its lock.
    ///
    /// # Errors
    /// When another process holds the lock, the schema is newer than this program, or the file
    /// cannot be read or written.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { writer: Writer::open(path)? })
    }

    /// Why the journal cannot be written, according to the last transaction that tried; `None`
    /// while writes succeed.
    pub fn problem(&self) -> Option<String> {
        self.writer.problem()
    }

    /// Writes a small row to refresh [`Journal::problem`], so that a full disk, or one with free
    /// space again, is noticed even when nothing else is written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn probe(&self) -> Result<(), JournalError> {
        self.writer
            .run(|db| {
                // Larger than a page, so that it does not fit into the free space of existing
                // pages.
                db.execute(
                    "INSERT INTO meta (name, value) VALUES ('probe', randomblob(8192)) \
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [],
                )?;
                Ok(())
            })
            .await
    }

    /// Starts counting and timing transactions.
    pub fn observe(&self, metrics: &Arc<Metrics>) {
        self.writer.observe(metrics);
    }

    /// Opens a journal that another process may have open for writing, for single operations from
    /// the command line. Does not migrate.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub fn open_beside(path: &Path) -> Result<Self, JournalError> {
        JournalReader::open(path)?;
        Ok(Self { writer: Writer::open_unlocked(path)? })
    }

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
        self.writer
            .run(move |db| {
                if let Some(id) = by_interaction(db, job.origin.interaction)? {
                    return Ok(Acceptance::Duplicate(id));
                }
                let existing: Option<i64> = db
                    .query_row("SELECT 1 FROM jobs WHERE id = ?1", [job.id.to_string()], |r| {
                        r.get(0)
                    })
                    .optional()?;
                if existing.is_some() {
                    return Ok(Acceptance::DuplicateId);
                }
                db.prepare_cached(
                    "INSERT INTO jobs (id, revision, state, settled, model, guild, channel, \
                     requester, interaction, accepted_at, doc, made_from) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                )?
                .execute(params![
                    job.id.to_string(),
                    job.revision as i64,
                    job.state.name(),
                    job.is_settled(),
                    job.request.model,
                    job.place.guild.0 as i64,
                    job.place.channel.0 as i64,
                    job.requester.0 as i64,
                    job.origin.interaction.0 as i64,
                    job.accepted_at.as_millisecond(),
                    serde_json::to_string(&job)?,
                    job.made_from.map(|m| m.job.to_string()),
                ])?;
                ledger::reserve(db, &charge)?;
                insert_event(db, job.id, &Event::Accepted, now)?;
                Ok(Acceptance::Accepted)
            })
            .await
    }

    /// Applies an event to a job and writes both durably, in one transaction.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`] when the job's state does not allow the event.
    pub async fn apply(
        &self,
        id: JobId,
        event: Event,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        self.writer.run(move |db| apply(db, id, &event, now)).await
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
        self.writer
            .run(move |db| {
                let job = apply(db, id, &Event::Collected, now)?;
                ledger::collect(db, &charge)?;
                Ok(job)
            })
            .await
    }

    /// Every job that is not settled, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn open_jobs(&self) -> Result<Vec<Job>, JournalError> {
        self.writer
            .run(|db| {
                // Sorted here because SQLite would copy the documents through its sorter.
                let mut jobs = jobs_of(db, "SELECT doc FROM jobs WHERE settled = 0", [])?;
                jobs.sort_by_key(|job| (job.accepted_at, job.id));
                Ok(jobs)
            })
            .await
    }

    /// A job by ID.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, JournalError> {
        self.writer.run(move |db| job_of(db, id)).await
    }

    /// The job that an interaction created, if any.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job_by_interaction(
        &self,
        interaction: InteractionId,
    ) -> Result<Option<JobId>, JournalError> {
        self.writer.run(move |db| by_interaction(db, interaction)).await
    }

    /// Jobs of a server, or of one member there, newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn jobs_in(
        &self,
        guild: GuildId,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        self.writer
            .run(move |db| {
                let guild = guild.0 as i64;
                match member {
                    Some(member) => jobs_of(
                        db,
                        "SELECT doc FROM jobs WHERE guild = ?1 AND requester = ?4 \
                         ORDER BY accepted_at DESC, id LIMIT ?3 OFFSET ?2",
                        params![guild, skip, most, member.0 as i64],
                    ),
                    None => jobs_of(
                        db,
                        "SELECT doc FROM jobs WHERE guild = ?1 \
                         ORDER BY accepted_at DESC, id LIMIT ?3 OFFSET ?2",
                        params![guild, skip, most],
                    ),
                }
            })
            .await
    }

    /// Returns those of `tasks` that belong to no job.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unknown_tasks(&self, tasks: Vec<TaskId>) -> Result<Vec<TaskId>, JournalError> {
        self.writer.run(move |db| reader::unknown_tasks(db, tasks)).await
    }

    /// The bytes stored under `name`, if any.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn known(&self, name: &'static str) -> Result<Option<Vec<u8>>, JournalError> {
        self.writer
            .run(move |db| {
                let sql = "SELECT value FROM meta WHERE name = ?1";
                Ok(db.query_row(sql, [name], |r| r.get(0)).optional()?)
            })
            .await
    }

    /// Whether the journal contains any job. Deleted jobs do not count.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn has_jobs(&self) -> Result<bool, JournalError> {
        self.writer.run(|db| Ok(db.prepare("SELECT 1 FROM jobs LIMIT 1")?.exists([])?)).await
    }

    /// Returns the bytes stored under `name`; stores and returns `fresh` if there are none.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn get_or_insert(
        &self,
        name: &'static str,
        fresh: Vec<u8>,
    ) -> Result<Vec<u8>, JournalError> {
        self.writer
            .run(move |db| {
                db.execute(
                    "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![name, fresh],
                )?;
                Ok(db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0))?)
            })
            .await
    }

    /// Finishes queued writes and closes the file.
    pub async fn close(&self) {
        self.writer.close().await;
    }
}

fn apply(db: &Connection, id: JobId, event: &Event, now: Timestamp) -> Result<Job, JournalError> {
    let mut job = job_of(db, id)?.ok_or(JournalError::NoSuchJob(id))?;
    let was_over = job.is_over();
    job.apply(event, now)?;
    if job.is_over() && !was_over {
        ledger::end(db, &job)?;
    }
    if let Event::CardShown { message }
    | Event::Posted { message, .. }
    | Event::FailureNotified { message } = event
    {
        audit_log::note_message(db, *message, id)?;
    }
    if job.is_settled() {
        // The token is valid for 15 minutes only, and is not needed any more.
        job.origin.token = None;
    }
    if let Event::TaskCreated { task, .. } = event {
        db.prepare_cached("INSERT INTO tasks (task, job) VALUES (?1, ?2)")?
            .execute([&task.0, &id.to_string()])
            .map_err(|e| {
                if error::is_duplicate_key(&e) {
                    JournalError::TaskTaken(task.clone())
                } else {
                    e.into()
                }
            })?;
    }
    db.prepare_cached(
        "UPDATE jobs SET revision = ?2, state = ?3, settled = ?4, doc = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id.to_string(),
        job.revision as i64,
        job.state.name(),
        job.is_settled(),
        serde_json::to_string(&job)?,
    ])?;
    insert_event(db, id, event, now)?;
    Ok(job)
}

fn by_interaction(
    db: &Connection,
    interaction: InteractionId,
) -> Result<Option<JobId>, JournalError> {
    let id: Option<String> = db
        .prepare_cached("SELECT id FROM jobs WHERE interaction = ?1")?
        .query_row([interaction.0 as i64], |r| r.get(0))
        .optional()?;
    id.map(|id| id.parse().map_err(|_| JournalError::Damaged(format!("job id {id:?}")))).transpose()
}

fn insert_event(
    db: &Connection,
    id: JobId,
    event: &Event,
    now: Timestamp,
) -> Result<(), JournalError> {
    db.prepare_cached("INSERT INTO events (job, at, doc) VALUES (?1, ?2, ?3)")?
        .execute(params![id.to_string(), now.as_millisecond(), serde_json::to_string(event)?])?;
    Ok(())
}

#[cfg(test)]
#[path = "journal/disk_tests.rs"]
mod tests;
