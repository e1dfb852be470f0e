//! The journal's SQLite file as another program sees it. The only tests that know of SQLite are
//! those in `sqlite.rs`; others cause faults of the journal's file through this module.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// A lock that another program holds on the file. It is released when this is dropped.
pub struct FileLock(#[expect(dead_code, reason = "held until it is dropped")] Connection);

/// Locks the file against writes.
pub fn lock(journal: &Path) -> FileLock {
    let other = Connection::open(journal).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    FileLock(other)
}

/// Overwrites a table's first page with nonsense, as a failing disk does: the time of the file's last
/// change stays.
pub fn spoil(journal: &Path, table: &str) -> SpoiltPage {
    let db = Connection::open(journal).unwrap();
    let at = "SELECT (rootpage - 1) * page_size FROM sqlite_master, pragma_page_size() \
              WHERE name = ?1";
    let at: i64 = db.query_row(at, [table], |r| r.get(0)).unwrap();
    drop(db);
    let at = at.cast_unsigned();
    let mut page = SpoiltPage { journal: journal.to_owned(), at, whole: [0; 512] };
    let mut file = std::fs::File::open(journal).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut page.whole).unwrap();
    page.write([0xa5; 512]);
    page
}

/// A page that went bad.
pub struct SpoiltPage {
    journal: PathBuf,
    at: u64,
    whole: [u8; 512],
}

impl SpoiltPage {
    /// Puts the page's content back.
    pub fn mend(self) {
        self.write(self.whole);
    }

    fn write(&self, bytes: [u8; 512]) {
        let mut file = std::fs::File::options().write(true).open(&self.journal).unwrap();
        let time = file.metadata().unwrap().modified().unwrap();
        file.seek(SeekFrom::Start(self.at)).unwrap();
        file.write_all(&bytes).unwrap();
        file.set_modified(time).unwrap();
    }
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
