//! Checks of Model Studio: behaviours of its emulator.
//!
//! Documentation pages are cited by the last part of their URL; sections on observations and client
//! code are those of docs/reference/wan-api.md. Unless `--spend` is given, every submission is one
//! that the service refuses or that fails, and failed tasks cost nothing.

mod access;
mod list;
mod missing;
mod paid;
mod store;
mod submission;
mod tasks;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::answer::{Answer, Kind};
use super::finding::{CheckResult, Problem};
use super::service::{Request, Service};
use paid::PaidTask;

pub(super) use list::checks;
pub(super) use missing::probes;

/// The path of video submissions.
const VIDEO: &str = "/services/aigc/video-generation/video-synthesis";
/// The ID of a task that does not exist; it contains no time and no UUID version.
const NO_TASK: &str = "00000000-0000-4000-8000-000000000000";
/// Time limit for an impossible task to fail; the documented time is three seconds.
const FAILS_WITHIN: Duration = Duration::from_secs(60);
/// Waits between two queries of a task: short at first, then as the documentation recommends.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// State shared by the Model Studio checks.
pub(super) struct Wan {
    service: Service,
    may_spend: bool,
    stop: CancellationToken,
    /// A task that failed because it has no image, created by the first check that needs one.
    failed: OnceCell<Result<Answer, Problem>>,
    /// The only task that costs money, also created once. Its failure is stored too, so that no
    /// other check pays for another one.
    paid: OnceCell<Result<PaidTask, Problem>>,
}

impl Wan {
    pub(super) fn new(service: Service, may_spend: bool, stop: CancellationToken) -> Self {
        Self { service, may_spend, stop, failed: OnceCell::new(), paid: OnceCell::new() }
    }

    async fn send(&self, request: Request) -> Result<Answer, Problem> {
        self.service.send(request).await
    }

    /// Sends a submission, which the service may refuse.
    async fn submit(&self, path: &str, body: &Value) -> Result<Answer, Problem> {
        self.send(asynchronous(Request::post(path).json(body))).await
    }

    /// Submits a video and returns the task ID.
    async fn submitted(&self, body: &Value) -> Result<String, Problem> {
        let answer = self.submit(VIDEO, body).await?;
        answer.expect_status(&[200])?;
        answer.expect_fields(&[("/output/task_id", Kind::Text), ("/request_id", Kind::Text)])?;
        answer.expect_value("/output/task_status", "PENDING")?;
        Ok(answer.text("/output/task_id"))
    }

    async fn query(&self, task: &str) -> Result<Answer, Problem> {
        self.send(Request::get(format!("/tasks/{task}"))).await
    }

    /// Polls a task until it ends. A lost or refused call does not end the polling.
    async fn ended(&self, task: &str, within: Duration) -> Result<Answer, Problem> {
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => {
                    return Err(Problem::skipped("the run was stopped"));
                }
            }
            let is_late = began.elapsed() >= within;
            match self.query(task).await {
                Ok(answer) if is_over(&answer) => return Ok(answer),
                Ok(answer) if is_late => {
                    return Err(answer.differs(format!("an end within {} s", within.as_secs())));
                }
                Err(problem) if is_late => return Err(problem),
                _ => {}
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// The response to the last query of the failed task.
    async fn failed(&self) -> Result<&Answer, Problem> {
        self.failed.get_or_init(|| self.fail()).await.as_ref().map_err(Problem::clone)
    }

    async fn fail(&self) -> Result<Answer, Problem> {
        let task = self.submitted(&without_media()).await?;
        self.ended(&task, FAILS_WITHIN).await
    }
}

fn is_over(answer: &Answer) -> bool {
    let status = answer.text("/output/task_status");
    answer.status == 200 && !matches!(status.as_str(), "PENDING" | "RUNNING")
}

/// Makes a submission asynchronous, as documented.
fn asynchronous(request: Request) -> Request {
    request.header("x-dashscope-async", "enable")
}

/// A well-formed body that cannot produce a video, because it has no image.
fn without_media() -> Value {
    json!({"model": "wan2.7-i2v", "input": {"prompt": "A check of wanbot conformance."},
        "parameters": {"resolution": "720P", "duration": 2}})
}

/// Expects a refusal in the provider's envelope.
fn refused(answer: &Answer, status: u16, code: &str) -> CheckResult {
    if answer.status != status || *answer.at("/code") != code {
        return Err(answer.differs(format!("status {status} and code {code}")));
    }
    enveloped(answer)
}

/// Expects a request ID in every body, and a message in every error.
fn enveloped(answer: &Answer) -> CheckResult {
    answer.expect_fields(&[("/request_id", Kind::Text)])?;
    if answer.status == 200 {
        return Ok(());
    }
    answer.expect_fields(&[("/code", Kind::Text), ("/message", Kind::Text)])
}
