//! A submission: the synchronous checks, and the task that is created from it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use futures_util::FutureExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::answers::{Refused, refused};
use super::asked::{Sent, json_of, whole};
use super::{Site, VIDEO};
use crate::emulator::wan::inspect::{self, Look};
use crate::emulator::wan::world::account::Caller;
use crate::emulator::wan::world::task::{Inputs, Outcome};
use crate::emulator::wan::world::{Fault, NewTask};

/// Maximum body size, not counting base64, in bytes.
const MOST_PLAIN: usize = 16 * 1024 * 1024;
/// Maximum size of one base64 value, in bytes.
const MOST_BASE64: usize = 20 * 1024 * 1024;
/// Longer values are stored as length and hash only, if they are base64; other values if they are
/// longer than any prompt.
const LONG_BASE64: usize = 1024;
const LONG_TEXT: usize = 64 * 1024;
/// How long the response waits for the inspection of a submission's media.
const INSPECTION_WAIT: Duration = Duration::from_millis(50);

/// A request that has passed the checks.
pub(super) struct Submission {
    pub(super) caller: Caller,
    pub(super) body: Arc<Value>,
    pub(super) family: &'static str,
    pub(super) model: String,
    resolves: bool,
}

impl Submission {
    pub(super) fn look(&self, site: &Site) -> Look {
        Look {
            wan: site.wan.clone(),
            account: Arc::clone(&self.caller.account),
            model: self.model.clone(),
            resolves: self.resolves,
        }
    }

    /// The task to create from it.
    pub(super) fn task(&self, api: &'static str) -> NewTask {
        NewTask {
            caller: self.caller.clone(),
            model: self.model.clone(),
            api,
            body: shortened(&self.body),
            outcome: Outcome::Succeed,
        }
    }
}

/// Runs the synchronous checks.
pub(super) fn submitted(
    site: &Site,
    headers: &HeaderMap,
    sent: Sent,
    path: &str,
    now: bool,
) -> Result<Submission, Refused> {
    let caller = site.authorized(headers)?;
    let enables = |name: &str| headers.get(name).is_some_and(|v| v == "enable");
    if enables("x-dashscope-async") == now {
        let kind = if now { "asynchronous" } else { "synchronous" };
        let message = format!("current user api does not support {kind} calls.");
        return refused(403, "AccessDenied", message);
    }
    // Differs: wan-content-type
    let bytes = whole(sent)?;
    let mut body = json_of(&bytes)?;
    let model = body["model"].as_str().unwrap_or_default().to_owned();
    if model.is_empty() {
        let message = "Required parameter \"model\" missing from request.";
        return refused(400, "BadRequest.EmptyModel", message);
    }
    let Some((family, of_path)) = site.offered(&caller, &model) else {
        return refused(400, "InvalidParameter", "Model not exist.");
    };
    if of_path != path {
        return refused(400, "InvalidParameter", "url error, please check url!");
    }
    if body["input"].as_object().is_none_or(serde_json::Map::is_empty) {
        let message = "Required input parameter missing from request.";
        return refused(400, "BadRequest.EmptyInput", message);
    }
    // Differs: wan-base64
    // Decoded, a body may have 16 MiB; base64 adds a third.
    let base64 = longest_base64(&body);
    let most = if base64 > 0 { MOST_PLAIN / 3 * 4 + 65_536 } else { MOST_PLAIN };
    if bytes.len() > most || base64 > MOST_BASE64 {
        return refused(413, "BadRequest.TooLarge", "Payload Too Large");
    }
    // Differs: wan-errors-by-rule
    let (owes, (most, period)) = {
        let world = site.wan.lock();
        let account = world.accounts.named(&caller.account);
        (account.in_arrears, account.submissions(&model))
    };
    if owes {
        let message = "Access denied, please make sure your account is in good standing.";
        return refused(400, "Arrearage", message);
    }
    site.within(&caller, &format!("submit {model}"), most, period)?;
    // Longer prompts are silently truncated.
    if let Some(prompt) = body["input"]["prompt"].as_str() {
        let most = if family == "wan3" { 20_000 } else { 5000 };
        let cut: String = prompt.chars().take(most).collect();
        body["input"]["prompt"] = json!(cut);
    }
    let resolves = enables("x-dashscope-ossresourceresolve");
    Ok(Submission { caller, body: Arc::new(body), family, model, resolves })
}

pub(super) fn prompt_of(body: &Value) -> String {
    let direct = body["input"]["prompt"].as_str();
    let message = || {
        let parts = body["input"]["messages"][0]["content"].as_array()?;
        parts.iter().find_map(|p| p["text"].as_str())
    };
    direct.or_else(message).unwrap_or_default().to_owned()
}

pub(super) async fn video(
    State(site): State<Site>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Json<Value>, Refused> {
    let submission = submitted(&site, &headers, sent, VIDEO, false)?;
    let body = Arc::clone(&submission.body);
    let look = inspect::video(submission.look(&site), submission.family, body);
    accept(&site, &submission, VIDEO, look).await
}

/// The paths of older models, none of which the emulator has.
pub(super) async fn legacy(
    State(site): State<Site>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Json<Value>, Refused> {
    submitted(&site, &headers, sent, "", false)?;
    refused(400, "InvalidParameter", "url error, please check url!")
}

/// Creates a task and starts the inspection of its media.
pub(super) async fn accept(
    site: &Site,
    submission: &Submission,
    api: &'static str,
    look: impl Future<Output = Result<Inputs, Fault>> + Send + 'static,
) -> Result<Json<Value>, Refused> {
    let new = submission.task(api);
    let (id, request_id) = {
        let mut world = site.wan.lock();
        let outcome = world.outcome(&prompt_of(&submission.body));
        if let Outcome::Refuse { status, code, message } = outcome {
            return refused(status, &code, message);
        }
        world.create(NewTask { outcome, ..new })
    };
    let (wan, task) = (site.wan.clone(), id.clone());
    let from_elsewhere = has_links(&submission.body["input"]);
    let mut looking = tokio::spawn(async move {
        // A decoder that panics on hostile bytes must not leave the task waiting forever.
        let looked = AssertUnwindSafe(look).catch_unwind().await;
        let found = looked.unwrap_or_else(|_| {
            Err(("InternalError.Algo".to_owned(), "The media cannot be processed.".to_owned()))
        });
        wan.found(&task, found, from_elsewhere);
    });
    // Media are inspected after the response, so that a slow host does not delay it. Media inside
    // the request or in the store are inspected within this timeout, so that a test that moves the
    // clock by hand right after the response finds the task ready to start, in every run. A task
    // starts only once its media have been inspected, however long that takes (`World::found`).
    let _ = tokio::time::timeout(INSPECTION_WAIT, &mut looking).await;
    Ok(Json(json!({
        "output": {"task_status": "PENDING", "task_id": id},
        "request_id": request_id,
    })))
}

/// The data of a data URL.
fn base64_of(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"))
}

/// The length of the longest base64 value.
fn longest_base64(value: &Value) -> usize {
    match value {
        Value::String(text) => base64_of(text).map_or(0, |(_, data)| data.len()),
        Value::Array(items) => items.iter().map(longest_base64).max().unwrap_or(0),
        Value::Object(fields) => fields.values().map(longest_base64).max().unwrap_or(0),
        _ => 0,
    }
}

/// Whether something must be downloaded from another host.
fn has_links(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with("http://") || text.starts_with("https://"),
        Value::Array(items) => items.iter().any(has_links),
        Value::Object(fields) => fields.values().any(has_links),
        _ => false,
    }
}

/// A body in its stored form: long values are replaced by their length and hash.
fn shortened(value: &Value) -> Value {
    match value {
        Value::String(text) => match base64_of(text) {
            Some((kind, data)) if data.len() > LONG_BASE64 => {
                json!(format!("data:{kind};base64,{}", in_short(data)))
            }
            _ if text.len() > LONG_TEXT => json!(in_short(text)),
            _ => value.clone(),
        },
        Value::Array(items) => Value::Array(items.iter().map(shortened).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(k, v)| (k.clone(), shortened(v))).collect())
        }
        _ => value.clone(),
    }
}

fn in_short(text: &str) -> String {
    let hash: String = Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect();
    format!("<{} bytes, SHA-256 {hash}>", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_kept_without_base64() {
        let image = format!("data:image/png;base64,{}", "A".repeat(4000));
        let long = "A".repeat(70_000);
        let body = json!({"input": {"prompt": "a fox", "n": 1, "media": [
            {"url": image}, {"url": "data:image/png;base64,AAAA"}, {"url": long}]}});
        let kept = shortened(&body);
        assert_eq!(kept["input"]["prompt"], "a fox");
        let url = |at: usize| kept["input"]["media"][at]["url"].as_str().unwrap();
        assert!(url(0).starts_with("data:image/png;base64,<4000 bytes, SHA-256 "), "{}", url(0));
        assert_eq!(url(1), "data:image/png;base64,AAAA");
        assert!(url(2).starts_with("<70000 bytes, SHA-256 "));
        assert_eq!(longest_base64(&body), 4000);
        assert!(!has_links(&body) && has_links(&json!([{"url": "http://127.0.0.1/a.png"}])));
    }
}
