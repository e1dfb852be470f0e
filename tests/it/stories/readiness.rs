//! `/readyz` of the real program while its journal cannot be written.

use reqwest::StatusCode;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};

use crate::harness::member::text;
use crate::harness::program::Program;
use crate::harness::{Story, http};

/// Limits the size of the files that a program can write.
fn limit_files(program: &Program, bytes: Option<u64>) {
    let process = Pid::from_raw(program.process.id().unwrap().cast_signed());
    let limit = Rlimit { current: bytes, maximum: None };
    prlimit(process, Resource::Fsize, limit).unwrap();
}

async fn readiness(program: &Program) -> (StatusCode, Value) {
    let http = http();
    let answer = http.get(format!("http://{}/readyz", program.address)).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// What an operator's monitoring sees of a disk that takes no more: the journal's own words, until
/// a write succeeds again.
#[tokio::test]
async fn a_journal_that_cannot_grow_is_not_ready_until_it_can() {
    let t = Story::prepare(&[]).await;
    let program = Program::start(&t, &[]).await;
    let ann = t.member("ann");
    let ready = (StatusCode::OK, json!({"ready": true, "problems": []}));
    assert_eq!(readiness(&program).await, ready);

    // No file can become larger than the journal's log is now. The archive's files are small.
    let log = t.folder().join("journal.sqlite-wal");
    limit_files(&program, Some(std::fs::metadata(log).unwrap().len()));
    let response = ann.uses("video", &[("prompt", text("a fox"))]).await;
    assert!(
        response.is_private() && response.text().contains("Storage is temporarily unavailable"),
        "{}",
        response.text()
    );
    let problem = "the disk with the journal fails (disk I/O error): check it, its quotas and the \
                   system's log; no accepted job is lost";
    let not_ready =
        (StatusCode::SERVICE_UNAVAILABLE, json!({"ready": false, "problems": [problem]}));
    assert_eq!(readiness(&program).await, not_ready);
    assert_eq!(readiness(&program).await, not_ready, "asking changes nothing");

    limit_files(&program, None);
    let response = ann.uses("video", &[("prompt", text("a fox"))]).await;
    assert!(response.text().contains("job `"), "{}", response.text());
    assert_eq!(readiness(&program).await, ready);
    drop(program);
    t.finish().await;
}
