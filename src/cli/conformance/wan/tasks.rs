//! Checks of tasks: query, list, cancel.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;

use super::{NO_TASK, Wan, enveloped, refused};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

/// How often to look for a task that the list does not show yet.
const LIST_TRIES: u32 = 10;
const LIST_WAIT: Duration = Duration::from_secs(1);

pub(super) async fn unknown(w: &Wan) -> CheckResult {
    is_unknown(&w.query(NO_TASK).await?)
}

pub(super) async fn unknown_with_slash_and_query(w: &Wan) -> CheckResult {
    let path = format!("/tasks/{NO_TASK}/?duration=5&resolution=720P");
    is_unknown(&w.send(Request::get(path)).await?)
}

pub(super) async fn unknown_with_headers_of_a_submission(w: &Wan) -> CheckResult {
    let request = Request::get(format!("/tasks/{NO_TASK}"));
    let request = request.header("x-dashscope-async", "enable");
    let request = request.header("content-type", "application/json");
    is_unknown(&w.send(request).await?)
}

fn is_unknown(answer: &Answer) -> CheckResult {
    answer.expect_status(&[200])?;
    enveloped(answer)?;
    answer.expect_value("/output/task_id", NO_TASK)?;
    answer.expect_value("/output/task_status", "UNKNOWN")
}

pub(super) async fn cancel_unknown(w: &Wan) -> CheckResult {
    let answer = w.send(Request::post(format!("/tasks/{NO_TASK}/cancel"))).await?;
    refused(&answer, 400, "UnsupportedOperation")
}

pub(super) async fn cancel_ended(w: &Wan) -> CheckResult {
    let task = w.failed().await?.text("/output/task_id");
    let answer = w.send(Request::post(format!("/tasks/{task}/cancel"))).await?;
    refused(&answer, 400, "UnsupportedOperation")
}

pub(super) async fn failed_shape(w: &Wan) -> CheckResult {
    let answer = w.failed().await?;
    enveloped(answer)?;
    answer.expect_fields(&[("/output/task_id", Kind::Text), ("/usage", Kind::Null)])
}

pub(super) async fn times(w: &Wan) -> CheckResult {
    let answer = w.failed().await?;
    let text = answer.text("/output/submit_time");
    if text.len() == 23 && parse_utc_plus_8(&text).is_some() {
        return Ok(());
    }
    Err(Problem::differs("submit_time as YYYY-MM-DD HH:mm:ss.SSS", format!("{text:?}")))
}

pub(super) async fn times_are_utc_plus_8(w: &Wan) -> CheckResult {
    let row = listed(w).await?;
    let answer = w.failed().await?;
    let text = answer.text("/output/submit_time");
    let created = row.get("gmt_create").and_then(Value::as_i64);
    let (Some(written), Some(created)) = (parse_utc_plus_8(&text), created) else {
        return Err(answer.differs("submit_time of the task, and gmt_create in the list"));
    };
    let apart = (written - created) / 1000;
    if apart.abs() <= 60 {
        return Ok(());
    }
    let seen = format!("{apart} s between them");
    Err(Problem::differs("submit_time, read as UTC+8, to be gmt_create of the list", seen))
}

/// Converts a timestamp of the provider (UTC+8 without an offset) to milliseconds since 1970.
fn parse_utc_plus_8(text: &str) -> Option<i64> {
    let time = DateTime::strptime("%Y-%m-%d %H:%M:%S%.f", text).ok()?;
    let zoned = time.to_zoned(TimeZone::fixed(Offset::constant(8))).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

pub(super) async fn list_shape(w: &Wan) -> CheckResult {
    // Documented with a trailing slash; clients call it without one.
    for path in ["/tasks/", "/tasks"] {
        let answer = w.send(Request::get(path)).await?;
        answer.expect_status(&[200])?;
        enveloped(&answer)?;
        answer.expect_fields(&[
            ("/total", Kind::Number),
            ("/total_page", Kind::Number),
            ("/data", Kind::List),
        ])?;
        answer.expect_value("/page_no", 1)?;
        answer.expect_value("/page_size", 10)?;
    }
    Ok(())
}

pub(super) async fn list_page(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get("/tasks/?page_no=2&page_size=1")).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/page_no", 2)?;
    answer.expect_value("/page_size", 1)?;
    let rows = answer.items("/data").len();
    if rows <= 1 {
        return Ok(());
    }
    Err(Problem::differs("one row at the most", format!("{rows} rows")))
}

pub(super) async fn list_negative_page(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get("/tasks/?page_no=-1")).await?;
    // The documentation does not say whether it is refused.
    answer.expect_status(&[200, 400])?;
    enveloped(&answer)
}

pub(super) async fn list_row(w: &Wan) -> CheckResult {
    let row = listed(w).await?;
    let missing: Vec<_> = ["task_id", "status", "model_name", "region", "gmt_create", "request_id"]
        .into_iter()
        .filter(|name| row.get(name).is_none_or(Value::is_null))
        .collect();
    if !missing.is_empty() {
        let seen = format!("a row without {}", missing.join(", "));
        return Err(Problem::differs("a row with the task's ID, state, model and times", seen));
    }
    if row.get("status").is_some_and(|status| status == "FAILED") {
        return Ok(());
    }
    Err(Problem::differs("the status FAILED of a task that failed", "another status"))
}

pub(super) async fn list_has_no_results(w: &Wan) -> CheckResult {
    let row = listed(w).await?;
    let shown: Vec<_> = ["output", "usage", "video_url", "code", "message", "prompt"]
        .into_iter()
        .filter(|name| row.get(name).is_some())
        .collect();
    if shown.is_empty() {
        return Ok(());
    }
    let seen = format!("a row with {}", shown.join(", "));
    Err(Problem::differs("a row of state alone", seen))
}

/// The failed task's row. The list may lag behind the query.
async fn listed(w: &Wan) -> Result<Value, Problem> {
    let task = w.failed().await?.text("/output/task_id");
    let path = format!("/tasks/?task_id={task}");
    for _ in 0..LIST_TRIES {
        let answer = w.send(Request::get(&path)).await?;
        answer.expect_status(&[200])?;
        let row = answer.items("/data").iter();
        let mut row = row.filter(|row| row.get("task_id").is_some_and(|id| *id == *task));
        match row.next() {
            Some(row) if row.get("status").is_some_and(|s| s == "FAILED") => {
                return Ok(row.clone());
            }
            _ => tokio::time::sleep(LIST_WAIT).await,
        }
    }
    let seen = format!("none in {LIST_TRIES} tries");
    Err(Problem::differs("a row of the task that failed, in the list of tasks", seen))
}
