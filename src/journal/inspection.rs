//! What the operator can ask of a journal, also while the bot runs: its state, its integrity, a
//! backup.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::job::Job;
use crate::journal::error::JournalError;
use crate::journal::{Backend, Journal};

/// The name under which a journal stores the ID that it shares with its archive.
pub const ARCHIVE_ID: &str = "archive_id";

/// What identifies a journal's archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalIdentity {
    /// The ID shared with the archive.
    pub archive_id: Option<Vec<u8>>,
    /// Whether the journal contains any job.
    pub has_jobs: bool,
}

/// Whether [`Journal::inspect`] may create files beside the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewFiles {
    /// It may, if the journal cannot be read otherwise.
    Allowed,
    /// It creates none.
    Forbidden,
}

/// The outcome of [`Journal::inspect`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inspection {
    /// There is no journal yet.
    Missing,
    /// A start would accept the journal.
    Accepted(JournalIdentity),
    /// The journal was not closed, and reading it would create this file.
    NeedsFile(PathBuf),
}

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

/// The result of an integrity check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntegrityReport {
    /// Number of jobs.
    pub jobs: usize,
    /// Number of jobs that are not settled.
    pub open: usize,
    /// Number of job events.
    pub events: i64,
    /// Size in bytes.
    pub bytes: i64,
    /// The problems found, a sentence each; empty for an intact journal.
    pub problems: Vec<String>,
}

impl Journal {
    /// The current overview, with at most `most` running and `most` failed jobs.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn overview(&self, now: Timestamp, most: u32) -> Result<Overview, JournalError> {
        run!(self.overview(now, most))
    }

    /// Checks everything: the pages of the database, every document, and whether the ledger agrees
    /// with each job. No write waits for it.
    ///
    /// # Errors
    /// When the journal cannot be read at all.
    pub async fn check_integrity(&self) -> Result<IntegrityReport, JournalError> {
        run!(self.check_integrity())
    }

    /// Writes a copy of the journal's current state into a new file while the bot keeps writing,
    /// records the time in the copy, and checks the copy's integrity.
    ///
    /// # Errors
    /// When the file already exists, cannot be written, or fails the check.
    pub async fn back_up(
        &self,
        to: &Path,
        now: Timestamp,
    ) -> Result<IntegrityReport, JournalError> {
        run!(self.back_up(to, now))
    }
}
