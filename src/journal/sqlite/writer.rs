//! The writer thread: runs all queued operations in one transaction and answers after the flush.
//! Operations that are not urgent start no transaction, for a moment, but join the next one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::journal::error::JournalError;
use crate::journal::sqlite::error::{NotCommitted, SqliteError};
use crate::journal::sqlite::file::{self, file_error};
use crate::journal::sqlite::lock::Lock;
use crate::journal::sqlite::migrations;
use crate::journal::sqlite::page_check::PageCheck;
use crate::journal::sqlite::transaction::{Queued, QueuedWork, Read, Urgency, transact};
use crate::private_dir;
use crate::telemetry::Metrics;

/// Most operations in one transaction; more would only delay the first.
const MAX_BATCH: usize = 256;

/// How long operations wait for an urgent one at most, from the first of them.
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// Where transactions are counted; unset until [`Writer::observe`].
type Meter = Arc<OnceLock<Arc<Metrics>>>;

/// Why the last transaction that wrote, or tried to, was not committed.
type Problem = Arc<Mutex<Option<NotCommitted>>>;

/// A thread that owns the connection. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    path: Arc<PathBuf>,
    work: Arc<Mutex<Option<mpsc::Sender<Queued>>>>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
    meter: Meter,
    problem: Problem,
    page_check: PageCheck,
}

impl Writer {
    pub(super) fn open(path: &Path) -> Result<Self, SqliteError> {
        file::check_name(path)?;
        if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            private_dir::private(parent).map_err(file_error(parent))?;
        }
        let lock = Lock::take(path)?;
        if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
            return Err(JournalError::Empty { path: path.display().to_string() }.into());
        }
        file::reject_foreign_log(path)?;
        let mut db = file::connect(path)?;
        migrations::version(&db)?;
        // Detects a damaged page at startup rather than in the middle of a job. A file that was left
        // alone since it was closed in order is checked later, because that takes 2 s a gigabyte.
        let page_check = if lock.is_unchanged {
            PageCheck::due()
        } else {
            file::quick_check(&db)?;
            PageCheck::passed()
        };
        migrations::migrate(&mut db)?;
        Self::spawn(path, db, Some(lock), page_check)
    }

    /// Does not take the lock: SQLite's own locking separates two writers.
    pub(super) fn open_unlocked(path: &Path) -> Result<Self, SqliteError> {
        Self::spawn(path, file::connect(path)?, None, PageCheck::passed())
    }

    fn spawn(
        path: &Path,
        db: Connection,
        lock: Option<Lock>,
        page_check: PageCheck,
    ) -> Result<Self, SqliteError> {
        let (send, receive) = mpsc::channel::<Queued>();
        let meter = Meter::default();
        let thread_meter = Arc::clone(&meter);
        let problem = Problem::default();
        let thread_problem = Arc::clone(&problem);
        let thread_check = page_check.clone();
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || {
                serve(&db, &receive, &thread_meter, &thread_problem);
                drop(db);
                let is_sound = thread_check.is_passed()
                    && thread_problem.lock().is_ok_and(|problem| problem.is_none());
                if let Some(lock) = lock.filter(|_| is_sound) {
                    lock.close();
                }
            })
            .map_err(file_error(path))?;
        Ok(Self {
            path: Arc::new(path.to_owned()),
            work: Arc::new(Mutex::new(Some(send))),
            thread: Arc::new(Mutex::new(Some(thread))),
            meter,
            problem,
            page_check,
        })
    }

    /// Starts counting and timing transactions; later calls have no effect.
    pub(super) fn observe(&self, metrics: &Arc<Metrics>) {
        let _ = self.meter.set(Arc::clone(metrics));
    }

    /// Queues an operation for the next transaction.
    pub(super) fn send(&self, work: QueuedWork) -> Result<(), JournalError> {
        self.queue(Queued::Work(work))
    }

    /// Queues an operation that only reads.
    pub(super) fn read(&self, read: Read) -> Result<(), JournalError> {
        self.queue(Queued::Read(read))
    }

    fn queue(&self, work: Queued) -> Result<(), JournalError> {
        let sender = self.work.lock().map_err(|_| JournalError::Closed)?;
        let sender = sender.as_ref().ok_or(JournalError::Closed)?;
        sender.send(work).map_err(|_| JournalError::Closed)
    }

    /// The journal's file, unless it was closed.
    pub(super) fn path(&self) -> Result<PathBuf, JournalError> {
        let sender = self.work.lock().map_err(|_| JournalError::Closed)?;
        sender.as_ref().map(|_| self.path.to_path_buf()).ok_or(JournalError::Closed)
    }

    /// Why nothing can be written at the moment.
    pub(super) fn problem(&self) -> Option<String> {
        let problem = self.problem.lock().ok()?.clone()?;
        Some(JournalError::from(problem).to_string())
    }

    /// The check of the file's pages.
    pub(super) fn page_check(&self) -> PageCheck {
        self.page_check.clone()
    }

    /// Lets the thread finish queued operations and waits for it.
    pub(super) async fn close(&self) {
        self.page_check.stop();
        if let Ok(mut work) = self.work.lock() {
            work.take();
        }
        let thread = self.thread.lock().ok().and_then(|mut t| t.take());
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

fn serve(db: &Connection, work: &mpsc::Receiver<Queued>, meter: &Meter, problem: &Problem) {
    while let Ok(first) = work.recv() {
        let begun = match first {
            Queued::Read(read) => {
                read(db);
                continue;
            }
            Queued::Work(first) => with_company(db, first, work),
        };
        let more = MAX_BATCH.saturating_sub(begun.len());
        let more = work.try_iter().take(more).filter_map(|queued| unless_read(db, queued));
        let batch: Vec<_> = begun.into_iter().chain(more).map(|queued| queued.work).collect();
        let mut finishes = Vec::new();
        let (began, changes) = (Instant::now(), db.total_changes());
        let committed = transact(db, batch.into_iter(), &mut finishes).map_err(NotCommitted::from);
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

/// The operations with which the next transaction begins. Those that can wait do so until an urgent
/// one is there, in the order of the queue.
fn with_company(
    db: &Connection,
    first: QueuedWork,
    work: &mpsc::Receiver<Queued>,
) -> Vec<QueuedWork> {
    let until = Instant::now() + LONGEST_WAIT;
    let mut batch = vec![first];
    while batch.last().is_some_and(|last| last.urgency == Urgency::Soon) && batch.len() < MAX_BATCH
    {
        // Nothing more comes after the journal was closed.
        match work.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(next) => batch.extend(unless_read(db, next)),
            Err(_) => break,
        }
    }
    batch
}

/// Runs what only reads, and returns what needs a transaction. Must be called outside of one.
fn unless_read(db: &Connection, queued: Queued) -> Option<QueuedWork> {
    match queued {
        Queued::Work(work) => Some(work),
        Queued::Read(read) => {
            read(db);
            None
        }
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
