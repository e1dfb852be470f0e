//! Querying and cancelling a task.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::answers::{Refused, refused};
use super::asked::{Name, named};
use super::submission::prompt_of;
use super::{QUERIES, SECOND, Site, images, results, videos};
use crate::emulator::wan::world::request_id;
use crate::emulator::wan::world::task::{Outcome, TaskStatus};

/// A time in the provider's format: UTC+8 without an offset.
fn written(at: Timestamp) -> String {
    let zone = TimeZone::fixed(Offset::constant(8));
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

pub(super) async fn query(
    State(site): State<Site>,
    headers: HeaderMap,
    id: Name,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    site.within(&caller, "query", QUERIES, SECOND)?;
    let id = named(id);
    let Some(task) = site.wan.lock().query(&caller.account, &id).cloned() else {
        return Ok(Json(json!({
            "request_id": request_id(),
            "output": {"task_id": id, "task_status": "UNKNOWN"},
        })));
    };
    // Differs: wan-canceled-body
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
            let url = results::link(&site, &task, &format!("{}.mp4", task.id));
            output["orig_prompt"] = json!(prompt_of(&task.body));
            output["video_url"] = json!(url);
            answer["usage"] = videos::usage(&task);
        }
        (TaskStatus::Succeeded, _) => {
            output["finished"] = json!(true);
            output["choices"] = json!(images::choices(&site, &task));
            answer["usage"] = images::usage(&task);
        }
        _ => {}
    }
    answer["output"] = output;
    Ok(Json(answer))
}

pub(super) async fn cancel(
    State(site): State<Site>,
    headers: HeaderMap,
    id: Name,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    site.within(&caller, "cancel", QUERIES, SECOND)?;
    let id = named(id);
    let mut world = site.wan.lock();
    let is_own = world.tasks.get(&id).is_some_and(|t| t.account == caller.account);
    if is_own && world.cancel(&id) {
        return Ok(Json(json!({"request_id": request_id()})));
    }
    let message = "Failed to cancel the task, please confirm if the task is in PENDING status.";
    refused(400, "UnsupportedOperation", message)
}
