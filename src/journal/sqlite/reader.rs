//! A connection that only reads, beside another process that may be writing.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::journal::error::JournalError;
use crate::journal::inspection::{ARCHIVE_ID, Inspection, JournalIdentity, NewFiles};
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::file::{self, SidecarFiles};
use crate::journal::sqlite::{jobs, meta, migrations};

/// Runs operations on the threads that tokio has for blocking work, one at a time. Clones share the
/// connection.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    /// `None` after [`Reader::close`].
    db: Arc<Mutex<Option<Connection>>>,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, SqliteError> {
        Ok(Self { db: Arc::new(Mutex::new(Some(open(path)?))) })
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let db = Arc::clone(&self.db);
        blocking(move || {
            let db = db.lock().unwrap_or_else(PoisonError::into_inner);
            operation(db.as_ref().ok_or(JournalError::Closed)?)
        })
        .await
    }

    pub(super) async fn close(&self) {
        let db = Arc::clone(&self.db);
        let close = move || drop(db.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = tokio::task::spawn_blocking(close).await;
    }
}

/// Runs an operation where it may block.
pub(super) async fn blocking<T: Send + 'static>(
    operation: impl FnOnce() -> Result<T, SqliteError> + Send + 'static,
) -> Result<T, JournalError> {
    // The thread is lost only when the runtime ends or the operation panics.
    let done = tokio::task::spawn_blocking(operation).await;
    Ok(done.map_err(|_| JournalError::Closed)??)
}

/// Opens a journal of this program's schema for reading.
pub(super) fn open(path: &Path) -> Result<Connection, SqliteError> {
    file::check_file(path)?;
    file::reject_foreign_log(path)?;
    let db = file::connect_read_only(path)?;
    let found = migrations::version(&db)?;
    if found < migrations::CURRENT {
        // Startup refuses a damaged file whatever its schema, so report the damage first.
        file::quick_check(&db)?;
        return Err(JournalError::Older { found, known: migrations::CURRENT }.into());
    }
    Ok(db)
}

/// Reads what identifies a journal, with the checks of a start.
pub(super) fn inspect(path: &Path, new_files: NewFiles) -> Result<Inspection, SqliteError> {
    let sidecar = SidecarFiles::of(path);
    // As when only the file and its log were copied.
    let makes_index =
        matches!(sidecar, SidecarFiles::LogOnly) && file::reject_foreign_log(path).is_ok();
    if makes_index && new_files == NewFiles::Forbidden {
        return Ok(Inspection::NeedsFile(file::beside(path, "-shm")));
    }
    if !path.exists() {
        return Ok(Inspection::Missing);
    }
    file::check_file(path)?;
    file::reject_foreign_log(path)?;
    let db = match sidecar {
        SidecarFiles::None(file) => file::connect_closed(&file)?,
        SidecarFiles::LogAndIndex | SidecarFiles::LogOnly => file::connect_read_only(path)?,
    };
    let schema = migrations::version(&db)?;
    file::quick_check(&db)?;
    if schema == 0 {
        // A new file without tables.
        return Ok(Inspection::Accepted(JournalIdentity::default()));
    }
    Ok(Inspection::Accepted(JournalIdentity {
        archive_id: meta::value(&db, ARCHIVE_ID)?,
        has_jobs: jobs::has_jobs(&db)?,
    }))
}
