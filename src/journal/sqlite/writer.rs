//! The writer thread: runs all queued operations in one transaction and answers after the flush.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::journal::error::{JournalError, NotCommitted};
use crate::journal::sqlite::simulated::Inline;
use crate::journal::sqlite::{examine, migrations};
use crate::private_dir;
use crate::telemetry::Metrics;

/// Most operations in one transaction; more would only delay the first.
const MAX_BATCH: usize = 256;

/// Called after the transaction ended, with the result of the commit. Returns the disk problem, if
/// any, and the closure that answers the caller. They are separate so that [`Writer::problem`] is
/// up to date before the caller has its answer.
pub(in crate::journal) type Finish =
    Box<dyn FnOnce(Result<(), NotCommitted>) -> (Option<NotCommitted>, Answer) + Send>;
pub(in crate::journal) type Answer = Box<dyn FnOnce() + Send>;
/// An operation inside the transaction. Returns `false` to roll back only this operation.
pub(in crate::journal) type Work = Box<dyn FnOnce(&Connection) -> (bool, Finish) + Send>;

/// Number of attempts to take the lock, and the pause between them.
const LOCK_ATTEMPTS: u32 = 10;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// Where transactions are counted; unset until [`Writer::observe`].
type Meter = Arc<OnceLock<Arc<Metrics>>>;

/// Why the last transaction that wrote, or tried to, was not committed.
type Problem = Arc<Mutex<Option<NotCommitted>>>;

#[derive(Debug, Clone)]
pub(in crate::journal) enum Writer {
    /// A dedicated thread runs the operations.
    Thread {
        work: Arc<Mutex<Option<mpsc::Sender<Work>>>>,
        thread: Arc<Mutex<Option<JoinHandle<()>>>>,
        meter: Meter,
        problem: Problem,
    },
    /// The caller runs the operation.
    Inline(Arc<Inline>),
}

/// Checks that a write-ahead log beside a journal belongs to it. The header of a journal in use
/// says that it has a log (SQLite's file format, bytes 18 and 19: 2); a backup's does not. A log
/// beside a backup belongs to the journal that the backup replaced, and would corrupt it.
pub(in crate::journal) fn reject_foreign_log(path: &Path) -> Result<(), JournalError> {
    // SQLite puts the log beside a link's target.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = Path::new(&log);
    if !std::fs::metadata(log).is_ok_and(|file| file.len() > 0) {
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

impl Writer {
    pub(in crate::journal) fn open(path: &Path) -> Result<Self, JournalError> {
        check_name(path)?;
        if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            private_dir::private(parent).map_err(file_error(parent))?;
        }
        let lock = lock(path)?;
        if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
            return Err(JournalError::Empty { path: path.display().to_string() });
        }
        reject_foreign_log(path)?;
        let mut db = connect(path)?;
        migrations::version(&db)?;
        // Detects a damaged page at startup rather than in the middle of a job.
        examine::quick_check(&db)?;
        migrations::migrate(&mut db)?;
        Self::spawn(path, db, Some(lock))
    }

    /// Does not take the lock: SQLite's own locking separates two writers.
    pub(in crate::journal) fn open_unlocked(path: &Path) -> Result<Self, JournalError> {
        Self::spawn(path, connect(path)?, None)
    }

    fn spawn(path: &Path, db: Connection, lock: Option<File>) -> Result<Self, JournalError> {
        let (send, receive) = mpsc::channel::<Work>();
        let meter = Meter::default();
        let thread_meter = Arc::clone(&meter);
        let problem = Problem::default();
        let thread_problem = Arc::clone(&problem);
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || {
                serve(&db, &receive, &thread_meter, &thread_problem);
                drop(db);
                drop(lock);
            })
            .map_err(file_error(path))?;
        Ok(Self::Thread {
            work: Arc::new(Mutex::new(Some(send))),
            thread: Arc::new(Mutex::new(Some(thread))),
            meter,
            problem,
        })
    }

    /// Starts counting and timing transactions; later calls have no effect.
    pub(in crate::journal) fn observe(&self, metrics: &Arc<Metrics>) {
        if let Self::Thread { meter, .. } = self {
            let _ = meter.set(Arc::clone(metrics));
        }
    }

    /// Runs an operation and returns its result once it is durable.
    pub(in crate::journal) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |db| {
            let result = work(db);
            let succeeded = result.is_ok();
            let finish: Finish = Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    // An operation's own error wins over the commit's; a success does not.
                    Err(why) => result.and(Err(why.into())),
                };
                let problem = result.as_ref().err().and_then(NotCommitted::disk_problem);
                // The caller may be gone; the operation is done all the same.
                let answer: Answer = Box::new(move || drop(answer.send(result)));
                (problem, answer)
            });
            (succeeded, finish)
        });
        match self {
            Self::Inline(inline) => inline.perform(work).await,
            Self::Thread { work: sender, .. } => {
                let sender = sender.lock().map_err(|_| JournalError::Closed)?;
                let sender = sender.as_ref().ok_or(JournalError::Closed)?;
                sender.send(work).map_err(|_| JournalError::Closed)?;
            }
        }
        answered.await.map_err(|_| JournalError::Closed)?
    }

    /// Why nothing can be written at the moment.
    pub(in crate::journal) fn problem(&self) -> Option<String> {
        let Self::Thread { problem, .. } = self else { return None };
        let problem = problem.lock().ok()?.clone()?;
        Some(JournalError::from(problem).to_string())
    }

    /// Lets the thread finish queued operations and waits for it.
    pub(in crate::journal) async fn close(&self) {
        let Self::Thread { work, thread, .. } = self else { return };
        if let Ok(mut work) = work.lock() {
            work.take();
        }
        let thread = thread.lock().ok().and_then(|mut t| t.take());
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

fn serve(db: &Connection, work: &mpsc::Receiver<Work>, meter: &Meter, problem: &Problem) {
    while let Ok(first) = work.recv() {
        let batch = std::iter::once(first).chain(work.try_iter().take(MAX_BATCH - 1));
        let mut finishes = Vec::new();
        let (began, changes) = (Instant::now(), db.total_changes());
        let committed = transact(db, batch, &mut finishes).map_err(NotCommitted::from);
        // A transaction that only read says nothing about the disk.
        let wrote = db.total_changes() > changes;
        if let Some(metrics) = meter.get() {
            metrics.commit(finishes.len(), began.elapsed(), committed.is_ok());
        }
        let (problems, answers): (Vec<_>, Vec<_>) =
            finishes.into_iter().map(|finish| finish(committed.clone())).unzip();
        // When the disk is full, SQLite rolls back the whole transaction by itself: the commit then
        // fails because there is none, and only the operation that hit the limit knows why.
        let failed = problems.into_iter().flatten().last().or(committed.err());
        if (wrote || failed.is_some())
            && let Ok(mut problem) = problem.lock()
        {
            *problem = failed;
        }
        for answer in answers {
            answer();
        }
    }
}

pub(in crate::journal) fn transact(
    db: &Connection,
    batch: impl Iterator<Item = Work>,
    finishes: &mut Vec<Finish>,
) -> Result<(), rusqlite::Error> {
    // Without a transaction the operations still run, each rolled back immediately, so that every
    // caller gets an error.
    let begun = db.execute_batch("BEGIN IMMEDIATE");
    let pieces = pieces(db, batch, begun.is_ok(), finishes);
    begun?;
    let ended = pieces.and_then(|()| db.execute_batch("COMMIT"));
    if ended.is_err() {
        // A failed commit can leave the transaction open.
        let _ = db.execute_batch("ROLLBACK");
    }
    ended
}

fn pieces(
    db: &Connection,
    batch: impl Iterator<Item = Work>,
    begun: bool,
    finishes: &mut Vec<Finish>,
) -> Result<(), rusqlite::Error> {
    for work in batch {
        db.execute_batch("SAVEPOINT piece")?;
        let (succeeded, finish) = work(db);
        finishes.push(finish);
        if !succeeded || !begun {
            db.execute_batch("ROLLBACK TO piece")?;
        }
        db.execute_batch("RELEASE piece")?;
    }
    Ok(())
}

fn file_error(path: &Path) -> impl FnOnce(std::io::Error) -> JournalError {
    let path = path.display().to_string();
    move |e| JournalError::File { path, problem: e.to_string() }
}

/// Opens the file with exactly this name. SQLite gives `:memory:`, `file:…` and the empty name
/// another meaning, under which all data would be lost with the process.
fn connect(path: &Path) -> Result<Connection, JournalError> {
    check_name(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

/// Rejects paths that cannot be a journal.
pub(in crate::journal) fn check_name(path: &Path) -> Result<(), JournalError> {
    let name = path.to_string_lossy();
    let problem = match () {
        () if name.trim().is_empty() => "storage.journal must name a file",
        () if name.starts_with(":memory:") || name.starts_with("file:") => {
            "is not a file name: every job would be lost with the process (storage.journal)"
        }
        () if path.is_dir() => "is a folder: storage.journal must be a file",
        () => return Ok(()),
    };
    Err(JournalError::File { path: name.into_owned(), problem: problem.into() })
}

/// Takes the journal's lock, which is held while the returned file is open. The operating system
/// releases it when the process dies, however it dies.
fn lock(path: &Path) -> Result<File, JournalError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = Path::new(&name).display().to_string();
    let error =
        |e: std::io::Error| JournalError::File { path: lock_path.clone(), problem: e.to_string() };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&name)
        .map_err(error)?;
    // A process that is exiting, or a child of it that has not yet called `exec`, holds the lock
    // slightly longer.
    let locked = (0..LOCK_ATTEMPTS).any(|n| {
        if n > 0 {
            std::thread::sleep(LOCK_PAUSE);
        }
        file.try_lock().is_ok()
    });
    if !locked {
        let mut holder = String::new();
        let _ = file.read_to_string(&mut holder);
        let holder = if holder.is_empty() { "another process".into() } else { holder };
        return Err(JournalError::InUse { path: path.display().to_string(), holder });
    }
    file.set_len(0).map_err(error)?;
    write!(file, "process {}", std::process::id()).map_err(error)?;
    Ok(file)
}
