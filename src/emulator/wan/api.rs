//! The HTTP face: `/api/v1`, the temporary store, the results.

mod images;
mod limits;
mod list;
mod store;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use crate::emulator::record::UNKNOWN_ROUTE;
use crate::emulator::wan::inspect;
use crate::emulator::wan::world::{LIFE, Outcome, Task, TaskStatus, Wan, request_id};

/// Queries, lists and cancellations a second, each, for the account.
const QUERIES: usize = 20;
/// Submissions a second of a model.
const SUBMISSIONS: usize = 5;

const VIDEO: &str = "video-generation:video-synthesis";
const IMAGE: &str = "image-generation:generation";

#[derive(Clone)]
struct Site {
    wan: Wan,
    /// How clients reach this face.
    origin: Arc<str>,
}

/// The routes; `origin` is how clients reach them.
pub fn routes(wan: Wan, origin: &str) -> Router {
    let site = Site { wan, origin: origin.into() };
    let aigc = "/api/v1/services/aigc";
    Router::new()
        .route(&format!("{aigc}/video-generation/video-synthesis"), post(video))
        .route(&format!("{aigc}/image-generation/generation"), post(images::image))
        .route(&format!("{aigc}/multimodal-generation/generation"), post(images::image_now))
        .route("/api/v1/tasks", get(list::list))
        .route("/api/v1/tasks/", get(list::list))
        .route("/api/v1/tasks/{id}", get(query))
        .route("/api/v1/tasks/{id}/", get(query))
        .route("/api/v1/tasks/{id}/cancel", post(cancel))
        .route("/api/v1/quotas", get(limits::quotas))
        .route("/api/v1/models/limits", get(limits::quotas))
        .route("/api/v1/uploads", get(store::policy))
        .route("/oss", post(store::upload))
        .route("/oss/", post(store::upload))
        .route("/results/{name}", get(store::result))
        .fallback(unknown)
        .layer(middleware::from_fn(headers))
        .layer(DefaultBodyLimit::max(512 * 1024 * 1024))
        .with_state(site)
}

/// An error in the provider's envelope.
struct Refused {
    status: u16,
    code: String,
    message: String,
}

fn refused<T>(status: u16, code: &str, message: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { status, code: code.into(), message: message.into() })
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({"code": self.code, "message": self.message, "request_id": request_id()});
        (status, Json(body)).into_response()
    }
}

async fn unknown(method: axum::http::Method, uri: axum::http::Uri) -> Response {
    tracing::error!(%method, path = uri.path(), "the stand-in for Model Studio has no such route");
    let mut response =
        Refused { status: 404, code: "NotFound".into(), message: "no such route".into() }
            .into_response();
    response.headers_mut().insert(UNKNOWN_ROUTE, HeaderValue::from_static("1"));
    response
}

/// The headers of the provider's gateway (wan-api reference §3.1).
async fn headers(request: axum::extract::Request, next: Next) -> Response {
    let arrived = Timestamp::now().as_millisecond();
    let (mut head, body) = next.run(request).await.into_parts();
    let is_json = head
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Response::from_parts(head, body);
    }
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let id = serde_json::from_slice::<Value>(&bytes)
        .ok()
        .and_then(|v| v["request_id"].as_str().map(str::to_owned));
    let set = |name: &'static str, value: String, to: &mut HeaderMap| {
        if let Ok(value) = HeaderValue::try_from(value) {
            to.insert(HeaderName::from_static(name), value);
        }
    };
    let now = Timestamp::now().as_millisecond();
    let to = &mut head.headers;
    set("x-request-id", id.unwrap_or_else(request_id), to);
    set("x-dashscope-call-gateway", "true".into(), to);
    set("req-cost-time", (now - arrived).to_string(), to);
    set("req-arrive-time", arrived.to_string(), to);
    set("resp-start-time", now.to_string(), to);
    set("server", "istio-envoy".into(), to);
    Response::from_parts(head, axum::body::Body::from(bytes))
}

impl Site {
    fn authorized(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let Some(key) = given.and_then(|v| v.strip_prefix("Bearer ")) else {
            return refused(401, "InvalidApiKey", "No API-key provided.");
        };
        // A key of another region is just not one of ours.
        if self.wan.lock().keys.iter().any(|k| k == key.trim()) {
            Ok(())
        } else {
            refused(401, "InvalidApiKey", "Invalid API-key provided.")
        }
    }

    fn within(&self, what: &str, per_second: usize) -> Result<(), Refused> {
        if self.wan.lock().within(what, per_second) {
            return Ok(());
        }
        let message = "Requests rate limit exceeded, please try again later.";
        refused(429, "Throttling.RateQuota", message)
    }
}

/// What a model is asked for, and by which path.
fn family(model: &str) -> Option<(&'static str, &'static str)> {
    Some(match model {
        "wan2.7-t2v" | "wan2.7-t2v-2026-04-25" | "wan2.7-t2v-2026-06-12" => ("t2v", VIDEO),
        "wan2.7-i2v" | "wan2.7-i2v-2026-04-25" => ("i2v", VIDEO),
        "wan2.7-r2v" | "wan2.7-r2v-2026-06-12" => ("r2v", VIDEO),
        "wan2.7-videoedit" => ("videoedit", VIDEO),
        "wan3.0-video" | "wan3.0-video-prime" => ("wan3", VIDEO),
        "wan2.7-image" => ("image", IMAGE),
        "wan2.7-image-pro" => ("image-pro", IMAGE),
        _ => return None,
    })
}

/// The checks that are made while the submitter waits.
fn submitted(
    site: &Site,
    headers: &HeaderMap,
    bytes: &Bytes,
    path: &str,
    now: bool,
) -> Result<(Value, &'static str, String), Refused> {
    site.authorized(headers)?;
    let asynchronous = headers.get("x-dashscope-async").is_some_and(|v| v == "enable");
    if asynchronous == now {
        let kind = if now { "asynchronous" } else { "synchronous" };
        let message = format!("current user api does not support {kind} calls.");
        return refused(403, "AccessDenied", message);
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(bytes) else {
        let message = "The input parameter requires json format.";
        return refused(400, "BadRequest.IllegalInput", message);
    };
    let model = body["model"].as_str().unwrap_or_default().to_owned();
    if model.is_empty() {
        let message = "Required parameter \"model\" missing from request.";
        return refused(400, "BadRequest.EmptyModel", message);
    }
    let Some((family, of_path)) = family(&model) else {
        return refused(400, "InvalidParameter", "Model not exist.");
    };
    if of_path != path {
        return refused(400, "InvalidParameter", "url error, please check url!");
    }
    if body["input"].as_object().is_none_or(serde_json::Map::is_empty) {
        let message = "Required input parameter missing from request.";
        return refused(400, "BadRequest.EmptyInput", message);
    }
    // Decoded, a body may have 16 MiB; base64 swells it by a third.
    let has_base64 = bytes.windows(8).any(|w| w == b";base64,");
    let limit = if has_base64 { 16 * 1024 * 1024 / 3 * 4 + 65_536 } else { 16 * 1024 * 1024 };
    if bytes.len() > limit {
        return refused(413, "BadRequest.TooLarge", "Payload Too Large");
    }
    if site.wan.lock().in_arrears {
        let message = "Access denied, please make sure your account is in good standing.";
        return refused(400, "Arrearage", message);
    }
    site.within(&format!("submit {model}"), SUBMISSIONS)?;
    // Longer prompts are cut without a word.
    if let Some(prompt) = body["input"]["prompt"].as_str() {
        let most = if family == "wan3" { 20_000 } else { 5000 };
        let cut: String = prompt.chars().take(most).collect();
        body["input"]["prompt"] = json!(cut);
    }
    Ok((body, family, model))
}

fn prompt_of(body: &Value) -> String {
    let direct = body["input"]["prompt"].as_str();
    let message = || {
        let parts = body["input"]["messages"][0]["content"].as_array()?;
        parts.iter().find_map(|p| p["text"].as_str())
    };
    direct.or_else(message).unwrap_or_default().to_owned()
}

/// Whether the submission says that some of its inputs are in the temporary store.
fn resolves(headers: &HeaderMap) -> bool {
    headers.get("x-dashscope-ossresourceresolve").is_some_and(|v| v == "enable")
}

async fn video(
    State(site): State<Site>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refused> {
    let (body, family, model) = submitted(&site, &headers, &bytes, VIDEO, false)?;
    let resolves = resolves(&headers);
    let inputs = inspect::video(&site.wan, family, &model, &body, resolves).await;
    create(&site, &model, "video-generation:video-synthesis", body, inputs)
}

fn create(
    site: &Site,
    model: &str,
    api: &'static str,
    body: Value,
    inputs: Result<super::world::Inputs, (String, String)>,
) -> Result<Json<Value>, Refused> {
    let mut world = site.wan.lock();
    let outcome = world.outcome(&prompt_of(&body));
    if let Outcome::Refuse { status, code, message } = outcome {
        return refused(status, &code, message);
    }
    let (id, request_id) = world.create(model, api, body, inputs, outcome);
    Ok(Json(json!({
        "output": {"task_status": "PENDING", "task_id": id},
        "request_id": request_id,
    })))
}

/// The provider's way of writing a time: UTC+8, without saying so.
fn written(at: Timestamp) -> String {
    let zone = TimeZone::fixed(Offset::constant(8));
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

/// A signed link to a result.
fn link(site: &Site, task: &Task, name: &str) -> String {
    let expires = (task.ended_at.unwrap_or(task.submitted_at) + LIFE).as_second();
    let signature = signature(name, expires);
    format!(
        "{}/results/{name}?Expires={expires}&OSSAccessKeyId=LTAIemulator&Signature={signature}",
        site.origin
    )
}

fn signature(name: &str, expires: i64) -> String {
    use hmac::{Hmac, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"emulator").expect("any length will do");
    mac.update(format!("{name} {expires}").as_bytes());
    mac.finalize().into_bytes().iter().take(14).map(|b| format!("{b:02x}")).collect()
}

async fn query(
    State(site): State<Site>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refused> {
    site.authorized(&headers)?;
    site.within("query", QUERIES)?;
    let mut world = site.wan.lock();
    let Some(task) = world.query(&id).cloned() else {
        return Ok(Json(json!({
            "request_id": request_id(),
            "output": {"task_id": id, "task_status": "UNKNOWN"},
        })));
    };
    drop(world);
    let mut output = json!({
        "task_id": task.id,
        "task_status": task.status,
        "submit_time": written(task.submitted_at),
    });
    let mut answer = json!({"request_id": request_id()});
    if let Some(at) = task.scheduled_at {
        output["scheduled_time"] = json!(written(at));
    }
    if let Some(at) = task.ended_at {
        output["end_time"] = json!(written(at));
    }
    match (&task.status, &task.outcome) {
        (TaskStatus::Failed, Outcome::Fail { code, message }) => {
            if let Some(code) = code {
                output["code"] = json!(code);
            }
            if let Some(message) = message {
                output["message"] = json!(message);
            }
        }
        (TaskStatus::Succeeded, _) if task.api.starts_with("video") => {
            output["orig_prompt"] = json!(prompt_of(&task.body));
            output["video_url"] = json!(link(&site, &task, &format!("{}.mp4", task.id)));
            answer["usage"] = video_usage(&task);
        }
        (TaskStatus::Succeeded, _) => {
            output["finished"] = json!(true);
            output["choices"] = json!(images::choices(&site, &task));
            answer["usage"] = images::image_usage(&task);
        }
        _ => {}
    }
    answer["output"] = output;
    Ok(Json(answer))
}

/// How long the result is, what of it is input, and what it measures.
fn seconds_of(task: &Task) -> f64 {
    let asked = task.parameter("duration").as_f64().filter(|d| *d > 0.0);
    match (family(&task.model).map(|f| f.0), task.inputs.clip) {
        (Some("videoedit"), Some((_, clip))) => asked.map_or(clip, |a| a.min(clip)),
        _ => asked.unwrap_or(5.0),
    }
}

fn video_usage(task: &Task) -> Value {
    let family = family(&task.model).map_or("", |f| f.0);
    let output = seconds_of(task);
    let input = match family {
        "videoedit" => output,
        "r2v" => task.inputs.reference_seconds,
        _ => 0.0,
    };
    let number = |n: f64| if n.fract() == 0.0 { json!(n as i64) } else { json!(n) };
    let resolution = task.parameter("resolution").as_str().unwrap_or("1080P");
    let mut usage = json!({
        "duration": number(input + output),
        "input_video_duration": number(input),
        "output_video_duration": number(output),
        "video_count": 1,
        "SR": resolution.trim_end_matches('P').parse::<u32>().unwrap_or(1080),
    });
    if matches!(family, "t2v" | "r2v") {
        usage["ratio"] = json!(task.parameter("ratio").as_str().unwrap_or("16:9"));
    }
    usage
}

/// Pixels of the result (wan-api reference §2.2 and §2.3).
fn size_of(task: &Task) -> (u32, u32) {
    let resolution = task.parameter("resolution").as_str().unwrap_or("1080P");
    let (small, full) = (resolution == "480P", resolution == "1080P");
    let ratio = task.parameter("ratio").as_str();
    let shape = task
        .inputs
        .clip
        .map(|(size, _)| size)
        .or_else(|| task.inputs.first.as_ref().map(image::RgbImage::dimensions));
    let follows = match family(&task.model).map_or("", |f| f.0) {
        "i2v" => shape,
        // `ratio` is ignored where there is a first frame.
        "r2v" => task.inputs.frame,
        "videoedit" if ratio.is_none() => shape,
        "wan3" if ratio.is_none_or(|r| r == "adaptive") => shape,
        _ => None,
    };
    if let Some((w, h)) = follows {
        let area = match (small, full) {
            (true, _) => 848.0 * 480.0,
            (_, true) => 1920.0 * 1080.0,
            _ => 1280.0 * 720.0,
        };
        let ratio = f64::from(w) / f64::from(h);
        let side = |n: f64| ((n / 16.0).floor() as u32 * 16).max(16);
        return (side(f64::sqrt(area * ratio)), side(f64::sqrt(area / ratio)));
    }
    if small {
        return match ratio.and_then(|r| r.split_once(':')) {
            Some(("9" | "3", _)) => (480, 848),
            Some(("1", _)) => (640, 640),
            _ => (848, 480),
        };
    }
    match (ratio.unwrap_or("16:9"), full) {
        ("9:16", false) => (720, 1280),
        ("1:1", false) => (960, 960),
        ("4:3", false) => (1104, 832),
        ("3:4", false) => (832, 1104),
        (_, false) => (1280, 720),
        ("9:16", true) => (1080, 1920),
        ("1:1", true) => (1440, 1440),
        ("4:3", true) => (1648, 1248),
        ("3:4", true) => (1248, 1648),
        (_, true) => (1920, 1080),
    }
}

async fn cancel(
    State(site): State<Site>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refused> {
    site.authorized(&headers)?;
    site.within("cancel", QUERIES)?;
    if site.wan.lock().cancel(&id) {
        return Ok(Json(json!({"request_id": request_id()})));
    }
    let message = "Failed to cancel the task, please confirm if the task is in PENDING status.";
    refused(400, "UnsupportedOperation", message)
}
