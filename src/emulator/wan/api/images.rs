//! The two ways to a picture: as a task, and at once.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{IMAGE, Refused, Site, create, link, refused, resolves, submitted};
use crate::emulator::wan::inspect;
use crate::emulator::wan::world::{Inputs, Outcome, Task, TaskStatus};

async fn image_faults(
    site: &Site,
    family: &str,
    model: &str,
    body: &Value,
    resolves: bool,
) -> Result<Inputs, (String, String)> {
    let invalid = |m: &str| Err(("InvalidParameter".to_owned(), m.to_owned()));
    let messages = body["input"]["messages"].as_array();
    let Some([message]) = messages.map(Vec::as_slice) else {
        return invalid("Field required: input.messages");
    };
    let parts = message["content"].as_array().cloned().unwrap_or_default();
    let pictures = parts.iter().filter(|p| p.get("image").is_some()).count();
    if message["role"] != "user" || pictures > 9 {
        return invalid("one user message with at most nine images is supported");
    }
    if parts.iter().any(|p| p.get("image").is_some_and(|i| !i.is_string())) {
        return invalid("image must be a string");
    }
    let texts: Vec<_> = parts.iter().filter_map(|p| p["text"].as_str()).collect();
    if texts.len() > 1 || texts.iter().any(|t| t.chars().count() > 5000) {
        return invalid("one text of at most 5000 characters is supported");
    }
    if texts.iter().all(|t| t.trim().is_empty()) {
        return invalid("Field required: input.messages.0.content.text");
    }
    let parameters = &body["parameters"];
    let most = if parameters["enable_sequential"] == true { 12 } else { 4 };
    if parameters.get("n").is_some_and(|n| !n.as_u64().is_some_and(|n| (1..=most).contains(&n))) {
        return invalid("n is out of range");
    }
    if parameters
        .get("seed")
        .is_some_and(|s| !s.as_i64().is_some_and(|s| (0..=2_147_483_647).contains(&s)))
    {
        return invalid("seed is out of range");
    }
    for flag in ["watermark", "thinking_mode", "enable_sequential"] {
        if parameters.get(flag).is_some_and(|v| !v.is_boolean()) {
            return invalid("not a boolean");
        }
    }
    match parameters["size"].as_str() {
        Some("4K") if family != "image-pro" || pictures > 0 => {
            invalid("size 4K is only supported by wan2.7-image-pro from text")
        }
        Some(size) if !matches!(size, "1K" | "2K" | "4K") && !fits(size, family, pictures) => {
            invalid("The size is not match")
        }
        _ => {
            let urls = parts.iter().filter_map(|p| p["image"].as_str());
            inspect::pictures(&site.wan, model, urls, resolves).await
        }
    }
}

/// Pixels in all: 768 x 768 to 2048 x 2048, or to 4096 x 4096 from words alone in the better model.
fn fits(size: &str, family: &str, pictures: usize) -> bool {
    let Some((w, h)) = image_size(size) else { return false };
    let side: u64 = if family == "image-pro" && pictures == 0 { 4096 } else { 2048 };
    let pixels = u64::from(w) * u64::from(h);
    (768 * 768..=side * side).contains(&pixels)
}

pub(super) fn image_size(text: &str) -> Option<(u32, u32)> {
    match text {
        "1K" => Some((1024, 1024)),
        "2K" => Some((2048, 2048)),
        "4K" => Some((4096, 4096)),
        other => {
            let (w, h) = other.split_once('*')?;
            let (w, h) = (w.parse().ok()?, h.parse().ok()?);
            // Pixels in all are limited (see `fits`), and the shape; a side of a documented sample
            // of 2K has 2985.
            let fits = |n: u32| (240..=12_000).contains(&n);
            (fits(w) && fits(h) && w.max(h) <= 8 * w.min(h)).then_some((w, h))
        }
    }
}

pub(super) async fn image(
    State(site): State<Site>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refused> {
    let (body, family, model) = submitted(&site, &headers, &bytes, IMAGE, false)?;
    let resolves = resolves(&headers);
    let inputs = image_faults(&site, family, &model, &body, resolves).await;
    create(&site, &model, "image-generation:generation", body, inputs)
}

/// The synchronous way to a picture.
pub(super) async fn image_now(
    State(site): State<Site>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refused> {
    let (body, family, model) = submitted(&site, &headers, &bytes, IMAGE, true)?;
    let resolves = resolves(&headers);
    let inputs = match image_faults(&site, family, &model, &body, resolves).await {
        Ok(inputs) => Ok(inputs),
        Err((code, message)) => return refused(400, &code, message),
    };
    let mut world = site.wan.lock();
    let (id, request_id) =
        world.create(&model, "multimodal-generation:generation", body, inputs, Outcome::Succeed);
    let now = world.clock.now();
    let Some(task) = world.tasks.get_mut(&id) else {
        return refused(500, "InternalError", "Internal server error!");
    };
    task.status = TaskStatus::Succeeded;
    task.scheduled_at = Some(now);
    task.ended_at = Some(now);
    let task = task.clone();
    drop(world);
    Ok(Json(json!({
        "output": {"choices": choices(&site, &task), "finished": true},
        "usage": image_usage(&task),
        "request_id": request_id,
    })))
}

fn image_count(task: &Task) -> u64 {
    let default = if task.parameter("enable_sequential") == true { 12 } else { 4 };
    task.parameter("n").as_u64().unwrap_or(default)
}

pub(super) fn choices(site: &Site, task: &Task) -> Vec<Value> {
    (0..image_count(task))
        .map(|n| {
            let url = link(site, task, &format!("{}-{n}.png", task.id));
            let content = json!([{"type": "image", "image": url}]);
            json!({"finish_reason": "stop", "message": {"role": "assistant", "content": content}})
        })
        .collect()
}

pub(super) fn image_usage(task: &Task) -> Value {
    let (w, h) = task.parameter("size").as_str().and_then(image_size).unwrap_or((2048, 2048));
    json!({
        "image_count": image_count(task), "input_tokens": 0, "output_tokens": 0,
        "total_tokens": 0, "size": format!("{w}*{h}"),
    })
}
