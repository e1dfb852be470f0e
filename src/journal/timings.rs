//! How long tasks took, of which only the last of each kind are kept.

use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::forecast::{REMEMBERED, Sample, TaskClass};
use crate::journal::{Journal, JournalError};

impl Journal {
    /// Writes down how long a task took, and forgets what is long past.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn note_timing(&self, kind: TaskClass, sample: Sample) -> Result<(), JournalError> {
        self.writer
            .run(move |db| {
                let (mode, resolution) = (word(&kind.mode)?, word(&kind.resolution)?);
                let ms = |seconds: f64| (seconds * 1000.0) as i64;
                db.prepare_cached(
                    "INSERT INTO timings (model, mode, resolution, size, queue_ms, run_ms) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    kind.model,
                    mode,
                    resolution,
                    kind.size,
                    ms(sample.queue),
                    ms(sample.run)
                ])?;
                db.prepare_cached(
                    "DELETE FROM timings WHERE model = ?1 AND mode = ?2 AND resolution = ?3 \
                     AND size = ?4 AND seq <= (SELECT seq FROM timings WHERE model = ?1 AND \
                     mode = ?2 AND resolution = ?3 AND size = ?4 ORDER BY seq DESC \
                     LIMIT 1 OFFSET ?5)",
                )?
                .execute(params![
                    kind.model,
                    mode,
                    resolution,
                    kind.size,
                    REMEMBERED as i64
                ])?;
                Ok(())
            })
            .await
    }

    /// How long the last tasks took, in the order in which they ended.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn timings(&self) -> Result<Vec<(TaskClass, Sample)>, JournalError> {
        self.writer.run(all).await
    }
}

pub(super) fn all(db: &Connection) -> Result<Vec<(TaskClass, Sample)>, JournalError> {
    let mut rows = db.prepare(
        "SELECT model, mode, resolution, size, queue_ms, run_ms FROM timings \
         ORDER BY seq",
    )?;
    let rows = rows.query_map([], |r| {
        let seconds = |n| Ok::<_, rusqlite::Error>(r.get::<_, i64>(n)? as f64 / 1000.0);
        let words = (r.get::<_, String>(1)?, r.get::<_, String>(2)?);
        let sample = Sample { queue: seconds(4)?, run: seconds(5)? };
        Ok((r.get::<_, String>(0)?, words, r.get::<_, u32>(3)?, sample))
    })?;
    let mut timings = Vec::new();
    for row in rows {
        let (model, (mode, resolution), size, sample) = row?;
        // Another version may have known other kinds: nothing hangs on those.
        if let (Ok(mode), Ok(resolution)) = (read(mode), read(resolution)) {
            timings.push((TaskClass { model, mode, resolution, size }, sample));
        }
    }
    Ok(timings)
}

fn read<T: DeserializeOwned>(word: String) -> Result<T, JournalError> {
    Ok(serde_json::from_value(Value::String(word))?)
}

/// A word of ours as it is written.
fn word(of: &impl Serialize) -> Result<String, JournalError> {
    match serde_json::to_value(of)? {
        Value::String(word) => Ok(word),
        other => Ok(other.to_string()),
    }
}
