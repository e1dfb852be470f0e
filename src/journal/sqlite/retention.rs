//! Deletes old jobs, so that the journal does not grow for ever.

use jiff::Timestamp;
use rusqlite::params;

use crate::job::{Job, JobId};
use crate::journal::Journal;
use crate::journal::error::JournalError;
use crate::journal::sqlite::reader::jobs_of;

impl Journal {
    /// Settled jobs accepted before a time and not paid by a grant. The latter are retained because
    /// a grant's balance is computed from what it paid.
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

    /// Jobs accepted between two times that were cancelled, never had a task, and were charged to
    /// nobody. Requesting and cancelling is free and must not fill the disk.
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

    /// Deletes jobs and all rows that belong to them.
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
