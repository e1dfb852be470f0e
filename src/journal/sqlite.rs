//! The journal in one SQLite file.
//!
//! One thread owns the connection and runs all queued writes in one transaction (group commit), so
//! that many acceptances share one flush to disk. With `synchronous = FULL`, a caller gets its
//! answer only after the flush: the first law applies from the moment the member reads "accepted".
//! Events that can be learned again, such as which message became a card, may wait a moment for a
//! transaction to join.

mod audit_log;
mod check_integrity;
mod derived_jobs;
mod error;
mod file;
mod jobs;
mod ledger;
mod lock;
mod meta;
mod migrations;
mod overview;
mod page_check;
mod progress_mark;
mod reader;
mod restoring;
mod retention;
mod rows;
mod simulated;
mod timings;
mod transaction;
mod writer;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;

pub use migrations::CURRENT as SCHEMA;
pub use simulated::SimulatedBackup;

use crate::journal::error::JournalError;
use crate::journal::fault_hooks::FaultHooks;
use crate::journal::inspection::{Inspection, NewFiles};
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::reader::Reader;
use crate::journal::sqlite::simulated::Inline;
use crate::journal::sqlite::transaction::{QueuedWork, Urgency};
use crate::journal::sqlite::writer::Writer;
use crate::telemetry::Metrics;

/// A SQLite file with a journal. Its operations are in the files of this directory.
#[derive(Debug, Clone)]
pub struct SqliteJournal {
    access: Access,
}

#[derive(Debug, Clone)]
enum Access {
    /// A dedicated thread runs the operations.
    Writer(Writer),
    /// The operations only read.
    Reader(Reader),
    /// The caller runs the operation.
    Inline(Arc<Inline>),
}

impl SqliteJournal {
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { access: Access::Writer(Writer::open(path)?) })
    }

    pub fn open_beside(path: &Path) -> Result<Self, JournalError> {
        reader::open(path)?;
        Ok(Self { access: Access::Writer(Writer::open_unlocked(path)?) })
    }

    pub fn open_read_only(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { access: Access::Reader(Reader::open(path)?) })
    }

    pub fn simulated(hooks: Arc<dyn FaultHooks>) -> Result<Self, JournalError> {
        Ok(Self { access: Access::Inline(Arc::new(Inline::new(hooks)?)) })
    }

    pub async fn inspect(path: &Path, new_files: NewFiles) -> Result<Inspection, JournalError> {
        let path = path.to_owned();
        reader::blocking(move || reader::inspect(&path, new_files)).await
    }

    pub fn simulated_backup(&self, at: Timestamp) -> Result<SimulatedBackup, JournalError> {
        let Access::Inline(inline) = &self.access else { return Err(JournalError::Closed) };
        Ok(inline.copy(at)?)
    }

    pub fn simulated_restore(&self, backup: &SimulatedBackup) -> Result<(), JournalError> {
        let Access::Inline(inline) = &self.access else { return Err(JournalError::Closed) };
        Ok(inline.restore(backup)?)
    }

    pub fn problem(&self) -> Option<String> {
        let Access::Writer(writer) = &self.access else { return None };
        writer.problem()
    }

    pub async fn check_pages(&self) -> Result<(), JournalError> {
        let Access::Writer(writer) = &self.access else { return Ok(()) };
        let check = writer.page_check();
        if check.is_passed() {
            return Ok(());
        }
        match self.run_beside(move |db| check.run(db)).await {
            // The next start checks it.
            Err(JournalError::Closed) => Ok(()),
            checked => checked,
        }
    }

    pub fn observe(&self, metrics: &Arc<Metrics>) {
        if let Access::Writer(writer) = &self.access {
            writer.observe(metrics);
        }
    }

    pub async fn close(&self) {
        match &self.access {
            Access::Writer(writer) => writer.close().await,
            Access::Reader(reader) => reader.close().await,
            Access::Inline(_) => {}
        }
    }

    /// Runs an operation in a transaction, and returns its result once it is durable.
    async fn run<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
    ) -> Result<T, JournalError> {
        self.run_with(Urgency::Now, operation).await
    }

    async fn run_with<T: Send + 'static>(
        &self,
        urgency: Urgency,
        operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let answered = match &self.access {
            Access::Writer(writer) => {
                let (work, answered) = transaction::work(operation);
                writer.send(QueuedWork { work, urgency })?;
                answered
            }
            Access::Reader(reader) => {
                let in_snapshot = |db: &Connection| {
                    // Ends when it is dropped; there is nothing to commit.
                    let _snapshot = db.unchecked_transaction()?;
                    operation(db)
                };
                return reader.run(in_snapshot).await;
            }
            Access::Inline(inline) => {
                let (work, answered) = transaction::work(operation);
                inline.perform(work).await;
                answered
            }
        };
        answered.await.map_err(|_| JournalError::Closed)?
    }

    /// Runs an operation that is quick and only reads, outside of transactions.
    async fn read<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
    ) -> Result<T, JournalError> {
        match &self.access {
            Access::Writer(writer) => {
                let (read, answered) = transaction::read(operation);
                writer.read(read)?;
                answered.await.map_err(|_| JournalError::Closed)?
            }
            Access::Reader(reader) => reader.run(operation).await,
            Access::Inline(inline) => Ok(inline.with(|db| operation(db))?),
        }
    }

    /// Runs an operation that takes long and only reads, or that SQLite allows only outside of
    /// transactions. No write waits for it.
    async fn run_beside<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
    ) -> Result<T, JournalError> {
        match &self.access {
            Access::Writer(writer) => {
                let path = writer.path()?;
                reader::blocking(move || operation(&reader::open(&path)?)).await
            }
            Access::Reader(reader) => reader.run(operation).await,
            Access::Inline(inline) => Ok(inline.with(|db| operation(db))?),
        }
    }
}

#[cfg(test)]
#[path = "sqlite/disk_tests.rs"]
mod tests;
