//! A disk that is full, that may not be written, and a file that somebody else holds: nothing is
//! half done, whoever asked hears of it, and it goes on when it can.

use super::*;

async fn notes(journal: &Journal) -> i64 {
    let count = |db: &Connection| Ok(db.query_row("SELECT count(*) FROM meta", [], |r| r.get(0))?);
    journal.writer.run(count).await.expect("it can be read")
}

async fn set(journal: &Journal, sql: &'static str) {
    journal.writer.run(move |db| Ok(db.execute_batch(sql)?)).await.expect("it can be set");
}

async fn refusal(journal: &Journal) -> JournalError {
    journal.keep("large", vec![7; 200_000]).await.expect_err("it is refused")
}

#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(&dir.path().join("j.sqlite")).expect("it opens");
    journal.keep("small", vec![1]).await.expect("there is room");
    set(&journal, "PRAGMA max_page_count = 40").await;
    let refused = refusal(&journal).await;
    assert!(matches!(refused, JournalError::DiskFull), "{refused}");
    assert_eq!(notes(&journal).await, 1, "nothing of it is there");
    // Neighbours in the same transaction are not harmed by it.
    let (large, small) =
        tokio::join!(journal.keep("large", vec![7; 200_000]), journal.keep("next", vec![2]));
    assert!(large.is_err() && small.is_ok(), "{large:?} {small:?}");
    set(&journal, "PRAGMA max_page_count = 1000000").await;
    journal.keep("large", vec![7; 200_000]).await.expect("there is room again");
    assert_eq!(notes(&journal).await, 3);
}

#[tokio::test]
async fn a_disk_that_fills_up_and_gets_room_again_is_noticed_though_nothing_else_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(&dir.path().join("j.sqlite")).expect("it opens");
    // No page is left that a migration used and needs no more.
    let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) \
                INSERT INTO meta (name, value) SELECT 'fill ' || i, randomblob(3500) FROM n";
    set(&journal, fill).await;
    assert_eq!(journal.problem(), None);
    // No less than there are: from now on there is no other page.
    set(&journal, "PRAGMA max_page_count = 1").await;
    assert_eq!(journal.problem(), None, "nobody has tried it");
    journal.probe().await.expect_err("there is no room");
    let full = JournalError::DiskFull.to_string();
    assert_eq!(journal.problem(), Some(full.clone()));
    set(&journal, "PRAGMA max_page_count = 1000000").await;
    assert_eq!(journal.problem(), Some(full.clone()), "nobody has tried it");
    journal.probe().await.expect("there is room again");
    // Whoever has the answer finds it already told, however soon they look.
    for _ in 0..50 {
        set(&journal, "PRAGMA max_page_count = 1").await;
        refusal(&journal).await;
        assert_eq!(journal.problem(), Some(full.clone()));
        set(&journal, "PRAGMA max_page_count = 1000000").await;
        journal.probe().await.expect("there is room again");
        assert_eq!(journal.problem(), None);
    }
    assert_eq!(notes(&journal).await, 201, "one probe, however often it is written");
}

#[tokio::test]
async fn a_disk_that_may_not_be_written_refuses() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(&dir.path().join("j.sqlite")).expect("it opens");
    // What switches it cannot be committed itself.
    let _ = journal.writer.run(|db| Ok(db.pragma_update(None, "query_only", true)?)).await;
    let refused = refusal(&journal).await;
    assert!(matches!(refused, JournalError::ReadOnly), "{refused}");
    let _ = journal.writer.run(|db| Ok(db.pragma_update(None, "query_only", false)?)).await;
    journal.keep("small", vec![1]).await.expect("it may be written again");
}

#[tokio::test]
async fn a_file_that_somebody_else_holds_is_waited_for_and_then_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("j.sqlite");
    let journal = Journal::open(&path).expect("it opens");
    let short = std::time::Duration::from_millis(20);
    journal.writer.run(move |db| Ok(db.busy_timeout(short)?)).await.expect("set");
    let other = Connection::open(&path).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("it holds the file");
    let refused = journal.keep("small", vec![1]).await.expect_err("it is held");
    assert!(matches!(refused, JournalError::Locked), "{refused}");
    other.execute_batch("ROLLBACK").expect("it lets go");
    journal.keep("small", vec![1]).await.expect("it is free again");
}
