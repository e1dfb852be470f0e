//! Jobs, their events and their tasks.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::job::{Event, InteractionId, Job, JobId, MessageId, TaskId, Tenant, UserId};
use crate::journal::error::JournalError;
use crate::journal::jobs::{Acceptance, EventRow};
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::{SqliteError, is_duplicate_key};
use crate::journal::sqlite::ledger;
use crate::journal::sqlite::rows::{job_id, job_of, jobs_of, tenant_column, time};
use crate::journal::sqlite::transaction::Urgency;
use crate::quota::Charge;

impl SqliteJournal {
    pub async fn accept(
        &self,
        job: Job,
        charge: Charge,
        now: Timestamp,
    ) -> Result<Acceptance, JournalError> {
        self.run(move |db| accept(db, &job, &charge, now)).await
    }

    pub async fn apply(
        &self,
        id: JobId,
        event: Event,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        // A card whose message is not recorded is searched for, and one that is not closed is edited
        // once more.
        let urgency = match event {
            Event::CardShown { .. } | Event::CardClosed => Urgency::Soon,
            _ => Urgency::Now,
        };
        self.run_with(urgency, move |db| apply(db, id, &event, now)).await
    }

    pub async fn collect(
        &self,
        id: JobId,
        charge: Charge,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        self.run(move |db| {
            let job = apply(db, id, &Event::Collected, now)?;
            ledger::collect(db, &charge)?;
            Ok(job)
        })
        .await
    }

    pub async fn open_jobs(&self) -> Result<Vec<Job>, JournalError> {
        self.run(|db| {
            // Sorted here because SQLite would copy the documents through its sorter.
            let mut jobs = jobs_of(db, "SELECT doc FROM jobs WHERE settled = 0", [])?;
            jobs.sort_by_key(|job| (job.accepted_at, job.id));
            Ok(jobs)
        })
        .await
    }

    pub async fn job(&self, id: JobId) -> Result<Option<Job>, JournalError> {
        self.run(move |db| job_of(db, id)).await
    }

    pub async fn job_by_interaction(
        &self,
        interaction: InteractionId,
    ) -> Result<Option<JobId>, JournalError> {
        self.run(move |db| by_interaction(db, interaction)).await
    }

    pub async fn job_by_message(&self, message: MessageId) -> Result<Option<JobId>, JournalError> {
        self.run(move |db| {
            let id: Option<String> = db
                .prepare_cached("SELECT job FROM messages WHERE message = ?1")?
                .query_row([message.0.cast_signed()], |r| r.get(0))
                .optional()?;
            id.map(|id| job_id(&id)).transpose()
        })
        .await
    }

    pub async fn jobs_in(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        self.run(move |db| {
            let guild = tenant_column(tenant);
            match member {
                Some(member) => jobs_of(
                    db,
                    "SELECT doc FROM jobs WHERE guild = ?1 AND requester = ?4 \
                     ORDER BY accepted_at DESC, id LIMIT ?3 OFFSET ?2",
                    params![guild, skip, most, member.0.cast_signed()],
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

    pub async fn newest_jobs(
        &self,
        state: Option<String>,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        self.run(move |db| {
            jobs_of(
                db,
                "SELECT doc FROM jobs WHERE ?1 IS NULL OR state = ?1 \
                 ORDER BY accepted_at DESC, id LIMIT ?2",
                params![state, most],
            )
        })
        .await
    }

    pub async fn events(&self, id: JobId) -> Result<Vec<EventRow>, JournalError> {
        self.run(move |db| {
            let mut rows =
                db.prepare_cached("SELECT at, doc FROM events WHERE job = ?1 ORDER BY seq")?;
            let rows = rows.query_map([id.to_string()], |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))
            })?;
            rows.map(|row| {
                let (at, doc) = row?;
                Ok(EventRow { at: time(at)?, event: serde_json::from_str(&doc)? })
            })
            .collect()
        })
        .await
    }

    pub async fn has_jobs(&self) -> Result<bool, JournalError> {
        self.run(has_jobs).await
    }

    pub async fn unknown_tasks(&self, tasks: Vec<TaskId>) -> Result<Vec<TaskId>, JournalError> {
        self.run(move |db| {
            let mut known = db.prepare_cached("SELECT 1 FROM tasks WHERE task = ?1")?;
            let mut unknown = Vec::new();
            for task in tasks {
                if !known.exists([&task.0])? {
                    unknown.push(task);
                }
            }
            Ok(unknown)
        })
        .await
    }
}

pub(super) fn has_jobs(db: &Connection) -> Result<bool, SqliteError> {
    Ok(db.prepare("SELECT 1 FROM jobs LIMIT 1")?.exists([])?)
}

fn accept(
    db: &Connection,
    job: &Job,
    charge: &Charge,
    now: Timestamp,
) -> Result<Acceptance, SqliteError> {
    if let Some(id) = by_interaction(db, job.origin.interaction)? {
        return Ok(Acceptance::Duplicate(id));
    }
    if db.prepare_cached("SELECT 1 FROM jobs WHERE id = ?1")?.exists([job.id.to_string()])? {
        return Ok(Acceptance::DuplicateId);
    }
    db.prepare_cached(
        "INSERT INTO jobs (id, revision, state, settled, model, guild, channel, \
         requester, interaction, accepted_at, doc, made_from) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        job.id.to_string(),
        job.revision.cast_signed(),
        job.state.name(),
        job.is_settled(),
        job.request.model,
        tenant_column(job.place.tenant),
        job.place.channel.0.cast_signed(),
        job.requester.0.cast_signed(),
        job.origin.interaction.0.cast_signed(),
        job.accepted_at.as_millisecond(),
        serde_json::to_string(job)?,
        job.made_from.map(|m| m.job.to_string()),
    ])?;
    ledger::reserve(db, charge)?;
    insert_event(db, job.id, &Event::Accepted, now)?;
    Ok(Acceptance::Accepted)
}

fn apply(db: &Connection, id: JobId, event: &Event, now: Timestamp) -> Result<Job, SqliteError> {
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
        note_message(db, *message, id)?;
    }
    if job.is_settled() {
        // The token is valid for 15 minutes only, and is not needed any more.
        job.origin.token = None;
    }
    if let Event::TaskCreated { task, .. } = event {
        db.prepare_cached("INSERT INTO tasks (task, job) VALUES (?1, ?2)")?
            .execute([&task.0, &id.to_string()])
            .map_err(|e| {
                if is_duplicate_key(&e) {
                    JournalError::TaskTaken(task.clone()).into()
                } else {
                    SqliteError::from(e)
                }
            })?;
    }
    db.prepare_cached(
        "UPDATE jobs SET revision = ?2, state = ?3, settled = ?4, doc = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id.to_string(),
        job.revision.cast_signed(),
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
) -> Result<Option<JobId>, SqliteError> {
    let id: Option<String> = db
        .prepare_cached("SELECT id FROM jobs WHERE interaction = ?1")?
        .query_row([interaction.0.cast_signed()], |r| r.get(0))
        .optional()?;
    id.map(|id| job_id(&id)).transpose()
}

fn insert_event(
    db: &Connection,
    id: JobId,
    event: &Event,
    now: Timestamp,
) -> Result<(), SqliteError> {
    db.prepare_cached("INSERT INTO events (job, at, doc) VALUES (?1, ?2, ?3)")?
        .execute(params![id.to_string(), now.as_millisecond(), serde_json::to_string(event)?])?;
    Ok(())
}

/// Records that a message is about a job.
fn note_message(db: &Connection, message: MessageId, job: JobId) -> Result<(), SqliteError> {
    db.prepare_cached("INSERT OR IGNORE INTO messages (message, job) VALUES (?1, ?2)")?
        .execute(params![message.0.cast_signed(), job.to_string()])?;
    Ok(())
}
