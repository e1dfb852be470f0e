//! Jobs that are over for long enough are forgotten, so that a journal does not grow for ever.

use jiff::Timestamp;
use rusqlite::params;

use crate::job::{Job, JobId};
use crate::journal::Journal;
use crate::journal::error::JournalError;
use crate::journal::reader::jobs_of;

impl Journal {
    /// Jobs that were accepted before a time, owe nothing any more, and were not paid by a grant:
    /// how much is left of one is reckoned from what it paid.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn old_jobs(&self, before: Timestamp, most: u32) -> Result<Vec<Job>, JournalError> {
        self.writer
            .run(move |db| {
                jobs_of(
                    db,
                    "SELECT doc FROM jobs WHERE settled = 1 AND accepted_at < ?1 \
                     AND NOT EXISTS (SELECT 1 FROM charge_grants g WHERE g.job = jobs.id) \
                     ORDER BY accepted_at LIMIT ?2",
                    params![before.as_millisecond(), most],
                )
            })
            .await
    }

    /// Jobs that were accepted between two times, cancelled before anything was made, and paid by
    /// nobody: asking and cancelling is free, and must not fill the disk either.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn abandoned_jobs(
        &self,
        from: Timestamp,
        before: Timestamp,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        self.writer
            .run(move |db| {
                jobs_of(
                    db,
                    "SELECT doc FROM jobs WHERE settled = 1 AND state = 'cancelled' \
                     AND accepted_at >= ?1 AND accepted_at < ?2 \
                     AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.job = jobs.id) \
                     ORDER BY accepted_at LIMIT ?3",
                    params![from.as_millisecond(), before.as_millisecond(), most],
                )
            })
            .await
    }

    /// Forgets jobs with all that belongs to them.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn forget_jobs(&self, jobs: Vec<JobId>) -> Result<(), JournalError> {
        self.writer
            .run(move |db| {
                for sql in [
                    "DELETE FROM events WHERE job = ?1",
                    "DELETE FROM tasks WHERE job = ?1",
                    "DELETE FROM messages WHERE job = ?1",
                    "DELETE FROM collections WHERE job = ?1",
                    "DELETE FROM charge_grants WHERE job = ?1",
                    "DELETE FROM charges WHERE job = ?1",
                    "DELETE FROM jobs WHERE id = ?1",
                ] {
                    let mut statement = db.prepare_cached(sql)?;
                    for job in &jobs {
                        statement.execute([job.to_string()])?;
                    }
                }
                Ok(())
            })
            .await
    }
}
