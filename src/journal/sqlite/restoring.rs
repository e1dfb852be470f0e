//! Detects a journal restored from a backup. A backup records when it was made, so that startup
//! knows that Discord and the provider may have newer data.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::job::{ChannelId, JobId};
use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::meta;

/// The key in table `meta` of a backup's time, in milliseconds since 1970.
const BACKED_UP_AT: &str = "backed_up_at";

/// Records in a backup when it was made.
pub(super) fn record_backup_time(db: &Connection, at: Timestamp) -> Result<(), SqliteError> {
    db.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) \
         ON CONFLICT (name) DO UPDATE SET value = ?2",
        params![BACKED_UP_AT, at.as_millisecond().to_be_bytes()],
    )?;
    // The running bot still announces these entries, so a restored backup must not announce them
    // again. The audit log commands still list them.
    db.execute("UPDATE acts SET told = 1 WHERE told = 0", [])?;
    Ok(())
}

/// The backup's time, if this is a backup or was restored from one.
pub(super) fn backup_time(db: &Connection) -> Result<Option<Timestamp>, SqliteError> {
    let Some(value) = meta::value(db, BACKED_UP_AT)? else { return Ok(None) };
    let ms = value.try_into().map(i64::from_be_bytes);
    let at = ms.ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let at = at.ok_or_else(|| JournalError::Damaged("the time of the backup is invalid".into()))?;
    Ok(Some(at))
}

impl SqliteJournal {
    pub async fn backed_up_at(&self) -> Result<Option<Timestamp>, JournalError> {
        self.run(backup_time).await
    }

    pub async fn forget_backup_time(&self) -> Result<(), JournalError> {
        self.run(|db| {
            db.execute("DELETE FROM meta WHERE name = ?1", [BACKED_UP_AT])?;
            Ok(())
        })
        .await
    }

    pub async fn recent_channels(&self, jobs: u32) -> Result<Vec<ChannelId>, JournalError> {
        self.run(move |db| {
            let mut rows = db.prepare(
                "SELECT channel, max(accepted_at) FROM \
                 (SELECT channel, accepted_at FROM jobs ORDER BY accepted_at DESC LIMIT ?1) \
                 GROUP BY channel ORDER BY 2 DESC",
            )?;
            let rows = rows.query_map([jobs], |r| r.get::<_, i64>(0))?;
            Ok(rows.map(|id| Ok(ChannelId(id? as u64))).collect::<Result<_, rusqlite::Error>>()?)
        })
        .await
    }

    pub async fn unknown_jobs(&self, jobs: Vec<JobId>) -> Result<Vec<JobId>, JournalError> {
        self.run(move |db| {
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
