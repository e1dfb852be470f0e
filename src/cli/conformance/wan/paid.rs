//! Checks with a paid video: the shortest and smallest, and at most one.
//!
//! A task is submitted and immediately cancelled. If the cancellation is in time, the task costs
//! nothing, and a second one is submitted and runs to its end; if not, the first one runs.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::store::is_xml;
use super::{Wan, enveloped, refused};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

/// Time limit for the task; the slowest published sample took twelve minutes.
const ENDS_WITHIN: Duration = Duration::from_secs(20 * 60);
/// Time limit for a cancelled task to report it.
const CANCELED_WITHIN: Duration = Duration::from_secs(60);
const PROMPT: &str = "A paper boat floats on a calm pond.";
/// How many bytes of the result are fetched.
const PART: usize = 64;

/// The responses about the tasks.
pub(super) struct PaidTask {
    /// The response to the cancellation of the first task.
    cancel: Answer,
    /// The response to the query after it.
    cancelled: Answer,
    /// The last response about the task that ran.
    ended: Answer,
}

fn body() -> Value {
    json!({"model": "wan2.7-t2v", "input": {"prompt": PROMPT},
        "parameters": {"resolution": "720P", "ratio": "16:9", "duration": 2,
            "prompt_extend": false, "watermark": false}})
}

impl PaidTask {
    async fn made(w: &Wan) -> Result<Self, Problem> {
        let mut task = w.submitted(&body()).await?;
        let cancel = w.send(Request::post(format!("/tasks/{task}/cancel"))).await?;
        let cancelled = match cancel.status {
            200 => w.ended(&task, CANCELED_WITHIN).await?,
            _ => w.query(&task).await?,
        };
        if cancelled.text("/output/task_status") == "CANCELED" {
            task = w.submitted(&body()).await?;
        }
        let ended = w.ended(&task, ENDS_WITHIN).await?;
        Ok(Self { cancel, cancelled, ended })
    }
}

impl Wan {
    async fn paid(&self) -> Result<&PaidTask, Problem> {
        if !self.may_spend {
            return Err(Problem::skipped("it costs the price of a video of 2 s at 720P: --spend"));
        }
        let made = self.paid.get_or_init(|| PaidTask::made(self)).await;
        made.as_ref().map_err(Problem::clone)
    }

    /// The response about the task that succeeded.
    async fn succeeded(&self) -> Result<&Answer, Problem> {
        let ended = &self.paid().await?.ended;
        ended.expect_status(&[200])?;
        ended.expect_value("/output/task_status", "SUCCEEDED")?;
        Ok(ended)
    }

    /// The link to the result.
    async fn link(&self) -> Result<Url, Problem> {
        let answer = self.succeeded().await?;
        let url = Url::parse(&answer.text("/output/video_url"));
        url.map_err(|_| Problem::differs("/output/video_url to be a link", "no link"))
    }

    /// Fetches the first bytes of the result.
    async fn part(&self) -> Result<Answer, Problem> {
        let request = Request::get(self.link().await?);
        self.send(request.header("range", format!("bytes=0-{}", PART - 1))).await
    }
}

pub(super) async fn cancelled_while_pending(w: &Wan) -> CheckResult {
    let paid = w.paid().await?;
    if refused(&paid.cancel, 400, "UnsupportedOperation").is_ok() {
        let reason = "the task began before it could be cancelled, which another run may show";
        return Err(Problem::skipped(reason));
    }
    paid.cancel.expect_status(&[200])?;
    enveloped(&paid.cancel)?;
    paid.cancelled.expect_status(&[200])?;
    paid.cancelled.expect_value("/output/task_status", "CANCELED")
}

pub(super) async fn succeeds(w: &Wan) -> CheckResult {
    let answer = w.succeeded().await?;
    enveloped(answer)?;
    answer.expect_fields(&[
        ("/output/task_id", Kind::Text),
        ("/output/submit_time", Kind::Text),
        ("/output/scheduled_time", Kind::Text),
        ("/output/end_time", Kind::Text),
        ("/output/video_url", Kind::Text),
        ("/output/code", Kind::Null),
    ])?;
    answer.expect_value("/output/orig_prompt", PROMPT)
}

pub(super) async fn usage(w: &Wan) -> CheckResult {
    let answer = w.succeeded().await?;
    answer.expect_value("/usage/duration", 2)?;
    answer.expect_value("/usage/input_video_duration", 0)?;
    answer.expect_value("/usage/output_video_duration", 2)?;
    answer.expect_value("/usage/video_count", 1)?;
    answer.expect_value("/usage/SR", 720)?;
    answer.expect_value("/usage/ratio", "16:9")
}

pub(super) async fn range(w: &Wan) -> CheckResult {
    let answer = w.part().await?;
    answer.expect_status(&[206])?;
    let range = answer.header("content-range").unwrap_or_default();
    if range.starts_with(&format!("bytes 0-{}/", PART - 1)) && answer.body.len() == PART {
        return Ok(());
    }
    let seen = format!("{} bytes, and Content-Range {range:?}", answer.body.len());
    Err(Problem::differs(format!("the first {PART} bytes, and Content-Range"), seen))
}

pub(super) async fn is_mp4(w: &Wan) -> CheckResult {
    let answer = w.part().await?;
    if answer.body.get(4..8) == Some(b"ftyp".as_slice()) {
        return Ok(());
    }
    Err(answer.differs("a file that begins with the box ftyp"))
}

pub(super) async fn unsigned_link(w: &Wan) -> CheckResult {
    let mut link = w.link().await?;
    link.set_query(None);
    let answer = w.send(Request::get(link)).await?;
    answer.expect_status(&[403])?;
    is_xml(&answer)
}
