//! Detects a journal restored from a backup. A backup records when it was made, so that startup
//! knows that Discord and the provider may have newer data.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::job::{ChannelId, JobId};
use crate::journal::bot_state::RestoredMarks;
use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::meta;

/// The key in table `meta` of a backup's time, in milliseconds since 1970.
const BACKED_UP_AT: &str = "backed_up_at";
/// The key of the same time while the report of what was lost since then is due.
const REPORT_SINCE: &str = "report_since";

/// Records in a backup when it was made.
pub(super) fn record_backup_time(db: &Connection, at: Timestamp) -> Result<(), SqliteError> {
    meta::set(db, BACKED_UP_AT, &at.as_millisecond().to_be_bytes())?;
    // The running bot still announces these entries, so a restored backup must not announce them
    // again. The audit log commands still list them.
    db.execute("UPDATE audit_entries SET announced = 1 WHERE announced = 0", [])?;
    Ok(())
}

/// Records that this is a copy from `at`, unless it is a backup, which has recorded its own time.
/// Returns whether it was recorded.
pub(super) fn record_copy_time(db: &Connection, at: Timestamp) -> Result<bool, SqliteError> {
    meta::set_if_absent(db, BACKED_UP_AT, &at.as_millisecond().to_be_bytes())
}

/// Reads the marks of a restored backup.
pub(super) fn marks(db: &Connection) -> Result<RestoredMarks, SqliteError> {
    Ok(RestoredMarks {
        backed_up_at: time_of(db, BACKED_UP_AT)?,
        report_since: time_of(db, REPORT_SINCE)?,
    })
}

fn time_of(db: &Connection, mark: &str) -> Result<Option<Timestamp>, SqliteError> {
    let Some(value) = meta::value(db, mark)? else { return Ok(None) };
    let ms = value.try_into().map(i64::from_be_bytes);
    let at = ms.ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let at = at.ok_or_else(|| JournalError::Damaged("the time of the backup is invalid".into()))?;
    Ok(Some(at))
}

impl SqliteJournal {
    pub async fn restored_marks(&self) -> Result<RestoredMarks, JournalError> {
        self.run(marks).await
    }

    pub async fn note_restored(&self) -> Result<(), JournalError> {
        self.run(|db| {
            // The backup can itself be of a journal whose report is due: that time is earlier.
            db.execute(
                "INSERT INTO meta (name, value) SELECT ?2, value FROM meta WHERE name = ?1 \
                 ON CONFLICT (name) DO NOTHING",
                [BACKED_UP_AT, REPORT_SINCE],
            )?;
            db.execute("DELETE FROM meta WHERE name = ?1", [BACKED_UP_AT])?;
            Ok(())
        })
        .await
    }

    pub async fn note_reported(&self) -> Result<(), JournalError> {
        self.run(|db| {
            db.execute("DELETE FROM meta WHERE name = ?1", [REPORT_SINCE])?;
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
            Ok(rows
                .map(|id| Ok(ChannelId(id?.cast_unsigned())))
                .collect::<Result<_, rusqlite::Error>>()?)
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
