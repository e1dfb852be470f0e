//! How things stand, for a screen: read beside a running bot.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use crate::job::Job;
use crate::journal::error::JournalError;
use crate::journal::reader::{JournalReader, jobs_of};

/// How things stand.
#[derive(Debug)]
pub struct Overview {
    /// How many open jobs are in each state.
    pub states: Vec<(String, u32)>,
    /// How many wait, by model.
    pub waiting: Vec<(String, u32)>,
    /// Jobs at the provider, the longest there first.
    pub running: Vec<Job>,
    /// The job that is open for longest.
    pub oldest: Option<Job>,
    /// The last jobs that failed, the last first.
    pub failures: Vec<Job>,
    /// Accepted, delivered and failed in the last 24 hours.
    pub day: (u32, u32, u32),
}

impl JournalReader {
    /// How things stand, with so many running and failed jobs at most.
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
        let of = |sql: &str, most: u32| jobs_of(self.db(), sql, params![most]);
        Ok(Overview {
            states: counted(
                "SELECT state, count(*) FROM jobs WHERE settled = 0 GROUP BY state ORDER BY state",
            )?,
            waiting: counted(
                "SELECT model, count(*) FROM jobs WHERE settled = 0 AND state = 'accepted' \
                 GROUP BY model ORDER BY model",
            )?,
            running: of(
                "SELECT doc FROM jobs WHERE settled = 0 AND state IN \
                 ('submitting', 'unconfirmed', 'submitted', 'running') \
                 ORDER BY accepted_at LIMIT ?1",
                most,
            )?,
            oldest: of("SELECT doc FROM jobs WHERE settled = 0 ORDER BY accepted_at LIMIT ?1", 1)?
                .pop(),
            failures: of(
                "SELECT doc FROM jobs WHERE state = 'failed' ORDER BY accepted_at DESC LIMIT ?1",
                most,
            )?,
            day,
        })
    }
}
