//! Checks of keys, routes, limits, and properties of every response.

use serde_json::Value;

use super::{NO_TASK, VIDEO, Wan, asynchronous, enveloped, refused, without_media};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

/// A key that belongs to no account.
const WRONG_KEY: &str = "sk-wanbot-conformance";
const MODEL: &str = "wan2.7-t2v";

pub(super) async fn missing_key(w: &Wan) -> CheckResult {
    let request = Request::get(format!("/tasks/{NO_TASK}")).anonymous();
    refused(&w.send(request).await?, 401, "InvalidApiKey")
}

pub(super) async fn missing_key_at_submission(w: &Wan) -> CheckResult {
    let request = asynchronous(Request::post(VIDEO).json(&without_media())).anonymous();
    refused(&w.send(request).await?, 401, "InvalidApiKey")
}

pub(super) async fn wrong_key(w: &Wan) -> CheckResult {
    let request = Request::get(format!("/tasks/{NO_TASK}")).with_secret(WRONG_KEY);
    refused(&w.send(request).await?, 401, "InvalidApiKey")
}

pub(super) async fn wrong_method(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get(VIDEO)).await?;
    // The documentation does not say which one it is.
    answer.expect_status(&[400, 404, 405])?;
    enveloped(&answer)
}

pub(super) async fn unknown_route(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get("/wanbot-conformance")).await?;
    answer.expect_status(&[404])?;
    enveloped(&answer)
}

pub(super) async fn request_id_in_the_header(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get(format!("/tasks/{NO_TASK}"))).await?;
    same_request_id(&answer)
}

pub(super) async fn request_id_of_a_refusal(w: &Wan) -> CheckResult {
    let request = Request::get(format!("/tasks/{NO_TASK}")).anonymous();
    same_request_id(&w.send(request).await?)
}

fn same_request_id(answer: &Answer) -> CheckResult {
    answer.expect_fields(&[("/request_id", Kind::Text)])?;
    let header = answer.header("x-request-id");
    if header == Some(answer.text("/request_id").as_str()) {
        return Ok(());
    }
    let seen = if header.is_some() { "another value" } else { "no such header" };
    Err(Problem::differs("the header x-request-id with the body's request_id", seen))
}

pub(super) async fn request_id_form(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get(format!("/tasks/{NO_TASK}"))).await?;
    let id = answer.text("/request_id");
    let groups: Vec<_> = id.split('-').collect();
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    let is_nine = groups.get(2).is_some_and(|group| group.starts_with('9'));
    if lengths == [8, 4, 4, 4, 12] && is_nine {
        return Ok(());
    }
    Err(Problem::differs("a UUID whose third group begins with 9", id))
}

pub(super) async fn gateway_header(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get(format!("/tasks/{NO_TASK}"))).await?;
    match answer.header("x-dashscope-call-gateway") {
        Some("true") => Ok(()),
        other => {
            let seen = other.unwrap_or("no such header").to_owned();
            Err(Problem::differs("the header x-dashscope-call-gateway: true", seen))
        }
    }
}

pub(super) async fn limits(w: &Wan) -> CheckResult {
    let answer = limits_of(w, MODEL).await?;
    enveloped(&answer)?;
    answer.expect_fields(&[
        ("/output/total", Kind::Number),
        ("/output/page_no", Kind::Number),
        ("/output/page_size", Kind::Number),
        ("/output/quotas/0/model", Kind::Text),
        ("/output/quotas/0/model_limit/request_limit", Kind::Number),
        ("/output/quotas/0/model_limit/request_limit_period", Kind::Number),
    ])
}

pub(super) async fn limits_of_one_model(w: &Wan) -> CheckResult {
    let answer = limits_of(w, MODEL).await?;
    let models = answer.items("/output/quotas").iter().map(|row| row.get("model"));
    let others = models.filter(|model| model.and_then(Value::as_str) != Some(MODEL)).count();
    if others == 0 {
        return Ok(());
    }
    let seen = format!("{others} rows of other models");
    Err(Problem::differs(format!("rows of {MODEL} alone"), seen))
}

/// The limits of a model, from either of two endpoints: the provider's documentation is
/// inconsistent.
async fn limits_of(w: &Wan, model: &str) -> Result<Answer, Problem> {
    let first = w.send(Request::get(format!("/quotas?model={model}"))).await?;
    if first.status == 200 {
        return Ok(first);
    }
    let second = w.send(Request::get(format!("/models/limits?model={model}"))).await?;
    if second.status == 200 {
        return Ok(second);
    }
    let expected = "status 200 at /api/v1/quotas or at /api/v1/models/limits";
    Err(Problem::differs(expected, format!("{} and {}", first.status, second.status)))
}

/// Creates a key that is valid for a minute.
async fn short_lived_key(w: &Wan) -> Result<Answer, Problem> {
    let answer = w.send(Request::post("/tokens?expire_in_seconds=60")).await?;
    answer.expect_status(&[200])?;
    Ok(answer)
}

pub(super) async fn key_for_a_minute(w: &Wan) -> CheckResult {
    let answer = short_lived_key(w).await?;
    answer.expect_fields(&[("/token", Kind::Text), ("/expires_at", Kind::Number)])?;
    if answer.text("/token").starts_with("st-") {
        return Ok(());
    }
    Err(answer.differs("/token to begin with st-"))
}

pub(super) async fn key_for_a_minute_works(w: &Wan) -> CheckResult {
    let key = short_lived_key(w).await?.text("/token");
    let request = Request::get(format!("/tasks/{NO_TASK}")).with_secret(&key);
    w.send(request).await?.expect_status(&[200])
}

pub(super) async fn key_for_too_long(w: &Wan) -> CheckResult {
    let answer = w.send(Request::post("/tokens?expire_in_seconds=1801")).await?;
    answer.expect_status(&[400])?;
    enveloped(&answer)
}
