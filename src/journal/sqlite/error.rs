//! What SQLite's errors mean for the journal.

use rusqlite::ErrorCode;

use crate::job::NotAllowed;
use crate::journal::error::JournalError;

/// The error of an operation. A type of its own, so that `?` converts SQLite's errors here without
/// making them part of the interface of [`JournalError`].
#[derive(Debug)]
pub(super) struct SqliteError(pub(super) JournalError);

impl From<JournalError> for SqliteError {
    fn from(error: JournalError) -> Self {
        Self(error)
    }
}

impl From<SqliteError> for JournalError {
    fn from(SqliteError(error): SqliteError) -> Self {
        error
    }
}

impl From<NotAllowed> for SqliteError {
    fn from(error: NotAllowed) -> Self {
        Self(error.into())
    }
}

impl From<rusqlite::Error> for SqliteError {
    fn from(error: rusqlite::Error) -> Self {
        Self(match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => JournalError::Locked,
            Some(ErrorCode::DiskFull) => JournalError::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => JournalError::ReadOnly,
            Some(ErrorCode::SystemIoFailure) => JournalError::Disk(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                JournalError::Damaged(error.to_string())
            }
            _ => JournalError::Database(error.to_string()),
        })
    }
}

impl From<serde_json::Error> for SqliteError {
    fn from(error: serde_json::Error) -> Self {
        Self(JournalError::Damaged(error.to_string()))
    }
}

/// Why a transaction was not committed; every operation in it gets a copy.
#[derive(Debug, Clone)]
pub(super) enum NotCommitted {
    Locked,
    DiskFull,
    ReadOnly,
    Disk(String),
    Damaged(String),
    Other(String),
}

impl NotCommitted {
    /// Returns the cause if it concerns the disk rather than the operation itself.
    pub(super) fn disk_problem(error: &JournalError) -> Option<Self> {
        match error {
            JournalError::Locked => Some(Self::Locked),
            JournalError::DiskFull => Some(Self::DiskFull),
            JournalError::ReadOnly => Some(Self::ReadOnly),
            JournalError::Disk(why) => Some(Self::Disk(why.clone())),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for NotCommitted {
    fn from(error: rusqlite::Error) -> Self {
        match SqliteError::from(error).0 {
            JournalError::Locked => Self::Locked,
            JournalError::DiskFull => Self::DiskFull,
            JournalError::ReadOnly => Self::ReadOnly,
            JournalError::Disk(why) => Self::Disk(why),
            JournalError::Damaged(why) => Self::Damaged(why),
            JournalError::Database(why) => Self::Other(why),
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
            NotCommitted::Disk(why) => Self::Disk(why),
            NotCommitted::Damaged(why) => Self::Damaged(why),
            NotCommitted::Other(why) => Self::Database(why),
        }
    }
}

/// Whether a unique or primary key already exists.
pub(super) fn is_duplicate_key(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}
