//! An in-memory database without a thread: each operation runs on its caller's task, so that a
//! simulation is reproducible. Clones share the database; a simulated crash drops everything else.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::journal::fault_hooks::FaultHooks;
use crate::journal::sqlite::error::{NotCommitted, SqliteError};
use crate::journal::sqlite::transaction::{Finish, Work, transact};
use crate::journal::sqlite::{migrations, restoring};

/// The database and the hooks around its transactions.
pub(super) struct Inline {
    db: Mutex<Connection>,
    hooks: Arc<dyn FaultHooks>,
}

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inline")
    }
}

impl Inline {
    pub(super) fn new(hooks: Arc<dyn FaultHooks>) -> Result<Self, SqliteError> {
        let mut db = Connection::open_in_memory()?;
        migrations::migrate(&mut db)?;
        Ok(Self { db: Mutex::new(db), hooks })
    }

    pub(super) async fn perform(&self, work: Work) {
        let refused = self.hooks.before().await;
        self.with(|db| {
            let mut finishes: Vec<Finish> = Vec::new();
            let committed = match refused {
                Ok(()) => {
                    let work = std::iter::once(work);
                    transact(db, work, &mut finishes).map_err(NotCommitted::from)
                }
                Err(why) => Err(NotCommitted::Other(why)),
            };
            for finish in finishes {
                let (_, answer) = finish(committed.clone());
                answer();
            }
        });
        self.hooks.after().await;
    }

    /// Runs an operation outside of transactions and without the hooks.
    pub(super) fn with<T>(&self, operation: impl FnOnce(&mut Connection) -> T) -> T {
        operation(&mut self.db.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn copy(&self, at: Timestamp) -> Result<SimulatedBackup, SqliteError> {
        let mut copy = Connection::open_in_memory()?;
        self.with(|db| copy_all(db, &mut copy))?;
        restoring::record_backup_time(&copy, at)?;
        Ok(SimulatedBackup(copy))
    }

    pub(super) fn restore(&self, backup: &SimulatedBackup) -> Result<(), SqliteError> {
        self.with(|db| copy_all(&backup.0, db))
    }
}

/// A copy of a simulated journal.
pub struct SimulatedBackup(Connection);

fn copy_all(from: &Connection, to: &mut Connection) -> Result<(), SqliteError> {
    Backup::new(from, to)?.run_to_completion(1_000, Duration::ZERO, None)?;
    Ok(())
}
