//! The journal's schema migrations, one file each, applied in order.

mod audit_entries;

use rusqlite::{Connection, params};

use crate::journal::error::JournalError;
use crate::journal::sqlite::audit_log::Undo;
use crate::journal::sqlite::error::SqliteError;

const MIGRATIONS: [&str; 9] = [
    include_str!("migrations/0001_jobs.sql"),
    include_str!("migrations/0002_quota.sql"),
    include_str!("migrations/0003_ways.sql"),
    include_str!("migrations/0004_retention.sql"),
    include_str!("migrations/0005_timings.sql"),
    include_str!("migrations/0006_rows.sql"),
    include_str!("migrations/0007_collections.sql"),
    include_str!("migrations/0008_act_differences.sql"),
    include_str!("migrations/0009_audit_entries.sql"),
];

/// The part of a migration that SQL alone cannot do, run after its statements.
fn run_code_step(db: &Connection, schema: i64) -> Result<(), SqliteError> {
    match schema {
        8 => act_differences(db),
        9 => audit_entries::copy(db),
        _ => Ok(()),
    }
}

/// Replaces the two documents stored with each audit entry by their difference.
fn act_differences(db: &Connection) -> Result<(), SqliteError> {
    let mut rows = db.prepare(
        "SELECT number, doc_before, doc_after FROM acts \
         WHERE doc_before IS NOT NULL AND doc_after IS NOT NULL",
    )?;
    let mut update = db.prepare("UPDATE acts SET undo = ?2, left_hash = ?3 WHERE number = ?1")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (before, after): (String, String) = (row.get(1)?, row.get(2)?);
        // An entry with unreadable documents cannot be undone; the documents have no other use.
        let Ok(undo) = Undo::between(&before, &after) else { continue };
        update.execute(params![row.get::<_, i64>(0)?, undo.patch, undo.left_hash])?;
    }
    db.execute_batch(
        "ALTER TABLE acts DROP COLUMN doc_before; ALTER TABLE acts DROP COLUMN doc_after;",
    )?;
    Ok(())
}

/// The schema version that this program writes.
#[expect(clippy::cast_possible_wrap, reason = "there are few")]
pub const CURRENT: i64 = MIGRATIONS.len() as i64;

/// Migrates a journal to [`CURRENT`], each step in its own transaction.
pub(super) fn migrate(db: &mut Connection) -> Result<(), SqliteError> {
    let found = version(db)?;
    if found == CURRENT {
        return Ok(());
    }
    // Steps drop and recreate tables that others reference. Each step checks foreign keys before it
    // commits.
    db.pragma_update(None, "foreign_keys", false)?;
    let done = usize::try_from(found)
        .map_err(|_| JournalError::Damaged(format!("schema version {found}")))?;
    for (schema, sql) in (1..).zip(MIGRATIONS).skip(done) {
        let step = db.transaction()?;
        step.execute_batch(sql)?;
        run_code_step(&step, schema)?;
        step.pragma_update(None, "user_version", schema)?;
        if step.prepare("PRAGMA foreign_key_check")?.exists([])? {
            let problem = format!("migration {schema} leaves broken foreign keys");
            return Err(JournalError::Damaged(problem).into());
        }
        step.commit()?;
    }
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// The schema version of a journal.
///
/// # Errors
/// [`JournalError::Newer`] when this program does not support it.
pub(super) fn version(db: &Connection) -> Result<i64, SqliteError> {
    let found: i64 = db.pragma_query_value(None, "user_version", |r| r.get(0))?;
    if found > CURRENT {
        return Err(JournalError::Newer { found, known: CURRENT }.into());
    }
    Ok(found)
}
