//! What the bot remembers besides jobs, charges and the audit log.

use jiff::Timestamp;

use crate::forecast::{Sample, TaskClass};
use crate::job::{Preferences, UserId};
use crate::journal::error::JournalError;
use crate::journal::{Backend, Journal};

/// What a start finds in a journal that was restored from a backup. Both are times of backups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestoredMarks {
    /// The backup was restored since the last start.
    pub backed_up_at: Option<Timestamp>,
    /// An earlier start has handled the backup, but not yet reported what was lost since.
    pub report_since: Option<Timestamp>,
}

impl Journal {
    /// The bytes stored under `name`, if any.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn known(&self, name: &'static str) -> Result<Option<Vec<u8>>, JournalError> {
        run!(self.known(name))
    }

    /// Returns the bytes stored under `name`; stores and returns `fresh` if there are none.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn get_or_insert(
        &self,
        name: &'static str,
        fresh: Vec<u8>,
    ) -> Result<Vec<u8>, JournalError> {
        run!(self.get_or_insert(name, fresh))
    }

    /// Counts up if anything happened since the last time, and returns the number: the archive keeps
    /// a copy of it.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn mark_progress(&self, now: Timestamp) -> Result<u64, JournalError> {
        run!(self.mark_progress(now))
    }

    /// Compares the number with the archive's. A journal with a smaller one is an old copy, which is
    /// recorded as for a restored backup. Returns the time of the copy, unless it is a backup, which
    /// has recorded its own.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn compare_progress(&self, archive: u64) -> Result<Option<Timestamp>, JournalError> {
        run!(self.compare_progress(archive))
    }

    /// Whether the journal was restored from a backup, and what is left to do about it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn restored_marks(&self) -> Result<RestoredMarks, JournalError> {
        run!(self.restored_marks())
    }

    /// Records that every open job is marked as restored, and that the report is due.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn note_restored(&self) -> Result<(), JournalError> {
        run!(self.note_restored())
    }

    /// Records that what was lost since the backup has been reported.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn note_reported(&self) -> Result<(), JournalError> {
        run!(self.note_reported())
    }

    /// Stores a pending selection, as text, under the ID of the interaction that began it, unless
    /// one exists there. Deletes expired selections.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn insert_selection(
        &self,
        id: u64,
        doc: String,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        run!(self.insert_selection(id, doc, now))
    }

    /// Deletes expired pending selections.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn forget_selections(&self, now: Timestamp) -> Result<(), JournalError> {
        run!(self.forget_selections(now))
    }

    /// A pending selection, unless it has expired.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn selection(&self, id: u64, now: Timestamp) -> Result<Option<String>, JournalError> {
        run!(self.selection(id, now))
    }

    /// The preferences of all users.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn all_preferences(&self) -> Result<Vec<(UserId, Preferences)>, JournalError> {
        run!(self.all_preferences())
    }

    /// Stores a user's preferences.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn set_preferences(
        &self,
        user: UserId,
        what: Preferences,
    ) -> Result<(), JournalError> {
        run!(self.set_preferences(user, what))
    }

    /// Records how long a task took, and deletes the oldest timings of its class.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn insert_timing(&self, kind: TaskClass, sample: Sample) -> Result<(), JournalError> {
        run!(self.insert_timing(kind, sample))
    }

    /// The retained timings, in the order in which the tasks ended.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn timings(&self) -> Result<Vec<(TaskClass, Sample)>, JournalError> {
        run!(self.timings())
    }
}
