//! A journal that was restored from a backup: it says of when the backup is, so that a start knows
//! that the services may know more than it does.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::job::{ChannelId, JobId};
use crate::journal::Journal;
use crate::journal::error::JournalError;

/// The name under which a backup says when it was made, in milliseconds since 1970.
const BACKED_UP_AT: &str = "backed_up_at";

/// Notes in a backup when it was made.
pub(super) fn mark(db: &Connection, at: Timestamp) -> Result<(), JournalError> {
    db.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) \
         ON CONFLICT (name) DO UPDATE SET value = ?2",
        params![BACKED_UP_AT, at.as_millisecond().to_be_bytes()],
    )?;
    // What the bot has yet to report when a backup is made, it reports: whoever restores the backup
    // must not report it again. It can be read by command all the same.
    db.execute("UPDATE acts SET told = 1 WHERE told = 0", [])?;
    Ok(())
}

/// When the backup was made that a journal is, or was restored from.
pub(super) fn marked(db: &Connection) -> Result<Option<Timestamp>, JournalError> {
    let value: Option<Vec<u8>> = db
        .query_row("SELECT value FROM meta WHERE name = ?1", [BACKED_UP_AT], |r| r.get(0))
        .optional()?;
    let Some(value) = value else { return Ok(None) };
    let ms = value.try_into().map(i64::from_be_bytes);
    let at = ms.ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.map(Some).ok_or_else(|| JournalError::Damaged("the time of a backup".into()))
}

impl Journal {
    /// When the backup was made that this journal was restored from; nothing once a start has
    /// taken note of it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn backed_up_at(&self) -> Result<Option<Timestamp>, JournalError> {
        self.writer.run(marked).await
    }

    /// A start has taken note of the restored backup: every open job is marked.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn forget_backup_time(&self) -> Result<(), JournalError> {
        self.writer
            .run(|db| {
                db.execute("DELETE FROM meta WHERE name = ?1", [BACKED_UP_AT])?;
                Ok(())
            })
            .await
    }

    /// The channels of the newest jobs, each once, the newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn recent_channels(&self, jobs: u32) -> Result<Vec<ChannelId>, JournalError> {
        self.writer
            .run(move |db| {
                let mut rows = db.prepare(
                    "SELECT channel, max(accepted_at) FROM \
                     (SELECT channel, accepted_at FROM jobs ORDER BY accepted_at DESC LIMIT ?1) \
                     GROUP BY channel ORDER BY 2 DESC",
                )?;
                let rows = rows.query_map([jobs], |r| r.get::<_, i64>(0))?;
                Ok(rows
                    .map(|id| Ok(ChannelId(id? as u64)))
                    .collect::<Result<_, rusqlite::Error>>()?)
            })
            .await
    }

    /// Of these jobs, the ones that the journal does not know.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unknown_jobs(&self, jobs: Vec<JobId>) -> Result<Vec<JobId>, JournalError> {
        self.writer
            .run(move |db| {
                let mut known = db.prepare_cached("SELECT 1 FROM jobs WHERE id = ?1")?;
                let mut unknown = Vec::new();
                for job in jobs {
                    if !known.exists([job.to_string()])? {
                        unknown.push(job);
                    }
                }
                Ok(unknown)
            })
            .await
    }
}
