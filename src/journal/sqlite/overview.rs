//! The data of `wanbot status`, read while the bot may be running.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use crate::job::Job;
use crate::journal::error::JournalError;
use crate::journal::sqlite::reader::{JournalReader, jobs_of};

/// Queue, running tasks and failures at one moment.
#[derive(Debug)]
pub struct Overview {
    /// Number of unsettled jobs in each state.
    pub states: Vec<(String, u32)>,
    /// Number of queued jobs, by model.
    pub waiting: Vec<(String, u32)>,
    /// Jobs at the provider, oldest first.
    pub running: Vec<Job>,
    /// The oldest unsettled job.
    pub oldest: Option<Job>,
    /// The most recent failed jobs, newest first.
    pub failures: Vec<Job>,
    /// Jobs accepted, delivered and failed in the last 24 hours.
    pub day: (u32, u32, u32),
}

impl JournalReader {
    /// The current overview, with at most `most` running and `most` failed jobs.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn overview(&self, now: Timestamp, most: u32) -> Result<Overview, JournalError> {
        let counted = |sql: &str| -> Result<Vec<(String, u32)>, JournalError> {
            let mut rows = self.db().prepare_cached(sql)?;
            let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let since = (now - SignedDuration::from_hours(24)).as_millisecond();
        let day = self.db().query_row(
            "SELECT count(*), coalesce(sum(state = 'delivered'), 0), \
             coalesce(sum(state = 'failed'), 0) FROM jobs WHERE accepted_at >= ?1",
            [since],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )?;
        let jobs = |sql: &str, most: u32| jobs_of(self.db(), sql, params![most]);
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
            oldest: jobs(
                "SELECT doc FROM jobs WHERE settled = 0 ORDER BY accepted_at LIMIT ?1",
                1,
            )?
            .pop(),
            failures: jobs(
                "SELECT doc FROM jobs WHERE state = 'failed' ORDER BY accepted_at DESC LIMIT ?1",
                most,
            )?,
            day,
        })
    }
}
