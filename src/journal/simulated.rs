//! A journal without a thread, in memory: each piece of work is done by the one who asks for it,
//! so that a simulation repeats exactly. What is kept is what its clones share: a crash drops
//! everything else.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::journal::error::{JournalError, NotCommitted};
use crate::journal::writer::{Finish, Work, Writer, transact};
use crate::journal::{Journal, migrations, restoring};

/// What a simulation lets happen around every transaction: it may wait, and be dropped there.
#[async_trait]
pub trait FaultHooks: Send + Sync {
    /// Before it; `Err` when the disk refuses, and then nothing is written.
    async fn before(&self) -> Result<(), String>;

    /// After it: it is durable, but nobody knows yet.
    async fn after(&self);
}

/// The database, and what happens around its use.
pub(super) struct Inline {
    db: Mutex<Connection>,
    around: Arc<dyn FaultHooks>,
}

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inline")
    }
}

impl Inline {
    pub(super) async fn perform(&self, work: Work) {
        let refused = self.around.before().await;
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
        self.around.after().await;
    }
}

impl Journal {
    /// An empty journal for a simulation.
    ///
    /// # Errors
    /// When SQLite has no memory.
    pub fn simulated(around: Arc<dyn FaultHooks>) -> Result<Self, JournalError> {
        let mut db = Connection::open_in_memory()?;
        migrations::migrate(&mut db)?;
        Ok(Self { writer: Writer::Inline(Arc::new(Inline { db: Mutex::new(db), around })) })
    }
}

/// A copy of a simulated journal.
pub struct SimulatedBackup(Connection);

impl Journal {
    /// A copy of a simulated journal, as `wanbot backup` makes one of a real one.
    ///
    /// # Errors
    /// When this is no simulated journal, or SQLite has no memory.
    pub fn simulated_backup(&self, at: Timestamp) -> Result<SimulatedBackup, JournalError> {
        let mut copy = Connection::open_in_memory()?;
        self.with_simulated(|db| copy_all(db, &mut copy))?;
        restoring::mark(&copy, at)?;
        Ok(SimulatedBackup(copy))
    }

    /// A simulated journal becomes what a copy of it was.
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
