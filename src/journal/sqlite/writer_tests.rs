//! Tests of operations that share a transaction.

use super::*;
use crate::journal::sqlite::transaction::work;

/// Sends the insertion of a row, which fails afterwards if it is to, and returns its answer.
fn insert(
    writer: &Writer,
    name: &'static str,
    urgency: Urgency,
    fails: bool,
) -> tokio::sync::oneshot::Receiver<Result<(), JournalError>> {
    let (work, answered) = work(move |db| {
        db.execute("INSERT INTO meta (name, value) VALUES (?1, x'01')", [name])?;
        if fails { Err(JournalError::Closed.into()) } else { Ok(()) }
    });
    writer.send(QueuedWork { work, urgency }).expect("it is open");
    answered
}

async fn names(writer: &Writer) -> String {
    let (work, answered) = work(|db| {
        let sql = "SELECT group_concat(name, ' ') FROM \
                   (SELECT name FROM meta WHERE value = x'01' ORDER BY name)";
        Ok(db.query_row(sql, [], |r| r.get::<_, Option<String>>(0))?.unwrap_or_default())
    });
    writer.send(QueuedWork { work, urgency: Urgency::Now }).expect("it is open");
    answered.await.expect("an answer").expect("it can be read")
}

fn opened(dir: &tempfile::TempDir) -> Writer {
    Writer::open(&dir.path().join("j.sqlite")).expect("it opens")
}

#[tokio::test]
async fn an_operation_that_can_wait_joins_the_next_transaction() {
    let dir = tempfile::tempdir().expect("a folder");
    let writer = opened(&dir);
    let mut soon = insert(&writer, "soon", Urgency::Soon, false);
    let (work, answered) = work(move |db| {
        let seen = db.prepare("SELECT 1 FROM meta WHERE name = 'soon'")?.exists([])?;
        // It is answered after the commit, and this is before it.
        Ok((seen, soon.try_recv().is_err(), soon))
    });
    writer.send(QueuedWork { work, urgency: Urgency::Now }).expect("it is open");
    let (seen, waits, soon) = answered.await.expect("an answer").expect("it is done");
    assert!(seen && waits, "seen: {seen}, waits: {waits}");
    soon.await.expect("an answer").expect("it is durable");
}

#[tokio::test]
async fn an_operation_that_can_wait_does_not_wait_for_ever() {
    let dir = tempfile::tempdir().expect("a folder");
    let writer = opened(&dir);
    insert(&writer, "alone", Urgency::Soon, false).await.expect("an answer").expect("durable");
    let last = insert(&writer, "last", Urgency::Soon, false);
    writer.close().await;
    last.await.expect("an answer").expect("a journal that closes finishes what was queued");
}

#[tokio::test]
async fn an_operation_that_fails_is_rolled_back_alone_wherever_it_is_in_a_transaction() {
    let dir = tempfile::tempdir().expect("a folder");
    let writer = opened(&dir);
    for failing in 0..3 {
        let answers: Vec<_> = ["a", "b", "c"]
            .into_iter()
            .enumerate()
            .map(|(n, name)| {
                let urgency = if n == 2 { Urgency::Now } else { Urgency::Soon };
                insert(&writer, name, urgency, n == failing)
            })
            .collect();
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.await.expect("an answer").is_err(), n == failing);
        }
        assert_eq!(names(&writer).await, ["b c", "a c", "a b"][failing]);
        let (work, emptied) =
            work(|db| Ok(db.execute("DELETE FROM meta WHERE value = x'01'", [])?));
        writer.send(QueuedWork { work, urgency: Urgency::Now }).expect("it is open");
        assert_eq!(emptied.await.expect("an answer").ok(), Some(2));
    }
}
