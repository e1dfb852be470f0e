//! The data of `wanbot status`, read while the bot may be running.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use crate::journal::error::JournalError;
use crate::journal::inspection::Overview;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::rows::jobs_of;

impl SqliteJournal {
    pub async fn overview(&self, now: Timestamp, most: u32) -> Result<Overview, JournalError> {
        self.run(move |db| overview(db, now, most)).await
    }
}

fn overview(db: &Connection, now: Timestamp, most: u32) -> Result<Overview, SqliteError> {
    let counted = |sql: &str| -> Result<Vec<(String, u32)>, SqliteError> {
        let mut rows = db.prepare_cached(sql)?;
        let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let since = (now - SignedDuration::from_hours(24)).as_millisecond();
    let day = db.query_row(
        "SELECT count(*), coalesce(sum(state = 'delivered'), 0), \
         coalesce(sum(state = 'failed'), 0) FROM jobs WHERE accepted_at >= ?1",
        [since],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )?;
    let jobs = |sql: &str, most: u32| jobs_of(db, sql, params![most]);
    Ok(Overview {
        states: counted(
            "SELECT state, count(*) FROM jobs WHERE settled = 0 GROUP BY state ORDER BY state",
        )?,
        waiting: counted(
            "SELECT model, count(*) FROM jobs WHERE settled = 0 AND state = 'accepted' \
             GROUP BY model ORDER BY model",
        )?,
        running: jobs(
            "SELECT doc FROM jobs WHERE settled = 0 AND state IN \
             ('submitting', 'unconfirmed', 'submitted', 'running') \
             ORDER BY accepted_at LIMIT ?1",
            most,
        )?,
        oldest: jobs("SELECT doc FROM jobs WHERE settled = 0 ORDER BY accepted_at LIMIT ?1", 1)?
            .pop(),
        failures: jobs(
            "SELECT doc FROM jobs WHERE state = 'failed' ORDER BY accepted_at DESC LIMIT ?1",
            most,
        )?,
        day,
    })
}
