//! The one thread that writes: it takes everything that waits, does it in one transaction, and
//! answers after the flush.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::folder;
use crate::journal::error::JournalError;
use crate::journal::simulated::Inline;
use crate::journal::{examine, migrations};
use crate::telemetry::Metrics;

/// Most pieces of work in one transaction; more only lengthens the wait of the first.
const MOST_AT_ONCE: usize = 256;

/// Told after the transaction ended, with what the commit said.
pub(super) type Finish = Box<dyn FnOnce(Result<(), String>) + Send>;
/// Work inside the transaction; `Err` undoes just this piece.
pub(super) type Work = Box<dyn FnOnce(&Connection) -> (bool, Finish) + Send>;

/// How often, and how far apart, the lock is tried.
const LOCK_ATTEMPTS: u32 = 10;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// Where transactions are counted, once that is known.
type Meter = Arc<OnceLock<Arc<Metrics>>>;

#[derive(Debug, Clone)]
pub(super) enum Writer {
    /// A thread of its own does the work.
    Thread {
        work: Arc<Mutex<Option<mpsc::Sender<Work>>>>,
        thread: Arc<Mutex<Option<JoinHandle<()>>>>,
        meter: Meter,
    },
    /// The one who asks does it.
    Inline(Arc<Inline>),
}

impl Writer {
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            folder::private(parent).map_err(file_error(parent))?;
        }
        let lock = lock(path)?;
        let mut db = connect(path)?;
        migrations::version(&db)?;
        // A damaged page is met at the start, not in the middle of somebody's job.
        examine::quick_check(&db)?;
        migrations::migrate(&mut db)?;
        Self::over(path, db, Some(lock))
    }

    /// Without the lock: the database itself keeps two writers apart.
    pub(super) fn beside(path: &Path) -> Result<Self, JournalError> {
        Self::over(path, connect(path)?, None)
    }

    fn over(path: &Path, db: Connection, lock: Option<File>) -> Result<Self, JournalError> {
        let (send, receive) = mpsc::channel::<Work>();
        let meter = Meter::default();
        let metered = Arc::clone(&meter);
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || {
                serve(&db, &receive, &metered);
                drop(db);
                drop(lock);
            })
            .map_err(file_error(path))?;
        Ok(Self::Thread {
            work: Arc::new(Mutex::new(Some(send))),
            thread: Arc::new(Mutex::new(Some(thread))),
            meter,
        })
    }

    /// From now on transactions are counted and timed; who is told first stays.
    pub(super) fn observe(&self, metrics: &Arc<Metrics>) {
        if let Self::Thread { meter, .. } = self {
            let _ = meter.set(Arc::clone(metrics));
        }
    }

    /// Does a piece of work and answers once it is durable.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |db| {
            let result = work(db);
            let keep = result.is_ok();
            let finish: Finish = Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    // A refusal stands whatever the commit said; a success does not.
                    Err(why) => result.and(Err(JournalError::Damaged(why))),
                };
                // Nobody waiting any more is fine: the work is done all the same.
                let _ = answer.send(result);
            });
            (keep, finish)
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

    /// Lets the thread finish what it was given and waits for it.
    pub(super) async fn close(&self) {
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

fn serve(db: &Connection, work: &mpsc::Receiver<Work>, meter: &Meter) {
    while let Ok(first) = work.recv() {
        let batch = std::iter::once(first).chain(work.try_iter().take(MOST_AT_ONCE - 1));
        let mut finishes = Vec::new();
        let began = Instant::now();
        let committed = transact(db, batch, &mut finishes).map_err(|e| e.to_string());
        if let Some(metrics) = meter.get() {
            metrics.commit(finishes.len(), began.elapsed(), committed.is_ok());
        }
        for finish in finishes {
            finish(committed.clone());
        }
    }
}

pub(super) fn transact(
    db: &Connection,
    batch: impl Iterator<Item = Work>,
    finishes: &mut Vec<Finish>,
) -> Result<(), rusqlite::Error> {
    // Without a transaction the work still runs, each piece undone at once, so that every caller
    // hears that it failed.
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
        let (keep, finish) = work(db);
        finishes.push(finish);
        if !keep || !begun {
            db.execute_batch("ROLLBACK TO piece")?;
        }
        db.execute_batch("RELEASE piece")?;
    }
    Ok(())
}

fn file_error(path: &Path) -> impl FnOnce(std::io::Error) -> JournalError {
    let path = path.display().to_string();
    move |source| JournalError::File { path, source }
}

fn connect(path: &Path) -> Result<Connection, JournalError> {
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

/// The lock of the journal, held for as long as the file is open: the system lets go of it when
/// the process dies, however it dies.
fn lock(path: &Path) -> Result<File, JournalError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let shown = Path::new(&name).display().to_string();
    let error = |source| JournalError::File { path: shown.clone(), source };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&name)
        .map_err(error)?;
    // A process that is just ending, or a child of it that has not yet become another program,
    // holds the lock a moment longer.
    let free = (0..LOCK_ATTEMPTS).any(|n| {
        if n > 0 {
            std::thread::sleep(LOCK_PAUSE);
        }
        file.try_lock().is_ok()
    });
    if !free {
        let mut holder = String::new();
        let _ = file.read_to_string(&mut holder);
        let holder = if holder.is_empty() { "another process".into() } else { holder };
        return Err(JournalError::InUse { path: path.display().to_string(), holder });
    }
    file.set_len(0).map_err(error)?;
    write!(file, "process {}", std::process::id()).map_err(error)?;
    Ok(file)
}
