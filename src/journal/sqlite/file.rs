//! The journal's file: its name, the files that SQLite puts beside it, and its pages.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use url::Url;

use crate::journal::error::JournalError;
use crate::journal::sqlite::error::SqliteError;

/// Number of compiled statements that a connection keeps.
const STATEMENTS: usize = 128;

const ONLY_READ: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

pub(super) fn file_error(path: &Path) -> impl FnOnce(std::io::Error) -> JournalError {
    let path = path.display().to_string();
    move |e| JournalError::File { path, problem: e.to_string() }
}

/// Rejects paths that cannot be a journal.
pub(super) fn check_name(path: &Path) -> Result<(), JournalError> {
    let name = path.to_string_lossy();
    let problem = if name.trim().is_empty() {
        "storage.journal must name a file"
    } else if name.starts_with(":memory:") || name.starts_with("file:") {
        "is not a file name: every job would be lost with the process (storage.journal)"
    } else if path.is_dir() {
        "is a folder: storage.journal must be a file"
    } else {
        return Ok(());
    };
    Err(JournalError::File { path: name.into_owned(), problem: problem.into() })
}

/// Checks that the file exists and can be a journal.
pub(super) fn check_file(path: &Path) -> Result<(), JournalError> {
    if !path.exists() {
        return Err(JournalError::File {
            path: path.display().to_string(),
            problem: "there is no journal yet".into(),
        });
    }
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Err(JournalError::Empty { path: path.display().to_string() });
    }
    check_name(path)
}

/// Opens the file with exactly this name. SQLite gives `:memory:`, `file:…` and the empty name
/// another meaning, under which all data would be lost with the process.
pub(super) fn connect(path: &Path) -> Result<Connection, SqliteError> {
    check_name(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    // The default of 16 is less than the statements of one job's life.
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// Opens an existing file that another process may be writing.
pub(super) fn connect_read_only(path: &Path) -> Result<Connection, SqliteError> {
    Ok(Connection::open_with_flags(path, ONLY_READ)?)
}

/// Opens a journal that was closed cleanly. SQLite creates a log and an index beside a journal even
/// to read it, and removing them is unsafe because another process may have started writing to
/// them. With `immutable=1` it creates none; a bot that starts at this moment loses nothing.
pub(super) fn connect_closed(file: &Path) -> Result<Connection, SqliteError> {
    // The only URI that is passed to SQLite. It is built from an absolute path, so that no file
    // name is parsed as a URI.
    let mut address = Url::from_file_path(file).map_err(|()| JournalError::File {
        path: file.display().to_string(),
        problem: "is not an absolute path".into(),
    })?;
    address.set_query(Some("immutable=1"));
    let flags = ONLY_READ | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(address.as_str(), flags)?)
}

/// Checks the file's pages with SQLite's `quick_check`.
///
/// # Errors
/// [`JournalError::Damaged`] with SQLite's message when the check fails.
pub(super) fn quick_check(db: &Connection) -> Result<(), SqliteError> {
    let message: String = db.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if message == "ok" { Ok(()) } else { Err(JournalError::Damaged(message).into()) }
}

/// Checks that a write-ahead log beside a journal belongs to it. The header of a journal in use
/// says that it has a log (SQLite's file format, bytes 18 and 19: 2); a backup's does not. A log
/// beside a backup belongs to the journal that the backup replaced, and would corrupt it.
pub(super) fn reject_foreign_log(path: &Path) -> Result<(), JournalError> {
    // SQLite puts the log beside a link's target.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let log = beside(path, "-wal");
    if !std::fs::metadata(&log).is_ok_and(|file| file.len() > 0) {
        return Ok(());
    }
    let mut header = [0; 20];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match read {
        Ok(()) if header[18] == 1 => Err(JournalError::ForeignLog {
            journal: path.display().to_string(),
            log: log.display().to_string(),
        }),
        _ => Ok(()),
    }
}

/// Which files SQLite left beside a journal.
pub(super) enum SidecarFiles {
    /// Closed cleanly: everything is in this file.
    None(PathBuf),
    /// Open in another process, or that process was killed: log and index are beside it.
    LogAndIndex,
    /// The log is beside it but its index is not.
    LogOnly,
}

impl SidecarFiles {
    pub(super) fn of(path: &Path) -> Self {
        // SQLite puts these files beside the link's target, not beside the link.
        let Ok(file) = std::fs::canonicalize(path) else { return Self::LogAndIndex };
        let metadata = |ending: &str| std::fs::metadata(beside(&file, ending)).ok();
        match (metadata("-wal"), metadata("-shm")) {
            (Some(_), Some(_)) => Self::LogAndIndex,
            (Some(log), None) if log.len() > 0 => Self::LogOnly,
            _ => Self::None(file),
        }
    }
}

/// The path of a file beside the journal, whose name has an ending more.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
