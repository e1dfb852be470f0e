//! How long tasks took. Only the last tasks of each class are retained.

use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::forecast::{RETAINED_SAMPLES, Sample, TaskClass};
use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;

impl SqliteJournal {
    pub async fn insert_timing(&self, kind: TaskClass, sample: Sample) -> Result<(), JournalError> {
        self.run(move |db| {
            let (mode, resolution) = (enum_name(&kind.mode)?, enum_name(&kind.resolution)?);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a cast from a float stops at the limits"
            )]
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
                i64::try_from(RETAINED_SAMPLES).unwrap_or(i64::MAX)
            ])?;
            Ok(())
        })
        .await
    }

    pub async fn timings(&self) -> Result<Vec<(TaskClass, Sample)>, JournalError> {
        self.run(all).await
    }
}

pub(super) fn all(db: &Connection) -> Result<Vec<(TaskClass, Sample)>, SqliteError> {
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
        // Another version may have had other modes or resolutions; these are skipped.
        if let (Ok(mode), Ok(resolution)) = (parse_enum(mode), parse_enum(resolution)) {
            timings.push((TaskClass { model, mode, resolution, size }, sample));
        }
    }
    Ok(timings)
}

fn parse_enum<T: DeserializeOwned>(name: String) -> Result<T, SqliteError> {
    Ok(serde_json::from_value(Value::String(name))?)
}

/// An enum value's serialized name.
fn enum_name(value: &impl Serialize) -> Result<String, SqliteError> {
    match serde_json::to_value(value)? {
        Value::String(name) => Ok(name),
        other => Ok(other.to_string()),
    }
}
