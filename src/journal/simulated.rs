//! A journal in memory for simulations. Clones share the data; a simulated crash drops everything
//! else.

use std::sync::Arc;

use jiff::Timestamp;

use crate::journal::error::JournalError;
use crate::journal::fault_hooks::FaultHooks;
use crate::journal::sqlite::{SimulatedBackup, SqliteJournal};
use crate::journal::{Backend, Journal};

impl Journal {
    /// An empty journal for a simulation.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn simulated(hooks: Arc<dyn FaultHooks>) -> Result<Self, JournalError> {
        Ok(Self { backend: Backend::Sqlite(SqliteJournal::simulated(hooks)?) })
    }

    /// A copy of a simulated journal, like one that `wanbot backup` makes.
    ///
    /// # Errors
    /// When this is not a simulated journal, or there is not enough memory.
    pub fn simulated_backup(&self, at: Timestamp) -> Result<SimulatedBackup, JournalError> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.simulated_backup(at),
        }
    }

    /// Replaces the contents of a simulated journal by a copy.
    ///
    /// # Errors
    /// As [`Journal::simulated_backup`].
    pub fn simulated_restore(&self, backup: &SimulatedBackup) -> Result<(), JournalError> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.simulated_restore(backup),
        }
    }
}
