//! Operations that share a transaction (group commit). One that fails is rolled back alone.

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::journal::error::JournalError;
use crate::journal::sqlite::error::{NotCommitted, SqliteError};

/// Called after the transaction ended, with the result of the commit. Returns the disk problem, if
/// any, and the closure that answers the caller. They are separate so that a writer's problem is up
/// to date before the caller has its answer.
pub(super) type Finish =
    Box<dyn FnOnce(Result<(), NotCommitted>) -> (Option<NotCommitted>, Answer) + Send>;
pub(super) type Answer = Box<dyn FnOnce() + Send>;
/// An operation inside the transaction. Returns `false` to roll back only this operation.
pub(super) type Work = Box<dyn FnOnce(&Connection) -> (bool, Finish) + Send>;

/// An operation that only reads, outside of transactions; it sends its own answer.
pub(super) type Read = Box<dyn FnOnce(&Connection) + Send>;

/// What the writer has in its queue.
pub(super) enum Queued {
    Work(QueuedWork),
    Read(Read),
}

/// An operation in the queue of the writer.
pub(super) struct QueuedWork {
    pub(super) work: Work,
    pub(super) urgency: Urgency,
}

/// Whether an operation may wait for others before its flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// It starts a transaction at once.
    Now,
    /// It may wait a moment for another operation, in whose transaction it then is.
    Soon,
}

/// Prepares an operation for a transaction; its result arrives once it is durable.
pub(super) fn work<T: Send + 'static>(
    operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
) -> (Work, oneshot::Receiver<Result<T, JournalError>>) {
    let (answer, answered) = oneshot::channel();
    let work: Work = Box::new(move |db| {
        let result = operation(db).map_err(JournalError::from);
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
    (work, answered)
}

/// Prepares an operation that only reads.
pub(super) fn read<T: Send + 'static>(
    operation: impl FnOnce(&Connection) -> Result<T, SqliteError> + Send + 'static,
) -> (Read, oneshot::Receiver<Result<T, JournalError>>) {
    let (answer, answered) = oneshot::channel();
    // The caller may be gone.
    let read = |db: &Connection| drop(answer.send(operation(db).map_err(JournalError::from)));
    (Box::new(read), answered)
}

/// Runs operations in one transaction and commits it.
pub(super) fn transact(
    db: &Connection,
    batch: impl Iterator<Item = Work>,
    finishes: &mut Vec<Finish>,
) -> Result<(), rusqlite::Error> {
    // Without a transaction the operations still run, each rolled back immediately, so that every
    // caller gets an error.
    let begun = execute(db, BEGIN);
    let pieces = pieces(db, batch, begun.is_ok(), finishes);
    begun?;
    let ended = pieces.and_then(|()| execute(db, "COMMIT"));
    if ended.is_err() {
        // A failed commit can leave the transaction open.
        let _ = execute(db, "ROLLBACK");
    }
    ended
}

const BEGIN: &str = "BEGIN IMMEDIATE";

/// Runs a statement without arguments that is used often: it is compiled once.
fn execute(db: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    db.prepare_cached(sql)?.execute([]).map(drop)
}

fn pieces(
    db: &Connection,
    batch: impl Iterator<Item = Work>,
    begun: bool,
    finishes: &mut Vec<Finish>,
) -> Result<(), rusqlite::Error> {
    let before = db.total_changes();
    for work in batch {
        // As long as nothing was changed, the transaction itself can be rolled back.
        let alone = begun && db.total_changes() == before;
        if !alone {
            execute(db, "SAVEPOINT piece")?;
        }
        let (succeeded, finish) = work(db);
        finishes.push(finish);
        match (alone, succeeded && begun) {
            (true, true) => {}
            (true, false) => {
                // When the disk is full, SQLite has done so itself.
                if !db.is_autocommit() {
                    execute(db, "ROLLBACK")?;
                }
                execute(db, BEGIN)?;
            }
            (false, kept) => {
                if !kept {
                    execute(db, "ROLLBACK TO piece")?;
                }
                execute(db, "RELEASE piece")?;
            }
        }
    }
    Ok(())
}
