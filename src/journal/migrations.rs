//! Schemas of the journal, one file each, applied in order.

use rusqlite::Connection;

use crate::journal::error::JournalError;

const MIGRATIONS: [&str; 5] = [
    include_str!("migrations/0001_jobs.sql"),
    include_str!("migrations/0002_quota.sql"),
    include_str!("migrations/0003_ways.sql"),
    include_str!("migrations/0004_retention.sql"),
    include_str!("migrations/0005_timings.sql"),
];

/// The schema that this program writes.
pub(super) const CURRENT: i64 = MIGRATIONS.len() as i64;

/// Brings a journal up to date, each step in a transaction of its own.
pub(super) fn migrate(db: &mut Connection) -> Result<(), JournalError> {
    let found = version(db)?;
    for (n, sql) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        let step = db.transaction()?;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", n as i64 + 1)?;
        step.commit()?;
    }
    Ok(())
}

/// The schema of a journal.
///
/// # Errors
/// [`JournalError::Newer`] when this program does not know it.
pub(super) fn version(db: &Connection) -> Result<i64, JournalError> {
    let found: i64 = db.pragma_query_value(None, "user_version", |r| r.get(0))?;
    if found > CURRENT {
        return Err(JournalError::Newer { found, known: CURRENT });
    }
    Ok(found)
}
