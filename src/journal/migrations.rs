//! Schemas of the journal, one file each, applied in order.

use rusqlite::Connection;

use crate::journal::error::JournalError;

const MIGRATIONS: [&str; 7] = [
    include_str!("migrations/0001_jobs.sql"),
    include_str!("migrations/0002_quota.sql"),
    include_str!("migrations/0003_ways.sql"),
    include_str!("migrations/0004_retention.sql"),
    include_str!("migrations/0005_timings.sql"),
    include_str!("migrations/0006_rows.sql"),
    include_str!("migrations/0007_collections.sql"),
];

/// The schema that this program writes.
pub(super) const CURRENT: i64 = MIGRATIONS.len() as i64;

/// Brings a journal up to date, each step in a transaction of its own.
pub(super) fn migrate(db: &mut Connection) -> Result<(), JournalError> {
    let found = version(db)?;
    if found == CURRENT {
        return Ok(());
    }
    // A table that is made anew is dropped and renamed while others refer to it; whether all
    // references hold is looked at before each step ends.
    db.pragma_update(None, "foreign_keys", false)?;
    for (n, sql) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        let step = db.transaction()?;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", n as i64 + 1)?;
        if step.prepare("PRAGMA foreign_key_check")?.exists([])? {
            let step = n + 1;
            return Err(JournalError::Damaged(format!("references broken by schema {step}")));
        }
        step.commit()?;
    }
    db.pragma_update(None, "foreign_keys", true)?;
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
