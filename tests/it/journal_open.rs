//! A journal that cannot be opened: which of the reasons it is.

use std::path::{Path, PathBuf};

use wanbot::journal::{Journal, JournalError, SCHEMA};

use crate::cli::{said, wanbot};
use crate::harness::Story;

async fn closed_journal(folder: &Path) -> PathBuf {
    let path = folder.join("journal.sqlite");
    Journal::open(&path).unwrap().close().await;
    path
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_locked_and_not_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let path = closed_journal(dir.path()).await;
    let other = rusqlite::Connection::open(&path).unwrap();
    other.pragma_update(None, "locking_mode", "EXCLUSIVE").unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let (read, opened) = std::thread::scope(|scope| {
        let read = scope.spawn(|| Journal::open_read_only(&path).expect_err("it is held"));
        let opened = scope.spawn(|| Journal::open(&path).expect_err("it is held"));
        (read.join().unwrap(), opened.join().unwrap())
    });
    assert!(matches!(read, JournalError::Locked), "{read}");
    assert!(matches!(opened, JournalError::Locked), "{opened}");
    drop(other);
    Journal::open_read_only(&path).expect("it is free again");
}

/// Reading never migrates, and the command line states each cause once.
#[tokio::test]
async fn an_older_schema_is_named_once() {
    let t = Story::prepare(&[]).await;
    let path = closed_journal(t.folder()).await;
    let older = SCHEMA - 1;
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", older).unwrap();
    drop(db);
    let refused = Journal::open_read_only(&path).expect_err("it is older");
    let is_older = matches!(refused, JournalError::Older { found, known }
        if (found, known) == (older, SCHEMA));
    assert!(is_older, "{refused}");
    for args in [&["jobs", "list"][..], &["journal", "check"], &["backup", "copy.sqlite"]] {
        let output = wanbot(&t, args, &[]).await;
        let words = said(&output);
        assert!(!output.status.success(), "{args:?}: {words}");
        let cause = format!("has schema {older}, older than {SCHEMA}");
        assert_eq!(words.matches(&cause).count(), 1, "{args:?}: {words}");
    }
    t.finish().await;
}
