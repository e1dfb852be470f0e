//! The ledger: charges of accounts. The operations on jobs write them.

use std::sync::Arc;

use jiff::Timestamp;

use crate::generation::{Credits, Money};
use crate::job::{Tenant, UserId};
use crate::journal::error::JournalError;
use crate::journal::{Backend, Journal};
use crate::quota::QuotaBook;

/// One charge of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpentRow {
    /// The member.
    pub user: UserId,
    /// When it was reserved.
    pub at: Timestamp,
    /// Credits reserved or spent.
    pub credits: Credits,
    /// Money reserved or billed.
    pub money: Money,
}

/// A job for which the provider bills more than was reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overbilled {
    /// When its task finished.
    pub finished_at: Timestamp,
    /// Money that was reserved.
    pub reserved: Money,
    /// Money that the provider bills.
    pub billed: Money,
}

impl Journal {
    /// Loads documents, then every charge that still matters, into an empty book, from one
    /// consistent snapshot. Returns the number of the last audit entry.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn load_into(
        &self,
        book: Arc<QuotaBook>,
        now: Timestamp,
    ) -> Result<u64, JournalError> {
        run!(self.load_into(book, now))
    }

    /// Charges reserved or spent in a server since a time.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn spending(
        &self,
        tenant: Tenant,
        since: Timestamp,
    ) -> Result<Vec<SpentRow>, JournalError> {
        run!(self.spending(tenant, since))
    }

    /// Jobs that were accepted in a time span (the end is exclusive), and for which the provider
    /// bills more than was reserved. Reads every job of the span.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn overbilled(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Overbilled>, JournalError> {
        run!(self.overbilled(from, until))
    }
}
