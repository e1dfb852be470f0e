//! An in-memory journal without a thread: each operation runs on its caller's task, so that a
//! simulation is reproducible. Clones share the database; a simulated crash drops everything else.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::journal::Journal;
use crate::journal::error::{JournalError, NotCommitted};
use crate::journal::sqlite::writer::{Finish, Work, Writer, transact};
use crate::journal::sqlite::{migrations, restoring};

/// Hooks around every transaction of a simulation. Both may wait, and be dropped while waiting.
#[async_trait]
pub trait FaultHooks: Send + Sync {
    /// Before the transaction; `Err` simulates a disk error, and nothing is written.
    async fn before(&self) -> Result<(), String>;

    /// After the transaction is durable, but before the caller learns of it.
    async fn after(&self);
}

/// The database and the hooks around its transactions.
pub(in crate::journal) struct Inline {
    db: Mutex<Connection>,
    hooks: Arc<dyn FaultHooks>,
}

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inline")
    }
}

impl Inline {
    pub(super) async fn perform(&self, work: Work) {
        let refused = self.hooks.before().await;
        {
            let db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
            let mut finishes: Vec<Finish> = Vec::new();
            let committed = match refused {
                Ok(()) => {
                    let work = std::iter::once(work);
                    transact(&db, work, &mut finishes).map_err(NotCommitted::from)
                }
                Err(why) => Err(NotCommitted::Other(why)),
            };
            for finish in finishes {
                let (_, answer) = finish(committed.clone());
                answer();
            }
        }
        self.hooks.after().await;
    }
}

impl Journal {
    /// An empty journal for a simulation.
    ///
    /// # Errors
    /// When SQLite runs out of memory.
    pub fn simulated(hooks: Arc<dyn FaultHooks>) -> Result<Self, JournalError> {
        let mut db = Connection::open_in_memory()?;
        migrations::migrate(&mut db)?;
        Ok(Self { writer: Writer::Inline(Arc::new(Inline { db: Mutex::new(db), hooks })) })
    }
}

/// A copy of a simulated journal.
pub struct SimulatedBackup(Connection);

impl Journal {
    /// A copy of a simulated journal, like one that `wanbot backup` makes.
    ///
    /// # Errors
    /// When this is not a simulated journal, or SQLite runs out of memory.
    pub fn simulated_backup(&self, at: Timestamp) -> Result<SimulatedBackup, JournalError> {
        let mut copy = Connection::open_in_memory()?;
        self.with_simulated(|db| copy_all(db, &mut copy))?;
        restoring::record_backup_time(&copy, at)?;
        Ok(SimulatedBackup(copy))
    }

    /// Replaces the contents of a simulated journal by a copy.
    ///
    /// # Errors
    /// As [`Journal::simulated_backup`].
    pub fn simulated_restore(&self, backup: &SimulatedBackup) -> Result<(), JournalError> {
        self.with_simulated(|db| copy_all(&backup.0, db))
    }

    fn with_simulated(
        &self,
        with: impl FnOnce(&mut Connection) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let Writer::Inline(inline) = &self.writer else { return Err(JournalError::Closed) };
        with(&mut inline.db.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn copy_all(from: &Connection, to: &mut Connection) -> Result<(), JournalError> {
    Backup::new(from, to)?.run_to_completion(1_000, std::time::Duration::ZERO, None)?;
    Ok(())
}
