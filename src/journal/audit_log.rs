//! The audit log. An entry changes at most one document, and both are written in one transaction.

use crate::job::{Tenant, UserId};
use crate::journal::error::JournalError;
use crate::journal::{Backend, Journal};
use crate::quota::{AuditEntry, Document, Target};

/// An audit entry before it is written.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The entry; the journal assigns its number.
    pub entry: AuditEntry,
    /// The target's document before and after the change.
    pub documents: Option<(Document, Document)>,
    /// Deduplication key: the entry is written only if no entry has this key.
    pub once: Option<String>,
    /// Whether to announce the entry in the log channel.
    pub tell: bool,
}

impl NewEntry {
    /// An entry that changes no document and is announced in the log channel.
    pub fn reported(entry: AuditEntry, once: Option<String>) -> Self {
        Self { entry, documents: None, once, tell: true }
    }
}

/// A written audit entry.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The entry.
    pub entry: AuditEntry,
    /// The target's current document: as left by this entry or by a later one.
    pub document: Option<Document>,
}

/// Is another one after anything was written to the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark {
    /// Counts rows that this process has changed.
    pub(super) by_this: u64,
    /// Changes with every transaction of another process.
    pub(super) by_others: i64,
}

impl Journal {
    /// Writes an entry and the document that it changes; returns `None` if an entry with the same
    /// deduplication key exists.
    ///
    /// # Errors
    /// [`JournalError::Changed`] when the document has changed since it was read.
    pub async fn record_entry(&self, new: NewEntry) -> Result<Option<Decided>, JournalError> {
        run!(self.record_entry(new))
    }

    /// The current document of a server or member.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn document(&self, tenant: Tenant, target: Target) -> Result<Document, JournalError> {
        run!(self.document(tenant, target))
    }

    /// Tells whether anything was written since an earlier mark, by this process or another, for
    /// much less than reading entries costs.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn change_mark(&self) -> Result<ChangeMark, JournalError> {
        run!(self.change_mark())
    }

    /// Entries with a higher number, in order, from this process or another; at most 1000.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn entries_after(&self, number: u64) -> Result<Vec<Decided>, JournalError> {
        run!(self.entries_after(number))
    }

    /// The document that an entry left and the one before it; `None` when the document has changed
    /// since, so that the entry cannot be undone.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn reverted(
        &self,
        number: u64,
    ) -> Result<Option<(Document, Document)>, JournalError> {
        run!(self.reverted(number))
    }

    /// A server's entries, newest first, optionally only those about one member.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn entries_of(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<AuditEntry>, JournalError> {
        run!(self.entries_of(tenant, member, skip, most))
    }

    /// The server's entry with this number; without a number, its newest entry that can be undone.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn entry(
        &self,
        tenant: Tenant,
        number: Option<u64>,
    ) -> Result<Option<AuditEntry>, JournalError> {
        run!(self.entry(tenant, number))
    }

    /// The entry with this deduplication key.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn entry_once(&self, once: String) -> Result<Option<AuditEntry>, JournalError> {
        run!(self.entry_once(once))
    }

    /// Entries not yet announced in a log channel, oldest first. At most 20 per server, so that a
    /// server whose channel cannot be written to does not hold up the others.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unannounced_entries(&self) -> Result<Vec<AuditEntry>, JournalError> {
        run!(self.unannounced_entries())
    }

    /// Marks an entry as announced in the log channel, or as impossible to announce.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn mark_announced(&self, number: u64) -> Result<(), JournalError> {
        run!(self.mark_announced(number))
    }
}
