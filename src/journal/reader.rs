//! Read-only access to a journal that another process may be writing, for the command line.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, params};
use url::Url;

use crate::job::{Event, Job, JobId, TaskId};
use crate::journal::error::JournalError;
use crate::journal::ledger;
use crate::journal::migrations;
use crate::journal::writer::{check_name, reject_foreign_log};
use crate::quota::QuotaBook;

/// The key in table `meta` of the ID that a journal shares with its archive.
pub const ARCHIVE_ID: &str = "archive_id";

const ONLY_READ: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// What identifies a journal's archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalIdentity {
    /// The ID shared with the archive.
    pub archive_id: Option<Vec<u8>>,
    /// Whether the journal contains any job.
    pub has_jobs: bool,
}

/// A journal opened read-only.
#[derive(Debug)]
pub struct JournalReader {
    db: Connection,
}

/// An event of a job.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// When it happened.
    pub at: Timestamp,
    /// The event.
    pub event: Event,
}

impl JournalReader {
    /// Opens a journal that another process may be writing.
    ///
    /// # Errors
    /// When there is none, its schema is not this program's, or a log of another journal is beside
    /// it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        check_file(path)?;
        reject_foreign_log(path)?;
        let db = Connection::open_with_flags(path, ONLY_READ)?;
        let found = migrations::version(&db)?;
        if found < migrations::CURRENT {
            // Startup refuses a damaged file whatever its schema, so report the damage first.
            super::examine::quick_check(&db)?;
            return Err(JournalError::Older { found, known: migrations::CURRENT });
        }
        Ok(Self { db })
    }

    /// Checks whether startup would accept the journal, and returns its identity; `None` when there
    /// is no file yet. An older schema is accepted, since startup migrates it. Creates no file
    /// beside the journal, except where [`Self::makes_index`] returns `true`.
    ///
    /// # Errors
    /// When startup would refuse it.
    pub fn examined(path: &Path) -> Result<Option<JournalIdentity>, JournalError> {
        if !path.exists() {
            return Ok(None);
        }
        check_file(path)?;
        reject_foreign_log(path)?;
        let db = match SidecarFiles::of(path) {
            SidecarFiles::None(file) => open_closed(&file)?,
            SidecarFiles::LogAndIndex | SidecarFiles::LogOnly => {
                Connection::open_with_flags(path, ONLY_READ)?
            }
        };
        let schema = migrations::version(&db)?;
        super::examine::quick_check(&db)?;
        if schema == 0 {
            // A new file without tables.
            return Ok(Some(JournalIdentity::default()));
        }
        let id = "SELECT value FROM meta WHERE name = ?1";
        Ok(Some(JournalIdentity {
            archive_id: db.query_row(id, [ARCHIVE_ID], |r| r.get(0)).optional()?,
            has_jobs: db.prepare("SELECT 1 FROM jobs LIMIT 1")?.exists([])?,
        }))
    }

    /// Whether reading the journal creates a file beside it: the journal was not closed, and the
    /// index of its log (`-shm`) is missing, as when only the file and its log were copied.
    pub fn makes_index(path: &Path) -> bool {
        matches!(SidecarFiles::of(path), SidecarFiles::LogOnly) && reject_foreign_log(path).is_ok()
    }

    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    /// The newest jobs, optionally only those in one state.
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

    /// A job by ID.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn job(&self, id: JobId) -> Result<Option<Job>, JournalError> {
        job_of(&self.db, id)
    }

    /// Loads documents and charges into an empty book without blocking the writing process; returns
    /// the number of the last audit entry.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn fill(&self, book: &QuotaBook, now: Timestamp) -> Result<u64, JournalError> {
        // One transaction gives one consistent snapshot.
        self.db.execute_batch("BEGIN DEFERRED")?;
        let filled = ledger::fill(&self.db, book, now);
        self.db.execute_batch("COMMIT")?;
        filled
    }

    /// All events of a job, in order.
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

/// Checks that the file exists and can be a journal.
fn check_file(path: &Path) -> Result<(), JournalError> {
    if !path.exists() {
        return Err(JournalError::File {
            path: path.display().to_string(),
            problem: "there is no journal yet".into(),
        });
    }
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Err(JournalError::Empty { path: path.display().to_string() });
    }
    check_name(path)
}

/// Which files SQLite left beside a journal.
enum SidecarFiles {
    /// Closed cleanly: everything is in this file.
    None(PathBuf),
    /// Open in another process, or that process was killed: log and index are beside it.
    LogAndIndex,
    /// The log is beside it but its index is not.
    LogOnly,
}

impl SidecarFiles {
    fn of(path: &Path) -> Self {
        // SQLite puts these files beside the link's target, not beside the link.
        let Ok(file) = std::fs::canonicalize(path) else { return Self::LogAndIndex };
        let metadata = |ending: &str| {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            std::fs::metadata(name).ok()
        };
        match (metadata("-wal"), metadata("-shm")) {
            (Some(_), Some(_)) => Self::LogAndIndex,
            (Some(log), None) if log.len() > 0 => Self::LogOnly,
            _ => Self::None(file),
        }
    }
}

/// Opens a journal that was closed cleanly. SQLite creates a log and an index beside a journal even
/// to read it, and removing them is unsafe because another process may have started writing to
/// them. With `immutable=1` it creates none; a bot that starts at this moment loses nothing.
fn open_closed(file: &Path) -> Result<Connection, JournalError> {
    // The only URI that is passed to SQLite. It is built from an absolute path, so that no file
    // name is parsed as a URI.
    let mut address = Url::from_file_path(file).map_err(|()| JournalError::File {
        path: file.display().to_string(),
        problem: "is not an absolute path".into(),
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

/// Returns those of `tasks` that belong to no job.
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
