//! The check of the file's pages, at a start or beside the running bot.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, InterruptHandle};

use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::file;

/// Whether the pages were checked since the journal was opened. Clones share the state.
#[derive(Clone)]
pub(super) struct PageCheck(Arc<Mutex<State>>);

enum State {
    Due,
    Running(InterruptHandle),
    Passed,
    /// The journal was closed before the check had ended.
    Stopped,
}

impl std::fmt::Debug for PageCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PageCheck")
    }
}

impl PageCheck {
    pub(super) fn due() -> Self {
        Self(Arc::new(Mutex::new(State::Due)))
    }

    pub(super) fn passed() -> Self {
        Self(Arc::new(Mutex::new(State::Passed)))
    }

    pub(super) fn is_passed(&self) -> bool {
        matches!(*self.state(), State::Passed)
    }

    /// Checks the pages on a connection of its own, if that is due.
    pub(super) fn run(&self, db: &Connection) -> Result<(), SqliteError> {
        {
            let mut state = self.state();
            if !matches!(*state, State::Due) {
                return Ok(());
            }
            *state = State::Running(db.get_interrupt_handle());
        }
        let checked = file::quick_check(db);
        let mut state = self.state();
        if matches!(*state, State::Stopped) {
            // Whatever it found, the next start checks the whole file.
            return Ok(());
        }
        *state = if checked.is_ok() { State::Passed } else { State::Due };
        checked
    }

    /// Ends a check in progress: the journal is being closed.
    pub(super) fn stop(&self) {
        let mut state = self.state();
        if let State::Running(check) = &*state {
            check.interrupt();
        }
        if !matches!(*state, State::Passed) {
            *state = State::Stopped;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
