//! What can go wrong with the journal.

use crate::job::{JobId, NotAllowed};

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
    /// The disk or the database refused.
    #[error("the journal cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A file beside it could not be used.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// What it holds makes no sense.
    #[error("the journal is damaged: {0}")]
    Damaged(String),
    /// It was closed.
    #[error("the journal is closed")]
    Closed,
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
