//! Checks of submissions that are refused, or accepted and then fail.

use std::time::Duration;

use serde_json::{Value, json};

use super::{FAILS_WITHIN, VIDEO, Wan, asynchronous, enveloped, refused, without_media};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

const IMAGE: &str = "/services/aigc/image-generation/generation";
const IMAGE_NOW: &str = "/services/aigc/multimodal-generation/generation";
const MIB: usize = 1024 * 1024;
/// Timeout for a body of 20 MiB.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(180);

pub(super) async fn missing_async_header(w: &Wan) -> CheckResult {
    let answer = w.send(Request::post(VIDEO).json(&without_media())).await?;
    refused(&answer, 403, "AccessDenied")
}

pub(super) async fn async_header_where_it_does_not_belong(w: &Wan) -> CheckResult {
    // Without a message nothing can be generated, whatever the response is.
    let body = json!({"model": "wan2.7-image", "input": {"messages": []}});
    refused(&w.submit(IMAGE_NOW, &body).await?, 403, "AccessDenied")
}

pub(super) async fn not_json(w: &Wan) -> CheckResult {
    let request = Request::post(VIDEO).body("application/json", "{\"model\":");
    refused(&w.send(asynchronous(request)).await?, 400, "BadRequest.IllegalInput")
}

pub(super) async fn missing_model(w: &Wan) -> CheckResult {
    let answer = w.submit(VIDEO, &json!({"input": {"prompt": "x"}})).await?;
    refused(&answer, 400, "BadRequest.EmptyModel")
}

pub(super) async fn missing_input(w: &Wan) -> CheckResult {
    let answer = w.submit(VIDEO, &json!({"model": "wan2.7-i2v"})).await?;
    refused(&answer, 400, "BadRequest.EmptyInput")
}

pub(super) async fn unknown_model(w: &Wan) -> CheckResult {
    let body = json!({"model": "wan-conformance-t2v", "input": {"prompt": "x"}});
    let answer = w.submit(VIDEO, &body).await?;
    // The first was observed; the documentation of errors also lists the second.
    if refused(&answer, 404, "ModelNotFound").is_ok() {
        return Ok(());
    }
    refused(&answer, 400, "InvalidParameter")
}

pub(super) async fn older_path(w: &Wan) -> CheckResult {
    let path = "/services/aigc/image2video/video-synthesis";
    is_url_error(&w.submit(path, &without_media()).await?)
}

pub(super) async fn video_model_on_image_path(w: &Wan) -> CheckResult {
    is_url_error(&w.submit(IMAGE, &without_media()).await?)
}

pub(super) async fn image_model_on_video_path(w: &Wan) -> CheckResult {
    let body = json!({"model": "wan2.7-image", "input": {"messages": []}});
    is_url_error(&w.submit(VIDEO, &body).await?)
}

fn is_url_error(answer: &Answer) -> CheckResult {
    refused(answer, 400, "InvalidParameter")?;
    // The code alone is ambiguous: many errors share it.
    if answer.text("/message").contains("url error") {
        return Ok(());
    }
    Err(answer.differs("a message with the words \"url error\""))
}

pub(super) async fn large_base64(w: &Wan) -> CheckResult {
    let data = "A".repeat(20 * MIB + 4);
    let mut body = without_media();
    let media = json!([{"type": "first_frame", "url": format!("data:image/png;base64,{data}")}]);
    set(&mut body, "/input", "media", media);
    large(w, &body).await
}

pub(super) async fn large_prompt(w: &Wan) -> CheckResult {
    let mut body = without_media();
    set(&mut body, "/input", "prompt", json!("x".repeat(16 * MIB + 1)));
    large(w, &body).await
}

async fn large(w: &Wan, body: &Value) -> CheckResult {
    let request = Request::post(VIDEO).json(body).timeout(UPLOAD_TIMEOUT);
    w.send(asynchronous(request)).await?.expect_status(&[413])
}

pub(super) async fn negative_duration(w: &Wan) -> CheckResult {
    // Without an image there is no video to pay for, whatever the service makes of the duration.
    let mut body = without_media();
    set(&mut body, "/parameters", "duration", json!(-10));
    w.submitted(&body).await.map(|_| ())
}

pub(super) async fn negative_duration_fails(w: &Wan) -> CheckResult {
    if !w.may_spend {
        let reason = "it costs the price of a video if the service makes one: --spend";
        return Err(Problem::skipped(reason));
    }
    let body = json!({"model": "wan2.7-t2v", "input": {"prompt": "A paper boat."},
        "parameters": {"resolution": "720P", "duration": -10}});
    let task = w.submitted(&body).await?;
    failed_with(&w.ended(&task, FAILS_WITHIN).await?, "InvalidParameter")
}

pub(super) async fn long_prompt(w: &Wan) -> CheckResult {
    // It is truncated, not refused: the task fails because it has no image, which costs nothing.
    let mut body = without_media();
    set(&mut body, "/input", "prompt", json!("x".repeat(5001)));
    let task = w.submitted(&body).await?;
    let answer = w.ended(&task, FAILS_WITHIN).await?;
    failed_with(&answer, "InvalidParameter")?;
    if answer.text("/output/message").contains("media") {
        return Ok(());
    }
    Err(answer.differs("a message about the missing media"))
}

pub(super) async fn missing_media(w: &Wan) -> CheckResult {
    failed_with(w.failed().await?, "InvalidParameter")
}

fn failed_with(answer: &Answer, code: &str) -> CheckResult {
    answer.expect_status(&[200])?;
    answer.expect_value("/output/task_status", "FAILED")?;
    answer.expect_value("/output/code", code)?;
    answer.expect_fields(&[("/output/message", Kind::Text)])
}

pub(super) async fn unknown_fields(w: &Wan) -> CheckResult {
    let mut body = without_media();
    set(&mut body, "/input", "function", json!("video-synthesis"));
    set(&mut body, "/input", "extend_prompt", json!(true));
    set(&mut body, "/parameters", "with_audio", json!(false));
    w.submitted(&body).await.map(|_| ())
}

pub(super) async fn unreachable_media(w: &Wan) -> CheckResult {
    let mut body = without_media();
    // A host name that cannot be registered (RFC 2606).
    let media = json!([{"type": "first_frame", "url": "https://conformance.invalid/a.png"}]);
    set(&mut body, "/input", "media", media);
    let answer = w.submit(VIDEO, &body).await?;
    enveloped(&answer)?;
    answer.expect_status(&[200])?;
    let ended = w.ended(&answer.text("/output/task_id"), FAILS_WITHIN).await?;
    if ended.status == 200 && ended.text("/output/task_status") == "FAILED" {
        return Ok(());
    }
    let status = ended.text("/output/task_status");
    Err(Problem::differs("the task FAILED", format!("the task {status}")))
}

/// Sets a field of a nested object in a body.
fn set(body: &mut Value, pointer: &str, name: &str, value: Value) {
    if let Some(object) = body.pointer_mut(pointer).and_then(Value::as_object_mut) {
        object.insert(name.to_owned(), value);
    }
}
