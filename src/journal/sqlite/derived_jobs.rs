//! Pending selections, member preferences, and which jobs were made from which.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::job::{Job, JobId, Preferences, UserId};
use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::rows::jobs_of;

/// Discord's attachment URLs are valid for a day; a pending selection is useless after that.
const SELECTION_TTL: SignedDuration = SignedDuration::from_hours(24);

impl SqliteJournal {
    pub async fn insert_selection(
        &self,
        id: u64,
        doc: String,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        self.run(move |db| {
            let expired_before = (now - SELECTION_TTL).as_millisecond();
            db.prepare_cached("DELETE FROM sketches WHERE at < ?1")?.execute([expired_before])?;
            db.prepare_cached(
                "INSERT INTO sketches (id, at, doc) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![id.cast_signed(), now.as_millisecond(), doc])?;
            Ok(())
        })
        .await
    }

    pub async fn forget_selections(&self, now: Timestamp) -> Result<(), JournalError> {
        self.run(move |db| {
            let expired_before = (now - SELECTION_TTL).as_millisecond();
            db.execute("DELETE FROM sketches WHERE at < ?1", [expired_before])?;
            Ok(())
        })
        .await
    }

    pub async fn selection(&self, id: u64, now: Timestamp) -> Result<Option<String>, JournalError> {
        self.run(move |db| {
            let oldest_valid = (now - SELECTION_TTL).as_millisecond();
            let doc = db
                .prepare_cached("SELECT doc FROM sketches WHERE id = ?1 AND at >= ?2")?
                .query_row(params![id.cast_signed(), oldest_valid], |r| r.get(0));
            Ok(doc.optional()?)
        })
        .await
    }

    pub async fn all_preferences(&self) -> Result<Vec<(UserId, Preferences)>, JournalError> {
        self.run(all_preferences).await
    }

    pub async fn set_preferences(
        &self,
        user: UserId,
        what: Preferences,
    ) -> Result<(), JournalError> {
        self.run(move |db| {
            db.prepare_cached(
                "INSERT INTO preferences (member, doc) VALUES (?1, ?2) \
                 ON CONFLICT (member) DO UPDATE SET doc = ?2",
            )?
            .execute(params![user.0.cast_signed(), serde_json::to_string(&what)?])?;
            Ok(())
        })
        .await
    }

    pub async fn made_from(&self, job: JobId, most: u32) -> Result<Vec<Job>, JournalError> {
        self.run(move |db| {
            jobs_of(
                db,
                "SELECT doc FROM jobs WHERE made_from = ?1 ORDER BY accepted_at, id LIMIT ?2",
                params![job.to_string(), most],
            )
        })
        .await
    }

    pub async fn without_inputs(&self, jobs: Vec<JobId>) -> Result<Vec<JobId>, JournalError> {
        self.run(move |db| {
            let mut state = db.prepare_cached(
                "SELECT state = 'delivered' AND json_extract(doc, '$.removed') IS NULL \
                 OR state NOT IN ('delivered', 'failed', 'cancelled') \
                 FROM jobs WHERE id = ?1",
            )?;
            let mut unneeded = Vec::new();
            for job in jobs {
                let needed = state.query_row([job.to_string()], |r| r.get(0)).optional()?;
                if !needed.unwrap_or(false) {
                    unneeded.push(job);
                }
            }
            Ok(unneeded)
        })
        .await
    }
}

pub(super) fn all_preferences(db: &Connection) -> Result<Vec<(UserId, Preferences)>, SqliteError> {
    let mut rows = db.prepare("SELECT member, doc FROM preferences")?;
    let rows = rows.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get(1)?)))?;
    rows.map(|row| {
        let (member, doc): (i64, String) = row?;
        Ok((UserId(member.cast_unsigned()), serde_json::from_str(&doc)?))
    })
    .collect()
}
