//! The ledger's tables: charges, written in the same transaction as their jobs.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::generation::{Credits, Money};
use crate::job::{Job, JobId, Tenant, UserId};
use crate::journal::error::JournalError;
use crate::journal::ledger::{Overbilled, SpentRow};
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::audit_log;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::rows::{job_id, jobs_of, tenant, tenant_column, time};
use crate::quota::{Allocation, Charge, ChargeState, QuotaBook};

fn state_code(state: ChargeState) -> i64 {
    match state {
        ChargeState::Reserved => 0,
        ChargeState::Spent => 1,
        ChargeState::Refunded => 2,
    }
}

/// Writes a reservation; call it in the transaction that writes the job.
pub(super) fn reserve(db: &Connection, charge: &Charge) -> Result<(), SqliteError> {
    db.prepare_cached(
        "INSERT INTO charges (job, guild, member, at, credits, money, state) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        charge.job.to_string(),
        tenant_column(charge.tenant),
        charge.user.0.cast_signed(),
        charge.at.as_millisecond(),
        charge.allocation.total().0,
        charge.money.0,
        state_code(charge.state),
    ])?;
    insert_grants(db, charge.job, &charge.allocation)
}

/// Records how much of a charge is paid by which grant.
fn insert_grants(db: &Connection, job: JobId, allocation: &Allocation) -> Result<(), SqliteError> {
    for (grant, credits) in &allocation.grants {
        db.prepare_cached(
            "INSERT INTO charge_grants (job, grant_id, credits) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![job.to_string(), grant.cast_signed(), credits.0])?;
    }
    Ok(())
}

fn delete_grants(db: &Connection, job: JobId) -> Result<(), SqliteError> {
    let sql = "DELETE FROM charge_grants WHERE job = ?1";
    db.prepare_cached(sql)?.execute([job.to_string()])?;
    Ok(())
}

/// Settles or refunds the reservation of a job that has ended; call it in the transaction that
/// writes that.
pub(super) fn end(db: &Connection, job: &Job) -> Result<(), SqliteError> {
    let state = if job.is_charged() { ChargeState::Spent } else { ChargeState::Refunded };
    db.prepare_cached("UPDATE charges SET state = ?2, money = ?3 WHERE job = ?1 AND state = 0")?
        .execute(params![job.id.to_string(), state_code(state), job.provider_charge().0])?;
    if state == ChargeState::Spent && job.charge() < job.price.credits {
        reduce_charge(db, job.id, job.charge())?;
    }
    Ok(())
}

/// Reduces a charge to `credits` because less was delivered than reserved; refunds the rest to its
/// sources.
fn reduce_charge(db: &Connection, job: JobId, credits: Credits) -> Result<(), SqliteError> {
    let id = job.to_string();
    let total = db
        .prepare_cached("SELECT credits FROM charges WHERE job = ?1")?
        .query_row([&id], |r| r.get(0))?;
    let grants = db
        .prepare_cached("SELECT grant_id, credits FROM charge_grants WHERE job = ?1")?
        .query_map([&id], |r| Ok((r.get::<_, i64>(0)?.cast_unsigned(), Credits(r.get(1)?))))?
        .collect::<Result<Vec<_>, _>>()?;
    let from_grants: Credits = grants.iter().map(|(_, c)| *c).sum();
    let allocation =
        Allocation { window: Credits(total) - from_grants, grants }.lowered_to(credits);
    db.prepare_cached("UPDATE charges SET credits = ?2 WHERE job = ?1")?
        .execute(params![id, allocation.total().0])?;
    delete_grants(db, job)?;
    insert_grants(db, job, &allocation)
}

/// Writes the charge for a result that was collected after its reservation was refunded; call it in
/// the transaction that records the collection.
pub(super) fn collect(db: &Connection, charge: &Charge) -> Result<(), SqliteError> {
    db.prepare_cached(
        "INSERT INTO collections (job, guild, member, at, credits) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        charge.job.to_string(),
        tenant_column(charge.tenant),
        charge.user.0.cast_signed(),
        charge.at.as_millisecond(),
        charge.allocation.total().0,
    ])?;
    delete_grants(db, charge.job)?;
    insert_grants(db, charge.job, &charge.allocation)
}

/// Loads documents and charges into an empty book; returns the number of the last audit entry.
pub(super) fn load_into(
    db: &Connection,
    book: &QuotaBook,
    now: Timestamp,
) -> Result<u64, SqliteError> {
    let last = audit_log::load_into(db, book)?;
    charges(db, QuotaBook::matters_since(now), |charge| book.restore(&charge))?;
    Ok(last)
}

impl SqliteJournal {
    pub async fn load_into(
        &self,
        book: Arc<QuotaBook>,
        now: Timestamp,
    ) -> Result<u64, JournalError> {
        self.run(move |db| load_into(db, &book, now)).await
    }

    pub async fn spending(
        &self,
        tenant: Tenant,
        since: Timestamp,
    ) -> Result<Vec<SpentRow>, JournalError> {
        self.run(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT member, at, credits, money FROM charges \
                 WHERE guild = ?1 AND at >= ?2 AND state <> 2 \
                 UNION ALL SELECT member, at, credits, 0 FROM collections \
                 WHERE guild = ?1 AND at >= ?2 ORDER BY 2",
            )?;
            let rows = rows
                .query_map(params![tenant_column(tenant), since.as_millisecond()], |r| {
                    Ok((r.get::<_, i64>(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
                })?
                .map(|row| {
                    let (user, at, credits, money) = row?;
                    Ok(SpentRow {
                        user: UserId(user.cast_unsigned()),
                        at: time(at)?,
                        credits: Credits(credits),
                        money: Money(money),
                    })
                });
            rows.collect()
        })
        .await
    }

    pub async fn overbilled(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Overbilled>, JournalError> {
        // It reads the document of every job of a day.
        self.run_beside(move |db| {
            // In two parts, because each has an index of its own.
            let jobs = jobs_of(
                db,
                "SELECT doc FROM jobs WHERE settled = 1 AND accepted_at >= ?1 AND accepted_at < ?2 \
                 AND json_extract(doc, '$.work.usage.price.money') > \
                     json_extract(doc, '$.price.money') \
                 UNION ALL \
                 SELECT doc FROM jobs WHERE settled = 0 AND accepted_at >= ?1 AND accepted_at < ?2 \
                 AND json_extract(doc, '$.work.usage.price.money') > \
                     json_extract(doc, '$.price.money')",
                params![from.as_millisecond(), until.as_millisecond()],
            )?;
            let of = |job: &Job| {
                Some(Overbilled {
                    finished_at: job.work.finished_at?,
                    reserved: job.price.money,
                    billed: job.work.usage.as_ref()?.price?.money,
                })
            };
            Ok(jobs.iter().filter_map(of).collect())
        })
        .await
    }
}

/// Calls `each` with every charge that is recent, reserved, or paid by a grant.
fn charges(
    db: &Connection,
    since: Timestamp,
    mut each: impl FnMut(Charge),
) -> Result<(), SqliteError> {
    let mut granted: HashMap<String, Vec<(u64, Credits)>> = HashMap::new();
    let mut rows = db.prepare("SELECT job, grant_id, credits FROM charge_grants")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let grant = (row.get::<_, i64>(1)?.cast_unsigned(), Credits(row.get(2)?));
        granted.entry(row.get(0)?).or_default().push(grant);
    }
    let mut rows = db.prepare(
        "SELECT job, guild, member, at, credits, money, state FROM charges \
         WHERE at >= ?1 \
         UNION ALL SELECT job, guild, member, at, credits, 0, 1 FROM collections \
         UNION ALL SELECT job, guild, member, at, credits, money, state FROM charges \
         WHERE state = 0 AND +at < ?1 \
         UNION ALL SELECT job, guild, member, at, credits, money, state FROM charges \
         WHERE job IN (SELECT job FROM charge_grants) AND +state <> 0 AND +at < ?1",
    )?;
    let mut rows = rows.query([since.as_millisecond()])?;
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str().map_err(|e| JournalError::Damaged(e.to_string()))?;
        let job = job_id(name)?;
        // The grants of a refunded charge are those of its collection, if it has one.
        let returned = row.get::<_, i64>(6)? == state_code(ChargeState::Refunded);
        let grants = if returned { None } else { granted.remove(name) }.unwrap_or_default();
        let from_grants: Credits = grants.iter().map(|(_, c)| *c).sum();
        each(Charge {
            job,
            tenant: tenant(row.get(1)?),
            user: UserId(row.get::<_, i64>(2)?.cast_unsigned()),
            at: time(row.get(3)?)?,
            allocation: Allocation { window: Credits(row.get::<_, i64>(4)?) - from_grants, grants },
            money: Money(row.get(5)?),
            state: match row.get(6)? {
                0i64 => ChargeState::Reserved,
                1 => ChargeState::Spent,
                _ => ChargeState::Refunded,
            },
        });
    }
    Ok(())
}
