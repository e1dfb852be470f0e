//! The journal's SQLite file as another program sees it. The only tests that know of SQLite are
//! those in `sqlite.rs`; others cause faults of the journal's file through this module.

use std::path::Path;

use rusqlite::Connection;

/// A lock that another program holds on the file. It is released when this is dropped.
pub struct FileLock(#[expect(dead_code, reason = "held until it is dropped")] Connection);

/// Locks the file against writes.
pub fn lock(journal: &Path) -> FileLock {
    let other = Connection::open(journal).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    FileLock(other)
}

/// Writes that fail although the file can be written.
#[derive(Clone, Copy)]
pub enum FailingWrites {
    NewCharges,
    JobUpdates,
    Announcements,
}

/// Makes writes of this kind fail until [`Failure::end`].
pub fn fail(journal: &Path, writes: FailingWrites) -> Failure {
    let when = match writes {
        FailingWrites::NewCharges => "INSERT ON charges",
        FailingWrites::JobUpdates => "UPDATE ON jobs",
        FailingWrites::Announcements => "UPDATE OF announced ON audit_entries",
    };
    let db = Connection::open(journal).unwrap();
    let trigger =
        format!("CREATE TRIGGER full BEFORE {when} BEGIN SELECT RAISE(FAIL, 'disk full'); END");
    db.execute_batch(&trigger).unwrap();
    Failure(db)
}

pub struct Failure(Connection);

impl Failure {
    pub fn end(self) {
        self.0.execute_batch("DROP TRIGGER full").unwrap();
    }
}

/// A new journal with an older schema, as an older version of the program leaves it.
pub fn of_schema(path: &Path, schema: usize) -> Connection {
    let db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    let all = [
        include_str!("../../../src/journal/sqlite/migrations/0001_jobs.sql"),
        include_str!("../../../src/journal/sqlite/migrations/0002_quota.sql"),
        include_str!("../../../src/journal/sqlite/migrations/0003_ways.sql"),
        include_str!("../../../src/journal/sqlite/migrations/0004_retention.sql"),
        include_str!("../../../src/journal/sqlite/migrations/0005_timings.sql"),
        include_str!("../../../src/journal/sqlite/migrations/0006_rows.sql"),
        include_str!("../../../src/journal/sqlite/migrations/0007_collections.sql"),
        concat!(
            include_str!("../../../src/journal/sqlite/migrations/0008_act_differences.sql"),
            // What the program does after these statements where no entry has a document.
            "ALTER TABLE acts DROP COLUMN doc_before; ALTER TABLE acts DROP COLUMN doc_after;",
        ),
    ];
    for sql in &all[..schema] {
        db.execute_batch(sql).unwrap();
    }
    db.pragma_update(None, "user_version", schema as i64).unwrap();
    db
}

/// Replaces the schema version that a journal states.
pub fn set_schema(journal: &Path, schema: usize) {
    let db = Connection::open(journal).unwrap();
    db.pragma_update(None, "user_version", schema as i64).unwrap();
}

/// Removes the charges of all jobs, as damage could.
pub fn lose_charges(journal: &Path) {
    let db = Connection::open(journal).unwrap();
    db.execute_batch("DELETE FROM charges").unwrap();
}
