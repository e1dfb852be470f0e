//! Errors of the journal, with what the operator can do about each.

use crate::job::{JobId, NotAllowed, TaskId};

/// An operation on the journal failed and changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The job's state does not allow the event.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The document was changed concurrently.
    #[error("it was changed at the same time by someone else: try again")]
    Changed,
    /// There is no such job.
    #[error("there is no job {0}")]
    NoSuchJob(JobId),
    /// Another job already has this task.
    #[error("task {0} belongs to another job")]
    TaskTaken(TaskId),
    /// Another wanbot process has the journal open.
    #[error(
        "the journal {path} is in use by {holder}: stop that process, or set storage.journal to \
             another file"
    )]
    InUse {
        /// The journal's file.
        path: String,
        /// The holder as recorded in the lock file.
        holder: String,
    },
    /// A program other than wanbot holds a lock on the file.
    #[error(
        "another program has locked the journal file, perhaps a database browser or a backup tool: \
             close it; no data is lost"
    )]
    Locked,
    /// The disk is full.
    #[error("the disk with the journal is full: free some space; no accepted job is lost")]
    DiskFull,
    /// The file or its folder is not writable.
    #[error("the journal is not writable: check the permissions of its file and folder")]
    ReadOnly,
    /// The disk does not carry out a read or a write, for example because of a quota.
    #[error(
        "the disk with the journal fails ({0}): check it, its quotas and the system's log; no \
             accepted job is lost"
    )]
    Disk(String),
    /// Written by a newer version.
    #[error(
        "the journal has schema {found}, but this version supports only {known}: run the newer \
             version, or restore a backup made before the upgrade"
    )]
    Newer {
        /// The file's schema.
        found: i64,
        /// The schema of this program.
        known: i64,
    },
    /// Written by an older version, where migration is not allowed.
    #[error(
        "the journal has schema {found}, older than {known}: start `wanbot run` once to migrate it"
    )]
    Older {
        /// The file's schema.
        found: i64,
        /// The schema of this program.
        known: i64,
    },
    /// The file has zero bytes, which no journal ever has.
    #[error(
        "{path} is empty: it was truncated, or the start that created it was interrupted. Restore \
             a backup, or remove the file to create a new journal"
    )]
    Empty {
        /// The file.
        path: String,
    },
    /// The write-ahead log beside the file belongs to another journal.
    #[error(
        "{log} belongs to the journal that {journal} replaced: a backup was restored without \
             removing the old journal's log. Remove {log} and {journal}-shm, and start again"
    )]
    ForeignLog {
        /// The journal's file.
        journal: String,
        /// The log.
        log: String,
    },
    /// The archive belongs to another journal.
    #[error(
        "the archive {archive} belongs to another journal than {journal}: check storage.journal \
             and storage.archive. If both are right (a new journal with an old archive), \
             remove {archive}/{id_file}"
    )]
    OtherArchive {
        /// The archive's folder.
        archive: String,
        /// The journal's file.
        journal: String,
        /// The file in the archive that names its journal.
        id_file: &'static str,
    },
    /// A related file could not be used.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// The reason.
        problem: String,
    },
    /// The contents are invalid.
    #[error("the journal is damaged ({0}): run `wanbot journal check`, and restore a backup")]
    Damaged(String),
    /// Any other database error.
    #[error(
        "the journal's database failed ({0}): try again, and run `wanbot journal check` if it lasts"
    )]
    Database(String),
    /// The journal was closed.
    #[error("the journal is closed")]
    Closed,
}
