//! The two ways to generate an image: as a task, and synchronously.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::answers::{Refused, refused};
use super::asked::Sent;
use super::submission::{accept, prompt_of, submitted};
use super::{IMAGE, Site, results};
use crate::clock::Clock;
use crate::emulator::wan::inspect;
use crate::emulator::wan::world::request_id;
use crate::emulator::wan::world::task::{Outcome, Task};

/// The longest real time that a synchronous call takes, however slow the image is.
// Differs: wan-sync-image-wait
const MOST_WAIT: Duration = Duration::from_millis(200);

pub(super) async fn image(
    State(site): State<Site>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Json<Value>, Refused> {
    let submission = submitted(&site, &headers, sent, IMAGE, false)?;
    let body = Arc::clone(&submission.body);
    let look = inspect::image(submission.look(&site), submission.family, body);
    accept(&site, &submission, IMAGE, look).await
}

/// Generates an image synchronously. This creates no task, so it is not in the list.
pub(super) async fn image_now(
    State(site): State<Site>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Json<Value>, Refused> {
    let submission = submitted(&site, &headers, sent, IMAGE, true)?;
    let body = Arc::clone(&submission.body);
    let look = inspect::image(submission.look(&site), submission.family, body).await;
    let (outcome, run) = {
        let mut world = site.wan.lock();
        let outcome = world.outcome(&prompt_of(&submission.body));
        (outcome, world.draw(&submission.model, &submission.body).1)
    };
    if let Outcome::Refuse { status, code, message } = outcome {
        return refused(status, &code, message);
    }
    let inputs = match look {
        Ok(inputs) => inputs,
        Err((code, message)) => return refused(400, &code, message),
    };
    let wait = match site.wan.clock() {
        Clock::Fast { times, .. } => run / (*times).max(1),
        _ => run,
    };
    tokio::time::sleep(wait.min(MOST_WAIT)).await;
    if let Outcome::Fail { code, message } = outcome {
        let code = code.unwrap_or_else(|| "InternalError".to_owned());
        let status = if code.starts_with("InternalError") { 500 } else { 400 };
        return refused(status, &code, message.unwrap_or_default());
    }
    let new = submission.task("multimodal-generation:generation");
    let task = site.wan.lock().create_done(new, inputs);
    Ok(Json(json!({
        "output": {"choices": choices(&site, &task), "finished": true},
        "usage": usage(&task),
        "request_id": request_id(),
    })))
}

fn count_of(task: &Task) -> u64 {
    // Differs: wan-image-count
    let default = if task.parameter("enable_sequential") == true { 12 } else { 4 };
    task.parameter("n").as_u64().unwrap_or(default)
}

pub(super) fn choices(site: &Site, task: &Task) -> Vec<Value> {
    (0..count_of(task))
        .map(|n| {
            let url = results::link(site, task, &format!("{}-{n}.png", task.id));
            let content = json!([{"type": "image", "image": url}]);
            json!({"finish_reason": "stop", "message": {"role": "assistant", "content": content}})
        })
        .collect()
}

pub(super) fn usage(task: &Task) -> Value {
    // Differs: wan-image-tokens
    let (w, h) = size_of(task);
    json!({
        "image_count": count_of(task), "input_tokens": 0, "output_tokens": 0,
        "total_tokens": 0, "size": format!("{w}*{h}"),
    })
}

/// Width and height of the result in pixels: as requested, or with as many pixels as a square of
/// 1K, 2K or 4K, in the aspect ratio of the last input image. (A documented sample of 2K measures
/// 2985*1405.)
pub(super) fn size_of(task: &Task) -> (u32, u32) {
    let side: f64 = match task.parameter("size").as_str().unwrap_or("2K") {
        "1K" => 1024.0,
        "2K" => 2048.0,
        "4K" => 4096.0,
        size => return inspect::written_size(size).unwrap_or((2048, 2048)),
    };
    // Differs: wan-sizes
    shaped(side, task.inputs.shape.unwrap_or((1, 1)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float stops at the limits"
)]
fn shaped(side: f64, (w, h): (u32, u32)) -> (u32, u32) {
    let ratio = f64::from(w) / f64::from(h);
    ((side * ratio.sqrt()).floor() as u32, (side / ratio.sqrt()).floor() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_the_aspect_ratio_of_its_source() {
        assert_eq!(shaped(2048.0, (1, 1)), (2048, 2048));
        assert_eq!(shaped(2048.0, (1280, 720)), (2730, 1536));
        // The documented sample.
        assert_eq!(shaped(2048.0, (2985, 1405)), (2985, 1405));
    }
}
