//! Reads values from rows. SQLite's integers are signed: IDs and numbers are stored as the signed
//! integers with the same bits.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params};

use crate::job::{GuildId, Job, JobId, Tenant};
use crate::journal::error::JournalError;
use crate::journal::sqlite::error::SqliteError;

/// A time stored in milliseconds since 1970.
pub(super) fn time(ms: i64) -> Result<Timestamp, SqliteError> {
    Timestamp::from_millisecond(ms).map_err(|e| JournalError::Damaged(e.to_string()).into())
}

/// The value of a `guild` column. Such columns are parts of primary keys, where SQLite would take
/// each NULL for a different value: direct messages are 0, which is no server's ID.
pub(super) fn tenant_column(tenant: Tenant) -> i64 {
    tenant.server().map_or(0, |guild| guild.0.cast_signed())
}

/// Reads a `guild` column.
pub(super) fn tenant(column: i64) -> Tenant {
    match column {
        0 => Tenant::Direct,
        id => Tenant::Server(GuildId(id.cast_unsigned())),
    }
}

pub(super) fn job_id(text: &str) -> Result<JobId, SqliteError> {
    text.parse().map_err(|_| JournalError::Damaged(format!("job id {text:?}")).into())
}

pub(super) fn job_of(db: &Connection, id: JobId) -> Result<Option<Job>, SqliteError> {
    let doc: Option<String> = db
        .prepare_cached("SELECT doc FROM jobs WHERE id = ?1")?
        .query_row([id.to_string()], |r| r.get(0))
        .optional()?;
    Ok(doc.map(|d| serde_json::from_str(&d)).transpose()?)
}

/// The jobs whose documents a query selects.
pub(super) fn jobs_of(
    db: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<Job>, SqliteError> {
    let mut rows = db.prepare_cached(sql)?;
    let mut rows = rows.query(params)?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        let doc = row.get_ref(0)?.as_str().map_err(|e| JournalError::Damaged(e.to_string()))?;
        jobs.push(serde_json::from_str(doc)?);
    }
    Ok(jobs)
}
