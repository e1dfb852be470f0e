//! Reading a journal that another process may be writing, for the command line.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, params};

use crate::job::{Event, Job, JobId, TaskId};
use crate::journal::error::JournalError;
use crate::journal::ledger;
use crate::journal::migrations;
use crate::journal::writer::check_name;
use crate::quota::QuotaBook;

/// A journal open for reading only.
#[derive(Debug)]
pub struct JournalReader {
    db: Connection,
}

/// One thing that happened to a job.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
}

impl JournalReader {
    /// Opens a journal beside its writer.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        if !path.exists() {
            return Err(JournalError::File {
                path: path.display().to_string(),
                problem: "no journal is there yet".into(),
            });
        }
        if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
            return Err(JournalError::Empty { path: path.display().to_string() });
        }
        check_name(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        let found = migrations::version(&db)?;
        if found < migrations::CURRENT {
            // What is damaged no start takes, whatever its schema.
            super::examine::quick_check(&db)?;
            return Err(JournalError::Older { found, known: migrations::CURRENT });
        }
        Ok(Self { db })
    }

    /// Whether a start would take a journal: nothing where there is none yet. One of an older schema
    /// is migrated by a start, so it is good.
    pub fn examined(path: &Path) -> Option<Result<(), JournalError>> {
        if !path.exists() {
            return None;
        }
        Some(match Self::open(path) {
            Ok(reader) => super::examine::quick_check(&reader.db),
            Err(JournalError::Older { .. }) => Ok(()),
            Err(e) => Err(e),
        })
    }

    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    /// The newest jobs, those in a state alone if one is named.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn jobs(&self, state: Option<&str>, most: u32) -> Result<Vec<Job>, JournalError> {
        jobs_of(
            &self.db,
            "SELECT doc FROM jobs WHERE ?1 IS NULL OR state = ?1 \
             ORDER BY accepted_at DESC, id LIMIT ?2",
            params![state, most],
        )
    }

    /// A job by name.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn job(&self, id: JobId) -> Result<Option<Job>, JournalError> {
        job_of(&self.db, id)
    }

    /// Fills an empty book without holding up the process that writes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn fill(&self, book: &QuotaBook, now: Timestamp) -> Result<u64, JournalError> {
        // One moment for all that is read.
        self.db.execute_batch("BEGIN DEFERRED")?;
        let filled = ledger::fill(&self.db, book, now);
        self.db.execute_batch("COMMIT")?;
        filled
    }

    /// All that happened to a job, in order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn events(&self, id: JobId) -> Result<Vec<EventRow>, JournalError> {
        let mut rows = self.db.prepare("SELECT at, doc FROM events WHERE job = ?1 ORDER BY seq")?;
        let rows = rows
            .query_map([id.to_string()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (at, doc) = row?;
            let at = Timestamp::from_millisecond(at)
                .map_err(|e| JournalError::Damaged(e.to_string()))?;
            Ok(EventRow { at, event: serde_json::from_str(&doc)? })
        })
        .collect()
    }
}

pub(super) fn job_of(db: &Connection, id: JobId) -> Result<Option<Job>, JournalError> {
    let doc: Option<String> = db
        .prepare_cached("SELECT doc FROM jobs WHERE id = ?1")?
        .query_row([id.to_string()], |r| r.get(0))
        .optional()?;
    Ok(doc.map(|d| serde_json::from_str(&d)).transpose()?)
}

/// Of these tasks, the ones that no job knows.
pub(super) fn unknown_tasks(
    db: &Connection,
    tasks: Vec<TaskId>,
) -> Result<Vec<TaskId>, JournalError> {
    let mut known = db.prepare_cached("SELECT 1 FROM tasks WHERE task = ?1")?;
    let mut unknown = Vec::new();
    for task in tasks {
        if !known.exists([&task.0])? {
            unknown.push(task);
        }
    }
    Ok(unknown)
}

pub(super) fn jobs_of(
    db: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<Job>, JournalError> {
    let mut rows = db.prepare_cached(sql)?;
    let mut rows = rows.query(params)?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        let doc = row.get_ref(0)?.as_str().map_err(|e| JournalError::Damaged(e.to_string()))?;
        jobs.push(serde_json::from_str(doc)?);
    }
    Ok(jobs)
}
