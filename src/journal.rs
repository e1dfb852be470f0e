//! The journal: the durable record of every job, charge and audit entry.
//!
//! [`Journal`] has one method for each operation; the data that goes in and comes out is plain. A
//! backend carries the operations out. Each is atomic, and its answer arrives only once its changes
//! are durable: the first law applies from the moment the member reads "accepted".

/// Runs an operation on the journal's backend. Every backend has a method for each operation.
macro_rules! run {
    ($journal:ident.$operation:ident($($argument:ident),*)) => {
        match &$journal.backend {
            Backend::Sqlite(sqlite) => sqlite.$operation($($argument),*).await,
        }
    };
}

mod audit_log;
mod bot_state;
mod error;
mod fault_hooks;
mod inspection;
mod jobs;
mod ledger;
mod simulated;
mod sqlite;

use std::path::Path;
use std::sync::Arc;

pub use audit_log::{ChangeMark, Decided, NewEntry};
pub use bot_state::RestoredMarks;
pub use error::JournalError;
pub use fault_hooks::FaultHooks;
pub use inspection::{
    ARCHIVE_ID, Inspection, IntegrityReport, JournalIdentity, NewFiles, Overview,
};
pub use jobs::{Acceptance, EventRow};
pub use ledger::{Overbilled, SpentRow};
pub use sqlite::{SCHEMA, SimulatedBackup};

use crate::journal::sqlite::SqliteJournal;
use crate::telemetry::Metrics;

/// An open journal. Clones share it.
#[derive(Debug, Clone)]
pub struct Journal {
    backend: Backend,
}

/// The databases that can hold a journal.
#[derive(Debug, Clone)]
enum Backend {
    Sqlite(SqliteJournal),
}

impl Journal {
    /// Opens or creates the journal and takes its lock. Migrates an older one. Blocks meanwhile.
    ///
    /// # Errors
    /// When another process holds the lock, the schema is newer than this program, or the file
    /// cannot be read or written.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { backend: Backend::Sqlite(SqliteJournal::open(path)?) })
    }

    /// Opens a journal that another process may have open for writing, for single operations from
    /// the command line. Does not migrate.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub fn open_beside(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { backend: Backend::Sqlite(SqliteJournal::open_beside(path)?) })
    }

    /// Opens a journal that another process may be writing, for operations that only read; the
    /// others fail with [`JournalError::ReadOnly`]. Neither process waits for the other. Does not
    /// migrate.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub fn open_read_only(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { backend: Backend::Sqlite(SqliteJournal::open_read_only(path)?) })
    }

    /// Checks whether a start would accept the journal, and returns its identity. An older schema
    /// is accepted, since a start migrates it.
    ///
    /// # Errors
    /// When a start would refuse it.
    pub async fn inspect(path: &Path, new_files: NewFiles) -> Result<Inspection, JournalError> {
        SqliteJournal::inspect(path, new_files).await
    }

    /// Why the journal cannot be written, according to the last transaction that tried; `None`
    /// while writes succeed.
    pub fn problem(&self) -> Option<String> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.problem(),
        }
    }

    /// Writes a small value to refresh [`Journal::problem`], so that a full disk, or one with free
    /// space again, is noticed even when nothing else is written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn probe(&self) -> Result<(), JournalError> {
        run!(self.probe())
    }

    /// Checks the pages of the journal's file, unless the start did: after it was closed in order
    /// and left alone, a start does not read all of it. No write waits for the check, which ends when
    /// the journal is closed.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] when the file is damaged, and when it cannot be read.
    pub async fn check_pages(&self) -> Result<(), JournalError> {
        run!(self.check_pages())
    }

    /// Starts counting and timing transactions.
    pub fn observe(&self, metrics: &Arc<Metrics>) {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.observe(metrics),
        }
    }

    /// Finishes queued operations and closes the journal; later ones fail with
    /// [`JournalError::Closed`].
    pub async fn close(&self) {
        run!(self.close());
    }
}
