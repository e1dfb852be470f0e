//! Reading a journal that another process may be writing, for the command line.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, params};
use url::Url;

use crate::job::{Event, Job, JobId, TaskId};
use crate::journal::error::JournalError;
use crate::journal::ledger;
use crate::journal::migrations;
use crate::journal::writer::{check_name, no_foreign_log};
use crate::quota::QuotaBook;

/// The name under which a journal keeps the ID that its archive has too.
pub const ARCHIVE_ID: &str = "archive_id";

const ONLY_READ: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// What of a journal says which archive is its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalIdentity {
    /// The ID that its archive has too.
    pub archive_id: Option<Vec<u8>>,
    /// Whether any job is in it.
    pub has_jobs: bool,
}

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
        check_file(path)?;
        let db = Connection::open_with_flags(path, ONLY_READ)?;
        let found = migrations::version(&db)?;
        if found < migrations::CURRENT {
            // What is damaged no start takes, whatever its schema.
            super::examine::quick_check(&db)?;
            return Err(JournalError::Older { found, known: migrations::CURRENT });
        }
        Ok(Self { db })
    }

    /// Whose journal this is, if a start would take it; nothing where there is none yet. One of an
    /// older schema is migrated by a start, so it is good. No file is made beside it, but where
    /// [`Self::makes_index`] says so.
    ///
    /// # Errors
    /// When a start would refuse it.
    pub fn examined(path: &Path) -> Result<Option<JournalIdentity>, JournalError> {
        if !path.exists() {
            return Ok(None);
        }
        check_file(path)?;
        no_foreign_log(path)?;
        let db = match Left::of(path) {
            Left::Closed(file) => open_closed(&file)?,
            Left::Open | Left::WithoutIndex => Connection::open_with_flags(path, ONLY_READ)?,
        };
        let schema = migrations::version(&db)?;
        super::examine::quick_check(&db)?;
        if schema == 0 {
            // Nothing is in it yet, not even a table.
            return Ok(Some(JournalIdentity::default()));
        }
        let id = "SELECT value FROM meta WHERE name = ?1";
        Ok(Some(JournalIdentity {
            archive_id: db.query_row(id, [ARCHIVE_ID], |r| r.get(0)).optional()?,
            has_jobs: db.prepare("SELECT 1 FROM jobs LIMIT 1")?.exists([])?,
        }))
    }

    /// Whether a journal cannot be read without making a file beside it: it was not closed, and the
    /// index of its log is not there (`-shm`), as when the file and its log alone were copied.
    pub fn makes_index(path: &Path) -> bool {
        matches!(Left::of(path), Left::WithoutIndex) && no_foreign_log(path).is_ok()
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

/// Whether there is a file that can be a journal.
fn check_file(path: &Path) -> Result<(), JournalError> {
    if !path.exists() {
        return Err(JournalError::File {
            path: path.display().to_string(),
            problem: "no journal is there yet".into(),
        });
    }
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Err(JournalError::Empty { path: path.display().to_string() });
    }
    check_name(path)
}

/// How a journal was left by those who wrote it.
enum Left {
    /// All of it is in this file.
    Closed(PathBuf),
    /// Somebody has it open, or was killed: its log and the index of that are beside it.
    Open,
    /// Its log is beside it, the index is not.
    WithoutIndex,
}

impl Left {
    fn of(path: &Path) -> Self {
        // What belongs to a journal is beside the file itself, not beside a link to it.
        let Ok(file) = std::fs::canonicalize(path) else { return Self::Open };
        let beside = |ending: &str| {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            std::fs::metadata(name).ok()
        };
        match (beside("-wal"), beside("-shm")) {
            (Some(_), Some(_)) => Self::Open,
            (Some(log), None) if log.len() > 0 => Self::WithoutIndex,
            _ => Self::Closed(file),
        }
    }
}

/// Opens a journal that was closed. SQLite makes a log and its index beside a journal even to read
/// it, and to remove them is not safe: somebody else may have begun to write into them. Told that
/// nobody changes the file, it makes none; a bot that starts at this very moment loses nothing.
fn open_closed(file: &Path) -> Result<Connection, JournalError> {
    // The only address that SQLite is given: it is made of a whole path, so that no name that
    // somebody chose is read as one.
    let mut address = Url::from_file_path(file).map_err(|()| JournalError::File {
        path: file.display().to_string(),
        problem: "is no whole path".into(),
    })?;
    address.set_query(Some("immutable=1"));
    let flags = ONLY_READ | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(address.as_str(), flags)?)
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
