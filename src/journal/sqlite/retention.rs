//! Deletes old jobs, so that the journal does not grow for ever.

use jiff::Timestamp;
use rusqlite::params;

use crate::job::{Job, JobId};
use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::rows::jobs_of;

impl SqliteJournal {
    pub async fn old_jobs(&self, before: Timestamp, most: u32) -> Result<Vec<Job>, JournalError> {
        self.run(move |db| {
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

    pub async fn abandoned_jobs(
        &self,
        from: Timestamp,
        before: Timestamp,
        most: u32,
    ) -> Result<Vec<Job>, JournalError> {
        self.run(move |db| {
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

    pub async fn forget_jobs(&self, jobs: Vec<JobId>) -> Result<(), JournalError> {
        self.run(move |db| {
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
