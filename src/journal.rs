//! The journal: the durable truth about every job, in one SQLite file.
//!
//! One thread owns the connection and takes what waits for it in one transaction, so that many
//! acceptances share one flush to disk. `synchronous = FULL`: an answer is given only after the
//! flush, since the first law counts from the moment at which the member reads "accepted".

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
pub use overview::Overview;
pub use reader::{ARCHIVE_ID, EventRow, JournalIdentity, JournalReader};
pub use simulated::{FaultHooks, SimulatedBackup};

use crate::job::{Event, GuildId, InteractionId, Job, JobId, TaskId, UserId};
use crate::journal::reader::{job_of, jobs_of};
use crate::journal::writer::Writer;
use crate::quota::Charge;
use crate::telemetry::Metrics;

/// The journal, open for writing by this process alone.
#[derive(Debug, Clone)]
pub struct Journal {
    writer: Writer,
}

/// How an acceptance ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Acceptance {
    /// The job is durable.
    Accepted,
    /// This interaction already made a job.
    Duplicate(JobId),
    /// The job's name is taken; draw another.
    NameTaken,
}

impl Journal {
    /// Opens or creates the journal and takes its lock.
    ///
    /// # Errors
    /// When another process has it, its schema is newer than this program, or the disk refuses.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { writer: Writer::open(path)? })
    }

    /// Why nothing can be written at the moment, as the last transaction said that tried; nothing
    /// while all is well.
    pub fn problem(&self) -> Option<String> {
        self.writer.problem()
    }

    /// Writes a little, so that [`Journal::problem`] says how it stands now: a disk that is full,
    /// or has room again, is noticed though nothing else is written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn probe(&self) -> Result<(), JournalError> {
        self.writer
            .run(|db| {
                // More than a page, so that it needs room beside what rows there leave free.
                db.execute(
                    "INSERT INTO meta (name, value) VALUES ('probe', randomblob(8192)) \
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [],
                )?;
                Ok(())
            })
            .await
    }

    /// From now on transactions are counted and timed.
    pub fn observe(&self, metrics: &Arc<Metrics>) {
        self.writer.observe(metrics);
    }

    /// Opens a journal that another process may have open for writing, for single acts on the
    /// command line. Nothing is migrated.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub fn open_beside(path: &Path) -> Result<Self, JournalError> {
        JournalReader::open(path)?;
        Ok(Self { writer: Writer::beside(path)? })
    }

    /// Writes an accepted job and what it holds, durably and together.
    ///
    /// # Errors
    /// When it could not be written: nothing was accepted.
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
                let taken: Option<i64> = db
                    .query_row("SELECT 1 FROM jobs WHERE id = ?1", [job.id.to_string()], |r| {
                        r.get(0)
                    })
                    .optional()?;
                if taken.is_some() {
                    return Ok(Acceptance::NameTaken);
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
                note(db, job.id, &Event::Accepted, now)?;
                Ok(Acceptance::Accepted)
            })
            .await
    }

    /// Lets a job take an event and writes both, durably, in one transaction.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`] when the job cannot take the event as it now stands.
    pub async fn apply(
        &self,
        id: JobId,
        event: Event,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        self.writer.run(move |db| apply(db, id, &event, now)).await
    }

    /// Writes that a requester was given a result that could not be posted, and what they pay for
    /// it, in one transaction.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`] when they have it, or pay for it, already.
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

    /// Every job that still owes something, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn open_jobs(&self) -> Result<Vec<Job>, JournalError> {
        self.writer
            .run(|db| {
                // Sorted here: SQLite would carry the documents through its own sort.
                let mut jobs = jobs_of(db, "SELECT doc FROM jobs WHERE settled = 0", [])?;
                jobs.sort_by_key(|job| (job.accepted_at, job.id));
                Ok(jobs)
            })
            .await
    }

    /// A job by name.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, JournalError> {
        self.writer.run(move |db| job_of(db, id)).await
    }

    /// The job that an interaction made, if it made one.
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

    /// Of these tasks, the ones that no job knows.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unknown_tasks(&self, tasks: Vec<TaskId>) -> Result<Vec<TaskId>, JournalError> {
        self.writer.run(move |db| reader::unknown_tasks(db, tasks)).await
    }

    /// Bytes kept under a name, if there are any.
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

    /// Whether any job was ever written into it and not forgotten since.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn has_jobs(&self) -> Result<bool, JournalError> {
        self.writer.run(|db| Ok(db.prepare("SELECT 1 FROM jobs LIMIT 1")?.exists([])?)).await
    }

    /// Bytes kept under a name, made by `fresh` the first time.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn keep(&self, name: &'static str, fresh: Vec<u8>) -> Result<Vec<u8>, JournalError> {
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

    /// Finishes what waits and closes the file.
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
        // Good for 15 minutes only, and needed no more.
        job.origin.token = None;
    }
    if let Event::TaskCreated { task, .. } = event {
        db.prepare_cached("INSERT INTO tasks (task, job) VALUES (?1, ?2)")?
            .execute([&task.0, &id.to_string()])
            .map_err(|e| match error::is_taken(&e) {
                true => JournalError::TaskTaken(task.clone()),
                false => e.into(),
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
    note(db, id, event, now)?;
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

fn note(db: &Connection, id: JobId, event: &Event, now: Timestamp) -> Result<(), JournalError> {
    db.prepare_cached("INSERT INTO events (job, at, doc) VALUES (?1, ?2, ?3)")?
        .execute(params![id.to_string(), now.as_millisecond(), serde_json::to_string(event)?])?;
    Ok(())
}

#[cfg(test)]
#[path = "journal/trouble_tests.rs"]
mod tests;
