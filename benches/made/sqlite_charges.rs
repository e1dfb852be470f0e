//! Writes more charges into a journal's SQLite file than its operations could in a short time.

use std::path::Path;

use rusqlite::{Connection, params};
use wanbot::quota::{Charge, ChargeState};

/// Inserts charges, whose jobs need not exist, into a closed journal.
pub fn insert(journal: &Path, charges: impl Iterator<Item = Charge>) {
    let db = Connection::open(journal).expect("the journal's file");
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN").expect("begun");
    {
        let mut insert = db
            .prepare("INSERT INTO charges VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .expect("the schema");
        for charge in charges {
            let state = match charge.state {
                ChargeState::Reserved => 0,
                ChargeState::Spent => 1,
                ChargeState::Refunded => 2,
            };
            let row = params![
                charge.job.to_string(),
                charge.tenant.server().map_or(0, |guild| guild.0.cast_signed()),
                charge.user.0.cast_signed(),
                charge.at.as_millisecond(),
                charge.allocation.total().0,
                charge.money.0,
                state
            ];
            insert.execute(row).expect("a row");
        }
    }
    db.execute_batch("COMMIT").expect("committed");
}
