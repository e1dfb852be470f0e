//! Tests of a full disk, a read-only file and a locked file: nothing is half written, every caller
//! gets the error, and writing resumes when possible.

use rusqlite::Connection;

use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;

async fn meta_rows(journal: &SqliteJournal) -> i64 {
    let count = |db: &Connection| Ok(db.query_row("SELECT count(*) FROM meta", [], |r| r.get(0))?);
    journal.run(count).await.expect("it can be read")
}

async fn set(journal: &SqliteJournal, sql: &'static str) {
    journal.run(move |db| Ok(db.execute_batch(sql)?)).await.expect("it can be set");
}

async fn write_error(journal: &SqliteJournal) -> JournalError {
    journal.get_or_insert("large", vec![7; 200_000]).await.expect_err("it fails")
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&dir.path().join("j.sqlite")).expect("it opens");
    journal.get_or_insert("small", vec![1]).await.expect("there is space");
    set(&journal, "PRAGMA max_page_count = 40").await;
    let refused = write_error(&journal).await;
    assert!(matches!(refused, JournalError::DiskFull), "{refused}");
    assert_eq!(meta_rows(&journal).await, 1, "nothing was written");
    // Other operations in the same transaction are unaffected.
    let (large, small) = tokio::join!(
        journal.get_or_insert("large", vec![7; 200_000]),
        journal.get_or_insert("next", vec![2])
    );
    assert!(large.is_err() && small.is_ok(), "{large:?} {small:?}");
    set(&journal, "PRAGMA max_page_count = 1000000").await;
    journal.get_or_insert("large", vec![7; 200_000]).await.expect("there is space again");
    assert_eq!(meta_rows(&journal).await, 3);
}

#[tokio::test]
async fn a_probe_notices_a_full_disk_and_free_space_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&dir.path().join("j.sqlite")).expect("it opens");
    // Leaves no free page from the migrations.
    let load_into = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) \
                INSERT INTO meta (name, value) SELECT 'load_into ' || i, randomblob(3500) FROM n";
    set(&journal, load_into).await;
    assert_eq!(journal.problem(), None);
    // SQLite raises this to the current number of pages: the file can no longer grow.
    set(&journal, "PRAGMA max_page_count = 1").await;
    assert_eq!(journal.problem(), None, "nothing was written yet");
    journal.probe().await.expect_err("the disk is full");
    let full = JournalError::DiskFull.to_string();
    assert_eq!(journal.problem(), Some(full.clone()));
    set(&journal, "PRAGMA max_page_count = 1000000").await;
    assert_eq!(journal.problem(), Some(full.clone()), "nothing was written yet");
    journal.probe().await.expect("there is space again");
    // A caller that has its answer finds `problem()` up to date, however soon it asks.
    for _ in 0..50 {
        set(&journal, "PRAGMA max_page_count = 1").await;
        write_error(&journal).await;
        assert_eq!(journal.problem(), Some(full.clone()));
        set(&journal, "PRAGMA max_page_count = 1000000").await;
        journal.probe().await.expect("there is space again");
        assert_eq!(journal.problem(), None);
    }
    assert_eq!(meta_rows(&journal).await, 201, "one probe, however often it is written");
}

#[tokio::test]
async fn a_read_only_disk_is_an_error() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&dir.path().join("j.sqlite")).expect("it opens");
    // The pragma itself runs in a transaction that can no longer be committed.
    let _ = journal.run(|db| Ok(db.pragma_update(None, "query_only", true)?)).await;
    let refused = write_error(&journal).await;
    assert!(matches!(refused, JournalError::ReadOnly), "{refused}");
    let _ = journal.run(|db| Ok(db.pragma_update(None, "query_only", false)?)).await;
    journal.get_or_insert("small", vec![1]).await.expect("it may be written again");
}

#[tokio::test]
async fn a_locked_file_is_an_error_after_a_wait() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("j.sqlite");
    let journal = SqliteJournal::open(&path).expect("it opens");
    let short = std::time::Duration::from_millis(20);
    journal.run(move |db| Ok(db.busy_timeout(short)?)).await.expect("set");
    let other = Connection::open(&path).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("it locks the file");
    let refused = journal.get_or_insert("small", vec![1]).await.expect_err("it is locked");
    assert!(matches!(refused, JournalError::Locked), "{refused}");
    other.execute_batch("ROLLBACK").expect("it releases the lock");
    journal.get_or_insert("small", vec![1]).await.expect("it is free again");
}
