//! What can go wrong with the journal, and what to do about it.

use rusqlite::ErrorCode;

use crate::job::{JobId, NotAllowed, TaskId};

/// A journal that did not do what it should. Whatever was asked did not happen.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The job cannot take the event as it now stands.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The document was changed by somebody else meanwhile.
    #[error("somebody else changed it at the same moment")]
    Changed,
    /// There is no such job.
    #[error("there is no job {0}")]
    NoSuchJob(JobId),
    /// Another job has this task: it cannot be this one's.
    #[error("task {0} belongs to another job")]
    TaskTaken(TaskId),
    /// Another process has it.
    #[error(
        "the journal {path} is in use by {holder}: stop that process, or give this one a \
             journal of its own (storage.journal)"
    )]
    InUse {
        /// The journal's file.
        path: String,
        /// What the lock says of its holder.
        holder: String,
    },
    /// Another program, which is no wanbot, has it open and does not let go of it.
    #[error(
        "another program holds the journal's file (a database browser or a backup tool, perhaps): \
             close it; nothing is lost"
    )]
    Locked,
    /// There is no room for more.
    #[error("the journal's disk is full: make room; nothing that was accepted is lost")]
    DiskFull,
    /// It may be read but not written.
    #[error("the journal may not be written: look at the permissions of its file and folder")]
    ReadOnly,
    /// Written by a newer program.
    #[error(
        "the journal is of schema {found}, this program knows {known}: run the newer \
             program, or restore a backup from before it"
    )]
    Newer {
        /// Its schema.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Written by an older program, where nothing may be migrated.
    #[error(
        "the journal is of schema {found}, older than {known}: start `wanbot run` once to bring it \
             up to date"
    )]
    Older {
        /// Its schema.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// A file that is no journal, not even a new one.
    #[error(
        "{path} has no bytes: it was a journal once, or the start that made it broke off. Restore a \
             backup, or remove the file to begin anew"
    )]
    Empty {
        /// Which.
        path: String,
    },
    /// A write-ahead log of another journal lies beside it.
    #[error(
        "{log} belongs to the journal that {journal} replaces: a backup was restored and the log of \
             the old journal left beside it. Remove {log}, and {journal}-shm, and start again"
    )]
    ForeignLog {
        /// The journal's file.
        journal: String,
        /// The log.
        log: String,
    },
    /// The archive belongs to another journal.
    #[error(
        "the archive {archive} belongs to another journal than {journal}: look at storage.journal \
             and storage.archive. Where both are right (a new journal beside an old archive), \
             remove {archive}/{id_file}"
    )]
    OtherArchive {
        /// The archive's folder.
        archive: String,
        /// The journal's file.
        journal: String,
        /// The file in it that says whose it is.
        id_file: &'static str,
    },
    /// A file beside it could not be used.
    #[error("{path}: {problem}")]
    File {
        /// Which.
        path: String,
        /// Why.
        problem: String,
    },
    /// What it holds makes no sense.
    #[error("the journal is damaged: {0}")]
    Damaged(String),
    /// The database refused for another reason.
    #[error("the journal cannot be used: {0}")]
    Database(String),
    /// It was closed.
    #[error("the journal is closed")]
    Closed,
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Database(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Why a transaction was not committed; every piece of work in it is told.
#[derive(Debug, Clone)]
pub(super) enum NotCommitted {
    Locked,
    DiskFull,
    ReadOnly,
    Damaged(String),
    Other(String),
}

impl NotCommitted {
    /// What an error says of the disk, if it says something of it and not of what was asked.
    pub(super) fn of(error: &JournalError) -> Option<Self> {
        match error {
            JournalError::Locked => Some(Self::Locked),
            JournalError::DiskFull => Some(Self::DiskFull),
            JournalError::ReadOnly => Some(Self::ReadOnly),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for NotCommitted {
    fn from(error: rusqlite::Error) -> Self {
        match JournalError::from(error) {
            JournalError::Locked => Self::Locked,
            JournalError::DiskFull => Self::DiskFull,
            JournalError::ReadOnly => Self::ReadOnly,
            JournalError::Damaged(why) => Self::Damaged(why),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<NotCommitted> for JournalError {
    fn from(why: NotCommitted) -> Self {
        match why {
            NotCommitted::Locked => Self::Locked,
            NotCommitted::DiskFull => Self::DiskFull,
            NotCommitted::ReadOnly => Self::ReadOnly,
            NotCommitted::Damaged(why) => Self::Damaged(why),
            NotCommitted::Other(why) => Self::Database(why),
        }
    }
}

/// A row whose key another one has already.
pub(super) fn is_taken(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}
